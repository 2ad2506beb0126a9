//! What the user named as a program: a file, a folder, or a built-in sample.

use crate::files;
use std::path::Path;
use swtch_link::{FileKind, file_kind};
use swtch_programs as programs;
use swtch_source::{did_you_mean, nearest};
use swtch_system::guest::{
    NAME_BYTES_MAX, Program, ProgramSource, board_sample, is_library, library_file, raw_image,
    sample,
};
use swtch_system::toolchain::{Language, Object};
use swtch_system::{Error, Unit};

/// A program's name in the guest, and its source.
pub struct Named {
    /// The file's stem, the folder's name, or the sample's name.
    pub name: String,
    /// Texts, or an executable.
    pub source: ProgramSource,
    /// Whether it is one that runs only without a kernel.
    pub bare: bool,
}

/// A program of several files, and the shared libraries among them as the guest's files.
pub fn find_all(program: &str, more: &[String]) -> Result<(Named, Vec<Program>), Error> {
    join(find(program)?, program, more)
}

/// The same for a program that is to run under the kernel.
pub fn find_all_for_kernel(program: &str, more: &[String]) -> Result<(Named, Vec<Program>), Error> {
    join(find_for_kernel(program)?, program, more)
}

fn join(first: Named, program: &str, more: &[String]) -> Result<(Named, Vec<Program>), Error> {
    let Named { name, source, bare } = first;
    let (mut units, mut objects) = (Vec::new(), Vec::new());
    match source {
        ProgramSource::Elf(bytes) if is_part(&bytes) => {
            objects.push(Object { name: program.into(), bytes });
        }
        ProgramSource::Elf(bytes) => return beside_executable(name, bytes, more),
        source if more.is_empty() => return Ok((Named { name, source, bare }, Vec::new())),
        ProgramSource::Units(texts) => units = texts,
        ProgramSource::Parts(texts, given) => (units, objects) = (texts, given),
    }
    for file in more {
        match Language::of(file) {
            Some(_) => units.push(Unit { path: file.into(), text: files::text(Path::new(file))? }),
            None => {
                objects.push(Object { name: file.into(), bytes: files::bytes(Path::new(file))? });
            }
        }
    }
    let libraries = objects.iter().filter(|object| is_library(&object.bytes));
    let libraries: Result<Vec<Program>, Error> =
        libraries.map(|object| library_file(&object.name, &object.bytes)).collect();
    let libraries = libraries?;
    Ok((Named { name, source: ProgramSource::Parts(units, objects), bare }, libraries))
}

/// Whether a file has to be linked before it can run.
fn is_part(bytes: &[u8]) -> bool {
    matches!(file_kind(bytes), FileKind::Object | FileKind::Archive)
}

/// A linked program can only be given the libraries that it asks for.
fn beside_executable(
    name: String,
    bytes: Vec<u8>,
    more: &[String],
) -> Result<(Named, Vec<Program>), Error> {
    let mut libraries = Vec::new();
    for file in more {
        let library = files::bytes(Path::new(file))?;
        if !is_library(&library) {
            return Err(Error::with_hint(
                format!("{file}: {name} is linked already, so that nothing can be added to it"),
                "only shared libraries can stand behind an executable",
            ));
        }
        libraries.push(library_file(file, &library)?);
    }
    Ok((named(name, ProgramSource::Elf(bytes)), libraries))
}

/// Finds `program`: a path if there is something, else a built-in sample.
pub fn find(program: &str) -> Result<Named, Error> {
    let path = Path::new(program);
    let name = name_of(path);
    if path.is_dir() {
        return Ok(named(name, ProgramSource::Units(folder(path)?)));
    }
    if Language::of(program).is_some() {
        if !path.exists() {
            return Err(Error::with_hint(
                format!("{program}: no such file"),
                "check the path; `swtch list programs` lists the programs built in, by their names alone",
            ));
        }
        let text = files::text(path)?;
        let unit = Unit { path: program.into(), text };
        return Ok(named(name, ProgramSource::Units(vec![unit])));
    }
    if path.is_file() && program.ends_with(".bin") {
        let source = ProgramSource::Elf(raw_image(files::bytes(path)?));
        return Ok(Named { name, source, bare: true });
    }
    if path.is_file() {
        return Ok(named(name, ProgramSource::Elf(files::bytes(path)?)));
    }
    let board = || board_sample(program).map(|source| (source, true));
    match sample(program).map(|source| (source, false)).or_else(board) {
        Some((source, bare)) => Ok(Named { name: program.into(), source, bare }),
        None => Err(unknown(program)),
    }
}

fn named(name: String, source: ProgramSource) -> Named {
    Named { name, source, bare: false }
}

/// A program that is to run under the kernel.
pub fn find_for_kernel(program: &str) -> Result<Named, Error> {
    let named = find(program)?;
    match named.bare {
        false => Ok(named),
        true => Err(Error::with_hint(
            format!("{program}: this program runs without a kernel"),
            format!("swtch run --bare {program}"),
        )),
    }
}

fn unknown(program: &str) -> Error {
    let all =
        [programs::samples(), programs::tests(), programs::benches(), programs::board()].concat();
    let names = all.iter().map(programs::File::stem);
    let hint = nearest(program, names).map_or_else(
        || "`swtch list programs` lists those built in; a source file ends in .c, .s or .S".into(),
        did_you_mean,
    );
    Error::with_hint(format!("{program}: no such file, and no built-in program of that name"), hint)
}

/// The translatable files of a folder.
pub fn folder(path: &Path) -> Result<Vec<Unit>, Error> {
    let found = files::folder(path, &["c", "s", "S"])?;
    if found.is_empty() {
        return Err(Error::with_hint(
            format!("{}: no source file in this folder", path.display()),
            "a program's folder holds .c, .s or .S files",
        ));
    }
    Ok(found.into_iter().map(|(path, text)| Unit { path, text }).collect())
}

/// What the guest calls it: the file's stem, as far as the kernel's names go.
fn name_of(path: &Path) -> String {
    let stem = if path.is_dir() {
        path.canonicalize().ok().and_then(|full| full.file_name().map(ToOwned::to_owned))
    } else {
        path.file_stem().map(ToOwned::to_owned)
    };
    let mut name =
        stem.map_or_else(|| "program".into(), |stem| stem.to_string_lossy().into_owned());
    while name.len() > NAME_BYTES_MAX {
        name.pop();
    }
    name
}
