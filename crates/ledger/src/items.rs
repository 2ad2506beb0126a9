//! What is remembered of single lines and translations: a record each, found by its key.
//!
//! Every miss, loss and first touch looks here once, so the table is as plain as can be: records in
//! one array, at the place that a hash of the key says or at the next free one. Lists refer to
//! records by their place. Nothing is removed: when half of the places are taken, whoever keeps the
//! lists makes a new table of what they still refer to ([`Items::copy`]). So memory depends on what
//! the structures can hold, and not on how much a guest touches.

use swtch_machine::{Place, Structure};

/// A line or a translation in one of the structures, packed into a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key(u64);

/// Bits of a key that hold the ASID of a translation.
const ASID_SHIFT: u32 = 32;
const STRUCTURE_SHIFT: u32 = 48;

impl Key {
    /// No structure has this number.
    const NONE: Key = Key(u64::MAX);

    /// The key of what lies at a place.
    pub fn new(structure: Structure, place: Place) -> Key {
        let bits = match place {
            Place::Line(address) => u64::from(address),
            Place::Page { page, asid } => u64::from(page) | u64::from(asid) << ASID_SHIFT,
        };
        Key(bits | (structure as u64) << STRUCTURE_SHIFT)
    }

    /// Fibonacci hashing: the high bits of a product with 2^64 over the golden ratio.
    fn hash(self) -> u64 {
        self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }

    /// The structure's number.
    pub fn structure(self) -> usize {
        (self.0 >> STRUCTURE_SHIFT) as usize
    }

    /// A thread comes back to the same address space even if the kernel has given it another ASID
    /// meanwhile, and misses the same translations: what it looks for has no ASID.
    pub fn without_asid(self) -> Key {
        Key(self.0 & !(0xffff << ASID_SHIFT))
    }
}

/// What is known of a line or translation. Times are of the aftermath's clock.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Item {
    /// Which one.
    pub key: Key,
    /// When it was touched first in a stay; or less.
    pub touched: u64,
    /// When it was lost last; 0 if it never was.
    pub lost: u64,
}

impl Item {
    fn new(key: Key) -> Item {
        Item { key, touched: 0, lost: 0 }
    }
}

/// The place of a record in its table.
pub(crate) type Id = u32;

/// The table. Its length is a power of two.
#[derive(Debug)]
pub(crate) struct Items {
    table: Vec<Item>,
    used: usize,
    /// By how much a hash is shifted to become a place.
    shift: u32,
}

/// The shortest table. (In tests, tables fill up soon.)
const LENGTH_MIN: usize = if cfg!(test) { 8 } else { 1024 };

impl Items {
    /// A table with as much room again as `count` records need.
    pub fn with_room(count: usize) -> Items {
        let length = (4 * count).next_power_of_two().max(LENGTH_MIN);
        let shift = u64::BITS - length.trailing_zeros();
        Items { table: vec![Item::new(Key::NONE); length], used: 0, shift }
    }

    /// Whether the next record wants a new table.
    pub fn is_full(&self) -> bool {
        2 * self.used >= self.table.len()
    }

    /// How many places there are.
    pub fn length(&self) -> usize {
        self.table.len()
    }

    /// Where the record of `key` is, or would be.
    #[inline]
    fn place(&self, key: Key) -> usize {
        let mask = self.table.len() - 1;
        let mut place = (key.hash() >> self.shift) as usize;
        while self.table[place].key != key && self.table[place].key != Key::NONE {
            place = (place + 1) & mask;
        }
        place
    }

    /// The record of `key`, if there is one.
    #[inline]
    pub fn find(&self, key: Key) -> Option<Id> {
        let place = self.place(key);
        (self.table[place].key == key).then_some(place as Id)
    }

    /// The record of `key`, perhaps a new one: then the table must not be full.
    #[inline]
    pub fn find_or_add(&mut self, key: Key) -> Id {
        let place = self.place(key);
        if self.table[place].key != key {
            self.used += 1;
            self.table[place] = Item::new(key);
        }
        place as Id
    }

    /// Takes records over from another table, and says in the list where they are now.
    pub fn copy(&mut self, from: &Items, list: &mut [Id]) {
        for id in list {
            let item = from[*id];
            *id = self.find_or_add(item.key);
            self[*id] = item;
        }
    }
}

impl std::ops::Index<Id> for Items {
    type Output = Item;

    fn index(&self, id: Id) -> &Item {
        &self.table[id as usize]
    }
}

impl std::ops::IndexMut<Id> for Items {
    fn index_mut(&mut self, id: Id) -> &mut Item {
        &mut self.table[id as usize]
    }
}
