//! Scheduling workloads: Gantt charts, times and averages, in ticks (ideal) and in cycles (measured)
//! side by side; as text, JSON, CSV and a page of charts.

use crate::Product;
use crate::table::{Align, Table, grouped, percent, ratio};
use serde_json::{Value, json};
use swtch_ledger::{JobTimes, Run, Schedule};

/// A line of a chart is not longer than this.
const LINE_WIDTH: usize = 96;
/// What a chart is scaled to, if it fits.
const CHART_WIDTH: u64 = 72;

/// What a workload came to under one policy.
#[derive(Clone, Debug)]
pub struct PolicyRun {
    /// Which product made it.
    pub product: Product,
    /// The policy.
    pub policy: String,
    /// Its quantum in ticks; 0: none.
    pub quantum: u32,
    /// Cycles of a tick.
    pub tick_cycles: u32,
    /// The jobs' names.
    pub names: Vec<String>,
    /// In ticks.
    pub ideal: Schedule,
    /// In cycles from the workload's start.
    pub measured: Schedule,
    /// Switches between the first dispatch and the end of the last burst.
    pub switches: u64,
    /// Cycles from start to the last job's end beyond those of the ticks.
    pub overhead_cycles: u64,
}

impl PolicyRun {
    /// The result of a run, if it was one of a workload with these jobs.
    pub fn new(
        product: Product,
        (policy, quantum, tick_cycles): (&str, u32, u32),
        names: Vec<String>,
        run: &Run,
    ) -> Option<PolicyRun> {
        let history = run.history.as_ref()?;
        let (ideal, measured) = (history.ideal(&names), history.measured(&names));
        let within = |cycle| history.start <= cycle && cycle <= history.end;
        let end = measured.jobs.iter().map(|job| job.finish).max().unwrap_or(0);
        let ticks = u64::from(history.tick) * u64::from(tick_cycles);
        Some(PolicyRun {
            product,
            policy: policy.to_string(),
            quantum,
            tick_cycles,
            names,
            ideal,
            measured,
            switches: run.switches.iter().filter(|switch| within(switch.start_cycle)).count()
                as u64,
            overhead_cycles: end.saturating_sub(ticks),
        })
    }

    fn span(&self) -> u64 {
        self.measured.jobs.iter().map(|job| job.finish).max().unwrap_or(0)
    }

    fn title(&self) -> String {
        let quantum = match self.quantum {
            0 => "no quantum".to_string(),
            quantum => format!("quantum {quantum}"),
        };
        format!(
            "{}, {quantum}, a tick is {} cycles",
            self.policy,
            grouped(u64::from(self.tick_cycles))
        )
    }
}

/// One of a job's times.
type Measure = fn(&JobTimes) -> u64;

/// What averages are taken of.
const AVERAGES: [(&str, Measure); 3] = [
    ("turnaround", |job| job.turnaround()),
    ("response", |job| job.response()),
    ("waiting", |job| job.waiting),
];

fn sum(schedule: &Schedule, of: Measure) -> u64 {
    schedule.jobs.iter().map(of).sum()
}

/// The document: an element per policy.
pub fn sched_json(runs: &[PolicyRun]) -> String {
    let elements: Vec<Value> = runs.iter().map(element).collect();
    let mut text = serde_json::to_string_pretty(&elements).expect("plain values");
    text.push('\n');
    text
}

fn element(run: &PolicyRun) -> Value {
    let mut measured = schedule_value(run, &run.measured);
    measured["switches"] = run.switches.into();
    measured["overhead_cycles"] = run.overhead_cycles.into();
    json!({
        "swtch": run.product,
        "policy": run.policy,
        "quantum": run.quantum,
        "tick_cycles": run.tick_cycles,
        "ideal": schedule_value(run, &run.ideal),
        "measured": measured,
    })
}

fn schedule_value(run: &PolicyRun, schedule: &Schedule) -> Value {
    let gantt: Vec<Value> = schedule
        .gantt
        .iter()
        .map(|piece| json!({"job": run.names[piece.job], "from": piece.from, "to": piece.to}))
        .collect();
    let jobs: Vec<Value> = run
        .names
        .iter()
        .zip(&schedule.jobs)
        .map(|(name, job)| {
            json!({
                "name": name, "arrival": job.arrival, "start": job.start, "finish": job.finish,
                "turnaround": job.turnaround(), "response": job.response(), "waiting": job.waiting,
            })
        })
        .collect();
    let mut average = serde_json::Map::new();
    for (name, of) in AVERAGES {
        let count = schedule.jobs.len().max(1) as u64;
        let thousandths = (sum(schedule, of) * 2000 + count) / (count * 2);
        average.insert(name.into(), (thousandths as f64 / 1000.0).into());
    }
    json!({"gantt": gantt, "jobs": jobs, "average": average})
}

