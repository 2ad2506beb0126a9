//! Making listings: an executable, an object or an archive becomes [`Listing`]s.

use std::collections::HashMap;

use object::elf;
use object::read::elf::FileHeader as _;
use swtch_isa::{Class, Insn, Op, decode, disassemble};
use swtch_source::{Diagnostic, Files};

use crate::archive::{Member, archive_members, is_archive};
use crate::elf::{Elf, LE, is_for_people};
use crate::executable::{Executable, Section, Symbol, SymbolKind, read};
use crate::input::{Object, Place, SectionKind};
use crate::lines::{LineTable, isolated_bases};
use crate::listing::{Block, Line, Listing};
use crate::relocate::kind_name;

/// Lists an executable, an object, or every object of an archive. `sources` is asked for the text
/// of source files; it may know none.
///
/// # Errors
/// As [`read`]: a file for another machine, or a damaged one.
pub fn disassembly(
    name: &str,
    bytes: &[u8],
    sources: &dyn Files,
) -> Result<Vec<Listing>, Diagnostic> {
    let mut texts = Texts { sources, files: HashMap::new() };
    if is_archive(bytes) {
        let members = archive_members(name, bytes)?;
        let list = |member: &Member| {
            list_object(&format!("{name}({})", member.name), member.bytes, &mut texts)
        };
        return members.iter().map(list).collect();
    }
    let is_object = Elf::parse(name, bytes)?.header.e_type(LE) == elf::ET_REL;
    let listing = match is_object {
        true => list_object(name, bytes, &mut texts)?,
        false => list_executable(name, &read(name, bytes)?, &mut texts),
    };
    Ok(vec![listing])
}

fn list_executable(name: &str, program: &Executable, texts: &mut Texts) -> Listing {
    let place = |address: u32| {
        let (symbol, offset) = program.symbol_at(address)?;
        let first = program.symbols.partition_point(|s| s.address < address);
        let exact = program.symbols.get(first).filter(|s| s.address == address && offset != 0);
        Some(exact.map_or_else(|| symbol_plus(&symbol.name, offset), |exact| exact.name.clone()))
    };
    let labels: Vec<_> =
        program.symbols.iter().filter(|s| s.kind != SymbolKind::Absolute).collect();
    let mut blocks = Vec::new();
    for (section, address, bytes) in code_of(program) {
        let end = u64::from(address) + bytes.len() as u64;
        let first = labels.partition_point(|symbol| symbol.address < address);
        let inside = labels[first..].iter().take_while(|s| u64::from(s.address) < end);
        let labels = inside.map(|symbol| (symbol.address, symbol.name.as_str())).collect();
        let code = Code { address, bytes, labels, relocations: Vec::new() };
        blocks.push(Block { section, lines: code.lines(place, |at| program.line_at(at), texts) });
    }
    let is_library = program.dynamic.as_ref().is_some_and(|dynamic| dynamic.is_library);
    Listing {
        name: name.to_string(),
        kind: if is_library { "shared library" } else { "executable" },
        entry: (!is_library).then_some(program.entry),
        sections: program.sections.clone(),
        symbols: program.symbols.iter().map(|symbol| (symbol.clone(), None)).collect(),
        undefined: Vec::new(),
        blocks,
    }
}

/// Name, address and bytes of everything that holds instructions: sections, or whole segments of
/// a program without sections. Nothing is listed twice.
fn code_of(program: &Executable) -> Vec<(String, u32, &[u8])> {
    let mut code = Vec::new();
    let mut end_last = 0;
    for section in program.sections.iter().filter(|section| section.is_code) {
        let Some(segment) = program.segment_at(section.address) else { continue };
        let offset = (section.address - segment.vaddr) as usize;
        let data = segment.data.get(offset..).unwrap_or(&[]);
        let bytes = &data[..data.len().min(section.size as usize)];
        if u64::from(section.address) >= end_last && !bytes.is_empty() {
            end_last = u64::from(section.address) + bytes.len() as u64;
            code.push((section.name.clone(), section.address, bytes));
        }
    }
    if program.sections.is_empty() {
        let segments = program.segments.iter().filter(|segment| segment.executable);
        code.extend(segments.map(|s| ("segment".to_string(), s.vaddr, s.data.as_slice())));
    }
    code
}

