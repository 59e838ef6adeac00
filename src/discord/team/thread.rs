//! The team's thread of each session: the questions that wait for a person, each
//! in a message that is changed where it stands as its state changes, here, on
//! the staff page or on another instance.
//!
//! Words of people stand there only while somebody waits: what is settled, or
//! erased, leaves only how it ended.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::Result;
use jiff::Timestamp;
use serde_json::json;
use serenity::all::{ChannelId, LightMethod, MessageId, Route};
use serenity::http::Request;
use tokio_util::sync::CancellationToken;

use super::stands::{AGAIN, REFUSED_FOR, may_be_tried};
use super::watch::{Look, beats};
use crate::clock::hour_in_paris;
use crate::discord::failure::Failure;
use crate::discord::post::Post;
use crate::discord::press::Press;
use crate::discord::reception::Reception;
use crate::discord::split::blocks;
use crate::discord::translate::{Button, Part, Row, number, shortened};
use crate::faq::Faq;
use crate::store::{Ended, PlannedSession, PostKind, QueueCard, QueuedQuestion, SessionPost, SessionPosts};
use crate::words::{SessionId, sha256};

/// Messages changed at once: others wait for the next beat.
const MOST_AT_ONCE: usize = 20;

/// Discord's limit for the name of a thread.
const MAX_NAME_CHARS: usize = 100;

/// Discord's codes for a thread that exists, and one that sleeps.
const THREAD_EXISTS: isize = 160_004;
const THREAD_SLEEPS: isize = 50_083;

/// The word of a thread that is open, and of one that Discord refused.
const OPEN: &str = "open";
const REFUSED: &str = "refused";

/// What is shown of a question's words, and of the other wordings.
const MAX_WORDS: usize = 900;
const MAX_OTHER_WORDS: usize = 150;
const MOST_OTHERS: usize = 3;

/// Keeps the threads in step with the queue until `stop`, from the first READY on.
pub(in crate::discord) async fn follow_queue(reception: Arc<Reception>, stop: CancellationToken) {
    let Some(mut ticks) = beats(&reception, &stop).await else { return };
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = reception.cards.notified() => {}
            () = stop.cancelled() => return,
        }
        if let Err(error) = reception.show_queue().await {
            tracing::error!("showing the queue to the team: {error:#}");
        }
    }
}

/// A word that tells one face of a question's message from another.
fn word(face: &Part) -> String {
    sha256(format!("{:?}{}", face.rows, face.text))
}

/// Whether there is more to do now.
#[derive(PartialEq, Eq)]
enum Going {
    On,
    /// Discord wants to be left alone for a moment.
    Later,
}

