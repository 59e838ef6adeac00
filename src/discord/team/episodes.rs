//! Episodes: each said once, at its hour, in the channels of its series; changed
//! where it stands when HR changes its file, taken back when HR does.
//!
//! Written to the database before it is said, so that no restart and no other
//! instance says it twice. One that somebody deleted is not said again: they had
//! their reason. A file that is broken, renamed or gone changes no message: it may
//! be a slip, and only its « statut » says that it is none.

use anyhow::Result;
use jiff::Timestamp;

use super::picture::picture_of_episode;
use super::stands::{Spoken, Stands};
use crate::discord::press::Press;
use crate::discord::reception::Reception;
use crate::discord::split::MAX_MESSAGE;
use crate::discord::translate::{Button, Part, Row, number, shortened};
use crate::episodes::{Episode, Next, Series};
use crate::faq::Faq;
use crate::store::EpisodePost;
use crate::words::{Known, Source, sha256};

/// What is to stand in a channel.
struct Wanted {
    text: String,
    rows: Vec<Row>,
    /// Its picture in HR's folder, and what it shows.
    picture: Option<(String, String)>,
}

impl Wanted {
    fn word(&self) -> String {
        sha256(format!("{}\n{:?}\n{:?}", self.text, self.rows, self.picture))
    }
}

impl Reception {
    /// Brings every episode in step with its file, where it is said or is to be.
    pub(super) async fn keep_episodes(&self) -> Result<()> {
        let (faq, now) = (self.parts.conversation.faq(), self.parts.clock.now());
        if faq.series().is_empty() {
            return Ok(());
        }
        let posts = self.parts.store.episode_posts().await?;
        for series in faq.series() {
            for episode in series.published(now) {
                self.keep_published(&faq, series, episode, &posts, now).await?;
            }
            for post in posts.iter().filter(|post| post.is_said() && is_withdrawn(series, post)) {
                self.keep_episode(post, &self.withdrawn(), now).await?;
            }
        }
        Ok(())
    }

    async fn keep_published(&self, faq: &Faq, series: &Series, episode: &Episode, posts: &[EpisodePost], now: Timestamp) -> Result<()> {
        let wanted = self.episode(faq, series, episode);
        let here: Vec<&EpisodePost> = posts.iter().filter(|post| is_of(series, episode, post)).collect();
        for post in here.iter().filter(|post| post.is_said() || episode.may_be_said(now)) {
            self.keep_episode(post, &wanted, now).await?;
        }
        let unsaid = series.channels.iter().map(u64::to_string).filter(|channel| here.iter().all(|post| post.channel != *channel));
        for channel in unsaid.filter(|_| episode.may_be_said(now)) {
            let new = EpisodePost {
                series: series.name.clone(),
                episode: episode.name.clone(),
                channel,
                hour_at: episode.at,
                message: None,
                shown: String::new(),
                due_at: now,
                said_at: now,
            };
            self.keep_episode(&new, &wanted, now).await?;
        }
        Ok(())
    }

    async fn keep_episode(&self, post: &EpisodePost, wanted: &Wanted, now: Timestamp) -> Result<()> {
        let (store, word) = (&self.parts.store, wanted.word());
        if !stands(post).is_to_say(&word, now) {
            return Ok(());
        }
        let names = (post.series.as_str(), post.episode.as_str());
        let Some(post) = store.claim_episode_post(names, post.hour_at, &post.channel, now).await? else { return Ok(()) };
        // Another instance may have said it meanwhile.
        let Some(channel) = number(&post.channel).filter(|_| stands(&post).is_to_say(&word, now)) else {
            return store.keep_episode_post(&post).await;
        };
        let part = self.drawn(wanted).await;
        let nonce = format!("e{}", sha256(format!("{}/{} {}", post.series, post.episode, post.channel)));
        let said = self.post.stand(channel, post.message.as_deref(), &nonce, &part).await;
        let said_at = if said.is_ok() && !post.is_said() { now } else { post.said_at };
        let spoken = Spoken { of: &format!("{}/{}", post.series, post.episode), channel };
        let Stands { message, shown, due_at } = self.tried(spoken, stands(&post), word, said, now).await?;
        store.keep_episode_post(&EpisodePost { message, shown, due_at, said_at, ..post }).await
    }

    /// What is read in the channel: the words, where it leads, the question that
    /// the button under it asks.
    fn episode(&self, faq: &Faq, series: &Series, episode: &Episode) -> Wanted {
        let button = Button::new(Press::AskUnder(episode.slug()), &self.say("bouton-question"));
        let picture = episode.picture_path().zip(episode.picture.as_ref());
        Wanted {
            text: shortened(&self.episode_text(faq, series, episode), MAX_MESSAGE),
            rows: vec![Row::Buttons(vec![button])],
            picture: picture.map(|(path, picture)| (path, picture.alt.clone())),
        }
    }

    /// What stands in the place of an episode that HR took back: no word of it,
    /// nor its picture.
    fn withdrawn(&self) -> Wanted {
        let button = Button::new(Press::Ask, &self.say("bouton-question"));
        Wanted { text: self.say("episode-retire"), rows: vec![Row::Buttons(vec![button])], picture: None }
    }

    /// The message with its picture.
    async fn drawn(&self, wanted: &Wanted) -> Part {
        let file = match &wanted.picture {
            Some((path, _)) => picture_of_episode(&self.parts.office.responses, path).await,
            None => None,
        };
        let alt = file.as_ref().and_then(|_| Some(wanted.picture.as_ref()?.1.clone()));
        Part { text: wanted.text.clone(), rows: wanted.rows.clone(), file, alt }
    }

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

/// Whether an episode is what was said there. Under another name it is the same
/// one: nothing else is said at its hour.
fn is_of(series: &Series, episode: &Episode, post: &EpisodePost) -> bool {
    let has_its_name = |one: &Episode| one.name == post.episode;
    let has_another_name = || post.hour_at == episode.at && !series.episodes.iter().any(has_its_name);
    post.series == series.name && (has_its_name(episode) || has_another_name())
}

/// Whether HR took back what was said there, and no other episode has its hour.
fn is_withdrawn(series: &Series, post: &EpisodePost) -> bool {
    let is_taken_back = series.withdrawn.contains(&post.episode) && series.episodes.iter().all(|episode| episode.at != post.hour_at);
    post.series == series.name && is_taken_back
}

fn stands(post: &EpisodePost) -> Stands {
    Stands { message: post.message.clone(), shown: post.shown.clone(), due_at: post.due_at }
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
        Next::Game => "Ensuite, jouez\u{a0}: quel métier du numérique public êtes-vous\u{a0}? `/jeu`".to_owned(),
    }
}
