//! One past session of the fictional employer, played through the real
//! conversation on a clock of its own, so that its report has figures. One visitor
//! comes through Discord's door: no Discord is needed for that, only the place.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use fastrand::Rng;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::around::{enrol, note_faq};
use super::decided::{decided, typed};
use crate::clock::{Clock, in_paris, paris};
use crate::conversation::{Answered, Conversation, Reply, SharedFaq};
use crate::sessions::{keep_campaign, plan};
use crate::store::{PlannedSession, Store};
use crate::words::{ChangedMind, Door, Feedback, GameStep, Incoming, Known, MessageRef, Person, Place, SessionId, Source, random_word};

/// What is asked, by whom and when, and what is tapped under the reply.
const SCRIPT: &str = include_str!("../../demo/session.tsv");

const TITLE: &str = "Session fictive : une soirée à Exemple-sur-Seine";
const OPENS_AT_HOUR: i8 = 18;
const LENGTH: SignedDuration = SignedDuration::from_mins(90);

/// Files received for each of two positions, at most: fewer than people came.
const FILES: u64 = 6;

/// An episode that some come by, by the word of its link and its source; how often
/// it was looked at, and what was played of the game.
const EPISODE: (&str, &str) = ("episode-fiction-01", "episode/fiction-01");
const VISITS: usize = 23;

/// The link of the campaign that some come by, and how often it was followed.
const LINK: &str = "linkedin";
const CLICKS: usize = 31;
const PLAYS: [(GameStep, usize); 3] = [(GameStep::Begun, 24), (GameStep::Done, 17), (GameStep::Asked, 3)];

/// How long the bot and the fictional HR take to answer.
const BOT_DELAY: SignedDuration = SignedDuration::from_millis(300);
const PERSON_DELAY: SignedDuration = SignedDuration::from_mins(12);

const PERSON_SAYS: &str = "Réponse fictive : le tournoi d'échecs des agents a lieu le jeudi midi, salle des mariages.";

/// One line of the script.
struct Line {
    minute: i64,
    who: &'static str,
    door: Door,
    question: &'static str,
    gestures: Vec<&'static str>,
}

/// Plays the session of the evening before; gives which one it is.
///
/// # Errors
/// When the database is away.
pub async fn play(faq: SharedFaq, store: &Store, now: Timestamp) -> Result<SessionId> {
    let opens_at = evening_before(now)?;
    let session = plan(TITLE, opens_at, opens_at + LENGTH, opens_at).map_err(anyhow::Error::msg)?;
    // The same costs, counts and reference at each demonstration.
    let mut rng = Rng::with_seed(4);
    let session = PlannedSession { plan: serde_json::to_string(&decided(&mut rng))?, ..session };
    let links: Vec<(String, String)> = store.tracked_links().await?.into_iter().map(|(link, _)| (link.slug, link.source)).collect();
    let kept = keep_campaign(store, &typed(&mut rng, FILES, &links, in_paris(opens_at).date()), "Démonstration", opens_at).await?;
    kept.map_err(|problems| anyhow::Error::msg(problems.join(" ; ")))?;
    store.plan_session(&session, opens_at).await?;
    enrol(store, &mut rng, opens_at).await?;
    note_faq(store, &faq.load(), in_paris(opens_at).date()).await?;
    let clock = Clock::set_to(opens_at);
    let conversation = Conversation::new(faq, store.clone(), clock.clone());
    let evening = Evening { conversation, store, clock, session: session.id.clone() };
    pass_by(store, in_paris(opens_at).date(), opens_at).await?;
    let mut people: BTreeMap<&str, Person> = BTreeMap::new();
    for line in script()? {
        let person = people.entry(line.who).or_insert_with(|| Person::new(random_word()));
        evening.play(&line, person, opens_at + SignedDuration::from_mins(line.minute)).await?;
    }
    Ok(session.id)
}

/// Who only looked at an episode or played before they came, as the pages count it.
async fn pass_by(store: &Store, day: Date, at: Timestamp) -> Result<()> {
    store.add_link(EPISODE.0, EPISODE.1, None, at).await?;
    let day = day.to_string();
    for (slug, visits) in [(EPISODE.0, VISITS), (LINK, CLICKS)] {
        for _ in 0..visits {
            store.count_visit(slug, &day).await?;
        }
    }
    for (step, plays) in PLAYS {
        for _ in 0..plays {
            store.count_game_step(Door::Web, step, &day).await?;
        }
    }
    Ok(())
}

