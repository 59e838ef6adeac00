//! `/campagne lien`: for one source, its permanent invite and a tracked link to it.

use anyhow::Result;

use super::orders::Obeyed;
use crate::campaign::check_link;
use crate::discord::failure::Failure;
use crate::discord::reception::Reception;
use crate::discord::relay::Asked;
use crate::discord::sentences::{INVITE_NOT_MADE, NO_INVITE_PERMISSION};
use crate::store::Invite;

/// A name that is good whatever the source.
const ANY_NAME: &str = "lien";

impl Reception {
    /// Makes what is missing, and says both addresses.
    pub(super) async fn campaign_link(&self, asked: &Asked, source: &str, name: Option<&str>) -> Result<Obeyed> {
        let source = source.trim();
        let name = name.map_or_else(|| format!("{}-discord", source.replace('/', "-")), |name| name.trim().to_owned());
        // The source first: without a name of its own the link has the source's.
        if let Err(problem) = check_link(ANY_NAME, source, None).and_then(|()| check_link(&name, source, None)) {
            return Ok(Err(format!("{problem}.")));
        }
        let store = &self.parts.store;
        if store.tracked_link(&name).await?.is_some_and(|link| link.source != source) {
            return Ok(Err(format!("Le lien «\u{a0}{name}\u{a0}» existe déjà pour une autre source\u{a0}: choisissez un autre nom.")));
        }
        let invite = match self.invite_for(asked, source).await? {
            Ok(invite) => invite,
            Err(told) => return Ok(Err(told)),
        };
        let now = self.parts.clock.now();
        if !store.lead_to_invite(&name, source, &invite.address(), now).await? {
            return Ok(Err(format!("Le lien «\u{a0}{name}\u{a0}» mène déjà ailleurs\u{a0}: choisissez un autre nom.")));
        }
        Ok(Ok(format!(
            "Source «\u{a0}{source}\u{a0}»\n- Lien à publier, ses visites sont comptées\u{a0}: <{}/r/{name}>\n- Invitation permanente où il mène\u{a0}: <{}>",
            self.parts.office.origin,
            invite.address()
        )))
    }

    /// The invite of a source; made in this channel when there is none. One at a
    /// time, so that a source never has two.
    async fn invite_for(&self, asked: &Asked, source: &str) -> Result<Result<Invite, String>> {
        let _one_at_a_time = self.inviting.lock().await;
        if let Some(invite) = self.parts.store.invite_of(source).await? {
            return Ok(Ok(invite));
        }
        let Some(server) = asked.guild else { return Ok(Err(INVITE_NOT_MADE.to_owned())) };
        Ok(match self.post.make_invite(asked.channel).await {
            Ok(code) => {
                let invite = Invite { code, source: source.to_owned(), server: server.to_string(), gone_at: None };
                Ok(self.parts.store.keep_invite(&invite, self.parts.clock.now()).await?)
            }
            Err(Failure::Missing(_)) => Err(NO_INVITE_PERMISSION.to_owned()),
            Err(_) => Err(INVITE_NOT_MADE.to_owned()),
        })
    }
}
