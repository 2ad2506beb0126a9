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

/// The scopes around the current place. The file's is number 0, the innermost is the last.
#[derive(Debug)]
pub struct Scopes {
    names: Table<Entry>,
    tags: Table<Tag>,
}

impl Scopes {
    /// The file's alone.
    pub fn new() -> Scopes {
        Scopes { names: Table::new(), tags: Table::new() }
    }

    /// A block, a prototype or a `for` begins.
    pub fn open(&mut self) {
        self.names.declared.push(Vec::new());
        self.tags.declared.push(Vec::new());
    }

    /// It ends: its identifiers, in the order of their declarations.
    pub fn close(&mut self) -> Vec<(Atom, Entry)> {
        self.tags.close();
        self.names.close()
    }

    /// Everything but the file's scope ends.
    pub fn close_all(&mut self) {
        while self.innermost() > 0 {
            self.close();
        }
    }

    /// The number of the innermost.
    pub fn innermost(&self) -> usize {
        self.names.declared.len() - 1
    }

    /// The innermost meaning of an identifier.
    pub fn name(&self, name: Atom) -> Option<Entry> {
        self.names.innermost(name).map(|(_, entry)| entry)
    }

    /// The innermost meaning of a tag.
    pub fn tag(&self, name: Atom) -> Option<Tag> {
        self.tags.innermost(name).map(|(_, tag)| tag)
    }

    /// What a tag means in the innermost scope, if that declares it.
    pub fn tag_here(&self, name: Atom) -> Option<Tag> {
        let here = self.innermost();
        self.tags.innermost(name).filter(|&(scope, _)| scope == here).map(|(_, tag)| tag)
    }

    /// Declares an identifier in the innermost scope; what it meant in that scope before.
    pub fn declare(&mut self, name: Atom, entry: Entry) -> Option<Entry> {
        self.names.declare(self.innermost(), name, entry)
    }

    /// Declares a tag in the innermost scope.
    pub fn declare_tag(&mut self, name: Atom, tag: Tag) {
        self.tags.declare(self.innermost(), name, tag);
    }

    /// Declares an identifier in an open scope, unless that has it already.
    pub fn declare_new(&mut self, scope: usize, name: Atom, entry: Entry) {
        if !self.names.has(scope, name) {
            self.names.declare(scope, name, entry);
        }
    }

    /// All visible and hidden identifiers, those of inner scopes first.
    pub fn all_names(&self) -> impl Iterator<Item = (Atom, Entry)> {
        (0..=self.innermost()).rev().flat_map(|scope| self.names.of(scope))
    }

    /// The identifiers of the file, in the order of their declarations.
    pub fn file_names(&self) -> impl Iterator<Item = (Atom, Entry)> {
        self.names.of(0)
    }
}

/// What names of one kind mean. Looking one up takes one step, however deep the scopes are nested.
#[derive(Debug)]
struct Table<T> {
    /// Scope and meaning, the innermost last.
    meanings: FxHashMap<Atom, Vec<(usize, T)>>,
    /// Names of each open scope, in the order of their declarations.
    declared: Vec<Vec<Atom>>,
}

impl<T: Copy> Table<T> {
    fn new() -> Table<T> {
        Table { meanings: FxHashMap::default(), declared: vec![Vec::new()] }
    }

    fn innermost(&self, name: Atom) -> Option<(usize, T)> {
        self.meanings.get(&name)?.last().copied()
    }

    fn has(&self, scope: usize, name: Atom) -> bool {
        self.find(scope, name).is_some_and(|found| found.is_ok())
    }

    /// Where among a name's meanings the one of a scope is, or belongs.
    fn find(&self, scope: usize, name: Atom) -> Option<Result<usize, usize>> {
        let meanings = self.meanings.get(&name)?;
        Some(meanings.binary_search_by_key(&scope, |&(scope, _)| scope))
    }

    fn declare(&mut self, scope: usize, name: Atom, meaning: T) -> Option<T> {
        let place = self.find(scope, name).unwrap_or(Err(0));
        let meanings = self.meanings.entry(name).or_default();
        match place {
            Ok(place) => Some(std::mem::replace(&mut meanings[place].1, meaning)),
            Err(place) => {
                meanings.insert(place, (scope, meaning));
                self.declared[scope].push(name);
                None
            }
        }
    }

    fn close(&mut self) -> Vec<(Atom, T)> {
        let names = self.declared.pop().unwrap_or_default();
        let ended = |name: Atom| {
            let (_, meaning) = self.meanings.get_mut(&name)?.pop()?;
            Some((name, meaning))
        };
        names.into_iter().filter_map(ended).collect()
    }

    fn of(&self, scope: usize) -> impl Iterator<Item = (Atom, T)> {
        self.declared[scope].iter().filter_map(move |&name| {
            let meanings = self.meanings.get(&name)?;
            let place = self.find(scope, name)?.ok()?;
            Some((name, meanings[place].1))
        })
    }
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
