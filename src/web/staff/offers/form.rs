//! The form of a position: what was typed, what is wrong with it, and the
//! position it makes.

use jiff::civil::Date;
use serde::Deserialize;

use crate::files::candidate_text::address;
use crate::files::{Status, slug};
use crate::offers::{Offer, OpenTo, Progress, State, is_bare_number};
use crate::web::html::sentence;

/// What a line of an advert holds at most.
const MAX_LINE_CHARS: usize = 300;
/// What the form can send, whatever its letters.
const MAX_DESCRIPTION_CHARS: usize = 3_500;
const MAX_REFERENCE_CHARS: usize = 80;
const MAX_ADDRESS_CHARS: usize = 500;

/// The form as it was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Typed {
    titre: String,
    reference: String,
    employeur: String,
    ouvert_a: String,
    categorie: String,
    contrat: String,
    lieu: String,
    teletravail: String,
    remuneration: String,
    date_limite: String,
    lien: String,
    description: String,
    /// The word of the button: `publie` or `brouillon`.
    statut: String,
    /// The mark of the file when the form was shown.
    pub(super) hash: String,
}

/// What is wrong with one field.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    field: &'static str,
    sentence: String,
}

impl Wrong {
    pub(super) fn new(field: &'static str, sentence: impl Into<String>) -> Self {
        Self { field, sentence: sentence.into() }
    }
}

/// One field as the page shows it.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) hint: &'static str,
    pub(super) value: String,
    pub(super) kind: Kind,
    pub(super) is_needed: bool,
    pub(super) wrong: Option<String>,
}

