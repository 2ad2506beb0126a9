//! Bit-fields wider than `int`.
//!
//! Arithmetic on them is done, as in gcc, with as many bits as the wider of both operands has, not with the
//! 64 of their declared type. A value of 33 to 63 bits is kept extended in a `long long`; its width
//! goes with the [`Operand`].

use super::*;
use crate::front::types::IntKind;
use crate::tree::BinaryOp;

/// How a number is kept: its bits, and whether one of them is a sign.
type Format = (u8, bool);

impl Parser {
    /// The width of an operand that is such a bit-field, or was computed from one.
    pub(super) fn wide_bits(&self, operand: &Operand) -> Option<u8> {
        operand.bits.filter(|bits| (33..64).contains(bits))
    }

    fn number_format(&self, operand: &Operand) -> Option<Format> {
        let kind = self.types.int_kind(operand.ty)?;
        Some((self.wide_bits(operand).unwrap_or(kind.bits()), kind.signed()))
    }

    /// The common format of two promoted operands, if one is a wide bit-field and none has 64 bits.
    pub(super) fn common_wide(&self, a: &Operand, b: &Operand) -> Option<Format> {
        self.wide_bits(a).or(self.wide_bits(b))?;
        let (a, b) = (self.number_format(a)?, self.number_format(b)?);
        let common = match a.0 == b.0 {
            true => (a.0, a.1 && b.1),
            false => a.max(b),
        };
        (common.0 < 64).then_some(common)
    }

    /// An operand of at most as many bits, in that format.
    pub(super) fn widened(&mut self, operand: Operand, (bits, signed): Format) -> Operand {
        let negative = !signed && self.number_format(&operand).is_some_and(|(_, signed)| signed);
        let kind = if signed { IntKind::LongLong } else { IntKind::ULongLong };
        let converted = self.converted(operand, Type::of(kind));
        match negative {
            true => self.cut(converted, bits),
            false => Operand { bits: Some(bits), ..converted },
        }
    }

    /// What an operation leaves in that many bits.
    pub(super) fn cut(&mut self, operand: Operand, bits: u8) -> Operand {
        let (ty, span, form) = (operand.ty, operand.span, operand.form);
        let mut expr = self.expr(operand);
        for op in [BinaryOp::Shl, BinaryOp::Shr] {
            let count = ExprKind::Int(i64::from(64 - bits));
            let count = Expr { kind: count, ty: self.types.ty(Type::INT), span };
            let (ty, kind) = (expr.ty, ExprKind::Binary(op, Box::new(expr), Box::new(count)));
            expr = Expr { kind, ty, span };
        }
        let constant = self.evaluate(&expr);
        let made = match constant {
            Some(crate::front::constant::Constant::Int(value)) => {
                Operand::int(value, ty, span, self)
            }
            _ => Operand::value(expr.kind, ty, span, self),
        };
        Operand { bits: Some(bits), form, ..made }
    }
}
