//! The lines that people added to their stars, on the report of a session: for HR
//! alone, who owns the words of candidates. Reading them is noted.

use super::super::routes::WRITING;
use super::super::{Error, Web};
use super::Member;
use crate::words::SessionId;

impl Web {
    /// What was said of a session, as far as this member may read it.
    pub(super) async fn remarks_for(&self, member: &Member, session: &SessionId) -> Result<Vec<String>, Error> {
        if !WRITING.contains(&member.role) {
            return Ok(Vec::new());
        }
        let said = self.site.store.remarks_of(session).await?;
        if !said.is_empty() {
            self.audit_in_detail(member, "mots sur une session lus", session.as_str(), &said.len().to_string()).await?;
        }
        Ok(said)
    }
}
