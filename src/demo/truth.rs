//! The figures of an evening, counted from what its candidates saw in the
//! plainest way there is, with nothing of what makes a report but the shape of
//! its figures: a report that differs is wrong, or this is.

mod campaign;
mod shapes;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde_json::{Map, Value, json};

use self::shapes::{
    as_count, as_float, careful_share, cells, counts, gathered, hidden, number, of_shown, percent, ratings, said, share, shown_alone,
    tally, two_decimals, unknown, unmeasurable,
};
use super::around::EPISODES;
use super::journal::{Asked, Journal, Played};
use crate::campaign::{PROFILE, profile_words};
use crate::clock::{in_paris, is_working_day};
use crate::report::{Measure, Metrics, State};
use crate::sessions::Audience;
use crate::words::{AnsweredBy, ChangedMind, Door, FaqAge, Feedback, Known, MISCONCEPTIONS, Review};

/// The sources of ambassadors, and their levels as people read them.
const LEVELS: [(&str, &str); 3] =
    [("ambassadeur/dga", "DGA"), ("ambassadeur/directeur", "Directrices et directeurs"), ("ambassadeur/agent", "Agentes et agents")];

/// Every figure, by key.
pub(super) fn count(journal: &Journal) -> Metrics {
    let evening = Counted::of(journal);
    let figures = evening.people().into_iter().chain(evening.questions()).chain(evening.conversations()).chain(evening.plan());
    let figures = figures.chain(evening.episodes()).chain(evening.game());
    let figures = figures.chain(evening.clicks()).chain([evening.ambassadors()]);
    figures.chain(evening.typed()).chain(evening.nobody_gave()).map(|(key, measure)| (key.to_owned(), measure)).collect()
}

type Figure = (&'static str, Measure);

/// What is asked of an evening again and again.
struct Counted<'a> {
    journal: &'a Journal,
    /// But politeness and what is out of scope.
    questions: Vec<&'a Asked>,
    /// Who asked, those who object left out.
    contacts: BTreeSet<usize>,
    /// The conversation of each message, in their order.
    conversation: Vec<usize>,
}

impl<'a> Counted<'a> {
    fn of(journal: &'a Journal) -> Self {
        let is_question = |asked: &&Asked| !asked.first.counted_apart();
        let is_known = |asked: &&Asked| !journal.people[asked.who].objects;
        Self {
            journal,
            questions: journal.asked.iter().filter(is_question).collect(),
            contacts: journal.asked.iter().filter(is_known).map(|asked| asked.who).collect(),
            conversation: conversations(journal),
        }
    }

    fn people(&self) -> Vec<Figure> {
        let contacts = self.contacts.len();
        if contacts == 0 && !self.journal.asked.is_empty() {
            return self.nobody_known();
        }
        let coverage = self.people_known();
        let people = || self.contacts.iter().map(|who| &self.journal.people[*who]);
        let sources = tally(people().map(|person| person.source.as_ref().map_or("inconnue", |(label, _)| label.as_str())));
        let ways = tally(people().map(|person| person.source.as_ref().map_or("inconnue", |(_, known)| way(*known))));
        let unknown = sources.get("inconnue").copied().unwrap_or(0);
        let shown = shown_alone(&sources);
        let source_coverage = match unknown == 0 || shown.contains("inconnue") {
            true => careful_share(contacts - unknown, contacts),
            false => hidden().based_on(contacts),
        };
        let mut contacted = said(json!(contacts));
        contacted.coverage = coverage;
        let mut by_source = cells(&sources);
        by_source.coverage = source_coverage.value.as_f64();
        let stars = self.journal.people.iter().filter(|person| person.stars.is_some()).count();
        let mut figures = vec![
            ("arrivals_by_source", by_source),
            ("source_coverage", source_coverage),
            ("arrivals_by_how_known", if shown.len() < sources.len() { hidden().based_on(contacts) } else { cells(&ways) }),
            ("contacts", contacted),
            ("new_contacts", said(json!(contacts)).based_on(contacts)),
            ("csat_return_rate", share(stars, contacts)),
            ("new_contacts_rate", share(contacts, contacts)),
            ("questions_per_contact", self.questions_per_contact()),
            ("people_moderated", self.moderated()),
            (
                "arrivals_by_level",
                of_shown(&sources, contacts, |source| LEVELS.iter().find(|(known, _)| *known == source).map(|(_, name)| *name)),
            ),
            ("arrivals_by_episode", of_shown(&sources, contacts, |source| source.starts_with("episode/").then_some(source))),
        ];
        figures.extend(self.apply_clicks());
        figures.extend(self.profiles());
        figures
    }

