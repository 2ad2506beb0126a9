//! The keeper of the books: what each event of the machine means for accounts, switches and times.
//!
//! Three kinds of guest are kept books for. A kernel with a probe description gets all of them; a
//! kernel without one gets `machine` and one account per address space; a bare program gets `bare`.
//! The parts are in modules of their own; here is what an event of the machine tells each of them, in
//! order; `probed.rs` has the kernel's own events, `finish.rs` the end.

mod finish;
mod probed;

use rustc_hash::FxHashMap;
use swtch_machine::{Evict, Invalidate, Miss, Mode, Structure, Touch, TrapInfo, Vector};

use crate::accounts::{AccountId, Accounts};
use crate::aftermath::Aftermath;
use crate::blocks::Scene;
use crate::intervals::{Closed, Intervals, Mark, PhaseClock};
use crate::probes::Probes;
use crate::rows::{Rows, SWITCHES_MAX};
use crate::run::{After, Fault, History, Outcome, Panic, Phase, Tally, TimehistRow};
use crate::times::{Lives, State, ThreadId};
use crate::trace::{Event, Kind, Place32, Trace};

/// `mcause` of interrupts begins here.
const INTERRUPT: u32 = 1 << 31;
/// `mcause` of a system call, which is no mistake.
const CALL_FROM_USER: u32 = 8;

/// What the ledger knows about the guest.
#[derive(Clone, Debug)]
pub enum Setup {
    /// A program in machine mode, without a kernel.
    Bare,
    /// A kernel that nothing is known about.
    Foreign,
    /// A kernel with a probe description.
    Kernel(Box<Probes>),
}

/// What is kept beside the books, which have sums only. What is not asked for costs nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keep {
    /// Nothing.
    #[default]
    Books,
    /// A row for each switch.
    Switches,
    /// A row for each switch, and one of the scheduler's history.
    History,
    /// A row for each switch, and every event.
    Events,
    /// A row for each switch, and every instruction.
    Insns,
}

/// The thread that the processor belongs to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Current {
    pub block: u32,
    thread: ThreadId,
}

/// The accounts of the kernel's parts.
#[derive(Debug)]
struct KernelAccounts {
    trap: AccountId,
    refill: AccountId,
    markers: Vec<AccountId>,
}

/// A kernel with a description.
#[derive(Debug)]
pub(crate) struct Kernel {
    pub probes: Box<Probes>,
    states: Vec<State>,
    accounts: KernelAccounts,
}

/// See the module's head.
#[derive(Debug)]
pub(crate) struct Keeper {
    pub(crate) kernel: Option<Kernel>,
    foreign: bool,
    accounts: Accounts,
    idle_account: AccountId,
    /// The account of user mode, as long as the same thread runs the same program.
    user_account: AccountId,
    /// The account to go back to after waiting, or after a refill in machine mode.
    interrupted: Option<AccountId>,
    by_asid: FxHashMap<u32, AccountId>,
    /// The last exception of user mode: its instruction, and the registers there.
    exception: Option<(u32, [u32; 32])>,
    clock: PhaseClock,
    intervals: Intervals,
    aftermath: Aftermath,
    pub(crate) lives: Lives,
    pub(crate) current: Option<Current>,
    /// Marks what is touched from now on.
    stamp: u32,
    /// The account behind each stamp that was given out, if events are kept.
    stamps: Vec<u32>,
    switches: Rows,
    timehist: Option<Vec<TimehistRow>>,
    history: Option<History>,
    faults: Vec<Fault>,
    pub(crate) panic: Option<Panic>,
    pub(crate) outcome: Option<Outcome>,
    trace: Option<Trace>,
}

/// The ASID in `satp`.
fn asid(satp: u32) -> u32 {
    satp >> 22 & 0x1ff
}

