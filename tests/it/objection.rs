//! The rights over one's data on the web page, and in the database.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use tchat::privacy::Limits;
use tchat::store::Store;
use tchat::words::{Door, Person, Right, RightUsed};

use crate::postgres;
use crate::world::{BEGINNING, Base, Visitor, World, on_both};

on_both!(
    a_visitor_objects_and_takes_it_back_on_the_page,
    the_last_of_two_rights_counts_and_old_erasures_are_forgotten,
    what_was_ticked_goes_with_its_person,
    a_question_and_an_objection_at_once_leave_nothing_of_their_person,
);

const ASKED: &str = "combien de jours de télétravail par semaine ?";

async fn a_visitor_objects_and_takes_it_back_on_the_page(base: Base) {
    let world = World::start(base).await;
    let mut anne = Visitor::default();
    let first = world.asks(&mut anne, ASKED).await;
    world.taps(&anne, &first["exchange"], json!("confirm_age")).await;
    world.asks(&mut anne, "quel est le salaire ?").await;
    let token = anne.conversation.clone().unwrap();
    let mine = ("conversation", token.as_str());
    let page = async |path: &str, more: &[(&str, &str)]| world.send_form(path, &[&[mine], more].concat()).await.text().await.unwrap();
    assert!(page("/mes-donnees", &[]).await.contains("M'opposer"));
    let sure = page("/mes-donnees/opposer", &[]).await;
    assert!(sure.contains("Vous opposer efface") && sure.contains("Oui, m'opposer"), "{sure}");
    let keys = tchat::privacy::Keys::open(&world.settings.key_file).unwrap();
    let person = keys.person(Door::Web, &token, world.now()).unwrap();
    assert_eq!(world.app.store().data_of(&person).await.unwrap().unwrap().exchanges.len(), 2, "asking is not doing");
    let done = page("/mes-donnees/opposer", &[("confirme", "oui")]).await;
    assert!(done.contains("plus rien ne sera gardé") && done.contains("Lever mon opposition"), "{done}");
    assert_eq!(world.app.store().data_of(&person).await.unwrap(), None);

    let answer = world.asks(&mut anne, ASKED).await;
    assert_eq!((&answer["outcome"], &answer["offers"], &answer["notice"]), (&json!("answer"), &json!([]), &json!(null)));
    let told = world.taps(&anne, &answer["exchange"], json!("confirm_age")).await;
    assert!(told["text"].as_str().unwrap().starts_with("Vous vous êtes opposé(e)"), "{told}");
    assert_eq!(world.app.store().data_of(&person).await.unwrap(), None);
    assert!(page("/mes-donnees", &[]).await.contains("Lever mon opposition"));

    assert!(page("/mes-donnees/lever", &[]).await.contains("Votre opposition est levée"));
    let first = world.asks(&mut anne, "faut-il un concours ?").await;
    world.taps(&anne, &first["exchange"], json!("confirm_age")).await;
    world.after(SignedDuration::from_secs(1));
    world.asks(&mut anne, ASKED).await;
    let kept = world.app.store().data_of(&person).await.unwrap().unwrap().exchanges;
    assert_eq!(kept.iter().map(|one| one.question.as_deref()).collect::<Vec<_>>(), [None, Some(ASKED)]);
    world.app.stop().await;
}

async fn store(base: Base, folder: &tempfile::TempDir) -> Store {
    let url = match base {
        Base::Sqlite => format!("sqlite:{}", folder.path().join("tchat.db").display()),
        Base::Postgres => postgres::database().await,
    };
    Store::open(&url).await.unwrap()
}

fn now() -> Timestamp {
    BEGINNING.parse().unwrap()
}

