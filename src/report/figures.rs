//! What is counted once in the facts, before any share is taken of it.

use std::collections::{BTreeMap, BTreeSet};

use crate::store::{AskedFact, Facts};
use crate::words::{AnsweredBy, ChangedMind, MISCONCEPTIONS, Outcome};

/// The counts every metric draws on.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Figures {
    /// Distinct people.
    pub(super) contacts: u64,
    /// Exchanges whose person is no longer known.
    pub(super) without_person: u64,
    /// All exchanges.
    pub(super) exchanges: u64,
    /// People whose first contact it was, by source; those without one under none.
    pub(super) arrivals: BTreeMap<Option<String>, u64>,
    pub(super) conversations: u64,
    pub(super) conversations_handed_over: u64,
    /// Exchanges but small talk and out of scope, which are counted apart.
    pub(super) questions: u64,
    pub(super) answered: u64,
    pub(super) answered_by_bot: u64,
    /// « Je ne sais pas », whatever became of the question afterwards.
    pub(super) unknown: u64,
    /// Seconds from question to first answer, sorted.
    pub(super) bot_delays: Vec<f64>,
    /// The same for people.
    pub(super) person_delays: Vec<f64>,
    pub(super) themes: BTreeMap<String, u64>,
    /// Answers to something wrongly believed.
    pub(super) misconceptions: u64,
    /// Those whose reader said whether their mind changed, and those where it did.
    pub(super) minds_said: u64,
    pub(super) minds_changed: u64,
    /// One to five, one per person.
    pub(super) stars: Vec<i64>,
}

impl Figures {
    pub(super) fn count(facts: &Facts) -> Self {
        let mut figures = Self { stars: facts.stars.clone(), ..Self::default() };
        figures.count_people(&facts.asked);
        for fact in facts.asked.iter().filter(|fact| is_question(fact)) {
            figures.count_question(fact);
        }
        figures.bot_delays.sort_by(f64::total_cmp);
        figures.person_delays.sort_by(f64::total_cmp);
        figures
    }

    fn count_people(&mut self, asked: &[AskedFact]) {
        let distinct = |names: BTreeSet<&str>| names.len() as u64;
        self.exchanges = asked.len() as u64;
        self.contacts = distinct(asked.iter().filter_map(|fact| fact.person.as_deref()).collect());
        for fact in asked.iter().filter(|fact| fact.arrival > 0) {
            *self.arrivals.entry(fact.source.clone()).or_default() += 1;
        }
        self.without_person = asked.iter().filter(|fact| fact.person.is_none()).count() as u64;
        self.conversations = distinct(asked.iter().map(|fact| fact.conversation_id.as_str()).collect());
        let handed_over = asked.iter().filter(|fact| Outcome::of_word(&fact.outcome).is_some_and(Outcome::is_handed_over));
        self.conversations_handed_over = distinct(handed_over.map(|fact| fact.conversation_id.as_str()).collect());
    }

    fn count_question(&mut self, fact: &AskedFact) {
        self.questions += 1;
        self.unknown += u64::from(Outcome::of_word(&fact.first_outcome).is_some_and(Outcome::is_unknown));
        if let Some(theme) = &fact.theme {
            *self.themes.entry(theme.clone()).or_default() += 1;
            self.misconceptions += u64::from(theme == MISCONCEPTIONS);
        }
        self.minds_said += u64::from(fact.changed_mind.is_some());
        self.minds_changed += u64::from(fact.changed_mind.as_deref().is_some_and(ChangedMind::is_yes));
        let Some(answered_at) = fact.answered_at else { return };
        self.answered += 1;
        #[expect(clippy::cast_precision_loss, reason = "a delay in milliseconds is far below 2^52")]
        let delay = (answered_at - fact.asked_at).max(0) as f64 / 1_000.0;
        if fact.answered_by.as_deref() == Some(AnsweredBy::Person.as_str()) {
            self.person_delays.push(delay);
        } else {
            self.answered_by_bot += 1;
            self.bot_delays.push(delay);
        }
    }
}

fn is_question(fact: &AskedFact) -> bool {
    !Outcome::of_word(&fact.first_outcome).is_some_and(Outcome::counted_apart)
}
