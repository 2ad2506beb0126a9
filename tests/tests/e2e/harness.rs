//! How a case is written: a [`Case`] names a program and what differs from the defaults; running it
//! gives a [`Report`] and the messages that would go to standard error.

use serde_json::Value;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;
use swtch_machine::{Arrival, MachineConfig};
use swtch_programs as programs;
use swtch_report::{Dma, FORMAT, Product, Report, TraceKind};
use swtch_source::Files;
use swtch_system::guest::{self, Program, ProgramSource};
use swtch_system::toolchain::{Library, embedded};
use swtch_system::{
    DiskAfter, Engine, Error, Finished, Input, Keep, Kernel, MachineSource, Settings, Setup,
    Toolchain, Unit, machine_config, probe_description,
};

/// Headers come from the embedded library; the cases have no files of their own.
pub struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _path: &str) -> Option<String> {
        None
    }
}

/// A program to run, and what differs from the defaults.
#[derive(Clone)]
pub struct Case {
    pub name: String,
    pub source: ProgramSource,
    pub sets: Vec<String>,
    pub kernel: Vec<u8>,
    pub setup: Settings,
    pub keep: Keep,
    pub engine: Engine,
    pub input: Input,
}

/// What a case came to.
pub struct Done {
    pub report: Report,
    pub messages: Vec<String>,
    pub typed: Vec<Arrival>,
    pub disk: Option<DiskAfter>,
}

impl Done {
    pub fn console(&self) -> &str {
        &self.report.console
    }

    pub fn json(&self, trace: Option<TraceKind>) -> Value {
        serde_json::from_str(&swtch_report::json(&self.report, trace)).expect("our own JSON")
    }
}

impl Case {
    /// A built-in program.
    pub fn sample(name: &str) -> Case {
        Case::new(name, guest::sample(name).expect("a built-in program"))
    }

    /// A C program written in the test.
    pub fn c(name: &str, text: &str) -> Case {
        let unit = Unit { path: format!("{name}.c"), text: text.into() };
        Case::new(name, ProgramSource::Units(vec![unit]))
    }

    /// An executable that somebody else made.
    pub fn elf(name: &str, bytes: Vec<u8>) -> Case {
        Case::new(name, ProgramSource::Elf(bytes))
    }

    fn new(name: &str, source: ProgramSource) -> Case {
        Case {
            name: name.into(),
            source,
            sets: Vec::new(),
            kernel: built_in_kernel().clone(),
            setup: Settings {
                sched: "rr".into(),
                quantum_cycles: 200_000,
                scheduling: Vec::new(),
                fork: "cow".into(),
                seed: 1,
                limit_cycles: 100_000_000,
                bare: false,
                arguments: Vec::new(),
                environment: Vec::new(),
            },
            keep: Keep::History,
            engine: Engine::default(),
            input: Vec::new().into(),
        }
    }

    /// With a field of the machine overridden.
    pub fn set(mut self, set: &str) -> Case {
        self.sets.push(set.into());
        self
    }

    /// With every event kept.
    pub fn events(mut self) -> Case {
        self.keep = Keep::Events;
        self
    }

    /// With this on the console.
    pub fn input(mut self, text: &str) -> Case {
        self.input = text.as_bytes().to_vec().into();
        self
    }

    /// With this input.
    pub fn reads(mut self, input: Input) -> Case {
        self.input = input;
        self
    }

    /// With another quantum.
    pub fn quantum(mut self, cycles: u64) -> Case {
        self.setup.quantum_cycles = cycles;
        self
    }

    /// With this environment.
    pub fn environment(mut self, variables: &[&str]) -> Case {
        self.setup.environment = variables.iter().map(ToString::to_string).collect();
        self
    }

    /// With arguments.
    pub fn arguments(mut self, arguments: &[&str]) -> Case {
        self.setup.arguments = arguments.iter().map(|argument| argument.to_string()).collect();
        self
    }

