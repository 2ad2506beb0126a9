//! A story: events by hand, told to a keeper, with a small kernel's probe description.

use std::collections::HashMap;

use swtch_machine::{
    AccessKind, CacheCounters, Counters, Evict, Miss, Mode, Place, Structure, TlbCounters, Touch,
    TrapInfo, Vector,
};

use super::recompute::{Recomputed, recompute};
use crate::blocks::Scene;
use crate::keeper::{Keep, Keeper, Setup};
use crate::run::{Outcome, OutcomeKind, Run, Tally};
use crate::trace::Trace;
use crate::{ProbeDescription, Probes};

pub const DESCRIPTION: &str = r#"(
    thread: (pid: [0], tid: [4], name: [8, 16], process: [8], cause: [12], detail: [16], parent: [8, 4, 0]),
    idle_pid: 0,
    states: ["new", "ready", "running", "blocked", "finished"],
    causes: ["none", "quantum", "yield", "block", "exit"],
    start: (symbol: "swtch_start", to: "a0"),
    switch: (symbol: "swtch", from: "a0", to: "a1"),
    state: (symbol: "thread_set_state", thread: "a0", to: "a1"),
    end: (symbol: "kernel_end", kind: "a0", code: "a1", kinds: ["exit", "signal", "panic", "deadlock"]),
    fault: (symbol: "proc_fault", thread: "a0", signal: "a1", pc: "a2", address: "a3"),
    panic: (symbol: "panic", message: "a0"),
    refill: "tlb_refill",
    trap: "trap_entry",
    markers: [
        (symbol: "trap_entry", account: "trap", phase: trap),
        (symbol: "syscall_handle", account: "syscall", phase: handle),
        (symbol: "schedule", account: "schedule", phase: schedule),
        (symbol: "vm_activate", account: "address_space", phase: address_space),
        (symbol: "swtch", account: "swtch", phase: swtch),
        (symbol: "schedule_finish", account: "schedule", phase: schedule),
        (symbol: "trap_return", account: "return", phase: return),
    ],
)"#;

/// The address of every symbol of the story's kernel.
pub fn symbol(name: &str) -> Option<u32> {
    let all = [
        "swtch_start",
        "swtch",
        "thread_set_state",
        "kernel_end",
        "proc_fault",
        "panic",
        "tlb_refill",
        "trap_entry",
        "syscall_handle",
        "schedule",
        "vm_activate",
        "schedule_finish",
        "trap_return",
    ];
    all.iter().position(|symbol| *symbol == name).map(|index| 0x8000_0000 + 16 * index as u32)
}

/// Thread blocks. Process blocks lie at 0x2000 + 64 * pid; idle has pid 0.
pub const IDLE: u32 = 0x1000;
pub const A: u32 = 0x1040; // pid 2 tid 2
pub const B: u32 = 0x1080; // pid 3 tid 3
pub const A2: u32 = 0x10c0; // pid 2 tid 4

pub struct Story {
    pub keeper: Keeper,
    pub now: Tally,
    pub memory: HashMap<u32, u32>,
    regs: [u32; 32],
    probes: Vec<(u32, u32)>,
    asid: u32,
}

impl Story {
    /// A machine at reset with a kernel that is known.
    pub fn new() -> Story {
        Story::known(Some(Trace::new(100_000)))
    }

    fn known(trace: Option<Trace>) -> Story {
        let description: ProbeDescription = ron::from_str(DESCRIPTION).unwrap();
        let probes = Probes::attach(description, symbol).unwrap();
        let addresses = probes.addresses().to_vec();
        let mut story = Story::with(Setup::Kernel(Box::new(probes)), trace);
        story.probes = addresses;
        story.thread(IDLE, 0, 0, "idle");
        story.thread(A, 2, 2, "alpha");
        story.thread(B, 3, 3, "beta");
        story.thread(A2, 2, 4, "alpha");
        story
    }

    /// A machine at reset with some other guest.
    pub fn with(setup: Setup, trace: Option<Trace>) -> Story {
        Story {
            keeper: Keeper::new(setup, Keep::History, trace),
            now: Tally::default(),
            memory: HashMap::new(),
            regs: [0; 32],
            probes: Vec::new(),
            asid: 0,
        }
    }

