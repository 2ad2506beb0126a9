//! gcc's options, each with what it means here. `-f…`, `-m…`, `-g…` and `-W…` are in `families`.

use super::{Reader, Stages};
use crate::dependencies::{self, Which};
use std::collections::VecDeque;
use swtch_system::Error;
use swtch_system::toolchain::Language;

/// An option.
pub struct Row {
    /// With its dashes.
    pub name: &'static str,
    pub value: Value,
    pub meaning: Meaning,
}

/// Where an option's value stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// There is none.
    None,
    /// Behind the name, in the same word.
    Joined,
    /// In the next word.
    Next,
    /// In the same word if that goes on, else in the next.
    Either,
    /// Behind `=`, else in the next word.
    Long,
}
use Value::{Either, Joined, Long, Next};

/// What an option does.
pub enum Meaning {
    /// Nothing here.
    Nothing,
    /// It is one of our own.
    Ours,
    /// It cannot be had; and the way out.
    Refused(&'static str, &'static str),
    /// This.
    Does(fn(&mut Reader, &str) -> Result<(), Error>),
}
use Meaning::{Does, Nothing, Ours, Refused};

const PREBUILT: (&str, &str) =
    ("compiler, linker and library are parts of swtch", "leave it out; -I and -L add folders");
const LAYOUT: (&str, &str) = (
    "the linker follows no scripts",
    "programs lie at 0x00010000, without a kernel (--bare) at 0x80000000; gcc's ld can make others for `swtch run`",
);
const LIBGCC: (&str, &str) =
    ("there is no libgcc", "what gcc keeps in it is in the C library, which is always there");
const STAGES: (&str, &str) =
    ("no such text can be printed", "-E, -S and --emit print what each stage makes");

