//! What happens around an evening and is no question: agents become ambassadors,
//! links are followed, episodes are looked at, the game is played.

use anyhow::{Result, ensure};
use fastrand::Rng;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::journal::{Ambassador, Journal, Played};
use crate::faq::Faq;
use crate::store::{Enrolled, NewAmbassador, Store};
use crate::words::{Door, FaqAge, FirstStep, GAME, GameStep, Level, Skill, random_word, sha256};

/// Two episodes, by the word of their link and their source.
pub(super) const EPISODES: [(&str, &str); 2] = [("episode-fiction-01", "episode/fiction-01"), ("episode-fiction-02", "episode/fiction-02")];

/// How many agents of each level become ambassadors.
const ENROLLED: [(Level, std::ops::Range<u32>); 3] = [(Level::Dga, 0..4), (Level::Director, 3..10), (Level::Agent, 5..25)];

/// How many days before the session they enrol.
const ENROLLED_BEFORE: SignedDuration = SignedDuration::from_hours(24 * 60);

/// How many days before the session somebody looks at an episode or plays, at the
/// most; a few do the day after.
const DAYS_BEFORE: i64 = 20;

/// Agents become ambassadors, by one invitation for each level.
pub(super) async fn enrol(store: &Store, rng: &mut Rng, opens_at: Timestamp) -> Result<Vec<Ambassador>> {
    let mut ambassadors = Vec::new();
    let at = opens_at - ENROLLED_BEFORE;
    for (level, people) in ENROLLED {
        let (invitation, places) = (sha256(random_word()), rng.u32(people));
        store.invite_ambassadors((&random_word(), &invitation), (level, places), None, at, opens_at).await?;
        for number in 0..places {
            let slug = format!("fiction-{}-{number}", level.as_str());
            let new = NewAmbassador {
                id: random_word(),
                skill: Skill::Beginner,
                address_hash: sha256(&slug),
                token_hash: sha256(random_word()),
                slug: slug.clone(),
            };
            ensure!(store.enrol(&invitation, &new, at).await? == Enrolled::As(level), "a place of this invitation");
            ambassadors.push(Ambassador { id: new.id, level, slug, posted: None });
        }
    }
    Ok(ambassadors)
}

/// The program notes each day how old the answers are, and this is that day.
pub(super) async fn note_faq(store: &Store, faq: &Faq, day: Date) -> Result<FaqAge> {
    store.note_faq_age(&day.to_string(), faq.age(day)).await?;
    let (entries, due) = faq.entries().iter().fold((0, 0), |(all, due), entry| (all + 1, due + u64::from(entry.review_on < day)));
    Ok(FaqAge { entries, fresh: entries - due })
}

/// What happens around the people of an evening, and is written down.
pub(super) struct Around<'a> {
    pub(super) store: &'a Store,
    pub(super) rng: &'a mut Rng,
    pub(super) journal: &'a mut Journal,
    /// The word and the source of each link that is no person's.
    pub(super) links: &'a [(String, String)],
}

impl Around<'_> {
    /// Whoever asked came by a page that counts visits; others only passed by.
    pub(super) async fn happens(&mut self, people: u32, opens_at: Timestamp) -> Result<()> {
        for (slug, source) in EPISODES {
            self.store.add_link(slug, source, None, opens_at).await?;
        }
        let followed: Vec<String> = self.journal.people.iter().filter_map(|person| person.link.clone()).collect();
        for slug in followed {
            self.follows(slug, self.journal.day).await?;
        }
        for _ in 0..people / 3 {
            let (day, (slug, _)) = (self.day_around(), EPISODES[self.rng.usize(0..EPISODES.len())]);
            self.follows(slug.to_owned(), day).await?;
            if let Some((slug, _)) = self.rng.choice(self.links) {
                self.follows(slug.clone(), self.journal.day).await?;
            }
        }
        let players = self.journal.people.iter().filter(|person| person.source_label() == Some(GAME)).count();
        for _ in 0..players {
            self.plays(Played { day: self.journal.day, is_done: true, led_to_question: true }).await?;
        }
        for _ in 0..people / 4 {
            let (day, is_done) = (self.day_around(), self.rng.u32(0..100) < 70);
            self.plays(Played { day, is_done, led_to_question: false }).await?;
        }
        self.ambassadors_post(opens_at).await
    }

    /// A third of them say that they posted, some of these long ago.
    async fn ambassadors_post(&mut self, at: Timestamp) -> Result<()> {
        for ambassador in &mut self.journal.ambassadors {
            if self.rng.u32(0..3) == 0 {
                let day = self.journal.day.saturating_sub(self.rng.i64(1..50).days());
                self.store.tick_first_step(&ambassador.id, FirstStep::Post, &day.to_string(), true, at).await?;
                ambassador.posted = Some(day);
            }
        }
        Ok(())
    }

    fn day_around(&mut self) -> Date {
        let days = self.rng.i64(-1..DAYS_BEFORE);
        self.journal.day.saturating_sub(days.days())
    }

    async fn follows(&mut self, slug: String, day: Date) -> Result<()> {
        self.store.count_visit(&slug, &day.to_string()).await?;
        self.journal.visits.push((day, slug));
        Ok(())
    }

    async fn plays(&mut self, play: Played) -> Result<()> {
        let steps = [(GameStep::Begun, true), (GameStep::Done, play.is_done), (GameStep::Asked, play.led_to_question)];
        for (step, _) in steps.into_iter().filter(|(_, happened)| *happened) {
            self.store.count_game_step(Door::Web, step, &play.day.to_string()).await?;
        }
        self.journal.plays.push(play);
        Ok(())
    }
}
