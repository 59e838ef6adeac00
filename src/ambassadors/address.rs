//! What somebody types: for how many people they invite, and the professional
//! address they enrol with, which is read, then forgotten. Only
//! what a key makes of it is kept, so that nobody enrols twice.

const MAX_ADDRESS_CHARS: usize = 120;

/// An address in one form, or one French sentence.
///
/// # Errors
/// What is not an address of the kind people write.
pub fn read_address(typed: &str) -> Result<String, String> {
    let address = typed.trim().to_lowercase();
    let is_plain = |part: &str| !part.is_empty() && !part.contains(|sign: char| sign.is_whitespace() || sign.is_control() || sign == '@');
    let is_whole = address.split_once('@').is_some_and(|(name, host)| {
        is_plain(name) && is_plain(host) && host.contains('.') && !host.starts_with('.') && !host.ends_with('.') && !host.contains("..")
    });
    if is_whole && address.chars().count() <= MAX_ADDRESS_CHARS {
        return Ok(address);
    }
    Err("écrivez votre adresse professionnelle entière, par exemple prenom.nom@metropole-exemple.fr".to_owned())
}

/// How many people an invitation is for, or one French sentence.
///
/// # Errors
/// What is no number of people, or too many.
pub fn read_places(typed: &str) -> Result<u32, String> {
    match typed.trim().parse() {
        Ok(places @ 1..=super::MOST_PLACES) => Ok(places),
        _ => Err(format!("« {} » ne convient pas : écrivez un nombre de personnes, de 1 à {}", typed.trim(), super::MOST_PLACES)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_one_form_or_is_refused() {
        assert_eq!(read_address(" Camille.Durand@Ville.example.FR ").as_deref(), Ok("camille.durand@ville.example.fr"));
        for typed in ["", "camille", "camille@", "@ville.fr", "a b@ville.fr", "a@ville", "a@b@ville.fr", "a@ville..fr", &"a".repeat(200)] {
            assert!(read_address(typed).is_err(), "{typed}");
        }
    }
}
