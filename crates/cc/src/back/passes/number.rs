//! Global value numbering: a pure operation that a dominating block has already done is not done
//! again, and each operation takes its simplest form. Loads are remembered until something writes
//! memory, and where ways meet if all of them remember the same; not from one round of a loop to the next.

use super::rewrite::Replacements;
use crate::back::fold::{Simplified, simplify};
use crate::back::graph::Dominators;
use crate::back::ir::{BlockId, Def, Extend, Function, InstId, Op, Value, Width};
use rustc_hash::FxHashMap;

/// Numbers all values; tells whether it replaced any.
pub fn run(function: &mut Function) -> bool {
    let dominators = Dominators::new(function);
    let predecessors = function.predecessors();
    let mut pass = Pass {
        replacements: Replacements::new(function),
        known: FxHashMap::default(),
        memory: FxHashMap::default(),
        changed: false,
    };
    let mut at_end: FxHashMap<BlockId, Memory> = FxHashMap::default();
    for &id in &dominators.reverse_postorder {
        pass.memory = known_by_all(&predecessors[id.0 as usize], &at_end);
        for inst in function.block(id).insts.clone() {
            pass.inst(function, &dominators, id, inst);
        }
        let mut terminator = function.block(id).terminator.clone();
        terminator.for_each_operand(|value| *value = pass.replacements.resolve(*value));
        function.block_mut(id).terminator = terminator;
        at_end.insert(id, std::mem::take(&mut pass.memory));
    }
    pass.replacements.apply(function);
    pass.changed
}

/// What memory is known to hold where these blocks meet: nothing, if one of them comes only later.
fn known_by_all(blocks: &[BlockId], at_end: &FxHashMap<BlockId, Memory>) -> Memory {
    let Some((first, others)) = blocks.split_first() else { return Memory::default() };
    let Some(others) = others.iter().map(|block| at_end.get(block)).collect::<Option<Vec<_>>>()
    else {
        return Memory::default();
    };
    let mut memory = at_end.get(first).cloned().unwrap_or_default();
    if memory.len() > MEMORY_MAX {
        return Memory::default();
    }
    memory.retain(|place, value| others.iter().all(|other| other.get(place) == Some(value)));
    memory
}

/// Places whose contents are remembered from block to block.
const MEMORY_MAX: usize = 200;

/// What loads would find: (address, offset, width) → value.
type Memory = FxHashMap<(Value, i32, Width), Value>;

struct Pass {
    replacements: Replacements,
    known: FxHashMap<Op, Vec<(BlockId, Value)>>,
    memory: Memory,
    changed: bool,
}

impl Pass {
    fn inst(
        &mut self,
        function: &mut Function,
        dominators: &Dominators,
        block: BlockId,
        id: InstId,
    ) {
        let mut op = function.inst(id).op.clone();
        op.for_each_operand(|value| *value = self.replacements.resolve(*value));
        let result = function.inst(id).results.first().copied();
        let op = match (simplify(function, op), result) {
            (Simplified::Op(op), _) => op,
            (Simplified::Value(value), Some(result)) => return self.replace(result, value),
            (Simplified::Value(_), None) => return,
        };
        if op != function.inst(id).op {
            function.inst_mut(id).op = op.clone();
            self.changed = true;
        }
        match (&op, result) {
            (Op::Load { width, base, offset, volatile: false }, Some(result)) => {
                match self.memory.get(&(*base, *offset, *width)) {
                    Some(&value) => self.replace(result, value),
                    None => {
                        self.memory.insert((*base, *offset, *width), result);
                    }
                }
            }
            (Op::Store { width, base, offset, value, volatile }, _) => {
                self.forget(function, *base, *offset, width.bytes());
                if !volatile {
                    self.remember_store(function, *width, *base, *offset, *value);
                }
            }
            (op, _) if op.writes_memory() => self.memory.clear(),
            (op, Some(result)) if op.is_pure() => {
                let known = self.known.entry(op.clone()).or_default();
                match known.iter().find(|(home, _)| dominators.dominates(*home, block)) {
                    Some(&(_, value)) => self.replace(result, value),
                    None => known.push((block, result)),
                }
            }
            _ => {}
        }
    }

    fn replace(&mut self, old: Value, new: Value) {
        self.replacements.replace(old, new);
        self.changed = true;
    }

    /// A load of the same place will find what was stored, if that is a whole word or its width keeps
    /// all of it.
    fn remember_store(
        &mut self,
        function: &Function,
        width: Width,
        base: Value,
        offset: i32,
        value: Value,
    ) {
        let limit = match width {
            Width::Word => u32::MAX,
            Width::U16 | Width::I16 => 0xffff,
            Width::U8 | Width::I8 => 0xff,
        };
        let bits = crate::back::fold::possible_bits(function, value);
        let negative = function.as_const(value).is_some_and(|number| number < 0);
        if bits & !limit == 0 && (!negative || width == Width::Word) {
            self.memory.insert((base, offset, width), value);
            return;
        }
        // The load that sees the sign of a narrow value finds it, if the value is known to have it.
        let signed = match function.op_of(value) {
            Some(Op::Extend(Extend::Sign8, _)) => Width::I8,
            Some(Op::Extend(Extend::Sign16, _)) => Width::I16,
            _ => return,
        };
        if signed.bytes() == width.bytes() {
            self.memory.insert((base, offset, signed), value);
        }
    }

    /// Forgets what a store may have changed: everything but what certainly lies elsewhere.
    fn forget(&mut self, function: &Function, base: Value, offset: i32, bytes: u32) {
        self.memory.retain(|&(other, at, width), _| {
            if other == base {
                return at + width.bytes() as i32 <= offset || offset + bytes as i32 <= at;
            }
            match (function.def(base), function.def(other)) {
                (Def::Slot(a, m), Def::Slot(b, n)) if a == b => apart(m, bytes, n, width.bytes()),
                (Def::Symbol(a, m), Def::Symbol(b, n)) if a == b => {
                    apart(m, bytes, n, width.bytes())
                }
                (Def::Slot(..) | Def::Symbol(..), Def::Slot(..) | Def::Symbol(..)) => true,
                _ => false,
            }
        });
    }
}

fn apart(a: i32, a_bytes: u32, b: i32, b_bytes: u32) -> bool {
    a as i64 + a_bytes as i64 <= b as i64 || b as i64 + b_bytes as i64 <= a as i64
}
