//! Control and status registers: which exist, who may use them, and what a write keeps.
//!
//! Most are fields of [`Csrs`]. Writes that do more (change translation, operate on the TLB or the
//! caches) end here in calls to the machine. Supervisor registers do not exist, but for `satp`.

use swtch_isa::csr as number;

use crate::cache::Cache;
use crate::counters::Counters;
use crate::hart::Hart;
use crate::hierarchy::Side;
use crate::machine::Machine;
use crate::observer::{Evict, Observer, Structure};
use crate::tlb::Entry;
use crate::trap::{Mode, cause};

/// The registers that are plain state.
#[derive(Default)]
pub(crate) struct Csrs {
    /// `mstatus.MIE`.
    pub mie_global: bool,
    /// `mstatus.MPIE`.
    pub mpie: bool,
    /// `mstatus.MPP`.
    pub mpp: Mode,
    /// `mstatus.MPRV`.
    pub mprv: bool,
    pub mie: u32,
    /// As the devices' lines stand; no guest writes it.
    pub mip: u32,
    pub mtvec: u32,
    pub mepc: u32,
    pub mcause: u32,
    pub mtval: u32,
    pub mscratch: u32,
    pub mcounteren: u32,
    pub mcountinhibit: u32,
    pub menvcfg: u32,
    pub satp: u32,
    pub mtlbvec: u32,
    pub mtlbhi: u32,
    pub mtlblo: u32,
    pub mtlbidx: u32,
    pub mtlb_scratch: [u32; 2],
    pub mcacheaddr: u32,
    /// `mcycle`, `minstret` and the event counters, by their bit in `mcounteren`.
    views: [View; 32],
    /// `mhpmevent3` to `mhpmevent31`, by the same bit.
    events: [u32; 32],
}

/// A counter as the guest sees it: a total nobody can write, plus an offset that a write sets, or a
/// value that stands still.
#[derive(Clone, Copy, Default)]
struct View {
    offset: u64,
    frozen: Option<u64>,
}

impl View {
    fn value(self, total: u64) -> u64 {
        self.frozen.unwrap_or(total.wrapping_add(self.offset))
    }

    fn set(&mut self, total: u64, value: u64) {
        match &mut self.frozen {
            Some(frozen) => *frozen = value,
            None => self.offset = value.wrapping_sub(total),
        }
    }

    fn freeze(&mut self, total: u64, freeze: bool) {
        let value = self.value(total);
        self.frozen = freeze.then_some(value);
        self.set(total, value);
    }
}

const CYCLE: usize = 0;
const TIME: usize = 1;
const INSTRET: usize = 2;

/// What `mhpmevent` may select; 0 counts nothing.
pub const EVENTS: &[&str] = &[
    "nothing",
    "tlb accesses",
    "tlb misses",
    "l1i accesses",
    "l1i misses",
    "l1d accesses",
    "l1d misses",
    "l1d write-backs",
    "l2 accesses",
    "l2 misses",
    "l2 write-backs",
    "l3 accesses",
    "l3 misses",
    "l3 write-backs",
];

/// The total of an event, by its index in [`EVENTS`].
fn event_total(counters: &Counters, event: u32) -> u64 {
    let Counters { tlb, l1i, l1d, l2, l3, .. } = counters;
    let totals = [
        0,
        tlb.accesses,
        tlb.misses,
        l1i.accesses,
        l1i.misses,
        l1d.accesses,
        l1d.misses,
        l1d.writebacks,
        l2.accesses,
        l2.misses,
        l2.writebacks,
        l3.accesses,
        l3.misses,
        l3.writebacks,
    ];
    totals.get(event as usize).copied().unwrap_or(0)
}

// Bits of `mstatus`.
const MIE: u32 = 3;
const MPIE: u32 = 7;
const MPP: u32 = 11;
const MPRV: u32 = 17;

/// RV32 with A, I, M and user mode.
const MISA: u32 = 1 << 30 | 1 << 0 | 1 << 8 | 1 << 12 | 1 << 20;
const INTERRUPTS: u32 = 1 << cause::SOFTWARE | 1 << cause::TIMER | 1 << cause::EXTERNAL;
/// `satp.MODE`: Sv32.
pub(crate) const SATP_SV32: u32 = 1 << 31;
/// `mcountinhibit` has no bit for time.
const INHIBITABLE: u32 = !(1 << TIME);
/// `mtlbidx`: the probe failed.
const PROBE_FAILED: u32 = 1 << 31;

impl Csrs {
    /// The register `mstatus`.
    pub fn mstatus(&self) -> u32 {
        u32::from(self.mie_global) << MIE
            | u32::from(self.mpie) << MPIE
            | self.mpp.bits() << MPP
            | u32::from(self.mprv) << MPRV
    }

