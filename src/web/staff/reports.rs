//! Reports: of each session and of each month of permanence.

use askama::Template;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{Html, IntoResponse, Response};
use serde::Deserialize;
use serde_json::Value;

use super::super::html::typeset;
use super::super::{Error, Shared};
use super::Page;
use crate::report::{DEFINITIONS, Measure, Part, Report, number, parts, plain_text, value_text};
use crate::sessions::{hour_in_paris, month_title, months_of_permanence, report_of};
use crate::words::SessionId;

#[derive(Template)]
#[template(path = "staff_reports.html")]
struct Reports {
    sessions: Vec<(String, String)>,
    months: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "staff_report.html")]
struct ReportPage {
    id: String,
    title: String,
    made_at: String,
    figures: Vec<Figure>,
}

struct Figure {
    label: &'static str,
    formula: String,
    /// The value in words; its parts instead, when there are several.
    value: String,
    parts: Vec<Part>,
    /// Whether the parts are shares, to draw.
    drawn: bool,
    base: Option<String>,
    coverage: Option<String>,
    missing: bool,
}

/// `?format=json` or `?format=txt`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in super::super) struct Form {
    format: String,
}

/// `GET /staff/rapports`
pub(in super::super) async fn list(State(web): State<Shared>) -> Page {
    let sessions = web.site.store.sessions().await?;
    let sessions =
        sessions.into_iter().map(|session| (session.id.to_string(), format!("{} ({})", session.title, hour_in_paris(session.opens_at))));
    let months = months_of_permanence(&web.site.store, web.now()).await?;
    let mut months: Vec<_> = months.iter().map(|id| (id.to_string(), month_title(id))).collect();
    months.reverse();
    Ok(Html(Reports { sessions: sessions.collect(), months }.render()?))
}

/// `GET /staff/rapports/{id}`, also `{id}.txt` and `{id}.json`
pub(in super::super) async fn show(State(web): State<Shared>, Path(id): Path<String>, Query(form): Query<Form>) -> Result<Response, Error> {
    let (id, format) = id.rsplit_once('.').unwrap_or((&id, &form.format));
    let report = report_of(&web.site.store, &SessionId::new(id), web.now()).await?;
    let report = report.ok_or(Error::NotFound("Il n'y a ni session ni mois de ce nom.".into()))?;
    let faq = web.site.conversation.faq();
    let named = |report: Report| report.with_themes(|folder| faq.theme_name(folder).to_owned());
    Ok(match format {
        "json" => Json(report).into_response(),
        "txt" => ([(CONTENT_TYPE, "text/plain; charset=utf-8")], plain_text(&named(report))).into_response(),
        _ => Html(page(&named(report)).render()?).into_response(),
    })
}

fn page(report: &Report) -> ReportPage {
    ReportPage {
        id: report.session.to_string(),
        title: report.title.clone(),
        made_at: hour_in_paris(report.made_at),
        figures: figures(report),
    }
}

fn figures(report: &Report) -> Vec<Figure> {
    let measured = DEFINITIONS.iter().filter_map(|definition| Some((definition, report.metrics.get(definition.key)?)));
    measured
        .map(|(definition, measure)| Figure {
            label: definition.label,
            formula: typeset(definition.formula),
            value: value_text(measure),
            parts: parts(measure),
            drawn: measure.unit == "%",
            base: measure.base.map(number),
            coverage: measure.coverage.map(|share| in_percent(&Value::from(share))),
            missing: measure.missing,
        })
        .collect()
}

fn in_percent(share: &Value) -> String {
    let measure = Measure { value: share.clone(), unit: "%".to_owned(), base: None, origin: String::new(), coverage: None, missing: false };
    value_text(&measure)
}
