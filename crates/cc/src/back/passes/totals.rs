//! Totals in memory: what each round of a small loop reads and writes at one place, which nothing
//! else in it can touch, is read before the loop, kept in a register, and written behind it.
//!
//! So the innermost loop of `c[i][j] += a[i][k] * b[k][j]` leaves `c` alone, if the three are known
//! to be different objects. Each round would have written the place, so no thread finds a store that
//! the program does not make.

use super::rewrite::Replacements;
use crate::back::ir::{
    Binary, BlockId, Def, Function, InstId, Op, SlotId, Target, Terminator, Value, Width,
};
use crate::tree::SymbolId;

/// How many steps back the object of an address is looked for.
const DEPTH: usize = 6;

/// Looks at all loops of one block; tells whether anything was kept.
pub fn run(function: &mut Function) -> bool {
    let mut changed = false;
    let mut predecessors = function.predecessors();
    for id in function.order.clone() {
        while let Some(total) = find(function, id, &predecessors) {
            keep(function, id, total);
            predecessors = function.predecessors();
            changed = true;
        }
    }
    changed
}

/// A word in memory: where, and which block comes before the loop.
struct Total {
    base: Value,
    offset: i32,
    before: BlockId,
}

/// The object that an address lies in.
#[derive(Clone, Copy, PartialEq)]
enum Object {
    Symbol(SymbolId),
    Slot(SlotId),
}

fn find(function: &Function, id: BlockId, predecessors: &[Vec<BlockId>]) -> Option<Total> {
    let block = function.block(id);
    let Terminator::Branch(_, _, _, yes, no) = &block.terminator else { return None };
    if (yes.block == id) == (no.block == id) {
        return None;
    }
    let fixed = |value: Value| match function.def(value) {
        Def::Result(inst, _) => !block.insts.contains(&inst),
        Def::Param(home) => home != id,
        _ => true,
    };
    let accesses = accesses(function, &block.insts)?;
    let mut origins = Origins { function, predecessors, open: Vec::new() };
    let total = accesses.iter().find(|access| {
        access.store && access.width == Width::Word && fixed(access.base) && {
            let same = |other: &&Access| {
                (other.base, other.offset) == (access.base, access.offset)
                    && other.width == Width::Word
            };
            let Some(object) = origins.object(access.base) else { return false };
            let mut others = accesses.iter().filter(|other| !same(other));
            let read = accesses.iter().filter(same).any(|other| !other.store);
            read && others
                .all(|other| origins.object(other.base).is_some_and(|other| other != object))
        }
    })?;
    let mut ways = function.order.iter().copied().filter(|&from| {
        from != id && function.block(from).terminator.targets().any(|target| target.block == id)
    });
    let (before, None) = (ways.next()?, ways.next()) else { return None };
    let single = matches!(function.block(before).terminator, Terminator::Jump(_));
    single.then_some(Total { base: total.base, offset: total.offset, before })
}

/// A load or store.
struct Access {
    base: Value,
    offset: i32,
    width: Width,
    store: bool,
}

/// All accesses, if there is nothing else that touches memory.
fn accesses(function: &Function, insts: &[InstId]) -> Option<Vec<Access>> {
    let mut list = Vec::new();
    for &inst in insts {
        match function.inst(inst).op {
            Op::Load { width, base, offset, volatile: false } => {
                list.push(Access { base, offset, width, store: false });
            }
            Op::Store { width, base, offset, volatile: false, .. } => {
                list.push(Access { base, offset, width, store: true });
            }
            ref op if op.is_pure() => {}
            _ => return None,
        }
    }
    Some(list)
}

/// Finds the objects of addresses.
struct Origins<'a> {
    function: &'a Function,
    predecessors: &'a [Vec<BlockId>],
    /// Block parameters that are being looked at.
    open: Vec<Value>,
}

/// Where an address comes from.
#[derive(Clone, Copy, PartialEq)]
enum Origin {
    /// This object.
    Object(Object),
    /// The parameter that is being looked at.
    Itself,
}

impl Origins<'_> {
    fn object(&mut self, address: Value) -> Option<Object> {
        match self.origin(address, DEPTH)? {
            Origin::Object(object) => Some(object),
            Origin::Itself => None,
        }
    }

    fn origin(&mut self, address: Value, depth: usize) -> Option<Origin> {
        match self.function.def(address) {
            Def::Symbol(symbol, _) => Some(Origin::Object(Object::Symbol(symbol))),
            Def::Slot(slot, _) => Some(Origin::Object(Object::Slot(slot))),
            _ if depth == 0 => None,
            Def::Result(inst, _) => {
                let Op::Binary(Binary::Add, a, b) = self.function.inst(inst).op else {
                    return None;
                };
                match (self.origin(a, depth - 1), self.origin(b, depth - 1)) {
                    (Some(origin), None) | (None, Some(origin)) => Some(origin),
                    _ => None,
                }
            }
            Def::Param(_) if self.open.contains(&address) => Some(Origin::Itself),
            Def::Param(home) => {
                self.open.push(address);
                let origin = self.arguments_origin(home, address, depth - 1);
                self.open.pop();
                origin
            }
            _ => None,
        }
    }

    /// The one object that all jumps bring addresses in.
    fn arguments_origin(&mut self, home: BlockId, param: Value, depth: usize) -> Option<Origin> {
        let function = self.function;
        let place = function.block(home).params.iter().position(|&other| other == param)?;
        let mut found = None;
        for &from in self.predecessors[home.0 as usize].iter() {
            for target in function.block(from).terminator.targets() {
                if target.block != home {
                    continue;
                }
                match self.origin(*target.args.get(place)?, depth)? {
                    Origin::Itself => {}
                    object if found.is_none_or(|other| other == object) => found = Some(object),
                    _ => return None,
                }
            }
        }
        found
    }
}

/// Puts a block parameter in the place of the word.
fn keep(function: &mut Function, id: BlockId, Total { base, offset, before }: Total) {
    let span = function.block(id).span;
    let load = Op::Load { width: Width::Word, base, offset, volatile: false };
    let load = function.new_inst(load, 1, span);
    function.block_mut(before).insts.push(load);
    let first = function.inst(load).results[0];
    let param = function.new_param(id);
    let mut replacements = Replacements::new(function);
    let mut current = param;
    for inst in std::mem::take(&mut function.block_mut(id).insts) {
        match function.inst(inst).op {
            Op::Load { base: at, offset: by, .. } if (at, by) == (base, offset) => {
                replacements.replace(function.inst(inst).results[0], current);
            }
            Op::Store { base: at, offset: by, value, .. } if (at, by) == (base, offset) => {
                current = replacements.resolve(value);
            }
            _ => function.block_mut(id).insts.push(inst),
        }
    }
    let behind = function.new_block(span);
    let mut exit = Target::plain(id);
    for (from, arg) in [(before, first), (id, current)] {
        for target in function.block_mut(from).terminator.targets_mut() {
            if target.block == id {
                target.args.push(arg);
            } else {
                exit = std::mem::replace(target, Target::plain(behind));
            }
        }
    }
    let store = Op::Store { width: Width::Word, base, offset, value: current, volatile: false };
    let store = function.new_inst(store, 0, span);
    function.block_mut(behind).insts.push(store);
    function.block_mut(behind).terminator = Terminator::Jump(exit);
    let place = function.order.iter().position(|&block| block == id).unwrap_or(0);
    function.order.insert(place + 1, behind);
    replacements.apply(function);
}
