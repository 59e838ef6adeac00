//! The matcher beside a search engine in memory: the same entries, the same
//! questions, the same measures, in the same run.
//!
//! The engine has one document for each title and wording, analysed as its
//! manual would have it for French: lower case, elisions dropped, stems, no
//! accents. A question is the « or » of its words, by BM25; the entry of the best
//! document is the answer.

#[path = "../../../matching/mod.rs"]
mod matching;

use anyhow::Result;
use matching::{Contender, Matcher, Ours, Set};
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{FAST, Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{
    AsciiFoldingFilter, Language, LowerCaser, RemoveLongFilter, SimpleTokenizer, Stemmer, StopWordFilter, TextAnalyzer, TokenStream as _,
};
use tantivy::{Index, ReloadPolicy, Searcher, Term, doc};
use tchat::words::EntryId;

/// What French writes before an apostrophe.
const ELIDED: [&str; 13] = ["l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"];

/// The least that the engine accepts for its writer.
const WRITER_BYTES: usize = 15_000_000;

fn main() -> Result<()> {
    matching::run(&[Contender::new::<Ours>("t'chat"), Contender::new::<SearchEngine>("tantivy")])
}

struct SearchEngine {
    searcher: Searcher,
    analyzer: TextAnalyzer,
    wording: Field,
    ids: Vec<EntryId>,
}

impl Matcher for SearchEngine {
    fn train(set: &Set) -> Result<Self> {
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default().set_tokenizer("french").set_index_option(IndexRecordOption::WithFreqs);
        let wording = schema.add_text_field("wording", TextOptions::default().set_indexing_options(indexing));
        let entry = schema.add_u64_field("entry", FAST);
        let index = Index::create_in_ram(schema.build());
        index.tokenizers().register("french", french());
        let mut writer = index.writer_with_num_threads(1, WRITER_BYTES)?;
        for (number, known) in (0_u64..).zip(&set.entries) {
            for text in std::iter::once(&known.title).chain(&known.wordings).filter(|text| !text.is_empty()) {
                writer.add_document(doc!(wording => text.as_str(), entry => number))?;
            }
        }
        writer.commit()?;
        writer.wait_merging_threads()?;
        let searcher = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?.searcher();
        Ok(Self { searcher, analyzer: french(), wording, ids: set.entries.iter().map(|known| known.id.clone()).collect() })
    }

    fn ask(&self, text: &str) -> Result<bool> {
        Ok(self.best(text)?.is_some())
    }

    fn first(&self, text: &str) -> Result<Option<EntryId>> {
        Ok(self.best(text)?.and_then(|number| self.ids.get(number)).cloned())
    }

    fn bytes(&self) -> Option<usize> {
        self.searcher.space_usage().ok().map(|usage| usage.total().get_bytes() as usize)
    }
}

impl SearchEngine {
    /// The number of the entry of the best document.
    fn best(&self, text: &str) -> Result<Option<usize>> {
        let query = BooleanQuery::new(self.terms(text));
        let found = self.searcher.search(&query, &TopDocs::with_limit(1).order_by_score())?;
        let Some((_, place)) = found.first() else { return Ok(None) };
        let numbers = self.searcher.segment_reader(place.segment_ord).fast_fields().u64("entry")?;
        Ok(numbers.first(place.doc_id).map(|number| number as usize))
    }

    fn terms(&self, text: &str) -> Vec<(Occur, Box<dyn Query>)> {
        let mut analyzer = self.analyzer.clone();
        let mut tokens = analyzer.token_stream(text);
        let mut terms: Vec<Term> = Vec::new();
        while let Some(token) = tokens.next() {
            terms.push(Term::from_field_text(self.wording, &token.text));
        }
        terms.sort_unstable();
        terms.dedup();
        let query = |term| Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)) as Box<dyn Query>;
        terms.into_iter().map(|term| (Occur::Should, query(term))).collect()
    }
}

fn french() -> TextAnalyzer {
    TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(40))
        .filter(LowerCaser)
        .filter(StopWordFilter::remove(ELIDED.map(str::to_owned)))
        .filter(Stemmer::new(Language::French))
        .filter(AsciiFoldingFilter)
        .build()
}
