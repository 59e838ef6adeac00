//! `tchat staff`: who has an account, invite, take back, give a new link. The
//! way back in when every admin is locked out.

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use jiff::Timestamp;
use secrecy::ExposeSecret;

use crate::accounts::{LINK_GOOD_FOR, LOCKING_TRIES, link_path, read_name};
use crate::clock::{Clock, hour_in_paris};
use crate::settings::Settings;
use crate::store::{Action, Purpose, StaffAccount, StaffChange, Store};
use crate::words::{StaffRole, random_word, sha256};

#[derive(Debug, Subcommand)]
pub(super) enum StaffCommand {
    /// Invite une personne ; affiche son lien, valable une fois pendant sept jours
    Invite(Invite),
    /// Liste les comptes, puis les liens qui n'ont pas encore servi
    List,
    /// Désactive un compte, ou reprend un lien qui n'a pas servi
    Revoke(Named),
    /// Donne un lien pour choisir un nouveau mot de passe, et retire le second facteur
    Reset(Named),
}

#[derive(Args, Debug)]
pub(super) struct Invite {
    /// Le nom, que l'équipe lira
    #[arg(value_name = "NOM")]
    name: String,
    /// Le rôle : rh, communication, expert, manager ou admin
    #[arg(long, value_name = "RÔLE")]
    role: String,
}

#[derive(Args, Debug)]
pub(super) struct Named {
    /// L'identifiant du compte ou du lien, comme « tchat staff list » le montre
    id: String,
}

/// The database, and where the pages answer.
struct Desk {
    store: Store,
    origin: String,
    now: Timestamp,
}

/// Carries out one command about accounts.
pub(super) async fn obey(settings: &Settings, command: StaffCommand) -> Result<()> {
    let store = match command {
        StaffCommand::List => super::open_existing(settings).await?,
        _ => Store::open(settings.database.expose_secret()).await?,
    };
    let origin = settings.public_url.clone().unwrap_or_else(|| format!("http://{}", settings.listen));
    let desk = Desk { store, origin, now: Clock::System.now() };
    let done = match command {
        StaffCommand::Invite(invite) => desk.invite(&invite).await,
        StaffCommand::List => desk.list().await,
        StaffCommand::Revoke(named) => desk.revoke(named.id.trim()).await,
        StaffCommand::Reset(named) => desk.reset(named.id.trim()).await,
    };
    desk.store.close().await;
    done
}

impl Desk {
    async fn invite(&self, invite: &Invite) -> Result<()> {
        let name = read_name(&invite.name).map_err(anyhow::Error::msg)?;
        let role = StaffRole::of_word(&invite.role)
            .with_context(|| format!("le rôle « {} » n'existe pas : écrivez rh, communication, expert, manager ou admin", invite.role))?;
        let token = random_word();
        self.store.invite(&sha256(&token), &name, role, None, self.now, self.now + LINK_GOOD_FOR).await?;
        self.note("invitation donnée", &name, role.as_str()).await?;
        self.show(&token);
        Ok(())
    }

    async fn list(&self) -> Result<()> {
        let accounts = self.store.staff_accounts().await?;
        let invitations = self.store.open_invitations(self.now).await?;
        if accounts.is_empty() && invitations.is_empty() {
            super::print("Personne n'a de compte : « tchat run » affiche au démarrage le lien qui fait le premier.");
        }
        for account in accounts {
            super::print(format_args!("{}\t{}\t{}\t{}", account.login, account.name, account.role.as_str(), state_of(&account)));
        }
        for invitation in invitations {
            let what = if matches!(invitation.purpose, Purpose::Password(_)) { "nouveau mot de passe" } else { "nouveau compte" };
            let until = hour_in_paris(invitation.expires_at);
            let (id, name, role) = (invitation.id, invitation.name, invitation.role.as_str());
            super::print(format_args!("{id}\t{name}\t{role}\t{what}, lien valable jusqu'au {until}"));
        }
        Ok(())
    }

    async fn revoke(&self, id: &str) -> Result<()> {
        if self.store.revoke_invitation(id, self.now).await? {
            self.note("invitation reprise", id, "").await?;
            super::print("Le lien est repris : il ne sert plus.");
            return Ok(());
        }
        let account = self.account(id).await?;
        match self.store.disable_account(&account.id, self.now).await? {
            StaffChange::Done => {}
            StaffChange::Unchanged => bail!("le compte « {id} » est déjà désactivé"),
            StaffChange::LastAdmin => {
                bail!("« {id} » est le dernier compte qui administre les autres : donnez d'abord ce rôle à quelqu'un d'autre")
            }
        }
        self.note("compte désactivé", &account.login, "").await?;
        super::print(format_args!("Le compte {} est désactivé.", account.login));
        Ok(())
    }

    async fn reset(&self, login: &str) -> Result<()> {
        let account = self.account(login).await?;
        if account.disabled_at.is_some() {
            bail!("le compte « {login} » est désactivé : réactivez-le d'abord sur la page des comptes");
        }
        self.store.turn_off_second_factor(&account.id).await?;
        let token = random_word();
        self.store.invite_to_reset(&sha256(&token), &account, None, self.now, self.now + LINK_GOOD_FOR).await?;
        self.note("lien de mot de passe donné", &account.login, "").await?;
        self.show(&token);
        Ok(())
    }

    async fn account(&self, login: &str) -> Result<StaffAccount> {
        let accounts = self.store.staff_accounts().await?;
        let found = accounts.into_iter().find(|account| account.login == login.to_lowercase());
        found.with_context(|| format!("il n'y a ni compte ni lien « {login} » : « tchat staff list » les montre"))
    }

    async fn note(&self, action: &str, object: &str, detail: &str) -> Result<()> {
        let done = Action {
            account: None,
            name: "ligne de commande".to_owned(),
            action: action.to_owned(),
            object: object.to_owned(),
            detail: detail.to_owned(),
        };
        self.store.note_action(done, self.now).await
    }

    fn show(&self, token: &str) {
        super::print(format_args!("{}{}", self.origin, link_path(token)));
    }
}

fn state_of(account: &StaffAccount) -> &'static str {
    match () {
        () if account.disabled_at.is_some() => "désactivé",
        () if account.failed >= LOCKING_TRIES => "bloqué après trop d'essais",
        () if account.second_factor => "actif, second facteur",
        () => "actif",
    }
}
