//! Directives: sections, symbols, conditions and line numbers. Those that make data are in `data`.

use crate::assemble::Assembler;
use crate::cursor::Cursor;
use crate::data;
use crate::expr::Expr;
use crate::lex::{Tok, strip_comment};
use crate::program::{Binding, Definition, Flags, LineRow, Place, SymbolKind};
use crate::report::{Fallible, error, hinted};
use crate::suggest;
use swtch_source::Span;

/// A directive being read.
pub(crate) struct Directive<'a> {
    pub(crate) name: &'a str,
    pub(crate) at: Span,
    /// What follows the name, as text.
    pub(crate) text: &'a str,
}

type Handler = fn(&mut Assembler, &mut Cursor, &Directive) -> Fallible<()>;

/// Every directive, in the order of this page's functions; the order of equals in suggestions.
const DIRECTIVES: &[(&str, Handler)] = &[
    (".text", section_by_own_name),
    (".data", section_by_own_name),
    (".bss", section_by_own_name),
    (".rodata", section_by_own_name),
    (".sdata", section_by_own_name),
    (".sbss", section_by_own_name),
    (".section", section),
    (".pushsection", push_section),
    (".popsection", pop_section),
    (".previous", previous),
    (".globl", binding),
    (".global", binding),
    (".local", binding),
    (".weak", binding),
    (".hidden", ignored),
    (".protected", ignored),
    (".internal", ignored),
    (".type", symbol_type),
    (".size", symbol_size),
    (".set", set),
    (".equ", set),
    (".equiv", set),
    (".comm", common),
    (".lcomm", common),
    (".file", file),
    (".loc", location),
    (".byte", data::numbers),
    (".half", data::numbers),
    (".short", data::numbers),
    (".hword", data::numbers),
    (".2byte", data::numbers),
    (".word", data::numbers),
    (".long", data::numbers),
    (".int", data::numbers),
    (".4byte", data::numbers),
    (".quad", data::numbers),
    (".8byte", data::numbers),
    (".dword", data::numbers),
    (".uleb128", data::leb128),
    (".sleb128", data::leb128),
    (".ascii", data::strings),
    (".asciz", data::strings),
    (".asciiz", data::strings),
    (".string", data::strings),
    (".zero", data::space),
    (".skip", data::space),
    (".space", data::space),
    (".fill", data::fill),
    (".org", data::org),
    (".align", data::align),
    (".p2align", data::align),
    (".balign", data::align),
    (".if", condition),
    (".ifdef", condition),
    (".ifndef", condition),
    (".ifnotdef", condition),
    (".ifb", condition),
    (".ifnb", condition),
    (".ifc", condition),
    (".ifnc", condition),
    (".ifeq", condition),
    (".ifne", condition),
    (".iflt", condition),
    (".ifle", condition),
    (".ifgt", condition),
    (".ifge", condition),
    (".elseif", else_if),
    (".else", else_or_end),
    (".endif", else_or_end),
    (".macro", macros),
    (".endm", stray_end),
    (".endmacro", stray_end),
    (".exitm", macros),
    (".purgem", macros),
    (".rept", macros),
    (".irp", macros),
    (".irpc", macros),
    (".endr", stray_end),
    (".end", macros),
    (".error", message),
    (".warning", message),
    (".option", ignored),
    (".attribute", ignored),
    (".ident", ignored),
    (".addrsig", ignored),
    (".include", elsewhere),
    (".incbin", elsewhere),
    (".insn", elsewhere),
    (".float", elsewhere),
    (".double", elsewhere),
];

/// Does what a directive says. `text` is all of the statement after its name.
pub(crate) fn directive(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    name: &str,
    at: Span,
    text: &str,
) -> Fallible<()> {
    if name.starts_with(".cfi_") {
        return Ok(());
    }
    let Some(&(_, handler)) = DIRECTIVES.iter().find(|&&(known, _)| known == name) else {
        let message = format!("unknown directive `{name}`");
        let known = DIRECTIVES.iter().map(|&(known, _)| known);
        return Err(match suggest::nearest(name, known) {
            Some(meant) => hinted(at, message, suggest::did_you_mean(meant)),
            None => error(at, message),
        });
    };
    handler(assembler, cursor, &Directive { name, at, text: strip_comment(text) })
}

/// Whether statements that begin so are read even where a condition skips the others.
pub(crate) fn is_conditional(word: &str) -> bool {
    word.starts_with(".if") || matches!(word, ".else" | ".elseif" | ".endif")
}

fn section_by_own_name(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    directive: &Directive,
) -> Fallible<()> {
    if !cursor.at_end() && assembler.number(cursor)? != 0 {
        return Err(error(directive.at, "numbered subsections are not supported"));
    }
    cursor.finish()?;
    switch(assembler, directive.name, None);
    Ok(())
}

