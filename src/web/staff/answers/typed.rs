//! What the form of an answer sends, as it was typed.

use crate::desk::{Form, SourceRow};

/// More sources than this nobody reads.
const MOST_SOURCES: usize = 30;

/// Everything of one sending.
#[derive(Clone, Debug, Default)]
pub(in crate::web) struct Typed {
    /// The parts of the answer, put in order.
    pub(super) form: Form,
    /// The whole text, when the file is changed as a text.
    pub(super) text: Option<String>,
    /// What the file was when the page was opened; empty when it was not there.
    pub(super) hash: String,
    /// The folder of a file that is no longer there.
    pub(super) theme: String,
    /// Which button was pressed.
    pub(super) action: String,
}

impl Typed {
    /// Reads the fields of a form, whatever their order.
    pub(super) fn of(fields: Vec<(String, String)>) -> Self {
        let mut typed = Self::default();
        let (mut texts, mut links, mut days) = (Vec::new(), Vec::new(), Vec::new());
        for (name, value) in fields {
            let form = &mut typed.form;
            match name.as_str() {
                "question" => form.question = value,
                "reponse" => form.answer = value,
                "formulations" => form.wordings = value.lines().map(str::to_owned).collect(),
                "statut" => form.status = value,
                "responsable" => form.owner = value,
                "valable_du" => form.valid_from = value,
                "a_revoir_le" => form.review_on = value,
                "voir" => form.near = value.split([',', ';', ' ', '\n', '\r']).map(str::to_owned).collect(),
                "source_texte" => texts.push(value),
                "source_lien" => links.push(value),
                "source_lu_le" => days.push(value),
                "texte" => typed.text = Some(whole(&value)),
                "empreinte" => typed.hash = value,
                "theme" => typed.theme = value,
                "action" => typed.action = value,
                _ => {}
            }
        }
        let rows = texts.len().max(links.len()).max(days.len()).min(MOST_SOURCES);
        let of = |list: &[String], row: usize| list.get(row).cloned().unwrap_or_default();
        typed.form.sources =
            (0..rows).map(|row| SourceRow { text: of(&texts, row), link: of(&links, row), read_on: of(&days, row) }).collect();
        typed.form = typed.form.tidied();
        typed.form.status = status_after(&typed.action, typed.form.status);
        typed
    }

    /// The mark of the file as it was opened, if there was one.
    pub(super) fn opened(&self) -> Option<&str> {
        Some(self.hash.as_str()).filter(|hash| !hash.is_empty())
    }
}

/// A whole file as a browser sends it: its lines end by `\n`, and so does it.
fn whole(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\0', "");
    format!("{}\n", text.trim_end())
}

/// Some buttons change the status too.
fn status_after(action: &str, status: String) -> String {
    match action {
        "publier" => "publie".to_owned(),
        "brouillon" => "brouillon".to_owned(),
        "retirer" => "retire".to_owned(),
        _ => status,
    }
}
