//! Faults of the network and of Discord, as the real client meets them.

use std::time::{Duration, Instant};

use serde_json::json;
use serenity::all::{CreateMessage, Event, GatewayIntents};

use super::super::{FakeDiscord, Fault};
use super::bot::{Bot, closing_reason};

#[tokio::test]
async fn requests_are_spoilt_in_order() {
    let discord = FakeDiscord::start().await;
    let questions = discord.text_channel("questions");
    let http = Bot::with_token(&discord, &discord.token());
    let post = || Fault::on("POST", "/channels/*/messages");
    let wait = Duration::from_millis(200);
    discord.fault(post().answers(503, "<html>").header("retry-after", "1").times(2));
    discord.fault(post().refuses(403, 50_007));
    discord.fault(post().drops());
    discord.fault(post().once_done().drops().once_done());
    discord.fault(post().answers(200, "{").once_done());
    discord.fault(post().after(wait));
    let send = async || {
        let message = CreateMessage::new().content("x");
        let sent = serenity::all::ChannelId::new(questions.id).send_message(&http, message).await;
        let told = match sent {
            Ok(_) => "ok",
            Err(serenity::Error::Http(error)) => match error.status_code() {
                Some(status) => return status.as_u16().to_string(),
                None => "no answer",
            },
            Err(serenity::Error::Json(_)) => "unreadable",
            Err(error) => panic!("{error}"),
        };
        told.to_owned()
    };
    let done = || discord.messages_of_bot().len();
    for (expected, messages) in [("503", 0), ("503", 0), ("403", 0), ("no answer", 0), ("no answer", 1), ("unreadable", 2)] {
        assert_eq!((send().await.as_str(), done()), (expected, messages));
    }
    let before = Instant::now();
    assert_eq!((send().await.as_str(), done()), ("ok", 3));
    assert!(before.elapsed() >= wait);
    discord.fault(post().keeps_silent());
    assert!(tokio::time::timeout(wait, send()).await.is_err());
    let posts = discord.requests("POST", "/channels/**");
    assert_eq!(posts.len(), 8);
    assert!(posts.is_sorted_by_key(|post| post.at));
}

#[tokio::test]
async fn a_session_is_resumed_and_misses_nothing() {
    let discord = FakeDiscord::start().await;
    let (wire, questions) = (discord.wire(), discord.text_channel("questions"));
    let alice = discord.user("alice");
    let bot = Bot::start(&discord, Bot::intents()).await;
    let disturbances: [(&str, &dyn Fn()); 5] = [
        ("close 4000", &|| wire.close(4000)),
        ("close 1001", &|| wire.close(1001)),
        ("cut", &|| wire.cut()),
        ("op 7", &|| wire.ask_reconnect()),
        ("op 9", &|| wire.invalidate(true)),
    ];
    for (number, (name, disturb)) in disturbances.iter().enumerate() {
        disturb();
        let said = alice.says(&questions, name).await;
        assert_eq!(alice.sees_answer_to(&said).await.content, format!("vu : {name}"));
        let resumed = |state: &super::super::State| (state.gateway.resumes > number).then_some(());
        discord.wait_until("RESUME", resumed).await;
    }
    assert_eq!((wire.identifies(), wire.resumes()), (1, 5));
    bot.wait_for("RESUMED", |seen| Bot::names(seen).contains("RESUMED")).await;
}

