//! The campaigns: the list, and the page of one from the post to the hire, with
//! the forms that add what was read and counted.

pub(in crate::web) mod lines;
pub(in crate::web) mod sheet;

use askama::Template;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{Html, IntoResponse, Response};
use serde::Deserialize;

use super::super::{Error, Shared, Web};
use super::{Done, Page};
use crate::campaign::{Campaign, Count, Measured, Purpose, STEPS, source_words};
use crate::clock::written_day;
use crate::report::campaign::{CampaignReport, Comparison, Figure, Passage, PositionFunnel, PostReadings, StepFigure, plain_text};
use crate::report::{Part, Unit, number, parts_in, percent_text, said};
use crate::sessions::{campaign_report, campaigns};
use crate::words::typeset;
use lines::{TypedCounts, TypedReading};

#[derive(Template)]
#[template(path = "staff_campaigns.html")]
struct Campaigns {
    done: Option<&'static str>,
    problem: Option<String>,
    campaigns: Vec<Line>,
}

struct Line {
    slug: String,
    name: String,
    dates: String,
    purpose: &'static str,
    is_example: bool,
}

#[derive(Template)]
#[template(path = "staff_campaign.html")]
struct CampaignPage {
    done: Option<&'static str>,
    problems: Vec<String>,
    slug: String,
    name: String,
    about: String,
    note: String,
    is_example: bool,
    /// Whether series of episodes go with it.
    is_awareness: bool,
    figures: Vec<FigureView>,
    steps: Vec<StepView>,
    positions: Vec<PositionView>,
    posts: Vec<PostView>,
    comparisons: Vec<ComparisonView>,
    reading: TypedReading,
    counts: TypedCounts,
    table: String,
    titles: Vec<String>,
    names: Vec<String>,
    today: String,
}

struct FigureView {
    label: &'static str,
    formula: String,
    origin: &'static str,
    value: String,
    parts: Vec<Part>,
    drawn: bool,
    base: Option<String>,
    coverage: Option<String>,
    note: Option<String>,
    missing: bool,
}

struct StepView {
    label: &'static str,
    counts: String,
    origin: &'static str,
    value: String,
    /// What it is of the step before, or why that is not said.
    of_before: String,
}

struct PositionView {
    title: String,
    openings: String,
    offer: Option<String>,
    /// The days from its publication to its acceptance.
    days: String,
    clicks: String,
    files: Vec<String>,
    yields: String,
    history: Vec<String>,
}

struct PostView {
    name: String,
    readings: Vec<ReadingView>,
}

struct ReadingView {
    measure: &'static str,
    value: String,
    on: String,
    reader: String,
    place: String,
    remark: String,
    /// Whether it is the one that counts, and whether another contradicts it.
    counts: bool,
    contradicts: bool,
}

struct ComparisonView {
    what: String,
    value: String,
    covers: String,
    reference: String,
    ratio: String,
    per_event: bool,
    warning: String,
}

/// `?format=json` or `?format=txt`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Form {
    format: String,
}

/// `GET /staff/campagnes`
pub(in crate::web) async fn list(State(web): State<Shared>, Query(done): Query<Done>) -> Page {
    let found = campaigns(&web.site.store).await?;
    let line = |(campaign, is_example): (Campaign, bool)| Line {
        dates: dates(&campaign),
        purpose: campaign.purpose.name(),
        slug: campaign.slug,
        name: campaign.name,
        is_example,
    };
    let page = Campaigns { done: done.sentence(), problem: None, campaigns: found.into_iter().map(line).collect() };
    Ok(Html(page.render()?))
}

/// `GET /staff/campagnes/{slug}`
pub(in crate::web) async fn show(
    State(web): State<Shared>,
    Path(slug): Path<String>,
    Query(form): Query<Form>,
    Query(done): Query<Done>,
) -> Result<Response, Error> {
    let report = web.campaign(&slug).await?;
    Ok(match form.format.as_str() {
        "json" => Json(report).into_response(),
        "txt" => ([(CONTENT_TYPE, "text/plain; charset=utf-8")], plain_text(&web.named(report))).into_response(),
        _ => Html(page(&web.named(report), &web, done.sentence()).render()?).into_response(),
    })
}

impl Web {
    async fn campaign(&self, slug: &str) -> Result<CampaignReport, Error> {
        let report = campaign_report(&self.site.store, slug).await?;
        report.ok_or_else(|| Error::NotFound("Il n'y a pas de campagne de ce nom.".into()))
    }
}

impl Web {
    /// With themes and episodes as HR calls them.
    fn named(&self, report: CampaignReport) -> CampaignReport {
        let faq = self.site.conversation.faq();
        report.with_names(faq.names())
    }
}

