//! Amounts as people type and read them in French.

/// The most that one line may cost: ten million euros, above which a comma is missing.
const MOST_CENTS: u64 = 1_000_000_000;

/// A price in cents: « 1 250,50 », « 1250 € ».
pub fn read_cents(typed: &str) -> Option<u64> {
    read_decimal(typed.trim().trim_end_matches('€'), 2).filter(|cents| *cents <= MOST_CENTS)
}

/// A duration in tenths of a day: « 2 », « 0,5 ».
pub fn read_tenths(typed: &str) -> Option<u32> {
    u32::try_from(read_decimal(typed, 1)?).ok().filter(|tenths| (1..=10_000).contains(tenths))
}

/// A positive number with so many decimals at the most, as a whole number of its
/// smallest part; blanks between thousands are left out.
fn read_decimal(typed: &str, decimals: usize) -> Option<u64> {
    let plain: String = typed.chars().filter(|sign| !sign.is_whitespace() && *sign != '\u{202f}').collect();
    let (whole, part) = plain.split_once([',', '.']).unwrap_or((&plain, ""));
    let is_number = |text: &str| text.chars().all(|sign| sign.is_ascii_digit());
    if whole.is_empty() || !is_number(whole) || !is_number(part) || part.len() > decimals {
        return None;
    }
    format!("{whole}{part:0<decimals$}").parse().ok()
}

/// A whole number by groups of three: `11 356`, with no-break spaces.
pub fn number(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

/// A price as a person reads it: « 1 250,50 € », without « ,00 ».
pub fn in_euros(cents: u64) -> String {
    match cents % 100 {
        0 => format!("{}\u{a0}€", number(cents / 100)),
        part => format!("{},{part:02}\u{a0}€", number(cents / 100)),
    }
}

/// Person-days as a person reads them: « 11 jours », « 0,5 jour ».
pub fn in_days(tenths: u64) -> String {
    let word = if tenths < 20 { "jour" } else { "jours" };
    match tenths % 10 {
        0 => format!("{}\u{a0}{word}", number(tenths / 10)),
        part => format!("{},{part}\u{a0}{word}", number(tenths / 10)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_as_french_people_type_it() {
        for (typed, cents) in [
            ("1250", Some(125_000)),
            ("1 250,50 €", Some(125_050)),
            ("1\u{202f}250.5", Some(125_050)),
            ("0", Some(0)),
            ("12,345", None),
            ("-3", None),
            ("", None),
            (",5", None),
            ("mille", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(read_cents(typed), cents, "{typed}");
        }
        for (typed, tenths) in [("3", Some(30)), ("0,5", Some(5)), ("0", None), ("0,25", None), ("1001", None)] {
            assert_eq!(read_tenths(typed), tenths, "{typed}");
        }
    }

    #[test]
    fn an_amount_is_written_as_french_people_read_it() {
        assert_eq!([0, 999, 11_356, 1_234_567].map(number), ["0", "999", "11\u{202f}356", "1\u{202f}234\u{202f}567"]);
        for (cents, expected) in [(0, "0 €"), (700_000, "7 000 €"), (4_070, "40,70 €")] {
            assert_eq!(in_euros(cents).replace(['\u{a0}', '\u{202f}'], " "), expected);
        }
        for (tenths, expected) in [(110, "11 jours"), (5, "0,5 jour"), (10, "1 jour"), (25, "2,5 jours")] {
            assert_eq!(in_days(tenths).replace('\u{a0}', " "), expected);
        }
    }
}
