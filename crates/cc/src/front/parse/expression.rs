//! Expressions.

mod measure;
pub(super) mod string;

use super::*;
use crate::front::check::{Form, Value};
use crate::front::literal;
use crate::front::types::IntKind;
use crate::tree::{ExprKind, PlaceKind, StmtKind};

/// Neighbouring string literals, joined.
pub struct Literal {
    /// Without the final zero.
    pub units: Vec<u32>,
    /// Of one unit.
    pub kind: IntKind,
    /// All of them.
    pub span: Span,
}

/// How tightly a binary operator binds.
fn precedence(punct: Punct) -> Option<u8> {
    Some(match punct {
        Punct::OrOr => 1,
        Punct::AndAnd => 2,
        Punct::Or => 3,
        Punct::Xor => 4,
        Punct::And => 5,
        Punct::EqualEqual | Punct::NotEqual => 6,
        Punct::Less | Punct::LessEqual | Punct::Greater | Punct::GreaterEqual => 7,
        Punct::Shl | Punct::Shr => 8,
        Punct::Plus | Punct::Minus => 9,
        Punct::Star | Punct::Slash | Punct::Percent => 10,
        _ => return None,
    })
}

impl Parser {
    /// `expression = assignment {"," assignment}`
    pub(super) fn expression(&mut self) -> Parsed<Operand> {
        let mut left = self.assignment()?;
        while self.take(Punct::Comma) {
            self.count_operator()?;
            let right = self.assignment()?;
            left = self.comma_operation(left, right);
        }
        Ok(left)
    }

    /// An expression that is not part of another one.
    pub(super) fn full_expression(&mut self) -> Parsed<Operand> {
        self.fresh_count(|parser| parser.expression())
    }

    /// `assignment = conditional [("=" | "+=" | …) assignment]`
    pub(super) fn assignment(&mut self) -> Parsed<Operand> {
        let left = self.conditional()?;
        let token = self.peek();
        Ok(match token.kind {
            TokenKind::Punct(Punct::Assign) => {
                self.next();
                let right = self.nested(Self::assignment)?;
                self.assignment_operation(token.span, left, right)
            }
            TokenKind::Punct(
                punct @ (Punct::PlusAssign
                | Punct::MinusAssign
                | Punct::StarAssign
                | Punct::SlashAssign
                | Punct::PercentAssign
                | Punct::AndAssign
                | Punct::OrAssign
                | Punct::XorAssign
                | Punct::ShlAssign
                | Punct::ShrAssign),
            ) => {
                self.next();
                let right = self.nested(Self::assignment)?;
                self.compound_assignment(punct, token.span, left, right)
            }
            _ => left,
        })
    }

    /// `conditional = binary ["?" [expression] ":" conditional]`
    pub(super) fn conditional(&mut self) -> Parsed<Operand> {
        let condition = self.binary(1)?;
        if !self.sees(Punct::Question) {
            return Ok(condition);
        }
        let at = self.next().span;
        if self.take(Punct::Colon) {
            let no = self.nested(Self::conditional)?;
            return Ok(self.condition_or(condition, no, at));
        }
        let yes = self.nested(Self::expression)?;
        self.expect(Punct::Colon, "the first choice of '?'")?;
        let no = self.nested(Self::conditional)?;
        Ok(self.conditional_operation(condition, yes, no, at))
    }

    /// GNU's `a ?: b`: a, evaluated once, unless it is zero.
    fn condition_or(&mut self, condition: Operand, no: Operand, at: Span) -> Operand {
        let condition = self.rvalue(condition);
        let span = condition.span;
        if self.function.is_none() || self.unevaluated > 0 || !self.types.is_scalar(condition.ty) {
            return self.conditional_operation(condition.clone(), condition, no, at);
        }
        let ty = condition.ty;
        let local = self.add_local("", ty, span);
        let copy = || PlaceKind::Local(local);
        let first = Operand::place(copy(), ty, span, self);
        let value = self.expr(condition);
        let Value::Place(place) = first.value else { return no };
        let assigned = Operand::value(ExprKind::Assign(place, Box::new(value)), ty, span, self);
        let again = Operand::place(copy(), ty, span, self);
        self.conditional_operation(assigned, again, no, at)
    }

