//! Text that means harm, or nothing: it must be answered in short time, in little memory, and
//! without a panic.

use super::NoFiles;
use crate::assemble;
use proptest::prelude::*;
use std::fmt::Write;
use swtch_source::{Sources, render};

/// Assembles, renders every message, and gives the number of mistakes.
fn survive(text: &str) -> usize {
    let mut sources = Sources::new();
    let file = sources.add("hostile.s", text);
    match assemble(&mut sources, &NoFiles, file) {
        Ok(assembled) => {
            assembled.warnings.iter().for_each(|warning| drop(render(&sources, warning, false)));
            0
        }
        Err(mistakes) => {
            assert!(!mistakes.is_empty());
            mistakes.iter().for_each(|mistake| drop(render(&sources, mistake, false)));
            mistakes.len()
        }
    }
}

#[test]
fn bombs_are_defused() {
    let doubling = |from: &str| {
        (0..200).fold(String::from(from), |mut text, n| {
            writeln!(text, ".set s{}, s{n}*2 + t{n}\n.set t{}, s{n} - t{n}*3", n + 1, n + 1)
                .unwrap();
            text
        }) + "\n.word s200\n"
    };
    for bomb in [
        ".zero 0x100000000",
        ".zero 0x7fffffffffffffff\n.zero 0x7fffffffffffffff",
        ".fill 0xffffffff, 8, 1",
        ".bss\n.zero 0xffffffff",
        ".org 0x7fffffff",
        ".comm x, 0x7fffffffffffffff",
        ".lcomm x, 0x7fffffffffffffff",
        ".rept 1000000000\nnop\n.endr",
        ".rept 100000\n.rept 100000\nnop\n.endr\n.endr",
        ".macro m\nm\nm\n.endm\nm",
        ".macro m a\nm \\a\\a\\a\\a\n.endm\nm xyzxyzxyz",
        ".set a, b\n.set b, a\n.word a",
        ".set a, a + 1\n.word a",
        "a: .zero b - a\nb: .word 1",
        "a: .zero 2*(b - a) + 1\nb:",
        ".align 63",
        ".align 100000000000",
        ".balign 0x4000000000000000",
        ".uleb128 b - a\na: .zero 1 << 40\nb:",
        ".section \"\"",
        ".section \"a\\0b\",\"ax\"",
        ".file 1 \"\"\n.loc 1 1\nnop",
        ".file \"\"\nnop",
        ".org -1",
        "nop\n.org 0",
    ] {
        survive(bomb);
    }
    survive(&format!(".word {}1{}", "(".repeat(100_000), ")".repeat(100_000)));
    survive(&format!(".word {}1", "-".repeat(100_000)));
    survive(&format!(".word {}1", "1+".repeat(100_000)));
    survive(&format!(".word {}a", "a*".repeat(10_000)));
    survive(&format!("{}nop", ".pushsection .data\n".repeat(10_000)));
    survive(&format!("{}nop", ".if 1\n".repeat(10_000)));
    survive(&format!("{}nop", ".macro m\n".repeat(10_000)));
    survive(&doubling(".set s0, x\n.set t0, y\n"));
    survive(&doubling(""));
}

#[test]
fn branches_that_push_each_other_out_of_reach_settle() {
    // Each branch that grows pushes the next one out of reach.
    let mut text = String::new();
    for n in 0..2000 {
        writeln!(text, "l{n}: beq a0, a1, l{}", (n + 1023).min(1999)).unwrap();
    }
    assert_eq!(survive(&text), 0);
}

const SAMPLES: [&str; 6] = [
    include_str!("compiled.s"),
    include_str!("by_hand.s"),
    include_str!("data.s"),
    include_str!("macros.s"),
    include_str!("wrong_operands.s"),
    include_str!("directives.s"),
];

/// Pieces that lead into strange corners.
const PIECES: [&str; 24] = [
    "\"", "'", "\\", "(", ")", "%hi(", "%", ",", ":", "\n", ";", "#", "/*", "1f", "0b", "0x", ".",
    ".rept 3", ".endr", ".macro m", ".endm", ".if 0", "é", "\0",
];

fn mutated() -> impl Strategy<Value = String> {
    let edits =
        prop::collection::vec((any::<prop::sample::Index>(), 0..60usize, 0..PIECES.len()), 1..6);
    (0..SAMPLES.len(), edits).prop_map(|(sample, edits)| {
        let mut text: Vec<char> = SAMPLES[sample].chars().collect();
        for (at, length, piece) in edits {
            let at = at.index(text.len() + 1);
            let end = (at + length % 20).min(text.len());
            let keep = length >= 40;
            text.splice(at..if keep { at } else { end }, PIECES[piece].chars());
        }
        text.into_iter().collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn mutated_assembly_is_answered(text in mutated()) {
        survive(&text);
    }

    #[test]
    fn noise_is_answered(text in "[ -~\n\t]{0,200}") {
        survive(&text);
    }
}
