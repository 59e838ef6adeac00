//! Where candidates come from: tracked links and what people say themselves.

use std::fmt;

/// The longest slug of a tracked link.
const MAX_SLUG_CHARS: usize = 40;

/// The hosts a tracked link may lead to, besides our own chat page.
const ALLOWED_HOSTS: [&str; 4] = ["www.emploi-territorial.fr", "emploi-territorial.fr", "choisirleservicepublic.gouv.fr", "discord.gg"];

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

/// Whether a text is one of the sources a person can declare.
pub fn is_declared_source(label: &str) -> bool {
    DECLARED_SOURCES.iter().any(|(known, _)| *known == label)
}

/// Why a tracked link is refused, said in French.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkProblem {
    /// The slug has other signs than small letters, digits and hyphens.
    Slug(String),
    /// The source has other signs, or none.
    Source(String),
    /// The target is not an https address of the allowed list.
    Target(String),
}

impl fmt::Display for LinkProblem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Slug(slug) => write!(
                out,
                "« {slug} » ne convient pas : un lien s'écrit en minuscules sans accent, chiffres et tirets, {MAX_SLUG_CHARS} signes au plus"
            ),
            Self::Source(source) => {
                write!(
                    out,
                    "« {source} » ne convient pas : une source s'écrit en minuscules sans accent, par exemple « linkedin » ou « ambassadeur/dga »"
                )
            }
            Self::Target(target) => {
                write!(out, "« {target} » n'est pas permis : un lien mène au tchat, ou à une adresse https de {}", ALLOWED_HOSTS.join(", "))
            }
        }
    }
}

/// Checks a tracked link before it is kept.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn check_link(slug: &str, source: &str, target: Option<&str>) -> Result<(), LinkProblem> {
    if !is_plain(slug, "-") || slug.chars().count() > MAX_SLUG_CHARS {
        return Err(LinkProblem::Slug(slug.to_owned()));
    }
    if !is_plain(source, "-/") || source.chars().count() > MAX_SLUG_CHARS {
        return Err(LinkProblem::Source(source.to_owned()));
    }
    match target {
        Some(target) if !is_allowed_target(target) => Err(LinkProblem::Target(target.to_owned())),
        _ => Ok(()),
    }
}

fn is_plain(text: &str, besides: &str) -> bool {
    !text.is_empty() && text.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || besides.contains(letter))
}

/// The host has to be one of the list, to the letter, and nothing may stand
/// where another host could hide: no user part, port, backslash or blank.
pub fn is_allowed_target(target: &str) -> bool {
    let Some(rest) = target.strip_prefix("https://") else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let plain = target.chars().all(|letter| letter.is_ascii_graphic() && !matches!(letter, '\\' | '@' | '"' | '<' | '>' | '`'));
    plain && ALLOWED_HOSTS.contains(&host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_kept_or_refused_with_what_is_wrong() {
        assert_eq!(check_link("salon-2026", "salon", None), Ok(()));
        assert_eq!(check_link("dga", "ambassadeur/dga", Some("https://www.emploi-territorial.fr/offre/1?a=b")), Ok(()));
        for slug in ["", "LinkedIn", "a b", "é", "a/b", "..", &"a".repeat(41)] {
            assert_eq!(check_link(slug, "salon", None), Err(LinkProblem::Slug(slug.to_owned())));
        }
        assert_eq!(check_link("a", "", None), Err(LinkProblem::Source(String::new())));
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
        ] {
            assert!(!is_allowed_target(target), "{target}");
        }
    }
}
