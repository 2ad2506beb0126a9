//! The types of C and how they lie in memory.
//!
//! A [`Type`] is small: qualifiers and the number of an entry in [`Types`]. Equal unqualified types
//! have equal numbers, since entries are made once; structs, unions and enumerations are entries of
//! their own each. Sizes are those of ilp32. `layout` places members.

mod int_kind;
mod name;

pub use int_kind::IntKind;

use super::token::{Atom, Atoms};
use crate::tree::Ty;
use rustc_hash::FxHashMap;
use std::rc::Rc;
use swtch_source::Span;

/// A qualified type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Type {
    /// Entry in [`Types`].
    pub id: TypeId,
    /// `const`.
    pub is_const: bool,
    /// `volatile`.
    pub is_volatile: bool,
}

/// Index of a [`Kind`] in [`Types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(u32);

/// Index of a struct or union in [`Types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RecordId(pub u32);

/// Index of an enumeration in [`Types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EnumId(pub u32);

/// What a type is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Of an expression in which a mistake was found: agrees with everything, in silence.
    Error,
    /// `void`.
    Void,
    /// `_Bool`.
    Bool,
    /// The other integers.
    Int(IntKind),
    /// To a type.
    Pointer(Type),
    /// Of so many elements, if that is known.
    Array(Type, Option<u32>),
    /// With its parameters.
    Function(Rc<FunctionType>),
    /// A struct or union.
    Record(RecordId),
    /// An enumeration.
    Enum(EnumId),
}

/// A function's type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FunctionType {
    /// What it returns.
    pub returns: Type,
    /// What it takes; arrays and functions are pointers already.
    pub parameters: Vec<Type>,
    /// `...` at the end.
    pub variadic: bool,
    /// `()` says nothing about the parameters.
    pub prototyped: bool,
}

/// A struct or union.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its tag.
    pub tag: Option<Atom>,
    /// Union.
    pub is_union: bool,
    /// Once its members are known.
    pub complete: bool,
    /// In order.
    pub members: Vec<Member>,
    /// In bytes.
    pub size: u32,
    /// In bytes.
    pub align: u32,
    /// A member is `const`, so that the whole cannot be assigned.
    pub has_const: bool,
    /// Where it is declared.
    pub span: Span,
}

/// A member of a [`Record`].
#[derive(Clone, Debug)]
pub struct Member {
    /// None: an anonymous struct or union, or an unnamed bit-field.
    pub name: Option<Atom>,
    /// Its type.
    pub ty: Type,
    /// In bytes from the record's start; of a bit-field's unit.
    pub offset: u32,
    /// Of a bit-field.
    pub bits: Option<BitField>,
    /// Where it is declared.
    pub span: Span,
}

/// Where the bits of a bit-field lie: `width` bits from bit `shift` of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BitField {
    /// Width of the unit: 8, 16, 32 or 64.
    pub unit_bits: u8,
    /// From the least significant.
    pub shift: u8,
    /// Number of bits; 0 only ends a unit.
    pub width: u8,
}

/// An enumeration.
#[derive(Clone, Debug)]
pub struct Enumeration {
    /// Its tag.
    pub tag: Option<Atom>,
    /// The integer type it is compatible with.
    pub kind: IntKind,
    /// Once its constants are known.
    pub complete: bool,
    /// In order, with their values.
    pub constants: Vec<(Atom, i64)>,
}

/// All types of a translation unit.
#[derive(Debug)]
pub struct Types {
    kinds: Vec<Kind>,
    numbers: FxHashMap<Kind, TypeId>,
    /// Indexed by [`RecordId`].
    pub records: Vec<Record>,
    /// Indexed by [`EnumId`].
    pub enums: Vec<Enumeration>,
}

impl Type {
    /// Poison, see [`Kind::Error`].
    pub const ERROR: Type = Type::plain(0);
    /// `void`.
    pub const VOID: Type = Type::plain(1);
    /// `_Bool`.
    pub const BOOL: Type = Type::plain(2);
    /// `char`.
    pub const CHAR: Type = Type::of(IntKind::Char);
    /// `int`.
    pub const INT: Type = Type::of(IntKind::Int);
    /// `unsigned int`, also `size_t`.
    pub const UINT: Type = Type::of(IntKind::UInt);
    /// `void *`.
    pub const VOID_POINTER: Type = Type::plain(14);

    const fn plain(number: u32) -> Type {
        Type { id: TypeId(number), is_const: false, is_volatile: false }
    }

    /// An integer type.
    pub const fn of(kind: IntKind) -> Type {
        Type::plain(3 + kind as u32)
    }

    /// Without `const` and `volatile`.
    pub fn unqualified(self) -> Type {
        Type { is_const: false, is_volatile: false, ..self }
    }

