//! How people really talk: two questions in one message, « le deuxième » under
//! topics to choose from.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::fake_discord::FakeDiscord;
use crate::ideas::{BELIEF, write_misconception};
use crate::world::{Base, Visitor, World, on_both};

on_both!(
    several_questions_of_one_message_get_their_answers,
    a_topic_is_chosen_in_words_as_by_a_tap,
    no_topic_at_all_is_given_to_a_person,
    a_new_question_or_a_silence_drops_the_topics,
    topics_are_chosen_in_words_in_discord_too,
);

const TWO: &str = "Bonjour, quel est le salaire ? Et faut-il un concours ? Merci";
const PAY: &str = "**Combien gagne-t-on ?**\n\nVotre salaire suit une grille, plus des primes.";
const CONTEST: &str = "**Faut-il passer un concours ?**\n\nNon, un contrat est possible sans concours.";

/// What may be about two topics: the days and the allowance.
const AMBIGUOUS: &str = "le télétravail à la maison";
const DAYS: &str = "deux jours par semaine, selon le poste.";
const ALLOWANCE: &str = "Un forfait par jour peut être versé.";

async fn several_questions_of_one_message_get_their_answers(base: Base) {
    let mut world = World::start_with(base, |settings, _| write_misconception(&settings.responses)).await;
    world.staff_enters().await;
    let mut anne = Visitor::default();
    let two = world.asks(&mut anne, TWO).await;
    assert_eq!((&two["outcome"], &two["entry"], &two["others"]), (&json!("answer"), &json!("salaire"), &json!(["concours-obligatoire"])));
    let text = two["text"].as_str().unwrap();
    let (pay, contest) = text.split_once("\n\n**Faut-il").unwrap();
    assert!(pay.starts_with(PAY) && pay.ends_with("Sources\u{a0}: CGFP, art. L. 1 (lu le 22/11/2026)"), "{text}");
    assert!(format!("**Faut-il{contest}").starts_with(CONTEST) && contest.ends_with("(lu le 22/11/2026)"), "{text}");
    let labels = |reply: &Value| reply["offers"].as_array().unwrap().iter().map(|offer| offer["label"].clone()).collect::<Vec<_>>();
    assert_eq!(labels(&two)[1..4], [json!("👍 Utile"), json!("👎 Pas utile"), json!("Transmettre à une personne")], "one set of taps");
    assert!(two["confidence"].as_f64().unwrap() >= 0.75);
    world.taps(&anne, &two["exchange"], json!("useful")).await;

    // One tap cannot say which answer changed a mind.
    let belief = world.asks(&mut anne, &format!("{BELIEF} ? Et quel est le salaire ?")).await;
    assert_eq!((&belief["entry"], &belief["others"]), (&json!("idee-recue-placard"), &json!(["salaire"])), "{belief}");
    assert!(!belief["text"].as_str().unwrap().contains("changé votre idée"), "{belief}");
    assert_eq!(labels(&belief)[1], "👍 Utile");

    let one = world.asks(&mut anne, "quel est le salaire ?").await;
    assert_eq!((&one["entry"], &one["others"]), (&json!("salaire"), &json!([])));
    let page = world.send_form("/", &[("text", TWO)]).await.text().await.unwrap();
    assert!(page.contains("<p><strong>Combien gagne-t-on\u{a0}?</strong></p>"), "{page}");
    assert!(page.contains("<p><strong>Faut-il passer un concours\u{a0}?</strong></p>\n<p>Non, un contrat"), "{page}");

    // Each message is one question, under its first entry.
    let metrics = world.report("permanence-2026-11").await["metrics"].clone();
    assert_eq!((&metrics["questions"]["value"], &metrics["answer_rate"]["value"]), (&json!(4), &json!(100.0)));
    world.app.stop().await;
}

/// A reply with two topics, and the place of the one about the allowance, from 1.
async fn is_shown_topics(world: &World, visitor: &mut Visitor) -> (Value, usize) {
    // Messages of one instant have no order.
    world.after(SignedDuration::from_secs(1));
    let choices = world.asks(visitor, AMBIGUOUS).await;
    world.after(SignedDuration::from_secs(1));
    assert_eq!(choices["outcome"], "choices", "{choices}");
    let near = choices["near"].as_array().unwrap();
    let place = near.iter().position(|near| near["id"] == "teletravail-indemnite").unwrap();
    assert_eq!(near.len(), 2);
    (choices, place + 1)
}

