//! Where messages are cut, and where they are not.

use proptest::prelude::*;

use super::*;

/// The parts as they are read first, sentence by sentence.
fn parts(text: &str) -> Vec<String> {
    sentences(text).into_iter().flat_map(|one| one.readings.into_iter().next().unwrap_or_else(|| vec![one.whole])).collect()
}

#[test]
fn a_message_is_cut_where_it_goes_to_the_next_question() {
    for (text, expected) in [
        ("le salaire et le télétravail ?", "le salaire | le télétravail"),
        ("salaire et télétravail", "salaire | télétravail"),
        ("Salaire & télétravail ?", "salaire | télétravail"),
        ("le salaire + le télétravail", "le salaire | le télétravail"),
        ("la mutuelle ainsi que les horaires", "la mutuelle | les horaires"),
        ("et le salaire, et puis aussi le télétravail ?", "le salaire | le télétravail"),
        ("le salaire, le télétravail et les congés ?", "le salaire | le télétravail | les congés"),
        ("le salaire ; le télétravail ; la mutuelle ?", "le salaire | le télétravail | la mutuelle"),
        ("quel salaire et quels congés", "quel salaire | quels congés"),
        ("combien de jours de congé et de RTT", "combien de jours de congé | combien de rtt"),
        ("y a t il du télétravail et des tickets resto", "y a t il du télétravail | y a t il des tickets resto"),
        ("vous avez des tickets resto et une mutuelle ?", "vous avez des tickets resto | vous avez une mutuelle"),
        ("quels sont les horaires et les congés ?", "quels sont les horaires | quels sont les congés"),
        ("c koi le salaire et les congés", "c koi le salaire | c koi les congés"),
        ("Parlez-moi du salaire et du télétravail, svp", "parlez-moi du salaire | parlez-moi du télétravail"),
        ("je voudrais connaître le salaire et les horaires", "je voudrais connaître le salaire | je voudrais connaître les horaires"),
        ("comment postuler et combien de temps avant une réponse ?", "comment postuler | combien de temps avant une réponse"),
        ("comment postuler, et combien de temps avant une réponse ?", "comment postuler | combien de temps avant une réponse"),
        ("Bonjour, quel est le salaire ? Et y a-t-il du télétravail ? Merci", "quel est le salaire | y a-t-il du télétravail"),
        ("Je suis développeuse. Combien gagne-t-on ? Peut-on télétravailler ?", "combien gagne-t-on | peut-on télétravailler"),
        ("le salaire d'un archiviste et le télétravail", "le salaire d'un archiviste | le télétravail"),
        ("le salaire et le télétravail d’un archiviste ?", "le salaire d'un archiviste | le télétravail d'un archiviste"),
        ("le salaire et les congés pour un contractuel", "le salaire pour un contractuel | les congés pour un contractuel"),
    ] {
        assert_eq!(parts(text).join(" | "), expected, "{text}");
    }
}

#[test]
fn what_the_last_part_says_of_all_may_also_be_left_out() {
    let only = sentences("le salaire et le télétravail d'un archiviste").remove(0);
    assert_eq!(only.readings[1], ["le salaire", "le télétravail"]);
}

#[test]
fn one_question_stays_whole() {
    for text in [
        "",
        "et",
        "?!? … ,,,",
        "le salaire",
        "bonjour et merci",
        "1,5 jour de télétravail",
        "je suis développeur et je viens du privé, que faire ?",
        "le recrutement et la titularisation, c'est pareil ?",
        "le recrutement et la titularisation c'est pareil",
        "quelle différence entre un CDD et un CDI ?",
        "télétravail ou bureau ?",
        "peut-on cumuler le télétravail et le temps partiel ?",
        "et pour un contractuel et un titulaire ?",
        "Y a-t-il du télétravail ? Et pour un apprenti ?",
        "je suis malade et je ne peux pas venir",
        "j'ai un bac et un BTS",
        "mon mari est muté et je cherche un poste",
        "si je suis reçu et que je déménage, que se passe-t-il ?",
        "à quoi sert la formation et comment on la demande",
        "un ordinateur et un écran sont-ils fournis ?",
        "une mutuelle et une prévoyance elles sont obligatoires ?",
        "après l'entretien, combien de temps pour une réponse ?",
        "archiviste de deuxième classe quelles épreuves et quel diplôme",
        "comment préparer l'oral, le projet de la ville, les métiers ?",
        "le poste est ouvert, faut-il un diplôme ?",
        "un, deux, trois, quatre, cinq, six, sept",
        "Je viens du privé. Je peux télétravailler",
        "Je lis M. Durand et son décret.",
    ] {
        assert_eq!(sentences(text), [], "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn parts_are_few_and_no_longer_than_their_text_allows(text in "(\\PC|[?,;.&+\n]| et | le | d'un |, ){0,300}") {
        let sentences = sentences(&text);
        let count: usize = sentences.iter().map(|one| one.readings.first().map_or(1, Vec::len)).sum();
        prop_assert!(count <= MOST && count != 1);
        prop_assert!(sentences.iter().all(|one| one.readings.len() <= 2));
        let read: usize = sentences.iter().flat_map(|one| one.readings.iter().flatten().chain([&one.whole])).map(String::len).sum();
        // Each of six parts may hand on its beginning and its end, twice.
        prop_assert!(read <= 30 * (text.len() + 1));
    }
}
