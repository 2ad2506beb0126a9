//! The end of the translation unit: what was only announced is defined, what nobody uses is dropped.

use super::*;
use crate::tree::{Builtin, ExprKind, StmtKind};

impl Parser {
    /// Defines tentative objects and drops what cannot be reached.
    pub(super) fn finish(&mut self) {
        for index in 0..self.globals.len() {
            self.finish_global(GlobalId(index as u32));
        }
        for index in 0..self.globals.len() {
            self.finish_alias(GlobalId(index as u32));
        }
        self.drop_unreachable();
    }

    fn finish_global(&mut self, id: GlobalId) {
        let global = self.globals[id.0 as usize].clone();
        let is_function = self.types.function(global.ty).is_some();
        if is_function {
            let inline = global.inline_only && global.defined.is_some();
            if let Some(symbol) = global.symbol {
                // An inline definition alone makes no external one: this unit keeps its own.
                self.program.symbols[symbol.0 as usize].is_static |= inline;
            }
            return self.check_static_function(&global, inline);
        }
        if global.defined.is_some() || !global.tentative {
            return;
        }
        let mut ty = global.ty;
        if let Kind::Array(element, None) = *self.types.kind(ty) {
            ty = self.types.array_of(element, Some(1));
        }
        if self.types.is_error(ty) {
            return;
        }
        if !self.types.is_complete(ty) {
            return self.report_incomplete(global.name, global.span, ty);
        }
        if global.is_static && !global.used && !global.kept {
            return self.warn_unused(&global, "variable");
        }
        self.globals[id.0 as usize].ty = ty;
        let symbol = self.global_symbol(id);
        let entry = &mut self.program.symbols[symbol.0 as usize];
        entry.align = self.types.object_align(ty).max(global.align);
        entry.kind = SymbolKind::Object {
            size: self.types.size(ty),
            read_only: ty.is_const,
            data: Vec::new(),
            relocations: Vec::new(),
        };
    }

    /// An alias is a line of assembly; what it stands for is kept.
    fn finish_alias(&mut self, id: GlobalId) {
        let global = self.globals[id.0 as usize].clone();
        let Some(target) = &global.alias else { return };
        let meant = self.globals.iter().position(|other| {
            let defined = other.defined.is_some() || other.tentative;
            defined && self.atoms.text(other.name) == target
        });
        let Some(meant) = meant else {
            let message = format!("'{target}', which an alias stands for, is not defined");
            let error = Diagnostic::error(global.span, message).label("the alias");
            self.report.push(error.hint("both must be in one file"));
            return;
        };
        self.globals[meant].kept = true;
        let is_object = self.types.function(global.ty).is_none();
        // What is weak, another unit may define.
        if let (Some(alias), true, false) = (global.symbol, is_object, global.weak) {
            let object = self.global_symbol(GlobalId(meant as u32));
            self.program.aliases.push((alias, object));
        }
        let binding = match (global.is_static, global.weak) {
            (true, _) => "",
            (false, true) => "\t.weak\t",
            (false, false) => "\t.globl\t",
        };
        let name = self.text(global.name);
        let bound = if binding.is_empty() { String::new() } else { format!("{binding}{name}\n") };
        self.program.assembly.push(format!("{bound}\t.set\t{name}, {target}"));
    }

    fn check_static_function(&mut self, global: &Global, inline: bool) {
        let text = self.text(global.name);
        if global.is_static && global.used && global.defined.is_none() {
            let message = format!("the static function '{text}' is used but not defined");
            let warning = Diagnostic::warning(global.span, message).label("declared here");
            let warning = warning.named("undefined-internal");
            self.report.push(warning.hint("define it in this file, or remove 'static'"));
        }
        let idle = global.is_static && !global.used && global.defined.is_some();
        if idle && !inline && !global.inline_only {
            self.warn_unused(global, "function");
        }
    }

    fn warn_unused(&mut self, global: &Global, what: &str) {
        if !global.quiet {
            let message = format!("the {what} '{}' is not used", self.atoms.text(global.name));
            let name = if what == "function" { "unused-function" } else { "unused-variable" };
            let warning = Diagnostic::warning(global.span, message).named(name);
            self.report.push(warning.label("defined here"));
        }
    }

