//! How the bot asks Discord: at its own pace, as long as it is let, and how
//! often it identifies.

use std::time::{Duration, Instant};

use super::bot::{ANSWER, ASKED, Bot, change_database};
use super::doors::next_millisecond;
use crate::fake_discord::{FakeDiscord, Fault, Request};

const COMMANDS: &str = "/applications/*/commands";
const MESSAGES: &str = "/channels/*/messages";

#[tokio::test]
async fn every_kind_of_429_is_obeyed_and_the_answer_is_there_once() {
    let body = |global: bool| format!(r#"{{"message":"You are being rate limited.","retry_after":1.0,"global":{global}}}"#);
    for (kind, fault, holds_all) in [
        ("in the body only", Fault::on("POST", MESSAGES).answers(429, &body(false)), false),
        (
            "of a route",
            Fault::on("POST", MESSAGES).answers(429, "{}").header("retry-after", "1").header("x-ratelimit-scope", "user"),
            false,
        ),
        ("shared", Fault::on("POST", MESSAGES).answers(429, "{}").header("retry-after", "1").header("x-ratelimit-scope", "shared"), false),
        (
            "global",
            Fault::on("POST", MESSAGES).answers(429, &body(true)).header("retry-after", "1").header("x-ratelimit-global", "true"),
            true,
        ),
        ("of a door before", Fault::on("POST", MESSAGES).answers(429, "<html>no</html>").header("retry-after", "1"), true),
    ] {
        let discord = FakeDiscord::start().await;
        let bot = Bot::start(&discord).await;
        let (channel, other) = (discord.text_channel("accueil"), discord.text_channel("détente"));
        let (anne, bilal) = (discord.user("anne"), discord.user("bilal"));
        discord.fault(fault);
        let asked = anne.mentions_bot(&channel, ASKED).await;
        discord.wait_until("a refusal", |state| state.requests.iter().any(|one| one.status == Some(429)).then_some(())).await;
        let asked_elsewhere = bilal.mentions_bot(&other, ASKED).await;
        assert!(anne.sees_answer_to(&asked).await.content.contains(ANSWER), "{kind}");
        bilal.sees_answer_to(&asked_elsewhere).await;
        discord.settles(Duration::from_millis(300)).await;
        let sent = discord.requests("POST", MESSAGES);
        assert_eq!((sent.len(), discord.messages_of_bot().len()), (3, 2), "{kind}");
        let here = format!("/channels/{}/messages", channel.id);
        let waited = |request: &Request| request.at.duration_since(sent[0].at);
        for request in &sent[1..] {
            let held = holds_all || request.path == here;
            assert!(!held || waited(request) >= Duration::from_millis(950), "{kind}: {:?} {}", waited(request), request.path);
        }
        let elsewhere = sent.iter().find(|request| request.path != here).unwrap();
        assert!(holds_all || waited(elsewhere) < Duration::from_millis(900), "{kind}: another place does not wait");
        bot.stop().await;
    }
}

#[tokio::test]
async fn a_route_that_has_nothing_left_is_not_asked_before_it_has() {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    let channel = discord.text_channel("accueil");
    let anne = discord.user("anne");
    discord.fault(Fault::on("POST", MESSAGES).header("x-ratelimit-remaining", "0").header("x-ratelimit-reset-after", "1.0"));
    let first = anne.mentions_bot(&channel, ASKED).await;
    let second = anne.mentions_bot(&channel, "faut-il un concours ?").await;
    anne.sees(&channel, |message| message.replies_to == Some(second.id)).await;
    let sent = discord.requests("POST", MESSAGES);
    assert_eq!((sent.len(), first.channel), (2, channel.id));
    assert!(sent[1].at.duration_since(sent[0].at) >= Duration::from_millis(950));
    assert!(discord.refusals().is_empty());
    bot.stop().await;
}

#[tokio::test]
async fn answers_of_one_conversation_keep_their_order_when_the_first_is_tried_again() {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    let channel = discord.text_channel("accueil");
    let (anne, bilal) = (discord.user("anne"), discord.user("bilal"));
    discord.fault(Fault::on("POST", MESSAGES).answers(503, "").times(2));
    let first = anne.mentions_bot(&channel, ASKED).await;
    discord.wait_until("a first try", |state| state.requests.iter().any(|one| one.status == Some(503)).then_some(())).await;
    let second = anne.mentions_bot(&channel, "faut-il un concours ?").await;
    next_millisecond(&discord).await;
    let third = anne.mentions_bot(&channel, "quel est le salaire ?").await;
    let other = bilal.mentions_bot(&channel, ASKED).await;
    bilal.sees(&channel, |message| message.replies_to == Some(other.id)).await;
    anne.sees(&channel, |message| message.replies_to == Some(third.id)).await;
    let bot_itself = discord.bot();
    let answered: Vec<u64> =
        anne.messages_in(&channel).iter().filter(|one| one.author == bot_itself).filter_map(|one| one.replies_to).collect();
    let of_anne: Vec<u64> = answered.iter().copied().filter(|id| *id != other.id).collect();
    assert_eq!(of_anne, [first.id, second.id, third.id]);
    bot.stop().await;
}

#[tokio::test]
async fn a_hundred_refusals_pause_the_bot_and_the_team_reads_why() {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    bot.has_a_session().await;
    let channel = discord.text_channel("accueil");
    discord.fault(Fault::on("POST", MESSAGES).refuses(403, 50_013).times(1_000));
    for number in 0..130 {
        discord.user(&format!("anne {number}")).mentions_bot(&channel, ASKED).await;
    }
    let said = bot.says("100 demandes du bot en dix minutes").await;
    assert!(said.contains("plus rien n'y est envoyé avant le"), "{said}");
    let alerts = async {
        while bot.store.last_alerts(1).await.unwrap().iter().all(|alert| !alert.object.contains("100 demandes")) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(15), alerts).await.expect("the team is told, once something can be sent again");
    discord.settles(Duration::from_secs(1)).await;
    assert_eq!(discord.refusals().len(), 100);
    bot.stop().await;
}

#[tokio::test]
async fn a_flood_goes_out_at_our_own_pace() {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    bot.has_a_session().await;
    let channel = discord.text_channel("accueil");
    for number in 0..120 {
        discord.user(&format!("anne {number}")).mentions_bot(&channel, ASKED).await;
    }
    discord
        .wait_until("every answer", |state| (state.requests.iter().filter(|one| one.method == "POST").count() == 120).then_some(()))
        .await;
    let times: Vec<Instant> = discord.requests("POST", MESSAGES).iter().map(|request| request.at).collect();
    let in_a_second = |from: &Instant| times.iter().filter(|at| *at >= from && at.duration_since(*from) < Duration::from_secs(1)).count();
    let most = times.iter().map(in_a_second).max().unwrap();
    // Requests made in one second may arrive within a little less.
    assert!((20..=42).contains(&most), "{most}");
    bot.stop().await;
}

#[tokio::test]
async fn a_bot_that_identified_two_hundred_times_in_a_day_stays_away_and_says_until_when() {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    discord.wire().identify_at_most_every(Duration::ZERO);
    let folder = bot.stop().await;
    discord.bot_is_gone().await;
    // 198 more, each four minutes before the other: one is left.
    change_database(
        &folder,
        "insert into discord_identify (id, at)
         with recursive n(i) as (select 1 union all select i + 1 from n where i < 198)
         select 'n' || i, (select min(at) from discord_identify) - i * 240000 from n",
    )
    .await;
    let bot = Bot::begin(&discord, &[], folder).await;
    // It waits for its five seconds first.
    bot.is_there(&discord).await;
    assert_eq!(discord.wire().identifies(), 2);
    let times = discord.read(|state| state.gateway.identifies.clone());
    assert!(times[1] - times[0] >= 5_000, "{times:?}");
    let folder = bot.stop().await;
    discord.bot_is_gone().await;
    let bot = Bot::begin(&discord, &[], folder).await;
    let said = bot.says("200 fois à Discord en 24 heures").await;
    assert!(said.contains("il attend jusqu'au") && said.contains("La page web continue de répondre."), "{said}");
    assert_eq!(discord.wire().identifies(), 2);
    bot.stop().await;
}

#[tokio::test]
async fn commands_are_registered_again_when_discord_says() {
    let discord = FakeDiscord::start().await;
    let wait = r#"{"message":"You are being rate limited.","retry_after":0.5,"global":false}"#;
    discord.fault(Fault::on("PUT", COMMANDS).answers(429, wait));
    let bot = Bot::start(&discord).await;
    let tries = discord.requests("PUT", COMMANDS);
    let pause = tries[1].at.duration_since(tries[0].at);
    assert!(tries.len() == 2 && pause >= Duration::from_millis(500) && pause < Duration::from_secs(10), "{pause:?}");
    bot.stop().await;
}
