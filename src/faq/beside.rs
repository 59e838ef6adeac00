//! A topic beside a position: « le salaire de l'architecte ? » is about the pay
//! and about one offer, whose name drowns the topic. The topic is looked up
//! without that name; what the offer says of it comes beside.

use jiff::civil::Date;

use super::{Context, Entry, Faq, Finding, Kind, Library, OfferField};
use crate::offers::{Named, Offer};
use crate::words::EntryId;
use matcher::Candidate;

/// From here on a question is one of the entry's own wordings: nothing is looked up beside.
const CERTAIN: f64 = 0.97;

/// How sure the list of positions is, for a question of which adverts state the rest.
const STATED: f64 = 0.75;

/// What the positions are called. The entries about one of them are left out:
/// its words are theirs.
pub(super) fn named(library: &Library) -> Named {
    let entries = library.entries().iter().filter(|entry| entry.offer.is_none());
    Named::learn(library.offers(), library.synonyms(), entries.map(typed))
}

/// What candidates type for an entry.
fn typed(entry: &Entry) -> impl Iterator<Item = &str> {
    std::iter::once(&entry.question).chain(&entry.wordings).map(String::as_str)
}

impl Faq {
    /// The entry that answers a question, a few to choose from, or none.
    pub fn find(&self, text: &str, context: Option<&Context>) -> Finding {
        let finding = self.index.find(text, context);
        match &finding {
            Finding::Answer(found) if found.confidence >= CERTAIN || self.field(&found.entry).is_some() => finding,
            Finding::Answers(_) => finding,
            _ => self.topic_of_position(text, &finding).unwrap_or(finding),
        }
    }

    /// The same on a day: a question that only names facts of the positions
    /// open on it (« un poste à Elbeuf ? ») asks for their list, though it be
    /// near what is refused (« la mairie d'Elbeuf »).
    pub fn find_on(&self, text: &str, context: Option<&Context>, today: Date) -> Finding {
        let finding = self.find(text, context);
        match &finding {
            Finding::Answer(found) if found.confidence >= CERTAIN || found.kind != Kind::OutOfScope => finding,
            Finding::Answers(_) => finding,
            _ => self.list_asked(text, today).unwrap_or(finding),
        }
    }

    /// The one or two positions that a question names; those that state the
    /// facts it names, perhaps more, when it names none.
    pub fn offers_named(&self, question: &str, today: Date) -> Vec<&Offer> {
        let offers = self.offers();
        let named = self.named.positions(question, offers, today);
        let named = if named.is_empty() { self.named.stating(question, offers, today) } else { named };
        named.into_iter().filter_map(|at| offers.get(at)).collect()
    }

    /// What a position says of the topic of an answer, in its own paragraph.
    pub fn said_of_offer(&self, offer: &Offer, field: OfferField, today: Date) -> String {
        self.library.sentences().about(offer, field, today)
    }

    /// The list of some open positions, in its own paragraph.
    pub fn list_of_offers(&self, offers: &[&Offer]) -> String {
        self.library.sentences().some(offers)
    }

    /// What a position says of itself on a day: place, category, contract, last
    /// day, where to apply.
    pub fn card_of_offer(&self, offer: &Offer, today: Date) -> String {
        self.library.sentences().card(offer, today)
    }

    /// The list of the positions open on a day, or that there is none.
    pub fn open_offers(&self, today: Date) -> String {
        self.library.sentences().open_offers(today)
    }

    /// The published entry about a position (header `offre`), if there is one.
    pub fn entry_about(&self, offer: &Offer) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.offer.as_ref() == Some(&offer.reference))
    }

    /// The topic of a question that names a position too, when it is surely
    /// about one that takes what positions say of it. `whole` is what the
    /// question finds with the name in it.
    fn topic_of_position(&self, text: &str, whole: &Finding) -> Option<Finding> {
        let rest = self.named.without_positions(text)?;
        if self.entry(&first(whole)?.entry).is_some_and(|own| self.named.share_a_telling_word(&rest, &own.question)) {
            // « quel concours pour être archiviste ? » has an answer of its own.
            return None;
        }
        let topic = self.index.find(&rest, None);
        let field = self.field(&first(&topic)?.entry).filter(|field| is_a_topic(*field))?;
        match topic {
            Finding::Answer(_) => Some(topic),
            // They differ on the topic, and agree on what the position says of it.
            Finding::Choices(topics) if topics.iter().all(|topic| self.field(&topic.entry) == Some(field)) => {
                topics.into_iter().next().map(Finding::Answer)
            }
            Finding::Answers(_) | Finding::Choices(_) | Finding::Unknown(_) => None,
        }
    }

    /// The list of positions, when a question says nothing but what some of them state.
    fn list_asked(&self, text: &str, today: Date) -> Option<Finding> {
        let list = self.entries().iter().find(|entry| entry.offer_field == Some(OfferField::State) && entry.kind == Kind::Answer)?;
        let is_asked = self.named.positions(text, self.offers(), today).is_empty()
            && self.named.asks_who_states(text, self.offers(), today, typed(list));
        is_asked.then(|| Finding::Answer(Candidate { entry: list.id.clone(), kind: list.kind, confidence: STATED }))
    }

    fn field(&self, entry: &EntryId) -> Option<OfferField> {
        self.entry(entry)?.offer_field
    }
}

/// The likeliest entry.
fn first(finding: &Finding) -> Option<&Candidate> {
    match finding {
        Finding::Answer(found) => Some(found),
        Finding::Answers(found) | Finding::Choices(found) | Finding::Unknown(found) => found.first(),
    }
}

/// Whether a position is open and how to apply is what the entry about it says
/// best; all else is a topic of its own.
fn is_a_topic(field: OfferField) -> bool {
    !matches!(field, OfferField::State | OfferField::Link | OfferField::Closes)
}