fn list_object(name: &str, bytes: &[u8], texts: &mut Texts) -> Result<Listing, Diagnostic> {
    let object = Object::read(name, bytes, false)?;
    let (lines, bases) = (LineTable::of_object(&object), isolated_bases(&object));
    let sections = object.sections.iter().filter(|s| s.is_loaded() && s.size != 0);
    let mut listing = Listing {
        name: name.to_string(),
        kind: "object",
        entry: None,
        sections: sections.map(section_value).collect(),
        symbols: Vec::new(),
        undefined: Vec::new(),
        blocks: Vec::new(),
    };
    for symbol in object.symbols.iter().filter(|s| is_listed(s)) {
        match symbol.place {
            Place::Undefined => listing.undefined.push(symbol.name.clone()),
            _ => listing.symbols.push(symbol_value(&object, symbol)),
        }
    }
    for (index, section) in object.sections.iter().enumerate().filter(|(_, s)| s.is_loaded()) {
        let is_code = section.has(elf::SHF_EXECINSTR) && section.kind == SectionKind::Progbits;
        let base = bases[index];
        let code = Code {
            address: 0,
            bytes: if is_code { &section.data } else { &[] },
            labels: if is_code { labels_of(&object, index) } else { Vec::new() },
            relocations: relocations_of(&object, index),
        };
        let line_at = |offset: u32| lines.at(base.wrapping_add(offset));
        let labels = code.labels.clone();
        let place = |offset: u32| {
            let (at, name) = labels[..labels.partition_point(|label| label.0 <= offset)].last()?;
            Some(symbol_plus(name, offset - at))
        };
        let lines = code.lines(place, line_at, texts);
        if !lines.is_empty() {
            listing.blocks.push(Block { section: section.name.clone(), lines });
        }
    }
    Ok(listing)
}

fn is_listed(symbol: &crate::input::Symbol) -> bool {
    let named = matches!(symbol.kind, elf::STT_NOTYPE | elf::STT_FUNC | elf::STT_OBJECT);
    named && is_for_people(&symbol.name)
}

fn section_value(section: &crate::input::Section) -> Section {
    Section {
        name: section.name.clone(),
        address: 0,
        size: section.size,
        is_code: section.has(elf::SHF_EXECINSTR),
        is_writable: section.has(elf::SHF_WRITE),
        is_zero: section.kind == SectionKind::Nobits,
    }
}

fn symbol_value(object: &Object, symbol: &crate::input::Symbol) -> (Symbol, Option<String>) {
    let (section, kind) = match (symbol.place, symbol.kind) {
        (Place::Section(index), kind) => (Some(object.sections[index].name.clone()), kind),
        (Place::Common, kind) => (Some("COMMON".to_string()), kind),
        (_, kind) => (None, kind),
    };
    let kind = match kind {
        elf::STT_FUNC => SymbolKind::Function,
        elf::STT_OBJECT => SymbolKind::Object,
        _ if symbol.place == Place::Absolute => SymbolKind::Absolute,
        _ => SymbolKind::Label,
    };
    let value = Symbol {
        name: symbol.name.clone(),
        address: symbol.value,
        size: symbol.size,
        kind,
        is_global: !symbol.is_local(),
    };
    (value, section)
}

fn labels_of<'a>(object: &'a Object, section: usize) -> Vec<(u32, &'a str)> {
    let inside = object.symbols.iter().filter(|s| s.place == Place::Section(section));
    let mut labels: Vec<_> =
        inside.filter(|s| is_listed(s)).map(|s| (s.value, s.name.as_str())).collect();
    labels.sort_unstable();
    labels
}

fn relocations_of(object: &Object, section: usize) -> Vec<Line> {
    let mut relocations = object.sections[section].relocations.clone();
    relocations.retain(|r| r.kind != elf::R_RISCV_RELAX.0);
    relocations.sort_by_key(|r| r.offset);
    let line = |r: &crate::input::Relocation| {
        // GNU as ends the names of its own labels with unprintable characters.
        let is_plain = |c: char| !c.is_control() && c != ' ';
        let name: String = object.symbols[r.symbol].name.chars().filter(|&c| is_plain(c)).collect();
        let target = match r.addend {
            0 => name,
            addend if name.is_empty() => format!("{addend:#x}"),
            addend if addend < 0 => format!("{name}-{:#x}", addend.unsigned_abs()),
            addend => format!("{name}+{addend:#x}"),
        };
        Line::Relocation {
            offset: r.offset,
            kind: format!("R_RISCV_{}", kind_name(r.kind)),
            target,
        }
    };
    relocations.iter().map(line).collect()
}

