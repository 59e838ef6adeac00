//! Hears that something changes in the responses folder.
//!
//! Each folder that is read is watched by itself, not the tree below: a link in
//! it may lead to a whole disk. Network shares and single files mounted from
//! elsewhere lose such news: whoever listens also looks now and then.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::Notify;

/// The folders watched, each with what tells it from another of the same name.
type Folders = BTreeMap<PathBuf, (u64, u64)>;

/// The ear on the folders.
pub(super) struct Watch {
    heard: Arc<Notify>,
    folders: Folders,
    watcher: Option<RecommendedWatcher>,
    is_deaf: bool,
}

impl Watch {
    /// Hears nothing yet.
    pub(super) fn new() -> Self {
        Self { heard: Arc::default(), folders: Folders::new(), watcher: None, is_deaf: false }
    }

    /// Watches these folders from now on; a folder that was replaced by another
    /// one of its name is watched anew. A failure is logged the first time.
    pub(super) fn set_to(&mut self, folders: Folders) {
        if self.folders == folders {
            return;
        }
        match self.start(folders.keys().map(PathBuf::as_path)) {
            Ok(watcher) => {
                self.watcher = Some(watcher);
                self.is_deaf = false;
            }
            Err(error) => {
                self.watcher = None;
                if !std::mem::replace(&mut self.is_deaf, true) {
                    tracing::warn!("the responses folder cannot be watched, it is only looked at every few seconds: {error}");
                }
            }
        }
        self.folders = folders;
    }

    /// Waits until something changes, then until nothing did for `quiet`, or
    /// `longest` went by.
    pub(super) async fn changed(&self, quiet: Duration, longest: Duration) {
        self.heard.notified().await;
        let end = Instant::now() + longest;
        while Instant::now() < end && tokio::time::timeout(quiet, self.heard.notified()).await.is_ok() {}
    }

    fn start<'a>(&self, folders: impl Iterator<Item = &'a Path>) -> notify::Result<RecommendedWatcher> {
        let heard = self.heard.clone();
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            // Our own reading opens files: to look at one is no change.
            if event.is_ok_and(|event| !event.kind.is_access()) {
                heard.notify_one();
            }
        })?;
        for folder in folders {
            match watcher.watch(folder, RecursiveMode::NonRecursive) {
                // It went a moment ago: the folder above tells.
                Err(error) if matches!(error.kind, notify::ErrorKind::PathNotFound) => {}
                watched => watched?,
            }
        }
        Ok(watcher)
    }
}
