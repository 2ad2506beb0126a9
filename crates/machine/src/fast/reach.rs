//! Loads and stores that nothing proves: they are proven if they hit, and executed if they miss.
//!
//! A handler calls [`reach`] with its operation, and goes on with the next one if it can; so a miss
//! costs what the model of the caches costs, and hardly more. What the handlers have executed so far is
//! not booked for it: observers, who may ask for any count, are told of it by [`Unbooked`].
//!
//! *Invariant:* at each event, clock, program counter and counts are what the stepper would show.
//! When it is over, every proof holds, or the answer is [`Reached::Changed`].

#![allow(unsafe_code)]

use super::Fast;
use super::context::{Context, Reached};
use super::op::{Counts, Data, Op};
use super::run::lru;
use crate::cache::{Address, Lookup, Peek};
use crate::counters::AccessKind;
use crate::hierarchy::Side;
use crate::machine::Machine;
use crate::observer::{Evict, Miss, Observer, Place, Structure, Touch, Unbooked};
use crate::trap::Mode;

/// Whom a run of handlers belongs to.
pub(super) struct World<O> {
    pub machine: *mut Machine,
    pub fast: *mut Fast,
    pub observer: *mut O,
}

/// Does a load or store for the handlers.
///
/// # Safety
///
/// `place` is an operation of the arena; `cx.world` points to a [`World`] whose pointers are good, and
/// nobody else uses what they point to until this returns.
pub(super) unsafe fn reach<O: Observer>(cx: &mut Context, place: *const Op) -> Reached {
    // SAFETY: the caller's.
    let (op, machine, fast, observer) = unsafe {
        let World { machine, fast, observer } = &*cx.world.cast::<World<O>>();
        (*place, &mut **machine, &mut **fast, &mut **observer)
    };
    // A copy: the line may be forgotten meanwhile.
    let op = &op;
    let Some(data) = op.data() else { return Reached::Nothing };
    let vaddr = machine.hart.core.regs[data.rs1 as usize & 31].wrapping_add(data.offset);
    if vaddr & (data.size - 1) != 0 {
        return Reached::Nothing;
    }
    if !fast.rules.plain {
        return machine.reach_somehow(fast, cx, op, (vaddr, false), observer);
    }
    let Some((at, entry)) = machine.data_address(vaddr, data.is_store) else {
        return Reached::Nothing;
    };
    let touches = entry.filter(|&entry| !machine.owns_entry(entry));
    if let Some(entry) = touches {
        machine.touch_entry(fast, cx, op, entry, observer);
    }
    let paddr = at.paddr;
    let is_code = data.is_store && machine.memory.is_decoded(paddr);
    match &machine.hart.l1d {
        Some(l1d) if !is_code && machine.owner == fast.owner => match l1d.find_plainly(paddr) {
            Some(slot) => {
                if l1d.owner(slot) != fast.owner {
                    machine.touch_line(fast, cx, op, slot, observer);
                }
                if machine.owner != fast.owner {
                    machine.move_data(data, paddr);
                    return machine.reached(fast, cx);
                }
                machine.prove_hit(fast, (vaddr, paddr), entry, slot, data.is_store);
                return Reached::Proven;
            }
            None if l1d.is_full() => {
                return machine.miss_plainly(fast, cx, op, (vaddr, paddr), entry, observer);
            }
            None => {}
        },
        _ => {}
    }
    machine.reach_somehow(fast, cx, op, (vaddr, touches.is_some()), observer)
}

impl Machine {
    /// Stamps the entry of the TLB that an access uses, which bears another owner's stamp: so nothing is
    /// proven through it. The access itself is still to come.
    #[inline(never)]
    fn touch_entry<O: Observer>(
        &mut self,
        fast: &Fast,
        cx: &Context,
        op: &Op,
        entry: u32,
        observer: &mut O,
    ) {
        self.begin_access(fast, cx, op, 0);
        self.unbooked.translations += 1;
        self.hart.core.cycles -= u64::from(fast.rules.data);
        self.restamp_entry(entry, observer);
    }

    /// Stamps an entry of the TLB that bears another owner's stamp.
    pub(super) fn restamp_entry<O: Observer>(&mut self, entry: u32, observer: &mut O) {
        let owner = self.hart.tlb.restamp(entry as usize, self.owner);
        let place = self.hart.tlb.entry(entry as usize).unwrap_or_default().place();
        let touch = Touch { structure: Structure::Tlb, place, owner };
        observer.touch(&touch, &mut self.moment());
    }

