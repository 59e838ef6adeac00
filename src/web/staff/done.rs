//! What was just done, told on the page one is sent back to: `?fait=reponse`.

use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

/// Each word and its sentence; no other text can be put on a page this way.
const SENTENCES: &[(&str, &str)] = &[
    ("reponse", "Votre réponse est enregistrée : la personne la lira dans son t'chat."),
    ("sans-reponse", "La question est close, sans réponse."),
    (
        "plus-en-attente",
        "Rien n'a changé : cette question n'attend plus. Elle a déjà reçu une réponse, a été close, ou la personne a effacé ses échanges.",
    ),
    ("planifiee", "La session est planifiée."),
    ("prise", "La question est à vous pendant dix minutes. Répondez, ou rendez-la."),
    ("rendue", "La question est rendue : une autre personne peut la prendre."),
    ("declinee", "C'est dit à toutes les personnes qui l'ont posée."),
    ("confiee", "C'est noté : chaque question dit qui s'en charge."),
    ("jointes", "Les deux questions n'en font plus qu'une."),
    ("detachee", "Cette question attend maintenant seule."),
    ("prise-par-autrui", "Rien n'a changé : quelqu'un d'autre a pris cette question."),
    ("publique", "Tout le monde peut lire cette réponse sur la page de la session."),
    ("plus-publique", "Cette réponse n'est plus publique."),
    ("formulation", "La formulation est ajoutée. Elle est en service dans quelques secondes."),
    ("modifiee", "Le plan de la session est enregistré."),
    ("ouverte", "La session est ouverte."),
    ("annulee", "La session est annulée."),
    ("close", "La session est close."),
    ("lien", "Le lien est créé."),
    ("retire", "Le lien est retiré ; ses visites restent comptées."),
    ("campagne", "La campagne est enregistrée."),
    ("chiffres", "C'est enregistré. Ce qui était déjà là n'est gardé qu'une fois."),
    ("chiffres-deja-la", "Rien n'a changé : ces lignes étaient déjà enregistrées."),
    ("offre", "L'offre est enregistrée : elle est en service dans quelques secondes."),
    ("offre-changee", "Rien n'a changé : ce fichier a été modifié ou retiré entre-temps. Voici son état actuel."),
    ("trop-tard", "Rien n'a changé : cette session est déjà ouverte, close ou introuvable."),
    ("compte", "Le changement est enregistré."),
    ("compte-inchange", "Rien n'a changé : ce compte est déjà dans cet état, ou introuvable."),
    ("dernier-admin", "Rien n'a changé : ce compte est le dernier qui administre les autres. Donnez d'abord ce rôle à quelqu'un d'autre."),
    ("relue", "Votre avis est enregistré."),
    ("reponse-absente", "Rien n'a changé : cette réponse n'est pas de ce rapport, ou sa question n'est plus gardée."),
    ("invitation-reprise", "Le lien est repris : il ne sert plus."),
    ("invitation-absente", "Rien n'a changé : ce lien a déjà servi, ou il ne sert plus."),
    ("second-facteur", "Le second facteur est activé : un code sera demandé à chaque connexion."),
    ("sans-second-facteur", "Le second facteur est retiré."),
    ("mot-de-passe", "Votre mot de passe est enregistré."),
    ("revenue", "La version est revenue dans le dossier ; elle est en service dans quelques secondes. L'état d'avant est gardé."),
    ("deja-la", "Rien n'a changé : le dossier contient déjà ces fichiers."),
    ("reponse-enregistree", "Votre texte est enregistré. Il est en service dans quelques secondes, si la réponse est publiée."),
    ("reponse-creee", "Le brouillon est créé. Personne ne le reçoit tant qu'il n'est pas publié."),
    (
        "reponse-et-theme",
        "Le brouillon et son thème sont créés. Donnez au thème le nom que les candidats lisent, dans le fichier themes.md.",
    ),
    ("reponse-pareille", "Rien n'a changé : ce texte est déjà celui du fichier."),
    ("porte-fermee", "Le t'chat est fermé aux nouvelles questions, dans Discord et sur la page."),
    ("porte-ouverte", "Le t'chat prend à nouveau les questions."),
    ("porte-inchangee", "Rien n'a changé : le t'chat était déjà dans cet état."),
    ("serveur", "Le nom est enregistré : qui vient de ce serveur a maintenant cette source."),
    ("jeton-repris", "Le jeton est repris : aucun programme ne lit plus avec lui."),
    ("cle-absente", "Rien n'a changé : c'était déjà repris, ou cela ne servait plus."),
    ("ambassadeur-efface", "L'inscription est effacée : rien de cette personne n'est gardé, et son lien ne mène plus nulle part."),
    ("absent", "Rien n'a changé : ce lien est déjà retiré ou introuvable."),
];

/// The word that an address holds.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Done {
    fait: String,
}

impl Done {
    /// The sentence of the word.
    pub(super) fn sentence(&self) -> Option<&'static str> {
        SENTENCES.iter().find(|(word, _)| *word == self.fait).map(|(_, sentence)| *sentence)
    }
}

/// Back to a page with the word of what was done.
pub(super) fn back_to(page: &str, done: &str) -> Response {
    Redirect::to(&format!("{page}?fait={done}")).into_response()
}
