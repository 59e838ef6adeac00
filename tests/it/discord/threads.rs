//! Talk in threads, with and without the text of messages; choices and messages
//! in a row.

use super::bot::{ANSWER, ASKED, Bot, LONG};
use crate::fake_discord::{FakeDiscord, Message, State};

#[tokio::test]
async fn without_the_content_box_a_thread_has_a_button_that_asks_there() {
    let discord = FakeDiscord::start().await;
    discord.without_message_content();
    let bot = Bot::start(&discord).await;
    let channel = discord.text_channel("accueil");
    let (anne, bilal) = (discord.user("anne"), discord.user("bilal"));
    let thread = anne.opens_thread(&channel, "mes questions").await;
    let outside = anne.mentions_bot(&channel, "bonjour").await;
    assert!(!anne.sees_answer_to(&outside).await.labels().contains(&"Répondre".to_owned()), "the channel is no thread");

    let asked = anne.mentions_bot(&thread, ASKED).await;
    let answer = anne.sees_answer_to(&asked).await;
    assert!(answer.content.contains(ANSWER) && answer.labels().last().unwrap() == "Répondre", "{:?}", answer.labels());
    // The form is Discord's first response; the answer stands in the thread, for everybody there.
    let form = anne.presses(&answer, "Répondre").await.modal().await;
    let told = anne.submits(&form, &[("Votre question", "faut-il un concours ?")]).await.reply().await;
    assert!(told.is_ephemeral() && told.content.contains("je réponds dans ce fil"), "{}", told.content);
    let next = bilal.sees(&thread, |message| message.content.starts_with("Non, un contrat")).await;
    assert_eq!((next.replies_to, next.is_ephemeral()), (Some(answer.id), false));
    assert_eq!(next.labels().last().unwrap(), "Répondre");
    assert_eq!(bot.questions(&anne).await.len(), 3);
    // The same words again: the answer stands there already.
    let form = anne.presses(&answer, "Répondre").await.modal().await;
    let told = anne.submits(&form, &[("Votre question", "Faut-il un concours ?")]).await.reply().await;
    assert!(told.content.contains("je réponds dans ce fil"), "{}", told.content);
    assert_eq!(bot.questions(&anne).await.len(), 3);

    // After a restart too, and long answers carry it under their end only.
    let bot = bot.restart(&discord).await;
    let form = bilal.presses(&next, "Répondre").await.modal().await;
    bilal.submits(&form, &[("Votre question", LONG)]).await.reply().await;
    let last = bilal.sees(&thread, |message| message.content.contains("Paragraphe 6")).await;
    assert_eq!(last.labels().last().unwrap(), "Répondre");
    let first = bilal.sees(&thread, |message| message.content.contains("Paragraphe 1")).await;
    assert!(first.labels().is_empty(), "{:?}", first.labels());
    let mentioned = bilal.mentions_bot(&thread, ASKED).await;
    assert_eq!(bilal.sees_answer_to(&mentioned).await.labels().last().unwrap(), "Répondre");
    bot.stop().await;
}

#[tokio::test]
async fn with_the_content_box_one_talks_in_the_threads_of_an_open_channel() {
    let discord = FakeDiscord::start().await;
    let (open, other) = (discord.text_channel("questions"), discord.text_channel("détente"));
    let bot = Bot::listening(&discord, &[open]).await;
    let anne = discord.user("anne");
    let (inside, outside) = (anne.opens_thread(&open, "ici").await, anne.opens_thread(&other, "là").await);
    anne.says(&outside, ASKED).await;
    let asked = anne.says(&inside, ASKED).await;
    let answer = anne.sees_answer_to(&asked).await;
    assert!(answer.content.contains(ANSWER) && !answer.labels().contains(&"Répondre".to_owned()), "one just writes");
    let asked = anne.mentions_bot(&outside, "faut-il un concours ?").await;
    assert_eq!(anne.sees_answer_to(&asked).await.labels().last().unwrap(), "Répondre", "there one does not");
    assert_eq!(discord.messages_of_bot().len(), 2);
    bot.stop().await;
}

#[tokio::test]
async fn five_messages_in_a_row_are_answered_in_their_order() {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    let channel = discord.text_channel("accueil");
    let anne = discord.user("anne");
    let mut asked = Vec::new();
    for text in [ASKED, "faut-il un concours ?", "quel est le salaire ?", "bonjour", "et l'indemnité de télétravail ?"] {
        asked.push(anne.mentions_bot(&channel, text).await.id);
    }
    let answers = |state: &State| {
        let own = state.messages.values().filter(|message| message.author == state.bot).filter_map(|message: &Message| message.replies_to);
        let own: Vec<u64> = own.collect();
        (own.len() == 5).then_some(own)
    };
    assert_eq!(discord.wait_until("five answers", answers).await, asked);
    bot.stop().await;
}
