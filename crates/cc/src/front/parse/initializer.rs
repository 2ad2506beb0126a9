//! Initialisers.
//!
//! An initialiser is read into a flat list of [`Item`]s, each a value and where in the object it
//! goes; braces, elided braces and designators are gone then. For an object with static storage the
//! items become bytes and addresses, for an automatic one assignments, after a clearing where C asks
//! for zeros.

mod automatic;
mod data;
mod items;

pub(super) use items::{Init, Item, ItemValue, Range};

use super::expression::string::literal_bytes;
use super::*;
use crate::front::check::{Purpose, Value};
use crate::front::constant::Constant;
use crate::front::types::{BitField, IntKind, Member};
use crate::tree::{DataRelocation, ExprKind, PlaceKind, StmtKind, Ty};

/// Initialised bytes of one object.
const DATA_MAX: u64 = 1 << 26;
impl Parser {
    /// `compound-literal = "(" type-name ")" "{" … "}"`, the type name already read
    pub(super) fn compound_literal(&mut self, ty: Type, open: Span) -> Parsed<Operand> {
        let mut init = Init::default();
        let ty = self.fresh_count(|parser| parser.initializer(ty, &mut init))?;
        let span = open.to(self.last_span());
        if !self.types.is_complete(ty) && !self.types.is_error(ty) {
            self.report.error(span, "a compound literal whose size is not known", "not complete");
            return Ok(Operand::error(span, self));
        }
        Ok(self.literal(ty, init, span))
    }

    /// GNU's cast of a value to a union that has a member of the value's type.
    pub(super) fn union_cast(
        &mut self,
        ty: Type,
        operand: &Operand,
        span: Span,
    ) -> Option<Operand> {
        let record = self.types.record(ty).filter(|record| record.is_union)?;
        let fitting = |member: &&Member| self.types.same(member.ty, operand.ty);
        let member = record.members.iter().find(fitting)?.clone();
        let operand = self.rvalue(operand.clone());
        let mut init = Init::default();
        self.push_item(member.ty, member.offset, member.bits, operand, &mut init);
        Some(Operand { lvalue: false, ..self.literal(ty, init, span) })
    }

    /// An object without a name.
    fn literal(&mut self, ty: Type, init: Init, span: Span) -> Operand {
        if self.unevaluated > 0 || self.function.is_none() {
            return self.static_literal(ty, init, span);
        }
        let id = self.add_local("", ty, span);
        let tree_ty = self.types.ty(ty);
        if let Some(body) = &mut self.function {
            body.locals[id.0 as usize].in_memory = true;
        }
        let place = Place { kind: PlaceKind::Local(id), ty: tree_ty, volatile: false, span };
        let mut statements = self.assignments(place.clone(), ty, init, span);
        let address = Expr { kind: ExprKind::Address(place), ty: Ty::Pointer, span };
        statements.push(Stmt { kind: StmtKind::Expr(address), span });
        let block = Expr { kind: ExprKind::Block(statements), ty: Ty::Pointer, span };
        Operand::place(PlaceKind::Deref(Box::new(block)), ty, span, self)
    }

    fn static_literal(&mut self, ty: Type, init: Init, span: Span) -> Operand {
        let kind = match self.unevaluated > 0 {
            true => SymbolKind::Extern,
            false => self.static_object(ty, init),
        };
        let name = format!(".Lliteral{}", self.program.symbols.len());
        let align = self.types.align(ty);
        let (is_static, weak, section) = (true, false, None);
        let symbol = self.add_symbol(Symbol { name, is_static, weak, section, align, kind, span });
        Operand::place(PlaceKind::Symbol(symbol), ty, span, self)
    }

    /// `initializer = assignment | string | "{" list "}"`; the type with its length known.
    fn initializer(&mut self, ty: Type, init: &mut Init) -> Parsed<Type> {
        if self.types.is_error(ty) {
            self.skip_initializer()?;
            return Ok(ty);
        }
        let is_array = matches!(self.types.kind(ty), Kind::Array(..));
        if is_array && !self.sees(Punct::OpenBrace) && !self.sees_string() {
            return self.array_from_literal(ty, init);
        }
        if let Kind::Array(element, None) = *self.types.kind(ty) {
            let count = self.element(ty, 0, init)?;
            let length = u32::try_from(count).unwrap_or(u32::MAX).min(0x7fff_ffff);
            return Ok(self.types.array_of(element, Some(length)).qualified_like(ty));
        }
        if !self.sees(Punct::OpenBrace) && self.types.record(ty).is_some() {
            let operand = self.assignment()?;
            self.push_item(ty, 0, None, operand, init);
            return Ok(ty);
        }
        self.element(ty, 0, init)?;
        Ok(ty)
    }

