//! What hints call absent, against the library's headers.

use super::{ABSENT, FOREIGN, HEADERS};
use crate::front::parse::header_of;
use std::fs;
use std::path::Path;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../programs/include");

/// The declarations of functions in all headers of a folder.
fn declarations(folder: &Path) -> String {
    let mut code = String::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        match entry.file_type().unwrap().is_dir() {
            true => code += &declarations(&entry.path()),
            false => code += &fs::read_to_string(entry.path()).unwrap(),
        }
    }
    code
}

#[test]
fn what_is_called_absent_is_declared_nowhere() {
    let code = declarations(Path::new(FOLDER));
    assert!(code.contains(" printf("));
    for name in ABSENT.iter().flat_map(|(names, _)| names.split_whitespace()) {
        for before in [" ", "*"] {
            assert!(!code.contains(&format!("{before}{name}(")), "a header has {name}");
        }
    }
    for name in FOREIGN.iter().flat_map(|(names, _)| names.split_whitespace()) {
        assert_eq!(header_of(name), None, "{name}");
    }
}

#[test]
fn headers_called_absent_are() {
    for name in HEADERS.iter().flat_map(|(names, _)| names.split_whitespace()) {
        assert!(!Path::new(FOLDER).join(name).exists(), "{name} is there");
    }
}
