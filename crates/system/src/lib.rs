//! Configuration and program in, a finished run out: the one call that everything uses.
//!
//! [`toolchain`] turns texts into executables, [`guest`] decides what goes into the machine's memory,
//! [`config`] reads a machine and puts a caret under its mistakes, and [`run`](run::run) ties kernel,
//! programs, machine and ledger together. The crate reads no file and prints nothing: whoever calls
//! it brings texts and takes values.

pub mod config;
pub mod error;
pub mod guest;
pub mod input;
pub mod run;
pub mod toolchain;
pub mod workload;

mod bootargs;
mod fingerprint;
mod initrd;
mod symbols;

pub use config::{MachineSource, machine_config};
pub use error::{Error, Mistakes};
pub use input::{Input, Keyboard, Typed};
pub use run::{DiskAfter, Finished, Identity, Kernel, Progress, Settings, Setup, boot, run};
pub use toolchain::{Toolchain, Unit};

pub use swtch_ledger::Keep;
pub use swtch_machine::Engine;

use swtch_ledger::ProbeDescription;
use swtch_source::Sources;

/// A probe description from its RON text.
///
/// # Errors
/// A diagnostic with a caret into the text.
pub fn probe_description(name: &str, text: &str) -> Result<ProbeDescription, Error> {
    let mut sources = Sources::new();
    let file = sources.add(name, text);
    ron::from_str(text).map_err(|error| {
        let way_out = "`swtch show probes` prints the description of the built-in kernel";
        Error::mistakes(&sources, vec![config::ron_mistake(file, text, &error, way_out)])
    })
}
