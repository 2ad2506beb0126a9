//! Inline assembly: operands become values and places; the template stays text until emission.

use super::place::Location;
use super::{Lower, Val};
use crate::back::ir::{self, AsmOperand, Op};
use crate::tree::{self, Asm};
use swtch_isa::reg;
use swtch_source::Span;

impl Lower<'_> {
    pub(super) fn asm(&mut self, asm: &Asm, span: Span) {
        let mut operands = Vec::new();
        let mut outputs = Vec::new();
        for operand in &asm.operands {
            let lowered = self.asm_operand(operand, &mut outputs, span);
            let lowered = self.tie(operand, lowered, &mut operands, span);
            operands.push(lowered);
        }
        let clobbers = asm.clobbers.iter().filter_map(|name| reg::by_name(name)).collect();
        // Without outputs it can only be meant for its effects.
        let volatile = asm.volatile || outputs.is_empty();
        let op = ir::Asm { template: asm.template.clone(), operands, clobbers, volatile };
        let results = self.builder.push_results(Op::Asm(Box::new(op)), outputs.len());
        for (location, value) in outputs.into_iter().zip(results) {
            self.store(location, Val::Word(value));
        }
    }

    /// An input whose constraint is a digit shares the register of that output.
    fn tie(
        &mut self,
        operand: &tree::AsmOperand,
        lowered: AsmOperand,
        before: &mut [AsmOperand],
        span: Span,
    ) -> AsmOperand {
        let (AsmOperand::Input(value, _), Ok(number)) =
            (&lowered, operand.constraint.parse::<u8>())
        else {
            return lowered;
        };
        match before.get_mut(number as usize) {
            Some(AsmOperand::Output { input, .. }) if input.is_none() => {
                *input = Some(*value);
                AsmOperand::Same(number)
            }
            _ => {
                self.error(
                    span,
                    format!("operand {number} is not an output that is free to share"),
                );
                lowered
            }
        }
    }

    fn asm_operand(
        &mut self,
        operand: &tree::AsmOperand,
        outputs: &mut Vec<Location>,
        span: Span,
    ) -> AsmOperand {
        let constraint = operand.constraint.trim_start_matches(['=', '+', '&', '%']);
        let fixed = operand.register.as_deref().and_then(reg::by_name);
        if let Some(place) = &operand.output {
            let location = self.place(place);
            if constraint.contains('m') && !constraint.contains('r') {
                return AsmOperand::Memory(self.address_of(location, span));
            }
            let input = operand.constraint.contains('+').then(|| {
                let before = self.load(location);
                self.word(before)
            });
            let early = operand.constraint.contains('&');
            outputs.push(location);
            return AsmOperand::Output { index: outputs.len() as u8 - 1, fixed, input, early };
        }
        let value = match &operand.input {
            Some(input) => {
                let val = self.expr(input);
                self.word(val)
            }
            None => self.number(0),
        };
        match constraint.chars().next() {
            Some('m') => AsmOperand::Memory(value),
            Some('i' | 'n' | 's' | 'I' | 'K') if !constraint.contains('r') => {
                AsmOperand::Immediate(value)
            }
            Some('r' | 'g' | 'i' | 'J' | '0'..='9') => AsmOperand::Input(value, fixed),
            _ => {
                self.error(span, format!("unknown constraint `{}`", operand.constraint));
                AsmOperand::Immediate(value)
            }
        }
    }
}
