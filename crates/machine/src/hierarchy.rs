//! The caches as a hierarchy: what an access costs, and what it does level by level.
//!
//! On a miss the line is fetched from the next level first, then a dirty victim is written back to
//! it. A write-back is an access of the next level like any other, but costs `writeback_cycles` and
//! nothing else, whatever it causes further down; a full line allocates there without a fetch.
//!
//! A write that a level passes on (each one, if it writes through; one that misses, if it does not
//! allocate) goes into a buffer that is never full: it costs what a write-back costs, and is no
//! stall of a miss. A line that leaves an inclusive level takes with it what the levels above have
//! of it, dirty or not, and is written back itself if any of that was dirty.

use crate::cache::{Address, Cache, Lookup, Victim};
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

    /// The level that is called so.
    pub fn level(&self, structure: Structure) -> Option<&Cache> {
        self.levels.iter().find(|cache| cache.structure == structure)
    }

    /// Whether all of them are [`Cache::is_plain`].
    pub fn is_plain(&self) -> bool {
        self.levels.iter().all(Cache::is_plain)
    }

    /// What a miss of a first level costs, and by how much more if a dirty line must go.
    pub fn prices(&self) -> (u32, u32) {
        let next = self.levels.first().map_or(self.access_cycles, |cache| cache.hit_cycles);
        (next, self.writeback_cycles)
    }

    /// What a miss of the last level costs, and by how much more if a dirty line must go.
    pub fn memory_prices(&self) -> (u32, u32) {
        (self.access_cycles, self.writeback_cycles)
    }

    /// Whether there is a second level, and no third.
    #[inline]
    pub fn has_two_levels(&self) -> bool {
        self.levels.len() == 1
    }

    /// The second level.
    #[inline]
    pub fn second(&mut self) -> Option<&mut Cache> {
        self.levels.first_mut()
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

/// What the caches did for devices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Snoops {
    /// Dirty lines written back because a device read them.
    pub writebacks: u64,
    /// Lines invalidated because a device wrote them.
    pub invalidations: u64,
}

impl std::ops::AddAssign for Snoops {
    fn add_assign(&mut self, other: Snoops) {
        self.writebacks += other.writebacks;
        self.invalidations += other.invalidations;
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
    /// What else it has come to.
    pub found: Findings,
}

/// What the hart must know of an access beside its cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Findings {
    /// It hit a line that lies elsewhere.
    pub stale: bool,
    /// Lines have left the L1I that the access did not replace there.
    pub l1i_lost: bool,
}

/// Who asks a level for a line, and what for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Demand {
    /// The access itself, or a fetch for the level above: the hart waits for it.
    Waiting,
    /// So many bytes of a line are written, as a write-back or by a write that is passed on: nobody
    /// waits.
    Buffered(u32),
}

/// Bytes that no line is as short as: the write must be completed from below.
const PART_OF_A_LINE: u32 = 0;

