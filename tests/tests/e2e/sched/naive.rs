//! A second scheduler, which shares nothing with the kernel's: every tick it sorts all ready jobs by a
//! key and takes the least. Ties go by when a job came onto the list; a preempted job comes first.

use swtch_ledger::{JobTimes, Piece, Schedule};
use swtch_system::workload::{Burst, Workload};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Entry {
    Ready,
    Preempted,
    Again,
}

#[derive(Clone, Default)]
struct Job {
    bursts: Vec<u32>,
    due: Option<u64>,
    ready: bool,
    left: u32,
    place: i64,
    times: JobTimes,
    arrived: bool,
    started: bool,
    slice: u32,
    level: usize,
    boosted: u32,
    used: u32,
    predicted: u32,
    declared: u32,
    since: u64,
    gained: u32,
    virtual_time: u64,
}

/// The naive scheduler at work.
pub struct Naive<'a> {
    workload: &'a Workload,
    policy: &'a str,
    quantum: u32,
    jobs: Vec<Job>,
    now: u64,
    running: Option<usize>,
    slice_end: Option<u64>,
    counter: i64,
    boosts: u32,
    virtual_now: u64,
    gantt: Vec<Piece>,
}

/// What the naive scheduler makes of a workload.
pub fn schedule(workload: &Workload, policy: &str, quantum: u32) -> Schedule {
    let job = |job: &swtch_system::workload::Job| {
        let ticks = |burst: &Burst| match *burst {
            Burst::Cpu(ticks) | Burst::Io(ticks) => ticks,
        };
        let bursts: Vec<u32> = job.bursts.iter().rev().map(ticks).collect();
        let declared = bursts.last().copied().unwrap_or(0);
        Job { bursts, due: Some(job.arrival.into()), predicted: 1000, declared, ..Job::default() }
    };
    let jobs = workload.jobs.iter().map(job).collect();
    let mut naive = Naive {
        workload,
        policy,
        quantum,
        jobs,
        now: 0,
        running: None,
        slice_end: None,
        counter: 0,
        boosts: 0,
        virtual_now: 0,
        gantt: Vec::new(),
    };
    let waits = |job: &Job| job.due.is_some() || job.left > 0;
    while naive.running.is_some() || naive.jobs.iter().any(waits) {
        naive.tick();
    }
    Schedule { gantt: naive.gantt, jobs: naive.jobs.iter().map(|job| job.times).collect() }
}

