//! Physical memory protection: sixteen entries, all off at reset.
//!
//! The entry with the lowest number that covers any byte of an access decides, and must cover all of
//! it. User accesses that no entry covers fail; machine mode is bound by locked entries only.

use crate::counters::AccessKind;
use crate::trap::Mode;

const R: u8 = 1 << 0;
const W: u8 = 1 << 1;
const X: u8 = 1 << 2;
const MATCHING: u8 = 3 << 3;
const TOR: u8 = 1 << 3;
const NA4: u8 = 2 << 3;
const NAPOT: u8 = 3 << 3;
const LOCKED: u8 = 1 << 7;
/// The bits that exist.
const WRITABLE: u8 = R | W | X | MATCHING | LOCKED;

const ENTRIES: usize = 16;

/// The sixteen entries.
pub(crate) struct Pmp {
    config: [u8; ENTRIES],
    address: [u32; ENTRIES],
    /// Whether some entry is locked, and so binds machine mode.
    pub binds_machine: bool,
}

/// What the entries say about a range of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Allowed,
    Denied,
    /// An entry covers only a part.
    Mixed,
}

impl Pmp {
    pub fn new() -> Pmp {
        Pmp { config: [0; ENTRIES], address: [0; ENTRIES], binds_machine: false }
    }

    /// Whether `mode` may access `len` bytes from `paddr`.
    pub fn check(&self, paddr: u64, len: u64, kind: AccessKind, mode: Mode) -> Verdict {
        for entry in 0..ENTRIES {
            let (start, end) = self.range(entry);
            if start >= paddr + len || end <= paddr || start >= end {
                continue;
            }
            if start > paddr || end < paddr + len {
                return Verdict::Mixed;
            }
            return self.verdict(self.config[entry], kind, mode);
        }
        if mode == Mode::Machine { Verdict::Allowed } else { Verdict::Denied }
    }

    fn verdict(&self, config: u8, kind: AccessKind, mode: Mode) -> Verdict {
        let needed = match kind {
            AccessKind::Fetch => X,
            AccessKind::Read => R,
            AccessKind::Write => W,
        };
        let exempt = mode == Mode::Machine && config & LOCKED == 0;
        if exempt || config & needed != 0 { Verdict::Allowed } else { Verdict::Denied }
    }

    /// First byte, and one past the last, that an entry covers. Addresses have 34 bits.
    fn range(&self, entry: usize) -> (u64, u64) {
        let address = u64::from(self.address[entry]);
        match self.config[entry] & MATCHING {
            TOR => {
                let below = if entry == 0 { 0 } else { u64::from(self.address[entry - 1]) };
                (below << 2, address << 2)
            }
            NA4 => (address << 2, (address + 1) << 2),
            NAPOT => {
                // k trailing ones: 2^(k+3) bytes, aligned to their size.
                let size = 8u64 << address.trailing_ones();
                let start = (address << 2) & !(size - 1);
                (start, start + size)
            }
            _ => (0, 0),
        }
    }

    /// The register `pmpcfg` number `register`: four entries' bytes.
    pub fn config(&self, register: usize) -> u32 {
        u32::from_le_bytes(std::array::from_fn(|byte| self.config[4 * register + byte]))
    }

    /// Writes four entries' bytes, but for locked ones. W without R is reserved: W stays clear.
    pub fn set_config(&mut self, register: usize, value: u32) {
        for (byte, value) in value.to_le_bytes().into_iter().enumerate() {
            let config = &mut self.config[4 * register + byte];
            if *config & LOCKED == 0 {
                *config = value & WRITABLE & if value & R == 0 { !W } else { !0 };
            }
        }
        self.binds_machine = self.config.iter().any(|config| config & LOCKED != 0);
    }

    /// The register `pmpaddr` number `entry`.
    pub fn address(&self, entry: usize) -> u32 {
        self.address[entry]
    }

    /// Writes an address, unless its entry is locked or the bottom of a locked range.
    pub fn set_address(&mut self, entry: usize, value: u32) {
        let is_bottom = self
            .config
            .get(entry + 1)
            .is_some_and(|next| next & LOCKED != 0 && next & MATCHING == TOR);
        if self.config[entry] & LOCKED == 0 && !is_bottom {
            self.address[entry] = value;
        }
    }
}
