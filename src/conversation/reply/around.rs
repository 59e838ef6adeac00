//! What stands around an answer because of who reads it, and where.

use super::{Gesture, Reply, Tap};
use crate::faq::Faq;
use crate::privacy::TEXT_KEPT_DAYS;
use crate::store::Standing;
use crate::words::{Door, Place};

impl Reply {
    /// The first reply opens with the notice; the age tap stays until it is
    /// made. Who objects is asked nothing.
    pub(super) fn opened(mut self, faq: &Faq, door: Door, standing: &Standing) -> Self {
        if standing.objects {
            return self.of_nobody(faq);
        }
        if !standing.noticed {
            self.notice = Some(notice(faq, door));
        }
        if !standing.of_age {
            self.taps.insert(0, Tap::age(faq));
        }
        self.asking_source(faq, standing)
    }

    /// Where one comes from is asked once, with the first answer.
    pub(in crate::conversation) fn asking_source(mut self, faq: &Faq, standing: &Standing) -> Self {
        if self.outcome.is_curated() && !standing.source_known && !standing.answered_before {
            self.taps.push(Tap::new(faq, Gesture::DeclareSource, "question-source"));
        }
        self
    }

    /// The same for who objects: what would be kept is not offered, and a
    /// question without answer says how to reach a person all the same.
    pub(in crate::conversation) fn of_nobody(self, faq: &Faq) -> Self {
        let taps = self.taps.iter().filter(|tap| matches!(tap.gesture, Gesture::Choose(_))).cloned().collect();
        let mut reply = Self { taps, ..self.without_taps(faq) };
        if reply.outcome.is_unknown() {
            reply.text = format!("{}\n\n{}", reply.text, faq.say("opposition-personne", &[]));
        }
        reply
    }

    /// The same where what is typed is not read: it ends with a way to ask again.
    pub(in crate::conversation) fn at(mut self, faq: &Faq, place: &Place) -> Self {
        if place.thread {
            self.taps.push(Tap::new(faq, Gesture::AskHere, "bouton-repondre"));
        }
        self
    }

    /// The same before it is said where it is shown.
    pub(in crate::conversation) fn without_asking_here(mut self) -> Self {
        self.taps.retain(|tap| tap.gesture != Gesture::AskHere);
        self
    }
}

/// The notice of the first contact.
fn notice(faq: &Faq, door: Door) -> String {
    let my_data = match door {
        Door::Discord => "/mesdonnees",
        Door::Web => "« Mes données », en bas de cette page",
    };
    faq.say("notice", &[("employeur", faq.employer_name()), ("jours", &TEXT_KEPT_DAYS.to_string()), ("mesdonnees", my_data)])
}
