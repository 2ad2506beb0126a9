//! The kernel against the naive scheduler, on workloads that nobody thought of.

use super::{ideal, naive};
use swtch_system::workload::{Burst, Job, PolicyOptions, Workload};

const DETERMINISTIC: [&str; 10] = [
    "rr",
    "fcfs",
    "sjf",
    "srtf",
    "priority",
    "priority_preemptive",
    "mlq",
    "mlfq",
    "stride",
    "cfs",
];
const WORKLOADS: u32 = 25;

/// Numbers without rhyme or reason, the same each time.
struct Random(u32);

impl Random {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0 % limit
    }

    fn job(&mut self, place: usize) -> Job {
        let mut bursts = vec![Burst::Cpu(1 + self.below(9))];
        for _ in 0..self.below(4) {
            bursts.push(Burst::Io(1 + self.below(7)));
            bursts.push(Burst::Cpu(1 + self.below(6)));
        }
        Job {
            name: format!("P{place}"),
            arrival: self.below(12),
            bursts,
            priority: self.below(5),
            tickets: 1 + self.below(10),
            nice: self.below(9) as i32 - 4,
        }
    }

    fn workload(&mut self) -> Workload {
        let count = 2 + self.below(5) as usize;
        let jobs = (1..=count).map(|place| self.job(place)).collect();
        let policy = PolicyOptions {
            levels: Some(1 + self.below(4)),
            quanta: (0..self.below(3)).map(|_| 1 + self.below(4)).collect(),
            quantum: (self.below(4) > 0).then(|| 1 + self.below(5)),
            boost: self.below(2) * (5 + self.below(20)),
            ageing: self.below(2) * (1 + self.below(6)),
            io_keeps_level: self.below(2) == 1,
            io_first: self.below(2) == 1,
            predict: self.below(3) == 0,
        };
        Workload { jobs, policy, memory: 0 }
    }
}

#[test]
fn the_kernel_and_a_naive_scheduler_agree() {
    let mut random = Random(20_260_101);
    for _ in 0..WORKLOADS {
        let workload = random.workload();
        for policy in DETERMINISTIC {
            let told = workload.policy.quantum;
            let quantum = told.unwrap_or(if policy == "priority_preemptive" { 0 } else { 1 });
            let expected = naive::schedule(&workload, policy, quantum);
            assert_eq!(ideal(&workload, policy), expected, "{policy}: {workload:#?}");
        }
    }
}
