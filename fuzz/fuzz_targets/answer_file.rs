//! Any text as a file of the answers: told what is wrong with it, with a place
//! that is in it, and never a panic.

#![no_main]

use std::fs;
use std::sync::OnceLock;

use jiff::civil::date;
use libfuzzer_sys::fuzz_target;
use tchat::faq::Trial;
use tempfile::TempDir;

/// One of each kind of file that is read by its own rules.
const PATHS: [&str; 6] = [
    "faq/remuneration/salaire.md",
    "hors-sujet/meteo.md",
    "offres/exemple-archiviste.md",
    "employeur.md",
    "phrases/panne.md",
    "synonymes.md",
];

fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else { return };
    let Ok(text) = std::str::from_utf8(rest) else { return };
    let path = PATHS[usize::from(*first) % PATHS.len()];
    // The folder could be listed when it was made.
    let Ok(trial) = Trial::of(folder().path(), path, text, date(2026, 11, 22)) else { return };
    for problem in &trial.here {
        assert!(problem.line >= 1 && problem.column >= 1, "{problem}");
        assert!(problem.line <= text.split('\n').count() + 1, "{problem}");
        assert!(!problem.to_string().is_empty());
    }
});

fn folder() -> &'static TempDir {
    static FOLDER: OnceLock<TempDir> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        for path in PATHS {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        }
        folder
    })
}
