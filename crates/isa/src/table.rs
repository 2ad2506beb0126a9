//! The table: one row per instruction.
//!
//! A row is everything about an instruction but its meaning. The bit pattern is written as the
//! manual prints it; mask and match are computed from it when this crate is compiled.

use crate::format::Format;
use crate::pattern::mask_and_match;

/// The instructions of RV32I, M, A, Zicsr and Zifencei, and the machine level's three.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Op {
    /// `lui`: load upper immediate.
    Lui,
    /// `auipc`: add upper immediate to pc.
    Auipc,
    /// `jal`: jump and link.
    Jal,
    /// `jalr`: jump and link register.
    Jalr,
    /// `beq`: branch if equal.
    Beq,
    /// `bne`: branch if not equal.
    Bne,
    /// `blt`: branch if less than.
    Blt,
    /// `bge`: branch if greater or equal.
    Bge,
    /// `bltu`: branch if less than, unsigned.
    Bltu,
    /// `bgeu`: branch if greater or equal, unsigned.
    Bgeu,
    /// `lb`: load byte.
    Lb,
    /// `lh`: load halfword.
    Lh,
    /// `lw`: load word.
    Lw,
    /// `lbu`: load byte, unsigned.
    Lbu,
    /// `lhu`: load halfword, unsigned.
    Lhu,
    /// `sb`: store byte.
    Sb,
    /// `sh`: store halfword.
    Sh,
    /// `sw`: store word.
    Sw,
    /// `addi`: add immediate.
    Addi,
    /// `slti`: set if less than immediate.
    Slti,
    /// `sltiu`: set if less than immediate, unsigned.
    Sltiu,
    /// `xori`: exclusive or immediate.
    Xori,
    /// `ori`: or immediate.
    Ori,
    /// `andi`: and immediate.
    Andi,
    /// `slli`: shift left by a constant.
    Slli,
    /// `srli`: shift right by a constant.
    Srli,
    /// `srai`: shift right arithmetically by a constant.
    Srai,
    /// `add`: add.
    Add,
    /// `sub`: subtract.
    Sub,
    /// `sll`: shift left.
    Sll,
    /// `slt`: set if less than.
    Slt,
    /// `sltu`: set if less than, unsigned.
    Sltu,
    /// `xor`: exclusive or.
    Xor,
    /// `srl`: shift right.
    Srl,
    /// `sra`: shift right arithmetically.
    Sra,
    /// `or`: or.
    Or,
    /// `and`: and.
    And,
    /// `fence`: order memory accesses.
    Fence,
    /// `fence.i`: order fetches after stores.
    FenceI,
    /// `ecall`: call the environment.
    Ecall,
    /// `ebreak`: call the debugger.
    Ebreak,
    /// `mul`: multiply.
    Mul,
    /// `mulh`: upper half of the product.
    Mulh,
    /// `mulhsu`: upper half of the product, signed by unsigned.
    Mulhsu,
    /// `mulhu`: upper half of the product, unsigned.
    Mulhu,
    /// `div`: divide.
    Div,
    /// `divu`: divide, unsigned.
    Divu,
    /// `rem`: remainder.
    Rem,
    /// `remu`: remainder, unsigned.
    Remu,
    /// `lr.w`: load word and reserve.
    LrW,
    /// `sc.w`: store word if still reserved.
    ScW,
    /// `amoswap.w`: exchange with memory.
    AmoswapW,
    /// `amoadd.w`: add to memory.
    AmoaddW,
    /// `amoxor.w`: exclusive or to memory.
    AmoxorW,
    /// `amoand.w`: and to memory.
    AmoandW,
    /// `amoor.w`: or to memory.
    AmoorW,
    /// `amomin.w`: minimum to memory.
    AmominW,
    /// `amomax.w`: maximum to memory.
    AmomaxW,
    /// `amominu.w`: minimum to memory, unsigned.
    AmominuW,
    /// `amomaxu.w`: maximum to memory, unsigned.
    AmomaxuW,
    /// `csrrw`: read CSR, write register.
    Csrrw,
    /// `csrrs`: read CSR, set bits.
    Csrrs,
    /// `csrrc`: read CSR, clear bits.
    Csrrc,
    /// `csrrwi`: read CSR, write number.
    Csrrwi,
    /// `csrrsi`: read CSR, set bits of number.
    Csrrsi,
    /// `csrrci`: read CSR, clear bits of number.
    Csrrci,
    /// `mret`: return from a trap.
    Mret,
    /// `wfi`: wait for an interrupt.
    Wfi,
    /// `sfence.vma`: forget translations.
    SfenceVma,
}

