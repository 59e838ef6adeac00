//! Which waiting question asks the same as a new one: people then answer both at once.

use crate::faq::Faq;
use crate::words::QueuedId;

/// From this likeness on two questions are one. Of the 39 pairs of shipped
/// wordings that are so alike, 38 belong to one entry (152 of 172 from 0.7 on):
/// to answer somebody else's question is worse than to answer one twice, and
/// what is missed a moderator joins.
const SAME: f64 = 0.8;

/// The queued question whose words are nearest to a question, if they ask the same.
pub(super) fn same_as(faq: &Faq, question: &str, waiting: &[(QueuedId, String)]) -> Option<QueuedId> {
    let asked = faq.gist(question);
    let alike = waiting.iter().map(|(id, waiting)| (id, asked.likeness(&faq.gist(waiting))));
    let (id, likeness) = alike.max_by(|(_, one), (_, other)| one.total_cmp(other))?;
    (likeness >= SAME).then(|| id.clone())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_question_joins_the_one_that_asks_the_same_however_it_is_typed() {
        let (faq, _) = Faq::load(Path::new("responses"), None, date(2026, 11, 28));
        let waiting = [("velo", "Vous avez un parking pour les vélos ?"), ("chien", "Peut-on venir avec son chien au bureau ?")]
            .map(|(id, text)| (QueuedId::new(id), text.to_owned()));
        for (asked, expected) in [
            ("y a t il un parking pour les velos", Some("velo")),
            ("vous avez 1 parking pr les vélos?", Some("velo")),
            ("on peut venir avec son chien au bureau ?", Some("chien")),
            ("vous avez un parking pour les voitures électriques ?", None),
            ("peut-on venir au bureau le samedi ?", None),
            ("", None),
        ] {
            assert_eq!(same_as(&faq, asked, &waiting).as_ref().map(QueuedId::as_str), expected, "{asked}");
        }
        assert_eq!(same_as(&faq, "le parking ?", &[]), None);
    }
}
