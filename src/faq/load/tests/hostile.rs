//! Folders that nobody would make on purpose: huge, deep, looping, full of what
//! is no text. Each is told in one sentence, within seconds; the rest serves.

use std::time::{Duration, Instant};

use super::*;

/// Far over what each takes, so that only an endless work fails.
const BOUND: Duration = Duration::from_secs(60);

/// What is told of a folder, and that the two good answers still serve.
fn told_in_time(world: &World) -> String {
    let start = Instant::now();
    let (library, told) = world.load(None);
    assert!(start.elapsed() < BOUND, "{:?}", start.elapsed());
    assert_eq!(ids(library.entries()), ["prime", "salaire"]);
    told
}

#[test]
fn a_file_of_fifty_megabytes_is_told_and_not_read() {
    let world = World::new();
    let file = fs::File::create(world.root().join("faq/remuneration/enorme.md")).expect("a file");
    file.set_len(50 * 1024 * 1024).expect("50 MB");
    world.write("hors-sujet/enorme-aussi.md", "- a\n".repeat(13_000_000));
    let expected = "\
responses/faq/remuneration/enorme.md:1:1: erreur: ce fichier dépasse 256 Kio
 = aide: gardez-y une seule question et sa réponse
responses/hors-sujet/enorme-aussi.md:1:1: erreur: ce fichier dépasse 256 Kio
 = aide: gardez-y une seule question et sa réponse";
    assert_eq!(told_in_time(&world), expected);
}

#[test]
fn what_is_not_an_ordinary_file_is_never_opened() {
    let world = World::new();
    let folder = world.root().join("faq/remuneration");
    let made = std::process::Command::new("mkfifo").arg(folder.join("tuyau.md")).status().expect("mkfifo runs");
    assert!(made.success());
    let _socket = std::os::unix::net::UnixListener::bind(folder.join("prise.md")).expect("a socket");
    for (name, end) in [("nul.md", "/dev/null"), ("zeros.md", "/dev/zero"), ("noyau.md", "/proc/self/status"), ("lien.md", "tuyau.md")] {
        std::os::unix::fs::symlink(end, folder.join(name)).expect("a link");
    }
    let names = ["lien", "noyau", "nul", "prise", "tuyau", "zeros"];
    let expected = names.map(|name| {
        format!(
            "responses/faq/remuneration/{name}.md:1:1: erreur: ce n'est pas un fichier ordinaire\n \
             = aide: remplacez-le par un fichier de texte"
        )
    });
    assert_eq!(told_in_time(&world), expected.join("\n"));
}

#[test]
fn empty_files_and_missing_ends_of_links_are_told() {
    let world = World::new();
    world.write("faq/remuneration/vide.md", "");
    world.write("phrases/panne.md", "");
    std::os::unix::fs::symlink("nulle-part.md", world.root().join("faq/remuneration/perdu.md")).expect("a link");
    let expected = "\
responses/faq/remuneration/perdu.md:1:1: erreur: ce fichier ne s'ouvre pas
 = aide: vérifiez qu'il existe et qu'il peut être lu
responses/faq/remuneration/vide.md:1:1: erreur: ce fichier est vide
 = aide: supprimez-le, ou reprenez son texte par la page « Versions »
responses/phrases/panne.md:1:1: erreur: il manque le titre
 = aide: dites sur la première ligne où la phrase sert : « # … »
responses/phrases/panne.md:1:1: erreur: il manque la phrase
 = aide: écrivez-la sous le titre";
    assert_eq!(told_in_time(&world).replace('\u{a0}', " "), expected);
}

