//! Which rooms never import which: the map of `src/lib.rs`, kept true by reading
//! the source tree.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use tchat::words::Outcome;

use crate::tidy::files;

/// A room, and the words that its code never holds.
const NEVER: &[(&str, &[&str])] = &[
    ("words.rs", &["crate::"]),
    ("clock.rs", &["crate::"]),
    ("files", &["tokio", "sqlx", "serenity", "poise", "axum", "askama", "crate::faq", "crate::offers", "crate::store"]),
    ("offers", &["tokio", "sqlx", "serenity", "poise", "axum", "askama", "crate::faq", "crate::store"]),
    ("game", &["tokio", "sqlx", "serenity", "poise", "axum", "crate::faq", "crate::store", "crate::conversation", "crate::report"]),
    ("pictures", &["crate::"]),
    ("episodes", &["tokio", "sqlx", "serenity", "poise", "axum", "askama", "crate::faq", "crate::store"]),
    ("ambassadors", &["tokio", "sqlx", "serenity", "poise", "axum", "askama", "crate::faq", "crate::store"]),
    ("faq", &["tokio", "sqlx", "serenity", "poise", "axum", "askama", "crate::store"]),
    ("desk", &["tokio", "sqlx", "serenity", "poise", "axum", "askama", "crate::store", "crate::web", "crate::discord"]),
    ("report", &["tokio", "sqlx", "serenity", "poise", "axum"]),
    ("privacy", &["tokio", "sqlx", "serenity", "poise", "axum", "crate::store"]),
    ("accounts", &["tokio", "sqlx", "serenity", "poise", "axum", "askama", "crate::store", "crate::web"]),
    ("campaign", &["tokio", "sqlx", "serenity", "poise", "axum", "crate::store"]),
    ("sessions", &["tokio", "sqlx", "serenity", "poise", "axum"]),
    ("conversation", &["sqlx", "serenity", "poise", "axum", "askama", "crate::web", "crate::discord"]),
    ("demo", &["tokio", "sqlx", "serenity", "poise", "axum", "askama", "crate::web", "crate::discord"]),
    ("terminal.rs", &["tokio", "sqlx", "serenity", "poise", "axum", "crate::web", "crate::discord", "crate::store"]),
    ("versions", &["sqlx", "serenity", "poise", "axum", "askama", "crate::web", "crate::discord"]),
    ("lanes.rs", &["crate::"]),
    ("settings.rs", &["crate::"]),
    ("outbox.rs", &["sqlx", "serenity", "poise", "axum", "askama"]),
    (
        "store",
        &[
            "serenity",
            "poise",
            "axum",
            "askama",
            "crate::faq",
            "crate::report",
            "crate::conversation",
            "crate::privacy",
            "crate::sessions",
            "crate::campaign",
            "crate::accounts",
        ],
    ),
    ("discord", &["sqlx", "axum", "askama", "crate::web"]),
    ("web", &["sqlx", "serenity", "poise", "crate::discord"]),
];

/// Words that only one room may hold.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("sqlx::", &["store"]),
    ("serenity::", &["discord"]),
    ("poise::", &["discord"]),
    ("axum::", &["web"]),
    ("askama::", &["web", "report", "game"]),
    ("resvg::", &["pictures"]),
    ("argon2::", &["accounts"]),
    ("totp_rs::", &["accounts"]),
    ("std::env::var", &["settings.rs", "cli"]),
    // Everywhere else the instant is given.
    ("Timestamp::now", &["clock.rs"]),
    ("process::exit", &[]),
    ("crate::app", &["cli", "app"]),
    ("crate::demo", &["cli", "demo"]),
    // What an outcome means is asked of it, so that a new one is decided in one place.
    ("== Outcome::", &["words.rs"]),
    ("!= Outcome::", &["words.rs"]),
];

