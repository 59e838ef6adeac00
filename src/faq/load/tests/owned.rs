//! What HR owns beside the answers: the employer's values, the sentences, the synonyms.

use super::*;

#[test]
fn mistakes_in_the_employers_values() {
    let cases = [
        (
            "quoi: \"Le texte sur la paie\"",
            "qoi: \"Le texte\"",
            "\
responses/employeur.md:3:3: erreur: la clé « qoi » n'existe pas
  |
3 |   qoi: \"Le texte\"
  |   ^
 = aide: vouliez-vous écrire « quoi » ?",
        ),
        (
            "paie:\n",
            "Paie brute:\n",
            "\
responses/employeur.md:2:1: erreur: « Paie brute » n'est pas un nom de valeur
  |
2 | Paie brute:
  | ^
 = aide: employez des minuscules sans accent, des chiffres et « _ »",
        ),
        (
            "sinon: \"La DRH vous dira la somme exacte.\"",
            "sinon: \"Voyez @everyone.\"",
            "\
responses/employeur.md:5:10: erreur: « @everyone » est une mention de Discord
  |
5 |   sinon: \"Voyez @everyone.\"
  |          ^
 = aide: retirez-la : une réponse ne prévient personne",
        ),
        (
            "  date: 2026-11-22\n",
            "  date: 2026-11-22\npaie: oui\nprime: 3\n",
            "\
responses/employeur.md:8:1: erreur: la clé « paie » est écrite deux fois : ici et ligne 2, colonne 1
  |
8 | paie: oui
  | ^
 = aide: gardez une seule des deux lignes
responses/employeur.md:9:1: erreur: la valeur « prime » n'a pas ses clés
  |
9 | prime: 3
  | ^
 = aide: écrivez dessous, avec deux espaces devant : quoi, valeur, sinon, responsable, date",
        ),
    ];
    for (from, to, expected) in cases {
        let world = World::new();
        world.write("employeur.md", EMPLOYER.replace(from, to));
        let told = world.told().replace('\u{a0}', " ");
        let (of_employer, _) = told.split_once("\nresponses/faq").unwrap_or((&told, ""));
        assert_eq!(of_employer, expected);
    }
}

#[test]
fn a_value_is_said_once_filled_in_and_never_as_a_brace() {
    let world = World::new();
    world.write("employeur.md", EMPLOYER.replace("valeur: \"\"", "valeur: \"C'est 2 500 € brut.\""));
    let (library, _) = world.load(None);
    let fill = |text: &str| library.answer(&Entry { answer: text.to_owned(), ..library.entries()[0].clone() }, TODAY);
    assert_eq!(fill("{employeur.paie}"), "C'est 2 500 € brut.");
    assert_eq!(fill("{{employeur.paie} {autre}"), "{C'est 2 500 € brut. {autre}");
    assert_eq!(fill("{employeur.adresse}"), "Ce point est à confirmer avec la DRH.");
    fs::remove_file(world.root().join("employeur.md")).expect("removed");
    let (library, told) = world.load(None);
    let expected = "\
responses/employeur.md:1:1: erreur: ce fichier manque
 = aide: les réponses y prennent les valeurs «\u{a0}{employeur.…}\u{a0}»";
    assert_eq!(told, expected);
    assert_eq!(library.answer(&library.entries()[0], TODAY), "Le salaire dépend du poste. Ce point est à confirmer avec la DRH.");
}

