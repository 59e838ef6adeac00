//! The table of the sentences: each name, the values it may use, the most it
//! may hold, and what is said while HR's file of it is missing or broken.
//!
//! A sentence is added here and as `responses/phrases/<name>.md`; `tchat check`
//! tells one without the other.

/// One sentence that the program needs.
pub(in crate::faq) struct Spec {
    /// Its name, and that of its file.
    pub name: &'static str,
    /// The values that its text may name.
    pub values: &'static [&'static str],
    /// The most it may hold, values not counted: Discord's limit where it is used.
    pub max_chars: usize,
    /// What is said without a good file.
    pub fallback: &'static str,
}

/// A message.
const MESSAGE: usize = 1_500;
/// The notice that opens a first reply, above its answer.
const NOTICE: usize = 700;
/// One sentence about a position, inside an answer.
const SENTENCE: usize = 300;
/// The text on a button.
const BUTTON: usize = 80;

const fn message(name: &'static str, fallback: &'static str) -> Spec {
    message_with(name, &[], fallback)
}

const fn message_with(name: &'static str, values: &'static [&'static str], fallback: &'static str) -> Spec {
    Spec { name, values, max_chars: MESSAGE, fallback }
}

const fn sentence(name: &'static str, values: &'static [&'static str], fallback: &'static str) -> Spec {
    Spec { name, values, max_chars: SENTENCE, fallback }
}

const fn button(name: &'static str, fallback: &'static str) -> Spec {
    Spec { name, values: &[], max_chars: BUTTON, fallback }
}

/// The sentence of this name in the table.
pub(in crate::faq) fn spec(name: &str) -> Option<&'static Spec> {
    SPECS.iter().find(|spec| spec.name == name)
}

/// Every sentence.
pub(in crate::faq) const SPECS: &[Spec] = &[
    Spec {
        name: "notice",
        values: &["employeur", "jours", "mesdonnees"],
        max_chars: NOTICE,
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
    button("prevenir", "Me prévenir si la réponse arrive"),
    message("prevenir-note", "C'est noté : vous lirez la réponse ici si elle est publiée."),
    message("prevenir-age", "Pour être prévenu, confirmez d'abord que vous avez 15 ans ou plus."),
    message_with("reponse-publiee", &["reponse"], "La réponse est maintenant publiée :\n\n{reponse}"),
    message(
        "annonce-session",
        "Posez vos questions sur nos métiers et nos recrutements : le t'chat répond aussitôt à ce qu'il sait, et des personnes de l'équipe \
         répondent au reste.",
    ),
    message("dernier-appel", "⏳ Plus que quelques minutes : posez vos dernières questions. Chacune aura sa réponse, même après la fin."),
    button("bouton-rappel", "Me le rappeler"),
    Spec {
        name: "rappel-note",
        values: &["quand"],
        max_chars: MESSAGE,
        fallback: "C'est noté : je vous rappellerai la rencontre du {quand}.",
    },
    message("rappel-sans-fil", "Je n'écris jamais le premier : envoyez-moi d'abord un message privé."),
    message("rappel-age", "Pour un rappel, confirmez d'abord que vous avez 15 ans ou plus."),
    Spec {
        name: "rappel-trop-tard",
        values: &["quand"],
        max_chars: MESSAGE,
        fallback: "La rencontre commence le {quand} : il est trop tard pour un rappel.",
    },
    Spec {
        name: "rappel",
        values: &["titre", "quand"],
        max_chars: MESSAGE,
        fallback: "Rappel : la rencontre « {titre} » commence le {quand}, heure de Paris.",
    },
    message_with("rappel-annule", &["titre", "quand"], "La rencontre « {titre} », prévue le {quand}, n'a pas lieu."),
    message("transmis", "Votre question est transmise à une personne du recrutement."),
    message(
        "transmis-deja",
        "Une personne du recrutement a déjà traité cette question. Si elle a répondu, sa réponse est sur cette page, ou avec `/mesreponses` dans Discord. Pour une autre demande, posez une nouvelle question.",
    ),
    message("transmis-web", "Sa réponse s'affichera sur cette page : gardez-la ouverte."),
    message("transmis-discord", "Vous lirez sa réponse avec la commande /mesreponses."),
    message_with(
        "code-reponse",
        &["code", "jours"],
        "Vous pouvez aussi la lire sur la page web du t'chat, à la page « Lire une réponse », avec ce code : \
                   **{code}**. Il est à vous seul, et valable {jours} jours.",
    ),
    message_with("file-rang", &["rang"], "Votre question est la n° {rang} de la file."),
    message("file-prise", "Une personne de l'équipe s'occupe de votre question."),
    message_with("file-promise", &["jour"], "L'équipe a promis de répondre à votre question avant le {jour}."),
    message("transmettre-retaper", "Je n'ai plus le texte de votre question. Posez-la à nouveau, puis transmettez-la."),
    message("transmettre-age", "Pour transmettre votre question, confirmez d'abord que vous avez 15 ans ou plus."),
    message_with("trop-long", &["maximum"], "Votre message est trop long : {maximum} caractères au plus."),
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
    button("bouton-mot", "Ajouter un mot"),
    message("merci-mot", "Merci, c'est noté. L'équipe lira votre mot sans votre nom."),
    message("mot-age", "Votre mot n'est pas gardé : confirmez d'abord que vous avez 15 ans ou plus."),
    message_with("mot-trop-long", &["maximum"], "Votre mot est trop long : {maximum} caractères au plus."),
    message(
        "note-impossible",
        "Seules les personnes qui ont posé une question pendant ce t'chat peuvent le noter, jusqu'à deux heures après sa fin.",
    ),
    message("episode-retire", "📕 Cet épisode n'est plus en ligne. Vous pouvez poser vos questions ici tous les jours."),
    message("annonce-annulee", "❌ Ce rendez-vous est annulé. Vous pouvez poser vos questions ici tous les jours."),
    message("reponse-personne", "Une personne du recrutement a répondu à votre question :"),
    message("perime", "Ce bouton est trop ancien. Posez à nouveau votre question."),
    message("themes", "Choisissez un thème, puis un sujet : je vous donne la réponse."),
    message("theme", "Quel sujet voulez-vous lire ?"),
    message("offre-introuvable", "Je ne trouve pas ce poste parmi les annonces ouvertes."),
    message_with("sessions-prochaines", &["liste"], "Les prochains rendez-vous du t'chat :\n\n{liste}"),
    message("sessions-aucune", "Aucune date n'est prévue pour le moment. Vous pouvez poser vos questions ici tous les jours."),
    button("session-agenda", "Ajouter à mon agenda"),
    message_with("session-suivante", &["session"], "Prochain rendez-vous du t'chat :\n\n{session}"),
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
    sentence("offre-ouverte", &[], "Ce poste est ouvert : vous pouvez postuler."),
    sentence("offre-pourvue", &[], "Ce poste est pourvu : une personne a déjà été retenue."),
    sentence("offre-close", &[], "Ce recrutement est clos : il n'est plus possible d'y postuler."),
    sentence("offre-inconnue", &[], "Ce t'chat ne connaît pas d'annonce en cours pour ce poste."),
    sentence("offre-remuneration", &["remuneration"], "Rémunération, d'après l'annonce : « {remuneration} »."),
    sentence("offre-remuneration-vide", &[], "La rémunération de ce poste n'est pas précisée ici : la DRH pourra vous l'indiquer."),
    sentence("offre-lieu", &["lieu"], "Lieu de travail, d'après l'annonce : « {lieu} »."),
    sentence("offre-lieu-vide", &[], "Le lieu de travail de ce poste est à confirmer avec la DRH."),
    sentence("offre-teletravail", &["teletravail"], "Télétravail, d'après l'annonce : « {teletravail} »."),
    sentence("offre-teletravail-vide", &[], "Le télétravail possible sur ce poste est à confirmer avec la DRH."),
    sentence("offre-date-limite", &["date"], "Vous pouvez postuler jusqu'au {date} inclus."),
    sentence("offre-date-limite-passee", &["date"], "La date limite pour postuler était le {date}."),
    sentence("offre-date-limite-vide", &[], "Aucune date limite n'est indiquée ici pour ce poste."),
    button("bouton-jeu", "Commencer la partie"),
    button("bouton-rejouer", "🔁 Rejouer"),
    message("jeu-absent", "Le jeu n'est pas proposé en ce moment. Vous pouvez poser une question, ou lire les réponses par thème."),
    message(
        "jeu-change",
        "Cette partie ne peut pas continuer : le jeu a changé depuis votre dernier choix. Une nouvelle partie prend trois minutes.",
    ),
    sentence("jeu-juste", &[], "Bien vu !"),
    sentence("jeu-rate", &[], "Presque !"),
    sentence("jeu-fin", &["metier"], "Aujourd'hui, vous avez joué comme : {metier}"),
    sentence("jeu-choix", &[], "C'est le métier que vos choix ont croisé le plus souvent :"),
    message("jeu-suite", "Ce n'est pas un test : demain, vous jouerez peut-être autrement. Rien n'est gardé de votre partie."),
    sentence("offre-lien", &["lien"], "Pour lire l'annonce et postuler : {lien}"),
    sentence("offre-lien-passe", &[], "Il n'y a plus de candidature à déposer pour cette annonce."),
    sentence(
        "offre-lien-vide",
        &[],
        "Pour savoir si une annonce est en ligne, cherchez le poste sur [emploi-territorial.fr](https://www.emploi-territorial.fr/).",
    ),
    sentence("offre-contrat", &["contrat"], "Contrat, d'après l'annonce : « {contrat} »."),
    sentence("offre-contrat-vide", &[], "Le type de contrat de ce poste est à confirmer avec la DRH."),
    sentence("offre-categorie", &["categorie"], "Ce poste est de catégorie {categorie}."),
    sentence("offre-categorie-vide", &[], "La catégorie de ce poste (A, B ou C) est à confirmer avec la DRH."),
    sentence("offre-experience", &["experience"], "Expérience demandée, d'après l'annonce : « {experience} »."),
    sentence("offre-experience-vide", &[], "L'expérience demandée pour ce poste est à confirmer avec la DRH."),
    sentence("offre-nommee", &["titre", "renseignement"], "Vous pensez au poste « {titre} » ? {renseignement}"),
    sentence("offres-nommees", &["liste"], "Postes ouverts qui correspondent à votre question :\n\n{liste}"),
    sentence("offres-ouvertes", &["liste"], "Postes ouverts en ce moment :\n\n{liste}"),
    sentence(
        "offres-aucune",
        &[],
        "Aucun poste ouvert n'est signalé à ce t'chat en ce moment. Les annonces paraissent sur [emploi-territorial.fr](https://www.emploi-territorial.fr/).",
    ),
];
