//! What is tapped under an answer, and the commands that are not questions.

use serde_json::Value;

use super::bot::{AMBIGUOUS, ANSWER, ASKED, Bot, SECOND_TOPIC, UNKNOWN, new_folder};
use super::doors::{asks_by_panel, places_panel};
use crate::fake_discord::FakeDiscord;
use crate::ideas::{ASKED_AT_THE_END, BELIEF, write_misconception};

#[tokio::test]
async fn a_text_is_kept_after_the_age_tap_and_not_before() {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    let channel = discord.text_channel("accueil");
    let anne = discord.user("anne");
    let first = anne.runs("/question", &[("texte", ASKED)], &channel).await.reply().await;
    let thanks = anne.presses(&first, "J'ai 15 ans ou plus").await.reply().await;
    assert!(thanks.is_ephemeral() && thanks.content.starts_with("Merci, c'est noté."), "{}", thanks.content);
    let second = anne.runs("/question", &[("texte", "quel est le salaire ? 06 12 34 56 78")], &channel).await.reply().await;
    assert!(!second.labels().contains(&"J'ai 15 ans ou plus".to_owned()));
    let kept = bot.questions(&anne).await;
    let texts: Vec<Option<&str>> = kept.iter().map(|exchange| exchange.question.as_deref()).collect();
    assert_eq!(texts, [None, Some("quel est le salaire ? [téléphone]")]);
    bot.stop().await;
}

#[tokio::test]
async fn a_choice_is_for_everybody_to_read_and_for_one_person_to_make() {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    let channel = discord.text_channel("accueil");
    let (anne, bilal) = (discord.user("anne"), discord.user("bilal"));
    let asked = anne.mentions_bot(&channel, AMBIGUOUS).await;
    let choices = anne.sees_answer_to(&asked).await;
    let topic = SECOND_TOPIC;
    let read = bilal.presses(&choices, topic).await.reply().await;
    assert!(read.is_ephemeral() && read.content.starts_with("Il y a un bassin."), "{}", read.content);
    assert_ne!(bot.questions(&anne).await[0].outcome, "answer", "somebody else's tap settles nothing");
    let stopped = bilal.presses(&read, "👍 Utile").await.reply().await;
    assert_eq!(stopped.content, "Ce bouton est trop ancien. Posez à nouveau votre question.");

    let read = anne.presses(&choices, topic).await.reply().await;
    assert!(read.is_ephemeral() && read.content.starts_with("Il y a un bassin."));
    assert_eq!(bot.questions(&anne).await[0].outcome, "answer");
    let thanks = anne.presses(&read, "👍 Utile").await.reply().await;
    assert_eq!(thanks.content, "Merci pour votre avis.");
    let thanks = anne.presses(&read, "👎 Pas utile").await.reply().await;
    assert_eq!(thanks.content, "Merci pour votre avis.");
    bot.stop().await;
}

#[tokio::test]
async fn a_question_without_answer_goes_to_a_person_after_the_age_tap() {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    let channel = discord.text_channel("accueil");
    let anne = discord.user("anne");
    let unknown = anne.runs("/question", &[("texte", UNKNOWN)], &channel).await.reply().await;
    assert!(unknown.content.contains("Je ne sais pas répondre"), "{}", unknown.content);
    let first = anne.presses(&unknown, "Transmettre à une personne").await.reply().await;
    assert!(first.content.contains("15 ans ou plus"), "{}", first.content);
    assert_eq!(bot.store.waiting_questions().await.unwrap(), []);
    let done = anne.presses(&first, "J'ai 15 ans ou plus").await.reply().await;
    assert!(done.content.starts_with("Votre question est transmise à une personne du recrutement."), "{}", done.content);
    let waiting = bot.store.waiting_questions().await.unwrap();
    assert_eq!((waiting.len(), waiting[0].question.as_deref()), (1, Some(UNKNOWN)));

    let nothing = anne.runs("/mesreponses", &[], &channel).await.reply().await;
    let stands =
        format!("Aucune réponse d'une personne ne vous attend pour le moment.\n\n> {UNKNOWN}\nVotre question est la n° 1 de la file.");
    assert_eq!(nothing.content, stands);
    let now = tchat::clock::Clock::System.now();
    assert!(bot.store.answer_handover(&waiting[0].id, "Oui, dans la cour.", now).await.unwrap());
    let answer = anne.runs("/mesreponses", &[], &channel).await.reply().await;
    assert!(answer.is_ephemeral() && answer.content.ends_with(&format!("> {UNKNOWN}\n\nOui, dans la cour.")), "{}", answer.content);
    let other = discord.user("bilal").runs("/mesreponses", &[], &channel).await.reply().await;
    assert!(other.content.starts_with("Aucune réponse"));
    bot.stop().await;
}

#[tokio::test]
async fn one_may_say_where_one_comes_from() {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    let channel = discord.text_channel("accueil");
    let (anne, bilal) = (discord.user("anne"), discord.user("bilal"));
    let answer = anne.runs("/question", &[("texte", ASKED)], &channel).await.reply().await;
    let thanks = anne.selects(&answer, "LinkedIn").await.reply().await;
    assert_eq!(thanks.content, "Merci, c'est noté.");
    assert_eq!(bot.kept(&anne).await.unwrap().source.as_deref(), Some("linkedin"));
    let list = bilal.runs("/source", &[], &channel).await.reply().await;
    bilal.selects(&list, "salon").await.reply().await;
    assert_eq!(bot.kept(&bilal).await.unwrap().source.as_deref(), Some("salon"));
    let help = bilal.runs("/aide", &[], &channel).await.reply().await;
    assert!(help.is_ephemeral() && help.content.contains("/mesdonnees"), "{}", help.content);
    bot.stop().await;
}

