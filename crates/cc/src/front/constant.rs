//! The value of constant expressions, computed on the typed tree.
//!
//! A constant is an integer, or an address: a symbol and a number of bytes. What is neither (a call,
//! a load, the address of a local) has no constant value. Arithmetic wraps as on the machine.

use super::check::truncate;
use super::parse::Parser;
use crate::tree::{BinaryOp, Expr, ExprKind, Place, PlaceKind, SymbolId, SymbolKind, Ty, UnaryOp};

/// The value of a constant expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Constant {
    /// An integer, in the range of its type.
    Int(i64),
    /// The address of a symbol plus bytes.
    Address(SymbolId, i32),
}

impl Constant {
    /// Whether it is the integer 0.
    pub fn is_zero(self) -> bool {
        self == Constant::Int(0)
    }

    fn is_true(self) -> bool {
        !self.is_zero()
    }
}

impl Parser {
    /// The value of an expression, if it is constant.
    pub fn evaluate(&self, expr: &Expr) -> Option<Constant> {
        evaluate(expr)
    }

    /// The same for the initialiser of a static object, where GNU C also reads `const` objects that
    /// have been initialised.
    pub fn evaluate_initialiser(&self, expr: &Expr) -> Option<Constant> {
        evaluate_with(expr, &|place| self.known_constant(place))
    }

    fn known_constant(&self, place: &Place) -> Option<i64> {
        let PlaceKind::Symbol(id) = place.kind else { return None };
        let symbol = &self.program.symbols[id.0 as usize];
        let SymbolKind::Object { size, read_only: true, data, relocations } = &symbol.kind else {
            return None;
        };
        if symbol.weak || place.volatile || !relocations.is_empty() || *size > 8 {
            return None;
        }
        let mut bytes = [0; 8];
        bytes[..data.len()].copy_from_slice(data);
        match place.ty {
            Ty::Int { .. } | Ty::Bool => Some(truncate(i64::from_le_bytes(bytes), place.ty)),
            _ => None,
        }
    }
}

/// What some places are known to hold.
type Loads<'a> = &'a dyn Fn(&Place) -> Option<i64>;

/// The value of an expression, if it is constant.
pub fn evaluate(expr: &Expr) -> Option<Constant> {
    evaluate_with(expr, &|_| None)
}

/// The same, where `load` may know what some places hold.
pub fn evaluate_with(expr: &Expr, load: Loads<'_>) -> Option<Constant> {
    let evaluate = |expr: &Expr| evaluate_with(expr, load);
    match &expr.kind {
        ExprKind::Int(value) => Some(Constant::Int(*value)),
        ExprKind::Address(place) => address(place),
        ExprKind::Cast(inner) => match evaluate(inner)? {
            Constant::Int(value) => Some(Constant::Int(truncate(value, expr.ty))),
            address => match expr.ty {
                Ty::Pointer | Ty::Int { bits: 32, .. } => Some(address),
                Ty::Bool => Some(Constant::Int(1)),
                _ => None,
            },
        },
        ExprKind::Unary(op, operand) => unary(*op, evaluate(operand)?, expr.ty),
        ExprKind::Binary(op, left, right) => {
            let value = binary(*op, evaluate(left)?, evaluate(right)?, left.ty)?;
            Some(match value {
                Constant::Int(value) => Constant::Int(truncate(value, expr.ty)),
                address => address,
            })
        }
        ExprKind::And(left, right) => match evaluate(left)?.is_true() {
            false => Some(Constant::Int(0)),
            true => Some(Constant::Int(i64::from(evaluate(right)?.is_true()))),
        },
        ExprKind::Or(left, right) => match evaluate(left)?.is_true() {
            true => Some(Constant::Int(1)),
            false => Some(Constant::Int(i64::from(evaluate(right)?.is_true()))),
        },
        ExprKind::Conditional(condition, yes, no) => match evaluate(condition)?.is_true() {
            true => evaluate(yes),
            false => evaluate(no),
        },
        ExprKind::Load(place) => load(place).map(Constant::Int),
        _ => None,
    }
}

