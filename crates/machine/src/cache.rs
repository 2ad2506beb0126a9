//! One cache: tags, dirty bits, owner stamps and counts. It holds no data and decides no value.
//!
//! A cache answers three questions: is this line here ([`Cache::lookup`]), what goes if it comes in
//! ([`Cache::fill`]), and what was here when it is dropped ([`Cache::remove`]). What a miss costs and
//! what the levels below do is the hierarchy's affair.
//!
//! A virtual cache finds a line by the name that a program has for it, and remembers where it lies
//! physically. A physical line is in a cache at most once: its second name drives out the first.

mod plain;

use crate::config::{Indexing, Shape};
use crate::counters::{AccessKind, CacheCounters};
use crate::host;
use crate::log::Log;
use crate::observer::Structure;
use crate::replacement::Policy;
use crate::rng::Rng;

/// Where an access goes: physically, and by the name that the program has for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    pub paddr: u32,
    pub vaddr: u32,
    /// The address space that the name belongs to.
    pub space: u16,
}

/// The address space of untranslated addresses, which no ASID of nine bits is.
pub(crate) const SPACE_PHYSICAL: u16 = 0xffff;
/// The address space of global pages.
pub(crate) const SPACE_GLOBAL: u16 = 0xfffe;

impl Address {
    /// An address that is not translated.
    #[inline]
    pub fn physical(paddr: u32) -> Address {
        Address { paddr, vaddr: paddr, space: SPACE_PHYSICAL }
    }
}

/// Tags and counts of one cache.
pub(crate) struct Cache {
    /// Which one it is.
    pub structure: Structure,
    /// Cycles of a hit.
    pub hit_cycles: u32,
    /// Whether every write is passed on to the next level at once.
    pub writes_through: bool,
    /// Whether a write that misses takes the line in.
    pub allocates: bool,
    /// Whether it holds all lines of the levels above.
    pub inclusive: bool,
    /// What it has counted, but for the sums over kinds.
    counts: CacheCounters,
    line_shift: u32,
    set_mask: u32,
    ways: usize,
    virtual_index: bool,
    virtual_tag: bool,
    /// The bits of an address space that tags have: all or none.
    space_mask: u16,
    /// Per slot (set times ways plus way): the name of the line with `VALID` and perhaps `DIRTY`, or
    /// 0. A set's tags are what a miss costs the host most, so they are as short as can be.
    tags: Vec<u32>,
    /// Per slot: the address space of the name, if tags have it; else empty.
    spaces: Vec<u16>,
    /// Per slot: the physical address of the line, if its name is another; else empty.
    lines: Vec<u32>,
    owners: Vec<u32>,
    policy: Policy,
    /// How many slots hold nothing.
    free: usize,
    /// Slots whose line has left, was written back, or was touched by another owner; and that line. (Who
    /// uses `replace` or `restamp` of [`plain`] knows, and is not told.)
    pub departures: Log<Departure>,
}

/// A line that is no longer in its slot, no longer dirty, or no longer its owner's.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Departure {
    pub slot: u32,
    /// Its physical address.
    pub line: u32,
}

/// Lines are at least four bytes long, so these bits of a line address are free.
const VALID: u32 = 1;
const DIRTY: u32 = 2;

/// Names and physical addresses agree in the bits below this one.
const PAGE_SHIFT: u32 = 12;

/// What [`Cache::lookup`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lookup {
    /// The line, last touched by the same owner.
    Hit,
    /// The line, last touched by this other owner.
    Touched(u32),
    /// Nothing.
    Miss,
    /// A line of that name that lies elsewhere: somebody has forgotten to flush.
    Stale,
}

/// What an access would meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Peek {
    /// The line, in this slot, last touched by the same owner.
    Hit(usize),
    /// The line, in this slot, last touched by another owner.
    Touched(usize),
    Miss,
    /// A line of that name that lies elsewhere.
    Stale,
}

impl Peek {
    /// The slot of a plain hit.
    pub fn hit(self) -> Option<usize> {
        match self {
            Peek::Hit(slot) => Some(slot),
            _ => None,
        }
    }

    /// The slot, if the line is there.
    pub fn slot(self) -> Option<usize> {
        match self {
            Peek::Hit(slot) | Peek::Touched(slot) => Some(slot),
            Peek::Miss | Peek::Stale => None,
        }
    }
}