    /// `binary = cast {operator cast}`, operators that bind at least as tightly as `level`.
    fn binary(&mut self, level: u8) -> Parsed<Operand> {
        let mut left = self.cast()?;
        while let TokenKind::Punct(punct) = self.peek().kind
            && let Some(own) = precedence(punct)
            && own >= level
        {
            self.count_operator()?;
            let at = self.next().span;
            let right = self.binary(own + 1)?;
            left = self.binary_operation(punct, at, left, right);
        }
        Ok(left)
    }

    /// `cast = "(" type-name ")" cast | unary`
    pub(super) fn cast(&mut self) -> Parsed<Operand> {
        if !self.sees(Punct::OpenParen) || !self.begins_type(1) {
            return self.unary();
        }
        self.enter()?;
        let open = self.next().span;
        let (ty, _) = self.type_name_rule()?;
        self.expect_close(Punct::CloseParen, open)?;
        let made = if self.sees(Punct::OpenBrace) {
            let literal = self.compound_literal(ty, open)?;
            self.postfix(literal)?
        } else {
            let operand = self.cast()?;
            let span = open.to(operand.span);
            match self.union_cast(ty, &operand, span) {
                Some(made) => made,
                None => self.cast_operation(ty, operand, span),
            }
        };
        self.leave();
        Ok(made)
    }

    /// `unary = ("++" | "--") unary | ("&" | "*" | "+" | "-" | "~" | "!") cast | sizeof | postfix`
    fn unary(&mut self) -> Parsed<Operand> {
        let token = self.peek();
        let at = token.span;
        let TokenKind::Punct(punct) = token.kind else { return self.unary_word() };
        match punct {
            Punct::PlusPlus | Punct::MinusMinus => {
                self.next();
                let operand = self.nested(Self::unary)?;
                Ok(self.increment(punct, at, operand, false))
            }
            Punct::And => {
                self.next();
                let operand = self.nested(Self::cast)?;
                Ok(self.address(operand, at))
            }
            Punct::Star => {
                self.next();
                let operand = self.nested(Self::cast)?;
                let span = at.to(operand.span);
                Ok(self.dereference(operand, at, span))
            }
            Punct::Plus | Punct::Minus | Punct::Tilde | Punct::Not => {
                self.next();
                let operand = self.nested(Self::cast)?;
                Ok(self.unary_operation(punct, at, operand))
            }
            Punct::AndAnd => {
                self.next();
                self.label_address(at)
            }
            _ => self.postfix_expression(),
        }
    }

    /// Runs a rule one level deeper.
    pub(super) fn nested(
        &mut self,
        rule: impl FnOnce(&mut Self) -> Parsed<Operand>,
    ) -> Parsed<Operand> {
        self.enter()?;
        let operand = rule(self)?;
        self.leave();
        Ok(operand)
    }

    /// `sizeof unary | sizeof "(" type-name ")" | "_Alignof" "(" type-name ")" | "__extension__" cast`
    fn unary_word(&mut self) -> Parsed<Operand> {
        match self.keyword() {
            Some(Keyword::Sizeof) => self.sizeof(),
            Some(Keyword::Alignof) => self.alignof(),
            Some(Keyword::Extension) => {
                self.next();
                self.nested(Self::cast)
            }
            _ => self.postfix_expression(),
        }
    }

    /// `postfix-expression = primary {postfix}`
    fn postfix_expression(&mut self) -> Parsed<Operand> {
        let primary = self.primary()?;
        self.postfix(primary)
    }

    /// `postfix = "[" expression "]" | "(" arguments ")" | "." name | "->" name | "++" | "--"`
    fn postfix(&mut self, first: Operand) -> Parsed<Operand> {
        let mut operand = first;
        loop {
            let token = self.peek();
            let TokenKind::Punct(punct) = token.kind else { return Ok(operand) };
            let at = token.span;
            match punct {
                Punct::OpenBracket => {
                    self.next();
                    let index = self.nested(Self::expression)?;
                    let close = self.expect_close(Punct::CloseBracket, at)?;
                    operand = self.index(operand, index, close);
                }
                Punct::OpenParen => {
                    self.next();
                    let arguments = self.arguments(at)?;
                    operand = self.call(operand, arguments, self.last_span());
                }
                Punct::Dot | Punct::Arrow => {
                    self.next();
                    let (name, span) = self.expect_name("a member's name")?;
                    operand = self.member_access(operand, name, span, punct == Punct::Arrow);
                }
                Punct::PlusPlus | Punct::MinusMinus => {
                    self.next();
                    operand = self.increment(punct, at, operand, true);
                }
                _ => return Ok(operand),
            }
            self.count_operator()?;
        }
    }

