//! The sentences that the bot itself says, read from `phrases/<name>.md`.
//!
//! A file is a title, which tells HR where the sentence is used, then the
//! sentence, with named values between braces. A missing or broken file is a
//! problem for HR and never costs a reply: a sentence in the program stands in.

use std::collections::BTreeMap;

use crate::files::candidate_text;
use crate::files::markdown;
use crate::files::problem::{MAX_TOLD, Problem, Severity, Source, nearest};

/// What the bot can say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Phrases {
    /// The sentences that a good file gives.
    texts: BTreeMap<&'static str, String>,
}

impl Phrases {
    /// The sentence of this name with its values in place.
    ///
    /// A name that is not in the table says the sentence of a breakdown, so
    /// that a person always reads something kind.
    pub fn say(&self, name: &str, values: &[(&str, &str)]) -> String {
        let known = spec(name).or_else(|| spec("panne"));
        let template = known.map_or("", |spec| self.texts.get(spec.name).map_or(spec.fallback, String::as_str));
        fill(template, values)
    }

    /// The names of every sentence, in the order of the table.
    pub fn names() -> impl Iterator<Item = &'static str> {
        SPECS.iter().map(|spec| spec.name)
    }

    /// Keeps the sentence that a good file gives.
    pub(super) fn set(&mut self, spec: &Spec, text: String) {
        self.texts.insert(spec.name, text);
    }
}

/// One sentence that the program needs.
pub(super) struct Spec {
    /// Its name, and that of its file.
    pub name: &'static str,
    /// The values that its text may name.
    values: &'static [&'static str],
    /// The most it may hold, values not counted: Discord's limit where it is used.
    max_chars: usize,
    /// What is said without a good file.
    fallback: &'static str,
}

/// A message.
const MESSAGE: usize = 1_500;
/// One sentence about a position, inside an answer.
const SENTENCE: usize = 300;
/// The text on a button.
const BUTTON: usize = 80;

const fn message(name: &'static str, fallback: &'static str) -> Spec {
    Spec { name, values: &[], max_chars: MESSAGE, fallback }
}

const fn button(name: &'static str, fallback: &'static str) -> Spec {
    Spec { name, values: &[], max_chars: BUTTON, fallback }
}

