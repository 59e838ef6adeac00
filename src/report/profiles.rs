//! What people ticked about themselves, as shares of groups that hide nobody.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::computed::{Computed, unsaid, value};
use super::few::{self, Cells, is_few};
use super::measure::State;
use crate::campaign::{PROFILE, Sought, profile_words};
use crate::store::Tick;

/// What was ticked, by people.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Profiles {
    /// People who ticked at least one answer.
    people: u64,
    /// By question and answer.
    answers: BTreeMap<String, BTreeMap<String, u64>>,
    /// Those of a sought profile; none when none is sought.
    sought: Option<u64>,
    /// Those who are of two sought profiles at once, whom the shares of both would tell.
    of_two: u64,
    /// Whether each answer that is sought is shown by itself: else the fit would
    /// tell one that is not.
    are_shown: bool,
}

impl Profiles {
    pub(super) fn count(ticks: &[Tick], sought: &[Sought]) -> Self {
        let mut by_person: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
        let mut answers: BTreeMap<String, BTreeMap<String, u64>> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for tick in ticks {
            if seen.insert((tick.person.as_str(), tick.question.as_str())) {
                by_person.entry(&tick.person).or_default().insert(&tick.question, &tick.answer);
                *answers.entry(tick.question.clone()).or_default().entry(tick.answer.clone()).or_default() += 1;
            }
        }
        let fits = |ticked: &&BTreeMap<&str, &str>| sought.iter().any(|one| is_of(ticked, one));
        let fitting = by_person.values().filter(fits).count() as u64;
        let of_two = |ticked: &&BTreeMap<&str, &str>| sought.iter().filter(|one| is_of(ticked, one)).count() > 1;
        let of_two = by_person.values().filter(of_two).count() as u64;
        let are_shown = sought.iter().flat_map(|one| &one.needs).all(|(question, wanted)| are_shown(answers.get(*question), wanted));
        Self { people: by_person.len() as u64, answers, sought: (!sought.is_empty()).then_some(fitting), of_two, are_shown }
    }

    /// The share of contacts who ticked something.
    pub(super) fn rate(&self, contacts: u64) -> Computed {
        few::share(self.people.min(contacts), contacts)
    }

    /// The share of each answer among those who answered its question, in the
    /// order the questions are asked.
    pub(super) fn shares(&self) -> Computed {
        let asked = PROFILE.iter().filter_map(|question| Some((question.key, self.answers.get(question.key)?)));
        let shares: Map<String, Value> = asked.filter_map(|(key, answers)| share_of(key, answers)).collect();
        match () {
            () if self.people == 0 => unsaid(State::Unknown),
            () if shares.is_empty() => unsaid(State::Hidden),
            () => value(Value::Object(shares)),
        }
    }

    /// How many answered each question, of the contacts: hidden when it would tell
    /// few of them, on either side, or few of those who answered another one alone.
    pub(super) fn answering(&self, contacts: u64) -> Computed {
        let answered = |question: &str| self.answers.get(question).map(|answers| answers.values().sum::<u64>());
        let people = PROFILE.iter().filter_map(|question| Some((question.key, answered(question.key)?)));
        let tells_few = |people: u64| few::share(people.min(contacts), contacts).state == State::Hidden || is_few(self.people - people);
        let told = people.filter(|(_, people)| !tells_few(*people));
        let told: Map<String, Value> = told.map(|(key, people)| (profile_words(key, "").0.to_owned(), json!(people))).collect();
        let told = match () {
            () if self.people == 0 => unsaid(State::Unknown),
            () if told.is_empty() => unsaid(State::Hidden),
            () => value(Value::Object(told)),
        };
        told.of(contacts)
    }

    /// The share of a sought profile among those who ticked something; how many
    /// these are hides as the rate of them does.
    pub(super) fn fit(&self, contacts: u64) -> Computed {
        if self.sought.is_some() && (self.rate(contacts).state == State::Hidden || !self.are_shown || is_few(self.of_two)) {
            return unsaid(State::Hidden);
        }
        match self.sought {
            Some(sought) if self.people > 0 => few::share(sought, self.people),
            _ => unsaid(State::Unknown),
        }
    }
}