    /// MPP keeps its value when a mode is written that does not exist.
    fn set_mstatus(&mut self, value: u32) {
        self.mie_global = value >> MIE & 1 != 0;
        self.mpie = value >> MPIE & 1 != 0;
        self.mprv = value >> MPRV & 1 != 0;
        if let mpp @ (0 | 3) = value >> MPP & 3 {
            self.mpp = Mode::from_bits(mpp);
        }
    }

    /// The address space identifier in `satp`.
    pub fn asid(&self) -> u16 {
        (self.satp >> 22 & 0x1ff) as u16
    }

    /// Whether user mode is translated.
    pub fn is_translated(&self) -> bool {
        self.satp & SATP_SV32 != 0
    }

    /// The interrupts that are pending and enabled, whatever `mstatus.MIE` says.
    pub fn pending(&self) -> u32 {
        self.mip & self.mie
    }
}

/// No such register, or not in this mode.
pub(crate) struct Illegal;

/// `number` as the member of a family that begins at `first`.
fn member(number: u16, first: u16, count: u16) -> Option<usize> {
    let index = number.checked_sub(first)?;
    (index < count).then_some(index.into())
}

/// Which counter a register shows, whether it is the upper half, and whether it is the machine
/// level's own.
fn counter(csr: u16) -> Option<(usize, bool, bool)> {
    let families = [
        (number::MCYCLE, false, true),
        (number::MCYCLEH, true, true),
        (number::CYCLE, false, false),
        (number::CYCLEH, true, false),
    ];
    let found = families.into_iter().find_map(|(first, high, machine)| {
        member(csr, first, 32).map(|index| (index, high, machine))
    });
    // There is no `mtime` among the CSRs.
    found.filter(|&(index, _, machine)| !(machine && index == TIME))
}

impl Machine {
    /// The value of a register, if the current mode may read it.
    pub(crate) fn read_csr(&self, csr: u16) -> Result<u32, Illegal> {
        let mode = self.hart.core.mode;
        if mode.bits() < u32::from(csr >> 8 & 3) {
            return Err(Illegal);
        }
        if let Some((index, high, machine)) = counter(csr) {
            let allowed = self.hart.core.csrs.mcounteren >> index & 1 != 0;
            if mode == Mode::User && !machine && !allowed {
                return Err(Illegal);
            }
            let value = self.counter_value(index, self.hart.core.insn_start);
            return Ok(if high { (value >> 32) as u32 } else { value as u32 });
        }
        self.read_plain(csr).ok_or(Illegal)
    }

    /// The value of a register as machine mode would read it between two instructions, whatever the
    /// mode is.
    pub(crate) fn peek_csr(&self, csr: u16) -> Option<u32> {
        match counter(csr) {
            Some((index, high, _)) => {
                let value = self.counter_value(index, self.hart.core.cycles);
                Some((value >> if high { 32 } else { 0 }) as u32)
            }
            None => self.read_plain(csr),
        }
    }

    fn read_plain(&self, csr: u16) -> Option<u32> {
        let core = &self.hart.core;
        let csrs = &core.csrs;
        Some(match csr {
            number::MVENDORID | number::MARCHID | number::MIMPID => 0,
            number::MHARTID | number::MCONFIGPTR => 0,
            number::MSTATUS => csrs.mstatus(),
            number::MSTATUSH | number::MENVCFGH => 0,
            number::MISA => MISA,
            number::MIE => csrs.mie,
            number::MIP => csrs.mip,
            number::MTVEC => csrs.mtvec,
            number::MCOUNTEREN => csrs.mcounteren,
            number::MCOUNTINHIBIT => csrs.mcountinhibit,
            number::MENVCFG => csrs.menvcfg,
            number::MSCRATCH => csrs.mscratch,
            number::MEPC => csrs.mepc,
            number::MCAUSE => csrs.mcause,
            number::MTVAL => csrs.mtval,
            number::SATP => csrs.satp,
            number::MTLBVEC => csrs.mtlbvec,
            number::MTLBHI => csrs.mtlbhi,
            number::MTLBLO => csrs.mtlblo,
            number::MTLBIDX => csrs.mtlbidx,
            number::MTLBOP | number::MCACHEOP => 0,
            number::MTLBS0 => csrs.mtlb_scratch[0],
            number::MTLBS1 => csrs.mtlb_scratch[1],
            number::MCACHEADDR => csrs.mcacheaddr,
            number::MCONFIG => self.mconfig(),
            _ => return self.read_family(csr),
        })
    }

