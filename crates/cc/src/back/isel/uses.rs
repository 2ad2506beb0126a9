//! How often and how far away values are used.

use crate::back::graph::{Dominators, has_loops};
use crate::back::ir::{BlockId, Function, Op, Value};

/// Facts about a function's values, as it was when they were gathered.
pub(super) struct Uses {
    count: Vec<u32>,
    has_calls: bool,
    has_loops: bool,
}

impl Uses {
    pub(super) fn new(function: &Function) -> Uses {
        let mut count = vec![0; function.values.len()];
        let mut has_calls = false;
        for &id in &function.order {
            let block = function.block(id);
            for &inst in &block.insts {
                let op = &function.inst(inst).op;
                has_calls |= matches!(op, Op::Call(..));
                op.visit_operands(|value| count[value.0 as usize] += 1);
            }
            block.terminator.operands().for_each(|value| count[value.0 as usize] += 1);
        }
        let has_loops = has_loops(function, &Dominators::new(function));
        Uses { count, has_calls, has_loops }
    }

    /// How many operands are this value.
    pub(super) fn count(&self, value: Value) -> u32 {
        self.count.get(value.0 as usize).copied().unwrap_or(0)
    }

    /// Whether a parameter of the function neither lives across a call nor in a loop.
    pub(super) fn is_short_parameter(&self, function: &Function, param: Value) -> bool {
        let Some(&entry) = function.order.first() else { return true };
        (!self.has_calls && !self.has_loops)
            || self.ends_before_next_call(function, param, entry, 0)
    }

    /// Whether all uses of a value lie in this block, from instruction `at` to the next call.
    pub(super) fn ends_before_next_call(
        &self,
        function: &Function,
        value: Value,
        block: BlockId,
        at: usize,
    ) -> bool {
        let block = function.block(block);
        let mut seen = 0;
        for &inst in block.insts.iter().skip(at) {
            let op = &function.inst(inst).op;
            op.visit_operands(|operand| seen += u32::from(operand == value));
            if matches!(op, Op::Call(..)) {
                return seen == self.count(value);
            }
        }
        seen += block.terminator.operands().filter(|&operand| operand == value).count() as u32;
        seen == self.count(value)
    }
}
