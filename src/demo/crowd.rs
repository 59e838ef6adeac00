//! An evening drawn from a number: so many people come to an empty database and
//! ask, tap, wait, rate, object, through the real conversation on a clock of its
//! own. The same number draws the same people, hours and words.

use std::collections::{BTreeSet, HashMap};

use anyhow::{Context, Result, bail, ensure};
use fastrand::Rng;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde_json::{Value, json};

use super::around::{Around, EPISODES, enrol, note_faq};
use super::decided::{announced, decided, typed};
use super::journal::{Asked, Candidate, Journal};
use super::truth;
use crate::campaign::{DECLARED_SOURCES, PROFILE};
use crate::clock::{Clock, in_paris, paris};
use crate::conversation::{Answered, Conversation, Gesture, MAX_QUESTION_CHARS, Reply, SharedFaq, Tap};
use crate::faq::{Entry, Faq, Kind};
use crate::privacy::redact;
use crate::sessions::{Plan, due_now, keep_campaign, plan, review, sample_of};
use crate::store::{Mark, Planned, PlannedSession, Resolution, Settled, Store};
use crate::words::{
    AccountId, AnsweredBy, ChangedMind, Door, ExchangeId, Feedback, GAME, Incoming, Known, MISCONCEPTIONS, MessageRef, Outcome, PARTNER,
    Person, Place, QueuedId, Review, SessionId, Source, random_word,
};

/// Which evening is played.
#[derive(Clone, Copy, Debug)]
pub struct Crowd {
    /// The number it is drawn from.
    pub seed: u64,
    /// How many people come.
    pub people: u32,
}

/// The evening that was played.
#[derive(Debug)]
pub struct Played {
    /// Its session.
    pub session: SessionId,
    /// What was done, and the figures that this comes to, as JSON.
    pub truth: Value,
}

const TITLE: &str = "Session fictive tirée au sort";

/// From half past four: some questions come in office hours, others do not.
const OPENS_AT: (i8, i8) = (16, 30);
const LENGTH: SignedDuration = SignedDuration::from_hours(2);
/// Nobody begins so late that the end cuts them off.
const LAST_ARRIVAL_MILLIS: i64 = 100 * 60_000;

/// What no answer of HR is about.
const UNHEARD_OF: [&str; 8] = [
    "avez-vous une chorale ?",
    "le distributeur a-t-il des noisettes ?",
    "combien de marches jusqu'au grenier ?",
    "faites-vous des tournois d'échecs ?",
    "où est la collection de timbres ?",
    "le hamac est-il réservé aux siestes ?",
    "est-ce que les fenêtres s'ouvrent l'été ?",
    "le yéti est-il invité à la galette ?",
];

/// How a message begins that a moderator takes out.
const HOSTILE: &str = "espèce de grelot, rendez-moi mon hamac";

/// The offers that are applied for.
const OFFERS: [&str; 2] = ["fictif-developpement-web", "fictif-support-utilisateurs"];

/// Files received for one position, at most.
const MOST_FILES: u64 = 40;

/// Answers of the bot that HR reads again, at most.
const MOST_READ_AGAIN: usize = 12;

/// What is typed under topics to choose from.
const CHOSEN_IN_WORDS: [&str; 4] = ["le deuxième", "oui", "aucun", "1"];

