//! The team's thread of a session: the questions that wait, taken, given back,
//! answered and declined there, and changed there by what happens elsewhere.

use std::time::{Duration, Instant};

use jiff::SignedDuration;
use serde_json::json;
use serenity::all::Permissions;

use super::bot::{OTHER_UNKNOWNS, UNKNOWN};
use super::team::{A_FEW_BEATS, Place};
use crate::fake_discord::{Channel, Message, User};
use crate::world::{Base, Visitor, on_both};

on_both!(
    a_waiting_question_is_taken_given_back_and_answered_in_the_thread_of_its_session,
    what_happens_on_the_page_shows_in_the_thread_and_the_other_way_round,
    what_an_expert_typed_comes_back_whenever_it_is_not_sent,
    who_has_no_right_to_answer_reads_one_sentence,
    a_thread_that_cannot_be_opened_is_told_once,
    an_answer_given_on_the_page_leaves_for_discord_at_once,
);

/// A session that is open, and its place.
struct Evening {
    place: Place,
    visitors: Vec<Visitor>,
}

impl Evening {
    async fn begin(base: Base) -> Self {
        let place = Place::open(base).await;
        let told = place.runs("/tchat planifier", &[("titre", "Un soir"), ("debut", "2026-11-22 19:01"), ("duree", "60")]).await;
        assert!(told.content.starts_with("✅"), "{}", told.content);
        place.world.after(SignedDuration::from_mins(2));
        Self { place, visitors: Vec::new() }
    }

    /// The thread, once it is there.
    async fn thread(&self) -> Channel {
        let office = self.place.office.id;
        let id = self.place.discord.wait_until("the team's thread", |state| {
            state.channels.values().find(|channel| channel.parent == Some(office)).map(|thread| thread.id)
        });
        Channel { id: id.await }
    }

    /// Somebody gives this question to a person.
    async fn asks(&mut self, text: &str) {
        let mut visitor = Visitor::default();
        let asked = self.place.world.asks(&mut visitor, text).await;
        self.place.world.taps(&visitor, &asked["exchange"], json!("confirm_age_and_hand_over")).await;
        self.visitors.push(visitor);
    }

    /// The message of the thread that says this, once it does.
    async fn card(&self, words: &str) -> Message {
        let thread = self.thread().await;
        self.place.staff.sees(&thread, |message| message.content.replace('\u{a0}', " ").contains(words)).await
    }

    /// Presses a button there, and gives what is told in private.
    async fn presses(&self, user: &User, card: &Message, label: &str) -> String {
        let told = user.presses(card, label).await.reply().await;
        assert!(told.is_ephemeral());
        told.content.replace('\u{a0}', " ")
    }

    /// Writes in the form behind a button, and gives what is told in private.
    async fn writes(&self, user: &User, card: &Message, label: &str, text: &str) -> String {
        let form = user.presses(card, label).await.modal().await;
        let told = user.submits(&form, &[("texte", text)]).await.reply().await;
        assert!(told.is_ephemeral());
        told.content.replace('\u{a0}', " ")
    }

    /// Another member of the team, who may answer.
    async fn expert(&self, name: &str) -> User {
        let expert = self.place.discord.user(name);
        expert.gets_role(self.place.discord.role(name, Permissions::MANAGE_MESSAGES)).await;
        expert
    }
}

