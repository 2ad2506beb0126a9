//! Declarations and function definitions.

mod linkage;

use super::attribute::Attributes;
use super::declarator::{Declarator, Parameter};
use super::specifier::Specifiers;
use super::*;
use crate::front::layout::SIZE_MAX;
use crate::tree::{self, ExprKind, StmtKind};

impl Parser {
    /// `translation-unit = {external-declaration}`
    pub(super) fn translation_unit(&mut self) {
        while self.peek().kind != TokenKind::End {
            let start = self.at;
            if self.external_declaration().is_err() {
                self.nesting = 0;
                self.scopes.close_all();
                self.function = None;
                self.unevaluated = 0;
                self.skip_declaration();
            }
            if self.at == start {
                self.next();
            }
            if self.report.is_full() {
                self.give_up();
            }
        }
    }

    /// `external-declaration = specifiers (";" | declarator block | init-declarators ";") | static-assert | ";"`
    fn external_declaration(&mut self) -> Parsed<()> {
        self.operators = 0;
        if self.take(Punct::Semicolon) {
            return Ok(());
        }
        match self.keyword() {
            Some(Keyword::StaticAssert) => return self.static_assert(),
            Some(Keyword::Asm) => return self.file_asm(),
            Some(Keyword::Pragma) => return self.pragma(),
            _ => {}
        }
        if self.sees(Punct::CloseBrace) {
            let message = "a '}' that closes nothing";
            self.report.error(self.span(), message, "one too many, or a '{' is missing above");
            self.next();
            return Ok(());
        }
        while self.take_keyword(Keyword::Extension) {}
        if let Some(lost) = self.statement_outside() {
            return if self.sees(Punct::OpenBrace) { Err(lost) } else { Ok(()) };
        }
        let specifiers = self.specifiers()?;
        self.check_file_storage(&specifiers);
        if self.take(Punct::Semicolon) {
            self.warn_empty_declaration(&specifiers);
            return Ok(());
        }
        if specifiers.tagged && self.peek().line_start && self.begins_type(0) {
            self.missing(";", "this definition");
            return Ok(());
        }
        let (mut declarator, attributes) = self.declared(&specifiers)?;
        let is_function = self.types.function(declarator.ty).is_some();
        let old = |list: &Vec<Parameter>| list.first().is_some_and(|first| first.old);
        if is_function && declarator.parameters.as_ref().is_some_and(old) {
            self.old_declarations(&mut declarator)?;
        }
        if is_function && self.sees(Punct::OpenBrace) {
            return self.function_definition(declarator, specifiers, attributes);
        }
        if self.sees(Punct::OpenBrace) {
            return match self.types.is_error(declarator.ty) {
                true => Err(Lost),
                false => self.missing_parentheses(&declarator),
            };
        }
        let mut ignored = Vec::new();
        self.init_declarators(&specifiers, declarator, attributes, &mut ignored)
    }

    /// What only variables of functions can be.
    fn check_file_storage(&mut self, specifiers: &Specifiers) {
        let hint = match specifiers.storage {
            Some((Keyword::Register, _)) => {
                "an inline function can read a register: 'asm(\"mv %0, tp\" : \"=r\"(value))'"
            }
            Some((Keyword::Auto, _)) => "leave it out",
            _ => return,
        };
        let span = specifiers.storage.map_or(specifiers.span, |(_, span)| span);
        let error = Diagnostic::error(span, "an object outside of functions has no such storage");
        self.report.push(error.label("only variables of a function have it").hint(hint));
    }

    fn missing_parentheses(&mut self, declarator: &Declarator) -> Parsed<()> {
        let name = declarator.name.map_or(String::new(), |(name, _)| self.text(name));
        let error = Diagnostic::error(self.span(), "expected ';' before '{'")
            .label("a body belongs to a function")
            .hint(format!("is '{name}' a function? Then write '{name}(void)'"));
        self.report.push(error);
        Err(Lost)
    }

    fn warn_empty_declaration(&mut self, specifiers: &Specifiers) {
        if !specifiers.tagged && !self.types.is_error(specifiers.ty) {
            let warning = Diagnostic::warning(specifiers.span, "this declares nothing");
            self.report.push(warning.named("missing-declarations").label("a name is missing"));
        }
    }

