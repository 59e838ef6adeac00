//! What announced a session, at what cost, and what each announcement brought.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Html;

use super::super::super::{Error, Shared};
use super::super::Page;
use crate::clock::written_day;
use crate::report::campaign::MediaShare;
use crate::report::{Unit, said};
use crate::sessions::{in_euros, media_plan};
use crate::words::SessionId;

#[derive(Template)]
#[template(path = "staff_session_media.html")]
struct Media {
    id: String,
    title: String,
    lines: Vec<Line>,
    /// What all of them cost together.
    spent: String,
}

struct Line {
    channel: String,
    on: String,
    cost: String,
    link: Option<String>,
    posts: Vec<(String, String)>,
    visits: String,
    contacts: String,
    per_visit: String,
}

/// `GET /staff/sessions/{id}/medias`
pub(in crate::web) async fn show(State(web): State<Shared>, Path(id): Path<String>) -> Page {
    let session = web.site.store.session(&SessionId::new(&*id)).await?;
    let session = session.ok_or(Error::NotFound("Il n'y a pas de session de ce nom.".into()))?;
    let shares = media_plan(&web.site.store, &session).await?;
    let page = Media {
        spent: in_euros(shares.iter().map(|share| share.announcement.cents).sum()),
        lines: shares.into_iter().map(line).collect(),
        title: session.title,
        id,
    };
    Ok(Html(page.render()?))
}

fn line(share: MediaShare) -> Line {
    let announcement = share.announcement;
    Line {
        channel: announcement.channel,
        on: announcement.on.map_or("non renseigné".to_owned(), written_day),
        cost: in_euros(announcement.cents),
        link: announcement.link,
        posts: announcement.posts,
        visits: said(Unit::Clicks, &share.visits),
        contacts: said(Unit::People, &share.contacts),
        per_visit: said(Unit::Euros, &share.per_visit),
    }
}
