//! The one message that says which questions wait: said again when more do, at
//! most every quarter of an hour, and only changed when fewer do.

use std::collections::BTreeMap;

use anyhow::Result;
use jiff::{SignedDuration, Timestamp};

use crate::clock::{hour_in_paris, in_paris};
use crate::conversation::Reply;
use crate::discord::failure::Failure;
use crate::discord::post::Post;
use crate::discord::reception::Reception;
use crate::discord::translate::{Part, number};
use crate::faq::Faq;
use crate::store::{Digest, Waiting};

/// What waits is said at most this often.
const SAY_EVERY: SignedDuration = SignedDuration::from_mins(15);

/// Nothing rings between these hours in Paris, unless a session is open.
const QUIET_FROM: i8 = 21;
const QUIET_TO: i8 = 7;

/// The themes named.
const MOST_THEMES: usize = 3;

const NONE_WAITS: &str = "✅ Plus aucune question n'attend une personne.";

/// What to do with the message.
#[derive(Debug, PartialEq, Eq)]
enum Step {
    Nothing,
    /// Its words change where it stands: nothing rings.
    Change,
    /// A new one takes its place.
    Replace,
}

impl Reception {
    /// Says what waits, when it is time to.
    pub(super) async fn tell_what_waits(&self) -> Result<()> {
        let Some(channel) = self.parts.office.channel else { return Ok(()) };
        let (store, now) = (&self.parts.store, self.parts.clock.now());
        let Some(seen) = store.digest().await? else { return Ok(()) };
        let waiting = store.waiting().await?;
        let step = step(&seen, &waiting, now);
        if step == Step::Nothing || (step == Step::Replace && self.is_quiet(now).await?) {
            return Ok(());
        }
        let told_at = if step == Step::Replace { now } else { seen.told_at };
        let last_at = waiting.last().map_or(seen.last_at, |last| last.since);
        let new = Digest { message: None, told_at, waiting: count(&waiting), last_at };
        if !store.take_digest(&seen, &new).await? {
            return Ok(());
        }
        let text = self.waiting_text(&seen, &waiting);
        let said = self.post.say_again(channel, seen.message.as_ref(), step == Step::Replace, &text, now).await;
        match said {
            Ok(message) => store.keep_digest_message(Some(message)).await,
            Err(failure) => {
                tracing::warn!(?failure, "the team could not be told what waits");
                // What was said stands: the next beat tries again.
                store.take_digest(&new, &seen).await.map(drop)
            }
        }
    }

    async fn is_quiet(&self, now: Timestamp) -> Result<bool> {
        let hour = in_paris(now).hour();
        if (QUIET_TO..QUIET_FROM).contains(&hour) {
            return Ok(false);
        }
        let sessions = self.parts.store.sessions().await?;
        Ok(!sessions.iter().any(|session| session.opens_at <= now && now < session.closes_at))
    }

    fn waiting_text(&self, seen: &Digest, waiting: &[Waiting]) -> String {
        let Some(oldest) = waiting.first() else { return NONE_WAITS.to_owned() };
        let new = waiting.iter().filter(|one| one.since > seen.last_at).count();
        let mut text = match waiting.len() {
            1 => "📥 Une question attend une personne".to_owned(),
            several => format!("📥 {several} questions attendent une personne"),
        };
        text.push_str(&match new {
            0 => String::new(),
            1 => ", dont une nouvelle".to_owned(),
            several => format!(", dont {several} nouvelles"),
        });
        text.push_str(&format!(". La plus ancienne attend depuis le {}.", hour_in_paris(oldest.since)));
        let themes = themes(&self.parts.conversation.faq(), waiting);
        if !themes.is_empty() {
            text.push_str(&format!("\nThèmes proches\u{a0}: {themes}."));
        }
        format!("{text}\n<{}/staff/questions>", self.parts.office.origin)
    }
}

