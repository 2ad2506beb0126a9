//! For `-g`: the parser's types and names as [`tree::debug`](crate::tree::debug) has them.
//!
//! A typedef is only another name for a type, and expressions forget it. It is kept for debuggers
//! in two ways: every typedef of the file is told, and a record without a tag goes by its typedef.

use super::scope::{Global, Meaning, Scopes};
use super::token::{Atom, Atoms};
use super::types::{EnumId, IntKind, Kind, Record, RecordId, Type, Types};
use crate::tree::debug::{self, Debug, Encoding, Member, TypeRef};
use crate::tree::{Program, SymbolId, SymbolKind};
use std::collections::HashMap;
use swtch_source::Span;

/// What the parser keeps of a function whose body it has read.
pub struct FunctionNotes {
    /// Its symbol.
    pub symbol: SymbolId,
    /// What it returns.
    pub returns: Type,
    /// The type of each local.
    pub locals: Vec<Type>,
    /// Blocks and `for` statements.
    pub blocks: Vec<Span>,
}

/// Gathers what there is to tell of a finished unit.
pub fn collect(
    program: &Program,
    types: &Types,
    atoms: &Atoms,
    globals: &[Global],
    scopes: &Scopes,
    functions: &[FunctionNotes],
) -> Debug {
    let mut collector = Collector {
        types,
        atoms,
        debug: Debug::default(),
        known: HashMap::new(),
        typedefs: HashMap::new(),
    };
    collector.typedefs(scopes);
    for notes in functions {
        if program.functions.iter().any(|function| function.symbol == notes.symbol) {
            collector.function(notes);
        }
    }
    for global in globals {
        let Some(symbol) = global.symbol else { continue };
        let kind = &program.symbols[symbol.0 as usize].kind;
        if matches!(kind, SymbolKind::Object { .. }) {
            let (name, ty) = (atoms.text(global.name).to_string(), collector.ty(global.ty));
            collector.debug.objects.push(debug::Object { symbol, name, ty, span: global.span });
        }
    }
    collector.debug
}

struct Collector<'a> {
    types: &'a Types,
    atoms: &'a Atoms,
    debug: Debug,
    known: HashMap<Type, Option<TypeRef>>,
    /// The names that records and enumerations without a tag go by.
    typedefs: HashMap<Type, (Atom, Span)>,
}

