//! Operators: arithmetic, comparison, assignment, casts, `?:`.

mod limits;
mod pointer;
mod precedence;
mod update;

use super::convert::{Purpose, cast, negated, truncate};
use super::*;
use crate::front::constant::fold_binary;
use crate::front::token::Punct;
use crate::front::warning::Named;
use crate::tree::{BinaryOp, Ty, UnaryOp};
use swtch_source::Diagnostic;

/// The operator of the tree for one of C's (compound assignments: for their operation).
pub fn binary_op(punct: Punct) -> Option<BinaryOp> {
    Some(match punct {
        Punct::Plus | Punct::PlusAssign => BinaryOp::Add,
        Punct::Minus | Punct::MinusAssign => BinaryOp::Sub,
        Punct::Star | Punct::StarAssign => BinaryOp::Mul,
        Punct::Slash | Punct::SlashAssign => BinaryOp::Div,
        Punct::Percent | Punct::PercentAssign => BinaryOp::Rem,
        Punct::And | Punct::AndAssign => BinaryOp::And,
        Punct::Or | Punct::OrAssign => BinaryOp::Or,
        Punct::Xor | Punct::XorAssign => BinaryOp::Xor,
        Punct::Shl | Punct::ShlAssign => BinaryOp::Shl,
        Punct::Shr | Punct::ShrAssign => BinaryOp::Shr,
        Punct::EqualEqual => BinaryOp::Eq,
        Punct::NotEqual => BinaryOp::Ne,
        Punct::Less => BinaryOp::Lt,
        Punct::LessEqual => BinaryOp::Le,
        Punct::Greater => BinaryOp::Gt,
        Punct::GreaterEqual => BinaryOp::Ge,
        _ => return None,
    })
}

fn is_comparison(op: BinaryOp) -> bool {
    matches!(
        op,
        BinaryOp::Eq | BinaryOp::Ne | BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge
    )
}

impl Parser {
    /// `left op right`; `at` is where the operator stands.
    pub(in crate::front) fn binary_operation(
        &mut self,
        punct: Punct,
        at: Span,
        left: Operand,
        right: Operand,
    ) -> Operand {
        let span = left.span.to(right.span);
        let (left, right) = (self.rvalue(left), self.rvalue(right));
        if self.failed(&left) || self.failed(&right) {
            return Operand::error(span, self);
        }
        self.warn_precedence(punct, at, &left, &right);
        self.warn_self_comparison(punct, at, &left, &right);
        let Some(op) = binary_op(punct) else { return self.logical(punct, at, left, right, span) };
        let pointers = (self.types.is_pointer(left.ty), self.types.is_pointer(right.ty));
        let integers = self.types.is_integer(left.ty) && self.types.is_integer(right.ty);
        let mut made = match (op, pointers) {
            _ if integers => self.arithmetic(op, at, left, right, span),
            (BinaryOp::Add, (true, false)) => self.pointer_add(left, right, op, at, span),
            (BinaryOp::Add, (false, true)) => self.pointer_add(right, left, op, at, span),
            (BinaryOp::Sub, (true, false)) => self.pointer_add(left, right, op, at, span),
            (BinaryOp::Sub, (true, true)) => self.pointer_difference(left, right, at, span),
            (_, (true, _) | (_, true)) if is_comparison(op) => {
                self.pointer_comparison(op, left, right, at, span)
            }
            _ => self.bad_operands(punct, at, &left, &right, span),
        };
        made.form = match op {
            BinaryOp::Add | BinaryOp::Sub => Form::Sum,
            _ if is_comparison(op) => Form::Comparison,
            _ => Form::Useless,
        };
        made
    }

    fn bad_operands(
        &mut self,
        punct: Punct,
        at: Span,
        left: &Operand,
        right: &Operand,
        span: Span,
    ) -> Operand {
        let (a, b) = (self.type_name(left.ty), self.type_name(right.ty));
        let message = format!("'{}' does not work on '{a}' and '{b}'", punct.text());
        let error = Diagnostic::error(at, message)
            .label("these operands")
            .note(left.span, format!("this is '{a}'"))
            .note(right.span, format!("this is '{b}'"));
        self.report.push(error);
        Operand::error(span, self)
    }

