//! `/tchat etat`: how everything is, on one screen.

use std::sync::atomic::Ordering;

use anyhow::Result;
use jiff::SignedDuration;

use super::alerts::alert_text;
use super::faq::counted;
use crate::clock::{day_in_paris, hour_in_paris};
use crate::discord::reception::Reception;
use crate::store::Lockdown;

/// The alerts shown.
const LAST_ALERTS: u32 = 3;

impl Reception {
    /// How Discord, the answers, the questions and the door are.
    pub(super) async fn state(&self) -> Result<String> {
        let lines = [
            self.how_discord_is(),
            self.how_answers_are(),
            self.what_waits().await?,
            self.what_was_lost().await?,
            self.how_calm_it_is().await?,
        ];
        let mut text = lines.join("\n\n");
        let alerts = self.parts.store.last_alerts(LAST_ALERTS).await?;
        if !alerts.is_empty() {
            text.push_str("\n\n**Dernières alertes**");
            alerts.iter().for_each(|alert| text.push_str(&format!("\n- {}\u{a0}: {}", hour_in_paris(alert.at), alert_text(alert))));
        }
        Ok(text)
    }

    fn how_discord_is(&self) -> String {
        let servers = match self.team.servers.count() {
            0 | 1 => "un serveur".to_owned(),
            several => format!("{several} serveurs"),
        };
        format!("**Discord** ({servers})\n{}", self.status.text())
    }

    fn how_answers_are(&self) -> String {
        let (faq, problems) = (self.parts.conversation.faq(), self.parts.office.problems.load());
        format!(
            "**Réponses**\nVersion {}, {} réponses en service. Dans les fichiers\u{a0}: {} (`/faq probleme`).",
            faq.version(),
            faq.entries().len(),
            counted(&problems)
        )
    }

    async fn what_waits(&self) -> Result<String> {
        let waiting = self.parts.store.waiting().await?;
        let since = waiting.first().map(|oldest| format!(", la plus ancienne depuis le {}", hour_in_paris(oldest.since)));
        let count = match waiting.len() {
            0 => "Aucune question n'attend une personne".to_owned(),
            1 => "Une question attend une personne".to_owned(),
            several => format!("{several} questions attendent une personne"),
        };
        Ok(format!("**Questions**\n{count}{}.", since.unwrap_or_default()))
    }

    async fn what_was_lost(&self) -> Result<String> {
        let since = self.parts.clock.now() - SignedDuration::from_hours(24);
        let (given_up, lost) = (self.parts.store.given_up_since(since).await?, self.lost.load(Ordering::Relaxed));
        Ok(format!(
            "**Perdu**\nMessages abandonnés depuis 24\u{a0}heures\u{a0}: {given_up}. Événements laissés de côté depuis le démarrage\u{a0}: {lost}."
        ))
    }

    async fn how_calm_it_is(&self) -> Result<String> {
        let (lockdown, since) = self.parts.store.lockdown().await?;
        let door = match lockdown {
            Lockdown::Off => "Le t'chat prend les questions.".to_owned(),
            Lockdown::Staff => format!("🔒 L'équipe a fermé le t'chat aux nouvelles questions le {}.", hour_in_paris(since)),
            Lockdown::Rush => format!("🔒 Une affluence a fermé le t'chat aux nouveaux venus de Discord le {}.", hour_in_paris(since)),
        };
        let counts = self.parts.store.calm_counts(&day_in_paris(self.parts.clock.now())).await?;
        let of = |kind: &str| counts.get(kind).copied().unwrap_or(0);
        Ok(format!(
            "**Modération**\n{door} Aujourd'hui\u{a0}: insultes {}, messages en double {}, trop rapides {}, pendant une fermeture {}.",
            of("insult"),
            of("duplicate"),
            of("too_fast"),
            of("locked")
        ))
    }
}
