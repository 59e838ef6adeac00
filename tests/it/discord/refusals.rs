//! What Discord may refuse: one sentence says which box to tick, and no crash loop.

use std::time::Duration;

use serenity::all::Permissions;

use super::bot::{ANSWER, ASKED, Bot, new_folder};
use crate::fake_discord::{FakeDiscord, Fault};

#[tokio::test]
async fn without_the_content_box_plain_talk_stays_closed_and_the_other_doors_are_open() {
    let discord = FakeDiscord::start().await;
    discord.without_message_content();
    let channel = discord.text_channel("questions");
    let bot = Bot::listening(&discord, &[channel]).await;
    let said = bot.says("Discord est connecté").await;
    assert_eq!(
        said.replace('\u{a0}', " "),
        "Discord est connecté : panneau, commandes, mentions et messages privés sont ouverts. \
         Le salon de l'équipe n'est pas dit : donnez-le par TCHAT_DISCORD_STAFF_CHANNEL. \
         La conversation libre reste fermée : sur https://discord.com/developers/applications, page « Bot », \
         cochez « Message Content Intent », puis relancez le programme."
    );
    let anne = discord.user("anne");
    anne.says(&channel, ASKED).await;
    let asked = anne.mentions_bot(&channel, ASKED).await;
    let answer = anne.sees_answer_to(&asked).await;
    assert!(answer.replies_to == Some(asked.id) && answer.content.contains(ANSWER));
    assert_eq!(discord.wire().identifies(), 1);
    bot.stop().await;
}

#[tokio::test]
async fn a_bad_token_is_told_once_and_not_tried_again() {
    let discord = FakeDiscord::start().await;
    let wrong = discord.token();
    discord.revoke_token();
    let bot = Bot::begin_with_token(&discord, &wrong, &[], new_folder()).await;
    let said = bot.says("refuse le jeton").await;
    assert!(said.contains("Reset Token") && said.contains("DISCORD_TOKEN"), "{said}");
    bot.gives_up().await;
    assert_eq!(discord.wire().upgrades(), 1);
}

#[tokio::test]
async fn a_token_that_is_revoked_while_the_bot_runs_stops_it_after_one_refusal() {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    let channel = discord.text_channel("accueil");
    discord.revoke_token();
    discord.user("anne").mentions_bot(&channel, ASKED).await;
    bot.says("refuse le jeton").await;
    bot.gives_up().await;
    assert_eq!(discord.requests("POST", "/channels/*/messages").len(), 1);
}

#[tokio::test]
async fn a_missing_permission_is_told_once_with_its_name_and_place() {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    let channel = discord.text_channel("accueil");
    discord.forbid(&channel, Permissions::SEND_MESSAGES);
    let anne = discord.user("anne");
    anne.mentions_bot(&channel, ASKED).await;
    let sentence = format!(
        "Le bot n'a pas la permission «\u{a0}Envoyer des messages\u{a0}» dans le salon <#{}>\u{a0}: cochez-la dans les permissions de ce salon.",
        channel.id
    );
    bot.says(&sentence).await;
    anne.mentions_bot(&channel, "faut-il un concours ?").await;
    discord
        .wait_until("a second refusal", |state| (state.requests.iter().filter(|one| one.status == Some(403)).count() == 2).then_some(()))
        .await;
    discord.settles(Duration::from_millis(1_500)).await;
    assert_eq!(bot.status.borrow().matches("permission").count(), 2, "{}", bot.status.borrow().as_str());
    assert_eq!(discord.refusals().len(), 2, "a refusal is not tried again");
    assert_eq!(discord.messages_of_bot().len(), 0, "nobody is written to instead");

    let staff = discord.user("responsable");
    staff.gets_role(discord.role("équipe", Permissions::MANAGE_GUILD)).await;
    let told = staff.runs("/tchat panneau", &[], &channel).await.reply().await;
    assert_eq!(told.content, sentence);
    bot.stop().await;
}

#[tokio::test]
async fn an_answer_that_may_not_be_a_reply_is_a_message() {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    let channel = discord.text_channel("accueil");
    discord.fault(Fault::on("POST", "/channels/*/messages").refuses(400, 160_002));
    let anne = discord.user("anne");
    let asked = anne.mentions_bot(&channel, ASKED).await;
    let answer = anne.sees_answer_to(&asked).await;
    assert!(answer.replies_to.is_none() && answer.content.contains(ANSWER));
    bot.says("« Voir les anciens messages »").await;
    bot.stop().await;
}

#[tokio::test]
async fn the_panel_is_for_staff_whatever_discord_shows() {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    let channel = discord.text_channel("accueil");
    discord.change(|state| {
        for command in state.commands.values_mut() {
            command.body["default_member_permissions"] = serde_json::Value::Null;
        }
    });
    let told = discord.user("anne").runs("/tchat panneau", &[], &channel).await.reply().await;
    assert!(told.is_ephemeral() && told.content.starts_with("Cette commande est réservée à l'équipe"), "{}", told.content);
    assert!(discord.requests("POST", "/channels/*/messages").is_empty());
    bot.stop().await;
}

#[tokio::test]
async fn commands_have_english_names_for_who_does_not_read_french() {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    let channel = discord.text_channel("accueil");
    let names: Vec<String> = discord.command_names().into_iter().collect();
    let (of_candidates, of_staff): (Vec<_>, Vec<_>) =
        names.iter().map(String::as_str).partition(|name| !["campagne", "faq", "tchat"].contains(name));
    assert_eq!(of_staff, ["campagne", "faq", "tchat"]);
    let expected =
        ["aide", "jeu", "mesdonnees", "mesreponses", "offres", "profil", "question", "recruteur", "sessions", "source", "themes"];
    assert_eq!(of_candidates, expected);
    let john = discord.user("john");
    john.speaks("en-GB").await;
    let help = john.runs("/help", &[], &channel).await.reply().await;
    assert!(help.content.contains("/question"));
    let answer = john.runs("/question", &[("text", ASKED)], &channel).await.reply().await;
    assert!(answer.content.contains(ANSWER));
    bot.stop().await;
}
