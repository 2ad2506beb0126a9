//! Decoded code: lines of operations, each with the static cost of all that follows it.
//!
//! A [`Line`] is the code of one L1I line (or of 64 bytes of it, if that is longer) as it looks from
//! one virtual address. *Invariant:* `ops[i].cycles` and `ops[i].counts` are what the instructions
//! from `i` to the end of the line, or to the first that never falls through, cost and count if every
//! access hits and no branch is taken: the sum is booked when the line is entered at `i`, and who
//! leaves earlier gives back the part from where it leaves. So nothing is counted per instruction.

use swtch_isa::{Class, Insn, Op as Name};

use super::context::Handler;
use super::handlers;
use super::lines::{NEVER, NO_ENTRY};
use super::pairs::{Shape, pair};
use crate::arithmetic::transfer;
use crate::counters::AccessKind;
use crate::decoded::reads;
use crate::predictor::{Kind, Outcome, Predictor};
use crate::trap::Mode;

/// Instructions of the longest line.
pub(super) const LINE_OPS: usize = 16;

/// Counts of instructions, loads and stores in one word, so that one addition advances them all.
/// A slice is too short for any of them to overflow.
#[derive(Clone, Copy)]
pub(super) struct Counts;

impl Counts {
    const BITS: u32 = 21;
    pub const INSTRUCTION: u64 = 1;
    pub const LOAD: u64 = 1 << Counts::BITS;
    pub const STORE: u64 = 1 << (2 * Counts::BITS);
    /// The most cycles between two bookings. With more, a count could overflow; without optimisation,
    /// where the handlers' last calls are calls, the stack.
    pub const SLICE: u64 = if cfg!(debug_assertions) { 1 << 12 } else { 1 << (Counts::BITS - 1) };

    /// Instructions, loads, stores.
    #[inline]
    pub fn unpack(counts: u64) -> [u64; 3] {
        let mask = (1 << Counts::BITS) - 1;
        [0, 1, 2].map(|field| counts >> (field * Counts::BITS) & mask)
    }
}

/// One operation: an instruction, or the step from a line to the next.
#[derive(Clone, Copy)]
#[repr(C)]
pub(super) struct Op {
    pub run: Handler,
    /// Counts from here to the end; see the module's invariant.
    pub counts: u64,
    /// Cycles from here to the end.
    pub cycles: u32,
    /// The immediate, or the result if that is known; of a branch, what being taken adds to its
    /// cycles; of a line's end, the registers that the last instruction has loaded.
    pub imm: u32,
    pub rd: u8,
    pub rs1: u8,
    pub rs2: u8,
    /// Of a jump to another line: which of its operations is the target. Of a load or store: what
    /// it moves.
    pub slot: u8,
    /// Of a jump to another line: that line, as an index into the arena; 0 if it is not known. Of one
    /// within the line: how many operations further. Of `jalr`: the address after it. Of a load or
    /// store: its own address.
    pub link: u32,
}

/// Set in the `slot` of a load or store, together with what [`Data`] is made from.
const DATA: u8 = 0x80;
const STORES: u8 = 1 << 3;
const EXTENDS_SIGN: u8 = 1 << 2;
/// The logarithm of the size.
const SIZE: u8 = 3;

/// A load or store, as somebody who has no time to decode it again wants it.
#[derive(Clone, Copy)]
pub(super) struct Data {
    pub size: u32,
    pub is_store: bool,
    extends_sign: bool,
    pub rd: u8,
    pub rs1: u8,
    pub rs2: u8,
    pub offset: u32,
}

impl Data {
    #[inline]
    pub fn kind(self) -> AccessKind {
        if self.is_store { AccessKind::Write } else { AccessKind::Read }
    }

    /// What it adds to the counts beyond what each instruction does.
    #[inline]
    pub fn counts(self) -> u64 {
        if self.is_store { Counts::STORE } else { Counts::LOAD }
    }

    /// As [`crate::arithmetic::extend`].
    #[inline]
    pub fn extend(self, bytes: u32) -> u32 {
        let unused = 32 - 8 * self.size;
        match self.extends_sign {
            true => ((bytes << unused) as i32 >> unused) as u32,
            false => bytes,
        }
    }
}

/// What the `slot` of a load or store says.
fn data_code(name: Name) -> Option<u8> {
    let (size, is_store) = transfer(name)?;
    let sign = if matches!(name, Name::Lb | Name::Lh) { EXTENDS_SIGN } else { 0 };
    let stores = if is_store { STORES } else { 0 };
    Some(DATA | stores | sign | size.trailing_zeros() as u8)
}

