//! Which divisions by a positive number divide nothing negative: tests on the way say so, or the way
//! in which a loop's variable goes on. They can be done without signs.

use crate::back::fold::possible_bits;
use crate::back::graph::Dominators;
use crate::back::ir::{
    Binary, BlockId, Condition, Def, Function, InstId, Op, Target, Terminator, Value,
};
use rustc_hash::FxHashSet;

/// How many operations back a proof looks.
const DEPTH: usize = 4;

/// All such divisions and remainders.
pub fn unsigned_divisions(function: &Function) -> FxHashSet<InstId> {
    let mut found = FxHashSet::default();
    let divisions: Vec<(BlockId, InstId, Value)> = divisions(function);
    if divisions.is_empty() {
        return found;
    }
    let signs = Signs::new(function);
    for (block, inst, dividend) in divisions {
        if signs.not_negative(dividend, block, DEPTH) {
            found.insert(inst);
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
    /// Block parameters that are never negative.
    params: FxHashSet<Value>,
}

impl Signs<'_> {
    fn new(function: &Function) -> Signs<'_> {
        let mut signs = Signs {
            function,
            dominators: Dominators::new(function),
            positive: Vec::new(),
            bounded: Vec::new(),
            params: FxHashSet::default(),
        };
        let predecessors = function.predecessors();
        for &id in &function.order {
            if let [above] = predecessors[id.0 as usize][..] {
                let told = told_of(function, above, id);
                signs.positive.extend(told.positive.map(|value| (value, id)));
                signs.bounded.extend(told.bounded.map(|value| (value, id)));
            }
        }
        // All are thought to be so until one of their arguments is not.
        for &id in function.order.iter().skip(1) {
            signs.params.extend(&function.block(id).params);
        }
        loop {
            let before = signs.params.len();
            for &from in &function.order {
                for target in function.block(from).terminator.targets() {
                    signs.check(from, target);
                }
            }
            if signs.params.len() == before {
                return signs;
            }
        }
    }

    /// Gives up parameters that this jump may make negative.
    fn check(&mut self, from: BlockId, target: &Target) {
        let params = &self.function.block(target.block).params;
        for (&param, &arg) in params.iter().zip(&target.args) {
            if self.params.contains(&param) {
                let told = told_of(self.function, from, target.block);
                let is = told.positive == Some(arg)
                    || self.not_negative(arg, from, DEPTH)
                    || self.counts_up(param, arg, from, &told);
                if !is {
                    self.params.remove(&param);
                }
            }
        }
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

    fn not_negative(&self, value: Value, block: BlockId, depth: usize) -> bool {
        if possible_bits(self.function, value) <= i32::MAX as u32
            || self.params.contains(&value)
            || self.holds(&self.positive, value, block)
        {
            return true;
        }
        let Some(&Op::Binary(op, a, b)) = self.function.op_of(value).filter(|_| depth > 0) else {
            return false;
        };
        let not_negative = |value: Value| self.not_negative(value, block, depth - 1);
        match op {
            Binary::And => not_negative(a) || not_negative(b),
            Binary::Or | Binary::Xor => not_negative(a) && not_negative(b),
            Binary::Sra | Binary::Rem => not_negative(a),
            Binary::Div => {
                self.function.as_const(b).is_some_and(|number| number > 0) && not_negative(a)
            }
            Binary::Divu => self.function.as_const(b).is_some_and(|number| number as u32 > 1),
            _ => false,
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
