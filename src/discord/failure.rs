//! What an error of Discord means for who sends: try again, give up, tell somebody.

use std::time::Duration;

use super::status::Missing;

/// For a refusal that gave no delay.
const TOO_FAST: Duration = Duration::from_secs(5);

/// Why something was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// The token is not accepted any more.
    Unauthorised,
    /// A permission is missing in the channel.
    Missing(Missing),
    /// Refused for good, with Discord's code.
    Refused(isize),
    /// To be tried again, not before this pause.
    Later(Option<Duration>),
}

impl Failure {
    /// Discord's code for a first response that was given already.
    pub(super) const ANSWERED_ALREADY: isize = 40_060;

    /// Discord's code for a message that is not there.
    pub(super) const UNKNOWN_MESSAGE: isize = 10_008;

    /// What cannot be read or made is nobody's fault but ours.
    pub(super) fn unreadable(error: &serde_json::Error) -> Self {
        tracing::error!("a request to Discord could not be made or read: {error}");
        Self::Refused(0)
    }

    /// How long Discord wants to be left alone, if it said so.
    pub(super) fn pause(self) -> Option<Duration> {
        match self {
            Self::Later(pause) => pause,
            _ => None,
        }
    }

    /// What a refusal means, by its status and Discord's code.
    pub(super) fn of(status: u16, code: isize) -> Self {
        match (status, code) {
            (_, 50_001) => Self::Missing(Missing::View),
            (_, 50_013) => Self::Missing(Missing::Send),
            (_, 160_002) => Self::Missing(Missing::History),
            // An interaction's token that is too old answers 401 too.
            (401, 50_027) => Self::Refused(code),
            (401, _) => Self::Unauthorised,
            (429, _) => Self::Later(Some(TOO_FAST)),
            (500.., _) => Self::Later(None),
            _ => Self::Refused(code),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_refusal_of_discord_has_its_meaning() {
        for (status, code, meaning) in [
            (403, 50_013, Failure::Missing(Missing::Send)),
            (403, 50_001, Failure::Missing(Missing::View)),
            (400, 160_002, Failure::Missing(Missing::History)),
            (401, 0, Failure::Unauthorised),
            (401, 50_027, Failure::Refused(50_027)),
            (403, 50_007, Failure::Refused(50_007)),
            (404, 10_062, Failure::Refused(10_062)),
            (429, -1, Failure::Later(Some(TOO_FAST))),
            (500, -1, Failure::Later(None)),
            (503, 0, Failure::Later(None)),
        ] {
            assert_eq!(Failure::of(status, code), meaning, "{status} {code}");
        }
    }
}
