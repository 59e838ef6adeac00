//! Who asks to be reminded of a session is, where they asked, once for each
//! reminder; nobody is written to first.

use jiff::SignedDuration;
use serde_json::json;
use tchat::words::{SessionId, StaffRole};

use crate::fake_discord::FakeDiscord;
use crate::road::until;
use crate::world::{Base, Visitor, World, on_both};

on_both!(
    who_asked_is_reminded_once_where_they_asked,
    who_asked_is_told_of_a_new_date_and_that_the_session_is_off,
    an_erased_person_is_not_reminded,
);

const REMINDER: &str = "demandé ce rappel";

/// A session on the Thursday of the next week but one, at six in the evening.
async fn plans(world: &World) -> String {
    let fields = [("titre", "Un soir"), ("date", "2026-12-03"), ("heure", "18:00"), ("duree", "90")];
    assert_eq!(world.send_form("/staff/sessions", &fields).await.status(), 303);
    "2026-12-03-un-soir".to_owned()
}

/// A visitor who is of age and asked something.
async fn visitor(world: &World) -> Visitor {
    let mut visitor = Visitor::default();
    let answer = world.asks(&mut visitor, "quel est le salaire ?").await;
    world.taps(&visitor, &answer["exchange"], json!("confirm_age")).await;
    visitor
}

async fn page(world: &World, visitor: &Visitor) -> String {
    world.send_form("/", &[("conversation", visitor.conversation.as_deref().unwrap())]).await.text().await.unwrap()
}

async fn wishes(world: &World, visitor: &Visitor, session: &str) -> String {
    let body = json!({ "conversation": visitor.conversation, "gesture": "remind", "session": session });
    let told: serde_json::Value = world.post("/api/geste", &body).await.json().await.unwrap();
    told["text"].as_str().unwrap().to_owned()
}

async fn who_asked_is_reminded_once_where_they_asked(base: Base) {
    let discord = FakeDiscord::start().await;
    let mut world = World::with_discord(base, &discord).await;
    world.staff_enters().await;
    let session = plans(&world).await;
    discord.bot_is_ready().await;
    let channel = discord.text_channel("accueil");
    let (anne, bilal) = (discord.user("anne"), discord.user("bilal"));

    // Bilal opened no conversation: he is not written to.
    let listed = bilal.runs("/sessions", &[], &channel).await.reply().await;
    let refused = bilal.selects_in(&listed, "Me le rappeler", &session).await.reply().await;
    let aged = bilal.presses(&refused, "J'ai 15\u{a0}ans ou plus").await.reply().await;
    assert!(aged.content.starts_with("Merci"), "{}", aged.content);
    let refused = bilal.selects_in(&listed, "Me le rappeler", &session).await.reply().await;
    assert!(refused.content.contains("Je n'écris jamais le premier"), "{}", refused.content);

    // Anne writes to the bot herself.
    let hello = anne.writes_dm("bonjour").await;
    let notice = anne.sees_answer_to(&hello).await;
    anne.presses(&notice, "J'ai 15\u{a0}ans ou plus").await.reply().await;
    let listed = anne.runs("/sessions", &[], &channel).await.reply().await;
    for _ in 0..2 {
        let noted = anne.selects_in(&listed, "Me le rappeler", &session).await.reply().await;
        assert!(noted.content.contains("03/12/2026 à 18\u{a0}h\u{a0}00"), "{}", noted.content);
    }

    // Chloé asks on the page; Dan asks nothing.
    let (chloe, dan) = (visitor(&world).await, visitor(&world).await);
    assert!(page(&world, &chloe).await.contains(">Me le rappeler</button>"));
    assert!(wishes(&world, &chloe, &session).await.starts_with("C'est noté"));
    assert!(!page(&world, &chloe).await.contains(">Me le rappeler</button>"));

    // The week before is over at 10:00 on the Thursday; the program restarts meanwhile.
    world.after(SignedDuration::from_hours(24 * 4));
    let reminders = || discord.messages_of_bot().iter().filter(|message| message.content.contains(REMINDER)).count();
    until(async || reminders().to_string(), |count| count == "1").await;
    let world = world.restart().await;
    world.after(SignedDuration::from_hours(24 * 6));
    until(async || reminders().to_string(), |count| count == "2").await;
    world.after(SignedDuration::from_hours(22) + SignedDuration::from_mins(50));
    until(async || reminders().to_string(), |count| count == "3").await;
    discord.settles(std::time::Duration::from_secs(3)).await;
    assert_eq!(reminders(), 3, "a week, a day, a quarter of an hour before; once each");
    let to = discord.messages_of_bot().into_iter().filter(|message| message.content.contains(REMINDER));
    assert!(to.into_iter().all(|message| message.channel == anne.dm().id), "in the conversation Anne opened");
    assert!(page(&world, &chloe).await.contains(REMINDER) && !page(&world, &dan).await.contains(REMINDER));
    assert!(wishes(&world, &dan, &session).await.contains("trop tard pour un rappel"));
    assert!(wishes(&world, &dan, "2026-12-31-jamais").await.contains("trop ancien"));
    world.app.stop().await;
}

