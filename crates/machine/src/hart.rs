//! A hart: everything that belongs to one processor.

use crate::cache::{Cache, SPACE_PHYSICAL};
use crate::config::MachineConfig;
use crate::csr::Csrs;
use crate::map::RAM_BASE;
use crate::observer::Structure;
use crate::pmp::Pmp;
use crate::predictor::Predictor;
use crate::timing::Pending;
use crate::tlb::Tlb;
use crate::translate::Shortcuts;
use crate::trap::Mode;

/// One processor: its registers, its TLB and its first-level caches.
pub(crate) struct Hart {
    pub core: Core,
    pub tlb: Tlb,
    pub shortcuts: Shortcuts,
    pub predictor: Predictor,
    pub l1i: Option<Cache>,
    pub l1d: Option<Cache>,
}

/// The registers of a hart and the state of its pipeline.
pub(crate) struct Core {
    pub regs: [u32; 32],
    pub pc: u32,
    pub mode: Mode,
    /// The mode in which loads and stores are done: `mode`, or another under `mstatus.MPRV`.
    pub data_mode: Mode,
    pub csrs: Csrs,
    pub pmp: Pmp,
    /// Cycles since reset.
    pub cycles: u64,
    /// Instructions retired since reset.
    pub instructions: u64,
    /// The cycle at which the current instruction began.
    pub insn_start: u64,
    pub pending: Pending,
    pub reservation: Option<Reservation>,
    pub waiting: Waiting,
    pub fetch_line: FetchLine,
}

/// The word that LR has reserved. An SC that meets another virtual address fails without an access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reservation {
    pub vaddr: u32,
    pub paddr: u32,
}

/// Whether the hart waits in `wfi`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Waiting {
    No,
    /// A `wfi` has retired; whether there is anything to wait for is not known yet.
    Asked,
    /// Observers have heard of it.
    Yes,
}

/// The line of the last fetch. Another fetch from it, by the same owner and before anything that
/// could change the outcome (which calls [`FetchLine::forget`]), hits TLB and cache again.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FetchLine {
    /// Virtual address of the line's first byte; odd if there is no such line.
    pub start: u32,
    /// Physical address of the line's first byte.
    pub paddr: u32,
    pub owner: u32,
    /// The address space of the line's name.
    pub space: u16,
    /// The TLB entry that translates it, if it is translated.
    pub entry: Option<u32>,
    /// The bits of an address that are equal for all bytes of a line.
    pub mask: u32,
    /// What each fetch costs beyond its instruction's cycle.
    pub cycles: u32,
}

impl FetchLine {
    pub fn forget(&mut self) {
        self.start = 1;
    }
}

impl Hart {
    pub fn new(config: &MachineConfig, seed: u64) -> Hart {
        let l1i = config.l1i.as_ref().map(|l1i| Cache::new(Structure::L1i, l1i.shape(), seed));
        let l1d = config.l1d.as_ref().map(|l1d| Cache::new(Structure::L1d, l1d.shape(), seed));
        let fetch_line = FetchLine {
            start: 1,
            paddr: 0,
            owner: 0,
            space: SPACE_PHYSICAL,
            entry: None,
            mask: !(l1i.as_ref().map_or(64, Cache::line_size) - 1),
            cycles: l1i.as_ref().map_or(config.memory.access_cycles, |l1i| l1i.hit_cycles - 1),
        };
        let core = Core {
            regs: [0; 32],
            pc: RAM_BASE,
            mode: Mode::Machine,
            data_mode: Mode::Machine,
            csrs: Csrs::default(),
            pmp: Pmp::new(),
            cycles: 0,
            instructions: 0,
            insn_start: 0,
            pending: Pending::new(config),
            reservation: None,
            waiting: Waiting::No,
            fetch_line,
        };
        let tlb = Tlb::new(&config.tlb, seed);
        Hart { core, tlb, shortcuts: Shortcuts::new(), predictor: Predictor::new(config), l1i, l1d }
    }
}

impl Core {
    /// Writes a register; x0 stays zero.
    #[inline]
    pub fn set(&mut self, rd: u8, value: u32) {
        self.regs[rd as usize & 31] = value;
        self.regs[0] = 0;
        self.pending.result(rd);
    }

    /// Writes a register with a value from memory, which is late.
    #[inline]
    pub fn set_loaded(&mut self, rd: u8, value: u32) {
        self.regs[rd as usize & 31] = value;
        self.regs[0] = 0;
        self.pending.loaded(rd);
    }

    /// Changes the mode, or makes a change of `mstatus.MPRV` and `MPP` count.
    pub fn set_mode(&mut self, mode: Mode) {
        self.mode = mode;
        self.data_mode = if self.csrs.mprv { self.csrs.mpp } else { mode };
        self.fetch_line.forget();
    }
}
