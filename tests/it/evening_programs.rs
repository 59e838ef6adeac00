//! The same evening with two programs on one PostgreSQL, asked and answered over
//! HTTP and through Discord, the one that speaks with Discord killed half-way.

use std::collections::BTreeSet;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use reqwest::header::{COOKIE, SET_COOKIE};
use serde_json::{Value, json};
use tchat::store::{NewAccount, PlannedSession, Store};
use tchat::words::{AccountId, StaffRole, random_word, sha256};

use crate::command_line::Bench;
use crate::fake_discord::{FakeDiscord, User};
use crate::postgres;
use crate::serving::{Running, start_as};

const ON_THE_WEB: usize = 240;
const IN_DISCORD: usize = 60;
const EXPERTS: usize = 3;

/// How long the evening may last.
const PATIENCE: Duration = Duration::from_secs(240);

const ASKED: [&str; 5] = [
    "Peut-on venir au bureau avec son chien ?",
    "Y a-t-il une piscine dans l'immeuble ?",
    "Qui arrose les plantes vertes du couloir ?",
    "Le baby-foot est-il réservé le vendredi ?",
    "Faut-il apporter sa propre chaise ?",
];

/// How each answer begins.
const ANSWER: &str = "Réponse du soir";

struct Evening {
    http: reqwest::Client,
    /// Where the two programs listen.
    webs: Mutex<[String; 2]>,
    handed_over: AtomicUsize,
    /// Questions to ask again: the words of those who have not said their age
    /// are nowhere but in the memory of the program.
    lost: AtomicUsize,
    is_over: AtomicBool,
}

#[test]
fn three_hundred_people_are_told_once_by_two_programs_of_which_one_is_killed() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (bench, database) = (Bench::new(), runtime.block_on(postgres::database()));
    let discord = runtime.block_on(FakeDiscord::start());
    let started = |_| {
        let mut command = bench.command(&["run", "--database", &database]);
        command.env("DISCORD_TOKEN", discord.token());
        command.env("TCHAT_DISCORD_API", discord.origin()).env("TCHAT_DISCORD_GATEWAY", discord.gateway());
        start_as(command, Stdio::null())
    };
    let mut one = started(());
    // The first one holds the gateway: it is the one that is killed.
    runtime.block_on(discord.bot_is_ready());
    let mut other = started(());
    let evening = Arc::new(Evening {
        http: reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap(),
        webs: Mutex::new([one.web.clone(), other.web.clone()]),
        handed_over: AtomicUsize::new(0),
        lost: AtomicUsize::new(0),
        is_over: AtomicBool::new(false),
    });
    let session = runtime.block_on(evening.clone().is_held(&database, &discord, &mut one));
    other.signal("-TERM");
    assert_eq!(other.ends_within(Duration::from_secs(10)), Some(0));
    let report = bench.prints(&["report", session.id.as_str(), "--format", "json", "--database", &database]);
    let metrics: Value = serde_json::from_str::<Value>(&report).unwrap()["metrics"].take();
    let value = |key: &str| metrics[key]["value"].clone();
    let (all, lost) = (ON_THE_WEB + IN_DISCORD, evening.lost.load(Ordering::SeqCst));
    assert_eq!((value("contacts"), value("questions")), (json!(all), json!(all + lost)));
    if lost == 0 {
        assert_eq!(value("answer_rate"), json!(100.0));
    }
}

