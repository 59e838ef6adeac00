//! A session as a diary takes it: an iCalendar file (RFC 5545).

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::store::PlannedSession;

/// A line has so many bytes at the most, its end not counted.
const MAX_LINE_BYTES: usize = 75;

/// The address of the file on the site.
pub fn diary_path(session: &PlannedSession) -> String {
    format!("/agenda/{}.ics", session.id)
}

/// The page of a session, on a site of this origin.
pub fn public_address(site: &str, session: &PlannedSession) -> String {
    format!("{}/sessions/{}", site.trim_end_matches('/'), session.id)
}

/// The file of some sessions; `site` is where they take place, when it is known.
/// A diary that subscribes to it asks again each hour.
pub fn diary_file<'a>(sessions: impl IntoIterator<Item = &'a PlannedSession>, site: Option<&str>, now: Timestamp) -> String {
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//tchat//recrutement//FR".to_owned(),
        "METHOD:PUBLISH".to_owned(),
        "X-WR-CALNAME:T'chat recrutement".to_owned(),
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H".to_owned(),
    ];
    sessions.into_iter().for_each(|session| lines.extend(event(session, site, now)));
    lines.push("END:VCALENDAR".to_owned());
    lines.iter().map(|line| folded(line)).collect()
}

/// One session, with a reminder a quarter of an hour before.
fn event(session: &PlannedSession, site: Option<&str>, now: Timestamp) -> Vec<String> {
    let mut lines = vec![
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}@tchat-recrutement", escaped(session.id.as_str())),
        format!("DTSTAMP:{}", in_utc(now)),
        format!("DTSTART:{}", in_utc(session.opens_at)),
        format!("DTEND:{}", in_utc(session.closes_at)),
        format!("SUMMARY:{}", escaped(&session.title)),
    ];
    lines.extend(site.map(|site| format!("LOCATION:{}", escaped(site))));
    let reminder = ["BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:T'chat recrutement", "TRIGGER:-PT15M", "END:VALARM", "END:VEVENT"];
    lines.extend(reminder.map(str::to_owned));
    lines
}

fn in_utc(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// A text as a value: what would end it or begin another is escaped, what no
/// diary shows is left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.replace("\r\n", "\n").chars() {
        match letter {
            '\\' | ';' | ',' => escaped.extend(['\\', letter]),
            '\n' => escaped.push_str("\\n"),
            letter if letter.is_control() => {}
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// A line with its end, cut between characters where it is too long; each
/// further piece begins with a space, which counts.
fn folded(line: &str) -> String {
    let mut folded = String::with_capacity(line.len() + 2);
    let mut width = 0;
    for letter in line.chars() {
        if width + letter.len_utf8() > MAX_LINE_BYTES {
            folded.push_str("\r\n ");
            width = 1;
        }
        folded.push(letter);
        width += letter.len_utf8();
    }
    folded.push_str("\r\n");
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn session(title: &str) -> PlannedSession {
        let (opens_at, closes_at) = (at("2026-12-03T17:00:00Z"), at("2026-12-03T18:30:00Z"));
        PlannedSession {
            title: title.to_owned(),
            ..crate::sessions::plan("Un soir", opens_at, closes_at, at("2026-11-22T18:00:00Z")).unwrap()
        }
    }

    #[test]
    fn a_session_is_a_file_that_a_diary_reads() {
        let file = diary_file([&session("Métiers ; venez, nombreux")], Some("https://tchat.exemple.fr"), at("2026-11-22T18:00:00Z"));
        let expected = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//tchat//recrutement//FR\r\nMETHOD:PUBLISH\r\n\
                        X-WR-CALNAME:T'chat recrutement\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\nBEGIN:VEVENT\r\n\
                        UID:2026-12-03-un-soir@tchat-recrutement\r\nDTSTAMP:20261122T180000Z\r\nDTSTART:20261203T170000Z\r\n\
                        DTEND:20261203T183000Z\r\nSUMMARY:Métiers \\; venez\\, nombreux\r\nLOCATION:https://tchat.exemple.fr\r\n\
                        BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:T'chat recrutement\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\n\
                        END:VEVENT\r\nEND:VCALENDAR\r\n";
        assert_eq!(file, expected);
    }

    #[test]
    fn long_and_hostile_titles_keep_the_form_of_the_file() {
        let now = at("2026-11-22T18:00:00Z");
        for title in [&*"é".repeat(120), "a\r\nATTENDEE:mailto:x@y.fr", "\\;,\n\u{0}\u{7f}\r", &"👍a".repeat(60), &"a".repeat(300)] {
            let file = diary_file([&session(title)], None, now);
            assert!(file.ends_with("\r\n") && !file.replace("\r\n", "").contains(['\r', '\n', '\0']), "{file:?}");
            assert!(file.split("\r\n").all(|line| line.len() <= MAX_LINE_BYTES), "{file}");
            assert!(!file.contains("\r\nATTENDEE"), "{file}");
            let unfolded = file.replace("\r\n ", "");
            assert_eq!(unfolded.split("\r\n").filter(|line| line.starts_with("SUMMARY:")).count(), 1);
            assert!(unfolded.contains(&format!("SUMMARY:{}\r\n", escaped(title))), "{unfolded}");
        }
    }
}
