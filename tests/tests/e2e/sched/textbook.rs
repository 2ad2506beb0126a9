//! Every example whose numbers are published (Silberschatz, Galvin and Gagne; Arpaci-Dusseau; Corbató's
//! rule), exactly. Averages are compared as sums, which are whole numbers.

use super::{ideal, job, jobs, with_io};
use swtch_ledger::Schedule;
use swtch_system::workload::{Burst, PolicyOptions, Workload};

/// What a book says.
enum Says {
    /// The sum of the waiting times.
    Waiting(u64),
    /// The waiting time of each job.
    Waits(&'static [u64]),
    /// The sum of the turnaround times.
    Turnaround(u64),
    /// The sum of the response times.
    Response(u64),
    /// Who is dispatched when.
    Trace(&'static str),
}
use Says::{Response, Trace, Turnaround, Waiting, Waits};

/// Arrival, burst, priority of each job; policy, quantum (0: none); what comes out.
type Case = (&'static [(u32, u32, u32)], &'static str, u32, &'static [Says]);

const LECTURE: &[(u32, u32, u32)] = &[(0, 24, 0), (0, 3, 0), (0, 3, 0)];
const ARRIVING: &[(u32, u32, u32)] = &[(0, 8, 0), (1, 4, 0), (2, 9, 0), (3, 5, 0)];
const TENS: &[(u32, u32, u32)] = &[(0, 10, 0), (0, 10, 0), (0, 10, 0)];
const FOUR: &[(u32, u32, u32)] = &[(0, 6, 0), (0, 3, 0), (0, 1, 0), (0, 7, 0)];
const LONG_FIRST: &[(u32, u32, u32)] = &[(0, 100, 0), (0, 10, 0), (0, 10, 0)];
const LATE_SHORT: &[(u32, u32, u32)] = &[(0, 100, 0), (10, 10, 0), (10, 10, 0)];
const FIVES: &[(u32, u32, u32)] = &[(0, 5, 0), (0, 5, 0), (0, 5, 0)];
const TWO_HUNDREDS: &[(u32, u32, u32)] = &[(0, 200, 0), (0, 200, 0), (0, 200, 0)];
const RISING: &[(u32, u32, u32)] = &[(0, 100, 0), (0, 200, 0), (0, 300, 0)];
const TURNS: &[(u32, u32, u32)] = &[(0, 4, 3), (0, 5, 2), (0, 8, 2), (0, 7, 1), (0, 3, 3)];

const CASES: &[Case] = &[
    (LECTURE, "fcfs", 0, &[Waiting(51), Trace("P1@0 P2@24 P3@27")]),
    (&[(0, 3, 0), (0, 3, 0), (0, 24, 0)], "fcfs", 0, &[Waiting(9)]),
    (&[(0, 6, 0), (0, 8, 0), (0, 7, 0), (0, 3, 0)], "sjf", 0, &[Waiting(28)]),
    (&[(0, 6, 0), (0, 8, 0), (0, 7, 0), (0, 3, 0)], "fcfs", 0, &[Waiting(41)]),
    (ARRIVING, "srtf", 0, &[Waiting(26), Trace("P1@0 P2@1 P4@5 P1@10 P3@17")]),
    (ARRIVING, "sjf", 0, &[Waiting(31)]),
    (LECTURE, "rr", 4, &[Waits(&[6, 4, 7]), Trace("P1@0 P2@4 P3@7 P1@10")]),
    (TENS, "rr", 1, &[Turnaround(87)]),
    (TENS, "rr", 10, &[Turnaround(60)]),
    (
        &[(0, 10, 3), (0, 1, 1), (0, 2, 4), (0, 1, 5), (0, 5, 2)],
        "priority",
        0,
        &[Waits(&[6, 0, 16, 18, 1])],
    ),
    (TURNS, "priority_preemptive", 2, &[Waits(&[22, 11, 12, 0, 24])]),
    (TURNS, "mlq", 2, &[Waits(&[22, 11, 12, 0, 24])]),
    (FOUR, "rr", 1, &[Turnaround(44)]),
    (FOUR, "rr", 2, &[Turnaround(46)]),
    (FOUR, "rr", 3, &[Turnaround(43)]),
    (FOUR, "rr", 4, &[Turnaround(46)]),
    (FOUR, "rr", 5, &[Turnaround(49)]),
    (FOUR, "rr", 6, &[Turnaround(42)]),
    (FOUR, "rr", 7, &[Turnaround(42)]),
    (TENS, "fcfs", 0, &[Turnaround(60)]),
    (LONG_FIRST, "fcfs", 0, &[Turnaround(330)]),
    (LONG_FIRST, "sjf", 0, &[Turnaround(150)]),
    (LATE_SHORT, "sjf", 0, &[Turnaround(310)]),
    (LATE_SHORT, "srtf", 0, &[Turnaround(150), Response(10)]),
    (FIVES, "sjf", 0, &[Turnaround(30), Response(15)]),
    (FIVES, "rr", 1, &[Turnaround(42), Response(3)]),
    (TWO_HUNDREDS, "fcfs", 0, &[Turnaround(1200), Response(600)]),
    (TWO_HUNDREDS, "sjf", 0, &[Turnaround(1200), Response(600)]),
    (TWO_HUNDREDS, "rr", 1, &[Turnaround(1797), Response(3)]),
    (RISING, "sjf", 0, &[Turnaround(1000), Response(400)]),
    (RISING, "rr", 1, &[Turnaround(1397), Response(3)]),
    (&[(0, 300, 0), (0, 200, 0), (0, 100, 0)], "fcfs", 0, &[Turnaround(1400), Response(800)]),
];

fn trace(schedule: &Schedule) -> String {
    let piece = |piece: &swtch_ledger::Piece| format!("P{}@{}", piece.job + 1, piece.from);
    schedule.gantt.iter().map(piece).collect::<Vec<_>>().join(" ")
}

fn check(schedule: &Schedule, says: &[Says], what: &str) {
    let sum = |of: fn(&swtch_ledger::JobTimes) -> u64| schedule.jobs.iter().map(of).sum::<u64>();
    for say in says {
        match say {
            Waiting(expected) => assert_eq!(sum(|job| job.waiting), *expected, "{what}"),
            Waits(expected) => {
                let waits: Vec<u64> = schedule.jobs.iter().map(|job| job.waiting).collect();
                assert_eq!(waits, *expected, "{what}");
            }
            Turnaround(expected) => assert_eq!(sum(|job| job.turnaround()), *expected, "{what}"),
            Response(expected) => assert_eq!(sum(|job| job.response()), *expected, "{what}"),
            Trace(expected) => assert_eq!(trace(schedule), *expected, "{what}"),
        }
    }
}

#[test]
fn textbook_examples_give_the_textbooks_numbers() {
    for (list, policy, quantum, says) in CASES {
        let mut workload = jobs(list);
        workload.policy.quantum = (*quantum > 0).then_some(*quantum);
        workload.policy.levels = (*policy == "mlq").then_some(4);
        check(&ideal(&workload, policy), says, &format!("{policy} {quantum} {list:?}"));
    }
}

/// Turnaround and response of each job, under three queues of quantum 10.
fn feedback(workload: &mut Workload, expected: &[(u64, Option<u64>)]) {
    workload.policy.levels = Some(3);
    workload.policy.quanta = vec![10];
    let schedule = ideal(workload, "mlfq");
    for (index, &(turnaround, response)) in expected.iter().enumerate() {
        assert_eq!(schedule.jobs[index].turnaround(), turnaround, "{:?}", schedule.gantt);
        if let Some(response) = response {
            assert_eq!(schedule.jobs[index].response(), response, "{:?}", schedule.gantt);
        }
    }
}

#[test]
fn a_feedback_queue_lets_a_short_job_through() {
    let mut workload = jobs(&[(0, 180, 0), (100, 20, 0)]);
    feedback(&mut workload, &[(200, Some(0)), (20, Some(0))]);
}

#[test]
fn a_feedback_queue_that_keeps_levels_serves_io_at_once() {
    let mut workload = jobs(&[(0, 175, 0)]);
    workload.jobs.push(job(2, 50, with_io(25, 1, 10), 0));
    workload.policy.io_keeps_level = true;
    feedback(&mut workload, &[(188, None), (265, None)]);
}

#[test]
fn a_boost_rescues_a_job_that_starves() {
    let mut workload = jobs(&[(0, 120, 0)]);
    workload.jobs.push(job(2, 100, with_io(50, 5, 5), 0));
    workload.jobs.push(job(3, 100, with_io(50, 5, 5), 0));
    workload.policy.io_keeps_level = true;
    workload.policy.boost = 100;
    feedback(&mut workload, &[(210, Some(0)), (115, Some(10)), (120, Some(15))]);
}

#[test]
fn quanta_that_double_load_a_job_of_30_ticks_five_times() {
    let mut workload = jobs(&[(0, 30, 0), (0, 30, 0)]);
    workload.policy =
        PolicyOptions { levels: Some(5), quanta: vec![1, 2, 4, 8, 16], ..PolicyOptions::default() };
    assert_eq!(workload.jobs[0].bursts, [Burst::Cpu(30)]);
    let schedule = ideal(&workload, "mlfq");
    for job in [0, 1] {
        let pieces = schedule.gantt.iter().filter(|piece| piece.job == job);
        let lengths: Vec<u64> = pieces.map(|piece| piece.to - piece.from).collect();
        assert_eq!(lengths, [1, 2, 4, 8, 15]);
    }
}
