//! A folder on disk, what is saved in it, and what is left.

use tempfile::TempDir;

use super::*;

const PATH: &str = "offres/archiviste.md";

fn world() -> TempDir {
    TempDir::new().expect("a folder")
}

fn put(root: &TempDir, path: &str, bytes: &[u8]) {
    let place = root.path().join(path);
    fs::create_dir_all(place.parent().expect("a parent")).expect("a folder");
    fs::write(place, bytes).expect("a file");
}

fn held(root: &TempDir, path: &str) -> String {
    fs::read_to_string(root.path().join(path)).expect("a text")
}

fn names(root: &TempDir, folder: &str) -> Vec<String> {
    let entries = fs::read_dir(root.path().join(folder)).expect("a folder");
    entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("a name")).collect()
}

#[test]
fn a_new_file_is_made_once_and_then_only_changed_by_who_opened_it() {
    let root = world();
    let Saved::Written(first) = save(root.path(), PATH, "un\n", None).expect("saved") else { panic!("refused") };
    assert_eq!(save(root.path(), PATH, "deux\n", None).expect("looked at"), Saved::Changed);
    let opened = open(root.path(), PATH).expect("opened").expect("a file");
    assert_eq!(opened, Opened { text: "un\n".into(), hash: first.clone() });
    let Saved::Written(second) = save(root.path(), PATH, "trois\n", Some(&first)).expect("saved") else { panic!("refused") };
    assert_eq!(save(root.path(), PATH, "quatre\n", Some(&first)).expect("looked at"), Saved::Changed);
    assert_eq!((held(&root, PATH).as_str(), names(&root, "offres")), ("trois\n", vec!["archiviste.md".to_owned()]));
    fs::remove_file(root.path().join(PATH)).expect("removed");
    assert_eq!(save(root.path(), PATH, "cinq\n", Some(&second)).expect("looked at"), Saved::Changed);
    assert_eq!(open(root.path(), PATH).expect("opened"), None);
}

#[test]
fn a_file_keeps_its_byte_order_mark_and_its_line_ends() {
    for (before, text, after) in [
        ("a\r\nb\r\n", "a\nc\n", "a\r\nc\r\n"),
        ("\u{feff}a\n", "c\n", "\u{feff}c\n"),
        ("\u{feff}a\r\n", "c\r\nd\n", "\u{feff}c\r\nd\r\n"),
        ("a\n", "\u{feff}c\r\n", "c\n"),
        ("", "a\n", "a\n"),
    ] {
        let root = world();
        put(&root, PATH, before.as_bytes());
        let opened = open(root.path(), PATH).expect("opened").expect("a file");
        assert!(!opened.text.contains(['\r', '\u{feff}']), "{before:?}");
        assert!(matches!(save(root.path(), PATH, text, Some(&opened.hash)).expect("saved"), Saved::Written(_)));
        assert_eq!(held(&root, PATH), after, "{before:?}");
    }
}

#[test]
fn only_the_names_of_texts_are_written() {
    let root = world();
    for path in [
        "",
        "offres",
        "../dehors.md",
        "offres/../../dehors.md",
        "/etc/dehors.md",
        "offres//a.md",
        "offres/Été.md",
        "offres/a b.md",
        "offres/.md",
        "offres/.cache.md",
        "offres/a.txt",
        "a/b/c/d.md",
        "offres\\a.md",
        "offres/a\0.md",
        &format!("offres/{}.md", "a".repeat(250)),
    ] {
        let told = format!("«\u{a0}{path}\u{a0}» n'est pas un nom de fichier\u{a0}: minuscules sans accent, chiffres et traits d'union");
        assert_eq!(save(root.path(), path, "x", None).expect("looked at"), Saved::Refused(told));
        assert_eq!(open(root.path(), path).expect("looked at"), None, "{path:?}");
    }
    assert!(names(&root, ".").is_empty());
    let huge = "x".repeat(256 * 1024 + 1);
    for (text, told) in [
        (&*huge, "ce texte dépasse 256 Kio\u{a0}: raccourcissez-le"),
        ("a\0", "ce texte contient un caractère qui ne s'écrit pas\u{a0}: retirez-le"),
    ] {
        assert_eq!(save(root.path(), PATH, text, None).expect("looked at"), Saved::Refused(told.into()));
    }
}