    /// A declarator and all attributes around it.
    fn declared(&mut self, specifiers: &Specifiers) -> Parsed<(Declarator, Attributes)> {
        let declarator = self.declarator(specifiers.ty)?;
        let mut attributes = specifiers.attributes.clone();
        merge(&mut attributes, &declarator.attributes);
        self.declarator_suffix(&mut attributes)?;
        if declarator.name.is_none() {
            return self.unexpected("a name");
        }
        if attributes.align.is_some() || specifiers.align.is_some() {
            attributes.align = attributes.align.max(specifiers.align);
        }
        attributes.noreturn |= specifiers.noreturn;
        self.typedef_alignment(specifiers, &declarator, &mut attributes);
        Ok((declarator, attributes))
    }

    /// What `typedef int word __attribute__((aligned(8)))` says of the objects of that type. Where it
    /// would say something of what a pointer points to, a lower alignment is refused.
    fn typedef_alignment(
        &mut self,
        specifiers: &Specifiers,
        declarator: &Declarator,
        attributes: &mut Attributes,
    ) {
        let Some((_, span)) = declarator.name else { return };
        let is_typedef = matches!(specifiers.storage, Some((Keyword::Typedef, _)));
        let mut align = attributes.align.filter(|_| is_typedef);
        if let Some(inherited) = specifiers.typedef_align {
            match self.is_made_of(declarator.ty, specifiers.ty) {
                true => align = Some(align.unwrap_or(1).max(inherited)),
                false => self.refuse_low_alignment(specifiers.ty, inherited, span),
            }
        }
        let Some(align) = align.filter(|align| *align != self.types.align(declarator.ty)) else {
            return;
        };
        if is_typedef {
            self.typedef_aligns.insert(span, align);
        } else {
            attributes.align = attributes.align.max(Some(align));
        }
    }

    /// Whether a type is another one, or an array of it.
    pub(super) fn is_made_of(&self, ty: Type, part: Type) -> bool {
        match self.types.kind(ty) {
            Kind::Array(element, _) => self.is_made_of(*element, part),
            _ => ty.unqualified() == part.unqualified(),
        }
    }

    /// Code that goes through a pointer relies on the type's own alignment.
    pub(super) fn refuse_low_alignment(&mut self, ty: Type, align: u32, span: Span) {
        if align < self.types.align(ty) {
            let hint = "make it a member of a struct with the attribute 'packed'";
            self.refuse(span, "a pointer to a type of low alignment", hint);
        }
    }

    /// `init-declarators = declarator ["=" initializer] {"," declarator ["=" initializer]}`
    fn init_declarators(
        &mut self,
        specifiers: &Specifiers,
        first: Declarator,
        attributes: Attributes,
        out: &mut Vec<Stmt>,
    ) -> Parsed<()> {
        let (mut declarator, mut attributes) = (first, attributes);
        loop {
            self.init_declarator(specifiers, declarator, &attributes, out)?;
            if !self.take(Punct::Comma) {
                break;
            }
            if self.in_for && self.condition_as_declarator() {
                return Ok(());
            }
            (declarator, attributes) = self.declared(specifiers)?;
        }
        if self.types.is_error(specifiers.ty)
            && !specifiers.auto_type
            && !self.sees(Punct::Semicolon)
        {
            // A word that is no type; what follows it belongs to the same mistake.
            return Err(Lost);
        }
        self.expect_semicolon("this declaration")
    }

    fn init_declarator(
        &mut self,
        specifiers: &Specifiers,
        declarator: Declarator,
        attributes: &Attributes,
        out: &mut Vec<Stmt>,
    ) -> Parsed<()> {
        let Some((name, span)) = declarator.name else { return Ok(()) };
        let storage = specifiers.storage.map(|(keyword, _)| keyword);
        let mut ty = declarator.ty;
        if specifiers.auto_type {
            return self.auto_variable(name, span, out);
        }
        if storage == Some(Keyword::Typedef) {
            self.declare_plain(name, Entry { meaning: Meaning::Typedef(ty), span });
            return Ok(());
        }
        if self.types.is_void(ty) {
            let text = self.text(name);
            self.report.error(
                span,
                format!("the variable '{text}' cannot be void"),
                "it would have no value",
            );
            ty = Type::ERROR;
        }
        let is_function = self.types.function(ty).is_some();
        let linked = self.at_file_scope() || is_function || storage == Some(Keyword::Extern);
        if linked {
            return self.linked_declarator(name, span, ty, specifiers, attributes);
        }
        if storage == Some(Keyword::Static) {
            return self.local_static(name, span, ty, attributes);
        }
        self.automatic(name, span, ty, storage, attributes, out)
    }

