//! What each instruction does: one arm per instruction.
//!
//! An arm computes, and says how the program goes on; fetching, retiring and the cycle that every
//! instruction takes are the stepper's. With its row in the instruction table this is the only
//! place that names an instruction.

use swtch_isa::{Insn, Op};

use crate::arithmetic::{compute, extend, holds};
use crate::counters::AccessKind;
use crate::hart::Reservation;
use crate::hierarchy::Side;
use crate::machine::Machine;
use crate::observer::{Invalidate, Observer, Structure};
use crate::predictor::{Kind, Outcome as Way};
use crate::trap::{Fault, Mode, Trap, cause};

/// How the program goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flow {
    /// At the next instruction.
    Next,
    /// There.
    Jump(u32),
    /// Where `mepc` says, in the mode that `mstatus.MPP` says.
    Return,
    /// At the next instruction, once an interrupt is pending.
    Wait,
}

type Outcome = Result<Flow, Fault>;

impl Machine {
    /// Executes one instruction, whose encoding is `word`.
    #[inline]
    pub(crate) fn execute<O: Observer>(&mut self, insn: Insn, word: u32, o: &mut O) -> Outcome {
        let Insn { op, rd, rs1, rs2, imm } = insn;
        let core = &mut self.hart.core;
        let pc = core.pc;
        let (a, b) = (core.regs[rs1 as usize & 31], core.regs[rs2 as usize & 31]);
        let uimm = imm as u32;
        let address = a.wrapping_add(uimm);
        match op {
            Op::Lui => core.set(rd, uimm),
            Op::Auipc => core.set(rd, pc.wrapping_add(uimm)),
            Op::Jal => return self.jump(rd, pc.wrapping_add(uimm), Kind::Jump),
            Op::Jalr => return self.jump(rd, address & !1, Kind::Indirect),
            Op::Beq => return self.branch(holds(Op::Beq, a, b), imm),
            Op::Bne => return self.branch(holds(Op::Bne, a, b), imm),
            Op::Blt => return self.branch(holds(Op::Blt, a, b), imm),
            Op::Bge => return self.branch(holds(Op::Bge, a, b), imm),
            Op::Bltu => return self.branch(holds(Op::Bltu, a, b), imm),
            Op::Bgeu => return self.branch(holds(Op::Bgeu, a, b), imm),
            Op::Lb => {
                let byte = self.load_data(address, 1, o)?;
                self.hart.core.set_loaded(rd, extend(Op::Lb, byte));
            }
            Op::Lh => {
                let half = self.load_data(address, 2, o)?;
                self.hart.core.set_loaded(rd, extend(Op::Lh, half));
            }
            Op::Lw => {
                let word = self.load_data(address, 4, o)?;
                self.hart.core.set_loaded(rd, word);
            }
            Op::Lbu => {
                let byte = self.load_data(address, 1, o)?;
                self.hart.core.set_loaded(rd, byte);
            }
            Op::Lhu => {
                let half = self.load_data(address, 2, o)?;
                self.hart.core.set_loaded(rd, half);
            }
            Op::Sb => self.store_data(address, 1, b, o)?,
            Op::Sh => self.store_data(address, 2, b, o)?,
            Op::Sw => self.store_data(address, 4, b, o)?,
            Op::Addi => core.set(rd, compute(Op::Addi, a, uimm)),
            Op::Slti => core.set(rd, compute(Op::Slti, a, uimm)),
            Op::Sltiu => core.set(rd, compute(Op::Sltiu, a, uimm)),
            Op::Xori => core.set(rd, compute(Op::Xori, a, uimm)),
            Op::Ori => core.set(rd, compute(Op::Ori, a, uimm)),
            Op::Andi => core.set(rd, compute(Op::Andi, a, uimm)),
            Op::Slli => core.set(rd, compute(Op::Slli, a, uimm)),
            Op::Srli => core.set(rd, compute(Op::Srli, a, uimm)),
            Op::Srai => core.set(rd, compute(Op::Srai, a, uimm)),
            Op::Add => core.set(rd, compute(Op::Add, a, b)),
            Op::Sub => core.set(rd, compute(Op::Sub, a, b)),
            Op::Sll => core.set(rd, compute(Op::Sll, a, b)),
            Op::Slt => core.set(rd, compute(Op::Slt, a, b)),
            Op::Sltu => core.set(rd, compute(Op::Sltu, a, b)),
            Op::Xor => core.set(rd, compute(Op::Xor, a, b)),
            Op::Srl => core.set(rd, compute(Op::Srl, a, b)),
            Op::Sra => core.set(rd, compute(Op::Sra, a, b)),
            Op::Or => core.set(rd, compute(Op::Or, a, b)),
            Op::And => core.set(rd, compute(Op::And, a, b)),
            // One hart, in order: every access is seen in program order anyway.
            Op::Fence => {}
            Op::FenceI => self.fence_i(o),
            Op::Ecall => return Err(self.environment_call()),
            Op::Ebreak => return Err(Trap::new(cause::BREAKPOINT, pc).into()),
            Op::Mul => self.multiply(rd, compute(Op::Mul, a, b)),
            Op::Mulh => self.multiply(rd, compute(Op::Mulh, a, b)),
            Op::Mulhsu => self.multiply(rd, compute(Op::Mulhsu, a, b)),
            Op::Mulhu => self.multiply(rd, compute(Op::Mulhu, a, b)),
            Op::Div => self.divide(rd, compute(Op::Div, a, b)),
            Op::Divu => self.divide(rd, compute(Op::Divu, a, b)),
            Op::Rem => self.divide(rd, compute(Op::Rem, a, b)),
            Op::Remu => self.divide(rd, compute(Op::Remu, a, b)),
            Op::LrW => self.load_reserved(rd, a, o)?,
            Op::ScW => self.store_conditional(rd, a, b, o)?,
            Op::AmoswapW => self.amo(rd, a, o, |_| b)?,
            Op::AmoaddW => self.amo(rd, a, o, |old| old.wrapping_add(b))?,
            Op::AmoxorW => self.amo(rd, a, o, |old| old ^ b)?,
            Op::AmoandW => self.amo(rd, a, o, |old| old & b)?,
            Op::AmoorW => self.amo(rd, a, o, |old| old | b)?,
            Op::AmominW => self.amo(rd, a, o, |old| (old as i32).min(b as i32) as u32)?,
            Op::AmomaxW => self.amo(rd, a, o, |old| (old as i32).max(b as i32) as u32)?,
            Op::AmominuW => self.amo(rd, a, o, |old| old.min(b))?,
            Op::AmomaxuW => self.amo(rd, a, o, |old| old.max(b))?,
            Op::Csrrw => self.write_only(rd, uimm, a, word, o)?,
            Op::Csrrs => self.read_modify(rd, uimm, rs1 != 0, word, o, |old| old | a)?,
            Op::Csrrc => self.read_modify(rd, uimm, rs1 != 0, word, o, |old| old & !a)?,
            Op::Csrrwi => self.write_only(rd, uimm, rs1.into(), word, o)?,
            Op::Csrrsi => {
                self.read_modify(rd, uimm, rs1 != 0, word, o, |old| old | u32::from(rs1))?
            }
            Op::Csrrci => {
                self.read_modify(rd, uimm, rs1 != 0, word, o, |old| old & !u32::from(rs1))?
            }
            Op::Mret if core.mode == Mode::Machine => return Ok(Flow::Return),
            Op::Wfi if core.mode == Mode::Machine => return Ok(Flow::Wait),
            Op::SfenceVma if core.mode == Mode::Machine => {
                self.sfence_vma((rs1 != 0).then_some(a), (rs2 != 0).then_some(b), o);
            }
            Op::Mret | Op::Wfi | Op::SfenceVma => return Err(illegal(word)),
        }
        Ok(Flow::Next)
    }

