//! Fixups to finished bytes, or to relocations where only the linker knows the value.
//!
//! Distances inside a section are finished here, since nothing moves code later. Everything that
//! depends on where a section will lie becomes a relocation.

use crate::data::{leb_bytes, number_bytes};
use crate::expr::{self, Expr, Linear};
use crate::insn::{high, in_range, low};
use crate::layout::distance;
use crate::program::{Definition, Fixup, FixupField, Half, Kind, Program, SectionId, SymbolId};
use crate::report::{Fallible, error, hinted, labelled};
use object::elf;
use std::collections::BTreeSet;
use swtch_isa::{Format, Insn, Op, encode};
use swtch_source::{Diagnostic, Span};

/// The contents of every section, in the order of the program's sections.
pub(crate) struct Resolved {
    pub(crate) sections: Vec<Contents>,
    /// Temporary symbols that relocations must name all the same.
    pub(crate) kept: BTreeSet<SymbolId>,
}

/// Bytes and relocations of one section.
#[derive(Default)]
pub(crate) struct Contents {
    pub(crate) bytes: Vec<u8>,
    pub(crate) relocations: Vec<Relocation>,
}

/// A field for the linker to fill.
pub(crate) struct Relocation {
    pub(crate) offset: u64,
    pub(crate) kind: elf::RelocationType,
    pub(crate) symbol: Target,
    pub(crate) addend: i64,
}

/// What a relocation refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Symbol(SymbolId),
    /// The start of a section, in the place of a label that is not kept.
    Section(SectionId),
}

/// Finishes every section of a program that is laid out.
pub(crate) fn resolve(program: &mut Program) -> Resolved {
    let mut resolver = Resolver {
        program,
        kept: BTreeSet::new(),
        mistakes: Vec::new(),
        contents: Contents::default(),
    };
    let mut sections = Vec::new();
    for at in 0..resolver.program.sections.len() {
        resolver.section(SectionId(at));
        sections.push(std::mem::take(&mut resolver.contents));
    }
    let Resolver { kept, mistakes, .. } = resolver;
    mistakes.into_iter().for_each(|diagnostic| program.reporter.report(diagnostic));
    warn_of_misaligned_code(program);
    Resolved { sections, kept }
}

/// Instructions must lie on multiples of four; the first of a section that does not is enough.
fn warn_of_misaligned_code(program: &mut Program) {
    let mut warned: Vec<SectionId> = Vec::new();
    for at in 0..program.own_rows.len() {
        let row = program.own_rows[at];
        let section = row.place.section;
        let is_known = program.sections[section.0].fragments.len() > row.place.fragment;
        if is_known && !program.offset(row.place).is_multiple_of(4) && !warned.contains(&section) {
            warned.push(section);
            let warning = Diagnostic::warning(row.span, "this instruction is not aligned")
                .label("not at a multiple of four bytes")
                .hint("`.align 2` before it, or data in a section of its own, mends it");
            program.reporter.report(warning);
        }
    }
}

struct Resolver<'a> {
    program: &'a Program,
    kept: BTreeSet<SymbolId>,
    mistakes: Vec<Diagnostic>,
    /// Of the section at hand.
    contents: Contents,
}

