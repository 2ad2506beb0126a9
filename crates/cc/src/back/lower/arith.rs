//! Arithmetic and conversions of single words; pairs are passed on to [`super::wide`].

use super::{Lower, Val, is_signed, is_wide};
use crate::back::ir::{Binary, Condition, Extend, Op, Value};
use crate::tree::{BinaryOp, Ty, UnaryOp};

impl Lower<'_> {
    pub(super) fn number(&mut self, number: i32) -> Value {
        self.builder.constant(number)
    }

    pub(super) fn bin(&mut self, op: Binary, a: Value, b: Value) -> Value {
        self.builder.push(Op::Binary(op, a, b))
    }

    pub(super) fn bin_const(&mut self, op: Binary, a: Value, number: i32) -> Value {
        let number = self.number(number);
        self.bin(op, a, number)
    }

    pub(super) fn compare(&mut self, condition: Condition, a: Value, b: Value) -> Value {
        self.builder.push(Op::Compare(condition, a, b))
    }

    /// The word of a scalar value; the low one of a pair, the address of an aggregate.
    pub(super) fn word(&mut self, val: Val) -> Value {
        match val {
            Val::Word(value) | Val::Pair(value, _) | Val::Memory(value) => value,
            Val::Void => self.number(0),
        }
    }

    pub(super) fn pair(&mut self, val: Val) -> (Value, Value) {
        match val {
            Val::Pair(low, high) => (low, high),
            _ => (self.word(val), self.number(0)),
        }
    }

    /// `a op b` in the type `ty`.
    pub(super) fn binary(&mut self, op: BinaryOp, ty: Ty, a: Val, b: Val) -> Val {
        if is_wide(ty) {
            return self.wide_binary(op, is_signed(ty), a, b);
        }
        let (a, b) = (self.word(a), self.word(b));
        if let Some((condition, swap)) = condition_of(op, is_signed(ty)) {
            let (a, b) = if swap { (b, a) } else { (a, b) };
            return Val::Word(self.compare(condition, a, b));
        }
        let op = word_op(op, is_signed(ty));
        let value = self.bin(op, a, b);
        Val::Word(self.normalise(value, ty))
    }

    /// Makes the high bits of a narrow result what its type says.
    fn normalise(&mut self, value: Value, ty: Ty) -> Value {
        match extension(ty) {
            Some(extend) => self.builder.push(Op::Extend(extend, value)),
            None => value,
        }
    }

    pub(super) fn unary(&mut self, op: UnaryOp, ty: Ty, a: Val) -> Val {
        if is_wide(ty) {
            return self.wide_unary(op, a);
        }
        let a = self.word(a);
        let value = match op {
            UnaryOp::Negate => {
                let zero = self.number(0);
                self.bin(Binary::Sub, zero, a)
            }
            UnaryOp::Not => self.bin_const(Binary::Xor, a, -1),
            // Lowered through its truth value before it comes here.
            UnaryOp::LogicalNot => {
                let zero = self.number(0);
                return Val::Word(self.compare(Condition::Eq, a, zero));
            }
        };
        Val::Word(self.normalise(value, ty))
    }

    /// 1 if a scalar is not zero, else 0.
    pub(super) fn truth(&mut self, val: Val) -> Value {
        let word = match val {
            Val::Pair(low, high) => self.bin(Binary::Or, low, high),
            _ => self.word(val),
        };
        let zero = self.number(0);
        self.compare(Condition::Ne, word, zero)
    }

    /// A value of one type as a value of another.
    pub(super) fn convert(&mut self, val: Val, from: Ty, to: Ty) -> Val {
        match to {
            Ty::Void => Val::Void,
            Ty::Aggregate { .. } => val,
            Ty::Bool if from == Ty::Bool => val,
            Ty::Bool => Val::Word(self.truth(val)),
            Ty::Int { bits: 64, .. } => self.widen(val, from),
            Ty::Pointer => Val::Word(self.word(val)),
            Ty::Int { .. } => {
                let word = self.word(val);
                Val::Word(if holds(from, to) { word } else { self.normalise(word, to) })
            }
        }
    }

    fn widen(&mut self, val: Val, from: Ty) -> Val {
        match val {
            Val::Pair(..) => val,
            _ => {
                let low = self.word(val);
                let high = if is_signed(from) {
                    self.bin_const(Binary::Sra, low, 31)
                } else {
                    self.number(0)
                };
                Val::Pair(low, high)
            }
        }
    }
}

/// Whether each value of `from`, as it is held in a word, is held the same way in `to`.
fn holds(from: Ty, to: Ty) -> bool {
    let (Ty::Int { bits, signed }, Ty::Int { bits: wider, signed: to_signed }) = (from, to) else {
        return from == Ty::Bool;
    };
    if signed { to_signed && bits <= wider } else { bits < wider || (bits == wider && !to_signed) }
}

/// How a narrow integer type fills a word.
pub(super) fn extension(ty: Ty) -> Option<Extend> {
    match ty {
        Ty::Int { bits: 8, signed: true } => Some(Extend::Sign8),
        Ty::Int { bits: 16, signed: true } => Some(Extend::Sign16),
        Ty::Int { bits: 8, signed: false } => Some(Extend::Zero8),
        Ty::Int { bits: 16, signed: false } => Some(Extend::Zero16),
        _ => None,
    }
}

/// The condition of a comparison, and whether its operands change places.
pub(super) fn condition_of(op: BinaryOp, signed: bool) -> Option<(Condition, bool)> {
    let (less, not_less) =
        if signed { (Condition::Lt, Condition::Ge) } else { (Condition::Ltu, Condition::Geu) };
    match op {
        BinaryOp::Eq => Some((Condition::Eq, false)),
        BinaryOp::Ne => Some((Condition::Ne, false)),
        BinaryOp::Lt => Some((less, false)),
        BinaryOp::Gt => Some((less, true)),
        BinaryOp::Ge => Some((not_less, false)),
        BinaryOp::Le => Some((not_less, true)),
        _ => None,
    }
}

fn word_op(op: BinaryOp, signed: bool) -> Binary {
    match op {
        BinaryOp::Add => Binary::Add,
        BinaryOp::Sub => Binary::Sub,
        BinaryOp::Mul => Binary::Mul,
        BinaryOp::Div if signed => Binary::Div,
        BinaryOp::Div => Binary::Divu,
        BinaryOp::Rem if signed => Binary::Rem,
        BinaryOp::Rem => Binary::Remu,
        BinaryOp::And => Binary::And,
        BinaryOp::Or => Binary::Or,
        BinaryOp::Xor => Binary::Xor,
        BinaryOp::Shl => Binary::Sll,
        BinaryOp::Shr if signed => Binary::Sra,
        BinaryOp::Shr => Binary::Srl,
        // Comparisons went through `condition_of`.
        BinaryOp::Eq | BinaryOp::Ne | BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge => {
            Binary::Sub
        }
    }
}
