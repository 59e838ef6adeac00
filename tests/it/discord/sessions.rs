//! A session as Discord shows it: planned by a command, its event, what
//! announces it, its last call and its report, each said once.

use std::time::Duration;

use futures::future::join_all;
use jiff::SignedDuration;
use serde_json::json;
use serenity::all::Permissions;
use tchat::app::App;
use tchat::clock::read_instant;
use tchat::sessions::plan;
use tchat::store::PostKind;
use tchat::words::{Owed, QueuedId, SessionId, StaffRole};

use super::bot::{ANSWER, ASKED, UNKNOWN};
use super::team::{A_FEW_BEATS, Place};
use crate::fake_discord::{Channel, EventRecord, Fault};
use crate::world::{Base, Visitor, World, on_both};

on_both!(
    a_session_planned_by_a_command_has_one_event_that_follows_its_plan_until_it_is_called_off,
    an_event_that_was_made_while_the_answer_was_lost_is_not_made_twice,
    what_keeps_an_event_from_being_made_is_told_once_and_the_session_goes_on,
    an_event_begins_and_ends_with_its_session,
    a_session_is_announced_once_with_the_way_to_ask_at_once_or_at_the_hour_chosen,
    an_announcement_that_cannot_be_is_said_in_one_sentence,
    the_last_call_is_said_once_where_the_session_was_announced_and_on_the_page,
    the_report_is_posted_once_when_the_session_closes_with_what_was_promised,
    a_report_is_told_in_words_where_no_file_may_be_posted,
    what_is_wrong_with_a_plan_is_said_at_once_and_what_was_typed_comes_back,
    of_several_at_once_one_has_what_is_said_of_a_session_in_hand,
);

const SITE: &str = "https://tchat.exemple.fr";
const TITLE: &str = "Un soir d'hiver";
const ID: &str = "2026-12-03-un-soir-d-hiver";
const EVENTS: &str = "/guilds/*/scheduled-events";

async fn with_site(base: Base) -> Place {
    Place::open_at(base, Some(SITE), |_, _| ()).await
}

impl Place {
    /// The team plans a session by the command.
    async fn plans(&self, begins: &str, minutes: &str, more: &[(&str, &str)]) -> String {
        let options = [&[("titre", TITLE), ("debut", begins), ("duree", minutes)], more].concat();
        self.runs("/tchat planifier", &options).await.content
    }

    /// The only event, once it is like this.
    async fn event(&self, what: &str, is: impl Fn(&EventRecord) -> bool) -> EventRecord {
        let event = self.discord.wait_until(what, |state| state.events.values().find(|event| is(event)).cloned()).await;
        assert_eq!(self.discord.events().len(), 1, "{:?}", self.discord.events());
        event
    }

    async fn no_event(&self) {
        self.discord.wait_until("no event", |state| state.events.is_empty().then_some(())).await;
    }

    /// What the bot said in a channel that holds these words.
    fn said_in(&self, channel: &Channel, words: &str) -> usize {
        self.staff.messages_in(channel).iter().filter(|message| !message.is_ephemeral() && message.content.contains(words)).count()
    }

    /// The alerts on something, told so far.
    fn alerts_on(&self, words: &str) -> usize {
        self.told().iter().filter(|told| told.contains("🔔") && told.contains(words)).count()
    }
}