    /// Clicks are seen on the page alone.
    fn apply_clicks(&self) -> [Figure; 2] {
        let on_web: BTreeSet<usize> = self.contacts.iter().copied().filter(|who| self.journal.people[*who].door == Door::Web).collect();
        let applied: BTreeSet<usize> = self.journal.asked.iter().filter(|asked| asked.applied.is_some()).map(|asked| asked.who).collect();
        let clicks: BTreeSet<(usize, &str)> = self.journal.asked.iter().filter_map(|asked| Some((asked.who, asked.applied?))).collect();
        let by_offer = tally(clicks.iter().filter(|(who, _)| on_web.contains(who)).map(|(_, offer)| *offer));
        let coverage = percent(on_web.len(), self.contacts.len());
        let rate = share(applied.intersection(&on_web).count(), on_web.len());
        let by_offer = counts(&by_offer).based_on(on_web.len());
        [("apply_click_rate", Measure { coverage, ..rate }), ("apply_clicks_by_offer", Measure { coverage, ..by_offer })]
    }

    /// A count of the contacts, unless nobody is known.
    fn unless_lost(&self, count: Measure) -> Measure {
        let lost = self.contacts.is_empty() && !self.journal.asked.is_empty();
        if lost { count } else { count.based_on(self.contacts.len()) }
    }

    fn questions_per_contact(&self) -> Measure {
        let known = self.questions.iter().filter(|asked| self.contacts.contains(&asked.who)).count();
        let mut ratio = match self.contacts.len() {
            0 => unknown(),
            contacts => said(json!(two_decimals(as_float(known) / as_float(contacts)))),
        };
        ratio.coverage = (known < self.questions.len()).then(|| percent(known, self.questions.len())).flatten();
        ratio.based_on(self.contacts.len())
    }

    fn moderated(&self) -> Measure {
        let incidents: Vec<&Asked> = self.journal.asked.iter().filter(|asked| is_incident(asked)).collect();
        let known: Vec<usize> = incidents.iter().map(|asked| asked.who).filter(|who| self.contacts.contains(who)).collect();
        let people = known.iter().collect::<BTreeSet<_>>().len();
        if known.is_empty() && !incidents.is_empty() {
            return unmeasurable();
        }
        let mut moderated = said(json!(people)).based_on(self.contacts.len());
        moderated.coverage = (known.len() < incidents.len()).then(|| percent(known.len(), incidents.len())).flatten();
        moderated
    }

    /// The share of messages whose person is known, unless all are.
    fn people_known(&self) -> Option<f64> {
        let known = self.journal.asked.iter().filter(|asked| self.contacts.contains(&asked.who)).count();
        (known < self.journal.asked.len()).then(|| percent(known, self.journal.asked.len())).flatten()
    }

    /// When nothing is kept of anybody.
    fn nobody_known(&self) -> Vec<Figure> {
        let by_people = [
            "csat_return_rate",
            "apply_click_rate",
            "apply_clicks_by_offer",
            "contacts",
            "new_contacts",
            "new_contacts_rate",
            "questions_per_contact",
            "people_moderated",
            "profile_rate",
            "profile",
            "profile_answers",
            "target_fit",
        ];
        let of_sources = ["arrivals_by_source", "source_coverage", "arrivals_by_how_known", "arrivals_by_level", "arrivals_by_episode"];
        by_people.into_iter().chain(of_sources).map(|key| (key, unmeasurable())).collect()
    }

