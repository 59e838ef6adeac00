use super::*;

#[test]
fn secrets_are_replaced_by_the_name_of_their_kind() {
    let cases = [
        ("mon mail c'est jean.dupont@example.fr merci", "mon mail c'est [adresse électronique] merci"),
        ("jean.dupont (at) example.fr", "[adresse électronique]"),
        ("jean arobase example point fr", "[adresse électronique]"),
        ("appelez le 06 12 34 56 78 svp", "appelez le [téléphone] svp"),
        ("0612345678", "[téléphone]"),
        ("06.12.34.56.78 ou 02-35-00-11-22", "[téléphone] ou [téléphone]"),
        ("+33 6 12 34 56 78", "[téléphone]"),
        ("+33 (0)6 12 34 56 78.", "[téléphone]."),
        ("0033612345678", "[téléphone]"),
        ("+262 692 12 34 56", "[téléphone]"),
        ("+687 12 34 56", "[téléphone]"),
        ("mon numéro de sécu : 1 85 05 78 006 084 91", "mon numéro de sécu : [numéro de sécurité sociale]"),
        ("2 85 05 2A 006 084 42", "[numéro de sécurité sociale]"),
        ("185057800608491", "[numéro de sécurité sociale]"),
        ("RIB FR76 3000 6000 0112 3456 7890 189 voilà", "RIB [IBAN] voilà"),
        ("fr7630006000011234567890189", "[IBAN]"),
        ("DE89 3704 0044 0532 0130 00", "[IBAN]"),
        ("j'habite 12 bis rue de la République, 76000 Rouen", "j'habite [adresse postale]"),
        ("au 3 allée des Lilas 76130 Mont-Saint-Aignan", "au [adresse postale]"),
        ("12 rue de la paix, je voudrais savoir si", "[adresse postale], je voudrais savoir si"),
        ("j'habite 8 rue jean jaures 76100 rouen et vous ?", "j'habite [adresse postale] rouen et vous ?"),
        ("8 place Saint-Marc, 76000 Rouen", "[adresse postale]"),
        ("14 cours clemenceau 76100 rouen", "[adresse postale] rouen"),
        ("0\u{200b}6 12 34 56 78", "[téléphone]"),
        ("０６ １２ ３４ ５６ ７８", "[téléphone]"),
        ("06\u{a0}12\u{202f}34 56 78", "[téléphone]"),
    ];
    for (text, expected) in cases {
        assert_eq!(redact(text), expected, "{text}");
    }
}

#[test]
fn ordinary_questions_are_left_alone() {
    let cases = [
        "je gagne 42000 euros par an, j'y perds ?",
        "c'est quoi les 1607 heures ?",
        "l'article L. 332-8 2° ou le L. 332-14 ?",
        "25 jours de congés, 15 RTT, de 8h30 à 17h45",
        "2 cours de Java et 1 place de parking",
        "offre O076250901234567 du 22/11/2026",
        "on est 4500 pour 300 sites depuis 2024",
        "je suis né en 1985, à 40 ans c'est trop tard ?",
        "pension de 1 234,56 € en 2026",
        "2 cours par semaine me suffisent",
    ];
    for text in cases {
        assert_eq!(redact(text), text);
    }
}

#[test]
fn redacting_twice_changes_nothing_more() {
    let text = "a@b.fr 0612345678 FR7630006000011234567890189 12 rue de la Paix 75002 Paris 1850578006084 91";
    let once = redact(text);
    assert_eq!(redact(&once), once);
}

#[test]
fn what_touches_a_secret_hides_none() {
    assert_eq!(redact("appelez le 0612345678merci"), "appelez le [téléphone]merci");
    let text = "a@bis avenue des b.fr 0612345678 FR7630e la Paix 7b.fr 0612345678Paris 185 la Paix 7b.fr 0612345678Paris 1850578006084 91";
    let once = redact(text);
    assert!(redact(&once) == once && !once.contains("0612345678"), "{once}");
}

proptest::proptest! {
    #[test]
    fn any_text_is_redacted_without_fault_and_for_good(text in "\\PC{0,200}") {
        let once = redact(&text);
        proptest::prop_assert_eq!(redact(&once), once);
    }

    #[test]
    fn every_social_security_number_goes(sex in 1u64..=2, year in 0u64..100, month in 1u64..=12, department in 1u64..=95, commune in 1u64..1000, order in 1u64..1000) {
        let body = format!("{sex}{year:02}{month:02}{department:02}{commune:03}{order:03}");
        let key = 97 - body.parse::<u64>().unwrap() % 97;
        let text = format!("voici {body}{key:02} merci");
        proptest::prop_assert_eq!(redact(&text), "voici [numéro de sécurité sociale] merci");
    }

    #[test]
    fn every_french_mobile_number_goes(pairs in proptest::collection::vec(0u32..100, 4), separator in "[ ./-]?") {
        let pairs: Vec<String> = pairs.iter().map(|pair| format!("{pair:02}")).collect();
        let text = format!("le 07{separator}{} ?", pairs.join(&separator));
        proptest::prop_assert_eq!(redact(&text), "le [téléphone] ?");
    }
}
