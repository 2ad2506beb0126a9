//! Proofs: how they come about, and how they end.
//!
//! A proof is made by asking the plain structures, without counting anything, what an access would
//! meet. It ends when a structure's log, or a change of owner, address space or protection, says that
//! something it rests on is gone.

use super::filter::{Filter, GRANULE_MAX};
use super::{Fast, host};
use crate::cache::{Address, Cache, Peek};
use crate::counters::AccessKind;
use crate::machine::Machine;
use crate::memory::CHUNK;
use crate::tlb::Found;
use crate::translate::Translated;
use crate::trap::Mode;

/// No address of a line is odd.
pub(super) const NO_NAME: u32 = 1;

/// What came of an attempt to prove a load or store.
pub(super) enum Proof {
    Made,
    /// It misses the L1D; otherwise nothing stands in its way.
    Missing(Address),
    Impossible,
}

impl Machine {
    /// Forgets what is no longer proven.
    pub(super) fn catch_up(&mut self, fast: &mut Fast) {
        if self.owner != fast.owner || self.proofs_void {
            fast.owner = self.owner;
            self.proofs_void = false;
            fast.drop_everything();
        }
        if self.hart.core.csrs.satp != fast.satp {
            fast.satp = self.hart.core.csrs.satp;
            fast.drop_user();
        }
        if !self.hart.tlb.departures.is_empty() {
            self.catch_up_tlb(fast);
        }
        if let Some(l1d) = self.hart.l1d.as_mut().filter(|l1d| !l1d.departures.is_empty()) {
            if l1d.departures.take_everything() {
                fast.filters.iter_mut().for_each(Filter::clear);
            }
            while let Some(departure) = l1d.departures.take() {
                fast.drop_data(departure.slot, departure.line, l1d.line_size());
            }
        }
        if let Some(l1i) = self.hart.l1i.as_mut().filter(|l1i| !l1i.departures.is_empty()) {
            if l1i.departures.take_everything() {
                fast.lines.drop_all();
            }
            while let Some(departure) = l1i.departures.take() {
                fast.lines.drop_slot(departure.slot as usize);
            }
        }
        while let Some(chunk) = self.memory.overwritten.take() {
            fast.lines.kill(chunk);
        }
    }

    /// Entries of the TLB were written or dropped.
    #[inline(never)]
    fn catch_up_tlb(&mut self, fast: &mut Fast) {
        let tlb = &mut self.hart.tlb;
        let mut everything = tlb.departures.take_everything();
        while let Some(index) = tlb.departures.take() {
            let Some(entry) = tlb.entry(index as usize) else { continue };
            // What two entries map is a machine check, which no proof may hide.
            let overlaps = entry.is_megapage()
                || tlb.find(entry.hi, (fast.satp >> 22 & 0x1ff) as u16) == Found::Several;
            everything |= overlaps;
            fast.drop_entry(index as usize);
        }
        if everything {
            fast.drop_user();
        }
    }

    /// Finds, or decodes, the line of code at `vaddr`, if a fetch from it would be a plain hit.
    #[inline(never)]
    pub(super) fn prove_code(&mut self, fast: &mut Fast, vaddr: u32) -> Option<u32> {
        let to = self.known_translation(vaddr, AccessKind::Fetch)?;
        self.memory.bytes(to.paddr, fast.rules.line_size)?;
        let slot = match &self.hart.l1i {
            Some(l1i) => Some(l1i.peek(to.address(vaddr), self.owner).hit()?),
            None => None,
        };
        let mode = self.hart.core.mode;
        let line = match fast.lines.find(mode, vaddr, to.paddr) {
            Some(line) => line,
            None => self.decode_line(fast, vaddr, to)?,
        };
        fast.lines.make_resident(line, slot, to.entry);
        Some(line)
    }

    fn decode_line(&mut self, fast: &mut Fast, vaddr: u32, to: Translated) -> Option<u32> {
        if fast.lines.is_full() {
            self.forget_code(fast);
        }
        let bytes = self.memory.bytes(to.paddr, fast.rules.line_size)?;
        let words = bytes.as_chunks::<4>().0.iter();
        let words: Vec<u32> = words.map(|&word| u32::from_le_bytes(word)).collect();
        let mode = self.hart.core.mode;
        let (probes, predictor) = (&self.probes, &mut self.hart.predictor);
        let probed = |pc| mode == Mode::Machine && probes.get(pc, 0).is_some();
        let line = fast.rules.decode(&words, (mode, vaddr, to.paddr), predictor, probed);
        self.memory.mark_decoded(to.paddr);
        let (ram, _) = self.memory.range();
        for filter in &mut fast.filters {
            filter.forbid_stores(to.paddr - ram, CHUNK);
        }
        Some(fast.lines.add(line))
    }

    /// Forgets all decoded code.
    pub(crate) fn forget_code(&mut self, fast: &mut Fast) {
        fast.lines.clear();
        fast.unlinked = None;
        self.memory.forget_decoded();
    }

