//! What a reply looks like here, for those who write the answers.

use super::translate::{Row, parts};
use crate::conversation::{Reply, Shown};

/// The messages that would be sent, each with the words on its buttons.
pub fn preview(reply: &Reply) -> Vec<Shown> {
    parts(reply).into_iter().map(|part| Shown { text: part.text, taps: part.rows.iter().map(words).collect() }).collect()
}

fn words(row: &Row) -> Vec<String> {
    match row {
        Row::Buttons(buttons) => buttons.iter().map(|button| button.label.clone()).collect(),
        Row::Select(list) => vec![list.placeholder.clone()],
    }
}
