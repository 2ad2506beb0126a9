//! Tree pseudo-LRU: a binary tree over the ways of a set, one bit per inner node. A use turns every
//! bit on its path away from itself; the victim is where the bits lead.
//!
//! Nodes are numbered as in a heap: the root is 1, the children of `n` are `2n` and `2n + 1`, and
//! way `w` is the leaf `ways + w`. A bit that is set leads to the right. At most 64 ways, so the
//! nodes of a set fit one word.

pub(crate) struct TreePlru {
    ways: usize,
    trees: Vec<u64>,
}

impl TreePlru {
    pub fn new(sets: usize, ways: usize) -> TreePlru {
        TreePlru { ways, trees: vec![0; sets] }
    }

    #[inline]
    pub fn used(&mut self, set: usize, way: usize) {
        let tree = &mut self.trees[set];
        let mut node = self.ways + way;
        while node > 1 {
            let came_from_right = node & 1 == 1;
            node /= 2;
            *tree = if came_from_right { *tree & !(1 << node) } else { *tree | 1 << node };
        }
    }

    pub fn victim(&self, set: usize) -> usize {
        let mut node = 1;
        while node < self.ways {
            node = 2 * node + (self.trees[set] >> node & 1) as usize;
        }
        node - self.ways
    }
}
