//! Personal accounts on both databases: links that serve once, tries that lock,
//! codes that serve once, the last admin, what ends with a role, what goes with
//! the time; and the same through the pages of the program.

use jiff::{SignedDuration, Timestamp};
use tchat::store::{Accepted, Action, NewAccount, NewLogin, Purpose, StaffChange, Store};
use tchat::words::{AccountId, StaffRole, random_word};
use tempfile::TempDir;

use crate::postgres;
use crate::world::{BEGINNING, Base, PASSWORD, World, on_both};

on_both!(
    an_invitation_used_by_eight_at_once_makes_one_account,
    a_link_serves_neither_revoked_nor_late,
    the_first_link_dies_with_the_first_account,
    a_reset_ends_the_logins_and_unlocks,
    a_hundred_tries_at_once_count_one_by_one,
    a_code_serves_one_login_of_eight,
    the_last_admin_stays,
    what_an_admin_gave_ends_with_their_rights,
    a_changed_password_ends_the_other_logins,
    the_log_and_disabled_accounts_go_after_twelve_months,
    a_role_changed_is_refused_at_the_next_page,
    the_program_prints_a_link_until_there_is_an_account,
);

struct Team {
    store: Store,
    now: Timestamp,
    _folder: TempDir,
}

async fn team(base: Base) -> Team {
    let folder = tempfile::tempdir().unwrap();
    let url = match base {
        Base::Sqlite => format!("sqlite:{}", folder.path().join("tchat.db").display()),
        Base::Postgres => postgres::database().await,
    };
    Team { store: Store::open(&url).await.unwrap(), now: BEGINNING.parse().unwrap(), _folder: folder }
}

fn new_account(login: &str, token_hash: &str, now: Timestamp) -> NewAccount {
    NewAccount {
        id: AccountId::new(random_word()),
        login: login.to_owned(),
        name: "Camille".to_owned(),
        password_hash: "password".to_owned(),
        token_hash: token_hash.to_owned(),
        login_expires: now + SignedDuration::from_hours(24),
    }
}

impl Team {
    fn later(&self, hours: i64) -> Timestamp {
        self.now + SignedDuration::from_hours(hours)
    }

    /// A member, logged in by the token of their login.
    async fn member(&self, login: &str, role: StaffRole) -> AccountId {
        self.store.invite(login, login, role, None, self.now, self.later(1)).await.unwrap();
        match self.store.accept_invitation(login, new_account(login, login, self.now), self.now).await.unwrap() {
            Accepted::Done(account) => account.id,
            other => panic!("{other:?}"),
        }
    }

    async fn is_in(&self, token: &str) -> bool {
        self.store.member_of(token, self.now).await.unwrap().is_some()
    }

    async fn claims(&self, login: &str, now: Timestamp) -> bool {
        self.store.claim_try(login, now, 10, tchat::accounts::wait_after).await.unwrap().is_some()
    }

    fn login(&self, account: &AccountId, step: Option<i64>) -> NewLogin {
        NewLogin {
            account: account.clone(),
            password_hash: "password".to_owned(),
            step,
            token_hash: random_word(),
            expires: self.later(24),
        }
    }
}

async fn an_invitation_used_by_eight_at_once_makes_one_account(base: Base) {
    let team = team(base).await;
    team.store.invite("link", "Anne", StaffRole::Expert, None, team.now, team.later(1)).await.unwrap();
    let logins: Vec<String> = (0..8).map(|number| format!("anne{number}")).collect();
    let used = logins.iter().map(|login| team.store.accept_invitation("link", new_account(login, login, team.now), team.now));
    let done = futures::future::join_all(used).await;
    let made: Vec<_> =
        done.iter().filter_map(|done| if let Accepted::Done(account) = done.as_ref().unwrap() { Some(account) } else { None }).collect();
    assert_eq!(made.len(), 1);
    assert_eq!((made[0].name.as_str(), made[0].role), ("Anne", StaffRole::Expert), "the inviter chose them");
    assert_eq!(team.store.staff_accounts().await.unwrap().len(), 1);
    assert_eq!(team.store.member_of(&made[0].login, team.now).await.unwrap().unwrap().id, made[0].id);
    assert_eq!(team.store.member_of(&made[0].login, team.later(24)).await.unwrap(), None, "a login ends");
    assert_eq!(team.store.open_invitations(team.now).await.unwrap(), []);
}