/// A line that left the cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Victim {
    /// Its physical address.
    pub line: u32,
    pub dirty: bool,
    pub owner: u32,
}

impl Cache {
    pub fn new(structure: Structure, shape: Shape, seed: u64) -> Cache {
        let (sets, ways) = (shape.sets(), shape.ways as usize);
        let rng = Rng::new(seed, structure as u64);
        let (virtual_index, virtual_tag, space_mask) = match shape.indexing {
            Indexing::Physical => (false, false, 0),
            Indexing::Virtual => (true, true, 0),
            Indexing::VirtualAsid => (true, true, !0),
            Indexing::VirtualIndexPhysicalTag => (true, false, 0),
        };
        Cache {
            structure,
            hit_cycles: shape.hit_cycles,
            writes_through: shape.writes_through,
            allocates: shape.allocates,
            inclusive: shape.inclusive,
            counts: CacheCounters::default(),
            line_shift: shape.line.0.trailing_zeros(),
            set_mask: sets as u32 - 1,
            ways,
            virtual_index,
            virtual_tag,
            space_mask,
            tags: vec![0; sets * ways],
            spaces: vec![0; if space_mask != 0 { sets * ways } else { 0 }],
            lines: vec![0; if virtual_tag { sets * ways } else { 0 }],
            owners: vec![0; sets * ways],
            policy: Policy::new(shape.replacement, sets, ways, rng),
            free: sets * ways,
            departures: Log::default(),
        }
    }

    /// Address of the first byte of the line that holds `paddr`.
    #[inline]
    pub fn line_of(&self, paddr: u32) -> u32 {
        paddr >> self.line_shift << self.line_shift
    }

    /// Bytes of a line.
    #[inline]
    pub fn line_size(&self) -> u32 {
        1 << self.line_shift
    }

    /// Whether lines are found by virtual addresses alone, so that the kernel must flush.
    pub fn is_virtual(&self) -> bool {
        self.virtual_tag
    }

    /// Whether lines are found by their address space as well.
    pub fn is_tagged(&self) -> bool {
        self.space_mask != 0
    }

    /// The misses it has counted.
    pub fn misses(&self) -> u64 {
        self.counts.misses_by_kind.iter().sum()
    }

    /// What it has counted.
    pub fn counters(&self) -> CacheCounters {
        CacheCounters {
            accesses: self.counts.accesses_by_kind.iter().sum(),
            misses: self.counts.misses_by_kind.iter().sum(),
            ..self.counts
        }
    }

    /// One access, counted. A hit is used, stamped and, by a write that is kept here, made dirty; a
    /// miss changes nothing here.
    #[inline]
    pub fn lookup(&mut self, at: Address, kind: AccessKind, owner: u32) -> Lookup {
        self.counts.accesses_by_kind[kind as usize] += 1;
        let set = self.set_of(at);
        let Some(way) = self.find(set, at) else {
            self.counts.misses_by_kind[kind as usize] += 1;
            return Lookup::Miss;
        };
        let slot = set * self.ways + way;
        if self.virtual_tag && self.line_in(slot) != self.line_of(at.paddr) {
            return Lookup::Stale;
        }
        self.policy.hit(set, way);
        self.use_slot(slot, kind, owner)
    }

    /// An access to the line that is known to be in a slot, counted like one that looks it up.
    #[inline]
    pub fn access_slot(&mut self, slot: usize, kind: AccessKind, owner: u32) -> Lookup {
        self.counts.accesses_by_kind[kind as usize] += 1;
        self.policy.hit(slot / self.ways, slot % self.ways);
        self.use_slot(slot, kind, owner)
    }

    /// Stamps the line in a slot and, by a write that is kept here, makes it dirty.
    #[inline]
    fn use_slot(&mut self, slot: usize, kind: AccessKind, owner: u32) -> Lookup {
        if kind == AccessKind::Write {
            self.make_dirty(slot);
        }
        let before = std::mem::replace(&mut self.owners[slot], owner);
        if before == owner {
            return Lookup::Hit;
        }
        self.depart(slot);
        Lookup::Touched(before)
    }

    /// An access known to miss.
    #[inline]
    pub fn count_miss(&mut self, kind: AccessKind) -> Lookup {
        self.counts.accesses_by_kind[kind as usize] += 1;
        self.counts.misses_by_kind[kind as usize] += 1;
        Lookup::Miss
    }

