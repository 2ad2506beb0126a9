//! What a loop's variable becomes in the next round is computed when its old value has been used for
//! the last time, and a test of the old value becomes one of the new: so both fit into one register.

use crate::back::ir::{Binary, BlockId, Condition, Def, Function, InstId, Op, Terminator, Value};

/// Looks at all blocks that jump back to where their own variables come from.
pub fn run(function: &mut Function) {
    for id in function.order.clone() {
        let steps = steps(function, id);
        for &step in &steps {
            test_new(function, id, step);
        }
        for step in steps {
            delay(function, id, step);
        }
    }
}

/// A variable and the instruction in the block that makes its next value.
#[derive(Clone, Copy)]
struct Step {
    old: Value,
    new: Value,
    inst: InstId,
}

/// The steps in a block: `new` is `old` plus something, and comes to the block as `old`.
fn steps(function: &Function, id: BlockId) -> Vec<Step> {
    let block = function.block(id);
    let mut steps: Vec<Step> = Vec::new();
    for target in block.terminator.targets() {
        for (&old, &new) in function.block(target.block).params.iter().zip(&target.args) {
            let Def::Result(inst, 0) = function.def(new) else { continue };
            let Op::Binary(_, a, b) = function.inst(inst).op else { continue };
            let known = steps.iter().any(|step| step.new == new);
            if (a == old || b == old) && block.insts.contains(&inst) && !known {
                steps.push(Step { old, new, inst });
            }
        }
    }
    steps
}

/// `old == n` is `old + k == n + k`.
fn test_new(function: &mut Function, id: BlockId, step: Step) {
    let Op::Binary(Binary::Add, x, k) = function.inst(step.inst).op else { return };
    let Terminator::Branch(Condition::Eq | Condition::Ne, a, n, ..) = function.block(id).terminator
    else {
        return;
    };
    let (Some(k), Some(n)) = (function.as_const(k), function.as_const(n)) else { return };
    if a != step.old || x != step.old {
        return;
    }
    let number = function.constant(n.wrapping_add(k));
    if let Terminator::Branch(_, a, b, ..) = &mut function.block_mut(id).terminator {
        (*a, *b) = (step.new, number);
    }
}

/// Moves the step down behind the last use of the old value, if nothing before wants the new one.
fn delay(function: &mut Function, id: BlockId, step: Step) {
    let insts = &function.block(id).insts;
    let Some(at) = insts.iter().position(|&inst| inst == step.inst) else { return };
    let behind = &insts[at + 1..];
    let uses = |inst: &InstId, value: Value| function.inst(*inst).op.uses(value);
    let Some(last) = behind.iter().rposition(|inst| uses(inst, step.old)) else { return };
    let first = behind.iter().position(|inst| uses(inst, step.new));
    if first.is_none_or(|first| first > last) {
        let last = at + 1 + last;
        let insts = &mut function.block_mut(id).insts;
        insts[at..=last].rotate_left(1);
    }
}
