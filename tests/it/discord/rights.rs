//! What a candidate says of themselves, objects to, and asks a person.

use secrecy::ExposeSecret;
use tchat::privacy::Ledger;
use tchat::store::PersonData;
use tchat::words::{Door, Person};

use super::candidates::{Scene, scene};
use crate::bad_input::break_the_table;
use crate::fake_discord::Message;
use crate::postgres;
use crate::world::{Base, World, on_both};

on_both!(
    a_profile_is_ticked_after_the_age_tap_changed_and_erased,
    who_objects_is_answered_and_nothing_of_them_is_kept,
    an_objection_goes_on_in_the_new_year,
    an_older_copy_of_the_database_is_brought_back_in_step,
    a_person_is_asked_for_by_a_form_or_in_one_line,
    a_question_that_reached_nobody_is_not_kept_as_handed_over,
);

/// As the program names somebody.
fn person(world: &World, user: u64) -> Person {
    let keys = tchat::privacy::Keys::open(&world.settings.key_file).unwrap();
    keys.person(Door::Discord, &user.to_string(), tchat::clock::Clock::System.now()).unwrap()
}

impl Scene {
    async fn kept(&self) -> Option<PersonData> {
        self.world.app.store().data_of(&person(&self.world, self.anne.id)).await.unwrap()
    }

    async fn runs(&self, command: &str) -> Message {
        self.anne.runs(command, &[], &self.channel).await.reply().await
    }

    async fn asks(&self, text: &str) -> Message {
        self.anne.runs("/question", &[("texte", text)], &self.channel).await.reply().await
    }

    async fn says_their_age(&self) -> Message {
        let first = self.asks("faut-il un concours ?").await;
        self.anne.presses(&first, "J'ai 15\u{a0}ans ou plus").await.reply().await;
        first
    }

    async fn objects(&self) -> Message {
        let data = self.runs("/mesdonnees").await;
        let sure = self.anne.presses(&data, "M'opposer").await.reply().await;
        assert!(sure.content.contains("efface tout"), "{}", sure.content);
        self.anne.presses(&sure, "Oui, m'opposer").await.reply().await
    }
}

async fn a_profile_is_ticked_after_the_age_tap_changed_and_erased(base: Base) {
    let scene = scene(base, |_, _| ()).await;
    let early = scene.runs("/profil").await;
    assert!(early.is_ephemeral() && early.choices().is_empty(), "{}", early.content);
    assert_eq!(early.labels(), ["J'ai 15\u{a0}ans ou plus"]);
    scene.anne.presses(&early, "J'ai 15\u{a0}ans ou plus").await.reply().await;
    let lists = scene.runs("/profil").await;
    assert_eq!(lists.controls().count(), 5);
    assert!(lists.controls().all(|list| list["options"].as_array().unwrap().last().unwrap()["value"] == "non-dit"));
    let tick = async |option: &str| scene.anne.selects(&lists, option).await.reply().await;
    assert!(tick("26 à 35 ans").await.content.starts_with("Merci, c'est noté."));
    tick("Normandie").await;
    tick("36 à 45 ans").await;
    let profile = scene.kept().await.unwrap().profile;
    assert_eq!(profile, [("age", "36-45"), ("region", "normandie")].map(|(key, word)| (key.to_owned(), word.to_owned())));
    let again = scene.runs("/profil").await;
    let chosen = again.controls().flat_map(|list| list["options"].as_array().unwrap()).filter(|option| option["default"] == true);
    assert_eq!(chosen.map(|option| option["value"].clone()).collect::<Vec<_>>(), ["36-45", "normandie"]);
    let data = scene.runs("/mesdonnees").await;
    assert!(data.content.contains("Votre tranche d'âge\u{a0}: 36 à 45 ans"), "{}", data.content);

    // « Je préfère ne pas dire » takes a tick back; every list has it.
    let age = again.controls().next().unwrap().clone();
    let held = scene.discord.read(|state| state.messages[&again.id].clone());
    assert_eq!(held.controls().next().unwrap()["custom_id"], age["custom_id"]);
    let taken = scene.anne.selects(&again, "non-dit").await.reply().await;
    assert!(taken.content.contains("rien n'est gardé pour ce choix"), "{}", taken.content);
    assert_eq!(scene.kept().await.unwrap().profile.len(), 1);

    // A tick of another time says so and keeps nothing.
    scene.discord.change(|state| {
        let message = state.messages.get_mut(&again.id).unwrap();
        message.components[0]["components"][0]["custom_id"] = "tick:taille".into();
    });
    let old = scene.anne.selects(&again, "26-35").await.reply().await;
    assert!(old.content.contains("trop ancien"), "{}", old.content);

    let sure = scene.anne.presses(&data, "Effacer").await.reply().await;
    scene.anne.presses(&sure, "Oui, tout effacer").await.reply().await;
    assert_eq!(scene.kept().await, None);
    // The lists are still there: without an age they keep nothing.
    let late = tick("Normandie").await;
    assert!(late.content.contains("confirmez d'abord"), "{}", late.content);
    scene.says_their_age().await;
    assert_eq!(scene.kept().await.unwrap().profile, []);
    scene.ends().await;
}

