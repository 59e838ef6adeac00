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

use std::borrow::Cow;
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

/// The most that a list of some of them takes, under an answer that is already whole.
const MAX_SOME_CHARS: usize = 400;

/// The most words of an advert quoted under another answer, in characters.
const MAX_QUOTED_CHARS: usize = 200;

/// Over this a title is cut, so that a list stays one.
const MAX_LISTED_TITLE: usize = 80;

/// A placeholder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Placeholder<'a> {
    /// `{employeur.x}`, its name.
    Employer(&'a str),
    /// `{offre.x}`.
    Offer(OfferField),
    /// `{offres.ouvertes}`.
    OpenOffers,
}

/// What a position can be asked to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfferField {
    /// `etat`: whether it can be applied for.
    State,
    /// `remuneration`.
    Pay,
    /// `lieu`.
    Place,
    /// `teletravail`.
    Remote,
    /// `date_limite`.
    Closes,
    /// `lien`: where to apply.
    Link,
    /// `contrat`.
    Contract,
    /// `categorie`.
    Category,
    /// `experience`.
    Experience,
}

/// How each is written, after `offre.` and in the header (`champ_offre`).
pub(super) const FIELDS: &[(&str, OfferField)] = &[
    ("etat", OfferField::State),
    ("remuneration", OfferField::Pay),
    ("lieu", OfferField::Place),
    ("teletravail", OfferField::Remote),
    ("date_limite", OfferField::Closes),
    ("lien", OfferField::Link),
    ("contrat", OfferField::Contract),
    ("categorie", OfferField::Category),
    ("experience", OfferField::Experience),
];

impl<'a> Placeholder<'a> {
    /// What stands between two braces, when it is a placeholder.
    pub(super) fn of(inside: &'a str) -> Option<Self> {
        if inside == OPEN {
            return Some(Self::OpenOffers);
        }
        if let Some(name) = inside.strip_prefix(OFFER) {
            return FIELDS.iter().find(|(known, _)| *known == name).map(|(_, field)| Self::Offer(*field));
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
        let names: Vec<String> = FIELDS.iter().map(|(name, _)| format!("{OFFER}{name}")).chain([OPEN.to_owned()]).collect();
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
            Placeholder::Offer(field) => self.say(offer.map(|offer| (offer, offer.state(today))), field),
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
            Placeholder::Offer(field) => "x".repeat(longest(&mut states.into_iter().chain([None]).map(|offer| self.say(offer, field)))),
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
    fn say(&self, offer: Option<(&Offer, State)>, field: OfferField) -> String {
        self.say_within(offer, field, usize::MAX)
    }

    /// The same, with so many characters of the advert's own words at the most.
    fn say_within(&self, offer: Option<(&Offer, State)>, field: OfferField, most: usize) -> String {
        let quote = |name, words: fn(&Offer) -> Option<&String>| self.quote(name, offer, most, words);
        match field {
            OfferField::State => self.state(offer.map(|(_, state)| state)),
            OfferField::Closes => self.closes(offer),
            OfferField::Link => self.link(offer),
            OfferField::Pay => quote("remuneration", |offer| offer.pay_text.as_ref()),
            OfferField::Place => quote("lieu", |offer| offer.place.as_ref()),
            OfferField::Remote => quote("teletravail", |offer| offer.remote.as_ref()),
            OfferField::Contract => quote("contrat", |offer| offer.contract.as_ref()),
            OfferField::Category => quote("categorie", |offer| offer.category.as_ref()),
            OfferField::Experience => quote("experience", |offer| offer.experience.as_ref()),
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
    fn quote(&self, field: &'static str, offer: Option<(&Offer, State)>, most: usize, words: fn(&Offer) -> Option<&String>) -> String {
        match offer.and_then(|(offer, _)| words(offer)) {
            // The phrase ends the sentence.
            Some(words) => self.phrases.say(&format!("offre-{field}"), &[(field, &shortened(words.trim_end_matches('.'), most))]),
            None if is_over(offer) => String::new(),
            None => self.phrases.say(&format!("offre-{field}-vide"), &[]),
        }
    }

    /// What a position says of the topic of another answer, in its own
    /// paragraph; over, it says so first.
    pub(super) fn about(&self, offer: &Offer, field: OfferField, today: Date) -> String {
        use OfferField::{Closes, Link, State as Progress};
        let state = offer.state(today);
        let fields = match (state, field) {
            (State::Open, Progress) => vec![Progress, Closes, Link],
            (State::Open, Link | Closes) => vec![Link, Closes],
            (State::Open, field) => vec![field],
            (_, Progress | Link) => vec![Progress],
            (_, field) => vec![Progress, field],
        };
        let said = fields.into_iter().map(|field| self.say_within(Some((offer, state)), field, MAX_QUOTED_CHARS));
        let said: Vec<String> = said.filter(|said| !said.is_empty()).collect();
        let title = shortened(&offer.title, MAX_LISTED_TITLE);
        self.phrases.say("offre-nommee", &[("titre", &title), ("renseignement", &said.join(" "))])
    }

    /// The list of some open positions, in its own paragraph.
    pub(super) fn some(&self, offers: &[&Offer]) -> String {
        self.phrases.say("offres-nommees", &[("liste", &listed_offers(offers, MAX_SOME_CHARS))])
    }

    /// What one position says of itself, a line for each fact.
    pub(super) fn card(&self, offer: &Offer, today: Date) -> String {
        use OfferField::{Category, Closes, Contract, Link, Place, State as Progress};
        let state = offer.state(today);
        let said = [Progress, Place, Category, Contract, Closes, Link];
        let said = said.into_iter().map(|field| self.say_within(Some((offer, state)), field, MAX_QUOTED_CHARS));
        let lines: Vec<String> = said.filter(|said| !said.is_empty()).map(|said| format!("- {said}")).collect();
        format!("**{}**\n\n{}", offer.title, lines.join("\n"))
    }

    /// The list of the positions open on a day, or that there is none.
    pub(super) fn open_offers(&self, today: Date) -> String {
        let open = crate::offers::open_first(self.offers, today).0;
        if open.is_empty() {
            return self.phrases.say("offres-aucune", &[]);
        }
        self.phrases.say("offres-ouvertes", &[("liste", &listed_offers(&open, MAX_LIST_CHARS))])
    }
}

/// One line for each position, as many as this room holds, then how many are left.
fn listed_offers(offers: &[&Offer], mut room: usize) -> String {
    let more = |left: usize| if left == 0 { String::new() } else { format!("- … et {left} de plus, sur la page des offres") };
    let mut lines: Vec<String> = Vec::new();
    room -= more(offers.len()).chars().count();
    for offer in offers {
        let line = listed_offer(offer);
        let length = line.chars().count() + 1;
        if length > room {
            break;
        }
        room -= length;
        lines.push(line);
    }
    lines.extend(Some(more(offers.len() - lines.len())).filter(|line| !line.is_empty()));
    lines.join("\n")
}

fn listed_offer(offer: &Offer) -> String {
    let title = shortened(&offer.title, MAX_LISTED_TITLE);
    let until = offer.closes.map(|closes| format!(", jusqu'au {}", written_day(closes))).unwrap_or_default();
    let link = offer.apply_url.as_ref().map(|link| format!(" : <{link}>")).unwrap_or_default();
    format!("- {title}{until}{link}")
}

/// A text with so many characters at the most, and the sign of what is left out.
fn shortened(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()).into(),
        None => text.into(),
    }
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