    fn profiles(&self) -> Vec<Figure> {
        let (contacts, people) = (self.contacts.len(), &self.journal.people);
        let ticked: Vec<_> = self.contacts.iter().map(|who| &people[*who].profile).filter(|profile| !profile.is_empty()).collect();
        let rate = careful_share(ticked.len(), contacts);
        let (mut shares, mut answering) = (Map::new(), Map::new());
        for question in &PROFILE {
            let answers = ticked.iter().flat_map(|profile| profile.iter()).filter(|(asked, _)| asked == question.key);
            let answers = tally(answers.map(|(asked, answer)| profile_words(asked, answer).1));
            let total: usize = answers.values().sum();
            let others = ticked.len() - total;
            if total > 0 && careful_share(total, contacts).state != State::Hidden && !(1..5).contains(&others) {
                answering.insert(question.words.to_owned(), json!(total));
            }
            if total >= 5 {
                let of_total = |people: &Value| json!(percent(number(people), total));
                let parts: Map<String, Value> = gathered(&answers).iter().map(|(name, people)| (name.clone(), of_total(people))).collect();
                shares.insert(question.words.to_owned(), Value::Object(parts));
            }
        }
        let mut profile = match (ticked.is_empty(), shares.is_empty()) {
            (true, _) => unknown(),
            (false, true) => hidden(),
            (false, false) => said(Value::Object(shares)),
        };
        profile.coverage = rate.value.as_f64();
        let answers = match (ticked.is_empty(), answering.is_empty()) {
            (true, _) => unknown(),
            (false, true) => hidden(),
            (false, false) => said(Value::Object(answering)),
        };
        let sought = &self.journal.plan.audience;
        let fits = ticked.iter().filter(|profile| sought.iter().any(|audience| is_of(profile, *audience))).count();
        let of_two = ticked.iter().filter(|profile| sought.iter().filter(|audience| is_of(profile, **audience)).count() > 1).count();
        let fit = match () {
            () if sought.is_empty() => unknown(),
            () if rate.state == State::Hidden || !self.all_sought_are_shown() => hidden(),
            () if (1..5).contains(&of_two) => hidden(),
            () if ticked.is_empty() => unknown(),
            () => careful_share(fits, ticked.len()),
        };
        vec![("profile_rate", rate), ("profile", profile), ("profile_answers", answers.based_on(contacts)), ("target_fit", fit)]
    }

    /// Whether each answer that is sought is read by itself in the profile.
    fn all_sought_are_shown(&self) -> bool {
        let ticked = |question: &str| {
            let answers = self.contacts.iter().flat_map(|who| &self.journal.people[*who].profile).filter(|(asked, _)| asked == question);
            tally(answers.map(|(_, answer)| answer.as_str()))
        };
        let needs = self.journal.plan.audience.iter().flat_map(|audience| audience.sought().needs);
        needs.into_iter().all(|(question, wanted)| {
            let answers = ticked(question);
            let shown = shown_alone(&answers);
            wanted.iter().all(|answer| shown.contains(answer) || !answers.contains_key(*answer))
        })
    }

    /// How many of the questions are such.
    fn how_many(&self, is: impl Fn(&Asked) -> bool) -> usize {
        self.questions.iter().filter(|asked| is(asked)).count()
    }

    fn by_theme(&self) -> Measure {
        let themes = tally(self.questions.iter().filter_map(|asked| asked.theme.as_deref()));
        let themed: usize = themes.values().sum();
        let shares: Map<String, Value> = themes.iter().map(|(theme, asked)| (theme.clone(), json!(percent(*asked, themed)))).collect();
        let mut by_theme = if themed == 0 { unknown() } else { said(Value::Object(shares)) }.based_on(themed);
        by_theme.coverage = percent(themed, self.questions.len());
        by_theme
    }

