//! Statements: control flow.
//!
//! A loop's test is laid out behind its body, so that each round takes one jump; with optimisation a
//! short test also stands before the loop, where it often is known to hold.

use super::Lower;
use crate::back::ir::{BlockId, Target, Terminator};
use crate::tree::{Expr, ExprKind, Place, PlaceKind, Stmt, StmtKind};

/// A test of more operations is not written out twice.
const REPEATED_MAX: u32 = 12;

/// About how many operations an expression is; statements inside make it too heavy, for they may
/// contain labels.
fn weight(expr: &Expr) -> u32 {
    let of_place = |place: &Place| place_weight(place);
    let children = match &expr.kind {
        ExprKind::Int(_) => 0,
        ExprKind::Address(place) | ExprKind::Load(place) => of_place(place),
        ExprKind::Assign(place, value) | ExprKind::Update { place, value, .. } => {
            of_place(place).saturating_add(weight(value))
        }
        ExprKind::Unary(_, a) | ExprKind::Cast(a) => weight(a),
        ExprKind::Binary(_, a, b)
        | ExprKind::And(a, b)
        | ExprKind::Or(a, b)
        | ExprKind::Comma(a, b) => weight(a).saturating_add(weight(b)),
        _ => REPEATED_MAX,
    };
    children.saturating_add(1)
}

fn place_weight(place: &Place) -> u32 {
    match &place.kind {
        PlaceKind::Local(_) | PlaceKind::Symbol(_) => 0,
        PlaceKind::Deref(pointer) => weight(pointer),
        PlaceKind::Offset(inner, _) | PlaceKind::Bits { unit: inner, .. } => place_weight(inner),
        PlaceKind::Value(value) => weight(value),
    }
}

