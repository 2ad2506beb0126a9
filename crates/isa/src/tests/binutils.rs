//! An independent judge: GNU objdump must show our words as we do. Skipped, with a message, where
//! the RISC-V binutils are not installed.

use super::any_insn;
use crate::{Insn, Op, csr, disassemble, encode};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use std::io::Write;
use std::process::Command;

const OBJDUMP: &str = "riscv64-unknown-elf-objdump";

#[test]
fn objdump_shows_the_same_text() {
    let insns = sample(4000);
    let Some(lines) = objdump(&insns) else {
        // Written past the capture of the test harness, so that it is seen.
        let _ = writeln!(std::io::stderr(), "SKIPPED: {OBJDUMP} is not installed");
        return;
    };
    assert_eq!(lines.len(), insns.len());
    let differing: Vec<String> = (insns.iter().zip(&lines).enumerate())
        .map(|(at, (insn, theirs))| (encode(*insn), disassemble(*insn, at as u32 * 4), theirs))
        .filter(|(_, ours, theirs)| ours != *theirs)
        .map(|(word, ours, theirs)| format!("{word:08x}: {ours} | {theirs}"))
        .collect();
    assert!(differing.is_empty(), "word: ours | objdump's\n{}", differing.join("\n"));
}

/// Random instructions, the same in every run, less what objdump 2.40 cannot show: registers it
/// has no name for, and sets of a fence that are empty or unusual.
fn sample(count: usize) -> Vec<Insn> {
    let mut runner = TestRunner::deterministic();
    let strategy = any_insn();
    let insns = std::iter::repeat_with(|| strategy.new_tree(&mut runner).unwrap().current());
    insns.filter(|insn| comparable(*insn)).take(count).collect()
}

fn comparable(insn: Insn) -> bool {
    let is_csr = insn.op.class() == crate::Class::Csr;
    let number = insn.imm as u16;
    let standard = is_csr && csr::name(number).is_some() && !(0x7C0..0x800).contains(&number);
    let plain_fence = insn.imm & 0xF00 == 0 && insn.imm & 0xF != 0 && insn.imm & 0xF0 != 0;
    match insn.op {
        Op::Fence => plain_fence,
        _ => !is_csr || (standard && number != csr::MCONFIG),
    }
}

fn objdump(insns: &[Insn]) -> Option<Vec<String>> {
    let bytes: Vec<u8> = insns.iter().flat_map(|insn| encode(*insn).to_le_bytes()).collect();
    let name = format!("swtch-isa-{}.bin", std::process::id());
    let path = std::env::temp_dir().join(name);
    std::fs::write(&path, bytes).ok()?;
    let output = Command::new(OBJDUMP)
        .args(["-D", "-z", "-b", "binary", "-m", "riscv:rv32", "-M", "priv-spec=1.12"])
        .arg(&path)
        .output();
    let _ = std::fs::remove_file(&path);
    let text = String::from_utf8(output.ok()?.stdout).ok()?;
    Some(text.lines().filter_map(line_text).map(|line| in_our_spelling(&line)).collect())
}

/// The instruction of `   0:\t00000013 \taddi\ta0,a0,1 # comment`, with a space for the tab.
fn line_text(line: &str) -> Option<String> {
    let mut columns = line.splitn(3, '\t').skip(1);
    let (_bytes, text) = (columns.next()?, columns.next()?);
    let text = text.split(" #").next()?.split(" <").next()?;
    Some(text.trim().replace('\t', " "))
}

/// Version 2.40 drops the `i` of immediate forms and the `ra` of `jal`, and writes `0x` before
/// targets that have no symbol; later versions do as we do.
fn in_our_spelling(line: &str) -> String {
    let Some((mnemonic, operands)) = line.split_once(' ') else { return line.into() };
    let last = operands.rsplit(',').next().unwrap_or(operands);
    let is_number = last.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    let is_immediate = is_number && !last.ends_with(')');
    match mnemonic {
        "add" | "and" | "or" | "xor" | "sll" | "srl" | "sra" | "csrrw" | "csrrs" | "csrrc"
            if is_immediate =>
        {
            format!("{mnemonic}i {operands}")
        }
        "jal" if !operands.contains(',') => format!("jal ra,{}", operands.replace("0x", "")),
        jump if jump.starts_with(['b', 'j']) => line.replace("0x", ""),
        _ => line.into(),
    }
}
