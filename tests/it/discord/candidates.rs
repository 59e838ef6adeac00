//! What a candidate leafs through by commands: themes, positions, dates.

use std::fs;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret;
use sqlx::{Connection, PgConnection, SqliteConnection};
use tchat::sessions::{end_of, plan};
use tchat::settings::Settings;
use tchat::store::Planned;

use crate::fake_discord::{Channel, FakeDiscord, User};
use crate::world::{Base, World, discord_settings, on_both};

on_both!(
    themes_lead_to_an_answer_that_is_recorded,
    positions_are_true_on_the_day_and_found_as_they_are_typed,
    the_next_dates_go_into_a_diary,
    what_is_typed_is_met_with_suggestions_at_once_whatever_it_is,
    lists_work_on_another_instance,
    a_database_that_is_held_up_delays_no_first_response,
);

/// A program with Discord, and somebody in a channel.
pub(super) struct Scene {
    pub(super) discord: FakeDiscord,
    pub(super) world: World,
    pub(super) channel: Channel,
    pub(super) anne: User,
}

pub(super) async fn scene(base: Base, change: impl FnOnce(&mut Settings, &Path)) -> Scene {
    let discord = FakeDiscord::start().await;
    let fake = discord_settings(&discord);
    let world = World::start_with(base, |settings, folder| {
        settings.discord = Some(fake);
        change(settings, folder);
    })
    .await;
    discord.bot_is_ready().await;
    let (channel, anne) = (discord.text_channel("accueil"), discord.user("anne"));
    Scene { discord, world, channel, anne }
}

impl Scene {
    pub(super) async fn ends(self) {
        self.world.app.stop().await;
        self.discord.assert_clean();
    }

    /// A session in so many hours, of an hour and a half.
    pub(super) async fn plans(&self, title: &str, hours: i64) -> Timestamp {
        let opens_at = self.world.now() + SignedDuration::from_hours(hours);
        let session = plan(title, opens_at, end_of(opens_at, 90).unwrap(), self.world.now()).unwrap();
        assert_eq!(self.world.app.store().plan_session(&session, self.world.now()).await.unwrap(), Planned::Kept);
        opens_at
    }
}

/// Somebody else keeps the database to themselves: on SQLite nobody else
/// writes, on PostgreSQL nobody else reads either.
pub(super) enum Held {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Held {
    pub(super) async fn take(url: &str) -> Self {
        if url.starts_with("sqlite:") {
            let mut link = SqliteConnection::connect(url).await.unwrap();
            sqlx::query("begin immediate").execute(&mut link).await.unwrap();
            return Self::Sqlite(link);
        }
        let mut link = PgConnection::connect(url).await.unwrap();
        sqlx::query("begin").execute(&mut link).await.unwrap();
        sqlx::query("lock table person, session, exchange, conversation in access exclusive mode").execute(&mut link).await.unwrap();
        Self::Postgres(link)
    }

