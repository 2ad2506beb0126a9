//! Timing: what the pipeline adds to the one cycle of each instruction.
//!
//! [`Costs`] are the constants of the configuration, zero where the pipeline has no such cost.
//! [`Pending`] knows which registers' values are not there yet: with forwarding, only what the
//! instruction before has loaded; without, everything the last two have written.

use crate::config::{Hazards, MachineConfig, Pipeline, Resolve};
use crate::decoded::reads;

/// Cycles beyond an instruction's own one. What memory adds is the hierarchy's affair.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Costs {
    /// A branch or jump that goes another way than was predicted; without prediction, every one
    /// that is taken.
    pub wrong_way: u32,
    pub mul: u32,
    pub div: u32,
    /// Entering the general trap handler.
    pub trap: u32,
    /// Entering the TLB refill handler.
    pub refill: u32,
    /// `mret`, `fence.i`, and a CSR write that changes translation.
    pub flush: u32,
    /// A device access.
    pub mmio: u32,
}

impl Costs {
    pub fn new(config: &MachineConfig) -> Costs {
        let mmio = config.mmio_cycles;
        if config.pipeline == Pipeline::Single {
            return Costs { wrong_way: 0, mul: 0, div: 0, trap: 0, refill: 0, flush: 0, mmio };
        }
        let wrong_way = match config.resolve {
            Resolve::Execute => 2,
            Resolve::Memory => 3,
        };
        Costs {
            wrong_way,
            mul: config.mul_cycles,
            div: config.div_cycles,
            trap: config.trap_cycles,
            refill: config.refill_cycles,
            flush: config.mret_cycles,
            mmio,
        }
    }
}

/// Registers whose values are under way.
#[derive(Clone, Debug)]
pub(crate) struct Pending {
    /// Bit sets over registers: an instruction that reads one of `within[n]` and is issued now
    /// waits `n + 1` cycles or more.
    within: [u32; 2],
    rule: Rule,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rule {
    /// Nothing is ever late.
    Single,
    /// The result of a load, LR, AMO or SC is one cycle late.
    Forward,
    /// Every result is two cycles late.
    Stall,
}

impl Pending {
    pub fn new(config: &MachineConfig) -> Pending {
        let rule = match (config.pipeline, config.hazards) {
            (Pipeline::Single, _) => Rule::Single,
            (Pipeline::FiveStage, Hazards::Forward) => Rule::Forward,
            (Pipeline::FiveStage, Hazards::Stall) => Rule::Stall,
        };
        Pending { within: [0; 2], rule }
    }

    /// An instruction that reads the registers in `reads` is issued: the cycles it waits.
    #[inline]
    pub fn issue(&mut self, reads: u32) -> u32 {
        let [one, two] = self.within;
        if reads & one == 0 {
            self.within = [two, 0];
            return 0;
        }
        let wait = if reads & two == 0 { 1 } else { 2 };
        self.pass(1 + wait);
        wait
    }

    /// So many cycles pass in which nothing is issued.
    pub fn pass(&mut self, cycles: u32) {
        for _ in 0..cycles.min(2) {
            self.within = [self.within[1], 0];
        }
    }

    /// The instruction has computed a result for `rd`.
    #[inline]
    pub fn result(&mut self, rd: u8) {
        if self.rule == Rule::Stall {
            let register = 1 << rd & !1;
            self.within = [self.within[0] | register, self.within[1] | register];
        }
    }

    /// The instruction has read a result for `rd` from memory.
    #[inline]
    pub fn loaded(&mut self, rd: u8) {
        match self.rule {
            Rule::Forward => self.within[0] = 1 << rd & !1,
            _ => self.result(rd),
        }
    }

    /// Whether anything is late.
    #[inline]
    pub fn is_late(&self) -> bool {
        self.within != [0; 2]
    }

    /// Whether the instruction `word` would wait. Only where results are forwarded.
    pub fn delays(&self, word: Option<u32>) -> bool {
        let insn = word.and_then(swtch_isa::decode);
        insn.is_some_and(|insn| reads(insn) & self.within[0] != 0)
    }

    /// These registers have just been loaded. Only where results are forwarded.
    pub fn set_late(&mut self, registers: u32) {
        self.within = [registers, 0];
    }

    /// A trap has emptied the pipeline.
    pub fn clear(&mut self) {
        self.within = [0; 2];
    }
}
