//! Translation: from the address a program uses to the one the bus sees, or a trap.
//!
//! Machine mode is physical. User mode, and machine mode's loads and stores under `mstatus.MPRV`, go
//! through the TLB when `satp` says so, and through physical memory protection always.
//!
//! [`Shortcuts`] remember how recent pages came out, so that most accesses need no look-up. They
//! decide nothing: an access through one counts, uses and stamps exactly what a look-up would.

use crate::cache::{Address, SPACE_GLOBAL, SPACE_PHYSICAL};
use crate::counters::AccessKind;
use crate::machine::Machine;
use crate::observer::{Miss, Observer, Place, Structure, Touch};
use crate::pmp::Verdict;
use crate::tlb::{Entry, Found, pte};
use crate::trap::{Fault, Mode, Trap, cause};
use crate::walk::Walk;

/// An address on the bus, and how it came about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Translated {
    pub paddr: u32,
    /// The TLB entry used, if any.
    pub entry: Option<u32>,
    /// The address space that the program's address belongs to.
    pub space: u16,
    /// Whether the same holds for every address of the page.
    pub whole_page: bool,
}

impl Translated {
    /// For a virtual cache: what the program calls it, and where it is.
    #[inline]
    pub fn address(self, vaddr: u32) -> Address {
        Address { paddr: self.paddr, vaddr, space: self.space }
    }
}

/// Remembered translations of user mode, by kind of access and the lowest bits of the page number.
pub(crate) struct Shortcuts {
    slots: [[Shortcut; SLOTS]; 3],
    /// Raised whenever remembered translations might have become wrong.
    generation: u64,
}

#[derive(Clone, Copy, Default)]
struct Shortcut {
    generation: u64,
    page: u32,
    frame: u32,
    entry: Option<u32>,
    space: u16,
}

const SLOTS: usize = 64;

impl Shortcuts {
    pub fn new() -> Shortcuts {
        Shortcuts { slots: [[Shortcut::default(); SLOTS]; 3], generation: 1 }
    }

    #[inline]
    fn get(&self, vaddr: u32, kind: AccessKind) -> Option<Translated> {
        let slot = &self.slots[kind as usize][(vaddr >> 12) as usize % SLOTS];
        let known = slot.generation == self.generation && slot.page == vaddr >> 12;
        known.then_some(Translated {
            paddr: slot.frame | vaddr & 0xfff,
            entry: slot.entry,
            space: slot.space,
            whole_page: true,
        })
    }

    fn set(&mut self, vaddr: u32, kind: AccessKind, translated: Translated) {
        self.slots[kind as usize][(vaddr >> 12) as usize % SLOTS] = Shortcut {
            generation: self.generation,
            page: vaddr >> 12,
            frame: translated.paddr & !0xfff,
            entry: translated.entry,
            space: translated.space,
        };
    }
}

/// The causes of the traps that a kind of access may raise.
struct Causes {
    access: u32,
    page: u32,
    refill: u32,
}

fn causes(kind: AccessKind) -> Causes {
    use cause::{FETCH_ACCESS, FETCH_PAGE, FETCH_REFILL, LOAD_ACCESS, LOAD_PAGE, LOAD_REFILL};
    use cause::{STORE_ACCESS, STORE_PAGE, STORE_REFILL};
    let (access, page, refill) = match kind {
        AccessKind::Fetch => (FETCH_ACCESS, FETCH_PAGE, FETCH_REFILL),
        AccessKind::Read => (LOAD_ACCESS, LOAD_PAGE, LOAD_REFILL),
        AccessKind::Write => (STORE_ACCESS, STORE_PAGE, STORE_REFILL),
    };
    Causes { access, page, refill }
}

/// The access fault of a kind of access.
pub(crate) fn access_fault(kind: AccessKind, vaddr: u32) -> Fault {
    Trap::new(causes(kind).access, vaddr).into()
}

