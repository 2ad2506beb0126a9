//! Control flow made simpler: branches whose outcome is known, jumps to jumps, blocks with a single
//! way in behind a single way out.

use super::rewrite::Replacements;
use crate::back::fold::simpler_condition;
use crate::back::graph::Dominators;
use crate::back::ir::{BlockId, Function, Target, Terminator, Value};
use rustc_hash::FxHashMap;

/// Simplifies until nothing changes; tells whether anything did.
pub fn run(function: &mut Function) -> bool {
    let mut changed = false;
    loop {
        let mut again = decide(function);
        again |= skip_empty(function);
        again |= merge(function);
        remove_unreachable(function);
        if !again {
            return changed;
        }
        changed = true;
    }
}

/// Takes blocks out of the order that control cannot reach.
pub fn remove_unreachable(function: &mut Function) {
    let dominators = Dominators::new(function);
    function.order.retain(|&block| dominators.is_reachable(block));
}

/// Puts blocks that control never leaves, such as those that report a failure, out of the way of the
/// others.
pub fn put_ends_last(function: &mut Function) {
    let entry = function.order.first().copied();
    let (last, first): (Vec<BlockId>, Vec<BlockId>) = function.order.iter().partition(|&&block| {
        let end = &function.block(block).terminator;
        *end == Terminator::Unreachable && Some(block) != entry
    });
    function.order = [first, last].concat();
}

/// Branches with a known outcome, or with one outcome, become jumps; conditions get simpler.
fn decide(function: &mut Function) -> bool {
    let mut changed = false;
    for id in function.order.clone() {
        let new = match function.block(id).terminator.clone() {
            Terminator::Branch(condition, a, b, yes, no) => {
                let numbers = function.as_const(a).zip(function.as_const(b));
                let known = numbers.map(|(a, b)| condition.holds(a, b));
                match known.or((a == b).then(|| condition.holds(0, 0))) {
                    Some(true) => Some(Terminator::Jump(yes)),
                    Some(false) => Some(Terminator::Jump(no)),
                    None if yes == no => Some(Terminator::Jump(yes)),
                    None => simpler_condition(function, condition, a, b)
                        .map(|(condition, a, b)| Terminator::Branch(condition, a, b, yes, no)),
                }
            }
            Terminator::Table(index, targets) => function.as_const(index).map(|number| {
                targets
                    .get(number as usize)
                    .map_or(Terminator::Unreachable, |t| Terminator::Jump(t.clone()))
            }),
            _ => None,
        };
        if let Some(new) = new {
            function.block_mut(id).terminator = new;
            changed = true;
        }
    }
    changed
}

/// Leads jumps to an empty block on to where it goes. A block with parameters stays, unless its jump
/// needs none of them; a branch does not get two ways to one block with different arguments.
fn skip_empty(function: &mut Function) -> bool {
    let mut changed = false;
    let mut uses = Uses::new(function);
    for id in function.order.clone() {
        let mut terminator = function.block(id).terminator.clone();
        let mut skipped = Vec::new();
        for target in terminator.targets_mut() {
            if let Some(next) = onward(function, &uses, target)
                && next.block != target.block
            {
                skipped.push((target.block, next.block));
                *target = next;
            }
        }
        if !skipped.is_empty() && is_sound(&terminator) {
            for (block, next) in skipped {
                function.forget_notes(block, next);
            }
            uses.exchange(&function.block(id).terminator, &terminator);
            function.block_mut(id).terminator = terminator;
            changed = true;
        }
    }
    changed
}

/// How often values are used, kept true while terminators change.
pub struct Uses {
    in_insts: Vec<bool>,
    in_ends: Vec<u32>,
}

impl Uses {
    /// Counts them.
    pub fn new(function: &Function) -> Uses {
        let count = function.values.len();
        let mut uses = Uses { in_insts: vec![false; count], in_ends: vec![0; count] };
        for &id in &function.order {
            let block = function.block(id);
            for &inst in &block.insts {
                let op = &function.inst(inst).op;
                op.visit_operands(|value| uses.in_insts[value.0 as usize] = true);
            }
            block.terminator.operands().for_each(|value| uses.in_ends[value.0 as usize] += 1);
        }
        uses
    }

    /// A block ends differently.
    pub fn exchange(&mut self, old: &Terminator, new: &Terminator) {
        old.operands().for_each(|value| self.in_ends[value.0 as usize] -= 1);
        new.operands().for_each(|value| self.in_ends[value.0 as usize] += 1);
    }

    /// Whether the block's own end is all that uses its parameters.
    pub fn only_by_end(&self, function: &Function, home: BlockId) -> bool {
        let block = function.block(home);
        block.params.iter().all(|&param| {
            let own = block.terminator.operands().filter(|&value| value == param).count();
            !self.in_insts[param.0 as usize] && self.in_ends[param.0 as usize] as usize == own
        })
    }
}

/// Where an empty target block jumps to, in terms of what the jump to it brings.
fn onward(function: &Function, uses: &Uses, target: &Target) -> Option<Target> {
    let block = function.block(target.block);
    if !block.insts.is_empty() || function.order.first() == Some(&target.block) {
        return None;
    }
    let Terminator::Jump(next) = &block.terminator else { return None };
    // Parameters used beyond the block itself would lose their definition.
    if !block.params.is_empty() && !uses.only_by_end(function, target.block) {
        return None;
    }
    let translate = |&value: &_| match block.params.iter().position(|&param| param == value) {
        Some(place) => target.args.get(place).copied().unwrap_or(value),
        None => value,
    };
    Some(Target { block: next.block, args: next.args.iter().map(translate).collect() })
}

/// No two targets are one block with different arguments.
pub fn is_sound(terminator: &Terminator) -> bool {
    let mut first: FxHashMap<BlockId, &[Value]> = FxHashMap::default();
    terminator
        .targets()
        .all(|target| *first.entry(target.block).or_insert(&target.args) == target.args)
}

/// Joins a block to the only one that jumps to it.
fn merge(function: &mut Function) -> bool {
    let predecessors = function.predecessors();
    let mut replacements = Replacements::new(function);
    let mut gone = vec![false; function.blocks.len()];
    for id in function.order.clone() {
        if gone[id.0 as usize] {
            continue;
        }
        while let Terminator::Jump(target) = function.block(id).terminator.clone() {
            let next = target.block;
            let alone = predecessors[next.0 as usize].len() == 1;
            if !alone || next == id || function.order.first() == Some(&next) {
                break;
            }
            for (&param, &arg) in function.block(next).params.clone().iter().zip(&target.args) {
                replacements.replace(param, arg);
            }
            let taken = function.block(next).clone();
            let last = function.block(id).insts.last().copied();
            function.move_notes(next, id, last);
            let block = function.block_mut(id);
            block.insts.extend(taken.insts);
            block.terminator = taken.terminator;
            block.span = taken.span;
            gone[next.0 as usize] = true;
        }
    }
    let changed = gone.contains(&true);
    if changed {
        function.order.retain(|block| !gone[block.0 as usize]);
        replacements.apply(function);
    }
    changed
}
