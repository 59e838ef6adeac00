//! Which answers to read again.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use serde::Deserialize;

use super::super::Shared;
use super::Page;
use crate::conversation;
use crate::desk::{Aged, Disliked, freshness};
use crate::faq::Faq;
use crate::privacy::TEXT_KEPT_DAYS;
use crate::words::EntryId;

#[derive(Template)]
#[template(path = "staff_freshness.html")]
struct Lists<'a> {
    faq: &'a Faq,
    sorted: &'a str,
    overdue: Vec<Aged>,
    due_soon: Vec<Aged>,
    disliked: Vec<Disliked>,
    nearly: Vec<(EntryId, i64)>,
    never_used: Vec<EntryId>,
    days: i64,
}

/// How the answers to read again are sorted: `date`, `nom` or `responsable`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Sort {
    tri: String,
}

/// `GET /staff/fraicheur`
pub(in crate::web) async fn list(State(web): State<Shared>, Query(sort): Query<Sort>) -> Page {
    let faq = web.site.conversation.faq();
    let uses = conversation::uses(&web.site.store, web.now()).await?;
    let mut found = freshness(faq.entries(), &uses, web.today());
    for list in [&mut found.overdue, &mut found.due_soon] {
        match sort.tri.as_str() {
            "nom" => list.sort_by(|one, other| one.id.cmp(&other.id)),
            "responsable" => list.sort_by(|one, other| one.owner.cmp(&other.owner)),
            _ => {}
        }
    }
    let page = Lists {
        faq: &faq,
        sorted: &sort.tri,
        overdue: found.overdue,
        due_soon: found.due_soon,
        disliked: found.disliked,
        nearly: found.nearly,
        never_used: found.never_used,
        days: TEXT_KEPT_DAYS,
    };
    Ok(Html(page.render()?))
}

impl Lists<'_> {
    fn question<'a>(&'a self, id: &'a EntryId) -> &'a str {
        self.faq.entry(id).map_or(id.as_str(), |entry| entry.question.as_str())
    }

    fn is_sorted_by(&self, word: &str) -> bool {
        self.sorted == word || (word == "date" && !["nom", "responsable"].contains(&self.sorted))
    }
}
