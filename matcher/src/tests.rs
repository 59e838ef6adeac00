//! What a small FAQ must understand, and what it must not pretend to.

mod reading;

use proptest::prelude::*;

use super::{Candidate, Context, Document, Finding, Index};
use crate::EntryId;
use crate::Kind;

/// A FAQ as its files would say it: id, kind, title, wordings, answer.
const FAQ: [(&str, Kind, &str, &[&str], &str); 8] = [
    (
        "salaire-contractuel",
        Kind::Answer,
        "Combien gagne un contractuel ?",
        &["salaire d'un agent contractuel", "la paie en CDD", "quelle rémunération sous contrat", "on touche combien en contrat ?"],
        "La rémunération d'un contractuel est négociée à l'embauche, selon l'expérience.",
    ),
    (
        "salaire-titulaire",
        Kind::Answer,
        "Combien gagne un fonctionnaire titulaire ?",
        &["salaire d'un fonctionnaire", "grille indiciaire d'un titulaire", "paie après le concours", "traitement d'un agent titulaire"],
        "Le traitement suit la grille du grade et de l'échelon.",
    ),
    (
        "teletravail-jours",
        Kind::Answer,
        "Combien de jours de télétravail par semaine ?",
        &["travailler de chez soi", "nombre de jours à distance", "peut-on télétravailler ?", "rythme du distanciel"],
        "Deux jours de télétravail sont possibles après six mois.",
    ),
    (
        "postuler",
        Kind::Answer,
        "Comment postuler à une offre ?",
        &["envoyer ma candidature", "déposer un dossier", "où candidater", "répondre à une annonce"],
        "Le dossier se dépose en ligne avec un CV et une lettre.",
    ),
    (
        "entretien",
        Kind::Answer,
        "Comment se passe l'entretien de recrutement ?",
        &["l'oral devant le jury", "qui sera présent à l'entretien", "durée de l'entretien", "questions posées à l'entretien"],
        "Trois personnes vous reçoivent pendant une heure.",
    ),
    (
        "archiviste",
        Kind::Answer,
        "Que fait un archiviste ?",
        &["le métier d'archiviste", "missions aux archives", "quotidien d'une archiviste", "trier et classer les archives"],
        "L'archiviste collecte, classe et communique les archives.",
    ),
    ("bonjour", Kind::SmallTalk, "Bonjour", &["salut", "bonsoir", "coucou", "salut, ça va ?"], "Bonjour !"),
    (
        "meteo",
        Kind::OutOfScope,
        "La météo et le sport",
        &["quel temps fera-t-il demain", "va-t-il pleuvoir", "qui a gagné le match", "résultats du football"],
        "Je ne connais que les recrutements.",
    ),
];

fn index() -> Index {
    train(&FAQ, &[])
}

fn train(faq: &[(&str, Kind, &str, &[&str], &str)], synonyms: &[Vec<String>]) -> Index {
    let ids: Vec<EntryId> = faq.iter().map(|entry| EntryId::new(entry.0)).collect();
    let wordings: Vec<Vec<String>> = faq.iter().map(|entry| entry.3.iter().map(|wording| (*wording).to_owned()).collect()).collect();
    let documents: Vec<Document<'_>> = faq
        .iter()
        .zip(ids.iter().zip(&wordings))
        .map(|(entry, (id, wordings))| Document { id, kind: entry.1, question: entry.2, wordings, answer: entry.4 })
        .collect();
    Index::train(&documents, synonyms)
}

fn first(index: &Index, text: &str) -> String {
    index.rank(text, None)[0].entry.to_string()
}

#[test]
fn each_entry_is_answered_in_its_own_words() {
    let index = index();
    for (id, kind, title, wordings, _) in FAQ {
        for text in [title].iter().chain(wordings) {
            let expected = Candidate { entry: EntryId::new(id), kind, confidence: 0.99 };
            assert_eq!(index.find(&text.to_uppercase(), None), Finding::Answer(expected), "{text}");
        }
    }
}

#[test]
fn a_wording_that_two_entries_share_is_left_to_the_model() {
    let shared: [(&str, Kind, &str, &[&str], &str); 2] = [
        ("a", Kind::Answer, "Quels horaires de travail ?", &["les horaires"], ""),
        ("b", Kind::Answer, "Quels horaires de bus ?", &["les horaires"], ""),
    ];
    let confidence = train(&shared, &[]).rank("les horaires", None)[0].confidence;
    assert!(confidence < 0.9, "{confidence}");
}