    #[inline]
    fn jump(&mut self, rd: u8, target: u32, kind: Kind) -> Outcome {
        self.check_target(target)?;
        let core = &mut self.hart.core;
        core.set(rd, core.pc.wrapping_add(4));
        self.charge_way(target, true, kind);
        Ok(Flow::Jump(target))
    }

    #[inline]
    fn branch(&mut self, taken: bool, imm: i32) -> Outcome {
        let target = self.hart.core.pc.wrapping_add(imm as u32);
        if taken {
            self.check_target(target)?;
        }
        self.charge_way(target, taken, Kind::Branch);
        Ok(if taken { Flow::Jump(target) } else { Flow::Next })
    }

    /// The instruction is a branch or jump: bubbles follow if the way it goes was not foreseen.
    #[inline]
    fn charge_way(&mut self, target: u32, taken: bool, kind: Kind) {
        let pc = self.hart.core.pc;
        if !self.hart.predictor.foresees(Way { pc, target, taken, kind }) {
            let core = &mut self.hart.core;
            core.cycles += u64::from(self.costs.wrong_way);
            core.pending.pass(self.costs.wrong_way);
        }
    }

    #[inline]
    fn check_target(&self, target: u32) -> Result<(), Fault> {
        match target.is_multiple_of(4) {
            true => Ok(()),
            false => Err(Trap::new(cause::FETCH_MISALIGNED, target).into()),
        }
    }

    fn multiply(&mut self, rd: u8, product: u32) {
        self.long_operation(self.costs.mul);
        self.hart.core.set(rd, product);
    }

    fn divide(&mut self, rd: u8, result: u32) {
        self.long_operation(self.costs.div);
        self.hart.core.set(rd, result);
    }

    /// The instruction stays in its stage for more cycles.
    fn long_operation(&mut self, cycles: u32) {
        self.hart.core.cycles += u64::from(cycles);
        self.hart.core.pending.pass(cycles);
    }

