//! Instruction selection: intermediate form → machine instructions with virtual registers.
//!
//! Most operations are one instruction. What is decided here is how constants and addresses reach
//! their users: as an immediate, as a `%lo` or frame offset in a load or store, in a register loaded
//! nearby, or in one loaded before a loop ([`hoist`]).

mod arithmetic;
mod hoist;
mod notes;
mod uses;
mod values;

use super::ir::{
    AsmOperand, Binary, BlockId, Callee, Condition, Def, Extend, Function, Op, Origin, Terminator,
    Value, Width,
};
use super::machine::{
    A0, AsmPart, AsmRegister, Frame, Global, Insn, MachineBlock, MachineFunction, Mem, RA, Reg,
    Role, Target, ZERO,
};
use crate::tree::{AtomicOp, SymbolId};
use notes::Notes;
use rustc_hash::{FxHashMap, FxHashSet};
use swtch_source::{FileId, Span};
use uses::Uses;

/// Until the first block says better.
const NOWHERE: Origin = Origin { span: Span { file: FileId(0), start: 0, end: 0 }, call: 0 };

/// Selects instructions for a function without critical edges.
///
/// In position-independent code (`pic`) an address is looked up or computed as a whole, since no
/// part of it is fixed, and jump tables hold distances.
pub fn select(function: &mut Function, pic: bool) -> MachineFunction {
    let plan = hoist::plan(function);
    let numbers =
        function.order.iter().enumerate().map(|(number, &block)| (block, number)).collect();
    let mut select = Select {
        registers: vec![None; function.values.len()],
        uses: Uses::new(function),
        recent: FxHashSet::default(),
        function,
        pic,
        machine: MachineFunction::default(),
        numbers,
        plan,
        hoisted: FxHashMap::default(),
        available: FxHashMap::default(),
        out: Vec::new(),
        notes: Vec::new(),
        span: NOWHERE,
        block: BlockId(0),
        at: 0,
    };
    for block in select.function.order.clone() {
        select.select_block(block);
    }
    select.finish_notes();
    select.machine
}

struct Select<'a> {
    function: &'a mut Function,
    pic: bool,
    machine: MachineFunction,
    numbers: FxHashMap<BlockId, usize>,
    plan: hoist::Plan,
    /// Registers loaded before loops.
    hoisted: FxHashMap<(BlockId, Value), Reg>,
    /// Constants and addresses that are in a register since the last call or start of the block;
    /// `true` marks those of which only the high part is.
    available: FxHashMap<(Value, bool), Reg>,
    registers: Vec<Option<u32>>,
    uses: Uses,
    /// Defined in this block since its last call: such a value may be computed right where a call or
    /// return wants it.
    recent: FxHashSet<Value>,
    out: Vec<(Insn, Origin)>,
    /// Of each block so far.
    notes: Vec<Vec<notes::Placed>>,
    span: Origin,
    block: BlockId,
    /// Index of the instruction within the block.
    at: usize,
}

/// Fits the immediate of an I-type instruction.
fn fits(number: i32) -> bool {
    (-2048..2048).contains(&number)
}

/// The part of an address or number that `lui` loads when a 12-bit offset follows.
fn high_part(number: i32) -> i32 {
    number.wrapping_add(0x800) & !0xfff
}

