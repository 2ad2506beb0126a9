//! Times of processes and threads.

use swtch_ledger::{Run, Times};

use crate::table::{Align, Table, cut, ratio};

const RIGHT: Align = Align::Right;
const LEFT: Align = Align::Left;

const TIMES: [(&str, Align); 10] = [
    ("arrival", RIGHT),
    ("first run", RIGHT),
    ("end", RIGHT),
    ("turnaround", RIGHT),
    ("response", RIGHT),
    ("waiting", RIGHT),
    ("running", RIGHT),
    ("blocked", RIGHT),
    ("switches", RIGHT),
    ("state", LEFT),
];

/// A row per process with the averages, and a row per thread where a process has several.
pub fn processes(run: &Run) -> String {
    if run.processes.is_empty() {
        return "no processes are known: the guest has no probe description\n".to_string();
    }
    let mut table =
        Table::new(&[("pid", RIGHT), ("parent", RIGHT), ("name", LEFT)]).group("", &TIMES);
    for process in &run.processes {
        let mut cells =
            vec![process.pid.to_string(), process.parent.to_string(), cut(&process.name, 20)];
        cells.extend(times(&process.times));
        table.row(cells);
    }
    let mut cells = vec![String::new(), String::new(), "average".to_string()];
    cells.extend(averages(run));
    table.row(cells);
    let mut text = table.render();
    if run.threads.len() > run.processes.len() {
        text.push('\n');
        text.push_str(&threads(run));
    }
    text.push_str("in cycles; waiting is ready and not running; what never happened is dated at the end of the run\n");
    text
}

fn threads(run: &Run) -> String {
    let mut table = Table::new(&[("pid", RIGHT), ("tid", RIGHT), ("name", LEFT)]).group("", &TIMES);
    for thread in &run.threads {
        let mut cells = vec![thread.pid.to_string(), thread.tid.to_string(), cut(&thread.name, 20)];
        cells.extend(times(&thread.times));
        table.row(cells);
    }
    table.render()
}

fn times(times: &Times) -> Vec<String> {
    let counts = [
        times.arrival_cycle,
        times.first_run_cycle,
        times.end_cycle,
        times.turnaround,
        times.response,
        times.waiting,
        times.running,
        times.blocked,
        times.switches,
    ];
    counts.iter().map(u64::to_string).chain([times.state.to_string()]).collect()
}

/// Averages where they mean something: not of points in time.
fn averages(run: &Run) -> Vec<String> {
    let count = run.processes.len() as u64;
    let average = |value: fn(&Times) -> u64| {
        ratio(run.processes.iter().map(|process| value(&process.times)).sum(), count, 0)
    };
    let blank = String::new;
    vec![
        blank(),
        blank(),
        blank(),
        average(|times| times.turnaround),
        average(|times| times.response),
        average(|times| times.waiting),
        average(|times| times.running),
        average(|times| times.blocked),
        average(|times| times.switches),
        blank(),
    ]
}
