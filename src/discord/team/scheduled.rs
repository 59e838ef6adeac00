//! The scheduled event of each session that takes place in Discord: made once,
//! changed when the plan is, begun and ended with the session, taken back when
//! it is called off.

use anyhow::Result;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use serenity::all::{GuildId, LightMethod, Route, ScheduledEventId};
use serenity::http::Request;

use super::stands::{AGAIN, REFUSED_FOR, may_be_tried};
use super::watch::Look;
use crate::discord::failure::Failure;
use crate::discord::post::Post;
use crate::discord::reception::Reception;
use crate::discord::translate::{number, shortened};
use crate::sessions::{Plan, public_address};
use crate::store::{PlannedSession, PostKind, SessionPost};
use crate::words::{Door, sha256};

/// Discord's limits for an event.
const MAX_NAME_CHARS: usize = 100;
const MAX_DESCRIPTION_CHARS: usize = 1_000;
const MAX_LOCATION_CHARS: usize = 100;

/// Discord's codes for an event that does not exist, and for one too many.
const UNKNOWN_EVENT: isize = 10_070;
const TOO_MANY_EVENTS: isize = 30_038;

/// Where it takes place when candidates have no page.
const HERE: &str = "Sur ce serveur Discord";

/// What begins the word of an event that Discord refused.
const REFUSED: &str = "refused ";

/// How the event of a session is to stand.
#[derive(Clone, Debug, PartialEq)]
enum Wanted {
    /// There is none.
    None,
    /// It is announced.
    Announced(Value),
    /// The session is open, until then.
    Begun(Timestamp),
    /// The session is over.
    Ended,
}

impl Wanted {
    fn of(session: &PlannedSession, told: &Told<'_>, now: Timestamp) -> Self {
        if session.door == Some(Door::Web) {
            return Self::None;
        }
        if session.closed_at.is_some() || session.closes_at <= now {
            Self::Ended
        } else if session.opens_at <= now {
            Self::Begun(session.closes_at)
        } else {
            Self::Announced(described(session, told))
        }
    }

    /// A word that tells what stands from what is wanted.
    fn word(&self) -> String {
        match self {
            Self::None => String::new(),
            Self::Announced(body) => sha256(body.to_string()),
            Self::Begun(_) => "begun".to_owned(),
            Self::Ended => "ended".to_owned(),
        }
    }

    /// Whether something is to be done, and may be now.
    fn differs(&self, post: Option<&SessionPost>, now: Timestamp) -> bool {
        let word = self.word();
        match (self, post) {
            (Self::Announced(_), None) => true,
            (Self::Announced(_), Some(post)) => {
                let is_refused = post.shown.strip_prefix(REFUSED).is_some_and(|refused| refused == word);
                let is_news = post.shown.starts_with(REFUSED) && !is_refused;
                post.shown != word && (is_news || may_be_tried(post.due_at, now))
            }
            // What was never made has no beginning nor end.
            (_, Some(post)) => post.message.is_some() && post.shown != word && may_be_tried(post.due_at, now),
            (_, None) => false,
        }
    }
}

/// What an event says besides its session.
struct Told<'a> {
    /// What stands for an announcement that the plan does not give.
    announcement: &'a str,
    /// The site as candidates know it.
    site: Option<&'a str>,
}

/// An event as Discord takes it, on another place than a channel.
fn described(session: &PlannedSession, told: &Told<'_>) -> Value {
    let plan = Plan::of(session);
    let page = told.site.map(|site| public_address(site, session));
    let announcement = if plan.announcement.is_empty() { told.announcement } else { &plan.announcement };
    let below = page.as_deref().map(|page| format!("\n\n{page}")).unwrap_or_default();
    let room = MAX_DESCRIPTION_CHARS.saturating_sub(below.chars().count());
    let location = page.filter(|page| page.chars().count() <= MAX_LOCATION_CHARS).unwrap_or_else(|| HERE.to_owned());
    json!({
        "name": shortened(&session.title, MAX_NAME_CHARS),
        "description": format!("{}{below}", shortened(announcement, room)),
        "scheduled_start_time": session.opens_at.to_string(),
        "scheduled_end_time": session.closes_at.to_string(),
        "privacy_level": 2,
        "entity_type": 3,
        "entity_metadata": { "location": location },
    })
}

impl Reception {
    /// Brings every event in step with its session.
    pub(super) async fn keep_events(&self, look: &Look) -> Result<()> {
        let Some(server) = self.team.servers.own() else { return Ok(()) };
        let now = self.parts.clock.now();
        let announcement = self.say("annonce-session");
        let told = Told { announcement: &announcement, site: self.parts.public_url.as_deref() };
        for session in &look.sessions {
            if Wanted::of(session, &told, now).differs(look.post(session, PostKind::Event), now) {
                self.keep_event(server, session, &told, now).await?;
            }
        }
        for post in look.orphans(PostKind::Event).filter(|post| post.message.is_some()) {
            self.take_back(server, post, now).await?;
        }
        Ok(())
    }

