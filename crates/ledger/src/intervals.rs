//! `direct`: when the executed part of a switch opens and closes.
//!
//! It opens with the trap that leaves user mode, with the interrupt that ends idle's `wfi`, or where
//! the previous switch closed, whichever is last. It closes with the `mret` to user mode, with idle's
//! `wfi`, or where the next switch enters the scheduler, whichever is first.
//!
//! Neither end is known when it passes: most traps lead to no switch, and most entries of the
//! scheduler follow no open switch. So candidates are kept as [`Mark`]s (everything needed to open or
//! close there later), and decided when the switch function is reached.

use crate::run::{Direct, Phase, Phases, Tally};

/// A point in the run at which an interval may open or close.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Mark {
    /// The counters there.
    pub tally: Tally,
    /// The cycles of each phase since reset, there.
    pub phases: Phases,
    /// Where in the trace to insert.
    pub trace: usize,
    /// The aftermath's time.
    pub clock: u64,
}

/// Cycles by phase since reset, whether or not a switch is going on.
#[derive(Debug)]
pub(crate) struct PhaseClock {
    phase: Phase,
    since: u64,
    cycles: Phases,
}

impl PhaseClock {
    /// A clock at reset.
    pub fn new() -> PhaseClock {
        PhaseClock { phase: Phase::Trap, since: 0, cycles: Phases::default() }
    }

    /// From `cycle` on, cycles belong to `phase`.
    pub fn enter(&mut self, phase: Phase, cycle: u64) {
        *self.cycles.of_mut(self.phase) += cycle - self.since;
        self.since = cycle;
        self.phase = phase;
    }

    /// The cycles of each phase up to `cycle`.
    pub fn read(&mut self, cycle: u64) -> Phases {
        self.enter(self.phase, cycle);
        self.cycles
    }
}

/// A switch whose direct part is over.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Closed {
    /// Which one.
    pub seq: usize,
    /// Where it opened.
    pub open: Mark,
    /// Where it closed.
    pub close: Mark,
}

impl Closed {
    /// What it cost.
    pub fn direct(&self) -> Direct {
        let spent = self.close.tally - self.open.tally;
        Direct {
            cycles: spent.cycles,
            instructions: spent.instructions,
            phases: self.close.phases - self.open.phases,
            misses: spent.misses,
        }
    }
}

/// What is known about intervals at one moment.
#[derive(Debug, Default)]
pub(crate) struct Intervals {
    /// Where a switch would open that happened now, if none is open.
    opening: Option<Mark>,
    /// A refill from user mode is going on; if it fails, it becomes the opening.
    refill: Option<Mark>,
    /// The last entry of the scheduler since the last switch or since user mode.
    scheduled: Option<Mark>,
    /// The switch that is open: its number and its opening.
    running: Option<(usize, Mark)>,
}

impl Intervals {
    /// A general trap leaves user mode, or an interrupt ends idle's wait.
    pub fn enter_kernel(&mut self, now: Mark) {
        self.opening = Some(now);
    }

    /// A refill trap leaves user mode.
    pub fn enter_refill(&mut self, now: Mark) {
        self.refill = Some(now);
    }

    /// The general trap entry is reached. True if a refill got there, which makes it part of the trap.
    pub fn refill_failed(&mut self) -> bool {
        match self.refill.take() {
            Some(mark) => self.opening.replace(mark).is_none(),
            None => false,
        }
    }

    /// An `mret` has been executed. True if it ended a refill from user mode.
    pub fn refill_done(&mut self) -> bool {
        self.refill.take().is_some()
    }

    /// The scheduler is entered.
    pub fn schedule(&mut self, now: Mark) {
        self.scheduled = Some(now);
    }

    /// Whether a switch that happened now would open with a trap, or with the end of idle's wait.
    pub fn opens_with_a_trap(&self) -> bool {
        self.running.is_none() && self.opening.is_some()
    }

    /// Switch number `seq` happens. Returns the switch that this one closes, and where this one opens.
    pub fn switch(&mut self, seq: usize, now: Mark) -> (Option<Closed>, Mark) {
        let scheduled = self.scheduled.take();
        let closed = self.running.take().map(|(seq, open)| {
            let close = scheduled.unwrap_or(now);
            Closed { seq, open, close }
        });
        let open = match closed {
            Some(closed) => closed.close,
            None => self.opening.or(scheduled).unwrap_or(now),
        };
        (self.opening, self.refill) = (None, None);
        self.running = Some((seq, open));
        (closed, open)
    }

    /// User mode, or idle's wait, is reached. Returns the switch that this closes.
    pub fn leave_kernel(&mut self, now: Mark) -> Option<Closed> {
        self.opening = None;
        self.scheduled = None;
        self.running.take().map(|(seq, open)| Closed { seq, open, close: now })
    }
}
