//! What Discord's REST side may do to an answer: it arrives once all the same.

use std::time::Duration;

use super::bot::{ANSWER, ASKED, Bot};
use crate::fake_discord::{FakeDiscord, Fault, State};

const MESSAGES: &str = "/channels/*/messages";
const EDITS: &str = "/webhooks/*/*/messages/@original";

#[tokio::test]
async fn an_answer_that_fails_to_go_is_tried_again_until_it_is_there_once() {
    for fault in [
        Fault::on("POST", MESSAGES).answers(500, "oops"),
        Fault::on("POST", MESSAGES).answers(503, "{}"),
        Fault::on("POST", MESSAGES).drops(),
        // Done, but nobody was told: the nonce keeps it from being there twice.
        Fault::on("POST", MESSAGES).drops().once_done(),
        Fault::on("POST", MESSAGES).answers(502, "").once_done(),
    ] {
        let told = format!("{fault:?}");
        let discord = FakeDiscord::start().await;
        let bot = Bot::start(&discord).await;
        let channel = discord.text_channel("accueil");
        let anne = discord.user("anne");
        discord.fault(fault);
        let asked = anne.mentions_bot(&channel, ASKED).await;
        let tries = |state: &State| state.requests.iter().filter(|one| one.method == "POST" && one.path.ends_with("/messages")).count();
        discord.wait_until("two tries", |state| (tries(state) == 2).then_some(())).await;
        let answer = anne.sees_answer_to(&asked).await;
        assert!(answer.content.contains(ANSWER), "{told}");
        discord.settles(Duration::from_millis(300)).await;
        assert_eq!((discord.messages_of_bot().len(), discord.requests("POST", MESSAGES).len()), (1, 2), "{told}");
        bot.stop().await;
    }
}

#[tokio::test]
async fn an_answer_that_was_taken_but_not_confirmed_well_is_not_sent_again() {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    let channel = discord.text_channel("accueil");
    discord.fault(Fault::on("POST", MESSAGES).answers(200, "{ not json").once_done());
    let asked = discord.user("anne").mentions_bot(&channel, ASKED).await;
    discord.user("anne").sees_answer_to(&asked).await;
    discord.settles(Duration::from_millis(1_500)).await;
    assert_eq!(discord.requests("POST", MESSAGES).len(), 1);
    assert_eq!(bot.store.next_message_due().await.unwrap(), None);
    bot.stop().await;
}

#[tokio::test]
async fn a_private_answer_is_tried_again_and_a_tap_as_well() {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    let channel = discord.text_channel("accueil");
    let anne = discord.user("anne");
    discord.fault(Fault::on("PATCH", EDITS).answers(500, ""));
    let asked = anne.runs("/question", &[("texte", ASKED)], &channel).await;
    let answer = asked.reply().await;
    assert!(answer.content.contains(ANSWER));
    discord.fault(Fault::on("PATCH", EDITS).drops());
    let thanks = anne.presses(&answer, "👍 Utile").await.reply().await;
    assert_eq!(thanks.content, "Merci pour votre avis.");
    // The first response itself fails, and is given again.
    let callback = || Fault::on("POST", "/interactions/*/*/callback");
    for faults in
        [vec![callback().answers(500, "")], vec![callback().drops().once_done()], vec![callback().drops(), callback().drops().once_done()]]
    {
        faults.into_iter().for_each(|fault| discord.fault(fault));
        let thanks = anne.presses(&answer, "👎 Pas utile").await.reply().await;
        assert_eq!(thanks.content, "Merci pour votre avis.");
    }
    assert_eq!(bot.questions(&anne).await.len(), 1);
    bot.stop().await;
}

#[tokio::test]
async fn a_place_that_does_not_answer_holds_no_other_back() {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    let (slow, quick) = (discord.text_channel("lent"), discord.text_channel("vif"));
    let (anne, bilal) = (discord.user("anne"), discord.user("bilal"));
    discord.fault(Fault::on("POST", &format!("/channels/{}/messages", slow.id)).after(Duration::from_secs(3)));
    let waits = anne.mentions_bot(&slow, ASKED).await;
    discord.wait_until("the slow request", |state| state.requests.iter().any(|one| one.path.ends_with("/messages")).then_some(())).await;
    let asked = bilal.mentions_bot(&quick, ASKED).await;
    bilal.sees_answer_to(&asked).await;
    assert_eq!(anne.messages_in(&slow).len(), 1, "the slow one is still on its way");
    anne.sees_answer_to(&waits).await;
    bot.stop().await;
}

