//! What a candidate reads, and the taps it offers: the same for every door.

mod around;
mod joined;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::MAX_QUESTION_CHARS;
use crate::faq::{Candidate, Entry, Faq, Finding, Kind};
use crate::store::Standing;
use crate::words::{Door, EntryId, ExchangeId, MISCONCEPTIONS, Outcome, Place};

/// How many near topics an honest « je ne sais pas » names.
const NEAR_TOPICS: usize = 3;

/// One reply, as doors show it and as the database keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    /// The exchange it ends.
    pub exchange: ExchangeId,
    /// What became of the question.
    pub outcome: Outcome,
    /// The entry that answered.
    pub entry: Option<EntryId>,
    /// The entries that answered the other questions of the same message, in their order.
    #[serde(default)]
    pub others: Vec<EntryId>,
    /// What the candidate reads, in Markdown.
    pub text: String,
    /// How sure the match is, 0 to 1.
    pub confidence: f64,
    /// Other topics, surest first.
    pub near: Vec<Near>,
    /// Which version of the files answered.
    pub faq_version: String,
    /// What opens the first reply to a person: who answers, what is kept.
    pub notice: Option<String>,
    /// The taps offered under it, in order.
    #[serde(rename = "offers")]
    pub taps: Vec<Tap>,
    /// It takes the place of an earlier reply to the same question: a topic was
    /// chosen, or none of them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub replaces: bool,
}

/// A topic near the question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Near {
    /// The entry.
    pub id: EntryId,
    /// Its question.
    pub title: String,
    /// How sure the match is, 0 to 1.
    pub confidence: f64,
}

/// A tap a candidate may make, and the words on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tap {
    /// What it does.
    pub gesture: Gesture,
    /// What is written on it.
    pub label: String,
}

impl Tap {
    /// A tap with the words of a phrase.
    pub(super) fn new(faq: &Faq, gesture: Gesture, phrase: &str) -> Self {
        Self { gesture, label: faq.say(phrase, &[]) }
    }

    /// « J'ai 15 ans ou plus ».
    pub(super) fn age(faq: &Faq) -> Self {
        Self::new(faq, Gesture::ConfirmAge, "bouton-age")
    }
}

/// What a tap does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gesture {
    /// « J'ai 15 ans ou plus ».
    ConfirmAge,
    /// The same, and give the question to a person.
    ConfirmAgeAndHandOver,
    /// Read this entry.
    Choose(EntryId),
    /// Give the question to a person.
    HandOver,
    /// Be told once an answer is published.
    TellMe,
    /// The answer helped.
    Useful,
    /// The answer did not help.
    NotUseful,
    /// The answer changed what the candidate wrongly believed.
    ChangedMind,
    /// It did not.
    SameMind,
    /// Say where one comes from.
    DeclareSource,
    /// Ask again, in this thread.
    AskHere,
}

/// One message as a door shows it: what is read, and the words of each row of taps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// What is read, in Markdown.
    pub text: String,
    /// The words on what may be tapped, row by row.
    pub taps: Vec<Vec<String>>,
}

/// The answers in service, on a day: some say what is true that day only.
#[derive(Clone, Copy)]
pub(super) struct Today<'a> {
    /// The answers.
    pub faq: &'a Faq,
    /// The day in Paris.
    pub day: Date,
}

/// What was decided about a question.
pub(super) enum Verdict<'a> {
    /// It is not read.
    Refused(Refusal),
    /// It was looked up.
    Found(Finding),
    /// It is the title of this entry.
    Read(&'a Entry),
}

/// Why a question is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    Empty,
    TooLong,
    TooFast,
    Attachment,
    Locked,
}

impl Refusal {
    /// Why a text is not read, if it is not.
    pub(super) fn of_text(question: &str) -> Option<Self> {
        if question.chars().count() > MAX_QUESTION_CHARS {
            return Some(Self::TooLong);
        }
        (!question.chars().any(char::is_alphanumeric)).then_some(Self::Empty)
    }