async fn a_session_planned_by_a_command_has_one_event_that_follows_its_plan_until_it_is_called_off(base: Base) {
    let mut place = with_site(base).await;
    let told = place.plans("2026-12-03 18:00", "90", &[("annonce", "Venez !")]).await.replace('\u{a0}', " ");
    assert!(told.starts_with("✅ Session planifiée : **Un soir d'hiver**\njeudi 3 décembre 2026, de 18 h 00 à 19 h 30"), "{told}");
    assert!(told.contains(&format!("<{SITE}/staff/sessions/{ID}>")), "{told}");
    let event = place.event("the event", |_| true).await;
    assert_eq!((event.name(), event.body["description"].as_str()), (TITLE, Some(&*format!("Venez !\n\n{SITE}/sessions/{ID}"))));
    assert_eq!(event.body["entity_metadata"]["location"], format!("{SITE}/sessions/{ID}"));
    assert_eq!(
        (event.body["scheduled_start_time"].as_str(), event.body["scheduled_end_time"].as_str()),
        (Some("2026-12-03T17:00:00Z"), Some("2026-12-03T18:30:00Z"))
    );

    let again = place.restart().await;
    place = again;
    place.discord.settles(A_FEW_BEATS).await;
    assert_eq!(place.discord.requests("POST", EVENTS).len(), 1, "a restart makes no other event");
    assert_eq!(place.discord.requests("PATCH", "/guilds/*/scheduled-events/*").len(), 0, "nothing changed");

    place.world.as_role(StaffRole::Rh).await;
    let form = |title, canal| [("titre", title), ("date", "2026-12-03"), ("heure", "18:30"), ("duree", "60"), ("canal", canal)];
    place.world.changes_plan(ID, &form("Un autre soir", "")).await;
    let changed = place.event("the changed event", |event| event.name() == "Un autre soir").await;
    assert_eq!((changed.id, changed.body["scheduled_start_time"].as_str()), (event.id, Some("2026-12-03T17:30:00Z")));
    place.world.changes_plan(ID, &form("Un autre soir", "web")).await;
    place.no_event().await;
    place.world.changes_plan(ID, &form("Un autre soir", "discord")).await;
    place.event("a new event", |event| event.id != changed.id).await;

    let told = place.runs("/tchat annuler", &[("session", ID)]).await.content;
    assert!(told.starts_with("La session «\u{a0}Un autre soir\u{a0}» est annulée"), "{told}");
    place.no_event().await;
    assert_eq!(place.world.app.store().session(&SessionId::new(ID)).await.unwrap(), None);
    place.world.app.stop().await;
}

async fn an_event_that_was_made_while_the_answer_was_lost_is_not_made_twice(base: Base) {
    let place = with_site(base).await;
    place.discord.fault(Fault::on("POST", EVENTS).drops().once_done());
    place.plans("2026-12-03 18:00", "90", &[]).await;
    place.event("the event", |_| true).await;
    // Past the pause after a lost answer.
    place.discord.settles(Duration::from_secs(3)).await;
    place.world.after(SignedDuration::from_secs(11));
    place
        .discord
        .wait_until("the event to be recognised", |state| {
            state.requests.iter().any(|request| request.method == "PATCH" && request.path.contains("/scheduled-events/")).then_some(())
        })
        .await;
    place.discord.settles(A_FEW_BEATS).await;
    assert_eq!((place.discord.events().len(), place.discord.requests("POST", EVENTS).len()), (1, 1));
    place.world.app.stop().await;
}

async fn what_keeps_an_event_from_being_made_is_told_once_and_the_session_goes_on(base: Base) {
    let place = with_site(base).await;
    place.discord.forbid_everywhere(Permissions::CREATE_EVENTS | Permissions::MANAGE_EVENTS);
    place.plans("2026-12-03 18:00", "90", &[]).await;
    place.is_told("cochez «\u{a0}Créer des évènements\u{a0}» et «\u{a0}Gérer les évènements\u{a0}» pour le rôle du bot").await;
    assert!(place.world.app.store().session(&SessionId::new(ID)).await.unwrap().is_some());
    place.world.after(SignedDuration::from_mins(61));
    place.discord.settles(A_FEW_BEATS).await;
    assert_eq!(place.alerts_on("évènements"), 1, "it is told once: {:?}", place.told());
    assert_eq!(place.discord.requests("POST", EVENTS).len(), 2, "it was tried again after an hour");

    // The box is ticked; but there are a hundred events already.
    place.discord.change(|state| {
        state.bot_permissions |= Permissions::CREATE_EVENTS;
        let (guild, owner) = (*state.guilds.keys().next().unwrap(), state.guilds.values().next().unwrap().owner);
        for _ in 0..100 {
            let id = state.new_id();
            let body = json!({ "name": "Un autre", "scheduled_start_time": "2026-12-24T17:00:00Z" });
            state.events.insert(id, EventRecord { id, guild, creator: owner, status: 1, body });
        }
    });
    place.plans("2026-12-10 18:00", "90", &[]).await;
    place.is_told("le serveur a déjà cent évènements").await;
    place.discord.change(|state| state.events.clear());
    place.world.after(SignedDuration::from_mins(61));
    place.discord.wait_until("both events", |state| (state.events.len() == 2).then_some(())).await;
    place.world.app.stop().await;
}

