//! What to do next: sentences with the figures they come from. They speak of
//! answers, themes, sources and hours, never of a person.

use serde_json::Value;

use super::{Report, number, percent_text};
use crate::campaign::source_words;
use crate::episodes::SOURCE;
use crate::words::PARTNER;

/// Fewer opinions than that say nothing of an answer.
const FEWEST_OPINIONS: u64 = 3;

/// Fewer answers read again than that say nothing of all of them.
const FEWEST_READ: u64 = 10;

/// Of fewer people a share of ratings says nothing.
const FEWEST_RATERS: u64 = 10;

/// An answer that helped fewer readers than this is read again, in %.
const LEAST_USEFUL: f64 = 60.0;

/// Entries named in one sentence.
const MOST_NAMED: usize = 3;

/// Above this share of questions outside office hours, in %, the hours are worth a word.
const OFTEN: f64 = 50.0;

/// The sentences, most pressing first; none when nothing stands out.
pub fn advice(report: &Report) -> Vec<String> {
    let sentences = [
        unanswered(report),
        unhelpful(report),
        not_understood(report),
        unknown_themes(report),
        wrong(report),
        source(report),
        busiest(report),
        hours(report),
        said_by_few(report),
    ];
    sentences.into_iter().flatten().map(|sentence| sentence.replace("« ", "«\u{a0}").replace(" »", "\u{a0}»")).collect()
}

fn unanswered(report: &Report) -> Option<String> {
    let count = count(report, "unanswered")?;
    let of = report.metrics.get("unanswered")?.base?;
    let questions = if count > 1 { "questions sont restées" } else { "question est restée" };
    (count > 0).then(|| {
        format!(
            "{} {questions} sans réponse, sur {}\u{a0}: relisez la page « Questions sans réponse » et écrivez les fiches qui manquent.",
            number(count),
            number(of)
        )
    })
}

fn unhelpful(report: &Report) -> Option<String> {
    let entries = report.metrics.get("usefulness_by_answer")?.value.as_object()?;
    let mut poor: Vec<(&String, f64, u64)> = entries
        .iter()
        .filter_map(|(entry, said)| Some((entry, said["share"].as_f64()?, said["opinions"].as_u64()?)))
        .filter(|(_, share, opinions)| *share < LEAST_USEFUL && *opinions >= FEWEST_OPINIONS)
        .collect();
    poor.sort_by(|one, other| one.1.total_cmp(&other.1).then(other.2.cmp(&one.2)));
    let told =
        |(entry, share, opinions): &(&String, f64, u64)| format!("« {entry} » ({} d'utile sur {opinions} avis)", percent_text(*share));
    let told: Vec<String> = poor.iter().take(MOST_NAMED).map(told).collect();
    (!told.is_empty()).then(|| format!("Réponses à réécrire, jugées peu utiles\u{a0}: {}.", told.join(", ")))
}

fn not_understood(report: &Report) -> Option<String> {
    let rate = report.metrics.get("unknown_rate")?;
    let share = rate.value.as_f64().filter(|share| *share >= 10.0)?;
    Some(format!(
        "Le robot n'a pas su répondre à {} des questions\u{a0}: ajoutez leurs mots aux fiches qui en sont proches.",
        percent_text(share)
    ))
}

/// The themes around which the bot most often did not know.
fn unknown_themes(report: &Report) -> Option<String> {
    let themes = report.metrics.get("unknown_by_theme")?.value.as_object()?;
    let mut asked: Vec<(&String, u64)> = themes.iter().filter_map(|(theme, asked)| Some((theme, asked.as_u64()?))).collect();
    asked.retain(|(_, asked)| *asked > 1);
    asked.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(other.0)));
    let told: Vec<String> =
        asked.iter().take(MOST_NAMED).map(|(theme, asked)| format!("« {theme} » ({} questions)", number(*asked))).collect();
    (!told.is_empty()).then(|| format!("Thèmes où il manque le plus de réponses\u{a0}: {}.", told.join(", ")))
}

fn wrong(report: &Report) -> Option<String> {
    let accuracy = report.metrics.get("sampled_accuracy")?;
    let (right, read) = (accuracy.value.as_f64().filter(|right| *right < 100.0)?, accuracy.base.filter(|read| *read >= FEWEST_READ)?);
    Some(format!(
        "Sur {} réponses relues, {} étaient justes\u{a0}: corrigez les autres, à la page « Relire des réponses ».",
        number(read),
        percent_text(right)
    ))
}

fn source(report: &Report) -> Option<String> {
    let arrivals = report.metrics.get("arrivals_by_source")?;
    let sources = arrivals.value.as_object()?.iter().filter(|(name, _)| name.as_str() != "inconnue" && name.as_str() != "autres");
    let (name, people) = sources.filter_map(|(name, people)| Some((name, people.as_u64()?))).max_by_key(|(_, people)| *people)?;
    let told = match source_words(name) {
        episode if name.starts_with(SOURCE) => format!("l'{episode}"),
        server if name.starts_with(PARTNER) => format!("le {server}"),
        source => format!("« {source} »"),
    };
    Some(format!(
        "La source connue qui amène le plus de monde est {told}\u{a0}: {} personnes sur {}.",
        number(people),
        number(arrivals.base?)
    ))
}

