//! A FAQ of any size, the same at each run, and questions that are none of its
//! wordings.
//!
//! Each entry is one facet (« combien », « quand »…) of one thing (« la prime »)
//! for one trade or place. Facets and things are stock phrases that thousands of
//! entries share; the name of a trade belongs to four entries, so that the words
//! of a FAQ grow with it, as they do in life. Questions are asked in turns of
//! phrase that no wording has.

use super::{Entry, Question, Set, Typed};
use tchat::faq::Kind;
use tchat::words::EntryId;

const WORDINGS: usize = 10;
/// Questions that an entry answers, half of them mistyped.
const ANSWERED: usize = 800;
/// Questions that no entry answers, half of them about the same things.
const OUTSIDE: usize = 200;
/// Entries that share the name of a trade.
const SHARING: usize = 4;

/// What is asked about, said in three ways; the third is kept for the questions.
const THINGS: [[&str; 3]; 40] = [
    ["le salaire", "la paie", "la rémunération"],
    ["la prime de fin d'année", "le treizième mois", "la gratification annuelle"],
    ["le télétravail", "le travail à distance", "le travail depuis la maison"],
    ["les congés", "les vacances", "les jours de repos"],
    ["le concours", "l'examen d'entrée", "les épreuves"],
    ["le stage", "la période d'observation", "l'immersion"],
    ["l'alternance", "l'apprentissage", "le contrat d'apprenti"],
    ["la mutuelle", "la complémentaire santé", "la couverture maladie"],
    ["la formation", "l'apprentissage du métier", "les cours du début"],
    ["l'entretien", "le rendez-vous d'embauche", "la rencontre avec le jury"],
    ["la période d'essai", "l'essai", "les premiers mois"],
    ["la mobilité interne", "le changement de poste", "la mutation"],
    ["le logement", "l'appartement de fonction", "l'hébergement"],
    ["les tickets restaurant", "les titres repas", "la cantine"],
    ["le badge", "la carte d'accès", "le laissez-passer"],
    ["l'ordinateur portable", "le matériel informatique", "la machine prêtée"],
    ["le remboursement du transport", "l'abonnement de train", "les frais de trajet"],
    ["la retraite", "la pension", "la fin de carrière"],
    ["le temps partiel", "la semaine de quatre jours", "le mi-temps"],
    ["les horaires", "les heures de travail", "le planning"],
    ["les astreintes", "la permanence du week-end", "les gardes"],
    ["le congé parental", "l'arrêt pour un enfant", "le congé de naissance"],
    ["l'avancement", "le passage de grade", "la promotion"],
    ["la titularisation", "le statut de titulaire", "l'entrée définitive"],
    ["le contrat", "l'engagement écrit", "le document signé"],
    ["la tenue de travail", "l'uniforme", "les vêtements fournis"],
    ["le permis de conduire", "le permis", "le papier rose"],
    ["la visite médicale", "le certificat d'aptitude", "l'examen de santé"],
    ["le casier judiciaire", "l'extrait de casier", "le bulletin numéro deux"],
    ["le diplôme demandé", "le niveau d'études", "le titre exigé"],
    ["la lettre de motivation", "la lettre", "le courrier de candidature"],
    ["la reconversion", "le changement de métier", "la nouvelle voie"],
    ["la garde d'enfants", "la place en crèche", "l'aide à la garde"],
    ["le vélo de service", "l'indemnité vélo", "le forfait vélo"],
    ["la voiture de fonction", "le véhicule de service", "l'auto prêtée"],
    ["le parking", "la place de stationnement", "le garage"],
    ["le compte épargne temps", "les jours épargnés", "le compte de jours"],
    ["l'équipe", "les collègues", "le groupe de travail"],
    ["le parrainage", "le tuteur", "l'accompagnement à l'arrivée"],
    ["la démission", "le départ volontaire", "la rupture"],
];

