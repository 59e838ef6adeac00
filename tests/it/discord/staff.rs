//! What the team does by commands: each time it is looked at who asks, and each
//! gesture leaves its line under a pseudonym.

use std::fs;

use jiff::SignedDuration;
use serenity::all::Permissions;

use super::bot::{ANSWER, ASKED};
use super::team::Place;
use crate::world::{Base, Visitor, on_both};

on_both!(
    the_door_is_closed_and_opened_for_every_question_and_stays_so_after_a_restart,
    the_team_reads_how_everything_is_and_the_report_of_a_session,
    the_team_searches_an_answer_sees_the_problems_and_has_the_files_read_now,
    every_gesture_of_the_team_leaves_its_line_under_a_pseudonym,
    who_may_not_manage_the_server_gets_nothing_of_the_team,
);

const CLOSED: &str = "Je ne prends pas de nouvelle question pour le moment. Réessayez dans quelques minutes.";

async fn the_door_is_closed_and_opened_for_every_question_and_stays_so_after_a_restart(base: Base) {
    let place = Place::open(base).await;
    let anne = place.discord.user("anne");
    let told = place.runs("/tchat verrouiller", &[("geste", "fermer")]).await;
    assert!(told.content.starts_with("🔒 Le t'chat est fermé aux nouvelles questions"), "{}", told.content);
    let again = place.runs("/tchat verrouiller", &[("geste", "fermer")]).await;
    assert!(again.content.starts_with("Rien n'a changé"), "{}", again.content);
    place.is_told("🔔 Alerte\u{a0}: l'équipe a fermé le t'chat aux nouvelles questions.").await;
    let asked = anne.mentions_bot(&place.hall, ASKED).await;
    assert_eq!(anne.sees_answer_to(&asked).await.content, CLOSED);
    let private = anne.runs("/question", &[("texte", ASKED)], &place.hall).await.reply().await;
    assert_eq!(private.content, CLOSED);

    let mut place = place.restart().await;
    let on_the_web = place.world.asks(&mut Visitor::default(), ASKED).await;
    assert_eq!((on_the_web["outcome"].as_str(), on_the_web["text"].as_str()), (Some("refused"), Some(CLOSED)));
    assert!(place.runs("/tchat etat", &[]).await.content.contains("🔒 L'équipe a fermé le t'chat"));
    place.world.staff_enters().await;
    assert!(place.world.staff_page("/staff/discord").await.contains("L&#39;équipe a fermé"));
    place.world.send_form("/staff/discord/verrou", &[("geste", "rouvrir")]).await;
    place.is_told("🔔 Alerte\u{a0}: l'équipe a rouvert le t'chat").await;
    let answered = place.world.asks(&mut Visitor::default(), ASKED).await;
    assert_eq!(answered["outcome"], "answer", "nothing of a closed door stays");
    let asked = anne.mentions_bot(&place.hall, "et combien de jours de télétravail ?").await;
    assert!(anne.sees_answer_to(&asked).await.content.contains(ANSWER));
    place.world.app.stop().await;
}

async fn the_team_reads_how_everything_is_and_the_report_of_a_session(base: Base) {
    let mut place = Place::open(base).await;
    let state = place.runs("/tchat etat", &[]).await.content;
    for words in [
        "**Discord** (un serveur)\nDiscord est connecté",
        "La conversation libre est fermée",
        "cochez « Message Content Intent »",
        "réponses en service",
        "Aucune question n'attend une personne.",
        "Messages abandonnés depuis 24 heures : 0.",
        "Le t'chat prend les questions. Aujourd'hui : insultes 0,",
    ] {
        assert!(state.replace('\u{a0}', " ").contains(words), "« {words} » in {state}");
    }
    let nothing = place.runs("/tchat rapport", &[]).await.content;
    assert_eq!(nothing, "Aucune session n'a encore eu lieu\u{a0}: il n'y a pas de rapport.");

    place.world.staff_enters().await;
    let form = [("titre", "Un soir d'hiver"), ("date", "2026-11-22"), ("heure", "19:00"), ("duree", "90")];
    place.world.send_form("/staff/sessions", &form).await;
    place.world.asks(&mut Visitor::default(), ASKED).await;
    let report = place.runs("/tchat rapport", &[]).await.content;
    let first = "**Un soir d'hiver**\n- Personnes\u{a0}: 1\n- Questions\u{a0}: 1\n- Questions répondues\u{a0}: 100\u{a0}%\n";
    assert!(report.starts_with(first) && report.contains("/staff/rapports/2026-11-22-un-soir-d-hiver>"), "{report}");
    let session = "2026-11-22-un-soir-d-hiver";
    place.discord.settles(super::team::A_FEW_BEATS).await;
    let typed = place.staff.types("/tchat rapport", &[("session", "soir")], &place.hall).await;
    assert_eq!(typed.choices().await.len(), 1);
    assert!(place.runs("/tchat rapport", &[("session", session)]).await.content.starts_with("**Un soir d'hiver**"));
    let unknown = place.runs("/tchat rapport", &[("session", "jamais")]).await.content;
    assert!(unknown.starts_with("Il n'y a ni session ni mois de ce nom"), "{unknown}");
    place.world.app.stop().await;
}

