//! What becomes of local variables: read before anything was put into them, or never read at all.
//!
//! The body is walked once, in the order in which it runs. A variable counts as set as soon as *some*
//! way sets it, so what is reported is read unset on every way. In a loop a later part runs before an
//! earlier one, in the next round: a read that a round may skip is then left alone. Behind a label
//! anything may have happened.

use crate::tree::{Callee, Expr, ExprKind, Local, LocalId, Place, PlaceKind, Stmt, StmtKind};
use swtch_source::Span;

/// What the walk found.
#[derive(Debug, Default)]
pub struct Findings {
    /// Variables read before they were set, and where.
    pub unset: Vec<(LocalId, Span)>,
    /// Indexed by local: set somewhere, read nowhere.
    pub never_read: Vec<bool>,
}

/// Looks at a function's body.
pub fn check(locals: &[Local], parameter_count: usize, body: &[Stmt]) -> Findings {
    let count = locals.len();
    let mut flow = Flow {
        watched: locals.iter().map(|local| !local.in_memory && !local.name.is_empty()).collect(),
        set: (0..count).map(|index| index < parameter_count).collect(),
        ever_set: vec![false; count],
        read: vec![false; count],
        in_next_round: vec![0; count],
        may_skip: false,
        blind: false,
        quiet: false,
        unset: Vec::new(),
    };
    flow.statements(body);
    let Flow { watched, ever_set, read, unset, .. } = flow;
    let never_read = (0..count).map(|at| watched[at] && ever_set[at] && !read[at]).collect();
    Findings { unset, never_read }
}

struct Flow {
    /// Neither in memory (somebody else may set it) nor a temporary.
    watched: Vec<bool>,
    set: Vec<bool>,
    ever_set: Vec<bool>,
    read: Vec<bool>,
    /// How many of the loops around set the variable somewhere.
    in_next_round: Vec<u32>,
    /// The current round of the innermost loop may not come here.
    may_skip: bool,
    /// A label was passed.
    blind: bool,
    /// Only looking ahead at what a loop sets.
    quiet: bool,
    unset: Vec<(LocalId, Span)>,
}

impl Flow {
    fn statements(&mut self, statements: &[Stmt]) {
        statements.iter().for_each(|statement| self.statement(statement));
    }

    fn statement(&mut self, statement: &Stmt) {
        match &statement.kind {
            StmtKind::Expr(expr) | StmtKind::GotoValue(expr) => self.expr(expr),
            StmtKind::Block(statements) => self.statements(statements),
            StmtKind::Clear(place, _) => self.write(place),
            StmtKind::If(condition, yes, no) => {
                self.expr(condition);
                self.skippable(|flow| {
                    flow.statement(yes);
                    no.iter().for_each(|no| flow.statement(no));
                });
                // A round that left here does not come to what follows.
                self.may_skip |= leaves(yes) || no.as_ref().is_some_and(|no| leaves(no));
            }
            StmtKind::While(condition, body) => self.looped(|flow| {
                flow.expr(condition);
                flow.statement(body);
            }),
            StmtKind::DoWhile(body, condition) => self.looped(|flow| {
                flow.statement(body);
                flow.expr(condition);
            }),
            StmtKind::For { init, condition, step, body } => {
                init.iter().for_each(|init| self.statement(init));
                self.looped(|flow| {
                    condition.iter().for_each(|condition| flow.expr(condition));
                    flow.statement(body);
                    flow.skippable(|flow| step.iter().for_each(|step| flow.expr(step)));
                });
            }
            StmtKind::Switch(value, _, body) => {
                self.expr(value);
                self.skippable(|flow| flow.statement(body));
            }
            StmtKind::Case(_, body) => self.statement(body),
            StmtKind::Label(_, body) => {
                self.blind = true;
                self.statement(body);
            }
            StmtKind::Return(value) => value.iter().for_each(|value| self.expr(value)),
            StmtKind::Asm(asm) => {
                asm.operands.iter().flat_map(|o| &o.input).for_each(|input| self.expr(input));
                asm.operands.iter().flat_map(|o| &o.output).for_each(|output| self.write(output));
            }
            StmtKind::Break | StmtKind::Continue | StmtKind::Goto(_) => {}
        }
    }