async fn who_objects_is_answered_and_nothing_of_them_is_kept(base: Base) {
    let scene = scene(base, |_, _| ()).await;
    let before = scene.says_their_age().await;
    let done = scene.objects().await;
    assert!(done.is_ephemeral() && done.content.starts_with("C'est fait"), "{}", done.content);
    assert_eq!(scene.kept().await, None);

    // Answered as anybody, at every door, with nothing to tap that would be kept.
    let answer = scene.asks("combien de jours de télétravail par semaine ?").await;
    assert!(answer.content.contains("deux jours par semaine") && answer.labels().is_empty(), "{}", answer.content);
    assert!(answer.choices().is_empty());
    let asked = scene.anne.mentions_bot(&scene.channel, "faut-il un concours ?").await;
    assert!(scene.anne.sees_answer_to(&asked).await.content.starts_with("Non, un contrat"));
    let topics = scene.asks("le télétravail à la maison").await;
    let topic = topics.labels().into_iter().find(|label| label.contains("télétravail")).unwrap();
    let chosen = scene.anne.presses(&topics, &topic).await.reply().await;
    assert!(chosen.content.contains("CGFP") && chosen.labels().is_empty(), "{}", chosen.content);
    scene.discord.wire().identify_at_most_every(std::time::Duration::ZERO);
    let Scene { discord, world, channel, anne } = scene;
    let scene = Scene { world: world.restart().await, discord, channel, anne };
    scene.discord.bot_is_ready().await;
    let unknown = scene.asks("zblorg fnuk trapibule ?").await;
    assert!(unknown.content.contains("levez d'abord votre opposition"), "{}", unknown.content);
    let person = scene.anne.runs("/recruteur", &[("question", "une personne ?")], &scene.channel).await.reply().await;
    assert!(person.content.contains("levez d'abord votre opposition"), "{}", person.content);
    assert_eq!(scene.world.app.store().waiting_questions().await.unwrap(), []);

    // Taps of before keep nothing either.
    let age = scene.runs("/profil").await;
    assert!(age.content.starts_with("Vous vous êtes opposé(e)") && age.choices().is_empty(), "{}", age.content);
    let sources = scene.runs("/source").await;
    let told = scene.anne.selects(&sources, "salon").await.reply().await;
    assert!(told.content.starts_with("Vous vous êtes opposé(e)"), "{}", told.content);
    let told = scene.anne.presses(&before, "👍 Utile").await.reply().await;
    assert!(told.content.contains("trop ancien"), "{}", told.content);
    assert_eq!(scene.kept().await, None);

    // Counted as questions, and nobody's: only the first one had a person.
    let mut scene = scene;
    scene.world.staff_enters().await;
    let metrics = scene.world.report("permanence-2026-11").await["metrics"].clone();
    assert_eq!((&metrics["questions"]["value"], &metrics["contacts"]["value"]), (&6.into(), &1.into()), "{metrics}");

    let data = scene.runs("/mesdonnees").await;
    assert_eq!(data.labels(), ["Lever mon opposition"]);
    scene.discord.wire().identify_at_most_every(std::time::Duration::ZERO);
    let Scene { discord, world, channel, anne } = scene;
    let scene = Scene { world: world.restart().await, discord, channel, anne };
    scene.discord.bot_is_ready().await;
    let lifted = scene.anne.presses(&data, "Lever mon opposition").await.reply().await;
    assert!(lifted.content.starts_with("Votre opposition est levée."), "{}", lifted.content);
    scene.says_their_age().await;
    scene.world.after(jiff::SignedDuration::from_secs(1));
    scene.asks("quel est le salaire ?").await;
    assert_eq!(scene.kept().await.unwrap().exchanges.last().unwrap().question.as_deref(), Some("quel est le salaire ?"));
    scene.ends().await;
}

