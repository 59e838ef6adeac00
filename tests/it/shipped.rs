//! The answers that ship: no problem in any file, and each entry is found by
//! its own question and wordings.

use std::path::Path;

use tchat::clock::Clock;
use tchat::conversation::ask;
use tchat::faq::{Faq, Kind, Library};
use tchat::files::Severity;
use tchat::words::{EntryId, MISCONCEPTIONS, Outcome};

#[test]
fn the_shipped_files_have_no_error_and_are_found_by_their_own_words() {
    let today = Clock::System.today();
    let (faq, problems) = Faq::load(Path::new("responses"), None, today);
    let errors: Vec<String> = problems.iter().filter(|problem| problem.severity == Severity::Error).map(ToString::to_string).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    assert_eq!(faq.alike().iter().map(ToString::to_string).collect::<Vec<_>>(), Vec::<String>::new());

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
fn the_shipped_answers_are_many_short_and_asked_in_many_ways() {
    let today = Clock::System.today();
    let (library, _) = Library::load(Path::new("responses"), None, today);
    let (refusals, answers): (Vec<_>, Vec<_>) = library.entries().iter().partition(|entry| entry.kind == Kind::OutOfScope);
    assert!(answers.len() >= 128, "{} answers: 120 topics, 8 wrong ideas", answers.len());
    assert_eq!(answers.iter().filter(|entry| entry.theme == "idees-recues").count(), 8);
    assert!(refusals.len() >= 15, "{} kinds of refusals", refusals.len());
    for entry in library.entries() {
        assert!(entry.wordings.len() >= 20, "{} has {} wordings", entry.id, entry.wordings.len());
        let length = library.answer(entry, today).chars().count();
        assert!(length < 900, "{} has {length} characters", entry.id);
    }
    assert_eq!(library.frequent().len(), 30, "each of the thirty most asked questions has a published answer");
}

#[test]
fn topics_that_overlap_name_each_other() {
    let (library, _) = Library::load(Path::new("responses"), None, Clock::System.today());
    let pairs = [
        ("statut-sans-concours", "concours-obligatoire"),
        ("candidature-delai-reponse", "candidature-suivi"),
        ("remuneration-contractuel", "remuneration-titulaire"),
        ("offre-architecte-logiciel", "metiers-architecte-logiciel"),
        ("offre-archiviste", "metiers-archiviste"),
        ("offre-chef-projet-applicatif", "metiers-chef-projet"),
        ("offre-charge-accompagnement-usages", "metiers-charge-usages"),
    ];
    let names = |one: &str, other: &str| library.entry(&EntryId::new(one)).is_some_and(|entry| entry.near.contains(&EntryId::new(other)));
    for (one, other) in pairs {
        assert!(names(one, other) && names(other, one), "{one} and {other} name each other under « voir »");
    }
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

#[test]
fn what_is_wrongly_believed_names_its_serious_topics_and_they_name_it_back() {
    let (library, _) = Library::load(Path::new("responses"), None, Clock::System.today());
    let beliefs: Vec<_> = library.entries().iter().filter(|entry| entry.theme == MISCONCEPTIONS).collect();
    assert_eq!(beliefs.len(), 8);
    for belief in beliefs {
        assert!(belief.near.len() >= 3, "{}", belief.id);
        for topic in &belief.near {
            let topic = library.entry(topic).unwrap_or_else(|| panic!("{} names {topic}", belief.id));
            assert!(topic.theme != MISCONCEPTIONS && topic.near.contains(&belief.id), "{} names {} back", topic.id, belief.id);
        }
    }
}
