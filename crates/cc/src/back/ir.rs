//! The intermediate form: functions in SSA, made of basic blocks with parameters.
//!
//! Every value is a 32-bit word. Constants and addresses of symbols and stack slots are values
//! without a place in the code (they are interned, so equal ones are one value); everything else is
//! the result of an instruction or a parameter of a block. A narrow C integer is held extended to
//! 32 bits as its type says, a 64-bit one as two values. [`text`] prints it, [`verify`] checks it.

pub mod notes;
mod operands;
pub mod text;
pub mod verify;

use crate::tree::{AtomicOp, SymbolId};
pub use notes::{Home, Note};
use rustc_hash::FxHashMap;
use swtch_source::Span;

/// A word that exists at run time. Indexes [`Function::values`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Value(pub u32);

/// Indexes [`Function::blocks`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlockId(pub u32);

/// Indexes [`Function::insts`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InstId(pub u32);

/// Indexes [`Function::slots`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SlotId(pub u32);

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Def {
    /// The n-th result of an instruction.
    Result(InstId, u8),
    /// A parameter of a block; the entry block's are the argument registers in order.
    Param(BlockId),
    /// A number.
    Const(i32),
    /// `symbol + offset`.
    Symbol(SymbolId, i32),
    /// The address of a stack slot, plus an offset.
    Slot(SlotId, i32),
    /// The stack pointer at entry, plus an offset: where stack arguments lie.
    Incoming(i32),
}

/// A function body.
#[derive(Clone, Debug, Default)]
pub struct Function {
    /// Its symbol's name.
    pub name: String,
    /// Its place among the program's functions.
    pub index: usize,
    /// Its name in the source: what comes before the body belongs there.
    pub span: Option<Span>,
    /// What each value is.
    pub values: Vec<Def>,
    pub(in crate::back) interned: FxHashMap<Def, Value>,
    /// All instructions; those in no block are dead.
    pub insts: Vec<Inst>,
    /// All blocks; those not in [`Function::order`] are dead.
    pub blocks: Vec<Block>,
    /// Live blocks as they will be laid out; the first is the entry.
    pub order: Vec<BlockId>,
    /// Stack memory of this function.
    pub slots: Vec<Slot>,
    /// Bytes of `a0`–`a7` that a variadic function saves below its stack arguments.
    pub variadic_save: u32,
    /// Where each local lives, for a debugger; empty if there is none.
    pub homes: Vec<Home>,
    /// Calls that were inlined, each behind the one that brought it.
    pub inlined: Vec<Inlined>,
}

/// Where an instruction comes from: a place of the source, by way of which call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The place.
    pub span: Span,
    /// 0: the function itself; else the call of [`Function::inlined`], counted from 1, whose function's
    /// body it belongs to.
    pub call: u32,
}

impl From<Span> for Origin {
    fn from(span: Span) -> Origin {
        Origin { span, call: 0 }
    }
}

/// A call whose place the body of the function has taken.
#[derive(Clone, Copy, Debug)]
pub struct Inlined {
    /// The function, by its place among the program's.
    pub index: usize,
    /// Where it was called.
    pub at: Origin,
}

/// A piece of the stack frame.
#[derive(Clone, Debug)]
pub struct Slot {
    /// The variable in it, for the reader of the assembly text.
    pub name: String,
    /// In bytes.
    pub size: u32,
    /// In bytes, at most 16.
    pub align: u32,
}

/// Straight-line code.
#[derive(Clone, Debug)]
pub struct Block {
    /// Values that each jump here brings.
    pub params: Vec<Value>,
    /// In order.
    pub insts: Vec<InstId>,
    /// How it ends.
    pub terminator: Terminator,
    /// Place of the terminator in the source.
    pub span: Origin,
    /// What becomes of variables, for a debugger.
    pub notes: Vec<Note>,
}

/// An instruction.
#[derive(Clone, Debug)]
pub struct Inst {
    /// What it does.
    pub op: Op,
    /// What it yields.
    pub results: Vec<Value>,
    /// Where it comes from.
    pub span: Origin,
}

