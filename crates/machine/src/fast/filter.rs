//! The data filter: which loads and stores need no look-up.
//!
//! *Invariant:* if the tag of an entry matches an access, then the plain structures would let the
//! access through without an event: its translation is in the TLB and permits it, the translation and
//! the line bear the current owner's stamp, the line is in the L1D and in memory; if the tag for
//! stores matches, it is dirty already and holds no decoded code. All that such an access does to
//! the plain structures is to be counted and to be stamped as the latest use, and the entry says
//! where. Whatever could end the truth of an entry drops it; to drop too many is harmless.

/// Entries of a filter; one for each granule in 32 KiB.
pub(super) const ENTRIES: usize = 512;

/// What an entry proves things about: bytes that lie in one line, at most these.
pub(super) const GRANULE_MAX: u32 = 64;

/// One entry of the filter.
#[derive(Clone, Copy)]
#[repr(C)]
pub(super) struct Entry {
    /// The virtual address of the granule, for loads.
    pub read: u32,
    /// The same, for stores.
    pub write: u32,
    /// What is added to a virtual address to find the byte in RAM.
    pub offset: u32,
    /// The slot of the L1D.
    pub slot: u32,
}

/// The entries for one privilege mode.
pub(super) struct Filter {
    /// [`ENTRIES`] of them.
    pub entries: Vec<Entry>,
    /// A bit for each entry that may be valid.
    used: [u64; ENTRIES / 64],
}

/// The index of an address.
#[inline(always)]
pub(super) fn index(vaddr: u32) -> usize {
    (vaddr / GRANULE_MAX) as usize % ENTRIES
}

/// A tag that matches no access which looks at this index.
fn invalid(index: usize) -> u32 {
    (index as u32 ^ 1) * GRANULE_MAX
}

impl Entry {
    fn nothing(index: usize) -> Entry {
        Entry { read: invalid(index), write: invalid(index), offset: 0, slot: 0 }
    }
}

impl Filter {
    pub fn new() -> Filter {
        Filter { entries: (0..ENTRIES).map(Entry::nothing).collect(), used: [0; ENTRIES / 64] }
    }

    /// Accesses to the granule at `vaddr` are proven from now on.
    pub fn insert(&mut self, vaddr: u32, offset: u32, slot: u32, writes: bool) {
        let index = index(vaddr);
        let write = if writes { vaddr } else { invalid(index) };
        self.entries[index] = Entry { read: vaddr, write, offset, slot };
        self.used[index / 64] |= 1 << (index % 64);
    }

    /// The entry at an index, if its granule lies in `slot`, proves nothing any longer.
    fn drop_slot(&mut self, index: usize, slot: u32) {
        let entry = &mut self.entries[index];
        // By moves: whether it does, the host cannot guess.
        let (ends, nothing) = (entry.slot == slot, invalid(index));
        entry.read = if ends { nothing } else { entry.read };
        entry.write = if ends { nothing } else { entry.write };
    }

    /// Drops what is proven about a line in `slot`, called by this address.
    pub fn drop_line(&mut self, vaddr: u32, line_size: u32, slot: u32) {
        for granule in (0..line_size).step_by(GRANULE_MAX as usize) {
            self.drop_slot(index(vaddr + granule), slot);
        }
    }

    /// Drops what is proven about a page; `granules` has a bit for each that may be.
    pub fn drop_page(&mut self, page: u32, mut granules: u64) {
        while granules != 0 {
            let vaddr = page + granules.trailing_zeros() * GRANULE_MAX;
            let index = index(vaddr);
            if self.entries[index].read & !(GRANULE_MAX - 1) == vaddr {
                self.entries[index] = Entry::nothing(index);
            }
            granules &= granules - 1;
        }
    }

    /// Drops everything.
    pub fn clear(&mut self) {
        for (word, used) in self.used.iter_mut().enumerate() {
            let mut bits = std::mem::take(used);
            while bits != 0 {
                let index = 64 * word + bits.trailing_zeros() as usize;
                self.entries[index] = Entry::nothing(index);
                bits &= bits - 1;
            }
        }
    }

    /// No store to these bytes of RAM is proven any longer.
    pub fn forbid_stores(&mut self, offset: u32, len: u32) {
        for (index, entry) in self.entries.iter_mut().enumerate() {
            let start = entry.write.wrapping_add(entry.offset);
            if start.wrapping_sub(offset & !(GRANULE_MAX - 1)) < len.max(GRANULE_MAX) {
                entry.write = invalid(index);
            }
        }
    }
}
