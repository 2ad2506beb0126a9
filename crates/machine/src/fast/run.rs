//! Running: into decoded lines, out of them, and the loads and stores in between that nothing proves.
//!
//! *Invariant:* `t` of the handlers is the cycle count and `ahead` more, so that it is also a clock for
//! the stamps of least-recently-used policies: no stamp that they have given is above it, every stamp
//! of the stepper since then is, and every stamp of theirs to come is above that.

use super::Fast;
use super::handlers::{self, Context, Exit};
use super::op::{self, Counts, Data, Op};
use super::prove::Proof;
use crate::arithmetic::extend;
use crate::cache::{Address, Cache, Lookup};
use crate::counters::AccessKind;
use crate::machine::{Machine, Stop};
use crate::observer::Observer;
use crate::replacement::{Lru, Policy};
use crate::trap::{Fault, Mode};

/// Where and how long the handlers may execute.
pub(super) struct Start {
    line: u32,
    slot: usize,
    /// Whether the first operation waits for a load before it.
    waits: bool,
    /// The cycle by which all must be over.
    end: u64,
}

/// Where handlers go on: an operation, and sums that include what follows it.
#[derive(Clone, Copy)]
struct Place {
    op: *const Op,
    t: u64,
    p: u64,
    /// See [`Context::entry`].
    entry: *const Op,
}

/// The stamps of a cache that replaces the least recently used line.
fn lru(cache: &mut Option<Cache>) -> Option<&mut Lru> {
    match cache.as_mut()?.policy() {
        Policy::Lru(lru) => Some(lru),
        _ => None,
    }
}

impl Machine {
    /// Where execution goes on, if that is proven and ends before there is something to attend to.
    pub(super) fn find_code(&mut self, fast: &mut Fast) -> Option<Start> {
        let core = &self.hart.core;
        if core.data_mode != core.mode || core.pc & 3 != 0 {
            return None;
        }
        let pc = core.pc;
        let slot = (pc & (fast.rules.line_size - 1)) as usize / 4;
        let vaddr = pc - 4 * slot as u32;
        let number = match fast.lines.resident(core.mode, vaddr) {
            Some(line) => line,
            None => self.prove_code(fast, vaddr)?,
        };
        fast.link(self.hart.core.mode, pc, number);
        let line = &fast.lines.arena[number as usize];
        let Op { cycles, counts, .. } = line.ops[slot];
        let core = &self.hart.core;
        let waits = core.pending.is_late()
            && core.pending.delays(self.memory.word(line.paddr + 4 * slot as u32));
        let deadline = self.attention.min(core.cycles + Counts::SLICE);
        let end = core.cycles + u64::from(cycles) + u64::from(waits);
        if counts == 0 || end > deadline {
            return None;
        }
        Some(Start { line: number, slot, waits, end: deadline })
    }

    /// Executes from an operation of a resident line on, until something is not proven that is neither
    /// load nor store.
    pub(super) fn run_lines<O: Observer>(
        &mut self,
        fast: &mut Fast,
        start: Start,
        observer: &mut O,
    ) -> Result<(), Stop> {
        let mut place = self.enter_line(fast, &start);
        loop {
            let deadline = start.end.min(self.attention) + fast.ahead;
            let mut cx = self.context(fast, deadline);
            cx.entry = place.entry;
            let regs = self.hart.core.regs.as_mut_ptr();
            // SAFETY: the contract of `handlers`. `op` is an operation of the arena, which nobody
            // else uses now; `context` has set the pointers.
            #[allow(unsafe_code)]
            let exit = unsafe { handlers::start(&mut cx, place.op, regs, place.t, place.p) };
            if exit != Exit::Before {
                self.leave_line(fast, exit, &cx);
                return Ok(());
            }
            let (line, slot) = fast.lines.position(cx.op);
            let Some(data) = fast.lines.arena[line].ops[slot].data() else {
                self.leave_before(fast, &cx, line, slot);
                return self.step(observer);
            };
            let proof = self.prove_access(fast, data);
            if let Proof::Made = proof {
                place = Place { op: cx.op, t: cx.t, p: cx.p, entry: cx.entry };
                continue;
            }
            let vaddr = self.address_of(data);
            let waits = self.leave_before(fast, &cx, line, slot);
            if !self.access(fast, data, waits, proof, observer)? {
                return Ok(());
            }
            self.catch_up(fast);
            // Where one access has gone, others will soon.
            if vaddr & (data.size - 1) == 0 {
                self.prove_data(fast, vaddr, data.is_store);
            }
            match self.go_on(fast, &start, line, slot) {
                Some(next) => place = next,
                None => return Ok(()),
            }
        }
    }

