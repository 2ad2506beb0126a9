//! From addresses to symbols.

use crate::{Executable, FrameTables, LineTable, Section, Segment, Symbol, SymbolKind};

fn symbol(name: &str, address: u32, size: u32, kind: SymbolKind) -> Symbol {
    Symbol { name: name.into(), address, size, kind, is_global: name != "local" }
}

fn section(name: &str, address: u32, size: u32) -> Section {
    let [is_code, is_writable, is_zero] = [true, false, false];
    Section { name: name.into(), address, size, is_code, is_writable, is_zero }
}

fn program() -> Executable {
    Executable {
        entry: 0x1000,
        segments: vec![Segment {
            vaddr: 0x1000,
            paddr: 0x1000,
            data: vec![1, 2, 3, 4, 5, 6],
            mem_size: 0x1000,
            readable: true,
            writable: false,
            executable: true,
        }],
        symbols: vec![
            symbol("SIZE", 0x1000, 0, SymbolKind::Absolute),
            symbol("start", 0x1000, 0, SymbolKind::Label),
            symbol("main", 0x1100, 0x40, SymbolKind::Function),
            symbol("inside", 0x1110, 0, SymbolKind::Label),
            symbol("local", 0x1140, 0, SymbolKind::Label),
            symbol("local", 0x1150, 0, SymbolKind::Label),
        ],
        sections: vec![section(".text", 0x1000, 0x200), section("table", 0x1200, 0x100)],
        lines: LineTable::default(),
        frames: FrameTables::default(),
        dynamic: None,
    }
}

#[test]
fn an_address_belongs_to_the_function_around_it_else_to_the_label_before_it() {
    let program = program();
    let at = |address: u32| program.symbol_at(address).map(|(s, offset)| (s.name.as_str(), offset));
    assert_eq!(at(0x1000), Some(("start", 0)));
    assert_eq!(at(0x1004), Some(("start", 4)));
    assert_eq!(at(0x1114), Some(("main", 0x14)));
    assert_eq!(at(0x1144), Some(("local", 4)));
    assert_eq!(at(0x1204), None, "another section");
    assert_eq!(at(0x0fff), None, "no segment");
}

#[test]
fn words_beyond_the_file_are_zero_and_beyond_the_segment_nothing() {
    let program = program();
    assert_eq!(program.word_at(0x1000), Some(0x0403_0201));
    assert_eq!(program.word_at(0x1004), Some(0x0605));
    assert_eq!(program.word_at(0x1ffc), Some(0));
    assert_eq!(program.word_at(0x1ffd), None);
}

#[test]
fn of_several_symbols_of_one_name_the_global_one_counts() {
    let mut program = program();
    program.symbols.push(Symbol { is_global: true, ..program.symbols[5].clone() });
    program.symbols[6].address = 0x1160;
    assert_eq!(program.symbol("local").unwrap().address, 0x1160);
    assert_eq!(program.symbol("none"), None);
}
