//! What instructions compute, apart from who executes them: the stepper and the fast engine call the
//! same functions. Each takes the instruction as a constant, so that its match disappears.

use swtch_isa::Op;

/// The result of an instruction that computes `rd` from two values: registers, or a register and
/// the immediate.
#[inline(always)]
pub(crate) fn compute(op: Op, a: u32, b: u32) -> u32 {
    match op {
        Op::Add | Op::Addi => a.wrapping_add(b),
        Op::Sub => a.wrapping_sub(b),
        Op::Sll | Op::Slli => a << (b & 31),
        Op::Slt | Op::Slti => ((a as i32) < b as i32).into(),
        Op::Sltu | Op::Sltiu => (a < b).into(),
        Op::Xor | Op::Xori => a ^ b,
        Op::Srl | Op::Srli => a >> (b & 31),
        Op::Sra | Op::Srai => (a as i32 >> (b & 31)) as u32,
        Op::Or | Op::Ori => a | b,
        Op::And | Op::Andi => a & b,
        Op::Mul => a.wrapping_mul(b),
        Op::Mulh => ((i64::from(a as i32) * i64::from(b as i32)) >> 32) as u32,
        Op::Mulhsu => ((i64::from(a as i32) * i64::from(b)) >> 32) as u32,
        Op::Mulhu => ((u64::from(a) * u64::from(b)) >> 32) as u32,
        // Division by zero gives -1; the one overflow, the dividend.
        Op::Div if b == 0 => u32::MAX,
        Op::Div => (a as i32).wrapping_div(b as i32) as u32,
        Op::Divu => a.checked_div(b).unwrap_or(u32::MAX),
        // The remainder of a division by zero is the dividend; of the one overflow, zero.
        Op::Rem if b == 0 => a,
        Op::Rem => (a as i32).wrapping_rem(b as i32) as u32,
        Op::Remu => a.checked_rem(b).unwrap_or(a),
        _ => unreachable!("{op:?} computes nothing from two values"),
    }
}

/// Whether a branch is taken.
#[inline(always)]
pub(crate) fn holds(op: Op, a: u32, b: u32) -> bool {
    match op {
        Op::Beq => a == b,
        Op::Bne => a != b,
        Op::Blt => (a as i32) < b as i32,
        Op::Bge => a as i32 >= b as i32,
        Op::Bltu => a < b,
        Op::Bgeu => a >= b,
        _ => unreachable!("{op:?} is no branch"),
    }
}

/// What a load makes of the zero-extended bytes.
#[inline(always)]
pub(crate) fn extend(op: Op, bytes: u32) -> u32 {
    match op {
        Op::Lb => bytes as u8 as i8 as u32,
        Op::Lh => bytes as u16 as i16 as u32,
        _ => bytes,
    }
}

/// How many bytes a load or store moves, and whether it is a store; `None` for other instructions.
#[inline(always)]
pub(crate) const fn transfer(op: Op) -> Option<(u32, bool)> {
    match op {
        Op::Lb | Op::Lbu => Some((1, false)),
        Op::Lh | Op::Lhu => Some((2, false)),
        Op::Lw => Some((4, false)),
        Op::Sb => Some((1, true)),
        Op::Sh => Some((2, true)),
        Op::Sw => Some((4, true)),
        _ => None,
    }
}
