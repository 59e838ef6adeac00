//! What people give of a fictional evening, drawn from a number: the plan with its
//! costs, and what HR counts and reads of its campaign.

use fastrand::Rng;
use jiff::ToSpan;
use jiff::civil::Date;

use crate::campaign::{Base, Campaign, Count, Dossier, Measured, Position, Post, Reading, STEPS, Step, Work};
use crate::sessions::{Audience, Expense, MediaLine, Plan, ReferenceEvent};

/// The campaign of the session, and its post.
const CAMPAIGN: &str = "soiree-fictive";
const POST: &str = "Publication fictive";

/// Costs and what the evening is compared with.
pub(super) fn decided(rng: &mut Rng) -> Plan {
    let reference =
        |name: &str, counts: &str, value, base| ReferenceEvent { name: name.to_owned(), counts: counts.to_owned(), value, base };
    let work = |task: &str, people, tenths_of_day| Work { task: task.to_owned(), directorate: String::new(), people, tenths_of_day };
    Plan {
        audience: vec![Audience::Graduates, Audience::CareerChange],
        expenses: vec![
            Expense { label: "publicité fictive".to_owned(), cents: rng.u64(10_000..200_000) },
            Expense { label: "affiches fictives".to_owned(), cents: rng.u64(0..50_000) },
        ],
        work: vec![work("réponses", rng.u32(1..5), rng.u32(5..30)), work("visuels", 1, rng.u32(1..20))],
        references: vec![
            reference("Salon fictif", "contacts", rng.u64(20..400), Base::OneEvent),
            reference("Les salons fictifs", "contacts", rng.u64(20..400), Base::MeanEvent),
            reference("Salon fictif", "candidatures", rng.u64(1..60), Base::OneEvent),
        ],
        campaign: Some(CAMPAIGN.to_owned()),
        ..Plan::default()
    }
}

/// One line of the media plan, now and then: what is counted day by day begins
/// with it.
pub(super) fn announced(rng: &mut Rng, day: Date) -> Vec<MediaLine> {
    let line = |days: i64| MediaLine { channel: "affiche fictive".to_owned(), on: day.checked_sub(days.days()).ok(), cents: 0, link: None };
    (0..rng.usize(0..3)).map(|_| line(rng.i64(0..20))).collect()
}

/// The two positions of the campaign.
const TITLES: [&str; 2] = ["Poste fictif de développement", "Poste fictif de support"];

/// What HR counts of its two positions, and reads of one post; so many files at most
/// were received for each. Each link has a post of its own.
pub(super) fn typed(rng: &mut Rng, received: u64, links: &[(String, String)], day: Date) -> Dossier {
    let (counts, hires) = counted(rng, received, day);
    let readings = readings(rng, day);
    let campaign = Campaign {
        slug: CAMPAIGN.to_owned(),
        name: "Campagne fictive".to_owned(),
        starts: Some(day.saturating_sub(30.days())),
        ends: Some(day.saturating_add(30.days())),
        posts: posts(links),
        positions: positions(rng, hires, day),
        ..Campaign::default()
    };
    Dossier { campaign, readings, counts, is_example: false }
}

/// The files of each position, each step a part of the one before, and how many
/// were retained.
fn counted(rng: &mut Rng, received: u64, day: Date) -> (Vec<Count>, [u64; 2]) {
    let on = day.checked_sub(rng.i64(0..3).days()).ok();
    let mut counts = Vec::new();
    let hires = TITLES.map(|title| {
        let mut most = rng.u64(1..=received);
        for (step, ..) in STEPS {
            most = rng.u64(0..=most);
            let author = "RH fictive".to_owned();
            counts.push(Count { position: title.to_owned(), step, value: most, on, author, origin: None });
        }
        counts.extend(origins_of_hires(rng, title, most, on));
        most
    });
    (counts, hires)
}

/// What was read of the first post.
fn readings(rng: &mut Rng, day: Date) -> Vec<Reading> {
    let on = day.checked_sub(rng.i64(0..3).days()).ok();
    let impressions = rng.u64(1_000..20_000);
    let read = [
        (Measured::Impressions, impressions),
        (Measured::Views, impressions / 2),
        (Measured::Reactions, impressions / 50),
        (Measured::Comments, impressions / 900),
        (Measured::Reposts, impressions / 300),
        (Measured::Clicks, impressions / 70),
    ];
    let reading = |(measure, value)| Reading {
        post: POST.to_owned(),
        measure,
        value,
        on,
        reader: "Lectrice fictive".to_owned(),
        place: "réseau fictif".to_owned(),
        remark: String::new(),
    };
    read.into_iter().map(reading).collect()
}

/// One post at least, and one for each link.
fn posts(links: &[(String, String)]) -> Vec<Post> {
    let post = |name: String, link: Option<&(String, String)>| Post {
        name,
        channel: "linkedin".to_owned(),
        on: None,
        cents: None,
        link: link.map(|(slug, _)| slug.clone()),
        address: None,
    };
    let others = links.iter().enumerate().skip(1).map(|(number, link)| post(format!("{POST} n° {}", number + 1), Some(link)));
    std::iter::once(post(POST.to_owned(), links.first())).chain(others).collect()
}

/// The positions, of which nobody accepts one that nobody is retained for.
fn positions(rng: &mut Rng, hires: [u64; 2], day: Date) -> Vec<Position> {
    let published = day.saturating_sub(120.days());
    let days = [Some(rng.i32(20..120)), rng.bool().then(|| rng.i32(20..120))];
    let position = |place: usize| Position {
        title: TITLES[place].to_owned(),
        openings: if place == 0 { 1 } else { 2 },
        offer: None,
        published: Some(published),
        accepted: days[place].filter(|_| hires[place] > 0).map(|days| published.saturating_add(days.days())),
    };
    (0..TITLES.len()).map(position).collect()
}

/// Where some of the hires of a position come from, as far as HR knows.
fn origins_of_hires(rng: &mut Rng, title: &str, hires: u64, on: Option<Date>) -> Vec<Count> {
    let linkedin = rng.u64(0..=hires);
    let fair = rng.u64(0..=hires - linkedin);
    let of = |(origin, value): (&str, u64)| Count {
        position: title.to_owned(),
        step: Step::Retained,
        value,
        on,
        author: "RH fictive".to_owned(),
        origin: Some(origin.to_owned()),
    };
    [("linkedin", linkedin), ("salon", fair)].into_iter().map(of).collect()
}
