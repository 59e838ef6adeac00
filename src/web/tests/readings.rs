//! Reports read without an account: by a link to one of them, by a token.

use super::*;

/// A candidate's own words, which are not those of the answer.
const ASKED: &str = "dites-moi, combien de jours de télétravail par semaine ?";

/// A past session in which somebody asked something, rated it and said why.
async fn a_session(world: &World) -> String {
    let (now, hour) = (world.clock.now(), jiff::SignedDuration::from_hours(1));
    let session = crate::sessions::plan("Un soir", now, now + hour, now - hour).expect("a session");
    world.store.plan_session(&session, now).await.expect("a plan");
    world.wait(1);
    let page = text(world.post("/", &[("text", ASKED)]).await).await;
    let conversation = field(&page, "conversation");
    for form in [
        [("gesture", "confirm_age"), ("session", ""), ("stars", ""), ("said", "")],
        [("gesture", "satisfaction"), ("session", session.id.as_str()), ("stars", "5"), ("said", "Un mot à moi")],
    ] {
        let form = [form.as_slice(), &[("conversation", &*conversation)]].concat();
        assert_eq!(world.post("/geste", &form).await.status(), 200);
    }
    world.wait(60);
    session.id.to_string()
}

/// What stands in the frame of what is shown once.
fn shown_once(page: &str) -> String {
    let (_, from) = page.split_once("<pre class=\"copied\" tabindex=\"0\" aria-label=\"").expect("something to copy");
    let (_, from) = from.split_once('>').expect("something to copy");
    from.split('<').next().unwrap_or_default().replace("&#x2F;", "/").to_owned()
}

async fn log(world: &World) -> Vec<String> {
    let lines = world.store.audit_lines(None, 0, 1_000).await.expect("the log");
    lines.into_iter().rev().map(|line| format!("{}: {} {}", line.done.name, line.done.action, line.done.object)).collect()
}

/// Whether a word stands anywhere in the folder of the database.
fn is_kept(world: &World, word: &str) -> bool {
    let files = fs::read_dir(world.folder.path()).expect("the folder").filter_map(|file| fs::read(file.ok()?.path()).ok());
    files.into_iter().any(|bytes| bytes.windows(word.len()).any(|part| part == word.as_bytes()))
}

/// Asks for a report as a program; gives the status, and the text.
async fn reads(world: &World, id: &str, authorization: Option<&str>) -> (u16, String) {
    let request = world.client.get(format!("{}/api/reports/{id}", world.address));
    let request = authorization.into_iter().fold(request, |request, given| request.header("authorization", given));
    let response = request.send().await.expect("a response");
    let (status, kind) = (response.status().as_u16(), response.headers()[CONTENT_TYPE].to_str().expect("a kind").to_owned());
    assert!(kind.starts_with("application/json"), "{kind}");
    (status, text(response).await)
}

fn error(json: &str) -> String {
    serde_json::from_str::<Value>(json).expect("JSON")["error"].as_str().expect("one sentence").replace('\u{a0}', " ")
}

#[tokio::test]
async fn a_link_opens_one_report_to_who_has_no_account_and_nothing_else() {
    let mut world = World::new().await;
    let session = a_session(&world).await;
    world.as_role(StaffRole::Manager).await;
    let links = format!("/staff/rapports/{session}/liens");
    assert!(text(world.get(&format!("/staff/rapports/{session}")).await).await.contains(&links), "the report leads there");
    for (nom, jours) in [("", "7"), ("La directrice", "8"), ("La directrice", ""), ("La directrice", "-7")] {
        let refused = world.post(&links, &[("nom", nom), ("jours", jours)]).await;
        assert_eq!(refused.status(), 422, "{nom} {jours}");
        assert!(text(refused).await.contains(&format!("value=\"{nom}\"")), "what was typed comes back");
    }
    let page = text(world.post(&links, &[("nom", "La directrice"), ("jours", "7")]).await).await;
    let address = shown_once(&page);
    assert!(address.starts_with(&format!("{}/rapport/", world.address)), "{address}");
    let path = address.trim_start_matches(&world.address).to_owned();
    let token = path.trim_start_matches("/rapport/").to_owned();
    let listed = text(world.get(&links).await).await;
    assert!(listed.contains("La directrice") && !listed.contains(&token), "it is shown once: {listed}");
    assert!(!is_kept(&world, &token), "it is kept hashed");

    let manager = world.cookie.take();
    let report = text(world.get(&path).await).await;
    assert!(report.contains("<h1>Un soir</h1>") && report.contains("<dt>Satisfaction (CSAT)</dt>"), "{report}");
    for hidden in ["/staff", "/api/", "Excel", "Un mot à moi", ASKED, "href=\"/\""] {
        assert!(!report.contains(hidden), "{hidden}: {report}");
    }
    world.get(&path).await;
    for closed in
        [format!("/staff/rapports/{session}"), format!("/staff/rapports/{session}/csv"), format!("/staff/rapports/{session}.json")]
    {
        assert_eq!(world.get(&closed).await.status(), 401, "{closed}");
    }
    assert_eq!(reads(&world, &session, Some(&format!("Bearer {token}"))).await.0, 401, "a link is no token");
    for (wrong, status) in [(random_word(), 404), ("a".to_owned(), 404), (token.to_uppercase(), 404)] {
        assert_eq!(world.get(&format!("/rapport/{wrong}")).await.status(), status, "{wrong}");
    }

    world.wait(7 * 24 * 60);
    let over = world.get(&path).await;
    assert_eq!(over.status(), 410);
    let over = text(over).await;
    assert!(over.contains("Ce lien a expiré le") && !over.contains("Un soir"), "{over}");

    world.cookie = manager;
    assert!(!text(world.get(&links).await).await.contains("La directrice"), "it serves no more");
    let path = shown_once(&text(world.post(&links, &[("nom", "Le maire"), ("jours", "90")]).await).await).replace(&world.address, "");
    let key = world.store.report_keys(Some(&crate::words::SessionId::new(&*session)), world.clock.now()).await.expect("keys").remove(0);
    assert_eq!(world.get(&path).await.status(), 200);
    // The identifier of a link taken back by the page of another report does nothing.
    let other = world.post(&format!("/staff/rapports/permanence-2026-11/liens/{}/reprendre", key.id), &[]).await;
    assert!(other.headers()["location"].to_str().expect("a page").ends_with("fait=cle-absente"));
    for done in ["invitation-reprise", "cle-absente"] {
        let back = world.post(&format!("{links}/{}/reprendre", key.id), &[]).await;
        assert!(back.headers()["location"].to_str().expect("a page").ends_with(&format!("fait={done}")));
    }
    let gone = world.get(&path).await;
    assert_eq!(gone.status(), 410);
    assert!(text(gone).await.contains("Ce lien a été repris le"));
    let expected = [
        format!("Dominique: lien vers un rapport donné {session}"),
        format!("La directrice: rapport lu par un lien {session}"),
        format!("Dominique: lien vers un rapport donné {session}"),
        format!("Le maire: rapport lu par un lien {session}"),
        format!("Dominique: lien vers un rapport repris {session}"),
    ];
    assert_eq!(log(&world).await, expected, "read twice in a day, noted once");
    assert_eq!(world.get("/staff/rapports/inconnu/liens").await.status(), 404);
    assert_eq!(world.post("/staff/rapports/inconnu/liens", &[("nom", "Anne"), ("jours", "7")]).await.status(), 404);
}