    /// `&&` and `||`.
    fn logical(
        &mut self,
        punct: Punct,
        at: Span,
        left: Operand,
        right: Operand,
        span: Span,
    ) -> Operand {
        if !self.types.is_scalar(left.ty) || !self.types.is_scalar(right.ty) {
            return self.bad_operands(punct, at, &left, &right, span);
        }
        for side in [&left, &right] {
            if self.is_never_null(side) {
                self.warn_never_null(side);
            }
        }
        let (a, b) = (Box::new(self.expr(left)), Box::new(self.expr(right)));
        let kind = match punct {
            Punct::AndAnd => ExprKind::And(a, b),
            _ => ExprKind::Or(a, b),
        };
        let form = if punct == Punct::AndAnd { Form::Conjunction } else { Form::Useless };
        Operand { form, ..Operand::value(kind, Type::INT, span, self) }
    }

    fn arithmetic(
        &mut self,
        op: BinaryOp,
        at: Span,
        left: Operand,
        right: Operand,
        span: Span,
    ) -> Operand {
        let shift = matches!(op, BinaryOp::Shl | BinaryOp::Shr);
        let (left, right, ty) = if shift {
            let (left, right) = (self.promoted(left), self.promoted(right));
            let ty = left.ty;
            (left, right, ty)
        } else {
            if is_comparison(op) {
                self.warn_sign_compare(at, &left, &right);
                self.warn_type_limits(op, at, &left, &right);
            }
            self.usual(left, right)
        };
        let wide = self.wide_bits(&left).filter(|_| !is_comparison(op));
        let (a, b) = (self.expr(left), self.expr(right));
        self.warn_constant_operand(op, at, &b, ty);
        let result = if is_comparison(op) { Type::INT } else { ty };
        if let (ExprKind::Int(x), ExprKind::Int(y)) = (&a.kind, &b.kind)
            && let Some(value) = fold_binary(op, *x, *y, a.ty)
        {
            return Operand::int(truncate(value, self.types.ty(result)), result, span, self);
        }
        let kind = ExprKind::Binary(op, Box::new(a), Box::new(b));
        let made = Operand::value(kind, result, span, self);
        match wide {
            Some(bits) => self.cut(made, bits),
            None => made,
        }
    }

    /// Division by a constant zero; a shift by more bits than there are.
    fn warn_constant_operand(&mut self, op: BinaryOp, at: Span, right: &Expr, ty: Type) {
        let ExprKind::Int(value) = right.kind else { return };
        if self.unevaluated > 0 {
            return;
        }
        let bits = i64::from(self.types.size(ty)) * 8;
        let (words, name) = match op {
            BinaryOp::Div | BinaryOp::Rem if value == 0 => ("division by zero", "div-by-zero"),
            BinaryOp::Shl | BinaryOp::Shr if value < 0 => {
                ("a shift by less than nothing", "shift-count-negative")
            }
            BinaryOp::Shl | BinaryOp::Shr if value >= bits => {
                ("a shift by all bits or more", "shift-count-overflow")
            }
            _ => return,
        };
        let label = format!("the right side is {value}");
        self.report.push(Diagnostic::warning(at.to(right.span), words).named(name).label(label));
    }

    fn warn_sign_compare(&mut self, at: Span, left: &Operand, right: &Operand) {
        let ty = |operand: &Operand| self.types.int_kind(operand.ty);
        let (Some(a), Some(b)) = (ty(left), ty(right)) else { return };
        let negative_possible = |operand: &Operand| match &operand.value {
            Value::Expr(expr) => {
                !matches!(expr.kind, ExprKind::Int(v) if v >= 0)
                    && !matches!(expr.kind, ExprKind::Binary(op, ..) if is_comparison(op))
            }
            Value::Place(_) => true,
        };
        let mixes = |signed: Kind2, unsigned: Kind2, operand: &Operand| {
            signed.signed()
                && !unsigned.signed()
                && unsigned.bits() >= 32
                && signed.bits() <= unsigned.bits()
                && negative_possible(operand)
        };
        if mixes(a, b, left) || mixes(b, a, right) {
            let (a, b) = (self.type_name(left.ty), self.type_name(right.ty));
            let message = format!("comparing '{a}' with '{b}': the signed side becomes unsigned");
            self.report.push(
                Diagnostic::warning(at, message)
                    .named("sign-compare")
                    .label("a negative number would count as a large one")
                    .hint("cast one side"),
            );
        }
    }

