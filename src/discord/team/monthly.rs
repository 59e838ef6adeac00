//! The message on the month that ended: what was asked outside the sessions, in
//! the eight figures of its report, and what to do next.

use anyhow::Result;
use jiff::{SignedDuration, Timestamp};

use crate::clock::{in_paris, paris};
use crate::discord::reception::Reception;
use crate::faq::Titled;
use crate::report::{Report, short_text};
use crate::sessions::{day_to_tell, month_of, report_of};
use crate::words::SessionId;

impl Reception {
    /// Tells the team of the month before, once, on a working morning; a month
    /// without a question is passed over.
    pub(super) async fn tell_the_month(&self) -> Result<()> {
        let (store, now) = (&self.parts.store, self.parts.clock.now());
        let (Some(delivery), Some(_)) = (self.to_team(), day_to_tell(now)) else { return Ok(()) };
        let Some(month) = month_before(now) else { return Ok(()) };
        if store.month_was_told(&month).await? {
            return Ok(());
        }
        let (report, faq) = (report_of(store, &month, now).await?, self.parts.conversation.faq());
        let told = report.and_then(|report| told_of(report, faq.names()));
        let told = told.map(|text| format!("{text}\n<{}/staff/rapports/{month}>", self.parts.office.origin));
        if store.tell_month(&month, told, delivery, now).await? {
            self.parts.wake.notify_one();
        }
        Ok(())
    }
}

/// The month that ended last.
fn month_before(now: Timestamp) -> Option<SessionId> {
    let begins = in_paris(now).date().first_of_month().to_zoned(paris()).ok()?.timestamp();
    Some(month_of(begins - SignedDuration::from_hours(1)))
}

/// What is told of a month; nothing when nobody asked.
fn told_of(report: Report, names: impl Fn(Titled, &str) -> String) -> Option<String> {
    report.metrics.get("questions").and_then(|questions| questions.value.as_u64()).filter(|questions| *questions > 0)?;
    Some(format!("📅 {}", short_text(&report.with_names(names))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Given, summarise};
    use crate::store::{AskedFact, Facts};
    use crate::words::Outcome;

    #[test]
    fn the_month_before_is_that_of_paris() {
        let before = |text: &str| month_before(text.parse().expect("an instant")).map(|month| month.to_string());
        assert_eq!(before("2026-12-01T08:00:00Z").as_deref(), Some("permanence-2026-11"));
        assert_eq!(before("2027-01-04T08:00:00Z").as_deref(), Some("permanence-2026-12"));
        // Already December in Paris.
        assert_eq!(before("2026-11-30T23:30:00Z").as_deref(), Some("permanence-2026-11"));
    }

    #[test]
    fn a_month_without_a_question_is_passed_over() {
        let of = |facts: &Facts| {
            let id = SessionId::new("permanence-2026-11");
            told_of(summarise(&id, "Novembre", facts, &Given::default(), Timestamp::UNIX_EPOCH), |_, word| format!("Le thème {word}"))
        };
        assert_eq!(of(&Facts::default()), None);
        let unknown = |near: usize| AskedFact {
            person: Some(format!("anne-{near}")),
            first_outcome: Outcome::Unknown,
            outcome: Outcome::Unknown,
            near_theme: Some("paie".to_owned()),
            ..AskedFact::default()
        };
        let told = of(&Facts { asked: (0..6).map(unknown).collect(), ..Facts::default() }).expect("a message");
        assert!(told.contains("«\u{a0}Le thème paie\u{a0}»") || told.contains("« Le thème paie »"), "as HR calls it: {told}");
        let asked = vec![AskedFact { person: Some("anne".to_owned()), ..AskedFact::default() }];
        let told = of(&Facts { asked, ..Facts::default() }).expect("a message");
        assert!(told.starts_with("📅 **Novembre**\n- Personnes\u{a0}: 1\n- Questions\u{a0}: 1"), "{told}");
        assert!(told.contains("1 question est restée sans réponse") && !told.contains("non renseigné"), "{told}");
    }
}
