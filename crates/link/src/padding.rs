//! Cutting alignment padding. GNU as, expecting a linker that shortens code, writes the longest
//! padding an alignment may need, and a relocation that says so. This linker shortens nothing
//! else, so what is needed follows from the offset within the section alone.

use object::elf;
use swtch_source::Diagnostic;

use crate::elf::broken;
use crate::input::{Object, Place};

/// Bytes taken out of a section.
#[derive(Clone, Copy)]
struct Cut {
    /// Offset of the first byte removed, before any removal.
    start: u32,
    size: u32,
}

/// Removes surplus padding from every section and moves what lies behind it.
pub(crate) fn cut(object: &mut Object) -> Result<(), Diagnostic> {
    for index in 0..object.sections.len() {
        let cuts = plan(object, index)?;
        object.sections[index].relocations.retain(|r| r.kind != elf::R_RISCV_ALIGN.0);
        if !cuts.is_empty() {
            remove(object, index, &cuts);
        }
    }
    Ok(())
}

fn plan(object: &Object, index: usize) -> Result<Vec<Cut>, Diagnostic> {
    let section = &object.sections[index];
    let refuse = |why: &str| broken(&object.name, format!("section {}: {why}", section.name));
    let mut aligns: Vec<_> =
        section.relocations.iter().filter(|r| r.kind == elf::R_RISCV_ALIGN.0).collect();
    aligns.sort_by_key(|r| r.offset);
    let (mut cuts, mut removed, mut end_last) = (Vec::new(), 0, 0);
    for align in aligns {
        let (start, padding) = (align.offset, align.addend as u32);
        let end = start.checked_add(padding).filter(|&end| end as usize <= section.data.len());
        let Some(end) = end.filter(|_| start >= end_last) else {
            return Err(refuse("alignment padding outside of the section"));
        };
        // The padding is one instruction short of the alignment: 4 bytes for 8, 12 for 16.
        let boundary = (padding + 1).next_power_of_two();
        if boundary > section.align.max(4) {
            return Err(refuse("an alignment beyond the section's own"));
        }
        let needed = (start - removed).wrapping_neg() & (boundary - 1);
        if needed > padding || needed % 4 != 0 {
            return Err(refuse("alignment padding that only a compressed instruction could fill"));
        }
        if needed < padding {
            cuts.push(Cut { start: start + needed, size: padding - needed });
        }
        removed += padding - needed;
        end_last = end;
    }
    Ok(cuts)
}

/// Where an offset of the uncut section lies afterwards.
fn moved(cuts: &[Cut], offset: u32) -> u32 {
    let before = |cut: &&Cut| cut.start < offset;
    let gone = cuts.iter().take_while(before).map(|cut| cut.size.min(offset - cut.start));
    offset - gone.sum::<u32>()
}

fn remove(object: &mut Object, index: usize, cuts: &[Cut]) {
    let section = &mut object.sections[index];
    let data = section.data.to_mut();
    for cut in cuts.iter().rev() {
        data.drain(cut.start as usize..(cut.start + cut.size) as usize);
    }
    section.size = data.len() as u32;
    for relocation in &mut section.relocations {
        relocation.offset = moved(cuts, relocation.offset);
    }
    for symbol in object.symbols.iter_mut().filter(|s| s.place == Place::Section(index)) {
        let end = moved(cuts, symbol.value.saturating_add(symbol.size));
        symbol.value = moved(cuts, symbol.value);
        symbol.size = end.saturating_sub(symbol.value);
    }
    move_addends(object, index, cuts);
}

/// A reference to "section plus offset" follows what it points at.
fn move_addends(object: &mut Object, index: usize, cuts: &[Cut]) {
    let symbols = &object.symbols;
    for relocation in object.sections.iter_mut().flat_map(|s| &mut s.relocations) {
        let symbol = &symbols[relocation.symbol];
        let whole = symbol.kind == elf::STT_SECTION && symbol.place == Place::Section(index);
        if whole && relocation.addend > 0 {
            relocation.addend = moved(cuts, relocation.addend as u32) as i32;
        }
    }
}
