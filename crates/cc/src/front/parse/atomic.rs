//! `__atomic_*` and `__sync_*`: nodes of the tree, with temporaries where a value is needed twice.
//!
//! Words have instructions of their own. For bytes and half-words there are only loads and stores; what
//! reads and writes at once is a function of the library, called as gcc's own library calls it
//! (`__atomic_fetch_add_1`).

use super::*;
use crate::front::check::{Purpose, Value};
use crate::front::types::IntKind;
use crate::tree::{AtomicOp, BinaryOp, Builtin, ExprKind, PlaceKind, StmtKind, Ty, UnaryOp};

impl Parser {
    /// The builtin `name`, which begins with `__atomic_` or `__sync_`; None if there is none.
    pub(super) fn atomic(&mut self, name: &str, span: Span) -> Parsed<Option<Operand>> {
        let plain = name.trim_start_matches("__atomic_").trim_start_matches("__sync_");
        if matches!(plain, "always_lock_free" | "is_lock_free") {
            return self.lock_free(span).map(Some);
        }
        if matches!(plain, "synchronize" | "thread_fence" | "signal_fence") {
            let open = self.next().span;
            self.arguments(open)?;
            let kind = ExprKind::Builtin(Builtin::Synchronize, Vec::new());
            return Ok(Some(Operand::value(kind, Type::VOID, span, self)));
        }
        let known = matches!(
            plain,
            "load_n"
                | "store_n"
                | "exchange_n"
                | "compare_exchange_n"
                | "load"
                | "store"
                | "exchange"
                | "compare_exchange"
                | "test_and_set"
                | "clear"
                | "lock_test_and_set"
                | "lock_release"
                | "bool_compare_and_swap"
                | "val_compare_and_swap"
                | "fetch_nand"
                | "nand_fetch"
                | "fetch_and_nand"
                | "nand_and_fetch"
        );
        let operation = atomic_op(plain);
        if !known && operation.is_none() {
            return Ok(None);
        }
        let open = self.next().span;
        let arguments = self.arguments(open)?;
        let span = span.to(self.last_span());
        let wanted = match plain {
            "load_n" | "lock_release" | "test_and_set" | "clear" => 1,
            "compare_exchange_n" | "compare_exchange" | "exchange" => 3,
            "bool_compare_and_swap" | "val_compare_and_swap" => 3,
            _ => 2,
        };
        if arguments.len() < wanted {
            let message = format!("'{name}' takes more arguments");
            self.report.error(span, message, format!("{} given", arguments.len()));
            return Err(Lost);
        }
        let arguments = arguments.into_iter().map(|a| self.rvalue(a)).collect::<Vec<_>>();
        let flag = matches!(plain, "test_and_set" | "clear");
        let Some(ty) = self.atomic_type(&arguments[0], flag) else {
            return Ok(Some(Operand::error(span, self)));
        };
        let pointer = self.expr(arguments[0].clone());
        let value = |parser: &mut Self, index: usize| {
            let operand = arguments[index].clone();
            parser.assigned(operand, ty, &Purpose::Assign)
        };
        // What a pointer argument points to, as a place and as a value.
        let target = |parser: &mut Self, index: usize| {
            let operand = arguments[index].clone();
            parser.dereference(operand, span, span)
        };
        let target_value = |parser: &mut Self, index: usize| {
            let operand = target(parser, index);
            parser.assigned(operand, ty, &Purpose::Assign)
        };
        let made = match plain {
            "load" => {
                let loaded = self.atomic_node(Builtin::AtomicLoad, vec![pointer], ty, span);
                let place = target(self, 1);
                let stored = self.assignment_operation(span, place, loaded);
                self.cast_operation(Type::VOID, stored, span)
            }
            "store" => {
                let stored = target_value(self, 1);
                self.atomic_node(Builtin::AtomicStore, vec![pointer, stored], Type::VOID, span)
            }
            "exchange" => {
                let stored = target_value(self, 1);
                let before =
                    self.atomic_fetch(AtomicOp::Exchange, false, pointer, stored, ty, span);
                let place = target(self, 2);
                let stored = self.assignment_operation(span, place, before);
                self.cast_operation(Type::VOID, stored, span)
            }
            "compare_exchange" => {
                let desired = target_value(self, 2);
                let expected = arguments[1].clone();
                self.compare_exchange(pointer, expected, desired, ty, span)
            }
            "test_and_set" => {
                let one = Operand::int(1, ty, span, self);
                let one = self.expr(one);
                let before = self.atomic_fetch(AtomicOp::Exchange, false, pointer, one, ty, span);
                self.cast_operation(Type::BOOL, before, span)
            }
            "load_n" => self.atomic_node(Builtin::AtomicLoad, vec![pointer], ty, span),
            "store_n" => {
                let stored = value(self, 1);
                self.atomic_node(Builtin::AtomicStore, vec![pointer, stored], Type::VOID, span)
            }
            "lock_release" | "clear" => {
                let zero = Operand::int(0, ty, span, self);
                let zero = self.expr(zero);
                self.atomic_node(Builtin::AtomicStore, vec![pointer, zero], Type::VOID, span)
            }
            "exchange_n" | "lock_test_and_set" => {
                let stored = value(self, 1);
                self.atomic_fetch(AtomicOp::Exchange, false, pointer, stored, ty, span)
            }
            "val_compare_and_swap" | "bool_compare_and_swap" => {
                let (expected, desired) = (value(self, 1), value(self, 2));
                if plain == "val_compare_and_swap" {
                    let before = self.swapped(pointer, expected, desired, ty, span);
                    Operand { value: Value::Expr(before), ..Operand::int(0, ty, span, self) }
                } else {
                    self.compare_and_swap(pointer, expected, desired, ty, span)
                }
            }
            "compare_exchange_n" => {
                let desired = value(self, 2);
                let expected = arguments[1].clone();
                self.compare_exchange(pointer, expected, desired, ty, span)
            }
            "fetch_nand" | "nand_fetch" | "fetch_and_nand" | "nand_and_fetch" => {
                let operand = value(self, 1);
                self.nand(plain.starts_with("nand"), pointer, operand, ty, span)
            }
            _ => {
                let operand = value(self, 1);
                let Some((op, after)) = operation else { return Ok(None) };
                self.atomic_fetch(op, after, pointer, operand, ty, span)
            }
        };
        Ok(Some(made))
    }

