//! How fast Discord is asked, and what it said of waiting.
//!
//! Three limits at once: our own pace, well under Discord's; the waits that
//! Discord declares, for one route or for all; and a pause when it refused too
//! much, long before it would close its door to our address.

use std::collections::{HashMap, VecDeque};
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use governor::clock::Clock as _;
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use jiff::SignedDuration;
use serde_json::Value;

use super::status::Status;
use crate::clock::Clock;

/// Thirty requests a second after ten at once: no second ever sees more than forty.
const EACH_SECOND: NonZeroU32 = NonZeroU32::MIN.saturating_add(29);
const AT_ONCE: NonZeroU32 = NonZeroU32::MIN.saturating_add(9);

/// Refusals that Discord counts, in so much time; it closes its door at ten thousand.
const MOST_REFUSALS: usize = 100;
const REFUSALS_COUNT_FOR: Duration = Duration::from_secs(10 * 60);

/// Requests under way may all be refused: they are counted before they are.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// A refusal that gives no delay.
const UNSAID: Duration = Duration::from_secs(5);

/// No declared wait is believed beyond.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 3600);

/// How fast we ask, shared by every runtime.
pub(super) struct Pace {
    limiter: DefaultDirectRateLimiter,
    /// Whoever waits for their turn does so in order.
    queue: tokio::sync::Mutex<()>,
    rules: Mutex<Rules>,
    status: Arc<Status>,
    clock: Clock,
}

/// What is known of waiting.
#[derive(Debug, Default)]
struct Rules {
    all_until: Option<Instant>,
    held: HashMap<String, Instant>,
    refusals: VecDeque<Instant>,
    under_way: usize,
    paused: bool,
}

/// Leave to make one request; it ends when it is dropped.
pub(super) struct Turn<'a> {
    pace: &'a Pace,
}

/// What an answer says besides its body.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Answer {
    pub(super) status: u16,
    retry_after: Option<f64>,
    global: bool,
    shared: bool,
    /// The route has no request left for so long.
    spent_for: Option<f64>,
}

impl Answer {
    /// Reads the headers that speak of waiting.
    pub(super) fn of_headers(status: u16, header: impl Fn(&str) -> Option<String>) -> Self {
        let number = |name: &str| header(name).and_then(|text| text.parse::<f64>().ok()).filter(|number| number.is_finite());
        let scope = header("x-ratelimit-scope").unwrap_or_default();
        let spent = number("x-ratelimit-remaining").is_some_and(|left| left < 1.0);
        Self {
            status,
            retry_after: number("retry-after"),
            global: scope == "global" || header("x-ratelimit-global").is_some_and(|text| text != "false"),
            shared: scope == "shared",
            spent_for: number("x-ratelimit-reset-after").filter(|_| spent),
        }
    }

    pub(super) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Whether Discord counts it against our address.
    fn is_counted(&self) -> bool {
        matches!(self.status, 401 | 403) || (self.status == 429 && !self.shared)
    }
}

impl Pace {
    pub(super) fn new(status: Arc<Status>, clock: Clock) -> Self {
        let limiter = RateLimiter::direct(Quota::per_second(EACH_SECOND).allow_burst(AT_ONCE));
        Self { limiter, queue: tokio::sync::Mutex::default(), rules: Mutex::default(), status, clock }
    }

