//! What a run came to: plain values, in the words, members and order of the JSON document.
//!
//! Everything the ledger knows ends here, and everything the reports show begins here. Cycles and
//! instructions are counts since reset; a point in time is a cycle count.

mod switch;

use std::ops::{AddAssign, Sub};
pub use switch::{After, Direct, Phase, Phases, Scope, ScopeTotals, Switch};

use serde::Serialize;

use crate::snapshot::Snapshot;
use crate::trace::{InsnRow, Trace};

/// A whole run: what happened, what it cost, and who caused it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Run {
    /// How the run ended.
    pub outcome: Outcome,
    /// The machine's own counters.
    pub totals: Totals,
    /// Every cycle, instruction and miss, each in exactly one of these.
    pub accounts: Vec<Account>,
    /// Every context switch, in order, if that was asked for; the first
    /// [`SWITCHES_MAX`](crate::SWITCHES_MAX) if there are more.
    pub switches: Vec<Switch>,
    /// All context switches together, by scope.
    pub scopes: Vec<ScopeTotals>,
    /// The times of each process, in order of creation.
    pub processes: Vec<Process>,
    /// The times of each thread, in order of creation.
    pub threads: Vec<Thread>,
    /// Processes that a fault ended, in order.
    pub faults: Vec<Fault>,
    /// The kernel's last words, if it panicked.
    pub panic: Option<Panic>,
    /// If it was asked for, one row per switch (of the same ones): what the thread that leaves had done since its last row.
    pub timehist: Vec<TimehistRow>,
    /// What the jobs of a workload did, if there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub history: Option<History>,
    /// The event trace, if it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace: Option<Trace>,
    /// Each executed instruction, if they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub insns: Option<Vec<InsnRow>>,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// What ended it.
    pub kind: OutcomeKind,
    /// The exit status, the signal's number, or 0.
    pub code: u32,
}

/// What ended a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeKind {
    /// The program, or the finisher, said so.
    Exit,
    /// A signal ended the program.
    Signal,
    /// The machine found a state that real hardware forbids.
    MachineCheck,
    /// The kernel gave up.
    Panic,
    /// Nothing could run and nothing was due.
    Deadlock,
    /// The limit on cycles was reached.
    Limit,
}

/// Cache and TLB misses by structure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Misses {
    /// Translations that were not in the TLB.
    pub tlb: u64,
    /// Instruction lines that were not in the first-level cache.
    pub l1i: u64,
    /// Data lines that were not in the first-level cache.
    pub l1d: u64,
    /// Lines that were not in the second-level cache.
    pub l2: u64,
    /// Lines that were not in the third-level cache.
    pub l3: u64,
}

impl AddAssign for Misses {
    fn add_assign(&mut self, other: Misses) {
        self.tlb += other.tlb;
        self.l1i += other.l1i;
        self.l1d += other.l1d;
        self.l2 += other.l2;
        self.l3 += other.l3;
    }
}

impl Sub for Misses {
    type Output = Misses;

    fn sub(self, earlier: Misses) -> Misses {
        Misses {
            tlb: self.tlb - earlier.tlb,
            l1i: self.l1i - earlier.l1i,
            l1d: self.l1d - earlier.l1d,
            l2: self.l2 - earlier.l2,
            l3: self.l3 - earlier.l3,
        }
    }
}

/// What everything that is booked is measured in; a difference of two counter readings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Cycles.
    pub cycles: u64,
    /// Retired instructions.
    pub instructions: u64,
    /// Misses.
    pub misses: Misses,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        self.cycles += other.cycles;
        self.instructions += other.instructions;
        self.misses += other.misses;
    }
}

impl Sub for Tally {
    type Output = Tally;

    fn sub(self, earlier: Tally) -> Tally {
        Tally {
            cycles: self.cycles - earlier.cycles,
            instructions: self.instructions - earlier.instructions,
            misses: self.misses - earlier.misses,
        }
    }
}

/// The whole run's counts, read from the machine, not summed from the books.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Cycles from reset to the end.
    pub cycles: u64,
    /// Instructions retired.
    pub instructions: u64,
    /// Context switches.
    pub switches: u64,
    /// The translation buffer.
    pub tlb: TlbTotals,
    /// The first-level instruction cache.
    pub l1i: CacheTotals,
    /// The first-level data cache.
    pub l1d: CacheTotals,
    /// The second-level cache.
    pub l2: CacheTotals,
    /// The third-level cache.
    pub l3: CacheTotals,
}

impl Totals {
    /// The part of the totals that accounts divide among themselves.
    pub fn tally(&self) -> Tally {
        let misses = Misses {
            tlb: self.tlb.misses,
            l1i: self.l1i.misses,
            l1d: self.l1d.misses,
            l2: self.l2.misses,
            l3: self.l3.misses,
        };
        Tally { cycles: self.cycles, instructions: self.instructions, misses }
    }
}

