//! Additions of small constants move from addresses into the offsets of loads and stores.
//!
//! [`crate::back::fold`] does this wherever it can do no harm. Here come additions to block
//! parameters: one that makes the next round's pointer stays as it is, for otherwise the old and the
//! new pointer would both be alive, in two registers.

use crate::back::ir::{Binary, BlockId, Def, Function, Op, Value};
use rustc_hash::FxHashSet;

/// Folds all such additions.
pub fn run(function: &mut Function) {
    let steps = steps(function);
    for id in function.order.clone() {
        for inst in function.block(id).insts.clone() {
            let (Op::Load { base, offset, .. } | Op::Store { base, offset, .. }) =
                function.inst(inst).op
            else {
                continue;
            };
            let Some((new_base, new_offset)) = folded(function, base, offset, &steps) else {
                continue;
            };
            if let Op::Load { base, offset, .. } | Op::Store { base, offset, .. } =
                &mut function.inst_mut(inst).op
            {
                (*base, *offset) = (new_base, new_offset);
            }
        }
    }
}

fn folded(
    function: &Function,
    base: Value,
    offset: i32,
    steps: &FxHashSet<(Value, BlockId)>,
) -> Option<(Value, i32)> {
    let &Op::Binary(Binary::Add, x, y) = function.op_of(base)? else { return None };
    let total = function.as_const(y)?.wrapping_add(offset);
    let is_step = matches!(function.def(x), Def::Param(block) if steps.contains(&(base, block)));
    (!is_step && (-2048..2048).contains(&total)).then_some((x, total))
}

/// Values that some jump brings to a block, with that block.
fn steps(function: &Function) -> FxHashSet<(Value, BlockId)> {
    let mut steps = FxHashSet::default();
    for &id in &function.order {
        for target in function.block(id).terminator.targets() {
            steps.extend(target.args.iter().map(|&arg| (arg, target.block)));
        }
    }
    steps
}
