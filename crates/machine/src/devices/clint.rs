//! The core-local interruptor: `msip`, `mtimecmp` and `mtime` of hart 0.
//!
//! `mtime` is the cycle count divided by the timebase, plus an offset that a write sets. `mtimecmp` is
//! 0 at reset, so that a program which writes only its lower half gets what it wants, and interrupts
//! nobody before it was written.

/// No run lasts so long: a timer set beyond is not set.
const NEVER: u64 = 1 << 63;

const MSIP: u32 = 0;
const MTIMECMP: u32 = 0x4000;
const MTIME: u32 = 0xbff8;

pub(crate) struct Clint {
    timebase_cycles: u64,
    msip: bool,
    mtimecmp: u64,
    /// Whether `mtimecmp` was written.
    armed: bool,
    offset: u64,
}

impl Clint {
    pub fn new(timebase_cycles: u32) -> Clint {
        let timebase_cycles = u64::from(timebase_cycles.max(1));
        Clint { timebase_cycles, msip: false, mtimecmp: 0, armed: false, offset: 0 }
    }

    /// The register `mtime` at cycle `now`.
    pub fn time(&self, now: u64) -> u64 {
        (now / self.timebase_cycles).wrapping_add(self.offset)
    }

    /// Whether the software interrupt is pending.
    pub fn software(&self) -> bool {
        self.msip
    }

    /// Whether the timer interrupt is pending.
    pub fn timer(&self, now: u64) -> bool {
        self.armed && self.time(now) >= self.mtimecmp
    }

    /// When the timer interrupt becomes pending, if that is to come.
    pub fn next_event(&self, now: u64) -> Option<u64> {
        if !self.armed {
            return None;
        }
        let ticks = self.mtimecmp.checked_sub(self.time(now))?;
        let tick = (now / self.timebase_cycles).checked_add(ticks)?;
        let event = tick.checked_mul(self.timebase_cycles)?;
        (event > now && event < NEVER).then_some(event)
    }

    pub fn read(&self, offset: u32, size: u32, now: u64) -> Option<u32> {
        if size != 4 {
            return None;
        }
        Some(match offset {
            MSIP => self.msip.into(),
            MTIMECMP => self.mtimecmp as u32,
            0x4004 => (self.mtimecmp >> 32) as u32,
            MTIME => self.time(now) as u32,
            0xbffc => (self.time(now) >> 32) as u32,
            // Registers of harts that do not exist.
            _ => 0,
        })
    }

    pub fn write(&mut self, offset: u32, size: u32, value: u32, now: u64) -> Option<()> {
        if size != 4 {
            return None;
        }
        match offset {
            MSIP => self.msip = value & 1 != 0,
            MTIMECMP | 0x4004 => {
                set_half(&mut self.mtimecmp, if offset == MTIMECMP { 0 } else { 32 }, value);
                self.armed = true;
            }
            MTIME | 0xbffc => {
                let mut time = self.time(now);
                set_half(&mut time, if offset == MTIME { 0 } else { 32 }, value);
                self.offset = time.wrapping_sub(now / self.timebase_cycles);
            }
            _ => {}
        }
        Some(())
    }
}

/// Replaces the 32 bits of `whole` from bit `shift` up.
fn set_half(whole: &mut u64, shift: u32, half: u32) {
    let kept = *whole & !(u64::from(u32::MAX) << shift);
    *whole = kept | u64::from(half) << shift;
}