    /// `-e`, `+e`, `~e`, `!e`.
    pub(in crate::front) fn unary_operation(
        &mut self,
        punct: Punct,
        at: Span,
        operand: Operand,
    ) -> Operand {
        let span = at.to(operand.span);
        let operand = self.rvalue(operand);
        if self.failed(&operand) {
            return Operand::error(span, self);
        }
        let fits = match punct {
            Punct::Not => self.types.is_scalar(operand.ty),
            _ => self.types.is_integer(operand.ty),
        };
        if !fits {
            let name = self.type_name(operand.ty);
            let message = format!("'{}' does not work on '{name}'", punct.text());
            self.report.error(at, message, format!("its operand is '{name}'"));
            return Operand::error(span, self);
        }
        let made = match punct {
            Punct::Not => {
                let expr = self.expr(operand);
                if let ExprKind::Int(value) = expr.kind {
                    return Operand::int(i64::from(value == 0), Type::INT, span, self);
                }
                let kind = negated(expr, self).kind;
                Operand::value(kind, Type::INT, span, self)
            }
            Punct::Plus => Operand { span, ..self.promoted(operand) },
            _ => self.sign_operation(punct, operand, span),
        };
        let form = if punct == Punct::Not { Form::Negation } else { Form::Useless };
        Operand { form, ..made }
    }

    fn sign_operation(&mut self, punct: Punct, operand: Operand, span: Span) -> Operand {
        let operand = self.promoted(operand);
        let (ty, wide) = (operand.ty, self.wide_bits(&operand));
        let expr = self.expr(operand);
        if let ExprKind::Int(value) = expr.kind {
            let value = if punct == Punct::Minus { value.wrapping_neg() } else { !value };
            return Operand::int(truncate(value, self.types.ty(ty)), ty, span, self);
        }
        let op = if punct == Punct::Minus { UnaryOp::Negate } else { UnaryOp::Not };
        let made = Operand::value(ExprKind::Unary(op, Box::new(expr)), ty, span, self);
        match wide {
            Some(bits) => self.cut(made, bits),
            None => made,
        }
    }

    /// `(ty) operand`.
    pub(in crate::front) fn cast_operation(
        &mut self,
        ty: Type,
        operand: Operand,
        span: Span,
    ) -> Operand {
        let operand = self.rvalue(operand);
        if self.failed(&operand) || self.types.is_error(ty) {
            let shown = Operand::error(span, self);
            return Operand { ty: ty.unqualified(), ..shown };
        }
        if self.types.is_void(ty) {
            let expr = self.expr(operand);
            let kind = ExprKind::Cast(Box::new(expr));
            return Operand::value(kind, Type::VOID, span, self);
        }
        let same_record = self.types.record(ty).is_some() && self.types.same(ty, operand.ty);
        if same_record {
            return Operand { span, ..operand };
        }
        if !self.types.is_scalar(ty) || !self.types.is_scalar(operand.ty) {
            let (from, to) = (self.type_name(operand.ty), self.type_name(ty));
            let message = format!("'{from}' cannot be cast to '{to}'");
            self.report.error(span, message, "only numbers and pointers can be cast");
            return Operand::error(span, self);
        }
        let made = self.converted(operand, ty);
        Operand { span, form: Form::Useless, ..made }
    }

