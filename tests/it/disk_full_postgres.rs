//! A PostgreSQL without room under candidates who ask all at once: each gets the
//! answer, the team is told that not everything is kept, nothing that was kept
//! is lost or doubled, and all is well again once there is room.
//!
//! The server on a small disk fills it up again and again with
//! `TCHAT_PROOF=full`, or as often as it says.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use reqwest::header::{COOKIE, SET_COOKIE};
use serde_json::Value;
use sqlx::{Connection, Executor, PgConnection};
use tokio_util::sync::CancellationToken;

use crate::command_line::Bench;
use crate::history::{CANDIDATES, History, Message, ask, exchange, from_nobody, kept};
use crate::postgres;
use crate::serving::{Running, start_with};
use crate::small_disk::SmallDisk;
use crate::world::PASSWORD;

const PATIENCE: Duration = Duration::from_secs(60);

/// Answers of a time when all is well, and of one when there is no room.
const MANY: usize = 100;

const NOTHING_KEPT: &str = "Rien n&#39;a été enregistré : la base de données n&#39;a plus de place ou ne répond pas.";

/// As PostgreSQL says it when a file cannot grow (53100), at the write or only
/// at the commit.
const NO_ROOM: &str = "
    create function no_room() returns trigger language plpgsql as $$
    begin raise exception 'could not extend file: No space left on device' using errcode = 'disk_full'; end $$;
    create trigger no_room before insert or update on {table} for each statement execute function no_room()";

const NO_ROOM_AT_COMMIT: &str = "
    create function no_room() returns trigger language plpgsql as $$
    begin raise exception 'could not write to file: No space left on device' using errcode = 'disk_full'; end $$;
    create constraint trigger no_room after insert on {table} deferrable initially deferred for each row execute function no_room()";

/// How often the small disk is filled up.
fn times() -> usize {
    match std::env::var("TCHAT_PROOF").as_deref() {
        Ok("full") => 20,
        Ok(count) => count.parse().unwrap(),
        Err(_) => 1,
    }
}

#[tokio::test]
async fn postgres_says_that_it_has_no_room() {
    let (bench, database) = (Bench::new(), postgres::database().await);
    let crowd = Crowd::comes(&bench, &database).await;
    for refusal in [NO_ROOM, NO_ROOM_AT_COMMIT] {
        crowd.is_answered(MANY).await;
        // A login, a reminder, a tick of the program find no room either.
        for table in ["exchange", "staff_login", "audit"] {
            let sql = refusal.replace("{table}", table).replace("create function", "create or replace function");
            execute(&database, &sql).await;
        }
        crowd.is_answered_without_being_kept(MANY).await;
        crowd.team_is_told().await;
        execute(&database, "drop function no_room() cascade").await;
        crowd.is_kept_again().await;
    }
    crowd.goes(&bench, &database).await;
}

#[tokio::test]
async fn postgres_on_a_full_disk_holds_no_answer_back_and_loses_nothing() {
    let place = tempfile::Builder::new().permissions(Permissions::from_mode(0o755)).tempdir().unwrap();
    let Some(disk) = SmallDisk::mount(place.path().join("disk"), "96m") else {
        eprintln!("not played: a small disk can only be mounted by root");
        return;
    };
    let (bench, database) = (Bench::new(), postgres::small_server(&place.path().join("disk")));
    let crowd = Crowd::comes(&bench, &database).await;
    let mut slowest = Duration::ZERO;
    for time in 0..2 * times() {
        crowd.is_answered(MANY).await;
        disk.fill();
        crowd.is_answered_without_being_kept(1).await;
        disk.fill();
        if time % 2 == 1 {
            stops_for_want_of_room(&database).await;
        }
        crowd.is_answered_without_being_kept(MANY).await;
        crowd.team_is_told().await;
        disk.free();
        slowest = slowest.max(crowd.is_kept_again().await);
    }
    println!("{} times full, kept again after {slowest:?} at most; the slowest answer took {:?}", 2 * times(), crowd.asking.slowest());
    crowd.goes(&bench, &database).await;
}

/// Without room for its log PostgreSQL stops, and does not come back before there is.
async fn stops_for_want_of_room(database: &str) {
    let deadline = Instant::now() + PATIENCE;
    while let Ok(mut connection) = PgConnection::connect(database).await {
        let _ = connection.execute("select pg_logical_emit_message(false, 'full', repeat('x', 900000))").await;
        assert!(Instant::now() < deadline, "PostgreSQL goes on");
    }
}

async fn execute(database: &str, sql: &str) {
    let mut connection = PgConnection::connect(database).await.unwrap();
    connection.execute(sqlx::AssertSqlSafe(sql.to_owned())).await.unwrap();
    connection.close().await.unwrap();
}

/// Candidates who ask without a pause until it is over, and somebody of the team.
struct Crowd {
    running: Running,
    asking: Arc<Asking>,
    candidates: Vec<tokio::task::JoinHandle<Vec<Message>>>,
    /// Of the staff pages.
    cookie: String,
}

#[derive(Default)]
struct Asking {
    history: History,
    /// Answers that said they were not kept.
    unkept: AtomicUsize,
    /// The longest anybody waited, in milliseconds.
    slowest: AtomicUsize,
    is_over: CancellationToken,
}

