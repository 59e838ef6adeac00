//! How the Discord side is, in French, for the staff page and the log.
//!
//! One sentence says how it is now; sentences on what to tick stay beside it.

use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use tokio::sync::watch;

use crate::clock::hour_in_paris;

const PORTAL: &str = "https://discord.com/developers/applications";

/// Something the bot may not do in a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    /// It does not see the channel.
    View,
    /// It may not write there.
    Send,
    /// It may not read what came before, hence not answer it.
    History,
}

impl Missing {
    /// The box to tick, as Discord calls it in French.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::View => "Voir le salon",
            Self::Send => "Envoyer des messages",
            Self::History => "Voir les anciens messages",
        }
    }

    /// One sentence for staff.
    pub(super) fn sentence(self, channel: u64) -> String {
        let name = self.name();
        format!("Le bot n'a pas la permission « {name} » dans le salon <#{channel}> : cochez-la dans les permissions de ce salon.")
    }
}

/// The status, written by every part of the room.
#[derive(Debug)]
pub(super) struct Status {
    shown: watch::Sender<String>,
    told: Mutex<Told>,
}

#[derive(Debug, Default)]
struct Told {
    now: String,
    /// What opens the doors that no setting opens yet.
    closed: Vec<String>,
    /// What the bot does not do for a while, and why.
    pause: Option<String>,
    to_tick: Vec<String>,
    /// What the team has to be told at once.
    alarms: Vec<String>,
}

impl Status {
    pub(super) fn new(shown: watch::Sender<String>) -> Self {
        Self { shown, told: Mutex::default() }
    }

    /// Which doors no setting opens: what opens each is said beside the open ones.
    pub(super) fn set_up(&self, no_plain_channel: bool, no_team_channel: bool) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if no_plain_channel {
            told.closed.push(format!(
                "La conversation libre est fermée : pour l'ouvrir, cochez « Message Content Intent » sur {PORTAL}, page « Bot », \
                 puis donnez les salons par TCHAT_DISCORD_CHANNELS."
            ));
        }
        if no_team_channel {
            told.closed.push("Le salon de l'équipe n'est pas dit : donnez-le par TCHAT_DISCORD_STAFF_CHANNEL.".to_owned());
        }
    }

    /// All that is said now.
    pub(super) fn text(&self) -> String {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).text()
    }

    /// The uses of the invites may not be read; said once.
    pub(super) fn no_invite_counts(&self) {
        self.to_tick(
            "Les arrivées par invitation ne sont pas comptées : pour les compter, cochez « Gérer le serveur » pour le rôle du bot (facultatif)."
                .to_owned(),
        );
    }

    /// The bot is being connected.
    pub(super) fn connecting(&self) {
        self.now("Discord : connexion en cours.".to_owned());
    }

    /// The bot is there; `plain` channels of plain talk are open.
    pub(super) fn connected(&self, plain: usize) {
        let doors = "Discord est connecté : panneau, commandes, mentions et messages privés sont ouverts";
        let open = match plain {
            0 => format!("{doors}."),
            1 => format!("{doors}, et la conversation libre dans un salon."),
            _ => format!("{doors}, et la conversation libre dans {plain} salons."),
        };
        let closed = self.told.lock().unwrap_or_else(PoisonError::into_inner).closed.clone();
        self.now(std::iter::once(open).chain(closed).collect::<Vec<_>>().join(" "));
    }

    /// Discord does not answer, and is tried again.
    pub(super) fn away(&self) {
        self.now("Discord ne répond pas : nouvel essai sous peu. La page web continue de répondre.".to_owned());
    }

    /// The program is stopping.
    pub(super) fn stopped(&self) {
        self.now("Discord est arrêté.".to_owned());
    }

    /// The token is not that of a bot.
    pub(super) fn bad_token(&self) {
        self.now(format!(
            "Discord refuse le jeton du bot : sur {PORTAL}, page « Bot », touchez « Reset Token », donnez le nouveau jeton par \
             DISCORD_TOKEN, puis relancez le programme."
        ));
    }

    /// The intents themselves are refused: nothing to tick helps.
    pub(super) fn bad_intents(&self) {
        self.now(
            "Discord refuse les événements demandés par cette version du programme : installez la dernière version de tchat.".to_owned(),
        );
    }

    /// Plain talk is wanted, and the box is not ticked.
    pub(super) fn no_content(&self) {
        self.to_tick(format!(
            "La conversation libre reste fermée : sur {PORTAL}, page « Bot », cochez « Message Content Intent », puis relancez le programme."
        ));
    }

    /// The bot may not do something in a channel; said once for each.
    pub(super) fn missing(&self, channel: u64, missing: Missing) {
        self.to_tick(missing.sentence(channel));
    }

    /// The bot identified too often: it stays away until then.
    pub(super) fn identified_too_often(&self, times: usize, until: Timestamp) {
        let sentence = format!(
            "Le bot s'est présenté {times} fois à Discord en 24 heures : il attend jusqu'au {} avant d'y revenir. \
             Cherchez dans le journal pourquoi la connexion se perd. La page web continue de répondre.",
            hour_in_paris(until)
        );
        self.alarm(&sentence);
        self.now(sentence);
    }

    /// Too much was refused: nothing is sent until then.
    pub(super) fn paused(&self, refusals: usize, until: Timestamp) {
        self.pause(Some(format!(
            "Discord a refusé {refusals} demandes du bot en dix minutes : plus rien n'y est envoyé avant le {}. \
             Vérifiez ses permissions et son jeton.",
            hour_in_paris(until)
        )));
    }

    /// What was paused goes on.
    pub(super) fn going_on(&self) {
        self.pause(None);
    }

    /// What the team has to be told at once, since it was last asked for.
    pub(super) fn take_alarms(&self) -> Vec<String> {
        std::mem::take(&mut self.told.lock().unwrap_or_else(PoisonError::into_inner).alarms)
    }

    /// Has the team told at once.
    pub(super) fn alarm(&self, sentence: &str) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if !told.alarms.iter().any(|alarm| alarm == sentence) {
            told.alarms.push(sentence.to_owned());
        }
    }

    fn pause(&self, sentence: Option<String>) {
        sentence.iter().for_each(|sentence| self.alarm(sentence));
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.pause != sentence {
            tracing::warn!("{}", sentence.as_deref().unwrap_or("what was paused goes on"));
            told.pause = sentence;
            self.shown.send_replace(told.text());
        }
    }

    fn now(&self, sentence: String) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.now != sentence {
            tracing::info!("{sentence}");
            told.now = sentence;
            self.shown.send_replace(told.text());
        }
    }

    fn to_tick(&self, sentence: String) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if !told.to_tick.contains(&sentence) {
            tracing::warn!("{sentence}");
            told.to_tick.push(sentence);
            self.shown.send_replace(told.text());
        }
    }
}

impl Told {
    fn text(&self) -> String {
        let beside = self.pause.iter().chain(&self.to_tick);
        let sentences = std::iter::once(&self.now).chain(beside).filter(|sentence| !sentence.is_empty());
        sentences.map(String::as_str).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_to_tick_stays_beside_what_is_going_on_and_is_said_once() {
        let (sender, shown) = watch::channel(String::new());
        let status = Status::new(sender);
        status.connecting();
        status.missing(42, Missing::Send);
        status.missing(42, Missing::Send);
        status.connected(0);
        let expected = "Discord est connecté : panneau, commandes, mentions et messages privés sont ouverts. \
                        Le bot n'a pas la permission « Envoyer des messages » dans le salon <#42> : \
                        cochez-la dans les permissions de ce salon.";
        assert_eq!(*shown.borrow(), expected);
    }
}
