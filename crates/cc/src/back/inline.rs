//! Inlining: the bodies of small functions, and of functions that are called once, take the place of
//! calls to them. Only functions that no other unit can see are inlined, and never those marked
//! `noinline`; what nobody calls any more is dropped.

use super::fold;
use super::graph::Dominators;
use super::ir::{
    Block, BlockId, Callee, Def, Function, Inlined, Inst, InstId, Note, Op, Origin, SlotId, Target,
    Terminator, Value,
};
use super::passes;
use super::private::Private;
use crate::tree::{Program, SymbolId, SymbolKind};
use rustc_hash::FxHashMap;

/// Instructions of a function that is inlined wherever it is called.
const SMALL_MAX: usize = 16;
/// The same for one that is declared `inline`.
const DECLARED_MAX: usize = 40;
/// The same before what constant arguments decide is left out.
const FOLDED_MAX: usize = 80;
/// The same for one that is called once.
const ONCE_MAX: usize = 300;
/// A function that has grown beyond this takes in nothing more.
const CALLER_MAX: usize = 2000;

/// Inlines within the unit; afterwards functions without users are gone.
pub fn run(program: &Program, functions: &mut Vec<Function>, private: &Private) {
    let mut unit = Unit::new(program, functions);
    for caller in 0..functions.len() {
        if unit.inline_into(functions, caller) {
            passes::run(&mut functions[caller], private);
            unit.recount(functions, caller);
        }
    }
    unit.drop_unused(functions);
}

/// What is known of all functions at once.
struct Unit<'a> {
    program: &'a Program,
    /// Which function a symbol is.
    homes: FxHashMap<SymbolId, usize>,
    /// What each function mentions.
    mentions: Vec<Mentions>,
    /// How often functions and objects mention each symbol.
    references: FxHashMap<SymbolId, usize>,
    /// A function that has changed since it was counted.
    stale: Option<usize>,
}

/// Symbols in one function's code.
#[derive(Default)]
struct Mentions {
    symbols: FxHashMap<SymbolId, usize>,
    /// Inline assembly may name more.
    templates: Vec<String>,
}

