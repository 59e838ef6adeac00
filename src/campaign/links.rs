//! Tracked links, where they may lead, and what a source is called.

use std::fmt;

use crate::words::{GAME, PARTNER, UNNAMED_PARTNER, dashed};

/// The longest slug of a tracked link.
const MAX_SLUG_CHARS: usize = 40;

/// The longest name of a partner server, so that its source fits a source.
const MAX_SERVER_CHARS: usize = 30;

/// Where Discord's invites stand.
const INVITES: &str = "https://discord.gg/";
const INVITES_HOST: &str = "discord.gg";

/// Where our own offers stand, each under its reference.
pub const OFFERS_PAGE: &str = "/offres";

/// Where the game stands on our own site.
pub const GAME_PAGE: &str = "/jeu";

/// The hosts a tracked link may lead to, besides our own pages.
pub const ALLOWED_HOSTS: [&str; 4] = ["www.emploi-territorial.fr", "emploi-territorial.fr", "choisirleservicepublic.gouv.fr", INVITES_HOST];

/// What one may answer to « Comment nous avez-vous connus ? »: the source that
/// is kept, and the words that are read.
pub const DECLARED_SOURCES: [(&str, &str); 8] = [
    ("linkedin", "LinkedIn"),
    ("instagram", "Instagram"),
    ("presse", "La presse, la radio"),
    ("salon", "Un salon ou un forum de l'emploi"),
    ("ambassadeur/agent", "Un agent de la Ville ou de la Métropole"),
    ("ecole", "Mon école ou mon organisme de formation"),
    ("bouche-a-oreille", "Le bouche-à-oreille"),
    ("autre", "Autrement"),
];

/// Sources that only links have: nobody is asked whether they came by one.
const OF_LINKS: [(&str, &str); 2] = [("ambassadeur/dga", "Une ou un DGA"), ("ambassadeur/directeur", "Une directrice ou un directeur")];

/// What the source of who came by an episode begins with.
const EPISODE: &str = "episode/";

/// A source as people read it.
pub fn source_words(source: &str) -> String {
    if let Some(episode) = source.strip_prefix(EPISODE) {
        return format!("épisode «\u{a0}{episode}\u{a0}»");
    }
    if let Some((_, words)) = DECLARED_SOURCES.iter().chain(&OF_LINKS).find(|(label, _)| *label == source) {
        return (*words).to_owned();
    }
    if source == GAME {
        return "Le jeu des métiers".to_owned();
    }
    match source.strip_prefix(PARTNER).map(|name| name.strip_prefix(UNNAMED_PARTNER).ok_or(name)) {
        Some(Ok(place)) => format!("serveur partenaire n°\u{a0}{place}"),
        Some(Err(name)) => format!("serveur partenaire «\u{a0}{name}\u{a0}»"),
        None => source.to_owned(),
    }
}

/// The name of a partner server as its source writes it: plain letters, digits
/// and hyphens, from what HR typed; none when nothing is left of it, or when it
/// reads as that of a server without a name.
pub fn server_name(typed: &str) -> Option<String> {
    let name = dashed(typed, MAX_SERVER_CHARS);
    (!name.is_empty() && !name.starts_with(UNNAMED_PARTNER)).then_some(name)
}

/// Whether a text is one of the sources a person can declare.
pub fn is_declared_source(label: &str) -> bool {
    DECLARED_SOURCES.iter().any(|(known, _)| *known == label)
}

/// Why a tracked link is refused, said in French.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkProblem {
    /// The slug has other signs than small letters, digits and hyphens.
    Slug(String),
    /// The slug is the one by which the game leads to the chat.
    OfTheGame,
    /// The source has other signs, or none.
    Source(String),
    /// The target is not an https address of the allowed list.
    Target(String),
    /// The target is an invite that we did not make, or that is gone.
    Invite(String),
}

impl fmt::Display for LinkProblem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Slug(slug) => write!(
                out,
                "« {slug} » ne convient pas : un lien s'écrit en minuscules sans accent, chiffres et tirets, {MAX_SLUG_CHARS} signes au plus"
            ),
            Self::OfTheGame => write!(
                out,
                "« {GAME} » est déjà pris : c'est par ce mot que le jeu mène au t'chat ; choisissez un autre nom, par exemple « {GAME}-salon »"
            ),
            Self::Source(source) => {
                write!(
                    out,
                    "« {source} » ne convient pas : une source s'écrit en minuscules sans accent, par exemple « linkedin » ou « ambassadeur/dga »"
                )
            }
            Self::Invite(target) => write!(
                out,
                "« {target} » n'est pas une invitation que t'chat surveille : faites-la dans Discord avec la commande /campagne lien"
            ),
            Self::Target(target) => {
                write!(
                    out,
                    "« {target} » n'est pas permis : un lien mène au tchat, au jeu (/jeu), à une offre de ce site (/offres/référence), ou à une adresse https de {}",
                    ALLOWED_HOSTS.join(", ")
                )
            }
        }
    }
}

/// Checks a tracked link before it is kept.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn check_link(slug: &str, source: &str, target: Option<&str>) -> Result<(), LinkProblem> {
    if !is_plain_slug(slug) {
        return Err(LinkProblem::Slug(slug.to_owned()));
    }
    if slug == GAME {
        return Err(LinkProblem::OfTheGame);
    }
    if !is_plain_source(source) {
        return Err(LinkProblem::Source(source.to_owned()));
    }
    match target {
        Some(target) if !is_allowed_target(target) => Err(LinkProblem::Target(target.to_owned())),
        _ => Ok(()),
    }
}

