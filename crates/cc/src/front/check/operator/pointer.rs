//! Arithmetic and comparison of pointers.

use super::*;

impl Parser {
    /// The size of what a pointer points to, for arithmetic.
    pub(super) fn element_size(&mut self, pointer: &Operand, at: Span) -> u32 {
        let Some(target) = self.types.pointee(pointer.ty) else { return 1 };
        if !self.types.is_complete(target) && self.types.record(target).is_some() {
            let name = self.type_name(target);
            let message = format!("'{name}' has no size here, so a pointer to it cannot move");
            self.report.error(at, message, "its definition is not known");
        }
        self.types.size(target)
    }

    /// An index as a byte offset of 32 bits.
    pub(super) fn scaled(&mut self, index: Operand, size: u32, span: Span) -> Expr {
        let index = self.promoted(index);
        let wide = self.types.size(index.ty) > 4;
        let signed = self.types.int_kind(index.ty).is_none_or(|kind| kind.signed());
        let ty = if signed { Type::INT } else { Type::UINT };
        let index = if wide { self.converted(index, ty) } else { index };
        let expr = self.expr(index);
        let ty = self.types.ty(ty);
        let expr = Expr { ty, ..expr };
        if let ExprKind::Int(value) = expr.kind {
            let bytes = truncate(value.wrapping_mul(i64::from(size)), ty);
            return Expr { kind: ExprKind::Int(bytes), ty, span };
        }
        if size == 1 {
            return expr;
        }
        let size = Expr { kind: ExprKind::Int(i64::from(size)), ty, span: expr.span };
        let span = expr.span;
        Expr { kind: ExprKind::Binary(BinaryOp::Mul, Box::new(expr), Box::new(size)), ty, span }
    }

    /// `pointer ± index`.
    pub(in crate::front) fn pointer_add(
        &mut self,
        pointer: Operand,
        index: Operand,
        op: BinaryOp,
        at: Span,
        span: Span,
    ) -> Operand {
        let ty = pointer.ty;
        if !self.types.is_integer(index.ty) {
            let punct = if op == BinaryOp::Add { Punct::Plus } else { Punct::Minus };
            return self.bad_operands(punct, at, &pointer, &index, span);
        }
        let size = self.element_size(&pointer, at);
        let offset = self.scaled(index, size, span);
        let pointer = self.expr(pointer);
        if let ExprKind::Int(0) = offset.kind {
            return Operand::value(pointer.kind, ty, span, self);
        }
        let kind = ExprKind::Binary(op, Box::new(pointer), Box::new(offset));
        Operand::value(kind, ty, span, self)
    }

    /// `pointer - pointer`, in elements.
    pub(super) fn pointer_difference(
        &mut self,
        left: Operand,
        right: Operand,
        at: Span,
        span: Span,
    ) -> Operand {
        let (a, b) = (self.types.pointee(left.ty), self.types.pointee(right.ty));
        if let (Some(a), Some(b)) = (a, b)
            && !self.types.same(a, b)
        {
            return self.bad_operands(Punct::Minus, at, &left, &right, span);
        }
        let size = self.element_size(&left, at).max(1);
        let int = self.types.ty(Type::INT);
        let (a, b) = (self.expr(left), self.expr(right));
        let (a, b) = (cast(a, int, span), cast(b, int, span));
        let bytes =
            Expr { kind: ExprKind::Binary(BinaryOp::Sub, Box::new(a), Box::new(b)), ty: int, span };
        if size == 1 {
            return Operand::value(bytes.kind, Type::INT, span, self);
        }
        // Nothing is left over, so that a shift does for a division.
        let (op, by) = match size.is_power_of_two() {
            true => (BinaryOp::Shr, size.trailing_zeros()),
            false => (BinaryOp::Div, size),
        };
        let by = Expr { kind: ExprKind::Int(i64::from(by)), ty: int, span };
        let kind = ExprKind::Binary(op, Box::new(bytes), Box::new(by));
        Operand::value(kind, Type::INT, span, self)
    }

