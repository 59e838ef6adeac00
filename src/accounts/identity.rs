//! The name the team reads and the login one types.

use unicode_normalization::UnicodeNormalization;

const MAX_NAME_CHARS: usize = 60;
const LOGIN_CHARS: std::ops::RangeInclusive<usize> = 3..=100;

/// The name as it is kept: on one line, without signs that cannot be seen.
///
/// # Errors
/// One French sentence for its author.
pub fn read_name(typed: &str) -> Result<String, String> {
    let plain: String = typed.nfc().filter(|sign| !is_hidden(*sign)).collect();
    let name = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    match name.chars().count() {
        0 => Err("il manque le nom que l'équipe lira".to_owned()),
        length if length > MAX_NAME_CHARS => Err(format!("ce nom compte {length} caractères, {MAX_NAME_CHARS} au plus")),
        _ => Ok(name),
    }
}

/// The login as it is kept and compared: in lower case.
///
/// # Errors
/// One French sentence for its author.
pub fn read_login(typed: &str) -> Result<String, String> {
    let login = typed.trim().to_lowercase();
    let fits = |sign: char| sign.is_ascii_alphanumeric() || "._@+-".contains(sign);
    if LOGIN_CHARS.contains(&login.chars().count()) && login.chars().all(fits) {
        return Ok(login);
    }
    Err(format!(
        "cet identifiant ne convient pas : écrivez une adresse électronique ou un nom court, de {} à {} lettres sans accent, chiffres, points et tirets",
        LOGIN_CHARS.start(),
        LOGIN_CHARS.end()
    ))
}

/// Signs that turn a text around or have no width, by which a name can look like another.
fn is_hidden(sign: char) -> bool {
    (sign.is_control() && !sign.is_whitespace())
        || matches!(sign, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_line_of_visible_signs() {
        for (typed, name) in [
            (" Anne  Lemoine\n", Some("Anne Lemoine")),
            ("Zoe\u{301} D'Ávila", Some("Zoé D'Ávila")),
            ("\u{202e}ennA\u{0}", Some("ennA")),
            ("<b>Anne</b>", Some("<b>Anne</b>")),
            ("\u{200b} \t", None),
            (&"é".repeat(60), Some(&*"é".repeat(60))),
            (&"é".repeat(61), None),
        ] {
            assert_eq!(read_name(typed).ok().as_deref(), name, "{typed}");
        }
        assert_eq!(read_name("").unwrap_err(), "il manque le nom que l'équipe lira");
        assert_eq!(read_name(&"é".repeat(61)).unwrap_err(), "ce nom compte 61 caractères, 60 au plus");
    }

    #[test]
    fn a_login_is_an_address_or_a_short_name() {
        for (typed, login) in [
            (" Anne.Lemoine@Exemple.fr ", Some("anne.lemoine@exemple.fr")),
            ("anne", Some("anne")),
            ("an", None),
            ("anne lemoine", None),
            ("hélène", None),
            ("аnne", None),
            ("' or 1=1 --", None),
            (&"a".repeat(101), None),
        ] {
            assert_eq!(read_login(typed).ok().as_deref(), login, "{typed}");
        }
        assert_eq!(
            read_login("an").unwrap_err(),
            "cet identifiant ne convient pas : écrivez une adresse électronique ou un nom court, de 3 à 100 lettres sans accent, chiffres, points et tirets"
        );
    }
}
