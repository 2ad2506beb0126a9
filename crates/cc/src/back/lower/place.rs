//! Places: variables, memory, bit-fields; reading and writing them.

use super::{Lower, Storage, Val, Variable, is_wide, layout};
use crate::back::ir::{Binary, Def, Op, Value, Width};
use crate::tree::{Place, PlaceKind, Ty};
use swtch_source::Span;

/// A place whose address has been evaluated.
#[derive(Clone, Copy)]
pub(super) enum Location {
    /// A variable in SSA.
    Variable(Variable, Ty),
    /// Memory.
    Memory { base: Value, offset: i32, volatile: bool, ty: Ty },
    /// Some bits of the unit of memory.
    Bits { base: Value, offset: i32, volatile: bool, ty: Ty, field: Field },
}

/// Which bits of its unit a bit-field is.
#[derive(Clone, Copy)]
pub(super) struct Field {
    unit: Width,
    shift: i32,
    width: i32,
    signed: bool,
}

impl Lower<'_> {
    /// Evaluates the address of a place.
    pub(super) fn place(&mut self, place: &Place) -> Location {
        let fallback = Location::Variable(Variable(0), place.ty);
        self.nested(place.span, fallback, |lower| lower.place_kind(place))
    }

    fn place_kind(&mut self, place: &Place) -> Location {
        let (ty, volatile) = (place.ty, place.volatile);
        match &place.kind {
            PlaceKind::Local(id) => match self.locals.get(id.0 as usize).copied() {
                // A large aggregate parameter: the variable is its address.
                Some(Storage::Variable(variable)) if matches!(ty, Ty::Aggregate { .. }) => {
                    let base = self.builder.read(variable);
                    Location::Memory { base, offset: 0, volatile, ty }
                }
                Some(Storage::Variable(variable)) => Location::Variable(variable, ty),
                Some(Storage::Memory(base)) => Location::Memory { base, offset: 0, volatile, ty },
                None => self.wrong_place(place),
            },
            PlaceKind::Symbol(symbol) => {
                let alias = self.program.aliases.iter().find(|(alias, _)| alias == symbol);
                let symbol = alias.map_or(*symbol, |&(_, object)| object);
                let base = self.builder.function.intern(Def::Symbol(symbol, 0));
                Location::Memory { base, offset: 0, volatile, ty }
            }
            PlaceKind::Deref(pointer) => {
                let val = self.expr(pointer);
                let base = self.word(val);
                Location::Memory { base, offset: 0, volatile, ty }
            }
            PlaceKind::Offset(inner, bytes) => match self.place(inner) {
                Location::Memory { base, offset, volatile: outer, .. } => Location::Memory {
                    base,
                    offset: offset.wrapping_add(*bytes as i32),
                    volatile: volatile || outer,
                    ty,
                },
                _ => self.wrong_place(place),
            },
            PlaceKind::Bits { unit, unit_bits, shift, width, signed } => {
                let unit_width = match unit_bits {
                    8 => Width::U8,
                    16 => Width::U16,
                    _ => Width::Word,
                };
                let field = Field {
                    unit: unit_width,
                    shift: *shift as i32,
                    width: *width as i32,
                    signed: *signed,
                };
                match self.place(unit) {
                    Location::Memory { base, offset, volatile: outer, .. } => {
                        Location::Bits { base, offset, volatile: volatile || outer, ty, field }
                    }
                    _ => self.wrong_place(place),
                }
            }
            PlaceKind::Value(expr) => {
                let val = self.expr(expr);
                match val {
                    Val::Memory(base) => Location::Memory { base, offset: 0, volatile, ty },
                    _ => self.spilled_value(val, expr.ty),
                }
            }
        }
    }

    /// A scalar without storage that is used as a place.
    fn spilled_value(&mut self, val: Val, ty: Ty) -> Location {
        let (size, align) = layout(ty);
        let base = self.new_slot("", size, align);
        let location = Location::Memory { base, offset: 0, volatile: false, ty };
        self.store(location, val);
        location
    }

    fn wrong_place(&mut self, place: &Place) -> Location {
        self.error(place.span, "this has no address");
        Location::Variable(Variable(0), place.ty)
    }

    /// The address of a place in memory.
    pub(super) fn address_of(&mut self, location: Location, span: Span) -> Value {
        match location {
            Location::Memory { base, offset, .. } | Location::Bits { base, offset, .. } => {
                self.bin_const(Binary::Add, base, offset)
            }
            Location::Variable(..) => {
                self.error(span, "the address of a variable that is not in memory");
                self.number(0)
            }
        }
    }

    /// What the place holds.
    pub(super) fn load(&mut self, location: Location) -> Val {
        match location {
            Location::Variable(variable, ty) => {
                let low = self.builder.read(variable);
                if !is_wide(ty) {
                    return Val::Word(low);
                }
                Val::Pair(low, self.builder.read(Variable(variable.0 + 1)))
            }
            Location::Memory { ty: Ty::Void, .. } => Val::Void,
            Location::Memory { base, offset, ty: Ty::Aggregate { .. }, .. } => {
                Val::Memory(self.bin_const(Binary::Add, base, offset))
            }
            Location::Memory { base, offset, volatile, ty } => {
                let low = self.load_word(width(ty), base, offset, volatile);
                if !is_wide(ty) {
                    return Val::Word(low);
                }
                Val::Pair(low, self.load_word(Width::Word, base, offset.wrapping_add(4), volatile))
            }
            Location::Bits { base, offset, volatile, ty, field } => {
                let unit = self.load_word(field.unit, base, offset, volatile);
                self.extract(unit, field, ty)
            }
        }
    }

    /// Puts a value of the place's type there; yields what the place then holds.
    pub(super) fn store(&mut self, location: Location, val: Val) -> Val {
        match location {
            Location::Variable(variable, ty) => {
                let (low, high) = self.pair(val);
                self.builder.write(variable, low);
                if is_wide(ty) {
                    self.builder.write(Variable(variable.0 + 1), high);
                }
                val
            }
            Location::Memory { ty: Ty::Void, .. } => val,
            Location::Memory { base, offset, ty: Ty::Aggregate { size, align }, .. } => {
                let to = self.bin_const(Binary::Add, base, offset);
                let from = self.word(val);
                self.copy(to, from, size, align);
                Val::Memory(to)
            }
            Location::Memory { base, offset, volatile, ty } => {
                let (low, high) = self.pair(val);
                self.store_word(width(ty), base, offset, low, volatile);
                if is_wide(ty) {
                    self.store_word(Width::Word, base, offset.wrapping_add(4), high, volatile);
                }
                val
            }
            Location::Bits { base, offset, volatile, ty, field } => {
                let word = self.word(val);
                let mask = mask(field.width);
                let old = self.load_word(field.unit, base, offset, volatile);
                let cleared = self.bin_const(Binary::And, old, !(mask << field.shift));
                let bits = self.bin_const(Binary::And, word, mask);
                let bits = self.bin_const(Binary::Sll, bits, field.shift);
                let new = self.bin(Binary::Or, cleared, bits);
                self.store_word(field.unit, base, offset, new, volatile);
                let whole = Field { shift: 0, ..field };
                self.extract(word, whole, ty)
            }
        }
    }

    /// The field's value from the word of its unit.
    fn extract(&mut self, unit: Value, field: Field, ty: Ty) -> Val {
        let Field { shift, width, signed, .. } = field;
        let value = if signed {
            let top = self.bin_const(Binary::Sll, unit, 32 - shift - width);
            self.bin_const(Binary::Sra, top, 32 - width)
        } else if width < 12 || shift == 0 {
            let down = self.bin_const(Binary::Srl, unit, shift);
            self.bin_const(Binary::And, down, mask(width))
        } else {
            let top = self.bin_const(Binary::Sll, unit, 32 - shift - width);
            self.bin_const(Binary::Srl, top, 32 - width)
        };
        if !is_wide(ty) {
            return Val::Word(value);
        }
        let high = if signed { self.bin_const(Binary::Sra, value, 31) } else { self.number(0) };
        Val::Pair(value, high)
    }

    pub(super) fn load_word(
        &mut self,
        width: Width,
        base: Value,
        offset: i32,
        volatile: bool,
    ) -> Value {
        let (base, offset) = self.near(base, offset);
        let results = self.builder.push_results(Op::Load { width, base, offset, volatile }, 1);
        results[0]
    }

    pub(super) fn store_word(
        &mut self,
        width: Width,
        base: Value,
        offset: i32,
        value: Value,
        volatile: bool,
    ) {
        let width = match width {
            Width::I8 => Width::U8,
            Width::I16 => Width::U16,
            other => other,
        };
        let (base, offset) = self.near(base, offset);
        self.builder.push_effect(Op::Store { width, base, offset, value, volatile });
    }

    /// An address and an offset that fits an instruction.
    fn near(&mut self, base: Value, offset: i32) -> (Value, i32) {
        let far = !(-2048..2048).contains(&offset);
        if far || !matches!(self.builder.function.def(base), Def::Result(..) | Def::Param(_)) {
            return (self.bin_const(Binary::Add, base, offset), 0);
        }
        (base, offset)
    }
}

fn mask(width: i32) -> i32 {
    if width >= 32 { -1 } else { (1i32 << width).wrapping_sub(1) }
}

/// How the first word of a scalar type is moved.
pub(super) fn width(ty: Ty) -> Width {
    match ty {
        Ty::Bool | Ty::Int { bits: 8, signed: false } => Width::U8,
        Ty::Int { bits: 8, signed: true } => Width::I8,
        Ty::Int { bits: 16, signed: false } => Width::U16,
        Ty::Int { bits: 16, signed: true } => Width::I16,
        _ => Width::Word,
    }
}