impl Naive<'_> {
    /// Decides at `now`, then lets a tick go by.
    fn tick(&mut self) {
        let mut preempted = false;
        for index in 0..self.jobs.len() {
            if self.jobs[index].due == Some(self.now) {
                self.jobs[index].due = None;
                self.wake(index);
                preempted |= self.running.is_some_and(|running| self.preempts(index, running));
            }
        }
        if let Some(running) = self.running {
            let over = self.slice_end.is_some_and(|end| self.now >= end);
            if self.jobs[running].left == 0 {
                self.end_burst(running);
                self.running = None;
            } else if over || preempted {
                self.enqueue(running, if over { Entry::Again } else { Entry::Preempted });
                self.running = None;
            }
        }
        if self.running.is_none() {
            self.dispatch();
        }
        self.burn();
    }

    fn wake(&mut self, index: usize) {
        let job = &mut self.jobs[index];
        job.left = job.bursts.pop().expect("a burst after each I/O");
        if !job.arrived {
            job.arrived = true;
            job.times.arrival = self.now;
        }
        self.enqueue(index, Entry::Ready);
    }

    fn end_burst(&mut self, index: usize) {
        let job = &mut self.jobs[index];
        match job.bursts.pop() {
            Some(io) => {
                job.due = Some(self.now + u64::from(io));
                job.declared = *job.bursts.last().expect("ends with the processor");
            }
            None => job.times.finish = self.now,
        }
    }

    fn dispatch(&mut self) {
        let ready = (0..self.jobs.len()).filter(|&index| self.jobs[index].ready);
        let Some(next) = ready.min_by_key(|&index| self.key(index)) else { return };
        let aged = self.aged(next);
        self.virtual_now = self.jobs[next].virtual_time;
        let job = &mut self.jobs[next];
        job.ready = false;
        job.gained = self.workload.jobs[next].priority - aged;
        if !job.started {
            job.started = true;
            job.times.start = self.now;
        }
        self.running = Some(next);
        self.slice_end = self.slice(next).map(|slice| self.now + u64::from(slice));
    }

    fn burn(&mut self) {
        for job in &mut self.jobs {
            job.times.waiting += u64::from(job.ready);
        }
        let from = self.now;
        self.now += 1;
        if let Some(index) = self.running {
            match self.gantt.last_mut() {
                Some(last) if last.job == index && last.to == from => last.to = self.now,
                _ => self.gantt.push(Piece { job: index, from, to: self.now }),
            }
            self.charge(index);
        }
        let boost = u64::from(self.workload.policy.boost);
        if self.policy == "mlfq" && boost > 0 && self.now.is_multiple_of(boost) {
            self.boost();
        }
    }

    // What the policies differ in.

    fn nice(&self, index: usize) -> u64 {
        let mut rate = 1024;
        for _ in 0..self.workload.jobs[index].nice.max(0) {
            rate += rate / 4;
        }
        for _ in 0..(-self.workload.jobs[index].nice).max(0) {
            rate -= rate / 5;
        }
        rate
    }

    fn mlq_level(&self, index: usize) -> usize {
        let levels = self.workload.policy.levels.unwrap_or(3);
        self.workload.jobs[index].priority.min(levels - 1) as usize
    }

    fn quantum_at(&self, level: usize) -> u32 {
        let quanta = &self.workload.policy.quanta;
        match (quanta.get(level).or(quanta.last()), self.policy) {
            (Some(&quantum), _) => quantum,
            (None, "mlfq") => self.quantum << level,
            (None, _) => self.quantum,
        }
    }

    fn whole_slice(&self, index: usize) -> u32 {
        match self.policy {
            "mlq" => self.quantum_at(self.mlq_level(index)),
            "mlfq" => self.quantum_at(self.jobs[index].level),
            _ => self.quantum,
        }
    }

    fn turn(&self) -> u32 {
        let ready = self.jobs.iter().filter(|job| job.ready).count() as u32;
        (self.quantum / (ready + 1)).max(1)
    }

    /// How long the job may run, if there is an end to it.
    fn slice(&self, index: usize) -> Option<u32> {
        match self.policy {
            "fcfs" | "sjf" | "srtf" | "priority" => None,
            "rr" | "stride" => Some(self.quantum),
            "cfs" => Some(self.turn()),
            "priority_preemptive" if self.quantum == 0 => None,
            _ => Some(self.jobs[index].slice),
        }
    }

    fn remaining(&self, index: usize) -> u32 {
        let job = &self.jobs[index];
        let length = if self.workload.policy.predict { job.predicted } else { job.declared };
        length.saturating_sub(job.used)
    }

    fn aged(&self, index: usize) -> u32 {
        let (job, ageing) = (&self.jobs[index], self.workload.policy.ageing);
        let waited = if job.ready { (self.now - job.since) as u32 } else { 0 };
        let gain = waited.checked_div(ageing).unwrap_or(0) + job.gained;
        self.workload.jobs[index].priority.saturating_sub(gain)
    }

    fn key(&self, index: usize) -> (u64, i64) {
        let job = &self.jobs[index];
        let first = match self.policy {
            "sjf" | "srtf" => self.remaining(index).into(),
            "priority" | "priority_preemptive" => self.aged(index).into(),
            "mlq" => self.mlq_level(index) as u64,
            "mlfq" => job.level as u64,
            "stride" | "cfs" => job.virtual_time,
            _ => 0,
        };
        (first, job.place)
    }

    fn enqueue(&mut self, index: usize, entry: Entry) {
        let fresh = entry != Entry::Preempted;
        if entry == Entry::Ready {
            self.renew(index);
        }
        if fresh && self.policy != "mlfq" {
            self.jobs[index].slice = self.whole_slice(index);
        }
        let first = match self.policy {
            "srtf" | "priority_preemptive" | "mlq" => !fresh,
            "mlfq" => {
                !fresh
                    || (entry == Entry::Ready
                        && self.workload.policy.io_first
                        && self.jobs[index].started)
            }
            _ => false,
        };
        self.counter += 1;
        let (now, counter) = (self.now, self.counter);
        let job = &mut self.jobs[index];
        job.place = if first { -counter } else { counter };
        job.ready = true;
        job.since = now;
        if fresh {
            job.gained = 0;
        }
    }

    /// A burst begins.
    fn renew(&mut self, index: usize) {
        let boosts = self.boosts;
        let virtual_now = self.virtual_now;
        let job = &mut self.jobs[index];
        if job.used > 0 {
            job.predicted = (job.predicted + job.used) / 2;
        }
        job.used = 0;
        job.virtual_time = job.virtual_time.max(virtual_now);
        let stale = job.boosted != boosts;
        if stale {
            job.level = 0;
            job.boosted = boosts;
        }
        if stale || job.slice == 0 || self.workload.policy.io_keeps_level {
            self.jobs[index].slice = self.whole_slice(index);
        }
    }

    fn preempts(&self, woken: usize, running: usize) -> bool {
        let priority = |index: usize| self.workload.jobs[index].priority;
        match self.policy {
            "srtf" => self.remaining(woken) < self.remaining(running),
            "priority_preemptive" => {
                priority(woken) < priority(running) - self.jobs[running].gained
            }
            "mlq" => self.mlq_level(woken) < self.mlq_level(running),
            "mlfq" => self.jobs[woken].level < self.jobs[running].level,
            "cfs" => {
                let behind = self.jobs[woken].virtual_time + u64::from(self.turn()) * 1024;
                behind < self.jobs[running].virtual_time
            }
            _ => false,
        }
    }

    /// The job has run for a tick.
    fn charge(&mut self, index: usize) {
        let rate = match self.policy {
            "stride" => u64::from(0x4000_0000 / self.workload.jobs[index].tickets),
            _ => self.nice(index),
        };
        let levels = self.workload.policy.levels.unwrap_or(3) as usize;
        let job = &mut self.jobs[index];
        job.left -= 1;
        job.used += 1;
        job.virtual_time += rate;
        job.slice = job.slice.saturating_sub(1);
        if job.slice == 0 {
            if self.policy == "mlfq" {
                job.level = (job.level + 1).min(levels - 1);
            }
            self.jobs[index].slice = self.whole_slice(index);
        }
    }

    /// Everybody rises; the running job begins anew.
    fn boost(&mut self) {
        self.boosts += 1;
        let mut ready: Vec<usize> = (0..self.jobs.len()).filter(|&i| self.jobs[i].ready).collect();
        ready.sort_by_key(|&index| self.key(index));
        for index in ready {
            if self.jobs[index].level > 0 {
                self.counter += 1;
                self.jobs[index].place = self.counter;
            }
            self.rise(index);
        }
        if let Some(running) = self.running {
            self.rise(running);
            self.slice_end = Some(self.now + u64::from(self.jobs[running].slice));
        }
    }

    fn rise(&mut self, index: usize) {
        self.jobs[index].level = 0;
        self.jobs[index].boosted = self.boosts;
        self.jobs[index].slice = self.whole_slice(index);
    }
}
