//! What goes into the machine's memory: the kernel, the programs, and who is needed beside PROGRAM.
//!
//! A program may `exec` another one by name. The initial RAM disk therefore holds, beside `init` and
//! PROGRAM, each built-in sample whose name occurs as a whole C string in one of them, and so on
//! from there. Samples that nobody names stay outside, so that adding one to the project moves
//! nothing in other programs' memory.

use crate::error::Error;
use crate::toolchain::{Library, Object, RAM_BASE, Toolchain, Unit, embedded};
use swtch_link::{Executable, FileKind, LOADER, Layout, Linked, Segment, file_kind};
use swtch_programs as programs;
use swtch_source::Sources;

/// An executable under the name the guest knows it by.
#[derive(Clone, Debug)]
pub struct Program {
    /// What `exec` finds it by.
    pub name: String,
    /// ELF.
    pub executable: Vec<u8>,
}

/// What the user named as PROGRAM, read but not yet built.
#[derive(Clone, Debug)]
pub enum ProgramSource {
    /// Texts to compile and link.
    Units(Vec<Unit>),
    /// Texts with what they are to be linked with: objects, archives, shared libraries.
    Parts(Vec<Unit>, Vec<Object>),
    /// An executable that somebody made elsewhere.
    Elf(Vec<u8>),
}

/// Builds a user program.
pub fn user_program(
    toolchain: &mut Toolchain,
    library: &Library,
    name: &str,
    source: &ProgramSource,
) -> Result<Program, Error> {
    let executable = match source {
        ProgramSource::Elf(bytes) => bytes.clone(),
        ProgramSource::Units(units) => {
            let objects = toolchain.objects(units)?;
            toolchain.user_program(&objects, library)?.executable
        }
        ProgramSource::Parts(units, given) => linked_parts(toolchain, library, units, given)?,
    };
    Ok(Program { name: name.into(), executable })
}

fn linked_parts(
    toolchain: &mut Toolchain,
    library: &Library,
    units: &[Unit],
    given: &[Object],
) -> Result<Vec<u8>, Error> {
    // Variables of a shared library are reached only by code that looks them up.
    let with_libraries = given.iter().any(|object| is_library(&object.bytes));
    let pic = toolchain.options.pic;
    toolchain.options.pic |= with_libraries;
    let objects = toolchain.objects(units);
    toolchain.options.pic = pic;
    let mut objects = objects?;
    objects.extend_from_slice(given);
    Ok(toolchain.user_program(&objects, library)?.executable)
}

/// Whether a file is a shared library.
pub fn is_library(bytes: &[u8]) -> bool {
    file_kind(bytes) == FileKind::SharedLibrary
}

/// A shared library as a file of the guest, under the name by which programs ask for it.
pub fn library_file(name: &str, bytes: &[u8]) -> Result<Program, Error> {
    let image = read(name, bytes)?;
    let file_name = name.rsplit('/').next().unwrap_or(name).to_string();
    let name = image.dynamic.and_then(|dynamic| dynamic.name).unwrap_or(file_name);
    if name.len() > NAME_BYTES_MAX {
        return Err(Error::with_hint(
            format!("{name}: the name of a shared library has at most {NAME_BYTES_MAX} bytes"),
            "link it again under a shorter name",
        ));
    }
    Ok(Program { name, executable: bytes.to_vec() })
}

/// The program of the first process.
const INIT: &str = "init";

/// The source of a built-in sample.
pub fn sample(name: &str) -> Option<ProgramSource> {
    Some(ProgramSource::Units(embedded(vec![programs::program(name)?])))
}

/// The source of a built-in program for a machine without a kernel.
pub fn board_sample(name: &str) -> Option<ProgramSource> {
    let files = programs::board_program(name);
    (!files.is_empty()).then(|| ProgramSource::Units(embedded(files)))
}

