//! Which source line an address came from: the rows of `.debug_line` (DWARF 2 to 5), decoded at
//! once into a sorted table. Damaged units are left out; they cost their lines and nothing else.

use std::borrow::Cow;
use std::collections::HashMap;

use gimli::{
    AttributeValue, DebugLine, DebugLineOffset, DebugLineStr, DebugStr, EndianSlice, Format,
    IncompleteLineProgram, LineProgramHeader, LittleEndian,
};

use crate::elf::text;
use crate::input::{Object, Place};
use crate::relocate;

type Slice<'a> = EndianSlice<'a, LittleEndian>;

/// Source lines by address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineTable {
    files: Vec<String>,
    /// Sorted by address; of rows with one address the last holds.
    rows: Vec<Row>,
}

/// From `address` to the next row's, the code comes from `line` of `file`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Row {
    address: u32,
    file: u32,
    /// 0: this address and what follows came from no line.
    line: u32,
}

impl LineTable {
    /// File and line (from one) of the code at `address`.
    pub fn at(&self, address: u32) -> Option<(&str, u32)> {
        let next = self.rows.partition_point(|row| row.address <= address);
        let row = self.rows[..next].last().filter(|row| row.line != 0)?;
        Some((&self.files[row.file as usize], row.line))
    }

    /// Every `(address, file, line)` where another line's code begins, by address.
    pub fn rows(&self) -> impl Iterator<Item = (u32, &str, u32)> {
        let lines = self.rows.iter().filter(|row| row.line != 0);
        lines.map(|row| (row.address, self.files[row.file as usize].as_str(), row.line))
    }

    /// The names of all source files, in the order of their first appearance.
    pub fn files(&self) -> &[String] {
        &self.files
    }

    /// Whether there is no line at all.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Decodes the sections that `section` returns by name (empty if there is none); only
    /// sequences that begin where `is_code` says so count, for those of discarded code begin
    /// nowhere.
    pub(crate) fn decode<'a>(
        section: impl Fn(&str) -> Cow<'a, [u8]>,
        is_code: impl Fn(u32) -> bool,
    ) -> LineTable {
        let [lines, strings, line_strings] =
            [".debug_line", ".debug_str", ".debug_line_str"].map(section);
        let mut decoder = Decoder {
            strings: DebugStr::new(&strings, LittleEndian),
            line_strings: DebugLineStr::new(&line_strings, LittleEndian),
            files: Files::default(),
            sequences: Vec::new(),
        };
        decoder.decode_units(&lines);
        decoder.sequences.retain(|sequence| is_code(sequence.start()));
        flatten(decoder.files.names, decoder.sequences)
    }

    /// The lines of an object that is not linked; look them up at [`isolated_bases`] + offset.
    pub(crate) fn of_object(object: &Object) -> LineTable {
        let bases = isolated_bases(object);
        let address = |index: usize| match object.symbols[index] {
            ref s if s.place == Place::Absolute => s.value,
            ref s => match s.place {
                Place::Section(section) => bases[section].wrapping_add(s.value),
                _ => 0,
            },
        };
        let section = |name: &str| {
            let found = object.sections.iter().find(|s| s.name == name);
            let Some(section) = found else { return Cow::Borrowed(&[][..]) };
            let mut bytes = section.data.to_vec();
            relocate::apply(&mut bytes, 0, &section.relocations, |r| address(r.symbol));
            Cow::Owned(bytes)
        };
        LineTable::decode(section, |address| address != 0)
    }
}

/// Addresses for the sections of one object as if it were alone, none overlapping; sections that
/// are no part of memory lie at 0.
pub(crate) fn isolated_bases(object: &Object) -> Vec<u32> {
    let mut next = 0x1000u32;
    let place = |section: &crate::input::Section| {
        if !section.is_loaded() {
            return 0;
        }
        let base = next.checked_next_multiple_of(section.align).unwrap_or(next);
        next = base.saturating_add(section.size.max(1));
        base
    };
    object.sections.iter().map(place).collect()
}

/// The rows between two ends of sequence.
struct Sequence {
    rows: Vec<Row>,
    end: u32,
}