/// A run of code with everything that is interleaved, each sorted by address.
struct Code<'a> {
    address: u32,
    bytes: &'a [u8],
    labels: Vec<(u32, &'a str)>,
    relocations: Vec<Line>,
}

impl Code<'_> {
    /// `place` names an address, `line_at` gives its source line.
    fn lines<'l>(
        &self,
        place: impl Fn(u32) -> Option<String>,
        line_at: impl Fn(u32) -> Option<(&'l str, u32)>,
        texts: &mut Texts,
    ) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut labels = self.labels.iter().peekable();
        let mut relocations = self.relocations.iter().peekable();
        let (mut line_last, mut upper) = (None, None);
        for (index, bytes) in self.bytes.chunks(4).enumerate() {
            let address = self.address.wrapping_add(index as u32 * 4);
            while let Some(label) = labels.next_if(|label| label.0 <= address) {
                lines.push(Line::Label { address: label.0, name: label.1.to_string() });
            }
            let line = line_at(address);
            if let Some((file, number)) = line.filter(|_| line != line_last) {
                lines.push(texts.line(file, number));
            }
            line_last = line;
            let end = address.wrapping_add(bytes.len() as u32);
            let is_here = |r: &&Line| matches!(r, Line::Relocation { offset, .. } if *offset < end);
            let patched = relocations.peek().is_some_and(is_here);
            if bytes.iter().all(|&byte| byte == 0) && !patched {
                push_zeros(&mut lines, address, bytes.len() as u32);
                continue;
            }
            lines.push(insn_line(address, bytes, &mut upper, |at| place(at).filter(|_| !patched)));
            while let Some(relocation) = relocations.next_if(is_here) {
                lines.push(relocation.clone());
            }
        }
        let label =
            |&(address, name): &(u32, &str)| Line::Label { address, name: name.to_string() };
        lines.extend(labels.map(label));
        lines.extend(relocations.cloned());
        lines
    }
}

/// One line for all zeros in a row.
fn push_zeros(lines: &mut Vec<Line>, address: u32, count: u32) {
    match lines.last_mut() {
        Some(Line::Zeros { size, .. }) => *size += count,
        _ => lines.push(Line::Zeros { address, size: count }),
    }
}

/// A register that the instruction before has just loaded with the upper part of an address.
type Upper = Option<(u8, u32)>;

fn insn_line(
    address: u32,
    bytes: &[u8],
    upper: &mut Upper,
    place: impl Fn(u32) -> Option<String>,
) -> Line {
    let before = upper.take();
    let word = bytes.try_into().map(u32::from_le_bytes);
    let Some((word, insn)) = word.ok().and_then(|word| Some((word, decode(word)?))) else {
        return Line::Data { address, bytes: bytes.to_vec() };
    };
    *upper = match insn.op {
        Op::Lui => Some((insn.rd, insn.imm as u32)),
        Op::Auipc => Some((insn.rd, address.wrapping_add(insn.imm as u32))),
        _ => None,
    };
    let target = target_of(insn, address, before).and_then(place);
    Line::Insn { address, word, text: disassemble(insn, address), target }
}

/// The address an instruction goes to or computes, alone or together with the one before.
fn target_of(insn: Insn, address: u32, before: Upper) -> Option<u32> {
    if insn.op.class() == Class::Branch || insn.op == Op::Jal {
        return Some(address.wrapping_add(insn.imm as u32));
    }
    let is_address = matches!(insn.op.class(), Class::Load | Class::Store);
    let (_, upper) = before.filter(|&(register, _)| {
        register == insn.rs1 && (is_address || matches!(insn.op, Op::Addi | Op::Jalr))
    })?;
    Some(upper.wrapping_add(insn.imm as u32))
}

fn symbol_plus(name: &str, offset: u32) -> String {
    if offset == 0 { name.to_string() } else { format!("{name}+{offset:#x}") }
}

/// Source files, each asked for once.
struct Texts<'f> {
    sources: &'f dyn Files,
    files: HashMap<String, Vec<String>>,
}

impl Texts<'_> {
    fn line(&mut self, file: &str, line: u32) -> Line {
        let read = || self.sources.read(file).unwrap_or_default();
        let split = || read().lines().map(str::to_string).collect();
        let lines: &Vec<String> = match self.files.contains_key(file) {
            true => &self.files[file],
            false => self.files.entry(file.to_string()).or_insert_with(split),
        };
        let text = lines.get(line.saturating_sub(1) as usize).cloned();
        Line::Source { file: file.to_string(), line, text }
    }
}
