//! Any text redacted: never a panic, and nothing more goes the second time.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tchat::privacy::redact;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let once = redact(&text);
    assert_eq!(redact(&once), once, "{text:?}");
});
