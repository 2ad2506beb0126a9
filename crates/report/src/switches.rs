//! The table of context switches: a row for each, and the average of each scope.

use swtch_ledger::{After, Direct, Misses, Phase, Run, Who};

use crate::table::{Align, Table, cut, ratio};

const RIGHT: Align = Align::Right;
const LEFT: Align = Align::Left;

/// The longest name that is shown whole.
const NAME_MAX: usize = 10;

/// The longest cause that is shown whole.
const CAUSE_MAX: usize = 10;

/// A row per switch, what the columns mean, and the averages.
pub fn switches(run: &Run) -> String {
    if run.switches.is_empty() {
        return "no context switches\n".to_string();
    }
    let mut table = with_costs(
        run,
        Table::new(&[("seq", RIGHT), ("cycle", RIGHT), ("from", LEFT), ("to", LEFT)])
            .group("", &[("scope", LEFT), ("cause", LEFT)]),
    );
    for switch in &run.switches {
        let mut cells = vec![
            switch.seq.to_string(),
            switch.start_cycle.to_string(),
            who(&switch.from),
            who(&switch.to),
            switch.scope.name().to_string(),
            cut(&switch.cause, CAUSE_MAX),
        ];
        cells.extend(costs(run, 1, &switch.direct, &switch.after));
        table.row(cells);
    }
    format!("{}\n{}{}", table.render(), averages(run), who_and_what())
}

/// What the columns mean, under the tables.
pub(crate) fn who_and_what() -> &'static str {
    "direct: the cycles from the trap to the return to user mode, by phase (space: address space); misses: those in it\n\
     after: the misses of the thread that came on what it lost while it was away, and the cycles they cost\n"
}

/// The averages of the switches of each scope.
pub(crate) fn averages(run: &Run) -> String {
    let mut table = with_costs(run, Table::new(&[("average of", LEFT), ("switches", RIGHT)]));
    for totals in &run.scopes {
        let mut cells = vec![totals.scope.name().to_string(), totals.switches.to_string()];
        cells.extend(costs(run, totals.switches, &totals.direct, &totals.after));
        table.row(cells);
    }
    table.render()
}

/// Adds the columns of costs.
fn with_costs(run: &Run, table: Table) -> Table {
    let direct = ["cycles", "trap", "handle", "sched", "swtch", "space", "ret"];
    let mut misses = vec!["TLB", "L1I", "L1D", "L2"];
    if has_l3(run) {
        misses.push("L3");
    }
    let after: Vec<&str> = ["cycles"].into_iter().chain(misses.iter().copied()).collect();
    let columns = |titles: &[&'static str]| -> Vec<(&'static str, Align)> {
        titles.iter().map(|title| (*title, RIGHT)).collect()
    };
    table
        .group(" direct ", &columns(&direct))
        .group(" misses ", &columns(&misses))
        .group(" after ", &columns(&after))
}

/// The cells of those columns: of one switch, or the average of `count` switches.
fn costs(run: &Run, count: u64, direct: &Direct, after: &After) -> Vec<String> {
    let average = |sum: u64, decimals| ratio(sum, count, if count == 1 { 0 } else { decimals });
    let structures = misses_by_structure(run);
    let mut cells = vec![average(direct.cycles, 0)];
    cells.extend(Phase::ALL.iter().map(|&phase| average(direct.phases.of(phase), 0)));
    cells.extend(structures.iter().map(|structure| average(structure(&direct.misses), 1)));
    cells.push(average(after.cycles, 0));
    cells.extend(structures.iter().map(|structure| average(structure(&after.misses), 1)));
    cells
}

/// How to read the misses of each structure that is shown.
fn misses_by_structure(run: &Run) -> Vec<fn(&Misses) -> u64> {
    let mut all: Vec<fn(&Misses) -> u64> = vec![|m| m.tlb, |m| m.l1i, |m| m.l1d, |m| m.l2];
    if has_l3(run) {
        all.push(|m| m.l3);
    }
    all
}

/// Whether the machine has a third level.
pub(crate) fn has_l3(run: &Run) -> bool {
    run.totals.l3.accesses > 0
}

/// A thread in a table: `2 name`, or `2.4 name` for a thread that is not its process's first.
pub(crate) fn who(who: &Who) -> String {
    let name = cut(&who.name, NAME_MAX);
    match (who.tid == who.pid, who.utid) {
        (true, None) => format!("{} {name}", who.pid),
        (false, None) => format!("{}.{} {name}", who.pid, who.tid),
        (_, Some(utid)) => format!("{}.{}.{utid} {name}", who.pid, who.tid),
    }
}
