//! What is kept about a person, as they read it and as they take it away.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::translate::shortened;
use crate::campaign::{profile_words, source_words};
use crate::clock::hour_in_paris;
use crate::conversation::Reply;
use crate::store::{KeptExchange, PersonData};
use crate::words::{AnsweredBy, ChangedMind, Outcome, SessionId};

/// The last questions shown; the file has all of them.
const SHOWN: usize = 5;

/// A question is recognised by its beginning.
const SHOWN_CHARS: usize = 120;

/// A few lines on what is kept.
pub(super) fn summary(opening: &str, kept: &[PersonData]) -> String {
    let exchanges: Vec<&KeptExchange> = kept.iter().flat_map(|data| &data.exchanges).collect();
    let mut lines = vec![opening.to_owned(), String::new()];
    if let Some(first) = kept.iter().map(|data| data.first_seen_at).min() {
        lines.push(format!("- Premier échange : {}", hour_in_paris(first)));
    }
    lines.push(match kept.iter().filter_map(|data| data.of_age_at).min() {
        Some(at) => format!("- 15 ans ou plus : dit le {}", hour_in_paris(at)),
        None => "- 15 ans ou plus : vous ne l'avez pas dit, vos textes ne sont donc pas gardés".to_owned(),
    });
    if let Some(source) = kept.iter().find_map(|data| data.source.as_deref()) {
        lines.push(format!("- Vous nous avez connus par : {}", source_words(source)));
    }
    let ticked = kept.iter().flat_map(|data| &data.profile);
    lines.extend(
        ticked.map(|(question, answer)| profile_words(question, answer)).map(|(question, answer)| format!("- {question} : {answer}")),
    );
    lines.extend(kept.iter().flat_map(|data| &data.said).map(|(_, said)| format!("- Votre mot sur un t'chat\u{a0}: «\u{a0}{said}\u{a0}»")));
    lines.push(format!("- Questions : {}", exchanges.len()));
    if !exchanges.is_empty() {
        lines.extend([String::new(), "Les dernières :".to_owned()]);
    }
    lines.extend(exchanges.iter().rev().take(SHOWN).map(|exchange| line(exchange)));
    lines.join("\n")
}

/// Everything that is kept, as a JSON file in French.
pub(super) fn file(kept: &[PersonData]) -> Vec<u8> {
    let json: Vec<Value> = kept
        .iter()
        .map(|data| {
            json!({
                "premier_echange": data.first_seen_at.to_string(),
                "quinze_ans_ou_plus": data.of_age_at.map(|at| at.to_string()),
                "source": data.source,
                "profil": profile(&data.profile),
                "offres_cliquees": data.applied,
                "tchats_notes": data.rated.iter().map(SessionId::as_str).collect::<Vec<_>>(),
                "mots_sur_les_tchats": data.said.iter().map(|(session, said)| json!({ session.as_str(): said })).collect::<Vec<_>>(),
                "rappels": data.reminders.iter().map(SessionId::as_str).collect::<Vec<_>>(),
                "questions": data.exchanges.iter().map(exchange).collect::<Vec<_>>(),
            })
        })
        .collect();
    serde_json::to_vec_pretty(&json).unwrap_or_default()
}

fn profile(ticked: &[(String, String)]) -> Value {
    ticked.iter().map(|(question, answer)| profile_words(question, answer)).map(|(question, answer)| json!({ question: answer })).collect()
}

fn exchange(kept: &KeptExchange) -> Value {
    let reply = kept.reply.as_deref().and_then(|json| Reply::from_json(json).ok());
    json!({
        "numero": kept.id,
        "date": instant(kept.asked_at).to_string(),
        "question": kept.question,
        "suite": Outcome::french_of(&kept.outcome),
        "reponse": reply.map(|reply| reply.text),
        "reponse_d_une_personne": said_later(kept, AnsweredBy::Person),
        "reponse_publiee_ensuite": said_later(kept, AnsweredBy::Bot),
        "a_change_votre_idee": kept.changed_mind.as_deref().map(ChangedMind::french_of),
    })
}

fn said_later(kept: &KeptExchange, by: AnsweredBy) -> Option<&str> {
    kept.answer.as_ref().filter(|answer| answer.by == by).map(|answer| answer.said.as_str())
}

fn line(kept: &KeptExchange) -> String {
    let question = match &kept.question {
        Some(question) => {
            let one_line = question.split_whitespace().collect::<Vec<_>>().join(" ");
            format!("« {} »", shortened(&one_line, SHOWN_CHARS))
        }
        None => "texte non gardé".to_owned(),
    };
    format!("- {} : {question}, {}", hour_in_paris(instant(kept.asked_at)), Outcome::french_of(&kept.outcome))
}

fn instant(millis: i64) -> Timestamp {
    Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept() -> PersonData {
        let exchange = |id: &str, question: Option<&str>, outcome: &str| KeptExchange {
            id: id.to_owned(),
            session_id: None,
            asked_at: 1_795_371_240_000,
            question: question.map(str::to_owned),
            outcome: outcome.to_owned(),
            reply: None,
            answer: None,
            changed_mind: (id == "a").then(|| "yes".to_owned()),
        };
        PersonData {
            first_seen_at: instant(1_795_371_240_000),
            of_age_at: Some(instant(1_795_371_300_000)),
            source: Some("salon".to_owned()),
            rated: Vec::new(),
            said: vec![(SessionId::new("2026-12-03-un-soir"), "Très clair.".to_owned())],
            reminders: Vec::new(),
            profile: vec![("age".to_owned(), "26-35".to_owned())],
            applied: Vec::new(),
            exchanges: vec![exchange("a", None, "answer"), exchange("b", Some("le\ntélétravail ?"), "handed_over")],
        }
    }

    #[test]
    fn what_is_kept_is_read_in_a_few_lines() {
        let expected = "Voici ce que nous gardons :\n\n\
                        - Premier échange : 22/11/2026 à 19\u{a0}h\u{a0}14\n\
                        - 15 ans ou plus : dit le 22/11/2026 à 19\u{a0}h\u{a0}15\n\
                        - Vous nous avez connus par : Un salon ou un forum de l'emploi\n\
                        - Votre tranche d'âge : 26 à 35 ans\n\
                        - Votre mot sur un t'chat : « Très clair. »\n- Questions : 2\n\n\
                        Les dernières :\n\
                        - 22/11/2026 à 19\u{a0}h\u{a0}14 : « le télétravail ? », transmise à une personne\n\
                        - 22/11/2026 à 19\u{a0}h\u{a0}14 : texte non gardé, réponse donnée";
        assert_eq!(summary("Voici ce que nous gardons :", &[kept()]), expected);
    }

    #[test]
    fn everything_kept_is_in_the_file() {
        let file: Value = serde_json::from_slice(&file(&[kept()])).unwrap();
        assert_eq!((&file[0]["source"], &file[0]["profil"]), (&json!("salon"), &json!([{"Votre tranche d'âge": "26 à 35 ans"}])));
        assert_eq!(file[0]["questions"][1]["question"], "le\ntélétravail ?");
        assert_eq!(file[0]["questions"].as_array().unwrap().len(), 2);
        assert_eq!(
            (&file[0]["questions"][0]["a_change_votre_idee"], &file[0]["questions"][1]["a_change_votre_idee"]),
            (&json!("oui"), &json!(null))
        );
    }
}
