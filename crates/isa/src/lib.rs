//! The one instruction table of the machine, and everything that is derived from it.
//!
//! A 32-bit word becomes an [`Insn`] by [`decode`], an [`Insn`] a word by [`encode`] and a line of
//! text by [`disassemble`]. All three read [`TABLE`], which holds one [`Row`] per [`Op`] with the
//! bit pattern as the RISC-V manual prints it, and [`Format`], which says once where an operand
//! lies and how it is written. What an instruction *does* is the machine's affair: its row here
//! and its arm in the machine's `execute` are the only two places that name it.
//! Start reading in `table.rs`, then `format.rs`.

mod codec;
pub mod csr;
mod disasm;
mod format;
mod pattern;
mod pseudo;
pub mod reg;
mod table;

pub use codec::{decode, encode};
pub use disasm::disassemble;
pub use format::{Format, Part, words};
pub use pseudo::{Field, PSEUDOS, Pseudo, Step, Value};
pub use table::{Class, Op, Row, TABLE};

/// One decoded instruction. Operands that its format lacks are zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Insn {
    /// What it does.
    pub op: Op,
    /// Destination register, 0..32.
    pub rd: u8,
    /// First source register, 0..32; the five-bit immediate of the `csrr?i` instructions.
    pub rs1: u8,
    /// Second source register, 0..32.
    pub rs2: u8,
    /// The sign-extended immediate; for `lui` and `auipc` the value already shifted left by 12, for
    /// shifts the amount, for CSR instructions the CSR's number 0..4096, for atomics `aq << 1 | rl`,
    /// for `fence` its twelve bits `fm`, `pred`, `succ`.
    pub imm: i32,
}

impl Insn {
    /// An instruction whose operands are all zero.
    pub const fn new(op: Op) -> Insn {
        Insn { op, rd: 0, rs1: 0, rs2: 0, imm: 0 }
    }
}

#[cfg(test)]
mod tests;
