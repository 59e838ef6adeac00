//! The bot with a database of its own and a few curated answers.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use jiff::SignedDuration;
use sqlx::Connection;
use tchat::clock::Clock;
use tchat::conversation::Conversation;
use tchat::discord::{Office, Parts, Settings, start};
use tchat::faq::Faq;
use tchat::privacy::Keys;
use tchat::store::{KeptExchange, PersonData, Planned, PlannedSession, Store};
use tchat::words::{Door, Person, SessionId};
use tempfile::TempDir;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::fake_discord::{Channel, FakeDiscord, User};
use crate::world::copy;

/// Questions whose answers every test knows.
pub(super) const ASKED: &str = "combien de jours de télétravail par semaine ?";
pub(super) const ANSWER: &str = "Jusqu'à deux jours par semaine, selon le poste.";
pub(super) const UNKNOWN: &str = "zblorg fnuk trapibule ?";
/// The same, and nothing like it nor like one another: people answer like questions at once.
pub(super) const OTHER_UNKNOWNS: [&str; 4] = ["wixju qorvet ?", "pyxo drumelk ?", "jaftig vohez ?", "kebsun yrlop ?"];
pub(super) const LONG: &str = "racontez-moi toute l'histoire du beffroi";

/// Words that may mean two topics.
pub(super) const AMBIGUOUS: &str = "brasse coulée ou vélo pliant ?";
pub(super) const FIRST_TOPIC: &str = "Peut-on venir en vélo pliant ?";
pub(super) const SECOND_TOPIC: &str = "Peut-on nager la brasse coulée ?";

/// The running bot.
pub(super) struct Bot {
    pub(super) store: Store,
    pub(super) status: watch::Receiver<String>,
    pub(super) conversation: Arc<Conversation>,
    /// Rung by who writes a message to send.
    pub(super) wake: Arc<Notify>,
    keys: Arc<Keys>,
    pub(super) folder: TempDir,
    /// Stops the bot when it is dropped.
    stop: DropGuard,
    running: JoinHandle<()>,
}

impl Bot {
    /// Starts without any intent to tick, and waits until the commands are there.
    pub(super) async fn start(discord: &FakeDiscord) -> Self {
        Self::listening(discord, &[]).await
    }

    /// The same, with channels of plain talk.
    pub(super) async fn listening(discord: &FakeDiscord, channels: &[Channel]) -> Self {
        let bot = Self::begin(discord, channels, new_folder()).await;
        bot.is_there(discord).await;
        bot
    }

    /// Starts without waiting.
    pub(super) async fn begin(discord: &FakeDiscord, channels: &[Channel], folder: TempDir) -> Self {
        Self::begin_with_token(discord, &discord.token(), channels, folder).await
    }

    /// The same, with a token that may be a wrong one.
    pub(super) async fn begin_with_token(discord: &FakeDiscord, token: &str, channels: &[Channel], folder: TempDir) -> Self {
        let (status, shown) = watch::channel(String::new());
        let stop = CancellationToken::new();
        let store = Store::open(&format!("sqlite:{}", folder.path().join("tchat.db").display())).await.unwrap();
        let keys = Arc::new(Keys::open(&folder.path().join("tchat.key")).unwrap());
        let (faq, _) = Faq::load(&folder.path().join("responses"), None, Clock::System.today());
        let conversation = Arc::new(Conversation::new(Arc::new(ArcSwap::from_pointee(faq)), store.clone(), Clock::System));
        let settings = Settings {
            token: token.to_owned().into(),
            api: Some(discord.origin()),
            gateway: Some(discord.gateway()),
            plain_channels: channels.iter().map(|channel| channel.id).collect(),
        };
        let wake = Arc::new(Notify::new());
        let parts = Parts {
            conversation: conversation.clone(),
            store: store.clone(),
            keys: keys.clone(),
            clock: Clock::System,
            wake: wake.clone(),
            office: Office::default(),
            public_url: None,
        };
        let running = start(settings, parts, status, stop.clone());
        Self { store, status: shown, conversation, wake, keys, folder, stop: stop.drop_guard(), running }
    }

    pub(super) async fn is_there(&self, discord: &FakeDiscord) {
        discord.bot_is_ready().await;
        discord.wait_until("the commands", |state| (!state.commands.is_empty()).then_some(())).await;
    }

    /// Stops, and gives the folder back.
    pub(super) async fn stop(self) -> TempDir {
        drop(self.stop);
        tokio::time::timeout(Duration::from_secs(15), self.running).await.expect("the bot stops in time").unwrap();
        self.store.close().await;
        self.folder
    }

    /// Stops and starts again on the same data.
    pub(super) async fn restart(self, discord: &FakeDiscord) -> Self {
        let folder = self.stop().await;
        Self::comes_back(discord, &[], folder).await
    }