    /// Counts an access, and nothing else: as of one to the line that was accessed last, by the same
    /// owner, for no policy minds the same line twice in a row.
    #[inline]
    pub fn repeat(&mut self, kind: AccessKind) {
        self.counts.accesses_by_kind[kind as usize] += 1;
    }

    /// What an access by `owner` would meet. Nothing is counted.
    #[inline]
    pub fn peek(&self, at: Address, owner: u32) -> Peek {
        let set = self.set_of(at);
        let Some(way) = self.find(set, at) else { return Peek::Miss };
        let slot = set * self.ways + way;
        match self.owners[slot] == owner {
            _ if self.virtual_tag && self.line_in(slot) != self.line_of(at.paddr) => Peek::Stale,
            true => Peek::Hit(slot),
            false => Peek::Touched(slot),
        }
    }

    /// Whether the line in a slot is dirty.
    #[inline]
    pub fn is_dirty(&self, slot: usize) -> bool {
        self.tags[slot] & DIRTY != 0
    }

    /// As a write that hits does, if writes are kept here.
    #[inline]
    pub fn make_dirty(&mut self, slot: usize) {
        self.tags[slot] |= self.dirt(true);
    }

    /// What the tag of a line has that was written, or was not.
    #[inline]
    fn dirt(&self, written: bool) -> u32 {
        if written && !self.writes_through { DIRTY } else { 0 }
    }

    /// Accesses that hit, and were found to without asking.
    pub fn count_hits(&mut self, kind: AccessKind, count: u64) {
        self.counts.accesses_by_kind[kind as usize] += count;
    }

    /// How many slots there are.
    pub fn slots(&self) -> usize {
        self.tags.len()
    }

    /// The state of the replacement policy.
    pub fn policy(&mut self) -> &mut Policy {
        &mut self.policy
    }

    /// Takes in the line of `at`, which is not here under this name, and returns what had to go.
    #[inline]
    pub fn fill(&mut self, at: Address, dirty: bool, owner: u32) -> Option<Victim> {
        let set = self.set_of(at);
        let base = set * self.ways;
        let way = self.free_way(base).unwrap_or_else(|| self.policy.victim(set, 0));
        let victim = self.evict(base + way);
        let slot = base + way;
        self.tags[slot] = self.tag_of(at) | self.dirt(dirty);
        if self.virtual_tag {
            self.lines[slot] = self.line_of(at.paddr);
        }
        if self.space_mask != 0 {
            self.spaces[slot] = at.space;
        }
        self.owners[slot] = owner;
        self.free -= 1;
        self.policy.fill(set, way);
        victim
    }

    /// The lowest way that holds nothing. A cache that has been in use for a while has none.
    #[inline]
    fn free_way(&self, base: usize) -> Option<usize> {
        if self.free == 0 {
            return None;
        }
        self.tags[base..base + self.ways].iter().position(|&tag| tag & VALID == 0)
    }

    /// Drives out the line of `paddr`, if it is here under any name, because another name for it is
    /// about to be filled.
    #[inline]
    pub fn evict_alias(&mut self, paddr: u32) -> Option<Victim> {
        if !self.virtual_index {
            return None;
        }
        let victim = self.find_physical(paddr).and_then(|slot| self.evict(slot));
        self.counts.aliases += u64::from(victim.is_some());
        victim
    }

    /// Drives out the line of `paddr`, if it is here, because a level below must.
    pub fn evict_line(&mut self, paddr: u32) -> Option<Victim> {
        self.find_physical(paddr).and_then(|slot| self.evict(slot))
    }

    /// Drops the line of `paddr`, and returns it if it was here.
    pub fn remove(&mut self, paddr: u32) -> Option<Victim> {
        self.find_physical(paddr).and_then(|slot| self.take(slot))
    }

    /// Drops everything.
    pub fn clear(&mut self) {
        self.tags.fill(0);
        self.free = self.tags.len();
        self.departures.lose_everything();
    }

    /// Makes the line of `paddr` clean; whether it was dirty. Counted as a write-back then.
    pub fn clean(&mut self, paddr: u32) -> bool {
        let was_dirty = self.clean_uncounted(paddr);
        self.counts.writebacks += u64::from(was_dirty);
        was_dirty
    }

    /// The same on behalf of a device, which counts for itself.
    pub fn clean_uncounted(&mut self, paddr: u32) -> bool {
        let Some(slot) = self.find_physical(paddr) else { return false };
        self.depart(slot);
        let was_dirty = self.is_dirty(slot);
        self.tags[slot] &= !DIRTY;
        was_dirty
    }

