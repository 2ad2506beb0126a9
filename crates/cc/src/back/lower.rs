//! Tree → intermediate form, one function at a time.
//!
//! Here C's types end: 64-bit integers become pairs of words, aggregates become addresses, bit-fields
//! shifts and masks, conditions control flow, calls the argument words of the psABI. The parts:
//! [`stmt`], [`switch`], [`expr`], [`arith`] and [`wide`] (arithmetic of words and of pairs), [`place`],
//! [`memory`] (copying and clearing), [`call`], [`library`], [`asm`].

mod arith;
mod asm;
mod call;
mod expr;
mod held;
mod library;
mod memory;
mod place;
mod stmt;
mod switch;
mod wide;

use super::ir::{self, BlockId, Home, Slot, SlotId, Value};
use super::ssa::{Builder, Variable};
use crate::Options;
use crate::tree::{self, Ty};
use swtch_source::{Diagnostic, Span};

/// How deep statements and expressions may nest before the user is told to simplify.
const DEPTH_MAX: u32 = 1_000_000;

/// In a deeper nest of loops variables stay in memory: in SSA each loop would have a parameter for
/// each variable of the loops around it, most of them to be removed again.
const LOOP_DEPTH_MAX: u32 = 200;

/// In a function with more block parameters than this all variables stay in memory: hundreds of
/// variables that live through hundreds of branches make one for each pair.
const PARAMS_MAX: usize = 60_000;

/// Lowers one function; what cannot be translated is reported.
pub fn lower(
    program: &tree::Program,
    function: &tree::Function,
    options: &Options,
) -> Result<ir::Function, Vec<Diagnostic>> {
    let in_ssa = options.optimise && function.loop_depth <= LOOP_DEPTH_MAX;
    match lower_with(program, function, options, in_ssa)? {
        Some(lowered) => Ok(lowered),
        None => Ok(lower_with(program, function, options, false)?.unwrap_or_default()),
    }
}

/// The same with variables in SSA or in memory; nothing if SSA has become too large.
fn lower_with(
    program: &tree::Program,
    function: &tree::Function,
    options: &Options,
    in_ssa: bool,
) -> Result<Option<ir::Function>, Vec<Diagnostic>> {
    let mut lower = Lower::new(program, function, options, in_ssa);
    lower.parameters();
    for stmt in &function.body {
        lower.stmt(stmt);
    }
    lower.builder.span = function.end;
    lower.implicit_return();
    lower.meet_gotos();
    if !lower.diagnostics.is_empty() {
        return Err(lower.diagnostics);
    }
    Ok(lower.builder.finish())
}

/// What an expression yields.
#[derive(Clone, Copy, Debug)]
enum Val {
    Void,
    Word(Value),
    /// Low word, high word.
    Pair(Value, Value),
    /// The address of an aggregate.
    Memory(Value),
}

/// Where a local variable lives.
#[derive(Clone, Copy)]
enum Storage {
    /// In SSA, as one word or (low first) two.
    Variable(Variable),
    /// At this address.
    Memory(Value),
}

