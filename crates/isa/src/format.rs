//! Formats: where the operands of an instruction lie in its word, and how they are written.
//!
//! Both are declared once, here. The immediate is a list of [`Part`]s, which encoding, decoding
//! and the linker's relocations share; the syntax is a string of operand words such as
//! `rd,imm(rs1)`, which the assembler reads and the disassembler prints.

use std::ops::RangeInclusive;

/// The shape of an instruction word. `I` and `Load` have the same bits and differ in syntax, as do
/// several others; the manual's six base formats are `R I S B U J`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Three registers.
    R,
    /// Two registers and a 12-bit immediate.
    I,
    /// As `I`, written as an address: loads and `jalr`.
    Load,
    /// A store.
    S,
    /// A conditional branch.
    B,
    /// The upper 20 bits of a word.
    U,
    /// A jump.
    J,
    /// A shift by a constant.
    Shift,
    /// A CSR and a register.
    Csr,
    /// A CSR and a five-bit immediate in the place of `rs1`.
    CsrImm,
    /// An atomic read-modify-write, or `sc.w`.
    Amo,
    /// `lr.w`.
    Lr,
    /// `fence`.
    Fence,
    /// `sfence.vma`.
    Sfence,
    /// No operands.
    None,
}

/// `width` bits of an immediate, from its bit `low` up, stand in the word from bit `at` up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Lowest bit of this part in the immediate.
    pub low: u32,
    /// Number of bits.
    pub width: u32,
    /// Lowest bit of this part in the word.
    pub at: u32,
}

const fn part(low: u32, width: u32, at: u32) -> Part {
    Part { low, width, at }
}

impl Part {
    const fn mask(self) -> u32 {
        ((1 << self.width) - 1) << self.at
    }
}

impl Format {
    /// Every format, in the order of their declaration.
    pub const ALL: [Format; 15] = [
        Format::R,
        Format::I,
        Format::Load,
        Format::S,
        Format::B,
        Format::U,
        Format::J,
        Format::Shift,
        Format::Csr,
        Format::CsrImm,
        Format::Amo,
        Format::Lr,
        Format::Fence,
        Format::Sfence,
        Format::None,
    ];

    /// How operands are written. `imm` is a number, `upper` a 20-bit number that fills the bits
    /// from 12 up, `shamt` a shift amount, `target` an address relative to the instruction,
    /// `uimm` a number in the place of `rs1`, `pred` and `succ` sets of `iorw`.
    pub const fn syntax(self) -> &'static str {
        match self {
            Format::R => "rd,rs1,rs2",
            Format::I => "rd,rs1,imm",
            Format::Load => "rd,imm(rs1)",
            Format::S => "rs2,imm(rs1)",
            Format::B => "rs1,rs2,target",
            Format::U => "rd,upper",
            Format::J => "rd,target",
            Format::Shift => "rd,rs1,shamt",
            Format::Csr => "rd,csr,rs1",
            Format::CsrImm => "rd,csr,uimm",
            Format::Amo => "rd,rs2,(rs1)",
            Format::Lr => "rd,(rs1)",
            Format::Fence => "pred,succ",
            Format::Sfence => "rs1,rs2",
            Format::None => "",
        }
    }

    /// Where the bits of the immediate lie; empty if there is none.
    pub const fn imm_parts(self) -> &'static [Part] {
        match self {
            Format::R | Format::Sfence | Format::None => &[],
            Format::I | Format::Load => &const { [part(0, 12, 20)] },
            Format::S => &const { [part(5, 7, 25), part(0, 5, 7)] },
            Format::B => {
                &const { [part(12, 1, 31), part(5, 6, 25), part(1, 4, 8), part(11, 1, 7)] }
            }
            Format::U => &const { [part(12, 20, 12)] },
            Format::J => {
                &const { [part(20, 1, 31), part(1, 10, 21), part(11, 1, 20), part(12, 8, 12)] }
            }
            Format::Shift => &const { [part(0, 5, 20)] },
            Format::Csr | Format::CsrImm | Format::Fence => &const { [part(0, 12, 20)] },
            Format::Amo | Format::Lr => &const { [part(0, 2, 25)] },
        }
    }

    /// Whether the immediate is sign-extended.
    pub const fn imm_is_signed(self) -> bool {
        matches!(self, Format::I | Format::Load | Format::S | Format::B | Format::U | Format::J)
    }

    /// Number of bits of the immediate, counted from its bit 0 although some of the lowest may not
    /// be stored (those are zero); 0 if there is none.
    pub fn imm_bits(self) -> u32 {
        self.imm_parts().iter().map(|part| part.low + part.width).max().unwrap_or(0)
    }

    /// The least and the greatest value the immediate can have.
    pub fn imm_range(self) -> RangeInclusive<i64> {
        let Some(low) = self.imm_parts().iter().map(|part| part.low).min() else { return 0..=0 };
        let (bits, step) = (self.imm_bits(), 1i64 << low);
        if self.imm_is_signed() {
            -(1 << (bits - 1))..=(1 << (bits - 1)) - step
        } else {
            0..=(1 << bits) - step
        }
    }

    /// `word` with its immediate replaced by the bits of `imm` that the format stores; those it
    /// cannot store are dropped, so a caller that cares checks [`Format::imm_range`] first.
    pub fn insert_imm(self, word: u32, imm: i32) -> u32 {
        self.imm_parts().iter().fold(word, |word, part| {
            let bits = ((imm as u32) >> part.low) << part.at;
            word & !part.mask() | bits & part.mask()
        })
    }

    /// The immediate of `word`.
    pub fn extract_imm(self, word: u32) -> i32 {
        let parts = self.imm_parts().iter();
        let imm =
            parts.fold(0, |imm, part| imm | ((word & part.mask()) >> part.at) << part.low) as i32;
        if !self.imm_is_signed() {
            return imm;
        }
        let unused = 32 - self.imm_bits();
        imm << unused >> unused
    }

    /// Whether words of this format name a destination register.
    pub const fn has_rd(self) -> bool {
        !matches!(self, Format::S | Format::B | Format::Fence | Format::Sfence | Format::None)
    }

    /// Whether words of this format use the field `rs1` (for [`Format::CsrImm`], as a number).
    pub const fn has_rs1(self) -> bool {
        !matches!(self, Format::U | Format::J | Format::Fence | Format::None)
    }

    /// Whether words of this format name a second source register.
    pub const fn has_rs2(self) -> bool {
        matches!(self, Format::R | Format::S | Format::B | Format::Amo | Format::Sfence)
    }
}

/// The pieces of a syntax: operand words (`rd`, `imm`, …) and single punctuation characters.
pub fn words(syntax: &str) -> impl Iterator<Item = &str> {
    let mut rest = syntax;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let is_word = |c: char| c.is_ascii_alphanumeric();
        let end = if is_word(first) { rest.find(|c| !is_word(c)) } else { Some(1) };
        let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        Some(word)
    })
}
