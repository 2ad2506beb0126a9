//! `swtch cc`: the toolchain's stages with gcc's habits.

use crate::args::{Binding, CcArgs, CodeFlag, Emit, Standard};
use crate::console::Sink;
use crate::files::{self, Disk};
use crate::{colour_on_stderr, disasm};
use std::path::{Path, PathBuf};
use swtch_cc::Stage;
use swtch_source::render;
use swtch_system::guest::{is_library, link_bare};
use swtch_system::toolchain::{Language, Linking, Object};
use swtch_system::{Error, Toolchain, Unit};

/// What a call makes of each file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Goal {
    /// One stage's text per C file.
    Text(Stage),
    /// An object per file.
    Object,
    /// An object's listing per file.
    Listing,
    /// One executable.
    Executable,
    /// The linker's map of that executable.
    Map,
}

/// Compiles, and says what was doubtful.
pub fn cc(args: &CcArgs) -> Result<u8, Error> {
    files::keep_inputs(args.output.as_deref(), args.files.iter())?;
    let mut toolchain = Toolchain::new(&Disk);
    toolchain.options.include_dirs = args.include.clone();
    toolchain.options.defines = args.define.iter().map(|define| definition(define)).collect();
    toolchain.options.undefines = args.undefine.clone();
    toolchain.options.optimise = args.optimise > 0;
    toolchain.options.c89 = args.std == Standard::C89;
    toolchain.options.debug = args.debug;
    toolchain.options.no_warnings = args.no_warnings;
    for word in &args.warnings {
        warning(word, &mut toolchain.options)?;
    }
    toolchain.options.pic = args.shared || args.flags.contains(&CodeFlag::Pic);
    toolchain.options.function_sections = args.flags.contains(&CodeFlag::FunctionSections);
    toolchain.options.data_sections = args.flags.contains(&CodeFlag::DataSections);
    toolchain.linking = Linking {
        shared: args.shared.then(|| soname(args)),
        collect: args.gc_sections,
        bind_now: args.binding == Binding::Now,
    };
    let result = make(args, &mut toolchain);
    print_warnings(&toolchain);
    result.map(|()| 0)
}

/// The name by which programs will ask for the shared library.
fn soname(args: &CcArgs) -> String {
    let file = args.output.as_deref().unwrap_or(Path::new("a.out")).file_name();
    let file = file.map(|name| name.to_string_lossy().into_owned());
    args.soname.clone().or(file).unwrap_or_default()
}

/// Obeys one `-W`.
fn warning(word: &str, options: &mut swtch_cc::Options) -> Result<(), Error> {
    match word {
        "all" => options.warn_all = true,
        "extra" => options.warn_extra = true,
        // What is not C11 but accepted is not told.
        "pedantic" => {}
        "error" => options.warnings_are_errors = true,
        "no-error" => options.warnings_are_errors = false,
        _ => {
            if let Err(near) = swtch_cc::nearest_warning(word) {
                let message = format!("-W{word}: there is no such warning");
                return Err(match near {
                    Some(near) => Error::with_hint(message, format!("did you mean -W{near}?")),
                    None => Error::with_hint(message, "each warning ends with its own name"),
                });
            }
            options.warnings.push(word.into());
        }
    }
    Ok(())
}

/// Warnings of a build, on standard error.
pub fn print_warnings(toolchain: &Toolchain) {
    for warning in &toolchain.warnings {
        anstream::eprint!("{}", render(&toolchain.sources, warning, colour_on_stderr()));
    }
}

fn make(args: &CcArgs, toolchain: &mut Toolchain) -> Result<(), Error> {
    let goal = goal(args);
    let output = args.output.as_deref();
    match goal {
        Goal::Text(_) | Goal::Object | Goal::Listing => {
            if output.is_some() && args.files.len() > 1 {
                return Err(Error::with_hint(
                    "-o names one file, but there are several results",
                    "leave -o out, or give one source file",
                ));
            }
            args.files.iter().try_for_each(|file| one(toolchain, file, goal, output, args))
        }
        Goal::Executable | Goal::Map => link(toolchain, args, goal, output),
    }
}

fn goal(args: &CcArgs) -> Goal {
    match args.emit {
        Some(Emit::Tokens) => Goal::Text(Stage::Tokens),
        Some(Emit::Preprocessed) => Goal::Text(Stage::Preprocessed),
        Some(Emit::Ast) => Goal::Text(Stage::Ast),
        Some(Emit::Ir) => Goal::Text(Stage::Ir),
        Some(Emit::Asm) => Goal::Text(Stage::Asm),
        Some(Emit::Object) => Goal::Listing,
        Some(Emit::Map) => Goal::Map,
        None if args.preprocess => Goal::Text(Stage::Preprocessed),
        None if args.assembly => Goal::Text(Stage::Asm),
        None if args.object => Goal::Object,
        None => Goal::Executable,
    }
}

