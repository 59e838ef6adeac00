//! HR reads answers of the bot again, a few at a time, drawn by lot: right or
//! wrong. The share stands in the report; each look and each word is in the journal.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{Html, Response};
use axum::{Extension, Form};
use jiff::civil::Date;
use serde::Deserialize;

use super::super::html::Html as Safe;
use super::super::{Error, Shared};
use super::{Done, Member, Page, back_to};
use crate::faq::Faq;
use crate::report::number;
use crate::sessions::{Sample, review, sample_of};
use crate::store::GivenAnswer;
use crate::words::{ExchangeId, Review, SessionId};

/// How many answers are shown at once.
const AT_ONCE: usize = 5;

/// Fewer answers than that say little of all of them: the share moves by more than
/// three points with each.
const ENOUGH: usize = 30;

#[derive(Template)]
#[template(path = "staff_reviews.html")]
struct Reviews {
    done: Option<&'static str>,
    problem: Option<String>,
    id: String,
    title: String,
    read: String,
    right: String,
    all: String,
    /// How many more would be enough; none once they are read.
    missing: Option<usize>,
    waiting: Vec<Shown>,
    done_already: Vec<Shown>,
}

struct Shown {
    exchange: String,
    question: String,
    entry: String,
    /// The question that the entry answers, and its answer as it reads today; none
    /// when the entry is no longer there.
    today: Option<(String, Safe)>,
    said: Option<&'static str>,
}

/// What is said of one answer.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Said {
    reponse: String,
    avis: String,
}

/// `GET /staff/rapports/{id}/relecture`
pub(in crate::web) async fn list(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
    Query(done): Query<Done>,
) -> Page {
    let title = web.named_report(&id).await?.title;
    let sample = sample_of(&web.site.store, &SessionId::new(&id)).await?.unwrap_or_default();
    let waiting = sample.waiting.iter().take(AT_ONCE);
    web.audit_in_detail(&member, "réponses du robot relues", &id, &waiting.len().to_string()).await?;
    let (faq, today) = (web.site.conversation.faq(), web.site.clock.today());
    let page = Reviews {
        done: done.sentence(),
        problem: None,
        title,
        read: number(sample.read.len() as u64),
        right: number(sample.right() as u64),
        all: number(all(&sample) as u64),
        missing: ENOUGH.min(all(&sample)).checked_sub(sample.read.len()).filter(|missing| *missing > 0),
        waiting: waiting.map(|answer| shown(answer, &faq, today)).collect(),
        done_already: sample.read.iter().map(|answer| shown(answer, &faq, today)).collect(),
        id,
    };
    Ok(Html(page.render()?))
}

/// `POST /staff/rapports/{id}/relecture`
pub(in crate::web) async fn say(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
    Form(said): Form<Said>,
) -> Result<Response, Error> {
    let report = web.named_report(&id).await?.session;
    let (word, exchange) = match said.avis.as_str() {
        "juste" => (Review::Right, ExchangeId::new(&*said.reponse)),
        "fausse" => (Review::Wrong, ExchangeId::new(&*said.reponse)),
        _ => return Err(Error::Unusable("Dites si la réponse est juste ou fausse.".into())),
    };
    let is_kept = review(&web.site.store, &report, &exchange, word).await?;
    if is_kept {
        web.audit_in_detail(&member, "avis sur une réponse du robot", &id, &said.avis).await?;
    }
    Ok(back_to(&format!("/staff/rapports/{report}/relecture"), if is_kept { "relue" } else { "reponse-absente" }))
}

fn all(sample: &Sample) -> usize {
    sample.read.len() + sample.waiting.len()
}

fn shown(answer: &GivenAnswer, faq: &Faq, today: Date) -> Shown {
    let entry = faq.entries().iter().find(|entry| entry.id.as_str() == answer.entry);
    Shown {
        exchange: answer.exchange.to_string(),
        question: answer.question.clone(),
        entry: answer.entry.clone(),
        today: entry.map(|entry| (entry.question.clone(), Safe::from_markdown(&faq.answer_text(entry, today)))),
        said: answer.review.map(|said| match said {
            Review::Right => "juste",
            Review::Wrong => "fausse",
        }),
    }
}