#[test]
fn each_room_keeps_to_itself() {
    let found: Vec<String> = sources().iter().flat_map(|(path, code)| trespasses(path, code)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_planted_import_is_found() {
    for (path, code) in [
        ("faq/load.rs", "use tokio::fs;"),
        ("words.rs", "use crate::store::Store;"),
        ("web/pages.rs", "use serenity::all::Http;"),
        ("conversation/mod.rs", "let row = sqlx::query(\"select 1\");"),
        ("cli/links.rs", "let now = Timestamp::now();"),
        ("discord/handler.rs", "let token = std::env::var(\"TOKEN\");"),
        ("web/page.rs", "handed_over: kept.outcome == Outcome::HandedOver.as_str(),"),
        ("store/asked.rs", "\"select entry from exchange where outcome = 'answer'\""),
        ("store/asked.rs", "\"where outcome in ('choices', 'unknown')\""),
    ] {
        assert!(!trespasses(Path::new(path), code).is_empty(), "{path}: {code}");
    }
    assert!(trespasses(Path::new("web/pages.rs"), "// says what serenity is for\nuse axum::Router;").is_empty(), "comments are free");
}

#[test]
fn no_room_needs_one_that_needs_it() {
    let sources = sources();
    let circle = in_a_circle(needs(sources.iter().map(|(path, code)| (path.as_path(), code.as_str()))));
    assert!(circle.is_empty(), "{circle:?} need one another in a circle");
    let planted = [
        ("faq/load.rs", "use crate::{desk::Desk, words::EntryId};"),
        ("desk/mod.rs", "use crate::files::{Problem, Saved};\nuse crate::faq::Faq;"),
        ("web/mod.rs", "use crate::desk::Desk;"),
        ("words.rs", "use std::fmt;"),
    ];
    let planted = needs(planted.into_iter().map(|(path, code)| (Path::new(path), code)));
    assert_eq!(in_a_circle(planted), ["desk", "faq"]);
}

#[test]
fn the_map_draws_every_room_and_no_other() {
    let map = fs::read_to_string("src/lib.rs").unwrap();
    let rooms = fs::read_dir("src").unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let rooms: BTreeSet<String> = rooms.map(|name| name.trim_end_matches(".rs").to_owned()).filter(|room| room != "lib").collect();
    assert_eq!(drawn(&map), rooms);
    assert!(!drawn(&map.replace("offers ", "")).contains("offers"), "its caption alone draws no room");
}

/// The rooms of the drawing, whose captions stand from a column on.
fn drawn(map: &str) -> BTreeSet<String> {
    const CAPTIONS: usize = 46;
    let drawing = map.split("```").nth(1).expect("a drawing of the rooms");
    let lines = drawing.lines().skip(1).map(|line| line.chars().take(CAPTIONS).collect::<String>());
    let names =
        lines.flat_map(|line| line.split(|sign: char| !sign.is_ascii_lowercase() && sign != '_').map(str::to_owned).collect::<Vec<_>>());
    names.filter(|name| !name.is_empty()).collect()
}

/// The other rooms that each room names.
fn needs<'a>(sources: impl Iterator<Item = (&'a Path, &'a str)>) -> BTreeMap<String, BTreeSet<String>> {
    let mut needs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, code) in sources {
        let room = room_of(path).trim_end_matches(".rs");
        needs.entry(room.to_owned()).or_default().extend(named(code).into_iter().filter(|other| other != room));
    }
    needs
}

/// What remains when the rooms that need none of the others, or that none of
/// them needs, are taken away, again and again.
fn in_a_circle(mut needs: BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    loop {
        let is_free = |room: &String, others: &BTreeSet<String>| {
            !others.iter().any(|other| needs.contains_key(other)) || !needs.values().any(|others| others.contains(room))
        };
        let free: Vec<String> = needs.iter().filter(|(room, others)| is_free(room, others)).map(|(room, _)| room.clone()).collect();
        if free.is_empty() {
            return needs.into_keys().collect();
        }
        needs.retain(|room, _| !free.contains(room));
    }
}

/// The first names after each `crate::`, be they in braces.
fn named(code: &str) -> BTreeSet<String> {
    let code: String = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let first =
        |path: &str| path.trim().split(|letter: char| !letter.is_alphanumeric() && letter != '_').next().unwrap_or_default().to_owned();
    let mut named = BTreeSet::new();
    for after in code.split("crate::").skip(1) {
        match after.strip_prefix('{') {
            None => drop(named.insert(first(after))),
            Some(group) => {
                let mut depth = 0;
                let group = group.split(|letter| {
                    depth += i32::from(letter == '{') - i32::from(letter == '}');
                    (letter == ',' && depth == 0) || depth < 0
                });
                // What follows the brace that closes the group is no part of it.
                named.extend(group.take_while(|path| !path.starts_with(';')).map(first));
            }
        }
    }
    named
}

fn room_of(path: &Path) -> &str {
    path.iter().next().unwrap().to_str().unwrap()
}

fn trespasses(path: &Path, code: &str) -> Vec<String> {
    let room = room_of(path);
    // An app.rs beside its folder is one room.
    let is_room = |name: &&str| room == *name || room.trim_end_matches(".rs") == name.trim_end_matches(".rs");
    let code: String = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let told = |word: &str| format!("{} holds « {word} »", path.display());
    let never = NEVER.iter().filter(|(name, _)| is_room(name)).flat_map(|(_, words)| words.iter());
    // Which outcomes a query means is said in the words too.
    let in_sql: Vec<String> = Outcome::ALL.iter().map(|outcome| format!("'{}'", outcome.as_str())).collect();
    let in_sql = in_sql.iter().map(String::as_str).filter(|_| !is_room(&"words.rs"));
    let elsewhere = ONLY_IN.iter().filter(|(_, rooms)| !rooms.iter().any(&is_room)).map(|(word, _)| word);
    never.chain(elsewhere).copied().chain(in_sql).filter(|word| holds(&code, word)).map(told).collect()
}

/// Whether a word stands in code as a path of its own, not inside another word.
fn holds(code: &str, word: &str) -> bool {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
    code.match_indices(word).any(|(place, _)| {
        let before = code[..place].chars().next_back().is_some_and(is_part);
        let after = !word.ends_with(':') && code[place + word.len()..].chars().next().is_some_and(is_part);
        !before && !after
    })
}

/// The code of every room; tests that stand beside it may hold what they need.
fn sources() -> Vec<(PathBuf, String)> {
    let is_test = |path: &Path| path.ends_with("tests.rs") || path.components().any(|part| part.as_os_str() == "tests");
    let code = files(&["src"]).into_iter().filter(|(path, _)| !is_test(path));
    let code = code.map(|(path, code)| (path, code.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned()));
    code.map(|(path, code)| (path.strip_prefix("src").unwrap().to_owned(), code)).collect()
}