impl Keeper {
    /// Books at reset; `trace` if events are to be kept.
    pub fn new(setup: Setup, keep: Keep, trace: Option<Trace>) -> Keeper {
        let first = match setup {
            Setup::Bare => "bare",
            Setup::Foreign => "machine",
            Setup::Kernel(_) => "kernel: boot",
        };
        let foreign = matches!(setup, Setup::Foreign);
        let mut accounts = Accounts::new(first);
        let kernel = match setup {
            Setup::Kernel(probes) => Some(Kernel::new(probes, &mut accounts)),
            Setup::Bare | Setup::Foreign => None,
        };
        let idle_account = accounts.open("idle");
        let mut keeper = Keeper {
            kernel,
            foreign,
            accounts,
            idle_account,
            user_account: 0,
            interrupted: None,
            by_asid: FxHashMap::default(),
            exception: None,
            clock: PhaseClock::new(),
            intervals: Intervals::default(),
            aftermath: Aftermath::new(),
            lives: Lives::default(),
            current: None,
            stamp: 0,
            stamps: vec![0],
            switches: Rows::new(if keep == Keep::Books { 0 } else { SWITCHES_MAX }),
            timehist: (keep == Keep::History).then(Vec::new),
            history: None,
            faults: Vec::new(),
            panic: None,
            outcome: None,
            trace,
        };
        keeper.note(Tally::default(), Kind::Account { owner: 0 });
        keeper
    }

    /// The stamp that marks what is touched from now on.
    pub fn stamp(&self) -> u32 {
        self.stamp
    }

    /// A trap is taken.
    pub fn trap(&mut self, trap: &TrapInfo, regs: &[u32; 32], now: Tally) {
        if trap.from == Mode::User && trap.cause < INTERRUPT && trap.cause != CALL_FROM_USER {
            self.exception = Some((trap.epc, *regs));
        }
        let mark = self.mark(now);
        self.note(now, Kind::Trap { cause: trap.cause });
        let Some(kernel) = &self.kernel else {
            if self.foreign && trap.from == Mode::User {
                self.account(0, now);
            }
            return;
        };
        let accounts = (kernel.accounts.trap, kernel.accounts.refill);
        match (trap.from, trap.vector) {
            (Mode::User, Vector::Refill) => {
                self.intervals.enter_refill(mark);
                self.aftermath.enter_refill(now.cycles);
                self.clock.enter(Phase::Trap, now.cycles);
                self.account(accounts.1, now);
            }
            (Mode::User, Vector::General) => {
                self.intervals.enter_kernel(mark);
                self.aftermath.enter_kernel();
                self.account(accounts.0, now);
                self.phase(Phase::Trap, now);
            }
            (Mode::Machine, Vector::Refill) => {
                self.interrupted = Some(self.accounts.current());
                self.account(accounts.1, now);
            }
            (Mode::Machine, Vector::General) => {
                self.account(accounts.0, now);
                self.phase(Phase::Trap, now);
            }
        }
    }

    /// An `mret` has been executed.
    pub fn mret(&mut self, to: Mode, scene: Scene) {
        let now = scene.tally;
        self.note(now, Kind::Mret { to });
        match to {
            Mode::Machine => {
                if let Some(account) = self.interrupted.take() {
                    self.account(account, now);
                }
            }
            Mode::User if self.foreign => {
                let account = self.address_space_account(asid(scene.satp));
                self.account(account, now);
            }
            Mode::User if self.kernel.is_some() => self.user_mode(scene),
            Mode::User => {}
        }
    }

    /// User mode is reached: a refill, a switch or a plain episode in the kernel is over.
    fn user_mode(&mut self, scene: Scene) {
        let now = scene.tally;
        if self.intervals.refill_done() {
            self.aftermath.refill_done(now.cycles);
        } else {
            self.refresh_user_account(scene);
            self.leave_kernel(now);
        }
        self.account(self.user_account, now);
    }

    /// Waiting begins.
    pub fn wfi(&mut self, now: Tally) {
        self.note(now, Kind::Wfi);
        match self.is_idle() {
            true => self.leave_kernel(now),
            false => self.interrupted = Some(self.accounts.current()),
        }
        self.account(self.idle_account, now);
    }

