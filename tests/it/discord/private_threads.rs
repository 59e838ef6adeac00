//! What a person answers to a question that was asked in a private thread goes
//! to that thread, and waits when it cannot.

use std::time::Duration;

use serenity::all::Permissions;

use super::bot::{ANSWER, ASKED, OTHER_UNKNOWNS, UNKNOWN};
use super::team::{A_FEW_BEATS, Place};
use crate::fake_discord::{Channel, FakeDiscord, Message, User};
use crate::world::{Base, on_both};

on_both!(
    a_persons_answer_goes_to_the_private_thread_where_it_was_asked,
    an_answer_for_a_thread_that_is_closed_waits,
    nobody_else_reads_an_answer_in_a_thread,
    what_was_written_in_a_private_thread_meanwhile_is_answered_once,
    a_private_thread_is_forgotten_with_its_person,
);

const HUMAN: &str = "Oui, dans la cour.";

/// A place where the bot sees no private thread but those it was let in.
async fn open(base: Base) -> Place {
    let mut place = Place::open_with(base, |discord, _| discord.forbid_everywhere(Permissions::MANAGE_THREADS)).await;
    place.world.staff_enters().await;
    place
}

/// Asks something that nobody wrote an answer to, and gives it to a person.
async fn hands_over(user: &User, channel: &Channel, question: &str) -> Message {
    let asked = user.mentions_bot(channel, question).await;
    let unknown = user.sees(channel, |message| message.replies_to == Some(asked.id)).await;
    hands_on(user, &unknown).await;
    unknown
}

async fn hands_on(user: &User, unknown: &Message) {
    let told = user.presses(unknown, "Transmettre à une personne").await.reply().await;
    if !told.labels().is_empty() {
        user.presses(&told, "J'ai 15\u{a0}ans ou plus").await.reply().await;
    }
}

/// Somebody of the team answers what waits longest.
async fn answers(place: &Place, answer: &str) {
    let waiting = place.world.app.store().waiting_questions().await.unwrap();
    let page = format!("/staff/questions/{}", waiting[0].id);
    assert_eq!(place.world.send_form(&page, &[("reponse", answer)]).await.status().as_u16(), 303);
    // What is owed to others is looked for when something is owed to anybody.
    let passer_by = place.discord.user(&format!("passante {}", waiting[0].id));
    passer_by.mentions_bot(&place.discord.text_channel("ailleurs"), ASKED).await;
}

/// Everything that the bot said where others may read it.
fn said(discord: &FakeDiscord) -> Vec<Message> {
    discord.messages_of_bot().into_iter().filter(|message| !message.is_ephemeral() && message.content.contains(HUMAN)).collect()
}

async fn a_persons_answer_goes_to_the_private_thread_where_it_was_asked(base: Base) {
    let place = open(base).await;
    let anne = place.discord.user("anne");
    let thread = anne.opens_private_thread(&place.hall, "ma question").await;
    hands_over(&anne, &thread, UNKNOWN).await;
    place.world.after(jiff::SignedDuration::from_secs(1));
    hands_over(&anne, &thread, OTHER_UNKNOWNS[0]).await;
    answers(&place, HUMAN).await;
    let first = anne.sees(&thread, |message| message.content.ends_with(HUMAN)).await;
    assert!(first.content.starts_with("Une personne du recrutement a répondu") && first.content.contains(&format!("> {UNKNOWN}")));
    // An answer brings a thread back that went to sleep.
    place.discord.change(|state| state.channels.get_mut(&thread.id).unwrap().archived = true);
    answers(&place, &format!("Encore : {HUMAN}")).await;
    anne.sees(&thread, |message| message.content.contains("Encore : ")).await;
    assert!(!place.discord.read(|state| state.channels[&thread.id].archived));
    assert_eq!(said(&place.discord).len(), 2);
    place.world.app.stop().await;
}

async fn an_answer_for_a_thread_that_is_closed_waits(base: Base) {
    let place = open(base).await;
    for (name, code) in [("deleted", 10_003), ("put out", 50_001), ("forbidden", 50_013), ("locked", 50_083)] {
        let user = place.discord.user(name);
        let thread = user.opens_private_thread(&place.hall, name).await;
        hands_over(&user, &thread, UNKNOWN).await;
        let bot = place.discord.bot();
        match name {
            "deleted" => drop(place.discord.change(|state| state.channels.remove(&thread.id))),
            "put out" => place.discord.change(|state| state.change_thread_members(thread.id, bot, false)),
            "forbidden" => place.discord.forbid(&thread, Permissions::SEND_MESSAGES_IN_THREADS),
            _ => place.discord.change(|state| {
                let thread = state.channels.get_mut(&thread.id).unwrap();
                (thread.archived, thread.locked) = (true, true);
            }),
        }
        answers(&place, HUMAN).await;
        let refused = |state: &crate::fake_discord::State| {
            state.requests.iter().any(|one| one.path.contains(&thread.id.to_string()) && one.code == Some(code)).then_some(())
        };
        place.discord.wait_until(name, refused).await;
        let read = user.runs("/mesreponses", &[], &place.hall).await.reply().await;
        assert!(read.content.ends_with(HUMAN), "{name}: {}", read.content);
        assert_eq!(place.discord.refusals().iter().filter(|one| one.code == Some(code)).count(), 1, "{name} is not tried again");
    }
    assert!(said(&place.discord).is_empty(), "{:?}", said(&place.discord));
    place.world.app.stop().await;
}

