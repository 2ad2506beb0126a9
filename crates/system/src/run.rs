//! One run: everything it depends on goes in, everything it came to comes out.
//!
//! The guest is put into memory as the boot contract has it: the kernel where its segments say, the
//! device tree and the initial RAM disk at the top of RAM, the hart at the kernel's entry with its
//! id in `a0` and the device tree's address in `a1`. Then the machine runs in slices, so that the
//! caller can show the console and the progress; slices change no count.

use crate::bootargs::command_line;
use crate::error::Error;
use crate::fingerprint::fingerprint;
use crate::guest::{self, Program};
use crate::initrd;
use crate::input::{Input, Session};
use crate::symbols::{Symbols, loader_table};
use crate::toolchain::RAM_BASE;
use serde::Serialize;
use swtch_isa::csr;
use swtch_ledger::{Keep, Ledger, Outcome, OutcomeKind, ProbeDescription, Probes, Run, Stopped};
use swtch_link::{Executable, Segment};
use swtch_machine::{
    Arrival, Engine, Machine, MachineConfig, Mode, Observer, Snoops, Stop, device_tree,
};

/// Cycles between two looks at the console.
const SLICE_CYCLES: u64 = 20_000_000;
/// Console output beyond this ends the run: memory has a bound.
const CONSOLE_MAX: usize = 256 << 20;
const PAGE: u32 = 4096;
const A0: usize = 10;
const A1: usize = 11;

/// Everything a run depends on.
#[derive(Clone)]
pub struct Setup {
    /// The machine.
    pub machine: MachineConfig,
    /// What runs in machine mode.
    pub kernel: Kernel,
    /// The programs of the initial RAM disk; empty if [`Kernel::Bare`].
    pub programs: Vec<Program>,
    /// The name of the one that is run.
    pub program: String,
    /// Its arguments, after its name.
    pub arguments: Vec<String>,
    /// What the console will read.
    pub input: Input,
    /// The disk's contents, if there is a disk: whole sectors of 512 bytes.
    pub disk: Option<Vec<u8>>,
    /// The kernel's options and the host's.
    pub settings: Settings,
    /// What to keep beside the books.
    pub keep: Keep,
    /// How instructions are executed: it changes no figure.
    pub engine: Engine,
}

impl Setup {
    /// An executable without a kernel, no input, no disk, and nothing kept but the books.
    pub fn bare(
        machine: MachineConfig,
        name: &str,
        executable: Vec<u8>,
        limit_cycles: u64,
    ) -> Setup {
        Setup {
            machine,
            kernel: Kernel::Bare(executable),
            programs: Vec::new(),
            program: name.into(),
            arguments: Vec::new(),
            input: Vec::new().into(),
            disk: None,
            settings: Settings {
                sched: "rr".into(),
                quantum_cycles: 1,
                scheduling: Vec::new(),
                fork: "cow".into(),
                seed: 1,
                limit_cycles,
                bare: true,
                arguments: Vec::new(),
                environment: Vec::new(),
            },
            keep: Keep::Books,
            engine: Engine::default(),
        }
    }
}

/// What runs in machine mode.
#[derive(Clone, Debug)]
pub enum Kernel {
    /// A program without a kernel.
    Bare(Vec<u8>),
    /// A kernel, and how to observe it, if that is known.
    Image {
        /// ELF.
        executable: Vec<u8>,
        /// Its probe description.
        probes: Option<Box<ProbeDescription>>,
    },
}

/// Options of a run; a member of the JSON document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Settings {
    /// The scheduling policy.
    pub sched: String,
    /// How long a thread may run.
    pub quantum_cycles: u64,
    /// More options of the scheduler, as the boot arguments spell them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scheduling: Vec<(String, String)>,
    /// How `fork` copies.
    pub fork: String,
    /// The source of every pseudo-random choice.
    pub seed: u64,
    /// Where the run ends at the latest.
    pub limit_cycles: u64,
    /// Whether there is no kernel.
    pub bare: bool,
    /// The program's arguments.
    pub arguments: Vec<String>,
    /// What it finds in its environment: `NAME=VALUE`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub environment: Vec<String>,
}

/// Hashes of what was run, so that two reports can be told to be comparable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Of the kernel's image, if there is a kernel.
    pub kernel: Option<String>,
    /// Of the program's ELF.
    pub program: String,
    /// Of the configuration.
    pub machine: String,
}