async fn a_link_serves_neither_revoked_nor_late(base: Base) {
    let team = team(base).await;
    let id = team.store.invite("revoked", "Anne", StaffRole::Rh, None, team.now, team.later(1)).await.unwrap();
    assert!(team.store.revoke_invitation(&id, team.now).await.unwrap());
    assert!(!team.store.revoke_invitation(&id, team.now).await.unwrap(), "once");
    team.store.invite("late", "Anne", StaffRole::Rh, None, team.now, team.later(1)).await.unwrap();
    for (link, now) in [("revoked", team.now), ("late", team.later(1)), ("never", team.now)] {
        assert_eq!(team.store.invitation(link, now).await.unwrap(), None, "{link}");
        assert_eq!(team.store.accept_invitation(link, new_account("anne", "t", now), now).await.unwrap(), Accepted::Void, "{link}");
    }
    assert_eq!(team.store.staff_accounts().await.unwrap(), []);
    team.member("anne", StaffRole::Rh).await;
    let taken = team.store.accept_invitation("late", new_account("anne", "t", team.now), team.now).await.unwrap();
    assert_eq!(taken, Accepted::LoginTaken);
    let open = team.store.invitation("late", team.now).await.unwrap().unwrap();
    assert_eq!((open.purpose, open.name.as_str()), (Purpose::Account, "Anne"), "it still serves");
}

async fn the_first_link_dies_with_the_first_account(base: Base) {
    let team = team(base).await;
    assert!(team.store.invite_first("old", team.now, team.later(1)).await.unwrap());
    assert!(team.store.invite_first("first", team.now, team.later(1)).await.unwrap());
    assert_eq!(team.store.invitation("old", team.now).await.unwrap(), None, "a newer one replaces it");
    assert_eq!(team.store.invitation("first", team.now).await.unwrap().unwrap().purpose, Purpose::First);
    team.member("anne", StaffRole::Admin).await;
    assert_eq!(team.store.invitation("first", team.now).await.unwrap(), None);
    let used = team.store.accept_invitation("first", new_account("intrus", "t", team.now), team.now).await.unwrap();
    assert_eq!(used, Accepted::Void);
    assert!(!team.store.invite_first("again", team.now, team.later(1)).await.unwrap());
}

async fn a_reset_ends_the_logins_and_unlocks(base: Base) {
    let team = team(base).await;
    let id = team.member("anne", StaffRole::Rh).await;
    let anne = team.store.staff_account(&id).await.unwrap().unwrap();
    for _ in 0..5 {
        assert!(team.claims("anne", team.now).await);
    }
    assert!(!team.claims("anne", team.now).await, "it waits");
    team.store.invite_to_reset("one", &anne, None, team.now, team.later(1)).await.unwrap();
    team.store.invite_to_reset("two", &anne, None, team.now, team.later(1)).await.unwrap();
    assert_eq!(team.store.accept_reset("one", "new", team.now).await.unwrap(), None, "a newer one replaces it");
    let made = team.store.accept_invitation("two", new_account("x", "t", team.now), team.now).await.unwrap();
    assert_eq!(made, Accepted::Void, "it makes no account");
    assert!(team.is_in("anne").await);
    let used = futures::future::join_all((0..4).map(|_| team.store.accept_reset("two", "new", team.now))).await;
    assert_eq!(used.into_iter().filter(|done| done.as_ref().unwrap().is_some()).count(), 1);
    assert!(!team.is_in("anne").await);
    let tried = team.store.claim_try("anne", team.now, 10, tchat::accounts::wait_after).await.unwrap().unwrap();
    assert_eq!((tried.password_hash.as_str(), tried.account.failed), ("new", 1));
}

