//! The matcher on made FAQs of 100, 1,000 and 10,000 entries of ten wordings, on
//! the shipped answers, and on the sets of the environment: training, time of a
//! question, memory, right answers.
//!
//! `benches/peers/tantivy` measures the same with a search engine beside it.

mod matching;

use matching::{Contender, Ours};

fn main() -> anyhow::Result<()> {
    matching::run(&[Contender::new::<Ours>("t'chat")])
}
