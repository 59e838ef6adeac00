//! Phrases known by their first form, and HR's groups of those that mean the same.

use std::collections::HashMap;
use std::ops::Range;

use super::plain::forms;

/// HR's synonyms, by the forms of each phrase.
#[derive(Clone, Debug, Default)]
pub(super) struct Groups {
    phrases: HashMap<String, Vec<usize>>,
    starts: Starts,
}

/// The longest phrase known that starts with each form: other runs of a
/// question are not even joined.
#[derive(Clone, Debug, Default)]
pub(super) struct Starts(HashMap<String, usize>);

impl Groups {
    /// Reads the groups; where a phrase stands in its group does not matter.
    pub(super) fn new(synonyms: &[Vec<String>]) -> Self {
        let mut groups = Self::default();
        for (number, phrase) in synonyms.iter().enumerate().flat_map(|(number, group)| group.iter().map(move |phrase| (number, phrase))) {
            let forms = forms(phrase);
            if !forms.is_empty() {
                groups.starts.know(&forms);
                groups.phrases.entry(forms.join(" ")).or_default().push(number);
            }
        }
        groups
    }

    /// The groups that stand in these forms, each with its place.
    pub(super) fn within(&self, forms: &[String]) -> Vec<(usize, Range<usize>)> {
        let phrases = self.starts.phrases(forms);
        let found = phrases.filter_map(|(range, phrase)| Some((self.phrases.get(&phrase)?, range)));
        found.flat_map(|(groups, range)| groups.iter().map(move |group| (*group, range.clone()))).collect()
    }
}

impl Starts {
    /// Knows one more phrase.
    pub(super) fn know(&mut self, phrase: &[String]) {
        if let Some(first) = phrase.first() {
            let longest = self.0.entry(first.clone()).or_default();
            *longest = phrase.len().max(*longest);
        }
    }

    /// The runs of these forms that may be known phrases, each with its place.
    pub(super) fn phrases(&self, forms: &[String]) -> impl Iterator<Item = (Range<usize>, String)> {
        let starts = forms.iter().enumerate().filter_map(|(start, form)| Some((start, *self.0.get(form)?)));
        starts.flat_map(move |(start, longest)| {
            (start + 1..=forms.len().min(start + longest)).map(move |end| (start..end, forms[start..end].join(" ")))
        })
    }
}
