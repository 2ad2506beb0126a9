//! Bimodal prediction: a table of two-bit counters says whether a branch is taken, and a branch
//! target buffer says where it goes.
//!
//! Both are direct-mapped by the lowest bits of the instruction's number (its address without the
//! two zeros). The counters have no tags, so branches may share one; they begin at 1, weakly not
//! taken, count up at a branch that is taken and down at one that is not, and saturate at 3 and 0.
//! The buffer remembers the whole address of every branch or jump that was taken last in its slot,
//! and the target. A branch is predicted taken if its counter is 2 or 3 and the buffer knows it; a
//! jump, if the buffer knows it. Neither knows address spaces, and nothing flushes them.

use super::{Kind, Outcome};

pub(crate) struct Bimodal {
    counters: Vec<u8>,
    /// Address and target; no instruction has the odd address of an empty slot.
    targets: Vec<(u32, u32)>,
}

const WEAKLY_NOT_TAKEN: u8 = 1;
const WEAKLY_TAKEN: u8 = 2;
const STRONGLY_TAKEN: u8 = 3;
const EMPTY: (u32, u32) = (1, 0);

impl Bimodal {
    /// Tables of so many entries; both are powers of two.
    pub fn new(btb_entries: u32, history_entries: u32) -> Bimodal {
        Bimodal {
            counters: vec![WEAKLY_NOT_TAKEN; history_entries as usize],
            targets: vec![EMPTY; btb_entries as usize],
        }
    }

    #[inline(never)]
    pub fn foresees(&mut self, outcome: Outcome) -> bool {
        let number = (outcome.pc >> 2) as usize;
        let direction = outcome.kind != Kind::Branch || self.predict_and_count(number, outcome);
        let slot = number & (self.targets.len() - 1);
        let (pc, target) = self.targets[slot];
        let predicted = (direction && pc == outcome.pc).then_some(target);
        if outcome.taken {
            self.targets[slot] = (outcome.pc, outcome.target);
        }
        predicted == outcome.taken.then_some(outcome.target)
    }

    /// What the branch's counter says; then the counter hears how it came out.
    fn predict_and_count(&mut self, number: usize, outcome: Outcome) -> bool {
        let index = number & (self.counters.len() - 1);
        let counter = &mut self.counters[index];
        let predicted = *counter >= WEAKLY_TAKEN;
        *counter = match outcome.taken {
            true => STRONGLY_TAKEN.min(*counter + 1),
            false => counter.saturating_sub(1),
        };
        predicted
    }
}
