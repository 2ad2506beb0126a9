//! Pieces of stack memory become values: a variable whose address was needed only by a call that has
//! been inlined, a member of a small structure. A slot qualifies if it is only read and written, in
//! pieces that never overlap, and its address goes nowhere.

use super::rewrite::Replacements;
use super::{dead, params};
use crate::back::graph::Dominators;
use crate::back::ir::{BlockId, Def, Extend, Function, Op, SlotId, Value, Width};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Pieces that one slot may fall into.
const PIECES_MAX: usize = 8;

/// Block parameters that one run may add, most of which vanish at once.
const PARAMS_MAX: usize = 20_000;

/// A part of a slot: which, where, and how many bytes.
type Piece = (SlotId, i32, u32);

/// Looks at all slots; tells whether any became values.
pub fn run(function: &mut Function) -> bool {
    let pieces = pieces(function);
    let entry = function.order[0];
    let predecessors = function.predecessors();
    let too_many = pieces.len() * function.order.len() > PARAMS_MAX;
    if pieces.is_empty() || too_many || !predecessors[entry.0 as usize].is_empty() {
        return false;
    }
    let mut pass = Pass {
        replacements: Replacements::new(function),
        params: FxHashMap::default(),
        at_end: FxHashMap::default(),
        pieces,
    };
    for &id in &function.order.clone() {
        if predecessors[id.0 as usize].len() > 1 {
            let params = pass.pieces.iter().map(|_| function.new_param(id)).collect();
            pass.params.insert(id, params);
        }
    }
    for id in Dominators::new(function).reverse_postorder {
        pass.block(function, id, &predecessors[id.0 as usize]);
    }
    pass.bring_values(function);
    for (slot, ..) in &pass.pieces {
        // Nothing is left of it in the frame.
        let slot = &mut function.slots[slot.0 as usize];
        (slot.size, slot.align) = (0, 1);
    }
    pass.replacements.apply(function);
    params::remove_trivial(function);
    dead::run(function);
    true
}

/// The pieces of all slots that qualify, in order.
fn pieces(function: &Function) -> Vec<Piece> {
    let mut found: BTreeMap<SlotId, Option<Vec<Piece>>> = BTreeMap::new();
    for &id in &function.order {
        let block = function.block(id);
        for &inst in &block.insts {
            let op = &function.inst(inst).op;
            let accessed = access(function, op);
            if let Some(piece) = accessed {
                let known = found.entry(piece.0).or_insert_with(|| Some(Vec::new()));
                *known = known.take().and_then(|pieces| with_piece(pieces, piece));
            }
            let escaping = match *op {
                Op::Store { value, .. } if accessed.is_some() => vec![value],
                _ if accessed.is_some() => Vec::new(),
                _ => op.operands(),
            };
            for value in escaping {
                if let Def::Slot(slot, _) = function.def(value) {
                    found.insert(slot, None);
                }
            }
        }
        for value in block.terminator.operands() {
            if let Def::Slot(slot, _) = function.def(value) {
                found.insert(slot, None);
            }
        }
    }
    found.into_values().flatten().flatten().collect()
}

/// The piece that a load or store is about, if its address is known to lie in a slot.
fn access(function: &Function, op: &Op) -> Option<Piece> {
    let (Op::Load { width, base, offset, volatile: false }
    | Op::Store { width, base, offset, volatile: false, .. }) = *op
    else {
        return None;
    };
    match function.def(base) {
        Def::Slot(slot, start) => Some((slot, start.wrapping_add(offset), width.bytes())),
        _ => None,
    }
}

/// The pieces with one more; none if it overlaps another, or there are too many.
fn with_piece(mut pieces: Vec<Piece>, piece: Piece) -> Option<Vec<Piece>> {
    let end = |piece: &Piece| piece.1 as i64 + piece.2 as i64;
    if pieces.contains(&piece) {
        return Some(pieces);
    }
    let apart = |other: &Piece| end(other) <= piece.1 as i64 || end(&piece) <= other.1 as i64;
    if !pieces.iter().all(apart) || pieces.len() == PIECES_MAX {
        return None;
    }
    pieces.push(piece);
    Some(pieces)
}

struct Pass {
    replacements: Replacements,
    /// Of blocks that several others go to: a parameter for each piece.
    params: FxHashMap<BlockId, Vec<Value>>,
    /// What each piece holds at the end of a block.
    at_end: FxHashMap<BlockId, Vec<Value>>,
    pieces: Vec<Piece>,
}

impl Pass {
    /// Loads take what the piece holds, stores say what it holds from now on.
    fn block(&mut self, function: &mut Function, id: BlockId, predecessors: &[BlockId]) {
        let mut now = match (self.params.get(&id), predecessors) {
            (Some(params), _) => params.clone(),
            (None, [only]) => self.at_end[only].clone(),
            // What was never written may be anything.
            (None, _) => vec![function.constant(0); self.pieces.len()],
        };
        let mut kept = Vec::new();
        for inst in std::mem::take(&mut function.block_mut(id).insts) {
            let piece = access(function, &function.inst(inst).op)
                .and_then(|piece| self.pieces.iter().position(|&other| other == piece));
            let Some(piece) = piece else {
                kept.push(inst);
                continue;
            };
            match function.inst(inst).op {
                Op::Store { value, .. } => now[piece] = value,
                Op::Load { width, .. } => match extension(width) {
                    Some(extend) => {
                        function.inst_mut(inst).op = Op::Extend(extend, now[piece]);
                        kept.push(inst);
                    }
                    None => {
                        let result = function.inst(inst).results[0];
                        self.replacements.replace(result, now[piece]);
                    }
                },
                _ => kept.push(inst),
            }
        }
        function.block_mut(id).insts = kept;
        self.at_end.insert(id, now);
    }

    /// Each jump to a block with new parameters brings their values.
    fn bring_values(&self, function: &mut Function) {
        for &from in &function.order.clone() {
            for target in function.block_mut(from).terminator.targets_mut() {
                if self.params.contains_key(&target.block) {
                    target.args.extend(&self.at_end[&from]);
                }
            }
        }
    }
}

/// What a load makes of a value that was stored whole.
fn extension(width: Width) -> Option<Extend> {
    match width {
        Width::I8 => Some(Extend::Sign8),
        Width::U8 => Some(Extend::Zero8),
        Width::I16 => Some(Extend::Sign16),
        Width::U16 => Some(Extend::Zero16),
        Width::Word => None,
    }
}
