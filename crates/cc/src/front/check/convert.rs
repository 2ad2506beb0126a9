//! Taking values out of places, and turning one type into another (C11 6.3).

use super::*;
use crate::front::types::IntKind;
use crate::front::warning::Named;
use crate::tree::{Ty, UnaryOp};
use swtch_source::Diagnostic;

/// Why a value is converted, for messages.
#[derive(Clone, Debug)]
pub enum Purpose {
    /// `x = value`.
    Assign,
    /// `T x = value`.
    Initialise,
    /// `return value`.
    Return,
    /// The n-th argument (from 1) of a function, and where that is declared.
    Argument(usize, String, Option<Span>),
}

impl Purpose {
    fn text(&self) -> String {
        match self {
            Purpose::Assign => "assigning".into(),
            Purpose::Initialise => "initialising".into(),
            Purpose::Return => "returning".into(),
            Purpose::Argument(number, name, _) => format!("argument {number} of {name}:"),
        }
    }
}

/// A value brought into the range of a type.
pub fn truncate(value: i64, ty: Ty) -> i64 {
    match ty {
        Ty::Bool => i64::from(value != 0),
        Ty::Int { bits: 8, signed: true } => i64::from(value as i8),
        Ty::Int { bits: 8, .. } => i64::from(value as u8),
        Ty::Int { bits: 16, signed: true } => i64::from(value as i16),
        Ty::Int { bits: 16, .. } => i64::from(value as u16),
        Ty::Int { bits: 32, signed: true } => i64::from(value as i32),
        Ty::Int { bits: 32, .. } | Ty::Pointer => i64::from(value as u32),
        _ => value,
    }
}

impl Parser {
    /// The value of an operand: arrays and functions become pointers, places are loaded.
    pub(in crate::front) fn rvalue(&mut self, operand: Operand) -> Operand {
        let Value::Place(place) = operand.value else { return operand };
        let span = operand.span;
        let form = operand.form;
        let made = match self.types.kind(operand.ty).clone() {
            Kind::Array(element, _) => {
                let element = element.qualified_like(operand.ty);
                let ty = self.types.pointer_to(element);
                let kind = self.address_of_place(place);
                Operand::value(kind, ty, span, self)
            }
            Kind::Function(_) => {
                let ty = self.types.pointer_to(operand.ty);
                Operand::value(ExprKind::Address(place), ty, span, self)
            }
            Kind::Void => {
                let kind = ExprKind::Address(place);
                let address = Expr { kind, ty: Ty::Pointer, span };
                Operand::value(ExprKind::Cast(Box::new(address)), Type::VOID, span, self)
            }
            _ => {
                let kind = match place.kind {
                    PlaceKind::Value(value) => value.kind,
                    _ if self.is_in_pieces(&place) => self.load_pieces(place),
                    _ if self.is_loose(&place, operand.ty) => self.load_loose(place, operand.ty),
                    _ => ExprKind::Load(place),
                };
                Operand::value(kind, operand.ty, span, self)
            }
        };
        Operand { bits: operand.bits, form, ..made }
    }

    /// The value as a tree expression.
    pub(in crate::front) fn expr(&mut self, operand: Operand) -> Expr {
        match self.rvalue(operand).value {
            Value::Expr(expr) => expr,
            Value::Place(place) => {
                let (ty, span) = (place.ty, place.span);
                Expr { kind: ExprKind::Load(place), ty, span }
            }
        }
    }

    /// A value with the integer promotions done.
    pub(in crate::front) fn promoted(&mut self, operand: Operand) -> Operand {
        let operand = self.rvalue(operand);
        let (to, bits) = (self.promotion(operand.ty, operand.bits), self.wide_bits(&operand));
        Operand { bits, ..self.converted(operand, to) }
    }

    /// What a type is promoted to.
    fn promotion(&self, ty: Type, bits: Option<u8>) -> Type {
        if *self.types.kind(ty) == Kind::Bool {
            return Type::INT;
        }
        let Some(kind) = self.types.int_kind(ty) else { return ty.unqualified() };
        if let Some(bits) = bits
            && (bits < 32 || bits == 32 && kind.signed())
        {
            return Type::INT;
        }
        if bits == Some(32) && kind.bits() == 64 {
            return Type::UINT;
        }
        match kind.bits() {
            8 | 16 => Type::INT,
            _ => Type::of(kind),
        }
    }

    /// Both operands of an arithmetic operator, in their common type.
    pub(in crate::front) fn usual(&mut self, a: Operand, b: Operand) -> (Operand, Operand, Type) {
        let (a, b) = (self.promoted(a), self.promoted(b));
        if let Some(format) = self.common_wide(&a, &b) {
            let (a, b) = (self.widened(a, format), self.widened(b, format));
            let ty = a.ty;
            return (a, b, ty);
        }
        let ty = self.common(a.ty, b.ty);
        (self.converted(a, ty), self.converted(b, ty), ty)
    }

