//! Least recently used: every use is stamped, and the oldest stamp goes.

pub(crate) struct Lru {
    ways: usize,
    /// Per slot, when it was used last; in a set all different but for the zeros of unused slots.
    pub stamps: Vec<u64>,
    /// No stamp is later, but while handlers of the fast engine run, which give stamps of their own.
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

    /// The lowest of the ways with the least stamp.
    #[inline(always)]
    pub fn victim(&self, set: usize, first: usize) -> usize {
        let stamps = &self.stamps[set * self.ways..][..self.ways];
        match (first, stamps) {
            (0, &[a, b, c, d]) => oldest([a, b, c, d]),
            (0, &[a, b, c, d, e, f, g, h]) => oldest([a, b, c, d, e, f, g, h]),
            _ => (first..self.ways).min_by_key(|&way| stamps[way]).unwrap_or(first),
        }
    }
}

/// The first of the least stamps, by moves rather than branches: which it is, cannot be predicted. A
/// stamp is a number of cycles, or of accesses, and will not reach the bits that are shifted out.
#[inline(always)]
fn oldest<const WAYS: usize>(stamps: [u64; WAYS]) -> usize {
    let numbered = |way: usize| stamps[way] << 3 | way as u64;
    let mut oldest = numbered(0);
    for way in 1..WAYS {
        oldest = oldest.min(numbered(way));
    }
    oldest as usize & 7
}
