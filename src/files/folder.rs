//! The responses folder on disk: which files are read, and as text.
//!
//! The tree has a fixed depth, so that a link to a folder above cannot loop.
//! What is not a UTF-8 text of a decent size is told; what a file means is for
//! its reader.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _};
use std::path::Path;

use anyhow::{Context as _, Result};

use super::picture::{is_picture, kind_of};
use super::problem::{Problem, position};
use crate::words::{dashed, plain_words};

/// A file larger than this is not a text that HR wrote.
pub(crate) const MAX_FILE_BYTES: u64 = 256 * 1024;

/// A longer name does not fit in what a button of Discord remembers.
const MAX_NAME_CHARS: usize = 60;

/// A link to what lies there is not followed: reading it may never end.
const SYSTEM: &[&str] = &["/dev", "/proc", "/sys"];

/// The files that stand in the folder itself.
pub(super) const SINGLE: &[&str] = &["employeur.md", "employeurs-suivis.md", "questions-frequentes.md", "synonymes.md", "themes.md"];

/// The folders of texts, each of one level; `faq` has one level more, its themes.
pub(super) const FLAT: &[&str] = &["phrases", "hors-sujet", "offres", "ambassadeurs"];

/// The folder of series: one level more, as `faq`, with pictures beside the texts.
pub(super) const EPISODES: &str = "episodes";

/// The folder of the game, its folders of one level, and its own file.
pub(super) const GAME: &str = "jeu";
const IN_GAME: &[&str] = &["metiers", "scenes"];
const GAME_FILE: &str = "accueil.md";

/// The files of a responses folder.
pub(crate) struct Folder {
    /// The name of the folder itself, which starts each path shown to HR.
    pub name: String,
    /// Each file by its path in the folder: its text, or why it has none.
    pub files: BTreeMap<String, Result<String, Problem>>,
    /// The folders of `faq`, in order.
    pub themes: Vec<String>,
    /// The folders of `episodes`, in order.
    pub series: Vec<String>,
    /// The pictures beside the episodes, by their paths.
    pub pictures: BTreeMap<String, Seen>,
    /// What is wrong with names and folders.
    pub problems: Vec<Problem>,
}

/// A picture as the disk tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    /// How heavy it is.
    pub bytes: u64,
    /// Whether its first bytes are those of its kind.
    pub is_of_its_kind: bool,
}

/// Reads every file that HR owns here.
///
/// # Errors
/// One problem when the folder, or its `faq` folder, cannot be listed.
pub(crate) fn read(root: &Path) -> Result<Folder, Problem> {
    let name = root.file_name().map_or_else(|| ".".into(), |name| name.to_string_lossy());
    let mut folder = Folder {
        name: name.into_owned(),
        files: BTreeMap::new(),
        themes: Vec::new(),
        series: Vec::new(),
        pictures: BTreeMap::new(),
        problems: Vec::new(),
    };
    let themes = list(&root.join("faq")).map_err(|_| no_folder(root))?;
    for file in SINGLE.iter().filter(|file| root.join(file).exists()) {
        folder.file(root, (*file).to_owned());
    }
    for under in FLAT {
        folder.texts(root, under);
    }
    folder.game(root);
    for theme in themes {
        folder.theme(root, &theme);
    }
    for series in list(&root.join(EPISODES)).unwrap_or_default() {
        folder.series(root, &series);
    }
    Ok(folder)
}

/// The paths of the answers and polite refusals there are, without reading them.
pub(crate) fn paths(root: &Path) -> Vec<String> {
    let in_folder = |under: String| {
        let names = names(root, &under).unwrap_or_default();
        names.into_iter().map(move |name| format!("{under}/{name}.md")).collect::<Vec<_>>()
    };
    let answers = themes(root).into_iter().flat_map(|theme| in_folder(format!("faq/{theme}")));
    answers.chain(in_folder("hors-sujet".to_owned())).collect()
}

/// The text of one file as it stands; none when there is no text.
pub fn text_of(root: &Path, path: &str) -> Option<String> {
    text(&root.join(path), path).ok()
}

/// The names of the texts in a part of the responses folder, `.md` left out,
/// in order; none when it is not there.
///
/// # Errors
/// When it is there and cannot be listed.
pub fn names(root: &Path, under: &str) -> Result<Vec<String>> {
    let folder = root.join(under);
    let names = match list(&folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
        listed => listed.with_context(|| format!("listing {}", folder.display()))?,
    };
    let stems = names.iter().filter_map(|name| name.strip_suffix(".md"));
    Ok(stems.filter(|stem| slug(stem) == *stem).map(str::to_owned).collect())
}

