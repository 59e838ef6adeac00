//! A session planned, announced or called off by a command: the same rules and
//! the same sentences as on the page, and what was typed kept.

use std::collections::BTreeSet;

use anyhow::Result;
use jiff::Timestamp;

use super::orders::Obeyed;
use crate::clock::{hour_in_paris, read_instant, span_in_paris};
use crate::discord::reception::Reception;
use crate::discord::relay::Asked;
use crate::discord::sentences::{NO_SUCH_SESSION, NOTHING_TO_ANNOUNCE};
use crate::sessions::{Known, Written, read_plan, why_not};
use crate::store::{Planned, PlannedSession};
use crate::words::{Door, SessionId};

/// Where and when a session is to be announced, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::discord) struct Announcement {
    /// The session; the next one when it is not said.
    pub(in crate::discord) session: Option<String>,
    /// The channel; the panel's when it is not said.
    pub(in crate::discord) channel: Option<u64>,
    /// The day and hour in Paris; now when it is not said.
    pub(in crate::discord) at: Option<String>,
}

impl Reception {
    /// Plans a session, or says all that is wrong with it.
    pub(super) async fn plan(&self, written: Written) -> Result<Obeyed> {
        let (store, now) = (&self.parts.store, self.parts.clock.now());
        let problems = match read_plan(&written, &Known { themes: self.themes_served(), ..Known::default() }, now) {
            Err(problems) => problems,
            Ok(session) => match store.plan_session(&session, now).await? {
                Planned::Kept => return Ok(Ok(self.planned(&session))),
                refused => vec![why_not(&refused)],
            },
        };
        let problems: String = problems.iter().map(|problem| format!("\n- {problem}")).collect();
        let typed = as_typed(&written);
        Ok(Err(format!(
            "La session n'est pas planifiée\u{a0}:{problems}\n\nVotre commande, à corriger et à renvoyer\u{a0}:\n```\n{typed}\n```"
        )))
    }

    fn planned(&self, session: &PlannedSession) -> String {
        let place = match session.door {
            None => "Discord et la page web",
            Some(Door::Web) => "la page web",
            Some(_) => "Discord",
        };
        let event = match session.door {
            Some(Door::Web) => "",
            _ => "\nSon évènement Discord suit dans quelques secondes. Pour l'annoncer aux candidats\u{a0}: `/tchat annoncer`.",
        };
        format!(
            "✅ Session planifiée\u{a0}: **{}**\n{}, heure de Paris, sur {place}.\nIntervenants, coûts et le reste du plan\u{a0}: <{}/staff/sessions/{}>{event}",
            session.title,
            span_in_paris(session.opens_at, session.closes_at),
            self.parts.office.origin,
            session.id
        )
    }

    /// Keeps where and when a session is announced; at once when no hour is said.
    pub(super) async fn plan_announcement(&self, asked: &Asked, wanted: Announcement) -> Result<Obeyed> {
        let (store, now) = (&self.parts.store, self.parts.clock.now());
        let session = match &wanted.session {
            Some(typed) => store.session(&SessionId::new(typed.trim())).await?,
            None => next_in_discord(store.sessions().await?, now),
        };
        let Some(session) = session else {
            return Ok(Err(if wanted.session.is_some() { NO_SUCH_SESSION } else { NOTHING_TO_ANNOUNCE }.to_owned()));
        };
        let due_at = match when(&session, wanted.at.as_deref(), now) {
            Ok(due_at) => due_at,
            Err(problem) => return Ok(Err(format!("{problem}."))),
        };
        let channel = match wanted.channel {
            Some(channel) => channel.to_string(),
            None => store.panel_channel().await?.unwrap_or_else(|| asked.channel.to_string()),
        };
        if self.parts.office.channel.is_some_and(|office| office.to_string() == channel) {
            return Ok(
                Err("Ce salon est celui de l'équipe\u{a0}: donnez celui des candidats par l'option «\u{a0}salon\u{a0}».".to_owned()),
            );
        }
        if !store.plan_announcement(&session.id, &channel, due_at).await? {
            return Ok(Err(format!("La session «\u{a0}{}\u{a0}» est déjà annoncée\u{a0}: elle ne l'est qu'une fois.", session.title)));
        }
        if due_at <= now {
            self.say_what_is_due(&self.look().await?).await?;
            return Ok(Ok(format!("📣 L'annonce de la session «\u{a0}{}\u{a0}» part dans <#{channel}>.", session.title)));
        }
        Ok(Ok(format!(
            "📣 L'annonce de la session «\u{a0}{}\u{a0}» partira le {} dans <#{channel}>. Pour changer, refaites la commande.",
            session.title,
            hour_in_paris(due_at)
        )))
    }

