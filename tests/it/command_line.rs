//! The program as an operator starts it: real processes, what they print, their codes.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use serde_json::Value;

use crate::serving::start;
use crate::world::write_responses;

pub(crate) struct Bench {
    folder: tempfile::TempDir,
}

impl Bench {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        write_responses(&folder.path().join("responses"));
        Self { folder }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tchat"));
        command.args(arguments).current_dir(self.path()).env_clear().env("TCHAT_LISTEN", "127.0.0.1:0");
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    pub(crate) fn prints(&self, arguments: &[&str]) -> String {
        let done = self.run(arguments);
        assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    }

    /// What is said on standard error by a command that fails with code 1.
    pub(crate) fn refuses(&self, command: &mut Command) -> String {
        let done = command.output().unwrap();
        assert_eq!(done.status.code(), Some(1), "{}", String::from_utf8_lossy(&done.stdout));
        assert_eq!(String::from_utf8_lossy(&done.stdout), "", "nothing but results goes to standard output");
        String::from_utf8(done.stderr).unwrap()
    }
}

#[test]
fn a_question_at_the_prompt_gets_its_answer_as_text_and_as_json() {
    let bench = Bench::new();
    assert!(bench.prints(&["ask", "combien de jours de télétravail"]).starts_with("Jusqu'à deux jours par semaine, selon le poste."));
    let json: Value = serde_json::from_str(&bench.prints(&["ask", "--json", "combien de jours de télétravail"])).unwrap();
    assert_eq!((&json["outcome"], &json["entry"]), (&"answer".into(), &"teletravail-jours".into()));
    assert!(json["confidence"].as_f64().is_some_and(|sure| (0.0..=1.0).contains(&sure)));
    assert!(json["micros"].is_u64() && json["faq_version"].as_str().is_some_and(|version| version.len() == 12));
    assert!(!bench.path().join("data").exists(), "asking records nothing");
    for (question, outcome) in [
        ("bonjour", "small_talk"),
        ("où jeter mon vieux frigo", "out_of_scope"),
        ("zblorg fnuk", "unknown"),
        ("", "refused"),
        ("🙃🍕", "refused"),
    ] {
        let json: Value = serde_json::from_str(&bench.prints(&["ask", "--json", question])).unwrap();
        assert_eq!(json["outcome"], outcome, "{question}: {json}");
    }
}

#[test]
fn check_says_what_is_wrong_and_where() {
    let bench = Bench::new();
    let good = bench.prints(&["check"]);
    assert!(good.contains("0 erreur,"), "{good}");
    let file = bench.path().join("responses/faq/remuneration/salaire.md");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("responsable: DRH", "responsible: DRH")).unwrap();
    let done = bench.run(&["check"]);
    assert_eq!(done.status.code(), Some(1));
    let told = String::from_utf8(done.stdout).unwrap();
    assert!(told.contains("responses/faq/remuneration/salaire.md:3:1: erreur"), "{told}");
    let end = told.rsplit_once("Fichiers en erreur, à corriger\u{a0}: 1\n").expect("the list at the end").1;
    let meanwhile = "La page «\u{a0}Fichiers\u{a0}» dit ce que les candidats lisent en attendant.";
    assert!(end.starts_with(&format!("  responses/faq/remuneration/salaire.md\n{meanwhile}\n\n")) && end.lines().count() == 4, "{end}");
    let (reports, wrong) = told.split_once("responses/faq/remuneration/salaire.md:3:1: erreur").expect("the error");
    assert!(reports.contains("trouvent leur réponse") && wrong.lines().count() < 15, "the error stands at the end: {told}");
    assert!(bench.prints(&["ask", "faut-il un concours"]).contains("sans concours"), "the other files serve");
}

#[test]
fn a_command_that_only_reads_makes_no_database() {
    let bench = Bench::new();
    for command in
        [&["versions"][..], &["versions", "compare", "a"], &["report", "a"], &["session", "list"], &["link", "list"], &["staff", "list"]]
    {
        let told = bench.refuses(&mut bench.command(command)).replace('\u{a0}', " ");
        let expected = "erreur : il n'y a pas de base de données « data/tchat.db » : donnez la bonne avec --database, ou lancez d'abord « tchat run »\n";
        assert_eq!(told, expected, "{command:?}");
    }
    assert!(bench.prints(&["freshness"]).starts_with("Relecture en retard"));
    assert!(!bench.path().join("data").exists());
}

