//! All the SQL: one text for SQLite and PostgreSQL, one file per family of tables.
//!
//! Knows no room but `words`: an entry is an identifier in text, a reply is
//! JSON. Every read and every write runs in a task of its own, for a database
//! future that is dropped half-way can leave a pooled connection inside an open
//! transaction; a candidate who closes the page never cancels anything here.

mod alert;
mod ambassador;
mod ambassador_invitation;
mod ambassador_levels;
mod answer_code;
mod asked;
mod audit;
mod bell;
mod brought;
mod called_off;
mod calm;
mod campaign;
mod card;
mod case;
mod cohort;
mod digest;
mod episode;
mod episode_post;
mod exchange;
mod facts;
mod faq_day;
mod game;
mod gateway;
mod gateway_holder;
mod guest;
mod handover;
mod in_hand;
mod invitation;
mod invite;
mod link;
mod open;
mod outbox;
mod outcomes;
mod person;
mod posted;
mod profile;
mod queue;
mod rating;
mod reminder;
mod report_key;
mod report_version;
mod retention;
mod review;
mod revision;
mod rights;
mod server;
mod session;
mod session_plan;
mod settle;
mod staff;
mod staff_changes;
mod standing;
mod told_errors;
mod tracked;
mod trouble;
mod unanswered;
mod usage;
mod version;
mod watch;
mod window;
mod writer;

use std::sync::Arc;

use anyhow::{Context, Result};
use futures::future::BoxFuture;

pub use alert::Alert;
pub use ambassador::{Ambassador, Enrolled, NewAmbassador};
pub use ambassador_invitation::AmbassadorInvitation;
pub use audit::{Action, AuditLine};
pub use brought::Brought;
pub use called_off::CalledOff;
pub use calm::Lockdown;
pub use campaign::{KeptCampaign, KeptCount, KeptReading};
pub use card::{Ended, QueueCard};
pub use case::{Case, MOST_CASES};
pub use digest::{Digest, Waiting};
pub use episode::EpisodeEffect;
pub use episode_post::EpisodePost;
pub use exchange::{Decided, NewExchange, Recorded, Repeated};
pub use facts::{AskedFact, Facts, Scope, Tick};
pub use game::{GameCounts, GameMonth};
pub use gateway::{Allowed, OpenConversation};
pub use gateway_holder::GatewayHolder;
pub use guest::Guest;
pub use handover::{AnsweredQuestion, Given, NewHandover, WaitingQuestion};
pub use invitation::{Accepted, Invitation, NewAccount, Purpose};
pub use invite::Invite;
use link::{Link, Pool};
pub use outbox::{LONGEST_WAIT, OwedMessage};
pub use person::{KeptExchange, PersonData};
pub use posted::{PostKind, SessionPost, SessionPosts};
pub use queue::{
    AnsweredSame, AskedSame, Charged, Handled, Mark, NewPlace, PublicAnswer, QueuedQuestion, Resolution, Settled, TAKEN_FOR, Taken,
    WaitingPlace, answerer_in_discord,
};
pub use rating::Rater;
pub use reminder::{NewReminder, Reminded};
pub use report_key::ReportKey;
pub use report_version::KeptReport;
pub use review::GivenAnswer;
pub use revision::{AskedInMessage, Revision};
pub use server::PartnerServer;
pub use session::PlannedSession;
pub use session_plan::Planned;
pub use settle::TypedChoice;
pub use staff::{NewLogin, SecondFactor, StaffAccount, StaffChange, Try};
pub use standing::{OpenExchange, Standing};
pub use tracked::TrackedLink;
pub use usage::EntryUse;
pub use version::{KEPT_VERSIONS, KeptVersion, NewVersion};
pub use watch::NewWatch;
pub use window::Window;
use writer::Writer;

/// The database, shared by every room that keeps something.
#[derive(Clone, Debug)]
pub struct Store {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    readers: Pool,
    writer: Writer,
    /// Rung when a message is owed by somebody who does not send it.
    bell: bell::Bell,
    /// Held while the program runs on SQLite, so that two never do.
    _lock: Option<std::fs::File>,
}

impl Store {
    /// Runs a read on a connection of its own.
    async fn read<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Link) -> BoxFuture<'c, Result<T>> + Send + 'static,
    {
        let readers = self.inner.readers.clone();
        let task = tokio::spawn(async move {
            let mut link = readers.acquire().await?;
            work(&mut link).await
        });
        task.await.context("reading was interrupted")?
    }

    /// Runs a write in a transaction; the result is given once it is durable.
    async fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Link) -> BoxFuture<'c, Result<T>> + Send + 'static,
    {
        self.inner.writer.write(work).await
    }

    /// Whether something could not be kept in the last minutes, for want of room
    /// or because the database was away. What is kept can still be read then.
    pub fn fails_to_keep(&self) -> bool {
        self.inner.writer.fails()
    }

    /// Waits for the writes already given, then closes every connection.
    pub async fn close(&self) {
        self.inner.writer.finish().await;
        self.inner.readers.close().await;
    }
}

/// By how much the clocks of two instances may differ: what is later than that
/// comes from a clock that was set back since.
const CLOCKS_DIFFER: jiff::SignedDuration = jiff::SignedDuration::from_mins(1);

/// Milliseconds since 1970 in UTC, as every instant is kept.
fn millis(at: jiff::Timestamp) -> i64 {
    at.as_millisecond()
}

/// The instant of a column; one outside the calendar is the nearest end of it.
fn instant(millis: i64) -> jiff::Timestamp {
    let end = if millis < 0 { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX };
    jiff::Timestamp::from_millisecond(millis).unwrap_or(end)
}

/// Text without NUL, which PostgreSQL refuses.
fn clean(text: &str) -> String {
    text.replace('\0', "")
}
