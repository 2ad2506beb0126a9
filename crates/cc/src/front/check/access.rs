//! Naming storage: identifiers, members, `[]`, `*`, `&`.

use super::*;
use crate::front::hints::{absent_function, foreign_word};
use crate::front::scope::{GlobalId, Meaning};
use crate::front::token::Atom;
use crate::front::types::{Member, Record};
use crate::front::warning::Named;
use crate::tree::{BinaryOp, LocalId, Ty};
use swtch_source::Diagnostic;
use swtch_source::nearest;

/// The words that begin a statement, which a misspelt name may have meant.
const STATEMENTS: &[&str] =
    &["return", "while", "switch", "break", "continue", "else", "default", "sizeof", "goto"];

/// Words of other languages that stand before parentheses there.
const CALLS: &[&str] =
    &["print", "println", "echo", "delete", "foreach", "elif", "elseif", "elsif", "not", "throw"];

/// Anonymous structs within each other, looking for a member.
const ANONYMOUS_DEPTH_MAX: u32 = 100;

/// The word of C that a name may have meant, also if only its capitals are wrong.
fn nearest_word(text: &str) -> Option<&'static str> {
    let lower = text.to_ascii_lowercase();
    let same = STATEMENTS.iter().find(|word| **word == lower).copied();
    same.or_else(|| nearest(&lower, STATEMENTS.iter().copied()))
}

impl Parser {
    /// What a name in an expression stands for.
    pub(in crate::front) fn identifier(&mut self, name: Atom, span: Span) -> Operand {
        let Some(entry) = self.lookup(name) else { return self.undeclared(name, span) };
        match entry.meaning {
            Meaning::Unknown => {
                self.unknown_at = self.at;
                Operand::error(span, self)
            }
            Meaning::Constant(value, ty) => Operand::int(value, ty, span, self),
            Meaning::Local(id) => self.local(id, span),
            // It has no value yet, and nobody will ask for it.
            Meaning::Parameter(ty) => Operand::place(PlaceKind::Local(LocalId(0)), ty, span, self),
            Meaning::Global(id) => {
                let (symbol, ty) = self.use_global(id);
                self.warn_deprecated(id, span);
                if self.types.is_error(ty) {
                    return Operand::error(span, self);
                }
                Operand::place(PlaceKind::Symbol(symbol), ty, span, self)
            }
            Meaning::Typedef(ty) => {
                if !self.types.is_error(ty) {
                    let text = self.text(name);
                    let message = format!("'{text}' is a type, where a value is wanted");
                    self.report.error(span, message, "a type");
                }
                Operand::error(span, self)
            }
        }
    }

    fn warn_deprecated(&mut self, id: GlobalId, span: Span) {
        let global = &self.globals[id.0 as usize];
        let Some(words) = &global.deprecated else { return };
        let colon = if words.is_empty() { "" } else { ": " };
        let message = format!("'{}' is deprecated{colon}{words}", self.atoms.text(global.name));
        let warning = Diagnostic::warning(span, message).named("deprecated-declarations");
        self.report.push(warning.note(global.span, "declared here"));
    }

    fn local(&mut self, id: LocalId, span: Span) -> Operand {
        let Some(body) = &mut self.function else { return Operand::error(span, self) };
        let variable = &mut body.variables[id.0 as usize];
        variable.used = true;
        let ty = variable.ty;
        if self.types.is_error(ty) {
            return Operand::error(span, self);
        }
        Operand::place(PlaceKind::Local(id), ty, span, self)
    }