impl Lower<'_> {
    /// Translates a statement.
    pub(super) fn stmt(&mut self, stmt: &Stmt) {
        self.builder.span = stmt.span;
        self.nested(stmt.span, (), |lower| lower.stmt_kind(stmt));
    }

    fn stmt_kind(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Expr(expr) => {
                self.expr(expr);
            }
            StmtKind::Block(stmts) => stmts.iter().for_each(|stmt| self.stmt(stmt)),
            StmtKind::Clear(place, size) => {
                let location = self.place(place);
                let to = self.address_of(location, place.span);
                let (_, align) = super::layout(place.ty);
                self.clear(to, *size, align);
            }
            StmtKind::If(condition, yes, no) => self.if_stmt(condition, yes, no.as_deref()),
            StmtKind::While(condition, body) => self.loop_stmt(Some(condition), None, body),
            StmtKind::For { init, condition, step, body } => {
                if let Some(init) = init {
                    self.stmt(init);
                }
                self.loop_stmt(condition.as_ref(), step.as_ref(), body);
            }
            StmtKind::DoWhile(body, condition) => self.do_while(body, condition),
            StmtKind::Switch(value, cases, body) => self.switch(value, cases, body),
            StmtKind::Case(index, body) => {
                let block = self.cases.last().and_then(|cases| cases.get(*index as usize)).copied();
                match block {
                    Some(block) => self.label(block, true, body),
                    None => self.error(stmt.span, "`case` outside of `switch`"),
                }
            }
            StmtKind::Break => {
                self.leave(self.breaks.last().copied(), stmt, "`break` outside of a loop")
            }
            StmtKind::Continue => {
                self.leave(self.continues.last().copied(), stmt, "`continue` outside of a loop");
            }
            StmtKind::Goto(label) => {
                let block = self.labels.get(label.0 as usize).copied();
                self.leave(block, stmt, "`goto` to an unknown label");
            }
            StmtKind::GotoValue(value) => self.goto_value(value),
            StmtKind::Label(label, body) => match self.labels.get(label.0 as usize).copied() {
                Some(block) => self.label(block, false, body),
                None => self.error(stmt.span, "unknown label"),
            },
            StmtKind::Return(value) => {
                let val = value.as_ref().map_or(super::Val::Void, |value| self.expr(value));
                self.return_value(val);
                self.builder.start_unreachable();
            }
            StmtKind::Asm(asm) => self.asm(asm, stmt.span),
        }
    }

    /// All of a function's `goto *` meet in one block, so that there is one table.
    fn goto_value(&mut self, value: &Expr) {
        let val = self.expr(value);
        let word = self.word(val);
        let (block, variable) = match self.dispatch {
            Some(known) => known,
            None => (self.builder.new_block(), self.new_variables(1)),
        };
        self.dispatch = Some((block, variable));
        self.builder.write(variable, word);
        self.builder.jump(block);
        self.builder.start_unreachable();
    }

    /// The block where they meet: the number of a label leads there.
    pub(super) fn meet_gotos(&mut self) {
        let Some((block, variable)) = self.dispatch else { return };
        self.builder.start(block);
        self.builder.seal(block);
        let number = self.builder.read(variable);
        let labels = self.source.targets.iter().filter_map(|id| self.labels.get(id.0 as usize));
        let mut targets: Vec<Target> = labels.map(|&label| Target::plain(label)).collect();
        self.builder.end(match targets.first().cloned() {
            None => Terminator::Unreachable,
            // No label has the number 0.
            Some(first) => {
                targets.insert(0, first);
                Terminator::Table(number, targets)
            }
        });
    }

    fn leave(&mut self, block: Option<BlockId>, stmt: &Stmt, otherwise: &str) {
        match block {
            Some(block) => {
                self.builder.jump(block);
                self.builder.start_unreachable();
            }
            None => self.error(stmt.span, otherwise),
        }
    }

    /// Begins a block that jumps lead to. A `goto` may still come, a jump to a `case` not.
    fn label(&mut self, block: BlockId, is_case: bool, body: &Stmt) {
        self.builder.fall_into(block);
        if is_case {
            self.builder.seal(block);
        }
        self.stmt(body);
    }

    fn if_stmt(&mut self, condition: &Expr, yes: &Stmt, no: Option<&Stmt>) {
        let then = self.builder.new_block();
        let end = self.builder.new_block();
        let otherwise = if no.is_some() { self.builder.new_block() } else { end };
        self.condition(condition, then, otherwise);
        self.builder.seal(then);
        self.builder.start(then);
        self.stmt(yes);
        self.builder.jump(end);
        if let Some(no) = no {
            self.builder.seal(otherwise);
            self.builder.start(otherwise);
            self.stmt(no);
            self.builder.jump(end);
        }
        self.builder.seal(end);
        self.builder.start(end);
    }

    fn loop_stmt(&mut self, condition: Option<&Expr>, step: Option<&Expr>, body: &Stmt) {
        if let Some(condition) = condition
            && self.optimise
            && weight(condition) <= REPEATED_MAX
        {
            return self.inverted_loop(condition, step, body);
        }
        let [test, inside, next, end] = [(); 4].map(|()| self.builder.new_block());
        let test_at = self.builder.function.order.len();
        self.builder.fall_into(test);
        match condition {
            Some(condition) => self.condition(condition, inside, end),
            None => self.builder.jump(inside),
        }
        let body_at = self.builder.function.order.len();
        self.builder.seal(inside);
        self.builder.start(inside);
        self.breaks.push(end);
        self.continues.push(next);
        self.stmt(body);
        self.breaks.pop();
        self.continues.pop();
        self.builder.fall_into(next);
        self.builder.seal(next);
        if let Some(step) = step {
            self.builder.span = step.span;
            self.expr(step);
        }
        self.builder.jump(test);
        self.builder.seal(test);
        if condition.is_some() {
            self.builder.function.order[test_at..].rotate_left(body_at - test_at);
        }
        self.builder.seal(end);
        self.builder.start(end);
    }

    /// `if (c) do { body; step; } while (c);`
    fn inverted_loop(&mut self, condition: &Expr, step: Option<&Expr>, body: &Stmt) {
        let [inside, next, end] = [(); 3].map(|()| self.builder.new_block());
        self.condition(condition, inside, end);
        self.builder.start(inside);
        self.breaks.push(end);
        self.continues.push(next);
        self.stmt(body);
        self.breaks.pop();
        self.continues.pop();
        self.builder.fall_into(next);
        self.builder.seal(next);
        if let Some(step) = step {
            self.builder.span = step.span;
            self.expr(step);
        }
        self.condition(condition, inside, end);
        self.builder.seal(inside);
        self.builder.seal(end);
        self.builder.start(end);
    }

    fn do_while(&mut self, body: &Stmt, condition: &Expr) {
        let [inside, test, end] = [(); 3].map(|()| self.builder.new_block());
        self.builder.fall_into(inside);
        self.breaks.push(end);
        self.continues.push(test);
        self.stmt(body);
        self.breaks.pop();
        self.continues.pop();
        self.builder.fall_into(test);
        self.builder.seal(test);
        self.condition(condition, inside, end);
        self.builder.seal(inside);
        self.builder.seal(end);
        self.builder.start(end);
    }
}
