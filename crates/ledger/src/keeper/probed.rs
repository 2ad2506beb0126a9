//! What the kernel does, as its probes tell it: threads begin, switch, change their states, fail.

use super::{Current, Keeper};
use crate::blocks::{Scene, TEXT_LENGTH_MAX};
use crate::probes::{Action, outcome_kind};
use crate::run::{
    Fault, History, HistoryRow, Outcome, OutcomeKind, Panic, Phase, Scope, Switch, Tally,
    TimehistRow,
};
use crate::snapshot::Snapshot;
use crate::times::{State, ThreadId};
use crate::trace::Kind;

/// Programs that fail leave a snapshot each, up to this many.
const SNAPSHOTS_MAX: usize = 16;

impl Keeper {
    /// A probe is reached.
    pub fn probe(&mut self, id: u32, scene: Scene) {
        let Some(kernel) = &self.kernel else { return };
        let Some(action) = kernel.probes.actions.get(id as usize).cloned() else { return };
        match action {
            Action::Start { to } => self.start(scene.reg(to), scene),
            Action::Switch { from, to } => self.switch(scene.reg(from), scene.reg(to), scene),
            Action::State { thread, to } => self.state(scene.reg(thread), scene.reg(to), scene),
            Action::End { kind, code } => self.end(scene.reg(kind), scene.reg(code)),
            Action::Fault { thread, signal, pc, address } => {
                let words = [signal, pc, address].map(|register| scene.reg(register));
                self.fault(scene.reg(thread), words, scene);
            }
            Action::Panic { message } => self.panic(scene.reg(message), scene),
            Action::Clock { time } => self.tick(scene.reg(time), scene.tally.cycles),
            Action::TrapEntry => self.trap_entry(scene.tally),
            Action::Marker(index) => self.marker(index, scene.tally),
            Action::Schedule(index) => {
                let mark = self.mark(scene.tally);
                self.intervals.schedule(mark);
                self.marker(index, scene.tally);
            }
        }
    }

    /// The first thread begins.
    fn start(&mut self, block: u32, scene: Scene) {
        let Some(thread) = self.meet(block, scene) else { return };
        self.current = Some(Current { block, thread });
        self.lives.came(thread, scene.tally.cycles);
    }

    /// A switch.
    fn switch(&mut self, from: u32, to: u32, scene: Scene) {
        if from == to {
            return;
        }
        let ids = (self.meet(from, scene), self.meet(to, scene));
        let (Some(leaving), Some(coming)) = ids else { return };
        let seq = self.switches.count();
        let now = self.mark(scene.tally);
        let by_trap = self.intervals.opens_with_a_trap();
        let (closed, open) = self.intervals.switch(seq, now);
        let first_phase = if by_trap { Phase::Trap } else { Phase::Schedule };
        self.insert_opening(closed, seq, open, first_phase);
        if let Some(closed) = closed {
            self.settle(closed);
        }
        if open == now && !by_trap {
            self.clock.enter(Phase::Schedule, now.tally.cycles);
        }
        let comes_back = Some(leaving).filter(|&id| self.lives.comes_back(id));
        let after = self.aftermath.leave(comes_back, open.clock);
        self.settle_after(after);
        self.record(seq, [from, to], [leaving, coming], scene);
        self.current = Some(Current { block: to, thread: coming });
        // What the rest of the switch touches is nobody's: the kernel's, if it is evicted later.
        self.stamp_nobody(self.accounts.current());
    }

    /// Writes down the switch, and if it gets a row, who, whom and why.
    fn record(&mut self, seq: usize, blocks: [u32; 2], ids: [ThreadId; 2], scene: Scene) {
        let Some(scope) = self.scope(blocks, ids, scene) else { return };
        let cycle = scene.tally.cycles;
        let spent = self.lives.went(ids[0], cycle);
        self.lives.came(ids[1], cycle);
        let mut switch = Switch::nameless(seq, scope);
        if self.switches.has_room() {
            self.name_switch(&mut switch, blocks[0], ids, scene);
            if let Some(timehist) = &mut self.timehist {
                timehist.push(TimehistRow {
                    cycle,
                    who: switch.from.clone(),
                    next: switch.to.clone(),
                    wait: spent.blocked,
                    delay: spent.ready,
                    run: spent.running,
                    cause: switch.cause.clone(),
                });
            }
        }
        self.switches.push(switch);
    }

    /// What lies between two threads.
    fn scope(&self, blocks: [u32; 2], ids: [ThreadId; 2], scene: Scene) -> Option<Scope> {
        let process = &self.kernel.as_ref()?.probes.description.thread.process;
        let [from, to] = ids.map(|id| &self.lives.threads[id]);
        let same_process = match process.is_empty() {
            true => from.pid == to.pid,
            false => scene.field(blocks[0], process) == scene.field(blocks[1], process),
        };
        Some(match (from.idle || to.idle, same_process) {
            (true, _) => Scope::Idle,
            (false, true) => Scope::Thread,
            (false, false) => Scope::Process,
        })
    }

