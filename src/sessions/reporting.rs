//! Which facts a report is made of: a session's, or a month's of permanence.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::campaigns::campaign_report;
use super::plan::{Audience, Plan};
use super::reach;
use super::{month_of, month_title, permanence};
use crate::clock::in_paris;
use crate::privacy::TEXT_KEPT_DAYS;
use crate::report::{Annex, Chosen, Cohort, Given, OwnCampaign, ReferenceContacts, Report, chosen_cases, summarise};
use crate::store::{Case, PlannedSession, Scope, Store, Window};
use crate::words::SessionId;

/// An ambassador is active who did something in that time before a session ended.
const ACTIVE_FOR: SignedDuration = SignedDuration::from_hours(24 * 30);

/// After how many days it is read who came back.
const COHORT_DAYS: [u32; 3] = [30, 60, 90];

/// After that time nobody is told apart any more who did not come back.
const PEOPLE_KNOWN_FOR: SignedDuration = SignedDuration::from_hours(24 * TEXT_KEPT_DAYS);

/// The report of a session or of a month of permanence: what the bot counted as
/// it was frozen once it is, else as the facts stand now; and what people gave,
/// as it stands now. None when there is no such session.
///
/// # Errors
/// When the database is away.
pub async fn report_of(store: &Store, id: &SessionId, now: Timestamp) -> Result<Option<Report>> {
    let Some(last) = store.report_versions(id).await?.pop() else { return fresh_report(store, id, now).await };
    let last: Report = serde_json::from_str(&last.report).context("reading a frozen report")?;
    Ok(Some(later_report(store, last, None, now).await?))
}

/// A frozen report with what people gave since, and who came back, if that is new.
pub(super) async fn later_report(store: &Store, last: Report, cohort: Option<Cohort>, now: Timestamp) -> Result<Report> {
    let given = match store.session(&last.session).await? {
        Some(session) => {
            Given { cohort, cohort_is_over: is_cohort_over(&session, now), ..given(store, &session.id, &Plan::of(&session)).await? }
        }
        None => Given { reviewed: reviewed(store, permanence(&last.session)).await?, ..Given::default() },
    };
    let later = last.clone().with_given(&given, now);
    Ok(if later.same_figures(&last) { last } else { later })
}

/// The report as the facts stand now.
pub(super) async fn fresh_report(store: &Store, id: &SessionId, now: Timestamp) -> Result<Option<Report>> {
    let (scope, window, title, given) = match (store.session(id).await?, permanence(id)) {
        (Some(session), _) => {
            let plan = Plan::of(&session);
            let ambassadors = active_ambassadors(store, session.closes_at).await?;
            let given = Given { ambassadors, ..given(store, id, &plan).await? };
            let window = reach::of_session(&session, &plan);
            (Scope::Session(session.id), window, session.title, given)
        }
        (None, Some(scope)) => {
            let (from, to) = if let Scope::Permanence { from, to, .. } = &scope { (*from, *to) } else { (now, now) };
            let ambassadors = active_ambassadors(store, to.min(now)).await?;
            let given = Given { ambassadors, reviewed: reviewed(store, Some(scope.clone())).await?, ..Given::default() };
            (scope, reach::of_month(from, to), month_title(id), given)
        }
        (None, None) => return Ok(None),
    };
    let facts = reach::facts(store, &scope, &window).await?;
    let report = summarise(id, &title, &facts, &given, now);
    let is_counted = matches!(scope, Scope::Permanence { .. }) || store.was_counted(id).await?;
    Ok(Some(if is_counted { report } else { report.uncounted(&given) }))
}

/// The exchanges behind the figures of a report. None when there is no such session.
///
/// # Errors
/// When the database is away.
pub async fn cases_of(store: &Store, id: &SessionId) -> Result<Option<Vec<Case>>> {
    match scope_of(store, id).await? {
        Some(scope) => Ok(Some(store.cases(&scope).await?)),
        None => Ok(None),
    }
}

/// The exchanges that a report is of; none when there is no such session.
pub(super) async fn scope_of(store: &Store, id: &SessionId) -> Result<Option<Scope>> {
    Ok(match store.session(id).await? {
        Some(session) => Some(Scope::Session(session.id)),
        None => permanence(id),
    })
}

/// What HR found right of what they read again; none when they read nothing.
async fn reviewed(store: &Store, scope: Option<Scope>) -> Result<Option<(u64, u64)>> {
    let Some(scope) = scope else { return Ok(None) };
    let (right, read) = store.reviewed(&scope).await?;
    Ok((read > 0).then_some((right, read)))
}

