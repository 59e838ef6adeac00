//! One permanent invite a source: made by a command, counted, checked each hour.

use jiff::SignedDuration;
use reqwest::header::LOCATION;
use serenity::all::Permissions;

use super::team::{A_FEW_BEATS, Place};
use crate::fake_discord::Fault;
use crate::world::{Base, on_both};

on_both!(
    a_source_has_one_invite_and_a_tracked_link_that_leads_to_it,
    an_invite_that_leads_elsewhere_is_not_led_to_any_more_and_can_be_made_again,
    without_the_permissions_the_team_reads_which_box_to_tick,
    what_the_team_asks_waits_as_long_as_discord_says,
);

const INVITES: &str = "/channels/*/invites";

/// The address after the words of a line.
fn address(told: &str, words: &str) -> String {
    let line = told.lines().find(|line| line.contains(words)).unwrap_or_else(|| panic!("« {words} » in {told}"));
    line.split('<').nth(1).and_then(|rest| rest.split('>').next()).unwrap().to_owned()
}

/// Where a tracked link leads now.
async fn leads(place: &Place, slug: &str) -> (u16, Option<String>) {
    let answer = place.world.get(&format!("/r/{slug}")).await;
    (answer.status().as_u16(), answer.headers().get(LOCATION).map(|target| target.to_str().unwrap().to_owned()))
}

async fn a_source_has_one_invite_and_a_tracked_link_that_leads_to_it(base: Base) {
    let mut place = Place::open(base).await;
    let typed = place.staff.types("/campagne lien", &[("source", "link")], &place.hall).await;
    assert_eq!(typed.choices().await, ["LinkedIn (linkedin)"]);
    let told = place.runs("/campagne lien", &[("source", "linkedin")]).await.content;
    let (link, invite) = (address(&told, "Lien à publier"), address(&told, "Invitation permanente"));
    assert!(link.ends_with("/r/linkedin-discord") && invite.starts_with("https://discord.gg/inv"), "{told}");
    let made = place.discord.requests("POST", "/channels/*/invites");
    assert_eq!(made.len(), 1);
    assert_eq!((&made[0].body["max_age"], &made[0].body["max_uses"], &made[0].body["unique"]), (&0.into(), &0.into(), &true.into()));
    assert_eq!(leads(&place, "linkedin-discord").await, (302, Some(invite.clone())));

    let again = place.runs("/campagne lien", &[("source", "linkedin")]).await.content;
    assert_eq!(again, told, "asking twice changes nothing");
    let other = place.runs("/campagne lien", &[("source", "linkedin"), ("nom", "salon-linkedin")]).await.content;
    assert_eq!(address(&other, "Invitation permanente"), invite, "one invite a source");
    assert_eq!(place.discord.requests("POST", "/channels/*/invites").len(), 1);
    for (options, expected) in [
        (&[("source", "presse"), ("nom", "linkedin-discord")][..], "existe déjà pour une autre source"),
        (&[("source", "linkedin"), ("nom", "linkedin")], "mène déjà ailleurs"),
        (&[("source", "École NWX")], "une source s'écrit en minuscules"),
        (&[("source", "presse"), ("nom", "../x")], "ne convient pas"),
    ] {
        let told = place.runs("/campagne lien", options).await.content;
        assert!(told.contains(expected), "{told}");
    }

    // Other invites of the server, and links to them, are none of ours.
    let theirs = place.discord.invite(&place.hall);
    place.world.staff_enters().await;
    let form = |target: &str| [("lien", "autre".to_owned()), ("source", "salon".to_owned()), ("cible", target.to_owned())];
    let send = async |target: &str| {
        let form = form(target);
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        place.world.send_form("/staff/liens", &form).await.status().as_u16()
    };
    assert_eq!(send(&format!("https://discord.gg/{theirs}")).await, 422);
    assert_eq!(send(&invite).await, 303);

    // An hour later the uses are read, as totals.
    let code = invite.rsplit('/').next().unwrap();
    for name in ["anne", "bilal"] {
        place.discord.user(name).arrives_by(code).await;
    }
    place.discord.user("chloé").arrives_by(&theirs).await;
    assert!(place.discord.requests("GET", "/guilds/*/invites").is_empty(), "not before an hour");
    place.world.after(SignedDuration::from_hours(1));
    place
        .discord
        .wait_until("the uses to be read", |state| {
            state.requests.iter().any(|request| request.method == "GET" && request.path.ends_with("/invites")).then_some(())
        })
        .await;
    place.discord.settles(A_FEW_BEATS).await;
    let invites = place.world.app.store().invites().await.unwrap();
    assert_eq!((invites.len(), invites[0].0.source.as_str(), invites[0].1), (1, "linkedin", Some(2)));
    let page = place.world.staff_page("/staff/discord").await;
    assert!(page.contains(&invite) && page.contains(">2</td>"), "{page}");
    assert_eq!(leads(&place, "linkedin-discord").await, (302, Some(invite)), "it still leads to us");
    place.world.app.stop().await;
}

