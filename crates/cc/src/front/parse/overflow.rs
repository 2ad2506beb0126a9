//! `__builtin_add_overflow` and its like: arithmetic without bounds, stored into a type that may be too
//! narrow for it, with the answer whether it was.
//!
//! Where 64 bits hold every result the sum is made there and compared with what was stored; wider cases
//! are left to the library's `__swtch_overflow`.

use super::*;
use crate::front::check::Value;
use crate::front::types::IntKind;
use crate::tree::{ExprKind, PlaceKind, StmtKind};

/// Which operation, as `__swtch_overflow` numbers them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Operation {
    Add,
    Sub,
    Mul,
}

/// A builtin's name, taken apart.
struct Form {
    operation: Operation,
    /// The type of all three operands, if the name says it (`saddll`).
    typed: Option<Type>,
    /// `_p`: the third argument only names the type.
    predicate: bool,
}

impl Form {
    /// `add_overflow`, `usubl_overflow`, `mul_overflow_p`.
    fn of(name: &str) -> Option<Form> {
        let predicate = name.ends_with("_overflow_p");
        let stem = name.strip_suffix(if predicate { "_overflow_p" } else { "_overflow" })?;
        let operations =
            [("add", Operation::Add), ("sub", Operation::Sub), ("mul", Operation::Mul)];
        if let Some(&(_, operation)) = operations.iter().find(|row| row.0 == stem) {
            return Some(Form { operation, typed: None, predicate });
        }
        let signed = stem.starts_with('s');
        let rest = stem.strip_prefix(['s', 'u'])?;
        let &(_, operation) = operations.iter().find(|row| rest.starts_with(row.0))?;
        let kind = match &rest[3..] {
            "" => IntKind::Int,
            "l" => IntKind::Long,
            "ll" => IntKind::LongLong,
            _ => return None,
        };
        let kind = if signed { kind } else { kind.to_unsigned() };
        Some(Form { operation, typed: Some(Type::of(kind)), predicate })
    }
}

impl Operation {
    fn punct(self) -> Punct {
        match self {
            Operation::Add => Punct::Plus,
            Operation::Sub => Punct::Minus,
            Operation::Mul => Punct::Star,
        }
    }
}

impl Parser {
    /// The builtin called `__builtin_` `name`, its name already read; None if it is none of these.
    pub(super) fn overflow(&mut self, name: &str, at: Span) -> Parsed<Option<Operand>> {
        let Some(form) = Form::of(name) else { return Ok(None) };
        let open = self.next().span;
        let arguments = self.arguments(open)?;
        let span = at.to(self.last_span());
        let Ok([left, right, third]) = <[Operand; 3]>::try_from(arguments) else {
            let message = format!("'__builtin_{name}' takes 3 arguments");
            self.report.error(span, message, "two numbers and where the result goes");
            return Err(Lost);
        };
        let third = self.rvalue(third);
        let mut target = match form.predicate {
            true => third.ty,
            false => self.types.pointee(third.ty).unwrap_or(Type::ERROR),
        };
        let (mut left, mut right) = (self.rvalue(left), self.rvalue(right));
        if let Some(ty) = form.typed {
            (left, right) = (self.converted(left, ty), self.converted(right, ty));
            target = if self.types.is_error(target) { target } else { ty };
        }
        for ty in [left.ty, right.ty, target] {
            if !self.types.is_integer(ty) || self.types.is_error(ty) {
                let message = format!("'__builtin_{name}' works on integers");
                self.report.error(span, message, "the third is a pointer to one");
                return Ok(Some(Operand::error(span, self)));
            }
        }
        let store = (!form.predicate).then_some(third);
        let narrow = [left.ty, right.ty, target].iter().all(|&ty| self.types.size(ty) <= 4);
        let block = match narrow {
            true => self.narrow_overflow(form.operation, left, right, target, store, span),
            false => self.wide_overflow(form.operation, left, right, target, store, span),
        };
        Ok(Some(Operand::value(ExprKind::Block(block), Type::INT, span, self)))
    }

    fn is_signed(&self, ty: Type) -> bool {
        self.types.int_kind(ty).is_some_and(|kind| kind.signed())
    }

