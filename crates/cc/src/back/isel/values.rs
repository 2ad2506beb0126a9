//! How a value gets where an instruction wants it: a register, an immediate operand, an address.

use super::*;

impl Select<'_> {
    pub(super) fn rri(&mut self, op: &'static str, a: Reg, imm: i32) -> Reg {
        let rd = self.fresh();
        self.push(Insn::Rri { op, rd, a, imm });
        rd
    }

    /// A value in a register, to read.
    pub(super) fn reg(&mut self, value: Value) -> Reg {
        match self.function.def(value) {
            Def::Result(..) | Def::Param(_) => self.result(value),
            Def::Const(0) => ZERO,
            _ => {
                if let Some(reg) = self.in_register(value) {
                    return reg;
                }
                let reg = self.materialise(value);
                self.available.insert((value, false), reg);
                reg
            }
        }
    }

    /// A constant or address that was loaded before.
    pub(super) fn in_register(&self, value: Value) -> Option<Reg> {
        if let Some(&reg) = self.available.get(&(value, false)) {
            return Some(reg);
        }
        let home = self.plan.within.get(&(self.block, value))?;
        self.hoisted.get(&(*home, value)).copied()
    }

    /// A value in a register of its own, which may be any the user wants: a constant is loaded anew,
    /// a value that lives on is copied.
    pub(super) fn movable(&mut self, value: Value) -> u32 {
        let reg = match self.function.def(value) {
            Def::Result(..) | Def::Param(_) => {
                let a = self.result(value);
                if self.uses.count(value) == 1 && self.recent.contains(&value) {
                    a
                } else {
                    let rd = self.fresh();
                    self.push(Insn::Rr { op: "mv", rd, a });
                    rd
                }
            }
            _ => self.materialise(value),
        };
        match reg {
            Reg::Virtual(number) => number,
            Reg::Fixed(_) => 0,
        }
    }

    /// A value as an argument of a jump.
    pub(super) fn passed(&mut self, value: Value) -> u32 {
        let reg = match self.function.def(value) {
            Def::Result(..) | Def::Param(_) => self.result(value),
            _ => self.materialise(value),
        };
        match reg {
            Reg::Virtual(number) => number,
            Reg::Fixed(_) => 0,
        }
    }

    pub(super) fn materialise(&mut self, value: Value) -> Reg {
        let rd = self.fresh();
        let insn = match self.function.def(value) {
            Def::Const(imm) => Insn::Li { rd, imm },
            Def::Symbol(symbol, offset) if self.pic && offset != 0 => {
                return self.beyond_symbol(symbol, offset);
            }
            Def::Symbol(symbol, offset) => Insn::La { rd, global: Global::Symbol(symbol, offset) },
            Def::Slot(slot, offset) => Insn::FrameAddress { rd, frame: Frame::Slot(slot, offset) },
            Def::Incoming(offset) => Insn::FrameAddress { rd, frame: Frame::Incoming(offset) },
            Def::Result(..) | Def::Param(_) => return self.result(value),
        };
        self.push(insn);
        rd
    }

    /// The address `offset` bytes beyond a symbol, whose own address is looked up.
    fn beyond_symbol(&mut self, symbol: SymbolId, offset: i32) -> Reg {
        let start = self.function.intern(Def::Symbol(symbol, 0));
        let a = self.reg(start);
        if fits(offset) {
            return self.rri("addi", a, offset);
        }
        let (b, rd) = (self.fresh(), self.fresh());
        self.push(Insn::Li { rd: b, imm: offset });
        self.push(Insn::Rrr { op: "add", rd, a, b });
        rd
    }

    pub(super) fn mem(&mut self, base: Value, offset: i32) -> Mem {
        match self.function.def(base) {
            Def::Slot(slot, at) => Mem::Frame(Frame::Slot(slot, at.wrapping_add(offset))),
            Def::Incoming(at) => Mem::Frame(Frame::Incoming(at.wrapping_add(offset))),
            Def::Const(at) => {
                let address = at.wrapping_add(offset);
                let high = self.function.constant(high_part(address));
                Mem::Base(self.reg(high), address.wrapping_sub(high_part(address)))
            }
            Def::Symbol(symbol, at) => {
                let at = at.wrapping_add(offset);
                let start = self.function.intern(Def::Symbol(symbol, 0));
                if fits(at)
                    && let Some(reg) = self.in_register(start)
                {
                    return Mem::Base(reg, at);
                }
                let exact = self.function.intern(Def::Symbol(symbol, at));
                if let Some(reg) = self.in_register(exact) {
                    return Mem::Base(reg, 0);
                }
                if self.pic {
                    let (base, offset) = if fits(at) { (start, at) } else { (exact, 0) };
                    return Mem::Base(self.reg(base), offset);
                }
                let global = Global::Symbol(symbol, at);
                if let Some(&high) = self.available.get(&(exact, true)) {
                    return Mem::Low(high, global);
                }
                let rd = self.fresh();
                self.push(Insn::High { rd, global });
                self.available.insert((exact, true), rd);
                Mem::Low(rd, global)
            }
            Def::Result(..) | Def::Param(_) => Mem::Base(self.result(base), offset),
        }
    }
}