    fn phrase(self) -> &'static str {
        match self {
            Self::Empty => "vide",
            Self::TooLong => "trop-long",
            Self::TooFast => "trop-vite",
            Self::Attachment => "piece-jointe",
            Self::Locked => "verrouille",
        }
    }
}

impl Reply {
    /// The reply to a question that was asked somewhere, with what the positions
    /// that it names say.
    pub(super) fn to_question(
        today: Today<'_>,
        place: &Place,
        exchange: ExchangeId,
        question: &str,
        verdict: Verdict<'_>,
        standing: &Standing,
    ) -> Self {
        Self::compose(today, place.door, exchange, verdict, standing).joined(today, question).at(today.faq, place)
    }

    /// The reply from what was decided about a question.
    pub(super) fn compose(today: Today<'_>, door: Door, exchange: ExchangeId, verdict: Verdict<'_>, standing: &Standing) -> Self {
        let faq = today.faq;
        let reply = match verdict {
            Verdict::Refused(refusal) => Self::refused(faq, exchange, refusal),
            Verdict::Read(entry) => Self::of_entry(today, exchange, entry, 1.0),
            Verdict::Found(Finding::Answer(candidate)) => Self::found(today, exchange, &candidate),
            Verdict::Found(Finding::Answers(candidates)) => Self::several(today, &exchange, &candidates),
            Verdict::Found(Finding::Choices(candidates)) => Self::choices(faq, exchange, &candidates),
            Verdict::Found(Finding::Unknown(candidates)) => Self::unknown(faq, exchange, &candidates),
        };
        reply.opened(faq, door, standing)
    }

    /// The answer of one entry, for a choice that was pressed or typed.
    pub(super) fn chosen(today: Today<'_>, exchange: ExchangeId, entry: &Entry) -> Self {
        Self { replaces: true, ..Self::of_entry(today, exchange, entry, 1.0) }
    }

    /// Whether this outcome answers the question.
    pub(super) fn answers(&self) -> bool {
        self.outcome.answers()
    }

    /// Whether its question can be given to a person.
    pub(super) fn offers_hand_over(&self) -> bool {
        self.taps.iter().any(|tap| tap.gesture == Gesture::HandOver)
    }

    /// The same without taps, for whom they lead nowhere, and without the
    /// question that two of them answer.
    pub(crate) fn without_taps(mut self, faq: &Faq) -> Self {
        if self.asks_changed_mind()
            && let Some(answer) = self.text.strip_suffix(&changed_mind_question(faq))
        {
            self.text.truncate(answer.len());
        }
        self.taps.clear();
        self
    }

    fn asks_changed_mind(&self) -> bool {
        self.taps.iter().any(|tap| tap.gesture == Gesture::ChangedMind)
    }

    /// A reply as the database keeps it.
    ///
    /// # Errors
    /// When it is none, or one of a version that this one cannot read.
    pub fn from_json(json: &str) -> serde_json::Result<Self> {
        serde_json::from_str(json)
    }

    /// As the database keeps it.
    pub(super) fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    fn bare(faq: &Faq, exchange: ExchangeId, outcome: Outcome, text: String) -> Self {
        Self {
            exchange,
            outcome,
            entry: None,
            others: Vec::new(),
            text,
            confidence: 0.0,
            near: Vec::new(),
            faq_version: faq.version().to_owned(),
            notice: None,
            taps: Vec::new(),
            replaces: false,
        }
    }

    pub(super) fn refused(faq: &Faq, exchange: ExchangeId, refusal: Refusal) -> Self {
        let text = faq.say(refusal.phrase(), &[("maximum", &MAX_QUESTION_CHARS.to_string())]);
        Self::bare(faq, exchange, Outcome::Refused, text)
    }

    pub(super) fn found(today: Today<'_>, exchange: ExchangeId, candidate: &Candidate) -> Self {
        match today.faq.entry(&candidate.entry) {
            Some(entry) => Self::of_entry(today, exchange, entry, candidate.confidence),
            None => Self::unknown(today.faq, exchange, &[]),
        }
    }

