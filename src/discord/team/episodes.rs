//! Episodes: each said once, at its hour, in the channels of its series. Written
//! to the outbox with the mark that it is said, so that no restart and no other
//! instance says it twice.
//!
//! What was said stays as it was said, for people answered it there: an episode
//! that HR changes afterwards changes on its page alone.

use anyhow::Result;
use jiff::Timestamp;

use crate::discord::post::{Illustrated, episode_body};
use crate::discord::reception::Reception;
use crate::episodes::{Episode, Next, Series};
use crate::faq::Faq;
use crate::words::{Known, Source};

impl Reception {
    /// Says the episodes whose hour has come, where they were not said yet.
    pub(super) async fn say_episodes(&self) -> Result<()> {
        let (faq, now) = (self.parts.conversation.faq(), self.parts.clock.now());
        let due: Vec<(&Series, &Episode)> = faq.series().iter().flat_map(|series| due(series, now)).collect();
        if due.is_empty() {
            return Ok(());
        }
        let said = self.parts.store.said_episodes().await?;
        for (series, episode) in due {
            for channel in series.channels.iter().map(u64::to_string) {
                let is_said = said.iter().any(|one| one.series == series.name && one.episode == episode.name && one.channel == channel);
                if !is_said {
                    self.say_episode(&faq, series, episode, &channel, now).await?;
                }
            }
        }
        Ok(())
    }

    async fn say_episode(&self, faq: &Faq, series: &Series, episode: &Episode, channel: &str, now: Timestamp) -> Result<()> {
        let picture = episode.picture.as_ref().zip(episode.picture_path());
        let picture = picture.map(|(picture, path)| Illustrated { path, alt: picture.alt.clone() });
        let body = episode_body(&self.episode_text(faq, series, episode), &episode.slug(), picture.as_ref());
        let names = (series.name.as_str(), episode.name.as_str());
        if self.parts.store.say_episode_once(names, episode.at, channel, &body, now).await? {
            self.wake.notify_one();
        }
        Ok(())
    }

    /// What is read in the channel: the words, where it leads, the question that
    /// the button under it asks.
    fn episode_text(&self, faq: &Faq, series: &Series, episode: &Episode) -> String {
        let number = series.number(&episode.name).unwrap_or_default();
        let video = episode.video.as_ref().map(|video| format!("\n\n▶️ <{video}>")).unwrap_or_default();
        let page = self.parts.public_url.as_deref().map(|site| format!("\n<{site}{}>", episode.path())).unwrap_or_default();
        format!(
            "🎬 **{title}**\n{series}, épisode {number}\n\n{text}{video}\n\n➡️ {next}{page}\n\n💬 **{question}**",
            title = episode.title,
            series = series.title,
            text = episode.text,
            next = next_words(faq, &episode.next),
            question = episode.question,
        )
    }

    /// The source of who asks under an episode; none when it is gone.
    pub(in crate::discord) fn source_of_episode(&self, slug: &str) -> Option<Source> {
        let faq = self.parts.conversation.faq();
        let mut episodes = faq.series().iter().flat_map(|series| &series.episodes);
        let episode = episodes.find(|episode| episode.slug() == slug)?;
        Some(Source { label: episode.source(), known: Known::Link, link: Some(episode.slug()) })
    }
}

fn due(series: &Series, now: Timestamp) -> impl Iterator<Item = (&Series, &Episode)> {
    series.published(now).filter(move |episode| episode.may_be_said(now)).map(move |episode| (series, episode))
}

/// Where an episode leads, in words.
fn next_words(faq: &Faq, next: &Next) -> String {
    match next {
        Next::Entry(id) => match faq.entry(id) {
            Some(entry) => format!("Ensuite, demandez-nous\u{a0}: «\u{a0}{}\u{a0}»", entry.question),
            None => "Ensuite, posez-nous votre question.".to_owned(),
        },
        Next::Offer(reference) => match faq.offer(reference) {
            Some(offer) => format!("Ensuite, lisez l'offre «\u{a0}{}\u{a0}»\u{a0}: `/offres`", offer.title),
            None => "Ensuite, regardez nos offres\u{a0}: `/offres`".to_owned(),
        },
        Next::Sessions => "Ensuite, venez en parler avec nous à la prochaine rencontre\u{a0}: `/sessions`".to_owned(),
        Next::Game => "Ensuite, jouez\u{a0}: quel métier du numérique public êtes-vous\u{a0}?".to_owned(),
    }
}
