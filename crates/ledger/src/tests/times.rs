//! Times of threads and processes, and the scheduler's history.

use super::story::{A, A2, B, IDLE, Story};
use crate::run::{Run, Times};

const READY: u32 = 1;
const RUNNING: u32 = 2;
const BLOCKED: u32 = 3;
const FINISHED: u32 = 4;

/// At each cycle, a thread changes to a state.
fn told(changes: &[(u64, u32, u32)], end: u64) -> Run {
    let mut story = Story::new();
    for &(cycle, thread, state) in changes {
        story.run(cycle - story.now.cycles);
        story.state(thread, state);
    }
    story.run(end - story.now.cycles);
    story.end()
}

#[test]
fn a_threads_life_adds_up() {
    let changes = [
        (10, A, READY),
        (30, A, RUNNING),
        (60, A, BLOCKED),
        (100, A, READY),
        (105, A, RUNNING),
        (115, A, FINISHED),
    ];
    let run = told(&changes, 200);
    let expected = Times {
        arrival_cycle: 10,
        first_run_cycle: 30,
        end_cycle: 115,
        turnaround: 105,
        response: 20,
        waiting: 25,
        running: 40,
        switches: 0,
        blocked: 40,
        state: "finished",
    };
    assert_eq!(run.threads[0].times, expected);
    assert_eq!(run.processes[0].times, expected);
    assert_eq!((run.processes[0].pid, run.processes[0].parent), (2, 1));
}

#[test]
fn a_process_runs_if_any_thread_runs_and_waits_if_any_is_ready() {
    let changes = [
        (10, A, READY),
        (20, A, RUNNING),
        (25, A2, READY),  // ready beside a running one: the process does not wait
        (40, A, BLOCKED), // now it does
        (50, A2, RUNNING),
        (70, A2, BLOCKED), // both blocked
        (90, A, READY),
        (91, A, RUNNING),
        (95, A, FINISHED),
        (100, A2, READY),
        (102, A2, RUNNING),
        (110, A2, FINISHED),
    ];
    let run = told(&changes, 120);
    let process = &run.processes[0].times;
    assert_eq!((process.waiting, process.running), (10 + 10 + 1 + 2, 20 + 20 + 4 + 8));
    assert_eq!(process.blocked, 20 + 5);
    assert_eq!((process.end_cycle, process.turnaround, process.response), (110, 100, 10));
    let threads: Vec<_> = run.threads.iter().map(|thread| thread.times.waiting).collect();
    assert_eq!(threads, [10 + 1, 25 + 2]);
    assert_eq!(run.processes.len(), 1);
}

#[test]
fn what_never_happened_is_dated_at_the_end() {
    let run = told(&[(10, A, READY)], 50);
    let times = &run.threads[0].times;
    assert_eq!((times.first_run_cycle, times.end_cycle), (50, 50));
    assert_eq!((times.waiting, times.response, times.state), (40, 40, "ready"));
}

#[test]
fn a_life_goes_on_if_its_ids_do() {
    let changes = [(10, A, READY), (20, A, RUNNING), (30, A, FINISHED), (60, A, READY)];
    let run = told(&changes, 65);
    assert_eq!((run.threads.len(), run.processes.len()), (1, 1));
    let times = &run.threads[0].times;
    assert_eq!((times.state, times.end_cycle, times.waiting), ("ready", 65, 10 + 5));
}

#[test]
fn idle_is_no_process() {
    let run = told(&[(10, IDLE, READY), (20, A, READY)], 30);
    assert_eq!((run.processes.len(), run.threads.len()), (1, 1));
}

#[test]
fn the_history_has_a_row_for_each_switch() {
    let mut story = Story::new();
    story.state(A, READY);
    story.run(20);
    story.state(A, RUNNING);
    story.probe("swtch_start", [A, 0]);
    story.mret();
    story.run(26);
    story.state(B, READY);
    story.cause(A, 3);
    story.ecall();
    story.in_function("schedule", 30);
    story.state(A, BLOCKED);
    story.state(B, RUNNING);
    story.switch(A, B);
    story.leave();
    story.ecall();
    story.in_function("schedule", 0);
    story.state(A, READY);
    story.run(5);
    story.state(B, READY);
    story.state(A, RUNNING);
    story.switch(B, A);
    story.leave();
    story.ecall();
    story.state(A, FINISHED);
    story.cause(A, 9);
    story.in_function("schedule", 0);
    story.switch(A, IDLE);
    story.wait(100);
    story.in_function("schedule", 0);
    story.switch(IDLE, B);
    let run = story.end();
    let rows: Vec<_> = run
        .timehist
        .iter()
        .map(|row| (row.who.tid, row.wait, row.delay, row.run, row.cause.as_str()))
        .collect();
    // B: switched in at 94; 17 cycles until user mode, 14 trap, 5 until it is ready again.
    let expected = [
        (2, 0, 20, 30 + 44, "block"),
        (3, 0, 44, 17 + 14 + 5, "yield"),
        (2, 17 + 14, 5, 17 + 14, "cause 9"),
        (0, 0, 0, 5 + 1 + 100, "yield"),
    ];
    assert_eq!(rows, expected);
    assert_eq!(run.threads[0].times.switches, 2);
    assert_eq!(run.processes[1].times.switches, 1);
}

#[test]
fn who_ends_without_ever_running_has_waited_all_its_life() {
    let run = told(&[(10, A, READY), (30, A, FINISHED)], 50);
    let times = &run.threads[0].times;
    assert_eq!((times.first_run_cycle, times.end_cycle), (30, 30));
    assert_eq!((times.response, times.turnaround, times.waiting), (20, 20, 20));
}
