//! Operands of instructions: which spelling they fit, and what they bind.
//!
//! A spelling's syntax (`rd,imm(rs1)`) comes from the instruction table. First the *shapes* of the
//! written operands choose among the spellings of a mnemonic; then the chosen one reads them.

use crate::assemble::Assembler;
use crate::cursor::{Cursor, span_of, split_commas};
use crate::expr::{self, Expr};
use crate::lex::{Tok, Token};
use crate::program::Half;
use crate::report::{Fallible, error, hinted, labelled};
use swtch_isa::{csr, reg};
use swtch_source::Span;

/// One written operand.
pub(crate) struct Operand<'a> {
    pub(crate) tokens: &'a [Token],
    pub(crate) span: Span,
    pub(crate) shape: Shape,
}

/// What an operand looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A register's name alone.
    Register(u8),
    /// Something, or nothing, before a register in parentheses.
    Memory(u8),
    /// Anything else.
    Value,
}

/// What operands give an instruction.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bound {
    pub(crate) rd: u8,
    pub(crate) rs1: u8,
    pub(crate) rs2: u8,
    pub(crate) imm: Option<Immediate>,
}

/// An immediate as written.
#[derive(Clone, Debug)]
pub(crate) struct Immediate {
    pub(crate) value: Expr,
    pub(crate) half: Half,
    pub(crate) span: Span,
}

/// Cuts the tokens after a mnemonic into operands.
pub(crate) fn split(tokens: &[Token], whole: Span) -> Fallible<Vec<Operand<'_>>> {
    let mut operands = Vec::new();
    let mut at = whole;
    for tokens in split_commas(tokens) {
        let Some(span) = span_of(tokens) else {
            return Err(labelled(at, "an operand is missing here", "beside this"));
        };
        at = span;
        operands.push(Operand { tokens, span, shape: shape(tokens) });
    }
    Ok(operands)
}

fn shape(tokens: &[Token]) -> Shape {
    let register = |token: &Token| token.tok.word().and_then(reg::by_name);
    match tokens {
        [only] => register(only).map_or(Shape::Value, Shape::Register),
        [offset @ .., open, base, close] if open.tok.is("(") && close.tok.is(")") => {
            // In `%lo(sp)` the parentheses belong to the operator.
            let is_operator = matches!(offset, [sign, _] if sign.tok.is("%"));
            let base = register(base).filter(|_| !is_operator);
            base.map_or(Shape::Value, Shape::Memory)
        }
        _ => Shape::Value,
    }
}

/// The words of a syntax, one per operand.
pub(crate) fn slots(syntax: &str) -> impl Iterator<Item = &str> {
    syntax.split(',').filter(|slot| !slot.is_empty())
}

/// Whether an operand of this shape can stand in a slot. A register's name may also be the name of
/// a symbol, but only where nothing else fits (`lenient`).
pub(crate) fn fits(slot: &str, shape: Shape, lenient: bool) -> bool {
    match slot {
        "rd" | "rs1" | "rs2" => matches!(shape, Shape::Register(_)),
        "imm(rs1)" | "(rs1)" => matches!(shape, Shape::Memory(_)),
        "target" | "symbol" => {
            shape == Shape::Value || lenient && matches!(shape, Shape::Register(_))
        }
        _ => shape == Shape::Value,
    }
}

/// What a slot wants, for messages.
pub(crate) fn describe(slot: &str) -> &str {
    match slot {
        "rd" | "rs1" | "rs2" => "a register",
        "imm(rs1)" => "an address such as `8(sp)`",
        "(rs1)" => "an address such as `(a0)`",
        "target" | "symbol" => "a label",
        "csr" => "a control and status register",
        "shamt" => "a shift amount",
        "pred" | "succ" => "a set of the letters `iorw`",
        _ => "a number",
    }
}

/// Reads one operand into `bound`, as its slot says.
pub(crate) fn bind(
    assembler: &mut Assembler,
    slot: &str,
    operand: &Operand,
    bound: &mut Bound,
) -> Fallible<()> {
    match (slot, operand.shape) {
        ("rd", Shape::Register(number)) => bound.rd = number,
        ("rs1", Shape::Register(number)) => bound.rs1 = number,
        ("rs2", Shape::Register(number)) => bound.rs2 = number,
        ("imm(rs1)", Shape::Memory(number)) => {
            bound.rs1 = number;
            bound.imm = Some(offset(assembler, operand)?);
        }
        ("(rs1)", Shape::Memory(number)) => {
            bound.rs1 = number;
            let offset = offset(assembler, operand)?;
            if offset.value.as_number() != Some(0) {
                let message = "an atomic instruction has no offset";
                return Err(hinted(operand.span, message, "add it to the register first"));
            }
        }
        ("uimm", _) => bound.rs1 = small_number(assembler, operand, "the immediate")?,
        ("shamt", _) => {
            let amount = small_number(assembler, operand, "a shift amount")?;
            bound.imm = Some(Immediate::number(amount.into(), operand.span));
        }
        ("csr", _) => {
            let number = csr_number(assembler, operand)?;
            bound.imm = Some(Immediate::number(number.into(), operand.span));
        }
        ("pred" | "succ", _) => {
            let before = bound.imm.as_ref().and_then(|imm| imm.value.as_number()).unwrap_or(0);
            let bits = before << 4 | access_set(operand)?;
            bound.imm = Some(Immediate::number(bits, operand.span));
        }
        _ => bound.imm = Some(immediate(assembler, operand.tokens, operand.span)?),
    }
    Ok(())
}

