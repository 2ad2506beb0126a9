//! Removes what nobody uses: instructions without effect, block parameters, stores to slots that are
//! never read.

use super::params::drop_params;
use crate::back::ir::{Def, Function, Op, Value};

/// Marks from the roots (effects and control flow), then sweeps.
pub fn run(function: &mut Function) {
    let live = mark(function);
    sweep(function, &live);
}

fn mark(function: &Function) -> Vec<bool> {
    let mut live = vec![false; function.values.len()];
    let mut work: Vec<Value> = Vec::new();
    let read = read_slots(function);
    for &id in &function.order {
        let block = function.block(id);
        for &inst in &block.insts {
            let op = &function.inst(inst).op;
            if !op.is_removable() && !is_dead_store(function, op, &read) {
                op.visit_operands(|value| work.push(value));
            }
        }
        work.extend(block.terminator.own_operands());
    }
    let predecessors = function.predecessors();
    while let Some(value) = work.pop() {
        if std::mem::replace(&mut live[value.0 as usize], true) {
            continue;
        }
        match function.def(value) {
            Def::Result(inst, _) => {
                function.inst(inst).op.visit_operands(|value| work.push(value));
            }
            Def::Param(block) => {
                let place = function.block(block).params.iter().position(|&param| param == value);
                let Some(place) = place else { continue };
                for &from in &predecessors[block.0 as usize] {
                    for target in function.block(from).terminator.targets() {
                        if target.block == block {
                            work.extend(target.args.get(place));
                        }
                    }
                }
            }
            _ => {}
        }
    }
    live
}

fn sweep(function: &mut Function, live: &[bool]) {
    let predecessors = function.predecessors();
    let read = read_slots(function);
    for (number, id) in function.order.clone().into_iter().enumerate() {
        let insts = std::mem::take(&mut function.block_mut(id).insts);
        let keep = |inst: &crate::back::ir::InstId| {
            let inst = function.inst(*inst);
            let used = inst.results.iter().any(|result| live[result.0 as usize]);
            used || (!inst.op.is_removable() && !is_dead_store(function, &inst.op, &read))
        };
        let insts = insts.into_iter().filter(keep).collect();
        function.block_mut(id).insts = insts;
        if number == 0 {
            continue;
        }
        drop_params(function, id, &predecessors[id.0 as usize], |param| !live[param.0 as usize]);
    }
}

/// Slots that are read, or whose address goes anywhere but into a load or store.
fn read_slots(function: &Function) -> Vec<bool> {
    let mut read = vec![false; function.slots.len()];
    let mut see = |value: Value| {
        if let Def::Slot(slot, _) = function.def(value) {
            read[slot.0 as usize] = true;
        }
    };
    for &id in &function.order {
        let block = function.block(id);
        for &inst in &block.insts {
            match &function.inst(inst).op {
                Op::Store { value, volatile: false, .. } => see(*value),
                op => op.visit_operands(&mut see),
            }
        }
        block.terminator.operands().for_each(&mut see);
    }
    read
}

fn is_dead_store(function: &Function, op: &Op, read: &[bool]) -> bool {
    match *op {
        Op::Store { base, volatile: false, .. } => match function.def(base) {
            Def::Slot(slot, _) => !read[slot.0 as usize],
            _ => false,
        },
        _ => false,
    }
}