const ROWS: &[Row] = &[
    // Our own.
    row("-o", Either, Ours),
    row("-I", Either, Ours),
    row("-D", Either, Ours),
    row("-U", Either, Ours),
    row("-L", Either, Ours),
    row("-w", Value::None, Ours),
    row("-h", Value::None, Ours),
    row("-V", Value::None, Ours),
    row("--help", Value::None, Ours),
    row("--version", Value::None, Ours),
    row("--output", Long, Ours),
    row("--emit", Long, Ours),
    row("--std", Long, Ours),
    row("--soname", Long, Ours),
    row("--bare", Value::None, Ours),
    row("--shared", Value::None, Ours),
    row("--gc-sections", Value::None, Does(|reader, _| set(&mut reader.last.collect))),
    // Under gcc's names.
    row("-shared", Value::None, Does(|reader, _| long(reader, "--shared", ""))),
    row("-soname", Next, Does(|reader, name| long(reader, "--soname=", name))),
    row("-std=", Joined, Does(|reader, name| long(reader, "--std=", name))),
    row("-ansi", Value::None, Does(|reader, _| long(reader, "--std=", "c89"))),
    row("-E", Value::None, Does(|reader, _| stage(reader, "-E"))),
    row("-S", Value::None, Does(|reader, _| stage(reader, "-S"))),
    row("-c", Value::None, Does(|reader, _| stage(reader, "-c"))),
    row("-O", Joined, Does(Reader::level)),
    row("-f", Joined, Does(Reader::code)),
    row("-m", Joined, Does(Reader::machine)),
    row("-g", Joined, Does(Reader::debug)),
    row("-W", Joined, Does(Reader::warning)),
    row(
        "-l",
        Either,
        Does(|reader, name| {
            reader.library(name);
            Ok(())
        }),
    ),
    row("-z", Either, Does(Reader::linker_key)),
    row("-x", Either, Does(language)),
    row("-v", Value::None, Does(|reader, _| stages(reader, Stages::Told))),
    row("-###", Value::None, Does(|reader, _| stages(reader, Stages::OnlyTold))),
    row("-P", Value::None, Does(|reader, _| set(&mut reader.told.no_markers))),
    row("-pthread", Value::None, Does(|reader, _| long(reader, "-D_REENTRANT", ""))),
    // Headers.
    row("-include", Next, Does(|reader, file| add(&mut reader.told.headers.forced, file))),
    row("-iquote", Either, Does(|reader, dir| add(&mut reader.told.headers.quoted, dir))),
    row("-isystem", Either, Does(|reader, dir| add(&mut reader.told.headers.system, dir))),
    row("-idirafter", Either, Does(|reader, dir| add(&mut reader.told.headers.after, dir))),
    row("-nostdinc", Value::None, Does(|reader, _| set(&mut reader.told.headers.no_standard))),
    row(
        "-imacros",
        Next,
        Refused("macros are not read by themselves", "-include reads a whole file"),
    ),
    // Rules for make.
    row("-M", Value::None, Does(|reader, _| rules(reader, Which::All, true))),
    row("-MM", Value::None, Does(|reader, _| rules(reader, Which::Own, true))),
    row("-MD", Value::None, Does(|reader, _| rules(reader, Which::All, false))),
    row("-MMD", Value::None, Does(|reader, _| rules(reader, Which::Own, false))),
    row("-MP", Value::None, Does(|reader, _| set(&mut reader.told.dependencies.phony))),
    row("-MF", Either, Does(|reader, file| some(&mut reader.told.dependencies.file, file))),
    row("-MT", Either, Does(|reader, name| add(&mut reader.told.dependencies.targets, name))),
    row(
        "-MQ",
        Either,
        Does(|reader, name| {
            add(&mut reader.told.dependencies.targets, &dependencies::quoted(name))
        }),
    ),
    row("-MG", Value::None, Refused("a header that is missing is a mistake", "make it first")),
    // The linker.
    row("-Wl,", Joined, Does(Reader::linker_words)),
    row("-Xlinker", Next, Does(Reader::linker_word)),
    row(
        "-static",
        Value::None,
        Does(|reader, _| {
            reader.how.archive = true;
            set(&mut reader.told.link.is_static)
        }),
    ),
    row("-s", Value::None, Does(|reader, _| set(&mut reader.told.link.strip))),
    row("-e", Either, Does(|reader, name| some(&mut reader.told.link.entry, name))),
    row("--entry", Long, Does(|reader, name| some(&mut reader.told.link.entry, name))),
    row("-nostartfiles", Value::None, Does(|reader, _| set(&mut reader.told.link.no_start))),
    row("-nodefaultlibs", Value::None, Does(|reader, _| set(&mut reader.told.link.no_library))),
    row("-nolibc", Value::None, Does(|reader, _| set(&mut reader.told.link.no_library))),
    row(
        "-nostdlib",
        Value::None,
        Does(|reader, _| {
            set(&mut reader.told.link.no_start)?;
            set(&mut reader.told.link.no_library)
        }),
    ),
    row("-static-libgcc", Value::None, Nothing),
    row("-shared-libgcc", Value::None, Nothing),
    row("-rdynamic", Value::None, Nothing),
    row("-export-dynamic", Value::None, Nothing),
    row("-pie", Value::None, Nothing),
    row("-no-pie", Value::None, Nothing),
    row("-static-pie", Value::None, Does(|reader, _| set(&mut reader.told.link.is_static))),
    row("-T", Either, Refused(LAYOUT.0, LAYOUT.1)),
    row(
        "-r",
        Value::None,
        Refused("objects are not joined into one", "put them into a library: `swtch ar rcs`"),
    ),
    row("-u", Either, Refused("the linker is told of no names", "refer to it in a source")),
    row(
        "-symbolic",
        Value::None,
        Refused(
            "which symbols others see is said in the sources",
            "__attribute__((visibility(\"hidden\"))) keeps one inside",
        ),
    ),
    // Preprocessor and assembler by themselves.
    row("-Wp,", Joined, Does(preprocessor_words)),
    row(
        "-Xpreprocessor",
        Next,
        Does(|reader, word| {
            reader.words.push_front(word.into());
            Ok(())
        }),
    ),
    row(
        "-Wa,",
        Joined,
        Does(|reader, words| words.split(',').try_for_each(|word| assembler_word(reader, word))),
    ),
    row("-Xassembler", Next, Does(assembler_word)),
    row("-C", Value::None, Refused(STAGES.0, STAGES.1)),
    row("-CC", Value::None, Refused(STAGES.0, STAGES.1)),
    row("-d", Joined, Refused(STAGES.0, STAGES.1)),
    row("-H", Value::None, Refused(STAGES.0, "-M lists the headers")),
    row("-undef", Value::None, Refused("the target's macros are always there", "-U forgets one")),
    row(
        "-traditional",
        Joined,
        Refused("the preprocessor is that of C11", "-std=c89 is the oldest"),
    ),
    row(
        "-trigraphs",
        Value::None,
        Refused("trigraphs are not replaced", "write the character itself"),
    ),
    row(
        "-save-temps",
        Joined,
        Refused("stages leave no files behind", "-E, -S and -c make them one by one"),
    ),
    // Questions.
    row("-dumpmachine", Value::None, Does(|reader, _| answer(reader, "riscv32-unknown-elf"))),
    row("-dumpversion", Value::None, Does(|reader, _| answer(reader, env!("CARGO_PKG_VERSION")))),
    row(
        "-dumpfullversion",
        Value::None,
        Does(|reader, _| answer(reader, env!("CARGO_PKG_VERSION"))),
    ),
    row("-print-multi-directory", Value::None, Does(|reader, _| answer(reader, "."))),
    row("-print-multi-lib", Value::None, Does(|reader, _| answer(reader, ".;"))),
    row("-print-multiarch", Value::None, Does(|reader, _| answer(reader, ""))),
    row("-print-sysroot", Value::None, Does(|reader, _| answer(reader, ""))),
    row("-print-search-dirs", Value::None, Does(|reader, _| answer(reader, "libraries: ="))),
    row("-print-prog-name=", Joined, Does(answer)),
    row("-print-file-name=", Joined, Does(answer)),
    row("-print-libgcc-file-name", Value::None, Refused(LIBGCC.0, LIBGCC.1)),
    // Nothing here.
    row("-pipe", Value::None, Nothing),
    row("-pedantic", Value::None, Nothing),
    row("-pedantic-errors", Value::None, Nothing),
    row("-Q", Value::None, Nothing),
    row("-time", Value::None, Nothing),
    row("-no-canonical-prefixes", Value::None, Nothing),
    row("--param", Long, Nothing),
    // Not here.
    row(
        "-p",
        Value::None,
        Refused("no profile is written", "`swtch run --stats` counts every cycle"),
    ),
    row(
        "-pg",
        Value::None,
        Refused("no profile is written", "`swtch run --stats` counts every cycle"),
    ),
    row(
        "--coverage",
        Value::None,
        Refused("no coverage is written", "`swtch run --trace insns` lists what was executed"),
    ),
    row("-B", Either, Refused(PREBUILT.0, PREBUILT.1)),
    row("--sysroot", Long, Refused(PREBUILT.0, PREBUILT.1)),
    row("-isysroot", Either, Refused(PREBUILT.0, PREBUILT.1)),
    row("-specs=", Joined, Refused(PREBUILT.0, PREBUILT.1)),
    row("--specs", Long, Refused(PREBUILT.0, PREBUILT.1)),
    row("-stdlib=", Joined, Refused("only C and assembly are compiled", "leave it out")),
    row("-target", Next, Refused("the target is always riscv32", "leave it out")),
    row("--target", Long, Refused("the target is always riscv32", "leave it out")),
];