impl Immediate {
    pub(crate) fn number(value: i64, span: Span) -> Immediate {
        Immediate { value: Expr::number(value, span), half: Half::Whole, span }
    }
}

/// What stands before `(register)`; zero if nothing does.
fn offset(assembler: &mut Assembler, operand: &Operand) -> Fallible<Immediate> {
    let tokens = &operand.tokens[..operand.tokens.len().saturating_sub(3)];
    match span_of(tokens) {
        Some(span) => immediate(assembler, tokens, span),
        None => Ok(Immediate::number(0, operand.span)),
    }
}

/// `expr`, or `%operator(expr)`.
fn immediate(assembler: &mut Assembler, tokens: &[Token], span: Span) -> Fallible<Immediate> {
    let mut cursor = Cursor::new(tokens, span);
    let half = half(&mut cursor)?;
    if half != Half::Whole {
        cursor.expect("(")?;
    }
    let value = expr::parse(&mut cursor, assembler)?;
    if half != Half::Whole {
        cursor.expect(")")?;
    }
    cursor.finish()?;
    Ok(Immediate { value, half, span })
}

fn half(cursor: &mut Cursor) -> Fallible<Half> {
    let start = cursor.span();
    if !cursor.eat("%") {
        return Ok(Half::Whole);
    }
    let (operator, _) = cursor.word("a relocation operator")?;
    match &*operator {
        "hi" => Ok(Half::Hi),
        "lo" => Ok(Half::Lo),
        "pcrel_hi" => Ok(Half::PcrelHi),
        "pcrel_lo" => Ok(Half::PcrelLo),
        "got_pcrel_hi" => Ok(Half::GotHi),
        "tprel_hi" | "tprel_lo" | "tprel_add" | "tls_ie_pcrel_hi" | "tls_gd_pcrel_hi" => {
            Err(hinted(
                cursor.since(start),
                format!("`%{operator}` is for thread-local variables, which are not supported"),
                "remove _Thread_local or __thread",
            ))
        }
        _ => Err(hinted(
            cursor.since(start),
            format!("unknown relocation operator `%{operator}`"),
            "there are `%hi`, `%lo`, `%pcrel_hi`, `%pcrel_lo` and `%got_pcrel_hi`",
        )),
    }
}

/// A number from 0 to 31 that is known by now.
fn small_number(assembler: &mut Assembler, operand: &Operand, what: &str) -> Fallible<u8> {
    let mut cursor = Cursor::new(operand.tokens, operand.span);
    let value = assembler.number(&mut cursor)?;
    cursor.finish()?;
    match u8::try_from(value) {
        Ok(value) if value < 32 => Ok(value),
        _ => Err(out_of_range(operand.span, what, value, 0, 31)),
    }
}

/// The message for a value that does not fit.
pub(crate) fn out_of_range(
    span: Span,
    what: &str,
    value: i64,
    least: i64,
    most: i64,
) -> Box<swtch_source::Diagnostic> {
    let message = format!("{what} {value} is out of range");
    labelled(span, message, &format!("must be between {least} and {most}"))
}

fn csr_number(assembler: &mut Assembler, operand: &Operand) -> Fallible<u16> {
    if let [Token { tok: Tok::Word(name), .. }] = operand.tokens {
        if let Some(number) = csr::by_name(name) {
            return Ok(number);
        }
        if assembler.program.lookup(name).is_none() {
            let known = csr::NAMED.iter().map(|&(_, name)| name);
            let message = format!("unknown control and status register `{name}`");
            return Err(match swtch_source::nearest(name, known) {
                Some(meant) => hinted(operand.span, message, swtch_source::did_you_mean(meant)),
                None => hinted(operand.span, message, "a number from 0 to 4095 will do, too"),
            });
        }
    }
    let mut cursor = Cursor::new(operand.tokens, operand.span);
    let value = assembler.number(&mut cursor)?;
    cursor.finish()?;
    match u16::try_from(value) {
        Ok(number) if number < 4096 => Ok(number),
        _ => Err(out_of_range(operand.span, "the register number", value, 0, 4095)),
    }
}

/// The letters of `iorw`, in that order; or a number from 0 to 15.
fn access_set(operand: &Operand) -> Fallible<i64> {
    let wrong =
        || error(operand.span, "a fence orders a set of `i`, `o`, `r` and `w`, such as `rw`");
    match operand.tokens {
        [Token { tok: Tok::Number(bits @ 0..=15), .. }] => Ok(*bits),
        [Token { tok: Tok::Word(letters), .. }] => {
            let mut bits = 0;
            let mut allowed = "iorw";
            for letter in letters.chars() {
                let at = allowed.find(letter).ok_or_else(wrong)?;
                allowed = &allowed[at + 1..];
                bits |= 1 << allowed.len();
            }
            Ok(bits)
        }
        _ => Err(wrong()),
    }
}
