//! Induction variables: an address that grows by the same amount in each round of a loop becomes a
//! variable of its own, so that `a[i]` costs one addition; and a counter that then only counts is
//! replaced by such an address in the loop's test.

use super::dead;
use super::rewrite::Replacements;
use crate::back::fold::{Simplified, simplify};
use crate::back::graph::{Dominators, Loop, loops};
use crate::back::ir::{Binary, BlockId, Condition, Def, Function, InstId, Op, Terminator, Value};
use rustc_hash::FxHashMap;

/// New variables for one loop.
const NEW_MAX: usize = 6;

/// Invariant addends that one address may have.
const BASES_MAX: usize = 3;

/// Looks at all loops, inner ones first. Each must have a block before it (see [`super::invariant`]).
pub fn run(function: &mut Function) {
    let dominators = Dominators::new(function);
    // Blocks and jumps stay as they are.
    let predecessors = function.predecessors();
    for looped in loops(function, &dominators) {
        let Some(shape) = Shape::of(function, &looped, &predecessors) else { continue };
        let found = Candidates::find(function, &dominators, &looped, &shape);
        let made = found.rewrite(function, &shape);
        if made.is_empty() {
            continue;
        }
        dead::run(function);
        if let Some(shape) = Shape::of(function, &looped, &predecessors) {
            made.iter().any(|made| {
                replace_test(function, &looped, &shape, made)
                    || replace_open_test(function, &looped, &shape, made, &predecessors)
            });
        }
        dead::run(function);
    }
}

/// A loop with one way in and one way back.
struct Shape {
    header: BlockId,
    before: BlockId,
    latch: BlockId,
}

impl Shape {
    fn of(function: &Function, looped: &Loop, predecessors: &[Vec<BlockId>]) -> Option<Shape> {
        let list = &predecessors[looped.header.0 as usize];
        let [a, b] = list[..] else { return None };
        let inside = |block: BlockId| looped.contains(block);
        let (before, latch) = if inside(a) { (b, a) } else { (a, b) };
        let shape = Shape { header: looped.header, before, latch };
        let single =
            |block: BlockId| matches!(function.block(block).terminator, Terminator::Jump(_));
        (inside(latch)
            && !inside(before)
            && single(before)
            && shape.arg_count(function, latch) == 1)
            .then_some(shape)
    }

    fn arg_count(&self, function: &Function, from: BlockId) -> usize {
        let targets = function.block(from).terminator.targets();
        targets.filter(|target| target.block == self.header).count()
    }

    /// What a jump to the header brings for a parameter.
    fn arg(&self, function: &Function, from: BlockId, param: Value) -> Option<Value> {
        let place = function.block(self.header).params.iter().position(|&p| p == param)?;
        let mut targets = function.block(from).terminator.targets();
        let target = targets.find(|target| target.block == self.header)?;
        target.args.get(place).copied()
    }

    /// A new parameter of the header.
    fn add_param(
        &self,
        function: &mut Function,
        first: Value,
        next: impl Fn(&mut Function, Value) -> Value,
    ) -> Value {
        let param = function.new_param(self.header);
        let next = next(function, param);
        for (from, arg) in [(self.before, first), (self.latch, next)] {
            for target in function.block_mut(from).terminator.targets_mut() {
                if target.block == self.header {
                    target.args.push(arg);
                }
            }
        }
        param
    }
}

/// `scale * counter + offset` plus some values that do not change in the loop, each times a number.
#[derive(Clone, Debug, PartialEq)]
struct Affine {
    counter: Value,
    scale: i32,
    /// In order, without zeros.
    bases: Vec<(Value, i32)>,
    offset: i32,
}

impl Affine {
    /// The product with a number.
    fn times(mut self, factor: i32) -> Option<Affine> {
        self.scale = self.scale.wrapping_mul(factor);
        self.offset = self.offset.wrapping_mul(factor);
        self.bases.iter_mut().for_each(|(_, times)| *times = times.wrapping_mul(factor));
        let lost = self.scale == 0 || self.bases.iter().any(|&(_, times)| times == 0);
        (!lost).then_some(self)
    }

