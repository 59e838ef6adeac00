//! What comes one after the other in time, as columns side by side.

use super::layout::{Chart, Line, WIDTH};

/// The height of the highest column.
const HIGHEST: u32 = 120;

/// What stands around the columns: the value above the highest, the hours below.
const ABOVE: u32 = 22;
const BELOW: u32 = 26;
const SIDE: u32 = 16;

/// About so many hours are written below.
const HOURS_WRITTEN: usize = 4;

/// One column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// From the left.
    pub x: u32,
    /// From the top of the picture.
    pub top: u32,
    /// How wide.
    pub width: u32,
    /// How high; nought has no column.
    pub height: u32,
    /// What is written below, for some.
    pub below: Option<String>,
    /// What is written above, for the highest.
    pub above: Option<String>,
}

impl Column {
    /// Where its words begin, so that none leaves the picture.
    pub fn words_x(&self) -> u32 {
        self.x.min(WIDTH - 60)
    }
}

/// How much room columns take.
pub(super) const ROOM: u32 = ABOVE + HIGHEST + BELOW;

/// The columns of lines whose values are these, from the top of the plot.
pub(super) fn columns(lines: &[Line], values: &[f64], top: u32) -> Vec<Column> {
    let most = values.iter().copied().fold(0.0, f64::max);
    let Some(room) = (WIDTH - 2 * SIDE).checked_div(u32::try_from(lines.len()).unwrap_or(u32::MAX)) else { return Vec::new() };
    let every = lines.len().div_ceil(HOURS_WRITTEN).max(1);
    let highest = values.iter().position(|value| *value >= most && most > 0.0);
    let column = |(place, (line, value)): (usize, (&Line, &f64))| {
        let height = height_of(*value, most);
        Column {
            x: SIDE + room * u32::try_from(place).unwrap_or(u32::MAX),
            top: top + ABOVE + HIGHEST - height,
            width: room.saturating_sub(2).clamp(1, 40),
            height,
            below: (place % every == 0).then(|| line.name.clone()),
            above: (Some(place) == highest).then(|| line.text.clone()),
        }
    };
    lines.iter().zip(values).enumerate().map(column).collect()
}

fn height_of(value: f64, most: f64) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a height below 121")]
    let height = if most > 0.0 { (value / most * f64::from(HIGHEST)).ceil() as u32 } else { 0 };
    height
}

impl Chart {
    /// Where the hours are written.
    pub fn hours_y(&self) -> u32 {
        self.columns_top() + ABOVE + HIGHEST + 18
    }

    /// Where the columns stand.
    pub fn ground_y(&self) -> u32 {
        self.columns_top() + ABOVE + HIGHEST
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_keep_their_order_and_fit_in_the_picture() {
        let lines: Vec<Line> = (0..24).map(|hour| Line::new(&format!("{hour:02} h"), "1", None, false)).collect();
        let values: Vec<f64> = (0..24).map(|hour| if hour == 3 { 0.0 } else { f64::from(hour) }).collect();
        let columns = columns(&lines, &values, 40);
        assert!(columns.is_sorted_by_key(|column| column.x));
        assert!(columns.iter().all(|column| column.x + column.width <= WIDTH && column.top + column.height == 40 + ABOVE + HIGHEST));
        assert_eq!((columns[3].height, columns[23].height), (0, HIGHEST), "nought has no column");
        assert_eq!(columns.iter().filter(|column| column.above.is_some()).count(), 1, "only the highest says its value");
        assert_eq!(columns.iter().filter_map(|column| column.below.as_deref()).collect::<Vec<_>>(), ["00 h", "06 h", "12 h", "18 h"]);
        assert!(super::columns(&[], &[], 0).is_empty());
    }
}
