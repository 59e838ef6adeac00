//! An open position as schema.org describes one, for search engines: the
//! JobPosting of a page, in JSON.
//!
//! Only what the advert says is told. The pay is left out: it is a sentence of
//! HR, and `baseSalary` takes numbers, which would have to be guessed from it.

use std::fmt;

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::super::html::Html;
use crate::clock::paris;
use crate::offers::{Offer, State};

/// A posting as it stands in a page: JSON that cannot end its script block.
#[derive(Debug)]
pub(super) struct JobPosting(Value);

impl JobPosting {
    /// The posting of a position at its address; none when it is not open, or
    /// lacks a day of publication or a place, which a posting must have.
    pub(super) fn of(offer: &Offer, today: Date, address: Option<&str>) -> Option<Self> {
        let (published, place) = (offer.published?, offer.place.as_deref()?);
        if offer.state(today) != State::Open {
            return None;
        }
        let mut posting = Map::new();
        let mut tell = |name: &str, value: Option<Value>| {
            posting.extend(value.map(|value| (name.to_owned(), value)));
        };
        tell("@context", Some(json!("https://schema.org/")));
        tell("@type", Some(json!("JobPosting")));
        tell("title", Some(json!(offer.title)));
        tell("description", Some(json!(description(offer))));
        tell("identifier", Some(json!({ "@type": "PropertyValue", "name": offer.employer, "value": offer.reference })));
        tell("datePosted", Some(json!(published.to_string())));
        tell("validThrough", offer.closes.and_then(end_of_day).map(Value::from));
        tell("hiringOrganization", Some(json!({ "@type": "Organization", "name": offer.employer })));
        tell("jobLocation", Some(location(place)));
        tell("employmentType", employment(offer).map(Value::from));
        tell("directApply", Some(json!(false)));
        tell("url", address.map(Value::from));
        tell("totalJobOpenings", offer.positions.map(Value::from));
        tell("educationRequirements", offer.education.clone().map(Value::from));
        tell("experienceRequirements", offer.experience.clone().map(Value::from));
        tell("occupationalCategory", offer.rome.as_ref().or(offer.occupation.as_ref()).cloned().map(Value::from));
        Some(Self(Value::Object(posting)))
    }
}

/// The description in HTML; a posting may not go without, so one that HR left
/// empty says what the advert is.
fn description(offer: &Offer) -> String {
    if offer.description.is_empty() {
        return Html::from_markdown(&format!("{} : {}.", offer.employer, offer.title)).to_string();
    }
    Html::from_markdown(&offer.description).to_string()
}

/// The last second of the last day, in Paris.
fn end_of_day(last: Date) -> Option<String> {
    let end = last.at(23, 59, 59, 0).to_zoned(paris()).ok()?;
    Some(end.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
}

/// « Rouen (76) » is a town and the number of its department.
fn location(place: &str) -> Value {
    let (town, department) = match place.split_once('(') {
        Some((town, rest)) => (town.trim(), rest.split(')').next().map(str::trim).filter(|number| !number.is_empty())),
        None => (place, None),
    };
    let mut address = json!({ "@type": "PostalAddress", "addressLocality": town, "addressCountry": "FR" });
    if let (Some(department), Some(address)) = (department, address.as_object_mut()) {
        address.insert("addressRegion".to_owned(), json!(department));
    }
    json!({ "@type": "Place", "address": address })
}

/// What the advert says of the kind of work, in schema.org's words.
fn employment(offer: &Offer) -> Option<Vec<&'static str>> {
    let contract = offer.contract.as_deref().unwrap_or_default().to_lowercase();
    let says = |word: &str| contract.split(|sign: char| !sign.is_alphanumeric()).any(|part| part == word);
    let time = offer.full_time.map(|full| if full { "FULL_TIME" } else { "PART_TIME" });
    let temporary = says("cdd").then_some("TEMPORARY");
    let intern = says("stage").then_some("INTERN");
    let kinds: Vec<&str> = [time, temporary, intern].into_iter().flatten().collect();
    (!kinds.is_empty()).then_some(kinds)
}

