//! The dated t'chats: what a plan must hold, what a month of permanence is,
//! what is due now, and who may rate one.
//!
//! Dates alone decide which questions belong to a session. Opening and closing
//! are only noticed here, so a program that was down in between loses nothing.

mod ageing;
mod campaigns;
mod carried;
mod diary;
mod due;
mod permanence;
mod phase;
mod plan;
mod rating;
mod reach;
mod reminder;
mod report_versions;
mod reporting;
mod reviews;

pub use ageing::{ageing_text, day_to_tell, due_at};
pub use campaigns::{
    Brings, Kept, ReadCampaign, Typed, brings_of, brings_of_own_link, campaign_of, campaign_report, campaigns, change_campaign,
    keep_campaign, known_words, media_plan, note_lines,
};
pub use carried::{Brought, Carried, bring, carry};
pub use diary::{diary_file, diary_path, public_address};
pub use due::{due_now, freeze_ended};
pub use permanence::{month_of, month_title, permanence};
pub use phase::Phase;
pub use plan::{
    Audience, Base, Expense, Known, Line, MediaLine, Plan, ReferenceEvent, Speaker, Work, Written, from_toml, in_days, in_euros,
    read as read_plan, read_staying,
};
pub use rating::{RATED_FOR, may_rate, rateable};
pub use reminder::{Reminder, reminder_due, reminders_left};
pub use report_versions::{ReportVersion, note_versions, versions_of_report};
pub use reporting::{annex_of, cases_of, months_of_permanence, report_of};
pub use reviews::{Sample, review, sample_of};

use jiff::{SignedDuration, Timestamp};

use crate::clock::day_in_paris;
use crate::store::{Planned, PlannedSession};
use crate::words::{SessionId, dashed};

/// A session says that it ends so long before its end, unless it is that short.
pub const LAST_CALL: SignedDuration = SignedDuration::from_mins(10);
const SHORTEST_WITH_LAST_CALL: SignedDuration = SignedDuration::from_mins(20);

/// A t'chat longer than this is a mistake of typing.
const LONGEST: SignedDuration = SignedDuration::from_hours(24);

const MAX_TITLE_CHARS: usize = 120;

/// A session from what someone typed, or one French sentence that says what is
/// wrong with it.
///
/// # Errors
/// An empty or too long title, an end before the beginning, an end already
/// past, more than a day.
pub fn plan(title: &str, opens_at: Timestamp, closes_at: Timestamp, now: Timestamp) -> Result<PlannedSession, String> {
    let title = title_of(title)?;
    if closes_at <= opens_at {
        return Err("la fin de la session doit venir après son début".into());
    }
    if closes_at <= now {
        return Err("cette session serait déjà finie : choisissez une date à venir".into());
    }
    if closes_at.duration_since(opens_at) > LONGEST {
        return Err("une session dure un jour au plus : vérifiez les dates".into());
    }
    Ok(PlannedSession {
        id: id_of(title, opens_at),
        title: title.to_owned(),
        opens_at,
        closes_at,
        closed_at: None,
        door: None,
        plan: "{}".to_owned(),
        in_charge: None,
    })
}

fn title_of(typed: &str) -> Result<&str, String> {
    let title = typed.trim();
    if title.is_empty() {
        return Err("il manque le titre de la session".into());
    }
    if title.chars().count() > MAX_TITLE_CHARS {
        return Err(format!("le titre est trop long : {MAX_TITLE_CHARS} caractères au plus"));
    }
    Ok(title)
}

/// When a session of so many minutes ends.
///
/// # Errors
/// One French sentence when it lasts longer than a day, or no time at all.
pub fn end_of(opens_at: Timestamp, minutes: i64) -> Result<Timestamp, String> {
    let length = SignedDuration::from_mins(minutes.clamp(0, LONGEST.as_mins() + 1));
    if length.is_zero() || length > LONGEST {
        return Err("une session dure d'une minute à un jour : vérifiez la durée".into());
    }
    opens_at.checked_add(length).map_err(|_| "cette date est trop lointaine".into())
}

