//! A whole world in one call: a temporary database, a clock to turn, a few
//! curated answers, the program on free ports. Its methods are gestures, so a
//! test reads as a story.

use std::fs;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tchat::app::App;
use tchat::clock::Clock;
use tchat::settings::{DiscordSettings, Settings};
use tchat::store::Store;
use tchat::words::{StaffRole, random_word, sha256};
use tempfile::TempDir;

use crate::fake_discord::FakeDiscord;
use crate::postgres;

/// Which database a story plays on.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Base {
    Sqlite,
    Postgres,
}

/// Writes each story once and plays it on both databases.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test] async fn $name() { Box::pin(super::$name($crate::world::Base::Sqlite)).await; })+
        }
        mod on_postgres {
            $(#[tokio::test] async fn $name() { Box::pin(super::$name($crate::world::Base::Postgres)).await; })+
        }
    };
}
pub(crate) use on_both;

/// The instant every world begins at: a Sunday evening in Rouen.
pub(crate) const BEGINNING: &str = "2026-11-22T18:00:00Z";

/// What every member of the team has chosen.
pub(crate) const PASSWORD: &str = "un vélo bleu dans la cour";

/// The program and everything around it.
pub(crate) struct World {
    pub(crate) app: App,
    pub(crate) clock: Clock,
    pub(crate) folder: TempDir,
    pub(crate) settings: Settings,
    http: reqwest::Client,
    pub(crate) staff_cookie: Option<String>,
}

/// A candidate on the web page, with what their browser remembers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Visitor {
    pub(crate) conversation: Option<String>,
    pub(crate) source: Option<String>,
}

impl World {
    /// The program on a fresh database, Discord off.
    pub(crate) async fn start(base: Base) -> Self {
        Self::start_with(base, |_, _| ()).await
    }

    /// The program with Discord on, driven by a fake one.
    pub(crate) async fn with_discord(base: Base, discord: &FakeDiscord) -> Self {
        let discord = discord_settings(discord);
        Self::start_with(base, |settings, _| settings.discord = Some(discord)).await
    }

    /// The program after something was changed in its settings or its folder. It
    /// logs nothing, unless `TCHAT_LOG=info` asks for it (with `--nocapture`).
    pub(crate) async fn start_with(base: Base, change: impl FnOnce(&mut Settings, &Path)) -> Self {
        if let Ok(filter) = std::env::var("TCHAT_LOG") {
            tchat::telemetry::start_logging(Some(&filter));
        }
        let folder = tempfile::tempdir().unwrap();
        write_responses(&folder.path().join("responses"));
        let mut settings = settings(folder.path(), base).await;
        change(&mut settings, folder.path());
        let clock = Clock::set_to(BEGINNING.parse().unwrap());
        let app = App::start(settings.clone(), clock.clone()).await.unwrap();
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { app, clock, folder, settings, http, staff_cookie: None }
    }

    /// Stops the program and starts it again on the same data, some seconds later:
    /// Discord is not told who we are twice in five.
    pub(crate) async fn restart(self) -> Self {
        self.restart_after(async |_| ()).await
    }

    /// The same, once something was done while nobody used the database.
    pub(crate) async fn restart_after(self, change: impl AsyncFnOnce(&mut Settings)) -> Self {
        let Self { app, clock, folder, mut settings, http, .. } = self;
        app.stop().await;
        clock.turn_to(clock.now() + SignedDuration::from_secs(6));
        change(&mut settings).await;
        let app = App::start(settings.clone(), clock.clone()).await.unwrap();
        Self { app, clock, folder, settings, http, staff_cookie: None }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Lets time pass.
    pub(crate) fn after(&self, time: SignedDuration) {
        self.clock.turn_to(self.now() + time);
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.app.web)
    }

    /// A page as a browser without script gets it.
    pub(crate) async fn get(&self, path: &str) -> reqwest::Response {
        self.http.get(self.url(path)).send().await.unwrap()
    }

    pub(crate) async fn page(&self, path: &str) -> String {
        let answer = self.get(path).await;
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.text().await.unwrap()
    }

