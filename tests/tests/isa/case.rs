//! One self-checking file: what its directives say, how it is built, and what a run of it came to.
//!
//! Directives are comments that begin with `//@`:
//!
//! | directive | meaning |
//! |---|---|
//! | `//@ qemu` | QEMU must agree |
//! | `//@ machines: virt classic` | runs on these machines only, else on every built-in one |
//! | `//@ set: tlb.entries=4 misaligned=trap` | with these fields of the machine |
//! | `//@ stop: machine check: two TLB` | the run does not end through the finisher, but like this |

use std::path::{Path, PathBuf};

use swtch_ledger::{Outcome, OutcomeKind};
use swtch_machine::{Engine, MachineConfig};
use swtch_source::Files;
use swtch_system::guest::{ProgramSource, bare_program};
use swtch_system::{Finished, MachineSource, Setup, Toolchain, Unit, machine_config, run};

/// No file needs more, by far.
const LIMIT_CYCLES: u64 = 20_000_000;

/// A file, and what it wants.
pub struct Case {
    pub name: String,
    text: String,
    /// Whether QEMU must agree.
    pub on_qemu: bool,
    /// The machines to run it on.
    pub machines: Vec<String>,
    pub sets: Vec<String>,
    /// How the run ends, if not through the finisher.
    pub stop: Option<String>,
}

/// How a run ended, and what it printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    pub outcome: Outcome,
    pub console: String,
    pub messages: Vec<String>,
}

/// The folder of the cases.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("isa")
}

/// Headers beside the cases.
struct Folder;

impl Files for Folder {
    fn read(&self, path: &str) -> Option<String> {
        std::fs::read_to_string(folder().join(path)).ok()
    }
}

/// Every case, in the order of their names.
pub fn all() -> Vec<Case> {
    let entries = std::fs::read_dir(folder()).expect("tests/isa is there");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("a readable entry").file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".S"))
        .collect();
    names.sort();
    names.iter().map(|name| Case::read(name)).collect()
}

impl Case {
    fn read(name: &str) -> Case {
        let text = std::fs::read_to_string(folder().join(name)).expect("a readable file");
        let mut case = Case {
            name: name.into(),
            on_qemu: false,
            machines: swtch_machine::BUILTINS.iter().map(|machine| machine.name.into()).collect(),
            sets: Vec::new(),
            stop: None,
            text: String::new(),
        };
        for directive in text.lines().filter_map(|line| line.strip_prefix("//@ ")) {
            let (key, value) = directive.split_once(':').unwrap_or((directive, ""));
            let words = || value.split_whitespace().map(String::from).collect();
            match key {
                "qemu" => case.on_qemu = true,
                "machines" => case.machines = words(),
                "set" => case.sets = words(),
                "stop" => case.stop = Some(value.trim().into()),
                _ => panic!("{name}: there is no directive `{key}`"),
            }
        }
        Case { text, ..case }
    }

    /// How many lines the file has.
    pub fn lines(&self) -> usize {
        self.text.lines().count()
    }

    /// The case as an executable.
    pub fn build(&self) -> Vec<u8> {
        build(&self.name, &self.text)
    }

    /// Runs `executable`, which the case was built into.
    pub fn run(&self, machine: &str, executable: &[u8]) -> End {
        run_on(machine, &self.sets, &self.name, executable)
    }

    /// What is wrong with an end, if anything is.
    pub fn complaint(&self, end: &End) -> Option<String> {
        let Outcome { kind, code } = end.outcome;
        let ended = match &self.stop {
            Some(stop) => end.messages.iter().any(|message| message.contains(stop.as_str())),
            None => kind == OutcomeKind::Exit && code == 0 && end.console.ends_with("ok\n"),
        };
        if ended {
            return None;
        }
        let Case { name, text, .. } = self;
        Some(match text.lines().nth((code as usize).wrapping_sub(1)) {
            Some(line) if kind == OutcomeKind::Exit => format!("{name}:{code}: {}", line.trim()),
            _ => format!("{name}: {end:?}"),
        })
    }
}

/// An executable for the bare machine, from one assembly file that goes through the preprocessor.
pub fn build(name: &str, text: &str) -> Vec<u8> {
    let source = ProgramSource::Units(vec![Unit { path: name.into(), text: text.into() }]);
    bare_program(&mut Toolchain::new(&Folder), &source).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// Runs an executable as `--bare` does, with each engine: all that a report could say must be equal.
pub fn run_on(machine: &str, sets: &[String], name: &str, executable: &[u8]) -> End {
    let machine = machine_config(&MachineSource::Builtin(machine.into()), sets)
        .unwrap_or_else(|e| panic!("{name}: {e}"));
    let run_with = |engine| {
        let setup = setup(machine.clone(), name, executable, engine);
        run(&setup, &mut |_| {}).unwrap_or_else(|e| panic!("{name}: {e}"))
    };
    let (step, fast) = (run_with(Engine::Step), run_with(Engine::Fast));
    let told = |done: &Finished| format!("{:?} {:?}", done.run, done.messages);
    assert_eq!(told(&step), told(&fast), "{name}: the engines differ");
    assert_eq!(step.console, fast.console, "{name}: the engines differ");
    let console = String::from_utf8_lossy(&fast.console).into_owned();
    End { outcome: fast.run.outcome, console, messages: fast.messages }
}

fn setup(machine: MachineConfig, name: &str, executable: &[u8], engine: Engine) -> Setup {
    Setup { engine, ..Setup::bare(machine, name, executable.into(), LIMIT_CYCLES) }
}
