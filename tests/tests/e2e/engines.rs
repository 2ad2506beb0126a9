//! Both engines under the whole system: every built-in program gives the same report to the last byte,
//! and is in the same state at every event and at limits in between. Programs that go on for long are
//! compared up to a limit, which is in the middle of something for each.

use crate::board;
use crate::harness::{Case, finish};
use std::hash::{DefaultHasher, Hash, Hasher};
use swtch_machine::{Mode, Moment, Observer, RAM_BASE, Stop, TrapInfo};
use swtch_programs as programs;
use swtch_system::{Engine, Keep, MachineSource, Setup, boot, machine_config};

const LIMIT_CYCLES: u64 = 1_500_000;

/// Machines on which hits, misses, faults and costs come about in other ways than on `classic`.
const ODD_MACHINES: [&[&str]; 5] = [
    &["l1d.size=1KiB", "l1d.ways=1", "l1i.size=1KiB", "tlb.entries=4"],
    &["tlb.refill=hardware", "tlb.asid_bits=0", "l1d.hit_cycles=2", "predictor=static"],
    &["l1i.indexing=virtual", "l1d.indexing=virtual_asid", "l1d.replacement=fifo"],
    &["l2.inclusion=inclusive", "l2.size=8KiB", "l1d.write=through", "l1i.line=32"],
    &["l1i=none", "l1d=none", "l2=none", "misaligned=split", "memory.access_cycles=5"],
];

/// A hash of (what, pc, cycles, instret, registers) at every trap, interrupt and probe, every return
/// from them, and every wait.
#[derive(Default)]
struct Witness {
    hash: DefaultHasher,
    events: u64,
}

impl Witness {
    fn note(&mut self, what: impl Hash, at: &Moment) {
        let counters = at.counters();
        (what, at.pc, at.satp, counters.cycles, counters.instructions, at.regs)
            .hash(&mut self.hash);
        self.events += 1;
    }
}

impl Observer for Witness {
    fn probe(&mut self, id: u32, at: &mut Moment) {
        self.note(id, at);
    }
    fn trap(&mut self, trap: &TrapInfo, at: &mut Moment) {
        self.note(format!("{trap:?}"), at);
    }
    fn mret(&mut self, to: Mode, at: &mut Moment) {
        self.note(format!("{to:?}"), at);
    }
    fn wfi(&mut self, at: &mut Moment) {
        self.note("wfi", at);
    }
    fn wake(&mut self, at: &mut Moment) {
        self.note("wake", at);
    }
}

/// Where a machine is at some limits, a prime number of cycles apart and then one cycle apart, and
/// what its RAM holds in the end.
fn states(setup: &Setup) -> Vec<String> {
    let mut machine = boot(setup).unwrap();
    let mut witness = Witness::default();
    let mut states = Vec::new();
    let distant = (0..setup.settings.limit_cycles).step_by(70_001);
    let close = setup.settings.limit_cycles..setup.settings.limit_cycles + 50;
    for limit in distant.chain(close) {
        let stop = machine.run(limit, &mut witness);
        let Witness { hash, events } = &witness;
        let (pc, regs, counters) = (machine.pc(), machine.regs(), machine.counters());
        let hash = hash.finish();
        states.push(format!("{stop:?} {pc:x} {regs:x?} {counters:?} {events} {hash:x}"));
        if stop != Stop::Limit {
            break;
        }
    }
    assert!(witness.events > 0 || setup.settings.bare, "{}: nothing was compared", setup.program);
    let ram = machine.read_bytes(RAM_BASE, setup.machine.ram_size.0 as u32).unwrap();
    states.push(format!("{:x}", hash_of(ram)));
    states
}

fn hash_of(bytes: &[u8]) -> u64 {
    let mut hash = DefaultHasher::new();
    bytes.hash(&mut hash);
    hash.finish()
}

/// Everything a run came to, but for who executed it.
fn document(setup: &Setup) -> String {
    let done = finish(setup).unwrap_or_else(|error| panic!("{error}"));
    let name = if setup.engine == Engine::Fast { "fast" } else { "step" };
    assert_eq!(done.report.engine, name, "{}: else nothing is compared", setup.program);
    format!("{}{:?}", swtch_report::json(&done.report, None), done.messages)
}

fn compare(setup: &mut Setup) {
    let [step, fast] = [Engine::Step, Engine::Fast].map(|engine| {
        setup.engine = engine;
        (states(setup), document(setup))
    });
    for (step, fast) in step.0.iter().zip(&fast.0) {
        assert_eq!(step, fast, "{}: the engines differ", setup.program);
    }
    assert!(step == fast, "{}: the reports differ", setup.program);
}

fn odd_machine(number: usize) -> swtch_machine::MachineConfig {
    let sets = ODD_MACHINES[number % ODD_MACHINES.len()].iter().map(ToString::to_string);
    let classic = MachineSource::Builtin("classic".into());
    machine_config(&classic, &sets.collect::<Vec<_>>()).unwrap()
}

fn built(name: &str, quantum: u64) -> Setup {
    let input = "one\ntwo 2\nthree, no line end";
    let mut setup = Case::sample(name).input(input).quantum(quantum).build().unwrap();
    setup.settings.limit_cycles = LIMIT_CYCLES;
    setup
}

/// On `classic`, and on one of the odd machines in turn.
fn compare_all(files: Vec<programs::File>) {
    for (number, file) in files.iter().enumerate() {
        let mut setup = built(file.stem(), 30_000);
        compare(&mut setup);
        setup.machine = odd_machine(number);
        compare(&mut setup);
    }
}

#[test]
fn samples_are_the_same_under_both_engines() {
    compare_all(programs::samples());
}

#[test]
fn the_guests_own_tests_are_the_same_under_both_engines() {
    compare_all(programs::tests());
    compare_all(programs::benches());
}

#[test]
fn board_programs_are_the_same_under_both_engines() {
    for file in programs::board() {
        for machine in ["virt", "classic"] {
            compare(&mut board::setup(file.stem(), machine, Some(board::image())));
        }
    }
}

#[test]
fn events_are_the_same_under_both_engines_whatever_the_machine() {
    let mut setup = built("fork_exec", 3_000);
    setup.keep = Keep::Events;
    for number in 0..ODD_MACHINES.len() {
        setup.machine = odd_machine(number);
        compare(&mut setup);
    }
}

#[test]
fn timers_are_the_same_under_both_engines_down_to_one_cycle() {
    for quantum in [1, 2, 3, 400, 1_501] {
        let mut setup = built("threads", quantum);
        setup.settings.limit_cycles = 400_000;
        compare(&mut setup);
    }
}
