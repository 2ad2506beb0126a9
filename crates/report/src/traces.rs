//! Traces: the scheduler's history in the manner of `perf sched`, all events, all instructions.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use serde_json::json;
use swtch_ledger::{INSNS_MAX, InsnRow, Run, TimehistRow, Who};

use crate::summary::plain;
use crate::table::{Align, Table, cut, grouped, ratio};

const RIGHT: Align = Align::Right;
const LEFT: Align = Align::Left;

/// What to show of a run as it went on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TraceKind {
    /// A row per switch: how long the thread that leaves waited, was delayed, ran.
    Timehist,
    /// A row per switch: who has the processor from then on.
    Map,
    /// A row per thread: how long it ran, and how long it waited for the processor.
    Latency,
    /// All events of the ledger.
    Events,
    /// All instructions.
    Insns,
}

/// A trace as text.
pub fn trace(run: &Run, kind: TraceKind) -> String {
    match kind {
        TraceKind::Timehist => timehist(&run.timehist),
        TraceKind::Map => map(&run.timehist),
        TraceKind::Latency => latency_table(run),
        TraceKind::Events => events(run),
        TraceKind::Insns => insns(run),
    }
}

/// A trace as the member `trace` of the JSON document; written as it is read, for it may be long.
pub(crate) struct TraceMember<'a> {
    pub run: &'a Run,
    pub kind: TraceKind,
}

impl Serialize for TraceMember<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let run = self.run;
        match self.kind {
            TraceKind::Timehist => run.timehist.serialize(to),
            TraceKind::Map => {
                to.collect_seq(run.timehist.iter().map(|r| json!({"cycle": r.cycle, "to": r.next})))
            }
            TraceKind::Latency => latency(run).serialize(to),
            TraceKind::Events => to.collect_seq(run.trace.iter().flat_map(|trace| trace.events())),
            TraceKind::Insns => run.insns.as_deref().unwrap_or_default().serialize(to),
        }
    }
}

/// Whether a trace has everything, or was cut because it grew too long.
pub(crate) fn complete(run: &Run, kind: TraceKind) -> bool {
    match kind {
        TraceKind::Events => run.trace.as_ref().is_none_or(|trace| trace.complete()),
        TraceKind::Insns => run.insns.as_ref().is_none_or(|rows| rows.len() < INSNS_MAX),
        TraceKind::Timehist | TraceKind::Map | TraceKind::Latency => {
            run.timehist.len() as u64 == run.totals.switches
        }
    }
}

/// `name[tid/pid]`, or `name[pid]` for a process's first thread.
fn task(who: &Who) -> String {
    let name = cut(&who.name, 20);
    match (who.pid, who.tid) {
        (0, _) => "<idle>".to_string(),
        (pid, tid) if pid == tid => format!("{name}[{pid}]"),
        (pid, tid) => format!("{name}[{tid}/{pid}]"),
    }
}

fn timehist(rows: &[TimehistRow]) -> String {
    let mut table = Table::new(&[
        ("time", RIGHT),
        ("task name", LEFT),
        ("wait time", RIGHT),
        ("sch delay", RIGHT),
        ("run time", RIGHT),
        ("cause", LEFT),
        ("next task", LEFT),
    ]);
    let unit = |text: &str| text.to_string();
    table.row(
        ["(cycle)", "[tid/pid]", "(cycles)", "(cycles)", "(cycles)", "", ""].map(unit).to_vec(),
    );
    for row in rows {
        table.row(vec![
            row.cycle.to_string(),
            task(&row.who),
            row.wait.to_string(),
            row.delay.to_string(),
            row.run.to_string(),
            row.cause.clone(),
            task(&row.next),
        ]);
    }
    table.render()
}

/// Two letters for each thread, in the order in which they come to the processor; `.` is idle. The
/// legend has all the names that a thread goes by: `exec` gives it another.
fn map(rows: &[TimehistRow]) -> String {
    let names = names(rows);
    let mut short: BTreeMap<(u32, u32), String> = BTreeMap::new();
    let mut table = Table::new(&[("cpu", LEFT), ("time", RIGHT), ("", LEFT)]);
    for row in rows {
        let ids = (row.next.pid, row.next.tid);
        let news = !short.contains_key(&ids);
        let count = short.len();
        let name = short.entry(ids).or_insert_with(|| match ids.0 {
            0 => ".".to_string(),
            _ => letters(count),
        });
        let legend =
            if news { format!("{name} => {}", legend(&row.next, &names)) } else { String::new() };
        table.row(vec![format!("*{name}"), row.cycle.to_string(), legend]);
    }
    table.render()
}

/// The names of each thread, in the order in which it took them.
fn names(rows: &[TimehistRow]) -> BTreeMap<(u32, u32), Vec<&str>> {
    let mut names: BTreeMap<(u32, u32), Vec<&str>> = BTreeMap::new();
    for who in rows.iter().flat_map(|row| [&row.who, &row.next]) {
        let known = names.entry((who.pid, who.tid)).or_default();
        if known.last() != Some(&who.name.as_str()) {
            known.push(&who.name);
        }
    }
    names
}

