//! Why a YAML header cannot be read, in HR's words.
//!
//! The parser says where it stopped, which is often a line too late and never
//! in words HR knows. Each rule looks at one line for one usual mistake; the
//! first line that shows one, up to the place where reading stopped, is told.

use std::ops::Range;

use super::problem::{Problem, Source};

/// Tells the mistake that stopped the reading of this header at this byte.
pub(crate) fn explain(source: &Source<'_>, header: Range<usize>, stopped: usize) -> Problem {
    let suspects = source.lines(header.clone()).filter(|(at, _)| *at <= stopped);
    for (at, text) in suspects {
        let line = Line::new(text);
        if let Some(found) = RULES.iter().find_map(|rule| rule(&line)) {
            return source.error(at + found.at, found.message).help(found.help);
        }
    }
    let last = source.lines(header).take_while(|(at, _)| *at <= stopped).last();
    let (at, text) = last.unwrap_or((stopped, ""));
    let found = misplaced(&Line::new(text));
    source.error(at + found.at, found.message).help(found.help)
}

/// One line of a header, as far as it can be understood alone.
struct Line<'a> {
    text: &'a str,
    /// The bytes of white space at the start.
    indent: usize,
    /// Whether it starts with a dash and a space.
    is_item: bool,
    /// The key, when there is one followed by a colon and a space.
    key: Option<&'a str>,
    /// What stands after the key, or after the dash.
    value: &'a str,
    /// The byte of the line where `value` starts.
    value_at: usize,
}

impl<'a> Line<'a> {
    fn new(text: &'a str) -> Self {
        let indent = text.len() - text.trim_start().len();
        let rest = &text[indent..];
        let is_item = rest.starts_with("- ");
        let rest = if is_item { rest[1..].trim_start() } else { rest };
        let (key, value) = match rest.split_once(": ") {
            Some((key, value)) if !key.starts_with(['"', '\'', '[']) => (Some(key), value),
            _ => match rest.trim_end().strip_suffix(':') {
                Some(key) => (Some(key), ""),
                None => (None, rest),
            },
        };
        let value = value.trim_start();
        let value_at = text.len() - value.len();
        Self { text, indent, is_item, key, value: value.trim_end(), value_at }
    }

    fn is_blank(&self) -> bool {
        let text = self.text.trim();
        text.is_empty() || text.starts_with('#')
    }
}

/// A mistake in one line.
struct Found {
    at: usize,
    message: String,
    help: String,
}

fn found(at: usize, message: impl Into<String>, help: impl Into<String>) -> Option<Found> {
    Some(Found { at, message: message.into(), help: help.into() })
}

