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

/// A directive being read.
struct Reading<'r, 'a, 'c> {
    assembler: &'r mut Assembler<'a>,
    cursor: &'r mut Cursor<'c>,
    directive: &'r Directive<'r>,
}

type Handler = fn(&mut Reading) -> Fallible<()>;

/// Those of GNU as, by their names without `.cfi_`. What concerns exceptions, and in which section the
/// tables go, is accepted and says nothing here: there is one kind of table, `.debug_frame`, which no
/// program loads.
const DIRECTIVES: &[(&str, Handler)] = &[
    ("startproc", |reading| reading.start()),
    ("endproc", |reading| reading.end()),
    ("def_cfa", |reading| {
        let (register, offset) = reading.register_and_offset()?;
        reading.frame()?.offset = offset;
        reading.push(Step::Cfa(register, offset))
    }),
    ("def_cfa_register", |reading| {
        let register = reading.only_register()?;
        reading.push(Step::CfaRegister(register))
    }),
    ("def_cfa_offset", |reading| {
        let offset = reading.only_offset()?;
        reading.set_offset(offset)
    }),
    ("adjust_cfa_offset", |reading| {
        let by = reading.only_offset()?;
        let offset = reading.frame()?.offset.saturating_add(by);
        reading.set_offset(offset)
    }),
    ("offset", |reading| {
        let (register, offset) = reading.saved_register(0)?;
        reading.push(Step::Offset(register, offset))
    }),
    ("rel_offset", |reading| {
        // It counts from the frame address's register.
        let base = reading.frame()?.offset;
        let (register, offset) = reading.saved_register(base)?;
        reading.push(Step::Offset(register, offset))
    }),
    ("val_offset", |reading| {
        let (register, offset) = reading.saved_register(0)?;
        reading.push(Step::ValOffset(register, offset))
    }),
    ("register", |reading| {
        let whose = reading.register()?;
        reading.cursor.expect(",")?;
        let home = reading.only_register()?;
        reading.push(Step::Register(whose, home))
    }),
    ("restore", |reading| reading.each_register(Step::Restore)),
    ("undefined", |reading| reading.each_register(Step::Undefined)),
    ("same_value", |reading| reading.each_register(Step::SameValue)),
    ("remember_state", |reading| {
        reading.cursor.finish()?;
        let frame = reading.frame()?;
        frame.remembered.push(frame.offset);
        reading.push(Step::RememberState)
    }),
    ("restore_state", |reading| reading.restore_state()),
    ("return_column", |reading| {
        let register = reading.only_register()?;
        reading.frame()?.return_column = register;
        Ok(())
    }),
    ("signal_frame", |reading| {
        reading.cursor.finish()?;
        reading.frame()?.signal = true;
        Ok(())
    }),
    ("escape", |reading| reading.not_understood()),
    ("val_encoded_addr", |reading| reading.not_understood()),
    ("sections", |_| Ok(())),
    ("personality", |_| Ok(())),
    ("personality_id", |_| Ok(())),
    ("lsda", |_| Ok(())),
    ("inline_lsda", |_| Ok(())),
    ("fde_data", |_| Ok(())),
];

