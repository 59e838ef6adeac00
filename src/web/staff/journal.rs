//! The log of what the team did: newest first, of one person or of everybody.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use serde::Deserialize;

use super::super::Shared;
use super::Page;
use crate::clock::hour_in_paris;
use crate::store::AuditLine;
use crate::words::AccountId;

const LINES_A_PAGE: u32 = 50;

/// A detail longer than this is folded, in characters.
const SHORT_DETAIL: usize = 40;

#[derive(Template)]
#[template(path = "staff_journal.html")]
struct Journal {
    people: Vec<(String, String)>,
    who: String,
    lines: Vec<LineView>,
    newer: Option<u32>,
    older: Option<u32>,
}

/// One line of the log as a page shows it.
pub(super) struct LineView {
    pub(super) at: String,
    pub(super) name: String,
    pub(super) action: String,
    pub(super) object: String,
    pub(super) detail: String,
}

/// `?qui=<compte>&page=2`; the first page is 1.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in super::super) struct Asked {
    qui: String,
    page: String,
}

/// `GET /staff/journal`
pub(in super::super) async fn list(State(web): State<Shared>, Query(asked): Query<Asked>) -> Page {
    let store = &web.site.store;
    let page = asked.page.parse().unwrap_or(1).clamp(1, 1_000_000);
    let who = Some(AccountId::new(&*asked.qui)).filter(|id| !id.as_str().is_empty());
    // One more than is shown, to know whether there is more.
    let mut lines = store.audit_lines(who.as_ref(), (page - 1) * LINES_A_PAGE, LINES_A_PAGE + 1).await?;
    let more = lines.len() > LINES_A_PAGE as usize;
    lines.truncate(LINES_A_PAGE as usize);
    let people = store.audited_people().await?.into_iter().map(|(id, name)| (id.to_string(), name)).collect();
    let page = Journal { people, who: asked.qui, lines: views(lines), newer: (page > 1).then(|| page - 1), older: more.then(|| page + 1) };
    Ok(Html(page.render()?))
}

pub(super) fn views(lines: Vec<AuditLine>) -> Vec<LineView> {
    let view = |AuditLine { at, done }| LineView {
        at: hour_in_paris(at),
        name: done.name,
        action: done.action,
        object: done.object,
        detail: done.detail,
    };
    lines.into_iter().map(view).collect()
}

impl LineView {
    fn has_long_detail(&self) -> bool {
        self.detail.chars().count() > SHORT_DETAIL
    }
}
