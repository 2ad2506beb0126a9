//! Instructions as text, the way GNU objdump shows them, with one space after the mnemonic.

use crate::{Insn, PSEUDOS, csr, reg, words};

/// The instruction in assembly language, pseudo-instructions preferred; `pc` is its own address,
/// from which jump targets (in hexadecimal, without `0x`) are reckoned.
pub fn disassemble(insn: Insn, pc: u32) -> String {
    let pseudo = PSEUDOS.iter().find(|pseudo| pseudo.shows(insn));
    let (mnemonic, syntax) = match pseudo {
        Some(pseudo) => (pseudo.mnemonic, pseudo.syntax),
        None => (insn.op.mnemonic(), insn.op.format().syntax()),
    };
    let operands: String = words(syntax).map(|word| operand(word, insn, pc)).collect();
    let text = format!("{mnemonic}{} {operands}", ordering(insn));
    text.trim_end().to_string()
}

/// `.aq`, `.rl` or both, for the atomics.
fn ordering(insn: Insn) -> &'static str {
    let is_atomic = matches!(insn.op.format(), crate::Format::Amo | crate::Format::Lr);
    match (is_atomic, insn.imm & 3) {
        (true, 1) => ".rl",
        (true, 2) => ".aq",
        (true, 3) => ".aqrl",
        _ => "",
    }
}

/// One piece of a syntax, with the instruction's operand in the place of its word.
fn operand(word: &str, insn: Insn, pc: u32) -> String {
    match word {
        "rd" => reg::name(insn.rd).into(),
        "rs1" => reg::name(insn.rs1).into(),
        "rs2" => reg::name(insn.rs2).into(),
        "imm" => insn.imm.to_string(),
        "upper" => format!("{:#x}", insn.imm as u32 >> 12),
        "shamt" => format!("{:#x}", insn.imm),
        "target" => format!("{:x}", pc.wrapping_add(insn.imm as u32)),
        "uimm" => insn.rs1.to_string(),
        "csr" => csr_name(insn.imm),
        "pred" => access_set(insn.imm >> 4),
        "succ" => access_set(insn.imm),
        punctuation => punctuation.into(),
    }
}

fn csr_name(number: i32) -> String {
    let number = (number & 0xFFF) as u16;
    csr::name(number).map_or_else(|| format!("{number:#x}"), str::to_string)
}

/// The four bits of a fence's set: device input, device output, memory reads, memory writes.
pub(crate) fn access_set(bits: i32) -> String {
    let set: String =
        (0..4).filter(|at| bits & (8 >> at) != 0).map(|at| "iorw".as_bytes()[at] as char).collect();
    if set.is_empty() { "0".into() } else { set }
}
