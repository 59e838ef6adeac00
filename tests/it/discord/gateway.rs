//! What Discord and the network may do to the gateway: each question is
//! answered once all the same.

use std::time::Duration;

use super::bot::{ANSWER, ASKED, Bot};
use crate::fake_discord::FakeDiscord;

const SILENCE: Duration = Duration::from_millis(500);

#[tokio::test]
async fn events_that_come_twice_are_answered_once() {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    let channel = discord.text_channel("accueil");
    let anne = discord.user("anne");
    anne.mentions_bot(&channel, ASKED).await;
    discord.wire().duplicate_last();
    let bot_itself = discord.bot();
    anne.sees(&channel, |message| message.author == bot_itself).await;
    anne.runs("/question", &[("texte", "faut-il un concours ?")], &channel).await.reply().await;
    discord.wire().replay_after(0);
    discord.settles(SILENCE).await;
    assert_eq!(bot.questions(&anne).await.len(), 2);
    assert_eq!(discord.messages_of_bot().len(), 2, "{:?}", discord.messages_of_bot());
    assert_eq!(discord.requests("POST", "/channels/*/messages").len(), 1);
    bot.stop().await;
}

#[tokio::test]
async fn a_question_asked_while_the_socket_was_gone_is_answered_once_it_is_back() {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    let channel = discord.text_channel("accueil");
    for (number, trouble) in ["reconnect", "cut", "close"].iter().enumerate() {
        let anne = discord.user(&format!("anne {number}"));
        match *trouble {
            "reconnect" => discord.wire().ask_reconnect(),
            "cut" => discord.wire().cut(),
            _ => discord.wire().close(4_000),
        }
        let asked = anne.mentions_bot(&channel, ASKED).await;
        let answer = anne.sees_answer_to(&asked).await;
        assert!(answer.content.contains(ANSWER), "{trouble}");
        discord.wait_until("a resume", |state| (state.gateway.resumes > number).then_some(())).await;
    }
    discord.settles(SILENCE).await;
    assert_eq!(discord.messages_of_bot().len(), 3);
    assert_eq!(discord.wire().identifies(), 1);
    bot.stop().await;
}

#[tokio::test]
async fn a_session_that_is_lost_is_taken_up_again_with_its_commands() {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    let channel = discord.text_channel("accueil");
    let commands = discord.command_names();
    discord.wire().invalidate(false);
    discord.wait_until("a new session", |state| (state.gateway.identifies.len() == 2).then_some(())).await;
    discord
        .wait_until("the commands again", |state| {
            (state.requests.iter().filter(|one| one.method == "PUT" && one.path.ends_with("/commands")).count() == 2).then_some(())
        })
        .await;
    assert_eq!(discord.command_names(), commands);
    let anne = discord.user("anne");
    let asked = anne.mentions_bot(&channel, ASKED).await;
    assert!(anne.sees_answer_to(&asked).await.content.contains(ANSWER));
    bot.stop().await;
}

#[tokio::test]
async fn a_close_code_that_makes_the_client_spin_is_survived() {
    let discord = FakeDiscord::start().await;
    discord.wire().heartbeat_every(Duration::from_secs(2));
    let bot = Bot::start(&discord).await;
    let channel = discord.text_channel("accueil");
    discord.wire().close(4_003);
    // The main runtime is not held back meanwhile.
    let before = std::time::Instant::now();
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(before.elapsed() < Duration::from_millis(900), "{:?}", before.elapsed());
    discord.wait_until("a new session", |state| (state.gateway.identifies.len() == 2).then_some(())).await;
    let anne = discord.user("anne");
    let asked = anne.mentions_bot(&channel, ASKED).await;
    assert!(anne.sees_answer_to(&asked).await.content.contains(ANSWER));
    bot.stop().await;
}

#[tokio::test]
async fn a_bot_that_is_stopped_leaves_at_once_and_says_so() {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    let channel = discord.text_channel("accueil");
    let anne = discord.user("anne");
    let asked = anne.mentions_bot(&channel, ASKED).await;
    let status = bot.status.clone();
    anne.sees_answer_to(&asked).await;
    let before = std::time::Instant::now();
    bot.stop().await;
    assert!(before.elapsed() < Duration::from_secs(5), "{:?}", before.elapsed());
    assert_eq!(*status.borrow(), "Discord est arrêté.");
    discord.bot_is_gone().await;
}
