//! Where a message that asks for several things may be cut: « le salaire et le
//! télétravail ? ».
//!
//! It knows the joints of French, not the answers, and cuts little: what tells
//! one's life, compares or makes a condition stays whole. Whether the parts are
//! answered belongs to `several`. Work is linear in what is read of a text.

use super::text::{MAX_CHARS, words};

/// The most parts of a message. With more it is a list or a story, and is read whole.
pub(super) const MOST: usize = 6;

/// The most words that one part hands on to the next.
const MOST_HANDED_ON: usize = 6;

/// A sentence that asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sentence {
    /// All of it.
    pub(super) whole: String,
    /// Its parts in the order they are asked, as they may be read, best reading
    /// first: « le salaire et le télétravail d'un archiviste » asks about the pay
    /// of an archivist, or about pay. None when it asks for one thing.
    pub(super) readings: Vec<Vec<String>>,
    /// The parts after the first one only name things: « X et Y ». What such a
    /// message seems to ask as a whole says little.
    pub(super) is_list: bool,
}

/// The sentences that ask, when together they may ask for several things; else nothing.
pub(super) fn sentences(text: &str) -> Vec<Sentence> {
    let asking = asking(text);
    if asking.len() == 1 && !may_join(&asking[0]) {
        return Vec::new();
    }
    let sentences: Vec<Sentence> = asking.iter().filter_map(|sentence| read(sentence)).collect();
    if sentences.iter().skip(1).any(leans) {
        return Vec::new();
    }
    let parts: usize = sentences.iter().map(|sentence| sentence.readings.first().map_or(1, Vec::len)).sum();
    if (2..=MOST).contains(&parts) { sentences } else { Vec::new() }
}

/// The sentences with a question mark; all of them when none has one. What stands
/// beside a question mark tells where somebody comes from.
pub(super) fn asking(text: &str) -> Vec<String> {
    let mut sentences = vec![(String::new(), false)];
    let mut signs = text.chars().take(MAX_CHARS).peekable();
    while let Some(sign) = signs.next() {
        let ends = match sign {
            '?' | '!' | '…' | '\n' => true,
            // « L. 332-8 » and « emploi-territorial.fr » go on.
            '.' => signs.peek().is_none_or(|next| next.is_whitespace()) && !ends_with_initial(&sentences),
            _ => false,
        };
        if let Some((sentence, asks)) = sentences.last_mut() {
            if ends {
                *asks |= sign == '?';
            } else {
                sentence.push(sign);
            }
        }
        if ends && signs.peek().is_none_or(|next| !matches!(next, '?' | '!' | '.')) {
            sentences.push((String::new(), false));
        }
    }
    let some_ask = sentences.iter().any(|(_, asks)| *asks);
    sentences.into_iter().filter(|(_, asks)| *asks || !some_ask).map(|(sentence, _)| sentence).collect()
}

/// Whether a sentence has a joint at all: most have none, and cost no more than this.
fn may_join(sentence: &str) -> bool {
    let joins = |word: &str| ["et", "puis", "ainsi"].iter().any(|joint| word.eq_ignore_ascii_case(joint));
    sentence.contains([',', ';', '&', '+', '/']) || sentence.split_whitespace().any(joins)
}

fn ends_with_initial(sentences: &[(String, bool)]) -> bool {
    let last = sentences.last().and_then(|(sentence, _)| sentence.rsplit(char::is_whitespace).next());
    last.is_some_and(|word| word.chars().count() <= 1)
}

/// « Et pour un apprenti ? » asks the question before it again, of somebody else.
fn leans(sentence: &Sentence) -> bool {
    sentence.whole.split(' ').next().is_some_and(|word| is_in(word, LEANING))
}

/// A sentence with its parts; none when it only greets, thanks or tells of oneself.
fn read(sentence: &str) -> Option<Sentence> {
    let pieces: Vec<Piece> = pieces(sentence).into_iter().filter(|piece| !is_polite(&piece.words)).collect();
    let whole = pieces.iter().flat_map(|piece| piece.words.iter().map(String::as_str)).collect::<Vec<_>>().join(" ");
    let is_told = pieces.first().is_some_and(|piece| tells(&piece.words));
    let is_list = pieces.iter().skip(1).all(Piece::names);
    let readings = if is_one_question(sentence, &pieces) { Vec::new() } else { readings(completed(pieces)) };
    (!whole.is_empty() && !is_told).then_some(Sentence { whole, readings, is_list })
}

/// What stands between two joints.
#[derive(Debug)]
struct Piece {
    /// In lower case, the joints and what only carries on left out.
    words: Vec<String>,
    /// Nothing but a comma joins it to the one before.
    after_comma: bool,
}

impl Piece {
    /// Whether it only names a thing: « le télétravail », « RTT ».
    fn names(&self) -> bool {
        let is_name = is_determiner(&self.words[0]) || self.words.len() <= 2;
        is_name && self.asks_at().is_none() && !tells(&self.words)
    }

