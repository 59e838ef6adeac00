//! The stem of a French word, lightly: plural, gender and the commonest verb
//! endings go, so that « recrutés » and « recruter » meet. Character n-grams do
//! the rest, which is why this stays a list and not a grammar.

/// Endings, longest first; one is dropped when at least four letters stay.
const ENDINGS: [&str; 38] = [
    "issements",
    "issement",
    "atrices",
    "atrice",
    "ations",
    "ation",
    "ateurs",
    "ateur",
    "ements",
    "ement",
    "euses",
    "euse",
    "eaient",
    "aient",
    "erait",
    "erais",
    "erons",
    "eront",
    "antes",
    "ante",
    "ants",
    "ances",
    "ance",
    "eurs",
    "eur",
    "elles",
    "elle",
    "els",
    "ives",
    "ifs",
    "ees",
    "ent",
    "ais",
    "ait",
    "ons",
    "ez",
    "er",
    "ee",
];

/// The stem of a plain word.
pub(super) fn stem(word: &str) -> &str {
    if !word.is_ascii() || word.len() < 5 {
        return word.strip_suffix('s').filter(|rest| rest.len() >= 3).unwrap_or(word);
    }
    // Most endings differ by their last letter already.
    let last = word.as_bytes().last();
    let mut possible = ENDINGS.iter().filter(|ending| ending.as_bytes().last() == last);
    let long = possible.find_map(|ending| word.strip_suffix(ending).filter(|rest| rest.len() >= 4));
    let rest = long.unwrap_or(word);
    let rest = rest.trim_end_matches(['s', 'x']);
    let rest = rest.trim_end_matches('e');
    if rest.len() >= 3 { rest } else { word }
}
