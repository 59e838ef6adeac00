//! An episode in Discord: said once in its channels, at its hour or when the
//! program is back, by one program of two.

use std::fs;
use std::path::Path;
use std::time::Duration;

use jiff::SignedDuration;
use serenity::all::Permissions;
use tchat::app::App;

use super::bot::ANSWER;
use super::team::{A_FEW_BEATS, Place};
use crate::episodes::{ASKED, FROM_THE_FIRST_TO_THE_SECOND, UNTIL_THE_FIRST, write_series};
use crate::fake_discord::{Channel, Fault, Message};
use crate::world::{Base, World, on_both};

on_both!(
    an_episode_is_said_once_at_its_hour_with_its_picture_and_its_question,
    an_episode_missed_while_the_program_was_down_is_said_late_and_not_after_three_days,
    an_episode_follows_its_file_where_it_stands,
    an_episode_that_somebody_deleted_is_not_said_again,
    an_episode_that_is_refused_is_told_once_and_said_when_it_may_be,
);

const MESSAGE: &str = "/channels/*/messages/*";
const FIRST_FILE: &str = "responses/episodes/grotte/01.md";

const SITE: &str = "https://tchat.exemple.fr";

impl Place {
    /// HR writes a series that is said in the hall.
    async fn has_a_series(&self) {
        write_series(&self.world.folder.path().join("responses"), &format!("\"{}\"", self.hall.id));
        let faq = self.world.app.faq();
        let read = async {
            while faq.load().series().is_empty() {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(15), read).await.expect("the series is read");
    }

    /// HR changes the first episode.
    fn rewrites(&self, change: impl Fn(&str) -> String) {
        rewrite(self.world.folder.path(), change);
    }

    fn changes(&self) -> usize {
        self.discord.requests("PATCH", MESSAGE).len()
    }

    fn episodes_in(&self, channel: &Channel) -> Vec<Message> {
        self.staff.messages_in(channel).into_iter().filter(|message| message.content.contains("La grotte")).collect()
    }
}

fn rewrite(folder: &Path, change: impl Fn(&str) -> String) {
    let path = folder.join(FIRST_FILE);
    let text = fs::read_to_string(&path).unwrap();
    assert_ne!(change(&text), text);
    fs::write(&path, change(&text)).unwrap();
}

async fn an_episode_is_said_once_at_its_hour_with_its_picture_and_its_question(base: Base) {
    let mut place = Place::open_at(base, Some(SITE), |_, _| ()).await;
    place.has_a_series().await;
    place.world.after(UNTIL_THE_FIRST - SignedDuration::from_secs(1));
    place.discord.settles(A_FEW_BEATS).await;
    assert!(place.episodes_in(&place.hall).is_empty(), "not before its hour");

    place.world.after(SignedDuration::from_secs(1));
    let said = place.staff.sees(&place.hall, |message| message.content.contains("Le premier écran")).await;
    let words = said.content.replace('\u{a0}', " ");
    assert!(words.starts_with("🎬 **Le premier écran**\nLa grotte, épisode 1\n\nIl dessine un **écran** sur le mur."), "{words}");
    assert!(words.contains("▶️ <https://www.linkedin.com/posts/1>") && words.contains(&format!("<{SITE}/episodes/grotte/01>")), "{words}");
    assert!(words.ends_with(&format!("💬 **{ASKED}**")), "{words}");
    let picture = &said.attachments[0];
    assert_eq!((&picture["filename"], &picture["description"]), (&"01.png".into(), &"Un écran peint sur la roche".into()));

    // One tap asks, and the episode is its source.
    let anne = place.discord.user("anne");
    let form = anne.presses_custom_id(&said, "ask:episode-grotte-01").await.modal().await;
    let answer = anne.submits(&form, &[("texte", ASKED)]).await.reply().await;
    assert!(answer.is_ephemeral() && answer.content.contains(ANSWER), "{}", answer.content);
    let effect = place.world.app.store().episode_effect("episode-grotte-01").await.unwrap();
    assert_eq!((effect.arrivals, effect.questions), (1, 1));

    // One that Discord shows nothing for any more is answered where its person talks, and comes from there all the same.
    let bilal = place.discord.user("bilal");
    let opened = bilal.writes_dm("bonjour").await;
    bilal.sees_answer_to(&opened).await;
    let form = bilal.presses_custom_id(&said, "ask:episode-grotte-01").await.modal().await;
    place.discord.fault(Fault::on("POST", "/interactions/*/*/callback").refuses(404, 10_062));
    bilal.submits(&form, &[("texte", ASKED)]).await;
    bilal.sees(&bilal.dm(), |message| message.content.contains(ANSWER)).await;
    let data = bilal.runs("/mesdonnees", &[], &place.hall).await.reply().await.content.replace('\u{a0}', " ");
    assert!(data.contains("Vous nous avez connus par : épisode « grotte-01 »"), "{data}");

    let again = place.restart().await;
    place = again;
    place.discord.settles(A_FEW_BEATS).await;
    assert_eq!(place.episodes_in(&place.hall).len(), 1, "a restart says nothing twice");
    let sent = place.discord.requests("POST", "/channels/*/messages");
    let sent = sent.iter().filter(|request| request.body["content"].as_str().is_some_and(|content| content.contains("Le premier écran")));
    assert_eq!(sent.count(), 1, "nor tries to, which Discord forgives for some minutes only");
    place.world.after(FROM_THE_FIRST_TO_THE_SECOND);
    place.staff.sees(&place.hall, |message| message.content.contains("Le premier mot de passe")).await;
    place.discord.settles(A_FEW_BEATS).await;
    assert_eq!(place.episodes_in(&place.hall).len(), 2, "a draft is not said");
    place.world.app.stop().await;
}

async fn an_episode_missed_while_the_program_was_down_is_said_late_and_not_after_three_days(base: Base) {
    for (late, said) in [(SignedDuration::from_hours(71), 1), (SignedDuration::from_hours(73), 0)] {
        let place = Place::open_at(base, Some(SITE), |_, _| ()).await;
        place.has_a_series().await;
        let Place { discord, world, hall, office, staff } = place;
        discord.wire().identify_at_most_every(Duration::ZERO);
        let clock = world.clock.clone();
        let world = world.restart_after(async move |_| clock.turn_to(clock.now() + UNTIL_THE_FIRST + late)).await;
        discord.bot_is_ready().await;
        let place = Place { discord, world, hall, office, staff };
        if said > 0 {
            place.staff.sees(&place.hall, |message| message.content.contains("Le premier écran")).await;
        }
        place.discord.settles(A_FEW_BEATS).await;
        assert_eq!(place.episodes_in(&place.hall).len(), said, "{late:?} late");
        assert_eq!(place.world.get("/episodes/grotte/01").await.status(), 200, "the page has it anyway");
        place.world.app.stop().await;
    }
}

async fn an_episode_follows_its_file_where_it_stands(base: Base) {
    let place = Place::open_at(base, Some(SITE), |_, _| ()).await;
    place.has_a_series().await;
    place.world.after(UNTIL_THE_FIRST);
    let said = place.staff.sees(&place.hall, |message| message.content.contains("Le premier écran")).await;
    place.discord.settles(A_FEW_BEATS).await;
    assert_eq!(place.changes(), 0, "nothing changed");

    place.rewrites(|text| text.replace("# Le premier écran", "# Le tout premier écran"));
    let changed = place.staff.sees(&place.hall, |message| message.content.starts_with("🎬 **Le tout premier écran**")).await;
    assert_eq!((changed.id, changed.labels()), (said.id, said.labels()), "it is changed where it stands");
    let pictures = |message: &Message| message.attachments.iter().map(|one| one["description"].clone()).collect::<Vec<_>>();
    assert_eq!(pictures(&changed), pictures(&said), "with its one picture");
    assert_eq!(pictures(&changed).len(), 1);

    // Changed while the program was down; and nothing is done twice across restarts.
    let Place { discord, world, hall, office, staff } = place;
    discord.wire().identify_at_most_every(Duration::ZERO);
    let folder = world.folder.path().to_owned();
    let world = world.restart_after(async |_| rewrite(&folder, |text| text.replace("Il dessine", "Elle dessine"))).await;
    discord.bot_is_ready().await;
    let place = Place { discord, world, hall, office, staff };
    place.staff.sees(&place.hall, |message| message.content.contains("Elle dessine")).await;
    let place = place.restart().await;
    place.discord.settles(A_FEW_BEATS).await;
    assert_eq!((place.episodes_in(&place.hall).len(), place.changes()), (1, 2), "once for each change");

    // A slip in the file changes nothing: its last good text stands.
    place.rewrites(|text| text.replace("statut: publie", "statu: publie").replace("Elle dessine", "On dessine"));
    place.discord.settles(A_FEW_BEATS).await;
    assert_eq!(place.changes(), 2);
    // Taken back, it leaves one sentence there, without its picture; and comes back.
    place.rewrites(|text| text.replace("statu: publie", "statut: retire"));
    let gone = place.staff.sees(&place.hall, |message| message.content.contains("Cet épisode n'est plus en ligne")).await;
    assert_eq!((gone.id, gone.attachments.len(), gone.labels()), (said.id, 0, said.labels()));
    assert!(!gone.content.contains("écran"), "{}", gone.content);
    assert_eq!(place.world.get("/episodes/grotte/01").await.status(), 404);
    let form = place.discord.user("anne").presses(&gone, "Poser une question").await.modal().await;
    assert!(!form.title.is_empty(), "one may ask there all the same");
    place.rewrites(|text| text.replace("statut: retire", "statut: publie"));
    let back = place.staff.sees(&place.hall, |message| message.content.contains("On dessine")).await;
    assert_eq!((back.id, pictures(&back)), (said.id, pictures(&said)));
    place.discord.settles(A_FEW_BEATS).await;
    assert_eq!((place.episodes_in(&place.hall).len(), place.changes()), (1, 4));

    // Under another name it is the same episode: its message leads to its new page.
    let file = place.world.folder.path().join(FIRST_FILE);
    fs::rename(&file, file.with_file_name("01-bis.md")).unwrap();
    let renamed = place.staff.sees(&place.hall, |message| message.content.contains("/episodes/grotte/01-bis")).await;
    assert_eq!(renamed.id, said.id);
    place.discord.settles(A_FEW_BEATS).await;
    assert_eq!((place.episodes_in(&place.hall).len(), place.changes()), (1, 5));
    place.world.app.stop().await;
}

async fn an_episode_that_somebody_deleted_is_not_said_again(base: Base) {
    let place = Place::open_at(base, Some(SITE), |_, _| ()).await;
    place.has_a_series().await;
    place.world.after(UNTIL_THE_FIRST);
    let said = place.staff.sees(&place.hall, |message| message.content.contains("Le premier écran")).await;
    place.discord.change(|state| state.remove_message(said.id));
    place.discord.settles(A_FEW_BEATS).await;
    assert_eq!((place.episodes_in(&place.hall).len(), place.changes()), (0, 0));
    place.rewrites(|text| text.replace("# Le premier écran", "# Le tout premier écran"));
    place
        .discord
        .wait_until("the change to be tried", |state| state.requests.iter().any(|request| request.method == "PATCH").then_some(()))
        .await;
    let place = place.restart().await;
    place.rewrites(|text| text.replace("Il dessine", "Elle dessine"));
    place.world.after(SignedDuration::from_hours(2));
    place.discord.settles(A_FEW_BEATS).await;
    assert_eq!((place.episodes_in(&place.hall).len(), place.changes()), (0, 1), "nobody tries again");
    assert!(place.told().iter().all(|told| !told.contains("n'a pas pu être envoyé")), "{:?}", place.told());
    place.world.app.stop().await;
}

async fn an_episode_that_is_refused_is_told_once_and_said_when_it_may_be(base: Base) {
    let place = Place::open_at(base, Some(SITE), |_, _| ()).await;
    place.discord.forbid(&place.hall, Permissions::SEND_MESSAGES);
    place.has_a_series().await;
    place.world.after(UNTIL_THE_FIRST);
    let words = format!("n'a pas pu être envoyé dans <#{}>", place.hall.id);
    place.is_told(&words).await;
    place.world.after(SignedDuration::from_mins(61));
    place.discord.settles(A_FEW_BEATS).await;
    assert_eq!(place.told().iter().filter(|told| told.contains(&words)).count(), 1, "it is told once: {:?}", place.told());
    place.discord.allow(&place.hall, Permissions::SEND_MESSAGES);
    // Words without the picture, where files alone are forbidden.
    place.discord.forbid(&place.hall, Permissions::ATTACH_FILES);
    place.world.after(SignedDuration::from_mins(61));
    let said = place.staff.sees(&place.hall, |message| message.content.contains("Le premier écran")).await;
    assert!(said.attachments.is_empty());
    place.world.app.stop().await;
}

/// Two programs on one database: the one that speaks says it, the next one goes on.
#[tokio::test]
async fn of_two_programs_one_says_an_episode_and_the_other_goes_on() {
    let place = Place::open_at(Base::Postgres, Some(SITE), |_, _| ()).await;
    place.has_a_series().await;
    let Place { discord, world, hall, staff, .. } = place;
    discord.wire().identify_at_most_every(Duration::ZERO);
    let World { app, clock, settings, folder, .. } = world;
    let other = App::start(settings, clock.clone()).await.unwrap();
    clock.turn_to(clock.now() + UNTIL_THE_FIRST);
    staff.sees(&hall, |message| message.content.contains("Le premier écran")).await;
    // Both read the changed file; one changes the message.
    rewrite(folder.path(), |text| text.replace("Il dessine", "Elle dessine"));
    staff.sees(&hall, |message| message.content.contains("Elle dessine")).await;
    discord.settles(A_FEW_BEATS).await;
    assert_eq!(discord.requests("PATCH", MESSAGE).len(), 1);
    app.stop().await;
    discord.settles(A_FEW_BEATS).await;
    assert_eq!(discord.requests("PATCH", MESSAGE).len(), 1, "who goes on finds it done");
    clock.turn_to(clock.now() + FROM_THE_FIRST_TO_THE_SECOND);
    staff.sees(&hall, |message| message.content.contains("Le premier mot de passe")).await;
    discord.settles(A_FEW_BEATS).await;
    let said: Vec<_> = staff.messages_in(&hall).into_iter().filter(|message| message.content.contains("La grotte")).collect();
    assert_eq!(said.len(), 2, "each once: {said:?}");
    other.stop().await;
}
