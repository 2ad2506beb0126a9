//! A finished run as the report that was asked for.

use crate::args::{Format, RunArgs, Trace};
use crate::console::Sink;
use swtch_report::{Dma, FORMAT, Product, Report, Sections, TraceKind};
use swtch_system::{Error, Finished, Setup};

/// Adds the report to what the console has printed.
pub fn write(
    args: &RunArgs,
    setup: &Setup,
    finished: Finished,
    sink: &mut Sink,
) -> Result<(), Error> {
    let trace = args.trace.map(|kind| match kind {
        Trace::Timehist => TraceKind::Timehist,
        Trace::Map => TraceKind::Map,
        Trace::Latency => TraceKind::Latency,
        Trace::Events => TraceKind::Events,
        Trace::Insns => TraceKind::Insns,
    });
    let ends_line = finished.console.last().is_none_or(|&byte| byte == b'\n');
    let report = report(args, setup, finished);
    let text = match args.format {
        Format::Json => swtch_report::json(&report, trace),
        Format::Csv => swtch_report::csv(&report),
        Format::Text => {
            let sections = Sections {
                switches: args.switches,
                stats: args.stats,
                processes: args.processes,
                trace,
            };
            // The report begins on a line of its own, an empty one between.
            let gap = if ends_line { "\n" } else { "\n\n" };
            format!("{gap}{}", swtch_report::text(&report, &sections))
        }
    };
    sink.write(text.as_bytes())
}

fn report(args: &RunArgs, setup: &Setup, finished: Finished) -> Report {
    let value = |plain| serde_json::to_value(plain).expect("settings are plain data");
    Report {
        product: Product {
            version: env!("CARGO_PKG_VERSION").into(),
            format: FORMAT,
            kernel: finished.identity.kernel,
            program: finished.identity.program,
            machine: finished.identity.machine,
        },
        program: args.program.clone(),
        machine: serde_json::to_value(&setup.machine).expect("a configuration is plain data"),
        settings: value(&setup.settings),
        console: String::from_utf8_lossy(&finished.console).into_owned(),
        engine: finished.engine,
        run: finished.run,
        dma: finished.disk.iter().map(|disk| Dma::of_disk(disk.snoops)).collect(),
    }
}