fn one(
    toolchain: &mut Toolchain,
    file: &str,
    goal: Goal,
    output: Option<&Path>,
    args: &CcArgs,
) -> Result<(), Error> {
    let unit = unit(file)?;
    match goal {
        Goal::Text(stage) => {
            let text = match (stage, Language::of(file)) {
                (Stage::Asm, _) | (_, Some(Language::Assembly)) => toolchain.assembly(&unit)?,
                _ => toolchain.translate(&unit, stage)?,
            };
            // -S makes a file, as everywhere; the stages that people look at go to the screen.
            let path =
                output.map(PathBuf::from).or_else(|| args.assembly.then(|| beside(file, "s")));
            put(path.as_deref(), text.as_bytes())
        }
        Goal::Object => {
            let object = toolchain.object(&unit)?;
            let path = output.map_or_else(|| beside(file, "o"), PathBuf::from);
            files::write(&path, &object.bytes)
        }
        _ => {
            let object = toolchain.object(&unit)?;
            put(output, disasm::listing(&object.name, &object.bytes)?.as_bytes())
        }
    }
}

fn link(
    toolchain: &mut Toolchain,
    args: &CcArgs,
    goal: Goal,
    output: Option<&Path>,
) -> Result<(), Error> {
    let mut objects = Vec::new();
    let mut units = Vec::new();
    for file in &args.files {
        match Language::of(file) {
            Some(_) => units.push(unit(file)?),
            None => {
                objects.push(Object { name: file.clone(), bytes: files::bytes(Path::new(file))? })
            }
        }
    }
    for library in &args.library {
        objects.push(find_library(library, &args.library_dir)?);
    }
    // Variables of a shared library are reached only by code that looks them up.
    let with_libraries = objects.iter().any(|object| is_library(&object.bytes));
    toolchain.options.pic |= with_libraries && !args.flags.contains(&CodeFlag::NoPic);
    let mut all = toolchain.objects(&units)?;
    all.extend(objects);
    // Nobody has the library's source files where a debugger would look for them.
    toolchain.options.debug = false;
    let linked = match args.bare {
        true => {
            let is_assembly = |file: &String| file.ends_with(".s") || file.ends_with(".S");
            let with_library = !args.files.iter().all(is_assembly);
            link_bare(toolchain, all, with_library)?
        }
        false => {
            let library = toolchain.library()?;
            toolchain.user_program(&all, &library)?
        }
    };
    match goal {
        Goal::Map => put(output, linked.map.as_bytes()),
        _ => files::write(output.unwrap_or(Path::new("a.out")), &linked.executable),
    }
}

/// The shared library of that name, else the archive, in the first folder that has one.
fn find_library(name: &str, folders: &[String]) -> Result<Object, Error> {
    let endings = ["so", "a"];
    let files = folders.iter().flat_map(|folder| {
        endings.map(|ending| Path::new(folder).join(format!("lib{name}.{ending}")))
    });
    match files.into_iter().find(|path| path.is_file()) {
        Some(path) => Ok(Object { name: path.display().to_string(), bytes: files::bytes(&path)? }),
        None => Err(Error::with_hint(
            format!("-l {name}: no lib{name}.so and no lib{name}.a in the folders searched"),
            "name its folder with -L DIR; the C library itself is always there",
        )),
    }
}

fn unit(file: &str) -> Result<Unit, Error> {
    if Language::of(file).is_none() {
        return Err(Error::with_hint(
            format!("{file}: not a C or assembly file"),
            "the name must end in .c, .s or .S",
        ));
    }
    Ok(Unit { path: file.into(), text: files::text(Path::new(file))? })
}

/// `dir/name.c` gives `name.s` in the current folder, as with gcc.
fn beside(file: &str, ending: &str) -> PathBuf {
    PathBuf::from(Path::new(file).file_name().unwrap_or_default()).with_extension(ending)
}

fn put(path: Option<&Path>, contents: &[u8]) -> Result<(), Error> {
    let mut sink = Sink::new(path);
    sink.write(contents)?;
    sink.finish()
}

fn definition(text: &str) -> (String, String) {
    match text.split_once('=') {
        Some((name, value)) => (name.into(), value.into()),
        None => (text.into(), "1".into()),
    }
}
