//! The questions behind the figures of a report, chosen by theme, source and
//! issue. Each look is in the journal.

use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use jiff::Timestamp;
use serde::Deserialize;

use super::super::{Error, Shared};
use super::{Member, Page};
use crate::campaign::source_words;
use crate::clock::hour_in_paris;
use crate::faq::Titled;
use crate::report::{Chosen, FEWEST, Issue, ReadCase, chosen_cases, number, sources_of, themes_of};
use crate::sessions::cases_of;
use crate::store::{Case, MOST_CASES};
use crate::words::{SessionId, typeset};

/// The cases on one page.
const ON_A_PAGE: usize = 50;

#[derive(Template)]
#[template(path = "staff_cases.html")]
struct Cases {
    id: String,
    title: String,
    issues: Vec<Pick>,
    themes: Vec<Pick>,
    sources: Vec<Pick>,
    /// The entry that is chosen, and its title; none when any is.
    entry: Option<(String, String)>,
    /// Why nothing is shown, when it may not be.
    refused: Option<String>,
    count: String,
    /// Whether there were more than are read.
    is_cut: bool,
    cases: Vec<Shown>,
    pages: usize,
    page: usize,
    /// The same choice, as an address holds it, without the page.
    query: String,
}

/// One choice of a list.
struct Pick {
    word: String,
    name: String,
    is_chosen: bool,
}

struct Shown {
    at: String,
    person: String,
    question: Option<String>,
    outcome: &'static str,
    entry: Option<String>,
    theme: Option<String>,
}

/// What is chosen.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Choice {
    issue: String,
    theme: String,
    source: String,
    fiche: String,
    page: usize,
}

/// `GET /staff/rapports/{id}/questions`
pub(in crate::web) async fn list(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
    Query(choice): Query<Choice>,
) -> Page {
    let report = web.named_report(&id).await?;
    let (title, sources) = (report.title.clone(), sources_of(&report));
    let cases = cases_of(&web.site.store, &SessionId::new(&id)).await?;
    let cases = cases.ok_or(Error::NotFound("Il n'y a ni session ni mois de ce nom.".into()))?;
    let chosen = Chosen {
        issue: Issue::of_word(&choice.issue),
        theme: choice.theme.clone(),
        source: choice.source.clone(),
        entry: choice.fiche.clone(),
    };
    let query = as_query(&choice);
    web.audit_in_detail(&member, "questions d'un rapport lues", &id, &query).await?;
    let faq = web.site.conversation.faq();
    let theme_name = |folder: &str| faq.theme_name(folder).to_owned();
    let read = chosen_cases(&cases, &chosen, &sources);
    let refused = read.is_none().then(|| {
        format!("Cette liste compterait moins de {FEWEST} personnes d'une source\u{a0}: leurs questions ne sont pas montrées à part.")
    });
    let read = read.unwrap_or_default();
    let pages = read.len().div_ceil(ON_A_PAGE).max(1);
    let page = choice.page.clamp(1, pages);
    let shown = read.iter().skip((page - 1) * ON_A_PAGE).take(ON_A_PAGE).map(|read| shown(read, choice.source.is_empty(), &theme_name));
    let answer = Cases {
        issues: Issue::ALL.map(|(issue, word, name)| option(word, name, issue == chosen.issue)).into(),
        themes: options(themes_of(&cases), &chosen.theme, "tous les thèmes", theme_name),
        sources: options(sources, &chosen.source, "toutes les sources", source_words),
        entry: (!chosen.entry.is_empty()).then(|| (choice.fiche.clone(), typeset(&faq.name_of(Titled::Entry, &choice.fiche)))),
        id,
        title,
        refused,
        count: number(read.len() as u64),
        is_cut: cases.len() >= MOST_CASES,
        cases: shown.collect(),
        pages,
        page,
        query,
    };
    Ok(Html(answer.render()?))
}

fn option(word: &str, name: &str, is_chosen: bool) -> Pick {
    Pick { word: word.to_owned(), name: name.to_owned(), is_chosen }
}

fn options(words: impl IntoIterator<Item = String>, chosen: &str, any: &str, name: impl Fn(&str) -> String) -> Vec<Pick> {
    let named = words.into_iter().map(|word| option(&word, &name(&word), word == chosen));
    std::iter::once(option("", any, chosen.is_empty())).chain(named).collect()
}

/// The choice as an address holds it: only words of ours are written back.
fn as_query(choice: &Choice) -> String {
    let plain = |typed: &str| typed.chars().filter(|sign| sign.is_alphanumeric() || "-_/".contains(*sign)).take(80).collect::<String>();
    let fiche = if choice.fiche.is_empty() { String::new() } else { format!("&fiche={}", plain(&choice.fiche)) };
    format!("issue={}&theme={}&source={}{fiche}", plain(&choice.issue), plain(&choice.theme), plain(&choice.source))
}

fn shown(read: &ReadCase, with_hour: bool, theme_name: &impl Fn(&str) -> String) -> Shown {
    let Case { asked_at, question, outcome, entry, theme, .. } = &read.case;
    Shown {
        at: if with_hour { hour_in_paris(Timestamp::from_millisecond(*asked_at).unwrap_or(Timestamp::UNIX_EPOCH)) } else { String::new() },
        person: read.number.map_or("quelqu'un".to_owned(), |number| format!("personne {number}")),
        question: question.clone(),
        outcome: outcome.in_french(),
        entry: entry.clone(),
        theme: theme.as_deref().map(theme_name),
    }
}
