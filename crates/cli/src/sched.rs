//! `swtch sched`: a workload of jobs under one policy or all of them.

use crate::args::{Format, SchedArgs};
use crate::cc::print_warnings;
use crate::console::{Sink, Ticker};
use crate::files::{self, Disk};
use crate::run::{check_policy, kernel, machine_of};
use std::path::Path;
use swtch_programs as programs;
use swtch_report::{FORMAT, PolicyRun, Product};
use swtch_system::workload::{
    PolicyOptions, Workload, WorkloadSetup, run_workload, workload, workload_programs,
};
use swtch_system::{Error, Toolchain};

/// With shorter ticks the kernel's own work between two of them would be all there is to see.
const TICK_MIN: u32 = 500;
/// The policy's name that stands for each of them.
const ALL: &str = "all";

/// Runs a workload and reports.
pub fn sched(args: &SchedArgs) -> Result<u8, Error> {
    let workload = read_workload(args)?;
    let policies = policies(args)?;
    let mut toolchain = Toolchain::new(&Disk);
    let built = workload_programs(&mut toolchain).and_then(|programs| {
        Ok((programs, kernel(args.kernel.as_deref(), args.probes.as_deref(), &mut toolchain)?))
    });
    print_warnings(&toolchain);
    let (guest_programs, kernel) = built?;
    let mut setup = WorkloadSetup {
        machine: machine_of(args.machine.as_deref(), "classic", &args.set)?,
        kernel,
        programs: guest_programs,
        workload,
        policy: String::new(),
        tick_cycles: args.tick,
        seed: args.seed,
    };
    let mut runs = Vec::new();
    for policy in policies {
        setup.policy = policy;
        runs.push(one(&setup)?);
    }
    report(args, &runs)?;
    Ok(0)
}

fn one(setup: &WorkloadSetup) -> Result<PolicyRun, Error> {
    let ticker = Ticker::new();
    let finished = run_workload(setup, &mut |progress| ticker.tick(progress.cycles));
    ticker.finish();
    let finished = finished?;
    let product = Product {
        version: env!("CARGO_PKG_VERSION").into(),
        format: FORMAT,
        kernel: finished.identity.kernel,
        program: finished.identity.program,
        machine: finished.identity.machine,
    };
    let settings = (setup.policy.as_str(), setup.quantum(), setup.tick_cycles);
    PolicyRun::new(product, settings, setup.workload.names(), &finished.run)
        .ok_or_else(|| Error::refused("the kernel told no workload time"))
}

fn report(args: &SchedArgs, runs: &[PolicyRun]) -> Result<(), Error> {
    let text = match args.format {
        Format::Json => swtch_report::sched_json(runs),
        Format::Csv => swtch_report::sched_csv(runs),
        Format::Text => swtch_report::sched_text(runs),
    };
    if let Some(path) = &args.html {
        let title = format!("swtch sched {}", args.workload.display());
        files::write(path, swtch_report::sched_html(&title, runs).as_bytes())?;
    }
    let mut sink = Sink::new(args.output.as_deref());
    sink.write(text.as_bytes())?;
    sink.finish()
}

fn policies(args: &SchedArgs) -> Result<Vec<String>, Error> {
    if args.policy == ALL {
        return Ok(programs::policies().into_iter().map(|(name, _)| name.to_string()).collect());
    }
    if args.kernel.is_none() {
        check_policy("--policy", &args.policy)?;
    }
    Ok(vec![args.policy.clone()])
}

/// The file, with the options that the command line overrides.
fn read_workload(args: &SchedArgs) -> Result<Workload, Error> {
    let name = args.workload.display().to_string();
    let mut workload = workload(&name, &text(&args.workload)?)?;
    let policy: &mut PolicyOptions = &mut workload.policy;
    let zero = |option: &str| {
        Err(Error::with_hint(
            format!("--{option} 0: a quantum of no ticks"),
            "give at least 1; fcfs, sjf, srtf and priority have no quantum",
        ))
    };
    if let Some(quantum) = args.quantum {
        if quantum == 0 {
            return zero("quantum");
        }
        policy.quantum = Some(quantum);
    }
    if args.quanta.contains(&0) {
        return zero("quanta");
    }
    if !args.quanta.is_empty() {
        policy.quanta = args.quanta.clone();
    }
    if args.levels.is_some() {
        policy.levels = args.levels;
    }
    policy.boost = args.boost.unwrap_or(policy.boost);
    policy.ageing = args.ageing.unwrap_or(policy.ageing);
    policy.io_keeps_level |= args.io_keeps_level;
    policy.io_first |= args.io_first;
    policy.predict |= args.predict;
    if args.tick < TICK_MIN {
        return Err(Error::with_hint(
            format!("--tick {}: too short to tell from the kernel's own work", args.tick),
            format!("give at least {TICK_MIN} cycles"),
        ));
    }
    Ok(workload)
}

/// A file's text, or a built-in workload's.
fn text(path: &Path) -> Result<String, Error> {
    let built_in = path.to_str().and_then(programs::workload);
    match built_in {
        Some(file) if !path.exists() => Ok(file.text.to_string()),
        _ => files::text(path),
    }
}