    /// `arguments = [assignment {"," assignment}] ")"`
    pub(super) fn arguments(&mut self, open: Span) -> Parsed<Vec<Operand>> {
        let mut arguments = Vec::new();
        if !self.sees(Punct::CloseParen) {
            loop {
                arguments.push(self.fresh_count(Self::assignment)?);
                if !self.take(Punct::Comma) {
                    break;
                }
            }
        }
        self.expect_close(Punct::CloseParen, open)?;
        Ok(arguments)
    }

    /// `primary = name | constant | string | "(" expression ")" | "(" block ")" | generic | builtin`
    fn primary(&mut self) -> Parsed<Operand> {
        let token = self.peek();
        match token.kind {
            TokenKind::Name(name) => self.named(name, token.span),
            TokenKind::Number(text) => {
                self.next();
                let number = literal::number(self.atoms.text(text));
                if number.as_ref().is_err_and(|problem| problem.floating) {
                    if self.no_floats {
                        return Ok(Operand::error(token.span, self));
                    }
                    self.no_floats = true;
                }
                Ok(self.literal_value(number.map(|n| (n.value as i64, n.kind)), token.span))
            }
            TokenKind::Char(text) => {
                self.next();
                self.warn_unknown_escape(text, token.span);
                let character = literal::character(self.atoms.text(text));
                if matches!(&character, Ok(c) if c.multiple) {
                    let message = "a character constant of several characters";
                    let hint = "a string has double quotes";
                    self.report.push(
                        Diagnostic::warning(token.span, message).named("multichar").hint(hint),
                    );
                }
                Ok(self.literal_value(character.map(|c| (c.value, c.kind)), token.span))
            }
            TokenKind::Str(_) => {
                let literal = self.string_literal()?;
                Ok(self.string_operand(literal))
            }
            TokenKind::Punct(Punct::OpenParen) => self.parenthesised(),
            _ => self.unexpected("an expression"),
        }
    }

    fn literal_value(
        &mut self,
        value: Result<(i64, IntKind), literal::Problem>,
        span: Span,
    ) -> Operand {
        match value {
            Ok((value, kind)) => {
                let ty = Type::of(kind);
                let value = crate::front::check::truncate(value, self.types.ty(ty));
                Operand::int(value, ty, span, self)
            }
            Err(problem) => {
                self.literal_problem(problem, span);
                Operand::error(span, self)
            }
        }
    }

    /// `'\q'` stands for `'q'`, but is seldom meant.
    fn warn_unknown_escape(&mut self, text: Atom, span: Span) {
        let Some(unknown) = literal::unknown_escape(self.atoms.text(text)) else { return };
        let warning = Diagnostic::warning(span, format!("'\\{unknown}' is no escape"))
            .named("unknown-escape-sequence");
        let hint = "write '\\\\' for a backslash itself";
        self.report.push(warning.label(format!("stands for '{unknown}'")).hint(hint));
    }

    fn literal_problem(&mut self, problem: literal::Problem, span: Span) {
        let mut error = Diagnostic::error(span, problem.message).label(problem.label);
        if let Some(hint) = problem.hint {
            error = error.hint(hint);
        }
        self.report.push(error);
    }

    /// A name: of a variable, of a builtin, or a keyword that begins an expression.
    fn named(&mut self, name: Atom, span: Span) -> Parsed<Operand> {
        match name.keyword() {
            None => {
                self.next();
                if self.lookup(name).is_none()
                    && let Some(made) = self.builtin(name, span)?
                {
                    return Ok(made);
                }
                Ok(self.identifier(name, span))
            }
            Some(Keyword::Generic) => self.generic(),
            Some(Keyword::FunctionName) => {
                self.next();
                Ok(self.function_name(span))
            }
            Some(_) => match self.keyword_builtin()? {
                Some(made) => Ok(made),
                None => self.unexpected("an expression"),
            },
        }
    }