    /// `(size, pointer)`: what fits a word is never locked.
    fn lock_free(&mut self, span: Span) -> Parsed<Operand> {
        let open = self.next().span;
        let arguments = self.arguments(open)?;
        let size = arguments.first().and_then(|size| self.integer_constant(size));
        let free = matches!(size, Some(1 | 2 | 4));
        Ok(Operand::int(i64::from(free), Type::BOOL, span.to(self.last_span()), self))
    }

    /// What the pointer of an atomic operation points to: at most a word. A flag may be told by any
    /// pointer, and is a byte.
    fn atomic_type(&mut self, pointer: &Operand, flag: bool) -> Option<Type> {
        if self.types.is_error(pointer.ty) {
            return None;
        }
        let target = self.types.pointee(pointer.ty);
        match target {
            Some(target) if flag && self.types.size(target) <= 1 => Some(Type::of(IntKind::UChar)),
            Some(target) if self.types.is_scalar(target) && self.types.size(target) <= 4 => {
                Some(target.unqualified())
            }
            _ => {
                let name = self.type_name(pointer.ty);
                let message =
                    format!("atomic operations work on at most 32 bits, not through '{name}'");
                let error =
                    Diagnostic::error(pointer.span, message).label(format!("this is '{name}'"));
                let hint = "make the variable an 'int' or 'unsigned', or keep a lock around it";
                self.report.push(error.hint(hint));
                None
            }
        }
    }

    fn atomic_node(&mut self, builtin: Builtin, args: Vec<Expr>, ty: Type, span: Span) -> Operand {
        Operand::value(ExprKind::Builtin(builtin, args), ty, span, self)
    }