    /// `__auto_type x = value;`
    fn auto_variable(&mut self, name: Atom, span: Span, out: &mut Vec<Stmt>) -> Parsed<()> {
        self.expect(Punct::Assign, "a variable of '__auto_type'")?;
        let operand = self.assignment()?;
        let operand = self.rvalue(operand);
        let ty = operand.ty.unqualified();
        let value = self.expr(operand);
        let id = self.add_local(&self.text(name), ty, span);
        self.declare_plain(name, Entry { meaning: Meaning::Local(id), span });
        let place = tree::Place {
            kind: tree::PlaceKind::Local(id),
            ty: self.types.ty(ty),
            volatile: false,
            span,
        };
        let ty = value.ty;
        let kind = ExprKind::Assign(place, Box::new(value));
        out.push(Stmt { kind: StmtKind::Expr(Expr { kind, ty, span }), span });
        Ok(())
    }

    /// A declaration of something with linkage, with its initialiser.
    fn linked_declarator(
        &mut self,
        name: Atom,
        span: Span,
        ty: Type,
        specifiers: &Specifiers,
        attributes: &Attributes,
    ) -> Parsed<()> {
        let id = self.declare_linked(name, span, ty, specifiers, attributes);
        let is_extern = matches!(specifiers.storage, Some((Keyword::Extern, _)));
        if self.sees(Punct::Assign) {
            let at = self.next().span;
            if self.types.function(ty).is_some() {
                self.report.error(at, "a function has a body, not an initialiser", "not here");
                return Err(Lost);
            }
            if !self.at_file_scope() {
                self.report.error(at, "an 'extern' in a function has no initialiser", "not here");
            }
            self.define_object(id, span, ty)?;
        } else if !is_extern && self.at_file_scope() && self.types.function(ty).is_none() {
            let complete = self.types.is_complete(ty);
            let open = matches!(self.types.kind(ty), Kind::Array(_, None) | Kind::Record(_));
            if !complete && !open && !self.types.is_error(ty) {
                self.report_incomplete(name, span, ty);
            }
            self.globals[id.0 as usize].tentative = true;
        }
        Ok(())
    }

    pub(super) fn report_incomplete(&mut self, name: Atom, span: Span, ty: Type) {
        let (text, what) = (self.text(name), self.type_name(ty));
        let message = format!("the variable '{text}' has type '{what}', whose size is not known");
        let mut error = Diagnostic::error(span, message).label("its size is not known here");
        if let Some(record) = self.types.record(ty) {
            let tag = record.tag;
            error = error.note(record.span, "declared here, but not defined");
            let named = tag.and_then(|tag| self.lookup(tag)).map(|entry| entry.meaning);
            if let (Some(tag), Some(Meaning::Typedef(_))) = (tag, named) {
                let hint = format!("'{}' is a typedef: write it without 'struct'", self.text(tag));
                error = error.hint(hint);
            }
        } else if matches!(self.types.kind(ty), Kind::Enum(_)) {
            error = error.hint(format!("define it above: '{what} {{ … }};'"));
        } else {
            error = error.hint("write a length, or an initialiser");
        }
        self.report.push(error);
    }

    /// Reads the initialiser of an object with linkage.
    fn define_object(&mut self, id: GlobalId, span: Span, ty: Type) -> Parsed<()> {
        let global = &mut self.globals[id.0 as usize];
        if let Some(first) = global.defined.replace(span) {
            let text = self.atoms.text(self.globals[id.0 as usize].name).to_string();
            let error = Diagnostic::error(span, format!("'{text}' is defined twice"));
            self.report.push(error.label("again").note(first, "the first definition is here"));
        }
        let symbol = self.global_symbol(id);
        let (kind, ty) = self.static_initializer(ty)?;
        let global = &mut self.globals[id.0 as usize];
        global.ty = ty;
        let own = if global.section.is_some() {
            self.types.align(ty)
        } else {
            self.types.object_align(ty)
        };
        let align = own.max(global.align);
        let entry = &mut self.program.symbols[symbol.0 as usize];
        entry.kind = kind;
        entry.align = align;
        entry.span = span;
        Ok(())
    }

    /// `static` in a function.
    fn local_static(
        &mut self,
        name: Atom,
        span: Span,
        ty: Type,
        attributes: &Attributes,
    ) -> Parsed<()> {
        let text = self.text(name);
        let assembly_name = Some(format!("{text}.{}", self.statics));
        self.statics += 1;
        let outer = self.linked.get(&name).copied();
        let id = self.new_global(name, span, ty, true);
        match outer {
            Some(outer) => self.linked.insert(name, outer),
            None => self.linked.remove(&name),
        };
        let global = &mut self.globals[id.0 as usize];
        global.assembly_name = assembly_name;
        global.align = attributes.align.unwrap_or(1);
        global.section = attributes.section.clone();
        global.inline_only = false;
        global.quiet = true;
        self.declare_plain(name, Entry { meaning: Meaning::Global(id), span });
        if self.take(Punct::Assign) {
            return self.define_object(id, span, ty);
        }
        if !self.types.is_complete(ty) && !self.types.is_error(ty) {
            self.report_incomplete(name, span, ty);
        }
        self.globals[id.0 as usize].tentative = true;
        Ok(())
    }

