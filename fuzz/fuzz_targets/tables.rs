//! Any bytes as a file that somebody brings: the weekly list of positions, a
//! spreadsheet of a campaign, what is typed of a campaign or a session, what
//! another database held. Read, or told in a sentence, and never a panic.

#![no_main]

use std::path::Path;
use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use tchat::campaign::{from_csv, from_toml};
use tchat::offers::{Followed, Weekly};
use tchat::sessions::Carried;

fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else { return };
    let text = String::from_utf8_lossy(rest);
    match first % 4 {
        0 => told(Weekly::read(rest, followed()).err()),
        1 => from_csv(rest).err().into_iter().flatten().for_each(|problem| told(Some(problem))),
        2 => from_toml(&text).err().into_iter().flatten().for_each(|problem| told(Some(problem))),
        _ => told(Carried::read(&text).err()),
    }
});

fn told(problem: Option<String>) {
    assert!(problem.is_none_or(|problem| !problem.trim().is_empty()));
}

fn followed() -> &'static Followed {
    static FOLLOWED: OnceLock<Followed> = OnceLock::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../responses");
    FOLLOWED.get_or_init(|| Followed::open(&root).expect("a folder").expect("a list that is right"))
}