/// Six turns of phrase for the wordings, two for the questions. « T » is the thing, « M » the trade.
const FACETS: [[&str; 8]; 10] = [
    [
        "à combien s'élève T M ?",
        "T M, ça fait combien ?",
        "quel montant pour T M",
        "combien d'euros pour T M",
        "le chiffre exact pour T M",
        "on parle de combien pour T M ?",
        "ça tourne autour de combien, T M ?",
        "quelle somme dois-je prévoir pour T M ?",
    ],
    [
        "comment demander T M ?",
        "quelle démarche pour T M",
        "la marche à suivre pour T M",
        "que faire pour obtenir T M ?",
        "comment s'y prendre pour T M ?",
        "étapes pour avoir T M",
        "je m'y prends comment pour T M ?",
        "quelles sont les étapes à suivre quand on veut T M ?",
    ],
    [
        "à quelle date T M ?",
        "quand commence T M ?",
        "c'est pour quand, T M ?",
        "quel calendrier pour T M",
        "quel mois pour T M ?",
        "la date de début de T M",
        "T M, c'est prévu pour quand ?",
        "vers quelle période faut-il attendre T M ?",
    ],
    [
        "qui a droit à T M ?",
        "est-ce que tout le monde peut avoir T M ?",
        "T M, c'est réservé à qui ?",
        "les conditions pour T M",
        "faut-il de l'ancienneté pour T M ?",
        "ai-je droit à T M ?",
        "quelles personnes ont droit à T M ?",
        "T M, c'est ouvert à n'importe qui ?",
    ],
    [
        "à qui parler de T M ?",
        "quel service s'occupe de T M ?",
        "le bon contact pour T M",
        "qui gère T M ?",
        "à qui écrire pour T M ?",
        "un numéro pour T M",
        "vous me conseillez de contacter qui pour T M ?",
        "quelle adresse de contact pour T M ?",
    ],
    [
        "quels papiers fournir pour T M ?",
        "les justificatifs pour T M",
        "quel dossier pour T M",
        "faut-il une attestation pour T M ?",
        "la liste des pièces pour T M",
        "quel formulaire pour T M ?",
        "je dois envoyer quels documents pour T M ?",
        "liste des justificatifs à joindre pour T M",
    ],
    [
        "combien de temps dure T M ?",
        "quelle durée pour T M",
        "T M, c'est long ?",
        "pendant combien de semaines T M ?",
        "la durée maximale de T M",
        "T M, ça s'arrête au bout de combien de mois ?",
        "ça dure longtemps, T M ?",
        "quel est le temps moyen de T M ?",
    ],
    [
        "peut-on me refuser T M ?",
        "que faire si T M est refusé ?",
        "un recours après un refus de T M",
        "contester un refus pour T M",
        "pour quel motif refuse-t-on T M ?",
        "T M refusé, pourquoi ?",
        "on m'a dit non pour T M, que puis-je faire ?",
        "est-il possible de faire appel d'un refus de T M ?",
    ],
    [
        "où se passe T M ?",
        "dans quel bâtiment T M ?",
        "le lieu de T M",
        "T M, c'est dans quelle ville ?",
        "à quel étage T M ?",
        "quelle adresse postale pour T M ?",
        "je me rends où pour T M ?",
        "c'est à quel endroit, T M ?",
    ],
    [
        "est-ce que T M est obligatoire ?",
        "peut-on se passer de T M ?",
        "suis-je forcé de prendre T M ?",
        "T M, c'est facultatif ?",
        "l'obligation de T M",
        "doit-on accepter T M ?",
        "est-on tenu d'accepter T M ?",
        "T M, je peux y échapper ?",
    ],
];

/// How a trade or a place is named; « M » is the name.
const PLACES: [&str; 6] = ["pour un M", "quand on est M", "côté M", "chez les M", "au pôle M", "en tant que M"];

const SYLLABLES: [&str; 30] = [
    "ba", "ché", "con", "dou", "fra", "gi", "jon", "lan", "mo", "nu", "per", "qua", "ri", "sé", "tra", "vé", "lo", "mé", "sa", "lai",
    "bre", "clo", "dru", "fi", "gla", "ju", "pla", "sto", "vu", "zo",
];

const ENDINGS: [&str; 8] = ["teur", "niste", "lier", "tien", "logue", "cien", "deur", "mier"];

const OPENINGS: [&str; 8] =
    ["bonjour, ", "svp ", "je voudrais savoir : ", "petite question, ", "dites-moi, ", "bonsoir, ", "excusez-moi, ", "une précision : "];

/// What a chatty candidate tells before asking.
const STORIES: [&str; 6] = [
    "bonjour, je travaille depuis douze ans dans une banque du centre et je commence à m'y ennuyer, ma sœur m'a parlé de vous dimanche. ",
    "voilà, j'ai deux enfants, nous déménageons cet été près de la mer et je cherche un métier qui me laisse un peu de temps le soir. ",
    "je sors tout juste de l'école, mes professeurs m'ont montré votre annonce au salon et j'hésite encore avec une autre maison. ",
    "mon mari est déjà chez vous depuis mars, il est content, et je me dis que ce serait bien de travailler au même endroit que lui. ",
    "après un long voyage je rentre en France et je dois retrouver vite une activité, si possible pas trop loin de la gare. ",
    "on m'a raconté beaucoup de choses contradictoires sur votre maison, alors je préfère vous poser directement la question. ",
];

/// What no employer answers; « M » is a name of nobody's.
const ELSEWHERE: [&str; 6] = [
    "où acheter un M d'occasion pas trop cher ?",
    "la recette du gâteau M de ma grand-mère",
    "qui a gagné le match de M hier soir ?",
    "quel temps fera-t-il demain à M ?",
    "mon chat M ne mange plus, que faire ?",
    "traduis-moi M en anglais",
];

/// A FAQ of that many entries, and its questions.
pub(crate) fn set(size: usize) -> Set {
    let mut random = Random(size as u64 + 7);
    let trades: Vec<String> = (0..size.div_ceil(SHARING)).map(|_| random.name()).collect();
    let subjects: Vec<Subject> = (0..size).map(|number| Subject::new(number, &trades)).collect();
    let entries = subjects.iter().enumerate().map(|(number, subject)| entry(number, subject, &mut random)).collect();
    let mut questions: Vec<Question> = (0..ANSWERED).map(|number| answered(number, &subjects, &mut random)).collect();
    questions.extend((0..OUTSIDE).map(|number| outside(number, &mut random)));
    Set { entries, synonyms: Vec::new(), questions }
}