    /// A thread that is in user mode for the first time, 100 cycles after reset.
    pub fn in_user_mode(thread: u32) -> Story {
        Story::new().start(thread)
    }

    /// The same, with nobody who keeps events.
    pub fn unwatched_in_user_mode(thread: u32) -> Story {
        Story::known(None).start(thread)
    }

    fn start(mut self, thread: u32) -> Story {
        self.run(90);
        self.probe("swtch_start", [thread, 0]);
        self.run(10);
        self.mret();
        self
    }

    fn thread(&mut self, block: u32, pid: u32, tid: u32, name: &str) {
        let process = 0x2000 + 64 * pid;
        for (offset, word) in [(0, pid), (4, tid), (8, process), (12, 2), (16, 0)] {
            self.memory.insert(block + offset, word);
        }
        self.memory.insert(process + 4, 0x2000 + 64); // the parent is pid 1
        self.memory.insert(0x2000 + 64, 1);
        self.name(process + 16, name);
    }

    /// Writes a text of less than 8 bytes.
    pub fn name(&mut self, at: u32, name: &str) {
        let mut bytes = [0; 8];
        bytes[..name.len()].copy_from_slice(name.as_bytes());
        let word = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
        self.memory.insert(at, word(0));
        self.memory.insert(at + 4, word(4));
    }

    /// Why a thread will be switched away.
    pub fn cause(&mut self, block: u32, cause: u32) {
        self.memory.insert(block + 12, cause);
    }

    /// Instructions of one cycle each.
    pub fn run(&mut self, cycles: u64) {
        self.now.cycles += cycles;
        self.now.instructions += cycles;
    }

    pub fn stall(&mut self, cycles: u64) {
        self.now.cycles += cycles;
    }

    pub fn probe(&mut self, name: &str, arguments: [u32; 2]) {
        self.probe4(name, [arguments[0], arguments[1], 0, 0]);
    }

    pub fn probe4(&mut self, name: &str, arguments: [u32; 4]) {
        self.regs[10..14].copy_from_slice(&arguments);
        let address = symbol(name).unwrap();
        for (_, id) in self.probes.clone().into_iter().filter(|(at, _)| *at == address) {
            let memory = self.memory.clone();
            let word = move |at| memory.get(&at).copied();
            let (tally, regs) = (self.now, self.regs);
            self.keeper.probe(id, Scene { tally, regs: &regs, satp: 0, word: &word });
        }
    }

    /// A marker that takes no arguments, followed by so many cycles.
    pub fn in_function(&mut self, name: &str, cycles: u64) {
        self.probe(name, [0, 0]);
        self.run(cycles);
    }

    /// The switch function, 5 cycles.
    pub fn switch(&mut self, from: u32, to: u32) {
        self.probe("swtch", [from, to]);
        self.run(5);
    }

    pub fn state(&mut self, thread: u32, to: u32) {
        self.probe("thread_set_state", [thread, to]);
    }

    fn take_trap(&mut self, cause: u32, from: Mode, vector: Vector) {
        let trap = TrapInfo { cause, tval: 0, epc: 0, from, vector, spent: 1, entry: 4 };
        self.keeper.trap(&trap, &[0; 32], self.now);
        self.stall(4);
    }

    /// A system call: the trap (4 cycles) and the entry (10).
    pub fn ecall(&mut self) {
        self.take_trap(8, Mode::User, Vector::General);
        self.in_function("trap_entry", 10);
    }

    /// A load that misses the TLB: the miss and its trap (4 cycles).
    pub fn refill(&mut self, page: u32) {
        self.miss_tlb(page);
        self.take_trap(25, Mode::User, Vector::Refill);
    }

    pub fn machine_trap(&mut self) {
        self.take_trap(11, Mode::Machine, Vector::General);
    }

    pub fn mret(&mut self) {
        self.mret_to(Mode::User);
    }

    pub fn mret_to(&mut self, mode: Mode) {
        self.run(1);
        self.stall(3);
        let memory = self.memory.clone();
        let word = move |at| memory.get(&at).copied();
        let (tally, regs, satp) = (self.now, self.regs, 1 << 31 | self.asid << 22);
        self.keeper.mret(mode, Scene { tally, regs: &regs, satp, word: &word });
    }

