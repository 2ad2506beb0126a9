//! Running: into decoded lines, and out of them.
//!
//! *Invariant:* `t` of the handlers is the cycle count and `ahead` more, so that it is also a clock for
//! the stamps of least-recently-used policies: no stamp that they have given is above it, every stamp
//! of the stepper since then is, and every stamp of theirs to come is above that.

use super::Fast;
use super::arrive::prove_line;
use super::context::{Context, Exit};
use super::handlers;
use super::op::{self, Counts, Op};
use super::prove::Code;
use super::reach::{World, reach};
use crate::cache::Cache;
use crate::counters::AccessKind;
use crate::machine::{Machine, Stop};
use crate::observer::{Observer, Place, Structure, Touch, Unbooked};
use crate::replacement::{Lru, Policy};
use crate::trap::Mode;

/// How execution goes on.
enum Next {
    /// By the handlers, in a line that can be proven.
    Lines(Code, Start),
    /// By one instruction of this line, which is resident.
    Insn(u32),
    /// By an instruction that must be fetched.
    Unknown,
}

/// Where and how long the handlers may execute.
pub(super) struct Start {
    line: u32,
    slot: usize,
    /// Whether the first operation waits for a load before it.
    waits: bool,
    /// The cycle by which all must be over.
    end: u64,
}

/// The stamps of a cache that replaces the least recently used line.
pub(super) fn lru(cache: &mut Option<Cache>) -> Option<&mut Lru> {
    match cache.as_mut()?.policy() {
        Policy::Lru(lru) => Some(lru),
        _ => None,
    }
}

impl Machine {
    /// Executes decoded lines from the program counter on if they can be proven, and an instruction
    /// by the stepper if not.
    pub(super) fn go_on<O: Observer>(
        &mut self,
        fast: &mut Fast,
        observer: &mut O,
    ) -> Result<(), Stop> {
        let (code, start) = match self.find_code(fast) {
            Next::Lines(code, start) => (code, start),
            Next::Insn(line) => return self.step_on(fast, line, observer),
            Next::Unknown => return self.step(observer),
        };
        if !code.is_plain() && !self.touch_code(fast, &code, observer) {
            return self.perform_fetched(fast, observer);
        }
        if !fast.lines.is_resident(code.line as usize) {
            fast.lines.make_resident(code.line, code.slot, code.entry);
        }
        fast.link(self.hart.core.mode, self.hart.core.pc, code.line);
        self.run_lines(fast, start, observer)
    }

    /// Executes instructions of a resident line by the stepper, until handlers could go on.
    fn step_on<O: Observer>(
        &mut self,
        fast: &mut Fast,
        number: u32,
        observer: &mut O,
    ) -> Result<(), Stop> {
        loop {
            self.step_in(fast, number, observer)?;
            self.catch_up(fast);
            let line = &fast.lines.arena[number as usize];
            let core = &self.hart.core;
            let offset = core.pc.wrapping_sub(line.vaddr);
            let stays = core.mode == line.mode && core.data_mode == line.mode;
            let goes_on = stays
                && offset < fast.rules.line_size
                && offset.is_multiple_of(4)
                && line.ops[offset as usize / 4].counts == 0
                && fast.lines.is_resident(number as usize)
                && core.cycles < self.attention;
            if !goes_on {
                return Ok(());
            }
        }
    }

    /// As [`Machine::step`] of an instruction in a resident line.
    #[inline(always)]
    fn step_in<O: Observer>(
        &mut self,
        fast: &Fast,
        number: u32,
        observer: &mut O,
    ) -> Result<(), Stop> {
        let core = &mut self.hart.core;
        // Somebody who hears of a probe may change everything.
        if core.mode == Mode::Machine && self.probes.may_have(core.pc) {
            return self.step(observer);
        }
        let line = &fast.lines.arena[number as usize];
        let word = self.memory.word(line.paddr + (core.pc - line.vaddr)).unwrap_or(0);
        core.fetch_line.forget();
        core.insn_start = core.cycles;
        core.cycles += 1 + u64::from(fast.rules.fetch);
        if let Some(l1i) = &mut self.hart.l1i {
            l1i.repeat(AccessKind::Fetch);
            l1i.use_now(line.slot as usize);
        }
        self.hart.tlb.counts.accesses += u64::from(self.is_translated());
        let done = self.perform(word, observer);
        done.or_else(|fault| self.take_fault(fault, observer))
    }

