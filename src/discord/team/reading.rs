//! Who reads the questions of a session's thread is noted as on the staff page:
//! a question is the words of a person. Discord does not say who looked; the
//! thread itself stands for them.

use anyhow::Result;
use jiff::Timestamp;

use crate::discord::reception::Reception;
use crate::store::{Action, QueuedQuestion};
use crate::words::HandoverId;

/// Who read, as the log says it.
const READER: &str = "Fil de la session, dans Discord";

/// What was done, as the log says it.
const SHOWN: &str = "question montrée dans le fil de la session";

impl Reception {
    /// Notes a question that is about to stand in its thread, and later whoever
    /// joins it; a message that only changes its state adds nothing.
    pub(super) async fn note_shown(&self, queued: &QueuedQuestion, now: Timestamp) -> Result<()> {
        let store = &self.parts.store;
        let noted = store.details_of(queued.id.as_str(), SHOWN).await?;
        let is_noted = |id: &HandoverId| noted.iter().flat_map(|line| line.split(' ')).any(|known| known == id.as_str());
        let new: Vec<_> = queued.asked.iter().map(|asked| &asked.id).filter(|id| !is_noted(id)).map(HandoverId::as_str).collect();
        if new.is_empty() {
            return Ok(());
        }
        let (action, object, detail) = (SHOWN.to_owned(), queued.id.to_string(), new.join(" "));
        store.note_action(Action { account: None, name: READER.to_owned(), action, object, detail }, now).await
    }
}
