//! What the fast engine does with a cache, part by part.
//!
//! Most of it is for *plain* caches only. A plain cache finds lines by their physical address, replaces
//! the least recently used one, takes in what is written, and keeps it. What its parts do together is
//! what [`Cache::lookup`] and [`Cache::fill`] do, but nobody is told of what leaves: the caller knows
//! what rests on it.

use super::{Cache, DIRTY, VALID, Victim};
use crate::counters::AccessKind;
use crate::replacement::Policy;

impl Cache {
    /// Whether what it does on a miss depends on physical addresses and the order of uses alone.
    pub fn is_plain(&self) -> bool {
        let by_address = !self.virtual_index && !self.virtual_tag;
        let keeps = !self.writes_through && self.allocates && !self.inclusive;
        by_address && keeps && matches!(self.policy, Policy::Lru(_))
    }

    /// Whether every slot holds a line.
    #[inline]
    pub fn is_full(&self) -> bool {
        self.free == 0
    }

    /// Who has touched the line in a slot last.
    #[inline]
    pub fn owner(&self, slot: usize) -> u32 {
        self.owners[slot]
    }

    /// Stamps the line in a slot, of which nothing is proven. Who has touched it last.
    #[inline]
    pub fn restamp(&mut self, slot: usize, owner: u32) -> u32 {
        std::mem::replace(&mut self.owners[slot], owner)
    }

    /// The line in a slot of a plain cache was used at this time.
    #[inline]
    pub fn stamp(&mut self, slot: usize, time: u64) {
        if let Policy::Lru(lru) = &mut self.policy {
            lru.stamps[slot] = time;
        }
    }

    /// The line in a slot was used.
    #[inline]
    pub fn use_now(&mut self, slot: usize) {
        self.policy.hit(slot / self.ways, slot % self.ways);
    }

    /// The physical address of the line in a slot.
    pub fn line(&self, slot: usize) -> u32 {
        self.line_in(slot)
    }

    /// Takes back an access that was counted.
    #[inline]
    pub fn uncount(&mut self, kind: AccessKind) {
        self.counts.accesses_by_kind[kind as usize] -= 1;
    }

    /// The slot of a physical line in a plain cache.
    #[inline(always)]
    pub fn find_plainly(&self, paddr: u32) -> Option<usize> {
        let set = (paddr >> self.line_shift & self.set_mask) as usize;
        let way = self.find_tag(set, self.line_of(paddr) | VALID)?;
        Some(set * self.ways + way)
    }

    /// A miss in a plain cache that is full, counted but for the access: what comes in bears this
    /// stamp, and only the caller hears of what goes, and of its slot.
    #[inline(always)]
    pub fn replace(
        &mut self,
        line: u32,
        kind: AccessKind,
        owner: u32,
        stamp: u64,
    ) -> (usize, Victim) {
        let set = (line >> self.line_shift & self.set_mask) as usize;
        let slot = match &mut self.policy {
            Policy::Lru(lru) => {
                let slot = set * self.ways + lru.victim(set, 0);
                lru.stamps[slot] = stamp;
                slot
            }
            _ => set * self.ways,
        };
        let tag = line | VALID | if kind == AccessKind::Write { DIRTY } else { 0 };
        let before = std::mem::replace(&mut self.tags[slot], tag);
        let owner = std::mem::replace(&mut self.owners[slot], owner);
        let dirty = before & DIRTY != 0;
        self.counts.misses_by_kind[kind as usize] += 1;
        self.counts.evictions += 1;
        self.counts.writebacks += u64::from(dirty);
        (slot, Victim { line: before & !(VALID | DIRTY), dirty, owner })
    }

    /// A plain hit in a slot of a plain cache, counted.
    #[inline(always)]
    pub fn hit_plainly(&mut self, slot: usize, kind: AccessKind) {
        self.counts.accesses_by_kind[kind as usize] += 1;
        let now = self.next_use();
        self.stamp(slot, now);
        self.tags[slot] |= if kind == AccessKind::Write { DIRTY } else { 0 };
    }

    /// The stamp of the next use in a plain cache.
    #[inline(always)]
    pub fn next_use(&mut self) -> u64 {
        let Policy::Lru(lru) = &mut self.policy else { return 0 };
        lru.clock += 1;
        lru.clock
    }
}
