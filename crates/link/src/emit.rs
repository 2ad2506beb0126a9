//! Writing the executable file: one segment per part, placed in the file so that offsets and
//! addresses agree modulo the page size; then debugging information, symbols and section table.

use object::Endianness;
use object::elf;
use object::write::StringId;
use object::write::elf::{FileHeader, ProgramHeader, SectionHeader, SectionIndex, Sym, Writer};

use crate::layout::{Image, Output, PAGE_SIZE, Part, ProgramPart};
use crate::symbols::OutSymbol;

/// Everything that goes into the file.
pub(crate) struct Parts<'a> {
    pub image: &'a Image,
    /// The bytes of each output section.
    pub contents: &'a [Vec<u8>],
    pub symbols: &'a [OutSymbol],
    pub entry: u32,
    /// A library that the loader puts anywhere.
    pub is_shared: bool,
}

/// An output section's place in the file.
struct Slot {
    name: StringId,
    index: SectionIndex,
    offset: u64,
}

/// The file as bytes.
pub(crate) fn write(parts: &Parts) -> Result<Vec<u8>, object::write::Error> {
    let mut bytes = Vec::new();
    let mut writer = Writer::new(Endianness::Little, false, &mut bytes);
    let headers = parts.image.program_headers();
    writer.reserve_file_header();
    writer.reserve_program_headers(headers.len() as u32);
    let slots = reserve_sections(&mut writer, parts);
    let names = reserve_symbols(&mut writer, parts.symbols);
    writer.reserve_section_headers();

    writer.write_file_header(&FileHeader {
        os_abi: elf::ELFOSABI_NONE,
        abi_version: 0,
        e_type: if parts.is_shared { elf::ET_DYN } else { elf::ET_EXEC },
        e_machine: elf::EM_RISCV,
        e_entry: parts.entry.into(),
        e_flags: elf::FileFlags(0),
    })?;
    writer.write_align_program_headers();
    for header in headers {
        writer.write_program_header(&match header {
            ProgramPart::Load(part) => segment(parts.image, part, &slots),
            ProgramPart::Interpreter => whole_section(parts, &slots, ".interp", elf::PT_INTERP),
            ProgramPart::Dynamic => whole_section(parts, &slots, ".dynamic", elf::PT_DYNAMIC),
        });
    }
    for (slot, bytes) in slots.iter().zip(parts.contents).filter(|(_, bytes)| !bytes.is_empty()) {
        writer.pad_until(slot.offset);
        writer.write(bytes);
    }
    write_symbols(&mut writer, parts, &slots, &names);
    write_section_table(&mut writer, parts, &slots);
    Ok(bytes)
}

fn reserve_sections<'a>(writer: &mut Writer<'a>, parts: &Parts<'a>) -> Vec<Slot> {
    writer.reserve_null_section_index();
    let mut slots = Vec::new();
    for (output, bytes) in parts.image.outputs.iter().zip(parts.contents) {
        let name = writer.add_section_name(output.name.as_bytes());
        let index = writer.reserve_section_index();
        let mut offset = writer.reserved_len();
        if output.part == Part::Unloaded {
            offset = writer.reserve(bytes.len() as u64, output.align.into());
        } else {
            let page_size = u64::from(PAGE_SIZE);
            let ahead = u64::from(output.address).wrapping_sub(offset) % page_size;
            offset += ahead;
            if bytes.is_empty() {
                // Zeros need an offset that fits their address, but not one beyond the file.
                offset = offset.saturating_sub(if ahead == 0 { 0 } else { page_size });
            } else {
                writer.reserve_until(offset);
                writer.reserve(bytes.len() as u64, 1);
            }
        }
        slots.push(Slot { name, index, offset });
    }
    slots
}

fn reserve_symbols<'a>(writer: &mut Writer<'a>, symbols: &'a [OutSymbol]) -> Vec<StringId> {
    let names = symbols.iter().map(|symbol| writer.add_string(symbol.name.as_bytes())).collect();
    writer.reserve_null_symbol_index();
    for _ in symbols {
        writer.reserve_symbol_index(None);
    }
    writer.reserve_symtab_section_index();
    writer.reserve_strtab_section_index();
    writer.reserve_shstrtab_section_index();
    writer.reserve_symtab();
    let _ = writer.reserve_strtab();
    let _ = writer.reserve_shstrtab();
    names
}

