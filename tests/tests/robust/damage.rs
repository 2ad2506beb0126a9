//! Texts and files with a few things wrong.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Few enough cases for every day; `PROPTEST_CASES` asks for more.
pub fn config(cases: u32) -> ProptestConfig {
    let wish = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok());
    ProptestConfig {
        cases: wish.unwrap_or(cases),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// A text in which some stretches are removed, doubled, or replaced by one of `pieces`.
pub fn text(
    originals: Vec<String>,
    pieces: &'static [&'static str],
) -> impl Strategy<Value = String> {
    let edits = vec((any::<Index>(), 0..40usize, 0..3u8, select(pieces)), 1..6);
    (select(originals), edits).prop_map(|(original, edits)| {
        let mut text: Vec<char> = original.chars().collect();
        for (at, length, how, piece) in edits {
            let at = at.index(text.len() + 1);
            let end = (at + length).min(text.len());
            match how {
                0 => drop(text.drain(at..end)),
                1 => drop(text.splice(at..at, text[at..end].to_vec())),
                _ => drop(text.splice(at..end.min(at + 3), piece.chars())),
            }
        }
        text.into_iter().collect()
    })
}

/// Bytes with some of them changed, and perhaps the end missing.
pub fn bytes(original: Vec<u8>) -> impl Strategy<Value = Vec<u8>> {
    let size = original.len();
    let byte = prop_oneof![Just(0u8), Just(1), Just(0x7f), Just(0x80), Just(0xff), any::<u8>()];
    // Half of the damage goes where the headers are.
    let place = prop_oneof![0..size.min(200), 0..size];
    let end = prop_oneof![9 => Just(size), 1 => 0..size];
    (vec((place, byte), 1..8), end).prop_map(move |(edits, end)| {
        let mut bytes = original.clone();
        edits.into_iter().for_each(|(at, byte)| bytes[at] = byte);
        bytes.truncate(end);
        bytes
    })
}