    fn undeclared(&mut self, name: Atom, span: Span) -> Operand {
        let text = self.text(name);
        let called = self.sees(crate::front::token::Punct::OpenParen);
        if called && self.c89 && !self.atoms.text(name).starts_with("__") {
            return self.implicit_function(name, span);
        }
        let message = match called {
            true => format!("implicit declaration of function '{text}'"),
            false => format!("'{text}' is not declared"),
        };
        let mut error = Diagnostic::error(span, message).label("not declared here");
        if let Some(header) = crate::front::parse::header_of(&text) {
            error = error.hint(format!("'#include <{header}>' declares it"));
        } else if let Some(hint) = absent_function(&text).filter(|_| called) {
            let message = format!("the library has no function '{text}'");
            error = Diagnostic::error(span, message).label("not declared here").hint(hint);
        } else if let Some(hint) =
            foreign_word(&text).filter(|_| !called || CALLS.contains(&text.as_str()))
        {
            error = error.hint(hint);
        } else if let Some((near, place)) = self.nearest_name(&text) {
            error = error.hint(format!("did you mean '{near}'?"));
            if let Some(place) = place {
                error = error.note(place, format!("'{near}' is declared here"));
            }
        } else if let Some(near) = nearest_word(&text) {
            error = error.hint(format!("did you mean '{near}'?"));
        } else if let Some(near) = nearest(&text, crate::front::parse::header_names())
            .filter(|_| text.len() == 3 || text.len() > 5)
        {
            let header = crate::front::parse::header_of(near).unwrap_or("");
            error = error.hint(format!("did you mean '{near}', of <{header}>?"));
        } else if called {
            error = error.hint("declare it before this function, or define it above");
        }
        self.report.push(error);
        self.unknown_at = self.at;
        // Known from now on, so that it is reported once: a variable in the function, a function
        // in the file.
        let entry = crate::front::scope::Entry { meaning: Meaning::Unknown, span };
        let index = if called { 0 } else { 1.min(self.scopes.innermost()) };
        self.scopes.declare_new(index, name, entry);
        Operand::error(span, self)
    }

    /// C89's declaration of a function by its first call.
    fn implicit_function(&mut self, name: Atom, span: Span) -> Operand {
        let text = self.text(name);
        let message = format!("implicit declaration of function '{text}'");
        let mut warning = Diagnostic::warning(span, message).named("implicit-function-declaration");
        if let Some(header) = crate::front::parse::header_of(&text) {
            warning = warning.hint(format!("'#include <{header}>' declares it"));
        }
        self.report.push(warning);
        let id = self.declare_implicitly(name, span);
        let (symbol, ty) = self.use_global(id);
        Operand::place(PlaceKind::Symbol(symbol), ty, span, self)
    }

    /// The declared name most like `text`, and where it is declared if the user wrote that.
    fn nearest_name(&self, text: &str) -> Option<(String, Option<Span>)> {
        let entries = || self.scopes.all_names();
        let valid = entries().filter(|(_, entry)| match entry.meaning {
            Meaning::Typedef(_) | Meaning::Unknown | Meaning::Parameter(_) => false,
            Meaning::Local(_) | Meaning::Global(_) | Meaning::Constant(..) => true,
        });
        let near = nearest(text, valid.map(|(name, _)| self.atoms.text(name)))?;
        let entry = entries().find(|(name, _)| self.atoms.text(*name) == near);
        let visible = entry.map(|(_, entry)| entry.span);
        let visible = visible.filter(|span| !self.report.quiet_files.contains(&span.file));
        Some((near.to_string(), visible))
    }

    /// `operand.name` or `operand->name`.
    pub(in crate::front) fn member_access(
        &mut self,
        operand: Operand,
        name: Atom,
        name_span: Span,
        arrow: bool,
    ) -> Operand {
        let span = operand.span.to(name_span);
        if self.failed(&operand) {
            return Operand::error(span, self);
        }
        let base = if arrow {
            self.arrow_base(operand, name_span)
        } else {
            self.dot_base(operand, name_span)
        };
        let Some(base) = base else { return Operand::error(span, self) };
        let Some((member, offset)) = self.find_member(base.ty, name) else {
            self.no_such_member(base.ty, name, name_span);
            return Operand::error(span, self);
        };
        self.member_place(base, &member, offset, span)
    }

