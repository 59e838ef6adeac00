//! The figures of a campaign, in the order they are read.

use serde_json::{Map, Value, json};

use super::super::computed::{self, Computed, count, unsaid, value};
use super::super::measure::State;
use super::super::{Origin, Unit, number};
use super::readings::PostReadings;
use super::{Brought, CampaignReport, Figure, applications, reach, tallies};
use crate::campaign::{Campaign, Dossier, Measured, Work};

/// Why a campaign of awareness has no figure about applications.
const AWARENESS: &str =
    "campagne de sensibilisation : elle fait connaître des métiers et ne recrute pas, un chiffre de candidature n'y a pas de sens";

pub(super) fn of(dossier: &Dossier, brought: &Brought, posts: &[PostReadings]) -> Vec<Figure> {
    let mut figures = seen(posts);
    figures.extend(followed(brought));
    figures.extend(brought.reach.iter().flat_map(reach::of));
    figures.extend(means(&dossier.campaign));
    figures.extend(applications::of(dossier));
    figures.extend(tallies::of(&dossier.campaign));
    if !CampaignReport::recruits(dossier) {
        figures.iter_mut().filter(|figure| ABOUT_APPLICATIONS.contains(&figure.key)).for_each(|figure| {
            figure.measure = unsaid(State::Unmeasurable);
            figure.note = Some(AWARENESS.to_owned());
        });
    }
    figures
}

/// The figures that only a campaign that recruits has.
const ABOUT_APPLICATIONS: &[&str] = &[
    "applications",
    "relevance_rate",
    "interview_rate",
    "selection_rate",
    "yield",
    "yield_by_position",
    "fill_rate",
    "hires_by_source",
    "time_to_fill",
    "effort_per_hire",
    "effort_per_relevant_file",
    "cost_per_application",
    "cost_per_hire",
    "contact_to_application",
];

/// What was read on the networks.
fn seen(posts: &[PostReadings]) -> Vec<Figure> {
    let shown = "affichages des publications, tels que le réseau les donne";
    let played = "lectures de la vidéo par publication, jamais ajoutées aux impressions";
    let impressions = typed("impressions", "Impressions", shown, Unit::Displays, sum(posts, Measured::Impressions));
    let views = typed("views", "Vues", played, Unit::Views, by_post(posts, Measured::Views));
    let subscribed = by_post(posts, Measured::Followers);
    let followers = typed("followers", "Abonnés", "abonnés du compte, par publication", Unit::People, subscribed);
    [impressions, views].into_iter().chain(rates(posts)).chain([followers]).collect()
}

/// What was done of what was seen.
fn rates(posts: &[PostReadings]) -> [Figure; 3] {
    let (plain, with_reposts) = (interactions(posts, &PLAIN), interactions(posts, &WITH_REPOSTS));
    let rate = |key, label, formula, measure, note| Figure {
        note,
        base: Some("impressions"),
        ..typed(key, label, formula, Unit::Percent, measure)
    };
    [
        rate(
            "interaction_rate",
            "Taux d'interaction",
            "(réactions + commentaires) / impressions, sans les republications, des publications dont les impressions sont lues",
            plain.measure,
            plain.note,
        ),
        rate(
            "interaction_rate_with_reposts",
            "Taux d'interaction, republications et clics compris",
            "(réactions + commentaires + republications + clics) / impressions ; ce qui n'est pas lu n'est pas compté",
            with_reposts.measure,
            with_reposts.note,
        ),
        rate(
            "click_rate",
            "Taux de clic",
            "clics sur le lien, lus sur le réseau / impressions des mêmes publications",
            click_rate(posts),
            None,
        ),
    ]
}

fn typed(key: &'static str, label: &'static str, formula: &'static str, unit: Unit, measure: Computed) -> Figure {
    figure(key, label, formula, unit, Origin::Typed, measure)
}

pub(super) fn figure(
    key: &'static str,
    label: &'static str,
    formula: &'static str,
    unit: Unit,
    origin: Origin,
    measure: Computed,
) -> Figure {
    Figure { key, label, formula, unit, base: None, origin, measure, note: None }
}

fn sum(posts: &[PostReadings], measure: Measured) -> Computed {
    let read: Vec<u64> = posts.iter().filter_map(|post| post.value(measure)).collect();
    if read.is_empty() { unsaid(State::Unknown) } else { count(read.iter().sum()) }
}