    async fn keep_event(&self, server: u64, session: &PlannedSession, told: &Told<'_>, now: Timestamp) -> Result<()> {
        let store = &self.parts.store;
        let Some(post) = store.claim_session_post(&session.id, PostKind::Event, now).await? else { return Ok(()) };
        // Another instance may have done it meanwhile, or somebody changed the plan or called the session off.
        let session = store.session(&session.id).await?;
        if session.is_none() && post.message.is_none() {
            return store.forget_session_post(&post.session, PostKind::Event).await;
        }
        let wanted = session.as_ref().map(|session| Wanted::of(session, told, now));
        let Some(wanted) = &wanted.filter(|wanted| wanted.differs(Some(&post), now)) else { return store.keep_session_post(&post).await };
        let done = self.post.bring_about(server, &post, wanted).await;
        if let Err(failure) = done
            && matches!(wanted, Wanted::Announced(_))
            && let Some(kind) = refusal(failure, &post)
        {
            store.raise_alert(kind, session.as_ref().map_or("", |session| &session.title), now).await?;
        }
        store.keep_session_post(&after(post, wanted, done, now)).await
    }

    /// The session was called off: its event goes.
    async fn take_back(&self, server: u64, post: &SessionPost, now: Timestamp) -> Result<()> {
        let store = &self.parts.store;
        // One that was planned anew since the look is no orphan.
        if store.session(&post.session).await?.is_some() {
            return Ok(());
        }
        let Some(post) = store.claim_session_post(&post.session, PostKind::Event, now).await? else { return Ok(()) };
        if !Wanted::None.differs(Some(&post), now) {
            return store.keep_session_post(&post).await;
        }
        match self.post.bring_about(server, &post, &Wanted::None).await {
            Ok(_) => store.forget_session_post(&post.session, PostKind::Event).await,
            failed => store.keep_session_post(&after(post, &Wanted::None, failed, now)).await,
        }
    }
}

/// What is kept after a try.
fn after(post: SessionPost, wanted: &Wanted, done: Result<Option<String>, Failure>, now: Timestamp) -> SessionPost {
    match (done, wanted) {
        (Ok(message), _) => SessionPost { message, shown: wanted.word(), due_at: now, ..post },
        (Err(Failure::Later(_) | Failure::Unauthorised), _) => SessionPost { due_at: now + AGAIN, ..post },
        // Somebody deleted it: one that is still announced is made anew.
        (Err(Failure::Refused(UNKNOWN_EVENT)), _) => SessionPost { message: None, shown: String::new(), due_at: now, ..post },
        (Err(_), Wanted::Announced(_)) => SessionPost { shown: format!("{REFUSED}{}", wanted.word()), due_at: now + REFUSED_FOR, ..post },
        // Discord begins and ends events by itself too: what is done needs no doing.
        (Err(Failure::Refused(_)), Wanted::Begun(_) | Wanted::Ended) => SessionPost { shown: wanted.word(), due_at: now, ..post },
        (Err(_), _) => SessionPost { due_at: now + REFUSED_FOR, ..post },
    }
}

/// The alert on a refusal; none for one that was told already, or that passes.
fn refusal(failure: Failure, post: &SessionPost) -> Option<&'static str> {
    let is_told = post.shown.starts_with(REFUSED);
    match failure {
        _ if is_told => None,
        Failure::Missing(_) => Some("event_forbidden"),
        Failure::Refused(TOO_MANY_EVENTS) => Some("events_full"),
        Failure::Refused(UNKNOWN_EVENT) | Failure::Later(_) | Failure::Unauthorised => None,
        Failure::Refused(code) => {
            tracing::warn!(session = %post.session, code, "Discord refuses the event of a session");
            Some("event_refused")
        }
    }
}

impl Post {
    /// Makes what stands what is wanted, and gives the event's number.
    async fn bring_about(&self, server: u64, post: &SessionPost, wanted: &Wanted) -> Result<Option<String>, Failure> {
        let known = post.message.as_deref().and_then(number);
        match (wanted, known) {
            (Wanted::Announced(body), Some(event)) => self.change_event(server, event, body).await.map(|()| post.message.clone()),
            (Wanted::Announced(body), None) => self.make_event(server, body).await.map(|event| Some(event.to_string())),
            (Wanted::Begun(ends_at), Some(event)) => self.begin_event(server, event, *ends_at).await.map(|()| post.message.clone()),
            (Wanted::Ended, Some(event)) => self.end_event(server, event).await.map(|()| post.message.clone()),
            (Wanted::None, Some(event)) => match self.gate.fire(Request::new(event_route(server, event), LightMethod::Delete)).await {
                Ok(_) | Err(Failure::Refused(UNKNOWN_EVENT)) => Ok(None),
                Err(failure) => Err(failure),
            },
            (_, None) => Ok(None),
        }
    }