async fn a_waiting_question_is_taken_given_back_and_answered_in_the_thread_of_its_session(base: Base) {
    let mut evening = Evening::begin(base).await;
    evening.asks(UNKNOWN).await;
    let card = evening.card("une personne demande").await;
    assert!(card.content.contains(&format!("```\n{UNKNOWN}\n```")) && card.content.contains("⏳"), "{}", card.content);
    assert_eq!(card.labels(), ["Prendre", "Répondre", "Décliner"]);
    evening.asks(UNKNOWN).await;
    let both = evening.card("2 personnes demandent").await;
    assert_eq!(both.id, card.id, "the message is changed where it stands");

    let (staff, paul) = (evening.place.staff.clone(), evening.expert("paul").await);
    assert!(evening.presses(&staff, &card, "Prendre").await.starts_with("Cette question est à vous jusqu'au 22/11/2026 à 19 h 12"));
    let taken = evening.card(&format!("✋ Prise par <@{}>", staff.id)).await;
    assert_eq!(taken.labels(), ["Répondre", "Rendre", "Décliner"]);
    let refused = evening.presses(&paul, &taken, "Rendre").await;
    assert_eq!(refused, format!("Cette question est déjà prise, par <@{}>.", staff.id));
    assert!(evening.presses(&staff, &taken, "Rendre").await.starts_with("La question est rendue"));
    let free = evening.card("⏳ Attend une personne.").await;
    let sent = evening.writes(&paul, &free, "Répondre", "Oui, dès la rentrée.").await;
    assert_eq!(sent, "C'est envoyé aux 2 personnes qui attendaient.");
    let done = evening.card("✅ Répondue, à 2 personnes.").await;
    assert!(done.labels().is_empty() && !done.content.contains(UNKNOWN), "no words of people stay: {}", done.content);

    evening.asks(OTHER_UNKNOWNS[0]).await;
    let other = evening.card(OTHER_UNKNOWNS[0]).await;
    assert!(evening.writes(&paul, &other, "Décliner", "Cela ne dépend pas de nous.").await.starts_with("C'est envoyé à la personne"));
    evening.card("🚫 Déclinée : une personne a lu pourquoi.").await;
    let lines = evening.place.world.app.store().audit_lines(None, 0, 20).await.unwrap();
    let done: Vec<&str> = lines
        .iter()
        .map(|line| line.done.action.as_str())
        .filter(|action| action.contains("dans Discord") || action.contains("depuis Discord"))
        .collect();
    assert!(
        ["question prise dans Discord", "question rendue dans Discord", "réponse envoyée depuis Discord"]
            .iter()
            .all(|line| done.contains(line)),
        "{done:?}"
    );
    let shown = lines.iter().rev().filter(|line| line.done.action == "question montrée dans le fil de la session");
    let shown: Vec<_> = shown.map(|line| (line.done.name.as_str(), line.done.detail.split(' ').count())).collect();
    let reader = "Fil de la session, dans Discord";
    assert_eq!(shown, [(reader, 1), (reader, 1), (reader, 1)], "one line for each who asks, whatever becomes of it");

    // After a restart nothing is said twice, and what is new comes to the same thread.
    let Evening { place, visitors } = evening;
    let mut evening = Evening { place: place.restart().await, visitors };
    evening.asks(OTHER_UNKNOWNS[1]).await;
    evening.card(OTHER_UNKNOWNS[1]).await;
    evening.place.discord.settles(A_FEW_BEATS).await;
    let thread = evening.thread().await;
    assert_eq!(evening.place.discord.threads_under(&evening.place.office), [thread]);
    let shown = evening.place.staff.messages_in(&thread).into_iter().filter(|message| !message.is_ephemeral());
    assert_eq!(shown.count(), 3);
    evening.place.world.app.stop().await;
}

async fn what_happens_on_the_page_shows_in_the_thread_and_the_other_way_round(base: Base) {
    let mut evening = Evening::begin(base).await;
    evening.asks(UNKNOWN).await;
    let card = evening.card("⏳").await;
    evening.place.world.staff_enters().await;
    let queue = evening.place.world.app.store().queue(evening.place.world.now()).await.unwrap();
    let path = format!("/staff/questions/{}", queue[0].id);
    evening.place.world.send_form(&format!("{path}/prendre"), &[]).await;
    let taken = evening.card("✋ Prise par Camille").await;
    assert_eq!(taken.id, card.id);
    let staff = evening.place.staff.clone();
    let told = evening.writes(&staff, &taken, "Répondre", "Une autre réponse.").await;
    assert!(
        told.starts_with("Cette question est déjà prise, par Camille.\nVotre texte n'a pas été envoyé. Le voici")
            && told.ends_with("Une autre réponse."),
        "{told}"
    );
    evening.place.world.send_form(&format!("{path}/rendre"), &[("theme", "")]).await;
    let free = evening.card("⏳").await;
    evening.presses(&staff, &free, "Prendre").await;
    let page = evening.place.world.staff_page("/staff/questions").await;
    assert!(page.contains("Discord "), "the page says who has it");
    // It is theirs for ten minutes, then everybody's.
    evening.place.world.after(SignedDuration::from_mins(11));
    evening.card("⏳").await;
    evening.place.world.send_form(&path, &[("reponse", "Oui.")]).await;
    evening.card("✅ Répondue, à une personne.").await;

    // Somebody erases what is kept of them: their words leave the thread.
    evening.asks(OTHER_UNKNOWNS[0]).await;
    evening.card(OTHER_UNKNOWNS[0]).await;
    let conversation = evening.visitors[1].conversation.clone().unwrap();
    evening.place.world.send_form("/mes-donnees/effacer", &[("conversation", &*conversation), ("confirme", "oui")]).await;
    evening.card("n'est plus dans la file").await;
    let thread = evening.thread().await;
    assert!(evening.place.staff.messages_in(&thread).iter().all(|message| !message.content.contains(OTHER_UNKNOWNS[0])));
    evening.place.world.app.stop().await;
}

