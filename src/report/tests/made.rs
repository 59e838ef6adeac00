//! Made sessions, whose figures are known.

use AnsweredBy::{Bot, Person};
use Outcome::{Answer, Choices, HandedOver, OutOfScope, SmallTalk, Unknown};
use jiff::Timestamp;
use jiff::civil::date;

use super::super::campaign::Brought;
use super::super::*;
use crate::campaign::{Base, Campaign, Count, Dossier, Position, Sought, Step};
use crate::store::{AskedFact, Case, Tick};
use crate::words::{AnsweredBy, ChangedMind, Door, FaqAge, Feedback, MISCONCEPTIONS, Outcome, SessionId};

pub(super) fn fact(
    conversation: &str,
    person: &str,
    (first_outcome, outcome): (Outcome, Outcome),
    theme: Option<&str>,
    answered: Option<(i64, AnsweredBy)>,
) -> AskedFact {
    AskedFact {
        conversation_id: conversation.into(),
        person: Some(person.into()),
        asked_at: 1_000,
        first_outcome,
        outcome,
        theme: theme.map(Into::into),
        answered_at: answered.map(|(at, _)| at),
        answered_by: answered.map(|(_, by)| by),
        ..AskedFact::default()
    }
}

/// A question of somebody new.
pub(super) fn arrival(person: &str, source: Option<&str>) -> AskedFact {
    AskedFact { is_arrival: true, source: source.map(Into::into), ..fact(person, person, (Answer, Answer), None, None) }
}

pub(super) fn report(facts: &Facts) -> Report {
    summarise(&SessionId::new("s"), "Un soir", facts, &Given::default(), Timestamp::UNIX_EPOCH)
}

/// A small evening, whose figures are known.
pub(in crate::report) fn an_evening() -> Report {
    let facts = Facts {
        asked: vec![
            fact("a", "anne", (Answer, Answer), Some("remuneration"), Some((1_200, Bot))),
            fact("a", "anne", (Choices, Answer), Some("teletravail"), Some((3_000, Bot))),
            fact("a", "anne", (SmallTalk, SmallTalk), Some("tchat"), Some((1_000, Bot))),
            fact("b", "bilal", (Unknown, HandedOver), None, Some((601_000, Person))),
            fact("c", "bilal", (Unknown, Unknown), None, None),
            fact("d", "chloe", (OutOfScope, OutOfScope), None, Some((1_000, Bot))),
        ],
        stars: vec![5, 4, 2],
        ..Facts::default()
    };
    report(&facts)
}

/// An evening of few people, all from one source, of whom one has a profile.
pub(in crate::report) fn small() -> Report {
    let mut asked = vec![arrival("anne", Some("salon")), arrival("bilal", Some("salon"))];
    asked.push(AskedFact {
        near_theme: Some("statut".into()),
        ..fact("bilal", "bilal", (Unknown, HandedOver), None, Some((61_000, Person)))
    });
    let ticks = vec![Tick { person: "anne".into(), question: "age".into(), answer: "18-25".into() }];
    report(&Facts { asked, stars: vec![4], ticks, ..Facts::default() })
}

