//! What stands between braces in an answer, and the sentences that take its
//! place.
//!
//! ```text
//! {employeur.x}        a value of employeur.md, or its full sentence while empty
//! {offre.x}            what the position of the header (`offre:`) says, as whole sentences
//! {offres.ouvertes}    the positions that can be applied for on the day
//! ```
//!
//! The sentences about a position are phrases of HR; its words are quoted, for
//! they are those of the advert. A text that takes the place of a name is not
//! read again: whatever stands in it stays as it is.

use std::ops::Range;

use jiff::civil::Date;

use super::employer::{self, Employer};
use super::entry::Entry;
use super::phrases::Phrases;
use crate::clock::written_day;
use crate::files::candidate_text;
use crate::files::problem::{MAX_TOLD, Problem, Source, nearest};
use crate::offers::{Offer, State};

/// How a placeholder of a position starts, after its brace.
const OFFER: &str = "offre.";

/// The list of open positions.
const OPEN: &str = "offres.ouvertes";

/// The most that the list of open positions takes: what an answer says around
/// it still fits in one message.
const MAX_LIST_CHARS: usize = 700;

/// Over this a title is cut, so that a list stays one.
const MAX_LISTED_TITLE: usize = 80;

/// A placeholder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Placeholder<'a> {
    /// `{employeur.x}`, its name.
    Employer(&'a str),
    /// `{offre.x}`.
    Offer(Told),
    /// `{offres.ouvertes}`.
    OpenOffers,
}

/// What a position can be asked to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    State,
    Pay,
    Place,
    Remote,
    Closes,
    Link,
    Contract,
    Category,
    Experience,
}

const TOLD: &[(&str, Told)] = &[
    ("etat", Told::State),
    ("remuneration", Told::Pay),
    ("lieu", Told::Place),
    ("teletravail", Told::Remote),
    ("date_limite", Told::Closes),
    ("lien", Told::Link),
    ("contrat", Told::Contract),
    ("categorie", Told::Category),
    ("experience", Told::Experience),
];

impl<'a> Placeholder<'a> {
    /// What stands between two braces, when it is a placeholder.
    pub(super) fn of(inside: &'a str) -> Option<Self> {
        if inside == OPEN {
            return Some(Self::OpenOffers);
        }
        if let Some(name) = inside.strip_prefix(OFFER) {
            return TOLD.iter().find(|(known, _)| *known == name).map(|(_, told)| Self::Offer(*told));
        }
        employer::placeholder(inside).map(Self::Employer)
    }
}

/// Tells what stands between braces and is no placeholder, or one that needs
/// the key `offre` in a file without it.
pub(super) fn check(source: &Source<'_>, answer: Range<usize>, is_about_an_offer: bool) -> Vec<Problem> {
    let braces = candidate_text::braces(&source.text[answer.clone()]);
    let told = braces.into_iter().filter_map(|(at, inside)| {
        let at = answer.start + at;
        match Placeholder::of(inside) {
            None => Some(unknown(source, at, inside)),
            Some(Placeholder::Offer(_)) if !is_about_an_offer => Some(without_offer(source, at, inside)),
            Some(_) => None,
        }
    });
    told.take(MAX_TOLD).collect()
}

fn unknown(source: &Source<'_>, at: usize, inside: &str) -> Problem {
    if inside.starts_with(OFFER) || inside.starts_with("offres.") {
        let names: Vec<String> = TOLD.iter().map(|(name, _)| format!("{OFFER}{name}")).chain([OPEN.to_owned()]).collect();
        let problem = source.error(at, format!("la valeur « {{{inside}}} » n'existe pas"));
        return match nearest(inside, names.iter().map(String::as_str).filter(|name| near_enough(inside, name))) {
            Some(near) => problem.help(format!("vouliez-vous écrire « {{{near}}} » ?")),
            None => problem.help(format!("les valeurs possibles sont {}", listed(&names))),
        };
    }
    let message = format!("« {{{inside}}} » n'est pas une valeur de l'employeur");
    source.error(at, message).help("écrivez « {employeur.nom_de_la_valeur} », sans accent ni espace")
}

