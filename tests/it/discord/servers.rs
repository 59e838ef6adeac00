//! The employer's own server and those of partners, where the bot is a guest.

use serde_json::json;
use serenity::all::Permissions;

use super::bot::{ANSWER, ASKED, Bot};
use super::doors::asks_by_panel;
use super::team::Place;
use crate::fake_discord::{Channel, FakeDiscord, Guild, User};
use crate::world::{Base, on_both};

on_both!(a_partner_server_is_a_source_that_hr_names_and_the_report_shows, what_is_better_known_than_the_server_stands_in_its_place,);

/// A partner's server, a channel of it and who administers it.
async fn partner(discord: &FakeDiscord, name: &str) -> (Guild, Channel, User) {
    let guild = discord.another_guild(name);
    let admin = discord.user(&format!("admin de {name}"));
    admin.joins(guild);
    admin.gets_role(discord.role_in(guild, "administration", Permissions::ADMINISTRATOR)).await;
    (guild, discord.text_channel_in(guild, "entraide"), admin)
}

async fn own_server(base: Base) -> Place {
    Place::open_with(base, |discord, settings| settings.server = Some(discord.guild().id)).await
}

async fn a_partner_server_is_a_source_that_hr_names_and_the_report_shows(base: Base) {
    let mut place = own_server(base).await;
    let (guild, channel, admin) = partner(&place.discord, "École NWX").await;
    admin.runs("/tchat panneau", &[], &channel).await.reply().await;
    let panel = admin.sees(&channel, |message| message.labels().iter().any(|label| label == "Poser une question")).await;
    for number in 0..5 {
        let person = place.discord.user(&format!("élève {number}"));
        person.joins(guild);
        if number == 0 {
            assert!(asks_by_panel(&person, &panel, ASKED).await.content.contains(ANSWER));
            let help = person.runs("/aide", &[], &channel).await.reply().await;
            assert!(help.content.contains("/question"));
            continue;
        }
        let asked = person.mentions_bot(&channel, ASKED).await;
        assert!(person.sees_answer_to(&asked).await.content.contains(ANSWER));
    }
    // Who comes to the employer's own server has no source by that.
    let anne = place.discord.user("anne");
    let asked = anne.mentions_bot(&place.hall, ASKED).await;
    anne.sees_answer_to(&asked).await;

    place.world.staff_enters().await;
    let page = place.world.staff_page("/staff/discord").await;
    assert!(page.contains("serveur partenaire n°\u{a0}1") && page.contains(&guild.id.to_string()), "{page}");
    let name = format!("/staff/discord/serveurs/{}", guild.id);
    let refused = place.world.send_form(&name, &[("nom", "!!!")]).await;
    assert_eq!(refused.status(), 422);
    place.world.send_form(&name, &[("nom", " École NWX ! ")]).await;
    let report = place.world.report("permanence-2026-11").await;
    assert_eq!(report["metrics"]["arrivals_by_source"]["value"], json!({ "autres": 6 }), "one person alone would be told by subtraction");
    for number in 0..4 {
        let person = place.discord.user(&format!("passante {number}"));
        let asked = person.mentions_bot(&place.hall, ASKED).await;
        person.sees_answer_to(&asked).await;
    }
    let report = place.world.report("permanence-2026-11").await;
    assert_eq!(report["metrics"]["arrivals_by_source"]["value"], json!({ "serveur/ecole-nwx": 5, "inconnue": 5 }));
    assert_eq!(report["metrics"]["source_coverage"]["value"], 50.0);
    let text = place.world.staff_page("/staff/rapports/permanence-2026-11.txt").await;
    assert!(text.contains("serveur partenaire «\u{a0}ecole-nwx\u{a0}»\u{a0}: 5"), "{text}");

    // A guest's administrator gets nothing of the team, and no alert goes there.
    for path in ["/tchat etat", "/faq probleme", "/faq recharger"] {
        let told = admin.runs(path, &[], &channel).await.reply().await;
        assert!(
            told.is_ephemeral() && told.content.starts_with("Cette commande ne sert que sur le serveur du recruteur"),
            "{}",
            told.content
        );
    }
    let told = admin.runs("/tchat verrouiller", &[("geste", "fermer")], &channel).await.reply().await;
    assert!(told.content.starts_with("Cette commande ne sert que"), "{}", told.content);
    let told = admin.runs("/campagne lien", &[("source", "linkedin")], &channel).await.reply().await;
    assert!(told.content.starts_with("Cette commande ne sert que"), "{}", told.content);
    let typed = admin.types("/faq chercher", &[("reponse", "a")], &channel).await;
    assert_eq!(typed.choices().await, Vec::<String>::new());
    assert!(place.discord.requests("POST", "/channels/*/invites").is_empty());
    place.world.app.stop().await;
}

