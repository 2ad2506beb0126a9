//! Pure operations move down to where their results are used, if that is only on some of the paths
//! from where they stand: then the other paths are spared them. None moves into a loop.

use crate::back::graph::{Dominators, Loop, loops};
use crate::back::ir::{BlockId, Function, InstId, Value};

/// Looks at all blocks, later ones first: so the users of each operation have found their places
/// before it, and what an operation alone needs can follow it.
pub fn run(function: &mut Function) {
    let dominators = Dominators::new(function);
    let found = loops(function, &dominators);
    let mut pass = Pass {
        innermost: innermost(function, &found),
        loops: found,
        meeting: vec![None; function.values.len()],
        dominators,
    };
    let mut arrivals: Vec<Vec<InstId>> = vec![Vec::new(); function.blocks.len()];
    for id in pass.dominators.reverse_postorder.clone().into_iter().rev() {
        for value in function.block(id).terminator.operands() {
            pass.note(value, id);
        }
        let mut kept = Vec::new();
        for inst in std::mem::take(&mut function.block_mut(id).insts).into_iter().rev() {
            let to = pass.destination(function, id, inst);
            match to {
                Some(to) => arrivals[to.0 as usize].push(inst),
                None => kept.push(inst),
            }
            function.inst(inst).op.visit_operands(|value| pass.note(value, to.unwrap_or(id)));
        }
        kept.reverse();
        function.block_mut(id).insts = kept;
    }
    for (number, mut arrived) in arrivals.into_iter().enumerate() {
        arrived.reverse();
        function.blocks[number].insts.splice(0..0, arrived);
    }
}

/// Indexed by block: the smallest loop that it belongs to.
fn innermost(function: &Function, loops: &[Loop]) -> Vec<Option<usize>> {
    let mut innermost = vec![None; function.blocks.len()];
    // Inner loops come first.
    for (number, looped) in loops.iter().enumerate() {
        for block in &looped.blocks {
            innermost[block.0 as usize].get_or_insert(number);
        }
    }
    innermost
}

struct Pass {
    dominators: Dominators,
    loops: Vec<Loop>,
    innermost: Vec<Option<usize>>,
    /// Indexed by value: the last block that lies on all paths to its uses.
    meeting: Vec<Option<BlockId>>,
}

impl Pass {
    /// A block uses a value.
    fn note(&mut self, value: Value, block: BlockId) {
        let meeting = &mut self.meeting[value.0 as usize];
        *meeting = Some(meeting.map_or(block, |other| self.dominators.common(other, block)));
    }

    /// Where an operation had better be done, if not at home.
    fn destination(&self, function: &Function, home: BlockId, inst: InstId) -> Option<BlockId> {
        let inst = function.inst(inst);
        let [result] = inst.results[..] else { return None };
        let to = self.meeting[result.0 as usize].filter(|_| inst.op.is_pure())?;
        let enters_loop =
            self.innermost[to.0 as usize].is_some_and(|looped| !self.loops[looped].contains(home));
        (to != home && !enters_loop).then_some(to)
    }
}