async fn a_hundred_tries_at_once_count_one_by_one(base: Base) {
    let team = team(base).await;
    let id = team.member("anne", StaffRole::Rh).await;
    let tries = futures::future::join_all((0..100).map(|_| team.claims("anne", team.now))).await;
    assert_eq!(tries.into_iter().filter(|passed| *passed).count(), 5, "the sixth has to wait");
    let mut now = team.now;
    for _ in 5..10 {
        now += SignedDuration::from_mins(17);
        assert!(team.claims("anne", now).await);
        assert!(!team.claims("anne", now).await);
    }
    assert!(!team.claims("anne", now + SignedDuration::from_hours(1_000)).await, "locked until an admin says so");
    assert_eq!(team.store.unlock_account(&id).await.unwrap(), StaffChange::Done);
    assert_eq!(team.store.unlock_account(&id).await.unwrap(), StaffChange::Unchanged);
    assert!(team.claims("anne", now).await);
    assert!(team.store.log_in(team.login(&id, None), now).await.unwrap());
    assert_eq!(team.store.staff_account(&id).await.unwrap().unwrap().failed, 0, "a right one forgets the wrong ones");
    assert!(!team.claims("inconnu", now).await);
}

async fn a_code_serves_one_login_of_eight(base: Base) {
    let team = team(base).await;
    let id = team.member("anne", StaffRole::Rh).await;
    team.store.propose_second_factor(&id, "one").await.unwrap();
    team.store.propose_second_factor(&id, "two").await.unwrap();
    assert!(!team.store.turn_on_second_factor(&id, "one", 7).await.unwrap(), "another was drawn");
    assert!(team.store.log_in(team.login(&id, None), team.now).await.unwrap(), "not asked yet");
    assert!(team.store.turn_on_second_factor(&id, "two", 7).await.unwrap());
    team.store.propose_second_factor(&id, "three").await.unwrap();
    let factor = team.store.second_factor(&id).await.unwrap();
    assert_eq!((factor.secret.as_deref(), factor.pending), (Some("two"), None), "one that is on is not replaced");
    for step in [None, Some(6), Some(7)] {
        assert!(!team.store.log_in(team.login(&id, step), team.now).await.unwrap(), "{step:?}");
    }
    let at_once = futures::future::join_all((0..8).map(|_| team.store.log_in(team.login(&id, Some(8)), team.now))).await;
    assert_eq!(at_once.into_iter().filter(|done| *done.as_ref().unwrap()).count(), 1);
    let stale = NewLogin { password_hash: "former".to_owned(), ..team.login(&id, Some(9)) };
    assert!(!team.store.log_in(stale, team.now).await.unwrap(), "the password changed meanwhile");
    assert_eq!(team.store.turn_off_second_factor(&id).await.unwrap(), StaffChange::Done);
    assert!(team.store.log_in(team.login(&id, None), team.now).await.unwrap());
}

async fn the_last_admin_stays(base: Base) {
    let team = team(base).await;
    let (anne, bilal) = (team.member("anne", StaffRole::Admin).await, team.member("bilal", StaffRole::Admin).await);
    team.member("chloe", StaffRole::Rh).await;
    // Each disables the other at the same instant, again and again.
    for _ in 0..10 {
        let (one, other) =
            futures::join!(team.store.disable_account(&anne, team.now), team.store.change_role(&bilal, StaffRole::Rh, team.now));
        let done = [one.unwrap(), other.unwrap()];
        assert_eq!(done.iter().filter(|change| **change == StaffChange::LastAdmin).count(), 1, "{done:?}");
        team.store.enable_account(&anne).await.unwrap();
        team.store.change_role(&bilal, StaffRole::Admin, team.now).await.unwrap();
    }
    assert_eq!(team.store.disable_account(&bilal, team.now).await.unwrap(), StaffChange::Done);
    assert_eq!(team.store.disable_account(&anne, team.now).await.unwrap(), StaffChange::LastAdmin);
    assert_eq!(team.store.change_role(&anne, StaffRole::Rh, team.now).await.unwrap(), StaffChange::LastAdmin);
    assert_eq!(team.store.change_role(&anne, StaffRole::Admin, team.now).await.unwrap(), StaffChange::Unchanged);
    assert_eq!(team.store.disable_account(&AccountId::new("none"), team.now).await.unwrap(), StaffChange::Unchanged);
}