fn by_post(posts: &[PostReadings], measure: Measured) -> Computed {
    let read: Map<String, Value> = posts.iter().filter_map(|post| Some((post.post.clone(), json!(post.value(measure)?)))).collect();
    if read.is_empty() { unsaid(State::Unknown) } else { value(Value::Object(read)) }
}

/// A rate of interaction and what it is made of.
struct Interactions {
    measure: Computed,
    note: Option<String>,
}

const PLAIN: [Measured; 2] = [Measured::Reactions, Measured::Comments];
const WITH_REPOSTS: [Measured; 4] = [Measured::Reactions, Measured::Comments, Measured::Reposts, Measured::Clicks];

/// Only posts whose impressions are read: what another network counted is of
/// another base.
fn interactions(posts: &[PostReadings], of: &[Measured]) -> Interactions {
    let based: Vec<&PostReadings> = posts.iter().filter(|post| post.value(Measured::Impressions).is_some()).collect();
    let impressions: u64 = based.iter().filter_map(|post| post.value(Measured::Impressions)).sum();
    let read: Vec<(Measured, u64)> = of.iter().filter_map(|measure| Some((*measure, total(&based, *measure)?))).collect();
    // A rate of reposts where none was read would only repeat the plain one.
    let is_said = if of.len() > PLAIN.len() { read.iter().any(|(measure, _)| !PLAIN.contains(measure)) } else { !read.is_empty() };
    if !is_said {
        return Interactions { measure: unsaid(State::Unknown), note: None };
    }
    let done: u64 = read.iter().map(|(_, value)| value).sum();
    let made: Vec<String> = read.iter().map(|(measure, value)| format!("{} {}", number(*value), measure.name())).collect();
    let note = [Some(format!("{} : {}", joined(&based), made.join(" + "))), contradictions(&based, of), left_out(posts, of)];
    Interactions { measure: computed::share(done, impressions), note: Some(note.into_iter().flatten().collect::<Vec<_>>().join(". ")) }
}

fn total(posts: &[&PostReadings], measure: Measured) -> Option<u64> {
    posts.iter().filter_map(|post| post.value(measure)).reduce(|one, other| one + other)
}

fn joined(posts: &[&PostReadings]) -> String {
    posts.iter().map(|post| post.post.as_str()).collect::<Vec<_>>().join(", ")
}

fn contradictions(posts: &[&PostReadings], of: &[Measured]) -> Option<String> {
    let found = posts.iter().flat_map(|post| of.iter().filter_map(|measure| post.get(*measure)));
    let told: Vec<String> = found.filter_map(|chosen| Some(format!("{} : {}", chosen.measure.name(), chosen.contradiction()?))).collect();
    (!told.is_empty()).then(|| format!("Lectures qui se contredisent, gardées toutes : {} ; la première sert au calcul", told.join(" ; ")))
}

fn left_out(posts: &[PostReadings], of: &[Measured]) -> Option<String> {
    let without =
        posts.iter().filter(|post| post.value(Measured::Impressions).is_none() && of.iter().any(|measure| post.value(*measure).is_some()));
    let names: Vec<&str> = without.map(|post| post.post.as_str()).collect();
    (!names.is_empty()).then(|| format!("Sans {}, dont les impressions ne sont pas lues", names.join(", ")))
}

fn click_rate(posts: &[PostReadings]) -> Computed {
    let both = posts.iter().filter_map(|post| Some((post.value(Measured::Clicks)?, post.value(Measured::Impressions)?)));
    let (clicks, shown) = both.fold((0, 0), |(clicks, shown), (more, displays)| (clicks + more, shown + displays));
    if shown == 0 { unsaid(State::Unknown) } else { computed::share(clicks, shown) }
}

/// What the tracked links counted.
fn followed(brought: &Brought) -> Vec<Figure> {
    let visits: Map<String, Value> = brought.links.iter().map(|link| (link.slug.clone(), json!(link.visits))).collect();
    let measure = if visits.is_empty() { unsaid(State::Unknown) } else { value(Value::Object(visits)) };
    let formula = "visites des liens suivis de la campagne, sans les robots ni les aperçus ; une personne peut visiter plusieurs fois";
    vec![figure("link_clicks", "Clics sur les liens suivis", formula, Unit::Clicks, Origin::Bot, measure)]
}

