//! How observers hear of what happens in the caches, which see nothing of the machine around them.

use crate::counters::TlbCounters;
use crate::hart::Core;
use crate::hierarchy::{CacheEvent, Hierarchy, Sink};
use crate::memory::Memory;
use crate::observer::{Counts, Moment, Observer, Unbooked};

/// What a callback may see while the caches are at work.
pub(crate) struct Scene<'a, O> {
    pub observer: &'a mut O,
    pub core: &'a Core,
    pub tlb: TlbCounters,
    pub unbooked: Unbooked,
    pub memory: &'a Memory,
    pub owner: &'a mut u32,
}

impl<O: Observer> Sink for Scene<'_, O> {
    fn event(&mut self, event: CacheEvent, caches: &Hierarchy, spent: u64) {
        let counts = Counts {
            cycles: self.core.cycles + spent,
            instructions: self.core.instructions,
            tlb: self.tlb,
            l1i: caches.l1i,
            l1d: caches.l1d,
            lower: caches.lower,
            unbooked: self.unbooked,
        };
        let mut at = Moment {
            counts,
            regs: &self.core.regs,
            pc: self.core.pc,
            mode: self.core.mode,
            satp: self.core.csrs.satp,
            owner: self.owner,
            memory: self.memory,
        };
        match event {
            CacheEvent::Miss(miss) => self.observer.miss(&miss, &mut at),
            CacheEvent::Touch(touch) => self.observer.touch(&touch, &mut at),
            CacheEvent::Evict(evict) => self.observer.evict(&evict, &mut at),
            CacheEvent::Invalidate(invalidate) => self.observer.invalidate(&invalidate, &mut at),
            CacheEvent::Flush(structure) => self.observer.flush(structure, &mut at),
        }
    }
}
