//! The pages of the team: getting in, answering, planning, links, reports.

use reqwest::header::SET_COOKIE;

use super::*;
use crate::words::SessionId;

#[tokio::test]
async fn who_leaves_is_out() {
    let mut world = World::new().await;
    world.log_in().await;
    let left = world.post("/staff/sortir", &[]).await;
    assert_eq!(left.headers()[SET_COOKIE], "tchat_staff=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
    assert_eq!(world.get("/staff").await.status(), 401);
}

#[tokio::test]
async fn a_question_is_answered_once_and_no_answer_is_lost() {
    let mut world = World::new().await;
    world.log_in().await;
    let page = text(world.post("/", &[("text", TELEWORK)]).await).await;
    let (conversation, exchange) = (field(&page, "conversation"), field(&page, "exchange"));
    let tap = [("gesture", "confirm_age_and_hand_over"), ("conversation", &*conversation), ("exchange", &exchange)];
    world.post("/geste", &tap).await;
    let list = text(world.get("/staff/questions").await).await;
    assert!(list.contains(TELEWORK) && list.contains("Depuis le 23/11/2026 à 10\u{a0}h\u{a0}00, par la page web"), "{list}");
    let id = world.store.waiting_questions().await.expect("questions")[0].id.to_string();
    let address = format!("/staff/questions/{id}");

    let long = "é".repeat(1_901);
    for (typed, words) in
        [("  ", "Écrivez une réponse avant de l&#39;envoyer."), (&long, "Votre réponse compte 1901 caractères, 1900 au plus")]
    {
        let refused = world.post(&address, &[("reponse", typed)]).await;
        assert_eq!(refused.status(), 422);
        let refused = text(refused).await;
        assert!(refused.contains(words) && refused.contains(typed.trim()), "{refused}");
    }
    assert_eq!(world.post(&address, &[("reponse", "Deux jours.")]).await.status(), 303);
    let late = text(world.post(&address, &[("reponse", "Trois jours ?")]).await).await;
    assert!(late.contains("Cette question a déjà reçu une réponse") && late.contains("<pre>Trois jours ?</pre>"), "{late}");

    let shown = text(world.post("/", &[("conversation", &conversation)]).await).await;
    assert!(shown.contains("Une personne</p>") && shown.contains("<p>Deux jours.</p>"), "{shown}");
    assert!(!shown.contains("value=\"hand_over\""));
}

#[tokio::test]
async fn a_question_is_closed_without_an_answer_once() {
    let mut world = World::new().await;
    world.log_in().await;
    let page = text(world.post("/", &[("text", TELEWORK)]).await).await;
    let (conversation, exchange) = (field(&page, "conversation"), field(&page, "exchange"));
    let tap = [("gesture", "confirm_age_and_hand_over"), ("conversation", &*conversation), ("exchange", &exchange)];
    world.post("/geste", &tap).await;
    let id = world.store.waiting_questions().await.expect("questions")[0].id.to_string();
    let address = format!("/staff/questions/{id}/clore");
    let list = text(world.get("/staff/questions").await).await;
    assert!(list.contains(&format!("action=\"{address}\"")) && list.contains("Clore sans réponse</button>"), "{list}");

    for words in ["La question est close, sans réponse.", "Rien n&#39;a changé\u{a0}: cette question n&#39;attend plus."] {
        let closed = world.post(&address, &[]).await;
        assert_eq!(closed.status(), 303);
        let told = text(world.get(closed.headers()["location"].to_str().expect("an address")).await).await;
        assert!(told.contains(words) && told.contains("Personne n'attend de réponse."), "{told}");
        assert_eq!(world.store.waiting_questions().await.expect("questions"), []);
    }
    let late = text(world.post(&format!("/staff/questions/{id}"), &[("reponse", "Deux jours.")]).await).await;
    assert!(late.contains("Cette question a déjà reçu une réponse, a été close"), "{late}");
    let shown = text(world.post("/", &[("conversation", &conversation)]).await).await;
    assert!(!shown.contains("class=\"bubble person\""), "{shown}");
}

#[tokio::test]
async fn a_session_is_planned_opened_and_closed() {
    let mut world = World::new().await;
    world.log_in().await;
    let plan = |title: &'static str, date: &'static str, minutes: &'static str| {
        [("titre", title), ("date", date), ("heure", "18:00"), ("duree", minutes)]
    };
    for (form, words) in [
        (plan("", "2026-12-03", "90"), "Il manque le titre de la session."),
        (plan("Un soir", "demain", "90"), "«\u{a0}demain 18:00\u{a0}» n&#39;est pas une date et une heure"),
        (plan("Un soir", "2026-12-03", "-1"), "Une session dure d&#39;une minute à un jour\u{a0}: vérifiez la durée."),
        (plan("Un soir", "2026-12-03", "une heure"), "La durée s&#39;écrit en minutes, par exemple «\u{a0}90\u{a0}»."),
        (plan("Un soir", "2026-12-03", "9223372036854775807"), "Une session dure d&#39;une minute à un jour"),
        (plan("Un soir", "9999-12-30", "1440"), "Cette date est trop lointaine."),
        (plan("Un soir", "2026-11-01", "90"), "Cette session serait déjà finie"),
    ] {
        let refused = world.post("/staff/sessions", &form).await;
        assert_eq!(refused.status(), 422);
        let refused = text(refused).await;
        assert!(refused.contains(words), "{words}: {refused}");
    }
    assert_eq!(world.post("/staff/sessions", &plan("Un soir", "2026-12-03", "90")).await.status(), 303);
    assert_eq!(world.post("/staff/sessions", &plan("Un soir", "2026-12-03", "90")).await.status(), 422, "it exists");
    assert!(text(world.get("/staff").await).await.contains("Prochaine\u{a0}: «\u{a0}Un soir\u{a0}», le 03/12/2026 à 18\u{a0}h\u{a0}00."));
    for (gesture, done, state, button) in [
        ("ouvrir", "ouverte", "prévue", "Ouvrir maintenant"),
        ("clore", "close", "ouverte", "Clore maintenant"),
        ("clore", "trop-tard", "terminée", "Rapport"),
        ("ouvrir", "trop-tard", "terminée", "Rapport"),
    ] {
        let list = text(world.get("/staff/sessions").await).await;
        assert!(list.contains(&format!("&nbsp;: {state}</p>")) && list.contains(button), "{list}");
        let response = world.post(&format!("/staff/sessions/2026-12-03-un-soir/{gesture}"), &[]).await;
        let expected = format!("/staff/sessions?fait={done}");
        assert_eq!(response.headers()["location"].to_str().ok(), Some(&*expected));
        world.wait(1);
    }
    let list = text(world.get("/staff/sessions?fait=close").await).await;
    assert!(list.contains("La session est close.") && list.contains("terminée"), "{list}");
    assert!(!text(world.get("/staff/sessions?fait=%3Cb%3E").await).await.contains("role=\"status\""));
}

