//! The plan of a session, changed by several people, before and after it began by
//! its hour or by hand.

use jiff::{SignedDuration, Timestamp};
use tchat::sessions::plan;
use tchat::store::{Planned, PlannedSession};
use tchat::words::SessionId;

use crate::store::{Kept, kept};
use crate::world::{Base, World, on_both};

on_both!(
    costs_are_typed_after_a_session_was_opened_and_closed_by_hand,
    a_session_opened_by_hand_lasts_as_long_and_takes_no_other_s_time,
    of_two_people_who_change_a_plan_nobody_loses_anything,
    of_two_changes_at_once_one_is_kept,
    a_session_that_is_changed_opened_and_called_off_at_once_makes_nobody_wait,
);

const ID: &str = "2026-12-03-un-soir";

async fn hr_plans(base: Base) -> World {
    let mut world = World::start(base).await;
    world.staff_enters().await;
    let fields = [("titre", "Un soir"), ("date", "2026-12-03"), ("heure", "18:00"), ("duree", "90")];
    assert_eq!(world.send_form("/staff/sessions", &fields).await.status(), 303);
    world
}

impl World {
    async fn planned(&self, id: &str) -> PlannedSession {
        self.app.store().session(&SessionId::new(id)).await.unwrap().unwrap()
    }

    async fn does(&self, gesture: &str) {
        assert_eq!(self.send_form(&format!("/staff/sessions/{ID}/{gesture}"), &[]).await.status(), 303, "{gesture}");
    }
}

async fn costs_are_typed_after_a_session_was_opened_and_closed_by_hand(base: Base) {
    let world = hr_plans(base).await;
    // No gesture falls on a whole minute.
    world.after(SignedDuration::from_millis(61_234));
    for (gesture, costs) in [("ouvrir", "visuels ; 450,50"), ("clore", "visuels ; 451,00")] {
        world.does(gesture).await;
        let before = world.planned(ID).await;
        let page = world.staff_page(&format!("/staff/sessions/{ID}")).await;
        assert!(page.contains("La session a commencé") && !page.contains("name=\"date\""), "{page}");
        assert_eq!(world.changes_plan(ID, &[("titre", "Un soir d'hiver"), ("couts", costs)]).await.status(), 303, "{gesture}");
        let after = world.planned(ID).await;
        assert_eq!((after.opens_at, after.closes_at, after.title.as_str()), (before.opens_at, before.closes_at, "Un soir d'hiver"));
        assert!(world.staff_page(&format!("/staff/sessions/{ID}")).await.contains(costs));
        world.after(SignedDuration::from_millis(61_234));
    }
    // Another date, from a form that was opened before, is not passed over in silence.
    let late = [("titre", "Un soir"), ("date", "2026-12-04"), ("heure", "18:00"), ("duree", "90"), ("couts", "salle ; 3")];
    let refused = world.changes_plan(ID, &late).await;
    assert_eq!(refused.status(), 422);
    let refused = refused.text().await.unwrap();
    assert!(refused.contains("La session a commencé\u{a0}: sa date, sa durée et son canal ne changent plus"), "{refused}");
    assert!(refused.contains("salle ; 3"), "what was typed stays");
    world.app.stop().await;
}

async fn a_session_opened_by_hand_lasts_as_long_and_takes_no_other_s_time(base: Base) {
    let world = hr_plans(base).await;
    let now = world.now();
    let current = plan("En ce moment", now, now + SignedDuration::from_mins(30), now).unwrap();
    assert_eq!(world.app.store().plan_session(&current, now).await.unwrap(), Planned::Kept);
    let before = world.planned(ID).await;
    let refused = world.send_form(&format!("/staff/sessions/{ID}/ouvrir"), &[]).await;
    assert_eq!(refused.status(), 422);
    let refused = refused.text().await.unwrap();
    assert!(refused.contains("La session «\u{a0}En ce moment\u{a0}» aurait lieu en même temps"), "{refused}");
    assert_eq!(world.planned(ID).await, before);

    world.after(SignedDuration::from_mins(30));
    world.does("ouvrir").await;
    let opened = world.planned(ID).await;
    assert_eq!((opened.opens_at, opened.closes_at), (world.now(), world.now() + SignedDuration::from_mins(90)));
    world.does("ouvrir").await;
    assert_eq!(world.planned(ID).await, opened, "it is open already");
    world.app.stop().await;
}

