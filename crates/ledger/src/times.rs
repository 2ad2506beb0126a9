//! When processes and threads came, waited, ran and went, from the states that the kernel gives
//! its threads.
//!
//! A process is running if any of its threads runs, else ready if any is ready, else blocked; it has
//! finished when all have. Both keep the same books: a [`Life`].

use rustc_hash::FxHashMap;

use crate::accounts::AccountId;
use crate::blocks::Name;
use crate::run::{Process, Thread, Times, Who};

/// What a state means for the books.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum State {
    /// Being made.
    #[default]
    New,
    /// Could run.
    Ready,
    /// Runs.
    Running,
    /// Waits for something; swapped out counts too.
    Blocked,
    /// Has ended.
    Finished,
}

impl State {
    /// The meaning of a kernel's word.
    pub fn by_name(name: &str) -> State {
        match name {
            "new" => State::New,
            "ready" => State::Ready,
            "running" => State::Running,
            "finished" | "terminated" => State::Finished,
            _ => State::Blocked,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            State::New => "new",
            State::Ready => "ready",
            State::Running => "running",
            State::Blocked => "blocked",
            State::Finished => "finished",
        }
    }
}

/// The cycles spent in each state that counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Spent {
    /// Ready and not running.
    pub ready: u64,
    /// Running.
    pub running: u64,
    /// Neither.
    pub blocked: u64,
}

/// The books of one thread or process.
#[derive(Clone, Debug, Default)]
pub(crate) struct Life {
    state: State,
    since: u64,
    spent: Spent,
    arrival: Option<u64>,
    first_run: Option<u64>,
    end: Option<u64>,
    switches: u64,
}

impl Life {
    /// A change of state.
    fn change(&mut self, to: State, cycle: u64) {
        self.settle(cycle);
        self.state = to;
        if to != State::Finished {
            self.end = None; // its ids live on: `exec` in a second thread goes on as the first
        }
        match to {
            State::Ready => drop(self.arrival.get_or_insert(cycle)),
            State::Running => {
                self.arrival.get_or_insert(cycle);
                self.first_run.get_or_insert(cycle);
            }
            State::Finished => drop(self.end.get_or_insert(cycle)),
            State::New | State::Blocked => {}
        }
    }

    /// Books the time since the last change.
    fn settle(&mut self, cycle: u64) {
        let cycles = cycle - self.since;
        self.since = cycle;
        match self.state {
            State::Ready => self.spent.ready += cycles,
            State::Running => self.spent.running += cycles,
            State::Blocked => self.spent.blocked += cycles,
            State::New | State::Finished => {}
        }
    }

    /// The times, if the run ends at `cycle`.
    fn times(mut self, cycle: u64) -> Times {
        self.settle(cycle);
        let end = self.end.unwrap_or(cycle);
        let arrival = self.arrival.unwrap_or(end);
        let first_run = self.first_run.unwrap_or(end);
        Times {
            arrival_cycle: arrival,
            first_run_cycle: first_run,
            end_cycle: end,
            turnaround: end.saturating_sub(arrival),
            response: first_run.saturating_sub(arrival),
            waiting: self.spent.ready,
            running: self.spent.running,
            switches: self.switches,
            blocked: self.spent.blocked,
            state: self.state.name(),
        }
    }
}

/// A thread's position among all threads that were ever heard of.
pub(crate) type ThreadId = usize;

/// A thread: who it is and how it lives.
#[derive(Debug)]
pub(crate) struct ThreadEntry {
    /// Its process's id.
    pub pid: u32,
    /// Its id.
    pub tid: u32,
    /// Its program's name, as last read.
    pub name: String,
    /// The same as it lies in memory.
    read: Name,
    /// The account of its user mode, if that is known: it goes by the name.
    pub account: Option<AccountId>,
    /// Whether it is the idle thread.
    pub idle: bool,
    /// Its block, as last met.
    pub block: u32,
    /// Its state in the kernel's numbering, if ever told.
    pub kernel_state: Option<u32>,
    process: usize,
    life: Life,
    /// What it had spent when it last left the processor.
    told: Spent,
    /// When it last came to the processor.
    came: u64,
}

impl ThreadEntry {
    /// What it is doing now.
    pub fn state(&self) -> State {
        self.life.state
    }

    /// As a switch names it.
    pub fn who(&self) -> Who {
        Who { pid: self.pid, tid: self.tid, utid: None, name: self.name.clone() }
    }
}

#[derive(Debug, Default)]
struct ProcessEntry {
    pid: u32,
    parent: u32,
    name: String,
    idle: bool,
    life: Life,
    /// How many of its threads are in each state.
    threads: [u32; 5],
}

