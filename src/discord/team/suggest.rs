//! What is offered to who is typing an option of a command of the team: nothing
//! to who may not run it.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use serenity::all::CreateAutocompleteResponse;

use crate::campaign::DECLARED_SOURCES;
use crate::clock::{day_in_words, in_paris, read_instant};
use crate::discord::commands::Context;
use crate::discord::servers::Standing;
use crate::discord::suggest::offered;
use crate::faq::same_words;
use crate::sessions::Audience;

/// Days offered to who plans a session, and the hour most of them begin at.
const DAYS_OFFERED: i64 = 25;
const USUAL_HOUR: &str = "18:00";

/// The lengths offered, in minutes.
const LENGTHS: [u32; 6] = [30, 45, 60, 90, 120, 180];

/// The entries that hold what is typed.
pub(in crate::discord) async fn entries(context: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let faq = context.data().conversation.faq();
    let entries = faq.entries().iter().map(|entry| (entry.id.to_string(), entry.question.clone()));
    choices(context, typed, entries)
}

/// The sessions and months that have a report.
pub(in crate::discord) async fn reports(context: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    choices(context, typed, context.data().team.sessions.load().iter().cloned())
}

/// The sessions that are open or to come.
pub(in crate::discord) async fn to_come(context: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    choices(context, typed, context.data().team.to_come.load().iter().cloned())
}

/// The usual sources; another may be typed.
pub(in crate::discord) async fn sources(context: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let sources = DECLARED_SOURCES.iter().map(|(source, words)| ((*source).to_owned(), format!("{words} ({source})")));
    choices(context, typed, sources)
}

/// Hours at which a session may begin; what is typed whole stands first.
pub(in crate::discord) async fn beginnings(context: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let now = context.data().clock.now();
    let typed_whole = read_instant(typed).ok().map(|at| (typed.trim().to_owned(), at));
    let days = (1..=DAYS_OFFERED).filter_map(|days| {
        let day = in_paris(now + SignedDuration::from_hours(24 * days)).date();
        let text = format!("{day} {USUAL_HOUR}");
        let at = read_instant(&text).ok()?;
        Some((text, at))
    });
    let offered = typed_whole.into_iter().chain(days);
    choices(context, typed, offered.map(|(text, at)| (text.clone(), format!("{} ({text})", day_in_words(in_paris(at).date())))))
}

/// Durations.
pub(in crate::discord) async fn lengths(context: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    choices(context, typed, LENGTHS.iter().map(|minutes| (minutes.to_string(), format!("{minutes} minutes"))))
}

/// Themes, the last one after a comma.
pub(in crate::discord) async fn themes(context: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let faq = context.data().conversation.faq();
    let folders: BTreeSet<&str> = faq.entries().iter().map(|entry| entry.theme.as_str()).collect();
    listed(context, typed, folders.into_iter().map(|folder| (folder.to_owned(), faq.theme_name(folder).to_owned())))
}

/// Audiences, the last one after a comma.
pub(in crate::discord) async fn audiences(context: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    listed(context, typed, Audience::ALL.iter().map(|(_, word, name)| ((*word).to_owned(), (*name).to_owned())))
}

/// Choices for the last word of a list; what stands before it stays.
fn listed(context: Context<'_>, typed: &str, known: impl Iterator<Item = (String, String)>) -> CreateAutocompleteResponse {
    let (before, last) = typed.rsplit_once(',').map_or(("", typed), |(before, last)| (before, last));
    let chosen: Vec<&str> = before.split(',').map(str::trim).collect();
    let whole = |word: String| if before.is_empty() { word } else { format!("{before}, {word}") };
    let left = known.filter(|(word, _)| !chosen.contains(&word.as_str()));
    choices(context, last.trim(), left.map(|(word, name)| (whole(word), name)))
}

/// Those whose words or value hold what is typed.
fn choices(context: Context<'_>, typed: &str, known: impl Iterator<Item = (String, String)>) -> CreateAutocompleteResponse {
    if context.data().team.standing(context.interaction) != Some(Standing::Own) {
        return CreateAutocompleteResponse::new();
    }
    let typed = same_words(typed);
    let fitting = known.filter(|(value, words)| same_words(words).contains(&typed) || value.contains(&typed));
    offered(fitting.map(|(value, words)| (words, value)))
}
