//! Copying and clearing bytes: inline when few, by a library call when many.

use super::Lower;
use crate::back::data;
use crate::back::ir::{Callee, Def, Op, Value, Width};
use crate::tree::SymbolKind;

/// More loads and stores than this become a call.
const INLINE_MAX: u32 = 12;

/// The pieces that cover `size` bytes, widest first, as the alignment allows.
pub(super) fn pieces(size: u32, align: u32) -> Vec<(Width, u32)> {
    let mut list = Vec::new();
    let mut at = 0;
    while at < size {
        let (width, bytes) = match (align, size - at) {
            (4.., 4..) => (Width::Word, 4),
            (2.., 2..) => (Width::U16, 2),
            _ => (Width::U8, 1),
        };
        list.push((width, at));
        at += bytes;
    }
    list
}

fn piece_count(size: u32, align: u32) -> u32 {
    size / align.clamp(1, 4) + 2
}

impl Lower<'_> {
    /// Copies bytes; the places are the same or do not overlap.
    pub(super) fn copy(&mut self, to: Value, from: Value, size: u32, align: u32) {
        if to == from || size == 0 {
            return;
        }
        if !self.is_short_copy(to, from, size, align) {
            let count = self.number(size as i32);
            return self.runtime("memcpy", [to, from, count]);
        }
        let align = self.known_align(to, align).min(self.known_align(from, align));
        // All loads of a group first: the copies need not wait for one another.
        for group in pieces(size, align).chunks(4) {
            let words: Vec<Value> = group
                .iter()
                .map(|&(width, at)| self.load_word(width, from, at as i32, false))
                .collect();
            for (&(width, at), word) in group.iter().zip(words) {
                self.store_word(width, to, at as i32, word, false);
            }
        }
    }

    /// Whether it takes few loads and stores.
    pub(super) fn is_short_copy(&self, to: Value, from: Value, size: u32, align: u32) -> bool {
        let align = self.known_align(to, align).min(self.known_align(from, align));
        piece_count(size, align) <= INLINE_MAX + 2
    }

    /// Fills bytes with zeros.
    pub(super) fn clear(&mut self, to: Value, size: u32, align: u32) {
        let zero = self.number(0);
        let align = self.known_align(to, align);
        if piece_count(size, align) > INLINE_MAX + 2 {
            let count = self.number(size as i32);
            return self.runtime("memset", [to, zero, count]);
        }
        for (width, at) in pieces(size, align) {
            self.store_word(width, to, at as i32, zero, false);
        }
    }

    /// The alignment of an address that may be better than its type's.
    fn known_align(&self, address: Value, align: u32) -> u32 {
        let (object, offset) = match self.builder.function.def(address) {
            Def::Slot(slot, offset) => (
                self.builder.function.slots.get(slot.0 as usize).map_or(1, |slot| slot.align),
                offset,
            ),
            Def::Symbol(symbol, offset) => match self.program.symbols.get(symbol.0 as usize) {
                Some(symbol) if matches!(symbol.kind, SymbolKind::Object { .. }) => {
                    (data::alignment(symbol, self.optimise), offset)
                }
                _ => return align,
            },
            _ => return align,
        };
        // The largest power of two that divides both.
        let both = object as i32 | offset;
        align.max(1 << both.trailing_zeros().min(4))
    }

    fn runtime(&mut self, name: &'static str, args: [Value; 3]) {
        self.builder.push_effect(Op::Call(Callee::Runtime(name), args.map(Some).to_vec()));
    }
}
