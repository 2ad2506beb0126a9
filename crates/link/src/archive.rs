//! Archives ("static libraries"): objects one behind the other in one file, with an index that
//! says which member defines which global symbol. Read here are the archives of every tool that
//! writes the common format; written is GNU's variant of it, without anything that would differ
//! from host to host (owner, time), so that the same members give the same bytes.
//!
//! ```text
//! !<arch>\n  header "/"   index: count, offset of the member for each symbol, names with NULs
//!            header "//"  names of more than 15 characters, each with "/\n"
//!            header "a.o/" contents …                          every member at an even offset
//! ```

use object::read::archive::{ArchiveFile, ArchiveMember};
use object::read::elf::Sym as _;
use object::{elf, read};
use swtch_source::Diagnostic;

use crate::elf::{Elf, LE, text};

const MAGIC: &[u8] = b"!<arch>\n";
const HEADER_SIZE: usize = 60;
/// The longest name that a header itself holds, before its `/`.
const SHORT_NAME_MAX: usize = 15;

/// A file in an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member<'a> {
    /// Without folders.
    pub name: String,
    /// Its contents.
    pub bytes: &'a [u8],
}

/// Whether a file is, or tries to be, an archive.
pub fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(b"!<")
}

/// The members of an archive, the index not among them.
///
/// # Errors
/// The file is damaged, or only names its members.
pub fn archive_members<'a>(name: &str, bytes: &'a [u8]) -> Result<Vec<Member<'a>>, Diagnostic> {
    let damaged = |why| {
        Diagnostic::unplaced(format!("{name} is a damaged library: {why}"))
            .hint("it may be cut off: copy it again, or make it again with `swtch ar rcs`")
    };
    let archive = ArchiveFile::parse(bytes).map_err(damaged)?;
    if archive.is_thin() {
        let message = format!("{name} is a thin archive, which only names its members");
        return Err(Diagnostic::unplaced(message).hint("make the library without the letter T"));
    }
    let member = |member: read::Result<ArchiveMember<'a>>| {
        let member = member.map_err(damaged)?;
        Ok(Member { name: text(member.name()), bytes: member.data(bytes).map_err(damaged)? })
    };
    archive.members().map(member).collect()
}

/// An archive of `members`, in their order.
///
/// # Errors
/// A member is no object for this machine, a name cannot be written, or the whole is too large.
pub fn archive(members: &[Member]) -> Result<Vec<u8>, Diagnostic> {
    let symbols = index(members)?;
    let long_names = long_names(members)?;
    let index_size = 4 + symbols.iter().map(|(_, name)| 4 + name.len() + 1).sum::<usize>();
    let mut at = MAGIC.len() + placed(index_size);
    at += if long_names.is_empty() { 0 } else { placed(long_names.len()) };
    let mut offsets = Vec::new();
    for member in members {
        offsets.push(u32::try_from(at).map_err(|_| too_large())?);
        at += placed(member.bytes.len());
    }

    let mut out = MAGIC.to_vec();
    let mut table = (symbols.len() as u32).to_be_bytes().to_vec();
    table.extend(symbols.iter().flat_map(|&(member, _)| offsets[member].to_be_bytes()));
    table.extend(symbols.iter().flat_map(|(_, name)| name.bytes().chain([0])));
    entry(&mut out, "/", 0, &table);
    if !long_names.is_empty() {
        entry(&mut out, "//", 0, long_names.as_bytes());
    }
    let mut long_at = 0;
    for member in members {
        let name = if member.name.len() <= SHORT_NAME_MAX {
            format!("{}/", member.name)
        } else {
            let at = long_at;
            long_at += member.name.len() + 2;
            format!("/{at}")
        };
        entry(&mut out, &name, 0o644, member.bytes);
    }
    Ok(out)
}

/// Room that a member of so many bytes takes.
fn placed(size: usize) -> usize {
    HEADER_SIZE + size.next_multiple_of(2)
}

fn entry(out: &mut Vec<u8>, name: &str, mode: u32, bytes: &[u8]) {
    // Name, time, owner, group, mode in octal, size.
    let size = bytes.len();
    out.extend(format!("{name:<16}{:<12}{:<6}{:<6}{mode:<8o}{size:<10}`\n", 0, 0, 0).as_bytes());
    out.extend(bytes);
    out.resize(out.len().next_multiple_of(2), b'\n');
}

/// Each global symbol that a member defines, with the member's number.
fn index(members: &[Member]) -> Result<Vec<(usize, String)>, Diagnostic> {
    let mut symbols = Vec::new();
    for (number, member) in members.iter().enumerate() {
        let file = Elf::parse(&member.name, member.bytes)?;
        if file.file_type() != elf::ET_REL {
            let message = format!("{} is linked already; a library holds objects", member.name);
            return Err(Diagnostic::unplaced(message).hint("give what `cc -c` makes"));
        }
        let table = file.symbols(&member.name)?;
        for symbol in table.iter().filter(|s| !s.is_local() && s.st_shndx(LE) != elf::SHN_UNDEF) {
            let name = table.symbol_name(LE, symbol);
            let name = name.map_err(|why| crate::elf::broken(&member.name, why))?;
            symbols.push((number, text(name).replace('\0', "")));
        }
    }
    Ok(symbols)
}

fn long_names(members: &[Member]) -> Result<String, Diagnostic> {
    let mut names = String::new();
    for Member { name, .. } in members {
        if name.is_empty() || name.contains(['/', '\n', '\0']) {
            let message = format!("{name:?} cannot be the name of a member of a library");
            return Err(Diagnostic::unplaced(message).hint("rename the file"));
        }
        if name.len() > SHORT_NAME_MAX {
            names += &format!("{name}/\n");
        }
    }
    Ok(names)
}

fn too_large() -> Diagnostic {
    Diagnostic::unplaced("the library is larger than 4 GiB").hint("make several libraries of it")
}
