//! The definitions: one row per figure, used by every page, text and export.
//!
//! The conventions follow those of customer service and recruitment: a fallback
//! rate for what the bot does not know, CSAT as the share of 4 and 5 among the
//! ratings, delays as a median and a ninth decile, since means hide the long ones.

use serde_json::{Map, Value, json};

use super::computed::{by_name, count, in_days, per_thousand, percent, ratio_of, share, unsaid, value};
use super::definition::{Definition, Origin, Unit};
use super::few::Few;
use super::measure::State;
use super::shapes::{cohort, delays, moderated, of_people, ratings, to_references, usefulness};
use super::{moments, outreach, sources};
use crate::campaign::Step;
use crate::words::Outcome;

/// Every figure of a report, in the order it is read.
pub const DEFINITIONS: &[Definition] = &[
    Definition {
        key: "arrivals_by_source",
        label: "Arrivées par source",
        formula: "personnes dont c'est le premier contact, par source ; moins de cinq personnes ne sont jamais montrées à part",
        unit: Unit::People,
        base: Some("arrivées"),
        origin: Origin::Bot,
        few: Few::Hides,
        compute: |figures, _| of_people(figures, || sources::by_source(&figures.arrivals)),
    },
    Definition {
        key: "source_coverage",
        label: "Couverture des sources",
        formula: "arrivées dont la source est connue / arrivées",
        unit: Unit::Percent,
        base: Some("arrivées"),
        origin: Origin::Bot,
        few: Few::Hides,
        compute: |figures, _| of_people(figures, || sources::known(&figures.arrivals)),
    },
    Definition {
        key: "arrivals_by_how_known",
        label: "Comment la source est connue",
        formula: "arrivées par façon de connaître leur source : lien suivi, invitation, réponse de la personne, serveur partenaire ; caché quand des sources sont réunies sous « autres »",
        unit: Unit::People,
        base: Some("arrivées"),
        origin: Origin::Bot,
        few: Few::Hides,
        compute: |figures, _| of_people(figures, || sources::by_knowledge(&figures.arrivals_known, &figures.arrivals)),
    },
    Definition {
        key: "contacts",
        label: "Contacts",
        formula: "personnes différentes ayant posé au moins une question ou envoyé un message ; la couverture est la part des messages dont la personne est connue : de qui s'oppose, rien ne relie les messages",
        unit: Unit::People,
        base: None,
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures, _| of_people(figures, || count(figures.contacts).covering(figures.people_known)),
    },
    Definition {
        key: "new_contacts",
        label: "Nouveaux contacts",
        formula: "contacts qui n'avaient participé à aucune session précédente dont les personnes sont encore connues : 90 jours après leur dernier message, personne ne l'est plus ; la base est le nombre de contacts",
        unit: Unit::People,
        base: Some("contacts"),
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures, _| of_people(figures, || count(figures.contacts.saturating_sub(figures.returning)).of(figures.contacts)),
    },
    Definition {
        key: "new_contacts_rate",
        label: "Part de nouveaux contacts",
        formula: "nouveaux contacts / contacts",
        unit: Unit::Percent,
        base: Some("contacts"),
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures, _| of_people(figures, || share(figures.contacts.saturating_sub(figures.returning), figures.contacts)),
    },
    Definition {
        key: "conversations",
        label: "Conversations",
        formula: "suites d'échanges d'une même personne, closes après 30 minutes de silence",
        unit: Unit::Conversations,
        base: None,
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures, _| count(figures.conversations),
    },
    Definition {
        key: "questions",
        label: "Questions",
        formula: "questions posées, hors politesses et hors sujet ; un message refusé (trop long, trop rapide, pièce jointe) compte aussi, sans réponse ; la base est le nombre de contacts",
        unit: Unit::Questions,
        base: Some("contacts"),
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures, _| if figures.lost_people() { count(figures.questions) } else { count(figures.questions).of(figures.contacts) },
    },
    Definition {
        key: "questions_per_contact",
        label: "Questions par contact",
        formula: "questions dont la personne est connue / contacts ; la couverture est leur part de toutes les questions",
        unit: Unit::Ratio,
        base: Some("contacts"),
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures, _| {
            of_people(figures, || {
                let of_people = percent(figures.questions_of_people, figures.questions).filter(|share| *share < 100.0);
                ratio_of(figures.questions_of_people, figures.contacts).of(figures.contacts).covering(of_people)
            })
        },
    },
    Definition {
        key: "questions_over_time",
        label: "Questions au fil du temps",
        formula: "questions par tranche de dix minutes, à Paris ; par heure de la journée quand elles s'étendent sur plus de quatre heures",
        unit: Unit::Questions,
        base: Some("questions"),
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures, _| moments::over_time(&figures.asked_at).of(figures.questions),
    },
    Definition {
        key: "answer_rate",
        label: "Taux de réponse",
        formula: "questions ayant reçu une réponse, du robot ou d'une personne / questions",
        unit: Unit::Percent,
        base: Some("questions"),
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures, _| share(figures.answered, figures.questions),
    },
    Definition {
        key: "unanswered",
        label: "Questions sans réponse",
        formula: "questions − questions ayant reçu une réponse",
        unit: Unit::Questions,
        base: Some("questions"),
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures, _| count(figures.questions - figures.answered).of(figures.questions),
    },
    Definition {
        key: "unanswered_rate",
        label: "Part des questions sans réponse",
        formula: "questions sans réponse / questions",
        unit: Unit::Percent,
        base: Some("questions"),
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures, _| share(figures.questions - figures.answered, figures.questions),
    },
    Definition {
        key: "bot_share",
        label: "Part du robot",
        formula: "questions ayant reçu leur réponse du robot / questions ayant reçu une réponse",
        unit: Unit::Percent,
        base: Some("questions ayant reçu une réponse"),
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures, _| share(figures.answered_by_bot, figures.answered),
    },
    Definition {
        key: "unknown_rate",
        label: "Taux d'incompréhension",
        formula: "premières réponses « je ne sais pas » / questions posées au robot, donc sans celles adressées d'emblée à une personne",
        unit: Unit::Percent,
        base: Some("questions posées au robot"),
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures, _| {
            let asked_of_people = figures.first_outcomes.of(Outcome::HandedOver).questions;
            share(figures.first_outcomes.of(Outcome::Unknown).questions, figures.questions - asked_of_people)
        },
    },
    Definition {
        key: "handover_rate",
        label: "Taux de transfert",
        formula: "conversations transmises à une personne / conversations",
        unit: Unit::Percent,
        base: Some("conversations"),
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures, _| share(figures.conversations_handed_over, figures.conversations),
    },
    Definition {
        key: "deflection",
        label: "Déflexion",
        formula: "conversations non transmises à une personne / conversations ; un robot qu'on abandonne a aussi une bonne déflexion",
        unit: Unit::Percent,
        base: Some("conversations"),
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures, _| share(figures.conversations - figures.conversations_handed_over, figures.conversations),
    },
    Definition {
        key: "declared_resolution",
        label: "Résolution déclarée",
        formula: "conversations non transmises où une réponse a été dite utile / conversations ; la couverture est la part des conversations où un avis a été donné",
        unit: Unit::Percent,
        base: Some("conversations"),
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures, _| {
            let said = percent(figures.conversations_with_feedback, figures.conversations);
            share(figures.conversations_resolved, figures.conversations).covering(said)
        },
    },
    Definition {
        key: "unknown_by_theme",
        label: "« Je ne sais pas » par thème proche",
        formula: "premières réponses « je ne sais pas », par thème de la fiche la plus proche ; sans fiche proche, la question n'est d'aucun thème",
        unit: Unit::Questions,
        base: Some("premières réponses « je ne sais pas »"),
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures, _| {
            let unknown = figures.first_outcomes.of(Outcome::Unknown).questions;
            let near: Map<String, Value> = figures.near_themes.iter().map(|(theme, asked)| (theme.clone(), json!(asked))).collect();
            let value = if near.is_empty() { unsaid(State::Unknown) } else { value(Value::Object(near)) };
            value.of(unknown).covering(percent(figures.near_themes.values().sum(), unknown))
        },
    },
    Definition {
        base: Some("réponses relues"),
        compute: |figures, _| figures.given.accuracy(),
        ..typed(
            "sampled_accuracy",
            "Exactitude sur échantillon",
            "réponses jugées justes / réponses relues par les ressources humaines, tirées au sort parmi celles du robot",
            Unit::Percent,
            Origin::Hr,
        )
    },
    Definition {
        key: "first_answer_delay",
        label: "Délai de première réponse",
        formula: "de la question à la première réponse : médiane et neuvième décile, robot et personnes à part",
        unit: Unit::Seconds,
        base: Some("questions ayant reçu une réponse"),
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures, _| value(delays(figures)).of(figures.answered),
    },
    Definition {
        key: "csat",
        label: "Satisfaction (CSAT)",
        formula: "notes 4 et 5 sur 5 / notes données",
        unit: Unit::Percent,
        base: Some("notes données"),
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures, _| {
            let good = figures.stars.iter().filter(|stars| **stars >= 4).count();
            share(good as u64, figures.stars.len() as u64)
        },
    },
    Definition {
        key: "ratings_by_stars",
        label: "Notes données",
        formula: "personnes ayant donné chaque note, de 1 à 5, à la fin de la session",
        unit: Unit::People,
        base: Some("notes données"),
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures, _| ratings(figures),
    },
    Definition {
        key: "csat_return_rate",
        label: "Taux de retour satisfaction",
        formula: "notes données / contacts, à qui la note est proposée une fois",
        unit: Unit::Percent,
        base: Some("contacts"),
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures, _| of_people(figures, || share(figures.stars.len() as u64, figures.contacts)),
    },
    Definition {
        key: "usefulness_by_answer",
        label: "Utilité par réponse",
        formula: "pour chaque fiche, « utile » / (« utile » + « pas utile »), et le nombre d'avis",
        unit: Unit::Percent,
        base: Some("avis donnés"),
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures, _| usefulness(figures),
    },
    Definition {
        key: "uses_by_answer",
        label: "Réponses données par fiche",
        formula: "questions auxquelles chaque fiche a répondu",
        unit: Unit::Questions,
        base: Some("questions auxquelles une fiche a répondu"),
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures, _| by_name(&figures.uses).of(figures.met_by_an_entry),
    },
    Definition {
        key: "by_theme",
        label: "Répartition par thème",
        formula: "questions auxquelles une fiche du thème a répondu / questions auxquelles une fiche a répondu ; une question sans réponse n'a pas de thème",
        unit: Unit::Percent,
        base: Some("questions ayant un thème"),
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures, _| {
            let total = figures.themes.values().sum();
            let share_of = |(theme, asked): (&String, &u64)| (theme.clone(), json!(percent(*asked, total)));
            let shares: Map<String, Value> = figures.themes.iter().map(share_of).collect();
            let value = if total == 0 { unsaid(State::Unknown) } else { value(Value::Object(shares)) };
            value.of(total).covering(percent(total, figures.questions))
        },
    },
    Definition {
        key: "faq_coverage",
        label: "Couverture de la FAQ",
        formula: "questions auxquelles une fiche a répondu / questions",
        unit: Unit::Percent,
        base: Some("questions"),
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures, _| share(figures.met_by_an_entry, figures.questions),
    },
    Definition {
        key: "faq_freshness",
        label: "Fraîcheur de la FAQ",
        formula: "fiches publiées dont le jour de relecture n'est pas passé / fiches publiées, le dernier jour de la session ou du mois",
        unit: Unit::Percent,
        base: Some("fiches publiées"),
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures, _| figures.faq_age.map_or_else(|| unsaid(State::Unknown), |age| share(age.fresh, age.entries)),
    },
    Definition {
        key: "out_of_hours_share",
        label: "Part hors horaires",
        formula: "questions posées hors des heures de bureau (9 h à 17 h, jours ouvrés, à Paris) / questions",
        unit: Unit::Percent,
        base: Some("questions"),
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures, _| share(figures.out_of_hours, figures.questions),
    },
    Definition {
        key: "moderation_incidents",
        label: "Incidents de modération",
        formula: "messages refusés ou jugés hostiles, pour 1 000 messages",
        unit: Unit::PerThousand,
        base: Some("messages"),
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures, _| per_thousand(figures.incidents, figures.exchanges),
    },
    Definition {
        key: "people_moderated",
        label: "Personnes concernées par la modération",
        formula: "personnes différentes dont un message a été refusé ou jugé hostile ; la couverture est la part de ces messages dont la personne est connue",
        unit: Unit::People,
        base: Some("contacts"),
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures, _| of_people(figures, || moderated(figures)),
    },
    Definition {
        key: "changed_mind_rate",
        label: "Idées reçues levées",
        formula: "« oui » à « Cette réponse a-t-elle changé votre idée ? », posée après une idée reçue / réponses à cette question",
        unit: Unit::Percent,
        base: Some("réponses à cette question"),
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures, _| {
            share(figures.minds_changed, figures.minds_said).covering(percent(figures.minds_said, figures.misconceptions))
        },
    },
    Definition {
        key: "external_cost",
        label: "Coût externe",
        formula: "somme des dépenses payées à d'autres, écrites dans le plan de la session ; la publicité en est si elle y est écrite",
        unit: Unit::Euros,
        base: None,
        origin: Origin::Budget,
        few: Few::Shows,
        compute: |figures, _| figures.given.external_cost(),
    },
    Definition {
        key: "internal_effort",
        label: "Charge interne",
        formula: "somme, tâche par tâche, de personnes × jours, écrites dans le plan de la session",
        unit: Unit::PersonDays,
        base: None,
        origin: Origin::Budget,
        few: Few::Shows,
        compute: |figures, _| figures.given.work_in_tenths.map_or_else(|| unsaid(State::Unknown), in_days),
    },
    Definition {
        key: "cost_per_contact",
        label: "Coût par contact",
        formula: "coût externe / contacts de la même session",
        unit: Unit::Euros,
        base: Some("contacts"),
        origin: Origin::Budget,
        few: Few::Shows,
        compute: |figures, _| match figures.given.expenses_in_cents {
            Some(cents) => {
                of_people(figures, || ratio_of(cents, 100 * figures.contacts).of(figures.contacts).covering(figures.people_known))
            }
            None => unsaid(State::Unknown),
        },
    },
    Definition {
        key: "ratio_to_reference",
        label: "Rapport à l'événement de référence",
        formula: "contacts de la session / contacts de l'événement, si ce chiffre est celui d'un seul événement et compte chaque personne une fois ; une moyenne, un record, un total ou des passages ne se divisent pas",
        unit: Unit::Ratio,
        base: Some("contacts"),
        origin: Origin::All,
        few: Few::Shows,
        compute: |figures, _| to_references(figures),
    },
    Definition {
        key: "contacts_beside_references",
        label: "Contacts, à côté des événements de référence",
        formula: "contacts de la session, et ceux que le plan écrit de chaque événement, avec ce que ce chiffre couvre et, s'il ne compte pas chaque personne une fois, ce qu'il compte ; il se lit alors à côté et ne se divise pas, comme une moyenne, un record ou un total",
        unit: Unit::People,
        base: None,
        origin: Origin::All,
        few: Few::Shows,
        compute: |figures, _| of_people(figures, || figures.given.contacts_beside(figures.contacts)),
    },
    typed("impressions", "Impressions", "affichages des publications, tels que relevés", Unit::Displays, Origin::Typed),
    typed("views", "Vues", "lectures de la vidéo par publication, jamais ajoutées aux impressions", Unit::Views, Origin::Typed),
    Definition {
        base: Some("impressions"),
        ..typed(
            "interaction_rate",
            "Taux d'interaction",
            "(réactions + commentaires) / impressions, sans les republications, des publications dont les impressions sont lues",
            Unit::Percent,
            Origin::Typed,
        )
    },
    Definition {
        base: Some("impressions"),
        ..typed(
            "interaction_rate_with_reposts",
            "Taux d'interaction, republications et clics compris",
            "(réactions + commentaires + republications + clics) / impressions des mêmes publications ; ce qui n'est pas lu n'est pas compté",
            Unit::Percent,
            Origin::Typed,
        )
    },
    Definition {
        base: Some("impressions"),
        ..typed(
            "click_rate",
            "Taux de clic",
            "clics sur le lien, lus sur le réseau / impressions des mêmes publications",
            Unit::Percent,
            Origin::Typed,
        )
    },
    Definition {
        base: Some("clics"),
        compute: |figures, _| figures.given.click_to_arrival(),
        ..typed(
            "click_to_arrival",
            "Taux clic vers arrivée",
            "arrivées par les liens suivis de la campagne, aux dates de la campagne / clics sur ces liens",
            Unit::Percent,
            Origin::Bot,
        )
    },
    Definition {
        base: Some("clics"),
        few: Few::Hides,
        compute: |figures, _| of_people(figures, || figures.given.click_to_arrival_by_source(&figures.arrivals)),
        ..typed(
            "click_to_arrival_by_source",
            "Taux clic vers arrivée par source",
            "arrivées par les liens suivis d'une source, aux dates de la campagne / clics sur ces liens ; une source n'est montrée que si ni ses liens, ni le reste de ses arrivées ne disent moins de cinq personnes",
            Unit::Percent,
            Origin::Bot,
        )
    },
    typed(
        "applications",
        "Candidatures",
        "candidatures reçues, pertinentes, reçues en entretien et retenues, de toute origine, saisies dans la campagne que la session est seule à nommer",
        Unit::Files,
        Origin::Hr,
    ),
    Definition {
        compute: |figures, _| figures.given.applications_by_position(),
        ..typed(
            "applications_by_position",
            "Candidatures par poste",
            "pour chaque poste de la campagne, candidatures reçues, pertinentes, reçues en entretien et retenues",
            Unit::Files,
            Origin::Hr,
        )
    },
    Definition {
        base: Some("candidatures reçues"),
        ..typed("relevance_rate", "Taux de pertinence", "candidatures pertinentes / candidatures reçues", Unit::Percent, Origin::Hr)
    },
    Definition {
        base: Some("contacts"),
        compute: |figures, _| of_people(figures, || figures.given.contact_to_application(figures.contacts)),
        ..typed(
            "contact_to_application",
            "Taux contact vers candidature",
            "candidatures reçues, de toute origine, dans la campagne que la session est seule à nommer / contacts de la session ; rien ne relie une candidature à une personne ; refusé s'il y a plus de candidatures que de contacts",
            Unit::Percent,
            Origin::Hr,
        )
    },
    Definition {
        base: Some("candidatures pertinentes"),
        ..typed("interview_rate", "Taux d'entretien", "personnes reçues en entretien / candidatures pertinentes", Unit::Percent, Origin::Hr)
    },
    Definition {
        base: Some("personnes reçues en entretien"),
        ..typed("selection_rate", "Taux de sélection", "personnes retenues / personnes reçues en entretien", Unit::Percent, Origin::Hr)
    },
    Definition {
        base: Some("candidatures pertinentes"),
        ..typed("yield", "Rendement", "personnes retenues / candidatures pertinentes", Unit::Percent, Origin::Hr)
    },
    Definition {
        base: Some("places ouvertes"),
        ..typed(
            "fill_rate",
            "Taux de pourvoi",
            "places où quelqu'un est retenu, sans dépasser celles ouvertes / places ouvertes",
            Unit::Percent,
            Origin::Hr,
        )
    },
    Definition {
        base: Some("personnes retenues dont la source est connue"),
        ..typed(
            "hires_by_source",
            "Origine des recrutements",
            "personnes retenues d'une source / personnes retenues dont la source est connue",
            Unit::Percent,
            Origin::Hr,
        )
    },
    Definition {
        base: Some("postes dont les deux jours sont écrits"),
        ..typed(
            "time_to_fill",
            "Délai de pourvoi",
            "de la publication de l'offre à l'acceptation : médiane des postes dont la campagne écrit les deux jours",
            Unit::Days,
            Origin::Hr,
        )
    },
    Definition {
        base: Some("candidatures reçues"),
        compute: |figures, _| figures.given.cost_per(Step::Received),
        ..typed(
            "cost_per_application",
            "Coût par candidature",
            "coût externe du plan de la session / candidatures reçues, de toute origine, dans la campagne que la session est seule à nommer",
            Unit::Euros,
            Origin::Budget,
        )
    },
    Definition {
        base: Some("personnes retenues"),
        compute: |figures, _| figures.given.cost_per(Step::Retained),
        ..typed(
            "cost_per_hire",
            "Coût externe par recrutement",
            "coût externe du plan de la session / personnes retenues, de toute origine, dans la campagne que la session est seule à nommer ; la charge interne se lit à part, en jours",
            Unit::Euros,
            Origin::Budget,
        )
    },
    Definition {
        base: Some("personnes retenues"),
        compute: |figures, _| figures.given.effort_per(Step::Retained),
        ..typed(
            "effort_per_hire",
            "Charge interne par recrutement",
            "charge interne du plan de la session / personnes retenues, de toute origine, dans la campagne que la session est seule à nommer",
            Unit::PersonDays,
            Origin::Budget,
        )
    },
    Definition {
        base: Some("personnes de la page web encore connues"),
        compute: |figures, _| cohort(figures),
        ..typed(
            "session_cohort",
            "Cohorte de session",
            "personnes de la page web encore connues qui ont cliqué sur « postuler », du jour de la session au 30e, au 60e et au 90e jour / personnes de la page web encore connues ; dans Discord, les clics ne se voient pas ; les candidatures, sans nom, ne s'y rattachent pas",
            Unit::Percent,
            Origin::All,
        )
    },
    Definition {
        key: "active_ambassadors",
        label: "Ambassadeurs actifs",
        formula: "ambassadeurs inscrits ayant amené au moins une personne, ou déclaré une publication, dans les 30 jours d'avant la fin / ambassadeurs inscrits, par niveau",
        unit: Unit::Percent,
        base: Some("ambassadeurs inscrits"),
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures, _| figures.given.active_ambassadors(),
    },
    Definition {
        key: "arrivals_by_level",
        label: "Arrivées par niveau d'ambassadeur",
        formula: "arrivées dont la source est une ambassadrice ou un ambassadeur, par un lien ou parce que la personne le dit, par niveau ; un niveau qui ne se montre pas seul dans « Arrivées par source » n'est pas montré ici",
        unit: Unit::People,
        base: Some("arrivées"),
        origin: Origin::Bot,
        few: Few::Hides,
        compute: |figures, _| of_people(figures, || outreach::arrivals_by_level(&figures.arrivals)),
    },
    Definition {
        key: "episode_visits",
        label: "Visites des épisodes",
        formula: "visites de la page ou du lien de chaque épisode, sans les robots, jour par jour : de la première date du plan média, à défaut sept jours avant l'ouverture, au jour de la fin ; hors session, tout le mois",
        unit: Unit::Visits,
        base: None,
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures, _| figures.outreach.visits(),
    },
    Definition {
        key: "arrivals_by_episode",
        label: "Arrivées par épisode",
        formula: "arrivées par le lien d'un épisode ; un épisode qui ne se montre pas seul dans « Arrivées par source » n'est pas montré ici",
        unit: Unit::People,
        base: Some("arrivées"),
        origin: Origin::Bot,
        few: Few::Hides,
        compute: |figures, _| of_people(figures, || outreach::arrivals_by_episode(&figures.arrivals)),
    },
    Definition {
        key: "questions_by_episode",
        label: "Questions venues d'un épisode",
        formula: "questions des conversations commencées par le lien d'un épisode, par épisode",
        unit: Unit::Questions,
        base: Some("questions"),
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures, _| figures.outreach.questions(figures.questions),
    },
    Definition {
        key: "themes_by_episode",
        label: "Thèmes des questions venues d'un épisode",
        formula: "les mêmes questions, par épisode et par thème de la réponse ; la couverture est la part de celles qui ont un thème",
        unit: Unit::Questions,
        base: Some("questions venues d'un épisode"),
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures, _| figures.outreach.themes(),
    },
    Definition {
        key: "game_plays",
        label: "Parties du jeu commencées",
        formula: "parties du jeu des métiers commencées, sur la page web et dans Discord, les mêmes jours que les visites des épisodes ; on compte des parties, jamais des personnes",
        unit: Unit::Plays,
        base: None,
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures, _| figures.outreach.plays(),
    },
    Definition {
        key: "game_completions",
        label: "Parties du jeu finies",
        formula: "parties menées jusqu'à un métier, les mêmes jours ; une fin rejouée après un redémarrage, ou sur un autre programme, compte encore",
        unit: Unit::Plays,
        base: Some("parties commencées"),
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures, _| figures.outreach.completions(),
    },
    Definition {
        key: "game_questions",
        label: "Parties du jeu suivies d'une question",
        formula: "parties finies après lesquelles une question a été posée au t'chat, les mêmes jours, une fois par partie",
        unit: Unit::Plays,
        base: Some("parties finies"),
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures, _| figures.outreach.led_to_questions(),
    },
    Definition {
        key: "profile_rate",
        label: "Taux de profil déclaré",
        formula: "contacts ayant répondu à au moins une question facultative sur eux-mêmes / contacts",
        unit: Unit::Percent,
        base: Some("contacts"),
        origin: Origin::Bot,
        few: Few::Hides,
        compute: |figures, _| of_people(figures, || figures.profiles.rate(figures.contacts)),
    },
    Definition {
        key: "profile",
        label: "Profil",
        formula: "pour chaque question, part de chaque réponse parmi les personnes qui y ont répondu ; moins de cinq personnes ne sont jamais montrées à part",
        unit: Unit::Percent,
        base: None,
        origin: Origin::Bot,
        few: Few::Hides,
        compute: |figures, _| {
            let answering = figures.profiles.rate(figures.contacts).value.as_f64();
            of_people(figures, || figures.profiles.shares().covering(answering))
        },
    },
    Definition {
        key: "profile_answers",
        label: "Réponses au profil",
        formula: "pour chaque question facultative, personnes qui y ont répondu ; moins de cinq personnes ne sont jamais montrées à part, ni celles, si elles sont moins de cinq, qui ont répondu à d'autres questions mais pas à celle-ci",
        unit: Unit::People,
        base: Some("contacts"),
        origin: Origin::Bot,
        few: Few::Hides,
        compute: |figures, _| of_people(figures, || figures.profiles.answering(figures.contacts)),
    },
    Definition {
        key: "target_fit",
        label: "Adéquation à la cible",
        formula: "contacts dont le profil est celui que la session cherche / contacts ayant déclaré un profil",
        unit: Unit::Percent,
        base: Some("contacts ayant déclaré un profil"),
        origin: Origin::Bot,
        few: Few::Hides,
        compute: |figures, _| of_people(figures, || figures.profiles.fit(figures.contacts)),
    },
    Definition {
        key: "apply_click_rate",
        label: "Taux de clic candidature",
        formula: "personnes de la page web qui ont cliqué sur « postuler » depuis une réponse / personnes de la page web ; dans Discord, les clics ne se voient pas",
        unit: Unit::Percent,
        base: Some("personnes de la page web"),
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures, _| {
            let seen = percent(figures.web_contacts, figures.contacts);
            of_people(figures, || share(figures.appliers, figures.web_contacts).covering(seen))
        },
    },
    Definition {
        key: "apply_clicks_by_offer",
        label: "Clics candidature par offre",
        formula: "pour chaque offre, personnes de la page web qui ont cliqué sur « postuler » depuis une réponse ; qui clique sur deux offres compte une fois pour chacune",
        unit: Unit::People,
        base: Some("personnes de la page web"),
        origin: Origin::Bot,
        few: Few::Shows,
        compute: |figures, _| {
            let seen = percent(figures.web_contacts, figures.contacts);
            of_people(figures, || by_name(&figures.appliers_by_offer).of(figures.web_contacts).covering(seen))
        },
    },
];

/// A figure that somebody types, in the campaign that the session names.
const fn typed(key: &'static str, label: &'static str, formula: &'static str, unit: Unit, origin: Origin) -> Definition {
    Definition { key, label, formula, unit, base: None, origin, few: Few::Shows, compute: |figures, key| figures.given.typed(key) }
}