/// The same start makes all these names look alike: what follows has to be near too.
fn near_enough(inside: &str, name: &str) -> bool {
    let end = |text: &str| text.split_once('.').map_or(String::new(), |(_, end)| end.to_lowercase());
    nearest(&end(inside), [end(name).as_str()]).is_some()
}

fn listed(names: &[String]) -> String {
    names.iter().map(|name| format!("« {{{name}}} »")).collect::<Vec<_>>().join(", ")
}

fn without_offer(source: &Source<'_>, at: usize, inside: &str) -> Problem {
    let problem = source.error(at, format!("« {{{inside}}} » ne dit pas de quelle offre il s'agit"));
    problem.help("ajoutez dans l'en-tête la ligne « offre: » avec le nom du fichier de l'offre, par exemple « offre: exemple-archiviste »")
}

/// What the placeholders of an answer take their sentences from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sentences<'a> {
    /// The employer's values.
    pub employer: &'a Employer,
    /// The sentences about a position.
    pub phrases: &'a Phrases,
    /// The published positions.
    pub offers: &'a [Offer],
}

impl Sentences<'_> {
    /// What a candidate reads on this day.
    pub(super) fn fill(&self, entry: &Entry, today: Date) -> String {
        let offer = self.offer_of(entry);
        fill(&entry.answer, |placeholder| match placeholder {
            Placeholder::Employer(name) => self.employer.said(name).to_owned(),
            Placeholder::Offer(told) => self.say(offer.map(|offer| (offer, offer.state(today))), told),
            Placeholder::OpenOffers => self.open_offers(today),
        })
    }

    /// How many characters an answer can count, whatever the day: as long as
    /// the longest that each of its placeholders may say.
    pub(super) fn longest(&self, entry: &Entry) -> usize {
        let offer = self.offer_of(entry);
        let states = [State::Open, State::Closed, State::Filled].map(|state| offer.map(|offer| (offer, state)));
        let longest = |texts: &mut dyn Iterator<Item = String>| texts.map(|text| text.chars().count()).max().unwrap_or(0);
        let filled = fill(&entry.answer, |placeholder| match placeholder {
            Placeholder::Employer(name) => self.employer.said(name).to_owned(),
            Placeholder::Offer(told) => "x".repeat(longest(&mut states.into_iter().chain([None]).map(|offer| self.say(offer, told)))),
            Placeholder::OpenOffers => {
                let list = "x".repeat(MAX_LIST_CHARS);
                let list = self.phrases.say("offres-ouvertes", &[("liste", &list)]);
                let texts = [list, self.phrases.say("offres-aucune", &[])];
                "x".repeat(longest(&mut texts.into_iter()))
            }
        });
        filled.chars().count()
    }

    fn offer_of(&self, entry: &Entry) -> Option<&Offer> {
        let reference = entry.offer.as_deref()?;
        self.offers.iter().find(|offer| offer.reference == reference)
    }

    /// What a position says in its state; the sentence of an empty field where
    /// it says nothing, unless it is over: nobody has to confirm anything then.
    fn say(&self, offer: Option<(&Offer, State)>, told: Told) -> String {
        match told {
            Told::State => self.state(offer.map(|(_, state)| state)),
            Told::Closes => self.closes(offer),
            Told::Link => self.link(offer),
            Told::Pay => self.quote("remuneration", offer, |offer| offer.pay_text.as_deref()),
            Told::Place => self.quote("lieu", offer, |offer| offer.place.as_deref()),
            Told::Remote => self.quote("teletravail", offer, |offer| offer.remote.as_deref()),
            Told::Contract => self.quote("contrat", offer, |offer| offer.contract.as_deref()),
            Told::Category => self.quote("categorie", offer, |offer| offer.category.as_deref()),
            Told::Experience => self.quote("experience", offer, |offer| offer.experience.as_deref()),
        }
    }

    fn state(&self, state: Option<State>) -> String {
        let phrase = match state {
            Some(State::Open) => "offre-ouverte",
            Some(State::Filled) => "offre-pourvue",
            Some(State::Closed) => "offre-close",
            None => "offre-inconnue",
        };
        self.phrases.say(phrase, &[])
    }

    fn closes(&self, offer: Option<(&Offer, State)>) -> String {
        match offer.and_then(|(offer, state)| Some((written_day(offer.closes?), state))) {
            Some((day, State::Open)) => self.phrases.say("offre-date-limite", &[("date", &day)]),
            Some((day, _)) => self.phrases.say("offre-date-limite-passee", &[("date", &day)]),
            None if is_over(offer) => String::new(),
            None => self.phrases.say("offre-date-limite-vide", &[]),
        }
    }

    fn link(&self, offer: Option<(&Offer, State)>) -> String {
        match offer {
            Some((Offer { apply_url: Some(link), .. }, State::Open)) => self.phrases.say("offre-lien", &[("lien", &format!("<{link}>"))]),
            Some((_, State::Closed | State::Filled)) => self.phrases.say("offre-lien-passe", &[]),
            _ => self.phrases.say("offre-lien-vide", &[]),
        }
    }

    /// The advert's own words in the phrase of this field, or the sentence that
    /// stands for them.
    fn quote<'o>(&self, field: &'static str, offer: Option<(&'o Offer, State)>, words: impl Fn(&'o Offer) -> Option<&'o str>) -> String {
        match offer.and_then(|(offer, _)| words(offer)) {
            // The phrase ends the sentence.
            Some(words) => self.phrases.say(&format!("offre-{field}"), &[(field, words.trim_end_matches('.'))]),
            None if is_over(offer) => String::new(),
            None => self.phrases.say(&format!("offre-{field}-vide"), &[]),
        }
    }

    fn open_offers(&self, today: Date) -> String {
        let open = crate::offers::open_first(self.offers, today).0;
        if open.is_empty() {
            return self.phrases.say("offres-aucune", &[]);
        }
        let more = |left: usize| if left == 0 { String::new() } else { format!("- … et {left} de plus, sur la page des offres") };
        let mut lines: Vec<String> = Vec::new();
        let mut room = MAX_LIST_CHARS - more(open.len()).chars().count();
        for offer in &open {
            let line = listed_offer(offer);
            let length = line.chars().count() + 1;
            if length > room {
                break;
            }
            room -= length;
            lines.push(line);
        }
        lines.extend(Some(more(open.len() - lines.len())).filter(|line| !line.is_empty()));
        self.phrases.say("offres-ouvertes", &[("liste", &lines.join("\n"))])
    }
}

