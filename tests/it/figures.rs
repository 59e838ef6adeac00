//! Figures of a report that need the whole program: how old the answers were, which
//! offers people went to, and what clicks became, source by source.

use std::fs;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tchat::campaign::{Campaign, Dossier, Post};
use tchat::sessions::{Plan, freeze_ended, keep_campaign, plan};
use tchat::store::{Planned, PlannedSession};
use tchat::words::{ExchangeId, FaqAge, StaffRole};
use tokio::time::sleep;

use crate::world::{Base, Visitor, World, on_both};

on_both!(
    the_report_tells_how_old_the_answers_were_on_the_last_day_of_the_session,
    the_report_tells_the_offers_people_went_to_and_what_clicks_became,
);

const ASKED: &str = "combien de jours de télétravail par semaine ?";

/// The Tuesday after every world begins, from six to eight in the evening in Paris.
const OPENS: &str = "2026-11-24T17:00:00Z";
const CLOSES: &str = "2026-11-24T19:00:00Z";

fn at(instant: &str) -> Timestamp {
    instant.parse().unwrap()
}

/// A world in a session of this plan, five minutes after its beginning.
async fn in_session(base: Base, decided: &Plan) -> (World, String) {
    let world = World::start(base).await;
    let session = plan("Un mardi", at(OPENS), at(CLOSES), world.now()).unwrap();
    let session = PlannedSession { plan: serde_json::to_string(decided).unwrap(), ..session };
    assert_eq!(world.app.store().plan_session(&session, world.now()).await.unwrap(), Planned::Kept);
    world.clock.turn_to(at(OPENS) + SignedDuration::from_mins(5));
    (world, session.id.to_string())
}

fn figure(report: &Value, key: &str) -> (Value, Value, Value) {
    let figure = &report["metrics"][key];
    (figure["value"].clone(), figure["base"].clone(), figure["state"].clone())
}

impl World {
    async fn answers_are(&self, day: &str, wanted: FaqAge) {
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            let noted = self.app.store().faq_age(day).await.unwrap();
            if noted == Some(wanted) {
                return;
            }
            assert!(Instant::now() < deadline, "{day}: {noted:?} and not {wanted:?}");
            sleep(Duration::from_millis(50)).await;
        }
    }
}

async fn the_report_tells_how_old_the_answers_were_on_the_last_day_of_the_session(base: Base) {
    let (mut world, session) = in_session(base, &Plan::default()).await;
    world.answers_are("2026-11-24", FaqAge { entries: 6, fresh: 6 }).await;
    let file = world.folder.path().join("responses").join("faq/remuneration/salaire.md");
    let fresh = fs::read_to_string(&file).unwrap();
    // Due that very day is not late.
    fs::write(&file, fresh.replace("2027-11-22", "2026-11-24")).unwrap();
    world.answers_are("2026-11-24", FaqAge { entries: 6, fresh: 6 }).await;
    fs::write(&file, fresh.replace("2027-11-22", "2026-11-23")).unwrap();
    world.answers_are("2026-11-24", FaqAge { entries: 6, fresh: 5 }).await;
    world.as_role(StaffRole::Rh).await;
    let late = (json!(83.33), json!(6), json!("known"));
    assert_eq!(figure(&world.report(&session).await, "faq_freshness"), late);

    // What HR mends the day after changes nothing of that evening.
    world.after(SignedDuration::from_hours(24));
    fs::write(&file, &fresh).unwrap();
    world.answers_are("2026-11-25", FaqAge { entries: 6, fresh: 6 }).await;
    assert_eq!(figure(&world.report(&session).await, "faq_freshness"), late);
}

async fn the_report_tells_the_offers_people_went_to_and_what_clicks_became(base: Base) {
    let decided = Plan { campaign: Some("soir".to_owned()), ..Plan::default() };
    let (mut world, session) = in_session(base, &decided).await;
    let post = |name: &str, link: &str| Post {
        name: name.to_owned(),
        channel: "linkedin".to_owned(),
        on: None,
        cents: None,
        link: Some(link.to_owned()),
        address: None,
    };
    let campaign = Campaign {
        slug: "soir".to_owned(),
        name: "Un soir".to_owned(),
        posts: vec![post("Une", "linkedin"), post("Deux", "presse")],
        ..Campaign::default()
    };
    let dossier = Dossier { campaign, ..Dossier::default() };
    let store = world.app.store().clone();
    assert_eq!(keep_campaign(&store, &dossier, "RH", world.now()).await.unwrap(), Ok(()));

    let mut applied = 0;
    for (link, people, passing) in [("linkedin", 6, 4), ("presse", 5, 0), ("salon", 1, 0)] {
        for _ in 0..people {
            let mut visitor: Visitor = world.arrives_by(&format!("/r/{link}")).await;
            let exchange = ExchangeId::new(world.asks(&mut visitor, ASKED).await["exchange"].as_str().unwrap());
            applied += 1;
            // Twice on one offer is one person; the third one goes to another too.
            for offer in [&["sysadmin"][..], &["sysadmin", "sysadmin"], &["sysadmin", "archiviste"], &[]][applied % 4] {
                store.count_apply_click(offer, "2026-11-24", Some(&exchange), None).await.unwrap();
            }
        }
        for _ in 0..passing {
            world.arrives_by(&format!("/r/{link}")).await;
        }
    }
    world.as_role(StaffRole::Rh).await;
    // Who came by the press stands beside one person of the fair, and would tell them.
    let expected = [
        ("apply_clicks_by_offer", (json!({ "archiviste": 3, "sysadmin": 9 }), json!(12), json!("known"))),
        ("click_to_arrival", (json!(73.33), json!(15), json!("known"))),
        ("click_to_arrival_by_source", (json!({ "linkedin": { "share": 60.0, "clicks": 10 } }), json!(15), json!("known"))),
    ];
    let told = |report: &Value| expected.clone().map(|(key, _)| (key, figure(report, key)));
    assert_eq!(told(&world.report(&session).await), expected);

    // Frozen with the rest: later clicks are of another evening.
    world.clock.turn_to(at(CLOSES) + SignedDuration::from_hours(24 * 8));
    freeze_ended(&store, world.now()).await.unwrap();
    world.arrives_by("/r/linkedin").await;
    world.as_role(StaffRole::Rh).await;
    assert_eq!(told(&world.report(&session).await), expected);
}
