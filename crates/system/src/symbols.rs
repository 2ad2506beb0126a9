//! Addresses to names: what happened to a process, a kernel or a machine, for people.
//!
//! The ledger reports a fault as numbers. Which program they belong to is known here: the initial
//! RAM disk's executables by name, and the kernel's image.

use crate::guest;
use crate::run::{Kernel, Setup};
use std::collections::BTreeMap;
use swtch_ledger::{Fault, OutcomeKind, Run, STANDINGS_MAX, Snapshot, Standing};
use swtch_link::{Backtrace, End, Executable, LOADER, Loaded, Moment};
use swtch_machine::Stop;

/// Of a run that was cut off, so many threads are told, with so many callers.
const THREADS_TOLD: usize = 12;
const CALLERS_TOLD: usize = 6;
/// The program of the first process.
const INIT: &str = "init";

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
    pub fn messages(&self, run: &Run, stop: &Stop, standings: &[Standing]) -> Vec<String> {
        let mut messages: Vec<String> =
            run.faults.iter().flat_map(|fault| self.fault(fault)).collect();
        match (run.outcome.kind, stop) {
            (OutcomeKind::Panic, _) => {
                let said = run.panic.as_ref().map_or("", |panic| panic.message.as_str());
                messages.push(format!("panic: {said}"));
                let snapshot = run.panic.as_ref().map(|panic| &panic.snapshot);
                messages
                    .extend(snapshot.into_iter().flat_map(|s| callers(&self.in_kernel(), s, true)));
            }
            (OutcomeKind::Deadlock, _) => {
                let what = if self.bare { "the hart waits" } else { "nothing can run" };
                messages.push(format!("deadlock: {what} and nothing is due"));
                messages.extend(self.standings(standings));
            }
            (OutcomeKind::Limit, _) => {
                messages.push(format!(
                    "cycle limit: stopped after {} cycles; --limit moves it",
                    run.totals.cycles
                ));
                messages.extend(self.standings(standings));
            }
            (_, Stop::MachineCheck { reason, pc, .. }) => {
                messages
                    .push(format!("machine check: {reason}, at {}", place(&self.in_kernel(), *pc)));
            }
            _ => {}
        }
        let rows = run.switches.len() as u64;
        if rows > 0 && run.totals.switches > rows {
            messages.push(format!(
                "{} context switches: the first {rows} have rows; averages, accounts and times have all",
                run.totals.switches
            ));
        }
        messages
    }

    /// What each thread was doing when the run was cut off, so that one sees for what they wait.
    fn standings(&self, standings: &[Standing]) -> Vec<String> {
        // init waits for its children all the time.
        let told = standings.iter().filter(|s| !(s.who.name == INIT && s.state == "blocked"));
        let mut messages: Vec<String> =
            told.clone().take(THREADS_TOLD).flat_map(|standing| self.standing(standing)).collect();
        if let Some(more) = told.count().checked_sub(THREADS_TOLD).filter(|&more| more > 0) {
            let more = if standings.len() == STANDINGS_MAX {
                "more".into()
            } else {
                format!("{more} more")
            };
            messages.push(format!("and {more} threads"));
        }
        messages
    }

    fn standing(&self, standing: &Standing) -> Vec<String> {
        let Standing { who, state, snapshot } = standing;
        let snapshot = snapshot.as_deref();
        let loaded = match state.is_empty() {
            true => Vec::from(self.in_kernel()),
            false => self.loaded(&who.name, snapshot),
        };
        let thread = match state.is_empty() {
            true => "the hart".to_string(),
            false => format!("pid {} tid {} ({}), {state}", who.pid, who.tid, who.name),
        };
        let Some(snapshot) = snapshot else { return vec![format!("{thread}: in the kernel")] };
        let mut messages = vec![format!("{thread}: at {}", place(&loaded, snapshot.pc))];
        if !loaded.is_empty() {
            // The first frame has just been named.
            let outer: Vec<String> =
                callers(&loaded, snapshot, false).into_iter().skip(1).collect();
            let cut = outer.len() > CALLERS_TOLD;
            messages.extend(outer.into_iter().take(CALLERS_TOLD));
            messages.extend(cut.then(|| "  …".into()));
        }
        messages
    }

    fn in_kernel(&self) -> [Named<'_>; 1] {
        [Named { name: None, loaded: Loaded { image: &self.kernel, base: 0 } }]
    }

    /// What a process did, and who had called whom when it did.
    fn fault(&self, fault: &Fault) -> Vec<String> {
        let who = &fault.who;
        let loaded = self.loaded(&who.name, fault.snapshot.as_deref());
        let at = place(&loaded, fault.pc);
        let mut messages = vec![format!(
            "pid {} tid {} ({}): {} at {at}, address {:#010x}",
            who.pid,
            who.tid,
            who.name,
            signal_name(fault.signal),
            fault.address
        )];
        if let Some(snapshot) = fault.snapshot.as_ref().filter(|_| !loaded.is_empty()) {
            // The first frame has just been named.
            messages.extend(callers(&loaded, snapshot, false).into_iter().skip(1));
        }
        messages
    }

    /// What lies in a program's memory: itself, and, as the loader's table has it, the loader and libraries.
    fn loaded<'a>(&'a self, name: &str, snapshot: Option<&Snapshot>) -> Vec<Named<'a>> {
        let Some(program) = self.programs.get(name) else { return Vec::new() };
        let mut loaded = vec![Named { name: None, loaded: Loaded { image: program, base: 0 } }];
        if program.dynamic.is_none() {
            return loaded;
        }
        let mut add = |name: &str, base| {
            if let Some((name, image)) = self.programs.get_key_value(name) {
                loaded.push(Named { name: Some(name), loaded: Loaded { image, base } });
            }
        };
        add(LOADER, 0);
        let entries = snapshot.map_or(&[][..], |snapshot| &snapshot.kept);
        for entry in entries.chunks_exact(LOADED_WORDS).take_while(|entry| entry[0] != 0) {
            let bytes: Vec<u8> = entry[1..].iter().flat_map(|word| word.to_le_bytes()).collect();
            let end = bytes.iter().position(|&byte| byte == 0).unwrap_or(bytes.len());
            add(&String::from_utf8_lossy(&bytes[..end]), entry[0]);
        }
        loaded
    }
}

