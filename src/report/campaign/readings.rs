//! What was read of each post: which reading counts, and which contradict it.

use serde_json::{Value, json};

use crate::campaign::{Dossier, Measured, Reading};

/// The readings of one measure of a post.
#[derive(Clone, Debug, PartialEq)]
pub struct Chosen {
    /// What is measured.
    pub measure: Measured,
    /// The reading that counts.
    pub counts: Reading,
    /// Other values of the same day: neither is averaged away.
    pub contradicts: Vec<Reading>,
    /// Every reading, in the order it was noted.
    pub all: Vec<Reading>,
}

/// What was read of one post.
#[derive(Clone, Debug, PartialEq)]
pub struct PostReadings {
    /// Its name.
    pub post: String,
    /// By measure, in their order.
    pub measures: Vec<Chosen>,
}

/// What was read of each post.
pub(super) fn of(dossier: &Dossier) -> Vec<PostReadings> {
    let read = |post: &str| Measured::ALL.iter().filter_map(|(measure, ..)| chosen(dossier, post, *measure)).collect();
    dossier.campaign.posts.iter().map(|post| PostReadings { measures: read(&post.name), post: post.name.clone() }).collect()
}

/// The latest day counts; of one day, what was noted first.
fn chosen(dossier: &Dossier, post: &str, measure: Measured) -> Option<Chosen> {
    let all: Vec<Reading> = dossier.readings.iter().filter(|reading| reading.post == post && reading.measure == measure).cloned().collect();
    let latest = all.iter().map(|reading| reading.on).max()?;
    let counts = all.iter().find(|reading| reading.on == latest)?.clone();
    let contradicts = all.iter().filter(|reading| reading.on == latest && reading.value != counts.value).cloned().collect();
    Some(Chosen { measure, counts, contradicts, all })
}

impl PostReadings {
    /// The reading that counts of a measure.
    pub fn get(&self, measure: Measured) -> Option<&Chosen> {
        self.measures.iter().find(|chosen| chosen.measure == measure)
    }

    /// Its value; none when nobody read it.
    pub fn value(&self, measure: Measured) -> Option<u64> {
        self.get(measure).map(|chosen| chosen.counts.value)
    }

    pub(super) fn json(&self) -> Value {
        json!({ "post": self.post, "readings": self.measures.iter().map(Chosen::json).collect::<Vec<_>>() })
    }
}

impl Chosen {
    fn json(&self) -> Value {
        let reading = |reading: &Reading| json!({ "value": reading.value, "date": reading.on, "reader": reading.reader, "place": reading.place, "remark": reading.remark });
        json!({
            "measure": self.measure,
            "value": self.counts.value,
            "contradiction": !self.contradicts.is_empty(),
            "all": self.all.iter().map(reading).collect::<Vec<_>>(),
        })
    }

    /// What contradicts it, as people read it: « 9 (texte de la fiche) et 10 (capture d'écran) ».
    pub fn contradiction(&self) -> Option<String> {
        if self.contradicts.is_empty() {
            return None;
        }
        let told = |reading: &Reading| format!("{} ({})", super::super::number(reading.value), reading.place);
        let values: Vec<_> = std::iter::once(&self.counts).chain(&self.contradicts).map(told).collect();
        Some(values.join(" et "))
    }
}
