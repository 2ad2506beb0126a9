//! Mistakes in preprocessed text are shown in the file that was preprocessed, if it is at hand.

use crate::program::Program;
use swtch_source::{Diagnostic, FileId, Sources, Span};

/// Moves every place of `diagnostics` from `file` to where a line marker says it came from.
pub(crate) fn restore(
    sources: &Sources,
    file: FileId,
    program: &Program,
    diagnostics: &mut [Diagnostic],
) {
    let restored = |span: Span| origin(sources, file, program, span).unwrap_or(span);
    for diagnostic in diagnostics {
        diagnostic.span = diagnostic.span.map(restored);
        diagnostic.notes.iter_mut().for_each(|(span, _)| *span = restored(*span));
    }
}

fn origin(sources: &Sources, file: FileId, program: &Program, span: Span) -> Option<Span> {
    if span.file != file {
        return None;
    }
    let own_line = sources.line(span);
    let marker = program.markers.iter().rev().find(|marker| marker.own_line <= own_line)?;
    let name = program.own_files.get(marker.file as usize)?;
    let home = sources.ids().rev().find(|&id| id != file && sources.file(id).name == *name)?;
    let (start, line) = line_at(&sources.file(home).text, marker.line_of(own_line))?;
    let (own_start, own) = line_at(&sources.file(file).text, own_line)?;
    if line == own {
        let end = (span.end as usize).min(own_start + own.len());
        let moved = |at: usize| start + at - own_start;
        return Some(Span::new(home, moved(span.start as usize), moved(end)));
    }
    // The preprocessor has changed the line: all of it is to blame.
    let indent = line.len() - line.trim_start().len();
    Some(Span::new(home, start + indent, start + line.trim_end().len().max(indent)))
}

/// The start of a line, counted from one, and its text.
fn line_at(text: &str, number: u32) -> Option<(usize, &str)> {
    let mut start = 0;
    let mut lines = text.split('\n');
    for _ in 1..number {
        start += lines.next()?.len() + 1;
    }
    Some((start, lines.next()?))
}