/// What is paid, and what our own people give.
fn means(campaign: &Campaign) -> Vec<Figure> {
    vec![
        Figure {
            note: unpriced(campaign),
            ..figure(
                "external_cost",
                "Coût externe",
                "ce qui est payé à d'autres, publicité des publications comprise",
                Unit::Euros,
                Origin::Budget,
                external_cents(campaign).map_or(unsaid(State::Unknown), |cents| value(json!(euros(cents)))),
            )
        },
        figure(
            "internal_effort",
            "Charge interne",
            "somme, sur les tâches, des personnes × jours",
            Unit::PersonDays,
            Origin::Budget,
            effort(campaign).map_or(unsaid(State::Unknown), |tenths| value(json!(ratio(tenths, 10)))),
        ),
        figure(
            "internal_effort_by_task",
            "Charge par tâche",
            "personnes × jours",
            Unit::PersonDays,
            Origin::Budget,
            by(campaign, |work| &work.task),
        ),
        figure(
            "internal_effort_by_directorate",
            "Charge par direction",
            "personnes × jours, comme la fiche les attribue",
            Unit::PersonDays,
            Origin::Budget,
            by(campaign, |work| if work.directorate.is_empty() { "non précisée" } else { &work.directorate }),
        ),
    ]
}

fn by<'a>(campaign: &'a Campaign, name: impl Fn(&'a Work) -> &'a str) -> Computed {
    let mut tenths: Vec<(&str, u64)> = Vec::new();
    for work in &campaign.work {
        match tenths.iter_mut().find(|(known, _)| *known == name(work)) {
            Some((_, sum)) => *sum += work.tenths_of_person_day(),
            None => tenths.push((name(work), work.tenths_of_person_day())),
        }
    }
    if tenths.is_empty() {
        return unsaid(State::Unknown);
    }
    value(Value::Object(tenths.into_iter().map(|(name, tenths)| (name.to_owned(), json!(ratio(tenths, 10)))).collect()))
}

/// All that is paid, unless a price is not known or nothing is said of any.
pub(super) fn external_cents(campaign: &Campaign) -> Option<u64> {
    let costs: Option<Vec<u64>> = campaign.costs.iter().map(|cost| cost.cents).collect();
    let posts: Vec<u64> = campaign.posts.iter().filter_map(|post| post.cents).collect();
    let is_said = !campaign.costs.is_empty() || !posts.is_empty();
    costs.filter(|_| is_said).map(|costs| costs.iter().chain(&posts).sum())
}

fn unpriced(campaign: &Campaign) -> Option<String> {
    let labels: Vec<&str> = campaign.costs.iter().filter(|cost| cost.cents.is_none()).map(|cost| cost.label.as_str()).collect();
    (!labels.is_empty()).then(|| format!("prix non renseigné : {}", labels.join(", ")))
}

pub(super) fn effort(campaign: &Campaign) -> Option<u64> {
    (!campaign.work.is_empty()).then(|| campaign.work.iter().map(Work::tenths_of_person_day).sum())
}

/// A rate of files, to one decimal: there are too few of them for two.
pub(super) fn tenth(part: Option<u64>, of: Option<u64>) -> Computed {
    match (part, of) {
        (Some(part), Some(of)) => value(json!(tenth_of(part, of))).of(of),
        (_, of) => Computed { base: of, ..unsaid(State::Unknown) },
    }
}

pub(super) fn tenth_of(part: u64, of: u64) -> Option<f64> {
    (of > 0).then(|| (ratio(part, of) * 1_000.0).round() / 10.0)
}

/// An amount for each of some, to two decimals.
pub(super) fn each(amount: Option<f64>, of: Option<u64>) -> Computed {
    match (amount, of.filter(|of| *of > 0)) {
        (Some(amount), Some(of)) => value(json!((amount / whole(of) * 100.0).round() / 100.0)).of(of),
        (_, of) => Computed { base: of, ..unsaid(State::Unknown) },
    }
}

pub(super) fn ratio(part: u64, of: u64) -> f64 {
    whole(part) / whole(of)
}

#[expect(clippy::cast_precision_loss, reason = "what is typed is far below 2^52")]
pub(super) fn whole(value: u64) -> f64 {
    value as f64
}

pub(super) fn euros(cents: u64) -> f64 {
    ratio(cents, 100)
}
