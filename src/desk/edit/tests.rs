//! A file in, a change of the form, the lines that changed out.

use proptest::prelude::*;

use super::super::Side;
use super::super::form::SourceRow;
use super::super::side_by_side;
use super::*;

/// A file with everything a form does not show: comments, an unknown key, odd spacing.
const FILE: &str = "\
---
# Relu par Anne le 3 mars.
statut: publie   # vu avec la direction
responsable: DRH
genre: politesse
# Les sources.
sources:
  - texte: \"CGFP, art. L. 332-8\"   # la loi
    # l'adresse peut changer
    lien: \"https://www.legifrance.gouv.fr/\"
    lu_le: 2026-11-22
  # à compléter
  - texte: 'Délibération de l''année'
    lu_le: 2026-11-20
valable_du: 2026-11-22
a_revoir_le: 2027-05-22

voir: [prime, \"grille\"] # deux suffisent
champ_offre: remuneration # comme l'annonce
---

# Combien gagne-t-on ?

Le salaire dépend du poste.

- une grille
- des primes

## Autres formulations

- c'est payé combien
* la paie
  et les primes

- salaire
";

/// What a change of the form takes from the file and puts there.
fn changed(text: &str, change: impl FnOnce(&mut Form)) -> String {
    let mut form = Form::read(text).expect("a form");
    change(&mut form);
    let Some(edited) = apply(text, &form.tidied()) else { return "nothing".to_owned() };
    let rows = side_by_side(text, &edited).into_iter().filter(|row| row.side == Side::Differ);
    let told = rows.flat_map(|row| [row.left.map(|line| format!("-{line}")), row.right.map(|line| format!("+{line}"))]);
    let mut told: Vec<String> = told.flatten().collect();
    told.sort_by_key(|line| line.starts_with('+'));
    told.join("\n")
}

#[test]
fn a_form_shows_what_its_file_says() {
    let form = Form::read(FILE).expect("a form");
    let source = |text: &str, link: &str, day: &str| SourceRow { text: text.into(), link: link.into(), read_on: day.into() };
    let expected = Form {
        status: "publie".into(),
        owner: "DRH".into(),
        valid_from: "2026-11-22".into(),
        review_on: "2027-05-22".into(),
        near: vec!["prime".into(), "grille".into()],
        question: "Combien gagne-t-on ?".into(),
        answer: "Le salaire dépend du poste.\n\n- une grille\n- des primes".into(),
        wordings: vec!["c'est payé combien".into(), "la paie et les primes".into(), "salaire".into()],
        sources: vec![
            source("CGFP, art. L. 332-8", "https://www.legifrance.gouv.fr/", "2026-11-22"),
            source("Délibération de l'année", "", "2026-11-20"),
        ],
    };
    assert_eq!(form, expected);
    for broken in [
        "",
        "sans en-tête",
        "---\nstatut: publie\n",
        "---\nstatut: publie\nstatut: retire\n---\n# Q\n\nR\n\n## Autres formulations\n\n- q\n",
    ] {
        assert_eq!(Form::read(broken), None, "{broken}");
    }
}

/// A change of the form, and the lines it takes and puts.
type Case = (&'static str, fn(&mut Form), &'static str);

const CASES: &[Case] = &[
    ("nothing", |_| (), ""),
    ("status", |form| form.status = "retire".into(), "-statut: publie   # vu avec la direction\n+statut: retire   # vu avec la direction"),
    ("owner", |form| form.owner = "Pôle : paie".into(), "-responsable: DRH\n+responsable: \"Pôle : paie\""),
    ("no owner", |form| form.owner.clear(), "-responsable: DRH\n+responsable: "),
    ("a day", |form| form.review_on = "2028-01-01".into(), "-a_revoir_le: 2027-05-22\n+a_revoir_le: 2028-01-01"),
    (
        "near",
        |form| form.near = vec!["prime".into(), "cdi".into()],
        "-voir: [prime, \"grille\"] # deux suffisent\n+voir: [prime, cdi] # deux suffisent",
    ),
    ("no near", |form| form.near.clear(), "-voir: [prime, \"grille\"] # deux suffisent\n+voir: [] # deux suffisent"),
    ("question", |form| form.question = "Quel salaire ?".into(), "-# Combien gagne-t-on ?\n+# Quel salaire ?"),
    ("answer", |form| form.answer = form.answer.replace("poste", "métier"), "-Le salaire dépend du poste.\n+Le salaire dépend du métier."),
    (
        "a source's text",
        |form| form.sources[0].text = "Le « CGFP » \"neuf\" # 3".into(),
        "-  - texte: \"CGFP, art. L. 332-8\"   # la loi\n+  - texte: \"Le « CGFP » \\\"neuf\\\" # 3\"   # la loi",
    ),
    ("a source's link taken out", |form| form.sources[0].link.clear(), "-    lien: \"https://www.legifrance.gouv.fr/\""),
    ("a source's link added", |form| form.sources[1].link = "https://rouen.fr/".into(), "+    lien: \"https://rouen.fr/\""),
    (
        "a source taken out",
        |form| form.sources[0] = SourceRow::default(),
        "-  - texte: \"CGFP, art. L. 332-8\"   # la loi\n-    # l'adresse peut changer\n-    lien: \"https://www.legifrance.gouv.fr/\"\n-    lu_le: 2026-11-22",
    ),
    (
        "a source added",
        |form| form.sources.push(SourceRow { text: "Loi".into(), link: String::new(), read_on: "2026-11-23".into() }),
        "+  - texte: \"Loi\"\n+    lu_le: 2026-11-23",
    ),
    ("a wording changed", |form| form.wordings[1] = "la paye".into(), "-* la paie\n-  et les primes\n+- la paye"),
    ("a wording taken out", |form| drop(form.wordings.remove(2)), "-- salaire"),
    ("wordings added", |form| form.wordings.extend([" - net ou brut ".into(), String::new(), "c koi".into()]), "+- net ou brut\n+- c koi"),
    ("a wording added first", |form| form.wordings.insert(0, "combien".into()), "+- combien"),
];

#[test]
fn a_change_takes_and_puts_its_own_lines_only() {
    for (name, change, expected) in CASES {
        assert_eq!(changed(FILE, change), *expected, "{name}");
    }
}

#[test]
fn what_is_not_there_yet_is_added_in_its_place() {
    let file = "---\n# note\nstatut: brouillon\na_revoir_le: 2027-05-22\n# fin\n---\n\n# Q ?\n\n## Autres formulations\n\n- q";
    let form = Form {
        owner: "DRH".into(),
        valid_from: "2026-11-22".into(),
        near: vec!["prime".into()],
        answer: "Oui.".into(),
        wordings: vec!["q".into(), "qq".into()],
        sources: vec![SourceRow { text: "CGFP".into(), link: "https://a.fr/".into(), read_on: "2026-11-22".into() }],
        ..Form::read(file).expect("a form")
    };
    let expected = "---\n# note\nstatut: brouillon\nresponsable: DRH\nsources:\n  - texte: \"CGFP\"\n    lien: \"https://a.fr/\"\n    lu_le: 2026-11-22\n\
                    valable_du: 2026-11-22\na_revoir_le: 2027-05-22\nvoir: [prime]\n# fin\n---\n\n# Q ?\n\nOui.\n\n## Autres formulations\n\n- q\n- qq";
    assert_eq!(apply(file, &form).as_deref(), Some(expected));
}

#[test]
fn lists_written_another_way_are_changed_too() {
    let file = FILE.replace("voir: [prime, \"grille\"] # deux suffisent", "voir:\n  - prime\n  # la grille\n  - grille");
    assert_eq!(changed(&file, |form| form.near = vec!["cdi".into()]), "-voir:\n-  - prime\n-  - grille\n+voir: [cdi]");
    let (head, rest) = FILE.split_once("sources:\n").expect("the sources");
    let (_, rest) = rest.split_once("valable_du").expect("the next key");
    let file = format!("{head}sources: [{{texte: \"CGFP\", lu_le: 2026-11-22}}]\nvalable_du{rest}");
    let told = "-sources: [{texte: \"CGFP\", lu_le: 2026-11-22}]\n+sources:\n+  - texte: \"Loi\"\n+    lu_le: 2026-11-22";
    assert_eq!(changed(&file, |form| form.sources[0].text = "Loi".into()), told);
    assert_eq!(changed(&file, |form| form.sources.clear()), "-sources: [{texte: \"CGFP\", lu_le: 2026-11-22}]\n+sources: []");
}

#[test]
fn a_text_that_would_change_the_shape_is_not_written() {
    for change in
        [|form: &mut Form| form.answer = "Oui.\n\n## Autres formulations\n\n- piège".into(), |form: &mut Form| form.wordings.clear()]
    {
        let mut form = Form::read(FILE).expect("a form");
        change(&mut form);
        assert_eq!(apply(FILE, &form.tidied()), None);
    }
}

/// Anything a keyboard or a clipboard may give.
fn typed() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z éèà'\"#:,.!?&*{}\\[\\]|>%@`~\\\\-]{0,30}",
        "\\PC{0,20}",
        Just("--- \n# x\n## Autres formulations".to_owned()),
        Just("statut: publie".to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is typed: either nothing is written, or the file says exactly
    /// that, and every comment and unknown key is still there.
    #[test]
    fn a_file_says_what_was_typed_or_is_not_written(
        owner in typed(), question in typed(), answer in typed(), wording in typed(), text in typed(), near in typed(), added in typed(),
    ) {
        let mut form = Form::read(FILE).expect("a form");
        (form.owner, form.question, form.answer) = (owner, question, answer);
        form.wordings[1] = wording;
        form.near.push(near);
        form.sources[0].text = text;
        form.sources.push(SourceRow { text: added, ..SourceRow::default() });
        let form = form.tidied();
        if let Some(edited) = apply(FILE, &form) {
            prop_assert_eq!(Form::read(&edited), Some(form.without_blanks()));
            for kept in ["# Relu par Anne le 3 mars.\n", "# vu avec la direction\n", "genre: politesse\n", "# à compléter\n", "# deux suffisent\n"] {
                prop_assert!(edited.contains(kept), "{}", edited);
            }
        }
    }

    /// One wording changed leaves every other line as it was.
    #[test]
    fn one_change_leaves_the_other_lines(wording in "[a-z]{1,20}", index in 0usize..3) {
        let mut form = Form::read(FILE).expect("a form");
        form.wordings[index] = wording;
        let edited = apply(FILE, &form).expect("a text");
        let (head, _) = FILE.split_once("- c'est").expect("the list");
        prop_assert!(edited.starts_with(head));
    }
}
