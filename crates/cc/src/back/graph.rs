//! The shape of a function's control flow: order of visit, dominators, natural loops.

#[cfg(test)]
mod tests;

use super::ir::{BlockId, Function};
use rustc_hash::FxHashSet;

/// The dominator tree.
pub struct Dominators {
    /// Reachable blocks, each before those it dominates.
    pub reverse_postorder: Vec<BlockId>,
    position: Vec<usize>,
    parent: Vec<usize>,
    /// For each place in the order, the places that it and all below it have in a preorder walk of
    /// the tree.
    below: Vec<(u32, u32)>,
}

const UNREACHABLE: usize = usize::MAX;

impl Dominators {
    /// Of a function as it is now.
    pub fn new(function: &Function) -> Dominators {
        let reverse_postorder = reverse_postorder(function);
        let mut position = vec![UNREACHABLE; function.blocks.len()];
        for (index, block) in reverse_postorder.iter().enumerate() {
            position[block.0 as usize] = index;
        }
        let search = Search::new(function);
        let immediate = search.immediate_dominators(&function.predecessors());
        let mut parent = vec![0; reverse_postorder.len()];
        for (&block, &above) in search.preorder.iter().zip(&immediate) {
            let above = search.preorder[above];
            parent[position[block.0 as usize]] = position[above.0 as usize];
        }
        let below = walk(&parent);
        Dominators { reverse_postorder, position, parent, below }
    }

    /// Whether control can reach the block.
    pub fn is_reachable(&self, block: BlockId) -> bool {
        self.position[block.0 as usize] != UNREACHABLE
    }

    /// Whether every path to `below` goes through `above`; each block dominates itself.
    pub fn dominates(&self, above: BlockId, below: BlockId) -> bool {
        let above = self.position[above.0 as usize];
        let below = self.position[below.0 as usize];
        if above == UNREACHABLE || below == UNREACHABLE {
            return false;
        }
        let (first, end) = self.below[above];
        (first..end).contains(&self.below[below].0)
    }

    /// Reachable blocks, in reverse postorder.
    pub fn in_flow_order(&self, blocks: &[BlockId]) -> Vec<BlockId> {
        let mut blocks: Vec<BlockId> =
            blocks.iter().copied().filter(|&block| self.is_reachable(block)).collect();
        blocks.sort_unstable_by_key(|block| self.position[block.0 as usize]);
        blocks
    }

    /// The last block that every path to either of two reachable blocks goes through.
    pub fn common(&self, a: BlockId, b: BlockId) -> BlockId {
        let position = |block: BlockId| self.position[block.0 as usize];
        self.reverse_postorder[meet(&self.parent, position(a), position(b))]
    }
}

/// A depth-first search, numbered in preorder.
struct Search {
    preorder: Vec<BlockId>,
    /// Indexed by block.
    number: Vec<usize>,
    /// Indexed by number: where the search came from.
    parent: Vec<usize>,
}

impl Search {
    fn new(function: &Function) -> Search {
        let number = vec![UNREACHABLE; function.blocks.len()];
        let mut search = Search { preorder: Vec::new(), number, parent: Vec::new() };
        let mut stack: Vec<(BlockId, usize)> =
            function.order.first().map(|&entry| (entry, 0)).into_iter().collect();
        while let Some((block, parent)) = stack.pop() {
            if search.number[block.0 as usize] != UNREACHABLE {
                continue;
            }
            let own = search.preorder.len();
            search.number[block.0 as usize] = own;
            search.preorder.push(block);
            search.parent.push(parent);
            let targets = function.block(block).terminator.targets();
            stack.extend(targets.map(|target| (target.block, own)));
        }
        search
    }

