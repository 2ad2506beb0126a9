//! Scheduling workloads, run by the kernel: against the textbooks, against a second scheduler that
//! is as naive as can be, and for what each policy promises.

mod naive;
mod properties;
mod random;
mod textbook;

use crate::harness::{NoFiles, built_in_kernel};
use std::sync::OnceLock;
use swtch_ledger::Schedule;
use swtch_machine::MachineConfig;
use swtch_programs as programs;
use swtch_report::{FORMAT, PolicyRun, Product};
use swtch_system::guest::Program;
use swtch_system::workload::{
    Burst, Job, PolicyOptions, Workload, WorkloadSetup, run_workload, workload_programs,
};
use swtch_system::{Kernel, MachineSource, Toolchain, machine_config, probe_description};

/// Short ticks make short tests; the order does not depend on their length.
const TICK_CYCLES: u32 = 500;

fn guest_programs() -> &'static Vec<Program> {
    static PROGRAMS: OnceLock<Vec<Program>> = OnceLock::new();
    PROGRAMS.get_or_init(|| {
        workload_programs(&mut Toolchain::new(&NoFiles)).unwrap_or_else(|error| panic!("{error}"))
    })
}

fn machine() -> MachineConfig {
    machine_config(&MachineSource::Builtin("classic".into()), &[]).expect("a built-in machine")
}

/// A workload under a policy, in ticks of `tick_cycles`.
fn run_with_tick(workload: &Workload, policy: &str, tick_cycles: u32) -> PolicyRun {
    let probes = programs::probes();
    let probes = probe_description(probes.path, probes.text).expect("the built-in description");
    let setup = WorkloadSetup {
        machine: machine(),
        kernel: Kernel::Image {
            executable: built_in_kernel().clone(),
            probes: Some(Box::new(probes)),
        },
        programs: guest_programs().clone(),
        workload: workload.clone(),
        policy: policy.into(),
        tick_cycles,
        seed: 1,
    };
    let finished = run_workload(&setup, &mut |_| {}).unwrap_or_else(|error| panic!("{error}"));
    let product = Product {
        version: "test".into(),
        format: FORMAT,
        kernel: None,
        program: String::new(),
        machine: String::new(),
    };
    let settings = (policy, setup.quantum(), tick_cycles);
    PolicyRun::new(product, settings, workload.names(), &finished.run).expect("a history")
}

/// What a workload comes to in ticks.
fn ideal(workload: &Workload, policy: &str) -> Schedule {
    run_with_tick(workload, policy, TICK_CYCLES).ideal
}

/// A job that only computes, called P1, P2, ... by its place.
fn job(place: usize, arrival: u32, bursts: Vec<Burst>, priority: u32) -> Job {
    Job { name: format!("P{place}"), arrival, bursts, priority, tickets: 100, nice: 0 }
}

/// Jobs of one burst each: `(arrival, burst, priority)`.
fn jobs(jobs: &[(u32, u32, u32)]) -> Workload {
    let job = |(index, &(arrival, burst, priority)): (usize, &(u32, u32, u32))| {
        job(index + 1, arrival, vec![Burst::Cpu(burst)], priority)
    };
    Workload {
        jobs: jobs.iter().enumerate().map(job).collect(),
        policy: PolicyOptions::default(),
        memory: 0,
    }
}

/// A job of `total` ticks that does I/O for `length` ticks after every `every` of them.
fn with_io(total: u32, every: u32, length: u32) -> Vec<Burst> {
    let mut bursts = Vec::new();
    let mut left = total;
    while left > 0 {
        let burst = left.min(every);
        bursts.push(Burst::Cpu(burst));
        left -= burst;
        if left > 0 {
            bursts.push(Burst::Io(length));
        }
    }
    bursts
}
