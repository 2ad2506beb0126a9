//! Directives that make data: numbers, strings, padding and room.

use crate::assemble::Assembler;
use crate::cursor::Cursor;
use crate::directive::Directive;
use crate::expr::{self, Expr};
use crate::lex::Tok;
use crate::program::{Fixup, FixupField, Kind, Place, SectionId};
use crate::report::{Fallible, error, hinted};
use swtch_source::Span;

/// Padding beyond this helps nobody.
const ALIGN_MAX: u64 = 1 << 20;

/// `.word expression, …`, and the other sizes.
pub(crate) fn numbers(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    directive: &Directive,
) -> Fallible<()> {
    let size = match directive.name {
        ".byte" | ".dc.b" => 1,
        ".half" | ".short" | ".hword" | ".2byte" | ".dc" | ".dc.w" => 2,
        ".quad" | ".8byte" | ".dword" => 8,
        _ => 4,
    };
    if cursor.at_end() {
        return Ok(());
    }
    loop {
        // Each number has its own place, which `.` means.
        let value = assembler.expr(cursor)?;
        let span = value.span;
        match value.as_number() {
            Some(number) => {
                let bytes = number_bytes(number, size, span)?;
                assembler.bytes(&bytes[..size as usize], Vec::new());
            }
            None => {
                let fixup = Fixup { offset: 0, field: FixupField::Data(size), value, span };
                assembler.bytes(&[0; 8][..size as usize], vec![fixup]);
            }
        }
        if !cursor.eat(",") {
            return cursor.finish();
        }
    }
}

/// The little-endian bytes of a number that must fit into `size` bytes, signed or not.
pub(crate) fn number_bytes(number: i64, size: u8, span: Span) -> Fallible<[u8; 8]> {
    let bits = u32::from(size) * 8;
    if bits < 64 {
        let (least, most) = (-1i64 << (bits - 1), (1i64 << bits) - 1);
        if !(least..=most).contains(&number) {
            return Err(crate::operands::out_of_range(span, "the number", number, least, most));
        }
    }
    Ok(number.to_le_bytes())
}

/// `.uleb128 expression, …` and `.sleb128`
pub(crate) fn leb128(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    directive: &Directive,
) -> Fallible<()> {
    let signed = directive.name == ".sleb128";
    loop {
        let value = assembler.expr(cursor)?;
        let span = value.span;
        match value.as_number() {
            Some(number) => assembler.bytes(&leb_bytes(number, signed, 0), Vec::new()),
            None => assembler.fragment(Kind::Leb { value, signed, span }),
        }
        if !cursor.eat(",") {
            return cursor.finish();
        }
    }
}

/// A number in LEB128, in at least `size` bytes.
pub(crate) fn leb_bytes(number: i64, signed: bool, size: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = number;
    loop {
        let low = (rest & 0x7F) as u8;
        rest = if signed { rest >> 7 } else { (rest as u64 >> 7) as i64 };
        let sign_is_told = !signed || (low & 0x40 != 0) == (rest == -1);
        let done = (rest == 0 || signed && rest == -1) && sign_is_told && bytes.len() + 1 >= size;
        bytes.push(if done { low } else { low | 0x80 });
        if done || bytes.len() >= 16 {
            return bytes;
        }
    }
}

/// `.ascii "text", …`; the others append a zero to each.
pub(crate) fn strings(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    directive: &Directive,
) -> Fallible<()> {
    if cursor.at_end() {
        return Ok(());
    }
    loop {
        let (text, _) = cursor.text("a string")?;
        assembler.bytes(text, Vec::new());
        // Neighbours without a comma are one string.
        while let Some(Tok::Text(more)) = cursor.peek() {
            assembler.bytes(more, Vec::new());
            cursor.next();
        }
        if directive.name != ".ascii" {
            assembler.bytes(&[0], Vec::new());
        }
        if !cursor.eat(",") {
            return cursor.finish();
        }
    }
}

/// `.zero count`, `.space count, byte`; the numbers of `.ds` have a size.
pub(crate) fn space(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    directive: &Directive,
) -> Fallible<()> {
    let count = assembler.expr(cursor)?;
    let byte = optional_byte(assembler, cursor)?;
    cursor.finish()?;
    let mut unit = vec![byte];
    unit.resize(if directive.name == ".ds.l" { 4 } else { 1 }, 0);
    if matches!(directive.name, ".ds" | ".ds.w") {
        unit.push(0);
    }
    repeat(assembler, count, unit, directive.at)
}