/// What comes with a report in a workbook; its questions only for who may read them.
///
/// # Errors
/// When the database is away.
pub async fn annex_of(store: &Store, id: &SessionId, with_questions: bool) -> Result<Annex> {
    let questions = match with_questions {
        true => cases_of(store, id).await?.and_then(|cases| chosen_cases(&cases, &Chosen::default(), &BTreeSet::new())),
        false => None,
    };
    let Some(session) = store.session(id).await? else { return Ok(Annex { questions, ..Annex::default() }) };
    let plan = Plan::of(&session);
    let positions = match own_campaign(store, id, &plan).await? {
        OwnCampaign::Of(campaign) => campaign.positions.iter().map(|position| (position.title.clone(), position.files)).collect(),
        OwnCampaign::NotNamed | OwnCampaign::Shared => Vec::new(),
    };
    let work = plan.work.iter().map(|work| (work.task.clone(), work.directorate.clone(), work.people, work.tenths_of_day));
    Ok(Annex {
        questions,
        expenses: plan.expenses.iter().map(|expense| (expense.label.clone(), expense.cents)).collect(),
        work: work.collect(),
        positions,
    })
}

/// What people gave of a session; what is not written is unknown, not zero.
async fn given(store: &Store, id: &SessionId, plan: &Plan) -> Result<Given> {
    let contacts = plan.references.iter().filter_map(|reference| Some((reference, counted_as(&reference.counts)?)));
    Ok(Given {
        expenses_in_cents: (!plan.expenses.is_empty()).then(|| plan.external_cents()),
        sought: plan.audience.iter().copied().map(Audience::sought).collect(),
        work_in_tenths: (!plan.work.is_empty()).then(|| plan.tenths_of_person_day()),
        reference_contacts: contacts
            .map(|(reference, counted_as)| ReferenceContacts {
                name: reference.name.clone(),
                contacts: reference.value,
                base: reference.base,
                counted_as,
            })
            .collect(),
        campaign: own_campaign(store, id, plan).await?,
        reviewed: reviewed(store, Some(Scope::Session(id.clone()))).await?,
        ..Given::default()
    })
}

/// Ambassadors who were active in the month before an instant, as far as it tells
/// of nobody.
async fn active_ambassadors(store: &Store, until: Timestamp) -> Result<Vec<(String, u64, u64)>> {
    reach::active_ambassadors(store, &Window::between(until - ACTIVE_FOR, until)).await
}

/// Who of a session came back, when more days have passed than its last version
/// tells of, and as long as all of them are told apart. Read once for each, since
/// it goes through all of its people.
pub(super) async fn cohort_due(store: &Store, last: &Report, now: Timestamp) -> Result<Option<Cohort>> {
    let Some(session) = store.session(&last.session).await? else { return Ok(None) };
    let (since, today) = (in_paris(session.opens_at).date(), in_paris(now).date());
    let all = COHORT_DAYS.into_iter().filter_map(|days| Some((days, last_day(since, days)?)));
    let passed: Vec<_> = all.filter(|(_, last)| *last < today).collect();
    let told = last.metrics.get("session_cohort").and_then(|cohort| cohort.value.as_object()).map_or(0, serde_json::Map::len);
    if passed.len() <= told || is_cohort_over(&session, now) {
        return Ok(None);
    }
    let Some(contacts) = last.metrics.get("contacts").and_then(|contacts| contacts.value.as_u64()) else { return Ok(None) };
    let (mut people, mut clicking) = (0, Vec::new());
    for (days, last) in passed {
        let counted = store.session_cohort(&session.id, &since.to_string(), &last.to_string()).await?;
        people = counted.0;
        clicking.push((days, counted.1));
    }
    Ok((people > 0).then_some(Cohort { people, contacts, clicking }))
}

/// The last of so many days, of which that of the session is the first: it is over
/// before anybody of it is forgotten.
fn last_day(first: Date, days: u32) -> Option<Date> {
    first.checked_add((i64::from(days) - 1).days()).ok()
}

/// Whether people of a session may be forgotten by now.
fn is_cohort_over(session: &PlannedSession, now: Timestamp) -> bool {
    now >= session.opens_at + PEOPLE_KNOWN_FOR
}

/// The campaign that a session names; of several sessions that name it, what is
/// typed of it is of none.
async fn own_campaign(store: &Store, id: &SessionId, plan: &Plan) -> Result<OwnCampaign> {
    let Some(slug) = &plan.campaign else { return Ok(OwnCampaign::NotNamed) };
    let names_it = |other: &PlannedSession| other.id != *id && Plan::of(other).campaign.as_ref() == Some(slug);
    if store.sessions().await?.iter().any(names_it) {
        return Ok(OwnCampaign::Shared);
    }
    let report = campaign_report(store, slug).await?.filter(|report| !report.dossier.is_example);
    Ok(report.map_or(OwnCampaign::NotNamed, |report| OwnCampaign::Of(Box::new(report))))
}

/// People an event may have counted in another way than each person once: who came
/// back stands there twice, and who only looked stands there too.
const COUNTED_OTHERWISE: [&str; 6] = ["passage", "visite", "visiteur", "participant", "présent", "inscrit"];

/// How an event counted people: as a session counts its contacts, or in another
/// way, which its word says; none when it does not count people.
fn counted_as(counts: &str) -> Option<Option<String>> {
    let word = counts.trim().to_lowercase();
    let single = word.trim_end_matches('s');
    if ["contact", "personne"].contains(&single) {
        return Some(None);
    }
    COUNTED_OTHERWISE.contains(&single).then(|| Some(word.clone()))
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