    /// The instruction at the program counter has been fetched, but the next will be another owner's.
    #[cold]
    fn perform_fetched<O: Observer>(
        &mut self,
        fast: &mut Fast,
        observer: &mut O,
    ) -> Result<(), Stop> {
        let to = self.translate_quietly(self.hart.core.pc, AccessKind::Fetch);
        let word = to.and_then(|to| self.memory.word(to.paddr)).unwrap_or(0);
        self.catch_up(fast);
        let done = self.perform(word, observer);
        done.or_else(|fault| self.take_fault(fault, observer))
    }

    /// Where and how execution goes on.
    fn find_code(&mut self, fast: &mut Fast) -> Next {
        let core = &self.hart.core;
        if core.data_mode != core.mode || core.pc & 3 != 0 {
            return Next::Unknown;
        }
        let pc = core.pc;
        let slot = (pc & (fast.rules.line_size - 1)) as usize / 4;
        let vaddr = pc - 4 * slot as u32;
        let known = fast.lines.resident(core.mode, vaddr);
        let code = match known {
            Some(line) => Code::known(line),
            None => match self.prove_code(fast, vaddr) {
                Some(code) => code,
                None => return Next::Unknown,
            },
        };
        let line = &fast.lines.arena[code.line as usize];
        let Op { cycles, counts, .. } = line.ops[slot];
        if counts == 0 {
            return known.map_or(Next::Unknown, Next::Insn);
        }
        let core = &self.hart.core;
        let waits = core.pending.is_late()
            && core.pending.delays(self.memory.word(line.paddr + 4 * slot as u32));
        let deadline = self.attention.min(core.cycles + Counts::SLICE);
        let end = core.cycles + u64::from(cycles) + u64::from(waits);
        if end > deadline {
            return known.map_or(Next::Unknown, Next::Insn);
        }
        Next::Lines(code, Start { line: code.line, slot, waits, end: deadline })
    }

    /// The fetch of an instruction stamps what it uses, and the observer hears of it. Whether that was
    /// all, and the fetch is still to be counted; else it is over, and the owner is another one.
    #[inline(never)]
    pub(super) fn touch_code<O: Observer>(
        &mut self,
        fast: &Fast,
        code: &Code,
        observer: &mut O,
    ) -> bool {
        let core = &mut self.hart.core;
        core.fetch_line.forget();
        core.insn_start = core.cycles;
        core.cycles += 1;
        if let Some(entry) = code.entry {
            self.hart.tlb.counts.accesses += 1;
            if code.touches_entry {
                self.restamp_entry(entry, observer);
            }
        }
        self.hart.core.cycles += u64::from(fast.rules.fetch);
        // The line may bear a stamp that is nobody's in a moment.
        self.proofs_void |= self.owner != fast.owner;
        if let (Some(l1i), Some(slot)) = (&mut self.hart.l1i, code.slot) {
            l1i.repeat(AccessKind::Fetch);
            l1i.use_now(slot);
            let before = l1i.restamp(slot, self.owner);
            if before != self.owner {
                let place = Place::Line(l1i.line(slot));
                let touch = Touch { structure: Structure::L1i, place, owner: before };
                observer.touch(&touch, &mut self.moment());
            }
        }
        if self.owner != fast.owner || self.proofs_void {
            return false;
        }
        self.hart.core.cycles = self.hart.core.insn_start;
        self.hart.tlb.counts.accesses -= u64::from(code.entry.is_some());
        if let Some(l1i) = &mut self.hart.l1i {
            l1i.uncount(AccessKind::Fetch);
        }
        true
    }