impl Machine {
    /// Where an access of `size` bytes at `vaddr` goes. Counts the TLB access if it makes one.
    #[inline]
    pub(crate) fn translate<O: Observer>(
        &mut self,
        vaddr: u32,
        size: u32,
        kind: AccessKind,
        observer: &mut O,
    ) -> Result<Translated, Fault> {
        let core = &self.hart.core;
        let mode = if kind == AccessKind::Fetch { core.mode } else { core.data_mode };
        if mode == Mode::Machine && !core.pmp.binds_machine {
            let space = SPACE_PHYSICAL;
            return Ok(Translated { paddr: vaddr, entry: None, space, whole_page: true });
        }
        if mode == Mode::User
            && let Some(known) = self.hart.shortcuts.get(vaddr, kind)
        {
            if let Some(entry) = known.entry {
                self.hart.tlb.counts.accesses += 1;
                self.hit_entry(entry as usize, observer);
            }
            return Ok(known);
        }
        self.look_up(vaddr, size, kind, mode, observer)
    }

    /// Nothing that was remembered about translation holds any longer.
    pub(crate) fn translation_changed(&mut self) {
        self.hart.shortcuts.generation += 1;
        self.hart.core.fetch_line.forget();
    }

    /// Uses and stamps a TLB entry.
    #[inline]
    pub(crate) fn hit_entry<O: Observer>(&mut self, entry: usize, observer: &mut O) {
        if let Some(owner) = self.hart.tlb.hit(entry, self.owner) {
            let place = self.hart.tlb.entry(entry).unwrap_or_default().place();
            let touch = Touch { structure: Structure::Tlb, place, owner };
            observer.touch(&touch, &mut self.moment());
        }
    }

    #[cold]
    fn look_up<O: Observer>(
        &mut self,
        vaddr: u32,
        size: u32,
        kind: AccessKind,
        mode: Mode,
        observer: &mut O,
    ) -> Result<Translated, Fault> {
        let translated = mode == Mode::User && self.hart.core.csrs.is_translated();
        let (wide, entry, space) = match translated {
            true => {
                let (entry, index) = self.look_up_tlb(vaddr, kind, observer)?;
                (physical(entry, vaddr), Some(index as u32), self.space_of(entry))
            }
            false => (vaddr.into(), None, SPACE_PHYSICAL),
        };
        self.admit(vaddr, size, kind, mode, (wide, entry, space))
            .ok_or_else(|| access_fault(kind, vaddr))
    }

    /// What comes after the TLB: whether there is such an address, and protection allows the access.
    fn admit(
        &mut self,
        vaddr: u32,
        size: u32,
        kind: AccessKind,
        mode: Mode,
        (wide, entry, space): (u64, Option<u32>, u16),
    ) -> Option<Translated> {
        // Sv32 makes addresses of 34 bits, but the bus has 32.
        let paddr = u32::try_from(wide).ok()?;
        let pmp = &self.hart.core.pmp;
        let page = pmp.check(wide & !0xfff, 4096, kind, mode);
        let allowed = match page {
            Verdict::Mixed => pmp.check(wide, size.into(), kind, mode) == Verdict::Allowed,
            verdict => verdict == Verdict::Allowed,
        };
        if !allowed {
            return None;
        }
        let whole_page = page == Verdict::Allowed;
        let translated = Translated { paddr, entry, space, whole_page };
        if whole_page && mode == Mode::User {
            self.hart.shortcuts.set(vaddr, kind, translated);
        }
        Some(translated)
    }

    /// Where an access to the page of `vaddr` goes in the current mode, if that is the same for all
    /// of the page and no trap. Nothing is counted, used or stamped.
    #[inline]
    pub(crate) fn translate_quietly(&mut self, vaddr: u32, kind: AccessKind) -> Option<Translated> {
        let core = &self.hart.core;
        if core.mode == Mode::Machine {
            let (entry, space) = (None, SPACE_PHYSICAL);
            let identity = Translated { paddr: vaddr, entry, space, whole_page: true };
            return (!core.pmp.binds_machine).then_some(identity);
        }
        self.translate_user_quietly(vaddr, kind)
    }

