//! C text to assembly text.
//!
//! The compiler reads as a list of stages, each of which prints itself ([`Stage`]): characters →
//! tokens → preprocessed tokens → the typed tree ([`tree::Program`]) → the intermediate form →
//! assembly text. `front` ends at the tree, `back` begins there; neither knows the other's inside.
//! The crate reads no files (it asks its caller through [`Files`]) and knows no object format.
//! Start with [`compile`], then read `front`'s list of passes.

pub mod back;
mod front;
mod stack;
pub mod tree;

pub use front::nearest_warning;

use swtch_source::{Diagnostic, FileId, Files, Sources};

/// What the command line chooses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// `-I`: searched for `"…"` (after the including file's own folder) and `<…>`, in order.
    pub include_dirs: Vec<String>,
    /// `-iquote`: searched before those, for `"…"` only.
    pub quote_dirs: Vec<String>,
    /// `-include`: headers that are read before the file itself.
    pub forced: Vec<String>,
    /// Searched after [`Options::include_dirs`]; warnings inside are not shown.
    pub system_include_dirs: Vec<String>,
    /// The text is assembly, which only goes through the preprocessor.
    pub assembly: bool,
    /// `-D NAME=VALUE`; a name may carry parameters, `MAX(a,b)`.
    pub defines: Vec<(String, String)>,
    /// `-U`: names that are not defined after all.
    pub undefines: Vec<String>,
    /// `-O1`, else `-O0`: every variable in memory.
    pub optimise: bool,
    /// `-fno-builtin`: functions that are named as the library's may be others, so none of them is
    /// done in place.
    pub no_builtin: bool,
    /// `-std=c89` and its like: what has no type is an int, and a function that is called before it
    /// is declared returns one.
    pub c89: bool,
    /// `-Wall`: also the warnings about what is legal but seldom meant.
    pub warn_all: bool,
    /// `-Wextra`: also about what is mostly meant as it is written.
    pub warn_extra: bool,
    /// `-Werror`: a warning ends the build.
    pub warnings_are_errors: bool,
    /// What follows `-W` else, in order: `NAME`, `no-NAME`, `error=NAME`, `no-error=NAME`.
    pub warnings: Vec<String>,
    /// `-w`: no warnings at all.
    pub no_warnings: bool,
    /// `-fPIC`: code that may lie anywhere, and that looks up what other files define.
    pub pic: bool,
    /// `-ffunction-sections`: each function in a section of its own, for the linker to leave out.
    pub function_sections: bool,
    /// `-fdata-sections`: the same for objects.
    pub data_sections: bool,
    /// `-g`: names, types and places of variables for a debugger.
    pub debug: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            include_dirs: Vec::new(),
            quote_dirs: Vec::new(),
            forced: Vec::new(),
            system_include_dirs: Vec::new(),
            assembly: false,
            defines: Vec::new(),
            undefines: Vec::new(),
            optimise: true,
            no_builtin: false,
            c89: false,
            warn_all: false,
            warn_extra: false,
            warnings_are_errors: false,
            warnings: Vec::new(),
            no_warnings: false,
            pic: false,
            function_sections: false,
            data_sections: false,
            debug: false,
        }
    }
}

/// Where compiling stops, and what is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// One token a line, with its place.
    Tokens,
    /// C again, with `# LINE "FILE"` markers.
    Preprocessed,
    /// The typed tree.
    Ast,
    /// The intermediate form.
    Ir,
    /// Assembly text.
    Asm,
}

/// What preprocessing leaves.
#[derive(Clone, Debug)]
pub struct Preprocessed {
    /// C (or assembly) again, with `# LINE "FILE"` markers.
    pub text: String,
    /// What is legal but probably not meant.
    pub warnings: Vec<Diagnostic>,
}

/// What compiling makes.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// The form that the [`Stage`] names.
    pub text: String,
    /// What is legal but probably not meant.
    pub warnings: Vec<Diagnostic>,
}

/// The preprocessor alone, also for assembly files (`.S`).
pub fn preprocess(
    sources: &mut Sources,
    files: &dyn Files,
    main: FileId,
    options: &Options,
) -> Result<Preprocessed, Vec<Diagnostic>> {
    let unit = front::read(sources, files, main, options);
    let (text, warnings) = unit.preprocessed_text(sources)?;
    Ok(Preprocessed { text, warnings })
}

/// Compiles `main` as far as `stage`: the text of that stage, or every mistake that was found.
pub fn compile(
    sources: &mut Sources,
    files: &dyn Files,
    main: FileId,
    options: &Options,
    stage: Stage,
) -> Result<Compiled, Vec<Diagnostic>> {
    let unit = front::read(sources, files, main, options);
    let sources = &*sources;
    let (text, warnings) = match stage {
        Stage::Tokens => unit.tokens_text(sources)?,
        Stage::Preprocessed => unit.preprocessed_text(sources)?,
        Stage::Ast | Stage::Ir | Stage::Asm => stack::with_room(|levels| {
            let (mut program, warnings) = unit.parse(sources, levels)?;
            if let Some(debug) = &mut program.debug {
                debug.file = Some(main);
            }
            let text = match stage {
                Stage::Ast => front::program_text(&program),
                Stage::Ir => back::ir_text(&program, options)?,
                _ => back::emit(&program, sources, options)?,
            };
            Ok::<_, Vec<Diagnostic>>((text, warnings))
        })?,
    };
    Ok(Compiled { text, warnings })
}