    /// Indexed by number, as numbers (Georgiadis and Tarjan's simple variant of Lengauer and Tarjan's
    /// algorithm, "Finding Dominators in Practice", 2006). The entry's is itself.
    fn immediate_dominators(&self, predecessors: &[Vec<BlockId>]) -> Vec<usize> {
        let count = self.preorder.len();
        // The least number from which a path leads here through larger ones.
        let mut semi: Vec<usize> = (0..count).collect();
        let mut forest = Forest { ancestor: self.parent.clone(), least: (0..count).collect() };
        for at in (1..count).rev() {
            for from in &predecessors[self.preorder[at].0 as usize] {
                let from = self.number[from.0 as usize];
                if from != UNREACHABLE {
                    let best = forest.least_above(from, at, &semi);
                    semi[at] = semi[at].min(semi[best]);
                }
            }
        }
        let mut immediate = self.parent.clone();
        for at in 1..count {
            let mut above = immediate[at];
            while above > semi[at] {
                above = immediate[above];
            }
            immediate[at] = above;
        }
        immediate
    }
}

/// The part of the search tree that has been looked at, its paths shortened.
struct Forest {
    ancestor: Vec<usize>,
    /// Of those passed over on the way to the ancestor: whose `semi` is least.
    least: Vec<usize>,
}

impl Forest {
    /// On the way from `from` up to what is not yet linked (numbers up to `last`): whose `semi` is
    /// least. A block that is not linked answers for itself.
    fn least_above(&mut self, from: usize, last: usize, semi: &[usize]) -> usize {
        if from <= last {
            return from;
        }
        let mut path = Vec::new();
        let mut at = from;
        while self.ancestor[at] > last {
            path.push(at);
            at = self.ancestor[at];
        }
        while let Some(below) = path.pop() {
            if semi[self.least[at]] < semi[self.least[below]] {
                self.least[below] = self.least[at];
            }
            self.ancestor[below] = self.ancestor[at];
            at = below;
        }
        self.least[from]
    }
}

/// The tree's preorder, as intervals; each parent comes before its children in `parent`.
fn walk(parent: &[usize]) -> Vec<(u32, u32)> {
    let mut sizes = vec![1u32; parent.len()];
    for index in (1..parent.len()).rev() {
        sizes[parent[index]] += sizes[index];
    }
    let mut below = vec![(0, 0); parent.len()];
    let mut next_child = vec![0u32; parent.len()];
    for index in 0..parent.len() {
        let first = if index == 0 { 0 } else { next_child[parent[index]] };
        if index > 0 {
            next_child[parent[index]] += sizes[index];
        }
        next_child[index] = first + 1;
        below[index] = (first, first + sizes[index]);
    }
    below
}

fn meet(parent: &[usize], mut a: usize, mut b: usize) -> usize {
    while a != b {
        while a > b {
            a = parent[a];
        }
        while b > a {
            b = parent[b];
        }
    }
    a
}

fn reverse_postorder(function: &Function) -> Vec<BlockId> {
    let mut seen = vec![false; function.blocks.len()];
    let mut done = Vec::new();
    let Some(&entry) = function.order.first() else { return done };
    let mut stack = vec![(entry, 0)];
    seen[entry.0 as usize] = true;
    while let Some((block, next)) = stack.pop() {
        if let Some(target) = function.block(block).terminator.targets().nth(next) {
            stack.push((block, next + 1));
            if !std::mem::replace(&mut seen[target.block.0 as usize], true) {
                stack.push((target.block, 0));
            }
        } else {
            done.push(block);
        }
    }
    done.reverse();
    done
}

/// How many loops within each other are looked at, from the innermost outwards: a loop around more than
/// these gains nothing that could be measured, and a nest of thousands shall not take quadratic time.
const HEIGHT_MAX: u32 = 64;

/// A natural loop.
#[derive(Clone, Debug)]
pub struct Loop {
    /// The only block through which the loop is entered.
    pub header: BlockId,
    /// Its blocks in order of layout, those of inner loops among them.
    pub blocks: Vec<BlockId>,
    members: FxHashSet<BlockId>,
}