    fn environment_call(&self) -> Fault {
        let cause = match self.hart.core.mode {
            Mode::User => cause::ECALL_USER,
            Mode::Machine => cause::ECALL_MACHINE,
        };
        Trap::new(cause, 0).into()
    }

    fn load_reserved<O: Observer>(&mut self, rd: u8, vaddr: u32, o: &mut O) -> Result<(), Fault> {
        let at = self.locate_atomic(vaddr, AccessKind::Read, o)?;
        let paddr = at.paddr;
        self.access_data(at, AccessKind::Read, o)?;
        let value = self.memory.word(paddr).unwrap_or(0);
        self.hart.core.reservation = Some(Reservation { vaddr, paddr });
        self.hart.core.set_loaded(rd, value);
        Ok(())
    }

    /// Fails without an access unless the very word is reserved. The reservation is lost either way.
    fn store_conditional<O: Observer>(
        &mut self,
        rd: u8,
        vaddr: u32,
        value: u32,
        o: &mut O,
    ) -> Result<(), Fault> {
        if !vaddr.is_multiple_of(4) {
            return Err(Trap::new(cause::STORE_MISALIGNED, vaddr).into());
        }
        let reservation = self.hart.core.reservation.take();
        let mut failed = true;
        if let Some(reserved) = reservation.filter(|reserved| reserved.vaddr == vaddr) {
            let at = self.locate_atomic(vaddr, AccessKind::Write, o)?;
            if at.paddr == reserved.paddr {
                self.access_data(at, AccessKind::Write, o)?;
                self.memory.write(at.paddr, 4, value);
                failed = false;
            }
        }
        self.hart.core.set_loaded(rd, failed.into());
        Ok(())
    }

    /// Reads a word, writes what `update` makes of it, and gives `rd` what was there before. One
    /// write access.
    fn amo<O: Observer>(
        &mut self,
        rd: u8,
        vaddr: u32,
        o: &mut O,
        update: impl FnOnce(u32) -> u32,
    ) -> Result<(), Fault> {
        let at = self.locate_atomic(vaddr, AccessKind::Write, o)?;
        self.access_data(at, AccessKind::Write, o)?;
        let old = self.memory.word(at.paddr).unwrap_or(0);
        self.memory.write(at.paddr, 4, update(old));
        self.hart.core.set_loaded(rd, old);
        Ok(())
    }

    /// `csrrw`, `csrrwi`: always writes, and reads unless the result is for x0.
    fn write_only<O: Observer>(
        &mut self,
        rd: u8,
        csr: u32,
        value: u32,
        word: u32,
        o: &mut O,
    ) -> Result<(), Fault> {
        let csr = csr as u16;
        let old = match rd {
            0 => 0,
            _ => self.read_csr(csr).map_err(|_| illegal(word))?,
        };
        self.write_and_charge(csr, value, word, o)?;
        self.hart.core.set(rd, old);
        Ok(())
    }

    /// `csrrs`, `csrrc` and their immediate forms: always read, and write unless the operand is x0
    /// or zero by its encoding.
    fn read_modify<O: Observer>(
        &mut self,
        rd: u8,
        csr: u32,
        writes: bool,
        word: u32,
        o: &mut O,
        update: impl FnOnce(u32) -> u32,
    ) -> Result<(), Fault> {
        let csr = csr as u16;
        let old = self.read_csr(csr).map_err(|_| illegal(word))?;
        if writes {
            self.write_and_charge(csr, update(old), word, o)?;
        }
        self.hart.core.set(rd, old);
        Ok(())
    }

    fn write_and_charge<O: Observer>(
        &mut self,
        csr: u16,
        value: u32,
        word: u32,
        o: &mut O,
    ) -> Result<(), Fault> {
        let changes_translation = self.write_csr(csr, value, o).map_err(|_| illegal(word))?;
        if changes_translation {
            self.long_operation(self.costs.flush);
        }
        Ok(())
    }

    /// Invalidates the L1I. Fetches would see stores anyway: memory holds the data.
    fn fence_i<O: Observer>(&mut self, o: &mut O) {
        self.hart.core.fetch_line.forget();
        self.with_caches(Side::Fetch, o, |caches, access| {
            caches.invalidate(Structure::L1i, None, access);
        });
        self.long_operation(self.costs.flush);
    }

    /// Drops translations: of an address or of all, of an address space or of all.
    fn sfence_vma<O: Observer>(&mut self, vaddr: Option<u32>, asid: Option<u32>, o: &mut O) {
        self.translation_changed();
        if (vaddr, asid) == (None, None) {
            self.hart.tlb.clear();
            o.flush(Structure::Tlb, &mut self.moment());
            return;
        }
        for entry in self.hart.tlb.remove(vaddr, asid.map(|asid| asid as u16)) {
            let (structure, place, owner) = (Structure::Tlb, entry.place(), entry.owner);
            o.invalidate(&Invalidate { structure, place, owner }, &mut self.moment());
        }
    }
}

pub(crate) fn illegal(word: u32) -> Fault {
    Trap::new(cause::ILLEGAL, word).into()
}
