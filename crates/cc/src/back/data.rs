//! Objects with static storage → directives.

use crate::Options;
use crate::tree::{DataRelocation, Program, Symbol, SymbolId, SymbolKind, Turn};
use std::fmt::Write;

/// Zeros in a row that are worth a `.zero`.
const ZEROS_MIN: usize = 4;

/// Appends all objects that the unit defines, grouped by section in order of first use.
///
/// What holds addresses is never read-only in position-independent code (`pic`): the loader
/// completes it.
pub fn emit(out: &mut String, program: &Program, options: &Options) {
    let mut section = String::new();
    for pass in ["\t.section\t.rodata\n", "\t.data\n", "\t.bss\n", ""] {
        for symbol in &program.symbols {
            let Some(home) = home(symbol, options) else { continue };
            let standard =
                matches!(home.as_str(), "\t.section\t.rodata\n" | "\t.data\n" | "\t.bss\n");
            if (standard && home != pass) || (!standard && !pass.is_empty()) {
                continue;
            }
            if section != home {
                *out += &home;
                section = home;
            }
            object(out, program, symbol, options);
        }
    }
    for symbol in &program.symbols {
        if symbol.weak && is_undefined(program, symbol) {
            let _ = writeln!(out, "\t.weak\t{}", symbol.name);
        }
    }
    notes_for_linker(out, program);
}

/// Addresses of functions that are called at start and end, and who sees which symbol.
fn notes_for_linker(out: &mut String, program: &Program) {
    let name_of = |id: SymbolId| program.symbols.get(id.0 as usize).map_or("0", |s| &s.name);
    for (section, functions) in
        [(".init_array", &program.at_start), (".fini_array", &program.at_end)]
    {
        let mut open = None;
        for &(function, turn) in functions {
            if open.replace(turn) != Some(turn) {
                let number = match turn {
                    Turn::LAST => String::new(),
                    Turn(number) => format!(".{number:05}"),
                };
                let _ = writeln!(out, "\t.section\t{section}{number},\"aw\"\n\t.balign\t4");
            }
            let _ = writeln!(out, "\t.word\t{}", name_of(function));
        }
    }
    for &(symbol, visibility) in &program.visibility {
        let _ = writeln!(out, "\t.{visibility}\t{}", name_of(symbol));
    }
}

fn is_undefined(program: &Program, symbol: &Symbol) -> bool {
    match symbol.kind {
        SymbolKind::Extern => true,
        SymbolKind::Function => {
            let name_of =
                |id: u32| program.symbols.get(id as usize).map(|symbol| symbol.name.as_str());
            !program.functions.iter().any(|f| name_of(f.symbol.0) == Some(symbol.name.as_str()))
        }
        SymbolKind::Object { .. } => false,
    }
}

/// The directive that opens the section of an object.
fn home(symbol: &Symbol, options: &Options) -> Option<String> {
    let SymbolKind::Object { read_only, data, relocations, .. } = &symbol.kind else { return None };
    let zero = relocations.is_empty() && data.iter().all(|&byte| byte == 0);
    let is_moved = options.pic && *read_only && !relocations.is_empty();
    let read_only = *read_only && !is_moved;
    Some(match &symbol.section {
        Some(name) if name.starts_with(".bss") => format!("\t.section\t{name},\"aw\",@nobits\n"),
        Some(name) if read_only => format!("\t.section\t{name},\"a\",@progbits\n"),
        Some(name) => format!("\t.section\t{name},\"aw\",@progbits\n"),
        None if options.data_sections && !symbol.name.starts_with(".L") => {
            let (kind, flags) = match (read_only, is_moved, zero) {
                (true, ..) => (".rodata", "a"),
                (_, true, _) => (".data.rel.ro", "aw"),
                (.., true) => (".bss", "aw"),
                _ => (".data", "aw"),
            };
            let contents = if kind == ".bss" { "@nobits" } else { "@progbits" };
            format!("\t.section\t{kind}.{},\"{flags}\",{contents}\n", symbol.name)
        }
        None if is_moved => "\t.section\t.data.rel.ro,\"aw\",@progbits\n".into(),
        None if read_only => "\t.section\t.rodata\n".into(),
        None if zero => "\t.bss\n".into(),
        None => "\t.data\n".into(),
    })
}