    /// The sum with a value that does not change, times a number.
    fn plus(mut self, base: Value, times: i32) -> Option<Affine> {
        match self.bases.binary_search_by_key(&base, |&(value, _)| value) {
            Ok(place) => {
                let total = self.bases[place].1.wrapping_add(times);
                self.bases[place].1 = total;
                if total == 0 {
                    self.bases.remove(place);
                }
            }
            Err(place) => self.bases.insert(place, (base, times)),
        }
        (self.bases.len() <= BASES_MAX).then_some(self)
    }

    /// The sum of two that grow with one counter.
    fn joined(mut self, other: &Affine) -> Option<Affine> {
        self.scale = self.scale.wrapping_add(other.scale);
        self.offset = self.offset.wrapping_add(other.offset);
        let sum = other.bases.iter().try_fold(self, |sum, &(base, times)| sum.plus(base, times))?;
        (sum.counter == other.counter && sum.scale != 0).then_some(sum)
    }
}

/// Addresses that differ only in their offset.
struct Group {
    affine: Affine,
    /// (load or store, its affine offset)
    users: Vec<(InstId, i32)>,
    /// One of them happens in each round.
    certain: bool,
}

struct Candidates {
    groups: Vec<Group>,
    steps: FxHashMap<Value, i32>,
    /// All values of the loop that have such a form.
    affine: FxHashMap<Value, Affine>,
}

/// A counter and the address that grows along with it.
struct Made {
    counter: Value,
    step: i32,
    scale: i32,
    address: Value,
    first: Value,
    /// Each round reads or writes there.
    certain: bool,
}

impl Candidates {
    fn find(
        function: &Function,
        dominators: &Dominators,
        looped: &Loop,
        shape: &Shape,
    ) -> Candidates {
        let steps = counters(function, shape);
        let affine = affine_values(function, dominators, looped, &steps);
        let mut groups: Vec<Group> = Vec::new();
        let blocks = dominators.in_flow_order(&looped.blocks);
        let (always, sometimes): (Vec<BlockId>, Vec<BlockId>) =
            blocks.into_iter().partition(|&id| dominators.dominates(id, shape.latch));
        for id in always {
            find_accesses(function, &affine, (id, true), &mut groups);
        }
        // What a round may skip is not worth an addition in each, unless it saves more than one.
        for id in sometimes {
            find_accesses(function, &affine, (id, false), &mut groups);
        }
        groups.retain(|group| {
            let saved = if group.affine.scale == 1 { 1 } else { 2 };
            group.certain || group.users.len() * saved > 2
        });
        groups.truncate(NEW_MAX);
        Candidates { groups, steps, affine }
    }

    /// Gives each group its variable.
    fn rewrite(&self, function: &mut Function, shape: &Shape) -> Vec<Made> {
        let mut made = Vec::new();
        // What is the same as a new variable, perhaps for users behind the loop, need not be computed.
        let mut replacements = Replacements::new(function);
        for group in &self.groups {
            let Affine { counter, scale, ref bases, offset } = group.affine;
            let Some(&step) = self.steps.get(&counter) else { continue };
            let Some(start) = shape.arg(function, shape.before, counter) else { continue };
            let mut first = emit_const(function, shape.before, Binary::Mul, start, scale);
            for &(base, times) in bases {
                let product = emit_const(function, shape.before, Binary::Mul, base, times);
                first = emit(function, shape.before, Binary::Add, first, product);
            }
            first = emit_const(function, shape.before, Binary::Add, first, offset);
            let grow = scale.wrapping_mul(step);
            let address = shape.add_param(function, first, |function, param| {
                emit_const(function, shape.latch, Binary::Add, param, grow)
            });
            for &(inst, at) in &group.users {
                let new = at.wrapping_sub(offset);
                if let Op::Load { base, offset, .. } | Op::Store { base, offset, .. } =
                    &mut function.inst_mut(inst).op
                {
                    (*base, *offset) = (address, new);
                }
            }
            let equal = self.affine.iter().filter(|(_, form)| **form == group.affine);
            equal.for_each(|(&value, _)| replacements.replace(value, address));
            made.push(Made { counter, step, scale, address, first, certain: group.certain });
        }
        replacements.apply(function);
        made
    }
}

