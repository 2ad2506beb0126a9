//! What the policies promise, and what they are known to do wrong.

use super::{ideal, job, jobs, run_with_tick, with_io};
use crate::harness::Case;
use swtch_ledger::{OutcomeKind, Schedule};
use swtch_system::workload::{Burst, Workload};

/// A job of low priority, and a stream of urgent ones that leaves no gap.
fn stream() -> Workload {
    let mut list = vec![(0, 3, 9)];
    list.extend((0..12).map(|index| (index * 4, 5, 1)));
    jobs(&list)
}

#[test]
fn ageing_ends_starvation() {
    for policy in ["priority", "priority_preemptive"] {
        let mut workload = stream();
        let starved = ideal(&workload, policy).jobs[0].finish;
        assert_eq!(starved, 63, "{policy}: it is the very last");
        workload.policy.ageing = 3;
        let aged = ideal(&workload, policy).jobs[0].finish;
        assert!(aged < 45, "{policy}: {aged}");
    }
}

#[test]
fn a_boost_ends_starvation() {
    let mut workload = jobs(&[(0, 30, 0)]);
    for place in 2..=6 {
        workload.jobs.push(job(place, 4, with_io(40, 2, 2), 0));
    }
    workload.policy.levels = Some(3);
    workload.policy.quanta = vec![2, 4, 8];
    workload.policy.io_keeps_level = true;
    let last = |schedule: &Schedule| schedule.jobs[1..].iter().map(|job| job.finish).max();
    let starved = ideal(&workload, "mlfq");
    workload.policy.boost = 20;
    let boosted = ideal(&workload, "mlfq");
    let longest_gap = |schedule: &Schedule| {
        let pieces: Vec<_> = schedule.gantt.iter().filter(|piece| piece.job == 0).collect();
        pieces.windows(2).map(|pair| pair[1].from - pair[0].to).max().unwrap_or(0)
    };
    assert!(longest_gap(&starved) > 3 * longest_gap(&boosted), "{starved:?} {boosted:?}");
    assert!(last(&starved).is_some());
}

/// How the first `until` ticks were shared out.
fn shares(schedule: &Schedule, until: u64) -> Vec<u64> {
    let mut shares = vec![0; schedule.jobs.len()];
    for piece in &schedule.gantt {
        shares[piece.job] += piece.to.min(until).saturating_sub(piece.from);
    }
    shares
}

#[test]
fn stride_and_lottery_share_by_tickets() {
    let mut workload = jobs(&[(0, 400, 0), (0, 400, 0), (0, 400, 0)]);
    for (job, tickets) in workload.jobs.iter_mut().zip([3, 2, 1]) {
        job.tickets = tickets;
    }
    let exact = shares(&ideal(&workload, "stride"), 600);
    for (share, expected) in exact.iter().zip([300_u64, 200, 100]) {
        assert!(share.abs_diff(expected) <= 1, "stride: {exact:?}");
    }
    let drawn = shares(&ideal(&workload, "lottery"), 600);
    for (share, expected) in drawn.iter().zip([300_u64, 200, 100]) {
        // Three standard deviations of 600 draws.
        assert!(share.abs_diff(expected) <= 37, "lottery: {drawn:?}");
    }
    assert_ne!(drawn, exact);
}

#[test]
fn giving_way_just_in_time_games_the_feedback_queue_only_if_it_may() {
    let share_of_the_gamer = |io_keeps_level| {
        let mut workload = jobs(&[(0, 200, 0)]);
        workload.jobs.push(job(2, 0, with_io(200, 9, 1), 0));
        workload.policy.levels = Some(3);
        workload.policy.quanta = vec![10];
        workload.policy.io_keeps_level = io_keeps_level;
        shares(&ideal(&workload, "mlfq"), 200)[1]
    };
    let (gamed, fair) = (share_of_the_gamer(true), share_of_the_gamer(false));
    assert!(gamed >= 170, "{gamed}");
    assert!(fair <= 110, "{fair}");
}

#[test]
fn first_come_first_served_makes_a_convoy() {
    let mut workload = jobs(&[]);
    workload.jobs.push(job(1, 0, with_io(80, 40, 1), 0));
    for place in 2..=4 {
        workload.jobs.push(job(place, 0, with_io(4, 1, 8), 0));
    }
    workload.policy.quantum = Some(2);
    let waits =
        |policy| ideal(&workload, policy).jobs[1..].iter().map(|job| job.waiting).sum::<u64>();
    let (convoy, turns) = (waits("fcfs"), waits("rr"));
    assert!(convoy > 5 * turns, "fcfs {convoy}, rr {turns}");
}

#[test]
fn overhead_is_measured_and_does_not_change_the_order() {
    let mut workload = jobs(&[(0, 12, 0), (0, 9, 0), (5, 7, 0)]);
    workload.policy.quantum = Some(2);
    workload.jobs[1].bursts = vec![Burst::Cpu(4), Burst::Io(3), Burst::Cpu(5)];
    let short = run_with_tick(&workload, "rr", 500);
    let long = run_with_tick(&workload, "rr", 8_000);
    assert_eq!(short.ideal, long.ideal);
    assert_eq!(short.switches, long.switches);
    assert!(short.overhead_cycles > 0);
    let part = |run: &swtch_report::PolicyRun| {
        run.overhead_cycles * 1000 / run.measured.jobs.iter().map(|job| job.finish).max().unwrap()
    };
    assert!(part(&short) > 4 * part(&long), "{} {}", part(&short), part(&long));
}

