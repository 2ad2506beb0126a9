//! Statements that move control elsewhere, and the labels they go to.

use super::*;
use crate::front::check::{Purpose, truncate};
use crate::front::types::EnumId;
use crate::tree::{BinaryOp, ExprKind, PlaceKind, StmtKind, Ty};

impl Parser {
    /// `switch = "switch" "(" expression ")" statement`
    pub(super) fn switch_statement(&mut self) -> Parsed<Stmt> {
        let at = self.next().span;
        let open = self.expect(Punct::OpenParen, "'switch'")?;
        let operand = self.full_expression()?;
        self.expect_close(Punct::CloseParen, open)?;
        let operand = self.rvalue(operand);
        let enumeration = match self.types.kind(operand.ty) {
            Kind::Enum(id) => Some(*id),
            _ => None,
        };
        let operand = self.promoted(operand);
        if !self.types.is_integer(operand.ty) {
            let name = self.type_name(operand.ty);
            let message = format!("'switch' wants an integer, not '{name}'");
            self.report.error(operand.span, message, format!("this is '{name}'"));
        }
        let ty = operand.ty;
        let value = self.expr(operand);
        if let Some(body) = &mut self.function {
            body.switches.push(Switch { ty, cases: Vec::new(), spans: Vec::new() });
            body.breakables += 1;
        }
        let statement = self.in_scope(Self::statement);
        let mut cases = Vec::new();
        if let Some(body) = &mut self.function {
            cases = body.switches.pop().map_or(Vec::new(), |switch| switch.cases);
            body.breakables -= 1;
        }
        let statement = Box::new(statement?);
        self.warn_unreachable(&statement);
        if let Some(id) = enumeration {
            self.warn_missing_cases(id, &cases, at);
        }
        Ok(Stmt { kind: StmtKind::Switch(value, cases, statement), span: at })
    }

    /// A statement before the first label of a switch.
    fn warn_unreachable(&mut self, body: &Stmt) {
        let broken = |body: &Body| self.report.errors() > body.errors_before;
        if self.nesting > super::fall::DEEP || self.function.as_ref().is_none_or(broken) {
            return;
        }
        let StmtKind::Block(statements) = &body.kind else { return };
        let Some(first) = statements.first() else { return };
        let plain = match &first.kind {
            StmtKind::Block(inside) => !inside.is_empty() && !super::finish::has_label(first),
            StmtKind::Case(..) | StmtKind::Label(..) => false,
            _ => !super::finish::has_label(first),
        };
        if plain {
            let warning = Diagnostic::warning(first.span, "this statement is never reached");
            let warning = warning.named("switch-unreachable");
            self.report.push(warning.label("a 'switch' goes to its labels"));
        }
    }

    /// Constants of an enumeration that no `case` names, nor a `default` covers.
    fn warn_missing_cases(&mut self, id: EnumId, cases: &[Case], at: Span) {
        let named = |value: i64| {
            cases.iter().any(|case| match case {
                Case::Range(first, last) => (*first..=*last).contains(&value),
                Case::Default => true,
            })
        };
        let constants = &self.types.enums[id.0 as usize].constants;
        let missing = constants.iter().filter(|(_, value)| !named(*value));
        let names: Vec<String> =
            missing.map(|(name, _)| format!("'{}'", self.atoms.text(*name))).collect();
        if !names.is_empty() {
            let message = format!("this 'switch' leaves out {}", names.join(", "));
            let warning = Diagnostic::warning(at, message).named("switch");
            self.report.push(warning.hint("add a 'case', or a 'default'"));
        }
    }

