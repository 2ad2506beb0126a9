//! Function definitions as C had them before prototypes: names in the parentheses, their declarations
//! between these and the body. Arguments come promoted, and are converted to the declared types first.

use super::declarator::{Declarator, Parameter};
use super::*;
use crate::front::check::Value;
use crate::front::types::FunctionType;
use crate::tree::{ExprKind, PlaceKind, StmtKind};

impl Parser {
    /// Whether `name {"," name} ")"` follows, and after it a declaration (or in C89, where
    /// these may be ints, the body).
    pub(super) fn sees_old_names(&self) -> bool {
        let mut ahead = 0;
        loop {
            let TokenKind::Name(name) = self.peek_at(ahead).kind else { return false };
            if name.keyword().is_some() || self.begins_type(ahead) {
                return false;
            }
            match self.peek_at(ahead + 1).kind {
                TokenKind::Punct(Punct::Comma) => ahead += 2,
                TokenKind::Punct(Punct::CloseParen) => {
                    let body = self.c89 && self.peek_at(ahead + 2).is(Punct::OpenBrace);
                    return body || self.begins_type(ahead + 2);
                }
                _ => return false,
            }
        }
    }

    /// The names; their types are filled in by [`Parser::old_declarations`].
    pub(super) fn old_names(&mut self, parameters: &mut Vec<Parameter>) -> Parsed<bool> {
        loop {
            let (name, span) = self.expect_name("a parameter's name")?;
            parameters.push(Parameter {
                name: Some((name, span)),
                ty: Type::INT,
                span,
                old: true,
                narrow: None,
                quiet: false,
                was_array: false,
            });
            if !self.take(Punct::Comma) {
                return Ok(false);
            }
        }
    }

    /// `{declaration}` between the list of names and the body.
    pub(super) fn old_declarations(&mut self, function: &mut Declarator) -> Parsed<()> {
        let mut parameters = function.parameters.take().unwrap_or_default();
        while self.begins_type(0) {
            let specifiers = self.specifiers()?;
            loop {
                let declarator = self.declarator(specifiers.ty)?;
                let Some((name, span)) = declarator.name else { return self.unexpected("a name") };
                let ty = self.adjusted(declarator.ty, declarator.span);
                let listed = parameters.iter_mut().find(|p| p.name.is_some_and(|n| n.0 == name));
                match listed {
                    Some(parameter) => parameter.ty = ty,
                    None => {
                        let message = format!("'{}' is no parameter", self.text(name));
                        self.report.error(span, message, "not in the list of names");
                    }
                }
                if !self.take(Punct::Comma) {
                    break;
                }
            }
            self.expect_semicolon("this declaration")?;
        }
        for parameter in &mut parameters {
            let narrow = self.types.is_integer(parameter.ty) && self.types.size(parameter.ty) < 4;
            if narrow {
                parameter.narrow = Some(parameter.ty);
                parameter.ty = Type::INT;
            }
        }
        if let Some(before) = self.types.function(function.ty) {
            let types = parameters.iter().map(|parameter| parameter.ty).collect();
            let exact = FunctionType { parameters: types, prototyped: true, ..(*before).clone() };
            function.ty = self.types.make(Kind::Function(exact.into()));
        }
        function.parameters = Some(parameters);
        Ok(())
    }

    /// What stands at the start of the body: each narrow parameter becomes a variable of its type.
    pub(super) fn narrow_parameters(&mut self, parameters: &[Parameter]) -> Vec<Stmt> {
        let mut statements = Vec::new();
        for (index, parameter) in parameters.iter().enumerate() {
            let (Some(ty), Some((name, span))) = (parameter.narrow, parameter.name) else {
                continue;
            };
            let id = self.add_local(&self.text(name), ty, span);
            if let Some(body) = &mut self.function {
                body.variables[id.0 as usize].quiet = true;
            }
            self.scopes.declare(name, Entry { meaning: Meaning::Local(id), span });
            let whole = PlaceKind::Local(LocalId(index as u32));
            let whole = Operand::place(whole, parameter.ty, span, self);
            let value = self.converted(whole, ty);
            let value = self.expr(value);
            let Value::Place(place) = Operand::place(PlaceKind::Local(id), ty, span, self).value
            else {
                continue;
            };
            let kind = ExprKind::Assign(place, Box::new(value));
            let expr = Expr { kind, ty: self.types.ty(ty), span };
            statements.push(Stmt { kind: StmtKind::Expr(expr), span });
        }
        statements
    }
}
