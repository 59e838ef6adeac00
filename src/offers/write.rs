//! The text of the file of a position.
//!
//! Each key has one way of being written, so that the same offer always gives
//! the same text.

use super::file::{ANSWERS, BRANCHES, KEYS, OPENINGS, PROGRESSES};
use super::offer::Offer;
use crate::files::status::STATUSES;

/// The file of a position, keys without value left out. Reading it gives the
/// same position, its texts tidied ([`Offer::tidied`]).
pub fn write(offer: &Offer) -> String {
    let offer = offer.clone().tidied();
    let mut text = "---\n".to_owned();
    for key in KEYS {
        if let Some(value) = value(&offer, key.name) {
            text.push_str(&line(key.name, &value));
        }
    }
    text.push_str("---\n\n");
    text.push_str(&body(&offer));
    text
}

/// A key and its value, as a whole line.
pub(super) fn line(key: &str, value: &str) -> String {
    format!("{key}: {value}\n")
}

/// What stands under the header.
pub(super) fn body(offer: &Offer) -> String {
    let title = format!("# {}\n", offer.title);
    if offer.description.is_empty() { title } else { format!("{title}\n{}\n", offer.description) }
}

/// The value of a key as a header writes it; none when there is nothing to say.
pub(super) fn value(offer: &Offer, key: &str) -> Option<String> {
    let text = |text: &Option<String>| text.as_deref().map(quoted);
    match key {
        "statut" => word(STATUSES, offer.status),
        "responsable" => Some(quoted(&offer.owner)),
        "etat" => word(PROGRESSES, offer.progress),
        "employeur" => Some(quoted(&offer.employer)),
        "versant" => word(BRANCHES, offer.branch?),
        "categorie" => text(&offer.category),
        "ouvert_a" => word(OPENINGS, offer.open_to?),
        "contrat" => text(&offer.contract),
        "duree" => text(&offer.duration),
        "metier" => text(&offer.occupation),
        "rome" => text(&offer.rome),
        "etudes" => text(&offer.education),
        "experience" => text(&offer.experience),
        "teletravail" => text(&offer.remote),
        "temps_plein" => word(ANSWERS, offer.full_time?),
        "encadrement" => word(ANSWERS, offer.management?),
        "lieu" => text(&offer.place),
        "publie_le" => offer.published.map(|day| day.to_string()),
        "date_limite" => offer.closes.map(|day| day.to_string()),
        "remuneration" => text(&offer.pay_text),
        "lien" => text(&offer.apply_url),
        "postes" => offer.positions.map(|count| count.to_string()),
        "origine" => text(&offer.origin),
        _ => None,
    }
}

fn word<T: PartialEq>(words: &[(&str, T)], meaning: T) -> Option<String> {
    words.iter().find(|(_, known)| *known == meaning).map(|(word, _)| (*word).to_owned())
}

/// A text as a header writes it: between quotes, unless it is one plain word.
fn quoted(text: &str) -> String {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric()) && text.starts_with(|first: char| first.is_ascii_alphabetic());
    if is_plain && text != "null" {
        return text.to_owned();
    }
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

impl Offer {
    /// The same position, its texts as a file can hold them: signs that are not
    /// written become spaces (line ends stay in the description), white space
    /// around goes, and a text without anything is no text.
    pub fn tidied(mut self) -> Self {
        for text in [&mut self.title, &mut self.owner, &mut self.employer] {
            *text = on_one_line(text);
        }
        for text in self.texts() {
            *text = text.take().map(|text| on_one_line(&text)).filter(|text| !text.is_empty());
        }
        let description = self.description.replace("\r\n", "\n");
        let kept = description.chars().map(|sign| if matches!(sign, '\n' | '\t') { sign } else { written(sign) });
        self.description = kept.collect::<String>().trim().to_owned();
        self
    }

    fn texts(&mut self) -> [&mut Option<String>; 12] {
        [
            &mut self.category,
            &mut self.contract,
            &mut self.duration,
            &mut self.occupation,
            &mut self.rome,
            &mut self.education,
            &mut self.experience,
            &mut self.remote,
            &mut self.place,
            &mut self.pay_text,
            &mut self.apply_url,
            &mut self.origin,
        ]
    }
}

fn on_one_line(text: &str) -> String {
    text.chars().map(written).collect::<String>().trim().to_owned()
}

/// A sign as a file holds it: a space for what has no shape of its own, ends
/// lines, or is taken for the mark of an encoding.
fn written(sign: char) -> char {
    if sign.is_control() || matches!(sign, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}') { ' ' } else { sign }
}
