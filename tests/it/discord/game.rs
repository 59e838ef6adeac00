//! The game in Discord: one private message that changes, a card at the end,
//! and counts of nobody.

use std::fs;
use std::time::Duration;

use jiff::SignedDuration;
use tchat::store::{GameCounts, Scope};
use tchat::words::SessionId;

use super::candidates::{Scene, scene};
use crate::fake_discord::{Message, User};
use crate::game::{kept_of, write_game};
use crate::world::{Base, World, on_both};

on_both!(a_play_is_one_private_message_and_ends_with_a_card, a_play_goes_on_elsewhere_or_says_why_it_cannot,);

const BEGIN: &str = "Commencer la partie";
const AGAIN: &str = "🔁 Rejouer";

/// The game that ships, and somebody in a channel.
async fn scene_with_game(base: Base) -> Scene {
    scene(base, |_, folder| write_game(&folder.join("responses"))).await
}

/// With the spaces of a keyboard.
fn plain(message: &Message) -> String {
    message.content.replace('\u{a0}', " ")
}

/// Takes the choice of this place; gives the message as it is then.
async fn takes(player: &User, message: &Message, place: usize) -> Message {
    let label = message.labels()[place].clone();
    let tap = player.presses(message, &label).await;
    let after = tap.reply().await;
    assert_eq!(tap.acknowledged().await, 6, "the message is changed, no other is added");
    assert_eq!((after.id, after.is_ephemeral()), (message.id, true));
    after
}

async fn counts(world: &World) -> GameCounts {
    world.app.store().game_counts("2020-01-01", "2040-01-01").await.unwrap()
}

async fn a_play_is_one_private_message_and_ends_with_a_card(base: Base) {
    let scene = scene_with_game(base).await;
    let anne = &scene.anne;
    let opening = anne.runs("/jeu", &[], &scene.channel).await.reply().await;
    assert!(opening.is_ephemeral() && plain(&opening).contains("Ce n'est pas un test"), "{}", opening.content);
    assert_eq!(opening.labels(), [BEGIN]);
    let mut message = takes(anne, &opening, 0).await;
    assert!(plain(&message).starts_with("**8 h 30 · Bleu ou rouge ?**"), "{}", message.content);
    assert!(message.labels().len() >= 3 && message.attachments.is_empty());
    let mut played = 0;
    while !message.labels().contains(&AGAIN.to_owned()) {
        message = takes(anne, &message, 0).await;
        assert!(plain(&message).starts_with("> "), "what the choice led to: {}", message.content);
        assert!(played != 1 || plain(&message).starts_with("> **Bien vu !** De l'urgence"), "{}", message.content);
        played += 1;
    }
    assert_eq!(played, 7);
    assert!(
        plain(&message).contains("**Aujourd'hui, vous avez joué comme : ") && plain(&message).contains("**Après le bac**"),
        "{}",
        message.content
    );
    let card = &message.attachments[0];
    assert!(card["filename"].as_str().unwrap().ends_with(".png"), "{card}");
    assert!(
        card["description"]
            .as_str()
            .unwrap()
            .replace('\u{a0}', " ")
            .starts_with("Carte à partager. Quel métier du numérique public êtes-vous ?"),
        "{card}"
    );
    assert_eq!(message.labels(), ["Poser une question", "📅 Les prochaines dates", AGAIN]);
    assert_eq!(counts(&scene.world).await, GameCounts { begun: 1, done: 1, asked: 0 });
    let word = message.components[0]["components"][0]["custom_id"].as_str().unwrap().trim_start_matches("ask:").to_owned();
    for of_the_player in [word, anne.id.to_string()] {
        assert_eq!(kept_of(&scene.world, &of_the_player).await, Vec::<String>::new(), "no trace of {of_the_player}");
    }

    // A question from there is asked like any other, and counts once for its play.
    for question in ["faut-il un concours ?", "combien de jours de télétravail ?"] {
        let form = anne.presses(&message, "Poser une question").await.modal().await;
        let answer = anne.submits(&form, &[("Votre question", question)]).await.reply().await;
        assert!(answer.is_ephemeral() && !answer.content.is_empty(), "{}", answer.content);
    }
    assert_eq!(counts(&scene.world).await, GameCounts { begun: 1, done: 1, asked: 1 });
    // Its person came by the game, as on the page.
    let now = scene.world.now();
    let day = SignedDuration::from_hours(24);
    let month = Scope::Permanence { id: SessionId::new("permanence"), from: now - day, to: now + day };
    let asked = scene.world.app.store().facts(&month).await.unwrap().asked;
    let first = asked.iter().find(|fact| fact.is_arrival).expect("somebody came");
    assert_eq!((first.source.as_deref(), first.source_known.as_deref()), (Some("jeu"), Some("link")), "{asked:?}");

    // Again: the card stays where it is.
    let again = anne.presses(&message, AGAIN).await.reply().await;
    assert!(again.is_ephemeral() && again.id != message.id && again.labels() == [BEGIN], "{:?}", again.labels());
    takes(anne, &again, 0).await;
    assert_eq!(counts(&scene.world).await.begun, 2);
    let bilal = scene.discord.user("bilal");
    assert!(bilal.messages_in(&scene.channel).iter().all(|other| other.id != message.id), "nobody else sees it");
    scene.ends().await;
}

async fn a_play_goes_on_elsewhere_or_says_why_it_cannot(base: Base) {
    let Scene { discord, world, channel, anne } = scene_with_game(base).await;
    let opening = anne.runs("/jeu", &[], &channel).await.reply().await;
    let first = takes(&anne, &opening, 0).await;
    let second = takes(&anne, &first, 2).await;
    // The play stands in its buttons alone: another program knows it.
    discord.wire().identify_at_most_every(Duration::ZERO);
    let world = world.restart().await;
    discord.bot_is_ready().await;
    let third = takes(&anne, &second, 1).await;
    assert!(plain(&third).contains("La panne ne reviendra pas"), "{}", third.content);

    // HR changes a way meanwhile: the play says so, and another begins.
    let path = world.settings.responses.join("jeu/scenes/alerte.md");
    let text = fs::read_to_string(&path).unwrap();
    let served = world.app.faq().load().version().to_owned();
    fs::write(&path, text.replacen("metiers: [cybersecurite]", "metiers: [systemes-reseaux]", 1)).unwrap();
    let reloaded = async {
        while world.app.faq().load().version() == served {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), reloaded).await.expect("the files are read again");
    let told = takes(&anne, &third, 0).await;
    assert!(plain(&told).starts_with("Cette partie ne peut pas continuer") && told.labels() == [BEGIN], "{}", told.content);
    let anew = takes(&anne, &told, 0).await;
    assert!(plain(&anew).contains("Bleu ou rouge ?"), "{}", anew.content);

    // Not offered any more: one kind sentence, in the place of the scene.
    let path = world.settings.responses.join("jeu/accueil.md");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("statut: publie", "statut: retire")).unwrap();
    let away = async {
        while world.app.faq().load().game().is_some() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), away).await.expect("the game is taken back");
    assert!(plain(&takes(&anne, &anew, 0).await).starts_with("Le jeu n'est pas proposé en ce moment."));
    assert!(plain(&anne.runs("/jeu", &[], &channel).await.reply().await).starts_with("Le jeu n'est pas proposé"));
    assert_eq!(counts(&world).await, GameCounts { begun: 2, done: 0, asked: 0 });
    world.app.stop().await;
    discord.assert_clean();
}
