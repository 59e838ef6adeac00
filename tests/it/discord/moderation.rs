//! What keeps the conversation calm: limits, the same words twice, insults, a
//! rush of newcomers, and a flood.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use jiff::SignedDuration;

use super::bot::{ANSWER, ASKED};
use super::team::{A_FEW_BEATS, Place};
use crate::fake_discord::{Message, User};
use crate::world::{Base, on_both};

on_both!(
    the_same_words_twice_are_answered_once_and_who_asks_too_fast_is_told_once,
    an_insult_is_answered_calmly_and_counted_by_the_day,
    a_rush_of_newcomers_closes_the_door_to_newcomers_until_it_is_calm,
    what_the_team_opens_in_a_rush_stays_open_for_a_while,
    a_crowd_in_a_session_is_welcome,
    a_thousand_accounts_do_not_keep_others_from_their_answers,
);

const TOO_FAST: &str = "Vous m'écrivez plus vite que je ne sais répondre.";
const CLOSED: &str = "Je ne prends pas de nouvelle question pour le moment.";

/// What was counted today, once it is that.
async fn is_counted(place: &Place, kind: &str, times: i64) {
    let counting = async {
        loop {
            let counts: BTreeMap<String, i64> = place.world.app.store().calm_counts("2026-11-22").await.unwrap();
            if counts.get(kind).copied().unwrap_or(0) == times {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let counted = tokio::time::timeout(Duration::from_secs(15), counting).await;
    assert!(counted.is_ok(), "{kind}: {:?}", place.world.app.store().calm_counts("2026-11-22").await);
}

/// What somebody was answered in a channel.
fn answers(place: &Place, user: &User) -> Vec<Message> {
    let asked: Vec<u64> =
        user.messages_in(&place.hall).iter().filter(|message| message.author == user.id).map(|message| message.id).collect();
    place.discord.messages_of_bot().into_iter().filter(|answer| answer.replies_to.is_some_and(|id| asked.contains(&id))).collect()
}

async fn the_same_words_twice_are_answered_once_and_who_asks_too_fast_is_told_once(base: Base) {
    let place = Place::open(base).await;
    let (anne, bilal) = (place.discord.user("anne"), place.discord.user("bilal"));
    let asked = anne.mentions_bot(&place.hall, ASKED).await;
    anne.sees_answer_to(&asked).await;
    anne.mentions_bot(&place.hall, &format!(" {}  ", ASKED.to_uppercase())).await;
    is_counted(&place, "duplicate", 1).await;
    // Who waits for a private answer gets the one they had; another person their own.
    for _ in 0..2 {
        let private = anne.runs("/question", &[("texte", ASKED)], &place.hall).await.reply().await;
        assert!(private.content.contains(ANSWER), "{}", private.content);
    }
    let asked = bilal.mentions_bot(&place.hall, ASKED).await;
    assert!(bilal.sees_answer_to(&asked).await.content.contains(ANSWER));
    is_counted(&place, "duplicate", 2).await;
    assert_eq!(answers(&place, &anne).len(), 1);
    place.world.after(SignedDuration::from_secs(31));
    let asked = anne.mentions_bot(&place.hall, ASKED).await;
    assert!(anne.sees_answer_to(&asked).await.content.contains(ANSWER), "later it is a question again");

    let chloe = place.discord.user("chloé");
    for number in 0..12 {
        chloe.mentions_bot(&place.hall, &format!("question numéro {number} sur le salaire ?")).await;
    }
    chloe.sees(&place.hall, |message| message.content.starts_with(TOO_FAST)).await;
    place.discord.settles(A_FEW_BEATS).await;
    let said = answers(&place, &chloe);
    let told = said.iter().filter(|answer| answer.content.starts_with(TOO_FAST)).count();
    assert_eq!(told, 1, "{said:?}");
    assert_eq!(said.len() - told, 5, "{said:?}");
    // Every door has the same limit, and who waits for an answer reads it.
    let mut refused = false;
    for number in 0..7 {
        let dm = chloe.writes_dm(&format!("encore {number} ?")).await;
        drop(dm);
        let private = chloe.runs("/question", &[("texte", &format!("et {number} ?"))], &place.hall).await.reply().await;
        refused |= private.content.starts_with(TOO_FAST);
    }
    assert!(refused);
    place.world.app.stop().await;
}

async fn an_insult_is_answered_calmly_and_counted_by_the_day(base: Base) {
    let place = Place::open(base).await;
    let file = "faq/tchat/tchat-insulte.md";
    let shipped = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("responses").join(file);
    std::fs::copy(shipped, place.world.settings.responses.join(file)).unwrap();
    place.runs("/faq recharger", &[]).await;
    let anne = place.discord.user("anne");
    let asked = anne.mentions_bot(&place.hall, "espèce de connard").await;
    let answer = anne.sees_answer_to(&asked).await;
    assert!(answer.content.contains("Reprenons votre question calmement"), "{}", answer.content);
    is_counted(&place, "insult", 1).await;
    assert!(place.runs("/tchat etat", &[]).await.content.contains("insultes 1,"));
    // Nothing is held against them.
    let asked = anne.mentions_bot(&place.hall, ASKED).await;
    assert!(anne.sees_answer_to(&asked).await.content.contains(ANSWER));
    place.world.app.stop().await;
}

async fn a_rush_of_newcomers_closes_the_door_to_newcomers_until_it_is_calm(base: Base) {
    let place = Place::open(base).await;
    let anne = place.discord.user("anne");
    let asked = anne.mentions_bot(&place.hall, ASKED).await;
    anne.sees_answer_to(&asked).await;
    place.world.after(SignedDuration::from_mins(1));
    let crowd: Vec<User> = (0..30).map(|number| place.discord.user(&format!("foule {number}"))).collect();
    for person in &crowd {
        person.mentions_bot(&place.hall, ASKED).await;
    }
    place.is_told("🔔 Alerte\u{a0}: plus de 20 personnes nouvelles en 10 secondes").await;
    place.discord.settles(A_FEW_BEATS).await;
    let answered = crowd.iter().filter(|person| answers(&place, person).iter().any(|answer| answer.content.contains(ANSWER))).count();
    assert_eq!(answered, 20, "no more than twenty newcomers got through");
    let put_off = crowd.iter().filter(|person| answers(&place, person).iter().any(|answer| answer.content.starts_with(CLOSED))).count();
    assert!((1..=10).contains(&put_off), "a few are told, slowly: {put_off}");
    is_counted(&place, "locked", 10).await;
    assert!(place.runs("/tchat etat", &[]).await.content.contains("Une affluence a fermé le t'chat aux nouveaux venus"));
    let asked = anne.mentions_bot(&place.hall, "faut-il un concours ?").await;
    assert!(anne.sees_answer_to(&asked).await.content.starts_with("Non, un contrat"), "who was there before is answered");

    place.world.after(SignedDuration::from_mins(4));
    place.discord.settles(A_FEW_BEATS).await;
    assert!(place.runs("/tchat etat", &[]).await.content.contains("Une affluence"), "not before five calm minutes");
    place.world.after(SignedDuration::from_mins(2));
    place.is_told("🔔 Alerte\u{a0}: le calme est revenu").await;
    let late = place.discord.user("en retard");
    let asked = late.mentions_bot(&place.hall, ASKED).await;
    assert!(late.sees_answer_to(&asked).await.content.contains(ANSWER));
    place.world.app.stop().await;
}

async fn what_the_team_opens_in_a_rush_stays_open_for_a_while(base: Base) {
    let place = Place::open(base).await;
    let crowd: Vec<User> = (0..25).map(|number| place.discord.user(&format!("foule {number}"))).collect();
    for person in &crowd {
        person.mentions_bot(&place.hall, ASKED).await;
    }
    place.is_told("plus de 20 personnes nouvelles").await;
    place.runs("/tchat verrouiller", &[("geste", "rouvrir")]).await;
    place.is_told("l'équipe a rouvert").await;
    place.world.after(SignedDuration::from_mins(2));
    for person in &crowd {
        let asked = person.mentions_bot(&place.hall, "faut-il un concours ?").await;
        let answer = person.sees(&place.hall, |answer| answer.replies_to == Some(asked.id)).await;
        assert!(answer.content.contains("Non, un contrat"), "{}", answer.content);
    }
    place.world.after(SignedDuration::from_mins(11));
    for number in 0..25 {
        place.discord.user(&format!("autre foule {number}")).mentions_bot(&place.hall, ASKED).await;
    }
    place.discord.settles(A_FEW_BEATS).await;
    assert!(place.told().last().unwrap().contains("plus de 20 personnes nouvelles"), "{:?}", place.told());
    place.world.app.stop().await;
}

async fn a_crowd_in_a_session_is_welcome(base: Base) {
    let mut place = Place::open(base).await;
    place.world.staff_enters().await;
    let form = [("titre", "Un soir"), ("date", "2026-11-22"), ("heure", "19:00"), ("duree", "90")];
    place.world.send_form("/staff/sessions", &form).await;
    for number in 0..30 {
        let person = place.discord.user(&format!("foule {number}"));
        let asked = person.mentions_bot(&place.hall, ASKED).await;
        assert!(person.sees_answer_to(&asked).await.content.contains(ANSWER));
    }
    assert!(place.told().iter().all(|told| !told.contains("Alerte")), "{:?}", place.told());
    place.world.app.stop().await;
}

/// A thousand accounts send two hundred messages a second: those who were there
/// before are answered as ever, and little goes out to the others.
async fn a_thousand_accounts_do_not_keep_others_from_their_answers(base: Base) {
    // The small run shares its machine with the other stories.
    let is_full = std::env::var("TCHAT_PROOF").is_ok_and(|proof| proof == "full");
    let (seconds, patience) = if is_full { (60, Duration::from_secs(3)) } else { (5, Duration::from_secs(10)) };
    let place = Place::open(base).await;
    let others: Vec<User> = (0..5).map(|number| place.discord.user(&format!("habituée {number}"))).collect();
    for person in &others {
        let asked = person.mentions_bot(&place.hall, ASKED).await;
        person.sees_answer_to(&asked).await;
    }
    let crowd: Vec<User> = (0..1_000).map(|number| place.discord.user(&format!("compte {number}"))).collect();
    place.world.after(SignedDuration::from_mins(1));
    let (start, before) = (Instant::now(), place.discord.requests("POST", "/channels/*/messages").len());
    let flood = async {
        for tick in 0..seconds * 10 {
            for number in 0..20 {
                let person = &crowd[(tick * 20 + number) % crowd.len()];
                person.mentions_bot(&place.hall, &format!("{ASKED} {tick}")).await;
            }
            tokio::time::sleep_until((start + Duration::from_millis(100) * (u32::try_from(tick).unwrap() + 1)).into()).await;
        }
    };
    let asking = async {
        let mut slowest = Duration::ZERO;
        for (number, person) in others.iter().enumerate() {
            tokio::time::sleep(Duration::from_millis(700)).await;
            let asked_at = Instant::now();
            let asked = person.mentions_bot(&place.hall, &format!("quel est le salaire ? {number}")).await;
            person.sees(&place.hall, |answer| answer.replies_to == Some(asked.id)).await;
            slowest = slowest.max(asked_at.elapsed());
        }
        slowest
    };
    let ((), slowest) = tokio::join!(flood, asking);
    place.discord.settles(Duration::from_secs(1)).await;
    let sent = place.discord.requests("POST", "/channels/*/messages");
    let busiest =
        sent.iter().map(|one| sent.iter().filter(|other| (one.at..one.at + Duration::from_secs(1)).contains(&other.at)).count()).max();
    println!(
        "{} messages in {seconds} s, {} answers, {busiest:?} in the busiest second, others within {slowest:?}",
        seconds * 200,
        sent.len() - before
    );
    assert!(slowest < patience, "others wait {slowest:?}");
    assert!(busiest.is_some_and(|most| most <= 40), "{busiest:?} in one second");
    assert!(sent.len() - before <= 20 * seconds.div_ceil(5) + others.len() + 6 * (seconds + 2), "{} answers", sent.len() - before);
    place.world.app.stop().await;
}
