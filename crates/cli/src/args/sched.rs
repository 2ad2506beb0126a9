//! The options of `swtch sched`.

use super::{Format, levels, number};
use clap::Args;
use std::path::PathBuf;

/// `swtch sched`.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  swtch sched convoy --policy fcfs
  swtch sched convoy --policy all
  swtch sched jobs.ron --policy rr --quantum 4 --html chart.html

A workload is a RON file:
  Workload(jobs: [
      (name: \"P1\", arrival: 0, bursts: [Cpu(24)], priority: 3),
      (name: \"P2\", arrival: 2, bursts: [Cpu(3), Io(5), Cpu(2)], priority: 1, tickets: 10),
  ])")]
pub struct SchedArgs {
    /// A RON file, or a built-in workload's name
    pub workload: PathBuf,
    /// The policy, or `all`
    #[arg(long, value_name = "NAME|all", default_value = "rr")]
    pub policy: String,
    /// The quantum, in ticks (default: the workload's, else 1)
    #[arg(long, value_name = "TICKS", value_parser = number::<u32>)]
    pub quantum: Option<u32>,
    /// How many cycles a tick is
    #[arg(long, value_name = "CYCLES", default_value_t = 10_000, value_parser = number::<u32>)]
    pub tick: u32,
    /// Queues of mlq and mlfq
    #[arg(long, value_name = "N", value_parser = levels)]
    pub levels: Option<u32>,
    /// The quantum of each queue, the highest first
    #[arg(long, value_name = "TICKS,...", value_delimiter = ',', value_parser = number::<u32>)]
    pub quanta: Vec<u32>,
    /// mlfq: all jobs rise to the highest queue this often
    #[arg(long, value_name = "TICKS", value_parser = number::<u32>)]
    pub boost: Option<u32>,
    /// By priority: more urgent by 1 for each so many ticks of waiting
    #[arg(long, value_name = "TICKS", value_parser = number::<u32>)]
    pub ageing: Option<u32>,
    /// mlfq: a job that blocked gets a whole quantum of its level again
    #[arg(long)]
    pub io_keeps_level: bool,
    /// mlfq: a job that blocked comes before the others of its level
    #[arg(long)]
    pub io_first: bool,
    /// sjf, srtf: go by the average of earlier bursts
    #[arg(long)]
    pub predict: bool,
    /// The machine: a built-in one's name or a RON file
    #[arg(long, value_name = "NAME|FILE.ron")]
    pub machine: Option<String>,
    /// Override one field of the machine; repeatable
    #[arg(long, value_name = "FIELD=VALUE")]
    pub set: Vec<String>,
    /// Another kernel: a folder of C and assembly sources, or an ELF file
    #[arg(long, value_name = "DIR|ELF")]
    pub kernel: Option<PathBuf>,
    /// The other kernel's probe description (default: DIR/probes.ron, if there)
    #[arg(long, value_name = "FILE.ron", requires = "kernel")]
    pub probes: Option<PathBuf>,
    /// The one source of every pseudo-random choice
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = number::<u64>)]
    pub seed: u64,
    /// How to report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// A page with the charts
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// Where to put the report instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}
