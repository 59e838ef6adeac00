//! A thousand generated answers of ten wordings each: how long reading, training
//! and checking them takes.
//!
//! The peer, in the same run on the same files: headers read straight into a
//! struct with `serde-saphyr`, bodies kept as text, nothing checked and nothing
//! learnt. It says what the files cost to any loader; absolute figures depend on
//! the machine.

#![allow(missing_docs, reason = "the macros of the harness declare undocumented items")]
#![allow(clippy::expect_used, reason = "a benchmark without its files measures nothing")]

use std::fs;
use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use jiff::civil::{Date, date};
use tchat::faq::{Faq, Library};

/// The day the files are read.
const TODAY: Date = date(2026, 11, 22);

const ENTRIES: usize = 1_000;
const WORDINGS: usize = 10;

/// Syllables that make words with the letters of French.
const SYLLABLES: [&str; 24] = [
    "ba", "ché", "con", "dou", "fra", "gi", "jon", "lan", "mo", "nu", "ou", "per", "qua", "ri", "sé", "tion", "tra", "vail", "vé", "lo",
    "mé", "tier", "sa", "lai",
];

fn files(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("responses");
    write(&root);
    let (faq, problems) = Faq::load(&root, None, TODAY);
    assert_eq!(faq.entries().len(), ENTRIES);
    assert!(problems.iter().all(|problem| problem.path.contains("phrases/")), "{}", problems[0]);

    let mut group = criterion.benchmark_group("files");
    group.bench_function("peer: headers into a struct, nothing checked", |bencher| {
        bencher.iter(|| plain(black_box(&root)).iter().map(|(header, body)| header.kept() + body.len()).sum::<usize>())
    });
    group.bench_function("read and check", |bencher| bencher.iter(|| Library::load(black_box(&root), None, TODAY)));
    group.bench_function("read, check and train", |bencher| bencher.iter(|| Faq::load(black_box(&root), None, TODAY)));
    group.bench_function("near-duplicates", |bencher| bencher.iter(|| faq.alike()));
    group.bench_function("wordings that lead elsewhere", |bencher| bencher.iter(|| faq.astray()));
    group.bench_function("findability by folds", |bencher| bencher.iter(|| faq.findability()));
    group.finish();
}

/// What a plain loader would keep of a header.
#[derive(serde::Deserialize)]
struct Header {
    statut: String,
    responsable: String,
    sources: Vec<Source>,
    valable_du: String,
    a_revoir_le: String,
}

#[derive(serde::Deserialize)]
struct Source {
    texte: String,
    lien: Option<String>,
    lu_le: String,
}

impl Header {
    /// How much was kept: a loader that nobody reads would be optimised away.
    fn kept(&self) -> usize {
        let sources =
            self.sources.iter().map(|source| source.texte.len() + source.lien.as_ref().map_or(0, String::len) + source.lu_le.len());
        self.statut.len() + self.responsable.len() + self.valable_du.len() + self.a_revoir_le.len() + sources.sum::<usize>()
    }
}

fn plain(root: &Path) -> Vec<(Header, String)> {
    let themes = fs::read_dir(root.join("faq")).expect("the themes").flatten();
    let files = themes.flat_map(|theme| fs::read_dir(theme.path()).expect("a theme").flatten());
    let read = files.map(|file| {
        let text = fs::read_to_string(file.path()).expect("a text");
        let mut parts = text.splitn(3, "---\n").skip(1);
        let header = serde_saphyr::from_str(parts.next().expect("a header")).expect("a good header");
        (header, parts.next().expect("a body").to_owned())
    });
    read.collect()
}

fn write(root: &Path) {
    let mut random = Random(7);
    for number in 0..ENTRIES {
        let theme = root.join(format!("faq/theme-{}", number % 20));
        fs::create_dir_all(&theme).expect("a folder");
        // Words of its own, that most of its wordings hold, among those of everybody.
        let own: Vec<String> = (0..6).map(|_| random.word()).collect();
        let mut text = format!(
            "---\nstatut: publie\nresponsable: DRH\nsources:\n  - texte: \"CGFP, art. L. {number}\"\n    \
             lien: \"https://www.legifrance.gouv.fr/\"\n    lu_le: 2026-11-22\nvalable_du: 2026-11-22\na_revoir_le: 2027-11-22\n---\n\n\
             # {} ?\n\nLa réponse tient en {} : {}.\n\n## Autres formulations\n\n",
            random.sentence(&own),
            random.sentence(&own),
            random.sentence(&own)
        );
        for _ in 0..WORDINGS {
            text += &format!("- {}\n", random.sentence(&own));
        }
        fs::write(theme.join(format!("reponse-{number}.md")), text).expect("a file");
    }
}

/// A small fixed generator: every run reads the same files.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    fn word(&mut self) -> String {
        (0..2 + self.below(3)).map(|_| SYLLABLES[self.below(SYLLABLES.len())]).collect()
    }

    fn sentence(&mut self, own: &[String]) -> String {
        let words: Vec<String> =
            (0..8).map(|place| if place % 2 == 0 { own[self.below(own.len())].clone() } else { self.word() }).collect();
        words.join(" ")
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10);
    targets = files
}
criterion_main!(benches);
