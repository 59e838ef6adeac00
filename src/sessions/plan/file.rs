//! A plan as a TOML file, for who plans many sessions or keeps them beside the campaign.

use toml::{Table, Value};

use super::read::{Line, Written};

/// A line of several fields: the key of its table, the name people read, its own keys.
type Kind = (&'static str, &'static str, &'static [&'static str]);

const SPEAKERS: Kind = ("intervenants", "intervenants", &["nom", "fonction"]);
const EXPENSES: Kind = ("couts", "coûts", &["objet", "euros"]);
const WORK: Kind = ("charge", "charge", &["tache", "direction", "personnes", "jours"]);
const MEDIA: Kind = ("medias", "médias", &["canal", "jour", "euros", "lien"]);
const REFERENCES: Kind = ("references", "références", &["nom", "compte", "nombre", "base"]);

const KEYS: [&str; 7] = ["titre", "debut", "duree", "themes", "canaux", "annonce", "public"];

/// What a file holds, each value as it is written.
///
/// # Errors
/// Everything that is not in the form of a plan, one French sentence each.
pub fn from_toml(text: &str) -> Result<Written, Vec<String>> {
    let table: Table = text.parse().map_err(|error: toml::de::Error| vec![not_toml(text, &error)])?;
    let mut reading = Reading { table, problems: Vec::new() };
    let written = Written {
        title: reading.text("titre"),
        opens: reading.text("debut"),
        minutes: reading.text("duree"),
        themes: reading.list("themes"),
        doors: reading.list("canaux"),
        announcement: reading.text("annonce"),
        audience: reading.list("public"),
        speakers: reading.lines(SPEAKERS),
        expenses: reading.lines(EXPENSES),
        work: reading.lines(WORK),
        media: reading.lines(MEDIA),
        references: reading.lines(REFERENCES),
    };
    let known = || KEYS.into_iter().chain([SPEAKERS, EXPENSES, WORK, MEDIA, REFERENCES].map(|(key, ..)| key));
    reading.refuse_other_keys(None, &known().collect::<Vec<_>>());
    if reading.problems.is_empty() { Ok(written) } else { Err(reading.problems) }
}

fn not_toml(text: &str, error: &toml::de::Error) -> String {
    let line = error.span().map_or(1, |span| text.get(..span.start).map_or(1, |before| before.matches('\n').count() + 1));
    format!("ligne {line} : ce n'est pas écrit comme un plan ; modèle : titre = \"Les métiers du numérique\"")
}

struct Reading {
    table: Table,
    problems: Vec<String>,
}

impl Reading {
    /// A value as its author would type it; nothing when it is not there.
    fn text(&mut self, key: &str) -> String {
        let Some(value) = self.table.get(key) else { return String::new() };
        written_in(value).unwrap_or_else(|| {
            self.problems.push(format!("« {key} » attend un texte ou un nombre"));
            String::new()
        })
    }

    fn list(&mut self, key: &str) -> Vec<String> {
        let Some(value) = self.table.get(key) else { return Vec::new() };
        let values = value.as_array().and_then(|values| values.iter().map(written_in).collect::<Option<Vec<_>>>());
        values.unwrap_or_else(|| {
            self.problems.push(format!("« {key} » attend une liste, par exemple {key} = [\"web\"]"));
            Vec::new()
        })
    }

    fn lines(&mut self, (key, name, keys): Kind) -> Vec<Line> {
        let Some(value) = self.table.get(key).cloned() else { return Vec::new() };
        let tables = value.as_array().and_then(|values| values.iter().map(Value::as_table).collect::<Option<Vec<_>>>());
        let Some(tables) = tables else {
            self.problems.push(format!("« {key} » attend des blocs qui commencent par [[{key}]]"));
            return Vec::new();
        };
        let mut lines = Vec::new();
        for (number, table) in tables.into_iter().enumerate() {
            let place = format!("{name} n° {}", number + 1);
            let inner = Self { table: table.clone(), problems: Vec::new() };
            let line = inner.line(place, keys);
            lines.extend(line.map_err(|problems| self.problems.extend(problems)).ok());
        }
        lines
    }

    fn line(mut self, place: String, keys: &[&str]) -> Result<Line, Vec<String>> {
        let fields = keys.iter().map(|key| self.text(key)).collect();
        self.refuse_other_keys(Some(&place), keys);
        if self.problems.is_empty() { Ok(Line { place, fields }) } else { Err(self.problems) }
    }

    fn refuse_other_keys(&mut self, place: Option<&str>, known: &[&str]) {
        let within = place.map_or(String::new(), |place| format!("{place} : "));
        let other = self.table.keys().filter(|key| !known.contains(&key.as_str()));
        let said = other.map(|key| format!("{within}la clé « {key} » n'existe pas ; les clés sont {}", known.join(", ")));
        self.problems.extend(said.collect::<Vec<_>>());
    }
}

fn written_in(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        Value::Datetime(day) => Some(day.to_string()),
        Value::Boolean(_) | Value::Array(_) | Value::Table(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