    /// Where an access goes, if its translation would be a plain hit. Nothing is counted.
    #[inline(always)]
    pub(super) fn known_translation(&mut self, vaddr: u32, kind: AccessKind) -> Option<Translated> {
        let to = self.translate_quietly(vaddr, kind)?;
        let same_owner = |index: u32| {
            let entry = self.hart.tlb.entry(index as usize);
            entry.is_some_and(|entry| entry.owner == self.owner)
        };
        to.entry.is_none_or(same_owner).then_some(to)
    }

    /// Proves a load or store at `vaddr`, if it would be a plain hit, and makes the line dirty if it
    /// is a store, for it will be executed at once.
    #[inline(always)]
    pub(super) fn prove_data(&mut self, fast: &mut Fast, vaddr: u32, is_store: bool) -> Proof {
        let kind = if is_store { AccessKind::Write } else { AccessKind::Read };
        let core = &self.hart.core;
        let (at, entry) = match core.mode {
            Mode::Machine if !core.pmp.binds_machine => (Address::physical(vaddr), None),
            _ => match self.known_translation(vaddr, kind) {
                Some(to) => (to.address(vaddr), to.entry),
                None => return Proof::Impossible,
            },
        };
        let byte = self.memory.byte(at.paddr);
        if byte.is_none() {
            return Proof::Impossible;
        }
        host::prefetch(byte);
        let found = match &self.hart.l1d {
            Some(l1d) => l1d.peek(at, self.owner),
            None => Peek::Hit(0),
        };
        match found {
            Peek::Hit(slot) => self.prove_hit(fast, at, kind, entry, slot),
            Peek::Miss => Proof::Missing(at),
            Peek::Other => Proof::Impossible,
        }
    }

    /// The access is a plain hit in `slot`.
    #[inline(never)]
    fn prove_hit(
        &mut self,
        fast: &mut Fast,
        at: Address,
        kind: AccessKind,
        entry: Option<u32>,
        slot: usize,
    ) -> Proof {
        let Address { paddr, vaddr, .. } = at;
        let vaddr = vaddr & !(fast.granule - 1);
        let is_store = kind == AccessKind::Write;
        let is_code = self.memory.is_decoded(paddr);
        let keeps_stores = self.hart.l1d.as_mut().is_none_or(|l1d| {
            if is_store && !l1d.writes_through && !is_code {
                l1d.make_dirty(slot);
            }
            !l1d.writes_through && l1d.is_dirty(slot)
        });
        let stores = keeps_stores && !is_code;
        if is_store && !stores {
            return Proof::Impossible;
        }
        let stores =
            stores && (is_store || self.known_translation(vaddr, AccessKind::Write).is_some());
        let (ram, _) = self.memory.range();
        let start = paddr & !(fast.granule - 1);
        let offset = (start - ram).wrapping_sub(vaddr);
        let mode = self.hart.core.mode;
        let line_size = self.hart.l1d.as_ref().map_or(GRANULE_MAX, Cache::line_size);
        if mode == Mode::User {
            if self.hart.l1d.is_some() {
                fast.name(slot, vaddr & !(line_size - 1), line_size);
            }
            if let Some(entry) = entry {
                fast.note_granule(entry as usize, vaddr);
            }
        }
        fast.filters[mode as usize].insert(vaddr, offset, slot as u32, stores);
        Proof::Made
    }
}

impl Fast {
    fn drop_everything(&mut self) {
        self.filters.iter_mut().for_each(Filter::clear);
        self.lines.drop_all();
    }

    /// What is proven for user mode.
    fn drop_user(&mut self) {
        self.filters[Mode::User as usize].clear();
        self.lines.drop_mode(Mode::User);
    }

    /// What is proven through an entry of the TLB. Its page is known by what the filter says.
    fn drop_entry(&mut self, index: usize) {
        let granules = std::mem::take(&mut self.granules[index]);
        self.filters[Mode::User as usize].drop_page(self.pages[index], granules);
        self.lines.drop_entry(index);
    }

    /// Something in the granule at `vaddr` is proven through an entry of the TLB. (An entry that maps
    /// several pages is known by one of them only; it takes everything with it.)
    fn note_granule(&mut self, index: usize, vaddr: u32) {
        let page = vaddr & !0xfff;
        if self.granules[index] != 0 && self.pages[index] != page {
            self.drop_entry(index);
        }
        self.pages[index] = page;
        self.granules[index] |= 1 << (vaddr / GRANULE_MAX % 64);
    }

    /// What is proven of a line of the L1D, in both modes.
    fn drop_data(&mut self, slot: u32, line: u32, line_size: u32) {
        let [user, machine] = &mut self.filters;
        machine.drop_line(line, line_size, slot);
        let name = std::mem::replace(&mut self.names[slot as usize], NO_NAME);
        if name != NO_NAME {
            user.drop_line(name, line_size, slot);
        }
    }

    /// User mode calls the line in a slot of the L1D by this address from now on.
    fn name(&mut self, slot: usize, vaddr: u32, line_size: u32) {
        let before = std::mem::replace(&mut self.names[slot], vaddr);
        if before != NO_NAME && before != vaddr {
            self.filters[Mode::User as usize].drop_line(before, line_size, slot as u32);
        }
    }
}
