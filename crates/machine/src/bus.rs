//! The bus: fetches, loads, stores and read-modify-writes, from a program's address to memory or a
//! device, counted and charged in the caches on the way.

use crate::cache::{Address, Lookup};
use crate::counters::AccessKind;
use crate::devices::Transfer;
use crate::hart::Reservation;
use crate::hierarchy::{Access, Findings, Hierarchy, Side, Snoops};
use crate::machine::Machine;
use crate::observer::Observer;
use crate::scene::Scene;
use crate::translate::access_fault;
use crate::trap::{Fault, Trap, cause};

impl Machine {
    /// The word at the program counter. One access to the L1I, if the fetch gets that far.
    #[inline]
    pub(crate) fn fetch<O: Observer>(&mut self, observer: &mut O) -> Result<u32, Fault> {
        let core = &self.hart.core;
        let (line, pc) = (core.fetch_line, core.pc);
        if pc & line.mask != line.start || line.owner != self.owner {
            return self.fetch_line(pc, observer);
        }
        if let Some(entry) = line.entry {
            self.hart.tlb.counts.accesses += 1;
            self.hit_entry(entry as usize, observer);
        }
        let paddr = line.paddr | pc & !line.mask;
        if line.owner != self.owner {
            self.fetch_restamped(pc, paddr, observer)?;
        } else {
            if let Some(l1i) = &mut self.hart.l1i {
                l1i.repeat(AccessKind::Fetch);
            }
            self.hart.core.cycles += u64::from(line.cycles);
        }
        self.memory.word(paddr).ok_or_else(|| access_fault(AccessKind::Fetch, pc))
    }

    /// A fetch from the line of the last, when an observer has just changed its mind: the line
    /// bears another stamp than this access.
    #[cold]
    fn fetch_restamped<O: Observer>(
        &mut self,
        pc: u32,
        paddr: u32,
        observer: &mut O,
    ) -> Result<(), Fault> {
        let space = self.hart.core.fetch_line.space;
        self.hart.core.fetch_line.forget();
        let at = Address { paddr, vaddr: pc, space };
        self.access_caches(at, AccessKind::Fetch, Side::Fetch, observer).map(drop)
    }

    /// A fetch from another line than the last.
    #[inline(never)]
    fn fetch_line<O: Observer>(&mut self, pc: u32, observer: &mut O) -> Result<u32, Fault> {
        if !pc.is_multiple_of(4) {
            return Err(Trap::new(cause::FETCH_MISALIGNED, pc).into());
        }
        let to = self.translate(pc, 4, AccessKind::Fetch, observer)?;
        let Some(word) = self.memory.word(to.paddr) else {
            return Err(access_fault(AccessKind::Fetch, pc));
        };
        let owner = self.owner;
        let at = to.address(pc);
        let found = self.access_caches(at, AccessKind::Fetch, Side::Fetch, observer)?;
        let repeats = self.hart.l1i.is_some() || !self.lower.exists();
        if to.whole_page && repeats && !found.l1i_lost {
            let line = &mut self.hart.core.fetch_line;
            line.start = pc & line.mask;
            line.paddr = to.paddr & line.mask;
            (line.entry, line.owner, line.space) = (to.entry, owner, to.space);
        }
        Ok(word)
    }

    /// Loads `size` (1, 2 or 4) bytes, zero-extended.
    #[inline]
    pub(crate) fn load_data<O: Observer>(
        &mut self,
        vaddr: u32,
        size: u32,
        observer: &mut O,
    ) -> Result<u32, Fault> {
        if vaddr & (size - 1) != 0 {
            return self.load_misaligned(vaddr, size, observer);
        }
        let to = self.translate(vaddr, size, AccessKind::Read, observer)?;
        match self.memory.read(to.paddr, size) {
            Some(value) => {
                self.access_data(to.address(vaddr), AccessKind::Read, observer)?;
                Ok(value)
            }
            None => self.load_device(vaddr, to.paddr, size),
        }
    }