    /// `({ wide = left op right; *store = wide; (target)wide != wide; })`
    fn narrow_overflow(
        &mut self,
        operation: Operation,
        left: Operand,
        right: Operand,
        target: Type,
        store: Option<Operand>,
        span: Span,
    ) -> Vec<Stmt> {
        // Only a product of two unsigned words may need the sign's bit.
        let signed =
            operation != Operation::Mul || self.is_signed(left.ty) || self.is_signed(right.ty);
        let wide = Type::of(if signed { IntKind::LongLong } else { IntKind::ULongLong });
        let (left, right) = (self.converted(left, wide), self.converted(right, wide));
        let exact = self.binary_operation(operation.punct(), span, left, right);
        let exact = self.expr(exact);
        let (keep, place) = self.keep(exact, span);
        let kept = |parser: &Self| {
            let value = ExprKind::Load(place.clone());
            Operand::value(value, wide, span, parser)
        };
        let mut block = vec![keep];
        let value = kept(self);
        block.extend(store.map(|pointer| self.stored(pointer, value, target, span)));
        let value = kept(self);
        let cut = self.converted(value, target);
        let again = self.converted(cut, wide);
        let exact = kept(self);
        let differs = self.binary_operation(Punct::NotEqual, span, again, exact);
        block.push(self.statement_of(differs, span));
        block
    }

    /// `({ int over = __swtch_overflow(…, left, right, &wide); *store = wide; over; })`
    fn wide_overflow(
        &mut self,
        operation: Operation,
        left: Operand,
        right: Operand,
        target: Type,
        store: Option<Operand>,
        span: Span,
    ) -> Vec<Stmt> {
        let unsigned = Type::of(IntKind::ULongLong);
        let how = i64::from(operation as u8)
            | i64::from(self.is_signed(left.ty)) << 2
            | i64::from(self.is_signed(right.ty)) << 3
            | i64::from(self.is_signed(target)) << 4
            | i64::from(self.types.size(target) * 8) << 8;
        let how = Operand::int(how, Type::INT, span, self);
        let (left, right) = (self.converted(left, unsigned), self.converted(right, unsigned));
        let id = self.add_local("", unsigned, span);
        if let Some(body) = &mut self.function {
            body.locals[id.0 as usize].in_memory = true;
        }
        let wide = Operand::place(PlaceKind::Local(id), unsigned, span, self);
        let address = self.address(wide.clone(), span);
        let called =
            self.call_library("__swtch_overflow", "iiQQp", vec![how, left, right, address], span);
        let called = self.expr(called);
        let (keep, over) = self.keep(called, span);
        let mut block = vec![keep];
        block.extend(store.map(|pointer| self.stored(pointer, wide, target, span)));
        let over = Operand::value(ExprKind::Load(over), Type::INT, span, self);
        block.push(self.statement_of(over, span));
        block
    }

    /// `*pointer = (target)value;`
    fn stored(&mut self, pointer: Operand, value: Operand, target: Type, span: Span) -> Stmt {
        let place = self.dereference(pointer, span, span);
        let value = self.rvalue(value);
        let value = self.converted(value, target);
        let assigned = self.assignment_operation(span, place, value);
        self.statement_of(assigned, span)
    }

    fn statement_of(&mut self, operand: Operand, span: Span) -> Stmt {
        let expr = self.expr(operand);
        Stmt { kind: StmtKind::Expr(expr), span }
    }

    /// The size of the object that an expression names, for `__builtin_object_size`; all ones (or zero)
    /// where it is not known.
    pub(super) fn object_size(&mut self, at: Span) -> Parsed<Operand> {
        let open = self.next().span;
        let object = self.unevaluated(|parser| parser.assignment())?;
        self.expect(Punct::Comma, "the object")?;
        let kind = self.constant_value("the kind of size")?;
        let close = self.expect_close(Punct::CloseParen, open)?;
        let is_array = matches!(self.types.kind(object.ty), Kind::Array(_, Some(_)));
        let size = match (&object.value, kind & 2) {
            (Value::Place(_), _) if is_array => i64::from(self.types.size(object.ty)),
            (_, 0) => i64::from(u32::MAX),
            _ => 0,
        };
        Ok(Operand::int(size, Type::UINT, at.to(close), self))
    }
}
