//! A campaign as plain text, for a terminal.

use std::fmt::Write;

use super::super::{Unit, base_text, number, percent_text, said};
use super::funnel::label;
use super::{CampaignReport, Figure};
use crate::campaign::{Campaign, Count, STEPS};
use crate::clock::written_day;
use crate::words::typeset;

/// What stands on top of a campaign that is an example.
const EXAMPLE: &str = "exemple livré avec le programme";

/// A campaign as plain text: its figures with formula and base, from the post to
/// the hire, and what contradicts what.
pub fn plain_text(report: &CampaignReport) -> String {
    let campaign = &report.dossier.campaign;
    let mut text = format!("{}\n{}", campaign.name, campaign.slug);
    if report.dossier.is_example {
        text += &format!(" ({EXAMPLE})");
    }
    text += &format!("\n{}\n\n", about(campaign));
    for figure in &report.figures {
        write_figure(&mut text, figure);
    }
    text += "\nDe la publication au recrutement\n";
    for step in &report.funnel {
        let _ = writeln!(text, "{}\u{a0}: {}\n    {}", step.label, said(step.unit, &step.measure), step.base);
    }
    for passage in &report.passages {
        let told = passage.refused.map_or_else(|| said(Unit::Percent, &passage.measure), |reason| format!("non divisé, {reason}"));
        let base = passage.measure.base.map(|base| format!(" (base\u{a0}: {})", number(base))).unwrap_or_default();
        let _ = writeln!(text, "{} → {}\u{a0}: {told}{base}", label(passage.from), label(passage.to));
    }
    write_positions(&mut text, report);
    write_readings(&mut text, report);
    write_comparisons(&mut text, report);
    if !campaign.note.is_empty() {
        let _ = write!(text, "\n{}\n", campaign.note);
    }
    typeset(&text)
}

/// Its purpose, its dates and its channels, in one line.
fn about(campaign: &Campaign) -> String {
    let dates = match (campaign.starts, campaign.ends) {
        (Some(starts), Some(ends)) => format!("du {} au {}", written_day(starts), written_day(ends)),
        (Some(starts), None) => format!("depuis le {}", written_day(starts)),
        (None, Some(ends)) => format!("jusqu'au {}", written_day(ends)),
        (None, None) => "dates non renseignées".to_owned(),
    };
    let channels: Vec<&str> = campaign.channels.iter().map(|word| Campaign::channel_name(word)).collect();
    format!("But\u{a0}: {} ; {dates} ; canaux\u{a0}: {}", campaign.purpose.name(), channels.join(", "))
}

fn write_figure(text: &mut String, figure: &Figure) {
    let base =
        figure.measure.base.map(|base| format!(" – base\u{a0}: {}", base_text(base, figure.base.unwrap_or_default()))).unwrap_or_default();
    let coverage = figure.measure.coverage.map(|share| format!(" (couverture\u{a0}: {})", percent_text(share))).unwrap_or_default();
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{}\u{a0}: {}{base}{coverage}\n    {}", figure.label, said(figure.unit, &figure.measure), figure.formula);
    if let Some(note) = &figure.note {
        let _ = writeln!(text, "    {note}");
    }
}

fn write_positions(text: &mut String, report: &CampaignReport) {
    if report.positions.is_empty() {
        return;
    }
    *text += "\nPar poste\n";
    for position in &report.positions {
        let files: Vec<String> = STEPS
            .iter()
            .zip(position.files)
            .map(|((step, ..), files)| format!("{}\u{a0}: {}", step.name(), files.map_or("non renseigné".to_owned(), number)))
            .collect();
        let clicks = position.apply_clicks.map(|clicks| format!("{} clics « postuler », ", number(clicks))).unwrap_or_default();
        let days = position.days_to_fill.map(|days| format!(" ; pourvu en {} jours", number(days))).unwrap_or_default();
        let _ = writeln!(
            text,
            "{}\u{a0}: {clicks}{} ; rendement {}{days}",
            position.title,
            files.join(", "),
            said(Unit::Percent, &position.rates[3])
        );
        for count in &position.by_origin {
            let _ = writeln!(text, "    {}", counted(count));
        }
        for count in &position.corrected {
            let _ = writeln!(text, "    corrigé depuis\u{a0}: {}", counted(count));
        }
    }
}

/// A count as people read it, with its day and its author.
fn counted(count: &Count) -> String {
    let on = count.on.map_or("date non renseignée".to_owned(), written_day);
    let origin = count.origin.as_deref().map(|origin| format!(", origine {origin}")).unwrap_or_default();
    format!("{} {}{origin} ({on}, {})", number(count.value), count.step.name(), count.author)
}

fn write_readings(text: &mut String, report: &CampaignReport) {
    for post in report.posts.iter().filter(|post| !post.measures.is_empty()) {
        let _ = write!(text, "\nRelevés\u{a0}: {}\n", post.post);
        for reading in post.measures.iter().flat_map(|chosen| &chosen.all) {
            let on = reading.on.map_or("date non renseignée".to_owned(), written_day);
            let remark = if reading.remark.is_empty() { String::new() } else { format!(" : {}", reading.remark) };
            let (measure, value) = (reading.measure.name(), number(reading.value));
            let _ = writeln!(text, "    {measure} {value} ({on}, {}, {}){remark}", reading.reader, reading.place);
        }
    }
}

fn write_comparisons(text: &mut String, report: &CampaignReport) {
    if report.comparisons.is_empty() {
        return;
    }
    *text += "\nComparaisons\n";
    for comparison in &report.comparisons {
        let ratio =
            |ratio: f64| format!("rapport {}", super::super::said(Unit::Ratio, &super::super::computed::value(serde_json::json!(ratio))));
        let _ = writeln!(
            text,
            "{} ({}) contre {} ({}, {})\u{a0}: {}\n    {}",
            comparison.what,
            comparison.covers,
            number(comparison.reference_value),
            comparison.reference,
            comparison.reference_covers,
            comparison.ratio.map_or("pas de rapport".to_owned(), ratio),
            comparison.warning
        );
    }
}