/// Every sentence.
pub(super) const SPECS: &[Spec] = &[
    Spec {
        name: "notice",
        values: &["employeur", "jours", "mesdonnees"],
        max_chars: 700,
        fallback: "Vous parlez à un programme, pas à une personne. Ses réponses sont validées par \
                   {employeur} ; s'il ne sait pas, une personne du recrutement peut vous répondre. \
                   Il ne vous note pas et ne décide rien. N'écrivez ni numéro de sécurité sociale, \
                   ni coordonnées bancaires, ni rien sur votre santé ou vos opinions. Si vous avez \
                   15 ans ou plus, touchez le bouton : vos questions sont alors gardées {jours} \
                   jours. Pour les voir ou les effacer : {mesdonnees}.",
    },
    button("bouton-age", "J'ai 15 ans ou plus"),
    message("age-confirme", "Merci, c'est noté. Posez votre question."),
    message("inconnu", "Je ne sais pas répondre à cette question. Une personne peut vous répondre."),
    message("inconnu-proches", "Ces sujets sont peut-être proches de votre question :"),
    message("choix", "De quel sujet parlez-vous ?"),
    message("panne", "Désolé, je n'arrive pas à vous répondre. Réessayez dans quelques minutes."),
    message("panne-transmission", "Désolé, votre question n'a pas pu être transmise. Réessayez dans quelques minutes."),
    button("transmettre", "Transmettre à une personne"),
    message("transmis", "Votre question est transmise à une personne du recrutement."),
    message("transmis-web", "Sa réponse s'affichera sur cette page : gardez-la ouverte."),
    message("transmis-discord", "Vous lirez sa réponse avec la commande /mesreponses."),
    Spec {
        name: "code-reponse",
        values: &["code", "jours"],
        max_chars: MESSAGE,
        fallback: "Vous pouvez aussi la lire sur la page web du t'chat, à la page « Lire une réponse », avec ce code : \
                   **{code}**. Il est à vous seul, et valable {jours} jours.",
    },
    Spec { name: "file-rang", values: &["rang"], max_chars: MESSAGE, fallback: "Votre question est la n° {rang} de la file." },
    message("file-prise", "Une personne de l'équipe s'occupe de votre question."),
    Spec {
        name: "file-promise",
        values: &["jour"],
        max_chars: MESSAGE,
        fallback: "L'équipe a promis de répondre à votre question avant le {jour}.",
    },
    message("transmettre-retaper", "Je n'ai plus le texte de votre question. Posez-la à nouveau, puis transmettez-la."),
    message("transmettre-age", "Pour transmettre votre question, confirmez d'abord que vous avez 15 ans ou plus."),
    Spec {
        name: "trop-long",
        values: &["maximum"],
        max_chars: MESSAGE,
        fallback: "Votre message est trop long : {maximum} caractères au plus.",
    },
    message("trop-vite", "Vous allez trop vite pour moi. Attendez une minute, puis réessayez."),
    message("verrouille", "Je ne prends pas de nouvelle question pour le moment. Réessayez dans quelques minutes."),
    message("vide", "Je n'ai pas lu de question. Écrivez-la avec quelques mots."),
    message("piece-jointe", "Je ne lis pas les fichiers. Écrivez votre question avec des mots."),
    button("bouton-utile", "👍 Utile"),
    button("bouton-pas-utile", "👎 Pas utile"),
    message("merci-avis", "Merci pour votre avis."),
    message("idee-changee", "Cette réponse a-t-elle changé votre idée ?"),
    button("bouton-idee-oui", "Oui"),
    button("bouton-idee-non", "Non"),
    message("merci-idee", "Merci, c'est noté."),
    message("question-source", "Comment nous avez-vous connus ?"),
    message("merci-source", "Merci, c'est noté."),
    message(
        "aide",
        "Posez votre question avec le bouton du panneau, avec `/question`, en me citant ou en message privé. \
         `/themes` : lire les réponses par thème. `/offres` : voir les postes ouverts. `/sessions` : voir les \
         prochaines dates. `/recruteur` : demander une personne. `/mesreponses` : lire ses réponses. `/mesdonnees` : \
         voir, recevoir ou effacer ce qui est gardé de vous, ou vous y opposer. `/profil` : dire qui vous êtes, si \
         vous le voulez. `/source` : dire comment vous nous avez connus.",
    ),
    message("aucune-reponse", "Aucune réponse d'une personne ne vous attend pour le moment."),
    message("reponses-lues", "Vous avez déjà lu toutes vos réponses. Les voici à nouveau :"),
    button("bouton-recevoir", "Recevoir"),
    button("bouton-effacer", "Effacer"),
    button("bouton-effacer-tout", "Oui, tout effacer"),
    message("effacer-confirmer", "Effacer tout ce qui est gardé de vos échanges ? Cela ne peut pas être annulé."),
    message("votre-fichier", "Voici tout ce qui est gardé de vos échanges."),
    message("donnees-vues", "Voici ce que nous gardons de vos échanges :"),
    message("donnees-effacees", "C'est fait : vos échanges sont effacés."),
    message("donnees-vides", "Nous ne gardons rien de vos échanges."),
    message("panneau", "Une question sur le recrutement ? Touchez le bouton : je vous réponds."),
    button("bouton-question", "Poser une question"),
    button("source-texte", "Sources :"),
    message("satisfaction", "De 1 à 5, êtes-vous satisfait(e) de ce t'chat ?"),
    message("merci-satisfaction", "Merci de votre réponse."),
    message("reponse-personne", "Une personne du recrutement a répondu à votre question :"),
    message("perime", "Ce bouton est trop ancien. Posez à nouveau votre question."),
    message("themes", "Choisissez un thème, puis un sujet : je vous donne la réponse."),
    message("theme", "Quel sujet voulez-vous lire ?"),
    message("offre-introuvable", "Je ne trouve pas ce poste parmi les annonces ouvertes."),
    Spec {
        name: "sessions-prochaines",
        values: &["liste"],
        max_chars: MESSAGE,
        fallback: "Les prochains rendez-vous du t'chat :\n\n{liste}",
    },
    message("sessions-aucune", "Aucune date n'est prévue pour le moment. Vous pouvez poser vos questions ici tous les jours."),
    button("session-agenda", "Ajouter à mon agenda"),
    message(
        "annonce-session",
        "Posez vos questions sur nos métiers et nos recrutements : le t'chat répond aussitôt à ce qu'il sait, et des personnes de l'équipe \
         répondent au reste.",
    ),
    message("dernier-appel", "⏳ Plus que quelques minutes : posez vos dernières questions. Chacune aura sa réponse, même après la fin."),
    Spec { name: "session-suivante", values: &["session"], max_chars: MESSAGE, fallback: "Prochain rendez-vous du t'chat :\n\n{session}" },
    message("agenda-fichier", "Ouvrez ce fichier : il ajoute ce rendez-vous à votre agenda."),
    message(
        "panneau-choix",
        "Bleu ou rouge ? Le bleu mène au service public, le rouge au privé : c'est l'inverse du film. Choisissez, je vous réponds franchement.",
    ),
    button("bouton-bleu", "🔵 Le service public"),
    button("bouton-rouge", "🔴 Le privé"),
    message(
        "choix-bleu",
        "**Bienvenue du bon côté du miroir.** Ici, pas de client à faire signer : ce que vous construisez sert à tout un territoire, et on peut y entrer par concours ou par contrat. Et la cuillère, elle, existe bien.\n\nEntrez par où vous voulez : les thèmes, les postes ouverts, ou les prochains rendez-vous.",
    ),
    message(
        "choix-rouge",
        "**C'est noté, personne ne débranche rien.** Le privé a de vrais atouts, et votre expérience y compte : elle compte aussi ici, où des postes sont ouverts aux contractuels. La porte reste ouverte dans les deux sens.\n\nAvant de repartir, jetez un œil : les thèmes, les postes ouverts, ou les prochains rendez-vous.",
    ),
    button("bouton-themes", "📚 Les thèmes"),
    button("bouton-offres", "💼 Les postes ouverts"),
    button("bouton-sessions", "📅 Les prochaines dates"),
    button("bouton-repondre", "Répondre"),
    message("reponse-dans-le-fil", "Votre question est bien reçue : je réponds dans ce fil."),
    message("recruteur-demande", "Vous avez demandé une personne du recrutement."),
    message(
        "profil",
        "Rien n'est obligatoire. Vos choix servent à savoir à qui nous parlons, par groupes de cinq personnes ou plus, jamais à vous juger. Vous les retrouvez et les effacez avec `/mesdonnees`.",
    ),
    message("profil-age", "Pour remplir votre profil, confirmez d'abord que vous avez 15 ans ou plus, puis écrivez `/profil` à nouveau."),
    message("profil-note", "Merci, c'est noté. Vous pouvez changer d'avis quand vous voulez."),
    message("profil-retire", "D'accord : rien n'est gardé pour ce choix."),
    button("bouton-opposer", "M'opposer"),
    message(
        "opposer-confirmer",
        "Vous opposer efface tout ce qui est gardé de vous, et plus rien ne le sera : ni le texte de vos questions, ni qui les pose. Une question transmise et restée sans réponse n'en recevra pas. Vous pourrez toujours poser des questions, et lever votre opposition.",
    ),
    button("bouton-opposer-oui", "Oui, m'opposer"),
    message(
        "opposition-notee",
        "C'est fait : tout est effacé, et plus rien ne sera gardé de vos échanges. Nous ne gardons que cette opposition, sous un code, pour la respecter.",
    ),
    message(
        "opposition-active",
        "Vous vous êtes opposé(e) à ce que nous gardions vos échanges : rien n'est gardé. Vous pouvez lever votre opposition dans « Mes données ».",
    ),
    message(
        "opposition-personne",
        "Pour qu'une personne vous réponde, votre question doit être gardée : levez d'abord votre opposition dans « Mes données ».",
    ),
    button("bouton-lever", "Lever mon opposition"),
    message(
        "opposition-levee",
        "Votre opposition est levée. Vos prochaines questions seront gardées comme avant, si vous avez 15 ans ou plus.",
    ),
    Spec { name: "offre-ouverte", values: &[], max_chars: SENTENCE, fallback: "Ce poste est ouvert : vous pouvez postuler." },
    Spec {
        name: "offre-pourvue", values: &[], max_chars: SENTENCE, fallback: "Ce poste est pourvu : une personne a déjà été retenue."
    },
    Spec {
        name: "offre-close",
        values: &[],
        max_chars: SENTENCE,
        fallback: "Ce recrutement est clos : il n'est plus possible d'y postuler.",
    },
    Spec {
        name: "offre-inconnue",
        values: &[],
        max_chars: SENTENCE,
        fallback: "Ce t'chat ne connaît pas d'annonce en cours pour ce poste.",
    },
    Spec {
        name: "offre-remuneration",
        values: &["remuneration"],
        max_chars: SENTENCE,
        fallback: "Rémunération, d'après l'annonce : « {remuneration} ».",
    },
    Spec {
        name: "offre-remuneration-vide",
        values: &[],
        max_chars: SENTENCE,
        fallback: "La rémunération de ce poste n'est pas précisée ici : la DRH pourra vous l'indiquer.",
    },
    Spec { name: "offre-lieu", values: &["lieu"], max_chars: SENTENCE, fallback: "Lieu de travail, d'après l'annonce : « {lieu} »." },
    Spec {
        name: "offre-lieu-vide",
        values: &[],
        max_chars: SENTENCE,
        fallback: "Le lieu de travail de ce poste est à confirmer avec la DRH.",
    },
    Spec {
        name: "offre-teletravail",
        values: &["teletravail"],
        max_chars: SENTENCE,
        fallback: "Télétravail, d'après l'annonce : « {teletravail} ».",
    },
    Spec {
        name: "offre-teletravail-vide",
        values: &[],
        max_chars: SENTENCE,
        fallback: "Le télétravail possible sur ce poste est à confirmer avec la DRH.",
    },
    Spec { name: "offre-date-limite", values: &["date"], max_chars: SENTENCE, fallback: "Vous pouvez postuler jusqu'au {date} inclus." },
    Spec {
        name: "offre-date-limite-passee",
        values: &["date"],
        max_chars: SENTENCE,
        fallback: "La date limite pour postuler était le {date}.",
    },
    Spec {
        name: "offre-date-limite-vide",
        values: &[],
        max_chars: SENTENCE,
        fallback: "Aucune date limite n'est indiquée ici pour ce poste.",
    },
    Spec { name: "offre-lien", values: &["lien"], max_chars: SENTENCE, fallback: "Pour lire l'annonce et postuler : {lien}" },
    Spec {
        name: "offre-lien-passe",
        values: &[],
        max_chars: SENTENCE,
        fallback: "Il n'y a plus de candidature à déposer pour cette annonce.",
    },
    Spec {
        name: "offre-lien-vide",
        values: &[],
        max_chars: SENTENCE,
        fallback: "Pour savoir si une annonce est en ligne, cherchez le poste sur [emploi-territorial.fr](https://www.emploi-territorial.fr/).",
    },
    Spec {
        name: "offre-contrat", values: &["contrat"], max_chars: SENTENCE, fallback: "Contrat, d'après l'annonce : « {contrat} »."
    },
    Spec {
        name: "offre-contrat-vide",
        values: &[],
        max_chars: SENTENCE,
        fallback: "Le type de contrat de ce poste est à confirmer avec la DRH.",
    },
    Spec { name: "offre-categorie", values: &["categorie"], max_chars: SENTENCE, fallback: "Ce poste est de catégorie {categorie}." },
    Spec {
        name: "offre-categorie-vide",
        values: &[],
        max_chars: SENTENCE,
        fallback: "La catégorie de ce poste (A, B ou C) est à confirmer avec la DRH.",
    },
    Spec {
        name: "offre-experience",
        values: &["experience"],
        max_chars: SENTENCE,
        fallback: "Expérience demandée, d'après l'annonce : « {experience} ».",
    },
    Spec {
        name: "offre-experience-vide",
        values: &[],
        max_chars: SENTENCE,
        fallback: "L'expérience demandée pour ce poste est à confirmer avec la DRH.",
    },
    Spec {
        name: "offre-nommee",
        values: &["titre", "renseignement"],
        max_chars: SENTENCE,
        fallback: "Vous pensez au poste « {titre} » ? {renseignement}",
    },
    Spec {
        name: "offres-nommees",
        values: &["liste"],
        max_chars: SENTENCE,
        fallback: "Postes ouverts qui correspondent à votre question :\n\n{liste}",
    },
    Spec { name: "offres-ouvertes", values: &["liste"], max_chars: SENTENCE, fallback: "Postes ouverts en ce moment :\n\n{liste}" },
    Spec {
        name: "offres-aucune",
        values: &[],
        max_chars: SENTENCE,
        fallback: "Aucun poste ouvert n'est signalé à ce t'chat en ce moment. Les annonces paraissent sur [emploi-territorial.fr](https://www.emploi-territorial.fr/).",
    },
];