    /// Waits for a turn; gives how long it would take when that is too long.
    pub(super) async fn turn(&self, key: &str, patience: Duration) -> Result<Turn<'_>, Duration> {
        loop {
            self.until_free(key, patience).await?;
            let _queued = self.queue.lock().await;
            while let Err(early) = self.limiter.check() {
                tokio::time::sleep(early.wait_time_from(self.limiter.clock().now())).await;
            }
            // A wait may have been declared while this one stood in the queue.
            if let Ok(turn) = self.enter(key) {
                return Ok(turn);
            }
        }
    }

    /// A turn without regard to our own pace.
    pub(super) async fn at_once(&self, key: &str, patience: Duration) -> Result<Turn<'_>, Duration> {
        loop {
            match self.enter(key) {
                Ok(turn) => return Ok(turn),
                Err(wait) if wait > patience => return Err(wait),
                Err(wait) => tokio::time::sleep(wait).await,
            }
        }
    }

    async fn until_free(&self, key: &str, patience: Duration) -> Result<(), Duration> {
        loop {
            let wait = self.rules().wait(key, Instant::now());
            match wait {
                None => return Ok(()),
                Some(wait) if wait > patience => return Err(self.tell_pause(wait)),
                Some(wait) => tokio::time::sleep(wait).await,
            }
        }
    }

    fn enter(&self, key: &str) -> Result<Turn<'_>, Duration> {
        let mut rules = self.rules();
        match rules.wait(key, Instant::now()) {
            Some(wait) => {
                drop(rules);
                Err(self.tell_pause(wait))
            }
            None => {
                rules.under_way += 1;
                let was_paused = std::mem::take(&mut rules.paused);
                drop(rules);
                if was_paused {
                    self.status.going_on();
                }
                Ok(Turn { pace: self })
            }
        }
    }

    /// Tells the team of a pause for too many refusals; gives the wait back.
    fn tell_pause(&self, wait: Duration) -> Duration {
        let mut rules = self.rules();
        if rules.refusals.len() >= MOST_REFUSALS && !std::mem::replace(&mut rules.paused, true) {
            let until = self.clock.now() + SignedDuration::try_from(wait).unwrap_or_default();
            self.status.paused(MOST_REFUSALS, until);
        }
        wait
    }

    fn rules(&self) -> MutexGuard<'_, Rules> {
        self.rules.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Rules {
    /// How long to wait before a request of this kind; none when it may go.
    fn wait(&mut self, key: &str, now: Instant) -> Option<Duration> {
        self.held.retain(|_, until| *until > now);
        while self.refusals.front().is_some_and(|at| now.duration_since(*at) >= REFUSALS_COUNT_FOR) {
            self.refusals.pop_front();
        }
        let declared = self.all_until.into_iter().chain(self.held.get(key).copied()).max().filter(|until| *until > now);
        if let Some(until) = declared {
            return Some(until.duration_since(now));
        }
        if self.refusals.len() + self.under_way < MOST_REFUSALS {
            return None;
        }
        let oldest = self.refusals.front().filter(|_| self.refusals.len() >= MOST_REFUSALS);
        Some(oldest.map_or(LOOK_AGAIN, |at| REFUSALS_COUNT_FOR.saturating_sub(now.duration_since(*at)).max(LOOK_AGAIN)))
    }

    /// Keeps what an answer says of waiting; gives the wait of a 429.
    fn learn(&mut self, answer: &Answer, told: &Value, key: &str, now: Instant) -> Option<Duration> {
        if answer.is_counted() {
            self.refusals.push_back(now);
        }
        if answer.status != 429 {
            if let Some(spent) = answer.spent_for {
                self.hold(key, now + seconds(spent));
            }
            return None;
        }
        let pause = answer.retry_after.or_else(|| told["retry_after"].as_f64()).map_or(UNSAID, seconds);
        // A door that speaks no JSON stands before Discord's own: it refuses all of us.
        if answer.global || told["global"] == true || told.is_null() {
            self.all_until = self.all_until.max(Some(now + pause));
        } else {
            self.hold(key, now + pause);
        }
        Some(pause)
    }

    fn hold(&mut self, key: &str, until: Instant) {
        let held = self.held.entry(key.to_owned()).or_insert(until);
        *held = (*held).max(until);
    }
}

impl Turn<'_> {
    /// Keeps what an answer says of waiting; gives the wait of a 429.
    pub(super) fn learn(&self, answer: &Answer, told: &Value, key: &str, now: Instant) -> Option<Duration> {
        self.pace.rules().learn(answer, told, key, now)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.pace.rules().under_way -= 1;
    }
}

