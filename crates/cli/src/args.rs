//! What can be typed: the commands, their options, and the help texts.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
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

/// `swtch cc` knows some options as gcc has them, too: with one dash (`-shared`, `-std=c89`), those of
/// the linker also handed on (`-Wl,-z,now`).
pub fn with_long_options(words: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut all: Vec<OsString> = Vec::new();
    for word in words {
        let is_cc = all.get(1).is_some_and(|command| command == "cc");
        match word.to_str().filter(|_| is_cc) {
            Some(text) => match text.strip_prefix("-Wl,") {
                Some(handed_on) => all.extend(handed_on.split(',').map(with_two_dashes)),
                None => all.push(with_two_dashes(text)),
            },
            None => all.push(word),
        }
    }
    all
}

fn with_two_dashes(word: &str) -> OsString {
    match word {
        "-shared" | "-soname" => format!("-{word}").into(),
        "-ansi" => "--std=c89".into(),
        "-pedantic" | "-pedantic-errors" => "-Wpedantic".into(),
        _ => match word.strip_prefix("-std=") {
            Some(standard) => format!("--std={standard}").into(),
            None => word.into(),
        },
    }
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
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=16))]
    pub levels: Option<u32>,
    /// The quantum of each queue of mlq and mlfq in cycles, the highest queue first
    #[arg(long, value_name = "CYCLES,...", value_delimiter = ',')]
    pub quanta: Vec<u32>,
    /// mlfq: all threads rise to the highest queue this often
    #[arg(long, value_name = "CYCLES")]
    pub boost: Option<u32>,
    /// By priority: more urgent by 1 for each so many cycles of waiting
    #[arg(long, value_name = "CYCLES")]
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
    #[arg(long, value_name = "CYCLES", default_value_t = 10_000_000_000)]
    pub limit: u64,
    /// The one source of every pseudo-random choice
    #[arg(long, value_name = "N", default_value_t = 1)]
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
    #[arg(long, value_name = "TICKS")]
    pub quantum: Option<u32>,
    /// How many cycles a tick is
    #[arg(long, value_name = "CYCLES", default_value_t = 10_000)]
    pub tick: u32,
    /// Queues of mlq and mlfq
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=16))]
    pub levels: Option<u32>,
    /// The quantum of each queue, the highest first
    #[arg(long, value_name = "TICKS,...", value_delimiter = ',')]
    pub quanta: Vec<u32>,
    /// mlfq: all jobs rise to the highest queue this often
    #[arg(long, value_name = "TICKS")]
    pub boost: Option<u32>,
    /// By priority: more urgent by 1 for each so many ticks of waiting
    #[arg(long, value_name = "TICKS")]
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
    #[arg(long, value_name = "N", default_value_t = 1)]
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

/// `swtch cc`.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  swtch cc hello.c -o hello        an executable for `swtch run`
  swtch cc -S hello.c              readable assembly in hello.s
  swtch cc --emit ir hello.c       the compiler's intermediate form")]
