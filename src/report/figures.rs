//! What is counted once in the facts, before any share is taken of it.
//!
//! An exchange has two outcomes, and each figure is of one of them:
//!
//! - the **first** is what the bot made of the words by itself. It says whether
//!   they are a question, whether the bot was asked and whether it knew: what
//!   somebody does afterwards makes the bot no wiser;
//! - the **last** is what became of the exchange after every tap and every
//!   person. It says what was handed over.
//!
//! Neither says whether a question was answered, nor by whom: `answered_at` and
//! `answered_by` do.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::Hash;

use jiff::Timestamp;

use super::computed::percent;
use super::given::Given;
use super::measure::Measure;
use super::outreach::Outreach;
use super::profiles::Profiles;
use super::sources::Arrivals;
use crate::clock::is_office_hour;
use crate::store::{AskedFact, Facts};
use crate::words::{AnsweredBy, ChangedMind, Door, FaqAge, Feedback, MISCONCEPTIONS, Outcome};

/// The counts every metric draws on.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Figures {
    /// Distinct people.
    pub(super) contacts: u64,
    /// The share of exchanges whose person is known, in %, unless all are.
    pub(super) people_known: Option<f64>,
    /// Exchanges whose person is no longer known.
    pub(super) without_person: u64,
    /// All exchanges.
    pub(super) exchanges: u64,
    /// People whose first contact it was, by source; those without one under none.
    pub(super) arrivals: Arrivals,
    pub(super) conversations: u64,
    pub(super) conversations_handed_over: u64,
    /// Exchanges but small talk and out of scope, which are counted apart.
    pub(super) questions: u64,
    /// Those of them whose person is known.
    pub(super) questions_of_people: u64,
    /// All of them, by the door they came through.
    pub(super) doors: Tallies<Door>,
    /// The same, by what the bot made of them.
    pub(super) first_outcomes: Tallies<Outcome>,
    /// The same, by what became of them.
    pub(super) last_outcomes: Tallies<Outcome>,
    pub(super) answered: u64,
    pub(super) answered_by_bot: u64,
    /// Seconds from question to first answer, sorted.
    pub(super) bot_delays: Vec<f64>,
    /// The same for people.
    pub(super) person_delays: Vec<f64>,
    pub(super) themes: BTreeMap<String, u64>,
    /// Questions that the bot did not know at first, by the theme nearest to them.
    pub(super) near_themes: BTreeMap<String, u64>,
    /// Answers to something wrongly believed.
    pub(super) misconceptions: u64,
    /// Those whose reader said whether their mind changed, and those where it did.
    pub(super) minds_said: u64,
    pub(super) minds_changed: u64,
    /// When each question was asked, in milliseconds.
    pub(super) asked_at: Vec<i64>,
    /// One to five, one per person.
    pub(super) stars: Vec<i64>,
    /// People who asked in an earlier session too.
    pub(super) returning: u64,
    /// Conversations where something was said of an answer, and those where an
    /// answer helped and nothing was handed over.
    pub(super) conversations_with_feedback: u64,
    pub(super) conversations_resolved: u64,
    /// Answers that helped, and that did not, by entry.
    pub(super) feedback: BTreeMap<String, (u64, u64)>,
    /// Questions that an entry answered, and how many each did.
    pub(super) met_by_an_entry: u64,
    pub(super) uses: BTreeMap<String, u64>,
    /// Questions asked while the offices are closed.
    pub(super) out_of_hours: u64,
    /// Messages that were refused, or taken for hostile; those of them whose
    /// person is known, and how many people that is.
    pub(super) incidents: u64,
    pub(super) incidents_of_people: u64,
    pub(super) people_moderated: u64,
    /// Who came back, as an earlier version said.
    pub(super) cohort: Option<Measure>,
    /// What people gave.
    pub(super) given: Given,
    /// People whose first contact it was, by how their source is known.
    pub(super) arrivals_known: Arrivals,
    /// People of the web page, and those of them who clicked on « postuler ».
    pub(super) web_contacts: u64,
    pub(super) appliers: u64,
    /// People of the web page who clicked on « postuler », by offer.
    pub(super) appliers_by_offer: BTreeMap<String, u64>,
    /// Answers in service, and those whose next reading was still to come.
    pub(super) faq_age: Option<FaqAge>,
    /// What was ticked.
    pub(super) profiles: Profiles,
    /// What episodes and the game brought.
    pub(super) outreach: Outreach,
}

/// How many questions, of how many people who are known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) questions: u64,
    pub(super) people: u64,
}