/// What a run came to.
#[derive(Clone, Debug)]
pub struct Finished {
    /// Who made it.
    pub identity: Identity,
    /// How instructions were executed, and why so if it was not as asked.
    pub engine: String,
    /// The ledger's values.
    pub run: Run,
    /// What processes wrote to descriptors 1 and 2.
    pub console: Vec<u8>,
    /// What happened to killed processes, and why the machine or the kernel stopped; in order,
    /// symbolised, without line ends.
    pub messages: Vec<String>,
    /// The disk, if there is one.
    pub disk: Option<DiskAfter>,
    /// What somebody typed, and when it arrived; empty unless the input was [`Input::Typed`].
    pub typed: Vec<Arrival>,
}

/// A disk after a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiskAfter {
    /// Its contents.
    pub image: Vec<u8>,
    /// What the caches had to do for its transfers.
    pub snoops: Snoops,
}

/// How far a run is.
pub struct Progress<'a> {
    /// Cycles so far.
    pub cycles: u64,
    /// What was written to the console since the last time.
    pub console: &'a [u8],
}

/// Runs `setup` to its end, telling `watch` now and then.
///
/// # Errors
/// Only what keeps a run from beginning (an image that does not fit, a probe description that does
/// not match), or a console that overflows. How the guest ends is an outcome.
pub fn run(setup: &Setup, watch: &mut dyn FnMut(Progress)) -> Result<Finished, Error> {
    match setup.keep {
        Keep::Insns => run_with::<true>(setup, watch),
        _ => run_with::<false>(setup, watch),
    }
}

fn run_with<const INSNS: bool>(
    setup: &Setup,
    watch: &mut dyn FnMut(Progress),
) -> Result<Finished, Error> {
    let image = guest::read(&kernel_name(setup), kernel_bytes(setup))?;
    let guest = describe_guest(setup, &image)?;
    let mut machine = boot_image(setup, &image, &guest)?;
    let engine = choose_engine(&mut machine, setup);
    let mut ledger = Ledger::<INSNS>::new(guest, setup.keep);
    let mut console = Vec::new();
    let mut session = Session::new(&setup.input);
    let stop = run_slices(&mut machine, &mut ledger, setup, &mut console, &mut session, watch)?;
    let standings = ledger.standings(stopped(&machine, &|address| word(&machine, address)));
    let run = ledger.finish(&machine.counters(), outcome_of(&stop));
    let symbols = Symbols::new(setup, image);
    let messages = symbols.messages(&run, &stop, &standings);
    let disk =
        machine.disk().map(|image| DiskAfter { image: image.to_vec(), snoops: machine.snoops() });
    let typed = session.typed;
    Ok(Finished { identity: identity(setup), engine, run, console, messages, disk, typed })
}

fn stopped<'a>(machine: &'a Machine, word: &'a dyn Fn(u32) -> Option<u32>) -> Stopped<'a> {
    let of = |number| machine.csr(number).unwrap_or(0);
    Stopped {
        pc: machine.pc(),
        regs: machine.regs(),
        in_user_mode: machine.mode() == Mode::User,
        satp: of(csr::SATP),
        mepc: of(csr::MEPC),
        word,
    }
}

fn word(machine: &Machine, address: u32) -> Option<u32> {
    let bytes = machine.read_bytes(address & !3, 4)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}

/// Has the machine execute as asked, or else as it can; what it does, in words.
fn choose_engine(machine: &mut Machine, setup: &Setup) -> String {
    let refused = machine.set_engine(setup.engine).err();
    match (setup.engine, refused, setup.keep) {
        (Engine::Step, ..) => "step".into(),
        (Engine::Fast, Some(option), _) => format!("step, for fast does not cover {option}"),
        (Engine::Fast, None, Keep::Insns) => "step, for every instruction is traced".into(),
        (Engine::Fast, None, _) => "fast".into(),
    }
}

/// A machine with the guest in its memory and the kernel's probes set, for observers other than the
/// ledger.
///
/// # Errors
/// As [`run`].
pub fn boot(setup: &Setup) -> Result<Machine, Error> {
    let image = guest::read(&kernel_name(setup), kernel_bytes(setup))?;
    let guest = describe_guest(setup, &image)?;
    let mut machine = boot_image(setup, &image, &guest)?;
    choose_engine(&mut machine, setup);
    Ok(machine)
}