    /// The common type of two promoted integer types.
    pub(in crate::front) fn common(&self, a: Type, b: Type) -> Type {
        let (Some(x), Some(y)) = (self.types.int_kind(a), self.types.int_kind(b)) else {
            return Type::ERROR;
        };
        if x == y {
            return Type::of(x);
        }
        if x.signed() == y.signed() {
            return Type::of(if x.rank() > y.rank() { x } else { y });
        }
        let (unsigned, signed) = if x.signed() { (y, x) } else { (x, y) };
        if unsigned.rank() >= signed.rank() {
            Type::of(unsigned)
        } else if signed.bits() > unsigned.bits() {
            Type::of(signed)
        } else {
            Type::of(signed.to_unsigned())
        }
    }

    /// A value turned into another scalar type (or void), without asking whether that is wise.
    pub(in crate::front) fn converted(&mut self, operand: Operand, to: Type) -> Operand {
        let operand = self.rvalue(operand);
        let span = operand.span;
        let Value::Expr(expr) = operand.value else { return Operand::error(span, self) };
        let target = self.types.ty(to);
        let expr = cast(expr, target, span);
        let form = operand.form;
        Operand {
            value: Value::Expr(expr),
            ty: to.unqualified(),
            span,
            lvalue: false,
            bits: None,
            form,
        }
    }

    /// A scalar to be compared with zero; a message if it is none.
    pub(in crate::front) fn condition(&mut self, operand: Operand) -> Expr {
        let operand = self.rvalue(operand);
        if !self.types.is_scalar(operand.ty) {
            let name = self.type_name(operand.ty);
            let message = format!("a condition is a number or a pointer, not '{name}'");
            self.report.error(operand.span, message, "cannot be true or false");
        } else if operand.form == Form::Assignment {
            self.report.push(
                Diagnostic::warning(operand.span, "an assignment as a condition")
                    .named("parentheses")
                    .label("'=' assigns")
                    .hint("did you mean '=='? If not, put parentheses around it"),
            );
        } else if self.is_never_null(&operand) {
            self.warn_never_null(&operand);
        }
        self.expr(operand)
    }

    /// A value for a place of type `to`, as assignment converts it; messages if it does not.
    pub(in crate::front) fn assigned(
        &mut self,
        operand: Operand,
        to: Type,
        purpose: &Purpose,
    ) -> Expr {
        let operand = self.rvalue(operand);
        self.check_assignable(&operand, to, purpose);
        if self.types.is_aggregate(to) || self.types.is_aggregate(operand.ty) {
            let mut expr = self.expr(operand);
            expr.ty = self.types.ty(to);
            return expr;
        }
        let converted = self.converted(operand, to);
        self.expr(converted)
    }

    fn check_assignable(&mut self, from: &Operand, to: Type, purpose: &Purpose) {
        let types = &self.types;
        if types.is_error(from.ty) || types.is_error(to) {
            return;
        }
        let to_bool = *types.kind(to) == Kind::Bool;
        let (integer, pointer) = (types.is_integer(from.ty), types.is_pointer(from.ty));
        if types.is_integer(to) && (integer || to_bool && pointer) {
            return self.check_constant_fits(from, to);
        }
        match (types.kind(to).clone(), types.kind(from.ty).clone()) {
            (Kind::Pointer(target), Kind::Pointer(source)) => {
                self.check_pointers(from, to, target, source, purpose);
            }
            (Kind::Pointer(_), _) if integer && self.is_null(from) => {}
            (Kind::Pointer(_), _) if integer => {
                let words = "makes a pointer of an integer without a cast";
                self.warn_conversion(from, to, purpose, words, "int-conversion");
            }
            (_, Kind::Pointer(_)) if self.types.is_integer(to) => {
                let words = "makes an integer of a pointer without a cast";
                self.warn_conversion(from, to, purpose, words, "int-conversion");
            }
            (Kind::Record(a), Kind::Record(b)) if a == b => {}
            _ => self.cannot_convert(from, to, purpose),
        }
    }

    fn cannot_convert(&mut self, from: &Operand, to: Type, purpose: &Purpose) {
        let (source, target) = (self.type_name(from.ty), self.type_name(to));
        let message = match purpose {
            Purpose::Assign => format!("cannot assign '{source}' to '{target}'"),
            Purpose::Initialise => format!("cannot initialise '{target}' with '{source}'"),
            Purpose::Return => format!("cannot return '{source}' where '{target}' is returned"),
            Purpose::Argument(number, name, _) => {
                format!("argument {number} of {name} is '{source}', and '{target}' is wanted")
            }
        };
        let label = match self.types.is_void(from.ty) {
            true => "this has no value".into(),
            false => format!("this is '{source}'"),
        };
        let mut error = Diagnostic::error(from.span, message).label(label);
        if let Some(target) = self.types.pointee(to)
            && self.types.same(target, from.ty)
        {
            error = error.hint("take its address with '&'");
        } else if let Some(source) = self.types.pointee(from.ty)
            && self.types.same(source, to)
        {
            error = error.hint("read what it points to with '*'");
        }
        self.report.push(note_declaration(error, purpose));
    }