/// What an instruction does.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// Arithmetic of two words.
    Binary(Binary, Value, Value),
    /// 1 if the condition holds, else 0.
    Compare(Condition, Value, Value),
    /// The low bits, extended to a word.
    Extend(Extend, Value),
    /// Reads memory.
    Load {
        /// How much, how extended.
        width: Width,
        /// Address.
        base: Value,
        /// Bytes beyond it, −2048..=2047.
        offset: i32,
        /// Happens exactly as written.
        volatile: bool,
    },
    /// Writes memory.
    Store {
        /// How much.
        width: Width,
        /// Address.
        base: Value,
        /// Bytes beyond it, −2048..=2047.
        offset: i32,
        /// What; high bits are ignored.
        value: Value,
        /// Happens exactly as written.
        volatile: bool,
    },
    /// Calls; argument `n` goes to `a0 + n`, from the ninth on to the stack; `None` is padding.
    Call(Callee, Vec<Option<Value>>),
    /// `amo` of the word at an address; the result is the word before.
    Amo(AtomicOp, Value, Value),
    /// (address, expected, desired): the word before.
    CompareExchange(Value, Value, Value),
    /// A memory fence, its operands as in assembly text.
    Fence(&'static str),
    /// `ebreak`.
    Trap,
    /// The address this function returns to.
    ReturnAddress,
    /// Assembly text of the user.
    Asm(Box<Asm>),
}

/// Inline assembly with its operands in terms of values.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Asm {
    /// With `%0` … as in the source.
    pub template: String,
    /// One for each operand of the template; outputs in register are results, in order.
    pub operands: Vec<AsmOperand>,
    /// Register numbers.
    pub clobbers: Vec<u8>,
    /// Touches memory or has effects nobody sees.
    pub volatile: bool,
}

/// What stands for `%n`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum AsmOperand {
    /// Result `index` of the instruction, perhaps in a given register, perhaps sharing that of an
    /// input (`+r` or a digit), perhaps written before inputs are read (`&`).
    Output {
        /// Which result.
        index: u8,
        /// A register number.
        fixed: Option<u8>,
        /// Its value before.
        input: Option<Value>,
        /// `&`.
        early: bool,
    },
    /// A value in a register.
    Input(Value, Option<u8>),
    /// The same register as output operand `n`.
    Same(u8),
    /// Memory at the address.
    Memory(Value),
    /// A number or a symbol's address, printed.
    Immediate(Value),
}

/// Two-operand arithmetic; shifts use the low five bits of their count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Binary {
    Add,
    Sub,
    Mul,
    Mulh,
    Mulhu,
    Div,
    Divu,
    Rem,
    Remu,
    And,
    Or,
    Xor,
    Sll,
    Srl,
    Sra,
}

/// Comparison of two words, as the branch instructions have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Condition {
    Eq,
    Ne,
    Lt,
    Ge,
    Ltu,
    Geu,
}

/// How narrow values become words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Extend {
    Sign8,
    Sign16,
    Zero8,
    Zero16,
}

/// What a load or store moves; stores use the unsigned ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Width {
    I8,
    U8,
    I16,
    U16,
    Word,
}

/// Whom a call calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Callee {
    /// A function of the program.
    Symbol(SymbolId),
    /// A function of the support library.
    Runtime(&'static str),
    /// Whatever the value points to.
    Value(Value),
}

/// A block to go to, and its parameters' values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Where to.
    pub block: BlockId,
    /// One for each parameter.
    pub args: Vec<Value>,
}

/// How a block ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Terminator {
    /// Go there.
    Jump(Target),
    /// The first target if the condition holds, else the second.
    Branch(Condition, Value, Value, Target, Target),
    /// `targets[value]`; the value is known to be in range.
    Table(Value, Vec<Target>),
    /// Back to the caller, with up to two words.
    Return(Vec<Value>),
    /// Control never gets here.
    Unreachable,
}

impl Function {
    /// The one value for a constant or an address.
    pub fn intern(&mut self, def: Def) -> Value {
        if let Some(&value) = self.interned.get(&def) {
            return value;
        }
        let value = self.fresh(def);
        self.interned.insert(def, value);
        value
    }

    /// A number as a value.
    pub fn constant(&mut self, number: i32) -> Value {
        self.intern(Def::Const(number))
    }

    /// A new value.
    pub fn fresh(&mut self, def: Def) -> Value {
        self.values.push(def);
        Value(self.values.len() as u32 - 1)
    }

    /// Where a value comes from.
    pub fn def(&self, value: Value) -> Def {
        self.values[value.0 as usize]
    }

    /// The number that a value is, if it is known.
    pub fn as_const(&self, value: Value) -> Option<i32> {
        match self.def(value) {
            Def::Const(number) => Some(number),
            _ => None,
        }
    }

