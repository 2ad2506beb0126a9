//! Notes for a debugger: which value a variable of the source has from which instruction on.
//!
//! They are no instructions, and no pass looks at them, so that `-g` cannot change the code. The
//! price is that passes must keep them where they belong ([`keep`] does for most) and that one may be
//! lost; then the debugger says that the variable has no value, and never a wrong one.

use super::{BlockId, Function, InstId, SlotId, Value};
use std::collections::{HashMap, HashSet};

/// Where a local variable lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// In the stack frame.
    Slot(SlotId),
    /// In values, of which notes tell: the first word's variable; the second word's is the next.
    Words {
        /// See [`Note::variable`].
        first: u32,
        /// What is told of is the variable's address.
        indirect: bool,
    },
    /// Nobody can say.
    Nowhere,
}

/// From here on a variable has this value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Note {
    /// The instruction before, in the same block; none at the block's start.
    pub after: Option<InstId>,
    /// A word of a local, see [`Home::Words`].
    pub variable: u32,
    /// None if nobody knows any more.
    pub value: Option<Value>,
}

/// Runs a pass that may take instructions away; notes that stood behind one of them move up.
pub fn keep<T>(function: &mut Function, pass: impl FnOnce(&mut Function) -> T) -> T {
    if function.homes.is_empty() {
        return pass(function);
    }
    let before: HashMap<InstId, Option<InstId>> = function
        .order
        .iter()
        .flat_map(|&id| {
            let insts = &function.block(id).insts;
            insts
                .iter()
                .enumerate()
                .map(|(at, &inst)| (inst, at.checked_sub(1).map(|at| insts[at])))
        })
        .collect();
    let result = pass(function);
    for id in function.order.clone() {
        let block = function.block_mut(id);
        if block.notes.is_empty() {
            continue;
        }
        let insts: HashSet<InstId> = block.insts.iter().copied().collect();
        for note in &mut block.notes {
            while let Some(inst) = note.after
                && !insts.contains(&inst)
            {
                note.after = before.get(&inst).copied().flatten();
            }
        }
    }
    result
}

impl Function {
    /// Control goes straight on to `target`, around `skipped`: what that block said of variables is
    /// not known there.
    pub fn forget_notes(&mut self, skipped: BlockId, target: BlockId) {
        let lost: Vec<u32> = self.block(skipped).notes.iter().map(|note| note.variable).collect();
        for variable in lost {
            let notes = &mut self.block_mut(target).notes;
            let told = |note: &Note| note.after.is_none() && note.variable == variable;
            if !notes.iter().any(told) {
                notes.insert(0, Note { after: None, variable, value: None });
            }
        }
    }

    /// Moves the notes of `from`, whose instructions have just been put behind `last`, to `to`.
    pub fn move_notes(&mut self, from: BlockId, to: BlockId, last: Option<InstId>) {
        let mut moved = std::mem::take(&mut self.block_mut(from).notes);
        for note in &mut moved {
            note.after = note.after.or(last);
        }
        self.block_mut(to).notes.extend(moved);
    }
}