    #[inline(never)]
    fn translate_user_quietly(&mut self, vaddr: u32, kind: AccessKind) -> Option<Translated> {
        let core = &self.hart.core;
        if let Some(known) = self.hart.shortcuts.get(vaddr, kind) {
            return Some(known);
        }
        let found = match core.csrs.is_translated() {
            false => (vaddr.into(), None, SPACE_PHYSICAL),
            true => {
                let Found::Entry(index) = self.hart.tlb.find(vaddr, core.csrs.asid()) else {
                    return None;
                };
                let entry = self.hart.tlb.entry(index).filter(|&entry| permits(entry, kind))?;
                (physical(entry, vaddr), Some(index as u32), self.space_of(entry))
            }
        };
        self.admit(vaddr, 1, kind, Mode::User, found).filter(|to| to.whole_page)
    }

    /// The address space of what an entry maps.
    fn space_of(&self, entry: Entry) -> u16 {
        match entry.lo & pte::G != 0 {
            true => SPACE_GLOBAL,
            false => self.hart.core.csrs.asid(),
        }
    }

    /// One access to the TLB: the entry that permits it, and its index.
    fn look_up_tlb<O: Observer>(
        &mut self,
        vaddr: u32,
        kind: AccessKind,
        observer: &mut O,
    ) -> Result<(Entry, usize), Fault> {
        let asid = self.hart.core.csrs.asid();
        self.hart.tlb.counts.accesses += 1;
        match self.hart.tlb.find(vaddr, asid) {
            Found::Several => Err(Fault::Check("two TLB entries match one page")),
            Found::Nothing => self.miss_tlb(vaddr, asid, kind, observer),
            Found::Entry(index) => {
                self.hit_entry(index, observer);
                let entry = self.hart.tlb.entry(index).unwrap_or_default();
                match permits(entry, kind) {
                    true => Ok((entry, index)),
                    false => Err(page_fault(kind, vaddr)),
                }
            }
        }
    }

    /// The TLB has no entry: software is asked for one, or the machine finds it.
    fn miss_tlb<O: Observer>(
        &mut self,
        vaddr: u32,
        asid: u16,
        kind: AccessKind,
        observer: &mut O,
    ) -> Result<(Entry, usize), Fault> {
        self.hart.tlb.counts.misses += 1;
        let page = vaddr & !0xfff;
        self.hart.core.csrs.mtlbhi = page | u32::from(asid);
        let walk = self.walks.then(|| self.plan_walk(vaddr));
        let stall = walk.as_ref().map_or(0, Walk::cycles);
        self.hart.core.cycles += u64::from(stall);
        let place = Place::Page { page, asid };
        let miss = Miss { structure: Structure::Tlb, kind, place, stall, filled: true };
        observer.miss(&miss, &mut self.moment());
        match walk {
            None => Err(Trap::new(causes(kind).refill, vaddr).into()),
            Some(walk) => self.perform_walk(walk, vaddr, asid, kind, observer),
        }
    }
}

/// The page fault of a kind of access.
pub(crate) fn page_fault(kind: AccessKind, vaddr: u32) -> Fault {
    Trap::new(causes(kind).page, vaddr).into()
}

/// Whether user mode may do this through an entry. A and D must have been set by software; a
/// megapage must be aligned; a page that can be written but not read is reserved.
pub(crate) fn permits(entry: Entry, kind: AccessKind) -> bool {
    let needed = match kind {
        AccessKind::Fetch => pte::X,
        AccessKind::Read => pte::R,
        AccessKind::Write => pte::R | pte::W | pte::D,
    };
    let needed = needed | pte::U | pte::A;
    let reserved = entry.lo & (pte::R | pte::W) == pte::W;
    let misaligned = entry.is_megapage() && entry.lo >> 10 & 0x3ff != 0;
    entry.lo & needed == needed && !reserved && !misaligned
}

/// The physical address, of 34 bits.
fn physical(entry: Entry, vaddr: u32) -> u64 {
    let frame = u64::from(entry.lo >> 10) << 12;
    let offset = if entry.is_megapage() { 0x3f_ffff } else { 0xfff };
    frame & !offset | u64::from(vaddr) & offset
}