    /// The record that `pointer->` leads to.
    fn arrow_base(&mut self, operand: Operand, at: Span) -> Option<Operand> {
        let operand = self.rvalue(operand);
        let span = operand.span;
        let target = self.types.pointee(operand.ty);
        match target {
            Some(target) if self.types.record(target).is_some() => {
                let pointer = self.expr(operand);
                Some(Operand::place(PlaceKind::Deref(Box::new(pointer)), target, span, self))
            }
            _ if self.types.record(operand.ty).is_some() => {
                let name = self.type_name(operand.ty);
                let message = format!("'->' wants a pointer, and this is '{name}'");
                let error = Diagnostic::error(at, message).hint("use '.' instead of '->'");
                self.report.push(error.note(span, "not a pointer"));
                None
            }
            _ => {
                let name = self.type_name(operand.ty);
                let message = format!("'->' wants a pointer to a struct or union, not '{name}'");
                self.report
                    .push(Diagnostic::error(at, message).note(span, format!("this is '{name}'")));
                None
            }
        }
    }

    /// The record before a `.`.
    fn dot_base(&mut self, operand: Operand, at: Span) -> Option<Operand> {
        if self.types.record(operand.ty).is_some() {
            return Some(operand);
        }
        let name = self.type_name(operand.ty);
        let message = format!("'.' wants a struct or union, not '{name}'");
        let mut error =
            Diagnostic::error(at, message).note(operand.span, format!("this is '{name}'"));
        let pointed = self.types.pointee(operand.ty);
        if pointed.is_some_and(|target| self.types.record(target).is_some()) {
            error = error.hint("use '->' on a pointer");
        }
        self.report.push(error);
        None
    }

    /// A member by name, also inside anonymous members, with its offset from the record's start.
    pub(in crate::front) fn find_member(&self, record: Type, name: Atom) -> Option<(Member, u32)> {
        self.search_member(self.types.record(record)?, name, 0)
    }

    fn search_member(&self, record: &Record, name: Atom, depth: u32) -> Option<(Member, u32)> {
        for member in &record.members {
            if member.name == Some(name) {
                return Some((member.clone(), member.offset));
            }
            if member.name.is_none()
                && member.bits.is_none()
                && depth < ANONYMOUS_DEPTH_MAX
                && let Some(inner) = self.types.record(member.ty)
                && let Some((found, offset)) = self.search_member(inner, name, depth + 1)
            {
                let ty = found.ty.qualified_like(member.ty);
                return Some((Member { ty, ..found }, member.offset + offset));
            }
        }
        None
    }

    /// Reports that a record has no such member.
    pub(in crate::front) fn no_such_member(&mut self, ty: Type, name: Atom, at: Span) {
        let (text, shown) = (self.text(name), self.type_name(ty));
        let Some(record) = self.types.record(ty) else { return };
        let span = record.span;
        if !record.complete {
            let message = format!("the members of '{shown}' are not known here");
            let error = Diagnostic::error(at, message).label("its definition is missing");
            self.report
                .push(error.note(span, "declared here").hint("include the header that defines it"));
            return;
        }
        let names = record.members.iter().filter_map(|m| m.name).map(|n| self.atoms.text(n));
        let near = nearest(&text, names).map(String::from);
        let mut error = Diagnostic::error(at, format!("'{shown}' has no member '{text}'"))
            .label("no such member");
        error = error.note(span, format!("'{shown}' is defined here"));
        if let Some(near) = near {
            error = error.hint(format!("did you mean '{near}'?"));
        }
        self.report.push(error);
    }