async fn what_an_admin_gave_ends_with_their_rights(base: Base) {
    let team = team(base).await;
    let (anne, bilal) = (team.member("anne", StaffRole::Admin).await, team.member("bilal", StaffRole::Admin).await);
    team.store.invite("hers", "Chloé", StaffRole::Admin, Some(&anne), team.now, team.later(1)).await.unwrap();
    team.store.invite("his", "David", StaffRole::Admin, Some(&bilal), team.now, team.later(1)).await.unwrap();
    assert!(team.is_in("anne").await);
    assert_eq!(team.store.change_role(&anne, StaffRole::Rh, team.now).await.unwrap(), StaffChange::Done);
    assert!(!team.is_in("anne").await && team.is_in("bilal").await);
    assert_eq!(team.store.invitation("hers", team.now).await.unwrap(), None);
    assert!(team.store.invitation("his", team.now).await.unwrap().is_some());

    let account = team.store.staff_account(&anne).await.unwrap().unwrap();
    team.store.invite_to_reset("reset", &account, None, team.now, team.later(1)).await.unwrap();
    assert!(team.store.log_in(team.login(&anne, None), team.now).await.unwrap());
    assert_eq!(team.store.disable_account(&anne, team.now).await.unwrap(), StaffChange::Done);
    assert_eq!(team.store.disable_account(&anne, team.now).await.unwrap(), StaffChange::Unchanged);
    assert!(!team.claims("anne", team.now).await);
    assert!(!team.store.log_in(team.login(&anne, None), team.now).await.unwrap());
    assert_eq!(team.store.invitation("reset", team.now).await.unwrap(), None);
    assert_eq!(team.store.accept_reset("reset", "new", team.now).await.unwrap(), None);
    assert_eq!(team.store.enable_account(&anne).await.unwrap(), StaffChange::Done);
    assert_eq!(team.store.accept_reset("reset", "new", team.now).await.unwrap(), None, "it does not serve again with the account");
}

async fn a_changed_password_ends_the_other_logins(base: Base) {
    let team = team(base).await;
    let id = team.member("anne", StaffRole::Rh).await;
    let other = team.login(&id, None);
    assert!(team.store.log_in(other.clone(), team.now).await.unwrap());
    let account = team.store.staff_account(&id).await.unwrap().unwrap();
    team.store.invite_to_reset("reset", &account, None, team.now, team.later(1)).await.unwrap();
    assert!(!team.store.change_password(&id, "wrong", "new", "anne", team.now).await.unwrap());
    assert!(team.store.invitation("reset", team.now).await.unwrap().is_some());
    assert!(team.store.change_password(&id, "password", "new", "anne", team.now).await.unwrap());
    assert_eq!(team.store.accept_reset("reset", "newer", team.now).await.unwrap(), None, "a link given before");
    assert!(team.is_in("anne").await && !team.is_in(&other.token_hash).await);
    team.store.log_out("anne").await.unwrap();
    assert!(!team.is_in("anne").await);
    let again = NewLogin { password_hash: "new".to_owned(), ..team.login(&id, None) };
    assert!(team.store.log_in(again.clone(), team.now).await.unwrap());
    team.store.log_out_everywhere(&id).await.unwrap();
    assert!(!team.is_in(&again.token_hash).await);
}

