//! The invariants of the filters and of resident lines, checked against the plain structures. Tests
//! do this before every step of the fast engine.

use std::cell::Cell;

use super::Fast;
use super::filter::index;
use crate::counters::AccessKind;
use crate::machine::Machine;
use crate::trap::Mode;

thread_local! {
    /// Whether runs in this thread check their proofs: it is slow.
    static CHECKS: Cell<bool> = const { Cell::new(false) };
}

/// Has runs in this thread check their proofs, or not.
pub(crate) fn check_proofs(check: bool) {
    CHECKS.set(check);
}

impl Machine {
    pub(super) fn assert_proofs(&mut self, fast: &Fast) {
        if !CHECKS.get() {
            return;
        }
        let mode = self.hart.core.mode;
        for checked in [Mode::User, Mode::Machine] {
            self.hart.core.mode = checked;
            self.assert_filter(fast, checked);
            self.assert_lines(fast, checked);
        }
        self.hart.core.mode = mode;
    }

    fn assert_filter(&mut self, fast: &Fast, mode: Mode) {
        let (ram, _) = self.memory.range();
        for (at, entry) in fast.filters[mode as usize].entries.iter().enumerate() {
            for (tag, kind) in [(entry.read, AccessKind::Read), (entry.write, AccessKind::Write)] {
                if index(tag) != at {
                    continue;
                }
                let to = self.known_translation(tag, kind).expect("a proven access is translated");
                assert_eq!(to.paddr - ram, tag.wrapping_add(entry.offset), "{tag:#x}");
                if let Some(l1d) = &self.hart.l1d {
                    let slot = l1d
                        .peek(to.address(tag), self.owner)
                        .hit()
                        .expect("a proven line is there");
                    assert_eq!(slot, entry.slot as usize);
                    assert!(kind == AccessKind::Read || l1d.is_dirty(slot), "{tag:#x}");
                }
                let is_code = self.memory.is_decoded(to.paddr);
                assert!(kind == AccessKind::Read || !is_code, "a store to code is proven");
            }
        }
    }

    fn assert_lines(&mut self, fast: &Fast, mode: Mode) {
        let lines = fast.lines.arena.iter().enumerate();
        let resident = lines.filter(|&(number, _)| fast.lines.is_resident(number));
        for (_, line) in resident.filter(|(_, line)| line.mode == mode) {
            let to = self.known_translation(line.vaddr, AccessKind::Fetch);
            let to = to.expect("resident code is translated");
            assert_eq!(to.paddr, line.paddr);
            assert!(line.alive && self.memory.is_decoded(line.paddr));
            if let Some(l1i) = &self.hart.l1i {
                let slot = l1i.peek(to.address(line.vaddr), self.owner).hit();
                assert_eq!(slot, Some(line.slot as usize), "resident code is in the L1I");
            }
        }
    }
}
