//! What the tree owes whoever reads it: each file says what it is in charge of,
//! each dependency is there because something calls it, each licence is allowed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

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

#[test]
fn every_licence_in_the_tree_is_one_of_those_allowed() {
    let deny: toml::Table = fs::read_to_string("deny.toml").unwrap().parse().unwrap();
    let words =
        |list: &toml::Value| -> Vec<String> { list.as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned()).collect() };
    let (allowed, exceptions) = (words(&deny["licenses"]["allow"]), deny["licenses"]["exceptions"].as_array().unwrap());
    let mut refused = Vec::new();
    for package in packages() {
        let (name, licence) = (package["name"].as_str().unwrap(), package["license"].as_str().unwrap_or("none"));
        let exception = exceptions.iter().find(|exception| exception["crate"].as_str() == Some(name));
        let allowed = exception.map_or_else(|| allowed.clone(), |exception| words(&exception["allow"]));
        if !is_met(&licence.replace('/', " OR "), &allowed) {
            refused.push(format!("{name}: {licence}"));
        }
    }
    assert!(refused.is_empty(), "not allowed by deny.toml: {refused:?}");
    let allowed = ["MIT".to_owned(), "Zlib".to_owned()];
    assert!(is_met("(Apache-2.0 OR MIT) AND Zlib", &allowed) && !is_met("MIT AND GPL-3.0", &allowed));
}

/// What this machine builds, as cargo tells it.
fn packages() -> Vec<Value> {
    let told = |program: &str, arguments: &[&str]| Command::new(program).args(arguments).output().unwrap().stdout;
    let rustc = String::from_utf8(told("rustc", &["-vV"])).unwrap();
    let host = rustc.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let arguments = ["metadata", "--locked", "--offline", "--format-version", "1", "--filter-platform", host];
    let told: Value = serde_json::from_slice(&told(env!("CARGO"), &arguments)).unwrap();
    told["packages"].as_array().unwrap().clone()
}

/// Whether what is allowed meets an expression of licences.
fn is_met(expression: &str, allowed: &[String]) -> bool {
    let expression = expression.trim();
    let (any, all) = (parts(expression, " OR "), parts(expression, " AND "));
    match expression.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        _ if any.len() > 1 => any.iter().any(|part| is_met(part, allowed)),
        _ if all.len() > 1 => all.iter().all(|part| is_met(part, allowed)),
        Some(inside) => is_met(inside, allowed),
        None => allowed.iter().any(|licence| licence == expression),
    }
}

/// An expression cut at a word that stands outside brackets.
fn parts<'a>(expression: &'a str, word: &str) -> Vec<&'a str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, _) in expression.match_indices(word) {
        let before = &expression[..at];
        if before.matches('(').count() == before.matches(')').count() {
            parts.push(&expression[start..at]);
            start = at + word.len();
        }
    }
    parts.push(&expression[start..]);
    parts
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
