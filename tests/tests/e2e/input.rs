//! Input that arrives while the guest runs: a reader blocks, the processor idles until the UART
//! interrupts through the PLIC, and all of it happens again, to the cycle.

use crate::harness::{Case, Done};
use std::cell::RefCell;
use std::rc::Rc;
use swtch_ledger::OutcomeKind;
use swtch_machine::Arrival;
use swtch_system::input::{script, script_text};
use swtch_system::{Input, Keyboard, Typed};

/// Prints each line that it reads, at once.
const ECHO: &str = "#include <stdio.h>\nint main(void) { char line[80];\n\
    while (fgets(line, sizeof line, stdin)) printf(\"<%s>\\n\", line); puts(\"end\"); return 0; }\n";

fn echo(input: Input) -> Done {
    Case::c("echo", ECHO).reads(input).run()
}

fn scripted(text: &str) -> Done {
    echo(Input::Script(script("input", text).unwrap_or_else(|error| panic!("{error}"))))
}

fn account(done: &Done, owner: &str) -> u64 {
    let found = done.report.run.accounts.iter().find(|account| account.owner == owner);
    found.map_or(0, |account| account.cycles)
}

#[test]
fn a_reader_sleeps_until_its_input_arrives() {
    let done = scripted("@2_000_000 \"one\\n\"\n@+1_000_000 \"two\\nthree\\n\"\n@+500_000 end\n");
    assert_eq!(done.console(), "<one\n>\n<two\n>\n<three\n>\nend\n");
    let totals = &done.report.run.totals;
    assert!((3_500_000..3_600_000).contains(&totals.cycles), "{totals:?}");
    assert!(account(&done, "idle") > 3_000_000, "{:?}", done.report.run.accounts);
    let causes: Vec<&str> = done.report.run.switches.iter().map(|s| s.detail.as_str()).collect();
    assert_eq!(causes.iter().filter(|detail| **detail == "console").count(), 3, "{causes:?}");
}

#[test]
fn input_that_comes_later_only_idles_longer() {
    let run = |cycle: u64| scripted(&format!("@{cycle} \"one\\n\"\n@{} end\n", cycle + 400_000));
    let (early, late) = (run(2_000_000), run(2_001_234));
    let cycles = |done: &Done| done.report.run.totals.cycles;
    assert_eq!(cycles(&late) - cycles(&early), 1_234);
    assert_eq!(account(&late, "idle") - account(&early, "idle"), 1_234);
    assert_eq!(late.report.run.totals.instructions, early.report.run.totals.instructions);
    assert_eq!(late.report.run.totals.tlb, early.report.run.totals.tlb);
    assert_eq!(late.report.run.totals.l1d, early.report.run.totals.l1d);
}

#[test]
fn a_script_gives_the_same_bytes_twice() {
    let run = || scripted("@2_000_000 \"one\\n\"\n@+9_999 \"two\"\n").json(None);
    assert_eq!(run(), run());
}

#[test]
fn nobody_ever_types_and_that_is_a_deadlock() {
    let done = echo(Input::Typed(Rc::new(Typist(RefCell::new(vec![Typed::Nothing])))));
    assert_eq!(done.report.run.outcome.kind, OutcomeKind::Deadlock);
}

/// Types what is left of a list, whenever somebody asks.
struct Typist(RefCell<Vec<Typed>>);

impl Keyboard for Typist {
    fn typed(&self, _wait: bool) -> Typed {
        self.0.borrow_mut().pop().unwrap_or(Typed::Nothing)
    }
}

#[test]
fn what_was_typed_is_recorded_as_a_script_that_repeats_the_run() {
    let typed = ["first\n", "second ", "half\n"].map(|text| Typed::Bytes(text.into()));
    let mut stack = typed.to_vec();
    stack.push(Typed::End);
    stack.reverse();
    let live = echo(Input::Typed(Rc::new(Typist(RefCell::new(stack)))));
    assert_eq!(live.console(), "<first\n>\n<second half\n>\nend\n");
    let text = script_text(&live.typed);
    assert_eq!(text.lines().count(), 4, "{text}");
    let again = scripted(&text);
    assert_eq!(again.report.run, live.report.run);
    assert_eq!(again.console(), live.console());
    assert_eq!(again.typed, Vec::<Arrival>::new());
}
