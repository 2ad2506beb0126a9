//! What becomes of local variables: read before anything was put into them, or never read at all.
//!
//! The body is walked once, in the order in which it runs. A variable counts as set as soon as *some*
//! way sets it, so what is reported as unset is read unset on every way. In a loop a later part runs before an
//! earlier one, in the next round: a read that a round may skip is then left alone. Behind a label
//! anything may have happened.
//!
//! What only some ways set, and is then read on all (`Joins`), may be unset. Only what follows the ways' end
//! directly is reported: a read that is itself conditional, or that some way has left before, mostly
//! hangs on the same condition as the setting. Loops are taken to run at least once.

use crate::tree::{
    Builtin, Callee, Case, Expr, ExprKind, Local, LocalId, Place, PlaceKind, Stmt, StmtKind,
};
use swtch_source::Span;

/// Variables passed at all places where ways part or meet. A function beyond it is looked at as far as
/// this goes: a thousand loops within each other would take time with the cube of that.
const STEPS_MAX: u64 = 100_000_000;

/// What the walk found.
#[derive(Debug, Default)]
pub struct Findings {
    /// Variables read before they were set, and where.
    pub unset: Vec<(LocalId, Span)>,
    /// Variables read when only some ways had set them, and where.
    pub partly: Vec<(LocalId, Span)>,
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
        partly: Vec::new(),
        joins: Joins {
            all: (0..count).map(|index| index < parameter_count).collect(),
            dead: false,
            met: vec![None; count],
            exits: Vec::new(),
            entries: Vec::new(),
        },
        way: Way::default(),
        ways: 0,
        steps: 0,
    };
    flow.statements(body);
    let all = !flow.is_over();
    let Flow { watched, ever_set, read, unset, partly, .. } = flow;
    let never_read = (0..count).map(|at| all && watched[at] && ever_set[at] && !read[at]).collect();
    Findings { unset, partly, never_read }
}

/// What is known of the ways that lead here.
#[derive(Clone)]
struct Joins {
    /// Every way sets the variable.
    all: Vec<bool>,
    /// No way leads here.
    dead: bool,
    /// Where ways met last of which only some had set the variable.
    met: Vec<Option<Way>>,
    /// Around: the loops and switches, with what is set at all their `break`s so far.
    exits: Vec<Option<Vec<bool>>>,
    /// Around: the switches, with what was set in front of each.
    entries: Vec<Vec<bool>>,
}

/// Where control is: in which condition, and after how many conditional departures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Way {
    condition: u32,
    departures: u32,
}

struct Flow {
    partly: Vec<(LocalId, Span)>,
    joins: Joins,
    way: Way,
    /// Conditions so far.
    ways: u32,
    /// Towards [`STEPS_MAX`].
    steps: u64,
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
    fn is_over(&self) -> bool {
        self.steps > STEPS_MAX
    }

    fn statements(&mut self, statements: &[Stmt]) -> bool {
        let mut leaves = false;
        for statement in statements {
            leaves |= self.statement(statement);
        }
        leaves
    }