    fn unknown_by_theme(&self) -> Measure {
        let not_known = self.how_many(|asked| asked.first.is_unknown());
        let near = tally(self.questions.iter().filter(|asked| asked.first.is_unknown()).filter_map(|asked| asked.near_theme.as_deref()));
        let near_any: usize = near.values().sum();
        let mut offered = if near_any == 0 { unknown() } else { said(json!(near)) }.based_on(not_known);
        offered.coverage = percent(near_any, not_known);
        offered
    }

    fn accuracy(&self) -> Measure {
        match self.how_many(|asked| asked.review.is_some()) {
            0 => unknown(),
            read => share(self.how_many(|asked| asked.review == Some(Review::Right)), read),
        }
    }

    fn changed_minds(&self) -> Measure {
        let minds = self.how_many(|asked| asked.mind.is_some());
        let mut changed = share(self.how_many(|asked| asked.mind == Some(ChangedMind::Yes)), minds);
        changed.coverage = percent(minds, self.how_many(|asked| asked.theme.as_deref() == Some(MISCONCEPTIONS)));
        changed
    }

    fn questions(&self) -> Vec<Figure> {
        let questions = &self.questions;
        let answered = self.how_many(|asked| asked.answered.is_some());
        let by_bot = self.how_many(|asked| asked.answered.is_some_and(|(_, by)| by == AnsweredBy::Bot));
        let unknown_at_first = self.how_many(|asked| asked.first.is_unknown());
        let met = self.how_many(|asked| asked.entry.is_some());
        let late = self.how_many(|asked| !is_in_office_hours(asked));
        let stars: Vec<i64> = self.journal.people.iter().filter_map(|person| person.stars).collect();
        let incidents = self.journal.asked.iter().filter(|asked| is_incident(asked)).count();
        let uses = tally(questions.iter().filter_map(|asked| asked.entry.as_deref()));
        let FaqAge { entries, fresh } = self.journal.faq_age;
        vec![
            ("questions", self.unless_lost(said(json!(questions.len())))),
            ("questions_over_time", self.over_time()),
            ("answer_rate", share(answered, questions.len())),
            ("unanswered", said(json!(questions.len() - answered)).based_on(questions.len())),
            ("unanswered_rate", share(questions.len() - answered, questions.len())),
            ("bot_share", share(by_bot, answered)),
            ("unknown_rate", share(unknown_at_first, questions.len())),
            ("first_answer_delay", self.delays().based_on(answered)),
            ("csat", share(stars.iter().filter(|stars| **stars >= 4).count(), stars.len())),
            ("ratings_by_stars", ratings(&stars)),
            ("usefulness_by_answer", self.usefulness()),
            ("uses_by_answer", counts(&uses).based_on(met)),
            ("by_theme", self.by_theme()),
            ("unknown_by_theme", self.unknown_by_theme()),
            ("sampled_accuracy", self.accuracy()),
            ("faq_coverage", share(met, questions.len())),
            ("faq_freshness", share(as_count(fresh), as_count(entries))),
            ("out_of_hours_share", share(late, questions.len())),
            ("moderation_incidents", share(10 * incidents, self.journal.asked.len()).based_on(self.journal.asked.len())),
            ("changed_mind_rate", self.changed_minds()),
        ]
    }

    /// Ten minutes by ten minutes, from the first question to the last.
    fn over_time(&self) -> Measure {
        let slot = |at: Timestamp| {
            let at = in_paris(at);
            format!("{:02} h {}0", at.hour(), at.minute() / 10)
        };
        let (Some(first), Some(last)) = (self.questions.first(), self.questions.last()) else { return unknown().based_on(0) };
        let minutes = (0..=last.at.duration_since(first.at).as_mins()).map(|minutes| first.at + SignedDuration::from_mins(minutes));
        let slots: BTreeSet<String> = minutes.chain([last.at]).map(slot).collect();
        let asked_in = |name: &String| self.questions.iter().filter(|asked| slot(asked.at) == *name).count();
        let counts: Map<String, Value> = slots.iter().map(|name| (name.clone(), json!(asked_in(name)))).collect();
        said(Value::Object(counts)).based_on(self.questions.len())
    }

