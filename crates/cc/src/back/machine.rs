//! Machine instructions as the register allocator sees them: RISC-V with virtual registers, where
//! frame offsets, symbol addresses and jump targets are still names.

use super::ir::{Callee, Condition, Def, Origin, SlotId};
use crate::tree::SymbolId;

/// A register operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reg {
    /// To be allocated.
    Virtual(u32),
    /// By its number.
    Fixed(u8),
}

/// `x0`.
pub const ZERO: Reg = Reg::Fixed(0);
/// The return address.
pub const RA: u8 = 1;
/// The first argument register.
pub const A0: u8 = 10;
/// Never allocated: moves in a circle and far stack offsets use it.
pub const SCRATCH: u8 = 31;
/// Kept from the allocator as well when a frame is so large that a spill itself is far away.
pub const SECOND_SCRATCH: u8 = 30;

/// Registers a call may change, `ra` aside.
pub fn is_caller_saved(register: u8) -> bool {
    matches!(register, 5..=7 | 10..=17 | 28..=31)
}

/// A place the linker will know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Global {
    /// A symbol and bytes beyond it.
    Symbol(SymbolId, i32),
    /// The n-th jump table of this function.
    Table(usize),
}

/// A place in the stack frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Frame {
    /// In a local's slot.
    Slot(SlotId, i32),
    /// Relative to the stack pointer at entry.
    Incoming(i32),
    /// Stack argument of a call that is being prepared.
    Outgoing(i32),
    /// Where `ra` was saved.
    ReturnAddress,
}

/// A memory operand.
#[derive(Clone, Copy, Debug)]
pub enum Mem {
    /// `offset(base)`.
    Base(Reg, i32),
    /// `%lo(global)(base)`.
    Low(Reg, Global),
    /// In the frame.
    Frame(Frame),
}

/// What may stand in an instruction of the user's own.
#[derive(Clone, Debug)]
pub enum AsmPart {
    /// The n-th of the instruction's registers.
    Register(usize),
    /// The same as operand `n`.
    Same(usize),
    /// `0(register)`, for the n-th of the registers.
    Memory(usize),
    /// A number or a symbol's address.
    Value(Def),
}

/// How an operand of inline assembly is allocated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsmRegister {
    /// Which.
    pub reg: Reg,
    /// Its constraint.
    pub role: Role,
}

/// How an instruction uses a register operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Read.
    Use,
    /// Written after all reads.
    Def,
    /// Written before all reads.
    EarlyDef,
    /// Read in a given register.
    UseIn(u8),
    /// Written in a given register.
    DefIn(u8),
    /// Written in the register of the n-th operand.
    Reuse(usize),
}

/// An instruction, or a few that belong together.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub enum Insn {
    /// `op rd, a, b`
    Rrr {
        op: &'static str,
        rd: Reg,
        a: Reg,
        b: Reg,
    },
    /// `op rd, a, imm`
    Rri {
        op: &'static str,
        rd: Reg,
        a: Reg,
        imm: i32,
    },
    /// `op rd, a`
    Rr {
        op: &'static str,
        rd: Reg,
        a: Reg,
    },
    /// A number.
    Li {
        rd: Reg,
        imm: i32,
    },
    /// The address of a symbol.
    La {
        rd: Reg,
        global: Global,
    },
    /// The high part of a symbol's address.
    High {
        rd: Reg,
        global: Global,
    },
    /// The address of a place in the frame.
    FrameAddress {
        rd: Reg,
        frame: Frame,
    },
    Load {
        op: &'static str,
        rd: Reg,
        mem: Mem,
    },
    Store {
        op: &'static str,
        value: Reg,
        mem: Mem,
    },
    /// Arguments are in place; results come in `a0`, `a1`.
    Call {
        target: Target,
        args: Vec<(Reg, u8)>,
        results: Vec<(Reg, u8)>,
    },
    /// The argument registers at entry.
    Params {
        registers: Vec<(Reg, u8)>,
    },
    /// `op rd, b, (a)`
    Amo {
        op: &'static str,
        rd: Reg,
        a: Reg,
        b: Reg,
    },
    /// A loop of `lr.w` and `sc.w`.
    CompareExchange {
        rd: Reg,
        temp: Reg,
        address: Reg,
        expected: Reg,
        desired: Reg,
    },
    /// Without operands in registers.
    Plain(&'static str),
    Asm {
        template: String,
        parts: Vec<AsmPart>,
        registers: Vec<AsmRegister>,
        clobbers: Vec<u8>,
    },
    Jump,
    Branch {
        condition: Condition,
        a: Reg,
        b: Reg,
    },
    /// Through a loaded table entry.
    JumpTo {
        address: Reg,
    },
    Return {
        values: Vec<(Reg, u8)>,
    },
    /// Control does not get here.
    Unreachable,
}

