//! The end of a run: the books are closed, and checked.

use swtch_machine::Counters;

use super::Keeper;
use crate::blocks::{tally, totals};
use crate::run::{Outcome, OutcomeKind, Run, Tally};
use crate::trace::{Kind, Trace};

impl Keeper {
    /// The run is over: closes the books, and checks them.
    pub fn finish(mut self, counters: &Counters, stop: Outcome) -> Run {
        let now = tally(counters);
        let mark = self.mark(now);
        if let Some(closed) = self.intervals.leave_kernel(mark) {
            self.note(now, Kind::SwitchClose { seq: closed.seq });
            self.settle(closed);
        }
        let after = self.aftermath.finish();
        self.settle_after(after);
        self.note(now, Kind::End);
        let trace = self.trace.take().map(|trace| self.name_things(trace));
        let mut accounts = self.accounts.finish(now);
        if self.kernel.is_none() {
            // Without a kernel there need be nobody who waits.
            accounts.retain(|account| account.owner != "idle" || account.cycles > 0);
        }
        let outcome = self.decide(stop);
        let (processes, threads) = self.lives.finish(now.cycles);
        let switch_count = self.switches.count() as u64;
        let (switches, scopes, last_end) = self.switches.finish();
        assert!(last_end <= now.cycles, "a switch ends after the run");
        let run = Run {
            outcome,
            totals: totals(counters, switch_count),
            accounts,
            switches,
            scopes,
            processes,
            threads,
            faults: self.faults,
            panic: self.panic,
            timehist: self.timehist.unwrap_or_default(),
            history: self.history,
            trace,
            insns: None,
        };
        run.assert_balance();
        run
    }

    /// The kernel knows best how its run ended, unless the machine stopped it.
    fn decide(&self, stop: Outcome) -> Outcome {
        match (self.outcome, &self.panic) {
            _ if stop.kind == OutcomeKind::MachineCheck => stop,
            (Some(outcome), _) => outcome,
            (None, Some(_)) => Outcome { kind: OutcomeKind::Panic, code: 0 },
            (None, None) => stop,
        }
    }

    /// The names that the events refer to by number.
    fn name_things(&self, mut trace: Trace) -> Trace {
        trace.owners = self.accounts.owners().to_vec();
        trace.threads = self.lives.threads.iter().map(|t| (t.pid, t.tid)).collect();
        if let Some(kernel) = &self.kernel {
            trace.states = kernel.probes.description.states.clone();
        }
        trace
    }
}

impl Run {
    /// The books balance: every cycle, instruction and miss is in exactly one account. A run that
    /// fails this is a bug of ours. (Each switch was checked when it was settled.)
    fn assert_balance(&self) {
        let mut sum = Tally::default();
        for account in &self.accounts {
            sum += Tally {
                cycles: account.cycles,
                instructions: account.instructions,
                misses: account.misses,
            };
        }
        assert_eq!(sum, self.totals.tally(), "the accounts do not add up to the machine's counts");
    }
}
