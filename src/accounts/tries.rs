//! How long wrong tries make one wait.

use jiff::SignedDuration;

/// An account with so many wrong tries is locked until an admin resets it.
pub const LOCKING_TRIES: i64 = 10;

/// The first try that makes one wait.
const PATIENT_TRIES: i64 = 5;

/// How long nobody can try again after so many wrong tries: nothing for the
/// first four, a minute after the fifth, twice as long after each further one.
pub fn wait_after(failed: i64) -> Option<SignedDuration> {
    let doubled = (failed - PATIENT_TRIES).min(10);
    (doubled >= 0).then(|| SignedDuration::from_mins(1 << doubled))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delay_grows_from_the_fifth_wrong_try() {
        let minutes: Vec<_> = (0..=LOCKING_TRIES).map(|failed| wait_after(failed).map(|wait| wait.as_mins())).collect();
        assert_eq!(minutes, [None, None, None, None, None, Some(1), Some(2), Some(4), Some(8), Some(16), Some(32)]);
        assert_eq!(wait_after(i64::MAX), Some(SignedDuration::from_mins(1024)));
    }
}
