//! `sizeof` and `_Alignof`.

use super::*;

impl Parser {
    pub(super) fn sizeof(&mut self) -> Parsed<Operand> {
        let at = self.next().span;
        let (ty, is_bits) = self.measured()?;
        let span = at.to(self.last_span());
        if is_bits {
            self.report.error(span, "a bit-field has no size in bytes", "a bit-field");
        } else if !self.types.is_complete(ty) && !self.types.is_error(ty) && !self.sized_by_gnu(ty)
        {
            let name = self.type_name(ty);
            let message = format!("the size of '{name}' is not known");
            self.report.error(span, message, "it has no size here");
        }
        Ok(Operand::int(i64::from(self.types.size(ty)), Type::UINT, span, self))
    }

    /// GNU gives `void` and functions the size 1.
    fn sized_by_gnu(&self, ty: Type) -> bool {
        matches!(self.types.kind(ty), Kind::Void | Kind::Function(_))
    }

    pub(super) fn alignof(&mut self) -> Parsed<Operand> {
        let at = self.next().span;
        let align = if self.sees(Punct::OpenParen) && self.begins_type(1) {
            let (ty, _) = self.measured()?;
            self.type_align.unwrap_or(self.types.align(ty))
        } else {
            let operand = self.unevaluated(|parser| parser.nested(|parser| parser.unary()))?;
            self.alignment_of(&operand)
        };
        let span = at.to(self.last_span());
        Ok(Operand::int(i64::from(align), Type::UINT, span, self))
    }

    /// GNU's alignment of an object: what was asked for where it is declared, else its type's.
    fn alignment_of(&self, operand: &Operand) -> u32 {
        let own = self.types.align(operand.ty);
        let Value::Place(place) = &operand.value else { return own };
        match &place.kind {
            PlaceKind::Symbol(id) => {
                let global = self.globals.iter().find(|global| global.symbol == Some(*id));
                global.map_or(own, |global| global.align.max(own))
            }
            PlaceKind::Local(id) => {
                let variables = self.function.as_ref().map(|body| &body.variables);
                variables.map_or(own, |variables| variables[id.0 as usize].align.max(own))
            }
            _ => own,
        }
    }

    /// The type that `sizeof` is asked about, and whether it is a bit-field.
    fn measured(&mut self) -> Parsed<(Type, bool)> {
        if self.sees(Punct::OpenParen) && self.begins_type(1) {
            let open = self.next().span;
            let (ty, _) = self.type_name_rule()?;
            self.expect_close(Punct::CloseParen, open)?;
            if !self.sees(Punct::OpenBrace) {
                return Ok((ty, false));
            }
            let literal = self.unevaluated(|parser| {
                let literal = parser.compound_literal(ty, open)?;
                parser.postfix(literal)
            })?;
            return Ok((literal.ty, literal.lvalue && literal.bits.is_some()));
        }
        let operand = self.unevaluated(|parser| parser.nested(|parser| parser.unary()))?;
        self.warn_array_parameter(&operand);
        Ok((operand.ty, operand.lvalue && operand.bits.is_some()))
    }

    /// `sizeof a`, where `int a[10]` is a parameter, and so a pointer.
    fn warn_array_parameter(&mut self, operand: &Operand) {
        let Value::Place(Place { kind: PlaceKind::Local(id), .. }) = operand.value else { return };
        let Some(body) = &self.function else { return };
        let (at, local) = (id.0 as usize, &body.locals[id.0 as usize]);
        if !body.variables[at].was_array {
            return;
        }
        let message =
            format!("'{}' is a pointer here, whose size does not tell the array's", local.name);
        let warning = Diagnostic::warning(operand.span, message)
            .named("sizeof-array-argument")
            .label(format!("{} bytes", self.types.size(operand.ty)))
            .note(local.span, "a parameter that is written as an array is a pointer")
            .hint("let the caller pass the number of elements");
        self.report.push(warning);
    }
}
