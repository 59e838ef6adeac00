//! One position as its advert describes it.

use jiff::civil::Date;

use crate::files::Status;

/// One position; what the advert does not say is absent, never guessed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The name of the file without `.md`: the advert's number in lower case.
    pub reference: String,
    /// The position, as the advert calls it: the title of the file.
    pub title: String,
    /// What the person will do, in Markdown; may be empty.
    pub description: String,
    /// Whether candidates see it (header `statut`).
    pub status: Status,
    /// What HR last said of it (header `etat`).
    pub progress: Progress,
    /// Who in HR answers for this file.
    pub owner: String,
    /// Who recruits.
    pub employer: String,
    /// The branch of public service.
    pub branch: Option<Branch>,
    /// `A`, `B` or `C`.
    pub category: Option<String>,
    /// Who may apply.
    pub open_to: Option<OpenTo>,
    /// The kind of contract, in the advert's words.
    pub contract: Option<String>,
    /// How long the contract or the post lasts, in the advert's words.
    pub duration: Option<String>,
    /// The trade, in the advert's words.
    pub occupation: Option<String>,
    /// The ROME code of the trade, a letter and four digits, typed by HR.
    pub rome: Option<String>,
    /// The studies asked for, in the advert's words.
    pub education: Option<String>,
    /// The experience asked for, in the advert's words.
    pub experience: Option<String>,
    /// What the advert says of remote work.
    pub remote: Option<String>,
    /// Whether the post is full time.
    pub full_time: Option<bool>,
    /// Whether the person leads a team.
    pub management: Option<bool>,
    /// Where the work is done.
    pub place: Option<String>,
    /// The day the advert was published.
    pub published: Option<Date>,
    /// The last day to apply; none when the advert has no end.
    pub closes: Option<Date>,
    /// The pay, as a sentence of HR.
    pub pay_text: Option<String>,
    /// The live advert, always `https://`.
    pub apply_url: Option<String>,
    /// How many people are wanted.
    pub positions: Option<u32>,
    /// The weekly file that made or last changed it (header `origine`); none
    /// when it was made by hand: no import then touches it.
    pub origin: Option<String>,
    /// The file, relative to the responses folder, with `/` on every system.
    pub path: String,
}

/// A branch of the French public service (header `versant`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Branch {
    /// `etat`.
    State,
    /// `territoriale`.
    Local,
    /// `hospitaliere`.
    Hospital,
}

/// Who may apply (header `ouvert_a`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenTo {
    /// `titulaires`: civil servants only.
    CivilServants,
    /// `contractuels`: people under contract only.
    Contract,
    /// `tous`: both.
    Both,
}

/// What HR last said of a position (header `etat`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// `ouverte`: applications are received, until the closing date.
    Open,
    /// `pourvue`: someone was chosen.
    Filled,
    /// `fermee`: no longer offered.
    Closed,
}

/// Whether a position can be applied for on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It can be applied for.
    Open,
    /// Its last day is past, or HR closed it.
    Closed,
    /// Someone was chosen.
    Filled,
}

impl Offer {
    /// A draft of this reference that says nothing yet.
    pub fn sketch(reference: &str) -> Self {
        Self {
            reference: reference.to_owned(),
            title: String::new(),
            description: String::new(),
            status: Status::Draft,
            progress: Progress::Open,
            owner: "DRH".to_owned(),
            employer: String::new(),
            branch: None,
            category: None,
            open_to: None,
            contract: None,
            duration: None,
            occupation: None,
            rome: None,
            education: None,
            experience: None,
            remote: None,
            full_time: None,
            management: None,
            place: None,
            published: None,
            closes: None,
            pay_text: None,
            apply_url: None,
            positions: None,
            origin: None,
            path: format!("offres/{reference}.md"),
        }
    }

    /// Whether the position can be applied for on this day: the last day counts.
    pub fn state(&self, today: Date) -> State {
        match self.progress {
            Progress::Filled => State::Filled,
            Progress::Closed => State::Closed,
            Progress::Open if self.closes.is_some_and(|last| last < today) => State::Closed,
            Progress::Open => State::Open,
        }
    }
}
