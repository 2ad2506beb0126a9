//! Collects the mistakes of one compilation.
//!
//! Errors are limited, so that one lost brace does not fill the screen; the same message at the same
//! place is said once; warnings in system headers are dropped by whoever knows which files those are.

use super::warning::{Wanted, name_of};
use swtch_source::{Diagnostic, FileId, Severity, Span};

/// After so many errors the rest of the text is not looked at.
pub const ERRORS_MAX: usize = 20;
/// Further warnings are dropped.
const WARNINGS_MAX: usize = 200;

/// What has been found so far.
#[derive(Debug, Default)]
pub struct Report {
    /// In the order they were found.
    pub diagnostics: Vec<Diagnostic>,
    /// Files whose warnings nobody wants.
    pub quiet_files: Vec<FileId>,
    /// Which warnings are wanted.
    pub wanted: Wanted,
    /// A header is missing: what else looks wrong may be right.
    pub fatal: bool,
    /// A comment never ends: what it swallowed will be missed.
    pub unclosed: bool,
    errors: usize,
}

impl Report {
    /// Adds one, unless it has been said.
    pub fn push(&mut self, mut diagnostic: Diagnostic) {
        if diagnostic.severity == Severity::Warning {
            let quiet = diagnostic.span.is_some_and(|s| self.quiet_files.contains(&s.file));
            if quiet || self.diagnostics.len() - self.errors >= WARNINGS_MAX {
                return;
            }
            let name = name_of(&diagnostic);
            let Some(severity) = self.wanted.severity(name) else { return };
            if let Some(name) = name {
                diagnostic.message.push_str(&format!(" [-W{name}]"));
            }
            if severity == Severity::Error {
                diagnostic.severity = Severity::Error;
                diagnostic.message.push_str(" (an error because of -Werror)");
            }
        }
        if self.is_full() || self.diagnostics.contains(&diagnostic) {
            return;
        }
        self.errors += usize::from(diagnostic.severity == Severity::Error);
        self.diagnostics.push(diagnostic);
        if self.is_full() {
            let last = format!("{ERRORS_MAX} errors; the rest of the text was not looked at");
            self.diagnostics.push(Diagnostic::unplaced(last));
        }
    }

    /// Whether a kind of warning is worth looking for.
    pub fn wants(&self, name: &'static str) -> bool {
        self.wanted.severity(Some(name)).is_some()
    }

    /// An error with words under the caret.
    pub fn error(&mut self, span: Span, message: impl Into<String>, label: impl Into<String>) {
        self.push(Diagnostic::error(span, message).label(label));
    }

    /// Whether the limit is reached: everybody stops.
    pub fn is_full(&self) -> bool {
        self.errors >= ERRORS_MAX
    }

    /// How many errors so far.
    pub fn errors(&self) -> usize {
        self.errors
    }

    /// The warnings if there was no error, else everything.
    pub fn finish(self) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
        if self.errors > 0 { Err(self.diagnostics) } else { Ok(self.diagnostics) }
    }
}
