//! `.cfi_…`: how to undo a function's frame at each of its instructions.
//!
//! A function's directives become a [`FrameEntry`]; `frames` writes the entries as DWARF.

use crate::assemble::Assembler;
use crate::cursor::Cursor;
use crate::directive::Directive;
use crate::lex::Tok;
use crate::program::Place;
use crate::report::{Fallible, error, hinted};
use gimli::Register;
use gimli::write::CallFrameInstruction as Step;
use swtch_isa::{csr, reg};
use swtch_source::Span;

/// `ra`.
const RETURN_ADDRESS: u16 = 1;
/// `sp`.
const STACK_POINTER: u16 = 2;
/// Where DWARF for RISC-V numbers the control and status registers from.
const FIRST_CSR: u16 = 4096;

/// What the directives between `.cfi_startproc` and `.cfi_endproc` say.
pub(crate) struct FrameEntry {
    pub(crate) start: Place,
    /// None until `.cfi_endproc`.
    pub(crate) end: Option<Place>,
    /// Where the address lies that the function returns to.
    pub(crate) return_column: Register,
    /// The caller was interrupted, it did not call: its address is that of the next instruction.
    pub(crate) signal: bool,
    /// `.cfi_startproc simple`: not even the start is as the calling convention has it.
    pub(crate) simple: bool,
    /// Something was said that has no counterpart here; better no entry than a wrong one.
    pub(crate) incomplete: bool,
    pub(crate) steps: Vec<(Place, Step)>,
    opened_at: Span,
    /// Offset of the frame's address from its register, and those remembered.
    offset: i32,
    remembered: Vec<i32>,
}

impl FrameEntry {
    /// Every place that it names.
    pub(crate) fn places(&mut self) -> impl Iterator<Item = &mut Place> {
        let steps = self.steps.iter_mut().map(|(place, _)| place);
        [&mut self.start].into_iter().chain(&mut self.end).chain(steps)
    }
}

/// A directive by its name without `.cfi_`.
type Handler = fn(&mut Assembler, &mut Cursor, &Directive) -> Fallible<()>;

/// Those of GNU as. What concerns exceptions, and in which section the tables go, is accepted and
/// says nothing here: there is one kind of table, `.debug_frame`, which no program loads.
const DIRECTIVES: &[(&str, Handler)] = &[
    ("startproc", start),
    ("endproc", end),
    ("def_cfa", define),
    ("def_cfa_register", define_register),
    ("def_cfa_offset", define_offset),
    ("adjust_cfa_offset", adjust_offset),
    ("offset", offset),
    ("rel_offset", offset),
    ("val_offset", offset),
    ("register", register_in_register),
    ("restore", each_register),
    ("undefined", each_register),
    ("same_value", each_register),
    ("remember_state", remember),
    ("restore_state", restore_state),
    ("return_column", return_column),
    ("signal_frame", signal_frame),
    ("escape", escape),
    ("val_encoded_addr", escape),
    ("sections", ignored),
    ("personality", ignored),
    ("personality_id", ignored),
    ("lsda", ignored),
    ("inline_lsda", ignored),
    ("fde_data", ignored),
];

/// Does what a `.cfi_` directive says.
pub(crate) fn directive(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    directive: &Directive,
) -> Fallible<()> {
    let name = own_name(directive);
    if let Some((_, handler)) = DIRECTIVES.iter().find(|(known, _)| *known == name) {
        return handler(assembler, cursor, directive);
    }
    let message = format!("unknown directive `{}`", directive.name);
    let known = DIRECTIVES.iter().map(|(name, _)| *name);
    Err(match swtch_source::nearest(name, known) {
        Some(meant) => {
            hinted(directive.at, message, swtch_source::did_you_mean(&format!(".cfi_{meant}")))
        }
        None => error(directive.at, message),
    })
}

fn own_name<'a>(directive: &Directive<'a>) -> &'a str {
    directive.name.strip_prefix(".cfi_").unwrap_or(directive.name)
}

