//! The codes of six digits that a telephone shows: the secret it shares with
//! us, and which half minute a code belongs to.

use anyhow::{Context, Result, anyhow};
use jiff::Timestamp;
use qrcode::{Color, EcLevel, QrCode};
use totp_rs::{Builder, Totp};

/// Clear modules around the picture, as readers need.
const QUIET: usize = 4;

/// A secret that was drawn, in the forms its owner can take it by.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    /// In base 32: as it is kept, and typed by hand.
    pub text: String,
    /// As a picture to photograph.
    pub picture: QrPicture,
}

/// A QR code as the path of an SVG picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QrPicture {
    /// How many modules wide and high it is, the clear edge included.
    pub side: usize,
    /// The dark modules.
    pub path: String,
}

impl Secret {
    /// Draws a secret.
    ///
    /// # Errors
    /// When the library cannot make one.
    pub fn draw(login: &str) -> Result<Self> {
        let secret = totp_rs::Secret::generate().to_base32();
        Self::of_text(&secret, login)
    }

    /// A secret that was drawn before.
    ///
    /// # Errors
    /// When the text is not such a secret.
    pub fn of_text(text: &str, login: &str) -> Result<Self> {
        let address = totp(text, login)?.to_url().map_err(|error| anyhow!("writing the address of a second factor: {error}"))?;
        Ok(Self { text: text.to_owned(), picture: picture(&address)? })
    }
}

/// The half minute of a right code, counted since 1970; none when it is wrong.
/// The half minutes before and after are right too, for clocks differ.
///
/// # Errors
/// When the secret is not one.
pub fn used_step(secret: &str, code: &str, now: Timestamp) -> Result<Option<i64>> {
    let digits: String = code.chars().filter(|sign| !sign.is_whitespace()).collect();
    if digits.len() != 6 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return Ok(None);
    }
    let seconds = u64::try_from(now.as_second()).unwrap_or_default();
    let step = totp(secret, "")?.check(&digits, seconds);
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

/// The code that a telephone shows for a secret.
#[cfg(test)]
pub(crate) fn code_of(secret: &str, now: Timestamp) -> Result<String> {
    let seconds = u64::try_from(now.as_second()).unwrap_or_default();
    Ok(totp(secret, "")?.generate(seconds).to_string())
}

fn totp(secret: &str, login: &str) -> Result<Totp> {
    let secret = totp_rs::Secret::try_from_base32(secret).map_err(|error| anyhow!("reading a secret: {error}"))?;
    let built = Builder::new().with_secret(secret).with_account_name(login).with_issuer(Some("t'chat recrutement")).build();
    built.map_err(|error| anyhow!("making a second factor: {error}"))
}

fn picture(text: &str) -> Result<QrPicture> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).context("drawing a QR code")?;
    let width = code.width();
    let dark = code.to_colors().into_iter().enumerate().filter(|(_, color)| *color == Color::Dark);
    let path = dark.map(|(place, _)| format!("M{} {}h1v1h-1z", place % width + QUIET, place / width + QUIET)).collect();
    Ok(QrPicture { side: width + 2 * QUIET, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238, « 12345678901234567890 » in base 32.
    const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    #[test]
    fn codes_are_those_of_the_standard_and_serve_one_half_minute_around_theirs() {
        let at = |second| Timestamp::from_second(second).unwrap();
        for (code, second, step) in [
            ("287082", 59, Some(1)),
            ("287 082", 59, Some(1)),
            ("287082", 89, Some(1)),
            ("287082", 90, None),
            ("287082", 0, Some(1)),
            ("081804", 1_111_111_109, Some(37_037_036)),
            ("000000", 59, None),
            ("", 59, None),
            ("28708", 59, None),
            ("٢٨٧٠٨٢", 59, None),
            ("2870822870822870822870822870822870822870822870822870822870822", 59, None),
        ] {
            assert_eq!(used_step(SECRET, code, at(second)).unwrap(), step, "{code} at {second}");
        }
        assert!(used_step("not base 32 !", "287082", at(59)).is_err());
        assert_eq!(used_step(SECRET, "287082", Timestamp::MIN).unwrap(), Some(1), "a clock before 1970 is no fault");
    }

    #[test]
    fn a_secret_is_drawn_anew_and_shown_as_a_square_picture() {
        let (one, other) = (Secret::draw("anne@exemple.fr").unwrap(), Secret::draw("anne@exemple.fr").unwrap());
        assert_ne!(one.text, other.text);
        assert_eq!(one.text.len(), 32);
        assert!(one == Secret::of_text(&one.text, "anne@exemple.fr").unwrap());
        assert!(one.picture.side > 25 + 2 * QUIET && one.picture.path.starts_with("M4 4h1v1h-1zM5 4h1v1h-1z"), "{:?}", one.picture);
    }
}
