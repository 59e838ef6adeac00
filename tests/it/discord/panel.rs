//! The panel: the way to ask, and the campaign's choice below it.

use super::candidates::{Scene, scene};
use super::doors::places_panel;
use crate::world::{Base, on_both};

on_both!(a_colour_leads_to_a_short_answer_then_to_themes_positions_and_dates);

async fn a_colour_leads_to_a_short_answer_then_to_themes_positions_and_dates(base: Base) {
    let scene = scene(base, |_, _| ()).await;
    let panel = places_panel(&scene.discord, &scene.channel).await;
    // The words alone say it all: a screen reader may leave the sign out.
    assert_eq!(panel.labels(), ["Poser une question", "🔵 Le service public", "🔴 Le privé"]);
    let styles: Vec<_> = panel.controls().map(|button| button["style"].clone()).collect();
    assert_eq!(styles, [1, 1, 4]);
    let Scene { anne, .. } = &scene;
    let blue = anne.presses(&panel, "🔵 Le service public").await.reply().await;
    assert!(blue.is_ephemeral() && blue.content.contains("bon côté du miroir"), "{}", blue.content);
    assert!(!blue.content.contains("Prochain rendez-vous du"), "no date is invented: {}", blue.content);
    assert!(!blue.content.contains(|letter: char| letter.is_ascii_digit()), "no figure is: {}", blue.content);
    scene.plans("Les métiers", 24).await;
    let red = anne.presses(&panel, "🔴 Le privé").await.reply().await;
    assert!(red.is_ephemeral() && red.content.contains("- **Les métiers**\u{a0}: lundi 23 novembre 2026"), "{}", red.content);
    let next = ["📚 Les thèmes", "💼 Les postes ouverts", "📅 Les prochaines dates", "Poser une question"];
    assert_eq!((blue.labels(), red.labels()), (next.map(str::to_owned).to_vec(), next.map(str::to_owned).to_vec()));

    // The choice stands in the panel and in its answer alone: another instance knows it.
    let Scene { discord, world, anne, .. } = scene;
    discord.wire().identify_at_most_every(std::time::Duration::ZERO);
    let world = world.restart().await;
    discord.bot_is_ready().await;
    assert!(anne.presses(&panel, "🔴 Le privé").await.reply().await.content.contains("personne ne débranche rien"));
    assert_eq!(anne.presses(&blue, next[0]).await.reply().await.choices().len(), 3);
    assert!(anne.presses(&blue, next[1]).await.reply().await.content.starts_with("Aucun poste ouvert"));
    assert!(anne.presses(&blue, next[2]).await.reply().await.content.contains("Les métiers"));
    let form = anne.presses(&blue, next[3]).await.modal().await;
    let answer = anne.submits(&form, &[("Votre question", "faut-il un concours ?")]).await.reply().await;
    assert!(answer.content.contains("Non, un contrat"), "{}", answer.content);
    world.app.stop().await;
    discord.assert_clean();
}
