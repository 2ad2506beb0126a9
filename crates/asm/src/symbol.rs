//! Directives that say something about a symbol: who sees it, what it is, what it stands for.

use crate::assemble::Assembler;
use crate::cursor::Cursor;
use crate::data;
use crate::directive::Directive;
use crate::expr::Expr;
use crate::program::{Binding, Definition, Flags, SectionKey, SymbolKind, Visibility};
use crate::report::{Fallible, error, hinted};
use swtch_source::Span;

/// `.globl`, `.local` or `.weak`, with names.
pub(crate) fn binding(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    directive: &Directive,
) -> Fallible<()> {
    let binding = match directive.name {
        ".local" => Binding::Local,
        ".weak" => Binding::Weak,
        _ => Binding::Global,
    };
    loop {
        let (name, span) = cursor.word("the name of a symbol")?;
        let id = assembler.program.intern(&name);
        let symbol = assembler.program.symbol_mut(id);
        symbol.binding = binding;
        symbol.declared_local = binding == Binding::Local;
        if binding != Binding::Local && symbol.name.starts_with(".L") {
            let message = "names that begin with `.L` stay inside this file";
            return Err(error(span, message));
        }
        if !cursor.eat(",") {
            return cursor.finish();
        }
    }
}

/// `.hidden`, `.protected` or `.internal`, with names.
pub(crate) fn visibility(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    directive: &Directive,
) -> Fallible<()> {
    let visibility = match directive.name {
        ".protected" => Visibility::Protected,
        ".hidden" => Visibility::Hidden,
        _ => Visibility::Internal,
    };
    loop {
        let (name, _) = cursor.word("the name of a symbol")?;
        let id = assembler.program.intern(&name);
        assembler.program.symbol_mut(id).visibility = visibility;
        if !cursor.eat(",") {
            return cursor.finish();
        }
    }
}

/// `.type NAME, @function`
pub(crate) fn kind(assembler: &mut Assembler, cursor: &mut Cursor, _: &Directive) -> Fallible<()> {
    let (name, _) = cursor.word("the name of a symbol")?;
    cursor.expect(",")?;
    if !cursor.eat("@") {
        cursor.eat("%");
    }
    let at = cursor.span();
    let (kind, _) = cursor.word("`@function` or `@object`")?;
    let kind = match &*kind {
        "function" | "STT_FUNC" => SymbolKind::Function,
        "object" | "common" | "STT_OBJECT" => SymbolKind::Object,
        "notype" | "STT_NOTYPE" => SymbolKind::None,
        _ => {
            let message = format!("unknown symbol type `{kind}`");
            return Err(hinted(at, message, "there are `@function` and `@object`"));
        }
    };
    let id = assembler.program.intern(&name);
    assembler.program.symbol_mut(id).kind = kind;
    cursor.finish()
}

/// `.size NAME, expression`
pub(crate) fn size(assembler: &mut Assembler, cursor: &mut Cursor, _: &Directive) -> Fallible<()> {
    let (name, _) = cursor.word("the name of a symbol")?;
    cursor.expect(",")?;
    let size = assembler.expr(cursor)?;
    let id = assembler.program.intern(&name);
    let span = size.span;
    assembler.program.symbol_mut(id).size = Some((size, span));
    cursor.finish()
}

/// `.set NAME, expression`
pub(crate) fn set(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    directive: &Directive,
) -> Fallible<()> {
    let (name, span) = cursor.word("the name of a symbol")?;
    cursor.expect(",")?;
    let known = assembler.program.lookup(&name);
    if directive.name == ".equiv"
        && known.is_some_and(|id| assembler.program.symbol(id).is_defined())
    {
        return Err(error(span, format!("`{name}` is already defined")));
    }
    assign(assembler, cursor, &name, span)
}

/// `.weakref ALIAS, NAME`: the alias is a reference to the name that may stay undefined.
pub(crate) fn weak_reference(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    _: &Directive,
) -> Fallible<()> {
    let (alias, at) = cursor.word("the name of a symbol")?;
    cursor.expect(",")?;
    let (name, span) = cursor.word("the name of a symbol")?;
    cursor.finish()?;
    let target = assembler.program.intern(&name);
    let symbol = assembler.program.symbol_mut(target);
    // A name that is also used directly is no weaker for the alias.
    if symbol.binding == Binding::Local && symbol.first_use.is_none() && !symbol.is_defined() {
        symbol.binding = Binding::Weak;
    }
    let id = assembler.program.intern(&alias);
    let symbol = assembler.program.symbol_mut(id);
    if symbol.is_defined() {
        return Err(error(at, format!("`{alias}` is already defined")));
    }
    symbol.definition = Definition::Value(Expr::symbol(target, span));
    symbol.defined_at = Some(at);
    Ok(())
}

/// `NAME = expression`, of which the expression is left.
pub(crate) fn assign(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    name: &str,
    span: Span,
) -> Fallible<()> {
    cursor.eat("=");
    let value = assembler.expr(cursor)?;
    cursor.finish()?;
    if name == "." {
        return data::advance(assembler, value, 0, span);
    }
    let id = assembler.program.intern(name);
    let symbol = assembler.program.symbol_mut(id);
    if let Definition::Label(_) | Definition::Common { .. } = symbol.definition {
        let mut diagnostic = error(span, format!("`{name}` is already defined as a label"));
        if let Some(first) = symbol.defined_at {
            diagnostic.notes.push((first, "first defined here".into()));
        }
        return Err(diagnostic);
    }
    symbol.definition = Definition::Value(value);
    symbol.defined_at = Some(span);
    Ok(())
}

/// `.comm NAME, size, align` and `.lcomm`, which stays in this file.
pub(crate) fn common(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    directive: &Directive,
) -> Fallible<()> {
    let (name, span) = cursor.word("the name of a symbol")?;
    cursor.expect(",")?;
    let size = data::count(assembler, cursor)?;
    let align = match cursor.eat(",") {
        true => data::power_of_two(assembler, cursor)?,
        false => 4,
    };
    cursor.finish()?;
    let id = assembler.program.intern(&name);
    let symbol = assembler.program.symbol_mut(id);
    if symbol.is_defined() {
        return Err(error(span, format!("`{name}` is already defined")));
    }
    symbol.defined_at = Some(span);
    symbol.kind = SymbolKind::Object;
    if directive.name == ".comm" && !symbol.declared_local {
        symbol.definition = Definition::Common { size, align };
        return Ok(());
    }
    let bss = assembler.program.section(&SectionKey::named(".bss"), Flags::by_name(".bss"));
    let place = data::reserve(assembler, bss, size, align, span);
    let symbol = assembler.program.symbol_mut(id);
    symbol.definition = Definition::Label(place);
    symbol.size = Some((Expr::number(size as i64, span), span));
    Ok(())
}