async fn an_event_begins_and_ends_with_its_session(base: Base) {
    let mut place = with_site(base).await;
    place.plans("2026-11-22 20:00", "60", &[]).await;
    place.event("the event", |event| event.status == 1).await;
    place.world.as_role(StaffRole::Rh).await;
    // Half an hour early, and over before its hour.
    place.world.after(SignedDuration::from_mins(30));
    place.world.send_form("/staff/sessions/2026-11-22-un-soir-d-hiver/ouvrir", &[]).await;
    let ends = |event: &EventRecord, hour: &str| event.body["scheduled_end_time"].as_str().is_some_and(|end| end.starts_with(hour));
    place.event("the event to begin, and to end as much earlier", |event| event.status == 2 && ends(event, "2026-11-22T19:3")).await;
    place.world.after(SignedDuration::from_mins(30));
    place.world.send_form("/staff/sessions/2026-11-22-un-soir-d-hiver/clore", &[]).await;
    place.event("the event to end", |event| event.status == 3).await;
    place.discord.settles(A_FEW_BEATS).await;
    assert_eq!(place.discord.requests("PATCH", "/guilds/*/scheduled-events/*").len(), 3, "its beginning, its new end, its end");
    place.world.app.stop().await;
}

async fn a_session_is_announced_once_with_the_way_to_ask_at_once_or_at_the_hour_chosen(base: Base) {
    let place = with_site(base).await;
    let anne = place.discord.user("anne");
    assert_eq!(place.runs("/tchat panneau", &[]).await.content, "Le panneau est en place.");
    place.plans("2026-12-03 18:00", "90", &[("annonce", "Venez nombreux.")]).await;
    let told = place.staff.runs("/tchat annoncer", &[], &place.office).await.reply().await;
    assert_eq!(
        told.content,
        format!("📣 L'annonce de la session «\u{a0}{TITLE}\u{a0}» part dans <#{}>.", place.hall.id),
        "in the panel's channel"
    );
    let read = anne.sees(&place.hall, |message| message.content.contains("Venez nombreux.")).await;
    let text = read.content.replace('\u{a0}', " ");
    assert!(
        text.starts_with("**Un soir d'hiver**\njeudi 3 décembre 2026, de 18 h 00 à 19 h 30, heure de Paris (<t:1796317200:F>)"),
        "{text}"
    );
    assert!(text.ends_with(&format!("<{SITE}/sessions/{ID}>")), "{text}");
    assert_eq!(read.labels(), ["Poser une question"]);
    let form = anne.presses(&read, "Poser une question").await.modal().await;
    let answered = anne.submits(&form, &[("texte", ASKED)]).await.reply().await;
    assert!(answered.content.contains(ANSWER), "{}", answered.content);
    let again = place.runs("/tchat annoncer", &[]).await.content;
    assert!(again.contains("est déjà annoncée"), "{again}");

    // Another one, at an hour to come, in a channel of its own; the program is restarted meanwhile.
    let elsewhere = place.discord.text_channel("annonces");
    place.plans("2026-12-10 18:00", "60", &[]).await;
    let (session, later) = ("2026-12-10-un-soir-d-hiver", "2026-12-01 18:00");
    place.discord.settles(A_FEW_BEATS).await;
    let typed = place.staff.types("/tchat annoncer", &[("session", "hiver")], &place.hall).await;
    assert_eq!(typed.choices().await.len(), 2);
    let options = [("session", session), ("salon", "annonces"), ("quand", later)];
    let told = place.runs("/tchat annoncer", &options).await.content.replace('\u{a0}', " ");
    assert!(told.contains(&format!("partira le 01/12/2026 à 18 h 00 dans <#{}>", elsewhere.id)), "{told}");
    let place = place.restart().await;
    place.discord.settles(A_FEW_BEATS).await;
    assert_eq!(place.said_in(&elsewhere, TITLE), 0, "not before its hour");
    place.world.clock.turn_to("2026-12-01T17:00:01Z".parse().unwrap());
    let read = anne.sees(&elsewhere, |message| message.content.contains(TITLE)).await;
    assert!(read.content.contains("Posez vos questions sur nos métiers"), "{}", read.content);
    let place = place.restart().await;
    place.discord.settles(A_FEW_BEATS).await;
    assert_eq!((place.said_in(&elsewhere, TITLE), place.said_in(&place.hall, TITLE)), (1, 1), "each is announced once");
    place.world.app.stop().await;
}

