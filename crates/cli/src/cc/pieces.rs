//! The files and libraries of one program, in their order, and the program linked of them.

use super::*;
use swtch_link::archive_members;
use swtch_source::Sources;

/// Libraries that others have apart and that are in the C library here.
const IN_THE_LIBRARY: &[&str] = &["c", "m", "gcc", "gcc_s", "pthread", "rt", "dl", "util"];

/// What of the C library `-l` asks for by itself, when nothing is linked unasked.
pub fn provided(args: &CcArgs) -> Provided {
    let asked = |name: &str| args.library.iter().any(|library| library == name);
    match (asked("c") || asked("pthread"), asked("gcc")) {
        (true, _) => Provided::All,
        (_, true) => Provided::Arithmetic,
        _ => Provided::Nothing,
    }
}

/// Whether only the linker can do something with a file.
pub fn is_linked_only(file: &str) -> bool {
    let ending = Path::new(file).extension().and_then(|ending| ending.to_str());
    // A shared library may have a version behind its name, as in libx.so.1.
    matches!(ending, Some("o" | "a" | "so" | "obj" | "lo")) || file.contains(".so.")
}

/// What a piece is before it is compiled.
enum Part {
    Source(Unit, Language),
    Objects(Vec<Object>),
}

impl Call<'_> {
    pub(super) fn link(&self, toolchain: &mut Toolchain) -> Result<(), Error> {
        let parts = self.parts(toolchain)?;
        let objects = parts.iter().filter_map(|part| match part {
            Part::Objects(objects) => Some(objects),
            Part::Source(..) => None,
        });
        let library = objects.flatten().find(|object| is_library(&object.bytes));
        if let Some(library) = library.filter(|_| self.told.link.is_static) {
            return Err(Error::with_hint(
                format!("{}: a shared library cannot be linked with -static", library.name),
                "leave -static out, or give the archive",
            ));
        }
        // Variables of a shared library are reached only by code that looks them up.
        toolchain.options.pic |= library.is_some() && !self.args.flags.contains(&CodeFlag::NoPic);
        let output = self.output().unwrap_or(Path::new("a.out"));
        let names: Vec<String> = self
            .args
            .files
            .iter()
            .cloned()
            .chain(self.args.library.iter().map(|l| format!("-l{l}")))
            .collect();
        let objects = self.compiled(toolchain, parts)?;
        if self.tells(&format!("link {} to {}", names.join(" "), output.display())) {
            return Ok(());
        }
        self.linked(toolchain, objects, output)
    }

    /// The pieces, read; shared libraries that need not be named are remembered.
    fn parts(&self, toolchain: &mut Toolchain) -> Result<Vec<Part>, Error> {
        let mut files = self.args.files.iter();
        let mut libraries = self.args.library.iter();
        let mut parts = Vec::new();
        for piece in &self.told.pieces {
            let (how, found) = match piece {
                Piece::File { language, how } => {
                    let file = files.next().map(String::as_str).unwrap_or_default();
                    if file == "-" || language.or(Language::of(file)).is_some() {
                        let (unit, language) = self.source(file, *language)?;
                        parts.push(Part::Source(unit, language));
                        continue;
                    }
                    let bytes = files::bytes(Path::new(file))?;
                    (how, Some(Object { name: file.into(), bytes }))
                }
                Piece::Library(how) => {
                    let name = libraries.next().map(String::as_str).unwrap_or_default();
                    (how, find_library(name, &self.args.library_dir, how.archive)?)
                }
            };
            let Some(object) = found else { continue };
            if how.as_needed && is_library(&object.bytes) {
                toolchain.linking.as_needed.push(object.name.clone());
            }
            parts.push(Part::Objects(match how.whole {
                true => members(object)?,
                false => vec![object],
            }));
        }
        Ok(parts)
    }

    /// All as objects, in their order; all mistakes of all sources at once.
    fn compiled(&self, toolchain: &mut Toolchain, parts: Vec<Part>) -> Result<Vec<Object>, Error> {
        let mut objects = Vec::new();
        let mut mistakes = Vec::new();
        for part in parts {
            let (unit, language) = match part {
                Part::Objects(given) => {
                    objects.extend(given);
                    continue;
                }
                Part::Source(unit, language) => (unit, language),
            };
            if self.tells(&format!("compile {}", unit.path)) {
                continue;
            }
            let before = toolchain.sources.ids().count();
            match toolchain.object_in(&unit, language) {
                Ok(object) => objects.push(object),
                Err(Error::Mistakes(more)) => mistakes.extend(more.diagnostics),
                Err(other) => return Err(other),
            }
            self.rules(toolchain, before, &unit.path)?;
        }
        match mistakes.is_empty() {
            true => Ok(objects),
            false => Err(Error::mistakes(&toolchain.sources, mistakes)),
        }
    }

    fn linked(
        &self,
        toolchain: &mut Toolchain,
        objects: Vec<Object>,
        output: &Path,
    ) -> Result<(), Error> {
        // Nobody has the library's source files where a debugger would look for them.
        toolchain.options.debug = false;
        let linked = match self.args.bare {
            true => {
                let is_assembly = |file: &String| file.ends_with(".s") || file.ends_with(".S");
                let no_library = toolchain.linking.provided == Provided::Nothing;
                let with_library = !no_library && !self.args.files.iter().all(is_assembly);
                link_bare(toolchain, objects, with_library)?
            }
            false => {
                let library = toolchain.library()?;
                toolchain.user_program(&objects, &library)?
            }
        };
        match &self.told.link.map {
            Some(place) if self.goal != Goal::Map => {
                put(Some(Path::new(place)), linked.map.as_bytes())?;
            }
            _ => {}
        }
        if self.goal == Goal::Map {
            return put(self.output(), linked.map.as_bytes());
        }
        if !self.told.link.strip {
            return files::write(output, &linked.executable);
        }
        let program = swtch_system::guest::read(&output.display().to_string(), &linked.executable)?;
        files::write(output, &swtch_link::strip(&linked.executable, &program))
    }
}

/// The members of an archive, each to be linked whether it is needed or not.
fn members(object: Object) -> Result<Vec<Object>, Error> {
    if !swtch_link::is_archive(&object.bytes) {
        return Ok(vec![object]);
    }
    let members = archive_members(&object.name, &object.bytes)
        .map_err(|mistake| Error::mistakes(&Sources::new(), vec![mistake]))?;
    let whole = members.into_iter().map(|member| Object {
        name: format!("{}({})", object.name, member.name),
        bytes: member.bytes.to_vec(),
    });
    Ok(whole.collect())
}

/// The shared library of that name, else the archive, in the first folder that has one; none if the C
/// library has it all.
fn find_library(name: &str, folders: &[String], archive: bool) -> Result<Option<Object>, Error> {
    let exact = name.strip_prefix(':').map(str::to_string);
    let names = match &exact {
        Some(file) => vec![file.clone()],
        None if archive => vec![format!("lib{name}.a")],
        None => vec![format!("lib{name}.so"), format!("lib{name}.a")],
    };
    let files =
        folders.iter().flat_map(|folder| names.iter().map(|file| Path::new(folder).join(file)));
    if let Some(path) = files.into_iter().find(|path| path.is_file()) {
        let bytes = files::bytes(&path)?;
        return Ok(Some(Object { name: path.display().to_string(), bytes }));
    }
    if IN_THE_LIBRARY.contains(&name) {
        return Ok(None);
    }
    Err(Error::with_hint(
        format!("-l {name}: no {} in the folders searched", names.join(" and no ")),
        "name its folder with -L DIR; the C library itself is always there",
    ))
}