#[tokio::test]
async fn a_report_shows_each_figure_with_its_formula_and_never_a_false_zero() {
    let mut world = World::new().await;
    world.log_in().await;
    world.post("/", &[("text", TELEWORK)]).await;
    let list = text(world.get("/staff/rapports").await).await;
    assert!(list.contains("href=\"/staff/rapports/permanence-2026-11\">Permanence de novembre 2026</a>"), "{list}");
    let page = text(world.get("/staff/rapports/permanence-2026-11").await).await;
    for definition in crate::report::DEFINITIONS {
        assert!(page.contains(&crate::words::typeset(definition.label).replace('\'', "&#39;")), "{}", definition.label);
    }
    assert!(page.contains("<dt>Taux de réponse</dt>\n<dd class=\"figure\">100\u{a0}%</dd>"), "{page}");
    assert!(page.contains("<dt>Satisfaction (CSAT)</dt>\n<dd class=\"figure missing\">non renseigné</dd>"), "{page}");
    let report: Value = serde_json::from_str(&text(world.get("/staff/rapports/permanence-2026-11?format=json").await).await).expect("JSON");
    assert_eq!(report["metrics"]["questions"]["value"], 1);
    for path in ["/staff/rapports/permanence-2026-11.txt", "/staff/rapports/permanence-2026-11?format=txt"] {
        assert!(text(world.get(path).await).await.contains("Questions\u{a0}: 1 – base\u{a0}: 1 (contacts)"), "{path}");
    }
    assert_eq!(world.get("/staff/rapports/rien").await.status(), 404);
}

