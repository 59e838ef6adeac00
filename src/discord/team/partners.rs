//! Who asks from a partner's server comes from there, as long as nothing better
//! is known.

use crate::discord::reception::Reception;
use crate::discord::servers::Standing;
use crate::words::{Incoming, Known, Source};

impl Reception {
    /// The question with the source its server is.
    pub(in crate::discord) async fn with_source(&self, incoming: Incoming) -> Incoming {
        let Some(server) = incoming.place.server.clone().filter(|_| incoming.source.is_none()) else { return incoming };
        if server.parse().is_ok_and(|server| self.team.servers.standing(server) != Standing::Partner) {
            return incoming;
        }
        match self.parts.store.partner_server(&server, self.parts.clock.now()).await {
            Ok(partner) => Incoming { source: Some(Source { label: partner.source(), known: Known::Server, link: None }), ..incoming },
            Err(error) => {
                tracing::error!("finding a partner server: {error:#}");
                incoming
            }
        }
    }
}
