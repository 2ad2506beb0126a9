//! `while`, `do` and `for`.

use super::*;

impl Parser {
    /// The body of a loop.
    fn loop_body(&mut self, at: Span) -> Parsed<Box<Stmt>> {
        self.count_loops(1);
        let first = self.peek();
        let body = self.in_scope(Self::statement);
        self.count_loops(-1);
        self.note_guarded(at, first);
        Ok(Box::new(body?))
    }

    fn count_loops(&mut self, by: i32) {
        if let Some(body) = &mut self.function {
            body.loops = body.loops.saturating_add_signed(by);
            body.loop_depth = body.loop_depth.max(body.loops);
            body.breakables = body.breakables.saturating_add_signed(by);
        }
    }

    /// `while = "while" "(" expression ")" statement`
    pub(super) fn while_statement(&mut self) -> Parsed<Stmt> {
        let at = self.next().span;
        let condition = self.parenthesised_condition("'while'")?;
        let body = self.loop_body(at)?;
        Ok(Stmt { kind: StmtKind::While(condition, body), span: at })
    }

    /// `do = "do" statement "while" "(" expression ")" ";"`
    pub(super) fn do_statement(&mut self) -> Parsed<Stmt> {
        let at = self.next().span;
        let body = self.loop_body(at)?;
        if !self.take_keyword(Keyword::While) {
            self.missing("while", "the body of 'do'");
            return Err(Lost);
        }
        let condition = self.parenthesised_condition("'while'")?;
        self.expect_semicolon("'do … while (…)'")?;
        Ok(Stmt { kind: StmtKind::DoWhile(body, condition), span: at })
    }

    /// `for = "for" "(" (declaration | [expression] ";") [expression] ";" [expression] ")" statement`
    pub(super) fn for_statement(&mut self) -> Parsed<Stmt> {
        let at = self.next().span;
        let open = self.expect(Punct::OpenParen, "'for'")?;
        self.scopes.open();
        let made = self.for_rest(at, open);
        self.note_block(at.to(self.last_span()));
        self.close_scope();
        made
    }

    fn for_rest(&mut self, at: Span, open: Span) -> Parsed<Stmt> {
        let mut statements = Vec::new();
        let start = self.span();
        if self.begins_type(0) {
            self.in_for = true;
            let declared = self.local_declaration(&mut statements);
            self.in_for = false;
            declared?;
        } else if !self.take(Punct::Semicolon) {
            let operand = self.full_expression()?;
            self.expect(Punct::Semicolon, "the start of 'for'")?;
            let span = operand.span;
            let operand = self.rvalue(operand);
            let expr = self.expr(operand);
            statements.push(Stmt { kind: StmtKind::Expr(expr), span });
        }
        let init = (!statements.is_empty()).then(|| {
            Box::new(Stmt { kind: StmtKind::Block(statements), span: start.to(self.last_span()) })
        });
        let condition = match self.sees(Punct::Semicolon) {
            true => None,
            false => {
                let operand = self.full_expression()?;
                Some(self.condition(operand))
            }
        };
        self.expect(Punct::Semicolon, "the condition of 'for'")?;
        let step = match self.sees(Punct::CloseParen) {
            true => None,
            false => {
                let operand = self.full_expression()?;
                let operand = self.rvalue(operand);
                Some(self.expr(operand))
            }
        };
        if self.sees(Punct::Semicolon) && self.peek_at(1).is(Punct::CloseParen) {
            let error =
                Diagnostic::error(self.span(), "a third ';' in 'for'").label("one too many");
            self.report.push(error.hint("nothing ends the last of its three parts"));
            self.next();
        }
        self.expect_close(Punct::CloseParen, open)?;
        let body = self.loop_body(at)?;
        Ok(Stmt { kind: StmtKind::For { init, condition, step, body }, span: at })
    }
}