/// Plays the evening before an instant into an empty database.
///
/// # Errors
/// One French sentence when the database is not empty; else when it is away.
pub async fn play_crowd(faq: SharedFaq, store: &Store, crowd: Crowd, now: Timestamp) -> Result<Played> {
    let is_empty = store.sessions().await?.is_empty() && store.first_permanence().await?.is_none();
    ensure!(
        is_empty,
        "cette base de données n'est pas vide : donnez-en une autre avec --database, pour ne rien mêler aux vraies questions"
    );
    let day = in_paris(now).date().checked_sub(1.day()).context("the day before")?;
    let opens_at = day.at(OPENS_AT.0, OPENS_AT.1, 0, 0).to_zoned(paris()).context("an hour of the day before")?.timestamp();
    let mut rng = Rng::with_seed(crowd.seed);
    let links: Vec<(String, String)> = store.tracked_links().await?.into_iter().map(|(link, _)| (link.slug, link.source)).collect();
    let decided = decided(&mut rng);
    let typed = typed(&mut rng, MOST_FILES, &links, day);
    let decided = Plan { media: announced(&mut rng, day), ..decided };
    let session = plan(TITLE, opens_at, opens_at + LENGTH, opens_at).map_err(anyhow::Error::msg)?;
    let session = PlannedSession { plan: serde_json::to_string(&decided)?, ..session };
    ensure!(store.plan_session(&session, opens_at).await? == Planned::Kept, "this session is there already");
    let kept = keep_campaign(store, &typed, "Démonstration", opens_at).await?;
    kept.map_err(|problems| anyhow::Error::msg(problems.join(" ; ")))?;
    due_now(store, opens_at).await?;

    let ambassadors = enrol(store, &mut rng, opens_at).await?;
    let faq_age = note_faq(store, &faq.load(), day).await?;
    let clock = Clock::set_to(opens_at);
    let conversation = Conversation::new(faq, store.clone(), clock.clone());
    let journal = Journal { plan: decided, typed, day, ambassadors, faq_age, ..Journal::default() };
    let mut evening = Evening { conversation, store, clock, session: session.id.clone(), rng, journal, places: HashMap::new(), answers: 0 };
    let messages = evening.people_come(crowd.people, &links, opens_at);
    Around { store, rng: &mut evening.rng, journal: &mut evening.journal, links: &links }.happens(crowd.people, opens_at).await?;
    evening.run(messages, opens_at).await?;
    evening.end(session.closes_at).await?;
    evening.read_again().await?;
    let Evening { journal, .. } = evening;
    let truth = json!({
        "session": session.id,
        "seed": crowd.seed,
        "metrics": truth::count(&journal),
        "played": journal.json(),
    });
    Ok(Played { session: session.id, truth })
}

/// One message that will be sent.
struct Message {
    at: Timestamp,
    who: usize,
    is_first: bool,
    is_last: bool,
}

struct Evening<'a> {
    conversation: Conversation,
    store: &'a Store,
    clock: Clock,
    session: SessionId,
    rng: Rng,
    journal: Journal,
    /// The place of an exchange in the journal.
    places: HashMap<ExchangeId, usize>,
    /// How many questions people answered.
    answers: usize,
}