async fn what_an_expert_typed_comes_back_whenever_it_is_not_sent(base: Base) {
    let mut evening = Evening::begin(base).await;
    let (staff, paul) = (evening.place.staff.clone(), evening.expert("paul").await);
    evening.asks(UNKNOWN).await;
    let card = evening.card("⏳").await;
    // Too long.
    let long = "Il faut savoir ceci. ".repeat(150);
    let form = paul.presses(&card, "Répondre").await.modal().await;
    let told = paul.submits(&form, &[("texte", long.trim())]).await;
    let (first, second) = (told.reply().await.content, told.reply().await.content);
    assert!(first.contains("compte 3149 caractères, 1900 au plus") && first.contains("Le voici"), "{first}");
    assert_eq!(format!("{first}{second}").matches("Il faut savoir ceci").count(), 150);
    // Who writes has the question: another is told who.
    let written = evening.card(&format!("✋ Prise par <@{}>", paul.id)).await;
    let told = evening.writes(&staff, &written, "Répondre", "Ma réponse.").await;
    assert!(told.starts_with(&format!("Cette question est déjà prise, par <@{}>.", paul.id)) && told.ends_with("Ma réponse."), "{told}");
    // Closed while they type; and sent twice.
    let late = paul.presses(&written, "Répondre").await.modal().await;
    let again = paul.presses(&written, "Répondre").await.modal().await;
    let sent = paul.submits(&late, &[("texte", "Oui, à Rouen.")]).await.reply().await.content;
    assert_eq!(sent, "C'est envoyé à la personne qui attendait.");
    let told = paul.submits(&again, &[("texte", "Oui, à Rouen.")]).await.reply().await.content;
    assert!(told.starts_with("Cette question n'attend plus") && told.ends_with("Oui, à Rouen."), "{told}");
    let blank = evening.asks(OTHER_UNKNOWNS[0]);
    blank.await;
    let card = evening.card(OTHER_UNKNOWNS[0]).await;
    assert!(evening.writes(&paul, &card, "Décliner", "   ").await.starts_with("Écrivez une réponse"));
    evening.place.world.app.stop().await;
}

async fn who_has_no_right_to_answer_reads_one_sentence(base: Base) {
    let mut evening = Evening::begin(base).await;
    evening.asks(UNKNOWN).await;
    let card = evening.card("⏳").await;
    // The team opened its channel to everybody, by mistake.
    evening.place.discord.change(|state| state.channels.values_mut().for_each(|channel| channel.staff_only = false));
    let anne = evening.place.discord.user("anne");
    for label in ["Prendre", "Répondre", "Décliner"] {
        let told = evening.presses(&anne, &card, label).await;
        assert_eq!(told, "Pour répondre ici, il faut la permission « Gérer les messages » dans ce salon : demandez-la à l'équipe.");
    }
    assert_eq!(evening.place.world.app.store().queue(evening.place.world.now()).await.unwrap()[0].taken, None);
    // Their right is taken away while they type.
    let (paul, role) = (evening.place.discord.user("paul"), evening.place.discord.role("un soir", Permissions::MANAGE_MESSAGES));
    paul.gets_role(role).await;
    let form = paul.presses(&card, "Répondre").await.modal().await;
    evening.place.discord.change(|state| {
        state.guilds.values_mut().for_each(|guild| guild.members.values_mut().for_each(|(roles, _)| roles.retain(|held| *held != role)));
    });
    let told = paul.submits(&form, &[("texte", "Ma réponse.")]).await.reply().await.content;
    assert!(told.starts_with("Pour répondre ici") && told.ends_with("Ma réponse."), "{told}");
    evening.place.world.app.stop().await;
}

