//! Relocatable objects as the linker works on them: sections, symbols, relocations and groups as
//! plain values, indexed as in the file. Archives are opened here, and the padding that the
//! assembler left for a relaxing linker ([`R_RISCV_ALIGN`](elf::R_RISCV_ALIGN)) is cut to what
//! the alignment needs, so no later pass has to know of it.

use std::borrow::Cow;

use object::elf;
use object::read::elf::{SectionHeader as _, Sym as _};
use swtch_source::Diagnostic;

use crate::Input;
use crate::archive::{archive_members, is_archive};
use crate::elf::{Elf, LE, RawSection, broken, text};
use crate::padding;
use crate::shared::{self, SharedObject};

/// The largest alignment a section may ask for.
const ALIGN_MAX: u32 = 1 << 22;

/// One relocatable object.
pub(crate) struct Object<'a> {
    pub name: String,
    /// Whether it is taken only when it defines something that is missing.
    pub lazy: bool,
    /// By ELF section index; tables that only describe others are [`SectionKind::Other`].
    pub sections: Vec<Section<'a>>,
    /// By ELF symbol index; the first is the null symbol.
    pub symbols: Vec<Symbol>,
    pub groups: Vec<Group>,
}

/// What a section holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SectionKind {
    /// Bytes of the file.
    Progbits,
    /// Zeros that take no room in the file.
    Nobits,
    /// `.riscv.attributes`: which extensions the code uses.
    Attributes,
    /// Symbols, strings, relocations, groups.
    Other,
}

/// One section of an object.
pub(crate) struct Section<'a> {
    pub name: String,
    pub kind: SectionKind,
    /// `SHF_*` bits.
    pub flags: u32,
    pub align: u32,
    pub size: u32,
    /// Empty unless [`SectionKind::Progbits`] or [`SectionKind::Attributes`].
    pub data: Cow<'a, [u8]>,
    /// In the order of the file.
    pub relocations: Vec<Relocation>,
    /// Set when another object's copy of the same group was taken.
    pub discarded: bool,
}

impl Section<'_> {
    pub fn has(&self, flag: elf::SectionFlags) -> bool {
        u64::from(self.flags) & flag.0 != 0
    }

    /// Whether it is part of the program's memory.
    pub fn is_loaded(&self) -> bool {
        let bytes = matches!(self.kind, SectionKind::Progbits | SectionKind::Nobits);
        bytes && self.has(elf::SHF_ALLOC) && !self.discarded
    }
}

/// One relocation, addend included.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Relocation {
    pub offset: u32,
    pub kind: u32,
    pub symbol: usize,
    pub addend: i32,
}

/// Where a symbol lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Undefined,
    Absolute,
    /// Uninitialised C data without a home yet; the symbol's value is its alignment.
    Common,
    /// In the section of that index.
    Section(usize),
}

/// One entry of an object's symbol table.
#[derive(Clone, Debug)]
pub(crate) struct Symbol {
    /// For section symbols: the section's.
    pub name: String,
    pub place: Place,
    pub value: u32,
    pub size: u32,
    pub binding: elf::SymbolBind,
    pub kind: elf::SymbolType,
    pub visibility: elf::SymbolVisibility,
}

impl Symbol {
    pub fn is_local(&self) -> bool {
        self.binding == elf::STB_LOCAL
    }

    pub fn is_weak(&self) -> bool {
        self.binding == elf::STB_WEAK
    }

    pub fn is_defined(&self) -> bool {
        self.place != Place::Undefined
    }

    /// Whether it stays inside the program or library that it is linked into.
    pub fn is_hidden(&self) -> bool {
        matches!(self.visibility, elf::STV_HIDDEN | elf::STV_INTERNAL)
    }

    /// Whether another definition of the name, in a program or a library that comes before, takes
    /// the place of this one when a library is loaded.
    pub fn is_preemptible(&self) -> bool {
        !self.is_local() && self.visibility == elf::STV_DEFAULT
    }
}

