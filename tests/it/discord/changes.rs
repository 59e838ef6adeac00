//! What candidates change or delete is followed.

use std::time::{Duration, Instant};

use super::bot::{ANSWER, ASKED, Bot, LONG, OTHER_UNKNOWNS, UNKNOWN};
use crate::fake_discord::{Channel, FakeDiscord, Fault, Message, User};

/// How long what is sure to come is waited for.
const PATIENCE: Duration = Duration::from_secs(20);

const SILENCE: Duration = Duration::from_millis(500);
const MESSAGE: &str = "/channels/*/messages/*";
const CONTEST: &str = "faut-il un concours ?";

/// Somebody who said their age, so that their texts are kept.
async fn of_age(discord: &FakeDiscord, channel: &Channel, name: &str) -> User {
    let user = discord.user(name);
    let first = user.runs("/question", &[("texte", "bonjour")], channel).await.reply().await;
    user.presses(&first, "J'ai 15 ans ou plus").await.reply().await;
    user
}

/// A bot that listens, a channel, and somebody of age in it.
async fn scene() -> (FakeDiscord, Bot, Channel, User) {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    let channel = discord.text_channel("accueil");
    let anne = of_age(&discord, &channel, "anne").await;
    (discord, bot, channel, anne)
}

fn answers_to(user: &User, asked: &Message) -> Vec<Message> {
    let channel = Channel { id: asked.channel };
    user.messages_in(&channel).into_iter().filter(|message| message.replies_to == Some(asked.id)).collect()
}

async fn texts(bot: &Bot, user: &User) -> Vec<Option<String>> {
    bot.questions(user).await.into_iter().map(|exchange| exchange.question).collect()
}

#[tokio::test]
async fn a_question_in_other_words_is_kept_so_and_answered_anew_once() {
    let (discord, bot, channel, anne) = scene().await;
    let asked = anne.mentions_bot(&channel, ASKED).await;
    let first = anne.sees_answer_to(&asked).await;
    assert!(first.content.contains(ANSWER));
    let named = |text: &str| format!("<@{}> {text}", discord.bot());
    anne.edits(&asked, &named(&format!("{CONTEST} 06 12 34 56 78"))).await;
    let anew = anne.sees(&channel, |message| message.content.starts_with("Non, un contrat")).await;
    assert_eq!((anew.id, anew.replies_to), (first.id, Some(asked.id)), "it stands where the first one stood");
    assert!(!anew.content.contains(ANSWER) && anew.edited_at.is_some());
    // The same change told twice, and a change that changes nothing of what is asked.
    discord.wire().duplicate_last();
    discord.settles(SILENCE).await;
    anne.edits(&asked, &named("faut-il un concours ?? 06 12 34 56 78")).await;
    discord.settles(SILENCE).await;
    assert_eq!(answers_to(&anne, &asked).len(), 1, "{:?}", answers_to(&anne, &asked));
    let kept = bot.questions(&anne).await;
    assert_eq!((kept.len(), kept[1].question.as_deref()), (2, Some("faut-il un concours ?? [téléphone]")));
    // Discord adds a preview: no words changed.
    let mut update = serde_json::json!({"id": asked.id.to_string(), "channel_id": channel.id.to_string(), "embeds": []});
    update["guild_id"] = serde_json::json!(discord.guild().id.to_string());
    discord.wire().dispatch("MESSAGE_UPDATE", &update);
    discord.settles(SILENCE).await;
    assert_eq!(answers_to(&anne, &asked).len(), 1);
    bot.stop().await;
}

