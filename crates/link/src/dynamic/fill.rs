//! Contents of the linker's own sections, once all addresses are known.

use object::elf;

use super::{
    DYNAMIC_ENTRY_SIZE, GOT_PLT_RESERVED, PLT_ENTRY_SIZE, PLT_HEADER_SIZE, Patch, Slot, Tables,
    Target, scan,
};
use crate::contents::{Addresses, defined_address};
use crate::input::Place;
use crate::layout::Image;
use crate::resolve::{Program, Site};
use crate::{LOADER, Layout};
use swtch_isa::{Insn, Op, encode};

/// Writes every section of the linker's own object.
pub(crate) fn fill(
    program: &mut Program,
    image: &Image,
    addresses: &Addresses,
    tables: &Tables,
    layout: &Layout,
) {
    let filler = Filler { program, image, addresses, tables, layout };
    let contents: Vec<(usize, Vec<u8>)> =
        tables.sections.iter().map(|(&name, &index)| (index, filler.section(name))).collect();
    let object = &mut program.objects[tables.object];
    for (index, bytes) in contents {
        assert_eq!(bytes.len(), object.sections[index].size as usize, "room was made for it");
        object.sections[index].data = bytes.into();
    }
}

/// How many buckets the hash table has.
pub(super) fn buckets(names: usize) -> usize {
    (names / 2).max(1)
}

/// How many words the loader writes before the program starts.
pub(super) fn load_time_words(got: &[Slot], patches: &[Patch], program: &Program) -> usize {
    got.iter().filter(|slot| slot_is_patched(slot, program)).count() + patches.len()
}

fn slot_is_patched(slot: &Slot, program: &Program) -> bool {
    match slot {
        Slot::Import(_) => true,
        Slot::Own { site, .. } => program.is_library && !scan::is_number(program, *site),
    }
}

/// How many entries `.dynamic` has.
pub(super) fn dynamic_entry_count(tables: &Tables, program: &Program, layout: &Layout) -> usize {
    let is_there = |name: &str| {
        let mut sections = program.objects.iter().flat_map(|object| &object.sections);
        sections.any(|s| s.is_loaded() && s.name.starts_with(name))
    };
    let arrays = [".init_array", ".fini_array"].into_iter().filter(|name| is_there(name)).count();
    let count = program.shared.len()
        + usize::from(layout.shared.is_some())
        + 5
        + if load_time_words(&tables.got, &tables.patches, program) == 0 { 0 } else { 3 }
        + if tables.plt.is_empty() { 0 } else { 4 }
        + 2 * if program.is_library { arrays } else { 0 }
        + usize::from(layout.bind_now);
    count + 1
}

struct Filler<'f, 'a> {
    program: &'f Program<'a>,
    image: &'f Image,
    addresses: &'f Addresses,
    tables: &'f Tables,
    layout: &'f Layout,
}

impl Filler<'_, '_> {
    fn section(&self, name: &str) -> Vec<u8> {
        match name {
            ".got" => self.got(),
            ".got.plt" => self.got_plt(),
            ".plt" => self.plt(),
            ".interp" => LOADER.bytes().chain([0]).collect(),
            ".hash" => self.hash(),
            ".dynsym" => self.symbols(),
            ".dynstr" => match self.tables.strings.bytes.is_empty() {
                true => vec![0],
                false => self.tables.strings.bytes.clone(),
            },
            ".rela.dyn" => self.load_time(),
            ".rela.plt" => self.call_time(),
            _ => self.dynamic(),
        }
    }

    fn address(&self, section: &str) -> u32 {
        let index = self.tables.sections.get(section);
        index.and_then(|&index| self.image.home(self.tables.object, index)).unwrap_or(0)
    }

    fn own(&self, site: Site, addend: i32) -> u32 {
        self.addresses[site.object][site.symbol].wrapping_add(addend as u32)
    }

    fn got(&self) -> Vec<u8> {
        let word = |slot: &Slot| match slot {
            Slot::Import(_) => 0,
            Slot::Own { site, addend } => self.own(*site, *addend),
        };
        words(self.tables.got.iter().map(word))
    }

    /// Until a function has been looked up, its word leads back into the PLT's first entry.
    fn got_plt(&self) -> Vec<u8> {
        let first = [0; GOT_PLT_RESERVED as usize].into_iter();
        words(first.chain(self.tables.plt.iter().map(|_| self.address(".plt"))))
    }

