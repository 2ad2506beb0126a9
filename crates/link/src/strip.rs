//! The least file that runs the same: header, program headers and the bytes of the segments.
//! Symbols and debugging information hold paths of the machine they were made on; what a guest
//! gets to load must not depend on those, not even by its size.

use object::Endianness;
use object::elf;
use object::read::elf::{FileHeader as _, ProgramHeader as _};
use object::write::elf::{FileHeader, ProgramHeader, Writer};

use crate::elf::{Header, LE};
use crate::executable::{Executable, Segment};
use crate::layout::PAGE_SIZE;

/// The file `bytes`, which was read as `program`, with its segments and nothing else; offsets in
/// the file and addresses agree modulo the page size.
pub fn strip(bytes: &[u8], program: &Executable) -> Vec<u8> {
    match program.dynamic {
        Some(_) => cut(bytes),
        None => executable_file(program),
    }
}

/// The file up to the end of its last segment. The loader reads headers and tables in it, so that
/// nothing may move; where the table of sections was is forgotten.
fn cut(bytes: &[u8]) -> Vec<u8> {
    let Ok(header) = Header::parse(bytes) else { return bytes.to_vec() };
    let headers = header.program_headers(LE, bytes).unwrap_or(&[]);
    let end = headers.iter().map(|h| u64::from(h.p_offset(LE)) + u64::from(h.p_filesz(LE))).max();
    let headers_end = size_of::<Header>() as u64 + size_of_val(headers) as u64;
    let end = end.unwrap_or(0).max(headers_end).min(bytes.len() as u64);
    let mut kept = bytes[..end as usize].to_vec();
    kept[E_SHOFF].fill(0);
    kept[E_SHNUM_AND_SHSTRNDX].fill(0);
    kept
}

/// Where the file header speaks of the table of sections.
const E_SHOFF: std::ops::Range<usize> = 32..36;
const E_SHNUM_AND_SHSTRNDX: std::ops::Range<usize> = 48..52;

/// A file with the segments of `program` and nothing else.
pub fn executable_file(program: &Executable) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = Writer::new(Endianness::Little, false, &mut bytes);
    writer.reserve_file_header();
    writer.reserve_program_headers(program.segments.len() as u32);
    let offsets: Vec<u64> = program.segments.iter().map(|s| reserve(&mut writer, s)).collect();
    let written = writer.write_file_header(&FileHeader {
        os_abi: elf::ELFOSABI_NONE,
        abi_version: 0,
        e_type: elf::ET_EXEC,
        e_machine: elf::EM_RISCV,
        e_entry: program.entry.into(),
        e_flags: elf::FileFlags(0),
    });
    assert!(written.is_ok(), "segments are few, and each was read from a 32-bit file");
    writer.write_align_program_headers();
    for (segment, &offset) in program.segments.iter().zip(&offsets) {
        writer.write_program_header(&program_header(segment, offset));
    }
    for (segment, offset) in program.segments.iter().zip(offsets) {
        if !segment.data.is_empty() {
            writer.pad_until(offset);
            writer.write(&segment.data);
        }
    }
    bytes
}

/// The segment's offset in the file; zeros need no room there.
fn reserve(writer: &mut Writer, segment: &Segment) -> u64 {
    let page_size = u64::from(PAGE_SIZE);
    if segment.data.is_empty() {
        return u64::from(segment.vaddr) % page_size;
    }
    let end = writer.reserved_len();
    let ahead = u64::from(segment.vaddr).wrapping_sub(end) % page_size;
    writer.reserve_until(end + ahead);
    writer.reserve(segment.data.len() as u64, 1)
}

fn program_header(segment: &Segment, offset: u64) -> ProgramHeader {
    let flag = |set: bool, flag: elf::ProgramFlags| if set { flag.0 } else { 0 };
    let flags = flag(segment.readable, elf::PF_R)
        | flag(segment.writable, elf::PF_W)
        | flag(segment.executable, elf::PF_X);
    ProgramHeader {
        p_type: elf::PT_LOAD,
        p_flags: elf::ProgramFlags(flags),
        p_offset: offset,
        p_vaddr: segment.vaddr.into(),
        p_paddr: segment.paddr.into(),
        p_filesz: segment.data.len() as u64,
        p_memsz: segment.mem_size.into(),
        p_align: PAGE_SIZE.into(),
    }
}
