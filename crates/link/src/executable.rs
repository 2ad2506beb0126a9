//! Reading an executable, whoever linked it: what must be in memory before it can run, and what
//! is known about the addresses in it. Every size that a file claims is checked against the file
//! or against the address space before anything is made of it.

use std::borrow::Cow;
use std::ops::Range;

use object::elf;
use object::read::elf::{
    Dyn as _, FileHeader as _, ProgramHeader as _, SectionHeader as _, Sym as _,
};
use swtch_source::Diagnostic;

use crate::elf::{Elf, LE, broken, is_for_people, text};
use crate::lines::LineTable;
use crate::unwind::FrameTables;

/// More segments than any linker makes.
const SEGMENT_COUNT_MAX: usize = 64;

/// How many symbols before an address are asked whether they reach that far.
const SYMBOL_SEARCH_MAX: usize = 256;

/// An RV32 program, or a shared library, as plain values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Executable {
    /// Address of the first instruction.
    pub entry: u32,
    /// What to put into memory; sorted by address, none overlapping.
    pub segments: Vec<Segment>,
    /// Sorted by address, then name.
    pub symbols: Vec<Symbol>,
    /// Named parts of the memory; sorted by address. A stripped program may have none.
    pub sections: Vec<Section>,
    /// Source lines.
    pub lines: LineTable,
    /// How to find callers.
    pub frames: FrameTables,
    /// What the loader is told, if it needs one; always there in a shared library.
    pub dynamic: Option<Dynamic>,
}

/// What a program or library says about the libraries that it needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dynamic {
    /// The program that brings the libraries into memory; a library names none.
    pub loader: Option<String>,
    /// Whether it is a library, which may lie anywhere.
    pub is_library: bool,
    /// The name by which others ask for this library, if it says one.
    pub name: Option<String>,
    /// Names of libraries.
    pub needed: Vec<String>,
}

/// A part of memory and its initial contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Address of the first byte.
    pub vaddr: u32,
    /// Where it is to be put before translation is on; differs only in programs that arrange it.
    pub paddr: u32,
    /// The first bytes; what follows up to `mem_size` is zero.
    pub data: Vec<u8>,
    /// Bytes in memory, at least `data.len()`; the end does not go beyond the address space.
    pub mem_size: u32,
    /// May be read.
    pub readable: bool,
    /// May be written.
    pub writable: bool,
    /// May be executed.
    pub executable: bool,
}

impl Segment {
    /// All its addresses; 64 bits wide since the end may be 2^32.
    pub fn range(&self) -> Range<u64> {
        u64::from(self.vaddr)..u64::from(self.vaddr) + u64::from(self.mem_size)
    }
}

/// What a symbol names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SymbolKind {
    /// A function.
    Function,
    /// A variable.
    Object,
    /// A place in the program of which no more is said.
    Label,
    /// A number, not a place.
    Absolute,
}

/// A name and what it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// As written in the source.
    pub name: String,
    /// Its address, or value if it is [`SymbolKind::Absolute`].
    pub address: u32,
    /// In bytes; 0 if unknown.
    pub size: u32,
    /// What it names.
    pub kind: SymbolKind,
    /// Whether other files could refer to it.
    pub is_global: bool,
}

/// A named part of the memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its name, such as `.text`.
    pub name: String,
    /// Address of the first byte.
    pub address: u32,
    /// In bytes.
    pub size: u32,
    /// Whether it holds instructions.
    pub is_code: bool,
    /// Whether it may be written.
    pub is_writable: bool,
    /// Whether it begins as zeros and takes no room in the file.
    pub is_zero: bool,
}

/// Opens an RV32 executable or shared library.
///
/// # Errors
/// One diagnostic that says what the file is instead, or what is damaged in it, and what to do.
pub fn read(name: &str, bytes: &[u8]) -> Result<Executable, Diagnostic> {
    let file = Elf::parse(name, bytes)?;
    check_linked(name, &file)?;
    let dynamic = read_dynamic(name, &file)?;
    let is_library = dynamic.as_ref().is_some_and(|dynamic| dynamic.is_library);
    let segments = read_segments(name, &file)?;
    let entry = file.header.e_entry(LE);
    let is_code = |address: u32| {
        let holds = |s: &Segment| s.executable && s.range().contains(&u64::from(address));
        segments.iter().any(holds)
    };
    if !is_library && (!is_code(entry) || !entry.is_multiple_of(4)) {
        return Err(Diagnostic::unplaced(format!(
            "{name} starts at {entry:#x}, where it has no instructions"
        ))
        .hint("define `_start`, or name the entry when linking"));
    }
    let lines = LineTable::decode(|name| Cow::Borrowed(file.section_data(name)), is_code);
    let symbols = read_symbols(name, &file)?;
    let (sections, frames) = (read_sections(&file), read_frames(&file));
    Ok(Executable { entry, symbols, sections, lines, frames, segments, dynamic })
}