/// A thread as [`task`] has it, with a word on the names that it takes later.
fn legend(who: &Who, names: &BTreeMap<(u32, u32), Vec<&str>>) -> String {
    let known = names.get(&(who.pid, who.tid)).map_or(&[][..], Vec::as_slice);
    let mut later = known.iter().skip_while(|name| **name != who.name).skip(1).peekable();
    match later.peek().is_some() && who.pid != 0 {
        true => {
            let later: Vec<&str> = later.copied().collect();
            format!("{}, later {}", task(who), later.join(", "))
        }
        false => task(who),
    }
}

/// `A0`, `B0` ... `Z0`, `A1` ...
fn letters(index: usize) -> String {
    let letter = (b'A' + (index % 26) as u8) as char;
    format!("{letter}{}", index / 26)
}

/// What a thread had to wait for the processor.
#[derive(Debug, Serialize)]
struct Latency {
    who: Who,
    runtime: u64,
    switches: u64,
    delay_sum: u64,
    delay_max: u64,
    delay_max_cycle: u64,
}

fn latency(run: &Run) -> Vec<Latency> {
    let mut all: Vec<Latency> = Vec::new();
    let mut index: BTreeMap<(u32, u32), usize> = BTreeMap::new();
    for row in run.timehist.iter().filter(|row| row.who.pid != 0) {
        let at = *index.entry((row.who.pid, row.who.tid)).or_insert_with(|| {
            all.push(Latency {
                who: row.who.clone(),
                runtime: 0,
                switches: 0,
                delay_sum: 0,
                delay_max: 0,
                delay_max_cycle: 0,
            });
            all.len() - 1
        });
        let thread = &mut all[at];
        thread.who.name.clone_from(&row.who.name);
        thread.runtime += row.run;
        thread.switches += 1;
        thread.delay_sum += row.delay;
        if row.delay > thread.delay_max {
            thread.delay_max = row.delay;
            thread.delay_max_cycle = row.cycle - row.run;
        }
    }
    all
}

fn latency_table(run: &Run) -> String {
    let mut table = Table::new(&[
        ("task", LEFT),
        ("runtime", RIGHT),
        ("switches", RIGHT),
        ("avg delay", RIGHT),
        ("max delay", RIGHT),
        ("max delay ends at", RIGHT),
    ]);
    for row in latency(run) {
        table.row(vec![
            task(&row.who),
            row.runtime.to_string(),
            row.switches.to_string(),
            ratio(row.delay_sum, row.switches, 0),
            row.delay_max.to_string(),
            row.delay_max_cycle.to_string(),
        ]);
    }
    table.render() + "in cycles, of threads that were switched away from at least once\n"
}

/// A line per event: cycle, instructions retired, kind, the rest as `name=value`.
fn events(run: &Run) -> String {
    let Some(trace) = &run.trace else { return String::new() };
    let mut text = String::new();
    for event in trace.events() {
        let members = serde_json::to_value(event).expect("plain values serialise");
        text.push_str(&event_line(members.as_object().expect("an event has members")));
    }
    text.push_str(cut_note(trace.complete(), trace.len()).as_str());
    text
}

fn event_line(members: &serde_json::Map<String, serde_json::Value>) -> String {
    let mut line = String::new();
    for (name, value) in members {
        let value = plain(value);
        match name.as_str() {
            "cycle" => line.push_str(&format!("{value:>12}")),
            "instret" => line.push_str(&format!(" {value:>12}")),
            "kind" => line.push_str(&format!("  {value:<12}")),
            "line" | "page" => line.push_str(&format!(" {name}={}", hex(&value))),
            _ => line.push_str(&format!(" {name}={value}")),
        }
    }
    line.truncate(line.trim_end().len());
    line.push('\n');
    line
}

fn hex(decimal: &str) -> String {
    decimal.parse::<u32>().map_or(decimal.to_string(), |address| format!("{address:#010x}"))
}

/// A line per instruction: when it had retired, what it took, where it stands, what it is.
fn insns(run: &Run) -> String {
    let rows = run.insns.as_deref().unwrap_or_default();
    let mut text: String = rows.iter().map(insn_line).collect();
    text.push_str(cut_note(complete(run, TraceKind::Insns), rows.len()).as_str());
    text
}

fn insn_line(row: &InsnRow) -> String {
    let InsnRow { cycle, cycles, pc, .. } = row;
    if let Some(cause) = row.trap {
        let (kind, cause) = match cause >> 31 {
            0 => ("trap", cause),
            _ => ("interrupt", cause << 1 >> 1),
        };
        return format!("{cycle:>12} {cycles:>5}  {pc:08x}: --------  {kind} {cause}\n");
    }
    let insn = match swtch_isa::decode(row.word) {
        Some(insn) => swtch_isa::disassemble(insn, row.pc),
        None => format!(".word {:#010x}", row.word),
    };
    format!("{cycle:>12} {cycles:>5}  {pc:08x}: {:08x}  {insn}\n", row.word)
}

fn cut_note(complete: bool, count: usize) -> String {
    match complete {
        true => String::new(),
        false => format!("... cut here: a trace keeps at most {} entries\n", grouped(count as u64)),
    }
}