    /// Executes from an operation of a resident line on, until something is not proven that is neither
    /// load nor store.
    pub(super) fn run_lines<O: Observer>(
        &mut self,
        fast: &mut Fast,
        start: Start,
        observer: &mut O,
    ) -> Result<(), Stop> {
        let (op, t, p) = self.enter_line(fast, &start);
        let mut cx = self.context::<O>(fast, &start);
        // An odd address says that the operation has waited for what came before it.
        cx.entry = op.wrapping_byte_add(start.waits.into());
        let mut world = World { machine: &raw mut *self, fast: &raw mut *fast, observer };
        cx.world = (&raw mut world).cast();
        let regs = (&raw mut self.hart.core.regs).cast();
        // SAFETY: the contract of `handlers`. `op` is an operation of the arena, which nobody else
        // uses now; the pointers of `cx` are set, and nobody else uses what they point to meanwhile.
        #[allow(unsafe_code)]
        let exit = unsafe { handlers::start(&mut cx, op, regs, t, p) };
        match exit {
            Exit::Before => {}
            Exit::Fetched => {
                self.hart.core.pending.clear();
                fast.unlinked = None;
                self.book(fast, cx.t, cx.p);
                return self.perform_fetched(fast, observer);
            }
            exit => {
                self.leave_line(fast, exit, &cx);
                return Ok(());
            }
        }
        self.leave_before(fast, &cx);
        if cx.is_over {
            return Ok(());
        }
        self.catch_up(fast);
        let (line, _) = fast.lines.position(cx.op);
        match fast.lines.is_resident(line) {
            true => self.step_on(fast, line as u32, observer),
            false => self.step(observer),
        }
    }

    /// Enters a line at the operation that [`Machine::find_code`] has found: that, and the sums.
    fn enter_line(&mut self, fast: &mut Fast, start: &Start) -> (*const Op, u64, u64) {
        self.set_ahead(fast);
        let line = &fast.lines.arena[start.line as usize];
        let (op, now) = (&line.ops[start.slot], self.hart.core.cycles + fast.ahead);
        if let Some(lru) = lru(&mut self.hart.l1i) {
            lru.stamps[line.slot as usize] = now;
        }
        let t = now + u64::from(op.cycles) + u64::from(start.waits);
        (fast.lines.op(start.line, start.slot), t, op.counts)
    }

    /// The stepper's clocks may have advanced faster than time.
    #[inline]
    fn set_ahead(&mut self, fast: &mut Fast) {
        let now = self.hart.core.cycles;
        for lru in [lru(&mut self.hart.l1i), lru(&mut self.hart.l1d)].into_iter().flatten() {
            fast.ahead = fast.ahead.max((lru.clock + 1).saturating_sub(now));
        }
    }

    /// What handlers may use. Nobody but them, and whom they call, moves any of it meanwhile.
    fn context<O: Observer>(&mut self, fast: &mut Fast, start: &Start) -> Context {
        let mode = self.hart.core.mode as usize;
        let scratch = fast.scratch.as_mut_ptr();
        let mask = !(fast.granule - 1);
        Context {
            filter: fast.filters[mode].entries.as_ptr(),
            ram: self.memory.start(),
            data_stamps: lru(&mut self.hart.l1d).map_or(scratch, |lru| lru.stamps.as_mut_ptr()),
            code_stamps: lru(&mut self.hart.l1i).map_or(scratch, |lru| lru.stamps.as_mut_ptr()),
            arena: fast.lines.arena.as_ptr(),
            epoch: fast.lines.epochs[mode],
            known: fast.lines.known[mode].as_ptr(),
            deadline: start.end + fast.ahead,
            masks: [mask, mask | 1, mask | 3],
            line_size: fast.rules.line_size,
            line_shift: fast.rules.line_size.trailing_zeros(),
            entry: std::ptr::null(),
            reach: reach::<O>,
            prove_line: prove_line::<O>,
            next: fast.lines.op(0, 0),
            next_slot: 0,
            otherwise: Exit::End,
            world: std::ptr::null_mut(),
            is_over: false,
            op: std::ptr::null(),
            t: 0,
            p: 0,
            target: 0,
        }
    }

