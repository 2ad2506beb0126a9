//! One cache: tags, dirty bits, owner stamps and counts. It holds no data and decides no value.
//!
//! A cache answers three questions: is this line here ([`Cache::lookup`]), what goes if it comes in
//! ([`Cache::fill`]), and what was here when it is dropped ([`Cache::remove`]). What a miss costs and
//! what the levels below do is the hierarchy's affair.

use crate::config::Shape;
use crate::counters::{AccessKind, CacheCounters};
use crate::observer::Structure;
use crate::replacement::Policy;
use crate::rng::Rng;

/// Tags and counts of one cache.
pub(crate) struct Cache {
    /// Which one it is.
    pub structure: Structure,
    /// Cycles of a hit.
    pub hit_cycles: u32,
    /// What it has counted, but for the sums over kinds.
    counts: CacheCounters,
    line_shift: u32,
    set_mask: u32,
    ways: usize,
    /// Per slot (set times ways plus way): address of the line with `VALID`, or 0.
    tags: Vec<u32>,
    dirty: Vec<bool>,
    owners: Vec<u32>,
    policy: Policy,
}

/// Lines are at least four bytes long, so this bit of a line address is free.
const VALID: u32 = 1;

/// What [`Cache::lookup`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lookup {
    /// The line, last touched by the same owner.
    Hit,
    /// The line, last touched by this other owner.
    Touched(u32),
    /// Nothing.
    Miss,
}

/// A line that left the cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Victim {
    pub line: u32,
    pub dirty: bool,
    pub owner: u32,
}

impl Cache {
    pub fn new(structure: Structure, shape: Shape, seed: u64) -> Cache {
        let (sets, ways) = (shape.sets(), shape.ways as usize);
        let rng = Rng::new(seed, structure as u64);
        Cache {
            structure,
            hit_cycles: shape.hit_cycles,
            counts: CacheCounters::default(),
            line_shift: shape.line.0.trailing_zeros(),
            set_mask: sets as u32 - 1,
            ways,
            tags: vec![0; sets * ways],
            dirty: vec![false; sets * ways],
            owners: vec![0; sets * ways],
            policy: Policy::new(shape.replacement, sets, ways, rng),
        }
    }

    /// Address of the first byte of the line that holds `paddr`.
    #[inline]
    pub fn line_of(&self, paddr: u32) -> u32 {
        paddr >> self.line_shift << self.line_shift
    }

    /// Bytes of a line.
    pub fn line_size(&self) -> u32 {
        1 << self.line_shift
    }

    /// What it has counted.
    pub fn counters(&self) -> CacheCounters {
        CacheCounters {
            accesses: self.counts.accesses_by_kind.iter().sum(),
            misses: self.counts.misses_by_kind.iter().sum(),
            ..self.counts
        }
    }

    /// One access, counted. A hit is used, stamped and, by a write, made dirty; a miss changes
    /// nothing here.
    #[inline]
    pub fn lookup(&mut self, paddr: u32, kind: AccessKind, owner: u32) -> Lookup {
        self.counts.accesses_by_kind[kind as usize] += 1;
        let Some(slot) = self.find(paddr) else {
            self.counts.misses_by_kind[kind as usize] += 1;
            return Lookup::Miss;
        };
        let set = self.set_of(paddr);
        self.policy.hit(set, slot - set * self.ways);
        if kind == AccessKind::Write {
            self.dirty[slot] = true;
        }
        let before = std::mem::replace(&mut self.owners[slot], owner);
        if before == owner { Lookup::Hit } else { Lookup::Touched(before) }
    }

    /// An access known to hit the line that was accessed last, by the same owner, and not to write:
    /// it only counts, since no policy minds the same line twice in a row.
    #[inline]
    pub fn repeat(&mut self, kind: AccessKind) {
        self.counts.accesses_by_kind[kind as usize] += 1;
    }

    /// Takes in the line of `paddr`, which is not here, and returns what had to go.
    pub fn fill(&mut self, paddr: u32, dirty: bool, owner: u32) -> Option<Victim> {
        let set = self.set_of(paddr);
        let base = set * self.ways;
        let free = self.tags[base..base + self.ways].iter().position(|&tag| tag & VALID == 0);
        let way = free.unwrap_or_else(|| self.policy.victim(set, 0));
        let victim = self.take(base + way);
        if let Some(victim) = victim {
            self.counts.evictions += 1;
            self.counts.writebacks += u64::from(victim.dirty);
        }
        self.tags[base + way] = self.line_of(paddr) | VALID;
        self.dirty[base + way] = dirty;
        self.owners[base + way] = owner;
        self.policy.fill(set, way);
        victim
    }

    /// Drops the line of `paddr`, and returns it if it was here.
    pub fn remove(&mut self, paddr: u32) -> Option<Victim> {
        self.find(paddr).and_then(|slot| self.take(slot))
    }

    /// Drops everything.
    pub fn clear(&mut self) {
        self.tags.fill(0);
        self.dirty.fill(false);
    }

    /// Makes the line of `paddr` clean; whether it was dirty. Counted as a write-back then.
    pub fn clean(&mut self, paddr: u32) -> bool {
        let Some(slot) = self.find(paddr) else { return false };
        let was_dirty = std::mem::replace(&mut self.dirty[slot], false);
        self.counts.writebacks += u64::from(was_dirty);
        was_dirty
    }

    /// The dirty lines, in the order of sets and ways.
    pub fn dirty_lines(&self) -> Vec<u32> {
        let slots = self.tags.iter().zip(&self.dirty);
        slots.filter(|&(_, &dirty)| dirty).map(|(tag, _)| tag & !VALID).collect()
    }

    #[inline]
    fn set_of(&self, paddr: u32) -> usize {
        (paddr >> self.line_shift & self.set_mask) as usize
    }

    #[inline]
    fn find(&self, paddr: u32) -> Option<usize> {
        let base = self.set_of(paddr) * self.ways;
        let wanted = self.line_of(paddr) | VALID;
        let way = self.tags[base..base + self.ways].iter().position(|&tag| tag == wanted)?;
        Some(base + way)
    }

    fn take(&mut self, slot: usize) -> Option<Victim> {
        let tag = std::mem::replace(&mut self.tags[slot], 0);
        let dirty = std::mem::replace(&mut self.dirty[slot], false);
        (tag & VALID != 0).then(|| Victim { line: tag & !VALID, dirty, owner: self.owners[slot] })
    }
}