impl Sequence {
    fn start(&self) -> u32 {
        self.rows.first().map_or(0, |row| row.address)
    }
}

/// File names, each once.
#[derive(Default)]
struct Files {
    names: Vec<String>,
    index: HashMap<String, u32>,
}

impl Files {
    fn add(&mut self, name: String) -> u32 {
        *self.index.entry(name).or_insert_with_key(|name| {
            self.names.push(name.clone());
            self.names.len() as u32 - 1
        })
    }
}

struct Decoder<'a> {
    strings: DebugStr<Slice<'a>>,
    line_strings: DebugLineStr<Slice<'a>>,
    files: Files,
    sequences: Vec<Sequence>,
}

impl Decoder<'_> {
    fn decode_units(&mut self, lines: &[u8]) {
        let section = DebugLine::new(lines, LittleEndian);
        let mut offset = 0;
        // A header that cannot be read hides its length too: the rest is lost.
        while let Ok(program) = section.program(DebugLineOffset(offset), 4, None, None) {
            let header = program.header();
            let length_size = if header.format() == Format::Dwarf64 { 12 } else { 4 };
            offset += header.unit_length() + length_size;
            self.decode_unit(program);
        }
    }

    fn decode_unit(&mut self, program: IncompleteLineProgram<Slice>) {
        let mut numbers = HashMap::new();
        let mut rows: Vec<Row> = Vec::new();
        let mut unit = program.rows();
        while let Ok(Some((header, row))) = unit.next_row() {
            let address = row.address() as u32;
            if row.end_sequence() {
                let rows = std::mem::take(&mut rows);
                let ordered = rows.is_sorted_by_key(|row| row.address);
                if ordered && rows.last().is_some_and(|last| last.address <= address) {
                    self.sequences.push(Sequence { rows, end: address });
                }
                continue;
            }
            let number = row.file_index();
            let name =
                || self.files.add(file_name(self.strings, self.line_strings, header, number));
            let file = *numbers.entry(number).or_insert_with(name);
            let line = row.line().map_or(0, |line| line.get() as u32);
            rows.push(Row { address, file, line });
        }
    }
}

/// The name as the compiler was given it: relative to the directory of the compilation (number 0)
/// unless another directory is named.
fn file_name<'a>(
    strings: DebugStr<Slice<'a>>,
    line_strings: DebugLineStr<Slice<'a>>,
    header: &LineProgramHeader<Slice<'a>>,
    number: u64,
) -> String {
    let resolve = |value: AttributeValue<Slice<'a>>| {
        let slice = match value {
            AttributeValue::String(slice) => Some(slice),
            AttributeValue::DebugStrRef(at) => strings.get_str(at).ok(),
            AttributeValue::DebugLineStrRef(at) => line_strings.get_str(at).ok(),
            _ => None,
        };
        slice.map_or_else(|| "?".to_string(), |slice| text(slice.slice()))
    };
    let Some(file) = header.file(number) else { return "?".to_string() };
    let name = resolve(file.path_name());
    match file.directory(header) {
        Some(directory) if file.directory_index() != 0 && !name.starts_with('/') => {
            format!("{}/{name}", resolve(directory))
        }
        _ => name,
    }
}

/// One sorted table; of sequences that overlap the first wins. Rows that only repeat the line
/// before them are dropped.
fn flatten(files: Vec<String>, mut sequences: Vec<Sequence>) -> LineTable {
    sequences.sort_by_key(Sequence::start);
    let (mut rows, mut end_last): (Vec<Row>, u32) = (Vec::new(), 0);
    for sequence in sequences {
        if sequence.start() < end_last {
            continue;
        }
        end_last = sequence.end;
        for row in sequence.rows {
            push_row(&mut rows, row);
        }
        push_row(&mut rows, Row { address: end_last, file: 0, line: 0 });
    }
    LineTable { files, rows }
}

fn push_row(rows: &mut Vec<Row>, row: Row) {
    if rows.last().is_some_and(|last| last.address == row.address) {
        rows.pop();
    }
    if rows.last().is_none_or(|last| (last.file, last.line) != (row.file, row.line)) {
        rows.push(row);
    }
}
