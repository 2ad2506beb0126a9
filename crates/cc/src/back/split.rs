//! Splits the lives of registers at loops, before registers are allocated.
//!
//! A value that lives long, and that many others live beside, ends up in memory. If an inner loop
//! has registers enough for all that it works with, such a value gets a register of its own there:
//! copied before the loop, and back behind it. Code with registers to spare stays as it is.

use super::graph::{Dominators, Loop, loops};
use super::ir::Function;
use super::locate::Segment;
use super::machine::{Held, Insn, MachineBlock, MachineFunction, Reg, Role};
use rustc_hash::{FxHashMap, FxHashSet};

/// Values that can be in registers at once, a few left for copies.
const ALIVE_MAX: usize = 24;

/// The same across a call.
const ACROSS_MAX: usize = 12;

/// Functions with more pairs of block and register than this are left alone.
const TABLE_MAX: usize = 1 << 26;

/// Which register stands for which, by block.
#[derive(Default)]
pub struct Renamed {
    pairs: FxHashMap<(usize, u32), u32>,
}

/// Splits where it helps; blocks of the two functions correspond, in layout order.
pub fn run(function: &Function, machine: &mut MachineFunction) -> Renamed {
    let mut renamed = Renamed::default();
    if machine.blocks.len() * machine.registers as usize > TABLE_MAX {
        return renamed;
    }
    let dominators = Dominators::new(function);
    let loops = loops(function, &dominators);
    if loops.is_empty() {
        return renamed;
    }
    let alive = Alive::new(machine);
    let pressed = pressed(machine, &alive);
    if pressed.is_empty() {
        return renamed;
    }
    for looped in choose(function, machine, &loops, &alive) {
        if let Some(region) = Region::new(function, machine, looped) {
            region.split(machine, &alive, &pressed, &mut renamed);
        }
    }
    renamed
}

/// The registers that are alive somewhere together with too many others.
fn pressed(machine: &MachineFunction, alive: &Alive) -> Set {
    let mut pressed = Set(vec![0; machine.registers as usize / 64 + 1]);
    for (block, at_end) in machine.blocks.iter().zip(&alive.at_end) {
        walk_back(block, &mut at_end.clone(), &mut |insn, set| {
            let limit = if matches!(insn, Insn::Call { .. }) { ACROSS_MAX } else { ALIVE_MAX };
            if set.count() > limit {
                pressed.add(set);
            }
        });
    }
    pressed
}

/// The largest loops that have registers enough for what they work with.
fn choose<'a>(
    function: &Function,
    machine: &MachineFunction,
    loops: &'a [Loop],
    alive: &Alive,
) -> Vec<&'a Loop> {
    let mut chosen = Vec::new();
    let mut settled = vec![false; machine.blocks.len()];
    // Loops around others come last in the list.
    for looped in loops.iter().rev() {
        let Some(region) = Region::new(function, machine, looped) else { continue };
        if !region.blocks.iter().any(|&block| settled[block]) && region.fits(machine, alive) {
            region.blocks.iter().for_each(|&block| settled[block] = true);
            chosen.push(looped);
        }
    }
    chosen
}

impl Renamed {
    /// Lets what is told of variables name the registers that stand for theirs.
    pub fn apply(&self, segments: &mut [Segment]) {
        for segment in segments {
            if let Held::Register(reg) = &mut segment.held
                && let Some(&new) = self.pairs.get(&(segment.block, *reg))
            {
                *reg = new;
            }
        }
    }
}

/// One bit for each register.
#[derive(Clone, PartialEq)]
struct Set(Vec<u64>);

impl Set {
    /// Registers made since the set are not in it.
    fn contains(&self, reg: u32) -> bool {
        self.0.get(reg as usize / 64).is_some_and(|word| word >> (reg % 64) & 1 != 0)
    }

    fn is_empty(&self) -> bool {
        self.0.iter().all(|&word| word == 0)
    }

