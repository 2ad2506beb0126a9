//! Observing changes nothing, and a run is a function of its inputs.

use crate::harness::Case;
use swtch_report::{Sections, TraceKind, json, text};
use swtch_system::Keep;

const ALL: Sections =
    Sections { switches: true, stats: true, processes: true, trace: Some(TraceKind::Events) };

#[test]
fn a_run_costs_the_same_watched_or_not() {
    for name in ["hello", "threads", "fork_exec"] {
        let plain = Case::sample(name).run().report.run;
        let events = Case::sample(name).events().run().report.run;
        let mut insns = Case::sample(name);
        insns.keep = Keep::Insns;
        let insns = insns.run().report.run;
        assert_eq!(plain.totals, events.totals, "{name}");
        assert_eq!(plain.totals, insns.totals, "{name}");
        assert_eq!(plain.switches, events.switches, "{name}");
    }
}

#[test]
fn two_runs_give_the_same_bytes() {
    let bytes = || {
        let done = Case::sample("fork_exec").events().run();
        let document = json(&done.report, Some(TraceKind::Events));
        document + &text(&done.report, &ALL)
    };
    assert!(bytes() == bytes());
}

#[test]
fn the_seed_reaches_the_tlbs_replacement_and_nothing_else_is_random() {
    let cycles = |seed, entries: &str| {
        let mut case = Case::sample("switch_cost").set(entries);
        case.setup.seed = seed;
        case.run().report.run.totals.cycles
    };
    // Eight entries thrash: the choice of the victim shows.
    assert_ne!(cycles(1, "tlb.entries=8"), cycles(2, "tlb.entries=8"));
    assert_eq!(cycles(1, "tlb.entries=64"), cycles(2, "tlb.entries=64"));
}
