//! What [`read`] says about files it cannot use, and that no file at all makes it stumble.

use proptest::prelude::*;
use swtch_source::{Sources, render};

use super::links::{NoTexts, program};
use super::tools::{archive, object};
use crate::{Input, Layout, disassembly, link, read, strip};

/// Offsets in the ELF header.
const CLASS: usize = 4;
const BYTE_ORDER: usize = 5;
const TYPE: usize = 16;
const MACHINE: usize = 18;
const ENTRY: usize = 24;
const FLAGS: usize = 36;
const SEGMENT_TABLE: usize = 52;
/// Offsets in a program header.
const FILE_SIZE: usize = 16;
const MEM_SIZE: usize = 20;

#[test]
fn what_cannot_be_run_is_refused_with_a_reason_and_a_way_out() {
    let good = program();
    let with = |at: usize, byte: u8| {
        let mut bytes = good.clone();
        bytes[at] = byte;
        bytes
    };
    let big_endian = {
        let mut bytes = with(BYTE_ORDER, 2);
        bytes.swap(MACHINE, MACHINE + 1);
        bytes
    };
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("empty", Vec::new()),
        ("notes.txt", b"int main(void) { return 0; }\n".to_vec()),
        ("picture.png", vec![0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]),
        ("libc.a", b"!<arch>\n".to_vec()),
        ("host", with(MACHINE, 62)),
        ("wide", with(CLASS, 2)),
        ("big", big_endian),
        ("compressed", with(FLAGS, 1)),
        ("floats", with(FLAGS, 4)),
        ("embedded", with(FLAGS, 8)),
        ("main.o", object("main.s", "nop\n")),
        ("core", with(TYPE, 4)),
        ("cut", good[..200].to_vec()),
        ("cut_early", good[..18].to_vec()),
        ("nowhere", with(ENTRY + 3, 0x40)),
        ("swollen", with(SEGMENT_TABLE + FILE_SIZE + 1, 0xff)),
        ("endless", with(SEGMENT_TABLE + MEM_SIZE + 3, 0xff)),
    ];
    let mut said = String::new();
    for (name, bytes) in cases {
        let error = read(name, &bytes).err().unwrap_or_else(|| panic!("{name} was accepted"));
        assert!(error.hint.is_some(), "{name}");
        said += &render(&Sources::new(), &error, false);
    }
    insta::assert_snapshot!(said);
}

/// Everything this crate does with a file, to no other end than to see it return.
fn try_all(bytes: &[u8]) {
    if let Ok(program) = read("fuzzed", bytes) {
        let size: usize = program.segments.iter().map(|segment| segment.data.len()).sum();
        assert!(size <= bytes.len() * 64);
        let again = read("stripped", &strip(bytes, &program)).unwrap();
        assert_eq!(again.segments, program.segments);
        for address in [0, program.entry, u32::MAX] {
            let _ =
                (program.symbol_at(address), program.line_at(address), program.word_at(address));
        }
    }
    if let Ok(listings) = disassembly("fuzzed", bytes, &NoTexts) {
        listings.iter().for_each(|listing| drop(listing.to_string()));
    }
    let inputs = [Input { name: "fuzzed".into(), bytes, lazy: false }];
    let _ = link(&inputs, &Layout::program(0x1_0000, "main"));
}

pub fn mutated(original: Vec<u8>) -> impl Strategy<Value = Vec<u8>> {
    let size = original.len();
    // Zeros among zeros are padding.
    let near = |at: usize| &original[at.saturating_sub(8)..(at + 8).min(size)];
    let worth: Vec<usize> = (0..size).filter(|&at| near(at).iter().any(|&b| b != 0)).collect();
    // Small and large numbers are what sizes, counts and offsets go wrong by.
    let byte = prop_oneof![Just(0u8), Just(1), Just(0x7f), Just(0x80), Just(0xff), any::<u8>()];
    let edits = proptest::collection::vec((proptest::sample::select(worth), byte), 1..12);
    let end = prop_oneof![4 => Just(size), 1 => 0..size];
    (edits, end).prop_map(move |(edits, end)| {
        let mut bytes = original.clone();
        edits.iter().for_each(|&(at, byte)| bytes[at] = byte);
        bytes.truncate(end);
        bytes
    })
}

fn small_object() -> Vec<u8> {
    object("fuzz.s", super::links::MAIN)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_damage_to_an_executable_is_survived(bytes in mutated(program())) {
        try_all(&bytes);
    }

    #[test]
    fn any_damage_to_an_object_is_survived(bytes in mutated(small_object())) {
        try_all(&bytes);
    }

    #[test]
    fn any_damage_to_an_archive_is_survived(bytes in mutated(archive(&[("fuzz.o", small_object())]))) {
        try_all(&bytes);
    }

    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        try_all(&bytes);
        let header = [&b"\x7fELF\x01\x01\x01\0\0\0\0\0\0\0\0\0\x01\0\xf3\0"[..], &bytes].concat();
        try_all(&header);
        try_all(&[&b"!<arch>\n"[..], &bytes].concat());
    }
}
