//! Functions that never return: whoever calls one ends there, as if it had been declared so. That
//! is common (`fail`, `die`), and spares the callers what would follow.

use super::inline::symbol_of;
use super::ir::{BlockId, Callee, Function, Op, Terminator};
use super::passes;
use crate::tree::{Program, SymbolId};
use std::collections::HashSet;

/// Cuts off what follows such calls, as long as that shows more such functions.
pub fn run(program: &Program, functions: &mut [Function]) {
    loop {
        let endless: HashSet<SymbolId> = functions
            .iter()
            .filter(|function| !returns(function))
            .filter_map(|function| symbol_of(program, function))
            .filter(|symbol| !program.symbols[symbol.0 as usize].weak)
            .collect();
        let mut changed = false;
        for function in functions.iter_mut() {
            if cut(function, &endless) {
                passes::run(function, true);
                changed = true;
            }
        }
        if !changed {
            return;
        }
    }
}

fn returns(function: &Function) -> bool {
    let mut ends = function.order.iter().map(|&block| &function.block(block).terminator);
    ends.any(|end| matches!(end, Terminator::Return(_)))
}

fn cut(function: &mut Function, endless: &HashSet<SymbolId>) -> bool {
    let mut changed = false;
    for id in function.order.clone() {
        let Some(last) = endless_call(function, id, endless) else { continue };
        let block = function.block_mut(id);
        if block.terminator != Terminator::Unreachable || last + 1 != block.insts.len() {
            block.insts.truncate(last + 1);
            block.terminator = Terminator::Unreachable;
            changed = true;
        }
    }
    changed
}

/// The first call in a block that does not come back.
fn endless_call(function: &Function, id: BlockId, endless: &HashSet<SymbolId>) -> Option<usize> {
    function.block(id).insts.iter().position(|&inst| match function.inst(inst).op {
        Op::Call(Callee::Symbol(symbol), _) => endless.contains(&symbol),
        _ => false,
    })
}
