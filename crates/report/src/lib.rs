//! Values of a run → text, JSON, CSV. Plain values in, text out; nothing here counts or decides.
//!
//! [`Report`] is everything that a report can show. [`json`] writes it as one document, [`text`] as
//! tables for people ([`Sections`] chooses which), [`csv`] as a row per switch. Each table is a module:
//! `summary`, `machine`, `switches`, `stats`, `processes`, `traces`; what they share (aligned columns, numbers) is in
//! `table`. `sched` reports a workload under one or several policies, as text, JSON, CSV and a page.

mod document;
mod machine;
mod processes;
mod sched;
mod stats;
mod summary;
mod switches;
mod table;
mod traces;

#[cfg(test)]
mod tests;

use serde::Serialize;
use serde_json::Value;
use swtch_ledger::Run;
use swtch_machine::Snoops;

pub use document::{csv, json};
pub use machine::configuration;
pub use processes::processes;
pub use sched::{PolicyRun, sched_csv, sched_html, sched_json, sched_text};
pub use stats::stats;
pub use summary::{head, outcome, product_line, summary};
pub use switches::switches;
pub use traces::{TraceKind, trace};

/// Rises when a member of the JSON document changes its meaning.
pub const FORMAT: u32 = 1;

/// Which product made the numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Product {
    /// The version of swtch.
    pub version: String,
    /// [`FORMAT`].
    pub format: u32,
    /// Hash of the kernel image; none without a kernel.
    pub kernel: Option<String>,
    /// Hash of the program's executable.
    pub program: String,
    /// Hash of the machine's configuration.
    pub machine: String,
}

/// Everything that a report can show.
#[derive(Clone, Debug)]
pub struct Report {
    /// Which product made it.
    pub product: Product,
    /// The program, as the user named it.
    pub program: String,
    /// The machine's whole configuration.
    pub machine: Value,
    /// The other settings of the run (policy, quantum, seed, ...), an object.
    pub settings: Value,
    /// What processes wrote to descriptors 1 and 2.
    pub console: String,
    /// How instructions were executed. Not in the JSON document, since no figure depends on it.
    pub engine: String,
    /// What happened.
    pub run: Run,
    /// What each device's transfers to and from memory made the caches do.
    pub dma: Vec<Dma>,
}

/// A device's transfers, as the caches felt them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Dma {
    /// The device.
    pub device: &'static str,
    /// Dirty lines that were written back before the device read them.
    pub writebacks: u64,
    /// Lines that were thrown out because the device wrote them.
    pub invalidations: u64,
}

impl Dma {
    /// The disk's.
    pub fn of_disk(snoops: Snoops) -> Dma {
        let Snoops { writebacks, invalidations } = snoops;
        Dma { device: "disk", writebacks, invalidations }
    }
}

/// The sections of a text report; with none of them it is a short summary.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sections {
    /// A row for each context switch.
    pub switches: bool,
    /// Structures and accounts.
    pub stats: bool,
    /// Times of processes and threads.
    pub processes: bool,
    /// A trace.
    pub trace: Option<TraceKind>,
}

/// The report for people, without the console: a head, then the sections.
pub fn text(report: &Report, sections: &Sections) -> String {
    let mut parts = vec![head(report)];
    if *sections == Sections::default() {
        parts.push(summary(&report.run));
    }
    if sections.switches {
        parts.push(switches(&report.run));
    }
    if sections.stats {
        parts.push(stats(report));
    }
    if sections.processes {
        parts.push(processes(&report.run));
    }
    if let Some(kind) = sections.trace {
        parts.push(trace(&report.run, kind));
    }
    parts.join("\n")
}
