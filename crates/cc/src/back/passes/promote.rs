//! Private objects in loops: what a loop reads and writes again and again is read before it, kept in a
//! register, and written after it.
//!
//! The loop may neither call anything nor contain what others see at once (volatile accesses, atomics,
//! assembly). After the loop the object is written only if its value has changed: then the
//! loop has written it as well, and no thread finds a store that the program does not make.
//! Here the object becomes a piece of stack memory, of which `slots` makes values.

use super::{invariant, slots};
use crate::back::graph::{Dominators, Loop, loops};
use crate::back::ir::{
    BlockId, Condition, Def, Function, InstId, Op, Slot, SlotId, Target, Terminator, Value, Width,
};
use crate::back::private::Private;
use crate::tree::SymbolId;

/// Objects that one loop may keep.
const KEPT_MAX: usize = 4;
/// In a larger function `slots` might give up.
const BLOCKS_MAX: usize = 500;

/// A part of a private object: which, where, and how it is read.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Place {
    symbol: SymbolId,
    at: i32,
    width: Width,
}

/// Goes through all loops, outer ones first; tells whether anything was kept.
pub fn run(function: &mut Function, private: &Private) -> bool {
    let mut predecessors = function.predecessors();
    let entered_again = !predecessors[function.order[0].0 as usize].is_empty();
    if entered_again || function.order.len() > BLOCKS_MAX {
        return false;
    }
    let mut changed = false;
    for looped in loops(function, &Dominators::new(function)).into_iter().rev() {
        let places = kept_places(function, &looped, private);
        if places.is_empty() {
            continue;
        }
        changed = true;
        invariant::add_entry(function, &looped, &mut predecessors);
        let before = predecessors[looped.header.0 as usize]
            .iter()
            .copied()
            .find(|&block| !looped.contains(block));
        let Some(before) = before else { continue };
        for place in places {
            keep_place(function, &looped, before, place);
        }
        predecessors = function.predecessors();
    }
    changed && {
        slots::run(function);
        true
    }
}

/// What the loop writes, and may keep.
fn kept_places(function: &Function, looped: &Loop, private: &Private) -> Vec<Place> {
    let mut read = Vec::new();
    let mut written = Vec::new();
    for &id in &looped.blocks {
        for &inst in &function.block(id).insts {
            match function.inst(inst).op {
                Op::Load { volatile: false, .. } => read.extend(place_of(function, inst)),
                Op::Store { volatile: false, .. } => written.extend(place_of(function, inst)),
                ref op if op.writes_memory() => return Vec::new(),
                _ => {}
            }
        }
    }
    let mut kept: Vec<Place> = Vec::new();
    for &place in &written {
        let others = || read.iter().chain(&written);
        let whole = others().all(|other| same(&place, other) || apart(&place, other));
        let known = kept.iter().any(|other| same(&place, other));
        if private.contains(place.symbol) && whole && !known && kept.len() < KEPT_MAX {
            let reader = read.iter().find(|other| same(&place, other));
            kept.push(reader.copied().unwrap_or(place));
        }
    }
    kept
}

/// The part of an object that a load or store is about, if that has a name.
fn place_of(function: &Function, inst: InstId) -> Option<Place> {
    let (Op::Load { width, base, offset, .. } | Op::Store { width, base, offset, .. }) =
        function.inst(inst).op
    else {
        return None;
    };
    match function.def(base) {
        Def::Symbol(symbol, start) => Some(Place { symbol, at: start.wrapping_add(offset), width }),
        _ => None,
    }
}

fn same(a: &Place, b: &Place) -> bool {
    a.symbol == b.symbol && a.at == b.at && a.width.bytes() == b.width.bytes()
}

fn apart(a: &Place, b: &Place) -> bool {
    let end = |place: &Place| i64::from(place.at) + i64::from(place.width.bytes());
    a.symbol != b.symbol || end(a) <= i64::from(b.at) || end(b) <= i64::from(a.at)
}

/// Puts a slot in the object's place throughout the loop.
fn keep_place(function: &mut Function, looped: &Loop, before: BlockId, place: Place) {
    let bytes = place.width.bytes();
    let slot = SlotId(function.slots.len() as u32);
    function.slots.push(Slot { name: String::new(), size: bytes, align: bytes });
    let slot = function.intern(Def::Slot(slot, 0));
    let object = function.intern(Def::Symbol(place.symbol, place.at));
    for &id in &looped.blocks {
        for inst in function.block(id).insts.clone() {
            if !place_of(function, inst).is_some_and(|other| same(&place, &other)) {
                continue;
            }
            if let Op::Load { base, offset, .. } | Op::Store { base, offset, .. } =
                &mut function.inst_mut(inst).op
            {
                (*base, *offset) = (slot, 0);
            }
        }
    }
    let first = load(function, before, object, place.width);
    store(function, before, slot, first, place.width);
    for &id in &looped.blocks {
        write_behind(function, looped, id, (object, place.width), slot, first);
    }
}

/// On each way out of the loop from this block: if the values differ, the object is written.
fn write_behind(
    function: &mut Function,
    looped: &Loop,
    from: BlockId,
    (object, width): (Value, Width),
    slot: Value,
    first: Value,
) {
    let span = function.block(from).span;
    let mut terminator = function.block(from).terminator.clone();
    for target in terminator.targets_mut() {
        if looped.contains(target.block) {
            continue;
        }
        let (between, writes) = (function.new_block(span), function.new_block(span));
        let on = std::mem::replace(target, Target::plain(between));
        let last = load(function, between, slot, width);
        store(function, writes, object, last, width);
        let place = function.order.iter().position(|&block| block == on.block);
        let place = place.unwrap_or(function.order.len());
        function.order.splice(place..place, [between, writes]);
        function.block_mut(writes).terminator = Terminator::Jump(on.clone());
        function.block_mut(between).terminator =
            Terminator::Branch(Condition::Eq, last, first, on, Target::plain(writes));
    }
    function.block_mut(from).terminator = terminator;
}

fn load(function: &mut Function, block: BlockId, base: Value, width: Width) -> Value {
    let span = function.block(block).span;
    let op = Op::Load { width, base, offset: 0, volatile: false };
    let inst = function.new_inst(op, 1, span);
    function.block_mut(block).insts.push(inst);
    function.inst(inst).results[0]
}

fn store(function: &mut Function, block: BlockId, base: Value, value: Value, width: Width) {
    let width = match width {
        Width::I8 => Width::U8,
        Width::I16 => Width::U16,
        other => other,
    };
    let span = function.block(block).span;
    let op = Op::Store { width, base, offset: 0, value, volatile: false };
    let inst = function.new_inst(op, 0, span);
    function.block_mut(block).insts.push(inst);
}