    /// The answer of an entry, served or not.
    pub(super) fn of_entry(Today { faq, day }: Today<'_>, exchange: ExchangeId, entry: &Entry, confidence: f64) -> Self {
        let (outcome, taps) = match entry.kind {
            Kind::Answer => (Outcome::Answer, opinions(faq, entry).into_iter().chain([hand_over(faq)]).collect()),
            Kind::SmallTalk => (Outcome::SmallTalk, Vec::new()),
            Kind::OutOfScope => (Outcome::OutOfScope, Vec::new()),
        };
        let mut text = faq.answer_text(entry, day);
        if is_misconception(entry) {
            text.push_str(&changed_mind_question(faq));
        }
        let near = entry.near.iter().filter_map(|id| faq.entry(id)).map(|entry| near(entry, 0.0)).collect();
        Self { entry: Some(entry.id.clone()), confidence, near, taps, ..Self::bare(faq, exchange, outcome, text) }
    }

    fn choices(faq: &Faq, exchange: ExchangeId, candidates: &[Candidate]) -> Self {
        let near = near_topics(faq, candidates);
        let mut taps = choose_one(&near);
        taps.push(hand_over(faq));
        let confidence = candidates.first().map_or(0.0, |first| first.confidence);
        Self { confidence, near, taps, ..Self::bare(faq, exchange, Outcome::Choices, faq.say("choix", &[])) }
    }

    pub(super) fn unknown(faq: &Faq, exchange: ExchangeId, candidates: &[Candidate]) -> Self {
        let near = near_topics(faq, &candidates[..candidates.len().min(NEAR_TOPICS)]);
        let mut text = faq.say("inconnu", &[]);
        if !near.is_empty() {
            text = format!("{text}\n\n{}", faq.say("inconnu-proches", &[]));
        }
        let mut taps = choose_one(&near);
        taps.push(hand_over(faq));
        taps.push(Tap::new(faq, Gesture::TellMe, "prevenir"));
        let confidence = candidates.first().map_or(0.0, |first| first.confidence);
        Self { confidence, near, taps, ..Self::bare(faq, exchange, Outcome::Unknown, text) }
    }
}

fn near(entry: &Entry, confidence: f64) -> Near {
    Near { id: entry.id.clone(), title: entry.question.clone(), confidence }
}

/// Small talk and refusals are answers, never topics to choose.
fn near_topics(faq: &Faq, candidates: &[Candidate]) -> Vec<Near> {
    let entries = candidates.iter().filter_map(|candidate| Some((faq.entry(&candidate.entry)?, candidate.confidence)));
    entries.filter(|(entry, _)| entry.kind == Kind::Answer).map(|(entry, confidence)| near(entry, confidence)).collect()
}

fn choose_one(near: &[Near]) -> Vec<Tap> {
    near.iter().map(|near| Tap { gesture: Gesture::Choose(near.id.clone()), label: near.title.clone() }).collect()
}

pub(super) fn hand_over(faq: &Faq) -> Tap {
    Tap::new(faq, Gesture::HandOver, "transmettre")
}

/// The one thing asked about an answer, as two taps: whether it changed a mind
/// when it is about something wrongly believed, else whether it helped.
fn opinions(faq: &Faq, entry: &Entry) -> [Tap; 2] {
    if !is_misconception(entry) {
        return useful_or_not(faq);
    }
    let taps = [(Gesture::ChangedMind, "bouton-idee-oui"), (Gesture::SameMind, "bouton-idee-non")];
    taps.map(|(gesture, phrase)| Tap::new(faq, gesture, phrase))
}

/// Whether an answer helped, as two taps.
pub(super) fn useful_or_not(faq: &Faq) -> [Tap; 2] {
    let taps = [(Gesture::Useful, "bouton-utile"), (Gesture::NotUseful, "bouton-pas-utile")];
    taps.map(|(gesture, phrase)| Tap::new(faq, gesture, phrase))
}

fn is_misconception(entry: &Entry) -> bool {
    entry.kind == Kind::Answer && entry.theme == MISCONCEPTIONS
}

/// What ends an answer to something wrongly believed, as its own paragraph.
fn changed_mind_question(faq: &Faq) -> String {
    format!("\n\n{}", faq.say("idee-changee", &[]))
}