    /// A form sent from our own page.
    pub(crate) async fn send_form(&self, path: &str, fields: &[(&str, &str)]) -> reqwest::Response {
        let mut request =
            self.http.post(self.url(path)).header("origin", self.url("")).header("sec-fetch-site", "same-origin").form(fields);
        if let Some(cookie) = &self.staff_cookie {
            request = request.header(COOKIE, cookie);
        }
        request.send().await.unwrap()
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> reqwest::Response {
        self.http.post(self.url(path)).json(body).send().await.unwrap()
    }

    /// A candidate follows a tracked link to the chat page.
    pub(crate) async fn arrives_by(&self, link: &str) -> Visitor {
        let answer = self.get(link).await;
        assert_eq!(answer.status(), 302, "{link}");
        let target = answer.headers()[LOCATION].to_str().unwrap().to_owned();
        let page = self.page(&target).await;
        let source = target.split_once("de=").map(|(_, slug)| slug.to_owned());
        assert!(source.as_ref().is_none_or(|slug| page.contains(&format!("value=\"{slug}\""))), "the page carries the source");
        Visitor { conversation: None, source }
    }

    /// A candidate asks on the web page, with script.
    pub(crate) async fn asks(&self, visitor: &mut Visitor, text: &str) -> Value {
        let mut body = json!({ "text": text, "source": visitor.source });
        if let Some(conversation) = &visitor.conversation {
            body["conversation"] = json!(conversation);
        }
        let answer = self.post("/api/chat", &body).await;
        assert_eq!(answer.status(), 200, "{text}");
        let answer: Value = answer.json().await.unwrap();
        visitor.conversation = Some(answer["conversation"].as_str().unwrap().to_owned());
        answer
    }

    /// A candidate taps what a reply offers, with script.
    pub(crate) async fn taps(&self, visitor: &Visitor, exchange: &Value, gesture: Value) -> Value {
        let body = json!({ "conversation": visitor.conversation, "exchange": exchange, "gesture": gesture });
        let answer = self.post("/api/geste", &body).await;
        assert_eq!(answer.status(), 200, "{body}");
        answer.json().await.unwrap()
    }

    /// The first admin gets in: by the link that was printed, or by their
    /// password once they have an account.
    pub(crate) async fn staff_enters(&mut self) {
        let path = self.app.staff_link.replace(&self.url(""), "");
        let answer = if path.starts_with("/staff/entrer/") {
            self.chooses_password(&path, &[("nom", "Camille"), ("identifiant", "camille")]).await
        } else {
            self.send_form(&path, &[("identifiant", "camille"), ("mot_de_passe", PASSWORD)]).await
        };
        self.takes_cookie(&answer);
    }

    /// A new member of the team gets in, of this role, by an invitation.
    pub(crate) async fn as_role(&mut self, role: StaffRole) {
        let (token, now) = (random_word(), self.now());
        let store = Store::open(self.settings.database.expose_secret()).await.unwrap();
        store.invite(&sha256(&token), "Dominique", role, None, now, now + SignedDuration::from_hours(1)).await.unwrap();
        store.close().await;
        let login = format!("{}-{}", role.as_str(), &token[..8]);
        let answer = self.chooses_password(&format!("/staff/entrer/{token}"), &[("identifiant", &login)]).await;
        self.takes_cookie(&answer);
    }

    /// Somebody chooses a password on the page of a link.
    pub(crate) async fn chooses_password(&self, path: &str, fields: &[(&str, &str)]) -> reqwest::Response {
        let passwords = [("mot_de_passe", PASSWORD), ("encore", PASSWORD)];
        self.send_form(path, &[fields, &passwords].concat()).await
    }

    /// Goes on with the login that an answer gives.
    pub(crate) fn takes_cookie(&mut self, answer: &reqwest::Response) {
        assert!(answer.status().is_redirection(), "{}", answer.status());
        let cookie = answer.headers()[SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
        self.staff_cookie = Some(cookie);
    }

    /// A page of the staff.
    pub(crate) async fn staff_page(&self, path: &str) -> String {
        let cookie = self.staff_cookie.as_deref().expect("the staff entered");
        let answer = self.http.get(self.url(path)).header(COOKIE, cookie).send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.text().await.unwrap()
    }

    /// Changes the plan of a session on its page, as it now stands.
    pub(crate) async fn changes_plan(&self, session: &str, fields: &[(&str, &str)]) -> reqwest::Response {
        let mark = self.mark_of_plan(session).await;
        self.send_form(&format!("/staff/sessions/{session}"), &[fields, &[("marque", &mark)]].concat()).await
    }

    /// The mark that the form of a plan carries.
    pub(crate) async fn mark_of_plan(&self, session: &str) -> String {
        let page = self.staff_page(&format!("/staff/sessions/{session}")).await;
        page.split_once("name=\"marque\" value=\"").unwrap().1.split('"').next().unwrap().to_owned()
    }

    /// The report of a session, as a program reads it.
    pub(crate) async fn report(&self, session: &str) -> Value {
        serde_json::from_str(&self.staff_page(&format!("/staff/rapports/{session}?format=json")).await).unwrap()
    }
}

/// How the program reaches a fake Discord.
pub(crate) fn discord_settings(discord: &FakeDiscord) -> DiscordSettings {
    DiscordSettings {
        token: discord.token().to_owned().into(),
        api: Some(discord.origin()),
        gateway: Some(discord.gateway()),
        plain_channels: Vec::new(),
        staff_channel: None,
        server: None,
    }
}

async fn settings(folder: &Path, base: Base) -> Settings {
    let database = match base {
        Base::Sqlite => format!("sqlite:{}", folder.join("tchat.db").display()),
        Base::Postgres => postgres::database().await,
    };
    Settings {
        listen: "127.0.0.1:0".parse().unwrap(),
        responses: folder.join("responses"),
        database: database.into(),
        key_file: folder.join("tchat.key"),
        metrics: Some("127.0.0.1:0".parse().unwrap()),
        public_url: None,
        banner: None,
        editing: true,
        discord: None,
    }
}

/// A few curated answers, enough for a story and quick to train on, and the
/// sentences that ship.
pub(crate) fn write_responses(folder: &Path) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    copy(&root.join("tests/responses"), folder);
    copy(&root.join("responses/phrases"), &folder.join("phrases"));
}

/// Copies a folder, whatever its depth.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
