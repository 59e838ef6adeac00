//! The file of an answer that nobody has written yet: its name, and a text that
//! guides the one who fills it.
//!
//! The guide stands in comments of the header, which no candidate can ever
//! read; a comment under it would be a part of the answer.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::faq::TO_WRITE;
use crate::files::folder;

/// The longest question, in characters.
pub const MAX_QUESTION_CHARS: usize = 200;

/// The longest name of a file, without `.md`.
const MAX_NAME_CHARS: usize = 60;

/// The question as it can be kept, or one sentence on what is wrong with it.
pub(super) fn question(typed: &str) -> Result<String, String> {
    let question = typed.trim().trim_start_matches('#').trim();
    if question.is_empty() {
        return Err("écrivez la question, par exemple « Peut-on venir à vélo ? »".to_owned());
    }
    if question.chars().any(char::is_control) {
        return Err("la question tient sur une seule ligne".to_owned());
    }
    let length = question.chars().count();
    if length > MAX_QUESTION_CHARS {
        return Err(format!("la question compte {length} caractères, {MAX_QUESTION_CHARS} au plus : raccourcissez-la"));
    }
    if question.contains(['<', '>', '{', '}']) || question.contains("://") || question.contains("@everyone") || question.contains("@here") {
        return Err("la question est une simple phrase : retirez les adresses, les mentions et les signes < > { }".to_owned());
    }
    if name(question).is_empty() {
        return Err("la question doit contenir des mots".to_owned());
    }
    Ok(question.to_owned())
}

/// The name of the file of a question, cut between two words.
pub(super) fn name(question: &str) -> String {
    let plain = question.to_lowercase().replace('œ', "oe").replace('æ', "ae");
    let slug = folder::slug(&plain);
    let mut name = String::new();
    for word in slug.split('-').filter(|word| !word.is_empty()) {
        if !name.is_empty() && name.len() + 1 + word.len() > MAX_NAME_CHARS {
            break;
        }
        name = if name.is_empty() { word.chars().take(MAX_NAME_CHARS).collect() } else { format!("{name}-{word}") };
    }
    name
}

/// The wordings of a new file that come from candidates.
const MOST_WORDINGS: usize = 40;

/// What is known of a new file beside its question.
pub(super) struct Known<'a> {
    /// Who in HR answers for it.
    pub(super) owner: &'a str,
    /// The answer, when somebody gave one.
    pub(super) answer: Option<&'a str>,
    /// The question as people typed it.
    pub(super) wordings: &'a [String],
}

impl Known<'_> {
    /// Nothing but the question.
    pub(super) const NOTHING: Known<'static> = Known { owner: "DRH", answer: None, wordings: &[] };

    fn answer(&self) -> String {
        self.answer.map_or_else(|| format!("{TO_WRITE}la réponse en une phrase, puis l'essentiel."), str::to_owned)
    }

    /// One line each; what could not be a wording is left out.
    fn lines(&self, question: &str) -> String {
        let plain = |typed: &String| typed.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut lines = vec![question.to_owned()];
        for line in self.wordings.iter().map(plain).filter_map(|line| self::question(&line).ok()) {
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
        lines.iter().take(MOST_WORDINGS).map(|line| format!("- {line}\n")).collect()
    }
}

