//! `swtch run`: read what the options name, run it, report, and turn the outcome into a status.

use crate::args::{Engine, Fork, Format, RunArgs, Trace};
use crate::cc::print_warnings;
use crate::console::{Sink, Ticker};
use crate::files::{self, Disk};
use crate::program;
use std::path::Path;
use swtch_ledger::{Outcome, OutcomeKind, ProbeDescription};
use swtch_machine::Arrival;
use swtch_programs as programs;
use swtch_system::toolchain::{Language, embedded};
use swtch_system::{
    Error, Input, Keep, Kernel, MachineSource, Progress, Settings, Setup, Toolchain, Unit,
    machine_config, probe_description,
};
use swtch_system::{guest, input};

/// With less a quantum is over before the thread is back in user mode: nobody would ever run.
const QUANTUM_MIN: u64 = 200;

/// Runs a program and reports; the status is the program's, or says what ended it.
pub fn run(args: &RunArgs) -> Result<u8, Error> {
    let inputs = std::iter::once(&args.program).chain(&args.files);
    files::keep_inputs(args.output.as_deref(), inputs)?;
    check_together(args)?;
    let setup = prepare(args)?;
    let mut sink = Sink::new(args.output.as_deref());
    let streams_console = args.format == Format::Text;
    let ticker = Ticker::new();
    let mut trouble = Ok(());
    let mut finished = swtch_system::run(&setup, &mut |progress: Progress| {
        ticker.tick(progress.cycles);
        if streams_console && trouble.is_ok() {
            trouble = sink.write(progress.console);
        }
    })?;
    ticker.finish();
    trouble?;
    for message in &finished.messages {
        anstream::eprintln!("swtch: {message}");
    }
    let status = status(args, &setup, finished.run.outcome);
    let image = finished.disk.as_mut().map(|disk| std::mem::take(&mut disk.image));
    let typed = std::mem::take(&mut finished.typed);
    crate::report::write(args, &setup, finished, &mut sink)?;
    sink.finish()?;
    keep(args, image, &typed)?;
    Ok(status)
}

/// Refuses options of which one would do nothing.
fn check_together(args: &RunArgs) -> Result<(), Error> {
    let csv = args.format == Format::Csv;
    let sections = [
        ("--trace", args.trace.is_some()),
        ("--stats", args.stats),
        ("--processes", args.processes),
    ];
    if let Some((option, _)) = sections.iter().find(|(_, told)| csv && *told) {
        return Err(Error::with_hint(
            format!(
                "--format csv has a row per switch and nothing else, so {option} would do nothing"
            ),
            format!("leave {option} out, or choose --format json or text, which have both"),
        ));
    }
    for (index, variable) in args.env.iter().enumerate() {
        let name = |variable: &str| variable.split('=').next().unwrap_or_default().to_string();
        let name_here = name(variable);
        if let Some(first) = args.env[..index].iter().find(|other| name(other) == name_here) {
            return Err(Error::with_hint(
                format!("--env {variable}: {name_here} has been given already, as {first}"),
                "give each variable once",
            ));
        }
    }
    Ok(())
}

/// Everything the options name, read and built.
fn prepare(args: &RunArgs) -> Result<Setup, Error> {
    let machine = machine(args)?;
    if args.kernel.is_none() {
        check_policy("--sched", &args.sched)?;
    }
    let quantum_cycles = quantum(&args.quantum, machine.clock_hz)?;
    let mut toolchain = Toolchain::new(&Disk);
    let (named, libraries) = match args.bare {
        true => program::find_all(&args.program, &args.files)?,
        false => program::find_all_for_kernel(&args.program, &args.files)?,
    };
    let built = build(args, &mut toolchain, named, libraries);
    print_warnings(&toolchain);
    let (program, kernel, programs) = built?;
    let settings = Settings {
        sched: args.sched.clone(),
        quantum_cycles,
        scheduling: scheduling(args)?,
        fork: match args.fork {
            Fork::Cow => "cow",
            Fork::Eager => "eager",
        }
        .into(),
        seed: args.seed,
        limit_cycles: args.limit,
        bare: args.bare,
        arguments: args.arguments.clone(),
        environment: args.env.clone(),
    };
    Ok(Setup {
        machine,
        kernel,
        programs,
        program,
        arguments: args.arguments.clone(),
        input: input(args)?,
        disk: args.disk.as_deref().map(files::disk).transpose()?,
        settings,
        engine: match args.engine {
            Engine::Step => swtch_system::Engine::Step,
            Engine::Fast => swtch_system::Engine::Fast,
        },
        keep: match args.trace {
            Some(Trace::Events) => Keep::Events,
            Some(Trace::Insns) => Keep::Insns,
            Some(Trace::Timehist | Trace::Map | Trace::Latency) => Keep::History,
            None if args.switches || args.format != Format::Text => Keep::Switches,
            None => Keep::Books,
        },
    })
}