    /// One write-back more: of a line that is gone already, and took dirty lines from above with it.
    pub fn count_writeback(&mut self) {
        self.counts.writebacks += 1;
    }

    /// The dirty lines, in the order of sets and ways.
    pub fn dirty_lines(&self) -> Vec<u32> {
        let dirty = (0..self.slots()).filter(|&slot| self.is_dirty(slot));
        dirty.map(|slot| self.line_in(slot)).collect()
    }

    #[inline]
    fn set_of(&self, at: Address) -> usize {
        let index = if self.virtual_index { at.vaddr } else { at.paddr };
        (index >> self.line_shift & self.set_mask) as usize
    }

    /// The tag of a clean line.
    #[inline]
    fn tag_of(&self, at: Address) -> u32 {
        self.line_of(if self.virtual_tag { at.vaddr } else { at.paddr }) | VALID
    }

    /// The physical address of the line in a slot.
    #[inline]
    fn line_in(&self, slot: usize) -> u32 {
        if self.virtual_tag { self.lines[slot] } else { self.tags[slot] & !(VALID | DIRTY) }
    }

    #[inline]
    fn find(&self, set: usize, at: Address) -> Option<usize> {
        let wanted = self.tag_of(at);
        if self.space_mask != 0 {
            return self.find_in_space(set, wanted, at.space);
        }
        self.find_tag(set, wanted)
    }

    #[inline(always)]
    fn find_tag(&self, set: usize, wanted: u32) -> Option<usize> {
        let tags = &self.tags[set * self.ways..][..self.ways];
        match self.ways {
            4 => way_with::<4>(tags.try_into().ok()?, wanted),
            8 => way_with::<8>(tags.try_into().ok()?, wanted),
            _ => tags.iter().position(|tag| tag & !DIRTY == wanted),
        }
    }

    fn find_in_space(&self, set: usize, wanted: u32, space: u16) -> Option<usize> {
        let base = set * self.ways;
        let holds = |slot: usize| {
            self.tags[slot] & !DIRTY == wanted && self.spaces[slot] == space & self.space_mask
        };
        (0..self.ways).find(|way| holds(base + way))
    }

    /// The slot of a physical line under whatever name it is here. Of a name, only the bits within
    /// the page are known: every set that agrees in them is searched.
    fn find_physical(&self, paddr: u32) -> Option<usize> {
        let line = self.line_of(paddr);
        let set = line >> self.line_shift & self.set_mask;
        let known = match self.virtual_index {
            true => self.set_mask & ((1 << PAGE_SHIFT >> self.line_shift) - 1),
            false => self.set_mask,
        };
        let unknown = self.set_mask & !known;
        let step = usize::max(known as usize + 1, 1);
        (0..=unknown as usize).step_by(step).find_map(|high| {
            let base = (set & known) as usize + high;
            let slots = base * self.ways..(base + 1) * self.ways;
            let holds = |slot: &usize| self.tags[*slot] & VALID != 0 && self.line_in(*slot) == line;
            slots.into_iter().find(holds)
        })
    }

    /// Takes a line out to make room, counted.
    #[inline(always)]
    fn evict(&mut self, slot: usize) -> Option<Victim> {
        let victim = self.take(slot)?;
        self.counts.evictions += 1;
        self.counts.writebacks += u64::from(victim.dirty);
        Some(victim)
    }

    #[inline]
    fn depart(&mut self, slot: usize) {
        self.departures.lose(Departure { slot: slot as u32, line: self.line_in(slot) });
    }

    #[inline(always)]
    fn take(&mut self, slot: usize) -> Option<Victim> {
        if self.tags[slot] & VALID == 0 {
            return None;
        }
        self.depart(slot);
        self.free += 1;
        let (line, dirty) = (self.line_in(slot), self.is_dirty(slot));
        self.tags[slot] = 0;
        Some(Victim { line, dirty, owner: self.owners[slot] })
    }
}

/// The way of a set that has a tag, dirty or not.
#[inline(always)]
fn way_with<const WAYS: usize>(tags: &[u32; WAYS], wanted: u32) -> Option<usize> {
    let ways = host::equal_words(tags, DIRTY, wanted);
    (ways != 0).then(|| ways.trailing_zeros() as usize)
}
