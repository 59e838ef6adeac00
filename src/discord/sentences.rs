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

/// The forms of an expert's answer, and of the reason why there is none.
pub(super) const ANSWER_TITLE: &str = "Votre réponse";
pub(super) const ANSWER_LABEL: &str = "Chaque personne qui attend la lira";
pub(super) const DECLINE_TITLE: &str = "Pourquoi pas de réponse ?";
pub(super) const DECLINE_LABEL: &str = "Chaque personne qui attend le lira";

/// The form of a line on a session.
pub(super) const REMARK_TITLE: &str = "Votre mot sur ce t'chat";
pub(super) const REMARK_LABEL: &str = "Une ligne, lue par l'équipe sans votre nom";
pub(super) const REMARK_HINT: &str = "Par exemple : j'ai compris comment postuler.";

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
pub(super) const NO_SUCH_SESSION: &str = "Il n'y a pas de session de ce nom\u{a0}: choisissez-en une dans la liste.";
pub(super) const NOTHING_TO_ANNOUNCE: &str =
    "Aucune session à venir n'a lieu dans Discord\u{a0}: planifiez-en une avec `/tchat planifier`, ou sur la page de l'équipe.";
pub(super) const NOT_EXPERT: &str =
    "Pour répondre ici, il faut la permission «\u{a0}Gérer les messages\u{a0}» dans ce salon\u{a0}: demandez-la à l'équipe.";
pub(super) const GIVEN_BACK: &str = "La question est rendue\u{a0}: tout le monde peut la prendre.";
pub(super) const NO_LONGER_WAITS: &str =
    "Cette question n'attend plus\u{a0}: elle a déjà reçu une réponse, a été close, ou la personne a effacé ses échanges.";
pub(super) const NOT_SAVED: &str = "Rien n'a été enregistré\u{a0}: la base de données ne répond pas. Réessayez dans quelques minutes.";
pub(super) const RETURNED: &str = "Votre texte n'a pas été envoyé. Le voici, pour le reprendre\u{a0}:";
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