pub struct CcArgs {
    /// C, assembly and object files, and archives
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<String>,
    /// Preprocess only; to standard output
    #[arg(short = 'E', group = "stage")]
    pub preprocess: bool,
    /// Compile to assembly text
    #[arg(short = 'S', group = "stage")]
    pub assembly: bool,
    /// Compile and assemble to an object
    #[arg(short = 'c', group = "stage")]
    pub object: bool,
    /// Print one stage's result
    #[arg(long, value_enum, value_name = "STAGE", group = "stage")]
    pub emit: Option<Emit>,
    /// Tell a debugger of names, types and variables (lines are always told); changes no instruction
    #[arg(short = 'g')]
    pub debug: bool,
    /// Link for the machine without a kernel
    #[arg(long, conflicts_with = "shared")]
    pub bare: bool,
    /// 0: every variable in memory; 1: optimised
    #[arg(short = 'O', value_name = "LEVEL", default_value = "1",
          value_parser = clap::value_parser!(u8).range(0..=3))]
    pub optimise: u8,
    /// Where the result goes
    #[arg(short, long, value_name = "OUT")]
    pub output: Option<PathBuf>,
    /// A folder to search for headers
    #[arg(short = 'I', value_name = "DIR")]
    pub include: Vec<String>,
    /// Define a macro (as 1 unless told)
    #[arg(short = 'D', value_name = "NAME[=V]")]
    pub define: Vec<String>,
    /// Forget a macro
    #[arg(short = 'U', value_name = "NAME")]
    pub undefine: Vec<String>,
    /// `c89`: what has no type is an `int`, and functions may be called undeclared; later standards
    /// are all C11 (also `-std=STD`, `-ansi`)
    #[arg(long, value_enum, value_name = "STD", default_value_t = Standard::C11, overrides_with = "std")]
    pub std: Standard,
    /// `all`: more warnings; `error`: a warning ends the build; NAME, `no-NAME`, `error=NAME`: one kind
    #[arg(short = 'W', value_name = "WARNINGS")]
    pub warnings: Vec<String>,
    /// No warnings at all
    #[arg(short = 'w')]
    pub no_warnings: bool,
    /// A folder to search for libraries
    #[arg(short = 'L', value_name = "DIR")]
    pub library_dir: Vec<String>,
    /// A library: libLIB.so or libLIB.a in one of the -L folders
    #[arg(short = 'l', value_name = "LIB")]
    pub library: Vec<String>,
    /// A shared library instead of a program (also `-shared`)
    #[arg(long)]
    pub shared: bool,
    /// The name by which programs ask for the shared library (also `-soname`; default: OUT's)
    #[arg(long, value_name = "NAME", requires = "shared")]
    pub soname: Option<String>,
    /// `PIC`: code that may lie anywhere, as a shared library needs it; `no-pic`;
    /// `function-sections`, `data-sections`: each in a section of its own, for --gc-sections
    #[arg(short = 'f', value_enum, value_name = "FLAG")]
    pub flags: Vec<CodeFlag>,
    /// Leave out sections that nothing refers to (also `-Wl,--gc-sections`)
    #[arg(long)]
    pub gc_sections: bool,
    /// `now`: functions of shared libraries are found when the program starts; `lazy`: at their
    /// first call
    #[arg(short = 'z', value_enum, value_name = "WHEN", default_value_t = Binding::Lazy)]
    pub binding: Binding,
}

/// The language as standards had it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Standard {
    /// Before 1999
    #[value(aliases = ["c90", "gnu89", "gnu90"])]
    C89,
    /// Since
    #[value(aliases = ["c99", "gnu99", "gnu11", "c17", "gnu17", "c18", "gnu18"])]
    C11,
}

/// Kinds of code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CodeFlag {
    /// It may lie anywhere
    #[value(name = "PIC", aliases = ["pic"])]
    Pic,
    /// It knows where it lies
    #[value(name = "no-pic", aliases = ["no-PIC"])]
    NoPic,
    /// Each function in a section of its own
    FunctionSections,
    /// Each object in a section of its own
    DataSections,
}

/// When functions of shared libraries are looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Binding {
    /// At their first call
    Lazy,
    /// When the program starts
    Now,
}

/// Stages of program creation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Emit {
    /// The tokens after preprocessing
    Tokens,
    /// The text after preprocessing
    Preprocessed,
    /// The typed program
    Ast,
    /// The intermediate form in SSA
    Ir,
    /// Assembly text
    Asm,
    /// The object's listing
    Object,
    /// The linker's map
    Map,
}

/// `swtch ar`.
#[derive(Args, Debug)]
#[command(after_help = "\
OPERATION is one letter, with c, s, u, v, D behind it if you like, which change nothing:
  r   put FILEs in, in the place of members of the same name (makes LIBRARY if needed)
  d   take FILEs out
  t   list the members
  x   write members (FILEs, or all) to files in the current folder

Examples:
  swtch ar rcs libshapes.a circle.o square.o
  swtch ar t libshapes.a")]
pub struct ArArgs {
    /// What to do: r, d, t or x
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
    #[arg(long, value_name = "N", default_value_t = 1)]
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