    /// `case = "case" constant ["..." constant] ":" statement | "default" ":" statement`
    pub(super) fn case_statement(&mut self) -> Parsed<Stmt> {
        let mut labels = Vec::new();
        while matches!(self.keyword(), Some(Keyword::Case | Keyword::Default)) {
            let span = self.span();
            let is_default = self.keyword() == Some(Keyword::Default);
            self.next();
            let case = if is_default { Some(Case::Default) } else { self.case_range()? };
            self.expect(Punct::Colon, if is_default { "'default'" } else { "this 'case'" })?;
            if let Some(case) = case
                && let Some(index) = self.add_case(case, span)
            {
                labels.push((index, span));
            }
        }
        let statement = self.labelled_statement()?;
        Ok(labels.into_iter().rev().fold(statement, |inner, (index, span)| Stmt {
            kind: StmtKind::Case(index, Box::new(inner)),
            span,
        }))
    }

    /// What follows a label; nothing, where the block ends or a declaration begins.
    fn labelled_statement(&mut self) -> Parsed<Stmt> {
        let labelled = self.peek_at(1).is(Punct::Colon) && self.name().is_some();
        if self.sees(Punct::CloseBrace) || !labelled && self.begins_declaration() {
            return Ok(Stmt { kind: StmtKind::Block(Vec::new()), span: self.last_span() });
        }
        self.statement()
    }

    fn case_range(&mut self) -> Parsed<Option<Case>> {
        let start = self.span();
        let errors = self.report.errors();
        let first = self.constant_value("the value of a 'case'")?;
        let last = match self.take(Punct::Ellipsis) {
            true => self.constant_value("the value of a 'case'")?,
            false => first,
        };
        if self.report.errors() > errors {
            return Ok(None);
        }
        let ty = self.function.as_ref().and_then(|body| body.switches.last()).map(|s| s.ty);
        let ty = self.types.ty(ty.unwrap_or(Type::INT));
        let (first, last) = (truncate(first, ty), truncate(last, ty));
        if rank(first, ty) > rank(last, ty) {
            let span = start.to(self.last_span());
            self.report.push(
                Diagnostic::warning(span, "an empty range of cases")
                    .named("empty-range")
                    .label("never taken"),
            );
            return Ok(None);
        }
        Ok(Some(Case::Range(first, last)))
    }

    /// The number of a new case of the innermost switch.
    fn add_case(&mut self, case: Case, span: Span) -> Option<u32> {
        let Some(switch) = self.function.as_mut().and_then(|body| body.switches.last_mut()) else {
            self.report.error(span, "a case outside of a 'switch'", "no 'switch' is open here");
            return None;
        };
        let ty = self.types.ty(switch.ty);
        let not_after = |a, b| rank(a, ty) <= rank(b, ty);
        let clash = |other: &Case| match (*other, case) {
            (Case::Default, Case::Default) => true,
            (Case::Range(a, b), Case::Range(x, y)) => not_after(a, y) && not_after(x, b),
            _ => false,
        };
        if let Some(index) = switch.cases.iter().position(clash) {
            let first = switch.spans[index];
            let message = match case {
                Case::Default => "a second 'default' in one switch".to_string(),
                Case::Range(value, _) => {
                    let common = match switch.cases[index] {
                        Case::Range(other, _) if not_after(value, other) => other,
                        Case::Range(..) => value,
                        Case::Default => value,
                    };
                    format!("two cases for the value {}", rank(common, ty))
                }
            };
            let error = Diagnostic::error(span, message).label("the second one");
            self.report.push(error.note(first, "the first is here"));
        }
        switch.cases.push(case);
        switch.spans.push(span);
        Some(switch.cases.len() as u32 - 1)
    }

    /// `("break" | "continue") ";"`
    pub(super) fn break_statement(&mut self) -> Parsed<Stmt> {
        let is_break = self.keyword() == Some(Keyword::Break);
        let span = self.next().span;
        let word = if is_break { "'break'" } else { "'continue'" };
        self.expect_semicolon(word)?;
        let inside = self.function.as_ref().is_some_and(|body| match is_break {
            true => body.breakables > 0,
            false => body.loops > 0,
        });
        if !inside {
            let what = if is_break { "a loop or a 'switch'" } else { "a loop" };
            self.report.error(span, format!("{word} outside of {what}"), "nothing to leave here");
        }
        let kind = if is_break { StmtKind::Break } else { StmtKind::Continue };
        Ok(Stmt { kind, span })
    }

