//! Accounts, the guests without a description, outcomes, and the trace's own promises.

use serde_json::Value;
use swtch_machine::{Counters, Mode, Structure::L1d};

use super::story::{A, B, IDLE, Story};
use crate::keeper::{Keep, Keeper, Setup};
use crate::run::{Outcome, OutcomeKind, Run, Tally};
use crate::trace::Trace;

/// The accounts that are not empty: owner and cycles.
fn accounts(run: &Run) -> Vec<(&str, u64)> {
    let used = run.accounts.iter().filter(|account| account.cycles > 0);
    used.map(|account| (account.owner.as_str(), account.cycles)).collect()
}

#[test]
fn every_cycle_has_one_owner() {
    let mut story = Story::in_user_mode(A);
    story.run(50);
    story.refill(0x1_0000);
    story.run(20);
    story.mret();
    story.whole_switch(A, B);
    story.run(7);
    story.ecall();
    story.in_function("schedule", 3);
    story.switch(B, IDLE);
    story.wait(1000);
    story.run(2);
    assert_eq!(
        accounts(&story.end()),
        [
            ("kernel: boot", 104), // the first mret is the kernel's
            ("kernel: trap", 14 + 14 + 2),
            ("kernel: tlb_refill", 28),
            ("kernel: syscall", 20),
            ("kernel: schedule", 33),
            ("kernel: swtch", 5 + 5 + 1),
            ("kernel: return", 12),
            ("idle", 1000),
            ("pid 2 tid 2 (alpha)", 50),
            ("pid 3 tid 3 (beta)", 7),
        ]
    );
}

#[test]
fn a_refill_that_fails_is_the_refills_until_the_trap_entry() {
    let mut story = Story::in_user_mode(A);
    story.refill(0x1_0000);
    story.run(20);
    story.in_function("trap_entry", 10);
    story.leave();
    let run = story.end();
    assert!(accounts(&run).contains(&("kernel: tlb_refill", 24)));
    assert!(accounts(&run).contains(&("kernel: trap", 10)));
}

#[test]
fn a_miss_goes_to_the_account_in_which_it_happens() {
    let mut story = Story::in_user_mode(A);
    story.miss(L1d, 0x100, 10);
    story.ecall();
    story.miss(L1d, 0x200, 10);
    story.leave();
    let run = story.end();
    let misses = |owner| run.accounts.iter().find(|a| a.owner == owner).unwrap().misses.l1d;
    assert_eq!((misses("pid 2 tid 2 (alpha)"), misses("kernel: trap")), (1, 1));
}

#[test]
fn exec_opens_an_account_under_the_new_name() {
    let mut story = Story::in_user_mode(A);
    story.run(50);
    story.ecall();
    story.name(0x2000 + 64 * 2 + 16, "gamma");
    story.leave();
    story.run(30);
    let run = story.end();
    assert!(accounts(&run).contains(&("pid 2 tid 2 (alpha)", 50)));
    assert!(accounts(&run).contains(&("pid 2 tid 2 (gamma)", 30)));
}

#[test]
fn a_name_that_is_no_text_does_no_harm() {
    let mut story = Story::in_user_mode(A);
    story.ecall();
    story.memory.insert(0x2000 + 64 * 2 + 16, 0x0aff_0a41);
    story.memory.insert(0x2000 + 64 * 2 + 20, 0xffff_ffff); // and no end, up to unreadable memory
    story.leave();
    story.run(30);
    let run = story.end();
    let last = accounts(&run).pop().unwrap();
    assert_eq!(last, ("pid 2 tid 2 (A?\u{fffd}?\u{fffd}\u{fffd}\u{fffd}\u{fffd})", 30));
}

#[test]
fn a_bare_program_has_one_account_and_idle() {
    let mut story = Story::with(Setup::Bare, Some(Trace::new(1000)));
    story.run(100);
    story.machine_trap();
    story.mret_to(Mode::Machine);
    story.wait(50);
    story.run(10);
    let run = story.end();
    assert_eq!(accounts(&run), [("bare", 119), ("idle", 50)]);
    assert_eq!(run.switches, []);
}

#[test]
fn an_unknown_kernel_has_its_own_and_one_account_per_address_space() {
    let mut story = Story::with(Setup::Foreign, Some(Trace::new(1000)));
    story.run(100);
    story.set_asid(1);
    story.mret();
    story.run(10);
    story.refill(0x1000);
    story.set_asid(7);
    story.mret();
    story.run(20);
    story.refill(0x1000);
    story.set_asid(1);
    story.mret();
    story.run(5);
    let run = story.end();
    let expected = [("machine", 100 + 4 + 8 + 8), ("user asid 1", 15), ("user asid 7", 20)];
    assert_eq!(accounts(&run), expected);
}

