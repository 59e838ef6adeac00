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

/// What HR counts of its two positions, each step a part of the one before, and
/// reads of one post; so many files at most were received for each. Each link has
/// a post of its own.
pub(super) fn typed(rng: &mut Rng, received: u64, links: &[(String, String)], day: Date) -> Dossier {
    let titles = ["Poste fictif de développement", "Poste fictif de support"];
    let counted_on = day.checked_sub(rng.i64(0..3).days()).ok();
    let mut counts = Vec::new();
    let mut hires = Vec::new();
    for title in titles {
        let mut most = rng.u64(1..=received);
        for (step, ..) in STEPS {
            let value = rng.u64(0..=most);
            most = value;
            counts.push(Count { position: title.to_owned(), step, value, on: counted_on, author: "RH fictive".to_owned(), origin: None });
        }
        counts.extend(origins_of_hires(rng, title, most, counted_on));
        hires.push(most);
    }
    let read_on = day.checked_sub(rng.i64(0..3).days()).ok();
    let reading = |measure, value| Reading {
        post: POST.to_owned(),
        measure,
        value,
        on: read_on,
        reader: "Lectrice fictive".to_owned(),
        place: "réseau fictif".to_owned(),
        remark: String::new(),
    };
    let impressions = rng.u64(1_000..20_000);
    let readings = vec![
        reading(Measured::Impressions, impressions),
        reading(Measured::Views, impressions / 2),
        reading(Measured::Reactions, impressions / 50),
        reading(Measured::Comments, impressions / 900),
        reading(Measured::Reposts, impressions / 300),
        reading(Measured::Clicks, impressions / 70),
    ];
    let published = day.saturating_sub(120.days());
    // Nobody accepts a position that nobody is retained for.
    let accepted = |days: i32, hires: u64| (hires > 0).then(|| published.saturating_add(days.days()));
    let position = |title: &str, openings, accepted: Option<Date>| Position {
        title: title.to_owned(),
        openings,
        offer: None,
        published: Some(published),
        accepted,
    };
    let days = [Some(rng.i32(20..120)), rng.bool().then(|| rng.i32(20..120))];
    let accepted = [0, 1].map(|place| days[place].and_then(|days| accepted(days, hires[place])));
    let post = |name: String, link: Option<&(String, String)>| Post {
        name,
        channel: "linkedin".to_owned(),
        on: None,
        cents: None,
        link: link.map(|(slug, _)| slug.clone()),
        address: None,
    };
    let others = links.iter().enumerate().skip(1).map(|(number, link)| post(format!("{POST} n° {}", number + 1), Some(link)));
    let posts = std::iter::once(post(POST.to_owned(), links.first())).chain(others).collect();
    let campaign = Campaign {
        slug: CAMPAIGN.to_owned(),
        starts: Some(day.saturating_sub(30.days())),
        ends: Some(day.saturating_add(30.days())),
        name: "Campagne fictive".to_owned(),
        posts,
        positions: vec![position(titles[0], 1, accepted[0]), position(titles[1], 2, accepted[1])],
        ..Campaign::default()
    };
    Dossier { campaign, readings, counts, is_example: false }
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
