//! Builds every part once, introduces them, runs until told to stop, stops cleanly.
//!
//! The only room that builds the others; nobody but `cli` knows it.

mod chronicle;
mod reload;
mod rights;
mod ticks;
mod watcher;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result};
use arc_swap::ArcSwap;
use jiff::civil::Date;
use secrecy::ExposeSecret;
use tokio::net::TcpListener;
use tokio::sync::{Notify, mpsc, oneshot, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::accounts::{FIRST_LINK_GOOD_FOR, link_path};
use crate::clock::Clock;
use crate::conversation::{Conversation, SharedFaq};
use crate::faq::Faq;
use crate::files::{Problem, Severity};
use crate::privacy::{Keys, Ledger};
use crate::settings::{DiscordSettings, Settings};
use crate::store::Store;
use crate::words::{random_word, sha256};
use crate::{discord, telemetry, versions, web};

const DISCORD_OFF: &str = "éteint ; pour l'allumer, donnez le jeton du robot dans la variable DISCORD_TOKEN";

/// Readings of the files that may wait for the database. Beyond, the next one
/// waits too, and what is in service stays.
const MOST_NEWS: usize = 64;

/// Demands to read the files at once that may wait for one another.
const MOST_ASKS: usize = 8;

/// What is wrong with HR's files, as they were last read.
type SharedProblems = Arc<ArcSwap<Vec<Problem>>>;

/// A program that runs.
#[derive(Debug)]
pub struct App {
    /// Where the web page answers.
    pub web: SocketAddr,
    /// Where the metrics answer, when they were asked for.
    pub metrics: Option<SocketAddr>,
    /// Where the team gets in: the first admin's link, good once, while nobody
    /// has an account; the login page from then on.
    pub staff_link: String,
    /// The same as a sentence for whoever started the program.
    staff_told: String,
    /// The state of the Discord side, as a French sentence.
    pub discord: watch::Receiver<String>,
    faq: SharedFaq,
    store: Store,
    stop: CancellationToken,
    tasks: TaskTracker,
}

/// Runs the program until a signal asks it to stop.
///
/// # Errors
/// One French sentence for what keeps it from starting.
pub async fn run(settings: Settings) -> Result<()> {
    let told_to_stop = signal_to_stop();
    let app = App::start(settings, Clock::System).await?;
    told_to_stop.await;
    app.stop().await;
    Ok(())
}

impl App {
    /// Starts every part; the addresses are listened on when this returns.
    ///
    /// # Errors
    /// One French sentence for what keeps it from starting: a port taken, a
    /// database out of reach, a key file that others can read.
    pub async fn start(settings: Settings, clock: Clock) -> Result<Self> {
        let listener = listen(settings.listen).await?;
        let metrics = match settings.metrics {
            Some(address) => Some(listen(address).await?),
            None => None,
        };
        let store = Store::open_to_serve(settings.database.expose_secret()).await?;
        let keys = Arc::new(Keys::open(&settings.key_file)?);
        let ledger = Ledger::beside(&settings.key_file);
        rights::catch_up(&store, &ledger, &clock).await?;
        let today = clock.today();
        let (faq, problems) = load_faq(&settings, &store, today).await?;
        // A report that is read at once says it too; each later reading notes it again.
        logged(store.note_faq_age(&today.to_string(), faq.age(today)).await, "noting how old the answers are");
        let faq = Arc::new(ArcSwap::from_pointee(faq));
        let conversation = Arc::new(Conversation::new(faq.clone(), store.clone(), clock.clone()));
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        let parts = Parts { conversation, store, keys, clock, wake: Arc::default(), stop, tasks };

        let problems = Arc::new(ArcSwap::from_pointee(problems));
        let origin = settings.public_url.clone().unwrap_or(format!("http://{}", listener.local_addr()?));
        let (reload, asks) = mpsc::channel(MOST_ASKS);
        let office = discord::Office {
            origin: origin.clone(),
            problems: problems.clone(),
            reload: Some(reload),
            responses: settings.responses.clone(),
            ..discord::Office::default()
        };
        let discord = parts.start_discord(settings.discord.as_ref(), office, settings.public_url.clone());
        let (staff_link, staff_told) = parts.staff_door(&origin).await?;
        let web = parts.start_web(listener, &settings, problems.clone(), discord.clone())?;
        let metrics = metrics.map(|listener| parts.start_metrics(listener)).transpose()?;
        let staff_channel = settings.discord.and_then(|discord| discord.staff_channel);
        parts.start_reload(settings.responses, faq.clone(), problems, staff_channel, asks);
        parts.start_ticks(ledger);
        parts.tasks.close();

        let app = Self { web, metrics, staff_link, staff_told, discord, faq, store: parts.store, stop: parts.stop, tasks: parts.tasks };
        app.announce(&parts.conversation.faq());
        Ok(app)
    }

    /// The answers in service, swapped whole when the files change.
    pub fn faq(&self) -> SharedFaq {
        self.faq.clone()
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Stops taking work, lets what is under way end, closes the database.
    pub async fn stop(self) {
        self.stop.cancel();
        self.tasks.wait().await;
        self.store.close().await;
        tracing::info!("stopped");
    }

    fn announce(&self, faq: &Faq) {
        use std::io::Write;
        // Whoever started the program may not read what it says.
        let _ = writeln!(
            std::io::stdout(),
            "t'chat est prêt ({} réponses en service).
  Page des candidats  : http://{}/
  Pages du personnel  : {}
  Discord             : {}",
            faq.entries().len(),
            self.web,
            self.staff_told,
            self.discord.borrow().as_str()
        );
    }
}

/// What the parts share while they are introduced to one another.
struct Parts {
    conversation: Arc<Conversation>,
    store: Store,
    keys: Arc<Keys>,
    clock: Clock,
    /// Rung when a message to send was written.
    wake: Arc<Notify>,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Parts {
    fn start_discord(
        &self,
        settings: Option<&DiscordSettings>,
        office: discord::Office,
        public_url: Option<String>,
    ) -> watch::Receiver<String> {
        let (status, told) = watch::channel(DISCORD_OFF.to_owned());
        if let Some(given) = settings {
            let settings = discord::Settings {
                token: given.token.clone(),
                api: given.api.clone(),
                gateway: given.gateway.clone(),
                plain_channels: given.plain_channels.clone(),
            };
            let parts = discord::Parts {
                conversation: self.conversation.clone(),
                store: self.store.clone(),
                keys: self.keys.clone(),
                clock: self.clock.clone(),
                wake: self.wake.clone(),
                office: discord::Office { server: given.server, channel: given.staff_channel, ..office },
                public_url,
            };
            status.send_replace("connexion en cours…".to_owned());
            let running = discord::start(settings, parts, status, self.stop.clone());
            self.tasks.spawn(running);
        }
        told
    }

    /// Where the team gets in, as an address and as a sentence: a link for the
    /// first admin while nobody has an account.
    async fn staff_door(&self, origin: &str) -> Result<(String, String)> {
        let (token, now) = (random_word(), self.clock.now());
        if self.store.invite_first(&sha256(&token), now, now + FIRST_LINK_GOOD_FOR).await? {
            let link = format!("{origin}{}", link_path(&token));
            let told = format!("{link}  (premier compte ; lien valable une fois, pendant 24 heures)");
            return Ok((link, told));
        }
        let link = format!("{origin}/staff/connexion");
        let told = format!("connectez-vous sur {link}");
        Ok((link, told))
    }

    /// Gives where the pages answer.
    fn start_web(
        &self,
        listener: TcpListener,
        settings: &Settings,
        problems: SharedProblems,
        discord_status: watch::Receiver<String>,
    ) -> Result<SocketAddr> {
        let address = listener.local_addr()?;
        let site = web::Site {
            conversation: self.conversation.clone(),
            store: self.store.clone(),
            keys: self.keys.clone(),
            clock: self.clock.clone(),
            problems,
            discord_status,
            responses: settings.responses.clone(),
            editing: settings.editing,
            as_discord: discord::preview,
            public_url: settings.public_url.clone(),
            banner: settings.banner.clone(),
        };
        let (router, stop) = (web::router(site), self.stop.clone());
        self.tasks.spawn(async move { logged(web::serve(listener, router, stop).await, "serving the web pages") });
        Ok(address)
    }

    fn start_metrics(&self, listener: TcpListener) -> Result<SocketAddr> {
        let address = listener.local_addr()?;
        let metrics = telemetry::Metrics::start();
        self.tasks.spawn(ticks::metrics(metrics.clone(), self.stop.clone()));
        let (router, stop) = (web::metrics_router(move || metrics.render()), self.stop.clone());
        self.tasks.spawn(async move { logged(web::serve(listener, router, stop).await, "serving the metrics") });
        Ok(address)
    }

    fn start_reload(
        &self,
        responses: PathBuf,
        faq: SharedFaq,
        problems: SharedProblems,
        staff_channel: Option<u64>,
        asks: mpsc::Receiver<oneshot::Sender<()>>,
    ) {
        let (news, told) = mpsc::channel(MOST_NEWS);
        let (store, clock, wake) = (self.store.clone(), self.clock.clone(), self.wake.clone());
        let chronicle = chronicle::Chronicle { store, clock, channel: staff_channel, wake };
        self.tasks.spawn(chronicle.run(told, self.stop.clone()));
        let reload = reload::Reload { responses, faq, problems, clock: self.clock.clone(), news, asks };
        self.tasks.spawn(reload.run(self.stop.clone()));
    }

    fn start_ticks(&self, ledger: Ledger) {
        self.tasks.spawn(rights::keep_in_step(self.store.clone(), ledger, self.stop.clone()));
        let (store, conversation, clock, stop) = (self.store.clone(), self.conversation.clone(), self.clock.clone(), self.stop.clone());
        self.tasks.spawn(ticks::sessions(store.clone(), conversation, clock.clone(), stop.clone()));
        self.tasks.spawn(ticks::retention(store, clock, stop));
    }
}

async fn listen(address: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => {
            anyhow::anyhow!("l'adresse {address} est déjà prise : arrêtez l'autre programme ou changez --listen")
        }
        _ => anyhow::anyhow!("impossible d'écouter sur {address} : {error}"),
    })
}

/// Reading the files and training takes the processor for a while.
async fn load_faq(settings: &Settings, store: &Store, today: Date) -> Result<(Faq, Vec<Problem>)> {
    let (library, problems) = versions::read_at_start(store, &settings.responses, today).await?;
    let faq = tokio::task::spawn_blocking(move || Faq::of(library)).await.context("training the index")?;
    anyhow::ensure!(
        !faq.entries().is_empty(),
        "aucune réponse à servir dans « {} » : vérifiez --responses, puis lancez « tchat check »",
        settings.responses.display()
    );
    for problem in problems.iter().filter(|problem| problem.severity == Severity::Error) {
        eprintln!("{problem}\n");
    }
    Ok((faq, problems))
}

fn logged(done: Result<()>, what: &str) {
    if let Err(error) = done {
        tracing::error!("{what}: {error:#}");
    }
}

/// Ends with Ctrl-C, or with what a service manager sends. It listens from the
/// call on, so that a signal is not lost while the program still starts.
#[cfg(unix)]
pub fn signal_to_stop() -> impl Future<Output = ()> {
    use tokio::signal::unix::{SignalKind, signal};
    let signals = signal(SignalKind::terminate()).and_then(|terminated| Ok((terminated, signal(SignalKind::interrupt())?)));
    async move {
        // Without a way to hear signals the program runs until it is killed.
        let Ok((mut terminated, mut interrupted)) = signals else { return std::future::pending().await };
        tokio::select! {
            _ = terminated.recv() => {}
            _ = interrupted.recv() => {}
        }
    }
}

/// Ends with Ctrl-C.
#[cfg(not(unix))]
pub async fn signal_to_stop() {
    // Without a way to hear it the program runs until it is killed.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
