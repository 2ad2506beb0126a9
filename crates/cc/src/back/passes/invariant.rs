//! Loop-invariant code motion: pure operations whose operands do not change in a loop move before it,
//! and loads of named objects if the loop writes nothing. None of them can trap, so it does not matter
//! whether the loop runs at all.

use crate::back::graph::{Dominators, Loop, loops};
use crate::back::ir::{BlockId, Def, Function, InstId, Op, Target, Terminator, Value};
use rustc_hash::FxHashMap;

/// Values one loop may get to keep in registers.
const MOVED_MAX: usize = 10;

/// Gives each loop a block before it, then moves code there, from inner loops outwards.
pub fn run(function: &mut Function) {
    let dominators = Dominators::new(function);
    let found = loops(function, &dominators);
    let mut predecessors = function.predecessors();
    for looped in &found {
        add_entry(function, looped, &mut predecessors);
    }
    let dominators = Dominators::new(function);
    // Moving instructions leaves the blocks as they are.
    let predecessors = function.predecessors();
    for looped in loops(function, &dominators) {
        move_out(function, &looped, &predecessors);
    }
}

/// Makes one block the only way into a loop, if it is not so already; keeps `predecessors` true.
pub fn add_entry(function: &mut Function, looped: &Loop, predecessors: &mut Vec<Vec<BlockId>>) {
    let header = looped.header;
    let is_inside = |block: &BlockId| looped.contains(*block);
    // Blocks made for other loops since this one was found lie before their headers.
    let outside: Vec<BlockId> =
        predecessors[header.0 as usize].iter().copied().filter(|block| !is_inside(block)).collect();
    if let [only] = outside[..]
        && matches!(function.block(only).terminator, Terminator::Jump(_))
    {
        return;
    }
    let span = function.block(header).span;
    let entry = function.new_block(span);
    let count = function.block(header).params.len();
    let args: Vec<Value> = (0..count).map(|_| function.new_param(entry)).collect();
    function.block_mut(entry).terminator = Terminator::Jump(Target { block: header, args });
    for from in &outside {
        for target in function.block_mut(*from).terminator.targets_mut() {
            if target.block == header {
                target.block = entry;
            }
        }
    }
    // Before the first block of the loop, so that the loop stays in one piece.
    let place = function.order.iter().position(|block| *block == looped.blocks[0]);
    let place = place.unwrap_or(function.order.len());
    function.order.insert(place, entry);
    predecessors[header.0 as usize].retain(is_inside);
    predecessors[header.0 as usize].push(entry);
    predecessors.resize(function.blocks.len(), Vec::new());
    predecessors[entry.0 as usize] = outside;
}

fn move_out(function: &mut Function, looped: &Loop, predecessors: &[Vec<BlockId>]) {
    let mut outside =
        predecessors[looped.header.0 as usize].iter().filter(|&&block| !looped.contains(block));
    let (Some(&before), None) = (outside.next(), outside.next()) else { return };
    let mut home: FxHashMap<Value, BlockId> = FxHashMap::default();
    let blocks = &looped.blocks;
    for &id in blocks {
        let block = function.block(id);
        home.extend(block.params.iter().map(|&param| (param, id)));
        let results = block.insts.iter().flat_map(|&inst| &function.inst(inst).results);
        home.extend(results.map(|&result| (result, id)));
    }
    let writes = blocks.iter().flat_map(|&id| &function.block(id).insts);
    let writes = { writes }.any(|&inst| function.inst(inst).op.writes_memory());
    let quiet = !blocks.iter().any(|&id| has_call(function, id));
    let limit = if quiet { MOVED_MAX } else { MOVED_MAX / 3 };
    let mut moved = Vec::new();
    // Blocks come in layout order; a test at the end of a loop may feed its body, so look twice.
    for _ in 0..2 {
        for &id in blocks {
            for inst in function.block(id).insts.clone() {
                if moved.len() < limit && is_invariant(function, inst, &home, writes) {
                    home.remove(&function.inst(inst).results[0]);
                    function.block_mut(id).insts.retain(|&other| other != inst);
                    moved.push(inst);
                }
            }
        }
    }
    function.block_mut(before).insts.extend(moved);
}

fn has_call(function: &Function, block: BlockId) -> bool {
    function.block(block).insts.iter().any(|&inst| matches!(function.inst(inst).op, Op::Call(..)))
}

fn is_invariant(
    function: &Function,
    inst: InstId,
    home: &FxHashMap<Value, BlockId>,
    writes: bool,
) -> bool {
    let op = &function.inst(inst).op;
    let fixed = |value: Value| match function.def(value) {
        Def::Result(..) | Def::Param(_) => !home.contains_key(&value),
        _ => true,
    };
    // A named object can be read at any time; through a pointer that might be a fault.
    let readable = match *op {
        Op::Load { base, volatile: false, .. } => {
            !writes && matches!(function.def(base), Def::Symbol(..) | Def::Slot(..))
        }
        _ => false,
    };
    let mut all_fixed = op.is_pure() || readable;
    op.visit_operands(|value| all_fixed &= fixed(value));
    all_fixed
}
