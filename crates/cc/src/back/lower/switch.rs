//! `switch`: a table of addresses where the cases lie close together, else a tree of comparisons.

use super::{Lower, Val, is_signed, is_wide};
use crate::back::ir::{Binary, BlockId, Condition, Target, Terminator, Value};
use crate::tree::{BinaryOp, Case, Expr, Stmt, Ty};

/// Fewer ranges than this are compared one by one.
const TABLE_MIN: usize = 5;

/// A table may have this many entries for each range.
const TABLE_GROWTH_MAX: i64 = 8;

/// And so many at all.
const TABLE_ENTRIES_MAX: i64 = 2048;

/// Values `first..=last` lead to the block. Of 64 unsigned bits, `last` may be the lesser `i64`.
#[derive(Clone, Copy)]
struct Range {
    first: i64,
    last: i64,
    block: BlockId,
}

impl Lower<'_> {
    pub(super) fn switch(&mut self, value: &Expr, cases: &[Case], body: &Stmt) {
        let val = self.expr(value);
        let blocks: Vec<BlockId> = cases.iter().map(|_| self.builder.new_block()).collect();
        let end = self.builder.new_block();
        let default =
            cases.iter().position(|&case| case == Case::Default).map_or(end, |n| blocks[n]);
        let mut ranges: Vec<Range> = cases
            .iter()
            .zip(&blocks)
            .filter_map(|(case, &block)| match *case {
                Case::Range(first, last) => {
                    Some(Range { first: key(first, value.ty), last: key(last, value.ty), block })
                }
                Case::Default => None,
            })
            .collect();
        ranges.sort_by_key(|range| range.first);
        if is_wide(value.ty) {
            self.compare_wide(val, is_signed(value.ty), &ranges, default);
        } else {
            let word = self.word(val);
            self.dispatch(word, is_signed(value.ty), &ranges, default);
        }
        self.builder.start_unreachable();
        self.breaks.push(end);
        self.cases.push(blocks.clone());
        self.stmt(body);
        self.cases.pop();
        self.breaks.pop();
        // A case whose label the body does not contain leads nowhere else.
        for block in blocks {
            if !self.builder.function.order.contains(&block) {
                self.builder.fall_into(block);
                self.builder.seal(block);
            }
        }
        self.builder.fall_into(end);
        self.builder.seal(end);
    }

    /// Goes on from the current block, which it ends.
    fn dispatch(&mut self, word: Value, signed: bool, ranges: &[Range], default: BlockId) {
        let (Some(first), Some(last)) = (ranges.first(), ranges.last()) else {
            return self.builder.jump(default);
        };
        let span = last.last - first.first + 1;
        let dense = span <= TABLE_GROWTH_MAX * ranges.len() as i64 && span <= TABLE_ENTRIES_MAX;
        if ranges.len() >= TABLE_MIN && dense {
            return self.table(word, ranges, span, default);
        }
        if ranges.len() < TABLE_MIN {
            for range in ranges {
                let next = self.builder.new_block();
                self.test_range(word, *range, next);
                self.builder.seal(next);
                self.builder.start(next);
            }
            return self.builder.jump(default);
        }
        let (low, high) = ranges.split_at(ranges.len() / 2);
        let [below, above] = [(); 2].map(|()| self.builder.new_block());
        let middle = self.number(high[0].first as i32);
        let less = if signed { Condition::Lt } else { Condition::Ltu };
        self.builder.branch(less, word, middle, below, above);
        for (block, half) in [(below, low), (above, high)] {
            self.builder.seal(block);
            self.builder.start(block);
            self.dispatch(word, signed, half, default);
        }
    }

    fn test_range(&mut self, word: Value, range: Range, next: BlockId) {
        if range.first == range.last {
            let number = self.number(range.first as i32);
            return self.builder.branch(Condition::Eq, word, number, range.block, next);
        }
        let above = self.bin_const(Binary::Add, word, (range.first as i32).wrapping_neg());
        match u32::try_from(range.last - range.first + 1) {
            Ok(count) => {
                let count = self.number(count as i32);
                self.builder.branch(Condition::Ltu, above, count, range.block, next);
            }
            // Every 32-bit value.
            Err(_) => self.builder.jump(range.block),
        }
    }

    fn table(&mut self, word: Value, ranges: &[Range], span: i64, default: BlockId) {
        let first = ranges[0].first;
        let index = self.bin_const(Binary::Add, word, (first as i32).wrapping_neg());
        let count = self.number(span as i32);
        let inside = self.builder.new_block();
        self.builder.branch(Condition::Ltu, index, count, inside, default);
        self.builder.seal(inside);
        self.builder.start(inside);
        let mut targets = vec![Target::plain(default); span as usize];
        for range in ranges {
            for number in range.first..=range.last {
                targets[(number - first) as usize] = Target::plain(range.block);
            }
        }
        self.builder.end(Terminator::Table(index, targets));
    }

    fn compare_wide(&mut self, val: Val, signed: bool, ranges: &[Range], default: BlockId) {
        let ty = Ty::Int { bits: 64, signed };
        for range in ranges {
            let [above, next] = [(); 2].map(|()| self.builder.new_block());
            let [first, last] = [range.first, range.last]
                .map(|n| Val::Pair(self.number(n as i32), self.number((n >> 32) as i32)));
            if range.first == range.last {
                self.wide_branch(BinaryOp::Eq, signed, val, first, range.block, next);
            } else {
                self.wide_branch(BinaryOp::Ge, signed, val, first, above, next);
                self.builder.seal(above);
                self.builder.start(above);
                let not_above = self.binary(BinaryOp::Le, ty, val, last);
                let inside = self.word(not_above);
                let zero = self.number(0);
                self.builder.branch(Condition::Ne, inside, zero, range.block, next);
            }
            self.builder.seal(next);
            self.builder.start(next);
        }
        self.builder.jump(default);
    }
}

/// A case's number as values of the type are ordered.
fn key(number: i64, ty: Ty) -> i64 {
    match ty {
        Ty::Int { bits: 64, .. } => number,
        Ty::Int { signed: true, .. } => number as i32 as i64,
        _ => number as u32 as i64,
    }
}
