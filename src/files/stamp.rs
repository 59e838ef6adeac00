//! What the disk says of the responses folder without reading a text: whether
//! anything changed, what changed a moment ago, which folders to watch.
//!
//! When to look, and what « a moment » is, belong to the caller.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::folder::{EPISODES, FLAT, GAME, SINGLE, list};

/// How deep a text may stand: `faq/<theme>/<name>.md`. A link that comes back to
/// a folder above cannot loop.
const DEEPEST: usize = 3;

/// The marks of every file and folder that are read, at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    marks: BTreeMap<String, Mark>,
}

/// What changes when a file or folder does; a rename in its place changes its number.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Mark {
    number: (u64, u64),
    bytes: u64,
    changed: Option<SystemTime>,
    is_folder: bool,
}

impl Stamp {
    /// Looks at the folder; one that is not there has an empty stamp.
    pub fn of(root: &Path) -> Self {
        let mut stamp = Self::default();
        if stamp.mark(root, "") {
            let known = SINGLE.iter().chain(FLAT).chain(&["faq", EPISODES, GAME]);
            known.for_each(|name| stamp.look(root, (*name).to_owned(), 1));
        }
        stamp
    }

    /// The files that changed less than `moment` before `now`, and so may be
    /// half written. What the clock of a disk puts in the future is not.
    pub fn changed_within(&self, moment: Duration, now: SystemTime) -> BTreeSet<String> {
        let is_fresh = |mark: &Mark| mark.changed.and_then(|at| now.duration_since(at).ok()).is_some_and(|age| age < moment);
        self.marks.iter().filter(|(_, mark)| is_fresh(mark)).map(|(path, _)| path.clone()).collect()
    }

    /// Whether nothing changed until `later`, but for these paths.
    pub fn is_still(&self, later: &Self, but: &BTreeSet<String>) -> bool {
        let counted = |(path, _): &(&String, &Mark)| !but.contains(*path);
        self.marks.iter().filter(counted).eq(later.marks.iter().filter(counted))
    }

    /// The folders, each with what tells it from another one of the same name.
    pub fn folders(&self, root: &Path) -> BTreeMap<PathBuf, (u64, u64)> {
        let folders = self.marks.iter().filter(|(_, mark)| mark.is_folder);
        folders.map(|(path, mark)| (if path.is_empty() { root.to_owned() } else { root.join(path) }, mark.number)).collect()
    }

    fn look(&mut self, root: &Path, path: String, depth: usize) {
        let is_folder = self.mark(&root.join(&path), &path);
        if is_folder && depth < DEEPEST {
            for name in list(&root.join(&path)).unwrap_or_default() {
                self.look(root, format!("{path}/{name}"), depth + 1);
            }
        }
    }

    /// Whether there is a folder here.
    fn mark(&mut self, place: &Path, path: &str) -> bool {
        let Ok(about) = fs::metadata(place) else { return false };
        self.marks.insert(path.to_owned(), Mark::of(&about));
        about.is_dir()
    }
}

impl Mark {
    fn of(about: &Metadata) -> Self {
        let is_folder = about.is_dir();
        // The size of a folder is its file system's business.
        let bytes = if is_folder { 0 } else { about.len() };
        Self { number: number(about), bytes, changed: changed(about), is_folder }
    }
}

#[cfg(unix)]
fn number(about: &Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    (about.dev(), about.ino())
}

#[cfg(not(unix))]
fn number(_: &Metadata) -> (u64, u64) {
    (0, 0)
}

/// When the file last changed, its name and rights included: an editor may keep
/// the time of the text itself.
#[cfg(unix)]
fn changed(about: &Metadata) -> Option<SystemTime> {
    use std::os::unix::fs::MetadataExt;
    let seconds = u64::try_from(about.ctime()).ok()?;
    let nanos = u32::try_from(about.ctime_nsec()).ok()?;
    SystemTime::UNIX_EPOCH.checked_add(Duration::new(seconds, nanos))
}

#[cfg(not(unix))]
fn changed(about: &Metadata) -> Option<SystemTime> {
    about.modified().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("faq/a")).unwrap();
        fs::write(folder.path().join("faq/a/x.md"), "x").unwrap();
        fs::write(folder.path().join("autre.md"), "x").unwrap();
        folder
    }

    #[test]
    fn every_kind_of_save_changes_the_stamp_and_nothing_else_does() {
        let folder = folder();
        let at = |path: &str| folder.path().join(path);
        let saves: [(&str, &dyn Fn()); 6] = [
            ("written again", &|| fs::write(at("faq/a/x.md"), "xy").unwrap()),
            ("renamed in its place", &|| {
                fs::write(at("faq/a/.x.md.tmp"), "xz").unwrap();
                fs::rename(at("faq/a/.x.md.tmp"), at("faq/a/x.md")).unwrap();
            }),
            ("a new file", &|| fs::write(at("faq/a/y.md"), "y").unwrap()),
            ("a file gone", &|| fs::remove_file(at("faq/a/y.md")).unwrap()),
            ("a new folder", &|| fs::create_dir(at("phrases")).unwrap()),
            ("everything gone", &|| fs::remove_dir_all(at("faq")).unwrap()),
        ];
        for (what, save) in saves {
            let before = Stamp::of(folder.path());
            assert_eq!(Stamp::of(folder.path()), before, "before {what}");
            save();
            assert_ne!(Stamp::of(folder.path()), before, "{what}");
        }
        let before = Stamp::of(folder.path());
        fs::write(at("autre.md"), "what is not read").unwrap();
        assert_eq!(Stamp::of(folder.path()), before);
        assert_eq!(Stamp::of(&at("absent")), Stamp::default());
    }

    #[test]
    fn what_changed_a_moment_ago_is_told_from_what_is_settled_and_from_the_future() {
        let folder = folder();
        let stamp = Stamp::of(folder.path());
        let changed = stamp.marks["faq/a/x.md"].changed.unwrap();
        let moment = Duration::from_millis(200);
        let fresh = |now| stamp.changed_within(moment, now).contains("faq/a/x.md");
        assert!(fresh(changed) && fresh(changed + Duration::from_millis(199)));
        assert!(!fresh(changed + moment));
        assert!(!fresh(changed - Duration::from_secs(1)), "a disk with a clock of its own");
        fs::write(folder.path().join("faq/a/x.md"), "longer").unwrap();
        let later = Stamp::of(folder.path());
        assert!(!stamp.is_still(&later, &BTreeSet::new()));
        assert!(stamp.is_still(&later, &BTreeSet::from(["faq/a/x.md".to_owned()])));
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_swapped_by_its_link_is_another_one_and_a_loop_ends() {
        let folder = folder();
        let links = tempfile::tempdir().unwrap();
        let root = links.path().join("responses");
        std::os::unix::fs::symlink(folder.path(), &root).unwrap();
        std::os::unix::fs::symlink(folder.path(), folder.path().join("faq/a/loop")).unwrap();
        let before = Stamp::of(&root).folders(&root);
        assert_eq!(before.len(), 4, "{before:?}");
        let other = self::folder();
        fs::remove_file(&root).unwrap();
        std::os::unix::fs::symlink(other.path(), &root).unwrap();
        let after = Stamp::of(&root).folders(&root);
        assert!(before.keys().all(|path| after.get(path) != before.get(path)), "{after:?}");
    }
}