#[test]
fn check_speaks_to_programs_too_and_makes_no_database() {
    let bench = Bench::new();
    let file = bench.path().join("responses/faq/remuneration/salaire.md");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("responsable: DRH", "responsible: DRH")).unwrap();
    std::fs::write(bench.path().join("responses/questions-frequentes.md"), "- teletravail-jours\n").unwrap();

    let done = bench.run(&["check", "--format", "json"]);
    assert_eq!((done.status.code(), done.stderr.as_slice()), (Some(1), b"".as_slice()), "no progress outside a terminal");
    let told: Value = serde_json::from_slice(&done.stdout).unwrap();
    let problem = told["problems"].as_array().unwrap().iter().find(|problem| problem["severity"] == "error").unwrap();
    let expected = serde_json::json!({
        "path": "responses/faq/remuneration/salaire.md", "line": 3, "column": 1, "severity": "error",
        "message": "la clé «\u{a0}responsible\u{a0}» n'existe pas", "help": "vouliez-vous écrire «\u{a0}responsable\u{a0}»\u{a0}?",
        "source_line": "responsible: DRH",
    });
    assert_eq!((problem, &told["errors"]), (&expected, &1.into()));
    assert!(told["served"].as_u64().is_some_and(|served| served > 1) && told["warnings"].is_u64());
    assert!(told["findability"]["entries"].as_array().is_some_and(|entries| entries.len() as u64 == told["served"].as_u64().unwrap()));
    assert_eq!((&told["most_asked"]["source"], &told["most_asked"]["entries"][0]), (&"list".into(), &"teletravail-jours".into()));

    let done = bench.run(&["check", "--quick", "--format", "github", "--responses", "./responses"]);
    let told = String::from_utf8(done.stdout).unwrap();
    let expected = "::error file=responses/faq/remuneration/salaire.md,line=3,col=1::la clé «\u{a0}responsible\u{a0}» n'existe pas\
                    %0Avouliez-vous écrire «\u{a0}responsable\u{a0}»\u{a0}?";
    assert!(told.lines().any(|line| line == expected), "{told}");
    assert!(!told.contains("Posées sans avoir été apprises") && told.contains("questions les plus posées"), "{told}");
    assert!(!bench.path().join("data").exists(), "checking makes no database");
}

#[test]
fn a_session_is_planned_opened_closed_and_reported() {
    let bench = Bench::new();
    let id = bench.prints(&["session", "plan", "--title", "Les métiers", "--opens", "2099-12-03 18:00", "--minutes", "60"]);
    assert_eq!(id, "2099-12-03-les-metiers\n");
    let id = id.trim();
    assert!(
        bench
            .refuses(&mut bench.command(&["session", "plan", "--title", "Les métiers", "--opens", "2099-12-03 18:00"]))
            .contains("existe déjà")
    );
    assert!(bench.prints(&["session", "open", id]).contains("ouverte"));
    assert!(bench.prints(&["session", "list"]).contains("ouverte"));
    assert!(bench.prints(&["session", "close", id]).contains("fermée"));
    assert!(bench.refuses(&mut bench.command(&["session", "close", id])).contains("déjà fermée"));
    let report: Value = serde_json::from_str(&bench.prints(&["report", id, "--format", "json"])).unwrap();
    assert_eq!(report["metrics"]["contacts"]["value"], 0);
    assert_eq!(report["metrics"]["answer_rate"]["missing"], true);
    assert!(bench.prints(&["report", id]).contains("Taux de réponse\u{a0}: non renseigné"));
    assert!(bench.refuses(&mut bench.command(&["report", "nulle-part"])).contains("il n'y a pas de session « nulle-part »"));
}

#[test]
fn links_are_added_listed_and_removed() {
    let bench = Bench::new();
    assert_eq!(bench.prints(&["link", "add", "salon-2026", "--source", "salon"]), "/r/salon-2026\n");
    assert!(bench.refuses(&mut bench.command(&["link", "add", "salon-2026", "--source", "salon"])).contains("existe déjà"));
    let off_list = bench.refuses(&mut bench.command(&["link", "add", "x", "--source", "salon", "--target", "https://evil.example/"]));
    assert!(off_list.contains("n'est pas permis"), "{off_list}");
    assert!(bench.prints(&["link", "remove", "salon-2026"]).contains("retiré"));
    assert!(bench.prints(&["link", "list"]).contains("/r/salon-2026\tsalon\tretiré\t0"));
}