#[tokio::test]
async fn a_report_says_which_figures_hide_and_which_are_younger_than_itself() {
    let mut world = World::new().await;
    world.log_in().await;
    world.post("/", &[("text", TELEWORK)]).await;
    let path = "/staff/rapports/permanence-2026-11";
    let page = text(world.get(path).await).await;
    let hidden = "<dt>Arrivées par source</dt>\n<dd class=\"figure missing\">trop peu de personnes pour être montré</dd>";
    assert!(page.contains(hidden) && page.contains("origine&nbsp;: compté par le robot"), "{page}");
    assert!(!page.contains("ajoutés depuis"), "{page}");

    let mut frozen: Value = serde_json::from_str(&text(world.get(&format!("{path}.json")).await).await).expect("JSON");
    assert_eq!(frozen["metrics"]["arrivals_by_source"]["state"], "hidden");
    frozen["metrics"].as_object_mut().expect("figures").remove("csat");
    world.store.freeze_report(&SessionId::new("permanence-2026-11"), &frozen.to_string(), world.clock.now()).await.expect("frozen");
    let page = text(world.get(path).await).await;
    assert!(page.contains("<dt>Satisfaction (CSAT)</dt>\n<dd class=\"figure missing\">non calculé à l&#39;époque</dd>"), "{page}");
    assert!(page.contains("ajoutés depuis n'y sont pas calculés"), "{page}");
}

#[tokio::test]
async fn a_report_is_taken_away_as_a_file_and_the_journal_says_by_whom() {
    let mut world = World::new().await;
    world.log_in().await;
    world.post("/", &[("text", TELEWORK)]).await;
    let path = "/staff/rapports/permanence-2026-11";
    for (ending, media, begins) in [
        ("csv", "text/csv; charset=utf-8", "\u{feff}chiffre;".as_bytes()),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
        ("png", "image/png", b"\x89PNG"),
    ] {
        let file = world.get(&format!("{path}/{ending}")).await;
        assert_eq!(file.headers()["content-type"], media);
        let named = format!("attachment; filename=\"rapport-permanence-2026-11.{ending}\"");
        assert_eq!(file.headers()["content-disposition"], named.as_str());
        assert_eq!(file.headers()["x-content-type-options"], "nosniff");
        assert!(file.bytes().await.expect("a file").starts_with(begins), "{ending}");
        assert_eq!(world.get(&format!("/staff/rapports/rien/{ending}")).await.status(), 404);
    }
    let log = world.store.audit_lines(None, 0, 100).await.expect("the log");
    let taken: Vec<_> = log.iter().filter(|line| format!("{line:?}").contains("rapport téléchargé")).collect();
    assert_eq!(taken.len(), 3, "{log:?}");
}

#[tokio::test]
async fn the_questions_behind_a_figure_are_read_by_who_answers_and_each_look_is_in_the_journal() {
    let mut world = World::new().await;
    world.log_in().await;
    world.post("/", &[("text", TELEWORK)]).await;
    let path = "/staff/rapports/permanence-2026-11";
    assert!(text(world.get(path).await).await.contains(&format!("href=\"{path}/questions\"")));
    let page = text(world.get(&format!("{path}/questions?issue=robot")).await).await;
    assert!(page.contains("1 question") && page.contains("personne 1") && page.contains("réponse donnée"), "{page}");
    // Nobody said their age: their words are not kept.
    assert!(page.contains("texte non gardé") && !page.contains(TELEWORK), "{page}");
    assert!(text(world.get(&format!("{path}/questions?issue=sans-reponse")).await).await.contains("0 question."));
    let refused = text(world.get(&format!("{path}/questions?source=%22%3E%3Cb%3Esalon")).await).await;
    assert!(refused.contains("moins de 5 personnes") && !refused.contains("<b>salon"), "{refused}");
    assert_eq!(world.get("/staff/rapports/rien/questions").await.status(), 404);
    let log = world.store.audit_lines(None, 0, 100).await.expect("the log");
    let looks = log.iter().filter(|line| format!("{line:?}").contains("questions d'un rapport lues"));
    assert_eq!(looks.count(), 3, "{log:?}");

    world.as_role(StaffRole::Manager).await;
    assert_eq!(world.get(&format!("{path}/questions")).await.status(), 403);
    assert!(!text(world.get(path).await).await.contains(&format!("{path}/questions")));
}

#[tokio::test]
async fn a_report_opens_with_eight_figures_and_what_to_do_next() {
    let mut world = World::new().await;
    world.log_in().await;
    world.post("/", &[("text", TELEWORK)]).await;
    world.post("/", &[("text", "zblorg trapibule")]).await;
    let page = text(world.get("/staff/rapports/permanence-2026-11").await).await;
    let (first, rest) = page.split_once("<details class=\"all\">").expect("the rest is behind");
    assert_eq!(first.matches("<dt>").count(), 8, "{first}");
    assert!(first.contains("1 question est restée sans réponse, sur 2"), "{first}");
    assert_eq!(rest.matches("<dt>").count(), crate::report::DEFINITIONS.len());
    let versions = text(world.get("/staff/rapports/permanence-2026-11/versions").await).await;
    assert!(versions.contains("Ce rapport change encore"), "{versions}");
}

