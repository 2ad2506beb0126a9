//! Proofs: how they come about, and how they end.
//!
//! A proof is made by asking the plain structures, without counting anything, what an access would
//! meet. It ends when a structure's log, or a change of owner, address space or protection, says that
//! something it rests on is gone.

use super::Fast;
use super::filter::{Filter, GRANULE_MAX};
use crate::cache::{Address, Cache};
use crate::counters::AccessKind;
use crate::host;
use crate::machine::Machine;
use crate::map::RAM_BASE;
use crate::memory::CHUNK;
use crate::tlb::Found;
use crate::translate::Translated;
use crate::trap::Mode;

/// No address of a line is odd.
pub(super) const NO_NAME: u32 = 1;

/// A line of code that a fetch would hit.
#[derive(Clone, Copy)]
pub(super) struct Code {
    pub line: u32,
    pub slot: Option<usize>,
    pub entry: Option<u32>,
    /// Whether the slot of the L1I, and the entry of the TLB, bear another owner's stamp.
    pub touches_line: bool,
    pub touches_entry: bool,
}

impl Code {
    /// A line that is resident.
    pub fn known(line: u32) -> Code {
        Code { line, slot: None, entry: None, touches_line: false, touches_entry: false }
    }

    /// Whether the fetch would be a plain hit.
    pub fn is_plain(&self) -> bool {
        !self.touches_line && !self.touches_entry
    }
}

impl Machine {
    /// Forgets what is no longer proven.
    #[inline]
    pub(super) fn catch_up(&mut self, fast: &mut Fast) {
        if !self.is_caught_up(fast) {
            self.forget_proofs(fast);
        }
    }

    /// Whether everything that is proven holds.
    #[inline(always)]
    fn is_caught_up(&self, fast: &Fast) -> bool {
        let quiet =
            |cache: &Option<Cache>| cache.as_ref().is_none_or(|cache| cache.departures.is_empty());
        self.owner == fast.owner
            && !self.proofs_void
            && self.hart.core.csrs.satp == fast.satp
            && self.hart.tlb.departures.is_empty()
            && quiet(&self.hart.l1d)
            && quiet(&self.hart.l1i)
            && self.memory.overwritten.is_empty()
    }

    #[inline(never)]
    fn forget_proofs(&mut self, fast: &mut Fast) {
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
                fast.drop_data(departure.slot, departure.line);
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
        if self.memory.overwritten.take_everything() {
            self.forget_code(fast);
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

    /// Finds, or decodes, the line of code at `vaddr`, if a fetch from it would hit.
    #[inline(never)]
    pub(super) fn prove_code(&mut self, fast: &mut Fast, vaddr: u32) -> Option<Code> {
        let to = self.translate_quietly(vaddr, AccessKind::Fetch)?;
        self.memory.bytes(to.paddr, fast.rules.line_size)?;
        let mode = self.hart.core.mode;
        let line = match fast.lines.find(mode, vaddr, to.paddr) {
            Some(line) => line,
            None => {
                // What is not in the L1I is not worth decoding yet.
                if let Some(l1i) = &self.hart.l1i {
                    l1i.peek(to.address(vaddr), self.owner).slot()?;
                }
                self.decode_line(fast, vaddr, to)?
            }
        };
        self.foresee_fetch(fast, line)
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
        to.entry.is_none_or(|entry| self.owns_entry(entry)).then_some(to)
    }

    /// Whether an entry of the TLB bears the current owner's stamp.
    #[inline]
    pub(super) fn owns_entry(&self, index: u32) -> bool {
        self.hart.tlb.entry(index as usize).is_some_and(|entry| entry.owner == self.owner)
    }

    /// Where in RAM a load or store at `vaddr`, which is aligned, will go, and by which entry of the
    /// TLB. Nothing is counted. `None` if it will not come to that.
    #[inline(always)]
    pub(super) fn data_address(
        &mut self,
        vaddr: u32,
        is_store: bool,
    ) -> Option<(Address, Option<u32>)> {
        let kind = if is_store { AccessKind::Write } else { AccessKind::Read };
        let core = &self.hart.core;
        let (at, entry) = match core.mode {
            Mode::Machine if !core.pmp.binds_machine => (Address::physical(vaddr), None),
            _ => {
                let to = self.translate_quietly(vaddr, kind)?;
                (to.address(vaddr), to.entry)
            }
        };
        // The model will take a while.
        host::prefetch(self.memory.byte(at.paddr)?);
        Some((at, entry))
    }

    /// From now on accesses like this one, a plain hit in `slot`, are proven. It is executed at once;
    /// so if it is a store, the line is made dirty. Whether it can be proven.
    #[inline]
    pub(super) fn prove_hit(
        &mut self,
        fast: &mut Fast,
        (vaddr, paddr): (u32, u32),
        entry: Option<u32>,
        slot: usize,
        is_store: bool,
    ) -> bool {
        let is_code = self.memory.is_decoded(paddr);
        let keeps_stores = match &mut self.hart.l1d {
            None => true,
            Some(l1d) => {
                if is_store && !is_code {
                    l1d.make_dirty(slot);
                }
                !l1d.writes_through && l1d.is_dirty(slot)
            }
        };
        let stores = keeps_stores && !is_code;
        if is_store && !stores {
            return false;
        }
        let stores = stores && (is_store || self.permits_store(vaddr));
        self.insert_proof(fast, (vaddr, paddr), entry, slot, stores);
        true
    }

    /// Loads, and perhaps stores, in the granule at `vaddr` are proven.
    #[inline(always)]
    pub(super) fn insert_proof(
        &mut self,
        fast: &mut Fast,
        (vaddr, paddr): (u32, u32),
        entry: Option<u32>,
        slot: usize,
        stores: bool,
    ) {
        let mask = !(fast.granule - 1);
        let (vaddr, start) = (vaddr & mask, paddr & mask);
        let offset = (start - RAM_BASE).wrapping_sub(vaddr);
        let mode = self.hart.core.mode;
        if mode == Mode::User {
            if self.hart.l1d.is_some() {
                fast.name(slot, vaddr);
            }
            if let Some(entry) = entry {
                fast.note_granule(entry as usize, vaddr);
            }
        }
        fast.filters[mode as usize].insert(vaddr, offset, slot as u32, stores);
    }

    /// Whether a store at an address that may be loaded from would be translated as well.
    #[inline]
    fn permits_store(&mut self, vaddr: u32) -> bool {
        self.hart.core.mode == Mode::Machine && !self.hart.core.pmp.binds_machine
            || self.known_translation(vaddr, AccessKind::Write).is_some()
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
    #[inline]
    pub(super) fn drop_data(&mut self, slot: u32, line: u32) {
        let [user, machine] = &mut self.filters;
        machine.drop_line(line, self.line_size, slot);
        let name = std::mem::replace(&mut self.names[slot as usize], NO_NAME);
        if name != NO_NAME {
            user.drop_line(name, self.line_size, slot);
        }
    }

    /// User mode calls the line in a slot of the L1D by this address from now on.
    #[inline]
    fn name(&mut self, slot: usize, vaddr: u32) {
        let vaddr = vaddr & !(self.line_size - 1);
        let before = std::mem::replace(&mut self.names[slot], vaddr);
        if before != NO_NAME && before != vaddr {
            self.filters[Mode::User as usize].drop_line(before, self.line_size, slot as u32);
        }
    }
}
