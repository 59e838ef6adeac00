//! What follows a reading of the files: the version that came into service is
//! kept, how old the answers are is noted for the reports, and the team is told
//! which errors there are.
//!
//! Nothing here holds answers back: a database that is away is tried again until
//! it is there. The errors are told in the words of `check`, once for all
//! instances, and once more when none is left.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use jiff::Timestamp;
use jiff::civil::Date;
use tokio::sync::{Notify, mpsc};
use tokio_util::sync::CancellationToken;

use crate::clock::{Clock, in_paris};
use crate::faq::Faq;
use crate::files::{Problem, Severity};
use crate::store::{KEPT_VERSIONS, NewVersion, Store};
use crate::versions;
use crate::words::{Delivery, FaqAge, Notice, mark};

/// How soon a database that was away is tried again.
const TRY_AGAIN: Duration = Duration::from_secs(3);

/// How many errors one message shows; `check` shows them all.
const MOST_SHOWN: usize = 20;

const MENDED: &str = "✅ Tout est réparé\u{a0}: aucun fichier de réponses n'est plus en erreur.";

/// What a reading found.
pub(super) struct News {
    /// The answers in service since.
    pub(super) faq: Arc<Faq>,
    /// What is wrong with the files.
    pub(super) problems: Arc<Vec<Problem>>,
    /// When.
    pub(super) at: Timestamp,
}

/// What keeps versions and tells errors.
pub(super) struct Chronicle {
    /// Where versions are kept and messages owed.
    pub(super) store: Store,
    /// What « now » is.
    pub(super) clock: Clock,
    /// The staff channel in Discord, when one is set.
    pub(super) channel: Option<u64>,
    /// Rung when a message was written.
    pub(super) wake: Arc<Notify>,
}

/// What is still to be done.
#[derive(Default)]
struct Todo {
    /// The version of the last news.
    version: Option<String>,
    versions: VecDeque<NewVersion>,
    /// How old the answers are on a day, while it is not noted.
    age: Option<(Date, FaqAge)>,
    /// The errors of the last news.
    errors: Option<Errors>,
    is_told: bool,
}

/// The errors of the files at one moment.
#[derive(Clone, PartialEq, Eq)]
struct Errors {
    texts: Vec<String>,
}

impl Chronicle {
    /// Handles news until `stop`; what is in service is kept at the next start.
    pub(super) async fn run(self, mut news: mpsc::Receiver<News>, stop: CancellationToken) {
        let mut todo = Todo::default();
        loop {
            let wait = async {
                match todo.is_done() {
                    true => std::future::pending().await,
                    false => tokio::time::sleep(TRY_AGAIN).await,
                }
            };
            tokio::select! {
                told = news.recv() => match told {
                    Some(told) => todo.add(told),
                    None => return,
                },
                () = wait => {}
                () = stop.cancelled() => return,
            }
            self.do_all(&mut todo).await;
        }
    }

    async fn do_all(&self, todo: &mut Todo) {
        while let Some(version) = todo.versions.front() {
            if let Err(error) = self.store.keep_version(version.clone()).await {
                tracing::error!(version = version.version, "a version of the responses is not kept yet: {error:#}");
                break;
            }
            todo.versions.pop_front();
        }
        if let Some((day, age)) = todo.age {
            match self.store.note_faq_age(&day.to_string(), age).await {
                Ok(()) => todo.age = None,
                Err(error) => tracing::error!("how old the answers are is not noted yet: {error:#}"),
            }
        }
        if let Some(errors) = todo.errors.as_ref().filter(|_| !todo.is_told) {
            match self.tell(errors).await {
                Ok(()) => todo.is_told = true,
                Err(error) => tracing::error!("the errors of the responses are not told yet: {error:#}"),
            }
        }
    }

    /// An instance that cannot tell leaves it to those that can.
    async fn tell(&self, errors: &Errors) -> Result<()> {
        let Some(channel) = self.channel else { return Ok(()) };
        let delivery = Delivery::Channel { channel: channel.to_string(), message: None };
        if self.store.tell_errors(&errors.hash(), errors.notice(), delivery, self.clock.now()).await? {
            self.wake.notify_one();
        }
        Ok(())
    }
}