#[tokio::test]
async fn the_pictures_of_a_report_stand_in_its_page_with_their_words_and_figures() {
    let mut world = World::new().await;
    world.log_in().await;
    world.post("/", &[("text", TELEWORK)]).await;
    let page = text(world.get("/staff/rapports/permanence-2026-11").await).await;
    assert!(page.contains("role=\"img\" aria-labelledby=\"answer_rate-titre answer_rate-texte\""), "{page}");
    assert!(page.contains("<desc id=\"answer_rate-texte\">ont reçu une réponse\u{a0}: 100\u{a0}%"), "{page}");
    assert!(page.contains("<th scope=\"row\">ont reçu une réponse</th><td class=\"number\">100\u{a0}%</td>"), "{page}");
    assert!(!page.contains(" style="), "the policy of the page lets no style through");
}

#[tokio::test]
async fn the_glossary_says_what_each_figure_is() {
    let mut world = World::new().await;
    world.log_in().await;
    world.post("/", &[("text", TELEWORK)]).await;
    for page in ["/staff/rapports", "/staff/rapports/permanence-2026-11"] {
        assert!(text(world.get(page).await).await.contains("href=\"/staff/glossaire\""), "{page}");
    }
    let page = text(world.get("/staff/glossaire").await).await;
    for definition in crate::report::DEFINITIONS {
        let (_, card) = page.split_once(&format!("id=\"{}\">", definition.key)).expect(definition.key);
        let card = card.split("</div>").next().unwrap_or_default().replace("&#39;", "'").replace("&nbsp;", " ").replace('\u{a0}', " ");
        let base = definition.base.map(|base| format!("base : {base}<"));
        let said = [definition.label, definition.formula, definition.unit.words(), definition.origin.words(), definition.few.words()];
        for words in said.into_iter().chain(base.as_deref()) {
            assert!(card.contains(words), "« {words} » in {card}");
        }
    }
}

#[tokio::test]
async fn a_link_is_added_refused_and_removed() {
    let mut world = World::new().await;
    world.log_in().await;
    let link = |slug: &'static str, target: &'static str| [("lien", slug), ("source", "presse"), ("cible", target)];
    assert_eq!(world.post("/staff/liens", &link("journal", "")).await.status(), 303);
    for (form, words) in [
        (link("journal", ""), "Le lien «\u{a0}journal\u{a0}» existe déjà"),
        (link("Journal", ""), "«\u{a0}Journal\u{a0}» ne convient pas"),
        (link("autre", "https://evil.example/"), "«\u{a0}https://evil.example/\u{a0}» n&#39;est pas permis"),
    ] {
        let refused = text(world.post("/staff/liens", &form).await).await;
        assert!(refused.contains(words), "{words}: {refused}");
    }
    world.get("/r/journal").await;
    let list = text(world.get("/staff/liens").await).await;
    assert!(list.contains("/r/journal</a></th><td>presse</td><td>le t&#39;chat</td><td class=\"number\">1</td>"), "{list}");
    let removed = world.post("/staff/liens/journal/retirer", &[]).await;
    assert_eq!(removed.headers()["location"], "/staff/liens?fait=retire");
    assert_eq!(world.get("/r/journal").await.status(), 410);
}

/// Somebody asks on the page and gives their question to people; gives its queued question.
async fn given_to_people(world: &World) -> String {
    let page = text(world.post("/", &[("text", TELEWORK)]).await).await;
    let (conversation, exchange) = (field(&page, "conversation"), field(&page, "exchange"));
    let tap = [("gesture", "confirm_age_and_hand_over"), ("conversation", &*conversation), ("exchange", &exchange)];
    world.post("/geste", &tap).await;
    world.store.queue(world.clock.now()).await.expect("the queue").pop().expect("a question").id.to_string()
}

async fn told(world: &World, response: reqwest::Response) -> String {
    assert_eq!(response.status(), 303);
    text(world.get(response.headers()["location"].to_str().expect("an address")).await).await
}