async fn a_thread_that_cannot_be_opened_is_told_once(base: Base) {
    let mut evening = Evening::begin(base).await;
    evening.thread().await;
    evening.place.discord.forbid_everywhere(Permissions::CREATE_PUBLIC_THREADS);
    let told = evening.place.runs("/tchat planifier", &[("titre", "Un autre"), ("debut", "2026-11-22 20:30"), ("duree", "60")]).await;
    assert!(told.content.starts_with("✅"));
    evening.place.world.clock.turn_to("2026-11-22T19:31:00Z".parse().unwrap());
    evening.place.is_told("cochez «\u{a0}Créer des fils publics\u{a0}»").await;
    evening.place.discord.settles(A_FEW_BEATS).await;
    assert_eq!(evening.place.told().iter().filter(|told| told.contains("fils publics")).count(), 1);
    evening.asks(UNKNOWN).await;
    assert_eq!(evening.place.world.app.store().queue(evening.place.world.now()).await.unwrap().len(), 1, "it waits all the same");
    // The box is ticked: an hour later it is there, under the message that was said.
    evening.place.discord.change(|state| state.bot_permissions |= Permissions::CREATE_PUBLIC_THREADS);
    evening.place.world.after(SignedDuration::from_mins(57));
    evening.place.discord.settles(A_FEW_BEATS).await;
    assert_eq!(evening.place.told().iter().filter(|told| told.contains("📋 Session «\u{a0}Un autre")).count(), 1);
    evening.place.world.app.stop().await;
}

async fn an_answer_given_on_the_page_leaves_for_discord_at_once(base: Base) {
    let evening = Evening::begin(base).await;
    let Evening { mut place, .. } = evening;
    let anne = place.discord.user("anne");
    let asked = anne.writes_dm(UNKNOWN).await;
    let reply = anne.sees_answer_to(&asked).await;
    anne.presses(&reply, "J'ai 15\u{a0}ans ou plus").await.reply().await;
    let asked = anne.writes_dm(OTHER_UNKNOWNS[0]).await;
    let reply = anne.sees_answer_to(&asked).await;
    anne.presses(&reply, "Transmettre à une personne").await.reply().await;
    place.world.staff_enters().await;
    let queue = place.world.app.store().queue(place.world.now()).await.unwrap();
    place.discord.settles(Duration::from_secs(3)).await;
    let began = Instant::now();
    place.world.send_form(&format!("/staff/questions/{}", queue[0].id), &[("reponse", "Oui, à Rouen.")]).await;
    anne.sees(&anne.dm(), |message| message.content.contains("Oui, à Rouen.")).await;
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
    place.world.app.stop().await;
}

#[tokio::test]
async fn an_answer_given_on_another_instance_leaves_for_discord_at_once() {
    let evening = Evening::begin(Base::Postgres).await;
    let Evening { place, .. } = evening;
    let anne = place.discord.user("anne");
    let asked = anne.writes_dm(UNKNOWN).await;
    let reply = anne.sees_answer_to(&asked).await;
    anne.presses(&reply, "J'ai 15\u{a0}ans ou plus").await.reply().await;
    let asked = anne.writes_dm(OTHER_UNKNOWNS[0]).await;
    let reply = anne.sees_answer_to(&asked).await;
    anne.presses(&reply, "Transmettre à une personne").await.reply().await;
    // Another program on the same database, which has no Discord.
    let settings = tchat::settings::Settings { discord: None, ..place.world.settings.clone() };
    let other = tchat::app::App::start(settings, place.world.clock.clone()).await.unwrap();
    let waiting = other.store().queue(place.world.now()).await.unwrap();
    place.discord.settles(Duration::from_secs(3)).await;
    let began = Instant::now();
    let said = tchat::store::Resolution::Answered("Oui, à Rouen.".to_owned());
    other.store().settle_queued(&waiting[0].id, None, said, place.world.now()).await.unwrap();
    anne.sees(&anne.dm(), |message| message.content.contains("Oui, à Rouen.")).await;
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
    other.stop().await;
    place.world.app.stop().await;
}
