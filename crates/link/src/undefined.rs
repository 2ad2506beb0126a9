//! References to nothing: every global name that code or data needs and nobody defines, each
//! with who refers to it and, where there is one, a guess what was meant.

use std::collections::BTreeMap;

use object::elf;
use swtch_source::{Diagnostic, did_you_mean, nearest};

use crate::Layout;
use crate::input::{Object, Section};
use crate::places::Places;
use crate::resolve::{Program, Site};
use crate::wellknown;

/// One missing name: its first reference, and how many more there are.
struct Missing {
    object: usize,
    section: usize,
    offset: u32,
    others: usize,
}

/// A diagnostic for the entry symbol and each other name that is missing.
pub(crate) fn check(program: &Program, layout: &Layout) -> Vec<Diagnostic> {
    let mut missing: BTreeMap<&str, Missing> = BTreeMap::new();
    let mut errors = Vec::new();
    let places = Places::new(&program.objects);
    for (object_index, object) in program.objects.iter().enumerate() {
        for (section_index, section) in object.sections.iter().enumerate() {
            for (offset, symbol) in references(section) {
                let site = Site { object: object_index, symbol };
                match state(program, site) {
                    State::Defined => {}
                    State::Discarded if is_unwinding(section) => {}
                    State::Discarded => errors.push(discarded(
                        &program.symbol(site).name,
                        &places.name(object_index, section_index, offset),
                    )),
                    State::Missing => {
                        let first = Missing {
                            object: object_index,
                            section: section_index,
                            offset,
                            others: 0,
                        };
                        let known = missing.entry(&program.symbol(site).name);
                        known.and_modify(|m| m.others += 1).or_insert(first);
                    }
                }
            }
        }
    }
    let entry = layout.entry.as_str();
    let is_program = layout.shared.is_none();
    if is_program && program.global(entry).is_none() && !missing.contains_key(entry) {
        errors.push(
            Diagnostic::unplaced(format!("undefined symbol `{entry}`, where the program starts"))
                .hint(guess(program, entry).unwrap_or_else(|| "link the start-up code too".into())),
        );
    }
    errors.extend(missing.iter().map(|(name, missing)| undefined(program, &places, name, missing)));
    if is_program {
        errors.extend(needed_by_libraries(program));
    }
    errors
}

/// What the shared libraries need and neither the program nor another library has.
fn needed_by_libraries(program: &Program) -> Vec<Diagnostic> {
    let mut errors = Vec::new();
    for library in &program.shared {
        for name in library.needed.iter().filter(|name| !program.is_known(name)) {
            let message = format!("undefined symbol `{name}`, needed by {}", library.file);
            let hint = nearest(name, program.known_names()).map(did_you_mean);
            let hint = hint.unwrap_or_else(|| "give the file or library that defines it".into());
            errors.push(Diagnostic::unplaced(message).hint(hint));
        }
    }
    errors
}

/// Offset and symbol of everything a loaded section refers to by symbol.
fn references(section: &Section) -> impl Iterator<Item = (u32, usize)> {
    let remark = [elf::R_RISCV_NONE.0, elf::R_RISCV_RELAX.0];
    let relocations = section.relocations.iter().filter(|_| section.is_loaded());
    relocations
        .filter(move |r| r.symbol != 0 && !remark.contains(&r.kind))
        .map(|r| (r.offset, r.symbol))
}

enum State {
    Defined,
    Missing,
    /// A local symbol of a group of which another object's copy was taken.
    Discarded,
}

fn state(program: &Program, site: Site) -> State {
    let symbol = program.symbol(site);
    if program.definition(site).is_some() || program.import(site).is_some() {
        State::Defined
    } else if symbol.is_local() {
        if symbol.is_defined() { State::Discarded } else { State::Defined }
    } else if symbol.is_weak() || program.is_mark(&symbol.name) {
        State::Defined
    } else {
        State::Missing
    }
}

/// Tables for exceptions describe every copy of a function, also those that were not taken.
fn is_unwinding(section: &Section) -> bool {
    section.name == ".eh_frame" || section.name.starts_with(".gcc_except_table")
}

fn discarded(symbol: &str, place: &str) -> Diagnostic {
    Diagnostic::unplaced(format!(
        "{place} refers to `{symbol}`, which is in a section that another object's copy replaced"
    ))
}

fn undefined(program: &Program, places: &Places, name: &str, missing: &Missing) -> Diagnostic {
    if name == "main" && guess(program, name).is_none_or(|hint| !hint.contains("static")) {
        return no_main(program);
    }
    let place = places.name(missing.object, missing.section, missing.offset);
    let others = match missing.others {
        0 => String::new(),
        1 => ", and once more".to_string(),
        n => format!(", and {n} more times"),
    };
    let error =
        Diagnostic::unplaced(format!("undefined symbol `{name}`, referred to by {place}{others}"));
    match guess(program, name) {
        Some(hint) => error.hint(hint),
        None => error.hint("define it, or give the file or library that does"),
    }
}

/// What somebody who wrote `name` may have meant.
fn guess(program: &Program, name: &str) -> Option<String> {
    let is_hidden = |object: &Object| {
        object.symbols.iter().any(|s| s.name == name && s.is_local() && s.is_defined())
    };
    if let Some(object) = program.objects.iter().find(|object| is_hidden(object)) {
        return Some(format!("`{name}` in {} is static: other files cannot see it", object.name));
    }
    wellknown::hint(name).or_else(|| nearest(name, program.known_names()).map(did_you_mean))
}

/// So many files are named.
const FILES_SHOWN: usize = 6;

/// Only the start-up code refers to `main`, and nobody wants to read that: who was given counts.
fn no_main(program: &Program) -> Diagnostic {
    let calls =
        |object: &Object| object.symbols.iter().any(|s| s.name == "main" && !s.is_defined());
    let given = program.objects.iter().filter(|object| !object.lazy && !calls(object));
    let names: Vec<&str> = given.map(|object| object.name.as_str()).collect();
    let mut listed = names[..names.len().min(FILES_SHOWN)].join(", ");
    if names.len() > FILES_SHOWN {
        listed += &format!(" and {} more", names.len() - FILES_SHOWN);
    }
    let message = "undefined symbol `main`, in which a C program begins";
    let message = match listed.is_empty() {
        true => message.to_string(),
        false => format!("{message}: not defined in {listed}"),
    };
    let own = || given_names(program);
    let hint = nearest("main", own()).map(did_you_mean);
    Diagnostic::unplaced(message)
        .hint(hint.unwrap_or_else(|| "is the file that defines it among those given?".into()))
}

/// The global names that the files given define.
fn given_names<'p>(program: &'p Program) -> impl Iterator<Item = &'p str> {
    let given = program.objects.iter().filter(|object| !object.lazy);
    let symbols = given.flat_map(|object| &object.symbols);
    symbols.filter(|s| s.is_defined() && !s.is_local()).map(|s| s.name.as_str())
}
