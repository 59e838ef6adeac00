//! A step of a play of the game, as it is counted: never whose it is.

/// What is counted of the plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GameStep {
    /// A play was begun.
    Begun,
    /// It was played to its end.
    Done,
    /// Who played then asked the t'chat a question.
    Asked,
}

impl GameStep {
    /// The word kept in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Begun => "begun",
            Self::Done => "done",
            Self::Asked => "asked",
        }
    }
}
