//! Debug information, read without any tool: it changes no byte of memory, and what it says agrees
//! with the symbol table and with itself.

use crate::harness::NoFiles;
use gimli::{
    AttributeValue, DebuggingInformationEntry, Dwarf, EndianSlice, LittleEndian, Unit, constants,
};
use object::{Object as _, ObjectSection as _};
use std::collections::BTreeMap;
use swtch_link::{Executable, SymbolKind, read};
use swtch_programs as programs;
use swtch_system::toolchain::{Object, embedded};
use swtch_system::{Toolchain, guest};

fn toolchain(optimise: bool, debug: bool) -> Toolchain<'static> {
    let mut toolchain = Toolchain::new(&NoFiles);
    (toolchain.options.optimise, toolchain.options.debug) = (optimise, debug);
    toolchain
}

fn built<T>(result: Result<T, swtch_system::Error>) -> T {
    result.unwrap_or_else(|error| panic!("{error}"))
}

/// What is in memory of the kernel and of every sample, by name.
fn images(optimise: bool, debug: bool) -> BTreeMap<String, Executable> {
    let mut toolchain = toolchain(optimise, debug);
    let kernel = built(guest::kernel(&mut toolchain, &embedded(programs::kernel())));
    let mut images = BTreeMap::from([("kernel".to_string(), kernel)]);
    let library = built(toolchain.library());
    let all = [programs::samples(), programs::tests(), programs::benches()].concat();
    for unit in embedded(all) {
        let object: Object = built(toolchain.object(&unit));
        let linked = built(toolchain.user_program(&[object], &library));
        images.insert(unit.path, linked.executable);
    }
    images.into_iter().map(|(name, bytes)| (name, read("image", &bytes).expect("ELF"))).collect()
}

#[test]
fn debug_information_changes_no_byte_of_memory() {
    for optimise in [true, false] {
        let (plain, described) = (images(optimise, false), images(optimise, true));
        assert!(plain.len() > 15, "{}", plain.len());
        for (name, image) in &plain {
            assert_eq!(image.segments, described[name].segments, "{name}");
            assert_eq!(image.symbols, described[name].symbols, "{name}");
            assert_eq!(image.lines, described[name].lines, "{name}");
        }
    }
}

type Slice<'a> = EndianSlice<'a, LittleEndian>;

/// One linked program's debug information, being checked.
struct Check<'a> {
    dwarf: Dwarf<Slice<'a>>,
    image: Executable,
    functions: usize,
    inlined: usize,
    variables: usize,
    places: usize,
}

impl<'a> Check<'a> {
    fn unit(&mut self, unit: &Unit<Slice<'a>>) {
        let mut entries = unit.entries();
        // The range of the function at hand.
        let mut function = (0, 0);
        while let Some(entry) = entries.next_dfs().expect("an entry") {
            let entry = entry.clone();
            for attribute in entry.attrs() {
                if let AttributeValue::UnitRef(offset) = attribute.value() {
                    unit.entry(offset).expect("a type where one is named");
                }
            }
            match entry.tag() {
                // What copies of an inlined function have in common has no code of its own.
                constants::DW_TAG_subprogram if entry.attr(constants::DW_AT_inline).is_some() => {
                    function = (0, 0);
                }
                constants::DW_TAG_subprogram => function = self.function(unit, &entry),
                constants::DW_TAG_inlined_subroutine => self.inlined(unit, &entry, function),
                constants::DW_TAG_variable | constants::DW_TAG_formal_parameter => {
                    self.variable(unit, &entry, function);
                }
                _ => {}
            }
        }
    }

    fn name(&self, unit: &Unit<Slice<'a>>, entry: &DebuggingInformationEntry<Slice<'a>>) -> String {
        let value = entry.attr_value(constants::DW_AT_name);
        let name = value.map(|value| self.dwarf.attr_string(unit, value).expect("a name"));
        name.map_or(String::new(), |name| name.to_string_lossy().into_owned())
    }

