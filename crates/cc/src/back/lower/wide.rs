//! 64-bit integers as pairs of words: low word first.

use super::arith::condition_of;
use super::{Lower, Val};
use crate::back::ir::{Binary, BlockId, Callee, Condition, Op, Value};
use crate::tree::{BinaryOp, UnaryOp};

type Pair = (Value, Value);

impl Lower<'_> {
    pub(super) fn wide_binary(&mut self, op: BinaryOp, signed: bool, a: Val, b: Val) -> Val {
        let a = self.pair(a);
        if matches!(op, BinaryOp::Shl | BinaryOp::Shr) {
            let count = self.word(b);
            return self.wide_shift(op == BinaryOp::Shl, signed, a, count);
        }
        let b = self.pair(b);
        if condition_of(op, signed).is_some() {
            return Val::Word(self.wide_compare(op, signed, a, b));
        }
        let (low, high) = match op {
            BinaryOp::Add => self.wide_add(a, b),
            BinaryOp::Sub => self.wide_sub(a, b),
            BinaryOp::Mul => self.wide_mul(a, b),
            BinaryOp::And => self.each_half(Binary::And, a, b),
            BinaryOp::Or => self.each_half(Binary::Or, a, b),
            BinaryOp::Xor => self.each_half(Binary::Xor, a, b),
            BinaryOp::Div => self.wide_runtime(if signed { "__divdi3" } else { "__udivdi3" }, a, b),
            _ => self.wide_runtime(if signed { "__moddi3" } else { "__umoddi3" }, a, b),
        };
        Val::Pair(low, high)
    }

    pub(super) fn wide_unary(&mut self, op: UnaryOp, a: Val) -> Val {
        let zero = self.number(0);
        let (low, high) = self.pair(a);
        let (low, high) = match op {
            UnaryOp::Not => {
                (self.bin_const(Binary::Xor, low, -1), self.bin_const(Binary::Xor, high, -1))
            }
            _ => self.wide_sub((zero, zero), (low, high)),
        };
        Val::Pair(low, high)
    }

    fn each_half(&mut self, op: Binary, a: Pair, b: Pair) -> Pair {
        (self.bin(op, a.0, b.0), self.bin(op, a.1, b.1))
    }

    fn wide_add(&mut self, a: Pair, b: Pair) -> Pair {
        let low = self.bin(Binary::Add, a.0, b.0);
        let carry = self.compare(Condition::Ltu, low, b.0);
        let high = self.bin(Binary::Add, a.1, b.1);
        (low, self.bin(Binary::Add, high, carry))
    }

    fn wide_sub(&mut self, a: Pair, b: Pair) -> Pair {
        let borrow = self.compare(Condition::Ltu, a.0, b.0);
        let low = self.bin(Binary::Sub, a.0, b.0);
        let high = self.bin(Binary::Sub, a.1, b.1);
        (low, self.bin(Binary::Sub, high, borrow))
    }

    fn wide_mul(&mut self, a: Pair, b: Pair) -> Pair {
        // Both widened from words: the high word of the product is one instruction.
        if let (Some(signed), Some(also)) = (self.widened(a), self.widened(b))
            && signed == also
        {
            let op = if signed { Binary::Mulh } else { Binary::Mulhu };
            return (self.bin(Binary::Mul, a.0, b.0), self.bin(op, a.0, b.0));
        }
        let low = self.bin(Binary::Mul, a.0, b.0);
        let carry = self.bin(Binary::Mulhu, a.0, b.0);
        let left = self.bin(Binary::Mul, a.0, b.1);
        let right = self.bin(Binary::Mul, a.1, b.0);
        let cross = self.bin(Binary::Add, left, right);
        (low, self.bin(Binary::Add, carry, cross))
    }

    /// Whether a pair is a sign-extended (true) or zero-extended (false) word.
    fn widened(&self, (low, high): Pair) -> Option<bool> {
        let function = &self.builder.function;
        if function.as_const(high) == Some(0) && function.as_const(low).is_none() {
            return Some(false);
        }
        if let (Some(low), Some(high)) = (function.as_const(low), function.as_const(high)) {
            return (high == low >> 31).then_some(true);
        }
        match function.op_of(high) {
            Some(&Op::Binary(Binary::Sra, x, count))
                if x == low && function.as_const(count) == Some(31) =>
            {
                Some(true)
            }
            _ => None,
        }
    }

    fn wide_runtime(&mut self, name: &'static str, a: Pair, b: Pair) -> Pair {
        let args = [a.0, a.1, b.0, b.1].map(Some).to_vec();
        let results = self.builder.push_results(Op::Call(Callee::Runtime(name), args), 2);
        (results[0], results[1])
    }

    fn wide_shift(&mut self, left: bool, signed: bool, a: Pair, count: Value) -> Val {
        if let Some(count) = self.builder.function.as_const(count) {
            let (low, high) = self.wide_shift_const(left, signed, a, count & 63);
            return Val::Pair(low, high);
        }
        let results = self.new_variables(2);
        let high_half = super::Variable(results.0 + 1);
        let [far, near, end] = [(); 3].map(|()| self.builder.new_block());
        let zero = self.number(0);
        let is_far = self.bin_const(Binary::And, count, 32);
        self.builder.branch(Condition::Ne, is_far, zero, far, near);
        for (block, is_far) in [(far, true), (near, false)] {
            self.builder.seal(block);
            self.builder.start(block);
            let (low, high) = if is_far {
                self.shift_far(left, signed, a, count)
            } else {
                self.shift_near(left, signed, a, count)
            };
            self.builder.write(results, low);
            self.builder.write(high_half, high);
            self.builder.jump(end);
        }
        self.builder.seal(end);
        self.builder.start(end);
        Val::Pair(self.builder.read(results), self.builder.read(high_half))
    }

    /// By 32 or more: one half moves into the other. Shifts use the count's low five bits.
    fn shift_far(&mut self, left: bool, signed: bool, (low, high): Pair, count: Value) -> Pair {
        let zero = self.number(0);
        if left {
            return (zero, self.bin(Binary::Sll, low, count));
        }
        let op = if signed { Binary::Sra } else { Binary::Srl };
        let moved = self.bin(op, high, count);
        let fill = if signed { self.bin_const(Binary::Sra, high, 31) } else { zero };
        (moved, fill)
    }

    /// By less than 32: what leaves one half enters the other. The detour over a shift by one keeps
    /// the complementary count below 32 when the count is zero.
    fn shift_near(&mut self, left: bool, signed: bool, (low, high): Pair, count: Value) -> Pair {
        let rest = self.bin_const(Binary::Xor, count, -1);
        if left {
            let half = self.bin_const(Binary::Srl, low, 1);
            let carried = self.bin(Binary::Srl, half, rest);
            let moved = self.bin(Binary::Sll, high, count);
            return (self.bin(Binary::Sll, low, count), self.bin(Binary::Or, moved, carried));
        }
        let half = self.bin_const(Binary::Sll, high, 1);
        let carried = self.bin(Binary::Sll, half, rest);
        let moved = self.bin(Binary::Srl, low, count);
        let op = if signed { Binary::Sra } else { Binary::Srl };
        (self.bin(Binary::Or, moved, carried), self.bin(op, high, count))
    }

    fn wide_shift_const(&mut self, left: bool, signed: bool, a: Pair, count: i32) -> Pair {
        if count == 0 {
            return a;
        }
        let (low, high) = a;
        let n = self.number(count & 31);
        if count >= 32 {
            return self.shift_far(left, signed, a, n);
        }
        if left {
            let carried = self.bin_const(Binary::Srl, low, 32 - count);
            let moved = self.bin(Binary::Sll, high, n);
            return (self.bin(Binary::Sll, low, n), self.bin(Binary::Or, moved, carried));
        }
        let carried = self.bin_const(Binary::Sll, high, 32 - count);
        let moved = self.bin(Binary::Srl, low, n);
        let op = if signed { Binary::Sra } else { Binary::Srl };
        (self.bin(Binary::Or, moved, carried), self.bin(op, high, n))
    }

    fn wide_compare(&mut self, op: BinaryOp, signed: bool, a: Pair, b: Pair) -> Value {
        let zero = self.number(0);
        if matches!(op, BinaryOp::Eq | BinaryOp::Ne) {
            let (low, high) = self.each_half(Binary::Xor, a, b);
            let differs = self.bin(Binary::Or, low, high);
            let condition = if op == BinaryOp::Eq { Condition::Eq } else { Condition::Ne };
            return self.compare(condition, differs, zero);
        }
        // a > b is b < a; a <= b is not (b < a).
        let swap = matches!(op, BinaryOp::Gt | BinaryOp::Le);
        let (a, b) = if swap { (b, a) } else { (a, b) };
        let less = if signed { Condition::Lt } else { Condition::Ltu };
        let high_less = self.compare(less, a.1, b.1);
        let high_same = self.compare(Condition::Eq, a.1, b.1);
        let low_less = self.compare(Condition::Ltu, a.0, b.0);
        let decided_low = self.bin(Binary::And, high_same, low_less);
        let result = self.bin(Binary::Or, high_less, decided_low);
        if matches!(op, BinaryOp::Ge | BinaryOp::Le) {
            return self.bin_const(Binary::Xor, result, 1);
        }
        result
    }

    /// Branches on a comparison of pairs.
    pub(super) fn wide_branch(
        &mut self,
        op: BinaryOp,
        signed: bool,
        a: Val,
        b: Val,
        yes: BlockId,
        no: BlockId,
    ) {
        let (a, b) = (self.pair(a), self.pair(b));
        let zero = self.number(0);
        if matches!(op, BinaryOp::Eq | BinaryOp::Ne) {
            let (low, high) = self.each_half(Binary::Xor, a, b);
            let differs = self.bin(Binary::Or, low, high);
            let condition = if op == BinaryOp::Eq { Condition::Eq } else { Condition::Ne };
            return self.builder.branch(condition, differs, zero, yes, no);
        }
        let swap = matches!(op, BinaryOp::Gt | BinaryOp::Le);
        let (a, b) = if swap { (b, a) } else { (a, b) };
        let negate = matches!(op, BinaryOp::Ge | BinaryOp::Le);
        let (yes, no) = if negate { (no, yes) } else { (yes, no) };
        let less = if signed { Condition::Lt } else { Condition::Ltu };
        if self.builder.function.as_const(b.0) == Some(0) {
            return self.builder.branch(less, a.1, b.1, yes, no);
        }
        let [not_less, same] = [(); 2].map(|()| self.builder.new_block());
        self.builder.branch(less, a.1, b.1, yes, not_less);
        self.builder.seal(not_less);
        self.builder.start(not_less);
        self.builder.branch(Condition::Eq, a.1, b.1, same, no);
        self.builder.seal(same);
        self.builder.start(same);
        self.builder.branch(Condition::Ltu, a.0, b.0, yes, no);
    }
}