impl Op {
    /// The load or store that it is.
    #[inline]
    pub fn data(&self) -> Option<Data> {
        let Op { rd, rs1, rs2, imm: offset, slot, .. } = *self;
        (slot & DATA != 0).then_some(Data {
            size: 1 << (slot & SIZE),
            is_store: slot & STORES != 0,
            extends_sign: slot & EXTENDS_SIGN != 0,
            rd,
            rs1,
            rs2,
            offset,
        })
    }
}

/// The operations of one line of code, and whether they may be executed.
#[repr(C)]
pub(super) struct Line {
    /// One more than instructions: the last is the step to the next line.
    pub ops: [Op; LINE_OPS + 1],
    /// Whether a fetch of any instruction of it would hit: see [`super::lines`].
    pub epoch: u64,
    /// Whether its bytes are still what was decoded.
    pub alive: bool,
    /// Whether it is in the list of its slot.
    pub listed: bool,
    pub mode: Mode,
    /// Its slot in the L1I, when it was resident last.
    pub slot: u32,
    /// The entry of the TLB that translated it then.
    pub entry: u32,
    pub vaddr: u32,
    pub paddr: u32,
    /// Registers that its first instruction reads.
    pub first_reads: u32,
    /// For each instruction, whether it waits a cycle for the one before it.
    pub waits: u32,
    /// For each instruction, whether it is a load.
    pub loads: u32,
}

/// What instructions cost, apart from what only their execution tells.
pub(super) struct Rules {
    /// Bytes of a line of code.
    pub line_size: u32,
    /// Cycles that each fetch adds.
    pub fetch: u32,
    /// Cycles that each load or store adds.
    pub data: u32,
    pub mul: u32,
    pub div: u32,
    /// Cycles of a jump that goes another way than was foreseen.
    pub wrong_way: u32,
    /// Whether the result of a load is late.
    pub late_loads: bool,
    /// Whether all caches that data goes through are plain.
    pub plain: bool,
    /// What a miss of the L1D costs, and by how much more if a dirty line must go.
    pub prices: (u32, u32),
}

/// Sums beyond this do not fit an operation; such code is left to the stepper.
const CYCLES_MAX: u64 = 1 << 30;

impl Rules {
    /// Decodes the line of `words` at `vaddr`. `stepped` says which instructions the stepper must do.
    pub fn decode(
        &self,
        words: &[u32],
        (mode, vaddr, paddr): (Mode, u32, u32),
        predictor: &mut Predictor,
        stepped: impl Fn(u32) -> bool,
    ) -> Line {
        let insns: Vec<Option<Insn>> = (0..words.len())
            .map(|i| swtch_isa::decode(words[i]).filter(|_| !stepped(vaddr + 4 * i as u32)))
            .collect();
        let late = |i: usize| match insns[i] {
            Some(insn) if self.late_loads && insn.op.class() == Class::Load => 1 << insn.rd & !1,
            _ => 0,
        };
        let end = insns.len();
        let first_reads = insns[0].map_or(0, reads);
        let mut line = Line { alive: true, mode, vaddr, paddr, first_reads, ..self.no_line() };
        line.ops[end] = self.end(late(end - 1));
        let mut shapes = [Shape::Other; LINE_OPS + 1];
        shapes[end] = Shape::LineEnd;
        for i in (0..end).rev() {
            let pc = vaddr + 4 * i as u32;
            line.ops[i] = self.stepped();
            let Some(insn) = insns[i] else { continue };
            if insn.op.class() == Class::Load {
                line.loads |= 1 << i;
            }
            let Some((mut op, shape, cycles, counts)) = self.operation(insn, pc, i, end, predictor)
            else {
                continue;
            };
            let falls_through = insn.op.class() != Class::Jump;
            let next = line.ops[i + 1];
            let mut sum = u64::from(cycles) + u64::from(self.fetch) + 1;
            op.counts = counts + Counts::INSTRUCTION;
            if falls_through {
                let next_reads = insns.get(i + 1).copied().flatten().map_or(0, reads);
                let is_stepped = next.counts == 0;
                if late(i) & next_reads != 0 && !is_stepped {
                    line.waits |= 2 << i;
                    sum += 1;
                }
                sum += u64::from(next.cycles);
                op.counts += next.counts;
            }
            if sum > CYCLES_MAX {
                continue;
            }
            op.cycles = sum as u32;
            line.ops[i] = op;
            shapes[i] = shape;
        }
        for i in 0..end {
            if let Some(run) = pair(shapes[i], shapes[i + 1]) {
                line.ops[i].run = run;
            }
        }
        line
    }

    /// The line that is none.
    pub fn no_line(&self) -> Line {
        Line {
            ops: [self.stepped(); LINE_OPS + 1],
            epoch: NEVER,
            alive: false,
            listed: false,
            mode: Mode::Machine,
            slot: 0,
            entry: NO_ENTRY,
            vaddr: 1,
            paddr: 1,
            first_reads: 0,
            waits: 0,
            loads: 0,
        }
    }