/// Counts of the translation buffer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TlbTotals {
    /// Translated fetches and translated data accesses.
    pub accesses: u64,
    /// Those that found no entry.
    pub misses: u64,
}

/// Counts of one cache.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CacheTotals {
    /// Look-ups.
    pub accesses: u64,
    /// Look-ups that found no line.
    pub misses: u64,
    /// Dirty lines written to the next level.
    pub writebacks: u64,
    /// Lines driven out of a virtual cache because they came in under another name.
    pub aliases: u64,
}

/// One owner's share of the run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Account {
    /// Whose: `pid 2 tid 2 (hello)`, `kernel: schedule`, `idle`, ...
    pub owner: String,
    /// Its cycles.
    pub cycles: u64,
    /// Its retired instructions.
    pub instructions: u64,
    /// Its misses.
    pub misses: Misses,
}

/// A thread, as a switch names it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Who {
    /// Its process.
    pub pid: u32,
    /// The thread, unique in the system.
    pub tid: u32,
    /// The user-level thread on it, where a library multiplexes several.
    pub utid: Option<u32>,
    /// The program's name at that time.
    pub name: String,
}

/// When a process or thread came, ran and went. Who has not ended is dated at the run's
/// end, and who never ran at its own end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Times {
    /// When it became ready first.
    pub arrival_cycle: u64,
    /// When it ran first.
    pub first_run_cycle: u64,
    /// When it finished.
    pub end_cycle: u64,
    /// From arrival to end.
    pub turnaround: u64,
    /// From arrival to the first run.
    pub response: u64,
    /// Cycles ready and not running.
    pub waiting: u64,
    /// Cycles running, in user mode and in the kernel.
    pub running: u64,
    /// How often it was switched away from.
    pub switches: u64,
    /// Cycles neither ready nor running.
    pub blocked: u64,
    /// Its state at the end: `finished`, or what the end of the run found it in.
    pub state: &'static str,
}

/// A process.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Process {
    /// Its id.
    pub pid: u32,
    /// The id of the process that made it.
    pub parent: u32,
    /// The name of the program it ran last.
    pub name: String,
    /// When it came, ran and went.
    #[serde(flatten)]
    pub times: Times,
}

/// A thread.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Thread {
    /// Its process.
    pub pid: u32,
    /// Its id.
    pub tid: u32,
    /// The id of the process that made its process.
    pub parent: u32,
    /// The name of the program it ran last.
    pub name: String,
    /// When it came, ran and went.
    #[serde(flatten)]
    pub times: Times,
}

/// A fault that ended a process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// When.
    pub cycle: u64,
    /// Who was at fault.
    pub who: Who,
    /// The signal that ended it.
    pub signal: u32,
    /// The instruction.
    pub pc: u32,
    /// The address it could not have.
    pub address: u32,
    /// What the program looked like, of the first few that failed.
    #[serde(skip)]
    pub snapshot: Option<Box<Snapshot>>,
}

/// A kernel's last words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Panic {
    /// When.
    pub cycle: u64,
    /// What the kernel said.
    pub message: String,
    /// Where it was called from: the return address at the call.
    pub return_address: u32,
    /// The stack pointer at the call, from which the host can walk the stack.
    pub stack_pointer: u32,
    /// The frame pointer (`s0`) at the call.
    pub frame_pointer: u32,
    /// What the kernel looked like at the call.
    #[serde(skip)]
    pub snapshot: Box<Snapshot>,
}

/// What the jobs of a workload did: every change of a thread's state, in cycles and in ticks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct History {
    /// The cycle at which the workload's time began.
    pub start: u64,
    /// The cycle of the last tick.
    pub end: u64,
    /// The last tick.
    pub tick: u32,
    /// The changes, in order.
    pub rows: Vec<HistoryRow>,
}

/// A thread's state changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HistoryRow {
    /// When, in cycles since reset.
    pub cycle: u64,
    /// When, in ticks of the workload.
    pub tick: u32,
    /// Whose.
    pub who: Who,
    /// To what: `ready`, `running`, `blocked`, `finished`.
    pub state: &'static str,
}

/// A thread leaves the processor: the scheduler's history, one row per switch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TimehistRow {
    /// When the switch function was entered.
    pub cycle: u64,
    /// Who leaves.
    pub who: Who,
    /// Who comes.
    pub next: Who,
    /// Cycles blocked before it became ready again.
    pub wait: u64,
    /// Cycles ready before it ran.
    pub delay: u64,
    /// Cycles it ran.
    pub run: u64,
    /// Why it leaves.
    pub cause: String,
}
