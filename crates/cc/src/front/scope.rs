//! What names mean where.
//!
//! A scope maps identifiers and, apart from them, tags. Objects and functions with linkage are
//! [`Global`]s, one for each name however often it is declared.

use super::format::Format;
use super::token::Atom;
use super::types::{EnumId, RecordId, Type};
use crate::tree::{LocalId, SymbolId};
use rustc_hash::FxHashMap;
use swtch_source::Span;

/// The names of a block, of a prototype or of the file.
#[derive(Debug, Default)]
pub struct Scope {
    /// Identifiers.
    pub names: FxHashMap<Atom, Entry>,
    /// Tags of structs, unions and enumerations.
    pub tags: FxHashMap<Atom, Tag>,
}

/// A declared identifier.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// What it is.
    pub meaning: Meaning,
    /// Its declaration.
    pub span: Span,
}

/// What an identifier names.
#[derive(Clone, Copy, Debug)]
pub enum Meaning {
    /// A type.
    Typedef(Type),
    /// An enumeration constant.
    Constant(i64, Type),
    /// A variable or parameter of the current function.
    Local(LocalId),
    /// An object or function with static storage.
    Global(GlobalId),
    /// A parameter, in the rest of its prototype.
    Parameter(Type),
    /// Used, but not declared: reported once.
    Unknown,
}

/// A declared tag.
#[derive(Clone, Copy, Debug)]
pub struct Tag {
    /// What it is.
    pub meaning: TagMeaning,
    /// Its first declaration.
    pub span: Span,
}

/// What a tag names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TagMeaning {
    /// A struct or union.
    Record(RecordId),
    /// An enumeration.
    Enum(EnumId),
}

/// Index of a [`Global`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct GlobalId(pub u32);

/// An object or function with static storage.
#[derive(Clone, Debug)]
pub struct Global {
    /// As written.
    pub name: Atom,
    /// Its entry in the tree, made when it is first used or defined.
    pub symbol: Option<SymbolId>,
    /// `asm("name")`, if the linker is to know it by another name.
    pub assembly_name: Option<String>,
    /// `__attribute__((weak))`.
    pub weak: bool,
    /// `__attribute__((section("…")))`.
    pub section: Option<String>,
    /// Asked for; 1 if nothing was.
    pub align: u32,
    /// Composite of all declarations.
    pub ty: Type,
    /// The latest declaration.
    pub span: Span,
    /// The definition, once seen.
    pub defined: Option<Span>,
    /// An object declared without initialiser and without `extern`: defined at the end with zeros.
    pub tentative: bool,
    /// Internal linkage.
    pub is_static: bool,
    /// Every declaration of the function said `inline` and none `extern`.
    pub inline_only: bool,
    /// Somebody used it.
    pub used: bool,
    /// `__attribute__((unused))` or `((used))`: no warning.
    pub quiet: bool,
    /// `__attribute__((used))`: kept.
    pub kept: bool,
    /// `alias("…")`: what it is another name of.
    pub alias: Option<String>,
    /// Never returns.
    pub noreturn: bool,
    /// Only a call has declared it so far, as C89 lets it.
    pub implicit: bool,
    /// It takes a format.
    pub format: Option<Format>,
    /// `deprecated("…")`: who uses it is told these words.
    pub deprecated: Option<String>,
    /// `warn_unused_result`.
    pub must_use: bool,
}
