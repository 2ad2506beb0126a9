//! Access to what no single load or store reaches: packed members that are not aligned, and
//! bit-fields wider than 32 bits or across a word's boundary. The machine traps on a misaligned
//! access, so these are put together from smaller pieces here, and the back end need not know.

use super::convert::cast;
use super::*;
use crate::tree::{BinaryOp, Stmt, StmtKind, Ty};

const WORD: Ty = Ty::Int { bits: 32, signed: false };
const LONG: Ty = Ty::Int { bits: 64, signed: false };

/// The bytes that hold a value, and which bits of them it is.
struct Pieces {
    /// The address of the first byte is in this place.
    pointer: Place,
    /// Bytes in all; 9 if a packed field of more than 56 bits lies so.
    bytes: u32,
    /// Bytes that one access takes.
    step: u32,
    /// The value's first bit.
    shift: u32,
    /// The value's width.
    width: u32,
    /// Sign-extended.
    signed: bool,
    span: Span,
}

impl Parser {
    /// Whether a scalar place is to be read and written in pieces.
    pub(super) fn is_in_pieces(&self, place: &Place) -> bool {
        if self.function.is_none() {
            return false;
        }
        match &place.kind {
            PlaceKind::Offset(..) | PlaceKind::Deref(_) => {
                self.alignment(place) < scalar_size(place.ty)
            }
            PlaceKind::Bits { unit, unit_bits, .. } => {
                *unit_bits > 32 || self.alignment(unit) < u32::from(*unit_bits) / 8
            }
            _ => false,
        }
    }

    /// Whether an aggregate stands where its type's own alignment is not given.
    pub(super) fn is_loose(&self, place: &Place, ty: Type) -> bool {
        self.function.is_some()
            && matches!(place.ty, Ty::Aggregate { align, .. } if align < self.types.align(ty))
    }

    /// The value of such a place: a copy that is aligned.
    pub(super) fn load_loose(&mut self, place: Place, ty: Type) -> ExprKind {
        let (loose, span) = (place.ty, place.span);
        let id = self.add_local("", ty.unqualified(), span);
        let aligned = self.types.ty(ty);
        let copy = |ty| Place { kind: PlaceKind::Local(id), ty, volatile: false, span };
        let value = Expr { kind: ExprKind::Load(place), ty: loose, span };
        let kind = ExprKind::Assign(copy(loose), Box::new(value));
        let keep = expression(Expr { kind, ty: loose, span }, span);
        ExprKind::Block(vec![keep, expression(load(&copy(aligned)), span)])
    }

    /// The alignment that a place surely has.
    pub(super) fn alignment(&self, place: &Place) -> u32 {
        match &place.kind {
            PlaceKind::Local(id) => {
                let local = self.function.as_ref().and_then(|body| body.locals.get(id.0 as usize));
                local.map_or(1, |local| local.align)
            }
            PlaceKind::Symbol(symbol) => self.program.symbols[symbol.0 as usize].align,
            PlaceKind::Offset(inner, 0) => self.alignment(inner),
            PlaceKind::Offset(inner, bytes) => {
                self.alignment(inner).min(1 << bytes.trailing_zeros())
            }
            PlaceKind::Bits { unit, .. } => self.alignment(unit),
            PlaceKind::Deref(pointer) => match &pointer.kind {
                ExprKind::Address(target) => own_alignment(place.ty).min(self.alignment(target)),
                _ => own_alignment(place.ty),
            },
            PlaceKind::Value(_) => own_alignment(place.ty),
        }
    }

    /// The value of such a place.
    pub(super) fn load_pieces(&mut self, place: Place) -> ExprKind {
        let (ty, span) = (place.ty, place.span);
        let (keep, pieces) = self.pieces(place);
        let value = pieces.value(ty);
        ExprKind::Block(vec![keep, expression(value, span)])
    }

    /// `place = value` for such a place.
    pub(super) fn store_pieces(&mut self, place: Place, value: Expr) -> ExprKind {
        let (ty, span) = (place.ty, place.span);
        let (keep, pieces) = self.pieces(place);
        let (keep_value, kept) = self.keep(cast(value, pieces.ty(), span), span);
        let mut statements = vec![keep, keep_value];
        pieces.write(&load(&kept), &mut statements);
        statements.push(expression(pieces.value(ty), span));
        ExprKind::Block(statements)
    }

