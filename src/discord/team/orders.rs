//! What a command of the team does: each leaves its line in the log of actions,
//! under a pseudonym.

use anyhow::Result;
use jiff::Timestamp;

use super::Order;
use crate::discord::reception::Reception;
use crate::discord::relay::Asked;
use crate::discord::sentences::{ALREADY_LOCKED, ALREADY_OPEN, LOCKED_NOW, NO_REPORT, OPEN_NOW};
use crate::discord::translate::{Part, plain};
use crate::privacy::Keys;
use crate::report::short_text;
use crate::sessions::report_of;
use crate::store::Action;
use crate::words::{Door, SessionId};

/// A pseudonym is told apart by its beginning.
const ACTOR_CHARS: usize = 8;

/// What the log adds to an order that changed nothing.
const REFUSED: &str = "refusé";

/// What an order did, in words; else why it changed nothing.
pub(super) type Obeyed = std::result::Result<String, String>;

impl Reception {
    /// Does what the team asks, and gives what they read in private.
    pub(in crate::discord) async fn obey(&self, asked: &Asked, order: Order, at: Timestamp) -> Result<Vec<Part>> {
        let (action, object) = noted(&order);
        let done = match order {
            Order::State => Ok(plain(&self.state().await?)),
            Order::Lock(locked) => Ok(plain(self.lock(locked).await?)),
            Order::Report(session) => Ok(plain(&self.report(session).await?)),
            Order::Search(wanted) => Ok(self.entry(&wanted)),
            Order::Problems => Ok(self.problems()),
            Order::Reload => Ok(self.reload().await),
            Order::Plan(written) => shown(self.plan(*written).await?),
            Order::CallOff(session) => shown(self.call_off(&session).await?),
            Order::Announce(announcement) => shown(self.plan_announcement(asked, announcement).await?),
            Order::Link { source, name } => shown(self.campaign_link(asked, &source, name.as_deref()).await?),
        };
        let detail = if done.is_err() { REFUSED } else { "" };
        self.note(asked.user, action, &object, detail, at).await?;
        Ok(done.unwrap_or_else(|refused| refused))
    }

    /// The one who did it is known by the beginning of their pseudonym, never by
    /// a name of Discord.
    pub(super) async fn note(&self, user: u64, action: &str, object: &str, detail: &str, at: Timestamp) -> Result<()> {
        let done = Action {
            account: None,
            name: format!("Discord {}", actor(&self.parts.keys, user, at)?),
            action: action.to_owned(),
            object: object.to_owned(),
            detail: detail.to_owned(),
        };
        self.parts.store.note_action(done, self.parts.clock.now()).await
    }

    async fn lock(&self, locked: bool) -> Result<&'static str> {
        let changed = self.parts.store.set_lockdown(locked, self.parts.clock.now()).await?;
        Ok(match (locked, changed) {
            (true, true) => LOCKED_NOW,
            (true, false) => ALREADY_LOCKED,
            (false, true) => OPEN_NOW,
            (false, false) => ALREADY_OPEN,
        })
    }

    /// The report of a session, or of the last one that began.
    pub(super) async fn report(&self, session: Option<String>) -> Result<String> {
        let (store, now) = (&self.parts.store, self.parts.clock.now());
        let id = match session {
            Some(typed) => Some(SessionId::new(typed.trim())),
            None => store.sessions().await?.into_iter().find(|session| session.opens_at <= now).map(|session| session.id),
        };
        let Some(id) = id else { return Ok(NO_REPORT.to_owned()) };
        let Some(report) = report_of(store, &id, now).await? else {
            return Ok("Il n'y a ni session ni mois de ce nom\u{a0}: choisissez-en un dans la liste.".to_owned());
        };
        let faq = self.parts.conversation.faq();
        let report = report.with_names(faq.names());
        let origin = &self.parts.office.origin;
        Ok(format!("{}\n\nTous les chiffres\u{a0}: <{origin}/staff/rapports/{id}>", short_text(&report)))
    }
}

/// What was done, or why not, as messages.
fn shown(done: Obeyed) -> std::result::Result<Vec<Part>, Vec<Part>> {
    done.map(|told| plain(&told)).map_err(|refused| plain(&refused))
}

/// The beginning of the pseudonym of somebody of the team.
pub(super) fn actor(keys: &Keys, user: u64, at: Timestamp) -> Result<String> {
    Ok(keys.person(Door::Discord, &user.to_string(), at)?.as_str().chars().take(ACTOR_CHARS).collect())
}

/// How the log tells an order: a few French words, and on what.
fn noted(order: &Order) -> (&'static str, String) {
    match order {
        Order::State => ("état consulté dans Discord", String::new()),
        Order::Lock(true) => ("questions fermées depuis Discord", String::new()),
        Order::Lock(false) => ("questions rouvertes depuis Discord", String::new()),
        Order::Report(session) => ("rapport lu dans Discord", session.clone().unwrap_or_default()),
        Order::Search(wanted) => ("réponse cherchée dans Discord", wanted.clone()),
        Order::Problems => ("problèmes des fichiers lus dans Discord", String::new()),
        Order::Reload => ("fichiers relus depuis Discord", String::new()),
        Order::Plan(written) => ("session planifiée dans Discord", written.title.clone()),
        Order::CallOff(session) => ("session annulée dans Discord", session.clone()),
        Order::Announce(announcement) => ("session annoncée dans Discord", announcement.session.clone().unwrap_or_default()),
        Order::Link { source, .. } => ("lien demandé dans Discord", source.clone()),
    }
}
