//! Strength reduction: multiplication and division by constants without `mul` and `div`, where that
//! takes few instructions.

use super::signs;
use crate::back::fold::possible_bits;
use crate::back::ir::{Binary, Function, InstId, Op, Value};

/// Rewrites all such instructions; tells whether there were any.
pub fn run(function: &mut Function) -> bool {
    let mut changed = false;
    let unsigned = signs::unsigned_divisions(function);
    for id in function.order.clone() {
        let mut out = Vec::new();
        for inst in std::mem::take(&mut function.block_mut(id).insts) {
            let most = unsigned.get(&inst).copied();
            let mut emit = Emit { function, out: &mut out, inst, most };
            if let Some(last) = emit.reduce() {
                emit.function.inst_mut(inst).op = last;
                changed = true;
            }
            out.push(inst);
        }
        function.block_mut(id).insts = out;
    }
    changed
}

struct Emit<'a> {
    function: &'a mut Function,
    out: &'a mut Vec<InstId>,
    inst: InstId,
    /// It divides nothing negative, nor larger than this, by something positive.
    most: Option<u32>,
}

impl Emit<'_> {
    /// The cheaper operation for the instruction's result; what it builds on has been emitted.
    fn reduce(&mut self) -> Option<Op> {
        let Op::Binary(op, a, b) = self.function.inst(self.inst).op else { return None };
        let number = self.function.as_const(b)?;
        match op {
            Binary::Mul => self.multiply(a, number),
            Binary::Div if self.most.is_some() => self.divide_unsigned(a, number as u32),
            Binary::Rem if self.most.is_some() => self.remainder_unsigned(a, b, number as u32),
            Binary::Div if number != 0 => self.divide_signed(a, number),
            Binary::Rem if number != 0 => self.remainder_signed(a, number),
            Binary::Divu => self.divide_unsigned(a, number as u32),
            Binary::Remu => self.remainder_unsigned(a, b, number as u32),
            _ => None,
        }
    }

    fn emit(&mut self, op: Binary, a: Value, b: Value) -> Value {
        let span = self.function.inst(self.inst).span;
        let inst = self.function.new_inst(Op::Binary(op, a, b), 1, span);
        self.out.push(inst);
        self.function.inst(inst).results[0]
    }

    fn emit_const(&mut self, op: Binary, a: Value, number: i32) -> Value {
        let number = self.function.constant(number);
        self.emit(op, a, number)
    }

    /// By 2ⁿ±1 and −2ⁿ: a shift and an addition or subtraction.
    fn multiply(&mut self, a: Value, number: i32) -> Option<Op> {
        if number > 2 && (number - 1).count_ones() == 1 {
            let shifted = self.emit_const(Binary::Sll, a, (number - 1).trailing_zeros() as i32);
            return Some(Op::Binary(Binary::Add, shifted, a));
        }
        if number > 2 && number.wrapping_add(1).count_ones() == 1 {
            let shifted =
                self.emit_const(Binary::Sll, a, number.wrapping_add(1).trailing_zeros() as i32);
            return Some(Op::Binary(Binary::Sub, shifted, a));
        }
        if number < 0 && (number as u32).wrapping_neg().is_power_of_two() {
            let shifted = self.emit_const(Binary::Sll, a, number.trailing_zeros() as i32);
            let zero = self.function.constant(0);
            return Some(Op::Binary(Binary::Sub, zero, shifted));
        }
        None
    }

    /// `a`, plus 2ⁿ−1 if it is negative: what an arithmetic shift rounds towards zero.
    fn biased(&mut self, a: Value, shift: i32) -> Value {
        let sign = if shift == 1 { a } else { self.emit_const(Binary::Sra, a, 31) };
        let bias = self.emit_const(Binary::Srl, sign, 32 - shift);
        self.emit(Binary::Add, a, bias)
    }

    fn divide_signed(&mut self, a: Value, number: i32) -> Option<Op> {
        let zero = self.function.constant(0);
        if number == -1 {
            return Some(Op::Binary(Binary::Sub, zero, a));
        }
        if number == i32::MIN {
            return None;
        }
        let magnitude = number.unsigned_abs();
        let quotient = if magnitude.is_power_of_two() {
            let shift = magnitude.trailing_zeros() as i32;
            let biased = self.biased(a, shift);
            let count = self.function.constant(shift);
            if number > 0 {
                return Some(Op::Binary(Binary::Sra, biased, count));
            }
            self.emit(Binary::Sra, biased, count)
        } else {
            let (multiplier, shift) = signed_reciprocal(magnitude);
            let mut high = self.emit_const(Binary::Mulh, a, multiplier);
            if multiplier < 0 {
                high = self.emit(Binary::Add, high, a);
            }
            if shift > 0 {
                high = self.emit_const(Binary::Sra, high, shift);
            }
            let sign = self.emit_const(Binary::Sra, a, 31);
            return Some(if number > 0 {
                Op::Binary(Binary::Sub, high, sign)
            } else {
                Op::Binary(Binary::Sub, sign, high)
            });
        };
        Some(Op::Binary(Binary::Sub, zero, quotient))
    }

    fn remainder_signed(&mut self, a: Value, number: i32) -> Option<Op> {
        let magnitude = number.unsigned_abs();
        if magnitude.is_power_of_two() && number != i32::MIN {
            let biased = self.biased(a, magnitude.trailing_zeros() as i32);
            let whole = self.emit_const(Binary::And, biased, (magnitude as i32).wrapping_neg());
            return Some(Op::Binary(Binary::Sub, a, whole));
        }
        if number == i32::MIN {
            return None;
        }
        let last = self.divide_signed(a, magnitude as i32)?;
        let Op::Binary(op, x, y) = last else { return None };
        let quotient = self.emit(op, x, y);
        let product = self.emit_const(Binary::Mul, quotient, magnitude as i32);
        Some(Op::Binary(Binary::Sub, a, product))
    }

    fn divide_unsigned(&mut self, a: Value, number: u32) -> Option<Op> {
        if number.is_power_of_two() {
            let count = self.function.constant(number.trailing_zeros() as i32);
            return Some(Op::Binary(Binary::Srl, a, count));
        }
        let most = possible_bits(self.function, a).min(self.most.unwrap_or(u32::MAX));
        let (multiplier, shift) = unsigned_reciprocal(number, most)?;
        let high = self.emit_const(Binary::Mulhu, a, multiplier as i32);
        let count = self.function.constant(shift);
        Some(Op::Binary(Binary::Srl, high, count))
    }

    fn remainder_unsigned(&mut self, a: Value, b: Value, number: u32) -> Option<Op> {
        if number.is_power_of_two() {
            let mask = self.function.constant(number.wrapping_sub(1) as i32);
            return Some(Op::Binary(Binary::And, a, mask));
        }
        let last = self.divide_unsigned(a, number)?;
        let Op::Binary(op, x, y) = last else { return None };
        let quotient = self.emit(op, x, y);
        let product = self.emit(Binary::Mul, quotient, b);
        Some(Op::Binary(Binary::Sub, a, product))
    }
}

