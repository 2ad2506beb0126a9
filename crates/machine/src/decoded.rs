//! A cache of decoded instructions, for the host's speed alone.
//!
//! A slot is chosen by the address, and holds the very word it was decoded from: whoever changes
//! the code changes the word, so nothing is ever invalidated.

use swtch_isa::{Format, Insn, Op};

/// A word and what it means.
#[derive(Clone, Copy)]
pub(crate) struct Decoded {
    pub word: u32,
    pub insn: Insn,
    /// Bit set over the registers it reads; x0, whose value is never late, is left out.
    pub reads: u32,
}

/// Recently decoded words.
pub(crate) struct DecodeCache {
    slots: Vec<Decoded>,
}

const SLOTS: usize = 1 << 13;

impl DecodeCache {
    pub fn new() -> DecodeCache {
        let insn = Insn::new(Op::Addi);
        let nop = Decoded { word: swtch_isa::encode(insn), insn, reads: 0 };
        DecodeCache { slots: vec![nop; SLOTS] }
    }

    /// What `word`, fetched from `pc`, means; `None` if it is illegal.
    #[inline]
    pub fn get(&mut self, pc: u32, word: u32) -> Option<Decoded> {
        let slot = &mut self.slots[(pc >> 2) as usize % SLOTS];
        if slot.word != word {
            let insn = swtch_isa::decode(word)?;
            *slot = Decoded { word, insn, reads: reads(insn) };
        }
        Some(*slot)
    }
}

pub(crate) fn reads(insn: Insn) -> u32 {
    let format = insn.op.row().format;
    // In the place of rs1, `csrr?i` has a number.
    let rs1 = format.has_rs1() && format != Format::CsrImm;
    let bit = |reads: bool, register: u8| u32::from(reads) << (register & 31);
    (bit(rs1, insn.rs1) | bit(format.has_rs2(), insn.rs2)) & !1
}
