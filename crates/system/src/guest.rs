//! What goes into the machine's memory: the kernel, the programs, and who is needed beside PROGRAM.
//!
//! A program may `exec` another one by name. The initial RAM disk therefore holds, beside `init` and
//! PROGRAM, each built-in sample whose name occurs as a whole C string in one of them, and so on
//! from there. Samples that nobody names stay outside, so that adding one to the project moves
//! nothing in other programs' memory.

use crate::error::Error;
use crate::toolchain::{Library, RAM_BASE, Toolchain, Unit, embedded};
use swtch_link::{Executable, Layout, Segment};
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
    };
    Ok(Program { name: name.into(), executable })
}

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
    let mut all = vec![user_program(toolchain, library, "init", &init)?];
    all.extend(given);
    let mut next = 1;
    while next < all.len() {
        for sample_name in names_in(&all[next])? {
            if all.iter().all(|program| program.name != sample_name) {
                let source = sample(&sample_name).expect("names_in yields samples");
                all.push(user_program(toolchain, library, &sample_name, &source)?);
            }
        }
        next += 1;
    }
    Ok(all)
}

/// Built-in samples whose names are C strings in a program's memory.
fn names_in(program: &Program) -> Result<Vec<String>, Error> {
    let executable = read(&program.name, &program.executable)?;
    let named =
        |name: &&str| executable.segments.iter().any(|segment| has_string(&segment.data, name));
    let all: Vec<&str> = programs::samples().iter().map(programs::File::stem).collect();
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
    let layout = Layout { base: RAM_BASE, entry: "_start".into() };
    Ok(toolchain.link(&objects, &[], &layout)?.executable)
}

/// A program that runs without a kernel. C gets a stack, a console and an exit, unless an assembly file
/// beside it has an entry of its own; assembly alone is linked as it is.
pub fn bare_program(toolchain: &mut Toolchain, source: &ProgramSource) -> Result<Vec<u8>, Error> {
    let units = match source {
        ProgramSource::Elf(bytes) => return Ok(bytes.clone()),
        ProgramSource::Units(units) => units,
    };
    let layout = Layout { base: RAM_BASE, entry: "_start".into() };
    let mut objects = toolchain.objects(units)?;
    if units.iter().all(|unit| !unit.path.ends_with(".c")) || units.iter().any(has_entry) {
        return Ok(toolchain.link(&objects, &[], &layout)?.executable);
    }
    let support = toolchain.objects(&embedded(programs::bare()))?;
    objects.splice(0..0, support);
    let library = toolchain.library()?;
    Ok(toolchain.link(&objects, &library.members, &layout)?.executable)
}

/// Whether an assembly file says where the program begins.
fn has_entry(unit: &Unit) -> bool {
    let begins = |line: &str| line.trim_start().starts_with("_start:");
    !unit.path.ends_with(".c") && unit.text.lines().any(begins)
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
    swtch_link::strip(&Executable { entry: RAM_BASE, segments, ..Executable::default() })
}

/// The longest name the kernel knows a program by (its `NAME_SIZE`, less the NUL).
pub const NAME_BYTES_MAX: usize = 31;

/// The kernel's limits on `argv`: words, and bytes with their NULs (`ARGUMENTS_MAX` and
/// `ARGUMENT_BYTES_MAX` in its `param.h`).
const ARGUMENTS_MAX: usize = 64;
const ARGUMENT_BYTES_MAX: usize = 2048;

/// Refuses arguments that the kernel cannot hand to `init`, whose own name stands before them.
pub fn check_arguments(program: &str, arguments: &[String]) -> Result<(), Error> {
    let words = ["init", program].into_iter().chain(arguments.iter().map(String::as_str));
    let bytes: usize = words.clone().map(|word| word.len() + 1).sum();
    if words.count() <= ARGUMENTS_MAX && bytes <= ARGUMENT_BYTES_MAX {
        return Ok(());
    }
    Err(Error::with_hint(
        format!("{} arguments, too many or too long for the kernel", arguments.len()),
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