    /// The first entry calls the loader with the offset of the word to fill in `t1` and the
    /// loader's own word in `t0`; each further one jumps to where its word says.
    fn plt(&self) -> Vec<u8> {
        let [t0, t1, t2, t3] = [5, 6, 7, 28];
        let (plt, table) = (self.address(".plt"), self.address(".got.plt"));
        let distance = table.wrapping_sub(plt);
        let low = |distance: u32| ((distance << 20) as i32) >> 20;
        // The lower part is sign-extended when it is added.
        let high = |distance: u32| (distance.wrapping_add(0x800) & !0xfff) as i32;
        let auipc = |rd, distance| encode(Insn { rd, imm: high(distance), ..Insn::new(Op::Auipc) });
        let insn = |op, rd, rs1, rs2, imm| encode(Insn { op, rd, rs1, rs2, imm });
        let shifted = -(PLT_HEADER_SIZE as i32 + 12);
        let mut code = vec![
            auipc(t2, distance),
            insn(Op::Sub, t1, t1, t3, 0),
            insn(Op::Lw, t3, t2, 0, low(distance)),
            insn(Op::Addi, t1, t1, 0, shifted),
            insn(Op::Addi, t0, t2, 0, low(distance)),
            insn(Op::Srli, t1, t1, 0, 2),
            insn(Op::Lw, t0, t0, 0, 4),
            insn(Op::Jalr, 0, t3, 0, 0),
        ];
        for index in 0..self.tables.plt.len() as u32 {
            let entry = plt + PLT_HEADER_SIZE + PLT_ENTRY_SIZE * index;
            let word = table + 4 * (GOT_PLT_RESERVED + index);
            let distance = word.wrapping_sub(entry);
            code.extend([
                auipc(t3, distance),
                insn(Op::Lw, t3, t3, 0, low(distance)),
                insn(Op::Jalr, t1, t3, 0, 0),
                insn(Op::Addi, 0, 0, 0, 0),
            ]);
        }
        words(code)
    }

    fn symbols(&self) -> Vec<u8> {
        let mut bytes = vec![0; super::SYMBOL_SIZE];
        for (name, site) in &self.tables.names {
            let (mut value, mut size, mut section) = (0, 0, 0u16);
            let (mut binding, mut kind) = (elf::STB_GLOBAL, elf::STT_NOTYPE);
            if let Some(site) = site {
                let symbol = self.program.symbol(*site);
                value = defined_address(self.program, self.image, *site).unwrap_or(0);
                (size, kind) = (symbol.size, symbol.kind);
                (binding, section) = (symbol.binding, self.section_index(*site));
            } else if self.is_weak_everywhere(name) {
                binding = elf::STB_WEAK;
            }
            let string = self.tables.strings.known.get(name).copied().unwrap_or(0);
            bytes.extend(words([string, value, size]));
            bytes.extend([(binding.0 << 4) | kind.0, 0]);
            bytes.extend(section.to_le_bytes());
        }
        bytes
    }

    /// The number of the output section that a symbol lies in.
    fn section_index(&self, site: Site) -> u16 {
        let symbol = self.program.symbol(site);
        let Place::Section(section) = symbol.place else { return elf::SHN_ABS.0 };
        let home = |output: &crate::layout::Output| {
            output.pieces.iter().any(|p| (p.object, p.section) == (site.object, section))
        };
        let index = self.image.outputs.iter().position(home);
        index.map_or(elf::SHN_ABS.0, |index| index as u16 + 1)
    }

    /// Whether nobody minds if the name stays undefined.
    fn is_weak_everywhere(&self, name: &str) -> bool {
        let symbols = self.program.objects.iter().flat_map(|object| &object.symbols);
        symbols.filter(|s| !s.is_local() && s.name == name).all(|s| s.is_weak())
    }

    /// The hash table of the System V ABI: bucket → first symbol, symbol → next symbol.
    fn hash(&self) -> Vec<u8> {
        let names = &self.tables.names;
        let count = buckets(names.len());
        let mut heads = vec![0; count];
        let mut chain = vec![0; names.len() + 1];
        for (index, (name, _)) in names.iter().enumerate() {
            let bucket = elf::hash(name.as_bytes()) as usize % count;
            chain[index + 1] = std::mem::replace(&mut heads[bucket], index as u32 + 1);
        }
        words([count as u32, chain.len() as u32].into_iter().chain(heads).chain(chain))
    }

