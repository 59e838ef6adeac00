//! The `custom_id` of what is tapped or filled in: a word, then what goes with it,
//! apart by colons.
//!
//! All that a tap needs stands there, so that it works after a restart and on
//! another instance: nothing is kept in memory. Messages in channels bear those of
//! any program before: a word that was given once keeps its meaning.

use crate::game::Play;
use crate::words::{EntryId, ExchangeId, QueuedId, SessionId};

/// Discord's limit for a `custom_id`.
pub(super) const MAX_ID_CHARS: usize = 100;

/// The most parts, its word included; colons further on are part of the last one.
pub(super) const MOST_PARTS: usize = 3;

/// What begins the word of the link of an episode.
const EPISODE: &str = "episode-";

/// An enum that is written in a `custom_id` and read back: a line gives a variant
/// its word and what goes with it, each by the name of its reader in [`part`]. Of
/// two lines with one word, the first one that can be read is meant.
macro_rules! custom_ids {
    ($(#[$of_all:meta])* $all:ident { $($(#[$of_one:meta])* $one:ident $(($($part:ident: $kind:ty),+))? = $word:literal,)+ }) => {
        $(#[$of_all])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub(super) enum $all {
            $($(#[$of_one])* $one $(($($kind),+))?,)+
        }

        impl $all {
            /// Reads a `custom_id`; none when it is not one of ours, or no longer.
            pub(super) fn read(custom_id: &str) -> Option<Self> {
                let parts: Vec<&str> = custom_id.splitn($crate::discord::custom_id::MOST_PARTS, ':').collect();
                $(
                    if let [$word $($(, $part)+)?] = *parts
                        $($(&& let Some($part) = $crate::discord::custom_id::part::$part($part))+)?
                    {
                        return Some(Self::$one $(($($part),+))?);
                    }
                )+
                None
            }
        }

        impl std::fmt::Display for $all {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self {
                    $(Self::$one $(($($part),+))? => {
                        out.write_str($word)?;
                        $($(write!(out, ":{}", $part)?;)+)?
                        Ok(())
                    })+
                }
            }
        }
    };
}

pub(super) use custom_ids;

/// What goes with a word, read by its name.
pub(super) mod part {
    use super::{EPISODE, EntryId, ExchangeId, Play, QueuedId, SessionId};

    pub(in crate::discord) fn exchange(text: &str) -> Option<ExchangeId> {
        given(text).map(ExchangeId::new)
    }

    pub(in crate::discord) fn entry(text: &str) -> Option<EntryId> {
        given(text).map(EntryId::new)
    }

    pub(in crate::discord) fn queued(text: &str) -> Option<QueuedId> {
        given(text).map(QueuedId::new)
    }

    pub(in crate::discord) fn session(text: &str) -> Option<SessionId> {
        given(text).map(SessionId::new)
    }

    pub(in crate::discord) fn theme(text: &str) -> Option<String> {
        given(text).map(str::to_owned)
    }

    /// The key of a question of the profile.
    pub(in crate::discord) fn question(text: &str) -> Option<String> {
        given(text).map(str::to_owned)
    }

    /// The word of the link of an episode.
    pub(in crate::discord) fn episode(text: &str) -> Option<String> {
        text.starts_with(EPISODE).then(|| text.to_owned())
    }

    /// The word of a play of the game.
    pub(in crate::discord) fn word(text: &str) -> Option<String> {
        Play::is_word(text).then(|| text.to_owned())
    }

    pub(in crate::discord) fn play(text: &str) -> Option<Play> {
        Play::read(text)
    }

    pub(in crate::discord) fn page(text: &str) -> Option<usize> {
        text.parse().ok()
    }

    pub(in crate::discord) fn stars(text: &str) -> Option<u8> {
        text.parse().ok().filter(|stars| (1..=5).contains(stars))
    }

    fn given(text: &str) -> Option<&str> {
        Some(text).filter(|text| !text.is_empty())
    }
}