    fn asks_at(&self) -> Option<usize> {
        self.words.iter().position(|word| is_in(word.as_str(), ASKING))
    }
}

/// The pieces of a sentence.
fn pieces(sentence: &str) -> Vec<Piece> {
    let tokens = tokens(sentence);
    let (mut pieces, mut words) = (Vec::new(), Vec::new());
    let (mut at, mut after_comma) = (0, true);
    while at < tokens.len() {
        let joint = joint(&tokens[at..]);
        if joint == 0 {
            words.push(tokens[at].clone());
        } else {
            // « … , et … »: the comma alone does not join.
            let comma = tokens[at] == "," && (!words.is_empty() || after_comma);
            if !words.is_empty() {
                pieces.push(Piece { words: std::mem::take(&mut words), after_comma });
            }
            after_comma = comma;
        }
        at += joint.max(1);
    }
    pieces.push(Piece { words, after_comma });
    for piece in &mut pieces {
        let carried = piece.words.iter().take_while(|word| is_in(word.as_str(), CARRIES_ON)).count();
        piece.after_comma &= carried == 0;
        piece.words.drain(..carried);
    }
    pieces.retain(|piece| !piece.words.is_empty());
    pieces
}

/// Words and commas, in lower case.
fn tokens(sentence: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut token = String::new();
    let mut last = ' ';
    let mut signs = sentence.chars().peekable();
    while let Some(sign) = signs.next() {
        let in_number = last.is_ascii_digit() && signs.peek().is_some_and(char::is_ascii_digit);
        let comma = matches!(sign, ',' | ';') && !in_number;
        if comma || sign.is_whitespace() {
            end_token(&mut token, &mut tokens);
        }
        if comma {
            tokens.push(",".into());
        } else if !sign.is_whitespace() {
            token.extend(if sign == '’' { '\'' } else { sign }.to_lowercase());
        }
        last = sign;
    }
    end_token(&mut token, &mut tokens);
    tokens
}

fn end_token(token: &mut String, tokens: &mut Vec<String>) {
    let word = token.trim_matches(|sign: char| matches!(sign, '«' | '»' | '"' | '(' | ')' | ':' | '*' | '-'));
    if !word.is_empty() {
        tokens.push(word.to_owned());
    }
    token.clear();
}

/// How many of the first tokens join two questions; none usually.
fn joint(tokens: &[String]) -> usize {
    let word = |place: usize| tokens.get(place).map_or("", String::as_str);
    let length = match (word(0), word(1)) {
        ("," | "&" | "+" | "/" | "et" | "puis", _) => 1,
        ("ainsi", "que") => 2,
        _ => 0,
    };
    // « … et que je suis malade » goes on with the same condition.
    let goes_on = word(0) == "et" && (matches!(word(1), "que" | "qui" | "si" | "non") || word(1).starts_with("qu'"));
    if goes_on { 0 } else { length }
}

/// What stands between a joint and the question: « , et aussi le télétravail ».
const CARRIES_ON: &str = "et aussi puis ensuite enfin sinon alors donc egalement également bien sur sûr";

/// What people say besides asking.
const POLITE: &str = "bonjour bonsoir salut coucou hello bjr bsr slt cc hey merci mrc svp stp s il vous te plait avance d par beaucoup madame \
    monsieur messieurs mesdames a tous cordialement";

fn is_polite(piece: &[String]) -> bool {
    words(&piece.join(" ")).iter().all(|word| is_in(word.as_str(), POLITE))
}

/// What makes one question of two things: a comparison, a choice, both at once.
const TOGETHER: &str = "entre difference differences differe pareil pareils pareille meme memes identique identiques compare comparer \
    comparaison versus ou soit compatible compatibles cumuler cumulables ensemble concilier deux autre autres";

/// Whether a sentence asks for one thing, whatever joints it has.
fn is_one_question(sentence: &str, pieces: &[Piece]) -> bool {
    let Some((first, others)) = pieces.split_first().filter(|(_, others)| !others.is_empty()) else { return true };
    // « technicien principal quelles épreuves et quel diplôme »: both are about what comes first.
    let has_topic = first.asks_at().is_some_and(|at| at > 2);
    // « que réviser, le service, la Métropole »: examples of one question.
    let has_examples = !first.names() && others.last().is_some_and(|last| last.after_comma);
    pieces.len() > MOST
        || has_topic
        || has_examples
        || pieces.iter().any(|piece| tells(&piece.words) || is_in(piece.words[0].as_str(), LEANING))
        || others.iter().any(|piece| (piece.after_comma && !piece.names()) || points_back(&piece.words))
        || words(sentence).iter().any(|word| is_in(word.as_str(), TOGETHER))
}

