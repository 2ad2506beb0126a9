//! Random: any way, by the structure's own generator, stepped once per replacement.

use crate::rng::Rng;

pub(crate) struct Random {
    ways: usize,
    rng: Rng,
}

impl Random {
    pub fn new(ways: usize, rng: Rng) -> Random {
        Random { ways, rng }
    }

    pub fn victim(&mut self, first: usize) -> usize {
        first + self.rng.below(self.ways - first)
    }
}