    /// With the qualifiers of both.
    pub fn qualified_like(self, other: Type) -> Type {
        Type {
            is_const: self.is_const || other.is_const,
            is_volatile: self.is_volatile || other.is_volatile,
            ..self
        }
    }
}

const INT_KINDS: [IntKind; 11] = [
    IntKind::Char,
    IntKind::SChar,
    IntKind::UChar,
    IntKind::Short,
    IntKind::UShort,
    IntKind::Int,
    IntKind::UInt,
    IntKind::Long,
    IntKind::ULong,
    IntKind::LongLong,
    IntKind::ULongLong,
];

impl Types {
    /// Holds the basic types, in the order that [`Type`]'s constants count on.
    pub fn new() -> Types {
        let (kinds, numbers) = (Vec::new(), FxHashMap::default());
        let mut types = Types { kinds, numbers, records: Vec::new(), enums: Vec::new() };
        types.make(Kind::Error);
        types.make(Kind::Void);
        types.make(Kind::Bool);
        for kind in INT_KINDS {
            types.make(Kind::Int(kind));
        }
        types.make(Kind::Pointer(Type::VOID));
        types
    }

    /// The type of a kind.
    pub fn make(&mut self, kind: Kind) -> Type {
        if let Some(&id) = self.numbers.get(&kind) {
            return Type { id, is_const: false, is_volatile: false };
        }
        let id = TypeId(self.kinds.len() as u32);
        self.kinds.push(kind.clone());
        self.numbers.insert(kind, id);
        Type { id, is_const: false, is_volatile: false }
    }

    /// What a type is.
    pub fn kind(&self, ty: Type) -> &Kind {
        &self.kinds[ty.id.0 as usize]
    }

    /// A pointer to a type.
    pub fn pointer_to(&mut self, ty: Type) -> Type {
        self.make(Kind::Pointer(ty))
    }

    /// An array of a type.
    pub fn array_of(&mut self, ty: Type, length: Option<u32>) -> Type {
        self.make(Kind::Array(ty, length))
    }

    /// A type with more qualifiers; those of an array are its elements'.
    pub fn qualified(&mut self, ty: Type, is_const: bool, is_volatile: bool) -> Type {
        if !is_const && !is_volatile {
            return ty;
        }
        match *self.kind(ty) {
            Kind::Array(element, length) => {
                let element = self.qualified(element, is_const, is_volatile);
                self.array_of(element, length)
            }
            _ => ty.qualified_like(Type { is_const, is_volatile, ..ty }),
        }
    }

    /// What a pointer points to.
    pub fn pointee(&self, ty: Type) -> Option<Type> {
        match self.kind(ty) {
            Kind::Pointer(target) => Some(*target),
            _ => None,
        }
    }

    /// The record a type is.
    pub fn record(&self, ty: Type) -> Option<&Record> {
        match self.kind(ty) {
            Kind::Record(id) => Some(&self.records[id.0 as usize]),
            _ => None,
        }
    }

    /// The function type a type is.
    pub fn function(&self, ty: Type) -> Option<Rc<FunctionType>> {
        match self.kind(ty) {
            Kind::Function(function) => Some(function.clone()),
            _ => None,
        }
    }

    /// The integer type a type is or, being an enumeration, has.
    pub fn int_kind(&self, ty: Type) -> Option<IntKind> {
        match self.kind(ty) {
            Kind::Int(kind) => Some(*kind),
            Kind::Enum(id) => Some(self.enums[id.0 as usize].kind),
            _ => None,
        }
    }

    /// Integers, enumerations, `_Bool` (and poison).
    pub fn is_integer(&self, ty: Type) -> bool {
        matches!(self.kind(ty), Kind::Int(_) | Kind::Enum(_) | Kind::Bool | Kind::Error)
    }

    /// Poison.
    pub fn is_error(&self, ty: Type) -> bool {
        *self.kind(ty) == Kind::Error
    }

    /// `void`.
    pub fn is_void(&self, ty: Type) -> bool {
        *self.kind(ty) == Kind::Void
    }

    /// A pointer.
    pub fn is_pointer(&self, ty: Type) -> bool {
        matches!(self.kind(ty), Kind::Pointer(_))
    }

    /// Integers and pointers.
    pub fn is_scalar(&self, ty: Type) -> bool {
        self.is_integer(ty) || self.is_pointer(ty)
    }

    /// A struct, a union or an array.
    pub fn is_aggregate(&self, ty: Type) -> bool {
        matches!(self.kind(ty), Kind::Record(_) | Kind::Array(..))
    }