/// Every rule, the surest first.
const RULES: &[fn(&Line<'_>) -> Option<Found>] = &[
    tab,
    curly_quotes,
    open_quote,
    text_after_quote,
    backslash,
    open_bracket,
    list_on_the_key_line,
    special_character,
    colon_in_text,
    colon_without_space,
    dash_without_space,
    equal_sign,
    no_colon,
];

fn tab(line: &Line<'_>) -> Option<Found> {
    let at = line.text[..line.indent].find('\t')?;
    found(at, "cette ligne commence par une tabulation", "remplacez-la par des espaces : deux pour ce qui dépend de la ligne du dessus")
}

fn curly_quotes(line: &Line<'_>) -> Option<Found> {
    line.value.strip_prefix(['“', '”', '„', '«', '‘', '’'])?;
    found(line.value_at, "ce guillemet est celui d'un traitement de texte", "entourez le texte de guillemets droits : \"…\"")
}

fn open_quote(line: &Line<'_>) -> Option<Found> {
    let quote = line.value.chars().next().filter(|first| matches!(first, '"' | '\''))?;
    if closing(line.value, quote).is_some() {
        return None;
    }
    found(line.value_at, "le guillemet ouvert ici n'est pas fermé", format!("ajoutez un guillemet droit {quote} à la fin du texte"))
}

fn text_after_quote(line: &Line<'_>) -> Option<Found> {
    let quote = line.value.chars().next().filter(|first| matches!(first, '"' | '\''))?;
    let end = closing(line.value, quote)? + 1;
    let rest = line.value[end..].trim_start();
    if rest.is_empty() || rest.starts_with('#') || rest.starts_with(':') {
        return None;
    }
    let help = match quote {
        '\'' => "quand le texte contient une apostrophe, entourez-le de guillemets droits : \"…\"",
        _ => "n'écrivez rien après le guillemet de fin ; dans le texte, employez « et »",
    };
    found(line.value_at + end, "le texte continue après le guillemet de fin", help)
}

fn backslash(line: &Line<'_>) -> Option<Found> {
    line.value.strip_prefix('"')?;
    let at = line.value.find('\\')?;
    if line.value[at + 1..].starts_with(['"', '\\', 'n', 't', '/', 'u', 'x']) {
        return None;
    }
    found(line.value_at + at, "la barre « \\ » ne s'écrit pas dans un texte entre guillemets", "remplacez-la par « / », ou retirez-la")
}

fn open_bracket(line: &Line<'_>) -> Option<Found> {
    if !line.value.starts_with('[') || line.value.contains(']') {
        return None;
    }
    found(line.value_at, "le crochet ouvert ici n'est pas fermé", format!("écrivez « {}] »", line.text.trim()))
}

fn list_on_the_key_line(line: &Line<'_>) -> Option<Found> {
    line.key?;
    line.value.strip_prefix("- ")?;
    found(
        line.value_at,
        "une liste avec des tirets commence à la ligne suivante",
        "allez à la ligne, puis mettez deux espaces devant le tiret",
    )
}

fn special_character(line: &Line<'_>) -> Option<Found> {
    let specials = ['*', '&', '!', '%', '@', '`', ',', '{', '}', ']'];
    let first = line.value.chars().next().filter(|first| specials.contains(first))?;
    found(line.value_at, format!("une valeur ne commence pas par « {first} »"), "mettez toute la valeur entre guillemets droits : \"…\"")
}

fn colon_in_text(line: &Line<'_>) -> Option<Found> {
    let key = line.key?;
    if line.value.starts_with(['"', '\'', '[', '|', '>', '#']) {
        return None;
    }
    let at = line.value.find(": ").or_else(|| line.value.strip_suffix(':').map(str::len))?;
    found(line.value_at + at, "ce texte contient « : » et n'est pas entre guillemets", format!("écrivez « {key}: \"{}\" »", line.value))
}

fn colon_without_space(line: &Line<'_>) -> Option<Found> {
    if line.key.is_some() {
        return None;
    }
    let (key, value) = line.value.split_once(':')?;
    let is_key = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '_');
    if !is_key || value.starts_with("//") {
        return None;
    }
    found(line.value_at + key.len(), "il manque une espace après « : »", format!("écrivez « {key}: {value} »"))
}

fn dash_without_space(line: &Line<'_>) -> Option<Found> {
    let item = line.text[line.indent..].strip_prefix('-')?;
    if line.is_item || item.trim().is_empty() || item.starts_with('-') {
        return None;
    }
    found(line.indent, "il manque une espace après le tiret", format!("écrivez « - {} »", item.trim_end()))
}

fn equal_sign(line: &Line<'_>) -> Option<Found> {
    if line.key.is_some() || line.value.starts_with(['"', '\'', '[']) {
        return None;
    }
    let (key, value) = line.value.split_once('=')?;
    found(
        line.value_at + key.len(),
        "une clé et sa valeur sont séparées par « : »",
        format!("écrivez « {}: {} »", key.trim(), value.trim()),
    )
}

fn no_colon(line: &Line<'_>) -> Option<Found> {
    if line.key.is_some() || line.is_item || line.is_blank() || line.text.trim() == "-" {
        return None;
    }
    found(line.indent, "cette ligne n'a pas la forme « clé: valeur »", "complétez-la, ou retirez-la")
}

/// What is said of a line that has no mistake of its own: it stands in the wrong place.
fn misplaced(line: &Line<'_>) -> Found {
    let (message, help) = if line.is_item {
        (
            "cette ligne commence par un tiret, mais la ligne du dessus n'ouvre pas de liste",
            "écrivez d'abord la clé seule, par exemple « sources: », puis les tirets dessous",
        )
    } else {
        (
            "cette ligne n'est pas alignée avec les autres",
            "les clés de même rang commencent à la même colonne ; \
             deux espaces devant ce qui dépend de la ligne du dessus",
        )
    };
    Found { at: line.indent, message: message.to_owned(), help: help.to_owned() }
}

/// The byte of the quote that closes a text, if any.
pub(crate) fn closing(value: &str, quote: char) -> Option<usize> {
    let mut characters = value.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        let is_doubled = quote == '\'' && characters.peek().is_some_and(|next| next.1 == quote);
        match character {
            '\\' if quote == '"' => drop(characters.next()),
            _ if character == quote && is_doubled => drop(characters.next()),
            _ if character == quote => return Some(at),
            _ => {}
        }
    }
    None
}