const fn row(name: &'static str, value: Value, meaning: Meaning) -> Row {
    Row { name, value, meaning }
}

/// The row of a word, and what follows the name in it.
pub fn find(word: &str) -> Option<(&'static Row, &str)> {
    let matches = |row: &&Row| {
        word.strip_prefix(row.name).is_some_and(|rest| match row.value {
            Value::None | Next => rest.is_empty(),
            Joined | Either => true,
            Long => rest.is_empty() || rest.starts_with('='),
        })
    };
    let row = ROWS.iter().filter(matches).max_by_key(|row| row.name.len())?;
    Some((row, &word[row.name.len()..]))
}

/// All names, to guess from.
pub fn names() -> impl Iterator<Item = &'static str> {
    ROWS.iter().map(|row| row.name)
}

fn set(flag: &mut bool) -> Result<(), Error> {
    *flag = true;
    Ok(())
}

fn some(place: &mut Option<String>, value: &str) -> Result<(), Error> {
    *place = Some(value.into());
    Ok(())
}

fn add(list: &mut Vec<String>, value: &str) -> Result<(), Error> {
    list.push(value.into());
    Ok(())
}

fn long(reader: &mut Reader, name: &str, value: &str) -> Result<(), Error> {
    reader.ours.push(format!("{name}{value}").into());
    Ok(())
}