async fn of_two_people_who_change_a_plan_nobody_loses_anything(base: Base) {
    let world = hr_plans(base).await;
    let plan = |costs, mark| {
        [("titre", "Un soir"), ("date", "2026-12-03"), ("heure", "18:00"), ("duree", "90"), ("couts", costs), ("marque", mark)]
    };
    let path = format!("/staff/sessions/{ID}");
    let opened = world.mark_of_plan(ID).await;
    assert_eq!(world.send_form(&path, &plan("visuels ; 10", &opened)).await.status(), 303);
    for mark in [opened.as_str(), ""] {
        let refused = world.send_form(&path, &plan("salle ; 20", mark)).await;
        assert_eq!(refused.status(), 409);
        let refused = refused.text().await.unwrap();
        assert!(refused.contains("une autre personne a changé ce plan pendant que vous écriviez"), "{refused}");
        assert!(refused.contains("<li>Coûts payés à d&#39;autres&nbsp;: <span class=\"copied\">visuels ; 10,00</span></li>"), "{refused}");
        assert!(refused.contains("salle ; 20</textarea>"), "what was typed stays: {refused}");
        assert!(world.staff_page(&path).await.contains("visuels ; 10,00"), "what the colleague wrote stands");
    }
    // The page that refused stands on the plan as it is now: saved again, knowingly.
    let again = world.mark_of_plan(ID).await;
    assert_eq!(world.send_form(&path, &plan("salle ; 20", &again)).await.status(), 303);
    assert!(world.staff_page(&path).await.contains("salle ; 20,00"));
    world.app.stop().await;
}

async fn of_two_changes_at_once_one_is_kept(base: Base) {
    let Kept { store, now, .. } = &kept(base).await;
    let hours = |hours: i64| *now + SignedDuration::from_hours(hours);
    let session = plan("Un soir", hours(24), hours(26), *now).unwrap();
    store.plan_session(&session, *now).await.unwrap();
    let at = |opens_at: Timestamp| PlannedSession { opens_at, closes_at: opens_at + SignedDuration::from_hours(2), ..session.clone() };
    let moved: Vec<_> = (0..8).map(|number| at(hours(30 + 3 * number))).collect();
    let done = futures::future::join_all(moved.iter().map(|moved| store.replan_session(&session, moved, vec![], *now))).await;
    let done: Vec<_> = done.into_iter().map(Result::unwrap).collect();
    assert_eq!(done.iter().filter(|planned| **planned == Planned::Kept).count(), 1, "{done:?}");
    assert!(done.iter().all(|planned| [Planned::Kept, Planned::Changed].contains(planned)), "{done:?}");

    // Where it stays, what takes place meanwhile elsewhere is not in its way.
    let standing = store.session(&session.id).await.unwrap().unwrap();
    let other = plan("Un autre", hours(200), hours(201), *now).unwrap();
    store.plan_session(&other, *now).await.unwrap();
    let renamed = PlannedSession { title: "Renommée".to_owned(), ..standing.clone() };
    assert_eq!(store.replan_session(&standing, &renamed, vec![], *now).await.unwrap(), Planned::Kept);
    let onto = PlannedSession { opens_at: other.opens_at, closes_at: other.closes_at, ..renamed.clone() };
    assert_eq!(store.replan_session(&renamed, &onto, vec![], *now).await.unwrap(), Planned::Overlaps("Un autre".to_owned()));
    let absent = PlannedSession { id: SessionId::new("absente"), ..renamed };
    assert_eq!(store.replan_session(&absent, &absent, vec![], *now).await.unwrap(), Planned::TooLate);
}

async fn a_session_that_is_changed_opened_and_called_off_at_once_makes_nobody_wait(base: Base) {
    let Kept { store, now, .. } = &kept(base).await;
    let hours = |hours: i64| *now + SignedDuration::from_hours(hours);
    for number in 0..12 {
        let session = plan(&format!("Un soir {number}"), hours(24), hours(26), *now).unwrap();
        store.plan_session(&session, *now).await.unwrap();
        let moved = PlannedSession { opens_at: hours(48), closes_at: hours(50), ..session.clone() };
        let (called_off, changed, opened) = tokio::join!(
            store.call_off_session(&session.id, "annulée", *now),
            store.replan_session(&session, &moved, vec!["soon"], *now),
            store.open_session(&session.id, *now),
        );
        assert!([Planned::Kept, Planned::Changed, Planned::TooLate].contains(&changed.unwrap()), "{number}");
        opened.unwrap();
        if !called_off.unwrap() {
            store.close_session(&session.id, *now, *now).await.unwrap();
        }
    }
}
