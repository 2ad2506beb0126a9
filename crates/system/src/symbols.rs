//! Addresses to names: what happened to a process, a kernel or a machine, for people.
//!
//! The ledger reports a fault as numbers. Which program they belong to is known here: the initial
//! RAM disk's executables by name, and the kernel's image.

use crate::guest;
use crate::run::{Kernel, Setup};
use std::collections::BTreeMap;
use swtch_ledger::{Fault, OutcomeKind, Run};
use swtch_link::Executable;
use swtch_machine::Stop;

/// The names of all images of a run.
pub(crate) struct Symbols {
    kernel: Executable,
    programs: BTreeMap<String, Executable>,
    bare: bool,
}

impl Symbols {
    /// Reads what the run consisted of; an image that cannot be read has no names.
    pub fn new(setup: &Setup, kernel: Executable) -> Symbols {
        let readable = |program: &guest::Program| {
            let image = guest::read(&program.name, &program.executable).ok()?;
            Some((program.name.clone(), image))
        };
        Symbols {
            kernel,
            programs: setup.programs.iter().filter_map(readable).collect(),
            bare: matches!(setup.kernel, Kernel::Bare(_)),
        }
    }

    /// One message per event worth telling, in order.
    pub fn messages(&self, run: &Run, stop: &Stop) -> Vec<String> {
        let mut messages: Vec<String> = run.faults.iter().map(|fault| self.fault(fault)).collect();
        match (run.outcome.kind, stop) {
            (OutcomeKind::Panic, _) => {
                let said = run.panic.as_ref().map_or("", |panic| panic.message.as_str());
                messages.push(format!("panic: {said}"));
                messages.extend(run.panic.iter().map(|panic| {
                    // The call itself, not what follows: behind a call that never returns lies
                    // another function.
                    format!(
                        "  called from {}",
                        place(&self.kernel, panic.return_address.wrapping_sub(4))
                    )
                }));
            }
            (OutcomeKind::Deadlock, _) => {
                let what = if self.bare { "the hart waits" } else { "nothing can run" };
                messages.push(format!("deadlock: {what} and nothing is due"));
            }
            (OutcomeKind::Limit, _) => messages.push(format!(
                "cycle limit: stopped after {} cycles; --limit moves it",
                run.totals.cycles
            )),
            (_, Stop::MachineCheck { reason, pc, .. }) => {
                messages.push(format!("machine check: {reason}, at {}", place(&self.kernel, *pc)));
            }
            _ => {}
        }
        if run.totals.switches > run.switches.len() as u64 {
            messages.push(format!(
                "{} context switches: the first {} have rows; averages, accounts and times have all",
                run.totals.switches,
                run.switches.len()
            ));
        }
        messages
    }

    fn fault(&self, fault: &Fault) -> String {
        let who = &fault.who;
        let at = match self.programs.get(&who.name) {
            Some(image) => place(image, fault.pc),
            None => format!("{:#010x}", fault.pc),
        };
        format!(
            "pid {} tid {} ({}): {} at {at}, address {:#010x}",
            who.pid,
            who.tid,
            who.name,
            signal_name(fault.signal),
            fault.address
        )
    }
}

/// `0x00010244 (main+12, hello.c:7)`.
fn place(image: &Executable, address: u32) -> String {
    let symbol = image.symbol_at(address).map(|(symbol, offset)| match offset {
        0 => symbol.name.clone(),
        offset => format!("{}+{offset:#x}", symbol.name),
    });
    let line = image.line_at(address).map(|(file, line)| format!("{file}:{line}"));
    let known: Vec<String> = symbol.into_iter().chain(line).collect();
    match known.is_empty() {
        true => format!("{address:#010x}"),
        false => format!("{address:#010x} ({})", known.join(", ")),
    }
}

fn signal_name(signal: u32) -> String {
    const NAMES: [(u32, &str); 8] = [
        (2, "SIGINT"),
        (4, "SIGILL"),
        (5, "SIGTRAP"),
        (6, "SIGABRT"),
        (7, "SIGBUS"),
        (8, "SIGFPE"),
        (9, "SIGKILL"),
        (11, "SIGSEGV"),
    ];
    let known = NAMES.iter().find(|(number, _)| *number == signal);
    known.map_or(format!("signal {signal}"), |(number, name)| format!("{name} (signal {number})"))
}