    pub(super) fn pointer_comparison(
        &mut self,
        op: BinaryOp,
        left: Operand,
        right: Operand,
        at: Span,
        span: Span,
    ) -> Operand {
        self.check_comparable(&left, &right, at);
        self.warn_addresses(op, &left, &right, at);
        let pointer = Ty::Pointer;
        let (a, b) = (self.expr(left), self.expr(right));
        let (a, b) = (cast(a, pointer, span), cast(b, pointer, span));
        let kind = ExprKind::Binary(op, Box::new(a), Box::new(b));
        Operand::value(kind, Type::INT, span, self)
    }

    fn check_comparable(&mut self, left: &Operand, right: &Operand, at: Span) {
        let (words, kind) = match (self.types.pointee(left.ty), self.types.pointee(right.ty)) {
            (Some(a), Some(b)) => {
                let void = self.types.is_void(a) || self.types.is_void(b);
                if void || self.types.same(a, b) {
                    return;
                }
                ("pointers of different types", "compare-distinct-pointer-types")
            }
            (Some(_), None) if self.is_null(right) => return,
            (None, Some(_)) if self.is_null(left) => return,
            _ => ("a pointer with an integer", "pointer-integer-compare"),
        };
        let (a, b) = (self.type_name(left.ty), self.type_name(right.ty));
        let message = format!("comparing {words} ('{a}' and '{b}')");
        let mut warning = Diagnostic::warning(at, message).named(kind).label("these are not alike");
        let text = [left, right].into_iter().any(|side| side.form == Form::String);
        if text && kind == "pointer-integer-compare" {
            warning = warning.hint("a single character has single quotes");
        } else if self.types.pointee(left.ty).is_some_and(|ty| self.types.function(ty).is_some()) {
            warning = warning.hint("a function is called with parentheses: 'f()'");
        }
        self.report.push(warning);
    }

    /// `text == "yes"`, and objects whose address is never null.
    fn warn_addresses(&mut self, op: BinaryOp, left: &Operand, right: &Operand, at: Span) {
        if left.form == Form::String || right.form == Form::String {
            let pointers = self.types.is_pointer(left.ty) && self.types.is_pointer(right.ty);
            if pointers && !self.is_null(left) && !self.is_null(right) {
                let warning =
                    Diagnostic::warning(at, "a comparison with a string literal").named("address");
                let label = "compares where the texts stand, not what they say";
                self.report
                    .push(warning.label(label).hint("compare texts with 'strcmp(a, b) == 0'"));
            }
            return;
        }
        let equality = matches!(op, BinaryOp::Eq | BinaryOp::Ne);
        for (side, other) in [(left, right), (right, left)] {
            if equality && self.is_null(other) && self.is_never_null(side) {
                self.warn_never_null(side);
            }
        }
    }

    /// Whether an operand is the address of something that is there.
    pub(in crate::front) fn is_never_null(&self, operand: &Operand) -> bool {
        let Value::Expr(Expr { kind: ExprKind::Address(place), .. }) = &operand.value else {
            return false;
        };
        match place.kind {
            PlaceKind::Local(_) => operand.form != Form::String,
            PlaceKind::Symbol(id) => {
                !self.program.symbols[id.0 as usize].weak && operand.form != Form::String
            }
            _ => false,
        }
    }

    /// An address as a truth value.
    pub(in crate::front) fn warn_never_null(&mut self, operand: &Operand) {
        if self.is_expanded(operand.span) {
            return;
        }
        let warning =
            Diagnostic::warning(operand.span, "this address is never null").named("address");
        let target = self.types.pointee(operand.ty);
        let function = target.is_some_and(|ty| self.types.function(ty).is_some());
        self.report.push(match function {
            true => warning.label("a function").hint("did you mean to call it, with '()'?"),
            false => warning.label("of an object that is there"),
        });
    }
}
