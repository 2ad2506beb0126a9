//! Any text as C: an object that can be read, or messages that can be shown.
#![no_main]

use libfuzzer_sys::fuzz_target;
use swtch_source::Files;
use swtch_system::{Toolchain, Unit};

struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _path: &str) -> Option<String> {
        None
    }
}

fuzz_target!(|text: &str| {
    let unit = Unit { path: "fuzzed.c".into(), text: text.into() };
    match Toolchain::new(&NoFiles).object(&unit) {
        Ok(object) => assert!(!object.bytes.is_empty()),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
