//! Versions of the answers: the list, what differs from the files of today, and
//! one brought back after a page that asks.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::{Extension, Form};
use serde::Deserialize;

use super::super::{Error, Shared};
use super::{Done, Member, Page, back_to};
use crate::clock::hour_in_paris;
use crate::versions::{self, Changes, FileChange, Kind, Listed, Restored, Texts};

/// More files than this are named without their lines: a page is read by people.
const MOST_SHOWN: usize = 40;

#[derive(Template)]
#[template(path = "staff_versions.html")]
struct Versions<'a> {
    done: Option<&'a str>,
    problem: Option<String>,
    versions: Vec<VersionView>,
}

struct VersionView {
    version: String,
    since: String,
    files: usize,
    change: String,
    author: Option<String>,
    is_latest: bool,
}

#[derive(Template)]
#[template(path = "staff_version.html")]
struct Comparison {
    before: String,
    /// The later version; the files of today when there is none.
    after: Option<String>,
    others: Vec<(String, String)>,
    problem: Option<String>,
    done: Option<&'static str>,
    shown: Vec<FileView>,
    named: Vec<(String, &'static str)>,
}

struct FileView {
    path: String,
    kind: &'static str,
    /// Whether the file can be brought back by itself.
    comes_back: bool,
    lines: Vec<Line>,
}

struct Line {
    sign: char,
    text: String,
}

#[derive(Template)]
#[template(path = "staff_version_restore.html")]
struct Confirmation {
    version: String,
    path: String,
    problem: Option<String>,
    done: Option<&'static str>,
    editing: bool,
    changes: Changes,
}

/// `?avec=`: the other version.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in super::super) struct With {
    avec: String,
}

/// `?fichier=`: one file only.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in super::super) struct File {
    fichier: String,
}

/// `GET /staff/versions`
pub(in super::super) async fn list(State(web): State<Shared>, Query(done): Query<Done>) -> Page {
    let versions = versions::list(&web.site.store).await?.into_iter().enumerate().map(|(place, listed)| view(place, listed));
    let page = Versions { done: done.sentence(), problem: None, versions: versions.collect() };
    Ok(Html(page.render()?))
}

/// `GET /staff/versions/{id}`, against the files of today or `?avec=` another one
pub(in super::super) async fn compare(
    State(web): State<Shared>,
    Path(id): Path<String>,
    Query(with): Query<With>,
) -> Result<Response, Error> {
    let (before, before_texts) = version(&web, &id).await?;
    let avec = with.avec.trim();
    let (after, after_texts, problem) = match avec {
        "" => {
            let (texts, problem) = on_disk(&web).await?;
            (None, texts.unwrap_or_else(|| before_texts.clone()), problem)
        }
        avec => {
            let (after, texts) = version(&web, avec).await?;
            (Some(after), texts, None)
        }
    };
    let others = versions::list(&web.site.store).await?.into_iter().filter(|listed| listed.version.version != before);
    let others =
        others.map(|Listed { version, .. }| (format!("{} du {}", version.version, hour_in_paris(version.served_from)), version.version));
    let others = others.collect();
    let against_today = after.is_none();
    // Thousands of files may differ: other requests do not wait for it.
    let compared = tokio::task::spawn_blocking(move || versions::compare(&before_texts, &after_texts)).await;
    let mut changes = compared.map_err(|error| anyhow::Error::new(error).context("comparing versions"))?;
    let named = changes.split_off(changes.len().min(MOST_SHOWN)).into_iter().map(|change| (change.path, change.kind.as_str())).collect();
    let shown = changes.into_iter().map(|change| file_view(change, against_today)).collect();
    let page = Comparison { before, after, others, problem, done: None, shown, named };
    Ok(Html(page.render()?).into_response())
}

/// `GET /staff/versions/{id}/revenir`
pub(in super::super) async fn ask(State(web): State<Shared>, Path(id): Path<String>, Query(file): Query<File>) -> Result<Response, Error> {
    confirmation(&web, &id, file, None).await
}

/// `POST /staff/versions/{id}/revenir`
pub(in super::super) async fn restore(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
    Form(file): Form<File>,
) -> Result<Response, Error> {
    web.may_edit()?;
    let (version, _) = version(&web, &id).await?;
    let path = Some(file.fichier.clone()).filter(|path| !path.is_empty());
    // A page that is closed half-way must not leave half a version in the folder.
    let work = brought_back(web.clone(), member, version.clone(), path);
    let restored = tokio::spawn(work).await.map_err(|error| anyhow::Error::new(error).context("bringing a version back"))??;
    match restored {
        Restored::Done { .. } => Ok(back_to("/staff/versions", "revenue")),
        Restored::Nothing => Ok(back_to("/staff/versions", "deja-la")),
        Restored::Refused(problem) => confirmation(&web, &version, file, Some(problem)).await,
    }
}

async fn brought_back(web: Shared, member: Member, version: String, path: Option<String>) -> Result<Restored, Error> {
    let site = &web.site;
    let restored = versions::restore(&site.store, &site.responses, &version, path.as_deref(), &member.name, web.now()).await?;
    if let Restored::Done { version, .. } = &restored {
        let what = path.map_or_else(|| version.clone(), |path| format!("{version}, {path}"));
        web.audit(&member, "version des réponses remise", &what).await?;
    }
    Ok(restored)
}

async fn confirmation(web: &Shared, id: &str, file: File, problem: Option<String>) -> Result<Response, Error> {
    let (version, texts) = version(web, id).await?;
    let (current, unreadable) = on_disk(web).await?;
    let changes = current.map(|current| Changes::between(&current, &texts)).unwrap_or_default();
    let changes = if file.fichier.is_empty() { changes } else { changes.only(&file.fichier) };
    let problem = problem.or(unreadable);
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = Confirmation { version, path: file.fichier, problem, done: None, editing: web.site.editing, changes };
    Ok((status, Html(page.render()?)).into_response())
}

/// The whole word of a version, and its texts.
async fn version(web: &Shared, word: &str) -> Result<(String, Texts), Error> {
    let kept = web.site.store.versions().await?;
    let version = versions::named(&kept, word)
        .map_err(|_| Error::NotFound("Cette version n'est plus gardée : seules les vingt dernières le sont.".into()))?;
    Ok((version.version.clone(), web.site.store.version_texts(&version.version).await?))
}

/// The texts of the folder, or why there are none.
async fn on_disk(web: &Shared) -> Result<(Option<Texts>, Option<String>), Error> {
    let responses = web.site.responses.clone();
    let read = tokio::task::spawn_blocking(move || versions::on_disk(&responses)).await;
    Ok(match read.map_err(|error| anyhow::Error::new(error).context("reading the responses"))? {
        Ok(texts) => (Some(texts), None),
        Err(problem) => (None, Some(format!("{} : {}", problem.path, problem.message))),
    })
}

fn view(place: usize, listed: Listed) -> VersionView {
    let Listed { version, change } = listed;
    VersionView {
        since: hour_in_paris(version.served_from),
        files: version.files.len(),
        version: version.version,
        change,
        author: version.author,
        is_latest: place == 0,
    }
}

fn file_view(change: FileChange, against_today: bool) -> FileView {
    let lines = change.lines.lines().map(|line| {
        let sign = line.chars().next().unwrap_or(' ');
        Line { sign, text: line.to_owned() }
    });
    let comes_back = against_today && change.kind != Kind::Added;
    FileView { path: change.path, kind: change.kind.as_str(), comes_back, lines: lines.collect() }
}