    /// With an edited kernel: each edit replaces one text in one file, which must be there.
    pub fn kernel_edited(mut self, edits: &[(&str, &str, &str)]) -> Case {
        self.kernel = edited_kernel(edits);
        self
    }

    /// Runs it to its end.
    pub fn run(self) -> Done {
        self.try_run().unwrap_or_else(|error| panic!("{error}"))
    }

    /// Runs it, if it can be built.
    pub fn try_run(self) -> Result<Done, Error> {
        finish(&self.build()?)
    }

    /// All that a run needs, compiled.
    pub fn build(self) -> Result<Setup, Error> {
        let programs = programs_for(&self)?;
        let probes = programs::probes();
        let probes = probe_description(probes.path, probes.text)?;
        let machine = machine_config(&MachineSource::Builtin("classic".into()), &self.sets)?;
        Ok(Setup {
            machine,
            kernel: Kernel::Image { executable: self.kernel, probes: Some(Box::new(probes)) },
            programs,
            program: self.name,
            arguments: self.setup.arguments.clone(),
            input: self.input,
            disk: None,
            settings: self.setup,
            keep: self.keep,
            engine: self.engine,
        })
    }
}

/// Runs a setup and makes the report of it.
pub fn finish(setup: &Setup) -> Result<Done, Error> {
    let Finished { identity, engine, run, console, messages, disk, typed } =
        swtch_system::run(setup, &mut |_| {})?;
    let value = |machine: &MachineConfig| serde_json::to_value(machine).expect("plain data");
    let report = Report {
        product: Product {
            version: "test".into(),
            format: FORMAT,
            kernel: identity.kernel,
            program: identity.program,
            machine: identity.machine,
        },
        program: setup.program.clone(),
        machine: value(&setup.machine),
        settings: serde_json::to_value(&setup.settings).expect("plain data"),
        console: String::from_utf8(console).expect("the cases print text"),
        engine,
        run,
        dma: disk.iter().map(|disk| Dma::of_disk(disk.snoops)).collect(),
    };
    Ok(Done { report, messages, typed, disk })
}

fn programs_for(case: &Case) -> Result<Vec<Program>, Error> {
    let mut toolchain = Toolchain::new(&NoFiles);
    let program = guest::user_program(&mut toolchain, library(), &case.name, &case.source)?;
    guest::with_companions(&mut toolchain, library(), vec![program])
}

/// The C library, built once.
pub fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| Toolchain::new(&NoFiles).library().unwrap_or_else(|e| panic!("{e}")))
}

/// The built-in kernel, built once.
pub fn built_in_kernel() -> &'static Vec<u8> {
    static KERNEL: OnceLock<Vec<u8>> = OnceLock::new();
    KERNEL.get_or_init(|| edited_kernel(&[]))
}

fn edited_kernel(edits: &[(&str, &str, &str)]) -> Vec<u8> {
    let mut units = embedded(programs::kernel());
    for (path, from, to) in edits {
        let path = format!("swtch:kernel/{path}");
        let unit = units.iter_mut().find(|unit| unit.path == path).expect("a kernel file");
        assert!(unit.text.contains(from), "{path} no longer contains {from:?}");
        unit.text = unit.text.replacen(from, to, 1);
    }
    guest::kernel(&mut Toolchain::new(&NoFiles), &units).unwrap_or_else(|error| panic!("{error}"))
}

/// The cross compiler that some cases compare with.
pub const GCC: &str = "riscv64-unknown-elf-gcc";

/// Whether it is there; says so if not.
pub fn gcc_is_installed() -> bool {
    let found = Command::new(GCC).arg("--version").output().is_ok_and(|out| out.status.success());
    if !found {
        eprintln!("SKIPPED: no {GCC} here, so nothing was compared with it");
    }
    found
}

/// The repository's own folder.
pub fn root() -> PathBuf {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    root.expect("tests/ lies in the root").into()
}
