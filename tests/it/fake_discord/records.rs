//! The things the fake server keeps: people, servers, channels, messages, interactions, requests.
//!
//! Plain data; who may see or do what is in `state`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use serenity::all::Permissions;

/// A snowflake.
pub(crate) type Id = u64;

/// Flag of a message only its addressee sees.
pub(crate) const EPHEMERAL: u64 = 1 << 6;
/// Flag of a deferred answer: « … réfléchit ».
pub(crate) const LOADING: u64 = 1 << 7;

/// A user, the bot included.
#[derive(Clone, Debug)]
pub(crate) struct UserRecord {
    pub(crate) id: Id,
    pub(crate) name: String,
    pub(crate) bot: bool,
    pub(crate) locale: String,
    /// False once the person closed private messages: the bot gets 50007.
    pub(crate) accepts_dms: bool,
}

/// A role of one guild.
#[derive(Clone, Debug)]
pub(crate) struct RoleRecord {
    pub(crate) id: Id,
    pub(crate) name: String,
    pub(crate) permissions: Permissions,
    pub(crate) managed: bool,
}

/// A server.
#[derive(Clone, Debug)]
pub(crate) struct GuildRecord {
    pub(crate) id: Id,
    pub(crate) name: String,
    pub(crate) owner: Id,
    pub(crate) roles: Vec<RoleRecord>,
    /// Roles and time of arrival (ms) of each member.
    pub(crate) members: BTreeMap<Id, (Vec<Id>, u64)>,
}

/// What a channel is; the numbers of Discord are in [`ChannelKind::number`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChannelKind {
    Text,
    Dm,
    PublicThread,
    PrivateThread,
}

impl ChannelKind {
    pub(crate) fn number(self) -> u8 {
        match self {
            Self::Text => 0,
            Self::Dm => 1,
            Self::PublicThread => 11,
            Self::PrivateThread => 12,
        }
    }

    pub(crate) fn is_thread(self) -> bool {
        matches!(self, Self::PublicThread | Self::PrivateThread)
    }
}

/// A text channel, a thread or a direct conversation.
#[derive(Clone, Debug)]
pub(crate) struct ChannelRecord {
    pub(crate) id: Id,
    pub(crate) kind: ChannelKind,
    pub(crate) guild: Option<Id>,
    pub(crate) name: String,
    pub(crate) parent: Option<Id>,
    pub(crate) owner: Option<Id>,
    /// Recipients of a direct conversation, members of a thread.
    pub(crate) members: BTreeSet<Id>,
    /// What the bot may not do here.
    pub(crate) denied: Permissions,
    /// Hidden from ordinary members (a staff channel).
    pub(crate) staff_only: bool,
    pub(crate) archived: bool,
    pub(crate) locked: bool,
    pub(crate) invitable: bool,
    pub(crate) auto_archive_minutes: u64,
}

/// A message as it stands now; readers get copies.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) id: Id,
    pub(crate) channel: Id,
    pub(crate) author: Id,
    pub(crate) content: String,
    pub(crate) embeds: Vec<Value>,
    pub(crate) components: Vec<Value>,
    pub(crate) attachments: Vec<Value>,
    pub(crate) flags: u64,
    pub(crate) nonce: Option<Value>,
    pub(crate) sent_at: u64,
    pub(crate) edited_at: Option<u64>,
    pub(crate) deleted: bool,
    pub(crate) pinned: bool,
    /// The message this one replies to.
    pub(crate) replies_to: Option<Id>,
    /// The only person who sees it (ephemeral).
    pub(crate) only_for: Option<Id>,
    /// The interaction this message answers.
    pub(crate) interaction: Option<Id>,
    pub(crate) thread: Option<Id>,
    pub(crate) reactions: BTreeMap<String, BTreeSet<Id>>,
}

impl Message {
    pub(crate) fn new(id: Id, channel: Id, author: Id, sent_at: u64) -> Self {
        Self {
            id,
            channel,
            author,
            content: String::new(),
            embeds: Vec::new(),
            components: Vec::new(),
            attachments: Vec::new(),
            flags: 0,
            nonce: None,
            sent_at,
            edited_at: None,
            deleted: false,
            pinned: false,
            replies_to: None,
            only_for: None,
            interaction: None,
            thread: None,
            reactions: BTreeMap::new(),
        }
    }

    pub(crate) fn is_ephemeral(&self) -> bool {
        self.only_for.is_some()
    }

    pub(crate) fn is_loading(&self) -> bool {
        self.flags & LOADING != 0
    }

    /// Every button and select of the message, in reading order.
    pub(crate) fn controls(&self) -> impl Iterator<Item = &Value> {
        self.components.iter().filter_map(|row| row["components"].as_array()).flatten()
    }

    /// Labels of the buttons, in reading order.
    pub(crate) fn labels(&self) -> Vec<String> {
        self.controls()
            .filter(|control| control["type"] == 2)
            .map(|button| button["label"].as_str().unwrap_or_default().to_owned())
            .collect()
    }

    /// `value` of every option of every string select, in reading order.
    pub(crate) fn choices(&self) -> Vec<String> {
        self.controls()
            .filter_map(|control| control["options"].as_array())
            .flatten()
            .map(|option| option["value"].as_str().unwrap_or_default().to_owned())
            .collect()
    }
}

/// A slash command as the bot registered it.
#[derive(Clone, Debug)]
pub(crate) struct CommandRecord {
    pub(crate) id: Id,
    pub(crate) guild: Option<Id>,
    pub(crate) version: Id,
    pub(crate) body: Value,
}

/// One gesture that waits for the bot's answer.
#[derive(Clone, Debug)]
pub(crate) struct InteractionRecord {
    pub(crate) id: Id,
    pub(crate) token: String,
    /// 2 command, 3 component, 4 autocomplete, 5 modal.
    pub(crate) kind: u8,
    pub(crate) user: Id,
    pub(crate) channel: Id,
    /// The message whose button or select was used.
    pub(crate) message: Option<Id>,
    pub(crate) data: Value,
    pub(crate) created_at: u64,
    /// Callback type of the first response.
    pub(crate) response: Option<u8>,
    pub(crate) ephemeral: bool,
    /// What `@original` means.
    pub(crate) original: Option<Id>,
    /// Messages the person was shown, in order.
    pub(crate) replies: Vec<Id>,
    pub(crate) modal: Option<Value>,
    pub(crate) choices: Option<Vec<Value>>,
}

/// An invitation to a guild.
#[derive(Clone, Debug)]
pub(crate) struct InviteRecord {
    pub(crate) code: String,
    pub(crate) channel: Id,
    pub(crate) inviter: Id,
    pub(crate) uses: u64,
    pub(crate) max_age: u64,
    pub(crate) max_uses: u64,
    pub(crate) created_at: u64,
}

/// A request the bot made.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    /// Without `/api/v10`.
    pub(crate) path: String,
    pub(crate) query: String,
    /// The JSON body; for a multipart body, its `payload_json`.
    pub(crate) body: Value,
    pub(crate) headers: BTreeMap<String, String>,
    /// What was answered; none while it is not, or never.
    pub(crate) status: Option<u16>,
    /// Discord's error code of a refusal.
    pub(crate) code: Option<i64>,
    pub(crate) at: std::time::Instant,
}

impl Request {
    /// The decoded `X-Audit-Log-Reason`, as sent.
    pub(crate) fn audit_reason(&self) -> Option<&str> {
        self.headers.get("x-audit-log-reason").map(String::as_str)
    }
}