impl Select<'_> {
    fn select_block(&mut self, id: BlockId) {
        self.block = id;
        self.available.clear();
        self.recent.clear();
        let block = self.function.block(id).clone();
        self.span = block.span;
        let is_entry = self.numbers[&id] == 0;
        if is_entry {
            self.span = self.function.span.map_or(block.span, Origin::from);
        }
        let incoming = if is_entry { self.params(&block.params) } else { Vec::new() };
        let mut notes = Notes::new(&block.notes);
        notes.place_incoming(&incoming, 1);
        notes.place(None, self.out.len());
        for (at, &id) in block.insts.iter().enumerate() {
            let inst = self.function.inst(id).clone();
            self.span = inst.span;
            self.at = at;
            self.op(&inst.op, &inst.results);
            self.recent.extend(&inst.results);
            notes.place(Some(id), self.out.len());
        }
        self.notes.push(notes.finish(self.out.len()));
        self.span = block.span;
        for value in self.plan.before.get(&id).cloned().unwrap_or_default() {
            let reg = self.materialise(value);
            self.hoisted.insert((id, value), reg);
        }
        let successors = self.terminator(&block.terminator);
        let params = if is_entry {
            Vec::new()
        } else {
            block.params.iter().map(|&p| self.number(p)).collect()
        };
        let insns = std::mem::take(&mut self.out);
        self.machine.blocks.push(MachineBlock { params, insns, successors, notes: Vec::new() });
    }

    /// The argument registers that the function reads. Those that stay alive for long are copied, so
    /// that nothing ties the copy to a register which calls and others want; what those come in is told.
    fn params(&mut self, params: &[Value]) -> Vec<(Value, Reg)> {
        let mut incoming = Vec::new();
        let mut registers = Vec::new();
        let mut copies = Vec::new();
        for (number, &param) in params.iter().enumerate() {
            if self.uses.count(param) == 0 {
                continue;
            }
            let rd = self.result(param);
            let from = if self.uses.is_short_parameter(self.function, param) {
                rd
            } else {
                let from = self.fresh();
                copies.push(Insn::Rr { op: "mv", rd, a: from });
                incoming.push((param, from));
                from
            };
            registers.push((from, A0 + number as u8));
        }
        self.push(Insn::Params { registers });
        copies.into_iter().for_each(|copy| self.push(copy));
        incoming
    }

    fn push(&mut self, insn: Insn) {
        self.out.push((insn, self.span));
    }

    fn fresh(&mut self) -> Reg {
        self.machine.registers += 1;
        Reg::Virtual(self.machine.registers - 1)
    }

    fn number(&mut self, value: Value) -> u32 {
        let index = value.0 as usize;
        if index >= self.registers.len() {
            self.registers.resize(index + 1, None);
        }
        if let Some(number) = self.registers[index] {
            return number;
        }
        let number = self.machine.registers;
        self.machine.registers += 1;
        self.registers[index] = Some(number);
        number
    }

    fn result(&mut self, value: Value) -> Reg {
        Reg::Virtual(self.number(value))
    }

    fn op(&mut self, op: &Op, results: &[Value]) {
        match op {
            Op::Binary(op, a, b) => self.binary(*op, *a, *b, results[0]),
            Op::Compare(condition, a, b) => self.compare(*condition, *a, *b, results[0]),
            Op::Extend(extend, a) => self.extend(*extend, *a, results[0]),
            Op::Load { width, base, offset, .. } => {
                let mem = self.mem(*base, *offset);
                let rd = self.result(results[0]);
                let op = match width {
                    Width::I8 => "lb",
                    Width::U8 => "lbu",
                    Width::I16 => "lh",
                    Width::U16 => "lhu",
                    Width::Word => "lw",
                };
                self.push(Insn::Load { op, rd, mem });
            }
            Op::Store { width, base, offset, value, .. } => {
                let value = self.reg(*value);
                let mem = self.mem(*base, *offset);
                let op = match width.bytes() {
                    1 => "sb",
                    2 => "sh",
                    _ => "sw",
                };
                self.push(Insn::Store { op, value, mem });
            }
            Op::Call(callee, args) => self.call(*callee, args, results),
            Op::Amo(op, address, value) => self.amo(*op, *address, *value, results[0]),
            Op::CompareExchange(address, expected, desired) => {
                let [address, expected, desired] =
                    [*address, *expected, *desired].map(|v| self.reg(v));
                let rd = self.result(results[0]);
                let temp = self.fresh();
                self.push(Insn::CompareExchange { rd, temp, address, expected, desired });
            }
            Op::Fence(operands) => self.push(Insn::Plain(match *operands {
                "r,rw" => "fence\tr,rw",
                "rw,w" => "fence\trw,w",
                _ => "fence\trw,rw",
            })),
            Op::Trap => self.push(Insn::Plain("ebreak")),
            Op::ReturnAddress => {
                self.machine.saves_ra = true;
                let rd = self.result(results[0]);
                self.push(Insn::Load { op: "lw", rd, mem: Mem::Frame(Frame::ReturnAddress) });
            }
            Op::Asm(asm) => self.asm(asm, results),
        }
    }

    fn amo(&mut self, op: AtomicOp, address: Value, value: Value, result: Value) {
        let (a, mut b) = (self.reg(address), self.reg(value));
        let op = match op {
            AtomicOp::Exchange => "amoswap.w.aqrl",
            AtomicOp::Add => "amoadd.w.aqrl",
            AtomicOp::Sub => {
                let rd = self.fresh();
                self.push(Insn::Rrr { op: "sub", rd, a: ZERO, b });
                b = rd;
                "amoadd.w.aqrl"
            }
            AtomicOp::And => "amoand.w.aqrl",
            AtomicOp::Or => "amoor.w.aqrl",
            AtomicOp::Xor => "amoxor.w.aqrl",
        };
        let rd = self.result(result);
        self.push(Insn::Amo { op, rd, a, b });
    }

    fn call(&mut self, callee: Callee, args: &[Option<Value>], results: &[Value]) {
        let stack = args.len().saturating_sub(8);
        self.machine.outgoing = self.machine.outgoing.max(stack as u32 * 4);
        self.machine.saves_ra = true;
        for (number, arg) in args.iter().enumerate().skip(8) {
            let Some(arg) = arg else { continue };
            let value = self.reg(*arg);
            let frame = Frame::Outgoing((number as i32 - 8) * 4);
            self.push(Insn::Store { op: "sw", value, mem: Mem::Frame(frame) });
        }
        let target = match callee {
            Callee::Value(value) => Target::Register(self.reg(value)),
            named => Target::Named(named),
        };
        let mut registers = Vec::new();
        for (number, arg) in args.iter().take(8).enumerate() {
            if let Some(arg) = arg {
                registers.push((Reg::Virtual(self.movable(*arg)), A0 + number as u8));
            }
        }
        let mut copies = Vec::new();
        let mut places = Vec::new();
        for (number, &value) in results.iter().enumerate() {
            let rd = self.result(value);
            let from =
                if self.uses.ends_before_next_call(self.function, value, self.block, self.at + 1) {
                    rd
                } else {
                    let from = self.fresh();
                    copies.push(Insn::Rr { op: "mv", rd, a: from });
                    from
                };
            places.push((from, A0 + number as u8));
        }
        self.push(Insn::Call { target, args: registers, results: places });
        copies.into_iter().for_each(|copy| self.push(copy));
        self.available.clear();
        self.recent.clear();
    }

    fn asm(&mut self, asm: &super::ir::Asm, results: &[Value]) {
        let mut registers: Vec<AsmRegister> = Vec::new();
        let mut parts = Vec::new();
        for operand in &asm.operands {
            let part = match operand {
                AsmOperand::Input(value, fixed) => {
                    let reg = Reg::Virtual(self.movable(*value));
                    let role = fixed.map_or(Role::Use, Role::UseIn);
                    registers.push(AsmRegister { reg, role });
                    AsmPart::Register(registers.len() - 1)
                }
                AsmOperand::Memory(address) => {
                    let reg = Reg::Virtual(self.movable(*address));
                    registers.push(AsmRegister { reg, role: Role::Use });
                    AsmPart::Memory(registers.len() - 1)
                }
                AsmOperand::Output { index, fixed, input, early } => {
                    let reg = self.result(results[*index as usize]);
                    let role = match (input, fixed) {
                        (Some(value), fixed) => {
                            let before = Reg::Virtual(self.movable(*value));
                            let role = fixed.map_or(Role::Use, Role::UseIn);
                            registers.push(AsmRegister { reg: before, role });
                            fixed.map_or(Role::Reuse(registers.len() - 1), Role::DefIn)
                        }
                        (None, Some(number)) => Role::DefIn(*number),
                        (None, None) if *early => Role::EarlyDef,
                        (None, None) => Role::Def,
                    };
                    registers.push(AsmRegister { reg, role });
                    AsmPart::Register(registers.len() - 1)
                }
                AsmOperand::Same(other) => AsmPart::Same(*other as usize),
                AsmOperand::Immediate(value) => AsmPart::Value(self.function.def(*value)),
            };
            parts.push(part);
        }
        if asm.clobbers.contains(&RA) {
            self.machine.saves_ra = true;
        }
        let clobbers = asm.clobbers.clone();
        self.push(Insn::Asm { template: asm.template.clone(), parts, registers, clobbers });
    }

    /// Ends the block; yields its distinct successors and what they get.
    fn terminator(&mut self, terminator: &Terminator) -> Vec<(usize, Vec<u32>)> {
        match terminator {
            Terminator::Jump(target) => {
                let args = target.args.iter().map(|&arg| self.passed(arg)).collect();
                self.push(Insn::Jump);
                vec![(self.numbers[&target.block], args)]
            }
            Terminator::Branch(condition, a, b, yes, no) => {
                let (a, b) = (self.reg(*a), self.reg(*b));
                self.push(Insn::Branch { condition: *condition, a, b });
                vec![(self.numbers[&yes.block], Vec::new()), (self.numbers[&no.block], Vec::new())]
            }
            Terminator::Table(index, targets) => {
                let index = self.reg(*index);
                let table = Global::Table(self.machine.tables.len());
                let offset = self.rri("slli", index, 2);
                let (base, entry, loaded) = (self.fresh(), self.fresh(), self.fresh());
                let address = if self.pic {
                    let address = self.fresh();
                    let mem = Mem::Base(entry, 0);
                    self.push(Insn::La { rd: base, global: table });
                    self.push(Insn::Rrr { op: "add", rd: entry, a: offset, b: base });
                    self.push(Insn::Load { op: "lw", rd: loaded, mem });
                    self.push(Insn::Rrr { op: "add", rd: address, a: loaded, b: base });
                    address
                } else {
                    self.push(Insn::High { rd: base, global: table });
                    self.push(Insn::Rrr { op: "add", rd: entry, a: offset, b: base });
                    self.push(Insn::Load { op: "lw", rd: loaded, mem: Mem::Low(entry, table) });
                    loaded
                };
                self.push(Insn::JumpTo { address });
                let entries: Vec<usize> =
                    targets.iter().map(|target| self.numbers[&target.block]).collect();
                let mut successors = entries.clone();
                successors.sort_unstable();
                successors.dedup();
                self.machine.tables.push(entries);
                successors.into_iter().map(|number| (number, Vec::new())).collect()
            }
            Terminator::Return(values) => {
                let values = values.iter().enumerate();
                let values = values
                    .map(|(n, &value)| (value, A0 + n as u8))
                    .collect::<Vec<_>>()
                    .into_iter()
                    .map(|(value, number)| (Reg::Virtual(self.movable(value)), number))
                    .collect();
                self.push(Insn::Return { values });
                Vec::new()
            }
            Terminator::Unreachable => {
                self.push(Insn::Unreachable);
                Vec::new()
            }
        }
    }
}
