//! Where variables are, between instruction selection and text: notes say from which instruction on
//! a word of a variable has a value; here that becomes ranges of instructions, and after register
//! allocation places.

use super::machine::{Held, MachineFunction};
use super::regalloc::At;
use std::collections::BTreeMap;

/// In a block, from one instruction to before another, a word of a variable is held so.
#[derive(Clone, Copy, Debug)]
pub struct Segment {
    pub block: usize,
    pub from: usize,
    pub to: usize,
    pub variable: u32,
    pub held: Held,
}

/// A segment after register allocation. Ends are counted as boundaries between instructions, two
/// for each: `2 n` before the moves in front of instruction `n`, `2 n + 1` behind these moves.
#[derive(Clone, Copy, Debug)]
pub struct Located {
    pub block: usize,
    pub from: usize,
    pub to: usize,
    pub variable: u32,
    pub at: At,
}

/// What each variable is at some point; none if it differs by the way that led there.
type State = BTreeMap<u32, Option<Held>>;

/// The segments of a function: notes, carried on to where others replace them.
pub fn segments(machine: &MachineFunction) -> Vec<Segment> {
    if machine.blocks.iter().all(|block| block.notes.is_empty()) {
        return Vec::new();
    }
    let starts = starts(machine);
    let mut list = Vec::new();
    for (number, (block, start)) in machine.blocks.iter().zip(starts).enumerate() {
        let mut open: BTreeMap<u32, (usize, Held)> = BTreeMap::new();
        let known = start.unwrap_or_default().into_iter();
        open.extend(known.filter_map(|(variable, held)| Some((variable, (0, held?)))));
        let mut close = |variable, begun: Option<(usize, Held)>, to| {
            if let Some((from, held)) = begun.filter(|(from, _)| *from < to) {
                list.push(Segment { block: number, from, to, variable, held });
            }
        };
        for note in &block.notes {
            let before = match note.held {
                Some(held) => open.insert(note.variable, (note.at, held)),
                None => open.remove(&note.variable),
            };
            close(note.variable, before, note.at);
        }
        for (variable, begun) in open {
            close(variable, Some(begun), block.insns.len());
        }
    }
    list
}

/// The state at the start of each block that control reaches.
fn starts(machine: &MachineFunction) -> Vec<Option<State>> {
    let mut starts: Vec<Option<State>> = vec![None; machine.blocks.len()];
    let mut work = vec![0];
    if let Some(entry) = starts.first_mut() {
        *entry = Some(State::new());
    }
    while let Some(number) = work.pop() {
        let block = &machine.blocks[number];
        let mut state = starts[number].clone().unwrap_or_default();
        state.extend(block.notes.iter().map(|note| (note.variable, note.held)));
        for (next, _) in &block.successors {
            let changed = match &mut starts[*next] {
                Some(known) => meet(known, &state),
                unknown => {
                    *unknown = Some(state.clone());
                    true
                }
            };
            if changed && !work.contains(next) {
                work.push(*next);
            }
        }
    }
    starts
}

/// Keeps what both say; tells whether that is less than before.
fn meet(known: &mut State, other: &State) -> bool {
    let mut changed = false;
    for (variable, held) in known.iter_mut() {
        let agreed = other.get(variable).copied().flatten();
        if held.is_some() && *held != agreed {
            *held = None;
            changed = true;
        }
    }
    changed
}
