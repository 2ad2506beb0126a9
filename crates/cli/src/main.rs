//! The `swtch` command: what was typed becomes calls of `system` and `report`; what they return
//! becomes files, terminal output and an exit status. Nothing else in the project touches these.

mod ar;
mod args;
mod cache;
mod catalogue;
mod cc;
mod console;
mod dependencies;
mod disasm;
mod files;
mod gcc;
mod keyboard;
mod program;
mod report;
mod run;
mod sched;

use args::{Cli, Command};
use clap::Parser;
use std::io::IsTerminal;
use std::process::ExitCode;
use swtch_system::Error;

/// swtch's own error: a wrong option, a missing file, a mistake in source or configuration.
const STATUS_ERROR: u8 = 125;

fn main() -> ExitCode {
    let (words, told) = match gcc::read(std::env::args_os()) {
        Ok(read) => read,
        Err(error) => return failure(&error),
    };
    if let Some(answer) = &told.question {
        anstream::println!("{answer}");
        return ExitCode::SUCCESS;
    }
    let cli = match Cli::try_parse_from(words) {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    let result = match cli.command {
        Command::Run(args) => run::run(&args),
        Command::Sched(args) => sched::sched(&args),
        Command::Cc(args) => cc::cc(&args, &told),
        Command::Ar(args) => ar::ar(&args),
        Command::Cache(args) => cache::cache(&args),
        Command::Disasm(args) => disasm::disasm(&args),
        Command::List(args) => catalogue::list(&args),
        Command::Show(args) => catalogue::show(&args),
    };
    match result {
        Ok(status) => ExitCode::from(status),
        Err(error) => failure(&error),
    }
}

fn failure(error: &Error) -> ExitCode {
    complain(error);
    ExitCode::from(STATUS_ERROR)
}

/// Help and version are results; a wrong command line is an error.
fn usage(error: &clap::Error) -> ExitCode {
    // A closed pipe is not worth a message.
    let _ = error.print();
    ExitCode::from(if error.use_stderr() { STATUS_ERROR } else { 0 })
}

fn complain(error: &Error) {
    let colour = colour_on_stderr();
    match error {
        Error::Mistakes(mistakes) => anstream::eprint!("{}", mistakes.render(colour)),
        Error::Refused { message, hint } => {
            anstream::eprintln!("\x1b[1;31merror\x1b[0m: {message}");
            if let Some(hint) = hint {
                anstream::eprintln!("  \x1b[1mhint\x1b[0m: {hint}");
            }
        }
    }
}

/// Whether diagnostics are coloured.
fn colour_on_stderr() -> bool {
    std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none()
}