    /// Tells whether some way through the statement leaves the round that runs.
    fn statement(&mut self, statement: &Stmt) -> bool {
        self.steps += 1;
        if self.is_over() {
            return false;
        }
        match &statement.kind {
            StmtKind::Expr(expr) => self.effect(expr),
            StmtKind::GotoValue(expr) => {
                self.expr(expr);
                return true;
            }
            StmtKind::Block(statements) => return self.statements(statements),
            StmtKind::Clear(place, _) => self.write(place),
            StmtKind::If(condition, yes, no) => {
                self.expr(condition);
                let (mut first, mut second) = (false, false);
                self.either(
                    |flow| first = flow.statement(yes),
                    |flow| second = no.as_ref().is_some_and(|no| flow.statement(no)),
                );
                // A round that left here does not come to what follows.
                let departs = first || second;
                self.may_skip |= departs;
                self.way.departures += u32::from(departs);
                return departs;
            }
            StmtKind::While(condition, body) => {
                let endless = is_true(Some(condition));
                self.looped(endless, |flow| {
                    flow.expr(condition);
                    flow.statement(body);
                });
            }
            StmtKind::DoWhile(body, condition) => {
                self.looped(is_true(Some(condition)), |flow| {
                    flow.statement(body);
                    flow.joins.dead = false;
                    flow.expr(condition);
                });
            }
            StmtKind::For { init, condition, step, body } => {
                if let Some(init) = init {
                    self.statement(init);
                }
                self.looped(is_true(condition.as_ref()), |flow| {
                    condition.iter().for_each(|condition| flow.expr(condition));
                    flow.statement(body);
                    flow.skippable(|flow| step.iter().for_each(|step| flow.effect(step)));
                });
            }
            StmtKind::Switch(value, cases, body) => {
                self.expr(value);
                let before = self.joins.all.clone();
                self.joins.entries.push(before.clone());
                self.joins.exits.push(None);
                self.joins.dead = true;
                let mut leaves = false;
                self.skippable(|flow| leaves = flow.statement(body));
                self.joins.entries.pop();
                if !cases.contains(&Case::Default) {
                    self.meet(before);
                }
                self.leave_breakable();
                return leaves;
            }
            StmtKind::Case(_, body) => {
                if let Some(entry) = self.joins.entries.last().cloned() {
                    self.meet(entry);
                }
                return self.statement(body);
            }
            StmtKind::Label(_, body) => {
                self.blind = true;
                self.joins.dead = false;
                return self.statement(body);
            }
            StmtKind::Return(value) => {
                value.iter().for_each(|value| self.expr(value));
                self.joins.dead = true;
                return true;
            }
            StmtKind::Asm(asm) => {
                asm.operands.iter().flat_map(|o| &o.input).for_each(|input| self.expr(input));
                asm.operands.iter().flat_map(|o| &o.output).for_each(|output| self.write(output));
            }
            StmtKind::Break => {
                self.note_break();
                return true;
            }
            StmtKind::Continue | StmtKind::Goto(_) => {
                self.joins.dead = true;
                return true;
            }
        }
        false
    }

    fn note_break(&mut self) {
        let joins = &mut self.joins;
        if let Some(exit) = joins.exits.last_mut()
            && !joins.dead
        {
            match exit {
                Some(exit) => both(exit, &joins.all),
                None => *exit = Some(joins.all.clone()),
            }
        }
        joins.dead = true;
    }

    /// Another way comes in here.
    fn meet(&mut self, other: Vec<bool>) {
        match std::mem::replace(&mut self.joins.dead, false) {
            true => self.joins.all = other,
            false => both(&mut self.joins.all, &other),
        }
    }

    /// Behind a loop or switch: what its `break`s bring comes in.
    fn leave_breakable(&mut self) {
        if let Some(exit) = self.joins.exits.pop().flatten() {
            self.meet(exit);
        }
        self.note_met();
    }

    /// Ways have met: what only some have set is known by this place.
    fn note_met(&mut self) {
        self.steps += self.set.len() as u64;
        for at in 0..self.set.len() {
            if self.watched[at] && self.set[at] && !self.joins.all[at] {
                self.joins.met[at] = Some(self.way);
            }
        }
    }

    /// One part or the other.
    fn either(&mut self, yes: impl FnOnce(&mut Self), no: impl FnOnce(&mut Self)) {
        let before = (self.joins.all.clone(), self.joins.dead);
        self.skippable(yes);
        let after = std::mem::replace(&mut self.joins.all, before.0);
        let dead = std::mem::replace(&mut self.joins.dead, before.1);
        self.skippable(no);
        if !dead {
            self.meet(after);
        }
        self.note_met();
    }