    /// A part that the current round may leave out.
    fn skippable(&mut self, part: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.may_skip, true);
        part(self);
        self.may_skip = before;
    }

    /// Looks ahead at what the loop sets, then at its first round.
    fn looped(&mut self, round: impl Fn(&mut Self)) {
        if self.quiet {
            return round(self);
        }
        let (set, blind) = (self.set.clone(), self.blind);
        self.quiet = true;
        round(self);
        self.quiet = false;
        self.blind = blind;
        let after = std::mem::replace(&mut self.set, set);
        let sets: Vec<usize> = (0..after.len()).filter(|&at| after[at] && !self.set[at]).collect();
        sets.iter().for_each(|&at| self.in_next_round[at] += 1);
        let may_skip = std::mem::replace(&mut self.may_skip, false);
        round(self);
        self.may_skip = may_skip;
        sets.iter().for_each(|&at| self.in_next_round[at] -= 1);
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Int(_) => {}
            ExprKind::Address(place) => self.inside(place),
            ExprKind::Load(place) | ExprKind::VaArg(place) => self.load(place, expr.span),
            ExprKind::Assign(place, value) => {
                self.expr(value);
                self.write(place);
            }
            ExprKind::Update { place, value, .. } => {
                self.expr(value);
                self.load(place, expr.span);
                self.write(place);
            }
            ExprKind::Unary(_, inner) | ExprKind::Cast(inner) => self.expr(inner),
            ExprKind::Binary(_, left, right) | ExprKind::Comma(left, right) => {
                self.expr(left);
                self.expr(right);
            }
            ExprKind::And(left, right) | ExprKind::Or(left, right) => {
                self.expr(left);
                self.skippable(|flow| flow.expr(right));
            }
            ExprKind::Conditional(condition, yes, no) => {
                self.expr(condition);
                self.skippable(|flow| {
                    flow.expr(yes);
                    flow.expr(no);
                });
            }
            ExprKind::Call { callee, args, .. } => {
                if let Callee::Pointer(pointer) = callee {
                    self.expr(pointer);
                }
                args.iter().for_each(|arg| self.expr(arg));
            }
            ExprKind::VaStart(place) => self.write(place),
            ExprKind::Block(statements) => self.statements(statements),
            ExprKind::Builtin(_, args) => args.iter().for_each(|arg| self.expr(arg)),
        }
    }

    /// What a place needs to be found.
    fn inside(&mut self, place: &Place) {
        match &place.kind {
            PlaceKind::Local(_) | PlaceKind::Symbol(_) => {}
            PlaceKind::Deref(pointer) | PlaceKind::Value(pointer) => self.expr(pointer),
            PlaceKind::Offset(inner, _) | PlaceKind::Bits { unit: inner, .. } => self.inside(inner),
        }
    }

    fn load(&mut self, place: &Place, span: Span) {
        let PlaceKind::Local(id) = place.kind else { return self.inside(place) };
        let at = id.0 as usize;
        self.read[at] = true;
        let later = self.may_skip && self.in_next_round[at] > 0;
        if self.watched[at] && !self.set[at] && !later && !self.blind && !self.quiet {
            self.unset.push((id, span));
            // Once is enough.
            self.set[at] = true;
        }
    }

    fn write(&mut self, place: &Place) {
        let PlaceKind::Local(id) = place.kind else { return self.inside(place) };
        self.set[id.0 as usize] = true;
        self.ever_set[id.0 as usize] = true;
    }
}

/// Whether some way through the statement leaves the round that runs.
fn leaves(statement: &Stmt) -> bool {
    match &statement.kind {
        StmtKind::Break | StmtKind::Continue | StmtKind::Goto(_) | StmtKind::GotoValue(_) => true,
        StmtKind::Return(_) => true,
        StmtKind::Block(statements) => statements.iter().any(leaves),
        StmtKind::If(_, yes, no) => leaves(yes) || no.as_ref().is_some_and(|no| leaves(no)),
        StmtKind::Switch(_, _, body) | StmtKind::Case(_, body) | StmtKind::Label(_, body) => {
            leaves(body)
        }
        _ => false,
    }
}

/// Whether evaluating the expression does more than find a value.
pub fn has_effects(expr: &Expr) -> bool {
    let inside = |place: &Place| place_has_effects(place);
    match &expr.kind {
        ExprKind::Int(_) => false,
        ExprKind::Address(place) => inside(place),
        ExprKind::Load(place) => place.volatile || inside(place),
        ExprKind::Unary(_, inner) | ExprKind::Cast(inner) => has_effects(inner),
        ExprKind::Binary(_, a, b)
        | ExprKind::Comma(a, b)
        | ExprKind::And(a, b)
        | ExprKind::Or(a, b) => has_effects(a) || has_effects(b),
        ExprKind::Conditional(a, b, c) => has_effects(a) || has_effects(b) || has_effects(c),
        _ => true,
    }
}

fn place_has_effects(place: &Place) -> bool {
    match &place.kind {
        PlaceKind::Local(_) | PlaceKind::Symbol(_) => false,
        PlaceKind::Deref(expr) | PlaceKind::Value(expr) => has_effects(expr),
        PlaceKind::Offset(inner, _) => place_has_effects(inner),
        PlaceKind::Bits { unit, .. } => place_has_effects(unit),
    }
}
