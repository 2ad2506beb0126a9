//! The psABI's integer calling convention: arguments, parameters, results, `va_list`.
//!
//! Argument words are numbered: 0–7 are `a0`–`a7`, the n-th after them lies `4 * n` bytes above the
//! caller's stack pointer. A large result comes first, as the address where it goes.

use super::memory::pieces;
use super::place::Location;
use super::{Lower, Storage, Val, Variable, is_wide, layout};
use crate::back::ir::{self, Binary, Def, Op, Terminator, Value, Width};
use crate::tree::{Callee, Expr, Place, Ty};

/// Words passed in registers.
const REGISTERS: usize = 8;

/// Aggregates above this many bytes are passed and returned in memory.
const BY_VALUE_MAX: u32 = 8;

/// Where the next argument of a type begins: on an even word if it wants 8 bytes of alignment and is
/// unnamed or on the stack.
fn first_word(next: usize, ty: Ty, unnamed: bool) -> usize {
    let (size, align) = layout(ty);
    let by_reference = matches!(ty, Ty::Aggregate { .. }) && size > BY_VALUE_MAX;
    let even = !by_reference && align >= 8 && (unnamed || next >= REGISTERS);
    if even { next.next_multiple_of(2) } else { next }
}

impl Lower<'_> {
    /// Moves the parameters from where the caller put them to where the function keeps them.
    pub(super) fn parameters(&mut self) {
        let entry = self.builder.current;
        let registers: Vec<Value> =
            (0..REGISTERS).map(|_| self.builder.function.new_param(entry)).collect();
        if is_large(self.source.returns) {
            self.result_address = Some(registers[0]);
            self.named_words = 1;
        }
        for index in 0..self.source.parameter_count as usize {
            let Some(local) = self.source.locals.get(index) else { break };
            self.builder.span = local.span;
            self.parameter(index, local.ty, &registers);
        }
        if self.source.variadic {
            self.save_unnamed(&registers);
        }
        self.builder.span = self.source.span;
    }

    fn parameter(&mut self, index: usize, ty: Ty, registers: &[Value]) {
        let first = first_word(self.named_words, ty, false);
        let (size, align) = layout(ty);
        let words = if is_large(ty) { 1 } else { size.div_ceil(4) as usize };
        // Some compilers leave the rest of a narrow argument's word on the stack as it was.
        let width = super::place::width(ty);
        let values: Vec<Value> =
            (first..first + words).map(|n| self.incoming_word(n, width, registers)).collect();
        self.named_words = first + words;
        match (self.locals[index], ty) {
            (Storage::Variable(variable), _) => {
                for (n, value) in values.into_iter().enumerate() {
                    self.builder.write(Variable(variable.0 + n as u32), value);
                }
            }
            (Storage::Memory(base), Ty::Aggregate { .. }) => {
                self.store_words(base, &values, size, align)
            }
            (Storage::Memory(base), _) => {
                let val = self.val_of(&values, ty);
                self.store(Location::Memory { base, offset: 0, volatile: false, ty }, val);
            }
        }
    }

    fn incoming_word(&mut self, number: usize, width: Width, registers: &[Value]) -> Value {
        match registers.get(number) {
            Some(&value) => value,
            None => {
                let base =
                    self.builder.function.intern(Def::Incoming((number - REGISTERS) as i32 * 4));
                self.load_word(width, base, 0, false)
            }
        }
    }

    /// Stores the registers that may hold unnamed arguments below the stack arguments, so that all
    /// unnamed ones lie in a row.
    fn save_unnamed(&mut self, registers: &[Value]) {
        for (number, &register) in registers.iter().enumerate().skip(self.named_words) {
            let at = (number as i32 - REGISTERS as i32) * 4;
            let base = self.builder.function.intern(Def::Incoming(at));
            self.store_word(Width::Word, base, 0, register, false);
        }
        let saved = REGISTERS.saturating_sub(self.named_words) as u32 * 4;
        self.builder.function.variadic_save = saved;
    }

    pub(super) fn va_start(&mut self, place: &Place) -> Val {
        let at = (self.named_words as i32 - REGISTERS as i32) * 4;
        let first = self.builder.function.intern(Def::Incoming(at));
        let location = self.place(place);
        self.store(location, Val::Word(first));
        Val::Void
    }

    pub(super) fn va_arg(&mut self, place: &Place, ty: Ty) -> Val {
        let location = self.place(place);
        let (size, align) = layout(ty);
        let list = self.load(location);
        let mut at = self.word(list);
        let by_reference = is_large(ty);
        if align >= 8 && !by_reference {
            at = self.bin_const(Binary::Add, at, 7);
            at = self.bin_const(Binary::And, at, -8);
        }
        let bytes = if by_reference { 4 } else { size.next_multiple_of(4) };
        let next = self.bin_const(Binary::Add, at, bytes as i32);
        self.store(location, Val::Word(next));
        if by_reference {
            return Val::Memory(self.load_word(Width::Word, at, 0, false));
        }
        self.load(Location::Memory { base: at, offset: 0, volatile: false, ty })
    }

    /// Calls, and yields the result.
    pub(super) fn call(
        &mut self,
        callee: &Callee,
        args: &[Expr],
        fixed: usize,
        returns: Ty,
    ) -> Val {
        let (target, vals) = match callee {
            Callee::Symbol(symbol) => (ir::Callee::Symbol(*symbol), self.arguments(args)),
            Callee::Pointer(pointer) => {
                let val = self.expr(pointer);
                let (val, vals) = self.while_held(val, |lower| lower.arguments(args));
                (self.target(val), vals)
            }
        };
        if let Some(val) = self.library_call(target, &vals) {
            return val;
        }
        let (size, align) = layout(returns);
        let mut words = Vec::new();
        let space = matches!(returns, Ty::Aggregate { .. }).then(|| self.new_slot("", size, align));
        if is_large(returns) {
            words.push(space);
        }
        for (number, (arg, val)) in args.iter().zip(vals).enumerate() {
            self.argument(&mut words, arg.ty, val, number >= fixed);
        }
        let result_words = if is_large(returns) { 0 } else { size.div_ceil(4) as usize };
        let results = self.builder.push_results(Op::Call(target, words), result_words);
        if let Some(space) = space {
            if result_words > 0 {
                self.store_words(space, &results, size, align);
            }
            return Val::Memory(space);
        }
        self.val_of(&results, returns)
    }

    /// Whom a pointer names.
    fn target(&mut self, pointer: Val) -> ir::Callee {
        let value = self.word(pointer);
        match self.builder.function.def(value) {
            Def::Symbol(symbol, 0) => ir::Callee::Symbol(symbol),
            _ => ir::Callee::Value(value),
        }
    }

    fn argument(&mut self, words: &mut Vec<Option<Value>>, ty: Ty, val: Val, unnamed: bool) {
        words.resize(first_word(words.len(), ty, unnamed), None);
        let (size, align) = layout(ty);
        match (val, ty) {
            (Val::Memory(from), _) if is_large(ty) => {
                let copy = self.new_slot("", size, align);
                self.copy(copy, from, size, align);
                words.push(Some(copy));
            }
            (Val::Memory(from), Ty::Aggregate { .. }) => {
                let values = self.load_words(from, size, align);
                words.extend(values.into_iter().map(Some));
            }
            (Val::Pair(low, high), _) => words.extend([Some(low), Some(high)]),
            (Val::Void, _) => {}
            _ => {
                let word = self.word(val);
                words.push(Some(word));
            }
        }
    }

    fn val_of(&mut self, words: &[Value], ty: Ty) -> Val {
        match *words {
            [low, high] if is_wide(ty) => Val::Pair(low, high),
            [word, ..] => Val::Word(word),
            [] => Val::Void,
        }
    }

    /// `return`, with a value already of the function's type.
    pub(super) fn return_value(&mut self, val: Val) {
        let ty = self.source.returns;
        let words = match (val, ty) {
            (_, Ty::Void) | (Val::Void, _) => Vec::new(),
            (Val::Memory(from), Ty::Aggregate { size, align }) => match self.result_address {
                Some(to) => {
                    self.copy(to, from, size, align);
                    Vec::new()
                }
                None => self.load_words(from, size, align),
            },
            (Val::Pair(low, high), _) => vec![low, high],
            (Val::Word(word) | Val::Memory(word), _) => vec![word],
        };
        self.builder.end(Terminator::Return(words));
    }

    /// The closing brace; `main` returns 0 there.
    pub(super) fn implicit_return(&mut self) {
        let is_main = self.builder.function.name == "main";
        let val = match self.source.returns {
            Ty::Int { bits: 32, .. } if is_main => Val::Word(self.number(0)),
            _ => Val::Void,
        };
        self.return_value(val);
    }

    /// The words of a small aggregate, read no further than it reaches.
    fn load_words(&mut self, from: Value, size: u32, align: u32) -> Vec<Value> {
        let mut words = Vec::new();
        for (width, at) in pieces(size, align) {
            let piece = self.load_word(width, from, at as i32, false);
            let shift = (at % 4) as i32 * 8;
            match words.last_mut() {
                Some(word) if shift != 0 => {
                    let moved = self.bin_const(Binary::Sll, piece, shift);
                    *word = self.bin(Binary::Or, *word, moved);
                }
                _ => words.push(piece),
            }
        }
        words
    }

    fn store_words(&mut self, to: Value, words: &[Value], size: u32, align: u32) {
        for (width, at) in pieces(size, align) {
            let Some(&word) = words.get(at as usize / 4) else { break };
            let piece = self.bin_const(Binary::Srl, word, (at % 4) as i32 * 8);
            self.store_word(width, to, at as i32, piece, false);
        }
    }
}

fn is_large(ty: Ty) -> bool {
    matches!(ty, Ty::Aggregate { size, .. } if size > BY_VALUE_MAX)
}