    /// `"(" expression ")" | "(" block ")"`
    fn parenthesised(&mut self) -> Parsed<Operand> {
        let open = self.next().span;
        self.enter()?;
        let inner = match self.sees(Punct::OpenBrace) {
            true => self.statement_expression(open)?,
            false => self.expression()?,
        };
        let close = self.expect_close(Punct::CloseParen, open)?;
        self.leave();
        let form = match inner.form {
            Form::String => Form::String,
            Form::Sum | Form::Conjunction | Form::Negation | Form::Useless => Form::Useless,
            Form::Plain | Form::Assignment | Form::Comparison => Form::Plain,
        };
        Ok(Operand { span: open.to(close), form, ..inner })
    }

    /// GNU `({ … })`: the value of its last statement.
    fn statement_expression(&mut self, open: Span) -> Parsed<Operand> {
        if self.function.is_none() {
            self.report.error(open, "a statement expression outside a function", "not here");
            return Err(Lost);
        }
        let (mut statements, ty, bits) = self.block_with_value()?;
        let span = open.to(self.last_span());
        if let (Some(Stmt { kind: StmtKind::Expr(last), .. }), false) =
            (statements.last_mut(), self.types.is_void(ty))
        {
            last.ty = self.types.ty(ty);
        }
        Ok(Operand { bits, ..Operand::value(ExprKind::Block(statements), ty, span, self) })
    }

    /// `generic = "_Generic" "(" assignment {"," (type-name | "default") ":" assignment} ")"`
    fn generic(&mut self) -> Parsed<Operand> {
        let at = self.next().span;
        let open = self.expect(Punct::OpenParen, "'_Generic'")?;
        let control = self.unevaluated(|parser| parser.assignment())?;
        let control = self.rvalue(control);
        let (mut chosen, mut default) = (None, None);
        while self.take(Punct::Comma) {
            let ty = match self.take_keyword(Keyword::Default) {
                true => None,
                false => Some(self.type_name_rule()?.0),
            };
            self.expect(Punct::Colon, "the type")?;
            let operand = self.nested(Self::assignment)?;
            match ty {
                None => default = Some(operand),
                Some(ty)
                    if self.types.compatible(ty, control.ty.unqualified()) && chosen.is_none() =>
                {
                    chosen = Some(operand);
                }
                Some(_) => {}
            }
        }
        let close = self.expect_close(Punct::CloseParen, open)?;
        if let Some(operand) = chosen.or(default) {
            return Ok(operand);
        }
        if !self.types.is_error(control.ty) {
            let name = self.type_name(control.ty);
            let message = format!("no choice of this '_Generic' is for '{name}'");
            let error = Diagnostic::error(at, message).hint("add a 'default:' choice");
            self.report.push(error.note(control.span, format!("this is '{name}'")));
        }
        Ok(Operand::error(at.to(close), self))
    }

    /// The value of an expression that must be an integer constant.
    pub(super) fn constant_value(&mut self, what: &str) -> Parsed<i64> {
        let operand = self.fresh_count(|parser| parser.conditional())?;
        if self.types.is_error(operand.ty) {
            return Ok(1);
        }
        match self.integer_constant(&operand) {
            Some(value) => Ok(value),
            None => {
                let message = format!("{what} must be a constant");
                let mut error =
                    Diagnostic::error(operand.span, message).label("only known at run time");
                if !self.types.is_integer(operand.ty) {
                    error = error.label("not an integer");
                }
                self.report.push(error);
                Ok(1)
            }
        }
    }

    /// The value of an integer constant expression.
    pub(super) fn integer_constant(&mut self, operand: &Operand) -> Option<i64> {
        if !self.types.is_integer(operand.ty) {
            return None;
        }
        let expr = self.expr(operand.clone());
        match self.evaluate(&expr)? {
            crate::front::constant::Constant::Int(value) => Some(value),
            crate::front::constant::Constant::Address(..) => None,
        }
    }
}
