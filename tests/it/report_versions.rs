//! What HR types months after a session makes a dated version of its report, and
//! counts nobody again.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use arc_swap::ArcSwap;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use tchat::campaign::{Step, from_csv};
use tchat::demo::{Crowd, play_crowd};
use tchat::faq::Faq;
use tchat::privacy::Limits;
use tchat::report::{Origin, Report, State, changes};
use tchat::sessions::{
    Carried, Expense, Plan, ReportVersion, bring, carry, freeze_ended, note_lines, note_versions, plan, report_of, versions_of_report,
};
use tchat::store::{AskedFact, Planned, PlannedSession, PostKind, Scope};
use tchat::words::{Door, ExchangeId, GameStep, Person, SessionId};

use crate::store::{Kept, kept, run_sql};
use crate::world::{Base, on_both};

on_both!(
    a_hire_of_day_150_makes_a_version_and_counts_nobody_again,
    two_instances_make_one_version,
    nothing_new_makes_no_version,
    who_came_back_is_read_at_thirty_sixty_and_ninety_days,
    what_was_typed_is_taken_away_and_brought_elsewhere,
    a_session_that_cannot_be_read_stops_no_other,
);

/// An evening of the day before, and its campaign « soiree-fictive ».
async fn evening(base: Base) -> (Kept, SessionId) {
    let kept = kept(base).await;
    let (faq, _) = Faq::load(Path::new("responses"), None, jiff::civil::date(2026, 11, 22));
    // An evening after which no question waits for a person any more: what is owed is kept.
    let crowd = Crowd { seed: 11, people: 40 };
    let played = play_crowd(Arc::new(ArcSwap::from_pointee(faq)), &kept.store, crowd, kept.now).await.unwrap();
    (kept, played.session)
}

fn days(days: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * days)
}

/// HR says that all of the positions were filled.
async fn a_hire(kept: &Kept, at: Timestamp) {
    let counts = "poste;recues;pertinentes;entretiens;retenues;date;auteur\n\
                  Poste fictif de développement;90;60;50;45;2027-04-01;RH\n";
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

    // What is counted of those days afterwards changes nothing.
    let day = kept.now.to_zoned(jiff::tz::TimeZone::UTC).date().yesterday().unwrap().to_string();
    let played = at_first.metrics.get("game_plays").unwrap().value.as_u64().unwrap();
    assert!(played > 0 && at_first.metrics.get("episode_visits").unwrap().state == State::Known);
    for _ in 0..9 {
        kept.store.count_game_step(Door::Web, GameStep::Begun, &day).await.unwrap();
        kept.store.count_visit("episode-fiction-01", &day).await.unwrap();
    }
    assert!(kept.store.game_counts(&day, &day).await.unwrap().begun >= 9);

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
    let cohort = |report: &Report| report.metrics.get("session_cohort").unwrap().state;
    assert_eq!((cohort(first), cohort(second)), (State::Unknown, State::Unmeasurable), "nobody read it in time");
    let changed: Vec<_> = changes(first, second).into_iter().map(|change| change.label).collect();
    assert!(changed.contains(&"Candidatures") && changed.contains(&"Coût externe par recrutement"), "{changed:?}");
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
    // After thirty days it is read who came back, which is new.
    for day in [9, 20, 27] {
        note_versions(&kept.store, kept.now + days(day)).await.unwrap();
    }
    let versions = versions_of_report(&kept.store, &session).await.unwrap();
    let told: Vec<_> = versions.windows(2).flat_map(|two| changes(&two[0].report, &two[1].report)).collect();
    assert!(versions.len() == 1, "{told:?}");
    let frozen = report(&kept, &session, kept.now + days(27)).await;
    assert_eq!(frozen, versions[0].report, "nor another date");
    assert_eq!(frozen.metrics.get("session_cohort").unwrap().state, State::Unknown);
}

