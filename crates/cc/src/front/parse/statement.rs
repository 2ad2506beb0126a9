//! Statements.

mod loops;

use super::attribute::Attributes;
use super::*;
use crate::front::check::{Form, Value};
use crate::tree::{Callee, ExprKind, StmtKind};

impl Parser {
    /// `block = "{" {declaration | statement} "}"`, in a scope of its own
    pub(super) fn block(&mut self) -> Parsed<Stmt> {
        let open = self.next().span;
        self.scopes.open();
        let mut statements = Vec::new();
        let labels = self.block_labels();
        let around = std::mem::replace(&mut self.open_brace, open);
        let of_if = std::mem::take(&mut self.in_if);
        self.items_up_to_else(&mut statements, of_if);
        self.open_brace = around;
        self.leave_block_labels(labels);
        self.close_scope();
        if of_if && self.keyword() == Some(Keyword::Else) {
            let error = Diagnostic::error(self.span(), "expected '}' before 'else'");
            self.report.push(error.label("'}' is missing").note(open, "to match this"));
            return Ok(Stmt { kind: StmtKind::Block(statements), span: open });
        }
        let close = self.expect_close(Punct::CloseBrace, open)?;
        self.note_block(open.to(close));
        Ok(Stmt { kind: StmtKind::Block(statements), span: open.to(close) })
    }

    /// Up to the closing brace; mistakes are skipped over one by one.
    pub(super) fn block_items(&mut self, out: &mut Vec<Stmt>) {
        self.items_up_to_else(out, false);
    }

    /// The same; `of_if`: an `else` is taken to stand behind a closing brace that is missing.
    fn items_up_to_else(&mut self, out: &mut Vec<Stmt>, of_if: bool) {
        while !self.sees(Punct::CloseBrace) && self.peek().kind != TokenKind::End {
            if of_if && self.keyword() == Some(Keyword::Else) {
                return;
            }
            let start = self.at;
            let nesting = self.nesting;
            if self.block_item(out).is_err() {
                self.nesting = nesting;
                self.operators = 0;
                self.skip_statement();
                if self.at == start {
                    self.next();
                }
            }
            if self.report.is_full() {
                self.give_up();
            }
        }
    }

    fn block_item(&mut self, out: &mut Vec<Stmt>) -> Parsed<()> {
        self.operators = 0;
        if self.keyword() == Some(Keyword::StaticAssert) {
            return self.static_assert();
        }
        if self.keyword() == Some(Keyword::Pragma) {
            return self.pragma();
        }
        if self.keyword() == Some(Keyword::Label) {
            return self.local_labels();
        }
        let colon = self.peek_at(1).is(Punct::Colon) && !self.peek_at(2).is(Punct::Colon);
        let labelled = colon && self.name().is_some();
        if !labelled && self.begins_declaration() {
            return self.local_declaration(out);
        }
        if !labelled && self.is_misspelt_type() && !self.misspelt_statement() {
            return self.local_declaration(out);
        }
        self.note_following();
        if let Some(lost) = self.foreign_statement() {
            return Err(lost);
        }
        let falls = self.falls_into_case(out);
        let statement = self.statement()?;
        if let Some(from) = falls {
            self.warn_fallthrough(from, &statement);
        }
        out.push(statement);
        Ok(())
    }

    pub(super) fn begins_declaration(&self) -> bool {
        let ahead = usize::from(self.keyword() == Some(Keyword::Extension));
        match self.attributes_length() {
            0 => self.begins_type(ahead),
            length => {
                let labelled = self.peek_at(length + 1).is(Punct::Colon);
                self.begins_type(length) && !labelled
            }
        }
    }

    /// Two names in a row, the first unknown: a type that is not declared.
    fn is_misspelt_type(&self) -> bool {
        let Some(name) = self.name() else { return false };
        let next = self.peek_at(1);
        let follows = match next.kind {
            TokenKind::Name(next) => next.keyword().is_none(),
            _ => false,
        };
        follows && !next.line_start && self.lookup(name).is_none()
    }