#[test]
fn a_sentence_comes_from_its_file_and_else_from_the_program() {
    let world = World::new();
    let fallback = "Votre message est trop long\u{a0}: 500 caractères au plus.";
    let say = |library: &Library| library.phrases().say("trop-long", &[("maximum", "500")]);
    let (library, problems) = Library::load(&world.root(), None, TODAY);
    assert_eq!(say(&library), fallback);
    let missing = "\
responses/phrases/age-confirme.md:1:1: attention: ce fichier manque\u{a0}: la phrase du programme le remplace
 = aide: écrivez un titre «\u{a0}# …\u{a0}», puis la phrase";
    assert_eq!(problems[0].to_string(), missing);
    assert_eq!(problems.len(), Phrases::names().count());
    world.write("phrases/trop-long.md", "# Message trop long\n\nPas plus de {maximum} signes, {maximum} !\n");
    let (good, told) = world.load(None);
    assert_eq!((say(&good).as_str(), told.as_str()), ("Pas plus de 500 signes, 500 !", ""));
    world.write("phrases/trop-long.md", "Pas plus de {maximun} signes.\n");
    world.write("phrases/bouton-age.md", format!("# Bouton\n\n{}\n", "oui ".repeat(30)));
    world.write("phrases/pane.md", "# Panne\n\nDésolé.\n");
    let (broken, told) = world.load(Some(&good));
    let expected = "\
responses/phrases/bouton-age.md:3:1: erreur: cette phrase compte 119 caractères, 80 au plus
  |
3 | oui oui oui oui oui oui oui oui oui oui oui oui oui oui oui oui oui oui oui oui oui oui oui oui oui oui oui oui oui oui 
  | ^
 = aide: raccourcissez-la
responses/phrases/pane.md:1:1: erreur: aucune phrase ne s'appelle « pane »
 = aide: renommez ce fichier « panne.md »
responses/phrases/trop-long.md:1:1: erreur: il manque le titre
  |
1 | Pas plus de {maximun} signes.
  | ^
 = aide: dites sur la première ligne où la phrase sert : « # … »
responses/phrases/trop-long.md:1:1: attention: cette phrase n'emploie pas « {maximum} »
  |
1 | Pas plus de {maximun} signes.
  | ^
 = aide: la personne ne lira pas ce renseignement
responses/phrases/trop-long.md:1:13: erreur: « {maximun} » n'est pas une valeur de cette phrase
  |
1 | Pas plus de {maximun} signes.
  |             ^
 = aide: les valeurs possibles sont « {maximum} »";
    assert_eq!(told.replace('\u{a0}', " "), expected);
    assert_eq!(say(&broken), "Pas plus de 500 signes, 500 !");
    assert_eq!(say(&world.load(None).0), fallback);
}

#[test]
fn words_that_mean_the_same() {
    let world = World::new();
    world.write(
        "synonymes.md",
        "# Synonymes\n\nUn groupe par ligne.\n\n- paie, salaire , rémunération\n-taf, boulot\n- seul\n- Salaire, thune\n",
    );
    let (library, told) = world.load(None);
    let expected = "\
responses/synonymes.md:6:1: erreur: il manque une espace après le tiret
  |
6 | -taf, boulot
  | ^
 = aide: écrivez « - taf, boulot »
responses/synonymes.md:7:1: erreur: cette ligne n'a pas deux mots
  |
7 | - seul
  | ^
 = aide: écrivez par exemple « - paie, salaire, rémunération »
responses/synonymes.md:8:1: attention: « Salaire » est déjà ligne 5
  |
8 | - Salaire, thune
  | ^
 = aide: réunissez les deux lignes, ou retirez le mot de l'une";
    assert_eq!(told.replace('\u{a0}', " "), expected);
    assert_eq!(library.synonyms(), [vec!["paie", "salaire", "rémunération"], vec!["Salaire", "thune"]]);
}

