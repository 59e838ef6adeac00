//! Messages written before they are sent, sent once, retried with patience.
//!
//! Claims what is owed from the database and gives it to a `send` that a door
//! provides; knows neither Discord nor its words. Order is kept per place as
//! far as retries allow, and a slow place never delays another one.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::FutureExt;
use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::lanes::Lanes;
use crate::store::{LONGEST_WAIT, OwedMessage, Store};
use crate::words::{Delivery, Owed};

/// How much is claimed and not yet sent, at most.
const MOST_HELD: usize = 32;

/// The tries of one message, the first one included: about ten minutes. Those
/// that follow it in a conversation wait for their turn, and what is said of an
/// hour is wrong later.
const MOST_TRIES: i64 = 10;

/// Nobody waits any longer for an answer of yesterday.
const LIFE: SignedDuration = SignedDuration::from_hours(24);

/// An interaction's token lives fifteen minutes; the last seconds are left for the way.
const INTERACTION_LIFE: SignedDuration = SignedDuration::from_secs(14 * 60 + 50);

const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(5 * 60);

/// The longest sleep without a look at the database: another instance may have
/// died with a claim, or the clock may have been set.
const LOOK_EVERY: Duration = Duration::from_secs(15);

/// The shortest one, when what is due is claimed by somebody else.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// How soon a clock that was set back is noticed: what was written before would
/// wait for its hour to come again.
const FOLLOW_THE_CLOCK_EVERY: Duration = Duration::from_secs(5);

/// What is under way when the program stops may take this long to end.
const LAST_SENDS: Duration = Duration::from_secs(3);

/// What became of one try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// It arrived, as far as anybody can tell.
    Done,
    /// It was refused for good: trying again would change nothing.
    Refused,
    /// It did not arrive, or nobody knows: to be tried again, not before this pause.
    Later(Option<Duration>),
}

/// Sends what is owed until it is told to stop.
pub struct Outbox {
    /// Where messages are written.
    pub store: Store,
    /// What « due » is read with.
    pub clock: Clock,
    /// Rung when a message was written.
    pub wake: Arc<Notify>,
}

impl Outbox {
    /// Claims, sends and settles messages until `stop`; what is under way then
    /// gets three seconds to end.
    pub async fn run<S>(self, send: S, stop: CancellationToken)
    where
        S: Fn(OwedMessage) -> BoxFuture<'static, Sent>,
    {
        let mut sending = Sending { store: self.store, clock: self.clock, lanes: Lanes::new(), tasks: JoinSet::new(), followed: None };
        while !stop.is_cancelled() {
            let pause = sending.claim(&send).await;
            tokio::select! {
                Some(ended) = sending.tasks.join_next() => sending.go_on(ended.ok(), &send),
                () = self.wake.notified() => {}
                () = tokio::time::sleep(pause) => {}
                () = stop.cancelled() => {}
            }
        }
        sending.claim(&send).await;
        let ended = tokio::time::timeout(LAST_SENDS, sending.end(&send)).await;
        if ended.is_err() {
            tracing::warn!("messages were still being sent when the program stopped: they are sent again at the next start");
        }
    }
}

/// Messages to one place go one after the other.
type Lane = String;

/// What is under way.
struct Sending {
    store: Store,
    clock: Clock,
    lanes: Lanes<Lane, OwedMessage>,
    tasks: JoinSet<Lane>,
    /// When what is owed was last brought in step with the clock.
    followed: Option<Instant>,
}

impl Sending {
    /// Starts what is due, and says how long to sleep when nothing happens.
    async fn claim(&mut self, send: &impl Fn(OwedMessage) -> BoxFuture<'static, Sent>) -> Duration {
        let room = MOST_HELD.saturating_sub(self.lanes.held());
        if room == 0 {
            return LOOK_EVERY;
        }
        self.follow_the_clock().await;
        match self.store.claim_messages(self.clock.now(), i64::try_from(room).unwrap_or(1)).await {
            Ok(claimed) => {
                for message in claimed {
                    self.take(message, send);
                }
                self.pause().await
            }
            Err(error) => {
                tracing::error!("claiming messages to send: {error:#}");
                LOOK_AGAIN
            }
        }
    }

