//! What the linker adds to a program that is not all of one piece: the table of addresses (GOT)
//! through which position-independent code reaches variables, stubs for calls of functions that
//! only the loader will find (PLT), and the tables that tell the loader what to do.
//!
//! [`plan`] walks over all relocations and notes what is needed; from then on the sizes are known,
//! and an object of the linker's own takes part in the layout like any other. [`fill`] writes its
//! sections once everything has an address. Formats are those of the ELF specification and its
//! RISC-V supplement.

mod fill;
mod scan;

use std::collections::HashMap;

use object::elf;
use swtch_source::Diagnostic;

pub(crate) use fill::fill;

use crate::input::{Object, Relocation, Section, SectionKind, null_symbol};
use crate::layout::Image;
use crate::resolve::{Program, Site};
use crate::{LOADER, Layout};

/// The size of a PLT's first entry, and of each further one.
const PLT_HEADER_SIZE: u32 = 32;
const PLT_ENTRY_SIZE: u32 = 16;
/// Words of `.got.plt` that belong to the loader.
const GOT_PLT_RESERVED: u32 = 2;
const SYMBOL_SIZE: usize = 16;
const RELA_SIZE: usize = 12;
const DYNAMIC_ENTRY_SIZE: usize = 8;

/// What a word of the GOT holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Slot {
    /// What the loader finds under the name.
    Import(String),
    /// An address that is known here (in a library: up to where the library lies).
    Own { site: Site, addend: i32 },
}

/// A word that the loader must write.
struct Patch {
    object: usize,
    section: usize,
    offset: u32,
    target: Target,
}

/// What it is to write there.
enum Target {
    /// The address of the name plus a number.
    Import { name: String, addend: i32 },
    /// What is there, moved to where the library lies.
    Moved { site: Site, addend: i32 },
}

/// What is needed beside the objects' own sections.
#[derive(Default)]
pub(crate) struct Tables {
    got: Vec<Slot>,
    got_index: HashMap<Slot, usize>,
    plt: Vec<String>,
    plt_index: HashMap<String, usize>,
    patches: Vec<Patch>,
    /// Dynamic symbols behind the null symbol: imports without a definition here, then exports.
    names: Vec<(String, Option<Site>)>,
    name_index: HashMap<String, usize>,
    strings: Strings,
    /// Number of the linker's own object, and in it of the sections.
    object: usize,
    sections: HashMap<&'static str, usize>,
    /// Where the sections are, once they are.
    got_address: u32,
    plt_address: u32,
}

/// A string table.
#[derive(Default)]
struct Strings {
    bytes: Vec<u8>,
    known: HashMap<String, u32>,
}

impl Strings {
    fn add(&mut self, text: &str) -> u32 {
        if self.bytes.is_empty() {
            self.bytes.push(0);
        }
        if let Some(&at) = self.known.get(text) {
            return at;
        }
        let at = self.bytes.len() as u32;
        self.bytes.extend(text.bytes().chain([0]));
        self.known.insert(text.to_string(), at);
        at
    }
}

/// Finds out what is needed, and adds an object with room for it to the program.
pub(crate) fn plan(program: &mut Program, layout: &Layout) -> Result<Tables, Vec<Diagnostic>> {
    let mut tables = scan::scan(program)?;
    tables.object = program.objects.len();
    if program.is_dynamic() {
        tables.name_symbols(program);
        tables.name_libraries(program, layout);
    }
    let object = tables.room(program, layout);
    program.objects.push(object);
    Ok(tables)
}

impl Tables {
    /// Dynamic symbols: everything that is imported, and everything that others may want.
    fn name_symbols(&mut self, program: &Program) {
        let mut imports: Vec<&str> = self.plt.iter().map(String::as_str).collect();
        imports.extend(self.got.iter().filter_map(|slot| match slot {
            Slot::Import(name) => Some(name.as_str()),
            Slot::Own { .. } => None,
        }));
        imports.extend(self.patches.iter().filter_map(|patch| match &patch.target {
            Target::Import { name, .. } => Some(name.as_str()),
            Target::Moved { .. } => None,
        }));
        let exports = program.exports();
        imports.retain(|name| exports.binary_search_by_key(name, |&(known, _)| known).is_err());
        imports.sort_unstable();
        imports.dedup();
        let names = imports.into_iter().map(|name| (name.to_string(), None));
        let names: Vec<_> = names
            .chain(exports.into_iter().map(|(name, site)| (name.to_string(), Some(site))))
            .collect();
        for (index, (name, _)) in names.iter().enumerate() {
            self.strings.add(name);
            self.name_index.insert(name.clone(), index + 1);
        }
        self.names = names;
    }

