//! What a guest does wrong ends that guest, says where, and leaves the others running.

use crate::harness::Case;
use swtch_ledger::{Outcome, OutcomeKind};

const FAULTS: &str = r#"#include <stdio.h>
#include <unistd.h>
#include <sys/wait.h>

static int data[4] = {0, 1, 2, 3};

static int recurse(int depth)
{
    volatile int frame[100];
    frame[0] = depth;
    return recurse(depth + 1) + frame[0];
}

static void fault(int kind)
{
    switch (kind) {
    case 0: *(volatile int *)0 = 1; break;
    case 1: ((void (*)(void))data)(); break;
    case 2: recurse(0); break;
    case 3: *(volatile int *)0x80000000 = 1; break;
    case 4: *(volatile int *)fault = 1; break;
    }
}

int main(void)
{
    for (int kind = 0; kind < 5; kind++) {
        int status;
        int pid = fork();
        if (pid == 0) {
            fault(kind);
            _exit(0);
        }
        waitpid(pid, &status, 0);
        printf("%d: signal %d\n", kind, WIFSIGNALED(status) ? WTERMSIG(status) : 0);
    }
    return 3;
}
"#;

#[test]
fn each_fault_names_its_signal_its_place_and_its_address() {
    let done = Case::c("faults", FAULTS).run();
    assert_eq!(done.report.run.outcome, Outcome { kind: OutcomeKind::Exit, code: 3 });
    insta::assert_snapshot!("faults_console", done.console());
    insta::assert_snapshot!("faults_messages", done.messages.join("\n"));
}

#[test]
fn a_program_that_faults_itself_ends_the_run_with_its_signal() {
    let done = Case::c("null", "int main(void) { return *(volatile int *)8; }").run();
    assert_eq!(done.report.run.outcome, Outcome { kind: OutcomeKind::Signal, code: 11 });
    assert_eq!(done.messages.len(), 2, "{:?}", done.messages);
    assert!(done.messages[1].contains("called from") && done.messages[1].contains("(_start+"));
    assert!(done.messages[0].contains("null.c:1"), "{}", done.messages[0]);
    assert!(done.messages[0].contains("address 0x00000008"), "{}", done.messages[0]);
}

#[test]
fn an_endless_loop_ends_at_the_limit() {
    let mut case = Case::c("loop", "int main(void) { for (;;) ; }");
    case.setup.limit_cycles = 2_000_000;
    let done = case.run();
    assert_eq!(done.report.run.outcome.kind, OutcomeKind::Limit);
    assert_eq!(done.report.run.totals.cycles / 1_000, 2_000);
}

#[test]
fn memory_runs_out_with_an_error_and_not_with_a_panic() {
    let program = "#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n\
        int main(void) { int n = 0; char *p; while ((p = malloc(1 << 20))) { memset(p, 1, 4096); n++; }\n\
        printf(\"%s\\n\", n > 1 ? \"out of memory\" : \"none at all\"); return 0; }\n";
    let done = Case::c("hog", program).set("ram_size=4MiB").run();
    assert_eq!(done.report.run.outcome.kind, OutcomeKind::Exit, "{:?}", done.messages);
    assert_eq!(done.console(), "out of memory\n");
}

#[test]
fn too_little_memory_to_boot_is_a_panic_that_says_so() {
    let done = Case::sample("hello").set("ram_size=92KiB").run();
    assert_eq!(done.report.run.outcome.kind, OutcomeKind::Panic);
    assert_eq!(done.messages[0], "panic: boot: not enough memory");
}

#[test]
fn a_fault_of_the_kernel_names_the_place_of_the_fault() {
    let broken = ("main.c", "    csr_setup();\n", "    csr_setup(); *(volatile int *)0 = 1;\n");
    let done = Case::sample("hello").kernel_edited(&[broken]).run();
    assert_eq!(done.messages[0], "panic: trap: exception in the kernel");
    let told: Vec<bool> = ["called from", "interrupted at", "called from"]
        .iter()
        .zip(["(kernel_trap+", "(kernel_main+", "(_start+"])
        .zip(&done.messages[1..])
        .map(|((how, whom), line)| line.contains(how) && line.contains(whom))
        .collect();
    assert_eq!(told, [true; 3], "{:?}", done.messages);
    assert_eq!(done.messages.len(), 4, "the boot was called by nobody");
}
