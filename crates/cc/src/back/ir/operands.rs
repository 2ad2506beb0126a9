//! What instructions and terminators read, and where control goes from them.

use super::*;

impl Op {
    /// The operands, in order.
    pub fn operands(&self) -> Vec<Value> {
        let mut list = Vec::new();
        self.visit_operands(|value| list.push(value));
        list
    }

    /// Visits each operand, in order.
    pub fn visit_operands(&self, mut visit: impl FnMut(Value)) {
        match self {
            Op::Binary(_, a, b) | Op::Compare(_, a, b) | Op::Amo(_, a, b) => {
                visit(*a);
                visit(*b);
            }
            Op::Extend(_, a) | Op::Load { base: a, .. } => visit(*a),
            Op::Store { base, value, .. } => {
                visit(*base);
                visit(*value);
            }
            Op::Call(callee, args) => {
                if let Callee::Value(value) = callee {
                    visit(*value);
                }
                args.iter().copied().flatten().for_each(visit);
            }
            Op::CompareExchange(a, b, c) => [*a, *b, *c].into_iter().for_each(visit),
            Op::Asm(_) => self.clone().for_each_operand(|value| visit(*value)),
            Op::Fence(_) | Op::Trap | Op::ReturnAddress => {}
        }
    }

    /// Whether it is an operand.
    pub fn uses(&self, value: Value) -> bool {
        let mut found = false;
        self.visit_operands(|operand| found |= operand == value);
        found
    }

    /// Visits each operand, to replace it.
    pub fn for_each_operand(&mut self, mut visit: impl FnMut(&mut Value)) {
        match self {
            Op::Binary(_, a, b) | Op::Compare(_, a, b) | Op::Amo(_, a, b) => {
                visit(a);
                visit(b);
            }
            Op::Extend(_, a) | Op::Load { base: a, .. } => visit(a),
            Op::Store { base, value, .. } => {
                visit(base);
                visit(value);
            }
            Op::Call(callee, args) => {
                if let Callee::Value(value) = callee {
                    visit(value);
                }
                args.iter_mut().flatten().for_each(visit);
            }
            Op::CompareExchange(a, b, c) => {
                visit(a);
                visit(b);
                visit(c);
            }
            Op::Fence(_) | Op::Trap | Op::ReturnAddress => {}
            Op::Asm(asm) => {
                for operand in &mut asm.operands {
                    match operand {
                        AsmOperand::Input(value, _)
                        | AsmOperand::Memory(value)
                        | AsmOperand::Immediate(value)
                        | AsmOperand::Output { input: Some(value), .. } => visit(value),
                        AsmOperand::Output { .. } | AsmOperand::Same(_) => {}
                    }
                }
            }
        }
    }

    /// Its results depend on nothing but its operands, and it does nothing else.
    pub fn is_pure(&self) -> bool {
        matches!(self, Op::Binary(..) | Op::Compare(..) | Op::Extend(..))
    }

    /// May be dropped if nobody uses its results.
    pub fn is_removable(&self) -> bool {
        match self {
            Op::Load { volatile, .. } => !volatile,
            Op::Asm(asm) => !asm.volatile,
            Op::ReturnAddress => true,
            _ => self.is_pure(),
        }
    }

    /// May change memory.
    pub fn writes_memory(&self) -> bool {
        !matches!(self, Op::Load { volatile: false, .. } | Op::ReturnAddress) && !self.is_pure()
    }
}

impl Terminator {
    /// Where it may go, in order; a block may occur twice.
    pub fn targets(&self) -> impl Iterator<Item = &Target> {
        let (first, second, rest) = match self {
            Terminator::Jump(target) => (Some(target), None, &[][..]),
            Terminator::Branch(_, _, _, yes, no) => (Some(yes), Some(no), &[][..]),
            Terminator::Table(_, targets) => (None, None, &targets[..]),
            Terminator::Return(_) | Terminator::Unreachable => (None, None, &[][..]),
        };
        first.into_iter().chain(second).chain(rest)
    }

    /// The same, to change them.
    pub fn targets_mut(&mut self) -> impl Iterator<Item = &mut Target> {
        let (first, second, rest) = match self {
            Terminator::Jump(target) => (Some(target), None, &mut [][..]),
            Terminator::Branch(_, _, _, yes, no) => (Some(yes), Some(no), &mut [][..]),
            Terminator::Table(_, targets) => (None, None, &mut targets[..]),
            Terminator::Return(_) | Terminator::Unreachable => (None, None, &mut [][..]),
        };
        first.into_iter().chain(second).chain(rest)
    }

    /// The values that it uses itself, not those it hands on to targets.
    pub fn own_operands(&self) -> impl Iterator<Item = Value> {
        let (first, second, rest) = match self {
            Terminator::Branch(_, a, b, _, _) => (Some(*a), Some(*b), &[][..]),
            Terminator::Table(value, _) => (Some(*value), None, &[][..]),
            Terminator::Return(values) => (None, None, &values[..]),
            Terminator::Jump(_) | Terminator::Unreachable => (None, None, &[][..]),
        };
        first.into_iter().chain(second).chain(rest.iter().copied())
    }

    /// Each value it uses, the targets' arguments too.
    pub fn operands(&self) -> impl Iterator<Item = Value> {
        self.own_operands().chain(self.targets().flat_map(|target| target.args.iter().copied()))
    }

    /// Visits each value it uses, the targets' arguments too, to replace it.
    pub fn for_each_operand(&mut self, mut visit: impl FnMut(&mut Value)) {
        match self {
            Terminator::Branch(_, a, b, _, _) => {
                visit(a);
                visit(b);
            }
            Terminator::Table(value, _) => visit(value),
            Terminator::Return(values) => values.iter_mut().for_each(&mut visit),
            Terminator::Jump(_) | Terminator::Unreachable => {}
        }
        for target in self.targets_mut() {
            target.args.iter_mut().for_each(&mut visit);
        }
    }
}
