//! The demonstration: a fictional employer with two open offers and one past
//! session, for trials and fairs.
//!
//! All of it is embedded from `demo/` and written in a folder of its own, over a
//! copy of HR's answers; nothing that serves real candidates reads any of it.
//! What runs on that folder is started by the command line.

mod around;
mod crowd;
mod decided;
mod evening;
mod journal;
mod truth;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use jiff::Span;
use jiff::civil::Date;

use crate::files::folder;

pub use crowd::{Crowd, Played, play_crowd};
pub use evening::play;

/// What every page of a demonstration says.
pub const BANNER: &str =
    "Démonstration : employeur fictif. Ses valeurs, ses offres et sa session sont inventées ; rien n'est gardé à l'arrêt.";

/// What the first reply to a person opens with.
const LABEL: &str = "**Démonstration : employeur fictif.**";

/// Where the series of episodes stand.
const EPISODES: &str = "episodes";

const EMPLOYER: &str = include_str!("../../demo/employeur.md");

/// The offers, by the name of their file.
const OFFERS: [(&str, &str); 2] = [
    ("fictif-developpement-web.md", include_str!("../../demo/offres/fictif-developpement-web.md")),
    ("fictif-support-utilisateurs.md", include_str!("../../demo/offres/fictif-support-utilisateurs.md")),
];

/// How long ago the offers were published, and how long they stay open, in days.
const PUBLISHED_DAYS_AGO: i64 = 10;
const OPEN_DAYS: i64 = 45;

/// Writes the folder of the demonstration: HR's answers, with the fictional
/// employer's values and offers in place of theirs.
///
/// # Errors
/// One French sentence when HR's folder cannot be read or the other not written.
pub fn furnish(responses: &Path, folder: &Path, today: Date) -> Result<()> {
    if !responses.is_dir() {
        bail!("le dossier « {} » n'existe pas : vérifiez --responses", responses.display());
    }
    copy(responses, folder)?;
    write(&folder.join("employeur.md"), EMPLOYER)?;
    let offers = folder.join("offres");
    make_folder(&offers)?;
    for (name, text) in OFFERS {
        write(&offers.join(name), &dated(text, today))?;
    }
    label_notice(&folder.join("phrases/notice.md"))
}

/// Copies the texts that the program reads, and nothing else of HR's folder.
fn copy(from: &Path, to: &Path) -> Result<()> {
    let texts = folder::read(from).map_err(|problem| anyhow::anyhow!("{}", problem.message))?.files;
    for (name, text) in &texts {
        // What is no text is told by « tchat check »; a trial does without it.
        let Ok(text) = text else { continue };
        let path = to.join(name);
        make_folder(path.parent().unwrap_or(to))?;
        write(&path, text)?;
    }
    copy_pictures(&from.join(EPISODES), &to.join(EPISODES))
}

/// The pictures that stand beside the episodes of each series.
fn copy_pictures(from: &Path, to: &Path) -> Result<()> {
    let Ok(series) = fs::read_dir(from) else { return Ok(()) };
    for one in series.flatten().filter(|one| one.path().is_dir()) {
        for file in fs::read_dir(one.path())?.flatten().map(|file| file.path()).filter(|path| is_picture(path)) {
            let copied = to.join(one.file_name()).join(file.file_name().unwrap_or_default());
            make_folder(copied.parent().unwrap_or(to))?;
            fs::copy(&file, &copied).with_context(|| format!("impossible d'écrire « {} »", copied.display()))?;
        }
    }
    Ok(())
}

fn is_picture(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ["png", "jpg", "jpeg", "webp"].iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

fn make_folder(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("impossible de créer le dossier « {} »", folder.display()))
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("impossible d'écrire « {} »", path.display()))
}

/// The text of an offer, with its days told from today.
fn dated(text: &str, today: Date) -> String {
    let day = |days: i64| today.saturating_add(Span::new().days(days)).to_string();
    text.replace("{publie_le}", &day(-PUBLISHED_DAYS_AGO)).replace("{date_limite}", &day(OPEN_DAYS))
}