fn segment(image: &Image, part: Part, slots: &[Slot]) -> ProgramHeader {
    let members: Vec<(&Output, &Slot)> = image
        .outputs
        .iter()
        .zip(slots)
        .filter(|(output, _)| output.part == part && output.size != 0)
        .collect();
    let (first, slot) = members[0];
    let end = |output: &Output| output.address + output.size;
    let file_end = members.iter().filter(|(o, _)| !o.nobits).map(|(o, _)| end(o)).max();
    let memory_end = members.iter().map(|(output, _)| end(output)).max();
    let size = |end: Option<u32>| u64::from(end.map_or(0, |end| end - first.address));
    let flags = match part {
        Part::Text => elf::PF_R | elf::PF_X,
        _ => elf::PF_R | elf::PF_W,
    };
    // What the loader must find, the headers of the file, lies before the first section.
    let has_headers = part == Part::Text && image.output(".dynamic").is_some();
    let before = if has_headers { slot.offset } else { 0 };
    let vaddr = u64::from(first.address) - before;
    ProgramHeader {
        p_type: elf::PT_LOAD,
        p_flags: flags,
        p_offset: slot.offset - before,
        p_vaddr: vaddr,
        p_paddr: vaddr,
        p_filesz: before + size(file_end),
        p_memsz: before + size(memory_end),
        p_align: PAGE_SIZE.into(),
    }
}

/// A header that only says where one of the sections lies.
fn whole_section(
    parts: &Parts,
    slots: &[Slot],
    name: &str,
    p_type: elf::ProgramType,
) -> ProgramHeader {
    let mut sections = parts.image.outputs.iter().zip(slots);
    let (output, slot) = sections.find(|(output, _)| output.name == name).expect("it has one");
    ProgramHeader {
        p_type,
        p_flags: if output.part == Part::Data { elf::PF_R | elf::PF_W } else { elf::PF_R },
        p_offset: slot.offset,
        p_vaddr: output.address.into(),
        p_paddr: output.address.into(),
        p_filesz: output.size.into(),
        p_memsz: output.size.into(),
        p_align: output.align.into(),
    }
}

/// Local symbols must precede the others; within each kind the order by address stays.
fn write_symbols(writer: &mut Writer, parts: &Parts, slots: &[Slot], names: &[StringId]) {
    writer.write_null_symbol();
    for local in [true, false] {
        for (symbol, &name) in parts.symbols.iter().zip(names) {
            if (symbol.binding == elf::STB_LOCAL) != local {
                continue;
            }
            let section = home_section(parts.image, slots, symbol);
            let st_name = writer.string_offset(Some(name));
            writer.write_symbol(&Sym {
                section,
                st_name,
                st_info: elf::SymbolInfo((symbol.binding.0 << 4) | symbol.kind.0),
                st_other: elf::SymbolOther(0),
                st_shndx: elf::SHN_ABS,
                st_value: symbol.address.into(),
                st_size: symbol.size.into(),
            });
        }
    }
    writer.write_strtab();
    writer.write_shstrtab();
}

/// The output section whose memory holds the symbol, or at whose end it stands.
fn home_section(image: &Image, slots: &[Slot], symbol: &OutSymbol) -> Option<u32> {
    if symbol.is_absolute {
        return None;
    }
    let holds = |output: &Output| {
        let offset = symbol.address.checked_sub(output.address);
        output.part != Part::Unloaded && offset.is_some_and(|offset| offset <= output.size)
    };
    let last = image.outputs.iter().zip(slots).rfind(|(output, _)| holds(output));
    last.map(|(_, slot)| slot.index.0)
}

fn write_section_table(writer: &mut Writer, parts: &Parts, slots: &[Slot]) {
    let index_of = |name: &str| {
        let mut outputs = parts.image.outputs.iter().zip(slots);
        outputs.find(|(output, _)| output.name == name).map(|(_, slot)| slot.index.0)
    };
    writer.write_null_section_header();
    for (output, slot) in parts.image.outputs.iter().zip(slots) {
        let sh_name = writer.section_name_offset(Some(slot.name));
        writer.write_section_header(&SectionHeader {
            sh_name,
            sh_type: output.kind,
            sh_flags: elf::SectionFlags(output.flags.into()),
            sh_addr: output.address.into(),
            sh_offset: slot.offset,
            sh_size: output.size.into(),
            sh_link: linked_section(output.kind).and_then(index_of).unwrap_or(0),
            sh_info: u32::from(output.kind == elf::SHT_DYNSYM),
            sh_addralign: output.align.into(),
            sh_entsize: entry_size(output.kind),
        });
    }
    let locals = parts.symbols.iter().filter(|symbol| symbol.binding == elf::STB_LOCAL).count();
    writer.write_symtab_section_header(locals as u32 + 1);
    writer.write_strtab_section_header();
    writer.write_shstrtab_section_header();
}

/// The section that the entries of a dynamic table refer to.
fn linked_section(kind: elf::SectionType) -> Option<&'static str> {
    match kind {
        elf::SHT_DYNSYM | elf::SHT_DYNAMIC => Some(".dynstr"),
        elf::SHT_HASH | elf::SHT_RELA => Some(".dynsym"),
        _ => None,
    }
}

fn entry_size(kind: elf::SectionType) -> u64 {
    match kind {
        elf::SHT_DYNSYM => 16,
        elf::SHT_RELA => 12,
        elf::SHT_DYNAMIC => 8,
        elf::SHT_HASH => 4,
        _ => 0,
    }
}
