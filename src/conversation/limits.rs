//! How fast one person may ask, at every door alike.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use super::memory::keep_only;
use crate::words::Person;

/// The longest question that is read, in characters: Discord's own limit.
pub const MAX_QUESTION_CHARS: usize = 2_000;

/// The longest answer of a person: what Discord can show in one message, less
/// what stands above it.
pub const MAX_ANSWER_CHARS: usize = 1_900;

/// What is wrong with what a person of the team typed for a candidate, if anything is.
pub fn answer_problem(text: &str) -> Option<String> {
    let length = text.chars().count();
    if length == 0 {
        return Some("Écrivez une réponse avant de l'envoyer.".to_owned());
    }
    (length > MAX_ANSWER_CHARS).then(|| format!("Votre réponse compte {length} caractères, {MAX_ANSWER_CHARS} au plus : raccourcissez-la."))
}

/// Five questions in ten seconds, thirty in an hour: so many and no more, in any
/// such time. A limiter that gives back a little at a time lets nearly twice as
/// many through.
const LIMITS: [(usize, SignedDuration); 2] = [(5, SignedDuration::from_secs(10)), (MOST, LONGEST)];
const MOST: usize = 30;
const LONGEST: SignedDuration = SignedDuration::from_hours(1);

/// People remembered at the same time: some five megabytes at the very most.
const MOST_PEOPLE: usize = 8_192;

/// A memory that is full forgets so many at once, so that it is seldom sorted.
const FORGOTTEN_AT_ONCE: usize = MOST_PEOPLE / 4;

/// When each person asked, for an hour: by the time of the question, so that
/// questions that are read late, all at once, are not too fast for that. When
/// more people ask in an hour than are remembered, those who asked least and
/// longest ago start afresh.
#[derive(Debug, Default)]
pub(super) struct Limits {
    asked: Mutex<HashMap<Person, VecDeque<Timestamp>>>,
}

impl Limits {
    /// Whether a person may ask one more question at an instant.
    pub(super) fn admits(&self, person: &Person, at: Timestamp) -> bool {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if asked.len() >= MOST_PEOPLE && !asked.contains_key(person) {
            forget_quietest(&mut asked);
        }
        let times = asked.entry(person.clone()).or_default();
        let within = |time: SignedDuration| times.iter().filter(|asked| at.duration_since(**asked).abs() < time).count();
        let admitted = LIMITS.iter().all(|(most, time)| within(*time) < *most);
        if admitted {
            if times.len() == MOST {
                times.pop_front();
            }
            times.push_back(at);
        }
        admitted
    }

    /// Forgets the people who have been quiet long enough to start afresh.
    pub(super) fn forget_quiet(&self, now: Timestamp) {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        keep_only(&mut asked, |times| {
            times.retain(|at| now.duration_since(*at).abs() < LONGEST);
            !times.is_empty()
        });
    }
}

fn forget_quietest(asked: &mut HashMap<Person, VecDeque<Timestamp>>) {
    let weight = |times: &VecDeque<Timestamp>| (times.len(), times.iter().max().copied());
    let mut weights: Vec<_> = asked.values().map(weight).collect();
    let (_, until, _) = weights.select_nth_unstable(FORGOTTEN_AT_ONCE);
    asked.retain(|_, times| weight(times) > *until);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many of these questions, at these seconds, pass.
    fn passed(seconds: impl IntoIterator<Item = i64>) -> usize {
        let (limits, person) = (Limits::default(), Person::new("one"));
        seconds.into_iter().filter(|second| limits.admits(&person, Timestamp::UNIX_EPOCH + SignedDuration::from_secs(*second))).count()
    }

    #[test]
    fn five_questions_pass_in_ten_seconds_and_thirty_in_an_hour() {
        assert_eq!(passed([0; 6]), 5);
        assert_eq!(passed(0..10), 5);
        assert_eq!(passed(0..20), 10);
        assert_eq!(passed((0..60).map(|number| number * 50)), 30);
        assert_eq!(passed((0..60).map(|number| number * 120)), 60);
        assert_eq!(passed([9, 8, 7, 3, 2, 1]), 5, "whatever order they are read in");
    }

    #[test]
    fn one_person_does_not_count_for_another() {
        let (limits, at) = (Limits::default(), Timestamp::UNIX_EPOCH);
        assert!((0..9).all(|number| limits.admits(&Person::new(format!("p{number}")), at)));
        limits.forget_quiet(at + LONGEST);
        assert!(limits.asked.lock().unwrap().is_empty());
    }

    #[test]
    fn a_crowd_beyond_measure_is_not_all_remembered_and_the_last_ones_are() {
        let (limits, start) = (Limits::default(), Timestamp::UNIX_EPOCH);
        let person = |number: i64| Person::new(format!("p{number}"));
        let at = |number: i64| start + SignedDuration::from_millis(number / 10);
        let insistent = person(-1);
        for number in 0..50_000 {
            assert!(limits.admits(&person(number), at(number)));
            assert_eq!(limits.admits(&insistent, at(number)), number < 5, "somebody who goes on is not forgotten");
            assert!(limits.asked.lock().unwrap().len() <= MOST_PEOPLE);
        }
        limits.forget_quiet(start + SignedDuration::from_hours(2));
        let asked = limits.asked.lock().unwrap();
        assert!(asked.is_empty() && asked.capacity() < 200, "{}", asked.capacity());
    }
}
