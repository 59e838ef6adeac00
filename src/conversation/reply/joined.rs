//! An answer and the positions that its question names: « le salaire de
//! l'architecte ? » gets the topic and what that advert says of it, true on the day.

use super::{Reply, Today, changed_mind_question, near};
use crate::faq::{Entry, OfferField};
use crate::offers::Offer;

/// From here on positions are listed, and no longer told one by one.
const LIST: usize = 3;

impl Reply {
    /// The same, ended by what the positions that the question names say of the
    /// topic; the entries about them stand first among the near ones.
    pub(in crate::conversation) fn joined(mut self, today: Today<'_>, question: &str) -> Self {
        let Some(field) = self.topic(today).and_then(|entry| entry.offer_field) else { return self };
        let offers = today.faq.offers_named(question, today.day);
        if let Some(paragraph) = paragraph(today, &offers, field) {
            self.end_with(today, &paragraph);
            self.bring_near(today, &offers);
        }
        self
    }

    /// The entry that answered, unless it is about one position already.
    fn topic<'a>(&self, Today { faq, .. }: Today<'a>) -> Option<&'a Entry> {
        let answered = self.entry.as_ref().filter(|_| self.outcome.is_curated())?;
        faq.entry(answered).filter(|entry| entry.offer.is_none())
    }

    /// Puts a paragraph at the end, before the question that two taps answer.
    fn end_with(&mut self, Today { faq, .. }: Today<'_>, paragraph: &str) {
        let question = if self.asks_changed_mind() { changed_mind_question(faq) } else { String::new() };
        if let Some(answer) = self.text.strip_suffix(&question) {
            self.text = format!("{answer}\n\n{paragraph}{question}");
        }
    }

    fn bring_near(&mut self, Today { faq, .. }: Today<'_>, offers: &[&Offer]) {
        let entries = offers.iter().take(LIST).filter_map(|offer| faq.entry_about(offer));
        let first: Vec<_> = entries.map(|entry| near(entry, 0.0)).collect();
        self.near.retain(|near| first.iter().all(|first| first.id != near.id));
        self.near.splice(0..0, first);
    }
}

/// What these positions say, one by one; a list when they are many and the
/// topic is which positions there are.
fn paragraph(Today { faq, day }: Today<'_>, offers: &[&Offer], field: OfferField) -> Option<String> {
    match offers.len() {
        0 => None,
        1..LIST => Some(offers.iter().map(|offer| faq.said_of_offer(offer, field, day)).collect::<Vec<_>>().join("\n\n")),
        _ => (field == OfferField::State).then(|| faq.list_of_offers(offers)),
    }
}
