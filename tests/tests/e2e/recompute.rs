//! A reader of the manual alone recomputes totals, accounts, `direct` and `after` from the event
//! trace, with code that shares nothing with the ledger's, and gets the same numbers.

#[path = "../../../crates/ledger/src/tests/recompute.rs"]
mod second_opinion;

use crate::harness::Case;
use second_opinion::{Recomputed, recompute};
use swtch_report::TraceKind;

fn check(case: Case) {
    let done = case.events().run();
    let document = done.json(Some(TraceKind::Events));
    assert_eq!(recompute(&document), Recomputed::stated_by(&document));
}

#[test]
fn every_sample() {
    for name in ["hello", "threads", "fork_exec", "isolation"] {
        check(Case::sample(name));
    }
}

#[test]
fn switch_cost_with_and_without_asids() {
    check(Case::sample("switch_cost"));
    check(Case::sample("switch_cost").set("tlb.asid_bits=0"));
}

#[test]
fn stores_that_take_nothing_in() {
    let passing = |name| {
        Case::sample(name).set("l1d.allocate=false").set("l2.allocate=false").set("l1d.size=2KiB")
    };
    check(passing("fork_exec"));
    check(passing("threads").set("l1d.write=through").quantum(7_000));
}

#[test]
fn small_caches_a_small_tlb_and_a_short_quantum() {
    let small = |name| {
        Case::sample(name)
            .set("l1i.size=1KiB")
            .set("l1d.size=1KiB")
            .set("l2.size=4KiB")
            .set("tlb.entries=8")
            .set("memory.writeback_cycles=7")
            .quantum(7_000)
    };
    check(small("fork_exec"));
    check(small("threads"));
}
