//! Where a loop ends: the test of a counter that does nothing else becomes one of the address that
//! grows along with it.

use super::{Made, Shape, emit, emit_const};
use crate::back::graph::Loop;
use crate::back::ir::{Binary, BlockId, Condition, Def, Function, Terminator, Value};
use rustc_hash::FxHashMap;

/// Replaces tests, and knows where values are used meanwhile.
pub(super) struct Ends<'a> {
    predecessors: &'a [Vec<BlockId>],
    /// Indexed by value: how many operands of instructions it is.
    in_insts: Vec<u32>,
    /// The blocks at whose ends a value is used, or was.
    in_ends: FxHashMap<Value, Vec<BlockId>>,
    /// Instructions from here on are not yet counted.
    counted: usize,
}

impl<'a> Ends<'a> {
    /// For a function whose blocks stay as they are.
    pub(super) fn new(function: &Function, predecessors: &'a [Vec<BlockId>]) -> Ends<'a> {
        let in_insts = vec![0; function.values.len()];
        let counted = function.insts.len();
        let mut ends = Ends { predecessors, in_insts, in_ends: FxHashMap::default(), counted };
        for &id in &function.order {
            for &inst in &function.block(id).insts {
                let op = &function.inst(inst).op;
                op.visit_operands(|value| ends.in_insts[value.0 as usize] += 1);
            }
            ends.note_end(function, id);
        }
        ends
    }

    fn note_end(&mut self, function: &Function, id: BlockId) {
        for value in function.block(id).terminator.operands() {
            let blocks = self.in_ends.entry(value).or_default();
            if blocks.last() != Some(&id) {
                blocks.push(id);
            }
        }
    }

    /// A block ends differently.
    fn end(&mut self, function: &mut Function, id: BlockId, terminator: Terminator) {
        function.block_mut(id).terminator = terminator;
        self.note_end(function, id);
    }

    fn count_new(&mut self, function: &Function) {
        self.in_insts.resize(function.values.len(), 0);
        for inst in &function.insts[self.counted..] {
            inst.op.visit_operands(|value| self.in_insts[value.0 as usize] += 1);
        }
        self.counted = function.insts.len();
    }

    /// Tests the address instead of the counter, if the counter does nothing else and both ends of its
    /// way are known numbers; so no overflow can make the address meet its end too early.
    pub(super) fn replace_test(
        &mut self,
        function: &mut Function,
        looped: &Loop,
        shape: &Shape,
        made: &Made,
    ) -> bool {
        let Some(next) = shape.arg(function, shape.latch, made.counter) else { return false };
        let Some(start) = shape.arg(function, shape.before, made.counter) else { return false };
        let Some(start) = function.as_const(start) else { return false };
        for id in [shape.header, shape.latch] {
            let Terminator::Branch(condition, a, b, yes, no) =
                function.block(id).terminator.clone()
            else {
                continue;
            };
            let Some(end) = function.as_const(b) else { continue };
            let inside = |block: BlockId| looped.contains(block);
            if (a != made.counter && a != next) || inside(yes.block) == inside(no.block) {
                continue;
            }
            let stays = inside(yes.block);
            let condition = if stays { condition } else { condition.inverse() };
            let tested_first = if a == next { start.wrapping_add(made.step) } else { start };
            let rounds = rounds(condition, tested_first, end, made.step);
            let Some(rounds) =
                rounds.filter(|_| self.only_counts(function, made.counter, next, id))
            else {
                continue;
            };
            let way = rounds
                .checked_mul(made.scale.unsigned_abs() as u64 * made.step.unsigned_abs() as u64);
            if way.is_none_or(|way| way >= 1 << 31) {
                continue;
            }
            let grow = made.scale.wrapping_mul(made.step);
            let extra = if a == next { grow } else { 0 };
            let distance = (rounds as i32).wrapping_mul(grow).wrapping_add(extra);
            let limit = emit_const(function, shape.before, Binary::Add, made.first, distance);
            let tested = match (a == next, shape.arg(function, shape.latch, made.address)) {
                (true, Some(next_address)) => next_address,
                (true, None) => return false,
                (false, _) => made.address,
            };
            let condition = if stays { Condition::Ne } else { Condition::Eq };
            self.end(function, id, Terminator::Branch(condition, tested, limit, yes, no));
            return true;
        }
        false
    }

    /// The same where the ends are not known: counting by one up to a number that the counter is known
    /// to begin below, it meets that number. The address cannot come by its end before, since each round
    /// reads or writes there and no object is as large as all memory.
    pub(super) fn replace_open_test(
        &mut self,
        function: &mut Function,
        looped: &Loop,
        shape: &Shape,
        made: &Made,
    ) -> bool {
        let Some(next) = shape.arg(function, shape.latch, made.counter) else { return false };
        let Some(start) = shape.arg(function, shape.before, made.counter) else { return false };
        let Some(next_address) = shape.arg(function, shape.latch, made.address) else {
            return false;
        };
        let Terminator::Branch(condition, a, end, yes, no) =
            function.block(shape.latch).terminator.clone()
        else {
            return false;
        };
        let inside = |block: BlockId| looped.contains(block);
        let stays = inside(yes.block);
        let stay = if stays { condition } else { condition.inverse() };
        let counts = matches!(stay, Condition::Lt | Condition::Ltu) && a == next && made.step == 1;
        if !counts || !made.certain || made.scale <= 1 || inside(yes.block) == inside(no.block) {
            return false;
        }
        let fixed = match function.def(end) {
            Def::Param(home) => !inside(home),
            Def::Result(inst, _) => {
                let mut blocks = looped.blocks.iter();
                !blocks.any(|&block| function.block(block).insts.contains(&inst))
            }
            _ => false,
        };
        if !fixed
            || !is_entered_below(function, shape.before, (stay, start, end), self.predecessors)
            || !self.only_counts(function, made.counter, next, shape.latch)
        {
            return false;
        }
        let count = emit(function, shape.before, Binary::Sub, end, start);
        let way = emit_const(function, shape.before, Binary::Mul, count, made.scale);
        let limit = emit(function, shape.before, Binary::Add, made.first, way);
        let condition = if stays { Condition::Ne } else { Condition::Eq };
        self.end(
            function,
            shape.latch,
            Terminator::Branch(condition, next_address, limit, yes, no),
        );
        true
    }

    /// The counter is used by its step and by the test of one block, its next value by nothing else.
    fn only_counts(
        &mut self,
        function: &Function,
        counter: Value,
        next: Value,
        test: BlockId,
    ) -> bool {
        let Def::Result(step, _) = function.def(next) else { return false };
        self.count_new(function);
        let pair = [counter, next];
        let mut elsewhere: u32 = pair.iter().map(|value| self.in_insts[value.0 as usize]).sum();
        function
            .inst(step)
            .op
            .visit_operands(|value| elsewhere -= u32::from(pair.contains(&value)));
        let blocks = pair.iter().filter_map(|value| self.in_ends.get(value)).flatten();
        elsewhere == 0 && { blocks }.all(|&id| {
            let end = &function.block(id).terminator;
            let uses = end.operands().filter(|value| pair.contains(value)).count();
            let next_args = end.targets().flat_map(|t| &t.args).filter(|&&v| v == next).count();
            uses <= next_args + usize::from(id == test) && next_args <= 1
        })
    }
}

/// Whether a test on the only way to a block says that the condition holds there.
fn is_entered_below(
    function: &Function,
    block: BlockId,
    (condition, start, end): (Condition, Value, Value),
    predecessors: &[Vec<BlockId>],
) -> bool {
    let mut below = block;
    while let [above] = predecessors[below.0 as usize][..] {
        if let Terminator::Branch(test, a, b, yes, no) = &function.block(above).terminator
            && yes.block != no.block
        {
            let test = if yes.block == below { *test } else { test.inverse() };
            return (test, *a, *b) == (condition, start, end);
        }
        below = above;
    }
    false
}

/// How often the counter is stepped from `first` until the condition no longer holds.
fn rounds(condition: Condition, first: i32, end: i32, step: i32) -> Option<u64> {
    let (first, end) = match condition {
        Condition::Ltu | Condition::Geu => (first as u32 as i64, end as u32 as i64),
        _ => (first as i64, end as i64),
    };
    let step = step as i64;
    let distance = end - first;
    match condition {
        Condition::Lt | Condition::Ltu if step > 0 && distance > 0 => {
            // Where the last step passes the largest number, the counter begins anew.
            let rounds = (distance + step - 1) / step;
            let most = if condition == Condition::Lt { i32::MAX as i64 } else { u32::MAX as i64 };
            (first + rounds * step <= most).then_some(rounds as u64)
        }
        Condition::Ge | Condition::Geu if step < 0 && distance <= 0 => {
            // The last value that is not below the end, and one step more, must not wrap round.
            let rounds = -distance / -step + 1;
            let last = first + rounds * step;
            let wraps = condition == Condition::Geu && last < 0;
            (!wraps && last >= i32::MIN as i64).then_some(rounds as u64)
        }
        Condition::Ne if distance != 0 && distance % step.max(-step).max(1) == 0 && step != 0 => {
            (distance.signum() == step.signum()).then_some((distance / step) as u64)
        }
        _ => None,
    }
}
