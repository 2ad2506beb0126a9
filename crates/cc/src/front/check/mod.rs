//! What each construct means: types of expressions, conversions, and the tree they become.
//!
//! The parser hands over [`Operand`]s, the meaning of a part of an expression before anybody has
//! asked for its value: a place or a value, with its C type. `convert` takes values out of places and turns
//! one type into another, `operator`, `access` and `call` build the expressions.

mod access;
mod call;
mod convert;
mod format;
mod operator;
mod packed;
mod wide_bits;

use super::parse::Parser;
use super::types::{Kind, Type};
use crate::tree::{Expr, ExprKind, Place, PlaceKind};
use swtch_source::Span;

pub use convert::{Purpose, truncate};

/// An expression as the parser has it.
#[derive(Clone, Debug)]
pub struct Operand {
    /// A place or a value.
    pub value: Value,
    /// Its type; arrays and functions are still such.
    pub ty: Type,
    /// All of it.
    pub span: Span,
    /// A place that may be assigned or have its address taken.
    pub lvalue: bool,
    /// The width, if it is a bit-field.
    pub bits: Option<u8>,
    /// What it looks like, for warnings.
    pub form: Form,
}

/// What an [`Operand`] stands for.
#[derive(Clone, Debug)]
pub enum Value {
    /// Storage.
    Place(Place),
    /// A value, of a type that is neither array nor function.
    Expr(Expr),
}

/// How an expression was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Nothing special.
    Plain,
    /// `a = b` without parentheses around.
    Assignment,
    /// `a < b` without parentheses.
    Comparison,
    /// `a + b` or `a - b` without parentheses.
    Sum,
    /// `a && b` without parentheses.
    Conjunction,
    /// `!a` without parentheses.
    Negation,
    /// Any other expression whose value alone is useless: `a * b`, `-a`.
    Useless,
    /// A string literal.
    String,
}

impl Form {
    /// Nothing happens if nobody takes the value.
    pub fn is_useless(self) -> bool {
        !matches!(self, Form::Plain | Form::Assignment)
    }
}

impl Operand {
    /// A value.
    pub fn value(kind: ExprKind, ty: Type, span: Span, parser: &Parser) -> Operand {
        let expr = Expr { kind, ty: parser.types.ty(ty), span };
        let (lvalue, bits, form) = (false, None, Form::Plain);
        Operand { value: Value::Expr(expr), ty: ty.unqualified(), span, lvalue, bits, form }
    }

    /// An integer.
    pub fn int(value: i64, ty: Type, span: Span, parser: &Parser) -> Operand {
        Operand::value(ExprKind::Int(value), ty, span, parser)
    }

    /// A place that can be assigned.
    pub fn place(kind: PlaceKind, ty: Type, span: Span, parser: &Parser) -> Operand {
        let place = Place { kind, ty: parser.types.ty(ty), volatile: ty.is_volatile, span };
        let (lvalue, bits, form) = (true, None, Form::Plain);
        Operand { value: Value::Place(place), ty, span, lvalue, bits, form }
    }

    /// What stands in for an expression with a mistake.
    pub fn error(span: Span, parser: &Parser) -> Operand {
        Operand::int(0, Type::ERROR, span, parser)
    }
}

impl Parser {
    /// Whether a mistake was found in it already.
    pub(super) fn failed(&self, operand: &Operand) -> bool {
        self.types.is_error(operand.ty)
    }

    /// Whether it is poison, or its type is of the given kind of kinds.
    pub(super) fn is_kind(&self, ty: Type, test: impl Fn(&Kind) -> bool) -> bool {
        test(self.types.kind(ty))
    }
}
