//! The tables, in Markdown.

use std::path::Path;

use super::Figures;

/// What was measured: the set, the matcher, its figures.
type Measured = (String, &'static str, Figures);

pub(super) fn print(measured: &[Measured]) {
    println!(
        "| set | entries | matcher | training | p50 | p99 | learnt | memory grown | right first, typed well | mistyped | out of scope left unanswered |"
    );
    println!("| --- | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for (set, matcher, figures) in measured {
        println!("| {} | {} | {matcher} | {} |", short(set), figures.entries, cells(figures).join(" | "));
    }
    println!("\nFrom one made set to the next, times as many entries cost one question:");
    let made: Vec<&Measured> = measured.iter().filter(|(set, ..)| set.parse::<usize>().is_ok()).collect();
    for (set, matcher, figures) in &made {
        let larger = made.iter().find(|(_, other, next)| other == matcher && next.entries > figures.entries);
        if let Some((next, _, more)) = larger {
            let (entries, time) = (more.entries as f64 / figures.entries as f64, more.p50_us / figures.p50_us);
            println!(
                "- {matcher}, {set} to {next}: ×{entries:.0} entries, ×{time:.1} time (p50), ×{:.1} (p99)",
                more.p99_us / figures.p99_us
            );
        }
    }
    println!("\n| a text repeated, in µs | {} |", repeated(measured).map(|times| format!("×{times}")).collect::<Vec<_>>().join(" | "));
    println!("| --- |{}", " ---: |".repeat(repeated(measured).count()));
    for (set, matcher, figures) in measured {
        let took: Vec<String> = figures.long_us.values().map(|took| format!("{took:.0}")).collect();
        println!("| {}, {matcher} | {} |", short(set), took.join(" | "));
    }
}

fn repeated(measured: &[Measured]) -> impl Iterator<Item = usize> {
    measured.iter().take(1).flat_map(|(.., figures)| figures.long_us.keys().copied())
}

fn cells(figures: &Figures) -> [String; 8] {
    [
        format!("{:.0} ms", figures.train_ms),
        format!("{:.0} µs", figures.p50_us),
        format!("{:.0} µs", figures.p99_us),
        figures.model_bytes.map_or_else(|| "—".to_owned(), mebibytes),
        mebibytes(figures.grown_bytes),
        percent(figures.first_well),
        percent(figures.first_badly),
        percent(figures.left_unanswered),
    ]
}

fn mebibytes(bytes: usize) -> String {
    format!("{:.1} MiB", bytes as f64 / f64::from(1 << 20))
}

fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "—".to_owned(), |share| format!("{:.1} %", share * 100.0))
}

/// The end of a path is enough to know a set.
fn short(set: &str) -> String {
    let end = Path::new(set).file_name().map(|name| name.to_string_lossy().into_owned());
    end.unwrap_or_else(|| set.to_owned())
}