async fn the_last_of_two_rights_counts_and_old_erasures_are_forgotten(base: Base) {
    let folder = tempfile::tempdir().unwrap();
    let store = store(base, &folder).await;
    let (anne, bilal) = (Person::new("anne"), Person::new("bilal"));
    store.lift_objection(&anne, now()).await.unwrap();
    assert_eq!(store.rights_used().await.unwrap(), [], "there was nothing to take back");
    // All at one instant: what is done last counts.
    for objects in [true, false, true] {
        match objects {
            true => store.object(&anne, "nobody", now()).await.unwrap(),
            false => store.lift_objection(&anne, now()).await.unwrap(),
        }
        assert_eq!(store.objects(&anne).await.unwrap(), objects);
    }
    assert!(!store.confirm_age(&anne, now()).await.unwrap() && !store.tick(&anne, "age", Some("26-35"), now()).await.unwrap());
    store.carry_objection(&anne, &bilal, "nobody", now()).await.unwrap();
    assert!(store.objects(&bilal).await.unwrap());
    store.lift_objection(&bilal, now()).await.unwrap();
    store.carry_objection(&anne, &bilal, "nobody", now()).await.unwrap();
    assert!(!store.objects(&bilal).await.unwrap(), "what was taken back is not carried over again");

    let chloe = Person::new("chloe");
    store.erase(&chloe, "nobody", now()).await.unwrap();
    let used = store.rights_used().await.unwrap();
    assert_eq!(used.len(), 6);
    assert!(!store.replay_right(&used[0], "nobody").await.unwrap(), "it is known");
    let later = now() + SignedDuration::from_hours(24 * 366);
    assert_eq!(store.clear_rights(Limits::at(later).erasures_before, later).await.unwrap(), 1);
    assert_eq!(store.rights_used().await.unwrap().len(), 5, "objections stay");

    // A right that the database lost erases what came before it, not after.
    store.confirm_age(&chloe, now()).await.unwrap();
    let early = RightUsed { person: chloe.clone(), right: Right::Erased, at: now() - SignedDuration::from_secs(1) };
    assert!(store.replay_right(&early, "nobody").await.unwrap());
    assert!(store.data_of(&chloe).await.unwrap().is_some());
    let late = RightUsed { at: now() + SignedDuration::from_secs(1), ..early };
    assert!(store.replay_right(&late, "nobody").await.unwrap());
    assert_eq!(store.data_of(&chloe).await.unwrap(), None);
    store.close().await;
}

async fn what_was_ticked_goes_with_its_person(base: Base) {
    let folder = tempfile::tempdir().unwrap();
    let store = store(base, &folder).await;
    let anne = Person::new("anne");
    let clears = async |days: i64| {
        let at = now() + SignedDuration::from_hours(24 * days);
        let limits = Limits::at(at);
        store.clear_expired(limits.text_before, limits.address_before, at).await.unwrap();
    };
    store.confirm_age(&anne, now()).await.unwrap();
    let later = now() + SignedDuration::from_hours(24 * 30);
    assert!(store.tick(&anne, "age", Some("26-35"), later).await.unwrap());
    assert!(store.tick(&anne, "age", Some("36-45"), later).await.unwrap());
    clears(100).await;
    assert_eq!(store.data_of(&anne).await.unwrap().unwrap().profile, [("age".to_owned(), "36-45".to_owned())], "ninety days from the tick");
    clears(121).await;
    assert_eq!(store.data_of(&anne).await.unwrap(), None);
    store.confirm_age(&anne, now()).await.unwrap();
    assert_eq!(store.data_of(&anne).await.unwrap().unwrap().profile, []);
    store.close().await;
}

async fn a_question_and_an_objection_at_once_leave_nothing_of_their_person(base: Base) {
    let world = World::start(base).await;
    let keys = tchat::privacy::Keys::open(&world.settings.key_file).unwrap();
    for _ in 0..20 {
        let mut anne = Visitor { conversation: Some(tchat::words::random_word()), source: None };
        let person = keys.person(Door::Web, anne.conversation.as_deref().unwrap(), world.now()).unwrap();
        let (_, objected) = tokio::join!(world.asks(&mut anne, ASKED), world.app.store().object(&person, "nobody", world.now()));
        objected.unwrap();
        assert_eq!(world.app.store().data_of(&person).await.unwrap(), None);
    }
    world.app.stop().await;
}