async fn an_announcement_that_cannot_be_is_said_in_one_sentence(base: Base) {
    let place = with_site(base).await;
    let announce = async |options: &[(&str, &str)]| place.runs("/tchat annoncer", options).await.content.replace('\u{a0}', " ");
    assert!(announce(&[]).await.starts_with("Aucune session à venir n'a lieu dans Discord"));
    place.plans("2026-12-03 18:00", "90", &[("canal", "la page web seulement")]).await;
    assert!(announce(&[]).await.starts_with("Aucune session à venir"), "one on the page alone is not announced here");
    assert!(announce(&[("session", ID)]).await.starts_with("Cette session n'a lieu que sur la page web"));
    assert!(announce(&[("session", "jamais")]).await.starts_with("Il n'y a pas de session de ce nom"));
    place.plans("2026-12-10 18:00", "90", &[]).await;
    assert!(announce(&[("quand", "2026-11-22 18:59")]).await.contains("est déjà passé : choisissez une heure à venir"));
    assert!(announce(&[("quand", "2026-12-10 19:30")]).await.starts_with("L'annonce partirait après la fin"));
    assert!(announce(&[("quand", "bientôt")]).await.starts_with("« bientôt » n'est pas une date"));
    assert!(announce(&[("salon", "équipe")]).await.starts_with("Ce salon est celui de l'équipe"));

    let closed = place.discord.text_channel("fermé");
    place.discord.forbid(&closed, Permissions::SEND_MESSAGES);
    assert!(announce(&[("salon", "fermé")]).await.starts_with("📣"));
    place.is_told(&format!("n'a pas pu être envoyé dans <#{}>", closed.id)).await;
    place.world.app.stop().await;
}

async fn the_last_call_is_said_once_where_the_session_was_announced_and_on_the_page(base: Base) {
    const WORDS: &str = "Plus que quelques minutes";
    let place = with_site(base).await;
    let hall = place.hall;
    place.plans("2026-11-22 19:05", "30", &[]).await;
    place.runs("/tchat annoncer", &[("salon", "accueil")]).await;
    place.world.after(SignedDuration::from_mins(24));
    place.discord.settles(A_FEW_BEATS).await;
    assert_eq!(place.said_in(&hall, WORDS), 0, "eleven minutes are left");
    assert!(!place.world.page("/").await.contains(WORDS));
    place.world.after(SignedDuration::from_mins(2));
    let read = place.staff.sees(&hall, |message| message.content.contains(WORDS)).await;
    assert_eq!(read.labels(), ["Poser une question"]);
    assert!(place.world.page("/").await.contains(WORDS));
    let place = place.restart().await;
    place.discord.settles(A_FEW_BEATS).await;
    assert_eq!(place.said_in(&hall, WORDS), 1, "once, across a restart");

    // One that is too short says nothing.
    place.world.after(SignedDuration::from_mins(15));
    let short = [("titre", "Un soir court"), ("debut", "2026-11-22 20:00"), ("duree", "19")];
    assert!(place.runs("/tchat planifier", &short).await.content.starts_with("✅"));
    assert!(place.runs("/tchat annoncer", &[("salon", "accueil")]).await.content.starts_with("📣"));
    place.world.clock.turn_to("2026-11-22T19:10:00Z".parse().unwrap());
    place.discord.settles(A_FEW_BEATS).await;
    assert_eq!(place.said_in(&hall, WORDS), 1);
    assert!(!place.world.page("/").await.contains(WORDS));
    place.world.app.stop().await;
}