/// Questions and people by kind: by door, by outcome.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tallies<Kind: Eq + Hash>(HashMap<Kind, Tally>);

impl<Kind: Eq + Hash> Default for Tallies<Kind> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<Kind: Eq + Hash> Tallies<Kind> {
    fn count(questions: &[&AskedFact], kind: impl Fn(&AskedFact) -> Kind) -> Self {
        let mut by_kind: HashMap<Kind, (u64, BTreeSet<&str>)> = HashMap::new();
        for question in questions {
            let (count, people) = by_kind.entry(kind(question)).or_default();
            *count += 1;
            people.extend(question.person.as_deref());
        }
        let tally = |(questions, people): (u64, BTreeSet<&str>)| Tally { questions, people: people.len() as u64 };
        Self(by_kind.into_iter().map(|(kind, counted)| (kind, tally(counted))).collect())
    }

    /// Those of one kind.
    pub(super) fn of(&self, kind: Kind) -> Tally {
        self.0.get(&kind).copied().unwrap_or_default()
    }
}

impl Figures {
    pub(super) fn count(facts: &Facts, given: &Given) -> Self {
        let questions: Vec<_> = facts.asked.iter().filter(|fact| is_question(fact)).collect();
        let mut figures = Self {
            stars: facts.stars.clone(),
            returning: facts.returning,
            appliers_by_offer: facts.appliers_by_offer.iter().cloned().collect(),
            faq_age: facts.faq_age,
            given: given.clone(),
            questions: questions.len() as u64,
            questions_of_people: questions.iter().filter(|fact| fact.person.is_some()).count() as u64,
            asked_at: questions.iter().map(|fact| fact.asked_at).collect(),
            doors: Tallies::count(&questions, |fact| fact.door),
            first_outcomes: Tallies::count(&questions, |fact| fact.first_outcome),
            last_outcomes: Tallies::count(&questions, |fact| fact.outcome),
            ..Self::default()
        };
        figures.count_people(&facts.asked);
        figures.count_resolved(&facts.asked);
        figures.count_moderated(&facts.asked);
        figures.profiles = Profiles::count(&facts.ticks, &given.sought);
        figures.outreach = Outreach::count(facts, questions.iter().copied());
        for question in questions {
            figures.count_question(question);
        }
        figures.bot_delays.sort_by(f64::total_cmp);
        figures.person_delays.sort_by(f64::total_cmp);
        figures
    }

    /// What a frozen report still tells, with what was given since; of contacts
    /// that it could not count, nothing can be said.
    pub(super) fn of_frozen(contacts: Option<&Measure>, given: &Given) -> Self {
        let people = contacts.and_then(|contacts| contacts.value.as_u64());
        let lost = u64::from(people.is_none());
        Self {
            contacts: people.unwrap_or_default(),
            people_known: contacts.and_then(|contacts| contacts.coverage),
            exchanges: lost,
            without_person: lost,
            given: given.clone(),
            ..Self::default()
        }
    }

    /// Whether there were people of whom nothing is kept any more.
    pub(super) fn lost_people(&self) -> bool {
        self.exchanges > 0 && self.without_person == self.exchanges
    }

    fn count_people(&mut self, asked: &[AskedFact]) {
        let distinct = |names: BTreeSet<&str>| names.len() as u64;
        self.exchanges = asked.len() as u64;
        self.contacts = distinct(asked.iter().filter_map(|fact| fact.person.as_deref()).collect());
        for fact in asked.iter().filter(|fact| fact.is_arrival) {
            *self.arrivals.entry(fact.source.clone()).or_default() += 1;
            *self.arrivals_known.entry(fact.source_known.clone()).or_default() += 1;
        }
        let on_web = || asked.iter().filter(|fact| fact.door == Door::Web);
        self.web_contacts = distinct(on_web().filter_map(|fact| fact.person.as_deref()).collect());
        self.appliers = distinct(on_web().filter(|fact| fact.applied).filter_map(|fact| fact.person.as_deref()).collect());
        self.without_person = asked.iter().filter(|fact| fact.person.is_none()).count() as u64;
        let known = self.exchanges - self.without_person;
        self.people_known = (self.without_person > 0).then(|| percent(known, self.exchanges)).flatten();
        self.conversations = distinct(asked.iter().map(|fact| fact.conversation_id.as_str()).collect());
        let handed_over = asked.iter().filter(|fact| fact.outcome.is_handed_over());
        self.conversations_handed_over = distinct(handed_over.map(|fact| fact.conversation_id.as_str()).collect());
    }