fn boot_image(
    setup: &Setup,
    image: &Executable,
    guest: &swtch_ledger::Setup,
) -> Result<Machine, Error> {
    let mut machine = load(setup, image)?;
    if let swtch_ledger::Setup::Kernel(probes) = guest {
        for &(address, id) in probes.addresses() {
            machine.probe(address, id);
        }
    }
    Ok(machine)
}

/// A machine with the guest in its memory.
fn load(setup: &Setup, image: &Executable) -> Result<Machine, Error> {
    let mut machine = Machine::new(&setup.machine, setup.settings.seed)
        .map_err(|e| Error::with_hint(format!("{}: {}", e.field, e.message), e.hint))?;
    let name = kernel_name(setup);
    for segment in &image.segments {
        let (paddr, data, mem_size) = placed_part(segment);
        if mem_size == 0 {
            continue;
        }
        let last = paddr.checked_add(mem_size - 1);
        let fits = machine.load(paddr, data).is_ok()
            && last.is_some_and(|last| machine.read_bytes(last, 1).is_some());
        if !fits {
            let ram = setup.machine.ram_size;
            return Err(Error::with_hint(
                format!("{name}: a segment of {mem_size} bytes at {paddr:#010x} lies outside RAM"),
                format!(
                    "RAM has {ram} from 0x80000000; link there, or give it more with --set ram_size=…"
                ),
            ));
        }
    }
    place_boot_data(&mut machine, setup, image)?;
    machine.set_pc(image.entry);
    machine.set_reg(A0, 0);
    setup.input.connect(&mut machine);
    if let Some(image) = &setup.disk {
        machine.set_disk(image.clone());
    }
    Ok(machine)
}

/// The part of a segment that needs a place: its address, its bytes, and its size in memory.
///
/// If GNU ld is told nothing but where `.text` begins, it maps the file's own headers in front of it,
/// which is just below RAM. Nothing reads them there, and they are left out.
fn placed_part(segment: &Segment) -> (u32, &[u8], u32) {
    let Segment { paddr, ref data, mem_size, .. } = *segment;
    let below = RAM_BASE.saturating_sub(paddr);
    if !data.starts_with(b"\x7fELF") || below >= mem_size {
        return (paddr, data, mem_size);
    }
    (paddr + below, data.get(below as usize..).unwrap_or_default(), mem_size - below)
}

/// The device tree and the initial RAM disk, at the top of RAM.
fn place_boot_data(machine: &mut Machine, setup: &Setup, image: &Executable) -> Result<(), Error> {
    let top = u64::from(RAM_BASE) + setup.machine.ram_size.0;
    let archive = match setup.kernel {
        Kernel::Bare(_) => Vec::new(),
        Kernel::Image { .. } => initrd::archive(&programs_of(setup)?),
    };
    let line = boot_line(setup);
    // The tree's length does not depend on the addresses in it.
    let tree_length =
        device_tree(&setup.machine, &line, Some(0..0), setup.disk.is_some()).len() as u64;
    let tree_start = page_down(top.saturating_sub(tree_length));
    let archive_start = page_down(tree_start.saturating_sub(archive.len() as u64));
    let image_end = image
        .segments
        .iter()
        .map(|s| u64::from(s.paddr) + u64::from(s.mem_size))
        .max()
        .unwrap_or(0);
    if archive_start < image_end {
        return Err(Error::with_hint(
            format!(
                "the programs ({} KiB) and the kernel do not fit into {} of RAM",
                archive.len() >> 10,
                setup.machine.ram_size
            ),
            "give the machine more with --set ram_size=…",
        ));
    }
    let (start, end) = (archive_start as u32, (archive_start + archive.len() as u64) as u32);
    let initrd = (!archive.is_empty()).then_some(start..end);
    let tree = device_tree(&setup.machine, &line, initrd, setup.disk.is_some());
    let fits = machine.load(start, &archive).and(machine.load(tree_start as u32, &tree));
    assert!(fits.is_ok(), "the top of RAM is RAM");
    machine.set_reg(A1, tree_start as u32);
    Ok(())
}

fn page_down(address: u64) -> u64 {
    address / u64::from(PAGE) * u64::from(PAGE)
}

fn boot_line(setup: &Setup) -> String {
    let settings = &setup.settings;
    let mut options = vec![
        ("sched", settings.sched.clone()),
        ("quantum", settings.quantum_cycles.to_string()),
        ("fork", settings.fork.clone()),
    ];
    if settings.sched == "lottery" {
        options.push(("seed", (settings.seed as u32).to_string()));
    }
    options.extend(settings.scheduling.iter().map(|(key, value)| (key.as_str(), value.clone())));
    options.extend(settings.environment.iter().map(|variable| ("env", variable.clone())));
    match setup.kernel {
        Kernel::Bare(_) => String::new(),
        Kernel::Image { .. } => command_line(&options, &setup.program, &setup.arguments),
    }
}

