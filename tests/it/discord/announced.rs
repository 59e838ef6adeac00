//! What announces a session follows its plan where it stands, and says once that
//! it is called off.

use std::time::Duration;

use jiff::SignedDuration;
use serenity::all::Permissions;
use tchat::store::PostKind;
use tchat::words::{SessionId, StaffRole};

use super::team::{A_FEW_BEATS, Place};
use crate::fake_discord::{Fault, Message};
use crate::world::{Base, on_both};

on_both!(
    an_announcement_follows_the_plan_and_says_once_that_the_session_is_called_off,
    an_announcement_that_somebody_deleted_is_not_made_anew,
    an_announcement_that_was_refused_goes_elsewhere,
    an_announcement_whose_answer_was_lost_is_said_once,
    a_session_called_off_while_it_is_announced_is_said_to_be_so,
);

const ID: &str = "2026-12-03-un-soir";
const MESSAGES: &str = "/channels/*/messages";
const MESSAGE: &str = "/channels/*/messages/*";

/// A session that is announced in the hall, and who plans it let in.
async fn announced(base: Base) -> (Place, Message) {
    let mut place = planned(base).await;
    place.world.as_role(StaffRole::Rh).await;
    assert!(place.runs("/tchat annoncer", &[("salon", "accueil")]).await.content.starts_with("📣"));
    let read = place.staff.sees(&place.hall, |message| message.content.starts_with("**Un soir**")).await;
    (place, read)
}

async fn planned(base: Base) -> Place {
    let place = Place::open(base).await;
    let told = place.runs("/tchat planifier", &[("titre", "Un soir"), ("debut", "2026-12-03 18:00"), ("duree", "60")]).await;
    assert!(told.content.starts_with("✅"), "{}", told.content);
    place
}

impl Place {
    async fn changes_plan(&self, title: &str, hour: &str, where_: &str) {
        let form = [("titre", title), ("date", "2026-12-03"), ("heure", hour), ("duree", "60"), ("canal", where_)];
        assert_eq!(self.world.changes_plan(ID, &form).await.status(), 303);
    }

    /// The announcements in the hall.
    fn announcements(&self) -> Vec<Message> {
        let said = self.staff.messages_in(&self.hall).into_iter();
        said.filter(|message| !message.is_ephemeral() && message.content.contains("décembre 2026")).collect()
    }

    fn changed(&self) -> usize {
        self.discord.requests("PATCH", MESSAGE).len()
    }
}

async fn an_announcement_follows_the_plan_and_says_once_that_the_session_is_called_off(base: Base) {
    let (place, read) = announced(base).await;
    place.changes_plan("Un autre soir", "18:30", "").await;
    let changed = place.staff.sees(&place.hall, |message| message.content.starts_with("**Un autre soir**")).await;
    assert_eq!((changed.id, changed.labels()), (read.id, read.labels()), "it is changed where it stands");
    assert!(changed.content.replace('\u{a0}', " ").contains("de 18 h 30 à 19 h 30"), "{}", changed.content);
    place.changes_plan("Un autre soir", "18:30", "web").await;
    place.staff.sees(&place.hall, |message| message.content.contains("Sur la page web seulement.")).await;
    let place = place.restart().await;
    place.discord.settles(A_FEW_BEATS).await;
    assert_eq!((place.announcements().len(), place.changed()), (1, 2), "once for each change, across a restart");

    assert!(place.runs("/tchat annuler", &[("session", ID)]).await.content.contains("est annulée"));
    let off = place.staff.sees(&place.hall, |message| message.content.contains("est annulé.")).await;
    assert_eq!(off.id, read.id);
    assert!(off.content.starts_with("~~**Un autre soir**~~\n~~jeudi 3 décembre 2026, de 18"), "{}", off.content);
    assert_eq!(off.labels(), ["Poser une question"]);
    let place = place.restart().await;
    place.discord.settles(A_FEW_BEATS).await;
    assert_eq!((place.announcements().len(), place.changed()), (1, 3), "it is said once");
    let posts = place.world.app.store().session_posts().await.unwrap();
    assert!(!posts.contains_key(&(SessionId::new(ID), PostKind::Announcement)), "nothing is left to do: {posts:?}");
    place.world.app.stop().await;
}