/// Cycles that `quantum` counts with this quantum over so much data, and what a switch took directly.
fn sweep(quantum: u64, kib: &str) -> (f64, f64) {
    let run = Case::sample("quantum").quantum(quantum).arguments(&[kib]).run();
    let cycles = run.console().split(' ').next().and_then(|word| word.parse::<f64>().ok());
    let switches = run.report.run.switches.iter().filter(|switch| switch.cause == "quantum");
    let direct: Vec<f64> = switches.map(|switch| switch.direct.cycles as f64).collect();
    (cycles.expect("a count"), direct.iter().sum::<f64>() / direct.len().max(1) as f64)
}

#[test]
fn overhead_follows_the_quantum_and_a_working_set_adds_to_it() {
    let (alone, _) = sweep(50_000_000, "1");
    let (alone_with_data, _) = sweep(50_000_000, "12");
    for quantum in [2_000_u32, 8_000, 20_000] {
        let (cycles, switch) = sweep(quantum.into(), "1");
        let formula = switch / (f64::from(quantum) + switch);
        let measured = (cycles - alone) / cycles;
        assert!((measured / formula - 1.0).abs() < 0.15, "{quantum}: {measured} {formula}");
        let (cycles, switch) = sweep(quantum.into(), "12");
        let formula = switch / (f64::from(quantum) + switch);
        let measured = (cycles - alone_with_data) / cycles;
        assert!(measured > 1.5 * formula, "{quantum}: {measured} {formula}");
    }
}

#[test]
fn an_urgent_job_waits_for_a_lock_as_long_as_those_in_between_run() {
    // low takes the lock (a join stands for it here: high waits for low's end), then mid computes.
    let program = "#include <sched.h>\n#include <thread.h>\n#include <stdio.h>\n\
        static thread_t low;\n\
        static void burn(int n) { for (volatile int i = 0; i < n; i++) ; }\n\
        static void low_run(int a) { sched_set(SCHED_PRIORITY, 9); burn(2000); puts(\"low\"); }\n\
        static void mid_run(int a) { sched_set(SCHED_PRIORITY, 5); burn(9000); puts(\"mid\"); }\n\
        static void high_run(int a) { sched_set(SCHED_PRIORITY, 1); thread_join(low); puts(\"high\"); }\n\
        int main(void) { thread_t mid, high; sched_set(SCHED_PRIORITY, 0);\n\
        thread_create(&low, low_run, 0); thread_create(&high, high_run, 0);\n\
        thread_create(&mid, mid_run, 0);\n\
        thread_join(high); thread_join(mid); return 0; }\n";
    let mut case = Case::c("inversion", program);
    case.setup.sched = "priority_preemptive".into();
    // Nothing bounds the wait of the most urgent: that is priority inversion.
    assert_eq!(case.run().console(), "mid\nlow\nhigh\n");
}

#[test]
fn every_policy_runs_ordinary_programs() {
    for (policy, _) in swtch_programs::policies() {
        let mut case = Case::sample("threads");
        case.setup.sched = policy.into();
        let done = case.run();
        assert_eq!(
            done.report.run.outcome.kind,
            OutcomeKind::Exit,
            "{policy}: {:?}",
            done.messages
        );
    }
}

#[test]
fn the_document_has_the_members_that_scripts_rely_on() {
    let mut workload = jobs(&[(0, 24, 0), (0, 3, 0), (0, 3, 0)]);
    workload.policy.quantum = Some(4);
    let run = run_with_tick(&workload, "rr", 2_000);
    let json: serde_json::Value =
        serde_json::from_str(&swtch_report::sched_json(std::slice::from_ref(&run))).expect("JSON");
    let element = &json[0];
    assert_eq!(element["policy"], "rr");
    assert_eq!(element["quantum"], 4);
    assert_eq!(element["ideal"]["gantt"][0]["job"], "P1");
    assert_eq!(element["ideal"]["gantt"][3]["from"], 10);
    assert_eq!(element["ideal"]["jobs"][0]["waiting"], 6);
    assert_eq!(element["ideal"]["average"]["waiting"], 5.667);
    assert_eq!(element["measured"]["switches"], 3);
    assert_eq!(element["measured"]["overhead_cycles"], run.overhead_cycles);
    let pieces = element["measured"]["gantt"].as_array().expect("a chart");
    assert_eq!(pieces.len(), 4);
    let csv = swtch_report::sched_csv(std::slice::from_ref(&run));
    assert!(csv.contains("rr,4,ideal,P2,0,4,7,7,4,4\n"), "{csv}");
    let page = swtch_report::sched_html("test", &[run]);
    assert_eq!(page.matches("<rect").count(), 8);
}
