//! A campaign as somebody wrote it, in a form or in a file, made a campaign or
//! refused with all that is wrong with it.

use jiff::civil::Date;

use super::amounts::read_cents;
use super::dossier::{Campaign, Cost, Position, Post, Reference, Tally};
use super::kinds::{Purpose, Tallied};
use super::links::is_plain_slug;
use super::means::{Base, MOST_CHARS, name, read_work};
use super::rows::day;
use crate::files::{Line, slug};

/// The lines of one kind that a campaign may have.
const MOST_LINES: usize = 50;
/// The signs of its note.
const MOST_NOTE_CHARS: usize = 1_500;

/// What somebody wrote, each field as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WrittenCampaign {
    /// Its name.
    pub name: String,
    /// Its word; made from the name when empty.
    pub slug: String,
    /// The word of a [`Purpose`]; recruitment when empty.
    pub purpose: String,
    /// Its first day.
    pub starts: String,
    /// Its last day.
    pub ends: String,
    /// Words of [`Campaign::CHANNELS`].
    pub channels: Vec<String>,
    /// Name; channel; day; euros; tracked link; address.
    pub posts: Vec<Line>,
    /// Object; euros.
    pub costs: Vec<Line>,
    /// Task; directorate; people; days.
    pub work: Vec<Line>,
    /// Title; openings; reference of the offer; day of publication; day of acceptance.
    pub positions: Vec<Line>,
    /// What is counted; figure; base; events; what it covers.
    pub tallies: Vec<Line>,
    /// Name; what is counted; figure; base.
    pub references: Vec<Line>,
    /// Where the figures come from.
    pub note: String,
}

const POST: &str = "nom ; canal ; jour ou rien ; euros ou rien ; lien suivi ou rien ; adresse ou rien";
const POSITION: &str = "titre du poste ; nombre de postes ; référence de l'offre ou rien ; jour de publication ou rien ; jour d'acceptation, qui la suit, ou rien";
const TALLY: &str =
    "contacts, candidatures ou euros ; nombre ; un-evenement, moyenne, meilleur ou total ; nombre d'événements ; ce que couvre le chiffre";

/// The campaign that was written.
///
/// # Errors
/// Everything that is wrong, one French sentence each.
pub fn read(written: &WrittenCampaign) -> Result<Campaign, Vec<String>> {
    let mut reading = Reading::default();
    let campaign = Campaign {
        slug: reading.slug(written),
        name: reading.one(name(written.name.trim()), || format!("il manque le nom de la campagne, de {MOST_CHARS} signes au plus")),
        purpose: reading.purpose(written.purpose.trim()),
        starts: reading.day("le début", &written.starts),
        ends: reading.day("la fin", &written.ends),
        channels: reading.channels(&written.channels),
        posts: reading.lines(&written.posts, POST, post),
        costs: reading.lines(&written.costs, "objet ; euros, ou rien s'ils ne sont pas connus", cost),
        work: reading.lines(&written.work, "tâche ; direction ; personnes ; jours par personne", read_work),
        positions: reading.lines(&written.positions, POSITION, position),
        tallies: reading.lines(&written.tallies, TALLY, tally),
        references: reading.lines(&written.references, "nom ; ce qui est compté ; nombre ; base", reference),
        note: reading.note(&written.note),
    };
    reading.refuse_contradictions(&campaign);
    if reading.problems.is_empty() { Ok(campaign) } else { Err(reading.problems) }
}

/// What is wrong, as it is met.
#[derive(Default)]
struct Reading {
    problems: Vec<String>,
}

impl Reading {
    fn one<T: Default>(&mut self, read: Option<T>, problem: impl Fn() -> String) -> T {
        read.unwrap_or_else(|| {
            self.problems.push(problem());
            T::default()
        })
    }

    fn slug(&mut self, written: &WrittenCampaign) -> String {
        let typed = written.slug.trim();
        let word: String = if typed.is_empty() { slug(&written.name).chars().take(40).collect() } else { typed.to_owned() };
        let word = if typed.is_empty() { word.trim_end_matches('-').to_owned() } else { word };
        let is_made = written.name.trim().is_empty() && typed.is_empty();
        if !is_made && !is_plain_slug(&word) {
            self.problems.push(format!("« {word} » ne convient pas : le mot d'une campagne s'écrit en minuscules sans accent, chiffres et tirets, 40 signes au plus"));
        }
        word
    }

    fn purpose(&mut self, typed: &str) -> Purpose {
        if typed.is_empty() {
            return Purpose::default();
        }
        let found = Purpose::ALL.iter().find(|(_, word, _)| *word == typed).map(|(purpose, ..)| *purpose);
        self.one(found, || format!("« {typed} » n'est pas un but ; écrivez « recrutement » ou « sensibilisation »"))
    }

    fn day(&mut self, what: &str, typed: &str) -> Option<Date> {
        let read = day(typed.trim(), None);
        read.map_err(|problem| self.problems.push(format!("{what} : {problem}"))).ok().flatten()
    }

