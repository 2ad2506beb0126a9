//! How fast both engines are: `cargo bench -p swtch-tests`. Items are guest instructions, so "Mitem/s"
//! reads as MIPS; in `misses` they are misses of the L1D. Compare ratios within one run, not times:
//! the host has other things to do. docs/performance.md says what each shows.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use swtch_ledger::Totals;
use swtch_programs as programs;
use swtch_source::Files;
use swtch_system::guest::{self, Program, ProgramSource, bare_program, sample};
use swtch_system::toolchain::embedded;
use swtch_system::{
    Engine, Keep, Kernel, MachineSource, Settings, Setup, Toolchain, Unit, machine_config,
    probe_description, run,
};

const PROGRAMS: [&str; 5] = ["alu", "fib", "matrix", "chase", "mix"];

struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _path: &str) -> Option<String> {
        None
    }
}

fn main() {
    divan::main();
}

/// A built-in program, or `processes`, and how to run it.
struct Case<'a> {
    name: &'a str,
    arguments: &'a [u64],
    is_bare: bool,
    engine: Engine,
    quantum_cycles: u64,
    sets: &'a [String],
}

impl<'a> Case<'a> {
    fn bare(name: &'a str, engine: Engine) -> Case<'a> {
        Case { is_bare: true, ..Case::system(name, engine) }
    }

    fn system(name: &'a str, engine: Engine) -> Case<'a> {
        Case { name, arguments: &[], is_bare: false, engine, quantum_cycles: QUANTUM, sets: &[] }
    }

    fn setup(&self) -> Setup {
        let mut toolchain = Toolchain::new(&NoFiles);
        let kernel = match self.is_bare {
            true => Kernel::Bare(bare_program(&mut toolchain, &source(self.name)).unwrap()),
            false => kernel(&mut toolchain),
        };
        let arguments: Vec<String> = self.arguments.iter().map(u64::to_string).collect();
        Setup {
            machine: machine_config(&MachineSource::Builtin("classic".into()), self.sets).unwrap(),
            kernel,
            programs: if self.is_bare { Vec::new() } else { ram_disk(&mut toolchain, self.name) },
            program: self.name.into(),
            arguments: arguments.clone(),
            input: Vec::new().into(),
            disk: None,
            settings: Settings {
                sched: "rr".into(),
                quantum_cycles: self.quantum_cycles,
                scheduling: Vec::new(),
                fork: "cow".into(),
                seed: 1,
                limit_cycles: 10_000_000_000,
                bare: self.is_bare,
                arguments,
                environment: Vec::new(),
            },
            keep: Keep::Books,
            engine: self.engine,
        }
    }
}

fn source(name: &str) -> ProgramSource {
    match name {
        "processes" => ProgramSource::Units(vec![Unit {
            path: "processes.c".into(),
            text: include_str!("processes.c").into(),
        }]),
        _ => sample(name).expect("a built-in program"),
    }
}

fn kernel(toolchain: &mut Toolchain) -> Kernel {
    let executable = guest::kernel(toolchain, &embedded(programs::kernel())).unwrap();
    let probes = programs::probes();
    let probes = probe_description(probes.path, probes.text).unwrap();
    Kernel::Image { executable, probes: Some(Box::new(probes)) }
}

/// The program, `mix` if the program executes it, and what every run has.
fn ram_disk(toolchain: &mut Toolchain, name: &str) -> Vec<Program> {
    let library = toolchain.library().unwrap();
    let names = if name == "processes" { vec![name, "mix"] } else { vec![name] };
    let given = names
        .into_iter()
        .map(|name| guest::user_program(toolchain, &library, name, &source(name)).unwrap())
        .collect();
    guest::with_companions(toolchain, &library, given).unwrap()
}

const QUANTUM: u64 = 100_000;

const fn engine<const FAST: bool>() -> Engine {
    if FAST { Engine::Fast } else { Engine::Step }
}

/// Runs the setup again and again; what is counted is what `items` picks from a run's totals.
fn measure(bencher: Bencher, setup: &Setup, items: impl Fn(&Totals) -> u64) {
    let totals = run(setup, &mut |_| {}).unwrap().run.totals;
    bencher
        .counter(ItemsCount::new(items(&totals)))
        .bench_local(|| run(black_box(setup), &mut |_| {}).unwrap().run.totals.cycles);
}

fn instructions(totals: &Totals) -> u64 {
    totals.instructions
}

/// Without a kernel: the engine alone.
#[divan::bench(args = PROGRAMS, consts = [false, true], sample_count = 5, sample_size = 1)]
fn bare<const FAST: bool>(bencher: Bencher, name: &str) {
    let setup = Case::bare(name, engine::<FAST>()).setup();
    measure(bencher, &setup, instructions);
}

/// As a process under the kernel, with the ledger listening.
#[divan::bench(args = PROGRAMS, consts = [false, true], sample_count = 5, sample_size = 1)]
fn system<const FAST: bool>(bencher: Bencher, name: &str) {
    let setup = Case::system(name, engine::<FAST>()).setup();
    measure(bencher, &setup, instructions);
}

/// The same again and again: what the length of a run costs.
#[divan::bench(args = [1, 4, 16], consts = [false, true], sample_count = 5, sample_size = 1)]
fn run_length<const FAST: bool>(bencher: Bencher, rounds: u64) {
    let case = Case::system("processes", engine::<FAST>());
    measure(bencher, &Case { arguments: &[1, rounds], ..case }.setup(), instructions);
}

/// By number of processes, at a quantum of 10,000 cycles.
#[divan::bench(args = [1, 2, 4, 8], consts = [false, true], sample_count = 5, sample_size = 1)]
fn process_count<const FAST: bool>(bencher: Bencher, processes: u64) {
    let case = Case::system("processes", engine::<FAST>());
    let case = Case { arguments: &[processes], quantum_cycles: 10_000, ..case };
    measure(bencher, &case.setup(), instructions);
}

/// Four processes, by quantum: what switches cost the host.
#[divan::bench(args = [1_000_000, 100_000, 10_000, 2_000], consts = [false, true], sample_count = 5, sample_size = 1)]
fn quantum<const FAST: bool>(bencher: Bencher, quantum_cycles: u64) {
    let case = Case::system("processes", engine::<FAST>());
    measure(bencher, &Case { quantum_cycles, ..case }.setup(), instructions);
}

/// By size of the first-level caches.
#[divan::bench(args = ["4KiB", "16KiB", "64KiB"], consts = [false, true], sample_count = 5, sample_size = 1)]
fn cache_size<const FAST: bool>(bencher: Bencher, size: &str) {
    let sets = [format!("l1d.size={size}"), format!("l1i.size={size}")];
    let case = Case::system("mix", engine::<FAST>());
    measure(bencher, &Case { sets: &sets, ..case }.setup(), instructions);
}

/// What a modelled miss costs: programs that do little else.
#[divan::bench(args = ["matrix", "chase"], consts = [false, true], sample_count = 5, sample_size = 1)]
fn misses<const FAST: bool>(bencher: Bencher, name: &str) {
    let setup = Case::bare(name, engine::<FAST>()).setup();
    measure(bencher, &setup, |totals| totals.l1d.misses);
}
