//! The whole program with a team: somebody who manages the server, and the
//! team's channel, where it is told what matters and nothing more.

use std::time::Duration;

use jiff::SignedDuration;
use serde_json::json;
use serenity::all::Permissions;
use tchat::settings::DiscordSettings;

use super::bot::{OTHER_UNKNOWNS, UNKNOWN};
use crate::fake_discord::{Channel, FakeDiscord, Message, User};
use crate::world::{Base, Visitor, World, discord_settings, on_both};

on_both!(what_waits_is_told_in_one_message_that_is_kept_true, nothing_rings_at_night_but_for_a_session_or_an_alert,);

/// Long enough for the team's part to look at what is due.
pub(super) const A_FEW_BEATS: Duration = Duration::from_secs(5);

/// A server with a team.
pub(super) struct Place {
    pub(super) discord: FakeDiscord,
    pub(super) world: World,
    /// Where candidates are.
    pub(super) hall: Channel,
    /// The team's own.
    pub(super) office: Channel,
    /// Manages the server.
    pub(super) staff: User,
}

impl Place {
    pub(super) async fn open(base: Base) -> Self {
        Self::open_with(base, |_, _| ()).await
    }

    /// The same, after something was changed in the settings.
    pub(super) async fn open_with(base: Base, change: impl FnOnce(&FakeDiscord, &mut DiscordSettings)) -> Self {
        Self::open_at(base, None, change).await
    }

    /// The same, on a site that candidates know by an address.
    pub(super) async fn open_at(base: Base, site: Option<&str>, change: impl FnOnce(&FakeDiscord, &mut DiscordSettings)) -> Self {
        let discord = FakeDiscord::start().await;
        let (hall, office) = (discord.text_channel("accueil"), discord.staff_channel("équipe"));
        let mut settings = DiscordSettings { staff_channel: Some(office.id), ..discord_settings(&discord) };
        change(&discord, &mut settings);
        let world = World::start_with(base, |all, _| (all.discord, all.public_url) = (Some(settings), site.map(str::to_owned))).await;
        discord.lives_by(&world.clock);
        discord.bot_is_ready().await;
        let staff = discord.user("responsable");
        staff.gets_role(discord.role("équipe", Permissions::MANAGE_GUILD | Permissions::MANAGE_MESSAGES)).await;
        Self { discord, world, hall, office, staff }
    }

    /// What the team is told, once it is.
    pub(super) async fn is_told(&self, words: &str) -> Message {
        self.staff.sees(&self.office, |message| message.content.contains(words)).await
    }

    /// What stands in the team's channel.
    pub(super) fn told(&self) -> Vec<String> {
        self.staff.messages_in(&self.office).into_iter().map(|message| message.content).collect()
    }

    /// Runs a command of the team, and gives the private answer.
    pub(super) async fn runs(&self, path: &str, options: &[(&str, &str)]) -> Message {
        let answer = self.staff.runs(path, options, &self.hall).await.reply().await;
        assert!(answer.is_ephemeral(), "{path} is answered in private");
        answer
    }

    pub(super) async fn restart(self) -> Self {
        let Self { discord, world, hall, office, staff } = self;
        discord.wire().identify_at_most_every(Duration::ZERO);
        let world = world.restart().await;
        discord.bot_is_ready().await;
        Self { discord, world, hall, office, staff }
    }

    /// A question is given to a person, on the web page.
    async fn a_question_waits(&self, text: &str) {
        let mut visitor = Visitor::default();
        let asked = self.world.asks(&mut visitor, text).await;
        let told = self.world.taps(&visitor, &asked["exchange"], json!("confirm_age_and_hand_over")).await;
        assert!(told["text"].as_str().unwrap().contains("transmise"), "{told}");
    }
}

async fn what_waits_is_told_in_one_message_that_is_kept_true(base: Base) {
    let place = Place::open(base).await;
    place.a_question_waits(UNKNOWN).await;
    let first = place.is_told("📥 Une question attend une personne, dont une nouvelle.").await;
    assert!(first.content.contains("/staff/questions>"), "{}", first.content);

    place.world.after(SignedDuration::from_mins(10));
    place.a_question_waits(OTHER_UNKNOWNS[0]).await;
    place.a_question_waits(OTHER_UNKNOWNS[1]).await;
    place.discord.settles(A_FEW_BEATS).await;
    assert_eq!(place.told(), std::slice::from_ref(&first.content), "at most one message in a quarter of an hour");
    place.world.after(SignedDuration::from_mins(5));
    place.is_told("📥 3 questions attendent une personne, dont 2 nouvelles.").await;
    place.discord.settles(A_FEW_BEATS).await;
    assert_eq!(place.told().len(), 1, "it takes the place of the first: {:?}", place.told());

    // One is answered, on the pages: the message changes where it stands.
    let waiting = place.world.app.store().waiting_questions().await.unwrap();
    let now = place.world.now();
    assert!(place.world.app.store().answer_handover(&waiting[0].id, "Oui.", now).await.unwrap());
    let changed = place.is_told("📥 2 questions attendent une personne.").await;
    assert!(changed.edited_at.is_some());
    let place = place.restart().await;
    for question in &waiting[1..] {
        assert!(place.world.app.store().answer_handover(&question.id, "Oui.", now).await.unwrap());
    }
    let done = place.is_told("✅ Plus aucune question n'attend une personne.").await;
    assert_eq!((done.id, place.told().len()), (changed.id, 1));
    place.world.app.stop().await;
}

async fn nothing_rings_at_night_but_for_a_session_or_an_alert(base: Base) {
    let mut place = Place::open(base).await;
    // From seven in the evening to half past nine, in Paris.
    place.world.after(SignedDuration::from_mins(150));
    place.a_question_waits(UNKNOWN).await;
    place.runs("/tchat verrouiller", &[("geste", "fermer")]).await;
    place.is_told("🔔 Alerte\u{a0}: l'équipe a fermé le t'chat").await;
    place.runs("/tchat verrouiller", &[("geste", "rouvrir")]).await;
    place.is_told("l'équipe a rouvert le t'chat").await;
    place.discord.settles(A_FEW_BEATS).await;
    assert!(place.told().iter().all(|told| !told.contains("📥")), "{:?}", place.told());

    place.world.staff_enters().await;
    let form = [("titre", "Un soir"), ("date", "2026-11-22"), ("heure", "21:00"), ("duree", "90")];
    place.world.send_form("/staff/sessions", &form).await;
    place.is_told("📥 Une question attend une personne").await;
    place.world.app.stop().await;
}
