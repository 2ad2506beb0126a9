//! Observing changes nothing, and a run is a function of its inputs.

use crate::harness::Case;
use swtch_report::{Sections, TraceKind, json, text};
use swtch_system::Keep;

const ALL: Sections =
    Sections { switches: true, stats: true, processes: true, trace: Some(TraceKind::Events) };

#[test]
fn a_run_costs_the_same_watched_or_not() {
    for name in ["hello", "threads", "fork_exec"] {
        let run = |keep| {
            let mut case = Case::sample(name).quantum(20_000);
            case.keep = keep;
            case.run().report.run
        };
        let plain = run(Keep::Books);
        assert!(plain.switches.is_empty() && plain.timehist.is_empty());
        let rows = run(Keep::Switches);
        for keep in [Keep::Switches, Keep::History, Keep::Events, Keep::Insns] {
            let run = run(keep);
            assert_eq!(plain.totals, run.totals, "{name}, {keep:?}");
            assert_eq!(plain.accounts, run.accounts, "{name}, {keep:?}");
            assert_eq!(plain.scopes, run.scopes, "{name}, {keep:?}");
            assert_eq!(plain.threads, run.threads, "{name}, {keep:?}");
            assert_eq!(rows.switches, run.switches, "{name}, {keep:?}");
        }
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
