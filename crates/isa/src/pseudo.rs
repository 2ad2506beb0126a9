//! Pseudo-instructions: other names for one instruction, or for a short sequence.
//!
//! A row names the operands as they are written and the instructions they become. The assembler
//! reads rows forwards; the disassembler reads backwards those that are `shown`, the first that
//! fits. One mnemonic may have several rows, which differ in syntax.

use crate::{Insn, Op, csr, reg};

/// A pseudo-instruction in one of its spellings.
#[derive(Clone, Copy, Debug)]
pub struct Pseudo {
    /// Name in assembly language.
    pub mnemonic: &'static str,
    /// Operands, in the words of [`crate::Format::syntax`]. Beyond those, `symbol` is an address
    /// and `imm32` any number.
    pub syntax: &'static str,
    /// The instructions it stands for, in order.
    pub steps: &'static [Step],
    /// Whether the disassembler prefers it to the instruction.
    pub shown: bool,
}

/// One instruction of an expansion. Fields that are not `set` take the operand of that name.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// The instruction.
    pub op: Op,
    /// Fields that are given by the row.
    pub set: &'static [(Field, Value)],
}

/// A field of [`Insn`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Destination register.
    Rd,
    /// First source register.
    Rs1,
    /// Second source register.
    Rs2,
    /// Immediate.
    Imm,
}

/// What a row puts into a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// This number.
    Is(i32),
    /// The operand of another field.
    Same(Field),
    /// The upper 20 bits of the operand, rounded so that adding [`Value::Lo`] gives it back.
    Hi,
    /// The lower 12 bits of the operand, sign-extended.
    Lo,
    /// As `Hi`, of the operand's distance from this instruction.
    PcrelHi,
    /// As `Lo`, of the distance whose upper part the instruction before took.
    PcrelLo,
    /// As `PcrelHi`, in a call: both instructions are relocated as one.
    CallHi,
    /// The lower half of a call.
    CallLo,
}

impl Step {
    /// What the row puts into `field`, if it gives it.
    pub fn value(&self, field: Field) -> Option<Value> {
        self.set.iter().find(|&&(known, _)| known == field).map(|&(_, value)| value)
    }
}

impl Pseudo {
    /// Whether this is another name of `insn` that a reader would rather see.
    pub(crate) fn shows(&self, insn: Insn) -> bool {
        let [step] = self.steps else { return false };
        self.shown
            && step.op == insn.op
            && step.set.iter().all(|&(field, value)| value == Value::Is(insn.field(field)))
    }
}

impl Insn {
    fn field(&self, field: Field) -> i32 {
        match field {
            Field::Rd => self.rd.into(),
            Field::Rs1 => self.rs1.into(),
            Field::Rs2 => self.rs2.into(),
            Field::Imm => self.imm,
        }
    }
}

const fn shown(mnemonic: &'static str, syntax: &'static str, steps: &'static [Step]) -> Pseudo {
    Pseudo { mnemonic, syntax, steps, shown: true }
}

const fn hidden(mnemonic: &'static str, syntax: &'static str, steps: &'static [Step]) -> Pseudo {
    Pseudo { mnemonic, syntax, steps, shown: false }
}

const fn to(op: Op, set: &'static [(Field, Value)]) -> Step {
    Step { op, set }
}

use Field::{Imm, Rd, Rs1, Rs2};
use Value::{CallHi, CallLo, Hi, Is, Lo, PcrelHi, PcrelLo, Same};

const RA: i32 = reg::RA as i32;
const T1: i32 = reg::T1 as i32;

