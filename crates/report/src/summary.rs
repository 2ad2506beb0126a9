//! The head of every text report, and the short summary that is the default.

use serde_json::Value;
use swtch_ledger::{Outcome, OutcomeKind, Run};

use crate::machine::{changes, machine_line};
use crate::switches::{averages, who_and_what};
use crate::table::{Align, Table, cut, grouped, percent, ratio};
use crate::{Product, Report};

/// How many accounts the summary shows.
const ACCOUNTS_MAX: usize = 8;

/// Which product made the numbers, in one line.
pub fn product_line(product: &Product) -> String {
    format!(
        "swtch {} format {}  kernel {}  program {}  machine {}",
        product.version,
        product.format,
        product.kernel.as_deref().unwrap_or("none"),
        product.program,
        product.machine
    )
}

/// The head of every text report: product, settings, outcome, totals.
pub fn head(report: &Report) -> String {
    let totals = &report.run.totals;
    let mut caches = vec![
        format!("TLB {}", grouped(totals.tlb.misses)),
        format!("L1I {}", grouped(totals.l1i.misses)),
        format!("L1D {}", grouped(totals.l1d.misses)),
        format!("L2 {}", grouped(totals.l2.misses)),
    ];
    if totals.l3.accesses > 0 {
        caches.push(format!("L3 {}", grouped(totals.l3.misses)));
    }
    let mut lines =
        vec![product_line(&report.product), format!("machine   {}", machine_line(&report.machine))];
    lines.extend(changes(&report.machine));
    lines.extend([
        format!("settings  {}", settings_line(&report.settings)),
        format!("outcome   {} {}", report.program, outcome(&report.run.outcome)),
        format!(
            "totals    {} cycles, {} instructions, {} cycles each, {}",
            grouped(totals.cycles),
            grouped(totals.instructions),
            ratio(totals.cycles, totals.instructions, 2),
            plural(totals.switches, "context switch", "context switches")
        ),
        format!("misses    {}", caches.join(", ")),
    ]);
    lines.join("\n") + "\n"
}

/// How a run ended, in words that go on after the program's name.
pub fn outcome(outcome: &Outcome) -> String {
    let code = outcome.code;
    match outcome.kind {
        OutcomeKind::Exit => format!("exited with status {code}"),
        OutcomeKind::Signal => format!("was ended by {}", signal_name(code)),
        OutcomeKind::MachineCheck => "was stopped by a machine check".to_string(),
        OutcomeKind::Panic => "ended in a kernel panic".to_string(),
        OutcomeKind::Deadlock => "is in deadlock: nothing can run, and nothing is due".to_string(),
        OutcomeKind::Limit => "was stopped at the limit of cycles".to_string(),
    }
}

/// The signals that end a program, by Linux's numbers.
fn signal_name(signal: u32) -> String {
    let name = match signal {
        1 => "SIGHUP",
        2 => "SIGINT",
        3 => "SIGQUIT",
        4 => "SIGILL",
        5 => "SIGTRAP",
        6 => "SIGABRT",
        7 => "SIGBUS",
        8 => "SIGFPE",
        9 => "SIGKILL",
        10 => "SIGUSR1",
        11 => "SIGSEGV",
        12 => "SIGUSR2",
        13 => "SIGPIPE",
        14 => "SIGALRM",
        15 => "SIGTERM",
        _ => return format!("signal {signal}"),
    };
    format!("signal {signal} ({name})")
}

/// The short summary: whose the cycles were, and what a switch cost on average.
pub fn summary(run: &Run) -> String {
    let mut text = accounts(run);
    if run.totals.switches == 0 {
        return text;
    }
    text.push('\n');
    text.push_str(&averages(run));
    text.push_str(who_and_what());
    text
}

/// The accounts with the most cycles.
fn accounts(run: &Run) -> String {
    let (left, right) = (Align::Left, Align::Right);
    let mut table =
        Table::new(&[("account", left), ("cycles", right), ("%", right), ("instructions", right)]);
    let mut used: Vec<_> = run.accounts.iter().filter(|account| account.cycles > 0).collect();
    used.sort_by_key(|account| std::cmp::Reverse(account.cycles));
    let total = run.totals.cycles;
    let mut line = |owner: &str, cycles, instructions| {
        let share = percent(cycles, total);
        table.row(vec![cut(owner, 48), grouped(cycles), share, grouped(instructions)]);
    };
    let shown = if used.len() > ACCOUNTS_MAX + 1 { ACCOUNTS_MAX } else { used.len() };
    for account in &used[..shown] {
        line(&account.owner, account.cycles, account.instructions);
    }
    let rest = &used[shown..];
    if !rest.is_empty() {
        let cycles = rest.iter().map(|account| account.cycles).sum();
        let instructions = rest.iter().map(|account| account.instructions).sum();
        line(&format!("{} others (--stats shows them)", rest.len()), cycles, instructions);
    }
    table.render()
}

fn plural(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count), if count == 1 { one } else { many })
}

/// `name=value` of every setting.
fn settings_line(settings: &Value) -> String {
    let Some(all) = settings.as_object() else { return String::new() };
    let shown = all.iter().filter(|(_, value)| !value.is_null());
    shown.map(|(name, value)| format!("{name}={}", plain(value))).collect::<Vec<_>>().join(" ")
}

/// A value as the command line writes it.
pub(crate) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