impl<'a> Unit<'a> {
    fn new(program: &'a Program, functions: &[Function]) -> Unit<'a> {
        let mut unit = Unit {
            program,
            homes: FxHashMap::default(),
            mentions: Vec::new(),
            references: FxHashMap::default(),
            stale: None,
        };
        for (number, function) in functions.iter().enumerate() {
            if let Some(symbol) = symbol_of(program, function) {
                unit.homes.entry(symbol).or_insert(number);
            }
            unit.mentions.push(Mentions::default());
            unit.recount(functions, number);
        }
        for object in &program.symbols {
            if let SymbolKind::Object { relocations, .. } = &object.kind {
                for relocation in relocations {
                    *unit.references.entry(relocation.symbol).or_default() += 1;
                }
            }
        }
        unit
    }

    /// Counts again what a function mentions.
    fn recount(&mut self, functions: &[Function], number: usize) {
        let new = Mentions::of(&functions[number]);
        self.exchange(number, new);
    }

    fn exchange(&mut self, number: usize, new: Mentions) {
        let old = std::mem::replace(&mut self.mentions[number], new);
        for (symbol, &count) in &self.mentions[number].symbols {
            *self.references.entry(*symbol).or_default() += count;
        }
        for (symbol, count) in old.symbols {
            *self.references.entry(symbol).or_default() -= count;
        }
    }

    fn references(&mut self, functions: &[Function], symbol: SymbolId) -> usize {
        if let Some(number) = self.stale.take() {
            self.recount(functions, number);
        }
        self.references.get(&symbol).copied().unwrap_or(0)
    }

    /// Replaces each call that is worth it, and those that this brings; tells whether there were any.
    fn inline_into(&mut self, functions: &mut [Function], caller: usize) -> bool {
        let mut changed = false;
        // A call that was not worth it does not become so through what is inlined after it.
        let (mut place, mut at) = (0, 0);
        while size(&functions[caller]) <= CALLER_MAX {
            let Some((block, found, callee)) = self.next_call(functions, caller, place, at) else {
                break;
            };
            let mut grown = std::mem::take(&mut functions[caller]);
            inline(&mut grown, block, found, &functions[callee]);
            functions[caller] = grown;
            self.stale = Some(caller);
            let order = &functions[caller].order;
            place = order.iter().position(|&id| id == block).unwrap_or(order.len());
            at = found;
            changed = true;
        }
        changed
    }

    /// The first call worth replacing, from an instruction of the block at `place` in the order on.
    fn next_call(
        &mut self,
        functions: &[Function],
        caller: usize,
        place: usize,
        mut from: usize,
    ) -> Option<(BlockId, usize, usize)> {
        let function = &functions[caller];
        for &block in function.order.get(place..)? {
            for (at, &inst) in function.block(block).insts.iter().enumerate().skip(from) {
                let Op::Call(Callee::Symbol(symbol), args) = &function.inst(inst).op else {
                    continue;
                };
                if let Some(&callee) = self.homes.get(symbol)
                    && callee != caller
                    && self.is_worth(functions, callee, *symbol, &numbers(function, args))
                {
                    return Some((block, at, callee));
                }
            }
            from = 0;
        }
        None
    }

    fn is_worth(
        &mut self,
        functions: &[Function],
        callee: usize,
        symbol: SymbolId,
        args: &[Option<i32>],
    ) -> bool {
        let function = &functions[callee];
        let (Some(source), Some(named)) = (
            self.program.functions.get(function.index),
            self.program.symbols.get(symbol.0 as usize),
        ) else {
            return false;
        };
        if !named.is_static || source.attributes.noinline || named.section.is_some() {
            return false;
        }
        let size = size(function);
        let is_small = size <= SMALL_MAX
            || (size <= FOLDED_MAX && folded_size(function, args) <= SMALL_MAX)
            || (source.attributes.inline && size <= DECLARED_MAX)
            || (size <= ONCE_MAX && self.references(functions, symbol) == 1);
        is_small && is_possible(function, symbol)
    }

    /// Functions that only inlined calls have named. What inline assembly names in its text is kept.
    fn drop_unused(&mut self, functions: &mut Vec<Function>) {
        let mut gone = vec![false; functions.len()];
        loop {
            let mut unused = Vec::new();
            for number in 0..functions.len() {
                if !gone[number] && self.is_unused(functions, number, &gone) {
                    unused.push(number);
                }
            }
            if unused.is_empty() {
                break;
            }
            for number in unused {
                gone[number] = true;
                self.exchange(number, Mentions::default());
            }
        }
        let mut gone = gone.into_iter();
        functions.retain(|_| !gone.next().unwrap_or(false));
    }

    fn is_unused(&mut self, functions: &[Function], number: usize, gone: &[bool]) -> bool {
        let function = &functions[number];
        let Some(symbol) = symbol_of(self.program, function) else { return false };
        let Some(named) = self.program.symbols.get(symbol.0 as usize) else { return false };
        let Some(source) = self.program.functions.get(function.index) else { return false };
        let kept = |(number, mentions): (usize, &Mentions)| {
            !gone[number] && mentions.templates.iter().any(|text| text.contains(&named.name))
        };
        let called_from_outside = [&self.program.at_start, &self.program.at_end];
        named.is_static
            && !called_from_outside
                .iter()
                .any(|list| list.iter().any(|(known, _)| *known == symbol))
            && !source.attributes.noinline
            && !source.attributes.used
            && named.section.is_none()
            && self.references(functions, symbol) == 0
            && !self.mentions.iter().enumerate().any(kept)
    }
}

impl Mentions {
    fn of(function: &Function) -> Mentions {
        let mut mentions = Mentions::default();
        let mut count = |symbol| *mentions.symbols.entry(symbol).or_default() += 1;
        let mut see = |value: Value| {
            if let Def::Symbol(symbol, _) = function.def(value) {
                count(symbol);
            }
        };
        for &id in &function.order {
            let block = function.block(id);
            for &inst in &block.insts {
                function.inst(inst).op.visit_operands(&mut see);
            }
            block.terminator.operands().for_each(&mut see);
        }
        for &inst in function.order.iter().flat_map(|&id| &function.block(id).insts) {
            if let Op::Call(Callee::Symbol(called), _) = function.inst(inst).op {
                count(called);
            }
        }
        for inst in &function.insts {
            if let Op::Asm(asm) = &inst.op {
                mentions.templates.push(asm.template.clone());
            }
        }
        mentions
    }
}

/// A function's symbol.
pub fn symbol_of(program: &Program, function: &Function) -> Option<SymbolId> {
    program.functions.get(function.index).map(|source| source.symbol)
}

fn size(function: &Function) -> usize {
    function.order.iter().map(|&block| function.block(block).insts.len() + 1).sum()
}

/// The arguments that are numbers.
fn numbers(function: &Function, args: &[Option<Value>]) -> Vec<Option<i32>> {
    args.iter().map(|arg| arg.and_then(|arg| function.as_const(arg))).collect()
}

/// What is left of the size when these arguments are known: operations on numbers are done by the
/// compiler, and of a branch that they decide one side is left.
fn folded_size(function: &Function, args: &[Option<i32>]) -> usize {
    let Some(&entry) = function.order.first() else { return 0 };
    if args.iter().all(Option::is_none) {
        return size(function);
    }
    let params = function.block(entry).params.iter().zip(args);
    let mut known: FxHashMap<Value, i32> =
        params.filter_map(|(&param, arg)| Some((param, (*arg)?))).collect();
    let mut reached = vec![false; function.blocks.len()];
    reached[entry.0 as usize] = true;
    let mut size = 0;
    for &id in &Dominators::new(function).reverse_postorder {
        if !reached[id.0 as usize] {
            continue;
        }
        let block = function.block(id);
        for &inst in &block.insts {
            let inst = function.inst(inst);
            match number_of(function, &known, &inst.op) {
                Some(number) => drop(known.insert(inst.results[0], number)),
                None => size += 1,
            }
        }
        let number = |value: Value| known.get(&value).copied().or(function.as_const(value));
        let decided = match &block.terminator {
            Terminator::Branch(condition, a, b, yes, no) => {
                let both = number(*a).zip(number(*b));
                both.map(|(a, b)| if condition.holds(a, b) { yes.block } else { no.block })
            }
            _ => None,
        };
        size += usize::from(decided.is_none());
        let next = block.terminator.targets().map(|target| target.block);
        let next = next.filter(|&block| decided.is_none_or(|only| only == block));
        next.for_each(|block| reached[block.0 as usize] = true);
    }
    size
}

/// The result of an operation on numbers.
fn number_of(function: &Function, known: &FxHashMap<Value, i32>, op: &Op) -> Option<i32> {
    let number = |value: Value| known.get(&value).copied().or(function.as_const(value));
    match *op {
        Op::Binary(op, a, b) => Some(fold::evaluate(op, number(a)?, number(b)?)),
        Op::Compare(condition, a, b) => Some(condition.holds(number(a)?, number(b)?) as i32),
        Op::Extend(extend, a) => Some(extend.apply(number(a)?)),
        _ => None,
    }
}

/// The body must not depend on a frame or call of its own.
fn is_possible(function: &Function, symbol: SymbolId) -> bool {
    if function.variadic_save > 0
        || function.values.iter().any(|def| matches!(def, Def::Incoming(_)))
    {
        return false;
    }
    let mut ops = function.order.iter().flat_map(|&block| &function.block(block).insts);
    ops.all(|&inst| match &function.inst(inst).op {
        Op::ReturnAddress => false,
        // A label may be defined once only.
        Op::Asm(asm) => !defines_label(&asm.template),
        Op::Call(Callee::Symbol(called), _) => *called != symbol,
        _ => true,
    })
}

/// Whether assembly text defines a named label; numbers, and names made with `%=`, may come again.
fn defines_label(template: &str) -> bool {
    template.split(['\n', ';']).any(|line| {
        let label = line.split_once(':').map_or("", |(label, _)| label.trim());
        let named = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '$');
        label.chars().all(named) && label.starts_with(|c: char| !c.is_ascii_digit())
    })
}

