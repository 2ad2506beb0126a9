//! The options of `swtch run`.

use super::{Format, levels, number};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// `swtch run`.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  swtch run hello
  swtch run fork_exec --switches
  swtch run switch_cost --set tlb.asid_bits=0 --switches
  swtch run mine.c --format json -o run.json -- an argument

Exit status: the program's own (above 119: 120), 121 machine check, 122 kernel panic,
123 deadlock, 124 cycle limit, 125 swtch's own error, 128+N ended by signal N.
With --bare or a foreign kernel: the finisher's code.")]
pub struct RunArgs {
    /// A .c, .s or .S file, a folder of .c files, a RISC-V ELF file, or a built-in sample's name
    pub program: String,
    /// More of the program: sources, objects, archives, and the shared libraries it needs
    #[arg(value_name = "FILE")]
    pub files: Vec<String>,
    /// The machine: a built-in one's name or a RON file
    #[arg(long, value_name = "NAME|FILE.ron")]
    pub machine: Option<String>,
    /// Override one field of the machine, as in `tlb.asid_bits=0` or `l1d.size=8KiB`; repeatable
    #[arg(long, value_name = "FIELD=VALUE")]
    pub set: Vec<String>,
    /// The kernel's scheduling policy
    #[arg(long, value_name = "POLICY", default_value = "rr")]
    pub sched: String,
    /// How long a thread may run: cycles, or a time such as `1ms` at the machine's clock
    #[arg(long, value_name = "CYCLES|TIME", default_value = "20ms")]
    pub quantum: String,
    /// How `fork` copies: page by page when somebody writes, or everything at once
    #[arg(long, value_enum, value_name = "HOW", default_value_t = Fork::Cow)]
    pub fork: Fork,
    /// Queues of mlq and mlfq
    #[arg(long, value_name = "N", value_parser = levels)]
    pub levels: Option<u32>,
    /// The quantum of each queue of mlq and mlfq in cycles, the highest queue first
    #[arg(long, value_name = "CYCLES,...", value_delimiter = ',', value_parser = number::<u32>)]
    pub quanta: Vec<u32>,
    /// mlfq: all threads rise to the highest queue this often
    #[arg(long, value_name = "CYCLES", value_parser = number::<u32>)]
    pub boost: Option<u32>,
    /// By priority: more urgent by 1 for each so many cycles of waiting
    #[arg(long, value_name = "CYCLES", value_parser = number::<u32>)]
    pub ageing: Option<u32>,
    /// Put a variable into the program's environment; repeatable
    #[arg(long, value_name = "NAME=VALUE", value_parser = variable, conflicts_with = "bare")]
    pub env: Vec<String>,
    /// No kernel: PROGRAM runs in machine mode from its entry
    #[arg(long)]
    pub bare: bool,
    /// Another kernel: a folder of C and assembly sources, or an ELF file
    #[arg(long, value_name = "DIR|ELF", conflicts_with = "bare")]
    pub kernel: Option<PathBuf>,
    /// The other kernel's probe description (default: DIR/probes.ron, if there)
    #[arg(long, value_name = "FILE.ron", requires = "kernel")]
    pub probes: Option<PathBuf>,
    /// Another program to put beside PROGRAM, for it to exec; repeatable
    #[arg(long, value_name = "PROGRAM")]
    pub with: Vec<String>,
    /// What the console reads; `-` is stdin, a terminal too (default: stdin if it is a file or a
    /// pipe, else end of input)
    #[arg(long, value_name = "FILE|-")]
    pub input: Option<PathBuf>,
    /// What the console reads, and when: lines such as `@100000 "text\n"`
    #[arg(long, value_name = "FILE", conflicts_with = "input")]
    pub input_script: Option<PathBuf>,
    /// With --input -: write what was typed as a script that repeats the run
    #[arg(long, value_name = "FILE", requires = "input")]
    pub record_input: Option<PathBuf>,
    /// A disk with the contents of IMAGE, which stays as it is
    #[arg(long, value_name = "IMAGE")]
    pub disk: Option<PathBuf>,
    /// Write the disk as the run left it; may be IMAGE itself
    #[arg(long, value_name = "FILE", requires = "disk")]
    pub disk_out: Option<PathBuf>,
    /// Stop after so many cycles
    #[arg(long, value_name = "CYCLES", default_value_t = 10_000_000_000, value_parser = number::<u64>)]
    pub limit: u64,
    /// The one source of every pseudo-random choice
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = number::<u64>)]
    pub seed: u64,
    /// How instructions are executed: one by one, or fast; no figure depends on it
    #[arg(long, value_enum, value_name = "ENGINE", default_value_t = Engine::Fast)]
    pub engine: Engine,
    /// Show a row per context switch
    #[arg(long)]
    pub switches: bool,
    /// Show caches, TLB and every account
    #[arg(long)]
    pub stats: bool,
    /// Show the times of processes and threads
    #[arg(long)]
    pub processes: bool,
    /// A trace, in text after the report or under `trace` in JSON
    #[arg(long, value_enum, value_name = "KIND")]
    pub trace: Option<Trace>,
    /// How to report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Where to put the console and the report instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// The program's arguments
    #[arg(last = true, value_name = "ARGS")]
    pub arguments: Vec<String>,
}

fn variable(text: &str) -> Result<String, String> {
    match text.split_once('=') {
        Some((name, _)) if !name.is_empty() => Ok(text.into()),
        _ => Err("expected NAME=VALUE".into()),
    }
}

/// How `fork` copies an address space.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Fork {
    /// Copy on write
    Cow,
    /// All pages at the call
    Eager,
}

/// How instructions are executed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Engine {
    /// One by one
    Step,
    /// By decoded lines, where the machine allows it
    Fast,
}

/// Kinds of trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Trace {
    /// Who ran when, how long it waited, how long it ran
    Timehist,
    /// Which thread had the processor, switch by switch, one column each
    Map,
    /// For each thread, how long it ran and how long it waited to run
    Latency,
    /// Every event of the ledger, enough to recompute all its figures
    Events,
    /// Every instruction with its cycles
    Insns,
}