#[test]
fn the_list_of_what_is_asked_most() {
    let world = World::new();
    world.write(
        "faq/remuneration/brouillon.md",
        bonus().replace("publie", "brouillon").replace("prime ", "brouillon ").replace("primes", "brouillons"),
    );
    let list = "# Les plus posées\n\nUne par ligne.\n\n- salaire\n- prim\n- salaire\n- brouillon\n-\n- zzzz\n- prime\n";
    world.write("questions-frequentes.md", list);
    let (library, told) = world.load(None);
    let expected = "\
responses/questions-frequentes.md:6:1: erreur: aucune réponse ne s'appelle « prim »
  |
6 | - prim
  | ^
 = aide: vouliez-vous écrire « prime » ? Sinon, retirez ce nom de la liste
responses/questions-frequentes.md:7:1: attention: « salaire » est déjà ligne 5
  |
7 | - salaire
  | ^
 = aide: gardez-la une seule fois
responses/questions-frequentes.md:8:1: attention: « brouillon » n'est pas publié : cette question n'a pas de réponse
  |
8 | - brouillon
  | ^
 = aide: publiez cette réponse, ou retirez-la de la liste
responses/questions-frequentes.md:9:1: erreur: cette ligne ne nomme pas de réponse
  |
9 | -
  | ^
 = aide: écrivez par exemple « - teletravail-jours »
responses/questions-frequentes.md:10:1: erreur: aucune réponse ne s'appelle « zzzz »
   |
10 | - zzzz
   | ^
 = aide: retirez ce nom de la liste, ou écrivez le nom d'un fichier, sans « .md »";
    assert_eq!(told.replace('\u{a0}', " "), expected);
    assert_eq!(library.frequent(), ["salaire", "prime"].map(EntryId::new));
}

#[test]
fn an_answer_sends_elsewhere_while_one_of_its_values_is_empty() {
    let world = World::new();
    let sends = || {
        let (library, _) = world.load(None);
        library.entry(&EntryId::new("salaire")).map(|entry| library.sends_elsewhere(entry))
    };
    assert_eq!(sends(), Some(true));
    world.write("employeur.md", EMPLOYER.replace("valeur: \"\"", "valeur: \"C'est 2 500 € brut.\""));
    assert_eq!(sends(), Some(false));
    world.write("employeur.md", EMPLOYER.replace("paie:", "paye:"));
    assert_eq!(sends(), Some(true), "a value that no file defines is empty too");
    world.write(SALARY, GOOD.replace(" {employeur.paie}", ""));
    assert_eq!(sends(), Some(false));
}

#[test]
fn the_themes_are_called_as_hr_calls_them() {
    let world = World::new();
    fs::create_dir_all(world.root().join("faq/stages")).expect("a folder");
    let (library, told) = world.load(None);
    assert_eq!(library.theme_name("remuneration"), "remuneration", "without a file, the folder's own name");
    let empty = "\
responses/faq/stages:1:1: attention: ce thème est vide : aucune réponse n'y est
 = aide: ajoutez-y une réponse, ou supprimez ce dossier";
    assert_eq!(told.replace('\u{a0}', " "), empty);
    world.write("themes.md", "# Les noms\n\n- remuneration : la paie\n- concours : les concours\n");
    let (library, told) = world.load(None);
    let expected = format!(
        "{empty}
responses/themes.md:1:1: attention: le thème « stages » n'a pas de nom : les candidats lisent celui du dossier
 = aide: ajoutez une ligne « - stages : son nom »
responses/themes.md:4:1: erreur: il n'y a pas de thème « concours » : le dossier « faq/concours » manque
  |
4 | - concours : les concours
  | ^
 = aide: retirez cette ligne"
    );
    assert_eq!(told.replace('\u{a0}', " "), expected);
    assert_eq!((library.theme_name("remuneration"), library.theme_name("stages")), ("la paie", "stages"));
}

#[test]
fn a_copy_of_a_whole_file_is_told_once() {
    let world = World::new();
    world.write("faq/remuneration/salaire-bis.md", GOOD);
    let expected = "\
responses/faq/remuneration/salaire.md:1:1: erreur: ce fichier copie responses/faq/remuneration/salaire-bis.md
 = aide: supprimez l'un des deux, ou donnez à chacun ses propres formulations";
    assert_eq!(world.told(), expected);
}
