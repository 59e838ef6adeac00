//! What people give of a session, which the bot cannot count: the costs and the
//! reference events of its plan, and what is typed of its campaign.
//!
//! It may come long after the session. A report that is frozen takes it all the
//! same: what the bot counted stays as it was, and nobody is counted again.

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::Origin;
use super::campaign::{CampaignReport, files};
use super::computed::{Computed, in_euros, percent, ratio_of, share, unsaid, value};
use super::followed;
use super::measure::State;
use super::sources::Arrivals;
use crate::campaign::{Base, STEPS, Sought, Step};

/// What people gave of a session.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Given {
    /// What is paid to others, in cents of a euro; none when nothing is written.
    pub expenses_in_cents: Option<u64>,
    /// What our own people do, in tenths of a day of one person.
    pub work_in_tenths: Option<u64>,
    /// For whom the session is; nothing when that was not said.
    pub sought: Vec<Sought>,
    /// The people that each event it is compared with had.
    pub reference_contacts: Vec<ReferenceContacts>,
    /// The campaign whose counts and readings are those of this session.
    pub campaign: OwnCampaign,
    /// Answers of the bot that HR found right, of those they read again; none when
    /// they read none.
    pub reviewed: Option<(u64, u64)>,
    /// Ambassadors who were active and all of them, by levels that hide nobody;
    /// everybody last.
    pub ambassadors: Vec<(String, u64, u64)>,
    /// People of the session who came back to click on « postuler », by what has
    /// passed since, of how many; none while nothing has, or once they are no
    /// longer told apart.
    pub cohort: Option<Cohort>,
    /// Whether it can no longer be read, since nobody is told apart.
    pub cohort_is_over: bool,
}

/// The people of an event that a session is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferenceContacts {
    /// The event.
    pub name: String,
    /// How many.
    pub contacts: u64,
    /// What that figure covers.
    pub base: Base,
    /// What it counts, when that is not each person once, as a session counts its
    /// contacts: « passages ».
    pub counted_as: Option<String>,
}

impl ReferenceContacts {
    /// Whether it is of one event, and counts as a session does.
    pub(super) fn is_comparable(&self) -> bool {
        self.base == Base::OneEvent && self.counted_as.is_none()
    }

    fn named(&self) -> String {
        let rule = self.counted_as.as_ref().map(|rule| format!("{rule}, ")).unwrap_or_default();
        format!("{} ({rule}{})", self.name, self.base.in_short())
    }
}

/// The session beside the events it is compared with.
pub(super) const THIS_SESSION: &str = "cette session";

/// People who came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cohort {
    /// Of how many: those of the web page who are still told apart.
    pub people: u64,
    /// Of how many contacts of the session these are a part.
    pub contacts: u64,
    /// How many had, after so many days.
    pub clicking: Vec<(u32, u64)>,
}

impl Cohort {
    pub(super) fn computed(&self) -> Computed {
        let share = |(days, people): &(u32, u64)| (format!("{days} jours"), json!(percent(*people, self.people)));
        value(Value::Object(self.clicking.iter().map(share).collect())).of(self.people).covering(percent(self.people, self.contacts))
    }
}

/// Whether what is typed of a campaign is of one session.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum OwnCampaign {
    /// The session names no campaign.
    #[default]
    NotNamed,
    /// Several sessions name it: a count of all of them is of none.
    Shared,
    /// It is of this session alone.
    Of(Box<CampaignReport>),
}

impl Given {
    /// A figure of the campaign.
    pub(super) fn typed(&self, key: &str) -> Computed {
        self.of_campaign(|campaign| match campaign.figure(key) {
            Some(figure) if figure.origin == Origin::Typed => figure.measure.clone().read_on(last_reading(campaign)),
            Some(figure) => figure.measure.clone().read_on(last_count(campaign)),
            None => unsaid(State::Unknown),
        })
    }

    /// People who arrived, of the clicks on the links of the campaign.
    pub(super) fn click_to_arrival(&self) -> Computed {
        let passage = |campaign: &CampaignReport| campaign.passages.iter().find(|passage| passage.to == "arrivals").cloned();
        self.of_campaign(|campaign| match passage(campaign) {
            Some(passage) if passage.refused.is_some() => unsaid(State::Unmeasurable),
            Some(passage) => passage.measure,
            None => unsaid(State::Unknown),
        })
    }

    /// The same source by source, beside the arrivals of the session.
    pub(super) fn click_to_arrival_by_source(&self, arrivals: &Arrivals) -> Computed {
        self.of_campaign(|campaign| followed::by_source(&campaign.sources, arrivals))
    }

    /// The files received of the contacts of the session: refused when there are
    /// more files than people, which then came by another way.
    pub(super) fn contact_to_application(&self, contacts: u64) -> Computed {
        self.of_files(Step::Received, |received| if received > contacts { unsaid(State::Unmeasurable) } else { share(received, contacts) })
    }