    /// GNU's `int a[] = (int[]){1, 2}`: the literal's list is the array's; and `char s[] = ("text")`.
    fn array_from_literal(&mut self, ty: Type, init: &mut Init) -> Parsed<Type> {
        if self.sees(Punct::OpenParen) && matches!(self.peek_at(1).kind, TokenKind::Str(_)) {
            let open = self.next().span;
            let made = self.initializer(ty, init)?;
            self.expect_close(Punct::CloseParen, open)?;
            return Ok(made);
        }
        let start = self.span();
        if self.sees(Punct::OpenParen) && self.begins_type(1) {
            let open = self.next().span;
            let (literal, _) = self.type_name_rule()?;
            self.expect_close(Punct::CloseParen, open)?;
            if self.sees(Punct::OpenBrace) && self.types.compatible(literal, ty) {
                let open_length = matches!(self.types.kind(ty), Kind::Array(_, None));
                return self.initializer(if open_length { literal } else { ty }, init);
            }
        }
        let message = "an array is initialised with '{ … }' or a string";
        self.report.error(start, message, "not like this");
        self.skip_initializer()?;
        Ok(Type::ERROR)
    }

    fn skip_initializer(&mut self) -> Parsed<()> {
        let mut depth = 0u32;
        loop {
            match self.peek().kind {
                TokenKind::Punct(Punct::OpenBrace | Punct::OpenParen) => depth += 1,
                TokenKind::Punct(Punct::CloseBrace | Punct::CloseParen) if depth == 0 => {
                    return Ok(());
                }
                TokenKind::Punct(Punct::CloseBrace | Punct::CloseParen) => depth -= 1,
                TokenKind::Punct(Punct::Comma | Punct::Semicolon) if depth == 0 => return Ok(()),
                TokenKind::End => return Ok(()),
                _ => {}
            }
            self.next();
        }
    }

    fn push_item(
        &mut self,
        ty: Type,
        offset: u32,
        bits: Option<BitField>,
        operand: Operand,
        init: &mut Init,
    ) {
        let span = operand.span;
        let size = self.types.size(ty);
        init.push(Item { offset, bits, ty, value: ItemValue::Operand(operand), span }, size);
    }

    fn sees_string(&self) -> bool {
        matches!(self.peek().kind, TokenKind::Str(_))
    }

    /// One object or part of one; of an array: how many elements there were.
    pub(super) fn element(&mut self, ty: Type, offset: u32, init: &mut Init) -> Parsed<u64> {
        self.enter()?;
        let count = self.element_inner(ty, offset, init);
        self.leave();
        count
    }

    fn element_inner(&mut self, ty: Type, offset: u32, init: &mut Init) -> Parsed<u64> {
        let braced = init.pending.is_none() && self.sees(Punct::OpenBrace);
        match self.types.kind(ty).clone() {
            Kind::Array(element, length) => {
                if let Some(count) = self.string_element(element, length, ty, offset, init)? {
                    return Ok(count);
                }
                self.list(ty, offset, braced, init)
            }
            Kind::Record(_) if braced => self.list(ty, offset, true, init),
            Kind::Record(_) => {
                // No struct is a string; an array inside may be.
                if init.pending.is_none() && !self.sees_string() {
                    init.pending = Some(self.assignment()?);
                }
                match init.pending.take() {
                    Some(operand) if self.types.same(operand.ty, ty) => {
                        self.push_item(ty, offset, None, operand, init);
                        Ok(0)
                    }
                    pending => {
                        init.pending = pending;
                        self.list(ty, offset, false, init)
                    }
                }
            }
            _ => self.scalar(ty, offset, None, init).map(|()| 0),
        }
    }

    /// A scalar, perhaps in braces of its own.
    pub(super) fn scalar(
        &mut self,
        ty: Type,
        offset: u32,
        bits: Option<BitField>,
        init: &mut Init,
    ) -> Parsed<()> {
        if init.pending.is_none() && self.sees(Punct::OpenBrace) {
            let open = self.next().span;
            if !self.sees(Punct::CloseBrace) {
                self.enter()?;
                self.scalar(ty, offset, bits, init)?;
                self.leave();
                if self.take(Punct::Comma) && !self.sees(Punct::CloseBrace) {
                    self.excess()?;
                }
            } else {
                let zero = Operand::int(0, Type::INT, open, self);
                self.push_item(ty, offset, bits, zero, init);
            }
            self.expect_close(Punct::CloseBrace, open)?;
            return Ok(());
        }
        let operand = match init.pending.take() {
            Some(operand) => operand,
            None => self.assignment()?,
        };
        self.push_item(ty, offset, bits, operand, init);
        Ok(())
    }

