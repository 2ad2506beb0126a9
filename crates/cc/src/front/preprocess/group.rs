//! `#if` to `#endif`: which groups of lines are read, and which are skipped.

use super::*;

impl Preprocessor<'_> {
    pub(super) fn begin_if(
        &mut self,
        name: Token,
        live: bool,
        test: impl FnOnce(&mut Self) -> bool,
    ) {
        let holds = live && test(self);
        if let Some(open) = self.stack.last_mut() {
            open.conditions.push(Condition {
                span: name.span,
                live: holds,
                taken: holds || !live,
                seen_else: false,
            });
        }
    }

    pub(super) fn is_defined(&mut self, directive: Token, rest: &[Token]) -> bool {
        let Some(Token { kind: TokenKind::Name(atom), .. }) = rest.first() else {
            self.expected_name(directive);
            return false;
        };
        let defined = self.is_known(*atom);
        self.expect_line_end(&rest[1..]);
        defined
    }

    pub(super) fn expected_name(&mut self, directive: Token) {
        let what = directive.kind.text(self.atoms);
        self.report.error(directive.span, format!("'#{what}' wants a name"), "no name after this");
    }

    pub(super) fn expect_line_end(&mut self, rest: &[Token]) {
        if let Some(extra) = rest.first()
            && !self.assembly
        {
            self.report.push(
                Diagnostic::warning(extra.span, "extra text after a directive")
                    .named("extra-tokens")
                    .label("ignored")
                    .hint("put it into a comment"),
            );
        }
    }

    /// The innermost open condition, or a message that there is none.
    pub(super) fn innermost(&mut self, name: Token) -> Option<&mut Condition> {
        let condition = self.stack.last_mut().and_then(|open| open.conditions.last_mut());
        if condition.is_none() {
            let what = name.kind.text(self.atoms);
            self.report.error(
                name.span,
                format!("'#{what}' without '#if'"),
                "nothing is open here",
            );
        }
        condition
    }

    pub(super) fn elif(&mut self, name: Token, rest: &[Token]) {
        let Some(condition) = self.innermost(name) else { return };
        let (taken, seen_else) = (condition.taken, condition.seen_else);
        condition.live = false;
        let opened = condition.span;
        if seen_else {
            let error = Diagnostic::error(name.span, "'#elif' after '#else'");
            self.report.push(error.note(opened, "the '#if' is here"));
            return;
        }
        if taken {
            return;
        }
        let holds = self.condition(name.span, rest);
        if let Some(condition) = self.innermost(name) {
            condition.live = holds;
            condition.taken = holds;
        }
    }

    pub(super) fn else_(&mut self, name: Token, rest: &[Token]) {
        let Some(condition) = self.innermost(name) else { return };
        let opened = condition.span;
        if std::mem::replace(&mut condition.seen_else, true) {
            condition.live = false;
            let error = Diagnostic::error(name.span, "'#else' after '#else'");
            self.report.push(error.note(opened, "the '#if' is here"));
            return;
        }
        condition.live = !condition.taken;
        condition.taken = true;
        self.expect_line_end(rest);
    }

    pub(super) fn endif(&mut self, name: Token, rest: &[Token]) {
        if self.innermost(name).is_some() {
            if let Some(open) = self.stack.last_mut() {
                open.conditions.pop();
            }
            self.expect_line_end(rest);
        }
    }
}
