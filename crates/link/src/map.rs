//! The linker map: what lies where, for people.

use std::fmt::Write;

use object::elf;

use crate::layout::{Image, Part};
use crate::resolve::Program;
use crate::symbols::OutSymbol;

/// Sections with their input files, then symbols, both by address.
pub(crate) fn print(
    program: &Program,
    image: &Image,
    symbols: &[OutSymbol],
    entry: u32,
    entry_name: &str,
) -> String {
    let mut map = format!("entry {entry:#010x} {entry_name}\n\nsections\n");
    sections(&mut map, program, image, &[Part::Text, Part::Data]);
    map.push_str("\nsymbols\n");
    for symbol in symbols {
        let file = symbol.object.map_or("(linker)", |object| &program.objects[object].name);
        let (address, size) = (symbol.address, symbol.size);
        let kind = kind_name(symbol);
        let _ = writeln!(map, "{address:#010x} {size:>#8x}  {kind:<8} {:<24} {file}", symbol.name);
    }
    if image.of_part(Part::Unloaded).next().is_some() {
        map.push_str("\nnot in memory\n");
        sections(&mut map, program, image, &[Part::Unloaded]);
    }
    map
}

fn sections(map: &mut String, program: &Program, image: &Image, parts: &[Part]) {
    for output in image.outputs.iter().filter(|output| parts.contains(&output.part)) {
        let _ = writeln!(map, "{:#010x} {:>#8x}  {}", output.address, output.size, output.name);
        for piece in &output.pieces {
            let object = &program.objects[piece.object];
            let section = &object.sections[piece.section];
            let address = output.address + piece.offset;
            let (size, name, file) = (section.size, &section.name, &object.name);
            if size != 0 {
                let _ = writeln!(map, "{address:#010x} {size:>#8x}    {name:<20} {file}");
            }
        }
    }
}

fn kind_name(symbol: &OutSymbol) -> &'static str {
    match (symbol.kind, symbol.binding) {
        (elf::STT_FUNC, elf::STB_LOCAL) => "static",
        (elf::STT_FUNC, elf::STB_WEAK) => "weak",
        (elf::STT_FUNC, _) => "function",
        (elf::STT_OBJECT, _) => "object",
        _ if symbol.is_absolute => "absolute",
        _ => "label",
    }
}
