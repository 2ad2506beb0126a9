//! The printed form of the intermediate form, which `--emit ir` shows and snapshots hold.

use super::*;
use crate::tree;
use std::fmt::Write;

/// One function; the program gives symbols their names.
pub fn print(function: &Function, program: &tree::Program) -> String {
    let printer = Printer { function, program };
    let mut out = format!("function {}", function.name);
    for (index, slot) in function.slots.iter().enumerate().filter(|(_, slot)| slot.size > 0) {
        let _ = write!(out, "\n  slot{index}: {} bytes, align {}", slot.size, slot.align);
        if !slot.name.is_empty() {
            let _ = write!(out, "  # {}", slot.name);
        }
    }
    out.push('\n');
    for &block in &function.order {
        printer.block(&mut out, block);
    }
    out
}

struct Printer<'a> {
    function: &'a Function,
    program: &'a tree::Program,
}

impl Printer<'_> {
    fn block(&self, out: &mut String, id: BlockId) {
        let block = self.function.block(id);
        let _ = write!(out, "b{}", id.0);
        let params = match self.function.order.first() == Some(&id) {
            true => self.arguments(&block.params),
            false => self.list(&block.params),
        };
        if !params.is_empty() {
            let _ = write!(out, "({params})");
        }
        out.push_str(":\n");
        self.notes(out, &block.notes, None);
        for &inst in &block.insts {
            let _ = writeln!(out, "    {}", self.inst(self.function.inst(inst)));
            self.notes(out, &block.notes, Some(inst));
        }
        let _ = writeln!(out, "    {}", self.terminator(&block.terminator));
    }

    /// What is told a debugger behind an instruction, or at the start.
    fn notes(&self, out: &mut String, notes: &[Note], after: Option<InstId>) {
        for note in notes.iter().filter(|note| note.after == after) {
            let value = note.value.map_or("?".into(), |value| self.value(value));
            let _ = writeln!(out, "      # variable {} is {value}", note.variable);
        }
    }

    /// Of the eight argument registers those that are read.
    fn arguments(&self, params: &[Value]) -> String {
        let used = self.function.used_values();
        let read = params.iter().enumerate().filter(|(_, param)| used[param.0 as usize]);
        let named = read.map(|(number, &param)| format!("{} = a{number}", self.value(param)));
        named.collect::<Vec<_>>().join(", ")
    }

    fn inst(&self, inst: &Inst) -> String {
        let op = self.op(&inst.op);
        if inst.results.is_empty() { op } else { format!("{} = {op}", self.list(&inst.results)) }
    }

    fn op(&self, op: &Op) -> String {
        match op {
            Op::Binary(op, a, b) => format!("{} {}", lower(op), self.list(&[*a, *b])),
            Op::Compare(op, a, b) => format!("set{} {}", lower(op), self.list(&[*a, *b])),
            Op::Extend(op, a) => format!("{} {}", lower(op), self.value(*a)),
            Op::Load { width, base, offset, volatile } => {
                format!("load{} {}", access(*width, *volatile), self.address(*base, *offset))
            }
            Op::Store { width, base, offset, value, volatile } => format!(
                "store{} {}, {}",
                access(*width, *volatile),
                self.address(*base, *offset),
                self.value(*value)
            ),
            Op::Call(callee, args) => {
                let args: Vec<_> =
                    args.iter().map(|a| a.map_or("_".into(), |a| self.value(a))).collect();
                format!("call {}({})", self.callee(callee), args.join(", "))
            }
            Op::Amo(op, a, b) => format!("amo.{} {}", lower(op), self.list(&[*a, *b])),
            Op::CompareExchange(a, b, c) => format!("cas {}", self.list(&[*a, *b, *c])),
            Op::Fence(operands) => format!("fence {operands}"),
            Op::Trap => "trap".into(),
            Op::ReturnAddress => "return_address".into(),
            Op::Asm(asm) => format!("asm {:?}({})", asm.template, self.list(&op.operands())),
        }
    }

    fn terminator(&self, terminator: &Terminator) -> String {
        match terminator {
            Terminator::Jump(target) => format!("jump {}", self.target(target)),
            Terminator::Branch(condition, a, b, yes, no) => format!(
                "if {} {} then {} else {}",
                lower(condition),
                self.list(&[*a, *b]),
                self.target(yes),
                self.target(no)
            ),
            Terminator::Table(value, targets) => {
                let targets: Vec<_> = targets.iter().map(|t| self.target(t)).collect();
                format!("table {} [{}]", self.value(*value), targets.join(", "))
            }
            Terminator::Return(values) => format!("return {}", self.list(values)).trim_end().into(),
            Terminator::Unreachable => "unreachable".into(),
        }
    }

    fn target(&self, target: &Target) -> String {
        if target.args.is_empty() {
            return format!("b{}", target.block.0);
        }
        format!("b{}({})", target.block.0, self.list(&target.args))
    }

    fn callee(&self, callee: &Callee) -> String {
        match callee {
            Callee::Symbol(symbol) => self.symbol(*symbol),
            Callee::Runtime(name) => (*name).into(),
            Callee::Value(value) => format!("*{}", self.value(*value)),
        }
    }

    fn list(&self, values: &[Value]) -> String {
        values.iter().map(|&value| self.value(value)).collect::<Vec<_>>().join(", ")
    }

    fn address(&self, base: Value, offset: i32) -> String {
        format!("[{}{}]", self.value(base), plus(offset))
    }

    fn symbol(&self, symbol: SymbolId) -> String {
        self.program.symbols.get(symbol.0 as usize).map_or("?".into(), |s| s.name.clone())
    }

    fn value(&self, value: Value) -> String {
        match self.function.def(value) {
            Def::Result(..) | Def::Param(_) => format!("v{}", value.0),
            Def::Const(number) => number.to_string(),
            Def::Symbol(symbol, offset) => format!("&{}{}", self.symbol(symbol), plus(offset)),
            Def::Slot(slot, offset) => format!("&slot{}{}", slot.0, plus(offset)),
            Def::Incoming(offset) => format!("incoming{}", plus(offset)),
        }
    }
}

fn plus(offset: i32) -> String {
    if offset == 0 { String::new() } else { format!("{offset:+}") }
}

fn lower(name: &impl std::fmt::Debug) -> String {
    format!("{name:?}").to_lowercase()
}

fn access(width: Width, volatile: bool) -> String {
    let width = match width {
        Width::Word => "",
        Width::I8 => ".i8",
        Width::U8 => ".u8",
        Width::I16 => ".i16",
        Width::U16 => ".u16",
    };
    format!("{width}{}", if volatile { ".volatile" } else { "" })
}
