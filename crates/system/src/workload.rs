//! Scheduling workloads: a RON text → jobs for the guest program `workload`, and the run of it.
//!
//! The guest reads its jobs from the console, as a line each; policy, tick and quanta are boot
//! arguments. What comes back is the ledger's history: nothing is computed here that the guest has
//! not executed.

use crate::config::ron_mistake;
use crate::error::Error;
use crate::guest::{self, Program};
use crate::run::{Finished, Kernel, Progress, Settings, Setup, run};
use crate::toolchain::{Toolchain, embedded};
use serde::{Deserialize, Deserializer, Serialize};
use swtch_ledger::Keep;
use swtch_machine::MachineConfig;
use swtch_programs as programs;
use swtch_source::{Diagnostic, FileId, Sources, Span};

/// The guest program that burns the ticks; `programs/workload.c` has these limits too.
const PROGRAM: &str = "workload";
const JOBS_MAX: usize = 64;
const BURSTS_MAX: usize = 4095;
const NAME_LENGTH_MAX: usize = 31;
const TICKS_MAX: u32 = 1_000_000;
const MEMORY_MAX: u32 = 1 << 20;
const LEVELS_MAX: u32 = 16;
const LIMIT_CYCLES: u64 = 100_000_000_000;

/// Policies that let who runs go on: they have no quantum.
const WITHOUT_QUANTUM: [&str; 4] = ["fcfs", "sjf", "srtf", "priority"];
/// The policy that has a quantum only if it is told one: equals then take turns.
const QUANTUM_IF_TOLD: &str = "priority_preemptive";

/// Jobs, and how to schedule them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Workload {
    /// In listing order, which breaks ties after arrival.
    pub jobs: Vec<Job>,
    /// Options of policies.
    #[serde(default)]
    pub policy: PolicyOptions,
    /// Bytes that each job reads over and over while it runs.
    #[serde(default)]
    pub memory: u32,
}

/// A job. Times are in ticks.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Job {
    /// Unlike all others, without blanks.
    pub name: String,
    /// When it comes.
    #[serde(default)]
    pub arrival: u32,
    /// What it does, beginning and ending with the processor.
    pub bursts: Vec<Burst>,
    /// Lower is more urgent.
    #[serde(default)]
    pub priority: u32,
    /// Its share in `lottery` and `stride`.
    #[serde(default = "tickets_default")]
    pub tickets: u32,
    /// -20 to 19, for `cfs`.
    #[serde(default)]
    pub nice: i32,
}

fn tickets_default() -> u32 {
    100
}

/// A part of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Burst {
    /// It wants the processor for so many ticks.
    Cpu(u32),
    /// It waits for a device for so many ticks.
    Io(u32),
}

/// Options of policies; what is left out is the kernel's default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct PolicyOptions {
    /// Queues of `mlq` and `mlfq`.
    #[serde(deserialize_with = "present")]
    pub levels: Option<u32>,
    /// The quantum of each of them, the highest first; the last one holds for all that follow.
    pub quanta: Vec<u32>,
    /// The quantum of the other policies; 1 unless told.
    #[serde(deserialize_with = "present")]
    pub quantum: Option<u32>,
    /// `mlfq`: all jobs rise to the highest queue this often; 0: never.
    pub boost: u32,
    /// By priority: a waiting job becomes more urgent by 1 for each so many ticks; 0: never.
    pub ageing: u32,
    /// `mlfq`: a job that blocked gets a whole quantum of its level again.
    pub io_keeps_level: bool,
    /// `mlfq`: it also comes before the others there.
    pub io_first: bool,
    /// `sjf`, `srtf`: go by the average of earlier bursts, not by their declared lengths.
    pub predict: bool,
}

/// Lets an optional number be written plainly, without `Some(...)`.
fn present<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u32>, D::Error> {
    u32::deserialize(from).map(Some)
}

impl Workload {
    /// The jobs' names, in order.
    pub fn names(&self) -> Vec<String> {
        self.jobs.iter().map(|job| job.name.clone()).collect()
    }

