//! Operations on values in registers, with the immediate forms where a number fits.

use super::*;

impl Select<'_> {
    pub(super) fn binary(&mut self, op: Binary, a: Value, b: Value, result: Value) {
        let number = self.function.as_const(b).filter(|&number| is_immediate(op, number));
        if let Some(number) = number
            && self.in_register(b).is_none_or(|_| fits(number))
        {
            let a = self.reg(a);
            let rd = self.result(result);
            return self.immediate(op, a, number, rd);
        }
        let (a, b) = (self.reg(a), self.reg(b));
        let rd = self.result(result);
        let op = match op {
            Binary::Add => "add",
            Binary::Sub => "sub",
            Binary::Mul => "mul",
            Binary::Mulh => "mulh",
            Binary::Mulhu => "mulhu",
            Binary::Div => "div",
            Binary::Divu => "divu",
            Binary::Rem => "rem",
            Binary::Remu => "remu",
            Binary::And => "and",
            Binary::Or => "or",
            Binary::Xor => "xor",
            Binary::Sll => "sll",
            Binary::Srl => "srl",
            Binary::Sra => "sra",
        };
        self.push(Insn::Rrr { op, rd, a, b });
    }

    pub(super) fn immediate(&mut self, op: Binary, a: Reg, imm: i32, rd: Reg) {
        let op = match op {
            Binary::And if !fits(imm) => {
                let Some((shift, left)) = mask_shift(imm) else { return };
                let (first, second) = if left { ("slli", "srli") } else { ("srli", "slli") };
                let a = self.rri(first, a, shift);
                return self.push(Insn::Rri { op: second, rd, a, imm: shift });
            }
            Binary::Add => "addi",
            Binary::And => "andi",
            Binary::Or => "ori",
            Binary::Xor if imm == -1 => return self.push(Insn::Rr { op: "not", rd, a }),
            Binary::Xor => "xori",
            Binary::Sll => "slli",
            Binary::Srl => "srli",
            _ => "srai",
        };
        self.push(Insn::Rri { op, rd, a, imm });
    }

    pub(super) fn compare(&mut self, condition: Condition, a: Value, b: Value, result: Value) {
        if condition == Condition::Ge && self.function.as_const(a) == Some(0) {
            let a = self.reg(b);
            let rd = self.result(result);
            return self.push(Insn::Rri { op: "slti", rd, a, imm: 1 });
        }
        let number = self.function.as_const(b).filter(|&number| is_comparable(condition, number));
        let left = self.reg(a);
        let rd = self.result(result);
        match condition {
            Condition::Eq | Condition::Ne => {
                let difference = match number {
                    Some(0) => left,
                    Some(number) => self.rri("addi", left, -number),
                    None => {
                        let b = self.reg(b);
                        let rd = self.fresh();
                        self.push(Insn::Rrr { op: "sub", rd, a: left, b });
                        rd
                    }
                };
                let op = if condition == Condition::Eq { "seqz" } else { "snez" };
                self.push(Insn::Rr { op, rd, a: difference });
            }
            Condition::Lt | Condition::Ltu => {
                self.less(condition == Condition::Lt, left, b, number, rd)
            }
            Condition::Ge | Condition::Geu => {
                let less = self.fresh();
                self.less(condition == Condition::Ge, left, b, number, less);
                self.push(Insn::Rri { op: "xori", rd, a: less, imm: 1 });
            }
        }
    }

    fn less(&mut self, signed: bool, a: Reg, b: Value, number: Option<i32>, rd: Reg) {
        match number {
            Some(imm) if imm != 0 => {
                self.push(Insn::Rri { op: if signed { "slti" } else { "sltiu" }, rd, a, imm });
            }
            _ => {
                let b = self.reg(b);
                self.push(Insn::Rrr { op: if signed { "slt" } else { "sltu" }, rd, a, b });
            }
        }
    }

    pub(super) fn extend(&mut self, extend: Extend, a: Value, result: Value) {
        let a = self.reg(a);
        let rd = self.result(result);
        let (shift, op) = match extend {
            Extend::Zero8 => return self.push(Insn::Rri { op: "andi", rd, a, imm: 255 }),
            Extend::Zero16 => (16, "srli"),
            Extend::Sign8 => (24, "srai"),
            Extend::Sign16 => (16, "srai"),
        };
        let a = self.rri("slli", a, shift);
        self.push(Insn::Rri { op, rd, a, imm: shift });
    }
}

/// Whether `value op number` needs no register for the number.
pub(super) fn is_immediate(op: Binary, number: i32) -> bool {
    match op {
        Binary::Add | Binary::Or | Binary::Xor => fits(number),
        Binary::And => fits(number) || mask_shift(number).is_some(),
        Binary::Sll | Binary::Srl | Binary::Sra => true,
        _ => false,
    }
}

/// Whether a comparison with the number needs no register for it.
pub(super) fn is_comparable(condition: Condition, number: i32) -> bool {
    match condition {
        Condition::Eq | Condition::Ne => fits(number.wrapping_neg()),
        _ => fits(number),
    }
}

/// A mask made of ones at the lower or upper end: the shift that pushes the rest out, and whether it
/// goes left first.
fn mask_shift(mask: i32) -> Option<(i32, bool)> {
    let mask = mask as u32;
    if mask != 0 && mask & mask.wrapping_add(1) == 0 {
        return Some((mask.leading_zeros() as i32, true));
    }
    let clear = !mask;
    if clear != 0 && clear & clear.wrapping_add(1) == 0 {
        return Some((mask.trailing_zeros() as i32, false));
    }
    None
}