/// `.section NAME, "flags", @type, …`
fn section(assembler: &mut Assembler, cursor: &mut Cursor, _: &Directive) -> Fallible<()> {
    let name = section_name(cursor)?;
    let flags = section_flags(cursor, &name)?;
    switch(assembler, &name, flags);
    Ok(())
}

fn push_section(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    directive: &Directive,
) -> Fallible<()> {
    if assembler.stack.len() >= 1000 {
        return Err(error(directive.at, "sections are pushed too deeply"));
    }
    assembler.stack.push((assembler.section, assembler.previous));
    section(assembler, cursor, directive)
}

fn pop_section(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    directive: &Directive,
) -> Fallible<()> {
    cursor.finish()?;
    let saved = assembler.stack.pop();
    let (section, previous) =
        saved.ok_or_else(|| error(directive.at, "`.popsection` without `.pushsection`"))?;
    (assembler.section, assembler.previous) = (section, previous);
    Ok(())
}

fn previous(assembler: &mut Assembler, cursor: &mut Cursor, _: &Directive) -> Fallible<()> {
    cursor.finish()?;
    std::mem::swap(&mut assembler.section, &mut assembler.previous);
    Ok(())
}

fn switch(assembler: &mut Assembler, name: &str, flags: Option<Flags>) {
    let section = assembler.program.section(name, flags.unwrap_or(Flags::by_name(name)));
    assembler.previous = std::mem::replace(&mut assembler.section, section);
}

/// All tokens up to the comma, since a name such as `.note.GNU-stack` is several.
fn section_name(cursor: &mut Cursor) -> Fallible<String> {
    let mut name = String::new();
    while let Some(tok) = cursor.peek().filter(|tok| !tok.is(",")) {
        match tok {
            Tok::Word(word) => name += word,
            Tok::Number(number) => name += &number.to_string(),
            Tok::Text(bytes) => name += &String::from_utf8_lossy(bytes),
            Tok::Punct(punct) => name += punct,
            Tok::Local { .. } => return Err(cursor.expected("the name of a section")),
        }
        cursor.next();
    }
    if name.is_empty() || name.contains('\0') {
        return Err(cursor.expected("the name of a section"));
    }
    Ok(name)
}

fn section_flags(cursor: &mut Cursor, name: &str) -> Fallible<Option<Flags>> {
    let by_name = Flags::by_name(name);
    if !cursor.eat(",") {
        cursor.finish()?;
        return Ok(None);
    }
    let (letters, span) = cursor.text("section flags in quotes, such as \"aw\"")?;
    let mut flags = Flags { nobits: by_name.nobits, note: by_name.note, ..Flags::default() };
    for letter in letters {
        match letter {
            b'a' => flags.alloc = true,
            b'w' => flags.write = true,
            b'x' => flags.exec = true,
            // Merging, grouping, exclusion and retention are the linker's affair, and ours does none.
            b'M' | b'S' | b'G' | b'o' | b'R' | b'e' | b'?' => {}
            other => {
                let message =
                    format!("unknown section flag `{}`", char::from(*other).escape_debug());
                return Err(hinted(
                    span,
                    message,
                    "`a` takes memory, `w` is writable, `x` executable",
                ));
            }
        }
    }
    if cursor.eat(",") && (cursor.eat("@") || cursor.eat("%")) {
        let (kind, _) = cursor.word("a section type, such as `@progbits`")?;
        flags.nobits = &*kind == "nobits";
        flags.note = &*kind == "note";
    }
    // The size of merged elements, or the name of a group, may follow.
    Ok(Some(flags))
}

