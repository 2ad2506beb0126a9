//! Damaged C: compiled, or refused with a message that has a place.

use proptest::prelude::*;
use swtch_programs as programs;
use swtch_source::Files;
use swtch_system::{Error, Toolchain, Unit};

use crate::damage::{config, text};

struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _path: &str) -> Option<String> {
        None
    }
}

const PIECES: &[&str] = &[
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    ";",
    ",",
    "*",
    "&",
    "->",
    "...",
    "\"",
    "'",
    "\\\n",
    "/*",
    "*/",
    "#",
    "##",
    "#if 1\n",
    "\n#endif\n",
    "int ",
    "struct x ",
    "typedef ",
    "sizeof",
    "return ",
    "case 1:",
    "goto x;",
    "x:",
    "0x",
    "1e",
    "0",
    "2147483648",
    "unsigned long long ",
    "= {1, {2}}",
    "? :",
    "\0",
    "\u{e9}",
    "__attribute__((x))",
    "_Static_assert(0, \"\");",
    "asm(\"nop\");",
    "va_list ",
];

/// All programs that users see.
fn originals() -> Vec<String> {
    programs::samples().iter().map(|file| file.text.to_string()).collect()
}

proptest! {
    #![proptest_config(config(150))]

    #[test]
    fn damaged_c_is_answered(text in text(originals(), PIECES)) {
        let unit = Unit { path: "damaged.c".into(), text };
        match Toolchain::new(&NoFiles).object(&unit) {
            Ok(object) => prop_assert!(!object.bytes.is_empty()),
            Err(Error::Mistakes(mistakes)) => prop_assert!(!mistakes.diagnostics.is_empty()),
            Err(other) => prop_assert!(false, "{}", other),
        }
    }
}