    /// The place of a member.
    pub(in crate::front) fn member_place(
        &mut self,
        base: Operand,
        member: &Member,
        offset: u32,
        span: Span,
    ) -> Operand {
        let lvalue = base.lvalue;
        let ty = member.ty.qualified_like(base.ty);
        let place = match base.value {
            Value::Place(place) => place,
            Value::Expr(expr) => {
                let (ty, span) = (expr.ty, expr.span);
                Place { kind: PlaceKind::Value(Box::new(expr)), ty, volatile: false, span }
            }
        };
        let kind = match member.bits {
            None => PlaceKind::Offset(Box::new(place), offset),
            Some(bits) => {
                let unit_ty = crate::tree::Ty::Int { bits: bits.unit_bits, signed: false };
                let unit = Place {
                    kind: PlaceKind::Offset(Box::new(place), offset),
                    ty: unit_ty,
                    volatile: ty.is_volatile,
                    span,
                };
                let signed = self.types.int_kind(ty).is_some_and(|kind| kind.signed());
                PlaceKind::Bits {
                    unit: Box::new(unit),
                    unit_bits: bits.unit_bits,
                    shift: bits.shift,
                    width: bits.width,
                    signed,
                }
            }
        };
        let mut made = Operand::place(kind, ty, span, self);
        if let Value::Place(place) = &mut made.value
            && let crate::tree::Ty::Aggregate { size, align } = place.ty
        {
            // Inside something packed an aggregate may stand at any byte.
            let align = align.min(self.alignment(place));
            place.ty = crate::tree::Ty::Aggregate { size, align };
        }
        Operand { lvalue, bits: member.bits.map(|bits| bits.width), ..made }
    }

    /// `base[index]`.
    pub(in crate::front) fn index(&mut self, base: Operand, index: Operand, at: Span) -> Operand {
        let span = base.span.to(at);
        let align = [&base, &index].into_iter().filter_map(|part| self.array_alignment(part)).min();
        let (base, index) = (self.rvalue(base), self.rvalue(index));
        if self.failed(&base) || self.failed(&index) {
            return Operand::error(span, self);
        }
        let (pointer, number) = match self.types.is_pointer(base.ty) {
            true => (base, index),
            false => (index, base),
        };
        if !self.types.is_pointer(pointer.ty) || !self.types.is_integer(number.ty) {
            let a = self.type_name(number.ty);
            let message = match self.types.is_pointer(pointer.ty) {
                true => format!("an index is an integer, not '{a}'"),
                false => format!("'[]' wants an array or a pointer, not '{a}'"),
            };
            let shown = if self.types.is_pointer(pointer.ty) { number.span } else { span };
            self.report.error(shown, message, "here");
            return Operand::error(span, self);
        }
        let sum = self.pointer_add(pointer, number, BinaryOp::Add, at, span);
        let element = self.dereference(sum, at, span);
        match align {
            Some(align) => self.loosely_aligned(element, align),
            None => element,
        }
    }

    /// The alignment of an array inside something packed, if it is less than its elements want.
    fn array_alignment(&self, operand: &Operand) -> Option<u32> {
        let Value::Place(place) = &operand.value else { return None };
        let Kind::Array(element, _) = self.types.kind(operand.ty) else { return None };
        let align = self.alignment(place);
        (align < self.types.align(*element)).then_some(align)
    }

    /// The same place, known to have no better alignment than this.
    fn loosely_aligned(&self, operand: Operand, align: u32) -> Operand {
        let Value::Place(mut place) = operand.value else { return operand };
        let element = place.ty;
        let bytes = Ty::Aggregate { size: self.types.size(operand.ty), align };
        place.ty = bytes;
        if !matches!(element, Ty::Aggregate { .. }) {
            let (volatile, span) = (place.volatile, place.span);
            let kind = PlaceKind::Offset(Box::new(place), 0);
            place = Place { kind, ty: element, volatile, span };
        }
        Operand { value: Value::Place(place), ..operand }
    }

