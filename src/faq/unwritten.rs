//! The text that stands for an answer nobody has written yet: a new file has
//! it, and a published one may not.

use std::ops::Range;

use crate::files::problem::{Problem, Source};

/// How the answer of a new file starts.
pub(crate) const TO_WRITE: &str = "À écrire : ";

/// Tells an answer that is published before it is written.
pub(super) fn check(source: &Source<'_>, answer: Range<usize>) -> Option<Problem> {
    let is_unwritten = source.text[answer.clone()].starts_with(TO_WRITE);
    let help = "écrivez la réponse, ou gardez « statut: brouillon » en attendant";
    is_unwritten.then(|| source.error(answer.start, "cette réponse est publiée, mais elle est encore à écrire").help(help))
}
