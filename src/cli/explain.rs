//! `tchat explain`: why a question is answered as it is, so that HR knows which
//! wording to add.

use anyhow::Result;
use clap::Args;
use serde_json::{Value, json};

use super::answers;
use crate::faq::{Considered, Context, Explanation, Faq, Finding};
use crate::settings::Settings;
use crate::words::EntryId;

/// How many words that speak for an entry, or against it, are shown.
const SHOWN: usize = 6;

/// A question to explain.
#[derive(Args, Debug)]
pub(super) struct Explain {
    /// La question, comme un candidat la taperait
    question: String,
    /// La réponse donnée juste avant, par son identifiant
    #[arg(long, value_name = "ID")]
    after: Option<String>,
    /// Donne le résultat en JSON
    #[arg(long)]
    json: bool,
}

/// Prints why.
pub(super) fn explain(settings: &Settings, asked: &Explain) -> Result<()> {
    let faq = answers::served(settings)?;
    let context = asked.after.as_deref().map(|id| Context { entry: EntryId::new(id) });
    if let Some(context) = &context {
        anyhow::ensure!(faq.entry(&context.entry).is_some(), "aucune réponse publiée ne s'appelle « {} »", context.entry);
    }
    let explanation = faq.explain(&asked.question, context.as_ref());
    if asked.json {
        super::print(serde_json::to_string_pretty(&as_json(&explanation))?);
    } else {
        super::print(as_text(&faq, &explanation).join("\n"));
    }
    Ok(())
}

fn as_text(faq: &Faq, why: &Explanation) -> Vec<String> {
    let mut lines = vec![decided(faq, why), String::new()];
    if why.is_own_wording {
        lines.push("Cette question est, mot pour mot, une de ses formulations.".into());
    } else {
        lines.push(format!("Chances qu'une réponse existe\u{a0}: {}.", percent(why.answerable)));
    }
    if why.is_follow_up {
        lines.push("La question est lue comme la suite de la réponse précédente.".into());
    }
    for (typed, read) in &why.read {
        lines.push(format!("«\u{a0}{typed}\u{a0}» est lu «\u{a0}{}\u{a0}».", read.join(" ")));
    }
    if !why.unknown.is_empty() {
        lines.push(format!("Mots qu'aucun texte ne contient\u{a0}: {}.", why.unknown.join(", ")));
    }
    for (place, one) in (1..).zip(&why.considered) {
        lines.push(String::new());
        lines.extend(considered(faq, place, one));
    }
    lines.push(String::new());
    lines.push(advice(why));
    lines
}

fn decided(faq: &Faq, why: &Explanation) -> String {
    let needed = percent(why.needed);
    match &why.finding {
        Finding::Answer(one) => format!(
            "Décision\u{a0}: répondre «\u{a0}{}\u{a0}», sûr à {} (il faut {needed}).",
            title(faq, &one.entry),
            percent(one.confidence)
        ),
        Finding::Answers(some) => {
            format!("Décision\u{a0}: répondre aux {} questions du message, chacune sûre à {needed} au moins.", some.len())
        }
        Finding::Choices(some) => format!("Décision\u{a0}: proposer {} sujets, car aucun n'est sûr à {needed}.", some.len()),
        Finding::Unknown(_) => {
            format!("Décision\u{a0}: dire «\u{a0}je ne sais pas\u{a0}», car aucune réponse n'est assez sûre (il faut {needed}).")
        }
    }
}

fn considered(faq: &Faq, place: usize, one: &Considered) -> Vec<String> {
    let id = &one.candidate.entry;
    let mut lines = vec![format!("{place}. {} ({id})\u{a0}: {}", title(faq, id), percent(one.candidate.confidence))];
    let words = |is: fn(f64) -> bool| {
        let said = one.words.iter().filter(|(_, weight)| is(*weight)).take(SHOWN);
        said.map(|(word, weight)| format!("{word} (×{})", decimal(weight.exp()))).collect::<Vec<_>>().join(", ")
    };
    for (label, words) in [("mots qui y mènent", words(|weight| weight > 0.0)), ("mots qui en éloignent", words(|weight| weight < 0.0))] {
        if !words.is_empty() {
            lines.push(format!("   {label}\u{a0}: {words}"));
        }
    }
    if !one.nearest.is_empty() {
        lines.push("   formulations les plus proches\u{a0}:".into());
    }
    lines.extend(one.nearest.iter().map(|(wording, likeness)| format!("   - {wording} ({} de ressemblance)", percent(*likeness))));
    lines
}

fn advice(why: &Explanation) -> String {
    match &why.finding {
        Finding::Answer(_) | Finding::Answers(_) => {
            "Si ce n'est pas la bonne réponse, ajoutez cette question aux formulations de la bonne, avec ses mots à elle.".into()
        }
        Finding::Choices(_) => {
            "Pour que la bonne réponse vienne seule, ajoutez-lui deux ou trois formulations qui disent ce que les autres ne disent pas.".into()
        }
        Finding::Unknown(_) => {
            "Si une réponse existe, ajoutez-lui cette question et deux autres façons de la poser\u{a0}; sinon, «\u{a0}tchat new\u{a0}» prépare la réponse.".into()
        }
    }
}

fn title(faq: &Faq, id: &EntryId) -> String {
    faq.entry(id).map_or_else(|| id.to_string(), |entry| entry.question.clone())
}

/// « 83 % », rounded down: nothing that is not certain shows as 100 %.
fn percent(share: f64) -> String {
    format!("{:.0}\u{a0}%", (share * 100.0).floor())
}

fn decimal(number: f64) -> String {
    format!("{number:.1}").replace('.', ",")
}

fn as_json(why: &Explanation) -> Value {
    let decision = match &why.finding {
        Finding::Answer(_) => "answer",
        Finding::Answers(_) => "answers",
        Finding::Choices(_) => "choices",
        Finding::Unknown(_) => "unknown",
    };
    let pairs = |key: &str, pairs: &[(String, f64)], value: &str| -> Vec<Value> {
        pairs.iter().map(|(text, number)| json!({ key: text, value: number })).collect()
    };
    let considered = |one: &Considered| {
        json!({
            "entry": one.candidate.entry, "confidence": one.candidate.confidence,
            "words": pairs("word", &one.words, "log_odds"), "nearest": pairs("wording", &one.nearest, "likeness"),
        })
    };
    let read: Vec<Value> = why.read.iter().map(|(typed, read)| json!({ "typed": typed, "read": read })).collect();
    json!({
        "decision": decision, "answerable": why.answerable, "needed": why.needed, "own_wording": why.is_own_wording,
        "follow_up": why.is_follow_up, "read": read, "unknown": why.unknown,
        "considered": why.considered.iter().map(considered).collect::<Vec<Value>>(),
    })
}