fn listed_offer(offer: &Offer) -> String {
    let title: String = match offer.title.char_indices().nth(MAX_LISTED_TITLE) {
        Some((end, _)) => format!("{}…", offer.title[..end].trim_end()),
        None => offer.title.clone(),
    };
    let until = offer.closes.map(|closes| format!(", jusqu'au {}", written_day(closes))).unwrap_or_default();
    let link = offer.apply_url.as_ref().map(|link| format!(" : <{link}>")).unwrap_or_default();
    format!("- {title}{until}{link}")
}

fn is_over(offer: Option<(&Offer, State)>) -> bool {
    offer.is_some_and(|(_, state)| state != State::Open)
}

/// The text with each placeholder replaced by its sentences; one that has
/// nothing to say leaves no hole.
fn fill(text: &str, say: impl Fn(Placeholder<'_>) -> String) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, placeholder, after)) = next(rest) {
        filled.push_str(before);
        let said = say(placeholder);
        filled.push_str(&said);
        rest = if said.is_empty() { close_up(&mut filled, after) } else { after };
    }
    filled.push_str(rest);
    filled
}

/// What follows a placeholder that said nothing, without the white space that
/// now stands twice.
fn close_up<'a>(filled: &mut String, after: &'a str) -> &'a str {
    if after.is_empty() || after.starts_with('\n') {
        filled.truncate(filled.trim_end_matches(' ').len());
    }
    match filled.chars().next_back() {
        None | Some('\n') => after.trim_start_matches([' ', '\n']),
        Some(' ') => after.strip_prefix(' ').unwrap_or(after),
        Some(_) => after,
    }
}

fn next(text: &str) -> Option<(&str, Placeholder<'_>, &str)> {
    text.match_indices('{').find_map(|(at, _)| {
        let inside = candidate_text::inside(&text[at + 1..]);
        let after = text[at + 1 + inside.len()..].strip_prefix('}')?;
        Some((&text[..at], Placeholder::of(inside)?, after))
    })
}
