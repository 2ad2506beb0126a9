//! A probe description, tied to one kernel image: symbols become addresses, registers numbers.
//!
//! [`Probes::attach`] turns the words of a [`ProbeDescription`] into a table of [`Action`]s; the
//! machine reports "probe 3 was reached", and `actions[3]` says what that means.

use swtch_isa::reg;

use crate::description::{DescriptionError, ProbeDescription};
use crate::run::{OutcomeKind, Phase};

/// What reaching a probe means. Registers are numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// The first thread begins.
    Start { to: u8 },
    /// A switch.
    Switch { from: u8, to: u8 },
    /// A change of a thread's state.
    State { thread: u8, to: u8 },
    /// The run ends.
    End { kind: u8, code: u8 },
    /// A fault ends a process.
    Fault { thread: u8, signal: u8, pc: u8, address: u8 },
    /// The kernel gives up.
    Panic { message: u8 },
    /// The time of a workload.
    Clock { time: u8 },
    /// The general trap entry.
    TrapEntry,
    /// The entry of marker number so-and-so.
    Marker(usize),
    /// The entry of the scheduler, which is also a marker.
    Schedule(usize),
}

/// A description tied to one kernel image.
#[derive(Clone, Debug)]
pub struct Probes {
    pub(crate) description: ProbeDescription,
    pub(crate) actions: Vec<Action>,
    addresses: Vec<(u32, u32)>,
    /// What is kept of a failing program's memory beside its stack: an address, and how many words.
    pub(crate) kept: (u32, u32),
}

impl Probes {
    /// Has these words of user memory kept with every fault.
    pub fn keep(&mut self, address: u32, words: u32) {
        self.kept = (address, words);
    }

    /// Looks every symbol up in the kernel; the kernel runs untranslated, so an address is physical.
    pub fn attach(
        description: ProbeDescription,
        lookup: impl Fn(&str) -> Option<u32>,
    ) -> Result<Probes, Vec<DescriptionError>> {
        let mut problems = description.problems();
        if !problems.is_empty() {
            return Err(problems);
        }
        let mut addresses = Vec::new();
        let mut actions = Vec::new();
        for (field, symbol, action) in wanted(&description) {
            match lookup(&symbol) {
                Some(address) => {
                    addresses.push((address, actions.len() as u32));
                    actions.push(action);
                }
                None => problems.push(DescriptionError::missing(field, &symbol)),
            }
        }
        if !description.refill.is_empty() && lookup(&description.refill).is_none() {
            problems.push(DescriptionError::missing("refill", &description.refill));
        }
        match problems.is_empty() {
            true => Ok(Probes { description, actions, addresses, kept: (0, 0) }),
            false => Err(problems),
        }
    }

    /// Which physical addresses the machine must watch, each with the id to report it by.
    pub fn addresses(&self) -> &[(u32, u32)] {
        &self.addresses
    }
}

/// Every probe a description asks for: field, symbol, meaning. Where two share an address, the
/// earlier one is heard first; a failed refill must be known before the trap entry's marker.
fn wanted(description: &ProbeDescription) -> Vec<(String, String, Action)> {
    let mut all = Vec::new();
    let mut want = |field: &str, symbol: &str, action: Action| {
        all.push((field.to_string(), symbol.to_string(), action));
    };
    if !description.trap.is_empty() {
        want("trap", &description.trap, Action::TrapEntry);
    }
    if let Some(start) = &description.start {
        want("start.symbol", &start.symbol, Action::Start { to: register(&start.to) });
    }
    let switch = &description.switch;
    let action = Action::Switch { from: register(&switch.from), to: register(&switch.to) };
    want("switch.symbol", &switch.symbol, action);
    if let Some(state) = &description.state {
        let action = Action::State { thread: register(&state.thread), to: register(&state.to) };
        want("state.symbol", &state.symbol, action);
    }
    if let Some(end) = &description.end {
        let action = Action::End { kind: register(&end.kind), code: register(&end.code) };
        want("end.symbol", &end.symbol, action);
    }
    if let Some(fault) = &description.fault {
        let action = Action::Fault {
            thread: register(&fault.thread),
            signal: register(&fault.signal),
            pc: register(&fault.pc),
            address: register(&fault.address),
        };
        want("fault.symbol", &fault.symbol, action);
    }
    if let Some(panic) = &description.panic {
        want("panic.symbol", &panic.symbol, Action::Panic { message: register(&panic.message) });
    }
    if let Some(clock) = &description.clock {
        want("clock.symbol", &clock.symbol, Action::Clock { time: register(&clock.time) });
    }
    let scheduler = description.markers.iter().position(|m| m.phase == Phase::Schedule);
    for (index, marker) in description.markers.iter().enumerate() {
        let action = match Some(index) == scheduler {
            true => Action::Schedule(index),
            false => Action::Marker(index),
        };
        want(&format!("markers[{index}].symbol"), &marker.symbol, action);
    }
    all
}

/// A register's number; the description has been checked, so the name is known.
fn register(name: &str) -> u8 {
    reg::by_name(name).unwrap_or(0)
}

/// An outcome by the name a description gives it.
pub(crate) fn outcome_kind(name: &str) -> Option<OutcomeKind> {
    match name {
        "exit" => Some(OutcomeKind::Exit),
        "signal" => Some(OutcomeKind::Signal),
        "panic" => Some(OutcomeKind::Panic),
        "deadlock" => Some(OutcomeKind::Deadlock),
        _ => None,
    }
}
