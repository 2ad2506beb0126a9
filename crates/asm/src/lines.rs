//! The line table, as DWARF 5.
//!
//! If the text has `.loc`, those rows are the table; if not, the table points at the assembly text
//! itself, as `as -g` does. A text that brings its own `.debug_info` (gcc's with `-g`) keeps it; to
//! others a unit is added that says nothing but where its line table is, which debuggers need.

use crate::program::{LineRow, Program, SectionId};
use crate::recorder::{DebugSection, Recorder};
use gimli::write::{
    Address, AttributeValue, Dwarf, FileId, LineProgram, LineString, Range, RangeList, Sections,
    Unit,
};
use gimli::{Encoding, Format, LineEncoding, constants};
use std::collections::{BTreeMap, BTreeSet};

/// Numbers of files beyond this are a mistake of somebody's.
const FILES_MAX: u32 = 100_000;

const ENCODING: Encoding = Encoding { format: Format::Dwarf32, version: 5, address_size: 4 };

/// The debug sections of a program that is laid out; `name` is that of its text.
pub(crate) fn sections(program: &Program, name: &str) -> Vec<DebugSection> {
    let has = |name: &str| program.sections.iter().any(|s| &*s.key.name == name && s.size > 0);
    let from_loc = !program.rows.is_empty();
    let rows = if from_loc { &program.rows } else { &program.own_rows };
    if rows.is_empty() || has(".debug_line") || program.reporter.has_errors() {
        return Vec::new();
    }
    let lines = line_program(program, rows, from_loc, name);
    let mut dwarf = Dwarf::new();
    if has_own_unit(program) {
        dwarf.line_programs.push(lines);
    } else {
        let unit = unit(program, rows, lines, from_loc, name);
        dwarf.units.add(unit);
    }
    let mut sections = Sections::new(Recorder::default());
    // Writing to memory fails only for offsets beyond 32 bits, and objects are smaller.
    if dwarf.write(&mut sections).is_err() {
        return Vec::new();
    }
    let mut made = Vec::new();
    let _ = sections.for_each(|id, section| {
        made.extend(section.section(id.name()));
        Ok::<(), ()>(())
    });
    made
}

/// Whether the text brings its own `.debug_info`.
fn has_own_unit(program: &Program) -> bool {
    program.sections.iter().any(|section| &*section.key.name == ".debug_info" && section.size > 0)
}

/// The name of the file that the table is mostly about.
fn main_file<'a>(program: &'a Program, from_loc: bool, name: &'a str) -> &'a str {
    let declared = program.files.get(&0).or_else(|| program.files.get(&1));
    match (from_loc, declared) {
        (true, Some(declared)) => declared,
        _ => program.own_files.first().map_or(name, String::as_str),
    }
}

fn line_program(program: &Program, rows: &[LineRow], from_loc: bool, name: &str) -> LineProgram {
    let directory = program.directory.as_deref().unwrap_or(".");
    let exact = from_loc && has_own_unit(program);
    let own_main = exact_main(program);
    let main = if exact { &own_main } else { main_file(program, from_loc, name) };
    let encoding = LineEncoding::default();
    let mut lines =
        LineProgram::new(ENCODING, encoding, string(directory), None, string(main), None);
    let files = add_files(&mut lines, program, from_loc, exact);
    for (section, rows) in by_section(rows) {
        let start = Address::Symbol { symbol: section.0, addend: 0 };
        lines.begin_sequence(Some(start));
        for row in rows {
            let out = lines.row();
            out.address_offset = program.offset(row.place);
            if let Some(file) = files.get(&row.file) {
                out.file = *file;
            }
            out.line = row.line.into();
            out.column = row.column.into();
            out.is_statement = row.is_statement;
            out.discriminator = row.discriminator.into();
            lines.generate_row();
        }
        lines.end_sequence(program.sections[section.0].size);
    }
    lines
}

