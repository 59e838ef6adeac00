//! How long it takes to find the entry for a question in the shipped answers,
//! and to read them and train on them.

#![allow(missing_docs, reason = "the macros of the harness declare undocumented items")]

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use jiff::civil::{Date, date};
use tchat::faq::Faq;

/// The day the files are read.
const TODAY: Date = date(2026, 11, 22);

const QUESTIONS: [&str; 6] = [
    "combien de jours de télétravail par semaine ?",
    "jpeu venir ss concours ??",
    "je travaille dans une banque depuis douze ans, mon expérience compte-t-elle pour la paie ?",
    "bonjour",
    "ma poubelle n'a pas été ramassée ce matin",
    "zblorg fnuk trapibule",
];

fn find(criterion: &mut Criterion) {
    let (faq, _) = Faq::load(Path::new("responses"), None, TODAY);
    let mut group = criterion.benchmark_group("find");
    for question in QUESTIONS {
        group.bench_function(question, |bencher| bencher.iter(|| faq.find(black_box(question), None)));
    }
    group.finish();
    criterion.bench_function("load and train", |bencher| bencher.iter(|| Faq::load(black_box(Path::new("responses")), None, TODAY)));
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10);
    targets = find
}
criterion_main!(benches);