/// Whom a call calls.
#[derive(Clone, Copy, Debug)]
pub enum Target {
    /// By name.
    Named(Callee),
    /// Through a register.
    Register(Reg),
}

/// Straight-line machine code.
#[derive(Clone, Debug, Default)]
pub struct MachineBlock {
    /// Virtual registers that each jump here sets.
    pub params: Vec<u32>,
    /// The last one ends the block.
    pub insns: Vec<(Insn, Origin)>,
    /// Distinct successors (numbers of machine blocks; of a branch, where it goes if the condition
    /// holds comes first), with the values for their parameters.
    pub successors: Vec<(usize, Vec<u32>)>,
    /// What becomes of variables, for a debugger, in order.
    pub notes: Vec<Note>,
}

/// From an instruction on, a word of a variable is here; see [`super::ir::Note`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Note {
    /// Before the instruction of this index.
    pub at: usize,
    /// Which variable.
    pub variable: u32,
    /// None if nowhere.
    pub held: Option<Held>,
}

/// Where a word is before registers are allocated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// In a virtual register.
    Register(u32),
    /// It is a number.
    Number(i32),
    /// It is an address.
    Global(Global),
    /// It is the address of a place in the frame.
    Frame(Frame),
}

/// A function before register allocation; blocks in layout order.
#[derive(Clone, Debug, Default)]
pub struct MachineFunction {
    /// The first is the entry.
    pub blocks: Vec<MachineBlock>,
    /// How many virtual registers there are.
    pub registers: u32,
    /// Targets of each jump table.
    pub tables: Vec<Vec<usize>>,
    /// Bytes for stack arguments of calls.
    pub outgoing: u32,
    /// It calls, or reads its return address.
    pub saves_ra: bool,
}

impl Insn {
    /// Visits each register operand in a fixed order.
    pub fn visit(&mut self, f: &mut dyn FnMut(&mut Reg, Role)) {
        match self {
            Insn::Rrr { rd, a, b, .. } | Insn::Amo { rd, a, b, .. } => {
                f(a, Role::Use);
                f(b, Role::Use);
                f(rd, Role::Def);
            }
            Insn::Rri { rd, a, .. } | Insn::Rr { rd, a, .. } => {
                f(a, Role::Use);
                f(rd, Role::Def);
            }
            Insn::Li { rd, .. }
            | Insn::La { rd, .. }
            | Insn::High { rd, .. }
            | Insn::FrameAddress { rd, .. } => f(rd, Role::Def),
            Insn::Load { rd, mem, .. } => {
                mem.visit(f);
                f(rd, Role::Def);
            }
            Insn::Store { value, mem, .. } => {
                mem.visit(f);
                f(value, Role::Use);
            }
            Insn::Call { target, args, results } => {
                if let Target::Register(reg) = target {
                    f(reg, Role::Use);
                }
                args.iter_mut().for_each(|(reg, number)| f(reg, Role::UseIn(*number)));
                results.iter_mut().for_each(|(reg, number)| f(reg, Role::DefIn(*number)));
            }
            Insn::Params { registers } => {
                registers.iter_mut().for_each(|(reg, number)| f(reg, Role::DefIn(*number)));
            }
            Insn::CompareExchange { rd, temp, address, expected, desired } => {
                f(address, Role::Use);
                f(expected, Role::Use);
                f(desired, Role::Use);
                f(rd, Role::EarlyDef);
                f(temp, Role::EarlyDef);
            }
            Insn::Asm { registers, .. } => {
                registers.iter_mut().for_each(|operand| f(&mut operand.reg, operand.role));
            }
            Insn::Branch { a, b, .. } => {
                f(a, Role::Use);
                f(b, Role::Use);
            }
            Insn::JumpTo { address } => f(address, Role::Use),
            Insn::Return { values } => {
                values.iter_mut().for_each(|(reg, number)| f(reg, Role::UseIn(*number)));
            }
            Insn::Plain(_) | Insn::Jump | Insn::Unreachable => {}
        }
    }

    /// Whether it leaves the function.
    pub fn is_return(&self) -> bool {
        matches!(self, Insn::Return { .. } | Insn::Unreachable)
    }

    /// Whether it goes to successors.
    pub fn is_branch(&self) -> bool {
        matches!(self, Insn::Jump | Insn::Branch { .. } | Insn::JumpTo { .. })
    }
}

impl Mem {
    fn visit(&mut self, f: &mut dyn FnMut(&mut Reg, Role)) {
        match self {
            Mem::Base(reg, _) | Mem::Low(reg, _) => f(reg, Role::Use),
            Mem::Frame(_) => {}
        }
    }
}
