//! Expressions: values, and conditions as control flow.

use super::arith::condition_of;
use super::place::Location;
use super::{Lower, Val, is_signed, is_wide};
use crate::back::ir::{BlockId, Condition, Def, Op, Width};
use crate::tree::{BinaryOp, Builtin, Expr, ExprKind, Place, Stmt, StmtKind, Ty, UnaryOp};

impl Lower<'_> {
    /// Evaluates an expression.
    pub(super) fn expr(&mut self, expr: &Expr) -> Val {
        let outside = std::mem::replace(&mut self.builder.span, expr.span);
        let val = self.nested(expr.span, Val::Void, |lower| lower.expr_kind(expr));
        self.builder.span = outside;
        val
    }

    fn expr_kind(&mut self, expr: &Expr) -> Val {
        match &expr.kind {
            ExprKind::Int(number) => self.int(*number, expr.ty),
            ExprKind::Address(place) => {
                let location = self.place(place);
                Val::Word(self.address_of(location, place.span))
            }
            ExprKind::Load(place) => {
                let location = self.place(place);
                self.load(location)
            }
            ExprKind::Assign(place, value) => {
                let val = self.expr(value);
                let (val, location) = self.while_held(val, |lower| lower.place(place));
                self.store(location, val)
            }
            ExprKind::Update { place, op, value, compute, old } => {
                self.update(place, *op, value, *compute, *old)
            }
            ExprKind::Unary(UnaryOp::LogicalNot, _) | ExprKind::And(..) | ExprKind::Or(..) => {
                self.decision(expr)
            }
            ExprKind::Unary(op, inner) => {
                let val = self.expr(inner);
                self.unary(*op, expr.ty, val)
            }
            ExprKind::Binary(op, a, b) => {
                let left = self.expr(a);
                let (left, right) = self.while_held(left, |lower| lower.expr(b));
                // A comparison is made in the type of its operands, arithmetic in that of the result.
                let ty = if condition_of(*op, false).is_some() { a.ty } else { expr.ty };
                self.binary(*op, ty, left, right)
            }
            ExprKind::Conditional(condition, yes, no) => {
                self.conditional(condition, yes, no, expr.ty)
            }
            ExprKind::Comma(first, second) => {
                self.expr(first);
                self.expr(second)
            }
            ExprKind::Cast(inner) => {
                let val = self.expr(inner);
                self.convert(val, inner.ty, expr.ty)
            }
            ExprKind::Call { callee, args, fixed } => {
                self.call(callee, args, *fixed as usize, expr.ty)
            }
            ExprKind::VaStart(place) => self.va_start(place),
            ExprKind::VaArg(place) => self.va_arg(place, expr.ty),
            ExprKind::Block(stmts) => self.statement_expression(stmts),
            ExprKind::Builtin(builtin, args) => self.builtin(*builtin, args, expr.ty),
        }
    }

    fn int(&mut self, number: i64, ty: Ty) -> Val {
        let low = self.number(number as i32);
        if !is_wide(ty) {
            return Val::Word(low);
        }
        Val::Pair(low, self.number((number >> 32) as i32))
    }

    /// A truth value as a number, without a branch where one comparison tells it.
    fn decision(&mut self, expr: &Expr) -> Val {
        if let ExprKind::Unary(UnaryOp::LogicalNot, inner) = &expr.kind {
            let val = self.expr(inner);
            let word = self.truth(val);
            let zero = self.number(0);
            return Val::Word(self.compare(Condition::Eq, word, zero));
        }
        let result = self.new_variables(1);
        let [yes, no, end] = [(); 3].map(|()| self.builder.new_block());
        self.condition(expr, yes, no);
        for (block, number) in [(yes, 1), (no, 0)] {
            self.builder.seal(block);
            self.builder.start(block);
            let number = self.number(number);
            self.builder.write(result, number);
            self.builder.jump(end);
        }
        self.builder.seal(end);
        self.builder.start(end);
        Val::Word(self.builder.read(result))
    }

    /// Goes to `yes` if the expression is not zero, else to `no`. Neither block is sealed here.
    pub(super) fn condition(&mut self, expr: &Expr, yes: BlockId, no: BlockId) {
        let outside = std::mem::replace(&mut self.builder.span, expr.span);
        self.nested(expr.span, (), |lower| lower.condition_kind(expr, yes, no));
        self.builder.span = outside;
    }

    fn condition_kind(&mut self, expr: &Expr, yes: BlockId, no: BlockId) {
        match &expr.kind {
            ExprKind::Unary(UnaryOp::LogicalNot, inner) => self.condition(inner, no, yes),
            ExprKind::And(a, b) => {
                let both = self.builder.new_block();
                self.condition(a, both, no);
                self.builder.seal(both);
                self.builder.start(both);
                self.condition(b, yes, no);
            }
            ExprKind::Or(a, b) => {
                let neither = self.builder.new_block();
                self.condition(a, yes, neither);
                self.builder.seal(neither);
                self.builder.start(neither);
                self.condition(b, yes, no);
            }
            ExprKind::Binary(op, a, b) if condition_of(*op, false).is_some() => {
                let left = self.expr(a);
                let (left, right) = self.while_held(left, |lower| lower.expr(b));
                let signed = is_signed(a.ty);
                if is_wide(a.ty) {
                    return self.wide_branch(*op, signed, left, right, yes, no);
                }
                let (a, b) = (self.word(left), self.word(right));
                if let Some((condition, swap)) = condition_of(*op, signed) {
                    let (a, b) = if swap { (b, a) } else { (a, b) };
                    self.builder.branch(condition, a, b, yes, no);
                }
            }
            ExprKind::Comma(first, second) => {
                self.expr(first);
                self.condition(second, yes, no);
            }
            // A truth value stays one whatever integer type it is given.
            ExprKind::Cast(inner) if expr.ty == Ty::Bool || is_decision(inner) => {
                self.condition(inner, yes, no);
            }
            _ => {
                let val = self.expr(expr);
                let zero = self.number(0);
                if let Val::Pair(..) = val {
                    return self.wide_branch(
                        BinaryOp::Ne,
                        false,
                        val,
                        Val::Pair(zero, zero),
                        yes,
                        no,
                    );
                }
                let word = self.word(val);
                self.builder.branch(Condition::Ne, word, zero, yes, no);
            }
        }
    }

    fn conditional(&mut self, condition: &Expr, yes: &Expr, no: &Expr, ty: Ty) -> Val {
        let result = self.new_variables(2);
        let high = super::Variable(result.0 + 1);
        let [then, otherwise, end] = [(); 3].map(|()| self.builder.new_block());
        self.condition(condition, then, otherwise);
        for (block, arm) in [(then, yes), (otherwise, no)] {
            self.builder.seal(block);
            self.builder.start(block);
            let val = self.expr(arm);
            let (word, second) = match val {
                Val::Pair(low, high) => (low, high),
                _ => (self.word(val), self.number(0)),
            };
            self.builder.write(result, word);
            self.builder.write(high, second);
            self.builder.jump(end);
        }
        self.builder.seal(end);
        self.builder.start(end);
        match ty {
            Ty::Void => Val::Void,
            Ty::Aggregate { .. } => Val::Memory(self.builder.read(result)),
            _ if is_wide(ty) => Val::Pair(self.builder.read(result), self.builder.read(high)),
            _ => Val::Word(self.builder.read(result)),
        }
    }

    fn update(&mut self, place: &Place, op: BinaryOp, value: &Expr, compute: Ty, old: bool) -> Val {
        let right = self.expr(value);
        let (right, location) = self.while_held(right, |lower| lower.place(place));
        let before = self.load(location);
        let left = self.convert(before, place.ty, compute);
        let result = self.binary(op, compute, left, right);
        let result = self.convert(result, compute, place.ty);
        let after = self.store(location, result);
        if old { before } else { after }
    }

    fn statement_expression(&mut self, stmts: &[Stmt]) -> Val {
        let Some((last, first)) = stmts.split_last() else { return Val::Void };
        for stmt in first {
            self.stmt(stmt);
        }
        match &last.kind {
            StmtKind::Expr(expr) => self.expr(expr),
            _ => {
                self.stmt(last);
                Val::Void
            }
        }
    }

    fn builtin(&mut self, builtin: Builtin, args: &[Expr], ty: Ty) -> Val {
        let vals = self.arguments(args);
        let words: Vec<_> = vals.iter().map(|&val| self.word(val)).collect();
        match (builtin, &words[..]) {
            (Builtin::Unreachable, _) => {
                self.builder.end(crate::back::ir::Terminator::Unreachable);
                self.builder.start_unreachable();
            }
            (Builtin::Trap, _) => self.builder.push_effect(Op::Trap),
            (Builtin::ReturnAddress, _) => return Val::Word(self.builder.push(Op::ReturnAddress)),
            (Builtin::FrameAddress, _) => {
                return Val::Word(self.builder.function.intern(Def::Incoming(0)));
            }
            (Builtin::Synchronize, _) => self.builder.push_effect(Op::Fence("rw,rw")),
            (Builtin::AtomicFetch(op), &[address, value]) => {
                return Val::Word(self.builder.push(Op::Amo(op, address, value)));
            }
            (Builtin::AtomicCompareExchange, &[address, expected, desired]) => {
                return Val::Word(
                    self.builder.push(Op::CompareExchange(address, expected, desired)),
                );
            }
            (Builtin::AtomicLoad, &[base]) => {
                let location = Location::Memory { base, offset: 0, volatile: true, ty };
                let val = self.load(location);
                self.builder.push_effect(Op::Fence("r,rw"));
                return val;
            }
            (Builtin::AtomicStore, &[base, value]) => {
                self.builder.push_effect(Op::Fence("rw,w"));
                let width = args.get(1).map_or(Width::Word, |arg| super::place::width(arg.ty));
                self.builder.push_effect(Op::Store {
                    width,
                    base,
                    offset: 0,
                    value,
                    volatile: true,
                });
            }
            _ => {
                let span = self.builder.span;
                self.error(span, "wrong number of arguments for this builtin");
            }
        }
        Val::Void
    }
}

fn is_decision(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::And(..) | ExprKind::Or(..) | ExprKind::Unary(UnaryOp::LogicalNot, _) => true,
        ExprKind::Binary(op, ..) => condition_of(*op, false).is_some(),
        _ => false,
    }
}