/// Opens HR's notice by saying that the employer is fictional. Without a file
/// the program's own notice names the employer, whose name says so too.
fn label_notice(path: &Path) -> Result<()> {
    let Ok(text) = fs::read_to_string(path) else { return Ok(()) };
    let Some((title, notice)) = text.split_once('\n') else { return Ok(()) };
    write(path, &format!("{title}\n\n{LABEL}\n{notice}"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::civil::date;

    use super::*;
    use crate::faq::Library;

    fn names_of(folder: &str) -> BTreeSet<String> {
        let files = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).expect("a folder");
        files.map(|file| file.expect("a file").file_name().into_string().expect("a name")).collect()
    }

    #[test]
    fn every_file_of_the_demonstration_is_embedded() {
        assert_eq!(names_of("demo"), BTreeSet::from(["employeur.md", "offres", "session.tsv"].map(str::to_owned)));
        assert_eq!(names_of("demo/offres"), OFFERS.iter().map(|(name, _)| (*name).to_owned()).collect());
    }

    #[test]
    fn every_value_of_the_employer_has_a_fictional_one_that_says_so() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let (shipped, demo) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        fs::copy(root.join("responses/employeur.md"), shipped.path().join("employeur.md")).expect("a copy");
        fs::write(demo.path().join("employeur.md"), EMPLOYER).expect("a file");
        for folder in [&shipped, &demo] {
            fs::create_dir(folder.path().join("faq")).expect("a folder");
        }
        let facts = |folder: &Path| Library::load(folder, None, date(2026, 11, 22)).0.employer().facts().to_vec();
        let (shipped, demo) = (facts(shipped.path()), facts(demo.path()));
        let names = |facts: &[crate::faq::Fact]| facts.iter().map(|fact| fact.name.clone()).collect::<BTreeSet<_>>();
        assert!(shipped.len() > 60);
        assert_eq!(names(&demo), names(&shipped));
        for fact in demo {
            let value = fact.value.unwrap_or_default();
            assert!(value.contains("fictif"), "{}: « {value} »", fact.name);
        }
    }

    #[test]
    fn offers_say_they_are_fictional_and_close_after_today() {
        for (name, text) in OFFERS {
            let text = dated(text, date(2026, 11, 22));
            assert!(text.contains("publie_le: 2026-11-12\ndate_limite: 2027-01-06\n"), "{text}");
            let title = text.lines().find(|line| line.starts_with("# ")).expect("a title");
            assert!(title.ends_with(" (offre fictive)") && text.contains("lien: \"https://www.exemple.fr/"), "{name}");
            assert!(!text.contains('{'), "{name}");
        }
    }

    #[test]
    fn a_folder_that_is_not_there_is_told_in_french() {
        let folder = tempfile::tempdir().expect("a folder");
        let told = furnish(&folder.path().join("rien"), &folder.path().join("demo"), date(2026, 11, 22)).expect_err("nothing to copy");
        assert!(told.to_string().ends_with("/rien » n'existe pas : vérifiez --responses"), "{told}");
    }

    #[test]
    fn only_texts_are_copied_and_the_notice_is_labelled() {
        let folder = tempfile::tempdir().expect("a folder");
        let (from, to) = (folder.path().join("responses"), folder.path().join("demo"));
        for (name, text) in [
            ("faq/statut/un.md", "# Un\n"),
            ("phrases/notice.md", "# Ouvre\n\nBonjour.\n"),
            ("employeur.md", "réel"),
            ("a.png", ""),
            ("episodes/une/a.png", "!"),
        ] {
            let path = from.join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
        furnish(&from, &to, date(2026, 11, 22)).expect("a demonstration");
        let text = |name: &str| fs::read_to_string(to.join(name)).ok();
        assert_eq!(text("faq/statut/un.md").as_deref(), Some("# Un\n"));
        assert_eq!(text("phrases/notice.md").as_deref(), Some("# Ouvre\n\n**Démonstration : employeur fictif.**\n\nBonjour.\n"));
        assert_eq!((text("employeur.md").as_deref(), text("a.png")), (Some(EMPLOYER), None));
        assert_eq!(text("episodes/une/a.png").as_deref(), Some("!"), "an episode keeps its picture");
    }
}