async fn an_invite_that_leads_elsewhere_is_not_led_to_any_more_and_can_be_made_again(base: Base) {
    let place = Place::open_with(base, |discord, settings| settings.server = Some(discord.guild().id)).await;
    let first = address(&place.runs("/campagne lien", &[("source", "presse")]).await.content, "Invitation");
    let hijacked = address(&place.runs("/campagne lien", &[("source", "salon")]).await.content, "Invitation");
    let code = |address: &str| address.rsplit('/').next().unwrap().to_owned();
    // Discord that does not answer proves nothing.
    place.discord.fault(Fault::on("GET", "/invites/*").answers(503, "").times(2));
    place.world.after(SignedDuration::from_hours(1));
    place.discord.settles(A_FEW_BEATS).await;
    assert_eq!(leads(&place, "presse-discord").await, (302, Some(first.clone())));

    place.discord.revoke_invite(&code(&first));
    let elsewhere = place.discord.another_guild("ailleurs");
    let channel = place.discord.text_channel_in(elsewhere, "piège");
    place.discord.change(|state| {
        let invite = state.invites.iter_mut().find(|invite| invite.code == code(&hijacked)).unwrap();
        invite.channel = channel.id;
    });
    place.world.after(SignedDuration::from_mins(5));
    for source in ["presse", "salon"] {
        place.is_told(&format!("l'invitation de la source «\u{a0}{source}\u{a0}» ne mène plus à notre serveur")).await;
        assert_eq!(leads(&place, &format!("{source}-discord")).await, (410, None));
    }
    place.discord.settles(A_FEW_BEATS).await;
    let told = place.told().concat();
    assert_eq!(told.matches("ne mène plus").count(), 2, "each is told once: {told}");

    let again = address(&place.runs("/campagne lien", &[("source", "presse")]).await.content, "Invitation");
    assert_ne!(again, first);
    assert_eq!(leads(&place, "presse-discord").await, (302, Some(again)));
    place.world.app.stop().await;
}

async fn without_the_permissions_the_team_reads_which_box_to_tick(base: Base) {
    let place = Place::open(base).await;
    place.discord.forbid(&place.hall, Permissions::CREATE_INSTANT_INVITE);
    let told = place.runs("/campagne lien", &[("source", "presse")]).await.content;
    assert!(told.replace('\u{a0}', " ").contains("cochez « Créer une invitation »"), "{told}");
    assert_eq!(leads(&place, "presse-discord").await.0, 404, "nothing is half made");
    place.discord.change(|state| {
        state.channels.values_mut().for_each(|channel| channel.denied = Permissions::empty());
        state.bot_permissions -= Permissions::MANAGE_GUILD;
    });
    place.runs("/campagne lien", &[("source", "presse")]).await;
    place.world.after(SignedDuration::from_hours(1));
    let mut status = place.world.app.discord.clone();
    let said = tokio::time::timeout(std::time::Duration::from_secs(15), status.wait_for(|said| said.contains("Gérer le serveur"))).await;
    // What it gives keeps the status from changing.
    assert!(said.map(|said| said.is_ok()).unwrap_or_default(), "the box is said");
    place.world.after(SignedDuration::from_hours(1));
    place.discord.settles(A_FEW_BEATS).await;
    let said = place.world.app.discord.borrow().clone();
    assert_eq!(said.matches("Gérer le serveur").count(), 1, "{said}");
    assert_eq!(leads(&place, "presse-discord").await.0, 302, "the check itself needs no permission");
    place.world.app.stop().await;
}

async fn what_the_team_asks_waits_as_long_as_discord_says(base: Base) {
    let place = Place::open(base).await;
    let wait = r#"{"message":"You are being rate limited.","retry_after":9.0,"global":false}"#;
    place.discord.fault(Fault::on("POST", INVITES).answers(429, wait));
    let refused = place.runs("/campagne lien", &[("source", "presse")]).await.content;
    assert_eq!(place.discord.requests("POST", INVITES).len(), 1, "{refused}");
    let again = place.runs("/campagne lien", &[("source", "presse")]).await.content;
    assert_eq!((place.discord.requests("POST", INVITES).len(), &again), (1, &refused), "nine seconds are not over");
    assert_eq!(leads(&place, "presse-discord").await.0, 404, "nothing is half made");
    place.world.app.stop().await;
}