impl Resolver<'_> {
    fn section(&mut self, id: SectionId) {
        let section = &self.program.sections[id.0];
        if section.flags.nobits {
            return;
        }
        for fragment in &section.fragments {
            let start = fragment.start;
            let size = fragment.size as usize;
            match &fragment.kind {
                Kind::Bytes { bytes, fixups } => {
                    self.contents.bytes.extend_from_slice(bytes);
                    fixups.iter().for_each(|fixup| self.fixup(id, start + fixup.offset, fixup));
                }
                Kind::Align { fill, .. } => {
                    padding(&mut self.contents.bytes, size, *fill, section.flags.exec);
                }
                Kind::Fill { unit, .. } => {
                    let count = size.checked_div(unit.len()).unwrap_or(0);
                    self.contents.bytes.extend(unit.repeat(count));
                }
                Kind::Org { fill, .. } => {
                    self.contents.bytes.extend(std::iter::repeat_n(*fill, size));
                }
                Kind::Branch { insn, target, span, long } => {
                    self.branch(id, start, *insn, target, *span, *long);
                }
                Kind::Leb { value, signed, span } => {
                    let number = expr::number(value, self.program);
                    let number = self.check(
                        number.map_err(|d| Box::new(Diagnostic { span: Some(*span), ..*d })),
                    );
                    self.contents.bytes.extend(leb_bytes(number.unwrap_or(0), *signed, size));
                }
            }
        }
    }

    fn check<T>(&mut self, result: Fallible<T>) -> Option<T> {
        result.map_err(|diagnostic| self.mistakes.push(*diagnostic)).ok()
    }

    /// A branch, or its opposite over a jump.
    fn branch(
        &mut self,
        section: SectionId,
        start: u64,
        insn: Insn,
        target: &Expr,
        span: Span,
        long: bool,
    ) {
        let (at, insn, format) = if long {
            let around = Insn { op: opposite(insn.op), imm: 8, ..insn };
            self.contents.bytes.extend(encode(around).to_le_bytes());
            (start + 4, Insn::new(Op::Jal), Format::J)
        } else {
            (start, insn, Format::B)
        };
        self.contents.bytes.extend(encode(insn).to_le_bytes());
        let field = FixupField::Imm { format, part: Half::Whole };
        self.fixup(section, at, &Fixup { offset: 0, field, value: target.clone(), span });
    }

    fn fixup(&mut self, section: SectionId, at: u64, fixup: &Fixup) {
        let done = match fixup.field {
            FixupField::Data(size) => self.data(at, size, fixup),
            FixupField::Imm { format, part } => self.imm(section, at, format, part, fixup),
        };
        self.check(done);
    }

    fn data(&mut self, at: u64, size: u8, fixup: &Fixup) -> Fallible<()> {
        let Linear { constant, terms } = expr::value(&fixup.value, self.program)?;
        match terms[..] {
            [] => {
                let bytes = number_bytes(constant, size, fixup.span)?;
                let at = at as usize;
                self.contents.bytes[at..at + size as usize]
                    .copy_from_slice(&bytes[..size as usize]);
            }
            [(id, 1)] => {
                let kind = match size {
                    4 => elf::R_RISCV_32,
                    8 => elf::R_RISCV_64,
                    _ => return Err(too_small(fixup.span)),
                };
                self.relocate(at, kind, id, constant, fixup.span)?;
            }
            [(plus, 1), (minus, -1)] | [(minus, -1), (plus, 1)] => {
                let (add, subtract) = difference_kinds(size);
                self.relocate(at, add, plus, constant, fixup.span)?;
                self.relocate_to_symbol(at, subtract, minus, fixup.span)?;
            }
            _ => return Err(too_complicated(fixup.span)),
        }
        Ok(())
    }

    fn imm(
        &mut self,
        section: SectionId,
        at: u64,
        format: Format,
        part: Half,
        fixup: &Fixup,
    ) -> Fallible<()> {
        if part == Half::Whole && matches!(format, Format::B | Format::J) {
            return self.jump(section, at, format, fixup);
        }
        let Linear { constant, terms } = expr::value(&fixup.value, self.program)?;
        let id = match (&terms[..], part) {
            ([], Half::Whole) => return self.finish(at, format, constant, fixup.span),
            ([], Half::Hi) => {
                self.insert(at, format, high(constant as i32));
                return Ok(());
            }
            ([], Half::Lo) => {
                self.insert(at, format, low(constant as i32));
                return Ok(());
            }
            ([], _) => {
                let message = "a label is needed here, not a number";
                return Err(error(fixup.span, message));
            }
            ([(id, 1)], _) => *id,
            _ => return Err(too_complicated(fixup.span)),
        };
        let is_store = format == Format::S;
        let kind = match part {
            Half::Whole => return Err(self.not_a_number(id, format, fixup.span)),
            Half::Hi => elf::R_RISCV_HI20,
            Half::Lo if is_store => elf::R_RISCV_LO12_S,
            Half::Lo => elf::R_RISCV_LO12_I,
            Half::PcrelHi => elf::R_RISCV_PCREL_HI20,
            Half::GotHi => elf::R_RISCV_GOT_HI20,
            Half::Call => elf::R_RISCV_CALL_PLT,
            Half::PcrelLo => {
                return self.pcrel_lower((section, at), is_store, id, constant, fixup.span);
            }
        };
        self.relocate(at, kind, id, constant, fixup.span)
    }

    /// The lower half of a pc-relative address names the instruction that has the upper half.
    fn pcrel_lower(
        &mut self,
        (section, at): (SectionId, u64),
        is_store: bool,
        id: SymbolId,
        addend: i64,
        span: Span,
    ) -> Fallible<()> {
        let symbol = self.program.symbol(id);
        if !matches!(symbol.definition, Definition::Label(place) if place.section == section) {
            let message = "`%pcrel_lo` takes the label of the `auipc` with `%pcrel_hi`";
            return Err(hinted(
                span,
                message,
                "put `1:` before the `auipc` and write `%pcrel_lo(1b)`",
            ));
        }
        self.kept.insert(id);
        let kind = if is_store { elf::R_RISCV_PCREL_LO12_S } else { elf::R_RISCV_PCREL_LO12_I };
        self.contents.relocations.push(Relocation {
            offset: at,
            kind,
            symbol: Target::Symbol(id),
            addend,
        });
        Ok(())
    }

    fn jump(&mut self, section: SectionId, at: u64, format: Format, fixup: &Fixup) -> Fallible<()> {
        if let Some(distance) = distance(self.program, section, at, &fixup.value) {
            return self.finish_jump(at, format, distance, fixup.span);
        }
        let Linear { constant, terms } = expr::value(&fixup.value, self.program)?;
        let [(id, 1)] = terms[..] else {
            return Err(error(fixup.span, "a jump goes to a label"));
        };
        let kind = if format == Format::J { elf::R_RISCV_JAL } else { elf::R_RISCV_BRANCH };
        self.relocate(at, kind, id, constant, fixup.span)
    }

    fn finish_jump(&mut self, at: u64, format: Format, distance: i64, span: Span) -> Fallible<()> {
        if distance % 2 != 0 {
            return Err(error(span, "a jump cannot go to an odd address"));
        }
        let range = format.imm_range();
        if !range.contains(&distance) {
            let reach = format!("reaches from {} to {}", range.start(), range.end());
            let message = format!("this jump is too far: {distance} bytes");
            return Err(labelled(span, message, &reach));
        }
        self.insert(at, format, distance as i32);
        Ok(())
    }

    /// A plain number that was not known when the instruction was read.
    fn finish(&mut self, at: u64, format: Format, number: i64, span: Span) -> Fallible<()> {
        let imm = match format {
            Format::U if (0..1 << 20).contains(&number) => (number as i32) << 12,
            Format::U => {
                return Err(crate::operands::out_of_range(
                    span,
                    "the upper immediate",
                    number,
                    0,
                    0xFFFFF,
                ));
            }
            _ => in_range(format, number, span)?,
        };
        self.insert(at, format, imm);
        Ok(())
    }

    fn insert(&mut self, at: u64, format: Format, imm: i32) {
        let range = at as usize..at as usize + 4;
        let mut word = [0; 4];
        word.copy_from_slice(&self.contents.bytes[range.clone()]);
        let word = format.insert_imm(u32::from_le_bytes(word), imm);
        self.contents.bytes[range].copy_from_slice(&word.to_le_bytes());
    }

    /// Leaves a field to the linker.
    fn relocate(
        &mut self,
        offset: u64,
        kind: elf::RelocationType,
        id: SymbolId,
        addend: i64,
        span: Span,
    ) -> Fallible<()> {
        let symbol = self.program.symbol(id);
        let (target, addend) = match symbol.definition {
            Definition::Label(place)
                if symbol.is_temporary()
                    && !self.program.sections[place.section.0].flags.strings =>
            {
                let offset = self.program.offset(place) as i64;
                (Target::Section(place.section), addend.wrapping_add(offset))
            }
            Definition::None if symbol.name.starts_with(".L") => {
                return Err(self.undefined(id, span));
            }
            // In strings that a linker may move, it must know which one is meant.
            Definition::Label(_) if symbol.is_temporary() => {
                self.kept.insert(id);
                (Target::Symbol(id), addend)
            }
            _ => (Target::Symbol(id), addend),
        };
        self.contents.relocations.push(Relocation { offset, kind, symbol: target, addend });
        Ok(())
    }

    /// As `relocate`, without falling back on a section and an addend: linkers disagree about the
    /// sign of the addend where a symbol is subtracted.
    fn relocate_to_symbol(
        &mut self,
        offset: u64,
        kind: elf::RelocationType,
        id: SymbolId,
        span: Span,
    ) -> Fallible<()> {
        let symbol = self.program.symbol(id);
        if !symbol.is_defined() && symbol.name.starts_with(".L") {
            return Err(self.undefined(id, span));
        }
        self.kept.insert(id);
        let symbol = Target::Symbol(id);
        self.contents.relocations.push(Relocation { offset, kind, symbol, addend: 0 });
        Ok(())
    }

    fn undefined(&self, id: SymbolId, span: Span) -> Box<Diagnostic> {
        let name = &self.program.symbol(id).name;
        let defined = self.program.symbols.iter().filter(|symbol| symbol.is_defined());
        let known = defined.map(|symbol| &*symbol.name).filter(|known| known.starts_with(".L"));
        let message = format!("there is no label `{name}` in this file");
        match swtch_source::nearest(name, known) {
            Some(meant) => hinted(span, message, swtch_source::did_you_mean(meant)),
            None => hinted(span, message, "names that begin with `.L` stay inside their file"),
        }
    }

    /// A symbol where an instruction takes a plain number.
    fn not_a_number(&self, id: SymbolId, format: Format, span: Span) -> Box<Diagnostic> {
        let symbol = self.program.symbol(id);
        if !symbol.is_defined() {
            let message = format!("`{}` is neither a register nor a known number", symbol.name);
            return error(span, message);
        }
        let operator = if format == Format::U { "%hi" } else { "%lo" };
        let name = if symbol.name.is_empty() { "label" } else { &symbol.name };
        hinted(
            span,
            "an address is known only after linking and does not fit here",
            format!("`la` loads it; `{operator}({name})` is a part of it"),
        )
    }
}