    /// Enters a line at the operation that [`Machine::find_code`] has found.
    fn enter_line(&mut self, fast: &mut Fast, start: &Start) -> Place {
        self.set_ahead(fast);
        let line = &fast.lines.arena[start.line as usize];
        let (op, now) = (&line.ops[start.slot], self.hart.core.cycles + fast.ahead);
        if let Some(lru) = lru(&mut self.hart.l1i) {
            lru.stamps[line.slot as usize] = now;
        }
        let t = now + u64::from(op.cycles) + u64::from(start.waits);
        let pointer = fast.lines.op(start.line, start.slot);
        // An odd address says that the operation has waited for what came before it.
        let entry = pointer.wrapping_byte_add(start.waits.into());
        Place { op: pointer, t, p: op.counts, entry }
    }

    /// After the operation before, a load or store, went through the structures: the next one, if
    /// the line is still proven and there is time.
    #[inline(always)]
    fn go_on(&mut self, fast: &mut Fast, start: &Start, line: usize, slot: usize) -> Option<Place> {
        self.set_ahead(fast);
        let now = &fast.lines.arena[line];
        let next = &now.ops[slot + 1];
        let waits = now.waits >> (slot + 1) & 1;
        let t = self.hart.core.cycles + u64::from(next.cycles) + u64::from(waits);
        if !now.resident || t > start.end.min(self.attention) {
            return None;
        }
        let entry = fast.lines.op(line as u32, slot);
        let op = fast.lines.op(line as u32, slot + 1);
        Some(Place { op, t: t + fast.ahead, p: next.counts, entry })
    }

    /// The stepper's clocks may have advanced faster than time.
    #[inline]
    fn set_ahead(&mut self, fast: &mut Fast) {
        let now = self.hart.core.cycles;
        for lru in [lru(&mut self.hart.l1i), lru(&mut self.hart.l1d)].into_iter().flatten() {
            fast.ahead = fast.ahead.max((lru.clock + 1).saturating_sub(now));
        }
    }

    /// What handlers may use, and until when.
    #[inline(always)]
    fn context(&mut self, fast: &mut Fast, deadline: u64) -> Context {
        let mode = self.hart.core.mode as usize;
        let scratch = fast.scratch.as_mut_ptr();
        let mask = !(fast.granule - 1);
        Context {
            filter: fast.filters[mode].entries.as_ptr(),
            ram: self.memory.raw().as_mut_ptr(),
            data_stamps: lru(&mut self.hart.l1d).map_or(scratch, |lru| lru.stamps.as_mut_ptr()),
            code_stamps: lru(&mut self.hart.l1i).map_or(scratch, |lru| lru.stamps.as_mut_ptr()),
            arena: fast.lines.arena.as_ptr(),
            known: fast.lines.known[mode].as_ptr(),
            deadline,
            masks: [mask, mask | 1, mask | 3],
            line_size: fast.rules.line_size,
            line_shift: fast.rules.line_size.trailing_zeros(),
            entry: std::ptr::null(),
            op: std::ptr::null(),
            t: 0,
            p: 0,
            target: 0,
        }
    }

    /// Proves a load or store. (No misaligned access can be proven.)
    #[inline]
    fn prove_access(&mut self, fast: &mut Fast, data: Data) -> Proof {
        let vaddr = self.address_of(data);
        match vaddr & (data.size - 1) {
            0 => self.prove_data(fast, vaddr, data.is_store),
            _ => Proof::Impossible,
        }
    }

    fn address_of(&self, data: Data) -> u32 {
        self.hart.core.regs[data.rs1 as usize & 31].wrapping_add(data.offset)
    }