fn check_linked(name: &str, file: &Elf) -> Result<(), Diagnostic> {
    let refuse =
        |what: &str, hint: &str| Err(Diagnostic::unplaced(format!("{name} is {what}")).hint(hint));
    match file.file_type() {
        elf::ET_EXEC | elf::ET_DYN => Ok(()),
        elf::ET_REL => refuse("an object that is not linked yet", "link it into a program"),
        elf::ET_CORE => refuse("a memory dump, not a program", "give the program itself"),
        _ => refuse("of a kind that cannot be run", "give an executable"),
    }
}

/// What the program headers and the dynamic section say about libraries.
fn read_dynamic(name: &str, file: &Elf) -> Result<Option<Dynamic>, Diagnostic> {
    let headers = file.header.program_headers(LE, file.bytes).map_err(|why| broken(name, why))?;
    let is_library = file.file_type() == elf::ET_DYN;
    let mut dynamic = Dynamic { is_library, ..Dynamic::default() };
    let mut is_dynamic = is_library;
    for header in headers {
        let interpreter = header.interpreter(LE, file.bytes).map_err(|why| broken(name, why))?;
        dynamic.loader = dynamic.loader.or(interpreter.map(text));
        is_dynamic |= matches!(header.p_type(LE), elf::PT_INTERP | elf::PT_DYNAMIC);
    }
    if !is_dynamic {
        return Ok(None);
    }
    if is_library && dynamic.loader.is_some() {
        return Err(Diagnostic::unplaced(format!("{name} is a position-independent program"))
            .hint("link with -no-pie"));
    }
    for (_, section) in file.enumerate() {
        let table = section.dynamic(LE, file.bytes).map_err(|why| broken(name, why))?;
        let Some((entries, strings)) = table else { continue };
        let strings = file.sections.strings(LE, file.bytes, strings);
        let strings = strings.map_err(|why| broken(name, why))?;
        for entry in entries {
            let string = || {
                let bytes = strings.get(entry.d_val(LE));
                bytes.map(text).map_err(|()| broken(name, "a name lies outside of the file"))
            };
            match entry.d_tag(LE) {
                elf::DT_NEEDED => dynamic.needed.push(string()?),
                elf::DT_SONAME => dynamic.name = Some(string()?),
                _ => {}
            }
        }
    }
    Ok(Some(dynamic))
}

fn read_segments(name: &str, file: &Elf) -> Result<Vec<Segment>, Diagnostic> {
    let headers = file.header.program_headers(LE, file.bytes).map_err(|why| broken(name, why))?;
    let mut segments = Vec::new();
    for header in headers.iter().filter(|h| h.p_type(LE) == elf::PT_LOAD && h.p_memsz(LE) != 0) {
        let data: &[u8] = match header.p_filesz(LE) {
            0 => &[],
            _ => header
                .data(LE, file.bytes)
                .map_err(|()| broken(name, "a segment lies outside of the file"))?,
        };
        let (vaddr, mem_size) = (header.p_vaddr(LE), header.p_memsz(LE));
        if data.len() > mem_size as usize {
            return Err(broken(name, "a segment is larger in the file than in memory"));
        }
        if u64::from(vaddr) + u64::from(mem_size) > 1 << 32 {
            return Err(broken(name, "a segment goes beyond the end of the address space"));
        }
        if segments.len() == SEGMENT_COUNT_MAX {
            return Err(broken(name, format!("it has more than {SEGMENT_COUNT_MAX} segments")));
        }
        let flags = header.p_flags(LE).0;
        segments.push(Segment {
            vaddr,
            paddr: header.p_paddr(LE),
            data: data.to_vec(),
            mem_size,
            readable: flags & elf::PF_R.0 != 0,
            writable: flags & elf::PF_W.0 != 0,
            executable: flags & elf::PF_X.0 != 0,
        });
    }
    segments.sort_by_key(|segment| segment.vaddr);
    if segments.windows(2).any(|pair| pair[0].range().end > pair[1].range().start) {
        return Err(broken(name, "two segments overlap"));
    }
    if segments.is_empty() {
        return Err(broken(name, "it has nothing to load into memory"));
    }
    Ok(segments)
}