#[test]
fn accounts_are_given_listed_and_taken_back() {
    let bench = Bench::new();
    let link = bench.prints(&["staff", "invite", "--role", "admin", "Camille Petit"]);
    let (origin, token) = link.trim().split_once("/staff/entrer/").expect("a link");
    assert!(origin.starts_with("http://127.0.0.1:"), "{link}");
    assert_eq!(token.len(), 32);
    let listed = bench.prints(&["staff", "list"]);
    let (id, rest) = listed.split_once('\t').expect("a line");
    assert!(rest.starts_with("Camille Petit\tadmin\tnouveau compte, lien valable jusqu'au "), "{listed}");
    assert!(!listed.contains(token), "the secret is shown once");
    assert_eq!(bench.prints(&["staff", "revoke", id]), "Le lien est repris : il ne sert plus.\n");
    let nobody = "Personne n'a de compte : « tchat run » affiche au démarrage le lien qui fait le premier.\n";
    assert_eq!(bench.prints(&["staff", "list"]), nobody);
    let told = bench.refuses(&mut bench.command(&["staff", "invite", "--role", "rh"]));
    assert_eq!(told, "erreur : il manque <NOM> (« tchat --help » montre tout)\n");
    for (arguments, told) in [
        (["staff", "revoke", id].as_slice(), "il n'y a ni compte ni lien"),
        (&["staff", "reset", "camille"], "il n'y a ni compte ni lien « camille » : « tchat staff list » les montre"),
        (
            &["staff", "invite", "--role", "chef", "Camille"],
            "le rôle « chef » n'existe pas : écrivez rh, communication, expert, manager ou admin",
        ),
        (&["staff", "invite", "--role", "rh", " "], "il manque le nom que l'équipe lira"),
    ] {
        let refused = bench.refuses(&mut bench.command(arguments));
        assert!(refused.contains(told), "{arguments:?}: {refused}");
    }
}

#[test]
fn an_admin_locked_out_comes_back_by_the_command_line() {
    let bench = Bench::new();
    let database = "sqlite:data/tchat.db";
    let mut running = start(&bench, database);
    let first = running.printed.split("/staff/entrer/").nth(1).and_then(|rest| rest.get(..32)).expect("the first link").to_owned();
    let web = running.web.clone();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let post = |path: String, form: Vec<(&'static str, &'static str)>| {
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let url = format!("http://{web}{path}");
        runtime.block_on(async move { http.post(url).form(&form).send().await.unwrap().status().as_u16() })
    };
    let password = "un vélo bleu dans la cour";
    let new = vec![("nom", "Camille"), ("identifiant", "camille"), ("mot_de_passe", password), ("encore", password)];
    assert_eq!(post(format!("/staff/entrer/{first}"), new), 303);
    for _ in 0..5 {
        assert_eq!(post("/staff/connexion".to_owned(), vec![("identifiant", "camille"), ("mot_de_passe", "oublié")]), 422);
    }
    assert_eq!(post("/staff/connexion".to_owned(), vec![("identifiant", "camille"), ("mot_de_passe", password)]), 422, "it waits");
    assert_eq!(bench.prints(&["staff", "list", "--database", database]), "camille\tCamille\tadmin\tactif\n");
    let last = bench.refuses(&mut bench.command(&["staff", "revoke", "camille", "--database", database]));
    assert!(last.contains("« camille » est le dernier compte qui administre les autres"), "{last}");
    let link = bench.prints(&["staff", "reset", "Camille", "--database", database, "--public-url", "https://tchat.example"]);
    let path = link.trim().strip_prefix("https://tchat.example").expect("a link").to_owned();
    assert_eq!(post(path, vec![("mot_de_passe", "trois chats sur un toit"), ("encore", "trois chats sur un toit")]), 303);
    assert_eq!(post("/staff/connexion".to_owned(), vec![("identifiant", "camille"), ("mot_de_passe", "trois chats sur un toit")]), 303);
    running.signal("-TERM");
    assert_eq!(running.ends_within(Duration::from_secs(10)), Some(0));
    let mut again = start(&bench, database);
    assert!(again.printed.contains("connectez-vous sur http://") && !again.printed.contains("/staff/entrer/"), "{}", again.printed);
    again.signal("-TERM");
    assert_eq!(again.ends_within(Duration::from_secs(10)), Some(0));
}

