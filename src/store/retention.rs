//! Carries out what `privacy` says of how long things are kept.

use anyhow::Result;
use futures::FutureExt;
use jiff::Timestamp;

use super::link::{Link, execute};
use super::{Store, millis};

/// How many rows one transaction clears, so that nobody waits long behind it.
const BATCH: i64 = 500;

/// Each kind of data that ends, and the statement that ends a batch of it:
/// `$1` is the instant before which it goes, `$2` the batch.
const TEXTS: [(&str, &str); 7] = [
    (
        // A hand-over counts from its answer, and stays while it is owed.
        "question texts",
        "update exchange set question = null, reply = null where id in (
             select e.id from exchange e left join handover h on h.exchange_id = e.id
             where e.asked_at < $1 and (e.question is not null or e.reply is not null)
               and (h.id is null or h.state in ('closed', 'watching') or (h.state = 'answered' and h.answered_at < $1)) limit $2)",
    ),
    (
        "answers of people",
        "update handover set state = 'closed', answer = null where id in (
             select id from handover where answer is not null and answered_at < $1 limit $2)",
    ),
    (
        "pseudonyms of conversations",
        "update conversation set person = null where id in (
             select c.id from conversation c where c.person is not null and c.last_at < $1
               and not exists (select 1 from exchange e where e.conversation_id = c.id and (e.question is not null or e.reply is not null)) limit $2)",
    ),
    (
        "pseudonyms of people",
        "delete from person where id in (
             select p.id from person p where p.last_seen_at < $1
               and not exists (select 1 from conversation c where c.person = p.id) limit $2)",
    ),
    (
        "ticks",
        "delete from profile where ticked_at < $1 and person in (
             select p.person from profile p where p.ticked_at < $1
               and not exists (select 1 from person q where q.id = p.person) limit $2)",
    ),
    (
        // Figures are frozen long before.
        "pseudonyms of ratings",
        "delete from satisfaction where rated_at < $1 and person in (select person from satisfaction where rated_at < $1 limit $2)",
    ),
    ("message references", "delete from inbox where reference in (select reference from inbox where received_at < $1 limit $2)"),
];

const ADDRESSES: [(&str, &str); 3] = [
    (
        "direct conversations",
        "delete from discord_conversation where channel in (select channel from discord_conversation where heard_at < $1 limit $2)",
    ),
    (
        "delivery addresses",
        "delete from delivery where outbox_id in (
             select d.outbox_id from delivery d join outbox o on o.id = d.outbox_id where o.created_at < $1 limit $2)",
    ),
    (
        "messages sent",
        "delete from outbox where id in (
             select o.id from outbox o left join delivery d on d.outbox_id = o.id
             where o.created_at < $1 and d.outbox_id is null limit $2)",
    ),
];

/// An objection stays as long as it is not taken back.
const RIGHTS: [(&str, &str); 1] = [(
    "erasures",
    "delete from right_used where what = 'erased' and at < $1 and person in (
         select person from right_used where what = 'erased' and at < $1 limit $2)",
)];

/// In this order: what belongs to an account goes before it.
const STAFF: [(&str, &str); 7] = [
    ("alerts", "delete from alert where id in (select id from alert where at < $1 limit $2)"),
    ("log of the team", "delete from audit where id in (select id from audit where at < $1 limit $2)"),
    ("links and tokens to reports", "delete from report_key where id in (select id from report_key where expires_at < $1 limit $2)"),
    (
        "invitations",
        "delete from staff_invitation where id in (
             select i.id from staff_invitation i left join staff_account a on a.id = i.account_id
             where i.expires_at < $1 or a.disabled_at < $1 limit $2)",
    ),
    (
        "links of guests",
        "delete from session_guest where account_id in (
             select g.account_id from session_guest g join session s on s.id = g.session_id where s.closes_at < $1 limit $2)",
    ),
    (
        "guests",
        "delete from staff_account where id in (
             select a.id from staff_account a where a.password_hash = '' and a.created_at < $1
               and a.id not in (select account_id from session_guest) limit $2)",
    ),
    (
        "disabled accounts",
        "delete from staff_account where id in (select id from staff_account
             where disabled_at < $1 and id not in (select account_id from session_guest) limit $2)",
    ),
];

