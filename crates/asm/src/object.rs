//! Writing the ELF object.

use crate::expr;

use crate::program::{
    Binding, Definition, Flags, Program, Section, Symbol, SymbolId, SymbolKind, Visibility,
};
use crate::recorder::DebugSection;
use crate::resolve::{Resolved, Target};
use gimli::write::RelocationTarget;
use object::write::{self, Object, StandardSegment, SymbolSection};
use object::{
    Architecture, BinaryFormat, ComdatKind, Endianness, FileFlags, RelocationFlags, SectionFlags,
    SectionKind,
};
use object::{SymbolFlags, SymbolScope, elf};
use std::collections::HashMap;

/// The bytes of the object file.
pub(crate) fn write(
    program: &Program,
    resolved: &Resolved,
    debug: &[DebugSection],
) -> write::Result<Vec<u8>> {
    let mut writer = Writer {
        object: Object::new(BinaryFormat::Elf, Architecture::Riscv32, Endianness::Little),
        program,
        sections: Vec::new(),
        symbols: HashMap::new(),
    };
    if program.sections.iter().any(|section| section.flags.retain) {
        // Only with this do others know what the flag means.
        writer.object.flags = FileFlags::Elf {
            os_abi: elf::ELFOSABI_GNU,
            abi_version: 0,
            e_flags: elf::FileFlags(0),
        };
    }
    writer.add_sections(resolved);
    writer.add_symbols(resolved);
    writer.add_groups();
    writer.add_relocations(resolved)?;
    writer.add_debug(debug)?;
    writer.object.write()
}

struct Writer<'a> {
    object: Object<'a>,
    program: &'a Program,
    /// In the order of the program's sections.
    sections: Vec<write::SectionId>,
    symbols: HashMap<SymbolId, write::SymbolId>,
}

impl<'a> Writer<'a> {
    fn add_sections(&mut self, resolved: &Resolved) {
        for (section, contents) in self.program.sections.iter().zip(&resolved.sections) {
            let name = section.key.name.as_bytes().to_vec();
            let id = self.object.add_section(Vec::new(), name, kind(section.flags));
            let out = self.object.section_mut(id);
            out.flags = elf_flags(section);
            if section.flags.nobits {
                out.append_bss(section.size, section.align);
            } else {
                out.set_data(contents.bytes.clone(), section.align);
            }
            self.sections.push(id);
        }
    }

    /// Symbols in the order in which the text names them.
    fn add_symbols(&mut self, resolved: &Resolved) {
        if let Some(name) = &self.program.main_file {
            self.object.add_file_symbol(name.replace('\0', "").into_bytes());
        }
        let relocations = resolved.sections.iter().flat_map(|section| &section.relocations);
        let mut named: Vec<bool> = vec![false; self.program.symbols.len()];
        for relocation in relocations {
            if let Target::Symbol(id) = relocation.symbol {
                named[id.0] = true;
            }
        }
        for (at, symbol) in self.program.symbols.iter().enumerate() {
            let id = SymbolId(at);
            let is_wanted = match symbol.definition {
                Definition::None => named[at],
                Definition::Value(_) => {
                    symbol.binding != Binding::Local
                        || !symbol.is_temporary() && self.aliased(symbol).is_some()
                }
                _ => !symbol.is_temporary() || resolved.kept.contains(&id),
            };
            if is_wanted && let Some(out) = self.symbol(id, symbol) {
                let out = self.object.add_symbol(out);
                self.symbols.insert(id, out);
            }
        }
    }

    /// The named place that a symbol is another name of.
    fn aliased(&self, symbol: &Symbol) -> Option<&Symbol> {
        let Definition::Value(value) = &symbol.definition else { return None };
        let value = expr::evaluate(value, self.program).ok()?;
        match value.terms[..] {
            [(base, 1)] if value.constant == 0 => {
                let target = self.program.symbol(base);
                let is_place = matches!(target.definition, Definition::Label(_));
                (is_place && !target.is_temporary()).then_some(target)
            }
            _ => None,
        }
    }

