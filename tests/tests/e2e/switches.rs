//! What the ledger says of process and thread switches, with and without ASIDs.

use crate::harness::{Case, Done};
use swtch_ledger::{Scope, Switch};

fn of_scope(done: &Done, scope: Scope) -> Vec<&Switch> {
    let all = done.report.run.switches.iter();
    let found: Vec<&Switch> = all.filter(|switch| switch.scope == scope).collect();
    assert!(found.len() >= 40, "switch_cost switches often");
    found
}

#[test]
fn only_a_process_switch_changes_the_address_space_and_neither_misses_the_tlb() {
    let done = Case::sample("switch_cost").run();
    for switch in of_scope(&done, Scope::Process) {
        assert!(switch.direct.phases.address_space > 0, "{switch:?}");
        assert_eq!(switch.direct.misses.tlb, 0, "the kernel is not translated");
        assert_eq!(switch.after.misses.tlb, 0, "ASIDs keep both working sets");
    }
    for switch in of_scope(&done, Scope::Thread) {
        assert_eq!(switch.direct.phases.address_space, 0, "{switch:?}");
        assert_eq!(switch.direct.misses.tlb, 0, "the kernel is not translated");
        assert_eq!(switch.after.misses.tlb, 0, "threads share their translations");
    }
}

#[test]
fn without_asids_a_process_switch_costs_translations_and_a_thread_switch_none() {
    let done = Case::sample("switch_cost").set("tlb.asid_bits=0").run();
    let lost: u64 = of_scope(&done, Scope::Process).iter().map(|s| s.after.misses.tlb).sum();
    assert!(lost > 100, "{lost}");
    for switch in of_scope(&done, Scope::Thread) {
        assert_eq!(switch.after.misses.tlb, 0, "{switch:?}");
    }
}

#[test]
fn a_phase_is_never_longer_than_its_switch_and_switches_do_not_overlap() {
    for name in ["threads", "fork_exec", "switch_cost", "isolation"] {
        let run = Case::sample(name).quantum(5_000).run().report.run;
        for pair in run.switches.windows(2) {
            assert!(pair[0].end_cycle <= pair[1].start_cycle, "{name}: {pair:?}");
        }
        for switch in &run.switches {
            let direct = &switch.direct;
            assert_eq!(direct.phases.sum(), direct.cycles, "{name}");
            assert!(switch.end_cycle - switch.start_cycle >= direct.cycles, "{name}");
        }
    }
}

#[test]
fn every_account_adds_up_on_every_machine() {
    let machines: [&[&str]; 5] = [
        &[],
        &["tlb.asid_bits=0"],
        &["tlb.entries=4", "tlb.replacement=fifo"],
        &["l2=none", "l1d.size=1KiB", "l1d.ways=1"],
        &["pipeline=single", "l1i=none", "l1d=none", "l2=none"],
    ];
    for sets in machines {
        let mut case = Case::sample("fork_exec").quantum(3_000);
        case.sets = sets.iter().map(|set| set.to_string()).collect();
        let run = case.run().report.run;
        let sum =
            |part: fn(&swtch_ledger::Account) -> u64| run.accounts.iter().map(part).sum::<u64>();
        assert_eq!(sum(|account| account.cycles), run.totals.cycles, "{sets:?}");
        assert_eq!(sum(|account| account.instructions), run.totals.instructions, "{sets:?}");
        assert_eq!(sum(|account| account.misses.tlb), run.totals.tlb.misses, "{sets:?}");
        assert_eq!(sum(|account| account.misses.l1i), run.totals.l1i.misses, "{sets:?}");
        assert_eq!(sum(|account| account.misses.l1d), run.totals.l1d.misses, "{sets:?}");
        assert_eq!(sum(|account| account.misses.l2), run.totals.l2.misses, "{sets:?}");
    }
}