/// Puts a copy of the callee's body in the place of a call.
fn inline(caller: &mut Function, block: BlockId, at: usize, callee: &Function) {
    let call = caller.block(block).insts[at];
    let Inst { op, results, span } = caller.inst(call).clone();
    let Op::Call(_, args) = op else { return };
    let rest = caller.new_block(span);
    let after = caller.block_mut(block).insts.split_off(at + 1);
    caller.block_mut(block).insts.pop();
    let terminator =
        std::mem::replace(&mut caller.block_mut(block).terminator, Terminator::Unreachable);
    let old_span = caller.block(block).span;
    let notes = notes_behind(caller, block, call, &after);
    *caller.block_mut(rest) =
        Block { params: results.clone(), insts: after, terminator, span: old_span, notes };
    for &result in &results {
        caller.values[result.0 as usize] = Def::Param(rest);
    }
    let mut copy = Copy {
        callee,
        values: FxHashMap::default(),
        blocks: FxHashMap::default(),
        slots: caller.slots.len() as u32,
        call: caller.inlined.len() as u32 + 1,
    };
    caller.inlined.push(Inlined { index: callee.index, at: span });
    for inlined in &callee.inlined {
        caller.inlined.push(Inlined { at: copy.origin(inlined.at), ..*inlined });
    }
    caller.slots.extend(callee.slots.iter().cloned());
    let order = copy.body(caller, &args, rest, results.len());
    let entry = order.first().copied().unwrap_or(rest);
    let caller_block = caller.block_mut(block);
    caller_block.terminator = Terminator::Jump(Target::plain(entry));
    caller_block.span = span;
    let place =
        caller.order.iter().position(|&b| b == block).map_or(caller.order.len(), |place| place + 1);
    caller.order.splice(place..place, order.into_iter().chain([rest]));
}