/// Whether a part needs the one before to be understood: « comment on le convertit ».
fn points_back(piece: &[String]) -> bool {
    let word = |place: Option<usize>| place.and_then(|place| piece.get(place)).map_or("", String::as_str);
    piece.iter().enumerate().any(|(at, this)| {
        let (before, after) = (word(at.checked_sub(1)), word(Some(at + 1)));
        match this.as_str() {
            "ils" | "elle" | "elles" | "ça" | "ca" | "cela" | "celui" | "celle" | "ceux" | "celles" | "lui" | "leur" | "y"
                if after != "a" =>
            {
                true
            }
            "il" => !matches!(before, "t" | "qu" | "ce" | "qu'") && !matches!(after, "y" | "faut"),
            "le" | "la" | "les" | "en" | "l" => {
                matches!(before, "je" | "on" | "vous" | "nous" | "tu" | "comment" | "comen" | "koman" | "pour")
            }
            this if this.ends_with("-ils") || this.ends_with("-elle") || this.ends_with("-elles") => true,
            this => this.strip_prefix("l'").is_some_and(|verb| before == "pour" || (verb.ends_with("ir") && verb.len() > 4)),
        }
    })
}

/// What leans on what was said before.
const LEANING: &str = "pour en chez avec sans dans ds à a comme si par depuis lequel laquelle";

/// What shows that a part asks by itself.
const ASKING: &str = "comment combien cb quel quelle quels quelles kel quand pourquoi quoi koi qui est-ce savoir connaitre connaître t-il \
    a-t-il y-a-t-il a-t-on t-on peut-on faut-il doit-on existe-t-il pouvez-vous avez-vous puis-je dois-je où recrutez-vous \
    proposez-vous êtes-vous ya";

/// What somebody does who asks about themselves: « je peux télétravailler ? ».
const WISHES: &str = "peux pourrais pourrai dois devrai devrais veux voudrais aimerais souhaite souhaiterais cherche touche toucherai \
    toucherais gagne gagnerai gagnerais peu dwa ve aurai aurais voulais me m'interroge";

/// Whether a part tells something of oneself rather than asks.
fn tells(piece: &[String]) -> bool {
    if piece.iter().any(|word| is_in(word.as_str(), ASKING)) {
        return false;
    }
    let word = |place: usize| piece.get(place).map_or("", String::as_str);
    match (word(0), word(1)) {
        ("je" | "j" | "moi" | "nous", verb) => !is_in(verb, WISHES),
        ("mon" | "ma" | "mes", _) => piece.iter().any(|word| matches!(word.as_str(), "est" | "sont" | "a" | "ont" | "était" | "etait")),
        (first, _) => first.strip_prefix("j'").is_some_and(|verb| !is_in(verb, WISHES)),
    }
}

/// What opens the name of a thing.
const DETERMINERS: &str =
    "le la les l un une du des de d au aux mon ma mes son sa ses notre nos votre vos leur leurs ce cet cette ces quelques";

fn is_determiner(word: &str) -> bool {
    is_in(word, DETERMINERS) || word.starts_with("l'") || word.starts_with("d'")
}

/// Gives each part that only names a thing the words that asked for the one before:
/// « combien de jours de congé et de RTT » asks « combien de RTT ».
fn completed(pieces: Vec<Piece>) -> Vec<Vec<String>> {
    let mut head: Vec<String> = Vec::new();
    let mut complete = |piece: Piece| {
        if piece.names() {
            return [head.clone(), piece.words].concat();
        }
        let until = piece.words.iter().position(|word| is_determiner(word)).unwrap_or(0);
        head = if until <= MOST_HANDED_ON { piece.words[..until].to_vec() } else { Vec::new() };
        piece.words
    };
    pieces.into_iter().map(&mut complete).collect()
}

/// The parts with what the last one says of them all, then without it.
fn readings(pieces: Vec<Vec<String>>) -> Vec<Vec<String>> {
    let said = |pieces: &[Vec<String>]| pieces.iter().map(|piece| piece.join(" ")).collect::<Vec<_>>();
    let Some((at, last)) = pieces.last().and_then(|last| Some((tail_at(last)?, last.clone()))) else {
        return vec![said(&pieces)];
    };
    let (mut with, mut without) = (pieces.clone(), pieces);
    let before = with.len() - 1;
    for piece in with[..before].iter_mut().filter(|piece| tail_at(piece).is_none()) {
        piece.extend_from_slice(&last[at..]);
    }
    without[before].truncate(at);
    vec![said(&with), said(&without)]
}

/// Where what may be said of every part begins: « … d'un archiviste », « … pour un contractuel ».
fn tail_at(piece: &[String]) -> Option<usize> {
    let begins = |place: &usize| {
        let word = |place: usize| piece.get(place).map_or("", String::as_str);
        match (word(*place), word(place + 1)) {
            ("d'un" | "d'une", _) | ("d" | "pour", "un" | "une") | ("pour", "les" | "des") | ("en", "cdd" | "cdi" | "contrat") => true,
            (first, second) => first == "chez" && second == "vous",
        }
    };
    (1..piece.len()).find(begins).filter(|at| piece.len() - at <= MOST_HANDED_ON)
}

/// Whether a word is one of a list, whose words a space parts.
pub(super) fn is_in(word: &str, list: &str) -> bool {
    list.split(' ').any(|one| one == word)
}

#[cfg(test)]
mod tests;
