//! A plan as a TOML file, for who plans many sessions or keeps them beside the campaign.

use super::read::Written;
use crate::files::{LineKind, Sheet};

const SPEAKERS: LineKind = ("intervenants", "intervenants", &["nom", "fonction"]);
const EXPENSES: LineKind = ("couts", "coûts", &["objet", "euros"]);
const WORK: LineKind = ("charge", "charge", &["tache", "direction", "personnes", "jours"]);
const MEDIA: LineKind = ("medias", "médias", &["canal", "jour", "euros", "lien"]);
const REFERENCES: LineKind = ("references", "références", &["nom", "compte", "nombre", "base"]);

const KEYS: [&str; 8] = ["titre", "debut", "duree", "themes", "canaux", "annonce", "public", "campagne"];

/// What a file holds, each value as it is written.
///
/// # Errors
/// Everything that is not in the form of a plan, one French sentence each.
pub fn from_toml(text: &str) -> Result<Written, Vec<String>> {
    let mut sheet = Sheet::parse(text, "un plan", "titre = \"Les métiers du numérique\"")?;
    let written = Written {
        title: sheet.text("titre"),
        opens: sheet.text("debut"),
        minutes: sheet.text("duree"),
        themes: sheet.list("themes"),
        doors: sheet.list("canaux"),
        announcement: sheet.text("annonce"),
        audience: sheet.list("public"),
        campaign: sheet.text("campagne"),
        speakers: sheet.lines(SPEAKERS),
        expenses: sheet.lines(EXPENSES),
        work: sheet.lines(WORK),
        media: sheet.lines(MEDIA),
        references: sheet.lines(REFERENCES),
    };
    let known = KEYS.into_iter().chain([SPEAKERS, EXPENSES, WORK, MEDIA, REFERENCES].map(|(key, ..)| key));
    sheet.end(&known.collect::<Vec<_>>())?;
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Line;

    #[test]
    fn a_file_is_read_as_a_form_would_be() {
        let written = from_toml(
            "titre = \"Les métiers\"\ndebut = \"2026-12-03 18:00\"\nduree = 90\ncanaux = [\"web\"]\n\
             [[intervenants]]\nnom = \"Anne Lemoine\"\nfonction = \"architecte\"\n\
             [[couts]]\nobjet = \"plateforme\"\neuros = 1250.5\n[[medias]]\ncanal = \"LinkedIn\"\njour = 2026-11-26\n",
        )
        .unwrap();
        assert_eq!((written.title.as_str(), written.minutes.as_str()), ("Les métiers", "90"));
        assert_eq!(
            written.speakers,
            [Line { place: "intervenants n° 1".into(), fields: vec!["Anne Lemoine".into(), "architecte".into()] }]
        );
        assert_eq!(written.expenses[0].fields, ["plateforme", "1250.5"]);
        assert_eq!(written.media[0].fields, ["LinkedIn", "2026-11-26", "", ""]);
    }

    #[test]
    fn what_is_no_plan_is_told_in_french() {
        for (text, expected) in [
            ("titre = \n", "ligne 1 : ce n'est pas écrit comme un plan ; modèle : titre = \"Les métiers du numérique\""),
            ("titre = [1]", "« titre » attend un texte ou un nombre"),
            ("themes = \"a\"", "« themes » attend une liste, par exemple themes = [\"web\"]"),
            ("couts = 3", "« couts » attend des blocs qui commencent par [[couts]]"),
            ("[[couts]]\nobjet = \"a\"\neuro = 3", "coûts n° 1 : la clé « euro » n'existe pas ; les clés sont objet, euros"),
        ] {
            assert_eq!(from_toml(text).unwrap_err(), [expected], "{text}");
        }
        assert!(from_toml("titel = \"a\"").unwrap_err()[0].starts_with("la clé « titel » n'existe pas ; les clés sont titre, debut"));
    }
}
