//! A second opinion: totals, accounts, `direct` and `after`, recomputed from a JSON document's event
//! trace by someone who has read the manual's definitions and none of the ledger's code.
//!
//! It is slow and naive on purpose: every question is answered by looking through the trace again.
//! [`recompute`] reads `trace` and, of `switches`, only who left and who came; what the document states
//! is read by [`Recomputed::stated_by`], and the two must be equal.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// Cycles, instructions, and misses by structure.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sum {
    pub cycles: u64,
    pub instructions: u64,
    pub misses: BTreeMap<String, u64>,
}

/// A switch's direct part.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DirectPart {
    pub start_cycle: u64,
    pub end_cycle: u64,
    pub sum: Sum,
    pub phases: BTreeMap<String, u64>,
}

/// A thread's or process's times.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spans {
    pub ready: u64,
    pub running: u64,
}

/// Everything that the trace tells.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recomputed {
    pub totals: Sum,
    pub switches: u64,
    pub accounts: BTreeMap<String, Sum>,
    pub direct: Vec<DirectPart>,
    pub after: Vec<Sum>,
    pub threads: BTreeMap<(u64, u64), Spans>,
    pub processes: BTreeMap<u64, Spans>,
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("{value} is not a count"))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is not a text"))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// Misses that are not 0, by structure.
fn misses(value: &Value) -> BTreeMap<String, u64> {
    let all = value.as_object().expect("misses by structure");
    let counted = all.iter().map(|(name, count)| (name.clone(), number(count)));
    counted.filter(|(_, count)| *count > 0).collect()
}

impl Recomputed {
    /// What the document itself says.
    pub fn stated_by(document: &Value) -> Recomputed {
        let totals = &document["totals"];
        let total_misses = ["tlb", "l1i", "l1d", "l2", "l3"]
            .iter()
            .map(|name| (name.to_string(), number(&totals[*name]["misses"])))
            .filter(|(_, count)| *count > 0)
            .collect();
        let sum = |value: &Value| Sum {
            cycles: number(&value["cycles"]),
            instructions: value["instructions"].as_u64().unwrap_or(0),
            misses: misses(&value["misses"]),
        };
        let direct = |switch: &Value| {
            let phases = switch["direct"]["phases"].as_object().expect("phases");
            let phases = phases.iter().map(|(name, cycles)| (name.clone(), number(cycles)));
            DirectPart {
                start_cycle: number(&switch["start_cycle"]),
                end_cycle: number(&switch["end_cycle"]),
                sum: sum(&switch["direct"]),
                phases: phases.filter(|(_, cycles)| *cycles > 0).collect(),
            }
        };
        let spans = |value: &Value| Spans {
            ready: number(&value["waiting"]),
            running: number(&value["running"]),
        };
        let used = |(_, sum): &(String, Sum)| *sum != Sum::default();
        let lived = |spans: &Spans| *spans != Spans::default();
        let account = |value: &Value| (text(&value["owner"]).to_string(), sum(value));
        let thread = |value: &Value| ((number(&value["pid"]), number(&value["tid"])), spans(value));
        let process = |value: &Value| (number(&value["pid"]), spans(value));
        Recomputed {
            totals: Sum {
                cycles: number(&totals["cycles"]),
                instructions: number(&totals["instructions"]),
                misses: total_misses,
            },
            switches: number(&totals["switches"]),
            accounts: list(&document["accounts"]).iter().map(account).filter(used).collect(),
            direct: list(&document["switches"]).iter().map(direct).collect(),
            after: list(&document["switches"]).iter().map(|s| sum(&s["after"])).collect(),
            threads: list(&document["threads"])
                .iter()
                .map(thread)
                .filter(|t| lived(&t.1))
                .collect(),
            processes: list(&document["processes"])
                .iter()
                .map(process)
                .filter(|p| lived(&p.1))
                .collect(),
        }
    }
}

/// Everything, from the trace alone.
pub fn recompute(document: &Value) -> Recomputed {
    let trace = list(&document["trace"]);
    let mut result = Recomputed::default();
    book(trace, &mut result);
    let switches = Switches {
        all: list(&document["switches"]),
        opens: positions(trace, "switch_open"),
        closes: positions(trace, "switch_close"),
    };
    result.after = (0..switches.all.len()).map(|seq| after(trace, &switches, seq)).collect();
    result.accounts.retain(|_, sum| *sum != Sum::default());
    live(trace, &mut result);
    result
}

