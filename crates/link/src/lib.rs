//! Objects and archives become an ELF executable or a shared library for RV32; objects and
//! executables become plain values: segments, symbols, source lines, listings.
//!
//! [`link`] reads as a list of passes, each a module: files are read (`input`, `archive`,
//! `shared`), names get their meaning (`resolve`), what nobody refers to goes if that is wanted
//! (`collect`), what the loader will need is planned (`dynamic`), sections get their addresses
//! (`layout`), places their contents (`contents`, `relocate`), and the whole is written (`emit`)
//! and described (`map`).
//! [`read`] opens any RV32 executable, ours or another tool's; [`disassembly`] lists it.
//! The crate knows no file system and no operating system: bytes in, bytes and values out.

mod archive;
mod collect;
mod contents;
mod disassembly;
mod dynamic;
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
mod shared;
mod strip;
mod symbols;
mod undefined;
mod unwind;
mod wellknown;

pub use archive::{Member, archive, archive_members, is_archive};
pub use disassembly::disassembly;
pub use elf::{FileKind, file_kind};
pub use executable::{Dynamic, Executable, Section, Segment, Symbol, SymbolKind, read};
pub use lines::LineTable;
pub use listing::{Block, Line, Listing};
pub use strip::{executable_file, strip};
use swtch_source::Diagnostic;
pub use unwind::{Backtrace, End, FRAMES_MAX, Frame, FrameTables, Loaded, Moment};

/// A file given to the linker.
#[derive(Clone, Debug)]
pub struct Input<'a> {
    /// As people should see it in messages and in the map.
    pub name: String,
    /// A relocatable object, an archive of such, or a shared library.
    pub bytes: &'a [u8],
    /// Taken only if it defines a symbol that is otherwise undefined, as members of an archive
    /// always are. A lazy shared library is not named in the result unless something in it is used.
    pub lazy: bool,
}

/// What is not decided by the objects.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// Address of the first byte, a multiple of the page size: `0x8000_0000` for a kernel,
    /// `0x0001_0000` for a user program. A shared library has 0: the loader adds where it put it.
    pub base: u32,
    /// The symbol where execution starts; a shared library has none.
    pub entry: String,
    /// A shared library under this name, instead of a program.
    pub shared: Option<String>,
    /// Leaves out sections that nothing refers to.
    pub collect: bool,
    /// Functions of shared libraries are bound when the program starts, not at their first call.
    pub bind_now: bool,
}

impl Layout {
    /// A program at `base` that starts at the symbol `entry`.
    pub fn program(base: u32, entry: &str) -> Layout {
        Layout { base, entry: entry.into(), ..Layout::default() }
    }

    /// A shared library that programs ask for by `name`.
    pub fn library(name: &str) -> Layout {
        Layout { shared: Some(name.into()), ..Layout::default() }
    }
}

/// The program that brings shared libraries into memory: a program that needs some names it as
/// its interpreter.
pub const LOADER: &str = "ld.so";

/// What comes out.
#[derive(Clone, Debug)]
pub struct Linked {
    /// An ELF executable or shared library.
    pub executable: Vec<u8>,
    /// What lies where: sections by input file, and symbols.
    pub map: String,
}

/// Links `inputs`, in their order, into one program or shared library.
///
/// # Errors
/// Everything that is wrong with the pass that failed: damaged or foreign files, symbols defined
/// twice or not at all, relocations out of reach. Warnings there are none.
pub fn link(inputs: &[Input], layout: &Layout) -> Result<Linked, Vec<Diagnostic>> {
    check_base(layout)?;
    let inputs = input::read_all(inputs)?;
    let mut program = resolve::resolve(inputs, layout)?;
    if layout.collect {
        collect::unused(&mut program, layout);
    }
    let missing = undefined::check(&program, layout);
    if !missing.is_empty() {
        return Err(missing);
    }
    let mut tables = dynamic::plan(&mut program, layout)?;
    let image = layout::place(&program, layout).map_err(|error| vec![error])?;
    tables.place(&image);
    let addresses = contents::addresses(&program, &image);
    dynamic::fill(&mut program, &image, &addresses, &tables, layout);
    let contents = contents::fill(&program, &image, &addresses, &tables)?;
    let symbols = symbols::collect(&program, &image);
    let entry = program.global(&layout.entry);
    let entry =
        entry.and_then(|site| contents::defined_address(&program, &image, site)).unwrap_or(0);
    let parts = emit::Parts {
        image: &image,
        contents: &contents,
        symbols: &symbols,
        entry,
        is_shared: layout.shared.is_some(),
    };
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
