//! Reports: of each session and of each month of permanence, and the glossary of
//! their figures.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{Html, IntoResponse, Response};
use axum::{Extension, Json};
use serde::Deserialize;

use super::super::html::typeset;
use super::super::{Error, Shared};
use super::{Member, Page};
use crate::report::{
    Chart, DEFINITIONS, Definition, FEW_KNOWN, FEWEST, FirstFigure, LEAST_COVERAGE, Measure, Part, Report, State as Said, Unit, advice,
    charts, first_figures, number, parts, percent_text, plain_text, value_text,
};
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
    /// Whether the report was frozen before some figure existed.
    is_older: bool,
    first: Vec<FirstFigure>,
    advice: Vec<String>,
    charts: Vec<Chart>,
    figures: Vec<Figure>,
    /// What people added to their stars, for HR.
    remarks: Vec<String>,
}

/// The same for who has a link to it and no account.
#[derive(Template)]
#[template(path = "report_shared.html")]
struct SharedPage {
    page: ReportPage,
    /// Until when the link serves.
    until: String,
}

/// Its template is that of the report, less what only the team has.
impl std::ops::Deref for SharedPage {
    type Target = ReportPage;

    fn deref(&self) -> &ReportPage {
        &self.page
    }
}

struct Figure {
    label: &'static str,
    formula: String,
    origin: &'static str,
    /// The value in words; its parts instead, when there are several.
    value: String,
    parts: Vec<Part>,
    /// Whether the parts are shares, to draw.
    drawn: bool,
    /// Why no shares are drawn, when they might have been.
    undrawn: Option<&'static str>,
    base: Option<String>,
    coverage: Option<String>,
    missing: bool,
}

#[derive(Template)]
#[template(path = "staff_glossary.html")]
struct Glossary {
    fewest: u64,
    definitions: &'static [Definition],
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
pub(in super::super) async fn show(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
    Query(form): Query<Form>,
) -> Result<Response, Error> {
    let (id, format) = id.rsplit_once('.').unwrap_or((&id, &form.format));
    let report = report_of(&web.site.store, &SessionId::new(id), web.now()).await?;
    let report = report.ok_or(Error::NotFound("Il n'y a ni session ni mois de ce nom.".into()))?;
    let faq = web.site.conversation.faq();
    let named = |report: Report| report.with_themes(|folder| faq.theme_name(folder).to_owned());
    Ok(match format {
        "json" => Json(report).into_response(),
        "txt" => ([(CONTENT_TYPE, "text/plain; charset=utf-8")], plain_text(&named(report))).into_response(),
        _ => {
            let remarks = web.remarks_for(&member, &report.session).await?;
            Html(ReportPage { remarks, ..page(&named(report)) }.render()?).into_response()
        }
    })
}

/// `GET /staff/glossaire`
pub(in super::super) async fn glossary() -> Page {
    Ok(Html(Glossary { fewest: FEWEST, definitions: DEFINITIONS }.render()?))
}

/// A report as who has a link to it reads it.
pub(in super::super) fn shared(report: &Report, until: String) -> askama::Result<String> {
    SharedPage { page: page(report), until }.render()
}

fn page(report: &Report) -> ReportPage {
    ReportPage {
        id: report.session.to_string(),
        title: report.title.clone(),
        made_at: hour_in_paris(report.made_at),
        is_older: report.figures().any(|(_, measure)| measure.state == Said::NotComputed),
        first: first_figures(report),
        advice: advice(report).iter().map(|sentence| typeset(sentence)).collect(),
        charts: charts(report),
        figures: figures(report),
        remarks: Vec::new(),
    }
}

fn figures(report: &Report) -> Vec<Figure> {
    report.figures().map(|(definition, measure)| figure(definition, measure)).collect()
}

fn figure(definition: &'static Definition, measure: &Measure) -> Figure {
    let is_of_sources = definition.key == "arrivals_by_source" && !measure.is_missing();
    let covers = measure.coverage.is_some_and(|coverage| coverage >= LEAST_COVERAGE);
    let mut parts = parts(definition, measure);
    if is_of_sources && covers {
        parts.iter_mut().for_each(|part| as_share(part, measure.base));
    }
    Figure {
        label: definition.label,
        formula: typeset(definition.formula),
        origin: definition.origin.words(),
        value: value_text(definition, measure),
        drawn: definition.unit == Unit::Percent || (is_of_sources && covers),
        undrawn: (is_of_sources && !covers).then_some(FEW_KNOWN),
        parts,
        base: measure.base.map(number),
        coverage: measure.coverage.map(percent_text),
        missing: measure.is_missing(),
    }
}

/// A count beside what part of all it is, to be drawn.
fn as_share(part: &mut Part, base: Option<u64>) {
    let Some((count, base)) = part.number.zip(base.filter(|base| *base > 0)) else { return };
    #[expect(clippy::cast_precision_loss, reason = "people are far fewer than 2^52")]
    let share = (count / base as f64 * 10_000.0).round() / 100.0;
    part.text = format!("{} ({})", part.text, percent_text(share));
    part.number = Some(share);
}
