//! Any bytes as a question: found, ranked, read with a previous one, and never a
//! panic, a probability that is none, nor a text read beyond the limit.

#![no_main]

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use tchat::faq::{Context, Document, Finding, Index, Kind};
use tchat::words::EntryId;

/// Id, title, wordings: enough for every kind of feature.
const FAQ: [(&str, Kind, &str, &[&str]); 5] = [
    (
        "salaire",
        Kind::Answer,
        "Combien gagne un contractuel ?",
        &["c'est payé combien", "la paie en CDD", "quel salaire", "salaire de l'archi"],
    ),
    ("teletravail", Kind::Answer, "Combien de jours de télétravail ?", &["travailler à la maison", "jours à distance", "cb de teletaf"]),
    ("postuler", Kind::Answer, "Comment postuler ?", &["où envoyer mon CV", "déposer une candidature", "jveu postulé"]),
    ("bonjour", Kind::Answer, "Bonjour", &["salut", "bonsoir", "coucou", "bjr"]),
    ("meteo", Kind::OutOfScope, "La météo", &["quel temps fera-t-il demain", "va-t-il pleuvoir", "il fait froid"]),
];

/// Far over what the matcher reads of a question.
const LONG: usize = 20_000;

fuzz_target!(|bytes: &[u8]| {
    let index = index();
    let text = String::from_utf8_lossy(bytes);
    let context = Context { entry: EntryId::new(FAQ[bytes.len() % FAQ.len()].0) };
    is_sound(index, &text, None);
    is_sound(index, &text, Some(&context));
    // A long text takes a hundred times a short one: now and then is enough.
    if bytes.len().is_multiple_of(16) {
        is_sound(index, &text.repeat(LONG / text.len().max(1) + 1), None);
    }
});

fn is_sound(index: &Index, text: &str, context: Option<&Context>) {
    let ranked = index.rank(text, context);
    assert_eq!(ranked.len(), FAQ.len());
    assert!(ranked.is_sorted_by(|one, other| one.confidence >= other.confidence));
    let total: f64 = ranked.iter().map(|one| one.confidence).sum();
    assert!((0.0..=1.000_001).contains(&total), "{total}");
    if let Finding::Choices(choices) = index.find(text, context) {
        assert!((2..=3).contains(&choices.len()));
    }
}

fn index() -> &'static Index {
    static INDEX: OnceLock<Index> = OnceLock::new();
    INDEX.get_or_init(|| {
        let ids = FAQ.map(|(id, ..)| EntryId::new(id));
        let wordings = FAQ.map(|(.., wordings)| wordings.iter().map(|wording| (*wording).to_owned()).collect::<Vec<_>>());
        let documents: Vec<Document<'_>> = (0..FAQ.len())
            .map(|at| Document { id: &ids[at], kind: FAQ[at].1, question: FAQ[at].2, wordings: &wordings[at], answer: "" })
            .collect();
        Index::train(&documents, &[vec!["salaire".to_owned(), "paie".to_owned(), "rémunération nette".to_owned()]])
    })
}