    /// The items of `({ … })` and the type of the last one's value.
    pub(super) fn block_with_value(&mut self) -> Parsed<(Vec<Stmt>, Type, Option<u8>)> {
        let open = self.next().span;
        self.scopes.open();
        let mut statements = Vec::new();
        let labels = self.block_labels();
        let mut last = (Type::VOID, None);
        while !self.sees(Punct::CloseBrace) && self.peek().kind != TokenKind::End {
            match self.block_item_with_value(&mut statements) {
                Ok(value) => last = value,
                Err(lost) => {
                    self.close_scope();
                    return Err(lost);
                }
            }
        }
        self.leave_block_labels(labels);
        self.close_scope();
        let close = self.expect_close(Punct::CloseBrace, open)?;
        self.note_block(open.to(close));
        Ok((statements, last.0, last.1))
    }

    /// The item's type, and its width if it is a bit-field; void of what has no value.
    fn block_item_with_value(&mut self, out: &mut Vec<Stmt>) -> Parsed<(Type, Option<u8>)> {
        while let Some(name) = self.name()
            && self.peek_at(1).is(Punct::Colon)
        {
            let span = self.span();
            let id = self.label_head(name, span)?;
            let nothing = Box::new(Stmt { kind: StmtKind::Block(Vec::new()), span });
            out.push(Stmt { kind: StmtKind::Label(id, nothing), span });
        }
        let word = self.keyword().is_some_and(|word| {
            use Keyword::{
                Alignof, ChooseExpr, ConstantP, FunctionName, Generic, Offsetof, Sizeof,
                TypesCompatible, VaArg, VaCopy, VaEnd, VaStart,
            };
            !matches!(
                word,
                Sizeof
                    | Alignof
                    | Generic
                    | Offsetof
                    | TypesCompatible
                    | ConstantP
                    | ChooseExpr
                    | VaArg
                    | VaStart
                    | VaEnd
                    | VaCopy
                    | FunctionName
            )
        });
        let simple = !word && !self.begins_declaration();
        if self.sees(Punct::CloseBrace) {
            return Ok((Type::VOID, None));
        }
        if !simple || self.sees(Punct::OpenBrace) || self.sees(Punct::Semicolon) {
            self.block_item(out)?;
            return Ok((Type::VOID, None));
        }
        let operand = self.full_expression()?;
        self.expect_semicolon("this expression")?;
        let operand = self.rvalue(operand);
        let (ty, bits, span) = (operand.ty, operand.bits, operand.span);
        let expr = self.expr(operand);
        out.push(Stmt { kind: StmtKind::Expr(expr), span });
        Ok((ty, bits))
    }

    /// `statement = labelled | block | if | switch | while | do | for | jump | asm | [expression] ";"`
    pub(super) fn statement(&mut self) -> Parsed<Stmt> {
        self.enter()?;
        let made = self.statement_inner()?;
        self.leave();
        Ok(made)
    }

    fn statement_inner(&mut self) -> Parsed<Stmt> {
        let token = self.peek();
        if token.is(Punct::OpenBrace) {
            return self.block();
        }
        if token.is(Punct::Semicolon) {
            self.next();
            return Ok(Stmt { kind: StmtKind::Block(Vec::new()), span: token.span });
        }
        if let Some(name) = self.name()
            && self.peek_at(1).is(Punct::Colon)
        {
            return self.label(name, token.span);
        }
        match self.keyword() {
            Some(Keyword::If) => self.in_scope(Self::if_statement),
            Some(Keyword::While) => self.in_scope(Self::while_statement),
            Some(Keyword::Do) => self.in_scope(Self::do_statement),
            Some(Keyword::For) => self.for_statement(),
            Some(Keyword::Switch) => self.in_scope(Self::switch_statement),
            Some(Keyword::Case | Keyword::Default) => self.case_statement(),
            Some(Keyword::Break | Keyword::Continue) => self.break_statement(),
            Some(Keyword::Return) => self.return_statement(),
            Some(Keyword::Goto) => self.goto_statement(),
            Some(Keyword::Asm) => self.asm_statement(),
            Some(Keyword::Attribute) => self.attribute_statement(),
            None if self.sees_standard(0) => self.attribute_statement(),
            Some(Keyword::Else) => {
                self.report.error(token.span, "'else' without 'if'", "no 'if' is open here");
                self.next();
                Err(Lost)
            }
            _ if self.begins_type(0) => {
                let message = "a declaration cannot stand alone here";
                let hint = "put it into braces '{ … }'";
                self.report.push(Diagnostic::error(token.span, message).hint(hint));
                Err(Lost)
            }
            _ => self.expression_statement(),
        }
    }