/// The address of a place that is the same in every run.
fn address(place: &Place) -> Option<Constant> {
    match &place.kind {
        PlaceKind::Symbol(symbol) => Some(Constant::Address(*symbol, 0)),
        PlaceKind::Deref(pointer) => evaluate(pointer),
        PlaceKind::Offset(inner, bytes) => add(address(inner)?, i64::from(*bytes)),
        _ => None,
    }
}

fn add(constant: Constant, bytes: i64) -> Option<Constant> {
    Some(match constant {
        Constant::Int(value) => Constant::Int(truncate(value.wrapping_add(bytes), Ty::Pointer)),
        Constant::Address(symbol, addend) => {
            Constant::Address(symbol, addend.wrapping_add(bytes as i32))
        }
    })
}

fn unary(op: UnaryOp, operand: Constant, ty: Ty) -> Option<Constant> {
    let value = match (op, operand) {
        (UnaryOp::LogicalNot, constant) => i64::from(constant.is_zero()),
        (UnaryOp::Negate, Constant::Int(value)) => value.wrapping_neg(),
        (UnaryOp::Not, Constant::Int(value)) => !value,
        _ => return None,
    };
    Some(Constant::Int(truncate(value, ty)))
}

fn binary(op: BinaryOp, left: Constant, right: Constant, ty: Ty) -> Option<Constant> {
    match (op, left, right) {
        (_, Constant::Int(a), Constant::Int(b)) => fold_binary(op, a, b, ty).map(Constant::Int),
        (BinaryOp::Add, address @ Constant::Address(..), Constant::Int(bytes))
        | (BinaryOp::Add, Constant::Int(bytes), address @ Constant::Address(..)) => {
            add(address, bytes)
        }
        (BinaryOp::Sub, address @ Constant::Address(..), Constant::Int(bytes)) => {
            add(address, bytes.wrapping_neg())
        }
        (_, Constant::Address(a, x), Constant::Address(b, y)) if a == b => {
            fold_binary(op, i64::from(x), i64::from(y), Ty::Int { bits: 32, signed: true })
                .map(Constant::Int)
        }
        (BinaryOp::Eq, Constant::Address(..), Constant::Int(0))
        | (BinaryOp::Eq, Constant::Int(0), Constant::Address(..)) => Some(Constant::Int(0)),
        (BinaryOp::Ne, Constant::Address(..), Constant::Int(0))
        | (BinaryOp::Ne, Constant::Int(0), Constant::Address(..)) => Some(Constant::Int(1)),
        _ => None,
    }
}

/// `a op b` for operands of type `ty`; None for a division by zero.
pub fn fold_binary(op: BinaryOp, a: i64, b: i64, ty: Ty) -> Option<i64> {
    let (bits, signed) = match ty {
        Ty::Int { bits, signed } => (u32::from(bits), signed),
        _ => (32, false),
    };
    let (ua, ub) = (a as u64, b as u64);
    let value = match op {
        BinaryOp::Add => a.wrapping_add(b),
        BinaryOp::Sub => a.wrapping_sub(b),
        BinaryOp::Mul => a.wrapping_mul(b),
        BinaryOp::Div | BinaryOp::Rem if b == 0 => return None,
        BinaryOp::Div if signed => a.wrapping_div(b),
        BinaryOp::Div => (ua / ub) as i64,
        BinaryOp::Rem if signed => a.wrapping_rem(b),
        BinaryOp::Rem => (ua % ub) as i64,
        BinaryOp::And => a & b,
        BinaryOp::Or => a | b,
        BinaryOp::Xor => a ^ b,
        BinaryOp::Shl => a.wrapping_shl(ub as u32 & (bits - 1)),
        BinaryOp::Shr if signed => a.wrapping_shr(ub as u32 & (bits - 1)),
        BinaryOp::Shr => ua.wrapping_shr(ub as u32 & (bits - 1)) as i64,
        BinaryOp::Eq => i64::from(a == b),
        BinaryOp::Ne => i64::from(a != b),
        BinaryOp::Lt => i64::from(if signed { a < b } else { ua < ub }),
        BinaryOp::Le => i64::from(if signed { a <= b } else { ua <= ub }),
        BinaryOp::Gt => i64::from(if signed { a > b } else { ua > ub }),
        BinaryOp::Ge => i64::from(if signed { a >= b } else { ua >= ub }),
    };
    Some(value)
}
