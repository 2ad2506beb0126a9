//! The caches as a hierarchy: what an access costs, and what it does level by level.
//!
//! On a miss the line is fetched from the next level first, then a dirty victim is written back to
//! it. A write-back is an access of the next level like any other, but costs `writeback_cycles` and
//! nothing else, whatever it causes further down; a full line allocates there without a fetch.

use crate::cache::{Cache, Lookup, Victim};
use crate::config::MachineConfig;
use crate::counters::{AccessKind, Counters};
use crate::observer::{Evict, Invalidate, Miss, Place, Structure, Touch};

/// The levels that harts share, and the memory behind them.
pub(crate) struct Lower {
    /// L2 and L3, as far as there are any.
    levels: Vec<Cache>,
    access_cycles: u32,
    writeback_cycles: u32,
}

impl Lower {
    /// Counts of these levels and of a hart's first; the rest is zero.
    pub fn counters(&self, l1i: &Option<Cache>, l1d: &Option<Cache>) -> Counters {
        let mut counters = Counters::default();
        for cache in l1i.iter().chain(l1d).chain(&self.levels) {
            let counts = cache.counters();
            match cache.structure {
                Structure::L1i => counters.l1i = counts,
                Structure::L1d => counters.l1d = counts,
                Structure::L2 => counters.l2 = counts,
                Structure::L3 => counters.l3 = counts,
                Structure::Tlb => {}
            }
        }
        counters
    }

    /// Whether there is any such level.
    pub fn exists(&self) -> bool {
        !self.levels.is_empty()
    }

    pub fn new(config: &MachineConfig, seed: u64) -> Lower {
        let l2 = config.l2.as_ref().map(|l2| Cache::new(Structure::L2, l2.shape(), seed));
        let l3 = config.l3.as_ref().map(|l3| Cache::new(Structure::L3, l3.shape(), seed));
        Lower {
            levels: l2.into_iter().chain(l3).collect(),
            access_cycles: config.memory.access_cycles,
            writeback_cycles: config.memory.writeback_cycles,
        }
    }
}

/// Which first-level cache an access goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Fetch,
    Data,
}

/// Something that happened in a cache.
pub(crate) enum CacheEvent {
    Miss(Miss),
    Touch(Touch),
    Evict(Evict),
    Invalidate(Invalidate),
    Flush(Structure),
}

/// Whoever hears of cache events. `spent` is what the access has cost so far.
pub(crate) trait Sink {
    fn event(&mut self, event: CacheEvent, caches: &Hierarchy, spent: u64);
}

/// One hart's view of all caches: its own first level, and the shared levels.
pub(crate) struct Hierarchy<'a> {
    pub l1i: &'a mut Option<Cache>,
    pub l1d: &'a mut Option<Cache>,
    pub lower: &'a mut Lower,
}

/// One access, or cache operation, on its way through the levels.
pub(crate) struct Access<'s, S> {
    pub side: Side,
    pub owner: u32,
    pub sink: &'s mut S,
    /// Cycles so far, beyond those of the instruction itself.
    pub spent: u64,
}

/// Who asks a level for a line, and what for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Demand {
    /// The access itself, or a fetch for the level above: the hart waits for it.
    Waiting,
    /// A write-back of a line of so many bytes: nobody waits.
    WriteBack(u32),
}

