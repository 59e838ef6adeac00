//! The queue of questions that wait for a person, by theme: what is asked, by
//! how many, who has it.
//!
//! Every gesture works without a script; with it the list follows what others do.

pub(in crate::web) mod answered;
pub(in crate::web) mod flow;
pub(in crate::web) mod gestures;

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::{Extension, Form};
use jiff::Timestamp;

use super::super::{Error, Shared};
use super::{Done, Member, Page, back_to};
use crate::clock::hour_in_paris;
use crate::conversation::MAX_ANSWER_CHARS;
use crate::faq::Faq;
use crate::sessions::due_at;
use crate::store::QueuedQuestion;
use crate::words::{AccountId, HandoverId, QueuedId};

/// Two waiting questions so alike are worth joining, if a person thinks so too.
const ALIKE: f64 = 0.5;

/// The oldest questions are compared with each other, so many at most: each is with all.
const MOST_COMPARED: usize = 200;

/// The other wordings of a question that are shown.
const MOST_WORDINGS: usize = 10;

#[derive(Template)]
#[template(path = "staff_questions.html")]
struct Questions<'a> {
    done: Option<&'a str>,
    problem: Option<String>,
    /// What was typed for a question and not kept.
    typed: Option<(&'a str, &'a str)>,
    queue: Queue,
}

/// The list alone, as the page and its news show it.
#[derive(Template)]
#[template(path = "staff_queue.html")]
struct Queue {
    /// What was typed and not kept, for the question of this identifier.
    typed: Option<(String, String)>,
    themes: Vec<Theme>,
    /// Every theme of the answers: its folder, and its name.
    all_themes: Vec<(String, String)>,
    /// Who may see to a question: account and name.
    team: Vec<(String, String)>,
    max_chars: usize,
    /// Whether its reader may join, part and close questions too: a guest of the session may not.
    moderates: bool,
}

// It is HTML already, escaped by its own template.
impl askama::filters::HtmlSafe for Queue {}

struct Theme {
    name: String,
    questions: Vec<QuestionView>,
}

struct QuestionView {
    id: String,
    question: Option<String>,
    /// « Depuis le …, par la page web ».
    since: String,
    people: usize,
    /// Who has it, when it is somebody else.
    taken_by: Option<String>,
    /// Until when it is mine.
    mine_until: Option<String>,
    /// By when it is to be answered, and whether that is over.
    due: (String, bool),
    /// The account that sees to it.
    in_charge: Option<String>,
    /// The hand-overs of the others who asked, with their words.
    others: Vec<(String, String)>,
    /// Questions that may be the same: identifier and words.
    alike: Vec<(String, String)>,
}

impl Queue {
    /// What was typed for this question, when it was not kept.
    fn typed_for(&self, id: &str) -> &str {
        self.typed.as_ref().filter(|(typed_for, _)| typed_for == id).map_or("", |(_, text)| text)
    }
}

impl Questions<'_> {
    /// What was typed for a question that is no longer in the list.
    fn orphan(&self) -> Option<&str> {
        let (id, text) = self.typed?;
        let is_listed = self.queue.themes.iter().flat_map(|theme| &theme.questions).any(|question| question.id == id);
        (!is_listed).then_some(text)
    }
}

/// `GET /staff/questions`
pub(in crate::web) async fn list(State(web): State<Shared>, Extension(member): Extension<Member>, Query(done): Query<Done>) -> Page {
    let queue = shown_to(&web, &member, None).await?;
    Ok(Html(Questions { done: done.sentence(), problem: None, typed: None, queue }.render()?))
}

/// The page again with what is wrong, and what was typed.
async fn refused(web: &Shared, member: &Member, typed: (&str, &str), problem: String) -> Result<Response, Error> {
    let queue = shown_to(web, member, Some((typed.0.to_owned(), typed.1.to_owned()))).await?;
    let page = Questions { done: None, problem: Some(problem), typed: Some(typed), queue };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
}

/// The questions that wait, as a member reads them.
async fn shown_to(web: &Shared, member: &Member, typed: Option<(String, String)>) -> Result<Queue, Error> {
    let waiting = waiting_for(web, member).await?;
    note_read(web, member, &waiting, &mut BTreeSet::new()).await?;
    Ok(Queue { typed, ..queue_of(web, member, &waiting).await? })
}

/// What a member may read: all that waits, or for a guest what does in their session.
async fn waiting_for(web: &Shared, member: &Member) -> Result<Vec<QueuedQuestion>, Error> {
    let mut waiting = web.site.store.queue(web.now()).await?;
    if member.session.is_some() {
        waiting.retain(|queued| queued.session == member.session);
    }
    Ok(waiting)
}

/// Lets a guest touch the questions of their session only.
async fn check_is_theirs(web: &Shared, member: &Member, id: &QueuedId) -> Result<(), Error> {
    if member.session.is_some() && web.site.store.session_of_queued(id).await? != member.session {
        return Err(Error::Forbidden("Cette question n'est pas de votre session.".into()));
    }
    Ok(())
}

