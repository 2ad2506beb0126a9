//! Addresses: how large each fragment is, and where it starts.
//!
//! Sizes depend on addresses and addresses on sizes, so rounds are repeated until nothing moves.
//! Branches only ever grow, hence the rounds end; what still moves then is a fill whose count
//! depends on itself.

use crate::data::leb_bytes;
use crate::expr::{self, Expr, Linear};
use crate::program::{Binding, Definition, Fragment, Kind, Program, SectionId};
use crate::report::{Fallible, error};
use swtch_isa::Format;
use swtch_source::{Diagnostic, Span};

/// After so many rounds every branch takes its long form, which settles the rest.
const PATIENT_ROUNDS: usize = 20;
const ROUNDS_MAX: usize = 60;
/// Bytes that one object can have.
const CONTENTS_MAX: u64 = 64 << 20;
/// Bytes of memory that a section without contents can take.
const ROOM_MAX: u64 = 1 << 31;

/// Gives every fragment its start and its size.
pub(crate) fn place(program: &mut Program) {
    let mut round = 0;
    while run(program, round > PATIENT_ROUNDS) {
        program.placed = true;
        round += 1;
        if round == ROUNDS_MAX {
            let message = "sizes in this file depend on each other without end";
            program.reporter.report(Diagnostic::unplaced(message));
            break;
        }
    }
    program.placed = true;
    report_wrong_sizes(program);
    report_too_large(program);
}

/// One round; whether something moved.
fn run(program: &mut Program, grow_all: bool) -> bool {
    let mut moved = !program.placed;
    for section in 0..program.sections.len() {
        let mut start = 0u64;
        for at in 0..program.sections[section].fragments.len() {
            let fragment = &mut program.sections[section].fragments[at];
            moved |= fragment.start != start;
            fragment.start = start;
            let long = grow_all || reaches_not(program, SectionId(section), at);
            let fragment = &mut program.sections[section].fragments[at];
            if let Kind::Branch { long: is_long, .. } = &mut fragment.kind {
                moved |= long && !*is_long;
                *is_long |= long;
            }
            let size = size(program, SectionId(section), at).unwrap_or(0);
            let fragment = &mut program.sections[section].fragments[at];
            moved |= fragment.size != size;
            fragment.size = size;
            start = start.saturating_add(size).min(u64::MAX / 2);
        }
        program.sections[section].size = start;
    }
    moved
}

/// Whether a fragment is a branch that must take its long form. Targets further on still have the
/// addresses of the round before, which are too low if anything, so that none grows needlessly.
fn reaches_not(program: &Program, section: SectionId, at: usize) -> bool {
    let fragment = &program.sections[section.0].fragments[at];
    let Kind::Branch { target, .. } = &fragment.kind else { return false };
    if !program.placed {
        return false;
    }
    let distance = distance(program, section, fragment.start, target);
    // What lies in another section may lie far away.
    distance.is_none_or(|distance| !Format::B.imm_range().contains(&distance))
}

/// How far a target in the same section is from an offset there.
pub(crate) fn distance(
    program: &Program,
    section: SectionId,
    from: u64,
    target: &Expr,
) -> Option<i64> {
    let Linear { constant, terms } = expr::evaluate(target, program).ok()?;
    let [(id, 1)] = terms[..] else { return None };
    let symbol = program.symbol(id);
    match symbol.definition {
        // A weak symbol may yield to another file's.
        Definition::Label(place) if place.section == section && symbol.binding != Binding::Weak => {
            let target = (program.offset(place) as i64).wrapping_add(constant);
            Some(target.wrapping_sub(from as i64))
        }
        _ => None,
    }
}

fn size(program: &Program, section: SectionId, at: usize) -> Fallible<u64> {
    let fragment = &program.sections[section.0].fragments[at];
    match &fragment.kind {
        Kind::Bytes { bytes, .. } => Ok(bytes.len() as u64),
        Kind::Branch { long, .. } => Ok(if *long { 8 } else { 4 }),
        Kind::Align { align, max, .. } => {
            let size = fragment.start.next_multiple_of(*align) - fragment.start;
            Ok(if size > *max { 0 } else { size })
        }
        Kind::Fill { count, unit, .. } => {
            let number = expr::number(count, program)?;
            let number = u64::try_from(number)
                .map_err(|_| error(count.span, format!("this count is negative: {number}")))?;
            Ok(number.saturating_mul(unit.len() as u64))
        }
        Kind::Org { offset, span, .. } => org_size(program, section, fragment, offset, *span),
        Kind::Leb { value, signed, .. } => {
            let number = expr::number(value, program)?;
            let least = fragment.size as usize;
            Ok(leb_bytes(number, *signed, least).len() as u64)
        }
    }
}

fn org_size(
    program: &Program,
    section: SectionId,
    fragment: &Fragment,
    offset: &Expr,
    span: Span,
) -> Fallible<u64> {
    let distance = match expr::value(offset, program)? {
        Linear { constant, terms } if terms.is_empty() => Some(constant - fragment.start as i64),
        _ => distance(program, section, fragment.start, offset),
    };
    let distance = distance
        .ok_or_else(|| error(offset.span, "this must be an offset in the current section"))?;
    u64::try_from(distance).map_err(|_| {
        error(span, format!("this would go back by {} bytes", distance.unsigned_abs()))
    })
}

fn report_wrong_sizes(program: &mut Program) {
    let mut wrong = Vec::new();
    for section in 0..program.sections.len() {
        let fragments = 0..program.sections[section].fragments.len();
        wrong.extend(fragments.filter_map(|at| size(program, SectionId(section), at).err()));
    }
    wrong.into_iter().for_each(|diagnostic| program.reporter.report(*diagnostic));
}

/// Refuses what would not fit into any machine, before it is written out.
fn report_too_large(program: &mut Program) {
    let (mut contents, mut mistakes) = (0u64, Vec::new());
    for section in &mut program.sections {
        let limit = if section.flags.nobits { ROOM_MAX } else { CONTENTS_MAX };
        if !section.flags.nobits {
            contents = contents.saturating_add(section.size);
        }
        if section.size <= limit && contents <= CONTENTS_MAX {
            continue;
        }
        let largest = section.fragments.iter().max_by_key(|fragment| fragment.size);
        let message = format!("section `{}` grows beyond {} MiB", section.key.name, limit >> 20);
        mistakes.push(match largest.and_then(Fragment::span) {
            Some(span) => Diagnostic::error(span, message),
            None => Diagnostic::unplaced(message),
        });
        section.fragments.clear();
        section.size = 0;
    }
    mistakes.into_iter().for_each(|diagnostic| program.reporter.report(diagnostic));
}

impl Fragment {
    fn span(&self) -> Option<Span> {
        match &self.kind {
            Kind::Fill { span, .. } | Kind::Org { span, .. } => Some(*span),
            _ => None,
        }
    }
}
