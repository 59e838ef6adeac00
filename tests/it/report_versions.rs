//! What HR types months after a session makes a dated version of its report, and
//! counts nobody again.

use std::path::Path;
use std::sync::Arc;

use arc_swap::ArcSwap;
use jiff::{SignedDuration, Timestamp};
use tchat::campaign::{Step, from_csv};
use tchat::demo::{Crowd, play_crowd};
use tchat::faq::Faq;
use tchat::privacy::Limits;
use tchat::report::{Origin, Report, State, changes};
use tchat::sessions::{freeze_ended, note_lines, note_versions, report_of, versions_of_report};
use tchat::words::SessionId;

use crate::store::{Kept, kept};
use crate::world::{Base, on_both};

on_both!(a_hire_of_day_150_makes_a_version_and_counts_nobody_again, two_instances_make_one_version, nothing_new_makes_no_version);

/// An evening of the day before, and its campaign « soiree-fictive ».
async fn evening(base: Base) -> (Kept, SessionId) {
    let kept = kept(base).await;
    let (faq, _) = Faq::load(Path::new("responses"), None, jiff::civil::date(2026, 11, 22));
    let crowd = Crowd { seed: 5, people: 40 };
    let played = play_crowd(Arc::new(ArcSwap::from_pointee(faq)), &kept.store, crowd, kept.now).await.unwrap();
    (kept, played.session)
}

fn days(days: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * days)
}

/// HR says that all of the positions were filled.
async fn a_hire(kept: &Kept, at: Timestamp) {
    let counts = "poste;recues;pertinentes;entretiens;retenues;date;auteur\n\
                  Poste fictif de développement;90;50;9;3;2027-04-01;RH\n";
    let table = from_csv(counts.as_bytes()).unwrap();
    let day = jiff::civil::date(2027, 4, 20);
    note_lines(&kept.store, "soiree-fictive", &table, "rh", day, at).await.unwrap().unwrap();
}

async fn report(kept: &Kept, session: &SessionId, at: Timestamp) -> Report {
    report_of(&kept.store, session, at).await.unwrap().unwrap()
}

async fn a_hire_of_day_150_makes_a_version_and_counts_nobody_again(base: Base) {
    let (kept, session) = evening(base).await;
    let at_first = report(&kept, &session, kept.now).await;
    assert!(versions_of_report(&kept.store, &session).await.unwrap().is_empty(), "it still changes");
    freeze_ended(&kept.store, kept.now + days(8)).await.unwrap();

    // On day 91 nothing is left of anybody: a new count would find nobody.
    let purge = kept.now + days(91);
    let limits = Limits::at(purge);
    assert!(kept.store.clear_expired(limits.text_before, limits.address_before, purge).await.unwrap() > 0);
    let day_150 = kept.now + days(150);
    a_hire(&kept, day_150).await;

    let versions = versions_of_report(&kept.store, &session).await.unwrap();
    assert_eq!(
        versions.iter().map(|version| (version.number, version.made_at)).collect::<Vec<_>>(),
        [(1, kept.now + days(8)), (2, day_150)]
    );
    let (first, second) = (&versions[0].report, &versions[1].report);
    for (definition, measure) in first.figures() {
        if definition.origin == Origin::Bot {
            assert_eq!(Some(measure), second.metrics.get(definition.key), "{}", definition.key);
            assert_eq!(at_first.metrics.get(definition.key), Some(measure), "{} as it was the next morning", definition.key);
        }
    }
    let changed: Vec<_> = changes(first, second).into_iter().map(|change| change.label).collect();
    assert!(changed.contains(&"Candidatures") && changed.contains(&"Coût par recrutement"), "{changed:?}");
    let hires = |report: &Report| report.metrics.get("applications").unwrap().value[Step::Retained.name()].as_u64();
    assert!(hires(second) > hires(first) && hires(second) == hires(&report(&kept, &session, day_150).await));
}

async fn two_instances_make_one_version(base: Base) {
    let (kept, session) = evening(base).await;
    freeze_ended(&kept.store, kept.now + days(8)).await.unwrap();
    let other = tchat::store::Store::open(&kept.url).await.unwrap();
    let at = kept.now + days(20);
    // Typed in one instance: both look for what is new at once.
    let (one, two) = tokio::join!(async { a_hire(&kept, at).await }, async { note_versions(&other, at).await.unwrap() });
    let ((), ()) = (one, two);
    let (one, two) = tokio::join!(note_versions(&kept.store, at), note_versions(&other, at));
    one.and(two).unwrap();
    assert_eq!(versions_of_report(&kept.store, &session).await.unwrap().len(), 2);
}

async fn nothing_new_makes_no_version(base: Base) {
    let (kept, session) = evening(base).await;
    freeze_ended(&kept.store, kept.now + days(8)).await.unwrap();
    for day in [9, 40, 200] {
        note_versions(&kept.store, kept.now + days(day)).await.unwrap();
    }
    let versions = versions_of_report(&kept.store, &session).await.unwrap();
    assert_eq!(versions.len(), 1);
    let frozen = report(&kept, &session, kept.now + days(200)).await;
    assert_eq!(frozen, versions[0].report, "nor another date");
    assert_eq!(frozen.metrics.get("hires_by_source").unwrap().state, State::Unknown);
}
