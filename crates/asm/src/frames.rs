//! The frame table, from the `.cfi_` directives: `.debug_frame`, which debuggers and the linker's
//! unwinder read. It is no part of the program's memory, so that telling how to unwind a function
//! costs its program nothing.

use crate::cfi::{self, FrameEntry};
use crate::program::Program;
use crate::recorder::{DebugSection, Recorder};
use gimli::write::{
    Address, CommonInformationEntry, DebugFrame, FrameDescriptionEntry, FrameTable,
};
use gimli::{Encoding, Format, SectionId};

/// What DWARF 5 has: version 4 of this section.
const ENCODING: Encoding = Encoding { format: Format::Dwarf32, version: 4, address_size: 4 };
/// Data in code may lie anywhere; saved registers may not.
const CODE_ALIGNMENT: u8 = 1;
const DATA_ALIGNMENT: i8 = -4;

/// The frame table of a program that is laid out, unless it has none or brings its own.
pub(crate) fn section(program: &Program) -> Option<DebugSection> {
    let name = SectionId::DebugFrame.name();
    let brings_its_own = program.sections.iter().any(|s| &*s.key.name == name && s.size > 0);
    if program.frames.is_empty() || brings_its_own || program.reporter.has_errors() {
        return None;
    }
    let mut table = FrameTable::default();
    for frame in program.frames.iter().filter(|frame| !frame.incomplete) {
        if let Some(description) = description(program, frame) {
            let common = table.add_cie(common(frame));
            table.add_fde(common, description);
        }
    }
    let mut section = DebugFrame::from(Recorder::default());
    table.write_debug_frame(&mut section).ok()?;
    section.0.section(name)
}

fn common(frame: &FrameEntry) -> CommonInformationEntry {
    let mut common =
        CommonInformationEntry::new(ENCODING, CODE_ALIGNMENT, DATA_ALIGNMENT, frame.return_column);
    common.signal_trampoline = frame.signal;
    if !frame.simple {
        common.add_instruction(cfi::initial());
    }
    common
}

fn description(program: &Program, frame: &FrameEntry) -> Option<FrameDescriptionEntry> {
    let start = program.offset(frame.start);
    let length = u32::try_from(program.offset(frame.end?).checked_sub(start)?).ok()?;
    let address = Address::Symbol { symbol: frame.start.section.0, addend: start as i64 };
    let mut description = FrameDescriptionEntry::new(address, length);
    for (place, step) in &frame.steps {
        let offset = u32::try_from(program.offset(*place).checked_sub(start)?).ok()?;
        description.add_instruction(offset, step.clone());
    }
    Some(description)
}