struct Lower<'a> {
    program: &'a tree::Program,
    source: &'a tree::Function,
    optimise: bool,
    /// Variables whose address nobody takes are in no memory.
    in_ssa: bool,
    /// Calls of library functions that are known may be done in place.
    builtin: bool,
    builder: Builder,
    locals: Vec<Storage>,
    labels: Vec<BlockId>,
    breaks: Vec<BlockId>,
    continues: Vec<BlockId>,
    cases: Vec<Vec<BlockId>>,
    /// Where every `goto *` goes, and the variable it leaves its value in.
    dispatch: Option<(BlockId, Variable)>,
    /// Where the caller wants a large aggregate result.
    result_address: Option<Value>,
    /// Words of named parameters: `va_start` begins after them.
    named_words: usize,
    variables: u32,
    depth: u32,
    /// Values that wait for another operand, and the stack memory of those that wait there.
    held: usize,
    waiting: Vec<Value>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Lower<'a> {
    fn new(
        program: &'a tree::Program,
        source: &'a tree::Function,
        options: &Options,
        in_ssa: bool,
    ) -> Lower<'a> {
        let name = program.symbols.get(source.symbol.0 as usize).map_or("?", |s| s.name.as_str());
        let mut builder = Builder::new(name.to_string(), source.span);
        builder.params_left = if in_ssa { PARAMS_MAX } else { usize::MAX };
        let labels = source.labels.iter().map(|_| builder.new_block()).collect();
        let mut lower = Lower {
            program,
            source,
            optimise: options.optimise,
            in_ssa,
            builtin: options.optimise && !options.no_builtin,
            builder,
            locals: Vec::new(),
            labels,
            breaks: Vec::new(),
            continues: Vec::new(),
            cases: Vec::new(),
            dispatch: None,
            result_address: None,
            named_words: 0,
            variables: 0,
            depth: 0,
            held: 0,
            waiting: Vec::new(),
            diagnostics: Vec::new(),
        };
        for (index, local) in source.locals.iter().enumerate() {
            let is_parameter = index < source.parameter_count as usize;
            let storage = lower.storage(local, is_parameter);
            lower.locals.push(storage);
        }
        if program.debug.is_some() {
            lower.tell_homes();
        }
        lower
    }

    /// Decides where a local lives. A large aggregate parameter lives where the caller put it; its
    /// address is known only later.
    fn storage(&mut self, local: &tree::Local, is_parameter: bool) -> Storage {
        let (size, align) = layout(local.ty);
        let aggregate = matches!(local.ty, Ty::Aggregate { .. });
        if !aggregate && !local.in_memory && self.in_ssa {
            return Storage::Variable(self.new_variables(2));
        }
        if is_parameter && aggregate && size > 8 {
            return Storage::Variable(self.new_variables(1));
        }
        let align = align.max(local.align);
        Storage::Memory(self.aligned_slot(&local.name, size, align))
    }

    /// For a debugger: where each local lives.
    fn tell_homes(&mut self) {
        for (local, storage) in self.source.locals.iter().zip(&self.locals) {
            let home = match *storage {
                Storage::Memory(address) => match self.builder.function.def(address) {
                    ir::Def::Slot(slot, 0) => Home::Slot(slot),
                    _ => Home::Nowhere,
                },
                Storage::Variable(first) => {
                    let indirect = matches!(local.ty, Ty::Aggregate { .. });
                    let words = if is_wide(local.ty) { 2 } else { 1 };
                    let all = (first.0..first.0 + words).map(Variable);
                    self.builder.noted.extend(all);
                    Home::Words { first: first.0, indirect }
                }
            };
            self.builder.function.homes.push(home);
        }
    }

    /// Stack memory; more than the stack's own alignment is made by rounding an address up.
    fn aligned_slot(&mut self, name: &str, size: u32, align: u32) -> Value {
        if align <= 16 {
            return self.new_slot(name, size, align);
        }
        let slot = self.new_slot(name, size.saturating_add(align - 16), 16);
        let up = self.builder.constant(align as i32 - 1);
        let mask = self.builder.constant((align as i32).wrapping_neg());
        let sum = self.builder.push(ir::Op::Binary(ir::Binary::Add, slot, up));
        self.builder.push(ir::Op::Binary(ir::Binary::And, sum, mask))
    }

    fn new_slot(&mut self, name: &str, size: u32, align: u32) -> Value {
        // Whole words can be copied and cleared at once.
        let align = if self.optimise && size >= 4 { align.max(4) } else { align.max(1) };
        let slots = &mut self.builder.function.slots;
        slots.push(Slot { name: name.to_string(), size, align });
        let id = SlotId(slots.len() as u32 - 1);
        self.builder.slot_address(id)
    }

    fn new_variables(&mut self, count: u32) -> Variable {
        let first = self.variables;
        self.variables += count;
        Variable(first)
    }

    fn error(&mut self, span: Span, message: impl Into<String>) {
        self.diagnostics.push(Diagnostic::error(span, message));
    }

    /// Runs `work` one level deeper, unless that is too deep.
    fn nested<T>(&mut self, span: Span, otherwise: T, work: impl FnOnce(&mut Self) -> T) -> T {
        if self.depth >= DEPTH_MAX {
            if self.diagnostics.is_empty() {
                let hint = "split it with variables or functions";
                let message = format!("nested more than {DEPTH_MAX} levels deep");
                self.diagnostics.push(Diagnostic::error(span, message).hint(hint));
            }
            return otherwise;
        }
        self.depth += 1;
        let result = work(self);
        self.depth -= 1;
        result
    }
}

/// Size and alignment of a type in bytes.
fn layout(ty: Ty) -> (u32, u32) {
    match ty {
        Ty::Void => (0, 1),
        Ty::Bool => (1, 1),
        Ty::Int { bits, .. } => (bits as u32 / 8, bits as u32 / 8),
        Ty::Pointer => (4, 4),
        Ty::Aggregate { size, align } => (size, align.max(1)),
    }
}

fn is_wide(ty: Ty) -> bool {
    matches!(ty, Ty::Int { bits: 64, .. })
}

fn is_signed(ty: Ty) -> bool {
    matches!(ty, Ty::Int { signed: true, .. })
}
