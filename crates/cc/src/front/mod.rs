//! C text → the typed tree.
//!
//! The passes, in reading order: `lex` (characters → tokens), `preprocess` (tokens of files → tokens
//! of the translation unit), then `parse`, a recursive descent with one function per grammar rule
//! that calls `check` for the meaning of each construct and so builds [`Program`] as it goes.
//! `types` and `layout` know C's types and where members lie, `scope` what names mean, `constant` the value of
//! constant expressions. Mistakes are collected in a `report`; `dump` prints tokens and tree.

mod check;
mod constant;
mod debug;
mod dump;
mod flow;
mod format;
mod hints;
mod layout;
mod lex;
mod literal;
mod lookalike;
mod parse;
mod preprocess;
mod report;
mod scope;
mod sequence;
mod token;
mod types;
mod warning;

use crate::Options;
use crate::tree::Program;
use report::Report;
use swtch_source::{Diagnostic, FileId, Files, Sources};
use token::Atoms;

pub use dump::program as program_text;
pub use warning::nearest_warning;

/// A translation unit after preprocessing.
pub struct Unit {
    preprocessed: preprocess::Preprocessed,
    atoms: Atoms,
    report: Report,
    debug: bool,
    c89: bool,
}

/// Lexes and preprocesses `main`; mistakes are kept for the next pass to add to.
pub fn read(sources: &mut Sources, files: &dyn Files, main: FileId, options: &Options) -> Unit {
    let mut atoms = Atoms::new();
    let mut report = Report::default();
    report.wanted = warning::Wanted::new(options);
    let preprocessed =
        preprocess::preprocess(sources, files, main, options, &mut atoms, &mut report);
    Unit { preprocessed, atoms, report, debug: options.debug, c89: options.c89 }
}

impl Unit {
    /// The `--emit tokens` form.
    pub fn tokens_text(
        self,
        sources: &Sources,
    ) -> Result<(String, Vec<Diagnostic>), Vec<Diagnostic>> {
        let text = dump::tokens(&self.preprocessed.tokens, sources, &self.atoms);
        Ok((text, self.report.finish()?))
    }

    /// The `-E` form.
    pub fn preprocessed_text(
        mut self,
        sources: &Sources,
    ) -> Result<(String, Vec<Diagnostic>), Vec<Diagnostic>> {
        let text = preprocess::text(&self.preprocessed.tokens, sources, &mut self.atoms);
        Ok((text, self.report.finish()?))
    }

    /// Parses and checks: the tree and the warnings, or everything that is wrong. What nests deeper
    /// than `levels` is.
    pub fn parse(
        self,
        sources: &Sources,
        levels: u32,
    ) -> Result<(Program, Vec<Diagnostic>), Vec<Diagnostic>> {
        if self.report.fatal {
            return Err(self.report.diagnostics);
        }
        let options = parse::Options { debug: self.debug, c89: self.c89, levels };
        parse::parse(self.preprocessed, sources, self.atoms, self.report, options)
    }
}
