//! How fast both engines are: `cargo bench -p swtch-tests`. Items are guest instructions, so "Mitem/s"
//! reads as MIPS; in `misses` they are misses of the L1D. Compare ratios within one run, not times:
//! the host has other things to do. docs/performance.md says what each shows.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use swtch_ledger::Totals;
use swtch_programs as programs;
use swtch_source::Files;
use swtch_system::guest::{self, ProgramSource, bare_program, sample};
use swtch_system::toolchain::embedded;
use swtch_system::{
    Engine, Keep, Kernel, MachineSource, Settings, Setup, Toolchain, Unit, machine_config,
    probe_description, run,
};

const PROGRAMS: [&str; 5] = ["alu", "fib", "matrix", "chase", "mix"];
const ENGINES: [Engine; 2] = [Engine::Step, Engine::Fast];

struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _path: &str) -> Option<String> {
        None
    }
}

fn main() {
    divan::main();
}

fn setup(name: &str, is_bare: bool, engine: Engine, quantum_cycles: u64, sets: &[String]) -> Setup {
    let mut toolchain = Toolchain::new(&NoFiles);
    let source = match name {
        "four" => ProgramSource::Units(vec![Unit {
            path: "four.c".into(),
            text: include_str!("four.c").into(),
        }]),
        _ => sample(name).expect("a built-in program"),
    };
    let (kernel, programs) = match is_bare {
        true => (Kernel::Bare(bare_program(&mut toolchain, &source).unwrap()), Vec::new()),
        false => {
            let library = toolchain.library().unwrap();
            let program = guest::user_program(&mut toolchain, &library, name, &source).unwrap();
            let mut given = vec![program];
            if name == "four" {
                let mix = sample("mix").expect("a built-in program");
                given.push(guest::user_program(&mut toolchain, &library, "mix", &mix).unwrap());
            }
            let all = guest::with_companions(&mut toolchain, &library, given).unwrap();
            let executable = guest::kernel(&mut toolchain, &embedded(programs::kernel())).unwrap();
            let probes = programs::probes();
            let probes = probe_description(probes.path, probes.text).unwrap();
            (Kernel::Image { executable, probes: Some(Box::new(probes)) }, all)
        }
    };
    Setup {
        machine: machine_config(&MachineSource::Builtin("classic".into()), sets).unwrap(),
        kernel,
        programs,
        program: name.into(),
        arguments: Vec::new(),
        input: Vec::new().into(),
        disk: None,
        settings: Settings {
            sched: "rr".into(),
            quantum_cycles,
            scheduling: Vec::new(),
            fork: "cow".into(),
            seed: 1,
            limit_cycles: 10_000_000_000,
            bare: is_bare,
            arguments: Vec::new(),
            environment: Vec::new(),
        },
        keep: Keep::Books,
        engine,
    }
}

const QUANTUM: u64 = 100_000;

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
    let setup = setup(name, true, ENGINES[usize::from(FAST)], QUANTUM, &[]);
    measure(bencher, &setup, instructions);
}

/// As a process under the kernel, with the ledger listening.
#[divan::bench(args = PROGRAMS, consts = [false, true], sample_count = 5, sample_size = 1)]
fn system<const FAST: bool>(bencher: Bencher, name: &str) {
    let setup = setup(name, false, ENGINES[usize::from(FAST)], QUANTUM, &[]);
    measure(bencher, &setup, instructions);
}

/// Four processes, by quantum: what switches cost the host.
#[divan::bench(args = [100_000, 10_000, 1_000], consts = [false, true], sample_count = 5, sample_size = 1)]
fn four_processes<const FAST: bool>(bencher: Bencher, quantum: u64) {
    let setup = setup("four", false, ENGINES[usize::from(FAST)], quantum, &[]);
    measure(bencher, &setup, instructions);
}

/// One process after the other, by size of the first-level caches.
#[divan::bench(args = ["4KiB", "16KiB", "64KiB"], consts = [false, true], sample_count = 5, sample_size = 1)]
fn cache_size<const FAST: bool>(bencher: Bencher, size: &str) {
    let sets = [format!("l1d.size={size}"), format!("l1i.size={size}")];
    let setup = setup("mix", false, ENGINES[usize::from(FAST)], QUANTUM, &sets);
    measure(bencher, &setup, instructions);
}

/// What a modelled miss costs: programs that do little else.
#[divan::bench(args = ["matrix", "chase"], consts = [false, true], sample_count = 5, sample_size = 1)]
fn misses<const FAST: bool>(bencher: Bencher, name: &str) {
    let setup = setup(name, true, ENGINES[usize::from(FAST)], QUANTUM, &[]);
    measure(bencher, &setup, |totals| totals.l1d.misses);
}