async fn the_report_is_posted_once_when_the_session_closes_with_what_was_promised(base: Base) {
    let place = with_site(base).await;
    place.plans("2026-11-22 19:01", "30", &[]).await;
    place.event("the event", |_| true).await;
    place.world.after(SignedDuration::from_mins(2));
    let mut visitor = Visitor::default();
    place.world.asks(&mut visitor, ASKED).await;
    let asked = place.world.asks(&mut visitor, UNKNOWN).await;
    place.world.taps(&visitor, &asked["exchange"], json!("confirm_age_and_hand_over")).await;
    place.world.after(SignedDuration::from_mins(40));
    let told = place.is_told("🔔 Alerte\u{a0}: la session").await.content;
    assert!(told.contains(&format!("«\u{a0}{TITLE}\u{a0}» est finie. Son rapport est posté ici")), "{told}");
    let posted = place.is_told("📊 Rapport de la session").await;
    assert_eq!(posted.attachments[0]["filename"], "rapport-2026-11-22-un-soir-d-hiver.png", "its picture goes with it");
    let report = posted.content.replace('\u{a0}', " ");
    assert!(report.contains("**Un soir d'hiver**\n") && report.contains("- Personnes : 1\n"), "{report}");
    assert!(report.contains("Une question de cette session attend encore : réponse promise pour le 24/11/2026"), "{report}");
    assert!(report.contains(&format!("<{SITE}/staff/rapports/2026-11-22-un-soir-d-hiver>")), "{report}");
    let place = place.restart().await;
    place.discord.settles(A_FEW_BEATS).await;
    assert_eq!(place.said_in(&place.office, "📊"), 1, "once, across a restart");
    place.world.app.stop().await;
}

async fn a_report_is_told_in_words_where_no_file_may_be_posted(base: Base) {
    let place = with_site(base).await;
    place.discord.forbid(&place.office, Permissions::ATTACH_FILES);
    place.plans("2026-11-22 19:01", "30", &[]).await;
    place.world.after(SignedDuration::from_mins(2));
    place.world.asks(&mut Visitor::default(), ASKED).await;
    place.world.after(SignedDuration::from_mins(40));
    let posted = place.is_told("📊 Rapport de la session").await;
    assert!(posted.attachments.is_empty() && posted.content.contains("- Questions\u{a0}: 1\n"), "{}", posted.content);
    place.world.app.stop().await;
}

async fn what_is_wrong_with_a_plan_is_said_at_once_and_what_was_typed_comes_back(base: Base) {
    let place = with_site(base).await;
    let long = "é".repeat(2_500);
    let typed = [("titre", TITLE), ("debut", "hier soir"), ("duree", "90"), ("themes", "telework, teletravail"), ("annonce", &*long)];
    let told = place.staff.runs("/tchat planifier", &typed, &place.hall).await;
    let (first, second) = (told.reply().await.content, told.reply().await.content);
    assert!(first.starts_with("La session n'est pas planifiée\u{a0}:\n- « hier soir » n'est pas une date"), "{first}");
    assert!(
        first.contains("\n- thèmes : « telework » n'est pas un thème") && first.contains("l'annonce compte 2500 caractères"),
        "{first}"
    );
    assert!(format!("{first}{second}").matches('é').count() >= 2_500, "what was typed comes back whole");
    assert!(first.contains("/tchat planifier titre:Un soir d'hiver debut:hier soir duree:90 themes:telework, teletravail"), "{first}");

    assert!(place.plans("2026-11-20 18:00", "90", &[]).await.contains("cette session serait déjà finie"));
    assert!(place.plans("2026-12-03 18:00", "0", &[]).await.contains("une session dure d'une minute à un jour"));
    assert!(place.plans("2026-12-03 18:00", "90", &[]).await.starts_with("✅"));
    assert!(place.plans("2026-12-03 18:00", "90", &[]).await.contains("une session de ce titre existe déjà ce jour-là"));
    let other = [("titre", "Un autre"), ("debut", "2026-12-03 19:00"), ("duree", "60")];
    assert!(place.runs("/tchat planifier", &other).await.content.contains("a lieu au même moment"));

    let days = place.staff.types("/tchat planifier", &[("titre", "x"), ("debut", "2026-12-0")], &place.hall).await.choices().await;
    assert!(days.iter().any(|day| day.contains("jeudi 3 décembre 2026")), "{days:?}");
    let themes =
        place.staff.types("/tchat planifier", &[("titre", "x"), ("themes", "remuneration, tele")], &place.hall).await.choices().await;
    assert_eq!(themes.len(), 1, "{themes:?}");
    let anne = place.discord.user("anne");
    place.discord.change(|state| state.commands.values_mut().for_each(|command| command.body["default_member_permissions"] = json!(null)));
    let refused = anne.runs("/tchat planifier", &[("titre", "x"), ("debut", "y"), ("duree", "z")], &place.hall).await.reply().await;
    assert!(refused.content.starts_with("Cette commande est réservée à l'équipe"), "{}", refused.content);
    place.world.app.stop().await;
}