#[tokio::test]
async fn frames_are_repeated_invented_and_spoilt() {
    let discord = FakeDiscord::start().await;
    let (wire, questions) = (discord.wire(), discord.text_channel("questions"));
    let alice = discord.user("alice");
    let bot = Bot::start(&discord, GatewayIntents::GUILD_MESSAGES).await;
    let said = alice.says(&questions, "une fois").await;
    wire.duplicate_last();
    let messages = |seen: &Vec<Event>| seen.iter().filter(|event| matches!(event, Event::MessageCreate(_))).count();
    bot.wait_for("two copies", |seen| messages(seen) == 2).await;
    wire.replay_after(0);
    bot.wait_for("all again", |seen| messages(seen) == 3).await;
    wire.send_text("{not json");
    wire.ask_heartbeat();
    let beat = |state: &super::super::State| (state.gateway.heartbeats > 0).then_some(());
    discord.wait_until("a heartbeat", beat).await;
    let deleted = json!({"id": said.id.to_string(), "channel_id": questions.id.to_string()});
    wire.dispatch("MESSAGE_DELETE", &deleted);
    let deletion = |seen: &Vec<Event>| Bot::names(seen).contains("MESSAGE_DELETE");
    bot.wait_for("an invented event", deletion).await;
}

/// serenity waits five seconds before it identifies again: one test for all that needs it.
#[tokio::test]
async fn a_lost_session_is_identified_again() {
    let discord = FakeDiscord::start().await;
    let (wire, questions) = (discord.wire(), discord.text_channel("questions"));
    let alice = discord.user("alice");
    wire.heartbeat_every(Duration::from_secs(1));
    let bot = Bot::start(&discord, Bot::intents()).await;
    wire.acknowledge_heartbeats(false);
    let again = |state: &super::super::State| (state.gateway.identifies.len() == 2).then_some(());
    discord.wait_until("IDENTIFY after lost answers", again).await;
    assert!(wire.heartbeats() > 0);
    wire.acknowledge_heartbeats(true);
    assert_eq!(wire.resumes(), 0);
    wire.refuse_upgrades(2);
    wire.close(4000);
    let refused = |state: &super::super::State| {
        let back = state.connected() && state.gateway.upgrades_to_refuse == 0;
        back.then_some(state.gateway.upgrades_refused)
    };
    assert_eq!(discord.wait_until("the bot to be back", refused).await, 2);
    let said = alice.says(&questions, "toujours là ?").await;
    assert_eq!(alice.sees_answer_to(&said).await.content, "vu : toujours là ?");
    drop(bot);
    discord.bot_is_gone().await;
}

#[tokio::test]
async fn a_session_closed_without_a_code_or_forgotten_is_identified_again() {
    let discord = FakeDiscord::start().await;
    let wire = discord.wire();
    wire.heartbeat_every(Duration::from_secs(1));
    wire.identify_at_most_every(Duration::from_secs(1));
    let bot = Bot::start(&discord, Bot::intents()).await;
    let disturbances: [&dyn Fn(); 2] = [&|| wire.close_without_code(), &|| {
        wire.forget_sessions();
        wire.cut();
    }];
    for (number, disturb) in disturbances.iter().enumerate() {
        disturb();
        let again = |state: &super::super::State| (state.gateway.identifies.len() == number + 2).then_some(());
        discord.wait_until("another IDENTIFY", again).await;
    }
    assert_eq!(wire.resumes(), 0);
    bot.wait_for("READY thrice", |seen| {
        let ready = seen.iter().filter(|event| matches!(event, Event::Ready(_)));
        ready.count() == 3
    })
    .await;
}

#[tokio::test]
async fn identifying_twice_within_five_seconds_is_refused() {
    let discord = FakeDiscord::start().await;
    let first = Bot::start(&discord, GatewayIntents::GUILDS).await;
    drop(first);
    discord.bot_is_gone().await;
    discord.advance(Duration::from_secs(4));
    let token = discord.token();
    let second = closing_reason(&discord, &token, GatewayIntents::GUILDS);
    assert!(tokio::time::timeout(Duration::from_secs(1), second).await.is_err());
    assert_eq!((discord.wire().identifies(), discord.wire().upgrades()), (1, 2));
    discord.advance(Duration::from_secs(2));
    Bot::start(&discord, GatewayIntents::GUILDS).await;
    assert_eq!(discord.wire().identifies(), 2);
}