/// Whether a symbol is a string literal.
pub fn is_string(symbol: &Symbol) -> bool {
    symbol.name.starts_with(".Lstr")
}

/// The alignment that an object of this unit gets. Strings that fill words can be copied by words.
pub fn alignment(symbol: &Symbol, optimise: bool) -> u32 {
    match symbol.kind {
        SymbolKind::Object { size: 4.., .. } if optimise && is_string(symbol) => {
            symbol.align.max(4)
        }
        _ => symbol.align,
    }
}

fn object(out: &mut String, program: &Program, symbol: &Symbol, options: &Options) {
    let SymbolKind::Object { size, data, relocations, .. } = &symbol.kind else { return };
    let name = &symbol.name;
    if !symbol.is_static {
        let _ = writeln!(out, "\t{}\t{name}", if symbol.weak { ".weak" } else { ".globl" });
    }
    let align = alignment(symbol, options.optimise);
    if align > 1 {
        let _ = writeln!(out, "\t.balign\t{align}");
    }
    if !name.starts_with(".L") {
        let _ = writeln!(out, "\t.type\t{name}, @object\n\t.size\t{name}, {size}");
    }
    let _ = writeln!(out, "{name}:");
    let mut relocations = relocations.clone();
    relocations.sort_by_key(|relocation| relocation.offset);
    let mut at = 0;
    for relocation in &relocations {
        let offset = relocation.offset as usize;
        if offset < at {
            continue;
        }
        bytes(out, data, at, offset);
        address(out, program, relocation);
        at = offset + 4;
    }
    let end = (*size as usize).max(at);
    bytes(out, data, at, end);
    if end == 0 {
        let _ = writeln!(out, "\t.zero\t1");
    }
}

fn address(out: &mut String, program: &Program, relocation: &DataRelocation) {
    let name = program.symbols.get(relocation.symbol.0 as usize).map_or("0", |symbol| &symbol.name);
    let _ = match relocation.addend {
        0 => writeln!(out, "\t.word\t{name}"),
        addend => writeln!(out, "\t.word\t{name}{addend:+}"),
    };
}

/// The bytes `from..to` of an object whose `data` may be shorter.
fn bytes(out: &mut String, data: &[u8], from: usize, to: usize) {
    let known = &data[from.min(data.len())..to.min(data.len())];
    let filled = known.len() - known.iter().rev().take_while(|&&byte| byte == 0).count();
    if let Some(text) = as_string(known, to - from) {
        let _ = writeln!(out, "\t.string\t\"{text}\"");
        return;
    }
    let mut at = 0;
    while at < filled {
        let zeros = known[at..filled].iter().take_while(|&&byte| byte == 0).count();
        if zeros >= ZEROS_MIN && at.is_multiple_of(4) {
            let zeros = zeros & !3;
            let _ = writeln!(out, "\t.zero\t{zeros}");
            at += zeros;
        } else if at.is_multiple_of(4) && (from + at).is_multiple_of(4) && at + 4 <= known.len() {
            let word = u32::from_le_bytes([known[at], known[at + 1], known[at + 2], known[at + 3]]);
            let _ = writeln!(out, "\t.word\t{}", word as i32);
            at += 4;
        } else {
            let _ = writeln!(out, "\t.byte\t{}", known[at]);
            at += 1;
        }
    }
    if to - from > at {
        let _ = writeln!(out, "\t.zero\t{}", to - from - at);
    }
}

/// The bytes as the inside of a `.string`, if they are text that ends in the only NUL.
fn as_string(bytes: &[u8], size: usize) -> Option<String> {
    let (&last, text) = bytes.split_last()?;
    let printable = |&byte: &u8| matches!(byte, 7..=13 | 27 | 32..=126 | 128..);
    if last != 0 || bytes.len() != size || !text.iter().all(printable) {
        return None;
    }
    let mut out = String::new();
    for &byte in text {
        match byte {
            b'"' | b'\\' => {
                out.push('\\');
                out.push(byte as char);
            }
            b'\n' => out += "\\n",
            b'\t' => out += "\\t",
            b'\r' => out += "\\r",
            32..=126 => out.push(byte as char),
            _ => {
                let _ = write!(out, "\\{byte:03o}");
            }
        }
    }
    Some(out)
}
