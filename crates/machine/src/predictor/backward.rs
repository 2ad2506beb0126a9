//! Static prediction: branches backward are taken, for they close loops; branches forward are not.
//! The instruction itself says where it goes, so `jal` is always right, and `jalr` never.

use super::{Kind, Outcome};

pub(crate) struct Backward;

impl Backward {
    #[inline(never)]
    pub fn foresees(&self, outcome: Outcome) -> bool {
        match outcome.kind {
            Kind::Branch => (outcome.target <= outcome.pc) == outcome.taken,
            Kind::Jump => true,
            Kind::Indirect => false,
        }
    }
}
