//! Walking over all relocations: which of them need a word of the GOT, a stub, or the loader; and
//! which can be met by none of these, because the code was not compiled for it.

use std::collections::HashSet;

use object::elf::{self, RelocationType};
use swtch_source::Diagnostic;

use super::{Patch, Slot, Tables, Target, slot};
use crate::contents::explain;
use crate::input::{Object, Place, Relocation, Section};
use crate::places::Places;
use crate::relocate::{Fault, Why};
use crate::resolve::{Program, Site};

/// Whether a relocation is that of a call or jump, which may take a detour.
pub(super) fn is_call(kind: RelocationType) -> bool {
    matches!(
        kind,
        elf::R_RISCV_CALL | elf::R_RISCV_CALL_PLT | elf::R_RISCV_PLT32 | elf::R_RISCV_JAL
    )
}

/// Notes what every relocation of the program needs.
pub(super) fn scan(program: &Program) -> Result<Tables, Vec<Diagnostic>> {
    let mut tables = Tables::default();
    let mut errors = Vec::new();
    let mut told = HashSet::new();
    let places = Places::new(&program.objects);
    for (object, section, content) in loaded_sections(&program.objects) {
        for r in &content.relocations {
            let Err(why) = tables.note(program, object, section, r) else { continue };
            // Code that was compiled otherwise is wrong all over: one place of each kind will do.
            if told.insert((object, std::mem::discriminant(&why))) {
                let fault = Fault { offset: r.offset, symbol: r.symbol, why };
                errors.push(explain(program, &places, (object, section), &fault));
            }
        }
    }
    if errors.is_empty() { Ok(tables) } else { Err(errors) }
}

/// Numbers and contents of all sections that are part of the program's memory.
fn loaded_sections<'o, 'a>(
    objects: &'o [Object<'a>],
) -> impl Iterator<Item = (usize, usize, &'o Section<'a>)> {
    objects.iter().enumerate().flat_map(|(object, input)| {
        let sections = input.sections.iter().enumerate();
        sections.filter(|(_, s)| s.is_loaded()).map(move |(index, s)| (object, index, s))
    })
}

impl Tables {
    fn note(
        &mut self,
        program: &Program,
        object: usize,
        section: usize,
        r: &Relocation,
    ) -> Result<(), Why> {
        let kind = RelocationType(r.kind);
        let site = Site { object, symbol: r.symbol };
        if matches!(kind, elf::R_RISCV_GOT_HI20 | elf::R_RISCV_GOT32_PCREL) {
            self.need_slot(slot(program, site, r.addend));
            return Ok(());
        }
        if !program.is_dynamic() || matches!(kind, elf::R_RISCV_NONE | elf::R_RISCV_RELAX) {
            return Ok(());
        }
        match program.import(site) {
            Some(name) if is_call(kind) => self.need_stub(name),
            Some(name) if kind == elf::R_RISCV_32 => {
                let target = Target::Import { name: name.to_string(), addend: r.addend };
                self.patch(program, object, section, r.offset, target)?;
            }
            Some(_) => return Err(Why::NotHere),
            None if program.is_library => self.note_own(program, site, section, r)?,
            None => {}
        }
        Ok(())
    }

    /// A reference that stays inside a library, which may lie anywhere.
    fn note_own(
        &mut self,
        program: &Program,
        site: Site,
        section: usize,
        r: &Relocation,
    ) -> Result<(), Why> {
        if is_number(program, site) {
            return Ok(());
        }
        match RelocationType(r.kind) {
            elf::R_RISCV_32 => {
                let target = Target::Moved { site, addend: r.addend };
                self.patch(program, site.object, section, r.offset, target)
            }
            elf::R_RISCV_HI20 | elf::R_RISCV_LO12_I | elf::R_RISCV_LO12_S => Err(Why::NoBase),
            _ => Ok(()),
        }
    }

    fn patch(
        &mut self,
        program: &Program,
        object: usize,
        section: usize,
        offset: u32,
        target: Target,
    ) -> Result<(), Why> {
        if !program.objects[object].sections[section].has(elf::SHF_WRITE) {
            return Err(Why::ReadOnly);
        }
        self.patches.push(Patch { object, section, offset, target });
        Ok(())
    }

    fn need_slot(&mut self, slot: Slot) {
        if !self.got_index.contains_key(&slot) {
            self.got_index.insert(slot.clone(), self.got.len());
            self.got.push(slot);
        }
    }

    fn need_stub(&mut self, name: &str) {
        if !self.plt_index.contains_key(name) {
            self.plt_index.insert(name.to_string(), self.plt.len());
            self.plt.push(name.to_string());
        }
    }
}

/// Whether a symbol's value is the same wherever the library lies: a number, or a weak symbol
/// that nobody defines.
pub(super) fn is_number(program: &Program, site: Site) -> bool {
    match program.definition(site) {
        Some(definition) => program.symbol(definition).place == Place::Absolute,
        None => !program.is_mark(&program.symbol(site).name),
    }
}