    /// Waiting has ended.
    pub fn wake(&mut self, now: Tally) {
        let mark = self.mark(now);
        self.note(now, Kind::Wake);
        if let Some(account) = self.interrupted.take() {
            return self.account(account, now);
        }
        self.intervals.enter_kernel(mark);
        if let Some(kernel) = &self.kernel {
            let account = kernel.accounts.trap;
            self.account(account, now);
            self.phase(Phase::Trap, now);
        }
    }

    /// An access missed.
    pub fn miss(&mut self, miss: &Miss, now: impl FnOnce() -> Tally) {
        if self.kernel.is_some() {
            self.aftermath.miss(miss);
        }
        if self.trace.is_some() {
            let owner = self.accounts.current() as u32;
            let place = Place32 { structure: miss.structure, place: miss.place, owner };
            let Miss { stall, filled, .. } = *miss;
            self.note(now(), Kind::Miss { place, stall, filled });
        }
    }

    /// An access hit something that was touched last before the current stamp was given out.
    pub fn touch(&mut self, touch: &Touch, now: impl FnOnce() -> Tally) {
        if self.kernel.is_some() {
            self.aftermath.touch(touch.structure, touch.place);
        }
        if self.trace.is_some() {
            let owner = self.accounts.current() as u32;
            let place = Place32 { structure: touch.structure, place: touch.place, owner };
            self.note(now(), Kind::Touch(place));
        }
    }

    /// Something was evicted.
    pub fn evict(&mut self, evict: &Evict, now: impl FnOnce() -> Tally) {
        if self.kernel.is_some() {
            self.aftermath.lose(evict.structure, evict.place);
        }
        if self.trace.is_some() {
            let owner = self.stamp_account(evict.owner);
            let place = Place32 { structure: evict.structure, place: evict.place, owner };
            self.note(now(), Kind::Evict(place, evict.writeback));
        }
    }

    /// Something was invalidated.
    pub fn invalidate(&mut self, gone: &Invalidate, now: impl FnOnce() -> Tally) {
        if self.kernel.is_some() {
            self.aftermath.lose(gone.structure, gone.place);
        }
        if self.trace.is_some() {
            let owner = self.stamp_account(gone.owner);
            let place = Place32 { structure: gone.structure, place: gone.place, owner };
            self.note(now(), Kind::Invalidate(place));
        }
    }

    /// All of a structure was invalidated.
    pub fn flush(&mut self, structure: Structure, now: impl FnOnce() -> Tally) {
        if self.kernel.is_some() {
            self.aftermath.flush(structure);
        }
        if self.trace.is_some() {
            self.note(now(), Kind::Flush(structure));
        }
    }

    /// The thread of a block; nothing if the block cannot be read.
    fn meet(&mut self, block: u32, scene: Scene) -> Option<ThreadId> {
        let description = &self.kernel.as_ref()?.probes.description;
        let pid = scene.field(block, &description.thread.pid)?;
        let tid = scene.field(block, &description.thread.tid)?;
        let name = scene.name(block, &description.thread.name);
        let idle = pid == description.idle_pid;
        let thread = self.lives.thread(pid, tid, idle);
        self.lives.rename(thread, name);
        self.lives.threads[thread].block = block;
        Some(thread)
    }

    fn is_idle(&self) -> bool {
        self.current.is_some_and(|current| self.lives.threads[current.thread].idle)
    }

    /// User mode, or idle's wait, is reached: a switch closes, or the stay goes on.
    fn leave_kernel(&mut self, now: Tally) {
        let mark = self.mark(now);
        let closed = self.intervals.leave_kernel(mark);
        let thread = self.current.map(|c| c.thread).filter(|&id| !self.lives.threads[id].idle);
        let Some(closed) = closed else {
            self.aftermath.stay_on();
            if self.aftermath.begin(thread) {
                self.stamp_anew(self.user_account);
            }
            return;
        };
        self.note(now, Kind::SwitchClose { seq: closed.seq });
        self.settle(closed);
        self.aftermath.arrive(thread, Some(closed.seq));
        match thread {
            Some(_) => self.stamp_anew(self.user_account),
            None => self.stamp_nobody(self.idle_account),
        }
    }