/// Names and executables without their debug sections: those hold paths of the host, whose length
/// would shift everything behind them and with it the guest's cycles.
fn programs_of(setup: &Setup) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let stripped = |program: &Program| {
        let image = guest::read(&program.name, &program.executable)?;
        Ok((program.name.clone(), swtch_link::strip(&program.executable, &image)))
    };
    setup.programs.iter().map(stripped).collect()
}

fn describe_guest(setup: &Setup, image: &Executable) -> Result<swtch_ledger::Setup, Error> {
    let description = match &setup.kernel {
        Kernel::Bare(_) => return Ok(swtch_ledger::Setup::Bare),
        Kernel::Image { probes: None, .. } => return Ok(swtch_ledger::Setup::Foreign),
        Kernel::Image { probes: Some(description), .. } => description.as_ref().clone(),
    };
    let lookup = |name: &str| image.symbol(name).map(|symbol| symbol.address);
    let attached = Probes::attach(description, lookup).map(|mut probes| {
        if let Some((address, words)) = loader_table(setup) {
            probes.keep(address, words);
        }
        swtch_ledger::Setup::Kernel(Box::new(probes))
    });
    attached.map_err(|problems| {
        let list: Vec<String> = problems.iter().map(ToString::to_string).collect();
        Error::with_hint(
            format!("the probe description does not fit the kernel: {}", list.join("; ")),
            "`swtch show probes` prints the description of the built-in kernel",
        )
    })
}

fn run_slices<O: Observer>(
    machine: &mut Machine,
    observer: &mut O,
    setup: &Setup,
    console: &mut Vec<u8>,
    session: &mut Session,
    watch: &mut dyn FnMut(Progress),
) -> Result<Stop, Error> {
    let limit = setup.settings.limit_cycles;
    loop {
        let cycles = machine.counters().cycles;
        let stop = machine.run(cycles.saturating_add(SLICE_CYCLES).min(limit), observer);
        let fresh = machine.take_console();
        let cycles = machine.counters().cycles;
        watch(Progress { cycles, console: &fresh });
        console.extend_from_slice(&fresh);
        if console.len() > CONSOLE_MAX {
            return Err(Error::with_hint(
                format!("the console holds more than {} MiB", CONSOLE_MAX >> 20),
                "is the program printing for ever? --limit CYCLES ends it earlier",
            ));
        }
        match stop {
            Stop::Limit if cycles < limit => drop(session.pass_on(machine, false)),
            // Time stands still for a guest that only waits for somebody to type.
            Stop::WaitingForEver if machine.awaits_input() && session.pass_on(machine, true) => {}
            stop => return Ok(stop),
        }
    }
}

/// How the machine's stop counts as an outcome, if the kernel has not said more.
fn outcome_of(stop: &Stop) -> Outcome {
    let (kind, code) = match stop {
        Stop::Finished(code) => (OutcomeKind::Exit, *code),
        Stop::Limit => (OutcomeKind::Limit, 0),
        Stop::WaitingForEver => (OutcomeKind::Deadlock, 0),
        Stop::MachineCheck { .. } => (OutcomeKind::MachineCheck, 0),
    };
    Outcome { kind, code }
}

fn kernel_bytes(setup: &Setup) -> &[u8] {
    match &setup.kernel {
        Kernel::Bare(executable) | Kernel::Image { executable, .. } => executable,
    }
}

fn kernel_name(setup: &Setup) -> String {
    match setup.kernel {
        Kernel::Bare(_) => setup.program.clone(),
        Kernel::Image { .. } => "the kernel".into(),
    }
}

fn identity(setup: &Setup) -> Identity {
    let (kernel, program) = match &setup.kernel {
        Kernel::Bare(executable) => (None, fingerprint(executable)),
        Kernel::Image { executable, .. } => {
            let own = setup.programs.iter().find(|program| program.name == setup.program);
            let program = own.map_or(&[][..], |program| &program.executable);
            (Some(fingerprint(executable)), fingerprint(program))
        }
    };
    let machine = serde_json::to_vec(&setup.machine).expect("a configuration is plain data");
    Identity { kernel, program, machine: fingerprint(&machine) }
}
