//! `swtch cc`: the toolchain's stages with gcc's habits.

use crate::args::{Binding, CcArgs, CodeFlag, Emit, Standard};
use crate::console::Sink;
use crate::dependencies::{self, Made};
use crate::files::{self, Disk};
use crate::gcc::{Link, Piece, Stages, Told};
use crate::{colour_on_stderr, disasm};
use std::path::{Path, PathBuf};
use swtch_cc::Stage;
use swtch_source::render;
use swtch_system::guest::{is_library, link_bare};
use swtch_system::toolchain::{Language, Linking, Object, Provided};
use swtch_system::{Error, Toolchain, Unit};

mod pieces;

/// What a call makes of each file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Goal {
    /// One stage's text per C file.
    Text(Stage),
    /// An object per file.
    Object,
    /// An object's listing per file.
    Listing,
    /// Rules for `make` alone.
    Rules,
    /// The mistakes alone.
    Nothing,
    /// One executable.
    Executable,
    /// The linker's map of that executable.
    Map,
}

/// Compiles, and says what was doubtful.
pub fn cc(args: &CcArgs, told: &Told) -> Result<u8, Error> {
    for remark in &told.remarks {
        anstream::eprintln!("\x1b[1;33mwarning\x1b[0m: {remark}");
    }
    files::keep_inputs(args.output.as_deref(), args.files.iter())?;
    let mut toolchain = Toolchain::new(&Disk);
    set_options(args, told, &mut toolchain)?;
    let call = Call { args, told, goal: goal(args, told) };
    let result = call.make(&mut toolchain);
    print_warnings(&toolchain);
    result.map(|()| 0)
}

fn set_options(args: &CcArgs, told: &Told, toolchain: &mut Toolchain) -> Result<(), Error> {
    let options = &mut toolchain.options;
    let headers = &told.headers;
    options.include_dirs = args.include.clone();
    options.quote_dirs = headers.quoted.clone();
    options.forced = headers.forced.clone();
    if headers.no_standard {
        options.system_include_dirs.clear();
    }
    options.system_include_dirs.splice(0..0, headers.system.iter().cloned());
    options.system_include_dirs.extend(headers.after.iter().cloned());
    options.defines = args.define.iter().map(|define| definition(define)).collect();
    options.undefines = args.undefine.clone();
    options.optimise = args.optimise > 0;
    options.c89 = args.std == Standard::C89;
    options.debug = args.debug;
    options.no_warnings = args.no_warnings;
    for word in &args.warnings {
        warning(word, options)?;
    }
    options.pic = args.shared || args.flags.contains(&CodeFlag::Pic);
    options.function_sections = args.flags.contains(&CodeFlag::FunctionSections);
    options.data_sections = args.flags.contains(&CodeFlag::DataSections);
    options.no_builtin = args.flags.contains(&CodeFlag::NoBuiltin);
    let Link { no_start, no_library, entry, .. } = &told.link;
    toolchain.linking = Linking {
        shared: args.shared.then(|| soname(args)),
        collect: args.gc_sections,
        bind_now: args.binding == Binding::Now,
        no_start: *no_start,
        provided: match no_library {
            false => Provided::All,
            true => pieces::provided(args),
        },
        entry: entry.clone(),
        as_needed: Vec::new(),
    };
    Ok(())
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
        "no-all" => options.warn_all = false,
        "extra" => options.warn_extra = true,
        "no-extra" => options.warn_extra = false,
        "error" => options.warnings_are_errors = true,
        "no-error" => options.warnings_are_errors = false,
        _ => options.warnings.push(word.into()),
    }
    Ok(())
}

/// Warnings of a build, on standard error.
pub fn print_warnings(toolchain: &Toolchain) {
    for warning in &toolchain.warnings {
        anstream::eprint!("{}", render(&toolchain.sources, warning, colour_on_stderr()));
    }
}

fn goal(args: &CcArgs, told: &Told) -> Goal {
    match args.emit {
        Some(Emit::Tokens) => Goal::Text(Stage::Tokens),
        Some(Emit::Preprocessed) => Goal::Text(Stage::Preprocessed),
        Some(Emit::Ast) => Goal::Text(Stage::Ast),
        Some(Emit::Ir) => Goal::Text(Stage::Ir),
        Some(Emit::Asm) => Goal::Text(Stage::Asm),
        Some(Emit::Object) => Goal::Listing,
        Some(Emit::Map) => Goal::Map,
        None if told.dependencies.only => Goal::Rules,
        None if args.preprocess => Goal::Text(Stage::Preprocessed),
        None if told.syntax_only => Goal::Nothing,
        None if args.assembly => Goal::Text(Stage::Asm),
        None if args.object => Goal::Object,
        None => Goal::Executable,
    }
}

/// One call, and what it is to make.
struct Call<'a> {
    args: &'a CcArgs,
    told: &'a Told,
    goal: Goal,
}

