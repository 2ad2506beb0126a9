//! The seam to the machine: its callbacks, told to the keeper in the keeper's words.

use swtch_machine::{
    Counters, Evict, Invalidate, Miss, Mode, Moment, Observer, Structure, Touch, TrapInfo,
};

use crate::blocks::Scene;
use crate::keeper::{Keep, Keeper, Setup};
use crate::run::{Misses, Outcome, Run, Tally};
use crate::standing::{Standing, Stopped};
use crate::trace::{EVENTS_MAX, INSNS_MAX, InsnRow, Trace};

/// The observer that keeps the books of a run. `INSNS` goes with [`Keep::Insns`], and makes a run much
/// slower.
#[derive(Debug)]
pub struct Ledger<const INSNS: bool = false> {
    keeper: Keeper,
    insns: Vec<InsnRow>,
}

impl<const INSNS: bool> Ledger<INSNS> {
    /// A ledger for a machine at reset. Tell the machine of [`crate::Probes::addresses`] before it runs.
    pub fn new(setup: Setup, keep: Keep) -> Ledger<INSNS> {
        let trace = (keep == Keep::Events).then(|| Trace::new(EVENTS_MAX));
        Ledger { keeper: Keeper::new(setup, keep, trace), insns: Vec::new() }
    }

    /// Where each thread stands, now that the machine has stopped; nobody if the run came to an end of its own.
    pub fn standings(&self, stopped: Stopped) -> Vec<Standing> {
        self.keeper.standings(stopped)
    }

    /// The run is over: closes the books and asserts that they balance. `stop` is how the machine says
    /// it ended; a kernel that says more is believed.
    pub fn finish(self, counters: &Counters, stop: Outcome) -> Run {
        let mut run = self.keeper.finish(counters, stop);
        run.insns = INSNS.then_some(self.insns);
        run
    }
}

impl<const INSNS: bool> Ledger<INSNS> {
    fn note_insn(&mut self, row: InsnRow) {
        if INSNS && self.insns.len() < INSNS_MAX {
            self.insns.push(row);
        }
    }
}

/// What the accounts divide, of all that the machine counts.
fn tally(at: &Moment) -> Tally {
    let misses = Misses {
        tlb: at.misses(Structure::Tlb),
        l1i: at.misses(Structure::L1i),
        l1d: at.misses(Structure::L1d),
        l2: at.misses(Structure::L2),
        l3: at.misses(Structure::L3),
    };
    Tally { cycles: at.cycles(), instructions: at.instructions(), misses }
}

/// What the keeper needs to see of a moment.
fn scene<'a>(at: &'a Moment, word: &'a dyn Fn(u32) -> Option<u32>) -> Scene<'a> {
    Scene { tally: tally(at), regs: at.regs, satp: at.satp, word }
}

impl<const INSNS: bool> Observer for Ledger<INSNS> {
    const INSNS: bool = INSNS;

    fn probe(&mut self, id: u32, at: &mut Moment) {
        self.keeper.probe(id, scene(at, &|paddr| at.word(paddr)));
        *at.owner = self.keeper.stamp();
    }

    fn trap(&mut self, trap: &TrapInfo, at: &mut Moment) {
        self.note_insn(InsnRow {
            cycle: at.cycles() + u64::from(trap.entry),
            pc: trap.epc,
            word: 0,
            cycles: trap.spent + trap.entry,
            trap: Some(trap.cause),
        });
        self.keeper.trap(trap, at.regs, tally(at));
    }

    fn mret(&mut self, to: Mode, at: &mut Moment) {
        self.keeper.mret(to, scene(at, &|paddr| at.word(paddr)));
        *at.owner = self.keeper.stamp();
    }

    fn wfi(&mut self, at: &mut Moment) {
        self.keeper.wfi(tally(at));
        *at.owner = self.keeper.stamp();
    }

    fn wake(&mut self, at: &mut Moment) {
        self.keeper.wake(tally(at));
    }

    fn miss(&mut self, miss: &Miss, at: &mut Moment) {
        self.keeper.miss(miss, || tally(at));
    }

    fn touch(&mut self, touch: &Touch, at: &mut Moment) {
        self.keeper.touch(touch, || tally(at));
    }

    fn evict(&mut self, evict: &Evict, at: &mut Moment) {
        self.keeper.evict(evict, || tally(at));
    }

    fn invalidate(&mut self, gone: &Invalidate, at: &mut Moment) {
        self.keeper.invalidate(gone, || tally(at));
    }

    fn flush(&mut self, structure: Structure, at: &mut Moment) {
        self.keeper.flush(structure, || tally(at));
    }

    fn insn(&mut self, pc: u32, word: u32, cycles: u32, at: &mut Moment) {
        self.note_insn(InsnRow { cycle: at.cycles(), pc, word, cycles, trap: None });
    }
}
