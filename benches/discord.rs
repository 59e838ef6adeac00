//! The bot on the real serenity client in front of the tests' fake Discord, in
//! one process: how long from an event in to its REST call out, how many
//! messages a second, what it costs to wait, and what a close code that makes
//! serenity spin does to everything else; then how much memory a crowd takes.
//!
//! The fake shares the machine and the process; its thread is left out of the
//! processor time. Our own pace (thirty requests a second) is no part of the
//! delay: questions come slower than that.

mod crowd;
#[expect(dead_code, unused_imports, reason = "the fake serves the tests: a bench uses a part of it")]
#[path = "../tests/it/fake_discord/mod.rs"]
mod fake_discord;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;
use fake_discord::{Channel, FakeDiscord, State};
use tchat::clock::Clock;
use tchat::conversation::Conversation;
use tchat::discord::{Office, Parts, Settings, start};
use tchat::faq::Faq;
use tchat::privacy::Keys;
use tchat::store::{Scope, Store};
use tchat::words::SessionId;
use tokio_util::sync::CancellationToken;

const ASKED: &str = "combien de jours de télétravail par semaine ?";
const DELAYS: usize = 200;
const FLOOD: usize = 3_000;
const IDLE: Duration = Duration::from_secs(10);
const SPIN: Duration = Duration::from_secs(25);

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    if crowd::serve().await? {
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    let discord = FakeDiscord::start().await;
    let channel = discord.text_channel("accueil");
    let doors = Doors { token: discord.token(), api: discord.origin(), gateway: discord.gateway() };
    let Running { store, stop, ended, .. } = Running::start(doors, folder.path()).await?;
    let session = open_session(&store).await?;
    discord.bot_is_ready().await;
    discord.settles(Duration::from_secs(1)).await;

    delays(&discord, &channel).await;
    idle().await;
    spin(&discord, &channel).await;
    flood(&discord, &channel, &store, &session).await?;

    stop.cancel();
    let _ = tokio::time::timeout(Duration::from_secs(10), ended).await;
    discord.take_failures();
    crowd::measure().await
}

/// Where the bot finds the fake.
struct Doors {
    token: String,
    api: String,
    gateway: String,
}

/// The bot, and what is asked of it besides.
struct Running {
    store: Store,
    conversation: Arc<Conversation>,
    stop: CancellationToken,
    ended: tokio::task::JoinHandle<()>,
}

/// Outside a session so many newcomers would close the door.
async fn open_session(store: &Store) -> anyhow::Result<SessionId> {
    let (now, hour) = (Clock::System.now(), jiff::SignedDuration::from_hours(1));
    let session = tchat::sessions::plan("Mesures", now, now + hour, now).map_err(anyhow::Error::msg)?;
    store.plan_session(&session, now).await?;
    Ok(session.id)
}

impl Running {
    async fn start(doors: Doors, folder: &Path) -> anyhow::Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let (faq, _) = Faq::load(&root.join("responses"), None, Clock::System.today());
        let store = Store::open(&format!("sqlite:{}", folder.join("tchat.db").display())).await?;
        let conversation = Arc::new(Conversation::new(Arc::new(ArcSwap::from_pointee(faq)), store.clone(), Clock::System));
        let keys = Arc::new(Keys::open(&folder.join("tchat.key"))?);
        let parts = Parts {
            conversation: conversation.clone(),
            store: store.clone(),
            keys,
            clock: Clock::System,
            wake: Arc::default(),
            office: Office::default(),
            public_url: None,
        };
        let settings =
            Settings { token: doors.token.into(), api: Some(doors.api), gateway: Some(doors.gateway), plain_channels: Vec::new() };
        let (status, _) = tokio::sync::watch::channel(String::new());
        let stop = CancellationToken::new();
        let ended = start(settings, parts, status, stop.clone());
        Ok(Self { store, conversation, stop, ended })
    }
}

