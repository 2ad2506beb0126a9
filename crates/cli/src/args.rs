//! What can be typed: the commands, their options, and the help texts.

mod cc;
mod run;
mod sched;

pub use cc::{Binding, CcArgs, CodeFlag, Emit, Standard};
pub use run::{Engine, Fork, RunArgs, Trace};
pub use sched::SchedArgs;

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// A small computer you can see through: run a C program on a simulated 32-bit machine with a real
/// kernel, and see what every context switch costs.
#[derive(Parser, Debug)]
#[command(name = "swtch", version, max_term_width = 100, propagate_version = true)]
#[command(after_help = "Start with:  swtch run fork_exec --switches")]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Build PROGRAM if it is source, boot the kernel on a machine, run it, report
    Run(Box<RunArgs>),
    /// Run a workload of jobs under a scheduling policy, or under all of them side by side
    Sched(Box<SchedArgs>),
    /// Compile, assemble and link C and assembly files, with gcc's habits
    Cc(CcArgs),
    /// Make, list or take apart a library of objects
    Ar(ArArgs),
    /// Show an object's or executable's sections, symbols, instructions and source lines
    Disasm(DisasmArgs),
    /// Drive a machine's caches with a `din` trace, and count
    Cache(CacheArgs),
    /// List what is built in
    List(ListArgs),
    /// Print one built-in thing: a program's C, a machine's RON, the kernel's probe description
    Show(ShowArgs),
}

/// A whole number; `_` may stand between its digits.
fn number<T: TryFrom<u64>>(text: &str) -> Result<T, String> {
    let digits: String = text.chars().filter(|letter| *letter != '_').collect();
    let plain = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    if !plain || text.starts_with('_') {
        return Err("expected a whole number, such as 5000000 or 5_000_000".into());
    }
    let value = digits.parse().ok().and_then(|value: u64| T::try_from(value).ok());
    value.ok_or_else(|| {
        format!(
            "at most {} is possible",
            if size_of::<T>() == 4 { u32::MAX.into() } else { u64::MAX }
        )
    })
}

/// How many queues a scheduler may have.
fn levels(text: &str) -> Result<u32, String> {
    match number(text)? {
        count @ 1..=16 => Ok(count),
        count => Err(format!("{count} is not in 1..=16")),
    }
}

/// Forms of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// The console, then tables
    Text,
    /// One JSON document with the console inside
    Json,
    /// The switches as comma-separated values
    Csv,
}

/// `swtch ar`.
#[derive(Args, Debug)]
#[command(after_help = "\
OPERATION is one letter, with c, s, u, v, D behind it if you like, which change nothing:
  r   put FILEs in, in the place of members of the same name (makes LIBRARY if needed)
  q   put FILEs at the end
  d   take FILEs out
  t   list the members
  s   make the index, which is always there
  x   write members (FILEs, or all) to files in the current folder

Examples:
  swtch ar rcs libshapes.a circle.o square.o
  swtch ar t libshapes.a")]
pub struct ArArgs {
    /// What to do: r, q, d, t, x or s
    #[arg(allow_hyphen_values = true)]
    pub operation: String,
    /// The library, by convention libNAME.a
    pub library: PathBuf,
    /// Objects, or names of members
    #[arg(value_name = "FILE")]
    pub files: Vec<String>,
}

/// `swtch disasm`.
#[derive(Args, Debug)]
pub struct DisasmArgs {
    /// An ELF file (object or executable), a source file, or a built-in sample's name
    pub file: String,
    /// Build a source as `run --bare` does: no kernel below it, perhaps a `_start` of its own
    #[arg(long)]
    pub bare: bool,
}

/// `swtch cache`.
#[derive(Args, Debug)]
#[command(after_help = "\
A line of the trace is 0, 1 or 2 (read, write, fetch) and a hexadecimal address:
  2 80000000
  0 8000a4c0

Examples:
  swtch cache trace.din
  swtch cache trace.din --set l1d.ways=1 --set l1d.replacement=fifo --format json")]
pub struct CacheArgs {
    /// The trace; `-` is standard input
    pub trace: PathBuf,
    /// The machine whose caches these are: a built-in one's name or a RON file
    #[arg(long, value_name = "NAME|FILE.ron")]
    pub machine: Option<String>,
    /// Override one field of the machine, as in `l1d.size=8KiB`; repeatable
    #[arg(long, value_name = "FIELD=VALUE")]
    pub set: Vec<String>,
    /// The one source of every pseudo-random choice
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = number::<u64>)]
    pub seed: u64,
    /// How to report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Where to put the report instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// `swtch list`.
#[derive(Args, Debug)]
pub struct ListArgs {
    /// Only this kind
    #[arg(value_enum)]
    pub kind: Option<ListKind>,
}

/// What can be listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListKind {
    /// Sample programs
    Programs,
    /// Sample programs without a kernel
    Bare,
    /// Built-in machines
    Machines,
    /// Scheduling policies
    Policies,
    /// What the ledger observes in the kernel
    Probes,
}

/// `swtch show`.
#[derive(Args, Debug)]
pub struct ShowArgs {
    /// A program, a machine, `probes`, or an embedded file such as `kernel/swtch.s`
    pub name: String,
}