    fn symbol(&self, id: SymbolId, symbol: &Symbol) -> Option<write::Symbol> {
        let (section, value) = match &symbol.definition {
            Definition::None => (SymbolSection::Undefined, 0),
            Definition::Common { align, .. } => (SymbolSection::Common, *align),
            Definition::Label(place) => self.label(*place, 0),
            Definition::Value(value) => {
                let value = expr::evaluate(value, self.program).ok()?;
                match value.terms[..] {
                    [] => (SymbolSection::Absolute, value.constant as u64 & 0xFFFF_FFFF),
                    [(base, 1)] => match self.program.symbol(base).definition {
                        Definition::Label(place) => self.label(place, value.constant),
                        _ => return None,
                    },
                    _ => return None,
                }
            }
        };
        // Another name says of its place what that one's own name says, unless it says more.
        let aliased = self.aliased(symbol);
        let told_size = symbol.size.as_ref().or(aliased.and_then(|other| other.size.as_ref()));
        let told_kind = match (symbol.kind, aliased) {
            (SymbolKind::None, Some(other)) => other.kind,
            (kind, _) => kind,
        };
        let size = match (&symbol.definition, told_size) {
            (Definition::Common { size, .. }, _) => *size,
            (_, Some((size, _))) => expr::number(size, self.program).unwrap_or(0) as u64,
            _ => 0,
        };
        // What another file defines, or shares, is seen by others whether `.globl` says so or not.
        let is_outside = matches!(section, SymbolSection::Undefined | SymbolSection::Common);
        let is_local = symbol.binding == Binding::Local && !is_outside;
        let binding = match symbol.binding {
            Binding::Weak => elf::STB_WEAK,
            _ if is_local => elf::STB_LOCAL,
            _ => elf::STB_GLOBAL,
        };
        let kind = match told_kind {
            SymbolKind::None => elf::STT_NOTYPE,
            SymbolKind::Function => elf::STT_FUNC,
            SymbolKind::Object => elf::STT_OBJECT,
        };
        let visibility = match symbol.visibility {
            Visibility::Default => elf::STV_DEFAULT,
            Visibility::Protected => elf::STV_PROTECTED,
            Visibility::Hidden => elf::STV_HIDDEN,
            Visibility::Internal => elf::STV_INTERNAL,
        };
        let name = match symbol.name.is_empty() {
            true => format!(".Lplace{}", id.0),
            false => symbol.name.to_string(),
        };
        Some(write::Symbol {
            name: name.into_bytes(),
            value,
            size,
            kind: object::SymbolKind::Unknown,
            scope: if is_local { SymbolScope::Compilation } else { SymbolScope::Dynamic },
            weak: symbol.binding == Binding::Weak,
            section,
            flags: SymbolFlags::Elf {
                st_info: elf::SymbolInfo::new(binding, kind),
                st_other: visibility.into(),
            },
        })
    }

    fn label(&self, place: crate::program::Place, addend: i64) -> (SymbolSection, u64) {
        let section = SymbolSection::Section(self.sections[place.section.0]);
        (section, self.program.offset(place).wrapping_add(addend as u64))
    }

    /// Groups of sections, each named by a symbol.
    fn add_groups(&mut self) {
        let mut groups: Vec<(&str, Vec<write::SectionId>)> = Vec::new();
        for (section, id) in self.program.sections.iter().zip(&self.sections) {
            let Some(name) = &section.key.group else { continue };
            match groups.iter_mut().find(|(known, _)| *known == &**name) {
                Some((_, members)) => members.push(*id),
                None => groups.push((name, vec![*id])),
            }
        }
        for (name, sections) in groups {
            let known = self.program.lookup(name).and_then(|id| self.symbols.get(&id)).copied();
            let symbol = known.unwrap_or_else(|| {
                self.object.add_symbol(write::Symbol {
                    name: name.as_bytes().to_vec(),
                    value: 0,
                    size: 0,
                    kind: object::SymbolKind::Label,
                    scope: SymbolScope::Compilation,
                    weak: false,
                    section: SymbolSection::Section(sections[0]),
                    flags: SymbolFlags::None,
                })
            });
            self.object.add_comdat(write::Comdat { kind: ComdatKind::Any, symbol, sections });
        }
    }

