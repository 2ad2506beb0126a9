//! Inlining: the bodies of small functions, and of functions that are called once, take the place of
//! calls to them. Only functions that no other unit can see are inlined, and never those marked
//! `noinline`; what nobody calls any more is dropped.

use super::ir::{
    Block, BlockId, Callee, Def, Function, Inst, InstId, Note, Op, SlotId, Target, Terminator,
    Value,
};
use super::passes;
use crate::tree::{Program, SymbolId, SymbolKind};
use std::collections::HashMap;

/// Instructions of a function that is inlined wherever it is called.
const SMALL_MAX: usize = 10;
/// The same for one that is declared `inline`.
const DECLARED_MAX: usize = 40;
/// The same for one that is called once.
const ONCE_MAX: usize = 300;
/// A function that has grown beyond this takes in nothing more.
const CALLER_MAX: usize = 2000;

/// Inlines within the unit; afterwards functions without users are gone.
pub fn run(program: &Program, functions: &mut Vec<Function>) {
    for caller in 0..functions.len() {
        let mut changed = false;
        while let Some((block, at, callee)) = next_call(program, functions, caller) {
            let body = functions[callee].clone();
            inline(&mut functions[caller], block, at, &body);
            changed = true;
        }
        if changed {
            passes::run(&mut functions[caller], true);
        }
    }
    drop_unused(program, functions);
}

/// A call in the caller that is worth replacing.
fn next_call(
    program: &Program,
    functions: &[Function],
    caller: usize,
) -> Option<(BlockId, usize, usize)> {
    let function = &functions[caller];
    if size(function) > CALLER_MAX {
        return None;
    }
    for &block in &function.order {
        for (at, &inst) in function.block(block).insts.iter().enumerate() {
            let Op::Call(Callee::Symbol(symbol), _) = function.inst(inst).op else { continue };
            let callee =
                functions.iter().position(|other| symbol_of(program, other) == Some(symbol));
            if let Some(callee) = callee
                && callee != caller
                && is_worth(program, functions, callee, symbol)
            {
                return Some((block, at, callee));
            }
        }
    }
    None
}

fn symbol_of(program: &Program, function: &Function) -> Option<SymbolId> {
    program.functions.get(function.index).map(|source| source.symbol)
}

fn size(function: &Function) -> usize {
    function.order.iter().map(|&block| function.block(block).insts.len() + 1).sum()
}

fn is_worth(program: &Program, functions: &[Function], callee: usize, symbol: SymbolId) -> bool {
    let function = &functions[callee];
    let (Some(source), Some(named)) =
        (program.functions.get(function.index), program.symbols.get(symbol.0 as usize))
    else {
        return false;
    };
    if !named.is_static
        || source.attributes.noinline
        || named.section.is_some()
        || !is_possible(function, symbol)
    {
        return false;
    }
    let size = size(function);
    size <= SMALL_MAX
        || (source.attributes.inline && size <= DECLARED_MAX)
        || (size <= ONCE_MAX && references(program, functions, symbol) == 1)
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

/// How often the unit mentions a function.
fn references(program: &Program, functions: &[Function], symbol: SymbolId) -> usize {
    let mut count = 0;
    for function in functions {
        let mut mentions = |value: Value| {
            count +=
                matches!(function.def(value), Def::Symbol(named, _) if named == symbol) as usize;
        };
        let mut calls = 0;
        for &id in &function.order {
            let block = function.block(id);
            for &inst in &block.insts {
                let op = &function.inst(inst).op;
                calls +=
                    matches!(op, Op::Call(Callee::Symbol(called), _) if *called == symbol) as usize;
                op.operands().into_iter().for_each(&mut mentions);
            }
            block.terminator.clone().for_each_operand(|value| mentions(*value));
        }
        count += calls;
    }
    for object in &program.symbols {
        if let SymbolKind::Object { relocations, .. } = &object.kind {
            count += relocations.iter().filter(|relocation| relocation.symbol == symbol).count();
        }
    }
    count
}

/// Functions that only inlined calls have named. What inline assembly names in its text is kept.
fn drop_unused(program: &Program, functions: &mut Vec<Function>) {
    let unused = |function: &Function, functions: &[Function]| {
        let Some(symbol) = symbol_of(program, function) else { return false };
        let Some(named) = program.symbols.get(symbol.0 as usize) else { return false };
        let Some(source) = program.functions.get(function.index) else { return false };
        named.is_static
            && !source.attributes.noinline
            && named.section.is_none()
            && references(program, functions, symbol) == 0
            && !functions
                .iter()
                .any(|function| function.insts.iter().any(|inst| names(inst, &named.name)))
    };
    loop {
        let place = functions.iter().position(|function| unused(function, functions));
        match place {
            Some(place) => drop(functions.remove(place)),
            None => return,
        }
    }
}

fn names(inst: &Inst, name: &str) -> bool {
    matches!(&inst.op, Op::Asm(asm) if asm.template.contains(name))
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
        values: HashMap::new(),
        blocks: HashMap::new(),
        slots: caller.slots.len() as u32,
    };
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
    values: HashMap<Value, Value>,
    blocks: HashMap<BlockId, BlockId>,
    slots: u32,
}

impl Copy<'_> {
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
            let new = caller.new_block(block.span);
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
        let copied = caller.new_inst(inst.op.clone(), inst.results.len(), inst.span);
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
