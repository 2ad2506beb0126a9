//! `-g`: what a debugger wants to know of a unit, as DWARF 5 in data directives.
//!
//! [`Unit`] gathers the finished functions; [`Unit::print`] makes [`die`] entries of them, of the
//! unit's objects and of all [`types`], and prints them. Lines and frames are not told here but by
//! `.loc` and `.cfi_…`, which the assembler makes tables of, with and without `-g`.

mod die;
pub mod expr;
mod names;
mod nest;
mod types;

use crate::tree::debug::{self, Debug, TypeRef};
use crate::tree::{LocalId, Program, SymbolId};
use die::{Die, Value};
use expr::Expression;
use names::*;
pub use names::{OP_DEREF as DEREF, OP_STACK_VALUE as STACK_VALUE};
pub use nest::Scopes;
use nest::{Inside, Nest};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::fmt::Write;
use swtch_source::{FileId, Sources, Span};

/// From a label to another.
pub type Range = (String, String);

/// Where a variable is.
#[derive(Clone, Debug)]
pub enum Place {
    /// Always here.
    Fixed(Expression),
    /// Here, while the program is between two labels; else nowhere.
    Listed(Vec<(Range, Expression)>),
}

/// A function whose text is finished.
#[derive(Default)]
pub struct Function {
    /// Its place among the program's functions.
    pub index: usize,
    /// From its first instruction to behind its last.
    pub range: Range,
    /// Locals that are somewhere.
    pub places: Vec<(LocalId, Place)>,
    /// For each block of the source with locals of its own, its code.
    pub blocks: Vec<(Span, Vec<Range>)>,
    /// Calls whose places the bodies of the functions have taken.
    pub calls: Vec<Call>,
}

/// A call that was inlined.
#[derive(Clone, Debug)]
pub struct Call {
    /// The function that was called: its place among the program's functions.
    pub index: usize,
    /// Where.
    pub at: Span,
    /// The call, in the same list, in whose function's body this one stands.
    pub outer: Option<usize>,
    /// What is left of the body.
    pub ranges: Vec<Range>,
}

/// A unit being described.
pub struct Unit<'a> {
    program: &'a Program,
    debug: &'a Debug,
    sources: &'a Sources,
    /// The number that `.file` gave a file.
    number: &'a mut dyn FnMut(FileId) -> usize,
    /// What is told of functions, by symbol.
    told: FxHashMap<SymbolId, &'a debug::Function>,
    /// The static objects that are declared in each function.
    statics: FxHashMap<SymbolId, Vec<&'a debug::Object>>,
    places: String,
    ranges: String,
    lists: usize,
}

fn type_of(ty: Option<TypeRef>) -> Option<Value> {
    ty.map(Value::Type)
}

/// The debug sections of a unit. `number` gives files their numbers.
pub fn print(
    program: &Program,
    debug: &Debug,
    sources: &Sources,
    functions: &[Function],
    number: &mut dyn FnMut(FileId) -> usize,
) -> String {
    let (places, ranges) = (String::new(), String::new());
    let told = debug.functions.iter().map(|own| (own.symbol, own)).rev().collect();
    let statics = FxHashMap::default();
    let mut unit =
        Unit { program, debug, sources, number, told, statics, places, ranges, lists: 0 };
    let globals = unit.find_homes();
    let entry = unit.entry(functions, &globals);
    let mut out = die::print(&entry);
    out += &list_section(".debug_loclists", &unit.places);
    out += &list_section(".debug_rnglists", &unit.ranges);
    out += "\t.section\t.debug_line,\"\",@progbits\n.Ldebug_line0:\n";
    out
}

/// A section of lists: its length, the version, sizes, no table of offsets.
fn list_section(name: &str, lists: &str) -> String {
    if lists.is_empty() {
        return String::new();
    }
    format!(
        "\t.section\t{name},\"\",@progbits\n\t.4byte\t.L{0}_end-.L{0}_start\n.L{0}_start:\n\
         \t.2byte\t5\n\t.byte\t4,0\n\t.4byte\t0\n{lists}.L{0}_end:\n",
        name.trim_start_matches('.')
    )
}