impl ProcessEntry {
    /// Running if any thread runs, else ready if any is ready, and so on.
    fn state(&self) -> State {
        let order = [State::Running, State::Ready, State::Blocked, State::New];
        let any = |state: &State| self.threads[*state as usize] > 0;
        order.into_iter().find(any).unwrap_or(State::Finished)
    }
}

/// All threads and processes, in the order in which they were heard of.
#[derive(Debug, Default)]
pub(crate) struct Lives {
    /// The threads.
    pub threads: Vec<ThreadEntry>,
    processes: Vec<ProcessEntry>,
    by_ids: FxHashMap<(u32, u32), ThreadId>,
    by_pid: FxHashMap<u32, usize>,
}

impl Lives {
    /// The thread with these ids. A thread is its ids, and a process its id.
    pub fn thread(&mut self, pid: u32, tid: u32, idle: bool) -> ThreadId {
        if let Some(&id) = self.by_ids.get(&(pid, tid)) {
            return id;
        }
        let process = self.process(pid, idle);
        let id = self.threads.len();
        self.threads.push(ThreadEntry {
            pid,
            tid,
            name: String::new(),
            read: Name::default(),
            account: None,
            idle,
            block: 0,
            kernel_state: None,
            process,
            life: Life::default(),
            told: Spent::default(),
            came: 0,
        });
        self.processes[process].threads[State::New as usize] += 1;
        self.by_ids.insert((pid, tid), id);
        id
    }

    fn process(&mut self, pid: u32, idle: bool) -> usize {
        if let Some(&index) = self.by_pid.get(&pid) {
            return index;
        }
        let index = self.processes.len();
        self.processes.push(ProcessEntry { pid, idle, ..ProcessEntry::default() });
        self.by_pid.insert(pid, index);
        index
    }

    /// What the program of a thread is called now.
    pub fn rename(&mut self, id: ThreadId, name: Name) {
        let thread = &mut self.threads[id];
        if thread.read != name {
            thread.read = name;
            thread.name = name.to_string();
            thread.account = None;
            self.processes[thread.process].name = thread.name.clone();
        }
    }

    /// Who made the process; heard once, when it arrives, since orphans are adopted later.
    pub fn set_parent(&mut self, id: ThreadId, parent: u32) {
        let process = &mut self.processes[self.threads[id].process];
        if process.life.arrival.is_none() {
            process.parent = parent;
        }
    }

    /// A thread changes its state.
    pub fn change(&mut self, id: ThreadId, to: State, cycle: u64) {
        let thread = &mut self.threads[id];
        let process = &mut self.processes[thread.process];
        process.threads[thread.life.state as usize] -= 1;
        process.threads[to as usize] += 1;
        thread.life.change(to, cycle);
        let state = process.state();
        if process.life.state != state {
            process.life.change(state, cycle);
        }
    }

    /// Whether what a thread had may matter again: not the idle thread's, not a finished one's.
    pub fn comes_back(&self, id: ThreadId) -> bool {
        let thread = &self.threads[id];
        !thread.idle && thread.life.state != State::Finished
    }

    /// A thread comes to the processor.
    pub fn came(&mut self, id: ThreadId, cycle: u64) {
        self.threads[id].came = cycle;
    }

    /// A thread is switched away. Returns what it has spent since it was so last.
    pub fn went(&mut self, id: ThreadId, cycle: u64) -> Spent {
        let thread = &mut self.threads[id];
        thread.life.switches += 1;
        self.processes[thread.process].life.switches += 1;
        let (now, told) = (thread.life.spent, thread.told);
        thread.told = now;
        if thread.idle || thread.kernel_state.is_none() {
            return Spent { running: cycle - thread.came, ..Spent::default() };
        }
        Spent {
            ready: now.ready - told.ready,
            running: now.running - told.running,
            blocked: now.blocked - told.blocked,
        }
    }

    /// The times of all but the idle thread, if the run ends at `cycle`.
    pub fn finish(self, cycle: u64) -> (Vec<Process>, Vec<Thread>) {
        let parents: Vec<u32> = self.processes.iter().map(|process| process.parent).collect();
        let thread = |thread: ThreadEntry| Thread {
            pid: thread.pid,
            tid: thread.tid,
            parent: parents[thread.process],
            name: thread.name,
            times: thread.life.times(cycle),
        };
        let threads = self.threads.into_iter().filter(|t| !t.idle).map(thread).collect();
        let process = |process: ProcessEntry| Process {
            pid: process.pid,
            parent: process.parent,
            name: process.name,
            times: process.life.times(cycle),
        };
        let processes = self.processes.into_iter().filter(|p| !p.idle).map(process).collect();
        (processes, threads)
    }
}