/// The relocations that add and subtract a symbol in a field of `size` bytes.
fn difference_kinds(size: u8) -> (elf::RelocationType, elf::RelocationType) {
    match size {
        1 => (elf::R_RISCV_ADD8, elf::R_RISCV_SUB8),
        2 => (elf::R_RISCV_ADD16, elf::R_RISCV_SUB16),
        4 => (elf::R_RISCV_ADD32, elf::R_RISCV_SUB32),
        _ => (elf::R_RISCV_ADD64, elf::R_RISCV_SUB64),
    }
}

fn too_small(span: Span) -> Box<Diagnostic> {
    hinted(span, "an address does not fit here", "`.word` holds one")
}

fn too_complicated(span: Span) -> Box<Diagnostic> {
    let message = "the linker cannot compute this";
    hinted(
        span,
        message,
        "it knows a symbol plus a number, and in data the difference of two symbols",
    )
}

/// The branch that is taken when this one is not.
fn opposite(op: Op) -> Op {
    match op {
        Op::Beq => Op::Bne,
        Op::Bne => Op::Beq,
        Op::Blt => Op::Bge,
        Op::Bge => Op::Blt,
        Op::Bltu => Op::Bgeu,
        Op::Bgeu => Op::Bltu,
        other => other,
    }
}

/// Padding; in code, instructions that do nothing.
fn padding(bytes: &mut Vec<u8>, size: usize, fill: Option<u8>, is_code: bool) {
    match fill {
        None if is_code => {
            bytes.extend(std::iter::repeat_n(0, size % 4));
            let nop = encode(Insn::new(Op::Addi)).to_le_bytes();
            bytes.extend(nop.repeat(size / 4));
        }
        fill => bytes.extend(std::iter::repeat_n(fill.unwrap_or(0), size)),
    }
}
