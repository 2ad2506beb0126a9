//! What only a debugger wants to know of a program (`-g`): names and C types. Nothing here has a
//! say in the code that is made.

use super::SymbolId;
use swtch_source::{FileId, Span};

/// Index into [`Debug::types`]. Where there may be `void`, none stands for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TypeRef(pub u32);

/// A unit as its author wrote it.
#[derive(Clone, Debug, Default)]
pub struct Debug {
    /// The file that was compiled.
    pub file: Option<FileId>,
    /// All types that something below names.
    pub types: Vec<Type>,
    /// Objects that the unit defines, those with a name.
    pub objects: Vec<Object>,
    /// Functions that the unit defines.
    pub functions: Vec<Function>,
}

/// An object with static storage.
#[derive(Clone, Debug)]
pub struct Object {
    /// Its symbol.
    pub symbol: SymbolId,
    /// As written.
    pub name: String,
    /// Its type.
    pub ty: Option<TypeRef>,
    /// Its declaration.
    pub span: Span,
}

/// A function with a body.
#[derive(Clone, Debug)]
pub struct Function {
    /// Its symbol.
    pub symbol: SymbolId,
    /// What it returns.
    pub returns: Option<TypeRef>,
    /// The type of each local, parameters first.
    pub locals: Vec<Option<TypeRef>>,
    /// The blocks and `for` statements in the body, which have scopes of their own.
    pub blocks: Vec<Span>,
}

/// A type of C.
#[derive(Clone, Debug)]
pub enum Type {
    /// An integer type or `_Bool`.
    Base {
        /// As written.
        name: &'static str,
        /// How its bits are read.
        encoding: Encoding,
        /// In bytes.
        size: u32,
    },
    /// A pointer.
    Pointer(Option<TypeRef>),
    /// `const`.
    Const(Option<TypeRef>),
    /// `volatile`.
    Volatile(Option<TypeRef>),
    /// An array.
    Array(Option<TypeRef>, Option<u32>),
    /// A struct or union.
    Record {
        /// Its tag.
        name: Option<String>,
        /// A union.
        is_union: bool,
        /// In bytes; none if only its tag is known.
        size: Option<u32>,
        /// In order.
        members: Vec<Member>,
        /// Its declaration.
        span: Span,
    },
    /// An enumeration.
    Enum {
        /// Its tag.
        name: Option<String>,
        /// The integer type it is stored as.
        base: Option<TypeRef>,
        /// In bytes; none if only its tag is known.
        size: Option<u32>,
        /// Its constants, in order.
        constants: Vec<(String, i64)>,
    },
    /// A function's type.
    Function {
        /// What it returns.
        returns: Option<TypeRef>,
        /// What it takes.
        parameters: Vec<Option<TypeRef>>,
        /// `...` at the end.
        variadic: bool,
        /// The parameters are known.
        prototyped: bool,
    },
    /// Another name for a type.
    Typedef {
        /// The name.
        name: String,
        /// The type.
        target: Option<TypeRef>,
        /// Its declaration.
        span: Span,
    },
}

/// A member of a struct or union.
#[derive(Clone, Debug)]
pub struct Member {
    /// None if it is anonymous.
    pub name: Option<String>,
    /// Its type.
    pub ty: Option<TypeRef>,
    /// In bytes.
    pub offset: u32,
    /// Of a bit-field: its first bit from the record's start, and its width.
    pub bits: Option<(u32, u8)>,
}

/// How the bits of a [`Type::Base`] are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Encoding {
    Boolean,
    Signed,
    Unsigned,
    SignedChar,
    UnsignedChar,
}
