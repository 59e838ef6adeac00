//! What was written while nobody listened is answered once, soon after.

use std::time::Duration;

use super::bot::{ANSWER, ASKED, Bot, change_database};
use super::doors::next_millisecond;
use crate::fake_discord::{FakeDiscord, Fault, Message, User};
use tchat::store::OpenConversation;

const HISTORY: &str = "/channels/*/messages";
const SILENCE: Duration = Duration::from_millis(500);

#[tokio::test]
async fn what_was_written_while_the_program_was_down_is_answered_once() {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    let (channel, quiet) = (discord.text_channel("accueil"), discord.text_channel("détente"));
    let (anne, bilal, chloe) = (discord.user("anne"), discord.user("bilal"), discord.user("chloé"));
    let before = anne.mentions_bot(&channel, ASKED).await;
    anne.sees_answer_to(&before).await;
    let opened = bilal.writes_dm("bonjour").await;
    bilal.sees_answer_to(&opened).await;

    let folder = bot.stop().await;
    let in_channel = anne.mentions_bot(&channel, "faut-il un concours ?").await;
    let never_seen = chloe.mentions_bot(&quiet, ASKED).await;
    chloe.says(&quiet, "quel est le salaire ?").await;
    let in_private = bilal.writes_dm(ASKED).await;
    let bot = Bot::comes_back(&discord, &[], folder).await;
    let now = anne.mentions_bot(&channel, "quel est le salaire ?").await;
    assert!(answer_to(&anne, &in_channel).await.content.starts_with("Non, un contrat"));
    assert!(answer_to(&chloe, &never_seen).await.content.contains(ANSWER));
    assert!(answer_to(&bilal, &in_private).await.content.contains(ANSWER));
    answer_to(&anne, &now).await;
    discord.settles(SILENCE).await;
    assert_eq!(discord.messages_of_bot().len(), 6, "{:?}", discord.messages_of_bot());
    assert_eq!(bot.questions(&anne).await.len(), 3);

    // Once more: nothing is answered again.
    let bot = bot.restart(&discord).await;
    discord.settles(SILENCE).await;
    assert_eq!(discord.messages_of_bot().len(), 6);
    assert!(discord.requests("GET", HISTORY).len() < 20, "{}", discord.requests("GET", HISTORY).len());
    bot.stop().await;
}

#[tokio::test]
async fn what_was_written_while_the_session_was_lost_is_answered_in_order() {
    let discord = FakeDiscord::start().await;
    let channel = discord.text_channel("accueil");
    let bot = Bot::listening(&discord, &[channel]).await;
    let anne = discord.user("anne");
    discord.wire().forget_sessions();
    discord.wire().cut();
    let mut asked = Vec::new();
    // More than anybody may ask at once, were they there to be told.
    for text in [ASKED, "faut-il un concours ?", "quel est le salaire ?", "bonjour", ASKED, "faut-il un concours ?", "bonjour"] {
        asked.push(anne.says(&channel, text).await.id);
        next_millisecond(&discord).await;
    }
    discord.wait_until("a new session", |state| (state.gateway.identifies.len() == 2).then_some(())).await;
    // Live talk does not overtake what is read.
    asked.push(anne.says(&channel, "quel est le salaire ?").await.id);
    anne.sees(&channel, |message| message.replies_to == asked.last().copied()).await;
    let bot_itself = discord.bot();
    let answered: Vec<u64> =
        anne.messages_in(&channel).iter().filter(|one| one.author == bot_itself).filter_map(|one| one.replies_to).collect();
    assert_eq!(answered, asked);
    assert!(anne.messages_in(&channel).iter().all(|message| !message.content.contains("trop vite")));
    bot.stop().await;
}

#[tokio::test]
async fn what_was_written_is_answered_once_the_database_is_back() {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    let channel = discord.text_channel("accueil");
    let anne = discord.user("anne");
    let before = anne.mentions_bot(&channel, ASKED).await;
    anne.sees_answer_to(&before).await;
    change_database(&bot.folder, "alter table discord_state rename to discord_state_away").await;
    discord.wire().forget_sessions();
    discord.wire().cut();
    let asked = anne.mentions_bot(&channel, "faut-il un concours ?").await;
    discord.wait_until("a new session", |state| (state.gateway.identifies.len() == 2).then_some(())).await;
    discord.settles(Duration::from_secs(2)).await;
    change_database(&bot.folder, "alter table discord_state_away rename to discord_state").await;
    assert!(answer_to(&anne, &asked).await.content.starts_with("Non, un contrat"));
    bot.stop().await;
}

