//! Observers: what the machine tells whoever watches it.
//!
//! Every method of [`Observer`] defaults to nothing, and `()` is the observer that watches nothing.
//! Callbacks see the machine through a [`Moment`], whose counters include everything that happened
//! before, and change nothing but the owner stamp: a run costs the guest the same, watched or not.

use crate::cache::Cache;
use crate::counters::{AccessKind, CacheCounters, Counters, TlbCounters};
use crate::hierarchy::Lower;
use crate::memory::Memory;
use crate::trap::Mode;

/// A structure whose contents bear owner stamps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Structure {
    /// The translation look-aside buffer.
    Tlb,
    /// The first-level instruction cache.
    L1i,
    /// The first-level data cache.
    L1d,
    /// The second level.
    L2,
    /// The third level.
    L3,
}

impl Structure {
    /// The name in configuration and reports.
    pub fn name(self) -> &'static str {
        match self {
            Structure::Tlb => "tlb",
            Structure::L1i => "l1i",
            Structure::L1d => "l1d",
            Structure::L2 => "l2",
            Structure::L3 => "l3",
        }
    }
}

/// What an event is about: a cache line or a translation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// A cache line, by the physical address of its first byte.
    Line(u32),
    /// A translation, by the virtual address of its page's first byte and the address space.
    Page {
        /// Virtual address of the page.
        page: u32,
        /// Address space identifier.
        asid: u16,
    },
}

/// An access that found nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Miss {
    /// Where it looked.
    pub structure: Structure,
    /// What it wanted.
    pub kind: AccessKind,
    /// What was not there.
    pub place: Place,
    /// Cycles that this level's miss added: the next level's `hit_cycles`, or the memory's
    /// `access_cycles` after the last level, and `writeback_cycles` if a dirty line had to go.
    /// Zero for a translation that software refills, and for a miss that a write-back caused.
    pub stall: u32,
    /// Whether it is there now, or about to be: false for a write that the level lets pass.
    pub filled: bool,
}

/// A hit on something that another owner touched last; it bears the current owner's stamp now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Touch {
    /// Where it lies.
    pub structure: Structure,
    /// What was hit.
    pub place: Place,
    /// The stamp it bore before.
    pub owner: u32,
}

/// Something valid was replaced by something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evict {
    /// Where it lay.
    pub structure: Structure,
    /// What was evicted.
    pub place: Place,
    /// The stamp it bore.
    pub owner: u32,
    /// Whether it was dirty and had to be written back.
    pub writeback: bool,
}

/// Something valid was dropped, one by one: by a partial `sfence.vma` or a line operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invalidate {
    /// Where it lay.
    pub structure: Structure,
    /// What was dropped.
    pub place: Place,
    /// The stamp it bore.
    pub owner: u32,
}

/// Which of its two trap vectors the hart takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vector {
    /// `mtvec`.
    General,
    /// `mtlbvec`: a TLB miss.
    Refill,
}

/// A trap about to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrapInfo {
    /// The value `mcause` gets, interrupt bit included.
    pub cause: u32,
    /// The value `mtval` gets.
    pub tval: u32,
    /// The value `mepc` gets.
    pub epc: u32,
    /// The mode that is left.
    pub from: Mode,
    /// Where the hart goes.
    pub vector: Vector,
    /// What the instruction that traps has cost; nothing for an interrupt.
    pub spent: u32,
    /// What entering the handler is going to cost.
    pub entry: u32,
}

/// The machine at one moment, as a callback sees it.
pub struct Moment<'a> {
    pub(crate) counts: Counts<'a>,
    /// The integer registers.
    pub regs: &'a [u32; 32],
    /// Address of the instruction that executes, or is about to.
    pub pc: u32,
    /// Privilege mode of the hart.
    pub mode: Mode,
    /// The register `satp`.
    pub satp: u32,
    /// The stamp that every later fill and hit gets. A callback that sets it during an access takes
    /// effect with the next access.
    pub owner: &'a mut u32,
    pub(crate) memory: &'a Memory,
}

/// What counters are made from, if somebody asks: most callbacks do not.
pub(crate) struct Counts<'a> {
    pub cycles: u64,
    pub instructions: u64,
    pub tlb: TlbCounters,
    pub l1i: &'a Option<Cache>,
    pub l1d: &'a Option<Cache>,
    pub lower: &'a Lower,
    pub unbooked: Unbooked,
}

