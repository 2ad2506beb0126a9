//! Pure operations move down to where their results are used, if that is only on some of the paths
//! from where they stand: then the other paths are spared them. None moves into a loop.

use crate::back::graph::{Dominators, Loop, loops};
use crate::back::ir::{BlockId, Function, InstId, Value};

/// Looks at all blocks, later ones first, so that what an operation alone needs can follow it.
pub fn run(function: &mut Function) {
    let dominators = Dominators::new(function);
    let found = loops(function, &dominators);
    let mut uses = uses(function);
    for &id in dominators.reverse_postorder.iter().rev() {
        for inst in function.block(id).insts.clone().into_iter().rev() {
            let Some(to) = destination(function, &dominators, &found, &uses, id, inst) else {
                continue;
            };
            function.block_mut(id).insts.retain(|&other| other != inst);
            function.block_mut(to).insts.insert(0, inst);
            for operand in function.inst(inst).op.operands() {
                let blocks = &mut uses[operand.0 as usize];
                if let Some(place) = blocks.iter().position(|&block| block == id) {
                    blocks[place] = to;
                }
            }
        }
    }
}

/// For each value the blocks that use it, once for each use.
fn uses(function: &Function) -> Vec<Vec<BlockId>> {
    let mut uses = vec![Vec::new(); function.values.len()];
    let mut add = |value: Value, block: BlockId| uses[value.0 as usize].push(block);
    for &id in &function.order {
        let block = function.block(id);
        for &inst in &block.insts {
            function.inst(inst).op.operands().into_iter().for_each(|value| add(value, id));
        }
        block.terminator.clone().for_each_operand(|value| add(*value, id));
    }
    uses
}

/// The block where all uses come together, if the operation had better be done there.
fn destination(
    function: &Function,
    dominators: &Dominators,
    loops: &[Loop],
    uses: &[Vec<BlockId>],
    home: BlockId,
    inst: InstId,
) -> Option<BlockId> {
    let inst = function.inst(inst);
    let [result] = inst.results[..] else { return None };
    if !inst.op.is_pure() {
        return None;
    }
    let blocks = &uses[result.0 as usize];
    let to = blocks.iter().copied().reduce(|a, b| dominators.common(a, b))?;
    let enters_loop = |looped: &&Loop| {
        let inside = |block: BlockId| looped.contains[block.0 as usize];
        inside(to) && !inside(home)
    };
    (to != home && !loops.iter().any(|looped| enters_loop(&looped))).then_some(to)
}
