//! How fast the plain stepper is: `cargo bench -p swtch-tests`. Items are guest instructions, so
//! "Mitem/s" reads as MIPS. Each program runs without a kernel (`bare`) and as a process under the
//! kernel with the ledger listening (`system`); compare ratios within one run, not times.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use swtch_programs as programs;
use swtch_source::Files;
use swtch_system::guest::{self, bare_program, sample};
use swtch_system::toolchain::embedded;
use swtch_system::{
    Keep, Kernel, MachineSource, Settings, Setup, Toolchain, machine_config, probe_description, run,
};

const PROGRAMS: [&str; 4] = ["alu", "fib", "matrix", "chase"];

struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _path: &str) -> Option<String> {
        None
    }
}

fn main() {
    divan::main();
}

fn setup(name: &str, is_bare: bool) -> Setup {
    let mut toolchain = Toolchain::new(&NoFiles);
    let source = sample(name).expect("a built-in program");
    let (kernel, programs) = match is_bare {
        true => (Kernel::Bare(bare_program(&mut toolchain, &source).unwrap()), Vec::new()),
        false => {
            let library = toolchain.library().unwrap();
            let program = guest::user_program(&mut toolchain, &library, name, &source).unwrap();
            let all = guest::with_companions(&mut toolchain, &library, vec![program]).unwrap();
            let executable = guest::kernel(&mut toolchain, &embedded(programs::kernel())).unwrap();
            let probes = programs::probes();
            let probes = probe_description(probes.path, probes.text).unwrap();
            (Kernel::Image { executable, probes: Some(Box::new(probes)) }, all)
        }
    };
    Setup {
        machine: machine_config(&MachineSource::Builtin("classic".into()), &[]).unwrap(),
        kernel,
        programs,
        program: name.into(),
        arguments: Vec::new(),
        input: Vec::new().into(),
        disk: None,
        settings: Settings {
            sched: "rr".into(),
            quantum_cycles: 100_000,
            scheduling: Vec::new(),
            fork: "cow".into(),
            seed: 1,
            limit_cycles: 10_000_000_000,
            bare: is_bare,
            arguments: Vec::new(),
        },
        keep: Keep::Books,
        engine: Default::default(),
    }
}

fn measure(bencher: Bencher, name: &str, is_bare: bool) {
    let setup = setup(name, is_bare);
    let instructions = run(&setup, &mut |_| {}).unwrap().run.totals.instructions;
    bencher
        .counter(ItemsCount::new(instructions))
        .bench_local(|| run(black_box(&setup), &mut |_| {}).unwrap().run.totals.cycles);
}

#[divan::bench(args = PROGRAMS, sample_count = 5, sample_size = 1)]
fn bare(bencher: Bencher, name: &str) {
    measure(bencher, name, true);
}

#[divan::bench(args = PROGRAMS, sample_count = 5, sample_size = 1)]
fn system(bencher: Bencher, name: &str) {
    measure(bencher, name, false);
}
