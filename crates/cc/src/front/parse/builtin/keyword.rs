//! Builtins that are keywords, since types are among their arguments: `va_arg`, `offsetof` and others.

use super::*;

impl Parser {
    /// A builtin that is a keyword, if one comes next.
    pub(in crate::front::parse) fn keyword_builtin(&mut self) -> Parsed<Option<Operand>> {
        let at = self.span();
        let Some(keyword) = self.keyword() else { return Ok(None) };
        let known = matches!(
            keyword,
            Keyword::VaStart
                | Keyword::VaArg
                | Keyword::VaEnd
                | Keyword::VaCopy
                | Keyword::Offsetof
                | Keyword::TypesCompatible
                | Keyword::ChooseExpr
                | Keyword::ConstantP
        );
        if !known {
            return Ok(None);
        }
        self.next();
        let open = self.expect(Punct::OpenParen, "this builtin")?;
        self.enter()?;
        let made = match keyword {
            Keyword::VaStart => self.va_start(at),
            Keyword::VaArg => self.va_arg(at),
            Keyword::VaEnd => self.va_end(at),
            Keyword::VaCopy => self.va_copy(at),
            Keyword::Offsetof => self.offsetof(at),
            Keyword::TypesCompatible => self.types_compatible(at),
            Keyword::ChooseExpr => self.choose_expr(),
            _ => self.constant_p(at),
        }?;
        self.leave();
        let close = self.expect_close(Punct::CloseParen, open)?;
        Ok(Some(Operand { span: at.to(close), ..made }))
    }

    /// The place of a `va_list` operand.
    fn va_place(&mut self) -> Parsed<Place> {
        let operand = self.assignment()?;
        let fits = self.types.same(operand.ty, Type::VOID_POINTER);
        match operand.value {
            Value::Place(place) if operand.lvalue && fits => Ok(place),
            _ => {
                if !self.types.is_error(operand.ty) {
                    let name = self.type_name(operand.ty);
                    let message = format!("a 'va_list' variable is wanted, not '{name}'");
                    self.report.error(operand.span, message, format!("this is '{name}'"));
                }
                Err(Lost)
            }
        }
    }

    fn va_start(&mut self, at: Span) -> Parsed<Operand> {
        let place = self.va_place()?;
        if self.take(Punct::Comma) {
            self.unevaluated(|parser| parser.assignment())?;
        }
        if !self.function.as_ref().is_some_and(|body| body.variadic) {
            let message = "'va_start' in a function without '...'";
            self.report.error(at, message, "there are no further arguments");
        }
        Ok(Operand::value(ExprKind::VaStart(place), Type::VOID, at, self))
    }

    fn va_arg(&mut self, at: Span) -> Parsed<Operand> {
        let place = self.va_place()?;
        self.expect(Punct::Comma, "the list")?;
        let (ty, span) = self.type_name_rule()?;
        let small =
            self.types.is_integer(ty) && self.types.size(ty) < 4 && !self.types.is_error(ty);
        if small {
            let name = self.type_name(ty);
            let message = format!("an argument of '...' is never '{name}'");
            let error = Diagnostic::error(span, message).label("it was promoted to 'int'");
            self.report.push(error.hint("ask for 'int'"));
        }
        if !self.types.is_complete(ty) {
            self.report.error(span, "an argument whose size is not known", "not complete");
            return Ok(Operand::error(at, self));
        }
        Ok(Operand::value(ExprKind::VaArg(place), ty, at, self))
    }

    fn va_end(&mut self, at: Span) -> Parsed<Operand> {
        // Nothing is to be done, but the list is an expression like others: `va_end(*list++)`.
        let place = self.va_place()?;
        let kind = match place.kind {
            PlaceKind::Local(_) | PlaceKind::Symbol(_) => ExprKind::Int(0),
            _ => ExprKind::Load(place),
        };
        let operand = Operand::value(kind, Type::VOID_POINTER, at, self);
        Ok(self.cast_operation(Type::VOID, operand, at))
    }

    fn va_copy(&mut self, at: Span) -> Parsed<Operand> {
        let to = self.va_place()?;
        self.expect(Punct::Comma, "the list")?;
        let from = self.assignment()?;
        let value = self.assigned(from, Type::VOID_POINTER, &Purpose::Assign);
        let kind = ExprKind::Assign(to, Box::new(value));
        let assigned = Operand::value(kind, Type::VOID_POINTER, at, self);
        Ok(self.cast_operation(Type::VOID, assigned, at))
    }

    /// `"(" type-name "," name {"." name | "[" expression "]"} ")"`
    fn offsetof(&mut self, at: Span) -> Parsed<Operand> {
        let (ty, _) = self.type_name_rule()?;
        self.expect(Punct::Comma, "the type")?;
        let null = Operand::int(0, Type::VOID_POINTER, at, self);
        let pointer = self.types.pointer_to(ty);
        let pointer = Operand { ty: pointer, ..null };
        let (name, span) = self.expect_name("a member's name")?;
        let mut operand = self.member_access(pointer, name, span, true);
        loop {
            if self.take(Punct::Dot) {
                let (name, span) = self.expect_name("a member's name")?;
                operand = self.member_access(operand, name, span, false);
            } else if self.sees(Punct::OpenBracket) {
                let open = self.next().span;
                let index = self.expression()?;
                let close = self.expect_close(Punct::CloseBracket, open)?;
                operand = self.index(operand, index, close);
            } else {
                break;
            }
        }
        let address = self.address(operand, at);
        let made = self.cast_operation(Type::UINT, address, at);
        Ok(self.folded(made))
    }

    /// A constant as such, anything else as it is.
    pub(super) fn folded(&mut self, operand: Operand) -> Operand {
        match self.integer_constant(&operand) {
            Some(value) => Operand::int(value, operand.ty, operand.span, self),
            None => operand,
        }
    }

    fn types_compatible(&mut self, at: Span) -> Parsed<Operand> {
        let (a, _) = self.type_name_rule()?;
        self.expect(Punct::Comma, "the type")?;
        let (b, _) = self.type_name_rule()?;
        let same = self.types.same(a, b);
        Ok(Operand::int(i64::from(same), Type::INT, at, self))
    }

    fn choose_expr(&mut self) -> Parsed<Operand> {
        let chosen = self.constant_value("the choice")?;
        self.expect(Punct::Comma, "the choice")?;
        let yes = self.assignment()?;
        self.expect(Punct::Comma, "the first expression")?;
        let no = self.assignment()?;
        Ok(if chosen != 0 { yes } else { no })
    }

    fn constant_p(&mut self, at: Span) -> Parsed<Operand> {
        let operand = self.unevaluated(|parser| parser.assignment())?;
        let is_string = operand.form == crate::front::check::Form::String;
        let known = is_string || self.integer_constant(&operand).is_some();
        Ok(Operand::int(i64::from(known), Type::INT, at, self))
    }
}