    fn atomic_fetch(
        &mut self,
        op: AtomicOp,
        after: bool,
        pointer: Expr,
        value: Expr,
        ty: Type,
        span: Span,
    ) -> Operand {
        if !after {
            let before = self.fetched(op, pointer, value, ty, span);
            return Operand { value: Value::Expr(before), ..Operand::int(0, ty, span, self) };
        }
        let tree_ty = self.types.ty(ty);
        let (store, place) = self.keep(value, span);
        let load = || Expr { kind: ExprKind::Load(place.clone()), ty: tree_ty, span };
        let before = self.fetched(op, pointer, load(), ty, span);
        let again = match op {
            AtomicOp::Add => BinaryOp::Add,
            AtomicOp::Sub => BinaryOp::Sub,
            AtomicOp::And => BinaryOp::And,
            AtomicOp::Or => BinaryOp::Or,
            _ => BinaryOp::Xor,
        };
        let kind = ExprKind::Binary(again, Box::new(before), Box::new(load()));
        let last = Stmt { kind: StmtKind::Expr(Expr { kind, ty: tree_ty, span }), span };
        Operand::value(ExprKind::Block(vec![store, last]), ty, span, self)
    }

    /// `~(before & value)`, for which there is no instruction: the library does it whatever the size.
    fn nand(&mut self, after: bool, pointer: Expr, value: Expr, ty: Type, span: Span) -> Operand {
        let tree_ty = self.types.ty(ty);
        let name = format!("__atomic_fetch_nand_{}", self.types.size(ty));
        let (store, place) = self.keep(value, span);
        let load = || Expr { kind: ExprKind::Load(place.clone()), ty: tree_ty, span };
        let before = self.narrow_atomic(&name, vec![pointer, load()], ty, span);
        let last = if after {
            let kind = ExprKind::Binary(BinaryOp::And, Box::new(before), Box::new(load()));
            let both = Expr { kind, ty: tree_ty, span };
            Expr { kind: ExprKind::Unary(UnaryOp::Not, Box::new(both)), ty: tree_ty, span }
        } else {
            before
        };
        let last = Stmt { kind: StmtKind::Expr(last), span };
        Operand::value(ExprKind::Block(vec![store, last]), ty, span, self)
    }

    /// The value before an operation on what the pointer points to.
    fn fetched(&mut self, op: AtomicOp, pointer: Expr, value: Expr, ty: Type, span: Span) -> Expr {
        let word = match op {
            AtomicOp::Exchange => "exchange",
            AtomicOp::Add => "fetch_add",
            AtomicOp::Sub => "fetch_sub",
            AtomicOp::And => "fetch_and",
            AtomicOp::Or => "fetch_or",
            AtomicOp::Xor => "fetch_xor",
        };
        match self.types.size(ty) {
            4 => {
                let kind = ExprKind::Builtin(Builtin::AtomicFetch(op), vec![pointer, value]);
                Expr { kind, ty: self.types.ty(ty), span }
            }
            size => self.narrow_atomic(
                &format!("__atomic_{word}_{size}"),
                vec![pointer, value],
                ty,
                span,
            ),
        }
    }

    /// The value before `*pointer = desired`, which happens if that is `expected`.
    fn swapped(
        &mut self,
        pointer: Expr,
        expected: Expr,
        desired: Expr,
        ty: Type,
        span: Span,
    ) -> Expr {
        let args = vec![pointer, expected, desired];
        match self.types.size(ty) {
            4 => {
                let kind = ExprKind::Builtin(Builtin::AtomicCompareExchange, args);
                Expr { kind, ty: self.types.ty(ty), span }
            }
            size => {
                let name = format!("__sync_val_compare_and_swap_{size}");
                self.narrow_atomic(&name, args, ty, span)
            }
        }
    }

