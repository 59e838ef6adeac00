use super::*;

fn texts(files: &[(&str, &str)]) -> Texts {
    files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

fn kept(version: &str) -> KeptVersion {
    KeptVersion { version: version.to_owned(), served_from: Timestamp::UNIX_EPOCH, author: None, files: BTreeMap::new() }
}

#[test]
fn a_version_is_named_by_a_beginning_that_no_other_one_has() {
    let versions = [kept("a1b2c3d4e5f6"), kept("a1ffffffffff"), kept("0123456789ab")];
    for (word, found) in [
        ("a1b2c3d4e5f6", Ok("a1b2c3d4e5f6")),
        (" A1B ", Ok("a1b2c3d4e5f6")),
        ("0", Ok("0123456789ab")),
        ("a1", Err("« a1 » commence plusieurs versions, dont a1b2c3d4e5f6 et a1ffffffffff : donnez un signe de plus")),
        ("zz", Err("aucune version gardée ne commence par « zz » : « tchat versions » les montre toutes")),
        ("", Err("aucune version gardée ne commence par «  » : « tchat versions » les montre toutes")),
    ] {
        let named = named(&versions, word).map(|version| version.version.as_str());
        assert_eq!(named, found.map_err(str::to_owned).as_ref().map(|found| *found).map_err(Clone::clone), "{word:?}");
    }
}

#[test]
fn what_changed_is_said_in_a_few_words() {
    let before = texts(&[("a.md", "1"), ("b.md", "1"), ("c.md", "1")]);
    for (after, words) in [
        (texts(&[("a.md", "1"), ("b.md", "1"), ("c.md", "1")]), "rien"),
        (texts(&[("a.md", "2"), ("b.md", "1"), ("c.md", "1")]), "a.md modifié"),
        (texts(&[("a.md", "1"), ("b.md", "1"), ("c.md", "1"), ("d.md", "1")]), "d.md ajouté"),
        (texts(&[("a.md", "1"), ("b.md", "1")]), "c.md retiré"),
        (texts(&[("a.md", "2"), ("b.md", "2"), ("d.md", "1")]), "2 fichiers modifiés, 1 fichier ajouté, 1 fichier retiré"),
        (texts(&[]), "3 fichiers retirés"),
    ] {
        assert_eq!(Changes::between(&before, &after).in_words(), words);
    }
}

#[test]
fn two_versions_are_compared_file_by_file_and_line_by_line() {
    let before = texts(&[("a.md", "un\ndeux\n"), ("b.md", "même\n"), ("c.md", "parti\n"), ("e.md", "fin\r\n")]);
    let after = texts(&[("a.md", "un\ntrois\n"), ("b.md", "même\n"), ("d.md", "venu"), ("e.md", "fin\n")]);
    let found: Vec<_> = compare(&before, &after).into_iter().map(|change| (change.path, change.kind, change.lines)).collect();
    let expected = [
        ("a.md", Kind::Modified, "@@ -1,2 +1,2 @@\n un\n-deux\n+trois\n"),
        ("c.md", Kind::Removed, "@@ -1 +0,0 @@\n-parti\n"),
        ("d.md", Kind::Added, "@@ -0,0 +1 @@\n+venu\n"),
        ("e.md", Kind::Modified, "(seules les fins de ligne diffèrent)\n"),
    ];
    assert_eq!(found, expected.map(|(path, kind, lines)| (path.to_owned(), kind, lines.to_owned())));
}