#[tokio::test]
async fn late_answers_in_threads_are_as_those_given_at_once() {
    let discord = FakeDiscord::start().await;
    let (open, other) = (discord.text_channel("questions"), discord.text_channel("détente"));
    let bot = Bot::listening(&discord, &[open]).await;
    let anne = discord.user("anne");
    let (inside, outside) = (anne.opens_thread(&open, "ici").await, anne.opens_thread(&other, "là").await);
    let folder = bot.stop().await;
    let plain = anne.says(&inside, ASKED).await;
    anne.says(&outside, "quel est le salaire ?").await;
    let named = anne.mentions_bot(&outside, "faut-il un concours ?").await;
    let bot = Bot::comes_back(&discord, &[open], folder).await;
    let answer = answer_to(&anne, &named).await;
    assert!(answer.content.starts_with("Non, un contrat"), "{}", answer.content);
    assert_eq!(answer.labels().last().unwrap(), "Répondre");
    let answer = answer_to(&anne, &plain).await;
    assert!(answer.content.contains(ANSWER) && !answer.labels().contains(&"Répondre".to_owned()), "{:?}", answer.labels());
    discord.settles(SILENCE).await;
    assert_eq!(discord.messages_of_bot().len(), 2, "{:?}", discord.messages_of_bot());
    bot.stop().await;
}

#[tokio::test]
async fn a_history_that_fails_is_read_again_and_one_that_is_closed_holds_nobody_up() {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    let (channel, closed) = (discord.text_channel("accueil"), discord.text_channel("fermé"));
    let anne = discord.user("anne");
    let folder = bot.stop().await;
    let asked = anne.mentions_bot(&channel, ASKED).await;
    anne.mentions_bot(&closed, ASKED).await;
    discord.forbid(&closed, serenity::all::Permissions::READ_MESSAGE_HISTORY);
    let here = format!("/channels/{}/messages", channel.id);
    discord.fault(Fault::on("GET", &here).answers(500, ""));
    discord.fault(Fault::on("GET", &here).answers(429, r#"{"retry_after":0.3}"#));
    let bot = Bot::comes_back(&discord, &[], folder).await;
    assert!(answer_to(&anne, &asked).await.content.contains(ANSWER));
    assert_eq!(discord.requests("GET", &here).len(), 3);
    assert_eq!(discord.messages_of_bot().len(), 1);
    bot.stop().await;
}

#[tokio::test]
async fn what_is_older_than_a_day_or_than_the_bot_itself_stays_unanswered() {
    let discord = FakeDiscord::start().await;
    let channel = discord.text_channel("accueil");
    let anne = discord.user("anne");
    // Written before the bot was ever there.
    anne.mentions_bot(&channel, ASKED).await;
    let bot = Bot::start(&discord).await;
    discord.settles(SILENCE).await;
    assert!(discord.requests("GET", HISTORY).is_empty());
    let folder = bot.stop().await;
    // It listened two days ago for the last time.
    change_database(&folder, "update discord_state set listened_until = listened_until - 172800000").await;
    discord.change(|state| {
        let old: Vec<Message> = state.messages.values().cloned().collect();
        for mut message in old {
            state.messages.remove(&message.id);
            message.id -= (25 * 3_600 * 1_000) << 22;
            state.messages.insert(message.id, message);
        }
    });
    let recent = anne.mentions_bot(&channel, "faut-il un concours ?").await;
    let bot = Bot::comes_back(&discord, &[], folder).await;
    answer_to(&anne, &recent).await;
    discord.settles(SILENCE).await;
    assert_eq!(discord.messages_of_bot().len(), 1, "{:?}", discord.messages_of_bot());
    bot.stop().await;
}

#[tokio::test]
async fn what_was_written_is_answered_after_the_clock_was_set_back() {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    let (channel, anne) = (discord.text_channel("accueil"), discord.user("anne"));
    let before = anne.mentions_bot(&channel, ASKED).await;
    anne.sees_answer_to(&before).await;
    let folder = bot.stop().await;
    // It listened by a clock that was an hour ahead.
    change_database(&folder, "update discord_state set listened_until = listened_until + 3600000").await;
    let asked = anne.mentions_bot(&channel, "faut-il un concours ?").await;
    let bot = Bot::comes_back(&discord, &[], folder).await;
    answer_to(&anne, &asked).await;
    discord.settles(SILENCE).await;
    assert_eq!(discord.messages_of_bot().len(), 2, "{:?}", discord.messages_of_bot());
    bot.stop().await;
}

#[tokio::test]
async fn a_direct_conversation_is_forgotten_with_its_person() {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    let bilal = discord.user("bilal");
    let opened = bilal.writes_dm("bonjour").await;
    bilal.sees_answer_to(&opened).await;
    let week_ago = tchat::clock::Clock::System.now() - jiff::SignedDuration::from_hours(24 * 7);
    let direct = OpenConversation { channel: bilal.dm().id.to_string(), guild: None };
    assert_eq!(bot.store.conversations_since(week_ago, 10).await.unwrap(), [direct]);
    bot.store.erase(&bot.person(&bilal), "nobody", tchat::clock::Clock::System.now()).await.unwrap();
    assert!(bot.store.conversations_since(week_ago, 10).await.unwrap().is_empty());
    bot.stop().await;
}

async fn answer_to(user: &User, asked: &Message) -> Message {
    let channel = crate::fake_discord::Channel { id: asked.channel };
    user.sees(&channel, |message| message.replies_to == Some(asked.id)).await
}