    /// A part that the current round may leave out.
    fn skippable(&mut self, part: impl FnOnce(&mut Self)) {
        self.ways += 1;
        let condition = std::mem::replace(&mut self.way.condition, self.ways);
        let before = std::mem::replace(&mut self.may_skip, true);
        part(self);
        self.may_skip = before;
        self.way.condition = condition;
    }

    /// Looks ahead at what the loop sets, then at its first round.
    fn looped(&mut self, endless: bool, round: impl Fn(&mut Self)) {
        self.joins.exits.push(None);
        self.rounds(round);
        self.joins.dead = endless;
        self.leave_breakable();
    }

    fn rounds(&mut self, round: impl Fn(&mut Self)) {
        if self.quiet {
            return self.skippable(round);
        }
        self.steps += 4 * self.set.len() as u64;
        let (set, blind, joins) = (self.set.clone(), self.blind, self.joins.clone());
        self.quiet = true;
        round(self);
        self.quiet = false;
        self.blind = blind;
        self.joins = joins;
        let after = std::mem::replace(&mut self.set, set);
        let sets: Vec<usize> = (0..after.len()).filter(|&at| after[at] && !self.set[at]).collect();
        sets.iter().for_each(|&at| self.in_next_round[at] += 1);
        let may_skip = std::mem::replace(&mut self.may_skip, false);
        self.skippable(|flow| {
            flow.may_skip = false;
            round(flow);
        });
        self.may_skip = may_skip;
        sets.iter().for_each(|&at| self.in_next_round[at] -= 1);
    }

    /// An expression whose value nobody takes: what it assigns is not read by that.
    fn effect(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Assign(place, value) => {
                self.expr(value);
                self.write(place);
            }
            ExprKind::Cast(inner) => self.effect(inner),
            ExprKind::Comma(left, right) => {
                self.effect(left);
                self.effect(right);
            }
            _ => self.expr(expr),
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Int(_) => {}
            ExprKind::Address(place) => self.inside(place),
            ExprKind::Load(place) | ExprKind::VaArg(place) => self.load(place, expr.span),
            ExprKind::Assign(place, value) => {
                self.expr(value);
                self.write(place);
                if let PlaceKind::Local(id) = place.kind {
                    self.read[id.0 as usize] = true;
                }
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
                self.either(|flow| flow.expr(right), |_| ());
            }
            ExprKind::Conditional(condition, yes, no) => {
                self.expr(condition);
                self.either(|flow| flow.expr(yes), |flow| flow.expr(no));
            }
            ExprKind::Call { callee, args, .. } => {
                if let Callee::Pointer(pointer) = callee {
                    self.expr(pointer);
                }
                args.iter().for_each(|arg| self.expr(arg));
            }
            ExprKind::VaStart(place) => self.write(place),
            ExprKind::Block(statements) => {
                self.statements(statements);
            }
            ExprKind::Builtin(builtin, args) => {
                args.iter().for_each(|arg| self.expr(arg));
                self.joins.dead |= matches!(builtin, Builtin::Unreachable | Builtin::Trap);
            }
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
            self.joins.all[at] = true;
        }
        let met_here = self.joins.met[at] == Some(self.way) && !self.joins.dead;
        if self.watched[at] && met_here && !self.joins.all[at] && !self.blind && !self.quiet {
            if self.in_next_round[at] == 0 {
                self.partly.push((id, span));
            }
            self.joins.all[at] = true;
        }
    }

    fn write(&mut self, place: &Place) {
        let PlaceKind::Local(id) = place.kind else { return self.inside(place) };
        self.set[id.0 as usize] = true;
        self.joins.all[id.0 as usize] = true;
        self.ever_set[id.0 as usize] = true;
    }
}

fn both(all: &mut [bool], other: &[bool]) {
    all.iter_mut().zip(other).for_each(|(a, b)| *a &= b);
}

/// A loop's condition that always holds.
fn is_true(condition: Option<&Expr>) -> bool {
    condition.is_none_or(|condition| matches!(condition.kind, ExprKind::Int(value) if value != 0))
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