#[test]
fn names_that_nobody_types_are_shown_on_one_line() {
    let world = World::new();
    let long = "a".repeat(250);
    for name in ["deux\nlignes", "fusée 🚀", "\u{202e}envers", long.as_str()] {
        world.write(&format!("faq/remuneration/{name}.md"), GOOD);
    }
    world.write("faq/a\nb/vide.txt", "rien");
    let shape = "minuscules sans accent, chiffres et traits d'union";
    let expected = format!(
        "\
responses/faq/a\u{fffd}b:1:1: erreur: ce nom de dossier ne convient pas
 = aide: renommez-le « a-b » : {shape}
responses/faq/a\u{fffd}b/vide.txt:1:1: attention: ce fichier n'est pas lu
 = aide: son nom finit par « .md », en minuscules
responses/faq/remuneration/{long}.md:1:1: erreur: ce nom de fichier compte 250 caractères
 = aide: raccourcissez-le : 60 au plus, par exemple « teletravail-jours.md »
responses/faq/remuneration/deux\u{fffd}lignes.md:1:1: erreur: ce nom de fichier ne convient pas
 = aide: renommez-le « deux-lignes.md » : {shape}
responses/faq/remuneration/fusée 🚀.md:1:1: erreur: ce nom de fichier ne convient pas
 = aide: renommez-le « fusee.md » : {shape}
responses/faq/remuneration/\u{fffd}envers.md:1:1: erreur: ce nom de fichier ne convient pas
 = aide: renommez-le « envers.md » : {shape}"
    );
    assert_eq!(told_in_time(&world).replace('\u{a0}', " "), expected);
}

#[test]
fn deep_folders_and_loops_are_not_walked() {
    let world = World::new();
    let deep = format!("faq/remuneration/{}", "plus-bas/".repeat(200));
    world.write(&format!("{deep}salaire.md"), GOOD);
    std::os::unix::fs::symlink(".", world.root().join("faq/remuneration/encore")).expect("a link");
    std::os::unix::fs::symlink("..", world.root().join("faq/haut")).expect("a link");
    let expected = "\
responses/faq/haut:1:1: erreur: ce lien revient au dossier de départ
 = aide: retirez ce lien : il n'est pas suivi
responses/faq/remuneration/encore:1:1: attention: ce dossier n'est pas lu
 = aide: remontez ses fichiers dans le dossier du dessus
responses/faq/remuneration/plus-bas:1:1: attention: ce dossier n'est pas lu
 = aide: remontez ses fichiers dans le dossier du dessus";
    assert_eq!(told_in_time(&world).replace('\u{a0}', " "), expected);
}

#[test]
fn a_folder_that_is_a_file_is_one_error_and_keeps_what_was_served() {
    let world = World::new();
    let (before, _) = world.load(None);
    fs::remove_dir_all(world.root().join("faq")).expect("removed");
    world.write("faq", "rien");
    let (after, told) = world.load(Some(&before));
    let shown = world.root().join("faq").display().to_string();
    let expected = format!(
        "{shown}:1:1: erreur: un dossier est attendu ici, et c'est un fichier\n \
         = aide: renommez ce fichier, puis remettez le dossier à sa place"
    );
    assert_eq!((told, after.entries()), (expected, before.entries()));
}

#[test]
fn five_thousand_broken_files_cost_only_themselves() {
    let world = World::new();
    for number in 0..5_000 {
        world.write(&format!("faq/remuneration/x{number}.md"), if number % 2 == 0 { "rien" } else { "\0" });
    }
    let told = told_in_time(&world);
    assert_eq!(told.matches(": erreur: ").count(), 5_000);
}

#[test]
fn five_thousand_answers_are_read() {
    let world = World::new();
    for number in 0..5_000 {
        let text = GOOD.replace("Combien gagne-t-on", &format!("Combien gagne-t-on au poste {number}"));
        let (head, wordings) = text.split_once("## Autres").expect("the list");
        let wordings = wordings.replace("- ", &format!("- poste {number}, "));
        world.write(&format!("faq/postes/poste-{number}.md"), format!("{head}## Autres{wordings}"));
    }
    let start = Instant::now();
    let (library, told) = world.load(None);
    assert!(start.elapsed() < BOUND, "{:?}", start.elapsed());
    assert_eq!((library.entries().len(), told.as_str()), (5_002, ""));
}
