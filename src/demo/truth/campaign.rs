//! What was paid, typed and counted around an evening, in the plainest way there is.

use std::collections::BTreeSet;

use jiff::ToSpan;
use serde_json::{Map, Value, json};

use super::shapes::{
    as_count, as_float, hidden, percent, rounded_share, said, share, shown_alone, tally, two_decimals, unknown, unmeasurable,
};
use super::{Counted, Figure, LEVELS};
use crate::campaign::{Base, Measured, STEPS, Step};
use crate::demo::journal::Ambassador;
use crate::report::{Measure, State};

impl Counted<'_> {
    pub(super) fn plan(&self) -> Vec<Figure> {
        let (plan, contacts) = (&self.journal.plan, self.contacts.len());
        let cents: u64 = plan.expenses.iter().map(|expense| expense.cents).sum();
        let tenths: u64 = plan.work.iter().map(|work| u64::from(work.people) * u64::from(work.tenths_of_day)).sum();
        let of_people = plan.references.iter().filter(|reference| reference.counts == "contacts");
        let single = of_people.clone().filter(|reference| reference.base == Base::OneEvent && reference.value > 0);
        let ratios: Map<String, Value> =
            single.map(|reference| (reference.name.clone(), json!(two_decimals(as_float(contacts) / as_float(reference.value))))).collect();
        let lost = contacts == 0 && !self.journal.asked.is_empty();
        let ratio = match () {
            () if of_people.clone().count() == 0 => unknown(),
            () if ratios.is_empty() || lost => unmeasurable(),
            () => Measure { coverage: self.people_known(), ..said(Value::Object(ratios)).based_on(contacts) },
        };
        let covers = |base: Base| match base {
            Base::OneEvent => "un événement",
            Base::MeanEvent => "une moyenne",
            Base::BestEvent => "le meilleur",
            Base::Total => "un total",
        };
        let named = of_people.clone().map(|event| (format!("{} ({})", event.name, covers(event.base)), json!(event.value)));
        let all: Map<String, Value> = named.chain([("cette session".to_owned(), json!(contacts))]).collect();
        let beside = match () {
            () if lost => unmeasurable(),
            () if of_people.clone().count() == 0 => unknown(),
            () => said(Value::Object(all)),
        };
        let spent = as_float(cents) / 100.0;
        let per_contact = match contacts {
            _ if plan.expenses.is_empty() => unknown(),
            0 if lost => unmeasurable(),
            0 => Measure { coverage: self.people_known(), ..unknown().based_on(0) },
            _ => Measure { coverage: self.people_known(), ..said(json!(two_decimals(spent / as_float(contacts)))).based_on(contacts) },
        };
        let unless_empty = |is_empty: bool, number: f64| if is_empty { unknown() } else { said(json!(number)) };
        vec![
            ("external_cost", unless_empty(plan.expenses.is_empty(), spent)),
            ("internal_effort", unless_empty(plan.work.is_empty(), as_float(tenths) / 10.0)),
            ("cost_per_contact", per_contact),
            ("ratio_to_reference", ratio),
            ("contacts_beside_references", beside),
        ]
    }

    /// What HR counted and read of the campaign of the session.
    pub(super) fn typed(&self) -> Vec<Figure> {
        let figures = self.seen().into_iter().chain(self.filed()).chain(self.shares()).chain(self.spent());
        figures.map(|(key, measure)| (key, self.dated(key, measure))).collect()
    }

    /// Files of all positions at a step.
    fn files(&self, step: Step) -> usize {
        let counts = self.journal.typed.counts.iter().filter(|count| count.step == step && count.origin.is_none());
        counts.map(|count| as_count(count.value)).sum()
    }

    /// What was read on the network of the first post.
    fn seen(&self) -> Vec<Figure> {
        let typed = &self.journal.typed;
        let read =
            |measure: Measured| typed.readings.iter().find(|reading| reading.measure == measure).map_or(0, |read| as_count(read.value));
        let impressions = read(Measured::Impressions);
        let plain = read(Measured::Reactions) + read(Measured::Comments);
        let done = plain + read(Measured::Reposts) + read(Measured::Clicks);
        vec![
            ("impressions", said(json!(impressions))),
            ("views", said(json!({ typed.campaign.posts[0].name.clone(): read(Measured::Views) }))),
            ("interaction_rate", share(plain, impressions)),
            ("interaction_rate_with_reposts", share(done, impressions)),
            ("click_rate", share(read(Measured::Clicks), impressions)),
        ]
    }

    /// The files, all together and by position, and the days until somebody accepted.
    fn filed(&self) -> Vec<Figure> {
        let typed = &self.journal.typed;
        let steps: Map<String, Value> = STEPS.iter().map(|(step, _, name)| ((*name).to_owned(), json!(self.files(*step)))).collect();
        let of_position = |title: &str| -> Map<String, Value> {
            let of = |step: Step| typed.counts.iter().find(|count| count.position == title && count.step == step && count.origin.is_none());
            STEPS.iter().filter_map(|(step, _, name)| Some(((*name).to_owned(), json!(of(*step)?.value)))).collect()
        };
        let titles = typed.campaign.positions.iter().map(|position| position.title.clone());
        let by_position: Map<String, Value> = titles.map(|title| (title.clone(), Value::Object(of_position(&title)))).collect();
        let waited = typed.campaign.positions.iter().filter_map(|position| Some((position.published?, position.accepted?)));
        let waited: Vec<f64> = waited.map(|(published, accepted)| f64::from((accepted - published).get_days())).collect();
        let time_to_fill = match waited[..] {
            [one] => said(json!(one)).based_on(1),
            [one, other] => said(json!(one.midpoint(other))).based_on(2),
            _ => unknown(),
        };
        vec![
            ("applications", said(Value::Object(steps))),
            ("applications_by_position", said(Value::Object(by_position))),
            ("time_to_fill", time_to_fill),
        ]
    }

    /// What one step is of another, and of the contacts.
    fn shares(&self) -> Vec<Figure> {
        let [received, relevant, interviewed, retained] = STEPS.map(|(step, ..)| self.files(step));
        let positions = &self.journal.typed.campaign.positions;
        let filled: usize = positions.iter().map(|position| self.filled(&position.title, position.openings)).sum();
        let openings: u32 = positions.iter().map(|position| position.openings).sum();
        let contacts = self.contacts.len();
        let contact_to_application = match () {
            () if contacts == 0 && !self.journal.asked.is_empty() => unmeasurable(),
            () if received > contacts => unmeasurable(),
            () => share(received, contacts),
        };
        vec![
            ("contact_to_application", contact_to_application),
            ("relevance_rate", rounded_share(relevant, received)),
            ("interview_rate", rounded_share(interviewed, relevant)),
            ("selection_rate", rounded_share(retained, interviewed)),
            ("yield", rounded_share(retained, relevant)),
            ("fill_rate", rounded_share(filled, as_count(openings))),
            ("hires_by_source", self.hires(retained)),
        ]
    }

    /// Money and days, for each file.
    fn spent(&self) -> Vec<Figure> {
        let cents: u64 = self.journal.plan.expenses.iter().map(|expense| expense.cents).sum();
        let tenths: u64 = self.journal.plan.work.iter().map(|work| u64::from(work.people) * u64::from(work.tenths_of_day)).sum();
        let for_each = |amount: f64, files: usize| match files {
            0 => unknown(),
            files => said(json!(two_decimals(amount / as_float(files)))).based_on(files),
        };
        let (received, retained) = (self.files(Step::Received), self.files(Step::Retained));
        vec![
            ("cost_per_application", for_each(as_float(cents) / 100.0, received)),
            ("cost_per_hire", for_each(as_float(cents) / 100.0, retained)),
            ("effort_per_hire", for_each(as_float(tenths) / 10.0, retained)),
        ]
    }

    /// The same with the last day on which what it is of was read, or counted.
    fn dated(&self, key: &str, measure: Measure) -> Measure {
        let typed = &self.journal.typed;
        let of_network = ["impressions", "views", "interaction_rate", "interaction_rate_with_reposts", "click_rate"];
        let last = match of_network.contains(&key) {
            true => typed.readings.iter().filter_map(|reading| reading.on).max(),
            false => typed.counts.iter().filter_map(|count| count.on).max(),
        };
        Measure { read_on: last.filter(|_| measure.state == State::Known), ..measure }
    }

    /// Where the hires of whom HR knows it come from.
    fn hires(&self, retained: usize) -> Measure {
        let of = |origin: &str| -> usize {
            let counts = self.journal.typed.counts.iter().filter(|count| count.origin.as_deref() == Some(origin));
            counts.map(|count| as_count(count.value)).sum()
        };
        let origins = [("LinkedIn", of("linkedin")), ("Un salon ou un forum de l'emploi", of("salon"))];
        let known: usize = origins.iter().map(|(_, hires)| hires).sum();
        let coverage = percent(known, retained);
        let shares: Map<String, Value> =
            origins.iter().map(|(origin, hires)| ((*origin).to_owned(), rounded_share(*hires, known).value)).collect();
        match known {
            0 => unknown(),
            _ if coverage < Some(30.0) => Measure { coverage, ..unknown().based_on(known) },
            _ => Measure { coverage, ..said(Value::Object(shares)).based_on(known) },
        }
    }

    /// Clicks on the links of the campaign that became arrivals.
    pub(super) fn clicks(&self) -> Vec<Figure> {
        let links: BTreeSet<&str> = self.journal.typed.campaign.posts.iter().filter_map(|post| post.link.as_deref()).collect();
        let clicked: Vec<&str> = self.journal.visits.iter().map(|(_, slug)| slug.as_str()).filter(|slug| links.contains(slug)).collect();
        let came = |who: &&usize| self.journal.people[**who].link.as_deref().is_some_and(|slug| links.contains(slug));
        let arrived: Vec<&str> = self.contacts.iter().filter(came).filter_map(|who| self.journal.people[*who].link.as_deref()).collect();
        let total = match arrived.len() {
            1..=4 => hidden().based_on(clicked.len()),
            people => share(people, clicked.len()),
        };
        // Each of these links is of one source, named as it is but for that of agents.
        let source = |slug: &str| if slug == "ambassadeur" { "ambassadeur/agent".to_owned() } else { slug.to_owned() };
        let of = |slug: &str, all: &[&str]| all.iter().filter(|other| **other == slug).count();
        let from = |slug: &str| {
            let labels = self.contacts.iter().filter_map(|who| self.journal.people[*who].source_label());
            labels.filter(|label| *label == source(slug)).count()
        };
        let sources = tally(self.contacts.iter().map(|who| self.journal.people[*who].source_label().unwrap_or("inconnue")));
        let alone = shown_alone(&sources);
        let is_few = |people: usize| (1..5).contains(&people);
        let is_told = |slug: &&str| {
            let (all, by_link) = (from(slug), of(slug, &arrived));
            (all == 0 || alone.contains(source(slug).as_str())) && !is_few(by_link) && !is_few(all - by_link)
        };
        let links: BTreeSet<&str> = links.into_iter().filter(|slug| clicked.contains(slug)).collect();
        let mut told: Vec<&str> = links.iter().copied().filter(is_told).collect();
        while is_few(links.iter().filter(|slug| !told.contains(slug)).map(|slug| of(slug, &arrived)).sum()) {
            // The last of those that brought the fewest goes too.
            let some = told.iter().filter(|slug| of(slug, &arrived) > 0);
            let Some(fewest) = some.min_by_key(|slug| (of(slug, &arrived), std::cmp::Reverse(**slug))).copied() else { break };
            told.retain(|slug| *slug != fewest);
        }
        let shares: Map<String, Value> = told
            .iter()
            .filter(|slug| of(slug, &clicked) > 0)
            .map(|slug| {
                let clicks = of(slug, &clicked);
                (source(slug), json!({ "share": percent(of(slug, &arrived), clicks), "clicks": clicks }))
            })
            .collect();
        let by_source = match () {
            () if self.contacts.is_empty() && !self.journal.asked.is_empty() => unmeasurable(),
            () if clicked.is_empty() => unknown(),
            () if told.is_empty() => hidden().based_on(clicked.len()),
            () if shares.is_empty() => unmeasurable().based_on(clicked.len()),
            () => said(Value::Object(shares)).based_on(clicked.len()),
        };
        vec![("click_to_arrival", total), ("click_to_arrival_by_source", by_source)]
    }

    /// Openings of a position with somebody retained.
    fn filled(&self, title: &str, openings: u32) -> usize {
        let counts = self.journal.typed.counts.iter().filter(|count| count.origin.is_none());
        let retained = counts.filter(|count| count.position == title && count.step == Step::Retained);
        retained.map(|count| as_count(count.value)).sum::<usize>().min(as_count(openings))
    }

    /// Ambassadors who brought somebody, or posted in the thirty days before the end.
    pub(super) fn ambassadors(&self) -> Figure {
        let is_active = |one: &Ambassador| {
            let brought = self.contacts.iter().any(|who| self.journal.people[*who].link.as_ref() == Some(&one.slug));
            brought || one.posted.is_some_and(|day| day >= self.journal.day.saturating_sub(30.days()))
        };
        let mut groups: Vec<(Vec<&str>, usize, usize)> = Vec::new();
        for (source, name) in LEVELS {
            let of_level = self.journal.ambassadors.iter().filter(|one| one.level.source() == source);
            groups.push((vec![name], of_level.clone().filter(|one| is_active(one)).count(), of_level.count()));
        }
        let all = groups.iter().fold((0, 0), |all, (_, active, enrolled)| (all.0 + active, all.1 + enrolled));
        let is_few = |people: usize| (1..5).contains(&people);
        while let Some(few) = groups.iter().position(|(.., enrolled)| is_few(*enrolled)).filter(|_| groups.len() > 1) {
            let first = few.min(groups.len() - 2);
            let (names, active, enrolled) = groups.remove(first + 1);
            groups[first].0.extend(names);
            groups[first].1 += active;
            groups[first].2 += enrolled;
        }
        let tells = |active: usize, enrolled: usize| is_few(enrolled) || is_few(active) || is_few(enrolled - active);
        let mut told = Map::new();
        if groups.iter().all(|(_, active, enrolled)| !tells(*active, *enrolled)) {
            let some = groups.iter().filter(|(.., enrolled)| *enrolled > 0);
            told.extend(some.map(|(names, active, enrolled)| (names.join(" + "), json!(percent(*active, *enrolled)))));
        }
        let base = if groups.len() > 1 && all.1 > 0 && !tells(all.0, all.1) {
            told.insert("Tous les niveaux".to_owned(), json!(percent(all.0, all.1)));
            all.1
        } else {
            groups.iter().rfind(|(.., enrolled)| *enrolled > 0 && !told.is_empty()).map_or(0, |(.., enrolled)| *enrolled)
        };
        ("active_ambassadors", if told.is_empty() { unknown() } else { said(Value::Object(told)) }.based_on(base))
    }
}