/// What the console will read.
fn input(args: &RunArgs) -> Result<Input, Error> {
    if let Some(path) = &args.input_script {
        let arrivals = input::script(&path.display().to_string(), &files::text(path)?)?;
        return Ok(Input::Script(arrivals));
    }
    let input = match args.input.as_deref() {
        Some(path) if path == Path::new("-") => crate::keyboard::input(),
        path => files::console_input(path)?,
    };
    if args.record_input.is_some() && !matches!(input, Input::Typed(_)) {
        return Err(Error::with_hint(
            "--record-input: nobody types here",
            "it records a terminal, read with --input -; a file can simply be read again",
        ));
    }
    Ok(input)
}

/// Writes the files that are to outlive the run.
fn keep(args: &RunArgs, disk: Option<Vec<u8>>, typed: &[Arrival]) -> Result<(), Error> {
    if let (Some(path), Some(image)) = (&args.disk_out, disk) {
        files::write(path, &image)?;
    }
    match &args.record_input {
        Some(path) => files::write(path, input::script_text(typed).as_bytes()),
        None => Ok(()),
    }
}

/// The scheduler's further options, as the kernel reads them.
fn scheduling(args: &RunArgs) -> Result<Vec<(String, String)>, Error> {
    let mut options = Vec::new();
    if let Some(&short) = args.quanta.iter().find(|&&cycles| u64::from(cycles) < QUANTUM_MIN) {
        return Err(Error::with_hint(
            format!("--quanta: {short} cycles are too short for a thread to get anywhere"),
            format!("give at least {QUANTUM_MIN} each; a switch itself takes some hundreds"),
        ));
    }
    let quanta: Vec<String> = args.quanta.iter().map(u32::to_string).collect();
    let told = [
        ("levels", args.levels.map(|levels| levels.to_string())),
        ("quanta", Some(quanta.join(",")).filter(|quanta| !quanta.is_empty())),
        ("boost", args.boost.map(|cycles| cycles.to_string())),
        ("ageing", args.ageing.map(|cycles| cycles.to_string())),
    ];
    for (key, value) in told {
        options.extend(value.map(|value| (key.to_string(), value)));
    }
    Ok(options)
}

fn machine(args: &RunArgs) -> Result<swtch_machine::MachineConfig, Error> {
    machine_of(args.machine.as_deref(), if args.bare { "virt" } else { "classic" }, &args.set)
}

/// The machine that was told, by name or by file, or else the one called `default`; with overrides.
pub fn machine_of(
    told: Option<&str>,
    default: &str,
    sets: &[String],
) -> Result<swtch_machine::MachineConfig, Error> {
    let name = told.unwrap_or(default).to_string();
    let source = match name.ends_with(".ron") {
        true => MachineSource::Ron { text: files::text(Path::new(&name))?, name },
        false => MachineSource::Builtin(name),
    };
    machine_config(&source, sets)
}

/// Whether the built-in kernel has a policy; another kernel will say so itself.
pub fn check_policy(option: &str, name: &str) -> Result<(), Error> {
    let known: Vec<&str> = programs::policies().into_iter().map(|(name, _)| name).collect();
    if known.contains(&name) {
        return Ok(());
    }
    let hint = match swtch_source::nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean '{near}'? Available: {}", known.join(", ")),
        None => format!("available: {}", known.join(", ")),
    };
    Err(Error::with_hint(format!("{option} {name}: there is no such policy"), hint))
}

/// `100000`, or a time such as `1ms`, `2.5us`, `0.1s` at the machine's clock.
fn quantum(text: &str, clock_hz: u64) -> Result<u64, Error> {
    let split = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let digits = number.replace('_', "");
    let per_second = match unit {
        "s" => Some(1.0),
        "ms" => Some(1e3),
        "us" => Some(1e6),
        "ns" => Some(1e9),
        _ => None,
    };
    let cycles = match (unit, per_second) {
        ("", _) => digits.parse::<u64>().ok(),
        (_, Some(per_second)) => digits
            .parse::<f64>()
            .ok()
            .filter(|value| value.is_finite() && *value >= 0.0)
            .map(|value| (value * clock_hz as f64 / per_second).round() as u64),
        _ => None,
    };
    match cycles {
        Some(cycles) if cycles < QUANTUM_MIN => Err(Error::with_hint(
            format!("--quantum {text}: {cycles} cycles are too short for a thread to get anywhere"),
            format!("give at least {QUANTUM_MIN}; a switch itself takes some hundreds"),
        )),
        Some(cycles) if cycles <= u64::from(u32::MAX) => Ok(cycles),
        Some(_) => Err(Error::with_hint(
            format!("--quantum {text}: longer than 4294967295 cycles"),
            "for no preemption at all, any quantum longer than the run will do",
        )),
        None => Err(Error::with_hint(
            format!("--quantum {text}: neither cycles nor a time"),
            "write 10000, or 1ms, 50us, 0.1s",
        )),
    }
}

