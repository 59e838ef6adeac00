//! What is said of a session in Discord: written before it is said, claimed by
//! one instance at a time, said once.

use std::collections::BTreeMap;

use anyhow::Result;
use futures::FutureExt;
use jiff::Timestamp;

use super::in_hand::take_in_hand;
use super::link::{execute, row, rows};
use super::{Store, instant, millis};
use crate::words::{Delivery, Owed, SessionId};

/// A kind of thing that is said of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PostKind {
    /// The scheduled event.
    Event,
    /// The team's thread.
    Thread,
    /// What announces it to candidates.
    Announcement,
    /// What says that it ends soon.
    LastCall,
    /// What asks how it was.
    Rating,
    /// Its report, for the team.
    Report,
}

impl PostKind {
    const ALL: [(Self, &'static str); 6] = [
        (Self::Event, "event"),
        (Self::Thread, "thread"),
        (Self::Announcement, "announcement"),
        (Self::LastCall, "last_call"),
        (Self::Rating, "rating"),
        (Self::Report, "report"),
    ];

    pub(super) fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, word)| word)
    }

    fn of_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(kind, _)| *kind)
    }
}

/// What stands of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionPost {
    /// The session.
    pub session: SessionId,
    /// What it is.
    pub kind: PostKind,
    /// The channel it stands in, or is to.
    pub channel: Option<String>,
    /// Its number in Discord, once it is known.
    pub message: Option<String>,
    /// What stands there, in a word; empty before.
    pub shown: String,
    /// When it is due, or may be tried again.
    pub due_at: Timestamp,
}

/// What is posted of each session.
pub type SessionPosts = BTreeMap<(SessionId, PostKind), SessionPost>;

type Row = (String, String, Option<String>, Option<String>, String, i64);

fn post((session, kind, channel, message, shown, due_at): Row) -> Option<SessionPost> {
    let (session, kind) = (SessionId::new(session), PostKind::of_word(&kind)?);
    Some(SessionPost { session, kind, channel, message, shown, due_at: instant(due_at) })
}

/// What a message said once holds.
const SAID: &str = "said";

impl SessionPost {
    /// Whether it was said, of what is said once.
    pub fn is_said(&self) -> bool {
        self.shown == SAID
    }
}

impl Store {
    /// All that is said, or is to be, of sessions.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn session_posts(&self) -> Result<SessionPosts> {
        self.read(|link| {
            async move {
                let found = rows!(link, Row, "select session_id, kind, channel, message, shown, due_at from session_post")?;
                Ok(found.into_iter().filter_map(post).map(|post| ((post.session.clone(), post.kind), post)).collect())
            }
            .boxed()
        })
        .await
    }

    /// Takes in hand what is said of a session, for a minute at the most, and
    /// gives it as it stands; none while another instance has it.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn claim_session_post(&self, session: &SessionId, kind: PostKind, now: Timestamp) -> Result<Option<SessionPost>> {
        let session = session.clone();
        self.write(move |link| {
            async move {
                let found = take_in_hand!(
                    link,
                    Row,
                    "session_post" by "session_id, kind" at now,
                    make "insert into session_post (session_id, kind, shown, due_at, claimed_until) values ($4, $5, '', $2, $1)",
                    give "session_id, kind, channel, message, shown, due_at",
                    session.as_str(),
                    kind.as_str()
                )?;
                Ok(found.and_then(post))
            }
            .boxed()
        })
        .await
    }

    /// Keeps how it stands now, and lets it go.
    ///
    /// # Errors
    /// When the database is away: the claim ends by itself then.
    pub async fn keep_session_post(&self, post: &SessionPost) -> Result<()> {
        let post = post.clone();
        self.write(move |link| {
            async move {
                execute!(
                    link,
                    "update session_post set channel = $1, message = $2, shown = $3, due_at = $4, claimed_until = null
                     where session_id = $5 and kind = $6",
                    post.channel.as_deref(),
                    post.message.as_deref(),
                    post.shown.as_str(),
                    millis(post.due_at),
                    post.session.as_str(),
                    post.kind.as_str()
                )?;
                Ok(())
            }
            .boxed()
        })
        .await
    }

    /// Keeps where and when a session is to be announced. False once it is.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn plan_announcement(&self, session: &SessionId, channel: &str, due_at: Timestamp) -> Result<bool> {
        let (session, channel) = (session.clone(), channel.to_owned());
        self.write(move |link| {
            async move {
                let kept = execute!(
                    link,
                    "insert into session_post (session_id, kind, channel, shown, due_at) values ($1, $2, $3, '', $4)
                     on conflict (session_id, kind) do update set channel = excluded.channel, due_at = excluded.due_at, shown = excluded.shown
                     where session_post.shown in ('', 'forbidden') and session_post.message is null",
                    session.as_str(),
                    PostKind::Announcement.as_str(),
                    channel.as_str(),
                    millis(due_at)
                )?;
                Ok(kept > 0)
            }
            .boxed()
        })
        .await
    }

    /// Owes a channel something that is said once of a session. False when it
    /// was said already, by whatever instance.
    ///
    /// # Errors
    /// When the database is away: it was not said then.
    pub async fn say_once(&self, session: &SessionId, kind: PostKind, channel: &str, owed: Owed, now: Timestamp) -> Result<bool> {
        let (session, channel) = (session.clone(), channel.to_owned());
        self.write(move |link| {
            async move {
                let fresh = execute!(
                    &mut *link,
                    "insert into session_post (session_id, kind, channel, shown, due_at) values ($1, $2, $3, $4, $5)
                     on conflict (session_id, kind) do update set channel = excluded.channel, shown = excluded.shown
                     where session_post.shown = ''",
                    session.as_str(),
                    kind.as_str(),
                    channel.as_str(),
                    SAID,
                    millis(now)
                )?;
                if fresh > 0 {
                    super::outbox::owe_notice(link, &owed, &Delivery::Channel { channel, message: None }, now).await?;
                }
                Ok(fresh > 0)
            }
            .boxed()
        })
        .await
    }

    /// Forgets what was said of a session.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn forget_session_post(&self, session: &SessionId, kind: PostKind) -> Result<()> {
        let session = session.clone();
        self.write(move |link| {
            async move {
                execute!(link, "delete from session_post where session_id = $1 and kind = $2", session.as_str(), kind.as_str())?;
                Ok(())
            }
            .boxed()
        })
        .await
    }

    /// Keeps where the panel stands.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn keep_panel(&self, channel: &str) -> Result<()> {
        let channel = channel.to_owned();
        self.write(move |link| {
            async move {
                execute!(
                    link,
                    "insert into discord_place (kind, channel) values ('panel', $1)
                     on conflict (kind) do update set channel = excluded.channel",
                    channel.as_str()
                )?;
                Ok(())
            }
            .boxed()
        })
        .await
    }

    /// Where the panel was last placed.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn panel_channel(&self) -> Result<Option<String>> {
        self.read(|link| {
            async move {
                let found = row!(link, (String,), "select channel from discord_place where kind = 'panel'")?;
                Ok(found.map(|(channel,)| channel))
            }
            .boxed()
        })
        .await
    }
}