/// Does what a `.cfi_` directive says.
pub(crate) fn directive(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    directive: &Directive,
) -> Fallible<()> {
    let name = directive.name.strip_prefix(".cfi_").unwrap_or(directive.name);
    if let Some((_, handler)) = DIRECTIVES.iter().find(|(known, _)| *known == name) {
        return handler(&mut Reading { assembler, cursor, directive });
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

/// What the directives do.
impl Reading<'_, '_, '_> {
    fn start(&mut self) -> Fallible<()> {
        let open = self.assembler.program.frames.last().filter(|frame| frame.end.is_none());
        if let Some(frame) = open {
            let mut mistake = error(self.directive.at, "`.cfi_startproc` before `.cfi_endproc`");
            mistake.notes.push((frame.opened_at, "the function before begins here".into()));
            return Err(mistake);
        }
        let simple = !self.cursor.at_end() && {
            let (word, at) = self.cursor.word("`simple` or nothing")?;
            if &*word != "simple" {
                return Err(error(at, "expected `simple` or nothing"));
            }
            true
        };
        self.cursor.finish()?;
        let start = self.assembler.place();
        self.assembler.program.frames.push(FrameEntry {
            start,
            end: None,
            return_column: Register(RETURN_ADDRESS),
            signal: false,
            simple,
            incomplete: false,
            steps: Vec::new(),
            opened_at: self.directive.at,
            offset: 0,
            remembered: Vec::new(),
        });
        Ok(())
    }

    fn end(&mut self) -> Fallible<()> {
        self.cursor.finish()?;
        let place = self.assembler.place();
        self.frame()?.end = Some(place);
        Ok(())
    }

    fn set_offset(&mut self, offset: i32) -> Fallible<()> {
        self.frame()?.offset = offset;
        self.push(Step::CfaOffset(offset))
    }

    fn restore_state(&mut self) -> Fallible<()> {
        self.cursor.finish()?;
        let at = self.directive.at;
        let frame = self.frame()?;
        let Some(offset) = frame.remembered.pop() else {
            return Err(error(at, "`.cfi_restore_state` without `.cfi_remember_state`"));
        };
        frame.offset = offset;
        self.push(Step::RestoreState)
    }

    /// Bytes of a table that only their author knows.
    fn not_understood(&mut self) -> Fallible<()> {
        self.frame()?.incomplete = true;
        Ok(())
    }

    /// The function that is open, in the section at hand.
    fn frame(&mut self) -> Fallible<&mut FrameEntry> {
        let Directive { name, at, .. } = *self.directive;
        let section = self.assembler.section;
        match self.assembler.program.frames.last_mut().filter(|frame| frame.end.is_none()) {
            None => {
                let message = format!("`{name}` outside of a function");
                Err(hinted(at, message, "`.cfi_startproc` begins one"))
            }
            Some(frame) if frame.start.section != section => {
                let message = format!("`{name}` in another section than its function");
                let mut mistake = error(at, message);
                mistake.notes.push((frame.opened_at, "the function begins here".into()));
                Err(mistake)
            }
            Some(frame) => Ok(frame),
        }
    }

    fn push(&mut self, step: Step) -> Fallible<()> {
        let place = self.assembler.place();
        self.frame()?.steps.push((place, step));
        Ok(())
    }
}

/// Operands.
impl Reading<'_, '_, '_> {
    fn only_register(&mut self) -> Fallible<Register> {
        let register = self.register()?;
        self.cursor.finish()?;
        Ok(register)
    }

    fn only_offset(&mut self) -> Fallible<i32> {
        let offset = self.offset()?;
        self.cursor.finish()?;
        Ok(offset)
    }

    fn register_and_offset(&mut self) -> Fallible<(Register, i32)> {
        let register = self.register()?;
        self.cursor.expect(",")?;
        Ok((register, self.only_offset()?))
    }

    /// A register and where it is saved, from the frame's address; what is written counts from `base` below it.
    fn saved_register(&mut self, base: i32) -> Fallible<(Register, i32)> {
        let register = self.register()?;
        self.cursor.expect(",")?;
        let at = self.cursor.span();
        let offset = self.only_offset()?.saturating_sub(base);
        if offset % 4 != 0 {
            return Err(error(at, "a register is saved at a multiple of four bytes"));
        }
        Ok((register, offset))
    }

    /// `register, …`
    fn each_register(&mut self, step: fn(Register) -> Step) -> Fallible<()> {
        loop {
            let register = self.register()?;
            self.push(step(register))?;
            if !self.cursor.eat(",") {
                return self.cursor.finish();
            }
        }
    }

    /// A register by name, a control and status register too, or by its DWARF number.
    fn register(&mut self) -> Fallible<Register> {
        if let Some(Tok::Word(name)) = self.cursor.peek() {
            let known = reg::by_name(name).map(u16::from);
            let known = known.or_else(|| csr::by_name(name).map(|number| FIRST_CSR + number));
            if let Some(number) = known {
                self.cursor.next();
                return Ok(Register(number));
            }
            if self.assembler.program.lookup(name).is_none() {
                return Err(self.cursor.expected("a register"));
            }
        }
        let span = self.cursor.span();
        let number = self.assembler.number(self.cursor)?;
        match u16::try_from(number) {
            Ok(number) if number < 2 * FIRST_CSR => Ok(Register(number)),
            _ => Err(error(span, format!("there is no register {number}"))),
        }
    }

    fn offset(&mut self) -> Fallible<i32> {
        let span = self.cursor.span();
        let number = self.assembler.number(self.cursor)?;
        i32::try_from(number).map_err(|_| error(span, "this offset must fit into 32 bits"))
    }
}

/// What holds at the first instruction of a function unless it is `simple`.
pub(crate) fn initial() -> Step {
    Step::Cfa(Register(STACK_POINTER), 0)
}