    /// Small talk takes part in a conversation, and what was said of it counts.
    fn count_resolved(&mut self, asked: &[AskedFact]) {
        let of = |is: fn(&AskedFact) -> bool| -> BTreeSet<&str> {
            asked.iter().filter(|fact| is(fact)).map(|fact| fact.conversation_id.as_str()).collect()
        };
        let handed_over = of(|fact| fact.outcome.is_handed_over());
        self.conversations_with_feedback = of(|fact| fact.feedback.is_some()).len() as u64;
        self.conversations_resolved = of(|fact| fact.feedback == Some(Feedback::Useful)).difference(&handed_over).count() as u64;
    }

    fn count_moderated(&mut self, asked: &[AskedFact]) {
        let incidents = || asked.iter().filter(|fact| fact.is_hostile || !fact.first_outcome.is_read());
        let people = || incidents().filter_map(|fact| fact.person.as_deref());
        self.incidents = incidents().count() as u64;
        self.incidents_of_people = people().count() as u64;
        self.people_moderated = people().collect::<BTreeSet<_>>().len() as u64;
    }

    fn count_question(&mut self, fact: &AskedFact) {
        if let Some(entry) = &fact.entry {
            self.met_by_an_entry += 1;
            *self.uses.entry(entry.clone()).or_default() += 1;
        }
        self.out_of_hours += u64::from(Timestamp::from_millisecond(fact.asked_at).is_ok_and(|at| !is_office_hour(at)));
        if let (Some(entry), Some(feedback)) = (&fact.entry, fact.feedback) {
            let (up, down) = self.feedback.entry(entry.clone()).or_default();
            *if feedback == Feedback::Useful { up } else { down } += 1;
        }
        if let Some(theme) = &fact.theme {
            *self.themes.entry(theme.clone()).or_default() += 1;
            self.misconceptions += u64::from(theme == MISCONCEPTIONS);
        }
        if let Some(near) = fact.near_theme.as_ref().filter(|_| fact.first_outcome.is_unknown()) {
            *self.near_themes.entry(near.clone()).or_default() += 1;
        }
        self.minds_said += u64::from(fact.mind.is_some());
        self.minds_changed += u64::from(fact.mind == Some(ChangedMind::Yes));
        let Some(answered_at) = fact.answered_at else { return };
        self.answered += 1;
        #[expect(clippy::cast_precision_loss, reason = "a delay in milliseconds is far below 2^52")]
        let delay = (answered_at - fact.asked_at).max(0) as f64 / 1_000.0;
        if fact.answered_by == Some(AnsweredBy::Person) {
            self.person_delays.push(delay);
        } else {
            self.answered_by_bot += 1;
            self.bot_delays.push(delay);
        }
    }
}

fn is_question(fact: &AskedFact) -> bool {
    !fact.first_outcome.counted_apart()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_and_people_are_counted_by_door_and_by_each_outcome() {
        let asked = |person: &str, door, first_outcome, outcome| AskedFact {
            person: (!person.is_empty()).then(|| person.to_owned()),
            door,
            first_outcome,
            outcome,
            ..AskedFact::default()
        };
        let asked = vec![
            asked("anne", Door::Discord, Outcome::Answer, Outcome::Answer),
            asked("anne", Door::Discord, Outcome::Unknown, Outcome::HandedOver),
            asked("bilal", Door::Discord, Outcome::Choices, Outcome::Unknown),
            asked("", Door::Discord, Outcome::Answer, Outcome::Answer),
            asked("anne", Door::Web, Outcome::Unknown, Outcome::Unknown),
            asked("bilal", Door::Web, Outcome::SmallTalk, Outcome::SmallTalk),
        ];
        let figures = Figures::count(&Facts { asked, ..Facts::default() }, &Given::default());
        let tally = |questions, people| Tally { questions, people };
        assert_eq!(figures.doors.of(Door::Discord), tally(4, 2));
        assert_eq!(figures.doors.of(Door::Web), tally(1, 1));
        assert_eq!(figures.first_outcomes.of(Outcome::Unknown), tally(2, 1));
        assert_eq!(figures.last_outcomes.of(Outcome::Unknown), tally(2, 2));
        assert_eq!(figures.last_outcomes.of(Outcome::HandedOver), tally(1, 1));
        assert_eq!(figures.first_outcomes.of(Outcome::SmallTalk), tally(0, 0), "no question");
    }
}
