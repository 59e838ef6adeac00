//! What is typed of a campaign: a reading, the counts of a position, or a table
//! pasted from a spreadsheet; all or nothing.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::{Extension, Form};
use serde::Deserialize;

use super::super::super::{Error, Shared, Web};
use super::super::{Member, back_to};
use super::{CampaignPage, page};
use crate::campaign::{Fields, Table, from_csv};
use crate::files::Line;
use crate::sessions::note_lines;

/// A reading as it is typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct TypedReading {
    pub(super) publication: String,
    pub(super) mesure: String,
    pub(super) valeur: String,
    pub(super) date: String,
    pub(super) lecteur: String,
    pub(super) lieu: String,
    pub(super) remarque: String,
}

/// The counts of a position as they are typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct TypedCounts {
    pub(super) poste: String,
    pub(super) recues: String,
    pub(super) pertinentes: String,
    pub(super) entretiens: String,
    pub(super) retenues: String,
    pub(super) origine: String,
    pub(super) date: String,
    pub(super) auteur: String,
}

/// A table as it is pasted.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct TypedTable {
    tableau: String,
}

/// `POST /staff/campagnes/{slug}/releves`
pub(in crate::web) async fn add_reading(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(slug): Path<String>,
    Form(typed): Form<TypedReading>,
) -> Result<Response, Error> {
    let TypedReading { publication, mesure, valeur, date, lecteur, lieu, remarque } = typed.clone();
    let fields = [publication, mesure, valeur, date, lecteur, lieu, remarque];
    let table = Table::Readings(vec![Line { place: "relevé".to_owned(), fields: fields.into() }], Fields::of_readings());
    web.note_typed(&member, &slug, &table, |page| page.reading = typed).await
}

/// `POST /staff/campagnes/{slug}/comptes`
pub(in crate::web) async fn add_counts(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(slug): Path<String>,
    Form(typed): Form<TypedCounts>,
) -> Result<Response, Error> {
    let TypedCounts { poste, recues, pertinentes, entretiens, retenues, origine, date, auteur } = typed.clone();
    let fields = [poste, recues, pertinentes, entretiens, retenues, origine, date, auteur];
    let table = Table::Counts(vec![Line { place: "comptes".to_owned(), fields: fields.into() }], Fields::of_counts());
    web.note_typed(&member, &slug, &table, |page| page.counts = typed).await
}

/// `POST /staff/campagnes/{slug}/tableau`
pub(in crate::web) async fn add_table(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(slug): Path<String>,
    Form(typed): Form<TypedTable>,
) -> Result<Response, Error> {
    // A table copied from a spreadsheet has tabs between its cells.
    let text = if typed.tableau.contains(';') { typed.tableau.clone() } else { typed.tableau.replace('\t', ";") };
    match from_csv(text.trim_start().as_bytes()) {
        Ok(table) => web.note_typed(&member, &slug, &table, |page| page.table = typed.tableau).await,
        Err(problems) => web.campaign_refused(&slug, problems, |page| page.table = typed.tableau).await,
    }
}

impl Web {
    async fn note_typed(
        &self,
        member: &Member,
        slug: &str,
        table: &Table,
        typed: impl FnOnce(&mut CampaignPage),
    ) -> Result<Response, Error> {
        let now = self.now();
        match note_lines(&self.site.store, slug, table, &member.name, self.site.clock.today(), now).await? {
            Ok(kept) => {
                if kept.new > 0 {
                    let what = match table {
                        Table::Readings(..) => "relevés de campagne ajoutés",
                        Table::Counts(..) => "comptes de candidatures ajoutés",
                    };
                    self.audit_in_detail(member, what, slug, &format!("{} lignes", kept.new)).await?;
                }
                Ok(back_to(&format!("/staff/campagnes/{slug}"), if kept.new > 0 { "chiffres" } else { "chiffres-deja-la" }))
            }
            Err(problems) => self.campaign_refused(slug, problems, typed).await,
        }
    }

    /// The page of a campaign with what is wrong, and what was typed still there.
    async fn campaign_refused(&self, slug: &str, problems: Vec<String>, typed: impl FnOnce(&mut CampaignPage)) -> Result<Response, Error> {
        let report = self.campaign(slug).await?;
        let mut page = page(&report, self, None);
        page.problems = problems;
        typed(&mut page);
        Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
    }
}
