//! Contents: the bytes of every output section, relocated. Failures are told with place and
//! symbol, as many as there are.

use swtch_source::Diagnostic;

use crate::dynamic::Tables;
use crate::input::{Place, SectionKind};
use crate::layout::{Image, Output, Part, Piece};
use crate::marks;
use crate::places::Places;
use crate::relocate::{self, Fault, Why, kind_name};
use crate::resolve::{Program, Site};

/// Final addresses of all symbols, by object and symbol index.
pub(crate) type Addresses = Vec<Vec<u32>>;

/// The address of every symbol of every object; 0 for weak ones that nobody defines.
pub(crate) fn addresses(program: &Program, image: &Image) -> Addresses {
    let of_symbol = |site: Site| match program.definition(site) {
        Some(definition) => defined_address(program, image, definition).unwrap_or(0),
        None => marks::address(&program.symbol(site).name, image).unwrap_or(0),
    };
    let of_object = |object: usize| {
        let symbols = 0..program.objects[object].symbols.len();
        symbols.map(|symbol| of_symbol(Site { object, symbol })).collect()
    };
    (0..program.objects.len()).map(of_object).collect()
}

/// The address of a symbol at its definition; none if the executable does not keep its section.
pub(crate) fn defined_address(program: &Program, image: &Image, site: Site) -> Option<u32> {
    let symbol = program.symbol(site);
    match symbol.place {
        Place::Section(section) => {
            image.home(site.object, section).map(|home| home.wrapping_add(symbol.value))
        }
        _ => Some(symbol.value),
    }
}

/// The bytes of each output section, in the order of the image; none for zeros.
pub(crate) fn fill(
    program: &Program,
    image: &Image,
    addresses: &Addresses,
    tables: &Tables,
) -> Result<Vec<Vec<u8>>, Vec<Diagnostic>> {
    let mut errors = Vec::new();
    let places = Places::new(&program.objects);
    let mut contents = Vec::new();
    for output in &image.outputs {
        // Gaps stay zero, which is an illegal instruction: running into one is noticed.
        let mut bytes = vec![0; if output.nobits { 0 } else { output.size as usize }];
        for piece in output.pieces.iter().filter(|_| !output.nobits) {
            let symbols = Symbols { program, addresses, tables };
            let faults = fill_piece(&symbols, output, piece, &mut bytes);
            if output.part != Part::Unloaded {
                let site = (piece.object, piece.section);
                errors.extend(faults.iter().map(|fault| explain(program, &places, site, fault)));
            }
        }
        contents.push(bytes);
    }
    if errors.is_empty() { Ok(contents) } else { Err(errors) }
}

/// What relocations refer to.
struct Symbols<'s, 'a> {
    program: &'s Program<'a>,
    addresses: &'s Addresses,
    tables: &'s Tables,
}

fn fill_piece(symbols: &Symbols, output: &Output, piece: &Piece, bytes: &mut [u8]) -> Vec<Fault> {
    let Symbols { program, addresses, tables } = symbols;
    let section = &program.objects[piece.object].sections[piece.section];
    let at = &mut bytes[piece.offset as usize..][..section.size as usize];
    if section.kind == SectionKind::Nobits {
        at.fill(0);
        return Vec::new();
    }
    at.copy_from_slice(&section.data);
    let address = output.address + piece.offset;
    relocate::apply(at, address, &section.relocations, |r| {
        let detour = tables.target(program, piece.object, r);
        detour.unwrap_or(addresses[piece.object][r.symbol])
    })
}

/// The message for a relocation in a section of an object that cannot be applied.
pub(crate) fn explain(
    program: &Program,
    places: &Places,
    (object, section): (usize, usize),
    fault: &Fault,
) -> Diagnostic {
    let place = places.name(object, section, fault.offset);
    let symbol = &program.symbol(Site { object, symbol: fault.symbol }).name;
    let name =
        if symbol.is_empty() { "a constant address".to_string() } else { format!("`{symbol}`") };
    match &fault.why {
        Why::OutOfReach { what, distance, reach } => Diagnostic::unplaced(format!(
            "{what} to {name} does not reach: it is {} bytes away, {reach} are possible; at {place}",
            distance.unsigned_abs()
        ))
        .hint("use `call`, `tail` or `la`, which reach every address"),
        Why::Misaligned { what, address } => Diagnostic::unplaced(format!(
            "{what} to {name} at {address:#x}, which is not a multiple of 4; at {place}"
        ))
        .hint("align the code before the target with `.balign 4`"),
        Why::NoPartner => Diagnostic::unplaced(format!(
            "%pcrel_lo({symbol}) finds no %pcrel_hi at its label; at {place}"
        ))
        .hint("the label must stand before the auipc with the %pcrel_hi, in the same section"),
        Why::BeyondPartner => Diagnostic::unplaced(format!(
            "%pcrel_lo({symbol}) with its addend lies beyond what its %pcrel_hi reaches; at {place}"
        ))
        .hint("align what is addressed, so that all of it has one upper part"),
        Why::OutsideSection => Diagnostic::unplaced(format!(
            "{} is a damaged ELF file: the relocation at {place} lies outside of its section",
            program.objects[object].name
        )),
        Why::NotHere => Diagnostic::unplaced(format!(
            "the address of {name}, which is found only when the program is loaded, is fixed in \
             the code at {place}"
        ))
        .hint("compile with -fPIC: such code looks the address up"),
        Why::NoBase => Diagnostic::unplaced(format!(
            "a shared library may lie anywhere, but the address of {name} is fixed in the code \
             at {place}"
        ))
        .hint("compile with -fPIC"),
        Why::ReadOnly => Diagnostic::unplaced(format!(
            "the address of {name} is known only when the program is loaded, but {place} is \
             read-only by then"
        ))
        .hint("compile with -fPIC, or put it into a section that is writable, as `.data.rel.ro`"),
        Why::Refused { kind, reason, hint } => Diagnostic::unplaced(format!(
            "relocation {} against {name}: {reason}; at {place}",
            kind_name(*kind)
        ))
        .hint(*hint),
    }
}
