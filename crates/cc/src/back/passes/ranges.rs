//! Two tests of one value against the ends of a range become one: `low <= x && x <= high` is
//! `x - low <= high - low` without signs.

use super::blocks;
use crate::back::ir::{Binary, BlockId, Condition, Function, Op, Target, Terminator, Value};

/// Joins all such tests; tells whether there were any.
pub fn run(function: &mut Function) -> bool {
    let mut changed = false;
    let predecessors = function.predecessors();
    for id in function.order.clone() {
        if let Some(found) = find(function, &predecessors, id) {
            join(function, id, found);
            changed = true;
        }
    }
    if changed {
        blocks::remove_unreachable(function);
    }
    changed
}

/// Where a value leads to if it is in a range, and where if not.
struct Found {
    value: Value,
    low: i32,
    high: i32,
    within: Target,
    outside: Target,
}

/// At least, or at most, so much.
#[derive(Clone, Copy)]
enum Bound {
    Low(i32),
    High(i32),
}

fn find(function: &Function, predecessors: &[Vec<BlockId>], first: BlockId) -> Option<Found> {
    let Terminator::Branch(condition, a, b, yes, no) = &function.block(first).terminator else {
        return None;
    };
    for (condition, onward, outside) in [(*condition, yes, no), (condition.inverse(), no, yes)] {
        let second = function.block(onward.block);
        let alone = predecessors[onward.block.0 as usize][..] == [first];
        if !alone || !second.insts.is_empty() || !second.params.is_empty() {
            continue;
        }
        let Terminator::Branch(inner, c, d, yes, no) = &second.terminator else { continue };
        let (inner, within) = match (yes == outside, no == outside) {
            (false, true) => (*inner, yes),
            (true, false) => (inner.inverse(), no),
            _ => continue,
        };
        let (value, one) = bound(function, condition, *a, *b)?;
        let Some((other, two)) = bound(function, inner, *c, *d) else { continue };
        let (low, high) = match (one, two) {
            (Bound::Low(low), Bound::High(high)) | (Bound::High(high), Bound::Low(low)) => {
                (low, high)
            }
            _ => continue,
        };
        if value == other && low <= high {
            let (within, outside) = (within.clone(), outside.clone());
            return Some(Found { value, low, high, within, outside });
        }
    }
    None
}

/// What a condition says of a value, if it compares it with a number.
fn bound(function: &Function, condition: Condition, a: Value, b: Value) -> Option<(Value, Bound)> {
    match (condition, function.as_const(a), function.as_const(b)) {
        (Condition::Lt, None, Some(number)) => Some((a, Bound::High(number.checked_sub(1)?))),
        (Condition::Ge, None, Some(number)) => Some((a, Bound::Low(number))),
        (Condition::Lt, Some(number), None) => Some((b, Bound::Low(number.checked_add(1)?))),
        (Condition::Ge, Some(number), None) => Some((b, Bound::High(number))),
        _ => None,
    }
}

fn join(function: &mut Function, id: BlockId, found: Found) {
    let Found { value, low, high, within, outside } = found;
    let tested = if low == 0 {
        value
    } else {
        let span = function.block(id).span;
        let minus = function.constant(low.wrapping_neg());
        let inst = function.new_inst(Op::Binary(Binary::Add, value, minus), 1, span);
        function.block_mut(id).insts.push(inst);
        function.inst(inst).results[0]
    };
    let count = function.constant(high.wrapping_sub(low).wrapping_add(1));
    function.block_mut(id).terminator =
        Terminator::Branch(Condition::Ltu, tested, count, within, outside);
}
