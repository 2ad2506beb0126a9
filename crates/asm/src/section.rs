//! Directives that choose the section that is being filled.

use crate::assemble::Assembler;
use crate::cursor::Cursor;
use crate::directive::Directive;
use crate::lex::Tok;
use crate::program::Flags;
use crate::report::{Fallible, error, hinted};

pub(crate) fn by_own_name(
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
pub(crate) fn named(assembler: &mut Assembler, cursor: &mut Cursor, _: &Directive) -> Fallible<()> {
    let name = section_name(cursor)?;
    let flags = section_flags(cursor, &name)?;
    switch(assembler, &name, flags);
    Ok(())
}

pub(crate) fn push(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    directive: &Directive,
) -> Fallible<()> {
    if assembler.stack.len() >= 1000 {
        return Err(error(directive.at, "sections are pushed too deeply"));
    }
    assembler.stack.push((assembler.section, assembler.previous));
    named(assembler, cursor, directive)
}

pub(crate) fn pop(
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

pub(crate) fn previous(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    _: &Directive,
) -> Fallible<()> {
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