#[test]
fn typed_anyhow_the_right_entry_comes_first() {
    let index = index();
    for (text, id) in [
        ("COMBIEN GAGNE UN CONTRACTUEL", "salaire-contractuel"),
        ("cb gagne 1 contractuel svp", "salaire-contractuel"),
        ("cb gagne 1 fonctionaire", "salaire-titulaire"),
        ("teletravaille cb de jour", "teletravail-jours"),
        ("jpeu télétravaillé ?", "teletravail-jours"),
        ("coment postulé", "postuler"),
        ("candidaturre", "postuler"),
        ("lentretien sa se passe coman", "entretien"),
        ("l' archivist il fai koi", "archiviste"),
        ("va t il pleuvoir a rouen", "meteo"),
        ("saluuuut", "bonjour"),
    ] {
        assert_eq!(first(&index, text), id, "{text}");
    }
}

#[test]
fn a_synonym_brings_a_word_no_wording_holds() {
    let brouzouf = vec!["salaire".to_owned(), "brouzouf".to_owned()];
    let without = index().rank("brouzouf des fonctionnaires", None);
    let with = train(&FAQ, &[brouzouf]).rank("brouzouf des fonctionnaires", None);
    assert_eq!(with[0].entry.as_str(), "salaire-titulaire");
    assert!(with[0].confidence > without[0].confidence, "{} {}", with[0].confidence, without[0].confidence);
}

#[test]
fn the_answer_text_helps_when_wordings_are_silent() {
    let silent = FAQ.map(|(id, kind, title, wordings, _)| (id, kind, title, wordings, ""));
    let text = "vous me recevez pendant une heure ?";
    assert_eq!(first(&index(), text), "entretien");
    assert_ne!(first(&train(&silent, &[]), text), "entretien");
}

#[test]
fn gibberish_is_unknown() {
    let index = index();
    for text in ["fdjkghdfjkg", "wxqz kjhgf", "zzzz zzz", "blorf gnux vlip", "привет как дела", "你好吗"] {
        assert!(matches!(index.find(text, None), Finding::Unknown(_)), "{text}: {:?}", index.find(text, None));
    }
}

#[test]
fn a_text_without_letters_is_unknown_without_near_topics() {
    let index = index();
    for text in ["", "   ", "?!?!", "12 34 56", "🙃🍕", "\u{0}\u{1}"] {
        assert_eq!(index.find(text, None), Finding::Unknown(vec![]), "{text:?}");
    }
}

#[test]
fn between_two_entries_the_candidate_chooses() {
    let Finding::Choices(choices) = index().find("quel salaire", None) else {
        panic!("{:?}", index().find("quel salaire", None));
    };
    let mut ids: Vec<&str> = choices.iter().map(|one| one.entry.as_str()).take(2).collect();
    ids.sort_unstable();
    assert_eq!(ids, ["salaire-contractuel", "salaire-titulaire"]);
}

#[test]
fn a_follow_up_is_read_with_the_previous_entry() {
    let index = index();
    let after = |entry: &str, text: &str| index.rank(text, Some(&Context { entry: EntryId::new(entry) }))[0].entry.to_string();
    // Both entries speak of agents: which one is meant depends on the other.
    assert_eq!(after("salaire-contractuel", "et pour un agent ?"), "salaire-titulaire");
    assert_eq!(after("salaire-titulaire", "et pour un agent ?"), "salaire-contractuel");
    assert_eq!(after("salaire-contractuel", "un agent"), "salaire-titulaire");
    let contractual = |context: Option<&Context>| {
        let ranked = index.rank("un agent", context);
        ranked.iter().find(|one| one.entry.as_str() == "salaire-contractuel").map_or(0.0, |one| one.confidence)
    };
    assert!(contractual(Some(&Context { entry: EntryId::new("salaire-titulaire") })) > contractual(None));
    // A new topic drops the context, and an entry that is gone is no context.
    for text in ["où envoyer une candidature", "durée d'un entretien", "un jour de télétravail"] {
        assert_eq!(after("salaire-contractuel", text), first(&index, text), "{text}");
    }
    let text = "et le jury ?";
    assert_eq!(index.rank(text, Some(&Context { entry: EntryId::new("retired") })), index.rank(text, None));
}

#[test]
fn training_twice_gives_the_same_bits() {
    let (one, other) = (index(), index());
    for text in ["salaire", "comment postuler au télétravail", "xyz", "et pour un contractuel ?"] {
        let bits = |index: &Index| -> Vec<(String, u64)> {
            index.rank(text, None).iter().map(|one| (one.entry.to_string(), one.confidence.to_bits())).collect()
        };
        assert_eq!(bits(&one), bits(&other), "{text}");
    }
}

