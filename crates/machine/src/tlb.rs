//! The translation look-aside buffer: architectural state that software fills.
//!
//! An entry maps a 4 KiB page, or a 4 MiB megapage, of one address space, or of all if its PTE has
//! G set. In a set-associative TLB a megapage lies in the set of the 4 KiB page that missed, so one
//! megapage may have entries in several sets. What an access through an entry may do is decided by
//! the bits of its PTE, in `translate`.

use crate::config::{TlbConfig, Ways};
use crate::counters::TlbCounters;
use crate::log::Log;
use crate::observer::Place;
use crate::replacement::Policy;
use crate::rng::Rng;

/// Bits of a leaf PTE.
pub(crate) mod pte {
    pub const V: u32 = 1 << 0;
    pub const R: u32 = 1 << 1;
    pub const W: u32 = 1 << 2;
    pub const X: u32 = 1 << 3;
    pub const U: u32 = 1 << 4;
    pub const G: u32 = 1 << 5;
    pub const A: u32 = 1 << 6;
    pub const D: u32 = 1 << 7;
}

/// The S bit of `mtlbhi`: the entry is a megapage.
pub(crate) const MEGAPAGE: u32 = 1 << 9;
const ASID: u32 = 0x1ff;
const VPN: u32 = 0xffff_f000;

/// One entry: what the CSRs `mtlbhi` and `mtlblo` show, and its stamp.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Entry {
    pub hi: u32,
    pub lo: u32,
    pub owner: u32,
}

impl Entry {
    pub fn is_megapage(self) -> bool {
        self.hi & MEGAPAGE != 0
    }

    fn asid(self) -> u16 {
        (self.hi & ASID) as u16
    }

    /// What events call it.
    pub fn place(self) -> Place {
        let page = self.hi & if self.is_megapage() { 0xffc0_0000 } else { VPN };
        Place::Page { page, asid: self.asid() }
    }

    fn is_valid(self) -> bool {
        self.lo & pte::V != 0
    }
}

/// A tag to compare keys with, and the bits in which they must agree. Matching is one expression,
/// so that a scan over many entries is fast.
#[derive(Clone, Copy)]
struct Tag {
    value: u32,
    mask: u32,
}

/// Matches no key, since all keys have bit 31 clear.
const INVALID: Tag = Tag { value: 1 << 31, mask: 1 << 31 };

/// The key of a page: its number in the lower 20 bits, the ASID above.
fn key(page: u32, asid: u16) -> u32 {
    page >> 12 | u32::from(asid) << 20
}

impl Tag {
    fn of(entry: Entry) -> Tag {
        if !entry.is_valid() {
            return INVALID;
        }
        let page = if entry.is_megapage() { 0xffc00 } else { 0xfffff };
        let asid = if entry.lo & pte::G != 0 { 0 } else { 0x7ff << 20 };
        let mask = page | asid | 1 << 31;
        Tag { value: key(entry.hi & VPN, entry.asid()) & mask, mask }
    }

    #[inline]
    fn matches(self, key: u32) -> bool {
        (key ^ self.value) & self.mask == 0
    }
}

/// What a lookup finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    Nothing,
    Entry(usize),
    /// A machine check.
    Several,
}

/// Which entries may map a page, so that few look-ups have to compare with all.
struct Hints {
    /// Valid entries by the lowest bits of their page number: how many, and the exclusive or of their
    /// indices, which is the index if there is one.
    by_page: Box<[(u16, u16); HINTS]>,
    /// Valid megapages, which may map any page.
    megapages: u16,
    /// Valid entries in all.
    valid: u16,
}

const HINTS: usize = 256;

enum Candidates {
    None,
    One(usize),
    Any,
}

impl Default for Hints {
    fn default() -> Hints {
        Hints { by_page: Box::new([(0, 0); HINTS]), megapages: 0, valid: 0 }
    }
}

impl Hints {
    #[inline]
    fn candidates(&self, page: u32) -> Candidates {
        match self.by_page[(page >> 12) as usize % HINTS] {
            _ if self.megapages != 0 => Candidates::Any,
            (0, _) => Candidates::None,
            (1, index) => Candidates::One(index.into()),
            _ => Candidates::Any,
        }
    }

    /// The entry at `index` is another one from now on.
    fn exchange(&mut self, index: usize, before: Entry, after: Entry) {
        for (entry, change) in [(before, 1_u16.wrapping_neg()), (after, 1)] {
            if !entry.is_valid() {
                continue;
            }
            self.valid = self.valid.wrapping_add(change);
            if entry.is_megapage() {
                self.megapages = self.megapages.wrapping_add(change);
            } else {
                let (count, indices) = &mut self.by_page[(entry.hi >> 12) as usize % HINTS];
                *count = count.wrapping_add(change);
                *indices ^= index as u16;
            }
        }
    }
}

/// The TLB.
pub(crate) struct Tlb {
    pub counts: TlbCounters,
    tags: Vec<Tag>,
    entries: Vec<Entry>,
    hints: Hints,
    ways: usize,
    wired: usize,
    asid_mask: u16,
    policy: Policy,
    /// Indices of entries that were written, or touched by another owner.
    pub departures: Log<u32>,
}

