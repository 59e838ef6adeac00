//! What Discord and the network may do to the gateway: each question is
//! answered once all the same.

use std::time::Duration;

use super::bot::{ANSWER, ASKED, Bot};
use super::doors::next_millisecond;
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

/// Each question is asked while the connection is in trouble, and answered once,
/// in order, whatever the trouble does to the session. Serenity waits five
/// seconds before it identifies again: the ways to lose a session play at once.
#[tokio::test]
async fn whatever_ends_a_session_each_question_is_answered_once_and_in_order() {
    let resumed = [1_000, 1_001, 4_000, 4_001, 4_002, 4_005, 4_007, 4_008, 4_012];
    futures::future::join(every_resume(&resumed), futures::future::join_all(LOSSES.iter().map(|loss| survives(loss)))).await;
}

/// What makes serenity identify again.
const LOSSES: [&str; 7] = ["4006", "4009", "op 9 false", "op 9 true, then false", "lost ack", "refused upgrades", "4010"];

async fn every_resume(codes: &[u16]) {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    let channel = discord.text_channel("accueil");
    for (number, code) in codes.iter().enumerate() {
        let anne = discord.user(&format!("anne {number}"));
        discord.wire().close(*code);
        let asked = anne.mentions_bot(&channel, ASKED).await;
        anne.sees(&channel, |message| message.replies_to == Some(asked.id)).await;
        discord.wait_until("a resume", |state| (state.gateway.resumes > number).then_some(())).await;
    }
    discord.wire().invalidate(true);
    discord.wait_until("a resume after op 9", |state| (state.gateway.resumes > codes.len()).then_some(())).await;
    discord.wire().ask_heartbeat();
    discord.wire().send_text("{ not json");
    discord.wire().replay_after(0);
    discord.settles(SILENCE).await;
    assert_eq!((discord.messages_of_bot().len(), discord.wire().identifies()), (codes.len(), 1));
    bot.stop().await;
}

async fn survives(loss: &str) {
    let discord = FakeDiscord::start().await;
    if matches!(loss, "lost ack" | "4010") {
        discord.wire().heartbeat_every(Duration::from_secs(1));
    }
    let bot = Bot::start(&discord).await;
    let channel = discord.text_channel("accueil");
    let anne = discord.user("anne");
    let wire = discord.wire();
    match loss {
        "4006" => wire.close(4_006),
        "4009" => wire.close(4_009),
        "4010" => wire.close(4_010),
        "op 9 false" => wire.invalidate(false),
        "op 9 true, then false" => {
            wire.forget_sessions();
            wire.send(&serde_json::json!({"op": 9, "d": true}));
        }
        "lost ack" => wire.acknowledge_heartbeats(false),
        _ => {
            wire.refuse_upgrades(2);
            wire.cut();
        }
    }
    // What a dead session is told never arrives.
    wire.forget_sessions();
    let mut asked = Vec::new();
    for text in [ASKED, "faut-il un concours ?", "quel est le salaire ?"] {
        asked.push(anne.mentions_bot(&channel, text).await.id);
        next_millisecond(&discord).await;
    }
    discord.wait_until("a new session", |state| (state.gateway.identifies.len() == 2).then_some(())).await;
    wire.acknowledge_heartbeats(true);
    asked.push(anne.mentions_bot(&channel, "bonjour").await.id);
    anne.sees(&channel, |message| message.replies_to == asked.last().copied()).await;
    discord.settles(SILENCE).await;
    let bot_itself = discord.bot();
    let answered: Vec<u64> =
        anne.messages_in(&channel).iter().filter(|one| one.author == bot_itself).filter_map(|one| one.replies_to).collect();
    assert_eq!(answered, asked, "{loss}");
    let times = discord.read(|state| state.gateway.identifies.clone());
    assert!(times.windows(2).all(|pair| pair[1] - pair[0] >= 5_000), "{loss}: {times:?}");
    bot.stop().await;
}

#[tokio::test]
async fn events_that_come_in_disorder_are_each_answered_once() {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    let channel = discord.text_channel("accueil");
    let people: Vec<_> = (0..12).map(|number| discord.user(&format!("anne {number}"))).collect();
    let mut asked = Vec::new();
    for person in &people {
        asked.push(person.mentions_bot(&channel, ASKED).await.id);
    }
    // The whole session again, three times, in the middle of everything.
    for _ in 0..3 {
        discord.wire().replay_after(0);
        discord.wire().ask_reconnect();
        discord.wait_until("the socket back", |state| state.connected().then_some(())).await;
    }
    discord
        .wait_until("every answer", |state| (state.messages.values().filter(|one| one.replies_to.is_some()).count() >= 12).then_some(()))
        .await;
    discord.settles(SILENCE).await;
    let mut answered: Vec<u64> = discord.messages_of_bot().iter().filter_map(|one| one.replies_to).collect();
    answered.sort_unstable();
    assert_eq!(answered, asked);
    assert_eq!(discord.wire().identifies(), 1);
    bot.stop().await;
}