/// The multiplier and shift of Hacker's Delight's signed division: the least `p` for which
/// `2^(32+p) / d`, rounded up, is exact enough for every dividend.
fn signed_reciprocal(divisor: u32) -> (i32, i32) {
    let divisor = divisor as u64;
    // The largest dividend magnitude whose remainder is divisor - 1.
    let worst = (1u64 << 31) - 1 - ((1u64 << 31) % divisor);
    let mut shift = 0;
    while shift < 31 {
        let power = 1u128 << (32 + shift);
        let error = divisor as u128 - power % divisor as u128;
        if power > worst as u128 * error {
            break;
        }
        shift += 1;
    }
    let multiplier = (1u128 << (32 + shift)) / divisor as u128 + 1;
    (multiplier as u32 as i32, shift)
}

/// Multiplier and shift for unsigned division of numbers up to `most`, if the multiplier fits a word.
fn unsigned_reciprocal(divisor: u32, most: u32) -> Option<(u32, i32)> {
    if divisor < 3 || divisor.is_power_of_two() {
        return None;
    }
    let divisor = divisor as u128;
    (0..32).find_map(|shift| {
        let power = 1u128 << (32 + shift);
        let multiplier = power / divisor + 1;
        // Exact for all dividends up to `most` if the excess times one more stays below 2^(32+shift).
        let error = multiplier * divisor - power;
        (multiplier <= u32::MAX as u128 && error * (most as u128 + 1) <= power)
            .then_some((multiplier as u32, shift))
    })
}
