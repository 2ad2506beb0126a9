//! Checks what every pass may rely on: definitions dominate uses, arguments match parameters,
//! offsets fit their field. A failure is a mistake of the compiler, not of the user.

use super::*;
use crate::back::graph::Dominators;

/// The first thing that is wrong with a function.
pub fn verify(function: &Function) -> Result<(), String> {
    let dominators = Dominators::new(function);
    let mut home: FxHashMap<Value, (BlockId, usize)> = FxHashMap::default();
    for &id in &function.order {
        let block = function.block(id);
        for &param in &block.params {
            home.insert(param, (id, 0));
        }
        for (at, &inst) in block.insts.iter().enumerate() {
            for &result in &function.inst(inst).results {
                if home.insert(result, (id, at + 1)).is_some() {
                    return Err(format!("v{} is defined twice", result.0));
                }
            }
        }
    }
    let visible = |value: Value, block: BlockId, at: usize| match function.def(value) {
        Def::Result(..) | Def::Param(_) => match home.get(&value) {
            Some(&(origin, place)) if origin == block => place <= at,
            Some(&(origin, _)) => dominators.dominates(origin, block),
            None => false,
        },
        _ => true,
    };
    let mut placed = vec![false; function.blocks.len()];
    function.order.iter().for_each(|id| placed[id.0 as usize] = true);
    for &id in &function.order {
        let block = function.block(id);
        if !dominators.is_reachable(id) {
            continue;
        }
        for (at, &inst) in block.insts.iter().enumerate() {
            check_inst(function, inst)?;
            for value in function.inst(inst).op.operands() {
                if !visible(value, id, at) {
                    return Err(format!("v{} is not defined where b{} uses it", value.0, id.0));
                }
            }
        }
        let mut bad = None;
        block.terminator.operands().for_each(|value| {
            if !visible(value, id, block.insts.len()) {
                bad = Some(value);
            }
        });
        if let Some(value) = bad {
            return Err(format!("v{} is not defined at the end of b{}", value.0, id.0));
        }
        for target in block.terminator.targets() {
            if target.args.len() != function.block(target.block).params.len() {
                return Err(format!("b{} brings b{} too few values", id.0, target.block.0));
            }
            if !placed[target.block.0 as usize] {
                return Err(format!("b{} goes to b{}, which is dead", id.0, target.block.0));
            }
        }
    }
    Ok(())
}

fn check_inst(function: &Function, inst: InstId) -> Result<(), String> {
    match function.inst(inst).op {
        Op::Load { offset, .. } | Op::Store { offset, .. } if !(-2048..2048).contains(&offset) => {
            Err(format!("offset {offset} does not fit"))
        }
        _ => Ok(()),
    }
}
