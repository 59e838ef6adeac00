//! Threads: what they stand under, how one talks in them, and whose they are.

use std::borrow::Cow;

use serenity::all::{Cache, ChannelId, ChannelType, GuildChannel, GuildId};

/// What is known of a thread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Thread {
    /// The channel it stands under, when that is known.
    pub(super) parent: Option<u64>,
    /// Who opened it, when only those who were let in see it.
    pub(super) private_to: Option<u64>,
}

/// How a place is talked in.
#[derive(Debug)]
pub(super) struct Talk<'a> {
    /// Where the bot listens without being named, this place among them when it does there.
    pub(super) plain_channels: Cow<'a, [u64]>,
    /// A thread where only what names the bot is read.
    pub(super) is_closed_thread: bool,
    /// Whose private thread it is.
    pub(super) private_to: Option<u64>,
}

impl Thread {
    /// A channel as a thread; none when it is no thread.
    pub(super) fn of(channel: &GuildChannel) -> Option<Self> {
        let is_private = channel.kind == ChannelType::PrivateThread;
        let is_thread = is_private || matches!(channel.kind, ChannelType::PublicThread | ChannelType::NewsThread);
        is_thread.then(|| Self {
            parent: channel.parent_id.map(|parent| parent.get()),
            private_to: channel.owner_id.filter(|_| is_private).map(|owner| owner.get()),
        })
    }

    /// The thread that this channel is, as far as servers told.
    pub(super) fn known(cache: &Cache, server: Option<GuildId>, channel: ChannelId) -> Option<Self> {
        cache.guild(server?)?.threads.iter().find(|thread| thread.id == channel).and_then(Self::of)
    }
}

impl<'a> Talk<'a> {
    /// A thread under a channel of plain talk is one too.
    pub(super) fn at(channel: u64, thread: Option<Thread>, plain_channels: &'a [u64]) -> Self {
        let Some(thread) = thread else {
            return Self { plain_channels: Cow::Borrowed(plain_channels), is_closed_thread: false, private_to: None };
        };
        let is_open = |channel: u64| plain_channels.contains(&channel);
        let private_to = thread.private_to;
        match thread.parent {
            Some(parent) if is_open(parent) => Self { plain_channels: Cow::Owned(vec![channel]), is_closed_thread: false, private_to },
            _ => Self { plain_channels: Cow::Borrowed(plain_channels), is_closed_thread: !is_open(channel), private_to },
        }
    }
}
