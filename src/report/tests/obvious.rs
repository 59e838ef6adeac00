//! The report against a slow and obvious count, on random histories: each figure
//! is counted anew from all of the facts, one pass for each, nothing shared.

use std::collections::BTreeSet;

use jiff::Timestamp;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

use super::super::{FEWEST, Given, Measure, State, summarise};
use crate::campaign::PROFILE;
use crate::clock::is_office_hour;
use crate::store::{AskedFact, Facts, Tick};
use crate::words::{AnsweredBy, ChangedMind, Door, Feedback, MISCONCEPTIONS, Outcome, SessionId};

const OUTCOMES: [Outcome; 7] =
    [Outcome::Answer, Outcome::Choices, Outcome::Unknown, Outcome::SmallTalk, Outcome::OutOfScope, Outcome::HandedOver, Outcome::Refused];

const PEOPLE: [&str; 7] = ["anne", "bilal", "chloe", "dan", "eve", "fanny", "gil"];

fn word(words: &'static [&'static str]) -> impl Strategy<Value = Option<String>> {
    proptest::option::of(select(words).prop_map(str::to_owned))
}

/// One exchange of any kind, also of kinds that never happen together.
fn asked() -> impl Strategy<Value = AskedFact> {
    let who = (select(&["a", "b", "c", "d", "e"][..]), word(&PEOPLE));
    // Two days around the first Monday of June 2026: nights, holidays and office hours.
    let when = 1_780_200_000_000_i64..1_780_372_800_000;
    let what = (
        select(&OUTCOMES[..]),
        select(&OUTCOMES[..]),
        word(&["salaire", "velo"]),
        word(&["paie", "statut", MISCONCEPTIONS]),
        word(&["paie"]),
    );
    let answered = proptest::option::of((-2_000_i64..7_200_000, select(&[AnsweredBy::Bot, AnsweredBy::Person][..])));
    let said = (
        proptest::option::of(select(&[Feedback::Useful, Feedback::NotUseful][..])),
        proptest::option::of(select(&[ChangedMind::Yes, ChangedMind::No][..])),
    );
    let came = (word(&["linkedin", "salon", "presse"]), any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    (who, when, what, answered, said, came).prop_map(|(who, asked_at, what, answered, said, came)| {
        let (first_outcome, outcome, entry, theme, near_theme) = what;
        let (source, is_arrival, on_web, applied, is_hostile) = came;
        AskedFact {
            conversation_id: who.0.to_owned(),
            person: who.1,
            asked_at,
            door: if on_web { Door::Web } else { Door::Discord },
            first_outcome,
            outcome,
            entry,
            theme,
            near_theme,
            feedback: said.0,
            is_hostile,
            answered_at: answered.map(|(delay, _)| asked_at + delay),
            answered_by: answered.map(|(_, by)| by),
            mind: said.1,
            source_known: source.as_ref().map(|_| "link".to_owned()),
            source,
            is_arrival,
            applied,
            ..AskedFact::default()
        }
    })
}

fn history() -> impl Strategy<Value = Facts> {
    let ticked = (select(&PEOPLE[..]), select(&["age", "domaine"][..]), select(&["18-25", "numerique"][..]));
    let ticks = proptest::collection::vec(ticked, 0..14);
    (proptest::collection::vec(asked(), 0..40), proptest::collection::vec(1_i64..=5, 0..8), 0_u64..4, ticks).prop_map(
        |(asked, stars, returning, ticks)| {
            // Only somebody who asked something ticks, once for each question.
            let asks = |person: &str| asked.iter().any(|fact| fact.person.as_deref() == Some(person));
            let tick = |(person, question, answer): (&str, &str, &str)| Tick {
                person: person.to_owned(),
                question: question.to_owned(),
                answer: answer.to_owned(),
            };
            let ticks = ticks.into_iter().filter(|(person, ..)| asks(person)).map(tick).collect();
            Facts { asked, stars, returning, ticks, ..Facts::default() }
        },
    )
}

fn said(value: Value, base: Option<usize>, coverage: Option<f64>) -> Measure {
    let state = if value.is_null() { State::Unknown } else { State::Known };
    Measure { value, base: base.map(|base| base as u64), coverage, read_on: None, state }
}

fn percent(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| (part as f64 / whole as f64 * 10_000.0).round() / 100.0)
}