    /// A function is where the symbol table says.
    fn function(
        &mut self,
        unit: &Unit<Slice<'a>>,
        entry: &DebuggingInformationEntry<Slice<'a>>,
    ) -> (u64, u64) {
        let name = self.name(unit, entry);
        let mut ranges = self.dwarf.die_ranges(unit, entry).expect("ranges");
        let range = ranges.next().expect("a range").expect("one range");
        let known = self.image.symbols.iter().filter(|symbol| symbol.name == name);
        let known = known.filter(|symbol| symbol.kind == SymbolKind::Function);
        let agrees = { known }.any(|symbol| {
            let (start, size) = (u64::from(symbol.address), u64::from(symbol.size));
            (start, start + size) == (range.begin, range.end)
        });
        assert!(agrees, "{name} at {range:x?}");
        self.functions += 1;
        (range.begin, range.end)
    }

    /// The code of an inlined call lies in its function, and somewhere it is told whose code it is.
    fn inlined(
        &mut self,
        unit: &Unit<Slice<'a>>,
        entry: &DebuggingInformationEntry<Slice<'a>>,
        function: (u64, u64),
    ) {
        let Some(AttributeValue::UnitRef(at)) = entry.attr_value(constants::DW_AT_abstract_origin)
        else {
            panic!("an inlined call of nothing");
        };
        let origin = unit.entry(at).expect("an entry");
        assert_eq!(origin.tag(), constants::DW_TAG_subprogram);
        let name = self.name(unit, &origin);
        let mut ranges = self.dwarf.die_ranges(unit, entry).expect("ranges");
        while let Some(range) = ranges.next().expect("a range") {
            let (begin, end) = (range.begin, range.end);
            assert!(function.0 <= begin && begin < end && end <= function.1, "{name}");
        }
        self.inlined += 1;
    }

    /// A variable's places lie in its function; a fixed place of no function is an object's.
    fn variable(
        &mut self,
        unit: &Unit<Slice<'a>>,
        entry: &DebuggingInformationEntry<Slice<'a>>,
        function: (u64, u64),
    ) {
        self.variables += 1;
        let Some(value) = entry.attr_value(constants::DW_AT_location) else { return };
        let Some(mut list) = self.dwarf.attr_locations(unit, value).expect("a list") else {
            return;
        };
        let mut end_last = 0;
        while let Some(place) = list.next().expect("a place") {
            let (begin, end) = (place.range.begin, place.range.end);
            let name = self.name(unit, entry);
            assert!(function.0 <= begin && begin < end && end <= function.1, "{name}");
            assert!(end_last <= begin, "two places of {name} at {begin:#x}");
            end_last = end;
            let mut operations = place.data.operations(unit.encoding());
            while operations.next().expect("an operation").is_some() {}
            self.places += 1;
        }
    }
}

#[test]
fn debug_information_agrees_with_the_symbol_table() {
    for optimise in [true, false] {
        let mut toolchain = toolchain(optimise, true);
        let units = embedded(programs::kernel());
        let bytes = built(guest::kernel(&mut toolchain, &units));
        let file = object::File::parse(&*bytes).expect("ELF");
        let dwarf = Dwarf::load(|id| -> Result<Slice, gimli::Error> {
            let section = file.section_by_name(id.name());
            let data = section.and_then(|section| section.data().ok()).unwrap_or(&[]);
            Ok(EndianSlice::new(data, LittleEndian))
        });
        let dwarf = dwarf.expect("debug sections");
        let image = read("kernel", &bytes).expect("ELF");
        let mut check = Check { dwarf, image, functions: 0, inlined: 0, variables: 0, places: 0 };
        let mut units = check.dwarf.units();
        while let Some(header) = units.next().expect("a unit") {
            let unit = check.dwarf.unit(header).expect("a unit");
            check.unit(&unit);
        }
        assert!(check.functions > 100 && check.variables > 300, "{}", check.functions);
        assert_eq!(check.places > 300, optimise, "{}", check.places);
    }
}
