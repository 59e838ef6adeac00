//! From a figure to its cases: the exchanges behind it, each person a number of
//! this session and nothing else.
//!
//! A list by source would tell people apart as a figure by source would: there is
//! one only of a source that the report shows by itself, of five people or more,
//! and its people have no number, which the list of all would join to a source.

use std::collections::{BTreeSet, HashMap, HashSet};

use jiff::Timestamp;

use super::Report;
use super::few::{FEWEST, TOGETHER};
use super::sources::UNKNOWN;
use crate::clock::is_office_hour;
use crate::store::Case;
use crate::words::{AnsweredBy, Feedback};

/// Which exchanges are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Issue {
    /// Every question.
    #[default]
    All,
    /// Those with an answer.
    Answered,
    /// Those without one.
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
    /// Those asked while the offices are closed.
    OutOfHours,
    /// Those that no entry answered.
    NoEntry,
    /// Those whose reader said whether an answer changed their mind.
    MindSaid,
    /// Refused, or taken for hostile, whether a question or not.
    Moderated,
    /// Politeness and what is out of scope, which no figure counts as questions.
    Apart,
}

impl Issue {
    /// Every kind, the word in an address, and its name for people.
    pub const ALL: [(Self, &'static str, &'static str); 13] = [
        (Self::All, "", "toutes les questions"),
        (Self::Answered, "repondues", "répondues"),
        (Self::Unanswered, "sans-reponse", "sans réponse"),
        (Self::ByBot, "robot", "répondues par le robot"),
        (Self::ByPerson, "personne", "répondues par une personne"),
        (Self::NotKnown, "incomprises", "« je ne sais pas » d'abord"),
        (Self::HandedOver, "transmises", "transmises à une personne"),
        (Self::NotUseful, "pas-utiles", "réponse jugée pas utile"),
        (Self::OutOfHours, "hors-horaires", "hors des heures de bureau"),
        (Self::NoEntry, "sans-fiche", "sans fiche qui y réponde"),
        (Self::MindSaid, "idee-recue", "idée reçue, avec un avis"),
        (Self::Moderated, "moderees", "refusées ou jugées hostiles"),
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
            Self::Moderated => case.is_hostile || !case.first_outcome.is_read(),
            _ if !is_question => false,
            Self::All => true,
            Self::Answered => case.answered_by.is_some(),
            Self::Unanswered => case.answered_by.is_none(),
            Self::ByBot => case.answered_by == Some(AnsweredBy::Bot),
            Self::ByPerson => case.answered_by == Some(AnsweredBy::Person),
            Self::NotKnown => case.first_outcome.is_unknown(),
            Self::HandedOver => case.outcome.is_handed_over(),
            Self::NotUseful => case.feedback == Some(Feedback::NotUseful),
            Self::NoEntry => case.entry.is_none(),
            Self::MindSaid => case.mind.is_some(),
            Self::OutOfHours => Timestamp::from_millisecond(case.asked_at).is_ok_and(|at| !is_office_hour(at)),
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
    /// The entry that answered them; any when empty.
    pub entry: String,
}

/// A case as the team reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadCase {
    /// The exchange.
    pub case: Case,
    /// Its person among those of this report, from 1; none when nobody is known.
    pub number: Option<usize>,
}

/// The cases that are chosen, of a source among those that may be chosen; none when
/// they would tell one to four people of it.
pub fn chosen_cases(cases: &[Case], chosen: &Chosen, sources: &BTreeSet<String>) -> Option<Vec<ReadCase>> {
    let by_source = !chosen.source.is_empty();
    if by_source && !sources.contains(&chosen.source) {
        return None;
    }
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let mut people: HashSet<&str> = HashSet::new();
    let mut read = Vec::new();
    for case in cases {
        let number = case.person.as_deref().map(|person| {
            let next = numbers.len() + 1;
            *numbers.entry(person).or_insert(next)
        });
        let fits = |wanted: &str, of: &Option<String>| wanted.is_empty() || of.as_deref() == Some(wanted);
        if chosen.issue.has(case)
            && fits(&chosen.theme, &case.theme)
            && fits(&chosen.source, &case.source)
            && fits(&chosen.entry, &case.entry)
        {
            people.extend(case.person.as_deref());
            read.push(ReadCase { case: case.clone(), number: number.filter(|_| !by_source) });
        }
    }
    let tells_few = by_source && !read.is_empty() && (people.len() as u64) < FEWEST;
    (!tells_few).then_some(read)
}

