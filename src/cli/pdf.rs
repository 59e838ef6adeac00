//! A report as PDF: its page, printed by a browser of this machine. Browsers write
//! tagged PDF, which a screen reader reads; nothing here lays out a page.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// The names of the browsers that can print without a window.
const BROWSERS: [&str; 6] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "microsoft-edge-stable"];

/// A page of a few hundred lines takes two seconds.
const LONGEST: Duration = Duration::from_secs(60);
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// No network, no first questions, no header with the address of a temporary file.
const WORDS: [&str; 10] = [
    "--headless",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-pdf-header-footer",
    "--export-tagged-pdf",
    "--generate-pdf-document-outline",
];

/// A page of ours as PDF.
///
/// # Errors
/// One French sentence when there is no browser, or when it printed nothing.
pub(super) fn pdf(page: &str, browser: Option<&Path>) -> Result<Vec<u8>> {
    let browser = match browser {
        Some(browser) => browser.to_owned(),
        None => found().context(
            "aucun navigateur n'est installé ici pour écrire un PDF (Chromium, Chrome ou Edge) : installez-en un, donnez le vôtre \
             avec --browser, ou écrivez la page avec --format html et imprimez-la",
        )?,
    };
    let folder = tempfile::Builder::new().prefix("tchat-pdf-").tempdir().context("impossible de créer un dossier temporaire")?;
    let (source, written) = (folder.path().join("rapport.html"), folder.path().join("rapport.pdf"));
    std::fs::write(&source, page).context("impossible d'écrire dans le dossier temporaire")?;
    let mut command = Command::new(&browser);
    command.args(WORDS);
    if is_root() {
        // A browser refuses to run as root otherwise; the page is ours and holds no script.
        command.arg("--no-sandbox");
    }
    command
        .arg(format!("--user-data-dir={}", folder.path().join("profil").display()))
        .arg(format!("--print-to-pdf={}", written.display()))
        .arg(&source)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let name = browser.display();
    let mut printing = command.spawn().with_context(|| format!("le navigateur « {name} » ne démarre pas"))?;
    if !ends_in_time(&mut printing)? {
        bail!("le navigateur « {name} » n'a rien imprimé en {} secondes", LONGEST.as_secs());
    }
    let pdf = std::fs::read(&written).unwrap_or_default();
    if !pdf.starts_with(b"%PDF") {
        bail!("« {name} » n'a pas écrit de PDF : donnez un autre navigateur avec --browser, ou écrivez la page avec --format html");
    }
    Ok(pdf)
}

/// Whether a browser ended; one that does not in time is stopped.
fn ends_in_time(browser: &mut Child) -> Result<bool> {
    let started = Instant::now();
    while browser.try_wait().context("waiting for a browser")?.is_none() {
        if started.elapsed() > LONGEST {
            browser.kill().context("stopping a browser")?;
            browser.wait().context("waiting for a browser")?;
            return Ok(false);
        }
        std::thread::sleep(LOOK_EVERY);
    }
    Ok(true)
}

/// The first browser in the folders of programs.
fn found() -> Option<PathBuf> {
    let folders: Vec<PathBuf> = std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default();
    let programs = BROWSERS.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    programs.into_iter().find(|program| program.is_file())
}

#[cfg(unix)]
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").is_ok_and(|this| this.uid() == 0)
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}
