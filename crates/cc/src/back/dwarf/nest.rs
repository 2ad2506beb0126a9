//! What of a function's source stands in which block: told once for all, since functions may have
//! thousands of blocks.

use super::Function;
use crate::tree::debug::Object;
use crate::tree::{Function as Source, LocalId};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use swtch_source::{FileId, Span};

/// Stretches of the source, to be found by a place in them.
pub struct Scopes {
    /// From here to the next: the smallest stretch around. In order.
    pieces: Vec<(FileId, usize, Option<usize>)>,
}

impl Scopes {
    /// Of stretches that may lie within each other.
    pub fn new(spans: Vec<Span>) -> Scopes {
        let mut ends: Vec<(FileId, usize)> = Vec::new();
        for span in &spans {
            ends.extend([(span.file, span.start as usize), (span.file, span.end as usize)]);
        }
        ends.sort_unstable();
        ends.dedup();
        let mut order: Vec<usize> = (0..spans.len()).collect();
        order.sort_by_key(|&scope| (spans[scope].file, spans[scope].start));
        let mut coming = order.into_iter().peekable();
        let mut open = BinaryHeap::new();
        let mut pieces = Vec::new();
        for (file, at) in ends {
            while let Some(scope) = coming
                .next_if(|&scope| (spans[scope].file, spans[scope].start as usize) == (file, at))
            {
                let length = spans[scope].end.saturating_sub(spans[scope].start);
                open.push(Reverse((length, scope)));
            }
            let ended = |scope: usize| spans[scope].file != file || spans[scope].end as usize <= at;
            while open.peek().is_some_and(|&Reverse((_, scope))| ended(scope)) {
                open.pop();
            }
            pieces.push((file, at, open.peek().map(|&Reverse((_, scope))| scope)));
        }
        Scopes { pieces }
    }

    /// The smallest stretch around a place.
    pub fn innermost(&self, place: Span) -> Option<usize> {
        let place = (place.file, place.start as usize);
        let behind = self.pieces.partition_point(|&(file, at, _)| (file, at) <= place);
        let (file, _, scope) = *self.pieces.get(behind.checked_sub(1)?)?;
        scope.filter(|_| file == place.0)
    }
}

/// What stands right in a block, and not in one within it.
#[derive(Clone, Default)]
pub struct Inside {
    /// Variables.
    pub locals: Vec<LocalId>,
    /// Static objects, by their place among the function's.
    pub statics: Vec<usize>,
    /// Inlined calls, by number.
    pub calls: Vec<usize>,
    /// Blocks, by number.
    pub blocks: Vec<usize>,
}

/// What stands in which block of a function.
pub struct Nest {
    /// In no block.
    pub outside: Inside,
    /// In each block.
    pub in_blocks: Vec<Inside>,
    /// In the body that has taken the place of each call.
    pub in_calls: Vec<Inside>,
}

impl Nest {
    /// Sorts all that there is.
    pub fn new(source: &Source, function: &Function, statics: &[&Object]) -> Nest {
        let spans: Vec<Span> = function.blocks.iter().map(|(span, _)| *span).collect();
        let mut nest = Nest {
            outside: Inside::default(),
            in_blocks: vec![Inside::default(); spans.len()],
            in_calls: vec![Inside::default(); function.calls.len()],
        };
        for inner in 0..spans.len() {
            nest.within(parent(&spans, inner)).blocks.push(inner);
        }
        let scopes = Scopes::new(spans);
        for (index, local) in source.locals.iter().enumerate().skip(source.parameter_count as usize)
        {
            nest.within(scopes.innermost(local.span)).locals.push(LocalId(index as u32));
        }
        for (number, object) in statics.iter().enumerate() {
            nest.within(scopes.innermost(object.span)).statics.push(number);
        }
        for (number, call) in function.calls.iter().enumerate() {
            match call.outer {
                Some(outer) => nest.in_calls[outer].calls.push(number),
                None => nest.within(scopes.innermost(call.at)).calls.push(number),
            }
        }
        nest
    }

    fn within(&mut self, block: Option<usize>) -> &mut Inside {
        match block {
            Some(block) => &mut self.in_blocks[block],
            None => &mut self.outside,
        }
    }
}

/// The smallest stretch around another.
fn parent(spans: &[Span], inner: usize) -> Option<usize> {
    let own = spans[inner];
    let around = |(index, span): &(usize, &Span)| {
        let outside = span.file == own.file && span.start <= own.start && own.end <= span.end;
        outside && *index != inner && (**span != own || *index < inner)
    };
    let found = spans.iter().enumerate().filter(around);
    found.min_by_key(|(_, span)| span.end.saturating_sub(span.start)).map(|(index, _)| index)
}
