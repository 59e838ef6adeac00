//! Two texts side by side, line by line, with what differs.

use similar::{Algorithm, DiffTag, capture_diff_slices};

/// One line of each text; a side without a line faces one that the other has alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The line of the first text.
    pub left: Option<String>,
    /// The line of the second.
    pub right: Option<String>,
    /// Which side is alone, if they differ.
    pub side: Side,
}

/// How the two sides of a row compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The same line.
    Both,
    /// Different lines.
    Differ,
}

/// Every line of two texts, those that are the same on one row.
pub fn side_by_side(left: &str, right: &str) -> Vec<Row> {
    let (left, right): (Vec<&str>, Vec<&str>) = (left.lines().collect(), right.lines().collect());
    let changes = capture_diff_slices(Algorithm::Myers, &left, &right);
    let rows = changes.iter().flat_map(|change| {
        let (tag, old, new) = change.as_tag_tuple();
        let side = if tag == DiffTag::Equal { Side::Both } else { Side::Differ };
        let (old, new) = (&left[old], &right[new]);
        let line = |lines: &[&str], index: usize| lines.get(index).map(|line| (*line).to_owned());
        (0..old.len().max(new.len())).map(move |index| Row { left: line(old, index), right: line(new, index), side })
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_stands_face_to_face() {
        let shown: Vec<String> = side_by_side("a\nb\nc\n", "a\nB\nc\nd\n")
            .into_iter()
            .map(|row| format!("{}|{}|{:?}", row.left.unwrap_or_default(), row.right.unwrap_or_default(), row.side))
            .collect();
        assert_eq!(shown, ["a|a|Both", "b|B|Differ", "c|c|Both", "|d|Differ"]);
    }
}