    /// A library function's call on a byte or half-word.
    fn narrow_atomic(&mut self, name: &str, args: Vec<Expr>, ty: Type, span: Span) -> Expr {
        let order = Operand::int(5, Type::INT, span, self);
        let word = |expr: Expr, ty: Type, parser: &Self| Operand {
            value: Value::Expr(expr),
            ..Operand::int(0, ty, span, parser)
        };
        let mut arguments: Vec<Operand> = Vec::new();
        for (place, arg) in args.into_iter().enumerate() {
            let ty = if place == 0 { Type::VOID_POINTER } else { ty };
            arguments.push(word(arg, ty, self));
        }
        // gcc's functions end with the memory order; those of the older family have none.
        let signature = match arguments.len() {
            2 => {
                arguments.push(order);
                "upui"
            }
            _ => "upuu",
        };
        let called = self.call_library(name, signature, arguments, span);
        let called = self.converted(called, ty);
        self.expr(called)
    }

    /// `*pointer == expected ? (*pointer = desired, 1) : 0`, at once.
    fn compare_and_swap(
        &mut self,
        pointer: Expr,
        expected: Expr,
        desired: Expr,
        ty: Type,
        span: Span,
    ) -> Operand {
        let tree_ty = self.types.ty(ty);
        let (store, place) = self.keep(expected, span);
        let load = || Expr { kind: ExprKind::Load(place.clone()), ty: tree_ty, span };
        let before = self.swapped(pointer, load(), desired, ty, span);
        let int = self.types.ty(Type::INT);
        let kind = ExprKind::Binary(BinaryOp::Eq, Box::new(before), Box::new(load()));
        let last = Stmt { kind: StmtKind::Expr(Expr { kind, ty: int, span }), span };
        Operand::value(ExprKind::Block(vec![store, last]), Type::INT, span, self)
    }

    /// `__atomic_compare_exchange_n`: `*expected` receives the value found.
    fn compare_exchange(
        &mut self,
        pointer: Expr,
        expected: Operand,
        desired: Expr,
        ty: Type,
        span: Span,
    ) -> Operand {
        let tree_ty = self.types.ty(ty);
        let int = self.types.ty(Type::INT);
        let target = self.expr(expected);
        let (keep, pointer_place) = self.keep(target, span);
        let deref = || Place {
            kind: PlaceKind::Deref(Box::new(Expr {
                kind: ExprKind::Load(pointer_place.clone()),
                ty: Ty::Pointer,
                span,
            })),
            ty: tree_ty,
            volatile: false,
            span,
        };
        let wanted = Expr { kind: ExprKind::Load(deref()), ty: tree_ty, span };
        let (keep_wanted, wanted_place) = self.keep(wanted, span);
        let load = |place: &Place| Expr { kind: ExprKind::Load(place.clone()), ty: tree_ty, span };
        let before = self.swapped(pointer, load(&wanted_place), desired, ty, span);
        let (keep_found, found) = self.keep(before, span);
        let write_back = ExprKind::Assign(deref(), Box::new(load(&found)));
        let write_back = Expr { kind: write_back, ty: tree_ty, span };
        let write_back = Stmt { kind: StmtKind::Expr(write_back), span };
        let kind =
            ExprKind::Binary(BinaryOp::Eq, Box::new(load(&found)), Box::new(load(&wanted_place)));
        let last = Stmt { kind: StmtKind::Expr(Expr { kind, ty: int, span }), span };
        let all = vec![keep, keep_wanted, keep_found, write_back, last];
        Operand::value(ExprKind::Block(all), Type::INT, span, self)
    }
}

/// The operation in `fetch_and_add`, `add_and_fetch`, `fetch_add`, `add_fetch`, and whether the new
/// value is wanted.
fn atomic_op(name: &str) -> Option<(AtomicOp, bool)> {
    let (word, after) = match name.strip_prefix("fetch_") {
        Some(rest) => (rest.trim_start_matches("and_"), false),
        None => {
            let before = name.strip_suffix("_fetch")?;
            (before.trim_end_matches("_and"), true)
        }
    };
    let word = match (word, name) {
        ("", _) => "and",
        (word, _) => word,
    };
    let op = match word {
        "add" => AtomicOp::Add,
        "sub" => AtomicOp::Sub,
        "and" => AtomicOp::And,
        "or" => AtomicOp::Or,
        "xor" => AtomicOp::Xor,
        _ => return None,
    };
    Some((op, after))
}
