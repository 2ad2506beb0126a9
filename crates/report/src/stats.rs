//! Structures and accounts: where all cycles and misses of a run went.

use swtch_ledger::{CacheTotals, Misses, Run, TlbTotals};

use crate::machine::configuration;
use crate::switches::has_l3;
use crate::table::{Align, Table, cut, grouped, percent, ratio};
use crate::{Dma, Report};

const RIGHT: Align = Align::Right;
const LEFT: Align = Align::Left;

/// The machine's whole configuration, each structure's counts, each account.
pub fn stats(report: &Report) -> String {
    let run = &report.run;
    let machine = format!("machine:\n{}", configuration(&report.machine));
    let mut parts = vec![machine, structures(run), accounts(run)];
    parts.extend(report.dma.iter().map(transfers));
    parts.push(format!("engine: {}\n", report.engine));
    parts.join("\n")
}

/// What the caches did for a device.
fn transfers(dma: &Dma) -> String {
    format!(
        "DMA of the {}: {} dirty lines written back before it read them, {} lines invalidated because \
         it wrote them\n",
        dma.device,
        grouped(dma.writebacks),
        grouped(dma.invalidations)
    )
}

/// Accesses, misses, their rate and write-backs of each structure.
fn structures(run: &Run) -> String {
    let totals = &run.totals;
    let has_aliases = totals.l1i.aliases + totals.l1d.aliases > 0;
    let columns =
        ["accesses", "misses", "miss %", "write-backs", "aliases"].map(|name| (name, RIGHT));
    let shown = if has_aliases { 5 } else { 4 };
    let mut table = Table::new(&[("structure", LEFT)]).group("", &columns[..shown]);
    let TlbTotals { accesses, misses } = totals.tlb;
    let mut row = |name: &str, accesses, misses, more: [String; 2]| {
        let rate = percent(misses, accesses);
        let mut cells = vec![name.to_string(), grouped(accesses), grouped(misses), rate];
        cells.extend(more);
        cells.truncate(1 + shown);
        table.row(cells);
    };
    row("TLB", accesses, misses, [String::new(), String::new()]);
    let levels = [("L1I", totals.l1i), ("L1D", totals.l1d), ("L2", totals.l2), ("L3", totals.l3)];
    for (name, CacheTotals { accesses, misses, writebacks, aliases }) in levels {
        if name != "L3" || has_l3(run) {
            row(name, accesses, misses, [grouped(writebacks), grouped(aliases)]);
        }
    }
    table.render()
}

/// Every account that has anything, and their sum.
fn accounts(run: &Run) -> String {
    let mut table = Table::new(&[("account", LEFT), ("cycles", RIGHT), ("%", RIGHT)]).group(
        "",
        &[
            ("instructions", RIGHT),
            ("CPI", RIGHT),
            ("TLB", RIGHT),
            ("L1I", RIGHT),
            ("L1D", RIGHT),
            ("L2", RIGHT),
        ],
    );
    if has_l3(run) {
        table = table.group("", &[("L3", RIGHT)]);
    }
    let mut row = |owner: &str, cycles, instructions, misses: &Misses| {
        let mut cells = vec![
            cut(owner, 48),
            grouped(cycles),
            percent(cycles, run.totals.cycles),
            grouped(instructions),
            ratio(cycles, instructions, 2),
        ];
        let counts = [misses.tlb, misses.l1i, misses.l1d, misses.l2, misses.l3];
        let shown = if has_l3(run) { 5 } else { 4 };
        cells.extend(counts[..shown].iter().map(|&count| grouped(count)));
        table.row(cells);
    };
    let used = |account: &&swtch_ledger::Account| {
        account.cycles > 0 || account.instructions > 0 || account.misses != Misses::default()
    };
    let mut all: Vec<_> = run.accounts.iter().filter(used).collect();
    all.sort_by_key(|account| std::cmp::Reverse(account.cycles));
    for account in all {
        row(&account.owner, account.cycles, account.instructions, &account.misses);
    }
    let sum = run.totals.tally();
    row("all", sum.cycles, sum.instructions, &sum.misses);
    let balance = "The books balance: every cycle, instruction and miss stands in exactly one \
                   account, and the last row\nis the machine's own count, not a sum of the rows \
                   above. Misses are counted per structure.\n";
    table.render() + balance
}
