//! Traps: what is delivered to the guest, and the causes' numbers.

/// Privilege modes of the hart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Mode {
    /// User mode.
    #[default]
    User,
    /// Machine mode.
    Machine,
}

impl Mode {
    /// The manual's encoding, as in `mstatus.MPP`.
    pub fn bits(self) -> u32 {
        match self {
            Mode::User => 0,
            Mode::Machine => 3,
        }
    }

    pub(crate) fn from_bits(bits: u32) -> Mode {
        if bits & 3 == 3 { Mode::Machine } else { Mode::User }
    }
}

/// Values of `mcause`.
pub mod cause {
    /// A jump to an address that is not a multiple of four.
    pub const FETCH_MISALIGNED: u32 = 0;
    /// A fetch from where nothing can be fetched.
    pub const FETCH_ACCESS: u32 = 1;
    /// An illegal instruction.
    pub const ILLEGAL: u32 = 2;
    /// `ebreak`.
    pub const BREAKPOINT: u32 = 3;
    /// A misaligned load.
    pub const LOAD_MISALIGNED: u32 = 4;
    /// A load from nothing, or without PMP permission.
    pub const LOAD_ACCESS: u32 = 5;
    /// A misaligned store or AMO.
    pub const STORE_MISALIGNED: u32 = 6;
    /// A store or AMO to nothing, or without PMP permission.
    pub const STORE_ACCESS: u32 = 7;
    /// `ecall` in user mode.
    pub const ECALL_USER: u32 = 8;
    /// `ecall` in machine mode.
    pub const ECALL_MACHINE: u32 = 11;
    /// A fetch through an entry without permission.
    pub const FETCH_PAGE: u32 = 12;
    /// A load through an entry without permission.
    pub const LOAD_PAGE: u32 = 13;
    /// A store or AMO through an entry without permission.
    pub const STORE_PAGE: u32 = 15;
    /// A fetch that misses the TLB. The numbers from 24 up are the manual's for custom use.
    pub const FETCH_REFILL: u32 = 24;
    /// A load that misses the TLB.
    pub const LOAD_REFILL: u32 = 25;
    /// A store or AMO that misses the TLB.
    pub const STORE_REFILL: u32 = 27;
    /// Set in `mcause` for an interrupt.
    pub const INTERRUPT: u32 = 1 << 31;
    /// Machine software interrupt, and its bit in `mip`.
    pub const SOFTWARE: u32 = 3;
    /// Machine timer interrupt, and its bit in `mip`.
    pub const TIMER: u32 = 7;
    /// Machine external interrupt, and its bit in `mip`.
    pub const EXTERNAL: u32 = 11;
}

/// An exception an instruction raises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Trap {
    pub cause: u32,
    pub tval: u32,
}

impl Trap {
    pub fn new(cause: u32, tval: u32) -> Trap {
        Trap { cause, tval }
    }

    /// Whether the trap goes to `mtlbvec`.
    pub fn is_refill(self) -> bool {
        matches!(self.cause, cause::FETCH_REFILL | cause::LOAD_REFILL | cause::STORE_REFILL)
    }
}

/// Why an instruction did not complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The guest hears of it.
    Trap(Trap),
    /// The run ends: the hardware was driven into a state that has no meaning.
    Check(&'static str),
}

impl From<Trap> for Fault {
    fn from(trap: Trap) -> Fault {
        Fault::Trap(trap)
    }
}