fn share(part: usize, whole: usize) -> Measure {
    said(json!(percent(part, whole)), Some(whole), None)
}

/// How many of each name.
fn tally<'a>(names: impl Iterator<Item = &'a String>) -> Map<String, Value> {
    let all: Vec<&String> = names.collect();
    all.iter().map(|name| ((*name).clone(), json!(all.iter().filter(|other| other == &name).count()))).collect()
}

/// The figures that show themselves whatever they are of.
fn counted(facts: &Facts) -> Vec<(&'static str, Measure)> {
    let all = &facts.asked;
    let questions: Vec<&AskedFact> =
        all.iter().filter(|fact| !matches!(fact.first_outcome, Outcome::SmallTalk | Outcome::OutOfScope)).collect();
    let count = |is: &dyn Fn(&AskedFact) -> bool| questions.iter().filter(|fact| is(fact)).count();
    let people = |is: &dyn Fn(&AskedFact) -> bool| -> usize {
        all.iter().filter(|fact| is(fact)).filter_map(|fact| fact.person.clone()).collect::<BTreeSet<_>>().len()
    };
    let conversations = |is: &dyn Fn(&AskedFact) -> bool| -> BTreeSet<String> {
        all.iter().filter(|fact| is(fact)).map(|fact| fact.conversation_id.clone()).collect()
    };
    let is_question = questions.len();
    let answered = count(&|fact| fact.answered_at.is_some());
    let by_bot = count(&|fact| fact.answered_at.is_some() && fact.answered_by != Some(AnsweredBy::Person));
    let unknown = count(&|fact| fact.first_outcome == Outcome::Unknown);
    let of_people = count(&|fact| fact.first_outcome == Outcome::HandedOver);

    let every = conversations(&|_| true).len();
    let handed = conversations(&|fact| fact.outcome == Outcome::HandedOver);
    let helped = conversations(&|fact| fact.feedback == Some(Feedback::Useful));
    let resolved = helped.iter().filter(|conversation| !handed.contains(*conversation)).count();
    let opinions = conversations(&|fact| fact.feedback.is_some()).len();

    let themes = tally(questions.iter().filter_map(|fact| fact.theme.as_ref()));
    let themed = count(&|fact| fact.theme.is_some());
    let shares: Map<String, Value> =
        themes.iter().map(|(theme, asked)| (theme.clone(), json!(percent(asked.as_u64().unwrap() as usize, themed)))).collect();
    let near = tally(questions.iter().filter(|fact| fact.first_outcome == Outcome::Unknown).filter_map(|fact| fact.near_theme.as_ref()));
    let near_any = count(&|fact| fact.first_outcome == Outcome::Unknown && fact.near_theme.is_some());
    let or_null = |parts: Map<String, Value>| if parts.is_empty() { Value::Null } else { Value::Object(parts) };

    let mut useful = Map::new();
    for entry in questions.iter().filter_map(|fact| fact.entry.clone()) {
        let of = |is: &dyn Fn(Feedback) -> bool| count(&|fact| fact.entry.as_ref() == Some(&entry) && fact.feedback.is_some_and(is));
        if of(&|_| true) > 0 {
            let share = percent(of(&|said| said == Feedback::Useful), of(&|_| true));
            useful.insert(entry.clone(), json!({ "share": share, "opinions": of(&|_| true) }));
        }
    }
    let uses = tally(questions.iter().filter_map(|fact| fact.entry.as_ref()));
    let judged = count(&|fact| fact.entry.is_some() && fact.feedback.is_some());
    let minds = count(&|fact| fact.mind.is_some());
    let misconceptions = count(&|fact| fact.theme.as_deref() == Some(MISCONCEPTIONS));
    let incidents = all.iter().filter(|fact| fact.is_hostile || fact.first_outcome == Outcome::Refused).count();
    let late = count(&|fact| !is_office_hour(Timestamp::from_millisecond(fact.asked_at).unwrap()));
    let stars = facts.stars.len();
    let stars_of = |number: i64| facts.stars.iter().filter(|stars| **stars == number).count();
    let ratings: Map<String, Value> = (1..=5).map(|number| (format!("{number} sur 5"), json!(stars_of(number)))).collect();

    let lost_all = !all.is_empty() && all.iter().all(|fact| fact.person.is_none());
    let mut figures = vec![
        ("conversations", said(json!(every), None, None)),
        ("questions", said(json!(is_question), (!lost_all).then(|| people(&|_| true)), None)),
        ("answer_rate", share(answered, is_question)),
        ("unanswered", said(json!(is_question - answered), Some(is_question), None)),
        ("unanswered_rate", share(is_question - answered, is_question)),
        ("bot_share", share(by_bot, answered)),
        ("unknown_rate", share(unknown, is_question - of_people)),
        ("unknown_by_theme", said(or_null(near), Some(unknown), percent(near_any, unknown))),
        ("handover_rate", share(handed.len(), every)),
        ("deflection", share(every - handed.len(), every)),
        ("declared_resolution", Measure { coverage: percent(opinions, every), ..share(resolved, every) }),
        ("csat", share(stars_of(4) + stars_of(5), stars)),
        ("ratings_by_stars", said(if stars == 0 { Value::Null } else { Value::Object(ratings) }, Some(stars), None)),
        ("usefulness_by_answer", said(or_null(useful), Some(judged), None)),
        ("uses_by_answer", said(or_null(uses), Some(count(&|fact| fact.entry.is_some())), None)),
        ("by_theme", said(or_null(shares), Some(themed), percent(themed, is_question))),
        ("faq_coverage", share(count(&|fact| fact.entry.is_some()), is_question)),
        ("out_of_hours_share", share(late, is_question)),
        ("moderation_incidents", Measure { base: Some(all.len() as u64), ..share(incidents * 10, all.len()) }),
        (
            "changed_mind_rate",
            Measure { coverage: percent(minds, misconceptions), ..share(count(&|fact| fact.mind == Some(ChangedMind::Yes)), minds) },
        ),
        ("first_answer_delay", said(delays(&questions), Some(answered), None)),
    ];
    let known = all.iter().filter(|fact| fact.person.is_some()).count();
    if known == 0 && !all.is_empty() {
        let lost = Measure { state: State::Unmeasurable, ..said(Value::Null, None, None) };
        let of_people = [
            "contacts",
            "new_contacts",
            "new_contacts_rate",
            "questions_per_contact",
            "csat_return_rate",
            "people_moderated",
            "apply_click_rate",
            "profile_rate",
            "profile_answers",
        ];
        figures.extend(of_people.map(|key| (key, lost.clone())));
        return figures;
    }
    let contacts = people(&|_| true);
    let on_web = people(&|fact| fact.door == Door::Web);
    let coverage = (known < all.len()).then(|| percent(known, all.len())).flatten();
    let asked_by_people = count(&|fact| fact.person.is_some());
    let partly = |part: usize, whole: usize| (part < whole).then(|| percent(part, whole)).flatten();
    let ratio = (contacts > 0).then(|| (asked_by_people as f64 / contacts as f64 * 100.0).round() / 100.0);
    let per_contact = said(json!(ratio), Some(contacts), partly(asked_by_people, is_question));
    let is_incident = |fact: &AskedFact| fact.is_hostile || fact.first_outcome == Outcome::Refused;
    let concerned = people(&is_incident);
    let told_of_people = all.iter().filter(|fact| is_incident(fact) && fact.person.is_some()).count();
    let moderated = said(json!(concerned), Some(contacts), partly(told_of_people, incidents));
    let moderated = if incidents > 0 && told_of_people == 0 {
        Measure { state: State::Unmeasurable, ..said(Value::Null, None, None) }
    } else {
        moderated
    };
    let ticked = |question: &str| -> usize {
        facts.ticks.iter().filter(|tick| tick.question == question).map(|tick| tick.person.as_str()).collect::<BTreeSet<_>>().len()
    };
    let ticked_any: BTreeSet<&str> = facts.ticks.iter().map(|tick| tick.person.as_str()).collect();
    let mut answering = Map::new();
    for question in PROFILE.iter().filter(|question| ticked(question.key) > 0) {
        let others = ticked_any.len() - ticked(question.key);
        let is_few = others > 0 && others < FEWEST as usize;
        if !is_few && hiding(ticked(question.key), contacts, said(json!(1), None, None)).state == State::Known {
            answering.insert(question.words.to_owned(), json!(ticked(question.key)));
        }
    }
    figures.extend([
        ("contacts", said(json!(contacts), None, coverage)),
        ("new_contacts", said(json!(contacts.saturating_sub(facts.returning as usize)), Some(contacts), None)),
        ("new_contacts_rate", share(contacts.saturating_sub(facts.returning as usize), contacts)),
        ("questions_per_contact", per_contact),
        ("people_moderated", moderated),
        ("csat_return_rate", share(stars, contacts)),
        ("profile_rate", hiding(ticked_any.len(), contacts, share(ticked_any.len(), contacts))),
        ("profile_answers", said_or(answering, ticked_any.is_empty(), contacts)),
        (
            "apply_click_rate",
            Measure { coverage: percent(on_web, contacts), ..share(people(&|fact| fact.door == Door::Web && fact.applied), on_web) },
        ),
    ]);
    figures
}

