//! Why a question is answered as it is, in terms that HR can act on: how it was
//! read, which words led where, which wordings are nearest, how sure is enough.
//!
//! It asks the index again, word by word, so that it tells what was decided and
//! not a story beside it. It costs a few lookups for each word: for a person who
//! wonders, not for a candidate.

use super::features::Sparse;
use super::{Candidate, Context, Document, Evidence, Finding, Index, Question, text};

/// How many entries, and how many wordings of each, are shown.
const SHOWN: usize = 3;
/// A word that changes the odds of an entry by less than this says nothing of it.
const HEARD: f64 = 0.1;
/// The words that are weighed one by one; the rest of a longer text is not.
const WEIGHED: usize = 60;

/// Why a question is answered as it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The words read for others: what was typed, what was read.
    pub read: Vec<(String, Vec<String>)>,
    /// The words that no text of the FAQ holds, in their order.
    pub unknown: Vec<String>,
    /// Whether the question is, word for word, a wording of the first entry.
    pub is_own_wording: bool,
    /// Whether it was read with the previous entry.
    pub is_follow_up: bool,
    /// The probability that some entry answers, 0 to 1.
    pub answerable: f64,
    /// The confidence that the first entry needs to be answered alone.
    pub needed: f64,
    /// The likeliest entries, the likeliest first.
    pub considered: Vec<Considered>,
    /// What was decided.
    pub finding: Finding,
}

/// One entry that was thought of.
#[derive(Clone, Debug, PartialEq)]
pub struct Considered {
    /// The entry and its confidence.
    pub candidate: Candidate,
    /// The words that speak for it or against it, the weightiest first: by how
    /// much each one multiplies its odds, as a natural logarithm.
    pub words: Vec<(String, f64)>,
    /// Its nearest wordings and their likeness to the question, 0 to 1.
    pub nearest: Vec<(String, f64)>,
}

impl Index {
    /// Explains a question; `documents` are those that the index was trained on.
    pub fn explain(&self, documents: &[Document<'_>], question: &str, context: Option<&Context>) -> Explanation {
        let likeliest = self.likeliest(question, context);
        let asked = Question::of(question);
        let own = self.own_wording(&asked.words).flatten();
        let evidence = self.evidence(&asked, context);
        let first = likeliest.first().map(|(class, _)| self.entries[*class].1);
        let reading = self.extractor.read(&asked.words);
        Explanation {
            read: reading
                .guesses
                .iter()
                .map(|(typed, read)| ((*typed).to_owned(), read.iter().map(|word| (*word).to_owned()).collect()))
                .collect(),
            unknown: self.unknown(&reading.words),
            is_own_wording: own.is_some(),
            is_follow_up: evidence.chances != self.evidence(&asked, None).chances,
            answerable: if own.is_some() { 1.0 } else { self.confidence.answerable(&evidence) },
            needed: self.tuning.needed(first),
            considered: likeliest
                .into_iter()
                .take(SHOWN)
                .map(|chance| self.considered(&documents[chance.0], chance, &asked, context))
                .collect(),
            finding: self.find(question, context),
        }
    }

    fn unknown(&self, read: &[&str]) -> Vec<String> {
        let mut unknown: Vec<String> = Vec::new();
        for word in read.iter().filter(|word| !self.extractor.knows(word)) {
            if !unknown.iter().any(|known| known == word) {
                unknown.push((*word).to_owned());
            }
        }
        unknown
    }

    fn considered(
        &self,
        document: &Document<'_>,
        (class, confidence): (usize, f64),
        question: &Question,
        context: Option<&Context>,
    ) -> Considered {
        Considered {
            candidate: self.candidate(class, confidence),
            words: self.weighed(class, question, context),
            nearest: self.nearest(document, &question.words),
        }
    }

    /// What each word changes to the odds of a class: what they are with it against without it.
    fn weighed(&self, class: usize, question: &Question, context: Option<&Context>) -> Vec<(String, f64)> {
        let with = odds(&self.evidence(question, context), class);
        let mut weighed: Vec<(String, f64)> = Vec::new();
        for word in question.words.iter().take(WEIGHED) {
            let weight = with - odds(&self.evidence(&question.without(word), context), class);
            if weight.abs() >= HEARD && !weighed.iter().any(|(known, _)| known == word) {
                weighed.push((word.clone(), weight));
            }
        }
        weighed.sort_by(|one, other| other.1.abs().total_cmp(&one.1.abs()));
        weighed
    }

    fn nearest(&self, document: &Document<'_>, words: &[String]) -> Vec<(String, f64)> {
        let vector = |words: &[String]| self.model.vector(&self.extractor.extract(words));
        let question = vector(words);
        let mut nearest: Vec<(String, f64)> =
            document.typed().map(|wording| (wording.to_owned(), likeness(&question, &vector(&text::words(wording))))).collect();
        nearest.sort_by(|one, other| other.1.total_cmp(&one.1));
        nearest.truncate(SHOWN);
        nearest
    }
}

/// The odds of a class among all, as a natural logarithm.
fn odds(evidence: &Evidence, class: usize) -> f64 {
    let chance = f64::from(evidence.chances[class]).clamp(1e-6, 1.0 - 1e-6);
    (chance / (1.0 - chance)).ln()
}

/// The cosine of two vectors.
fn likeness(one: &Sparse, other: &Sparse) -> f64 {
    let length = |vector: &Sparse| vector.parts.iter().map(|(_, value)| value * value).sum::<f32>().sqrt();
    let same = |(feature, value): &(u32, f32)| {
        let place = other.parts.binary_search_by_key(feature, |(number, _)| *number).ok()?;
        Some(value * other.parts[place].1)
    };
    let lengths = length(one) * length(other);
    if lengths > 0.0 { f64::from(one.parts.iter().filter_map(same).sum::<f32>() / lengths) } else { 0.0 }
}
