//! Random programs, each of which prints a hash of what it has computed: registers, memory, and
//! every trap's cause and value. This machine and QEMU must print the same.
//!
//! A program runs in machine mode, in rounds of some two hundred instructions: arithmetic, loads
//! and stores at any alignment, branches, atomics, and instructions that trap, whose handler goes
//! on behind them. Four seeds are in the suite; `SWTCH_RANDOM=FROM..TO` tries others.

use std::fmt::Write;
use std::ops::Range;

use crate::case::{build, run_on};
use crate::qemu;
use swtch_ledger::OutcomeKind;

/// Registers that the instructions may use: all but x0, `s0` (the middle of the data), `s10` (the
/// rounds left) and `s11` (the hash so far).
const REGISTERS: [&str; 28] = [
    "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s1", "a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7",
    "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "t3", "t4", "t5", "t6",
];
const COMPUTING: [&str; 18] = [
    "add", "sub", "sll", "slt", "sltu", "xor", "srl", "sra", "or", "and", "mul", "mulh", "mulhsu",
    "mulhu", "div", "divu", "rem", "remu",
];
const IMMEDIATE: [&str; 6] = ["addi", "slti", "sltiu", "xori", "ori", "andi"];
const SHIFTS: [&str; 3] = ["slli", "srli", "srai"];
const BRANCHES: [&str; 6] = ["beq", "bne", "blt", "bge", "bltu", "bgeu"];
const LOADS: [&str; 5] = ["lb", "lh", "lw", "lbu", "lhu"];
const STORES: [&str; 3] = ["sb", "sh", "sw"];
const AMOS: [&str; 9] =
    ["amoswap", "amoadd", "amoxor", "amoand", "amoor", "amomin", "amomax", "amominu", "amomaxu"];
const EDGES: [u32; 8] = [0, 1, 2, 31, 0x7fff_ffff, 0x8000_0000, 0x8000_0001, 0xffff_ffff];
const INSTRUCTIONS: usize = 200;

/// SplitMix64.
struct Rng(u64);

impl Rng {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len() as u64) as usize]
    }

    /// A register to write; seldom x0.
    fn rd(&mut self) -> &'static str {
        if self.below(30) == 0 { "zero" } else { self.pick(&REGISTERS) }
    }

    fn rs(&mut self) -> &'static str {
        if self.below(15) == 0 { "zero" } else { self.pick(&REGISTERS) }
    }

    fn value(&mut self) -> u32 {
        if self.below(3) == 0 { self.pick(&EDGES) } else { self.next() as u32 }
    }

    /// A distance from `s0` that an access of four bytes may have.
    fn offset(&mut self) -> i64 {
        self.below(4093) as i64 - 2048
    }
}

/// One instruction, or a few that belong together. `index` makes labels unique.
fn instruction(rng: &mut Rng, index: usize) -> String {
    let (rd, a, b) = (rng.rd(), rng.rs(), rng.rs());
    match rng.below(20) {
        0..=6 => format!("{} {rd}, {a}, {b}", rng.pick(&COMPUTING)),
        7..=8 => format!("{} {rd}, {a}, {}", rng.pick(&IMMEDIATE), rng.below(4096) as i64 - 2048),
        9 => format!("{} {rd}, {a}, {}", rng.pick(&SHIFTS), rng.below(32)),
        10 => format!("lui {rd}, {}", rng.below(1 << 20)),
        11 => format!("li {rd}, {}", rng.value()),
        12..=13 => format!("{} {rd}, {}(s0)", rng.pick(&LOADS), rng.offset()),
        14 => format!("{} {a}, {}(s0)", rng.pick(&STORES), rng.offset()),
        15 => format!("{} {a}, {b}, .Lnext{}", rng.pick(&BRANCHES), index + 1 + skip(rng)),
        16 => format!("jal {rd}, .Lnext{}", index + 1 + skip(rng)),
        17 => atomic(rng, rd, b),
        18 => format!("csrrw {rd}, mtval, {a}; csrrs {rd}, mtval, {b}; csrrci {rd}, mtval, 21"),
        _ => trapping(rng, rd),
    }
}

/// How many instructions a branch jumps over.
fn skip(rng: &mut Rng) -> usize {
    rng.below(4) as usize
}

fn atomic(rng: &mut Rng, rd: &str, operand: &str) -> String {
    // The address is in t6, so the operand may not be.
    let operand = if operand == "t6" { "t5" } else { operand };
    let address = format!("addi t6, s0, {}", rng.offset() & !3);
    match rng.below(3) {
        0 => format!("{address}; lr.w {rd}, (t6); addi t6, s0, 0; sc.w {rd}, {operand}, (t6)"),
        _ => format!("{address}; {}.w {rd}, {operand}, (t6)", rng.pick(&AMOS)),
    }
}

/// An instruction that traps, with a value in `mtval` on which QEMU agrees.
fn trapping(rng: &mut Rng, rd: &str) -> String {
    match rng.below(5) {
        0 => "ecall".into(),
        1 => format!(".4byte {}", 0x0000_000b | rng.next() as u32 & 0xffff_ff80),
        2 => format!("lw {rd}, {}(zero)", rng.below(512) * 4),
        3 => format!("sw {rd}, {}(zero)", rng.below(512) * 4),
        _ => format!("csrrw {rd}, mhartid, {rd}"),
    }
}

fn program(seed: u64) -> String {
    let rng = &mut Rng(seed);
    let mut text = String::from("#include \"random.h\"\n        begin\n");
    for register in REGISTERS {
        let _ = writeln!(text, "        li {register}, {}", rng.value());
    }
    let _ = writeln!(text, "        li s10, {}", 1 + rng.below(20));
    text += "round:\n";
    for index in 0..INSTRUCTIONS {
        let _ = writeln!(text, ".Lnext{index}: {}", instruction(rng, index));
    }
    for index in INSTRUCTIONS..INSTRUCTIONS + 4 {
        let _ = writeln!(text, ".Lnext{index}:");
    }
    text += "        next_round\n";
    for register in REGISTERS.iter().rev() {
        let _ = writeln!(text, "        mix {register}");
    }
    text + "        end_random\n"
}

fn seeds() -> Range<u64> {
    let wish = std::env::var("SWTCH_RANDOM").unwrap_or_default();
    match wish.split_once("..").map(|(from, to)| (from.parse(), to.parse())) {
        Some((Ok(from), Ok(to))) => from..to,
        _ => 1..5,
    }
}

/// What is wrong with a seed, if anything is.
fn disagreement(seed: u64) -> Option<String> {
    let name = format!("random-{seed}.S");
    let executable = build(&name, &program(seed));
    let theirs = qemu::run(&name, &executable);
    for machine in ["virt", "modern"] {
        let sets = ["misaligned=split".to_string()];
        let ours = run_on(machine, &sets, &name, &executable);
        let same = ours.console == theirs.console && ours.outcome.kind == OutcomeKind::Exit;
        if !same || theirs.console.len() != 9 {
            return Some(format!("seed {seed} on {machine}: {ours:?}, on QEMU {theirs:?}"));
        }
    }
    None
}

#[test]
fn random_programs_compute_what_they_do_on_qemu() {
    if !qemu::is_there() {
        return;
    }
    let answers = qemu::in_parallel(seeds().collect(), disagreement);
    let disagreements: Vec<String> = answers.into_iter().flatten().collect();
    assert!(disagreements.is_empty(), "{}", disagreements.join("\n"));
}

#[test]
fn another_seed_prints_another_hash() {
    let print = |seed| run_on("virt", &[], "random.S", &build("random.S", &program(seed))).console;
    assert_ne!(print(1), print(2));
}
