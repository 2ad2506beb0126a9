//! Names that other scopes and other files may mean as well.

use super::*;
use crate::front::format::{Format, known_format};
use crate::front::types::FunctionType;

impl Parser {
    /// Enters a declaration of something with linkage.
    pub(in crate::front::parse) fn declare_linked(
        &mut self,
        name: Atom,
        span: Span,
        ty: Type,
        specifiers: &Specifiers,
        attributes: &Attributes,
    ) -> GlobalId {
        let storage = specifiers.storage.map(|(keyword, _)| keyword);
        let id = match self.linked.get(&name) {
            Some(&id) => {
                self.redeclare(id, span, ty, storage);
                id
            }
            None => self.new_global(name, span, ty, storage == Some(Keyword::Static)),
        };
        let is_function = self.types.function(ty).is_some();
        let quiet = self.report.quiet_files.contains(&span.file);
        let format =
            attributes.format.filter(|format| self.check_format_numbers(*format, ty, span));
        let global = &mut self.globals[id.0 as usize];
        let inline =
            specifiers.inline && attributes.gnu_inline == (storage == Some(Keyword::Extern));
        global.inline_only &= inline && is_function;
        global.weak |= attributes.weak || self.weak_names.contains(&name);
        global.section = attributes.section.clone().or(global.section.take());
        global.assembly_name = attributes.assembly_name.clone().or(global.assembly_name.take());
        global.align = global.align.max(attributes.align.unwrap_or(1));
        global.noreturn |= attributes.noreturn;
        global.quiet |= attributes.unused || attributes.used || quiet;
        global.kept |= attributes.used;
        global.alias = attributes.alias.clone().or(global.alias.take());
        global.format = format.or(global.format);
        if global.format.is_none() {
            global.format = known_format(self.atoms.text(name));
        }
        global.deprecated = attributes.deprecated.clone().or(global.deprecated.take());
        global.must_use |= attributes.must_use;
        let hooked = attributes.at_start.is_some() || attributes.at_end.is_some();
        if hooked || attributes.visibility.is_some() {
            self.note_for_linker(id, attributes);
        }
        if let Some(symbol) = self.globals[id.0 as usize].symbol {
            self.update_symbol(id, symbol);
        }
        self.declare_plain(name, Entry { meaning: Meaning::Global(id), span });
        id
    }

    /// Whether the numbers of `format(printf, string, first)` fit the function.
    fn check_format_numbers(&mut self, format: Format, ty: Type, span: Span) -> bool {
        let Some(function) = self.types.function(ty) else { return true };
        if !function.prototyped {
            return true;
        }
        let count = function.parameters.len() as u32;
        let parameter = function.parameters.get((format.string as usize).wrapping_sub(1));
        let target = parameter.and_then(|&ty| self.types.pointee(ty));
        let is_text = target.is_some_and(|target| self.types.size(target) == 1);
        let message = if !is_text {
            format!("'format': parameter {} is no text", format.string)
        } else if format.first > 0 && !(function.variadic && format.first == count + 1) {
            format!("'format': the arguments to convert do not begin at number {}", format.first)
        } else {
            return true;
        };
        let hint = match function.variadic {
            true => format!("the '...' is number {}", count + 1),
            false => "without a '...' the last number is 0".into(),
        };
        self.report.push(Diagnostic::error(span, message).label("of this function").hint(hint));
        false
    }

    /// What only the linker and the loader will act on.
    fn note_for_linker(&mut self, id: GlobalId, attributes: &Attributes) {
        let symbol = self.global_symbol(id);
        let lists = [
            (attributes.at_start, &mut self.program.at_start),
            (attributes.at_end, &mut self.program.at_end),
        ];
        for (turn, list) in lists {
            let Some(turn) = turn else { continue };
            self.globals[id.0 as usize].used = true;
            self.globals[id.0 as usize].kept = true;
            if !list.iter().any(|(known, _)| *known == symbol) {
                list.push((symbol, turn));
            }
        }
        if let Some(visibility) = attributes.visibility {
            self.program.visibility.retain(|(known, _)| *known != symbol);
            self.program.visibility.push((symbol, visibility));
        }
    }

    pub(in crate::front::parse) fn new_global(
        &mut self,
        name: Atom,
        span: Span,
        ty: Type,
        is_static: bool,
    ) -> GlobalId {
        let id = GlobalId(self.globals.len() as u32);
        self.globals.push(Global {
            name,
            symbol: None,
            assembly_name: None,
            weak: false,
            section: None,
            align: 1,
            ty,
            span,
            defined: None,
            tentative: false,
            is_static,
            inline_only: true,
            used: false,
            quiet: false,
            kept: false,
            alias: None,
            noreturn: false,
            implicit: false,
            format: None,
            deprecated: None,
            must_use: false,
        });
        self.linked.insert(name, id);
        id
    }