#[test]
fn the_offers_of_the_week_are_previewed_written_and_listed() {
    let bench = Bench::new();
    let week = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/offres-hebdomadaires.csv");
    let list = bench.path().join("responses/employeurs-suivis.md");
    let nobody = bench.refuses(&mut bench.command(&["offers", "import", week])).replace('\u{a0}', " ");
    assert_eq!(
        nobody,
        "erreur : aucun employeur n'est suivi : écrivez un nom par ligne dans responses/employeurs-suivis.md, \
         par exemple « - Ville de Rouen »\n"
    );
    std::fs::write(&list, "-Ville de Clairmare\n").unwrap();
    assert!(bench.refuses(&mut bench.command(&["offers", "import", week])).contains("a des erreurs"));
    let checked = String::from_utf8(bench.run(&["check"]).stdout).unwrap();
    assert!(checked.contains("responses/employeurs-suivis.md:1:1: erreur: il manque une espace après le tiret"), "{checked}");
    std::fs::write(&list, "- Ville de Clairmare\n- Clairmare Métropole\n").unwrap();
    for (file, told) in
        [("rien.csv", "rien.csv"), ("responses", "c'est un dossier"), ("responses/employeurs-suivis.md", "il manque les colonnes")]
    {
        let error = bench.refuses(&mut bench.command(&["offers", "import", file]));
        assert!(error.contains(told) && error.trim().lines().count() == 1, "{error}");
    }

    let preview = bench.prints(&["offers", "import", week]);
    assert!(preview.contains("Nouvelles\u{a0}: 5\n") && preview.contains("Rien n'est écrit"), "{preview}");
    assert!(!bench.path().join("responses/offres").exists());
    let written = bench.prints(&["offers", "import", week, "--write"]);
    assert!(written.contains("5 fichiers sont écrits.\nLes nouvelles offres sont des brouillons"), "{written}");
    assert!(bench.prints(&["check"]).contains("0 erreur,"), "what is written is right");
    let again: Value = serde_json::from_str(&bench.prints(&["offers", "import", week, "--write", "--json"])).unwrap();
    assert_eq!((&again["unchanged"], &again["new"], &again["written"]["count"]), (&5.into(), &Value::Array(Vec::new()), &0.into()));
    assert_eq!(again["skipped"]["without_reference"], serde_json::json!({ "count": 1, "lines": [11] }));

    let listed = bench.prints(&["offers", "list"]);
    let first = "o076990000000001\touverte\tbrouillon\t31/12/2099\tArchitecte logiciel(le)\tClairmare Métropole\toffres-hebdomadaires.csv";
    assert_eq!((listed.lines().count(), listed.lines().next()), (5, Some(first)));
    std::fs::write(bench.path().join("responses/offres/a-la-main.md"), "---\nstatut: brouillon\n").unwrap();
    assert!(bench.prints(&["offers", "list"]).starts_with("a-la-main\tillisible\t"), "a broken file is told, the others are listed");
    assert!(!bench.path().join("data").exists(), "no database is needed");
}

#[test]
fn what_cannot_start_says_why_in_one_sentence() {
    let bench = Bench::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    std::fs::write(bench.path().join("tchat.toml"), "ecoute = \"127.0.0.1:0\"\n").unwrap();
    for (arguments, variable, told) in [
        (&["run", "--listen", &taken][..], ("X", ""), "est déjà prise"),
        (&["run"], ("DATABASE_URL", "postgres://nobody:secret@127.0.0.1:1/none"), "la base PostgreSQL ne répond pas"),
        (&["run"], ("DATABASE_URL", "mysql://x"), "doit commencer par « sqlite: » ou « postgres: »"),
        (&["run"], ("DATABASE_URL", "postgres://hote:port/base"), "l'adresse PostgreSQL est mal écrite"),
        (&["run", "--config", "tchat.toml"], ("X", ""), "tchat.toml:1: le réglage « ecoute » n'existe pas"),
        (&["run", "--listne", "1"], ("X", ""), "le réglage « --listne » n'existe pas ; voulez-vous dire « --listen » ?"),
        (&["sesion"], ("X", ""), "la commande « sesion » n'existe pas ; voulez-vous dire « session » ?"),
        (&["ask"], ("X", ""), "il manque <QUESTION>"),
        (&["ask", "bonjour", "--responses", "nulle-part"], ("X", ""), "aucune réponse à servir dans « nulle-part »"),
        (&["run", "--responses", "nulle-part"], ("X", ""), "aucune réponse à servir dans « nulle-part »"),
        (&["session", "plan", "--title", "t", "--opens", "demain"], ("X", ""), "« demain » n'est pas une date et une heure"),
        (&["session", "plan", "--title", "t", "--opens", "2099-01-01 18:00", "--minutes", "4294967295"], ("X", ""), "vérifiez la durée"),
        (&["session", "plan", "--title", "t", "--opens", "2020-01-01 18:00"], ("X", ""), "serait déjà finie"),
        (&["run"], ("TCHAT_LISTEN", "partout"), "« partout » n'est pas une adresse pour --listen"),
        (&["run"], ("TCHAT_DISCORD_API", "http://192.0.2.1:80"), "TCHAT_DISCORD_API doit être une adresse de cette machine"),
    ] {
        let mut command = bench.command(arguments);
        command.env("DISCORD_TOKEN", "x").env(variable.0, variable.1);
        let error = bench.refuses(&mut command);
        assert!(error.contains(told), "{arguments:?}: {error}");
        assert_eq!(error.trim().lines().count(), 1, "one sentence: {error}");
        assert!(!error.contains("secret"), "no secret is shown: {error}");
    }
}

