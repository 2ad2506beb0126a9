//! Replacement: which way of a full set goes.
//!
//! A policy is one small file and one line in each list here. It hears of every hit and fill, and
//! is asked for a victim only when a set is full.

mod fifo;
mod lru;
mod random;
mod tree_plru;

use crate::config::Replacement;
use crate::rng::Rng;
use fifo::Fifo;
pub(crate) use lru::Lru;
use random::Random;
use tree_plru::TreePlru;

/// The state of one structure's policy.
pub(crate) enum Policy {
    Lru(Lru),
    TreePlru(TreePlru),
    Fifo(Fifo),
    Random(Random),
}

impl Policy {
    /// A policy for `sets` sets of `ways` ways, all of them empty.
    pub fn new(replacement: Replacement, sets: usize, ways: usize, rng: Rng) -> Policy {
        match replacement {
            Replacement::Lru => Policy::Lru(Lru::new(sets, ways)),
            Replacement::TreePlru => Policy::TreePlru(TreePlru::new(sets, ways)),
            Replacement::Fifo => Policy::Fifo(Fifo::new(sets, ways)),
            Replacement::Random => Policy::Random(Random::new(ways, rng)),
        }
    }

    /// Something in `way` of `set` was used.
    #[inline]
    pub fn hit(&mut self, set: usize, way: usize) {
        match self {
            Policy::Lru(lru) => lru.used(set, way),
            Policy::TreePlru(tree) => tree.used(set, way),
            Policy::Fifo(_) | Policy::Random(_) => {}
        }
    }

    /// Something new was put into `way` of `set`.
    #[inline]
    pub fn fill(&mut self, set: usize, way: usize) {
        match self {
            Policy::Lru(lru) => lru.used(set, way),
            Policy::TreePlru(tree) => tree.used(set, way),
            Policy::Fifo(fifo) => fifo.filled(set, way),
            Policy::Random(_) => {}
        }
    }

    /// The way of the full set `set` that goes, from way `first` up. (Only a TLB with wired entries
    /// has a `first` other than 0, and no TLB replaces by tree.)
    #[inline]
    pub fn victim(&mut self, set: usize, first: usize) -> usize {
        match self {
            Policy::Lru(lru) => lru.victim(set, first),
            Policy::TreePlru(tree) => tree.victim(set),
            Policy::Fifo(fifo) => fifo.victim(set, first),
            Policy::Random(random) => random.victim(first),
        }
    }
}
