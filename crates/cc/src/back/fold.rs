//! Constant folding and algebraic simplification of one operation at a time.
//!
//! [`simplify`] never needs a new instruction: its answer is a value that exists already (or is a
//! constant or address), or an operation that is at most as costly as the one it was given. The SSA
//! builder and the value numbering pass both ask it.

use super::ir::{Binary, Condition, Def, Extend, Function, Op, Value, Width};

/// What an operation amounts to.
pub enum Simplified {
    /// A value that is there already.
    Value(Value),
    /// This operation.
    Op(Op),
}

/// The simplest form of an operation.
pub fn simplify(function: &mut Function, op: Op) -> Simplified {
    let mut op = op;
    // Each rewriting makes the operation smaller in some respect; the bound is a safety net.
    for _ in 0..8 {
        match step(function, &op) {
            Some(Simplified::Op(new)) => op = new,
            Some(done) => return done,
            None => break,
        }
    }
    Simplified::Op(op)
}

fn step(function: &mut Function, op: &Op) -> Option<Simplified> {
    match *op {
        Op::Binary(op, a, b) => binary(function, op, a, b),
        Op::Compare(condition, a, b) => compare(function, condition, a, b),
        Op::Extend(extend, a) => extension(function, extend, a),
        Op::Load { width, base, offset, volatile } => {
            let (base, offset) = address(function, base, offset)?;
            Some(Simplified::Op(Op::Load { width, base, offset, volatile }))
        }
        Op::Store { width, base, offset, value, volatile } => {
            let narrow = stored(function, width, value);
            let moved = address(function, base, offset);
            if narrow == value && moved.is_none() {
                return None;
            }
            let (base, offset) = moved.unwrap_or((base, offset));
            Some(Simplified::Op(Op::Store { width, base, offset, value: narrow, volatile }))
        }
        _ => None,
    }
}

fn constant(function: &mut Function, number: i32) -> Option<Simplified> {
    Some(Simplified::Value(function.constant(number)))
}

/// Two numbers combined as the hardware does it; division by zero included.
pub fn evaluate(op: Binary, a: i32, b: i32) -> i32 {
    let (ua, ub) = (a as u32, b as u32);
    match op {
        Binary::Add => a.wrapping_add(b),
        Binary::Sub => a.wrapping_sub(b),
        Binary::Mul => a.wrapping_mul(b),
        Binary::Mulh => ((a as i64 * b as i64) >> 32) as i32,
        Binary::Mulhu => ((ua as u64 * ub as u64) >> 32) as i32,
        Binary::Div => {
            if b == 0 {
                -1
            } else {
                a.wrapping_div(b)
            }
        }
        Binary::Divu => ua.checked_div(ub).unwrap_or(u32::MAX) as i32,
        Binary::Rem => {
            if b == 0 {
                a
            } else {
                a.wrapping_rem(b)
            }
        }
        Binary::Remu => ua.checked_rem(ub).unwrap_or(ua) as i32,
        Binary::And => a & b,
        Binary::Or => a | b,
        Binary::Xor => a ^ b,
        Binary::Sll => a.wrapping_shl(ub),
        Binary::Srl => ua.wrapping_shr(ub) as i32,
        Binary::Sra => a.wrapping_shr(ub),
    }
}

fn binary(function: &mut Function, op: Binary, a: Value, b: Value) -> Option<Simplified> {
    let (left, right) = (function.as_const(a), function.as_const(b));
    if let (Some(x), Some(y)) = (left, right) {
        return constant(function, evaluate(op, x, y));
    }
    let address_first = is_address(function, a) && right.is_none() && !is_address(function, b);
    if op.is_commutative() && (left.is_some() || address_first) {
        return Some(Simplified::Op(Op::Binary(op, b, a)));
    }
    if a == b {
        match op {
            Binary::Sub | Binary::Xor => return constant(function, 0),
            Binary::And | Binary::Or => return Some(Simplified::Value(a)),
            _ => {}
        }
    }
    if op == Binary::Sub
        && let Some(number) = difference(function, a, b)
    {
        return constant(function, number);
    }
    if left == Some(0) && matches!(op, Binary::Sll | Binary::Srl | Binary::Sra) {
        return Some(Simplified::Value(a));
    }
    with_constant(function, op, a, right?)
}

fn is_address(function: &Function, value: Value) -> bool {
    matches!(function.def(value), Def::Symbol(..) | Def::Slot(..) | Def::Incoming(_))
}

/// The distance of two addresses in one object.
fn difference(function: &Function, a: Value, b: Value) -> Option<i32> {
    match (function.def(a), function.def(b)) {
        (Def::Symbol(x, m), Def::Symbol(y, n)) if x == y => Some(m.wrapping_sub(n)),
        (Def::Slot(x, m), Def::Slot(y, n)) if x == y => Some(m.wrapping_sub(n)),
        _ => None,
    }
}