async fn the_log_and_disabled_accounts_go_after_twelve_months(base: Base) {
    let team = team(base).await;
    let (anne, bilal) = (team.member("anne", StaffRole::Admin).await, team.member("bilal", StaffRole::Rh).await);
    let account = team.store.staff_account(&bilal).await.unwrap().unwrap();
    team.store.invite_to_reset("reset", &account, Some(&anne), team.now, team.later(1)).await.unwrap();
    team.store.disable_account(&bilal, team.now).await.unwrap();
    let done = |who: &AccountId, action: &str| Action {
        account: Some(who.clone()),
        name: "Anne\0".to_owned(),
        action: action.to_owned(),
        object: "x".to_owned(),
        detail: String::new(),
    };
    team.store.note_action(done(&anne, "ancien"), team.now).await.unwrap();
    team.store.note_action(Action { name: "ligne de commande".to_owned(), ..Action::default() }, team.later(1)).await.unwrap();
    team.store.note_action(done(&bilal, "récent"), team.later(24 * 200)).await.unwrap();
    let lines = team.store.audit_lines(None, 0, 10).await.unwrap();
    assert_eq!(lines.iter().map(|line| line.done.action.as_str()).collect::<Vec<_>>(), ["récent", "", "ancien"]);
    assert_eq!(lines[2].done, Action { name: "Anne".to_owned(), ..done(&anne, "ancien") });
    assert_eq!(team.store.audit_lines(Some(&anne), 0, 10).await.unwrap().len(), 1);
    assert_eq!(team.store.audit_lines(None, 1, 1).await.unwrap(), lines[1..2]);
    for number in 0..20 {
        team.store.note_action(done(&bilal, &number.to_string()), team.now - SignedDuration::from_mins(1)).await.unwrap();
    }
    let at_once = team.store.audit_lines(Some(&bilal), 1, 20).await.unwrap();
    let order: Vec<String> = at_once.into_iter().map(|line| line.done.action).collect();
    assert_eq!(order, (0..20).rev().map(|number| number.to_string()).collect::<Vec<_>>(), "lines of one instant keep their order");

    let mut people = vec![(anne.clone(), "Anne".to_owned()), (bilal.clone(), "Anne".to_owned())];
    people.sort();
    assert_eq!(team.store.audited_people().await.unwrap(), people);

    let clear = |days: i64| {
        let now = team.later(24 * days);
        team.store.clear_staff(tchat::privacy::Limits::at(now).staff_before, now)
    };
    assert_eq!(clear(365).await.unwrap(), 20, "those of the minute before, and nothing early");
    assert!(!team.is_in("anne").await, "a login that ended goes by itself");
    assert_eq!(clear(366).await.unwrap(), 6, "two lines, three links, one account");
    assert_eq!(team.store.audit_lines(None, 0, 10).await.unwrap().len(), 1);
    let left: Vec<_> = team.store.staff_accounts().await.unwrap().into_iter().map(|account| account.login).collect();
    assert_eq!(left, ["anne"], "an account that serves stays");
    assert_eq!(clear(366).await.unwrap(), 0);
}

async fn a_role_changed_is_refused_at_the_next_page(base: Base) {
    let mut world = World::start(base).await;
    world.staff_enters().await;
    let admin = world.staff_cookie.clone();
    let invited = world.send_form("/staff/comptes", &[("nom", "Anne"), ("role", "rh")]).await.text().await.unwrap();
    let link = invited.split("/staff/entrer/").nth(1).and_then(|rest| rest.get(..32)).expect("a link").to_owned();
    let link = format!("/staff/entrer/{link}");
    let entered = world.chooses_password(&link, &[("identifiant", "anne")]).await;
    world.takes_cookie(&entered);
    assert!(world.staff_page("/staff/fichiers").await.contains("Fichiers des réponses"));
    let anne = world.staff_cookie.clone();
    assert_eq!(world.chooses_password(&link, &[("identifiant", "anne2")]).await.status(), 410, "the link has served");

    world.staff_cookie = admin;
    let page = world.staff_page("/staff/comptes").await;
    let card = page.split("<li class=\"card\">").find(|card| card.contains("anne ·")).expect("her card");
    let action = card.split("action=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a form");
    assert!(action.ends_with("/role"), "{action}");
    assert_eq!(world.send_form(action, &[("role", "manager")]).await.status(), 303);
    world.staff_cookie = anne;
    assert_eq!(world.send_form("/staff/sessions", &[("titre", "Un soir")]).await.status(), 401);
    let again = world.send_form("/staff/connexion", &[("identifiant", "anne"), ("mot_de_passe", PASSWORD)]).await;
    world.takes_cookie(&again);
    assert_eq!(world.send_form("/staff/sessions", &[("titre", "Un soir")]).await.status(), 403);
    assert!(world.staff_page("/staff/rapports").await.contains("Rapports"));
    world.as_role(StaffRole::Expert).await;
    assert!(world.staff_page("/staff/questions").await.contains("Personne n'attend de réponse."));
    world.app.stop().await;
}

async fn the_program_prints_a_link_until_there_is_an_account(base: Base) {
    let world = World::start(base).await;
    let first = world.app.staff_link.clone();
    let mut world = world.restart().await;
    assert_ne!(world.app.staff_link, first);
    let former = format!("/staff/entrer/{}", first.rsplit('/').next().unwrap());
    assert_eq!(world.get(&former).await.status(), 410, "a newer link replaces it");
    world.staff_enters().await;
    let mut world = world.restart().await;
    assert_eq!(world.app.staff_link, world.url("/staff/connexion"));
    world.staff_enters().await;
    assert!(world.staff_page("/staff/moi").await.contains("<dd>Camille</dd>"));
    world.app.stop().await;
}