    async fn change_event(&self, server: u64, event: u64, body: &Value) -> Result<(), Failure> {
        self.send(Request::new(event_route(server, event), LightMethod::Patch), body, None).await
    }

    /// One that is begun by hand, before its hour, ends earlier too.
    async fn begin_event(&self, server: u64, event: u64, ends_at: Timestamp) -> Result<(), Failure> {
        self.change_event(server, event, &json!({ "status": 2 })).await?;
        self.change_event(server, event, &json!({ "scheduled_end_time": ends_at.to_string() })).await
    }

    /// One that nobody began, while the program was away, begins first.
    async fn end_event(&self, server: u64, event: u64) -> Result<(), Failure> {
        match self.change_event(server, event, &json!({ "status": 3 })).await {
            Err(Failure::Refused(code)) if code != UNKNOWN_EVENT => {
                self.change_event(server, event, &json!({ "status": 2 })).await?;
                self.change_event(server, event, &json!({ "status": 3 })).await
            }
            done => done,
        }
    }

    /// Makes an event, unless it was made by a try whose answer was lost: then it
    /// is the one of ours that begins at that instant under that name.
    async fn make_event(&self, server: u64, body: &Value) -> Result<u64, Failure> {
        let route = Route::GuildScheduledEvents { guild_id: GuildId::new(server) };
        let events: Vec<Event> = self.asked(Request::new(route, LightMethod::Get), None::<&()>).await?;
        if let Some(made) = events.iter().find(|event| event.creator_id == Some(self.bot().to_string()) && event.is(body)) {
            self.change_event(server, made.number(), body).await?;
            return Ok(made.number());
        }
        let made: Event = self.asked(Request::new(route, LightMethod::Post), Some(body)).await?;
        Ok(made.number())
    }
}

/// What is read of an event.
#[derive(Debug, Deserialize, Serialize)]
struct Event {
    id: ScheduledEventId,
    creator_id: Option<String>,
    name: String,
    scheduled_start_time: String,
}

impl Event {
    fn number(&self) -> u64 {
        self.id.get()
    }

    fn is(&self, body: &Value) -> bool {
        let begins = |text: &str| text.parse::<Timestamp>().ok();
        self.name == body["name"] && begins(&self.scheduled_start_time) == body["scheduled_start_time"].as_str().and_then(begins)
    }
}

fn event_route(server: u64, event: u64) -> Route<'static> {
    Route::GuildScheduledEvent { guild_id: GuildId::new(server), event_id: ScheduledEventId::new(event) }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::words::SessionId;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn an_event_fits_what_discord_takes_whatever_the_plan_says() {
        let (opens, closes) = (at("2026-12-03T17:00:00Z"), at("2026-12-03T18:30:00Z"));
        let session = crate::sessions::plan(&"é".repeat(120), opens, closes, at("2026-11-22T10:00:00Z")).unwrap();
        let session = PlannedSession { plan: json!({ "announcement": "é".repeat(1_500) }).to_string(), ..session };
        for site in [None, Some("https://tchat.exemple.fr"), Some(&*format!("https://{}.fr", "a".repeat(200)))] {
            let event = described(&session, &Told { announcement: "", site });
            let length = |value: &Value| value.as_str().unwrap().chars().count();
            assert_eq!(length(&event["name"]), 100);
            assert_eq!(length(&event["description"]), 1_000);
            assert!((1..=100).contains(&length(&event["entity_metadata"]["location"])), "{event}");
        }
    }

    #[test]
    fn what_was_refused_waits_for_an_hour_or_for_another_plan() {
        let now = at("2026-11-22T10:00:00Z");
        let wanted = Wanted::Announced(json!({ "name": "Un soir" }));
        let post = |shown: String, minutes| SessionPost {
            session: SessionId::new("s"),
            kind: PostKind::Event,
            channel: None,
            message: None,
            shown,
            due_at: now + SignedDuration::from_mins(minutes),
        };
        let refused = format!("{REFUSED}{}", wanted.word());
        assert!(wanted.differs(None, now));
        assert!(!wanted.differs(Some(&post(wanted.word(), 0)), now));
        assert!(!wanted.differs(Some(&post(refused.clone(), 59)), now));
        assert!(wanted.differs(Some(&post(refused.clone(), 0)), now));
        assert!(wanted.differs(Some(&post(refused, 600)), now), "the clock was set back");
        assert!(wanted.differs(Some(&post(format!("{REFUSED}another"), 59)), now));
        assert!(!Wanted::Begun(now).differs(Some(&post(String::new(), 0)), now), "what was never made does not begin");
    }
}