    fn delays(&self) -> Measure {
        let of = |who: AnsweredBy| {
            let answered = self.questions.iter().filter_map(|asked| Some((asked.at, asked.answered.filter(|(_, by)| *by == who)?.0)));
            let mut millis: Vec<i64> = answered.map(|(asked, answered)| answered.as_millisecond() - asked.as_millisecond()).collect();
            millis.sort_unstable();
            if millis.is_empty() {
                return Value::Null;
            }
            // The smallest delay that so many tenths of all do not pass.
            let rank = |tenths: usize| (1..=millis.len()).find(|rank| rank * 10 >= millis.len() * tenths).unwrap_or(millis.len());
            let seconds = |tenths: usize| as_float(millis[rank(tenths) - 1]) / 1_000.0;
            json!({ "median": seconds(5), "p90": seconds(9), "answers": millis.len() })
        };
        if self.questions.iter().all(|asked| asked.answered.is_none()) {
            return unknown();
        }
        said(json!({ "bot": of(AnsweredBy::Bot), "person": of(AnsweredBy::Person) }))
    }

    fn usefulness(&self) -> Measure {
        let mut entries: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for asked in &self.questions {
            if let (Some(entry), Some(feedback)) = (&asked.entry, asked.feedback) {
                let (useful, all) = entries.entry(entry).or_default();
                *useful += usize::from(feedback == Feedback::Useful);
                *all += 1;
            }
        }
        let opinions = entries.values().map(|(_, all)| all).sum();
        let of_entry = |(entry, (useful, all)): (&&str, &(usize, usize))| {
            ((*entry).to_owned(), json!({ "share": percent(*useful, *all), "opinions": all }))
        };
        let shares: Map<String, Value> = entries.iter().map(of_entry).collect();
        if opinions == 0 { unknown() } else { said(Value::Object(shares)) }.based_on(opinions)
    }

    fn conversations(&self) -> Vec<Figure> {
        let all: BTreeSet<usize> = self.conversation.iter().copied().collect();
        let with = |is: &dyn Fn(&Asked) -> bool| -> BTreeSet<usize> {
            self.journal.asked.iter().zip(&self.conversation).filter(|(asked, _)| is(asked)).map(|(_, number)| *number).collect()
        };
        let given = with(&|asked| asked.last.is_handed_over());
        let helped = with(&|asked| asked.feedback == Some(Feedback::Useful));
        let mut resolved = share(helped.difference(&given).count(), all.len());
        resolved.coverage = percent(with(&|asked| asked.feedback.is_some()).len(), all.len());
        vec![
            ("conversations", said(json!(all.len()))),
            ("handover_rate", share(given.len(), all.len())),
            ("deflection", share(all.len() - given.len(), all.len())),
            ("declared_resolution", resolved),
        ]
    }

