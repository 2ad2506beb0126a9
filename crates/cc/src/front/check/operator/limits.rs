//! Comparisons that come out the same whatever the variable holds.

use super::*;

impl Parser {
    /// A number compared with a constant beyond all that its type can hold.
    pub(super) fn warn_type_limits(
        &mut self,
        op: BinaryOp,
        at: Span,
        left: &Operand,
        right: &Operand,
    ) {
        let (number, other, constant, op) = match (constant_of(left), constant_of(right)) {
            (None, Some(constant)) => (left, right, constant, op),
            (Some(constant), None) => (right, left, constant, mirrored(op)),
            _ => return,
        };
        let Some((least, most)) = self.limits(number) else { return };
        let Some(kind) = self.types.int_kind(other.ty) else { return };
        let constant = match (kind.signed(), kind.bits()) {
            // The constant becomes unsigned, or the number does.
            (true, ..=32) if most > i64::from(i32::MAX) => i64::from(constant as u32),
            (false, 32..) if least < 0 || constant < 0 => return,
            _ => constant,
        };
        let outcome = match op {
            BinaryOp::Lt if least >= constant => false,
            BinaryOp::Lt if most < constant => true,
            BinaryOp::Le if least > constant => false,
            BinaryOp::Le if most <= constant => true,
            BinaryOp::Gt if most <= constant => false,
            BinaryOp::Gt if least > constant => true,
            BinaryOp::Ge if most < constant => false,
            BinaryOp::Ge if least >= constant => true,
            BinaryOp::Eq if !(least..=most).contains(&constant) => false,
            BinaryOp::Ne if !(least..=most).contains(&constant) => true,
            _ => return,
        };
        let name = self.type_name(number.ty);
        let message = format!("this comparison is always {outcome}");
        let warning = Diagnostic::warning(at, message).named("type-limits");
        let label = format!("'{name}' goes from {least} to {most}");
        let warning = warning.label(label);
        self.report.push(match (constant, self.types.size(number.ty)) {
            (-1, 1) => warning.hint("a variable for the result of 'getchar' is an 'int'"),
            _ => warning,
        });
    }

    /// `x == x`.
    pub(super) fn warn_self_comparison(
        &mut self,
        punct: Punct,
        at: Span,
        left: &Operand,
        right: &Operand,
    ) {
        let outcome = match punct {
            Punct::EqualEqual | Punct::LessEqual | Punct::GreaterEqual => "true",
            Punct::NotEqual | Punct::Less | Punct::Greater => "false",
            _ => return,
        };
        let same = match (variable_of(left), variable_of(right)) {
            (Some(PlaceKind::Local(a)), Some(PlaceKind::Local(b))) => a == b,
            (Some(PlaceKind::Symbol(a)), Some(PlaceKind::Symbol(b))) => a == b,
            _ => false,
        };
        if same && !self.is_expanded(left.span) {
            let message = format!("this comparison is always {outcome}");
            let warning = Diagnostic::warning(at, message).named("tautological-compare");
            self.report.push(warning.label("both sides are the same variable"));
        }
    }

    /// The least and greatest value, as far as comparisons see them: a signed number that becomes
    /// unsigned has no such limits, nor have those of 64 bits.
    fn limits(&self, operand: &Operand) -> Option<(i64, i64)> {
        let kind = self.types.int_kind(operand.ty)?;
        let bits = u32::from(operand.bits.unwrap_or(kind.bits()));
        let is_enum = matches!(self.types.kind(operand.ty), Kind::Enum(_));
        match (kind.signed(), bits) {
            _ if is_enum => None,
            (false, 1..=32) => Some((0, (1 << bits) - 1)),
            (true, 1..32) => Some((-1 << (bits - 1), (1 << (bits - 1)) - 1)),
            _ => None,
        }
    }
}

/// The variable that an operand reads.
fn variable_of(operand: &Operand) -> Option<&PlaceKind> {
    match &operand.value {
        Value::Expr(Expr { kind: ExprKind::Load(place), .. }) if !place.volatile => {
            Some(&place.kind)
        }
        _ => None,
    }
}

fn constant_of(operand: &Operand) -> Option<i64> {
    match &operand.value {
        Value::Expr(Expr { kind: ExprKind::Int(value), .. }) => Some(*value),
        _ => None,
    }
}

/// The operator with its sides exchanged.
fn mirrored(op: BinaryOp) -> BinaryOp {
    match op {
        BinaryOp::Lt => BinaryOp::Gt,
        BinaryOp::Le => BinaryOp::Ge,
        BinaryOp::Gt => BinaryOp::Lt,
        BinaryOp::Ge => BinaryOp::Le,
        other => other,
    }
}