    /// A string literal (perhaps in braces) for an array of characters.
    fn string_element(
        &mut self,
        element: Type,
        length: Option<u32>,
        ty: Type,
        offset: u32,
        init: &mut Init,
    ) -> Parsed<Option<u64>> {
        let Some(kind) = self.types.int_kind(element) else { return Ok(None) };
        let braced = self.sees(Punct::OpenBrace)
            && matches!(self.peek_at(1).kind, TokenKind::Str(_))
            && matches!(
                self.peek_at(2).kind,
                TokenKind::Punct(Punct::CloseBrace | Punct::Comma) | TokenKind::Str(_)
            )
            && (!self.peek_at(2).is(Punct::Comma) || self.peek_at(3).is(Punct::CloseBrace));
        if init.pending.is_some() || !(self.sees_string() || braced) {
            return Ok(None);
        }
        if !self.string_fits(kind, usize::from(braced)) {
            return Ok(None);
        }
        if braced {
            self.next();
        }
        let literal = self.string_literal()?;
        if braced {
            self.take(Punct::Comma);
            self.take(Punct::CloseBrace);
        }
        let count = literal.units.len() as u64 + 1;
        let unit = usize::from(kind.bits()) / 8;
        let mut bytes = literal_bytes(&literal);
        bytes.extend(std::iter::repeat_n(0, unit));
        if let Some(length) = length {
            if u64::from(length) + 1 < count {
                let message =
                    format!("the string needs {count} elements, and the array has {length}");
                self.report.push(
                    Diagnostic::warning(literal.span, message).named("overflow").label("cut off"),
                );
            }
            bytes.truncate(length as usize * unit);
        }
        let (span, value) = (literal.span, ItemValue::Bytes(bytes));
        let ty = match length {
            Some(_) => ty,
            None => self.types.array_of(element, Some(count as u32)),
        };
        let size = self.types.size(ty);
        init.forget(offset, size);
        init.push(Item { offset, bits: None, ty, value, span }, size);
        Ok(Some(count))
    }

    /// Whether the string literal `ahead` tokens on has units of the array's width.
    fn string_fits(&self, kind: IntKind, ahead: usize) -> bool {
        let TokenKind::Str(text) = self.peek_at(ahead).kind else { return false };
        let own = crate::front::literal::string_kind(self.atoms.text(text));
        own.bits() == kind.bits()
    }

    /// The parts of an aggregate in order, in braces or with the braces elided; how many elements
    /// that makes of an array.
    fn list(&mut self, ty: Type, offset: u32, braced: bool, init: &mut Init) -> Parsed<u64> {
        let open = match braced {
            true => Some(self.next().span),
            false => None,
        };
        if braced {
            init.forget(offset, self.types.size(ty));
        }
        let outer = std::mem::take(&mut init.designated);
        let count = self.list_from(ty, offset, braced, 0, init)?;
        let designated = std::mem::replace(&mut init.designated, outer);
        if braced && !designated && count > 0 {
            self.warn_missing_fields(ty, count);
        }
        if let Some(open) = open
            && !self.take(Punct::CloseBrace)
        {
            if self.peek().kind == TokenKind::End || self.sees(Punct::Semicolon) {
                self.expect_close(Punct::CloseBrace, open)?;
            }
            self.missing_comma(open)?;
        }
        Ok(count)
    }

    /// A list, without designators, that ends before the struct does. `{0}` is meant.
    fn warn_missing_fields(&mut self, ty: Type, count: u64) {
        let last = self.tokens[self.at - 1];
        let is_zero = last.kind.text(&self.atoms) == "0";
        if count == 1 && is_zero && self.tokens[self.at - 2].is(Punct::OpenBrace) {
            return;
        }
        let Some(record) = self.types.record(ty).filter(|record| !record.is_union) else { return };
        let (span, name) = (record.span, self.type_name(ty));
        let Some(missing) = self.parts(ty).get(count as usize).cloned() else { return };
        let Some(field) = missing.name else { return };
        let message = format!("the list ends before member '{}' of '{name}'", self.text(field));
        let warning = Diagnostic::warning(last.span, message).named("missing-field-initializers");
        self.report.push(warning.label("what is left becomes zero").note(span, "defined here"));
    }

