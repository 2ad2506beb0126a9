//! `docs/isa.md` is generated from the table and committed; this test compares the two, and
//! rewrites the page if `SWTCH_BLESS=1` is set.

use crate::{Op, PSEUDOS, Pseudo, Step, TABLE, Value, csr, words};
use std::fmt::Write;
use std::path::Path;

#[test]
fn the_manual_page_is_the_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/isa.md");
    let page = page();
    if std::env::var_os("SWTCH_BLESS").is_some_and(|value| value == "1") {
        std::fs::write(&path, &page).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == page, "docs/isa.md is stale: run this test with SWTCH_BLESS=1");
}

fn page() -> String {
    let mut text = String::from(INTRODUCTION);
    text += "| Instruction | Meaning | Bits | Class |\n|---|---|---|---|\n";
    for row in TABLE {
        let bits = row.bits.replace('|', "\\|");
        let syntax = row.format.syntax();
        let name = format!("{} {syntax}", row.mnemonic);
        let (name, summary, class) = (name.trim_end(), row.summary, row.class);
        writeln!(text, "| `{name}` | {summary} | `{bits}` | {class:?} |").unwrap();
    }
    text += PSEUDO_INTRODUCTION;
    text += "| Written | Stands for |\n|---|---|\n";
    for pseudo in PSEUDOS {
        let name = format!("{} {}", pseudo.mnemonic, pseudo.syntax);
        writeln!(text, "| `{}` | `{}` |", name.trim_end(), expansion(pseudo)).unwrap();
    }
    text += CSR_INTRODUCTION;
    text += "| Number | Name |\n|---|---|\n";
    for (number, name) in csr::NAMED {
        writeln!(text, "| {number:#05x} | `{name}` |").unwrap();
    }
    text
}

fn expansion(pseudo: &Pseudo) -> String {
    pseudo.steps.iter().map(step).collect::<Vec<_>>().join("; ")
}

fn step(step: &Step) -> String {
    use crate::Field::{Imm, Rd, Rs1, Rs2};
    let register = |value: Option<Value>, own: &str| match value {
        Some(Value::Is(number)) => crate::reg::name(number as u8).to_string(),
        Some(Value::Same(_)) => "rd".to_string(),
        _ => own.to_string(),
    };
    let imm = |own: &str| match step.value(Imm) {
        Some(Value::Is(number)) => number.to_string(),
        Some(Value::Hi) => "%hi(imm32)".to_string(),
        Some(Value::Lo) => "%lo(imm32)".to_string(),
        Some(Value::PcrelHi | Value::CallHi) => "%pcrel_hi(symbol)".to_string(),
        Some(Value::PcrelLo | Value::CallLo) => "%pcrel_lo(symbol)".to_string(),
        _ => own.to_string(),
    };
    let csr = || match step.value(Imm) {
        Some(Value::Is(number)) => csr::name(number as u16).unwrap_or("csr").to_string(),
        _ => "csr".to_string(),
    };
    let access = |shift: u32, own: &str| match step.value(Imm) {
        Some(Value::Is(number)) => crate::disasm::access_set(number >> shift),
        _ => own.to_string(),
    };
    let operands: String = words(step.op.format().syntax())
        .map(|word| match word {
            "rd" => register(step.value(Rd), word),
            "rs1" => register(step.value(Rs1), word),
            "rs2" => register(step.value(Rs2), word),
            "imm" | "upper" | "shamt" => imm(word),
            "csr" => csr(),
            "pred" => access(4, word),
            "succ" => access(0, word),
            other => other.to_string(),
        })
        .collect();
    let mode = match step.value(Imm) {
        Some(Value::Is(number)) if step.op == Op::Fence && number > 0xFF => " with fm = 1000",
        _ => "",
    };
    format!("{} {operands}{mode}", step.op.mnemonic()).trim_end().to_string()
}

const INTRODUCTION: &str = "\
# Instructions

This page is generated from the table in `crates/isa`; a test keeps it so.

The machine executes RV32I with M, A, Zicsr and Zifencei as the RISC-V unprivileged manual defines
them, and `mret`, `wfi` and `sfence.vma` of its machine level. HINTs and reserved fields of `fence`
and `fence.i` are accepted and do nothing; every other reserved encoding is illegal.

Bits are printed as in the manual, bit 31 first. `imm` is a signed number, `upper` 20 bits that
become bits 12 to 31, `shamt` a shift amount, `target` an address relative to the instruction,
`uimm` a number from 0 to 31, `csr` a register's name or number, `pred` and `succ` a set of the
letters `i`, `o`, `r`, `w`. The atomics take the suffixes `.aq`, `.rl` and `.aqrl`. The class is what
the machine's configuration prices.

";

const PSEUDO_INTRODUCTION: &str = "
## Pseudo-instructions

Other spellings that the assembler accepts. Where a mnemonic has several rows, the operands decide;
`li` takes one instruction if the number fits it. `symbol` and `target` may be any address.

";

const CSR_INTRODUCTION: &str = "
## Control and status registers

Names the assembler knows. Also known are `pmpcfg0` to `pmpcfg3`, `pmpaddr0` to `pmpaddr15`, and the
numbers 3 to 31 of `mhpmcounter`, `mhpmevent` and `hpmcounter`, with `h` for upper halves.

";
