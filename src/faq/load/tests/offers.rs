//! Positions, and the answers that say what is true of them on a day.

use super::*;

const OFFER: &str = "offres/archiviste.md";

const OPEN: &str = "\
---
statut: publie
responsable: DRH
etat: ouverte
employeur: Ville
lieu: \"Rouen (76)\"
date_limite: 2026-12-15
remuneration: \"Entre 2 600 € et 3 200 € {employeur.paie} bruts.\"
teletravail: \"Deux jours\"
contrat: CDD
categorie: B
experience: \"3 ans\"
lien: \"https://www.emploi-territorial.fr/offre/1\"
---

# Archiviste
";

const ASKS: &str = "{offre.etat} {offre.date_limite} {offre.lien} {offre.remuneration} {offre.lieu} {offre.teletravail} {offre.contrat} \
                    {offre.categorie} {offre.experience}";

fn world() -> World {
    let world = World::new();
    world.write(OFFER, OPEN);
    world.write(SALARY, GOOD.replace("{employeur.paie}", ASKS).replace("voir: [prime]", "voir: [prime]\noffre: archiviste"));
    world
}

fn answer(library: &Library, today: Date) -> String {
    let entry = library.entry(&EntryId::new("salaire")).expect("the entry");
    library.answer(entry, today).replace('\u{a0}', " ")
}

const QUOTED: &str = "Rémunération, d'après l'annonce : « Entre 2 600 € et 3 200 € {employeur.paie} bruts ». \
                      Lieu de travail, d'après l'annonce : « Rouen (76) ». Télétravail, d'après l'annonce : « Deux jours ». \
                      Contrat, d'après l'annonce : « CDD ». Ce poste est de catégorie B. \
                      Expérience demandée, d'après l'annonce : « 3 ans ».";

#[test]
fn an_answer_says_what_is_true_of_its_position_on_the_day() {
    let world = world();
    let (library, told) = world.load(None);
    assert_eq!(told, "");
    let open = format!(
        "Le salaire dépend du poste. Ce poste est ouvert : vous pouvez postuler. Vous pouvez postuler jusqu'au 15/12/2026 inclus. \
         Pour lire l'annonce et postuler : <https://www.emploi-territorial.fr/offre/1> {QUOTED}"
    );
    assert_eq!(answer(&library, date(2026, 12, 15)), open);
    let closed = format!(
        "Le salaire dépend du poste. Ce recrutement est clos : il n'est plus possible d'y postuler. \
         La date limite pour postuler était le 15/12/2026. Il n'y a plus de candidature à déposer pour cette annonce. {QUOTED}"
    );
    assert_eq!(answer(&library, date(2026, 12, 16)), closed);
    world.write(OFFER, OPEN.replace("ouverte", "pourvue"));
    let filled = answer(&world.load(None).0, TODAY);
    assert!(filled.contains("Ce poste est pourvu : une personne a déjà été retenue."), "{filled}");
}

const NOTHING: &str = "Aucune date limite n'est indiquée ici pour ce poste. \
    Pour savoir si une annonce est en ligne, cherchez le poste sur [emploi-territorial.fr](https://www.emploi-territorial.fr/). \
    La rémunération de ce poste n'est pas précisée ici : la DRH pourra vous l'indiquer. \
    Le lieu de travail de ce poste est à confirmer avec la DRH. Le télétravail possible sur ce poste est à confirmer avec la DRH. \
    Le type de contrat de ce poste est à confirmer avec la DRH. La catégorie de ce poste (A, B ou C) est à confirmer avec la DRH. \
    L'expérience demandée pour ce poste est à confirmer avec la DRH.";

#[test]
fn what_a_position_does_not_say_has_a_full_sentence_until_it_is_over() {
    let world = world();
    let short = "---\nstatut: publie\nresponsable: DRH\netat: pourvue\nemployeur: Ville\n---\n\n# Archiviste\n";
    world.write(OFFER, short);
    let (library, told) = world.load(None);
    let filled = "Il n'y a plus de candidature à déposer pour cette annonce.";
    let pourvue = "Le salaire dépend du poste. Ce poste est pourvu : une personne a déjà été retenue.";
    assert_eq!((told.as_str(), answer(&library, TODAY)), ("", format!("{pourvue} {filled}")));
    world.write(OFFER, short.replace("publie", "brouillon"));
    let (library, told) = world.load(None);
    let expected = "\
responses/faq/remuneration/salaire.md:11:8: attention: l'offre « archiviste » n'est pas publiée : la réponse fera sans elle
   |
11 | offre: archiviste
   |        ^
 = aide: publiez cette offre, ou retirez la ligne « offre: »";
    let unknown = "Le salaire dépend du poste. Ce t'chat ne connaît pas d'annonce en cours pour ce poste.";
    assert_eq!((told.replace('\u{a0}', " ").as_str(), answer(&library, TODAY)), (expected, format!("{unknown} {NOTHING}")));
    world.write("offres/archivist.md", short);
    fs::remove_file(world.root().join(OFFER)).expect("removed");
    let told = world.told().replace('\u{a0}', " ");
    assert!(told.contains("aucune offre ne s'appelle « archiviste »") && told.contains("vouliez-vous écrire « archivist » ?"), "{told}");
}