    /// Starts again on the data of a bot that was stopped.
    pub(super) async fn comes_back(discord: &FakeDiscord, channels: &[Channel], folder: TempDir) -> Self {
        discord.bot_is_gone().await;
        discord.wire().identify_at_most_every(Duration::ZERO);
        // As if it had stayed away for the five seconds it would wait.
        change_database(&folder, "delete from discord_identify").await;
        let bot = Self::begin(discord, channels, folder).await;
        bot.is_there(discord).await;
        bot
    }

    /// Waits until the status says this, and gives all of it.
    pub(super) async fn says(&self, part: &str) -> String {
        let mut status = self.status.clone();
        let found = tokio::time::timeout(Duration::from_secs(15), status.wait_for(|shown| shown.contains(part))).await;
        let found = found.ok().map(|found| found.unwrap().clone());
        found.unwrap_or_else(|| panic!("the status never said « {part} » but « {} »", self.status.borrow().as_str()))
    }

    /// Waits until the bot gave up for good.
    pub(super) async fn gives_up(self) {
        tokio::time::timeout(Duration::from_secs(15), self.running).await.expect("the bot gave up").unwrap();
    }

    /// The database goes away under the running bot.
    pub(super) async fn loses_its_tables(&self) {
        change_database(&self.folder, "alter table exchange rename to exchange_away").await;
    }

    /// A session is open: a crowd of newcomers is welcome.
    pub(super) async fn has_a_session(&self) {
        let (now, hour) = (Clock::System.now(), SignedDuration::from_hours(1));
        let session = PlannedSession {
            id: SessionId::new("un-soir"),
            title: "Un soir".to_owned(),
            opens_at: now - hour,
            closes_at: now + hour,
            closed_at: None,
            door: None,
            plan: "{}".to_owned(),
            in_charge: None,
        };
        assert_eq!(self.store.plan_session(&session, now).await.unwrap(), Planned::Kept);
    }

    /// The pseudonym of somebody.
    pub(super) fn person(&self, user: &User) -> Person {
        self.keys.person(Door::Discord, &user.id.to_string(), Clock::System.now()).unwrap()
    }

    /// Everything kept of somebody.
    pub(super) async fn kept(&self, user: &User) -> Option<PersonData> {
        self.store.data_of(&self.person(user)).await.unwrap()
    }

    /// The questions kept of somebody, oldest first.
    pub(super) async fn questions(&self, user: &User) -> Vec<KeptExchange> {
        self.kept(user).await.map(|kept| kept.exchanges).unwrap_or_default()
    }
}

/// Changes the database behind the program's back.
pub(super) async fn change_database(folder: &TempDir, statement: &'static str) {
    let url = format!("sqlite:{}", folder.path().join("tchat.db").display());
    let mut link = sqlx::SqliteConnection::connect(&url).await.unwrap();
    sqlx::query(statement).execute(&mut link).await.unwrap();
}

/// A folder with curated answers, no database yet.
pub(super) fn new_folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let responses = folder.path().join("responses");
    copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/responses").as_path(), &responses);
    fs::write(responses.join("faq/tchat/beffroi.md"), long_entry()).unwrap();
    for (id, title, answer) in [("parking", FIRST_TOPIC, "Il y a un garage à vélos."), ("piscine", SECOND_TOPIC, "Il y a un bassin.")] {
        fs::write(responses.join(format!("faq/tchat/{id}.md")), ambiguous_entry(title, answer)).unwrap();
    }
    folder
}

/// An answer of two messages and a half.
fn long_entry() -> String {
    let paragraph = |number: u32| format!("Paragraphe {number}. {}", "Le beffroi sonne. ".repeat(40));
    let answer = (1..=6).map(paragraph).collect::<Vec<_>>().join("\n\n");
    format!(
        "---\nstatut: publie\nresponsable: DRH\ngenre: politesse\nvalable_du: 2026-11-22\na_revoir_le: 2099-11-22\n---\n\n# L'histoire du beffroi\n\n\
         {answer}\n\n## Autres formulations\n\n- {LONG}\n- histoire du beffroi\n- le beffroi depuis toujours\n"
    )
}

/// A topic that its title alone tells from the other.
fn ambiguous_entry(title: &str, answer: &str) -> String {
    format!(
        "---\nstatut: publie\nresponsable: DRH\nsources:\n  - texte: \"CGFP\"\n    lu_le: 2026-11-22\nvalable_du: 2026-11-22\na_revoir_le: 2099-11-22\n---\n\n\
         # {title}\n\n{answer}\n\n## Autres formulations\n\n- {title} Dites-moi\n"
    )
}