    /// The instruction a value is the result of.
    pub fn op_of(&self, value: Value) -> Option<&Op> {
        match self.def(value) {
            Def::Result(inst, _) => Some(&self.inst(inst).op),
            _ => None,
        }
    }

    /// An instruction.
    pub fn inst(&self, id: InstId) -> &Inst {
        &self.insts[id.0 as usize]
    }

    /// An instruction, to change it.
    pub fn inst_mut(&mut self, id: InstId) -> &mut Inst {
        &mut self.insts[id.0 as usize]
    }

    /// A block.
    pub fn block(&self, id: BlockId) -> &Block {
        &self.blocks[id.0 as usize]
    }

    /// A block, to change it.
    pub fn block_mut(&mut self, id: BlockId) -> &mut Block {
        &mut self.blocks[id.0 as usize]
    }

    /// A new empty block, not yet in the order.
    pub fn new_block(&mut self, span: impl Into<Origin>) -> BlockId {
        self.blocks.push(Block {
            params: Vec::new(),
            insts: Vec::new(),
            terminator: Terminator::Unreachable,
            span: span.into(),
            notes: Vec::new(),
        });
        BlockId(self.blocks.len() as u32 - 1)
    }

    /// A new parameter of a block.
    pub fn new_param(&mut self, block: BlockId) -> Value {
        let value = self.fresh(Def::Param(block));
        self.block_mut(block).params.push(value);
        value
    }

    /// A new instruction with `results` results, not yet in a block.
    pub fn new_inst(&mut self, op: Op, results: usize, span: impl Into<Origin>) -> InstId {
        let id = InstId(self.insts.len() as u32);
        let results = (0..results).map(|n| self.fresh(Def::Result(id, n as u8))).collect();
        self.insts.push(Inst { op, results, span: span.into() });
        id
    }

    /// Indexed by value: whether an instruction or terminator of a live block uses it.
    pub fn used_values(&self) -> Vec<bool> {
        let mut used = vec![false; self.values.len()];
        for &id in &self.order {
            let block = self.block(id);
            for &inst in &block.insts {
                self.inst(inst).op.visit_operands(|value| used[value.0 as usize] = true);
            }
            block.terminator.operands().for_each(|value| used[value.0 as usize] = true);
        }
        used
    }

    /// For each block, the distinct blocks that may go to it, in layout order.
    pub fn predecessors(&self) -> Vec<Vec<BlockId>> {
        let mut predecessors = vec![Vec::new(); self.blocks.len()];
        for &from in &self.order {
            for target in self.block(from).terminator.targets() {
                let list: &mut Vec<BlockId> = &mut predecessors[target.block.0 as usize];
                if list.last() != Some(&from) {
                    list.push(from);
                }
            }
        }
        predecessors
    }
}

impl Condition {
    /// Holds when this one does not.
    pub fn inverse(self) -> Condition {
        match self {
            Condition::Eq => Condition::Ne,
            Condition::Ne => Condition::Eq,
            Condition::Lt => Condition::Ge,
            Condition::Ge => Condition::Lt,
            Condition::Ltu => Condition::Geu,
            Condition::Geu => Condition::Ltu,
        }
    }

    /// What it says of two numbers.
    pub fn holds(self, a: i32, b: i32) -> bool {
        match self {
            Condition::Eq => a == b,
            Condition::Ne => a != b,
            Condition::Lt => a < b,
            Condition::Ge => a >= b,
            Condition::Ltu => (a as u32) < b as u32,
            Condition::Geu => a as u32 >= b as u32,
        }
    }
}

impl Binary {
    /// `a op b == b op a`.
    pub fn is_commutative(self) -> bool {
        use Binary::*;
        matches!(self, Add | Mul | Mulh | Mulhu | And | Or | Xor)
    }
}

impl Extend {
    /// What it makes of a number.
    pub fn apply(self, number: i32) -> i32 {
        match self {
            Extend::Sign8 => number as i8 as i32,
            Extend::Sign16 => number as i16 as i32,
            Extend::Zero8 => number as u8 as i32,
            Extend::Zero16 => number as u16 as i32,
        }
    }
}

impl Width {
    /// Bytes moved.
    pub fn bytes(self) -> u32 {
        match self {
            Width::I8 | Width::U8 => 1,
            Width::I16 | Width::U16 => 2,
            Width::Word => 4,
        }
    }
}

impl Target {
    /// A target whose block has no parameters (yet).
    pub fn plain(block: BlockId) -> Target {
        Target { block, args: Vec::new() }
    }
}
