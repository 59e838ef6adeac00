//! The media plan of a session: what announced it, at what cost, and what each
//! announcement brought.

use jiff::civil::Date;

use super::LinkBrought;
use super::funnel::people;
use crate::report::Measure;
use crate::report::computed::{count, unsaid};
use crate::report::few::Cells;
use crate::report::measure::State;

/// One announcement, as it was planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// The medium.
    pub channel: String,
    /// Its day.
    pub on: Option<Date>,
    /// Its price, in cents of a euro.
    pub cents: u64,
    /// The tracked link it carries.
    pub link: Option<String>,
    /// The post of a campaign that carries the same link: the campaign's word and
    /// the post's name.
    pub posts: Vec<(String, String)>,
}

/// One announcement with what it brought.
#[derive(Clone, Debug, PartialEq)]
pub struct MediaShare {
    /// The announcement.
    pub announcement: Announcement,
    /// Visits of its link until the session closed; unknown without a link.
    pub visits: Measure,
    /// People who asked in the session and came by it.
    pub contacts: Measure,
    /// Euros by visit.
    pub per_visit: Measure,
}

/// What each announcement of a session brought: `contacts` are those of the
/// session by link. Small groups hide, with as many others as it takes.
pub fn media_of(announcements: Vec<Announcement>, brought: &[LinkBrought], contacts_in_all: u64) -> Vec<MediaShare> {
    let by_link = brought.iter().map(|link| (link.slug.as_str(), link.askers));
    let named: u64 = brought.iter().map(|link| link.askers).sum();
    let others = contacts_in_all.saturating_sub(named);
    let cells = Cells::new(by_link.chain(std::iter::once(("", others))));
    announcements.into_iter().map(|announcement| share(announcement, brought, &cells)).collect()
}

fn share(announcement: Announcement, brought: &[LinkBrought], cells: &Cells<'_>) -> MediaShare {
    let link = announcement.link.as_deref().and_then(|slug| brought.iter().find(|link| link.slug == slug));
    let Some(link) = link else {
        let nobody_knows = || unsaid(State::Unknown);
        return MediaShare { announcement, visits: nobody_knows(), contacts: nobody_knows(), per_visit: nobody_knows() };
    };
    let is_told = link.askers == 0 || cells.shows(&link.slug);
    let contacts = if is_told { people(link.askers, link.askers) } else { unsaid(State::Hidden) };
    let per_visit = if announcement.cents == 0 { unsaid(State::Unknown) } else { computed_per(announcement.cents, link.visits) };
    MediaShare { visits: count(link.visits), contacts, per_visit, announcement }
}

fn computed_per(cents: u64, visits: u64) -> Measure {
    super::figures::each(Some(super::figures::ratio(cents, 100)), Some(visits)).covering(None)
}
