//! The one channel where the team is told what matters: alerts at once, what
//! waits now and then; and what is looked at on the same beat.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use crate::clock::hour_in_paris;
use crate::discord::reception::Reception;
use crate::outbox::Notice;
use crate::sessions::{month_title, months_of_permanence};
use crate::store::{Alert, PlannedSession};
use crate::words::Delivery;

/// The kind of an alert on what Discord limits: its object says it.
const LIMITED: &str = "limited";

/// How often the team's part looks at what is due.
const BEAT: Duration = Duration::from_secs(2);

/// Looks at what is due for the team until `stop`, from the first READY on.
pub(in crate::discord) async fn watch(reception: Arc<Reception>, stop: CancellationToken) {
    let ready = reception.ready.clone();
    if stop.run_until_cancelled(ready.cancelled()).await.is_none() {
        return;
    }
    let mut ticks = tokio::time::interval(BEAT);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while stop.run_until_cancelled(ticks.tick()).await.is_some() {
        for (what, done) in [
            ("raising alarms", reception.raise_alarms().await),
            ("telling alerts", reception.tell_alerts().await),
            ("telling what waits", reception.tell_what_waits().await),
            ("telling the day", reception.tell_the_day().await),
            ("telling the month", reception.tell_the_month().await),
            ("looking at the invites", reception.look_at_invites().await),
            ("listing the sessions", reception.list_sessions().await),
            ("saying what is due of the sessions", reception.say_what_is_due().await),
            ("keeping the events of the sessions", reception.keep_events().await),
            ("saying the episodes", reception.keep_episodes().await),
        ] {
            if let Err(error) = done {
                tracing::error!("{what}: {error:#}");
            }
        }
    }
}

impl Reception {
    /// What Discord limits becomes an alert; one that cannot be kept waits.
    async fn raise_alarms(&self) -> Result<()> {
        for alarm in self.status.take_alarms() {
            if let Err(error) = self.parts.store.raise_alert(LIMITED, &alarm, self.parts.clock.now()).await {
                self.status.alarm(&alarm);
                return Err(error);
            }
        }
        Ok(())
    }

    /// Without a channel alerts wait; they stand on the staff pages meanwhile.
    async fn tell_alerts(&self) -> Result<()> {
        let Some(channel) = self.parts.office.channel else { return Ok(()) };
        let delivery = Delivery::Channel { channel: channel.to_string(), message: None };
        if self.parts.store.tell_alerts(delivery, alert_body, self.parts.clock.now()).await? > 0 {
            self.parts.wake.notify_one();
        }
        Ok(())
    }

    /// Remembers the sessions that have a report, for who types their names.
    async fn list_sessions(&self) -> Result<()> {
        let now = self.parts.clock.now();
        let sessions = self.parts.store.sessions().await?;
        let named = |session: &PlannedSession| (session.id.to_string(), format!("{} ({})", session.title, hour_in_paris(session.opens_at)));
        let to_come: Vec<_> = sessions.iter().rev().filter(|session| session.closes_at > now).map(named).collect();
        if **self.team.to_come.load() != to_come {
            self.team.to_come.store(Arc::new(to_come));
        }
        let mut listed: Vec<_> = sessions.iter().filter(|session| session.opens_at <= now).map(named).collect();
        let months = months_of_permanence(&self.parts.store, now).await?;
        listed.extend(months.iter().rev().map(|id| (id.to_string(), month_title(id))));
        if **self.team.sessions.load() != listed {
            self.team.sessions.store(Arc::new(listed));
        }
        Ok(())
    }
}

/// What an alert says.
pub(super) fn alert_text(alert: &Alert) -> String {
    match alert.kind.as_str() {
        "rush" => "plus de 20 personnes nouvelles en 10 secondes, hors session\u{a0}: le t'chat est fermé aux nouveaux venus de Discord. \
                   Il se rouvre seul après 5 minutes de calme, ou avec `/tchat verrouiller`."
            .to_owned(),
        "calm_again" => "le calme est revenu\u{a0}: le t'chat prend à nouveau toutes les questions.".to_owned(),
        "locked" => "l'équipe a fermé le t'chat aux nouvelles questions.".to_owned(),
        "unlocked" => "l'équipe a rouvert le t'chat aux questions.".to_owned(),
        "invite_gone" => format!(
            "l'invitation de la source «\u{a0}{source}\u{a0}» ne mène plus à notre serveur\u{a0}: ses liens sont retirés. \
             Refaites-la avec `/campagne lien`.",
            source = alert.object
        ),
        "session_closed" => {
            let (id, title) = alert.object.split_once(' ').unwrap_or((&alert.object, ""));
            format!("la session «\u{a0}{title}\u{a0}» est finie. Son rapport est posté ici\u{a0}; `/tchat rapport {id}` le redonne.")
        }
        "event_forbidden" => format!(
            "l'évènement Discord de la session «\u{a0}{}\u{a0}» n'a pas pu être fait\u{a0}: cochez «\u{a0}Créer des évènements\u{a0}» et «\u{a0}Gérer les \
             évènements\u{a0}» pour le rôle du bot (Paramètres du serveur, Rôles). La session a lieu sans, et le bot réessaie d'heure en heure.",
            alert.object
        ),
        "events_full" => format!(
            "l'évènement Discord de la session «\u{a0}{}\u{a0}» n'a pas pu être fait\u{a0}: le serveur a déjà cent évènements, supprimez-en un. La session \
             a lieu sans, et le bot réessaie d'heure en heure.",
            alert.object
        ),
        "event_refused" => format!(
            "Discord a refusé l'évènement de la session «\u{a0}{}\u{a0}»\u{a0}: vérifiez sa date et son titre. La session a lieu sans.",
            alert.object
        ),
        "thread_forbidden" => format!(
            "le fil de la session «\u{a0}{}\u{a0}» n'a pas pu être ouvert\u{a0}: cochez «\u{a0}Créer des fils publics\u{a0}» et «\u{a0}Envoyer des messages \
             dans les fils\u{a0}» pour le bot dans ce salon. Les questions se lisent sur la page de l'équipe.",
            alert.object
        ),
        "not_said" => format!(
            "un message aux candidats n'a pas pu être envoyé dans <#{}>\u{a0}: cochez «\u{a0}Voir le salon\u{a0}» et «\u{a0}Envoyer des messages\u{a0}» \
             pour le bot dans ce salon.",
            alert.object
        ),
        LIMITED => alert.object.clone(),
        other => other.to_owned(),
    }
}

fn alert_body(alerts: &[Alert]) -> String {
    let told = match alerts {
        [alert] => format!("🔔 Alerte\u{a0}: {}", alert_text(alert)),
        several => several.iter().fold("🔔 Alertes".to_owned(), |told, alert| format!("{told}\n- {}", alert_text(alert))),
    };
    serde_json::to_string(&Notice { told, lines: None }).unwrap_or_default()
}
