//! Notes for a debugger, carried from values to registers.

use super::Select;
use crate::back::ir::{self, Def, InstId, Value};
use crate::back::machine::{Frame, Global, Held, Note, Reg};

/// A note at its place among the machine instructions.
pub(super) struct Placed {
    at: usize,
    variable: u32,
    what: What,
}

/// What a placed note is about.
enum What {
    /// A value, which has no register yet.
    Value(Option<Value>),
    /// A register that a parameter comes in, before it is copied to its own.
    Incoming(Reg),
}

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
        self.placed.extend(taken.iter().map(|note| Placed::new(at, note)));
    }

    /// Parameters are in these registers from machine instruction `at` on.
    pub(super) fn place_incoming(&mut self, incoming: &[(Value, Reg)], at: usize) {
        for note in self.rest.iter().filter(|note| note.after.is_none()) {
            let found = incoming.iter().find(|(value, _)| note.value == Some(*value));
            if let Some(&(_, register)) = found {
                let what = What::Incoming(register);
                self.placed.push(Placed { at, variable: note.variable, what });
            }
        }
    }

    /// Places what is left.
    pub(super) fn finish(mut self, at: usize) -> Vec<Placed> {
        self.placed.extend(self.rest.iter().map(|note| Placed::new(at, note)));
        self.placed
    }
}

impl Placed {
    fn new(at: usize, note: &ir::Note) -> Placed {
        Placed { at, variable: note.variable, what: What::Value(note.value) }
    }
}

impl Select<'_> {
    /// All notes of the function, now that every value has its register: asking earlier would number
    /// registers differently, and thus change the code.
    pub(super) fn finish_notes(&mut self) {
        for (block, placed) in std::mem::take(&mut self.notes).into_iter().enumerate() {
            let notes = placed.into_iter().map(|Placed { at, variable, what }| {
                let held = match what {
                    What::Value(value) => value.and_then(|value| self.held(value)),
                    What::Incoming(Reg::Virtual(register)) => Some(Held::Register(register)),
                    What::Incoming(Reg::Fixed(_)) => None,
                };
                Note { at, variable, held }
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