fn is_of(ticked: &BTreeMap<&str, &str>, sought: &Sought) -> bool {
    sought.needs.iter().all(|(question, answers)| ticked.get(question).is_some_and(|answer| answers.contains(answer)))
}

/// Whether each of these answers stands by itself, or was ticked by nobody.
fn are_shown(answers: Option<&BTreeMap<String, u64>>, wanted: &[&str]) -> bool {
    let Some(answers) = answers else { return true };
    let cells = Cells::new(answers.iter().map(|(answer, people)| (answer.as_str(), *people)));
    wanted.iter().all(|answer| cells.shows(answer) || !answers.contains_key(*answer))
}

fn share_of(key: &str, answers: &BTreeMap<String, u64>) -> Option<(String, Value)> {
    let words = |answer: &str| profile_words(key, answer).1.to_owned();
    let named: Vec<(String, u64)> = answers.iter().map(|(answer, people)| (words(answer), *people)).collect();
    let shares = Cells::new(named.iter().map(|(name, people)| (name.as_str(), *people))).shares()?;
    Some((profile_words(key, "").0.to_owned(), Value::Object(shares)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticks(answers: &[(&str, &str, usize)]) -> Vec<Tick> {
        let mut ticks = Vec::new();
        for (question, answer, people) in answers {
            let first = ticks.iter().filter(|tick: &&Tick| tick.question == *question).count();
            ticks.extend((first..first + people).map(|number| Tick {
                person: format!("p{number}"),
                question: (*question).to_owned(),
                answer: (*answer).to_owned(),
            }));
        }
        ticks
    }

    #[test]
    fn shares_are_of_groups_that_hide_nobody() {
        let profiles = Profiles::count(&ticks(&[("domaine", "numerique", 12), ("domaine", "social", 8), ("age", "18-25", 3)]), &[]);
        assert_eq!(
            profiles.shares().value,
            json!({"Votre domaine": {"Numérique, informatique": 60.0, "Social, santé, petite enfance": 40.0}})
        );
        assert_eq!(profiles.rate(40).value, json!(50.0));
        assert_eq!(profiles.rate(22).state, State::Hidden, "two did not tick");
        let few = Profiles::count(&ticks(&[("domaine", "numerique", 9), ("domaine", "social", 2)]), &[]);
        assert_eq!(few.shares().value, json!({"Votre domaine": {"autres": 100.0}}), "two would be told by subtraction");
        assert_eq!(Profiles::count(&ticks(&[("age", "18-25", 4)]), &[]).shares().state, State::Hidden);
        assert_eq!(Profiles::count(&[], &[]).shares().state, State::Unknown);
        assert_eq!(profiles.answering(40).value, json!({"Votre domaine": 20}), "three told their age");
        let nine = Profiles::count(&ticks(&[("domaine", "numerique", 9), ("age", "18-25", 6)]), &[]);
        assert_eq!(nine.answering(40).value, json!({"Votre domaine": 9}), "three of nine did not tell their age");
        assert_eq!(profiles.answering(22).state, State::Hidden, "two did not answer");
        assert_eq!(Profiles::count(&[], &[]).answering(22).state, State::Unknown);
    }

    #[test]
    fn the_fit_counts_who_has_all_that_one_audience_needs() {
        let young = Sought { needs: vec![("age", &["18-25", "26-35"])] };
        let movers = Sought { needs: vec![("situation", &["reconversion"])] };
        let ticked = ticks(&[("age", "18-25", 5), ("age", "46-55", 5), ("situation", "prive", 9), ("situation", "reconversion", 1)]);
        assert_eq!(Profiles::count(&ticked, std::slice::from_ref(&young)).fit(20).value, json!(50.0));
        assert_eq!(Profiles::count(&ticked, &[young, movers]).fit(20).value, json!(null), "six of ten: four would be told");
        assert_eq!(Profiles::count(&ticked, &[]).fit(20).state, State::Unknown, "nobody is sought");
        let told = Profiles::count(&ticked, &[Sought { needs: vec![("situation", &["prive"])] }]).fit(12);
        assert_eq!((told.state, told.base), (State::Hidden, None), "two did not tick: the base would tell them");
    }
}
