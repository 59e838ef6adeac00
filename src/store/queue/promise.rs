//! What still waits when a session closes is promised for a day.

use anyhow::Result;
use jiff::Timestamp;

use crate::store::link::{Link, execute};
use crate::store::millis;
use crate::words::SessionId;

/// Promises an answer to everybody who still waits in a session. Who sees to it
/// is who was named for the question, else who has it now, guests left out, else
/// who was named for the session.
pub(in crate::store) async fn promise(link: &mut Link, session: &SessionId, answer_by: Timestamp) -> Result<()> {
    execute!(
        link,
        "update queued_question set promised_for = $1,
             in_charge = coalesce(in_charge,
                 case when state = 'taken' and owner not in (select account_id from session_guest) then owner end,
                 (select s.in_charge from session s where s.id = queued_question.session_id))
         where session_id = $2 and state in ('waiting', 'taken') and promised_for is null",
        millis(answer_by),
        session.as_str()
    )?;
    Ok(())
}
