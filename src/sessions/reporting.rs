//! Which facts a report is made of: a session's, or a month's of permanence.

use anyhow::{Context, Result};
use jiff::Timestamp;

use super::calendar::{month_of, month_title, permanence};
use super::plan::{Audience, Base, Plan};
use crate::report::{Report, summarise};
use crate::store::{Facts, PlannedFacts, Scope, Store};
use crate::words::SessionId;

/// The report of a session or of a month of permanence: the frozen one once it
/// is, else one computed now. None when there is no such session.
///
/// # Errors
/// When the database is away.
pub async fn report_of(store: &Store, id: &SessionId, now: Timestamp) -> Result<Option<Report>> {
    match store.frozen_report(id).await? {
        Some(frozen) => Ok(Some(serde_json::from_str(&frozen).context("reading a frozen report")?)),
        None => fresh_report(store, id, now).await,
    }
}

/// The report as the facts stand now.
pub(super) async fn fresh_report(store: &Store, id: &SessionId, now: Timestamp) -> Result<Option<Report>> {
    let (scope, title, sought, planned) = match (store.session(id).await?, permanence(id)) {
        (Some(session), _) => {
            let plan = Plan::of(&session);
            let planned = planned_facts(&plan);
            let sought = plan.audience.into_iter().map(Audience::sought).collect();
            (Scope::Session(session.id), session.title, sought, planned)
        }
        (None, Some(scope)) => (scope, month_title(id), Vec::new(), PlannedFacts::default()),
        (None, None) => return Ok(None),
    };
    let facts = Facts { sought, planned, ..store.facts(&scope).await? };
    Ok(Some(summarise(id, &title, &facts, now)))
}

/// What figures take from a plan; what is not written is unknown, not zero.
fn planned_facts(plan: &Plan) -> PlannedFacts {
    let expenses = plan.expenses.iter().map(|expense| expense.cents).sum();
    let work = plan.work.iter().map(|work| u64::from(work.people) * u64::from(work.tenths_of_day)).sum();
    let contacts = plan.references.iter().filter(|reference| is_contacts(&reference.counts));
    PlannedFacts {
        expenses_in_cents: (!plan.expenses.is_empty()).then_some(expenses),
        work_in_tenths: (!plan.work.is_empty()).then_some(work),
        reference_contacts: contacts
            .map(|reference| (reference.name.clone(), (reference.base == Base::OneEvent).then_some(reference.value)))
            .collect(),
    }
}

/// Whether what a reference event counts is what a session counts as contacts.
fn is_contacts(counts: &str) -> bool {
    ["contacts", "contact", "personnes"].contains(&counts.trim().to_lowercase().as_str())
}

/// The months of permanence from the first question outside a session to an
/// instant, that of the instant included; none when there was no question.
///
/// # Errors
/// When the database is away.
pub async fn months_of_permanence(store: &Store, until: Timestamp) -> Result<Vec<SessionId>> {
    let Some(mut at) = store.first_permanence().await? else { return Ok(Vec::new()) };
    let mut months = Vec::new();
    while at <= until {
        let id = month_of(at);
        let Some(Scope::Permanence { to, .. }) = permanence(&id) else { break };
        months.push(id);
        at = to;
    }
    Ok(months)
}