    /// What episodes brought.
    fn episodes(&self) -> Vec<Figure> {
        let source = |slug: &str| EPISODES.iter().find(|(known, _)| *known == slug).map(|(_, source)| *source);
        let visits = tally(self.journal.visits.iter().filter(|(day, _)| self.is_counted(*day)).filter_map(|(_, slug)| source(slug)));
        let mut asked: Vec<(&str, Option<&str>)> = Vec::new();
        for (place, question) in self.journal.asked.iter().enumerate().filter(|(_, question)| !question.first.counted_apart()) {
            let person = &self.journal.people[question.who];
            // The first message of a person names the conversation that a link began.
            let first = self.journal.asked.iter().position(|other| other.who == question.who);
            let is_first = first.is_some_and(|first| self.conversation[first] == self.conversation[place]);
            let source = person.source_label().filter(|source| source.starts_with("episode/"));
            asked.extend(source.filter(|_| is_first && !person.objects).map(|source| (source, question.theme.as_deref())));
        }
        let questions = tally(asked.iter().map(|(source, _)| *source));
        let themed = asked.iter().filter(|(_, theme)| theme.is_some()).count();
        let mut themes = Map::new();
        for source in questions.keys() {
            let of_source = tally(asked.iter().filter(|(of, _)| of == source).filter_map(|(_, theme)| *theme));
            if !of_source.is_empty() {
                themes.insert(source.clone(), json!(of_source));
            }
        }
        let mut by_theme = if themes.is_empty() { unknown() } else { said(Value::Object(themes)) }.based_on(asked.len());
        by_theme.coverage = percent(themed, asked.len());
        vec![
            ("episode_visits", counts(&visits)),
            ("questions_by_episode", counts(&questions).based_on(self.questions.len())),
            ("themes_by_episode", by_theme),
        ]
    }

    /// What was played.
    fn game(&self) -> Vec<Figure> {
        let plays: Vec<&Played> = self.journal.plays.iter().filter(|play| self.is_counted(play.day)).collect();
        let done = plays.iter().filter(|play| play.is_done).count();
        let asked = plays.iter().filter(|play| play.led_to_question).count();
        let was_played = self.journal.plays.iter().any(|play| play.day <= self.journal.day);
        let unless_never = |number: usize| if was_played { said(json!(number)) } else { unknown() };
        vec![
            ("game_plays", unless_never(plays.len())),
            ("game_completions", unless_never(done).based_on(plays.len())),
            ("game_questions", unless_never(asked).based_on(done)),
        ]
    }

    /// Whether visits and plays of a day are those of the session: from its first
    /// announcement, or seven days before it, to its own day.
    fn is_counted(&self, day: Date) -> bool {
        let own = self.journal.day;
        let announced = self.journal.plan.media.iter().filter_map(|line| line.on).min();
        let first = announced.unwrap_or_else(|| own.saturating_sub(7.days())).min(own);
        (first..=own).contains(&day)
    }

    /// What cannot be read the day after.
    fn nobody_gave(&self) -> Vec<Figure> {
        vec![("session_cohort", unknown())]
    }
}

/// The conversation of each message: thirty minutes of silence end one, and
/// nothing leads from a message of somebody who objects to their next one.
fn conversations(journal: &Journal) -> Vec<usize> {
    let mut numbers: Vec<usize> = Vec::new();
    for (place, asked) in journal.asked.iter().enumerate() {
        let before = (0..place).rev().find(|before| journal.asked[*before].who == asked.who);
        let goes_on = |before: &usize| asked.at.duration_since(journal.asked[*before].last_sign) <= SignedDuration::from_mins(30);
        let same = before.filter(|_| !journal.people[asked.who].objects).filter(goes_on);
        numbers.push(same.map_or(place, |before| numbers[before]));
    }
    numbers
}

/// Refused, or taken for hostile.
fn is_incident(asked: &Asked) -> bool {
    asked.is_hostile || !asked.first.is_read()
}

/// From nine to five, in Paris, on a working day.
fn is_in_office_hours(asked: &Asked) -> bool {
    let at = in_paris(asked.at);
    is_working_day(at.date()) && (9..17).contains(&at.hour())
}

fn way(known: Known) -> &'static str {
    match known {
        Known::Link => "lien suivi",
        Known::Invite => "invitation Discord",
        Known::Declared => "dit par la personne",
        Known::Server => "serveur partenaire",
    }
}

fn is_of(profile: &[(String, String)], audience: Audience) -> bool {
    let ticked = |question: &str| profile.iter().find(|(asked, _)| asked == question).map(|(_, answer)| answer.as_str());
    audience.sought().needs.iter().all(|(question, answers)| ticked(question).is_some_and(|answer| answers.contains(&answer)))
}
