//! Texts to objects to executables: compiler, assembler and linker as one chain.
//!
//! A [`Toolchain`] holds the texts of one build and the warnings so far. Programs are linked against
//! the embedded C library, whose members are pulled in as they are needed; the kernel and bare
//! programs stand alone. Embedded files are read under paths that begin with `swtch:`, so that no
//! file of the user's can be mistaken for one of ours. Their objects are embedded too, and taken
//! instead of compiling whenever text and options are those they were made from.

use crate::error::Error;
use swtch_cc::{Options, Stage};
use swtch_link::{Input, Layout, Linked};
use swtch_programs as programs;
use swtch_source::{Diagnostic, FileId, Files, Sources, Span};

/// How the paths of embedded files begin.
const EMBEDDED: &str = "swtch:";
/// Where embedded headers are found.
pub const INCLUDE_DIR: &str = "swtch:include";
/// Kernel and bare programs begin where RAM begins.
pub const RAM_BASE: u32 = 0x8000_0000;
/// The loader of shared libraries lies above everything that a program itself asks for.
pub const LOADER_BASE: u32 = 0x7e00_0000;
/// User programs begin above an unmapped first part that catches null pointers.
pub const USER_BASE: u32 = 0x0001_0000;

/// A text to translate: its path decides how (`.c`, `.s`, `.S`).
#[derive(Clone, Debug)]
pub struct Unit {
    /// As the user would write it; shown in messages and line tables.
    pub path: String,
    /// The whole text.
    pub text: String,
}

/// What a path's ending says about a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// `.c`, `.i`
    C,
    /// `.s`
    Assembly,
    /// `.S`: assembly that goes through the preprocessor first.
    PreprocessedAssembly,
}

impl Language {
    /// The language of a file, by its path's ending.
    pub fn of(path: &str) -> Option<Language> {
        match path.rsplit_once('.')?.1 {
            // Preprocessed C goes through the preprocessor once more, which finds nothing to do.
            "c" | "i" => Some(Language::C),
            "s" => Some(Language::Assembly),
            "S" => Some(Language::PreprocessedAssembly),
            _ => None,
        }
    }
}

/// An object file in memory.
#[derive(Clone, Debug)]
pub struct Object {
    /// Shown in messages and in the linker's map.
    pub name: String,
    /// ELF.
    pub bytes: Vec<u8>,
}

/// What can be said about the linking of a user program.
#[derive(Clone, Debug, Default)]
pub struct Linking {
    /// A shared library under this name, instead of a program.
    pub shared: Option<String>,
    /// Sections that nothing refers to are left out.
    pub collect: bool,
    /// Functions of shared libraries are looked up when the program starts.
    pub bind_now: bool,
    /// Without the code that calls `main`.
    pub no_start: bool,
    /// What may be pulled from the C library.
    pub provided: Provided,
    /// Where execution starts, if not at `_start`.
    pub entry: Option<String>,
    /// The shared libraries that are only named if something in them is used.
    pub as_needed: Vec<String>,
}

/// What of the C library a program may be given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Provided {
    /// Each member that it needs.
    #[default]
    All,
    /// What the compiler calls for what the machine has no instructions for.
    Arithmetic,
    /// Nothing.
    Nothing,
}

impl Provided {
    fn has(self, object: &Object) -> bool {
        match self {
            Provided::All => true,
            Provided::Arithmetic => {
                ["atomic.o", "bits.o", "div64.o", "overflow.o"].contains(&object.name.as_str())
            }
            Provided::Nothing => false,
        }
    }
}

/// The chain, and what it has read and said so far.
pub struct Toolchain<'a> {
    /// All texts read.
    pub sources: Sources,
    /// Warnings so far.
    pub warnings: Vec<Diagnostic>,
    /// Include directories, macros, optimisation.
    pub options: Options,
    /// How user programs are linked.
    pub linking: Linking,
    user_files: &'a dyn Files,
}

/// Embedded files under `swtch:`, all others from the caller.
struct Layered<'a>(&'a dyn Files);

impl Files for Layered<'_> {
    fn read(&self, path: &str) -> Option<String> {
        match path.strip_prefix(EMBEDDED) {
            Some(embedded) => programs::file(embedded).map(|file| file.text.to_owned()),
            None => self.0.read(path),
        }
    }

    fn read_bytes(&self, path: &str) -> Option<Vec<u8>> {
        match path.strip_prefix("swtch:") {
            Some(embedded) => programs::file(embedded).map(|file| file.text.as_bytes().to_vec()),
            None => self.0.read_bytes(path),
        }
    }
}