async fn who_came_back_is_read_at_thirty_sixty_and_ninety_days(base: Base) {
    let (kept, session) = evening(base).await;
    freeze_ended(&kept.store, kept.now + days(8)).await.unwrap();
    let facts = kept.store.facts(&Scope::Session(session.clone())).await.unwrap();
    let contacts = report(&kept, &session, kept.now).await.metrics.get("contacts").unwrap().value.as_u64().unwrap();
    let on_web = |fact: &&AskedFact| fact.door == Door::Web && fact.person.is_some();
    let people = facts.asked.iter().filter(on_web).filter_map(|fact| fact.person.clone()).collect::<BTreeSet<_>>();
    // Of those who did not click that evening, one comes back after twenty days, another after seventy.
    let quiet = |fact: &&AskedFact| facts.asked.iter().all(|other| other.person != fact.person || !other.applied);
    let mut first_of: Vec<_> = facts.asked.iter().filter(|fact| fact.is_arrival).filter(on_web).filter(quiet).collect();
    first_of.sort_by(|one, other| one.conversation_id.cmp(&other.conversation_id));
    let applied = facts.asked.iter().filter(on_web).filter(|fact| fact.applied);
    let clicked = applied.filter_map(|fact| fact.person.clone()).collect::<BTreeSet<_>>().len();
    for (fact, day) in [(first_of[0], 20), (first_of[1], 70)] {
        let day = tchat::clock::in_paris(kept.now + days(day)).date().to_string();
        let exchange = ExchangeId::new(fact.conversation_id.as_str());
        kept.store.count_apply_click("fictif-developpement-web", &day, Some(&exchange), None).await.unwrap();
    }
    // The thirtieth day is not over before its midnight in Paris, 23:00 here.
    for day in [27, 28] {
        note_versions(&kept.store, kept.now + days(day)).await.unwrap();
        assert_eq!(versions_of_report(&kept.store, &session).await.unwrap().len(), 1, "day {day}");
    }
    note_versions(&kept.store, kept.now + days(28) + SignedDuration::from_hours(5)).await.unwrap();
    // Somebody is erased meanwhile, and stays counted as nobody.
    let gone = Person::new(first_of[2].person.clone().unwrap());
    kept.store.erase(&gone, "effacée", kept.now + days(40)).await.unwrap();
    // As the program does each hour: versions first, then what is past its time.
    for after in [days(59), days(88) + SignedDuration::from_hours(5), days(92)] {
        let now = kept.now + after;
        note_versions(&kept.store, now).await.unwrap();
        let limits = Limits::at(now);
        while kept.store.clear_expired(limits.text_before, limits.address_before, now).await.unwrap() > 0 {}
    }
    let facts = kept.store.facts(&Scope::Session(session.clone())).await.unwrap();
    assert!(facts.asked.iter().all(|fact| fact.person.is_none()), "nobody is told apart any more");
    a_hire(&kept, kept.now + days(150)).await;

    let versions = versions_of_report(&kept.store, &session).await.unwrap();
    let cohort = |version: &ReportVersion| version.report.metrics.get("session_cohort").unwrap().clone();
    assert_eq!(versions.len(), 5);
    assert_eq!(cohort(&versions[0]).state, State::Unknown, "on day 8 nothing of it has passed");
    let known = people.len() as u64;
    let share = |came_back: usize, people: u64| json!((came_back as f64 / people as f64 * 10_000.0).round() / 100.0);
    let first = cohort(&versions[1]);
    assert_eq!((first.value, first.base), (json!({"30 jours": share(clicked + 1, known)}), Some(known)));
    assert_eq!(json!(first.coverage), share(people.len(), contacts), "on Discord clicks are not seen");
    let all = json!({"30 jours": share(clicked + 1, known), "60 jours": share(clicked + 1, known), "90 jours": share(clicked + 2, known)});
    assert_eq!((cohort(&versions[3]).value, cohort(&versions[3]).base), (all.clone(), Some(known)));
    assert_eq!(cohort(&versions[4]).value, all, "it stays once nobody is told apart");
}

