//! Reports: of each session and of each month of permanence, and the glossary of
//! their figures.

use std::cmp::Reverse;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{Html, IntoResponse, Response};
use axum::{Extension, Json};
use serde::Deserialize;
use serde_json::Value;

use super::super::routes::may_open;
use super::super::{Error, Shared, Web};
use super::{Member, Page};
use crate::campaign::source_words;
use crate::clock::{hour_in_paris, in_paris, written_day};
use crate::faq::{Faq, Titled};
use crate::report::{
    Chart, DEFINITIONS, Definition, FEW_KNOWN, FEWEST, FirstFigure, LEAST_COVERAGE, MOST_ENTRIES, Measure, Part, Report, State as Said,
    Unit, advice, base_text, charts, first_figures, parts, percent_text, plain_text, read_on_text, side_by_side, sources_of, value_text,
};
use crate::sessions::{Phase, month_title, months_of_permanence, report_of};
use crate::words::{SessionId, typeset};

#[derive(Template)]
#[template(path = "staff_reports.html")]
struct Reports {
    sessions: Vec<Beside>,
    /// Their people, side by side, when at least two sessions say them.
    chart: Option<Chart>,
    months: Vec<(String, String)>,
}

/// A session beside the others.
struct Beside {
    id: String,
    title: String,
    at: String,
    /// In the order of [`BESIDE`].
    figures: Vec<(&'static str, String)>,
}

/// What is read of each session beside the others.
const BESIDE: [(&str, &str); 6] = [
    ("contacts", "Personnes"),
    ("questions", "Questions"),
    ("answer_rate", "Répondues"),
    ("csat", "Satisfaction"),
    ("external_cost", "Coût externe"),
    ("cost_per_contact", "Coût par contact"),
];

/// The sessions that are read side by side: the latest ones.
const MOST_BESIDE: usize = 100;

#[derive(Template)]
#[template(path = "staff_report.html")]
struct ReportPage {
    id: String,
    title: String,
    made_at: String,
    /// Until when the session runs, while it does.
    live: Option<String>,
    /// Whether the report was frozen before some figure existed.
    is_older: bool,
    /// Whether this member may read the questions behind the figures.
    reads_questions: bool,
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
    label: String,
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
    /// Until when people read it.
    read_on: Option<String>,
    missing: bool,
    /// The questions behind it.
    cases: Vec<CasesLink>,
}

/// Questions behind a figure, as an address chooses them.
struct CasesLink {
    /// What is read on the link.
    words: String,
    issue: &'static str,
    theme: String,
    source: String,
    entry: String,
}

impl CasesLink {
    fn of_issue(words: &str, issue: &'static str) -> Self {
        Self { words: words.to_owned(), issue, theme: String::new(), source: String::new(), entry: String::new() }
    }
}

#[derive(Template)]
#[template(path = "staff_glossary.html")]
struct Glossary {
    fewest: u64,
    definitions: &'static [Definition],
}

/// The figures that count questions, with the questions they count, as an address
/// chooses them.
const CASES: [(&str, &str, &str); 15] = [
    ("questions", "Lire ces questions", ""),
    ("questions_over_time", "Lire ces questions", ""),
    ("questions_per_contact", "Lire ces questions", ""),
    ("unanswered_rate", "Lire ces questions", "sans-reponse"),
    ("unknown_by_theme", "Lire les questions incomprises", "incomprises"),
    ("faq_coverage", "Lire celles auxquelles aucune fiche n'a répondu", "sans-fiche"),
    ("moderation_incidents", "Lire ces messages", "moderees"),
    ("changed_mind_rate", "Lire les questions où un avis est donné", "idee-recue"),
    ("answer_rate", "Lire les questions répondues", "repondues"),
    ("unanswered", "Lire ces questions", "sans-reponse"),
    ("bot_share", "Lire les questions répondues par le robot", "robot"),
    ("unknown_rate", "Lire les questions incomprises", "incomprises"),
    ("handover_rate", "Lire les questions de ces conversations qui ont été transmises", "transmises"),
    ("usefulness_by_answer", "Lire celles dont la réponse n'a pas été utile", "pas-utiles"),
    ("out_of_hours_share", "Lire ces questions", "hors-horaires"),
];

/// `?format=json` or `?format=txt`; `?suivi=oui` for a page that renews its figures.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in super::super) struct Form {
    format: String,
    suivi: String,
}

