//! Words to instructions and back.
//!
//! Decoding finds its row in a table that is sorted, at compile time, by major opcode and
//! `funct3`: most of the 256 buckets hold one row, none more than eleven.

use crate::table::{Op, Row, TABLE};
use crate::{Format, Insn};

/// The instruction that `word` encodes, or `None` if it is illegal here. HINTs decode as the
/// instruction whose encoding they use; reserved bits of `fence` and `fence.i` are ignored, as the
/// manual asks of them.
pub fn decode(word: u32) -> Option<Insn> {
    let row = find(word)?;
    let format = row.format;
    let field = |present: bool, at: u32| if present { (word >> at) as u8 & 31 } else { 0 };
    Some(Insn {
        op: row.op,
        rd: field(format.has_rd(), 7),
        rs1: field(format.has_rs1(), 15),
        rs2: field(format.has_rs2(), 20),
        imm: format.extract_imm(word),
    })
}

/// The word of an instruction. Registers are taken modulo 32, and of the immediate the bits that
/// the format stores; operands the format lacks do not matter.
pub fn encode(insn: Insn) -> u32 {
    let row = insn.op.row();
    let format: Format = row.format;
    let field = |present: bool, number: u8, at: u32| match present {
        true => u32::from(number & 31) << at,
        false => 0,
    };
    let registers = field(format.has_rd(), insn.rd, 7)
        | field(format.has_rs1(), insn.rs1, 15)
        | field(format.has_rs2(), insn.rs2, 20);
    format.insert_imm(row.matching | registers, insn.imm)
}

fn find(word: u32) -> Option<&'static Row> {
    // The lowest two bits of every 32-bit instruction are set; others would be compressed.
    if word & 3 != 3 {
        return None;
    }
    let bucket = bucket(word);
    let range = INDEX.starts[bucket] as usize..INDEX.starts[bucket + 1] as usize;
    let rows = INDEX.ops[range].iter().map(|&op| &TABLE[op as usize]);
    rows.into_iter().find(|row| word & row.mask == row.matching)
}

/// Major opcode and `funct3` of a word, as a number below 256.
const fn bucket(word: u32) -> usize {
    ((word >> 2 & 31) << 3 | word >> 12 & 7) as usize
}

/// Rows by bucket: those of bucket `b` are `ops[starts[b]..starts[b + 1]]`.
struct Index {
    starts: [u8; 257],
    ops: [Op; INDEX_SIZE],
}

/// `lui`, `auipc` and `jal` have no `funct3` and stand in eight buckets each.
const INDEX_SIZE: usize = TABLE.len() - 3 + 3 * 8;

static INDEX: Index = build_index();

const fn build_index() -> Index {
    let mut index = Index { starts: [0; 257], ops: [Op::Lui; INDEX_SIZE] };
    let (mut used, mut bucket) = (0, 0);
    while bucket < 256 {
        let mut row = 0;
        while row < TABLE.len() {
            if lies_in(&TABLE[row], bucket) {
                index.ops[used] = TABLE[row].op;
                used += 1;
            }
            row += 1;
        }
        bucket += 1;
        index.starts[bucket] = used as u8;
    }
    assert!(used == INDEX_SIZE);
    index
}

/// Whether some word of this row falls into `bucket`: they agree where the row's bits are fixed.
const fn lies_in(row: &Row, bucket_number: usize) -> bool {
    let fixed = bucket(row.mask);
    bucket(row.matching) == bucket_number & fixed
}