    /// Keeps what other units can see, and whatever that uses.
    fn drop_unreachable(&mut self) {
        let count = self.program.symbols.len();
        let mut body_of = vec![None; count];
        for (index, function) in self.program.functions.iter().enumerate() {
            body_of[function.symbol.0 as usize] = Some(index);
        }
        let mut reached = vec![false; count];
        let mut work: Vec<usize> = Vec::new();
        for (index, symbol) in self.program.symbols.iter().enumerate() {
            let defines =
                body_of[index].is_some() || matches!(symbol.kind, SymbolKind::Object { .. });
            if defines && (!symbol.is_static || symbol.section.is_some()) {
                work.push(index);
            }
        }
        let kept = self.globals.iter().filter(|global| global.kept);
        work.extend(kept.filter_map(|global| global.symbol).map(|symbol| symbol.0 as usize));
        while let Some(index) = work.pop() {
            if std::mem::replace(&mut reached[index], true) {
                continue;
            }
            if let Some(body) = body_of[index] {
                work.extend(self.references[body].iter().map(|symbol| symbol.0 as usize));
            }
            if let SymbolKind::Object { relocations, .. } = &self.program.symbols[index].kind {
                work.extend(relocations.iter().map(|relocation| relocation.symbol.0 as usize));
            }
        }
        let kept = self.globals.iter().filter(|global| global.kept);
        for symbol in kept.filter_map(|global| global.symbol) {
            if let Some(body) = body_of[symbol.0 as usize] {
                self.program.functions[body].attributes.used = true;
            }
        }
        self.program.functions.retain(|function| reached[function.symbol.0 as usize]);
        for (symbol, reached) in self.program.symbols.iter_mut().zip(reached) {
            if !reached && matches!(symbol.kind, SymbolKind::Object { .. }) {
                symbol.kind = SymbolKind::Extern;
            }
        }
    }
}

/// Whether control can run through a list of statements to its end; says yes when in doubt.
pub fn reaches_end(statements: &[Stmt]) -> bool {
    let mut reaches = true;
    for statement in statements {
        // A label makes what follows reachable again.
        reaches = (reaches || has_label(statement)) && passes(statement);
    }
    reaches
}

fn passes(statement: &Stmt) -> bool {
    match &statement.kind {
        StmtKind::Return(_) | StmtKind::Goto(_) | StmtKind::GotoValue(_) => false,
        StmtKind::Break | StmtKind::Continue => false,
        StmtKind::Expr(expr) => !never_returns(expr),
        StmtKind::Block(statements) => reaches_end(statements),
        StmtKind::If(condition, yes, no) => match (&condition.kind, no) {
            (ExprKind::Int(0), None) => true,
            (ExprKind::Int(value), _) if *value != 0 => passes(yes),
            (_, Some(no)) => passes(yes) || passes(no),
            (_, None) => true,
        },
        StmtKind::While(condition, body) => !is_true(condition) || breaks(body),
        StmtKind::DoWhile(body, condition) => !is_true(condition) || breaks(body),
        StmtKind::For { condition, body, .. } => {
            condition.as_ref().is_some_and(|condition| !is_true(condition)) || breaks(body)
        }
        StmtKind::Switch(_, cases, body) => {
            !cases.contains(&Case::Default) || breaks(body) || passes(body)
        }
        StmtKind::Case(_, inner) | StmtKind::Label(_, inner) => passes(inner),
        StmtKind::Clear(..) | StmtKind::Asm(_) => true,
    }
}

fn is_true(condition: &Expr) -> bool {
    matches!(condition.kind, ExprKind::Int(value) if value != 0)
}

fn never_returns(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Builtin(Builtin::Unreachable | Builtin::Trap, _) => true,
        ExprKind::Comma(left, right) => never_returns(left) || never_returns(right),
        ExprKind::Cast(inner) => never_returns(inner),
        ExprKind::Block(statements) => !reaches_end(statements),
        _ => false,
    }
}

/// Whether a `break` in a loop's or switch's body leaves it.
fn breaks(body: &Stmt) -> bool {
    match &body.kind {
        StmtKind::Break => true,
        StmtKind::Block(statements) => statements.iter().any(breaks),
        StmtKind::If(_, yes, no) => breaks(yes) || no.as_ref().is_some_and(|no| breaks(no)),
        StmtKind::Case(_, inner) | StmtKind::Label(_, inner) => breaks(inner),
        _ => false,
    }
}

/// Whether a label stands in it.
pub fn has_label(statement: &Stmt) -> bool {
    match &statement.kind {
        StmtKind::Label(..) | StmtKind::Case(..) => true,
        StmtKind::Block(statements) => statements.iter().any(has_label),
        StmtKind::If(_, yes, no) => has_label(yes) || no.as_ref().is_some_and(|no| has_label(no)),
        StmtKind::While(_, body) | StmtKind::DoWhile(body, _) | StmtKind::For { body, .. } => {
            has_label(body)
        }
        _ => false,
    }
}
