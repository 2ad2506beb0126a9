//! Builds SSA while the tree is walked, after Braun and others, "Simple and Efficient Construction of
//! Static Single Assignment Form" (2013): a variable read in a block that does not write it looks into
//! the blocks before; where several meet, it becomes a parameter. A block is *sealed* once all jumps to
//! it exist; until then its parameters stay without arguments.

use super::fold::{Simplified, simplify};
use super::ir::{BlockId, Condition, Def, Function, Note, Op, Target, Terminator, Value};
use rustc_hash::{FxHashMap, FxHashSet};
use swtch_source::Span;

/// A word-sized variable of the source, or half of a wider one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Variable(pub u32);

/// A function under construction.
pub struct Builder {
    /// What has been built.
    pub function: Function,
    /// Where the next instruction goes.
    pub current: BlockId,
    /// The source place of the next instruction.
    pub span: Span,
    definitions: FxHashMap<(Variable, BlockId), Value>,
    predecessors: Vec<Vec<BlockId>>,
    sealed: Vec<bool>,
    ended: Vec<bool>,
    incomplete: Vec<Vec<(Variable, Value)>>,
    /// How many block parameters variables may still become; without any left the function comes to
    /// nothing.
    pub params_left: usize,
    /// Variables that a debugger asks for.
    pub noted: FxHashSet<Variable>,
}

impl Builder {
    /// With an empty, sealed entry block.
    pub fn new(name: String, span: Span) -> Builder {
        let function = Function { name, span: Some(span), ..Function::default() };
        let mut builder = Builder {
            function,
            current: BlockId(0),
            span,
            definitions: FxHashMap::default(),
            predecessors: Vec::new(),
            sealed: Vec::new(),
            ended: Vec::new(),
            incomplete: Vec::new(),
            params_left: usize::MAX,
            noted: FxHashSet::default(),
        };
        let entry = builder.new_block();
        builder.start(entry);
        builder.seal(entry);
        builder
    }

    /// A block without contents or place.
    pub fn new_block(&mut self) -> BlockId {
        self.predecessors.push(Vec::new());
        self.sealed.push(false);
        self.ended.push(false);
        self.incomplete.push(Vec::new());
        self.function.new_block(self.span)
    }

    /// Places a block after those placed before, and goes on in it.
    pub fn start(&mut self, block: BlockId) {
        self.function.order.push(block);
        self.current = block;
    }

    /// Falls from the current block into a new place.
    pub fn fall_into(&mut self, block: BlockId) {
        self.jump(block);
        self.start(block);
    }

    /// Adds an instruction, or finds the value that it would compute.
    pub fn push(&mut self, op: Op) -> Value {
        match simplify(&mut self.function, op) {
            Simplified::Value(value) => value,
            Simplified::Op(op) => {
                let results = self.push_results(op, 1);
                results[0]
            }
        }
    }

    /// Adds an instruction without a result.
    pub fn push_effect(&mut self, op: Op) {
        if let Simplified::Op(op) = simplify(&mut self.function, op) {
            self.push_results(op, 0);
        }
    }

    /// Adds an instruction with some results, as it is.
    pub fn push_results(&mut self, op: Op, results: usize) -> Vec<Value> {
        let inst = self.function.new_inst(op, results, self.span);
        let current = self.current;
        self.function.block_mut(current).insts.push(inst);
        self.function.inst(inst).results.clone()
    }

    /// A number.
    pub fn constant(&mut self, number: i32) -> Value {
        self.function.constant(number)
    }

    /// Ends the current block, if it has not ended; what follows up to the next `start` is
    /// unreachable and goes into a block of its own.
    pub fn end(&mut self, terminator: Terminator) {
        let current = self.current;
        if self.ended[current.0 as usize] {
            return;
        }
        self.ended[current.0 as usize] = true;
        for target in terminator.targets() {
            let list = &mut self.predecessors[target.block.0 as usize];
            if list.last() != Some(&current) {
                list.push(current);
            }
        }
        let block = self.function.block_mut(current);
        block.terminator = terminator;
        block.span = self.span.into();
    }

    /// Ends the current block with a jump.
    pub fn jump(&mut self, block: BlockId) {
        self.end(Terminator::Jump(Target::plain(block)));
    }

