//! Labels in a function's text that the debug sections refer to: where a variable's place changes,
//! and where the code of another block of the source begins.

use super::lines::Piece;
use crate::back::dwarf::expr::Expression;
use crate::back::dwarf::{self, Place, Range};
use crate::back::frame::Layout;
use crate::back::ir::{self, Def, Home, Inlined, Origin};
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
    /// Calls whose functions' bodies are here.
    inlined: Vec<Inlined>,
    runs: Vec<Run>,
    open: bool,
}

/// A stretch of code from one block of the source.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Run {
    /// The machine block.
    block: usize,
    /// The block of the source, by its place among the scopes.
    scope: Option<usize>,
    /// As in [`Origin`].
    call: u32,
}

impl Marks {
    /// For the function of that number in the text.
    pub fn new(
        number: usize,
        (source, function): (&Function, &ir::Function),
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
        let inlined = function.inlined.clone();
        Marks { number, located, wanted, scopes, inlined, runs: Vec::new(), open: false }
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
    pub fn source(&mut self, pieces: &mut Vec<Piece>, block: usize, origin: Origin) {
        if self.scopes.is_empty() && self.inlined.is_empty() {
            return;
        }
        let scope = dwarf::innermost(&self.scopes, self.own_place(origin));
        let run = Run { block, scope, call: origin.call };
        if self.open && self.runs.last() == Some(&run) {
            return;
        }
        self.runs.push(run);
        self.open = true;
        pieces.push(Piece::Place(format!("{}:\n", self.run_label(self.runs.len() - 1))));
    }

    /// The call that brought an origin, or a call, into the function; none if it is the function's own.
    fn outer(&self, origin: Origin) -> Option<&Inlined> {
        self.inlined.get((origin.call as usize).checked_sub(1)?)
    }

    /// The place in the function's own text: for what is inlined, the outermost call.
    fn own_place(&self, mut origin: Origin) -> Span {
        while let Some(outer) = self.outer(origin) {
            origin = outer.at;
        }
        origin.span
    }

    /// Whether code that belongs to a call lies within another one.
    fn is_within(&self, mut call: u32, outer: u32) -> bool {
        while call > outer {
            call = self.inlined[call as usize - 1].at.call;
        }
        call == outer
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
        let calls = self.calls(printed);
        dwarf::Function { index, range, places, blocks, calls }
    }

    /// The code of each scope, that of the scopes in it included.
    fn blocks(&self, printed: &[bool]) -> Vec<(Span, Vec<Range>)> {
        let contains = |outer: usize, inner: usize| {
            let (outer_span, inner_span) = (self.scopes[outer].0, self.scopes[inner].0);
            inner == outer
                || (inner_span.file == outer_span.file
                    && outer_span.start <= inner_span.start
                    && inner_span.end <= outer_span.end)
        };
        let code = |scope| {
            self.ranges(printed, |run| run.scope.is_some_and(|inner| contains(scope, inner)))
        };
        self.scopes.iter().enumerate().map(|(scope, (span, _))| (*span, code(scope))).collect()
    }

    /// The code of each call that was inlined, that of the calls in it included.
    fn calls(&self, printed: &[bool]) -> Vec<dwarf::Call> {
        let call = |(place, inlined): (usize, &Inlined)| dwarf::Call {
            index: inlined.index,
            at: inlined.at.span,
            outer: (inlined.at.call as usize).checked_sub(1),
            ranges: self.ranges(printed, |run| self.is_within(run.call, place as u32 + 1)),
        };
        self.inlined.iter().enumerate().map(call).collect()
    }

    /// The code of the runs that are wanted.
    fn ranges(&self, printed: &[bool], is_wanted: impl Fn(&Run) -> bool) -> Vec<Range> {
        let mut ranges: Vec<Range> = Vec::new();
        let mut last = None;
        let runs = self.runs.iter().enumerate().filter(|(_, run)| printed[run.block]);
        for (place, (number, run)) in runs.enumerate() {
            if !is_wanted(run) {
                continue;
            }
            let end = match self.runs.get(number + 1) {
                Some(next) if next.block == run.block => self.run_label(number + 1),
                _ => format!("{}_end", self.run_label(number)),
            };
            // What follows without a gap is one range.
            match ranges.last_mut() {
                Some(range) if last == place.checked_sub(1) && place > 0 => range.1 = end,
                _ => ranges.push((self.run_label(number), end)),
            }
            last = Some(place);
        }
        ranges
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