/// Hidden when it would tell one to four people of a total, on either side.
fn hiding(part: usize, total: usize, shown: Measure) -> Measure {
    let is_few = |people: usize| people > 0 && people < FEWEST as usize;
    let hides = is_few(part) || is_few(total - part) || is_few(total);
    if hides { Measure { value: Value::Null, state: State::Hidden, ..shown } } else { shown }
}

/// What is left to be said of some people of a total.
fn said_or(parts: Map<String, Value>, nobody: bool, total: usize) -> Measure {
    let hidden = !nobody && parts.is_empty();
    let told = said(if parts.is_empty() { Value::Null } else { Value::Object(parts) }, Some(total), None);
    if hidden { Measure { state: State::Hidden, ..told } } else { told }
}

/// The smallest delay that half of them, then nine tenths, do not pass.
fn delays(questions: &[&AskedFact]) -> Value {
    let of = |is_person: bool| {
        let answered = questions.iter().filter_map(|fact| Some((fact, fact.answered_at?)));
        let of = answered.filter(|(fact, _)| (fact.answered_by == Some(AnsweredBy::Person)) == is_person);
        let mut millis: Vec<i64> = of.map(|(fact, at)| (at - fact.asked_at).max(0)).collect();
        millis.sort_unstable();
        let within = |limit: i64| millis.iter().filter(|delay| **delay <= limit).count();
        let rank = |tenths: usize| millis.iter().find(|delay| within(**delay) * 10 >= millis.len() * tenths);
        rank(5).zip(rank(9)).map_or(
            Value::Null,
            |(median, p90)| json!({ "median": *median as f64 / 1_000.0, "p90": *p90 as f64 / 1_000.0, "answers": millis.len() }),
        )
    };
    if questions.iter().all(|fact| fact.answered_at.is_none()) {
        return Value::Null;
    }
    json!({ "bot": of(false), "person": of(true) })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_report_is_what_a_slow_count_of_any_history_gives(facts in history()) {
        let report = summarise(&SessionId::new("s"), "Un soir", &facts, &Given::default(), Timestamp::UNIX_EPOCH);
        for (key, measure) in counted(&facts) {
            prop_assert_eq!(report.metrics.get(key), Some(&measure), "{}", key);
        }
    }

    /// Also by what is left when all that is shown is taken from the total.
    #[test]
    fn no_source_tells_one_to_four_people(facts in history()) {
        let report = summarise(&SessionId::new("s"), "Un soir", &facts, &Given::default(), Timestamp::UNIX_EPOCH);
        let arrivals = facts.asked.iter().filter(|fact| fact.is_arrival).count() as u64;
        let shown = report.metrics.get("arrivals_by_source").unwrap();
        if let Value::Object(cells) = &shown.value {
            let people: Vec<u64> = cells.values().filter_map(Value::as_u64).collect();
            prop_assert_eq!(people.iter().sum::<u64>(), arrivals, "nobody is lost");
            prop_assert!(people.iter().all(|people| *people >= FEWEST), "{:?}", cells);
            for (source, people) in cells.iter().filter(|(source, _)| !["inconnue", "autres"].contains(&source.as_str())) {
                let counted = facts.asked.iter().filter(|fact| fact.is_arrival && fact.source.as_ref() == Some(source)).count();
                prop_assert_eq!(people.as_u64(), Some(counted as u64));
            }
        }
    }
}