/// Two programs take turns to speak with Discord: what one said the other goes on with.
#[tokio::test]
async fn another_instance_goes_on_where_the_first_one_left_and_says_nothing_twice() {
    let Place { discord, world, hall, staff, .. } = with_site(Base::Postgres).await;
    discord.wire().identify_at_most_every(Duration::ZERO);
    let World { app, clock, settings, folder: _folder, .. } = world;
    let other = App::start(settings, clock.clone()).await.unwrap();
    let is_planned = async |day: &str| {
        let (opens, closes) = (format!("2026-12-{day} 18:00"), format!("2026-12-{day} 19:00"));
        let (opens, closes) = (read_instant(&opens).unwrap(), read_instant(&closes).unwrap());
        let session = plan(&format!("Le {day}"), opens, closes, clock.now()).unwrap();
        other.store().plan_session(&session, clock.now()).await.unwrap();
        assert!(other.store().plan_announcement(&session.id, &hall.id.to_string(), clock.now()).await.unwrap());
        staff.sees(&hall, |message| message.content.contains(&session.title)).await;
        discord.wait_until("its event", |state| state.events.values().find(|event| event.name() == session.title).map(drop)).await;
    };
    is_planned("03").await;
    is_planned("04").await;
    app.stop().await;
    is_planned("05").await;
    discord.settles(A_FEW_BEATS).await;
    assert_eq!((discord.events().len(), discord.requests("POST", EVENTS).len()), (3, 3));
    for title in ["Le 03", "Le 04", "Le 05"] {
        assert_eq!(staff.messages_in(&hall).iter().filter(|message| message.content.contains(title)).count(), 1, "{title}");
    }
    other.stop().await;
}

/// The one who wakes up late may still speak beside the next one.
async fn of_several_at_once_one_has_what_is_said_of_a_session_in_hand(base: Base) {
    let world = World::start(base).await;
    let (store, now, id) = (world.app.store(), world.now(), SessionId::new("un-soir"));
    let claims = join_all((0..8).map(|_| store.claim_session_post(&id, PostKind::Event, now))).await;
    assert_eq!(claims.iter().filter(|claim| claim.as_ref().unwrap().is_some()).count(), 1);
    let later = now + SignedDuration::from_secs(61);
    assert!(store.claim_session_post(&id, PostKind::Event, later).await.unwrap().is_some(), "whoever says nothing for a minute lost it");
    let before = now - SignedDuration::from_hours(3);
    assert!(store.claim_session_post(&id, PostKind::Event, before).await.unwrap().is_some(), "nor does a clock set back keep it");
    let said = join_all((0..8).map(|_| store.say_once(&id, PostKind::Report, "1", Owed::line("Fini.".to_owned()), now))).await;
    assert_eq!(said.iter().filter(|said| *said.as_ref().unwrap()).count(), 1);
    assert_eq!(store.claim_messages(now, 10).await.unwrap().len(), 1, "it is owed once");
    let queued = QueuedId::new("q");
    let cards = join_all((0..8).map(|_| store.claim_queue_card(&queued, &id, now))).await;
    assert_eq!(cards.iter().filter(|card| card.as_ref().unwrap().is_some()).count(), 1);
    world.app.stop().await;
}
