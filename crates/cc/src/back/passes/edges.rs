//! Splits critical edges: a jump from a block with several ways out to one with several ways in gets
//! a block of its own, where the register allocator can put moves.

use crate::back::ir::{Function, Target, Terminator};
use rustc_hash::FxHashMap;

/// Splits all critical edges, and lets branches bring no arguments.
pub fn split_critical(function: &mut Function) {
    let predecessors = function.predecessors();
    let mut order = Vec::new();
    for id in function.order.clone() {
        order.push(id);
        let span = function.block(id).span;
        let mut terminator = function.block(id).terminator.clone();
        if matches!(terminator, Terminator::Jump(_)) {
            continue;
        }
        let mut made = FxHashMap::default();
        for target in terminator.targets_mut() {
            if predecessors[target.block.0 as usize].len() < 2 && target.args.is_empty() {
                continue;
            }
            let between = *made.entry(target.block).or_insert_with(|| {
                let block = function.new_block(span);
                function.block_mut(block).terminator = Terminator::Jump(target.clone());
                order.push(block);
                block
            });
            *target = Target::plain(between);
        }
        function.block_mut(id).terminator = terminator;
    }
    function.order = order;
}