async fn an_objection_goes_on_in_the_new_year(base: Base) {
    let scene = scene(base, |_, _| ()).await;
    let now = tchat::clock::Clock::System.now();
    let keys = tchat::privacy::Keys::open(&scene.world.settings.key_file).unwrap();
    let last_year = now - jiff::SignedDuration::from_hours(24 * 366);
    let before = keys.person(Door::Discord, &scene.anne.id.to_string(), last_year).unwrap();
    scene.world.app.store().object(&before, "nobody", last_year).await.unwrap();
    let Scene { discord, world, channel, anne } = scene;
    discord.wire().identify_at_most_every(std::time::Duration::ZERO);
    let scene = Scene { world: world.restart().await, discord, channel, anne };
    scene.discord.bot_is_ready().await;
    // The first that is heard of them this year is a message that they change into a question.
    let named = scene.anne.mentions_bot(&scene.channel, "").await;
    scene.anne.edits(&named, &format!("<@{}> faut-il un concours ?", scene.discord.bot())).await;
    assert!(scene.anne.sees_answer_to(&named).await.content.starts_with("Non, un contrat"));
    assert!(scene.kept().await.is_none_or(|kept| kept.exchanges.is_empty()), "nothing is kept of it");
    let answer = scene.asks("faut-il un concours ?").await;
    assert!(answer.content.starts_with("Non, un contrat") && answer.labels().is_empty(), "{}", answer.content);
    let data = scene.runs("/mesdonnees").await;
    scene.anne.presses(&data, "Lever mon opposition").await.reply().await;
    scene.says_their_age().await;
    assert_eq!(scene.kept().await.unwrap().exchanges.len(), 1);
    scene.ends().await;
}

/// The address of a copy of the database.
async fn copied(url: &str) -> String {
    let Some(file) = url.strip_prefix("sqlite:") else { return postgres::copy_of(url).await };
    // What was written last may still stand in the journal.
    for part in ["", "-wal"] {
        drop(std::fs::copy(format!("{file}{part}"), format!("{file}.copy{part}")));
    }
    format!("{url}.copy")
}

async fn an_older_copy_of_the_database_is_brought_back_in_step(base: Base) {
    let scene = scene(base, |_, _| ()).await;
    scene.says_their_age().await;
    scene.asks("quel est le salaire ?").await;
    let bilal = scene.discord.user("bilal");
    bilal.runs("/question", &[("texte", "faut-il un concours ?")], &scene.channel).await.reply().await;
    let erased = scene.kept().await.unwrap();
    let (anne, other) = (person(&scene.world, scene.anne.id), person(&scene.world, bilal.id));
    let mut copy = None;
    scene.discord.wire().identify_at_most_every(std::time::Duration::ZERO);
    let Scene { discord, world, channel, anne: user } = scene;
    let world = world.restart_after(async |settings| copy = Some(copied(settings.database.expose_secret()).await)).await;
    discord.bot_is_ready().await;
    let scene = Scene { discord, world, channel, anne: user };
    let data = scene.runs("/mesdonnees").await;
    let sure = scene.anne.presses(&data, "Effacer").await.reply().await;
    scene.anne.presses(&sure, "Oui, tout effacer").await.reply().await;
    let Scene { discord, world, channel, anne: user } = scene;
    let world = world.restart_after(async |settings| settings.database = copy.unwrap().into()).await;
    discord.bot_is_ready().await;
    let store = world.app.store();
    assert_eq!(store.data_of(&anne).await.unwrap(), None, "{} texts came back", erased.exchanges.len());
    assert_eq!(store.data_of(&other).await.unwrap().unwrap().exchanges.len(), 1);
    assert_eq!(Ledger::beside(&world.settings.key_file).read().unwrap().len(), 1);

    // Who comes back after being erased is not erased at the next start.
    user.runs("/question", &[("texte", "faut-il un concours ?")], &channel).await.reply().await;
    let world = world.restart().await;
    assert_eq!(world.app.store().data_of(&anne).await.unwrap().unwrap().exchanges.len(), 1);
    world.app.stop().await;
}

