//! A plan as somebody wrote it, in a form or in a file, made a plan or refused
//! with all that is wrong with it.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Audience, Expense, MediaLine, Plan, ReferenceEvent, Speaker};
use crate::campaign::{Base, read_cents, read_work};
use crate::clock::read_instant;
pub use crate::files::Line;
use crate::sessions::{end_of, plan, title_of};
use crate::store::PlannedSession;
use crate::words::Door;

/// The lines of one kind that a plan may have.
const MOST_LINES: usize = 50;
/// The signs of a name, a task, a medium.
const MOST_CHARS: usize = 120;
/// The signs of the announcement: what Discord shows in one message, less what stands around.
const MOST_ANNOUNCEMENT_CHARS: usize = 1_500;

/// What somebody wrote, each field as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// The title.
    pub title: String,
    /// The day and hour in Paris.
    pub opens: String,
    /// The minutes it lasts.
    pub minutes: String,
    /// Themes, by folder.
    pub themes: Vec<String>,
    /// Doors, as `web` or `discord`.
    pub doors: Vec<String>,
    /// The announcement.
    pub announcement: String,
    /// Audiences, by the words of [`Audience::ALL`].
    pub audience: Vec<String>,
    /// The campaign it has for its own, by its word; none when empty.
    pub campaign: String,
    /// Name; role.
    pub speakers: Vec<Line>,
    /// Object; euros.
    pub expenses: Vec<Line>,
    /// Task; directorate; people; days.
    pub work: Vec<Line>,
    /// Medium; day; euros; tracked link.
    pub media: Vec<Line>,
    /// Name; what is counted; figure; base.
    pub references: Vec<Line>,
}

/// The words that a plan may name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The themes of the answers in service.
    pub themes: BTreeSet<String>,
    /// The campaigns of HR.
    pub campaigns: BTreeSet<String>,
    /// The tracked links, removed ones too: what they brought stays.
    pub links: BTreeSet<String>,
}

impl Known {
    /// The same with what a plan that stands names: it may stay.
    pub fn and_of(mut self, plan: &Plan) -> Self {
        self.themes.extend(plan.themes.iter().cloned());
        self.campaigns.extend(plan.campaign.clone());
        self.links.extend(plan.media.iter().filter_map(|line| line.link.clone()));
        self
    }
}

/// The session and its plan.
///
/// # Errors
/// Everything that is wrong, one French sentence each.
pub fn read(written: &Written, known: &Known, now: Timestamp) -> Result<PlannedSession, Vec<String>> {
    let mut reading = Reading::default();
    let session = reading.session(written, now);
    let plan = Plan { doors: reading.doors(&written.doors), ..reading.plan(written, known) };
    reading.end(session.map(|session| with_plan(session, &plan)))
}

/// The same of a session that stays when and where it takes place, whatever is
/// typed of that.
///
/// # Errors
/// As [`read`].
pub fn read_staying(written: &Written, known: &Known, standing: &PlannedSession) -> Result<PlannedSession, Vec<String>> {
    let mut reading = Reading::default();
    let title = title_of(&written.title).map_err(|problem| reading.problems.push(problem)).ok();
    let plan = Plan { doors: Plan::of(standing).doors, ..reading.plan(written, known) };
    reading.end(title.map(|title| PlannedSession { title: title.to_owned(), plan: plan.as_kept(), ..standing.clone() }))
}

/// A session as it is kept: at one door when its plan names just one.
fn with_plan(session: PlannedSession, plan: &Plan) -> PlannedSession {
    let door = match plan.doors.as_slice() {
        [only] => Some(*only),
        _ => None,
    };
    PlannedSession { door, plan: plan.as_kept(), ..session }
}

const WORK: &str = "tâche ; direction ; personnes ; jours par personne, par exemple « visuels ; communication ; 2 ; 0,5 »";

const BASES: &str = "nom ; ce qui est compté ; nombre ; « un-evenement », « moyenne », « meilleur » ou « total »";

/// What is wrong, as it is met.
#[derive(Default)]
struct Reading {
    problems: Vec<String>,
}

impl Reading {
    fn session(&mut self, written: &Written, now: Timestamp) -> Option<PlannedSession> {
        let session = read_instant(&written.opens).and_then(|opens_at| {
            let minutes = written.minutes.trim().parse().map_err(|_| "la durée s'écrit en minutes, par exemple « 90 »")?;
            plan(&written.title, opens_at, end_of(opens_at, minutes)?, now)
        });
        session.map_err(|problem| self.problems.push(problem)).ok()
    }

    /// All but where it takes place.
    fn plan(&mut self, written: &Written, known: &Known) -> Plan {
        Plan {
            themes: self.themes(&written.themes, &known.themes),
            doors: Vec::new(),
            announcement: self.announcement(&written.announcement),
            audience: self.audience(&written.audience),
            campaign: self.campaign(&written.campaign, &known.campaigns),
            speakers: self.lines(&written.speakers, ("nom ; fonction", 2), |line| {
                Some(Speaker { name: text(line.field(0))?, role: text(line.field(1))? })
            }),
            expenses: self.lines(&written.expenses, ("objet ; montant en euros", 2), |line| {
                Some(Expense { label: text(line.field(0))?, cents: read_cents(line.field(1))? })
            }),
            work: self.lines(&written.work, (WORK, 4), read_work),
            media: self.media(&written.media, &known.links),
            references: self.lines(&written.references, (BASES, 4), reference),
        }
    }

