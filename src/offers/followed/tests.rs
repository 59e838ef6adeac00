//! A list of employers in, who is followed and what HR reads out.

use super::*;

fn read_text(text: &str) -> (Followed, String) {
    let source = Source { path: "responses/employeurs-suivis.md", text };
    let (followed, problems) = Followed::read(&source);
    let told: Vec<String> = problems.iter().map(Problem::to_string).collect();
    (followed.expect("what can be read"), told.join("\n").replace('\u{a0}', " "))
}

#[test]
fn a_name_follows_whoever_holds_its_words() {
    let (followed, told) = read_text("---\nstatut: publie\n---\n\n# Suivis\n\n- Ville de Rouen\n-  Métropole Rouen-Normandie\n");
    assert_eq!(told, "");
    for (employer, expected) in [
        ("Ville de Rouen", true),
        ("VILLE DE ROUEN - Direction des sports", true),
        ("ville  de\u{a0}rouen", true),
        ("Métropole Rouen Normandie", true),
        ("METROPOLE ROUEN NORMANDIE", true),
        ("Centre de la ville de Rouen", true),
        ("Ville de Rouens", false),
        ("Grandville de Rouen", false),
        ("Ville de Mont-Saint-Aignan", false),
        ("Rouen", false),
        ("", false),
    ] {
        assert_eq!(followed.follows(employer), expected, "{employer}");
    }
    for (employer, expected) in [
        ("VILLE  DE ROUEN", Some("Ville de Rouen")),
        ("metropole rouen normandie", Some("Métropole Rouen-Normandie")),
        ("VILLE DE ROUEN - Direction des sports", None),
        ("Ville", None),
    ] {
        assert_eq!(followed.spelling(employer), expected, "{employer}");
    }
    assert!(!followed.follows(&format!("{}Ville de Rouen", "é".repeat(100_000))), "what is endless is not compared whole");
}

#[test]
fn mistakes_in_the_list_of_employers() {
    let (followed, told) = read_text("# Suivis\n\n-Ville\n- \n- DR\n- Ville de Rouen\n- VILLE DE ROUEN\n");
    let expected = "\
responses/employeurs-suivis.md:3:1: erreur: il manque une espace après le tiret
  |
3 | -Ville
  | ^
 = aide: écrivez « - Ville »
responses/employeurs-suivis.md:4:1: erreur: cette ligne n'a pas de nom
  |
4 | - 
  | ^
 = aide: écrivez par exemple « - Ville de Rouen », ou retirez-la
responses/employeurs-suivis.md:5:1: erreur: « DR » est trop court : beaucoup d'autres employeurs le contiennent
  |
5 | - DR
  | ^
 = aide: écrivez le nom entier, par exemple « - Ville de Rouen »
responses/employeurs-suivis.md:7:1: attention: « VILLE DE ROUEN » est déjà ligne 6
  |
7 | - VILLE DE ROUEN
  | ^
 = aide: gardez une seule des deux lignes : majuscules et accents ne comptent pas";
    assert_eq!(told, expected);
    assert!(followed.follows("Ville de Rouen"));
    let (_, told) = read_text("# Suivis\n\nPersonne pour l'instant.\n");
    let expected = "\
responses/employeurs-suivis.md:1:1: attention: ce fichier ne nomme aucun employeur
 = aide: écrivez un nom par ligne, par exemple « - Ville de Rouen »";
    assert_eq!(told, expected);
}

#[test]
fn nobody_is_imported_without_a_list() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let root = folder.path().join("responses");
    std::fs::create_dir_all(&root).expect("a folder");
    let refused = || Followed::open(&root).expect("opened").expect_err("a refusal").replace('\u{a0}', " ");
    let shown = root.join(FILE).display().to_string();
    let nobody = format!("aucun employeur n'est suivi : écrivez un nom par ligne dans {shown}, par exemple « - Ville de Rouen »");
    assert_eq!(refused(), nobody);
    std::fs::write(root.join(FILE), "# Suivis\n").expect("a file");
    assert_eq!(refused(), nobody);
    std::fs::write(root.join(FILE), "- Ville de Rouen\n- X\n").expect("a file");
    assert_eq!(refused(), format!("{shown} a des erreurs : « tchat check » les montre, corrigez-les puis recommencez"));
}
