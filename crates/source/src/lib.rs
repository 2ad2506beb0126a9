//! Source files, places in them, and mistakes found there.
//!
//! Every stage that reads text (the C compiler, the assembler, the linker through line tables, the
//! configuration reader) points at text with a [`Span`] and reports mistakes as a [`Diagnostic`].
//! [`render`] turns one into the familiar picture: `file:line:col`, the line, a caret, a hint.
//! This crate reads no files itself: [`Files`] is how a stage asks its caller for one.
//! Start with [`Sources`].

mod suggest;

pub use suggest::{did_you_mean, nearest};

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

/// One text that has been added to a [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// A half-open range of bytes in one file. `Span::default()` is the start of the first file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    /// The file both ends lie in.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The bytes `start..end` of `file`.
    pub fn new(file: FileId, start: usize, end: usize) -> Span {
        Span { file, start: start as u32, end: end as u32 }
    }

    /// From the start of `self` to the end of `last`; `self` alone if they lie in different files.
    pub fn to(self, last: Span) -> Span {
        if self.file != last.file || last.end < self.start {
            return self;
        }
        Span { end: last.end, ..self }
    }
}

/// A file's name and text.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// As the user would write it.
    pub name: String,
    /// The whole text.
    pub text: String,
    line_starts: Vec<u32>,
}

/// All texts of one build, addressed by [`FileId`] in the order of their arrival.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

/// A place as people write it; both counts start at one, the column counts characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineCol {
    /// Line number, from one.
    pub line: u32,
    /// Column in characters, from one.
    pub col: u32,
}

impl Sources {
    /// No files yet.
    pub fn new() -> Sources {
        Sources::default()
    }

    /// Adds a text under a name; the same name may be added twice (a header read twice).
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        let text = text.into();
        let newlines = text.bytes().enumerate().filter(|&(_, b)| b == b'\n');
        let line_starts = std::iter::once(0).chain(newlines.map(|(at, _)| at as u32 + 1)).collect();
        self.files.push(SourceFile { name: name.into(), text, line_starts });
        FileId(self.files.len() as u32 - 1)
    }

    /// The ids of all files, in the order of their arrival.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = FileId> + use<> {
        (0..self.files.len() as u32).map(FileId)
    }

    /// The file behind an id that [`Sources::add`] returned.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// The text a span covers.
    pub fn text(&self, span: Span) -> &str {
        &self.file(span.file).text[span.start as usize..span.end as usize]
    }

    /// Line of a span's first byte. Unlike [`Sources::line_col`] it does not look at the text, and
    /// so is as fast on a line of a megabyte.
    pub fn line(&self, span: Span) -> u32 {
        let starts = &self.file(span.file).line_starts;
        starts.partition_point(|&start| start <= span.start).max(1) as u32
    }

    /// Line and column of a span's first byte.
    pub fn line_col(&self, span: Span) -> LineCol {
        let file = self.file(span.file);
        let line = self.line(span);
        let start = file.line_starts[line as usize - 1] as usize;
        let col = file.text[start..span.start as usize].chars().count() as u32 + 1;
        LineCol { line, col }
    }

    /// `file:line:col` of a span's first byte.
    pub fn place(&self, span: Span) -> String {
        let LineCol { line, col } = self.line_col(span);
        format!("{}:{line}:{col}", self.file(span.file).name)
    }
}

/// How a stage asks for a file by path: the command line answers from disk, tests and the
/// embedded library answer from memory.
pub trait Files {
    /// The text of the file at `path`, or `None` if there is none.
    fn read(&self, path: &str) -> Option<String>;

    /// The bytes of a file that need not be text.
    fn read_bytes(&self, path: &str) -> Option<Vec<u8>> {
        self.read(path).map(String::into_bytes)
    }
}

/// How bad a [`Diagnostic`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The build fails.
    Error,
    /// The build goes on.
    Warning,
}

/// A mistake in guest source or configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which of its kinds of warnings a stage counts this to; 0 is none.
    pub kind: u8,
    /// Whether it ends the build.
    pub severity: Severity,
    /// What is wrong, in one line without a full stop.
    pub message: String,
    /// Where; a mistake of the whole build has no place.
    pub span: Option<Span>,
    /// A few words under the caret; may be empty.
    pub label: String,
    /// Other places that explain it ("first defined here").
    pub notes: Vec<(Span, String)>,
    /// The way out.
    pub hint: Option<String>,
}

impl Diagnostic {
    /// An error at a place.
    pub fn error(span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic { span: Some(span), ..Diagnostic::unplaced(message) }
    }

    /// A warning at a place.
    pub fn warning(span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(span, message) }
    }

    /// An error that has no place in a text.
    pub fn unplaced(message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            kind: 0,
            severity: Severity::Error,
            message: message.into(),
            span: None,
            label: String::new(),
            notes: Vec::new(),
            hint: None,
        }
    }

    /// Of a kind that can be turned on and off.
    pub fn of_kind(mut self, kind: u8) -> Diagnostic {
        self.kind = kind;
        self
    }

    /// With words under the caret.
    pub fn label(mut self, label: impl Into<String>) -> Diagnostic {
        self.label = label.into();
        self
    }

    /// With another place that explains it.
    pub fn note(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.notes.push((span, text.into()));
        self
    }

    /// With the way out.
    pub fn hint(mut self, hint: impl Into<String>) -> Diagnostic {
        self.hint = Some(hint.into());
        self
    }
}

/// The diagnostic as people read it, ending in a newline; `colour` adds terminal escapes.
pub fn render(sources: &Sources, diagnostic: &Diagnostic, colour: bool) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(diagnostic.message.as_str());
    let mut group = match diagnostic.span {
        Some(span) => Group::with_title(title).element(snippet(
            sources,
            span,
            &diagnostic.label,
            AnnotationKind::Primary,
        )),
        None => Group::with_title(title),
    };
    for (span, text) in &diagnostic.notes {
        group = group.element(snippet(sources, *span, text, AnnotationKind::Context));
    }
    if let Some(hint) = &diagnostic.hint {
        group = group.element(Level::HELP.message(hint.as_str()));
    }
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    format!("{}\n", renderer.render(&[group]))
}

fn snippet<'a>(
    sources: &'a Sources,
    span: Span,
    label: &'a str,
    kind: AnnotationKind,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let file = sources.file(span.file);
    let length = file.text.len();
    let range = (span.start as usize).min(length)..(span.end as usize).min(length);
    let annotation = kind.span(range).label((!label.is_empty()).then_some(label));
    Snippet::source(file.text.as_str()).path(file.name.as_str()).fold(true).annotation(annotation)
}

#[cfg(test)]
mod tests;