fn read_symbols(name: &str, file: &Elf) -> Result<Vec<Symbol>, Diagnostic> {
    let table = file.symbols(name)?;
    let mut symbols = Vec::new();
    for raw in table.iter().filter(|raw| raw.st_shndx(LE) != elf::SHN_UNDEF) {
        let kind = match raw.st_type() {
            elf::STT_FUNC => SymbolKind::Function,
            elf::STT_OBJECT => SymbolKind::Object,
            elf::STT_NOTYPE if raw.st_shndx(LE) == elf::SHN_ABS => SymbolKind::Absolute,
            elf::STT_NOTYPE => SymbolKind::Label,
            _ => continue,
        };
        let name = text(table.symbol_name(LE, raw).map_err(|why| broken(name, why))?);
        if !is_for_people(&name) {
            continue;
        }
        let (address, size) = (raw.st_value(LE), raw.st_size(LE));
        symbols.push(Symbol { name, address, size, kind, is_global: !raw.is_local() });
    }
    symbols.sort_by(|a, b| (a.address, &a.name).cmp(&(b.address, &b.name)));
    Ok(symbols)
}

fn read_frames(file: &Elf) -> FrameTables {
    let named = |header: &&crate::elf::RawSection| file.section_name(header) == ".eh_frame";
    let eh_frame = file.enumerate().map(|(_, header)| header).find(named);
    FrameTables {
        debug_frame: file.section_data(".debug_frame").to_vec(),
        eh_frame: file.section_data(".eh_frame").to_vec(),
        eh_frame_address: eh_frame.map_or(0, |header| header.sh_addr(LE)),
    }
}

fn read_sections(file: &Elf) -> Vec<Section> {
    let mut sections = Vec::new();
    for (_, header) in file.enumerate() {
        let flags = header.sh_flags(LE).0;
        if flags & elf::SHF_ALLOC.0 == 0 {
            continue;
        }
        sections.push(Section {
            name: file.section_name(header),
            address: header.sh_addr(LE),
            size: header.sh_size(LE),
            is_code: flags & elf::SHF_EXECINSTR.0 != 0,
            is_writable: flags & elf::SHF_WRITE.0 != 0,
            is_zero: header.sh_type(LE) == elf::SHT_NOBITS,
        });
    }
    sections.sort_by_key(|section| section.address);
    sections
}

impl Executable {
    /// The symbol of that name; a global one rather than a static one, a place rather than a
    /// number.
    pub fn symbol(&self, name: &str) -> Option<&Symbol> {
        let named = self.symbols.iter().filter(|symbol| symbol.name == name);
        named.min_by_key(|symbol| (!symbol.is_global, symbol.kind == SymbolKind::Absolute))
    }

    /// The symbol an address belongs to, and how far behind its start the address lies: the
    /// function or variable that contains it, else the nearest label before it in the same
    /// section.
    pub fn symbol_at(&self, address: u32) -> Option<(&Symbol, u32)> {
        let segment = self.segment_at(address)?;
        let sections = self.sections.partition_point(|section| section.address <= address);
        let section = self.sections[..sections].last();
        let start = section.map_or(segment.vaddr, |section| section.address);
        let end = self.symbols.partition_point(|symbol| symbol.address <= address);
        let before = self.symbols[..end].iter().rev().take(SYMBOL_SEARCH_MAX);
        let places = before.filter(|s| s.kind != SymbolKind::Absolute && s.address >= start);
        let offset = |symbol: &Symbol| address - symbol.address;
        let contains = |symbol: &&Symbol| offset(symbol) < symbol.size;
        let rank = |symbol: &&Symbol| (symbol.kind != SymbolKind::Function, offset(symbol));
        let found = places.clone().filter(contains).min_by_key(rank);
        let found = found.or_else(|| places.clone().find(|symbol| symbol.size == 0));
        found.map(|symbol| (symbol, offset(symbol)))
    }

    /// File and line of the source of the instruction at an address.
    pub fn line_at(&self, address: u32) -> Option<(&str, u32)> {
        self.lines.at(address)
    }

    /// The segment that holds an address.
    pub fn segment_at(&self, address: u32) -> Option<&Segment> {
        self.segments.iter().find(|s| s.range().contains(&u64::from(address)))
    }

    /// The initial word at an address; none outside of the segments, or across an end of one.
    pub fn word_at(&self, address: u32) -> Option<u32> {
        let segment = self.segment_at(address)?;
        let offset = (address - segment.vaddr) as usize;
        if u64::from(address) + 4 > segment.range().end {
            return None;
        }
        let byte = |i: usize| segment.data.get(offset + i).copied().unwrap_or(0);
        Some(u32::from_le_bytes(std::array::from_fn(byte)))
    }
}
