//! Every door a question comes through, and what is not one.

use std::time::Duration;

use serde_json::{Value, json};
use serenity::all::Permissions;

use super::bot::{ANSWER, ASKED, Bot, LONG};
use crate::fake_discord::{Channel, FakeDiscord, Message, State, User};

/// How long « nothing comes » is waited for.
const SILENCE: Duration = Duration::from_millis(400);

/// Staff places the panel in a channel.
pub(super) async fn places_panel(discord: &FakeDiscord, channel: &Channel) -> Message {
    let staff = discord.user("responsable");
    staff.gets_role(discord.role("équipe", Permissions::MANAGE_GUILD)).await;
    let placed = staff.runs("/tchat panneau", &[], channel).await;
    assert_eq!(placed.reply().await.content, "Le panneau est en place.");
    staff.sees(channel, |message| message.labels().first().is_some_and(|label| label == "Poser une question")).await
}

/// Somebody asks by the panel and reads the private answer.
pub(super) async fn asks_by_panel(user: &User, panel: &Message, text: &str) -> Message {
    let form = user.presses(panel, "Poser une question").await.modal().await;
    user.submits(&form, &[("Votre question", text)]).await.reply().await
}

#[tokio::test]
async fn the_panel_opens_a_form_and_the_answer_is_private() {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    let channel = discord.text_channel("accueil");
    let panel = places_panel(&discord, &channel).await;
    let opening = "Une question sur le recrutement\u{a0}? Touchez le bouton\u{a0}: je vous réponds.\n\n";
    assert!(panel.content.starts_with(opening), "{}", panel.content);

    let anne = discord.user("anne");
    let answer = asks_by_panel(&anne, &panel, ASKED).await;
    assert!(answer.is_ephemeral());
    let (notice, text) = answer.content.split_once("\n\n").unwrap();
    assert!(notice.starts_with("> Vous parlez à un programme") && notice.contains("/mesdonnees"), "{notice}");
    assert!(text.starts_with(ANSWER), "{text}");
    assert_eq!(answer.labels(), ["J'ai 15 ans ou plus", "👍 Utile", "👎 Pas utile", "Transmettre à une personne"]);
    assert_eq!(answer.choices()[..2], ["linkedin", "instagram"]);
    let kept = bot.questions(&anne).await;
    assert_eq!((kept.len(), kept[0].question.as_deref(), kept[0].outcome.as_str()), (1, None, "answer"));

    // The notice is said once.
    let again = asks_by_panel(&anne, &panel, "faut-il un concours ?").await;
    assert!(again.content.starts_with("Non, un contrat est possible sans concours."), "{}", again.content);
    bot.stop().await;
}

#[tokio::test]
async fn a_command_a_mention_a_private_message_and_a_reply_are_answered_where_they_were_asked() {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    let channel = discord.text_channel("accueil");
    let anne = discord.user("anne");
    let answer = anne.runs("/question", &[("texte", ASKED)], &channel).await.reply().await;
    assert!(answer.is_ephemeral() && answer.content.contains(ANSWER), "{}", answer.content);

    let asked = anne.mentions_bot(&channel, "faut-il un concours ?").await;
    let answer = anne.sees_answer_to(&asked).await;
    assert_eq!(answer.replies_to, Some(asked.id));
    assert!(answer.content.starts_with("Non, un contrat"), "{}", answer.content);
    let asked = anne.replies_to(&answer, "quel est le salaire ?").await;
    assert!(anne.sees_answer_to(&asked).await.content.starts_with("Votre salaire suit une grille"));

    let bilal = discord.user("bilal");
    let asked = bilal.writes_dm(ASKED).await;
    let answer = bilal.sees_answer_to(&asked).await;
    assert!(answer.content.contains(ANSWER), "{}", answer.content);
    assert_eq!(answer.channel, bilal.dm().id);
    let sent = discord.requests("POST", "/channels/*/messages");
    assert!(sent.iter().all(|request| request.body["enforce_nonce"] == true && request.body["flags"] == 4), "{sent:?}");
    bot.stop().await;
}