impl Asking {
    /// Gives at the end what was not kept: it may be sent again.
    async fn goes_on(self: Arc<Self>, web: String) -> Vec<Message> {
        let (http, mut unkept) = (reqwest::Client::new(), Vec::new());
        while !self.is_over.is_cancelled() {
            let (message, asked) = (from_nobody(), Instant::now());
            let answer = ask(&http, &web, &message).await.expect("the program stays");
            self.slowest.fetch_max(asked.elapsed().as_millis() as usize, Ordering::SeqCst);
            assert!(answer["text"].as_str().unwrap().contains("Jusqu'à deux jours par semaine"), "{answer}");
            if answer["kept"].as_bool().unwrap() {
                self.history.answered(&message, exchange(&answer));
            } else {
                unkept.push(message);
                self.unkept.fetch_add(1, Ordering::SeqCst);
            }
        }
        unkept
    }

    fn slowest(&self) -> Duration {
        Duration::from_millis(self.slowest.load(Ordering::SeqCst) as u64)
    }
}

impl Crowd {
    async fn comes(bench: &Bench, database: &str) -> Self {
        let running = start_with(bench, database, File::create(log(bench)).unwrap().into());
        let cookie = enters(&running).await;
        let asking = Arc::<Asking>::default();
        let candidates = (0..CANDIDATES).map(|_| tokio::spawn(asking.clone().goes_on(running.web.clone()))).collect();
        Self { running, asking, candidates, cookie }
    }

    async fn is_answered(&self, more: usize) {
        let count = self.asking.history.count();
        self.asking.history.grows_to(count + more).await;
    }

    async fn is_answered_without_being_kept(&self, more: usize) {
        let (enough, deadline) = (self.asking.unkept.load(Ordering::SeqCst) + more, Instant::now() + PATIENCE);
        while self.asking.unkept.load(Ordering::SeqCst) < enough {
            assert!(
                Instant::now() < deadline,
                "{} answers are not kept, {} are",
                self.asking.unkept.load(Ordering::SeqCst),
                self.asking.history.count()
            );
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// How long it took until an answer was kept.
    async fn is_kept_again(&self) -> Duration {
        let freed = Instant::now();
        self.is_answered(1).await;
        freed.elapsed()
    }

    async fn get(&self, path: &str) -> (u16, String) {
        let asked = reqwest::Client::new().get(format!("http://{}{path}", self.running.web)).header(COOKIE, &self.cookie);
        let answer = asked.send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    /// A page of the team, what watches over the program, and one whose work is lost.
    async fn team_is_told(&self) {
        let (_, page) = self.get("/staff/questions").await;
        assert!(page.contains("tout ne s'enregistre pas") || page.contains(NOTHING_KEPT), "{page}");
        let (status, health) = self.get("/healthz").await;
        let health: Value = serde_json::from_str(&health).unwrap();
        let told = (status, health["status"].as_str().unwrap());
        assert!([(200, "not_recording"), (503, "database_away")].contains(&told), "{told:?}");
        let answer = sends(&self.running, "/staff/connexion", &[("identifiant", "camille"), ("mot_de_passe", PASSWORD)]).await;
        // A small write may still find room in a page that was left.
        if answer.status() != 303 {
            let told = answer.text().await.unwrap();
            assert!(told.contains(NOTHING_KEPT), "{told}");
        }
    }

    /// The candidates stop, and what they read is compared with what is kept.
    async fn goes(mut self, bench: &Bench, database: &str) {
        self.asking.is_over.cancel();
        let history = &self.asking.history;
        for candidate in std::mem::take(&mut self.candidates) {
            candidate.await.unwrap().into_iter().for_each(|message| history.unanswered(message));
        }
        history.ask_the_rest(&self.running.web).await;
        self.running.signal("-TERM");
        assert_eq!(self.running.ends_within(Duration::from_secs(10)), Some(0));
        assert_eq!(history.faults(kept(bench, database)), Vec::<String>::new());
        let said = fs::read_to_string(log(bench)).unwrap();
        assert!(said.contains("not recorded") && !said.contains("panicked"), "{said}");
        println!("{} kept, {} answered without being kept", history.count(), self.asking.unkept.load(Ordering::SeqCst));
    }
}

fn log(bench: &Bench) -> std::path::PathBuf {
    Path::join(bench.path(), "log")
}

/// The first account, made by the link that the program prints; its cookie.
async fn enters(running: &Running) -> String {
    let link = running.printed.split("/staff/entrer/").nth(1).and_then(|rest| rest.get(..32)).expect("the first link");
    let form = [("nom", "Camille"), ("identifiant", "camille"), ("mot_de_passe", PASSWORD), ("encore", PASSWORD)];
    let entered = sends(running, &format!("/staff/entrer/{link}"), &form).await;
    assert_eq!(entered.status(), 303);
    let cookie = entered.headers()[SET_COOKIE].to_str().unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

async fn sends(running: &Running, path: &str, form: &[(&str, &str)]) -> reqwest::Response {
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    http.post(format!("http://{}{path}", running.web)).form(form).send().await.unwrap()
}