/// Totals, accounts and direct parts: what lies between two events belongs to the account, the phase
/// and the switch of the earlier one.
fn book(trace: &[Value], result: &mut Recomputed) {
    let (mut owner, mut phase, mut open) = (String::new(), String::new(), None::<usize>);
    let (mut cycle, mut instret) = (0, 0);
    for event in trace {
        let (cycles, instructions) =
            (number(&event["cycle"]) - cycle, number(&event["instret"]) - instret);
        (cycle, instret) = (number(&event["cycle"]), number(&event["instret"]));
        let mut sums = vec![&mut result.totals];
        if cycles > 0 || instructions > 0 || event["kind"] == "miss" {
            sums.push(result.accounts.entry(owner.clone()).or_default());
        }
        if let Some(seq) = open {
            let direct: &mut DirectPart = &mut result.direct[seq];
            if cycles > 0 {
                *direct.phases.entry(phase.clone()).or_default() += cycles;
            }
            sums.push(&mut direct.sum);
        }
        for sum in sums {
            sum.cycles += cycles;
            sum.instructions += instructions;
            if event["kind"] == "miss" {
                *sum.misses.entry(text(&event["structure"]).to_string()).or_default() += 1;
            }
        }
        match text(&event["kind"]) {
            "account" => owner = text(&event["owner"]).to_string(),
            "phase" => phase = text(&event["name"]).to_string(),
            "switch_open" => {
                assert_eq!(open, None, "two switches overlap");
                assert_eq!(number(&event["seq"]), result.switches, "switches out of order");
                open = Some(result.switches as usize);
                result.switches += 1;
                result.direct.push(DirectPart { start_cycle: cycle, ..DirectPart::default() });
            }
            "switch_close" => {
                let seq = number(&event["seq"]) as usize;
                assert_eq!(open.take(), Some(seq), "a switch closes that is not open");
                result.direct[seq].end_cycle = cycle;
            }
            _ => {}
        }
    }
}

/// Who left and who came, and where in the trace each switch opens and closes.
struct Switches<'a> {
    all: &'a [Value],
    opens: Vec<usize>,
    closes: Vec<usize>,
}

/// Where in the trace the switches open, or close, in order; [`book`] has checked the order.
fn positions(trace: &[Value], kind: &str) -> Vec<usize> {
    (0..trace.len()).filter(|&at| trace[at]["kind"] == kind).collect()
}

fn same_thread(a: &Value, b: &Value) -> bool {
    a["pid"] == b["pid"] && a["tid"] == b["tid"]
}

/// A line or translation, to tell it from others: structure, address, ASID.
type Thing = (String, u64, u64);

fn thing(event: &Value) -> Thing {
    let address = event.get("line").or(event.get("page")).expect("a place");
    let asid = event.get("asid").map_or(0, number);
    (text(&event["structure"]).to_string(), number(address), asid)
}

/// What switch number `seq` cost afterwards.
fn after(trace: &[Value], switches: &Switches, seq: usize) -> Sum {
    let to = &switches.all[seq]["to"];
    let left = (0..seq).rev().find(|&s| same_thread(&switches.all[s]["from"], to));
    let (Some(left), false) = (left, to["pid"] == 0) else { return Sum::default() };
    let came = (0..left).rev().find(|&s| same_thread(&switches.all[s]["to"], to));
    let stay_from = match came {
        Some(came) => switches.closes[came],
        None => {
            let first = trace.iter().position(|e| e["kind"] == "mret" && e["to"] == "user");
            first.expect("a thread that left without a switch that brought it has run")
        }
    };
    let stay_to = switches.opens[left];
    let back_from = switches.closes[seq];
    let back_to = switches.opens.get(seq + 1).copied().unwrap_or(trace.len());
    let finished = |event: &Value| {
        event["kind"] == "state" && same_thread(event, to) && event["to"] == "finished"
    };
    if trace[stay_to..back_from].iter().any(finished) {
        return Sum::default(); // another thread that goes on under its ids
    }
    let had = held(trace, stay_from, stay_to);
    let lost = lost(&trace[stay_to..back_from], &had);
    missed(trace, back_from, back_to, lost)
}