    /// What the guest program reads: the jobs as numbers.
    fn input(&self) -> String {
        let mut text = format!("{} {}\n", self.jobs.len(), self.memory);
        for job in &self.jobs {
            let Job { name, arrival, priority, tickets, nice, .. } = job;
            let bursts = alternating(&job.bursts);
            text.push_str(&format!(
                "{name} {arrival} {priority} {tickets} {nice} {}",
                bursts.len()
            ));
            for ticks in bursts {
                text.push_str(&format!(" {ticks}"));
            }
            text.push('\n');
        }
        text
    }
}

/// Processor, I/O, processor, ...: neighbours of one kind are one burst.
fn alternating(bursts: &[Burst]) -> Vec<u32> {
    let mut merged: Vec<u32> = Vec::new();
    for burst in bursts {
        let (ticks, io) = match *burst {
            Burst::Cpu(ticks) => (ticks, false),
            Burst::Io(ticks) => (ticks, true),
        };
        let last_is_io = merged.len().is_multiple_of(2);
        match merged.last_mut() {
            Some(last) if io == last_is_io => *last += ticks,
            _ => merged.push(ticks),
        }
    }
    merged
}

/// A workload from its RON text.
///
/// # Errors
/// A diagnostic with a caret into the text.
pub fn workload(name: &str, text: &str) -> Result<Workload, Error> {
    let mut sources = Sources::new();
    let file = sources.add(name, text);
    let workload: Workload = ron::from_str(text).map_err(|error| {
        let way_out = "ticks are whole numbers from 0 on; a job is (name: \"P1\", arrival: 0, bursts: [Cpu(3), Io(5), Cpu(2)])";
        Error::mistakes(&sources, vec![ron_mistake(file, text, &error, way_out)])
    })?;
    let mistakes = Check { file, text, mistakes: Vec::new() }.all(&workload);
    match mistakes.is_empty() {
        true => Ok(workload),
        false => Err(Error::mistakes(&sources, mistakes)),
    }
}

/// What RON's types do not say.
struct Check<'a> {
    file: FileId,
    text: &'a str,
    mistakes: Vec<Diagnostic>,
}