/// What has been executed, hitting wherever it went, and is not in the counters yet.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Unbooked {
    pub instructions: u64,
    /// One for each instruction, and for the one that executes.
    pub fetches: u64,
    pub reads: u64,
    pub writes: u64,
    /// Accesses to the TLB.
    pub translations: u64,
}

impl Unbooked {
    /// The counters of a hart with or without an L1I and an L1D.
    fn added_to(self, mut counters: Counters, l1i: bool, l1d: bool) -> Counters {
        let Unbooked { instructions, fetches, reads, writes, translations } = self;
        counters.instructions += instructions;
        counters.tlb.accesses += translations;
        let add = |cache: &mut CacheCounters, kind: AccessKind, count| {
            cache.accesses += count;
            cache.accesses_by_kind[kind as usize] += count;
        };
        if l1i {
            add(&mut counters.l1i, AccessKind::Fetch, fetches);
        }
        if l1d {
            add(&mut counters.l1d, AccessKind::Read, reads);
            add(&mut counters.l1d, AccessKind::Write, writes);
        }
        counters
    }
}

impl Moment<'_> {
    /// All counts, exact as of now.
    pub fn counters(&self) -> Counters {
        let Counts { cycles, instructions, tlb, l1i, l1d, lower, unbooked } = self.counts;
        let booked = Counters { cycles, instructions, tlb, ..lower.counters(l1i, l1d) };
        unbooked.added_to(booked, l1i.is_some(), l1d.is_some())
    }

    /// Cycles since reset.
    pub fn cycles(&self) -> u64 {
        self.counts.cycles
    }

    /// Instructions retired since reset.
    pub fn instructions(&self) -> u64 {
        self.counts.instructions + self.counts.unbooked.instructions
    }

    /// The misses of one structure, which costs less than all counts.
    pub fn misses(&self, structure: Structure) -> u64 {
        let cache = match structure {
            Structure::Tlb => return self.counts.tlb.misses,
            Structure::L1i => self.counts.l1i.as_ref(),
            Structure::L1d => self.counts.l1d.as_ref(),
            Structure::L2 | Structure::L3 => self.counts.lower.level(structure),
        };
        cache.map_or(0, Cache::misses)
    }

    /// The aligned word of RAM at a physical address.
    pub fn word(&self, paddr: u32) -> Option<u32> {
        (paddr.is_multiple_of(4)).then(|| self.memory.word(paddr)).flatten()
    }

    /// `len` bytes of RAM from a physical address.
    pub fn bytes(&self, paddr: u32, len: u32) -> Option<&[u8]> {
        self.memory.bytes(paddr, len)
    }
}

/// Whoever watches a run. Every method defaults to nothing.
pub trait Observer {
    /// Whether [`Observer::insn`] is wanted.
    const INSNS: bool = false;

    /// The instruction at a probed machine-mode address is about to be fetched.
    fn probe(&mut self, id: u32, at: &mut Moment) {
        let _ = (id, at);
    }

    /// A trap is taken: the trapping instruction's own cycles are booked, those of trap entry not.
    fn trap(&mut self, trap: &TrapInfo, at: &mut Moment) {
        let _ = (trap, at);
    }

    /// An `mret` has retired and all its cycles are booked.
    fn mret(&mut self, to: Mode, at: &mut Moment) {
        let _ = (to, at);
    }

    /// A `wfi` has retired, and nothing is pending: waiting begins.
    fn wfi(&mut self, at: &mut Moment) {
        let _ = at;
    }

    /// Waiting has ended; time has jumped.
    fn wake(&mut self, at: &mut Moment) {
        let _ = at;
    }

    /// An access missed; the counters include the miss and its stall.
    fn miss(&mut self, miss: &Miss, at: &mut Moment) {
        let _ = (miss, at);
    }

    /// An access hit something of another owner.
    fn touch(&mut self, touch: &Touch, at: &mut Moment) {
        let _ = (touch, at);
    }

    /// Something was evicted.
    fn evict(&mut self, evict: &Evict, at: &mut Moment) {
        let _ = (evict, at);
    }

    /// Something was invalidated.
    fn invalidate(&mut self, invalidate: &Invalidate, at: &mut Moment) {
        let _ = (invalidate, at);
    }

    /// All of a structure was invalidated.
    fn flush(&mut self, structure: Structure, at: &mut Moment) {
        let _ = (structure, at);
    }

    /// An instruction has retired, after `cycles` cycles in all. Wanted only if
    /// [`Observer::INSNS`] is set.
    fn insn(&mut self, pc: u32, word: u32, cycles: u32, at: &mut Moment) {
        let _ = (pc, word, cycles, at);
    }
}

impl Observer for () {}
