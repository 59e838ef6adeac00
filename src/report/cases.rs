//! From a figure to its cases: the exchanges behind it, each person a number of
//! this session and nothing else.
//!
//! A list by source would tell people apart as a figure by source would: one of
//! a source of one to four people is refused, and no list names the source of a
//! case that was not asked for by it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::few::FEWEST;
use crate::store::Case;
use crate::words::{AnsweredBy, Feedback};

/// Which exchanges are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Issue {
    /// Every question.
    #[default]
    All,
    /// Those without an answer.
    Unanswered,
    /// Those that the bot answered.
    ByBot,
    /// Those that somebody answered.
    ByPerson,
    /// Those that the bot did not know at first.
    NotKnown,
    /// Those given to a person.
    HandedOver,
    /// Those whose answer did not help.
    NotUseful,
    /// Politeness and what is out of scope, which no figure counts as questions.
    Apart,
}

impl Issue {
    /// Every kind, the word in an address, and its name for people.
    pub const ALL: [(Self, &'static str, &'static str); 8] = [
        (Self::All, "", "toutes les questions"),
        (Self::Unanswered, "sans-reponse", "sans réponse"),
        (Self::ByBot, "robot", "répondues par le robot"),
        (Self::ByPerson, "personne", "répondues par une personne"),
        (Self::NotKnown, "incomprises", "« je ne sais pas » d'abord"),
        (Self::HandedOver, "transmises", "transmises à une personne"),
        (Self::NotUseful, "pas-utiles", "réponse jugée pas utile"),
        (Self::Apart, "a-part", "politesses et hors sujet, comptés à part"),
    ];

    /// The kind of such a word; all when there is none.
    pub fn of_word(word: &str) -> Self {
        Self::ALL.iter().find(|(_, known, _)| *known == word).map_or(Self::All, |(issue, ..)| *issue)
    }

    fn has(self, case: &Case) -> bool {
        let is_question = !case.first_outcome.counted_apart();
        match self {
            Self::Apart => !is_question,
            _ if !is_question => false,
            Self::All => true,
            Self::Unanswered => case.answered_by.is_none(),
            Self::ByBot => case.answered_by == Some(AnsweredBy::Bot),
            Self::ByPerson => case.answered_by == Some(AnsweredBy::Person),
            Self::NotKnown => case.first_outcome.is_unknown(),
            Self::HandedOver => case.outcome.is_handed_over(),
            Self::NotUseful => case.feedback == Some(Feedback::NotUseful),
        }
    }
}

/// What is chosen of the cases of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    /// What became of them.
    pub issue: Issue,
    /// Their theme, by folder; any when empty.
    pub theme: String,
    /// Their source; any when empty.
    pub source: String,
}

/// A case as the team reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadCase {
    /// The exchange.
    pub case: Case,
    /// Its person among those of this report, from 1; none when nobody is known.
    pub number: Option<usize>,
}

/// The cases that are chosen; none when they would tell one to four people of a source.
pub fn chosen_cases(cases: &[Case], chosen: &Chosen) -> Option<Vec<ReadCase>> {
    if !chosen.source.is_empty() && !sources_of(cases).contains(&chosen.source) {
        return None;
    }
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let mut read = Vec::new();
    for case in cases {
        let number = case.person.as_deref().map(|person| {
            let next = numbers.len() + 1;
            *numbers.entry(person).or_insert(next)
        });
        let fits = |wanted: &str, of: &Option<String>| wanted.is_empty() || of.as_deref() == Some(wanted);
        if chosen.issue.has(case) && fits(&chosen.theme, &case.theme) && fits(&chosen.source, &case.source) {
            read.push(ReadCase { case: case.clone(), number });
        }
    }
    Some(read)
}

/// The themes that a list may be of, by folder.
pub fn themes_of(cases: &[Case]) -> BTreeSet<String> {
    cases.iter().filter_map(|case| case.theme.clone()).collect()
}

/// The sources that a list may be of: those of five people or more.
pub fn sources_of(cases: &[Case]) -> BTreeSet<String> {
    let mut people: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (source, person) in cases.iter().filter_map(|case| Some((case.source.as_deref()?, case.person.as_deref()?))) {
        people.entry(source).or_default().insert(person);
    }
    people.into_iter().filter(|(_, people)| people.len() as u64 >= FEWEST).map(|(source, _)| source.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Door, Outcome};

    fn case(person: &str, source: Option<&str>, first_outcome: Outcome, answered_by: Option<AnsweredBy>) -> Case {
        Case {
            person: (!person.is_empty()).then(|| person.to_owned()),
            asked_at: 0,
            door: Door::Web,
            question: Some("?".to_owned()),
            first_outcome,
            outcome: first_outcome,
            entry: None,
            theme: answered_by.map(|_| "statut".to_owned()),
            feedback: None,
            answered_by,
            source: source.map(str::to_owned),
        }
    }

    #[test]
    fn a_list_is_what_its_figure_counts_and_people_are_numbers() {
        let cases = [
            case("anne", None, Outcome::Answer, Some(AnsweredBy::Bot)),
            case("bilal", None, Outcome::SmallTalk, Some(AnsweredBy::Bot)),
            case("bilal", None, Outcome::Unknown, None),
            case("", None, Outcome::Unknown, Some(AnsweredBy::Person)),
        ];
        let read = |issue| {
            let read = chosen_cases(&cases, &Chosen { issue, ..Chosen::default() }).unwrap_or_default();
            read.iter().map(|read| read.number).collect::<Vec<_>>()
        };
        assert_eq!(read(Issue::All), [Some(1), Some(2), None]);
        assert_eq!((read(Issue::Unanswered), read(Issue::ByBot), read(Issue::ByPerson)), (vec![Some(2)], vec![Some(1)], vec![None]));
        assert_eq!((read(Issue::NotKnown), read(Issue::Apart)), (vec![Some(2), None], vec![Some(2)]));
        let of_theme = Chosen { theme: "statut".to_owned(), ..Chosen::default() };
        assert_eq!(chosen_cases(&cases, &of_theme).map(|read| read.len()), Some(2));
    }

    #[test]
    fn a_source_of_few_people_has_no_list_of_its_own() {
        let names = ["a", "b", "c", "d", "e", "f"];
        let mut cases: Vec<Case> = names.map(|name| case(name, Some("salon"), Outcome::Answer, Some(AnsweredBy::Bot))).into();
        cases.extend(["g", "h", "g", "h", "g"].map(|name| case(name, Some("presse"), Outcome::Answer, Some(AnsweredBy::Bot))));
        let of = |source: &str| chosen_cases(&cases, &Chosen { source: source.to_owned(), ..Chosen::default() }).map(|read| read.len());
        assert_eq!((of("salon"), of("presse"), of("rien"), of("")), (Some(6), None, None, Some(11)));
        assert_eq!(sources_of(&cases), BTreeSet::from(["salon".to_owned()]));
    }
}
