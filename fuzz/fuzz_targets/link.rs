//! Any bytes as objects and archives: up to three files, cut where `!CUT` stands.
#![no_main]

use libfuzzer_sys::fuzz_target;
use swtch_link::{Input, Layout, link};

fuzz_target!(|data: &[u8]| {
    let mut inputs = Vec::new();
    let mut rest = data;
    while inputs.len() < 3 && !rest.is_empty() {
        let cut = rest.windows(4).position(|window| window == b"!CUT");
        let (file, after) = rest.split_at(cut.unwrap_or(rest.len()));
        let lazy = !inputs.is_empty();
        inputs.push(Input { name: format!("{}.o", inputs.len()), bytes: file, lazy });
        rest = after.get(4..).unwrap_or_default();
    }
    match link(&inputs, &Layout::program(0x1_0000, "main")) {
        Ok(linked) => drop(swtch_link::read("linked", &linked.executable).expect("our own file")),
        Err(mistakes) => assert!(!mistakes.is_empty()),
    }
});
