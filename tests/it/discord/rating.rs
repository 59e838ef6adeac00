//! How a session was: asked once where it was announced, with a line that one
//! may add, which nobody reads with a name.

use jiff::SignedDuration;

use super::bot::ASKED;
use super::team::{A_FEW_BEATS, Place};
use crate::fake_discord::{Message, User};
use crate::world::{Base, on_both};
use tchat::store::Scope;
use tchat::words::SessionId;

on_both!(who_asked_in_a_session_gives_it_stars_and_a_line_once, a_session_that_nobody_asked_in_is_not_rated);

const ID: &str = "2026-11-22-un-soir";
const WORDS: &str = "à 5 (tout à fait)";

/// A session of an hour that begins soon, in a server with a panel.
async fn evening(base: Base) -> Place {
    let place = Place::open(base).await;
    assert_eq!(place.runs("/tchat panneau", &[]).await.content, "Le panneau est en place.");
    let told = place.runs("/tchat planifier", &[("titre", "Un soir"), ("debut", "2026-11-22 19:01"), ("duree", "60")]).await;
    assert!(told.content.starts_with("✅"), "{}", told.content);
    place.world.after(SignedDuration::from_mins(2));
    place
}

fn asked_for_stars(place: &Place) -> usize {
    place.staff.messages_in(&place.hall).iter().filter(|message| message.content.contains(WORDS)).count()
}

async fn gives(user: &User, question: &Message, stars: &str) -> Message {
    let told = user.presses(question, stars).await.reply().await;
    assert!(told.is_ephemeral(), "what one thinks of it is nobody else's business");
    told
}

async fn who_asked_in_a_session_gives_it_stars_and_a_line_once(base: Base) {
    let place = evening(base).await;
    let [anne, bilal, chloe] = ["anne", "bilal", "chloe"].map(|name| place.discord.user(name));
    let first = anne.runs("/question", &[("texte", ASKED)], &place.hall).await.reply().await;
    anne.presses(&first, "J'ai 15\u{a0}ans ou plus").await.reply().await;
    bilal.runs("/question", &[("texte", ASKED)], &place.hall).await.reply().await;
    place.discord.settles(A_FEW_BEATS).await;
    assert_eq!(asked_for_stars(&place), 0, "not before the end");

    place.world.after(SignedDuration::from_mins(60));
    let question = anne.sees(&place.hall, |message| message.content.contains(WORDS)).await;
    assert!(question.content.starts_with("**Un soir**"), "{}", question.content);
    assert_eq!(question.labels(), ["1", "2", "3", "4", "5"]);
    let told = gives(&anne, &question, "5").await;
    assert_eq!(told.labels(), ["Ajouter un mot"]);
    let place = place.restart().await;
    let form = anne.presses(&told, "Ajouter un mot").await.modal().await;
    let thanks = anne.submits(&form, &[("texte", "Très clair,   appelez-moi au 06 12 34 56 78")]).await.reply().await;
    assert!(thanks.content.contains("sans savoir de qui il vient"), "{}", thanks.content);
    let (store, session) = (place.world.app.store(), SessionId::new(ID));
    assert_eq!(store.remarks_of(&session).await.unwrap(), ["Très clair, appelez-moi au [téléphone]"]);

    // Another number of stars may be given; the line is not asked for again.
    assert_eq!(gives(&anne, &question, "4").await.labels(), Vec::<String>::new());
    // Who has not said their age gives stars, no words; who asked nothing, neither.
    assert_eq!(gives(&bilal, &question, "2").await.labels(), Vec::<String>::new());
    let refused = gives(&chloe, &question, "1").await;
    assert!(refused.content.starts_with("Seules les personnes qui ont posé une question"), "{}", refused.content);
    assert_eq!(store.facts(&Scope::Session(session.clone())).await.unwrap().stars, [2, 4]);

    let data = anne.runs("/mesdonnees", &[], &place.hall).await.reply().await;
    assert!(data.content.replace('\u{a0}', " ").contains("- Votre mot sur un t'chat : « Très clair, appelez"), "{}", data.content);
    let sure = anne.presses(&data, "Effacer").await.reply().await;
    anne.presses(&sure, "Oui, tout effacer").await.reply().await;
    assert_eq!(store.remarks_of(&session).await.unwrap(), Vec::<String>::new());
    assert_eq!(store.facts(&Scope::Session(session)).await.unwrap().stars, [2, 4], "counters stay");

    place.discord.settles(A_FEW_BEATS).await;
    assert_eq!(asked_for_stars(&place), 1, "once, across a restart");
    // Two hours later it is too late, and a form that stayed open says so.
    place.world.after(SignedDuration::from_mins(121));
    assert!(gives(&bilal, &question, "5").await.content.starts_with("Seules les personnes"));
    place.world.app.stop().await;
}

async fn a_session_that_nobody_asked_in_is_not_rated(base: Base) {
    let place = evening(base).await;
    place.world.after(SignedDuration::from_mins(60));
    place.is_told("📊 Rapport de la session").await;
    place.discord.settles(A_FEW_BEATS).await;
    assert_eq!(asked_for_stars(&place), 0);
    place.world.app.stop().await;
}
