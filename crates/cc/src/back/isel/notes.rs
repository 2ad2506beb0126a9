//! Notes for a debugger, carried from values to registers.

use super::Select;
use crate::back::ir::{self, Def, InstId, Value};
use crate::back::machine::{Frame, Global, Held, Note};

/// A note at its place among the machine instructions, whose value has no register yet.
type Placed = (usize, ir::Note);

/// The notes of a block on their way.
pub(super) struct Notes<'a> {
    rest: &'a [ir::Note],
    placed: Vec<Placed>,
}

impl<'a> Notes<'a> {
    pub(super) fn new(notes: &'a [ir::Note]) -> Notes<'a> {
        Notes { rest: notes, placed: Vec::new() }
    }

    /// Places those up to the last one behind an instruction (or at the block's start) before
    /// machine instruction `at`.
    pub(super) fn place(&mut self, after: Option<InstId>, at: usize) {
        let Some(last) = self.rest.iter().rposition(|note| note.after == after) else { return };
        let (taken, rest) = self.rest.split_at(last + 1);
        self.rest = rest;
        self.placed.extend(taken.iter().map(|&note| (at, note)));
    }

    /// Places what is left.
    pub(super) fn finish(mut self, at: usize) -> Vec<Placed> {
        self.placed.extend(self.rest.iter().map(|&note| (at, note)));
        self.placed
    }
}

impl Select<'_> {
    /// All notes of the function, now that every value has its register: asking earlier would number
    /// registers differently, and thus change the code.
    pub(super) fn finish_notes(&mut self) {
        for (block, placed) in std::mem::take(&mut self.notes).into_iter().enumerate() {
            let notes = placed.into_iter().map(|(at, note)| {
                let held = note.value.and_then(|value| self.held(value));
                Note { at, variable: note.variable, held }
            });
            let notes = notes.collect();
            self.machine.blocks[block].notes = notes;
        }
    }

    /// Where a value is, if it is anywhere.
    fn held(&self, value: Value) -> Option<Held> {
        Some(match self.function.def(value) {
            Def::Const(number) => Held::Number(number),
            Def::Symbol(symbol, offset) => Held::Global(Global::Symbol(symbol, offset)),
            Def::Slot(slot, offset) => Held::Frame(Frame::Slot(slot, offset)),
            Def::Incoming(offset) => Held::Frame(Frame::Incoming(offset)),
            Def::Result(..) | Def::Param(_) => {
                let register = self.registers.get(value.0 as usize).copied().flatten();
                Held::Register(register?)
            }
        })
    }
}