#[tokio::test]
async fn plain_talk_is_answered_only_where_it_was_opened_and_when_it_speaks_to_nobody_else() {
    let discord = FakeDiscord::start().await;
    let (open, other) = (discord.text_channel("questions"), discord.text_channel("détente"));
    let bot = Bot::listening(&discord, &[open]).await;
    assert!(bot.says("conversation libre dans un salon").await.starts_with("Discord est connecté"));
    let (anne, bilal) = (discord.user("anne"), discord.user("bilal"));
    let asked = anne.says(&open, ASKED).await;
    let answer = anne.sees_answer_to(&asked).await;
    assert!(answer.content.contains(ANSWER));

    anne.says(&other, ASKED).await;
    bilal.says(&open, &format!("<@{}> {ASKED}", anne.id)).await;
    bilal.replies_to(&asked, "moi j'en ai trois").await;
    discord.settles(SILENCE).await;
    assert_eq!(discord.messages_of_bot().len(), 1, "{:?}", discord.messages_of_bot());
    let file = anne.sends_file(&open, "mon cv", "cv.pdf").await;
    assert!(anne.sees_answer_to(&file).await.content.contains("Je ne lis pas les fichiers"));
    bot.stop().await;
}

#[tokio::test]
async fn bots_webhooks_empty_texts_and_system_messages_are_not_heard() {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    let channel = discord.text_channel("accueil");
    let anne = discord.user("anne");
    anne.mentions_bot(&channel, "").await;
    anne.says(&channel, ASKED).await;
    let heard = anne.writes_dm("bonjour").await;
    anne.sees_answer_to(&heard).await;

    // The first of these is like any message, so that the others are silent for what they are.
    let variants = [
        json!({}),
        json!({"author": {"bot": true}}),
        json!({"author": {"system": true}}),
        json!({"webhook_id": "1"}),
        json!({"type": 7}),
        json!({"content": " \n "}),
    ];
    for (number, variant) in variants.iter().enumerate() {
        let mut message = raw_message(heard.id + 1 + number as u64, &anne);
        for (key, value) in variant.as_object().unwrap() {
            match value.as_object() {
                Some(inner) => inner.iter().for_each(|(inner, value)| message[key][inner] = value.clone()),
                None => message[key] = value.clone(),
            }
        }
        discord.wire().dispatch("MESSAGE_CREATE", &message);
    }
    discord.settles(SILENCE).await;
    assert_eq!(discord.messages_of_bot().len(), 2, "{:?}", discord.messages_of_bot());
    bot.stop().await;
}

/// A private message as Discord sends it.
fn raw_message(id: u64, author: &User) -> Value {
    json!({
        "id": id.to_string(), "channel_id": author.dm().id.to_string(), "type": 0, "content": "bonsoir",
        "author": {"id": author.id.to_string(), "username": author.name, "discriminator": "0", "avatar": null, "global_name": null},
        "timestamp": "2026-11-22T18:00:00.000000+00:00", "edited_timestamp": null, "tts": false, "mention_everyone": false,
        "mentions": [], "mention_roles": [], "attachments": [], "embeds": [], "pinned": false,
    })
}

#[tokio::test]
async fn nothing_that_is_asked_can_ping_or_break_an_answer() {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    let channel = discord.text_channel("accueil");
    for (number, text) in
        ["@everyone @here <@&1> zblorg", "[zblorg](javascript:alert(1)) **fnuk** `trapibule`", "\u{202e}\u{200b}zblorg ||fnuk||"]
            .iter()
            .enumerate()
    {
        let anne = discord.user(&format!("anne {number}"));
        let asked = anne.mentions_bot(&channel, text).await;
        let answer = anne.sees_answer_to(&asked).await;
        assert!(answer.content.contains("Je ne sais pas répondre") && !answer.content.contains("zblorg"), "{}", answer.content);
    }
    let empty = discord.user("paul");
    let asked = empty.mentions_bot(&channel, "🙃 \u{200b}").await;
    assert!(empty.sees_answer_to(&asked).await.content.contains("Je n'ai pas lu de question"));
    bot.stop().await;
    discord.assert_clean();
}

