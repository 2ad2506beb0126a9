//! Assembly text becomes a relocatable ELF object.
//!
//! The dialect is GNU `as` for RV32IMA: what gcc's `-S` prints, what our own compiler prints, and
//! what people write by hand. The stages, in order:
//!
//! 1. `lex`: text → statements → tokens with spans;
//! 2. `macros`: repetition, conditions and macro calls → a stream of plain statements;
//! 3. `assemble`: each statement → labels, then an instruction (`insn`, `operands`) or a directive
//!    (the table in `directive`), recorded as fragments and fixups of a `program`;
//! 4. `subsections`, `layout`: addresses; branches that do not reach grow to a branch around a jump;
//! 5. `resolve`: fixups → finished bytes, or relocations where only the linker can know;
//! 6. `lines`: `.loc`, or the lines of the file itself → DWARF; `frames`: `.cfi_…` (`cfi`) → DWARF;
//! 7. `object`: ELF.
//!
//! `origin` shows mistakes in preprocessed text where its author made them.
//!
//! The crate reads instructions from the table in `swtch-isa` and knows none by name, except the
//! few that relaxation makes. It reads no files: what `.include` and `.incbin` name it asks for.

mod assemble;
mod cfi;
mod control;
mod cursor;
mod data;
mod directive;
mod expr;
mod frames;
mod include;
mod insn;
mod layout;
mod lex;
mod lines;
mod location;
mod macros;
mod object;
mod operands;
mod origin;
mod program;
mod recorder;
mod report;
mod resolve;
mod section;
mod subsections;
mod symbol;
mod written_out;

use swtch_source::{Diagnostic, FileId, Files, Sources};

/// What [`assemble`] makes of a text without mistakes.
#[derive(Clone, Debug)]
pub struct Assembled {
    /// An ELF32 RISC-V relocatable object.
    pub object: Vec<u8>,
    /// Things that look like mistakes.
    pub warnings: Vec<Diagnostic>,
}

/// Assembles one text. Other files that it names are asked for by path, relative to its own folder
/// and then as they are; their texts are added to `sources`.
///
/// # Errors
/// Every mistake found in the text, in the order of the text; never an empty list. After fifty the
/// rest is not reported.
pub fn assemble(
    sources: &mut Sources,
    files: &dyn Files,
    file: FileId,
) -> Result<Assembled, Vec<Diagnostic>> {
    let mut program = assemble::read(sources, files, file);
    let sources = &*sources;
    program.join_subsections();
    layout::place(&mut program);
    let resolved = resolve::resolve(&mut program);
    let mut debug = lines::sections(&program, sources.file(file).name.as_str());
    debug.extend(frames::section(&program));
    let (mut warnings, mut errors) = program.reporter.finish();
    origin::restore(sources, file, &program, &mut warnings);
    origin::restore(sources, file, &program, &mut errors);
    if !errors.is_empty() {
        return Err(errors);
    }
    match object::write(&program, &resolved, &debug) {
        Ok(object) => Ok(Assembled { object, warnings }),
        Err(reason) => {
            Err(vec![Diagnostic::unplaced(format!("cannot write the object: {reason}"))])
        }
    }
}

#[cfg(test)]
mod tests;
