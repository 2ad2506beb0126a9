//! Each report of two small hand-made runs, as its readers see it.

use serde_json::{Value, json};
use swtch_ledger::{
    Account, After, CacheTotals, Direct, InsnRow, Misses, Outcome, OutcomeKind, Phases, Process,
    Run, Scope, ScopeTotals, Switch, Thread, TimehistRow, Times, TlbTotals, Totals, Who,
};

use crate::table::{cut, grouped, percent, ratio};
use crate::{Dma, Product, Report, Sections, TraceKind, csv, json, text};

fn who(pid: u32, tid: u32, name: &str) -> Who {
    Who { pid, tid, utid: None, name: name.to_string() }
}

fn misses(tlb: u64, l1i: u64, l1d: u64, l2: u64) -> Misses {
    Misses { tlb, l1i, l1d, l2, l3: 0 }
}

fn account(owner: &str, cycles: u64, instructions: u64, misses: Misses) -> Account {
    Account { owner: owner.to_string(), cycles, instructions, misses }
}

fn switch(seq: u64, start: u64, sides: [Who; 2], scope: Scope, cause: &str) -> Switch {
    let [from, to] = sides;
    let space = if scope == Scope::Thread { 0 } else { 31 };
    let phases = Phases {
        trap: 74,
        handle: 180 + 1000 * seq,
        schedule: 212,
        swtch: 45,
        address_space: space,
        r#return: 66,
    };
    let cycles = phases.sum();
    let direct = Direct { cycles, instructions: cycles / 2, phases, misses: misses(0, 12, 7, seq) };
    let after = match scope {
        Scope::Process => After { cycles: 1234, misses: misses(5, 10, 23, 4) },
        _ => After::default(),
    };
    Switch {
        seq,
        start_cycle: start,
        end_cycle: start + cycles,
        from,
        to,
        scope,
        cause: cause.to_string(),
        detail: if cause == "block" { "pipe, read".to_string() } else { String::new() },
        direct,
        after,
    }
}

fn times(arrival: u64, first: u64, end: u64, running: u64, switches: u64) -> Times {
    Times {
        arrival_cycle: arrival,
        first_run_cycle: first,
        end_cycle: end,
        turnaround: end - arrival,
        response: first - arrival,
        waiting: end - arrival - running,
        running,
        switches,
        blocked: 0,
        state: "finished",
    }
}

fn scopes(switches: &[Switch]) -> Vec<ScopeTotals> {
    let mut all = Vec::new();
    switches.iter().for_each(|switch| ScopeTotals::add(&mut all, switch));
    all
}

/// A program of two processes, one of which has two threads, and idle.
fn a_run() -> Run {
    let (init, parent) = (who(1, 1, "init"), who(2, 2, "fork_exec"));
    let (child, thread) = (who(3, 3, "a_long_program_name"), who(2, 4, "fork_exec"));
    let idle = who(0, 0, "idle");
    let switches = vec![
        switch(0, 104_221, [init, parent.clone()], Scope::Process, "wait"),
        switch(1, 204_400, [parent.clone(), thread.clone()], Scope::Thread, "quantum"),
        switch(2, 304_000, [thread, child.clone()], Scope::Process, "join"),
        switch(3, 1_404_000, [child, idle.clone()], Scope::Idle, "block"),
        switch(4, 1_504_000, [idle, parent], Scope::Idle, "none"),
    ];
    let row = |switch: &Switch, wait, delay, run| TimehistRow {
        cycle: switch.start_cycle + 400,
        who: switch.from.clone(),
        next: switch.to.clone(),
        wait,
        delay,
        run,
        cause: switch.cause.clone(),
    };
    let timehist = vec![
        row(&switches[0], 0, 120, 104_000),
        row(&switches[1], 0, 100_300, 100_221),
        row(&switches[2], 55, 20, 99_000),
        row(&switches[3], 0, 200_000, 1_100_000),
        row(&switches[4], 0, 0, 100_000),
    ];
    let accounts = vec![
        account("kernel: boot", 40_000, 20_000, misses(0, 100, 300, 200)),
        account("kernel: trap", 1_500, 700, misses(0, 3, 4, 1)),
        account("kernel: exit", 0, 0, misses(0, 0, 0, 0)),
        account("idle", 100_000, 0, misses(0, 0, 0, 0)),
        account("pid 1 tid 1 (init)", 60_000, 33_000, misses(4, 20, 10, 5)),
        account("pid 2 tid 2 (fork_exec)", 1_298_500, 650_001, misses(9, 40, 120, 30)),
    ];
    let cache = |accesses, misses, writebacks| CacheTotals {
        accesses,
        misses,
        writebacks,
        ..CacheTotals::default()
    };
    let totals = Totals {
        cycles: 1_500_000,
        instructions: 703_701,
        switches: 5,
        tlb: TlbTotals { accesses: 900_000, misses: 13 },
        l1i: cache(703_701, 163, 0),
        l1d: cache(250_000, 434, 77),
        l2: cache(700, 236, 12),
        l3: cache(0, 0, 0),
    };
    let process =
        |pid, parent, name: &str, times| Process { pid, parent, name: name.to_string(), times };
    let thread =
        |pid, tid, name: &str, times| Thread { pid, tid, parent: 1, name: name.to_string(), times };
    Run {
        outcome: Outcome { kind: OutcomeKind::Exit, code: 42 },
        totals,
        accounts,
        scopes: scopes(&switches),
        switches,
        processes: vec![
            process(1, 0, "init", times(100, 220, 1_500_000, 104_000, 1)),
            process(2, 1, "fork_exec", times(50_000, 104_600, 1_500_000, 300_000, 3)),
        ],
        threads: vec![
            thread(1, 1, "init", times(100, 220, 1_500_000, 104_000, 1)),
            thread(2, 2, "fork_exec", times(50_000, 104_600, 1_500_000, 200_000, 1)),
            thread(2, 4, "fork_exec", times(60_000, 204_800, 304_000, 100_000, 1)),
        ],
        faults: vec![],
        panic: None,
        timehist,
        history: None,
        trace: None,
        insns: None,
    }
}

