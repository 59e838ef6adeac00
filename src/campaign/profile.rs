//! What a candidate may say of themselves, if they like: the questions and the
//! answers, in one table. They are only ever shown as shares of groups.

/// The answer of who does not say: whatever was ticked before is taken back.
pub const NOT_SAID: &str = "non-dit";

/// Its words.
pub const NOT_SAID_WORDS: &str = "Je préfère ne pas dire";

/// One question, answered in one tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProfileQuestion {
    /// The word kept.
    pub key: &'static str,
    /// What is asked.
    pub words: &'static str,
    /// The answers: the word kept, and the words read.
    pub answers: &'static [(&'static str, &'static str)],
}

/// A profile that is sought: each question with the answers that fit, all of
/// which a person has to have given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sought {
    /// The questions, each with its answers.
    pub needs: Vec<(&'static str, &'static [&'static str])>,
}

/// Every question.
pub const PROFILE: [ProfileQuestion; 5] = [
    ProfileQuestion {
        key: "age",
        words: "Votre tranche d'âge",
        answers: &[
            ("15-17", "15 à 17 ans"),
            ("18-25", "18 à 25 ans"),
            ("26-35", "26 à 35 ans"),
            ("36-45", "36 à 45 ans"),
            ("46-55", "46 à 55 ans"),
            ("56-plus", "56 ans ou plus"),
        ],
    },
    ProfileQuestion {
        key: "situation",
        words: "Votre situation",
        answers: &[
            ("etudes", "Élève, étudiant(e), apprenti(e)"),
            ("recherche", "En recherche d'emploi"),
            ("prive", "En poste dans le privé"),
            ("public", "En poste dans le public"),
            ("independant", "À mon compte"),
            ("reconversion", "En reconversion"),
            ("autre", "Autre situation"),
        ],
    },
    ProfileQuestion {
        key: "domaine",
        words: "Votre domaine",
        answers: &[
            ("numerique", "Numérique, informatique"),
            ("donnees", "Données, archives, documentation"),
            ("technique", "Technique, bâtiment, espaces publics"),
            ("administratif", "Administration, finances, droit"),
            ("social", "Social, santé, petite enfance"),
            ("culture", "Culture, communication"),
            ("education", "Éducation, animation, sport"),
            ("securite", "Sécurité"),
            ("commerce", "Commerce, accueil, services"),
            ("autre", "Autre domaine"),
        ],
    },
    ProfileQuestion {
        key: "region",
        words: "Votre région",
        answers: &[
            ("normandie", "Normandie"),
            ("auvergne-rhone-alpes", "Auvergne-Rhône-Alpes"),
            ("bourgogne-franche-comte", "Bourgogne-Franche-Comté"),
            ("bretagne", "Bretagne"),
            ("centre-val-de-loire", "Centre-Val de Loire"),
            ("corse", "Corse"),
            ("grand-est", "Grand Est"),
            ("hauts-de-france", "Hauts-de-France"),
            ("ile-de-france", "Île-de-France"),
            ("nouvelle-aquitaine", "Nouvelle-Aquitaine"),
            ("occitanie", "Occitanie"),
            ("pays-de-la-loire", "Pays de la Loire"),
            ("provence-alpes-cote-d-azur", "Provence-Alpes-Côte d'Azur"),
            ("outre-mer", "Outre-mer"),
            ("hors-de-france", "Hors de France"),
        ],
    },
    ProfileQuestion {
        key: "service-public",
        words: "Vous et le service public",
        answers: &[
            ("agent", "J'y travaille"),
            ("ancien-agent", "J'y ai travaillé, stage compris"),
            ("proche", "Un proche y travaille"),
            ("candidat", "J'ai déjà pensé à y postuler"),
            ("loin", "Je n'y avais jamais pensé"),
        ],
    },
];

/// A question of this word.
pub fn profile_question(key: &str) -> Option<&'static ProfileQuestion> {
    PROFILE.iter().find(|question| question.key == key)
}

impl ProfileQuestion {
    /// The word and the words of an answer.
    pub fn answer(&self, word: &str) -> Option<&'static (&'static str, &'static str)> {
        self.answers.iter().find(|(known, _)| *known == word)
    }
}

/// What was ticked, in words; what is no longer asked stays as it was kept.
pub fn profile_words<'a>(question: &'a str, answer: &'a str) -> (&'a str, &'a str) {
    match profile_question(question) {
        Some(known) => (known.words, known.answer(answer).map_or(answer, |(_, words)| words)),
        None => (question, answer),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_list_fits_where_it_is_shown_with_one_way_not_to_say() {
        for question in &PROFILE {
            let words: BTreeSet<&str> = question.answers.iter().map(|(word, _)| *word).collect();
            assert_eq!(words.len(), question.answers.len(), "{}: a word stands twice", question.key);
            assert!(question.answers.len() < 25 && !words.contains(NOT_SAID), "{}", question.key);
            assert!(question.answers.iter().all(|(word, words)| word.len() <= 100 && words.chars().count() <= 100));
        }
        assert_eq!(profile_words("age", "26-35"), ("Votre tranche d'âge", "26 à 35 ans"));
        assert_eq!(profile_words("taille", "grande"), ("taille", "grande"));
    }
}