async fn an_announcement_that_somebody_deleted_is_not_made_anew(base: Base) {
    let (place, read) = announced(base).await;
    place.discord.change(|state| state.remove_message(read.id));
    place.changes_plan("Un autre soir", "18:30", "").await;
    let message = read.id.to_string();
    place
        .discord
        .wait_until("the change to be tried", |state| {
            state.requests.iter().any(|request| request.method == "PATCH" && request.path.ends_with(&message)).then_some(())
        })
        .await;
    place.discord.settles(A_FEW_BEATS).await;
    let tries = place.changed();
    assert_eq!(tries, 1);
    let mut place = place.restart().await;
    place.world.as_role(StaffRole::Rh).await;
    place.changes_plan("Encore un autre", "18:45", "").await;
    place.world.after(SignedDuration::from_hours(2));
    place.discord.settles(A_FEW_BEATS).await;
    assert!(place.runs("/tchat annuler", &[("session", ID)]).await.content.contains("est annulée"));
    place.discord.settles(A_FEW_BEATS).await;
    assert_eq!((place.announcements().len(), place.changed()), (0, tries), "nobody tries again");
    assert!(place.told().iter().all(|told| !told.contains("n'a pas pu être envoyé")), "{:?}", place.told());
    place.world.app.stop().await;
}

async fn an_announcement_that_was_refused_goes_elsewhere(base: Base) {
    let place = planned(base).await;
    let closed = place.discord.text_channel("fermé");
    place.discord.forbid(&closed, Permissions::SEND_MESSAGES);
    assert!(place.runs("/tchat annoncer", &[("salon", "fermé")]).await.content.starts_with("📣"));
    let words = format!("n'a pas pu être envoyé dans <#{}>", closed.id);
    place.is_told(&words).await;
    place.world.after(SignedDuration::from_mins(61));
    place.discord.settles(A_FEW_BEATS).await;
    assert_eq!(place.told().iter().filter(|told| told.contains(&words)).count(), 1, "it is told once: {:?}", place.told());
    assert!(place.runs("/tchat annoncer", &[("salon", "accueil")]).await.content.starts_with("📣"), "it was said nowhere yet");
    place.staff.sees(&place.hall, |message| message.content.starts_with("**Un soir**")).await;
    assert!(place.runs("/tchat annoncer", &[]).await.content.contains("est déjà annoncée"));
    place.world.app.stop().await;
}

async fn an_announcement_whose_answer_was_lost_is_said_once(base: Base) {
    let place = planned(base).await;
    place.discord.settles(Duration::from_secs(3)).await;
    place.discord.fault(Fault::on("POST", MESSAGES).drops().once_done());
    assert!(place.runs("/tchat annoncer", &[("salon", "accueil")]).await.content.starts_with("📣"));
    place.discord.settles(Duration::from_secs(3)).await;
    place.world.after(SignedDuration::from_secs(11));
    place.discord.settles(A_FEW_BEATS).await;
    assert_eq!(place.announcements().len(), 1);
    let posts = place.world.app.store().session_posts().await.unwrap();
    assert!(posts[&(SessionId::new(ID), PostKind::Announcement)].message.is_some(), "{posts:?}");
    place.world.app.stop().await;
}

async fn a_session_called_off_while_it_is_announced_is_said_to_be_so(base: Base) {
    let place = planned(base).await;
    place.discord.settles(Duration::from_secs(3)).await;
    place.discord.fault(Fault::on("POST", MESSAGES).after(Duration::from_secs(3)));
    place.staff.runs("/tchat annoncer", &[("salon", "accueil")], &place.hall).await;
    place.discord.settles(Duration::from_secs(1)).await;
    assert!(place.announcements().is_empty(), "it is being said");
    assert!(place.world.app.store().call_off_session(&SessionId::new(ID), "annulée", place.world.now()).await.unwrap());
    place.staff.sees(&place.hall, |message| message.content.contains("est annulé.")).await;
    place.discord.settles(A_FEW_BEATS).await;
    assert_eq!((place.announcements().len(), place.changed()), (0, 1));
    place.world.app.stop().await;
}
