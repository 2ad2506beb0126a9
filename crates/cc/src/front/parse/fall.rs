//! Control that runs from one `case` into the next (`-Wimplicit-fallthrough`).

use super::finish::reaches_end;
use super::*;
use crate::tree::StmtKind;

/// Deeper than people write: each level would be walked through once more for every one around it.
pub(super) const DEEP: u32 = 500;

impl Parser {
    /// If a case label comes next, and the statements of its block that stand before it run into it
    /// without saying so: where the last of them is.
    pub(super) fn falls_into_case(&self, before: &[Stmt]) -> Option<Span> {
        let deep = self.nesting > DEEP;
        if deep || !self.sees_case() || !self.report.wants("implicit-fallthrough") {
            return None;
        }
        let case = before.iter().rposition(is_case)?;
        let since = &before[case..];
        let silent = since.iter().all(is_empty);
        if silent || self.peek().falls || self.has_fallen() || !reaches_end(since) {
            return None;
        }
        before.last().map(|last| innermost(last).span)
    }

    /// `case` or `default`, perhaps behind labels.
    fn sees_case(&self) -> bool {
        let mut ahead = 0;
        loop {
            let TokenKind::Name(name) = self.peek_at(ahead).kind else { return false };
            match name.keyword() {
                Some(Keyword::Case | Keyword::Default) => return true,
                None if self.peek_at(ahead + 1).is(Punct::Colon) => ahead += 2,
                _ => return false,
            }
        }
    }

    /// Whether `fallthrough;` stands right before this, but for closing braces.
    fn has_fallen(&self) -> bool {
        let mut at = self.at;
        while at > self.fell_at && self.tokens[at - 1].is(Punct::CloseBrace) {
            at -= 1;
        }
        at == self.fell_at
    }

    /// Warns, unless all that the label leads to is the way out.
    pub(super) fn warn_fallthrough(&mut self, from: Span, labelled: &Stmt) {
        if matches!(innermost(labelled).kind, StmtKind::Break | StmtKind::Goto(_)) {
            return;
        }
        let warning = Diagnostic::warning(from, "control runs from here into the next 'case'")
            .named("implicit-fallthrough")
            .label("nothing stops it behind this")
            .note(labelled.span, "here it goes on")
            .hint("end it with 'break;', or say '__attribute__((fallthrough));' if it is meant");
        self.report.push(warning);
    }

    /// `fallthrough;` where no label follows.
    pub(super) fn check_fallthrough(&mut self, span: Span) {
        let mut ahead = 0;
        while self.peek_at(ahead).is(Punct::CloseBrace) {
            ahead += 1;
        }
        let label = matches!(self.peek_at(ahead).kind, TokenKind::Name(name)
            if matches!(name.keyword(), Some(Keyword::Case | Keyword::Default | Keyword::Else))
                || self.peek_at(ahead + 1).is(Punct::Colon));
        let in_switch = self.function.as_ref().is_some_and(|body| !body.switches.is_empty());
        if !in_switch || !label && ahead == 0 {
            let warning = Diagnostic::warning(span, "'fallthrough' with no 'case' behind it");
            self.report.push(warning.named("attributes").label("means nothing here"));
        }
    }
}

fn is_case(mut statement: &Stmt) -> bool {
    while let StmtKind::Label(_, inner) = &statement.kind {
        statement = inner;
    }
    matches!(statement.kind, StmtKind::Case(..))
}

/// What stands behind all labels.
fn innermost(mut statement: &Stmt) -> &Stmt {
    while let StmtKind::Case(_, inner) | StmtKind::Label(_, inner) = &statement.kind {
        statement = inner;
    }
    statement
}

fn is_empty(statement: &Stmt) -> bool {
    matches!(&innermost(statement).kind, StmtKind::Block(inside) if inside.iter().all(is_empty))
}