    fn name_switch(&self, switch: &mut Switch, block: u32, ids: [ThreadId; 2], scene: Scene) {
        let Some(kernel) = &self.kernel else { return };
        let description = &kernel.probes.description;
        let layout = &description.thread;
        let cause = scene.field(block, &layout.cause).unwrap_or(0);
        switch.cause = match description.causes.get(cause as usize) {
            Some(cause) => cause.clone(),
            None => format!("cause {cause}"),
        };
        if let Some(at) = scene.field(block, &layout.detail).filter(|&at| at != 0) {
            switch.detail = scene.text(at, TEXT_LENGTH_MAX);
        }
        let [from, to] = ids.map(|id| self.lives.threads[id].who());
        (switch.from, switch.to) = (from, to);
    }

    /// A thread's state changes.
    fn state(&mut self, block: u32, to: u32, scene: Scene) {
        let Some(thread) = self.meet(block, scene) else { return };
        let Some(kernel) = &self.kernel else { return };
        let state = kernel.states.get(to as usize).copied().unwrap_or(State::Blocked);
        let parent = scene.field(block, &kernel.probes.description.thread.parent);
        self.lives.set_parent(thread, parent.unwrap_or(0));
        let from = self.lives.threads[thread].kernel_state.replace(to);
        self.lives.change(thread, state, scene.tally.cycles);
        self.remember(thread, state, scene.tally.cycles);
        if state == State::Finished {
            self.aftermath.forget(thread);
        }
        self.note(scene.tally, Kind::State { thread: thread as u32, from, to });
    }

    /// The kernel tells the workload's time.
    fn tick(&mut self, tick: u32, cycle: u64) {
        let history =
            self.history.get_or_insert_with(|| History { start: cycle, ..History::default() });
        history.tick = tick;
        history.end = cycle;
    }

    /// In a workload: a thread's life, in both kinds of time.
    fn remember(&mut self, thread: ThreadId, state: State, cycle: u64) {
        let Some(history) = &mut self.history else { return };
        let who = self.lives.threads[thread].who();
        let tick = history.tick;
        history.rows.push(HistoryRow { cycle, tick, who, state: state.name() });
    }

    /// The kernel says how the run ends.
    fn end(&mut self, kind: u32, code: u32) {
        let Some(kernel) = &self.kernel else { return };
        let Some(end) = &kernel.probes.description.end else { return };
        let kind = end.kinds.get(kind as usize).and_then(|name| outcome_kind(name));
        self.outcome = Some(Outcome { kind: kind.unwrap_or(OutcomeKind::Exit), code });
    }

    fn fault(&mut self, block: u32, [signal, pc, address]: [u32; 3], scene: Scene) {
        let Some(thread) = self.meet(block, scene) else { return };
        let who = self.lives.threads[thread].who();
        // A process may also be ended by a signal, long after its own last exception.
        let own = self.exception.filter(|(at, _)| *at == pc && self.faults.len() < SNAPSHOTS_MAX);
        let kept = self.kernel.as_ref().map_or((0, 0), |kernel| kernel.probes.kept);
        let snapshot = own.map(|(_, registers)| Snapshot::of_user_mode(pc, registers, kept, scene));
        let (cycle, snapshot) = (scene.tally.cycles, snapshot.map(Box::new));
        self.faults.push(Fault { cycle, who, signal, pc, address, snapshot });
    }

    fn panic(&mut self, message: u32, scene: Scene) {
        let panic = Panic {
            cycle: scene.tally.cycles,
            message: scene.text(message, TEXT_LENGTH_MAX),
            return_address: scene.reg(1),
            stack_pointer: scene.reg(2),
            frame_pointer: scene.reg(8),
            snapshot: Box::new(Snapshot::of_machine_mode(scene.reg(1), *scene.regs, scene)),
        };
        self.panic.get_or_insert(panic);
    }

    /// The general trap entry is reached, by a refill that failed or by a trap.
    fn trap_entry(&mut self, now: Tally) {
        if self.intervals.refill_failed() {
            self.aftermath.refill_failed();
            if let Some(kernel) = &self.kernel {
                let account = kernel.accounts.trap;
                self.account(account, now);
            }
        }
    }

    /// A marker is reached.
    fn marker(&mut self, index: usize, now: Tally) {
        let Some(kernel) = &self.kernel else { return };
        let account = kernel.accounts.markers[index];
        let phase = kernel.probes.description.markers[index].phase;
        self.account(account, now);
        self.phase(phase, now);
    }
}
