//! Instructions and pseudo-instructions: from a mnemonic and its operands to words and fixups.

use crate::assemble::Assembler;
use crate::expr::Expr;
use crate::lex::{Tok, Token};
use crate::operands::{
    self, Bound, Immediate, Operand, Shape, describe, fits, out_of_range, slots,
};
use crate::program::{Fixup, FixupField, Half, Kind};
use crate::report::{Fallible, error, hinted, labelled};
use std::collections::HashMap;
use swtch_isa::{Field, Format, Insn, Op, PSEUDOS, Step, TABLE, Value, encode, reg};
use swtch_source::{Diagnostic, Span};

/// One way to write one mnemonic.
#[derive(Clone)]
pub(crate) struct Spelling {
    syntax: &'static str,
    steps: Vec<Step>,
}

/// All spellings of all mnemonics; an instruction's own comes before those of its namesakes.
pub(crate) struct Spellings(HashMap<&'static str, Vec<Spelling>>);

impl Spellings {
    pub(crate) fn new() -> Spellings {
        let mut known: HashMap<&'static str, Vec<Spelling>> = HashMap::new();
        for row in TABLE {
            let steps = vec![Step { op: row.op, set: &[] }];
            let spelling = Spelling { syntax: row.format.syntax(), steps };
            known.entry(row.mnemonic).or_default().push(spelling);
        }
        for pseudo in PSEUDOS {
            let spelling = Spelling { syntax: pseudo.syntax, steps: pseudo.steps.to_vec() };
            known.entry(pseudo.mnemonic).or_default().push(spelling);
        }
        Spellings(known)
    }

    /// The spellings of a mnemonic, and the bits `aq << 1 | rl` of its suffix.
    fn find(&self, mnemonic: &str) -> Option<(&[Spelling], i32)> {
        if let Some(spellings) = self.0.get(mnemonic) {
            return Some((spellings, 0));
        }
        let suffixes = [(".aqrl", 3), (".aq", 2), (".rl", 1)];
        let (stem, bits) = suffixes
            .into_iter()
            .find_map(|(suffix, bits)| Some((mnemonic.strip_suffix(suffix)?, bits)))?;
        let spellings = self.0.get(stem)?;
        let is_atomic = |step: &Step| matches!(step.op.format(), Format::Amo | Format::Lr);
        let atomic = spellings.iter().all(|spelling| spelling.steps.iter().all(is_atomic));
        atomic.then_some((spellings.as_slice(), bits))
    }
}

/// Assembles one instruction.
pub(crate) fn instruction(
    assembler: &mut Assembler,
    mnemonic: &str,
    at: Span,
    tokens: &[Token],
) -> Fallible<()> {
    let Some((spellings, ordering)) = assembler.spellings.find(mnemonic) else {
        return Err(unknown(assembler, mnemonic, at));
    };
    let spellings = spellings.to_vec();
    let operands = operands::split(tokens, at)?;
    let matching: Vec<&Spelling> = [false, true]
        .into_iter()
        .map(|lenient| spellings.iter().filter(|s| matches(s, &operands, lenient)).collect())
        .find(|found: &Vec<_>| !found.is_empty())
        .ok_or_else(|| mismatch(mnemonic, at, &spellings, &operands))?;
    let mut chosen = matching[0];
    let mut bound = bind(assembler, chosen, &operands)?;
    if mnemonic == "li" {
        let value = load_immediate(&mut bound, at)?;
        if !Format::I.imm_range().contains(&value) {
            chosen = matching[matching.len() - 1];
        }
    }
    let whole = operands.last().map_or(at, |last| at.to(last.span));
    assembler.before_instruction(whole);
    if mnemonic == "la" && assembler.options.pic {
        return load_from_table(assembler, &bound, whole);
    }
    emit(assembler, &chosen.steps, &bound, ordering, whole)
}

/// `la` in position-independent code: the address is looked up in the table of addresses.
fn load_from_table(assembler: &mut Assembler, bound: &Bound, span: Span) -> Fallible<()> {
    let Some(imm) = &bound.imm else { return Ok(()) };
    let place = assembler.place();
    let upper_at = assembler.label_at(place);
    let auipc = Insn { rd: bound.rd, ..Insn::new(Op::Auipc) };
    let load = Insn { rd: bound.rd, rs1: bound.rd, ..Insn::new(Op::Lw) };
    with_imm(assembler, auipc, Half::GotHi, imm.value.clone(), (imm.span, span))?;
    let lower = Expr::symbol(upper_at, imm.span);
    with_imm(assembler, load, Half::PcrelLo, lower, (imm.span, span))
}

fn matches(spelling: &Spelling, operands: &[Operand], lenient: bool) -> bool {
    slots(spelling.syntax).count() == operands.len()
        && slots(spelling.syntax).zip(operands).all(|(slot, o)| fits(slot, o.shape, lenient))
}

fn bind(assembler: &mut Assembler, spelling: &Spelling, operands: &[Operand]) -> Fallible<Bound> {
    let mut bound = Bound::default();
    for (slot, operand) in slots(spelling.syntax).zip(operands) {
        operands::bind(assembler, slot, operand, &mut bound)?;
    }
    Ok(bound)
}

/// Makes the operand of `li` a signed 32-bit number, which it must be.
fn load_immediate(bound: &mut Bound, at: Span) -> Fallible<i64> {
    let Some(imm) = &mut bound.imm else { return Ok(0) };
    let written = imm.value.as_number().filter(|_| imm.half == Half::Whole).ok_or_else(|| {
        hinted(imm.span, "`li` loads a number that is known here", "`la` loads an address")
    })?;
    if !(i64::from(i32::MIN)..=i64::from(u32::MAX)).contains(&written) {
        let (least, most) = (i32::MIN.into(), u32::MAX.into());
        return Err(out_of_range(imm.span, "the number", written, least, most));
    }
    let value = written as i32;
    *imm = Immediate::number(value.into(), at);
    Ok(value.into())
}

/// Appends the instructions of a spelling.
fn emit(
    assembler: &mut Assembler,
    steps: &[Step],
    bound: &Bound,
    ordering: i32,
    span: Span,
) -> Fallible<()> {
    let mut upper_at = None;
    for step in steps {
        let register = |field: Field, own: u8| match step.value(field) {
            Some(Value::Is(number)) => number as u8,
            Some(Value::Same(_)) => bound.rd,
            _ => own,
        };
        let mut insn = Insn {
            op: step.op,
            rd: register(Field::Rd, bound.rd),
            rs1: register(Field::Rs1, bound.rs1),
            rs2: register(Field::Rs2, bound.rs2),
            imm: ordering,
        };
        let half = match step.value(Field::Imm) {
            Some(Value::Is(number)) => {
                insn.imm = number;
                None
            }
            Some(Value::Hi) => Some(Half::Hi),
            Some(Value::Lo) if low_part(bound) == Some(0) => continue,
            Some(Value::Lo) => Some(Half::Lo),
            Some(Value::PcrelHi) => Some(Half::PcrelHi),
            Some(Value::PcrelLo) => Some(Half::PcrelLo),
            Some(Value::CallHi) => Some(Half::Call),
            Some(Value::CallLo) => None,
            Some(Value::Same(_)) | None => bound.imm.as_ref().map(|imm| imm.half),
        };
        let place = assembler.place();
        let imm = match (half, &bound.imm) {
            (Some(Half::PcrelLo), Some(imm)) if step.value(Field::Imm).is_some() => {
                upper_at.map(|symbol| (Half::PcrelLo, Expr::symbol(symbol, imm.span), imm.span))
            }
            (Some(half), Some(imm)) => Some((half, imm.value.clone(), imm.span)),
            _ => None,
        };
        if half == Some(Half::PcrelHi) {
            upper_at = Some(assembler.label_at(place));
        }
        match imm {
            Some((half, value, at)) => with_imm(assembler, insn, half, value, (at, span))?,
            None => word(assembler, insn, None),
        }
    }
    Ok(())
}

/// The lower part of a number as `lui` and `addi` share it.
fn low_part(bound: &Bound) -> Option<i32> {
    let value = bound.imm.as_ref()?.value.as_number()?;
    Some(low(value as i32))
}

/// The sign-extended lower 12 bits.
pub(crate) fn low(value: i32) -> i32 {
    value << 20 >> 20
}

/// The rest, a multiple of 4096.
pub(crate) fn high(value: i32) -> i32 {
    value.wrapping_sub(low(value))
}

/// Appends an instruction with an immediate, which may have to wait for its value. `at` is where
/// the immediate stands, then the whole instruction.
fn with_imm(
    assembler: &mut Assembler,
    mut insn: Insn,
    half: Half,
    value: Expr,
    at: (Span, Span),
) -> Fallible<()> {
    let format = insn.op.format();
    check_half(half, insn, at.0)?;
    let number = value.as_number();
    match (half, number) {
        (Half::Whole, Some(number)) => insn.imm |= plain(insn, number, at.0)?,
        (Half::Hi, Some(number)) => insn.imm = high(number as i32),
        (Half::Lo, Some(number)) => insn.imm = low(number as i32),
        (Half::Whole, None) if format == Format::B => {
            let kind = Kind::Branch { insn, target: value, span: at.0, long: false };
            assembler.fragment(kind);
            return Ok(());
        }
        _ => {
            let field = FixupField::Imm { format, part: half };
            word(assembler, insn, Some(Fixup { offset: 0, field, value, span: at.0 }));
            return Ok(());
        }
    }
    word(assembler, insn, None);
    Ok(())
}

/// The immediate of an instruction, from a plain number.
fn plain(insn: Insn, number: i64, span: Span) -> Fallible<i32> {
    let format = insn.op.format();
    match format {
        Format::B | Format::J => Err(hinted(
            span,
            "a jump goes to a label, not to a number",
            format!("for a distance from here, write `. + {number}`"),
        )),
        Format::U if (0..1 << 20).contains(&number) => Ok((number as i32) << 12),
        Format::U => Err(out_of_range(span, "the upper immediate", number, 0, 0xFFFFF)),
        _ => in_range(format, number, span),
    }
}

/// A number that a format's immediate can hold. Numbers from 2^31 to 2^32 are negative ones
/// written without a sign, as in `andi a0, a0, 0xfffffff0`.
pub(crate) fn in_range(format: Format, number: i64, span: Span) -> Fallible<i32> {
    let range = format.imm_range();
    let signed = match u32::try_from(number) {
        Ok(bits) if format.imm_is_signed() => i64::from(bits as i32),
        _ => number,
    };
    if range.contains(&signed) {
        return Ok(signed as i32);
    }
    Err(out_of_range(span, "the immediate", number, *range.start(), *range.end()))
}

fn check_half(half: Half, insn: Insn, span: Span) -> Fallible<()> {
    let (fits, which, home) = match (half, insn.op.format()) {
        (Half::Hi | Half::PcrelHi | Half::GotHi | Half::Call, format) => {
            (format == Format::U, "upper", "`lui` and `auipc`")
        }
        (Half::Lo | Half::PcrelLo, format) => {
            let fits = matches!(format, Format::I | Format::Load | Format::S);
            (fits, "lower", "`addi`, loads and stores")
        }
        (Half::Whole, _) => return Ok(()),
    };
    if fits {
        return Ok(());
    }
    let message = format!("`{}` cannot take the {which} part of an address", insn.op.mnemonic());
    Err(hinted(span, message, format!("that belongs into {home}")))
}

fn word(assembler: &mut Assembler, insn: Insn, fixup: Option<Fixup>) {
    assembler.bytes(&encode(insn).to_le_bytes(), fixup.into_iter().collect());
}

/// The mistake of operands that fit no spelling.
fn mismatch(
    mnemonic: &str,
    at: Span,
    spellings: &[Spelling],
    operands: &[Operand],
) -> Box<Diagnostic> {
    let usage: Vec<String> = spellings
        .iter()
        .map(|s| format!("`{}`", format!("{mnemonic} {}", s.syntax).trim_end()))
        .collect();
    let usage = format!("it is written {}", usage.join(" or "));
    let counts: Vec<usize> = spellings.iter().map(|s| slots(s.syntax).count()).collect();
    if !counts.contains(&operands.len()) {
        let span = match (operands.first(), operands.last()) {
            (Some(first), Some(last)) => first.span.to(last.span),
            _ => at,
        };
        let message = format!("`{mnemonic}` does not take {}", count_of_operands(operands.len()));
        return hinted(span, message, usage);
    }
    // Blame the operand that the most fitting spelling stumbles over.
    let stumble = |spelling: &Spelling| {
        slots(spelling.syntax)
            .zip(operands)
            .take_while(|(slot, o)| fits(slot, o.shape, true))
            .count()
    };
    let best = spellings.iter().filter(|s| slots(s.syntax).count() == operands.len()).max_by_key(
        // `max_by_key` takes the last of equals; the instruction's own spelling is first.
        |spelling| (stumble(spelling), std::cmp::Reverse(spelling.steps.len())),
    );
    let Some((best, operand)) = best.and_then(|best| Some((best, operands.get(stumble(best))?)))
    else {
        return hinted(at, format!("`{mnemonic}` does not take these operands"), usage);
    };
    let slot = slots(best.syntax).nth(stumble(best)).unwrap_or("");
    let mut diagnostic = wrong_operand(slot, operand);
    diagnostic.hint.get_or_insert(usage);
    diagnostic
}

fn count_of_operands(count: usize) -> String {
    match count {
        0 => "no operands".into(),
        1 => "one operand".into(),
        count => format!("{count} operands"),
    }
}

fn wrong_operand(slot: &str, operand: &Operand) -> Box<Diagnostic> {
    let wants_register = matches!(slot, "rd" | "rs1" | "rs2");
    if let (true, [Token { tok: Tok::Word(name), .. }]) = (wants_register, operand.tokens) {
        let message = format!("unknown register `{name}`");
        return match swtch_source::nearest(name, reg::NAMES) {
            Some(meant) => hinted(operand.span, message, swtch_source::did_you_mean(meant)),
            None => error(operand.span, message),
        };
    }
    let found = match operand.shape {
        Shape::Register(number) => format!("the register `{}`", reg::name(number)),
        Shape::Memory(_) => "an address".into(),
        Shape::Value => match operand.tokens {
            [only] => only.tok.describe(),
            _ => "an expression".into(),
        },
    };
    labelled(operand.span, format!("expected {}, found {found}", describe(slot)), "")
}

fn unknown(assembler: &Assembler, mnemonic: &str, at: Span) -> Box<Diagnostic> {
    let message = format!("unknown instruction `{mnemonic}`");
    if let Some(reason) = foreign(mnemonic) {
        return hinted(at, message, reason);
    }
    let lower = mnemonic.to_ascii_lowercase();
    // In the order of the table, so that the choice among equals is always the same.
    let rows = TABLE.iter().map(|row| row.mnemonic);
    let pseudos = PSEUDOS.iter().map(|pseudo| pseudo.mnemonic);
    let macros = assembler.macro_names();
    match swtch_source::nearest(&lower, rows.chain(pseudos).chain(macros)) {
        Some(meant) => hinted(at, message, swtch_source::did_you_mean(meant)),
        None => error(at, message),
    }
}

/// Why an instruction of another RISC-V machine is not known here.
fn foreign(mnemonic: &str) -> Option<&'static str> {
    const WIDE: [&str; 17] = [
        "ld", "sd", "lwu", "addw", "addiw", "subw", "negw", "sext.w", "sllw", "slliw", "srlw",
        "srliw", "sraw", "sraiw", "mulw", "divw", "remw",
    ];
    if WIDE.contains(&mnemonic) {
        Some("that is a 64-bit instruction; this machine has 32 bits")
    } else if mnemonic.starts_with("c.") {
        Some("this machine has no compressed instructions")
    } else if mnemonic.starts_with('f') && mnemonic.contains('.') && !mnemonic.starts_with("fence")
    {
        Some("this machine has no floating-point instructions")
    } else if mnemonic == "sret" || mnemonic == "uret" {
        Some("this machine has machine mode and user mode only; `mret` leaves a trap")
    } else {
        None
    }
}
