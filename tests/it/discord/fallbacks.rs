//! When Discord shows nothing any more, an answer waits or finds another way.

use std::time::Duration;

use super::bot::{ANSWER, ASKED, Bot, OTHER_UNKNOWNS, UNKNOWN};
use crate::fake_discord::{Channel, FakeDiscord, Fault, Message, User};
use tchat::clock::Clock;

const EDITS: &str = "/webhooks/*/*/messages/@original";
const MESSAGES: &str = "/channels/*/messages";
const HUMAN: &str = "Oui, dans la cour.";

/// Somebody who opened a direct conversation.
async fn opens_dm(discord: &FakeDiscord, name: &str) -> User {
    let user = discord.user(name);
    let opened = user.writes_dm("bonjour").await;
    user.sees_answer_to(&opened).await;
    user
}

/// A question given to a person, by the panel's command; what is read then.
async fn hands_over(user: &User, channel: &Channel) -> Message {
    let unknown = user.runs("/question", &[("texte", UNKNOWN)], channel).await.reply().await;
    let told = user.presses(&unknown, "Transmettre à une personne").await.reply().await;
    match told.labels().as_slice() {
        [] => told,
        _ => user.presses(&told, "J'ai 15 ans ou plus").await.reply().await,
    }
}

async fn answers(bot: &Bot) {
    let waiting = bot.store.waiting_questions().await.unwrap();
    assert!(bot.store.answer_handover(&waiting[0].id, HUMAN, Clock::System.now()).await.unwrap());
    bot.wake.notify_one();
}

#[tokio::test]
async fn a_persons_answer_goes_to_the_conversation_that_was_opened_and_waits_elsewhere() {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    let channel = discord.text_channel("accueil");
    let anne = opens_dm(&discord, "anne").await;
    hands_over(&anne, &channel).await;
    answers(&bot).await;
    let answer = anne.sees(&anne.dm(), |message| message.content.ends_with(HUMAN)).await;
    assert!(answer.content.starts_with("Une personne du recrutement a répondu") && answer.content.contains(&format!("> {UNKNOWN}")));

    // Who opened none is not written to.
    let bilal = discord.user("bilal");
    hands_over(&bilal, &channel).await;
    let before = discord.messages_of_bot().len();
    answers(&bot).await;
    discord.settles(Duration::from_millis(500)).await;
    assert_eq!(discord.messages_of_bot().len(), before);
    let read = bilal.runs("/mesreponses", &[], &channel).await.reply().await;
    assert!(read.content.ends_with(HUMAN), "{}", read.content);
    bot.stop().await;
}

#[tokio::test]
async fn what_was_shown_is_read_and_can_be_read_again() {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    let channel = discord.text_channel("accueil");
    let anne = discord.user("anne");
    let reads = async || anne.runs("/mesreponses", &[], &channel).await.reply().await.content;
    assert!(reads().await.starts_with("Aucune réponse"));
    hands_over(&anne, &channel).await;
    answers(&bot).await;
    // Discord does not show it: it is still to be read.
    discord.fault(Fault::on("PATCH", EDITS).refuses(404, 10_015));
    anne.runs("/mesreponses", &[], &channel).await;
    discord.wait_until("a refusal", |state| state.requests.iter().any(|one| one.status == Some(404)).then_some(())).await;
    assert!(reads().await.starts_with("Une personne du recrutement a répondu"));
    let again = reads().await;
    assert!(again.starts_with("Vous avez déjà lu toutes vos réponses.") && again.ends_with(HUMAN), "{again}");
    // A new one alone is still to be read.
    let unknown = anne.runs("/question", &[("texte", OTHER_UNKNOWNS[0])], &channel).await.reply().await;
    anne.presses(&unknown, "Transmettre à une personne").await.reply().await;
    answers(&bot).await;
    let new = reads().await;
    assert!(new.contains(OTHER_UNKNOWNS[0]) && !new.contains(UNKNOWN) && new.ends_with(HUMAN), "{new}");
    assert_eq!(reads().await.matches(HUMAN).count(), 2);
    bot.stop().await;
}

#[tokio::test]
async fn a_conversation_that_was_closed_keeps_the_answer_waiting() {
    for (name, status, code) in [("closed messages", 403, 50_007), ("opened too many", 400, 40_003), ("too many threads", 400, 160_006)] {
        let discord = FakeDiscord::start().await;
        let bot = Bot::start(&discord).await;
        let channel = discord.text_channel("accueil");
        let anne = opens_dm(&discord, "anne").await;
        hands_over(&anne, &channel).await;
        match code {
            50_007 => anne.closes_dms().await,
            _ => discord.fault(Fault::on("POST", MESSAGES).refuses(status, code)),
        }
        answers(&bot).await;
        discord.wait_until("a refusal", |state| state.requests.iter().any(|one| one.status == Some(status)).then_some(())).await;
        discord.settles(Duration::from_millis(1_200)).await;
        assert_eq!(discord.refusals().len(), 1, "{name}: a refusal is not tried again");
        let read = anne.runs("/mesreponses", &[], &channel).await.reply().await;
        assert!(read.content.ends_with(HUMAN), "{name}: {}", read.content);
        bot.stop().await;
    }
}

#[tokio::test]
async fn an_answer_whose_interaction_died_goes_to_the_open_conversation() {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    let channel = discord.text_channel("accueil");
    let anne = opens_dm(&discord, "anne").await;
    discord.fault(Fault::on("PATCH", EDITS).refuses(401, 50_027));
    anne.runs("/question", &[("texte", ASKED)], &channel).await;
    assert!(anne.sees(&anne.dm(), |message| message.content.contains(ANSWER)).await.replies_to.is_none());
    // The first response came too late: Discord shows nothing, the question was typed all the same.
    discord.fault(Fault::on("POST", "/interactions/*/*/callback").refuses(404, 10_062));
    anne.runs("/question", &[("texte", "faut-il un concours ?")], &channel).await;
    anne.sees(&anne.dm(), |message| message.content.starts_with("Non, un contrat")).await;
    assert_eq!(bot.questions(&anne).await.len(), 3);
    bot.stop().await;
}

#[tokio::test]
async fn a_code_is_given_with_a_hand_over_and_is_kept_as_a_hash() {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    let channel = discord.text_channel("accueil");
    let anne = discord.user("anne");
    let told = hands_over(&anne, &channel).await;
    assert!(
        told.is_ephemeral()
            && told.content.contains("« Lire une réponse »".replace(' ', "\u{a0}").replace("Lire\u{a0}une\u{a0}", "Lire une ").as_str()),
        "{}",
        told.content
    );
    let code = told.content.split("**").nth(1).unwrap().to_owned();
    answers(&bot).await;
    let now = Clock::System.now();
    let read = bot.conversation.answers_by_code(&code.to_lowercase(), now).await.unwrap().unwrap();
    assert_eq!((read.len(), read[0].answer.said.as_str()), (1, HUMAN));
    let month = jiff::SignedDuration::from_hours(24 * 30);
    assert!(bot.conversation.answers_by_code(&code, now + month).await.unwrap().is_none(), "it ends");
    assert!(bot.conversation.answers_by_code("AAAA-BBBB-CCCC", now).await.unwrap().is_none());
    bot.store.erase(&bot.person(&anne), "nobody", now).await.unwrap();
    assert!(bot.conversation.answers_by_code(&code, now).await.unwrap().is_none(), "it goes with its person");
    bot.stop().await;
}
