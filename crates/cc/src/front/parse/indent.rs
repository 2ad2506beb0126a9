//! Lines that look as if an `if` or a loop held them (`-Wmisleading-indentation`).
//!
//! While statements are read, places are noted where a body without braces is followed by another
//! statement; when all is read, the indentation of the lines tells whether that misleads.

use super::*;

/// A body without braces, and what stands behind it.
#[derive(Clone, Copy, Debug)]
pub struct Guarded {
    /// The `if`, `else`, `for` or `while`.
    guard: Span,
    /// Its body.
    body: Span,
    /// The token behind that.
    end: usize,
}

impl Parser {
    /// A statement without braces has been read as the body of `guard`.
    pub(super) fn note_guarded(&mut self, guard: Span, first: Token) {
        if !first.is(Punct::OpenBrace) && !first.is(Punct::Semicolon) {
            self.guarded = Some(Guarded { guard, body: first.span, end: self.at });
        }
    }

    /// Before a statement of a block: keeps it if it follows such a body.
    pub(super) fn note_following(&mut self) {
        let Some(guarded) = self.guarded.take() else { return };
        let next = self.peek();
        let label = self.peek_at(1).is(Punct::Colon)
            || matches!(self.keyword(), Some(Keyword::Case | Keyword::Default));
        let ends = next.is(Punct::CloseBrace) || next.is(Punct::Semicolon) || label;
        if guarded.end == self.at && next.line_start && !ends {
            self.followed.push((guarded, next.span));
        }
    }

    /// At the end: warns where a line is indented like the body before it.
    pub(super) fn warn_indentation(&mut self, sources: &Sources) {
        for (guarded, next) in std::mem::take(&mut self.followed) {
            let spans = [guarded.guard, guarded.body, next];
            if spans.iter().any(|span| span.file != next.file || self.is_expanded(*span)) {
                continue;
            }
            let [guard, body, follows] = spans.map(|span| margin(sources, span));
            let (Some(guard), Some(body), Some(follows)) = (guard, body, follows) else { continue };
            if follows == body && body > guard {
                let word = sources.text(guarded.guard).to_string();
                let message = format!("this line does not belong to the '{word}' above");
                let warning = Diagnostic::warning(next, message)
                    .named("misleading-indentation")
                    .label("it is indented as if it did")
                    .note(guarded.guard, "which has no braces, and so holds one statement");
                self.report.push(warning);
            }
        }
    }
}

/// The column of a token that comes first on its line, with tabs of eight; of what stands behind a
/// `}` or `else`, that of the line.
fn margin(sources: &Sources, span: Span) -> Option<usize> {
    let text = &sources.file(span.file).text[..span.start as usize];
    let line = &text[text.rfind('\n').map_or(0, |at| at + 1)..];
    let rest = line.trim().trim_start_matches('}').trim_start();
    if !matches!(rest, "" | "else") {
        return None;
    }
    let space = line.chars().take_while(|c| matches!(c, ' ' | '\t'));
    Some(space.fold(0, |column, c| if c == '\t' { column / 8 * 8 + 8 } else { column + 1 }))
}
