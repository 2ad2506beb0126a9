//! An object as text: sections with their code or bytes, relocations beside what they change,
//! symbols, and the line table.

use gimli::UnwindSection;
use gimli::{EndianSlice, LittleEndian, SectionId};
use object::read::elf::ElfFile32;
use object::{
    Endianness, Object, ObjectSection, ObjectSymbol, RelocationFlags, RelocationTarget,
    SectionKind, elf,
};
use std::collections::BTreeMap;
use std::fmt::Write;

type File<'a> = ElfFile32<'a, Endianness>;

pub(crate) fn listing(bytes: &[u8]) -> String {
    let file = File::parse(bytes).expect("an ELF object");
    let mut text = String::new();
    for section in file.sections() {
        let name = section.name().expect("a name");
        if section.size() == 0 || name.starts_with(".debug") || !is_shown(&section.kind()) {
            continue;
        }
        writeln!(text, "{name}: {} bytes, aligned on {}", section.size(), section.align()).unwrap();
        let notes = notes(&file, &section);
        let data = section.data().expect("contents");
        match section.kind() {
            SectionKind::UninitializedData => {}
            SectionKind::Text => code(&mut text, data, &notes),
            _ => bytes_of(&mut text, data, &notes),
        }
    }
    symbols(&mut text, &file);
    lines(&mut text, &file);
    frames(&mut text, &file);
    text
}

fn is_shown(kind: &SectionKind) -> bool {
    !matches!(kind, SectionKind::Metadata)
}

/// The relocations of a section by their offset.
fn notes<'a>(file: &File<'a>, section: &impl ObjectSection<'a>) -> BTreeMap<u64, Vec<String>> {
    let mut notes: BTreeMap<u64, Vec<String>> = BTreeMap::new();
    for (offset, relocation) in section.relocations() {
        let RelocationFlags::Elf { r_type } = relocation.flags() else { continue };
        let target = match relocation.target() {
            RelocationTarget::Symbol(index) => {
                let symbol = file.symbol_by_index(index).expect("a symbol");
                let of_section = symbol.section_index().filter(|_| symbol.name() == Ok(""));
                let section = of_section.and_then(|index| file.section_by_index(index).ok());
                section.map_or(symbol.name().unwrap_or("?").to_string(), |section| {
                    section.name().unwrap_or("?").to_string()
                })
            }
            _ => "nothing".into(),
        };
        let addend = match relocation.addend() {
            0 => String::new(),
            addend => format!("{addend:+}"),
        };
        let kind = kind_name(r_type);
        notes.entry(offset).or_default().push(format!("{kind} {target}{addend}"));
    }
    notes
}

fn kind_name(kind: elf::RelocationType) -> String {
    let known = [
        (elf::R_RISCV_32, "32"),
        (elf::R_RISCV_64, "64"),
        (elf::R_RISCV_BRANCH, "BRANCH"),
        (elf::R_RISCV_JAL, "JAL"),
        (elf::R_RISCV_CALL_PLT, "CALL_PLT"),
        (elf::R_RISCV_PCREL_HI20, "PCREL_HI20"),
        (elf::R_RISCV_PCREL_LO12_I, "PCREL_LO12_I"),
        (elf::R_RISCV_PCREL_LO12_S, "PCREL_LO12_S"),
        (elf::R_RISCV_HI20, "HI20"),
        (elf::R_RISCV_LO12_I, "LO12_I"),
        (elf::R_RISCV_LO12_S, "LO12_S"),
        (elf::R_RISCV_ADD32, "ADD32"),
        (elf::R_RISCV_SUB32, "SUB32"),
        (elf::R_RISCV_ADD16, "ADD16"),
        (elf::R_RISCV_SUB16, "SUB16"),
    ];
    let name = known.iter().find(|(known, _)| *known == kind).map(|(_, name)| name.to_string());
    name.unwrap_or_else(|| format!("{kind:?}"))
}

fn code(text: &mut String, data: &[u8], notes: &BTreeMap<u64, Vec<String>>) {
    let mut offset = 0u32;
    let mut last = String::new();
    for chunk in data.chunks(4) {
        let shown = match <[u8; 4]>::try_from(chunk).map(u32::from_le_bytes) {
            Ok(word) => {
                let insn = swtch_isa::decode(word).map(|i| swtch_isa::disassemble(i, offset));
                format!("{word:08x}  {}", insn.unwrap_or("?".into()))
            }
            Err(_) => hex(chunk),
        };
        let notes: Vec<&String> =
            notes.range(u64::from(offset)..u64::from(offset) + 4).flat_map(|(_, n)| n).collect();
        let notes = notes.iter().map(|note| format!("  <{note}>")).collect::<String>();
        let shown = format!("{shown}{notes}");
        if shown != last {
            writeln!(text, "{offset:6x}  {shown}").unwrap();
        } else if !text.ends_with("...\n") {
            text.push_str("        ...\n");
        }
        last = shown;
        offset += chunk.len() as u32;
    }
}

