//! The symbol table of the executable: every named place that somebody may want to set a probe
//! on, also static functions; not the compiler's own labels.

use std::collections::BTreeSet;

use object::elf;

use crate::contents::defined_address;
use crate::elf::is_for_people;
use crate::input::{Place, Symbol};
use crate::layout::Image;
use crate::marks;
use crate::resolve::{Program, Site};

/// One symbol of the executable.
pub(crate) struct OutSymbol {
    pub name: String,
    pub address: u32,
    pub size: u32,
    pub kind: elf::SymbolType,
    pub binding: elf::SymbolBind,
    /// The object that defines it; none if the linker does.
    pub object: Option<usize>,
    pub is_absolute: bool,
}

/// All symbols, by address and name.
pub(crate) fn collect(program: &Program, image: &Image) -> Vec<OutSymbol> {
    let mut symbols = Vec::new();
    for (object_index, object) in program.objects.iter().enumerate() {
        for (index, symbol) in object.symbols.iter().enumerate() {
            let site = Site { object: object_index, symbol: index };
            if is_wanted(symbol) && program.definition(site) == Some(site) {
                symbols.extend(defined(program, image, site));
            }
        }
    }
    symbols.extend(linker_defined(program, image));
    symbols.sort_by(|a, b| (a.address, &a.name).cmp(&(b.address, &b.name)));
    symbols
}

fn is_wanted(symbol: &Symbol) -> bool {
    let named = matches!(symbol.kind, elf::STT_NOTYPE | elf::STT_FUNC | elf::STT_OBJECT);
    named && is_for_people(&symbol.name)
}

fn defined(program: &Program, image: &Image, site: Site) -> Option<OutSymbol> {
    let symbol = program.symbol(site);
    Some(OutSymbol {
        name: symbol.name.clone(),
        address: defined_address(program, image, site)?,
        size: symbol.size,
        kind: symbol.kind,
        binding: symbol.binding,
        object: Some(site.object),
        is_absolute: symbol.place == Place::Absolute,
    })
}

/// The linker's own symbols, as far as somebody refers to them.
fn linker_defined(program: &Program, image: &Image) -> Vec<OutSymbol> {
    let symbols = program.objects.iter().flat_map(|object| &object.symbols);
    let missing = symbols.filter(|s| s.place == Place::Undefined && !s.is_local());
    let names: BTreeSet<&str> = missing.map(|s| s.name.as_str()).collect();
    let unknown = names.into_iter().filter(|name| program.global(name).is_none());
    let own = |name: &str| {
        Some(OutSymbol {
            name: name.to_string(),
            address: marks::address(name, image)?,
            size: 0,
            kind: elf::STT_NOTYPE,
            binding: elf::STB_GLOBAL,
            object: None,
            is_absolute: true,
        })
    };
    unknown.filter_map(own).collect()
}
