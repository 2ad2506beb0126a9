//! When the direct part of a switch opens and closes, and how its phases are told apart.

use super::story::{A, A2, B, IDLE, Story};
use crate::run::{Phases, Run, Scope, Switch};

/// Start, end and phases of each switch.
fn parts(run: &Run) -> Vec<(u64, u64, Phases)> {
    let part = |s: &Switch| (s.start_cycle, s.end_cycle, s.direct.phases);
    run.switches.iter().map(part).collect()
}

#[test]
fn a_switch_opens_with_the_trap_and_closes_with_the_mret() {
    let mut story = Story::in_user_mode(A);
    story.run(50);
    let open = story.now.cycles;
    story.whole_switch(A, B);
    story.run(10);
    let run = story.end();
    let phases =
        Phases { trap: 14, handle: 20, schedule: 30, swtch: 5, address_space: 0, r#return: 12 };
    assert_eq!(parts(&run), [(open, open + 81, phases)]);
    assert_eq!(run.switches[0].direct.cycles, 81);
    assert_eq!(run.switches[0].direct.instructions, 81 - 4 - 3);
    assert_eq!(run.switches[0].scope, Scope::Process);
    assert_eq!((run.switches[0].from.tid, run.switches[0].to.tid), (2, 3));
    assert_eq!(run.switches[0].cause, "yield");
}

#[test]
fn starting_the_first_thread_is_no_switch() {
    let run = Story::in_user_mode(A).end();
    assert_eq!(run.switches, []);
}

#[test]
fn a_system_call_without_a_switch_opens_nothing() {
    let mut story = Story::in_user_mode(A);
    story.ecall();
    story.in_function("syscall_handle", 20);
    story.in_function("schedule", 30); // looks, and goes on with the same thread
    story.leave();
    story.run(10);
    let open = story.now.cycles;
    story.whole_switch(A, B);
    let run = story.end();
    assert_eq!(run.switches.len(), 1);
    assert_eq!(run.switches[0].start_cycle, open);
}

#[test]
fn a_thread_that_blocks_again_in_the_kernel_closes_one_switch_and_opens_the_next() {
    let mut story = Story::in_user_mode(A);
    story.whole_switch(A, B);
    story.run(5);
    let open = story.now.cycles;
    story.ecall();
    story.in_function("schedule", 30);
    story.switch(B, A);
    story.in_function("schedule_finish", 6); // reaps; not the entry that the next switch is about
    story.run(7); // A goes on in its system call, finds nothing, and blocks again
    let between = story.now.cycles;
    story.in_function("schedule", 9);
    story.switch(A, A2);
    story.leave();
    let run = story.end();
    let first = Phases { trap: 14, schedule: 30 + 6 + 7, swtch: 5, ..Phases::default() };
    let second = Phases { schedule: 9, swtch: 5, r#return: 12, ..Phases::default() };
    assert_eq!(parts(&run)[1..], [(open, between, first), (between, between + 26, second)]);
    assert_eq!(run.switches[2].scope, Scope::Thread);
}

#[test]
fn the_close_at_the_scheduler_is_withdrawn_if_no_switch_follows() {
    let mut story = Story::in_user_mode(A);
    let open = story.now.cycles;
    story.ecall();
    story.in_function("schedule", 30);
    story.switch(A, B);
    story.in_function("schedule", 9); // finds B again
    story.leave();
    let end = story.now.cycles;
    story.run(10);
    let run = story.end();
    assert_eq!((run.switches[0].start_cycle, run.switches[0].end_cycle), (open, end));
}

#[test]
fn the_last_entry_of_the_scheduler_before_the_next_switch_counts() {
    let mut story = Story::in_user_mode(A);
    story.ecall();
    story.in_function("schedule", 30);
    story.switch(A, B);
    story.in_function("schedule", 9); // finds B again
    story.in_function("syscall_handle", 4);
    let between = story.now.cycles;
    story.in_function("schedule", 9);
    story.switch(B, A);
    story.leave();
    let run = story.end();
    assert_eq!((run.switches[0].end_cycle, run.switches[1].start_cycle), (between, between));
}

#[test]
fn waiting_belongs_to_no_switch_and_the_interrupt_that_ends_it_opens_the_next() {
    let mut story = Story::in_user_mode(A);
    let open = story.now.cycles;
    story.ecall();
    story.in_function("schedule", 30);
    story.switch(A, IDLE);
    story.run(3);
    story.wait(1000);
    let waited = story.now.cycles;
    story.machine_trap(); // a kernel that enables interrupts in idle; 4 cycles
    story.in_function("schedule", 30);
    story.switch(IDLE, A);
    story.leave();
    let run = story.end();
    let to_idle = Phases { trap: 14, schedule: 30, swtch: 5 + 3 + 1, ..Phases::default() };
    let from_idle = Phases { trap: 4, schedule: 30, swtch: 5, r#return: 12, ..Phases::default() };
    let expected = [(open, waited - 1000, to_idle), (waited, waited + 4 + 30 + 5 + 12, from_idle)];
    assert_eq!(parts(&run), expected);
    assert!(run.switches.iter().all(|switch| switch.scope == Scope::Idle));
    let idle = run.accounts.iter().find(|account| account.owner == "idle").unwrap();
    assert_eq!(idle.cycles, 1000);
}

#[test]
fn an_interrupt_after_which_idle_waits_again_belongs_to_no_switch() {
    let mut story = Story::in_user_mode(A);
    story.ecall();
    story.in_function("schedule", 30);
    story.switch(A, IDLE);
    story.wait(1000);
    story.in_function("schedule", 30); // nobody is ready
    story.wait(500);
    let open = story.now.cycles;
    story.in_function("schedule", 30);
    story.switch(IDLE, B);
    story.leave();
    let run = story.end();
    assert_eq!(run.switches[1].start_cycle, open);
    assert_eq!(run.switches[1].direct.cycles, 30 + 5 + 12);
}

#[test]
fn a_refill_is_no_opening_unless_it_ends_in_the_trap_entry() {
    let mut story = Story::in_user_mode(A);
    story.refill(0x1000_0000);
    story.run(20);
    story.mret();
    story.run(5);
    let open = story.now.cycles;
    story.refill(0x2000_0000);
    story.run(20);
    story.in_function("trap_entry", 10);
    story.in_function("schedule", 30);
    story.switch(A, B);
    story.leave();
    let run = story.end();
    let phases =
        Phases { trap: 4 + 20 + 10, schedule: 30, swtch: 5, r#return: 12, ..Phases::default() };
    assert_eq!(parts(&run), [(open, open + 81, phases)]);
}

#[test]
fn the_refill_of_the_first_fetch_is_not_part_of_the_switch() {
    let mut story = Story::in_user_mode(A);
    let open = story.now.cycles;
    story.whole_switch(A, B);
    story.refill(0x1_0000);
    story.run(20);
    story.mret();
    story.run(5);
    let run = story.end();
    assert_eq!(run.switches[0].end_cycle, open + 81);
    assert_eq!(run.switches[0].direct.misses.tlb, 0);
}

#[test]
fn an_address_space_is_a_phase_of_its_own() {
    let mut story = Story::in_user_mode(A);
    story.ecall();
    story.in_function("schedule", 30);
    story.in_function("vm_activate", 7);
    story.switch(A, B);
    story.leave();
    let run = story.end();
    assert_eq!(run.switches[0].direct.phases.address_space, 7);
}

#[test]
fn a_switch_without_the_scheduler_opens_at_the_switch_function_after_another() {
    let mut story = Story::in_user_mode(A);
    story.ecall();
    story.switch(A, B);
    story.in_function("syscall_handle", 9);
    let between = story.now.cycles;
    story.switch(B, A);
    story.leave();
    let run = story.end();
    assert_eq!((run.switches[0].end_cycle, run.switches[1].start_cycle), (between, between));
    assert_eq!(run.switches[1].direct.phases.schedule, 0);
}

#[test]
fn a_kernel_thread_started_first_switches_without_a_trap() {
    let mut story = Story::new();
    story.run(100);
    story.probe("swtch_start", [IDLE, 0]);
    story.run(10);
    story.in_function("schedule", 30);
    story.switch(IDLE, A);
    story.leave();
    let run = story.end();
    assert_eq!((run.switches[0].start_cycle, run.switches[0].end_cycle), (110, 157));
    assert_eq!(run.switches[0].direct.phases.schedule, 30);
}

#[test]
fn a_switch_that_is_going_on_when_the_run_ends_closes_there() {
    let mut story = Story::in_user_mode(A);
    let open = story.now.cycles;
    story.ecall();
    story.in_function("schedule", 30);
    story.switch(A, B);
    let run = story.end();
    assert_eq!((run.switches[0].start_cycle, run.switches[0].end_cycle), (open, open + 49));
}

#[test]
fn a_switch_to_oneself_is_none() {
    let mut story = Story::in_user_mode(A);
    story.whole_switch(A, A);
    assert_eq!(story.end().switches, []);
}

#[test]
fn blocks_that_cannot_be_read_are_no_switch() {
    let mut story = Story::in_user_mode(A);
    story.whole_switch(A, 0xdead_0000);
    story.whole_switch(3, A);
    assert_eq!(story.end().switches, []);
}
