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
    /// `#pragma GCC diagnostic`: from which place on, in its file, which words hold besides.
    changes: Vec<(Span, Vec<String>)>,
    /// Those that a `pop` brings back.
    pushed: Vec<Vec<String>>,
    /// What is wrong with tokens that may yet be skipped, by where these begin.
    pending: Vec<(FileId, u32, Diagnostic)>,
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
            let words = diagnostic.span.map_or(&[][..], |span| self.words_at(span));
            let Some(severity) = self.wanted.severity(name, words) else { return };
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

    /// Something is wrong with the token that begins here, if it is not skipped.
    pub fn suspect(&mut self, start: Span, diagnostic: Diagnostic) {
        self.pending.push((start.file, start.start, diagnostic));
    }

    /// The token is skipped: nobody cares what is wrong with it.
    pub fn forget(&mut self, token: Span) {
        if !self.pending.is_empty() {
            let same = |file: FileId, start: u32| (file, start) == (token.file, token.start);
            self.pending.retain(|&(file, start, _)| !same(file, start));
        }
    }

    /// No more tokens will be skipped.
    pub fn settle(&mut self) {
        for (_, _, diagnostic) in std::mem::take(&mut self.pending) {
            self.push(diagnostic);
        }
    }

    /// Whether a kind of warning is worth looking for.
    pub fn wants(&self, name: &'static str) -> bool {
        let words = self.changes.iter().map(|(_, words)| words.as_slice());
        words.chain([&[][..]]).any(|words| self.wanted.severity(Some(name), words).is_some())
    }

    /// The words that hold at a place besides those of the command line.
    fn words_at(&self, span: Span) -> &[String] {
        let before =
            |change: &&(Span, _)| change.0.file == span.file && change.0.start <= span.start;
        self.changes.iter().rev().find(before).map_or(&[], |(_, words)| words)
    }

    /// `#pragma GCC diagnostic`: false if it makes no sense.
    pub fn change_wanted(&mut self, at: Span, action: &str, word: &str) -> bool {
        let mut words = self.words_at(at).to_vec();
        let kind = word.strip_prefix("-W").map(|kind| kind.trim_end_matches('='));
        match (action, kind) {
            ("push", _) => {
                self.pushed.push(words);
                return true;
            }
            ("pop", _) => words = self.pushed.pop().unwrap_or_default(),
            ("ignored", Some(kind)) => words.push(format!("no-{kind}")),
            ("warning", Some(kind)) => {
                words.push(kind.to_string());
                words.push(format!("no-error={kind}"));
            }
            ("error", Some(kind)) => words.push(format!("error={kind}")),
            _ => return false,
        }
        self.changes.push((at, words));
        true
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