    /// Calls a session off that has not begun.
    pub(super) async fn call_off(&self, session: &str) -> Result<Obeyed> {
        let (store, now) = (&self.parts.store, self.parts.clock.now());
        let id = SessionId::new(session.trim());
        let Some(session) = store.session(&id).await? else { return Ok(Err(NO_SUCH_SESSION.to_owned())) };
        Ok(if store.call_off_session(&id, &self.parts.conversation.called_off_text(&session), now).await? {
            Ok(format!("La session «\u{a0}{}\u{a0}» est annulée, et son évènement Discord retiré.", session.title))
        } else {
            Err(format!(
                "La session «\u{a0}{}\u{a0}» a commencé\u{a0}: elle ne s'annule plus, mais se clôt sur la page de l'équipe.",
                session.title
            ))
        })
    }

    /// The themes of the answers in service.
    fn themes_served(&self) -> BTreeSet<String> {
        self.parts.conversation.faq().entries().iter().map(|entry| entry.theme.clone()).collect()
    }
}

/// The open session, or the next one, that takes place in Discord.
fn next_in_discord(sessions: Vec<PlannedSession>, now: Timestamp) -> Option<PlannedSession> {
    let to_come = sessions.into_iter().filter(|session| session.closes_at > now && session.door != Some(Door::Web));
    to_come.min_by_key(|session| session.opens_at)
}

/// When an announcement goes out, or one French sentence on what is wrong.
fn when(session: &PlannedSession, typed: Option<&str>, now: Timestamp) -> Result<Timestamp, String> {
    if session.closes_at <= now {
        return Err("Cette session est finie\u{a0}: il n'y a plus rien à annoncer".to_owned());
    }
    if session.door == Some(Door::Web) {
        return Err(
            "Cette session n'a lieu que sur la page web\u{a0}: ajoutez-lui Discord sur la page de l'équipe, ou annoncez-la ailleurs"
                .to_owned(),
        );
    }
    let Some(typed) = typed else { return Ok(now) };
    let due_at = read_instant(typed)?;
    if due_at <= now {
        return Err(format!(
            "«\u{a0}{typed}\u{a0}» est déjà passé\u{a0}: choisissez une heure à venir, ou n'en donnez pas pour annoncer tout de suite"
        ));
    }
    if due_at >= session.closes_at {
        return Err("L'annonce partirait après la fin de la session\u{a0}: choisissez une heure d'avant".to_owned());
    }
    Ok(due_at)
}

/// The command as it was typed, in one line that nothing ends.
fn as_typed(written: &Written) -> String {
    let options = [
        ("titre", written.title.clone()),
        ("debut", written.opens.clone()),
        ("duree", written.minutes.clone()),
        ("canal", written.doors.join(", ")),
        ("themes", written.themes.join(", ")),
        ("public", written.audience.join(", ")),
        ("annonce", written.announcement.clone()),
    ];
    let typed = options.iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| format!(" {name}:{value}"));
    format!("/tchat planifier{}", typed.collect::<String>()).replace("```", "'''")
}
