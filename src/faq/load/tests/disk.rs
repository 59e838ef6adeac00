//! Files as they lie on disk: bytes, names, folders, links, sizes.

use super::*;

#[test]
fn bytes_that_are_not_plain_utf8() {
    let crlf = GOOD.replace('\n', "\r\n");
    let bom = [b"\xEF\xBB\xBF", GOOD.as_bytes()].concat();
    for content in [crlf.as_bytes(), &bom] {
        let world = World::new();
        world.write(SALARY, content);
        let (library, told) = world.load(None);
        assert_eq!(told, "");
        assert_eq!(library.entries()[1].answer, "Le salaire dépend du poste. {employeur.paie}");
    }
    let spaced = GOOD.replace("poste.", "poste.\n\nEt voilà.").replace('\n', "\r\n");
    let world = World::new();
    world.write(SALARY, spaced);
    assert_eq!(world.load(None).0.entries()[1].answer, "Le salaire dépend du poste.\n\nEt voilà. {employeur.paie}");
}

#[test]
fn places_hold_after_a_byte_order_mark_and_with_windows_line_ends() {
    let world = World::new();
    world.write(SALARY, format!("\u{feff}{}", GOOD.replacen("---", "---é", 1)));
    let expected = "\
responses/faq/remuneration/salaire.md:1:1: erreur: l'en-tête manque au début du fichier
  |
1 | ---é
  | ^
 = aide: commencez le fichier par une ligne «\u{a0}---\u{a0}», puis les clés «\u{a0}statut\u{a0}», «\u{a0}responsable\u{a0}», «\u{a0}sources\u{a0}», «\u{a0}valable_du\u{a0}», «\u{a0}a_revoir_le\u{a0}», puis une ligne «\u{a0}---\u{a0}»";
    assert_eq!(world.told(), expected);
    world.write(SALARY, GOOD.replace("publie", "publié").replace('\n', "\r\n"));
    let expected = "\
responses/faq/remuneration/salaire.md:2:9: erreur: «\u{a0}publié\u{a0}» ne convient pas à la clé «\u{a0}statut\u{a0}»
  |
2 | statut: publié
  |         ^
 = aide: écrivez «\u{a0}statut: publie\u{a0}»";
    assert_eq!(world.told(), expected);
}

#[test]
fn what_is_no_text_is_told_and_the_others_serve() {
    let latin1: Vec<u8> = GOOD.chars().map(|c| if c == 'é' { 0xE9 } else { c as u8 }).collect();
    let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(GOOD.bytes().flat_map(|byte| [byte, 0])).collect();
    let large = format!("{GOOD}{}", "- a\n".repeat(100_000));
    let cases: [(&[u8], &str); 4] = [
        (
            &latin1,
            "\
responses/faq/remuneration/salaire.md:13:22: erreur: ce caractère n'est pas enregistré en UTF-8
   |
13 | # Combien gagne-t-on \u{fffd} la DSIN ?
   |                      ^
 = aide: enregistrez le fichier en UTF-8 (dans le Bloc-notes\u{a0}: Fichier, Enregistrer sous, Encodage\u{a0}: UTF-8)",
        ),
        (
            &utf16,
            "\
responses/faq/remuneration/salaire.md:1:1: erreur: ce fichier n'est pas enregistré en UTF-8
 = aide: enregistrez le fichier en UTF-8 (dans le Bloc-notes\u{a0}: Fichier, Enregistrer sous, Encodage\u{a0}: UTF-8)",
        ),
        (
            b"\x89PNG\r\n\x1a\n\0\0",
            "\
responses/faq/remuneration/salaire.md:1:1: erreur: ce fichier n'est pas un texte
 = aide: enregistrez-le comme texte, en UTF-8",
        ),
        (
            large.as_bytes(),
            "\
responses/faq/remuneration/salaire.md:1:1: erreur: ce fichier dépasse 256 Kio
 = aide: gardez-y une seule question et sa réponse",
        ),
    ];
    for (content, expected) in cases {
        let world = World::new();
        world.write(SALARY, content);
        let (library, told) = world.load(None);
        assert_eq!(told, expected);
        assert_eq!(ids(library.entries()), ["prime"]);
    }
}

