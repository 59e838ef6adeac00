//! The campaigns that ship with the program, as examples of what a campaign
//! holds: those t'chat is modelled on.

use std::sync::LazyLock;

use super::dossier::Dossier;
use super::file::from_toml;

const FILES: [&str; 3] = [
    include_str!("../../campagnes/entrez-dans-la-matrice.toml"),
    include_str!("../../campagnes/tchat-police-2004.toml"),
    include_str!("../../campagnes/les-snums.toml"),
];

// A test reads each of them; one that could not be read would be left out.
static EXAMPLES: LazyLock<Vec<Dossier>> = LazyLock::new(|| {
    let read = FILES.iter().filter_map(|text| from_toml(text).ok());
    read.map(|dossier| Dossier { is_example: true, ..dossier }).collect()
});

/// Every example.
pub fn examples() -> &'static [Dossier] {
    &EXAMPLES
}

/// The example of this word.
pub fn example(slug: &str) -> Option<&'static Dossier> {
    EXAMPLES.iter().find(|dossier| dossier.campaign.slug == slug)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_is_read_and_marked() {
        for text in FILES {
            from_toml(text).unwrap();
        }
        let slugs: Vec<_> = examples().iter().map(|dossier| dossier.campaign.slug.as_str()).collect();
        assert_eq!(slugs, ["entrez-dans-la-matrice", "tchat-police-2004", "les-snums"]);
        assert!(examples().iter().all(|dossier| dossier.is_example));
    }
}