async fn what_was_typed_is_taken_away_and_brought_elsewhere(base: Base) {
    let (kept, session) = evening(base).await;
    let typed = carry(&kept.store).await.unwrap();
    let written = serde_json::to_string(&typed).unwrap();
    assert!(!written.contains("question") && written.contains("soiree-fictive"), "{written}");
    let elsewhere = crate::store::kept(base).await;
    let read = Carried::read(&written).unwrap();
    let brought = bring(&elsewhere.store, &read, "rh", kept.now).await.unwrap().unwrap();
    assert_eq!(brought.new, 4, "a session, its campaign and the links of two episodes; the others ship");
    assert_eq!(carry(&elsewhere.store).await.unwrap(), typed);
    let again = bring(&elsewhere.store, &read, "rh", kept.now).await.unwrap().unwrap();
    assert_eq!(again.new, 0, "twice changes nothing");
    let plan = report(&elsewhere, &session, kept.now).await;
    let said = |key: &str| plan.metrics.get(key).unwrap().clone();
    assert_eq!(said("applications"), report(&kept, &session, kept.now).await.metrics.get("applications").unwrap().clone());
    assert_eq!(said("questions").state, State::Unknown, "nothing of a candidate came along, and nobody counted zero");

    // It ended at its own date: nobody is told of it, nothing is posted, no zero is frozen.
    let past = elsewhere.store.session(&session).await.unwrap().unwrap();
    assert_eq!(past.closed_at, Some(past.closes_at));
    let due = (elsewhere.store.claim_opened(kept.now).await.unwrap(), elsewhere.store.claim_finished(kept.now, kept.now).await.unwrap());
    assert_eq!(due, (vec![], vec![]));
    let posts = elsewhere.store.session_posts().await.unwrap();
    assert!([PostKind::Report, PostKind::Rating].iter().all(|kind| posts.contains_key(&(session.clone(), *kind))), "{posts:?}");
    freeze_ended(&elsewhere.store, kept.now + days(8)).await.unwrap();
    let frozen = report(&elsewhere, &session, kept.now + days(9)).await;
    for key in ["questions", "contacts", "csat"] {
        assert_eq!(frozen.metrics.get(key).unwrap().state, State::Unknown, "{key}");
    }
    assert_eq!(frozen.metrics.get("applications"), Some(&said("applications")));

    // A link that was removed here is not « there already ».
    let slug = serde_json::to_value(&typed).unwrap()["links"][0]["slug"].as_str().unwrap().to_owned();
    assert!(elsewhere.store.remove_link(&slug, kept.now).await.unwrap());
    let refused = bring(&elsewhere.store, &typed, "rh", kept.now).await.unwrap().unwrap_err();
    assert!(refused.len() == 1 && refused[0].starts_with(&format!("le mot du lien « {slug} » a déjà servi ici")), "{refused:?}");

    a_hire(&kept, kept.now + days(1)).await;
    let changed = carry(&kept.store).await.unwrap();
    let refused = bring(&elsewhere.store, &changed, "rh", kept.now).await.unwrap().unwrap_err();
    assert_eq!(refused[0], "la campagne « soiree-fictive » est déjà là, et dit autre chose : rien n'est repris");
    for (text, told) in [("{", "ligne 1, colonne 1"), (r#"{"form": 9, "sessions": [], "campaigns": [], "links": []}"#, "forme 9")] {
        assert!(Carried::read(text).unwrap_err().contains(told), "{text}");
    }
}

async fn a_session_that_cannot_be_read_stops_no_other(base: Base) {
    let (kept, unreadable) = evening(base).await;
    let (opens_at, closes_at) = (kept.now, kept.now + SignedDuration::from_hours(1));
    let other = plan("Un soir lisible", opens_at, closes_at, kept.now).unwrap();
    assert_eq!(kept.store.plan_session(&other, kept.now).await.unwrap(), Planned::Kept);
    let sheets = async |sheet: &str| run_sql(&kept.url, &format!("update campaign set sheet = {sheet}")).await;
    run_sql(&kept.url, "create table good (sheet text); insert into good select sheet from campaign").await;

    sheets("'?'").await;
    let told = freeze_ended(&kept.store, kept.now + days(8)).await.unwrap_err().to_string();
    assert!(told.contains(&format!("freezing the figures of {unreadable}")), "{told}");
    assert_eq!(versions_of_report(&kept.store, &other.id).await.unwrap().len(), 1, "the other one froze");
    sheets("(select sheet from good)").await;
    freeze_ended(&kept.store, kept.now + days(9)).await.unwrap();
    assert_eq!(versions_of_report(&kept.store, &unreadable).await.unwrap().len(), 1);

    sheets("'?'").await;
    let standing = kept.store.session(&other.id).await.unwrap().unwrap();
    let costs = Plan { expenses: vec![Expense { label: "salle".to_owned(), cents: 100 }], ..Plan::default() };
    let priced = PlannedSession { plan: costs.as_kept(), ..standing.clone() };
    assert_eq!(kept.store.replan_session(&standing, &priced, vec![], kept.now + days(10)).await.unwrap(), Planned::Kept);
    let told = note_versions(&kept.store, kept.now + days(10)).await.unwrap_err().to_string();
    assert!(told.contains(&format!("making a version of the report of {unreadable}")), "{told}");
    assert_eq!(versions_of_report(&kept.store, &other.id).await.unwrap().len(), 2, "the other one has its version");
}
