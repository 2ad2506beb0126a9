//! Least recently used: every use is stamped, and the oldest stamp goes.

/// Bits for a way, of which a TLB has at most 4096. Stamps have the rest: no run is so long.
const WAY_BITS: u32 = 12;

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

    /// The lowest of the ways with the least stamp. (The way is part of what is compared, so that
    /// there is nothing to be predicted: which way it is, is anybody's guess.)
    #[inline]
    pub fn victim(&self, set: usize, first: usize) -> usize {
        let stamps = &self.stamps[set * self.ways..][..self.ways];
        let keys = stamps.iter().zip(0..).map(|(&stamp, way): (_, u64)| stamp << WAY_BITS | way);
        let oldest = keys.skip(first).fold(u64::MAX, u64::min);
        (oldest & ((1 << WAY_BITS) - 1)) as usize
    }
}