fn page(report: &CampaignReport, web: &Web, done: Option<&'static str>) -> CampaignPage {
    let campaign = &report.dossier.campaign;
    let channels: Vec<&str> = campaign.channels.iter().map(|word| Campaign::channel_name(word)).collect();
    CampaignPage {
        done,
        problems: Vec::new(),
        slug: campaign.slug.clone(),
        name: campaign.name.clone(),
        about: format!("{} ; {} ; {}", campaign.purpose.name(), dates(campaign), channels.join(", ")),
        note: campaign.note.clone(),
        is_example: report.dossier.is_example,
        is_awareness: campaign.purpose == Purpose::Awareness,
        figures: report.figures.iter().map(figure).collect(),
        steps: report.funnel.iter().map(|step| self::step(step, &report.passages)).collect(),
        positions: report.positions.iter().map(position).collect(),
        posts: report.posts.iter().filter(|post| !post.measures.is_empty()).map(post).collect(),
        comparisons: report.comparisons.iter().map(comparison).collect(),
        reading: TypedReading::default(),
        counts: TypedCounts::default(),
        table: String::new(),
        titles: campaign.positions.iter().map(|position| position.title.clone()).collect(),
        names: campaign.posts.iter().map(|post| post.name.clone()).collect(),
        today: web.site.clock.today().to_string(),
    }
}

/// Its first and last day, in words.
fn dates(campaign: &Campaign) -> String {
    match (campaign.starts, campaign.ends) {
        (Some(starts), Some(ends)) => format!("du {} au {}", written_day(starts), written_day(ends)),
        (Some(starts), None) => format!("depuis le {}", written_day(starts)),
        (None, Some(ends)) => format!("jusqu'au {}", written_day(ends)),
        (None, None) => "dates non renseignées".to_owned(),
    }
}

fn figure(figure: &Figure) -> FigureView {
    let base = figure.measure.base.map(|base| format!("{} {}", number(base), figure.base.unwrap_or_default()));
    FigureView {
        label: figure.label,
        formula: typeset(figure.formula),
        origin: figure.origin.words(),
        value: said(figure.unit, &figure.measure),
        parts: parts_in(figure.unit, &figure.measure),
        drawn: figure.unit == Unit::Percent,
        base,
        coverage: figure.measure.coverage.map(percent_text),
        note: figure.note.as_deref().map(typeset),
        missing: figure.measure.is_missing(),
    }
}

fn step(step: &StepFigure, passages: &[Passage]) -> StepView {
    let of_before = passages.iter().find(|passage| passage.to == step.key).map(|passage| match passage.refused {
        Some(reason) => format!("non divisé : {reason}"),
        None => said(Unit::Percent, &passage.measure),
    });
    StepView {
        label: step.label,
        counts: step.base.to_owned(),
        origin: step.origin.words(),
        value: said(step.unit, &step.measure),
        of_before: typeset(&of_before.unwrap_or_default()),
    }
}

fn position(position: &PositionFunnel) -> PositionView {
    let told = |count: &Count| {
        let on = count.on.map_or("date non renseignée".to_owned(), written_day);
        let origin = count.origin.as_deref().map(|origin| format!(", origine {}", source_words(origin))).unwrap_or_default();
        format!("{} {}{origin}, {on}, {}", number(count.value), count.step.name(), count.author)
    };
    let corrected = position.corrected.iter().map(|count| format!("corrigé depuis\u{a0}: {}", told(count)));
    PositionView {
        title: position.title.clone(),
        openings: number(position.openings.into()),
        offer: position.offer.clone(),
        clicks: position.apply_clicks.map_or("–".to_owned(), number),
        days: position.days_to_fill.map_or("–".to_owned(), number),
        files: position.files.iter().map(|files| files.map_or("non renseigné".to_owned(), number)).collect(),
        yields: said(Unit::Percent, &position.rates[3]),
        history: position.by_origin.iter().map(told).chain(corrected).collect(),
    }
}

fn post(post: &PostReadings) -> PostView {
    let views = post.measures.iter().flat_map(|chosen| {
        chosen.all.iter().map(|reading| ReadingView {
            measure: reading.measure.name(),
            value: number(reading.value),
            on: reading.on.map_or("non renseignée".to_owned(), written_day),
            reader: reading.reader.clone(),
            place: reading.place.clone(),
            remark: reading.remark.clone(),
            counts: reading == &chosen.counts,
            contradicts: reading.on == chosen.counts.on && !chosen.contradicts.is_empty(),
        })
    });
    PostView { name: post.post.clone(), readings: views.collect() }
}

fn comparison(comparison: &Comparison) -> ComparisonView {
    let ratio = |value: f64| {
        let measure = crate::report::Measure {
            value: serde_json::json!(value),
            base: None,
            coverage: None,
            read_on: None,
            state: crate::report::State::Known,
        };
        said(Unit::Ratio, &measure)
    };
    ComparisonView {
        what: comparison.what.clone(),
        value: ratio(comparison.value),
        covers: comparison.covers.clone(),
        reference: format!("{}\u{a0}: {} ({})", comparison.reference, number(comparison.reference_value), comparison.reference_covers),
        ratio: comparison.ratio.map_or("–".to_owned(), ratio),
        per_event: comparison.ratio.is_some(),
        warning: typeset(&comparison.warning),
    }
}