    /// The same of the line of a plain L1D that an access uses.
    #[inline(never)]
    fn touch_line<O: Observer>(
        &mut self,
        fast: &Fast,
        cx: &Context,
        op: &Op,
        slot: usize,
        observer: &mut O,
    ) {
        let Some(data) = op.data() else { return };
        self.begin_access(fast, cx, op, data.counts());
        let Some(l1d) = &mut self.hart.l1d else { return };
        if data.is_store {
            l1d.make_dirty(slot);
        }
        let owner = l1d.restamp(slot, self.owner);
        l1d.stamp(slot, cx.t - u64::from(op.cycles));
        let place = Place::Line(l1d.line(slot));
        let touch = Touch { structure: Structure::L1d, place, owner };
        observer.touch(&touch, &mut self.moment());
    }

    /// Sets what an observer may ask for to what it is when the operation reaches for its data; `so_far`
    /// is what it will have counted by then.
    #[inline(always)]
    fn begin_access(&mut self, fast: &Fast, cx: &Context, op: &Op, so_far: u64) {
        let is_translated = self.is_translated();
        let core = &mut self.hart.core;
        let own = u64::from(1 + fast.rules.fetch + fast.rules.data);
        core.cycles = cx.t - u64::from(op.cycles) + own - fast.ahead;
        core.pc = op.link;
        let [instructions, reads, writes] = Counts::unpack(cx.p - op.counts + so_far);
        let fetches = instructions + 1;
        let translations = if is_translated { fetches + reads + writes } else { 0 };
        self.unbooked = Unbooked { instructions, fetches, reads, writes, translations };
    }

    /// A miss in plain caches. Then it can be proven, and executed as if it had hit.
    #[inline(always)]
    fn miss_plainly<O: Observer>(
        &mut self,
        fast: &mut Fast,
        cx: &mut Context,
        op: &Op,
        (vaddr, paddr): (u32, u32),
        entry: Option<u32>,
        observer: &mut O,
    ) -> Reached {
        let Some(data) = op.data() else { return Reached::Nothing };
        let (kind, owner) = (data.kind(), self.owner);
        self.begin_access(fast, cx, op, data.counts());
        let start = self.hart.core.cycles;
        let Some(l1d) = &mut self.hart.l1d else { return Reached::Nothing };
        let line = l1d.line_of(paddr);
        let (slot, gone) = l1d.replace(line, kind, owner, cx.t - u64::from(op.cycles));
        fast.drop_data(slot as u32, gone.line);
        let (next, writeback) = fast.rules.prices;
        let stall = next + if gone.dirty { writeback } else { 0 };
        self.hart.core.cycles = start + u64::from(stall);
        let structure = Structure::L1d;
        let miss = Miss { structure, kind, place: Place::Line(line), stall, filled: true };
        observer.miss(&miss, &mut self.moment());
        let place = Place::Line(gone.line);
        let evict = Evict { structure, place, owner: gone.owner, writeback: gone.dirty };
        observer.evict(&evict, &mut self.moment());
        self.ask_below(line, AccessKind::Read, owner, observer);
        if gone.dirty {
            self.ask_below(gone.line, AccessKind::Write, owner, observer);
        }
        cx.t += self.hart.core.cycles - start;
        if self.owner == fast.owner {
            // A line that was just fetched is dirty by a store alone.
            self.insert_proof(fast, (vaddr, paddr), entry, slot, data.is_store);
            if cx.t <= cx.deadline {
                return Reached::Proven;
            }
        }
        self.move_data(data, paddr);
        self.reached(fast, cx)
    }

    /// What was to be loaded or stored, is.
    fn move_data(&mut self, data: Data, paddr: u32) {
        let core = &mut self.hart.core;
        if data.is_store {
            self.memory.write(paddr, data.size, core.regs[data.rs2 as usize & 31]);
        } else {
            let bytes = self.memory.read(paddr, data.size).unwrap_or(0);
            core.regs[data.rd as usize & 31] = data.extend(bytes);
        }
    }

    /// After an operation that has been executed.
    #[inline(never)]
    fn reached(&mut self, fast: &mut Fast, cx: &Context) -> Reached {
        self.catch_up(fast);
        let (line, _) = fast.lines.position(cx.op);
        if fast.lines.is_resident(line) { Reached::Done } else { Reached::Changed }
    }

