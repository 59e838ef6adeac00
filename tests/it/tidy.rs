//! What the tree owes whoever reads it: each file says what it is in charge of,
//! each dependency is there because something calls it.

use std::fs;
use std::path::{Path, PathBuf};

/// Dependencies that only turn something on in others; `Cargo.toml` says what.
const NOT_CALLED: [&str; 1] = ["native-tls"];

#[test]
fn every_file_opens_with_what_it_is_in_charge_of() {
    let silent: Vec<PathBuf> = files(&["src", "matcher/src", "tests/it"])
        .into_iter()
        .filter(|(path, code)| !code.starts_with("//! ") && !path.ends_with("tests.rs"))
        .map(|(path, _)| path)
        .collect();
    assert!(silent.is_empty(), "no « //! … » on the first line: {silent:?}");
}

#[test]
fn every_dependency_is_called() {
    let manifest: toml::Table = fs::read_to_string("Cargo.toml").unwrap().parse().unwrap();
    for (section, folders) in [("dependencies", &["src"][..]), ("dev-dependencies", &["src", "tests/it", "benches"])] {
        let code: String = files(folders).into_iter().map(|(_, code)| code).collect();
        let unused: Vec<&String> = manifest[section]
            .as_table()
            .unwrap()
            .keys()
            .filter(|name| !NOT_CALLED.contains(&name.as_str()) && !code.contains(&format!("{}::", name.replace('-', "_"))))
            .collect();
        assert!(unused.is_empty(), "in [{section}] and called nowhere: {unused:?}");
    }
}

/// Every Rust file below these folders.
pub(crate) fn files(folders: &[&str]) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    folders.iter().for_each(|folder| collect(Path::new(folder), &mut found));
    found
}

fn collect(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let code = fs::read_to_string(&path).unwrap();
            found.push((path, code));
        }
    }
}
