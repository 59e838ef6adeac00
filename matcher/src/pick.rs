//! What a few words say of topics just shown: « le deuxième », « la 2 »,
//! « oui », « celui sur le télétravail », « aucun ».
//!
//! Anything that asks for more is a question of its own, and none of this.

use super::parts::is_in;
use super::stem::stem;
use super::text::words;

/// The most words that only choose.
const MOST_WORDS: usize = 10;

/// What is meant by a few words after topics to choose from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    /// The topic at this place, from 0.
    This(usize),
    /// One of them, or a place that is not there: it has to be asked again.
    Unclear,
    /// None of them.
    Neither,
}

/// Reads a few words typed under topics with these titles; none when they are
/// not about them.
pub fn pick(text: &str, titles: &[&str]) -> Option<Pick> {
    let said = words(text);
    if titles.is_empty() || said.is_empty() || said.len() > MOST_WORDS {
        return None;
    }
    denial(&said)
        .or_else(|| place(&said, titles.len()))
        .or_else(|| assent(&said, titles.len()))
        .or_else(|| named(&said, text.contains('?'), titles))
}

/// What says no, and what may stand beside it.
const NO: &str = "non nan nn nope aucun aucune aucuns ni rien";
const BESIDE_NO: &str = "pas tout du des de ces celui celle la les deux trois un une l autre ce cela ca sujets choix merci c est";

fn denial(said: &[String]) -> Option<Pick> {
    let denies =
        all_in(said, &[NO, BESIDE_NO]) && (any_in(said, NO) || starts(said, &["pas", "ca"]) || starts(said, &["pas", "du", "tout"]));
    denies.then_some(Pick::Neither)
}

/// What stands around the place of a topic, and says nothing itself.
const AROUND: &str = "le la l c est ce sera serait je j veux voudrais prends choisis dirais plutot alors euh bah ben donc svp stp s il vous te \
    plait merci numero num n no choix option reponse question sujet bonjour point";

/// What says yes.
const YES: &str = "oui ouais oue ui yes yep ok okay accord exact exactement voila volontiers carrement parfait si ca bien tout a fait";

/// What means all of them.
const ALL: &str = "les tous toutes deux trois 2 3";

/// The words of each place; the last one is whatever its number.
const PLACES: [&str; 5] = [
    "1 1er 1ere 1re premier premiere un",
    "2 2e 2eme 2nd 2nde deux deuxieme second seconde",
    "3 3e 3eme trois troisieme",
    "4 4e 4eme quatre quatrieme",
    "5 5e 5eme cinq cinquieme",
];
const LAST: &str = "dernier derniere";

fn place(said: &[String], count: usize) -> Option<Pick> {
    let mut rest = said.iter().map(String::as_str).filter(|word| ![AROUND, YES, NO].iter().any(|list| is_in(word, list)));
    let (word, None) = (rest.next()?, rest.next()) else { return None };
    let found = match is_in(word, LAST) {
        true => count - 1,
        false => PLACES.iter().position(|names| is_in(word, names))?,
    };
    Some(if found < count { Pick::This(found) } else { Pick::Unclear })
}

fn assent(said: &[String], count: usize) -> Option<Pick> {
    let says_yes = all_in(said, &[YES, AROUND]) && any_in(said, YES);
    let says_all = said.len() > 1 && all_in(said, &[ALL, YES]) && any_in(said, ALL);
    (says_yes || says_all).then_some(if count == 1 { Pick::This(0) } else { Pick::Unclear })
}

/// What opens the name of a topic: « celui sur le télétravail ».
const OPENS: &str = "celui celle ceux celles sur plutot";

/// Words that are in every title.
const COMMON: &str = "le la les l un une du des de d au aux a et en pour par dans que qui quoi quel quelle quels quelles est ce ca il on je \
    vous sont ont me se mon ma mes avec y t parle concerne chez premier";

