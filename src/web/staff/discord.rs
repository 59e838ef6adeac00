//! Discord as the team sees it: how it is, the door to new questions, the
//! partner servers and their names, the invites and their uses.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::{Extension, Form};
use serde::Deserialize;

use super::super::{Error, Shared};
use super::{Done, Member, Page, back_to};
use crate::campaign::{server_name, source_words};
use crate::clock::{day_in_paris, hour_in_paris};
use crate::report::number;
use crate::store::{Invite, Lockdown, PartnerServer};

/// What HR types wrongly as a name.
const NOT_A_NAME: &str = "ce nom ne convient pas : écrivez un ou plusieurs mots, par exemple « école NWX »";

/// What HR types twice as a name.
const NAME_TAKEN: &str = "un autre serveur porte déjà ce nom : choisissez-en un autre";

/// What is counted each day, in the order it is read.
const COUNTED: [(&str, &str); 4] = [
    ("insult", "insultes, auxquelles une phrase calme a répondu"),
    ("duplicate", "messages en double, répondus une fois"),
    ("too_fast", "messages trop rapides"),
    ("locked", "messages pendant une fermeture"),
];

#[derive(Template)]
#[template(path = "staff_discord.html")]
struct Discord<'a> {
    done: Option<&'a str>,
    problem: Option<String>,
    status: String,
    /// Who closed the door, and since when; none while it is open.
    closed: Option<String>,
    counts: Vec<(String, &'static str)>,
    servers: Vec<ServerView>,
    invites: Vec<InviteView>,
}

struct ServerView {
    id: String,
    words: String,
    name: String,
}

struct InviteView {
    source: String,
    address: String,
    uses: String,
    gone: bool,
}

/// Whether new questions are to be refused, or taken again.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in super::super) struct LockGesture {
    geste: String,
}

/// The name of a partner server.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in super::super) struct Name {
    nom: String,
}

/// `GET /staff/discord`
pub(in super::super) async fn show(State(web): State<Shared>, Query(done): Query<Done>) -> Page {
    Ok(Html(page(&web, done.sentence(), None).await?.render()?))
}

/// `POST /staff/discord/verrou`
pub(in super::super) async fn lock(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Form(lock): Form<LockGesture>,
) -> Result<Response, Error> {
    let locked = match lock.geste.as_str() {
        "fermer" => true,
        "rouvrir" => false,
        _ => return Ok(back_to("/staff/discord", "porte-inchangee")),
    };
    let changed = web.site.store.set_lockdown(locked, web.now()).await?;
    if changed {
        web.audit(&member, if locked { "questions fermées" } else { "questions rouvertes" }, "").await?;
    }
    let done = match (changed, locked) {
        (false, _) => "porte-inchangee",
        (true, true) => "porte-fermee",
        (true, false) => "porte-ouverte",
    };
    Ok(back_to("/staff/discord", done))
}

/// `POST /staff/discord/serveurs/{id}`
pub(in super::super) async fn name(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
    Form(typed): Form<Name>,
) -> Result<Response, Error> {
    let problem = match server_name(&typed.nom) {
        Some(name) if web.site.store.name_server(&id, &name).await? => {
            web.audit_in_detail(&member, "serveur partenaire nommé", &id, &name).await?;
            return Ok(back_to("/staff/discord", "serveur"));
        }
        Some(_) => NAME_TAKEN,
        None => NOT_A_NAME,
    };
    let page = page(&web, None, Some(problem.to_owned())).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
}

async fn page<'a>(web: &Shared, done: Option<&'a str>, problem: Option<String>) -> Result<Discord<'a>, Error> {
    let (store, status) = (&web.site.store, web.site.discord_status.borrow().clone());
    let (lockdown, since) = store.lockdown().await?;
    let counts = store.calm_counts(&day_in_paris(web.now())).await?;
    let counted = |kind: &str| number(counts.get(kind).copied().unwrap_or(0).unsigned_abs());
    Ok(Discord {
        done,
        problem,
        status,
        closed: match lockdown {
            Lockdown::Off => None,
            Lockdown::Staff => Some(format!("L'équipe a fermé le t'chat aux nouvelles questions le {}.", hour_in_paris(since))),
            Lockdown::Rush => Some(format!(
                "Une affluence a fermé le t'chat aux nouveaux venus de Discord le {}. Il se rouvre seul après 5 minutes de calme.",
                hour_in_paris(since)
            )),
        },
        counts: COUNTED.iter().map(|&(kind, words)| (counted(kind), words)).collect(),
        servers: store.partner_servers().await?.into_iter().map(server_view).collect(),
        invites: store.invites().await?.into_iter().map(invite_view).collect(),
    })
}

fn server_view(server: PartnerServer) -> ServerView {
    ServerView { words: source_words(&server.source()), id: server.id, name: server.name.unwrap_or_default() }
}

fn invite_view((invite, uses): (Invite, Option<i64>)) -> InviteView {
    InviteView {
        address: invite.address(),
        source: invite.source,
        uses: uses.map_or_else(|| "non lu".to_owned(), |uses| number(uses.unsigned_abs())),
        gone: invite.gone_at.is_some(),
    }
}