/// Every pseudo-instruction; of two that show the same instruction, the narrower comes first.
#[rustfmt::skip]
pub const PSEUDOS: &[Pseudo] = &[
    shown("nop", "", &[to(Op::Addi, &[(Rd, Is(0)), (Rs1, Is(0)), (Imm, Is(0))])]),
    shown("li", "rd,imm", &[to(Op::Addi, &[(Rs1, Is(0))])]),
    hidden("li", "rd,imm32", &[to(Op::Lui, &[(Imm, Hi)]), to(Op::Addi, &[(Rs1, Same(Rd)), (Imm, Lo)])]),
    shown("mv", "rd,rs1", &[to(Op::Addi, &[(Imm, Is(0))])]),
    shown("not", "rd,rs1", &[to(Op::Xori, &[(Imm, Is(-1))])]),
    shown("zext.b", "rd,rs1", &[to(Op::Andi, &[(Imm, Is(255))])]),
    shown("neg", "rd,rs2", &[to(Op::Sub, &[(Rs1, Is(0))])]),
    shown("seqz", "rd,rs1", &[to(Op::Sltiu, &[(Imm, Is(1))])]),
    shown("snez", "rd,rs2", &[to(Op::Sltu, &[(Rs1, Is(0))])]),
    shown("sltz", "rd,rs1", &[to(Op::Slt, &[(Rs2, Is(0))])]),
    shown("sgtz", "rd,rs2", &[to(Op::Slt, &[(Rs1, Is(0))])]),
    hidden("sgt", "rd,rs2,rs1", &[to(Op::Slt, &[])]),
    hidden("sgtu", "rd,rs2,rs1", &[to(Op::Sltu, &[])]),
    shown("beqz", "rs1,target", &[to(Op::Beq, &[(Rs2, Is(0))])]),
    shown("bnez", "rs1,target", &[to(Op::Bne, &[(Rs2, Is(0))])]),
    shown("blez", "rs2,target", &[to(Op::Bge, &[(Rs1, Is(0))])]),
    shown("bgez", "rs1,target", &[to(Op::Bge, &[(Rs2, Is(0))])]),
    shown("bltz", "rs1,target", &[to(Op::Blt, &[(Rs2, Is(0))])]),
    shown("bgtz", "rs2,target", &[to(Op::Blt, &[(Rs1, Is(0))])]),
    hidden("bgt", "rs2,rs1,target", &[to(Op::Blt, &[])]),
    hidden("ble", "rs2,rs1,target", &[to(Op::Bge, &[])]),
    hidden("bgtu", "rs2,rs1,target", &[to(Op::Bltu, &[])]),
    hidden("bleu", "rs2,rs1,target", &[to(Op::Bgeu, &[])]),
    shown("j", "target", &[to(Op::Jal, &[(Rd, Is(0))])]),
    hidden("jal", "target", &[to(Op::Jal, &[(Rd, Is(RA))])]),
    shown("ret", "", &[to(Op::Jalr, &[(Rd, Is(0)), (Rs1, Is(RA)), (Imm, Is(0))])]),
    shown("jr", "rs1", &[to(Op::Jalr, &[(Rd, Is(0)), (Imm, Is(0))])]),
    shown("jr", "imm(rs1)", &[to(Op::Jalr, &[(Rd, Is(0))])]),
    shown("jalr", "rs1", &[to(Op::Jalr, &[(Rd, Is(RA)), (Imm, Is(0))])]),
    shown("jalr", "imm(rs1)", &[to(Op::Jalr, &[(Rd, Is(RA))])]),
    hidden("jalr", "rd,rs1", &[to(Op::Jalr, &[(Imm, Is(0))])]),
    hidden("jalr", "rd,rs1,imm", &[to(Op::Jalr, &[])]),
    hidden("jr", "rs1,imm", &[to(Op::Jalr, &[(Rd, Is(0))])]),
    hidden("add", "rd,rs1,imm", &[to(Op::Addi, &[])]),
    hidden("and", "rd,rs1,imm", &[to(Op::Andi, &[])]),
    hidden("or", "rd,rs1,imm", &[to(Op::Ori, &[])]),
    hidden("xor", "rd,rs1,imm", &[to(Op::Xori, &[])]),
    hidden("slt", "rd,rs1,imm", &[to(Op::Slti, &[])]),
    hidden("sltu", "rd,rs1,imm", &[to(Op::Sltiu, &[])]),
    hidden("sll", "rd,rs1,shamt", &[to(Op::Slli, &[])]),
    hidden("srl", "rd,rs1,shamt", &[to(Op::Srli, &[])]),
    hidden("sra", "rd,rs1,shamt", &[to(Op::Srai, &[])]),
    shown("unimp", "", &[to(Op::Csrrw, &[(Rd, Is(0)), (Rs1, Is(0)), (Imm, Is(csr::CYCLE as i32))])]),
    shown("rdcycle", "rd", &[to(Op::Csrrs, &[(Rs1, Is(0)), (Imm, Is(csr::CYCLE as i32))])]),
    shown("rdtime", "rd", &[to(Op::Csrrs, &[(Rs1, Is(0)), (Imm, Is(csr::TIME as i32))])]),
    shown("rdinstret", "rd", &[to(Op::Csrrs, &[(Rs1, Is(0)), (Imm, Is(csr::INSTRET as i32))])]),
    shown("rdcycleh", "rd", &[to(Op::Csrrs, &[(Rs1, Is(0)), (Imm, Is(csr::CYCLEH as i32))])]),
    shown("rdtimeh", "rd", &[to(Op::Csrrs, &[(Rs1, Is(0)), (Imm, Is(csr::TIMEH as i32))])]),
    shown("rdinstreth", "rd", &[to(Op::Csrrs, &[(Rs1, Is(0)), (Imm, Is(csr::INSTRETH as i32))])]),
    shown("csrr", "rd,csr", &[to(Op::Csrrs, &[(Rs1, Is(0))])]),
    shown("csrw", "csr,rs1", &[to(Op::Csrrw, &[(Rd, Is(0))])]),
    shown("csrs", "csr,rs1", &[to(Op::Csrrs, &[(Rd, Is(0))])]),
    shown("csrc", "csr,rs1", &[to(Op::Csrrc, &[(Rd, Is(0))])]),
    shown("csrwi", "csr,uimm", &[to(Op::Csrrwi, &[(Rd, Is(0))])]),
    hidden("csrw", "csr,uimm", &[to(Op::Csrrwi, &[(Rd, Is(0))])]),
    shown("csrsi", "csr,uimm", &[to(Op::Csrrsi, &[(Rd, Is(0))])]),
    hidden("csrs", "csr,uimm", &[to(Op::Csrrsi, &[(Rd, Is(0))])]),
    shown("csrci", "csr,uimm", &[to(Op::Csrrci, &[(Rd, Is(0))])]),
    hidden("csrc", "csr,uimm", &[to(Op::Csrrci, &[(Rd, Is(0))])]),
    hidden("csrrw", "rd,csr,uimm", &[to(Op::Csrrwi, &[])]),
    hidden("csrrs", "rd,csr,uimm", &[to(Op::Csrrsi, &[])]),
    hidden("csrrc", "rd,csr,uimm", &[to(Op::Csrrci, &[])]),
    shown("fence", "", &[to(Op::Fence, &[(Imm, Is(0x0ff))])]),
    shown("fence.tso", "", &[to(Op::Fence, &[(Imm, Is(0x833))])]),
    shown("pause", "", &[to(Op::Fence, &[(Imm, Is(0x010))])]),
    shown("sfence.vma", "", &[to(Op::SfenceVma, &[(Rs1, Is(0)), (Rs2, Is(0))])]),
    shown("sfence.vma", "rs1", &[to(Op::SfenceVma, &[(Rs2, Is(0))])]),
    hidden("scall", "", &[to(Op::Ecall, &[])]),
    hidden("sbreak", "", &[to(Op::Ebreak, &[])]),
    hidden("la", "rd,symbol", &[to(Op::Auipc, &[(Imm, PcrelHi)]), to(Op::Addi, &[(Rs1, Same(Rd)), (Imm, PcrelLo)])]),
    hidden("lla", "rd,symbol", &[to(Op::Auipc, &[(Imm, PcrelHi)]), to(Op::Addi, &[(Rs1, Same(Rd)), (Imm, PcrelLo)])]),
    hidden("lb", "rd,symbol", &[to(Op::Auipc, &[(Imm, PcrelHi)]), to(Op::Lb, &[(Rs1, Same(Rd)), (Imm, PcrelLo)])]),
    hidden("lh", "rd,symbol", &[to(Op::Auipc, &[(Imm, PcrelHi)]), to(Op::Lh, &[(Rs1, Same(Rd)), (Imm, PcrelLo)])]),
    hidden("lw", "rd,symbol", &[to(Op::Auipc, &[(Imm, PcrelHi)]), to(Op::Lw, &[(Rs1, Same(Rd)), (Imm, PcrelLo)])]),
    hidden("lbu", "rd,symbol", &[to(Op::Auipc, &[(Imm, PcrelHi)]), to(Op::Lbu, &[(Rs1, Same(Rd)), (Imm, PcrelLo)])]),
    hidden("lhu", "rd,symbol", &[to(Op::Auipc, &[(Imm, PcrelHi)]), to(Op::Lhu, &[(Rs1, Same(Rd)), (Imm, PcrelLo)])]),
    hidden("sb", "rs2,symbol,rd", &[to(Op::Auipc, &[(Imm, PcrelHi)]), to(Op::Sb, &[(Rs1, Same(Rd)), (Imm, PcrelLo)])]),
    hidden("sh", "rs2,symbol,rd", &[to(Op::Auipc, &[(Imm, PcrelHi)]), to(Op::Sh, &[(Rs1, Same(Rd)), (Imm, PcrelLo)])]),
    hidden("sw", "rs2,symbol,rd", &[to(Op::Auipc, &[(Imm, PcrelHi)]), to(Op::Sw, &[(Rs1, Same(Rd)), (Imm, PcrelLo)])]),
    hidden("call", "symbol", &[to(Op::Auipc, &[(Rd, Is(RA)), (Imm, CallHi)]), to(Op::Jalr, &[(Rd, Is(RA)), (Rs1, Is(RA)), (Imm, CallLo)])]),
    hidden("call", "rd,symbol", &[to(Op::Auipc, &[(Rd, Is(T1)), (Imm, CallHi)]), to(Op::Jalr, &[(Rs1, Is(T1)), (Imm, CallLo)])]),
    hidden("tail", "symbol", &[to(Op::Auipc, &[(Rd, Is(T1)), (Imm, CallHi)]), to(Op::Jalr, &[(Rd, Is(0)), (Rs1, Is(T1)), (Imm, CallLo)])]),
    hidden("jump", "symbol,rd", &[to(Op::Auipc, &[(Imm, CallHi)]), to(Op::Jalr, &[(Rd, Is(0)), (Rs1, Same(Rd)), (Imm, CallLo)])]),
];
