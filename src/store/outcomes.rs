//! The outcomes that a query speaks of, as SQL lists them: which they are is
//! said in the shared words alone.

use crate::words::Outcome;

/// What stands between the parentheses of `outcome in (…)`; words of the program,
/// never of a person.
pub(super) fn listed(is_meant: fn(Outcome) -> bool) -> String {
    let meant = Outcome::ALL.iter().copied().filter(|outcome| is_meant(*outcome));
    meant.map(|outcome| format!("'{}'", outcome.as_str())).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_are_listed_as_sql_writes_them() {
        assert_eq!(listed(Outcome::is_open), "'choices', 'unknown'");
        assert_eq!(listed(Outcome::is_curated), "'answer'");
    }
}
