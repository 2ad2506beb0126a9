//! Choices that are known or need no branch: a jump that brings a number which its target only tests
//! goes on to where the test leads; a value that is 1 on one side and 0 on the other is the condition
//! itself; and what one side alone counts up or down gets the condition added or subtracted.

use super::blocks::{self, Uses, is_sound};
use crate::back::ir::{Binary, BlockId, Condition, Function, Op, Target, Terminator, Value};

/// Looks at all blocks; tells whether anything changed.
pub fn run(function: &mut Function) -> bool {
    let threaded = thread(function);
    let joined = join(function);
    if threaded || joined {
        blocks::remove_unreachable(function);
    }
    threaded || joined
}

/// Leads jumps on whose argument decides the test at their target.
fn thread(function: &mut Function) -> bool {
    let mut changed = false;
    let mut uses = Uses::new(function);
    for id in function.order.clone() {
        let mut terminator = function.block(id).terminator.clone();
        let mut skipped = Vec::new();
        for target in terminator.targets_mut() {
            if let Some(next) = decided(function, &uses, target) {
                skipped.push((target.block, next.block));
                *target = next;
            }
        }
        if !skipped.is_empty() && is_sound(&terminator) {
            for (block, next) in skipped {
                function.forget_notes(block, next);
            }
            uses.exchange(&function.block(id).terminator, &terminator);
            function.block_mut(id).terminator = terminator;
            changed = true;
        }
    }
    changed
}

/// Where a jump leads whose target does nothing but test what the jump brings.
fn decided(function: &Function, uses: &Uses, target: &Target) -> Option<Target> {
    let block = function.block(target.block);
    let Terminator::Branch(condition, a, b, yes, no) = &block.terminator else { return None };
    if !block.insts.is_empty() || block.params.is_empty() {
        return None;
    }
    let brought = |value: Value| match block.params.iter().position(|&param| param == value) {
        Some(place) => target.args.get(place).copied().unwrap_or(value),
        None => value,
    };
    let (a, b) = (function.as_const(brought(*a))?, function.as_const(brought(*b))?);
    let next = if condition.holds(a, b) { yes } else { no };
    let loops = next.block == target.block;
    (!loops && uses.only_by_end(function, target.block)).then(|| Target {
        block: next.block,
        args: next.args.iter().map(|&arg| brought(arg)).collect(),
    })
}

/// Two sides that do nothing but bring 1 and 0, or a number and the one next to it.
struct Sides {
    condition: Condition,
    a: Value,
    b: Value,
    join: BlockId,
    place: usize,
    /// What the truth is added to, or subtracted from.
    counts: Option<(Binary, Value)>,
}

/// Replaces such sides by the condition.
fn join(function: &mut Function) -> bool {
    let mut changed = false;
    // Sides that go out of use are still counted; nothing else is led to them.
    let predecessors = function.predecessors();
    for id in function.order.clone() {
        let Some(sides) = sides(function, &predecessors, id) else { continue };
        let Sides { condition, a, b, join, place, counts } = sides;
        let span = function.block(id).span;
        let inst = function.new_inst(Op::Compare(condition, a, b), 1, span);
        let truth = function.inst(inst).results[0];
        let Terminator::Branch(_, _, _, yes, no) = function.block(id).terminator.clone() else {
            continue;
        };
        for side in [&yes, &no].into_iter().filter(|side| side.block != join) {
            function.forget_notes(side.block, join);
        }
        let mut args = side_args(function, &yes, join).unwrap_or_default();
        function.block_mut(id).insts.push(inst);
        args[place] = match counts {
            None => truth,
            Some((op, number)) => {
                let inst = function.new_inst(Op::Binary(op, number, truth), 1, span);
                function.block_mut(id).insts.push(inst);
                function.inst(inst).results[0]
            }
        };
        let block = function.block_mut(id);
        block.terminator = Terminator::Jump(Target { block: join, args });
        changed = true;
    }
    changed
}

/// What a side brings to the join: it is an empty block, or the jump itself.
fn side_args(function: &Function, side: &Target, join: BlockId) -> Option<Vec<Value>> {
    if side.block == join {
        return Some(side.args.clone());
    }
    let block = function.block(side.block);
    match &block.terminator {
        Terminator::Jump(target) if target.block == join => Some(target.args.clone()),
        _ => None,
    }
}

fn sides(function: &Function, predecessors: &[Vec<BlockId>], id: BlockId) -> Option<Sides> {
    let Terminator::Branch(condition, a, b, yes, no) = &function.block(id).terminator else {
        return None;
    };
    let (condition, a, b) = (*condition, *a, *b);
    let leads = |side: &Target| leads_to(function, predecessors, side);
    let join = match (leads(yes), leads(no)) {
        (Some(one), Some(other)) if one == other => one,
        (Some(one), _) if one == no.block => one,
        (_, Some(other)) if other == yes.block => other,
        _ => return None,
    };
    let (ones, zeros) = (side_args(function, yes, join)?, side_args(function, no, join)?);
    let mut differing = (0..ones.len()).filter(|&place| ones[place] != zeros[place]);
    let (place, None) = (differing.next()?, differing.next()) else { return None };
    let (one, zero) = (ones[place], zeros[place]);
    let (steps, still) = (has_step(function, yes, join), has_step(function, no, join));
    let (condition, counts) = match (steps, still) {
        (false, false) => match (function.as_const(one)?, function.as_const(zero)?) {
            (1, 0) => (condition, None),
            (0, 1) => (condition.inverse(), None),
            _ => return None,
        },
        (true, false) => (condition, Some(step_from(function, yes, one, zero)?)),
        (false, true) => (condition.inverse(), Some(step_from(function, no, zero, one)?)),
        (true, true) => return None,
    };
    let cheap = counts.is_none() || is_one_instruction(function, condition, b);
    cheap.then_some(Sides { condition, a, b, join, place, counts })
}

/// Where a side leads that belongs to this decision alone and does at most one thing on the way.
fn leads_to(function: &Function, predecessors: &[Vec<BlockId>], side: &Target) -> Option<BlockId> {
    let block = function.block(side.block);
    let alone = predecessors[side.block.0 as usize].len() == 1 && block.params.is_empty();
    match &block.terminator {
        Terminator::Jump(next) if alone && block.insts.len() <= 1 => Some(next.block),
        _ => None,
    }
}

/// Whether the side does something on its way to the join.
fn has_step(function: &Function, side: &Target, join: BlockId) -> bool {
    side.block != join && !function.block(side.block).insts.is_empty()
}

/// How a side's number comes from the other's, if that is all it does: by adding or subtracting one.
fn step_from(
    function: &Function,
    side: &Target,
    stepped: Value,
    number: Value,
) -> Option<(Binary, Value)> {
    let [inst] = function.block(side.block).insts[..] else { return None };
    let inst = function.inst(inst);
    let Op::Binary(Binary::Add, x, step) = inst.op else { return None };
    if inst.results[0] != stepped || x != number {
        return None;
    }
    match function.as_const(step)? {
        1 => Some((Binary::Add, number)),
        -1 => Some((Binary::Sub, number)),
        _ => None,
    }
}

/// Whether a register gets the truth in one instruction.
fn is_one_instruction(function: &Function, condition: Condition, b: Value) -> bool {
    match condition {
        Condition::Lt | Condition::Ltu => true,
        Condition::Eq | Condition::Ne => function.as_const(b) == Some(0),
        Condition::Ge | Condition::Geu => false,
    }
}