fn evening_before(now: Timestamp) -> Result<Timestamp> {
    let day = in_paris(now).date().checked_sub(1.day()).context("the day before")?;
    Ok(day.at(OPENS_AT_HOUR, 0, 0, 0).to_zoned(paris()).context("an hour of the day before")?.timestamp())
}

fn script() -> Result<Vec<Line>> {
    let lines = SCRIPT.lines().filter(|line| !line.starts_with('#'));
    let mut lines = lines.map(read).collect::<Result<Vec<_>>>()?;
    lines.sort_by_key(|line| line.minute);
    Ok(lines)
}

fn read(line: &'static str) -> Result<Line> {
    let [minute, who, door, question, gestures] = line.split('\t').collect::<Vec<_>>()[..] else { bail!("five columns in « {line} »") };
    let minute = minute.parse().with_context(|| format!("the minute of « {line} »"))?;
    let door = Door::of_word(door).with_context(|| format!("the door of « {line} »"))?;
    Ok(Line { minute, who, door, question, gestures: gestures.split_whitespace().collect() })
}

struct Evening<'a> {
    conversation: Conversation,
    store: &'a Store,
    clock: Clock,
    session: SessionId,
}

impl Evening<'_> {
    async fn play(&self, line: &Line, person: &Person, at: Timestamp) -> Result<()> {
        self.clock.turn_to(at + BOT_DELAY);
        let Answered::Recorded(reply) = self.conversation.answer(incoming(line, person, at)).await else {
            bail!("« {} » was not recorded", line.question);
        };
        let none_fits = line.gestures.contains(&"transmettre");
        if let Some(first) = reply.near.first().filter(|_| reply.outcome.asks_which() && !none_fits) {
            self.conversation.choose(person, &reply.exchange, &first.id, at + BOT_DELAY).await;
        }
        for gesture in &line.gestures {
            self.tap(gesture, line.door, person, &reply, at).await?;
        }
        Ok(())
    }

    async fn tap(&self, gesture: &str, door: Door, person: &Person, reply: &Reply, at: Timestamp) -> Result<()> {
        let (conversation, exchange) = (&self.conversation, &reply.exchange);
        match gesture.split_once(':').unwrap_or((gesture, "")) {
            // Read with the question already.
            ("episode" | "lien", _) => {}
            ("age", _) => drop(conversation.confirm_age(person, at).await),
            ("source", source) => drop(conversation.declare_source(person, source, at).await),
            ("utile", _) => drop(conversation.keep_feedback(person, exchange, Feedback::Useful).await),
            ("pas_utile", _) => drop(conversation.keep_feedback(person, exchange, Feedback::NotUseful).await),
            ("oui", _) => drop(conversation.keep_changed_mind(person, exchange, ChangedMind::Yes).await),
            ("non", _) => drop(conversation.keep_changed_mind(person, exchange, ChangedMind::No).await),
            ("transmettre", _) => drop(conversation.hand_over(person, exchange, door, at).await),
            ("reponse", _) => self.answer_waiting(at + PERSON_DELAY).await?,
            ("note", stars) => drop(conversation.rate(person, &self.session, stars.parse()?, at).await),
            _ => bail!("« {gesture} » is not a gesture of the script"),
        }
        Ok(())
    }

    async fn answer_waiting(&self, at: Timestamp) -> Result<()> {
        for waiting in self.store.waiting_questions().await? {
            self.store.answer_handover(&waiting.id, PERSON_SAYS, at).await?;
        }
        Ok(())
    }
}

/// The link that a gesture says somebody came by.
fn link(gesture: &str) -> Option<Source> {
    let (label, slug) = match gesture {
        "episode" => (EPISODE.1, EPISODE.0),
        "lien" => (LINK, LINK),
        _ => return None,
    };
    Some(Source { label: label.to_owned(), known: Known::Link, link: Some(slug.to_owned()) })
}

fn incoming(line: &Line, person: &Person, at: Timestamp) -> Incoming {
    Incoming {
        text: line.question.to_owned(),
        person: person.clone(),
        place: Place { door: line.door, ..Place::web() },
        reference: MessageRef::new(random_word()),
        at,
        is_late: false,
        source: line.gestures.iter().find_map(|gesture| link(gesture)),
        has_attachment: false,
        delivery: None,
    }
}
