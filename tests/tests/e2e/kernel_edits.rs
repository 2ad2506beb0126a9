//! The guest does the work: an edit of the kernel's text shows in what programs print and cost.

use crate::harness::{Case, Done};
use swtch_ledger::Switch;

fn switches(done: &Done) -> &[Switch] {
    &done.report.run.switches
}

#[test]
fn a_nop_in_swtch_costs_each_switch_one_cycle_and_its_fetch_misses() {
    for count in [1, 4, 100] {
        // Fetches always hit in a cache that holds everything: then a nop costs exactly its cycle.
        let case = || {
            Case::sample("switch_cost")
                .set("l1i=none")
                .set("l1d=none")
                .set("l2=none")
                .set("memory.access_cycles=0")
        };
        let nops = format!("swtch:\n{}", "        nop\n".repeat(count));
        let plain = case().run();
        let edited = case().kernel_edited(&[("swtch.s", "swtch:\n", &nops)]).run();
        assert_eq!(plain.console(), edited.console());
        assert_eq!(switches(&plain).len(), switches(&edited).len());
        for (before, after) in switches(&plain).iter().zip(switches(&edited)) {
            let grown = after.direct.phases.swtch - before.direct.phases.swtch;
            assert_eq!(grown, count as u64, "switch {}", before.seq);
        }
    }
}

#[test]
fn with_caches_the_difference_is_the_nops_and_the_misses_of_the_phase() {
    let nops = format!("swtch:\n{}", "        nop\n".repeat(16));
    let plain = Case::sample("switch_cost").run();
    let edited = Case::sample("switch_cost").kernel_edited(&[("swtch.s", "swtch:\n", &nops)]).run();
    // In the steady state of the ping-pong nothing misses, before or after the edit.
    let steady = |done: &Done| {
        let calm = switches(done).iter().filter(|s| s.cause == "yield" && s.direct.misses.l1i == 0);
        calm.map(|s| s.direct.phases.swtch).min().expect("a switch without misses")
    };
    assert_eq!(steady(&edited) - steady(&plain), 16);
}

#[test]
fn a_changed_getpid_changes_what_a_program_prints() {
    let program = "#include <stdio.h>\n#include <unistd.h>\n\
        int main(void) { printf(\"%d\\n\", getpid()); return 0; }\n";
    assert_eq!(Case::c("pid", program).run().console(), "2\n");
    let source = swtch_programs::file("kernel/syscall.c").expect("the system calls").text;
    let line = source
        .lines()
        .find(|line| line.contains("return") && line.contains("process->pid"))
        .expect("getpid returns the pid");
    let changed = line.replace("process->pid", "process->pid + 1000");
    let edited = Case::c("pid", program).kernel_edited(&[("syscall.c", line, &changed)]).run();
    assert_eq!(edited.console(), "1002\n");
}
