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

    /// The lowest of the ways with the least stamp.
    #[inline]
    pub fn victim(&self, set: usize, first: usize) -> usize {
        let stamps = &self.stamps[set * self.ways..][..self.ways];
        match (first, stamps) {
            (0, &[a, b, c, d]) => oldest([a, b, c, d]),
            (0, &[a, b, c, d, e, f, g, h]) => oldest([a, b, c, d, e, f, g, h]),
            _ => (first..self.ways).min_by_key(|&way| stamps[way]).unwrap_or(first),
        }
    }
}

/// The first of the least stamps, by moves rather than branches: which it is, cannot be predicted.
#[inline(always)]
fn oldest<const WAYS: usize>(stamps: [u64; WAYS]) -> usize {
    let mut oldest = (stamps[0], 0);
    for (way, &stamp) in stamps.iter().enumerate().skip(1) {
        let older = stamp < oldest.0;
        oldest = (if older { stamp } else { oldest.0 }, if older { way } else { oldest.1 });
    }
    oldest.1
}
