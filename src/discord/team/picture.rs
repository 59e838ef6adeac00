//! The pictures that go with messages: that of a session's report, that of an
//! episode.

use std::path::Path;

use anyhow::Result;

use crate::discord::Parts;
use crate::files::picture::MAX_PICTURE_BYTES;
use crate::report::poster;
use crate::sessions::report_of;
use crate::words::SessionId;

/// A file that goes with a message: its name and what is in it.
type File = (String, Vec<u8>);

/// The picture of a report as it stands; none when nothing is drawn yet, or when
/// drawing fails: its figures are said in words anyway.
pub(in crate::discord) async fn picture_of(parts: &Parts, session: &SessionId) -> Option<File> {
    let drawn = draw(parts, session).await;
    drawn.inspect_err(|error| tracing::error!(%session, "drawing a report: {error:#}")).ok().flatten()
}

async fn draw(parts: &Parts, session: &SessionId) -> Result<Option<File>> {
    let Some(report) = report_of(&parts.store, session, parts.clock.now()).await? else { return Ok(None) };
    let faq = parts.conversation.faq();
    let report = report.with_names(faq.names());
    let drawn = tokio::task::spawn_blocking(move || poster(&report).map(|poster| poster.png()).transpose()).await??;
    Ok(drawn.map(|png| (format!("rapport-{session}.png"), png)))
}

/// The picture of an episode, as it lies in HR's folder; none when it is gone, or
/// grew too heavy meanwhile: its words are said anyway.
pub(super) async fn picture_of_episode(responses: &Path, path: &str) -> Option<File> {
    let read = tokio::fs::read(responses.join(path)).await;
    let bytes = read.inspect_err(|error| tracing::error!(path, "reading the picture of an episode: {error}")).ok()?;
    let name = path.rsplit('/').next().unwrap_or(path);
    (bytes.len() as u64 <= MAX_PICTURE_BYTES).then(|| (name.to_owned(), bytes))
}
