//! Counts: plain values with subtraction.
//!
//! The machine only ever adds to its counts; an observer takes snapshots and subtracts them.

use std::ops::{Add, Sub};

/// What a cache was asked for. The next level sees a line fetched for a store as a read, and a
/// write-back as a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AccessKind {
    /// An instruction fetch.
    Fetch,
    /// A load.
    Read,
    /// A store, or a write-back from the level above.
    Write,
}

/// Counts of a TLB.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TlbCounters {
    /// Translated fetches and data accesses, each attempt by itself.
    pub accesses: u64,
    /// Accesses that found no entry.
    pub misses: u64,
}

/// Counts of one cache. Indices of the arrays are [`AccessKind`]s.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CacheCounters {
    /// Accesses of every kind.
    pub accesses: u64,
    /// Misses of every kind.
    pub misses: u64,
    /// Valid lines replaced by others.
    pub evictions: u64,
    /// Evictions from a virtual cache because the same line came in under another name.
    pub aliases: u64,
    /// Dirty lines written to the next level.
    pub writebacks: u64,
    /// Accesses by kind.
    pub accesses_by_kind: [u64; 3],
    /// Misses by kind.
    pub misses_by_kind: [u64; 3],
}

impl CacheCounters {
    /// Accesses that found their line.
    pub fn hits(&self) -> u64 {
        self.accesses - self.misses
    }
}

/// Everything the machine counts. A level that does not exist counts nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Cycles since reset; never written by a guest.
    pub cycles: u64,
    /// Instructions retired since reset; never written by a guest.
    pub instructions: u64,
    /// The TLB.
    pub tlb: TlbCounters,
    /// The first-level instruction cache.
    pub l1i: CacheCounters,
    /// The first-level data cache.
    pub l1d: CacheCounters,
    /// The second level.
    pub l2: CacheCounters,
    /// The third level.
    pub l3: CacheCounters,
}

/// Implements `Add` and `Sub` field by field.
macro_rules! fieldwise {
    ($type:ident { $($field:ident),* }) => {
        impl Add for $type {
            type Output = $type;
            fn add(self, other: $type) -> $type {
                $type { $($field: self.$field.plus(other.$field)),* }
            }
        }
        impl Sub for $type {
            type Output = $type;
            fn sub(self, other: $type) -> $type {
                $type { $($field: self.$field.minus(other.$field)),* }
            }
        }
        impl Fieldwise for $type {
            fn plus(self, other: $type) -> $type { self + other }
            fn minus(self, other: $type) -> $type { self - other }
        }
    };
}

/// Sums and differences of counts and of arrays of counts.
trait Fieldwise {
    fn plus(self, other: Self) -> Self;
    fn minus(self, other: Self) -> Self;
}

impl Fieldwise for u64 {
    fn plus(self, other: u64) -> u64 {
        self.wrapping_add(other)
    }
    fn minus(self, other: u64) -> u64 {
        self.wrapping_sub(other)
    }
}

impl Fieldwise for [u64; 3] {
    fn plus(self, other: [u64; 3]) -> [u64; 3] {
        std::array::from_fn(|kind| self[kind].plus(other[kind]))
    }
    fn minus(self, other: [u64; 3]) -> [u64; 3] {
        std::array::from_fn(|kind| self[kind].minus(other[kind]))
    }
}

fieldwise!(TlbCounters { accesses, misses });
fieldwise!(CacheCounters {
    accesses,
    misses,
    evictions,
    aliases,
    writebacks,
    accesses_by_kind,
    misses_by_kind
});
fieldwise!(Counters { cycles, instructions, tlb, l1i, l1d, l2, l3 });