impl<'a> Toolchain<'a> {
    /// A chain that asks `user_files` for includes that are not embedded.
    pub fn new(user_files: &'a dyn Files) -> Toolchain<'a> {
        Toolchain {
            sources: Sources::new(),
            warnings: Vec::new(),
            options: default_options(),
            linking: Linking::default(),
            user_files,
        }
    }

    /// One stage of the C compiler on one unit, as text.
    pub fn translate(&mut self, unit: &Unit, stage: Stage) -> Result<String, Error> {
        let file = self.sources.add(unit.path.as_str(), unit.text.as_str());
        self.compile(file, stage)
    }

    /// The assembly text of a unit of that language.
    pub fn assembly(&mut self, unit: &Unit, language: Language) -> Result<String, Error> {
        match language {
            Language::C => self.translate(unit, Stage::Asm),
            Language::PreprocessedAssembly => self.preprocess_assembly(unit),
            Language::Assembly => Ok(unit.text.clone()),
        }
    }

    /// The object of a unit, whose path's ending says its language.
    pub fn object(&mut self, unit: &Unit) -> Result<Object, Error> {
        match (self.ready_object(unit), Language::of(&unit.path)) {
            (Some(bytes), _) => Ok(Object { name: object_name(&unit.path), bytes: bytes.to_vec() }),
            (None, Some(language)) => self.object_in(unit, language),
            (None, None) => Err(unknown_language(&unit.path)),
        }
    }

    /// The embedded object of an embedded unit, if it is what compiling would yield.
    fn ready_object(&self, unit: &Unit) -> Option<&'static [u8]> {
        let path = unit.path.strip_prefix(EMBEDDED)?;
        let same = programs::file(path)?.text == unit.text && self.options == default_options();
        programs::object(path).filter(|_| same)
    }

    /// The object of a unit of that language.
    pub fn object_in(&mut self, unit: &Unit, language: Language) -> Result<Object, Error> {
        let text = self.assembly(unit, language)?;
        let file = match language {
            Language::Assembly => self.sources.add(unit.path.as_str(), text),
            _ => self.sources.add(format!("{} (assembly)", unit.path), text),
        };
        let files = Layered(self.user_files);
        let result = swtch_asm::assemble(&mut self.sources, &files, file);
        let assembled = result.map_err(|mut mistakes| {
            if language == Language::C {
                mistakes.iter_mut().for_each(|mistake| self.point_at_source(mistake, unit));
            }
            Error::mistakes(&self.sources, mistakes)
        })?;
        self.warnings.extend(assembled.warnings);
        Ok(Object { name: object_name(&unit.path), bytes: assembled.object })
    }

    /// What the assembler says of compiled text (that a section grows too large) is said of the variable whose
    /// label stands before the place.
    fn point_at_source(&self, mistake: &mut Diagnostic, unit: &Unit) {
        let Some(span) = mistake.span.filter(|_| mistake.message.contains("grows beyond")) else {
            return;
        };
        let before = &self.sources.file(span.file).text[..span.start as usize];
        let label = before.lines().rev().find_map(|line| line.strip_suffix(':'));
        let file = self.sources.ids().rev().find(|id| self.sources.file(*id).name == unit.path);
        let (Some(label), Some(file)) = (label, file) else { return };
        if let Some(at) = word_in(&unit.text, label) {
            mistake.span = Some(Span::new(file, at, at + label.len()));
            mistake.label = "the largest variable in it".into();
        }
    }

    /// The objects of several units; all mistakes of all units at once.
    pub fn objects(&mut self, units: &[Unit]) -> Result<Vec<Object>, Error> {
        let mut objects = Vec::new();
        let mut mistakes = Vec::new();
        for unit in units {
            match self.object(unit) {
                Ok(object) => objects.push(object),
                Err(Error::Mistakes(more)) => mistakes.extend(more.diagnostics),
                Err(other) => return Err(other),
            }
        }
        if mistakes.is_empty() {
            Ok(objects)
        } else {
            Err(Error::mistakes(&self.sources, mistakes))
        }
    }

    /// Links `objects`, pulling members of `library` as they are needed.
    pub fn link(
        &self,
        objects: &[Object],
        library: &[Object],
        layout: &Layout,
    ) -> Result<Linked, Error> {
        let as_needed = |object: &Object| self.linking.as_needed.contains(&object.name);
        let own = objects.iter().map(|object| (object, as_needed(object)));
        let pulled = library.iter().map(|object| (object, true));
        let inputs: Vec<Input> = own
            .chain(pulled)
            .map(|(object, lazy)| Input { name: object.name.clone(), bytes: &object.bytes, lazy })
            .collect();
        swtch_link::link(&inputs, layout)
            .map_err(|mistakes| Error::mistakes(&self.sources, mistakes))
    }

    /// The embedded C library's objects: the start-up code first, which is always linked. They are
    /// made with the default options, whatever the program is compiled with.
    pub fn library(&mut self) -> Result<Library, Error> {
        let units = embedded(programs::library());
        let (start, members): (Vec<Unit>, Vec<Unit>) =
            units.into_iter().partition(|unit| unit.path.ends_with("/crt0.S"));
        let options = std::mem::replace(&mut self.options, default_options());
        let made = self.objects(&start).and_then(|start| {
            let members = self.objects(&members)?;
            Ok(Library { start, members })
        });
        self.options = options;
        made
    }

