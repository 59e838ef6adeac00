//! Answers to several questions of one message, when each is sure.

use super::parts::{self, Sentence};
use super::{Candidate, Finding, Kind};

/// The most entries that one message is answered with.
pub(super) const MOST: usize = 3;

/// The entries that the questions of a message ask for, in their order: two or
/// three different ones, or nothing, and then the message is read as one question.
///
/// `sure` gives the entry that surely answers a text alone, `whole` is what was
/// found for the message. One that is small talk or out of scope stays whole, and
/// one that surely asks for something else than its parts, unless it lists things.
pub(super) fn answers(text: &str, whole: &Finding, sure: impl Fn(&str) -> Option<Candidate>) -> Option<Vec<Candidate>> {
    let found = match whole {
        Finding::Answer(one) if one.kind != Kind::Answer => return None,
        Finding::Answer(one) => Some(one),
        _ => None,
    };
    let sentences = parts::sentences(text);
    let mut answers = match sentences.as_slice() {
        [] => return None,
        [only] => parts_of(only, &sure)?,
        several => {
            let each: Option<Vec<_>> = several.iter().map(|one| parts_of(one, &sure).or_else(|| Some(vec![sure(&one.whole)?]))).collect();
            each?.concat()
        }
    };
    keep_first_of_each(&mut answers);
    let is_list = matches!(sentences.as_slice(), [only] if only.is_list);
    let goes_with = is_list || found.is_none_or(|found| answers.iter().any(|one| one.entry == found.entry));
    answers.truncate(MOST);
    (answers.len() > 1 && goes_with).then_some(answers)
}

/// The answers of the first reading whose parts are all sure, and not all the same.
fn parts_of(sentence: &Sentence, sure: &impl Fn(&str) -> Option<Candidate>) -> Option<Vec<Candidate>> {
    sentence.readings.iter().find_map(|parts| {
        let mut answers = parts.iter().map(|part| sure(part)).collect::<Option<Vec<_>>>()?;
        keep_first_of_each(&mut answers);
        (answers.len() > 1).then_some(answers)
    })
}

fn keep_first_of_each(answers: &mut Vec<Candidate>) {
    let mut kept: Vec<Candidate> = Vec::with_capacity(answers.len());
    for answer in answers.drain(..) {
        if kept.iter().all(|one| one.entry != answer.entry) {
            kept.push(answer);
        }
    }
    *answers = kept;
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use proptest::prelude::*;

    use super::*;
    use crate::EntryId;

    fn candidate(id: &str, kind: Kind) -> Candidate {
        Candidate { entry: EntryId::new(id), kind, confidence: 0.9 }
    }

    /// A FAQ that surely knows the subjects it finds in a text.
    fn sure(text: &str) -> Option<Candidate> {
        let known = ["salaire", "télétravail", "congés", "mutuelle"].iter().filter(|subject| text.contains(**subject));
        match known.collect::<Vec<_>>().as_slice() {
            [only] if !text.contains("archiviste") => Some(candidate(only, Kind::Answer)),
            _ => None,
        }
    }

    fn found(text: &str, whole: &Finding) -> String {
        let answers = answers(text, whole, sure).unwrap_or_default();
        answers.iter().map(|one| one.entry.to_string()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn each_part_has_to_be_sure_and_about_something_else() {
        let unknown = Finding::Unknown(Vec::new());
        for (text, expected) in [
            ("le salaire et le télétravail ?", "salaire télétravail"),
            ("le télétravail et le salaire ?", "télétravail salaire"),
            ("le salaire et la cantine ?", ""),
            ("le salaire et mon salaire ?", ""),
            ("le salaire, le télétravail et le salaire", "salaire télétravail"),
            ("le salaire, le télétravail, les congés et la mutuelle", "salaire télétravail congés"),
            ("Quel est le salaire ? Et le télétravail ?", "salaire télétravail"),
            ("Le salaire et les congés ? Et le télétravail ?", "salaire congés télétravail"),
            ("Quel est le salaire ? Et la cantine ?", ""),
            ("le salaire et le télétravail d'un archiviste ?", "salaire télétravail"),
        ] {
            assert_eq!(found(text, &unknown), expected, "{text}");
        }
    }

    #[test]
    fn a_message_that_surely_asks_for_something_else_stays_whole_unless_it_is_a_list() {
        let (list, clauses) = ("le salaire et le télétravail ?", "comment est le salaire et quand demander le télétravail ?");
        for (whole, from_list, from_clauses) in [
            (candidate("salaire", Kind::Answer), "salaire télétravail", "salaire télétravail"),
            (candidate("cumul", Kind::Answer), "salaire télétravail", ""),
            (candidate("bonjour", Kind::SmallTalk), "", ""),
            (candidate("meteo", Kind::OutOfScope), "", ""),
        ] {
            let whole = Finding::Answer(whole);
            assert_eq!((found(list, &whole).as_str(), found(clauses, &whole).as_str()), (from_list, from_clauses), "{whole:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_text_is_looked_up_more_than_a_few_times(text in "(\\PC|[?,;.\n]| et |le salaire|le télétravail|, ){0,200}") {
            let asked = Cell::new(0);
            let answers = answers(&text, &Finding::Unknown(Vec::new()), |part| {
                asked.set(asked.get() + 1);
                sure(part)
            });
            prop_assert!(asked.get() <= 3 * parts::MOST);
            prop_assert!(answers.is_none_or(|some| (2..=MOST).contains(&some.len())));
        }
    }
}