fn rewrite(function: &mut Function, op: Binary, a: Value, number: i32) -> Option<Simplified> {
    let number = function.constant(number);
    Some(Simplified::Op(Op::Binary(op, a, number)))
}

fn with_constant(function: &mut Function, op: Binary, a: Value, number: i32) -> Option<Simplified> {
    let same = Some(Simplified::Value(a));
    let inner = match function.op_of(a) {
        Some(&Op::Binary(inner, x, y)) => function.as_const(y).map(|y| (inner, x, y)),
        _ => None,
    };
    match (op, number) {
        (Binary::Add | Binary::Sub | Binary::Or | Binary::Xor, 0) => same,
        (Binary::Sll | Binary::Srl | Binary::Sra, n) if n & 31 == 0 => same,
        (Binary::Sll | Binary::Srl | Binary::Sra, n) if !(0..32).contains(&n) => {
            rewrite(function, op, a, n & 31)
        }
        (Binary::Mul | Binary::Div | Binary::Divu, 1) => same,
        (Binary::Mul | Binary::And | Binary::Mulh | Binary::Mulhu, 0) => constant(function, 0),
        (Binary::Rem | Binary::Remu, 1) => constant(function, 0),
        (Binary::Rem, -1) => constant(function, 0),
        (Binary::And, -1) => same,
        (Binary::Or, -1) => constant(function, -1),
        (Binary::Sub, n) => rewrite(function, Binary::Add, a, n.wrapping_neg()),
        (Binary::Mul, n) if (n as u32).is_power_of_two() => {
            rewrite(function, Binary::Sll, a, n.trailing_zeros() as i32)
        }
        (Binary::Divu, n) if (n as u32).is_power_of_two() => {
            rewrite(function, Binary::Srl, a, n.trailing_zeros() as i32)
        }
        (Binary::Remu, n) if (n as u32).is_power_of_two() => {
            rewrite(function, Binary::And, a, n.wrapping_sub(1))
        }
        (Binary::Add, n) => match (function.def(a), inner) {
            (Def::Symbol(symbol, offset), _) => Some(Simplified::Value(
                function.intern(Def::Symbol(symbol, offset.wrapping_add(n))),
            )),
            (Def::Slot(slot, offset), _) => {
                Some(Simplified::Value(function.intern(Def::Slot(slot, offset.wrapping_add(n)))))
            }
            (Def::Incoming(offset), _) => {
                Some(Simplified::Value(function.intern(Def::Incoming(offset.wrapping_add(n)))))
            }
            (_, Some((Binary::Add, x, m))) => rewrite(function, Binary::Add, x, m.wrapping_add(n)),
            _ => None,
        },
        (Binary::Div | Binary::Rem, n)
            if n > 0 && possible_bits(function, a) <= i32::MAX as u32 =>
        {
            let op = if op == Binary::Div { Binary::Divu } else { Binary::Remu };
            rewrite(function, op, a, n)
        }
        (Binary::And, n) => match inner {
            Some((Binary::And, x, m)) => rewrite(function, Binary::And, x, m & n),
            _ if let Some(x) = beneath_extension(function, a, n as u32) => {
                rewrite(function, Binary::And, x, n)
            }
            _ if mask_is_redundant(function, a, n) => same,
            _ => None,
        },
        (Binary::Or | Binary::Xor, n) => match inner {
            Some((inner, x, m)) if inner == op => rewrite(function, op, x, evaluate(op, m, n)),
            _ => None,
        },
        (Binary::Sll, n) => match inner {
            Some((Binary::Sll, x, m)) if n + m < 32 => rewrite(function, op, x, n + m),
            Some((Binary::Sll, _, m)) if n + m >= 32 => constant(function, 0),
            Some((Binary::Srl, x, m)) if n == m => rewrite(function, Binary::And, x, -1i32 << n),
            _ => None,
        },
        (Binary::Srl, n) => match inner {
            Some((Binary::Srl, x, m)) if n + m < 32 => rewrite(function, op, x, n + m),
            Some((Binary::Sll, x, m)) if n == m && n >= 21 => {
                rewrite(function, Binary::And, x, ((-1i32 as u32) >> n) as i32)
            }
            _ => None,
        },
        (Binary::Sra, n) => match inner {
            Some((Binary::Sra, x, m)) => rewrite(function, op, x, (n + m).min(31)),
            _ => None,
        },
        _ => None,
    }
}

/// What was extended, if the mask keeps none of the bits that this made.
fn beneath_extension(function: &Function, value: Value, mask: u32) -> Option<Value> {
    match function.op_of(value) {
        Some(&Op::Extend(Extend::Zero8 | Extend::Sign8, inner)) if mask <= 0xff => Some(inner),
        Some(&Op::Extend(Extend::Zero16 | Extend::Sign16, inner)) if mask <= 0xffff => Some(inner),
        _ => None,
    }
}