impl Post {
    /// Says something in the place of an older message: changes it, or deletes it
    /// once a new one stands. Gives the message that says it now.
    async fn say_again(
        &self,
        channel: u64,
        before: Option<&(String, String)>,
        is_new: bool,
        text: &str,
        now: Timestamp,
    ) -> Result<(String, String), Failure> {
        let before = before.and_then(|(channel, message)| Some((number(channel)?, number(message)?)));
        let part = Part { text: text.to_owned(), ..Part::default() };
        if let Some((channel, message)) = before.filter(|_| !is_new) {
            match self.change(channel, message, &part).await {
                Ok(()) => return Ok((channel.to_string(), message.to_string())),
                // Somebody deleted it.
                Err(Failure::Refused(Failure::UNKNOWN_MESSAGE)) => {}
                Err(failure) => return Err(failure),
            }
        }
        let said = self.stand(channel, None, &format!("digest-{}", now.as_millisecond()), &part).await?;
        if let Some((channel, message)) = before
            && let Err(failure) = self.remove(channel, message).await
        {
            tracing::info!(?failure, "an older message to the team stays");
        }
        Ok((channel.to_string(), said))
    }
}

/// More questions are worth a new message; fewer, or none, change the old one.
/// One that came since the clock was set back is known by their number.
fn step(seen: &Digest, waiting: &[Waiting], now: Timestamp) -> Step {
    let is_new = count(waiting) > seen.waiting || waiting.last().is_some_and(|last| last.since > seen.last_at);
    if is_new {
        return if now.duration_since(seen.told_at).abs() >= SAY_EVERY { Step::Replace } else { Step::Nothing };
    }
    if seen.message.is_some() && count(waiting) != seen.waiting { Step::Change } else { Step::Nothing }
}

fn count(waiting: &[Waiting]) -> i64 {
    i64::try_from(waiting.len()).unwrap_or(i64::MAX)
}

/// The themes that the waiting questions are nearest to, most frequent first.
fn themes(faq: &Faq, waiting: &[Waiting]) -> String {
    let mut counted: BTreeMap<String, usize> = BTreeMap::new();
    for theme in waiting.iter().filter_map(|one| nearest_theme(faq, one)) {
        *counted.entry(theme).or_default() += 1;
    }
    let mut counted: Vec<_> = counted.into_iter().collect();
    counted.sort_by(|(one, times), (other, others)| others.cmp(times).then_with(|| one.cmp(other)));
    let named = counted.iter().take(MOST_THEMES).map(|(theme, times)| format!("{} ({times})", faq.theme_name(theme)));
    named.collect::<Vec<_>>().join(", ")
}

fn nearest_theme(faq: &Faq, waiting: &Waiting) -> Option<String> {
    if waiting.theme.is_some() {
        return waiting.theme.clone();
    }
    let reply = Reply::from_json(waiting.reply.as_deref()?).ok()?;
    Some(faq.entry(&reply.near.first()?.id)?.theme.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
    }

    fn waiting(minutes: &[i64]) -> Vec<Waiting> {
        minutes.iter().map(|minute| Waiting { since: at(*minute), theme: None, reply: None }).collect()
    }

    #[test]
    fn a_new_message_comes_every_quarter_of_an_hour_at_most_and_only_for_more_questions() {
        let told = Some(("1".to_owned(), "2".to_owned()));
        let seen = |waiting, last| Digest { message: told.clone(), told_at: at(100), waiting, last_at: at(last) };
        for (seen, waits, now, expected) in [
            (seen(0, 50), &[101][..], 114, Step::Nothing),
            (seen(0, 50), &[101], 115, Step::Replace),
            (seen(2, 99), &[98, 99], 1_000, Step::Nothing),
            (seen(2, 99), &[99], 101, Step::Change),
            (seen(1, 99), &[], 101, Step::Change),
            (seen(1, 99), &[120], 121, Step::Replace),
            (seen(0, 99), &[], 121, Step::Nothing),
            // The clock was set back by an hour.
            (seen(1, 99), &[45, 99], 45, Step::Replace),
            (seen(1, 99), &[99], 45, Step::Nothing),
        ] {
            assert_eq!(step(&seen, &waiting(waits), at(now)), expected, "{waits:?} at {now}");
        }
        let never = Digest { message: None, told_at: Timestamp::UNIX_EPOCH, waiting: 0, last_at: Timestamp::UNIX_EPOCH };
        assert_eq!(step(&never, &[], at(100)), Step::Nothing);
        assert_eq!(step(&never, &waiting(&[99]), at(100)), Step::Replace);
    }
}
