//! Enough of a moment to find out, when all is over, who had called whom: the registers, and the
//! stack from the stack pointer up. The ledger itself knows nothing of functions and frames.

use crate::blocks::Scene;

/// A moment in a program that is about to end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The instruction at hand.
    pub pc: u32,
    /// The integer registers.
    pub registers: [u32; 32],
    /// Where the stack's memory begins: at the stack pointer, or above it if it has overflowed.
    pub stack_start: u32,
    /// Words from there up, as far as there is memory and [`STACK_WORDS_MAX`] reaches.
    pub stack: Vec<u32>,
    /// The words that [`Probes::keep`](crate::Probes::keep) asked for, as far as there is memory.
    pub kept: Vec<u32>,
}

/// 16 KiB: far more than a few dozen frames take, and little even if many programs fail.
pub const STACK_WORDS_MAX: u32 = 4096;
const SP: usize = 2;
const PAGE: u32 = 4096;
/// Bits of a page table entry.
const VALID: u32 = 1;
const LEAF: u32 = 0xe;

impl Snapshot {
    /// Of machine mode, which uses physical addresses.
    pub(crate) fn of_machine_mode(pc: u32, registers: [u32; 32], scene: Scene) -> Snapshot {
        Snapshot::new(pc, registers, scene.word)
    }

    /// Of user mode, as the page table has it that is active now.
    pub(crate) fn of_user_mode(
        pc: u32,
        registers: [u32; 32],
        (start, words): (u32, u32),
        scene: Scene,
    ) -> Snapshot {
        let word = |address| (scene.word)(translate(address, scene)?);
        let kept = (0..words).map_while(|index| word(start.wrapping_add(4 * index))).collect();
        Snapshot { kept, ..Snapshot::new(pc, registers, &word) }
    }

    fn new(pc: u32, registers: [u32; 32], word: &dyn Fn(u32) -> Option<u32>) -> Snapshot {
        let from =
            |first: u32| (0..STACK_WORDS_MAX).map_while(move |index| first.checked_add(4 * index));
        let top = registers[SP] & !3;
        let stack_start = from(top).find(|&address| word(address).is_some()).unwrap_or(top);
        let stack = from(stack_start).map_while(word).collect();
        Snapshot { pc, registers, stack_start, stack, kept: Vec::new() }
    }

    /// A word of the stack.
    pub fn word(&self, address: u32) -> Option<u32> {
        let offset = address.checked_sub(self.stack_start)?;
        self.stack.get(offset as usize / 4).copied().filter(|_| offset.is_multiple_of(4))
    }
}

/// The physical address, by the page table of two levels that `satp` names.
fn translate(address: u32, scene: Scene) -> Option<u32> {
    if scene.satp >> 31 == 0 {
        return Some(address);
    }
    let root = scene.satp << 12;
    let first = (scene.word)(root.wrapping_add(address >> 22 << 2)).filter(|e| e & VALID != 0)?;
    if first & LEAF != 0 {
        return Some((first >> 20 << 22) | (address & ((1 << 22) - 1)));
    }
    let table = first >> 10 << 12;
    let second = (scene.word)(table.wrapping_add((address >> 12 & 0x3ff) << 2));
    let second = second.filter(|entry| entry & VALID != 0)?;
    Some((second >> 10 << 12) | (address & (PAGE - 1)))
}
