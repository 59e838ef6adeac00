//! French typography, which every room that speaks to people needs.

/// French signs stay with the word they belong to.
pub fn typeset(text: &str) -> String {
    let mut set = text.replace("« ", "«\u{a0}");
    for sign in ['»', ':', ';', '?', '!', '%', '€'] {
        set = set.replace(&format!(" {sign}"), &format!("\u{a0}{sign}"));
    }
    set
}