    /// `place op= value` for such a place.
    pub(super) fn update_pieces(
        &mut self,
        place: Place,
        op: BinaryOp,
        value: Expr,
        compute: Ty,
        old: bool,
    ) -> ExprKind {
        let (ty, span) = (place.ty, place.span);
        let (keep, pieces) = self.pieces(place);
        let (keep_before, before) = self.keep(pieces.value(ty), span);
        let left = cast(load(&before), compute, span);
        let result = binary(op, left, value, compute, span);
        let result = cast(cast(result, ty, span), pieces.ty(), span);
        let (keep_after, after) = self.keep(result, span);
        let mut statements = vec![keep, keep_before, keep_after];
        pieces.write(&load(&after), &mut statements);
        let shown = if old { load(&before) } else { pieces.value(ty) };
        statements.push(expression(shown, span));
        ExprKind::Block(statements)
    }

    /// Evaluates the address once, and finds the bytes.
    fn pieces(&mut self, place: Place) -> (Stmt, Pieces) {
        let span = place.span;
        let align = self.alignment(&place);
        let (base, first_bit, width, signed) = match place.kind {
            PlaceKind::Bits { unit, shift, width, signed, .. } => {
                (*unit, u32::from(shift), u32::from(width), signed)
            }
            _ => {
                let signed = matches!(place.ty, Ty::Int { signed: true, .. });
                let width = scalar_size(place.ty) * 8;
                (place, 0, width, signed)
            }
        };
        let address = Expr { kind: self.address_of_place(base), ty: Ty::Pointer, span };
        let (first_byte, shift) = (first_bit / 8, first_bit % 8);
        let offset = Expr { kind: ExprKind::Int(i64::from(first_byte)), ty: WORD, span };
        let address = match first_byte {
            0 => address,
            _ => binary(BinaryOp::Add, address, offset, Ty::Pointer, span),
        };
        let bytes = (shift + width).div_ceil(8);
        let step = match (first_byte, bytes) {
            (0, 2 | 4 | 8) => align.clamp(1, 4).min(bytes),
            _ => 1,
        };
        let (keep, pointer) = self.keep(address, span);
        (keep, Pieces { pointer, bytes, step, shift, width, signed, span })
    }

    /// A temporary that holds a value: the assignment, and its place.
    pub(in crate::front) fn keep(&mut self, value: Expr, span: Span) -> (Stmt, Place) {
        let ty = value.ty;
        let id = self.add_local("", Type::UINT, span);
        if let Some(body) = &mut self.function {
            let local = &mut body.locals[id.0 as usize];
            local.ty = ty;
            local.align = scalar_size(ty);
        }
        let place = Place { kind: PlaceKind::Local(id), ty, volatile: false, span };
        let kind = ExprKind::Assign(place.clone(), Box::new(value));
        (expression(Expr { kind, ty, span }, span), place)
    }
}

impl Pieces {
    /// Wide enough for all bytes.
    fn ty(&self) -> Ty {
        if self.bytes > 4 { LONG } else { WORD }
    }

    /// The bytes from `at` on, as a place.
    fn piece(&self, at: u32) -> Place {
        let span = self.span;
        let offset = Expr { kind: ExprKind::Int(i64::from(at)), ty: WORD, span };
        let pointer = load(&self.pointer);
        let pointer = match at {
            0 => pointer,
            _ => binary(BinaryOp::Add, pointer, offset, Ty::Pointer, span),
        };
        let ty = Ty::Int { bits: (self.step * 8) as u8, signed: false };
        Place { kind: PlaceKind::Deref(Box::new(pointer)), ty, volatile: false, span }
    }

    fn constant(&self, value: u64) -> Expr {
        Expr {
            kind: ExprKind::Int(super::truncate(value as i64, self.ty())),
            ty: self.ty(),
            span: self.span,
        }
    }