impl Loop {
    /// Whether the block lies in the loop, or in one within it.
    pub fn contains(&self, block: BlockId) -> bool {
        self.members.contains(&block)
    }
}

/// All natural loops, inner ones before those around them.
pub fn loops(function: &Function, dominators: &Dominators) -> Vec<Loop> {
    let nest = Nest::new(function, dominators);
    let mut loops: Vec<Loop> = nest
        .loops
        .iter()
        .filter(|found| found.height <= HEIGHT_MAX)
        .map(|found| Loop {
            header: found.header,
            blocks: Vec::new(),
            members: FxHashSet::default(),
        })
        .collect();
    // What is too high has been left out: the place of each loop among the others.
    let mut places = Vec::new();
    let mut place = 0;
    for found in &nest.loops {
        places.push(place);
        place += usize::from(found.height <= HEIGHT_MAX);
    }
    for &block in &function.order {
        let mut around = nest.innermost[block.0 as usize];
        while let Some(number) = around.filter(|&number| nest.loops[number].height <= HEIGHT_MAX) {
            let looped = &mut loops[places[number]];
            looped.blocks.push(block);
            looped.members.insert(block);
            around = nest.loops[number].parent;
        }
    }
    loops
}

/// Whether the function has a loop at all.
pub fn has_loops(function: &Function, dominators: &Dominators) -> bool {
    !Nest::new(function, dominators).loops.is_empty()
}

/// Which loop lies in which.
struct Nest {
    /// Inner ones before those around them.
    loops: Vec<Found>,
    /// Indexed by block: the smallest loop that it belongs to.
    innermost: Vec<Option<usize>>,
}

struct Found {
    header: BlockId,
    parent: Option<usize>,
    /// Itself, or a loop around it: shortens the way to the outermost.
    around: usize,
    /// 1 if no other loop lies in it.
    height: u32,
}

impl Nest {
    fn new(function: &Function, dominators: &Dominators) -> Nest {
        let predecessors = function.predecessors();
        let mut nest = Nest { loops: Vec::new(), innermost: vec![None; function.blocks.len()] };
        for &header in dominators.reverse_postorder.iter().rev() {
            let latches: Vec<BlockId> = predecessors[header.0 as usize]
                .iter()
                .copied()
                .filter(|&from| dominators.dominates(header, from))
                .collect();
            if !latches.is_empty() {
                let around = nest.loops.len();
                nest.loops.push(Found { header, parent: None, around, height: 1 });
                nest.fill(latches, &predecessors, dominators);
            }
        }
        nest
    }

    /// Walks back from the jumps to the header of the last loop; an inner loop is passed in one step.
    fn fill(
        &mut self,
        latches: Vec<BlockId>,
        predecessors: &[Vec<BlockId>],
        dominators: &Dominators,
    ) {
        let number = self.loops.len() - 1;
        let header = self.loops[number].header;
        self.innermost[header.0 as usize] = Some(number);
        let mut work = latches;
        while let Some(block) = work.pop() {
            if !dominators.is_reachable(block) {
                continue;
            }
            let Some(inner) = self.innermost[block.0 as usize] else {
                self.innermost[block.0 as usize] = Some(number);
                work.extend(&predecessors[block.0 as usize]);
                continue;
            };
            let top = self.outermost(inner);
            if top != number {
                self.loops[top].parent = Some(number);
                self.loops[top].around = number;
                self.loops[number].height =
                    self.loops[number].height.max(self.loops[top].height + 1);
                work.extend(&predecessors[self.loops[top].header.0 as usize]);
            }
        }
    }

    /// The outermost loop found so far around a loop.
    fn outermost(&mut self, mut number: usize) -> usize {
        while self.loops[number].around != number {
            let next = self.loops[number].around;
            self.loops[number].around = self.loops[next].around;
            number = next;
        }
        number
    }
}
