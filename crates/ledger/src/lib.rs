//! Events of the machine → who caused which cycle: accounts, context switches, times, a trace.
//!
//! The ledger watches a run ([`Ledger`] is an observer of the machine) and knows no particular kernel:
//! what a switch is, and where a thread's name stands, comes from a [`ProbeDescription`] that
//! [`Probes::attach`] ties to a kernel image. At the end [`Ledger::finish`] gives a [`Run`], plain
//! values that balance to the cycle. What the numbers mean is defined in the manual's page on the
//! JSON document; each module states its part of it.
//!
//! Start reading at `keeper.rs`, which says what each event means, then the parts it tells:
//! `accounts.rs` (who pays), `intervals.rs` (when a switch opens and closes), `aftermath.rs` (what it
//! costs later), `times.rs` (who waited how long).

mod run;
mod schedule;

mod description;
mod probes;

mod blocks;

mod accounts;
mod aftermath;
mod intervals;
mod items;
mod rows;
mod snapshot;
mod standing;
mod times;
mod trace;

mod keeper;
mod observer;

#[cfg(test)]
mod tests;

pub use description::{
    ClockProbe, DescriptionError, EndProbe, FaultProbe, Marker, PATH_LENGTH_MAX, PanicProbe, Path,
    ProbeDescription, StartProbe, StateProbe, SwitchProbe, ThreadLayout,
};
pub use keeper::{Keep, Setup};
pub use observer::Ledger;
pub use probes::Probes;
pub use rows::SWITCHES_MAX;
pub use run::{
    Account, After, CacheTotals, Direct, Fault, History, HistoryRow, Misses, Outcome, OutcomeKind,
    Panic, Phase, Phases, Process, Run, Scope, ScopeTotals, Switch, Tally, Thread, TimehistRow,
    Times, TlbTotals, Totals, Who,
};
pub use schedule::{JobTimes, Piece, Schedule};
pub use snapshot::{STACK_WORDS_MAX, Snapshot};
pub use standing::{STANDINGS_MAX, Standing, Stopped};
pub use trace::{EVENTS_MAX, INSNS_MAX, InsnRow, NamedEvent, Trace};
