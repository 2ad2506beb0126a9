//! Where variables are, between instruction selection and text: notes say from which instruction on
//! a word of a variable has a value; here that becomes ranges of instructions, and after register
//! allocation places.

use super::machine::{Held, MachineFunction, Reg, Role};
use super::regalloc::At;
use super::split::Renamed;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// Pairs of a variable and a block that it lives through. Where there are more, variables are known
/// only in the blocks that set them: a table of all places would grow with the square of the function.
const FACTS_MAX: usize = 200_000;

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

/// The segments of a function: notes, carried on to where others replace them. They name registers as
/// these were before they were split.
pub fn segments(machine: &MachineFunction, renamed: &Renamed) -> Vec<Segment> {
    if machine.blocks.iter().all(|block| block.notes.is_empty()) {
        return Vec::new();
    }
    let starts = starts(machine, renamed);
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

/// The state at the start of each block that control reaches; of registers only those whose values
/// will be used.
fn starts(machine: &MachineFunction, renamed: &Renamed) -> Vec<Option<State>> {
    let unknown = vec![None; machine.blocks.len()];
    let Some(alive) = Alive::new(machine, renamed) else { return unknown };
    let mut starts: Vec<Option<State>> = unknown.clone();
    let mut work = vec![0];
    let mut queued = vec![false; machine.blocks.len()];
    let mut steps = 0;
    if let Some(entry) = starts.first_mut() {
        *entry = Some(State::new());
    }
    while let Some(number) = work.pop() {
        queued[number] = false;
        let block = &machine.blocks[number];
        let mut state = starts[number].clone().unwrap_or_default();
        state.extend(block.notes.iter().map(|note| (note.variable, note.held)));
        steps += state.len();
        if steps > FACTS_MAX {
            return unknown;
        }
        for (next, _) in &block.successors {
            let changed = match &mut starts[*next] {
                Some(known) => meet(known, &state),
                unknown => {
                    let here = state.iter().filter(|(_, held)| alive.holds(*next, **held));
                    *unknown = Some(here.map(|(&variable, &held)| (variable, held)).collect());
                    true
                }
            };
            if changed && !std::mem::replace(&mut queued[*next], true) {
                work.push(*next);
            }
        }
    }
    starts
}

/// The registers that notes name, by block in which their values are alive at the start.
struct Alive {
    at_start: Vec<FxHashSet<u32>>,
    /// The last block that writes each of them. A note may stand before that: it then waits.
    home: FxHashMap<u32, usize>,
}

impl Alive {
    /// None if that is too much to follow.
    fn new(machine: &MachineFunction, renamed: &Renamed) -> Option<Alive> {
        let noted: FxHashSet<u32> = machine
            .blocks
            .iter()
            .flat_map(|block| &block.notes)
            .filter_map(|note| match note.held {
                Some(Held::Register(register)) => Some(register),
                _ => None,
            })
            .collect();
        let count = machine.blocks.len();
        let mut before = vec![Vec::new(); count];
        let mut made: Vec<FxHashSet<u32>> = vec![FxHashSet::default(); count];
        let mut work: Vec<(usize, u32)> = Vec::new();
        for (number, block) in machine.blocks.iter().enumerate() {
            block.successors.iter().for_each(|(next, _)| before[*next].push(number));
            made[number].extend(block.params.iter().filter(|param| noted.contains(param)));
            for (insn, _) in &block.insns {
                let mut written = Vec::new();
                insn.clone().visit(&mut |reg, role| {
                    let Reg::Virtual(reg) = *reg else { return };
                    let reg = renamed.original(reg);
                    if !matches!(role, Role::Use | Role::UseIn(_)) {
                        written.push(reg);
                    } else if noted.contains(&reg) && !made[number].contains(&reg) {
                        work.push((number, reg));
                    }
                });
                made[number].extend(written.iter().filter(|reg| noted.contains(reg)));
            }
            let args = block.successors.iter().flat_map(|(_, args)| args);
            let args = args.map(|&arg| renamed.original(arg));
            let args = args.filter(|arg| noted.contains(arg) && !made[number].contains(arg));
            work.extend(args.map(|arg| (number, arg)));
        }
        let homes = made.iter().enumerate();
        let home =
            homes.flat_map(|(number, made)| made.iter().map(move |&reg| (reg, number))).collect();
        let mut alive = Alive { at_start: vec![FxHashSet::default(); count], home };
        let mut facts = 0;
        while let Some((block, reg)) = work.pop() {
            if facts > FACTS_MAX {
                return None;
            }
            if alive.at_start[block].insert(reg) {
                facts += 1;
                let above = before[block].iter().filter(|&&from| !made[from].contains(&reg));
                work.extend(above.map(|&from| (from, reg)));
            }
        }
        Some(alive)
    }

    /// Whether a variable may be there at a block's start.
    fn holds(&self, block: usize, held: Option<Held>) -> bool {
        match held {
            Some(Held::Register(reg)) => {
                let is_made_later = self.home.get(&reg).is_some_and(|&home| home >= block);
                is_made_later || self.at_start[block].contains(&reg)
            }
            held => held.is_some(),
        }
    }
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