/// Who reads which question is noted, once for a page that stays open: a
/// question is the words of a person. `noted` is what that page showed before.
async fn note_read(web: &Shared, member: &Member, waiting: &[QueuedQuestion], noted: &mut BTreeSet<HandoverId>) -> Result<(), Error> {
    let asked = waiting.iter().flat_map(|queued| &queued.asked).map(|asked| &asked.id);
    let new: Vec<HandoverId> = asked.filter(|id| !noted.contains(id)).cloned().collect();
    if !new.is_empty() {
        let ids: Vec<_> = new.iter().map(HandoverId::as_str).collect();
        web.audit_in_detail(member, "questions en attente lues", &ids.len().to_string(), &ids.join(" ")).await?;
        noted.extend(new);
    }
    Ok(())
}

async fn queue_of(web: &Shared, member: &Member, waiting: &[QueuedQuestion]) -> Result<Queue, Error> {
    let team = web.answering_team().await?.into_iter().map(|(account, name)| (account.to_string(), name)).collect();
    let faq = web.site.conversation.faq();
    let all_themes = web.themes().into_iter().map(|theme| (theme.clone(), faq.theme_name(&theme).to_owned())).collect();
    let themes = themes(&faq, waiting, &member.id, web.now());
    Ok(Queue { typed: None, themes, all_themes, team, max_chars: MAX_ANSWER_CHARS, moderates: member.session.is_none() })
}

/// By theme, those with the most people first; what is near no theme at the end.
fn themes(faq: &Faq, waiting: &[QueuedQuestion], me: &AccountId, now: Timestamp) -> Vec<Theme> {
    let gists: Vec<_> = waiting.iter().take(MOST_COMPARED).map(|queued| faq.gist(first_words(queued).unwrap_or_default())).collect();
    let mut themes: BTreeMap<Option<&str>, Vec<QuestionView>> = BTreeMap::new();
    for (place, queued) in waiting.iter().enumerate() {
        let is_alike = |other: &usize| *other != place && gists.get(place).is_some_and(|gist| gist.likeness(&gists[*other]) >= ALIKE);
        let alike = (0..gists.len()).filter(is_alike).map(|other| &waiting[other]).collect::<Vec<_>>();
        themes.entry(queued.theme.as_deref()).or_default().push(view(queued, &alike, me, now));
    }
    let mut themes: Vec<_> = themes.into_iter().collect();
    let people = |questions: &[QuestionView]| questions.iter().map(|question| question.people).sum::<usize>();
    themes.sort_by_key(|(theme, questions)| (theme.is_none(), std::cmp::Reverse(people(questions))));
    themes
        .into_iter()
        .map(|(theme, questions)| Theme {
            name: theme.map_or_else(|| "Sans thème proche".to_owned(), |theme| faq.theme_name(theme).to_owned()),
            questions,
        })
        .collect()
}

/// When the team promised an answer, or else means to have given one.
fn due(queued: &QueuedQuestion, now: Timestamp) -> (String, bool) {
    let words = if queued.promised_for.is_some() { "Réponse promise pour le" } else { "À répondre avant le" };
    let at = due_at(queued);
    let by = queued.in_charge.as_ref().map(|charged| format!(", suivie par {}", charged.name)).unwrap_or_default();
    (format!("{words} {}{by}", hour_in_paris(at)), at < now)
}

fn first_words(queued: &QueuedQuestion) -> Option<&str> {
    queued.asked.iter().find_map(|asked| asked.question.as_deref())
}

fn view(queued: &QueuedQuestion, alike: &[&QueuedQuestion], me: &AccountId, now: Timestamp) -> QuestionView {
    let taken = queued.taken.as_ref();
    let doors: Vec<String> = {
        let mut doors: Vec<String> = queued.asked.iter().map(|asked| asked.door.in_french().to_owned()).collect();
        doors.dedup();
        doors
    };
    QuestionView {
        id: queued.id.to_string(),
        question: first_words(queued).map(str::to_owned),
        since: format!("Depuis le {}, par {}", hour_in_paris(queued.since), doors.join(" et ")),
        people: queued.asked.len(),
        taken_by: taken.filter(|taken| taken.by != *me).map(|taken| taken.name.clone()),
        mine_until: taken.filter(|taken| taken.by == *me).map(|taken| hour_in_paris(taken.until)),
        due: due(queued, now),
        in_charge: queued.in_charge.as_ref().map(|charged| charged.account.to_string()),
        others: queued
            .asked
            .iter()
            .skip(1)
            .take(MOST_WORDINGS)
            .map(|asked| (asked.id.to_string(), asked.question.clone().unwrap_or_default()))
            .collect(),
        alike: alike.iter().filter_map(|other| Some((other.id.to_string(), first_words(other)?.to_owned()))).collect(),
    }
}