async fn a_person_is_asked_for_by_a_form_or_in_one_line(base: Base) {
    let scene = scene(base, |_, _| ()).await;
    let store = scene.world.app.store();
    let form = scene.anne.runs("/recruteur", &[], &scene.channel).await.modal().await;
    let first = scene.anne.submits(&form, &[("Votre question", "Puis-je visiter les bureaux ? 06 12 34 56 78")]).await.reply().await;
    assert!(first.is_ephemeral() && first.content.starts_with("> Vous parlez à un programme"), "{}", first.content);
    assert_eq!(store.waiting_questions().await.unwrap(), [], "not before the age tap");
    let done = scene.anne.presses(&first, "J'ai 15\u{a0}ans ou plus").await.reply().await;
    assert!(done.content.starts_with("Votre question est transmise"), "{}", done.content);
    scene.world.after(jiff::SignedDuration::from_secs(1));
    let told = scene.anne.runs("/recruteur", &[("question", "Et le dimanche ?")], &scene.channel).await.reply().await;
    assert!(told.content.starts_with("Votre question est transmise") && told.labels().is_empty(), "{}", told.content);
    let waiting = store.waiting_questions().await.unwrap();
    let texts: Vec<_> = waiting.iter().map(|one| one.question.as_deref().unwrap()).collect();
    assert_eq!(texts, ["Puis-je visiter les bureaux ? [téléphone]", "Et le dimanche ?"]);

    store.answer_handover(&waiting[1].id, "Non, pas le dimanche.", scene.world.now()).await.unwrap();
    assert!(scene.runs("/mesreponses").await.content.ends_with("Non, pas le dimanche."));
    let empty = scene.anne.runs("/recruteur", &[("question", "…")], &scene.channel).await.reply().await;
    assert!(empty.content.contains("Je n'ai pas trouvé de question"), "{}", empty.content);
    assert_eq!(store.waiting_questions().await.unwrap().len(), 1);
    // Asking for a person is no question that the bot could not answer.
    let mut scene = scene;
    scene.world.staff_enters().await;
    let metrics = scene.world.report("permanence-2026-11").await["metrics"].clone();
    assert_eq!((&metrics["unknown_rate"]["base"], &metrics["unknown_rate"]["value"]), (&1.into(), &0.0.into()), "{metrics}");
    scene.ends().await;
}

async fn a_question_that_reached_nobody_is_not_kept_as_handed_over(base: Base) {
    let scene = scene(base, |_, _| ()).await;
    scene.says_their_age().await;
    scene.world.after(jiff::SignedDuration::from_secs(1));
    let asks = async || scene.anne.runs("/recruteur", &[("question", "Puis-je visiter les bureaux ?")], &scene.channel).await.reply().await;
    // In the order in which they were asked: the outcome of each question.
    let outcomes = async || {
        let kept = scene.kept().await.unwrap().exchanges;
        kept.into_iter().map(|exchange| exchange.outcome).collect::<Vec<_>>()
    };
    break_the_table(&scene.world, "alter table queued_question rename to queued_question_away").await;
    let told = asks().await;
    assert!(told.content.starts_with("Désolé, votre question n'a pas été transmise"), "{}", told.content);
    assert_eq!(outcomes().await, ["answer", "unknown"]);

    break_the_table(&scene.world, "alter table queued_question_away rename to queued_question").await;
    scene.world.after(jiff::SignedDuration::from_secs(1));
    let told = asks().await;
    assert!(told.content.starts_with("Votre question est transmise"), "{}", told.content);
    assert_eq!(outcomes().await, ["answer", "unknown", "handed_over"]);
    assert_eq!(scene.world.app.store().waiting_questions().await.unwrap().len(), 1);
    scene.ends().await;
}