fn busiest(report: &Report) -> Option<String> {
    let moments = report.metrics.get("questions_over_time")?.value.as_object()?;
    let busy = moments.iter().filter_map(|(moment, asked)| Some((moment, asked.as_u64()?)));
    let (moment, asked) = busy.reduce(|most, next| if next.1 > most.1 { next } else { most }).filter(|(_, asked)| *asked > 1)?;
    let all: u64 = moments.values().filter_map(Value::as_u64).sum();
    // Where all moments are alike, none needs more people.
    if 2 * asked * (moments.len() as u64) < 3 * all {
        return None;
    }
    Some(format!(
        "Le moment le plus chargé commence à {moment}\u{a0}: {} questions. C'est là qu'il faut le plus de monde pour répondre.",
        number(asked)
    ))
}

/// Of what was asked outside the sessions: the hour of a session was chosen.
fn hours(report: &Report) -> Option<String> {
    if !report.session.is_permanence() {
        return None;
    }
    let share = report.metrics.get("out_of_hours_share")?.value.as_f64().filter(|share| *share >= OFTEN)?;
    Some(format!("{} des questions viennent hors des heures de bureau\u{a0}: prévoyez des sessions en soirée.", percent_text(share)))
}

fn said_by_few(report: &Report) -> Option<String> {
    let rate = report.metrics.get("csat_return_rate").filter(|rate| rate.base >= Some(FEWEST_RATERS))?;
    let share = rate.value.as_f64().filter(|share| *share < 20.0)?;
    let told = "la satisfaction ne dit encore rien de tous";
    Some(format!(
        "{} des personnes ont donné une note\u{a0}: {told}. Rappelez la note dans le dernier message de la session.",
        percent_text(share)
    ))
}

fn count(report: &Report, key: &str) -> Option<u64> {
    report.metrics.get(key).map(|measure| &measure.value).and_then(Value::as_u64)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::json;

    use super::super::tests::{an_evening, nothing};
    use super::super::{Measure, Metrics, State};
    use super::*;
    use crate::words::SessionId;

    fn report(figures: &[(&str, Value, u64)]) -> Report {
        let measure = |(key, value, base): &(&str, Value, u64)| {
            ((*key).to_owned(), Measure { value: value.clone(), base: Some(*base), coverage: None, read_on: None, state: State::Known })
        };
        let metrics: Metrics = figures.iter().map(measure).collect();
        Report { session: SessionId::new("s"), title: "Un soir".to_owned(), made_at: Timestamp::UNIX_EPOCH, metrics }
    }

    #[test]
    fn each_sentence_has_its_figures() {
        let told = advice(&report(&[
            ("unanswered", json!(7), 90),
            (
                "usefulness_by_answer",
                json!({"salaire": {"share": 25.0, "opinions": 4}, "velo": {"share": 0.0, "opinions": 2}, "rtt": {"share": 90.0, "opinions": 10}}),
                16,
            ),
            ("arrivals_by_source", json!({"linkedin": 12, "inconnue": 40, "autres": 30}), 82),
            ("questions_over_time", json!({"18 h 00": 3, "18 h 10": 9}), 12),
            ("out_of_hours_share", json!(80.0), 12),
            ("unknown_by_theme", json!({"paie": 2, "vélo": 1, "statut": 5}), 8),
            ("sampled_accuracy", json!(92.0), 50),
        ]));
        assert!(told[0].starts_with("7 questions sont restées sans réponse, sur 90"), "{told:?}");
        assert_eq!(
            told[1], "Réponses à réécrire, jugées peu utiles\u{a0}: «\u{a0}salaire\u{a0}» (25\u{a0}% d'utile sur 4 avis).",
            "two opinions say nothing"
        );
        assert_eq!(
            told[2], "Thèmes où il manque le plus de réponses\u{a0}: «\u{a0}statut\u{a0}» (5 questions), «\u{a0}paie\u{a0}» (2 questions).",
            "one question is no trend"
        );
        assert!(told[3].starts_with("Sur 50 réponses relues, 92\u{a0}% étaient justes"), "{told:?}");
        assert!(told[4].contains("«\u{a0}LinkedIn\u{a0}»\u{a0}: 12 personnes sur 82"), "{told:?}");
        assert!(told[5].contains("18 h 10\u{a0}: 9 questions"), "{told:?}");
        assert_eq!(told.len(), 6, "the hour of a session was chosen");
    }

    #[test]
    fn the_hours_are_of_a_month_and_no_moment_stands_out_among_like_ones() {
        let evening = report(&[
            ("questions_over_time", json!({"18 h 00": 9, "18 h 10": 10, "18 h 20": 8}), 27),
            ("out_of_hours_share", json!(80.0), 27),
        ]);
        assert!(advice(&evening).is_empty(), "{:?}", advice(&evening));
        let month = Report { session: SessionId::new("permanence-2026-11"), ..evening };
        assert!(advice(&month)[0].starts_with("80\u{a0}% des questions viennent hors"), "{:?}", advice(&month));
    }

    #[test]
    fn a_source_stands_in_guillemets_once() {
        for (source, named) in [
            ("linkedin", "est «\u{a0}LinkedIn\u{a0}»\u{a0}:"),
            ("episode/un", "est l'épisode «\u{a0}un\u{a0}»\u{a0}:"),
            ("serveur/ecole", "est le serveur partenaire «\u{a0}ecole\u{a0}»\u{a0}:"),
        ] {
            let told = advice(&report(&[("arrivals_by_source", json!({ source: 9 }), 9)]));
            assert!(told[0].contains(named), "{told:?}");
        }
    }

    #[test]
    fn nothing_is_advised_of_nothing() {
        assert!(advice(&nothing()).is_empty());
        assert!(advice(&an_evening())[0].starts_with("1 question est restée sans réponse, sur 4"));
    }
}