/// The initial RAM disk's programs: `init`, those given, and the samples they name.
pub fn with_companions(
    toolchain: &mut Toolchain,
    library: &Library,
    given: Vec<Program>,
) -> Result<Vec<Program>, Error> {
    let init = ProgramSource::Units(embedded(vec![programs::init()]));
    let mut all = vec![user_program(toolchain, library, INIT, &init)?];
    for program in given {
        refuse_twice(&program.name, &all)?;
        all.push(program);
    }
    let mut next = 1;
    while next < all.len() {
        for sample_name in names_in(&all[next])? {
            if all.iter().all(|program| program.name != sample_name) {
                let made = named(toolchain, library, &sample_name)?;
                // A shared library may be there by another program already.
                let is_new = |new: &Program| all.iter().all(|program| program.name != new.name);
                let fresh: Vec<Program> = made.into_iter().filter(is_new).collect();
                all.extend(fresh);
            }
        }
        next += 1;
    }
    if needs_loader(&all)? {
        let executable = toolchain.loader(library)?.executable;
        all.push(Program { name: LOADER.into(), executable });
    }
    Ok(all)
}

/// A built-in program that another one names, with its shared library if it has one.
fn named(toolchain: &mut Toolchain, library: &Library, name: &str) -> Result<Vec<Program>, Error> {
    if let Some(source) = sample(name) {
        return Ok(vec![user_program(toolchain, library, name, &source)?]);
    }
    let companions = programs::COMPANIONS.iter().filter(|companion| companion.name == name);
    let mut made = Vec::new();
    for companion in companions {
        let units =
            |paths: &[&str]| embedded(paths.iter().copied().filter_map(programs::file).collect());
        let shared = companion.library.map(|(name, path)| {
            Ok::<_, Error>(Object {
                name: name.into(),
                bytes: shared_library(toolchain, name, &units(&[path]))?,
            })
        });
        let shared = shared.transpose()?;
        made.extend(shared.iter().map(|library| Program {
            name: library.name.clone(),
            executable: library.bytes.clone(),
        }));
        let source = ProgramSource::Parts(units(companion.files), shared.into_iter().collect());
        made.push(user_program(toolchain, library, name, &source)?);
    }
    Ok(made)
}

/// Sources as a shared library.
fn shared_library(toolchain: &mut Toolchain, name: &str, units: &[Unit]) -> Result<Vec<u8>, Error> {
    let pic = std::mem::replace(&mut toolchain.options.pic, true);
    let objects = toolchain.objects(units);
    toolchain.options.pic = pic;
    Ok(toolchain.link(&objects?, &[], &Layout::library(name))?.executable)
}

/// A name finds one program in the guest, and two of them are taken.
fn refuse_twice(name: &str, all: &[Program]) -> Result<(), Error> {
    if name != LOADER && all.iter().all(|program| program.name != name) {
        return Ok(());
    }
    let other = match name {
        INIT => "that of the first process",
        LOADER => "that of the loader of shared libraries",
        _ => "given twice",
    };
    Err(Error::with_hint(
        format!("{name}: this program's name is {other}"),
        "a program is named after its file or folder: rename that",
    ))
}

/// Whether a program needs shared libraries; each must be there.
fn needs_loader(programs: &[Program]) -> Result<bool, Error> {
    let mut needs = false;
    for program in programs {
        let Some(dynamic) = read(&program.name, &program.executable)?.dynamic else { continue };
        needs |= !dynamic.is_library;
        for needed in &dynamic.needed {
            if programs.iter().all(|other| other.name != *needed) {
                return Err(Error::with_hint(
                    format!(
                        "{} needs the shared library {needed}, which is not there",
                        program.name
                    ),
                    format!("name its file behind PROGRAM: `swtch run PROGRAM {needed}`"),
                ));
            }
        }
        let loader = dynamic.loader.filter(|loader| loader != LOADER);
        if let Some(loader) = loader {
            return Err(Error::with_hint(
                format!("{} asks for the loader {loader}; the guest's is {LOADER}", program.name),
                format!("link with `swtch cc`, or with --dynamic-linker={LOADER}"),
            ));
        }
    }
    Ok(needs)
}

