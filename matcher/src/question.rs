//! A question as it is read: all its words and, of a long message, those of the
//! sentences that ask. What stands beside them tells where somebody comes from:
//! it often names the subject, and often drowns it.

use super::parts;
use super::text::words;

/// From this many words on, a message is read twice.
const LONG: usize = 25;
/// Fewer words ask nothing alone: « est-ce possible ? ».
const LEAST: usize = 4;
/// How many more words the whole has; else both are the same.
const BESIDE: usize = 6;

/// The words of a question.
#[derive(Clone, Debug)]
pub(super) struct Question {
    /// All of them, in their order.
    pub(super) words: Vec<String>,
    /// Those of the sentences that ask, when the message is long and has others; else none.
    pub(super) asking: Vec<String>,
}

impl Question {
    pub(super) fn of(text: &str) -> Self {
        let whole = words(text);
        let asking = if whole.len() < LONG { Vec::new() } else { words(&parts::asking(text).join(" ")) };
        let is_part = asking.len() >= LEAST && asking.len() + BESIDE <= whole.len();
        Self { words: whole, asking: if is_part { asking } else { Vec::new() } }
    }

    /// The same question without a word.
    pub(super) fn without(&self, word: &str) -> Self {
        let others = |words: &[String]| words.iter().filter(|other| *other != word).cloned().collect();
        Self { words: others(&self.words), asking: others(&self.asking) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_asks_in_a_long_message_is_read_apart() {
        let story = "Bonjour, ma sœur travaille chez vous depuis mars et elle est contente. J'habite Dieppe avec mes deux filles et le train \
            est souvent en retard. ";
        for (text, asking) in [
            (format!("{story}Combien de jours de télétravail ?"), "combien de jours de teletravail"),
            (format!("{story}Combien de jours ? À quelle heure commence-t-on ?"), "combien de jours a quelle heure commence t on"),
            // Nothing asks more than the rest does.
            (format!("{story}Je voudrais connaître le télétravail."), ""),
            // It says nothing alone.
            (format!("{story}C'est possible ?"), ""),
            // Short, it is read whole.
            ("J'habite Dieppe. Combien de jours de télétravail ?".to_owned(), ""),
        ] {
            assert_eq!(Question::of(&text).asking.join(" "), asking, "{text}");
        }
    }
}
