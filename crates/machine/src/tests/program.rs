//! What tests share: programs as lists of instructions, a machine that runs them, and an observer
//! that writes down what it hears.

use swtch_isa::{Insn, Op, encode};

use crate::config::{MachineConfig, MemoryConfig};
use crate::{
    Evict, Invalidate, Machine, Miss, Mode, Moment, Observer, RAM_BASE, Stop, Structure, Touch,
    TrapInfo,
};

// Register numbers, by their ABI names.
pub const ZERO: u8 = 0;
pub const RA: u8 = 1;
pub const T0: u8 = 5;
pub const T1: u8 = 6;
pub const T2: u8 = 7;
pub const S0: u8 = 8;
pub const S1: u8 = 9;
pub const A0: u8 = 10;
pub const A1: u8 = 11;
pub const A2: u8 = 12;
pub const A3: u8 = 13;
pub const A4: u8 = 14;

pub fn r(op: Op, rd: u8, rs1: u8, rs2: u8) -> Insn {
    Insn { op, rd, rs1, rs2, imm: 0 }
}

pub fn i(op: Op, rd: u8, rs1: u8, imm: i32) -> Insn {
    Insn { op, rd, rs1, rs2: 0, imm }
}

/// A store of `rs2`, or a branch.
pub fn s(op: Op, rs1: u8, rs2: u8, imm: i32) -> Insn {
    Insn { op, rd: 0, rs1, rs2, imm }
}

pub fn plain(op: Op) -> Insn {
    Insn::new(op)
}

pub fn nop() -> Insn {
    i(Op::Addi, ZERO, ZERO, 0)
}

pub fn csrw(csr: u16, rs1: u8) -> Insn {
    i(Op::Csrrw, ZERO, rs1, csr.into())
}

pub fn csrr(rd: u8, csr: u16) -> Insn {
    i(Op::Csrrs, rd, ZERO, csr.into())
}

/// Two instructions that load any constant.
pub fn li(rd: u8, value: u32) -> [Insn; 2] {
    let low = (value << 20) as i32 >> 20;
    [i(Op::Lui, rd, 0, value.wrapping_sub(low as u32) as i32), i(Op::Addi, rd, rd, low)]
}

/// Instructions that end the run with `code`.
pub fn finish(code: u32) -> Vec<Insn> {
    let value = if code == 0 { 0x5555 } else { code << 16 | 0x3333 };
    [&li(T1, value)[..], &li(T0, 0x10_0000), &[s(Op::Sw, T0, T1, 0)]].concat()
}

/// The default machine with memory that costs nothing and no caches: only the pipeline counts.
pub fn cacheless() -> MachineConfig {
    MachineConfig {
        l1i: None,
        l1d: None,
        l2: None,
        memory: MemoryConfig { access_cycles: 0, writeback_cycles: 0 },
        ..MachineConfig::default()
    }
}

/// A machine with `program` at the start of RAM.
pub fn machine(config: &MachineConfig, program: &[Insn]) -> Machine {
    let mut machine = Machine::new(config, 1).expect("the configuration is valid");
    place(&mut machine, RAM_BASE, program);
    machine
}

/// Puts instructions into RAM.
pub fn place(machine: &mut Machine, paddr: u32, program: &[Insn]) {
    let words: Vec<u8> = program.iter().flat_map(|&insn| encode(insn).to_le_bytes()).collect();
    machine.load(paddr, &words).expect("the program fits");
}

/// Runs for at most a million cycles.
pub fn run(machine: &mut Machine, observer: &mut impl Observer) -> Stop {
    let limit = machine.counters().cycles + 1_000_000;
    machine.run(limit, observer)
}

/// Runs `program` and then the finisher, and returns the machine as it is then.
pub fn finished(config: &MachineConfig, program: &[Insn]) -> Machine {
    let mut machine = machine(config, &[program, &finish(0)].concat());
    assert_eq!(run(&mut machine, &mut ()), Stop::Finished(0));
    machine
}

/// Writes down what it hears, a line each, with the cycle at which it heard it.
#[derive(Default)]
pub struct Recorder {
    pub lines: Vec<String>,
    /// Cycles of every retired instruction.
    pub cycles: Vec<u32>,
    /// Sets this owner from the first event on.
    pub owner: u32,
}

impl Recorder {
    fn note(&mut self, at: &mut Moment, line: String) {
        *at.owner = self.owner;
        self.lines.push(format!("{:4} {line}", at.counters().cycles));
    }

    pub fn text(&self) -> String {
        self.lines.join("\n")
    }
}

impl Observer for Recorder {
    const INSNS: bool = true;

    fn probe(&mut self, id: u32, at: &mut Moment) {
        self.note(at, format!("probe {id}"));
    }
    fn trap(&mut self, trap: &TrapInfo, at: &mut Moment) {
        let TrapInfo { cause, tval, epc, from, vector, .. } = trap;
        let line = format!("trap {cause:#x} tval {tval:#x} epc {epc:#x} from {from:?} {vector:?}");
        self.note(at, line);
    }
    fn mret(&mut self, to: Mode, at: &mut Moment) {
        self.note(at, format!("mret to {to:?}"));
    }
    fn wfi(&mut self, at: &mut Moment) {
        self.note(at, "wfi".into());
    }
    fn wake(&mut self, at: &mut Moment) {
        self.note(at, "wake".into());
    }
    fn miss(&mut self, miss: &Miss, at: &mut Moment) {
        self.note(at, format!("{miss:x?}"));
    }
    fn touch(&mut self, touch: &Touch, at: &mut Moment) {
        self.note(at, format!("{touch:x?}"));
    }
    fn evict(&mut self, evict: &Evict, at: &mut Moment) {
        self.note(at, format!("{evict:x?}"));
    }
    fn invalidate(&mut self, invalidate: &Invalidate, at: &mut Moment) {
        self.note(at, format!("{invalidate:x?}"));
    }
    fn flush(&mut self, structure: Structure, at: &mut Moment) {
        self.note(at, format!("flush {}", structure.name()));
    }
    fn insn(&mut self, _pc: u32, _word: u32, cycles: u32, _at: &mut Moment) {
        self.cycles.push(cycles);
    }
}
