//! First in, first out: every fill is stamped, uses are not, and the oldest stamp goes.

use super::lru::Lru;

pub(crate) struct Fifo {
    fills: Lru,
}

impl Fifo {
    pub fn new(sets: usize, ways: usize) -> Fifo {
        Fifo { fills: Lru::new(sets, ways) }
    }

    pub fn filled(&mut self, set: usize, way: usize) {
        self.fills.used(set, way);
    }

    pub fn victim(&self, set: usize, first: usize) -> usize {
        self.fills.victim(set, first)
    }
}