#[tokio::test]
async fn a_reply_is_corrected_where_it_stands_however_long_and_anew_when_it_is_gone() {
    let (discord, bot, channel, anne) = scene().await;
    let named = |text: &str| format!("<@{}> {text}", discord.bot());
    let ours = || {
        let own = anne.messages_in(&channel).into_iter().filter(|message| message.author == discord.bot() && !message.is_ephemeral());
        own.collect::<Vec<_>>()
    };
    // From one message to several, and back; Discord fails once on the way.
    let asked = anne.mentions_bot(&channel, ASKED).await;
    let first = anne.sees_answer_to(&asked).await;
    discord.fault(Fault::on("PATCH", MESSAGE).answers(503, ""));
    anne.edits(&asked, &named(LONG)).await;
    let last = anne.sees(&channel, |message| message.content.contains("Paragraphe 6")).await;
    let long = ours();
    assert!(long.len() > 1 && long[0].id == first.id && long[0].content.contains("Paragraphe 1"), "{long:?}");
    assert_eq!((last.id, long[0].labels().is_empty()), (long.last().unwrap().id, true));
    anne.edits(&asked, &named(CONTEST)).await;
    anne.sees(&channel, |message| message.content.starts_with("Non, un contrat")).await;
    let deadline = Instant::now() + PATIENCE;
    while ours().len() > 1 {
        assert!(Instant::now() < deadline, "the rest stays: {:?}", ours());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(ours()[0].id, first.id);

    // Somebody deleted the reply meanwhile.
    discord.change(|state| state.remove_message(first.id));
    anne.edits(&asked, &named(ASKED)).await;
    let anew = anne.sees(&channel, |message| message.content.contains(ANSWER)).await;
    assert_eq!((anew.replies_to, ours().len()), (Some(asked.id), 1));
    bot.stop().await;
}

#[tokio::test]
async fn a_reply_that_can_no_longer_be_changed_is_given_anew() {
    let (discord, bot, channel, anne) = scene().await;
    let asked = anne.mentions_bot(&channel, ASKED).await;
    let first = anne.sees_answer_to(&asked).await;
    discord.fault(Fault::on("PATCH", MESSAGE).refuses(404, 10_008));
    anne.edits(&asked, &format!("<@{}> {CONTEST}", discord.bot())).await;
    let again = anne.sees(&channel, |message| message.content.starts_with("Non, un contrat")).await;
    assert!(again.id > first.id && again.replies_to == Some(asked.id));
    bot.stop().await;
}

#[tokio::test]
async fn a_corrected_reply_in_a_thread_keeps_its_way_to_ask_again() {
    let (discord, bot, channel, anne) = scene().await;
    let thread = anne.opens_thread(&channel, "mes questions").await;
    let asked = anne.mentions_bot(&thread, ASKED).await;
    let first = anne.sees_answer_to(&asked).await;
    anne.edits(&asked, &format!("<@{}> {CONTEST}", discord.bot())).await;
    let anew = anne.sees(&thread, |message| message.content.starts_with("Non, un contrat")).await;
    assert_eq!((anew.id, anew.labels().last().unwrap().as_str()), (first.id, "Répondre"));
    bot.stop().await;
}

#[tokio::test]
async fn a_message_that_speaks_to_the_bot_only_once_changed_is_answered_then() {
    let (discord, bot, channel, anne) = scene().await;
    let said = anne.says(&channel, ASKED).await;
    discord.settles(SILENCE).await;
    anne.edits(&said, &format!("<@{}> {ASKED}", discord.bot())).await;
    assert!(anne.sees_answer_to(&said).await.content.contains(ANSWER));
    // And takes it back by speaking to nobody: the text goes, the answer too.
    anne.edits(&said, "rien").await;
    discord
        .wait_until("the answer to go", |state| {
            state.messages.values().any(|one| one.replies_to == Some(said.id) && one.deleted).then_some(())
        })
        .await;
    assert_eq!(texts(&bot, &anne).await.last(), Some(&None));
    bot.stop().await;
}

#[tokio::test]
async fn a_deleted_message_takes_its_text_and_its_answer_with_it() {
    let (discord, bot, channel, anne) = scene().await;
    let long = anne.mentions_bot(&channel, LONG).await;
    anne.sees(&channel, |message| message.content.contains("Paragraphe 6")).await;
    let other = anne.mentions_bot(&channel, ASKED).await;
    anne.sees_answer_to(&other).await;
    let private = anne.writes_dm(CONTEST).await;
    anne.sees_answer_to(&private).await;
    anne.deletes(&long).await;
    anne.deletes(&private).await;
    let bot_itself = discord.bot();
    let ours = move |state: &crate::fake_discord::State| {
        state.messages.values().filter(|one| one.author == bot_itself && !one.deleted && !one.is_loading() && !one.is_ephemeral()).count()
    };
    discord.wait_until("only the other answer", |state| (ours(state) == 1).then_some(())).await;
    assert!(answers_to(&anne, &other)[0].content.contains(ANSWER));
    assert_eq!(texts(&bot, &anne).await, [None, None, Some(ASKED.to_owned()), None]);
    bot.stop().await;
}

#[tokio::test]
async fn a_deletion_that_comes_before_its_message_leaves_nothing_to_answer() {
    let (discord, bot, channel, anne) = scene().await;
    let asked = anne.mentions_bot(&channel, ASKED).await;
    anne.sees_answer_to(&asked).await;
    let next = asked.id + (1 << 22);
    let gone =
        serde_json::json!({"id": next.to_string(), "channel_id": channel.id.to_string(), "guild_id": discord.guild().id.to_string()});
    discord.wire().dispatch("MESSAGE_DELETE", &gone);
    let mut late = discord.read(|state| {
        let mut message = state.messages[&asked.id].clone();
        message.id = next;
        state.message_event_json(&message, true)
    });
    late["content"] = serde_json::json!(format!("<@{}> {CONTEST}", discord.bot()));
    discord.settles(SILENCE).await;
    discord.wire().dispatch("MESSAGE_CREATE", &late);
    let bulk = serde_json::json!({"ids": [next.to_string(), asked.id.to_string()], "channel_id": channel.id.to_string(), "guild_id": discord.guild().id.to_string()});
    discord.settles(SILENCE).await;
    assert_eq!(bot.questions(&anne).await.len(), 2, "the one deleted is not kept");
    discord.wire().dispatch("MESSAGE_DELETE_BULK", &bulk);
    discord
        .wait_until("the answer to go", |state| {
            state.messages.values().any(|one| one.replies_to == Some(asked.id) && one.deleted).then_some(())
        })
        .await;
    assert_eq!(texts(&bot, &anne).await[1], None);
    bot.stop().await;
}

#[tokio::test]
async fn a_question_taken_back_waits_for_nobody_and_one_a_person_answered_stays() {
    let (discord, bot, channel, anne) = scene().await;
    let mut asked = Vec::new();
    for text in [UNKNOWN, OTHER_UNKNOWNS[0]] {
        let question = anne.mentions_bot(&channel, text).await;
        let unknown = anne.sees_answer_to(&question).await;
        anne.presses(&unknown, "Transmettre à une personne").await.reply().await;
        asked.push(question);
    }
    let waiting = bot.store.waiting_questions().await.unwrap();
    assert_eq!(waiting.len(), 2);
    let answered = waiting.iter().find(|one| one.question.as_deref() == Some(UNKNOWN)).unwrap();
    bot.store.answer_handover(&answered.id, "Oui.", tchat::clock::Clock::System.now()).await.unwrap();
    anne.edits(&asked[0], &format!("<@{}> {ASKED}", discord.bot())).await;
    anne.edits(&asked[1], &format!("<@{}> wixju qorvet encore", discord.bot())).await;
    discord.settles(SILENCE).await;
    let left = bot.store.waiting_questions().await.unwrap();
    assert_eq!(left.iter().map(|one| one.question.as_deref()).collect::<Vec<_>>(), [Some("wixju qorvet encore")]);
    assert_eq!(texts(&bot, &anne).await[1].as_deref(), Some(UNKNOWN), "what a person answered stays");
    anne.deletes(&asked[1]).await;
    discord.settles(SILENCE).await;
    assert!(bot.store.waiting_questions().await.unwrap().is_empty());
    bot.stop().await;
}

#[tokio::test]
async fn a_question_that_people_have_leaves_those_that_asked_the_same_once_it_asks_something_else() {
    let (discord, bot, channel, anne) = scene().await;
    let bilal = of_age(&discord, &channel, "bilal").await;
    let mut asked = Vec::new();
    for user in [&anne, &bilal] {
        let message = user.mentions_bot(&channel, UNKNOWN).await;
        let unknown = user.sees_answer_to(&message).await;
        user.presses(&unknown, "Transmettre à une personne").await.reply().await;
        asked.push(message);
    }
    let queue = async || bot.store.queue(jiff::Timestamp::now()).await.unwrap();
    assert_eq!(queue().await.iter().map(|one| one.asked.len()).collect::<Vec<_>>(), [2]);
    // The same in other signs stays; something else parts.
    let named = |text: &str| format!("<@{}> {text}", discord.bot());
    for (text, sizes) in [("Zblorg fnuk trapibule !", [2].as_slice()), (OTHER_UNKNOWNS[0], &[1, 1]), (UNKNOWN, &[2])] {
        bilal.edits(&asked[1], &named(text)).await;
        let deadline = Instant::now() + PATIENCE;
        while texts(&bot, &bilal).await.last() != Some(&Some(text.to_owned())) {
            assert!(Instant::now() < deadline, "{text} is not kept: {:?}", texts(&bot, &bilal).await);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(queue().await.iter().map(|one| one.asked.len()).collect::<Vec<_>>(), sizes, "{text}");
    }
    bot.stop().await;
}