/// An upper bound of the bits that can be set, as a mask of low ones; all ones if nothing is known.
pub fn possible_bits(function: &Function, value: Value) -> u32 {
    bits(function, value, BITS_DEPTH)
}

/// How many operations back [`possible_bits`] looks.
const BITS_DEPTH: usize = 4;

fn bits(function: &Function, value: Value, depth: usize) -> u32 {
    if let Some(number) = function.as_const(value) {
        return ones(number as u32);
    }
    match function.op_of(value) {
        Some(Op::Compare(..)) => 1,
        Some(Op::Extend(Extend::Zero8, _) | Op::Load { width: Width::U8, .. }) => 0xff,
        Some(Op::Extend(Extend::Zero16, _) | Op::Load { width: Width::U16, .. }) => 0xffff,
        Some(&Op::Binary(op, a, b)) if depth > 0 => {
            let (x, y) = (bits(function, a, depth - 1), bits(function, b, depth - 1));
            binary_bits(op, (x, y), function.as_const(b))
        }
        _ => u32::MAX,
    }
}

/// The same for an operation on numbers with these bits; the second one may be known.
fn binary_bits(op: Binary, (x, y): (u32, u32), number: Option<i32>) -> u32 {
    let count = number.map(|number| number as u32 & 31);
    match op {
        Binary::And => x & y,
        Binary::Or | Binary::Xor => x | y,
        Binary::Add => x.checked_add(y).map_or(u32::MAX, ones),
        Binary::Mul => x.checked_mul(y).map_or(u32::MAX, ones),
        Binary::Mulhu => ones(((x as u64 * y as u64) >> 32) as u32),
        Binary::Srl => count.map_or(x, |count| x >> count),
        Binary::Sra if x <= i32::MAX as u32 => count.map_or(x, |count| x >> count),
        Binary::Sll => count
            .filter(|&count| count <= x.leading_zeros())
            .map_or(u32::MAX, |count| ones(x << count)),
        Binary::Remu => match number {
            Some(number) if number != 0 => x.min(ones((number as u32).wrapping_sub(1))),
            _ => x,
        },
        Binary::Divu => number.filter(|&number| number != 0).map_or(u32::MAX, |_| x),
        _ => u32::MAX,
    }
}

fn ones(number: u32) -> u32 {
    u32::MAX.checked_shr(number.leading_zeros()).unwrap_or(0)
}

fn mask_is_redundant(function: &Function, value: Value, mask: i32) -> bool {
    possible_bits(function, value) & !(mask as u32) == 0
}

fn compare(
    function: &mut Function,
    condition: Condition,
    a: Value,
    b: Value,
) -> Option<Simplified> {
    let (left, right) = (function.as_const(a), function.as_const(b));
    if let (Some(x), Some(y)) = (left, right) {
        return constant(function, condition.holds(x, y) as i32);
    }
    if a == b {
        return constant(function, condition.holds(0, 0) as i32);
    }
    if let Some((condition, a, b)) = simpler_condition(function, condition, a, b) {
        return Some(Simplified::Op(Op::Compare(condition, a, b)));
    }
    match (condition, right?) {
        (Condition::Ltu, 0) => constant(function, 0),
        (Condition::Geu, 0) => constant(function, 1),
        // A truth value compared with zero is itself.
        (Condition::Ne, 0) if possible_bits(function, a) == 1 => Some(Simplified::Value(a)),
        (Condition::Eq, 0) => match function.op_of(a) {
            Some(&Op::Compare(inner, x, y)) => {
                Some(Simplified::Op(Op::Compare(inner.inverse(), x, y)))
            }
            _ => None,
        },
        _ => None,
    }
}

