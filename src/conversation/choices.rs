//! What is typed right after topics to choose from: « le deuxième », « oui »,
//! « celui sur le télétravail », « aucun ». It does what a tap would.

use super::reply::{Gesture, Reply, Today};
use super::{Answered, Conversation, decided};
use crate::faq::{Pick, pick};
use crate::store::{Recorded, Standing, TypedChoice};
use crate::telemetry;
use crate::words::{EntryId, ExchangeId, Incoming, random_word};

/// The reply to a message that says which of the topics shown is meant; none
/// when it is a question of its own.
pub(super) fn reply_to_choice(today: Today<'_>, text: &str, standing: &Standing) -> Option<Reply> {
    let open = standing.open.as_ref()?;
    let shown = Reply::from_json(&open.reply).ok()?;
    let (entries, titles): (Vec<EntryId>, Vec<&str>) = shown
        .taps
        .iter()
        .filter_map(|tap| match &tap.gesture {
            Gesture::Choose(entry) => Some((entry.clone(), tap.label.as_str())),
            _ => None,
        })
        .unzip();
    match pick(text, &titles)? {
        Pick::This(place) => {
            let entry = today.faq.entry(entries.get(place)?)?;
            Some(Reply::chosen(today, open.id.clone(), entry).asking_source(today.faq, standing))
        }
        Pick::Neither => Some(Reply { replaces: true, ..Reply::unknown(today.faq, open.id.clone(), &[]) }),
        Pick::Unclear => Some(Reply { replaces: true, notice: None, ..shown }.without_asking_here()),
    }
}

impl Conversation {
    /// Settles the exchange before this message, and gives its reply once it is recorded.
    pub(super) async fn settle(&self, today: Today<'_>, incoming: Incoming, reply: Reply) -> Answered {
        let reply = reply.at(today.faq, &incoming.place);
        let typed = TypedChoice {
            decided: decided(today.faq, &reply, self.clock.now().max(incoming.at)),
            reference: incoming.reference,
            exchange: reply.exchange.clone(),
            person: incoming.person,
            typed_at: incoming.at,
            delivery: incoming.delivery,
        };
        match self.store.record_choice(typed).await {
            Ok(Recorded::New) => Answered::Recorded(reply),
            Ok(Recorded::Repeated(repeated)) => repeated.into(),
            Err(error) => {
                tracing::error!(exchange = %reply.exchange, "a choice was not recorded: {error:#}");
                telemetry::count_not_recorded();
                // The exchange keeps the reply it had: this one belongs to none.
                let alone = Reply { exchange: ExchangeId::new(random_word()), replaces: false, ..reply };
                Answered::NotRecorded(alone.without_taps(today.faq))
            }
        }
    }
}