impl<'a> Unit<'a> {
    fn entry(&mut self, functions: &[Function], globals: &[&debug::Object]) -> Die {
        let name = self.debug.file.map(|id| self.sources.file(id).name.clone());
        let ranges: Vec<Range> = functions.iter().map(|function| function.range.clone()).collect();
        let mut entry = Die::new(TAG_COMPILE_UNIT)
            .with(AT_PRODUCER, Value::Text("swtch".into()))
            .with(AT_LANGUAGE, Value::Number(LANG_C11))
            .with_some(AT_NAME, name.map(Value::Text))
            .with(AT_COMP_DIR, Value::Text(".".into()));
        entry = self.code(entry, &ranges);
        // Addresses in lists are complete; they count from here.
        if ranges.len() != 1 {
            entry = entry.with(AT_LOW_PC, Value::Address("0".into()));
        }
        entry = entry.with(AT_STMT_LIST, Value::Section(".Ldebug_line0".into()));
        for function in functions {
            if let Some(made) = self.function(function) {
                entry.push(made);
            }
        }
        let inlined: BTreeSet<usize> =
            functions.iter().flat_map(|function| &function.calls).map(|call| call.index).collect();
        for index in inlined {
            if let Some(made) = self.inlined(index) {
                entry.push(made);
            }
        }
        for object in globals {
            let made = self.object(object);
            entry.push(made);
        }
        let debug = self.debug;
        for (number, ty) in debug.types.iter().enumerate() {
            let made = self.type_entry(number, ty);
            entry.push(made);
        }
        entry
    }

    /// Says where an entry's code is.
    fn code(&mut self, entry: Die, ranges: &[Range]) -> Die {
        match ranges {
            [] => entry,
            [(start, end)] => entry
                .with(AT_LOW_PC, Value::Address(start.clone()))
                .with(AT_HIGH_PC, Value::Size(start.clone(), end.clone())),
            _ => {
                let label = self.list_label();
                let _ = writeln!(self.ranges, "{label}:");
                for (start, end) in ranges {
                    let _ = writeln!(self.ranges, "\t.byte\t{RLE_START_END}");
                    let _ = writeln!(self.ranges, "\t.4byte\t{start},{end}");
                }
                let _ = writeln!(self.ranges, "\t.byte\t{RLE_END_OF_LIST}");
                entry.with(AT_RANGES, Value::Section(label))
            }
        }
    }

    fn list_label(&mut self) -> String {
        self.lists += 1;
        format!(".Ldebug_list{}", self.lists)
    }

    /// Says where an entry is declared.
    fn declared(&mut self, entry: Die, span: Span) -> Die {
        let line = u64::from(self.sources.line_col(span).line);
        let file = (self.number)(span.file) as u64;
        entry.with(AT_DECL_FILE, Value::Number(file)).with(AT_DECL_LINE, Value::Number(line))
    }

    fn object(&mut self, object: &debug::Object) -> Die {
        let symbol = &self.program.symbols[object.symbol.0 as usize];
        let entry = Die::new(TAG_VARIABLE).with(AT_NAME, Value::Text(object.name.clone()));
        let place = Expression::default().at_symbol(&symbol.name);
        self.declared(entry, object.span)
            .with_some(AT_TYPE, type_of(object.ty))
            .with_some(AT_EXTERNAL, (!symbol.is_static).then_some(Value::Flag))
            .with(AT_LOCATION, Value::Expression(place))
    }