    async fn follow_the_clock(&mut self) {
        if self.followed.is_some_and(|followed| followed.elapsed() < FOLLOW_THE_CLOCK_EVERY) {
            return;
        }
        match self.store.follow_the_clock(self.clock.now()).await {
            Ok(()) => self.followed = Some(Instant::now()),
            Err(error) => tracing::error!("bringing what is owed in step with the clock: {error:#}"),
        }
    }

    async fn pause(&self) -> Duration {
        match self.store.next_message_due().await {
            Ok(Some(due)) => until(due, self.clock.now()).clamp(LOOK_AGAIN, FOLLOW_THE_CLOCK_EVERY),
            Ok(None) => LOOK_EVERY,
            Err(error) => {
                tracing::error!("looking for the next message to send: {error:#}");
                LOOK_AGAIN
            }
        }
    }

    fn take(&mut self, message: OwedMessage, send: &impl Fn(OwedMessage) -> BoxFuture<'static, Sent>) {
        let lane = lane(&message.delivery);
        if let Some(message) = self.lanes.enter(&lane, message) {
            self.start(lane, message, send);
        }
    }

    fn start(&mut self, lane: Lane, message: OwedMessage, send: &impl Fn(OwedMessage) -> BoxFuture<'static, Sent>) {
        let (store, clock) = (self.store.clone(), self.clock.clone());
        let is_late = message.is_late(clock.now());
        let sent = if is_late { futures::future::ready(Sent::Refused).boxed() } else { send(message.clone()) };
        self.tasks.spawn(async move {
            let sent = AssertUnwindSafe(sent).catch_unwind().await.unwrap_or(Sent::Later(None));
            settle(&store, &message, sent, clock.now()).await;
            lane
        });
    }

    fn go_on(&mut self, ended: Option<Lane>, send: &impl Fn(OwedMessage) -> BoxFuture<'static, Sent>) {
        let Some(lane) = ended else { return };
        if let Some(next) = self.lanes.leave(&lane) {
            self.start(lane, next, send);
        }
    }

    async fn end(&mut self, send: &impl Fn(OwedMessage) -> BoxFuture<'static, Sent>) {
        while let Some(ended) = self.tasks.join_next().await {
            self.go_on(ended.ok(), send);
        }
    }
}

fn lane(delivery: &Delivery) -> Lane {
    match delivery {
        Delivery::Channel { channel, .. } => channel.clone(),
        Delivery::Interaction { token } => token.clone(),
    }
}

impl OwedMessage {
    /// Whether nobody waits for it any more.
    fn is_late(&self, now: Timestamp) -> bool {
        self.is_older_than(LIFE, now)
    }

    /// Whether nothing arrives by its address any more: it may have another.
    pub fn has_dead_address(&self, now: Timestamp) -> bool {
        matches!(self.delivery, Delivery::Interaction { .. }) && self.is_older_than(INTERACTION_LIFE, now)
    }

    /// Whether one that did not arrive is tried once more: also when it was tried
    /// often, as long as it is news and holds nobody up.
    fn is_tried_again(&self) -> bool {
        self.attempts < MOST_TRIES || Owed::from_json(&self.body).is_ok_and(|owed| owed.stays_news())
    }

    fn is_older_than(&self, life: SignedDuration, now: Timestamp) -> bool {
        now.as_millisecond().saturating_sub(self.created_at_ms) > i64::try_from(life.as_millis()).unwrap_or(i64::MAX)
    }
}