impl Evening<'_> {
    /// Who comes and when they write, in the order of time.
    fn people_come(&mut self, people: u32, links: &[(String, String)], opens_at: Timestamp) -> Vec<Message> {
        let mut messages = Vec::new();
        for who in 0..people as usize {
            let candidate = self.candidate(links);
            self.journal.people.push(candidate);
            let mut at = opens_at + SignedDuration::from_millis(self.rng.i64(0..LAST_ARRIVAL_MILLIS));
            let mut times = vec![at];
            while times.len() < 7 && self.chance(62) {
                // Now and then somebody comes back when their conversation is over.
                let pause = if self.chance(10) { 25 * 60_000..50 * 60_000 } else { 15_000..240_000 };
                at += SignedDuration::from_millis(self.rng.i64(pause));
                times.push(at);
            }
            times.retain(|at| *at < opens_at + LENGTH);
            let last = times.len() - 1;
            messages.extend(times.into_iter().enumerate().map(|(number, at)| Message {
                at,
                who,
                is_first: number == 0,
                is_last: number == last,
            }));
        }
        messages.sort_by_key(|message| (message.at, message.who));
        messages
    }

    fn candidate(&mut self, links: &[(String, String)]) -> Candidate {
        let door = if self.chance(15) { Door::Discord } else { Door::Web };
        let by_link = |(slug, source): (&str, &str)| (Some((source.to_owned(), Known::Link)), Some(slug.to_owned()));
        let (source, link) = match door {
            Door::Web if self.chance(20) => self.one_of(&EPISODES).copied().map(by_link).unwrap_or_default(),
            Door::Web if self.chance(15) => {
                let ambassador = self.rng.choice(&self.journal.ambassadors);
                ambassador.map(|one| by_link((&one.slug, &one.level.source()))).unwrap_or_default()
            }
            Door::Web if self.chance(10) => (Some((GAME.to_owned(), Known::Link)), None),
            Door::Web if self.chance(45) => {
                self.one_of(links).map(|(slug, source)| by_link((slug.as_str(), source.as_str()))).unwrap_or_default()
            }
            Door::Discord if self.chance(30) => (Some((format!("{PARTNER}ecole-fictive"), Known::Server)), None),
            _ => (None, None),
        };
        Candidate { door, source, link, objects: self.chance(4), is_erased: false, stars: None, profile: Vec::new() }
    }

    async fn run(&mut self, messages: Vec<Message>, opens_at: Timestamp) -> Result<()> {
        let people: Vec<Person> = self.journal.people.iter().map(|_| Person::new(random_word())).collect();
        let mut visit = opens_at;
        for message in messages {
            while visit < message.at {
                self.clock.turn_to(visit);
                self.conversation.settle_down(visit).await;
                self.experts_answer(&people, visit).await?;
                visit += SignedDuration::from_millis(self.rng.i64(60_000..300_000));
            }
            self.send(&people[message.who], &message).await?;
        }
        for (who, person) in people.iter().enumerate() {
            self.leave(who, person).await;
        }
        Ok(())
    }

    async fn send(&mut self, person: &Person, message: &Message) -> Result<()> {
        let (who, at) = (message.who, message.at);
        if message.is_first && self.journal.people[who].objects {
            self.clock.turn_to(at);
            self.conversation.object(person).await;
        }
        let replied_at = at + SignedDuration::from_millis(self.rng.i64(40..2_000));
        self.clock.turn_to(replied_at);
        let text = self.text(who);
        let Answered::Recorded(reply) = self.conversation.answer(self.incoming(person, message, &text)).await else { return Ok(()) };
        let place = self.note(who, text, at, &reply, replied_at);
        let mut now = replied_at + SignedDuration::from_secs(3);
        let reply = self.choose(person, place, reply, &mut now).await;
        if message.is_first {
            self.tell_of_oneself(who, person, &reply, now).await;
        }
        self.hand_over(who, person, place, &reply, now).await;
        self.say_what_it_was_worth(person, place, &reply).await;
        self.apply(place, &reply, at).await?;
        if message.is_last && !self.journal.people[who].objects && self.chance(40) {
            let stars = *self.one_of(&[5, 5, 5, 4, 4, 3, 2, 1]).unwrap_or(&5);
            self.conversation.rate(person, &self.session, stars, now).await;
            self.journal.people[who].stars = Some(stars);
        }
        Ok(())
    }

    fn incoming(&self, person: &Person, message: &Message, text: &str) -> Incoming {
        let candidate = &self.journal.people[message.who];
        let source = candidate.source.as_ref().filter(|_| message.is_first);
        Incoming {
            text: text.to_owned(),
            person: person.clone(),
            place: Place { door: candidate.door, ..Place::web() },
            reference: MessageRef::new(random_word()),
            at: message.at,
            is_late: false,
            source: source.map(|(label, known)| Source { label: label.clone(), known: *known, link: candidate.link.clone() }),
            has_attachment: false,
            delivery: None,
        }
    }

    /// A new exchange, or one more reply to the one that a few words settled.
    fn note(&mut self, who: usize, text: String, at: Timestamp, reply: &Reply, replied_at: Timestamp) -> usize {
        let faq = self.conversation.faq();
        if let Some(place) = self.places.get(&reply.exchange).copied() {
            let asked = &mut self.journal.asked[place];
            asked.reads(&faq, reply, replied_at);
            asked.last_sign = at;
            return place;
        }
        let place = self.journal.asked.len();
        self.places.insert(reply.exchange.clone(), place);
        self.journal.asked.push(Asked::new(who, text, at, &faq, reply, replied_at));
        place
    }

    /// Taps one of the topics offered, most often.
    async fn choose(&mut self, person: &Person, place: usize, reply: Reply, now: &mut Timestamp) -> Reply {
        let topics = reply.taps.iter().filter_map(|tap| match &tap.gesture {
            Gesture::Choose(entry) => Some(entry.clone()),
            _ => None,
        });
        let topics: Vec<_> = topics.collect();
        if topics.is_empty() || self.chance(35) {
            return reply;
        }
        let entry = topics[self.rng.usize(0..topics.len())].clone();
        let Some(chosen) = self.conversation.choose(person, &reply.exchange, &entry, *now).await else { return reply };
        // Nothing leads from the tap of somebody who objects to their question.
        if !self.journal.people[self.journal.asked[place].who].objects {
            let faq = self.conversation.faq();
            self.journal.asked[place].reads(&faq, &chosen, *now);
        }
        *now += SignedDuration::from_secs(3);
        chosen
    }

    /// Age, source and profile, as far as they are asked for.
    async fn tell_of_oneself(&mut self, who: usize, person: &Person, reply: &Reply, now: Timestamp) {
        let is_offered = |gesture: &Gesture| reply.taps.iter().any(|tap| tap.gesture == *gesture);
        if is_offered(&Gesture::ConfirmAge) && self.chance(80) {
            self.conversation.confirm_age(person, now).await;
        }
        if is_offered(&Gesture::DeclareSource) && self.chance(50) {
            let label = self.one_of(&DECLARED_SOURCES).map_or("autre", |(label, _)| *label);
            self.conversation.declare_source(person, label, now).await;
            self.journal.people[who].source = Some((label.to_owned(), Known::Declared));
        }
        for question in &PROFILE {
            if self.chance(25) {
                let answer = self.one_of(question.answers).map_or("", |(answer, _)| *answer);
                self.conversation.tick(person, question.key, answer, now).await;
            }
        }
    }

    async fn hand_over(&mut self, who: usize, person: &Person, place: usize, reply: &Reply, now: Timestamp) {
        let is_offered = reply.taps.iter().any(|tap| tap.gesture == Gesture::HandOver);
        let wanted = if reply.outcome.is_unknown() { 70 } else { 5 };
        if !is_offered || !self.chance(wanted) {
            return;
        }
        let door = self.journal.people[who].door;
        let mut told = self.conversation.hand_over(person, &reply.exchange, door, now).await;
        let asks_age = |tap: &Tap| tap.gesture == Gesture::ConfirmAgeAndHandOver;
        if told.taps.iter().any(asks_age) && self.chance(60) {
            told = self.conversation.confirm_age_and_hand_over(person, &reply.exchange, door, now).await;
        }
        if told.done {
            let asked = &mut self.journal.asked[place];
            asked.last = Outcome::HandedOver;
            asked.waits = true;
        }
    }

    async fn say_what_it_was_worth(&mut self, person: &Person, place: usize, reply: &Reply) {
        let is_offered = |gesture: &Gesture| reply.taps.iter().any(|tap| tap.gesture == *gesture);
        let conversation = &self.conversation;
        if is_offered(&Gesture::Useful) && self.rng.u32(0..100) < 40 {
            let feedback = if self.rng.u32(0..100) < 80 { Feedback::Useful } else { Feedback::NotUseful };
            conversation.keep_feedback(person, &reply.exchange, feedback).await;
            self.journal.asked[place].feedback = Some(feedback);
        }
        if is_offered(&Gesture::ChangedMind) && self.rng.u32(0..100) < 70 {
            let said = if self.rng.u32(0..100) < 60 { ChangedMind::Yes } else { ChangedMind::No };
            conversation.keep_changed_mind(person, &reply.exchange, said).await;
            self.journal.asked[place].mind = Some(said);
        }
    }

    /// Follows an answer to « postuler », as the page counts it.
    async fn apply(&mut self, place: usize, reply: &Reply, at: Timestamp) -> Result<()> {
        if reply.outcome.is_curated() && self.chance(8) {
            let offer = OFFERS[self.rng.usize(0..OFFERS.len())];
            self.store.count_apply_click(offer, &in_paris(at).date().to_string(), Some(&reply.exchange), None).await?;
            self.journal.asked[place].applied = Some(offer);
        }
        Ok(())
    }

    /// What experts do on one visit of the queue.
    async fn experts_answer(&mut self, people: &[Person], now: Timestamp) -> Result<()> {
        let patience = self.rng.usize(1..5);
        for queued in self.store.queue(now).await?.into_iter().take(patience) {
            let words: Vec<_> = queued.asked.iter().filter_map(|asked| asked.question.clone()).collect();
            if let [only] = words.as_slice()
                && only.starts_with(HOSTILE)
            {
                self.mark_hostile(&queued.id, only, now).await?;
                continue;
            }
            self.answers += 1;
            let said = format!("Réponse fictive n° {} : nous nous renseignons, et la chorale répète le jeudi.", self.answers);
            let is_declined = self.chance(10);
            let resolution = if is_declined { Resolution::Declined(said.clone()) } else { Resolution::Answered(said.clone()) };
            let Settled::Told(_) = self.store.settle_queued(&queued.id, None, resolution, now).await? else {
                bail!("a question that waits could not be answered");
            };
            self.candidates_read(people, &said, (!is_declined).then_some(now)).await;
        }
        Ok(())
    }

    async fn mark_hostile(&mut self, queued: &QueuedId, words: &str, now: Timestamp) -> Result<()> {
        self.store.close_queued(queued, &AccountId::new("demonstration"), Mark::Hostile, now).await?;
        if let Some(asked) = self.journal.asked.iter_mut().find(|asked| asked.waits && redact(&asked.text) == words) {
            (asked.waits, asked.is_hostile) = (false, true);
        }
        Ok(())
    }

    /// Who reads these words waits no more; an answer counts from this instant,
    /// unless the bot had given one.
    async fn candidates_read(&mut self, people: &[Person], said: &str, answered_at: Option<Timestamp>) {
        let waiting: Vec<usize> = (0..self.journal.asked.len()).filter(|place| self.journal.asked[*place].waits).collect();
        for who in waiting.iter().map(|place| self.journal.asked[*place].who).collect::<BTreeSet<_>>() {
            let read = self.conversation.answers_for(&people[who]).await;
            for question in read.into_iter().filter(|answer| answer.answer.said == said).filter_map(|answer| answer.question) {
                let is_it = |asked: &&mut Asked| asked.waits && asked.who == who && redact(&asked.text) == question;
                let Some(asked) = self.journal.asked.iter_mut().find(is_it) else { continue };
                asked.waits = false;
                asked.answered = asked.answered.or(answered_at.map(|at| (at, AnsweredBy::Person)));
            }
        }
    }

    /// Reads their profile once more; a few have all of it erased.
    async fn leave(&mut self, who: usize, person: &Person) {
        let now = self.clock.now();
        self.journal.people[who].profile = self.conversation.profile_of(person, now).await.ticked.unwrap_or_default();
        if self.chance(3) && !self.journal.people[who].objects {
            self.conversation.erase(person).await;
            let candidate = &mut self.journal.people[who];
            (candidate.is_erased, candidate.profile) = (true, Vec::new());
            self.journal.asked.iter_mut().filter(|asked| asked.who == who).for_each(|asked| asked.mind = None);
        }
    }

    /// The session closes at its hour.
    async fn end(&self, closes_at: Timestamp) -> Result<()> {
        self.clock.turn_to(closes_at);
        due_now(self.store, closes_at).await
    }

    /// HR reads some answers again the next morning, and finds most of them right.
    async fn read_again(&mut self) -> Result<()> {
        let sample = sample_of(self.store, &self.session).await?.context("a session that is planned")?;
        for answer in sample.waiting.iter().take(self.rng.usize(0..=MOST_READ_AGAIN)) {
            let said = if self.chance(85) { Review::Right } else { Review::Wrong };
            ensure!(review(self.store, &self.session, &answer.exchange, said).await?, "an answer of the sample is of the session");
            let place = *self.places.get(&answer.exchange).context("an answer that nobody asked for")?;
            self.journal.asked[place].review = Some(said);
        }
        Ok(())
    }

    /// What somebody types.
    fn text(&mut self, who: usize) -> String {
        let faq = self.conversation.faq();
        match self.rng.u32(0..100) {
            0..=63 => self.worded(&faq, |entry| entry.kind == Kind::Answer),
            64..=71 => self.worded(&faq, |entry| entry.kind != Kind::Answer),
            72..=79 => self.worded(&faq, |entry| entry.theme == MISCONCEPTIONS),
            80..=91 => self.one_of(&UNHEARD_OF).copied().unwrap_or_default().to_owned(),
            92..=94 => format!("{HOSTILE} numéro {who}"),
            95 => "est-ce que ".repeat(MAX_QUESTION_CHARS / 10),
            _ => self.one_of(&CHOSEN_IN_WORDS).copied().unwrap_or_default().to_owned(),
        }
    }

    /// One wording of one such entry, now and then with two signs swapped.
    fn worded(&mut self, faq: &Faq, is_such: fn(&Entry) -> bool) -> String {
        let entries: Vec<&Entry> = faq.entries().iter().filter(|entry| is_such(entry)).collect();
        let Some(entry) = self.one_of(&entries) else { return UNHEARD_OF[0].to_owned() };
        let wordings: Vec<&String> = std::iter::once(&entry.question).chain(&entry.wordings).collect();
        let mut signs: Vec<char> = self.one_of(&wordings).map(|wording| wording.chars().collect()).unwrap_or_default();
        if signs.len() > 3 && self.chance(30) {
            let place = self.rng.usize(1..signs.len() - 1);
            signs.swap(place, place - 1);
        }
        signs.into_iter().collect()
    }

    fn chance(&mut self, percent: u32) -> bool {
        self.rng.u32(0..100) < percent
    }

    fn one_of<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        self.rng.choice(all)
    }
}