/// PROGRAM's name, the kernel, and the programs of the initial RAM disk.
fn build(
    args: &RunArgs,
    toolchain: &mut Toolchain,
    named: program::Named,
    libraries: Vec<guest::Program>,
) -> Result<(String, Kernel, Vec<guest::Program>), Error> {
    if args.bare {
        let image = guest::bare_program(toolchain, &named.source)?;
        return Ok((named.name, Kernel::Bare(image), Vec::new()));
    }
    if args.kernel.is_none() {
        guest::check_arguments(&named.name, &args.arguments, &args.env)?;
    }
    let library = toolchain.library()?;
    let mut given = vec![guest::user_program(toolchain, &library, &named.name, &named.source)?];
    guest::check_user_program(&args.program, &given[0].executable)?;
    for with in &args.with {
        let named = program::find_for_kernel(with)?;
        let program = guest::user_program(toolchain, &library, &named.name, &named.source)?;
        guest::check_user_program(with, &program.executable)?;
        given.push(program);
    }
    given.extend(libraries);
    let programs = guest::with_companions(toolchain, &library, given)?;
    let kernel = kernel(args.kernel.as_deref(), args.probes.as_deref(), toolchain)?;
    Ok((named.name, kernel, programs))
}

/// The built-in kernel, or the one that `--kernel` and `--probes` name.
pub fn kernel(
    path: Option<&Path>,
    probes: Option<&Path>,
    toolchain: &mut Toolchain,
) -> Result<Kernel, Error> {
    let told = match probes {
        Some(path) => Some(read_probes(path)?),
        None => None,
    };
    let Some(path) = path else {
        let executable = guest::kernel(toolchain, &embedded(programs::kernel()))?;
        let file = programs::probes();
        let probes = probe_description(file.path, file.text)?;
        return Ok(Kernel::Image { executable, probes: Some(Box::new(probes)) });
    };
    if !path.is_dir() {
        let name = path.display().to_string();
        if Language::of(&name).is_some() {
            return Err(Error::with_hint(
                format!("--kernel {name}: one source file"),
                "name the folder that holds the kernel's sources, or an ELF file",
            ));
        }
        let executable = files::bytes(path)?;
        guest::refuse_dynamic("a kernel", &executable)?;
        return Ok(Kernel::Image { executable, probes: told.map(Box::new) });
    }
    let units: Vec<Unit> = program::folder(path)?;
    let executable = with_headers_of(path, toolchain, |chain| guest::kernel(chain, &units))?;
    let beside = path.join("probes.ron");
    let probes = match told {
        Some(told) => Some(told),
        None if beside.is_file() => Some(read_probes(&beside)?),
        None => None,
    };
    Ok(Kernel::Image { executable, probes: probes.map(Box::new) })
}

/// Builds with the headers of a kernel's folder before the library's: it may have a `sys/syscall.h` of its
/// own, in it or in its `include`.
fn with_headers_of<T>(
    folder: &Path,
    toolchain: &mut Toolchain,
    build: impl FnOnce(&mut Toolchain) -> T,
) -> T {
    let before = toolchain.options.include_dirs.clone();
    let own = [folder.to_path_buf(), folder.join("include")];
    toolchain.options.include_dirs.extend(own.iter().map(|dir| dir.display().to_string()));
    let built = build(toolchain);
    toolchain.options.include_dirs = before;
    built
}

fn read_probes(path: &Path) -> Result<ProbeDescription, Error> {
    probe_description(&path.display().to_string(), &files::text(path)?)
}

/// The table of exit statuses in the manual.
fn status(args: &RunArgs, setup: &Setup, outcome: Outcome) -> u8 {
    let Outcome { kind, code } = outcome;
    let own_kernel = matches!(setup.kernel, Kernel::Image { probes: Some(_), .. });
    match kind {
        OutcomeKind::Exit if args.bare || !own_kernel => code as u8,
        OutcomeKind::Exit => code.min(120) as u8,
        OutcomeKind::Signal => (128 + code.min(127)) as u8,
        OutcomeKind::MachineCheck => 121,
        OutcomeKind::Panic => 122,
        OutcomeKind::Deadlock => 123,
        OutcomeKind::Limit => 124,
    }
}

#[cfg(test)]
mod tests {
    use super::quantum;

    #[test]
    fn a_quantum_is_cycles_or_a_time() {
        let hz = 10_000_000;
        assert_eq!(quantum("100000", hz).unwrap(), 100_000);
        assert_eq!(quantum("1_000", hz).unwrap(), 1_000);
        assert_eq!(quantum("1ms", hz).unwrap(), 10_000);
        assert_eq!(quantum("25.5us", hz).unwrap(), 255);
        for wrong in ["0", "199", "-1", "1 ms", "fast", "ms", "1e99s", "5000000000", ""] {
            assert!(quantum(wrong, hz).is_err(), "{wrong}");
        }
    }
}