    /// Gives static objects to the functions that they are declared in; yields all other objects.
    fn find_homes(&mut self) -> Vec<&'a debug::Object> {
        let functions = &self.program.functions;
        let spans = functions.iter().map(|function| Span {
            file: function.span.file,
            start: function.span.start,
            end: function.end.end.max(function.span.start),
        });
        let around = Scopes::new(spans.collect());
        let mut globals = Vec::new();
        for object in &self.debug.objects {
            match around.innermost(object.span) {
                Some(home) => self.statics.entry(functions[home].symbol).or_default().push(object),
                None => globals.push(object),
            }
        }
        globals
    }

    /// What all copies of an inlined function have in common.
    fn inlined(&mut self, index: usize) -> Option<Die> {
        let source = self.program.functions.get(index)?;
        let symbol = self.program.symbols.get(source.symbol.0 as usize)?;
        let own = *self.told.get(&source.symbol)?;
        let entry = Die::of_function(index).with(AT_NAME, Value::Text(symbol.name.clone()));
        let mut entry = self
            .declared(entry, source.span)
            .with(AT_PROTOTYPED, Value::Flag)
            .with_some(AT_TYPE, type_of(own.returns))
            .with(AT_INLINE, Value::Number(INL_INLINED));
        // Where a copy keeps its parameters nobody has written down.
        let nowhere = Function { index, ..Function::default() };
        for parameter in 0..source.parameter_count {
            if let Some(made) = self.local(source, own, &nowhere, LocalId(parameter)) {
                entry.push(made);
            }
        }
        Some(entry)
    }

    /// The inlined calls that stand somewhere.
    fn calls(&mut self, entry: &mut Die, whose: &Inside, function: &Function, nest: &Nest) {
        for &place in &whose.calls {
            let call = &function.calls[place];
            if call.ranges.is_empty() || !self.is_described(call.index) {
                continue;
            }
            let at = self.sources.line_col(call.at);
            let file = (self.number)(call.at.file) as u64;
            let made = Die::new(TAG_INLINED_SUBROUTINE)
                .with(AT_ABSTRACT_ORIGIN, Value::Function(call.index));
            let mut made = self
                .code(made, &call.ranges)
                .with(AT_CALL_FILE, Value::Number(file))
                .with(AT_CALL_LINE, Value::Number(at.line.into()))
                .with(AT_CALL_COLUMN, Value::Number(at.col.into()));
            self.calls(&mut made, &nest.in_calls[place], function, nest);
            entry.push(made);
        }
    }

    fn is_described(&self, index: usize) -> bool {
        let source = self.program.functions.get(index);
        source.is_some_and(|source| self.told.contains_key(&source.symbol))
    }

    fn function(&mut self, function: &Function) -> Option<Die> {
        let source = self.program.functions.get(function.index)?;
        let symbol = self.program.symbols.get(source.symbol.0 as usize)?;
        let own = *self.told.get(&source.symbol)?;
        let entry = Die::new(TAG_SUBPROGRAM).with(AT_NAME, Value::Text(symbol.name.clone()));
        let frame = Expression::default().op(OP_CALL_FRAME_CFA);
        let entry = self
            .declared(entry, source.span)
            .with(AT_PROTOTYPED, Value::Flag)
            .with_some(AT_TYPE, type_of(own.returns))
            .with_some(AT_EXTERNAL, (!symbol.is_static).then_some(Value::Flag))
            .with_some(AT_NORETURN, source.attributes.noreturn.then_some(Value::Flag));
        let mut entry = self
            .code(entry, std::slice::from_ref(&function.range))
            .with(AT_FRAME_BASE, Value::Expression(frame));
        for index in 0..source.parameter_count {
            if let Some(made) = self.local(source, own, function, LocalId(index)) {
                entry.push(made);
            }
        }
        if source.variadic {
            entry.push(Die::new(TAG_UNSPECIFIED_PARAMETERS));
        }
        let statics = self.statics.remove(&source.symbol).unwrap_or_default();
        let nest = Nest::new(source, function, &statics);
        self.scope(&mut entry, &nest.outside, (source, own, function), &statics, &nest);
        Some(entry)
    }

    /// The variables declared right in a block of the source, and the blocks in it.
    fn scope(
        &mut self,
        entry: &mut Die,
        whose: &Inside,
        told: (&crate::tree::Function, &debug::Function, &Function),
        statics: &[&debug::Object],
        nest: &Nest,
    ) {
        let (source, own, function) = told;
        for &id in &whose.locals {
            if let Some(made) = self.local(source, own, function, id) {
                entry.push(made);
            }
        }
        for &object in &whose.statics {
            let made = self.object(statics[object]);
            entry.push(made);
        }
        self.calls(entry, whose, function, nest);
        for &inner in &whose.blocks {
            let ranges = &function.blocks[inner].1;
            if !ranges.is_empty() {
                let mut made = self.code(Die::new(TAG_LEXICAL_BLOCK), ranges);
                self.scope(&mut made, &nest.in_blocks[inner], told, statics, nest);
                entry.push(made);
            }
        }
    }

    /// A parameter or variable; temporaries of the compiler have no name.
    fn local(
        &mut self,
        source: &crate::tree::Function,
        own: &debug::Function,
        function: &Function,
        id: LocalId,
    ) -> Option<Die> {
        let local = source.locals.get(id.0 as usize)?;
        let is_parameter = id.0 < source.parameter_count;
        if local.name.is_empty() && !is_parameter {
            return None;
        }
        let tag = if is_parameter { TAG_FORMAL_PARAMETER } else { TAG_VARIABLE };
        let name = (!local.name.is_empty()).then(|| Value::Text(local.name.clone()));
        let entry = self.declared(Die::new(tag).with_some(AT_NAME, name), local.span);
        let ty = own.locals.get(id.0 as usize).copied().flatten();
        let place = function.places.binary_search_by_key(&id.0, |(place, _)| place.0).ok();
        let place = place.and_then(|place| self.place(&function.places[place].1));
        Some(entry.with_some(AT_TYPE, type_of(ty)).with_some(AT_LOCATION, place))
    }

    fn place(&mut self, place: &Place) -> Option<Value> {
        let list = match place {
            Place::Fixed(expression) => return Some(Value::Expression(expression.clone())),
            Place::Listed(list) if list.is_empty() => return None,
            Place::Listed(list) => list,
        };
        let label = self.list_label();
        let _ = writeln!(self.places, "{label}:");
        for ((start, end), expression) in list {
            let _ = writeln!(self.places, "\t.byte\t{LLE_START_END}\n\t.4byte\t{start},{end}");
            let _ = write!(self.places, "\t.uleb128\t{}\n{}", expression.size(), expression.text());
        }
        let _ = writeln!(self.places, "\t.byte\t{LLE_END_OF_LIST}");
        Some(Value::Section(label))
    }
}