    /// `condition ? yes : no`; without `yes` (GNU) the condition's own value.
    pub(in crate::front) fn conditional_operation(
        &mut self,
        condition: Operand,
        yes: Operand,
        no: Operand,
        at: Span,
    ) -> Operand {
        let span = condition.span.to(no.span);
        let (yes, no) = (self.rvalue(yes), self.rvalue(no));
        let condition = self.condition(condition);
        let ty = self.conditional_type(&yes, &no, at);
        if self.types.is_error(ty) {
            return Operand::error(span, self);
        }
        let keep = self.types.is_aggregate(ty);
        let (yes, no) = match keep {
            true => (yes, no),
            false => (self.converted(yes, ty), self.converted(no, ty)),
        };
        let (yes, no) = (self.expr(yes), self.expr(no));
        if let (ExprKind::Int(c), ExprKind::Int(a), ExprKind::Int(b)) =
            (&condition.kind, &yes.kind, &no.kind)
            && !self.types.is_pointer(ty)
        {
            return Operand::int(if *c != 0 { *a } else { *b }, ty, span, self);
        }
        let kind = ExprKind::Conditional(Box::new(condition), Box::new(yes), Box::new(no));
        Operand::value(kind, ty, span, self)
    }

    fn conditional_type(&mut self, yes: &Operand, no: &Operand, at: Span) -> Type {
        let (a, b) = (yes.ty, no.ty);
        if self.failed(yes) || self.failed(no) {
            return Type::ERROR;
        }
        if self.types.is_integer(a) && self.types.is_integer(b) {
            let (a, b) = (self.promotion_of(yes), self.promotion_of(no));
            return self.common(a, b);
        }
        if self.types.is_void(a) || self.types.is_void(b) {
            return Type::VOID;
        }
        match (self.types.pointee(a), self.types.pointee(b)) {
            (Some(_), None) if self.is_null(no) => return a,
            (None, Some(_)) if self.is_null(yes) => return b,
            (Some(x), Some(y)) => {
                if self.is_null(no) && !self.types.is_void(x) {
                    return a;
                }
                if self.is_null(yes) && !self.types.is_void(y) {
                    return b;
                }
                let void = self.types.is_void(x) || self.types.is_void(y);
                if !void && !self.types.same(x, y) {
                    let (a, b) = (self.type_name(a), self.type_name(b));
                    let message = format!("'?:' between different pointers ('{a}' and '{b}')");
                    let warning = Diagnostic::warning(at, message).label("these are not alike");
                    self.report.push(warning.named("incompatible-pointer-types"));
                }
                let target = if void { Type::VOID } else { x.unqualified() };
                let target = target.qualified_like(x).qualified_like(y);
                return self.types.pointer_to(target);
            }
            (Some(_), None) | (None, Some(_)) => {
                let (x, y) = (self.type_name(a), self.type_name(b));
                let message = format!("'?:' between a pointer and an integer ('{x}' and '{y}')");
                let warning = Diagnostic::warning(at, message).label("these are not alike");
                self.report.push(warning.named("int-conversion"));
                return if self.types.is_pointer(a) { a } else { b };
            }
            _ => {}
        }
        if self.types.same(a, b) {
            return a;
        }
        let (x, y) = (self.type_name(a), self.type_name(b));
        let message = format!("'?:' between '{x}' and '{y}'");
        let error = Diagnostic::error(at, message).label("both sides want one type");
        self.report.push(
            error.note(yes.span, format!("this is '{x}'")).note(no.span, format!("this is '{y}'")),
        );
        Type::ERROR
    }

    /// `left, right`.
    pub(in crate::front) fn comma_operation(&mut self, left: Operand, right: Operand) -> Operand {
        let span = left.span.to(right.span);
        let (left, right) = (self.rvalue(left), self.rvalue(right));
        let (ty, bits) = (right.ty, right.bits);
        let (a, b) = (self.expr(left), self.expr(right));
        let made = Operand::value(ExprKind::Comma(Box::new(a), Box::new(b)), ty, span, self);
        // A bit-field is still promoted by its width.
        Operand { bits, ..made }
    }
}

type Kind2 = crate::front::types::IntKind;

fn compute_is_wide(ty: Ty) -> bool {
    matches!(ty, Ty::Int { bits: 64, .. })
}