impl Check<'_> {
    fn all(mut self, workload: &Workload) -> Vec<Diagnostic> {
        if workload.jobs.is_empty() || workload.jobs.len() > JOBS_MAX {
            let message = format!("{} jobs", workload.jobs.len());
            self.blame("jobs", 0, message, format!("a workload has 1 to {JOBS_MAX}"));
        }
        let mut at = 0;
        for (index, job) in workload.jobs.iter().enumerate() {
            at = self.job(job, at);
            if workload.jobs[..index].iter().any(|other| other.name == job.name) {
                let place = format!("\"{}\"", job.name);
                let hint = "each job needs a name of its own".into();
                let from = at.saturating_sub(place.len());
                self.blame(&place, from, format!("there are two jobs called {}", job.name), hint);
            }
        }
        self.policy(workload);
        self.mistakes
    }

    /// Checks a job whose name stands behind `from`; where its name ends.
    fn job(&mut self, job: &Job, from: usize) -> usize {
        let place = format!("\"{}\"", job.name);
        let found = self.text[from..].find(&place).map_or(from, |at| from + at);
        let end = (found + place.len()).min(self.text.len());
        let usable = |c: char| c.is_ascii_graphic() && c != '"' && c != '\\';
        let mut wrong: Vec<(String, String)> = Vec::new();
        if job.name.is_empty() || job.name.len() > NAME_LENGTH_MAX || !job.name.chars().all(usable)
        {
            let hint = format!("1 to {NAME_LENGTH_MAX} letters, digits and signs, without blanks");
            wrong.push(("this is no name for a job".into(), hint));
        }
        for burst in &job.bursts {
            let (Burst::Cpu(ticks) | Burst::Io(ticks)) = *burst;
            if ticks == 0 || ticks > TICKS_MAX {
                let message = format!("job {}: a burst of {ticks} ticks", job.name);
                wrong.push((message, format!("a burst has 1 to {TICKS_MAX} ticks")));
            }
        }
        let cpu = |burst: Option<&Burst>| matches!(burst, Some(Burst::Cpu(_)));
        if !cpu(job.bursts.first()) || !cpu(job.bursts.last()) {
            let message =
                format!("job {}: its bursts begin or end with I/O, or there are none", job.name);
            wrong.push((
                message,
                "a job begins and ends with the processor: [Cpu(3), Io(5), Cpu(2)]".into(),
            ));
        }
        if job.bursts.len() > BURSTS_MAX {
            let message = format!("job {}: {} bursts", job.name, job.bursts.len());
            wrong.push((message, format!("at most {BURSTS_MAX}")));
        }
        if job.arrival > TICKS_MAX {
            let message = format!("job {}: it arrives at tick {}", job.name, job.arrival);
            wrong.push((message, format!("{TICKS_MAX} is the last tick to arrive at")));
        }
        if job.tickets == 0
            || job.tickets > 1_000_000
            || !(-20..=19).contains(&job.nice)
            || job.priority > 1_000_000
        {
            let message = format!("job {}: impossible priority, tickets or nice", job.name);
            wrong.push((
                message,
                "priority 0 to 1000000, tickets 1 to 1000000, nice -20 to 19".into(),
            ));
        }
        for (message, hint) in wrong {
            self.blame(&place, found, message, hint);
        }
        end
    }

    fn policy(&mut self, workload: &Workload) {
        let policy = &workload.policy;
        if policy.levels.is_some_and(|levels| levels == 0 || levels > LEVELS_MAX) {
            self.blame(
                "levels",
                0,
                "an impossible number of levels".into(),
                format!("1 to {LEVELS_MAX}"),
            );
        }
        if policy.quanta.len() > LEVELS_MAX as usize
            || policy.quanta.iter().any(|&q| q == 0 || q > TICKS_MAX)
        {
            let hint = format!("one for each level, each 1 to {TICKS_MAX} ticks");
            self.blame("quanta", 0, "an impossible quantum".into(), hint);
        }
        if policy.quantum.is_some_and(|quantum| quantum == 0 || quantum > TICKS_MAX) {
            let hint = format!(
                "1 to {TICKS_MAX} ticks; policies that are not preemptive have none anyway"
            );
            self.blame("quantum", 0, "an impossible quantum".into(), hint);
        }
        if policy.boost > TICKS_MAX || policy.ageing > TICKS_MAX {
            let hint = format!("0 (never) to {TICKS_MAX} ticks");
            self.blame("policy", 0, "an impossible boost or ageing".into(), hint);
        }
        if workload.memory > MEMORY_MAX {
            self.blame(
                "memory",
                0,
                "more memory than a job can have".into(),
                format!("at most {MEMORY_MAX} bytes"),
            );
        }
    }

    /// A mistake at the first `place` behind `from`.
    fn blame(&mut self, place: &str, from: usize, message: String, hint: String) {
        let start = self.text[from..].find(place).map_or(0, |at| from + at);
        let end = (start + place.len()).min(self.text.len());
        let span = Span::new(self.file, start, end);
        self.mistakes.push(Diagnostic::error(span, message).hint(hint));
    }
}

/// How to run a workload.
pub struct WorkloadSetup {
    /// The machine.
    pub machine: MachineConfig,
    /// The kernel; it must have a probe description with a `clock`.
    pub kernel: Kernel,
    /// From [`workload_programs`].
    pub programs: Vec<Program>,
    /// The jobs.
    pub workload: Workload,
    /// The policy.
    pub policy: String,
    /// Cycles of a tick.
    pub tick_cycles: u32,
    /// The source of every pseudo-random choice.
    pub seed: u64,
}

impl WorkloadSetup {
    /// The quantum that the policy goes by, in ticks; 0 if it has none.
    pub fn quantum(&self) -> u32 {
        match (self.policy.as_str(), self.workload.policy.quantum) {
            (policy, _) if WITHOUT_QUANTUM.contains(&policy) => 0,
            (QUANTUM_IF_TOLD, quantum) => quantum.unwrap_or(0),
            (_, quantum) => quantum.unwrap_or(1),
        }
    }