/// What is wrong at the end of the text.
pub(crate) fn unfinished(assembler: &mut Assembler) -> Fallible<()> {
    match assembler.program.frames.last() {
        Some(frame) if frame.end.is_none() => {
            let message = "this `.cfi_startproc` has no `.cfi_endproc`";
            Err(error(frame.opened_at, message))
        }
        _ => Ok(()),
    }
}

fn start(assembler: &mut Assembler, cursor: &mut Cursor, directive: &Directive) -> Fallible<()> {
    if let Some(frame) = assembler.program.frames.last().filter(|frame| frame.end.is_none()) {
        let mut mistake = error(directive.at, "`.cfi_startproc` before `.cfi_endproc`");
        mistake.notes.push((frame.opened_at, "the function before begins here".into()));
        return Err(mistake);
    }
    let simple = !cursor.at_end() && {
        let (word, at) = cursor.word("`simple` or nothing")?;
        if &*word != "simple" {
            return Err(error(at, "expected `simple` or nothing"));
        }
        true
    };
    cursor.finish()?;
    let start = assembler.place();
    assembler.program.frames.push(FrameEntry {
        start,
        end: None,
        return_column: Register(RETURN_ADDRESS),
        signal: false,
        simple,
        incomplete: false,
        steps: Vec::new(),
        opened_at: directive.at,
        offset: 0,
        remembered: Vec::new(),
    });
    Ok(())
}

fn end(assembler: &mut Assembler, cursor: &mut Cursor, directive: &Directive) -> Fallible<()> {
    cursor.finish()?;
    let place = assembler.place();
    frame(assembler, directive)?.end = Some(place);
    Ok(())
}

/// The function that is open, in the section at hand.
fn frame<'a>(assembler: &'a mut Assembler, directive: &Directive) -> Fallible<&'a mut FrameEntry> {
    let section = assembler.section;
    match assembler.program.frames.last_mut().filter(|frame| frame.end.is_none()) {
        None => {
            let message = format!("`{}` outside of a function", directive.name);
            Err(hinted(directive.at, message, "`.cfi_startproc` begins one"))
        }
        Some(frame) if frame.start.section != section => {
            let message = format!("`{}` in another section than its function", directive.name);
            let mut mistake = error(directive.at, message);
            mistake.notes.push((frame.opened_at, "the function begins here".into()));
            Err(mistake)
        }
        Some(frame) => Ok(frame),
    }
}

fn push(assembler: &mut Assembler, directive: &Directive, step: Step) -> Fallible<()> {
    let place = assembler.place();
    frame(assembler, directive)?.steps.push((place, step));
    Ok(())
}

/// `.cfi_def_cfa register, offset`
fn define(assembler: &mut Assembler, cursor: &mut Cursor, directive: &Directive) -> Fallible<()> {
    let register = register(assembler, cursor)?;
    cursor.expect(",")?;
    let offset = distance(assembler, cursor)?;
    cursor.finish()?;
    frame(assembler, directive)?.offset = offset;
    push(assembler, directive, Step::Cfa(register, offset))
}

fn define_register(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    directive: &Directive,
) -> Fallible<()> {
    let register = register(assembler, cursor)?;
    cursor.finish()?;
    push(assembler, directive, Step::CfaRegister(register))
}

fn define_offset(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    directive: &Directive,
) -> Fallible<()> {
    let offset = distance(assembler, cursor)?;
    cursor.finish()?;
    frame(assembler, directive)?.offset = offset;
    push(assembler, directive, Step::CfaOffset(offset))
}

fn adjust_offset(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    directive: &Directive,
) -> Fallible<()> {
    let by = distance(assembler, cursor)?;
    cursor.finish()?;
    let frame = frame(assembler, directive)?;
    frame.offset = frame.offset.saturating_add(by);
    let offset = frame.offset;
    push(assembler, directive, Step::CfaOffset(offset))
}

