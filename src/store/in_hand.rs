//! What an instance takes in hand before it says it in Discord, so that no other
//! says it too: a row held until an instant, which whoever keeps it lets go.

use jiff::{SignedDuration, Timestamp};

use super::{CLOCKS_DIFFER, millis};

/// Who says nothing for this long has lost what they had in hand.
const IN_HAND: SignedDuration = SignedDuration::from_mins(1);

/// Until when what is taken now is held; now; and what a hold is never beyond,
/// unless the clock was set back since.
pub(super) fn hold(now: Timestamp) -> [i64; 3] {
    [millis(now + IN_HAND), millis(now), millis(now + IN_HAND + CLOCKS_DIFFER)]
}

/// Takes a row in hand, for a minute at the most, and gives it as it stands; none
/// while another instance has it. What makes a row that is not there yet holds it
/// until `$1`, knows now as `$2`, and binds its own values from `$4` on.
macro_rules! take_in_hand {
    ($link:expr, $row:ty, $table:literal by $keys:literal at $now:expr, make $insert:literal, give $columns:literal $(, $bind:expr)* $(,)?) => {{
        let [until, now, beyond] = $crate::store::in_hand::hold($now);
        $crate::store::link::row!(
            $link,
            $row,
            concat!(
                $insert,
                " on conflict (", $keys, ") do update set claimed_until = excluded.claimed_until where ",
                $table, ".claimed_until is null or ", $table, ".claimed_until <= $2 or ", $table, ".claimed_until > $3 returning ",
                $columns
            ),
            until,
            now,
            beyond
            $(, $bind)*
        )
    }};
}

pub(super) use take_in_hand;