#[test]
fn names_and_folders_are_told() {
    let world = World::new();
    world.write("faq/remuneration/Sécurité - Copie (1).md", GOOD);
    world.write("faq/remuneration/notes.txt", "rien");
    world.write("faq/remuneration/vieux/ancien.md", GOOD);
    world.write("faq/seul.md", GOOD);
    world.write("faq/offres/prime.md", bonus());
    world.write("faq/remuneration/.salaire.md.swp", "rien");
    let expected = "\
responses/faq/remuneration/Sécurité - Copie (1).md:1:1: erreur: ce nom de fichier ne convient pas
 = aide: renommez-le «\u{a0}securite-copie-1.md\u{a0}»\u{a0}: minuscules sans accent, chiffres et traits d'union
responses/faq/remuneration/notes.txt:1:1: attention: ce fichier n'est pas lu
 = aide: son nom finit par «\u{a0}.md\u{a0}», en minuscules
responses/faq/remuneration/prime.md:1:1: erreur: «\u{a0}prime\u{a0}» est aussi le nom de responses/faq/offres/prime.md\u{a0}: c'est lui qui est servi, pas ce fichier
 = aide: renommez ou supprimez l'un des deux\u{a0}: un nom ne sert qu'une fois
responses/faq/remuneration/vieux:1:1: attention: ce dossier n'est pas lu
 = aide: remontez ses fichiers dans le dossier du dessus
responses/faq/seul.md:1:1: erreur: ce fichier n'est pas dans un thème
 = aide: rangez-le dans un dossier\u{a0}: faq/<thème>/<nom>.md";
    let (library, told) = world.load(None);
    assert_eq!(told, expected);
    assert_eq!(ids(library.entries()), ["prime", "salaire"]);
}

#[cfg(unix)]
#[test]
fn a_link_that_loops_is_told_and_not_followed() {
    let world = World::new();
    std::os::unix::fs::symlink("../..", world.root().join("faq/boucle")).expect("a link");
    std::os::unix::fs::symlink("tourne.md", world.root().join("faq/remuneration/tourne.md")).expect("a link");
    let expected = "\
responses/faq/boucle:1:1: erreur: ce lien revient au dossier de départ
 = aide: retirez ce lien\u{a0}: il n'est pas suivi
responses/faq/remuneration/tourne.md:1:1: erreur: ce fichier ne s'ouvre pas
 = aide: vérifiez qu'il existe et qu'il peut être lu";
    assert_eq!(world.told(), expected);
}

#[test]
fn a_file_of_nonsense_is_told_shortly_and_at_once() {
    let world = World::new();
    let large = |part: &str| part.repeat(250 * 1024 / part.len());
    let header = |text: String| format!("---\n{text}\n---\n");
    let body = |text: String| GOOD.replace("Le salaire", &text);
    let list = |text: String| format!("{GOOD}{text}");
    let contents = [
        large("{"),
        large("---\n"),
        header(large("a: b\n")),
        header(large("[")),
        header(format!("voir: [{}]", large("x, "))),
        header(format!("sources: [{}]", large("{}, "))),
        body(large("{")),
        body(large("[a](b) ")),
        body(large("<@")),
        list(large("-x\n")),
        list(large("- x\n")),
        list(large("# x\n")),
    ];
    for content in contents {
        world.write(SALARY, &content);
        let (library, problems) = Library::load(&world.root(), None, TODAY);
        let of_file = problems.iter().filter(|problem| problem.path.ends_with("salaire.md")).count();
        assert!((1..=60).contains(&of_file), "{of_file} problems for {:?}…", content.chars().take(20).collect::<String>());
        assert_eq!(library.entries()[0].id.as_str(), "prime");
    }
}