    fn channels(&mut self, written: &[String]) -> Vec<String> {
        let mut kept = Vec::new();
        for typed in written.iter().map(|typed| typed.trim()).filter(|typed| !typed.is_empty()) {
            if channel(typed).is_none() {
                self.problems.push(format!("« {typed} » n'est pas un canal ; les canaux sont {}", channel_words()));
            } else if !kept.iter().any(|known| known == typed) {
                kept.push(typed.to_owned());
            }
        }
        kept
    }

    fn note(&mut self, written: &str) -> String {
        let note = written.replace("\r\n", "\n").trim().to_owned();
        let length = note.chars().count();
        if length > MOST_NOTE_CHARS {
            self.problems.push(format!("la note compte {length} signes, {MOST_NOTE_CHARS} au plus"));
        }
        note
    }

    fn lines<T>(&mut self, lines: &[Line], form: &str, read: impl Fn(&Line) -> Option<T>) -> Vec<T> {
        if let Some(line) = lines.get(MOST_LINES) {
            self.problems.push(format!("{} : {MOST_LINES} lignes au plus", line.place));
        }
        let mut kept = Vec::new();
        for line in lines.iter().take(MOST_LINES) {
            match read(line) {
                Some(value) => kept.push(value),
                None => self.problems.push(format!("{} : écrivez {form}", line.place)),
            }
        }
        kept
    }

    fn refuse_contradictions(&mut self, campaign: &Campaign) {
        if let (Some(starts), Some(ends)) = (campaign.starts, campaign.ends)
            && ends < starts
        {
            self.problems.push("la fin de la campagne doit venir après son début".to_owned());
        }
        self.refuse_twice("la publication", campaign.posts.iter().map(|post| post.name.as_str()));
        self.refuse_twice("le poste", campaign.positions.iter().map(|position| position.title.as_str()));
    }

    fn refuse_twice<'a>(&mut self, what: &str, names: impl Iterator<Item = &'a str>) {
        let mut seen = std::collections::BTreeSet::new();
        for name in names {
            if !seen.insert(name.to_lowercase()) {
                self.problems.push(format!("{what} « {name} » est écrit deux fois : donnez-lui deux noms différents"));
            }
        }
    }
}

fn channel(word: &str) -> Option<String> {
    Campaign::CHANNELS.iter().find(|(known, _)| *known == word).map(|(known, _)| (*known).to_owned())
}

fn channel_words() -> String {
    Campaign::CHANNELS.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ")
}

/// Nothing when the field is empty, none when what it holds is wrong.
fn maybe<T>(field: &str, read: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    if field.is_empty() { Some(None) } else { read(field).map(Some) }
}

fn post(line: &Line) -> Option<Post> {
    Some(Post {
        name: name(line.field(0))?,
        channel: channel(line.field(1))?,
        on: day(line.field(2), None).ok()?,
        cents: maybe(line.field(3), read_cents)?,
        link: maybe(line.field(4).trim_start_matches("/r/"), |link| is_plain_slug(link).then(|| link.to_owned()))?,
        address: maybe(line.field(5), address)?,
    })
}

/// An address is only shown; it is https, and no text that hides another.
fn address(typed: &str) -> Option<String> {
    let is_plain =
        typed.chars().count() <= 500 && typed.chars().all(|sign| sign.is_ascii_graphic() && !matches!(sign, '"' | '<' | '>' | '\\' | '@'));
    (is_plain && typed.strip_prefix("https://").is_some_and(|rest| rest.starts_with(|sign: char| sign.is_ascii_alphanumeric())))
        .then(|| typed.to_owned())
}

fn cost(line: &Line) -> Option<Cost> {
    Some(Cost { label: name(line.field(0))?, cents: maybe(line.field(1), read_cents)? })
}

fn position(line: &Line) -> Option<Position> {
    let openings = if line.field(1).is_empty() { 1 } else { line.field(1).parse().ok().filter(|count| (1..=1_000).contains(count))? };
    let (published, accepted) = (day(line.field(3), None).ok()?, day(line.field(4), None).ok()?);
    let is_in_order = published.zip(accepted).is_none_or(|(published, accepted)| published <= accepted);
    is_in_order.then_some(())?;
    Some(Position {
        title: name(line.field(0))?,
        openings,
        offer: maybe(line.field(2), |offer| is_plain_slug(offer).then(|| offer.to_owned()))?,
        published,
        accepted,
    })
}

fn whole(typed: &str) -> Option<u64> {
    typed.chars().filter(|sign| !sign.is_whitespace()).collect::<String>().parse().ok()
}

fn tallied(word: &str) -> Option<Tallied> {
    Tallied::ALL.iter().find(|(_, known, _)| *known == word).map(|(kind, ..)| *kind)
}

fn tally(line: &Line) -> Option<Tally> {
    let events = if line.field(3).is_empty() { 1 } else { line.field(3).parse().ok().filter(|count| (1..=1_000).contains(count))? };
    Some(Tally {
        counts: tallied(line.field(0))?,
        value: whole(line.field(1))?,
        base: Base::of_word(line.field(2))?,
        events,
        covers: maybe(line.field(4), name)?.unwrap_or_default(),
    })
}

fn reference(line: &Line) -> Option<Reference> {
    Some(Reference {
        name: name(line.field(0))?,
        counts: tallied(line.field(1))?,
        value: whole(line.field(2))?,
        base: Base::of_word(line.field(3))?,
    })
}
