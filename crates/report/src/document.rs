//! The JSON document and the CSV table: the same values, in the order that the manual fixes.

use serde::Serialize;
use serde_json::Value;
use swtch_ledger::{Account, Fault, Outcome, Panic, Phase, Process, Switch, Thread, Totals};

use crate::traces::{TraceKind, TraceMember};
use crate::{Dma, Product, Report};

/// The members in their order; every one is always there but `trace` and `trace_complete`.
#[derive(Serialize)]
struct Document<'a> {
    swtch: &'a Product,
    program: &'a str,
    machine: &'a Value,
    settings: &'a Value,
    outcome: &'a Outcome,
    console: &'a str,
    totals: &'a Totals,
    accounts: &'a [Account],
    switches: &'a [Switch],
    processes: &'a [Process],
    threads: &'a [Thread],
    faults: &'a [Fault],
    panic: &'a Option<Panic>,
    dma: &'a [Dma],
    #[serde(skip_serializing_if = "Option::is_none")]
    trace: Option<TraceMember<'a>>,
    /// False if the trace was cut because it grew too long.
    #[serde(skip_serializing_if = "Option::is_none")]
    trace_complete: Option<bool>,
}

/// The whole run as one JSON document, with a line end.
pub fn json(report: &Report, trace: Option<TraceKind>) -> String {
    let run = &report.run;
    let document = Document {
        swtch: &report.product,
        program: &report.program,
        machine: &report.machine,
        settings: &report.settings,
        outcome: &run.outcome,
        console: &report.console,
        totals: &run.totals,
        accounts: &run.accounts,
        switches: &run.switches,
        processes: &run.processes,
        threads: &run.threads,
        faults: &run.faults,
        panic: &run.panic,
        dma: &report.dma,
        trace: trace.map(|kind| TraceMember { run, kind }),
        trace_complete: trace.map(|kind| crate::traces::complete(run, kind)),
    };
    let mut text = serde_json::to_string(&document).expect("plain values serialise");
    text.push('\n');
    text
}

const CSV_HEAD: &str = "seq,start_cycle,end_cycle,from_pid,from_tid,from_name,to_pid,to_tid,to_name,\
scope,cause,detail,direct_cycles,direct_instructions,trap,handle,schedule,swtch,address_space,return,\
direct_tlb,direct_l1i,direct_l1d,direct_l2,direct_l3,\
after_cycles,after_tlb,after_l1i,after_l1d,after_l2,after_l3";

/// A head and one line per switch, as RFC 4180 has them but with plain line ends.
pub fn csv(report: &Report) -> String {
    let mut text = format!("{CSV_HEAD}\n");
    for switch in &report.run.switches {
        text.push_str(&csv_cells(switch).join(","));
        text.push('\n');
    }
    text
}

fn csv_cells(switch: &Switch) -> Vec<String> {
    let (from, to, direct) = (&switch.from, &switch.to, &switch.direct);
    let mut cells =
        vec![switch.seq.to_string(), switch.start_cycle.to_string(), switch.end_cycle.to_string()];
    for who in [from, to] {
        cells.extend([who.pid.to_string(), who.tid.to_string(), quoted(&who.name)]);
    }
    cells.extend([switch.scope.name().to_string(), quoted(&switch.cause), quoted(&switch.detail)]);
    cells.extend([direct.cycles.to_string(), direct.instructions.to_string()]);
    cells.extend(Phase::ALL.iter().map(|&phase| direct.phases.of(phase).to_string()));
    let misses =
        |m: &swtch_ledger::Misses| [m.tlb, m.l1i, m.l1d, m.l2, m.l3].map(|n| n.to_string());
    cells.extend(misses(&direct.misses));
    cells.push(switch.after.cycles.to_string());
    cells.extend(misses(&switch.after.misses));
    cells
}

/// A text as a CSV cell.
fn quoted(text: &str) -> String {
    match text.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_string(),
    }
}
