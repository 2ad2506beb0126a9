//! The options of `swtch cc` that are its own or mean here what they mean everywhere; what else gcc's users
//! write is turned into these by [`crate::gcc`] first.

use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// `swtch cc`.
#[derive(Args, Debug)]
#[command(args_override_self = true)]
#[command(after_help = "\
Examples:
  swtch cc hello.c -o hello        an executable for `swtch run`
  swtch cc -S hello.c              readable assembly in hello.s
  swtch cc --emit ir hello.c       the compiler's intermediate form")]
pub struct CcArgs {
    /// C, assembly and object files, and archives
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<String>,
    /// Preprocess only; to standard output
    #[arg(short = 'E', group = "stage")]
    pub preprocess: bool,
    /// Compile to assembly text
    #[arg(short = 'S', group = "stage")]
    pub assembly: bool,
    /// Compile and assemble to an object
    #[arg(short = 'c', group = "stage")]
    pub object: bool,
    /// Print one stage's result
    #[arg(long, value_enum, value_name = "STAGE", group = "stage")]
    pub emit: Option<Emit>,
    /// Tell a debugger of names, types and variables (lines are always told); changes no instruction
    #[arg(short = 'g')]
    pub debug: bool,
    /// Link for the machine without a kernel
    #[arg(long, conflicts_with = "shared")]
    pub bare: bool,
    /// 0: every variable in memory; 1: optimised
    #[arg(short = 'O', value_name = "LEVEL", default_value = "1",
          value_parser = clap::value_parser!(u8).range(0..=3))]
    pub optimise: u8,
    /// Where the result goes
    #[arg(short, long, value_name = "OUT")]
    pub output: Option<PathBuf>,
    /// A folder to search for headers
    #[arg(short = 'I', value_name = "DIR")]
    pub include: Vec<String>,
    /// Define a macro (as 1 unless told)
    #[arg(short = 'D', value_name = "NAME[=V]")]
    pub define: Vec<String>,
    /// Forget a macro
    #[arg(short = 'U', value_name = "NAME")]
    pub undefine: Vec<String>,
    /// `c89`: what has no type is an `int`, and functions may be called undeclared; later standards
    /// are all C11 (also `-std=STD`, `-ansi`)
    #[arg(long, value_enum, value_name = "STD", default_value_t = Standard::C11, overrides_with = "std")]
    pub std: Standard,
    /// `all`: more warnings; `error`: a warning ends the build; NAME, `no-NAME`, `error=NAME`: one kind
    #[arg(short = 'W', value_name = "WARNINGS")]
    pub warnings: Vec<String>,
    /// No warnings at all
    #[arg(short = 'w')]
    pub no_warnings: bool,
    /// A folder to search for libraries
    #[arg(short = 'L', value_name = "DIR")]
    pub library_dir: Vec<String>,
    /// A library: libLIB.so or libLIB.a in one of the -L folders
    #[arg(short = 'l', value_name = "LIB")]
    pub library: Vec<String>,
    /// A shared library instead of a program (also `-shared`)
    #[arg(long)]
    pub shared: bool,
    /// The name by which programs ask for the shared library (also `-soname`; default: OUT's)
    #[arg(long, value_name = "NAME", requires = "shared")]
    pub soname: Option<String>,
    /// `PIC`: code that may lie anywhere, as a shared library needs it; `no-pic`;
    /// `function-sections`, `data-sections`: each in a section of its own, for --gc-sections;
    /// `no-builtin`: functions named as the library's may be others
    #[arg(short = 'f', value_enum, value_name = "FLAG")]
    pub flags: Vec<CodeFlag>,
    /// Leave out sections that nothing refers to (also `-Wl,--gc-sections`)
    #[arg(long)]
    pub gc_sections: bool,
    /// `now`: functions of shared libraries are found when the program starts; `lazy`: at their
    /// first call
    #[arg(short = 'z', value_enum, value_name = "WHEN", default_value_t = Binding::Lazy)]
    pub binding: Binding,
}

/// The language as standards had it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Standard {
    /// Before 1999
    #[value(aliases = ["c90", "gnu89", "gnu90", "iso9899:1990", "iso9899:199409"])]
    C89,
    /// Since
    #[value(aliases = [
        "c99", "c9x", "gnu99", "gnu9x", "c1x", "gnu11", "gnu1x", "c17", "gnu17", "c18", "gnu18", "c2x", "gnu2x", "c23", "gnu23",
        "iso9899:1999", "iso9899:2011", "iso9899:2017", "iso9899:2018",
    ])]
    C11,
}

/// Kinds of code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CodeFlag {
    /// It may lie anywhere
    #[value(name = "PIC", aliases = ["pic"])]
    Pic,
    /// It knows where it lies
    #[value(name = "no-pic", aliases = ["no-PIC"])]
    NoPic,
    /// Each function in a section of its own
    FunctionSections,
    /// Each object in a section of its own
    DataSections,
    /// Functions named as the library's may be others: none is done in place
    NoBuiltin,
}

/// When functions of shared libraries are looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Binding {
    /// At their first call
    Lazy,
    /// When the program starts
    Now,
}

/// Stages of program creation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Emit {
    /// The tokens after preprocessing
    Tokens,
    /// The text after preprocessing
    Preprocessed,
    /// The typed program
    Ast,
    /// The intermediate form in SSA
    Ir,
    /// Assembly text
    Asm,
    /// The object's listing
    Object,
    /// The linker's map
    Map,
}