    /// A function of which only a call is known; what the library's returns is known as well.
    pub(in crate::front) fn declare_implicitly(&mut self, name: Atom, span: Span) -> GlobalId {
        let returns = self.library_result(&self.text(name)).unwrap_or(Type::INT);
        let (parameters, variadic, prototyped) = (Vec::new(), false, false);
        let ty = FunctionType { returns, parameters, variadic, prototyped };
        let ty = self.types.make(Kind::Function(ty.into()));
        let id = match self.linked.get(&name) {
            Some(&id) => id,
            None => self.new_global(name, span, ty, false),
        };
        self.globals[id.0 as usize].implicit = true;
        let entry = Entry { meaning: Meaning::Global(id), span };
        self.scopes.declare_new(0, name, entry);
        id
    }

    fn redeclare(&mut self, id: GlobalId, span: Span, ty: Type, storage: Option<Keyword>) {
        let global = &self.globals[id.0 as usize];
        let (before, first, is_static) = (global.ty, global.span, global.is_static);
        let text = self.text(global.name);
        if !self.types.compatible(before, ty) {
            let (old, new) = (self.type_name(before), self.type_name(ty));
            let message = format!("'{text}' is declared as '{new}', and before as '{old}'");
            if self.globals[id.0 as usize].implicit {
                let warning = Diagnostic::warning(span, message)
                    .named("implicit-function-declaration")
                    .label("does not agree");
                self.report.push(warning.note(first, "its first call says so"));
                self.globals[id.0 as usize].ty = ty;
                return;
            }
            let error = Diagnostic::error(span, message).label("does not agree");
            self.report.push(error.note(first, "the earlier declaration is here"));
            return;
        }
        if storage == Some(Keyword::Static) && !is_static {
            let message = format!("'{text}' is 'static' here, and was not before");
            let error = Diagnostic::error(span, message).label("does not agree");
            self.report.push(error.note(first, "the earlier declaration is here"));
        }
        let ty = self.types.composite(before, ty);
        let global = &mut self.globals[id.0 as usize];
        global.ty = ty;
        if global.defined.is_none() {
            global.span = span;
        }
    }

    /// Enters a name into the innermost scope; a message if it means something else there.
    pub(in crate::front::parse) fn declare_plain(&mut self, name: Atom, entry: Entry) {
        let Some(old) = self.scopes.declare(name, entry) else { return };
        let same = match (old.meaning, entry.meaning) {
            (Meaning::Typedef(a), Meaning::Typedef(b)) => self.types.compatible(a, b),
            (Meaning::Global(a), Meaning::Global(b)) => a == b,
            (Meaning::Typedef(ty), _) => self.types.is_error(ty),
            (Meaning::Unknown, _) => true,
            _ => false,
        };
        if !same {
            let text = self.text(name);
            let error = Diagnostic::error(entry.span, format!("'{text}' is declared twice"));
            self.report.push(error.label("again").note(old.span, "the first declaration is here"));
        }
    }

    /// The tree's symbol of a global, made now if it is the first time.
    pub(in crate::front) fn global_symbol(&mut self, id: GlobalId) -> SymbolId {
        let global = &self.globals[id.0 as usize];
        if let Some(symbol) = global.symbol {
            return symbol;
        }
        let is_function = self.types.function(global.ty).is_some();
        let span = global.span;
        let symbol = self.add_symbol(Symbol {
            name: String::new(),
            is_static: false,
            weak: false,
            section: None,
            align: 1,
            kind: if is_function { SymbolKind::Function } else { SymbolKind::Extern },
            span,
        });
        self.globals[id.0 as usize].symbol = Some(symbol);
        self.update_symbol(id, symbol);
        symbol
    }

    /// `#pragma weak`.
    pub(in crate::front::parse) fn make_weak(&mut self, id: GlobalId) {
        self.globals[id.0 as usize].weak = true;
        if let Some(symbol) = self.globals[id.0 as usize].symbol {
            self.update_symbol(id, symbol);
        }
    }

    /// Copies what the declarations said into the symbol.
    fn update_symbol(&mut self, id: GlobalId, symbol: SymbolId) {
        let global = &self.globals[id.0 as usize];
        let entry = &mut self.program.symbols[symbol.0 as usize];
        let name = global.assembly_name.as_deref();
        entry.name = name.unwrap_or(self.atoms.text(global.name)).to_string();
        entry.is_static = global.is_static;
        entry.weak = global.weak;
        entry.section = global.section.clone();
        entry.align = self.types.align(global.ty).max(global.align);
    }

    /// The symbol and type of a global that an expression names.
    pub(in crate::front) fn use_global(&mut self, id: GlobalId) -> (SymbolId, Type) {
        let symbol = self.global_symbol(id);
        self.globals[id.0 as usize].used |= self.unevaluated == 0;
        self.refer(symbol);
        (symbol, self.globals[id.0 as usize].ty)
    }
}
