//! The history of a workload → who had the processor when, and how long each job took; in ticks and
//! in cycles alike, since both are in each row of the history.

use crate::run::{History, HistoryRow};

/// A stretch of time in which one job had the processor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The job's position among the names.
    pub job: usize,
    /// When it began, from the start of the workload.
    pub from: u64,
    /// When it was over.
    pub to: u64,
}

/// The times of a job, all from the start of the workload.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JobTimes {
    /// When it became ready first.
    pub arrival: u64,
    /// When it ran first.
    pub start: u64,
    /// When it ended.
    pub finish: u64,
    /// How long it was ready without running.
    pub waiting: u64,
}

impl JobTimes {
    /// From arrival to end.
    pub fn turnaround(&self) -> u64 {
        self.finish - self.arrival
    }

    /// From arrival to the first run.
    pub fn response(&self) -> u64 {
        self.start - self.arrival
    }
}

/// What a workload came to, in one kind of time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schedule {
    /// Who ran when, in order; neighbouring pieces of one job are one.
    pub gantt: Vec<Piece>,
    /// The jobs' times, in the order of the names.
    pub jobs: Vec<JobTimes>,
}

impl History {
    /// The schedule in ticks of the workload. `jobs` are the names that the guest gave its jobs.
    pub fn ideal(&self, jobs: &[String]) -> Schedule {
        self.schedule(jobs, |row| u64::from(row.tick), u64::from(self.tick))
    }

    /// The same in cycles from the workload's start.
    pub fn measured(&self, jobs: &[String]) -> Schedule {
        self.schedule(jobs, |row| row.cycle - self.start, self.end - self.start)
    }

    /// Whether each job has ended.
    pub fn is_complete(&self, jobs: &[String]) -> bool {
        let ended = |job: &&String| {
            self.rows.iter().any(|row| row.who.name == **job && row.state == "finished")
        };
        jobs.iter().filter(ended).count() == jobs.len()
    }

    fn schedule(&self, jobs: &[String], time: impl Fn(&HistoryRow) -> u64, end: u64) -> Schedule {
        let mut lives: Vec<Life> = jobs.iter().map(|_| Life::default()).collect();
        let mut gantt: Vec<Piece> = Vec::new();
        for row in &self.rows {
            let Some(job) = jobs.iter().position(|name| *name == row.who.name) else { continue };
            let now = time(row);
            if let Some(from) = lives[job].enter(row.state, now)
                && from < now
            {
                add(&mut gantt, Piece { job, from, to: now });
            }
        }
        Schedule { gantt, jobs: lives.iter().map(|life| life.times(end)).collect() }
    }
}

/// Adds a piece, or lengthens the last one.
fn add(gantt: &mut Vec<Piece>, piece: Piece) {
    match gantt.last_mut() {
        Some(last) if last.job == piece.job && last.to == piece.from => last.to = piece.to,
        _ => gantt.push(piece),
    }
}

/// A job as far as its story has been told.
#[derive(Default)]
struct Life {
    arrival: Option<u64>,
    start: Option<u64>,
    finish: Option<u64>,
    waiting: u64,
    state: &'static str,
    since: u64,
}

impl Life {
    /// The job's state changes. If it was running: since when.
    fn enter(&mut self, state: &'static str, now: u64) -> Option<u64> {
        let ran_from = (self.state == "running").then_some(self.since);
        if self.state == "ready" {
            self.waiting += now - self.since;
        }
        match state {
            "ready" => self.arrival = self.arrival.or(Some(now)),
            "running" => self.start = self.start.or(Some(now)),
            "finished" => self.finish = Some(now),
            _ => {}
        }
        self.state = state;
        self.since = now;
        ran_from
    }

    fn times(&self, end: u64) -> JobTimes {
        let arrival = self.arrival.unwrap_or(end);
        let start = self.start.unwrap_or(end.max(arrival));
        let finish = self.finish.unwrap_or(end.max(start));
        JobTimes { arrival, start, finish, waiting: self.waiting }
    }
}