#[tokio::test]
async fn what_is_kept_can_be_seen_received_and_erased() {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    let channel = discord.text_channel("accueil");
    let anne = discord.user("anne");
    let nothing = anne.runs("/mesdonnees", &[], &channel).await.reply().await;
    let object_only = vec!["M'opposer".to_owned()];
    assert_eq!((nothing.content.as_str(), nothing.labels()), ("Nous ne gardons rien de vos échanges.", object_only));
    let first = anne.runs("/question", &[("texte", ASKED)], &channel).await.reply().await;
    anne.presses(&first, "J'ai 15 ans ou plus").await.reply().await;
    anne.runs("/question", &[("texte", "quel est le salaire ?")], &channel).await.reply().await;

    let data = anne.runs("/mesdonnees", &[], &channel).await.reply().await;
    assert!(data.content.contains("quel est le salaire ?") && data.content.contains("Questions\u{a0}: 2"), "{}", data.content);
    assert!(!data.content.contains("jours de télétravail"), "the text before the age tap is not kept");
    let file = anne.presses(&data, "Recevoir").await.reply().await;
    assert!(file.is_ephemeral());
    assert_eq!(file.attachments[0]["filename"], "mes-donnees.json");

    let sure = anne.presses(&data, "Effacer").await.reply().await;
    assert_eq!(bot.questions(&anne).await.len(), 2, "asking is not erasing");
    let erased = anne.presses(&sure, "Oui, tout effacer").await.reply().await;
    assert!(erased.content.contains("effacés"), "{}", erased.content);
    assert_eq!(bot.kept(&anne).await, None);
    let folder = bot.stop().await;
    for file in ["tchat.db", "tchat.db-wal"] {
        let bytes = std::fs::read(folder.path().join(file)).unwrap_or_default();
        assert!(!bytes.windows(19).any(|part| part == b"quel est le salaire"), "{file} still holds the text");
    }
}

#[tokio::test]
async fn buttons_work_after_a_restart_and_old_ones_say_so() {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    let channel = discord.text_channel("accueil");
    let panel = places_panel(&discord, &channel).await;
    let anne = discord.user("anne");
    let answer = asks_by_panel(&anne, &panel, ASKED).await;
    let unknown = asks_by_panel(&anne, &panel, UNKNOWN).await;
    let bot = bot.restart(&discord).await;
    assert_eq!(anne.presses(&answer, "👍 Utile").await.reply().await.content, "Merci pour votre avis.");
    anne.presses(&answer, "J'ai 15 ans ou plus").await.reply().await;
    // Its text was held in memory only, as long as the age was not said.
    let lost = anne.presses(&unknown, "Transmettre à une personne").await.reply().await;
    assert_eq!(lost.content, "Je n'ai plus le texte de votre question. Posez-la à nouveau, puis transmettez-la.");
    assert!(asks_by_panel(&anne, &panel, ASKED).await.content.starts_with(ANSWER));

    discord.change(|state| {
        let message = state.messages.get_mut(&panel.id).unwrap();
        message.components[0]["components"][0]["custom_id"] = Value::from("vote:2019");
    });
    let old = anne.presses(&panel, "Poser une question").await.reply().await;
    assert!(old.is_ephemeral());
    assert_eq!(old.content, "Ce bouton est trop ancien. Posez à nouveau votre question.");
    bot.stop().await;
}

#[tokio::test]
async fn what_was_wrongly_believed_is_asked_about_and_the_buttons_outlive_a_restart() {
    let discord = FakeDiscord::start().await;
    let folder = new_folder();
    write_misconception(&folder.path().join("responses"));
    let bot = Bot::begin(&discord, &[], folder).await;
    bot.is_there(&discord).await;
    let channel = discord.text_channel("accueil");
    let (anne, bilal) = (discord.user("anne"), discord.user("bilal"));
    let asked = anne.mentions_bot(&channel, BELIEF).await;
    let answer = anne.sees_answer_to(&asked).await;
    assert!(answer.content.trim_end().ends_with(ASKED_AT_THE_END), "{}", answer.content);
    assert_eq!(answer.labels()[1..4], ["Oui", "Non", "Transmettre à une personne"]);

    let bot = bot.restart(&discord).await;
    let said = async || bot.questions(&anne).await[0].changed_mind.clone();
    let stopped = bilal.presses(&answer, "Oui").await.reply().await;
    assert_eq!((stopped.content.as_str(), said().await), ("Ce bouton est trop ancien. Posez à nouveau votre question.", None));
    for (button, kept) in [("Non", "no"), ("Oui", "yes"), ("Oui", "yes")] {
        let thanks = anne.presses(&answer, button).await.reply().await;
        assert!(thanks.is_ephemeral() && thanks.content.starts_with("Merci, c'est noté."), "{}", thanks.content);
        assert_eq!(said().await.as_deref(), Some(kept));
    }
    let data = anne.runs("/mesdonnees", &[], &channel).await.reply().await;
    let sure = anne.presses(&data, "Effacer").await.reply().await;
    anne.presses(&sure, "Oui, tout effacer").await.reply().await;
    assert_eq!(bot.kept(&anne).await, None);
    bot.stop().await;
}