async fn who_asked_is_told_of_a_new_date_and_that_the_session_is_off(base: Base) {
    let discord = FakeDiscord::start().await;
    let mut world = World::with_discord(base, &discord).await;
    world.staff_enters().await;
    let session = plans(&world).await;
    discord.bot_is_ready().await;
    let (anne, channel) = (discord.user("anne"), discord.text_channel("accueil"));
    let notice = anne.sees_answer_to(&anne.writes_dm("bonjour").await).await;
    anne.presses(&notice, "J'ai 15\u{a0}ans ou plus").await.reply().await;
    let listed = anne.runs("/sessions", &[], &channel).await.reply().await;
    anne.selects_in(&listed, "Me le rappeler", &session).await.reply().await;
    let chloe = visitor(&world).await;
    assert!(wishes(&world, &chloe, &session).await.starts_with("C'est noté"));
    let told = |words: &str| discord.messages_of_bot().iter().filter(|message| message.content.contains(words)).count().to_string();

    // The week before is told, then HR puts the session off by a week.
    world.after(SignedDuration::from_hours(24 * 4));
    until(async || told(REMINDER), |count| count == "1").await;
    world.as_role(StaffRole::Rh).await;
    let put_off = async |world: &World, hour| {
        let fields = [("titre", "Un soir"), ("date", "2026-12-10"), ("heure", hour), ("duree", "90")];
        assert_eq!(world.changes_plan(&session, &fields).await.status(), 303);
    };
    put_off(&world, "18:00").await;
    discord.settles(std::time::Duration::from_secs(3)).await;
    assert_eq!(told(REMINDER), "1", "no reminder of the new date is due");
    world.after(SignedDuration::from_hours(24 * 7));
    until(async || told("10/12/2026 à 18\u{a0}h\u{a0}00"), |count| count == "1").await;
    assert!(page(&world, &chloe).await.contains("10/12/2026 à 18\u{a0}h\u{a0}00"));
    // Whoever was told an hour that is no more is told the new one at once.
    world.as_role(StaffRole::Rh).await;
    put_off(&world, "19:00").await;
    until(async || told("10/12/2026 à 19\u{a0}h\u{a0}00"), |count| count == "1").await;

    world.send_form(&format!("/staff/sessions/{session}/annuler"), &[]).await;
    assert_eq!(world.app.store().session(&SessionId::new(&*session)).await.unwrap(), None);
    until(async || told("n'a pas lieu"), |count| count == "1").await;
    discord.settles(std::time::Duration::from_secs(3)).await;
    assert_eq!((told("n'a pas lieu"), told(REMINDER)), ("1".to_owned(), "3".to_owned()), "one line for three reminders");
    world.app.stop().await;
}

async fn an_erased_person_is_not_reminded(base: Base) {
    let mut world = World::start(base).await;
    world.staff_enters().await;
    let session = plans(&world).await;
    let anne = visitor(&world).await;
    wishes(&world, &anne, &session).await;
    let conversation = [("conversation", anne.conversation.as_deref().unwrap())];
    let kept = world.send_form("/mes-donnees/fichier", &conversation).await.text().await.unwrap();
    assert!(kept.contains("Rappels demandés") && kept.contains("Un soir"), "{kept}");
    let erase = [conversation[0], ("confirme", "oui")];
    world.send_form("/mes-donnees/effacer", &erase).await;
    world.after(SignedDuration::from_hours(24 * 5));
    let session = world.app.store().session(&SessionId::new(session)).await.unwrap().unwrap();
    let told = world.app.store().tell_reminders(&session, "week", &[], "…", world.now()).await.unwrap();
    assert_eq!(told, 0);
    world.app.stop().await;
}
