//! The fast engine against the stepper: random programs on random machines, compared at every event
//! and at limits in between.
//!
//! `SWTCH_RANDOM=FROM..TO` runs other seeds than the few that every run of the suite takes.

mod generator;

use std::collections::hash_map::DefaultHasher;
use std::fmt::Debug;
use std::hash::{Hash, Hasher};

use crate::*;
use generator::{Rng, random_config, random_guest};

/// Hashes everything it is told and shown, and now and then changes the owner.
struct Witness {
    hash: DefaultHasher,
    events: u64,
    /// The owner changes after so many events,
    owner_period: u64,
    /// and there are so many.
    owners: u64,
    heard: Vec<String>,
}

impl Witness {
    fn new(owner_period: u64, owners: u64) -> Witness {
        Witness { hash: DefaultHasher::new(), events: 0, owner_period, owners, heard: Vec::new() }
    }

    fn note(&mut self, what: &dyn Debug, at: &mut Moment) {
        let counters = at.counters();
        let (l1d, l2) = (at.misses(Structure::L1d), at.misses(Structure::L2));
        assert_eq!((at.cycles(), at.instructions()), (counters.cycles, counters.instructions));
        assert_eq!((l1d, l2), (counters.l1d.misses, counters.l2.misses));
        let Moment { regs, pc, mode, satp, owner, .. } = at;
        (*pc, *satp, **owner, counters.cycles, counters.instructions).hash(&mut self.hash);
        regs.hash(&mut self.hash);
        // Miri takes minutes for a few thousand texts, and is not after them.
        if !cfg!(miri) {
            let text = format!("{what:x?} {pc:x} {mode:?} {satp:x} {owner} {counters:?}");
            text.hash(&mut self.hash);
            self.heard.push(format!("{text} {regs:x?}"));
        }
        self.events += 1;
        if self.events.is_multiple_of(self.owner_period) {
            *at.owner = (self.events / self.owner_period % self.owners) as u32;
        }
    }
}

impl Observer for Witness {
    fn probe(&mut self, id: u32, at: &mut Moment) {
        self.note(&("probe", id), at);
    }
    fn trap(&mut self, trap: &TrapInfo, at: &mut Moment) {
        self.note(trap, at);
    }
    fn mret(&mut self, to: Mode, at: &mut Moment) {
        self.note(&("mret", to), at);
    }
    fn wfi(&mut self, at: &mut Moment) {
        self.note(&"wfi", at);
    }
    fn wake(&mut self, at: &mut Moment) {
        self.note(&"wake", at);
    }
    fn miss(&mut self, miss: &Miss, at: &mut Moment) {
        self.note(miss, at);
    }
    fn touch(&mut self, touch: &Touch, at: &mut Moment) {
        self.note(touch, at);
    }
    fn evict(&mut self, evict: &Evict, at: &mut Moment) {
        self.note(evict, at);
    }
    fn invalidate(&mut self, invalidate: &Invalidate, at: &mut Moment) {
        self.note(invalidate, at);
    }
    fn flush(&mut self, structure: Structure, at: &mut Moment) {
        self.note(&structure, at);
    }
}

/// What two machines must agree in at any limit, thing by thing.
fn state(machine: &Machine, stop: &Stop, witness: &Witness) -> Vec<String> {
    let numbers = if cfg!(miri) { 0..0 } else { 0..4096 };
    let csrs = numbers.filter_map(|csr| Some((csr, machine.csr(csr)?)));
    let mut state: Vec<String> =
        csrs.map(|(csr, value)| format!("csr {csr:x}: {value:x}")).collect();
    state.extend([
        format!("{stop:?}"),
        format!("pc {:x} {:?} {:x?}", machine.pc(), machine.mode(), machine.regs()),
        format!("{:?}", machine.counters()),
        format!("events {} {:x}", witness.events, witness.hash.clone().finish()),
    ]);
    state
}

/// Runs one seed under both engines; whether the fast engine covers its machine.
fn compare(seed: u64) -> bool {
    let mut rng = Rng::new(seed);
    let config = random_config(&mut rng);
    let guest = random_guest(&mut rng, &config);
    let owner_period = [1, 2, 7, 50, 1 << 40][rng.below(5)];
    let mut machines = [Engine::Step, Engine::Fast].map(|engine| {
        let mut machine = guest.boot(&config, seed);
        let covered = machine.set_engine(engine).is_ok();
        (machine, Witness::new(owner_period, 2 + seed % 2), covered)
    });
    if !machines[1].2 {
        return false;
    }
    // Miri takes some ten thousand times as long.
    let end = if cfg!(miri) { 1_000 } else { 60_000 };
    let mut limit = 0;
    while limit < end {
        limit += [1, 3, 100, 1000, 20_000][rng.below(5)] + rng.below(50) as u64;
        limit = limit.min(end);
        let mut states = machines.iter_mut().map(|(machine, witness, _)| {
            let stop = machine.run(limit, witness);
            let stopped = stop != Stop::Limit;
            (state(machine, &stop, witness), stopped)
        });
        let (step, fast) = (states.next().unwrap(), states.next().unwrap());
        drop(states);
        if step != fast {
            let pairs = step.0.iter().zip(&fast.0).filter(|(step, fast)| step != fast);
            let differences: Vec<String> =
                pairs.map(|(step, fast)| format!("step {step}\nfast {fast}")).collect();
            let [by_step, by_fast] = [0, 1].map(|i| &machines[i].1.heard);
            let first = by_step.iter().zip(by_fast).position(|(step, fast)| step != fast);
            let events = first.map_or(String::new(), |first| {
                format!("event {first}\nstep {}\nfast {}", by_step[first], by_fast[first])
            });
            panic!("seed {seed}, limit {limit}\n{config:?}\n{}\n{events}", differences.join("\n"));
        }
        if step.1 {
            break;
        }
    }
    let size = config.ram_size.0 as u32;
    let [step, fast] = [0, 1].map(|i| machines[i].0.read_bytes(RAM_BASE, size).unwrap());
    assert!(step == fast, "seed {seed}: memory differs");
    true
}

fn seeds() -> std::ops::Range<u64> {
    let Ok(text) = std::env::var("SWTCH_RANDOM") else { return 0..150 };
    let (from, to) = text.split_once("..").expect("SWTCH_RANDOM=FROM..TO");
    from.parse().expect("a number")..to.parse().expect("a number")
}

#[test]
fn both_engines_agree() {
    let covered = seeds().filter(|&seed| compare(seed)).count();
    assert!(covered > 0);
    if std::env::var("SWTCH_RANDOM").is_ok() {
        println!("{covered} machines covered");
    }
}

#[test]
fn proofs_hold_after_every_step() {
    crate::fast::check_proofs(true);
    let covered = seeds().step_by(10).filter(|&seed| compare(seed)).count();
    assert!(covered > 0);
    crate::fast::check_proofs(false);
}
