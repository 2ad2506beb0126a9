//! Every sample: what it prints, what the ledger sums up, and who ran when. The latter two contain
//! cycle counts and move with every change of compiler or kernel; `behaviour` keeps the order apart.

use crate::harness::Case;
use swtch_report::{TraceKind, summary, trace};

fn check(name: &str) {
    let done = Case::sample(name).run();
    assert!(done.messages.is_empty(), "{:?}", done.messages);
    insta::assert_snapshot!(format!("{name}_console"), done.console());
    insta::assert_snapshot!(format!("{name}_summary"), summary(&done.report.run));
    let timehist = trace(&done.report.run, TraceKind::Timehist);
    insta::assert_snapshot!(format!("{name}_timehist"), timehist);
}

#[test]
fn hello() {
    check("hello");
}

#[test]
fn threads() {
    check("threads");
}

#[test]
fn fork_exec() {
    check("fork_exec");
}

#[test]
fn switch_cost() {
    check("switch_cost");
}

#[test]
fn isolation() {
    check("isolation");
}

#[test]
fn cat_copies_its_input_to_its_output() {
    let done = Case::sample("cat").input("one\ntwo\nthree, no line end").run();
    assert_eq!(done.console(), "one\ntwo\nthree, no line end3 lines\n");
    let done = Case::sample("cat").run();
    assert_eq!(done.console(), "0 lines\n");
}