async fn nobody_else_reads_an_answer_in_a_thread(base: Base) {
    let place = open(base).await;
    let (anne, bilal) = (place.discord.user("anne"), place.discord.user("bilal"));
    let (private, public) = (anne.opens_private_thread(&place.hall, "à nous").await, anne.opens_thread(&place.hall, "à tous").await);
    anne.lets_in(&private, &bilal).await;
    let opened = anne.mentions_bot(&private, ASKED).await;
    let here = anne.sees_answer_to(&opened).await;
    // Somebody who was let in; a public thread; a channel; a private command, elsewhere and there.
    hands_over(&bilal, &private, UNKNOWN).await;
    let [in_public, in_hall, by_command, by_command_there] = OTHER_UNKNOWNS;
    hands_over(&anne, &public, in_public).await;
    hands_over(&anne, &place.hall, in_hall).await;
    place.world.after(jiff::SignedDuration::from_mins(1));
    for (channel, question) in [(&place.hall, by_command), (&private, by_command_there)] {
        let unknown = anne.runs("/question", &[("texte", question)], channel).await.reply().await;
        hands_on(&anne, &unknown).await;
    }
    for _ in 0..5 {
        answers(&place, HUMAN).await;
    }
    place.discord.settles(A_FEW_BEATS).await;
    assert!(said(&place.discord).is_empty(), "{:?}", said(&place.discord));
    let read = anne.runs("/mesreponses", &[], &place.hall).await.reply().await;
    assert_eq!(read.content.matches(HUMAN).count(), 4, "{}", read.content);
    let read = bilal.runs("/mesreponses", &[], &place.hall).await.reply().await;
    assert_eq!(read.content.matches(HUMAN).count(), 1, "{}", read.content);

    // What is asked there by the form is for who is there.
    let form = anne.presses(&here, "Répondre").await.modal().await;
    anne.submits(&form, &[("Votre question", "umvax trizog ?")]).await.reply().await;
    let unknown = anne.sees(&private, |message| message.replies_to == Some(here.id)).await;
    hands_on(&anne, &unknown).await;
    answers(&place, HUMAN).await;
    anne.sees(&private, |message| message.content.ends_with(HUMAN)).await;
    assert_eq!(said(&place.discord).len(), 1);
    place.world.app.stop().await;
}

async fn what_was_written_in_a_private_thread_meanwhile_is_answered_once(base: Base) {
    let Place { discord, world, hall, .. } = open(base).await;
    let anne = discord.user("anne");
    let thread = anne.opens_private_thread(&hall, "ma question").await;
    let asked = anne.mentions_bot(&thread, ASKED).await;
    anne.sees_answer_to(&asked).await;
    discord.wire().identify_at_most_every(Duration::ZERO);
    let mut late = None;
    let world = world
        .restart_after(async |_| {
            discord.bot_is_gone().await;
            late = Some(anne.mentions_bot(&thread, "faut-il un concours ?").await);
            // Nobody tells the bot of a thread that went to sleep.
            discord.change(|state| state.channels.get_mut(&thread.id).unwrap().archived = true);
        })
        .await;
    discord.bot_is_ready().await;
    let late = late.unwrap();
    let answer = anne.sees(&thread, |message| message.replies_to == Some(late.id)).await;
    assert!(answer.content.starts_with("Non, un contrat"), "{}", answer.content);
    assert_eq!(answer.labels().last().unwrap(), "Répondre");
    discord.settles(Duration::from_millis(500)).await;
    assert_eq!(discord.messages_of_bot().iter().filter(|message| message.channel == thread.id).count(), 2);
    assert!(anne.sees_answer_to(&asked).await.content.contains(ANSWER));
    world.app.stop().await;
}

async fn a_private_thread_is_forgotten_with_its_person(base: Base) {
    let place = open(base).await;
    let anne = place.discord.user("anne");
    let thread = anne.opens_private_thread(&place.hall, "ma question").await;
    hands_over(&anne, &thread, UNKNOWN).await;
    let store = place.world.app.store();
    let week_ago = place.world.now() - jiff::SignedDuration::from_hours(24 * 7);
    assert_eq!(store.conversations_since(week_ago, 10).await.unwrap().len(), 1);
    let waiting = store.waiting_questions().await.unwrap();
    let data = anne.runs("/mesdonnees", &[], &place.hall).await.reply().await;
    let sure = anne.presses(&data, "Effacer").await.reply().await;
    anne.presses(&sure, "Oui, tout effacer").await.reply().await;
    assert!(store.conversations_since(week_ago, 10).await.unwrap().is_empty());
    assert!(!store.answer_handover(&waiting[0].id, HUMAN, place.world.now()).await.unwrap());
    place.world.app.stop().await;
}