/// Built-in samples, and programs that only samples start, whose names are C strings in a program's memory.
fn names_in(program: &Program) -> Result<Vec<String>, Error> {
    let executable = read(&program.name, &program.executable)?;
    let named =
        |name: &&str| executable.segments.iter().any(|segment| has_string(&segment.data, name));
    let samples = programs::samples();
    let companions = programs::COMPANIONS.iter().map(|companion| companion.name);
    let all: Vec<&str> = samples.iter().map(programs::File::stem).chain(companions).collect();
    Ok(all.into_iter().filter(named).map(str::to_string).collect())
}

/// Whether `text` stands in `bytes` with a NUL behind it and no text before it, other than the `/`
/// of a path.
fn has_string(bytes: &[u8], text: &str) -> bool {
    let text = text.as_bytes();
    let is_text = |byte: u8| byte == b' ' || byte.is_ascii_graphic() && byte != b'/';
    bytes.windows(text.len() + 1).enumerate().any(|(at, window)| {
        window[text.len()] == 0
            && &window[..text.len()] == text
            && (at == 0 || !is_text(bytes[at - 1]))
    })
}

/// A kernel from sources: linked where RAM begins.
pub fn kernel(toolchain: &mut Toolchain, units: &[Unit]) -> Result<Vec<u8>, Error> {
    let objects = toolchain.objects(units)?;
    let layout = Layout::program(RAM_BASE, "_start");
    Ok(toolchain.link(&objects, &[], &layout)?.executable)
}

/// A program that runs without a kernel. C gets a stack, a console and an exit, unless an assembly file
/// beside it has an entry of its own; assembly alone is linked as it is.
pub fn bare_program(toolchain: &mut Toolchain, source: &ProgramSource) -> Result<Vec<u8>, Error> {
    let (units, given): (&[Unit], &[Object]) = match source {
        ProgramSource::Elf(bytes) => {
            refuse_dynamic("a program without a kernel", bytes)?;
            return Ok(bytes.clone());
        }
        ProgramSource::Units(units) => (units, &[]),
        ProgramSource::Parts(units, given) => (units, given),
    };
    let mut objects = toolchain.objects(units)?;
    objects.extend_from_slice(given);
    let is_c = units.iter().any(|unit| unit.path.ends_with(".c"));
    let with_library = is_c && !units.iter().any(has_entry);
    Ok(link_bare(toolchain, objects, with_library)?.executable)
}

/// Links a program that runs without a kernel, with the start, the console and the library that C
/// wants, or alone. What is added is not compiled for a debugger, who has no such files.
pub fn link_bare(
    toolchain: &mut Toolchain,
    objects: Vec<Object>,
    with_library: bool,
) -> Result<Linked, Error> {
    if let Some(library) = objects.iter().find(|object| is_library(&object.bytes)) {
        return Err(Error::with_hint(
            format!("{}: without a kernel there are no shared libraries", library.name),
            "link with objects or archives",
        ));
    }
    let layout = Layout::program(RAM_BASE, "_start");
    if !with_library {
        return toolchain.link(&objects, &[], &layout);
    }
    toolchain.options.debug = false;
    let mut all = toolchain.objects(&embedded(programs::bare()))?;
    all.extend(objects);
    let library = toolchain.library()?;
    toolchain.link(&all, &library.members, &layout)
}

/// Whether an assembly file says where the program begins.
fn has_entry(unit: &Unit) -> bool {
    let begins = |line: &str| line.trim_start().starts_with("_start:");
    !unit.path.ends_with(".c") && unit.text.lines().any(begins)
}

/// A kernel or bare program has nobody who would load libraries for it.
pub fn refuse_dynamic(what: &str, bytes: &[u8]) -> Result<(), Error> {
    match read(what, bytes)?.dynamic {
        None => Ok(()),
        Some(_) => Err(Error::with_hint(
            format!("{what} cannot need shared libraries, or be one"),
            "link with -static -no-pie",
        )),
    }
}

