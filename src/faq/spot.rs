//! What the place of a file says of its entry.

use matcher::Kind;

/// The folder of polite refusals, and their theme.
pub(crate) const OUT_OF_SCOPE: &str = "hors-sujet";

/// What the place of a file says of its entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Spot {
    /// The name of the file without `.md`.
    pub id: String,
    /// The folder that holds it.
    pub theme: String,
    /// The path in the responses folder.
    pub path: String,
}

impl Spot {
    /// The place of an entry, when this path is one.
    pub(crate) fn of(path: &str) -> Option<Self> {
        let parts: Vec<&str> = path.split('/').collect();
        let (theme, file) = match parts[..] {
            ["faq", theme, file] => (theme, file),
            [OUT_OF_SCOPE, file] => (OUT_OF_SCOPE, file),
            _ => return None,
        };
        let id = file.strip_suffix(".md")?.to_owned();
        Some(Self { id, theme: theme.to_owned(), path: path.to_owned() })
    }

    /// What the folder alone says of the kind.
    pub(crate) fn kind(&self) -> Kind {
        if self.theme == OUT_OF_SCOPE { Kind::OutOfScope } else { Kind::Answer }
    }
}