impl Tlb {
    pub fn new(config: &TlbConfig, seed: u64) -> Tlb {
        let entries = config.entries as usize;
        let ways = match config.ways {
            Ways::Full => entries,
            Ways::Number(ways) => ways as usize,
        };
        let rng = Rng::new(seed, 0x71b);
        Tlb {
            counts: TlbCounters::default(),
            tags: vec![INVALID; entries],
            entries: vec![Entry::default(); entries],
            hints: Hints::default(),
            ways,
            wired: config.wired as usize,
            asid_mask: (1 << config.asid_bits) - 1,
            policy: Policy::new(config.replacement, entries / ways, ways, rng),
            departures: Log::default(),
        }
    }

    /// The bits of an ASID that this TLB keeps.
    pub fn asid_mask(&self) -> u16 {
        self.asid_mask
    }

    /// The entry at an index.
    pub fn entry(&self, index: usize) -> Option<Entry> {
        self.entries.get(index).copied()
    }

    /// Which entry maps `page` in address space `asid`. Nothing is counted or used.
    pub fn find(&self, page: u32, asid: u16) -> Found {
        let base = self.set_of(page) * self.ways;
        let key = key(page & VPN, asid & self.asid_mask);
        match self.hints.candidates(page) {
            Candidates::None => return Found::Nothing,
            Candidates::One(index) => {
                let in_set = (base..base + self.ways).contains(&index);
                let found = in_set && self.tags[index].matches(key);
                return if found { Found::Entry(index) } else { Found::Nothing };
            }
            Candidates::Any => {}
        }
        let tags = &self.tags[base..base + self.ways];
        match tags.iter().filter(|tag| tag.matches(key)).count() {
            0 => Found::Nothing,
            1 => {
                let way = tags.iter().position(|tag| tag.matches(key)).unwrap_or(0);
                Found::Entry(base + way)
            }
            _ => Found::Several,
        }
    }

    /// As [`Tlb::find`], but the lowest entry if several match.
    pub fn probe(&self, page: u32, asid: u16) -> Option<usize> {
        let base = self.set_of(page) * self.ways;
        let key = key(page & VPN, asid & self.asid_mask);
        let tags = &self.tags[base..base + self.ways];
        tags.iter().position(|tag| tag.matches(key)).map(|way| base + way)
    }

    /// An access hits entry `index`: it is used and stamped. The stamp of another owner it bore, if
    /// it did.
    #[inline]
    pub fn hit(&mut self, index: usize, owner: u32) -> Option<u32> {
        if let Policy::Lru(_) = self.policy {
            self.policy.hit(index / self.ways, index % self.ways);
        }
        let before = std::mem::replace(&mut self.entries[index].owner, owner);
        if before == owner {
            return None;
        }
        self.departures.lose(index as u32);
        Some(before)
    }

    /// As [`Tlb::hit`] of an entry through which nothing is proven, by a policy that minds no hits.
    #[inline]
    pub fn restamp(&mut self, index: usize, owner: u32) -> u32 {
        std::mem::replace(&mut self.entries[index].owner, owner)
    }

    /// Puts `entry` where the replacement policy says: in its set, into the lowest way that is
    /// neither wired nor valid, else instead of a victim. Its index, and the victim if it was valid.
    pub fn insert(&mut self, entry: Entry) -> (usize, Option<Entry>) {
        let set = self.set_of(entry.hi);
        let base = set * self.ways;
        // A TLB that has been in use for a while is full.
        let ways = if self.hints.valid as usize == self.entries.len() { 0 } else { self.ways };
        let free = (self.wired..ways).find(|way| !self.entries[base + way].is_valid());
        let way = free.unwrap_or_else(|| self.policy.victim(set, self.wired));
        (base + way, self.write(base + way, entry))
    }

    /// Puts `entry` at `index`, if there is such an entry. What it replaced, if that was valid.
    pub fn write(&mut self, index: usize, mut entry: Entry) -> Option<Entry> {
        let slot = self.entries.get_mut(index)?;
        entry.hi &= VPN | MEGAPAGE | u32::from(self.asid_mask);
        let before = std::mem::replace(slot, entry);
        self.hints.exchange(index, before, entry);
        self.tags[index] = Tag::of(entry);
        self.policy.fill(index / self.ways, index % self.ways);
        self.departures.lose(index as u32);
        before.is_valid().then_some(before)
    }

    /// Drops every entry.
    pub fn clear(&mut self) {
        self.tags.fill(INVALID);
        self.entries.fill(Entry::default());
        self.hints = Hints::default();
        self.departures.lose_everything();
    }

    /// Drops the entries that map the address (if one is given) in the address space (if one is
    /// given; global entries stay then), and returns them.
    pub fn remove(&mut self, vaddr: Option<u32>, asid: Option<u16>) -> Vec<Entry> {
        let mut removed = Vec::new();
        self.departures.lose_everything();
        for index in 0..self.entries.len() {
            let entry = self.entries[index];
            let pages = if entry.is_megapage() { 0xffc0_0000 } else { VPN };
            let same_page = vaddr.is_none_or(|vaddr| (vaddr ^ entry.hi) & pages == 0);
            let same_space = asid
                .is_none_or(|asid| entry.lo & pte::G == 0 && entry.asid() == asid & self.asid_mask);
            if entry.is_valid() && same_page && same_space {
                removed.push(entry);
                self.entries[index] = Entry::default();
                self.hints.exchange(index, entry, Entry::default());
                self.tags[index] = INVALID;
            }
        }
        removed
    }

    fn set_of(&self, page: u32) -> usize {
        (page >> 12) as usize & (self.entries.len() / self.ways - 1)
    }
}