    fn load_time(&self) -> Vec<u8> {
        let mut entries = Vec::new();
        let table = self.address(".got");
        for (index, slot) in self.tables.got.iter().enumerate() {
            if !slot_is_patched(slot, self.program) {
                continue;
            }
            let place = table + 4 * index as u32;
            entries.push(match slot {
                Slot::Import(name) => self.symbolic(place, name, 0),
                Slot::Own { site, addend } => moved(place, self.own(*site, *addend)),
            });
        }
        for patch in &self.tables.patches {
            let home = self.image.home(patch.object, patch.section).unwrap_or(0);
            let place = home.wrapping_add(patch.offset);
            entries.push(match &patch.target {
                Target::Import { name, addend } => self.symbolic(place, name, *addend),
                Target::Moved { site, addend } => moved(place, self.own(*site, *addend)),
            });
        }
        words(entries.into_iter().flatten())
    }

    fn symbolic(&self, place: u32, name: &str, addend: i32) -> [u32; 3] {
        let symbol = self.tables.name_index.get(name).copied().unwrap_or(0) as u32;
        [place, symbol << 8 | elf::R_RISCV_32.0, addend as u32]
    }

    fn call_time(&self) -> Vec<u8> {
        let table = self.address(".got.plt");
        let entry = |(index, name): (usize, &String)| {
            let symbol = self.tables.name_index.get(name).copied().unwrap_or(0) as u32;
            let place = table + 4 * (GOT_PLT_RESERVED + index as u32);
            [place, symbol << 8 | elf::R_RISCV_JUMP_SLOT.0, 0]
        };
        words(self.tables.plt.iter().enumerate().flat_map(entry))
    }

    fn dynamic(&self) -> Vec<u8> {
        let string = |text: &str| self.tables.strings.known.get(text).copied().unwrap_or(0);
        let size = |name: &str| {
            let index = self.tables.sections.get(name);
            index.map_or(0, |&i| self.program.objects[self.tables.object].sections[i].size)
        };
        let mut entries: Vec<(elf::DynamicTag, u32)> = Vec::new();
        let needed = self.program.shared.iter();
        entries.extend(needed.map(|library| (elf::DT_NEEDED, string(&library.name))));
        if let Some(name) = &self.layout.shared {
            entries.push((elf::DT_SONAME, string(name)));
        }
        entries.extend([
            (elf::DT_HASH, self.address(".hash")),
            (elf::DT_STRTAB, self.address(".dynstr")),
            (elf::DT_STRSZ, size(".dynstr")),
            (elf::DT_SYMTAB, self.address(".dynsym")),
            (elf::DT_SYMENT, super::SYMBOL_SIZE as u32),
        ]);
        if size(".rela.dyn") != 0 {
            entries.extend([
                (elf::DT_RELA, self.address(".rela.dyn")),
                (elf::DT_RELASZ, size(".rela.dyn")),
                (elf::DT_RELAENT, super::RELA_SIZE as u32),
            ]);
        }
        if !self.tables.plt.is_empty() {
            entries.extend([
                (elf::DT_PLTGOT, self.address(".got.plt")),
                (elf::DT_PLTRELSZ, size(".rela.plt")),
                (elf::DT_PLTREL, elf::DT_RELA.0 as u32),
                (elf::DT_JMPREL, self.address(".rela.plt")),
            ]);
        }
        // A program's own arrays are for its start-up code.
        if self.program.is_library {
            let arrays = [
                (".init_array", elf::DT_INIT_ARRAY, elf::DT_INIT_ARRAYSZ),
                (".fini_array", elf::DT_FINI_ARRAY, elf::DT_FINI_ARRAYSZ),
            ];
            for (name, start, length) in arrays {
                if let Some(output) = self.image.output(name) {
                    entries.extend([(start, output.address), (length, output.size)]);
                }
            }
        }
        if self.layout.bind_now {
            entries.push((elf::DT_FLAGS, elf::DF_BIND_NOW.0 as u32));
        }
        let mut bytes = words(entries.iter().flat_map(|&(tag, value)| [tag.0 as u32, value]));
        // DT_NULL ends the table; an array that turned out empty leaves more than one of it.
        let room = dynamic_entry_count(self.tables, self.program, self.layout);
        bytes.resize(room * DYNAMIC_ENTRY_SIZE, 0);
        bytes
    }
}

/// A word that holds `address` when the library lies at 0.
fn moved(place: u32, address: u32) -> [u32; 3] {
    [place, elf::R_RISCV_RELATIVE.0, address]
}

fn words(words: impl IntoIterator<Item = u32>) -> Vec<u8> {
    words.into_iter().flat_map(u32::to_le_bytes).collect()
}
