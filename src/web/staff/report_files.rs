//! A report to take away: spreadsheets and a picture. Who took it is written in
//! the journal.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::super::routes::may_open;
use super::super::{Error, Shared, Web};
use super::Member;
use crate::report::{self, Annex, Report};
use crate::sessions::{annex_of, report_of};
use crate::words::SessionId;

/// A kind of file.
struct Kind {
    ending: &'static str,
    media: &'static str,
    write: fn(&Report, &Annex) -> anyhow::Result<Option<Vec<u8>>>,
}

const CSV: Kind = Kind { ending: "csv", media: "text/csv; charset=utf-8", write: |report, _| report::csv(report).map(Some) };

const XLSX: Kind = Kind {
    ending: "xlsx",
    media: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    write: |report, annex| report::xlsx(report, annex).map(Some),
};

const PNG: Kind =
    Kind { ending: "png", media: "image/png", write: |report, _| report::poster(report).map(|poster| poster.png()).transpose() };

/// `GET /staff/rapports/{id}/csv`
pub(in super::super) async fn csv(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    web.report_file(&member, &id, CSV).await
}

/// `GET /staff/rapports/{id}/xlsx`
pub(in super::super) async fn xlsx(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    web.report_file(&member, &id, XLSX).await
}

/// `GET /staff/rapports/{id}/png`
pub(in super::super) async fn png(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    web.report_file(&member, &id, PNG).await
}

impl Web {
    /// A report as its readers see it, each theme by its name.
    pub(in crate::web) async fn named_report(&self, id: &str) -> Result<Report, Error> {
        let report = report_of(&self.site.store, &SessionId::new(id), self.now()).await?;
        let report = report.ok_or(Error::NotFound("Il n'y a ni session ni mois de ce nom.".into()))?;
        let faq = self.site.conversation.faq();
        Ok(report.with_names(faq.names()))
    }

    async fn report_file(&self, member: &Member, id: &str, kind: Kind) -> Result<Response, Error> {
        let report = self.named_report(id).await?;
        let annex = annex_of(&self.site.store, &SessionId::new(id), may_open(member, "/staff/rapports/{id}/questions")).await?;
        // Pictures are drawn on the way: too long for a thread that answers others.
        let written = tokio::task::spawn_blocking(move || (kind.write)(&report, &annex)).await.map_err(anyhow::Error::from)??;
        let written = written.ok_or(Error::NotFound("Aucun chiffre de ce rapport ne se dessine encore.".into()))?;
        self.audit_in_detail(member, "rapport téléchargé", id, kind.ending).await?;
        let named = format!("attachment; filename=\"rapport-{}.{}\"", plain(id), kind.ending);
        Ok(([(CONTENT_TYPE, kind.media.to_owned()), (CONTENT_DISPOSITION, named)], written).into_response())
    }
}

/// An identifier as far as it can name a file.
fn plain(id: &str) -> String {
    id.chars().filter(|sign| sign.is_ascii_alphanumeric() || *sign == '-').collect()
}
