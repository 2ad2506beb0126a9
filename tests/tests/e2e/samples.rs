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
fn libraries_are_linked_in_two_ways() {
    let done = Case::sample("libraries").run();
    assert!(done.messages.is_empty(), "{:?}", done.messages);
    let is_digit = |c: char| c.is_ascii_digit();
    let numbers: Vec<Vec<u32>> = done
        .console()
        .lines()
        .map(|line| line.split(|c| !is_digit(c)).filter_map(|word| word.parse().ok()).collect())
        .collect();
    let [statically, direct, apart, dynamically, stub, together] = &numbers[..] else {
        panic!("{}", done.console())
    };
    assert!(
        statically.iter().all(|size| *size > dynamically[0] + 16384),
        "the text is in each file"
    );
    assert!(dynamically[2] > 16384 && statically[0] < dynamically[0] + dynamically[2]);
    assert!(apart[0] > 3 && apart[1] == 0, "each program has a copy");
    assert_eq!((together[0], together[1]), (apart[0], apart[0]), "one copy for both");
    assert!(direct[1] < stub[1] && stub[1] < direct[1] + 30, "a stub at each call");
    assert!(stub[0] > direct[0] + 500, "a search at the first call");
}

#[test]
fn cat_copies_its_input_to_its_output() {
    let done = Case::sample("cat").input("one\ntwo\nthree, no line end").run();
    assert_eq!(done.console(), "one\ntwo\nthree, no line end3 lines\n");
    let done = Case::sample("cat").run();
    assert_eq!(done.console(), "0 lines\n");
}