impl Evening {
    async fn is_held(self: Arc<Self>, database: &str, discord: &FakeDiscord, one: &mut Running) -> PlannedSession {
        let store = Store::open(database).await.unwrap();
        let now = Timestamp::now();
        let session = tchat::sessions::plan("Un soir", now, now + SignedDuration::from_hours(2), now).unwrap();
        store.plan_session(&session, now).await.unwrap();
        let mut team = vec![tokio::spawn(self.clone().moderates(self.moderator(&store).await))];
        for number in 0..EXPERTS {
            let link = random_word();
            store
                .invite_guest(&AccountId::new(random_word()), &session.id, &format!("Experte {number}"), &sha256(&link), now)
                .await
                .unwrap();
            team.push(tokio::spawn(self.clone().answers(number % 2, link)));
        }
        let in_discord: Vec<User> = (0..IN_DISCORD).map(|number| discord.user(&format!("candidat-{number}"))).collect();
        let asking = in_discord.iter().enumerate().map(|(number, user)| self.asks_in_discord(user, number));
        futures::future::join_all(asking).await;
        let on_the_web: Vec<_> = (0..ON_THE_WEB).map(|number| tokio::spawn(self.clone().asks_on_the_web(number))).collect();
        self.until("half of them asked", || self.handed_over.load(Ordering::SeqCst) >= IN_DISCORD + ON_THE_WEB / 2).await;
        one.signal("-KILL");
        one.is_gone();
        let survivor = self.webs.lock().unwrap()[1].clone();
        self.webs.lock().unwrap()[0] = survivor;
        let mut pages = Vec::new();
        for candidate in on_the_web {
            pages.push(candidate.await.unwrap());
        }
        for conversation in &pages {
            assert_eq!(self.told_on_the_web(conversation).await, 1, "{conversation}");
        }
        let told = |user: &User| user.messages_in(&user.dm()).iter().filter(|message| message.content.contains(ANSWER)).count();
        self.until("everybody in Discord was told", || in_discord.iter().all(|user| told(user) > 0)).await;
        discord.settles(Duration::from_secs(2)).await;
        assert_eq!(in_discord.iter().map(told).collect::<BTreeSet<_>>(), BTreeSet::from([1]), "once each");
        self.is_over.store(true, Ordering::SeqCst);
        for member in team {
            member.await.unwrap();
        }
        assert_eq!(store.queue(Timestamp::now()).await.unwrap(), []);
        session
    }