    /// `return = "return" [expression] ";"`
    pub(super) fn return_statement(&mut self) -> Parsed<Stmt> {
        let at = self.next().span;
        let operand = match self.sees(Punct::Semicolon) {
            true => None,
            false => Some(self.full_expression()?),
        };
        self.expect_semicolon("'return'")?;
        let returns = self.function.as_ref().map_or(Type::INT, |body| body.returns);
        let value = match operand {
            Some(operand) if self.types.is_void(returns) => {
                return Ok(self.return_from_void(operand, at));
            }
            Some(operand) => {
                let value = self.assigned(operand, returns, &Purpose::Return);
                self.warn_local_address(&value);
                Some(value)
            }
            None => {
                if !self.types.is_void(returns) && !self.types.is_error(returns) {
                    let name = self.type_name(returns);
                    let message =
                        format!("'return' without a value in a function that returns '{name}'");
                    self.report.push(
                        Diagnostic::warning(at, message)
                            .named("return-type")
                            .label("a value is missing"),
                    );
                }
                None
            }
        };
        Ok(Stmt { kind: StmtKind::Return(value), span: at })
    }

    /// `return &local;`
    fn warn_local_address(&mut self, value: &Expr) {
        let place = match &value.kind {
            ExprKind::Address(place) => place,
            ExprKind::Cast(inner) | ExprKind::Binary(BinaryOp::Add | BinaryOp::Sub, inner, _)
                if value.ty == Ty::Pointer =>
            {
                return self.warn_local_address(inner);
            }
            ExprKind::Conditional(_, yes, no) => {
                self.warn_local_address(yes);
                return self.warn_local_address(no);
            }
            _ => return,
        };
        let mut root = place;
        while let PlaceKind::Offset(inner, _) = &root.kind {
            root = inner;
        }
        let PlaceKind::Local(id) = root.kind else { return };
        let Some(local) = self.function.as_ref().map(|body| &body.locals[id.0 as usize]) else {
            return;
        };
        let message = format!("'{}' is gone when the function has returned", local.name);
        let warning = Diagnostic::warning(value.span, message)
            .named("return-local-addr")
            .label("returns its address")
            .note(local.span, "declared here")
            .hint("make it 'static', allocate it, or let the caller pass one");
        self.report.push(warning);
    }

    /// `return f();` where both return void: a call, then a return.
    fn return_from_void(&mut self, operand: Operand, at: Span) -> Stmt {
        let operand = self.rvalue(operand);
        if !self.types.is_void(operand.ty) && !self.types.is_error(operand.ty) {
            let message = "'return' with a value in a function that returns void";
            self.report.error(operand.span, message, "nobody can receive this");
        }
        let span = operand.span;
        let call = Stmt { kind: StmtKind::Expr(self.expr(operand)), span };
        let leave = Stmt { kind: StmtKind::Return(None), span: at };
        Stmt { kind: StmtKind::Block(vec![call, leave]), span: at }
    }

    /// `goto = "goto" name ";"`
    pub(super) fn goto_statement(&mut self) -> Parsed<Stmt> {
        let at = self.next().span;
        if self.sees(Punct::Star) {
            self.next();
            let operand = self.full_expression()?;
            self.expect_semicolon("'goto'")?;
            let span = operand.span;
            let operand = self.cast_operation(Type::VOID_POINTER, operand, span);
            let value = self.expr(operand);
            return Ok(Stmt { kind: StmtKind::GotoValue(value), span: at });
        }
        let (name, span) = self.expect_name("a label")?;
        self.expect_semicolon("'goto'")?;
        let id = self.label_id(name);
        if let Some(body) = &mut self.function {
            body.labels[id.0 as usize].used.get_or_insert(span);
        }
        Ok(Stmt { kind: StmtKind::Goto(id), span: at })
    }