impl Op {
    /// This instruction's row.
    pub const fn row(self) -> &'static Row {
        &TABLE[self as usize]
    }

    /// Its name in assembly language, without `.aq` and `.rl`.
    pub const fn mnemonic(self) -> &'static str {
        self.row().mnemonic
    }

    /// The shape of its word.
    pub const fn format(self) -> Format {
        self.row().format
    }

    /// The kind of work it is, by which it is priced.
    pub const fn class(self) -> Class {
        self.row().class
    }
}

/// Kinds of instruction. What each costs is the machine's configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// Integer arithmetic in one cycle.
    Alu,
    /// Reads memory.
    Load,
    /// Writes memory.
    Store,
    /// Jumps on a condition.
    Branch,
    /// Jumps always.
    Jump,
    /// Multiplies.
    Mul,
    /// Divides, or takes a remainder.
    Div,
    /// Load-reserved.
    Lr,
    /// Store-conditional.
    Sc,
    /// Reads and writes memory in one.
    Amo,
    /// Reads or writes a control and status register.
    Csr,
    /// Orders memory accesses.
    Fence,
    /// Orders fetches after stores.
    FenceI,
    /// Traps, returns from a trap, waits, or forgets translations.
    System,
}

/// One instruction's line in the table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Which instruction; `TABLE[op as usize].op == op`.
    pub op: Op,
    /// Name in assembly language.
    pub mnemonic: &'static str,
    /// The 32 bits as the manual prints them, highest first.
    pub bits: &'static str,
    /// Where operands lie and how they are written.
    pub format: Format,
    /// Kind of work.
    pub class: Class,
    /// Its meaning in a few words.
    pub summary: &'static str,
    /// The bits that are fixed.
    pub mask: u32,
    /// The values of those bits.
    pub matching: u32,
}

const fn row(
    op: Op,
    mnemonic: &'static str,
    bits: &'static str,
    format: Format,
    class: Class,
    summary: &'static str,
) -> Row {
    let (mask, matching) = mask_and_match(bits);
    Row { op, mnemonic, bits, format, class, summary, mask, matching }
}

use Class as C;
use Format as F;