/// Adds the accesses in a block, which each round goes through or not, to the groups that they
/// belong to.
fn find_accesses(
    function: &Function,
    affine: &FxHashMap<Value, Affine>,
    (id, certain): (BlockId, bool),
    groups: &mut Vec<Group>,
) {
    for &inst in &function.block(id).insts {
        let (Op::Load { base, offset, .. } | Op::Store { base, offset, .. }) =
            function.inst(inst).op
        else {
            continue;
        };
        let Some(form) = affine.get(&base) else { continue };
        if form.bases.is_empty() && form.scale == 1 {
            continue;
        }
        let at = form.offset.wrapping_add(offset);
        let same = |group: &&mut Group| {
            let other = &group.affine;
            other.counter == form.counter
                && other.scale == form.scale
                && other.bases == form.bases
                && (-2048..2048).contains(&at.wrapping_sub(other.offset))
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.users.push((inst, at)),
            None => {
                let affine = Affine { offset: at, ..form.clone() };
                groups.push(Group { affine, users: vec![(inst, at)], certain });
            }
        }
    }
}

/// Header parameters that grow by a constant, and by how much.
fn counters(function: &Function, shape: &Shape) -> FxHashMap<Value, i32> {
    let mut steps = FxHashMap::default();
    for &param in &function.block(shape.header).params {
        let Some(next) = shape.arg(function, shape.latch, param) else { continue };
        if let Some(&Op::Binary(Binary::Add, x, y)) = function.op_of(next)
            && x == param
            && let Some(step) = function.as_const(y)
        {
            steps.insert(param, step);
        }
    }
    steps
}

fn affine_values(
    function: &Function,
    dominators: &Dominators,
    looped: &Loop,
    steps: &FxHashMap<Value, i32>,
) -> FxHashMap<Value, Affine> {
    let mut known: FxHashMap<Value, Affine> = steps
        .keys()
        .map(|&counter| (counter, Affine { counter, scale: 1, bases: Vec::new(), offset: 0 }))
        .collect();
    let mut inside: FxHashMap<Value, ()> = FxHashMap::default();
    let blocks = dominators.in_flow_order(&looped.blocks);
    for &id in &blocks {
        let block = function.block(id);
        inside.extend(block.params.iter().map(|&param| (param, ())));
        for &inst in &block.insts {
            inside.extend(function.inst(inst).results.iter().map(|&result| (result, ())));
        }
    }
    for &id in &blocks {
        for &inst in &function.block(id).insts {
            let inst = function.inst(inst);
            let Op::Binary(op, a, b) = inst.op else { continue };
            if let Some(form) = combine(function, &known, &inside, op, a, b) {
                known.insert(inst.results[0], form);
            }
        }
    }
    known
}

fn combine(
    function: &Function,
    known: &FxHashMap<Value, Affine>,
    inside: &FxHashMap<Value, ()>,
    op: Binary,
    a: Value,
    b: Value,
) -> Option<Affine> {
    let fixed = |value: Value| !inside.contains_key(&value);
    let number = |value: Value| function.as_const(value);
    match (op, known.get(&a).cloned(), known.get(&b).cloned()) {
        (Binary::Add, Some(form), Some(other)) => form.joined(&other),
        (Binary::Sub, Some(form), Some(other)) => form.joined(&other.times(-1)?),
        (Binary::Add, Some(form), None) | (Binary::Add, None, Some(form)) => {
            let other = if known.contains_key(&a) { b } else { a };
            match number(other) {
                Some(number) => Some(Affine { offset: form.offset.wrapping_add(number), ..form }),
                None => fixed(other).then(|| form.plus(other, 1))?,
            }
        }
        (Binary::Sub, Some(form), None) if fixed(b) => form.plus(b, -1),
        (Binary::Sub, None, Some(form)) if fixed(a) => {
            let form = form.times(-1)?;
            match number(a) {
                Some(number) => Some(Affine { offset: form.offset.wrapping_add(number), ..form }),
                None => form.plus(a, 1),
            }
        }
        (Binary::Sll, Some(form), None) => form.times(1i32.wrapping_shl(number(b)? as u32)),
        (Binary::Mul, Some(form), None) => form.times(number(b)?),
        _ => None,
    }
}