async fn what_is_better_known_than_the_server_stands_in_its_place(base: Base) {
    let place = own_server(base).await;
    let (guild, channel, _) = partner(&place.discord, "un").await;
    let (other, elsewhere, _) = partner(&place.discord, "deux").await;
    let (anne, bilal) = (place.discord.user("anne"), place.discord.user("bilal"));
    [(&anne, guild), (&bilal, other)].iter().for_each(|(user, guild)| user.joins(*guild));
    let answer = anne.runs("/question", &[("texte", ASKED)], &channel).await.reply().await;
    assert!(answer.choices().is_empty(), "where they come from is known: it is not asked");
    bilal.runs("/question", &[("texte", ASKED)], &elsewhere).await.reply().await;
    let data = anne.runs("/mesdonnees", &[], &channel).await.reply().await.content;
    assert!(data.contains("Vous nous avez connus par\u{a0}: serveur partenaire n°\u{a0}1"), "{data}");
    let data = bilal.runs("/mesdonnees", &[], &elsewhere).await.reply().await.content;
    assert!(data.contains("serveur partenaire n°\u{a0}2"), "{data}");

    // What asked nothing at first, and asks something once it is changed, comes from there too.
    let chloe = place.discord.user("chloé");
    chloe.joins(other);
    let named = chloe.mentions_bot(&elsewhere, "").await;
    chloe.edits(&named, &format!("<@{}> {ASKED}", place.discord.bot())).await;
    assert!(chloe.sees_answer_to(&named).await.content.contains(ANSWER));
    let data = chloe.runs("/mesdonnees", &[], &elsewhere).await.reply().await.content;
    assert!(data.contains("serveur partenaire n°\u{a0}2"), "{data}");

    let list = anne.runs("/source", &[], &channel).await.reply().await;
    anne.selects(&list, "presse").await.reply().await;
    anne.runs("/question", &[("texte", "faut-il un concours ?")], &channel).await.reply().await;
    let data = anne.runs("/mesdonnees", &[], &channel).await.reply().await.content;
    assert!(data.contains("Vous nous avez connus par\u{a0}: La presse, la radio"), "{data}");
    // A name that another server has is refused; the same one twice is not.
    let store = place.world.app.store();
    assert!(store.name_server(&guild.id.to_string(), "nwx").await.unwrap());
    assert!(store.name_server(&guild.id.to_string(), "nwx").await.unwrap());
    assert!(!store.name_server(&other.id.to_string(), "nwx").await.unwrap());
    assert!(!store.name_server("0", "inconnu").await.unwrap());
    let data = anne.runs("/mesdonnees", &[], &channel).await.reply().await.content;
    assert!(data.contains("La presse"), "{data}");
    place.world.app.stop().await;
}

#[tokio::test]
async fn among_several_servers_nobody_is_the_team_until_a_setting_says_which_is_ours() {
    let discord = FakeDiscord::start().await;
    let bot = Bot::start(&discord).await;
    let channel = discord.text_channel("accueil");
    let staff = discord.user("responsable");
    staff.gets_role(discord.role("équipe", Permissions::MANAGE_GUILD)).await;
    let state = staff.runs("/tchat etat", &[], &channel).await.reply().await.content;
    assert!(state.starts_with("**Discord** (un serveur)"), "the only server is ours: {state}");
    let (_, elsewhere, admin) = partner(&discord, "un").await;
    for (who, place) in [(&staff, &channel), (&admin, &elsewhere)] {
        let told = who.runs("/tchat etat", &[], place).await.reply().await.content;
        assert!(told.contains("TCHAT_DISCORD_SERVER"), "{told}");
    }
    let asked = admin.mentions_bot(&elsewhere, ASKED).await;
    assert!(admin.sees_answer_to(&asked).await.content.contains(ANSWER));
    assert_eq!(bot.kept(&admin).await.unwrap().source, None);
    bot.stop().await;
}
