//! Directives that choose the section that is being filled.

use crate::assemble::Assembler;
use crate::cursor::Cursor;
use crate::directive::Directive;
use crate::lex::Tok;
use crate::program::{Flags, SectionKey};
use crate::report::{Fallible, error, hinted};
use std::rc::Rc;

/// Numbers of subsections, as GNU as has them.
const SUBSECTION_MAX: i64 = 8192;

/// `.text`, `.data` and the others, and the number of a subsection.
pub(crate) fn by_own_name(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    directive: &Directive,
) -> Fallible<()> {
    let subsection = match cursor.at_end() {
        true => 0,
        false => subsection_number(assembler, cursor)?,
    };
    cursor.finish()?;
    let key = SectionKey { subsection, ..SectionKey::named(directive.name) };
    switch(assembler, &key, None);
    Ok(())
}

/// `.subsection N`: of the section at hand.
pub(crate) fn subsection(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    _: &Directive,
) -> Fallible<()> {
    let subsection = subsection_number(assembler, cursor)?;
    cursor.finish()?;
    let current = &assembler.program.sections[assembler.section.0];
    let (key, flags) = (SectionKey { subsection, ..current.key.clone() }, current.flags);
    switch(assembler, &key, Some(flags));
    Ok(())
}

fn subsection_number(assembler: &mut Assembler, cursor: &mut Cursor) -> Fallible<i64> {
    let span = cursor.span();
    match assembler.number(cursor)? {
        number @ 0..=SUBSECTION_MAX => Ok(number),
        number => Err(crate::operands::out_of_range(
            span,
            "the number of a subsection",
            number,
            0,
            SUBSECTION_MAX,
        )),
    }
}

/// `.section NAME, "flags", @type, entry size, group, linkage`
pub(crate) fn named(assembler: &mut Assembler, cursor: &mut Cursor, _: &Directive) -> Fallible<()> {
    let key = SectionKey::named(&section_name(cursor)?);
    described(assembler, cursor, key)
}

/// `.pushsection NAME, subsection, "flags", …`
pub(crate) fn push(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    directive: &Directive,
) -> Fallible<()> {
    if assembler.stack.len() >= 1000 {
        return Err(error(directive.at, "sections are pushed too deeply"));
    }
    assembler.stack.push((assembler.section, assembler.previous));
    let mut key = SectionKey::named(&section_name(cursor)?);
    let begins_with_number = !matches!(cursor.peek_at(1), None | Some(Tok::Text(_)));
    if begins_with_number && cursor.eat(",") {
        key.subsection = subsection_number(assembler, cursor)?;
    }
    described(assembler, cursor, key)
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

/// Reads what stands behind the name of a section, and goes there.
fn described(assembler: &mut Assembler, cursor: &mut Cursor, mut key: SectionKey) -> Fallible<()> {
    let mut flags = None;
    if cursor.eat(",") {
        let (letters, span) = cursor.text("section flags in quotes, such as \"aw\"")?;
        let mut given = Letters::read(letters, span, &key.name)?;
        if cursor.eat(",") {
            section_type(cursor, &mut given.flags)?;
            if given.merge && cursor.eat(",") {
                // Our linker merges nothing, and the object says no other size of elements.
                given.flags.strings &= assembler.number(cursor)? == 1;
            }
            key.group = group(cursor, given.group)?;
            key.unique = unique(assembler, cursor)?;
        } else if given.group || given.merge {
            return Err(cursor.expected("a comma and a section type, such as `@progbits`"));
        }
        if given.current_group && !given.group {
            key.group = assembler.program.sections[assembler.section.0].key.group.clone();
        }
        flags = Some(given.flags);
    }
    cursor.finish()?;
    switch(assembler, &key, flags);
    Ok(())
}

fn switch(assembler: &mut Assembler, key: &SectionKey, flags: Option<Flags>) {
    let section = assembler.program.section(key, flags.unwrap_or(Flags::by_name(&key.name)));
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
            Tok::Local { .. } | Tok::Large(_) => {
                return Err(cursor.expected("the name of a section"));
            }
        }
        cursor.next();
    }
    if name.is_empty() || name.contains('\0') {
        return Err(cursor.expected("the name of a section"));
    }
    Ok(name)
}