    /// Executes a load or store as [`Machine::step`] does, but that its fetch is proven. Whether it
    /// has retired; else a trap was taken.
    #[inline(always)]
    fn access<O: Observer>(
        &mut self,
        fast: &Fast,
        data: Data,
        waits: bool,
        proof: Proof,
        observer: &mut O,
    ) -> Result<bool, Stop> {
        let is_translated = self.is_translated();
        let core = &mut self.hart.core;
        core.insn_start = core.cycles;
        core.cycles += 1 + u64::from(fast.rules.fetch) + u64::from(waits);
        self.hart.tlb.counts.accesses += u64::from(is_translated);
        if let Some(l1i) = &mut self.hart.l1i {
            l1i.repeat(AccessKind::Fetch);
        }
        let vaddr = self.address_of(data);
        let done = match (proof, data.is_store) {
            (Proof::Missing(at), _) => self.access_missing(at, data, observer),
            (_, true) => {
                let value = self.hart.core.regs[data.rs2 as usize & 31];
                self.store_data(vaddr, data.size, value, observer)
            }
            (_, false) => self.load_data(vaddr, data.size, observer).map(|bytes| {
                self.hart.core.set_loaded(data.rd, extend(data.name, bytes));
            }),
        };
        let pc = self.hart.core.pc;
        match done {
            Ok(()) => {
                self.hart.core.instructions += 1;
                self.hart.core.pc = pc.wrapping_add(4);
                Ok(true)
            }
            Err(Fault::Trap(trap)) => self.take_exception(trap, observer).map(|()| false),
            Err(Fault::Check(reason)) => Err(Stop::MachineCheck { reason: reason.into(), pc }),
        }
    }

    /// A load or store in RAM that nothing stands in the way of, but that misses the L1D.
    #[inline]
    fn access_missing<O: Observer>(
        &mut self,
        at: Address,
        data: Data,
        observer: &mut O,
    ) -> Result<(), Fault> {
        self.hart.tlb.counts.accesses += u64::from(self.is_translated());
        let kind = if data.is_store { AccessKind::Write } else { AccessKind::Read };
        if let Some(l1d) = &mut self.hart.l1d {
            l1d.count_miss(kind);
            self.hart.core.cycles += u64::from(l1d.hit_cycles - 1);
        }
        self.settle_data(Lookup::Miss, at, kind, observer)?;
        if data.is_store {
            let value = self.hart.core.regs[data.rs2 as usize & 31];
            self.memory.write(at.paddr, data.size, value);
        } else {
            let bytes = self.memory.read(at.paddr, data.size).unwrap_or(0);
            self.hart.core.set_loaded(data.rd, extend(data.name, bytes));
        }
        Ok(())
    }

    #[inline]
    fn is_translated(&self) -> bool {
        let core = &self.hart.core;
        core.mode == Mode::User && core.csrs.is_translated()
    }

    /// Puts the machine where the stepper would have left it before an operation. Whether that waits
    /// for the load before it; the cycle is not booked yet.
    #[inline(always)]
    fn leave_before(&mut self, fast: &mut Fast, cx: &Context, number: usize, slot: usize) -> bool {
        let line = &fast.lines.arena[number];
        let op = &line.ops[slot];
        let in_sequence = cx.entry != cx.op;
        let entered_late = cx.entry == cx.op.wrapping_byte_add(1);
        let waits = in_sequence && (entered_late || line.waits >> slot & 1 != 0);
        let paddr = line.paddr + 4 * slot as u32;
        let loaded = in_sequence && slot > 0 && line.loads >> (slot - 1) & 1 != 0;
        let core = &mut self.hart.core;
        core.pc = line.vaddr + 4 * slot as u32;
        core.pending.clear();
        if op.data().is_none() && loaded && fast.rules.late_loads {
            core.pending.set_late(op::loaded_register(self.memory.word(paddr - 4)));
        }
        fast.unlinked = None;
        let t = cx.t - u64::from(op.cycles) - u64::from(waits);
        let p = cx.p - op.counts;
        self.book(fast, t, p);
        waits
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
            Exit::Before => pc,
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