/// The themes there are: the folders of `faq`, sorted; none when it cannot be listed.
pub(crate) fn themes(root: &Path) -> Vec<String> {
    let faq = root.join("faq");
    let is_theme = |name: &String| is_name(name) && faq.join(name).is_dir();
    list(&faq).unwrap_or_default().into_iter().filter(is_theme).collect()
}

fn no_folder(root: &Path) -> Problem {
    let missing = if root.is_dir() { root.join("faq") } else { root.to_owned() };
    let problem = |message: &str| Problem::whole(visible(&missing.display().to_string()), message);
    if missing.exists() && !missing.is_dir() {
        return problem("un dossier est attendu ici, et c'est un fichier").help("renommez ce fichier, puis remettez le dossier à sa place");
    }
    problem("ce dossier manque ou ne s'ouvre pas")
        .help("lancez le programme à côté du dossier « responses », ou donnez --responses DOSSIER")
}

impl Folder {
    /// The path of a file as HR knows it.
    pub(crate) fn shown(&self, path: &str) -> String {
        visible(&format!("{}/{path}", self.name))
    }

    fn theme(&mut self, root: &Path, theme: &str) {
        let path = format!("faq/{theme}");
        let place = root.join(&path);
        if !place.is_dir() {
            let problem = Problem::whole(self.shown(&path), "ce fichier n'est pas dans un thème");
            self.problems.push(problem.help("rangez-le dans un dossier : faq/<thème>/<nom>.md"));
            return;
        }
        if goes_up(root, &place) {
            let problem = Problem::whole(self.shown(&path), "ce lien revient au dossier de départ");
            return self.problems.push(problem.help("retirez ce lien : il n'est pas suivi"));
        }
        if slug(theme) != *theme {
            self.problems.push(bad_name(self.shown(&path), "ce nom de dossier", &slug(theme)));
        } else if list(&place).is_ok_and(|names| names.is_empty()) {
            let problem = Problem::whole(self.shown(&path), "ce thème est vide : aucune réponse n'y est");
            self.problems.push(problem.help("ajoutez-y une réponse, ou supprimez ce dossier").into_warning());
        }
        self.texts(root, &path);
        self.themes.push(theme.to_owned());
    }

    /// Reads the files of the game, which may be absent.
    fn game(&mut self, root: &Path) {
        for name in list(&root.join(GAME)).unwrap_or_default() {
            let path = format!("{GAME}/{name}");
            match (name.as_str(), root.join(&path).is_dir()) {
                (GAME_FILE, false) => self.file(root, path),
                (name, true) if IN_GAME.contains(&name) => self.texts(root, &path),
                _ => {
                    let problem = Problem::whole(self.shown(&path), "ceci n'est pas lu");
                    let help = "le jeu tient dans « accueil.md » et dans les dossiers « scenes » et « metiers » ; il n'a pas d'image";
                    self.problems.push(problem.help(help).into_warning());
                }
            }
        }
    }

    fn series(&mut self, root: &Path, series: &str) {
        let path = format!("{EPISODES}/{series}");
        if !root.join(&path).is_dir() {
            let problem = Problem::whole(self.shown(&path), "ce fichier n'est pas dans une série");
            self.problems.push(problem.help("rangez-le dans un dossier : episodes/<série>/<nom>.md"));
        } else if slug(series) != *series {
            self.problems.push(bad_name(self.shown(&path), "ce nom de dossier", &slug(series)));
        } else {
            self.texts(root, &path);
            self.series.push(series.to_owned());
        }
    }

    /// Reads the texts of one folder, which may be absent.
    fn texts(&mut self, root: &Path, under: &str) {
        for name in list(&root.join(under)).unwrap_or_default() {
            let path = format!("{under}/{name}");
            if root.join(&path).is_dir() {
                let problem = Problem::whole(self.shown(&path), "ce dossier n'est pas lu");
                let problem = problem.help("remontez ses fichiers dans le dossier du dessus");
                self.problems.push(problem.into_warning());
                continue;
            }
            if under.starts_with(EPISODES) && is_picture(&name) {
                self.picture(root, path);
                continue;
            }
            let Some(stem) = name.strip_suffix(".md") else {
                let problem = Problem::whole(self.shown(&path), "ce fichier n'est pas lu");
                let problem = problem.help("son nom finit par « .md », en minuscules");
                self.problems.push(problem.into_warning());
                continue;
            };
            if slug(stem) != *stem {
                let proposed = format!("{}.md", slug(stem));
                self.problems.push(bad_name(self.shown(&path), "ce nom de fichier", &proposed));
                continue;
            }
            if stem.len() > MAX_NAME_CHARS {
                let problem = Problem::whole(self.shown(&path), format!("ce nom de fichier compte {} caractères", stem.len()));
                self.problems
                    .push(problem.help(format!("raccourcissez-le : {MAX_NAME_CHARS} au plus, par exemple « teletravail-jours.md »")));
                continue;
            }
            self.file(root, path);
        }
    }

