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
pub(super) const ELSEWHERE: &str = "Cette commande ne sert que sur le serveur du recruteur\u{a0}: ici, le bot est invité.";
pub(super) const OWN_SERVER_UNSAID: &str = "Le bot est sur plusieurs serveurs et ne sait pas lequel est celui du recruteur\u{a0}: donnez son \
                                            numéro par TCHAT_DISCORD_SERVER, puis relancez le programme.";
pub(super) const LOCKED_NOW: &str = "🔒 Le t'chat est fermé aux nouvelles questions, partout, même après un redémarrage. Qui en pose une lit une \
                                     phrase calme. Pour rouvrir\u{a0}: `/tchat verrouiller`.";
pub(super) const ALREADY_LOCKED: &str = "Rien n'a changé\u{a0}: le t'chat est déjà fermé aux nouvelles questions.";
pub(super) const OPEN_NOW: &str = "🔓 Le t'chat prend à nouveau les questions.";
pub(super) const ALREADY_OPEN: &str = "Rien n'a changé\u{a0}: le t'chat prend déjà les questions.";
pub(super) const NO_REPORT: &str = "Aucune session n'a encore eu lieu\u{a0}: il n'y a pas de rapport.";
pub(super) const NO_PROBLEM: &str = "✅ Aucun problème dans les fichiers.";
pub(super) const NO_SUCH_ENTRY: &str = "Aucune réponse ne correspond. Choisissez-en une dans la liste.";
pub(super) const NOTHING_CHANGED: &str = "Les fichiers sont relus\u{a0}: rien n'a changé dans les réponses en service.";
pub(super) const NOT_RELOADED: &str =
    "Les fichiers n'ont pas pu être relus tout de suite\u{a0}: ils le seront d'eux-mêmes dans quelques secondes.";
pub(super) const INVITE_NOT_MADE: &str =
    "L'invitation n'a pas pu être faite\u{a0}: Discord ne répond pas. Réessayez dans quelques minutes.";
pub(super) const NO_INVITE_PERMISSION: &str = "Le bot ne peut pas faire d'invitation ici\u{a0}: cochez « Créer une invitation » pour lui dans les \
                                               permissions de ce salon, ou lancez la commande dans un salon que tout le monde voit.";
