//! The answers that ship: no problem in any file, and each entry is found by
//! its own question and wordings.

use std::path::Path;

use tchat::clock::Clock;
use tchat::conversation::ask;
use tchat::faq::{Faq, Kind};
use tchat::files::Severity;
use tchat::words::Outcome;

#[test]
fn the_shipped_files_have_no_error_and_are_found_by_their_own_words() {
    let today = Clock::System.today();
    let (faq, problems) = Faq::load(Path::new("responses"), None, today);
    let errors: Vec<String> = problems.iter().filter(|problem| problem.severity == Severity::Error).map(ToString::to_string).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    assert!(faq.entries().iter().filter(|entry| entry.kind == Kind::Answer).count() >= 100);

    let mut missed = Vec::new();
    let (mut asked, mut found) = (0, 0);
    for entry in faq.entries() {
        for wording in std::iter::once(&entry.question).chain(&entry.wordings) {
            asked += 1;
            let reply = ask(&faq, wording, today);
            let offered = reply.entry.as_ref() == Some(&entry.id) || reply.near.iter().any(|near| near.id == entry.id);
            if offered || (entry.kind == Kind::OutOfScope && reply.outcome == Outcome::OutOfScope) {
                found += 1;
            } else {
                missed.push(format!("{}: {wording}", entry.id));
            }
        }
        assert!(ask(&faq, &entry.question, today).text.chars().count() < 2_000, "{} fits in one message", entry.id);
    }
    // Its own training texts: nearly all have to come back.
    assert!(found * 100 >= asked * 98, "{found} of {asked}; missed:\n{}", missed.join("\n"));
}

#[test]
fn a_reply_holds_the_whole_text_that_was_approved() {
    let (faq, _) = Faq::load(Path::new("responses"), None, Clock::System.today());
    let reply = ask(&faq, "Faut-il passer un concours pour travailler à la DSIN ?", Clock::System.today());
    assert_eq!(reply.entry.as_ref().map(ToString::to_string).as_deref(), Some("concours-obligatoire"));
    let file = std::fs::read_to_string("responses/faq/concours/concours-obligatoire.md").unwrap();
    let first_paragraph = file.split("\n\n").nth(2).unwrap();
    assert!(!first_paragraph.contains('{') && reply.text.starts_with(first_paragraph), "{}", reply.text);
}
