//! Least recently used: every use is stamped, and the oldest stamp goes.

pub(crate) struct Lru {
    ways: usize,
    /// Per slot, when it was used last; all different but for the zeros of unused slots.
    pub stamps: Vec<u64>,
    /// No stamp is later.
    pub clock: u64,
}

impl Lru {
    pub fn new(sets: usize, ways: usize) -> Lru {
        Lru { ways, stamps: vec![0; sets * ways], clock: 0 }
    }

    #[inline]
    pub fn used(&mut self, set: usize, way: usize) {
        self.clock += 1;
        self.stamps[set * self.ways + way] = self.clock;
    }

    pub fn victim(&self, set: usize, first: usize) -> usize {
        let stamps = &self.stamps[set * self.ways..][..self.ways];
        (first..self.ways).min_by_key(|&way| stamps[way]).unwrap_or(first)
    }
}