    /// A variable of a block.
    fn automatic(
        &mut self,
        name: Atom,
        span: Span,
        ty: Type,
        storage: Option<Keyword>,
        attributes: &Attributes,
        out: &mut Vec<Stmt>,
    ) -> Parsed<()> {
        let text = self.text(name);
        let id = self.add_local(&text, ty, span);
        if let Some(body) = &mut self.function {
            let local = &mut body.locals[id.0 as usize];
            local.align = local.align.max(attributes.align.unwrap_or(1));
            let variable = &mut body.variables[id.0 as usize];
            variable.align = attributes.align.unwrap_or(1);
            variable.quiet = attributes.unused || ty == Type::ERROR;
            variable.register = storage == Some(Keyword::Register);
            variable.fixed = attributes.assembly_name.clone();
        }
        self.declare_plain(name, Entry { meaning: Meaning::Local(id), span });
        if self.take(Punct::Assign) {
            let statements = self.automatic_initializer(id, ty, span)?;
            out.extend(statements);
        } else if !self.types.is_complete(ty) && !self.types.is_error(ty) {
            self.report_incomplete(name, span, ty);
        }
        self.check_frame(id, span);
        Ok(())
    }

    /// A variable that no stack would hold.
    fn check_frame(&mut self, id: LocalId, span: Span) {
        let Some(body) = &self.function else { return };
        let size = self.types.size(body.variables[id.0 as usize].ty);
        if u64::from(size) > SIZE_MAX / 4 {
            let message = format!("a variable of {size} bytes does not fit on any stack");
            self.report.error(span, message, "make it 'static', or use malloc");
        }
    }

    /// `declaration = specifiers [init-declarators] ";"` in a block
    pub(super) fn local_declaration(&mut self, out: &mut Vec<Stmt>) -> Parsed<()> {
        while self.take_keyword(Keyword::Extension) {}
        let specifiers = self.specifiers()?;
        if self.take(Punct::Semicolon) {
            self.warn_empty_declaration(&specifiers);
            return Ok(());
        }
        if specifiers.tagged && self.peek().line_start && self.begins_type(0) {
            self.missing(";", "this definition");
            return Ok(());
        }
        let (declarator, attributes) = self.declared(&specifiers)?;
        if self.types.function(declarator.ty).is_some() && self.sees(Punct::OpenBrace) {
            let span = declarator.span;
            // With a '}' missing, all that follow are inside.
            if !std::mem::replace(&mut self.unclosed, true) {
                let error = Diagnostic::error(span, "a function inside a function")
                    .label("C has no nested functions")
                    .hint("is a '}' missing above?");
                self.report.push(error.note(self.open_brace, "this '{' is still open here"));
            }
            if let Some((name, span)) = declarator.name {
                let entry = Entry { meaning: Meaning::Unknown, span };
                self.scopes.declare_new(self.scopes.innermost(), name, entry);
            }
            return self.function_definition_nested();
        }
        let mut statements = Vec::new();
        self.init_declarators(&specifiers, declarator, attributes, &mut statements)?;
        out.extend(statements);
        Ok(())
    }

    /// Passes the body of a function that stands in another one.
    fn function_definition_nested(&mut self) -> Parsed<()> {
        self.skip_braces();
        Ok(())
    }
}

/// What a later list of attributes adds.
fn merge(into: &mut Attributes, more: &Attributes) {
    into.packed |= more.packed;
    into.align = into.align.max(more.align);
    into.weak |= more.weak;
    into.noreturn |= more.noreturn;
    into.noinline |= more.noinline;
    into.always_inline |= more.always_inline;
    into.alias = more.alias.clone().or(into.alias.take());
    into.unused |= more.unused;
    into.used |= more.used;
    into.at_start = more.at_start.or(into.at_start);
    into.at_end = more.at_end.or(into.at_end);
    into.gnu_inline |= more.gnu_inline;
    into.must_use |= more.must_use;
    into.deprecated = more.deprecated.clone().or(into.deprecated.take());
    into.visibility = more.visibility.or(into.visibility);
    if more.section.is_some() {
        into.section = more.section.clone();
    }
    into.format = more.format.or(into.format);
}