    /// What was read, unless something is wrong with it.
    fn end(self, session: Option<PlannedSession>) -> Result<PlannedSession, Vec<String>> {
        match session {
            Some(session) if self.problems.is_empty() => Ok(session),
            _ => Err(self.problems),
        }
    }

    fn themes(&mut self, written: &[String], known: &BTreeSet<String>) -> Vec<String> {
        let listed = || known.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        let unknown = |theme: &str| format!("thèmes : « {theme} » n'est pas un thème ; les thèmes sont {}", listed());
        self.each(written, |theme| known.contains(theme).then(|| theme.to_owned()).ok_or_else(|| unknown(theme)))
    }

    fn doors(&mut self, written: &[String]) -> Vec<Door> {
        self.each(written, |door| Door::of_word(door).ok_or_else(|| format!("canaux : « {door} » n'est ni « web » ni « discord »")))
    }

    fn audience(&mut self, written: &[String]) -> Vec<Audience> {
        let words = Audience::ALL.map(|(_, word, _)| word).join(", ");
        self.each(written, |typed| {
            let found = Audience::ALL.iter().find(|(_, word, _)| *word == typed);
            found.map(|(audience, ..)| *audience).ok_or_else(|| format!("public : « {typed} » n'est pas connu ; les mots sont {words}"))
        })
    }

    fn campaign(&mut self, written: &str, known: &BTreeSet<String>) -> Option<String> {
        let word = Some(written.trim()).filter(|word| !word.is_empty())?;
        if word.chars().count() > MOST_CHARS {
            self.problems.push(format!("campagne : {MOST_CHARS} caractères au plus"));
        } else if !known.contains(word) {
            self.problems.push(format!(
                "campagne : il n'y a pas de campagne « {word} » ; créez-la d'abord à la page « Campagnes », ou n'en nommez aucune"
            ));
        }
        Some(word.to_owned())
    }

    fn media(&mut self, written: &[Line], known: &BTreeSet<String>) -> Vec<MediaLine> {
        let read = self.lines(written, ("média ; jour (2026-12-03) ou rien ; euros ; lien suivi ou rien", 4), |line| {
            Some((line.place.clone(), media(line)?))
        });
        let unknown = read.iter().filter_map(|(place, line)| Some((place, line.link.as_ref().filter(|link| !known.contains(*link))?)));
        self.problems.extend(unknown.map(|(place, link)| {
            format!("{place} : il n'y a pas de lien suivi « {link} » ; créez-le d'abord à la page « Liens », ou n'en mettez aucun")
        }));
        read.into_iter().map(|(_, line)| line).collect()
    }

    fn announcement(&mut self, written: &str) -> String {
        let text = written.replace("\r\n", "\n").trim().to_owned();
        let length = text.chars().count();
        if length > MOST_ANNOUNCEMENT_CHARS {
            self.problems.push(format!("l'annonce compte {length} caractères, {MOST_ANNOUNCEMENT_CHARS} au plus"));
        }
        text
    }

    /// Each word once, in the order they were typed.
    fn each<T: PartialEq>(&mut self, written: &[String], read: impl Fn(&str) -> Result<T, String>) -> Vec<T> {
        let mut kept = Vec::new();
        for typed in written.iter().map(|typed| typed.trim()).filter(|typed| !typed.is_empty()) {
            match read(typed) {
                Ok(value) if !kept.contains(&value) => kept.push(value),
                Ok(_) => {}
                Err(problem) => self.problems.push(problem),
            }
        }
        kept
    }

    /// Lines of at most so many fields, in the form that people read.
    fn lines<T>(&mut self, lines: &[Line], (form, fields): (&str, usize), read: impl Fn(&Line) -> Option<T>) -> Vec<T> {
        if let Some(line) = lines.get(MOST_LINES) {
            self.problems.push(format!("{} : {MOST_LINES} lignes au plus", line.place));
        }
        let read = |line: &Line| match read(line) {
            _ if line.goes_beyond(fields) => {
                Err(format!("{} : il y a plus de {fields} champs ; écrivez {form}, sans autre « ; » que ceux-là", line.place))
            }
            read => read.ok_or_else(|| format!("{} : écrivez {form}", line.place)),
        };
        let (kept, wrong): (Vec<_>, Vec<_>) = lines.iter().take(MOST_LINES).map(read).partition(Result::is_ok);
        self.problems.extend(wrong.into_iter().filter_map(Result::err));
        kept.into_iter().filter_map(Result::ok).collect()
    }
}

/// A name that is there and not too long.
fn text(typed: &str) -> Option<String> {
    (1..=MOST_CHARS).contains(&typed.chars().count()).then(|| typed.to_owned())
}

fn media(line: &Line) -> Option<MediaLine> {
    let on: Option<Date> = match line.field(1) {
        "" => None,
        day => Some(day.parse().ok()?),
    };
    let cents = if line.field(2).is_empty() { 0 } else { read_cents(line.field(2))? };
    let link = line.field(3).trim_start_matches("/r/");
    let link = if link.is_empty() { None } else { Some(text(link)?) };
    Some(MediaLine { channel: text(line.field(0))?, on, cents, link })
}

fn reference(line: &Line) -> Option<ReferenceEvent> {
    let value: String = line.field(2).chars().filter(|sign| !sign.is_whitespace()).collect();
    let (base, ..) = *Base::ALL.iter().find(|(_, word, _)| *word == line.field(3))?;
    Some(ReferenceEvent { name: text(line.field(0))?, counts: text(line.field(1))?, value: value.parse().ok()?, base })
}

#[cfg(test)]
mod tests;
