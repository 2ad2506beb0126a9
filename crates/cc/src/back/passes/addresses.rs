//! Addresses get their constants last: `(x + 8) + y`, if it is only loaded from or stored to, becomes
//! `(x + y) + 8`, whose 8 then fits into the load. So elements of arrays within structures cost no
//! addition for the array's place.

use crate::back::ir::{Binary, Function, InstId, Op, Value};

/// Looks at all additions; tells whether any changed.
pub fn run(function: &mut Function) -> bool {
    let accessed = only_accessed(function);
    let mut changed = false;
    for id in function.order.clone() {
        let mut insts = Vec::new();
        for inst in std::mem::take(&mut function.block_mut(id).insts) {
            if let Some((x, y, number)) = parts(function, inst, &accessed) {
                let span = function.inst(inst).span;
                let sum = function.new_inst(Op::Binary(Binary::Add, x, y), 1, span);
                insts.push(sum);
                let sum = function.inst(sum).results[0];
                function.inst_mut(inst).op = Op::Binary(Binary::Add, sum, number);
                changed = true;
            }
            insts.push(inst);
        }
        function.block_mut(id).insts = insts;
    }
    changed
}

/// `x`, `y` and the number, if the instruction is such an addition.
fn parts(function: &Function, inst: InstId, accessed: &[bool]) -> Option<(Value, Value, Value)> {
    let inst = function.inst(inst);
    let &Op::Binary(Binary::Add, a, b) = &inst.op else { return None };
    let result = *inst.results.first()?;
    if !*accessed.get(result.0 as usize)? || function.as_const(b).is_some() {
        return None;
    }
    let split = |value: Value| match function.op_of(value) {
        Some(&Op::Binary(Binary::Add, x, number)) => {
            let small = function.as_const(number)?;
            (-2048..2048).contains(&small).then_some((x, number))
        }
        _ => None,
    };
    let left = split(a).map(|(x, number)| (x, b, number));
    left.or_else(|| split(b).map(|(y, number)| (a, y, number)))
}

/// Indexed by value: whether it is used, and only as an address.
fn only_accessed(function: &Function) -> Vec<bool> {
    let mut accessed = vec![false; function.values.len()];
    let mut otherwise = vec![false; function.values.len()];
    for &id in &function.order {
        let block = function.block(id);
        for &inst in &block.insts {
            match &function.inst(inst).op {
                Op::Load { base, .. } => accessed[base.0 as usize] = true,
                Op::Store { base, value, .. } => {
                    accessed[base.0 as usize] = true;
                    otherwise[value.0 as usize] = true;
                }
                op => op.visit_operands(|value| otherwise[value.0 as usize] = true),
            }
        }
        block.terminator.operands().for_each(|value| otherwise[value.0 as usize] = true);
    }
    accessed.iter().zip(otherwise).map(|(&accessed, other)| accessed && !other).collect()
}
