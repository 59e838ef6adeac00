//! What a password must be, and how it is kept: Argon2id, never the text.
//!
//! Hashing takes some tens of milliseconds and 19 MiB by intent: callers do it
//! aside, few at once.

use anyhow::{Result, anyhow};
use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use unicode_normalization::UnicodeNormalization;

const LENGTH: std::ops::RangeInclusive<usize> = 12..=200;

/// With fewer different signs than this a long password is one key held down.
const FEWEST_SIGNS: usize = 5;

/// The shortest part of a login that a password may not hold.
const PART_OF_LOGIN: usize = 4;

/// What people type when they are asked for twelve characters; also refused
/// with figures and signs behind it.
const COMMON: [&str; 24] = [
    "123456789012",
    "0123456789",
    "1234567890",
    "123456789",
    "abcdefghijkl",
    "administrateur",
    "administration",
    "azertyuiop",
    "azertyuiopqs",
    "bienvenue",
    "changezmoi",
    "changeme",
    "iloveyou",
    "jetaime",
    "letmein",
    "metropole",
    "motdepasse",
    "motdepassemotdepasse",
    "password",
    "passwordpassword",
    "qwertyuiop",
    "qwertyuiopas",
    "recrutement",
    "tchatrecrutement",
];

/// The hash of a password that nobody knows, with the costs of today: what a
/// login without account is compared with, so that it takes as long as another.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$dGNoYXQtbm9ib2R5LXNhbHQ$r0CmCCCZ0Sxkoz7Pbjh5mtYbOd7BMVBtNR3lEUkYy5Q";

/// Whether a password is long enough and not the first that one would guess. No
/// sort of sign is asked for: that makes passwords worse, not better.
///
/// # Errors
/// One French sentence for its author.
pub fn check_password(password: &str, login: &str) -> Result<(), String> {
    let folded: String = password.nfkc().collect::<String>().to_lowercase();
    let length = folded.chars().count();
    if length < *LENGTH.start() {
        return Err(format!(
            "ce mot de passe compte {length} caractères, {} au moins : une phrase de quelques mots convient",
            LENGTH.start()
        ));
    }
    if length > *LENGTH.end() {
        return Err(format!("ce mot de passe compte {length} caractères, {} au plus", LENGTH.end()));
    }
    if holds_login(&folded, login) {
        return Err("ce mot de passe contient votre identifiant : choisissez-en un autre".to_owned());
    }
    if is_common(&folded) {
        return Err("ce mot de passe est trop facile à deviner : choisissez-en un autre, par exemple quelques mots sans rapport".to_owned());
    }
    Ok(())
}

/// What is kept of a password.
///
/// # Errors
/// When the library cannot hash it.
pub fn hash_password(password: &str) -> Result<String> {
    let hash = Argon2::default().hash_password(plain(password).as_bytes());
    Ok(hash.map_err(|error| anyhow!("hashing a password: {error}"))?.to_string())
}

/// Whether it is the password of a hash.
///
/// # Errors
/// When the hash is not one.
pub fn is_password(hash: &str, password: &str) -> Result<bool> {
    let hash = PasswordHash::new(hash).map_err(|error| anyhow!("reading a password hash: {error}"))?;
    Ok(Argon2::default().verify_password(plain(password).as_bytes(), &hash).is_ok())
}

/// False, after the same work as for the password of an account.
///
/// # Errors
/// As [`is_password`].
pub fn is_password_of_nobody(password: &str) -> Result<bool> {
    is_password(NOBODY, password).map(|_| false)
}

/// The same text for the same keys, however a keyboard composes its accents.
fn plain(password: &str) -> String {
    password.nfkc().collect()
}

fn holds_login(folded: &str, login: &str) -> bool {
    let parts = [login, login.split('@').next().unwrap_or_default()];
    parts.iter().any(|part| part.len() >= PART_OF_LOGIN && folded.contains(part))
}

fn is_common(folded: &str) -> bool {
    let letters: String = folded.chars().filter(|sign| !sign.is_whitespace() && !"-_.'".contains(*sign)).collect();
    let word = letters.trim_end_matches(|sign: char| !sign.is_alphabetic());
    let signs: std::collections::BTreeSet<char> = folded.chars().collect();
    signs.len() < FEWEST_SIGNS || COMMON.contains(&&*letters) || COMMON.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_long_and_not_the_first_one_would_guess() {
        let login = "anne.lemoine@exemple.fr";
        let easy = "ce mot de passe est trop facile à deviner : choisissez-en un autre, par exemple quelques mots sans rapport";
        let own = "ce mot de passe contient votre identifiant : choisissez-en un autre";
        let long = "é".repeat(201);
        for (password, refused) in [
            ("un vélo bleu dans la cour", None),
            ("correct cheval", None),
            ("ééééàààçç!!..", None),
            ("Zx9$kq2", Some("ce mot de passe compte 7 caractères, 12 au moins : une phrase de quelques mots convient")),
            ("", Some("ce mot de passe compte 0 caractères, 12 au moins : une phrase de quelques mots convient")),
            (&long, Some("ce mot de passe compte 201 caractères, 200 au plus")),
            ("vive Anne.Lemoine !", Some(own)),
            ("anne.lemoine@exemple.fr", Some(own)),
            ("motdepasse2026!", Some(easy)),
            ("Mot de passe 2026", Some(easy)),
            ("azertyuiop123", Some(easy)),
            ("123456789012", Some(easy)),
            ("aaaaaaaaaaaaaaaa", Some(easy)),
            ("Bienvenue2026", Some(easy)),
        ] {
            assert_eq!(check_password(password, login).err().as_deref(), refused, "{password}");
        }
        assert_eq!(check_password("le mal de mer", "ale"), Ok(()), "a login of three letters stands in too many words");
    }

    #[test]
    fn a_password_is_known_by_its_hash_only() {
        let hash = hash_password("un vélo bleu").unwrap();
        assert_ne!(hash, hash_password("un vélo bleu").unwrap(), "each has its salt");
        assert!(is_password(&hash, "un vélo bleu").unwrap());
        assert!(is_password(&hash, "un ve\u{301}lo bleu").unwrap(), "accents composed otherwise");
        assert!(!is_password(&hash, "un velo bleu").unwrap());
        assert!(!is_password_of_nobody("un vélo bleu").unwrap());
        assert!(is_password("nothing", "un vélo bleu").is_err());
        let costs = |hash: &str| hash.split('$').take(4).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(costs(NOBODY), costs(&hash), "an unknown login costs as much as a known one");
    }
}