/// Every instruction, in the order of [`Op`].
#[rustfmt::skip]
pub const TABLE: &[Row] = &[
    row(Op::Lui, "lui", "imm[31:12] rd 0110111", F::U, C::Alu, "load upper immediate"),
    row(Op::Auipc, "auipc", "imm[31:12] rd 0010111", F::U, C::Alu, "add upper immediate to pc"),
    row(Op::Jal, "jal", "imm[20|10:1|11|19:12] rd 1101111", F::J, C::Jump, "jump and link"),
    row(Op::Jalr, "jalr", "imm[11:0] rs1 000 rd 1100111", F::Load, C::Jump, "jump and link register"),
    row(Op::Beq, "beq", "imm[12|10:5] rs2 rs1 000 imm[4:1|11] 1100011", F::B, C::Branch, "branch if equal"),
    row(Op::Bne, "bne", "imm[12|10:5] rs2 rs1 001 imm[4:1|11] 1100011", F::B, C::Branch, "branch if not equal"),
    row(Op::Blt, "blt", "imm[12|10:5] rs2 rs1 100 imm[4:1|11] 1100011", F::B, C::Branch, "branch if less than"),
    row(Op::Bge, "bge", "imm[12|10:5] rs2 rs1 101 imm[4:1|11] 1100011", F::B, C::Branch, "branch if greater or equal"),
    row(Op::Bltu, "bltu", "imm[12|10:5] rs2 rs1 110 imm[4:1|11] 1100011", F::B, C::Branch, "branch if less than, unsigned"),
    row(Op::Bgeu, "bgeu", "imm[12|10:5] rs2 rs1 111 imm[4:1|11] 1100011", F::B, C::Branch, "branch if greater or equal, unsigned"),
    row(Op::Lb, "lb", "imm[11:0] rs1 000 rd 0000011", F::Load, C::Load, "load byte"),
    row(Op::Lh, "lh", "imm[11:0] rs1 001 rd 0000011", F::Load, C::Load, "load halfword"),
    row(Op::Lw, "lw", "imm[11:0] rs1 010 rd 0000011", F::Load, C::Load, "load word"),
    row(Op::Lbu, "lbu", "imm[11:0] rs1 100 rd 0000011", F::Load, C::Load, "load byte, unsigned"),
    row(Op::Lhu, "lhu", "imm[11:0] rs1 101 rd 0000011", F::Load, C::Load, "load halfword, unsigned"),
    row(Op::Sb, "sb", "imm[11:5] rs2 rs1 000 imm[4:0] 0100011", F::S, C::Store, "store byte"),
    row(Op::Sh, "sh", "imm[11:5] rs2 rs1 001 imm[4:0] 0100011", F::S, C::Store, "store halfword"),
    row(Op::Sw, "sw", "imm[11:5] rs2 rs1 010 imm[4:0] 0100011", F::S, C::Store, "store word"),
    row(Op::Addi, "addi", "imm[11:0] rs1 000 rd 0010011", F::I, C::Alu, "add immediate"),
    row(Op::Slti, "slti", "imm[11:0] rs1 010 rd 0010011", F::I, C::Alu, "set if less than immediate"),
    row(Op::Sltiu, "sltiu", "imm[11:0] rs1 011 rd 0010011", F::I, C::Alu, "set if less than immediate, unsigned"),
    row(Op::Xori, "xori", "imm[11:0] rs1 100 rd 0010011", F::I, C::Alu, "exclusive or immediate"),
    row(Op::Ori, "ori", "imm[11:0] rs1 110 rd 0010011", F::I, C::Alu, "or immediate"),
    row(Op::Andi, "andi", "imm[11:0] rs1 111 rd 0010011", F::I, C::Alu, "and immediate"),
    row(Op::Slli, "slli", "0000000 shamt rs1 001 rd 0010011", F::Shift, C::Alu, "shift left by a constant"),
    row(Op::Srli, "srli", "0000000 shamt rs1 101 rd 0010011", F::Shift, C::Alu, "shift right by a constant"),
    row(Op::Srai, "srai", "0100000 shamt rs1 101 rd 0010011", F::Shift, C::Alu, "shift right arithmetically by a constant"),
    row(Op::Add, "add", "0000000 rs2 rs1 000 rd 0110011", F::R, C::Alu, "add"),
    row(Op::Sub, "sub", "0100000 rs2 rs1 000 rd 0110011", F::R, C::Alu, "subtract"),
    row(Op::Sll, "sll", "0000000 rs2 rs1 001 rd 0110011", F::R, C::Alu, "shift left"),
    row(Op::Slt, "slt", "0000000 rs2 rs1 010 rd 0110011", F::R, C::Alu, "set if less than"),
    row(Op::Sltu, "sltu", "0000000 rs2 rs1 011 rd 0110011", F::R, C::Alu, "set if less than, unsigned"),
    row(Op::Xor, "xor", "0000000 rs2 rs1 100 rd 0110011", F::R, C::Alu, "exclusive or"),
    row(Op::Srl, "srl", "0000000 rs2 rs1 101 rd 0110011", F::R, C::Alu, "shift right"),
    row(Op::Sra, "sra", "0100000 rs2 rs1 101 rd 0110011", F::R, C::Alu, "shift right arithmetically"),
    row(Op::Or, "or", "0000000 rs2 rs1 110 rd 0110011", F::R, C::Alu, "or"),
    row(Op::And, "and", "0000000 rs2 rs1 111 rd 0110011", F::R, C::Alu, "and"),
    row(Op::Fence, "fence", "fm pred succ rs1 000 rd 0001111", F::Fence, C::Fence, "order memory accesses"),
    row(Op::FenceI, "fence.i", "imm[11:0] rs1 001 rd 0001111", F::None, C::FenceI, "order fetches after stores"),
    row(Op::Ecall, "ecall", "000000000000 00000 000 00000 1110011", F::None, C::System, "call the environment"),
    row(Op::Ebreak, "ebreak", "000000000001 00000 000 00000 1110011", F::None, C::System, "call the debugger"),
    row(Op::Mul, "mul", "0000001 rs2 rs1 000 rd 0110011", F::R, C::Mul, "multiply"),
    row(Op::Mulh, "mulh", "0000001 rs2 rs1 001 rd 0110011", F::R, C::Mul, "upper half of the product"),
    row(Op::Mulhsu, "mulhsu", "0000001 rs2 rs1 010 rd 0110011", F::R, C::Mul, "upper half of the product, signed by unsigned"),
    row(Op::Mulhu, "mulhu", "0000001 rs2 rs1 011 rd 0110011", F::R, C::Mul, "upper half of the product, unsigned"),
    row(Op::Div, "div", "0000001 rs2 rs1 100 rd 0110011", F::R, C::Div, "divide"),
    row(Op::Divu, "divu", "0000001 rs2 rs1 101 rd 0110011", F::R, C::Div, "divide, unsigned"),
    row(Op::Rem, "rem", "0000001 rs2 rs1 110 rd 0110011", F::R, C::Div, "remainder"),
    row(Op::Remu, "remu", "0000001 rs2 rs1 111 rd 0110011", F::R, C::Div, "remainder, unsigned"),
    row(Op::LrW, "lr.w", "00010 aq rl 00000 rs1 010 rd 0101111", F::Lr, C::Lr, "load word and reserve"),
    row(Op::ScW, "sc.w", "00011 aq rl rs2 rs1 010 rd 0101111", F::Amo, C::Sc, "store word if still reserved"),
    row(Op::AmoswapW, "amoswap.w", "00001 aq rl rs2 rs1 010 rd 0101111", F::Amo, C::Amo, "exchange with memory"),
    row(Op::AmoaddW, "amoadd.w", "00000 aq rl rs2 rs1 010 rd 0101111", F::Amo, C::Amo, "add to memory"),
    row(Op::AmoxorW, "amoxor.w", "00100 aq rl rs2 rs1 010 rd 0101111", F::Amo, C::Amo, "exclusive or to memory"),
    row(Op::AmoandW, "amoand.w", "01100 aq rl rs2 rs1 010 rd 0101111", F::Amo, C::Amo, "and to memory"),
    row(Op::AmoorW, "amoor.w", "01000 aq rl rs2 rs1 010 rd 0101111", F::Amo, C::Amo, "or to memory"),
    row(Op::AmominW, "amomin.w", "10000 aq rl rs2 rs1 010 rd 0101111", F::Amo, C::Amo, "minimum to memory"),
    row(Op::AmomaxW, "amomax.w", "10100 aq rl rs2 rs1 010 rd 0101111", F::Amo, C::Amo, "maximum to memory"),
    row(Op::AmominuW, "amominu.w", "11000 aq rl rs2 rs1 010 rd 0101111", F::Amo, C::Amo, "minimum to memory, unsigned"),
    row(Op::AmomaxuW, "amomaxu.w", "11100 aq rl rs2 rs1 010 rd 0101111", F::Amo, C::Amo, "maximum to memory, unsigned"),
    row(Op::Csrrw, "csrrw", "csr rs1 001 rd 1110011", F::Csr, C::Csr, "read CSR, write register"),
    row(Op::Csrrs, "csrrs", "csr rs1 010 rd 1110011", F::Csr, C::Csr, "read CSR, set bits"),
    row(Op::Csrrc, "csrrc", "csr rs1 011 rd 1110011", F::Csr, C::Csr, "read CSR, clear bits"),
    row(Op::Csrrwi, "csrrwi", "csr uimm 101 rd 1110011", F::CsrImm, C::Csr, "read CSR, write number"),
    row(Op::Csrrsi, "csrrsi", "csr uimm 110 rd 1110011", F::CsrImm, C::Csr, "read CSR, set bits of number"),
    row(Op::Csrrci, "csrrci", "csr uimm 111 rd 1110011", F::CsrImm, C::Csr, "read CSR, clear bits of number"),
    row(Op::Mret, "mret", "001100000010 00000 000 00000 1110011", F::None, C::System, "return from a trap"),
    row(Op::Wfi, "wfi", "000100000101 00000 000 00000 1110011", F::None, C::System, "wait for an interrupt"),
    row(Op::SfenceVma, "sfence.vma", "0001001 rs2 rs1 000 00000 1110011", F::Sfence, C::System, "forget translations"),
];
