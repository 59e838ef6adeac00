//! What the exchanges of the last ninety days say of each entry.

use std::collections::BTreeMap;

use anyhow::Result;
use jiff::{SignedDuration, Timestamp};

use super::Reply;
use crate::desk::Use;
use crate::privacy::TEXT_KEPT_DAYS;
use crate::store::Store;
use crate::words::EntryId;

/// The use of each entry over the time that texts are kept: ninety days.
///
/// # Errors
/// When the database is away.
pub async fn uses(store: &Store, now: Timestamp) -> Result<BTreeMap<EntryId, Use>> {
    let from = now - SignedDuration::from_hours(24 * TEXT_KEPT_DAYS);
    // What is asked this very instant counts too.
    let to = now + SignedDuration::from_millis(1);
    let mut uses: BTreeMap<EntryId, Use> = BTreeMap::new();
    for of in store.entry_uses(from, to).await? {
        uses.insert(EntryId::new(of.entry), Use { given: of.given, up: of.up, down: of.down, nearly: 0 });
    }
    for reply in store.unanswered_replies(from, to).await? {
        let Ok(reply) = Reply::from_json(&reply) else { continue };
        for near in reply.near {
            uses.entry(near.id).or_default().nearly += 1;
        }
    }
    Ok(uses)
}
