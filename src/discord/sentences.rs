//! What stands in Discord's own furniture, and what staff read there. All that
//! the bot says to candidates is in HR's phrases.

/// The title of the form, and the name of its one field.
pub(super) const FORM_TITLE: &str = "Votre question";

/// What stands in the empty field.
pub(super) const FORM_HINT: &str = "Par exemple : le télétravail est-il possible ?";

/// What stands in a list before a choice, and on the button to its next page.
pub(super) const CHOOSE_THEME: &str = "Choisir un thème";
pub(super) const CHOOSE_TOPIC: &str = "Choisir un sujet";
pub(super) const CHOOSE_OFFER: &str = "Lire une annonce";
pub(super) const CHOOSE_DIARY: &str = "Ajouter à mon agenda";
pub(super) const NEXT_PAGE: &str = "Voir la suite";

/// The name of the file of one's data.
pub(super) const FILE_NAME: &str = "mes-donnees.json";

/// For staff.
pub(super) const PANEL_PLACED: &str = "Le panneau est en place.";
pub(super) const PANEL_NOT_PLACED: &str = "Le panneau n'a pas pu être posé : Discord ne répond pas. Réessayez dans quelques minutes.";
pub(super) const STAFF_ONLY: &str = "Cette commande est réservée à l'équipe : il faut la permission « Gérer le serveur ».";