#[tokio::test]
async fn a_long_answer_is_cut_between_paragraphs_and_can_be_tapped_under_its_end() {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    let channel = discord.text_channel("accueil");
    let anne = discord.user("anne");
    let asked = anne.mentions_bot(&channel, LONG).await;
    let bot_itself = discord.bot();
    let is_last = |message: &Message| message.author == bot_itself && message.content.contains("Paragraphe 6");
    let last = anne.sees(&channel, is_last).await;
    let parts: Vec<Message> = anne.messages_in(&channel).into_iter().filter(|message| message.author == bot_itself).collect();
    assert_eq!(parts.len(), 3, "{parts:?}");
    assert!(parts[1..].iter().all(|part| part.content.starts_with("Paragraphe ")));
    assert_eq!(parts.iter().map(|part| part.replies_to).collect::<Vec<_>>(), [Some(asked.id), None, None]);
    assert_eq!((parts[0].labels().len(), last.labels()), (0, vec!["J'ai 15 ans ou plus".to_owned()]));

    let private = anne.runs("/question", &[("texte", LONG)], &channel).await;
    let (first, second) = (private.reply().await, private.reply().await);
    let third = private.reply().await;
    assert!(first.content.contains("Paragraphe 1") && third.content.contains("Paragraphe 6"));
    assert!([first, second, third].iter().all(Message::is_ephemeral));
    bot.stop().await;
}

#[tokio::test]
async fn what_one_person_writes_is_read_in_order() {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    let channel = discord.text_channel("accueil");
    // No more newcomers than are let in at once.
    let people: Vec<User> = (0..20).map(|number| discord.user(&format!("anne {number}"))).collect();
    let (mut first, mut all) = (Vec::new(), 0);
    // Serenity handles each event in a task of its own: only many at once show that order is kept.
    for person in &people {
        for (number, text) in ["faut-il un concours ?", "bonjour", "quel est le salaire ?", ASKED].iter().enumerate() {
            let asked = person.mentions_bot(&channel, text).await;
            all += 1;
            first.extend((number == 0).then_some(asked.id));
        }
    }
    discord.wait_until("every answer", |state| (answers(state.messages.values()).count() == all).then_some(())).await;
    let messages = people[0].messages_in(&channel);
    let mut noticed: Vec<u64> = answers(messages.iter().filter(|message| message.content.starts_with("> "))).collect();
    noticed.sort_unstable();
    assert_eq!(noticed, first, "the first question read gets the notice, and no other");
    bot.stop().await;
}

#[tokio::test]
async fn what_one_person_writes_is_answered_in_order() {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    let channel = discord.text_channel("accueil");
    let anne = discord.user("anne");
    let mut asked = Vec::new();
    for text in [ASKED, "faut-il un concours ?", "quel est le salaire ?", "bonjour"] {
        asked.push(anne.mentions_bot(&channel, text).await.id);
        next_millisecond(&discord).await;
    }
    anne.sees(&channel, |message| message.replies_to == asked.last().copied()).await;
    let answered: Vec<u64> = answers(anne.messages_in(&channel).iter()).collect();
    assert_eq!(answered, asked);
    bot.stop().await;
}

/// Messages of one millisecond have no order of their own.
pub(super) async fn next_millisecond(discord: &FakeDiscord) {
    let before = discord.read(State::now);
    while discord.read(State::now) == before {
        tokio::task::yield_now().await;
    }
}

/// Which messages were answered, in the order of the answers.
fn answers<'a>(messages: impl Iterator<Item = &'a Message>) -> impl Iterator<Item = u64> {
    messages.filter_map(|message| message.replies_to)
}