/// Whether a text can be a source.
pub(super) fn is_plain_source(text: &str) -> bool {
    is_plain(text, "-/") && text.chars().count() <= MAX_SLUG_CHARS
}

/// Whether a text can be the word of an address: that of a link, of a campaign.
pub fn is_plain_slug(text: &str) -> bool {
    is_plain(text, "-") && text.chars().count() <= MAX_SLUG_CHARS
}

/// The same text when it can be such a word; else nothing, which is dropped
/// before it is looked up.
pub fn plain_slug(text: &str) -> &str {
    if is_plain_slug(text) { text } else { "" }
}

fn is_plain(text: &str, besides: &str) -> bool {
    !text.is_empty() && text.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || besides.contains(letter))
}

/// The host has to be one of the list, to the letter, and nothing may stand
/// where another host could hide: no user part, port, backslash or blank.
pub fn is_allowed_target(target: &str) -> bool {
    if is_of_this_site(target) {
        return true;
    }
    let Some(rest) = target.strip_prefix("https://") else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let plain = target.chars().all(|letter| letter.is_ascii_graphic() && !matches!(letter, '\\' | '@' | '"' | '<' | '>' | '`'));
    if host == INVITES_HOST {
        return target.strip_prefix(INVITES).is_some_and(is_code);
    }
    plain && ALLOWED_HOSTS.contains(&host)
}

/// Whether a target is one of our own pages: the source goes on with the visitor.
pub fn is_of_this_site(target: &str) -> bool {
    target == GAME_PAGE || offer_of(target).is_some()
}

/// The page of an offer on our own site.
pub fn offer_page(reference: &str) -> String {
    format!("{OFFERS_PAGE}/{reference}")
}

/// The reference of the offer that a target leads to on our own site.
pub fn offer_of(target: &str) -> Option<&str> {
    let reference = target.strip_prefix(OFFERS_PAGE)?.strip_prefix('/')?;
    (is_plain(reference, "-") && reference.len() <= 100).then_some(reference)
}

/// Whether an address is that of a Discord invite: only our own may be led to,
/// which the database knows.
pub fn is_invite(target: &str) -> bool {
    target.starts_with(INVITES)
}

fn is_code(text: &str) -> bool {
    (1..=32).contains(&text.len()) && text.bytes().all(|sign| sign.is_ascii_alphanumeric() || sign == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_kept_or_refused_with_what_is_wrong() {
        assert_eq!(check_link("salon-2026", "salon", None), Ok(()));
        assert_eq!(check_link("dga", "ambassadeur/dga", Some("https://www.emploi-territorial.fr/offre/1?a=b")), Ok(()));
        assert_eq!(check_link("offre", "presse", Some("/offres/exemple-archiviste")), Ok(()));
        for slug in ["", "LinkedIn", "a b", "é", "a/b", "..", &"a".repeat(41)] {
            assert_eq!(check_link(slug, "salon", None), Err(LinkProblem::Slug(slug.to_owned())));
        }
        assert_eq!(check_link("a", "", None), Err(LinkProblem::Source(String::new())));
        assert_eq!(check_link(GAME, "salon", None), Err(LinkProblem::OfTheGame), "players would be taken for visitors of that link");
    }

    #[test]
    fn sources_are_read_as_people_say_them_and_servers_are_named_in_plain_letters() {
        for (source, words) in [
            ("presse", "La presse, la radio"),
            ("serveur/partenaire-2", "serveur partenaire n°\u{a0}2"),
            ("serveur/ecole-nwx", "serveur partenaire «\u{a0}ecole-nwx\u{a0}»"),
            ("ambassadeur/dga", "Une ou un DGA"),
            ("episode/grotte-01", "épisode «\u{a0}grotte-01\u{a0}»"),
            ("une-affiche", "une-affiche"),
        ] {
            assert_eq!(source_words(source), words);
        }
        for (typed, name) in [
            (" École NWX ! ", Some("ecole-nwx")),
            ("Cœur de dév", Some("coeur-de-dev")),
            ("💡", None),
            ("", None),
            ("partenaire 2", None),
            ("a-------------------------------------------b", Some("a-b")),
        ] {
            assert_eq!(server_name(typed).as_deref(), name, "{typed}");
        }
    }

    #[test]
    fn no_trick_leads_off_the_list() {
        for target in [
            "http://www.emploi-territorial.fr/",
            "https://www.emploi-territorial.fr.evil.example/",
            "https://evil.example/www.emploi-territorial.fr",
            "https://www.emploi-territorial.fr@evil.example/",
            "https://www.emploi-territorial.fr:443@evil.example/",
            "https://www.emploi-territorial.fr\\@evil.example/",
            "https:///evil.example/",
            "//www.emploi-territorial.fr/",
            "javascript:alert(1)",
            "https://www.emploi-territoriаl.fr/",
            "https://www.emploi-territorial.fr/\r\nLocation: https://evil.example",
            "https://www.emploi-territorial.fr:8443/",
            "https://discord.gg",
            "https://discord.gg/",
            "https://discord.gg/a/b",
            "https://discord.gg/a?b=c",
            "https://discord.gg/a#b",
            "https://discord.gg?a",
            "/offres/",
            "/offres/../staff",
            "/offres//evil.example",
            "/offres/a?b=c",
            "/offres/a#b",
            "/OFFRES/a",
            "//offres/a",
        ] {
            assert!(!is_allowed_target(target), "{target}");
        }
    }
}
