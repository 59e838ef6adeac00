//! How late the waiting questions are, and who sees to them: what the team
//! reads each working morning.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::clock::{answer_by, hour_in_paris, in_paris, is_working_day};
use crate::store::QueuedQuestion;

/// The hours of the morning message, in Paris: later it is for the next day.
const TOLD_FROM: i8 = 9;
const TOLD_TO: i8 = 18;

/// By when a question is to be answered: as promised, else within the delay the
/// team set itself.
pub fn due_at(queued: &QueuedQuestion) -> Timestamp {
    queued.promised_for.unwrap_or_else(|| answer_by(queued.since))
}

/// The day whose message is due now, on a working day and in its hours.
pub fn day_to_tell(now: Timestamp) -> Option<Date> {
    let paris = in_paris(now);
    (is_working_day(paris.date()) && (TOLD_FROM..TOLD_TO).contains(&paris.hour())).then(|| paris.date())
}

/// What waits, late first, with who sees to it; none when nothing does.
pub fn ageing_text(waiting: &[QueuedQuestion], now: Timestamp) -> Option<String> {
    let oldest = waiting.iter().map(|queued| queued.since).min()?;
    let today = in_paris(now).date();
    let (late, rest): (Vec<_>, Vec<_>) = waiting.iter().partition(|queued| due_at(queued) < now);
    let (today, later): (Vec<_>, Vec<_>) = rest.into_iter().partition(|queued| in_paris(due_at(queued)).date() == today);
    let mut text = match waiting.len() {
        1 => "🗓️ Une question attend sa réponse".to_owned(),
        several => format!("🗓️ {several} questions attendent leur réponse"),
    };
    text.push_str(&format!(", la plus ancienne depuis le {}.", hour_in_paris(oldest)));
    for (words, questions) in [("En retard", late), ("À répondre aujourd'hui", today), ("Plus tard", later)] {
        if !questions.is_empty() {
            text.push_str(&format!("\n- {words}\u{a0}: {} ({})", questions.len(), names(&questions)));
        }
    }
    Some(text)
}

/// Who sees to them, each with how many: « Anne Lemoine 2, sans responsable 1 ».
fn names(questions: &[&QueuedQuestion]) -> String {
    let mut counted: BTreeMap<Option<&str>, usize> = BTreeMap::new();
    for queued in questions {
        *counted.entry(queued.in_charge.as_ref().map(|charged| charged.name.as_str())).or_default() += 1;
    }
    let named = counted.iter().rev().map(|(name, count)| format!("{} {count}", name.unwrap_or("sans responsable")));
    named.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Charged;
    use crate::words::{AccountId, QueuedId};

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn queued(since: &str, promised_for: Option<&str>, name: Option<&str>) -> QueuedQuestion {
        QueuedQuestion {
            id: QueuedId::new(since),
            session: None,
            theme: None,
            taken: None,
            since: at(since),
            promised_for: promised_for.map(at),
            in_charge: name.map(|name| Charged { account: AccountId::new(name), name: name.to_owned() }),
            asked: Vec::new(),
        }
    }

    #[test]
    fn the_morning_says_what_is_late_and_whose_it_is() {
        let now = at("2026-12-03T08:30:00Z");
        assert_eq!(ageing_text(&[], now), None);
        let waiting = [
            queued("2026-11-24T10:00:00Z", None, None),
            queued("2026-11-25T10:00:00Z", None, Some("Anne")),
            queued("2026-12-02T18:00:00Z", Some("2026-12-03T16:00:00Z"), Some("Anne")),
            queued("2026-12-02T18:00:00Z", None, Some("Zoé")),
        ];
        assert_eq!(
            ageing_text(&waiting, now).unwrap().replace('\u{a0}', " "),
            "🗓️ 4 questions attendent leur réponse, la plus ancienne depuis le 24/11/2026 à 11 h 00.\n\
             - En retard : 2 (Anne 1, sans responsable 1)\n\
             - À répondre aujourd'hui : 1 (Anne 1)\n\
             - Plus tard : 1 (Zoé 1)"
        );
        let one = ageing_text(&waiting[3..], now).unwrap().replace('\u{a0}', " ");
        assert_eq!(one, "🗓️ Une question attend sa réponse, la plus ancienne depuis le 02/12/2026 à 19 h 00.\n- Plus tard : 1 (Zoé 1)");
    }

    #[test]
    fn the_message_of_a_day_comes_on_a_working_morning() {
        for (now, day) in [
            ("2026-12-03T08:00:00Z", Some("2026-12-03")),
            ("2026-12-03T07:59:59Z", None),
            ("2026-12-03T16:59:59Z", Some("2026-12-03")),
            ("2026-12-03T17:00:00Z", None),
            ("2026-12-05T10:00:00Z", None),
            ("2026-12-25T10:00:00Z", None),
            ("2026-07-15T07:00:00Z", Some("2026-07-15")),
        ] {
            assert_eq!(day_to_tell(at(now)).map(|day| day.to_string()).as_deref(), day, "{now}");
        }
    }
}