/// The one title that holds all that is named. A question mark without « celui »
/// opens a new question, unless it is the title itself that is typed.
fn named(said: &[String], asks: bool, titles: &[&str]) -> Option<Pick> {
    if let Some(found) = titles.iter().position(|title| words(title) == said) {
        return Some(Pick::This(found));
    }
    let opened = any_in(&said[..said.len().min(3)], OPENS);
    let names: Vec<&str> = said.iter().map(String::as_str).filter(|word| !is_empty_of_sense(word)).collect();
    if names.is_empty() || (asks && !opened) {
        return None;
    }
    let holds = |title: &str| {
        let title = words(title);
        names.iter().filter(|name| title.iter().any(|word| are_alike(name, word))).count()
    };
    let held: Vec<usize> = titles.iter().map(|title| holds(title)).collect();
    let mut whole = held.iter().enumerate().filter(|(_, count)| **count == names.len());
    match (whole.next(), whole.next()) {
        (Some((found, _)), None) => Some(Pick::This(found)),
        (Some(_), Some(_)) if opened => Some(Pick::Unclear),
        _ => None,
    }
}

fn is_empty_of_sense(word: &str) -> bool {
    [COMMON, AROUND, OPENS, YES].iter().any(|list| is_in(word, list))
}

/// « télétravail » is alike « télétravailler ».
fn are_alike(one: &str, other: &str) -> bool {
    let (one, other) = (stem(one), stem(other));
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    short == long || (short.len() >= 6 && long.starts_with(short))
}

fn all_in(said: &[String], lists: &[&str]) -> bool {
    said.iter().all(|word| lists.iter().any(|list| is_in(word, list)))
}

fn any_in(said: &[String], list: &str) -> bool {
    said.iter().any(|word| is_in(word, list))
}

fn starts(said: &[String], with: &[&str]) -> bool {
    said.len() >= with.len() && said.iter().zip(with).all(|(word, with)| word == with)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SHOWN: [&str; 3] =
        ["Comment demander à télétravailler ?", "Combien gagne un contractuel ?", "Combien gagne un fonctionnaire titulaire ?"];

    #[test]
    fn a_few_words_choose_among_the_topics_shown() {
        use Pick::{Neither, This, Unclear};
        for (text, meant) in [
            ("2", This(1)),
            ("la 2", This(1)),
            ("La n° 2 svp", This(1)),
            ("2)", This(1)),
            ("le premier", This(0)),
            ("1er", This(0)),
            ("c'est la première, merci", This(0)),
            ("oui le deuxième", This(1)),
            ("non, plutôt la troisième", This(2)),
            ("le dernier", This(2)),
            ("celui sur le télétravail", This(0)),
            ("celle du contractuel", This(1)),
            ("télétravail", This(0)),
            ("combien gagne un contractuel", This(1)),
            ("Combien gagne un contractuel ?", This(1)),
            ("celui sur combien on gagne", Unclear),
            ("4", Unclear),
            ("oui", Unclear),
            ("ok", Unclear),
            ("les deux", Unclear),
            ("non", Neither),
            ("Aucun des trois", Neither),
            ("aucun", Neither),
            ("ni l'un ni l'autre", Neither),
            ("non merci", Neither),
            ("pas du tout", Neither),
        ] {
            assert_eq!(pick(text, &SHOWN), Some(meant), "{text}");
        }
    }

    #[test]
    fn a_question_of_its_own_chooses_nothing() {
        for text in [
            "",
            "?!",
            "oui mais combien de jours ?",
            "deux jours de télétravail",
            "le deuxième enfant donne droit à quoi ?",
            "combien gagne un apprenti ?",
            "et le télétravail ?",
            "quel salaire",
            "la mutuelle",
            "plutôt combien gagne un apprenti",
            "non, je voudrais savoir comment postuler",
            "bonjour",
            "merci",
            "une question",
            "celui sur la mutuelle",
            "gagne",
        ] {
            assert_eq!(pick(text, &SHOWN), None, "{text}");
        }
        assert_eq!(pick("oui", &[]), None);
    }

    #[test]
    fn yes_to_the_only_topic_chooses_it() {
        for text in ["oui", "Oui !", "ok merci", "c'est bien ça", "d'accord", "tout à fait"] {
            assert_eq!(pick(text, &SHOWN[..1]), Some(Pick::This(0)), "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_text_chooses_a_topic_that_is_not_shown(text in "\\PC{0,60}|([0-9]{1,3}|oui|non|la|le|sur|celui|[a-z]{1,9})( (un|2|le|gagne|deux)){0,4}", count in 0_usize..4) {
            if let Some(Pick::This(place)) = pick(&text, &SHOWN[..count.min(3)]) {
                prop_assert!(place < count);
            }
        }
    }
}