#[test]
fn a_trap_inside_the_kernel_goes_on_where_it_was() {
    let mut story = Story::in_user_mode(A);
    story.ecall();
    story.in_function("syscall_handle", 20);
    story.machine_trap();
    story.mret_to(Mode::Machine);
    story.run(5);
    story.leave();
    story.run(5);
    let run = story.end(); // the kernel's marker entered last is its trap entry
    assert!(accounts(&run).contains(&("kernel: trap", 14 + 4 + 4 + 5)));
}

fn outcome(story: impl Fn(&mut Story)) -> Outcome {
    let mut told = Story::in_user_mode(A);
    told.ecall();
    story(&mut told);
    told.end().outcome
}

#[test]
fn the_kernel_says_how_its_run_ended() {
    let said = |kind, code| outcome(|story| story.probe("kernel_end", [kind, code]));
    assert_eq!(said(0, 7), Outcome { kind: OutcomeKind::Exit, code: 7 });
    assert_eq!(said(1, 11), Outcome { kind: OutcomeKind::Signal, code: 11 });
    assert_eq!(said(3, 0), Outcome { kind: OutcomeKind::Deadlock, code: 0 });
    assert_eq!(outcome(|_| {}), Outcome { kind: OutcomeKind::Exit, code: 0 });
}

#[test]
fn a_panic_is_an_outcome_even_if_the_kernel_says_no_more() {
    let mut story = Story::in_user_mode(A);
    story.name(0x5001 & !3, "?oops");
    story.probe("panic", [0x5001, 0]);
    let run = story.end();
    assert_eq!(run.outcome.kind, OutcomeKind::Panic);
    assert_eq!(run.panic.unwrap().message, "oops");
}

#[test]
fn a_machine_check_is_the_machines_word() {
    let mut story = Story::in_user_mode(A);
    story.probe("kernel_end", [0, 0]);
    let counters = story.counters();
    let check = Outcome { kind: OutcomeKind::MachineCheck, code: 0 };
    assert_eq!(story.keeper.finish(&counters, check).outcome, check);
}

#[test]
fn a_fault_names_its_process_and_place() {
    let mut story = Story::in_user_mode(B);
    story.ecall();
    story.probe4("proc_fault", [B, 11, 0x1_0040, 0]);
    let run = story.end();
    let fault = &run.faults[0];
    assert_eq!((fault.who.pid, fault.who.name.as_str()), (3, "beta"));
    assert_eq!((fault.signal, fault.pc, fault.address), (11, 0x1_0040, 0));
}

#[test]
fn a_trace_that_is_too_long_is_cut_and_says_so() {
    let mut keeper = Keeper::new(Setup::Bare, Keep::Events, Some(Trace::new(3)));
    for _ in 0..10 {
        keeper.flush(L1d, Tally::default);
    }
    let stop = Outcome { kind: OutcomeKind::Limit, code: 0 };
    let trace = keeper.finish(&Counters::default(), stop).trace.unwrap();
    assert_eq!((trace.len(), trace.complete()), (3, false));
}

#[test]
fn watching_more_changes_no_figure() {
    let tell = |mut story: Story| {
        story.whole_switch(A, B);
        story.miss(L1d, 0x100, 10);
        story.end_unchecked()
    };
    let watched = tell(Story::in_user_mode(A));
    let unwatched = tell(Story::unwatched_in_user_mode(A));
    assert_eq!(unwatched, Run { trace: None, ..watched });
}

/// One event a line, as a reader of the trace sees it.
fn listing(run: &Run) -> String {
    let trace = serde_json::to_value(run.trace.as_ref().unwrap()).unwrap();
    let line = |event: &Value| format!("{event}\n");
    trace.as_array().unwrap().iter().map(line).collect()
}

#[test]
fn the_trace_tells_a_switch_in_time_order() {
    let mut story = Story::in_user_mode(A);
    story.state(B, 1);
    story.miss(L1d, 0x100, 10);
    story.refill(0x1_0000);
    story.mret();
    story.ecall();
    story.in_function("schedule", 30);
    story.switch(A, B);
    story.in_function("schedule", 9);
    story.evict(L1d, 0x100);
    story.switch(B, A);
    story.leave();
    story.touch(L1d, 0x200);
    insta::assert_snapshot!(listing(&story.end()));
}
