//! `.insn`: an instruction given by its fields, for those that have no mnemonic here.
//!
//! ```text
//! .insn 0x00b50533                          the whole word
//! .insn r OP, 0, 0x20, a0, a1, a2           opcode, funct3, funct7, rd, rs1, rs2
//! .insn i OP_IMM, 0, a0, a1, -5             opcode, funct3, rd, rs1, imm   (or imm(rs1))
//! .insn s STORE, 2, a0, 8(sp)               opcode, funct3, rs2, imm(rs1)
//! .insn u LUI, a0, 0x12345                  opcode, rd, imm
//! .insn r4 CUSTOM_1, 0, 1, a0, a1, a2, a3   opcode, funct3, funct2, rd, rs1, rs2, rs3
//! .insn b BRANCH, 1, a0, a1, label          opcode, funct3, rs1, rs2, target
//! .insn j JAL, ra, label                    opcode, rd, target
//! ```

use crate::assemble::Assembler;
use crate::cursor::Cursor;
use crate::directive::Directive;
use crate::lex::Tok;
use crate::operands::out_of_range;
use crate::program::{Fixup, FixupField, Half};
use crate::report::{Fallible, error, hinted};
use swtch_isa::{Format, reg};

/// The manual's names of the major opcodes of 32-bit instructions.
const OPCODES: [(&str, i64); 17] = [
    ("LOAD", 0x03),
    ("CUSTOM_0", 0x0b),
    ("MISC_MEM", 0x0f),
    ("OP_IMM", 0x13),
    ("AUIPC", 0x17),
    ("STORE", 0x23),
    ("CUSTOM_1", 0x2b),
    ("AMO", 0x2f),
    ("OP", 0x33),
    ("LUI", 0x37),
    ("OP_32", 0x3b),
    ("CUSTOM_2", 0x5b),
    ("BRANCH", 0x63),
    ("JALR", 0x67),
    ("JAL", 0x6f),
    ("SYSTEM", 0x73),
    ("CUSTOM_3", 0x7b),
];

pub(crate) fn instruction(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    directive: &Directive,
) -> Fallible<()> {
    let mut target = None;
    let word = match cursor.peek().and_then(Tok::word) {
        Some(format @ ("b" | "sb" | "j" | "uj")) => {
            cursor.next();
            let (word, fixup) = transfer(assembler, cursor, format)?;
            target = Some(fixup);
            word
        }
        Some(format @ ("r" | "r4" | "i" | "s" | "u")) => {
            cursor.next();
            fields(assembler, cursor, format)?
        }
        _ => {
            let mut word = field(assembler, cursor, "the instruction", 0, u32::MAX.into())?;
            // Its length may come first.
            if word == 4 && cursor.eat(",") {
                word = field(assembler, cursor, "the instruction", 0, u32::MAX.into())?;
            }
            word as u32
        }
    };
    cursor.finish()?;
    if word & 3 != 3 {
        let message = "the lowest two bits of a 32-bit instruction are ones";
        return Err(error(directive.at, message));
    }
    assembler.before_instruction(directive.at);
    assembler.bytes(&word.to_le_bytes(), target.into_iter().collect());
    Ok(())
}

/// A branch or jump, and its target.
fn transfer(assembler: &mut Assembler, cursor: &mut Cursor, name: &str) -> Fallible<(u32, Fixup)> {
    let mut word = opcode(assembler, cursor)? as u32;
    cursor.expect(",")?;
    let format = if matches!(name, "b" | "sb") { Format::B } else { Format::J };
    if format == Format::B {
        word |= (field(assembler, cursor, "funct3", 0, 7)? as u32) << 12;
        for at in [15, 20] {
            cursor.expect(",")?;
            word |= register(cursor)? << at;
        }
    } else {
        word |= register(cursor)? << 7;
    }
    cursor.expect(",")?;
    let value = assembler.expr(cursor)?;
    let (span, field) = (value.span, FixupField::Imm { format, part: Half::Whole });
    Ok((word, Fixup { offset: 0, field, value, span }))
}

fn fields(assembler: &mut Assembler, cursor: &mut Cursor, format: &str) -> Fallible<u32> {
    let mut word = opcode(assembler, cursor)? as u32;
    if format != "u" {
        cursor.expect(",")?;
        word |= (field(assembler, cursor, "funct3", 0, 7)? as u32) << 12;
    }
    match format {
        "r" | "r4" => {
            cursor.expect(",")?;
            let (name, most) = if format == "r" { ("funct7", 127) } else { ("funct2", 3) };
            word |= (field(assembler, cursor, name, 0, most)? as u32) << 25;
            let places: &[u32] = if format == "r" { &[7, 15, 20] } else { &[7, 15, 20, 27] };
            for at in places {
                cursor.expect(",")?;
                word |= register(cursor)? << at;
            }
            Ok(word)
        }
        "u" => {
            cursor.expect(",")?;
            word |= register(cursor)? << 7;
            cursor.expect(",")?;
            Ok(word | (field(assembler, cursor, "the immediate", 0, 0xFFFFF)? as u32) << 12)
        }
        _ => with_immediate(assembler, cursor, word, format),
    }
}

/// The rest of an `i` or `s`: a register, then another and a number, or both as an address.
fn with_immediate(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    mut word: u32,
    format: &str,
) -> Fallible<u32> {
    cursor.expect(",")?;
    word |= register(cursor)? << if format == "i" { 7 } else { 20 };
    cursor.expect(",")?;
    let plain = cursor.peek().and_then(Tok::word).is_some_and(|name| reg::by_name(name).is_some());
    let immediate = if plain {
        word |= register(cursor)? << 15;
        cursor.expect(",")?;
        field(assembler, cursor, "the immediate", -2048, 2047)?
    } else {
        let immediate = field(assembler, cursor, "the immediate", -2048, 2047)?;
        cursor.expect("(")?;
        word |= register(cursor)? << 15;
        cursor.expect(")")?;
        immediate
    };
    let format = if format == "i" { Format::I } else { Format::S };
    Ok(format.insert_imm(word, immediate as i32))
}

fn opcode(assembler: &mut Assembler, cursor: &mut Cursor) -> Fallible<i64> {
    let known = |name: &str| OPCODES.iter().find(|(known, _)| *known == name);
    match cursor.peek().and_then(Tok::word).and_then(known) {
        Some(&(_, number)) => {
            cursor.next();
            Ok(number)
        }
        None => field(assembler, cursor, "the opcode", 3, 127),
    }
}

fn register(cursor: &mut Cursor) -> Fallible<u32> {
    let (name, at) = cursor.word("a register")?;
    let number = reg::by_name(&name);
    let number = number
        .ok_or_else(|| hinted(at, format!("unknown register `{name}`"), "`a0` or `x10` is one"))?;
    Ok(number.into())
}

/// A number that must lie within bounds.
fn field(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    what: &str,
    least: i64,
    most: i64,
) -> Fallible<i64> {
    let span = cursor.span();
    let value = assembler.number(cursor)?;
    if (least..=most).contains(&value) {
        Ok(value)
    } else {
        Err(out_of_range(span, what, value, least, most))
    }
}