/// Whether an open session is about to end, so that whoever still has a question
/// asks it now.
pub fn is_last_call(session: &PlannedSession, now: Timestamp) -> bool {
    let is_long = session.closes_at.duration_since(session.opens_at) >= SHORTEST_WITH_LAST_CALL;
    is_long && session.phase(now) == Phase::Open && session.closes_at.duration_since(now) <= LAST_CALL
}

/// Why a plan was not kept, in one French sentence; empty when it was.
pub fn why_not(planned: &Planned) -> String {
    match planned {
        Planned::Kept => String::new(),
        Planned::SameName => "une session de ce titre existe déjà ce jour-là\u{a0}: choisissez un autre titre".to_owned(),
        Planned::Overlaps(title) => {
            format!("la session «\u{a0}{title}\u{a0}» a lieu au même moment\u{a0}: choisissez une autre heure, ou un autre canal")
        }
        Planned::Changed => "une autre personne a changé ce plan entre-temps\u{a0}: relisez-le".to_owned(),
        Planned::TooLate => "la session a commencé\u{a0}: sa date, sa durée et son canal ne changent plus".to_owned(),
    }
}

/// Why a session was not opened before its hour, in one French sentence.
pub fn why_not_open(planned: &Planned) -> String {
    match planned {
        Planned::Overlaps(title) => format!(
            "la session «\u{a0}{title}\u{a0}» aurait lieu en même temps\u{a0}: attendez qu'elle soit finie, ou changez d'abord le canal de \
             l'une des deux"
        ),
        _ => "cette session est finie, ou n'existe pas".to_owned(),
    }
}

/// A readable identifier: the day, then the title in plain letters.
fn id_of(title: &str, opens_at: Timestamp) -> SessionId {
    let words = plain_words(title);
    SessionId::new(format!("{}-{words}", day_in_paris(opens_at)))
}

/// The words of a title in ASCII, joined by hyphens, 40 characters at most.
fn plain_words(title: &str) -> String {
    let joined = dashed(title, 40);
    if joined.is_empty() { "session".to_owned() } else { joined }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_session_says_that_it_ends_ten_minutes_before_unless_it_is_short() {
        let session = |minutes| {
            let opens = at("2026-12-03T17:00:00Z");
            plan("Un soir", opens, end_of(opens, minutes).unwrap(), at("2026-11-22T10:00:00Z")).unwrap()
        };
        for (minutes, now, expected) in [
            (90, "2026-12-03T18:19:59Z", false),
            (90, "2026-12-03T18:20:00Z", true),
            (90, "2026-12-03T18:29:59Z", true),
            (90, "2026-12-03T18:30:00Z", false),
            (90, "2026-12-03T16:59:59Z", false),
            (20, "2026-12-03T17:10:00Z", true),
            (19, "2026-12-03T17:10:00Z", false),
        ] {
            assert_eq!(is_last_call(&session(minutes), at(now)), expected, "{minutes} min at {now}");
        }
    }

    #[test]
    fn a_plan_is_kept_or_refused_in_one_sentence() {
        let now = at("2026-11-22T10:00:00Z");
        let (opens, closes) = (at("2026-12-03T17:00:00Z"), at("2026-12-03T18:30:00Z"));
        let session = plan(" Les métiers du numérique : venez ! ", opens, closes, now).unwrap();
        assert_eq!(session.id.as_str(), "2026-12-03-les-metiers-du-numerique-venez");
        assert_eq!(session.title, "Les métiers du numérique : venez !");
        assert_eq!(plan("!!!", opens, closes, now).unwrap().id.as_str(), "2026-12-03-session");
        for (title, opens, closes, expected) in [
            ("  ", opens, closes, "il manque le titre de la session"),
            ("t", closes, opens, "la fin de la session doit venir après son début"),
            ("t", opens, opens, "la fin de la session doit venir après son début"),
            ("t", at("2026-11-22T08:00:00Z"), at("2026-11-22T09:00:00Z"), "cette session serait déjà finie : choisissez une date à venir"),
            ("t", opens, at("2026-12-05T18:30:00Z"), "une session dure un jour au plus : vérifiez les dates"),
            (&*"t".repeat(121), opens, closes, "le titre est trop long : 120 caractères au plus"),
        ] {
            assert_eq!(plan(title, opens, closes, now).unwrap_err(), expected);
        }
    }
}