    /// GNU's `&&label`: a number, which only `goto *` understands.
    pub(super) fn label_address(&mut self, at: Span) -> Parsed<Operand> {
        let (name, span) = self.expect_name("a label")?;
        if self.function.is_none() {
            self.report.error(span, "a label outside of a function", "no label is known here");
            return Err(Lost);
        }
        let id = self.label_id(name);
        let Some(body) = &mut self.function else { return Err(Lost) };
        body.labels[id.0 as usize].used.get_or_insert(span);
        let known = body.targets.iter().position(|&target| target == id);
        let place = known.unwrap_or_else(|| {
            body.targets.push(id);
            body.targets.len() - 1
        });
        Ok(Operand::int(place as i64 + 1, Type::VOID_POINTER, at.to(span), self))
    }

    fn label_id(&mut self, name: Atom) -> LabelId {
        let Some(body) = &mut self.function else { return LabelId(0) };
        if let Some((_, id)) = body.block_labels.iter().rev().find(|(known, _)| *known == name) {
            return *id;
        }
        let known = |label: &Label| label.name == name && !label.of_block;
        if let Some(index) = body.labels.iter().position(known) {
            return LabelId(index as u32);
        }
        body.labels.push(Label { name, defined: None, used: None, of_block: false });
        LabelId(body.labels.len() as u32 - 1)
    }

    /// `__label__ name {"," name} ";"`: labels of this block alone, as a macro needs that is used twice.
    pub(super) fn local_labels(&mut self) -> Parsed<()> {
        self.next();
        loop {
            let (name, _) = self.expect_name("a label")?;
            if let Some(body) = &mut self.function {
                body.labels.push(Label { name, defined: None, used: None, of_block: true });
                let id = LabelId(body.labels.len() as u32 - 1);
                body.block_labels.push((name, id));
            }
            if !self.take(Punct::Comma) {
                return self.expect_semicolon("'__label__'");
            }
        }
    }

    /// How many labels of blocks are known here.
    pub(super) fn block_labels(&self) -> usize {
        self.function.as_ref().map_or(0, |body| body.block_labels.len())
    }

    /// Forgets those that came since.
    pub(super) fn leave_block_labels(&mut self, count: usize) {
        if let Some(body) = &mut self.function {
            body.block_labels.truncate(count);
        }
    }

    /// `label = name ":" statement`
    pub(super) fn label(&mut self, name: Atom, span: Span) -> Parsed<Stmt> {
        let id = self.label_head(name, span)?;
        let statement = Box::new(self.labelled_statement()?);
        Ok(Stmt { kind: StmtKind::Label(id, statement), span })
    }

    /// `name ":" attributes`
    pub(super) fn label_head(&mut self, name: Atom, span: Span) -> Parsed<LabelId> {
        self.next();
        self.next();
        let mut attributes = super::attribute::Attributes::default();
        self.attributes(&mut attributes)?;
        let id = self.label_id(name);
        let text = self.text(name);
        if let Some(body) = &mut self.function {
            let label = &mut body.labels[id.0 as usize];
            if let Some(first) = label.defined.replace(span) {
                let error = Diagnostic::error(span, format!("two labels are called '{text}'"));
                self.report.push(error.label("the second one").note(first, "the first is here"));
            }
            if attributes.unused
                && let Some(label) = self.function.as_mut().map(|b| &mut b.labels[id.0 as usize])
            {
                label.used.get_or_insert(span);
            }
        }
        Ok(id)
    }
}

/// The number's place among all of the type, in order.
fn rank(number: i64, ty: Ty) -> i128 {
    match ty {
        Ty::Int { signed: false, .. } => (number as u64).into(),
        _ => number.into(),
    }
}