/// Of several, that counts which stops first.
fn stage(reader: &mut Reader, told: &'static str) -> Result<(), Error> {
    let order = ["-E", "-S", "-c"];
    let place = |stage: &str| order.iter().position(|known| *known == stage);
    let known = reader.last.stage.unwrap_or(told);
    reader.last.stage = if place(told) < place(known) { Some(told) } else { Some(known) };
    Ok(())
}

fn stages(reader: &mut Reader, told: Stages) -> Result<(), Error> {
    if reader.told.stages != Stages::OnlyTold {
        reader.told.stages = told;
    }
    Ok(())
}

fn answer(reader: &mut Reader, text: &str) -> Result<(), Error> {
    reader.told.question = Some(text.into());
    Ok(())
}

fn rules(reader: &mut Reader, which: Which, only: bool) -> Result<(), Error> {
    let dependencies = &mut reader.told.dependencies;
    // Both kinds together: our own headers are meant.
    if dependencies.which != Some(Which::Own) {
        dependencies.which = Some(which);
    }
    dependencies.only |= only;
    if only {
        stage(reader, "-E")?;
    }
    Ok(())
}

fn language(reader: &mut Reader, name: &str) -> Result<(), Error> {
    reader.language = match name {
        "none" => None,
        "c" | "cpp-output" => Some(Language::C),
        "assembler" => Some(Language::Assembly),
        "assembler-with-cpp" => Some(Language::PreprocessedAssembly),
        _ => {
            return Err(Error::with_hint(
                format!("-x {name}: this language is not known"),
                "c, cpp-output, assembler, assembler-with-cpp and none are",
            ));
        }
    };
    Ok(())
}

/// `-Wp,-MD,FILE` is `-MD -MF FILE`, as makefiles of old have it; other words mean themselves.
fn preprocessor_words(reader: &mut Reader, words: &str) -> Result<(), Error> {
    let mut words: VecDeque<&str> = words.split(',').collect();
    let mut all: Vec<String> = Vec::new();
    while let Some(word) = words.pop_front() {
        all.push(word.into());
        if matches!(word, "-MD" | "-MMD")
            && let Some(file) = words.pop_front()
        {
            all.extend(["-MF".into(), file.into()]);
        }
    }
    reader.before_the_rest(all);
    Ok(())
}

fn assembler_word(reader: &mut Reader, word: &str) -> Result<(), Error> {
    match word {
        "--noexecstack" | "--fatal-warnings" | "-mno-relax" | "-mrelax" => Ok(()),
        _ if word.starts_with("-march=") || word.starts_with("-mabi=") => {
            reader.machine(&word[2..])
        }
        _ => Err(Error::with_hint(
            format!("-Wa,{word}: the assembler has no such option"),
            "leave it out, or say it in the source with a directive",
        )),
    }
}