#[test]
fn an_entry_of_three_wordings_is_found_beside_entries_of_forty() {
    let (who, what) =
        (["un agent", "un cadre", "une secrétaire", "un apprenti"], ["paie", "prime", "fiche de paie", "augmentation", "retenue"]);
    let many = |of: &str| -> Vec<String> {
        let pairs = what.iter().flat_map(|what| who.iter().map(move |who| (what, who)));
        pairs.flat_map(|(what, who)| ["quelle est la", "expliquez la"].map(|ask| format!("{ask} {what} d'{who} {of}"))).collect()
    };
    let entries = [
        ("ville", many("de la ville")),
        ("metropole", many("de la métropole")),
        ("archives", ["les archives", "consulter un vieux registre", "lire un registre"].map(str::to_owned).to_vec()),
    ];
    let ids = entries.each_ref().map(|(id, _)| EntryId::new(*id));
    let documents: Vec<Document<'_>> = entries
        .iter()
        .zip(&ids)
        .map(|((_, wordings), id)| Document { id, kind: Kind::Answer, question: &wordings[0], wordings, answer: "" })
        .collect();
    let index = Index::train(&documents, &[]);
    // One word of its own, in a sentence of the others: without the weight of rarity the first three miss.
    for text in ["expliquez la prime d'un vieux registre", "la paie d'un registre", "la retenue d'un registre", "expliquez un registre"] {
        assert_eq!(first(&index, text), "archives", "{text}");
    }
    assert_eq!(first(&index, "quelle est la prime d'un apprenti de la métropole ?"), "metropole");
}

#[test]
fn the_smallest_faqs_can_be_asked() {
    assert_eq!(train(&[], &[]).find("bonjour", None), Finding::Unknown(vec![]));
    let one = train(&FAQ[..1], &[]);
    assert_eq!(first(&one, "la météo"), "salaire-contractuel");
    let silent: [(&str, Kind, &str, &[&str], &str); 1] = [("rien", Kind::Answer, "", &["?"], "")];
    assert!(matches!(train(&silent, &[]).find("bonjour", None), Finding::Unknown(_)));
}

#[test]
fn an_index_is_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Index>();
}

fn is_sound(index: &Index, text: &str) {
    let candidates = index.rank(text, Some(&Context { entry: EntryId::new("postuler") }));
    assert_eq!(candidates.len(), FAQ.len());
    assert!(candidates.is_sorted_by(|one, other| one.confidence >= other.confidence));
    let total: f64 = candidates.iter().map(|one| one.confidence).sum();
    assert!((0.0..=1.000_001).contains(&total), "{total}");
    match index.find(text, None) {
        Finding::Answer(_) => {}
        Finding::Answers(shown) | Finding::Choices(shown) => assert!((2..=3).contains(&shown.len())),
        Finding::Unknown(shown) => assert!(shown.len() <= 3),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_of_any_plane_is_answered_soundly(letters in proptest::collection::vec(any::<char>(), 0..200)) {
        thread_local!(static INDEX: Index = index());
        let text: String = letters.into_iter().collect();
        INDEX.with(|index| is_sound(index, &text));
    }

    #[test]
    fn any_mix_of_known_words_is_answered_soundly(
        picked in proptest::collection::vec(0_usize..FAQ.len() * 4, 0..12),
    ) {
        thread_local!(static INDEX: Index = index());
        let known: Vec<&str> = picked.iter().map(|number| FAQ[number / 4].3[number % 4]).collect();
        INDEX.with(|index| [" ", " et ", " ? "].iter().for_each(|joint| is_sound(index, &known.join(joint))));
    }
}

#[test]
fn two_questions_are_answered_unless_they_are_written_as_one() {
    let text = "le métier d'archiviste et déposer un dossier";
    let Finding::Answers(both) = index().find(text, None) else { panic!("one answer") };
    assert_eq!(both.iter().map(|one| one.entry.as_str()).collect::<Vec<_>>(), ["archiviste", "postuler"]);
    let mut faq = FAQ.to_vec();
    faq.push((
        "ensemble",
        Kind::Answer,
        "Comment devenir archiviste ?",
        &["le métier d'archiviste et déposer un dossier"],
        "En postulant.",
    ));
    assert!(matches!(train(&faq, &[]).find(text, None), Finding::Answer(one) if one.entry.as_str() == "ensemble"));
}

#[test]
fn very_long_texts_are_answered_soundly() {
    let index = index();
    for text in ["a".repeat(10_000), "salaire ".repeat(5_000), "é'".repeat(9_000), "\u{fdfa}".repeat(10_000)] {
        is_sound(&index, &text);
    }
}