impl Reception {
    async fn show_queue(&self) -> Result<()> {
        let Some(channel) = self.parts.office.channel else { return Ok(()) };
        let (store, now) = (&self.parts.store, self.parts.clock.now());
        let queue = store.queue(now).await?;
        let threads = threads(&self.open_threads(channel, &queue, now).await?);
        let cards = store.queue_cards().await?;
        let faq = self.parts.conversation.faq();
        let mut changed = 0;
        for queued in &queue {
            let Some(thread) = queued.session.as_ref().and_then(|session| threads.get(session)) else { continue };
            let (card, session) = (cards.get(&queued.id), queued.session.clone().unwrap_or_else(|| SessionId::new("")));
            let face = face(&faq, queued, card);
            if card.is_some_and(|card| card.shown == word(&face)) {
                continue;
            }
            changed += 1;
            if changed > MOST_AT_ONCE || self.show_card(*thread, queued, &session, &face, now).await? == Going::Later {
                return Ok(());
            }
        }
        let settled = cards.values().filter(|card| queue.iter().all(|queued| queued.id != card.queued));
        for card in settled.take(MOST_AT_ONCE) {
            if self.end_card(threads.get(&card.session).copied(), card, now).await? == Going::Later {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Opens the threads that are due; gives what is said of sessions then.
    async fn open_threads(&self, channel: u64, queue: &[QueuedQuestion], now: Timestamp) -> Result<SessionPosts> {
        let (store, Look { sessions, mut posts }) = (&self.parts.store, self.look().await?);
        for session in &sessions {
            let of = (session.id.clone(), PostKind::Thread);
            let is_asked = queue.iter().any(|queued| queued.session.as_ref() == Some(&session.id));
            let is_live = session.closed_at.is_none() && now < session.closes_at && (session.opens_at <= now || is_asked);
            if is_live
                && is_to_open(posts.get(&of), now)
                && let Some(post) = store.claim_session_post(&session.id, PostKind::Thread, now).await?
            {
                let post = self.opened(channel, session, post, now).await?;
                store.keep_session_post(&post).await?;
                posts.insert(of, post);
            }
        }
        Ok(posts)
    }

    /// How a thread stands after a try to open it.
    async fn opened(&self, channel: u64, session: &PlannedSession, mut post: SessionPost, now: Timestamp) -> Result<SessionPost> {
        // Another instance may have opened it meanwhile. A claim that is new is due now.
        if !is_to_open(Some(&post), now) {
            return Ok(post);
        }
        match self.post.open_thread(channel, &mut post, session).await {
            Ok(()) => post = SessionPost { channel: Some(channel.to_string()), shown: OPEN.to_owned(), due_at: now, ..post },
            Err(Failure::Later(_) | Failure::Unauthorised) => post.due_at = now + AGAIN,
            Err(failure) => {
                tracing::warn!(?failure, session = %session.id, "the team's thread could not be opened");
                if post.shown != REFUSED {
                    self.parts.store.raise_alert("thread_forbidden", &session.title, now).await?;
                }
                post = SessionPost { shown: REFUSED.to_owned(), due_at: now + REFUSED_FOR, ..post };
            }
        }
        Ok(post)
    }

    async fn show_card(&self, thread: u64, queued: &QueuedQuestion, session: &SessionId, face: &Part, now: Timestamp) -> Result<Going> {
        let store = &self.parts.store;
        let Some(card) = store.claim_queue_card(&queued.id, session, now).await? else { return Ok(Going::On) };
        if card.shown == word(face) {
            store.keep_queue_card(&card).await?;
            return Ok(Going::On);
        }
        self.note_shown(queued, now).await?;
        match self.post.card(thread, &card, face).await {
            Ok(message) => store.keep_queue_card(&QueueCard { message: Some(message), shown: word(face), ..card }).await?,
            // Somebody deleted it: it is said anew.
            Err(Failure::Refused(Failure::UNKNOWN_MESSAGE)) => {
                store.keep_queue_card(&QueueCard { message: None, shown: String::new(), ..card }).await?;
            }
            Err(Failure::Later(_)) => {
                store.keep_queue_card(&card).await?;
                return Ok(Going::Later);
            }
            // The claim holds it back for a minute.
            Err(failure) => tracing::warn!(?failure, question = %queued.id, "a waiting question could not be shown in its thread"),
        }
        Ok(Going::On)
    }

    /// Says how a question ended, where it stood.
    async fn end_card(&self, thread: Option<u64>, card: &QueueCard, now: Timestamp) -> Result<Going> {
        let store = &self.parts.store;
        let Some(card) = store.claim_queue_card(&card.queued, &card.session, now).await? else { return Ok(Going::On) };
        if let (Some(thread), Some(_)) = (thread, &card.message) {
            let ended = store.end_of_queued(&card.queued).await?;
            let face = Part { text: ended_text(&self.parts.conversation.faq(), ended.as_ref()), ..Part::default() };
            match self.post.card(thread, &card, &face).await {
                Ok(_) | Err(Failure::Refused(Failure::UNKNOWN_MESSAGE)) => {}
                Err(Failure::Later(_)) => {
                    store.keep_queue_card(&card).await?;
                    return Ok(Going::Later);
                }
                Err(failure) => {
                    tracing::warn!(?failure, question = %card.queued, "a settled question could not be told in its thread");
                    return Ok(Going::On);
                }
            }
        }
        store.forget_queue_card(&card.queued).await?;
        Ok(Going::On)
    }
}

/// The open thread of each session: it bears the number of the message above it.
fn threads(posts: &SessionPosts) -> BTreeMap<SessionId, u64> {
    let open = posts.values().filter(|post| post.kind == PostKind::Thread && post.shown == OPEN);
    open.filter_map(|post| Some((post.session.clone(), number(post.message.as_deref()?)?))).collect()
}

fn is_to_open(post: Option<&SessionPost>, now: Timestamp) -> bool {
    post.is_none_or(|post| post.shown != OPEN && may_be_tried(post.due_at, now))
}

/// A question that waits: what is asked, by how many, who has it, what may be done.
fn face(faq: &Faq, queued: &QueuedQuestion, card: Option<&QueueCard>) -> Part {
    let people = match queued.asked.len() {
        1 => "une personne demande".to_owned(),
        several => format!("{several} personnes demandent"),
    };
    let mut text = format!("**{}** · {people} · depuis le {}", theme(faq, queued.theme.as_deref()), hour_in_paris(queued.since));
    text.push('\n');
    text.push_str(&words(queued));
    if let Some(by) = queued.promised_for {
        text.push_str(&format!("\nRéponse promise pour le {}.", hour_in_paris(by)));
    }
    let id = || queued.id.clone();
    let mut buttons = vec![Button::new(Press::Answer(id()), "Répondre"), Button::new(Press::Decline(id()), "Décliner")];
    match &queued.taken {
        Some(taken) => {
            let holder = card.and_then(|card| card.holder.as_ref()).filter(|_| taken.is_in_discord());
            let who = holder.map_or_else(|| taken.name.clone(), |holder| format!("<@{holder}>"));
            text.push_str(&format!("\n✋ Prise par {who}, jusqu'au {}.", hour_in_paris(taken.until)));
            buttons.insert(1, Button::new(Press::GiveBack(id()), "Rendre"));
        }
        None => {
            text.push_str("\n⏳ Attend une personne.");
            buttons.insert(0, Button::new(Press::Take(id()), "Prendre"));
        }
    }
    Part { text, rows: vec![Row::Buttons(buttons)], ..Part::default() }
}

fn theme(faq: &Faq, theme: Option<&str>) -> String {
    theme.map_or_else(|| "Sans thème proche".to_owned(), |theme| faq.theme_name(theme).to_owned())
}

/// The words of who asks in a code block, where no sign of theirs means anything.
fn words(queued: &QueuedQuestion) -> String {
    let mut wordings: Vec<&str> = Vec::new();
    for wording in queued.asked.iter().filter_map(|asked| asked.question.as_deref()) {
        if !wordings.contains(&wording) {
            wordings.push(wording);
        }
    }
    let Some((first, others)) = wordings.split_first() else { return "(Le texte n'est plus gardé.)".to_owned() };
    let mut lines = shortened(first, MAX_WORDS);
    for other in others.iter().take(MOST_OTHERS) {
        lines.push_str(&format!("\n– {}", shortened(other, MAX_OTHER_WORDS)));
    }
    blocks(&lines).into_iter().next().unwrap_or_default()
}

fn ended_text(faq: &Faq, ended: Option<&Ended>) -> String {
    let people = |people| match people {
        1 => "une personne".to_owned(),
        several => format!("{several} personnes"),
    };
    let Some(ended) = ended else { return GONE.to_owned() };
    let how = match ended.state.as_str() {
        "answered" => format!("✅ Répondue, à {}.", people(ended.people)),
        "declined" => format!("🚫 Déclinée\u{a0}: {} a lu pourquoi.", people(ended.people)).replace("personnes a lu", "personnes ont lu"),
        "closed" if ended.is_hostile => "⛔ Close comme hostile.".to_owned(),
        "closed" => "⛔ Close sans réponse.".to_owned(),
        _ => return GONE.to_owned(),
    };
    format!("**{}** · {how}", theme(faq, ended.theme.as_deref()))
}

/// What stands in the place of a question of which nothing is left.
const GONE: &str = "↪️ Cette question n'est plus dans la file\u{a0}: elle est jointe à une autre, ou la personne l'a effacée.";

impl Post {
    /// Opens the thread under a message of its own, which is kept in `post` as
    /// soon as it stands: a thread bears the number of its message.
    async fn open_thread(&self, channel: u64, post: &mut SessionPost, session: &PlannedSession) -> Result<(), Failure> {
        let message = match post.message.as_deref().and_then(number) {
            Some(message) => message,
            None => {
                let text = format!(
                    "📋 Session «\u{a0}{}\u{a0}»\u{a0}: les questions qui attendent une personne arrivent dans ce fil. Pour y répondre, il faut la permission \
                     «\u{a0}Gérer les messages\u{a0}» dans ce salon.",
                    session.title
                );
                let part = Part { text, ..Part::default() };
                let said = self.stand(channel, None, &format!("t{}", sha256(session.id.as_str())), &part).await?;
                post.message = Some(said.clone());
                number(&said).ok_or(Failure::Refused(0))?
            }
        };
        let name = shortened(&format!("Questions – {}", session.title), MAX_NAME_CHARS);
        let route = Route::ChannelMessageThreads { channel_id: ChannelId::new(channel), message_id: MessageId::new(message) };
        let body = json!({ "name": name, "auto_archive_duration": 1_440 });
        match self.send(Request::new(route, LightMethod::Post), &body, None).await {
            Ok(()) | Err(Failure::Refused(THREAD_EXISTS)) => Ok(()),
            Err(Failure::Refused(Failure::UNKNOWN_MESSAGE)) => {
                post.message = None;
                Err(Failure::Later(None))
            }
            Err(failure) => Err(failure),
        }
    }

    /// Says or changes a question's message, and gives its number. A thread that
    /// sleeps is woken.
    async fn card(&self, thread: u64, card: &QueueCard, face: &Part) -> Result<String, Failure> {
        let nonce = format!("q{}", card.queued);
        let show = || self.stand(thread, card.message.as_deref(), &nonce, face);
        match show().await {
            Err(Failure::Refused(THREAD_SLEEPS)) => {
                let route = Route::Channel { channel_id: ChannelId::new(thread) };
                self.send(Request::new(route, LightMethod::Patch), &json!({ "archived": false }), None).await?;
                show().await
            }
            done => done,
        }
    }
}