/// What was touched between two points and held at the second one.
fn held(trace: &[Value], from: usize, to: usize) -> BTreeSet<Thing> {
    let mut held = BTreeSet::new();
    for at in from..to {
        let event = &trace[at];
        match text(&event["kind"]) {
            "miss" if event["structure"] == "tlb" && refill(trace, at).is_none() => {}
            "miss" if event["filled"] == false => {}
            "miss" | "touch" => drop(held.insert(thing(event))),
            "evict" | "invalidate" => drop(held.remove(&thing(event))),
            "flush" => held.retain(|thing| *thing.0 != *text(&event["structure"])),
            _ => {}
        }
    }
    held
}

/// Which of the things go, as (structure, address): the address space stays the thread's own.
fn lost(events: &[Value], had: &BTreeSet<Thing>) -> BTreeSet<(String, u64)> {
    let mut lost = BTreeSet::new();
    for event in events {
        match text(&event["kind"]) {
            "evict" | "invalidate" => lost.extend(had.get(&thing(event))),
            "flush" => lost.extend(had.iter().filter(|had| had.0 == text(&event["structure"]))),
            _ => {}
        }
    }
    lost.into_iter().map(|(structure, address, _)| (structure.clone(), *address)).collect()
}

/// The refill that follows a TLB miss: where its trap and its `mret` are. None if it has none, or if it
/// ends in the general trap entry.
fn refill(trace: &[Value], miss: usize) -> Option<(usize, usize)> {
    let trap = (miss..trace.len()).find(|&at| trace[at]["kind"] == "trap")?;
    if ![24, 25, 27].contains(&number(&trace[trap]["cause"])) {
        return None;
    }
    let ends = |event: &Value| {
        let another = event["kind"] == "account" && event["owner"] != "kernel: tlb_refill";
        another || event["kind"] == "mret" || event["kind"] == "end"
    };
    let end = (trap + 1..trace.len()).find(|&at| ends(&trace[at]))?;
    (trace[end]["kind"] == "mret").then_some((trap, end))
}

/// The first miss on each lost thing between two points.
fn missed(trace: &[Value], from: usize, to: usize, mut lost: BTreeSet<(String, u64)>) -> Sum {
    let mut sum = Sum::default();
    let mut counted_to = from; // cycles before this event are counted already, as part of a refill
    for at in from..to {
        let event = &trace[at];
        if event["kind"] != "miss" {
            continue;
        }
        let (structure, address, _) = thing(event);
        if !lost.remove(&(structure.clone(), address)) {
            continue;
        }
        let refill = if structure == "tlb" { refill(trace, at) } else { None };
        match refill {
            Some((trap, mret)) => {
                sum.cycles += number(&trace[mret]["cycle"]) - number(&trace[trap]["cycle"]);
                counted_to = mret;
            }
            None if at >= counted_to => sum.cycles += number(&event["stall"]),
            None => {}
        }
        *sum.misses.entry(structure).or_default() += 1;
    }
    sum
}

/// Times, from the states: a process runs if any of its threads runs, else is ready if any is.
fn live(trace: &[Value], result: &mut Recomputed) {
    let mut states: BTreeMap<(u64, u64), String> = BTreeMap::new();
    let mut cycle = 0;
    for event in trace {
        let passed = number(&event["cycle"]) - cycle;
        cycle = number(&event["cycle"]);
        let pids: BTreeSet<u64> = states.keys().map(|(pid, _)| *pid).collect();
        for (ids, state) in &states {
            spend(result.threads.entry(*ids).or_default(), state, passed);
        }
        for pid in pids {
            let of_pid = || states.iter().filter(|((of, _), _)| *of == pid).map(|(_, state)| state);
            let any = |wanted: &str| of_pid().any(|state| state == wanted);
            let state = if any("running") {
                "running"
            } else if any("ready") {
                "ready"
            } else {
                "blocked"
            };
            spend(result.processes.entry(pid).or_default(), state, passed);
        }
        if event["kind"] == "state" && event["pid"] != 0 {
            let ids = (number(&event["pid"]), number(&event["tid"]));
            states.insert(ids, text(&event["to"]).to_string());
        }
    }
    result.threads.retain(|_, spans| *spans != Spans::default());
    result.processes.retain(|_, spans| *spans != Spans::default());
}

fn spend(spans: &mut Spans, state: &str, cycles: u64) {
    match state {
        "running" => spans.running += cycles,
        "ready" => spans.ready += cycles,
        _ => {}
    }
}