/// Sections that stand or fall together; of all groups with one signature the first is kept.
pub(crate) struct Group {
    pub signature: String,
    pub members: Vec<usize>,
}

/// What the inputs hold.
#[derive(Default)]
pub(crate) struct Inputs<'a> {
    pub objects: Vec<Object<'a>>,
    pub shared: Vec<SharedObject>,
}

/// Reads every input, members of archives one by one and lazily, and cuts their padding.
pub(crate) fn read_all<'a>(inputs: &[Input<'a>]) -> Result<Inputs<'a>, Vec<Diagnostic>> {
    let mut all = Inputs::default();
    let mut errors = Vec::new();
    for input in inputs {
        errors.extend(all.read(input).err());
    }
    errors.extend(all.objects.iter_mut().filter_map(|object| padding::cut(object).err()));
    if errors.is_empty() { Ok(all) } else { Err(errors) }
}

impl<'a> Inputs<'a> {
    fn read(&mut self, input: &Input<'a>) -> Result<(), Diagnostic> {
        if is_archive(input.bytes) {
            for member in archive_members(&input.name, input.bytes)? {
                let name = format!("{}({})", input.name, member.name);
                self.objects.push(Object::read(&name, member.bytes, true)?);
            }
            return Ok(());
        }
        let file = Elf::parse(&input.name, input.bytes)?;
        match file.file_type() {
            elf::ET_DYN => self.shared.push(shared::read(&input.name, &file, input.lazy)?),
            _ => self.objects.push(Object::read(&input.name, input.bytes, input.lazy)?),
        }
        Ok(())
    }
}

impl<'a> Object<'a> {
    /// Reads one object as it is in the file.
    pub fn read(name: &str, bytes: &'a [u8], lazy: bool) -> Result<Object<'a>, Diagnostic> {
        let file = Elf::parse(name, bytes)?;
        if file.file_type() != elf::ET_REL {
            return Err(Diagnostic::unplaced(format!("{name} is linked already"))
                .hint("give the object it was made from (made with -c)"));
        }
        let mut object = Object {
            name: name.to_string(),
            lazy,
            sections: read_sections(name, &file)?,
            symbols: read_symbols(name, &file)?,
            groups: Vec::new(),
        };
        if object.symbols.iter().any(|symbol| symbol.name == "__gnu_lto_slim") {
            let message =
                format!("{name} holds no code, only what gcc keeps for link-time optimisation");
            return Err(Diagnostic::unplaced(message).hint("compile with -fno-lto"));
        }
        object.read_relocations(&file)?;
        object.read_groups(&file)?;
        Ok(object)
    }

    fn read_relocations(&mut self, file: &Elf) -> Result<(), Diagnostic> {
        for (_, header) in file.enumerate() {
            let rela = header.rela(LE, file.bytes).map_err(|why| broken(&self.name, why))?;
            let target = header.sh_info(LE) as usize;
            let Some((entries, _)) = rela else { continue };
            let symbols = self.symbols.len();
            let Some(section) = self.sections.get_mut(target) else {
                return Err(broken(&self.name, "relocations for a section that does not exist"));
            };
            for entry in entries {
                let symbol = entry.r_sym(LE) as usize;
                if symbol >= symbols.max(1) {
                    return Err(broken(
                        &self.name,
                        "a relocation names a symbol that does not exist",
                    ));
                }
                section.relocations.push(Relocation {
                    offset: entry.r_offset.get(LE),
                    kind: entry.r_type(LE).0,
                    symbol,
                    addend: entry.r_addend.get(LE),
                });
            }
        }
        Ok(())
    }

    fn read_groups(&mut self, file: &Elf) -> Result<(), Diagnostic> {
        for (_, header) in file.enumerate() {
            let group = header.group(LE, file.bytes).map_err(|why| broken(&self.name, why))?;
            let Some((flags, members)) = group else { continue };
            if flags.0 & elf::GRP_COMDAT.0 == 0 {
                continue;
            }
            let Some(symbol) = self.symbols.get(header.sh_info(LE) as usize) else {
                return Err(broken(&self.name, "a group is named by a symbol that does not exist"));
            };
            let members = members.iter().map(|index| index.get(LE) as usize).collect();
            self.groups.push(Group { signature: symbol.name.clone(), members });
        }
        Ok(())
    }
}

fn read_sections<'a>(name: &str, file: &Elf<'a>) -> Result<Vec<Section<'a>>, Diagnostic> {
    file.sections.iter().map(|header| read_section(name, file, header)).collect()
}

