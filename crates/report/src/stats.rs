//! Structures and accounts: where all cycles and misses of a run went.

use serde_json::Value;
use swtch_ledger::{CacheTotals, Misses, Run, TlbTotals};

use crate::summary::{plain, size_or_plain};
use crate::switches::has_l3;
use crate::table::{Align, Table, cut, grouped, percent, ratio};
use crate::{Dma, Report};

const RIGHT: Align = Align::Right;
const LEFT: Align = Align::Left;

/// The longest line of settings.
const LINE_MAX: usize = 110;

/// The machine's whole configuration, each structure's counts, each account.
pub fn stats(report: &Report) -> String {
    let run = &report.run;
    let mut parts = vec![configuration(&report.machine), structures(run), accounts(run)];
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

/// Every field as `--set` takes it: a paragraph for what belongs to no part, and one for each part.
fn configuration(machine: &Value) -> String {
    let mut settings = Vec::new();
    flatten("", machine, &mut settings);
    let part = |setting: &str| setting.split_once('.').map(|(part, _)| part.to_string());
    let mut lines = vec!["machine:".to_string()];
    let mut before = Some(String::new());
    for setting in settings {
        let fits = lines.last().is_some_and(|line| line.len() + 1 + setting.len() <= LINE_MAX);
        let now = part(&setting);
        match lines.last_mut() {
            Some(line) if fits && now == before => line.extend([" ", setting.as_str()]),
            _ => lines.push(format!("  {setting}")),
        }
        before = now;
    }
    lines.join("\n") + "\n"
}

fn flatten(prefix: &str, value: &Value, into: &mut Vec<String>) {
    let Some(fields) = value.as_object() else {
        let is_size = prefix.ends_with("size");
        let shown = if is_size { size_or_plain(value) } else { plain(value) };
        return into.push(format!("{prefix}={shown}"));
    };
    for (name, value) in fields {
        let dot = if prefix.is_empty() { "" } else { "." };
        flatten(&format!("{prefix}{dot}{name}"), value, into);
    }
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
