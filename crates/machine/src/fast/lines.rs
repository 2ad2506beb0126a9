//! The arena of decoded lines, how they are found, and which of them may be executed.
//!
//! *Invariant:* a line is *resident*, that is, its epoch is its mode's, only if the plain structures
//! would let each fetch from it through without an event: in its mode, its virtual address is translated
//! to its physical one by an entry of the TLB that permits execution (or is not translated), that entry
//! and the line in the L1I bear the current owner's stamp, and the bytes are still those that were
//! decoded. Whatever could end that for one line clears its epoch, and what ends it for all lines of a
//! mode begins a new one; so links from line to line need no further check, and to end too much is
//! harmless.

use std::collections::HashMap;

use super::op::{Line, Op};
use crate::memory::CHUNK;
use crate::trap::Mode;

/// Entries of the table of known lines.
pub(super) const TABLE_ENTRIES: usize = 1024;

/// Lines of the arena; with more, everything is decoded anew. They occupy 20 MB.
const LINES_MAX: usize = 1 << 15;

/// The epoch of a line that is not resident.
pub(super) const NEVER: u64 = 0;

/// No entry of the TLB.
pub(super) const NO_ENTRY: u32 = u32::MAX;

/// Lists of lines are short; with more, those that belong elsewhere by now are taken out.
const LIST_MAX: usize = 64;

/// A line by its virtual address: a hint, as good as the line says it is.
#[derive(Clone, Copy)]
#[repr(C)]
pub(super) struct Known {
    pub vaddr: u32,
    pub line: u32,
}

/// Known nowhere: no line has an odd address.
const NOTHING: Known = Known { vaddr: 1, line: 0 };

/// Decoded lines. The first is none, and never resident.
pub(super) struct Lines {
    pub arena: Vec<Line>,
    /// For each mode, [`TABLE_ENTRIES`] of them.
    pub known: [Vec<Known>; 2],
    by_name: HashMap<(Mode, u32, u32), u32>,
    by_chunk: HashMap<u32, Vec<u32>>,
    /// Per slot of the L1I: lines that were found resident in it.
    in_slot: Vec<Vec<u32>>,
    /// Per entry of the TLB: lines that were found resident through it.
    through: Vec<Vec<u32>>,
    /// For each mode, the epoch that resident lines bear.
    pub epochs: [u64; 2],
    line_shift: u32,
}

impl Lines {
    /// `none` is a line that is never resident.
    pub fn new(none: Line, line_size: u32, slots: usize, entries: usize) -> Lines {
        let known = || vec![NOTHING; TABLE_ENTRIES];
        Lines {
            arena: vec![none],
            known: [known(), known()],
            by_name: HashMap::new(),
            by_chunk: HashMap::new(),
            in_slot: vec![Vec::new(); slots],
            through: vec![Vec::new(); entries],
            epochs: [NEVER + 1; 2],
            line_shift: line_size.trailing_zeros(),
        }
    }

    /// Where in the table a line of this address is, if it is.
    fn place(&self, vaddr: u32) -> usize {
        (vaddr >> self.line_shift) as usize % TABLE_ENTRIES
    }

    /// The resident line at a virtual address, if the table knows it.
    #[inline]
    pub fn resident(&self, mode: Mode, vaddr: u32) -> Option<u32> {
        let known = self.known[mode as usize][self.place(vaddr)];
        (known.vaddr == vaddr && self.is_resident(known.line as usize)).then_some(known.line)
    }

    /// Whether a line may be executed.
    #[inline]
    pub fn is_resident(&self, number: usize) -> bool {
        let line = &self.arena[number];
        line.epoch == self.epochs[line.mode as usize]
    }

    /// The line of that name, if it has been decoded. After a switch most are known by the table.
    pub fn find(&self, mode: Mode, vaddr: u32, paddr: u32) -> Option<u32> {
        let known = self.known[mode as usize][self.place(vaddr)];
        let line = &self.arena[known.line as usize];
        if known.vaddr == vaddr && line.paddr == paddr && line.alive {
            return Some(known.line);
        }
        self.by_name.get(&(mode, vaddr, paddr)).copied()
    }