/// A row per job and kind of time.
pub fn sched_csv(runs: &[PolicyRun]) -> String {
    let mut text =
        "policy,quantum,time,job,arrival,start,finish,turnaround,response,waiting\n".to_string();
    for run in runs {
        for (time, schedule) in [("ideal", &run.ideal), ("measured", &run.measured)] {
            for (name, job) in run.names.iter().zip(&schedule.jobs) {
                let name = match name.contains([',', '"']) {
                    true => format!("\"{}\"", name.replace('"', "\"\"")),
                    false => name.clone(),
                };
                text.push_str(&format!(
                    "{},{},{time},{name},{},{},{},{},{},{}\n",
                    run.policy,
                    run.quantum,
                    job.arrival,
                    job.start,
                    job.finish,
                    job.turnaround(),
                    job.response(),
                    job.waiting
                ));
            }
        }
    }
    text
}

/// For people: each policy by itself, and all in one table if there are several.
pub fn sched_text(runs: &[PolicyRun]) -> String {
    let mut parts: Vec<String> = runs.iter().map(one).collect();
    if runs.len() > 1 {
        parts.push(comparison(runs));
    }
    if let Some(run) = runs.first() {
        parts.insert(0, format!("{}\n", crate::product_line(&run.product)));
    }
    parts.join("\n")
}

fn one(run: &PolicyRun) -> String {
    let order: Vec<&str> =
        run.ideal.gantt.iter().map(|piece| run.names[piece.job].as_str()).collect();
    let mut text = format!("{}\n\n{}\n", run.title(), chart(run));
    text.push_str(&format!("dispatch order: {}\n\n", order.join(" ")));
    let right = Align::Right;
    let times = [
        ("start", right),
        ("finish", right),
        ("turnaround", right),
        ("response", right),
        ("waiting", right),
    ];
    let mut table = Table::new(&[("job", Align::Left), ("arrival", right)])
        .group("ideal (ticks)", &times)
        .group("measured (cycles)", &times);
    for (index, name) in run.names.iter().enumerate() {
        let (ideal, measured) = (&run.ideal.jobs[index], &run.measured.jobs[index]);
        let mut row = vec![name.clone(), ideal.arrival.to_string()];
        for job in [ideal, measured] {
            let all = [job.start, job.finish, job.turnaround(), job.response(), job.waiting];
            row.extend(all.map(grouped));
        }
        table.row(row);
    }
    let mut row = vec!["average".to_string(), String::new()];
    for (schedule, decimals) in [(&run.ideal, 3), (&run.measured, 0)] {
        row.extend([String::new(), String::new()]);
        row.extend(
            AVERAGES.map(|(_, of)| ratio(sum(schedule, of), schedule.jobs.len() as u64, decimals)),
        );
    }
    table.row(row);
    text.push_str(&table.render());
    text.push_str(&format!(
        "\n{} switches; overhead {} of {} cycles ({} %)\n",
        run.switches,
        grouped(run.overhead_cycles),
        grouped(run.span()),
        percent(run.overhead_cycles, run.span())
    ));
    text
}

fn comparison(runs: &[PolicyRun]) -> String {
    let right = Align::Right;
    let averages = AVERAGES.map(|(name, _)| (name, right));
    let mut table = Table::new(&[("policy", Align::Left), ("quantum", right)])
        .group("ideal (ticks)", &averages)
        .group("measured (cycles)", &averages)
        .group("price", &[("switches", right), ("overhead", right), ("%", right)]);
    for run in runs {
        let mut row = vec![
            run.policy.clone(),
            match run.quantum {
                0 => "-".into(),
                q => q.to_string(),
            },
        ];
        for (schedule, decimals) in [(&run.ideal, 3), (&run.measured, 0)] {
            row.extend(
                AVERAGES
                    .map(|(_, of)| ratio(sum(schedule, of), schedule.jobs.len() as u64, decimals)),
            );
        }
        row.extend([
            run.switches.to_string(),
            grouped(run.overhead_cycles),
            percent(run.overhead_cycles, run.span()),
        ]);
        table.row(row);
    }
    format!("averages\n{}", table.render())
}

