//! The one place that reads the clock: `app` and `cli` make it and pass what it says;
//! and what an instant is in Paris, to the calendar and to who reads it.

mod working_days;
mod written;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

pub use working_days::{answer_by, is_office_hour, is_working_day};
pub use written::{cell_in_paris, day_in_paris, day_in_words, hour_in_paris, month_name, read_instant, span_in_paris, written_day};

/// Where « now » comes from.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The system's clock.
    System,
    /// A clock set by hand, in milliseconds since 1970 in UTC: for trials.
    Set(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands still at an instant until it is set again.
    pub fn set_to(at: Timestamp) -> Self {
        Self::Set(Arc::new(AtomicI64::new(at.as_millisecond())))
    }

    /// The instant it shows.
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => Timestamp::now(),
            Self::Set(millis) => Timestamp::from_millisecond(millis.load(Ordering::SeqCst)).unwrap_or(Timestamp::UNIX_EPOCH),
        }
    }

    /// The day it shows, in Paris.
    pub fn today(&self) -> Date {
        in_paris(self.now()).date()
    }

    /// Sets it to another instant; the system's clock is not ours to set.
    pub fn turn_to(&self, at: Timestamp) {
        if let Self::Set(millis) = self {
            millis.store(at.as_millisecond(), Ordering::SeqCst);
        }
    }
}

/// An instant as the clocks of Rouen show it.
pub fn in_paris(at: Timestamp) -> Zoned {
    at.to_zoned(paris())
}

/// The time zone of the employer.
pub fn paris() -> TimeZone {
    // The zone data is bundled; without it UTC is the least surprising hour.
    TimeZone::get("Europe/Paris").unwrap_or(TimeZone::UTC)
}
