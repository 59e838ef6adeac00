//! `tchat new`, `tchat preview` and `tchat freshness`, as HR types them.

use std::fs;

use crate::command_line::Bench;

#[test]
fn a_new_file_is_made_once_and_checks_well() {
    let bench = Bench::new();
    let told = bench.prints(&["new", "Quel salaire net chaque mois ?", "--theme", "remuneration"]);
    let expected = "une réponse proche existe déjà : « Combien gagne-t-on ? » (faq/remuneration/salaire.md)\n";
    assert!(told.starts_with(expected), "{told}");
    assert!(
        told.ends_with(
            "brouillon créé : responses/faq/remuneration/quel-salaire-net-chaque-mois.md\n\
             remplissez-le, vérifiez-le avec « tchat check », regardez-le avec « tchat preview quel-salaire-net-chaque-mois »\n"
        ),
        "{told}"
    );
    let path = bench.path().join("responses/faq/remuneration/quel-salaire-net-chaque-mois.md");
    let text = fs::read_to_string(&path).unwrap();
    let checked = bench.prints(&["check"]);
    assert!(checked.contains("0 erreur, 1 point d'attention"), "{checked}");
    let refused = bench.refuses(&mut bench.command(&["ask", "--theme"]));
    assert!(!refused.is_empty());
    fs::write(&path, text.replace("statut: brouillon", "statut: publie")).unwrap();
    let told = String::from_utf8(bench.run(&["check"]).stdout).unwrap();
    assert!(told.contains("elle est encore à écrire") && told.contains("il manque la clé"), "{told}");
}

#[test]
fn a_question_that_suits_no_file_is_refused_in_one_sentence() {
    let bench = Bench::new();
    for (arguments, told) in [
        (["new", "", "--theme", "concours"], "erreur : écrivez la question"),
        (["new", "Zblorg fnuk ?", "--theme", "concour"], "voulez-vous dire «\u{a0}concours\u{a0}»"),
        (["new", "Quel est le salaire ?", "--theme", "concours"], "cette question est déjà dans faq/remuneration/salaire.md"),
        (["new", "Oui ?\n---\nstatut: publie", "--theme", "concours"], "la question tient sur une seule ligne"),
    ] {
        let done = bench.run(&arguments);
        let said = String::from_utf8(done.stderr).unwrap();
        assert!(done.status.code() == Some(1) && said.contains(told), "{arguments:?}: {said}");
    }
    assert_eq!(fs::read_dir(bench.path().join("responses/faq/concours")).unwrap().count(), 1);
}

#[test]
fn an_answer_is_shown_as_each_door_shows_it() {
    let bench = Bench::new();
    let file = bench.path().join("responses/faq/remuneration/salaire.md");
    let text = fs::read_to_string(&file).unwrap().replace("statut: publie", "statut: brouillon");
    fs::write(&file, text.replace("une grille, plus", "**une grille**, plus")).unwrap();
    let shown = bench.prints(&["preview", "salaire", "--html", "apercu.html"]);
    let expected = "\
# Combien gagne-t-on ?
brouillon

── Discord, message 1 sur 1 (136 caractères) ──
Votre salaire suit **une grille**, plus des primes. Le montant vous sera donné par la DRH.

Sources\u{a0}: CGFP, art. L. 1 (lu le 22/11/2026)
[👍 Utile] [👎 Pas utile] [Transmettre à une personne]

── Page web ──
Votre salaire suit une grille, plus des primes. Le montant vous sera donné par la DRH.

Sources\u{a0}: CGFP, art. L. 1 (lu le 22/11/2026)

[👍 Utile] [👎 Pas utile] [Transmettre à une personne]
";
    assert_eq!(shown, expected);
    let page = fs::read_to_string(bench.path().join("apercu.html")).unwrap();
    assert!(page.contains("<strong>une grille</strong>") && page.contains("--blue: #1f4e8c;") && !page.contains("<link"), "{page}");
    let told = bench.refuses(&mut bench.command(&["preview", "salair"]));
    assert_eq!(told, "erreur : aucune réponse ne s'appelle « salair » ; le nom le plus proche est « salaire »\n");
    fs::write(&file, "à moitié écrit").unwrap();
    let told = bench.refuses(&mut bench.command(&["preview", "salaire"]));
    assert_eq!(told, "erreur : « salaire » ne peut pas être montrée : son fichier a une erreur, que « tchat check » montre\n");
}

#[test]
fn the_answers_to_read_again_are_listed() {
    let bench = Bench::new();
    let file = bench.path().join("responses/faq/remuneration/salaire.md");
    let text = fs::read_to_string(&file)
        .unwrap()
        .replace("valable_du: 2026-11-22\na_revoir_le: 2027-11-22", "valable_du: 2020-11-22\na_revoir_le: 2021-11-22");
    fs::write(&file, text).unwrap();
    let told = bench.prints(&["freshness"]);
    assert!(told.starts_with("Relecture en retard : 1\n  22/11/2021\tsalaire\tDRH\n"), "{told}");
    assert!(told.contains("\nJamais données en 90 jours : 4\n  concours-obligatoire\n"), "{told}");
}

#[test]
fn a_new_theme_is_begun_by_its_name_and_a_near_one_is_asked_about() {
    let bench = Bench::new();
    let told = bench.prints(&["new", "Peut-on venir en trottinette ?", "--theme", "trottinettes"]).replace('\u{a0}', " ");
    assert!(told.contains("nouveau thème : le dossier faq/trottinettes est créé ; donnez-lui un nom dans responses/themes.md"), "{told}");
    assert!(bench.path().join("responses/faq/trottinettes/peut-on-venir-en-trottinette.md").exists());
    let checked = bench.prints(&["check"]).replace('\u{a0}', " ");
    assert!(
        checked.contains("le thème « trottinettes » n'a pas de nom") && checked.contains("0 erreur, 2 points d'attention"),
        "{checked}"
    );
    let told = bench.refuses(&mut bench.command(&["new", "Zblorg fnuk ?", "--theme", "trottinette"])).replace('\u{a0}', " ");
    assert!(told.contains("voulez-vous dire « trottinettes » ?") && told.contains("faq/trottinette\n"), "{told}");
    assert!(!bench.path().join("responses/faq/trottinette").exists());
}