/// Each question by somebody new, ten a second.
async fn delays(discord: &FakeDiscord, channel: &Channel) {
    let mut asked = Vec::with_capacity(DELAYS);
    for number in 0..DELAYS {
        let somebody = discord.user(&format!("candidat {number}"));
        let at = Instant::now();
        asked.push((somebody.mentions_bot(channel, ASKED).await.id, at));
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    discord.wait_until("every answer", |state| (sent(state).count() >= DELAYS).then_some(())).await;
    let mut delays: Vec<Duration> = discord.read(|state| {
        let out: std::collections::BTreeMap<u64, Instant> = sent(state).collect();
        asked.iter().filter_map(|(id, at)| Some(out.get(id)?.duration_since(*at))).collect()
    });
    delays.sort_unstable();
    let quantile = |share: f64| delays[((delays.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    println!("event in to REST call out, p50 / p99 in ms       {:>9.1} {:.1}", quantile(0.5), quantile(0.99));
}

/// What each answer answers, and when it was sent.
fn sent(state: &State) -> impl Iterator<Item = (u64, Instant)> + '_ {
    let posts = state.requests.iter().filter(|request| request.method == "POST" && request.path.ends_with("/messages"));
    posts.filter_map(|post| Some((post.body["message_reference"]["message_id"].as_str()?.parse().ok()?, post.at)))
}

async fn idle() {
    let before = processor_time();
    tokio::time::sleep(IDLE).await;
    let used = processor_time().saturating_sub(before);
    println!("processor time of an idle bot, share of a core   {:>8.2} %", used.as_secs_f64() / IDLE.as_secs_f64() * 100.0);
}

/// What the threads of this process used so far, without the fake's.
fn processor_time() -> Duration {
    let tasks = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let ticks: u64 = tasks.map(|task| ticks_of(task.path())).sum();
    Duration::from_millis(ticks * 10)
}

fn ticks_of(task: PathBuf) -> u64 {
    let stat = std::fs::read_to_string(task.join("stat")).unwrap_or_default();
    let Some((name, rest)) = stat.rsplit_once(')') else { return 0 };
    if name.ends_with("fake-discord") {
        return 0;
    }
    let fields: Vec<u64> = rest.split_whitespace().skip(11).take(2).filter_map(|field| field.parse().ok()).collect();
    fields.iter().sum()
}

/// Close 4003: serenity spins until its next heartbeat. The main runtime's
/// timers are watched, and a question asked at once waits for its answer.
async fn spin(discord: &FakeDiscord, channel: &Channel) {
    let (before, start) = (processor_time(), Instant::now());
    discord.wire().close(4_003);
    let somebody = discord.user("candidat du pire moment");
    let asked = somebody.mentions_bot(channel, ASKED).await;
    let mut worst = Duration::ZERO;
    let mut answered = None;
    while start.elapsed() < SPIN {
        let tick = Instant::now();
        tokio::time::sleep(Duration::from_millis(10)).await;
        worst = worst.max(tick.elapsed().saturating_sub(Duration::from_millis(10)));
        if answered.is_none() && discord.read(|state| sent(state).any(|(id, _)| id == asked.id)) {
            answered = Some(start.elapsed());
        }
    }
    let used = processor_time().saturating_sub(before);
    println!("close 4003: worst delay of a main timer, in ms   {:>9.1}", worst.as_secs_f64() * 1e3);
    match answered {
        Some(after) => println!("close 4003: a question asked then is answered after {:>5.1} s", after.as_secs_f64()),
        None => println!("close 4003: a question asked then is not answered within {} s", SPIN.as_secs()),
    }
    println!("close 4003: processor time meanwhile             {:>8.1} %", used.as_secs_f64() / start.elapsed().as_secs_f64() * 100.0);
}

/// Everybody at once: how fast questions become durable, and how fast answers go.
async fn flood(discord: &FakeDiscord, channel: &Channel, store: &Store, session: &SessionId) -> anyhow::Result<()> {
    let people: Vec<_> = (0..FLOOD).map(|number| discord.user(&format!("foule {number}"))).collect();
    let already = kept(store, session).await?;
    let (start, sent_before) = (Instant::now(), discord.read(|state| sent(state).count()));
    for somebody in &people {
        somebody.mentions_bot(channel, ASKED).await;
    }
    while kept(store, session).await? < already + FLOOD {
        anyhow::ensure!(start.elapsed() < Duration::from_secs(120), "only {} of {FLOOD} were kept", kept(store, session).await? - already);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let durable = start.elapsed();
    println!("messages handled and kept a second               {:>9.0}", FLOOD as f64 / durable.as_secs_f64());
    tokio::time::sleep(Duration::from_secs(10)).await;
    let answered = discord.read(|state| sent(state).count()) - sent_before;
    println!("answers sent a second (our own pace)             {:>9.1}", answered as f64 / start.elapsed().as_secs_f64());
    Ok(())
}

async fn kept(store: &Store, session: &SessionId) -> anyhow::Result<usize> {
    Ok(store.facts(&Scope::Session(session.clone())).await?.asked.len())
}