fn bytes_of(text: &mut String, data: &[u8], notes: &BTreeMap<u64, Vec<String>>) {
    for (row, chunk) in data.chunks(16).enumerate() {
        let ascii: String = chunk
            .iter()
            .map(|&b| if b.is_ascii_graphic() || b == b' ' { b as char } else { '.' })
            .collect();
        writeln!(text, "{:6x}  {:<48}  {ascii}", row * 16, hex(chunk)).unwrap();
    }
    for (offset, notes) in notes {
        writeln!(text, "{offset:6x}  <{}>", notes.join(">  <")).unwrap();
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}

fn symbols(text: &mut String, file: &File) {
    text.push_str("symbols:\n");
    for symbol in file.symbols() {
        let name = symbol.name().unwrap_or("?");
        if name.is_empty() {
            continue;
        }
        let section = symbol.section_index().and_then(|index| file.section_by_index(index).ok());
        let home = match &section {
            Some(section) => section.name().unwrap_or("?").to_string(),
            None if symbol.is_undefined() => "undefined".into(),
            None if symbol.is_common() => "common".into(),
            None => "absolute".into(),
        };
        let binding = match (symbol.is_weak(), symbol.is_local()) {
            (true, _) => "weak",
            (_, true) => "local",
            _ => "global",
        };
        let (value, size, kind) = (symbol.address(), symbol.size(), symbol.kind());
        writeln!(text, "  {name}: {binding} {kind:?} {home}+{value:#x}, {size} bytes").unwrap();
    }
}

/// The line table; addresses are offsets, since nothing is relocated.
fn lines(text: &mut String, file: &File) {
    let load = |id: SectionId| -> Result<EndianSlice<LittleEndian>, gimli::Error> {
        let section = file.section_by_name(id.name());
        let data = section.and_then(|section| section.data().ok()).unwrap_or(&[]);
        Ok(EndianSlice::new(data, LittleEndian))
    };
    let dwarf = gimli::Dwarf::load(load).expect("debug sections");
    if file.section_by_name(".debug_line").is_none() {
        return;
    }
    let offset = gimli::DebugLineOffset(0);
    let program = dwarf.debug_line.program(offset, 4, None, None).expect("a line program");
    let mut rows = program.rows();
    text.push_str("lines:\n");
    while let Some((header, row)) = rows.next_row().expect("rows") {
        if row.end_sequence() {
            writeln!(text, "{:6x}  end", row.address()).unwrap();
            continue;
        }
        let name = row.file(header).map(|file| dwarf.attr_line_string(file.path_name()));
        let name = name.and_then(Result::ok).map(|name| name.to_string_lossy().into_owned());
        let line = row.line().map_or(0, |line| line.get());
        let column = match row.column() {
            gimli::ColumnType::LeftEdge => 0,
            gimli::ColumnType::Column(column) => column.get(),
        };
        let name = name.unwrap_or("?".into());
        writeln!(text, "{:6x}  {name}:{line}:{column}", row.address()).unwrap();
    }
}

/// The frame table, an instruction a line; addresses are offsets in their sections.
fn frames(text: &mut String, file: &File) {
    let Some(section) = file.section_by_name(".debug_frame") else { return };
    let mut bytes = section.data().expect("bytes").to_vec();
    for (offset, relocation) in section.relocations() {
        let addend = relocation.addend() as u32;
        bytes[offset as usize..][..4].copy_from_slice(&addend.to_le_bytes());
    }
    let mut table = gimli::DebugFrame::new(&bytes, LittleEndian);
    table.set_address_size(4);
    let bases = gimli::BaseAddresses::default();
    let mut entries = table.entries(&bases);
    text.push_str("frames:\n");
    while let Some(entry) = entries.next().expect("an entry") {
        let gimli::CieOrFde::Fde(partial) = entry else { continue };
        let entry = partial.parse(|table, bases, at| table.cie_from_offset(bases, at));
        let entry = entry.expect("a function");
        let (start, length) = (entry.initial_address(), entry.len());
        let column = entry.cie().return_address_register().0;
        let signal = if entry.is_signal_trampoline() { ", interrupted" } else { "" };
        writeln!(text, "{start:6x}  {length} bytes, return column {column}{signal}").unwrap();
        let mut context = gimli::UnwindContext::new();
        let mut rows = entry.rows(&table, &bases, &mut context).expect("rows");
        while let Some(row) = rows.next_row().expect("a row") {
            let gimli::CfaRule::RegisterAndOffset { register, offset } = row.cfa() else {
                continue;
            };
            write!(text, "{:6x}    x{}{offset:+}", row.start_address(), register.0).unwrap();
            for (register, rule) in row.registers() {
                write!(text, ", x{} {rule:?}", register.0).unwrap();
            }
            text.push('\n');
        }
    }
}
