//! What changes an object: assignments, increments, decrements.

use super::*;

impl Parser {
    /// Whether the operand can be assigned; a message if not. `what` says how.
    fn check_modifiable(&mut self, operand: &Operand, at: Span, what: &str) -> bool {
        if self.failed(operand) {
            return false;
        }
        let Some(words) = self.why_not_modifiable(operand) else { return true };
        let mut error = Diagnostic::error(at, format!("cannot {what} {words}"));
        if at != operand.span {
            error = error.note(operand.span, "this");
        }
        if let Value::Place(Place { kind: PlaceKind::Local(id), .. }) = &operand.value
            && let Some(body) = &self.function
        {
            error = error.note(body.locals[id.0 as usize].span, "declared here");
        }
        let text = self.is_kind(
            operand.ty,
            |kind| matches!(kind, Kind::Array(element, _) if element.unqualified() == Type::CHAR),
        );
        error = match words {
            "an array" if text => error.hint("copy a string with 'strcpy', from <string.h>"),
            "an array" => error.hint("assign its elements one by one, or copy them with 'memcpy'"),
            "something 'const'" => error.hint("leave out 'const' if it is meant to change"),
            "a value that is stored nowhere" => {
                error.hint("on the left stands a variable, an element or a member")
            }
            _ => error,
        };
        self.report.push(error);
        false
    }

    fn why_not_modifiable(&self, operand: &Operand) -> Option<&'static str> {
        if self.is_kind(operand.ty, |kind| matches!(kind, Kind::Array(..))) {
            return Some("an array");
        }
        if self.is_kind(operand.ty, |kind| matches!(kind, Kind::Function(_))) {
            return Some("a function");
        }
        if !operand.lvalue {
            return Some("a value that is stored nowhere");
        }
        let in_record = self.types.record(operand.ty).is_some_and(|record| record.has_const);
        if operand.ty.is_const || in_record {
            return Some("something 'const'");
        }
        if !self.types.is_complete(operand.ty) {
            return Some("something of unknown size");
        }
        None
    }

    /// `left = right`.
    pub(in crate::front) fn assignment_operation(
        &mut self,
        at: Span,
        left: Operand,
        right: Operand,
    ) -> Operand {
        let span = left.span.to(right.span);
        if !self.check_modifiable(&left, at, "assign to") {
            return Operand::error(span, self);
        }
        let ty = left.ty;
        let value = self.assigned(right, ty, &Purpose::Assign);
        let Value::Place(place) = left.value else { return Operand::error(span, self) };
        let kind = self.store(place, value);
        let made = Operand::value(kind, ty, span, self);
        Operand { bits: left.bits, form: Form::Assignment, ..made }
    }

    /// `left op= right`.
    pub(in crate::front) fn compound_assignment(
        &mut self,
        punct: Punct,
        at: Span,
        left: Operand,
        right: Operand,
    ) -> Operand {
        let span = left.span.to(right.span);
        let right = self.rvalue(right);
        if !self.check_modifiable(&left, at, "assign to") || self.failed(&right) {
            return Operand::error(span, self);
        }
        let Some(op) = binary_op(punct) else { return Operand::error(span, self) };
        self.update(left, op, punct, at, right, false, span)
    }

    /// `++place`, `place--` and so on: `old` if the value before is wanted.
    pub(in crate::front) fn increment(
        &mut self,
        punct: Punct,
        at: Span,
        operand: Operand,
        old: bool,
    ) -> Operand {
        let span = if old { operand.span.to(at) } else { at.to(operand.span) };
        if !self.check_modifiable(&operand, at, "change") {
            return Operand::error(span, self);
        }
        let (op, shown) = match punct {
            Punct::PlusPlus => (BinaryOp::Add, Punct::PlusPlus),
            _ => (BinaryOp::Sub, Punct::MinusMinus),
        };
        let one = Operand::int(1, Type::INT, at, self);
        self.update(operand, op, shown, at, one, old, span)
    }

    #[allow(clippy::too_many_arguments)]
    fn update(
        &mut self,
        left: Operand,
        op: BinaryOp,
        punct: Punct,
        at: Span,
        right: Operand,
        old: bool,
        span: Span,
    ) -> Operand {
        let ty = left.ty;
        let bits = left.bits;
        let additive = matches!(op, BinaryOp::Add | BinaryOp::Sub);
        let integers = self.types.is_integer(ty) && self.types.is_integer(right.ty);
        let (value, compute) =
            if self.types.is_pointer(ty) && additive && self.types.is_integer(right.ty) {
                let size = self.element_size(&left, at);
                (self.scaled(right, size, at), Ty::Pointer)
            } else if integers {
                let promoted = self.promotion_of(&left);
                let right = self.promoted(right);
                if matches!(op, BinaryOp::Shl | BinaryOp::Shr) {
                    (self.expr(right), self.types.ty(promoted))
                } else {
                    let common = self.common(promoted, right.ty);
                    let right = self.converted(right, common);
                    (self.expr(right), self.types.ty(common))
                }
            } else {
                return self.bad_operands(punct, at, &left, &right, span);
            };
        if integers {
            self.warn_constant_operand(
                op,
                at,
                &value,
                if compute_is_wide(compute) { ty } else { Type::INT },
            );
        }
        let Value::Place(place) = left.value else { return Operand::error(span, self) };
        let kind = self.store_update(place, op, value, compute, old);
        Operand { bits, ..Operand::value(kind, ty, span, self) }
    }

    /// The type an operand would be promoted to.
    pub(super) fn promotion_of(&mut self, operand: &Operand) -> Type {
        let probe = Operand::int(0, operand.ty, operand.span, self);
        self.promoted(Operand { bits: operand.bits, ..probe }).ty
    }
}