/// The sentence of this name in the table.
pub(super) fn spec(name: &str) -> Option<&'static Spec> {
    SPECS.iter().find(|spec| spec.name == name)
}

/// Tells a file whose name is that of no sentence.
pub(super) fn unknown(path: String, name: &str) -> Problem {
    let problem = Problem::whole(path, format!("aucune phrase ne s'appelle « {name} »"));
    match nearest(name, Phrases::names()) {
        Some(near) => problem.help(format!("renommez ce fichier « {near}.md »")),
        None => problem.help("retirez ce fichier : le programme ne s'en sert pas"),
    }
}

/// Tells a sentence that has no file.
pub(super) fn missing(path: String) -> Problem {
    let problem = Problem::whole(path, "ce fichier manque : la phrase du programme le remplace");
    problem.help("écrivez un titre « # … », puis la phrase").into_warning()
}

/// Reads the file of a sentence; there is one only when nothing is an error.
pub(super) fn read(source: &Source<'_>, spec: &Spec) -> (Option<String>, Vec<Problem>) {
    let (title, range) = markdown::titled(source, 0..source.text.len());
    let text = source.part(range.clone());
    let mut problems = candidate_text::check(source, range.clone());
    if title.is_none() {
        let problem = source.error(0, "il manque le titre");
        problems.push(problem.help("dites sur la première ligne où la phrase sert : « # … »"));
    }
    if text.is_empty() {
        let problem = source.error(title.map_or(0, |title| title.at), "il manque la phrase");
        problems.push(problem.help("écrivez-la sous le titre"));
    }
    let length = text.chars().count();
    if length > spec.max_chars {
        let max = spec.max_chars;
        let message = format!("cette phrase compte {length} caractères, {max} au plus");
        problems.push(source.error(range.start, message).help("raccourcissez-la"));
    }
    problems.extend(check_values(source, range.start, &source.text[range.clone()], spec));
    let is_broken = problems.iter().any(|problem| problem.severity == Severity::Error);
    ((!is_broken).then_some(text), problems)
}