/// A bare program: no kernel, no switches.
fn a_bare_run() -> Run {
    let totals = Totals { cycles: 120, instructions: 100, ..Totals::default() };
    Run {
        outcome: Outcome { kind: OutcomeKind::Limit, code: 0 },
        totals,
        accounts: vec![account("bare", 120, 100, Misses::default())],
        switches: vec![],
        scopes: vec![],
        processes: vec![],
        threads: vec![],
        timehist: vec![],
        history: None,
        insns: Some(vec![
            InsnRow { cycle: 101, pc: 0x8000_0000, word: 0x0010_0513, cycles: 101, trap: None },
            InsnRow { cycle: 103, pc: 0x8000_0004, word: 0, cycles: 2, trap: None },
            InsnRow { cycle: 108, pc: 0x8000_0008, word: 0, cycles: 5, trap: Some(11) },
            InsnRow { cycle: 112, pc: 0x8000_0100, word: 0, cycles: 4, trap: Some(0x8000_0007) },
        ]),
        ..a_run()
    }
}

fn machine() -> Value {
    json!({
        "ram_size": "64MiB", "pipeline": "five_stage", "trap_cycles": 4,
        "tlb": {"entries": 64, "ways": "full", "asid_bits": 8, "replacement": "random", "refill": "software"},
        "l1i": {"size": 16384, "ways": 4, "line": 64, "replacement": "lru", "hit_cycles": 1},
        "l1d": {"size": "16KiB", "ways": 4, "line": 64, "replacement": "lru", "hit_cycles": 1},
        "l2": {"size": "256KiB", "ways": 8, "line": 64, "replacement": "lru", "hit_cycles": 10},
        "l3": "none",
        "memory": {"access_cycles": 100, "writeback_cycles": 0},
    })
}

fn report(run: Run) -> Report {
    let kernel = (!run.switches.is_empty()).then(|| "0a1b2c3d".to_string());
    Report {
        product: Product {
            version: "0.1.0".to_string(),
            format: crate::FORMAT,
            kernel,
            program: "11223344".to_string(),
            machine: "deadbeef".to_string(),
        },
        program: "fork_exec".to_string(),
        machine: machine(),
        settings: json!({"sched": "rr", "quantum": 100000, "kernel": null, "seed": 1}),
        console: "hello, \"world\"\n".to_string(),
        engine: "fast".to_string(),
        run,
        dma: Vec::new(),
    }
}

fn shown(run: Run, sections: Sections) -> String {
    text(&report(run), &sections)
}

#[test]
fn a_summary_is_short() {
    insta::assert_snapshot!(shown(a_run(), Sections::default()));
}

