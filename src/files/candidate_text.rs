//! What a text that candidates read may hold: the rules on links, mentions,
//! markup and placeholders.
//!
//! A rule takes the text and gives what it found; adding one is a function and
//! its name in `RULES`. Length is checked once the employer's values are known.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::problem::{MAX_TOLD, Problem, Severity, Source};

/// A mistake in a text, at a byte of that text.
pub(crate) struct Found {
    at: usize,
    severity: Severity,
    message: String,
    help: String,
}

impl Found {
    fn error(at: usize, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { at, severity: Severity::Error, message: message.into(), help: help.into() }
    }

    fn warning(at: usize, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(at, message, help) }
    }

    fn place(self, source: &Source<'_>, at: usize) -> Problem {
        let problem = source.error(at, self.message).help(self.help);
        match self.severity {
            Severity::Error => problem,
            Severity::Warning => problem.into_warning(),
        }
    }
}

/// Over this a text is no answer: it is told, and not looked at further.
const MAX_CHECKED_BYTES: usize = 16 * 1024;

/// Checks a text that stands in the file as it is served.
pub(crate) fn check(source: &Source<'_>, range: Range<usize>) -> Vec<Problem> {
    if range.len() > MAX_CHECKED_BYTES {
        let problem = source.error(range.start, "ce texte est beaucoup trop long");
        return vec![problem.help("gardez l'essentiel : moins de 900 caractères")];
    }
    let found = mistakes(&source.text[range.clone()]).into_iter().take(MAX_TOLD);
    found
        .map(|found| {
            let at = range.start + found.at;
            found.place(source, at)
        })
        .collect()
}

/// Checks a text that stands in a header, where quotes may have moved its parts.
pub(crate) fn check_value(source: &Source<'_>, at: usize, text: &str) -> Vec<Problem> {
    let text = text.get(..MAX_CHECKED_BYTES).unwrap_or(text);
    mistakes(text).into_iter().take(MAX_TOLD).map(|found| found.place(source, at)).collect()
}

fn mistakes(text: &str) -> Vec<Found> {
    RULES.iter().flat_map(|rule| rule(text)).collect()
}

/// Every rule.
const RULES: &[fn(&str) -> Vec<Found>] = &[mentions, invites, links, markup, pairs, left_over];

fn mentions(text: &str) -> Vec<Found> {
    let marks = ["@everyone", "@here", "<@", "<#"];
    let found = marks.iter().flat_map(|mark| text.match_indices(mark));
    found
        .map(|(at, mark)| {
            let message = format!("« {mark} » est une mention de Discord");
            Found::error(at, message, "retirez-la : une réponse ne prévient personne")
        })
        .collect()
}

fn invites(text: &str) -> Vec<Found> {
    let marks = ["discord.gg/", "discord.com/invite/", "discordapp.com/invite/"];
    let found = marks.iter().flat_map(|mark| text.match_indices(mark));
    found
        .map(|(at, _)| {
            let help = "retirez-la : les invitations se font avec les liens suivis";
            Found::error(at, "une réponse ne contient pas d'invitation Discord", help)
        })
        .collect()
}

fn links(text: &str) -> Vec<Found> {
    let mut whole = Vec::new();
    let mut found = Vec::new();
    for (event, range) in Parser::new(text).into_offset_iter() {
        if let Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) = event {
            found.extend(address(&dest_url).map(|(m, help)| Found::error(range.start, m, help)));
            whole.push(range);
        }
    }
    let is_loose = |at: &usize| !whole.iter().any(|range| range.contains(at));
    let loose = |mark| text.match_indices(mark).map(|(at, _)| at).filter(is_loose);
    let cut = loose("](").chain(loose("] (http"));
    let help = "écrivez « [texte](https://…) », sans espace entre « ] » et « ( »";
    found.extend(cut.map(|at| Found::error(at, "ce lien est incomplet", help)));
    found.extend(loose("http://").map(|at| Found::error(at, INSECURE.0, INSECURE.1)));
    found
}

const INSECURE: (&str, &str) =
    ("ce lien n'est pas sûr", "écrivez une adresse qui commence par « https:// », et vérifiez que la page s'ouvre");