    /// The step to the next line, after an instruction that has loaded `late`.
    fn end(&self, late: u32) -> Op {
        Op { run: handlers::LINE_END, cycles: 0, imm: late, ..self.stepped() }
    }

    /// An instruction that is left to the stepper. Its first cycle is in the sums, so that who gets
    /// there may execute it, and is given back before that.
    fn stepped(&self) -> Op {
        Op {
            run: handlers::STEP,
            counts: 0,
            cycles: 1,
            imm: 0,
            rd: 0,
            rs1: 0,
            rs2: 0,
            slot: 0,
            link: 0,
        }
    }

    /// The operation of instruction number `i` of `end`, its shape, its cycles beyond the first, and
    /// its counts beyond its own. `None` if it is left to the stepper.
    fn operation(
        &self,
        insn: Insn,
        pc: u32,
        i: usize,
        end: usize,
        predictor: &mut Predictor,
    ) -> Option<(Op, Shape, u32, u64)> {
        let Insn { op: name, rd, rs1, rs2, imm } = insn;
        let op = Op { imm: imm as u32, rd, rs1, rs2, ..self.stepped() };
        let target = pc.wrapping_add(imm as u32);
        let mut price = |taken: bool, kind: Kind| {
            let right = predictor.foresees(Outcome { pc, target, taken, kind });
            if right { 0 } else { self.wrong_way }
        };
        let here = i as i64;
        let there = here + i64::from(imm) / 4;
        let near = (0..end as i64).contains(&there);
        let slot = (target % self.line_size / 4) as u8;
        let jump = |run_near, run_far| match near {
            true => Op { run: run_near, link: (there - here) as u32, ..op },
            false => Op { run: run_far, slot, ..op },
        };
        let data =
            |run: Option<Handler>| Some(Op { run: run?, slot: data_code(name)?, link: pc, ..op });
        let plain = Shape::Plain(name);
        Some(match name.class() {
            Class::Load if rd != 0 => (data(handlers::load(name))?, plain, self.data, Counts::LOAD),
            Class::Store => (data(handlers::store(name))?, plain, self.data, Counts::STORE),
            Class::Fence => (Op { run: handlers::NOTHING, ..op }, Shape::Other, 0, 0),
            Class::Branch if imm % 4 == 0 => {
                let (taken, not_taken) = (price(true, Kind::Branch), price(false, Kind::Branch));
                let (run_near, run_far) = handlers::branch(name)?;
                let op = Op { imm: taken.wrapping_sub(not_taken), ..jump(run_near, run_far) };
                (op, Shape::Branch { name, near }, not_taken, 0)
            }
            Class::Jump if name == Name::Jal && imm % 4 == 0 => {
                let links = rd != 0;
                let (run_near, run_far) = handlers::jal(links);
                let op = Op { imm: pc.wrapping_add(4), ..jump(run_near, run_far) };
                (op, Shape::Jump { links, near }, price(true, Kind::Jump), 0)
            }
            Class::Jump if name == Name::Jalr => {
                let op = Op { run: handlers::jalr(rd != 0), link: pc.wrapping_add(4), ..op };
                (op, Shape::Other, price(true, Kind::Indirect), 0)
            }
            Class::Alu | Class::Mul | Class::Div => {
                let cycles = match name.class() {
                    Class::Mul => self.mul,
                    Class::Div => self.div,
                    _ => 0,
                };
                let (op, shape) = match name {
                    _ if rd == 0 => (Op { run: handlers::NOTHING, ..op }, Shape::Other),
                    Name::Lui => (Op { run: handlers::CONSTANT, ..op }, Shape::Constant),
                    Name::Auipc => {
                        (Op { run: handlers::CONSTANT, imm: target, ..op }, Shape::Constant)
                    }
                    _ => (Op { run: handlers::alu(name)?, ..op }, plain),
                };
                (op, shape, cycles, 0)
            }
            _ => return None,
        })
    }
}

/// Where a jump or branch at `pc` goes, if the instruction says so.
pub(super) fn static_target(pc: u32, word: u32) -> Option<u32> {
    let insn = swtch_isa::decode(word)?;
    let knows = insn.op.class() == Class::Branch || insn.op == Name::Jal;
    knows.then(|| pc.wrapping_add(insn.imm as u32))
}

/// The register that an instruction writes, but for x0.
pub(super) fn loaded_register(word: Option<u32>) -> u32 {
    word.and_then(swtch_isa::decode).map_or(0, |insn| 1 << insn.rd & !1)
}