fn check_values(source: &Source<'_>, start: usize, text: &str, spec: &Spec) -> Vec<Problem> {
    let named = candidate_text::braces(text);
    let mut problems = Vec::new();
    for (at, name) in named.iter().take(MAX_TOLD) {
        if !spec.values.contains(name) {
            let message = format!("« {{{name}}} » n'est pas une valeur de cette phrase");
            let help = match spec.values {
                [] => "cette phrase n'a pas de valeur : retirez les accolades".to_owned(),
                values => format!("les valeurs possibles sont {}", braced(values)),
            };
            problems.push(source.error(start + at, message).help(help));
        }
    }
    let left_out = spec.values.iter().filter(|value| !named.iter().any(|(_, name)| name == *value));
    let left_out: Vec<&str> = left_out.copied().collect();
    if !left_out.is_empty() {
        let message = format!("cette phrase n'emploie pas {}", braced(&left_out));
        problems.push(source.warning(start, message).help("la personne ne lira pas ce renseignement"));
    }
    problems
}

fn braced(values: &[&str]) -> String {
    values.iter().map(|value| format!("« {{{value}}} »")).collect::<Vec<_>>().join(", ")
}

/// Puts each value in place of its name; a name without value stays as it is.
fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let inside = after.split_once('}');
        let value = inside.and_then(|(name, end)| values.iter().find(|value| value.0 == name).map(|value| (value.1, end)));
        match value {
            Some((value, end)) => {
                filled.push_str(value);
                rest = end;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_programs_own_sentences_follow_the_rules_of_the_files() {
        for spec in SPECS {
            let text = format!("# Titre\n\n{}\n", spec.fallback);
            let (read, problems) = read(&Source { path: spec.name, text: &text }, spec);
            assert_eq!((read.as_deref(), problems), (Some(spec.fallback), Vec::new()), "{}", spec.name);
        }
        let notice = spec("notice").map_or("", |spec| spec.fallback);
        let words = notice.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
        assert!((60..=90).contains(&words), "{words} words");
    }

    #[test]
    fn values_stand_where_they_are_named_and_are_not_read_again() {
        let values = [("jours", "90"), ("employeur", "la {jours} DSIN")];
        assert_eq!(fill("{employeur} : {jours} jours, {autre}, {", &values), "la {jours} DSIN : 90 jours, {autre}, {");
        let panne = Phrases::default().say("panne", &[]);
        assert_eq!(Phrases::default().say("sans-nom", &[]), panne);
    }
}
