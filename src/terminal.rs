//! A reply as the terminal shows it: as text, or as JSON for another program.

use std::time::Duration;

use anyhow::Result;
use serde_json::json;

use crate::conversation::Reply;

/// A reply for a person at a prompt.
pub fn text(reply: &Reply) -> String {
    let near: String = reply.near.iter().map(|near| format!("\n  - {}", near.title)).collect();
    let near = if near.is_empty() { near } else { format!("\n\nSujets proches\u{a0}:{near}") };
    format!("{}{near}", reply.text)
}

/// A reply for a program, with how long it took to find, in microseconds.
///
/// # Errors
/// When a number is not one that JSON knows.
pub fn json(reply: &Reply, took: Duration) -> Result<String> {
    let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    let Reply { outcome, entry, others, text, confidence, near, faq_version, .. } = reply;
    let value = json!({
        "outcome": outcome, "entry": entry, "others": others, "text": text, "confidence": confidence,
        "near": near, "faq_version": faq_version, "micros": micros,
    });
    Ok(serde_json::to_string_pretty(&value)?)
}
