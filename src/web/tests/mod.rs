//! The pages asked for over HTTP, as a browser or a program does.

mod accounts;
mod api;
mod flow;
mod guests;
mod offers;
mod pages;
mod readings;
mod routes;
mod staff;

use std::fs;
use std::sync::LazyLock;

use reqwest::header::{CONTENT_TYPE, COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Method, RequestBuilder, Response};
use serde_json::Value;
use tempfile::TempDir;

use super::*;
use crate::conversation::SharedFaq;
use crate::faq::Faq;
use crate::store::{Accepted, NewAccount};
use crate::words::{AccountId, StaffRole, random_word, sha256};

/// 23 November 2026, ten in the morning in Paris.
const MORNING: &str = "2026-11-23T09:00:00Z";

/// A question that the file below answers, to the letter.
const TELEWORK: &str = "Combien de jours de télétravail par semaine ?";

const FILE: &str = "\
---
statut: publie
responsable: DRH
sources:
  - texte: \"Décret n° 2016-151\"
    lien: \"https://www.legifrance.gouv.fr/\"
    lu_le: 2026-11-22
valable_du: 2026-11-22
a_revoir_le: 2027-05-22
---

# Combien de jours de télétravail par semaine ?

Trois jours **au plus**.

## Autres formulations

- télétravail, c'est combien de jours
- rythme du télétravail
- combien de jours par semaine en télétravail
";

/// Read once for all tests.
static FAQ: LazyLock<SharedFaq> = LazyLock::new(|| {
    let folder = TempDir::new().expect("a folder");
    let theme = folder.path().join("faq/teletravail");
    fs::create_dir_all(&theme).expect("a folder");
    fs::write(theme.join("teletravail-jours.md"), FILE).expect("a file");
    Arc::new(ArcSwap::from_pointee(Faq::load(folder.path(), None, jiff::civil::date(2026, 11, 22)).0))
});

/// A whole site with its own database, and a visitor or a member of the team
/// in front of it.
struct World {
    address: String,
    client: reqwest::Client,
    cookie: Option<String>,
    store: Store,
    clock: Clock,
    stop: CancellationToken,
    serving: tokio::task::JoinHandle<Result<()>>,
    folder: TempDir,
}

impl World {
    async fn new() -> Self {
        Self::known_as(None).await
    }

    /// A site that candidates know by this address.
    async fn known_as(public_url: Option<&str>) -> Self {
        Self::answering(public_url, Arc::clone(&FAQ)).await
    }

    /// A site with these answers and positions.
    async fn answering(public_url: Option<&str>, faq: SharedFaq) -> Self {
        let folder = TempDir::new().expect("a folder");
        let store = Store::open(&format!("sqlite:{}", folder.path().join("t.db").display())).await.expect("a database");
        let clock = Clock::set_to(MORNING.parse().expect("an instant"));
        let site = Site {
            conversation: Arc::new(Conversation::new(faq, store.clone(), clock.clone())),
            store: store.clone(),
            keys: Arc::new(Keys::open(&folder.path().join("keys")).expect("keys")),
            clock: clock.clone(),
            responses: folder.path().join("responses"),
            problems: Arc::default(),
            discord_status: watch::channel("Discord est éteint.".to_owned()).1,
            editing: true,
            as_discord: |_| Vec::new(),
            public_url: public_url.map(str::to_owned),
            banner: None,
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let stop = CancellationToken::new();
        let serving = tokio::spawn(serve(listener, router(site), stop.clone()));
        let client = reqwest::Client::builder().redirect(Policy::none()).build().expect("a client");
        Self { address, client, cookie: None, store, clock, stop, serving, folder }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.address));
        match &self.cookie {
            Some(cookie) => request.header(COOKIE, cookie),
            None => request,
        }
    }

    async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.expect("a response")
    }

    /// Posts a form.
    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        let body: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", percent(value))).collect();
        let request = self.request(Method::POST, path).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        request.body(body.join("&")).send().await.expect("a response")
    }

    /// Posts JSON; gives the status and the JSON that comes back.
    async fn tell(&self, path: &str, body: &Value) -> (u16, Value) {
        self.tell_text(path, &body.to_string()).await
    }

    async fn tell_text(&self, path: &str, body: &str) -> (u16, Value) {
        let request = self.request(Method::POST, path).header(CONTENT_TYPE, "application/json").body(body.to_owned());
        let response = request.send().await.expect("a response");
        let status = response.status().as_u16();
        (status, serde_json::from_str(&text(response).await).expect("JSON"))
    }

    /// Lets an admin in.
    async fn log_in(&mut self) {
        self.as_role(StaffRole::Admin).await;
    }

    /// Lets a new member of the team in, of this role; gives their account.
    async fn as_role(&mut self, role: StaffRole) -> AccountId {
        let (now, link, token) = (self.clock.now(), random_word(), random_word());
        let expires = now + jiff::SignedDuration::from_hours(24 * 30);
        self.store.invite(&sha256(&link), "Dominique", role, None, now, expires).await.expect("an invitation");
        let new = NewAccount {
            id: AccountId::new(random_word()),
            login: format!("{}-{}", role.as_str(), &token[..8]),
            name: String::new(),
            password_hash: "none".to_owned(),
            token_hash: sha256(&token),
            login_expires: expires,
        };
        let id = new.id.clone();
        let made = self.store.accept_invitation(&sha256(&link), new, now).await.expect("an account");
        assert!(matches!(made, Accepted::Done(_)), "{made:?}");
        self.cookie = Some(format!("tchat_staff={token}"));
        id
    }

    /// A candidate's question that waits for a person; gives its identifier.
    async fn a_waiting_question(&self) -> String {
        let page = text(self.post("/", &[("text", TELEWORK)]).await).await;
        let (conversation, exchange) = (field(&page, "conversation"), field(&page, "exchange"));
        let tap = [("gesture", "confirm_age_and_hand_over"), ("conversation", &*conversation), ("exchange", &exchange)];
        self.post("/geste", &tap).await;
        self.store.waiting_questions().await.expect("questions")[0].id.to_string()
    }

    /// Moves the clock on.
    fn wait(&self, minutes: i64) {
        self.clock.turn_to(self.clock.now() + jiff::SignedDuration::from_mins(minutes));
    }
}

async fn text(response: Response) -> String {
    response.text().await.expect("a text")
}

/// The value of the first field of this name in a page.
fn field(page: &str, name: &str) -> String {
    let (_, from) = page.split_once(&format!("name=\"{name}\" value=\"")).expect("a field");
    from.split('"').next().unwrap_or_default().to_owned()
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