impl Collector<'_> {
    fn add(&mut self, ty: debug::Type) -> TypeRef {
        self.debug.types.push(ty);
        TypeRef(self.debug.types.len() as u32 - 1)
    }

    fn text(&self, atom: Atom) -> String {
        self.atoms.text(atom).to_string()
    }

    /// The typedefs of the file, in the order of their declarations.
    fn typedefs(&mut self, scopes: &Scopes) {
        let mut all: Vec<(Span, Atom, Type)> = Vec::new();
        for (name, entry) in scopes.file_names() {
            if let Meaning::Typedef(ty) = entry.meaning {
                all.push((entry.span, name, ty));
            }
        }
        all.sort_by_key(|(span, name, _)| (span.file, span.start, self.text(*name)));
        for &(span, name, ty) in &all {
            if self.is_nameless(ty) && ty == ty.unqualified() {
                self.typedefs.entry(ty).or_insert((name, span));
            }
        }
        for (span, name, ty) in all {
            match self.typedefs.get(&ty) {
                Some(&(known, _)) if known == name => drop(self.ty(ty)),
                _ => {
                    let target = self.ty(ty);
                    let name = self.text(name);
                    self.add(debug::Type::Typedef { name, target, span });
                }
            }
        }
    }

    fn is_nameless(&self, ty: Type) -> bool {
        match self.types.kind(ty) {
            Kind::Record(_) => self.types.record(ty).is_some_and(|record| record.tag.is_none()),
            Kind::Enum(id) => self.types.enums[id.0 as usize].tag.is_none(),
            _ => false,
        }
    }

    fn function(&mut self, notes: &FunctionNotes) {
        let returns = self.ty(notes.returns);
        let locals = notes.locals.iter().map(|&ty| self.ty(ty)).collect();
        let (symbol, blocks) = (notes.symbol, notes.blocks.clone());
        self.debug.functions.push(debug::Function { symbol, returns, locals, blocks });
    }

    /// The debugger's type; none is `void`.
    fn ty(&mut self, ty: Type) -> Option<TypeRef> {
        if let Some(&known) = self.known.get(&ty) {
            return known;
        }
        if ty.is_const || ty.is_volatile {
            let made = self.qualified(ty);
            self.known.insert(ty, Some(made));
            return Some(made);
        }
        let made = match self.types.kind(ty).clone() {
            Kind::Error | Kind::Void => None,
            Kind::Record(id) => return Some(self.record(ty, id)),
            Kind::Bool => Some(base("_Bool", Encoding::Boolean, 1)),
            Kind::Int(kind) => Some(base(kind.name(), encoding(kind), u32::from(kind.bits()) / 8)),
            Kind::Enum(id) => Some(self.enumeration(id)),
            Kind::Pointer(target) => Some(debug::Type::Pointer(self.ty(target))),
            Kind::Array(element, length) => Some(debug::Type::Array(self.ty(element), length)),
            Kind::Function(function) => Some(debug::Type::Function {
                returns: self.ty(function.returns),
                parameters: function.parameters.iter().map(|&p| self.ty(p)).collect(),
                variadic: function.variadic,
                prototyped: function.prototyped,
            }),
        };
        let made = made.map(|made| self.add(made)).map(|made| self.renamed(ty, made));
        self.known.insert(ty, made);
        made
    }

    fn qualified(&mut self, ty: Type) -> TypeRef {
        if ty.is_const {
            let inner = self.ty(Type { is_const: false, ..ty });
            return self.add(debug::Type::Const(inner));
        }
        let inner = self.ty(ty.unqualified());
        self.add(debug::Type::Volatile(inner))
    }

    /// What has no tag goes by its typedef.
    fn renamed(&mut self, ty: Type, made: TypeRef) -> TypeRef {
        match self.typedefs.get(&ty) {
            None => made,
            Some(&(name, span)) => {
                let name = self.text(name);
                self.add(debug::Type::Typedef { name, target: Some(made), span })
            }
        }
    }

    /// A record is known before its members are looked at, which may point to it.
    fn record(&mut self, ty: Type, id: RecordId) -> TypeRef {
        let record: &Record = &self.types.records[id.0 as usize];
        let own = self.add(debug::Type::Record {
            name: record.tag.map(|tag| self.text(tag)),
            is_union: record.is_union,
            size: record.complete.then_some(record.size),
            members: Vec::new(),
            span: record.span,
        });
        let named = self.renamed(ty, own);
        self.known.insert(ty, Some(named));
        let mut list = Vec::new();
        for member in &record.members {
            // A nameless bit-field is a gap; a nameless record's members are members here.
            if member.name.is_none() && member.bits.is_some() {
                continue;
            }
            list.push(Member {
                name: member.name.map(|name| self.text(name)),
                ty: self.ty(member.ty),
                offset: member.offset,
                bits: member.bits.map(|b| (member.offset * 8 + u32::from(b.shift), b.width)),
            });
        }
        if let debug::Type::Record { members, .. } = &mut self.debug.types[own.0 as usize] {
            *members = list;
        }
        named
    }

    fn enumeration(&mut self, id: EnumId) -> debug::Type {
        let enumeration = &self.types.enums[id.0 as usize];
        let constants = enumeration.constants.iter();
        let constants = constants.map(|&(name, value)| (self.text(name), value)).collect();
        let (name, kind) = (enumeration.tag.map(|tag| self.text(tag)), enumeration.kind);
        let size = enumeration.complete.then_some(u32::from(kind.bits()) / 8);
        debug::Type::Enum { name, base: self.ty(Type::of(kind)), size, constants }
    }
}

fn base(name: &'static str, encoding: Encoding, size: u32) -> debug::Type {
    debug::Type::Base { name, encoding, size }
}

fn encoding(kind: IntKind) -> Encoding {
    match (kind.bits(), kind.signed()) {
        (8, true) => Encoding::SignedChar,
        (8, false) => Encoding::UnsignedChar,
        (_, true) => Encoding::Signed,
        (_, false) => Encoding::Unsigned,
    }
}