impl Store {
    /// Clears what is older than its limit, batch after batch, with a record of
    /// how much of each kind went. Gives the number of rows cleared.
    ///
    /// # Errors
    /// When the database is away: what was cleared stays cleared, the rest waits
    /// for the next time.
    pub async fn clear_expired(&self, text_before: Timestamp, address_before: Timestamp, now: Timestamp) -> Result<u64> {
        self.clear_codes(now).await?;
        let cleared = self.clear_kinds(&TEXTS, text_before, now).await? + self.clear_kinds(&ADDRESSES, address_before, now).await?;
        if cleared > 0 {
            self.empty_journal().await;
        }
        Ok(cleared)
    }

    /// Clears what is too old of the team: its log, its disabled accounts, the
    /// logins that ended. Gives the number of rows of the first two.
    ///
    /// # Errors
    /// As [`Store::clear_expired`].
    pub async fn clear_staff(&self, before: Timestamp, now: Timestamp) -> Result<u64> {
        self.clear_logins(now).await?;
        self.clear_kinds(&STAFF, before, now).await
    }

    /// Forgets the erasures that no copy of the database is old enough to undo.
    ///
    /// # Errors
    /// As [`Store::clear_expired`].
    pub async fn clear_rights(&self, before: Timestamp, now: Timestamp) -> Result<u64> {
        self.clear_kinds(&RIGHTS, before, now).await
    }

    async fn clear_kinds(&self, kinds: &'static [(&str, &'static str)], before: Timestamp, now: Timestamp) -> Result<u64> {
        let mut cleared = 0;
        for (category, statement) in kinds {
            let volume = self.clear(statement, before).await?;
            if volume > 0 {
                self.note_elimination(category, before, now, volume).await?;
            }
            cleared += volume;
        }
        Ok(cleared)
    }

    async fn clear(&self, statement: &'static str, before: Timestamp) -> Result<u64> {
        let mut cleared = 0;
        loop {
            let batch = self.write(move |link| async move { Ok(execute!(link, statement, millis(before), BATCH)?) }.boxed()).await?;
            cleared += batch;
            if batch == 0 {
                return Ok(cleared);
            }
        }
    }

    /// The record an archives service asks for: what kind, until when, how much.
    async fn note_elimination(&self, category: &'static str, before: Timestamp, now: Timestamp, volume: u64) -> Result<()> {
        self.write(move |link| async move { note(link, category, before, now, volume).await }.boxed()).await
    }

    /// Codes say themselves when they end.
    async fn clear_codes(&self, now: Timestamp) -> Result<()> {
        self.write(move |link| {
            async move {
                execute!(link, "delete from answer_code where expires_at < $1", millis(now))?;
                Ok(())
            }
            .boxed()
        })
        .await
    }

    async fn clear_logins(&self, now: Timestamp) -> Result<()> {
        self.write(move |link| {
            async move {
                execute!(link, "delete from staff_login where expires_at < $1", millis(now))?;
                Ok(())
            }
            .boxed()
        })
        .await
    }
}

async fn note(link: &mut Link, category: &str, before: Timestamp, now: Timestamp, volume: u64) -> Result<()> {
    let id = format!("{category}-{}", millis(now));
    execute!(
        link,
        "insert into elimination (id, category, before_at, done_at, volume) values ($1, $2, $3, $4, $5) on conflict (id) do nothing",
        id,
        category,
        millis(before),
        millis(now),
        i64::try_from(volume).unwrap_or(i64::MAX)
    )?;
    Ok(())
}