#[test]
fn a_database_of_a_newer_program_is_left_alone() {
    let bench = Bench::new();
    bench.prints(&["session", "plan", "--title", "Une session", "--opens", "2099-12-03 18:00", "--minutes", "60"]);
    let database = bench.path().join("data/tchat.db");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let url = format!("sqlite:{}", database.display());
        let mut connection = <sqlx::SqliteConnection as sqlx::Connection>::connect(&url).await.unwrap();
        let newer = "insert into _sqlx_migrations (version, description, installed_on, success, checksum, execution_time) values (9999, 'newer', '2099-01-01', true, x'00', 0)";
        sqlx::query(newer).execute(&mut connection).await.unwrap();
        sqlx::Connection::close(connection).await.unwrap();
    });
    let error = bench.refuses(&mut bench.command(&["session", "list"]));
    assert!(error.contains("la base vient d'un programme plus récent (migration 9999 inconnue)"), "{error}");
}

#[test]
fn a_report_is_written_to_a_file_that_was_not_there() {
    let bench = Bench::new();
    let id = bench.prints(&["session", "plan", "--title", "Les métiers", "--opens", "2099-12-03 18:00", "--minutes", "60"]);
    let id = id.trim();
    for (format, begins) in [("csv", "\u{feff}chiffre;".as_bytes()), ("xlsx", b"PK"), ("html", b"<!doctype html>"), ("json", b"{")] {
        let file = format!("rapport.{format}");
        let told = bench.prints(&["report", id, "--format", format, "--output", &file]);
        assert_eq!(told, format!("Le rapport est écrit dans {file}.\n"));
        assert!(fs::read(bench.path().join(&file)).unwrap().starts_with(begins), "{file}");
    }
    let before = fs::read(bench.path().join("rapport.csv")).unwrap();
    for (arguments, words) in [
        (&["--format", "csv", "--output", "rapport.csv"][..], "le fichier « rapport.csv » existe déjà"),
        (&["--format", "csv", "--output", "nulle/part.csv"], "le dossier de « nulle/part.csv » n'existe pas"),
        (&["--format", "xlsx"], "ajoutez « --output » et le nom du fichier"),
        (&["--format", "png", "--output", "image.png"], "aucun chiffre de ce rapport ne se dessine encore"),
    ] {
        let told = bench.refuses(&mut bench.command(&[&["report", id], arguments].concat()));
        assert!(told.contains(words), "{told}");
    }
    assert_eq!(fs::read(bench.path().join("rapport.csv")).unwrap(), before, "nothing is written over");
    assert!(!bench.path().join("image.png").exists());
    assert!(bench.prints(&["report", id, "--format", "csv"]).starts_with("\u{feff}chiffre;détail;valeur;"), "to the screen as well");
}

#[test]
fn help_is_in_french_to_the_last_word() {
    let bench = Bench::new();
    for arguments in [
        &["--help"][..],
        &["session", "--help"],
        &["session", "plan", "--help"],
        &["report", "-h"],
        &["ask", "--help"],
        &["link", "add", "--help"],
    ] {
        let help = bench.prints(arguments);
        for english in ["Usage:", "Commands:", "Print", "[default", "[possible", "[env", "[aliases", "[COMMAND]", "`"] {
            assert!(!help.contains(english), "{arguments:?} says « {english} »:\n{help}");
        }
    }
    assert!(bench.prints(&["--version"]).starts_with("tchat "));
}