impl Hierarchy<'_> {
    /// Counts of every level; the rest is zero.
    pub fn counters(&self) -> Counters {
        self.lower.counters(self.l1i, self.l1d)
    }

    /// One access of the hart to the line that holds `paddr`, charged to `access.spent`.
    pub fn access<S: Sink>(&mut self, paddr: u32, kind: AccessKind, access: &mut Access<S>) {
        let first = match self.cache(0, access.side) {
            Some(l1) => {
                access.spent += u64::from(l1.hit_cycles - 1);
                0
            }
            None => {
                access.spent += u64::from(self.price(1));
                1
            }
        };
        self.look(first, paddr, kind, Demand::Waiting, access);
    }

    /// The access has come to `level`; 0 is the first.
    fn look<S: Sink>(
        &mut self,
        level: usize,
        paddr: u32,
        kind: AccessKind,
        demand: Demand,
        access: &mut Access<S>,
    ) {
        let Some(cache) = self.cache(level, access.side) else { return };
        match cache.lookup(paddr, kind, access.owner) {
            Lookup::Hit => {}
            Lookup::Touched(owner) => self.touched(level, paddr, owner, access),
            Lookup::Miss => self.miss(level, paddr, kind, demand, access),
        }
    }

    /// What follows a look-up in the first level that the caller has done, and that was no plain
    /// hit.
    pub fn settle<S: Sink>(
        &mut self,
        found: Lookup,
        paddr: u32,
        kind: AccessKind,
        access: &mut Access<S>,
    ) {
        match found {
            Lookup::Hit => {}
            Lookup::Touched(owner) => self.touched(0, paddr, owner, access),
            Lookup::Miss => self.miss(0, paddr, kind, Demand::Waiting, access),
        }
    }

    /// `level` has the line of `paddr`, which bore the stamp of `owner`.
    fn touched<S: Sink>(&mut self, level: usize, paddr: u32, owner: u32, access: &mut Access<S>) {
        let Some(cache) = self.cache(level, access.side) else { return };
        let place = Place::Line(cache.line_of(paddr));
        let touch = Touch { structure: cache.structure, place, owner };
        access.sink.event(CacheEvent::Touch(touch), self, access.spent);
    }

    /// `level` was asked for the line of `paddr` and has it not.
    fn miss<S: Sink>(
        &mut self,
        level: usize,
        paddr: u32,
        kind: AccessKind,
        demand: Demand,
        access: &mut Access<S>,
    ) {
        let (next_price, writeback_price) = (self.price(level + 1), self.lower.writeback_cycles);
        let Some(cache) = self.cache(level, access.side) else { return };
        let (structure, line) = (cache.structure, cache.line_of(paddr));
        let line_size = cache.line_size();
        let victim = cache.fill(paddr, kind == AccessKind::Write, access.owner);
        let dirty_victim = victim.filter(|victim| victim.dirty);

        let mut stall = 0;
        if demand == Demand::Waiting {
            stall = next_price + if dirty_victim.is_some() { writeback_price } else { 0 };
        }
        access.spent += u64::from(stall);
        let miss = Miss { structure, kind, place: Place::Line(line), stall };
        access.sink.event(CacheEvent::Miss(miss), self, access.spent);
        if let Some(victim) = victim {
            self.tell_eviction(structure, victim, access);
        }

        let below = level + 1;
        if demand != Demand::WriteBack(line_size) {
            let fetch = if kind == AccessKind::Fetch { kind } else { AccessKind::Read };
            let demand = match demand {
                Demand::Waiting => Demand::Waiting,
                // Partial lines are completed from below, and still nobody waits; no line is so
                // short that this demand would count as a full one.
                Demand::WriteBack(_) => Demand::WriteBack(0),
            };
            self.look(below, line, fetch, demand, access);
        }
        if let Some(victim) = dirty_victim {
            let demand = Demand::WriteBack(line_size);
            self.look(below, victim.line, AccessKind::Write, demand, access);
        }
    }

    fn tell_eviction<S: Sink>(
        &mut self,
        structure: Structure,
        victim: Victim,
        access: &mut Access<S>,
    ) {
        let Victim { line, dirty: writeback, owner } = victim;
        let evict = Evict { structure, place: Place::Line(line), owner, writeback };
        access.sink.event(CacheEvent::Evict(evict), self, access.spent);
    }

    /// Writes dirty lines of one cache back to the next level: all, or only the one that holds a
    /// given address. Each costs what a write-back costs.
    pub fn write_back<S: Sink>(
        &mut self,
        structure: Structure,
        only: Option<u32>,
        access: &mut Access<S>,
    ) {
        let Some((level, side)) = self.level_of(structure) else { return };
        access.side = side;
        let Some(cache) = self.cache(level, side) else { return };
        let line_size = cache.line_size();
        let lines = only.map_or_else(|| cache.dirty_lines(), |paddr| vec![cache.line_of(paddr)]);
        for line in lines {
            if self.cache(level, side).is_some_and(|cache| cache.clean(line)) {
                access.spent += u64::from(self.lower.writeback_cycles);
                let demand = Demand::WriteBack(line_size);
                self.look(level + 1, line, AccessKind::Write, demand, access);
            }
        }
    }

    /// Drops lines of one cache, dirty or not: all, or only the one that holds a given address.
    pub fn invalidate<S: Sink>(
        &mut self,
        structure: Structure,
        only: Option<u32>,
        access: &mut Access<S>,
    ) {
        let Some((level, side)) = self.level_of(structure) else { return };
        let Some(cache) = self.cache(level, side) else { return };
        let event = match only {
            None => {
                cache.clear();
                CacheEvent::Flush(structure)
            }
            Some(paddr) => {
                let Some(Victim { line, owner, .. }) = cache.remove(paddr) else { return };
                CacheEvent::Invalidate(Invalidate { structure, place: Place::Line(line), owner })
            }
        };
        access.sink.event(event, self, access.spent);
    }

    fn level_of(&self, structure: Structure) -> Option<(usize, Side)> {
        match structure {
            Structure::Tlb => None,
            Structure::L1i => Some((0, Side::Fetch)),
            Structure::L1d => Some((0, Side::Data)),
            Structure::L2 | Structure::L3 => {
                let mut levels = self.lower.levels.iter();
                let index = levels.position(|cache| cache.structure == structure)?;
                Some((index + 1, Side::Data))
            }
        }
    }

    fn cache(&mut self, level: usize, side: Side) -> Option<&mut Cache> {
        match (level, side) {
            (0, Side::Fetch) => self.l1i.as_mut(),
            (0, Side::Data) => self.l1d.as_mut(),
            (below, _) => self.lower.levels.get_mut(below - 1),
        }
    }

    /// What a miss of the level above adds: this level's `hit_cycles`, or the memory's price.
    fn price(&self, level: usize) -> u32 {
        self.lower.levels.get(level - 1).map_or(self.lower.access_cycles, |cache| cache.hit_cycles)
    }
}
