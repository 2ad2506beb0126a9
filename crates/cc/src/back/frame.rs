//! The stack frame: what lies where between the stack pointer and the caller's frame.
//!
//! From low to high: stack arguments of calls, spilled registers, locals, saved registers, and in a
//! variadic function the argument registers, right below the stack arguments of the caller.

use super::ir;
use super::machine::{Frame, MachineFunction, RA, is_caller_saved};
use super::regalloc::Allocated;
use swtch_isa::reg;

/// Largest frame that one `addi` makes.
const SMALL_MAX: u32 = 2032;

/// The layout of one function's frame. Offsets are in bytes from the stack pointer.
pub struct Layout {
    /// All of it; a multiple of 16.
    pub size: u32,
    /// How far the stack pointer moves before registers are saved, and how far after.
    pub steps: (u32, u32),
    /// Saved registers and where they are after the first step.
    pub saved: Vec<(u8, u32)>,
    spills: u32,
    slots: Vec<u32>,
}

/// Lays out the frame.
pub fn layout(function: &ir::Function, machine: &MachineFunction, allocated: &Allocated) -> Layout {
    let mut at = machine.outgoing.next_multiple_of(4);
    let spills = at;
    at += allocated.spill_slots as u32 * 4;
    let mut slots = Vec::new();
    for slot in &function.slots {
        at = at.next_multiple_of(slot.align.clamp(1, 16));
        slots.push(at);
        at = at.saturating_add(slot.size);
    }
    let mut registers: Vec<u8> = if machine.saves_ra { vec![RA] } else { Vec::new() };
    let callee_saved = (5..32u8).filter(|&number| !is_caller_saved(number));
    registers.extend(callee_saved.filter(|&number| allocated.used[number as usize]));
    let save_bytes = registers.len() as u32 * 4;
    let size = (at.next_multiple_of(4) + save_bytes + function.variadic_save).next_multiple_of(16);
    let first = if size <= SMALL_MAX {
        size
    } else {
        (save_bytes + function.variadic_save).next_multiple_of(16)
    };
    let top = first - function.variadic_save;
    let saved =
        registers.iter().enumerate().map(|(n, &register)| (register, top - 4 * (n as u32 + 1)));
    Layout { size, steps: (first, size - first), saved: saved.collect(), spills, slots }
}

impl Layout {
    /// Where a spill slot is.
    pub fn spill(&self, slot: usize) -> i32 {
        (self.spills + slot as u32 * 4) as i32
    }

    /// Where a place in the frame is.
    pub fn offset(&self, frame: Frame) -> i32 {
        match frame {
            Frame::Slot(slot, offset) => {
                (self.slots.get(slot.0 as usize).copied().unwrap_or(0) as i32).wrapping_add(offset)
            }
            Frame::Incoming(offset) => (self.size as i32).wrapping_add(offset),
            Frame::Outgoing(offset) => offset,
            Frame::ReturnAddress => {
                let saved = self.saved.iter().find(|(register, _)| *register == RA);
                saved.map_or(0, |(_, at)| (at + self.steps.1) as i32)
            }
        }
    }

    /// The frame as comment lines.
    pub fn describe(&self, function: &ir::Function) -> String {
        if self.size == 0 {
            return String::new();
        }
        let mut text = format!("\t# frame of {} bytes\n", self.size);
        let slots = function.slots.iter().zip(&self.slots);
        for (slot, at) in slots.filter(|(slot, _)| slot.size > 0) {
            let name = if slot.name.is_empty() { "(temporary)" } else { &slot.name };
            text += &format!("\t#  {at:4}(sp)  {name}, {} bytes\n", slot.size);
        }
        for (register, at) in self.saved.iter().rev() {
            text += &format!("\t#  {:4}(sp)  saved {}\n", at + self.steps.1, reg::name(*register));
        }
        text
    }
}