    /// Stores the lowest `size` (1, 2 or 4) bytes of `value`.
    #[inline]
    pub(crate) fn store_data<O: Observer>(
        &mut self,
        vaddr: u32,
        size: u32,
        value: u32,
        observer: &mut O,
    ) -> Result<(), Fault> {
        if vaddr & (size - 1) != 0 {
            return self.store_misaligned(vaddr, size, value, observer);
        }
        let to = self.translate(vaddr, size, AccessKind::Write, observer)?;
        if self.memory.contains(to.paddr) {
            self.access_data(to.address(vaddr), AccessKind::Write, observer)?;
            self.memory.write(to.paddr, size, value);
            return Ok(());
        }
        self.store_device(vaddr, to.paddr, size, value)
    }

    /// The address of an aligned word of RAM, for LR (a read), SC and AMO (writes).
    /// Devices do not take part in atomic accesses.
    pub(crate) fn locate_atomic<O: Observer>(
        &mut self,
        vaddr: u32,
        kind: AccessKind,
        observer: &mut O,
    ) -> Result<Address, Fault> {
        if !vaddr.is_multiple_of(4) {
            return Err(misaligned(kind, vaddr));
        }
        let to = self.translate(vaddr, 4, kind, observer)?;
        match self.memory.contains(to.paddr) {
            true => Ok(to.address(vaddr)),
            false => Err(access_fault(kind, vaddr)),
        }
    }

    /// One access of a load or store to the data caches.
    #[inline]
    pub(crate) fn access_data<O: Observer>(
        &mut self,
        at: Address,
        kind: AccessKind,
        observer: &mut O,
    ) -> Result<(), Fault> {
        let Some(l1d) = &mut self.hart.l1d else {
            return self.access_caches(at, kind, Side::Data, observer).map(drop);
        };
        let found = l1d.lookup(at, kind, self.owner);
        self.hart.core.cycles += u64::from(l1d.hit_cycles - 1);
        if found == Lookup::Hit && !(l1d.writes_through && kind == AccessKind::Write) {
            return Ok(());
        }
        check_stale(self.settle_data(found, at, kind, observer)).map(drop)
    }

    /// What follows a look-up in the L1D that was no plain hit.
    #[inline(never)]
    pub(crate) fn settle_data<O: Observer>(
        &mut self,
        found: Lookup,
        at: Address,
        kind: AccessKind,
        observer: &mut O,
    ) -> Findings {
        self.with_caches(Side::Data, observer, |caches, access| {
            caches.settle(found, at, kind, access);
        })
    }

    /// One access to the caches of one side, from the first level on.
    fn access_caches<O: Observer>(
        &mut self,
        at: Address,
        kind: AccessKind,
        side: Side,
        observer: &mut O,
    ) -> Result<Findings, Fault> {
        let act = |caches: &mut Hierarchy, access: &mut Access<Scene<O>>| {
            caches.access(at, kind, access);
        };
        check_stale(self.with_caches(side, observer, act))
    }

    /// Lets `act` do something to the caches, and books what it cost.
    pub(crate) fn with_caches<O: Observer>(
        &mut self,
        side: Side,
        observer: &mut O,
        act: impl FnOnce(&mut Hierarchy, &mut Access<Scene<O>>),
    ) -> Findings {
        let owner = self.owner;
        let mut sink = Scene {
            observer,
            core: &self.hart.core,
            tlb: self.hart.tlb.counts,
            unbooked: self.unbooked,
            memory: &self.memory,
            owner: &mut self.owner,
        };
        let found = Findings::default();
        let mut access = Access { side, owner, sink: &mut sink, spent: 0, found };
        let mut caches =
            Hierarchy { l1i: &mut self.hart.l1i, l1d: &mut self.hart.l1d, lower: &mut self.lower };
        act(&mut caches, &mut access);
        let Access { spent, found, .. } = access;
        self.hart.core.cycles += spent;
        if found.l1i_lost {
            self.hart.core.fetch_line.forget();
        }
        found
    }

    /// A device has read or written memory: no cache may hold what is newer or older, and a
    /// reservation of what was written is lost. It takes the hart no time.
    #[cold]
    pub(crate) fn snoop<O: Observer>(&mut self, transfer: Transfer, observer: &mut O) {
        let Transfer { paddr, len, writes } = transfer;
        let mut snoops = Snoops::default();
        self.with_caches(Side::Data, observer, |caches, access| {
            snoops = caches.snoop(paddr, len, writes, access);
        });
        self.snoops += snoops;
        let end = u64::from(paddr) + u64::from(len);
        let reserved = |word: &Reservation| {
            u64::from(word.paddr) < end && u64::from(paddr) < u64::from(word.paddr) + 4
        };
        let reservation = &mut self.hart.core.reservation;
        *reservation = reservation.filter(|word| !(writes && reserved(word)));
    }