impl Todo {
    fn is_done(&self) -> bool {
        self.versions.is_empty() && self.age.is_none() && (self.is_told || self.errors.is_none())
    }

    fn add(&mut self, news: News) {
        let errors = Errors::of(&news.problems);
        if self.errors.as_ref() != Some(&errors) {
            // The first ones were printed at the start.
            if self.errors.is_some() {
                errors.log();
            }
            self.errors = Some(errors);
            self.is_told = false;
        }
        let today = in_paris(news.at).date();
        self.age = Some((today, news.faq.age(today)));
        if self.version.as_deref() != Some(news.faq.version()) {
            self.version = Some(news.faq.version().to_owned());
            self.keep(&news);
        }
    }

    fn keep(&mut self, news: &News) {
        let texts = news.faq.texts();
        if !versions::is_small_enough(texts) {
            tracing::error!("the responses are too large: this version is served and not kept");
            return;
        }
        if self.versions.len() >= usize::try_from(KEPT_VERSIONS).unwrap_or(usize::MAX) {
            self.versions.pop_front();
        }
        self.versions.push_back(versions::new_version(news.faq.version(), texts.clone(), None, news.at));
    }
}

impl Errors {
    fn of(problems: &[Problem]) -> Self {
        let errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
        Self { texts: errors.map(Problem::to_string).collect() }
    }

    /// Empty when there is none.
    fn hash(&self) -> String {
        if self.texts.is_empty() {
            return String::new();
        }
        mark(self.texts.join("\0"))
    }

    fn log(&self) {
        match self.texts.len() {
            0 => tracing::info!("no response has an error any more"),
            errors => tracing::warn!(errors, "responses have errors\n{}", self.shown()),
        }
    }

    /// What the team reads.
    fn notice(&self) -> Notice {
        let errors = match self.texts.len() {
            0 => return Notice { told: MENDED.to_owned(), lines: None },
            1 => "une erreur".to_owned(),
            several => format!("{several} erreurs"),
        };
        let told = format!(
            "⚠️ Fichiers des réponses\u{a0}: {errors}. Un fichier en erreur garde sa dernière bonne version en service\u{a0}; s'il n'en a pas, lui seul n'est pas servi."
        );
        Notice { told, lines: Some(self.shown()) }
    }

    fn shown(&self) -> String {
        let mut shown = self.texts[..self.texts.len().min(MOST_SHOWN)].join("\n\n");
        let hidden = self.texts.len().saturating_sub(MOST_SHOWN);
        if hidden > 0 {
            shown.push_str(&format!("\n\n… et {hidden} de plus\u{a0}: «\u{a0}tchat check\u{a0}» les montre tous"));
        }
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(count: usize) -> Errors {
        Errors { texts: (0..count).map(|number| format!("responses/{number}.md:1:1: erreur: raté")).collect() }
    }

    #[test]
    fn the_team_reads_the_words_of_check_and_how_many_there_are() {
        for (count, start, end) in [
            (0, "✅ Tout est réparé", None),
            (1, "⚠️ Fichiers des réponses\u{a0}: une erreur.", Some("responses/0.md:1:1: erreur: raté")),
            (2, "⚠️ Fichiers des réponses\u{a0}: 2 erreurs.", Some("responses/0.md:1:1: erreur: raté\n\nresponses/1.md:1:1: erreur: raté")),
        ] {
            let notice = errors(count).notice();
            assert!(notice.told.starts_with(start), "{}", notice.told);
            assert_eq!(notice.lines.as_deref(), end);
        }
        let many = errors(23).notice().lines.unwrap();
        assert!(
            many.ends_with("responses/19.md:1:1: erreur: raté\n\n… et 3 de plus\u{a0}: «\u{a0}tchat check\u{a0}» les montre tous"),
            "{many}"
        );
    }

    #[test]
    fn the_same_errors_have_the_same_hash_and_none_has_none() {
        assert_eq!(errors(0).hash(), "");
        assert_eq!(errors(2).hash(), errors(2).hash());
        assert_ne!(errors(2).hash(), errors(3).hash());
    }
}