/// `.fill count, size, value`
pub(crate) fn fill(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    directive: &Directive,
) -> Fallible<()> {
    let count = assembler.expr(cursor)?;
    let mut size = 1;
    let mut value = 0;
    if cursor.eat(",") {
        let span = cursor.span();
        size = assembler.number(cursor)?;
        if !(0..=8).contains(&size) {
            return Err(crate::operands::out_of_range(span, "the size", size, 0, 8));
        }
        if cursor.eat(",") {
            value = assembler.number(cursor)?;
        }
    }
    cursor.finish()?;
    // As GNU as has it, only four bytes of the value count.
    let unit = (value as u64 & 0xFFFF_FFFF).to_le_bytes()[..size as usize].to_vec();
    repeat(assembler, count, unit, directive.at)
}

fn repeat(assembler: &mut Assembler, count: Expr, unit: Vec<u8>, span: Span) -> Fallible<()> {
    if count.as_number().is_some_and(|count| count < 0) {
        return Err(error(count.span, "this count is negative"));
    }
    let span = span.to(count.span);
    assembler.fragment(Kind::Fill { count, unit, span });
    Ok(())
}

/// `.org offset, byte`
pub(crate) fn org(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    directive: &Directive,
) -> Fallible<()> {
    let offset = assembler.expr(cursor)?;
    let byte = optional_byte(assembler, cursor)?;
    cursor.finish()?;
    advance(assembler, offset, byte, directive.at)
}

/// Fills the section up to an offset, which is a number or a label of it plus one.
pub(crate) fn advance(
    assembler: &mut Assembler,
    offset: Expr,
    fill: u8,
    span: Span,
) -> Fallible<()> {
    let span = span.to(offset.span);
    assembler.fragment(Kind::Org { offset, fill, span });
    Ok(())
}

fn optional_byte(assembler: &mut Assembler, cursor: &mut Cursor) -> Fallible<u8> {
    if !cursor.eat(",") {
        return Ok(0);
    }
    let span = cursor.span();
    let value = assembler.number(cursor)?;
    Ok(number_bytes(value, 1, span)?[0])
}

/// `.align power, byte, most`; `.balign` counts bytes.
pub(crate) fn align(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    directive: &Directive,
) -> Fallible<()> {
    let span = cursor.span();
    let align = if directive.name == ".balign" {
        power_of_two(assembler, cursor)?
    } else {
        let power = assembler.number(cursor)?;
        let power = u32::try_from(power).ok().filter(|&power| 1u64 << power.min(63) <= ALIGN_MAX);
        1 << power.ok_or_else(|| {
            let message = "this alignment is out of range";
            hinted(span, message, "`.align n` aligns on 2 to the power n, at most 20")
        })?
    };
    let mut fill = None;
    let mut max = u64::MAX;
    if cursor.eat(",") {
        if !cursor.at_end() && !cursor.peek().is_some_and(|tok| tok.is(",")) {
            let span = cursor.span();
            let value = assembler.number(cursor)?;
            fill = Some(number_bytes(value, 1, span)?[0]);
        }
        if cursor.eat(",") {
            max = count(assembler, cursor)?;
        }
    }
    cursor.finish()?;
    let section = &mut assembler.program.sections[assembler.section.0];
    section.align = section.align.max(align);
    assembler.fragment(Kind::Align { align, fill, max });
    Ok(())
}

/// A number of bytes that is a power of two.
pub(crate) fn power_of_two(assembler: &mut Assembler, cursor: &mut Cursor) -> Fallible<u64> {
    let span = cursor.span();
    match assembler.number(cursor)? {
        0 => Ok(1),
        value if value > 0 && value.count_ones() == 1 && value as u64 <= ALIGN_MAX => {
            Ok(value as u64)
        }
        value => {
            let message = format!("alignment {value} is not a power of two up to {ALIGN_MAX}");
            Err(error(span, message))
        }
    }
}

/// A number that is not negative.
pub(crate) fn count(assembler: &mut Assembler, cursor: &mut Cursor) -> Fallible<u64> {
    let value = assembler.expr(cursor)?;
    let number = expr::number(&value, &assembler.program)?;
    u64::try_from(number).map_err(|_| error(value.span, "this must not be negative"))
}

/// Sets `size` bytes aside in a section without contents.
pub(crate) fn reserve(
    assembler: &mut Assembler,
    section: SectionId,
    size: u64,
    align: u64,
    span: Span,
) -> Place {
    let program = &mut assembler.program;
    let owner = &mut program.sections[section.0];
    owner.align = owner.align.max(align);
    program.append_fragment(section, Kind::Align { align, fill: None, max: u64::MAX });
    let place = program.end_of(section);
    let count = Expr::number(size as i64, span);
    program.append_fragment(section, Kind::Fill { count, unit: vec![0], span });
    place
}
