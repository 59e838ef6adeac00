//! Answers rewritten five hundred times while candidates ask: each reads a
//! version that was whole, whatever stands in the file at that moment.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use serde_json::Value;
use tchat::conversation::ask;
use tchat::faq::Faq;

use crate::world::{BEGINNING, Base, Visitor, World, on_both, write_responses};

on_both!(five_hundred_hasty_writes_show_nobody_a_broken_answer);

const QUESTION: &str = "combien de jours de télétravail par semaine ?";
const FILE: &str = "faq/teletravail/teletravail-jours.md";
const WRITES: usize = 500;
const TEXTS: usize = 10;

/// What may happen to the file.
const WAYS: [fn(&Path, &str); 8] = [
    |file, whole| fs::write(file, whole).unwrap(),
    |file, whole| {
        let beside = file.with_extension("md.tmp");
        fs::write(&beside, whole).unwrap();
        fs::rename(beside, file).unwrap();
    },
    // Two halves, one right after the other, as a slow copy makes them.
    |file, whole| {
        let (one, other) = whole.as_bytes().split_at(whole.len() / 2);
        let mut open = File::create(file).unwrap();
        open.write_all(one).unwrap();
        open.sync_all().unwrap();
        open.write_all(other).unwrap();
    },
    |file, whole| fs::write(file, &whole[..whole.find("titre").unwrap_or(20)]).unwrap(),
    |file, whole| fs::write(file, whole.replacen("statut:", "statu:", 1)).unwrap(),
    |file, whole| fs::write(file, [whole.as_bytes(), &[0xff, 0xfe, 0x00]].concat()).unwrap(),
    |file, _| fs::write(file, "").unwrap(),
    |file, whole| fs::write(file, format!("---\nstatut: [publie\n---\n{whole}")).unwrap(),
];

fn text(number: usize) -> String {
    let file = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/responses").join(FILE)).unwrap();
    let long = "Cela dépend du poste. ".repeat(20);
    file.replace("Jusqu'à deux jours par semaine, selon le poste.", &format!("Réponse {number}.\n\n{long}\n\nFin de la réponse {number}."))
}

/// The text that each whole version answers with.
fn whole_versions() -> BTreeMap<String, String> {
    let today = BEGINNING.parse::<jiff::Timestamp>().unwrap().to_zoned(jiff::tz::TimeZone::UTC).date();
    let folder = tempfile::tempdir().unwrap();
    write_responses(folder.path());
    (0..TEXTS)
        .map(|number| {
            fs::write(folder.path().join(FILE), text(number)).unwrap();
            let (faq, _) = Faq::load(folder.path(), None, today);
            (faq.version().to_owned(), ask(&faq, QUESTION, today).text)
        })
        .collect()
}

async fn five_hundred_hasty_writes_show_nobody_a_broken_answer(base: Base) {
    let whole = whole_versions();
    let mut world = World::start_with(base, |_, folder| fs::write(folder.join("responses").join(FILE), text(0)).unwrap()).await;
    world.staff_enters().await;
    let (is_over, answers) = (Cell::new(false), RefCell::new(Vec::<Value>::new()));
    let asking = futures::future::join_all((0..4).map(|_| async {
        while !is_over.get() {
            // A refused or failed request ends the story here.
            let answer = world.asks(&mut Visitor::default(), QUESTION).await;
            answers.borrow_mut().push(answer);
        }
    }));
    let writing = async {
        let file = world.settings.responses.join(FILE);
        for number in 0..WRITES {
            WAYS[number * 5 % WAYS.len()](&file, &text(number % TEXTS));
            let read = answers.borrow().len();
            comes("another answer", async || answers.borrow().len() > read).await;
            if number % 100 == 99 {
                // Now and then the file rests, whole: it is in service then.
                fs::write(&file, text(number / 100)).unwrap();
                let end = format!("Fin de la réponse {}.", number / 100);
                comes(&end, async || answers.borrow().last().is_some_and(|answer| answer["text"].as_str().unwrap().contains(&end))).await;
            }
        }
        comes("no error left", async || world.staff_page("/staff/fichiers").await.contains("teletravail-jours.md:").eq(&false)).await;
        is_over.set(true);
    };
    futures::join!(asking, writing);

    let answers = answers.into_inner();
    let served: std::collections::BTreeSet<_> = answers.iter().map(|answer| answer["faq_version"].as_str().unwrap()).collect();
    assert!(answers.len() >= WRITES && served.len() >= 5, "{} answers, {} versions", answers.len(), served.len());
    for answer in &answers {
        assert_eq!((answer["outcome"].as_str(), answer["kept"].as_bool()), (Some("answer"), Some(true)), "{answer}");
        let version = answer["faq_version"].as_str().unwrap();
        assert_eq!(whole.get(version).map(String::as_str), answer["text"].as_str(), "a whole version: {answer}");
    }
    println!("{WRITES} writes, {} answers of {} versions, {base:?}", answers.len(), served.len());
    world.app.stop().await;
}

/// Looks again and again, for a minute at most.
async fn comes(what: &str, is_there: impl AsyncFn() -> bool) {
    let waiting = async {
        while !is_there().await {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), waiting).await.unwrap_or_else(|_| panic!("{what} came in time"));
}