    /// `{1 2}`: said once, then on behind the list.
    fn missing_comma(&mut self, open: Span) -> Parsed<()> {
        let found = self.peek().kind.describe(&self.atoms);
        let message = format!("expected ',' or '}}' before {found}");
        let error = Diagnostic::error(self.span(), message).label("a ',' is missing before this");
        self.report.push(error.note(open, "in this list"));
        let mut depth = 0u32;
        loop {
            match self.peek().kind {
                TokenKind::End => return Err(Lost),
                TokenKind::Punct(Punct::OpenBrace) => depth += 1,
                TokenKind::Punct(Punct::CloseBrace) if depth == 0 => {
                    self.next();
                    return Ok(());
                }
                TokenKind::Punct(Punct::CloseBrace) => depth -= 1,
                TokenKind::Punct(Punct::Semicolon) if depth == 0 => return Err(Lost),
                _ => {}
            }
            self.next();
        }
    }

    /// The list from its `position`-th part on.
    pub(super) fn list_from(
        &mut self,
        ty: Type,
        offset: u32,
        braced: bool,
        position: u64,
        init: &mut Init,
    ) -> Parsed<u64> {
        let limit = self.part_count(ty);
        let mut position = position;
        let mut most = position;
        loop {
            if init.pending.is_none() && self.sees(Punct::CloseBrace) {
                break;
            }
            let designated = init.pending.is_none() && self.sees_designator(0);
            if designated && !braced {
                break;
            }
            init.designated |= designated;
            if designated {
                position = self.designation(ty, offset, init)?;
            } else if position >= limit {
                if !braced {
                    break;
                }
                self.excess()?;
            } else {
                self.part(ty, offset, position, init)?;
            }
            position = position.saturating_add(1);
            most = most.max(position);
            let more = self.sees(Punct::Comma);
            if !more {
                break;
            }
            if !braced {
                let ends = self.peek_at(1).is(Punct::CloseBrace) || self.sees_designator(1);
                if position >= limit || ends {
                    break;
                }
            }
            self.next();
        }
        Ok(most)
    }

    /// Into how many parts a list goes.
    pub(super) fn part_count(&self, ty: Type) -> u64 {
        match self.types.kind(ty) {
            Kind::Array(_, length) => length.map_or(u64::from(u32::MAX), u64::from),
            Kind::Record(_) => match self.types.record(ty) {
                Some(record) if record.is_union => self.parts(ty).len().min(1) as u64,
                _ => self.parts(ty).len() as u64,
            },
            _ => 1,
        }
    }

    /// The members that a list initialises.
    pub(super) fn parts(&self, ty: Type) -> Vec<Member> {
        let members = self.types.record(ty).map_or(&[][..], |record| &record.members[..]);
        let is_part = |m: &&Member| m.name.is_some() || m.bits.is_none();
        members.iter().filter(is_part).cloned().collect()
    }

    /// The `position`-th part.
    fn part(&mut self, ty: Type, offset: u32, position: u64, init: &mut Init) -> Parsed<u64> {
        match *self.types.kind(ty) {
            Kind::Array(element, _) => {
                let at = u64::from(offset) + position * u64::from(self.types.size(element));
                let at = u32::try_from(at).unwrap_or(u32::MAX / 2);
                self.element(element.qualified_like(ty), at, init)
            }
            _ => {
                let Some(member) = self.parts(ty).get(position as usize).cloned() else {
                    return self.excess().map(|()| 0);
                };
                let at = offset.saturating_add(member.offset);
                let member_ty = member.ty.qualified_like(ty);
                match member.bits {
                    Some(bits) => self.scalar(member_ty, at, Some(bits), init).map(|()| 0),
                    None => self.element(member_ty, at, init),
                }
            }
        }
    }

    fn excess(&mut self) -> Parsed<()> {
        let start = self.span();
        if self.sees(Punct::OpenBrace) {
            self.skip_initializer_braces();
        } else {
            self.assignment()?;
        }
        let span = start.to(self.last_span());
        let warning = Diagnostic::warning(span, "more initialisers than there are parts")
            .named("excess-initializers");
        self.report.push(warning.label("ignored"));
        Ok(())
    }

    fn skip_initializer_braces(&mut self) {
        let mut depth = 0u32;
        loop {
            match self.next().kind {
                TokenKind::Punct(Punct::OpenBrace) => depth += 1,
                TokenKind::Punct(Punct::CloseBrace) => depth = depth.saturating_sub(1),
                TokenKind::End => return,
                _ => {}
            }
            if depth == 0 {
                return;
            }
        }
    }
}
