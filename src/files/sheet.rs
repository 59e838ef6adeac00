//! A TOML file that HR fills in, read value by value as a form would be: a plan
//! of a session, a campaign.

use toml::{Table, Value};

/// One line of several fields, and where it stands for who is told what is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// « Coûts, ligne 2 ».
    pub place: String,
    /// Its fields, in their order.
    pub fields: Vec<String>,
}

impl Line {
    /// The lines of a text area, fields apart by `;`; empty ones are none.
    pub fn of_text(kind: &str, text: &str) -> Vec<Self> {
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        lines
            .map(|(number, line)| Self {
                place: format!("{kind}, ligne {}", number + 1),
                fields: line.split(';').map(|field| field.trim().to_owned()).collect(),
            })
            .collect()
    }

    /// A field without what surrounds it; empty when it is not there.
    pub fn field(&self, number: usize) -> &str {
        self.fields.get(number).map_or("", |field| field.trim())
    }

    /// Whether something stands after so many fields, or a field would be two as
    /// people type them.
    pub fn goes_beyond(&self, fields: usize) -> bool {
        self.fields.iter().skip(fields).any(|field| !field.trim().is_empty()) || self.fields.iter().any(|field| field.contains(';'))
    }
}

/// A line of several fields: the key of its table, the name people read, its own keys.
pub type LineKind = (&'static str, &'static str, &'static [&'static str]);

/// A file as it is read, with what was wrong so far.
#[derive(Debug)]
pub struct Sheet {
    table: Table,
    problems: Vec<String>,
}

impl Sheet {
    /// Reads a file that is to be written as `kind` is (« un plan »), for example
    /// as `model`.
    ///
    /// # Errors
    /// One French sentence when it is no TOML.
    pub fn parse(text: &str, kind: &str, model: &str) -> Result<Self, Vec<String>> {
        let table = text.parse().map_err(|error| vec![not_toml(text, &error, kind, model)])?;
        Ok(Self { table, problems: Vec::new() })
    }

    /// A value as its author would type it; nothing when it is not there.
    pub fn text(&mut self, key: &str) -> String {
        let Some(value) = self.table.get(key) else { return String::new() };
        written_in(value).unwrap_or_else(|| {
            self.problems.push(format!("« {key} » attend un texte ou un nombre"));
            String::new()
        })
    }

    /// A list of values.
    pub fn list(&mut self, key: &str) -> Vec<String> {
        let Some(value) = self.table.get(key) else { return Vec::new() };
        let values = value.as_array().and_then(|values| values.iter().map(written_in).collect::<Option<Vec<_>>>());
        values.unwrap_or_else(|| {
            self.problems.push(format!("« {key} » attend une liste, par exemple {key} = [\"web\"]"));
            Vec::new()
        })
    }

    /// The blocks of one kind, a line each.
    pub fn lines(&mut self, (key, name, keys): LineKind) -> Vec<Line> {
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

    /// The end of the file: nothing else may stand in it.
    ///
    /// # Errors
    /// Everything that was wrong, one French sentence each.
    pub fn end(mut self, known: &[&str]) -> Result<(), Vec<String>> {
        self.refuse_other_keys(None, known);
        if self.problems.is_empty() { Ok(()) } else { Err(self.problems) }
    }

    fn refuse_other_keys(&mut self, place: Option<&str>, known: &[&str]) {
        let within = place.map_or(String::new(), |place| format!("{place} : "));
        let other = self.table.keys().filter(|key| !known.contains(&key.as_str()));
        let said = other.map(|key| format!("{within}la clé « {key} » n'existe pas ; les clés sont {}", known.join(", ")));
        self.problems.extend(said.collect::<Vec<_>>());
    }
}

fn not_toml(text: &str, error: &toml::de::Error, kind: &str, model: &str) -> String {
    let line = error.span().map_or(1, |span| text.get(..span.start).map_or(1, |before| before.matches('\n').count() + 1));
    format!("ligne {line} : ce n'est pas écrit comme {kind} ; modèle : {model}")
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
