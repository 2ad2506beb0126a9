//! Symbols that the linker itself defines: the ends of the parts of a program, where its arrays
//! of functions begin, and `__start_NAME` and `__stop_NAME` for a section named like a C
//! identifier. An object's own definition of such a name goes first.

use crate::layout::{Image, Output, Part};

/// How far `__global_pointer$` lies behind the start of small data: in the middle of what a
/// 12-bit offset reaches.
const GLOBAL_POINTER_OFFSET: u32 = 0x800;

/// Whether the linker would define `name`; known before anything has an address.
pub(crate) fn is_mark(name: &str, section_exists: impl Fn(&str) -> bool) -> bool {
    FIXED.iter().any(|(known, _)| known.contains(&name))
        || section_bounds(name).is_some_and(|(section, _)| section_exists(section))
}

/// The address of a linker-defined symbol.
pub(crate) fn address(name: &str, image: &Image) -> Option<u32> {
    if let Some((_, mark)) = FIXED.iter().find(|(known, _)| known.contains(&name)) {
        return Some(mark(image));
    }
    let (section, is_end) = section_bounds(name)?;
    let output = image.output(section)?;
    Some(if is_end { end(output) } else { output.address })
}

type Mark = fn(&Image) -> u32;

const FIXED: [(&[&str], Mark); 15] = [
    (&["__text_start", "__executable_start"], |image| image.text.0),
    (&["etext", "_etext", "__etext"], |image| image.output(".text").map_or(image.text.0, end)),
    (&["__rodata_end"], |image| image.text.1),
    (&["__data_start"], |image| image.data.0),
    (&["edata", "_edata", "__bss_start"], bss_start),
    (&["end", "_end", "__end", "__bss_end", "__BSS_END__"], |image| image.data.1),
    (&["__global_pointer$"], global_pointer),
    (&["_GLOBAL_OFFSET_TABLE_"], |image| start(image, ".got")),
    (&["_DYNAMIC"], |image| start(image, ".dynamic")),
    (&["__preinit_array_start"], |image| bound(image, ".preinit_array", false)),
    (&["__preinit_array_end"], |image| bound(image, ".preinit_array", true)),
    (&["__init_array_start"], |image| bound(image, ".init_array", false)),
    (&["__init_array_end"], |image| bound(image, ".init_array", true)),
    (&["__fini_array_start"], |image| bound(image, ".fini_array", false)),
    (&["__fini_array_end"], |image| bound(image, ".fini_array", true)),
];

/// The start of one of the linker's own sections; 0 if it is not needed.
fn start(image: &Image, section: &str) -> u32 {
    image.output(section).map_or(0, |output| output.address)
}

fn end(output: &Output) -> u32 {
    output.address + output.size
}

/// Start or end of an array of functions; both are the same address if there is none.
fn bound(image: &Image, section: &str, is_end: bool) -> u32 {
    match image.output(section) {
        Some(output) if is_end => end(output),
        Some(output) => output.address,
        None => image.data.0,
    }
}

fn bss_start(image: &Image) -> u32 {
    let mut zeros = image.of_part(Part::Data).filter(|output| output.nobits);
    zeros.next().map_or(image.data.1, |output| output.address)
}

fn global_pointer(image: &Image) -> u32 {
    let small = image.output(".sdata").or_else(|| image.output(".data"));
    small.map_or(image.data.0, |output| output.address).wrapping_add(GLOBAL_POINTER_OFFSET)
}

/// Section name, and whether its end is meant.
fn section_bounds(name: &str) -> Option<(&str, bool)> {
    let start = name.strip_prefix("__start_").map(|section| (section, false));
    start.or_else(|| name.strip_prefix("__stop_").map(|section| (section, true)))
}
