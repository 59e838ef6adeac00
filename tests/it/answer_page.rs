//! A question asked in Discord, and its answer read on the web page by a code.

use crate::fake_discord::FakeDiscord;
use crate::world::{Base, World, on_both};

on_both!(what_a_person_answered_in_discord_is_read_on_the_page_by_a_code, codes_cannot_be_guessed);

const PAGE: &str = "/mes-reponses";

async fn what_a_person_answered_in_discord_is_read_on_the_page_by_a_code(base: Base) {
    let discord = FakeDiscord::start().await;
    let world = World::with_discord(base, &discord).await;
    discord.bot_is_ready().await;
    let channel = discord.text_channel("accueil");
    let anne = discord.user("anne");
    let unknown = anne.runs("/question", &[("texte", "zblorg fnuk trapibule ?")], &channel).await.reply().await;
    let age = anne.presses(&unknown, "Transmettre à une personne").await.reply().await;
    let told = anne.presses(&age, "J'ai 15\u{a0}ans ou plus").await.reply().await;
    let code = told.content.split("**").nth(1).unwrap().to_owned();
    assert!(world.page(PAGE).await.contains("Votre code"));
    let early = world.send_form(PAGE, &[("code", &code)]).await.text().await.unwrap();
    assert!(
        early.contains("Aucune réponse d'une personne ne vous attend") || early.contains("Aucune réponse d&#39;une personne"),
        "{early}"
    );

    let waiting = world.app.store().waiting_questions().await.unwrap();
    world.app.store().answer_handover(&waiting[0].id, "Oui, **dans la cour**.", world.now()).await.unwrap();
    let typed = code.to_lowercase().replace('-', " ");
    let answer = world.send_form(PAGE, &[("code", &typed)]).await;
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let page = answer.text().await.unwrap();
    assert!(page.contains("<strong>dans la cour</strong>") && page.contains("zblorg fnuk trapibule"), "{page}");
    world.app.stop().await;
}

async fn codes_cannot_be_guessed(base: Base) {
    let world = World::start(base).await;
    let empty = world.send_form(PAGE, &[("code", " ")]).await;
    assert_eq!(empty.status(), 422);
    assert!(empty.text().await.unwrap().contains("Tapez le code"));
    let mut statuses = Vec::new();
    for number in 0..32 {
        statuses.push(world.send_form(PAGE, &[("code", &format!("AAAA-BBBB-{number:04}"))]).await.status().as_u16());
    }
    assert_eq!((statuses[0], statuses[31]), (422, 429), "{statuses:?}");
    let long = world.send_form(PAGE, &[("code", &"é\0<b>".repeat(500))]).await;
    assert!(long.status().is_client_error());
    world.app.stop().await;
}
