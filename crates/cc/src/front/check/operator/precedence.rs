//! Operators without parentheses, where C binds otherwise than people read.

use super::*;

impl Parser {
    /// Warns of an operator whose operands seem to be grouped by mistake.
    pub(super) fn warn_precedence(
        &mut self,
        punct: Punct,
        at: Span,
        left: &Operand,
        right: &Operand,
    ) {
        let either = |form: Form| left.form == form || right.form == form;
        let ordered =
            matches!(punct, Punct::Less | Punct::LessEqual | Punct::Greater | Punct::GreaterEqual);
        let equal = matches!(punct, Punct::EqualEqual | Punct::NotEqual);
        let operator = punct.text();
        let (message, label, hint) = match punct {
            _ if ordered && left.form == Form::Comparison => (
                "comparisons do not chain".to_string(),
                "this compares the 0 or 1 to its left",
                "write 'a < b && b < c'".to_string(),
            ),
            Punct::And | Punct::Or | Punct::Xor if either(Form::Comparison) => (
                format!("the comparison comes before '{operator}'"),
                "this takes its 0 or 1",
                format!("put parentheses around the '{operator}', or around the comparison"),
            ),
            Punct::OrOr if either(Form::Conjunction) => (
                "'&&' comes before '||'".to_string(),
                "this takes the outcome of the '&&'",
                "put parentheses around the '&&' if that is meant".to_string(),
            ),
            Punct::Shl | Punct::Shr if either(Form::Sum) => (
                format!("'+' and '-' come before '{operator}'"),
                "this takes the sum",
                format!("put parentheses around the '{operator}', or around the sum"),
            ),
            _ if (ordered || equal) && left.form == Form::Negation => {
                return self.warn_negated(at, right);
            }
            _ => return,
        };
        let warning = Diagnostic::warning(at, message).named("parentheses");
        self.report.push(warning.label(label).hint(hint));
    }

    /// `!a == b`, unless `b` is a truth value as well.
    fn warn_negated(&mut self, at: Span, right: &Operand) {
        let truth = match &right.value {
            Value::Expr(Expr { kind: ExprKind::Binary(op, ..), .. }) => is_comparison(*op),
            Value::Expr(Expr { kind: ExprKind::And(..) | ExprKind::Or(..), .. }) => true,
            Value::Expr(Expr { kind: ExprKind::Unary(op, _), .. }) => *op == UnaryOp::LogicalNot,
            _ => false,
        };
        if !truth && *self.types.kind(right.ty) != Kind::Bool {
            let warning = Diagnostic::warning(at, "'!' comes before the comparison")
                .named("logical-not-parentheses")
                .label("this compares the 0 or 1 of the '!'");
            self.report.push(warning.hint("write 'a != b', or put parentheses around the '!'"));
        }
    }
}