/// What one entry is about.
struct Subject {
    thing: [&'static str; 3],
    facet: &'static [&'static str; 8],
    trade: String,
}

impl Subject {
    /// Of one trade: two things, two facets of each.
    fn new(number: usize, trades: &[String]) -> Self {
        let trade = number / SHARING;
        let thing = (trade * 7 + number % SHARING / 2 * 13) % THINGS.len();
        let facet = (trade * 3 + number % 2 * 4) % FACETS.len();
        Self { thing: THINGS[thing], facet: &FACETS[facet], trade: trades[trade].clone() }
    }

    fn say(&self, turn: usize, way: usize, random: &mut Random) -> String {
        let place = random.of(&PLACES).replace('M', &self.trade);
        fill(self.facet[turn], self.thing[way], &place)
    }
}

fn fill(turn: &str, thing: &str, place: &str) -> String {
    let filled = turn.split(' ').map(|word| match word.trim_end_matches(',') {
        "T" => word.replace('T', thing),
        "M" => word.replace('M', place),
        _ => word.to_owned(),
    });
    filled.collect::<Vec<String>>().join(" ")
}

fn entry(number: usize, subject: &Subject, random: &mut Random) -> Entry {
    let mut wording = |place: usize| {
        let opening = if random.below(4) == 0 { random.of(&OPENINGS) } else { "" };
        format!("{opening}{}", subject.say(place % 6, place / 6 % 2, random))
    };
    let title = wording(0);
    let wordings = (1..=WORDINGS).map(wording).collect();
    let answer = format!(
        "Pour les {}, {} suit la règle commune. La réponse est donnée dans le mois par le service concerné.",
        subject.trade, subject.thing[0]
    );
    Entry { id: EntryId::new(format!("reponse-{number}")), kind: Kind::Answer, title, wordings, answer }
}

/// Short, with an opening or told at length, in turn; every other one mistyped.
fn answered(number: usize, subjects: &[Subject], random: &mut Random) -> Question {
    let place = random.below(subjects.len());
    let asked = subjects[place].say(6 + random.below(2), random.below(3), random);
    let text = match number / 2 % 3 {
        0 => asked,
        1 => format!("{}{asked}", random.of(&OPENINGS)),
        _ => format!("{}{asked}", random.of(&STORIES)),
    };
    question(number, text, vec![EntryId::new(format!("reponse-{place}"))], random)
}

/// About nothing the FAQ knows, or about its things for a trade that it has not.
fn outside(number: usize, random: &mut Random) -> Question {
    let unheard = random.name();
    let text = if (number / 2).is_multiple_of(2) {
        random.of(&ELSEWHERE).replace('M', &unheard)
    } else {
        let place = random.of(&PLACES).replace('M', &unheard);
        let facet = random.below(FACETS.len());
        fill(FACETS[facet][6], THINGS[random.below(THINGS.len())][0], &place)
    };
    question(number, text, Vec::new(), random)
}

fn question(number: usize, text: String, right: Vec<EntryId>, random: &mut Random) -> Question {
    match number % 2 {
        0 => Question { text, right, typed: Typed::Well },
        _ => Question { text: mistyped(&text, random), right, typed: Typed::Badly },
    }
}

/// Lower case, no accents, and a typo in one long word of five.
fn mistyped(text: &str, random: &mut Random) -> String {
    let plain: String = text.to_lowercase().chars().map(without_accent).collect();
    let words = plain.split(' ').map(|word| match word.chars().count() {
        5.. if random.below(5) == 0 => typo(word, random),
        _ => word.to_owned(),
    });
    words.collect::<Vec<String>>().join(" ")
}

/// The same text, its longest word mistyped.
pub(super) fn with_a_typo(text: &str, random: &mut Random) -> String {
    let longest = text.split(' ').max_by_key(|word| word.chars().count()).filter(|word| word.chars().count() > 4);
    longest.map_or_else(|| text.to_owned(), |word| text.replacen(word, &typo(word, random), 1))
}

fn without_accent(letter: char) -> char {
    match letter {
        'à' | 'â' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' => 'i',
        'ô' => 'o',
        'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        _ => letter,
    }
}

fn typo(word: &str, random: &mut Random) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let place = 1 + random.below(letters.len() - 2);
    match random.below(4) {
        0 => drop(letters.remove(place)),
        1 => letters.swap(place, place + 1),
        2 => letters.insert(place, letters[place]),
        _ => letters[place] = char::from(b'a' + random.below(26) as u8),
    }
    letters.into_iter().collect()
}

/// A small fixed generator: every run measures the same texts.
pub(super) struct Random(pub(super) u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    fn of(&mut self, list: &[&'static str]) -> &'static str {
        list[self.below(list.len())]
    }

    fn name(&mut self) -> String {
        let stem: String = (0..2 + self.below(2)).map(|_| self.of(&SYLLABLES)).collect();
        stem + self.of(&ENDINGS)
    }
}
