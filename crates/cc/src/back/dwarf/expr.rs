//! Where a variable is, as an expression of DWARF.

use super::names::*;
use std::fmt::Write;

/// Operations with their operands; the size of each is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expression {
    text: String,
    size: u32,
}

impl Expression {
    /// The operations as data directives.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// In bytes.
    pub fn size(&self) -> u32 {
        self.size
    }

    /// An operation without operand.
    pub fn op(mut self, op: u8) -> Expression {
        let _ = writeln!(self.text, "\t.byte\t{op:#x}");
        self.size += 1;
        self
    }

    fn signed(mut self, number: i64) -> Expression {
        let _ = writeln!(self.text, "\t.sleb128\t{number}");
        self.size += signed_size(number);
        self
    }

    /// In a register.
    pub fn register(self, number: u8) -> Expression {
        self.op(OP_REG0 + number)
    }

    /// In memory, at a register.
    pub fn at_register(self, number: u8) -> Expression {
        self.op(OP_BREG0 + number).signed(0)
    }

    /// In memory, so many bytes from the frame's end.
    pub fn in_frame(self, offset: i32) -> Expression {
        self.op(OP_FBREG).signed(offset.into())
    }

    /// Not stored anywhere: a number.
    pub fn number(self, number: i32) -> Expression {
        self.op(OP_CONSTS).signed(number.into()).op(OP_STACK_VALUE)
    }

    /// In memory, at a symbol.
    pub fn at_symbol(self, symbol: &str) -> Expression {
        let mut made = self.op(OP_ADDR);
        let _ = writeln!(made.text, "\t.4byte\t{symbol}");
        made.size += 4;
        made
    }

    /// What was said so far is where `bytes` bytes of the variable are; what follows, the next.
    pub fn piece(self, bytes: u8) -> Expression {
        let mut made = self.op(OP_PIECE);
        let _ = writeln!(made.text, "\t.uleb128\t{bytes}");
        made.size += 1;
        made
    }
}

/// Bytes of a signed LEB128 number.
fn signed_size(number: i64) -> u32 {
    let mut rest = number;
    let mut size = 1;
    while !(-64..64).contains(&rest) {
        rest >>= 7;
        size += 1;
    }
    size
}