    /// A load or store that may meet anything; perhaps its entry of the TLB has been touched already.
    #[inline(never)]
    fn reach_somehow<O: Observer>(
        &mut self,
        fast: &mut Fast,
        cx: &mut Context,
        op: &Op,
        (vaddr, is_touched): (u32, bool),
        observer: &mut O,
    ) -> Reached {
        let Some(data) = op.data() else { return Reached::Nothing };
        let Some((at, entry)) = self.data_address(vaddr, data.is_store) else {
            return Reached::Nothing;
        };
        let found = match &self.hart.l1d {
            Some(l1d) => l1d.peek(at, self.owner),
            None => Peek::Hit(0),
        };
        let owned = entry.is_none_or(|entry| self.owns_entry(entry));
        let address = (vaddr, at.paddr);
        match found {
            Peek::Hit(slot)
                if owned && self.prove_hit(fast, address, entry, slot, data.is_store) =>
            {
                return Reached::Proven;
            }
            Peek::Stale => return Reached::Nothing,
            _ => {}
        }
        self.begin_access(fast, cx, op, 0);
        let start = self.hart.core.cycles;
        if let Some(entry) = entry {
            self.hart.core.cycles -= u64::from(fast.rules.data);
            self.hart.tlb.counts.accesses += 1;
            if !is_touched {
                self.hit_entry(entry as usize, observer);
            }
            self.hart.core.cycles = start;
        }
        if let Some(lru) = lru(&mut self.hart.l1d) {
            // What is used next bears the stamp that a handler would give it.
            lru.clock = lru.clock.max(cx.t - u64::from(op.cycles) - 1);
        }
        self.access_l1d(found, at, data.kind(), observer);
        self.move_data(data, at.paddr);
        // The access has counted itself.
        cx.p -= data.counts();
        cx.t += self.hart.core.cycles - start;
        let reached = self.reached(fast, cx);
        self.prove_next(fast, at, entry, data.is_store);
        reached
    }

    /// The part of an access that concerns the caches.
    fn access_l1d<O: Observer>(
        &mut self,
        found: Peek,
        at: Address,
        kind: AccessKind,
        observer: &mut O,
    ) {
        let Some(l1d) = &mut self.hart.l1d else { return };
        let found = match found.slot() {
            Some(slot) => l1d.access_slot(slot, kind, self.owner),
            None => l1d.count_miss(kind),
        };
        if found != Lookup::Hit || l1d.writes_through && kind == AccessKind::Write {
            self.settle_data(found, at, kind, observer);
        }
    }

    /// Where one access has gone, others will soon. (An observer may have had an idea meanwhile.)
    fn prove_next(&mut self, fast: &mut Fast, at: Address, entry: Option<u32>, is_store: bool) {
        let slot = match &self.hart.l1d {
            Some(l1d) => l1d.peek(at, self.owner).hit(),
            None => Some(0),
        };
        let owned = entry.is_none_or(|entry| self.owns_entry(entry));
        if let Some(slot) = slot.filter(|_| owned) {
            self.prove_hit(fast, (at.vaddr, at.paddr), entry, slot, is_store);
        }
    }

    /// Fetches a line from below the L1D, or writes it back to there.
    #[inline(always)]
    fn ask_below<O: Observer>(
        &mut self,
        line: u32,
        kind: AccessKind,
        owner: u32,
        observer: &mut O,
    ) {
        let Some(second) = self.lower.second() else { return };
        match second.find_plainly(line) {
            Some(slot) => {
                second.hit_plainly(slot, kind);
                let before = second.restamp(slot, owner);
                if before != owner {
                    let (structure, line) = (second.structure, second.line(slot));
                    let touch = Touch { structure, place: Place::Line(line), owner: before };
                    observer.touch(&touch, &mut self.moment());
                }
            }
            None if second.is_full() && self.lower.has_two_levels() => {
                self.miss_below(line, kind, owner, observer);
            }
            _ => self.look_below(line, kind, owner, observer),
        }
    }

    /// The last level, which is full, has not what was asked for.
    fn miss_below<O: Observer>(
        &mut self,
        line: u32,
        kind: AccessKind,
        owner: u32,
        observer: &mut O,
    ) {
        let (memory, writeback) = self.lower.memory_prices();
        let Some(second) = self.lower.second() else { return };
        let (line, now) = (second.line_of(line), second.next_use());
        second.repeat(kind);
        let (_, gone) = second.replace(line, kind, owner, now);
        let structure = second.structure;
        // Nobody waits for a write-back, whatever it causes.
        let stall = match kind {
            AccessKind::Write => 0,
            _ => memory + if gone.dirty { writeback } else { 0 },
        };
        self.hart.core.cycles += u64::from(stall);
        let miss = Miss { structure, kind, place: Place::Line(line), stall, filled: true };
        observer.miss(&miss, &mut self.moment());
        let place = Place::Line(gone.line);
        let evict = Evict { structure, place, owner: gone.owner, writeback: gone.dirty };
        observer.evict(&evict, &mut self.moment());
    }

    #[inline(never)]
    fn look_below<O: Observer>(
        &mut self,
        line: u32,
        kind: AccessKind,
        owner: u32,
        observer: &mut O,
    ) {
        self.with_caches(Side::Data, observer, |caches, access| {
            access.owner = owner;
            caches.look_below(line, kind, access);
        });
    }

    #[inline]
    pub(super) fn is_translated(&self) -> bool {
        let core = &self.hart.core;
        core.mode == Mode::User && core.csrs.is_translated()
    }
}