    /// Has a size.
    pub fn is_complete(&self, ty: Type) -> bool {
        match self.kind(ty) {
            Kind::Void | Kind::Function(_) => false,
            Kind::Array(element, length) => length.is_some() && self.is_complete(*element),
            Kind::Record(id) => self.records[id.0 as usize].complete,
            Kind::Enum(id) => self.enums[id.0 as usize].complete,
            _ => true,
        }
    }

    /// In bytes; 0 of what has none, at most `u32::MAX` for what does not fit.
    pub fn size(&self, ty: Type) -> u32 {
        match self.kind(ty) {
            Kind::Error => 4,
            Kind::Void | Kind::Function(_) => 1,
            Kind::Bool => 1,
            Kind::Int(kind) => u32::from(kind.bits()) / 8,
            Kind::Pointer(_) => 4,
            Kind::Array(element, length) => self.size(*element).saturating_mul(length.unwrap_or(0)),
            Kind::Record(id) => self.records[id.0 as usize].size,
            Kind::Enum(id) => u32::from(self.enums[id.0 as usize].kind.bits()) / 8,
        }
    }

    /// In bytes, a power of two.
    pub fn align(&self, ty: Type) -> u32 {
        match self.kind(ty) {
            Kind::Array(element, _) => self.align(*element),
            Kind::Record(id) => self.records[id.0 as usize].align.max(1),
            _ => self.size(ty).max(1),
        }
    }

    /// Of an object of the type, in bytes: as gcc has it, no packed struct of a word or more begins
    /// inside a word, so that pointers to its members mostly work.
    pub fn object_align(&self, ty: Type) -> u32 {
        let mut element = ty;
        while let Kind::Array(inner, _) = self.kind(element) {
            element = *inner;
        }
        let packed = self.record(element).is_some() && self.size(ty) >= 4;
        self.align(ty).max(if packed { 4 } else { 1 })
    }

    /// The machine's view.
    pub fn ty(&self, ty: Type) -> Ty {
        match self.kind(ty) {
            Kind::Error => Ty::Int { bits: 32, signed: true },
            Kind::Void | Kind::Function(_) => Ty::Void,
            Kind::Bool => Ty::Bool,
            Kind::Pointer(_) => Ty::Pointer,
            Kind::Array(..) | Kind::Record(_) => {
                Ty::Aggregate { size: self.size(ty), align: self.align(ty) }
            }
            Kind::Int(_) | Kind::Enum(_) => {
                let kind = self.int_kind(ty).unwrap_or(IntKind::Int);
                Ty::Int { bits: kind.bits(), signed: kind.signed() }
            }
        }
    }

    /// Whether two types are the same but for qualifiers at the top.
    pub fn same(&self, a: Type, b: Type) -> bool {
        self.compatible(a.unqualified(), b.unqualified())
    }

    /// C's compatible types (6.2.7).
    pub fn compatible(&self, a: Type, b: Type) -> bool {
        if a == b || self.is_error(a) || self.is_error(b) {
            return true;
        }
        if a.is_const != b.is_const || a.is_volatile != b.is_volatile {
            return false;
        }
        match (self.kind(a), self.kind(b)) {
            (Kind::Pointer(a), Kind::Pointer(b)) => self.compatible(*a, *b),
            (Kind::Array(a, m), Kind::Array(b, n)) => {
                self.compatible(*a, *b) && (m == n || m.is_none() || n.is_none())
            }
            (Kind::Function(a), Kind::Function(b)) => self.compatible_functions(a, b),
            (Kind::Enum(e), Kind::Int(kind)) | (Kind::Int(kind), Kind::Enum(e)) => {
                self.enums[e.0 as usize].kind == *kind
            }
            _ => a.id == b.id,
        }
    }

    fn compatible_functions(&self, a: &FunctionType, b: &FunctionType) -> bool {
        if !self.compatible(a.returns, b.returns) {
            return false;
        }
        if !a.prototyped || !b.prototyped {
            return true;
        }
        let pairs = a.parameters.iter().zip(&b.parameters);
        a.variadic == b.variadic
            && a.parameters.len() == b.parameters.len()
            && pairs.into_iter().all(|(x, y)| self.same(*x, *y))
    }

    /// What two compatible declarations know together.
    pub fn composite(&mut self, a: Type, b: Type) -> Type {
        let made = match (self.kind(a).clone(), self.kind(b).clone()) {
            (Kind::Array(x, m), Kind::Array(y, n)) => {
                let element = self.composite(x, y);
                self.array_of(element, m.or(n))
            }
            (Kind::Function(f), Kind::Function(_)) if f.prototyped => return a,
            (Kind::Function(_), Kind::Function(_)) => return b,
            _ => return a,
        };
        made.qualified_like(a)
    }
}