#[tokio::test]
async fn a_question_is_taken_by_one_given_back_and_declined_with_a_reason() {
    let mut world = World::new().await;
    world.log_in().await;
    let id = given_to_people(&world).await;
    let at = |gesture: &str| format!("/staff/questions/{id}/{gesture}");
    let list = told(&world, world.post(&at("prendre"), &[]).await).await;
    assert!(list.contains("Vous vous en occupez, jusqu'au 23/11/2026 à 10\u{a0}h\u{a0}10."), "{list}");
    let list = told(&world, world.post(&at("rendre"), &[("theme", "nowhere")]).await).await;
    assert!(list.contains("La question est rendue") && list.contains("Je m'en occupe</button>"), "{list}");
    // Somebody else has it: no gesture is shown, none is done.
    world.store.take(&crate::words::QueuedId::new(&*id), &crate::words::AccountId::new("other"), world.clock.now()).await.expect("a take");
    let list = told(&world, world.post(&at("clore"), &[]).await).await;
    assert!(list.contains("quelqu&#39;un d&#39;autre a pris cette question") && !list.contains("name=\"reponse\""), "{list}");
    let late = world.post(&format!("/staff/questions/{id}"), &[("reponse", "Deux jours.")]).await;
    assert_eq!(late.status(), 422);
    assert!(text(late).await.contains("a pris cette question entre-temps"));
    world.wait(11);
    let list = told(&world, world.post(&at("decliner"), &[("reponse", "C'est une affaire de l'État.")]).await).await;
    assert!(list.contains("dit à toutes les personnes") && list.contains("Personne n'attend de réponse."), "{list}");
}

#[tokio::test]
async fn an_answer_is_made_public_or_begun_as_an_entry() {
    let mut world = World::new().await;
    world.log_in().await;
    let hour = jiff::SignedDuration::from_hours(1);
    let (opens, closes) = (world.clock.now(), world.clock.now() + hour);
    let session = crate::sessions::plan("Un soir", opens, closes, opens).expect("a session");
    world.store.plan_session(&session, opens).await.expect("a plan");
    world.wait(1);
    let id = given_to_people(&world).await;
    let answered = format!("/staff/reponses-donnees/{id}");
    assert_eq!(world.get(&answered).await.status(), 404, "nobody answered yet");
    let next = told(&world, world.post(&format!("/staff/questions/{id}"), &[("reponse", "Deux jours."), ("suite", "public")]).await).await;
    assert!(next.contains("Rendre publique</button>") && next.contains("Ajouter à la FAQ</button>"), "{next}");
    let publish = format!("{answered}/publier");
    for (question, answer, words) in [
        ("", "Deux jours.", "Écrivez la question et la réponse"),
        ("Le télétravail ?", "Écrivez à anne@exemple.fr", "Ce texte contient une adresse"),
        (&*"é".repeat(201), "Oui", "La question compte 200 caractères au plus"),
    ] {
        let refused = world.post(&publish, &[("question", question), ("reponse", answer)]).await;
        assert_eq!(refused.status(), 422);
        assert!(text(refused).await.contains(words), "{words}");
    }
    let address = format!("/sessions/{}", session.id);
    assert!(!text(world.get(&address).await).await.contains("<h3>"));
    told(&world, world.post(&publish, &[("question", "Combien de jours de télétravail ?"), ("reponse", "**Deux** jours.")]).await).await;
    let page = text(world.get(&address).await).await;
    assert!(page.contains("<h3>Combien de jours de télétravail ?</h3><p><strong>Deux</strong> jours.</p>"), "{page}");
    told(&world, world.post(&format!("{answered}/retirer"), &[]).await).await;
    assert!(!text(world.get(&address).await).await.contains("<h3>"));
}

#[tokio::test]
async fn a_question_is_entrusted_to_somebody_who_answers() {
    let mut world = World::new().await;
    let expert = world.as_role(StaffRole::Expert).await;
    let manager = world.as_role(StaffRole::Manager).await;
    world.log_in().await;
    let address = format!("/staff/questions/{}/confier", world.a_waiting_question().await);
    let in_charge = async |world: &World| world.store.queue(world.clock.now()).await.expect("a queue")[0].in_charge.clone();
    assert_eq!(world.post(&address, &[("responsable", expert.as_str())]).await.status(), 303);
    assert_eq!(in_charge(&world).await.map(|charged| charged.account), Some(expert));
    let page = text(world.get("/staff/questions").await).await;
    assert!(page.contains(", suivie par Dominique") && page.contains("\" selected>Dominique"), "{page}");
    world.post(&address, &[("responsable", manager.as_str())]).await;
    assert_eq!(in_charge(&world).await, None, "a manager does not answer");
    let absent = world.post("/staff/questions/absente/confier", &[]).await;
    assert!(absent.headers()["location"].to_str().expect("an address").ends_with("fait=plus-en-attente"));
}