    fn read_family(&self, csr: u16) -> Option<u32> {
        let core = &self.hart.core;
        if let Some(register) = member(csr, number::PMPCFG0, 4) {
            return Some(core.pmp.config(register));
        }
        if let Some(entry) = member(csr, number::PMPADDR0, 16) {
            return Some(core.pmp.address(entry));
        }
        member(csr, number::MHPMEVENT3, 29).map(|index| core.csrs.events[index + 3])
    }

    /// What the kernel must flush: bit 0 L1I is virtual, bit 1 L1D is virtual, bit 2 L1I is tagged
    /// with ASIDs, bit 3 L1D is, bit 4 refill by hardware, bits 11:8 the number of ASID bits.
    fn mconfig(&self) -> u32 {
        let Hart { l1i, l1d, tlb, .. } = &self.hart;
        let bit = |cache: &Option<Cache>, what: fn(&Cache) -> bool| {
            u32::from(cache.as_ref().is_some_and(what))
        };
        bit(l1i, Cache::is_virtual)
            | bit(l1d, Cache::is_virtual) << 1
            | bit(l1i, Cache::is_tagged) << 2
            | bit(l1d, Cache::is_tagged) << 3
            | u32::from(self.walks) << 4
            | tlb.asid_mask().count_ones() << 8
    }

    /// A counter as the guest sees it, before the current instruction.
    fn counter_value(&self, index: usize, now: u64) -> u64 {
        let core = &self.hart.core;
        match index {
            CYCLE => core.csrs.views[CYCLE].value(now),
            TIME => self.devices.clint.time(now),
            INSTRET => core.csrs.views[INSTRET].value(core.instructions),
            _ => core.csrs.views[index].value(self.event_total(index)),
        }
    }

    fn event_total(&self, index: usize) -> u64 {
        match self.hart.core.csrs.events[index] {
            0 => 0,
            event => event_total(&self.counters(), event),
        }
    }

    /// What a counter's total will be when the current instruction, a CSR write, has retired: a
    /// write takes effect after it.
    fn total_after(&self, index: usize) -> u64 {
        match index {
            CYCLE => self.hart.core.cycles,
            INSTRET => self.hart.core.instructions + 1,
            _ => self.event_total(index),
        }
    }

    /// Writes a register that the current mode may write. Whether the write changes translation.
    pub(crate) fn write_csr<O: Observer>(
        &mut self,
        csr: u16,
        value: u32,
        observer: &mut O,
    ) -> Result<bool, Illegal> {
        let read_only = csr >> 10 == 3;
        if read_only || self.hart.core.mode.bits() < u32::from(csr >> 8 & 3) {
            return Err(Illegal);
        }
        if let Some((index, high, _)) = counter(csr) {
            self.write_counter(index, high, value);
            return Ok(false);
        }
        self.write_plain(csr, value, observer).ok_or(Illegal)
    }

    fn write_plain<O: Observer>(&mut self, csr: u16, value: u32, o: &mut O) -> Option<bool> {
        let csrs = &mut self.hart.core.csrs;
        match csr {
            number::MSTATUS => return Some(self.write_mstatus(value)),
            number::MSTATUSH | number::MENVCFGH | number::MISA | number::MIP => {}
            number::MIE => {
                csrs.mie = value & INTERRUPTS;
                self.reconsider();
            }
            // Modes beyond 1 are reserved; the lower bit is kept.
            number::MTVEC => csrs.mtvec = value & !2,
            number::MCOUNTEREN => csrs.mcounteren = value,
            number::MCOUNTINHIBIT => self.write_inhibit(value & INHIBITABLE),
            number::MENVCFG => csrs.menvcfg = value & 1,
            number::MSCRATCH => csrs.mscratch = value,
            number::MEPC => csrs.mepc = value & !3,
            number::MCAUSE => csrs.mcause = value,
            number::MTVAL => csrs.mtval = value,
            number::SATP => {
                let unused = u32::from(0x1ff & !self.hart.tlb.asid_mask()) << 22;
                csrs.satp = value & !unused;
                self.translation_changed();
                return Some(true);
            }
            number::MTLBVEC => csrs.mtlbvec = value & !3,
            number::MTLBHI => csrs.mtlbhi = value,
            number::MTLBLO => csrs.mtlblo = value,
            number::MTLBIDX => csrs.mtlbidx = value,
            number::MTLBOP => return Some(self.tlb_operation(value, o)),
            number::MTLBS0 => csrs.mtlb_scratch[0] = value,
            number::MTLBS1 => csrs.mtlb_scratch[1] = value,
            number::MCACHEOP => self.cache_operation(value, o),
            number::MCACHEADDR => csrs.mcacheaddr = value,
            _ => return self.write_family(csr, value).then_some(false),
        }
        Some(false)
    }

