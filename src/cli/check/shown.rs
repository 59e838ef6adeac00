//! What a check found, as a person reads it in a terminal, as JSON for another
//! program, or as the annotations of a GitHub job.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;
use serde_json::{Value, json};

use super::{AskedMost, Checked};
use crate::faq::{Fact, Share};
use crate::files::{Problem, Severity};
use crate::words::EntryId;

/// How many entries hard to find a text shows; JSON has them all.
const WORST: usize = 20;

/// The reports, then every problem, then the files to mend and one line that
/// sums up: what is wrong stands where a reader of a terminal looks first.
pub(super) fn text(checked: &Checked) -> String {
    let problems: String = checked.problems.iter().map(|problem| format!("{problem}\n\n")).collect();
    format!("{}{problems}{}{}", reports(checked), files_to_mend(&checked.problems), summary(checked))
}

fn reports(checked: &Checked) -> String {
    let mut text = String::new();
    if let Some(shares) = &checked.shares {
        text += &findability(shares);
    }
    text += &empty_values(&lacking(checked));
    if let Some(asked_most) = &checked.asked_most {
        text += &most_asked(asked_most);
    }
    text
}

/// The files with errors once more, and who says what becomes of them.
fn files_to_mend(problems: &[Problem]) -> String {
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
    let files: BTreeSet<&str> = errors.map(|problem| problem.path.as_str()).collect();
    if files.is_empty() {
        return String::new();
    }
    let listed: String = files.iter().map(|file| format!("  {file}\n")).collect();
    format!(
        "Fichiers en erreur, à corriger : {}\n{listed}La page « Fichiers » dit ce que les candidats lisent en attendant.\n\n",
        files.len()
    )
}

/// One line: how much can be served, and how much is wrong.
fn summary(checked: &Checked) -> String {
    let plural = |count: usize| if count > 1 { "s" } else { "" };
    let (served, errors, warnings) = (checked.faq.entries().len(), checked.count(Severity::Error), checked.count(Severity::Warning));
    format!(
        "{served} réponse{} à servir, {errors} erreur{}, {warnings} point{} d'attention",
        plural(served),
        plural(errors),
        plural(warnings)
    )
}

fn findability(shares: &[Share]) -> String {
    let asked: usize = shares.iter().map(|share| share.asked).sum();
    if asked == 0 {
        return String::new();
    }
    let mut text = format!(
        "Posées sans avoir été apprises, {} des {asked} formulations trouvent leur réponse, et {} la font proposer parmi trois. \
         Les réponses les moins bien trouvées :\n",
        percent(mean(shares, |share| share.reached)),
        percent(mean(shares, |share| share.offered))
    );
    for Share { entry, asked, reached, offered, .. } in shares.iter().filter(|share| share.asked > 0).take(WORST) {
        let _ = writeln!(text, "  {entry} : trouvée par {reached} formulations sur {asked}, proposée par {offered}");
    }
    text + "\n"
}