    fn count(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    fn count_common(&self, other: &Set) -> usize {
        let both = self.0.iter().zip(&other.0).map(|(a, b)| (a & b).count_ones() as usize);
        both.sum()
    }

    fn insert(&mut self, reg: u32) {
        self.0[reg as usize / 64] |= 1 << (reg % 64);
    }

    fn remove(&mut self, reg: u32) {
        self.0[reg as usize / 64] &= !(1 << (reg % 64));
    }

    fn add(&mut self, other: &Set) -> bool {
        let mut changed = false;
        for (word, more) in self.0.iter_mut().zip(&other.0) {
            changed |= more & !*word != 0;
            *word |= more;
        }
        changed
    }

    fn members(&self) -> impl Iterator<Item = u32> {
        let words = self.0.iter().enumerate();
        words.flat_map(|(place, &word)| {
            (0..64).filter(move |bit| word >> bit & 1 != 0).map(move |bit| place as u32 * 64 + bit)
        })
    }
}

/// Registers whose values will be used, at the start and end of each block.
struct Alive {
    at_start: Vec<Set>,
    at_end: Vec<Set>,
}

impl Alive {
    fn new(machine: &MachineFunction) -> Alive {
        let empty = Set(vec![0; machine.registers as usize / 64 + 1]);
        let count = machine.blocks.len();
        let mut alive = Alive { at_start: vec![empty.clone(); count], at_end: vec![empty; count] };
        let mut before = vec![Vec::new(); count];
        for (number, block) in machine.blocks.iter().enumerate() {
            block.successors.iter().for_each(|(next, _)| before[*next].push(number));
        }
        let mut queued = vec![true; count];
        let mut work: Vec<usize> = (0..count).collect();
        while let Some(number) = work.pop() {
            queued[number] = false;
            let block = &machine.blocks[number];
            let mut set = alive.at_end[number].clone();
            for (next, args) in &block.successors {
                set.add(&alive.at_start[*next]);
                args.iter().for_each(|&arg| set.insert(arg));
            }
            alive.at_end[number] = set.clone();
            walk_back(block, &mut set, &mut |_, _| {});
            block.params.iter().for_each(|&param| set.remove(param));
            if alive.at_start[number].add(&set) {
                for &from in &before[number] {
                    if !std::mem::replace(&mut queued[from], true) {
                        work.push(from);
                    }
                }
            }
        }
        alive
    }
}

/// Follows what is alive from the end of a block to its start; tells what is before each instruction.
fn walk_back(block: &MachineBlock, set: &mut Set, seen: &mut dyn FnMut(&Insn, &Set)) {
    for (insn, _) in block.insns.iter().rev() {
        let (mut read, mut written) = (Vec::new(), Vec::new());
        insn.clone().visit(&mut |reg, role| {
            if let Reg::Virtual(reg) = *reg {
                let list = if matches!(role, Role::Use | Role::UseIn(_)) {
                    &mut read
                } else {
                    &mut written
                };
                list.push(reg);
            }
        });
        written.into_iter().for_each(|reg| set.remove(reg));
        let after_call = matches!(insn, Insn::Call { .. });
        if after_call {
            seen(insn, set);
        }
        read.into_iter().for_each(|reg| set.insert(reg));
        if !after_call {
            seen(insn, set);
        }
    }
}

/// A loop with one way in, in terms of machine blocks.
struct Region {
    before: usize,
    header: usize,
    blocks: Vec<usize>,
    inside: Vec<bool>,
    /// All registers that its instructions name.
    mentioned: FxHashSet<u32>,
}

impl Region {
    fn new(function: &Function, machine: &MachineFunction, looped: &Loop) -> Option<Region> {
        let inside: Vec<bool> =
            function.order.iter().map(|&block| looped.contains(block)).collect();
        let header = function.order.iter().position(|&block| block == looped.header)?;
        let leads = |block: &MachineBlock| block.successors.iter().any(|(to, _)| *to == header);
        let mut ways =
            (0..inside.len()).filter(|&from| !inside[from] && leads(&machine.blocks[from]));
        let (before, None) = (ways.next()?, ways.next()) else { return None };
        let blocks: Vec<usize> = (0..inside.len()).filter(|&block| inside[block]).collect();
        let only_way = machine.blocks[before].successors.len() == 1;
        let mut region = Region { before, header, blocks, inside, mentioned: FxHashSet::default() };
        for &number in &region.blocks {
            let block = &machine.blocks[number];
            region.mentioned.extend(&block.params);
            region.mentioned.extend(block.successors.iter().flat_map(|(_, args)| args));
            for (insn, _) in &block.insns {
                region.mentioned.extend(registers(insn));
            }
        }
        only_way.then_some(region)
    }

