//! A step of a play of the game, as it is counted: never whose it is.

use super::kept_word;

kept_word! {
    /// What is counted of the plays.
    pub enum GameStep {
        /// A play was begun.
        Begun = "begun",
        /// It was played to its end.
        Done = "done",
        /// Who played then asked the t'chat a question.
        Asked = "asked",
    }
}
