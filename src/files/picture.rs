//! What may be a picture beside a text: which files, how heavy, of what kind.

/// Heavier is slow on a telephone, and Discord may refuse it.
pub(crate) const MAX_PICTURE_BYTES: u64 = 1024 * 1024;

/// Each kind: how its file ends, how its bytes begin, what a browser calls it.
const KINDS: &[(&str, &[u8], &str)] = &[
    ("png", b"\x89PNG\r\n\x1a\n", "image/png"),
    ("jpg", b"\xff\xd8\xff", "image/jpeg"),
    ("jpeg", b"\xff\xd8\xff", "image/jpeg"),
    ("webp", b"RIFF", "image/webp"),
];

/// Whether a file of this name is a picture by its ending.
pub(crate) fn is_picture(name: &str) -> bool {
    ending(name).is_some()
}

/// What a browser calls the picture of this name; none when its bytes are not
/// those of its kind.
pub(crate) fn kind_of(name: &str, bytes: &[u8]) -> Option<&'static str> {
    let (_, begins, kind) = ending(name)?;
    bytes.starts_with(begins).then_some(*kind)
}

fn ending(name: &str) -> Option<&'static (&'static str, &'static [u8], &'static str)> {
    let (_, written) = name.rsplit_once('.')?;
    KINDS.iter().find(|(ending, ..)| *ending == written)
}