    fn scheduling(&self) -> Vec<(String, String)> {
        let policy = &self.workload.policy;
        let mut options = vec![("tick".to_string(), self.tick_cycles.to_string())];
        let mut add = |key: &str, value: String| options.push((key.into(), value));
        if let Some(levels) = policy.levels {
            add("levels", levels.to_string());
        }
        if !policy.quanta.is_empty() {
            let quanta: Vec<String> = policy.quanta.iter().map(u32::to_string).collect();
            add("quanta", quanta.join(","));
        }
        for (key, value) in [("boost", policy.boost), ("ageing", policy.ageing)] {
            if value > 0 {
                add(key, value.to_string());
            }
        }
        let flags = [
            ("io_keeps", policy.io_keeps_level),
            ("io_first", policy.io_first),
            ("predict", policy.predict),
        ];
        for (key, _) in flags.iter().filter(|(_, on)| *on) {
            add(key, "1".into());
        }
        options
    }
}

/// The programs of a workload's run, built.
///
/// # Errors
/// As for any build.
pub fn workload_programs(toolchain: &mut Toolchain) -> Result<Vec<Program>, Error> {
    let library = toolchain.library()?;
    let source = programs::program(PROGRAM).map(|file| embedded(vec![file])).unwrap_or_default();
    let source = guest::ProgramSource::Units(source);
    let program = guest::user_program(toolchain, &library, PROGRAM, &source)?;
    guest::with_companions(toolchain, &library, vec![program])
}

/// Runs a workload to its end; the history is in the result.
///
/// # Errors
/// As [`run`], and if the guest did not get to the end of all jobs.
pub fn run_workload(
    setup: &WorkloadSetup,
    watch: &mut dyn FnMut(Progress),
) -> Result<Finished, Error> {
    let run_setup = Setup {
        machine: setup.machine.clone(),
        kernel: setup.kernel.clone(),
        programs: setup.programs.clone(),
        program: PROGRAM.into(),
        arguments: Vec::new(),
        input: setup.workload.input().into_bytes().into(),
        disk: None,
        settings: Settings {
            sched: setup.policy.clone(),
            quantum_cycles: u64::from(setup.quantum()),
            scheduling: setup.scheduling(),
            fork: "cow".into(),
            seed: setup.seed,
            limit_cycles: LIMIT_CYCLES,
            bare: false,
            arguments: Vec::new(),
            environment: Vec::new(),
        },
        keep: Keep::Switches,
        engine: swtch_machine::Engine::default(),
    };
    let finished = run(&run_setup, watch)?;
    let names = setup.workload.names();
    let complete = finished.run.history.as_ref().is_some_and(|history| history.is_complete(&names));
    if complete {
        return Ok(finished);
    }
    let mut reasons = finished.messages.clone();
    reasons.push(String::from_utf8_lossy(&finished.console).trim().to_string());
    reasons.retain(|reason| !reason.is_empty());
    Err(Error::with_hint(
        format!("policy {}: the jobs did not all end: {}", setup.policy, reasons.join("; ")),
        "another kernel needs the system calls of `programs/workload.c` and a `clock` in its probe description",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_of_one_kind_are_one_burst() {
        use Burst::{Cpu, Io};
        assert_eq!(alternating(&[Cpu(1), Cpu(2), Io(3), Io(4), Cpu(5)]), [3, 7, 5]);
        assert_eq!(alternating(&[Cpu(9)]), [9]);
    }

    #[test]
    fn mistakes_have_a_caret_and_a_hint() {
        let wrong = [
            ("typo", "Workload(jobs: [(name: \"P1\", arival: 0, bursts: [Cpu(3)])])"),
            ("negative", "Workload(jobs: [(name: \"P1\", bursts: [Cpu(-3)])])"),
            ("zero", "Workload(jobs: [(name: \"P1\", bursts: [Cpu(0)])])"),
            (
                "twice",
                "Workload(jobs: [(name: \"P1\", bursts: [Cpu(1)]), (name: \"P1\", bursts: [Cpu(1)])])",
            ),
            ("io_first", "Workload(jobs: [(name: \"P1\", bursts: [Io(3), Cpu(1)])])"),
            ("no_jobs", "Workload(jobs: [])"),
            ("quantum", "Workload(jobs: [(name: \"P1\", bursts: [Cpu(1)])], policy: (quantum: 0))"),
            ("not_ron", "jobs = P1"),
        ];
        let messages = wrong.map(|(name, text)| {
            let error = workload("w.ron", text).expect_err(name);
            format!("{name}\n{error}\n")
        });
        insta::assert_snapshot!(messages.join("\n"));
    }
}