    /// Ends the current block with a decision; a decision known now becomes a jump.
    pub fn branch(&mut self, condition: Condition, a: Value, b: Value, yes: BlockId, no: BlockId) {
        let (mut condition, mut a, mut b) = (condition, a, b);
        for _ in 0..4 {
            match super::fold::simpler_condition(&mut self.function, condition, a, b) {
                Some(simpler) => (condition, a, b) = simpler,
                None => break,
            }
        }
        let known = match (self.function.as_const(a), self.function.as_const(b)) {
            (Some(a), Some(b)) => Some(condition.holds(a, b)),
            _ if a == b => Some(condition.holds(0, 0)),
            _ => None,
        };
        match known {
            Some(true) => self.jump(yes),
            Some(false) => self.jump(no),
            None if yes == no => self.jump(yes),
            None => {
                self.end(Terminator::Branch(condition, a, b, Target::plain(yes), Target::plain(no)))
            }
        }
    }

    /// After a `return`, `break` or the like: code that only a label can make reachable.
    pub fn start_unreachable(&mut self) {
        let block = self.new_block();
        self.start(block);
        self.seal(block);
    }

    /// The variable has this value from here on.
    pub fn write(&mut self, variable: Variable, value: Value) {
        if self.noted.contains(&variable) {
            let block = self.function.block_mut(self.current);
            let after = block.insts.last().copied();
            block.notes.push(Note { after, variable: variable.0, value: Some(value) });
        }
        self.definitions.insert((variable, self.current), value);
    }

    /// The variable's value here.
    pub fn read(&mut self, variable: Variable) -> Value {
        let mut open = Vec::new();
        let value = self.read_in(variable, self.current, &mut open);
        self.complete(open);
        value
    }

    /// All jumps to the block exist now.
    pub fn seal(&mut self, block: BlockId) {
        if std::mem::replace(&mut self.sealed[block.0 as usize], true) {
            return;
        }
        let open = std::mem::take(&mut self.incomplete[block.0 as usize]);
        self.complete(open.into_iter().map(|(variable, param)| (variable, param, block)).collect());
    }

    /// Seals whatever is left and hands out the function, if it had parameters enough.
    pub fn finish(mut self) -> Option<Function> {
        for index in 0..self.sealed.len() {
            self.seal(BlockId(index as u32));
        }
        (self.params_left > 0).then_some(self.function)
    }

    /// Looks back along single predecessors; new parameters that still want arguments go to `open`.
    fn read_in(
        &mut self,
        variable: Variable,
        start: BlockId,
        open: &mut Vec<(Variable, Value, BlockId)>,
    ) -> Value {
        let mut block = start;
        let mut passed = Vec::new();
        let value = loop {
            if let Some(&value) = self.definitions.get(&(variable, block)) {
                break value;
            }
            passed.push(block);
            let sealed = self.sealed[block.0 as usize];
            match self.predecessors[block.0 as usize][..] {
                // Never written on this path: C leaves the value open, zero is reproducible.
                [] if sealed => break self.constant(0),
                [only] if sealed && passed.len() <= self.sealed.len() => block = only,
                // A loop that nothing enters.
                [_] if sealed => break self.constant(0),
                _ if self.params_left == 0 => break self.constant(0),
                _ => {
                    self.params_left -= 1;
                    let param = self.function.new_param(block);
                    if self.noted.contains(&variable) {
                        let (variable, value) = (variable.0, Some(param));
                        let note = Note { after: None, variable, value };
                        self.function.block_mut(block).notes.insert(0, note);
                    }
                    if sealed {
                        open.push((variable, param, block));
                    } else {
                        self.incomplete[block.0 as usize].push((variable, param));
                    }
                    break param;
                }
            }
        };
        for block in passed {
            self.definitions.insert((variable, block), value);
        }
        value
    }

    /// Gives parameters their arguments, one from each jump to their block.
    fn complete(&mut self, mut open: Vec<(Variable, Value, BlockId)>) {
        while let Some((variable, param, block)) = open.pop() {
            let place = self.function.block(block).params.iter().position(|&p| p == param);
            let Some(place) = place else { continue };
            for from in self.predecessors[block.0 as usize].clone() {
                let value = self.read_in(variable, from, &mut open);
                let filler = value;
                for target in self.function.block_mut(from).terminator.targets_mut() {
                    if target.block == block {
                        if target.args.len() <= place {
                            target.args.resize(place + 1, filler);
                        }
                        target.args[place] = value;
                    }
                }
            }
        }
    }
}

impl Builder {
    /// The address of a stack slot.
    pub fn slot_address(&mut self, slot: super::ir::SlotId) -> Value {
        self.function.intern(Def::Slot(slot, 0))
    }
}