/// What is wrong with the address of a link, if anything, and the way out.
pub(crate) fn address(address: &str) -> Option<(&'static str, &'static str)> {
    const BROKEN: &str = "l'adresse de ce lien n'est pas complète";
    let Some(rest) = address.strip_prefix("https://") else {
        let is_web = address.starts_with("http://");
        return Some(if is_web { INSECURE } else { (BROKEN, INSECURE.1) });
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or("");
    let is_whole = host.split('.').count() >= 2 && host.split('.').all(|part| !part.is_empty());
    // Signs that end an address where it is put between angle brackets or quotes.
    let is_broken = !is_whole || address.contains(|sign: char| sign.is_whitespace() || matches!(sign, '<' | '>' | '"'));
    is_broken.then_some((BROKEN, "recopiez l'adresse entière depuis le navigateur"))
}

fn markup(text: &str) -> Vec<Found> {
    let events = Parser::new(text).into_offset_iter();
    events
        .filter_map(|(event, range)| match event {
            // The tag that closes goes with the one that opens.
            Event::Html(tag) | Event::InlineHtml(tag) if tag.starts_with("</") => None,
            Event::Html(_) | Event::InlineHtml(_) => Some(Found::warning(
                range.start,
                "cette balise HTML apparaîtra telle quelle",
                "retirez-la ; pour du gras, écrivez « **mot** »",
            )),
            Event::Start(Tag::Image { .. }) => {
                Some(Found::warning(range.start, "une réponse n'a pas d'image", "dites en une phrase ce que l'image montre"))
            }
            _ => None,
        })
        .collect()
}

/// Marks that open and close, and what stands between them.
const PAIRS: &[(&str, &str)] = &[("**", "le gras"), ("~~", "le texte barré"), ("||", "le texte caché")];

fn pairs(text: &str) -> Vec<Found> {
    let odd = PAIRS.iter().filter_map(|(mark, what)| {
        let marks: Vec<usize> = text.match_indices(mark).map(|(at, _)| at).collect();
        let last = marks.last().filter(|_| marks.len() % 2 == 1)?;
        let help = format!("écrivez « {mark} » avant et après les mots concernés");
        Some(Found::warning(*last, format!("{what} ouvert ici n'est pas fermé"), help))
    });
    odd.collect()
}

/// Marks that the reader of Markdown left in the text: candidates would read them.
fn left_over(text: &str) -> Vec<Found> {
    let mut brackets: Vec<usize> = Vec::new();
    let mut found = Vec::new();
    for (at, mark) in plain_marks(text) {
        match mark {
            '[' => brackets.push(at),
            ']' if brackets.pop().is_none() => {
                found.push(Found::warning(
                    at,
                    "ce crochet fermé n'est pas ouvert",
                    "retirez-le, ou écrivez « [ » avant les mots concernés",
                ));
            }
            '`' => {
                let help = "retirez-le, ou écrivez-en un autre après les mots concernés";
                found.push(Found::warning(at, "l'accent grave ouvert ici n'est pas fermé", help));
            }
            _ => {}
        }
    }
    let help = "retirez-le, ou écrivez « ] » après les mots concernés";
    found.extend(brackets.into_iter().map(|at| Found::warning(at, "le crochet ouvert ici n'est pas fermé", help)));
    found
}

/// The brackets and backquotes that stand in the text itself, unescaped, with their places.
fn plain_marks(text: &str) -> Vec<(usize, char)> {
    let mut marks = Vec::new();
    let mut depth = 0_usize;
    for (event, range) in Parser::new(text).into_offset_iter() {
        match event {
            Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::CodeBlock(_)) => depth += 1,
            Event::End(TagEnd::Link | TagEnd::Image | TagEnd::CodeBlock) => depth -= 1,
            Event::Text(_) if depth == 0 => {
                let is_escaped = |at: usize| text[..at].ends_with('\\');
                let found = text[range.clone()].char_indices().map(|(at, mark)| (range.start + at, mark));
                marks.extend(found.filter(|(at, mark)| matches!(mark, '[' | ']' | '`') && !is_escaped(*at)));
            }
            _ => {}
        }
    }
    marks
}

/// What stands between braces, with the byte of the opening one.
pub(crate) fn braces(text: &str) -> Vec<(usize, &str)> {
    let opened = text.match_indices('{').map(|(at, _)| at);
    opened.map(|at| (at, inside(&text[at + 1..]))).collect()
}

/// The text up to the next brace, or up to the end of the line.
pub(crate) fn inside(rest: &str) -> &str {
    rest.split(['}', '{', '\n']).next().unwrap_or(rest)
}