    pub fn set_asid(&mut self, asid: u32) {
        self.asid = asid;
    }

    /// A return to user mode: `trap_return`, 8 cycles, and the `mret`, 4.
    pub fn leave(&mut self) {
        self.in_function("trap_return", 8);
        self.mret();
    }

    pub fn wait(&mut self, cycles: u64) {
        self.run(1);
        self.keeper.wfi(self.now);
        self.stall(cycles);
        self.keeper.wake(self.now);
    }

    pub fn miss(&mut self, structure: Structure, line: u32, stall: u32) {
        self.look(structure, line, stall, true);
    }

    /// A write that misses and that the level does not take in.
    pub fn pass_by(&mut self, structure: Structure, line: u32) {
        self.look(structure, line, 0, false);
    }

    fn look(&mut self, structure: Structure, line: u32, stall: u32, filled: bool) {
        self.stall(u64::from(stall));
        let count = match structure {
            Structure::L1i => &mut self.now.misses.l1i,
            Structure::L1d => &mut self.now.misses.l1d,
            _ => &mut self.now.misses.l2,
        };
        *count += 1;
        let kind = if filled { AccessKind::Read } else { AccessKind::Write };
        let miss = Miss { structure, kind, place: Place::Line(line), stall, filled };
        let now = self.now;
        self.keeper.miss(&miss, || now);
    }

    fn page(&self, page: u32) -> Place {
        Place::Page { page, asid: self.asid as u16 }
    }

    pub fn miss_tlb(&mut self, page: u32) {
        self.now.misses.tlb += 1;
        let place = self.page(page);
        let (structure, kind) = (Structure::Tlb, AccessKind::Read);
        let miss = Miss { structure, kind, place, stall: 0, filled: true };
        let now = self.now;
        self.keeper.miss(&miss, || now);
    }

    pub fn touch(&mut self, structure: Structure, line: u32) {
        let touch = Touch { structure, place: Place::Line(line), owner: 0 };
        let now = self.now;
        self.keeper.touch(&touch, || now);
    }

    pub fn evict(&mut self, structure: Structure, line: u32) {
        let place = Place::Line(line);
        let now = self.now;
        self.keeper.evict(&Evict { structure, place, owner: 0, writeback: false }, || now);
    }

    pub fn evict_tlb(&mut self, page: u32) {
        let (structure, place) = (Structure::Tlb, self.page(page));
        let now = self.now;
        self.keeper.evict(&Evict { structure, place, owner: 0, writeback: false }, || now);
    }

    pub fn flush(&mut self, structure: Structure) {
        let now = self.now;
        self.keeper.flush(structure, || now);
    }

    /// A whole switch from user mode of one thread to user mode of another: 4 + 10 trap, 20 handle,
    /// 30 schedule, 5 swtch, 8 + 4 return; 81 cycles.
    pub fn whole_switch(&mut self, from: u32, to: u32) {
        self.ecall();
        self.in_function("syscall_handle", 20);
        self.in_function("schedule", 30);
        self.switch(from, to);
        self.leave();
    }

    /// What the machine has counted.
    pub fn counters(&self) -> Counters {
        let (now, misses) = (self.now, self.now.misses);
        let cache = |misses| CacheCounters { misses, ..CacheCounters::default() };
        Counters {
            cycles: now.cycles,
            instructions: now.instructions,
            tlb: TlbCounters { accesses: misses.tlb, misses: misses.tlb },
            l1i: cache(misses.l1i),
            l1d: cache(misses.l1d),
            l2: cache(misses.l2),
            ..Counters::default()
        }
    }

    /// The end: the books close.
    pub fn end_unchecked(self) -> Run {
        let counters = self.counters();
        self.keeper.finish(&counters, Outcome { kind: OutcomeKind::Exit, code: 0 })
    }

    /// The end: the books close, and the naive reader of the trace comes to the same figures.
    pub fn end(self) -> Run {
        let run = self.end_unchecked();
        let document = serde_json::to_value(&run).unwrap();
        assert_eq!(recompute(&document), Recomputed::stated_by(&document));
        run
    }
}
