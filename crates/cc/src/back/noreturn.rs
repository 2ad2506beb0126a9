//! Functions that never return: whoever calls one ends there, as if it had been declared so. That
//! is common (`fail`, `die`), and spares the callers what would follow.

use super::inline::symbol_of;
use super::ir::{BlockId, Callee, Function, Op, Terminator};
use super::passes;
use super::private::Private;
use crate::tree::{Program, SymbolId};
use rustc_hash::FxHashSet;

/// How often all functions are looked at: one that is defined before such a function it calls, and
/// thereby becomes one itself, is found in the next round.
const ROUNDS_MAX: usize = 3;

/// Cuts off what follows such calls. In a shared library (`pic`) another one may replace whatever is
/// visible, so only static functions count there.
pub fn run(program: &Program, functions: &mut [Function], pic: bool, private: &Private) {
    let mut endless = FxHashSet::default();
    for _ in 0..ROUNDS_MAX {
        let known = endless.len();
        for function in functions.iter_mut() {
            if cut(function, &endless) {
                passes::run(function, private);
            }
            if !returns(function) {
                endless.extend(final_symbol(program, function, pic));
            }
        }
        if endless.len() == known {
            return;
        }
    }
}

/// A function's symbol, unless another unit may replace the function.
fn final_symbol(program: &Program, function: &Function, pic: bool) -> Option<SymbolId> {
    let symbol = symbol_of(program, function)?;
    let named = &program.symbols[symbol.0 as usize];
    (named.is_static || !(named.weak || pic)).then_some(symbol)
}

fn returns(function: &Function) -> bool {
    let mut ends = function.order.iter().map(|&block| &function.block(block).terminator);
    ends.any(|end| matches!(end, Terminator::Return(_)))
}

fn cut(function: &mut Function, endless: &FxHashSet<SymbolId>) -> bool {
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
fn endless_call(function: &Function, id: BlockId, endless: &FxHashSet<SymbolId>) -> Option<usize> {
    function.block(id).insts.iter().position(|&inst| match function.inst(inst).op {
        Op::Call(Callee::Symbol(symbol), _) => endless.contains(&symbol),
        _ => false,
    })
}
