//! Objects and archives become a static ELF executable for RV32; objects and executables become
//! plain values: segments, symbols, source lines, listings.
//!
//! [`link`] reads as a list of passes, each a module: objects are read (`input`), names get
//! their meaning (`resolve`), sections their addresses (`layout`), places their contents
//! (`contents`, `relocate`), and the whole is written (`emit`) and described (`map`).
//! [`read`] opens any static RV32 executable, ours or another tool's; [`disassembly`] lists it.
//! The crate knows no file system and no operating system: bytes in, bytes and values out.

mod contents;
mod disassembly;
mod elf;
mod emit;
mod executable;
mod input;
mod layout;
mod lines;
mod listing;
mod map;
mod marks;
mod padding;
mod places;
mod relocate;
mod resolve;
mod strip;
mod symbols;
mod undefined;
mod unwind;

pub use disassembly::disassembly;
pub use executable::{Executable, Section, Segment, Symbol, SymbolKind, read};
pub use lines::LineTable;
pub use listing::{Block, Line, Listing};
pub use strip::strip;
use swtch_source::Diagnostic;
pub use unwind::{Backtrace, End, FRAMES_MAX, Frame, FrameTables, Moment};

/// A file given to the linker.
#[derive(Clone, Debug)]
pub struct Input<'a> {
    /// As people should see it in messages and in the map.
    pub name: String,
    /// A relocatable object, or an archive of such.
    pub bytes: &'a [u8],
    /// Taken only if it defines a symbol that is otherwise undefined, as members of an archive
    /// always are.
    pub lazy: bool,
}

/// What is not decided by the objects.
#[derive(Clone, Debug)]
pub struct Layout {
    /// Address of the first byte, a multiple of the page size: `0x8000_0000` for a kernel,
    /// `0x0001_0000` for a user program.
    pub base: u32,
    /// The symbol where execution starts.
    pub entry: String,
}

/// What comes out.
#[derive(Clone, Debug)]
pub struct Linked {
    /// A static ELF executable.
    pub executable: Vec<u8>,
    /// What lies where: sections by input file, and symbols.
    pub map: String,
}

/// Links `inputs`, in their order, into one program.
///
/// # Errors
/// Everything that is wrong with the pass that failed: damaged or foreign files, symbols defined
/// twice or not at all, relocations out of reach. Warnings there are none.
pub fn link(inputs: &[Input], layout: &Layout) -> Result<Linked, Vec<Diagnostic>> {
    check_base(layout)?;
    let objects = input::read_all(inputs)?;
    let program = resolve::resolve(objects, &layout.entry)?;
    let missing = undefined::check(&program, &layout.entry);
    if !missing.is_empty() {
        return Err(missing);
    }
    let image = layout::place(&program, layout).map_err(|error| vec![error])?;
    let addresses = contents::addresses(&program, &image);
    let contents = contents::fill(&program, &image, &addresses)?;
    let symbols = symbols::collect(&program, &image);
    let entry = program.global(&layout.entry);
    let entry =
        entry.and_then(|site| contents::defined_address(&program, &image, site)).unwrap_or(0);
    let parts = emit::Parts { image: &image, contents: &contents, symbols: &symbols, entry };
    let executable = emit::write(&parts)
        .map_err(|why| vec![Diagnostic::unplaced(format!("the executable is too large: {why}"))])?;
    let map = map::print(&program, &image, &symbols, entry, &layout.entry);
    Ok(Linked { executable, map })
}

fn check_base(layout: &Layout) -> Result<(), Vec<Diagnostic>> {
    if layout.base.is_multiple_of(layout::PAGE_SIZE) {
        return Ok(());
    }
    let message = format!("base address {:#x} is not a multiple of the page size", layout.base);
    Err(vec![Diagnostic::unplaced(message).hint("give a multiple of 4096")])
}

#[cfg(test)]
mod tests;