    /// Whether there is such a register.
    fn write_family(&mut self, csr: u16, value: u32) -> bool {
        let core = &mut self.hart.core;
        if let Some(register) = member(csr, number::PMPCFG0, 4) {
            core.pmp.set_config(register, value);
            self.proofs_void = true;
            self.translation_changed();
        } else if let Some(entry) = member(csr, number::PMPADDR0, 16) {
            core.pmp.set_address(entry, value);
            self.proofs_void = true;
            self.translation_changed();
        } else if let Some(index) = member(csr, number::MHPMEVENT3, 29) {
            self.select_event(index + 3, value);
        } else {
            return false;
        }
        true
    }

    /// Whether loads and stores are translated differently from now on.
    fn write_mstatus(&mut self, value: u32) -> bool {
        let core = &mut self.hart.core;
        let before = core.data_mode;
        core.csrs.set_mstatus(value);
        core.set_mode(core.mode);
        let changed = core.data_mode != before;
        self.reconsider();
        changed
    }

    fn write_counter(&mut self, index: usize, high: bool, value: u32) {
        let total = self.total_after(index);
        let view = &mut self.hart.core.csrs.views[index];
        let (before, value) = (view.value(total), u64::from(value));
        let value = match high {
            true => value << 32 | before & 0xffff_ffff,
            false => value | before & !0xffff_ffff,
        };
        view.set(total, value);
    }

    fn write_inhibit(&mut self, inhibit: u32) {
        self.hart.core.csrs.mcountinhibit = inhibit;
        for index in (0..32).filter(|&index| index != TIME) {
            let total = self.total_after(index);
            self.hart.core.csrs.views[index].freeze(total, inhibit >> index & 1 != 0);
        }
    }

    /// Another event is counted on from the value that the counter has.
    fn select_event(&mut self, index: usize, event: u32) {
        let value = self.hart.core.csrs.views[index].value(self.event_total(index));
        let known = (event as usize) < EVENTS.len();
        self.hart.core.csrs.events[index] = if known { event } else { 0 };
        let total = self.event_total(index);
        self.hart.core.csrs.views[index].set(total, value);
    }

    /// A write to `mtlbop`. Whether it changes translation.
    fn tlb_operation<O: Observer>(&mut self, operation: u32, observer: &mut O) -> bool {
        let (hart, owner) = (&mut self.hart, self.owner);
        let csrs = &mut hart.core.csrs;
        let entry = Entry { hi: csrs.mtlbhi, lo: csrs.mtlblo, owner };
        let index = csrs.mtlbidx as usize;
        let replaced = match operation {
            1 => hart.tlb.insert(entry).1,
            2 => hart.tlb.write(index, entry),
            3 => {
                let entry = hart.tlb.entry(index).unwrap_or_default();
                (csrs.mtlbhi, csrs.mtlblo) = (entry.hi, entry.lo);
                return false;
            }
            4 => {
                let asid = (csrs.mtlbhi & 0x1ff) as u16;
                let found = hart.tlb.probe(csrs.mtlbhi, asid);
                csrs.mtlbidx = found.map_or(PROBE_FAILED, |index| index as u32);
                return false;
            }
            _ => return false,
        };
        self.translation_changed();
        if let Some(entry) = replaced {
            let (place, owner) = (entry.place(), entry.owner);
            let evict = Evict { structure: Structure::Tlb, place, owner, writeback: false };
            observer.evict(&evict, &mut self.moment());
        }
        true
    }

    /// A write to `mcacheop`: bits 0 to 2 choose L1I, L1D and L2, bit 3 writes back, bit 4
    /// invalidates, and with bit 5 only the line that holds `mcacheaddr`.
    fn cache_operation<O: Observer>(&mut self, operation: u32, observer: &mut O) {
        let core = &mut self.hart.core;
        core.fetch_line.forget();
        let only = (operation & 1 << 5 != 0).then_some(core.csrs.mcacheaddr);
        let (writes_back, invalidates) = (operation & 1 << 3 != 0, operation & 1 << 4 != 0);
        let structures = [Structure::L1i, Structure::L1d, Structure::L2];
        self.with_caches(Side::Data, observer, |caches, access| {
            let chosen = structures.iter().enumerate().filter(|(bit, _)| operation >> bit & 1 != 0);
            for (_, &structure) in chosen {
                if writes_back {
                    caches.write_back(structure, only, access);
                }
                if invalidates {
                    caches.invalidate(structure, only, access);
                }
            }
        });
    }
}