#[test]
fn a_broken_position_serves_its_last_good_text_and_closes_by_itself() {
    let world = world();
    let (first, _) = world.load(None);
    world.write(OFFER, OPEN.replace("etat: ouverte", "etat: ouvert"));
    let (second, told) = world.load(Some(&first));
    assert!(told.starts_with("responses/offres/archiviste.md:4:7: erreur: "), "{told}");
    assert_eq!((second.offers(), second.version()), (first.offers(), first.version()));
    assert_eq!(answer(&second, TODAY), answer(&first, TODAY));
    let (alone, _) = world.load(None);
    assert!(alone.offers().is_empty());
    world.write(OFFER, OPEN.replace("2026-12-15", "2026-11-21"));
    let (third, told) = world.load(Some(&second));
    let expected = "\
responses/offres/archiviste.md:7:1: attention: la date limite est passée : l'offre est close d'elle-même depuis le 21/11/2026
  |
7 | date_limite: 2026-11-21
  | ^
 = aide: écrivez « etat: pourvue » ou « etat: fermee », ou donnez une nouvelle date";
    assert_eq!(told.replace('\u{a0}', " "), expected);
    assert_ne!(third.version(), first.version());
    assert_eq!(third.offer("archiviste").map(|offer| offer.closes), Some(Some(date(2026, 11, 21))));
}

#[test]
fn the_list_of_open_positions_follows_the_day_and_stays_short() {
    let world = World::new();
    world.write(SALARY, GOOD.replace("Le salaire dépend du poste. {employeur.paie}", "{offres.ouvertes}"));
    let none = "Aucun poste ouvert n'est signalé à ce t'chat en ce moment. \
                Les annonces paraissent sur [emploi-territorial.fr](https://www.emploi-territorial.fr/).";
    assert_eq!(answer(&world.load(None).0, TODAY), none);
    world.write("offres/un.md", OPEN.replace("2026-12-15", "2026-12-24").replace("# Archiviste", "# Magasinier"));
    world.write(OFFER, OPEN);
    world.write("offres/vieux.md", OPEN.replace("ouverte", "pourvue"));
    let (library, told) = world.load(None);
    let list = "Postes ouverts en ce moment :\n\n\
                - Archiviste, jusqu'au 15/12/2026 : <https://www.emploi-territorial.fr/offre/1>\n\
                - Magasinier, jusqu'au 24/12/2026 : <https://www.emploi-territorial.fr/offre/1>";
    assert_eq!((told.as_str(), answer(&library, TODAY).as_str()), ("", list));
    assert_eq!(answer(&library, date(2026, 12, 25)), none);
    for number in 0..300 {
        world.write(&format!("offres/n{number}.md"), OPEN.replace("# Archiviste", &format!("# {} {number}", "Très long ".repeat(30))));
    }
    let (library, told) = world.load(None);
    let long = answer(&library, TODAY);
    assert!(long.chars().count() <= 740 && long.ends_with("de plus, sur la page des offres"), "{long}");
    let count = long.matches("\n- ").count();
    assert!(long.contains(&format!("- … et {} de plus", 302 - (count - 1))), "{long}");
    assert_eq!(told, "");
}

#[test]
fn the_length_is_that_of_the_longest_day() {
    let world = world();
    let pay = "x".repeat(700);
    world.write(OFFER, OPEN.replace("Entre 2 600 € et 3 200 € {employeur.paie} bruts.", &pay));
    let text = format!("{} {{offre.remuneration}} {{offre.lien}}", "y".repeat(1_100));
    world.write(SALARY, GOOD.replace("{employeur.paie}", &text).replace("voir: [prime]", "voir: [prime]\noffre: archiviste"));
    let told = world.told().replace('\u{a0}', " ");
    let (first, rest) = told.split_once('\n').expect("lines");
    assert_eq!(first, "responses/faq/remuneration/salaire.md:16:1: erreur: la réponse compte 1 946 caractères");
    assert!(rest.ends_with(" = aide: Discord n'en accepte pas plus de 1 900"), "{rest}");
    let text = format!("{} {{offres.ouvertes}}", "y".repeat(1_200));
    world.write(SALARY, GOOD.replace("{employeur.paie}", &text));
    let told = world.told().replace('\u{a0}', " ");
    let (first, _) = told.split_once('\n').expect("lines");
    assert_eq!(first, "responses/faq/remuneration/salaire.md:15:1: erreur: la réponse peut compter 1 960 caractères, selon les offres");
}

#[test]
fn every_sentence_about_a_position_is_in_the_table() {
    for name in ["remuneration", "lieu", "teletravail", "contrat", "categorie", "experience"] {
        for phrase in [format!("offre-{name}"), format!("offre-{name}-vide")] {
            assert!(crate::faq::Phrases::names().any(|known| known == phrase), "{phrase}");
        }
    }
}