    /// `*operand`.
    pub(in crate::front) fn dereference(
        &mut self,
        operand: Operand,
        at: Span,
        span: Span,
    ) -> Operand {
        let operand = self.rvalue(operand);
        if self.failed(&operand) {
            return Operand::error(span, self);
        }
        let Some(target) = self.types.pointee(operand.ty) else {
            let name = self.type_name(operand.ty);
            let message = format!("'*' wants a pointer, not '{name}'");
            let error = Diagnostic::error(at, message).label(format!("its operand is '{name}'"));
            self.report.push(error);
            return Operand::error(span, self);
        };
        if !self.types.is_complete(target) && self.types.record(target).is_some() {
            return self.incomplete_target(target, at, span);
        }
        let pointer = self.expr(operand);
        // `*&place` is the place: functions and array elements stay readable in the tree.
        if let ExprKind::Address(place) = pointer.kind {
            let same = place.ty == self.types.ty(target) && !target.is_volatile;
            if same && !matches!(place.kind, PlaceKind::Value(_)) {
                let made = Operand::place(place.kind, target, span, self);
                return made;
            }
            let pointer =
                Expr { kind: ExprKind::Address(place), ty: pointer.ty, span: pointer.span };
            return Operand::place(PlaceKind::Deref(Box::new(pointer)), target, span, self);
        }
        Operand::place(PlaceKind::Deref(Box::new(pointer)), target, span, self)
    }

    fn incomplete_target(&mut self, target: Type, at: Span, span: Span) -> Operand {
        let name = self.type_name(target);
        let message = format!("'{name}' cannot be read: its definition is not known here");
        self.report.error(at, message, "points to something of unknown size");
        Operand::error(span, self)
    }

    /// `&operand`.
    pub(in crate::front) fn address(&mut self, operand: Operand, at: Span) -> Operand {
        let span = at.to(operand.span);
        if self.failed(&operand) {
            return Operand::error(span, self);
        }
        let words = match (&operand.value, operand.bits) {
            (_, Some(_)) if operand.lvalue => Some("a bit-field"),
            (Value::Expr(_), _) => Some("a value that is stored nowhere"),
            (Value::Place(_), _) if !operand.lvalue => Some("a value that is stored nowhere"),
            (Value::Place(Place { kind: PlaceKind::Local(id), .. }), _)
                if self.function.as_ref().is_some_and(|b| b.variables[id.0 as usize].register) =>
            {
                Some("a register variable")
            }
            _ => None,
        };
        let Value::Place(place) = operand.value else {
            let message = "cannot take the address of a value that is stored nowhere";
            self.report.push(Diagnostic::error(at, message).note(operand.span, "this"));
            return Operand::error(span, self);
        };
        if let Some(words) = words {
            let message = format!("cannot take the address of {words}");
            self.report.push(Diagnostic::error(at, message).note(operand.span, "this"));
            return Operand::error(span, self);
        }
        let ty = self.types.pointer_to(operand.ty);
        let kind = self.address_of_place(place);
        Operand::value(kind, ty, span, self)
    }

    /// The address of a place; a local there lives in memory from now on.
    pub(in crate::front) fn address_of_place(&mut self, place: Place) -> ExprKind {
        if let PlaceKind::Deref(pointer) = place.kind {
            return pointer.kind;
        }
        let mut root = &place;
        while let PlaceKind::Offset(inner, _) | PlaceKind::Bits { unit: inner, .. } = &root.kind {
            root = inner;
        }
        if let PlaceKind::Local(id) = root.kind
            && let Some(body) = &mut self.function
        {
            body.locals[id.0 as usize].in_memory = true;
        }
        ExprKind::Address(place)
    }

    /// `place = value` as an expression.
    pub(in crate::front) fn store(&mut self, place: Place, value: Expr) -> ExprKind {
        if self.is_in_pieces(&place) {
            return self.store_pieces(place, value);
        }
        ExprKind::Assign(place, Box::new(value))
    }

    /// `place op= value` as an expression.
    pub(in crate::front) fn store_update(
        &mut self,
        place: Place,
        op: BinaryOp,
        value: Expr,
        compute: crate::tree::Ty,
        old: bool,
    ) -> ExprKind {
        if self.is_in_pieces(&place) {
            return self.update_pieces(place, op, value, compute, old);
        }
        ExprKind::Update { place, op, value: Box::new(value), compute, old }
    }
}