    #[cold]
    fn load_device(&mut self, vaddr: u32, paddr: u32, size: u32) -> Result<u32, Fault> {
        let value = self.devices.read(paddr, size, self.hart.core.insn_start);
        self.device_accessed(value.is_ok());
        value.map_err(|_| access_fault(AccessKind::Read, vaddr))
    }

    #[cold]
    fn store_device(&mut self, vaddr: u32, paddr: u32, size: u32, value: u32) -> Result<(), Fault> {
        let done = self.devices.write(paddr, size, value, self.hart.core.insn_start);
        self.device_accessed(done.is_ok());
        done.map_err(|_| access_fault(AccessKind::Write, vaddr))?;
        match self.devices.uart.is_full() {
            true => Err(Fault::Check("the console has printed more than 256 MiB")),
            false => Ok(()),
        }
    }

    #[cold]
    fn load_misaligned<O: Observer>(
        &mut self,
        vaddr: u32,
        size: u32,
        observer: &mut O,
    ) -> Result<u32, Fault> {
        let bytes = self.split(vaddr, size, AccessKind::Read, observer)?;
        let byte = |index: u32| self.memory.read(bytes[index as usize], 1).unwrap_or(0);
        Ok((0..size).map(|index| byte(index) << (8 * index)).sum())
    }

    #[cold]
    fn store_misaligned<O: Observer>(
        &mut self,
        vaddr: u32,
        size: u32,
        value: u32,
        observer: &mut O,
    ) -> Result<(), Fault> {
        let bytes = self.split(vaddr, size, AccessKind::Write, observer)?;
        for (index, paddr) in (0..size).zip(bytes) {
            self.memory.write(paddr, 1, value >> (8 * index));
        }
        Ok(())
    }

    /// A misaligned access as two: where each byte lies. The second begins at the last word
    /// boundary within the access, or goes to the same word again. Both are translated before
    /// either reaches a cache. Devices take no misaligned accesses.
    fn split<O: Observer>(
        &mut self,
        vaddr: u32,
        size: u32,
        kind: AccessKind,
        observer: &mut O,
    ) -> Result<[u32; 4], Fault> {
        if !self.splits {
            return Err(misaligned(kind, vaddr));
        }
        let last = vaddr.wrapping_add(size - 1);
        let boundary = last & !3;
        let ahead = boundary.wrapping_sub(vaddr);
        let (second, ahead) = if ahead < size { (boundary, ahead) } else { (last, size - 1) };
        let low_at = self.translate(vaddr, ahead, kind, observer)?.address(vaddr);
        let high_at = self.translate(second, size - ahead, kind, observer)?.address(second);
        let (low, high) = (low_at.paddr, high_at.paddr);
        for (part, paddr) in [(vaddr, low), (second, high)] {
            if !self.memory.contains(paddr) {
                return Err(access_fault(kind, part));
            }
        }
        self.access_data(low_at, kind, observer)?;
        self.access_data(high_at, kind, observer)?;
        Ok(std::array::from_fn(|index| {
            let index = index as u32;
            if index < ahead { low + index } else { high.wrapping_add(index - ahead) }
        }))
    }
}

/// A hit on a line that lies elsewhere is a mistake of the kernel, and the end of the run.
fn check_stale(found: Findings) -> Result<Findings, Fault> {
    match found.stale {
        true => Err(Fault::Check(
            "stale virtual line: a virtual cache holds this address for another physical page, so \
             it was not flushed when the mapping or the address space changed",
        )),
        false => Ok(found),
    }
}

fn misaligned(kind: AccessKind, vaddr: u32) -> Fault {
    let cause = match kind {
        AccessKind::Fetch => cause::FETCH_MISALIGNED,
        AccessKind::Read => cause::LOAD_MISALIGNED,
        AccessKind::Write => cause::STORE_MISALIGNED,
    };
    Trap::new(cause, vaddr).into()
}
