//! Refill by hardware: the machine walks the two-level table that `satp` names.
//!
//! Every entry that is read is an access of the data cache, by its physical address, and costs what
//! a load's access costs and the one cycle that for a load is the instruction's own. Where the walk
//! goes is known before it is charged, for memory holds the data; so the miss can be told with its
//! price, and the misses of the data cache follow it. Only an entry that permits the access is put
//! into the TLB, so a page or permission that is added needs no flush.

use crate::cache::Address;
use crate::counters::AccessKind;
use crate::machine::Machine;
use crate::observer::{Evict, Observer, Structure};
use crate::pmp::Verdict;
use crate::tlb::{Entry, MEGAPAGE, pte};
use crate::translate::{access_fault, page_fault, permits};
use crate::trap::{Fault, Mode};

/// Which entries a walk reads, and what it finds.
pub(crate) struct Walk {
    /// Physical addresses; two at most.
    reads: [Option<u32>; 2],
    end: End,
}

/// How a walk ends.
#[derive(Clone, Copy)]
enum End {
    /// At a leaf, of the first level or the second.
    Leaf { pte: u32, megapage: bool },
    /// At an entry that is not valid.
    Invalid,
    /// At an entry that does not lie in RAM, or that physical memory protection withholds.
    Nowhere,
}

impl Walk {
    /// Its own cycles, without those that the caches add.
    pub fn cycles(&self) -> u32 {
        self.reads.iter().flatten().count() as u32
    }
}

impl Machine {
    /// Where the walk for `vaddr` goes.
    pub(crate) fn plan_walk(&self, vaddr: u32) -> Walk {
        let root = u64::from(self.hart.core.csrs.satp & 0x3f_ffff) << 12;
        let mut walk = Walk { reads: [None; 2], end: End::Invalid };
        let mut table = root;
        for (level, index) in [vaddr >> 22, vaddr >> 12 & 0x3ff].into_iter().enumerate() {
            let place = u32::try_from(table | u64::from(index) << 2).ok();
            let place = place.filter(|&paddr| self.walk_may_read(paddr));
            let read = place.and_then(|paddr| Some((paddr, self.memory.word(paddr)?)));
            let Some((paddr, entry)) = read else {
                walk.end = End::Nowhere;
                return walk;
            };
            walk.reads[level] = Some(paddr);
            if entry & pte::V == 0 || entry & (pte::R | pte::W) == pte::W {
                return walk;
            }
            if entry & (pte::R | pte::X) != 0 {
                walk.end = End::Leaf { pte: entry, megapage: level == 0 };
                return walk;
            }
            table = u64::from(entry >> 10) << 12;
        }
        walk
    }

    /// Physical memory protection binds a walk as it binds user mode.
    fn walk_may_read(&self, paddr: u32) -> bool {
        let pmp = &self.hart.core.pmp;
        pmp.check(paddr.into(), 4, AccessKind::Read, Mode::User) == Verdict::Allowed
    }

    /// Reads the entries through the data cache, and puts the leaf into the TLB.
    pub(crate) fn perform_walk<O: Observer>(
        &mut self,
        walk: Walk,
        vaddr: u32,
        asid: u16,
        kind: AccessKind,
        observer: &mut O,
    ) -> Result<(Entry, usize), Fault> {
        for paddr in walk.reads.into_iter().flatten() {
            self.access_data(Address::physical(paddr), AccessKind::Read, observer)?;
        }
        let (pte, megapage) = match walk.end {
            End::Leaf { pte, megapage } => (pte, megapage),
            End::Invalid => return Err(page_fault(kind, vaddr)),
            End::Nowhere => return Err(access_fault(kind, vaddr)),
        };
        let size = if megapage { MEGAPAGE } else { 0 };
        let hi = vaddr & !0xfff | size | u32::from(asid);
        let entry = Entry { hi, lo: pte, owner: self.owner };
        if !permits(entry, kind) {
            return Err(page_fault(kind, vaddr));
        }
        let (index, replaced) = self.hart.tlb.insert(entry);
        self.translation_changed();
        if let Some(replaced) = replaced {
            let (place, owner) = (replaced.place(), replaced.owner);
            let evict = Evict { structure: Structure::Tlb, place, owner, writeback: false };
            observer.evict(&evict, &mut self.moment());
        }
        Ok((entry, index))
    }
}