/// `.cfi_offset register, offset` from the frame's address; `rel_offset` counts from its register.
fn offset(assembler: &mut Assembler, cursor: &mut Cursor, directive: &Directive) -> Fallible<()> {
    let register = register(assembler, cursor)?;
    cursor.expect(",")?;
    let at = cursor.span();
    let offset = distance(assembler, cursor)?;
    cursor.finish()?;
    let frame = frame(assembler, directive)?;
    let offset = match own_name(directive) {
        "rel_offset" => offset.saturating_sub(frame.offset),
        _ => offset,
    };
    if offset % 4 != 0 {
        return Err(error(at, "a register is saved at a multiple of four bytes"));
    }
    let step = match own_name(directive) {
        "val_offset" => Step::ValOffset(register, offset),
        _ => Step::Offset(register, offset),
    };
    push(assembler, directive, step)
}

fn register_in_register(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    directive: &Directive,
) -> Fallible<()> {
    let whose = register(assembler, cursor)?;
    cursor.expect(",")?;
    let home = register(assembler, cursor)?;
    cursor.finish()?;
    push(assembler, directive, Step::Register(whose, home))
}

/// `.cfi_restore register, …` and the others that take a list.
fn each_register(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    directive: &Directive,
) -> Fallible<()> {
    loop {
        let register = register(assembler, cursor)?;
        let step = match own_name(directive) {
            "restore" => Step::Restore(register),
            "undefined" => Step::Undefined(register),
            _ => Step::SameValue(register),
        };
        push(assembler, directive, step)?;
        if !cursor.eat(",") {
            return cursor.finish();
        }
    }
}

fn remember(assembler: &mut Assembler, cursor: &mut Cursor, directive: &Directive) -> Fallible<()> {
    cursor.finish()?;
    let frame = frame(assembler, directive)?;
    frame.remembered.push(frame.offset);
    push(assembler, directive, Step::RememberState)
}

fn restore_state(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    directive: &Directive,
) -> Fallible<()> {
    cursor.finish()?;
    let frame = frame(assembler, directive)?;
    let Some(offset) = frame.remembered.pop() else {
        return Err(error(directive.at, "`.cfi_restore_state` without `.cfi_remember_state`"));
    };
    frame.offset = offset;
    push(assembler, directive, Step::RestoreState)
}

fn return_column(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    directive: &Directive,
) -> Fallible<()> {
    let register = register(assembler, cursor)?;
    cursor.finish()?;
    frame(assembler, directive)?.return_column = register;
    Ok(())
}

fn signal_frame(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    directive: &Directive,
) -> Fallible<()> {
    cursor.finish()?;
    frame(assembler, directive)?.signal = true;
    Ok(())
}

/// Bytes of a table that only their author knows.
fn escape(assembler: &mut Assembler, _: &mut Cursor, directive: &Directive) -> Fallible<()> {
    frame(assembler, directive)?.incomplete = true;
    Ok(())
}

fn ignored(_: &mut Assembler, _: &mut Cursor, _: &Directive) -> Fallible<()> {
    Ok(())
}

/// A register by name, a control and status register too, or by its DWARF number.
fn register(assembler: &mut Assembler, cursor: &mut Cursor) -> Fallible<Register> {
    if let Some(Tok::Word(name)) = cursor.peek() {
        let known = reg::by_name(name).map(u16::from);
        let known = known.or_else(|| csr::by_name(name).map(|number| FIRST_CSR + number));
        if let Some(number) = known {
            cursor.next();
            return Ok(Register(number));
        }
        if assembler.program.lookup(name).is_none() {
            return Err(cursor.expected("a register"));
        }
    }
    let span = cursor.span();
    let number = assembler.number(cursor)?;
    match u16::try_from(number) {
        Ok(number) if number < 2 * FIRST_CSR => Ok(Register(number)),
        _ => Err(error(span, format!("there is no register {number}"))),
    }
}

fn distance(assembler: &mut Assembler, cursor: &mut Cursor) -> Fallible<i32> {
    let span = cursor.span();
    let number = assembler.number(cursor)?;
    i32::try_from(number).map_err(|_| error(span, "this offset must fit into 32 bits"))
}

/// What holds at the first instruction of a function unless it is `simple`.
pub(crate) fn initial() -> Step {
    Step::Cfa(Register(STACK_POINTER), 0)
}
