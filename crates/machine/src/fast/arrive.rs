//! Jumps to lines that are known, but not proven: after a change of owner, that is each line at first.
//!
//! As with loads and stores (see [`super::reach`]), the line is proven while the handlers wait, and if it
//! bears another owner's stamp, the observer hears of it. *Invariant:* nothing here moves the arena.

#![allow(unsafe_code)]

use super::Fast;
use super::context::{Arrived, Context};
use super::op::Counts;
use super::prove::Code;
use super::reach::World;
use super::run::lru;
use crate::cache::Peek;
use crate::counters::AccessKind;
use crate::machine::Machine;
use crate::observer::{Observer, Unbooked};

/// Proves the line that the handlers want to go to.
///
/// # Safety
///
/// As [`super::reach::reach`]; `cx.next` is an operation of the arena.
pub(super) unsafe fn prove_line<O: Observer>(cx: &mut Context) -> Arrived {
    // SAFETY: the caller's.
    let (machine, fast, observer) = unsafe {
        let World { machine, fast, observer } = &*cx.world.cast::<World<O>>();
        (&mut **machine, &mut **fast, &mut **observer)
    };
    let (number, slot) = fast.lines.position(cx.next);
    let line = &fast.lines.arena[number];
    let op = &line.ops[slot];
    let in_time = cx.t + u64::from(op.cycles) <= cx.deadline;
    if !line.alive || op.counts == 0 || !in_time {
        return Arrived::Nothing;
    }
    let pc = line.vaddr + 4 * slot as u32;
    let Some(code) = machine.foresee_fetch(fast, number as u32) else { return Arrived::Nothing };
    if !code.is_plain() {
        machine.begin_fetch(fast, cx, pc);
        if let Some(lru) = lru(&mut machine.hart.l1i) {
            // The line is used now, after all those that the handlers have entered.
            lru.clock = lru.clock.max(cx.t - 1);
        }
        if !machine.touch_code(fast, &code, observer) {
            cx.t = machine.hart.core.cycles + fast.ahead;
            return Arrived::Fetched;
        }
    }
    fast.lines.make_resident(code.line, code.slot, code.entry);
    cx.next_slot = fast.lines.arena[number].slot;
    Arrived::Proven
}

impl Machine {
    /// Sets what an observer may ask for to what it is before the fetch from `pc`.
    fn begin_fetch(&mut self, fast: &Fast, cx: &Context, pc: u32) {
        let is_translated = self.is_translated();
        let core = &mut self.hart.core;
        (core.cycles, core.pc) = (cx.t - fast.ahead, pc);
        let [instructions, reads, writes] = Counts::unpack(cx.p);
        let translations = if is_translated { instructions + reads + writes } else { 0 };
        self.unbooked =
            Unbooked { instructions, fetches: instructions, reads, writes, translations };
    }

    /// What a fetch from a line that is known would meet, if it would hit.
    pub(super) fn foresee_fetch(&mut self, fast: &Fast, number: u32) -> Option<Code> {
        let line = &fast.lines.arena[number as usize];
        let (vaddr, paddr) = (line.vaddr, line.paddr);
        let to = self.translate_quietly(vaddr, AccessKind::Fetch)?;
        if to.paddr != paddr {
            return None;
        }
        let (slot, touches_line) = match &self.hart.l1i {
            None => (None, false),
            Some(l1i) => match l1i.peek(to.address(vaddr), self.owner) {
                Peek::Hit(slot) => (Some(slot), false),
                Peek::Touched(slot) => (Some(slot), true),
                Peek::Miss | Peek::Stale => return None,
            },
        };
        let touches_entry = to.entry.is_some_and(|entry| !self.owns_entry(entry));
        Some(Code { line: number, slot, entry: to.entry, touches_line, touches_entry })
    }
}