impl fmt::Display for JobPosting {
    /// The signs that could end the block, or open a comment in it, are written
    /// by their number: it is the same JSON.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for sign in self.0.to_string().chars() {
            match sign {
                '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => write!(out, "\\u{:04x}", u32::from(sign))?,
                sign => write!(out, "{sign}")?,
            }
        }
        Ok(())
    }
}

// It is JSON that cannot leave its block.
impl askama::filters::HtmlSafe for JobPosting {}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::files::Status;

    const TODAY: Date = date(2026, 11, 23);

    fn offer() -> Offer {
        Offer {
            title: "Archiviste".into(),
            description: "Vous **classez**.".into(),
            employer: "Ville de Rouen".into(),
            status: Status::Published,
            place: Some("Rouen (76)".into()),
            published: Some(date(2026, 11, 2)),
            apply_url: Some("https://a.example/1".into()),
            ..Offer::sketch("o076")
        }
    }

    #[test]
    fn a_posting_says_what_the_advert_says_and_no_more() {
        let least = JobPosting::of(&offer(), TODAY, None).expect("a posting");
        let expected = json!({
            "@context": "https://schema.org/",
            "@type": "JobPosting",
            "title": "Archiviste",
            "description": "<p>Vous <strong>classez</strong>.</p>\n",
            "identifier": { "@type": "PropertyValue", "name": "Ville de Rouen", "value": "o076" },
            "datePosted": "2026-11-02",
            "hiringOrganization": { "@type": "Organization", "name": "Ville de Rouen" },
            "jobLocation": { "@type": "Place", "address": {
                "@type": "PostalAddress", "addressLocality": "Rouen", "addressRegion": "76", "addressCountry": "FR" } },
            "directApply": false,
        });
        assert_eq!(least.0, expected);
        let full = Offer {
            closes: Some(date(2026, 12, 15)),
            contract: Some("CDD de trois ans, ou titulaire".into()),
            full_time: Some(true),
            positions: Some(2),
            education: Some("Bac+5".into()),
            experience: Some("3 ans".into()),
            rome: Some("K1601".into()),
            pay_text: Some("Entre 2 600 € et 3 200 € bruts par mois".into()),
            description: String::new(),
            ..offer()
        };
        let full = JobPosting::of(&full, TODAY, Some("https://tchat.example/offres/o076")).expect("a posting").0;
        for (name, value) in [
            ("validThrough", json!("2026-12-15T23:59:59+01:00")),
            ("employmentType", json!(["FULL_TIME", "TEMPORARY"])),
            ("totalJobOpenings", json!(2)),
            ("educationRequirements", json!("Bac+5")),
            ("experienceRequirements", json!("3 ans")),
            ("occupationalCategory", json!("K1601")),
            ("url", json!("https://tchat.example/offres/o076")),
            ("description", json!("<p>Ville de Rouen\u{a0}: Archiviste.</p>\n")),
            ("baseSalary", Value::Null),
        ] {
            assert_eq!(full[name], value, "{name}");
        }
    }

    #[test]
    fn what_cannot_be_applied_for_or_lacks_a_need_has_no_posting() {
        use crate::offers::Progress;
        for offer in [
            Offer { progress: Progress::Filled, ..offer() },
            Offer { progress: Progress::Closed, ..offer() },
            Offer { closes: Some(date(2026, 11, 22)), ..offer() },
            Offer { published: None, ..offer() },
            Offer { place: None, ..offer() },
        ] {
            assert!(JobPosting::of(&offer, TODAY, None).is_none());
        }
    }

    #[test]
    fn no_text_can_leave_the_block() {
        let hostile = "</script><script>alert(1)</script><!-- \u{2028} & \" \\ ";
        let told = Offer { title: hostile.into(), employer: hostile.into(), place: Some(hostile.into()), ..offer() };
        let posting = JobPosting::of(&told, TODAY, Some("https://a.example/</script>")).expect("a posting");
        let shown = posting.to_string();
        assert!(!shown.contains(['<', '>', '&', '\u{2028}']), "{shown}");
        let read: Value = serde_json::from_str(&shown).expect("JSON");
        assert_eq!((&read["title"], &read), (&json!(hostile), &posting.0));
    }
}
