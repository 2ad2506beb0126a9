//! Objects of a function: what their initialisers say, as assignments.

use super::*;

impl Parser {
    /// The statements that initialise a variable of a block; `span` is its name.
    pub(in crate::front::parse) fn automatic_initializer(
        &mut self,
        id: LocalId,
        ty: Type,
        span: Span,
    ) -> Parsed<Vec<Stmt>> {
        let mut init = Init::default();
        let ty = self.fresh_count(|parser| parser.initializer(ty, &mut init))?;
        let tree_ty = self.types.ty(ty);
        if let Some(body) = &mut self.function {
            body.variables[id.0 as usize].ty = ty;
            body.locals[id.0 as usize].ty = tree_ty;
        }
        if !self.types.is_complete(ty) && !self.types.is_error(ty) {
            let name = self.type_name(ty);
            let message = format!("a variable of type '{name}', whose size is not known");
            let error = Diagnostic::error(span, message).label("its type is not complete");
            self.report.push(error.hint(format!("define '{name}' above")));
        }
        let place =
            Place { kind: PlaceKind::Local(id), ty: tree_ty, volatile: ty.is_volatile, span };
        Ok(self.assignments(place, ty, init, span))
    }

    /// The items as assignments to parts of a place.
    pub(super) fn assignments(
        &mut self,
        place: Place,
        ty: Type,
        init: Init,
        span: Span,
    ) -> Vec<Stmt> {
        let mut out = Vec::new();
        let size = self.types.size(ty);
        let aggregate = self.types.is_aggregate(ty);
        let clears = aggregate && !self.covers(&init.items, size);
        if clears {
            out.push(Stmt { kind: StmtKind::Clear(place.clone(), size), span });
        }
        for item in init.items {
            let whole = item.offset == 0 && item.bits.is_none() && item.ty.id == ty.id;
            let target = self.item_place(&place, &item, whole);
            let span = item.span;
            let value = match item.value {
                ItemValue::Bytes(bytes) => self.bytes_value(bytes, item.ty, span, clears),
                ItemValue::Operand(operand) => {
                    Some(self.assigned(operand, item.ty.unqualified(), &Purpose::Initialise))
                }
            };
            let Some(value) = value else { continue };
            let zero = matches!(value.kind, ExprKind::Int(0));
            if zero && clears && !target.volatile {
                continue;
            }
            let (target, value) = resized(target, value);
            let ty = target.ty;
            let kind = self.store(target, value);
            out.push(Stmt { kind: StmtKind::Expr(Expr { kind, ty, span }), span });
        }
        out
    }

    fn item_place(&mut self, place: &Place, item: &Item, whole: bool) -> Place {
        if whole {
            return place.clone();
        }
        let base = Operand {
            value: Value::Place(place.clone()),
            ty: Type::ERROR,
            span: item.span,
            lvalue: true,
            bits: None,
            form: crate::front::check::Form::Plain,
        };
        let member = Member {
            name: None,
            ty: item.ty,
            offset: item.offset,
            bits: item.bits,
            span: item.span,
        };
        match self.member_place(base, &member, item.offset, item.span).value {
            Value::Place(place) => place,
            Value::Expr(_) => place.clone(),
        }
    }

    /// The value of a string that fills (the beginning of) an array.
    fn bytes_value(&mut self, bytes: Vec<u8>, ty: Type, span: Span, cleared: bool) -> Option<Expr> {
        let mut bytes = bytes;
        while cleared && bytes.last() == Some(&0) {
            bytes.pop();
        }
        if bytes.is_empty() {
            return None;
        }
        let align = self.types.align(ty);
        let tree_ty = Ty::Aggregate { size: bytes.len() as u32, align };
        let symbol = self.string_symbol(bytes, align, span);
        self.refer(symbol);
        let place = Place { kind: PlaceKind::Symbol(symbol), ty: tree_ty, volatile: false, span };
        Some(Expr { kind: ExprKind::Load(place), ty: tree_ty, span })
    }

    /// Whether the items set every byte, so that nothing need be cleared.
    fn covers(&self, items: &[Item], size: u32) -> bool {
        let mut next = 0;
        for item in items {
            if item.offset != next || item.bits.is_some() {
                return false;
            }
            next += match &item.value {
                ItemValue::Bytes(bytes) => bytes.len() as u32,
                ItemValue::Operand(_) => self.types.size(item.ty),
            };
        }
        next == size
    }
}

/// A string shorter than its array fills only the beginning of the place.
fn resized(target: Place, value: Expr) -> (Place, Expr) {
    let ty = match (target.ty, value.ty) {
        (Ty::Aggregate { align: place, .. }, Ty::Aggregate { size, align }) => {
            Ty::Aggregate { size, align: align.min(place) }
        }
        (ty, _) => ty,
    };
    (Place { ty, ..target }, value)
}
