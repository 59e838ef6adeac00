//! What a workbook holds beside the figures: the questions, the plan's costs, the
//! applications position by position.

use super::cases::ReadCase;
use crate::campaign::STEPS;

/// What comes with a report.
#[derive(Clone, Debug, Default)]
pub struct Annex {
    /// The questions, redacted; none for who may not read them.
    pub questions: Option<Vec<ReadCase>>,
    /// What is paid to others: for what, how many cents.
    pub expenses: Vec<(String, u64)>,
    /// What our own people do: what, for which directorate, how many people, tenths of a day each.
    pub work: Vec<(String, String, u32, u32)>,
    /// Each position with its files at each step, in the order of [`STEPS`].
    pub positions: Vec<(String, [Option<u64>; STEPS.len()])>,
}
