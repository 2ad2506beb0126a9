//! Labels in a function's text that the debug sections refer to: where a variable's place changes,
//! and where the code of another block of the source begins.

use super::lines::Piece;
use crate::back::dwarf::expr::Expression;
use crate::back::dwarf::{self, Place, Range};
use crate::back::frame::Layout;
use crate::back::ir::{self, Def, Home};
use crate::back::locate::Located;
use crate::back::machine::{Global, Held};
use crate::back::regalloc::At;
use crate::tree::debug::Debug;
use crate::tree::{Function, LocalId, Program, Ty};
use std::collections::BTreeSet;
use swtch_source::Span;

/// What is marked in the text of one function.
pub struct Marks {
    number: usize,
    /// Those of one variable stand together.
    located: Vec<Located>,
    /// For each machine block the boundaries (see [`Located`]) that want a label.
    wanted: Vec<BTreeSet<usize>>,
    /// Blocks of the source that have variables of their own.
    scopes: Vec<(Span, Vec<Range>)>,
    /// Stretches of code from one block of the source: machine block, scope.
    runs: Vec<(usize, Option<usize>)>,
    open: bool,
}

impl Marks {
    /// For the function of that number in the text.
    pub fn new(
        number: usize,
        source: &Function,
        debug: &Debug,
        mut located: Vec<Located>,
        blocks: usize,
    ) -> Marks {
        located.sort_by_key(|one| one.variable);
        let mut wanted = vec![BTreeSet::new(); blocks];
        for one in &located {
            wanted[one.block].extend([one.from, one.to]);
        }
        let scopes = scopes(source, debug);
        Marks { number, located, wanted, scopes, runs: Vec::new(), open: false }
    }

    fn label(&self, block: usize, boundary: usize) -> String {
        format!(".LV{}_{block}_{boundary}", self.number)
    }

    /// Marks a boundary of a block, if that is wanted.
    pub fn boundary(&self, pieces: &mut Vec<Piece>, block: usize, boundary: usize) {
        if self.wanted[block].contains(&boundary) {
            pieces.push(Piece::Place(format!("{}:\n", self.label(block, boundary))));
        }
    }

    /// Marks the boundary behind an instruction; that behind a block's last is marked by `close`.
    pub fn behind(&self, pieces: &mut Vec<Piece>, block: usize, index: usize, insns: usize) {
        if index + 1 < insns {
            self.boundary(pieces, block, 2 * (index + 1));
        }
    }

    /// An instruction follows that comes from this place of the source.
    pub fn source(&mut self, pieces: &mut Vec<Piece>, block: usize, span: Span) {
        if self.scopes.is_empty() {
            return;
        }
        let scope = dwarf::innermost(&self.scopes, span);
        if self.open && self.runs.last() == Some(&(block, scope)) {
            return;
        }
        self.runs.push((block, scope));
        self.open = true;
        pieces.push(Piece::Place(format!("{}:\n", self.run_label(self.runs.len() - 1))));
    }

    /// The block of code ends here.
    pub fn close(&mut self, pieces: &mut Vec<Piece>, block: usize, insns: usize) {
        self.boundary(pieces, block, 2 * insns);
        if self.open {
            pieces.push(Piece::Place(format!("{}_end:\n", self.run_label(self.runs.len() - 1))));
        }
        self.open = false;
    }

    fn run_label(&self, run: usize) -> String {
        format!(".LS{}_{run}", self.number)
    }

    /// The function as the debug sections tell it; `printed` says which blocks are in the text.
    pub fn finish(
        self,
        program: &Program,
        index: usize,
        function: &ir::Function,
        layout: &Layout,
        printed: &[bool],
    ) -> dwarf::Function {
        let range = (format!(".Lfunc{}", self.number), format!(".Lfunc_end{}", self.number));
        let mut places = Vec::new();
        let source = &program.functions[index];
        let used = used_slots(function);
        for (id, (home, local)) in function.homes.iter().zip(&source.locals).enumerate() {
            let place = match *home {
                Home::Slot(slot) if used[slot.0 as usize] => {
                    let at = layout.offset(crate::back::machine::Frame::Slot(slot, 0));
                    Place::Fixed(Expression::default().in_frame(at - layout.size as i32))
                }
                Home::Words { first, indirect } => {
                    let wide = matches!(local.ty, Ty::Int { bits: 64, .. });
                    Place::Listed(self.list(program, layout, printed, first, indirect, wide))
                }
                _ => continue,
            };
            places.push((LocalId(id as u32), place));
        }
        let blocks = self.blocks(printed);
        dwarf::Function { index, range, places, blocks }
    }

