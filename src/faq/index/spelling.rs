//! What people write for other words: texting shorthand for everybody, synonyms
//! from HR's own list. Both only add evidence; what was typed always stays.

use std::collections::BTreeMap;

use super::stem::stem;
use super::text::words;

/// Texting shorthand and what it stands for, in alphabetical order. Only what
/// is common to all French texting: the words of the trade are HR's synonyms.
const SHORTHAND: [(&str, &str); 141] = [
    ("ac", "avec"),
    ("ajd", "aujourd hui"),
    ("apre", "apres"),
    ("asap", "vite"),
    ("auj", "aujourd hui"),
    ("avk", "avec"),
    ("bcp", "beaucoup"),
    ("biento", "bientot"),
    ("bjour", "bonjour"),
    ("bjr", "bonjour"),
    ("bn", "bonne"),
    ("bosser", "travailler"),
    ("boulo", "travail"),
    ("boulot", "travail"),
    ("bsr", "bonsoir"),
    ("cad", "c est a dire"),
    ("cb", "combien"),
    ("cbien", "combien"),
    ("cc", "bonjour"),
    ("chui", "je suis"),
    ("chuis", "je suis"),
    ("cmb", "combien"),
    ("cmbien", "combien"),
    ("cmment", "comment"),
    ("cmnt", "comment"),
    ("cmt", "comment"),
    ("coman", "comment"),
    ("combi1", "combien"),
    ("comen", "comment"),
    ("coment", "comment"),
    ("dabord", "d abord"),
    ("dc", "donc"),
    ("dcp", "du coup"),
    ("dem", "demande"),
    ("dep", "depuis"),
    ("dpt", "depuis"),
    ("ds", "dans"),
    ("dsl", "desole"),
    ("esk", "est ce que"),
    ("eske", "est ce que"),
    ("estce", "est ce"),
    ("etr", "etre"),
    ("fair", "faire"),
    ("fau", "faut"),
    ("fere", "faire"),
    ("fo", "faut"),
    ("fodra", "faudra"),
    ("h24", "tout le temps"),
    ("jai", "j ai"),
    ("jaurai", "j aurai"),
    ("jcherch", "je cherche"),
    ("jcherche", "je cherche"),
    ("jconnais", "je connais"),
    ("jdois", "je dois"),
    ("jferai", "je ferai"),
    ("jpe", "je peux"),
    ("jpeu", "je peux"),
    ("jpeut", "je peux"),
    ("jpeux", "je peux"),
    ("jpourrai", "je pourrai"),
    ("jpourrais", "je pourrais"),
    ("jpx", "je peux"),
    ("jsai", "je sais"),
    ("jsais", "je sais"),
    ("jss", "je suis"),
    ("jsui", "je suis"),
    ("jsuis", "je suis"),
    ("jtrouve", "je trouve"),
    ("jvais", "je vais"),
    ("jveu", "je veux"),
    ("jveux", "je veux"),
    ("jvoudrai", "je voudrais"),
    ("jvs", "je vais"),
    ("kan", "quand"),
    ("kand", "quand"),
    ("ke", "que"),
    ("kel", "quel"),
    ("kelle", "quelle"),
    ("kesk", "qu est ce que"),
    ("keske", "qu est ce que"),
    ("kestion", "question"),
    ("ki", "qui"),
    ("kil", "qu il"),
    ("koi", "quoi"),
    ("koman", "comment"),
    ("kon", "qu on"),
    ("kwa", "quoi"),
    ("lgtps", "longtemps"),
    ("longtps", "longtemps"),
    ("lontan", "longtemps"),
    ("mci", "merci"),
    ("mm", "meme"),
    ("msg", "message"),
    ("ns", "nous"),
    ("ojd", "aujourd hui"),
    ("parske", "parce que"),
    ("pb", "probleme"),
    ("pcke", "parce que"),
    ("pcq", "parce que"),
    ("pdt", "pendant"),
    ("pk", "pourquoi"),
    ("pke", "parce que"),
    ("pkoi", "pourquoi"),
    ("pq", "pourquoi"),
    ("pr", "pour"),
    ("prk", "pourquoi"),
    ("prquoi", "pourquoi"),
    ("ps", "pas"),
    ("qd", "quand"),
    ("qlq", "quelque"),
    ("qq", "quelque"),
    ("qqch", "quelque chose"),
    ("qqn", "quelqu un"),
    ("qqs", "quelques"),
    ("qqun", "quelqu un"),
    ("quelk", "quelque"),
    ("rdv", "rendez vous"),
    ("ske", "ce que"),
    ("skon", "ce qu on"),
    ("slmt", "seulement"),
    ("slt", "salut"),
    ("ss", "sans"),
    ("svt", "souvent"),
    ("taf", "travail"),
    ("tafer", "travailler"),
    ("teletaf", "teletravail"),
    ("tjr", "toujours"),
    ("tjrs", "toujours"),
    ("tjs", "toujours"),
    ("tkt", "t inquiete"),
    ("tps", "temps"),
    ("tt", "tout"),
    ("tte", "toute"),
    ("vou", "vous"),
    ("vrmt", "vraiment"),
    ("vs", "vous"),
    ("we", "week end"),
    ("wk", "week end"),
    ("ya", "il y a"),
    ("yaura", "il y aura"),
    ("yen", "il y en"),
];

/// The words a texting shorthand stands for, nothing for an ordinary word.
pub(super) fn expansion(word: &str) -> impl Iterator<Item = &'static str> + use<> {
    let place = SHORTHAND.binary_search_by(|(short, _)| (*short).cmp(word)).ok();
    place.into_iter().flat_map(|place| SHORTHAND[place].1.split(' '))
}

/// The stems of some words, shorthand written out.
pub(super) fn stems(words: &[String]) -> Vec<&str> {
    let mut stems: Vec<&str> = Vec::with_capacity(words.len());
    for word in words {
        let before = stems.len();
        for long in expansion(word) {
            stems.push(stem(long));
        }
        if stems.len() == before {
            stems.push(stem(word));
        }
    }
    stems
}

/// HR's synonyms: groups of words or short phrases that mean the same here.
#[derive(Debug, Default)]
pub(super) struct Synonyms {
    /// From the stems of a phrase, to the numbers of its groups.
    groups: BTreeMap<String, Vec<usize>>,
    /// The stems of the longest phrase.
    longest: usize,
}

impl Synonyms {
    /// Reads the groups; where a phrase stands in its group does not matter.
    pub(super) fn new(groups: &[Vec<String>]) -> Self {
        let mut known = Self::default();
        for (number, group) in groups.iter().enumerate() {
            for phrase in group {
                let words = words(phrase);
                let stems = stems(&words);
                known.longest = known.longest.max(stems.len());
                if !stems.is_empty() {
                    known.groups.entry(stems.join(" ")).or_default().push(number);
                }
            }
        }
        known
    }

    /// The groups named anywhere in a text, given its stems, in ascending order.
    pub(super) fn named_in(&self, stems: &[&str]) -> Vec<usize> {
        let mut found = Vec::new();
        for start in 0..stems.len() {
            let mut phrase = String::new();
            for stem in stems[start..].iter().take(self.longest) {
                if !phrase.is_empty() {
                    phrase.push(' ');
                }
                phrase.push_str(stem);
                found.extend(self.groups.get(&phrase).into_iter().flatten());
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}