/// The part of all wordings that these make, one count per entry.
fn mean(shares: &[Share], count: impl Fn(&Share) -> usize) -> f64 {
    let asked: usize = shares.iter().map(|share| share.asked).sum();
    shares.iter().map(count).sum::<usize>() as f64 / asked.max(1) as f64
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

/// The employer's values that nobody has given yet.
fn lacking(checked: &Checked) -> Vec<&Fact> {
    checked.faq.library().employer().facts().iter().filter(|fact| fact.value.is_none()).collect()
}

fn empty_values(lacking: &[&Fact]) -> String {
    if lacking.is_empty() {
        return String::new();
    }
    let mut text = format!("Valeurs de l'employeur encore vides dans employeur.md : {}\n", lacking.len());
    for Fact { name, about, owner, .. } in lacking {
        let _ = writeln!(text, "  {name} ({owner}) : {about}");
    }
    text + "\n"
}

fn most_asked(asked_most: &AskedMost) -> String {
    let AskedMost { counted, entries, elsewhere } = asked_most;
    let known_by = if *counted { "d'après les questions reçues" } else { "d'après questions-frequentes.md" };
    let (count, answered) = (entries.len(), entries.len() - elsewhere.len());
    let mut text =
        format!("Sur les {count} questions les plus posées ({known_by}), {answered} ont une réponse qui n'envoie pas ailleurs.\n");
    if !elsewhere.is_empty() {
        let names = elsewhere.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let _ = writeln!(text, "  Envoient ailleurs, une valeur de l'employeur manquant : {names}");
    }
    text + "\n"
}

/// One object: the problems, the counts, the reports.
///
/// # Errors
/// When a number is not one that JSON knows.
pub(super) fn json(checked: &Checked) -> Result<String> {
    let empty_values = lacking(checked);
    let empty_values =
        empty_values.iter().map(|fact| json!({ "name": fact.name, "about": fact.about, "owner": fact.owner, "date": fact.date }));
    let value = json!({
        "served": checked.faq.entries().len(),
        "errors": checked.count(Severity::Error),
        "warnings": checked.count(Severity::Warning),
        "problems": checked.problems.iter().map(problem).collect::<Vec<_>>(),
        "findability": checked.shares.as_deref().map(found),
        "empty_values": empty_values.collect::<Vec<_>>(),
        "most_asked": checked.asked_most.as_ref().map(asked),
        "faq_version": checked.faq.version(),
    });
    Ok(serde_json::to_string_pretty(&value)?)
}

fn problem(problem: &Problem) -> Value {
    let Problem { path, line, column, severity, message, help, source_line } = problem;
    json!({
        "path": path, "line": line, "column": column, "severity": level(*severity),
        "message": message, "help": help, "source_line": source_line,
    })
}

/// The English word of a severity, which is GitHub's too.
fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn found(shares: &[Share]) -> Value {
    let entry = |share: &Share| {
        let missed = share.missed.iter().map(|missed| json!({ "wording": missed.wording, "reached": missed.reached }));
        json!({
            "entry": share.entry, "asked": share.asked, "reached": share.reached, "offered": share.offered,
            "share": share.part(), "missed": missed.collect::<Vec<_>>(),
        })
    };
    json!({ "mean": mean(shares, |share| share.reached), "mean_offered": mean(shares, |share| share.offered), "entries": shares.iter().map(entry).collect::<Vec<_>>() })
}

fn asked(asked_most: &AskedMost) -> Value {
    let AskedMost { counted, entries, elsewhere } = asked_most;
    let ids = |ids: &[EntryId]| ids.iter().map(ToString::to_string).collect::<Vec<_>>();
    json!({
        "source": if *counted { "database" } else { "list" },
        "entries": ids(entries), "answered": entries.len() - elsewhere.len(), "elsewhere": ids(elsewhere),
    })
}

/// One workflow command per problem, then the reports as plain lines of the log.
pub(super) fn github(checked: &Checked, responses: &Path) -> String {
    let annotations: String = checked.problems.iter().map(|problem| annotation(problem, responses) + "\n").collect();
    format!("{annotations}{}{}{}", reports(checked), files_to_mend(&checked.problems), summary(checked))
}

fn annotation(problem: &Problem, responses: &Path) -> String {
    let Problem { path, line, column, severity, message, help, .. } = problem;
    let message = match help {
        Some(help) => format!("{message}\n{help}"),
        None => message.clone(),
    };
    let file = in_property(&from_here(path, responses));
    format!("::{} file={file},line={line},col={column}::{}", level(*severity), in_message(&message))
}

/// The path of a file from the current folder, as `--responses` was given; a
/// problem's own path starts with the name of the folder only.
fn from_here(path: &str, responses: &Path) -> String {
    let name = responses.file_name().map_or_else(|| ".".into(), |name| name.to_string_lossy());
    let inside = path.strip_prefix(&*name).and_then(|rest| rest.strip_prefix('/'));
    let is_whole = Path::new(path).starts_with(responses);
    let whole = match inside.filter(|_| !is_whole) {
        Some(inside) => responses.join(inside).display().to_string(),
        None => path.to_owned(),
    };
    // GitHub knows no « ./ ».
    whole.strip_prefix("./").map_or(whole.clone(), str::to_owned)
}

/// As GitHub escapes what stands after `::`.
fn in_message(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// As GitHub escapes the value of a property.
fn in_property(text: &str) -> String {
    in_message(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_annotated_with_what_github_asks_to_be_escaped() {
        let problem = |path: &str| Problem {
            path: path.into(),
            line: 3,
            column: 14,
            severity: Severity::Warning,
            message: "100 % des cas : « a, b »".into(),
            help: Some("écrivez\r\nautrement".into()),
            source_line: "responsable: a".into(),
        };
        let cases = [
            ("responses", "responses/faq/a,b:c.md", "responses/faq/a%2Cb%3Ac.md"),
            ("./ici/responses", "responses/faq/a.md", "ici/responses/faq/a.md"),
            ("/srv/responses/", "responses/faq/a.md", "/srv/responses/faq/a.md"),
            ("ici/ici", "ici/ici/faq", "ici/ici/faq"),
            (".", "./faq/a.md", "faq/a.md"),
        ];
        for (responses, path, file) in cases {
            let told = annotation(&problem(path), Path::new(responses));
            assert_eq!(told, format!("::warning file={file},line=3,col=14::100 %25 des cas : « a, b »%0Aécrivez%0D%0Aautrement"));
        }
    }
}