    /// A stay begins: its first touch of each thing must be heard of.
    fn stamp_anew(&mut self, account: AccountId) {
        self.stamp = self.stamp.wrapping_add(1);
        if self.trace.is_some() {
            self.stamps.push(account as u32);
        }
    }

    /// What is touched from now on belongs to no stay. A stamp of its own matters to the trace alone, which
    /// says whose a thing was that is evicted; and a stamp costs the host, for everything that was proven
    /// of accesses ends with the one before.
    fn stamp_nobody(&mut self, account: AccountId) {
        if self.trace.is_some() {
            self.stamp_anew(account);
        }
    }

    fn settle(&mut self, closed: Closed) {
        let switch = self.switches.newest(closed.seq);
        switch.start_cycle = closed.open.tally.cycles;
        switch.end_cycle = closed.close.tally.cycles;
        switch.direct = closed.direct();
    }

    fn settle_after(&mut self, after: Option<(usize, After)>) {
        if let Some((seq, after)) = after {
            self.switches.newest(seq).after = after;
        }
    }

    /// The program may have been exchanged for another one: the account goes by its name.
    fn refresh_user_account(&mut self, scene: Scene) {
        let account = match self.current {
            Some(Current { block, thread }) => {
                self.meet(block, scene);
                let who = &mut self.lives.threads[thread];
                *who.account.get_or_insert_with(|| {
                    let owner = format!("pid {} tid {} ({})", who.pid, who.tid, who.name);
                    self.accounts.open(&owner)
                })
            }
            None => self.address_space_account(asid(scene.satp)),
        };
        self.user_account = account;
    }

    fn address_space_account(&mut self, asid: u32) -> AccountId {
        let accounts = &mut self.accounts;
        *self.by_asid.entry(asid).or_insert_with(|| accounts.open(&format!("user asid {asid}")))
    }

    fn stamp_account(&self, stamp: u32) -> u32 {
        self.stamps.get(stamp as usize).copied().unwrap_or(0)
    }

    fn account(&mut self, to: AccountId, now: Tally) {
        if self.accounts.change(to, now) {
            self.note(now, Kind::Account { owner: to });
        }
    }

    fn phase(&mut self, phase: Phase, now: Tally) {
        self.clock.enter(phase, now.cycles);
        self.note(now, Kind::Phase(phase));
    }

    fn mark(&mut self, now: Tally) -> Mark {
        Mark {
            tally: now,
            phases: self.clock.read(now.cycles),
            trace: self.trace.as_ref().map_or(0, Trace::len),
            clock: self.aftermath.clock(),
        }
    }

    fn note(&mut self, now: Tally, kind: Kind) {
        if let Some(trace) = &mut self.trace {
            trace.push(Event { cycle: now.cycles, instret: now.instructions, kind });
        }
    }

    /// Puts into the trace what is known only now: here, the last switch closed and this one opened.
    fn insert_opening(&mut self, closed: Option<Closed>, seq: usize, open: Mark, phase: Phase) {
        let Some(trace) = &mut self.trace else { return };
        let event =
            |kind| Event { cycle: open.tally.cycles, instret: open.tally.instructions, kind };
        let closing = closed.map(|closed| event(Kind::SwitchClose { seq: closed.seq }));
        let opening = [event(Kind::SwitchOpen { seq }), event(Kind::Phase(phase))];
        trace.insert(open.trace, closing.into_iter().chain(opening));
    }
}

impl Kernel {
    fn new(probes: Box<Probes>, accounts: &mut Accounts) -> Kernel {
        let description = &probes.description;
        let states = description.states.iter().map(|name| State::by_name(name)).collect();
        let mut open = |name: &str| accounts.open(&format!("kernel: {name}"));
        let (trap, refill) = (open("trap"), open("tlb_refill"));
        let markers = description.markers.iter().map(|marker| open(&marker.account)).collect();
        Kernel { states, accounts: KernelAccounts { trap, refill, markers }, probes }
    }
}
