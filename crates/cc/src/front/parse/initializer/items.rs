//! What an initialiser is read into.

use super::*;

/// A value and its place in the object.
#[derive(Clone)]
pub struct Item {
    /// In bytes from the object's start.
    pub offset: u32,
    /// Of a bit-field.
    pub bits: Option<BitField>,
    /// Of the part.
    pub ty: Type,
    /// What it becomes.
    pub value: ItemValue,
    /// Where that is written.
    pub span: Span,
}

impl Item {
    /// Where it begins: a bit-field's unit may hold other parts before it.
    fn first_byte(&self) -> u32 {
        self.offset + self.bits.map_or(0, |bits| u32::from(bits.shift) / 8)
    }

    /// The same elsewhere.
    pub fn at(&self, offset: u32) -> Item {
        Item { offset, ..self.clone() }
    }
}

/// What goes there.
#[derive(Clone)]
pub enum ItemValue {
    /// The value of an expression.
    Operand(Operand),
    /// Of a string literal.
    Bytes(Vec<u8>),
}

/// An initialiser being read.
#[derive(Default)]
pub struct Init {
    /// In the order in which they are written.
    pub items: Vec<Item>,
    /// An expression that was read to see whether it initialises a whole struct, and does not.
    pub pending: Option<Operand>,
    /// The list being read has designators.
    pub designated: bool,
    /// `[a ... b]` in front of the value that comes next.
    pub ranges: Vec<Range>,
    /// Behind all that has been initialised.
    end: u32,
}

/// A designated range: its last element is read, and repeated for those before it.
#[derive(Clone, Copy)]
pub struct Range {
    /// Elements before the last.
    pub times: u32,
    /// Of an element, in bytes.
    pub size: u32,
    /// The designator.
    pub span: Span,
}

impl Init {
    /// A list or a string takes the place of all that was said of a part before.
    pub fn forget(&mut self, offset: u32, size: u32) {
        if offset < self.end {
            let part = offset..offset.saturating_add(size);
            self.items.retain(|item| !part.contains(&item.first_byte()));
        }
    }

    /// The value of a bit-field takes the place of that field's alone: its unit holds others.
    pub fn forget_field(&mut self, offset: u32, bits: BitField) {
        self.items.retain(|item| item.offset != offset || item.bits != Some(bits));
    }

    /// One more; its part has this size.
    pub fn push(&mut self, item: Item, size: u32) {
        self.end = self.end.max(item.offset.saturating_add(size));
        self.items.push(item);
    }
}