fn emit(function: &mut Function, block: BlockId, op: Binary, a: Value, b: Value) -> Value {
    match simplify(function, Op::Binary(op, a, b)) {
        Simplified::Value(value) => value,
        Simplified::Op(op) => {
            let span = function.block(block).span;
            let inst = function.new_inst(op, 1, span);
            function.block_mut(block).insts.push(inst);
            function.inst(inst).results[0]
        }
    }
}

fn emit_const(function: &mut Function, block: BlockId, op: Binary, a: Value, number: i32) -> Value {
    let number = function.constant(number);
    emit(function, block, op, a, number)
}

/// Tests the address instead of the counter, if the counter does nothing else and both ends of its
/// way are known numbers; so no overflow can make the address meet its end too early.
fn replace_test(function: &mut Function, looped: &Loop, shape: &Shape, made: &Made) -> bool {
    let Some(next) = shape.arg(function, shape.latch, made.counter) else { return false };
    let Some(start) = shape.arg(function, shape.before, made.counter) else { return false };
    let Some(start) = function.as_const(start) else { return false };
    for id in [shape.header, shape.latch] {
        let Terminator::Branch(condition, a, b, yes, no) = function.block(id).terminator.clone()
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
        let Some(rounds) = rounds.filter(|_| only_counts(function, made.counter, next, id)) else {
            continue;
        };
        let way =
            rounds.checked_mul(made.scale.unsigned_abs() as u64 * made.step.unsigned_abs() as u64);
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
        function.block_mut(id).terminator = Terminator::Branch(condition, tested, limit, yes, no);
        return true;
    }
    false
}

/// The same where the ends are not known: counting by one up to a number that the counter is known
/// to begin below, it meets that number. The address cannot come by its end before, since each round
/// reads or writes there and no object is as large as all memory.
fn replace_open_test(
    function: &mut Function,
    looped: &Loop,
    shape: &Shape,
    made: &Made,
    predecessors: &[Vec<BlockId>],
) -> bool {
    let Some(next) = shape.arg(function, shape.latch, made.counter) else { return false };
    let Some(start) = shape.arg(function, shape.before, made.counter) else { return false };
    let Some(next_address) = shape.arg(function, shape.latch, made.address) else { return false };
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
            let blocks = function.order.iter().filter(|&&block| inside(block));
            !{ blocks }.any(|&block| function.block(block).insts.contains(&inst))
        }
        _ => false,
    };
    if !fixed
        || !is_entered_below(function, shape.before, (stay, start, end), predecessors)
        || !only_counts(function, made.counter, next, shape.latch)
    {
        return false;
    }
    let count = emit(function, shape.before, Binary::Sub, end, start);
    let way = emit_const(function, shape.before, Binary::Mul, count, made.scale);
    let limit = emit(function, shape.before, Binary::Add, made.first, way);
    let condition = if stays { Condition::Ne } else { Condition::Eq };
    function.block_mut(shape.latch).terminator =
        Terminator::Branch(condition, next_address, limit, yes, no);
    true
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

/// The counter is used by its step and by the test of one block, its next value by nothing else.
fn only_counts(function: &Function, counter: Value, next: Value, test: BlockId) -> bool {
    let Def::Result(step, _) = function.def(next) else { return false };
    for &id in &function.order {
        let block = function.block(id);
        for &inst in &block.insts {
            let op = &function.inst(inst).op;
            if inst != step && (op.uses(counter) || op.uses(next)) {
                return false;
            }
        }
        let uses = block.terminator.operands().filter(|&v| v == counter || v == next).count();
        let is_latch_arg =
            block.terminator.targets().flat_map(|t| &t.args).filter(|&&v| v == next).count();
        let allowed = is_latch_arg + usize::from(id == test);
        if uses > allowed || is_latch_arg > 1 {
            return false;
        }
    }
    true
}
