//! Values that wait while another operand is evaluated.
//!
//! As long as a few wait, they are plain values. Where an expression is nested so deeply that more
//! wait than registers exist by far, they wait in stack memory: the machine had to put them there in
//! any case, and a register allocator that has to find out needs quadratic time.

use super::{Lower, Val};
use crate::back::ir::{Def, Op, Value, Width};
use crate::tree::Expr;

/// How many wait as plain values.
const PLAIN_MAX: usize = 64;

impl Lower<'_> {
    /// Evaluates something while `val` waits; what waited and what came of it.
    pub(super) fn while_held<T>(
        &mut self,
        val: Val,
        evaluate: impl FnOnce(&mut Self) -> T,
    ) -> (Val, T) {
        self.held += 1;
        let slot = (self.held > PLAIN_MAX).then(|| self.waiting_slot(self.held - PLAIN_MAX - 1));
        if let Some(slot) = slot {
            self.park(val, slot);
        }
        let other = evaluate(self);
        let val = slot.map_or(val, |slot| self.fetch(val, slot));
        self.held -= 1;
        (val, other)
    }

    /// Evaluates arguments in order; each waits for those behind it.
    pub(super) fn arguments(&mut self, args: &[Expr]) -> Vec<Val> {
        let mut vals = Vec::new();
        self.arguments_from(args, &mut vals);
        vals.reverse();
        vals
    }

    fn arguments_from(&mut self, args: &[Expr], last_first: &mut Vec<Val>) {
        let Some((first, rest)) = args.split_first() else { return };
        let val = self.expr(first);
        let (val, ()) = self.while_held(val, |lower| lower.arguments_from(rest, last_first));
        last_first.push(val);
    }

    /// Two words of stack memory, the same for all that wait at one depth.
    fn waiting_slot(&mut self, number: usize) -> Value {
        while self.waiting.len() <= number {
            let slot = self.new_slot("", 8, 4);
            self.waiting.push(slot);
        }
        self.waiting[number]
    }

    fn park(&mut self, val: Val, slot: Value) {
        match val {
            Val::Void => {}
            Val::Word(word) | Val::Memory(word) => self.park_word(word, slot, 0),
            Val::Pair(low, high) => {
                self.park_word(low, slot, 0);
                self.park_word(high, slot, 4);
            }
        }
    }

    fn fetch(&mut self, val: Val, slot: Value) -> Val {
        match val {
            Val::Void => Val::Void,
            Val::Word(word) => Val::Word(self.fetch_word(word, slot, 0)),
            Val::Memory(word) => Val::Memory(self.fetch_word(word, slot, 0)),
            Val::Pair(low, high) => {
                Val::Pair(self.fetch_word(low, slot, 0), self.fetch_word(high, slot, 4))
            }
        }
    }

    /// Only what an instruction or a block made takes a register.
    fn takes_register(&self, word: Value) -> bool {
        matches!(self.builder.function.def(word), Def::Result(..) | Def::Param(_))
    }

    /// As volatile accesses, which the passes do not turn back into values.
    fn park_word(&mut self, value: Value, base: Value, offset: i32) {
        if self.takes_register(value) {
            let width = Width::Word;
            self.builder.push_effect(Op::Store { width, base, offset, value, volatile: true });
        }
    }

    fn fetch_word(&mut self, value: Value, base: Value, offset: i32) -> Value {
        if !self.takes_register(value) {
            return value;
        }
        self.builder.push(Op::Load { width: Width::Word, base, offset, volatile: true })
    }
}
