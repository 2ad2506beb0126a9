//! What hints say of the library's headers, against the headers.

use super::HEADERS;
use std::fs;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../programs/include");

fn has_word(text: &str, word: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|other| other == word)
}

/// A hint names a header only for what the library's own header declares.
#[test]
fn headers_declare_what_hints_say_of_them() {
    for (header, names) in HEADERS {
        let text = fs::read_to_string(format!("{FOLDER}/{header}")).unwrap();
        for name in names.split(' ') {
            assert!(has_word(&text, name), "{header} does not declare {name}");
        }
    }
}
