//! `swtch list` and `swtch show`: what is built in.

use crate::args::{ListArgs, ListKind, ShowArgs};
use crate::console::Sink;
use swtch_machine::BUILTINS;
use swtch_programs as programs;
use swtch_source::{did_you_mean, nearest};
use swtch_system::{Error, MachineSource, machine_config, probe_description};

/// Prints one kind, or all.
pub fn list(args: &ListArgs) -> Result<u8, Error> {
    let all = [
        ListKind::Programs,
        ListKind::Bare,
        ListKind::Machines,
        ListKind::Policies,
        ListKind::Probes,
    ];
    let mut out = String::new();
    match args.kind {
        Some(kind) => section(&mut out, kind, "")?,
        None => {
            for kind in all {
                out.push_str(&format!("{}:\n", title(kind)));
                section(&mut out, kind, "  ")?;
                out.push('\n');
            }
            out.push_str("`swtch show NAME` prints a program, a machine, or `probes`.\n");
        }
    }
    Sink::Stdout.write(out.as_bytes())?;
    Ok(0)
}

fn title(kind: ListKind) -> &'static str {
    match kind {
        ListKind::Programs => "Programs (swtch run NAME)",
        ListKind::Bare => "Without a kernel (swtch run --bare NAME)",
        ListKind::Machines => "Machines (--machine NAME)",
        ListKind::Policies => "Scheduling policies (--sched NAME)",
        ListKind::Probes => "What the ledger observes in the kernel",
    }
}

fn section(out: &mut String, kind: ListKind, indent: &str) -> Result<(), Error> {
    let rows: Vec<(String, String)> = match kind {
        ListKind::Programs => programs::samples()
            .iter()
            .chain(&programs::tests())
            .chain(&programs::benches())
            .map(|file| (file.stem().to_string(), file.description()))
            .collect(),
        ListKind::Bare => programs::board()
            .iter()
            .map(|file| (file.stem().to_string(), first_sentence(&file.description())))
            .collect(),
        ListKind::Machines => {
            BUILTINS.iter().map(|b| (b.name.to_string(), b.summary.to_string())).collect()
        }
        ListKind::Policies => {
            programs::policies().into_iter().map(|(name, about)| (name.into(), about)).collect()
        }
        ListKind::Probes => probe_rows()?,
    };
    let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    for (name, about) in rows {
        out.push_str(&format!("{indent}{name:width$}  {about}\n"));
    }
    Ok(())
}

fn first_sentence(text: &str) -> String {
    text.split_inclusive(". ").next().unwrap_or_default().trim_end().to_string()
}

fn probe_rows() -> Result<Vec<(String, String)>, Error> {
    let file = programs::probes();
    let description = probe_description(file.path, file.text)?;
    let markers = description.markers.iter().map(|marker| {
        let about =
            format!("cycles from here: kernel: {}, phase {}", marker.account, phase(marker));
        (marker.symbol.clone(), about)
    });
    let switch = (description.switch.symbol.clone(), "a context switch".to_string());
    let state =
        description.state.iter().map(|s| (s.symbol.clone(), "a thread's state changes".into()));
    let end = description.end.iter().map(|s| (s.symbol.clone(), "the run ends".into()));
    let fault =
        description.fault.iter().map(|s| (s.symbol.clone(), "a fault ends a process".into()));
    Ok(markers.chain([switch]).chain(state).chain(end).chain(fault).collect())
}

fn phase(marker: &swtch_ledger::Marker) -> &'static str {
    marker.phase.name()
}

/// Prints one thing.
pub fn show(args: &ShowArgs) -> Result<u8, Error> {
    let name = args.name.as_str();
    let board = || programs::board().into_iter().find(|file| file.stem() == name);
    let text = programs::program(name)
        .or_else(board)
        .map(|file| file.text)
        .or_else(|| (name == "probes").then(|| programs::probes().text))
        .or_else(|| programs::workload(name).map(|file| file.text))
        .or_else(|| programs::file(name).map(|file| file.text));
    if let Some(machine) = swtch_machine::builtin(name) {
        Sink::Stdout.write(machine_text(machine)?.as_bytes())?;
        return Ok(0);
    }
    match text {
        Some(text) => {
            Sink::Stdout.write(text.as_bytes())?;
            Ok(0)
        }
        None => Err(unknown(name)),
    }
}

/// A machine's RON, and behind it, as a comment, what it comes to: files leave out what is usual.
fn machine_text(machine: &swtch_machine::config::Builtin) -> Result<String, Error> {
    let config = machine_config(&MachineSource::Builtin(machine.name.into()), &[])?;
    let value = serde_json::to_value(&config).expect("a configuration is plain data");
    let all = swtch_report::configuration(&value);
    let comment: String = all.lines().map(|line| format!("// {}\n", line.trim_start())).collect();
    Ok(format!("{}\n// In full, as --set takes it:\n{comment}", machine.text))
}

/// Whether something is meant that is built in: a name, or an embedded file's path.
fn unknown(name: &str) -> Error {
    let mut names = programs::paths();
    // A file may be meant by its name alone.
    let path = names.iter().find(|path| path.rsplit('/').next() == Some(name)).copied();
    names.extend(swtch_machine::BUILTINS.iter().map(|machine| machine.name));
    let everyone = [programs::samples(), programs::tests(), programs::benches(), programs::board()];
    names.extend(everyone.iter().flatten().map(programs::File::stem));
    names.push("probes");
    let hint = match path.or_else(|| nearest(name, names.iter().copied())) {
        Some(near) => did_you_mean(near),
        None => "`swtch list` lists everything; kernel and library files go by their paths, as kernel/sched.c".into(),
    };
    Error::with_hint(format!("nothing built in is called '{name}'"), hint)
}