    /// Puts the machine where the stepper would have left it before an operation.
    #[inline(never)]
    fn leave_before(&mut self, fast: &mut Fast, cx: &Context) {
        let (number, slot) = fast.lines.position(cx.op);
        let line = &fast.lines.arena[number];
        let op = &line.ops[slot];
        let in_sequence = cx.entry != cx.op;
        let entered_late = cx.entry == cx.op.wrapping_byte_add(1);
        let waits = in_sequence && (entered_late || line.waits >> slot & 1 != 0);
        let loaded = in_sequence && slot > 0 && line.loads >> (slot - 1) & 1 != 0;
        let core = &mut self.hart.core;
        core.pc = line.vaddr + 4 * slot as u32;
        // What was late at the entry is late still, if nothing came after it.
        if !entered_late {
            core.pending.clear();
            if loaded && fast.rules.late_loads {
                let paddr = line.paddr + 4 * slot as u32;
                core.pending.set_late(op::loaded_register(self.memory.word(paddr - 4)));
            }
        }
        fast.unlinked = None;
        let t = cx.t - u64::from(op.cycles) - u64::from(waits);
        self.book(fast, t, cx.p - op.counts);
    }

    /// Puts the machine where the stepper would have left it after the last operation.
    #[inline(never)]
    fn leave_line(&mut self, fast: &mut Fast, exit: Exit, cx: &Context) {
        let (number, slot) = fast.lines.position(cx.op);
        let line = &fast.lines.arena[number];
        let (pc, late) = (line.vaddr + 4 * slot as u32, line.ops[slot].imm);
        let core = &mut self.hart.core;
        core.pending.clear();
        core.pc = match exit {
            Exit::Before | Exit::Fetched => pc,
            Exit::Taken => {
                let word = self.memory.word(line.paddr + 4 * slot as u32).unwrap_or(0);
                op::static_target(pc, word).unwrap_or(pc)
            }
            Exit::Indirect => cx.target,
            Exit::End => {
                core.pending.set_late(late);
                pc
            }
        };
        let leaves_line = core.pc & !(fast.rules.line_size - 1) != line.vaddr;
        let may_link = leaves_line && matches!(exit, Exit::Taken | Exit::End);
        fast.unlinked = may_link.then_some((number as u32, slot as u32, core.pc));
        self.book(fast, cx.t, cx.p);
    }

    /// Books what was executed.
    #[inline(always)]
    fn book(&mut self, fast: &Fast, t: u64, p: u64) {
        self.unbooked = Unbooked::default();
        let core = &mut self.hart.core;
        core.cycles = t - fast.ahead;
        core.fetch_line.forget();
        let [instructions, loads, stores] = Counts::unpack(p);
        core.instructions += instructions;
        if self.is_translated() {
            self.hart.tlb.counts.accesses += instructions + loads + stores;
        }
        if let Some(l1i) = &mut self.hart.l1i {
            l1i.count_hits(AccessKind::Fetch, instructions);
        }
        if let Some(l1d) = &mut self.hart.l1d {
            l1d.count_hits(AccessKind::Read, loads);
            l1d.count_hits(AccessKind::Write, stores);
        }
        for lru in [lru(&mut self.hart.l1i), lru(&mut self.hart.l1d)].into_iter().flatten() {
            // The line that comes next may bear this stamp already.
            lru.clock = lru.clock.max(t);
        }
    }
}

impl Fast {
    /// The operation that came here last need not ask the next time.
    fn link(&mut self, mode: Mode, pc: u32, line: u32) {
        let Some((from, slot, target)) = self.unlinked.take() else { return };
        let from = &mut self.lines.arena[from as usize];
        if target == pc && from.mode == mode {
            from.ops[slot as usize].link = line;
        }
    }
}