#[test]
fn transfers_past_the_caches_are_told_with_the_structures() {
    let dma = vec![Dma { device: "disk", writebacks: 1234, invalidations: 5 }];
    let report = Report { dma, ..report(a_bare_run()) };
    let text = crate::stats(&report);
    assert!(text.contains("DMA of the disk: 1,234 dirty lines written back"), "{text}");
    let json: Value = serde_json::from_str(&crate::json(&report, None)).unwrap();
    assert_eq!(json["dma"], json!([{"device": "disk", "writebacks": 1234, "invalidations": 5}]));
}

#[test]
fn a_bare_summary_has_no_switches() {
    insta::assert_snapshot!(shown(a_bare_run(), Sections::default()));
}

#[test]
fn switches_are_a_row_each_and_an_average_by_scope() {
    let text = crate::switches(&a_run());
    let widest = text.lines().map(|line| line.chars().count()).max().unwrap();
    assert!(widest <= 142, "{widest} columns, with names and causes at their longest");
    insta::assert_snapshot!(text);
}

#[test]
fn a_third_level_gets_its_columns() {
    let mut run = a_run();
    run.totals.l3 = CacheTotals { accesses: 236, misses: 20, writebacks: 1, aliases: 0 };
    run.accounts[0].misses.l3 = 20;
    let sections = Sections { switches: true, stats: true, ..Sections::default() };
    insta::assert_snapshot!(shown(run, sections));
}

#[test]
fn stats_show_every_account_and_that_they_balance() {
    insta::assert_snapshot!(shown(a_run(), Sections { stats: true, ..Sections::default() }));
}

#[test]
fn processes_and_their_threads_have_times() {
    insta::assert_snapshot!(shown(a_run(), Sections { processes: true, ..Sections::default() }));
}

#[test]
fn sections_of_a_bare_run_say_what_is_not_there() {
    let sections = Sections { switches: true, processes: true, ..Sections::default() };
    insta::assert_snapshot!(shown(a_bare_run(), sections));
}

#[test]
fn timehist_reads_like_perf_sched() {
    insta::assert_snapshot!(crate::trace(&a_run(), TraceKind::Timehist));
}

#[test]
fn map_names_each_thread_once() {
    insta::assert_snapshot!(crate::trace(&a_run(), TraceKind::Map));
}

#[test]
fn latency_sums_the_waits() {
    insta::assert_snapshot!(crate::trace(&a_run(), TraceKind::Latency));
}

#[test]
fn instructions_are_disassembled() {
    insta::assert_snapshot!(crate::trace(&a_bare_run(), TraceKind::Insns));
}

#[test]
fn the_document_has_every_member_in_order() {
    let document: Value = serde_json::from_str(&json(&report(a_run()), None)).unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(&document).unwrap());
}

#[test]
fn the_document_is_one_line_and_its_trace_follows_the_kind() {
    for (kind, len) in [(TraceKind::Timehist, 5), (TraceKind::Latency, 4), (TraceKind::Events, 0)] {
        let text = json(&report(a_run()), Some(kind));
        assert_eq!(text.lines().count(), 1);
        let document: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(document["trace"].as_array().unwrap().len(), len);
        assert_eq!(document["trace_complete"], true);
    }
}

#[test]
fn csv_has_a_line_per_switch_and_quotes_what_needs_it() {
    insta::assert_snapshot!(csv(&report(a_run())));
}

#[test]
fn every_csv_line_has_as_many_cells_as_the_head() {
    let mut run = a_run();
    run.switches.iter_mut().for_each(|switch| switch.detail.clear());
    let csv = csv(&report(run));
    let cells: Vec<_> = csv.lines().map(|line| line.split(',').count()).collect();
    assert!(cells.iter().all(|count| *count == cells[0]), "{cells:?}");
}

#[test]
fn numbers_are_rounded_and_grouped() {
    assert_eq!(grouped(0), "0");
    assert_eq!(grouped(999), "999");
    assert_eq!(grouped(1_000), "1,000");
    assert_eq!(grouped(12_345_678), "12,345,678");
    assert_eq!(ratio(1, 3, 2), "0.33");
    assert_eq!(ratio(5, 2, 0), "3");
    assert_eq!(ratio(1, 0, 2), "-");
    assert_eq!(percent(1, 8), "12.50");
    assert_eq!(percent(u64::MAX, u64::MAX), "1.00"); // saturates; no run is that long
    assert_eq!(cut("abcdef", 4), "abc~");
    assert_eq!(cut("abcd", 4), "abcd");
}
