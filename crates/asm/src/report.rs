//! Collecting mistakes: several per run, but not without end.

use swtch_source::{Diagnostic, Severity, Span};

/// A result whose mistake is ready to be shown.
pub(crate) type Fallible<T> = Result<T, Box<Diagnostic>>;

/// A mistake at a place, for `return Err(error(…))`.
pub(crate) fn error(span: Span, message: impl Into<String>) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(span, message))
}

/// As [`error`], with a label under the caret.
pub(crate) fn labelled(span: Span, message: impl Into<String>, label: &str) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(span, message).label(label))
}

/// As [`error`], with a way out.
pub(crate) fn hinted(
    span: Span,
    message: impl Into<String>,
    hint: impl Into<String>,
) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(span, message).hint(hint))
}

const ERRORS_MAX: usize = 50;
const WARNINGS_MAX: usize = 50;

/// The mistakes of one text so far.
#[derive(Default)]
pub(crate) struct Reporter {
    errors: Vec<Diagnostic>,
    warnings: Vec<Diagnostic>,
}

impl Reporter {
    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        // A mistake in a repeated statement is one mistake.
        let last = self.errors.last();
        let same = |last: &Diagnostic| {
            last.span.is_some()
                && (last.span, &last.message) == (diagnostic.span, &diagnostic.message)
        };
        if last.is_some_and(same) {
            return;
        }
        match diagnostic.severity {
            Severity::Error if !self.is_full() => self.errors.push(diagnostic),
            Severity::Warning if self.warnings.len() < WARNINGS_MAX => {
                self.warnings.push(diagnostic);
            }
            _ => {}
        }
    }

    /// Whether enough was reported to give up.
    pub(crate) fn is_full(&self) -> bool {
        self.errors.len() >= ERRORS_MAX
    }

    pub(crate) fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    /// Warnings and errors, each in the order of the text.
    pub(crate) fn finish(&mut self) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
        let by_place =
            |diagnostic: &Diagnostic| diagnostic.span.map(|span| (span.file, span.start));
        self.errors.sort_by_key(by_place);
        self.warnings.sort_by_key(by_place);
        (std::mem::take(&mut self.warnings), std::mem::take(&mut self.errors))
    }
}
