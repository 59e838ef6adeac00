//! What nobody could answer, gathered by what it asks.

use jiff::Timestamp;

use super::Faq;
use crate::words::EntryId;

/// Two unanswered questions so alike belong together: of the 1,672 pairs of
/// shipped wordings so alike, two in three belong to one entry.
const TOGETHER: f64 = 0.5;

/// The questions of a group that are shown.
const EXAMPLES: usize = 5;

/// Unanswered questions that ask about the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Unanswered {
    /// How many there are.
    pub count: usize,
    /// How many of them came since the instant that was asked for.
    pub recent: usize,
    /// Some of them, each once, the latest first.
    pub examples: Vec<String>,
    /// The entry they are nearest to, if any is near.
    pub nearest: Option<EntryId>,
}

/// The groups of redacted questions, each with its instant, the latest first;
/// the largest groups first. `recent_from` is where the recent ones begin.
pub fn gather(faq: &Faq, questions: &[(String, Timestamp)], recent_from: Timestamp) -> Vec<Unanswered> {
    let mut groups: Vec<(matcher::Gist, Unanswered)> = Vec::new();
    for (question, at) in questions {
        let gist = faq.gist(question);
        let alike = groups.iter().map(|(leader, _)| leader.likeness(&gist)).enumerate();
        let place = alike.filter(|(_, likeness)| *likeness >= TOGETHER).max_by(|(_, one), (_, other)| one.total_cmp(other));
        let group = match place {
            Some((place, _)) => &mut groups[place].1,
            None => {
                let nearest = faq.nearest(question).map(|entry| entry.id.clone());
                groups.push((gist, Unanswered { count: 0, recent: 0, examples: Vec::new(), nearest }));
                let last = groups.len() - 1;
                &mut groups[last].1
            }
        };
        group.count += 1;
        group.recent += usize::from(*at >= recent_from);
        if group.examples.len() < EXAMPLES && !group.examples.contains(question) {
            group.examples.push(question.clone());
        }
    }
    let mut groups: Vec<Unanswered> = groups.into_iter().map(|(_, group)| group).collect();
    groups.sort_by_key(|group| std::cmp::Reverse((group.count, group.recent)));
    groups
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use jiff::civil::date;

    use super::*;

    #[test]
    fn what_asks_the_same_is_counted_together() {
        let (faq, _) = Faq::load(Path::new("responses"), None, date(2026, 11, 28));
        let at = |day: i64| Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_hours(24 * day);
        let asked = [
            ("je peux venir avec mon chien au bureau", 9),
            ("Peut-on venir au bureau avec son chien ?", 8),
            ("y a t il une salle de musculation", 7),
            ("Peut-on venir au bureau avec son chien ?", 1),
        ];
        let asked: Vec<_> = asked.map(|(text, day)| (text.to_owned(), at(day))).into();
        let groups = gather(&faq, &asked, at(5));
        assert_eq!(groups.iter().map(|group| (group.count, group.recent)).collect::<Vec<_>>(), [(3, 2), (1, 1)]);
        assert_eq!(groups[0].examples, ["je peux venir avec mon chien au bureau", "Peut-on venir au bureau avec son chien ?"]);
        assert_eq!(gather(&faq, &[], at(0)), []);
    }
}
