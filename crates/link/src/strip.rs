//! The least file that runs the same: header, program headers and the bytes of the segments.
//! Symbols and debugging information hold paths of the machine they were made on; what a guest
//! gets to load must not depend on those, not even by its size.

use object::Endianness;
use object::elf;
use object::write::elf::{FileHeader, ProgramHeader, Writer};

use crate::executable::{Executable, Segment};
use crate::layout::PAGE_SIZE;

/// An ELF executable with the segments of `program` and nothing else; offsets in the file and
/// addresses agree modulo the page size.
pub fn strip(program: &Executable) -> Vec<u8> {
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