impl Call<'_> {
    fn output(&self) -> Option<&Path> {
        self.args.output.as_deref()
    }

    fn make(&self, toolchain: &mut Toolchain) -> Result<(), Error> {
        if matches!(self.goal, Goal::Executable | Goal::Map) {
            return self.link(toolchain);
        }
        let files: Vec<(&String, Option<Language>)> = self.named_files().collect();
        let (sources, unused): (Vec<_>, Vec<_>) = files
            .into_iter()
            .partition(|(file, told)| told.is_some() || !pieces::is_linked_only(file));
        for (file, _) in unused {
            anstream::eprintln!(
                "\x1b[1;33mwarning\x1b[0m: {file} is not used, since nothing is linked"
            );
        }
        if self.output().is_some() && sources.len() > 1 && self.goal != Goal::Rules {
            return Err(Error::with_hint(
                "-o names one file, but there are several results",
                "leave -o out, or give one source file",
            ));
        }
        sources.into_iter().try_for_each(|(file, told)| self.one(toolchain, file, told))
    }

    /// The files, each with what `-x` said of it.
    fn named_files(&self) -> impl Iterator<Item = (&String, Option<Language>)> {
        let languages = self.told.pieces.iter().filter_map(|piece| match piece {
            Piece::File { language, .. } => Some(*language),
            Piece::Library(_) => None,
        });
        self.args.files.iter().zip(languages)
    }

    fn one(
        &self,
        toolchain: &mut Toolchain,
        file: &str,
        told: Option<Language>,
    ) -> Result<(), Error> {
        let (unit, language) = self.source(file, told)?;
        let before = toolchain.sources.ids().count();
        match self.goal {
            Goal::Text(stage) => self.text(toolchain, &unit, language, stage)?,
            Goal::Rules => drop(self.preprocess(toolchain, &unit, language)?),
            Goal::Nothing => drop(toolchain.assembly(&unit, language)?),
            Goal::Object => {
                let path = self.output().map_or_else(|| beside(file, "o"), PathBuf::from);
                if self.tells(&format!("compile {file} to {}", path.display())) {
                    return Ok(());
                }
                let object = toolchain.object_in(&unit, language)?;
                files::write(&path, &object.bytes)?;
            }
            _ => {
                let object = toolchain.object_in(&unit, language)?;
                put(self.output(), disasm::listing(&object.name, &object.bytes)?.as_bytes())?;
            }
        }
        self.rules(toolchain, before, &unit.path)
    }

    fn text(
        &self,
        toolchain: &mut Toolchain,
        unit: &Unit,
        language: Language,
        stage: Stage,
    ) -> Result<(), Error> {
        if self.tells(&format!("compile {} to text", unit.path)) {
            return Ok(());
        }
        let mut text = match (stage, language) {
            (Stage::Preprocessed, _) => self.preprocess(toolchain, unit, language)?,
            (Stage::Asm, _) | (_, Language::Assembly | Language::PreprocessedAssembly) => {
                toolchain.assembly(unit, language)?
            }
            _ => toolchain.translate(unit, stage)?,
        };
        if stage == Stage::Preprocessed && self.told.no_markers {
            text = text
                .lines()
                .filter(|line| !is_marker(line))
                .fold(String::new(), |all, line| all + line + "\n");
        }
        // -S makes a file, as everywhere; the stages that people look at go to the screen.
        let beside =
            || (stage == Stage::Asm && self.args.assembly).then(|| beside(&unit.path, "s"));
        put(self.output().map(PathBuf::from).or_else(beside).as_deref(), text.as_bytes())
    }

    fn preprocess(
        &self,
        toolchain: &mut Toolchain,
        unit: &Unit,
        language: Language,
    ) -> Result<String, Error> {
        match language {
            Language::C => toolchain.translate(unit, Stage::Preprocessed),
            _ => toolchain.assembly(unit, language),
        }
    }

    /// Writes the rule for what was made of `source`, whose texts are those after the first `before`.
    fn rules(&self, toolchain: &Toolchain, before: usize, source: &str) -> Result<(), Error> {
        let wanted = &self.told.dependencies;
        let Some(which) = wanted.which else { return Ok(()) };
        let made = Made {
            source,
            output: self.output(),
            linked: matches!(self.goal, Goal::Executable | Goal::Map),
            several: self.args.files.iter().filter(|file| !pieces::is_linked_only(file)).count()
                > 1,
            preprocessed: self.args.preprocess,
        };
        let headers = &self.told.headers;
        let system: Vec<String> = headers.system.iter().chain(&headers.after).cloned().collect();
        let read = toolchain.sources.ids().skip(before);
        let read = read.map(|id| toolchain.sources.file(id).name.as_str());
        let read = std::iter::once(source).chain(read);
        let rule = wanted.rule(&made, &dependencies::files(which, read, &system));
        match wanted.place(&made) {
            Some(path) => files::write(&path, rule.as_bytes()),
            None => Sink::Stdout.write(rule.as_bytes()),
        }
    }

    /// `-v`: says what comes next; true if it is only said.
    fn tells(&self, stage: &str) -> bool {
        if self.told.stages != Stages::Silent {
            anstream::eprintln!("swtch: {stage}");
        }
        self.told.stages == Stages::OnlyTold
    }

    /// A source's text, and its language: that which was told, else what its name says.
    fn source(&self, file: &str, told: Option<Language>) -> Result<(Unit, Language), Error> {
        if file == "-" {
            let preprocessed = self.args.preprocess || self.goal == Goal::Rules;
            let Some(language) = told.or(preprocessed.then_some(Language::C)) else {
                return Err(Error::with_hint(
                    "-: standard input has no name to tell its language by",
                    "write `-x c -`",
                ));
            };
            let text = files::as_text("standard input", files::standard_input())?;
            return Ok((Unit { path: "<stdin>".into(), text }, language));
        }
        match told.or(Language::of(file)) {
            Some(language) => {
                Ok((Unit { path: file.into(), text: files::text(Path::new(file))? }, language))
            }
            None => Err(Error::with_hint(
                format!("{file}: not a C or assembly file"),
                "the name must end in .c, .i, .s or .S; or say what it is, as in -x c",
            )),
        }
    }
}

/// `# 1 "file.c"`.
fn is_marker(line: &str) -> bool {
    line.strip_prefix("# ").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// `dir/name.c` gives `name.s` in the current folder, as with gcc.
fn beside(file: &str, ending: &str) -> PathBuf {
    let name = if file == "<stdin>" || file == "-" { "-" } else { file };
    PathBuf::from(Path::new(name).file_name().unwrap_or_default()).with_extension(ending)
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