async fn the_team_searches_an_answer_sees_the_problems_and_has_the_files_read_now(base: Base) {
    let place = Place::open(base).await;
    let typed = place.staff.types("/faq chercher", &[("reponse", "telework TÉLÉTRAVAIL")], &place.hall).await;
    assert_eq!(typed.choices().await, Vec::<String>::new());
    let typed = place.staff.types("/faq chercher", &[("reponse", "teletravail")], &place.hall).await;
    assert_eq!(typed.choices().await.len(), 2);
    let found = place.runs("/faq chercher", &[("reponse", "teletravail-jours")]).await.content;
    assert!(found.contains(ANSWER) && found.contains("`responses/faq/teletravail/teletravail-jours.md` · DRH"), "{found}");
    let found = place.runs("/faq chercher", &[("reponse", ASKED)]).await.content;
    assert!(found.contains(ANSWER), "what is typed in other words finds it too: {found}");

    let before = place.runs("/faq recharger", &[]).await.content;
    assert!(before.starts_with("Les fichiers sont relus\u{a0}: rien n'a changé"), "{before}");
    let folder = &place.world.settings.responses;
    let (file, broken) = (folder.join("faq/teletravail/teletravail-jours.md"), folder.join("faq/tchat/cassee.md"));
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("Jusqu'à deux jours", "Jusqu'à trois jours")).unwrap();
    fs::write(&broken, "---\nstatut: publi\n---\n\n# Une question\n").unwrap();
    let reloaded = place.staff.runs("/faq recharger", &[], &place.hall).await;
    let (changes, counted, problems) = (reloaded.reply().await.content, reloaded.reply().await.content, reloaded.reply().await.content);
    // The folder is watched too, and may have been read just before.
    assert!(changes.contains("changé\u{a0}: `faq/teletravail/teletravail-jours.md`") || changes.contains("rien n'a changé"), "{changes}");
    assert!(counted.starts_with("Dans les fichiers\u{a0}: ") && counted.contains(" erreurs, 0 point à regarder."), "{counted}");
    assert!(problems.contains("faq/tchat/cassee.md:2:"), "{problems}");
    let asked = place.world.asks(&mut Visitor::default(), ASKED).await;
    assert!(asked["text"].as_str().unwrap().contains("Jusqu'à trois jours"), "{asked}");
    let problems = place.staff.runs("/faq probleme", &[], &place.hall).await;
    problems.reply().await;
    assert!(problems.reply().await.content.contains("faq/tchat/cassee.md:2:"));
    place.world.app.stop().await;
}

async fn every_gesture_of_the_team_leaves_its_line_under_a_pseudonym(base: Base) {
    let place = Place::open(base).await;
    place.runs("/tchat etat", &[]).await;
    place.world.after(SignedDuration::from_mins(1));
    place.runs("/tchat verrouiller", &[("geste", "fermer")]).await;
    place.world.after(SignedDuration::from_mins(1));
    place.runs("/faq chercher", &[("reponse", "salaire")]).await;
    place.world.after(SignedDuration::from_mins(1));
    place.runs("/tchat annuler", &[("session", "inconnue")]).await;
    let lines = place.world.app.store().audit_lines(None, 0, 10).await.unwrap();
    let done: Vec<_> = lines.iter().map(|line| (line.done.action.as_str(), line.done.object.as_str(), line.done.detail.as_str())).collect();
    assert_eq!(
        done,
        [
            ("session annulée dans Discord", "inconnue", "refusé"),
            ("réponse cherchée dans Discord", "salaire", ""),
            ("questions fermées depuis Discord", "", ""),
            ("état consulté dans Discord", "", "")
        ]
    );
    let names: Vec<&str> = lines.iter().map(|line| line.done.name.as_str()).collect();
    assert!(names.iter().all(|name| *name == names[0] && name.len() == "Discord ".len() + 8), "{names:?}");
    assert!(!names[0].contains("responsable") && !names[0].contains(&place.staff.id.to_string()));
    assert!(lines.iter().all(|line| line.done.account.is_none()));
    place.world.app.stop().await;
}

async fn who_may_not_manage_the_server_gets_nothing_of_the_team(base: Base) {
    let place = Place::open(base).await;
    place.discord.wait_until("the commands", |state| (!state.commands.is_empty()).then_some(())).await;
    place.discord.change(|state| {
        for command in state.commands.values_mut() {
            command.body["default_member_permissions"] = serde_json::Value::Null;
        }
    });
    let anne = place.discord.user("anne");
    for (path, options) in [
        ("/tchat etat", &[][..]),
        ("/tchat verrouiller", &[("geste", "fermer")]),
        ("/tchat rapport", &[]),
        ("/faq chercher", &[("reponse", "salaire")]),
        ("/faq probleme", &[]),
        ("/faq recharger", &[]),
        ("/campagne lien", &[("source", "linkedin")]),
    ] {
        let told = anne.runs(path, options, &place.hall).await.reply().await;
        assert!(told.is_ephemeral() && told.content.starts_with("Cette commande est réservée à l'équipe"), "{path}: {}", told.content);
    }
    let typed = anne.types("/faq chercher", &[("reponse", "a")], &place.hall).await;
    assert_eq!(typed.choices().await, Vec::<String>::new());
    assert_eq!(place.world.app.store().audit_lines(None, 0, 10).await.unwrap(), []);
    // Somebody whose role is taken away is refused the next time.
    let role = place.discord.role("un soir", Permissions::MANAGE_GUILD);
    anne.gets_role(role).await;
    assert!(anne.runs("/faq probleme", &[], &place.hall).await.reply().await.content.contains("Aucun problème"));
    place.discord.change(|state| {
        state.guilds.values_mut().for_each(|guild| guild.members.values_mut().for_each(|(roles, _)| roles.retain(|held| *held != role)));
    });
    assert!(anne.runs("/faq probleme", &[], &place.hall).await.reply().await.content.starts_with("Cette commande est réservée"));
    place.world.app.stop().await;
}