/// `GET /staff/rapports`
pub(in super::super) async fn list(State(web): State<Shared>) -> Page {
    let now = web.now();
    let mut sessions = Vec::new();
    let mut people = Vec::new();
    for session in web.site.store.sessions().await?.into_iter().take(MOST_BESIDE) {
        let Some(report) = report_of(&web.site.store, &session.id, now).await? else { continue };
        if let Some(contacts) = report.metrics.get("contacts").and_then(|contacts| contacts.value.as_u64()) {
            people.push((format!("{} ({})", session.title, written_day(in_paris(session.opens_at).date())), contacts));
        }
        let figure = |(key, name): (&str, &'static str)| {
            let (definition, measure) = report.figures().find(|(definition, _)| definition.key == key)?;
            Some((name, value_text(definition, measure)))
        };
        let figures = BESIDE.into_iter().filter_map(figure).collect();
        sessions.push(Beside { id: session.id.to_string(), title: session.title, at: hour_in_paris(session.opens_at), figures });
    }
    let chart = (people.len() > 1).then(|| side_by_side(&people));
    let months = months_of_permanence(&web.site.store, web.now()).await?;
    let mut months: Vec<_> = months.iter().map(|id| (id.to_string(), month_title(id))).collect();
    months.reverse();
    Ok(Html(Reports { sessions, chart, months }.render()?))
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
    let named = |report: Report| report.with_names(faq.names());
    Ok(match format {
        "json" => Json(report).into_response(),
        "txt" => ([(CONTENT_TYPE, "text/plain; charset=utf-8")], plain_text(&named(report))).into_response(),
        _ => {
            // Figures that renew themselves show no remark: none is read, and none is noted.
            let remarks = if form.suivi.is_empty() { web.remarks_for(&member, &report.session).await? } else { Vec::new() };
            let live = web.runs_until(&report.session).await?;
            let (themes, sources, entries) = (links_by_theme(&report, &faq), links_by_source(&report), links_by_entry(&report, &faq));
            let mut page = page(&named(report), may_open(&member, "/staff/rapports/{id}/questions"));
            page.link("Répartition par thème", themes);
            page.link("Arrivées par source", sources);
            page.link("Réponses données par fiche", entries);
            Html(ReportPage { remarks, live, ..page }.render()?).into_response()
        }
    })
}

/// `GET /staff/glossaire`
pub(in super::super) async fn glossary() -> Page {
    Ok(Html(Glossary { fewest: FEWEST, definitions: DEFINITIONS }.render()?))
}

/// A report as who has a link to it reads it.
pub(in super::super) fn shared(report: &Report, until: String) -> askama::Result<String> {
    SharedPage { page: page(report, false), until }.render()
}

fn page(report: &Report, reads_questions: bool) -> ReportPage {
    ReportPage {
        reads_questions,
        id: report.session.to_string(),
        title: report.title.clone(),
        made_at: hour_in_paris(report.made_at),
        live: None,
        is_older: report.figures().any(|(_, measure)| measure.state == Said::NotComputed),
        first: first_figures(report),
        advice: advice(report).iter().map(|sentence| typeset(sentence)).collect(),
        charts: charts(report),
        figures: figures(report),
        remarks: Vec::new(),
    }
}

impl Web {
    /// The end of a session that is under way.
    async fn runs_until(&self, id: &SessionId) -> Result<Option<String>, Error> {
        let (session, now) = (self.site.store.session(id).await?, self.now());
        let open = session.filter(|session| session.phase(now) == Phase::Open);
        Ok(open.map(|session| hour_in_paris(session.closes_at)))
    }
}

impl ReportPage {
    /// Adds the questions behind the parts of a figure.
    fn link(&mut self, label: &str, cases: Vec<CasesLink>) {
        if let Some(figure) = self.figures.iter_mut().find(|figure| figure.label == label) {
            figure.cases.extend(cases);
        }
    }
}

fn links_by_theme(report: &Report, faq: &Faq) -> Vec<CasesLink> {
    let themes = report.metrics.get("by_theme").and_then(|themes| themes.value.as_object());
    let link = |folder: &String| CasesLink {
        theme: folder.clone(),
        ..CasesLink::of_issue(&format!("Lire celles du thème «\u{a0}{}\u{a0}»", faq.theme_name(folder)), "")
    };
    themes.into_iter().flat_map(|themes| themes.keys()).map(link).collect()
}

/// The questions of the entries that answered most, in the order they are read.
fn links_by_entry(report: &Report, faq: &Faq) -> Vec<CasesLink> {
    let uses = report.metrics.get("uses_by_answer").and_then(|uses| uses.value.as_object());
    let of_entry = |(entry, uses): (&String, &Value)| (Reverse(uses.as_u64()), faq.name_of(Titled::Entry, entry), entry.clone());
    let mut uses: Vec<_> = uses.into_iter().flatten().map(of_entry).collect();
    uses.sort();
    // A title may hold guillemets of its own.
    let link = |(_, title, entry): (_, String, String)| CasesLink {
        entry,
        ..CasesLink::of_issue(&typeset(&format!("Lire celles de la fiche : {title}")), "")
    };
    uses.into_iter().take(MOST_ENTRIES).map(link).collect()
}

fn links_by_source(report: &Report) -> Vec<CasesLink> {
    let link = |source: String| CasesLink {
        source: source.clone(),
        ..CasesLink::of_issue(&format!("Lire les questions venues de «\u{a0}{}\u{a0}»", source_words(&source)), "")
    };
    sources_of(report).into_iter().map(link).collect()
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
        label: typeset(definition.label),
        formula: typeset(definition.formula),
        origin: definition.origin.words(),
        value: value_text(definition, measure),
        drawn: definition.unit == Unit::Percent || (is_of_sources && covers),
        undrawn: (is_of_sources && !covers).then_some(FEW_KNOWN),
        parts,
        base: measure.base.map(|base| base_text(base, definition.base.unwrap_or_default())),
        coverage: measure.coverage.map(percent_text),
        read_on: measure.read_on.map(read_on_text),
        missing: measure.is_missing(),
        cases: CASES.iter().filter(|(key, ..)| *key == definition.key).map(|(_, words, issue)| CasesLink::of_issue(words, issue)).collect(),
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