    /// A user program, or a shared library, from its objects. A library has no part of the C
    /// library in it: it finds it in the program.
    pub fn user_program(&self, objects: &[Object], library: &Library) -> Result<Linked, Error> {
        let Linking { shared, collect, bind_now, no_start, provided, entry, .. } =
            self.linking.clone();
        if shared.is_some() {
            let layout = Layout { shared, collect, bind_now, ..Layout::default() };
            return self.link(objects, &[], &layout);
        }
        let entry = entry.as_deref().unwrap_or("_start");
        let layout = Layout { collect, bind_now, ..Layout::program(USER_BASE, entry) };
        let start = library.start.iter().filter(|_| !no_start);
        let all: Vec<Object> = start.chain(objects).cloned().collect();
        let members: Vec<Object> =
            library.members.iter().filter(|member| provided.has(member)).cloned().collect();
        self.link(&all, &members, &layout)
    }

    /// The program that brings shared libraries into the memory of another.
    pub fn loader(&mut self, library: &Library) -> Result<Linked, Error> {
        let options = std::mem::replace(&mut self.options, default_options());
        let objects = self.objects(&embedded(programs::loader()));
        self.options = options;
        self.link(&objects?, &library.members, &Layout::program(LOADER_BASE, "_start"))
    }

    fn compile(&mut self, file: FileId, stage: Stage) -> Result<String, Error> {
        let files = Layered(self.user_files);
        match swtch_cc::compile(&mut self.sources, &files, file, &self.options, stage) {
            Ok(compiled) => {
                self.warnings.extend(compiled.warnings);
                Ok(compiled.text)
            }
            Err(mistakes) => Err(Error::mistakes(&self.sources, mistakes)),
        }
    }

    fn preprocess_assembly(&mut self, unit: &Unit) -> Result<String, Error> {
        self.options.assembly = true;
        let text = self.translate(unit, Stage::Preprocessed);
        self.options.assembly = false;
        text
    }
}

/// The C library as objects.
#[derive(Clone, Debug)]
pub struct Library {
    /// `crt0`.
    pub start: Vec<Object>,
    /// All others.
    pub members: Vec<Object>,
}

/// Those of some embedded files that can be translated, headers being there for `#include`.
pub fn embedded(files: Vec<programs::File>) -> Vec<Unit> {
    let translatable = files.into_iter().filter(|file| Language::of(file.path).is_some());
    translatable
        .map(|file| Unit { path: format!("{EMBEDDED}{}", file.path), text: file.text.into() })
        .collect()
}

/// What is compiled with unless somebody says otherwise.
fn default_options() -> Options {
    Options { system_include_dirs: vec![INCLUDE_DIR.into()], ..Options::default() }
}

/// Where a name stands in a text as a whole word.
fn word_in(text: &str, name: &str) -> Option<usize> {
    let is_letter = |byte: u8| byte == b'_' || byte.is_ascii_alphanumeric();
    let byte = |at: usize| text.as_bytes().get(at).copied();
    text.match_indices(name).map(|(at, _)| at).find(|&at| {
        let before = at.checked_sub(1).and_then(byte);
        let after = byte(at + name.len());
        !before.is_some_and(is_letter) && !after.is_some_and(is_letter)
    })
}

fn object_name(path: &str) -> String {
    let file = path.rsplit(['/', ':']).next().unwrap_or(path);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    format!("{stem}.o")
}

fn unknown_language(path: &str) -> Error {
    Error::with_hint(
        format!("{path}: not a C or assembly file"),
        "the name must end in .c, .s or .S",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    struct NoFiles;

    impl Files for NoFiles {
        fn read(&self, _: &str) -> Option<String> {
            None
        }
    }

    fn units() -> Vec<Unit> {
        let all = [programs::bare(), programs::kernel(), programs::library(), programs::loader()];
        embedded(all.into_iter().flatten().chain([programs::init()]).collect())
    }

    #[test]
    fn embedded_objects_equal_a_fresh_build() {
        for unit in units() {
            let mut toolchain = Toolchain::new(&NoFiles);
            let ready = toolchain.ready_object(&unit).unwrap_or_else(|| panic!("{}", unit.path));
            let language = Language::of(&unit.path).expect("a source");
            let fresh = toolchain.object_in(&unit, language);
            let fresh = fresh.unwrap_or_else(|error| panic!("{error}"));
            assert!(ready == fresh.bytes, "{}: another object", unit.path);
        }
    }

    #[test]
    fn other_texts_and_options_are_compiled() {
        let mut unit = units().remove(0);
        let mut toolchain = Toolchain::new(&NoFiles);
        assert!(toolchain.ready_object(&unit).is_some());
        toolchain.options.optimise = false;
        assert!(toolchain.ready_object(&unit).is_none());
        toolchain.options.optimise = true;
        unit.text.push('\n');
        assert!(toolchain.ready_object(&unit).is_none());
        unit.text.pop();
        unit.path = "kernel/vm.c".into();
        assert!(toolchain.ready_object(&unit).is_none());
    }
}