    pub(super) async fn let_go(self) {
        match self {
            Self::Sqlite(mut link) => drop(sqlx::query("rollback").execute(&mut link).await.unwrap()),
            Self::Postgres(mut link) => drop(sqlx::query("rollback").execute(&mut link).await.unwrap()),
        }
    }
}

/// The position of this title in the folder, open until a day.
fn write_offer(responses: &Path, name: &str, title: &str, closes: &str) {
    let text = format!(
        "---\nstatut: publie\nresponsable: DRH\netat: ouverte\nemployeur: \"Ville de Rouen\"\nlieu: \"Rouen (76)\"\ncategorie: A\n\
         contrat: \"CDD de trois ans\"\ndate_limite: {closes}\nlien: \"https://www.emploi-territorial.fr/offre/{name}\"\n---\n\n# {title}\n"
    );
    fs::create_dir_all(responses.join("offres")).unwrap();
    fs::write(responses.join(format!("offres/{name}.md")), text).unwrap();
}

async fn themes_lead_to_an_answer_that_is_recorded(base: Base) {
    let scene = scene(base, |_, _| ()).await;
    let Scene { world, channel, anne, .. } = &scene;
    let themes = anne.runs("/themes", &[], channel).await.reply().await;
    assert!(themes.is_ephemeral());
    assert_eq!(themes.choices(), ["concours", "remuneration", "teletravail"], "no small talk");
    let topics = anne.selects(&themes, "Télétravail").await.reply().await;
    assert!(topics.is_ephemeral());
    assert_eq!(topics.choices(), ["teletravail-indemnite", "teletravail-jours"]);
    let answer = anne.selects(&topics, "teletravail-jours").await.reply().await;
    assert!(answer.is_ephemeral() && answer.content.contains("deux jours par semaine"), "{}", answer.content);
    assert!(answer.content.starts_with("> Vous parlez à un programme"), "the first answer opens with the notice");
    assert_eq!(answer.labels(), ["J'ai 15\u{a0}ans ou plus", "👍 Utile", "👎 Pas utile", "Transmettre à une personne"]);
    assert!(anne.presses(&answer, "👍 Utile").await.reply().await.content.starts_with("Merci pour votre avis."));
    anne.presses(&answer, "J'ai 15\u{a0}ans ou plus").await.reply().await;

    // What was typed instead of choosing is a question.
    let typed = anne.runs("/themes", &[("sujet", "faut-il un concours ?")], channel).await.reply().await;
    assert!(typed.content.starts_with("Non, un contrat"), "{}", typed.content);
    let chosen = anne.runs("/themes", &[("sujet", "salaire")], channel).await.reply().await;
    assert!(chosen.content.starts_with("Votre salaire suit une grille"), "{}", chosen.content);
    let done = anne.presses(&chosen, "Transmettre à une personne").await.reply().await;
    assert!(done.content.starts_with("Votre question est transmise"), "{}", done.content);
    assert_eq!(world.app.store().waiting_questions().await.unwrap()[0].question.as_deref(), Some("Combien gagne-t-on ?"));

    let mut scene = scene;
    scene.world.staff_enters().await;
    let metrics = scene.world.report("permanence-2026-11").await["metrics"].clone();
    assert_eq!((&metrics["questions"]["value"], &metrics["answer_rate"]["value"]), (&3.into(), &100.0.into()));
    scene.ends().await;
}

async fn positions_are_true_on_the_day_and_found_as_they_are_typed(base: Base) {
    let scene = scene(base, |settings, _| {
        write_offer(&settings.responses, "archiviste", "Archiviste", "2026-12-15");
        write_offer(&settings.responses, "archi", "Architecte logiciel(le)", "2026-12-20");
        write_offer(&settings.responses, "vieux", "Régisseur", "2026-11-01");
    })
    .await;
    let Scene { world, channel, anne, .. } = &scene;
    let list = anne.runs("/offres", &[], channel).await.reply().await;
    assert!(list.is_ephemeral() && list.content.contains("- Archiviste, jusqu'au 15/12/2026"), "{}", list.content);
    assert!(!list.content.contains("Régisseur"), "{}", list.content);
    assert_eq!(list.choices(), ["archiviste", "archi"]);
    let card = anne.selects(&list, "Archiviste").await.reply().await;
    let expected = "**Archiviste**\n\n- Ce poste est ouvert : vous pouvez postuler.\n- Lieu de travail, d'après l'annonce : « Rouen (76) ».\n\
                    - Ce poste est de catégorie A.\n- Contrat, d'après l'annonce : « CDD de trois ans ».\n\
                    - Vous pouvez postuler jusqu'au 15/12/2026 inclus.\n\
                    - Pour lire l'annonce et postuler : <https://www.emploi-territorial.fr/offre/archiviste>";
    assert_eq!(card.content.replace('\u{a0}', " "), expected);

    let read = async |typed: &str| anne.runs("/offres", &[("poste", typed)], channel).await.reply().await;
    assert!(read("archi").await.content.starts_with("**Architecte logiciel(le)**"));
    assert!(read("LOGICIEL").await.content.starts_with("**Architecte logiciel(le)**"));
    assert_eq!(read("rchi").await.choices(), ["archiviste", "archi"]);
    let none = read("@everyone ' ; drop table").await;
    assert!(none.content.starts_with("Je ne trouve pas ce poste") && none.choices().len() == 2, "{}", none.content);
    let old = read("vieux").await;
    assert!(old.content.contains("Ce recrutement est clos"), "{}", old.content);

    // A list that was shown yesterday says what is true today.
    world.clock.turn_to("2026-12-16T12:00:00Z".parse().unwrap());
    let closed = anne.selects(&list, "Archiviste").await.reply().await;
    assert!(closed.content.contains("Ce recrutement est clos") && !closed.content.contains("<https://"), "{}", closed.content);
    world.clock.turn_to("2026-12-21T12:00:00Z".parse().unwrap());
    let none = anne.runs("/offres", &[], channel).await.reply().await;
    assert!(none.content.starts_with("Aucun poste ouvert") && none.choices().is_empty(), "{}", none.content);
    scene.ends().await;
}

async fn the_next_dates_go_into_a_diary(base: Base) {
    let first = scene(base, |_, _| ()).await;
    let nothing = first.anne.runs("/sessions", &[], &first.channel).await.reply().await;
    assert!(nothing.content.starts_with("Aucune date n'est prévue"), "{}", nothing.content);
    let opens_at = first.plans("Les métiers du numérique", 48).await;
    first.plans("Plus tard", 72).await;
    first.plans("Tout de suite", 1).await;
    first.world.after(SignedDuration::from_hours(3));
    let dates = first.anne.runs("/sessions", &[], &first.channel).await.reply().await;
    let expected = format!(
        "- **Les métiers du numérique** : mardi 24 novembre 2026, de 19 h 00 à 20 h 30, heure de Paris (<t:{}:F>).\n- **Plus tard**",
        opens_at.as_second()
    );
    assert!(dates.is_ephemeral() && dates.content.replace('\u{a0}', " ").contains(&expected), "{}", dates.content);
    assert!(!dates.content.contains("Tout de suite"), "it is over");
    let file = first.anne.selects(&dates, "2026-11-24-les-metiers-du-numerique").await.reply().await;
    assert!(file.is_ephemeral());
    assert_eq!(file.attachments[0]["filename"], "2026-11-24-les-metiers-du-numerique.ics");
    first.world.after(SignedDuration::from_hours(60));
    let late = first.anne.selects(&dates, "2026-11-24-les-metiers-du-numerique").await.reply().await;
    assert!(late.content.contains("Plus tard") && late.attachments.is_empty(), "{}", late.content);
    first.ends().await;

    // With a site that candidates know, a link is enough.
    let known = scene(base, |settings, _| settings.public_url = Some("https://tchat.exemple.fr".into())).await;
    known.plans("Les métiers", 24).await;
    let dates = known.anne.runs("/sessions", &[], &known.channel).await.reply().await;
    let link = "[Ajouter à mon agenda](<https://tchat.exemple.fr/agenda/2026-11-23-les-metiers.ics>)";
    assert!(dates.content.contains(link) && dates.choices().len() == 1, "one list, of reminders: {}", dates.content);
    let file = known.world.get("/agenda/2026-11-23-les-metiers.ics").await;
    assert_eq!(file.headers()["content-type"], "text/calendar; charset=utf-8");
    let file = file.text().await.unwrap();
    assert!(file.starts_with("BEGIN:VCALENDAR\r\n") && file.contains("\r\nDTSTART:20261123T180000Z\r\n"), "{file}");
    for wrong in ["/agenda/2026-11-23-les-metiers", "/agenda/inconnue.ics", "/agenda/.ics"] {
        assert_eq!(known.world.get(wrong).await.status(), 404, "{wrong}");
    }
    known.ends().await;
}

async fn what_is_typed_is_met_with_suggestions_at_once_whatever_it_is(base: Base) {
    let scene = scene(base, |settings, _| {
        write_offer(&settings.responses, "archiviste", "Archiviste", "2026-12-15");
        write_offer(&settings.responses, "vieux", "Régisseur", "2026-11-01");
    })
    .await;
    let Scene { channel, anne, .. } = &scene;
    let topics = async |typed: &str| anne.types("/themes", &[("sujet", typed)], channel).await.choices().await;
    let offers = async |typed: &str| anne.types("/offres", &[("poste", typed)], channel).await.choices().await;
    assert_eq!(topics("").await.len(), 4, "every topic");
    assert_eq!(topics("CONCOÛRS pass").await[0], "Faut-il passer un concours ?");
    // The matcher knows other words than those of the title.
    assert!(topics("combien de jours à la maison").await.iter().any(|title| title.contains("télétravail")));
    assert_eq!(offers("ARCHI").await, ["Archiviste"]);
    assert_eq!(offers("régi").await, Vec::<String>::new(), "it is closed");
    let endless = "é".repeat(6_000);
    for hostile in ["@everyone <@&1>", "\u{202e}\u{200b}\u{0}", "'; drop table person; --", "💥💥💥", &endless] {
        assert!(offers(hostile).await.len() <= 25 && topics(hostile).await.len() <= 25, "{hostile}");
    }
    scene.ends().await;
}

async fn lists_work_on_another_instance(base: Base) {
    let scene = scene(base, |settings, _| write_offer(&settings.responses, "archiviste", "Archiviste", "2026-12-15")).await;
    scene.plans("Les métiers", 24).await;
    let Scene { discord, world, channel, anne } = scene;
    let themes = anne.runs("/themes", &[], &channel).await.reply().await;
    let topics = anne.selects(&themes, "teletravail").await.reply().await;
    let offers = anne.runs("/offres", &[], &channel).await.reply().await;
    let dates = anne.runs("/sessions", &[], &channel).await.reply().await;
    discord.wire().identify_at_most_every(std::time::Duration::ZERO);
    let world = world.restart().await;
    discord.bot_is_ready().await;
    assert_eq!(anne.selects(&themes, "concours").await.reply().await.choices(), ["concours-obligatoire"]);
    assert!(anne.selects(&topics, "teletravail-jours").await.reply().await.content.contains("deux jours par semaine"));
    assert!(anne.selects(&offers, "archiviste").await.reply().await.content.starts_with("**Archiviste**"));
    assert_eq!(anne.selects(&dates, "2026-11-23-les-metiers").await.reply().await.attachments.len(), 1);
    world.app.stop().await;
    discord.assert_clean();
}

async fn a_database_that_is_held_up_delays_no_first_response(base: Base) {
    let scene = scene(base, |_, _| ()).await;
    let Scene { world, channel, anne, .. } = &scene;
    anne.runs("/question", &[("texte", "faut-il un concours ?")], channel).await.reply().await;
    let held = Held::take(world.settings.database.expose_secret()).await;
    let people: Vec<User> = (0..5).map(|number| scene.discord.user(&format!("anne {number}"))).collect();
    let mut asked = Vec::new();
    for person in &people {
        for command in ["/themes", "/sessions", "/mesdonnees", "/source", "/offres"] {
            asked.push(person.runs(command, &[], channel).await);
        }
    }
    for one in &asked {
        assert_eq!(one.acknowledged().await, 5);
    }
    let (answered, waiting): (Vec<_>, Vec<_>) = asked.iter().map(|one| one.record()).partition(|record| record.response.is_some());
    assert_eq!((answered.len(), waiting.len(), scene.discord.unanswered().len()), (25, 0, 0));
    held.let_go().await;
    for one in &asked {
        assert!(!one.reply().await.content.is_empty());
    }
    scene.ends().await;
}
