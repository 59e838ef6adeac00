//! The texts that are learnt, their features in one piece of memory: thousands
//! of small pieces would stay behind when training is over.

use super::features::{Numbers, Raw};

/// Texts by ascending class.
#[derive(Debug, Default)]
pub(super) struct Texts {
    texts: Vec<Text>,
    /// The features of all texts, one text after the other: their numbers and how
    /// much there is of each, or what each is worth.
    parts: Vec<(u32, f32)>,
}

/// One text to learn from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text {
    pub(super) class: usize,
    /// True for what a candidate could type; a sentence of an answer speaks otherwise.
    pub(super) is_wording: bool,
    start: usize,
    end: usize,
}

impl Texts {
    /// Room for the texts of `learnt`, which are of `other`.
    pub(super) fn with_room_for(learnt: &[Text]) -> Self {
        let parts = learnt.iter().map(|text| text.end - text.start).sum();
        Self { texts: Vec::with_capacity(learnt.len()), parts: Vec::with_capacity(parts) }
    }

    /// Adds a text, whose new features get a number.
    pub(super) fn add(&mut self, raw: &[Raw], numbers: &mut Numbers, class: usize, is_wording: bool) {
        self.push(raw.iter().map(|raw| (numbers.number(raw), raw.amount)), class, is_wording);
        // In order here, they are weighed in order by each model that learns them.
        let start = self.texts.last().map_or(0, |text| text.start);
        self.parts[start..].sort_unstable_by_key(|(number, _)| *number);
    }

    /// Adds a text of known features.
    pub(super) fn push(&mut self, parts: impl IntoIterator<Item = (u32, f32)>, class: usize, is_wording: bool) {
        let start = self.parts.len();
        self.parts.extend(parts);
        self.texts.push(Text { class, is_wording, start, end: self.parts.len() });
    }

    /// The texts, by ascending class.
    pub(super) fn all(&self) -> &[Text] {
        &self.texts
    }

    /// The features of one of them.
    pub(super) fn parts(&self, text: &Text) -> &[(u32, f32)] {
        &self.parts[text.start..text.end]
    }
}
