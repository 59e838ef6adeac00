//! Alerts: what the team is told at once in its channel.

use anyhow::Result;

use crate::discord::reception::Reception;
use crate::store::Alert;
use crate::words::Delivery;

/// The kind of an alert on what Discord limits: its object says it.
const LIMITED: &str = "limited";

impl Reception {
    /// Where the team is told, when a channel is set.
    pub(super) fn to_team(&self) -> Option<Delivery> {
        self.parts.office.channel.map(|channel| Delivery::Channel { channel: channel.to_string(), message: None })
    }

    /// What Discord limits becomes an alert; one that cannot be kept waits.
    pub(super) async fn raise_alarms(&self) -> Result<()> {
        for alarm in self.status.take_alarms() {
            if let Err(error) = self.parts.store.raise_alert(LIMITED, &alarm, self.parts.clock.now()).await {
                self.status.alarm(&alarm);
                return Err(error);
            }
        }
        Ok(())
    }

    /// Without a channel alerts wait; they stand on the staff pages meanwhile.
    pub(super) async fn tell_alerts(&self) -> Result<()> {
        let Some(delivery) = self.to_team() else { return Ok(()) };
        if self.parts.store.tell_alerts(delivery, alert_line, self.parts.clock.now()).await? > 0 {
            self.parts.wake.notify_one();
        }
        Ok(())
    }
}

/// What an alert of each kind says; `{}` is its object.
const TEXTS: [(&str, &str); 12] = [
    (
        "rush",
        "plus de 20 personnes nouvelles en 10 secondes, hors session\u{a0}: le t'chat est fermé aux nouveaux venus de Discord. Il se \
         rouvre seul après 5 minutes de calme, ou avec `/tchat verrouiller`.",
    ),
    ("calm_again", "le calme est revenu\u{a0}: le t'chat prend à nouveau toutes les questions."),
    ("locked", "l'équipe a fermé le t'chat aux nouvelles questions."),
    ("unlocked", "l'équipe a rouvert le t'chat aux questions."),
    (
        "invite_gone",
        "l'invitation de la source «\u{a0}{}\u{a0}» ne mène plus à notre serveur\u{a0}: ses liens sont retirés. Refaites-la avec \
         `/campagne lien`.",
    ),
    (
        "event_forbidden",
        "l'évènement Discord de la session «\u{a0}{}\u{a0}» n'a pas pu être fait\u{a0}: cochez «\u{a0}Créer des évènements\u{a0}» et \
         «\u{a0}Gérer les évènements\u{a0}» pour le rôle du bot (Paramètres du serveur, Rôles). La session a lieu sans, et le bot réessaie \
         d'heure en heure.",
    ),
    (
        "events_full",
        "l'évènement Discord de la session «\u{a0}{}\u{a0}» n'a pas pu être fait\u{a0}: le serveur a déjà cent évènements, supprimez-en \
         un. La session a lieu sans, et le bot réessaie d'heure en heure.",
    ),
    (
        "event_refused",
        "Discord a refusé l'évènement de la session «\u{a0}{}\u{a0}»\u{a0}: vérifiez sa date et son titre. La session a lieu sans.",
    ),
    (
        "thread_forbidden",
        "le fil de la session «\u{a0}{}\u{a0}» n'a pas pu être ouvert\u{a0}: cochez «\u{a0}Créer des fils publics\u{a0}» et \
         «\u{a0}Envoyer des messages dans les fils\u{a0}» pour le bot dans ce salon. Les questions se lisent sur la page de l'équipe.",
    ),
    (
        "not_said",
        "un message aux candidats n'a pas pu être envoyé dans <#{}>\u{a0}: cochez «\u{a0}Voir le salon\u{a0}» et «\u{a0}Envoyer des \
         messages\u{a0}» pour le bot dans ce salon.",
    ),
    ("session_closed", "la session «\u{a0}{titre}\u{a0}» est finie. Son rapport est posté ici\u{a0}; `/tchat rapport {}` le redonne."),
    (LIMITED, "{}"),
];

/// What an alert says.
pub(super) fn alert_text(alert: &Alert) -> String {
    let Some((_, text)) = TEXTS.iter().find(|(kind, _)| *kind == alert.kind) else { return alert.kind.clone() };
    // A session that is over is told by its name, then its title.
    match alert.object.split_once(' ') {
        Some((id, title)) if alert.kind == "session_closed" => text.replace("{}", id).replace("{titre}", title),
        _ => text.replace("{}", &alert.object),
    }
}

fn alert_line(alerts: &[Alert]) -> String {
    match alerts {
        [alert] => format!("🔔 Alerte\u{a0}: {}", alert_text(alert)),
        several => several.iter().fold("🔔 Alertes".to_owned(), |told, alert| format!("{told}\n- {}", alert_text(alert))),
    }
}
