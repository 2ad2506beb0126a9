//! The fast engine: the same machine, the same counts, without looking everything up.
//!
//! The plain structures (caches, TLB, memory, counters) stay the truth, and the stepper stays the
//! definition. What the fast engine adds is *proofs*: a data filter whose entries prove that a load or
//! store would hit without an event ([`filter`]), and an epoch per decoded line of code that proves the
//! same of fetches ([`lines`]). As long as proofs cover what happens, operations follow each other
//! directly ([`handlers`], often two at a time: [`pairs`]), their cycles and counts booked by the line
//! ([`op`]). What is not proven is proven in passing, if it hits or misses as usual ([`reach`] for
//! data, [`arrive`] for code). Anything else is [`Machine::step`]'s, after which whatever the
//! structures have lost is read from their logs ([`prove`]).
//!
//! *Invariant:* between two slices of the fast engine the machine is exactly as the stepper would
//! have left it. Two things differ inside the host alone: stamps of the least-recently-used policy
//! are other numbers in the same order, and `fetch_line` is forgotten more often.

mod arrive;
mod context;
mod filter;
mod handlers;
mod lines;
mod op;
mod pairs;
mod prove;
mod reach;
mod run;

use crate::cache::Cache;
use crate::config::{Hazards, MachineConfig, Pipeline, Predictor, Replacement};
use crate::machine::{Machine, Stop};
use crate::observer::Observer;
use filter::{Filter, GRANULE_MAX};
use lines::Lines;
use op::{LINE_OPS, Rules};

/// How instructions are executed. Both engines count and cost the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Engine {
    /// One by one: the definition.
    Step,
    /// By decoded lines and proofs, wherever they cover the machine.
    #[default]
    Fast,
}

/// The state of the fast engine.
pub(crate) struct Fast {
    rules: Rules,
    lines: Lines,
    filters: [Filter; 2],
    /// Per slot of the L1D: the address by which user mode has proven accesses to it; odd if none.
    names: Vec<u32>,
    /// Per entry of the TLB: granules of its page that are proven through it.
    granules: Vec<u64>,
    /// Per entry of the TLB: that page.
    pages: Vec<u32>,
    granule: u32,
    /// Bytes of a line of the L1D.
    line_size: u32,
    owner: u32,
    satp: u32,
    /// What `t` and stamps are ahead of the cycle count: stamps of the stepper may advance faster.
    ahead: u64,
    /// Where stamps go that nobody reads.
    scratch: Vec<u64>,
    /// The operation (line and slot) that has left its line, and where to: it would like to know
    /// the line there.
    unlinked: Option<(u32, u32, u32)>,
}

/// What of a configuration the fast engine does not cover, if anything.
fn uncovered(config: &MachineConfig) -> Option<&'static str> {
    let tree = |replacement| replacement == Replacement::TreePlru;
    let (l1i, l1d) = (&config.l1i, &config.l1d);
    let below = config.l2.is_some() || config.l3.is_some();
    let rules = [
        (config.hazards == Hazards::Stall, "hazards=stall"),
        (config.predictor == Predictor::Bimodal, "predictor=bimodal"),
        (config.tlb.replacement == Replacement::Lru, "tlb.replacement=lru"),
        (l1i.as_ref().is_some_and(|l1i| tree(l1i.replacement)), "l1i.replacement=tree_plru"),
        (l1d.as_ref().is_some_and(|l1d| tree(l1d.replacement)), "l1d.replacement=tree_plru"),
        (l1i.is_none() && below, "l1i=none with caches below"),
        (l1d.is_none() && below, "l1d=none with caches below"),
    ];
    rules.into_iter().find(|&(found, _)| found).map(|(_, what)| what)
}

impl Fast {
    fn new(config: &MachineConfig, machine: &Machine) -> Fast {
        let (l1i, l1d) = (&machine.hart.l1i, &machine.hart.l1d);
        let extra = |cache: &Option<Cache>| {
            cache.as_ref().map_or(config.memory.access_cycles, |cache| cache.hit_cycles - 1)
        };
        let size = |cache: &Option<Cache>| cache.as_ref().map_or(u32::MAX, Cache::line_size);
        let slots = |cache: &Option<Cache>| cache.as_ref().map_or(1, Cache::slots);
        let rules = Rules {
            line_size: size(l1i).min(4 * LINE_OPS as u32),
            fetch: extra(l1i),
            data: extra(l1d),
            mul: machine.costs.mul,
            div: machine.costs.div,
            wrong_way: machine.costs.wrong_way,
            late_loads: config.pipeline == Pipeline::FiveStage,
            plain: l1d.as_ref().is_some_and(Cache::is_plain) && machine.lower.is_plain(),
            prices: machine.lower.prices(),
        };
        let entries = config.tlb.entries as usize;
        Fast {
            lines: Lines::new(rules.no_line(), rules.line_size, slots(l1i), entries),
            filters: [Filter::new(), Filter::new()],
            names: vec![prove::NO_NAME; slots(l1d)],
            granules: vec![0; entries],
            pages: vec![0; entries],
            granule: size(l1d).min(GRANULE_MAX),
            line_size: l1d.as_ref().map_or(GRANULE_MAX, Cache::line_size),
            owner: machine.owner,
            satp: machine.hart.core.csrs.satp,
            ahead: 0,
            scratch: vec![0; slots(l1i).max(slots(l1d))],
            unlinked: None,
            rules,
        }
    }
}

impl Machine {
    /// Chooses how instructions are executed from now on. The fast engine covers most machines;
    /// where it does not, the stepper does the work, and the answer says which option is why.
    pub fn set_engine(&mut self, engine: Engine) -> Result<(), &'static str> {
        self.fast = None;
        if engine == Engine::Step {
            return Ok(());
        }
        if let Some(option) = uncovered(&self.config) {
            return Err(option);
        }
        self.memory.watch();
        self.hart.tlb.departures.watch();
        for cache in self.hart.l1i.iter_mut().chain(&mut self.hart.l1d) {
            cache.departures.watch();
        }
        self.fast = Some(Box::new(Fast::new(&self.config, self)));
        Ok(())
    }

    /// How instructions are executed.
    pub fn engine(&self) -> Engine {
        if self.fast.is_some() { Engine::Fast } else { Engine::Step }
    }

    /// As [`Machine::run`], by the fast engine.
    pub(crate) fn run_fast<O: Observer>(
        &mut self,
        fast: &mut Fast,
        limit: u64,
        observer: &mut O,
    ) -> Stop {
        self.catch_up(fast);
        loop {
            #[cfg(test)]
            self.assert_proofs(fast);
            if self.hart.core.cycles >= self.attention {
                if let Some(stop) = self.attend(limit, observer) {
                    return stop;
                }
                self.catch_up(fast);
            } else {
                // What is not proven, or does not end in time, goes its way through the structures.
                if let Err(stop) = self.go_on(fast, observer) {
                    return stop;
                }
                self.catch_up(fast);
            }
        }
    }
}

#[cfg(test)]
mod check;
#[cfg(test)]
pub(crate) use check::check_proofs;