/// The text of a new file. `near` are published entries, at most four.
pub(super) fn text(question: &str, near: &[String], known: &Known<'_>, today: Date) -> String {
    let (owner, answer, lines) = (known.owner, known.answer(), known.lines(question));
    let review = today.saturating_add(6.months());
    let near = near.join(", ");
    format!(
        "\
---
# Une réponse en préparation : personne ne la reçoit tant que « statut » vaut « brouillon ».
# Quand tout est écrit et relu, remplacez « brouillon » par « publie ».
statut: brouillon
# Qui répond de ce texte.
responsable: {owner}
# Une source pour chaque fait, avec le jour où vous l'avez lue. Retirez « # » et l'espace qui suit devant les quatre lignes, et remplissez :
# sources:
#   - texte: \"Code général de la fonction publique, art. L. 332-8\"
#     lien: \"https://www.legifrance.gouv.fr/\"
#     lu_le: {today}
# Depuis quand la réponse est vraie.
valable_du: {today}
# Quand la relire : dans six mois pour une loi, dans un an pour le reste, le 1er février pour les montants.
a_revoir_le: {review}
# Un à cinq sujets voisins, par leur nom de fichier. Gardez les bons, retirez les autres.
voir: [{near}]
#
# La réponse s'écrit sous le titre : d'abord oui, non, le chiffre ou la démarche ; moins de 900 caractères ; « vous ».
# Sous « ## Autres formulations », écrivez la question comme les gens la tapent, une par ligne, dix au moins,
# vingt si possible, aussi différentes que possible :
#   1. en deux ou trois mots, comme dans un moteur de recherche ;
#   2. avec les mots de tous les jours, sans terme officiel ;
#   3. avec le terme officiel, puis son sigle ;
#   4. dans le style d'un SMS ;
#   5. sans accents ni ponctuation, avec une faute ;
#   6. avec une situation (« j'ai 42 ans et je viens du privé… ») ;
#   7. avec un métier (« je suis développeuse… ») ;
#   8. comme une crainte ou une idée reçue (« c'est vrai que… ») ;
#   9. en demandant une démarche (« comment je fais pour… ») ;
#  10. dans un long message poli, de trois ou quatre phrases.
---

# {question}

{answer}

## Autres formulations

{lines}"
    )
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_words_of_candidates_become_wordings_one_a_line() {
        let wordings =
            ["y a un\nparking velo ?", "Y a-t-il un parking à vélos ?", "<b>", "voir https://x.fr", "parking vélo"].map(str::to_owned);
        let known = Known { owner: "Anne Lemoine", answer: Some("Oui, dans la cour."), wordings: &wordings };
        let text = text("Y a-t-il un parking à vélos ?", &[], &known, date(2026, 11, 28));
        assert!(text.contains("responsable: Anne Lemoine\n") && text.contains("statut: brouillon\n"), "{text}");
        let end = "# Y a-t-il un parking à vélos ?\n\nOui, dans la cour.\n\n## Autres formulations\n\n\
                   - Y a-t-il un parking à vélos ?\n- y a un parking velo ?\n- parking vélo\n";
        assert!(text.ends_with(end), "{text}");
    }

    #[test]
    fn a_question_gives_the_name_of_its_file() {
        for (question, expected) in [
            ("Peut-on venir à vélo ?", "peut-on-venir-a-velo"),
            ("Et l'œuvre sociale, ça existe ?", "et-l-oeuvre-sociale-ca-existe"),
            ("../../etc/passwd", "etc-passwd"),
            ("CAFÉ : 2 €", "cafe-2"),
            (
                "Combien de temps faut-il attendre avant de recevoir une réponse à ma candidature ?",
                "combien-de-temps-faut-il-attendre-avant-de-recevoir-une",
            ),
            (&"a".repeat(90), &"a".repeat(60)),
            ("👍 !", ""),
        ] {
            assert_eq!(name(question), expected, "{question}");
        }
    }

    #[test]
    fn a_question_that_cannot_be_kept_is_refused_in_one_sentence() {
        for (typed, told) in [
            (" ", "écrivez la question, par exemple « Peut-on venir à vélo ? »"),
            ("# ", "écrivez la question, par exemple « Peut-on venir à vélo ? »"),
            ("Oui ?\n---\nstatut: publie", "la question tient sur une seule ligne"),
            ("👍 ?", "la question doit contenir des mots"),
            (&"é".repeat(201), "la question compte 201 caractères, 200 au plus : raccourcissez-la"),
            ("<script>alert(1)</script>", "la question est une simple phrase : retirez les adresses, les mentions et les signes < > { }"),
        ] {
            assert_eq!(question(typed), Err(told.to_owned()), "{typed}");
        }
        assert_eq!(question(" # Peut-on venir à vélo ? "), Ok("Peut-on venir à vélo ?".to_owned()));
    }
}