/// The Gantt chart: boxes as wide as their pieces, if names and times fit; the times below.
fn chart(run: &PolicyRun) -> String {
    let end = run.ideal.gantt.last().map_or(0, |piece| piece.to);
    let mut boxes: Vec<(String, u64, u64)> = Vec::new();
    let mut now = 0;
    for piece in &run.ideal.gantt {
        if piece.from > now {
            boxes.push((String::new(), now, piece.from));
        }
        boxes.push((run.names[piece.job].clone(), piece.from, piece.to));
        now = piece.to;
    }
    let mut lines = String::new();
    let (mut bar, mut scale) = (String::new(), String::new());
    for (name, from, to) in boxes {
        let scaled = ((to - from) * CHART_WIDTH / end.max(1)) as usize;
        let width = scaled.max(name.chars().count() + 1).max(from.to_string().len());
        if bar.len() + width + 2 > LINE_WIDTH && !bar.is_empty() {
            lines.push_str(&format!("{bar}|\n{scale}{from}\n"));
            (bar, scale) = (String::new(), String::new());
        }
        bar.push_str(&format!("|{name:<width$}"));
        scale.push_str(&format!("{from:<width$} "));
    }
    lines.push_str(&format!("{bar}|\n{scale}{end}\n"));
    lines
}

/// A page of charts that needs nothing else: for each policy the ideal and the measured one.
pub fn sched_html(title: &str, runs: &[PolicyRun]) -> String {
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{0}</title>\n<style>\
         body{{font:14px sans-serif;margin:2em;max-width:1000px}} svg{{display:block;margin:2px 0 10px}} \
         text{{font:11px sans-serif}} pre{{font-size:12px;overflow-x:auto}}</style></head>\n<body><h1>{0}</h1>\n",
        escape(title)
    );
    if runs.len() > 1 {
        page.push_str(&format!("<pre>{}</pre>\n", escape(&comparison(runs))));
    }
    for run in runs {
        page.push_str(&format!("<h2>{}</h2>\n", escape(&run.title())));
        for (name, schedule) in
            [("ideal, in ticks", &run.ideal), ("measured, in cycles", &run.measured)]
        {
            page.push_str(&format!("<div>{name}</div>\n{}", svg(run, schedule)));
        }
        page.push_str(&format!("<pre>{}</pre>\n", escape(&one(run))));
    }
    if let Some(run) = runs.first() {
        page.push_str(&format!("<p>{}</p>\n", escape(&crate::product_line(&run.product))));
    }
    page.push_str("</body></html>\n");
    page
}

/// A row per job, a bar per piece, the whole as wide as 900 points.
fn svg(run: &PolicyRun, schedule: &Schedule) -> String {
    const WIDTH: u64 = 900;
    const LEFT: u64 = 90;
    const ROW: usize = 20;
    let end = schedule.jobs.iter().map(|job| job.finish).max().unwrap_or(0).max(1);
    let height = run.names.len() * ROW + ROW;
    let mut svg =
        format!("<svg width=\"{}\" height=\"{height}\" role=\"img\">\n", WIDTH + LEFT + 60);
    for (row, name) in run.names.iter().enumerate() {
        svg.push_str(&format!("<text x=\"0\" y=\"{}\">{}</text>\n", row * ROW + 14, escape(name)));
    }
    for piece in &schedule.gantt {
        // Hundredths of a point, in integers so that every host agrees.
        let at = |time: u64| LEFT * 100 + time * WIDTH * 100 / end;
        let (from, to) = (at(piece.from), at(piece.to));
        let hue = piece.job * 137 % 360;
        svg.push_str(&format!(
            "<rect x=\"{}.{:02}\" y=\"{}\" width=\"{}.{:02}\" height=\"16\" fill=\"hsl({hue},60%,60%)\"><title>{} {}-{}</title></rect>\n",
            from / 100, from % 100, piece.job * ROW + 2, (to - from) / 100, (to - from) % 100,
            escape(&run.names[piece.job]), piece.from, piece.to
        ));
    }
    svg.push_str(&format!("<text x=\"{LEFT}\" y=\"{}\">0</text>", height - 4));
    svg.push_str(&format!(
        "<text x=\"{}\" y=\"{}\">{end}</text></svg>\n",
        LEFT + WIDTH,
        height - 4
    ));
    svg
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