    /// `attributes (";" | statement)`
    fn attribute_statement(&mut self) -> Parsed<Stmt> {
        let span = self.span();
        let mut attributes = Attributes::default();
        self.attributes(&mut attributes)?;
        if !self.sees(Punct::Semicolon) {
            return self.statement();
        }
        self.expect_semicolon("the attribute")?;
        if attributes.fallthrough {
            self.fell_at = self.at;
            self.check_fallthrough(span);
        }
        Ok(Stmt { kind: StmtKind::Block(Vec::new()), span })
    }

    fn expression_statement(&mut self) -> Parsed<Stmt> {
        let cut = self.macro_semicolon(1);
        let operand = self.full_expression()?;
        self.expect_semicolon("this expression")?;
        self.warn_useless(&operand, cut);
        self.warn_unused_result(&operand);
        let span = operand.span;
        let operand = self.rvalue(operand);
        let expr = self.expr(operand);
        Ok(Stmt { kind: StmtKind::Expr(expr), span })
    }

    /// `cut`: a macro with this definition brought the `;` before the statement.
    fn warn_useless(&mut self, operand: &Operand, cut: Option<Span>) {
        if self.types.is_error(operand.ty) {
            return;
        }
        let useless = operand.form.is_useless();
        let is_void = self.types.is_void(operand.ty);
        let read = matches!(&operand.value, Value::Place(place)
            if !place.volatile && operand.form == Form::Plain);
        let logical = matches!(&operand.value, Value::Expr(expr)
            if matches!(expr.kind, ExprKind::And(..) | ExprKind::Or(..)));
        if (useless || read) && !is_void && !logical {
            let mut warning = Diagnostic::warning(operand.span, "this statement does nothing")
                .label("its value is not used");
            if let Some(definition) = cut {
                // Hardly ever meant, so that it does not wait for '-Wall'.
                warning = warning
                    .named("macro-semicolon")
                    .note(definition, "this macro, used before it, ends in ';'")
                    .hint("remove the ';' from the '#define'");
                return self.report.push(warning);
            }
            if operand.form == Form::Comparison {
                warning = warning.hint("did you mean '=' instead of '=='?");
            }
            self.report.push(warning.named("unused-value"));
        }
    }

    /// A call for nothing of a function whose result is what it is for.
    fn warn_unused_result(&mut self, operand: &Operand) {
        let Value::Expr(Expr {
            kind: ExprKind::Call { callee: Callee::Symbol(symbol), .. }, ..
        }) = &operand.value
        else {
            return;
        };
        let Some(global) = self.globals.iter().find(|g| g.must_use && g.symbol == Some(*symbol))
        else {
            return;
        };
        let message = format!("nobody takes what '{}' returns", self.atoms.text(global.name));
        let warning = Diagnostic::warning(operand.span, message).named("unused-result");
        self.report.push(warning.note(global.span, "its declaration asks for that"));
    }

    /// `"(" expression ")"` as a condition
    fn parenthesised_condition(&mut self, word: &str) -> Parsed<Expr> {
        let open = self.sees(Punct::OpenParen).then(|| self.next().span);
        if open.is_none() {
            self.missing("(", word);
            if self.sees(Punct::OpenBrace) {
                return Err(Lost);
            }
        }
        let operand = self.full_expression()?;
        match open {
            // Reported if it is missing; the statement goes on all the same.
            Some(open) => drop(self.expect_close(Punct::CloseParen, open)),
            None => drop(self.take(Punct::CloseParen)),
        }
        Ok(self.condition(operand))
    }