/// A long evening with all that people give, and what comes with it in a workbook;
/// its theme, its title and a question try to be formulas.
pub(in crate::report) fn full() -> (Report, Annex) {
    let sources = ["linkedin", "linkedin", "instagram", "salon", "presse", "ambassadeur-agent", "linkedin", "linkedin"];
    let themes = ["remuneration", "teletravail", MISCONCEPTIONS, "=1+1"];
    let mut facts = Facts {
        stars: vec![5, 5, 4, 4, 4, 3, 1],
        returning: 3,
        appliers_by_offer: vec![("archi".into(), 6), ("=1+1".into(), 2)],
        faq_age: Some(FaqAge { entries: 154, fresh: 150 }),
        ..Facts::default()
    };
    for number in 0..64_usize {
        let person = format!("personne {number:02}");
        let asked_at = 1_780_250_400_000 + 45_000 * number as i64;
        let (outcomes, answered) = match number % 8 {
            6 => ((Unknown, HandedOver), Some((asked_at + 420_000, Person))),
            7 => ((Unknown, Unknown), None),
            _ => ((Answer, Answer), Some((asked_at + 300, Bot))),
        };
        let theme = answered.is_some().then(|| themes[number % 4]);
        facts.asked.push(AskedFact {
            asked_at,
            source: (number % 3 > 0).then(|| sources[number % 8].to_owned()),
            source_known: (number % 3 > 0).then(|| "link".to_owned()),
            near_theme: (number % 8 > 5).then(|| themes[number % 3].to_owned()),
            entry: (number % 8 < 6).then(|| format!("fiche-{}", number % 5)),
            feedback: (number % 4 == 0).then_some(if number % 12 == 0 { Feedback::NotUseful } else { Feedback::Useful }),
            mind: (theme == Some(MISCONCEPTIONS)).then_some(if number % 3 == 0 { ChangedMind::No } else { ChangedMind::Yes }),
            is_arrival: true,
            applied: number % 9 == 0,
            ..fact(&person, &person, outcomes, theme, answered)
        });
        if number % 2 == 0 {
            let answer = if number % 4 == 0 { "18-25" } else { "26-35" };
            facts.ticks.push(Tick { person, question: "age".into(), answer: answer.into() });
        }
    }
    let given = Given {
        expenses_in_cents: Some(123_456),
        work_in_tenths: Some(55),
        sought: vec![Sought { needs: vec![("age", &["18-25"])] }],
        reference_contacts: vec![
            reference("Salon de l'an passé", 25, Base::OneEvent),
            reference("Les salons", 1_500, Base::MeanEvent),
            ReferenceContacts { counted_as: Some("passages".into()), ..reference("Forum", 90, Base::OneEvent) },
        ],
        campaign: campaign(40),
        reviewed: Some((46, 50)),
        ambassadors: vec![("DGA et directeurs".into(), 3, 6), ("agents".into(), 7, 20), ("tous".into(), 10, 26)],
        cohort: Some(Cohort { people: 60, contacts: 64, clicking: vec![(30, 6), (60, 9)] }),
        cohort_is_over: false,
    };
    let title = "=HYPERLINK(\"https://exemple.fr\") <b>Un soir</b>";
    let case = Case {
        person: Some("personne 00".into()),
        asked_at: 1_780_250_400_000,
        door: Door::Web,
        question: Some("@somme(1;2) : c'est « combien » ?".into()),
        first_outcome: Answer,
        outcome: Answer,
        entry: Some("fiche-0".into()),
        theme: Some("remuneration".into()),
        feedback: None,
        answered_by: Some(Bot),
        source: None,
        is_hostile: false,
        mind: None,
    };
    let annex = Annex {
        questions: chosen_cases(&[case], &Chosen::default(), &std::collections::BTreeSet::new()),
        expenses: vec![("Publicité".into(), 123_456)],
        work: vec![("Répondre".into(), "DSIN".into(), 2, 5)],
        positions: vec![("Archi".into(), [Some(40), Some(10), None, Some(1)])],
    };
    (summarise(&SessionId::new("s"), title, &facts, &given, Timestamp::UNIX_EPOCH), annex)
}

/// A session that nobody came to.
pub(in crate::report) fn nothing() -> Report {
    report(&Facts::default())
}

pub(super) fn reference(name: &str, contacts: u64, base: Base) -> ReferenceContacts {
    ReferenceContacts { name: name.into(), contacts, base, counted_as: None }
}

pub(super) fn campaign(received: u64) -> OwnCampaign {
    let position = Position { title: "Archi".into(), openings: 1, ..Position::default() };
    let count =
        |step, value| Count { position: "Archi".into(), step, value, on: Some(date(2026, 11, 22)), author: "RH".into(), origin: None };
    let dossier = Dossier {
        campaign: Campaign { positions: vec![position], ..Campaign::default() },
        counts: vec![count(Step::Received, received), count(Step::Relevant, 10), count(Step::Interviewed, 4), count(Step::Retained, 1)],
        ..Dossier::default()
    };
    OwnCampaign::Of(Box::new(super::campaign::summarise(&dossier, &Brought::default())))
}
