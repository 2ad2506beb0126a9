//! Replacing values by others, everywhere at once.

use crate::back::ir::{Function, Value};

/// What each value is replaced by.
pub struct Replacements {
    by: Vec<Option<Value>>,
}

impl Replacements {
    /// Nothing is replaced.
    pub fn new(function: &Function) -> Replacements {
        Replacements { by: vec![None; function.values.len()] }
    }

    /// From now on `old` is `new`.
    pub fn replace(&mut self, old: Value, new: Value) {
        let new = self.resolve(new);
        let index = old.0 as usize;
        if index >= self.by.len() {
            self.by.resize(index + 1, None);
        }
        if new != old {
            self.by[index] = Some(new);
        }
    }

    /// What stands for the value now.
    pub fn resolve(&self, value: Value) -> Value {
        let mut value = value;
        while let Some(Some(next)) = self.by.get(value.0 as usize) {
            value = *next;
        }
        value
    }

    /// The same, and the next time it takes fewer steps.
    pub fn shorten(&mut self, value: Value) -> Value {
        let end = self.resolve(value);
        let mut value = value;
        while value != end {
            let next = self.by[value.0 as usize].replace(end);
            value = next.unwrap_or(end);
        }
        end
    }

    /// Rewrites every operand.
    pub fn apply(&mut self, function: &mut Function) {
        for index in 0..self.by.len() {
            self.shorten(Value(index as u32));
        }
        for id in function.order.clone() {
            for inst in function.block(id).insts.clone() {
                function.inst_mut(inst).op.for_each_operand(|value| *value = self.resolve(*value));
            }
            let terminator = &mut function.block_mut(id).terminator;
            terminator.for_each_operand(|value| *value = self.resolve(*value));
            for note in &mut function.block_mut(id).notes {
                note.value = note.value.map(|value| self.resolve(value));
            }
        }
    }
}