/// Words of an entry in the loader's table `loaded`: where a library lies, and its name.
const LOADED_WORDS: usize = 9;

/// Where the loader's table lies in a program's memory, and its words; none if there is no loader.
pub(crate) fn loader_table(setup: &Setup) -> Option<(u32, u32)> {
    let loader = setup.programs.iter().find(|program| program.name == LOADER)?;
    let image = guest::read(LOADER, &loader.executable).ok()?;
    image.symbol("loaded").map(|table| (table.address, table.size / 4))
}

/// A piece of a program, and the library that it is.
struct Named<'a> {
    name: Option<&'a str>,
    loaded: Loaded<'a>,
}

/// A line for each function that had not returned yet. `called`: the innermost one is left by a
/// call, not by a trap.
fn callers(all: &[Named], snapshot: &Snapshot, called: bool) -> Vec<String> {
    let moment = Moment { pc: snapshot.pc, called, registers: snapshot.registers };
    let images: Vec<Loaded> = all.iter().map(|named| named.loaded).collect();
    let backtrace = Backtrace::of(&images, &moment, &|address| snapshot.word(address));
    let lines = backtrace.frames.iter().map(|frame| {
        let how = if frame.called { "called from" } else { "interrupted at" };
        format!("  {how} {}", place(all, frame.pc))
    });
    let mut lines = counted(lines);
    if backtrace.end != End::Outermost {
        lines.push(format!("  (not followed further: {})", backtrace.end));
    }
    lines
}

/// Of neighbours that are alike (a recursion) one, with their number.
fn counted(lines: impl Iterator<Item = String>) -> Vec<String> {
    let mut runs: Vec<(String, u32)> = Vec::new();
    for line in lines {
        match runs.last_mut() {
            Some((last, count)) if *last == line => *count += 1,
            _ => runs.push((line, 1)),
        }
    }
    let told = |(line, count)| if count == 1 { line } else { format!("{line}, {count} times") };
    runs.into_iter().map(told).collect()
}

/// `0x00010244 (main+12, hello.c:7)`; in a library its name comes last.
fn place(all: &[Named], address: u32) -> String {
    let here = all.iter().find(|named| named.loaded.has_code_at(address)).or(all.first());
    let Some(Named { name, loaded: Loaded { image, base } }) = here else {
        return format!("{address:#010x}");
    };
    let own_address = address.wrapping_sub(*base);
    let symbol = image.symbol_at(own_address).map(|(symbol, offset)| match offset {
        0 => symbol.name.clone(),
        offset => format!("{}+{offset:#x}", symbol.name),
    });
    let line = image.line_at(own_address).map(|(file, line)| format!("{file}:{line}"));
    let known: Vec<String> = symbol.into_iter().chain(line).chain(name.map(String::from)).collect();
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