    /// Whether there are registers for all that the loop mentions.
    fn fits(&self, machine: &MachineFunction, alive: &Alive) -> bool {
        let mut own = Set(vec![0; machine.registers as usize / 64 + 1]);
        self.mentioned.iter().for_each(|&reg| own.insert(reg));
        self.blocks.iter().all(|&number| {
            let mut fits = true;
            let mut set = alive.at_end[number].clone();
            walk_back(&machine.blocks[number], &mut set, &mut |insn, set| {
                let limit = if matches!(insn, Insn::Call { .. }) { ACROSS_MAX } else { ALIVE_MAX };
                fits &= set.count_common(&own) <= limit;
            });
            fits
        })
    }

    fn split(
        &self,
        machine: &mut MachineFunction,
        alive: &Alive,
        pressed: &Set,
        renamed: &mut Renamed,
    ) {
        for reg in alive.at_start[self.header].members() {
            if self.mentioned.contains(&reg) && pressed.contains(reg) {
                let new = fresh(machine);
                insert(machine, self.before, false, new, reg);
                self.rename(machine, reg, new, true, renamed);
            }
        }
        self.split_entry(machine, pressed);
        self.split_exit(machine, alive, pressed, renamed);
    }

    /// What the header's parameters begin with comes by way of copies as well.
    fn split_entry(&self, machine: &mut MachineFunction, pressed: &Set) {
        let count = machine.blocks[self.header].params.len();
        for place in 0..count {
            let before = &machine.blocks[self.before];
            let Some(&arg) = before.successors[0].1.get(place) else { return };
            // What is made right there has no long life.
            let is_new = before.insns.iter().any(|(insn, _)| registers(insn).contains(&arg));
            if is_new || !pressed.contains(arg) {
                continue;
            }
            let new = fresh(machine);
            insert(machine, self.before, false, new, arg);
            machine.blocks[self.before].successors[0].1[place] = new;
        }
    }

    /// What the loop leaves behind, if there is one way out.
    fn split_exit(
        &self,
        machine: &mut MachineFunction,
        alive: &Alive,
        pressed: &Set,
        renamed: &mut Renamed,
    ) {
        let outside = |&&(to, _): &&(usize, Vec<u32>)| !self.inside[to];
        let exits: Vec<usize> = self
            .blocks
            .iter()
            .flat_map(|&from| machine.blocks[from].successors.iter().filter(outside))
            .map(|&(to, _)| to)
            .collect();
        let [exit] = exits[..] else { return };
        let ways = |block: &&MachineBlock| block.successors.iter().any(|(to, _)| *to == exit);
        if machine.blocks.iter().filter(ways).count() != 1 {
            return;
        }
        let through = &alive.at_start[self.header];
        for reg in alive.at_start[exit].members() {
            if pressed.contains(reg) && self.mentioned.contains(&reg) && !through.contains(reg) {
                let new = fresh(machine);
                self.rename(machine, reg, new, false, renamed);
                insert(machine, exit, true, new, reg);
            }
        }
    }

    /// One register becomes another inside or outside of the loop.
    fn rename(
        &self,
        machine: &mut MachineFunction,
        old: u32,
        new: u32,
        inside: bool,
        renamed: &mut Renamed,
    ) {
        for (number, block) in machine.blocks.iter_mut().enumerate() {
            if self.inside[number] != inside {
                continue;
            }
            renamed.pairs.insert((number, old), new);
            for (insn, _) in &mut block.insns {
                insn.visit(&mut |reg, _| {
                    if *reg == Reg::Virtual(old) {
                        *reg = Reg::Virtual(new);
                    }
                });
            }
            for arg in block.successors.iter_mut().flat_map(|(_, args)| args) {
                if *arg == old {
                    *arg = new;
                }
            }
        }
    }
}

fn registers(insn: &Insn) -> Vec<u32> {
    let mut list = Vec::new();
    insn.clone().visit(&mut |reg, _| {
        if let Reg::Virtual(reg) = *reg {
            list.push(reg);
        }
    });
    list
}

fn fresh(machine: &mut MachineFunction) -> u32 {
    machine.registers += 1;
    machine.registers - 1
}

/// A copy at the start of a block, or before the jump at its end.
fn insert(machine: &mut MachineFunction, block: usize, first: bool, new: u32, old: u32) {
    let block = &mut machine.blocks[block];
    let at = if first { 0 } else { block.insns.len().saturating_sub(1) };
    let origin = block.insns[at].1;
    let copy = Insn::Rr { op: "mv", rd: Reg::Virtual(new), a: Reg::Virtual(old) };
    block.insns.insert(at, (copy, origin));
    for note in &mut block.notes {
        note.at += usize::from(note.at > at || first);
    }
}
