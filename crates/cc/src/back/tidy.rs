//! Takes out moves that the register allocator made and that change nothing: the register holds the
//! value already.

use super::machine::{Insn, Reg, Role, SCRATCH, SECOND_SCRATCH, is_caller_saved};
use super::regalloc::Step;

/// Cleans the code of one block.
pub fn remove_idle_moves(steps: Vec<Step>) -> Vec<Step> {
    let mut copies = Copies::default();
    let tidied = steps.into_iter().filter_map(|step| match (copies.keeps(&step), step) {
        (true, step) => Some(step),
        (false, Step::Insn(_, index)) => Some(Step::Idle(index)),
        (false, _) => None,
    });
    tidied.collect()
}

/// Pairs of registers that hold the same.
#[derive(Default)]
struct Copies {
    pairs: Vec<(u8, u8)>,
}

impl Copies {
    /// Follows one step; tells whether it does anything.
    fn keeps(&mut self, step: &Step) -> bool {
        match step {
            Step::Move { from, to } => return self.moved(*from, *to),
            Step::Insn(Insn::Rr { op: "mv", rd: Reg::Fixed(to), a: Reg::Fixed(from) }, _) => {
                return self.moved(*from, *to);
            }
            Step::Insn(insn, _) => self.executed(insn),
            Step::Reload { to, .. } => self.written(*to),
            Step::Spill { .. } | Step::Idle(_) => {}
        }
        true
    }

    fn moved(&mut self, from: u8, to: u8) -> bool {
        if from == to || self.pairs.contains(&(from, to)) || self.pairs.contains(&(to, from)) {
            return false;
        }
        self.written(to);
        // Far stack accesses use these without telling.
        let is_scratch = |register| register == SCRATCH || register == SECOND_SCRATCH;
        if !is_scratch(from) && !is_scratch(to) {
            self.pairs.push((from, to));
        }
        true
    }

    fn written(&mut self, register: u8) {
        self.pairs.retain(|&(a, b)| a != register && b != register);
    }

    fn executed(&mut self, insn: &Insn) {
        let mut insn = insn.clone();
        insn.visit(&mut |reg, role| {
            if let (Reg::Fixed(number), false) = (*reg, matches!(role, Role::Use | Role::UseIn(_)))
            {
                self.written(number);
            }
        });
        match &insn {
            Insn::Call { .. } => {
                self.pairs.retain(|&(a, b)| !is_caller_saved(a) && !is_caller_saved(b))
            }
            Insn::Asm { .. } => self.pairs.clear(),
            _ => {}
        }
    }
}
