//! The menu of the team's pages: only what the reader's role may open, under a
//! warning while the database does not keep everything.
//!
//! Every page of the team has it, so it is not a field of each: the layer that
//! lets a request pass says for whom the page is drawn.

use tokio::task_local;

use super::super::routes::may_open;
use super::Member;

/// The pages of the menu, in its order.
const MENU: &[(&str, &str)] = &[
    ("/staff/questions", "Questions"),
    ("/staff/inconnues", "Sans réponse"),
    ("/staff/sessions", "Sessions"),
    ("/staff/rapports", "Rapports"),
    ("/staff/campagnes", "Campagnes"),
    ("/staff/episodes", "Épisodes"),
    ("/staff/ambassadeurs", "Ambassadeurs"),
    ("/staff/liens", "Liens"),
    ("/staff/jeu", "Jeu"),
    ("/staff/discord", "Discord"),
    ("/staff/reponses", "Réponses"),
    ("/staff/offres", "Offres"),
    ("/staff/fichiers", "Fichiers"),
    ("/staff/versions", "Versions"),
    ("/staff/comptes", "Comptes"),
    ("/staff/journal", "Journal"),
    ("/staff/moi", "Mon compte"),
];

task_local! {
    static READER: Reader;
}

/// For whom a page is drawn, and which.
struct Reader {
    member: Member,
    path: String,
    is_warned: bool,
}

/// One page of the menu.
pub(in crate::web) struct Item {
    pub(in crate::web) path: &'static str,
    pub(in crate::web) label: &'static str,
    /// Whether it is the page that is read.
    pub(in crate::web) current: bool,
}

/// Draws the pages of `work` for a reader, who is warned when something could
/// not be kept.
pub(super) async fn shown_to<T>(member: Member, path: String, is_warned: bool, work: impl Future<Output = T>) -> T {
    READER.scope(Reader { member, path, is_warned }, work).await
}

/// Whether the page being drawn says that not everything is kept.
pub(in crate::web) fn warns() -> bool {
    READER.try_with(|reader| reader.is_warned).unwrap_or_default()
}

/// The menu of the page being drawn.
pub(in crate::web) fn items() -> Vec<Item> {
    let of = |reader: &Reader| {
        let open = MENU.iter().filter(|(path, _)| may_open(&reader.member, path));
        open.map(|&(path, label)| Item { path, label, current: reader.path == path }).collect()
    };
    READER.try_with(of).unwrap_or_default()
}

/// Whether the reader of the page being drawn may open another.
pub(in crate::web) fn opens(path: &str) -> bool {
    READER.try_with(|reader| may_open(&reader.member, path)).unwrap_or_default()
}