fn seconds(number: f64) -> Duration {
    Duration::try_from_secs_f64(number).unwrap_or(UNSAID).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn answer(status: u16, headers: &[(&str, &str)]) -> Answer {
        Answer::of_headers(status, |name| headers.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn each_kind_of_429_holds_what_it_names_for_as_long_as_it_says() {
        let now = Instant::now();
        for (headers, told, here, elsewhere, counted) in [
            (&[("retry-after", "2"), ("x-ratelimit-scope", "user")][..], json!({"retry_after": 1.5}), Some(2_000), None, 1),
            (&[("x-ratelimit-scope", "user")], json!({"retry_after": 1.5}), Some(1_500), None, 1),
            (&[("retry-after", "3"), ("x-ratelimit-scope", "shared")], json!({}), Some(3_000), None, 0),
            (&[("retry-after", "4"), ("x-ratelimit-global", "true")], json!({}), Some(4_000), Some(4_000), 1),
            (&[], json!({"retry_after": 0.25, "global": true}), Some(250), Some(250), 1),
            (&[("retry-after", "60")], Value::Null, Some(60_000), Some(60_000), 1),
            (&[], json!({}), Some(5_000), None, 1),
        ] {
            let mut rules = Rules::default();
            let refused = rules.learn(&answer(429, headers), &told, "here", now);
            let wait = |rules: &mut Rules, key| rules.wait(key, now).map(|wait| wait.as_millis());
            assert_eq!((wait(&mut rules, "here"), wait(&mut rules, "elsewhere")), (here, elsewhere), "{headers:?} {told}");
            assert_eq!((refused.is_some(), rules.refusals.len()), (true, counted), "{headers:?}");
            assert_eq!(rules.wait("here", now + Duration::from_secs(61)), None);
        }
    }

    #[test]
    fn a_route_that_has_no_request_left_waits_until_it_has() {
        let now = Instant::now();
        let mut rules = Rules::default();
        rules.learn(&answer(200, &[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset-after", "1.5")]), &Value::Null, "here", now);
        assert_eq!(rules.wait("here", now), Some(Duration::from_millis(1_500)));
        rules.learn(&answer(200, &[("x-ratelimit-remaining", "1"), ("x-ratelimit-reset-after", "9")]), &Value::Null, "there", now);
        assert_eq!(rules.wait("there", now), None);
    }

    #[test]
    fn a_hundred_refusals_in_ten_minutes_pause_everything_until_the_first_is_forgotten() {
        let start = Instant::now();
        let mut rules = Rules::default();
        for number in 0..99 {
            rules.learn(&answer(403, &[]), &json!({"code": 50_013}), "here", start + Duration::from_secs(number));
        }
        let now = start + Duration::from_secs(99);
        assert_eq!(rules.wait("there", now), None);
        rules.under_way = 1;
        assert_eq!(rules.wait("there", now), Some(LOOK_AGAIN), "the one under way may be the hundredth");
        rules.under_way = 0;
        rules.learn(&answer(401, &[]), &Value::Null, "here", now);
        assert_eq!(rules.wait("there", now), Some(REFUSALS_COUNT_FOR - Duration::from_secs(99)));
        assert_eq!(rules.wait("there", start + REFUSALS_COUNT_FOR), None);
        for status in [200, 400, 404, 500] {
            rules.learn(&answer(status, &[]), &Value::Null, "here", now);
        }
        assert_eq!(rules.refusals.len(), 99);
    }

    #[tokio::test]
    async fn no_second_sees_more_than_forty_requests() {
        let (sender, _shown) = tokio::sync::watch::channel(String::new());
        let pace = Pace::new(Arc::new(Status::new(sender)), Clock::System);
        let mut taken = Vec::new();
        for _ in 0..60 {
            drop(pace.turn("here", PATIENCE).await.unwrap_or_else(|wait| panic!("{wait:?}")));
            taken.push(Instant::now());
        }
        let most = taken
            .iter()
            .map(|from| taken.iter().filter(|at| **at >= *from && at.duration_since(*from) < Duration::from_secs(1)).count())
            .max();
        assert!(most <= Some(40), "{most:?}");
        assert!(taken[59].duration_since(taken[0]) < Duration::from_secs(4));
    }

    const PATIENCE: Duration = Duration::from_secs(5);
}