    fn binary(&self, op: BinaryOp, left: Expr, right: u64) -> Expr {
        let right = self.constant(right);
        binary(op, left, right, self.ty(), self.span)
    }

    /// The first eight bytes as one number.
    fn whole(&self) -> Expr {
        let mut all: Option<Expr> = None;
        for at in (0..self.bytes.min(8)).step_by(self.step as usize) {
            let piece = cast(load(&self.piece(at)), self.ty(), self.span);
            let moved = match at {
                0 => piece,
                _ => self.binary(BinaryOp::Shl, piece, u64::from(at) * 8),
            };
            all = Some(match all {
                None => moved,
                Some(all) => binary(BinaryOp::Or, all, moved, self.ty(), self.span),
            });
        }
        all.unwrap_or_else(|| self.constant(0))
    }

    /// The value, extended, as type `to`.
    fn value(&self, to: Ty) -> Expr {
        let bits = if self.ty() == LONG { 64 } else { 32 };
        let right = bits - self.width;
        let mut left = right.saturating_sub(self.shift);
        let mut value = self.whole();
        if self.bytes > 8 {
            let last = cast(load(&self.piece(8)), self.ty(), self.span);
            let last = self.binary(BinaryOp::Shl, last, u64::from(64 - self.shift));
            let first = self.binary(BinaryOp::Shr, value, u64::from(self.shift));
            value = binary(BinaryOp::Or, first, last, self.ty(), self.span);
            left = right;
        }
        if left > 0 {
            value = self.binary(BinaryOp::Shl, value, u64::from(left));
        }
        let ty = Ty::Int { bits: bits as u8, signed: self.signed };
        value = cast(value, ty, self.span);
        if right > 0 {
            let count = self.constant(u64::from(right));
            value = binary(BinaryOp::Shr, value, count, ty, self.span);
        }
        cast(value, to, self.span)
    }

    /// Statements that put the low bits of `value` into the bytes.
    fn write(&self, value: &Expr, out: &mut Vec<Stmt>) {
        let mask = u128::from(u64::MAX >> (64 - self.width)) << self.shift;
        let full = self.bytes * 8 == self.width;
        for at in (0..self.bytes).step_by(self.step as usize) {
            let piece = self.piece(at);
            let (ty, span) = (piece.ty, self.span);
            let own = (mask >> (at * 8)) as u64 & (u64::MAX >> (64 - self.step * 8));
            let mut moved = value.clone();
            let down = i64::from(at * 8) - i64::from(self.shift);
            if down > 0 {
                moved = self.binary(BinaryOp::Shr, moved, down as u64);
            } else if down < 0 {
                moved = self.binary(BinaryOp::Shl, moved, down.unsigned_abs());
            }
            if !full {
                let others = !own & (u64::MAX >> (64 - self.step * 8));
                let rest = self.binary(BinaryOp::And, cast(load(&piece), self.ty(), span), others);
                moved = self.binary(BinaryOp::And, moved, own);
                moved = binary(BinaryOp::Or, rest, moved, self.ty(), span);
            }
            let kind = ExprKind::Assign(piece, Box::new(cast(moved, ty, span)));
            out.push(expression(Expr { kind, ty, span }, span));
        }
    }
}

fn load(place: &Place) -> Expr {
    Expr { kind: ExprKind::Load(place.clone()), ty: place.ty, span: place.span }
}

fn binary(op: BinaryOp, left: Expr, right: Expr, ty: Ty, span: Span) -> Expr {
    Expr { kind: ExprKind::Binary(op, Box::new(left), Box::new(right)), ty, span }
}

fn expression(expr: Expr, span: Span) -> Stmt {
    Stmt { kind: StmtKind::Expr(expr), span }
}

/// The alignment that a type asks for.
fn own_alignment(ty: Ty) -> u32 {
    match ty {
        Ty::Aggregate { align, .. } => align,
        ty => scalar_size(ty),
    }
}

/// The size and natural alignment of a scalar; 1 of what is none.
fn scalar_size(ty: Ty) -> u32 {
    match ty {
        Ty::Int { bits, .. } => u32::from(bits) / 8,
        Ty::Pointer => 4,
        _ => 1,
    }
}