    /// `if = "if" "(" expression ")" statement ["else" statement]`
    fn if_statement(&mut self) -> Parsed<Stmt> {
        let at = self.next().span;
        let condition = self.parenthesised_condition("'if'")?;
        self.warn_empty_body("if");
        let (inner, inner_if) = (self.span(), self.keyword() == Some(Keyword::If));
        self.in_if = self.sees(Punct::OpenBrace);
        let first = self.peek();
        let yes = Box::new(self.in_scope(Self::statement)?);
        self.note_guarded(at, first);
        if inner_if && matches!(yes.kind, StmtKind::If(_, _, Some(_))) {
            let warning = Diagnostic::warning(at, "an 'else' belongs to the inner 'if'")
                .named("dangling-else")
                .label("not to this one");
            self.report.push(warning.note(inner, "but to this").hint("braces tell which"));
        }
        let word = self.span();
        let no = match self.take_keyword(Keyword::Else) {
            true => {
                let first = self.peek();
                let no = self.in_scope(Self::statement)?;
                if !matches!(no.kind, StmtKind::If(..)) {
                    self.note_guarded(word, first);
                }
                Some(Box::new(no))
            }
            false => None,
        };
        Ok(Stmt { kind: StmtKind::If(condition, yes, no), span: at })
    }

    pub(super) fn warn_empty_body(&mut self, word: &str) {
        let before_else = matches!(self.peek_at(1).kind, TokenKind::Name(name)
            if name.keyword() == Some(Keyword::Else));
        if self.sees(Punct::Semicolon) && !before_else && self.macro_semicolon(0).is_none() {
            let message = format!("the body of this '{word}' is empty");
            let warning = Diagnostic::warning(self.span(), message)
                .named("empty-body")
                .label("this ';' is the body");
            self.report.push(warning.hint("remove the ';', or write '{}' if that is meant"));
        }
    }

    /// `static-assert = "_Static_assert" "(" constant ["," string] ")" ";"`
    pub(super) fn static_assert(&mut self) -> Parsed<()> {
        let at = self.next().span;
        let open = self.expect(Punct::OpenParen, "'_Static_assert'")?;
        let start = self.span();
        let value = self.constant_value("the condition of '_Static_assert'")?;
        let span = start.to(self.last_span());
        let mut text = String::new();
        if self.take(Punct::Comma) {
            text = format!(": {}", self.plain_string()?);
        }
        self.expect_close(Punct::CloseParen, open)?;
        self.expect_semicolon("'_Static_assert(…)'")?;
        if value == 0 {
            let error = Diagnostic::error(at, format!("static assertion failed{text}"));
            self.report.push(error.note(span, "this is 0"));
        }
        Ok(())
    }

    /// What `if`, `switch` and the loops declare, and what their bodies do without braces, ends with
    /// them.
    pub(super) fn in_scope(&mut self, parse: fn(&mut Self) -> Parsed<Stmt>) -> Parsed<Stmt> {
        self.scopes.open();
        let made = parse(self);
        self.close_scope();
        made
    }

    /// Keeps where a scope of its own begins and ends.
    fn note_block(&mut self, span: Span) {
        if let Some(body) = &mut self.function {
            body.blocks.push(span);
        }
    }

    /// Leaves a block: unused variables are reported.
    pub(super) fn close_scope(&mut self) {
        let names = self.scopes.close();
        let Some(body) = &self.function else { return };
        if self.report.errors() > body.errors_before {
            return;
        }
        let mut unused: Vec<(Span, String)> = Vec::new();
        for (name, entry) in names {
            if let Meaning::Local(id) = entry.meaning {
                let variable = &body.variables[id.0 as usize];
                if !variable.used && !variable.quiet {
                    unused.push((entry.span, self.atoms.text(name).to_string()));
                }
            }
        }
        unused.sort_by_key(|(span, _)| (span.file, span.start));
        for (span, name) in unused {
            let message = format!("the variable '{name}' is not used");
            self.report.push(
                Diagnostic::warning(span, message).named("unused-variable").label("declared here"),
            );
        }
    }
}
