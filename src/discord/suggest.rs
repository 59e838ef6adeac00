//! What is offered to who is typing an option of a command.
//!
//! It cannot be deferred, so it comes from memory at once, whatever is typed;
//! one may also send what one typed without taking anything that is offered.

use serenity::all::{AutocompleteChoice, CreateAutocompleteResponse};

use super::commands::Context;
use super::translate::{MAX_OPTION_CHARS, MAX_OPTIONS, shortened};
use crate::faq::{Entry, Faq, Kind};
use crate::offers::{Offer, open_first};
use crate::words::plain_words;

/// What is read of what is being typed.
const MAX_TYPED_CHARS: usize = 100;

/// How many entries are offered that say it in other words.
const BY_MEANING: usize = 5;

/// The topics that what is typed may mean.
pub(super) async fn topics(context: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let faq = context.data().conversation.faq();
    offered(meant(&faq, &head(typed)).into_iter().map(|entry| (entry.question.as_str(), entry.id.as_str())))
}

/// The open positions that what is typed may mean.
pub(super) async fn offers(context: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let (faq, words) = (context.data().conversation.faq(), plain_words(&head(typed)));
    let open = open_first(faq.offers(), context.data().clock.today()).0;
    let meant = open.into_iter().filter(|offer| begin_words_of(&words, &about(offer)));
    offered(meant.map(|offer| (offer.title.as_str(), offer.reference.as_str())))
}

/// Nothing typed: what is asked most. Else those whose title has these words,
/// then those that the matcher finds.
fn meant<'a>(faq: &'a Faq, typed: &str) -> Vec<&'a Entry> {
    let words = plain_words(typed);
    let answers = || faq.entries().iter().filter(|entry| entry.kind == Kind::Answer);
    if words.is_empty() {
        let frequent = faq.library().frequent().iter().filter_map(|id| faq.entry(id));
        return each_once(frequent.chain(answers()));
    }
    let ranked = faq.rank(typed, None);
    let by_meaning = ranked.iter().filter_map(|found| faq.entry(&found.entry)).filter(|entry| entry.kind == Kind::Answer);
    each_once(answers().filter(|entry| begin_words_of(&words, &entry.question)).chain(by_meaning.take(BY_MEANING)))
}

fn each_once<'a>(entries: impl Iterator<Item = &'a Entry>) -> Vec<&'a Entry> {
    let mut once: Vec<&Entry> = Vec::new();
    for entry in entries {
        if once.len() < MAX_OPTIONS && once.iter().all(|kept| kept.id != entry.id) {
            once.push(entry);
        }
    }
    once
}

fn about(offer: &Offer) -> String {
    format!("{} {} {}", offer.title, offer.place.as_deref().unwrap_or_default(), offer.reference)
}

/// Pairs of the words read and the value sent; one whose value is too long for
/// Discord cannot be offered.
pub(super) fn offered<T: AsRef<str>>(found: impl Iterator<Item = (T, T)>) -> CreateAutocompleteResponse {
    let fitting = found.filter(|(_, value)| value.as_ref().chars().count() <= MAX_OPTION_CHARS).take(MAX_OPTIONS);
    let choices = fitting.map(|(words, value)| AutocompleteChoice::new(shortened(words.as_ref(), MAX_OPTION_CHARS), value.as_ref()));
    CreateAutocompleteResponse::new().set_choices(choices.collect())
}

fn head(typed: &str) -> String {
    typed.chars().take(MAX_TYPED_CHARS).collect()
}

/// Whether each of these words begins a word of the text.
fn begin_words_of(typed: &[String], text: &str) -> bool {
    let of_text = plain_words(text);
    typed.iter().all(|word| of_text.iter().any(|of| of.starts_with(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_by_their_beginnings_whatever_the_accents() {
        let title = "Le télétravail est-il possible\u{a0}? Œuvres";
        for (typed, found) in [
            ("", true),
            ("tele", true),
            ("oeuv", true),
            ("TÉLÉ poss", true),
            ("possible le", true),
            ("travail", false),
            ("télé salaire", false),
            ("\u{202e}\u{200b}*_`@everyone", false),
            ("??? …", true),
        ] {
            assert_eq!(begin_words_of(&plain_words(typed), title), found, "{typed}");
        }
    }
}