/// `.globl`, `.local` or `.weak`, with names.
fn binding(assembler: &mut Assembler, cursor: &mut Cursor, directive: &Directive) -> Fallible<()> {
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

/// `.type NAME, @function`
fn symbol_type(assembler: &mut Assembler, cursor: &mut Cursor, _: &Directive) -> Fallible<()> {
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
fn symbol_size(assembler: &mut Assembler, cursor: &mut Cursor, _: &Directive) -> Fallible<()> {
    let (name, _) = cursor.word("the name of a symbol")?;
    cursor.expect(",")?;
    let size = assembler.expr(cursor)?;
    let id = assembler.program.intern(&name);
    let span = size.span;
    assembler.program.symbol_mut(id).size = Some((size, span));
    cursor.finish()
}

/// `.set NAME, expression`
fn set(assembler: &mut Assembler, cursor: &mut Cursor, directive: &Directive) -> Fallible<()> {
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
fn common(assembler: &mut Assembler, cursor: &mut Cursor, directive: &Directive) -> Fallible<()> {
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
    let bss = assembler.program.section(".bss", Flags::by_name(".bss"));
    let place = data::reserve(assembler, bss, size, align, span);
    let symbol = assembler.program.symbol_mut(id);
    symbol.definition = Definition::Label(place);
    symbol.size = Some((Expr::number(size as i64, span), span));
    Ok(())
}

/// `.file "name"`, `.file N "name"`, `.file N "directory" "name"`
fn file(assembler: &mut Assembler, cursor: &mut Cursor, _: &Directive) -> Fallible<()> {
    let number = match cursor.peek() {
        Some(Tok::Number(_)) => Some(line_number(assembler, cursor)?),
        _ => None,
    };
    let (first, _) = cursor.text("the name of a file in quotes")?;
    let name = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace('\0', "");
    let Some(number) = number else {
        assembler.program.main_file = Some(name(first));
        return Ok(());
    };
    let second = match cursor.peek() {
        Some(Tok::Text(bytes)) => Some(bytes),
        _ => None,
    };
    let file = match second {
        Some(second) if number == 0 => {
            assembler.program.directory = Some(name(first));
            name(second)
        }
        Some(second) => format!("{}/{}", name(first), name(second)),
        None => name(first),
    };
    // A checksum may follow.
    assembler.program.files.insert(number, file);
    Ok(())
}

fn line_number(assembler: &mut Assembler, cursor: &mut Cursor) -> Fallible<u32> {
    let span = cursor.span();
    let value = match cursor.next() {
        Some(token) => match token.tok {
            Tok::Number(value) => value,
            _ => return Err(error(span, "a number is needed here")),
        },
        None => assembler.number(cursor)?,
    };
    u32::try_from(value).map_err(|_| error(span, "this number must fit into 32 bits"))
}

/// `.loc FILE LINE COLUMN is_stmt 0 discriminator N view …`
fn location(assembler: &mut Assembler, cursor: &mut Cursor, directive: &Directive) -> Fallible<()> {
    let at = cursor.span();
    let file = line_number(assembler, cursor)?;
    if !assembler.program.files.contains_key(&file) {
        let message = format!("file {file} has not been declared");
        return Err(hinted(at, message, format!("`.file {file} \"name\"` declares it")));
    }
    let line = line_number(assembler, cursor)?;
    let column = match cursor.peek() {
        Some(Tok::Number(_)) => line_number(assembler, cursor)?,
        _ => 0,
    };
    let place = assembler.place();
    let pending = assembler.location.take();
    let is_code = assembler.program.sections[assembler.section.0].flags.exec;
    if let Some(row) = pending.filter(|_| is_code) {
        assembler.program.rows.push(LineRow { place, ..row });
    }
    // The flag stays as it is until another `.loc` changes it.
    let before = pending.or(assembler.program.rows.last().copied());
    let is_statement = before.is_none_or(|row| row.is_statement);
    let span = directive.at;
    let mut row = LineRow { place, file, line, column, is_statement, discriminator: 0, span };
    while !cursor.at_end() {
        location_option(assembler, cursor, directive, &mut row)?;
    }
    assembler.location = Some(row);
    Ok(())
}

fn location_option(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    directive: &Directive,
    row: &mut LineRow,
) -> Fallible<()> {
    let (option, at) = cursor.word("an option such as `is_stmt`")?;
    match &*option {
        "is_stmt" => row.is_statement = line_number(assembler, cursor)? != 0,
        "discriminator" => row.discriminator = line_number(assembler, cursor)?,
        "isa" => drop(line_number(assembler, cursor)?),
        "basic_block" | "prologue_end" | "epilogue_begin" => {}
        "view" => view(assembler, cursor, directive.at, row.place)?,
        _ => return Err(error(at, format!("unknown option `{option}` of `.loc`"))),
    }
    Ok(())
}

/// `view NAME` numbers the rows that share an address; `view -0` begins anew.
fn view(assembler: &mut Assembler, cursor: &mut Cursor, at: Span, place: Place) -> Fallible<()> {
    let Some(Tok::Word(name)) = cursor.peek() else {
        assembler.view = None;
        let value = assembler.number(cursor)?;
        return if value == 0 { Ok(()) } else { Err(error(at, "a view is a name or 0")) };
    };
    cursor.next();
    let number = match assembler.view {
        Some((last, number)) if last == place => number + 1,
        _ => 0,
    };
    assembler.view = Some((place, number));
    let id = assembler.program.intern(name);
    assembler.program.symbol_mut(id).definition = Definition::Value(Expr::number(number, at));
    Ok(())
}

/// `.if expression` and its relatives.
fn condition(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    directive: &Directive,
) -> Fallible<()> {
    // Inside of what is skipped, only the nesting matters.
    let truth = match assembler.input.is_active() {
        true => truth(assembler, cursor, directive),
        false => Ok(false),
    };
    assembler.input.open_condition(directive.at, *truth.as_ref().unwrap_or(&false));
    truth.map(|_| ())
}

fn truth(assembler: &mut Assembler, cursor: &mut Cursor, directive: &Directive) -> Fallible<bool> {
    match directive.name {
        ".ifdef" | ".ifndef" | ".ifnotdef" => {
            let (name, _) = cursor.word("the name of a symbol")?;
            let known = assembler.program.lookup(&name);
            let defined = known.is_some_and(|id| assembler.program.symbol(id).is_defined());
            return Ok(defined == (directive.name == ".ifdef"));
        }
        ".ifb" => return Ok(directive.text.trim().is_empty()),
        ".ifnb" => return Ok(!directive.text.trim().is_empty()),
        ".ifc" | ".ifnc" => {
            let parts = directive.text.split_once(',');
            let (left, right) = parts.ok_or_else(|| cursor.expected("two texts and a comma"))?;
            return Ok((left.trim() == right.trim()) == (directive.name == ".ifc"));
        }
        _ => {}
    }
    let value = assembler.number(cursor)?;
    cursor.finish()?;
    Ok(match directive.name {
        ".ifeq" => value == 0,
        ".iflt" => value < 0,
        ".ifle" => value <= 0,
        ".ifgt" => value > 0,
        ".ifge" => value >= 0,
        _ => value != 0,
    })
}

fn else_if(assembler: &mut Assembler, cursor: &mut Cursor, directive: &Directive) -> Fallible<()> {
    if assembler.input.asks_else_if(directive.at)? {
        let value = assembler.number(cursor)?;
        assembler.input.else_if_condition(value != 0);
    }
    Ok(())
}

fn else_or_end(assembler: &mut Assembler, _: &mut Cursor, directive: &Directive) -> Fallible<()> {
    match directive.name {
        ".else" => assembler.input.else_condition(directive.at),
        _ => assembler.input.close_condition(directive.at),
    }
}

/// Directives that change the stream of statements.
fn macros(assembler: &mut Assembler, cursor: &mut Cursor, directive: &Directive) -> Fallible<()> {
    match directive.name {
        ".macro" => assembler.input.define_macro(directive.at, directive.text),
        ".exitm" => assembler.input.exit_macro(directive.at),
        ".purgem" => {
            let (name, at) = cursor.word("the name of a macro")?;
            assembler.input.forget_macro(&name, at)
        }
        ".rept" => {
            let count = assembler.number(cursor);
            // The body is taken even if the count is wrong, so that one mistake is one message.
            let repeated = assembler.input.repeat(directive.at, *count.as_ref().unwrap_or(&0));
            count.and(repeated)
        }
        ".irp" => assembler.input.repeat_for(directive.at, directive.text, false),
        ".irpc" => assembler.input.repeat_for(directive.at, directive.text, true),
        _ => {
            assembler.input.end();
            Ok(())
        }
    }
}

fn stray_end(_: &mut Assembler, _: &mut Cursor, directive: &Directive) -> Fallible<()> {
    Err(error(directive.at, format!("`{}` closes nothing", directive.name)))
}

/// `.error "text"` and `.warning "text"`
fn message(assembler: &mut Assembler, cursor: &mut Cursor, directive: &Directive) -> Fallible<()> {
    let text = match cursor.peek() {
        Some(Tok::Text(bytes)) => String::from_utf8_lossy(bytes).into_owned(),
        _ => format!("`{}`", directive.name),
    };
    if directive.name == ".error" {
        return Err(error(directive.at, text));
    }
    assembler.program.reporter.report(swtch_source::Diagnostic::warning(directive.at, text));
    Ok(())
}

/// What says nothing to this assembler.
fn ignored(_: &mut Assembler, _: &mut Cursor, _: &Directive) -> Fallible<()> {
    Ok(())
}

/// What others have and this assembler has not.
fn elsewhere(_: &mut Assembler, _: &mut Cursor, directive: &Directive) -> Fallible<()> {
    let message = format!("`{}` is not supported", directive.name);
    Err(match directive.name {
        ".include" | ".incbin" => hinted(
            directive.at,
            message,
            "a file named `.S` is preprocessed first: `#include` works there",
        ),
        ".float" | ".double" => {
            hinted(directive.at, message, "this machine has no floating-point numbers")
        }
        _ => error(directive.at, message),
    })
}
