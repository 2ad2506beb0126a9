//! The guest's own tests: one child process per case, judged by the guest itself.

use crate::harness::Case;
use swtch_ledger::{Outcome, OutcomeKind};

fn passes(name: &str) -> String {
    let mut case = Case::sample(name);
    case.setup.limit_cycles = 1_000_000_000;
    let done = case.run();
    let expected = Outcome { kind: OutcomeKind::Exit, code: 0 };
    assert_eq!(done.report.run.outcome, expected, "{}\n{:?}", done.console(), done.messages);
    done.console().to_string()
}

#[test]
fn usertests() {
    insta::assert_snapshot!("usertests", passes("usertests"));
}

#[test]
fn faulttests() {
    insta::assert_snapshot!("faulttests", passes("faulttests"));
}

#[test]
fn threadtests() {
    insta::assert_snapshot!("threadtests", passes("threadtests"));
}

#[test]
fn libtests() {
    insta::assert_snapshot!("libtests", passes("libtests"));
}

#[test]
fn memory_runs_out_for_every_caller() {
    let mut case = Case::sample("faulttests").arguments(&["memory_runs_out"]).set("ram_size=8MiB");
    case.setup.limit_cycles = 1_000_000_000;
    assert_eq!(case.run().console(), "memory_runs_out: ok\nall passed\n");
}

#[test]
fn maptests() {
    insta::assert_snapshot!("maptests", passes("maptests"));
}

#[test]
fn timetests() {
    insta::assert_snapshot!("timetests", passes("timetests"));
}

#[test]
fn torture() {
    passes("torture");
}

#[test]
fn a_deadlock_is_an_outcome_of_its_own() {
    let done = Case::sample("deadlock").run();
    assert_eq!(done.report.run.outcome.kind, OutcomeKind::Deadlock, "{}", done.console());
    assert_eq!(done.messages[0], "deadlock: nothing can run and nothing is due");
    // Who waits where: each of two threads for the other.
    let told = done.messages[1..].join("\n");
    assert_eq!(told.matches(", blocked: at ").count(), 2, "{told}");
    assert!(told.contains("(main+") && told.contains("(join_first+"), "{told}");
}

#[test]
fn the_environment_arrives_and_is_handed_on() {
    let program = "#include <stdio.h>\n#include <stdlib.h>\n#include <sys/wait.h>\n#include <unistd.h>\n\
        int main(int argc, char **argv) {\n\
        for (char **e = environ; *e; e++) printf(\"[%s]\", *e);\n\
        printf(\"%d\\n\", argc);\n\
        if (argc > 1) return 0;\n\
        setenv(\"MORE\", \"a=b\", 1);\n\
        if (fork() == 0) { execl(argv[0], argv[0], \"\", (char *)0); _exit(1); }\n\
        wait(0);\n\
        if (fork() == 0) { char *only[] = { \"ONLY=\", 0 };\n\
        execle(argv[0], argv[0], \"1\", \"2\", (char *)0, only); _exit(1); }\n\
        wait(0);\n\
        return 0; }\n";
    let done = Case::c("env", program).environment(&["HOME=/a b", "PERCENT=%20"]).run();
    let given = "[HOME=/a b][PERCENT=%20]";
    assert_eq!(done.console(), format!("{given}1\n{given}[MORE=a=b]2\n[ONLY=]3\n"));
    assert_eq!(Case::c("env", program).run().console(), "1\n[MORE=a=b]2\n[ONLY=]3\n");
}

#[test]
fn arguments_arrive_as_they_were_written() {
    let program = "#include <stdio.h>\nint main(int argc, char **argv) {\n\
        for (int i = 0; i < argc; i++) printf(\"[%s]\\n\", argv[i]); return argc; }\n";
    let done = Case::c("args", program).arguments(&["a b", "100%", "", "é"]).run();
    assert_eq!(done.console(), "[args]\n[a b]\n[100%]\n[]\n[é]\n");
    assert_eq!(done.report.run.outcome.code, 5);
}
