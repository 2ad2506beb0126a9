//! What every ELF file must be before anything else is read from it: little-endian RV32 without
//! compressed code. The linker, the reader of executables and the disassembler all ask here, so
//! a file for another machine gets the same answer everywhere.

use object::elf::{self, FileHeader32, SectionHeader32};
use object::read::elf::{FileHeader as _, SectionHeader as _, SectionTable, SymbolTable};
use object::{LittleEndian, SectionIndex};
use swtch_source::Diagnostic;

use crate::archive::is_archive;

pub(crate) const LE: LittleEndian = LittleEndian;
pub(crate) type Header = FileHeader32<LittleEndian>;
pub(crate) type RawSection = SectionHeader32<LittleEndian>;
pub(crate) type Sections<'a> = SectionTable<'a, Header>;
pub(crate) type Symbols<'a> = SymbolTable<'a, Header>;

/// Names longer than this are cut: a hostile file may point every symbol at one huge string.
const NAME_SIZE_MAX: usize = 4096;

const RECOMPILE: &str = "compile with -march=rv32ima_zicsr_zifencei -mabi=ilp32";

/// A file whose header has been checked; `relocatable` files are objects, others executables.
pub(crate) struct Elf<'a> {
    pub bytes: &'a [u8],
    pub header: &'a Header,
    pub sections: Sections<'a>,
}

impl<'a> Elf<'a> {
    /// Checks magic, machine, class, byte order, flags and the section table.
    pub fn parse(name: &str, bytes: &'a [u8]) -> Result<Elf<'a>, Diagnostic> {
        check_identity(name, bytes)?;
        let header = Header::parse(bytes).map_err(|why| broken(name, why))?;
        check_flags(name, header.e_flags(LE))?;
        let sections = header.sections(LE, bytes).map_err(|why| broken(name, why))?;
        Ok(Elf { bytes, header, sections })
    }

    pub fn file_type(&self) -> elf::FileType {
        self.header.e_type(LE)
    }

    /// The symbol table, empty if the file is stripped.
    pub fn symbols(&self, name: &str) -> Result<Symbols<'a>, Diagnostic> {
        self.sections.symbols(LE, self.bytes, elf::SHT_SYMTAB).map_err(|why| broken(name, why))
    }

    pub fn section_name(&self, section: &RawSection) -> String {
        text(self.sections.section_name(LE, section).unwrap_or(b"?"))
    }

    /// The bytes of the section of that name, none if there is no such section.
    pub fn section_data(&self, name: &str) -> &'a [u8] {
        let found = self.sections.section_by_name(LE, name.as_bytes());
        found.and_then(|(_, section)| section.data(LE, self.bytes).ok()).unwrap_or(&[])
    }

    /// All section headers with their index, the null section left out.
    pub fn enumerate(&self) -> impl Iterator<Item = (SectionIndex, &'a RawSection)> {
        self.sections.enumerate().filter(|(index, _)| index.0 != 0)
    }
}

/// What a file is, as far as its first bytes tell; reading it may tell more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A relocatable object.
    Object,
    /// Objects in one file.
    Archive,
    /// A shared library.
    SharedLibrary,
    /// Something else: a program, or no ELF file at all.
    Other,
}

/// Looks at the first bytes of a file.
pub fn file_kind(bytes: &[u8]) -> FileKind {
    const E_TYPE: usize = 16;
    if is_archive(bytes) {
        return FileKind::Archive;
    }
    let kind = bytes.get(E_TYPE..E_TYPE + 2).filter(|_| bytes.starts_with(&elf::ELFMAG));
    match kind.map(|kind| elf::FileType(u16::from_le_bytes([kind[0], kind[1]]))) {
        Some(elf::ET_REL) => FileKind::Object,
        Some(elf::ET_DYN) => FileKind::SharedLibrary,
        _ => FileKind::Other,
    }
}

/// A name out of a string table.
pub(crate) fn text(name: &[u8]) -> String {
    String::from_utf8_lossy(&name[..name.len().min(NAME_SIZE_MAX)]).into_owned()
}

/// Whether a symbol was named by somebody: `.L` begins a label of a compiler, `$` a remark about
/// the kind of bytes that follow.
pub(crate) fn is_for_people(name: &str) -> bool {
    !name.is_empty() && !name.starts_with(".L") && !name.starts_with('$')
}

/// The diagnostic for a file that contradicts itself.
pub(crate) fn broken(name: &str, why: impl std::fmt::Display) -> Diagnostic {
    Diagnostic::unplaced(format!("{name} is a damaged ELF file: {why}"))
        .hint("build or copy the file again")
}

fn check_identity(name: &str, bytes: &[u8]) -> Result<(), Diagnostic> {
    let refuse = |what: String, hint: &str| Err(Diagnostic::unplaced(what).hint(hint));
    if !bytes.starts_with(&elf::ELFMAG) {
        return refuse(format!("{name} is not an ELF file"), not_elf_hint(bytes));
    }
    if bytes.len() < 20 {
        return Err(broken(name, "it ends within its header"));
    }
    let (class, order) = (bytes[4], bytes[5]);
    let pair = [bytes[18], bytes[19]];
    let big = order == elf::ELFDATA2MSB.0;
    let machine = if big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) };
    if machine != elf::EM_RISCV.0 {
        return refuse(
            format!("{name} is for {}, not for RISC-V", machine_name(machine)),
            RECOMPILE,
        );
    }
    if class != elf::ELFCLASS32.0 {
        return refuse(format!("{name} is for 64-bit RISC-V; the machine has 32 bits"), RECOMPILE);
    }
    if big {
        return refuse(format!("{name} is big-endian; the machine is little-endian"), RECOMPILE);
    }
    Ok(())
}

fn check_flags(name: &str, flags: elf::FileFlags) -> Result<(), Diagnostic> {
    let refuse = |what: &str| Err(Diagnostic::unplaced(format!("{name} {what}")).hint(RECOMPILE));
    if flags.0 & elf::EF_RISCV_RVC.0 != 0 {
        return refuse("contains compressed instructions (RVC), which the machine does not have");
    }
    if flags.0 & elf::EF_RISCV_FLOAT_ABI != 0 {
        return refuse("passes floating-point arguments in registers the machine does not have");
    }
    if flags.0 & elf::EF_RISCV_RVE.0 != 0 {
        return refuse("is built for RV32E, which has another calling convention");
    }
    Ok(())
}

fn not_elf_hint(bytes: &[u8]) -> &'static str {
    if bytes.starts_with(b"!<arch>\n") {
        "it is a library of objects; link it into a program first"
    } else if bytes.is_empty() {
        "it is empty"
    } else if bytes.iter().take(512).all(|&b| b.is_ascii_graphic() || b.is_ascii_whitespace()) {
        "it looks like text; source files end in .c, .s or .S"
    } else {
        "a RISC-V ELF file is needed here"
    }
}

/// The machines that somebody will try, by their number in the ELF header.
fn machine_name(machine: u16) -> String {
    let known = match elf::Machine(machine) {
        elf::EM_386 => "Intel 80386",
        elf::EM_X86_64 => "x86-64",
        elf::EM_ARM => "Arm",
        elf::EM_AARCH64 => "AArch64",
        elf::EM_MIPS => "MIPS",
        elf::EM_PPC => "PowerPC",
        elf::EM_PPC64 => "64-bit PowerPC",
        elf::EM_LOONGARCH => "LoongArch",
        _ => return format!("machine number {machine}"),
    };
    known.to_string()
}