    async fn until(&self, what: &str, is_so: impl Fn() -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !is_so() {
            assert!(Instant::now() < deadline, "not in time: {what}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    async fn asks_in_discord(&self, user: &User, number: usize) {
        let asked = user.writes_dm(ASKED[number % ASKED.len()]).await;
        let answer = user.sees_answer_to(&asked).await;
        let aged = user.presses(&answer, "J'ai 15\u{a0}ans ou plus").await.reply().await;
        assert!(aged.content.starts_with("Merci"), "{}", aged.content);
        let told = user.presses(&answer, "Transmettre à une personne").await.reply().await;
        assert!(told.content.starts_with("Votre question est transmise"), "{}", told.content);
        self.handed_over.fetch_add(1, Ordering::SeqCst);
    }

    /// Asks until a program answers, hands the question over, then waits for a
    /// person's answer. Gives the word of the page.
    async fn asks_on_the_web(self: Arc<Self>, number: usize) -> String {
        let mut conversation = random_word();
        for times in 0.. {
            assert!(times < 4, "candidate {number} is never passed on");
            let asked = json!({ "text": ASKED[number % ASKED.len()], "message_id": random_word(), "conversation": conversation });
            let answer = self.posted(number, "/api/chat", &asked).await;
            answer["conversation"].as_str().unwrap().clone_into(&mut conversation);
            let tap = json!({ "conversation": conversation, "exchange": answer["exchange"], "gesture": "confirm_age_and_hand_over" });
            let told = self.posted(number, "/api/geste", &tap).await;
            if told["text"].as_str().unwrap().contains("est transmise") {
                break;
            }
            // Nothing is written down of whoever has not said their age: the program that died had it in memory.
            self.lost.fetch_add(1, Ordering::SeqCst);
        }
        self.handed_over.fetch_add(1, Ordering::SeqCst);
        let deadline = Instant::now() + PATIENCE;
        while self.told_on_the_web(&conversation).await == 0 {
            assert!(Instant::now() < deadline, "candidate {number} was never told");
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        conversation
    }

    /// The same message again, at either program, until one says what became of it.
    async fn posted(&self, number: usize, path: &str, body: &Value) -> Value {
        let deadline = Instant::now() + PATIENCE;
        for turn in number.. {
            let web = self.webs.lock().unwrap()[turn % 2].clone();
            if let Ok(answer) = self.http.post(format!("http://{web}{path}")).json(body).send().await
                && answer.status().is_success()
                && let Ok(answer) = answer.json().await
            {
                return answer;
            }
            assert!(Instant::now() < deadline, "candidate {number} is never answered");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        unreachable!("somebody who goes on until an answer comes")
    }

    /// How many answers of people a candidate's page shows.
    async fn told_on_the_web(&self, conversation: &str) -> usize {
        let web = self.webs.lock().unwrap()[1].clone();
        let page = self.http.post(format!("http://{web}/")).form(&[("conversation", conversation)]).send().await.unwrap();
        page.text().await.unwrap().matches(ANSWER).count()
    }

    /// The cookie of a member of the team who moderates.
    async fn moderator(&self, store: &Store) -> String {
        let (now, link, cookie) = (Timestamp::now(), random_word(), random_word());
        let later = now + SignedDuration::from_hours(2);
        store.invite(&sha256(&link), "Modératrice", StaffRole::Rh, None, now, later).await.unwrap();
        let account = NewAccount {
            id: AccountId::new(random_word()),
            login: "moderatrice".to_owned(),
            name: String::new(),
            password_hash: "none".to_owned(),
            token_hash: sha256(&cookie),
            login_expires: later,
        };
        store.accept_invitation(&sha256(&link), account, now).await.unwrap();
        format!("tchat_staff={cookie}")
    }

    /// Joins what is alike, at the program that lives on.
    async fn moderates(self: Arc<Self>, cookie: String) {
        while !self.is_over.load(Ordering::SeqCst) {
            let Some(page) = self.queue(1, &cookie).await else { continue };
            for form in
                page.split("action=\"/staff/questions/").filter(|form| form.split('"').next().is_some_and(|to| to.ends_with("/joindre")))
            {
                let Some((_, options)) = form.split_once("<option value=\"") else { continue };
                let (id, into) = (form.split('/').next().unwrap_or_default(), options.split('"').next().unwrap_or_default());
                self.gesture(1, &cookie, &format!("{id}/joindre"), &[("vers", into)]).await;
            }
            tokio::time::sleep(Duration::from_millis(700)).await;
        }
    }

    /// Takes a question, then answers it, then looks again. Whose program dies
    /// comes in again by the same link at the other one.
    async fn answers(self: Arc<Self>, which: usize, link: String) {
        let mut cookie = self.enters(which, &link).await;
        while !self.is_over.load(Ordering::SeqCst) {
            let Some(page) = self.queue(which, &cookie).await else {
                cookie = self.enters(which, &link).await;
                continue;
            };
            for id in page.split("id=\"carte-").skip(1).filter_map(|card| card.split('"').next()) {
                if self.gesture(which, &cookie, &format!("{id}/prendre"), &[]).await.is_some_and(|to| to.ends_with("fait=prise")) {
                    self.gesture(which, &cookie, id, &[("reponse", ANSWER)]).await;
                }
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    async fn enters(&self, which: usize, link: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let web = self.webs.lock().unwrap()[which].clone();
            if let Ok(entered) = self.http.post(format!("http://{web}/staff/invite/{link}")).send().await
                && let Some(cookie) = entered.headers().get(SET_COOKIE)
            {
                return cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
            }
            assert!(Instant::now() < deadline, "an expert cannot come in");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// The page of the queue; none when the program is away or the login over.
    async fn queue(&self, which: usize, cookie: &str) -> Option<String> {
        let web = self.webs.lock().unwrap()[which].clone();
        let page = self.http.get(format!("http://{web}/staff/questions")).header(COOKIE, cookie).send().await.ok()?;
        if page.status() != 200 {
            return None;
        }
        page.text().await.ok()
    }

    /// Where a gesture leads; none when the program went away.
    async fn gesture(&self, which: usize, cookie: &str, path: &str, fields: &[(&str, &str)]) -> Option<String> {
        let web = self.webs.lock().unwrap()[which].clone();
        let request = self.http.post(format!("http://{web}/staff/questions/{path}")).header(COOKIE, cookie).form(fields);
        let answer = request.send().await.ok()?;
        answer.headers().get("location")?.to_str().ok().map(str::to_owned)
    }
}
