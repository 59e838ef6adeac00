//! `tchat freshness`: which answers to read again.

use std::collections::BTreeMap;
use std::fmt::Display;

use anyhow::Result;
use jiff::Timestamp;
use secrecy::ExposeSecret;

use crate::clock::{Clock, written_day};
use crate::conversation;
use crate::desk::{Aged, Use, freshness};
use crate::faq::Library;
use crate::privacy::TEXT_KEPT_DAYS;
use crate::settings::Settings;
use crate::store::Store;
use crate::words::EntryId;

/// Prints the lists, those that press most first.
pub(super) async fn show(settings: &Settings) -> Result<()> {
    let clock = Clock::System;
    let (library, _) = Library::load(&settings.responses, None, clock.today());
    let uses = uses(settings, clock.now()).await?;
    let found = freshness(library.entries(), &uses, clock.today());
    section("Relecture en retard", found.overdue.iter().map(aged));
    section("À relire dans les 30 jours", found.due_soon.iter().map(aged));
    section(
        "Les moins utiles (au moins 5 avis)",
        found.disliked.iter().map(|of| format!("{}\t👎 {} sur {} avis", of.id, of.down, of.ratings)),
    );
    section("Proposées pour une question restée sans réponse", found.nearly.iter().map(|(id, count)| format!("{id}\t{count} fois")));
    section(&format!("Jamais données en {TEXT_KEPT_DAYS} jours"), found.never_used.iter());
    Ok(())
}

/// What became of each entry; nothing yet where there is no database.
async fn uses(settings: &Settings, now: Timestamp) -> Result<BTreeMap<EntryId, Use>> {
    let url = settings.database.expose_secret();
    if !Store::is_there(url) {
        return Ok(BTreeMap::new());
    }
    let store = Store::open(url).await?;
    let uses = conversation::uses(&store, now).await;
    store.close().await;
    uses
}

fn aged(aged: &Aged) -> String {
    format!("{}\t{}\t{}", written_day(aged.review_on), aged.id, aged.owner)
}

fn section<T: Display>(title: &str, lines: impl ExactSizeIterator<Item = T>) {
    super::print(format_args!("{title} : {}", lines.len()));
    for line in lines {
        super::print(format_args!("  {line}"));
    }
}