    fn add_relocations(&mut self, resolved: &Resolved) -> write::Result<()> {
        for (at, contents) in resolved.sections.iter().enumerate() {
            for relocation in &contents.relocations {
                let symbol = match relocation.symbol {
                    Target::Section(id) => self.object.section_symbol(self.sections[id.0]),
                    Target::Symbol(id) => match self.symbols.get(&id) {
                        Some(symbol) => *symbol,
                        None => continue,
                    },
                };
                let flags = RelocationFlags::Elf { r_type: relocation.kind };
                let (offset, addend) = (relocation.offset, relocation.addend);
                let relocation = write::Relocation { offset, symbol, addend, flags };
                self.object.add_relocation(self.sections[at], relocation)?;
            }
        }
        Ok(())
    }

    fn add_debug(&mut self, debug: &[DebugSection]) -> write::Result<()> {
        let mut made: HashMap<&str, write::SectionId> = HashMap::new();
        for section in debug {
            let segment = self.object.segment_name(StandardSegment::Debug).to_vec();
            let known = self.program.sections.iter().position(|s| *s.key.name == *section.name);
            // A text may have the section, empty, with a label in it that refers to ours.
            let id = known.map(|at| self.sections[at]).unwrap_or_else(|| {
                self.object.add_section(segment, section.name.into(), SectionKind::Debug)
            });
            self.object.set_section_data(id, section.bytes.clone(), 1);
            made.insert(section.name, id);
        }
        for section in debug {
            for relocation in &section.relocations {
                let target = match relocation.target {
                    RelocationTarget::Symbol(at) => self.sections[at],
                    RelocationTarget::Section(id) => made[id.name()],
                };
                let symbol = self.object.section_symbol(target);
                let r_type = elf::R_RISCV_32;
                self.object.add_relocation(
                    made[section.name],
                    write::Relocation {
                        offset: relocation.offset as u64,
                        symbol,
                        addend: relocation.addend,
                        flags: RelocationFlags::Elf { r_type },
                    },
                )?;
            }
        }
        Ok(())
    }
}

fn kind(flags: Flags) -> SectionKind {
    match flags {
        Flags { alloc: false, note: false, strings: true, .. } => SectionKind::OtherString,
        Flags { alloc: false, note: false, .. } => SectionKind::Other,
        Flags { alloc: false, .. } => SectionKind::Note,
        Flags { nobits: true, .. } => SectionKind::UninitializedData,
        Flags { exec: true, .. } => SectionKind::Text,
        Flags { write: true, .. } => SectionKind::Data,
        Flags { strings: true, .. } => SectionKind::ReadOnlyString,
        _ => SectionKind::ReadOnlyData,
    }
}

fn elf_flags(section: &Section) -> SectionFlags {
    let Section { flags, .. } = *section;
    let is = |array: &str| {
        let rest = section.key.name.strip_prefix(array);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let when = |set: bool, flag: elf::SectionFlags| if set { flag } else { elf::SectionFlags(0) };
    let sh_type = match flags {
        Flags { nobits: true, .. } => elf::SHT_NOBITS,
        Flags { note: true, .. } => elf::SHT_NOTE,
        _ if is(".init_array") => elf::SHT_INIT_ARRAY,
        _ if is(".fini_array") => elf::SHT_FINI_ARRAY,
        _ if is(".preinit_array") => elf::SHT_PREINIT_ARRAY,
        _ => elf::SHT_PROGBITS,
    };
    let sh_flags = when(flags.alloc, elf::SHF_ALLOC)
        | when(flags.write, elf::SHF_WRITE)
        | when(flags.exec, elf::SHF_EXECINSTR)
        | when(flags.strings, elf::SHF_MERGE | elf::SHF_STRINGS)
        | when(section.key.group.is_some(), elf::SHF_GROUP)
        | when(flags.retain, elf::SHF_GNU_RETAIN)
        | when(flags.exclude, elf::SHF_EXCLUDE);
    SectionFlags::Elf { sh_type, sh_flags }
}
