//! Which constants and addresses are loaded into a register before a loop instead of inside it.

use super::arithmetic::{is_comparable, is_immediate};
use super::{fits, high_part};
use crate::back::graph::{Dominators, Loop, loops};
use crate::back::ir::{BlockId, Def, Function, Op, Terminator, Value};
use rustc_hash::FxHashMap;

/// Registers one loop may keep for constants.
const LOOP_MAX: usize = 8;

/// The same if the loop calls, so that each takes a callee-saved register.
const CALLING_LOOP_MAX: usize = 3;

/// Where values are loaded.
#[derive(Default)]
pub(super) struct Plan {
    /// Before the end of which block which values are loaded.
    pub before: FxHashMap<BlockId, Vec<Value>>,
    /// For a block and a value, the block before whose end it was loaded.
    pub within: FxHashMap<(BlockId, Value), BlockId>,
}

/// Looks at each loop, outer ones first.
pub(super) fn plan(function: &mut Function) -> Plan {
    let dominators = Dominators::new(function);
    let mut plan = Plan::default();
    let loops = loops(function, &dominators);
    let predecessors = function.predecessors();
    for looped in loops.iter().rev() {
        let Some(before) = entry_of(function, looped, &predecessors) else { continue };
        let blocks = &looped.blocks;
        let limit = if calls(function, blocks) { CALLING_LOOP_MAX } else { LOOP_MAX };
        let mut wanted = count_wanted(function, blocks, &plan, limit == CALLING_LOOP_MAX);
        // Most used first; equal ones in order of appearance, so that the outcome is always the same.
        wanted.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
        for (value, _) in wanted.into_iter().take(limit) {
            plan.before.entry(before).or_default().push(value);
            for &block in blocks {
                plan.within.insert((block, value), before);
            }
        }
    }
    plan
}

/// The block from which alone the loop is entered, by a jump.
fn entry_of(function: &Function, looped: &Loop, predecessors: &[Vec<BlockId>]) -> Option<BlockId> {
    let mut outside =
        predecessors[looped.header.0 as usize].iter().filter(|&&block| !looped.contains(block));
    let before = *outside.next()?;
    let only = outside.next().is_none()
        && matches!(function.block(before).terminator, Terminator::Jump(_));
    only.then_some(before)
}

fn calls(function: &Function, blocks: &[BlockId]) -> bool {
    let mut insts = blocks.iter().flat_map(|&block| &function.block(block).insts);
    insts.any(|&inst| matches!(function.inst(inst).op, Op::Call(..)))
}

fn count_wanted(
    function: &mut Function,
    blocks: &[BlockId],
    plan: &Plan,
    costly: bool,
) -> Vec<(Value, usize)> {
    let mut wanted: Vec<(Value, usize)> = Vec::new();
    let mut places: FxHashMap<Value, usize> = FxHashMap::default();
    for &block in blocks {
        for value in block_wants(function, block) {
            let cheap = matches!(function.def(value), Def::Const(n) if fits(n) || n & 0xfff == 0)
                || matches!(function.def(value), Def::Slot(..) | Def::Incoming(_));
            if plan.within.contains_key(&(block, value)) || (costly && cheap) {
                continue;
            }
            let place = *places.entry(value).or_insert_with(|| {
                wanted.push((value, 0));
                wanted.len() - 1
            });
            wanted[place].1 += 1;
        }
    }
    wanted
}

/// Constants and addresses that the block needs in a register.
fn block_wants(function: &mut Function, block: BlockId) -> Vec<Value> {
    let mut wants = Vec::new();
    for inst in function.block(block).insts.clone() {
        match function.inst(inst).op {
            Op::Binary(op, a, b) => {
                wants.push(a);
                if !function.as_const(b).is_some_and(|number| is_immediate(op, number)) {
                    wants.push(b);
                }
            }
            Op::Compare(condition, a, b) => {
                wants.push(a);
                if !function.as_const(b).is_some_and(|number| is_comparable(condition, number)) {
                    wants.push(b);
                }
            }
            Op::Load { base, .. } => wants.extend(base_wanted(function, base)),
            Op::Store { base, value, .. } => {
                wants.push(value);
                wants.extend(base_wanted(function, base));
            }
            Op::Amo(_, a, b) => wants.extend([a, b]),
            Op::CompareExchange(a, b, c) => wants.extend([a, b, c]),
            _ => {}
        }
    }
    match function.block(block).terminator {
        Terminator::Branch(_, a, b, ..) => wants.extend([a, b]),
        Terminator::Table(value, _) => wants.push(value),
        _ => {}
    }
    wants.retain(|&value| {
        !matches!(function.def(value), Def::Const(0) | Def::Result(..) | Def::Param(_))
    });
    wants
}

/// The register with which memory at a constant address is best reached.
fn base_wanted(function: &mut Function, base: Value) -> Option<Value> {
    match function.def(base) {
        Def::Symbol(symbol, offset) if fits(offset) => {
            Some(function.intern(Def::Symbol(symbol, 0)))
        }
        Def::Symbol(..) => Some(base),
        Def::Const(address) => Some(function.constant(high_part(address))),
        _ => None,
    }
}