/// How a field is typed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// One line, of this type of input.
    Line(&'static str, usize),
    /// Several lines.
    Lines(usize),
    /// One of these words.
    Choice(&'static [(&'static str, &'static str)]),
    /// It is shown and not changed.
    Fixed,
}

const OPENINGS: &[(&str, &str)] = &[
    ("", "Non précisé"),
    ("titulaires", "Aux titulaires"),
    ("contractuels", "Aux contractuels"),
    ("tous", "Aux titulaires et aux contractuels"),
];

const CATEGORIES: &[(&str, &str)] = &[("", "Non précisée"), ("A", "A"), ("B", "B"), ("C", "C")];

/// How many fields are to be mended.
pub(super) fn count(wrong: usize) -> String {
    match wrong {
        1 => "rien n'est enregistré : un champ est à corriger".to_owned(),
        count => format!("rien n'est enregistré : {count} champs sont à corriger"),
    }
}

/// A field: its name, its label, a hint, how it is typed, whether it must be.
type Row = (&'static str, &'static str, &'static str, Kind, bool);

const LINE: Kind = Kind::Line("text", MAX_LINE_CHARS);
const REFERENCE: Kind = Kind::Line("text", MAX_REFERENCE_CHARS);
const ADDRESS: Kind = Kind::Line("url", MAX_ADDRESS_CHARS);

const ROWS: &[Row] = &[
    ("titre", "Intitulé du poste", "", LINE, true),
    ("reference", "Référence", "Le numéro de l'annonce, ou un nom court : il donne son nom au fichier.", REFERENCE, true),
    ("employeur", "Employeur", "", LINE, true),
    ("ouvert_a", "Ouvert", "", Kind::Choice(OPENINGS), false),
    ("categorie", "Catégorie", "", Kind::Choice(CATEGORIES), false),
    ("contrat", "Contrat", "Par exemple : CDD de trois ans, ou titulaire.", LINE, false),
    ("lieu", "Lieu de travail", "Par exemple : Rouen (76).", LINE, false),
    ("teletravail", "Télétravail", "Par exemple : deux jours par semaine.", LINE, false),
    ("remuneration", "Rémunération", "Une phrase, par exemple : entre 2 600 € et 3 200 € bruts par mois, selon l'expérience.", LINE, false),
    (
        "date_limite",
        "Date limite",
        "Le dernier jour pour postuler. L'offre se ferme d'elle-même le lendemain.",
        Kind::Line("date", 10),
        false,
    ),
    ("lien", "Lien de l'annonce en ligne", "Il est nécessaire pour publier une offre ouverte.", ADDRESS, false),
    ("description", "Description", "Ce que la personne fera.", Kind::Lines(MAX_DESCRIPTION_CHARS), false),
];

/// The fields in their order, with what was typed and what is wrong. The
/// reference of a file that is there does not change.
pub(super) fn fields(typed: &Typed, wrong: &[Wrong], is_new: bool) -> Vec<Field> {
    let field = |(name, label, hint, kind, is_needed): &Row| Field {
        name,
        label,
        hint,
        value: typed.value(name).to_owned(),
        kind: if *name == "reference" && !is_new { Kind::Fixed } else { *kind },
        is_needed: *is_needed,
        wrong: wrong.iter().find(|wrong| wrong.field == *name).map(|wrong| sentence(&wrong.sentence)),
    };
    ROWS.iter().map(field).collect()
}

impl Typed {
    /// The form of a position as it is.
    pub(super) fn of(offer: &Offer) -> Self {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        Self {
            titre: offer.title.clone(),
            reference: offer.reference.clone(),
            employeur: offer.employer.clone(),
            ouvert_a: offer.open_to.map(word_of).unwrap_or_default().to_owned(),
            categorie: text(&offer.category),
            contrat: text(&offer.contract),
            lieu: text(&offer.place),
            teletravail: text(&offer.remote),
            remuneration: text(&offer.pay_text),
            date_limite: offer.closes.map(|day| day.to_string()).unwrap_or_default(),
            lien: text(&offer.apply_url),
            description: offer.description.clone(),
            statut: String::new(),
            hash: String::new(),
        }
    }

    fn value(&self, field: &str) -> &str {
        match field {
            "titre" => &self.titre,
            "reference" => &self.reference,
            "employeur" => &self.employeur,
            "ouvert_a" => &self.ouvert_a,
            "categorie" => &self.categorie,
            "contrat" => &self.contrat,
            "lieu" => &self.lieu,
            "teletravail" => &self.teletravail,
            "remuneration" => &self.remuneration,
            "date_limite" => &self.date_limite,
            "lien" => &self.lien,
            "description" => &self.description,
            _ => "",
        }
    }

    /// The name of the file that the reference gives.
    pub(super) fn reference_slug(&self) -> String {
        slug(&self.reference)
    }

    /// What the form makes of a position; what is wrong is told and left as it was.
    pub(super) fn read(&self, base: Offer, today: Date, wrong: &mut Vec<Wrong>) -> Offer {
        self.check_lengths(wrong);
        self.check_words(&base.reference, wrong);
        let status = if self.statut == "publie" { Status::Published } else { Status::Draft };
        let is_published_now = status == Status::Published && base.status != Status::Published;
        let offer = Offer {
            title: self.titre.clone(),
            employer: self.employeur.clone(),
            status,
            open_to: opening_of(&self.ouvert_a),
            category: CATEGORIES.iter().find(|(word, _)| *word == self.categorie).and_then(|(word, _)| line(word)),
            contract: line(&self.contrat),
            place: line(&self.lieu),
            remote: line(&self.teletravail),
            pay_text: line(&self.remuneration),
            published: base.published.or(is_published_now.then_some(today)),
            closes: self.closes(wrong),
            apply_url: line(&self.lien),
            description: self.description.clone(),
            ..base
        };
        let told: Vec<&str> = wrong.iter().map(|wrong| wrong.field).collect();
        let needs = open_needs(&offer, today).into_iter().filter(|need| !told.contains(&need.field));
        let needs: Vec<Wrong> = needs.collect();
        wrong.extend(needs);
        offer.tidied()
    }

    fn check_words(&self, reference: &str, wrong: &mut Vec<Wrong>) {
        let mut tell = |field, sentence: &str| wrong.push(Wrong::new(field, sentence));
        if line(&self.titre).is_none() {
            tell("titre", "écrivez l'intitulé du poste");
        }
        // The page of a new position has an address of that name.
        let is_name = !reference.is_empty() && reference != "nouvelle" && reference.chars().count() <= MAX_REFERENCE_CHARS;
        if !is_name {
            tell("reference", "écrivez une référence courte, avec des lettres ou des chiffres, par exemple « o076261115000001 »");
        }
        if line(&self.employeur).is_none() {
            tell("employeur", "écrivez qui recrute, par exemple « Métropole Rouen Normandie »");
        }
        if is_bare_number(&self.remuneration) {
            tell("remuneration", "écrivez une phrase : un nombre seul ne dit ni si c'est brut ou net, ni par mois ou par an");
        }
        if let Some((message, help)) = line(&self.lien).as_deref().and_then(address) {
            tell("lien", &format!("{message} : {help}"));
        }
    }

    fn closes(&self, wrong: &mut Vec<Wrong>) -> Option<Date> {
        let day = line(&self.date_limite)?.parse().ok();
        if day.is_none() {
            wrong.push(Wrong::new("date_limite", "cette date n'existe pas : écrivez-la comme 2026-12-15"));
        }
        day
    }

    fn check_lengths(&self, wrong: &mut Vec<Wrong>) {
        for (name, _, _, kind, _) in ROWS {
            let (Kind::Line(_, most) | Kind::Lines(most)) = kind else { continue };
            // The reference and the date have a sentence of their own.
            if !["reference", "date_limite"].contains(name) && self.value(name).chars().count() > *most {
                wrong.push(Wrong::new(name, format!("ce texte est trop long : {most} caractères au plus")));
            }
        }
    }
}

/// What a position lacks to be shown as open; nothing when it is not to be.
pub(super) fn open_needs(offer: &Offer, today: Date) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    if let (Some(published), Some(closes)) = (offer.published, offer.closes)
        && closes < published
    {
        wrong.push(Wrong::new("date_limite", "la date limite vient avant la publication"));
    }
    if offer.status != Status::Published || offer.progress != Progress::Open {
        return wrong;
    }
    if offer.apply_url.is_none() {
        wrong.push(Wrong::new("lien", "donnez le lien de l'annonce en ligne : sans lui, l'offre ne peut pas être ouverte"));
    }
    if offer.state(today) != State::Open && wrong.iter().all(|wrong| wrong.field != "date_limite") {
        wrong.push(Wrong::new(
            "date_limite",
            "cette date est passée : donnez-en une nouvelle, ou dites dans la liste que l'offre est pourvue ou fermée",
        ));
    }
    wrong
}

fn line(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn opening_of(word: &str) -> Option<OpenTo> {
    [OpenTo::CivilServants, OpenTo::Contract, OpenTo::Both].into_iter().find(|open_to| word_of(*open_to) == word)
}

fn word_of(open_to: OpenTo) -> &'static str {
    match open_to {
        OpenTo::CivilServants => "titulaires",
        OpenTo::Contract => "contractuels",
        OpenTo::Both => "tous",
    }
}