#[tokio::test]
async fn without_a_database_an_answer_is_given_all_the_same() {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    let channel = discord.text_channel("accueil");
    let anne = discord.user("anne");
    let before = anne.runs("/question", &[("texte", "quel est le salaire ?")], &channel).await;
    before.reply().await;
    bot.loses_its_tables().await;
    let answer = anne.runs("/question", &[("texte", ASKED)], &channel).await.reply().await;
    assert!(answer.content.contains(ANSWER), "{}", answer.content);
    assert_eq!((answer.labels().len(), answer.choices().len()), (0, 0), "taps would lead nowhere");
    let asked = anne.mentions_bot(&channel, ASKED).await;
    assert!(anne.sees_answer_to(&asked).await.content.contains(ANSWER));
    let data = anne.runs("/mesdonnees", &[], &channel).await.reply().await;
    assert!(data.content.starts_with("Désolé, je n'arrive pas à vous répondre."), "{}", data.content);
    bot.stop().await;
}

#[tokio::test]
async fn what_was_owed_when_the_program_stopped_is_sent_at_the_next_start() {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    let channel = discord.text_channel("accueil");
    let anne = discord.user("anne");
    discord.fault(Fault::on("POST", MESSAGES).answers(503, "").times(2));
    let asked = anne.mentions_bot(&channel, ASKED).await;
    discord.wait_until("a first try", |state| state.requests.iter().any(|one| one.path.ends_with("/messages")).then_some(())).await;
    let bot = bot.restart(&discord).await;
    assert!(anne.sees_answer_to(&asked).await.content.contains(ANSWER));
    assert_eq!(discord.messages_of_bot().len(), 1);
    bot.stop().await;
}

#[tokio::test]
async fn a_request_that_is_never_answered_is_made_again() {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    let channel = discord.text_channel("accueil");
    discord.fault(Fault::on("POST", MESSAGES).keeps_silent());
    let anne = discord.user("anne");
    let asked = anne.mentions_bot(&channel, ASKED).await;
    assert!(anne.sees_answer_to(&asked).await.content.contains(ANSWER));
    assert_eq!((discord.messages_of_bot().len(), discord.requests("POST", MESSAGES).len()), (1, 2));
    bot.stop().await;
}

/// Every door and every gesture, then every body that went out.
#[tokio::test]
async fn nothing_that_goes_out_can_mention_anybody() {
    let discord = FakeDiscord::start().await;
    let channel = discord.text_channel("accueil");
    let bot = Bot::listening(&discord, &[channel]).await;
    let anne = discord.user("anne");
    let staff = discord.user("responsable");
    staff.gets_role(discord.role("équipe", serenity::all::Permissions::MANAGE_GUILD)).await;
    staff.runs("/tchat panneau", &[], &channel).await.reply().await;
    let answer = anne.runs("/question", &[("texte", "@everyone <@&1> zblorg fnuk")], &channel).await.reply().await;
    anne.presses(&answer, "J'ai 15 ans ou plus").await.reply().await;
    anne.presses(&answer, "Transmettre à une personne").await.reply().await;
    for command in ["/mesdonnees", "/mesreponses", "/source", "/aide"] {
        anne.runs(command, &[], &channel).await.reply().await;
    }
    for text in [ASKED, super::bot::LONG, super::bot::AMBIGUOUS] {
        let asked = anne.says(&channel, &format!("{text} @here")).await;
        anne.sees_answer_to(&asked).await;
    }
    let private = anne.writes_dm(ASKED).await;
    anne.sees_answer_to(&private).await;
    discord.settles(Duration::from_millis(300)).await;
    let bodies = discord.read(|state| {
        let writes = state.requests.iter().filter(|one| one.method != "GET" && !one.path.ends_with("/commands"));
        writes
            .map(|one| (one.path.clone(), if one.path.ends_with("/callback") { one.body["data"].clone() } else { one.body.clone() }))
            .collect::<Vec<_>>()
    });
    assert!(bodies.len() > 20, "{}", bodies.len());
    for (path, body) in bodies {
        let closed = serde_json::json!({"parse": []});
        assert_eq!(body["allowed_mentions"]["parse"], closed["parse"], "{path}: {body}");
        assert!(body["allowed_mentions"]["users"].as_array().is_none_or(Vec::is_empty), "{path}: {body}");
    }
    bot.stop().await;
}