impl Hierarchy<'_> {
    /// One access of the hart to the line of `at`, charged to `access.spent`.
    pub fn access<S: Sink>(&mut self, at: Address, kind: AccessKind, access: &mut Access<S>) {
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
        self.look(first, at, kind, Demand::Waiting, access);
    }

    /// The access has come to `level`; 0 is the first.
    fn look<S: Sink>(
        &mut self,
        level: usize,
        at: Address,
        kind: AccessKind,
        demand: Demand,
        access: &mut Access<S>,
    ) {
        let Some(cache) = self.cache(level, access.side) else { return };
        let found = cache.lookup(at, kind, access.owner);
        self.settle_at(level, found, at, kind, demand, access);
    }

    /// The fetch of a line, or the write-back of one, that a miss of the first level comes to.
    pub fn look_below<S: Sink>(&mut self, line: u32, kind: AccessKind, access: &mut Access<S>) {
        let demand = match (kind, self.cache(0, access.side)) {
            (AccessKind::Write, Some(l1)) => Demand::Buffered(l1.line_size()),
            _ => Demand::Waiting,
        };
        self.look(1, Address::physical(line), kind, demand, access);
    }

    /// What follows a look-up in the first level that the caller has done, and that was no plain
    /// hit.
    pub fn settle<S: Sink>(
        &mut self,
        found: Lookup,
        at: Address,
        kind: AccessKind,
        access: &mut Access<S>,
    ) {
        self.settle_at(0, found, at, kind, Demand::Waiting, access);
    }

    fn settle_at<S: Sink>(
        &mut self,
        level: usize,
        found: Lookup,
        at: Address,
        kind: AccessKind,
        demand: Demand,
        access: &mut Access<S>,
    ) {
        let Some(cache) = self.cache(level, access.side) else { return };
        let (through, allocates) = (cache.writes_through, cache.allocates);
        let writes = kind == AccessKind::Write;
        match found {
            Lookup::Hit => {}
            Lookup::Touched(owner) => self.touched(level, at.paddr, owner, access),
            Lookup::Miss if writes && !allocates => self.pass_by(level, at.paddr, access),
            Lookup::Miss => self.miss(level, at, kind, demand, access),
            Lookup::Stale => access.found.stale = true,
        }
        if writes && (through || found == Lookup::Miss && !allocates) {
            self.pass_on(level, at.paddr, demand, access);
        }
    }

    /// `level` has the line of `paddr`, which bore the stamp of `owner`.
    fn touched<S: Sink>(&mut self, level: usize, paddr: u32, owner: u32, access: &mut Access<S>) {
        let Some(cache) = self.cache(level, access.side) else { return };
        let place = Place::Line(cache.line_of(paddr));
        let touch = Touch { structure: cache.structure, place, owner };
        access.sink.event(CacheEvent::Touch(touch), self, access.spent);
    }

    /// A write has missed `level`, which does not take the line in.
    fn pass_by<S: Sink>(&mut self, level: usize, paddr: u32, access: &mut Access<S>) {
        let Some(cache) = self.cache(level, access.side) else { return };
        let place = Place::Line(cache.line_of(paddr));
        let (structure, kind) = (cache.structure, AccessKind::Write);
        let miss = Miss { structure, kind, place, stall: 0, filled: false };
        access.sink.event(CacheEvent::Miss(miss), self, access.spent);
    }

    /// `level` passes a write on to the next.
    fn pass_on<S: Sink>(
        &mut self,
        level: usize,
        paddr: u32,
        demand: Demand,
        access: &mut Access<S>,
    ) {
        let demand = match demand {
            Demand::Waiting => {
                access.spent += u64::from(self.lower.writeback_cycles);
                Demand::Buffered(PART_OF_A_LINE)
            }
            buffered => buffered,
        };
        self.look(level + 1, Address::physical(paddr), AccessKind::Write, demand, access);
    }

    /// `level` was asked for the line of `at`, has it not, and takes it in.
    fn miss<S: Sink>(
        &mut self,
        level: usize,
        at: Address,
        kind: AccessKind,
        demand: Demand,
        access: &mut Access<S>,
    ) {
        let next_price = self.price(level + 1);
        let Some(cache) = self.cache(level, access.side) else { return };
        let (structure, line) = (cache.structure, cache.line_of(at.paddr));
        let line_size = cache.line_size();
        let inclusive = cache.inclusive;
        let alias = cache.evict_alias(at.paddr);
        let mut victim = cache.fill(at, kind == AccessKind::Write, access.owner);
        let above = match &mut victim {
            Some(victim) if inclusive => self.evict_above(level, victim, access),
            _ => Vec::new(),
        };
        let dirty = |gone: &Option<Victim>| u32::from(gone.is_some_and(|gone| gone.dirty));
        let written = dirty(&alias)
            + dirty(&victim)
            + above.iter().filter(|(_, gone)| gone.dirty).count() as u32;
        let stall = match demand {
            Demand::Waiting => next_price + written * self.lower.writeback_cycles,
            Demand::Buffered(_) => 0,
        };
        access.spent += u64::from(stall);
        let miss = Miss { structure, kind, place: Place::Line(line), stall, filled: true };
        access.sink.event(CacheEvent::Miss(miss), self, access.spent);
        if let Some(alias) = alias {
            self.tell_eviction(structure, alias, access);
        }
        if let Some(victim) = victim {
            self.tell_eviction(structure, victim, access);
        }
        for (structure, gone) in above {
            self.tell_eviction(structure, gone, access);
        }

        let below = level + 1;
        // The other name's bytes are the ones that are fetched: they must be there first.
        self.write_victim(below, alias, line_size, access);
        if demand != Demand::Buffered(line_size) {
            let fetch = if kind == AccessKind::Fetch { kind } else { AccessKind::Read };
            let demand = match demand {
                Demand::Waiting => Demand::Waiting,
                // Partial lines are completed from below, and still nobody waits.
                Demand::Buffered(_) => Demand::Buffered(PART_OF_A_LINE),
            };
            self.look(below, Address::physical(line), fetch, demand, access);
        }
        self.write_victim(below, victim, line_size, access);
    }

    /// Writes a line that has left the level above `below`, if it was dirty.
    #[inline]
    fn write_victim<S: Sink>(
        &mut self,
        below: usize,
        victim: Option<Victim>,
        line_size: u32,
        access: &mut Access<S>,
    ) {
        if let Some(victim) = victim.filter(|victim| victim.dirty) {
            let (at, demand) = (Address::physical(victim.line), Demand::Buffered(line_size));
            self.look(below, at, AccessKind::Write, demand, access);
        }
    }

    /// A line leaves `level`, which is inclusive: the levels above lose it too, and what is dirty there
    /// goes with it.
    fn evict_above<S: Sink>(
        &mut self,
        level: usize,
        victim: &mut Victim,
        access: &mut Access<S>,
    ) -> Vec<(Structure, Victim)> {
        let Some(cache) = self.cache(level, access.side) else { return Vec::new() };
        let size = cache.line_size();
        let above = self.take_above(level, victim.line, size, Cache::evict_line);
        access.found.l1i_lost |= above.iter().any(|(structure, _)| *structure == Structure::L1i);
        if !victim.dirty && above.iter().any(|(_, gone)| gone.dirty) {
            victim.dirty = true;
            if let Some(cache) = self.cache(level, access.side) {
                cache.count_writeback();
            }
        }
        above
    }

    /// Takes what the levels above `level` have of so many bytes.
    fn take_above(
        &mut self,
        level: usize,
        start: u32,
        size: u32,
        take: fn(&mut Cache, u32) -> Option<Victim>,
    ) -> Vec<(Structure, Victim)> {
        let shared = self.lower.levels.iter_mut().take(level - 1);
        let caches = self.l1i.iter_mut().chain(self.l1d.iter_mut()).chain(shared);
        let mut taken = Vec::new();
        for cache in caches {
            let offsets = (0..size).step_by(cache.line_size() as usize);
            let structure = cache.structure;
            let lines = offsets.filter_map(|offset| take(cache, start + offset));
            taken.extend(lines.map(|victim| (structure, victim)));
        }
        taken
    }

    #[inline]
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
                let (at, demand) = (Address::physical(line), Demand::Buffered(line_size));
                self.look(level + 1, at, AccessKind::Write, demand, access);
            }
        }
    }

    /// Drops lines of one cache, dirty or not: all, or only the one that holds a given address. An
    /// inclusive level's go from the levels above as well.
    pub fn invalidate<S: Sink>(
        &mut self,
        structure: Structure,
        only: Option<u32>,
        access: &mut Access<S>,
    ) {
        let Some((level, side)) = self.level_of(structure) else { return };
        let Some(cache) = self.cache(level, side) else { return };
        let (inclusive, line_size) = (cache.inclusive, cache.line_size());
        access.found.l1i_lost |= inclusive || structure == Structure::L1i;
        match only {
            None => {
                let above = if inclusive { self.structures_above(level) } else { Vec::new() };
                for structure in above.into_iter().chain([structure]) {
                    self.clear(structure, access);
                }
            }
            Some(paddr) => {
                let line = cache.line_of(paddr);
                let dropped = cache.remove(paddr).map(|victim| (structure, victim));
                let above = match inclusive && dropped.is_some() {
                    true => self.take_above(level, line, line_size, Cache::remove),
                    false => Vec::new(),
                };
                for (structure, victim) in dropped.into_iter().chain(above) {
                    self.tell_invalidation(structure, victim, access);
                }
            }
        }
    }

    /// A device reads or writes so many bytes: what is dirty is written back, or every line of it is
    /// invalidated. Nothing of it is an access, and nobody waits.
    pub fn snoop<S: Sink>(
        &mut self,
        paddr: u32,
        len: u32,
        writes: bool,
        access: &mut Access<S>,
    ) -> Snoops {
        let mut snoops = Snoops::default();
        let mut dropped = Vec::new();
        let caches = self.l1i.iter_mut().chain(self.l1d.iter_mut()).chain(&mut self.lower.levels);
        for cache in caches {
            let (first, size) = (cache.line_of(paddr), cache.line_size());
            for line in (first..paddr.saturating_add(len)).step_by(size as usize) {
                if writes {
                    dropped.extend(cache.remove(line).map(|victim| (cache.structure, victim)));
                } else {
                    snoops.writebacks += u64::from(cache.clean_uncounted(line));
                }
            }
        }
        snoops.invalidations = dropped.len() as u64;
        access.found.l1i_lost |= dropped.iter().any(|&(structure, _)| structure == Structure::L1i);
        for (structure, victim) in dropped {
            self.tell_invalidation(structure, victim, access);
        }
        snoops
    }

    fn structures_above(&self, level: usize) -> Vec<Structure> {
        let shared = self.lower.levels.iter().take(level - 1);
        let caches = self.l1i.iter().chain(self.l1d.iter()).chain(shared);
        caches.map(|cache| cache.structure).collect()
    }

    fn clear<S: Sink>(&mut self, structure: Structure, access: &mut Access<S>) {
        let Some((level, side)) = self.level_of(structure) else { return };
        let Some(cache) = self.cache(level, side) else { return };
        cache.clear();
        access.sink.event(CacheEvent::Flush(structure), self, access.spent);
    }

    fn tell_invalidation<S: Sink>(
        &mut self,
        structure: Structure,
        victim: Victim,
        access: &mut Access<S>,
    ) {
        let Victim { line, owner, .. } = victim;
        let invalidate = Invalidate { structure, place: Place::Line(line), owner };
        access.sink.event(CacheEvent::Invalidate(invalidate), self, access.spent);
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

    #[inline]
    fn cache(&mut self, level: usize, side: Side) -> Option<&mut Cache> {
        match (level, side) {
            (0, Side::Fetch) => self.l1i.as_mut(),
            (0, Side::Data) => self.l1d.as_mut(),
            (below, _) => self.lower.levels.get_mut(below - 1),
        }
    }

    /// What a miss of the level above adds: this level's `hit_cycles`, or the memory's price.
    #[inline]
    fn price(&self, level: usize) -> u32 {
        self.lower.levels.get(level - 1).map_or(self.lower.access_cycles, |cache| cache.hit_cycles)
    }
}
