//! Variables that one expression changes and uses in no order: `i = i++`, `a[i] = i++`.
//!
//! Of each operator whose operands C puts in no order, what one operand changes may be neither
//! changed nor read by the other. `&&`, `||`, `?:` and `,` are ordered.

use crate::tree::{
    Callee, Expr, ExprKind, Local, LocalId, Place, PlaceKind, Stmt, StmtKind, SymbolId,
};
use swtch_source::Span;

/// A variable without parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variable {
    /// Of the function.
    Local(LocalId),
    /// Of the file.
    Global(SymbolId),
}

/// Finds them in a function's body: the variable, and the operator that leaves it open.
pub fn check(locals: &[Local], body: &[Stmt]) -> Vec<(Variable, Span)> {
    let mut walk = Walk { locals, found: Vec::new() };
    body.iter().for_each(|statement| walk.statement(statement));
    walk.found
}

struct Walk<'a> {
    locals: &'a [Local],
    found: Vec<(Variable, Span)>,
}

/// What an expression reads, and what it changes besides having a value.
#[derive(Default)]
struct Uses {
    reads: Vec<Variable>,
    changes: Vec<Variable>,
    /// Changed for certain before the value is known: in the arguments of a call, left of a comma.
    settled: Vec<Variable>,
}

impl Uses {
    fn add(&mut self, mut other: Uses) {
        self.reads.append(&mut other.reads);
        self.changes.append(&mut other.changes);
        self.settled.append(&mut other.settled);
    }

    /// The same, when all is done before what follows.
    fn done(mut self) -> Uses {
        self.settled.append(&mut self.changes);
        self
    }

    fn all_changes(&self) -> impl Iterator<Item = &Variable> {
        self.changes.iter().chain(&self.settled)
    }

    /// A variable that one changes and the other uses.
    fn clash(&self, other: &Uses) -> Option<Variable> {
        let mine = self
            .all_changes()
            .find(|v| other.reads.contains(v) || other.all_changes().any(|w| w == *v));
        mine.or_else(|| other.all_changes().find(|v| self.reads.contains(v))).copied()
    }
}

impl Walk<'_> {
    fn statement(&mut self, statement: &Stmt) {
        match &statement.kind {
            StmtKind::Expr(expr) | StmtKind::GotoValue(expr) => self.whole(expr),
            StmtKind::Block(all) => all.iter().for_each(|inner| self.statement(inner)),
            StmtKind::If(condition, yes, no) => {
                self.whole(condition);
                self.statement(yes);
                no.iter().for_each(|no| self.statement(no));
            }
            StmtKind::While(condition, body) | StmtKind::DoWhile(body, condition) => {
                self.whole(condition);
                self.statement(body);
            }
            StmtKind::For { init, condition, step, body } => {
                init.iter().for_each(|init| self.statement(init));
                condition.iter().chain(step).for_each(|expr| self.whole(expr));
                self.statement(body);
            }
            StmtKind::Switch(value, _, body) => {
                self.whole(value);
                self.statement(body);
            }
            StmtKind::Case(_, body) | StmtKind::Label(_, body) => self.statement(body),
            StmtKind::Return(value) => value.iter().for_each(|value| self.whole(value)),
            StmtKind::Clear(..)
            | StmtKind::Asm(_)
            | StmtKind::Break
            | StmtKind::Continue
            | StmtKind::Goto(_) => {}
        }
    }

    fn whole(&mut self, expr: &Expr) {
        self.uses(expr);
    }

    fn uses(&mut self, expr: &Expr) -> Uses {
        match &expr.kind {
            ExprKind::Int(_) | ExprKind::VaStart(_) => Uses::default(),
            ExprKind::Address(place) => self.inside(place),
            ExprKind::Load(place) | ExprKind::VaArg(place) => {
                let mut uses = self.inside(place);
                uses.reads.extend(self.variable(place));
                uses
            }
            ExprKind::Assign(place, value) | ExprKind::Update { place, value, .. } => {
                let (mut uses, value) = (self.inside(place), self.uses(value));
                self.note(uses.clash(&value), expr.span);
                uses.add(value);
                if let Some(target) = self.variable(place) {
                    self.note(uses.changes.contains(&target).then_some(target), expr.span);
                    uses.changes.push(target);
                    let reads = matches!(expr.kind, ExprKind::Update { .. });
                    uses.reads.extend(reads.then_some(target));
                }
                uses
            }
            ExprKind::Unary(_, inner) | ExprKind::Cast(inner) => self.uses(inner),
            ExprKind::Binary(_, left, right) => self.in_no_order([&**left, right], expr.span),
            ExprKind::And(left, right)
            | ExprKind::Or(left, right)
            | ExprKind::Comma(left, right) => {
                let mut uses = self.uses(left).done();
                uses.add(self.uses(right));
                uses
            }
            ExprKind::Conditional(condition, yes, no) => {
                let mut uses = self.uses(condition).done();
                uses.add(self.uses(yes));
                uses.add(self.uses(no));
                uses
            }
            ExprKind::Call { callee, args, .. } => {
                let mut uses = match callee {
                    Callee::Pointer(pointer) => self.uses(pointer),
                    Callee::Symbol(_) => Uses::default(),
                };
                uses.add(self.in_no_order(args, expr.span));
                uses.done()
            }
            ExprKind::Builtin(_, args) => self.in_no_order(args, expr.span),
            // Statements in order, and a value that nothing outside changes.
            ExprKind::Block(statements) => {
                statements.iter().for_each(|statement| self.statement(statement));
                Uses::default()
            }
        }
    }

    fn in_no_order<'e>(&mut self, parts: impl IntoIterator<Item = &'e Expr>, at: Span) -> Uses {
        let mut all = Uses::default();
        for part in parts {
            let uses = self.uses(part);
            self.note(all.clash(&uses), at);
            all.add(uses);
        }
        all
    }

    fn note(&mut self, clash: Option<Variable>, at: Span) {
        self.found.extend(clash.map(|variable| (variable, at)));
    }

    /// What finding a place takes.
    fn inside(&mut self, place: &Place) -> Uses {
        match &place.kind {
            PlaceKind::Local(_) | PlaceKind::Symbol(_) => Uses::default(),
            PlaceKind::Deref(pointer) | PlaceKind::Value(pointer) => self.uses(pointer),
            PlaceKind::Offset(inner, _) | PlaceKind::Bits { unit: inner, .. } => self.inside(inner),
        }
    }

    /// The variable that a place is the whole of; temporaries have no name.
    fn variable(&self, place: &Place) -> Option<Variable> {
        match place.kind {
            PlaceKind::Local(id) if self.locals[id.0 as usize].name.is_empty() => None,
            PlaceKind::Local(id) => Some(Variable::Local(id)),
            PlaceKind::Symbol(id) => Some(Variable::Global(id)),
            _ => None,
        }
    }
}
