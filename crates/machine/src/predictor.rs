//! Branch prediction: what the fetch stage believes comes next, and what a wrong belief costs.
//!
//! A predictor is one small file and one line in each list here. It is asked once for every branch
//! and jump that completes, and learns from the answer; it decides no value. An address that is
//! predicted rightly costs nothing beyond the instruction's own cycle; a wrong one costs the bubbles
//! of a branch that is taken without prediction, whichever way it was wrong. `mret` has its own price.

mod backward;
mod bimodal;

use crate::config::{self, MachineConfig};
use backward::Backward;
use bimodal::Bimodal;

/// The state of a hart's branch predictor.
pub(crate) enum Predictor {
    /// The next address is always the next instruction's.
    None,
    Backward(Backward),
    Bimodal(Bimodal),
}

/// How a branch or jump came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub pc: u32,
    /// Where it goes if it is taken.
    pub target: u32,
    pub taken: bool,
    pub kind: Kind,
}

/// What the fetch stage can know of an instruction that may not go on with the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Branch,
    /// `jal`: always taken, to where the instruction says.
    Jump,
    /// `jalr`: always taken, to where a register says.
    Indirect,
}

impl Predictor {
    pub fn new(config: &MachineConfig) -> Predictor {
        match config.predictor {
            config::Predictor::None => Predictor::None,
            config::Predictor::Static => Predictor::Backward(Backward),
            config::Predictor::Bimodal => {
                Predictor::Bimodal(Bimodal::new(config.btb_entries, config.history_entries))
            }
        }
    }

    /// Whether the address after this instruction was predicted rightly.
    #[inline]
    pub fn foresees(&mut self, outcome: Outcome) -> bool {
        match self {
            Predictor::None => !outcome.taken,
            Predictor::Backward(backward) => backward.foresees(outcome),
            Predictor::Bimodal(bimodal) => bimodal.foresees(outcome),
        }
    }
}
