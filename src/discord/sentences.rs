//! What candidates and staff read in Discord that no file of HR says yet.

/// The title of the form, and the name of its one field.
pub(super) const FORM_TITLE: &str = "Votre question";

/// What stands in the empty field.
pub(super) const FORM_HINT: &str = "Par exemple : le télétravail est-il possible ?";

/// How all this works.
pub(super) const HELP: &str = "\
**Poser une question** : touchez « Poser une question » sous le panneau, écrivez `/question`, citez-moi dans un salon ou \
écrivez-moi en message privé. Je réponds avec des textes vérifiés ; si je ne sais pas, une personne peut vous répondre.\n\
**Lire les réponses d'une personne** : `/mesreponses`.\n\
**Voir, recevoir ou effacer ce qui est gardé de vous** : `/mesdonnees`.\n\
**Dire comment vous nous avez connus** : `/source`.";

/// Nobody has answered yet.
pub(super) const NO_ANSWER_YET: &str = "Aucune réponse d'une personne ne vous attend pour le moment.";

/// On the buttons under what is kept.
pub(super) const RECEIVE: &str = "Recevoir";
pub(super) const ERASE: &str = "Effacer";
pub(super) const ERASE_FOR_GOOD: &str = "Oui, tout effacer";

/// Asked before anything is erased.
pub(super) const SURE_TO_ERASE: &str = "Effacer tout ce qui est gardé de vos échanges ? Cela ne peut pas être annulé.";

/// With the file of one's data, whose name follows.
pub(super) const YOUR_FILE: &str = "Voici tout ce qui est gardé de vos échanges.";
pub(super) const FILE_NAME: &str = "mes-donnees.json";

/// For staff.
pub(super) const PANEL_PLACED: &str = "Le panneau est en place.";
pub(super) const PANEL_NOT_PLACED: &str = "Le panneau n'a pas pu être posé : Discord ne répond pas. Réessayez dans quelques minutes.";
pub(super) const STAFF_ONLY: &str = "Cette commande est réservée à l'équipe : il faut la permission « Gérer le serveur ».";