/// An equivalent condition that is cheaper to test, or that shows more of what is compared.
pub fn simpler_condition(
    function: &mut Function,
    condition: Condition,
    a: Value,
    b: Value,
) -> Option<(Condition, Value, Value)> {
    use Condition::*;
    if function.as_const(a).is_some() && function.as_const(b).is_none() {
        // 5 == x is x == 5; n < x is x >= n + 1, where that does not overflow.
        let number = function.as_const(a)?;
        return match condition {
            Eq | Ne => Some((condition, b, a)),
            // There is a register that holds zero.
            Lt | Ge if number == 0 => None,
            Lt if number != i32::MAX => Some((Ge, b, function.constant(number.wrapping_add(1)))),
            Ge if number != i32::MAX => Some((Lt, b, function.constant(number.wrapping_add(1)))),
            Ltu if number == 0 => Some((Ne, b, a)),
            Geu if number == 0 => Some((Eq, b, a)),
            Ltu if number != -1 => Some((Geu, b, function.constant(number.wrapping_add(1)))),
            Geu if number != -1 => Some((Ltu, b, function.constant(number.wrapping_add(1)))),
            _ => None,
        };
    }
    let number = function.as_const(b)?;
    let zero = function.constant(0);
    match (condition, number) {
        (Ltu, 1) => return Some((Eq, a, zero)),
        (Geu, 1) => return Some((Ne, a, zero)),
        (Ge, 1) => return Some((Lt, zero, a)),
        (Lt, 1) => return Some((Ge, zero, a)),
        _ => {}
    }
    if !matches!(condition, Eq | Ne) {
        return None;
    }
    // A truth value is 1 if it is not 0.
    if number == 1 && possible_bits(function, a) == 1 {
        return Some((if condition == Eq { Ne } else { Eq }, a, zero));
    }
    match (function.op_of(a).cloned(), number) {
        (Some(Op::Compare(inner, x, y)), 0) => {
            Some((if condition == Ne { inner } else { inner.inverse() }, x, y))
        }
        (Some(Op::Compare(inner, x, y)), 1) => {
            Some((if condition == Eq { inner } else { inner.inverse() }, x, y))
        }
        (Some(Op::Binary(Binary::Sub | Binary::Xor, x, y)), 0) => Some((condition, x, y)),
        (Some(Op::Binary(Binary::Add, x, y)), n) => {
            let y = function.as_const(y)?;
            Some((condition, x, function.constant(n.wrapping_sub(y))))
        }
        // A test of the sign bit is a comparison with zero.
        (Some(Op::Binary(Binary::And, x, y)), 0) if function.as_const(y) == Some(i32::MIN) => {
            Some((if condition == Eq { Ge } else { Lt }, x, zero))
        }
        _ => None,
    }
}

fn extension(function: &mut Function, extend: Extend, a: Value) -> Option<Simplified> {
    if let Some(number) = function.as_const(a) {
        return constant(function, extend.apply(number));
    }
    let limit = match extend {
        Extend::Zero8 => 0xff,
        Extend::Zero16 => 0xffff,
        Extend::Sign8 => 0x7f,
        Extend::Sign16 => 0x7fff,
    };
    if possible_bits(function, a) & !limit == 0 {
        return Some(Simplified::Value(a));
    }
    match function.op_of(a) {
        Some(&Op::Extend(inner, x)) => {
            if inner == extend || (extend == Extend::Sign16 && inner == Extend::Sign8) {
                return Some(Simplified::Value(a));
            }
            let narrow = matches!(extend, Extend::Sign8 | Extend::Zero8);
            let same_size = matches!(inner, Extend::Sign8 | Extend::Zero8) == narrow;
            (narrow || same_size).then_some(Simplified::Op(Op::Extend(extend, x)))
        }
        Some(Op::Load { width: Width::I8, .. })
            if matches!(extend, Extend::Sign8 | Extend::Sign16) =>
        {
            Some(Simplified::Value(a))
        }
        Some(Op::Load { width: Width::I16, .. }) if extend == Extend::Sign16 => {
            Some(Simplified::Value(a))
        }
        _ => None,
    }
}

/// The value whose low bits a store of `value` writes.
fn stored(function: &Function, width: Width, value: Value) -> Value {
    let mut value = value;
    loop {
        let (inner, bytes) = match function.op_of(value) {
            Some(&Op::Extend(Extend::Sign8 | Extend::Zero8, inner)) => (inner, 1),
            Some(&Op::Extend(_, inner)) => (inner, 2),
            _ => return value,
        };
        if width.bytes() > bytes {
            return value;
        }
        value = inner;
    }
}

/// Folds what is added to an address into the offset, or into the address if that is a symbol's.
fn address(function: &mut Function, base: Value, offset: i32) -> Option<(Value, i32)> {
    if offset != 0 {
        let moved = match function.def(base) {
            Def::Symbol(symbol, at) => Some(Def::Symbol(symbol, at.wrapping_add(offset))),
            Def::Slot(slot, at) => Some(Def::Slot(slot, at.wrapping_add(offset))),
            Def::Incoming(at) => Some(Def::Incoming(at.wrapping_add(offset))),
            Def::Const(at) => Some(Def::Const(at.wrapping_add(offset))),
            _ => None,
        };
        if let Some(def) = moved {
            return Some((function.intern(def), 0));
        }
    }
    match function.op_of(base) {
        // What is added to a block parameter is left to a pass that sees whole loops.
        Some(&Op::Binary(Binary::Add, x, y)) if !matches!(function.def(x), Def::Param(_)) => {
            let total = function.as_const(y)?.wrapping_add(offset);
            (-2048..2048).contains(&total).then_some((x, total))
        }
        _ => None,
    }
}