fn read_section<'a>(
    name: &str,
    file: &Elf<'a>,
    header: &'a RawSection,
) -> Result<Section<'a>, Diagnostic> {
    let kind = match header.sh_type(LE) {
        // Compressed debugging information: the program is whole without it.
        _ if header.sh_flags(LE).0 & elf::SHF_COMPRESSED.0 != 0 => SectionKind::Other,
        elf::SHT_PROGBITS
        | elf::SHT_INIT_ARRAY
        | elf::SHT_FINI_ARRAY
        | elf::SHT_PREINIT_ARRAY
        | elf::SHT_NOTE => SectionKind::Progbits,
        elf::SHT_NOBITS => SectionKind::Nobits,
        elf::SHT_RISCV_ATTRIBUTES => SectionKind::Attributes,
        _ => SectionKind::Other,
    };
    let data: &[u8] = match kind {
        SectionKind::Progbits | SectionKind::Attributes => {
            header.data(LE, file.bytes).map_err(|why| broken(name, why))?
        }
        _ => &[],
    };
    let align = header.sh_addralign(LE).max(1);
    if kind != SectionKind::Other && (!align.is_power_of_two() || align > ALIGN_MAX) {
        let section = file.section_name(header);
        return Err(broken(name, format!("section {section} asks for an alignment of {align}")));
    }
    Ok(Section {
        name: file.section_name(header),
        kind,
        flags: header.sh_flags(LE).0 as u32,
        align,
        size: if kind == SectionKind::Nobits { header.sh_size(LE) } else { data.len() as u32 },
        data: Cow::Borrowed(data),
        relocations: Vec::new(),
        discarded: false,
    })
}

fn read_symbols(name: &str, file: &Elf) -> Result<Vec<Symbol>, Diagnostic> {
    let table = file.symbols(name)?;
    let mut symbols = Vec::with_capacity(table.len());
    for (index, raw) in table.enumerate() {
        let place = match raw.st_shndx(LE) {
            elf::SHN_UNDEF => Place::Undefined,
            elf::SHN_ABS => Place::Absolute,
            elf::SHN_COMMON => Place::Common,
            _ => match table.symbol_section(LE, raw, index) {
                Ok(Some(section)) if section.0 < file.sections.len() => Place::Section(section.0),
                _ => return Err(broken(name, "a symbol lies in a section that does not exist")),
            },
        };
        let own_name = text(table.symbol_name(LE, raw).map_err(|why| broken(name, why))?);
        let symbol_name = match (raw.st_type(), place) {
            (elf::STT_SECTION, Place::Section(index)) => {
                file.sections.section(object::SectionIndex(index)).map(|s| file.section_name(s))
            }
            _ => Ok(own_name),
        };
        symbols.push(Symbol {
            name: symbol_name.map_err(|why| broken(name, why))?,
            place,
            value: raw.st_value(LE),
            size: raw.st_size(LE),
            binding: raw.st_bind(),
            kind: raw.st_type(),
            visibility: raw.st_visibility(),
        });
    }
    if symbols.is_empty() {
        symbols.push(null_symbol());
    }
    Ok(symbols)
}

/// What relocation entries without a symbol name.
pub(crate) fn null_symbol() -> Symbol {
    Symbol {
        name: String::new(),
        place: Place::Undefined,
        value: 0,
        size: 0,
        binding: elf::STB_LOCAL,
        kind: elf::STT_NOTYPE,
        visibility: elf::STV_DEFAULT,
    }
}