async fn a_topic_is_chosen_in_words_as_by_a_tap(base: Base) {
    let mut world = World::start(base).await;
    world.staff_enters().await;
    let mut anne = Visitor::default();
    let (choices, place) = is_shown_topics(&world, &mut anne).await;
    let unclear = world.asks(&mut anne, "oui").await;
    assert_eq!((&unclear["outcome"], &unclear["exchange"], &unclear["near"]), (&json!("choices"), &choices["exchange"], &choices["near"]));
    assert_eq!(unclear["notice"], Value::Null, "the notice is said once");

    // What was shown stands in the database, not in memory.
    let mut world = world.restart().await;
    let words = if place == 1 { "le premier" } else { "la deuxième svp" };
    let body = json!({ "text": words, "message_id": "m1", "conversation": anne.conversation, "html": true });
    let chosen: Value = world.post("/api/chat", &body).await.json().await.unwrap();
    assert_eq!((&chosen["outcome"], &chosen["entry"]), (&json!("answer"), &json!("teletravail-indemnite")));
    assert_eq!((&chosen["exchange"], &chosen["replaces"]), (&choices["exchange"], &json!(true)));
    assert!(chosen["text"].as_str().unwrap().starts_with(ALLOWANCE));
    let html = chosen["html"]["exchange"].as_str().unwrap();
    let id = format!("id=\"e-{}", chosen["exchange"].as_str().unwrap());
    assert!(html.contains(words) && html.contains(&format!("{id}-")), "the page shows it under what was typed: {html}");
    let again: Value = world.post("/api/chat", &body).await.json().await.unwrap();
    assert_eq!((&again["text"], &again["exchange"]), (&chosen["text"], &chosen["exchange"]), "a message sent again gets the same");
    world.taps(&anne, &chosen["exchange"], json!("not_useful")).await;

    // The page without script shows the answer under the question that was asked.
    let page = world.send_form("/", &[("conversation", anne.conversation.as_deref().unwrap())]).await.text().await.unwrap();
    assert_eq!(page.matches("class=\"exchange\"").count(), 1, "{page}");
    let mut bilal = Visitor::default();
    is_shown_topics(&world, &mut bilal).await;
    let mine = ("conversation", bilal.conversation.as_deref().unwrap());
    let page = world.send_form("/", &[mine, ("text", "celui sur les jours"), ("message_id", "m2")]).await.text().await.unwrap();
    assert!(page.contains(DAYS) && !page.contains("celui sur les jours"), "{page}");

    // A choice is no question of its own.
    world.staff_enters().await;
    let metrics = world.report("permanence-2026-11").await["metrics"].clone();
    assert_eq!((&metrics["questions"]["value"], &metrics["answer_rate"]["value"]), (&json!(2), &json!(100.0)));
    world.app.stop().await;
}

async fn no_topic_at_all_is_given_to_a_person(base: Base) {
    let mut world = World::start(base).await;
    world.staff_enters().await;
    let mut anne = Visitor::default();
    let first = world.asks(&mut anne, "faut-il un concours").await;
    world.taps(&anne, &first["exchange"], json!("confirm_age")).await;
    let (choices, _) = is_shown_topics(&world, &mut anne).await;
    let none = world.asks(&mut anne, "aucun des deux").await;
    assert_eq!((&none["outcome"], &none["exchange"], &none["near"]), (&json!("unknown"), &choices["exchange"], &json!([])));
    let offers: Vec<_> = none["offers"].as_array().unwrap().iter().map(|offer| &offer["gesture"]).collect();
    assert_eq!(offers, [&json!("hand_over"), &json!("tell_me")]);
    let metrics = world.report("permanence-2026-11").await["metrics"].clone();
    assert_eq!((&metrics["questions"]["value"], &metrics["unanswered"]["value"]), (&json!(2), &json!(1)));

    // The person who answers reads the question, not « aucun des deux ».
    let told = world.taps(&anne, &none["exchange"], json!("hand_over")).await;
    assert!(told["text"].as_str().unwrap().starts_with("Votre question est transmise"), "{told}");
    assert!(world.staff_page("/staff/questions").await.contains(AMBIGUOUS));
    world.app.stop().await;
}

async fn a_new_question_or_a_silence_drops_the_topics(base: Base) {
    let world = World::start(base).await;
    let mut anne = Visitor::default();
    is_shown_topics(&world, &mut anne).await;
    let asked = world.asks(&mut anne, "faut-il un concours ?").await;
    assert_eq!(asked["entry"], "concours-obligatoire");
    world.after(SignedDuration::from_secs(1));
    assert_ne!(world.asks(&mut anne, "2").await["outcome"], "answer");

    let mut bilal = Visitor::default();
    let (choices, _) = is_shown_topics(&world, &mut bilal).await;
    world.after(SignedDuration::from_mins(31));
    let late = world.asks(&mut bilal, "2").await;
    assert_ne!(late["exchange"], choices["exchange"], "that was another conversation");

    // Nobody chooses for somebody else, and a topic that was pressed is no longer open.
    let (choices, _) = is_shown_topics(&world, &mut bilal).await;
    assert_ne!(world.asks(&mut anne, "le premier").await["exchange"], choices["exchange"]);
    let body =
        json!({ "conversation": bilal.conversation, "exchange": choices["exchange"], "gesture": "choose", "entry": "teletravail-jours" });
    world.post("/api/geste", &body).await;
    assert_ne!(world.asks(&mut bilal, "le premier").await["exchange"], choices["exchange"]);
    world.app.stop().await;
}

async fn topics_are_chosen_in_words_in_discord_too(base: Base) {
    let discord = FakeDiscord::start().await;
    let mut world = World::with_discord(base, &discord).await;
    discord.bot_is_ready().await;
    let channel = discord.text_channel("questions");
    let (anne, bilal) = (discord.user("anne"), discord.user("bilal"));
    let asked = anne.mentions_bot(&channel, AMBIGUOUS).await;
    let choices = anne.sees_answer_to(&asked).await;
    let place =
        choices.labels().iter().filter(|label| label.contains("télétravail")).position(|label| label.contains("indemnité")).unwrap();
    let typed = anne.replies_to(&choices, &format!("la {}", place + 1)).await;
    let answer = anne.sees_answer_to(&typed).await;
    assert!(answer.content.starts_with(ALLOWANCE), "{}", answer.content);
    assert_eq!(
        anne.presses(&answer, "👍 Utile").await.reply().await.content,
        "Merci pour votre avis. Il nous aide à améliorer les réponses."
    );

    let asked = bilal.mentions_bot(&channel, TWO).await;
    let several = bilal.sees_answer_to(&asked).await;
    assert!(several.content.contains(PAY) && several.content.contains(CONTEST), "{}", several.content);
    world.staff_enters().await;
    let metrics = world.report("permanence-2026-11").await["metrics"].clone();
    assert_eq!((&metrics["questions"]["value"], &metrics["answer_rate"]["value"]), (&json!(2), &json!(100.0)));
    world.app.stop().await;
    discord.assert_clean();
}