#[cfg(unix)]
#[test]
fn a_link_is_followed_inside_the_folder_only() {
    use std::os::unix::fs::symlink;
    let (root, outside) = (world(), world());
    put(&outside, "secret.md", b"secret\n");
    put(&root, "offres/vrai.md", b"un\n");
    symlink(outside.path(), root.path().join("dehors")).expect("a link");
    symlink(outside.path().join("secret.md"), root.path().join("offres/secret.md")).expect("a link");
    symlink("vrai.md", root.path().join("offres/alias.md")).expect("a link");
    symlink("boucle.md", root.path().join("offres/boucle.md")).expect("a link");
    for path in ["dehors/secret.md", "dehors/neuf.md", "offres/secret.md", "offres/boucle.md"] {
        let told = format!("«\u{a0}{path}\u{a0}» mène hors du dossier des réponses\u{a0}: rien n'y est écrit");
        assert_eq!(save(root.path(), path, "x", None).expect("looked at"), Saved::Refused(told));
        assert_eq!(open(root.path(), path).expect("looked at"), None, "{path}");
    }
    assert_eq!((held(&outside, "secret.md").as_str(), names(&outside, ".").len()), ("secret\n", 1));
    let opened = open(root.path(), "offres/alias.md").expect("opened").expect("a file");
    assert!(matches!(save(root.path(), "offres/alias.md", "deux\n", Some(&opened.hash)).expect("saved"), Saved::Written(_)));
    assert!(root.path().join("offres/alias.md").is_symlink());
    assert_eq!(held(&root, "offres/vrai.md"), "deux\n");
}

#[test]
fn of_two_who_save_at_once_one_wins_and_the_other_is_told() {
    for _ in 0..20 {
        let root = world();
        put(&root, PATH, b"zero\n");
        let hash = open(root.path(), PATH).expect("opened").expect("a file").hash;
        let save_one = |text: String| save(root.path(), PATH, &text, Some(&hash)).expect("looked at");
        let saved = std::thread::scope(|scope| {
            let all: Vec<_> = (0..8).map(|one| scope.spawn(move || save_one(format!("{one}\n")))).collect();
            all.into_iter().map(|one| one.join().expect("a thread")).collect::<Vec<_>>()
        });
        assert_eq!(saved.iter().filter(|saved| matches!(saved, Saved::Written(_))).count(), 1);
        assert_eq!(saved.iter().filter(|saved| **saved == Saved::Changed).count(), 7);
    }
}

#[test]
fn nothing_is_saved_while_a_version_comes_back() {
    let root = world();
    put(&root, PATH, b"zero\n");
    let hash = open(root.path(), PATH).expect("opened").expect("a file").hash;
    let lock = File::open(root.path()).expect("a folder");
    lock.lock().expect("a lock");
    std::thread::scope(|scope| {
        let (done, saved) = std::sync::mpsc::channel();
        let (place, hash) = (root.path(), &hash);
        scope.spawn(move || done.send(save(place, PATH, "un\n", Some(hash)).expect("looked at")));
        assert!(saved.recv_timeout(std::time::Duration::from_millis(200)).is_err(), "it waits");
        put(&root, PATH, b"revenu\n");
        lock.unlock().expect("unlocked");
        assert_eq!(saved.recv().expect("an answer"), Saved::Changed);
    });
    assert_eq!(held(&root, PATH), "revenu\n");
}

#[cfg(unix)]
#[test]
fn what_the_disk_refuses_is_a_fault_and_changes_nothing() {
    let root = world();
    // A folder where the file should be: it can be neither read nor replaced.
    put(&root, "offres/archiviste.md/autre.md", b"x");
    let error = save(root.path(), PATH, "x", None).expect_err("a fault");
    assert!(format!("{error:#}").contains("reading "), "{error:#}");
    assert_eq!(names(&root, "offres"), ["archiviste.md"]);
}