/// A raw image as an executable: to be put where RAM begins, and started there, as QEMU's `-kernel` does
/// with a file that is not ELF.
pub fn raw_image(bytes: Vec<u8>) -> Vec<u8> {
    let segment = Segment {
        vaddr: RAM_BASE,
        paddr: RAM_BASE,
        mem_size: bytes.len() as u32,
        data: bytes,
        readable: true,
        writable: true,
        executable: true,
    };
    let segments = vec![segment];
    swtch_link::executable_file(&Executable { entry: RAM_BASE, segments, ..Executable::default() })
}

/// The longest name the kernel knows a program by (its `NAME_SIZE`, less the NUL).
pub const NAME_BYTES_MAX: usize = 31;

/// The kernel's limits on `argv`: words, and bytes with their NULs (`ARGUMENTS_MAX` and
/// `ARGUMENT_BYTES_MAX` in its `param.h`).
const ARGUMENTS_MAX: usize = 64;
const ARGUMENT_BYTES_MAX: usize = 2048;

/// Refuses arguments and variables that the kernel cannot hand to `init`, whose own name stands before
/// the arguments.
pub fn check_arguments(
    program: &str,
    arguments: &[String],
    environment: &[String],
) -> Result<(), Error> {
    let given = arguments.iter().chain(environment).map(String::as_str);
    let words = [INIT, program].into_iter().chain(given);
    let bytes: usize = words.clone().map(|word| word.len() + 1).sum();
    // A variable is read with `env=` before it.
    let bytes = if environment.is_empty() { bytes } else { bytes + 4 };
    if words.count() <= ARGUMENTS_MAX && bytes <= ARGUMENT_BYTES_MAX {
        return Ok(());
    }
    Err(Error::with_hint(
        format!(
            "{} arguments and {} variables, too many or too long for the kernel",
            arguments.len(),
            environment.len()
        ),
        format!(
            "at most {} words with {ARGUMENT_BYTES_MAX} bytes in all; more goes through --input",
            ARGUMENTS_MAX - 2
        ),
    ))
}

/// Refuses an executable that user mode cannot hold, by its file's name: the kernel would only say
/// that it cannot execute it.
pub fn check_user_program(name: &str, bytes: &[u8]) -> Result<(), Error> {
    let image = read(name, bytes)?;
    if image.dynamic.as_ref().is_some_and(|dynamic| dynamic.is_library) {
        return Err(Error::with_hint(
            format!("{name} is a shared library, not a program"),
            "name the program that needs it first, the library behind it",
        ));
    }
    let is_high = |segment: &&Segment| {
        u64::from(segment.vaddr) + u64::from(segment.mem_size) > u64::from(RAM_BASE)
    };
    match image.segments.iter().find(is_high) {
        None => Ok(()),
        Some(segment) => Err(Error::with_hint(
            format!(
                "{name} is linked at {:#010x}; user space ends at {RAM_BASE:#010x}",
                segment.vaddr
            ),
            "a program that needs no kernel runs with --bare; others are linked at 0x00010000",
        )),
    }
}

/// An executable as plain values.
pub fn read(name: &str, bytes: &[u8]) -> Result<Executable, Error> {
    swtch_link::read(name, bytes).map_err(|mistake| Error::mistakes(&Sources::new(), vec![mistake]))
}

#[cfg(test)]
mod tests {
    use super::has_string;

    #[test]
    fn a_name_counts_only_as_a_whole_string() {
        assert!(has_string(b"\0hello\0", "hello"));
        assert!(has_string(b"hello\0", "hello"));
        assert!(has_string(b"bin/hello\0", "hello"));
        assert!(!has_string(b"hello world\0", "hello"));
        assert!(!has_string(b"othello\0", "hello"));
        assert!(!has_string(b"say hello\0", "hello"));
        assert!(!has_string(b"hello", "hello"));
    }
}
