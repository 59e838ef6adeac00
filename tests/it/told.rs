//! Who asked to be told once an answer is published is told when it is, once,
//! where they asked; who then wanted a person waits for that person.

use std::fs;

use serde_json::json;

use crate::fake_discord::FakeDiscord;
use crate::world::{Base, Visitor, World, on_both};

on_both!(who_asked_to_be_told_is_told_once_when_the_answer_is_published, who_wants_a_person_after_all_waits_for_one);

const UNKNOWN: &str = "y a-t-il un parking pour les vélos ?";
const ELSEWHERE: &str = "zblorg fnuk trapibule ?";
const PERSON_SAYS: &str = "Une personne du recrutement a répondu";
const TELL_ME: &str = "Me prévenir si la réponse arrive";

/// Publishes an answer to the question, in HR's folder.
fn publish(world: &World) {
    let folder = world.settings.responses.join("faq/acces");
    fs::create_dir_all(&folder).unwrap();
    let text = format!(
        "---\nstatut: publie\nresponsable: DRH\nsources:\n  - texte: \"Note de service\"\n    lu_le: 2026-11-22\nvalable_du: 2026-11-22\n\
         a_revoir_le: 2099-11-22\n---\n\n# Peut-on garer son vélo ?\n\nOui, dans la cour.\n\n## Autres formulations\n\n\
         - {UNKNOWN}\n- un abri à vélos\n- où mettre sa bicyclette\n"
    );
    fs::write(folder.join("parking-velos.md"), text).unwrap();
}

/// The page as a visitor sees it once it holds these words.
async fn sees(world: &World, visitor: &Visitor, words: &str) -> String {
    for _ in 0..400 {
        let page = world.send_form("/", &[("conversation", visitor.conversation.as_deref().unwrap())]).await.text().await.unwrap();
        if page.contains(words) {
            return page;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("« {words} » never came");
}

async fn who_asked_to_be_told_is_told_once_when_the_answer_is_published(base: Base) {
    let discord = FakeDiscord::start().await;
    let mut world = World::with_discord(base, &discord).await;
    world.staff_enters().await;
    discord.bot_is_ready().await;
    let bilal = discord.user("bilal");
    let unknown = bilal.writes_dm(UNKNOWN).await;
    let unknown = bilal.sees_answer_to(&unknown).await;
    let refused = bilal.presses(&unknown, TELL_ME).await.reply().await;
    let noted = bilal.presses(&refused, "J'ai 15\u{a0}ans ou plus").await.reply().await;
    assert!(noted.content.starts_with("Merci"), "{}", noted.content);
    let noted = bilal.presses(&unknown, TELL_ME).await.reply().await;
    assert!(noted.content.starts_with("C'est noté"), "{}", noted.content);

    let [mut anne, mut chloe, mut dan]: [Visitor; 3] = Default::default();
    for (visitor, text, wishes) in [(&mut anne, UNKNOWN, true), (&mut chloe, UNKNOWN, false), (&mut dan, ELSEWHERE, true)] {
        let unknown = world.asks(visitor, text).await;
        assert_eq!(unknown["outcome"], "unknown", "{unknown}");
        world.taps(visitor, &unknown["exchange"], json!("confirm_age")).await;
        for _ in 0..if wishes { 2 } else { 0 } {
            let told = world.taps(visitor, &unknown["exchange"], json!("tell_me")).await;
            assert!(told["text"].as_str().unwrap().starts_with("C'est noté"), "{told}");
        }
    }
    assert!(world.staff_page("/staff/questions").await.contains("Personne n'attend de réponse"), "no expert has to answer");

    publish(&world);
    let page = sees(&world, &anne, "Oui, dans la cour.").await;
    assert!(page.contains("La réponse est maintenant publiée") && page.contains("Réponse publiée</p>"), "{page}");
    assert!(!page.contains(PERSON_SAYS), "nobody of the team answered: {page}");
    let told = bilal.sees(&bilal.dm(), |message| message.content.contains("Oui, dans la cour.")).await;
    assert!(told.content.contains(&format!("> {UNKNOWN}")) && !told.content.contains(PERSON_SAYS), "{}", told.content);
    let kept = world.send_form("/mes-donnees", &[("conversation", anne.conversation.as_deref().unwrap())]).await.text().await.unwrap();
    assert!(kept.contains("Réponse publiée ensuite") && !kept.contains("Réponse d&#39;une personne"), "{kept}");
    for quiet in [&chloe, &dan] {
        let page = world.send_form("/", &[("conversation", quiet.conversation.as_deref().unwrap())]).await.text().await.unwrap();
        assert!(!page.contains("Oui, dans la cour."), "{page}");
    }
    let said = discord.messages_of_bot().iter().filter(|message| message.content.contains("dans la cour")).count();
    let world = world.restart().await;
    sees(&world, &anne, "Oui, dans la cour.").await;
    assert_eq!(discord.messages_of_bot().iter().filter(|message| message.content.contains("dans la cour")).count(), said);
    assert_eq!(said, 1);
    discord.bot_is_ready().await;
    let read_again = bilal.runs("/mesreponses", &[], &bilal.dm()).await.reply().await;
    assert!(read_again.content.contains("Oui, dans la cour.") && !read_again.content.contains(PERSON_SAYS), "{}", read_again.content);
    world.app.stop().await;
}

async fn who_wants_a_person_after_all_waits_for_one(base: Base) {
    let mut world = World::start(base).await;
    world.staff_enters().await;
    let mut anne = Visitor::default();
    let unknown = world.asks(&mut anne, UNKNOWN).await;
    world.taps(&anne, &unknown["exchange"], json!("confirm_age")).await;
    // Before the age is said nothing of a text is kept: it is asked once more.
    let unknown = world.asks(&mut anne, UNKNOWN).await;
    world.taps(&anne, &unknown["exchange"], json!("tell_me")).await;
    world.taps(&anne, &unknown["exchange"], json!("hand_over")).await;
    world.taps(&anne, &unknown["exchange"], json!("tell_me")).await;
    publish(&world);
    let mut bilal = Visitor::default();
    for _ in 0..400 {
        if world.asks(&mut bilal, UNKNOWN).await["outcome"] == "answer" {
            break;
        }
        bilal = Visitor::default();
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let queue = world.staff_page("/staff/questions").await;
    assert!(queue.contains(UNKNOWN) && !queue.contains("2 personnes"), "{queue}");
    let page = world.send_form("/", &[("conversation", anne.conversation.as_deref().unwrap())]).await.text().await.unwrap();
    assert!(!page.contains("Oui, dans la cour."), "a person answers: {page}");
    world.app.stop().await;
}
