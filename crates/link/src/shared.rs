//! Shared libraries as inputs: which names they define, and which they need from others. Their
//! code stays where it is; the loader brings it into memory when the program starts.

use std::collections::HashSet;

use object::elf;
use object::read::elf::{Dyn as _, SectionHeader as _, Sym as _};
use swtch_source::Diagnostic;

use crate::elf::{Elf, LE, broken, text};

/// One shared library.
#[derive(Clone, Debug, Default)]
pub(crate) struct SharedObject {
    /// As given.
    pub file: String,
    /// What a program that is linked with it asks the loader for.
    pub name: String,
    /// Named in the result only if something in it is used.
    pub lazy: bool,
    pub defined: Vec<String>,
    /// Names that it needs; those that may stay undefined are not among them.
    pub needed: Vec<String>,
}

impl SharedObject {
    /// All names that it defines or needs.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.defined.iter().chain(&self.needed).map(String::as_str)
    }
}

/// Reads the dynamic symbols of a shared library.
pub(crate) fn read(name: &str, file: &Elf, lazy: bool) -> Result<SharedObject, Diagnostic> {
    refuse_versions(name, file)?;
    let table = file.sections.symbols(LE, file.bytes, elf::SHT_DYNSYM);
    let table = table.map_err(|why| broken(name, why))?;
    if table.is_empty() {
        return Err(Diagnostic::unplaced(format!("{name} has no dynamic symbols"))
            .hint("make shared libraries with -shared, and do not strip their section table"));
    }
    let mut shared = SharedObject {
        file: name.to_string(),
        name: soname(name, file)?,
        lazy,
        ..SharedObject::default()
    };
    for symbol in table.iter().filter(|symbol| !symbol.is_local()) {
        let symbol_name = table.symbol_name(LE, symbol).map_err(|why| broken(name, why))?;
        let symbol_name = text(symbol_name);
        match symbol.st_shndx(LE) {
            elf::SHN_UNDEF if symbol.st_bind() == elf::STB_WEAK => {}
            elf::SHN_UNDEF => shared.needed.push(symbol_name),
            _ => shared.defined.push(symbol_name),
        }
    }
    Ok(shared)
}

/// Those libraries that are named whatever they hold, and of the others those that define one of the `wanted`
/// names or something that a library taken needs.
pub(crate) fn used(libraries: Vec<SharedObject>, mut wanted: HashSet<String>) -> Vec<SharedObject> {
    let mut taken: Vec<bool> = libraries.iter().map(|library| !library.lazy).collect();
    let defines_one = |library: &SharedObject, wanted: &HashSet<String>| {
        library.defined.iter().any(|name| wanted.contains(name))
    };
    loop {
        for (library, _) in libraries.iter().zip(&taken).filter(|(_, taken)| **taken) {
            wanted.retain(|name| !library.defined.contains(name));
            let defined = |name: &&String| {
                let mut taken = libraries.iter().zip(&taken).filter(|(_, taken)| **taken);
                taken.any(|(other, _)| other.defined.contains(*name))
            };
            wanted.extend(library.needed.iter().filter(|name| !defined(name)).cloned());
        }
        let next = libraries.iter().zip(&taken);
        let next = next.map(|(library, taken)| !taken && defines_one(library, &wanted));
        match next.into_iter().position(|wanted| wanted) {
            Some(next) => taken[next] = true,
            None => break,
        }
    }
    let kept = libraries.into_iter().zip(taken).filter(|(_, taken)| *taken);
    kept.map(|(library, _)| library).collect()
}

/// With versions one name may have several definitions; the loader knows one.
fn refuse_versions(name: &str, file: &Elf) -> Result<(), Diagnostic> {
    let is_version = |kind| kind == elf::SHT_GNU_VERDEF || kind == elf::SHT_GNU_VERNEED;
    if file.enumerate().any(|(_, section)| is_version(section.sh_type(LE))) {
        let message = format!("{name} has symbol versions, which are not supported");
        return Err(Diagnostic::unplaced(message).hint("link it without a version script"));
    }
    Ok(())
}

/// The name the library gives itself, else that of its file.
fn soname(name: &str, file: &Elf) -> Result<String, Diagnostic> {
    for (_, section) in file.enumerate() {
        let dynamic = section.dynamic(LE, file.bytes).map_err(|why| broken(name, why))?;
        let Some((entries, strings)) = dynamic else { continue };
        let entry = entries.iter().find(|entry| entry.d_tag(LE) == elf::DT_SONAME);
        if let Some(entry) = entry {
            let strings = file.sections.strings(LE, file.bytes, strings);
            let strings = strings.map_err(|why| broken(name, why))?;
            let bytes = strings.get(entry.d_val(LE));
            return bytes.map(text).map_err(|()| broken(name, "its name lies outside of the file"));
        }
    }
    Ok(name.rsplit('/').next().unwrap_or(name).to_string())
}