#[tokio::test]
async fn a_program_reads_a_report_with_a_token_and_is_told_why_when_it_may_not() {
    let mut world = World::new().await;
    let session = a_session(&world).await;
    world.log_in().await;
    assert_eq!(world.post("/staff/jetons", &[("nom", "Tableau de bord"), ("jours", "7")]).await.status(), 422);
    let page = text(world.post("/staff/jetons", &[("nom", "Tableau de bord"), ("jours", "30")]).await).await;
    let token = shown_once(&page);
    assert!(token.len() == 32 && !text(world.get("/staff/jetons").await).await.contains(&token) && !is_kept(&world, &token));

    let bearer = format!("Bearer {token}");
    let (status, json) = reads(&world, &session, Some(&bearer)).await;
    let printed: Value = serde_json::from_str(&text(world.get(&format!("/staff/rapports/{session}.json")).await).await).expect("JSON");
    assert_eq!((status, serde_json::from_str::<Value>(&json).expect("JSON")), (200, printed));
    assert!(json.starts_with("{\n  ") && json.ends_with("}\n"), "as the command prints it: {json}");
    assert_eq!(reads(&world, "permanence-2026-11", Some(&format!("bearer  {token}"))).await.0, 200);
    let (status, told) = reads(&world, "inconnu", Some(&bearer)).await;
    assert_eq!((status, &*error(&told)), (404, "Il n'y a ni session ni mois de ce nom."));
    for given in [None, Some("Basic YTpi"), Some("Bearer"), Some("Bearer "), Some(&*token)] {
        let (status, told) = reads(&world, &session, given).await;
        assert_eq!(status, 401, "{given:?}");
        assert!(error(&told).starts_with("Donnez un jeton") || error(&told) == "Ce jeton n'est pas connu.", "{told}");
    }
    let (status, told) = reads(&world, &session, Some(&format!("Bearer {}", random_word()))).await;
    assert_eq!((status, &*error(&told)), (401, "Ce jeton n'est pas connu."));
    let response = world.client.get(format!("{}/api/reports/{session}", world.address)).send().await.expect("a response");
    assert_eq!(response.headers()["www-authenticate"], "Bearer");
    assert_eq!(world.get(&format!("/rapport/{token}")).await.status(), 404, "a token is no link");
    let written = world.client.post(format!("{}/api/reports/{session}", world.address)).header("authorization", &bearer);
    assert_eq!(written.send().await.expect("a response").status(), 405);

    let key = world.store.report_keys(None, world.clock.now()).await.expect("keys").remove(0);
    assert_eq!(world.post(&format!("/staff/jetons/{}/reprendre", key.id), &[]).await.status(), 303);
    let (status, told) = reads(&world, &session, Some(&bearer)).await;
    assert!(status == 403 && error(&told).starts_with("Ce jeton a été repris le"), "{told}");
    let short = shown_once(&text(world.post("/staff/jetons", &[("nom", "Essai"), ("jours", "30")]).await).await);
    world.wait(30 * 24 * 60);
    let (status, told) = reads(&world, &session, Some(&format!("Bearer {short}"))).await;
    assert!(status == 403 && error(&told).starts_with("Ce jeton a expiré le"), "{told}");
    let read = log(&world).await.into_iter().filter(|line| line.contains("lu par un programme")).collect::<Vec<_>>();
    assert_eq!(
        read,
        [
            format!("Tableau de bord: rapport lu par un programme {session}"),
            "Tableau de bord: rapport lu par un programme permanence-2026-11".to_owned()
        ]
    );
}

#[tokio::test]
async fn a_program_that_asks_too_often_is_held_back() {
    let world = World::new().await;
    let asked = futures::future::join_all((0..100).map(|_| reads(&world, "permanence-2026-11", None))).await;
    let held = asked.iter().filter(|(status, _)| *status == 429).count();
    assert!((30..=40).contains(&held), "{held} were held back");
}
