//! C text to assembly text.
//!
//! The compiler reads as a list of stages, each of which prints itself ([`Stage`]): characters →
//! tokens → preprocessed tokens → the typed tree ([`tree::Program`]) → the intermediate form →
//! assembly text. `front` ends at the tree, `back` begins there; neither knows the other's inside.
//! The crate reads no files (it asks its caller through [`Files`]) and knows no object format.
//! Start with [`compile`], then read `front`'s list of passes.

pub mod back;
pub mod tree;

/// What the command line chooses.
#[derive(Clone, Debug)]
pub struct Options {
    /// `-I`: searched for `"…"` (after the including file's own folder) and `<…>`, in order.
    pub include_dirs: Vec<String>,
    /// Searched after [`Options::include_dirs`]; warnings inside are not shown.
    pub system_include_dirs: Vec<String>,
    /// `-D NAME=VALUE`; a name may carry parameters, `MAX(a,b)`.
    pub defines: Vec<(String, String)>,
    /// `-U`: names that are not defined after all.
    pub undefines: Vec<String>,
    /// `-O1`, else `-O0`: every variable in memory.
    pub optimise: bool,
    /// `-Wall`: also the warnings about what is legal but seldom meant.
    pub warn_all: bool,
    /// `-Werror`: a warning ends the build.
    pub warnings_are_errors: bool,
    /// `-g`: whether debug sections are wanted.
    pub debug: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            include_dirs: Vec::new(),
            system_include_dirs: Vec::new(),
            defines: Vec::new(),
            undefines: Vec::new(),
            optimise: true,
            warn_all: false,
            warnings_are_errors: false,
            debug: true,
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
