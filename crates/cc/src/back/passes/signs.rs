//! Which divisions by a positive number divide nothing negative, and how large what they divide can be:
//! tests on the way say so, or the way in which a loop's variable goes on. They can be done without
//! signs.

use crate::back::fold::possible_bits;
use crate::back::graph::Dominators;
use crate::back::ir::{
    Binary, BlockId, Condition, Def, Function, InstId, Op, Target, Terminator, Value,
};
use rustc_hash::FxHashMap;

/// How many operations back a proof looks.
const DEPTH: usize = 4;

/// How often the bound of a block parameter is raised before any number is taken for possible.
const RAISED_MAX: u8 = 4;

/// The largest number that is not negative.
const MOST: u32 = i32::MAX as u32;

/// All such divisions and remainders, with the most that each divides.
pub fn unsigned_divisions(function: &Function) -> FxHashMap<InstId, u32> {
    let mut found = FxHashMap::default();
    let divisions: Vec<(BlockId, InstId, Value)> = divisions(function);
    if divisions.is_empty() {
        return found;
    }
    let signs = Signs::new(function);
    for (block, inst, dividend) in divisions {
        if let Some(most) = signs.most(dividend, block, DEPTH) {
            found.insert(inst, most);
        }
    }
    found
}

/// Divisions with signs by a positive number: where, and of what.
fn divisions(function: &Function) -> Vec<(BlockId, InstId, Value)> {
    let mut list = Vec::new();
    for &id in &function.order {
        for &inst in &function.block(id).insts {
            if let Op::Binary(Binary::Div | Binary::Rem, a, b) = function.inst(inst).op
                && function.as_const(b).is_some_and(|number| number > 0)
            {
                list.push((id, inst, a));
            }
        }
    }
    list
}

/// What is known of values in a block and all those it dominates.
struct Signs<'a> {
    function: &'a Function,
    dominators: Dominators,
    /// Not negative.
    positive: Vec<(Value, BlockId)>,
    /// Less than the largest number.
    bounded: Vec<(Value, BlockId)>,
    /// Block parameters that are never negative, nor larger than this; how often that was raised.
    params: FxHashMap<Value, (u32, u8)>,
}

