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
    scopes: Vec<Span>,
    /// The same, to be found by a place in them.
    around: dwarf::Scopes,
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
        let around = dwarf::Scopes::new(scopes.clone());
        let inlined = function.inlined.clone();
        Marks { number, located, wanted, scopes, around, inlined, runs: Vec::new(), open: false }
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
        let scope = self.around.innermost(self.own_place(origin));
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
        let outers: Vec<Vec<usize>> =
            (0..self.scopes.len()).map(|inner| self.scopes_around(inner)).collect();
        let mut code = Code::new(self.scopes.len());
        for (place, number) in self.printed_runs(printed) {
            for &scope in self.runs[number].scope.iter().flat_map(|&inner| &outers[inner]) {
                code.add(self, scope, (place, number));
            }
        }
        self.scopes.iter().copied().zip(code.ranges).collect()
    }

    /// The scopes that a scope lies in, itself included.
    fn scopes_around(&self, inner: usize) -> Vec<usize> {
        let own = self.scopes[inner];
        let is_around = |&outer: &usize| {
            let span = self.scopes[outer];
            let within = span.start <= own.start && own.end <= span.end;
            outer == inner || (span.file == own.file && within)
        };
        (0..self.scopes.len()).filter(is_around).collect()
    }

    /// The code of each call that was inlined, that of the calls in it included.
    fn calls(&self, printed: &[bool]) -> Vec<dwarf::Call> {
        let mut code = Code::new(self.inlined.len());
        for (place, number) in self.printed_runs(printed) {
            let mut call = self.runs[number].call as usize;
            while let Some(inlined) = call.checked_sub(1) {
                code.add(self, inlined, (place, number));
                call = self.inlined[inlined].at.call as usize;
            }
        }
        let call = |(inlined, ranges): (&Inlined, Vec<Range>)| dwarf::Call {
            index: inlined.index,
            at: inlined.at.span,
            outer: (inlined.at.call as usize).checked_sub(1),
            ranges,
        };
        self.inlined.iter().zip(code.ranges).map(call).collect()
    }

    /// The runs that are in the text: the place of each among these, and its number.
    fn printed_runs(&self, printed: &[bool]) -> Vec<(usize, usize)> {
        let runs = (0..self.runs.len()).filter(|&number| printed[self.runs[number].block]);
        runs.enumerate().collect()
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
        // From one that ends behind a boundary on.
        let of = |variable: u32, block: usize, behind: usize| {
            let start = self.located.partition_point(|one| {
                (one.variable, one.block, one.to) <= (variable, block, behind)
            });
            let own = self.located[start..].iter().take_while(move |one| one.variable == variable);
            own.filter(|one| printed[one.block])
        };
        let say = |at: At, out: Expression| expression(program, layout, at, indirect, out);
        let range = |block, from, to| (self.label(block, from), self.label(block, to));
        let mut list = Vec::new();
        for low in of(first, 0, 0) {
            if !wide {
                let place = say(low.at, Expression::default());
                list.extend(place.map(|place| (range(low.block, low.from, low.to), place)));
                continue;
            }
            let highs = of(first + 1, low.block, low.from);
            for high in highs.take_while(|high| high.block == low.block && high.from < low.to) {
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

/// The code of several scopes or calls, which is gathered run by run.
struct Code {
    ranges: Vec<Vec<Range>>,
    /// The place of the last run of each.
    last: Vec<Option<usize>>,
}

impl Code {
    fn new(count: usize) -> Code {
        Code { ranges: vec![Vec::new(); count], last: vec![None; count] }
    }

    /// Adds a run, given by its place in the text and its number, to what belongs to `whose`.
    fn add(&mut self, marks: &Marks, whose: usize, (place, number): (usize, usize)) {
        let run = &marks.runs[number];
        let end = match marks.runs.get(number + 1) {
            Some(next) if next.block == run.block => marks.run_label(number + 1),
            _ => format!("{}_end", marks.run_label(number)),
        };
        let last = self.last[whose].replace(place);
        // What follows without a gap is one range.
        match self.ranges[whose].last_mut() {
            Some(range) if last == place.checked_sub(1) && place > 0 => range.1 = end,
            _ => self.ranges[whose].push((marks.run_label(number), end)),
        }
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
fn scopes(source: &Function, debug: &Debug) -> Vec<Span> {
    let own = debug.functions.iter().find(|own| own.symbol == source.symbol);
    let all: Vec<Span> = own.map_or(Vec::new(), |own| own.blocks.clone());
    let around = dwarf::Scopes::new(all.clone());
    let locals = source.locals.iter().skip(source.parameter_count as usize);
    let named = locals.filter(|local| !local.name.is_empty()).map(|local| local.span);
    let statics = debug.objects.iter().map(|object| object.span);
    let used: BTreeSet<usize> =
        named.chain(statics).filter_map(|span| around.innermost(span)).collect();
    used.into_iter().map(|index| all[index]).collect()
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