    fn warn_conversion(
        &mut self,
        from: &Operand,
        to: Type,
        purpose: &Purpose,
        words: &str,
        name: &'static str,
    ) {
        let (source, target) = (self.type_name(from.ty), self.type_name(to));
        let message = format!("{} {words} ('{source}' to '{target}')", purpose.text());
        let mut warning = Diagnostic::warning(from.span, message)
            .named(name)
            .label(format!("this is '{source}'"));
        if let Some(target) = self.types.pointee(to)
            && self.types.same(target, from.ty)
        {
            warning = warning.hint("did you mean its address, with '&'?");
        } else if let Some(source) = self.types.pointee(from.ty)
            && self.types.is_integer(source)
            && self.types.is_integer(to)
            && from.form == Form::String
        {
            warning = warning.hint("a single character has single quotes");
        } else if let Some(source) = self.types.pointee(from.ty)
            && self.types.is_integer(source)
            && self.types.is_integer(to)
        {
            warning = warning.hint("did you mean what it points to, with '*'?");
        }
        self.report.push(note_declaration(warning, purpose));
    }

    fn check_pointers(
        &mut self,
        from: &Operand,
        to: Type,
        target: Type,
        source: Type,
        purpose: &Purpose,
    ) {
        let same = self.types.same(target, source);
        let void = self.types.is_void(target) || self.types.is_void(source);
        if !same && !void {
            if self.differ_in_sign(target, source) {
                self.warn_conversion(
                    from,
                    to,
                    purpose,
                    "changes the sign of what is pointed to",
                    "pointer-sign",
                );
            } else {
                self.warn_conversion(
                    from,
                    to,
                    purpose,
                    "mixes incompatible pointer types",
                    "incompatible-pointer-types",
                );
            }
            return;
        }
        let loses_const = source.is_const && !target.is_const;
        let loses_volatile = source.is_volatile && !target.is_volatile;
        if loses_const || loses_volatile {
            let word = if loses_const { "const" } else { "volatile" };
            let words = format!("loses '{word}'");
            self.warn_conversion(from, to, purpose, &words, "discarded-qualifiers");
        }
    }

    fn differ_in_sign(&self, a: Type, b: Type) -> bool {
        match (self.types.int_kind(a), self.types.int_kind(b)) {
            (Some(a), Some(b)) => a.bits() == b.bits() && (a.rank() == b.rank()),
            _ => false,
        }
    }

    /// Warns where a constant changes its value.
    fn check_constant_fits(&mut self, from: &Operand, to: Type) {
        let Value::Expr(Expr { kind: ExprKind::Int(value), .. }) = from.value else { return };
        let target = self.types.ty(to);
        let kept = truncate(value, target);
        let Ty::Int { bits, .. } = target else { return };
        // `unsigned x = -1` and `char c = 0xff` are meant; only lost bits are worth a word.
        let fits = kept == value || value < 0 && value >= -(1i64 << (bits - 1));
        let fits = fits || bits == 64 || value >= 0 && value < 1i64 << bits;
        if !fits {
            let name = self.type_name(to);
            let message = format!("the constant {value} does not fit into '{name}'");
            let label = format!("becomes {kept}");
            self.report
                .push(Diagnostic::warning(from.span, message).named("overflow").label(label));
        }
    }

    /// A null pointer constant: 0, or `(void *)0`.
    pub(in crate::front) fn is_null(&self, operand: &Operand) -> bool {
        let Value::Expr(expr) = &operand.value else { return false };
        let fitting = self.types.is_integer(operand.ty)
            || self.types.pointee(operand.ty).is_some_and(|target| self.types.is_void(target));
        fitting && self.evaluate(expr).is_some_and(|constant| constant.is_zero())
    }
}

fn note_declaration(diagnostic: Diagnostic, purpose: &Purpose) -> Diagnostic {
    match purpose {
        Purpose::Argument(_, _, Some(span)) => diagnostic.note(*span, "declared here"),
        _ => diagnostic,
    }
}

/// The expression in another type; constants are converted at once.
pub fn cast(expr: Expr, to: Ty, span: Span) -> Expr {
    if expr.ty == to {
        return expr;
    }
    if expr.ty == Ty::Pointer && matches!(to, Ty::Int { bits: 64, .. }) {
        // As gcc has it: by way of a signed integer of the pointer's size.
        let word = Ty::Int { bits: 32, signed: true };
        return cast(cast(expr, word, span), to, span);
    }
    if let ExprKind::Int(value) = expr.kind
        && !matches!(to, Ty::Void | Ty::Aggregate { .. })
    {
        return Expr { kind: ExprKind::Int(truncate(value, to)), ty: to, span };
    }
    Expr { kind: ExprKind::Cast(Box::new(expr)), ty: to, span }
}

/// `!e`.
pub fn negated(expr: Expr, parser: &Parser) -> Expr {
    let span = expr.span;
    let ty = parser.types.ty(Type::of(IntKind::Int));
    Expr { kind: ExprKind::Unary(UnaryOp::LogicalNot, Box::new(expr)), ty, span }
}
