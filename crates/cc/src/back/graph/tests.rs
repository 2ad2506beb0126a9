//! Dominators and loops of random graphs, against their definitions.

use super::*;
use crate::back::ir::{Target, Terminator};

/// A function whose blocks only jump, each to the blocks of its list.
fn with_edges(edges: &[Vec<usize>]) -> Function {
    let mut function = Function::default();
    let span = swtch_source::Sources::new().add("", "");
    let span = swtch_source::Span { file: span, start: 0, end: 0 };
    for _ in edges {
        let block = function.new_block(span);
        function.order.push(block);
    }
    let chosen = function.constant(0);
    for (from, list) in edges.iter().enumerate() {
        let targets = list.iter().map(|&to| Target::plain(BlockId(to as u32))).collect();
        function.blocks[from].terminator = Terminator::Table(chosen, targets);
    }
    function
}

/// Up to twelve blocks with up to three ways out of each.
fn random_edges(seed: u32) -> Vec<Vec<usize>> {
    let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(1);
    let mut below = |limit: usize| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as usize % limit
    };
    let count = 2 + below(11);
    (0..count).map(|_| (0..below(4)).map(|_| below(count)).collect()).collect()
}

/// What can be reached from the entry without going through `without`.
fn reached(edges: &[Vec<usize>], from: usize, without: Option<usize>) -> Vec<bool> {
    let mut reached = vec![false; edges.len()];
    let mut work = vec![from];
    while let Some(at) = work.pop() {
        if Some(at) != without && !std::mem::replace(&mut reached[at], true) {
            work.extend(&edges[at]);
        }
    }
    reached
}

#[test]
fn dominators_are_what_every_path_goes_through() {
    for seed in 0..3000 {
        let edges = random_edges(seed);
        let function = with_edges(&edges);
        let dominators = Dominators::new(&function);
        let live = reached(&edges, 0, None);
        for above in 0..edges.len() {
            let without = reached(&edges, 0, Some(above));
            for below in 0..edges.len() {
                let told = dominators.dominates(BlockId(above as u32), BlockId(below as u32));
                let expected = live[above] && live[below] && !without[below];
                assert_eq!(told, expected, "seed {seed}: {above} above {below} in {edges:?}");
            }
        }
    }
}

#[test]
fn a_loop_is_what_reaches_its_header_again() {
    let mut nested = 0;
    for seed in 0..3000 {
        let edges = random_edges(seed);
        let function = with_edges(&edges);
        let dominators = Dominators::new(&function);
        let found = loops(&function, &dominators);
        let mut headers = Vec::new();
        for header in 0..edges.len() {
            let dominates =
                |block: usize| dominators.dominates(BlockId(header as u32), BlockId(block as u32));
            let latches: Vec<usize> = (0..edges.len())
                .filter(|&from| edges[from].contains(&header) && dominates(from))
                .collect();
            if latches.is_empty() {
                continue;
            }
            headers.push(header);
            let looped = found.iter().find(|looped| looped.header.0 as usize == header).unwrap();
            for block in 0..edges.len() {
                // A way to a latch that does not pass the header.
                let ways = reached(&edges, block, Some(header));
                let expected =
                    block == header || dominates(block) && latches.iter().any(|&latch| ways[latch]);
                let id = BlockId(block as u32);
                assert_eq!(looped.contains(id), expected, "seed {seed}: {block} in {edges:?}");
                assert_eq!(looped.blocks.contains(&id), expected);
            }
        }
        assert_eq!(found.len(), headers.len(), "seed {seed}");
        for (at, outer) in found.iter().enumerate() {
            for (before, inner) in found.iter().enumerate().filter(|(before, _)| *before != at) {
                if outer.contains(inner.header) {
                    assert!(before < at, "seed {seed}: inner loops come first");
                    nested += 1;
                }
            }
        }
    }
    assert!(nested > 100, "only {nested} loops within others");
}