    /// Whether there is no room for another line.
    pub fn is_full(&self) -> bool {
        self.arena.len() >= LINES_MAX
    }

    /// Adds a decoded line.
    pub fn add(&mut self, line: Line) -> u32 {
        let number = self.arena.len() as u32;
        self.by_name.insert((line.mode, line.vaddr, line.paddr), number);
        self.by_chunk.entry(line.paddr & !(CHUNK - 1)).or_default().push(number);
        self.arena.push(line);
        number
    }

    /// The line may be executed: it lies in this slot of the L1I, and is translated by this entry.
    pub fn make_resident(&mut self, number: u32, slot: Option<usize>, entry: Option<u32>) {
        let line = &mut self.arena[number as usize];
        line.epoch = self.epochs[line.mode as usize];
        let (mode, vaddr) = (line.mode, line.vaddr);
        let (slot, entry) = (slot.map(|slot| slot as u32), entry.unwrap_or(NO_ENTRY));
        let moves = slot.filter(|&slot| !line.listed || line.slot != slot);
        let changes = line.entry != entry;
        (line.slot, line.entry) = (slot.unwrap_or(0), entry);
        if let Some(slot) = moves {
            line.listed = true;
            note(&mut self.in_slot[slot as usize], number, &self.arena, |line| line.slot == slot);
        }
        if changes && entry != NO_ENTRY {
            let list = &mut self.through[entry as usize];
            note(list, number, &self.arena, |line| line.entry == entry);
        }
        let place = self.place(vaddr);
        self.known[mode as usize][place] = Known { vaddr, line: number };
    }

    /// A slot of the L1I holds another line, or none.
    pub fn drop_slot(&mut self, slot: usize) {
        for number in self.in_slot[slot].drain(..) {
            let line = &mut self.arena[number as usize];
            if line.slot == slot as u32 {
                (line.epoch, line.listed) = (NEVER, false);
            }
        }
    }

    /// An entry of the TLB maps something else, or nothing.
    pub fn drop_entry(&mut self, entry: usize) {
        for number in self.through[entry].drain(..) {
            let line = &mut self.arena[number as usize];
            if line.entry == entry as u32 {
                (line.epoch, line.entry) = (NEVER, NO_ENTRY);
            }
        }
    }

    /// All lines of a mode.
    pub fn drop_mode(&mut self, mode: Mode) {
        self.epochs[mode as usize] += 1;
    }

    /// All lines.
    pub fn drop_all(&mut self) {
        self.drop_mode(Mode::User);
        self.drop_mode(Mode::Machine);
    }

    /// The bytes of a chunk are no longer those that were decoded.
    pub fn kill(&mut self, chunk: u32) {
        for number in self.by_chunk.remove(&chunk).unwrap_or_default() {
            let line = &mut self.arena[number as usize];
            (line.epoch, line.alive) = (NEVER, false);
            self.by_name.remove(&(line.mode, line.vaddr, line.paddr));
        }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.drop_all();
        self.in_slot.iter_mut().for_each(Vec::clear);
        self.through.iter_mut().for_each(Vec::clear);
        self.arena.truncate(1);
        self.known.iter_mut().for_each(|table| table.fill(NOTHING));
        self.by_name.clear();
        self.by_chunk.clear();
    }

    /// A pointer to an operation, for the handlers.
    #[inline]
    pub fn op(&self, line: u32, slot: usize) -> *const Op {
        let start = self.arena.as_ptr().wrapping_add(line as usize);
        start.cast::<Op>().wrapping_add(slot)
    }

    /// Which operation a pointer points to: its line and its number there.
    #[inline]
    pub fn position(&self, op: *const Op) -> (usize, usize) {
        let offset = op.addr() - self.arena.as_ptr().addr();
        (offset / size_of::<Line>(), offset % size_of::<Line>() / size_of::<Op>())
    }
}

/// Adds to a short list of lines what is not in it, or was there before it went elsewhere.
fn note(list: &mut Vec<u32>, number: u32, arena: &[Line], belongs: impl Fn(&Line) -> bool) {
    if list.len() >= LIST_MAX {
        list.retain(|&number| belongs(&arena[number as usize]));
        list.sort_unstable();
        list.dedup();
    }
    list.push(number);
}
