//! Both engines under the whole system: the same report to the last byte.

use crate::harness::Case;
use swtch_system::Engine;

/// Everything a run came to, but for who executed it.
fn document(case: &Case, engine: Engine) -> String {
    let done = case.clone().engine(engine).run();
    swtch_report::json(&done.report, None)
}

fn compare(case: Case) {
    assert!(document(&case, Engine::Step) == document(&case, Engine::Fast), "{}", case.name);
}

#[test]
fn samples_are_the_same_under_both_engines() {
    for name in ["hello", "threads", "fork_exec", "isolation", "greet"] {
        compare(Case::sample(name));
    }
}

#[test]
fn events_are_the_same_under_both_engines_whatever_the_machine() {
    let machines: [&[&str]; 5] = [
        &["l1d.size=1KiB", "l1d.ways=1", "l1i.size=1KiB", "tlb.entries=4"],
        &["tlb.refill=hardware", "tlb.asid_bits=0", "l1d.hit_cycles=2", "predictor=static"],
        &["l1i.indexing=virtual", "l1d.indexing=virtual_asid", "l1d.replacement=fifo"],
        &["l2.inclusion=inclusive", "l2.size=8KiB", "l1d.write=through", "l1i.line=32"],
        &["l1i=none", "l1d=none", "l2=none", "misaligned=split"],
    ];
    for sets in machines {
        let case = sets.iter().fold(Case::sample("fork_exec"), |case, set| case.set(set));
        compare(case.quantum(3_000).events());
    }
}