    /// The code of each scope, that of the scopes in it included.
    fn blocks(&self, printed: &[bool]) -> Vec<(Span, Vec<Range>)> {
        let mut blocks: Vec<(Span, Vec<Range>)> =
            self.scopes.iter().map(|(span, _)| (*span, Vec::new())).collect();
        for (index, (span, ranges)) in blocks.iter_mut().enumerate() {
            let mut last = None;
            let runs = self.runs.iter().enumerate().filter(|(_, (block, _))| printed[*block]);
            for (place, (run, (block, scope))) in runs.enumerate() {
                let around = |inner: usize| {
                    let inner_span = self.scopes[inner].0;
                    inner == index
                        || (inner_span.file == span.file
                            && span.start <= inner_span.start
                            && inner_span.end <= span.end)
                };
                if !scope.is_some_and(around) {
                    continue;
                }
                let next = self.runs.get(run + 1);
                let end = match next {
                    Some((other, _)) if other == block => self.run_label(run + 1),
                    _ => format!("{}_end", self.run_label(run)),
                };
                // What follows without a gap is one range.
                match ranges.last_mut() {
                    Some(range) if last == place.checked_sub(1) && place > 0 => range.1 = end,
                    _ => ranges.push((self.run_label(run), end)),
                }
                last = Some(place);
            }
        }
        blocks
    }

    fn list(
        &self,
        program: &Program,
        layout: &Layout,
        printed: &[bool],
        first: u32,
        indirect: bool,
        wide: bool,
    ) -> Vec<(Range, Expression)> {
        let of = |variable: u32| {
            let start = self.located.partition_point(|one| one.variable < variable);
            let own = self.located[start..].iter().take_while(move |one| one.variable == variable);
            own.filter(|one| printed[one.block])
        };
        let say = |at: At, out: Expression| expression(program, layout, at, indirect, out);
        let range = |block, from, to| (self.label(block, from), self.label(block, to));
        let mut list = Vec::new();
        for low in of(first) {
            if !wide {
                let place = say(low.at, Expression::default());
                list.extend(place.map(|place| (range(low.block, low.from, low.to), place)));
                continue;
            }
            for high in of(first + 1).filter(|high| high.block == low.block) {
                let (from, to) = (low.from.max(high.from), low.to.min(high.to));
                let place = say(low.at, Expression::default()).map(|place| place.piece(4));
                let place = place.and_then(|place| say(high.at, place));
                if let Some(place) = place.filter(|_| from < to) {
                    list.push((range(low.block, from, to), place.piece(4)));
                }
            }
        }
        list
    }
}

/// Says where a word is, or, if the word is an address, what is there.
fn expression(
    program: &Program,
    layout: &Layout,
    at: At,
    indirect: bool,
    out: Expression,
) -> Option<Expression> {
    use crate::back::dwarf::{DEREF, STACK_VALUE};
    let frame = |offset: i32| offset - layout.size as i32;
    let value = |out: Expression| if indirect { out } else { out.op(STACK_VALUE) };
    Some(match at {
        At::Register(register) if indirect => out.at_register(register),
        At::Register(register) => out.register(register),
        At::Spill(slot) if indirect => out.in_frame(frame(layout.spill(slot))).op(DEREF),
        At::Spill(slot) => out.in_frame(frame(layout.spill(slot))),
        At::Held(Held::Number(number)) if !indirect => out.number(number),
        At::Held(Held::Frame(place)) => value(out.in_frame(frame(layout.offset(place)))),
        At::Held(Held::Global(Global::Symbol(symbol, offset))) => {
            let name = &program.symbols.get(symbol.0 as usize)?.name;
            value(out.at_symbol(&format!("{name}{offset:+}")))
        }
        At::Held(_) => return None,
    })
}

/// Blocks of the source that declare named variables.
fn scopes(source: &Function, debug: &Debug) -> Vec<(Span, Vec<Range>)> {
    let own = debug.functions.iter().find(|own| own.symbol == source.symbol);
    let all: Vec<(Span, Vec<Range>)> =
        own.into_iter().flat_map(|own| &own.blocks).map(|&span| (span, Vec::new())).collect();
    let locals = source.locals.iter().skip(source.parameter_count as usize);
    let named = locals.filter(|local| !local.name.is_empty()).map(|local| local.span);
    let statics = debug.objects.iter().map(|object| object.span);
    let used: BTreeSet<usize> =
        named.chain(statics).filter_map(|span| dwarf::innermost(&all, span)).collect();
    used.into_iter().map(|index| all[index].clone()).collect()
}

/// Slots that some instruction reads, writes or points to: others hold nothing.
fn used_slots(function: &ir::Function) -> Vec<bool> {
    let mut used = vec![false; function.slots.len()];
    for (value, is_used) in function.used_values().into_iter().enumerate() {
        if let (Def::Slot(slot, _), true) = (function.values[value], is_used) {
            used[slot.0 as usize] = true;
        }
    }
    used
}