async fn settle(store: &Store, message: &OwedMessage, sent: Sent, now: Timestamp) {
    let exchange = &message.id;
    let settled = match sent {
        Sent::Done => store.finish_message(message, true, now).await,
        Sent::Later(after) if message.is_tried_again() => {
            let pause = pause_after(message.attempts, jitter()).max(after.unwrap_or_default()).min(longest_wait());
            tracing::warn!(%exchange, attempts = message.attempts, "a message was not sent: tried again in {pause:?}");
            store.retry_message(message, now + pause).await
        }
        Sent::Refused | Sent::Later(_) => {
            tracing::error!(%exchange, attempts = message.attempts, "a message was given up");
            store.finish_message(message, false, now).await
        }
    };
    if let Err(error) = settled {
        tracing::error!(%exchange, "settling a message: {error:#}");
    }
}

/// What is due later than this is taken for the work of a clock that was set back.
fn longest_wait() -> Duration {
    Duration::try_from(LONGEST_WAIT).unwrap_or(LONGEST_PAUSE)
}

/// Twice as long after each try; `jitter` is a share of the pause, so that what
/// failed together does not come back together.
fn pause_after(attempts: i64, jitter: f64) -> Duration {
    let doublings = u32::try_from(attempts.clamp(1, 20) - 1).unwrap_or(0);
    let pause = FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(doublings));
    pause.mul_f64(1.0 + jitter).min(LONGEST_PAUSE)
}

/// From 0 to a quarter, for pauses that should not end together.
pub(crate) fn jitter() -> f64 {
    let mut byte = [0];
    // Without randomness messages are retried all the same, only less spread out.
    let _ = getrandom::fill(&mut byte);
    f64::from(byte[0]) / 1024.0
}

fn until(due: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(due.duration_since(now)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{SessionId, With};

    #[test]
    fn pauses_double_from_a_second_to_five_minutes() {
        let pauses = [1, 2, 3, 9, 10, 40].map(|attempts| pause_after(attempts, 0.0).as_secs());
        assert_eq!(pauses, [1, 2, 4, 256, 300, 300]);
        assert_eq!(pause_after(2, 0.25), Duration::from_millis(2_500));
    }

    fn owed(delivery: &Delivery) -> OwedMessage {
        OwedMessage {
            id: "e".to_owned(),
            nonce: "e".to_owned(),
            body: String::new(),
            delivery: delivery.clone(),
            attempts: 1,
            created_at_ms: 0,
            epoch: 1,
        }
    }

    #[test]
    fn what_stays_news_is_tried_again_until_it_is_late() {
        let message = owed(&Delivery::Channel { channel: "1".to_owned(), message: None });
        let tried_again = |body: String| {
            let message = OwedMessage { body, ..message.clone() };
            [1, 9, 10, 200].map(|attempts| OwedMessage { attempts, ..message.clone() }.is_tried_again())
        };
        let session = || SessionId::new("2026-11-22-un-soir");
        let said = |with| Owed::Said { text: "…".to_owned(), with };
        for news in [Owed::line("…".to_owned()), Owed::CalledOff("…".to_owned()), said(With::Report(session()))] {
            assert_eq!(tried_again(news.to_json().unwrap()), [true; 4], "{news:?}");
        }
        for soon in [Owed::Reply("{}".to_owned()), Owed::Reminder("…".to_owned()), said(With::Ask), said(With::Stars(session()))] {
            assert_eq!(tried_again(soon.to_json().unwrap()), [true, true, false, false], "{soon:?}");
        }
        assert_eq!(tried_again("d'une autre version".to_owned()), [true, true, false, false]);
    }

    #[test]
    fn a_message_is_late_after_the_life_of_its_address() {
        let interaction = Delivery::Interaction { token: "t".to_owned() };
        let channel = Delivery::Channel { channel: "1".to_owned(), message: None };
        for (delivery, seconds, dead, late) in [
            (&interaction, 14 * 60, false, false),
            (&interaction, 15 * 60, true, false),
            (&channel, 15 * 60, false, false),
            (&channel, 24 * 3600 + 1, false, true),
        ] {
            let message = owed(delivery);
            let now = Timestamp::UNIX_EPOCH + SignedDuration::from_secs(seconds);
            assert_eq!((message.has_dead_address(now), message.is_late(now)), (dead, late), "{delivery:?} after {seconds} s");
        }
    }
}