/// What the letters of a section say.
#[derive(Default)]
struct Letters {
    flags: Flags,
    /// The size of its elements follows.
    merge: bool,
    /// The name of a group follows.
    group: bool,
    /// It is in the group of the section at hand.
    current_group: bool,
}

impl Letters {
    fn read(letters: &[u8], span: swtch_source::Span, name: &str) -> Fallible<Letters> {
        let by_name = Flags::by_name(name);
        let mut read = Letters::default();
        read.flags.nobits = by_name.nobits;
        read.flags.note = by_name.note;
        for letter in letters {
            match letter {
                b'a' => read.flags.alloc = true,
                b'w' => read.flags.write = true,
                b'x' => read.flags.exec = true,
                b'M' => read.merge = true,
                b'S' => read.flags.strings = true,
                b'G' => read.group = true,
                b'?' => read.current_group = true,
                b'R' => read.flags.retain = true,
                b'e' => read.flags.exclude = true,
                b'o' => {
                    return Err(hinted(
                        span,
                        "sections that follow the order of others (`o`) are not supported",
                        "sections are linked in the order of the files",
                    ));
                }
                b'T' => return Err(error(span, "thread-local data (`T`) is not supported")),
                other => {
                    let other = char::from(*other).escape_debug().to_string();
                    return Err(hinted(
                        span,
                        format!("unknown section flag `{other}`"),
                        "`a` takes memory, `w` is writable, `x` executable",
                    ));
                }
            }
        }
        read.flags.strings &= read.merge;
        Ok(read)
    }
}

/// `@progbits` and its like, also written with `%` or in quotes.
fn section_type(cursor: &mut Cursor, flags: &mut Flags) -> Fallible<()> {
    let at = cursor.span();
    let kind: Rc<str> = if cursor.eat("@") || cursor.eat("%") {
        cursor.word("a section type, such as `@progbits`")?.0
    } else {
        let (text, _) = cursor.text("a section type, such as `@progbits`")?;
        String::from_utf8_lossy(text).as_ref().into()
    };
    (flags.nobits, flags.note) = match &*kind {
        "nobits" => (true, false),
        "note" => (false, true),
        // What the arrays of functions are is known by their names.
        "progbits" | "init_array" | "fini_array" | "preinit_array" => (false, false),
        _ => {
            return Err(hinted(
                at,
                format!("unknown section type `{kind}`"),
                "there are `@progbits`, `@nobits`, `@note` and `@init_array`",
            ));
        }
    };
    Ok(())
}

/// `, name, comdat`: sections of one name are taken once for the whole program.
fn group(cursor: &mut Cursor, wanted: bool) -> Fallible<Option<Rc<str>>> {
    if !wanted {
        return Ok(None);
    }
    cursor.expect(",")?;
    let mut name = String::new();
    while let Some(tok) = cursor.peek().filter(|tok| !tok.is(",")) {
        match tok {
            Tok::Word(word) => name += word,
            Tok::Text(bytes) => name += &String::from_utf8_lossy(bytes),
            _ => return Err(cursor.expected("the name of a group")),
        }
        cursor.next();
    }
    if name.is_empty() || name.contains('\0') {
        return Err(cursor.expected("the name of a group"));
    }
    if cursor.eat(",") {
        let (linkage, at) = cursor.word("`comdat`")?;
        if &*linkage != "comdat" {
            return Err(error(at, "expected `comdat`"));
        }
    }
    Ok(Some(name.into()))
}

/// `, unique, N`: another section of the same name.
fn unique(assembler: &mut Assembler, cursor: &mut Cursor) -> Fallible<Option<i64>> {
    if !cursor.eat(",") {
        return Ok(None);
    }
    let (word, at) = cursor.word("`unique`")?;
    if &*word != "unique" {
        return Err(error(at, "expected `unique`"));
    }
    cursor.expect(",")?;
    Ok(Some(assembler.number(cursor)?))
}
