//! What an import would do, as HR reads it: the counts, each file with what
//! changes in it, what is left aside and why.

use std::fmt::Write as _;

use super::import::{Change, Import, Step, StepKind};
use super::weekly::{Lines, Weekly};
use crate::clock::written_day;

/// References named in one remark.
const MAX_NAMED: usize = 20;

/// The whole preview, in French, without a final line end.
pub fn preview(import: &Import, weekly: &Weekly) -> String {
    let mut text = format!(
        "{} : {} {}, dont {} des employeurs suivis",
        import.file,
        weekly.rows,
        plural(weekly.rows, "ligne lue", "lignes lues"),
        weekly.followed
    );
    section(&mut text, "Nouvelles", import.of(StepKind::New).map(appeared));
    section(&mut text, "Changées", import.of(StepKind::Changed).map(changed));
    let closed = import.of(StepKind::Gone).chain(import.of(StepKind::Over));
    section(&mut text, "Closes", closed.map(closed_because));
    let _ = write!(text, "\n\nSans changement : {}", import.unchanged);
    list(&mut text, "Laissé de côté", &aside(import, weekly));
    list(&mut text, "À regarder", &remarks(import, weekly));
    for problem in &import.problems {
        let _ = write!(text, "\n\n{problem}");
    }
    text
}

fn section(text: &mut String, title: &str, steps: impl Iterator<Item = String>) {
    let steps: Vec<String> = steps.collect();
    let _ = write!(text, "\n\n{title} : {}", steps.len());
    for step in steps {
        let _ = write!(text, "\n  {step}");
    }
}

fn list(text: &mut String, title: &str, lines: &[String]) {
    if !lines.is_empty() {
        let _ = write!(text, "\n\n{title} :\n  - {}", lines.join("\n  - "));
    }
}

fn appeared(step: &Step) -> String {
    let until = step.offer.closes.map_or_else(|| "sans date limite".to_owned(), |last| format!("jusqu'au {}", written_day(last)));
    format!("{}, {}, {until}", named(step), step.offer.employer)
}

fn changed(step: &Step) -> String {
    let changes = step.changes.iter().map(|change| format!("\n      {}", said(change)));
    format!("{}{}", named(step), changes.collect::<String>())
}

fn closed_because(step: &Step) -> String {
    let why = match (step.kind, step.offer.closes) {
        (StepKind::Over, Some(last)) => format!("dernier jour le {}", written_day(last)),
        _ => "n'est plus dans le fichier".to_owned(),
    };
    format!("{}, {why}", named(step))
}

fn named(step: &Step) -> String {
    format!("{}  {}", step.offer.reference, step.offer.title)
}

fn said(change: &Change) -> String {
    let told = |value: &Option<String>| value.as_ref().map_or_else(|| "rien".to_owned(), |value| format!("« {value} »"));
    format!("{} : {} → {}", change.key, told(&change.old), told(&change.new))
}

/// What the import does not touch, and why.
fn aside(import: &Import, weekly: &Weekly) -> Vec<String> {
    let counted = [
        counted(&weekly.without_reference, "ligne sans référence", "lignes sans référence"),
        counted(&weekly.without_title, "ligne sans intitulé de poste", "lignes sans intitulé de poste"),
        counted(
            &weekly.replaced,
            "ligne remplacée par une autre de même référence, plus bas",
            "lignes remplacées par une autre de même référence, plus bas",
        ),
        counted(&weekly.misaligned, "ligne qui a plus de cases que de titres", "lignes qui ont plus de cases que de titres"),
    ];
    let over = import.already_over as u64;
    let already =
        (over > 0).then(|| format!("{over} {}", plural(over, "annonce déjà close, sans fiche", "annonces déjà closes, sans fiche")));
    let by_hand = references("offres faites à la main, que l'import ne touche pas", &import.by_hand);
    let settled = references("offres pourvues, fermées ou retirées ici, que le fichier a encore", &import.settled);
    counted.into_iter().chain([already, by_hand, settled]).flatten().collect()
}

/// What HR should look at before writing.
fn remarks(import: &Import, weekly: &Weekly) -> Vec<String> {
    let later =
        import.later.as_ref().map(|last| format!("ce fichier est plus ancien que le dernier importé, {last} : prenez le plus récent"));
    let nobody = (weekly.followed == 0)
        .then(|| format!("aucune ligne ne vient des employeurs suivis : vérifiez leurs noms dans {}", super::followed::FILE));
    let cut = weekly.cut_on.map(|line| format!("le fichier semble coupé ligne {line} : aucune offre n'est fermée parce qu'elle y manque"));
    let withheld = references("offres absentes de ce fichier coupé, qui restent ouvertes", &import.withheld);
    let broken = references("offres dont la fiche a une erreur et reste telle quelle (« tchat check » la montre)", &import.broken);
    let more = weekly.more_notes;
    let rest = (more > 0).then(|| format!("{more} {}", plural(more, "autre remarque", "autres remarques")));
    [later, nobody, cut, withheld, broken].into_iter().flatten().chain(weekly.notes.iter().cloned()).chain(rest).collect()
}

fn counted(lines: &Lines, one: &str, many: &str) -> Option<String> {
    let numbers: Vec<String> = lines.first.iter().map(u64::to_string).collect();
    let rest = if lines.count > lines.first.len() as u64 { "…" } else { "" };
    let count = lines.count;
    let place = plural(count, "ligne", "lignes");
    (count > 0).then(|| format!("{count} {} ({place} {}{rest})", plural(count, one, many), numbers.join(", ")))
}

fn references(what: &str, references: &[String]) -> Option<String> {
    let shown = references.iter().take(MAX_NAMED).cloned().collect::<Vec<_>>().join(", ");
    let rest = if references.len() > MAX_NAMED { "…" } else { "" };
    (!references.is_empty()).then(|| format!("{what} : {} ({shown}{rest})", references.len()))
}

fn plural<'a>(count: u64, one: &'a str, many: &'a str) -> &'a str {
    if count > 1 { many } else { one }
}