/// The themes that a list may be of, by folder.
pub fn themes_of(cases: &[Case]) -> BTreeSet<String> {
    cases.iter().filter_map(|case| case.theme.clone()).collect()
}

/// The sources that a list may be of: those that the report shows by themselves.
pub fn sources_of(report: &Report) -> BTreeSet<String> {
    let arrivals = report.metrics.get("arrivals_by_source").and_then(|arrivals| arrivals.value.as_object());
    let sources = arrivals.into_iter().flat_map(|arrivals| arrivals.keys());
    sources.filter(|source| ![UNKNOWN, TOGETHER].contains(&source.as_str())).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{ChangedMind, Door, Outcome};

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
            is_hostile: false,
            mind: None,
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
            let read = chosen_cases(&cases, &Chosen { issue, ..Chosen::default() }, &BTreeSet::new()).unwrap_or_default();
            read.iter().map(|read| read.number).collect::<Vec<_>>()
        };
        assert_eq!(read(Issue::All), [Some(1), Some(2), None]);
        assert_eq!((read(Issue::Unanswered), read(Issue::ByBot), read(Issue::ByPerson)), (vec![Some(2)], vec![Some(1)], vec![None]));
        assert_eq!((read(Issue::NotKnown), read(Issue::Apart)), (vec![Some(2), None], vec![Some(2)]));
        assert_eq!((read(Issue::NoEntry).len(), read(Issue::Moderated).len(), read(Issue::MindSaid).len()), (3, 0, 0));
        let hostile = Case { is_hostile: true, mind: Some(ChangedMind::Yes), entry: Some("rtt".to_owned()), ..cases[1].clone() };
        let of = |chosen: Chosen| chosen_cases(std::slice::from_ref(&hostile), &chosen, &BTreeSet::new()).map(|read| read.len());
        assert_eq!(of(Chosen { issue: Issue::Moderated, ..Chosen::default() }), Some(1), "small talk as well");
        let answer = Case { first_outcome: Outcome::Answer, ..hostile.clone() };
        let of = |chosen: Chosen| chosen_cases(std::slice::from_ref(&answer), &chosen, &BTreeSet::new()).map(|read| read.len());
        assert_eq!(of(Chosen { issue: Issue::MindSaid, entry: "rtt".to_owned(), ..Chosen::default() }), Some(1));
        assert_eq!(
            (of(Chosen { entry: "velo".to_owned(), ..Chosen::default() }), of(Chosen { issue: Issue::NoEntry, ..Chosen::default() })),
            (Some(0), Some(0))
        );
        let of_theme = Chosen { theme: "statut".to_owned(), ..Chosen::default() };
        assert_eq!(chosen_cases(&cases, &of_theme, &BTreeSet::new()).map(|read| read.len()), Some(2));
    }

    #[test]
    fn a_list_by_source_tells_five_people_or_more_and_gives_them_no_number() {
        let names = ["a", "b", "c", "d", "e", "f"];
        let mut cases: Vec<Case> = names.map(|name| case(name, Some("salon"), Outcome::Answer, Some(AnsweredBy::Bot))).into();
        cases.push(case("a", Some("salon"), Outcome::Unknown, None));
        cases.extend(names.map(|name| case(name, Some("presse"), Outcome::Answer, Some(AnsweredBy::Bot))));
        let shown = BTreeSet::from(["salon".to_owned()]);
        let of = |source: &str, issue| chosen_cases(&cases, &Chosen { source: source.to_owned(), issue, ..Chosen::default() }, &shown);
        assert_eq!(of("salon", Issue::All).map(|read| read.iter().map(|read| read.number).collect::<Vec<_>>()), Some(vec![None; 7]));
        assert_eq!((of("presse", Issue::All), of("rien", Issue::All)), (None, None), "the report shows neither by itself");
        assert_eq!(of("salon", Issue::NotKnown), None, "one person of the source");
        assert_eq!(of("salon", Issue::HandedOver), Some(Vec::new()), "nobody is no small group");
        assert_eq!(of("", Issue::NotKnown).map(|read| read[0].number), Some(Some(1)), "without its source");
    }
}