    /// The days of one person that our own people gave, for each file of a step.
    pub(super) fn effort_per(&self, step: Step) -> Computed {
        let Some(tenths) = self.work_in_tenths else { return unsaid(State::Unknown) };
        self.of_files(step, |files| if files == 0 { unsaid(State::Unknown) } else { ratio_of(tenths, 10 * files).of(files) })
    }

    /// What is paid to others, for each file of a step.
    pub(super) fn cost_per(&self, step: Step) -> Computed {
        let Some(cents) = self.expenses_in_cents else { return unsaid(State::Unknown) };
        self.of_files(step, |files| if files == 0 { unsaid(State::Unknown) } else { ratio_of(cents, 100 * files).of(files) })
    }

    /// The share of ambassadors who were active, by levels.
    pub(super) fn active_ambassadors(&self) -> Computed {
        let Some((.., enrolled)) = self.ambassadors.last() else { return unsaid(State::Unknown).of(0) };
        let share = |(levels, active, enrolled): &(String, u64, u64)| (levels.clone(), json!(percent(*active, *enrolled)));
        value(Value::Object(self.ambassadors.iter().map(share).collect())).of(*enrolled)
    }

    /// The contacts of the session beside those of each event, each with its base.
    pub(super) fn contacts_beside(&self, contacts: u64) -> Computed {
        let named = |event: &ReferenceContacts| (event.named(), json!(event.contacts));
        let beside: Map<String, Value> =
            self.reference_contacts.iter().map(named).chain([(THIS_SESSION.to_owned(), json!(contacts))]).collect();
        if self.reference_contacts.is_empty() { unsaid(State::Unknown) } else { value(Value::Object(beside)) }
    }

    /// Files at each step, position by position.
    pub(super) fn applications_by_position(&self) -> Computed {
        self.of_campaign(|campaign| {
            if campaign.figure("applications").is_some_and(is_unmeasurable) {
                return unsaid(State::Unmeasurable);
            }
            let steps = |files: &[Option<u64>; STEPS.len()]| -> Map<String, Value> {
                STEPS.iter().zip(files).filter_map(|((.., name), files)| Some(((*name).to_owned(), json!((*files)?)))).collect()
            };
            let positions: Map<String, Value> = campaign
                .positions
                .iter()
                .map(|position| (position.title.clone(), steps(&position.files)))
                .filter(|(_, files)| !files.is_empty())
                .map(|(title, files)| (title, Value::Object(files)))
                .collect();
            if positions.is_empty() { unsaid(State::Unknown) } else { value(Value::Object(positions)).read_on(last_count(campaign)) }
        })
    }

    /// Answers that were found right, of those read again.
    pub(super) fn accuracy(&self) -> Computed {
        self.reviewed.map_or_else(|| unsaid(State::Unknown), |(right, read)| share(right, read))
    }

    /// What is paid to others.
    pub(super) fn external_cost(&self) -> Computed {
        self.expenses_in_cents.map_or_else(|| unsaid(State::Unknown), in_euros)
    }

    fn of_files(&self, step: Step, computed: impl Fn(u64) -> Computed) -> Computed {
        self.of_campaign(|campaign| match typed_files(campaign, step) {
            Some(files) => computed(files).read_on(last_count(campaign)),
            None if campaign.figure("applications").is_some_and(is_unmeasurable) => unsaid(State::Unmeasurable),
            None => unsaid(State::Unknown),
        })
    }

    fn of_campaign(&self, computed: impl Fn(&CampaignReport) -> Computed) -> Computed {
        match &self.campaign {
            OwnCampaign::NotNamed => unsaid(State::Unknown),
            OwnCampaign::Shared => unsaid(State::Unmeasurable),
            OwnCampaign::Of(campaign) => computed(campaign),
        }
    }
}

/// The last day on which somebody read a figure of a campaign on a network.
fn last_reading(campaign: &CampaignReport) -> Option<Date> {
    campaign.dossier.readings.iter().filter_map(|reading| reading.on).max()
}

/// The last day on which HR counted files of a campaign.
fn last_count(campaign: &CampaignReport) -> Option<Date> {
    campaign.dossier.counts.iter().filter_map(|count| count.on).max()
}

/// The files of a step, unless they have no meaning for the campaign.
fn typed_files(campaign: &CampaignReport, step: Step) -> Option<u64> {
    let are_said = campaign.figure("applications").is_some_and(|figure| figure.measure.state == State::Known);
    are_said.then(|| files(&campaign.dossier, step)).flatten()
}

fn is_unmeasurable(figure: &super::campaign::Figure) -> bool {
    figure.measure.state == State::Unmeasurable
}
