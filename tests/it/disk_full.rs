//! A disk without room is a pause, not damage: answers go on from memory and say
//! that they are not kept, nothing that is kept is lost, and all is well again
//! once there is room.

use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::command_line::Bench;
use crate::history::{History, Message, ask, exchange, from_nobody, kept};
use crate::serving::{Running, start_with};
use crate::small_disk::SmallDisk;

const DATABASE: &str = "sqlite:data/tchat.db";
const MANY: usize = 100;
const PATIENCE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn a_full_disk_holds_no_answer_back_and_loses_nothing() {
    let bench = Bench::new();
    let Some(disk) = SmallDisk::mount(bench.path().join("data"), "8m") else {
        eprintln!("not played: a small disk can only be mounted by root");
        return;
    };
    let log = bench.path().join("log");
    let (mut running, history) = (starts(&bench, &log), History::default());
    let mut unkept = Vec::new();
    let asked = asks(&running, &history, &mut unkept, |count, _| count == MANY).await;
    assert_eq!((history.count(), unkept.len(), health(&running).await.as_str()), (MANY, 0, "ok"));

    disk.fill();
    // The database may have room of its own for a while.
    asks(&running, &history, &mut unkept, |_, unkept| unkept > 0).await;
    let before = (history.count(), unkept.len());
    disk.fill();
    asks(&running, &history, &mut unkept, |count, _| count == MANY).await;
    let full = (history.count(), unkept.len());
    assert_eq!(full.0 + full.1, before.0 + before.1 + MANY);
    assert!(full.1 > before.1, "answered without being kept, and it is said");
    // A small write may still find room in a page that was left: what is said is true all the same.
    let told = passes_on(&running, &asked).await;
    assert_eq!(told.contains("est transmise"), handovers(&bench).await == 1, "{told}");

    assert_eq!(health(&running).await, "not_recording");

    disk.free();
    let freed = Instant::now();
    asks(&running, &history, &mut unkept, |_, _| history.count() > full.0).await;
    let recovered = freed.elapsed();
    assert!(recovered < Duration::from_secs(5), "{recovered:?}");
    let refused = unkept.len();
    for message in unkept {
        history.unanswered(message);
    }
    history.ask_the_rest(&running.web).await;
    assert!(passes_on(&running, &asked).await.contains("est transmise"));
    running.signal("-TERM");
    assert_eq!(running.ends_within(Duration::from_secs(10)), Some(0));
    assert_eq!(history.faults(kept(&bench, DATABASE)), Vec::<String>::new());
    is_whole(&bench).await;
    let said = fs::read_to_string(log).unwrap();
    assert!(said.contains("not recorded") && !said.contains("panicked"), "{said}");
    println!("{} kept, {refused} of them asked again after a full disk, kept again after {recovered:?}", history.count());
}

fn starts(bench: &Bench, log: &Path) -> Running {
    start_with(bench, DATABASE, File::create(log).unwrap().into())
}

/// New people ask, one after the other, until `is_enough` of how many did and
/// how many were not kept; gives the last answer.
async fn asks(running: &Running, history: &History, unkept: &mut Vec<Message>, is_enough: impl Fn(usize, usize) -> bool) -> Value {
    let (http, deadline) = (reqwest::Client::new(), Instant::now() + PATIENCE);
    let mut count = 0;
    loop {
        let message = from_nobody();
        let answer = ask(&http, &running.web, &message).await.expect("the program stays");
        assert!(answer["text"].as_str().unwrap().contains("Jusqu'à deux jours par semaine"), "{answer}");
        match answer["kept"].as_bool().unwrap() {
            true => history.answered(&message, exchange(&answer)),
            false => unkept.push(message),
        }
        count += 1;
        if is_enough(count, unkept.len()) {
            return answer;
        }
        assert!(Instant::now() < deadline, "after {count} questions");
    }
}

/// What somebody reads who says their age and wants a person.
async fn passes_on(running: &Running, asked: &Value) -> String {
    let body = json!({ "conversation": asked["conversation"], "exchange": asked["exchange"], "gesture": "confirm_age_and_hand_over" });
    let answer = reqwest::Client::new().post(format!("http://{}/api/geste", running.web)).json(&body).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.json::<Value>().await.unwrap()["text"].as_str().unwrap().to_owned()
}

async fn health(running: &Running) -> String {
    let answer = reqwest::get(format!("http://{}/healthz", running.web)).await.unwrap();
    answer.json::<Value>().await.unwrap()["status"].as_str().unwrap().to_owned()
}

async fn connection(bench: &Bench) -> sqlx::SqliteConnection {
    let url = format!("sqlite:{}", bench.path().join("data/tchat.db").display());
    <sqlx::SqliteConnection as sqlx::Connection>::connect(&url).await.unwrap()
}

async fn handovers(bench: &Bench) -> i64 {
    let (count,): (i64,) = sqlx::query_as("select count(*) from handover").fetch_one(&mut connection(bench).await).await.unwrap();
    count
}

async fn is_whole(bench: &Bench) {
    let mut connection = connection(bench).await;
    let (found,): (String,) = sqlx::query_as("pragma integrity_check").fetch_one(&mut connection).await.unwrap();
    assert_eq!(found, "ok");
}
