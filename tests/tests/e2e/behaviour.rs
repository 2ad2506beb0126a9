//! The order of things, without a single cycle: who switches to whom and why. These snapshots move
//! only when the scheduler or a sample changes its behaviour.

use crate::harness::Case;
use swtch_ledger::{Switch, Who};

fn order(switches: &[Switch]) -> String {
    let name = |who: &Who| format!("{} {}.{}", who.name, who.pid, who.tid);
    let rows = switches.iter().map(|switch| {
        let (from, to) = (name(&switch.from), name(&switch.to));
        format!("{from} -> {to}: {}, {}\n", switch.cause, switch.scope.name())
    });
    rows.collect()
}

fn check(name: &str) {
    let done = Case::sample(name).run();
    insta::assert_snapshot!(format!("{name}_order"), order(&done.report.run.switches));
}

#[test]
fn threads_are_joined_in_order() {
    check("threads");
}

#[test]
fn a_parent_waits_for_the_child_that_execs() {
    check("fork_exec");
}

#[test]
fn a_blocked_reader_leaves_the_processor_to_others() {
    let program = "#include <stdio.h>\n#include <unistd.h>\n#include <sys/wait.h>\n\
        int main(void) {\n\
        if (fork() == 0) { sleep(1); puts(\"child\"); fflush(stdout); _exit(4); }\n\
        int status; wait(&status); printf(\"%d\\n\", WEXITSTATUS(status)); return 0; }\n";
    let done = Case::c("sleeper", program).run();
    assert_eq!(done.console(), "child\n4\n");
    insta::assert_snapshot!("sleeper_order", order(&done.report.run.switches));
    let idle = done.report.run.accounts.iter().find(|account| account.owner == "idle");
    let second = 10_000_000;
    let cycles = idle.expect("the machine waits").cycles;
    assert!((second - 100_000..=second).contains(&cycles), "{cycles} cycles of waiting");
}

#[test]
fn a_short_quantum_preempts_and_a_long_one_does_not() {
    let program = "#include <unistd.h>\n#include <sys/wait.h>\n\
        static void burn(void) { for (volatile int i = 0; i < 20000; i++) ; }\n\
        int main(void) { if (fork() == 0) { burn(); _exit(0); } burn(); wait(0); return 0; }\n";
    let preempted = |quantum| {
        let run = Case::c("burn", program).quantum(quantum).run().report.run;
        run.switches.iter().filter(|switch| switch.cause == "quantum").count()
    };
    assert!(preempted(10_000) >= 20);
    assert_eq!(preempted(50_000_000), 0);
}