    fn name_libraries(&mut self, program: &Program, layout: &Layout) {
        for library in &program.shared {
            self.strings.add(&library.name);
        }
        if let Some(name) = &layout.shared {
            self.strings.add(name);
        }
    }

    /// The linker's own object: sections of the right size, still empty.
    fn room(&mut self, program: &Program, layout: &Layout) -> Object<'static> {
        let mut object = Object {
            name: "(linker)".into(),
            lazy: false,
            sections: Vec::new(),
            symbols: vec![null_symbol()],
            groups: Vec::new(),
        };
        let (read, write, exec) = (elf::SHF_ALLOC, elf::SHF_WRITE, elf::SHF_EXECINSTR);
        let mut wanted = vec![(".got", self.got.len() * 4, read | write)];
        if program.is_dynamic() {
            let (names, stubs) = (self.names.len(), self.plt.len());
            let interpreter = if program.is_library { 0 } else { LOADER.len() + 1 };
            let words = fill::load_time_words(&self.got, &self.patches, program);
            let stub = |header: u32, each: u32| match stubs {
                0 => 0,
                stubs => header as usize + stubs * each as usize,
            };
            let entries = fill::dynamic_entry_count(self, program, layout);
            wanted.extend([
                (".interp", interpreter, read),
                (".hash", (2 + fill::buckets(names) + names + 1) * 4, read),
                (".dynsym", (names + 1) * SYMBOL_SIZE, read),
                (".dynstr", self.strings.bytes.len().max(1), read),
                (".rela.dyn", words * RELA_SIZE, read),
                (".rela.plt", stubs * RELA_SIZE, read),
                (".plt", stub(PLT_HEADER_SIZE, PLT_ENTRY_SIZE), read | exec),
                (".got.plt", stub(4 * GOT_PLT_RESERVED, 4), read | write),
                (".dynamic", entries * DYNAMIC_ENTRY_SIZE, read | write),
            ]);
        }
        for (name, size, flags) in wanted.into_iter().filter(|&(_, size, _)| size != 0) {
            self.sections.insert(name, object.sections.len());
            object.sections.push(room(name, size, flags));
        }
        object
    }

    /// Learns where the tables have come to lie.
    pub fn place(&mut self, image: &Image) {
        let address = |name| {
            let index = self.sections.get(name);
            index.and_then(|&index| image.home(self.object, index)).unwrap_or(0)
        };
        (self.got_address, self.plt_address) = (address(".got"), address(".plt"));
    }

    /// The address that a relocation refers to, if it is one of the tables' and not the symbol's.
    pub fn target(&self, program: &Program, object: usize, r: &Relocation) -> Option<u32> {
        let site = Site { object, symbol: r.symbol };
        match elf::RelocationType(r.kind) {
            elf::R_RISCV_GOT_HI20 | elf::R_RISCV_GOT32_PCREL => {
                let index = self.got_index.get(&slot(program, site, r.addend))?;
                let address = self.got_address + 4 * *index as u32;
                Some(address.wrapping_sub(r.addend as u32))
            }
            kind if scan::is_call(kind) => {
                let index = self.plt_index.get(program.import(site)?)?;
                Some(self.plt_address + PLT_HEADER_SIZE + PLT_ENTRY_SIZE * *index as u32)
            }
            // The loader writes it all.
            elf::R_RISCV_32 => program.import(site).map(|_| (r.addend as u32).wrapping_neg()),
            _ => None,
        }
    }
}

/// What the GOT must hold for a reference to a symbol.
fn slot(program: &Program, site: Site, addend: i32) -> Slot {
    match program.import(site) {
        Some(name) => Slot::Import(name.to_string()),
        // All references to one definition share a word.
        None => Slot::Own { site: program.definition(site).unwrap_or(site), addend },
    }
}

fn room(name: &str, size: usize, flags: elf::SectionFlags) -> Section<'static> {
    Section {
        name: name.to_string(),
        kind: SectionKind::Progbits,
        flags: flags.0 as u32,
        align: if flags.0 & elf::SHF_EXECINSTR.0 != 0 { 16 } else { 4 },
        size: size as u32,
        data: vec![0; size].into(),
        relocations: Vec::new(),
        discarded: false,
    }
}
