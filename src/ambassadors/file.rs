//! One file of `responses/ambassadeurs/`.
//!
//! ```text
//! ---
//! statut: publie
//! responsable: Communication
//! sorte: message
//! longueur: court
//! ---
//!
//! # Ce que fait la DSIN
//!
//! Le texte à coller, avec {lien} là où va le lien de chacun.
//! ```

use std::ops::Range;

use super::kit::{LINK, Length, Text};
use crate::files::Status;
use crate::files::candidate_text;
use crate::files::header::{Fields, Key};
use crate::files::markdown;
use crate::files::problem::{MAX_TOLD, Problem, Severity, Source};
use crate::files::status::STATUSES;
use crate::words::{FirstStep, Skill};

const KEYS: &[Key] = &[
    Key { name: "statut", example: "statut: publie" },
    Key { name: "responsable", example: "responsable: Communication" },
    Key { name: "sorte", example: "sorte: message" },
    Key { name: "longueur", example: "longueur: court" },
    Key { name: "aisance", example: "aisance: debutant" },
    Key { name: "etape", example: "etape: photo" },
];

#[derive(Clone, Copy)]
enum Sort {
    Consent,
    Guide,
    Step,
    Post,
}

const SORTS: &[(&str, Sort)] = &[("consentement", Sort::Consent), ("guide", Sort::Guide), ("etape", Sort::Step), ("message", Sort::Post)];

const LENGTHS: &[(&str, Length)] =
    &[("une-ligne", Length::Line), ("court", Length::Short), ("moyen", Length::Medium), ("long", Length::Long)];

const SKILLS: &[(&str, Skill)] = &[("debutant", Skill::Beginner), ("a-laise", Skill::AtEase), ("expert", Skill::Expert)];

const STEPS: &[(&str, FirstStep)] = &[("photo", FirstStep::Photo), ("profil", FirstStep::Profile), ("publication", FirstStep::Post)];

/// More is no guide that somebody reads.
const MAX_TEXT_CHARS: usize = 4_000;

/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// What one agrees to.
    Consent,
    /// A guide for those of this skill.
    Guide(Skill),
    /// What one thing of the check-list is.
    Step(FirstStep),
    /// A ready post.
    Post(Length),
}

impl Kind {
    /// Whether there is only one text of this kind.
    pub(crate) fn is_alone(self) -> bool {
        !matches!(self, Self::Post(_))
    }
}

/// One text as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    /// What it is for.
    pub(crate) kind: Kind,
    /// Whether ambassadors see it.
    pub(crate) status: Status,
    /// It.
    pub(crate) text: Text,
}

/// Reads a file; there is a text only when nothing is an error.
pub(crate) fn read(source: &Source<'_>) -> (Option<Piece>, Vec<Problem>) {
    let (mut fields, rest) = match Fields::open(source, KEYS) {
        Ok(opened) => opened,
        Err(problem) => return (None, vec![problem]),
    };
    let (title, text) = markdown::titled(source, rest.clone());
    let status = fields.word("statut", STATUSES);
    fields.text("responsable");
    let kind = kind(&mut fields);
    let title = title.filter(|title| !title.text.is_empty());
    if title.is_none() {
        let problem = source.error(rest.start, "il manque le titre");
        fields.problems.push(problem.help("écrivez le titre sous l'en-tête : « # … »"));
    }
    let mut problems = fields.problems;
    problems.extend(check(source, kind, text.clone()));
    problems.extend(candidate_text::check(source, text.clone()));
    let is_broken = problems.iter().any(|problem| problem.severity == Severity::Error);
    let piece = status.zip(kind).zip(title).map(|((status, kind), title)| {
        let text = Text { title: title.text, text: source.part(text) };
        Piece { kind, status, text }
    });
    (piece.filter(|_| !is_broken), problems)
}

fn kind(fields: &mut Fields<'_>) -> Option<Kind> {
    Some(match fields.word("sorte", SORTS)? {
        Sort::Consent => Kind::Consent,
        Sort::Guide => Kind::Guide(fields.word("aisance", SKILLS)?),
        Sort::Step => Kind::Step(fields.word("etape", STEPS)?),
        Sort::Post => Kind::Post(fields.word("longueur", LENGTHS)?),
    })
}

fn check(source: &Source<'_>, kind: Option<Kind>, text: Range<usize>) -> Vec<Problem> {
    let words = &source.text[text.clone()];
    let mut problems = Vec::new();
    let most = match kind {
        Some(Kind::Post(length)) => length.most(),
        _ => MAX_TEXT_CHARS,
    };
    let length = words.chars().count();
    if length == 0 {
        problems.push(source.error(text.start, "il manque le texte").help("écrivez-le sous le titre"));
    } else if length > most {
        let message = format!("ce texte compte {length} caractères");
        problems.push(source.error(text.start, message).help(format!("gardez-en {most} au plus, ou changez sa « longueur »")));
    }
    if matches!(kind, Some(Kind::Post(_))) && length > 0 && !words.contains(LINK) {
        let problem = source.error(text.start, "ce message n'a pas de place pour le lien de la personne");
        problems.push(problem.help(format!("écrivez « {LINK} » là où il va")));
    }
    let is_link = |inside: &str| matches!(kind, None | Some(Kind::Post(_))) && format!("{{{inside}}}") == LINK;
    let braces = candidate_text::braces(words).into_iter().filter(|(_, inside)| !is_link(inside)).take(MAX_TOLD);
    problems.extend(braces.map(|(at, inside)| {
        let message = format!("« {{{inside}}} » sera lu tel quel");
        source.error(text.start + at, message).help(format!("seul « {LINK} » s'écrit entre accolades, dans un message"))
    }));
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(header: &str, body: &str) -> Vec<String> {
        let text = format!("---\nstatut: publie\nresponsable: Communication\n{header}\n---\n\n{body}");
        let (piece, problems) = read(&Source { path: "responses/ambassadeurs/a.md", text: &text });
        let is_broken = problems.iter().any(|problem| problem.severity == Severity::Error);
        assert_eq!(piece.is_none(), is_broken, "{problems:?}");
        problems.iter().map(|problem| format!("{}: {}", problem.line, problem.message.replace('\u{a0}', " "))).collect()
    }

    #[test]
    fn what_is_wrong_with_a_text_is_told_and_it_is_not_served() {
        assert_eq!(told("sorte: message\nlongueur: court", "# Venez\n\nVenez voir : {lien}\n"), Vec::<String>::new());
        for (header, body, expected) in [
            ("sorte: message\nlongueur: court", "# Venez\n\nVenez.\n", "10: ce message n'a pas de place pour le lien de la personne"),
            ("sorte: message", "# Venez\n\n{lien}\n", "5: il manque la clé « longueur »"),
            ("sorte: affiche", "# Venez\n\nVenez.\n", "4: « affiche » ne convient pas à la clé « sorte »"),
            ("sorte: guide\naisance: pro", "# Venez\n\nVenez.\n", "5: « pro » ne convient pas à la clé « aisance »"),
            ("sorte: consentement", "# Venez\n\nÀ {prenom}.\n", "9: « {prenom} » sera lu tel quel"),
            ("sorte: consentement", "Sans titre.\n", "6: il manque le titre"),
            ("sorte: consentement", "# Venez\n", "8: il manque le texte"),
        ] {
            assert_eq!(told(header, body), [expected], "{header}");
        }
        let long = format!("# Venez\n\n{{lien}} {}\n", "a".repeat(140));
        assert_eq!(told("sorte: message\nlongueur: une-ligne", &long), ["10: ce texte compte 147 caractères"]);
    }
}
