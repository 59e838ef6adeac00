//! What the team gives to read reports without an account, as its pages make,
//! list and take it back: links to one report, tokens to all of them.

use jiff::SignedDuration;
use serde::Deserialize;

use super::super::{Error, Web};
use super::Member;
use crate::accounts::read_name;
use crate::clock::hour_in_paris;
use crate::store::ReportKey;
use crate::words::{SessionId, random_word, sha256};

/// For whom, and for how long.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Typed {
    pub(super) nom: String,
    pub(super) jours: String,
}

/// One that serves.
pub(super) struct Living {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) since: String,
    pub(super) until: String,
}

/// One that was just made: what is given is shown this once.
pub(super) struct Fresh {
    pub(super) token: String,
    pub(super) name: String,
    pub(super) until: String,
}

impl Web {
    pub(super) async fn living_keys(&self, report: Option<&SessionId>) -> Result<Vec<Living>, Error> {
        let keys = self.site.store.report_keys(report, self.now()).await?;
        let living = |key: ReportKey| Living {
            id: key.id,
            name: key.name,
            since: hour_in_paris(key.created_at),
            until: hour_in_paris(key.expires_at),
        };
        Ok(keys.into_iter().map(living).collect())
    }

    /// Makes one; or says what is wrong with what was typed.
    pub(super) async fn make_key(&self, report: Option<SessionId>, typed: &Typed, lengths: &[i64]) -> Result<Result<Fresh, String>, Error> {
        let name = match read_name(&typed.nom) {
            Ok(name) => name,
            Err(problem) => return Ok(Err(problem)),
        };
        let Some(days) = typed.jours.parse().ok().filter(|days| lengths.contains(days)) else {
            return Ok(Err("choisissez une durée de la liste".to_owned()));
        };
        let (token, now) = (random_word(), self.now());
        let expires_at = now + SignedDuration::from_hours(24 * days);
        let key = ReportKey { id: random_word(), report, name: name.clone(), created_at: now, expires_at, revoked_at: None };
        self.site.store.keep_report_key(&key, &sha256(&token)).await?;
        Ok(Ok(Fresh { token, name, until: hour_in_paris(expires_at) }))
    }

    /// Takes one back; false when it did not serve any more.
    pub(super) async fn take_back_key(&self, member: &Member, id: &str, report: Option<&SessionId>, action: &str) -> Result<bool, Error> {
        let taken = self.site.store.take_back_report_key(id, report, self.now()).await?;
        if let Some(key) = &taken {
            let object = report.map_or("rapports", SessionId::as_str);
            self.audit_in_detail(member, action, object, &key.name).await?;
        }
        Ok(taken.is_some())
    }
}