/// Adds the files; `exact`: each under the number that the text gave it, which its own debug sections
/// refer to.
fn add_files(
    lines: &mut LineProgram,
    program: &Program,
    from_loc: bool,
    exact: bool,
) -> BTreeMap<u32, FileId> {
    let directory = lines.default_directory();
    if exact {
        return add_exact_files(lines, program);
    }
    let declared = program.files.iter().map(|(&number, name)| (number, name));
    let own = (0..).zip(&program.own_files);
    let files: Vec<(u32, &String)> = if from_loc { declared.collect() } else { own.collect() };
    files.into_iter().map(|(n, name)| (n, lines.add_file(string(name), directory, None))).collect()
}

/// File 0 is there already. A number that the text leaves out gets a name that nobody has.
fn add_exact_files(lines: &mut LineProgram, program: &Program) -> BTreeMap<u32, FileId> {
    let directory = lines.default_directory();
    let last = program.files.keys().next_back().copied().unwrap_or(0).min(FILES_MAX);
    let mut known = BTreeSet::from([exact_main(program)]);
    let mut files = BTreeMap::new();
    for number in 1..=last {
        let mut name = program.files.get(&number).cloned().unwrap_or_else(|| format!("?{number}"));
        while !known.insert(name.clone()) {
            name.insert_str(0, "./");
        }
        files.insert(number, lines.add_file(string(&name), directory, None));
    }
    files
}

/// The name of file 0, which is usually told again under another number: the table has each once.
fn exact_main(program: &Program) -> String {
    let named = program.files.get(&0).or(program.files.get(&1));
    let name = named.map_or("?", String::as_str);
    match program.files.iter().any(|(&number, other)| number != 0 && other == name) {
        true => format!("./{name}"),
        false => name.to_string(),
    }
}

/// A string stored where it is used; it cannot be empty or hold a zero.
fn string(text: &str) -> LineString {
    let clean = text.replace('\0', "");
    LineString::String(if clean.is_empty() { b"?".to_vec() } else { clean.into_bytes() })
}

/// Rows of each section, in the order of their addresses.
fn by_section(rows: &[LineRow]) -> BTreeMap<SectionId, Vec<&LineRow>> {
    let mut sections: BTreeMap<SectionId, Vec<&LineRow>> = BTreeMap::new();
    for row in rows {
        sections.entry(row.place.section).or_default().push(row);
    }
    sections
}

fn unit(
    program: &Program,
    rows: &[LineRow],
    lines: LineProgram,
    from_loc: bool,
    name: &str,
) -> Unit {
    let mut unit = Unit::new(ENCODING, lines);
    let spans: Vec<(Address, u64)> = by_section(rows)
        .keys()
        .map(|id| (Address::Symbol { symbol: id.0, addend: 0 }, program.sections[id.0].size))
        .collect();
    let main = main_file(program, from_loc, name).replace('\0', "");
    let language =
        if from_loc { constants::DW_LANG_C11 } else { constants::DW_LANG_Mips_Assembler };
    let ranges = match spans[..] {
        [_] => None,
        _ => {
            let ranges =
                spans.iter().map(|&(begin, length)| Range::StartLength { begin, length }).collect();
            Some(unit.ranges.add(RangeList(ranges)))
        }
    };
    let root = unit.root();
    let root = unit.get_mut(root);
    root.set(constants::DW_AT_producer, AttributeValue::String(b"swtch".to_vec()));
    root.set(constants::DW_AT_language, AttributeValue::Language(language));
    root.set(constants::DW_AT_name, AttributeValue::String(main.into_bytes()));
    match (ranges, spans.first()) {
        (Some(ranges), _) => {
            root.set(constants::DW_AT_ranges, AttributeValue::RangeListRef(ranges))
        }
        (None, Some(&(start, length))) => {
            root.set(constants::DW_AT_low_pc, AttributeValue::Address(start));
            root.set(constants::DW_AT_high_pc, AttributeValue::Udata(length));
        }
        (None, None) => {}
    }
    unit
}
