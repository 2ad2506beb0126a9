//! `.file` and `.loc`: which source lines the instructions come from.

use crate::assemble::Assembler;
use crate::cursor::Cursor;
use crate::directive::Directive;
use crate::expr::Expr;
use crate::lex::Tok;
use crate::program::{Definition, LineRow, Place};
use crate::report::{Fallible, error, hinted};
use swtch_source::Span;

/// `.file "name"`, `.file N "name"`, `.file N "directory" "name"`
pub(crate) fn file(assembler: &mut Assembler, cursor: &mut Cursor, _: &Directive) -> Fallible<()> {
    let number = match cursor.peek() {
        Some(Tok::Number(_)) => Some(line_number(cursor)?),
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

fn line_number(cursor: &mut Cursor) -> Fallible<u32> {
    let span = cursor.span();
    let Some(&Tok::Number(value)) = cursor.peek() else { return Err(cursor.expected("a number")) };
    cursor.next();
    u32::try_from(value).map_err(|_| error(span, "this number must fit into 32 bits"))
}

/// `.loc FILE LINE COLUMN is_stmt 0 discriminator N view …`
pub(crate) fn location(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    directive: &Directive,
) -> Fallible<()> {
    let at = cursor.span();
    let file = line_number(cursor)?;
    if !assembler.program.files.contains_key(&file) {
        let message = format!("file {file} has not been declared");
        return Err(hinted(at, message, format!("`.file {file} \"name\"` declares it")));
    }
    let line = line_number(cursor)?;
    let column = match cursor.peek() {
        Some(Tok::Number(_)) => line_number(cursor)?,
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
        "is_stmt" => row.is_statement = line_number(cursor)? != 0,
        "discriminator" => row.discriminator = line_number(cursor)?,
        "isa" => drop(line_number(cursor)?),
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
