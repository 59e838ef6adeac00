//! The pictures of a report one below the other, for a message.

use anyhow::{Context, Result};
use askama::Template;

use super::layout::{WIDTH, placed, printable, wrap};
use super::{Chart, charts, png};
use crate::report::{Report, reading_day};

/// What a message shows: the rest is a click away.
const SHOWN: [&str; 4] = ["answer_rate", "csat", "by_theme", "arrivals_by_source"];

/// As many bars of each, what is left over aside: a message shows a tall picture small.
const MOST_LINES: usize = 4;

const TITLE_CHARS: usize = 32;
const TITLE_HEIGHT: u32 = 24;

/// Several pictures in one.
#[derive(Template)]
#[template(path = "poster.svg")]
pub struct Poster {
    width: u32,
    height: u32,
    title: String,
    head: Vec<(u32, String)>,
    said: String,
    said_at: u32,
    charts: Vec<Chart>,
}

#[derive(Template)]
#[template(path = "chart.svg")]
struct Alone<'a> {
    chart: &'a Chart,
}

/// The picture that a message shows; none when nothing is drawn yet.
pub fn poster(report: &Report) -> Option<Poster> {
    let shown = charts(report).into_iter().filter(|chart| SHOWN.contains(&chart.id.as_str()));
    let mut charts: Vec<_> = shown.map(|chart| chart.in_short(MOST_LINES)).collect();
    if charts.is_empty() {
        return None;
    }
    charts.sort_by_key(|chart| SHOWN.iter().position(|key| *key == chart.id));
    let title = printable(&report.title);
    let head = placed(wrap(&title, TITLE_CHARS), 30, TITLE_HEIGHT);
    let said_at = head.last().map_or(6, |(top, _)| *top) + TITLE_HEIGHT;
    let mut height = said_at + 12;
    for chart in &mut charts {
        chart.top = height;
        height += chart.height();
    }
    let said = format!("Rapport établi le {}", reading_day(report));
    Some(Poster { width: WIDTH, height, title, head, said, said_at, charts })
}

impl Poster {
    /// The picture as SVG.
    ///
    /// # Errors
    /// When it cannot be written, which memory alone could cause.
    pub fn svg(&self) -> Result<String> {
        self.render().context("writing a picture")
    }

    /// The picture as PNG, twice as large.
    ///
    /// # Errors
    /// When it cannot be drawn.
    pub fn png(&self) -> Result<Vec<u8>> {
        png::of(&self.svg()?)
    }

    /// What it shows, in words.
    pub fn alternative(&self) -> String {
        self.charts.iter().map(Chart::alternative).collect::<Vec<_>>().join("\n")
    }
}

impl Chart {
    /// The picture as SVG.
    ///
    /// # Errors
    /// When it cannot be written, which memory alone could cause.
    pub fn svg(&self) -> Result<String> {
        Alone { chart: self }.render().context("writing a picture")
    }
}
