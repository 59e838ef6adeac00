//! What still waits when a session closes is promised for a day.

use anyhow::Result;
use jiff::Timestamp;

use crate::store::link::{Link, execute};
use crate::store::millis;
use crate::words::SessionId;

/// Promises an answer to everybody who still waits in a session.
pub(in crate::store) async fn promise(link: &mut Link, session: &SessionId, answer_by: Timestamp) -> Result<()> {
    execute!(
        link,
        "update queued_question set promised_for = $1 where session_id = $2 and state in ('waiting', 'taken') and promised_for is null",
        millis(answer_by),
        session.as_str()
    )?;
    Ok(())
}