    /// Looks at a picture without reading all of it.
    fn picture(&mut self, root: &Path, path: String) {
        let place = root.join(&path);
        let mut begins = Vec::new();
        let bytes = fs::metadata(&place).ok().filter(fs::Metadata::is_file).map_or(0, |about| about.len());
        let read = (bytes > 0).then(|| File::open(&place).and_then(|file| file.take(16).read_to_end(&mut begins)));
        let is_of_its_kind = read.is_some_and(|read| read.is_ok()) && kind_of(&path, &begins).is_some();
        self.pictures.insert(path, Seen { bytes, is_of_its_kind });
    }

    fn file(&mut self, root: &Path, path: String) {
        let text = text(&root.join(&path), &self.shown(&path));
        self.files.insert(path, text);
    }
}

/// The names in a folder, sorted, without what editors and systems leave there.
pub(crate) fn list(folder: &Path) -> io::Result<Vec<String>> {
    let entries = fs::read_dir(folder)?;
    let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let is_left_over = |name: &str| name.starts_with(['.', '#', '~']) || name.ends_with(['~', '#']) || name.ends_with(".tmp");
    let mut names: Vec<String> = names.filter(|name| !is_left_over(name)).collect();
    names.sort();
    Ok(names)
}

/// Whether a folder is a link to one that holds the root.
fn goes_up(root: &Path, folder: &Path) -> bool {
    match (root.canonicalize(), folder.canonicalize()) {
        (Ok(root), Ok(folder)) => root.join("faq").starts_with(folder),
        _ => true,
    }
}

/// A name as it can be shown on one line: what is no visible character is replaced.
fn visible(name: &str) -> String {
    let is_hidden = |c: char| c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    name.chars().map(|c| if is_hidden(c) { '\u{fffd}' } else { c }).collect()
}

fn bad_name(path: String, what: &str, proposed: &str) -> Problem {
    let problem = Problem::whole(path, format!("{what} ne convient pas"));
    problem.help(format!("renommez-le « {proposed} » : {NAME_SHAPE}"))
}

/// How a name of a file or folder is written.
pub(crate) const NAME_SHAPE: &str = "minuscules sans accent, chiffres et traits d'union";

/// Whether a text can be the name of a theme or of an answer.
pub(crate) fn is_name(name: &str) -> bool {
    !name.is_empty() && name.len() <= MAX_NAME_CHARS && slug(name) == name
}

/// A name in lower case without accents, its words joined by dashes.
pub(crate) fn slug(name: &str) -> String {
    dashed(name, usize::MAX)
}

/// A text in lower case without accents, its words joined by one space.
pub(crate) fn fold(text: &str) -> String {
    plain_words(text).join(" ")
}

/// The text of a file without byte-order mark, or why there is none.
fn text(place: &Path, shown: &str) -> Result<String, Problem> {
    let whole = |message: &str, help: &str| Problem::whole(shown, message).help(help);
    let unreadable = || whole("ce fichier ne s'ouvre pas", "vérifiez qu'il existe et qu'il peut être lu");
    let about = fs::metadata(place).map_err(|_| unreadable())?;
    let leads_to_system = || place.canonicalize().is_ok_and(|end| SYSTEM.iter().any(|system| end.starts_with(system)));
    if !about.is_file() || leads_to_system() {
        return Err(whole("ce n'est pas un fichier ordinaire", "remplacez-le par un fichier de texte"));
    }
    let mut bytes = Vec::new();
    let file = File::open(place).map_err(|_| unreadable())?;
    file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(|_| unreadable())?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(whole("ce fichier dépasse 256 Kio", "gardez-y une seule question et sa réponse"));
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    let is_utf16 = bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF");
    if is_utf16 {
        return Err(whole("ce fichier n'est pas enregistré en UTF-8", SAVE_AS_UTF8));
    }
    if bytes.contains(&0) {
        return Err(whole("ce fichier n'est pas un texte", "enregistrez-le comme texte, en UTF-8"));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(error) => Err(not_utf8(bytes, error.valid_up_to(), shown)),
    }
}

const SAVE_AS_UTF8: &str = "enregistrez le fichier en UTF-8 (dans le Bloc-notes : Fichier, Enregistrer sous, Encodage : UTF-8)";

/// Tells the first byte that is not UTF-8, with the line as far as it can be read.
fn not_utf8(bytes: &[u8], at: usize, shown: &str) -> Problem {
    let text = String::from_utf8_lossy(bytes);
    let (line, column) = position(&text, at);
    let source_line = text.lines().nth(line - 1).unwrap_or("").to_owned();
    let problem = Problem::whole(shown, "ce caractère n'est pas enregistré en UTF-8");
    let problem = Problem { line, column, source_line, ..problem };
    problem.help(SAVE_AS_UTF8)
}