/// Takes the notes that stand at or behind a call, for the block that goes on after it.
fn notes_behind(
    caller: &mut Function,
    block: BlockId,
    call: InstId,
    after: &[InstId],
) -> Vec<Note> {
    let notes = std::mem::take(&mut caller.block_mut(block).notes);
    let is_behind = |note: &Note| note.after.is_some_and(|at| at == call || after.contains(&at));
    let (mut behind, before) = notes.into_iter().partition::<Vec<_>, _>(is_behind);
    caller.block_mut(block).notes = before;
    for note in &mut behind {
        note.after = note.after.filter(|&at| at != call);
    }
    behind
}

struct Copy<'a> {
    callee: &'a Function,
    values: FxHashMap<Value, Value>,
    blocks: FxHashMap<BlockId, BlockId>,
    slots: u32,
    /// The number of the call in the caller; those that the callee had inlined come right behind it.
    call: u32,
}

impl Copy<'_> {
    /// The callee's origins as the caller's.
    fn origin(&self, origin: Origin) -> Origin {
        Origin { call: self.call + origin.call, ..origin }
    }

    /// Copies all blocks; the entry's parameters become the call's arguments.
    fn body(
        &mut self,
        caller: &mut Function,
        args: &[Option<Value>],
        rest: BlockId,
        results: usize,
    ) -> Vec<BlockId> {
        let callee = self.callee;
        let mut order = Vec::new();
        for (number, &id) in callee.order.iter().enumerate() {
            let block = callee.block(id);
            let new = caller.new_block(self.origin(block.span));
            self.blocks.insert(id, new);
            order.push(new);
            for (place, &param) in block.params.iter().enumerate() {
                let value = match args.get(place).copied().flatten() {
                    _ if number > 0 => caller.new_param(new),
                    Some(arg) => arg,
                    None => caller.constant(0),
                };
                self.values.insert(param, value);
            }
            for &inst in &block.insts {
                let copied = self.inst(caller, inst);
                caller.block_mut(new).insts.push(copied);
            }
        }
        for (&id, &new) in callee.order.iter().zip(&order) {
            for inst in caller.block(new).insts.clone() {
                let mut op = caller.inst(inst).op.clone();
                op.for_each_operand(|value| *value = self.value(caller, *value));
                caller.inst_mut(inst).op = op;
            }
            let terminator = self.terminator(caller, &callee.block(id).terminator, rest, results);
            caller.block_mut(new).terminator = terminator;
        }
        order
    }

    /// The instruction with operands still the callee's, and results the caller's.
    fn inst(&mut self, caller: &mut Function, id: InstId) -> InstId {
        let inst = self.callee.inst(id);
        let copied = caller.new_inst(inst.op.clone(), inst.results.len(), self.origin(inst.span));
        let results = caller.inst(copied).results.clone();
        self.values.extend(inst.results.iter().copied().zip(results));
        copied
    }

    fn value(&self, caller: &mut Function, value: Value) -> Value {
        match self.callee.def(value) {
            Def::Slot(slot, offset) => {
                caller.intern(Def::Slot(SlotId(slot.0 + self.slots), offset))
            }
            Def::Result(..) | Def::Param(_) => match self.values.get(&value) {
                Some(&value) => value,
                None => caller.constant(0),
            },
            def => caller.intern(def),
        }
    }

    fn terminator(
        &self,
        caller: &mut Function,
        terminator: &Terminator,
        rest: BlockId,
        results: usize,
    ) -> Terminator {
        if let Terminator::Return(values) = terminator {
            let mut args: Vec<Value> =
                values.iter().map(|&value| self.value(caller, value)).collect();
            let zero = caller.constant(0);
            args.resize(results, zero);
            return Terminator::Jump(Target { block: rest, args });
        }
        let mut terminator = terminator.clone();
        terminator.for_each_operand(|value| *value = self.value(caller, *value));
        for target in terminator.targets_mut() {
            target.block = self.blocks.get(&target.block).copied().unwrap_or(rest);
        }
        terminator
    }
}