impl Signs<'_> {
    fn new(function: &Function) -> Signs<'_> {
        let mut signs = Signs {
            function,
            dominators: Dominators::new(function),
            positive: Vec::new(),
            bounded: Vec::new(),
            params: FxHashMap::default(),
        };
        let predecessors = function.predecessors();
        for &id in &function.order {
            if let [above] = predecessors[id.0 as usize][..] {
                let told = told_of(function, above, id);
                signs.positive.extend(told.positive.map(|value| (value, id)));
                signs.bounded.extend(told.bounded.map(|value| (value, id)));
            }
        }
        // All are thought to be zero until one of their arguments is not.
        for &id in function.order.iter().skip(1) {
            signs.params.extend(function.block(id).params.iter().map(|&param| (param, (0, 0))));
        }
        loop {
            let mut changed = false;
            for &from in &function.order {
                for target in function.block(from).terminator.targets() {
                    changed |= signs.check(from, target);
                }
            }
            if !changed {
                return signs;
            }
        }
    }

    /// Raises the bounds of parameters, and gives up those that this jump may make negative; tells
    /// whether there were any.
    fn check(&mut self, from: BlockId, target: &Target) -> bool {
        let mut changed = false;
        let params = &self.function.block(target.block).params;
        for (&param, &arg) in params.iter().zip(&target.args) {
            let Some(&(bound, raised)) = self.params.get(&param) else { continue };
            let told = told_of(self.function, from, target.block);
            let most = match self.most(arg, from, DEPTH) {
                None if told.positive == Some(arg) => Some(MOST),
                None if self.counts_up(param, arg, from, &told) => Some(MOST),
                most => most,
            };
            match most {
                None => drop(self.params.remove(&param)),
                Some(most) if most <= bound => continue,
                Some(_) if raised == RAISED_MAX => drop(self.params.insert(param, (MOST, raised))),
                Some(most) => drop(self.params.insert(param, (most, raised + 1))),
            }
            changed = true;
        }
        changed
    }

    /// Whether the argument is the parameter and one more, and not the largest number and one more.
    fn counts_up(&self, param: Value, arg: Value, from: BlockId, told: &Told) -> bool {
        let Some(&Op::Binary(Binary::Add, x, one)) = self.function.op_of(arg) else { return false };
        if x != param || self.function.as_const(one) != Some(1) {
            return false;
        }
        if self.holds(&self.bounded, param, from) {
            return true;
        }
        // What comes round is always less than something, and what comes in first a smaller number.
        let Def::Param(home) = self.function.def(param) else { return false };
        let params = &self.function.block(home).params;
        let Some(place) = params.iter().position(|&other| other == param) else { return false };
        self.function.order.iter().all(|&above| {
            let targets = self.function.block(above).terminator.targets();
            targets.filter(|target| target.block == home).all(|target| {
                match target.args.get(place) {
                    Some(&other) if other == arg => {
                        told_of(self.function, above, home).bounded == Some(arg)
                    }
                    Some(&first) => self.function.as_const(first).is_some_and(|n| n != i32::MAX),
                    None => false,
                }
            })
        }) && told.bounded == Some(arg)
    }

    fn holds(&self, facts: &[(Value, BlockId)], value: Value, block: BlockId) -> bool {
        let mut facts = facts.iter().filter(|fact| fact.0 == value);
        facts.any(|&(_, home)| self.dominators.dominates(home, block))
    }

    /// The largest number that the value can be in the block; none if it may be negative.
    fn most(&self, value: Value, block: BlockId, depth: usize) -> Option<u32> {
        let bits = possible_bits(self.function, value);
        let known = [
            (bits <= MOST).then_some(bits),
            self.params.get(&value).map(|&(bound, _)| bound),
            self.holds(&self.positive, value, block).then_some(MOST),
            self.most_of_operation(value, block, depth),
        ];
        known.into_iter().flatten().min()
    }

    fn most_of_operation(&self, value: Value, block: BlockId, depth: usize) -> Option<u32> {
        let &Op::Binary(op, a, b) = self.function.op_of(value).filter(|_| depth > 0)? else {
            return None;
        };
        let most = |value: Value| self.most(value, block, depth - 1);
        let number = self.function.as_const(b).map(|number| number as u32);
        let positive = number.filter(|number| (1..=MOST).contains(number));
        let small = |most: u32| (most <= MOST).then_some(most);
        match op {
            Binary::And => [most(a), most(b)].into_iter().flatten().min(),
            Binary::Or | Binary::Xor => {
                let highest = most(a)?.max(most(b)?);
                Some(u32::MAX.checked_shr(highest.leading_zeros()).unwrap_or(0))
            }
            Binary::Add => most(a)?.checked_add(most(b)?).and_then(small),
            Binary::Mul => most(a)?.checked_mul(most(b)?).and_then(small),
            Binary::Sra => Some(most(a)? >> number.map_or(0, |count| count & 31)),
            Binary::Rem => Some(most(a)?.min(self.rest(b))),
            Binary::Remu => small(self.rest(b)),
            Binary::Div => Some(most(a)? / positive?),
            Binary::Divu => small(most(a).unwrap_or(u32::MAX) / positive?),
            _ => None,
        }
    }

    /// What a remainder is at most, if something positive divides.
    fn rest(&self, divisor: Value) -> u32 {
        match self.function.as_const(divisor) {
            Some(number) if number > 0 => number as u32 - 1,
            _ => u32::MAX,
        }
    }
}

/// What a branch says of values where it leads.
struct Told {
    positive: Option<Value>,
    bounded: Option<Value>,
}

fn told_of(function: &Function, from: BlockId, to: BlockId) -> Told {
    let nothing = Told { positive: None, bounded: None };
    let Terminator::Branch(condition, a, b, yes, no) = &function.block(from).terminator else {
        return nothing;
    };
    if yes.block == no.block {
        return nothing;
    }
    let condition = if yes.block == to { *condition } else { condition.inverse() };
    let (a, b) = (*a, *b);
    let number = |value: Value| function.as_const(value);
    match condition {
        Condition::Lt => Told {
            positive: number(a).is_some_and(|number| number >= -1).then_some(b),
            bounded: Some(a),
        },
        Condition::Ge => Told {
            positive: number(b).is_some_and(|number| number >= 0).then_some(a),
            bounded: number(a).is_some_and(|number| number != i32::MAX).then_some(b),
        },
        Condition::Ltu => Told {
            positive: number(b).is_some_and(|number| number as u32 <= 1 << 31).then_some(a),
            bounded: None,
        },
        _ => nothing,
    }
}
